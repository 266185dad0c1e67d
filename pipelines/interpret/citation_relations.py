"""In what relation a text cites a document, judged by the words before its name and by the list that it stands in."""

import re

from pipelines.language.patterns import whole_words
from pipelines.language.spans import lower
from pipelines.language.text import fold

_RELATIONS = {
    "thay thế": "thay_the", "bãi bỏ": "thay_the", "hủy bỏ": "thay_the", "huỷ bỏ": "thay_the", "thay cho": "thay_the",
    "sửa đổi": "sua_doi", "bổ sung": "sua_doi", "đính chính": "sua_doi", "điều chỉnh": "sua_doi",
    "căn cứ": "can_cu", "trên cơ sở": "can_cu", "cơ sở pháp lý": "can_cu",
    "theo tinh thần chỉ đạo": "trien_khai", "theo chỉ đạo": "trien_khai", "triển khai": "trien_khai", "thực hiện": "trien_khai",
    "cụ thể hóa": "trien_khai", "cụ thể hoá": "trien_khai", "quán triệt": "trien_khai", "chấp hành": "trien_khai",
    "hưởng ứng": "trien_khai",
    "theo": "theo", "đáp ứng": "theo", "phù hợp với": "theo", "tuân thủ": "theo", "đúng quy định": "theo",
    "quy định tại": "theo", "hướng dẫn tại": "theo",
}  # fmt: skip
_WORDS = re.compile(whole_words(_RELATIONS))
_POINTS_AT = re.compile(r"(?:của|tại|trong|kèm theo|(?<!\w)(?:điều|khoản|điểm)\s\S+)\s*(?:các\s+)?\Z", re.IGNORECASE)
_FURTHEST_CHANGE = 48
_CHANGES = re.compile(
    r"(?:(?P<thay_the>thay thế|bãi bỏ|hủy bỏ|huỷ bỏ)|(?P<sua_doi>sửa đổi|bổ sung|đính chính|điều chỉnh))(?!\w)"
)
_NEXT_ITEM = re.compile(
    r"[^;]*;\s*(?:(?:và|cùng|các|những)\s+)*"
    r"(?:(?:Nghị quyết|Quyết định|Kế hoạch|Công văn|Chỉ thị|Thông tư|Nghị định|[Vv]ăn bản)(?:\s(?:của|do)\s[^;,.0-9]{2,60})?\s*)?"
)
_NEW_SENTENCE = re.compile(r"[.!?]\s+[^\Wa-z]")
_ITEM = re.compile(r"\s*(?:[-–+*•]|\(?\d{1,3}[.)]|[a-zđ][.)]|\d+(?:\.\d+)+\.?)\s*(?P<rest>.*)", re.DOTALL)
_NOTE_MARK = re.compile(r"\s*(?:[\[(]?\d{1,3}[\])]?|\*+)?\s*")
_ISSUED = re.compile(r"(?:[^.,;:\d]{0,110}\s)?ban hành(?: các)?\s*:?\s*")
_ISSUED_LIST = re.compile(r"ban hành[^.;:]{0,40}:\s*\Z")
_GROUNDS = re.compile(r"\b(?:can cu|co so phap ly|phap ly|van ban lam co so)\b")


def relation_of_words(before: str) -> str | None:
    """The relation that the clause at the end of ``before`` states, None where it states none.

    >>> relation_of_words("tiếp tục triển khai các nhiệm vụ nêu tại "), relation_of_words("ban hành kèm theo ")
    ('trien_khai', None)
    """
    opened = before.rfind("(")
    clause = before[max(before.rfind(";"), before.rfind(". "), opened if before.find(")", opened) < 0 else -1) + 1 :]
    for words in reversed(list(_WORDS.finditer(lower(clause)))):
        relation = _RELATIONS[words[0]]
        if words[0] == "theo" and words.string.endswith("kèm ", 0, words.start()):
            continue  # "kèm theo"
        changes = relation in {"thay_the", "sua_doi"}
        if not changes or len(clause) - words.end() <= _FURTHEST_CHANGE or _POINTS_AT.search(clause):
            return relation
    return None


def goes_on_with_list(between: str) -> bool:
    """Whether a list of documents goes on: ``between`` is what stands after one up to the name of the next.

    What the sentence says of the first ("Căn cứ") holds for those behind its semicolons.

    >>> goes_on_with_list(" về chuyển đổi số; "), goes_on_with_list("; UBND tỉnh đã ban hành ")
    (True, False)
    """
    return _NEXT_ITEM.fullmatch(between) is not None and _NEW_SENTENCE.search(between) is None


def relation_within(subject: str, before: str) -> str | None:
    """The relation of a document named within the ``subject`` of another; ``before`` is the subject up to its name.

    >>> relation_within("sửa đổi, bổ sung một số điều của Quy chế ban hành", "sửa đổi ... Quy chế ban hành kèm theo ")
    'sua_doi'
    """
    begins = _CHANGES.match(subject)
    return begins.lastgroup if begins is not None and _POINTS_AT.search(before) else relation_of_words(before)


def begins_item(before: str) -> bool:
    """Whether ``before`` is only the mark of an item, and who issued what the item names."""
    item = _ITEM.fullmatch(before)
    return item is not None and (not item["rest"] or _ISSUED.fullmatch(item["rest"]) is not None)


def relation_of_list(before: str, heading: str, *, is_whole: bool, is_note_of_several: bool = False) -> str | None:
    """The relation of an item that begins with the document: a legal ground under such a heading, else one of a list.

    ``before`` is what stands before the document in its paragraph, ``is_whole`` says that nothing follows it there,
    ``is_note_of_several`` that it stands in a footnote with others.
    """
    if is_note_of_several and _NOTE_MARK.fullmatch(before):
        return "danh_muc"
    begins = begins_item(before) or (is_whole and (not before or _ISSUED.fullmatch(before) is not None))
    if begins and _GROUNDS.search(fold(heading[:200])):
        return "can_cu"
    return "danh_muc" if begins or _ISSUED_LIST.search(before) else None
