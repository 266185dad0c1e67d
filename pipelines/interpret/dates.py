"""Days and periods as Vietnamese documents print them. Deadlines inside sentences are not read here."""

import calendar
import re
from datetime import date

from pipelines.language.numbering import parse_roman
from pipelines.language.text import fold

_YEAR = r"(?:19|20)\d\d"
_WRITTEN = re.compile(
    rf"ngay\s*(?P<day>\d{{1,2}})?[\s.…]*thang\s*(?P<month>\d{{1,2}})?[\s.…]*nam\s*(?P<year>{_YEAR}(?!\d))?"
)
_SHORT = re.compile(
    rf"(?<![\d/.,-])(?P<day>\d{{1,2}})\s*[/-]\s*(?P<month>\d{{1,2}})\s*[/-]\s*(?P<year>{_YEAR})(?![\d])"
)
_RANGE = re.compile(rf"(?<!\d)(?P<first>{_YEAR})\s*(?:-|den(?: het)?(?: nam)?)\s*(?P<last>{_YEAR})(?!\d)")
_HALF = re.compile(
    r"\b(?P<months>0?[2-9]|1[01]|ba|bon|sau|chin|muoi|muoi mot)\s+thang\s+(?:(?P<end>dau|cuoi)\s+)?(?=nam\b)"
)
_QUARTER = re.compile(rf"\bquy\s+(?P<number>iv|i{{1,3}}|[1-4])\b(?:\s*(?:/|-|,?\s*nam\s*)\s*(?P<year>{_YEAR}))?")
_MONTH = re.compile(
    rf"\bthang\s+(?P<number>1[0-2]|0?[1-9])\b(?!\s*/\s*\d\b)(?:\s*(?:/|,?\s*nam\s*)\s*(?P<year>{_YEAR}))?"
)
_MONTHS_FROM_TO = re.compile(
    rf"\btu\s+(?:dau\s+)?thang\s+(?P<first>\d{{1,2}})(?:\s*(?:/|nam)\s*(?P<first_year>{_YEAR}))?\s+den\s+(?:het\s+|cuoi\s+)?"
    rf"thang\s+(?P<last>\d{{1,2}})\s*(?:/|,?\s*nam\s*)\s*(?P<last_year>{_YEAR})"
)
_DAYS_FROM_TO = re.compile(
    rf"\btu\s+(?:ngay\s+)?(?P<first>\d{{1,2}}/\d{{1,2}}(?:/{_YEAR})?)\s*(?:-|den)\s*(?:het\s+)?(?:ngay\s+)?"
    rf"(?P<last>\d{{1,2}}/\d{{1,2}}/{_YEAR})"
)
# The day of another document, and years of school, which are no years of the calendar.
_OTHER_YEARS = re.compile(
    rf"\bngay\s*\d{{1,2}}\s*thang\s*\d{{1,2}}\s*nam\s*{_YEAR}|\bnam hoc\s*{_YEAR}(?:\s*-\s*{_YEAR})?"
)
_OUTLOOK = re.compile(rf"\b(?:den(?: het)? nam|tam nhin(?: den)?(?: nam)?|dinh huong(?: den)?(?: nam)?)\s+{_YEAR}")
_SINGLE = re.compile(rf"\bnam\s+(?P<year>{_YEAR})(?!\d)")
_BY_YEAR = re.compile(rf"\bden(?: het)? nam\s+(?P<year>{_YEAR})")
_MONTHS = {"ba": 3, "bon": 4, "sau": 6, "chin": 9, "muoi": 10, "muoi mot": 11}


