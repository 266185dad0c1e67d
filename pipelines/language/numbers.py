"""Numbers, ratios and comparators as Vietnamese officials print them. Money and dates build on this elsewhere."""

import re
from decimal import Decimal
from functools import lru_cache

from pipelines.language.text import fold
from pipelines.language.values import value

_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_GROUPED_EN = re.compile(r"\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?|\d{1,3}(?:,\d{3})+\.\d+")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?")
# A longer run of digits is damage; a decimal number has no room for a million of them.
_LONGEST = 64
_WORDS_BEFORE = 60
NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\d)|\d+(?:[.,]\d+)?"
_RATIO = re.compile(rf"(?<![\d/.,])({NUMBER})\s*/\s*({NUMBER})(?![\d/]|[.,]\d)")

_SIGNS = {">=": ">=", "≥": ">=", "=>": ">=", "<=": "<=", "≤": "<=", "=<": "<=", ">": ">", "<": "<", "=": "="}
_SIGN_AT_END = re.compile(r"(?:>=|=>|<=|=<|[≥≤><=])\Z")
# Words before a figure that say how it is to be compared; longest first, folded. Words such as "đạt" compare nothing.
_WORDS = (
    ("khong thap hon", ">="),
    ("khong it hon", ">="),
    ("khong duoi", ">="),
    ("it nhat", ">="),
    ("toi thieu", ">="),
    ("tu", ">="),
    ("khong qua", "<="),
    ("khong vuot qua", "<="),
    ("toi da", "<="),
    ("tren", ">"),
    ("hon", ">"),
    ("vuot", ">"),
    ("duoi", "<"),
    ("nho hon", "<"),
)
_COMPARATORS = dict(_WORDS)
_WORD = re.compile(
    r"(?:^|[^a-z])(" + "|".join(word for word, _ in sorted(_WORDS, key=lambda w: -len(w[0]))) + r")(?: muc)?\s*$"
)
_OPENS_RANGE = re.compile(r"\btừ\s*$", re.IGNORECASE)
_NOTE_MARKS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾*"
_CHANGE = re.compile(r"(?:^|[^a-z])(tang|giam)(?:[^a-z]+(?:them|tu|len|bot|duoc|it nhat|tren))*\s*$")


@lru_cache(maxsize=4096)
def parse_number(text: str) -> Decimal | None:
    """The number that ``text`` prints, None where it prints none or more than a number.

    ``.`` groups thousands and ``,`` is the decimal mark, but reports also print ``68.6``: a point that is not
    followed by exactly three digits is read as a decimal mark. Grouping in the English manner is taken only where it
    is unambiguous.

    >>> parse_number("1.234,5"), parse_number("68.6"), parse_number("42.898"), parse_number("1,234,567")
    (Decimal('1234.5'), Decimal('68.6'), Decimal('42898'), Decimal('1234567'))
    """
    printed = text.strip()
    if len(printed) > _LONGEST:
        return None
    if printed and printed[-1] in _NOTE_MARKS:
        printed = printed.rstrip(_NOTE_MARKS)  # the mark of a footnote
    if _GROUPED.fullmatch(printed):
        return Decimal(printed.replace(".", "").replace(",", "."))
    if _GROUPED_EN.fullmatch(printed):
        return Decimal(printed.replace(",", ""))
    if _PLAIN.fullmatch(printed):
        return Decimal(printed.replace(",", "."))
    return None


@value
class Quantity:
    """A figure in a text: value, upper end of a range, unit (percent | rank | count | None), comparator, and its span."""

    value: Decimal
    upper: Decimal | None
    unit: str | None
    comparator: str | None
    start: int
    end: int
    text: str


_DIGIT = re.compile(r"\d")
_QUANTITY = re.compile(
    rf"(?<![\w./-])(?P<a>{NUMBER})(?P<pa>\s*%)?"
    rf"(?:\s*(?:-|–|đến|tới)\s*(?P<b>{NUMBER})(?![\w/]))?"
    rf"(?P<p>\s*(?:%|phần trăm|bậc|hạng|điểm phần trăm|điểm))?(?![\w/]|[.,]\d|-[A-ZĐ])",
    re.IGNORECASE,
)


