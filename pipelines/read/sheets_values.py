"""Cells of spreadsheets as a reader sees them, and texts that print a number as that number.

A stored number is shown by its format as a Vietnamese spreadsheet program shows it. What a printed text says is decided by its
column as a whole: "1.234,5" and "1,234.5" tell which mark parts decimals; where nothing tells, no number is guessed.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import Enum
from functools import lru_cache

from pipelines.read.workbook_model import Value

_DIGITS = 15
_LITERALS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_NUMBER_PART = re.compile(r"[#0?][#0?.,]*")
_DATE_TOKENS = re.compile(r"yyyy|yy|mm|m|dd|d|hh|h|ss|s", re.IGNORECASE)
_LARGEST_SHOWN = 30


def shown_text(value: Value, number_format: str = "") -> str:
    """The text that stands in a cell; '' for an empty one. Line breaks inside are kept.

    >>> shown_text(3713.0, "#,##0"), shown_text(0.8, "0%"), shown_text(1.234), shown_text(date(2024, 5, 3))
    ('3.713', '80%', '1,234', '03/05/2024')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float, Decimal)):
        return _shown_number(value, number_format)
    if isinstance(value, (date, time)):
        return _shown_date(value, number_format)
    return _shown_span(value)


def stored_number(value: Value) -> Decimal | date | None:
    """The number or date that a cell stores, None for texts and empty cells.

    Binary fractions are cut to the 15 digits that a spreadsheet program shows: 0.1 + 0.2 is 0.3.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return _decimal(value)
    return value if isinstance(value, date) else None


def _decimal(value: float) -> Decimal | None:
    if value.is_integer() and abs(value) < 1e15:
        return Decimal(int(value))
    try:
        found = Decimal(f"{value:.{_DIGITS}g}")
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _shown_number(value: float | Decimal, number_format: str) -> str:
    number = stored_number(value)
    if not isinstance(number, Decimal):
        return str(value)
    if not number_format:
        if number == number.to_integral_value() and abs(number) < Decimal(10) ** _LARGEST_SHOWN:
            return str(int(number))
        return format(number, "f").replace(".", ",")
    return _apply(number, number_format) or _shown_number(number, "")


@lru_cache(maxsize=1024)
def _sections(number_format: str) -> tuple[str, ...]:
    parts: list[str] = [""]
    for piece in re.split(r'("[^"]*"|\\.|;)', number_format):
        if piece == ";":
            parts.append("")
        else:
            parts[-1] += piece
    return tuple(parts)


def _apply(number: Decimal, number_format: str) -> str | None:
    """The number in the format; None where the format is of a kind that is not shown here (fractions, powers)."""
    sections = _sections(number_format)
    section, signed = sections[0], number < 0
    if number == 0 and len(sections) > 2:
        section = sections[2]
    elif number < 0 and len(sections) > 1 and sections[1]:
        section, signed = sections[1], False
    literal = _LITERALS.sub(lambda found: "" if found[0][0] in "[_*" else "\0", section)
    pattern = _NUMBER_PART.search(literal)
    if pattern is None:
        if "@" in section or "General" in section or re.search(r"(?i)[ymdhs]", literal.replace("\0", "")):
            return None
        return _literal_text(section).strip()
    if re.search(r"(?i)e[+-]|/|[ymdhs]", literal):
        return None
    digits = pattern[0]
    whole, _, fraction = digits.partition(".")
    scale = len(digits) - len(digits.rstrip(","))
    decimals = sum(mark in "0#?" for mark in fraction)
    optional = len(fraction.rstrip(",")) - len(fraction.rstrip(",").rstrip("#?"))
    shown = abs(number) * (100 if "%" in literal else 1) / Decimal(1000) ** scale
    try:
        rounded = shown.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    except InvalidOperation:
        return None
    integral, _, rest = format(rounded, "f").partition(".")
    for _ in range(optional):
        rest = rest.removesuffix("0") if rest.endswith("0") else rest
    integral = integral.zfill(whole.replace(",", "").count("0"))
    if not whole.replace(",", "").count("0") and integral == "0":
        integral = ""
    if "," in whole.rstrip(",") or (scale == 0 and "," in whole):
        integral = _grouped(integral)
    text = integral + (f",{rest}" if rest else "")
    before, after = _split_at_digits(section)
    minus = "-" if signed and rounded != 0 else ""
    return f"{minus}{_literal_text(before)}{text}{_literal_text(after)}".strip()


def _split_at_digits(section: str) -> tuple[str, str]:
    """What stands before and after the digits of a section of a format."""
    masked = _LITERALS.sub(lambda found: "\0" * len(found[0]), section)
    found = _NUMBER_PART.search(masked)
    return (section[: found.start()], section[found.end() :]) if found else (section, "")


def _literal_text(section: str) -> str:
    def keep(found: re.Match[str]) -> str:
        mark = found[0]
        if mark[0] == '"':
            return mark[1:-1]
        if mark[0] == "\\":
            return mark[1]
        if mark[0] == "_":
            return " "
        currency = re.match(r"\[\$([^\]-]*)", mark)
        return currency[1] if currency else ""

    return re.sub(r"[#0?]", "", _LITERALS.sub(keep, section))


def _grouped(digits: str) -> str:
    head = len(digits) % 3
    groups = [digits[:head]] if head else []
    return ".".join([*groups, *(digits[at : at + 3] for at in range(head, len(digits), 3))])


def _shown_date(value: date | time, number_format: str) -> str:
    pattern = _LITERALS.sub(
        lambda f: f[0][1:-1] if f[0][0] == '"' else (f[0][1] if f[0][0] == "\\" else ""), number_format
    )
    pattern = pattern.split(";", 1)[0].strip()
    if not _DATE_TOKENS.search(pattern) or re.search(r"(?i)[#0?]|am/pm|ddd|mmm|m+[^dyhs]*d", pattern):
        if isinstance(value, datetime):
            return value.strftime("%d/%m/%Y %H:%M")
        return value.strftime("%H:%M") if isinstance(value, time) else value.strftime("%d/%m/%Y")
    hours_before = False
    parts: list[str] = []
    end = 0
    for token in _DATE_TOKENS.finditer(pattern):
        parts.append(pattern[end : token.start()])
        end = token.end()
        parts.append(_date_part(value, token[0].lower(), minutes=hours_before))
        hours_before = token[0].lower() in {"h", "hh"}
    return "".join([*parts, pattern[end:]]).strip()


def _date_part(value: date | time, token: str, *, minutes: bool) -> str:
    hour, minute, second = (
        (value.hour, value.minute, value.second) if isinstance(value, (datetime, time)) else (0, 0, 0)
    )
    day, month, year = (value.day, value.month, value.year) if isinstance(value, date) else (0, 1, 1900)
    match token:
        case "yyyy" | "yy":
            return str(year) if token == "yyyy" else f"{year % 100:02d}"
        case "d" | "dd":
            return str(day).zfill(len(token))
        case "h" | "hh":
            return str(hour).zfill(len(token))
        case "s" | "ss":
            return str(second).zfill(len(token))
        case "m" | "mm" if minutes:
            return f"{minute:02d}"
        case _:
            return str(month).zfill(len(token))


def _shown_span(value: timedelta) -> str:
    seconds = int(value.total_seconds())
    return f"{seconds // 3600}:{seconds % 3600 // 60:02d}"


class _Style(Enum):
    """Which mark parts decimals: ',' as in Vietnamese, '.' as programs and English write."""

    COMMA = 1
    POINT = 2


_SIGNED = re.compile(r"[-–−]?(?=\d)")
_WHOLE = re.compile(r"\d+")
_BLANK_GROUPS = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d{1,2})?")
_ANY = re.compile(r"[-–−]?\d[\d.,]*(?: \d{3})*(?:[.,]\d+)?")
_LONGEST = 40
_POINT_DECIMAL = re.compile(
    r"0\.\d{3}|\d{4,}\.\d+|\d+\.(?:\d{1,2}|\d{4,})|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}"
)
_COMMA_DECIMAL = re.compile(r"0,\d{3}|\d{4,},\d+|\d+,(?:\d{1,2}|\d{4,})|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}")
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}")
_OPEN_POINT = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_OPEN_COMMA = re.compile(r"[1-9]\d{0,2},\d{3}")
_UNGROUPED = re.compile(r"\d{4,}(?:[.,]\d+)?")
_YEAR = re.compile(r"(?:19|20)\d\d")


class TextNumbers:
    """What the number-like texts of one column (or of a table) say of how its numbers are written."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.point = self.comma = self.ungrouped = self.english = False
        for text in set(texts):
            if len(text) > _LONGEST or not _ANY.fullmatch(text):
                continue
            printed = _SIGNED.sub("", text, count=1)
            self.point = self.point or _POINT_DECIMAL.fullmatch(printed) is not None
            self.english = self.english or _ENGLISH.fullmatch(printed) is not None
            self.comma = self.comma or _COMMA_DECIMAL.fullmatch(printed) is not None
            if _UNGROUPED.fullmatch(printed) and not _YEAR.fullmatch(printed):
                self.ungrouped = True

    def parse(self, text: str, table: "TextNumbers | None" = None) -> tuple[Decimal | None, bool]:
        """The number that a text of this column prints, and whether it could be two different numbers.

        ``table`` is asked where the column itself does not tell.

        >>> TextNumbers(["1.234,5", "12.500"]).parse("12.500")
        (Decimal('12500'), False)
        >>> TextNumbers(["1,234.5", "12.500"]).parse("12.500")
        (Decimal('12.500'), False)
        >>> TextNumbers(["1,234"]).parse("1,234")
        (None, True)
        """
        if len(text) > _LONGEST or not _ANY.fullmatch(text):
            return None, False
        printed = _SIGNED.sub("", text, count=1)
        sign = -1 if printed != text else 1
        if len(printed) > 3 and printed[0] == "0" and printed[1].isdigit():
            return None, False  # a number of a telephone or a code
        if _WHOLE.fullmatch(printed):
            return sign * Decimal(printed), False
        if _BLANK_GROUPS.fullmatch(printed):
            return sign * Decimal(printed.replace(" ", "").replace(",", ".")), False
        if _POINT_DECIMAL.fullmatch(printed):
            return sign * Decimal(printed.replace(",", "")), False
        if _COMMA_DECIMAL.fullmatch(printed):
            return sign * Decimal(printed.replace(".", "").replace(",", ".")), False
        style = self._style(printed) or (table._style(printed) if table is not None else None)
        if _OPEN_POINT.fullmatch(printed) and style is None and not (self.ungrouped or self.point or self.comma):
            style = _Style.COMMA  # a point between thousands is the rule; a column that breaks it says so
        if style is None:
            is_open = _OPEN_POINT.fullmatch(printed) is not None or _OPEN_COMMA.fullmatch(printed) is not None
            return None, is_open
        number = printed.replace(".", "").replace(",", ".") if style is _Style.COMMA else printed.replace(",", "")
        try:
            return sign * Decimal(number), False
        except InvalidOperation:
            return None, False

    def _style(self, printed: str) -> _Style | None:
        """The style of the column, where it tells how a text such as "1.234" or "1,234" is to be read."""
        if self.point == self.comma:
            return None
        if self.comma:
            return _Style.COMMA
        # "68.6" beside "1.234": careless points are common; they are decimals only where thousands are not parted.
        is_english = "," in printed or self.ungrouped or self.english
        return _Style.POINT if is_english else None


_DATES = (
    re.compile(r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>(?:19|20)\d\d)"),
    re.compile(r"(?P<y>(?:19|20)\d\d)-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[T ]0?0:00(?::00)?)?"),
    re.compile(r"(?i)ngày (?P<d>\d{1,2}) tháng (?P<m>\d{1,2}) năm (?P<y>(?:19|20)\d\d)"),
)


@lru_cache(maxsize=4096)
def parse_date_text(text: str) -> date | None:
    """The date that a text prints, day before month; None where it prints none or more than one.

    >>> parse_date_text("23/01/2018"), parse_date_text("2018-01-23"), parse_date_text("01/23/2018")
    (datetime.date(2018, 1, 23), datetime.date(2018, 1, 23), None)
    """
    for pattern in _DATES:
        if found := pattern.fullmatch(text):
            try:
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                return None
    return None
