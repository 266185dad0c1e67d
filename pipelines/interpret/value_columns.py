"""The columns of an indicator table that hold values: targets by year, results by period. What a cell says is for ``targets``."""

import re
from dataclasses import dataclass
from datetime import date

from pipelines.interpret.rows import PrintedTable
from pipelines.interpret.years import find_result_period, find_years
from pipelines.language.text import fold

_YEAR_HEADING = re.compile(
    r"(?:(?:muc tieu|dinh huong|chi tieu|ke hoach|phan dau|du kien|lo trinh|tam nhin|giao|den|het|cuoi|nam|giai doan)[ :/,]*)*"
    r"20\d\d(?:\s*(?:-|–|den)\s*(?:nam )?20\d\d)?(?:\s?\(.{1,20}\))?"
)
_TARGET = re.compile(
    r"(?:cac )?(?:chi tieu|muc tieu|ke hoach|dinh huong|lo trinh|phan dau|chi tieu giao|giao|nghi quyet)\b"
)
_RESULT = re.compile(r"(?:uoc |da |so |gia tri )*(?:thuc hien|ket qua|hien trang|dat duoc|dat|uoc|so lieu|th)\b")
_OTHER = re.compile(r"(?:kinh phi|von|du toan|ngan sach|nhu cau|tong muc)\b")
# Kinds that a heading may have been given for the year in it, where the table had nothing else to tell.
_OPEN_KINDS = frozenset({"other", "budget"})


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A column of targets (``years``: the span it is for) or of results (``period``: the days it covers)."""

    index: int
    heading: str
    years: tuple[int, int] | None = None
    period: tuple[date | None, date | None] = (None, None)


@dataclass(frozen=True, slots=True)
class ValueColumns:
    """The value columns of one table, left to right."""

    targets: tuple[ValueColumn, ...]
    results: tuple[ValueColumn, ...]

    def is_baseline(self, column: ValueColumn) -> bool:
        """Whether a result column says where the targets start from: its period ends before the first of their years."""
        first = min((target.years[0] for target in self.targets if target.years), default=None)
        last = column.period[1]
        return first is not None and last is not None and last.year < first


def find_value_columns(
    printed: PrintedTable,
    document_years: tuple[int, int] | None,
    document_days: tuple[date, date] | None = None,
) -> ValueColumns:
    """The columns of targets and of results of an indicator table.

    A heading that is a year alone ("Năm 2026", "Định hướng 2030") heads a target, unless the level above says
    that it is a result ("Kết quả / Năm 2023") or money.
    """
    targets: list[ValueColumn] = []
    results: list[ValueColumn] = []
    for index, (heading, kind) in enumerate(zip(printed.table.columns, printed.kinds, strict=True)):
        if index == printed.name_column:
            continue
        role = _role(heading, kind.kind)
        if role == "target":
            years = find_years(heading) or find_years(printed.title) or document_years
            targets.append(ValueColumn(index, heading, years=years))
        elif role == "result":
            period = find_result_period(heading, printed.title, document_years, document_days)
            results.append(ValueColumn(index, heading, period=period))
    return ValueColumns(tuple(targets), tuple(results))


def _role(heading: str, kind: str) -> str | None:
    folded = fold(heading)
    upper, _, lowest = folded.rpartition(" / ")
    if kind in {"target", "result", "baseline"} or kind in _OPEN_KINDS:
        if upper and _OTHER.match(upper):
            return None
        if upper and _RESULT.match(upper):
            return "result"
    if kind == "target":
        return "target"
    if kind in {"result", "baseline"}:
        return "result"
    if kind not in _OPEN_KINDS or _OTHER.match(folded):
        return None
    if _YEAR_HEADING.fullmatch(lowest.strip()):
        return "target"
    if kind == "other" and find_years(heading) is not None:
        return "target" if _TARGET.match(folded) else "result" if _RESULT.match(folded) else None
    return None
