"""Indicator lines of appendix tables -> ``indicator_targets`` and ``indicator_results``. Goal lists live in ``goals``."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from pipelines.interpret.records import Record, place_columns
from pipelines.interpret.rows import DataRow, LineKeys, PrintedTable
from pipelines.interpret.targets import Part, Target, parse_cell, parse_named_target
from pipelines.interpret.years import find_years, year_span
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
    printed: PrintedTable, document_years: tuple[int, int] | None, keys: LineKeys
) -> IndicatorRecords:
    """The targets and results of one table, by the contract's columns, without ``document_id``.

    A table with a target column gives a target for every line, an empty one with a null value; in a table without one
    the name states it. A table with a result column gives a result for every line: "Chưa đến kỳ đánh giá" is not a
    missing line.
    """
    found = IndicatorRecords()
    targets, results = printed.columns_of("target"), printed.columns_of("result")
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
        if definition is None and note and (not results or _is_definition(note)):
            definition = note
        group_name: Record = {"group_name": group.name if group else None}
        for target, years in _targets(printed, line, name, targets, document_years):
            found.targets += target_records(shared | group_name, target, years, definition)
        found.results += [_result_record(shared, printed, line, column, note, document_years) for column in results[:1]]
    return found


def _targets(
    printed: PrintedTable, line: DataRow, name: str, columns: list[int], document_years: tuple[int, int] | None
) -> list[tuple[Target, tuple[int, int] | None]]:
    if not columns:
        if printed.columns_of("result"):
            return []
        return [(parse_named_target(name), find_years(printed.title) or document_years)]
    unit = printed.text(line.row, "unit")
    column = columns[0]
    heading = printed.table.columns[column]
    years = find_years(heading) or find_years(printed.title) or document_years
    return [(parse_cell(line.row.cells[column].text or None, heading, name, unit), years)]


def target_records(
    shared: Record, target: Target, years: tuple[int, int] | None, definition: str | None = None
) -> list[Record]:
    """The row of a target as a whole and one row per part; ``shared`` is what the line says besides."""
    stated: Record = shared | {"target_year": years[1] if years else None}
    whole: Record = {"component_no": 0, "definition": definition, **_figures(target)}
    parts = [
        {"component_no": number, "component_label": part.label, **_figures(part)}
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
    shared: Record,
    printed: PrintedTable,
    line: DataRow,
    column: int,
    note: str | None,
    document_years: tuple[int, int] | None,
) -> Record:
    heading = printed.table.columns[column]
    text = line.row.cells[column].text or None
    name = line.row.cells[printed.name_column].text
    result = parse_cell(text, heading, name, printed.text(line.row, "unit"))
    years = find_years(heading) or find_years(printed.title) or document_years
    period = year_span(years) if years else (None, None)
    ratio = find_ratio(note) if note else None
    if ratio is None and text:
        ratio = find_ratio(text)
    if ratio is None and note and result.value is not None and result.unit == "percent":
        ratio = _labelled_ratio(note, result.value)
    return shared | {
        "period_start": period[0],
        "period_end": period[1],
        "result_value": result.value,
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
