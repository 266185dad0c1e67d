"""Years and periods that a heading, a title, a column or a goal states. Dates of documents live in ``dates``."""

import re
from datetime import date

from pipelines.interpret.dates import make_date, parse_period
from pipelines.language.text import fold

_RANGE = re.compile(r"(20\d{2})\s*[-–]\s*(20\d{2})|(20\d{2})\s+đến\s+(?:năm\s+)?(20\d{2})")
_YEAR = re.compile(r"(?<![\d/.])(20\d{2})(?![\d/])")
_ANY_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
# What a goal is compared with, and the years of what it refers to, are not when it is to be reached.
_COMPARED = re.compile(
    r"(?:so với|so cùng kỳ|cùng kỳ|bằng mức|kể từ|từ|tính từ|trước)(?:\s+(?:cùng kỳ|kết quả|mức|thực hiện|cuối|đầu|của|với|số liệu))*"
    r"\s+(?:năm|giai đoạn)\s+20\d{2}(?:\s*[-–]\s*20\d{2})?"
    r"|ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+20\d{2}"
    r"|(?:Luật|Nghị quyết|Nghị định|Kế hoạch|Chương trình|Đề án)[^;,.]{0,150}?\bnăm 20\d{2}",
    re.IGNORECASE,
)
# "60% (năm 2023: 45%)", "20% (đến năm 2030 trên 30%)": the year is that of the figure beside it.
_FIGURE_OF_YEAR = re.compile(r"\([^()]*?\b20\d{2}[^()\d][^()]*\d\s?%[^()]*\)")
_REACHED = re.compile(
    r"(?:đến|trong|vào|hết|cuối|trước|tới)\s+(?:hết |cuối |giữa |đầu )*(?:ngày \d{1,2}/)?(?:tháng )?(?:\d{1,2}/)?(?:năm )?(20\d{2})(?!\d)"
    r"|(?:quý [IVX]+|tháng \d{1,2}|\d{1,2}/\d{1,2})\s?(?:/|năm )\s?(20\d{2})(?!\d)",
    re.IGNORECASE,
)
_NAMED_YEAR = re.compile(r"(?:năm |\d{1,2}/|[IVX]/)(20\d{2})(?!\d)", re.IGNORECASE)
_UNTIL = re.compile(
    r"(?:đến|tới|tính đến)\s+(?:hết |ngày |thời điểm )*(\d{1,2})[/.-](\d{1,2})(?:[/.-](20\d{2}))?(?!\d)"
)
_ON = re.compile(r"(?<![\d/])(\d{1,2})[/.-](\d{1,2})[/.-](20\d{2})(?!\d)")
_PART = re.compile(r"\b(?:0?[2-9]|1[01]) thang|\bquy (?:iv|i{1,3}|[1-4])\b|\bthang \d{1,2}\b")
_NAMES_PERIOD = re.compile(r"\b(?:năm|tháng|quý)\b|(?<!\d)20\d{2}(?!\d)", re.IGNORECASE)
_MONTHS_OF = re.compile(r"\b(0?[2-9]|1[01])\s?T\s?/\s?(20\d{2})(?!\d)")
_NAMES_YEAR = re.compile(r"\bnam\b")


def find_years(text: str) -> tuple[int, int] | None:
    """The first and last year that ``text`` states: one year twice, or a range. None where it states none or several.

    >>> find_years("Tổng kinh phí giai đoạn 2022- 2025"), find_years("Kinh phí năm 2024")
    ((2022, 2025), (2024, 2024))
    """
    if "20" not in text:
        return None
    if spans := _RANGE.search(text):
        start, end = (int(year) for year in spans.groups() if year)
        return (start, end) if start <= end else None
    years = {int(year) for year in _YEAR.findall(text)}
    return (min(years), min(years)) if len(years) == 1 else None


def find_goal_year(text: str) -> int | None:
    """The year by which ``text`` wants a goal reached, None where it states none.

    >>> find_goal_year("Giảm 30% so với năm 2020"), find_goal_year("Đến hết năm 2027 đạt 60%, năm 2030 đạt 90%")
    (None, 2027)
    """
    if "20" not in text:
        return None
    plain = without_compared(_FIGURE_OF_YEAR.sub(" ", text))
    if _RANGE.search(plain) and (years := find_years(plain)):
        return years[1]
    named = {int(year) for year in _NAMED_YEAR.findall(plain)}
    if len(named) == 1:
        return named.pop()
    reached = _REACHED.search(plain)
    return int(reached[1] or reached[2]) if reached else None


def without_compared(text: str) -> str:
    """``text`` with blanks for what goals are compared with and what they refer to, whose years are not theirs."""
    return _COMPARED.sub(lambda match: " " * len(match.group()), text)


def year_span(years: tuple[int, int]) -> tuple[date, date]:
    """The first and last day of the years."""
    return date(years[0], 1, 1), date(years[1], 12, 31)


def find_result_period(
    heading: str,
    title: str,
    document_years: tuple[int, int] | None,
    document_days: tuple[date, date] | None = None,
) -> tuple[date | None, date | None]:
    """The days that a column of results covers, by its heading, else by the title above it, else those of the document.

    A heading that names a part of a year ("Thực hiện 6 tháng") takes the year from the title or the document; one that
    names a year alone, or the year of the document ("Thực hiện cả năm"), stands for the whole of it.
    """
    # "Thực hiện 6T/2023"; a year may also head its parts: "Năm 2024 / Thực hiện 6 tháng".
    heading = " ".join(reversed(_MONTHS_OF.sub(r"\1 tháng năm \2", heading).split(" / ")))
    years = find_years(heading) or find_years(title) or document_years
    if (until := _UNTIL.search(heading) or _ON.search(heading)) is not None and (until[3] or years):
        year = int(until[3]) if until[3] else years[1] if years else 0
        last = make_date(year, int(until[2]), int(until[1]))
        if last is not None:
            return date(year, 1, 1), last
    if _PART.search(fold(heading)):
        if (stated := parse_period(_with_year(heading, years))) is not None:
            return stated
    elif find_years(heading) is None and _PART.search(fold(title)):
        if (stated := parse_period(_with_year(title, years))) is not None:
            return stated
    elif document_days is not None and not any(_NAMES_PERIOD.search(text) for text in (heading, title)):
        return document_days
    return year_span(years) if years else (None, None)


def _with_year(text: str, years: tuple[int, int] | None) -> str:
    if years is None or _ANY_YEAR.search(text):
        return text
    return f"{text} {years[1]}" if _NAMES_YEAR.search(fold(text)[-5:]) else f"{text} năm {years[1]}"
