"""Pieces: the shortest runs of words of a linearised table that can be (part of) a cell, and what they look like.

Which cell a piece belongs to is decided in ``cells``.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pipelines.language.agency_names import agency_name_pattern
from pipelines.language.numbers import NUMBER
from pipelines.language.text import fold
from pipelines.read.lines import Line

_SHAPES = (
    ("percent", re.compile(rf"[<>=≥≤]{{0,2}}\s*(?:{NUMBER})(?:\s*[-–]\s*(?:{NUMBER}))?\s*%")),
    ("compared", re.compile(rf"[<>=≥≤]{{1,2}}\s*(?:{NUMBER})")),
    ("grouped", re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")),
    ("number", re.compile(rf"(?:{NUMBER})(?:\s+(?:bậc|hạng|điểm))?")),
    ("range", re.compile(rf"(?:{NUMBER})\s*(?:-|–|đến)\s*(?:{NUMBER})(?:\s+(?:bậc|hạng|điểm))?")),
    ("ratio", re.compile(rf"(?:{NUMBER})\s*/\s*(?:{NUMBER}).*")),
    ("dash", re.compile(r"[-–—xX*…]|\.{2,3}")),
)
NUMERIC_SHAPES = frozenset({"percent", "compared", "grouped", "number", "range"})
_DIGIT_START = re.compile(r"[<>=≥≤]{0,2}\s*\d")

_AGENCY_START = re.compile(
    r"(cac )?(so|ban|phong|ubnd|hdnd|uy ban|van phong|cong an|bo|cuc|chi cuc|tong cuc|dai|bao|trung tam|benh vien|ngan hang|"
    r"tinh (doan|uy)|huyen (doan|uy)|thanh (uy|pho)|hoi|hiep hoi|lien (minh|doan)|doan|truong|kho bac|thue|toa an|vien|bhxh|bao hiem|"
    r"mat tran|mttq|ubmttq|doanh nghiep|co quan|don vi|nganh|dia phuong|chi nhanh|co so|to chuc|buu dien|cong ty|tap doan|"
    r"bo chi huy|bch|quan su|nha|tct|httx|htx|phong,? ban|xa|huyen)\b"
)
_AGENCY_WORD = re.compile(
    r"(?<![a-z])(so|ubnd|phong|ban|van phong|cong an|don vi|co quan|nganh|tt&tt|doanh nghiep|truyen thong|huyen|thanh pho|xa)(?![a-z])"
)
_VALUE_START = re.compile(
    r"(co|khong|dat|da|dang|chua|hoan thanh|tang|giam|toi thieu|toi da|it nhat|tren|duoi|tu|khoang|gan|hon|duy tri|thuc hien|"
    r"phan dau|top|nhom|bac|hang|diem)\b"
)
_FORM = re.compile(
    r"(thue|dau tu|mua sam|mua|thue khoan|du an|de cuong|tu thuc hien|xa hoi hoa|thue dich vu|chi thuong xuyen|dich vu|doi tac|cntt|"
    r"cong nghe thong tin|cong|phan mem|ha tang)(( va |[ ,/]+)(thue|dau tu|mua sam|mua|dich vu|cntt|cong|phan mem))*"
)
_STATUS_WORD = re.compile(
    r"(?<![a-z])(nhiem vu|tiep tuc|trien khai|moi|khai|trien|phat sinh|sinh|chuyen tiep|quyet|dinh|ke hoach|bao cao|"
    r"nghi quyet|he thong|phan mem|hoan thanh|dang thuc hien|van ban|quy che)(?![a-z])"
)
_CITATION = re.compile(
    r"theo\b|(ke hoach|quyet dinh|cong van|nghi quyet|nghi dinh|thong tu|chi thi|kh|qd|nq|cv) (so )?(\d|$)|"
    r"\d+/[a-z]|ngay \d|[a-z]+-[a-z]+ ngay|"
    r"\d{1,2}/\d{1,2}/\d{4}|(qd|kh|nq)-?[a-z]*$|^(ubnd|hoach so)"
)
_TIME = re.compile(
    r"(quy|thang|nam|hang|thuong xuyen|dinh ky|trong|truoc|den|giai doan|6 thang|ca nam)\b|\d{4}( ?- ?\d{4})?$|\d{1,2}/\d{4}|q[1-4]"
)
# A figure after these belongs to what is said before it: "tài chính: 751", "= 96,8%", "2 đến 3", "số 324", "năm 2024".
_ASKS_FOR_NUMBER = re.compile(
    r"(?:[,(/:=–-]|^(?:đến|từ|số|năm|ngày|tháng|quý|khoảng|trên|dưới|hơn|gần|loại|lần|mức|cấp|và|độ|thứ|bản|đoạn|là))$",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(
    r"(?:[,;(/–-]|(?<!cấp)(?<!của)(?<!trong)(?<!toàn)(?<!từ) (?:tỉnh|huyện)$|"
    r"(?:^|\s)(?:và|của|các|về|cho|hoặc|tại|với|trong|từ|đến|theo|là|do|để|bằng|bởi|"
    r"như|thành|chưa|không|đã|được|một|những|nhưng|đang|sẽ|phải|khi|nếu|đạt)|"
    r"(?:hoạch|định|văn|quyết|tư|thị|báo|cáo|QĐ|KH|NQ|CV) số)$",
    re.IGNORECASE,
)


_OFFICE_END = re.compile(
    r"(?:[,;/&(–-]|(?:^|\s)(?:văn phòng|chủ tịch|thường trực|lãnh đạo|giám đốc|thanh tra|trung tâm|phòng|đảng ủy|và|các|với|của|"
    r"thuộc|ngành|cơ quan|đơn vị|trực thuộc|ban|sở))$",
    re.IGNORECASE,
)
_NO_VALUE_YET = re.compile(r"(chua (co so lieu|den ky|den thoi diem|thong ke|danh gia|den han)|khong co so lieu)")


@dataclass(frozen=True, slots=True)
class Look:
    """What a piece looks like: its shape and how well it suits each kind of content, as log scores."""

    shape: str
    scores: dict[str, float]
    start: str
    """'upper', 'lower', 'digit', 'bullet' or 'other': how it begins."""
    unfinished: bool
    """Its last word or sign asks for more."""
    sentence_end: bool
    opening: str
    """Its first two words, folded."""
    names_agency: bool
    """It begins like the name of an agency."""
    ends_agency: bool
    """After it another agency can only stand in another cell: no separator, and no office of an agency ("Văn phòng")."""
    ends_in_name: bool
    """Its last word is one capitalised syllable, as in a name that may go on ("tỉnh Bắc", "huyện Sơn")."""


@dataclass(slots=True)
class Piece:
    """A run of words on one line. ``gap`` counts the blanks before it beyond the usual one."""

    text: str
    line: Line
    at_line_start: bool
    gap: int
    trailing: int
    page_break: bool
    look: Look
    first_word_length: int
    line_length: int
    """Characters of its line up to its end: how full the line was when the piece ended."""
    forced: bool = False
    """Cut out of a line too long for any one column: its words say less about where a cell begins."""


@lru_cache(maxsize=32768)
def look_of(text: str) -> Look:
    """The look of a piece with this text."""
    folded = fold(text)
    words = folded.count(" ") + 1
    shape = next((name for name, pattern in _SHAPES if pattern.fullmatch(text)), "word")
    if shape == "word" and words <= 4 and _VALUE_START.match(folded):
        shape = "phrase"
    first = text[0]
    if _DIGIT_START.match(text):
        start = "digit"
    elif first in "-+•*–" and len(text) > 1:
        start = "bullet"
    elif first.isupper():
        start = "upper"
    elif first.islower():
        start = "lower"
    else:
        start = "other"
    return Look(
        shape=shape,
        scores=_scores(folded, words, shape),
        start=start,
        unfinished=_UNFINISHED.search(text) is not None,
        sentence_end=text[-1] in ".;:",
        opening=" ".join(folded.split(" ", 2)[:2]),
        names_agency=_begins_agency(folded),
        ends_agency=_OFFICE_END.search(text) is None,
        ends_in_name=_ends_in_name(text),
    )


def _begins_agency(folded: str) -> bool:
    return _AGENCY_START.match(folded) is not None or agency_name_pattern().match(folded) is not None


def _ends_in_name(text: str) -> bool:
    last = text.rsplit(" ", 1)[-1]
    return len(last) < len(text) and last.isalpha() and last[0].isupper() and last[1:].islower()


def _scores(folded: str, words: int, shape: str) -> dict[str, float]:
    numeric = shape in NUMERIC_SHAPES
    word_mass = min(2.4, 0.3 * words)
    agency = 2.2 if _begins_agency(folded) else (0.8 if _AGENCY_WORD.search(folded) else 0.1)
    no_value_yet = _NO_VALUE_YET.match(folded) is not None
    value_words = 1.8 - 0.35 * max(0, words - 3) if _VALUE_START.match(folded) else 0.2 - 0.6 * words
    if no_value_yet:  # says why no value stands in the column before
        value_words -= 1.5
    status_words = len(_STATUS_WORD.findall(folded))
    cited = _CITATION.search(folded) is not None
    timed = _TIME.match(folded) is not None
    return {
        "text": -2.5 if numeric or shape in {"dash", "ratio"} else word_mass,
        "value": 2.6 if numeric else (-1.0 if shape == "ratio" else max(-6.0, value_words)),
        "amount": 2.6
        if numeric and shape not in {"percent", "compared", "range"}
        else (1.0 if shape == "dash" else -4.0),
        "agency": -3.0 if numeric else agency - 0.12 * max(0, words - 5),
        "form": 2.5 if _FORM.fullmatch(folded) else -3.0,
        "status": -2.0
        if numeric
        else (
            min(2.0, 0.9 * status_words) - 0.3 * max(0, words - 4) if status_words else -0.2 - 0.3 * max(0, words - 3)
        ),
        "note": 1.6 if cited or no_value_yet or shape == "ratio" else (-1.0 if numeric else 0.5 * word_mass),
        "time": 2.0 if timed else -1.5,
        "unit": 1.8
        if folded in {"%", "phan tram", "so luong", "ty le", "he thong", "nguoi", "trieu dong", "ty dong", "dong"}
        else 0.4 - 0.8 * words,
        "number": -6.0,
    }


def cut_line(line: Line, text: str, contents: Collection[str], *, everywhere: bool) -> list[tuple[str, int, bool]]:
    """``text`` of ``line`` cut where a cell may begin within it: (piece, blanks before it, cut by force).

    ``contents`` are the kinds of content the table's columns have; ``everywhere`` cuts before every word.
    """
    words = text.split(" ")
    if everywhere:
        return [(word, 0, i > 0) for i, word in enumerate(words)]
    cuts = [0, *(i for i in range(1, len(words)) if _may_begin(words, i, contents)), len(words)]
    gaps = _gaps(line.raw, words) if len(cuts) > 2 else []
    return [(" ".join(words[a:b]), max(0, gaps[a] - 1) if a and gaps else 0, False) for a, b in pairwise(cuts)]


def _may_begin(words: Sequence[str], i: int, contents: Collection[str]) -> bool:
    word, before = words[i], words[i - 1]
    numeric, numeric_before = bool(_DIGIT_START.match(word)), bool(_DIGIT_START.match(before))
    if word[0] == "=":
        return False
    if numeric_before and (numeric or word[:1].isupper()):
        return True
    if numeric:
        if not {"value", "amount"} & set(contents):
            return False
        # "chuyển đổi số 100%": a percentage is no number of a document.
        return not _ASKS_FOR_NUMBER.search(before) or (before == "số" and word.endswith("%"))
    if not word[:1].isupper() or before.endswith(("-", "/", "(", "–")):
        return False
    tail = fold(" ".join(words[i : i + 3]))
    return (
        ("agency" in contents and _begins_agency(tail))
        or ("form" in contents and re.match(r"(thue|dau tu|mua|tu thuc)\b", tail) is not None)
        or ("value" in contents and _VALUE_START.match(tail) is not None)
        or (
            "status" in contents
            and re.match(r"(nhiem vu|chuyen tiep|moi|quyet dinh|bao cao|tiep tuc)\b", tail) is not None
        )
        or ("note" in contents and _CITATION.match(tail) is not None)
        or ("time" in contents and _TIME.match(tail) is not None)
    )


def _gaps(raw: str, words: Sequence[str]) -> list[int]:
    """The number of blanks before each of ``words``, which end ``raw`` (a row number before them was cut off)."""
    found: list[int] = []
    end = len(raw.rstrip())
    for word in reversed(words):
        begin = end - len(word)
        before = len(raw[:begin].rstrip())
        found.append(begin - before)
        end = before
    return list(reversed(found))