def make_date(year: int, month: int, day: int) -> date | None:
    """Return the date, None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_date(text: str) -> date | None:
    """Return the first whole date that ``text`` prints; a date with blanks is none.

    >>> parse_date("Hà Nội, ngày 05 tháng 3 năm 2024"), parse_date("ngày      tháng 02 năm 2024")
    (datetime.date(2024, 3, 5), None)
    """
    folded = fold(text)
    found = [match for match in (_WRITTEN.search(folded), _SHORT.search(folded)) if match and match["day"]]
    for match in sorted(found, key=lambda m: m.start()):
        if match["month"] and match["year"]:
            return make_date(int(match["year"]), int(match["month"]), int(match["day"]))
    return None


def parse_blank_date(text: str) -> tuple[int | None, int | None]:
    """Return year and month of a date printed with blanks ("ngày   tháng 02 năm 2024"; "ngày   /7/2022")."""
    folded = fold(text)
    if (match := _WRITTEN.search(folded)) is not None:
        return _number(match["year"]), _number(match["month"])
    short = re.search(rf"ngay\s*/\s*(\d{{1,2}})?\s*/\s*({_YEAR})", folded)
    return (_number(short[2]), _number(short[1])) if short else (None, None)


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def parse_period(text: str) -> tuple[date | None, date] | None:
    """Return the first and last day of the period that a title states, None where it states none.

    The narrowest statement counts: "... giai đoạn 2021-2025, năm 2024" is 2024, "đến năm 2030" after a year or a range
    is an outlook. Of several years or halves the first counts: the report comes before the outlook.
    """
    folded = _OTHER_YEARS.sub(" ", fold(text))
    return _from_to(folded) or _part_of_year(folded) or _whole_years(folded)


def _from_to(folded: str) -> tuple[date, date] | None:
    """Return the period printed by its first and last day or month."""
    if (days := _DAYS_FROM_TO.search(folded)) is not None:
        last = parse_date(days["last"])
        first = parse_date(days["first"]) or (parse_date(f"{days['first']}/{last.year}") if last else None)
        return (first, last) if first and last and first <= last else None
    if (months := _MONTHS_FROM_TO.search(folded)) is not None:
        year, month = int(months["last_year"]), int(months["last"])
        begun = make_date(int(months["first_year"] or year), int(months["first"]), 1)
        ended = make_date(year, month, 1)
        if begun is not None and ended is not None and begun <= ended:
            return begun, _months(year, month, month)[1]
    return None


def _part_of_year(folded: str) -> tuple[date, date] | None:
    if (half := _HALF.search(folded)) is not None:
        year = re.search(_YEAR, folded[half.end() :]) or re.search(_YEAR, folded)
        if year is not None:
            months = _MONTHS.get(half["months"]) or int(half["months"])
            return _half(int(year[0]), months, at_end=half["end"] == "cuoi")
    for unit, length in ((_QUARTER, 3), (_MONTH, 1)):
        if (first := _first_of_year(list(unit.finditer(folded)))) is not None:
            return _months(first[1], length * (first[0] - 1) + 1, length * first[0])
    return None


def _first_of_year(named: list[re.Match[str]]) -> tuple[int, int] | None:
    """Return number and year of the first quarter or month; "quý III và nhiệm vụ quý IV năm 2023" prints the year once."""
    if not named:
        return None
    numbers = [parse_roman(match["number"].upper()) or int(match["number"]) for match in named]
    at = next((i for i, match in enumerate(named) if match["year"]), None)
    if at is None:
        return None
    # The month before January is one of the year before.
    return numbers[0], int(named[at]["year"]) - (numbers[0] > numbers[at])


def _whole_years(folded: str) -> tuple[date | None, date] | None:
    if (single := _SINGLE.search(_OUTLOOK.sub(" ", _RANGE.sub(" ", folded)))) is not None:
        return _months(int(single["year"]), 1, 12)
    if (years := _RANGE.search(folded)) is not None and years["first"] < years["last"]:
        return date(int(years["first"]), 1, 1), date(int(years["last"]), 12, 31)
    if (by_year := _BY_YEAR.search(folded)) is not None:
        return None, date(int(by_year["year"]), 12, 31)
    return None


def _half(year: int, months: int, *, at_end: bool) -> tuple[date, date]:
    return _months(year, 13 - months, 12) if at_end else _months(year, 1, months)


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])
