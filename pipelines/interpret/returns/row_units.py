"""In what a return counts: units of money of its columns and of its rows, and percentages written as fractions.

Values are brought to what the datasets hold (VND, percent); the texts of the cells stay. A unit that is nowhere stated is not
guessed: its column has the scale None.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.interpret.returns.cells import IS_NUMBER, ReadColumn, as_mask, number_texts
from pipelines.interpret.returns.declarations import ReturnKind
from pipelines.interpret.returns.headers import Header
from pipelines.interpret.returns.layouts import Layout
from pipelines.interpret.returns.recognition import FoundTable
from pipelines.interpret.returns.units import MoneyUnit, find_money_unit, parse_money_unit
from pipelines.read.workbook_model import Sheet

Units = Mapping[str, MoneyUnit]
"""Field -> the unit that its column is in. A unit that is stated nowhere has the text ''."""
NOWHERE = MoneyUnit("", None)
_MONEY_DECIMALS, _PERCENT_DECIMALS = 4, 10
_ROW_SCALES = {"vnd": 1, "thousand_vnd": 10**3, "million_vnd": 10**6, "billion_vnd": 10**9}


def units_of(table: FoundTable, kind: ReturnKind, layout: Layout | None, *, is_template: bool) -> Units:
    """The unit of every column of money: by its heading, the corner of the table, the layout, or our template."""
    stated = (
        find_money_unit(cell.text) or parse_money_unit(cell.text.strip("()[] ")) for cell in reversed(table.title)
    )
    corner = next((unit for unit in stated if unit is not None), None)
    units: dict[str, MoneyUnit] = {}
    for field in kind.fields:
        if field.type != "money" or field.name not in table.header.columns:
            continue
        column = table.header.columns[field.name]
        printed = table.header.headings[column]
        levels = (row[column] for row in table.sheet.rows[table.header.first : table.header.last + 1])
        own = find_money_unit(printed) or next(
            (unit for text in levels if isinstance(text, str) and (unit := find_money_unit(text)) is not None), None
        )
        declared = (
            parse_money_unit(layout.units[field.name]) if layout is not None and field.name in layout.units else None
        )
        template = parse_money_unit(field.unit) if is_template else None
        units[field.name] = own or corner or declared or template or NOWHERE
    return units


def scale_money(columns: dict[str, ReadColumn], units: Units) -> None:
    """Bring amounts to VND; those in a unit that is not known, or of foreign money, have no value."""
    for name, unit in units.items():
        column = columns[name]
        values = (
            np.full(len(column.values), np.nan)
            if unit.scale is None
            else np.round(column.values * unit.scale, _MONEY_DECIMALS)
        )
        columns[name] = ReadColumn(column.texts, values, column.flags)


def scale_row_units(kind: ReturnKind, columns: dict[str, ReadColumn]) -> None:
    """Bring numbers of rows whose unit is one of money to VND, and their unit to ``vnd``."""
    for source in {field.unit_from for field in kind.fields if field.unit_from in columns}:
        if source is None:
            continue
        unit = columns[source]
        encoded = unit.values.dictionary_encode()
        known = [_ROW_SCALES.get(code, 0) for code in encoded.dictionary.to_pylist()]
        scales = np.array([*known, 0])[pc.fill_null(encoded.indices, len(known)).to_numpy()]
        if not scales.any():
            continue
        for field in kind.fields:
            if field.unit_from == source and field.name in columns:
                column = columns[field.name]
                values = np.where(scales > 0, np.round(column.values * scales, _MONEY_DECIMALS), column.values)
                columns[field.name] = ReadColumn(column.texts, values, column.flags)
        columns[source] = ReadColumn(unit.texts, pc.if_else(pa.array(scales > 0), "vnd", unit.values))


def scale_fractions(kind: ReturnKind, columns: dict[str, ReadColumn], sheet: Sheet, header: Header, start: int) -> None:
    """Bring percentages that a sheet keeps as fractions to percent.

    That they are says the number format, or the numerator and the denominator of the rows. Without such evidence the number
    stays what it is.
    """
    formats = sheet.formats
    for field in kind.fields:
        column = columns.get(field.name)
        if column is None or column.flags is None or (field.type != "percent" and field.unit_from is None):
            continue
        at = header.columns[field.name]
        is_number = (column.flags & IS_NUMBER).astype(bool)
        if formats:
            shown = [formats.get((start + row, at), "").endswith("%") for row in range(len(column.values))]
            by_format = np.array(shown, dtype=bool) & is_number
        else:
            by_format = np.zeros(len(column.values), dtype=bool)
        percent = _percent_rows(field.unit_from, columns, column)
        scaled = by_format | _by_ratio(field.ratio_of, columns, column, is_number & ~by_format, percent)
        if scaled.any():
            values = np.where(scaled, np.round(column.values * 100, _PERCENT_DECIMALS), column.values)
            flags = np.where(scaled, column.flags & (255 - IS_NUMBER), column.flags).astype(np.uint8)
            # A cell with the format of percentages shows 77,8% where it holds 0.778.
            shown_texts = pc.binary_join_element_wise(number_texts(values), "%", "")
            texts = pc.if_else(pa.array(by_format), shown_texts, column.texts)
            columns[field.name] = ReadColumn(texts, values, flags)


def _percent_rows(unit_from: str | None, columns: Mapping[str, ReadColumn], column: ReadColumn) -> np.ndarray[Any, Any]:
    if unit_from is None:
        return np.ones(len(column.values), dtype=bool)
    if unit_from not in columns:
        return np.zeros(len(column.values), dtype=bool)
    return as_mask(pc.equal(columns[unit_from].values, "percent"))


def _by_ratio(
    ratio_of: tuple[str, str] | None,
    columns: Mapping[str, ReadColumn],
    column: ReadColumn,
    is_number: np.ndarray[Any, Any],
    is_percent: np.ndarray[Any, Any],
) -> np.ndarray[Any, Any]:
    """Rows whose number is a fraction by what numerator and denominator say of the column; none where rows disagree."""
    suspects = is_number & is_percent & (column.values > 0) & (column.values <= 1)
    if ratio_of is None or not suspects.any() or not all(name in columns for name in ratio_of):
        return np.zeros(len(suspects), dtype=bool)
    numerator, denominator = (columns[name].values for name in ratio_of)
    with np.errstate(divide="ignore", invalid="ignore"):
        percent = np.where(denominator > 0, 100 * numerator / denominator, np.nan)
    known = suspects & (percent > 1)
    as_fraction = known & (np.abs(100 * column.values - percent) < np.abs(column.values - percent))
    return suspects if as_fraction.any() and (as_fraction == known).all() else np.zeros(len(suspects), dtype=bool)
