"""Indicator lines of appendix tables -> ``indicator_targets`` and ``indicator_results``. Goal lists live in ``goals``."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from pipelines.interpret.records import Record, place_columns
from pipelines.interpret.rows import DataRow, Group, LineKeys, PrintedTable
from pipelines.interpret.target_units import stated_unit
from pipelines.interpret.targets import Part, Target, parse_cell, parse_named_target
from pipelines.interpret.value_columns import ValueColumn, ValueColumns, find_value_columns
from pipelines.interpret.years import find_years
from pipelines.language.numbering import parse_bullet
from pipelines.language.numbers import NUMBER, find_ratio, parse_number
from pipelines.language.text import fold

_LABELLED_FIGURE = re.compile(rf":\s*({NUMBER})(?![\d%/])(?!\s*%)")
_AMONG_THEM = re.compile(r"(?:trong đó|bao gồm|gồm)\s*:?\s+", re.IGNORECASE)
_SCORE = re.compile(r"(?:thang )?diem(?: so)? (?:toi da|chuan)\b")
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
    for line, parts in _with_parts(printed, columns):
        name = line.row.cells[printed.name_column].text
        group = line.groups[-1] if line.groups else None
        key = keys.key(printed.label, group.number if group else "", line.number)
        found.lines += [(key, one, printed) for one in (line, *parts)]
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
        found.results += _results(shared, printed, line, columns)
        group_name: Record = {"group_name": group.name if group else None}
        years_used: list[str] = []
        has_result = bool(_filled([line], columns.results, keep_one=False, skipped=columns.is_baseline))
        for targets, years in _targets(printed, line, parts, columns, document_years, has_result=has_result):
            own = _keyed(shared, str(years[1]) if years else "", years_used, several=len(columns.targets) > 1)
            whole = target_records(own | group_name, targets[0], years, definition)
            found.targets += whole
            for number, (part, target) in enumerate(zip(parts, targets[1:], strict=True), len(whole)):
                of_whole: Record = {"component_no": number, "component_label": _label(printed, part)}
                found.targets.append(whole[0] | {"definition": None} | of_whole | _figures(target) | _place(part))
        for part in parts:
            of_part: Record = {
                "indicator_name": f"{name} {part.row.cells[printed.name_column].text}",
                "line_key": keys.key(printed.label, group.number if group else "", line.number),
                **_place(part),
            }
            found.results += _results(shared | of_part, printed, part, columns)
    return found


def _with_parts(printed: PrintedTable, columns: ValueColumns) -> list[tuple[DataRow, list[DataRow]]]:
    """The lines that are indicators, each with the bullets under it that have no number and unit but its own."""
    found: list[tuple[DataRow, list[DataRow]]] = []
    for line in _lines(printed, columns):
        if found and _is_part(printed, line, found[-1][0]):
            found[-1][1].append(line)
        else:
            found.append((line, []))
    return found


def _lines(printed: PrintedTable, columns: ValueColumns) -> list[DataRow]:
    """The lines of data and, in printed order, the headings of groups that have figures of their own."""
    data, groups, _ = printed.rows
    figured: list[DataRow] = []
    above: list[Group] = []
    for group in groups:
        above = [other for other in above if other.level < group.level]
        cells = [group.row.cells[column.index] for column in (*columns.targets, *columns.results)]
        if not group.row.is_heading and any(not cell.covered and any(map(str.isdigit, cell.text)) for cell in cells):
            figured.append(DataRow(group.row, group.number, tuple(above)))
        above.append(group)
    if not figured:
        return data
    order = {id(row): at for at, row in enumerate(printed.table.rows)}
    return sorted([*data, *figured], key=lambda line: order[id(line.row)])


def _unit_text(printed: PrintedTable, line: DataRow) -> str | None:
    """What the column of units says; without one, a table with the highest scores is of points and of ranks."""
    if printed.columns_of("unit"):
        return printed.text(line.row, "unit")
    if not _is_scored(printed.table.columns):
        return None
    return "điểm" if stated_unit("", line.row.cells[printed.name_column].text, None) != "rank" else None


@lru_cache(maxsize=64)
def _is_scored(columns: tuple[str, ...]) -> bool:
    return any(map(_SCORE.match, map(fold, columns)))


def _is_part(printed: PrintedTable, line: DataRow, of: DataRow) -> bool:
    first, name = line.row.cells[0], line.row.cells[printed.name_column].text
    if (first.text and not first.covered) or parse_bullet(name) is None or line.groups != of.groups:
        return False
    unit, other = (printed.text(one.row, "unit") for one in (line, of))
    of_name = of.row.cells[printed.name_column].text
    return (not unit or not other or unit == other) and bool(of.number) and parse_bullet(of_name) is None


def _results(shared: Record, printed: PrintedTable, line: DataRow, columns: ValueColumns) -> list[Record]:
    """The results that the cells of a line print, each with the key of its period."""
    filled = _filled([line], columns.results, keep_one=False, skipped=columns.is_baseline)
    note = printed.text(line.row, "note")
    used: list[str] = []
    found: list[Record] = []
    for column in filled:
        year = str(column.period[1].year) if column.period[1] else ""
        own = _keyed(shared, year, used, several=len(columns.results) > 1)
        found.append(_result_record(own, printed, line, column, note))
    return found


def _filled(
    lines: Sequence[DataRow],
    columns: Sequence[ValueColumn],
    *,
    keep_one: bool,
    skipped: Callable[[ValueColumn], bool],
) -> list[ValueColumn]:
    """The columns that a line fills; of those that it may leave out (``skipped``, or one of several) no empty one."""
    if len(columns) == 1 and not skipped(columns[0]):
        return list(columns)
    filled = [column for column in columns if any(line.row.cells[column.index].text for line in lines)]
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
    parts: Sequence[DataRow],
    columns: ValueColumns,
    document_years: tuple[int, int] | None,
    *,
    has_result: bool,
) -> list[tuple[list[Target], tuple[int, int] | None]]:
    """The targets of a line by year: its own and those of its parts."""
    names = [line.row.cells[printed.name_column].text, *(_label(printed, part) for part in parts)]
    if not columns.targets:
        if columns.results:
            return []
        return [([parse_named_target(name) for name in names], find_years(printed.title) or document_years)]
    filled = _filled([line, *parts], columns.targets, keep_one=not has_result, skipped=lambda _: False)
    found: list[tuple[list[Target], tuple[int, int] | None]] = []
    for column in filled:
        targets = [
            parse_cell(one.row.cells[column.index].text or None, column.heading, name, _unit_text(printed, one))
            for one, name in zip((line, *parts), names, strict=True)
        ]
        units = {target.unit for target in targets[1:]}
        if targets[0].unit is None and len(units) == 1:
            targets[0] = replace(targets[0], unit=units.pop())
        found.append((targets, column.years))
    return found


def _label(printed: PrintedTable, part: DataRow) -> str:
    """What a bullet under a line is of: "- Trong đó: cấp xã" is of "cấp xã"."""
    said = parse_bullet(part.row.cells[printed.name_column].text)
    return _AMONG_THEM.sub("", said[1]).rstrip(" :;,.") if said else ""


def _place(line: DataRow) -> Record:
    return place_columns(line.row.place)


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
    result = parse_cell(text, column.heading, name, _unit_text(printed, line))
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
