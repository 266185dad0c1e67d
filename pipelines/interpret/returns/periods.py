"""The periods of returns: their codes (2024-Q1, 2024-03, 2024-H1, 2024-9M, 2024) and what people call them."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from pipelines.interpret.dates import parse_period

_CODE = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>0[1-9]|1[0-2])|(?P<first>9)M))?"
)
_ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days that a return covers, first and last."""

    start: date
    end: date

    @property
    def code(self) -> str:
        """The code of a calendar period, else both days.

        >>> parse_period_code("2024-Q1").code, Period(date(2024, 1, 1), date(2024, 1, 9)).code
        ('2024-Q1', '2024-01-01_2024-01-09')
        """
        year, first, last = self.start.year, self.start.month, self.end.month
        if self.start.day != 1 or self.end != _last_day(year, last):
            return f"{self.start.isoformat()}_{self.end.isoformat()}"
        match last - first + 1, first:
            case 12, 1:
                return f"{year}"
            case 6, 1 | 7:
                return f"{year}-H{1 if first == 1 else 2}"
            case 9, 1:
                return f"{year}-9M"
            case 3, 1 | 4 | 7 | 10:
                return f"{year}-Q{(first + 2) // 3}"
            case 1, _:
                return f"{year}-{first:02}"
        return f"{self.start.isoformat()}_{self.end.isoformat()}"

    @property
    def label(self) -> str:
        """The period in Vietnamese: "Quý I năm 2024"."""
        year, code = self.start.year, self.code
        if code == f"{year}":
            return f"Năm {year}"
        match code[5:]:
            case "H1":
                return f"6 tháng đầu năm {year}"
            case "H2":
                return f"6 tháng cuối năm {year}"
            case "9M":
                return f"9 tháng đầu năm {year}"
            case part if part.startswith("Q"):
                return f"Quý {_ROMAN[int(part[1]) - 1]} năm {year}"
            case part if len(part) == len("MM"):
                return f"Tháng {int(part)} năm {year}"
        return f"Từ {self.start:%d/%m/%Y} đến {self.end:%d/%m/%Y}"


def parse_period_code(code: str) -> Period:
    """The period that ``code`` means. Raises ValueError where it is no code."""
    match = _CODE.fullmatch(code.strip().upper())
    if match is None:
        raise ValueError(f"{code!r} is no period; write 2024-Q1, 2024-03, 2024-H1, 2024-9M or 2024")
    year = int(match["year"])
    if match["quarter"]:
        return _months(year, 3 * int(match["quarter"]) - 2, 3 * int(match["quarter"]))
    if match["half"]:
        return _months(year, 6 * int(match["half"]) - 5, 6 * int(match["half"]))
    if match["month"]:
        return _months(year, int(match["month"]), int(match["month"]))
    return _months(year, 1, 9 if match["first"] else 12)


def read_period(text: str) -> Period | None:
    """The period that a code or a title states ("2024-Q1", "Quý I năm 2024"), None where it states none."""
    try:
        return parse_period_code(text)
    except ValueError:
        found = parse_period(text)
    return Period(found[0], found[1]) if found and found[0] else None


def _months(year: int, first: int, last: int) -> Period:
    return Period(date(year, first, 1), _last_day(year, last))


def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
