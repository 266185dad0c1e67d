"""Years and periods that a heading, a title or a column states. Dates of documents live in ``dates``."""

import re
from datetime import date

_RANGE = re.compile(r"(20\d{2})\s*[-–]\s*(20\d{2})|(20\d{2})\s+đến\s+(?:năm\s+)?(20\d{2})")
_YEAR = re.compile(r"(?<![\d/.])(20\d{2})(?![\d/])")


def find_years(text: str) -> tuple[int, int] | None:
    """The first and last year that ``text`` states: one year twice, or a range. None where it states none or several.

    >>> find_years("Tổng kinh phí giai đoạn 2022- 2025"), find_years("Kinh phí năm 2024")
    ((2022, 2025), (2024, 2024))
    """
    if spans := _RANGE.search(text):
        start, end = (int(year) for year in spans.groups() if year)
        return (start, end) if start <= end else None
    years = {int(year) for year in _YEAR.findall(text)}
    return (min(years), min(years)) if len(years) == 1 else None


def year_span(years: tuple[int, int]) -> tuple[date, date]:
    """The first and last day of the years."""
    return date(years[0], 1, 1), date(years[1], 12, 31)
