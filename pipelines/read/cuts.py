"""Where a line of a linearised table may be cut because another cell begins. What the parts look like is for ``pieces``.

A cut only offers a cell its beginning; whether one begins there is decided in ``cells``.
"""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import pairwise

from pipelines.language.text import fold
from pipelines.read.pieces import CITATION, DIGIT_START, PLACE, TIME, VALUE_FIRST, VALUE_START, begins_agency, units

_GENERAL_OFFICES = frozenset(("Văn", "văn"))
_WHEN = frozenset(("time", "source"))
_BEFORE_DATES = frozenset(("trước", "sau", "cuối", "đầu", "hết"))
_DATE = re.compile(r"\d{1,2}/(?:\d{1,2}/)?20\d\d|20\d\d[-–]20\d\d")
_TIME_END = re.compile(r"(?:^|/)(?:20)\d\d$|^\d{1,2}/\d{1,2}/\d{4}$")
_FORM_START = re.compile(r"(thue|dau tu|mua|tu thuc)\b")
_NOTE_START = re.compile(r"(chuyen tiep|khoi cong|moi|mo moi|hoan thanh|theo|phan ky|khong|dang|chua|tiep tuc)\b")
_STATUS_START = re.compile(r"(nhiem vu|chuyen tiep|moi|quyet dinh|bao cao|tiep tuc)\b")
_LONGEST_UNIT = 3
_COMPARING = frozenset(("từ", "trên", "dưới", "đạt", "tăng", "giảm", "khoảng", "gần", "hơn"))
_AFTER_COMPARED = frozenset(("bậc", "hạng", "điểm", "lần", "trở", "%"))
_LIST_SIGNS = frozenset(",;")
_LONE_SIGNS = frozenset(("<", ">", "≥", "≤", ">=", "<=", "="))
_LONE_DASHES = frozenset("-–—")
_PERIODS, _EVERY = frozenset(("năm", "tháng", "quý", "tuần", "xuyên")), frozenset(("hằng", "hàng", "cả", "thường"))
_WHOLE_VALUES = frozenset((
    "chua co", "da co", "hoan thanh", "chua dat", "khong dat", "van hanh", "thu nghiem", "trien khai", "thuc hien", "khong co", "lap dat"
))  # fmt: skip
# A figure after these belongs to what is said before it: "tài chính: 751", "= 96,8%", "2 đến 3", "số 324", "năm 2024".
ASKS_FOR_NUMBER = re.compile(
    r"(?:[,(/:=–-]|^(?:đến|từ|số|năm|ngày|tháng|quý|khoảng|trên|dưới|hơn|gần|loại|lần|mức|cấp|và|độ|thứ|bản|đoạn|là))$",
    re.IGNORECASE,
)
_NUMBER_SIGNS = frozenset("0123456789<>=≥≤")


@lru_cache(maxsize=32768)
def cut_text(text: str, contents: frozenset[str]) -> list[tuple[int, int]]:
    """Where the words of ``text`` are cut because a cell may begin: half-open ranges of words.

    ``contents`` are the kinds of content that the table's columns have, and ``sums`` in a row of sums: there "số" ends a
    heading.
    """
    words = text.split(" ")
    cuts = [0]
    folded: list[str] = []
    units = _unit_cuts(words) if "unit" in contents else ()
    for i in range(1, len(words)):
        word = words[i]
        if i in units:
            cuts.append(i)
            continue
        if word[0].islower():
            if word in _COMPARING and "value" in contents and _opens_comparison(words, i):
                cuts.append(i)
            continue
        folded = folded or fold(text).split(" ")
        if _may_begin(words, i, folded, contents):
            cuts.append(i)
    cuts.append(len(words))
    return list(pairwise(cuts))


def _unit_cuts(words: Sequence[str]) -> Collection[int]:
    """Where a unit begins that stands before the first figure or at the end of the line."""
    end = len(words)
    for i in range(1, end):
        if _is_listed(words, i):
            return ()
        if _is_figure(words, i) and not ASKS_FOR_NUMBER.search(words[i - 1]):
            end = i
            break
    for start in range(max(1, end - _LONGEST_UNIT), end):
        if " ".join(words[start:end]) in units():
            return (start,)
    return (end - 1,) if 1 < end < len(words) and words[end - 1].islower() else ()


