"""What a sentence promises, in words, and of which kind it is; whether it promises anything is decided in ``commitments``."""

import re

from pipelines.language.clauses import Clause
from pipelines.language.due_dates import DueText, Mode
from pipelines.language.patterns import whole_words
from pipelines.language.spans import lower
from pipelines.language.values import value

LONGEST = 300
"""How many signs of a sentence are looked at, and kept."""
NEAR = 45
"""How near to a due text a word stands that says of what kind it is."""
COMPLETED = re.compile(
    whole_words(("hoàn thành", "hoàn thiện", "hoàn tất", "xong", "kết thúc", "nghiệm thu", "bàn giao"))
)
_AIMS = re.compile(whole_words(("dự kiến", "phấn đấu", "sẽ", "cam kết", "dự định")))
LABELLED = re.compile(
    r"(?!\s*(?:thời|hạn|tiến độ|lộ trình|nội dung|nhiệm vụ|mục tiêu|chỉ tiêu|kinh phí|kết quả|sản phẩm))[^.;:]{2,90}:\s*",
    re.IGNORECASE,
)
"""What a sentence opens with that is addressed to someone: "Sở Y tế: Đến hết tháng 6, ..."."""
_LIST_MARK = re.compile(r"\A\s*(?:[a-zđ]|[0-9]{1,2}(?:\.[0-9]{1,2})*)[.)]\s")
_LIST_NUMBER = re.compile(r"(?:\A|[:;(]\s?)\(?[0-9]{1,2}\)\s?")
LEADS = re.compile(
    r"(?:[\s,(:–-]|(?<!\w)(?:dự kiến|phấn đấu|sẽ|hoàn thành|hoàn thiện|hoàn tất|xong|kết thúc|và|thì|là|đảm bảo"
    r"|bảo đảm|phải|được|việc|vào|định kỳ|đồng thời"
    r"|trong đó|yêu cầu|cam kết|cần|chậm nhất|trước hết)(?!\w))+",
    re.IGNORECASE,
)
_SUBJECT_END = re.compile(r"\s(?:đang|đã|sẽ|được|dự kiến|chưa|phải|do)\s")
_AGENCY_OPENS = re.compile(
    r"(?:Sở|Ban|Bộ|UBND|Ủy ban|Uỷ ban|Văn phòng|Công an|Cục|Chi cục|Các|Đến|Hiện|Trong|Theo|Từ)(?!\w)"
)
_KINDS = (
    ("pilot", re.compile(whole_words(("thử nghiệm", "thí điểm", "chạy thử", "dùng thử")))),
    ("complete", COMPLETED),
    ("issue", re.compile(whole_words(("ban hành", "công bố", "trình", "phê duyệt", "ký ban hành")))),
    ("report", re.compile(whole_words(("báo cáo", "gửi", "tổng hợp", "nộp")))),
    (
        "hold",
        re.compile(
            r"tổ chức (?<!\wtổ chức )(?:[^\W\d_]+ ){0,2}?(?:hội nghị|hội thảo|diễn tập|cuộc|lớp|tập huấn|họp|lễ|tối thiểu|ít nhất"
            r"|[0-9])"
        ),
    ),
    ("begin", re.compile(whole_words(("bắt đầu", "khởi công", "đưa vào", "khai trương", "vận hành")))),
)
_ENDS_IN_COMPLETION = re.compile(
    r"[\s,(]*(?:(?:dự kiến|đảm bảo|bảo đảm)\s)?(?:hoàn thành|hoàn thiện|xong|hoàn tất)?(?:\sxong)?[\s,(]*\Z"
)
_LONGEST_COMPLETION = 60
_BULLET = re.compile(r"\s*(?:[-–+*•]|[a-zđ]\)|\(?[0-9]{1,2}[.)])\s*")
_PARTY_NUMBER = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2})*[-–]\s")


@value
class Promise:
    """A due text for which something is promised; ``begins`` to ``until`` are the words of its clause that promise it."""

    due: DueText
    begins: int
    until: int
    clause: Clause


def kind_promised(text: str, due: DueText, start: int, end: int) -> str:
    """What is promised, by the word nearest to the due text; a deadline alone is one of completion."""
    if due.mode is Mode.FROM:
        return "begin"
    lowered = lower(text)
    before, after = lowered[start : due.start], lowered[due.end : end]
    if re.match(r"\s?hoàn thành", after) or due.mode is Mode.BARE:
        return "complete"
    near = [(match.end(), kind) for kind, words in _KINDS for match in words.finditer(before)]
    if near and (due.recurrence is None or max(near)[1] == "report"):
        if any(kind == "pilot" and at > len(before) - NEAR for at, kind in near):
            return "pilot"
        return max(near)[1]
    ahead = [(match.start(), kind) for kind, words in _KINDS for match in words.finditer(after)]
    if due.recurrence is not None and any(kind == "report" for _, kind in ahead):
        return "report"
    return min(ahead)[1] if ahead else "carry_out"


def what_promised(text: str, promise: Promise, subject: str | None) -> str:
    """What is promised: the words before the due text, else those after it; behind "dự kiến" with what it is about."""
    due = promise.due
    before = _LIST_MARK.sub("", text[promise.begins : promise.until])
    if LABELLED.fullmatch(before):
        before = ""
    if numbers := list(_LIST_NUMBER.finditer(before)):
        before = before[numbers[-1].end() :]
    aims = [match.end() for match in _AIMS.finditer(lower(before))]
    own = bare(before[aims[-1] :] if aims else before)
    if subject and (aims or len(own.split()) < 3):
        own = f"{subject}: {own}" if own and own != subject else subject
    elif len(own.split()) < 3:
        own = bare(before) or own
    own = own or bare(text[due.end : promise.clause.end]) or text[promise.begins : due.end].strip(" -+*•–;")
    return own if len(own) <= LONGEST else own[-LONGEST:].partition(" ")[2]


def bare(words: str) -> str:
    """``words`` without the words of completion and the marks around them."""
    words = words.strip(" -+*•–,;:(.")
    if match := _PARTY_NUMBER.match(words):
        words = words[match.end() :]
    if match := LEADS.match(words):
        words = words[match.end() :]
    if match := _ENDS_IN_COMPLETION.search(words, max(0, len(words) - _LONGEST_COMPLETION)):
        words = words[: match.start()]
    kept = words.strip(" -+*•–,;:(.)")
    return f"{kept})" if kept.count("(") > kept.count(")") and f"{kept})" in words else kept


def subject_of(words: str) -> str | None:
    """The thing that the sentence is about: the words before its verb, unless they are an agency or a time."""
    bullet = _BULLET.match(words)
    words = words[bullet.end() :] if bullet else words.lstrip()
    end = _SUBJECT_END.search(words)
    if end is None or not 2 < end.start() < LONGEST or _AGENCY_OPENS.match(words):
        return None
    return words[: end.start()].strip(" ,;:")
