"""Indicator lines of appendix tables -> ``indicator_targets`` and ``indicator_results``. Goal lists live in ``goals``."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pipelines.interpret.records import Record, place_columns
from pipelines.interpret.rows import DataRow, LineKeys, PrintedTable
from pipelines.interpret.targets import Part, Target, parse_cell, parse_named_target
from pipelines.interpret.value_columns import ValueColumn, ValueColumns, find_value_columns
from pipelines.interpret.years import find_years
from pipelines.language.numbers import NUMBER, find_ratio, parse_number
from pipelines.language.text import fold

_LABELLED_FIGURE = re.compile(rf":\s*({NUMBER})(?![\d%/])(?!\s*%)")
_WORDED_RATIO = re.compile(r"[^\d/\s][^\d/]{3,}/\s?[^\d/]{4,}")


@dataclass(slots=True)
class IndicatorRecords:
    """What the indicator tables of one document yield; ``lines`` maps every line's key to its row, for assignments."""

    targets: list[Record] = field(default_factory=list)
    results: list[Record] = field(default_factory=list)
    lines: list[tuple[str, DataRow, PrintedTable]] = field(default_factory=list)


def interpret_indicators(
    printed: PrintedTable,
    document_years: tuple[int, int] | None,
    keys: LineKeys,
    document_days: tuple[date, date] | None = None,
) -> IndicatorRecords:
    """The targets and results of one table, by the contract's columns, without ``document_id``.

    A table with a target column gives a target for every line, an empty one with a null value; in a table without one
    the name states it. A table with a result column gives a result for every line: "Chưa đến kỳ đánh giá" is not a
    missing line. Of several columns of a kind, and of one that says where the targets start from, the filled cells
    count; each value then has the key of its line with ``@`` and its year.
    """
    found = IndicatorRecords()
    columns = find_value_columns(printed, document_years, document_days)
    data, _, _ = printed.rows
    for line in data:
        name = line.row.cells[printed.name_column].text
        group = line.groups[-1] if line.groups else None
        key = keys.key(printed.label, group.number if group else "", line.number)
        found.lines.append((key, line, printed))
        shared: Record = {
            "table_label": printed.label,
            "group_no": group.number.rstrip(".)") if group else None,
            "row_no": line.number.rstrip(".)") or None,
            "indicator_name": name,
            "line_key": key,
            **place_columns(line.row.place),
        }
        note = printed.text(line.row, "note")
        definition = printed.text(line.row, "definition")
        if definition is None and note and (not columns.results or _is_definition(note)):
            definition = note
        results = _filled(line, columns.results, keep_one=False, skipped=columns.is_baseline)
        group_name: Record = {"group_name": group.name if group else None}
        years_used: list[str] = []
        for target, years in _targets(printed, line, columns, document_years, has_result=bool(results)):
            own = _keyed(shared, str(years[1]) if years else "", years_used, several=len(columns.targets) > 1)
            found.targets += target_records(own | group_name, target, years, definition)
        periods_used: list[str] = []
        for column in results:
            year = str(column.period[1].year) if column.period[1] else ""
            own = _keyed(shared, year, periods_used, several=len(columns.results) > 1)
            found.results.append(_result_record(own, printed, line, column, note))
    return found


def _filled(
    line: DataRow, columns: Sequence[ValueColumn], *, keep_one: bool, skipped: Callable[[ValueColumn], bool]
) -> list[ValueColumn]:
    """The columns that the line fills; of those that it may leave out (``skipped``, or one of several) no empty one."""
    if len(columns) == 1 and not skipped(columns[0]):
        return list(columns)
    filled = [column for column in columns if line.row.cells[column.index].text]
    return filled or (list(columns[:1]) if keep_one else [])


def _keyed(shared: Record, year: str, used: list[str], *, several: bool) -> Record:
    """The line's columns with the key of its value for ``year``, where the table has several value columns of the kind."""
    if not several:
        return shared
    used.append(year)
    times = used.count(year)
    suffix = f"@{year}" if times == 1 else f"@{year}#{times}"
    return shared | {"line_key": f"{shared['line_key']}{suffix}"}


def _targets(
    printed: PrintedTable,
    line: DataRow,
    columns: ValueColumns,
    document_years: tuple[int, int] | None,
    *,
    has_result: bool,
) -> list[tuple[Target, tuple[int, int] | None]]:
    name = line.row.cells[printed.name_column].text
    if not columns.targets:
        if columns.results:
            return []
        return [(parse_named_target(name), find_years(printed.title) or document_years)]
    unit = printed.text(line.row, "unit")
    filled = _filled(line, columns.targets, keep_one=not has_result, skipped=lambda _: False)
    return [
        (parse_cell(line.row.cells[column.index].text or None, column.heading, name, unit), column.years)
        for column in filled
    ]


def target_records(
    shared: Record, target: Target, years: tuple[int, int] | None, definition: str | None = None
) -> list[Record]:
    """The row of a target as a whole and one row per part; ``shared`` is what the line says besides."""
    stated: Record = shared | {"target_year": years[1] if years else None}
    whole: Record = {"component_no": 0, "definition": definition, **_figures(target)}
    parts = [
        {"component_no": number, "component_label": part.label, **_figures(part)}
        | ({"target_year": part.year} if part.year else {})
        for number, part in enumerate(target.parts, 1)
    ]
    return [stated | figures for figures in (whole, *parts)]


def _figures(target: Target | Part) -> Record:
    return {
        "comparator": target.comparator,
        "target_value": target.value,
        "target_value_upper": target.upper,
        "unit": target.unit,
        "target_text": target.text,
    }


def _result_record(
    shared: Record, printed: PrintedTable, line: DataRow, column: ValueColumn, note: str | None
) -> Record:
    text = line.row.cells[column.index].text or None
    name = line.row.cells[printed.name_column].text
    result = parse_cell(text, column.heading, name, printed.text(line.row, "unit"))
    value = result.value
    if value is not None and result.comparator == "decrease" and "giam" not in fold(name):
        value = -value
    ratio = find_ratio(text) if text else None
    if ratio is None and note:
        ratio = find_ratio(note)
    if ratio is None and note and value is not None and result.unit == "percent":
        ratio = _labelled_ratio(note, value)
    return shared | {
        "period_start": column.period[0],
        "period_end": column.period[1],
        "result_value": value,
        "unit": result.unit,
        "result_text": text,
        "numerator": ratio[0] if ratio else None,
        "denominator": ratio[1] if ratio else None,
        "note": note,
    }


def _labelled_ratio(note: str, percent: Decimal) -> tuple[Decimal, Decimal] | None:
    """The two labelled figures of a note ("... : 232 ... : 751") where their ratio is the printed percentage, to its digits."""
    figures = [parse_number(figure) for figure in _LABELLED_FIGURE.findall(note)]
    if len(figures) != 2 or figures[0] is None or not figures[1]:
        return None
    digits = Decimal(1).scaleb(int(percent.as_tuple().exponent))
    exact = figures[0] / figures[1] * 100
    return (figures[0], figures[1]) if abs(exact - percent) <= digits else None


def _is_definition(note: str) -> bool:
    """Whether a note says how the indicator is computed (a ratio in words) rather than where a figure comes from."""
    return not any(c.isdigit() for c in note) and _WORDED_RATIO.search(fold(note)) is not None