def _opens_comparison(words: Sequence[str], i: int) -> bool:
    """Whether a value begins with a small letter here: "từ 50% trở lên", "trên 90%"."""
    if i + 1 >= len(words) or not words[i + 1][0].isdigit() or ASKS_FOR_NUMBER.search(words[i - 1]):
        return False
    return words[i + 1][-1] == "%" or i + 2 == len(words) or words[i + 2] in _AFTER_COMPARED


def _is_figure(words: Sequence[str], i: int) -> bool:
    word = words[i]
    if word[0] not in _NUMBER_SIGNS:
        return False
    if word in _LONE_SIGNS:
        return i + 1 < len(words) and words[i + 1][0].isdigit()
    return DIGIT_START.match(word) is not None


def _is_listed(words: Sequence[str], i: int) -> bool:
    """Whether this is one of several figures of a cell: "Cấp tỉnh 95%, cấp xã 65%"."""
    word = words[i]
    return word[-1] in _LIST_SIGNS and word[0] in _NUMBER_SIGNS and i + 1 < len(words) and words[i + 1][0].islower()


def _may_begin(words: Sequence[str], i: int, folded: Sequence[str], contents: frozenset[str]) -> bool:
    word, before = words[i], words[i - 1]
    if word[0] == "=" or before in _LONE_SIGNS:
        return False
    numeric = _is_figure(words, i)
    numeric_before = before[0] in _NUMBER_SIGNS and DIGIT_START.match(before) is not None
    if "value" in contents and word[0].isupper() and i > 1:
        if words[i - 2 : i] == words[i : i + 2]:
            return True  # "Hoàn thành Hoàn thành"
        if before[0].islower() and " ".join(folded[i - 2 : i]) in _WHOLE_VALUES:
            return True
    if word in _LONE_DASHES:
        # The sign of an empty cell beside figures, not a dash between words or of a range.
        is_between = i + 1 < len(words) and not _is_figure(words, i + 1) and words[i + 1] not in _LONE_DASHES
        return numeric_before and not is_between and "amount" in contents
    if before in _LONE_DASHES and numeric and i > 1 and "amount" in contents:
        return _is_figure(words, i - 2)
    if numeric_before and (numeric or word[0].isupper()):
        return True
    if numeric:
        if _is_listed(words, i):
            return False
        if "time" in contents and _DATE.fullmatch(word) and not ASKS_FOR_NUMBER.search(before):
            return before.lower() not in _BEFORE_DATES
        if "value" not in contents and "amount" not in contents:
            dated = "note" in contents and "/" in word and CITATION.match(word) is not None
            return dated and not ASKS_FOR_NUMBER.search(before)
        # "chuyển đổi số 100%": a percentage is no number of a document.
        asks = ASKS_FOR_NUMBER.search(before)
        return (
            asks is None or (before == "số" and word.endswith("%")) or (before.lower() == "số" and "sums" in contents)
        )
    if not word[0].isupper() or before[-1] in "-/(–" or before == "VP":
        return False
    if before == "phòng" and i > 1 and words[i - 2] in _GENERAL_OFFICES:
        return False  # "Văn phòng UBND tỉnh"
    if "time" in contents and (
        _TIME_END.search(before) or (before in _PERIODS and i > 1 and words[i - 2].lower() in _EVERY)
    ):
        return True
    tail = " ".join(folded[i : i + 3])
    return (
        ("agency" in contents and word != "Số" and begins_agency(tail))
        or ("place" in contents and PLACE.match(tail) is not None)
        or ("form" in contents and _FORM_START.match(tail) is not None)
        or ("value" in contents and word.capitalize() in VALUE_FIRST and VALUE_START.match(tail) is not None)
        or ("status" in contents and _STATUS_START.match(tail) is not None)
        or ("source" in contents and _NOTE_START.match(tail) is not None)
        or ("note" in contents and CITATION.match(tail) is not None)
        or (bool(_WHEN & contents) and TIME.match(tail) is not None)
    )


def blanks_before(raw: str, words: Sequence[str]) -> list[int]:
    """The number of blanks before each of ``words``, which end ``raw`` (a row number before them was cut off)."""
    found: list[int] = []
    raw = raw.rstrip()
    if raw.endswith(text := " ".join(words)):
        begin = len(raw) - len(text)
        return [begin - len(raw[:begin].rstrip()), *[1] * (len(words) - 1)]
    end = len(raw)
    for word in reversed(words):
        begin = end - len(word)
        before = len(raw[:begin].rstrip())
        found.append(begin - before)
        end = before
    return list(reversed(found))