def find_quantities(text: str) -> list[Quantity]:
    """Every figure of ``text`` that stands on its own, in order, with the comparing word or sign before it.

    Numbers inside document symbols and dates are left out. Source of the reading of words: usage in plans
    ("đạt trên 70%", "tối thiểu 15%", "tăng từ 2 đến 3 bậc").
    """
    found = []
    end = 0
    # From digit to digit: a search for all that may stand before a figure tries every blank.
    for digit in _DIGIT.finditer(text):
        start = digit.start()
        if start < end or (match := _QUANTITY.match(text, start)) is None:
            continue
        before, signed = text[max(0, start - _WORDS_BEFORE) : start], text[end:start].rstrip()
        sign = _SIGN_AT_END.search(signed, max(0, len(signed) - 2)) if signed[-1:] in _SIGNS else None
        if sign is not None:
            start = end + sign.start()
        end = match.end()
        value = parse_number(match["a"])
        if value is None:
            continue
        upper = parse_number(match["b"]) if match["b"] else None
        mark = ((match["pa"] or "") + (match["p"] or "")).strip().lower()
        found.append(
            Quantity(
                value=value,
                upper=upper,
                unit=_unit(mark),
                comparator=_SIGNS[sign[0]] if sign else _comparator(before, is_range=upper is not None),
                start=start,
                end=end,
                text=text[start:end],
            )
        )
    return found


def comparator_before(text: str) -> str | None:
    """The comparator that the words at the end of ``text`` state for the figure after them, None where none is printed."""
    tail = fold(text[-40:]) + ("" if not text or not text[-1].isspace() else " ")
    if change := _CHANGE.search(tail):
        return "increase" if change[1] == "tang" else "decrease"
    if word := _WORD.search(tail):
        return _COMPARATORS[word[1]]
    return None


def _comparator(before: str, *, is_range: bool) -> str | None:
    # In "từ 82% đến 85%" the word opens the range and compares nothing.
    return (
        None
        if is_range and _OPENS_RANGE.search(before) and not _CHANGE.search(fold(before[-40:]) + " ")
        else comparator_before(before)
    )


def find_ratio(text: str) -> tuple[Decimal, Decimal] | None:
    """The first ratio a/b of two figures in ``text`` (``1.114/1.377``); dates and document symbols are none.

    >>> find_ratio("64.233/145.377=44,2%")
    (Decimal('64233'), Decimal('145377'))
    >>> find_ratio("ngày 20/12/2023") is None
    True
    """
    for match in _RATIO.finditer(text):
        before = text[max(0, match.start() - _WORDS_BEFORE) : match.start()]
        if re.search(r"(?:ngày|tháng|số|:)\s*$", before) and not match.group().count("."):
            continue
        numerator, denominator = parse_number(match[1]), parse_number(match[2])
        if numerator is not None and denominator:
            return numerator, denominator
    return None


def _unit(mark: str) -> str | None:
    if mark.startswith(("%", "phần trăm")):
        return "percent"
    if mark in {"bậc", "hạng"}:
        return "rank"
    if mark.startswith("điểm"):
        return "point"
    return None


_DIGITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5,
    "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_SCALES = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}


def parse_number_words(text: str) -> int | None:
    """The number that the words print, None where they print none.

    >>> parse_number_words("hai mươi lăm"), parse_number_words("một tỷ rưỡi"), parse_number_words("năm hai")
    (25, 1500000000, None)
    """
    total, group, scale, unit_open = 0, None, None, False
    for word in text.split():
        if word in _DIGITS and not unit_open:
            group, unit_open = (group or 0) + _DIGITS[word], True
        elif word == "mười" and not unit_open and (group or 0) % 100 == 0:
            group = (group or 0) + 10
        elif word in {"mươi", "trăm"} and unit_open and group is not None:
            digit = group % 10
            group, unit_open = group - digit + digit * (10 if word == "mươi" else 100), False
        elif word in {"linh", "lẻ"} and group is not None and not unit_open:
            continue
        elif (
            word in _SCALES
            and (group is not None or total)
            and (scale is None or _SCALES[word] < scale or group is None)
        ):
            scale = _SCALES[word]
            total = (total + group * scale) if group is not None else total * scale
            group, unit_open = None, False
        elif word == "rưỡi" and group is None and scale:
            total += scale // 2
        else:
            return None
    return total + (group or 0) if group is not None or total else None
