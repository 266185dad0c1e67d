"""Whether a text is one whole document: cut off, two documents in one file, pages twice or out of order.

Works on printed lines before they become paragraphs and tables, so that nothing is read twice or into the wrong
document. Whether the letters are whole is ``quality``.
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise

from pipelines.language.numbering import parse_appendix_label
from pipelines.language.text import fold
from pipelines.read.lines import PAGE_NUMBER, Line, place_of
from pipelines.read.model import ParagraphKind, Place, Remark, RemarkKind

_MOTTO = re.compile(r"cong hoa xa hoi chu nghia|dang cong san viet nam|\Acong hoa xa hoi\Z")
_SYMBOL = re.compile(
    r"(?:Số|SỐ)\s*:?\s*(?P<number>\d{1,5})?[\s.…_]*(?P<symbol>[/-]\s?(?:\d{4}/)?[A-ZĐ][\w&]*(?:[-/][\w&]+)*)"
)
_TYPE = re.compile(
    r"(?:KẾ HOẠCH|BÁO CÁO|QUYẾT ĐỊNH|NGHỊ QUYẾT|CHỈ THỊ|THÔNG BÁO|TỜ TRÌNH|HƯỚNG DẪN|CHƯƠNG TRÌNH|ĐỀ ÁN|PHƯƠNG ÁN|KẾT LUẬN"
    r"|CÔNG ĐIỆN|GIẤY MỜI|BIÊN BẢN|THÔNG TƯ|NGHỊ ĐỊNH)\b|(?:Kính gửi|KÍNH GỬI)\b|V/v\b"
)
_COVERS = re.compile(r"\(?\s*(?:Ban hành )?[Kk]èm theo ")
_ISSUER = re.compile(
    r"(?:ỦY|UỶ|BAN NHÂN|UBND|HỘI ĐỒNG|HĐND|SỞ|BAN|BỘ|TỔNG CỤC|CỤC|CHI CỤC|TRUNG TÂM|VĂN PHÒNG|PHÒNG|TỈNH|THÀNH PHỐ|HUYỆN|QUẬN|XÃ"
    r"|PHƯỜNG|THỊ XÃ|THỊ TRẤN|ĐẢNG ỦY|THÀNH ỦY|CÔNG AN|TÒA ÁN|VIỆN|TRƯỜNG|BỆNH VIỆN|HỘI|ĐOÀN|LIÊN|KHO BẠC|BẢO HIỂM"
    r"|NGÂN HÀNG|CHÍNH PHỦ|THỦ TƯỚNG)\b"
)
_AUTHORITY = re.compile(r"(?:T/?M|K/?T|T/?L|T/?UQ)\.?\s*(?:ỦY BAN|UỶ BAN|UBND|[A-ZĐ]{2,} )")
_POSTS = (
    "CHỦ TỊCH",
    "GIÁM ĐỐC",
    "PHÓ ",
    "TRƯỞNG",
    "CHÁNH VĂN PHÒNG",
    "BỘ TRƯỞNG",
    "BÍ THƯ",
    "CỤC TRƯỞNG",
    "HIỆU TRƯỞNG",
)
_CLOSING_MARK = "./."
_OPEN_WORD = re.compile(r"(?:,|\b(?:và|của|các|những|để|với|cho|về|tại|theo|trong|trên|đến|từ|do|là|hoặc|bằng|được))\Z")
_SENTENCE_END = re.compile(r"[.;:!?…)\]”\"']\Z")
_TYPE_LINES = frozenset(
    (
        "KẾ HOẠCH",
        "BÁO CÁO",
        "QUYẾT ĐỊNH",
        "NGHỊ QUYẾT",
        "CHỈ THỊ",
        "THÔNG BÁO",
        "TỜ TRÌNH",
        "HƯỚNG DẪN",
        "CHƯƠNG TRÌNH",
        "ĐỀ ÁN",
    )
)
_CASE = re.compile(r"V/v\b|Về việc\b")
_STAMP = re.compile(r"(?:Ký bởi|Người ký|Thời gian ký|Ngày ký|Email|Cơ quan)\s*:")
_HEAD_ABOVE, _HEAD_BELOW, _TYPE_BELOW = 8, 10, 20
_LONGEST_CASE = 4
_FEWEST_BODY_LINES = 12
# Shorter lines ("Hoàn thành", "Sở Y tế") come again and again.
_TELLING_LENGTH = 30
_FEWEST_REPEATED, _FEWEST_DISTINCT, _FEWEST_LETTERS = 14, 10, 500
_FIRST_LINES, _LINES_OF_A_PAGE, _LETTERS_OF_A_PAGE = 3, 24, 1000
_LAST_RESTART = 2


@dataclass(slots=True)
class Structure:
    """The lines to read and what was remarked on the others."""

    lines: list[Line]
    remarks: list[Remark] = field(default_factory=list)


def check_structure(lines: Sequence[Line]) -> Structure:
    """Return the lines of the first document, each page once, with a remark on whatever was left out or is missing."""
    structure = Structure(list(lines))
    _leave_out_other_documents(structure)
    _leave_out_repeated_runs(structure)
    structure.remarks += _check_page_order(structure.lines)
    structure.remarks += _check_end(structure.lines)
    return structure


def _leave_out_other_documents(structure: Structure) -> None:
    lines = structure.lines
    starts = list(_find_further_heads(lines))
    if not starts:
        return
    others, first = lines[starts[0] :], lines[starts[0]]
    symbols = [symbol for at in starts if (symbol := _symbol_near(lines, at)) is not None]
    named = f" ({', '.join(symbols[:5])}{', ...' if len(symbols) > 5 else ''})" if symbols else ""
    text = (
        f"Tệp chứa {len(starts) + 1} văn bản: từ dòng {first.number} là văn bản khác{named}; chỉ văn bản thứ nhất được đọc,"
        " phần còn lại cần gửi thành tệp riêng."
    )
    structure.remarks.append(Remark(RemarkKind.TWO_DOCUMENTS, place_of(others), text))
    structure.lines = lines[: starts[0]]


def _find_further_heads(lines: Sequence[Line]) -> Iterator[int]:
    """Yield the index of the first line of every document after the first one.

    Another document is told from a form or an attached document by its own symbol; one with a blank number may be a
    form of an appendix and counts only straight after a signature.
    """
    later = [line.text for line in lines[_FEWEST_BODY_LINES:]]
    named = [text for text in later if "HỘI" in text or "ĐẢNG" in text]
    if _TYPE_LINES.isdisjoint(later) and not any(map(_is_motto, named)):
        return
    last_signature = max((at for at, line in enumerate(lines) if _is_signature(line.text)), default=0)
    closed, in_appendix, last_head = False, False, 0
    for at, line in enumerate(lines):
        text = line.text
        if text[0] == "P" and parse_appendix_label(text) is not None:
            in_appendix = True
        if closed and text in _TYPE_LINES and _begins_without_head(lines, at, last_head, last_signature):
            yield at
            closed, in_appendix, last_head = False, False, at
            continue
        if not closed or at - last_head < _FEWEST_BODY_LINES or not _is_motto(text):
            if _is_closing(text):
                closed, in_appendix = True, False
            continue
        near = lines[max(0, at - _HEAD_ABOVE) : at + _HEAD_BELOW]
        symbol = next((found for other in near if (found := _SYMBOL.match(other.text))), None)
        below = lines[at : at + _TYPE_BELOW]
        if symbol is None or (symbol["number"] is None and in_appendix):
            continue
        if not any(_TYPE.match(other.text) for other in (*near, *below)) or any(
            _COVERS.match(other.text) for other in below
        ):
            continue
        yield _head_start(lines, at)
        closed, in_appendix, last_head = False, False, at


def _begins_without_head(lines: Sequence[Line], at: int, last_head: int, last_signature: int) -> bool:
    """Whether the type of a document stands alone over a text that is signed again: its first page has lost its head."""
    if min(at - last_head, last_signature - at) < _FEWEST_BODY_LINES:
        return False
    above, below = lines[max(0, at - _FEWEST_BODY_LINES) : at], lines[at : at + _HEAD_BELOW]
    has_head = any(_is_motto(line.text) or _SYMBOL.match(line.text) for line in above)
    is_annex = any(parse_appendix_label(line.text) is not None for line in above[-_LONGEST_CASE:])
    return not has_head and not is_annex and not any(_COVERS.match(line.text) for line in below)


def _is_signature(text: str) -> bool:
    return text.startswith(("Nơi nhận", "NƠI NHẬN")) or (text[0] in "TK" and _AUTHORITY.match(text) is not None)


def _is_motto(text: str) -> bool:
    return ("HỘI" in text or "ĐẢNG" in text) and _MOTTO.search(fold(text)) is not None


def _head_start(lines: Sequence[Line], at: int) -> int:
    """Return the index of the first line of the head whose motto stands at ``at``: the other column may come first."""
    start, first = at, max(0, at - _HEAD_ABOVE)
    while start > first and not lines[start].page_start:
        above = lines[start - 1]
        case = next(
            (i for i in range(start - 1, max(first, start - _LONGEST_CASE) - 1, -1) if _CASE.match(lines[i].text)), None
        )
        if case is not None and _SYMBOL.match(lines[case - 1].text):
            start = case
        elif _is_of_head(above):
            start -= 1
        else:
            break
    return start


def _is_of_head(line: Line) -> bool:
    if line.kind is ParagraphKind.FURNITURE:
        return not line.text[-1].isalnum()
    return line.text == "*" or (
        (line.text.isupper() and _ISSUER.match(line.text) is not None)
        or _SYMBOL.match(line.text) is not None
        or _STAMP.match(line.text) is not None
    )


def _symbol_near(lines: Sequence[Line], at: int) -> str | None:
    for line in lines[at : at + _HEAD_ABOVE + _HEAD_BELOW]:
        if (found := _SYMBOL.search(line.text)) is not None and found["number"]:
            return f"số {found['number']}{found['symbol']}"
    return None


def _leave_out_repeated_runs(structure: Structure) -> None:
    """Leave out every run of lines that was printed before, where it is too long to be a form or the rows of a table."""
    furniture = ParagraphKind.FURNITURE
    lines = [line for line in structure.lines if line.kind is not furniture]
    texts = [line.text for line in lines]
    first_at: dict[str, int] = {}
    dropped: set[int] = set()
    page_tops: frozenset[int] = frozenset()
    begun = 0
    for at, text in enumerate(texts):
        if len(text) < _TELLING_LENGTH or at < begun:
            continue
        earlier = first_at.setdefault(text, at)
        if earlier == at:
            continue
        start, end = at, at + 1
        while end < len(texts) and end - at + earlier < at and texts[end - at + earlier] == texts[end]:
            end += 1
        while start > begun and earlier - (at - start) > 0 and texts[earlier - (at - start) - 1] == texts[start - 1]:
            start -= 1
        run = lines[start:end]
        if len(run) >= _FEWEST_REPEATED:
            page_tops = page_tops or _page_tops(structure.lines)
        if len(run) >= _FEWEST_REPEATED and _is_page_again(run, page_tops):
            original = lines[earlier - (at - start)]
            told = (
                f"Các dòng {run[0].number}-{run[-1].number} lặp lại nguyên văn từ dòng {original.number}: trang bị in hai lần;"
                " lần thứ hai không được đọc."
            )
            structure.remarks.append(Remark(RemarkKind.REPEATED_PAGE, place_of(run), told))
            dropped.update(line.number for line in run)
        begun = end
    if dropped:
        structure.lines = [line for line in structure.lines if line.number not in dropped]


def _page_tops(lines: Sequence[Line]) -> frozenset[int]:
    """The numbers of the lines that a page begins with, as far as it shows."""
    furniture = ParagraphKind.FURNITURE
    return frozenset(line.number for above, line in pairwise(lines) if line.page_start or above.kind is furniture)


def _is_page_again(run: Sequence[Line], page_tops: Set[int]) -> bool:
    texts = {line.text for line in run}
    letters = sum(map(len, texts))
    if len(texts) < _FEWEST_DISTINCT or letters < _FEWEST_LETTERS:
        return False
    # A row may stand in a table twice, word for word; a page begins where one begins, or is as long as one.
    begins_page = any(line.number in page_tops for line in run[:_FIRST_LINES])
    return begins_page or (len(run) >= _LINES_OF_A_PAGE and letters >= _LETTERS_OF_A_PAGE)


def _check_page_order(lines: Sequence[Line]) -> Iterator[Remark]:
    """Yield a remark for every printed page number that comes after a higher one; annexes count from one again."""
    furniture = ParagraphKind.FURNITURE
    marks = [line for line in lines if line.kind is furniture and line.text[-1] not in "_=*~|"]
    numbers = [(number, line) for line in marks if (number := _page_number(line.text)) is not None]
    for index in range(1, len(numbers)):
        (previous, _), (number, line) = numbers[index - 1], numbers[index]
        following = numbers[index + 1][0] if index + 1 < len(numbers) else number + 1
        if number >= previous or (number <= _LAST_RESTART and following == number + 1):
            continue
        text = f"Trang {number} đứng sau trang {previous}: các trang không theo thứ tự, bảng và đoạn văn có thể bị nối sai."
        yield Remark(RemarkKind.PAGES_OUT_OF_ORDER, Place(line.page, line.number, line.number), text)


def _page_number(text: str) -> int | None:
    if text.isdecimal():
        return int(text)
    found = PAGE_NUMBER.match(text)
    return int(found["dashed"] or found["named"]) if found else None


def _check_end(lines: Sequence[Line]) -> Iterator[Remark]:
    """Yield a remark where the text ends in the middle of a sentence, or without recipients and signature."""
    kind = ParagraphKind.BODY
    body = [line for line in lines if line.kind is kind]
    if len(body) < _FEWEST_BODY_LINES:
        return
    last = body[-1]
    place = Place(last.page, last.number, last.number)
    texts = [line.text for line in body]
    closed = _CLOSING_MARK in "\n".join(texts) or any(map(_is_closing, texts))
    has_ended = _SENTENCE_END.search(last.text) is not None
    # An appendix sent by itself has neither recipients nor signature, and ends with a row of its table.
    closed = closed or parse_appendix_label(texts[0]) is not None
    is_long = not closed and len(last.text) > sorted(map(len, texts))[len(texts) // 2] / 2
    if _OPEN_WORD.search(last.text) or (is_long and not has_ended):
        text = f"Văn bản dừng giữa câu ở dòng {last.number}: phần sau có thể bị mất."
        yield Remark(RemarkKind.CUT_OFF, place, text)
    elif not closed:
        text = f"Văn bản hết ở dòng {last.number} mà không có nơi nhận, chữ ký: phần cuối có thể bị mất."
        yield Remark(RemarkKind.CUT_OFF, place, text)


def _is_closing(text: str) -> bool:
    """Whether ``text`` stands at the end of a document: recipients, authority, post of the signer, or the closing mark."""
    return (
        _CLOSING_MARK in text
        or text.startswith(("Nơi nhận", "NƠI NHẬN"))
        or (text[0] in "TK" and _AUTHORITY.match(text) is not None)
        or ("." not in text and text.startswith(_POSTS) and text.isupper())
    )
