"""A workbook that is an agency's return -> its rows as one table of columns, the submission, and what is doubtful about it.

The rows of a return may be hundreds of thousands: they stay columns from here to the warehouse. Whether a cell may hold what
it holds is checked in ``validate``; here is only what it says.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.interpret.agencies import agency_kind
from pipelines.interpret.records import Record
from pipelines.interpret.returns.cells import ReadColumn, as_mask, read_column, read_texts
from pipelines.interpret.returns.declarations import NUMERIC_TYPES, ReturnKind, return_kinds
from pipelines.interpret.returns.headers import first_data_row
from pipelines.interpret.returns.layouts import Layout, read_layouts
from pipelines.interpret.returns.periods import Period, parse_period_code
from pipelines.interpret.returns.recognition import FoundReturn, FoundTable, recognise_return
from pipelines.interpret.returns.row_units import Units, scale_fractions, scale_money, scale_row_units, units_of
from pipelines.interpret.returns.rows import RowKinds, tell_rows
from pipelines.interpret.returns.rules import quoted, return_rules
from pipelines.interpret.returns.who import TitleCell
from pipelines.language.legacy import decode_all, detect_legacy
from pipelines.read.workbook_model import Sheet, Workbook, cell_name

_JUDGED_ROWS = 400
_LARGEST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class ReturnReading:
    """What one return says.

    ``rows`` has a row per row of data: ``source_sheet``, ``sheet_row`` (1-based), ``group_name``, ``other_columns`` (JSON), and for
    every field of the kind its value, its text and, for numbers, ``flags.<field>`` (bits of ``cells``). Its schema's metadata under
    ``return`` describes the columns. ``remarks`` are broken rules about the return as a whole, as rows of ``submission_issues``.
    """

    kind: ReturnKind
    submission: Record
    agencies: list[Record]
    remarks: list[Record]
    rows: pa.Table


def interpret_return(workbook: Workbook, layouts: Iterable[Layout] | None = None) -> ReturnReading | None:
    """The return that ``workbook`` is; None where it is none and has to be read as a document.

    ``layouts`` are those of the project unless others are given.
    """
    workbook = replace(workbook, sheets=[_decoded(sheet) for sheet in workbook.sheets])
    found = recognise_return(workbook, read_layouts() if layouts is None else layouts)
    return None if found is None else _Reading(workbook, found).finish()


def _decoded(sheet: Sheet) -> Sheet:
    """The sheet, its texts in Unicode where they are written with a font of before; a document is read from the one as it came."""
    texts = [value for row in sheet.rows[:_JUDGED_ROWS] for value in row if type(value) is str and not value.isascii()]
    if detect_legacy(texts) is None:
        return sheet
    distinct = list({value for row in sheet.rows for value in row if type(value) is str})
    decoded = dict(zip(distinct, decode_all(distinct)[0], strict=True))
    rows = [[decoded[value] if type(value) is str else value for value in row] for row in sheet.rows]
    return replace(sheet, rows=rows)


class _Reading:
    """One return on its way: what is found goes into ``remarks`` as the tables are read."""

    def __init__(self, workbook: Workbook, found: FoundReturn) -> None:
        self.workbook, self.found, self.kind = workbook, found, found.kind
        self.remarks: list[Record] = []
        self.outside: list[dict[str, str]] = []
        self.columns: dict[str, dict[str, Any]] = {}
        self.totals: list[dict[str, Any]] = []

    def finish(self) -> ReturnReading:
        agency_id, agency_name = self._agency()
        period = self._period()
        tables = [self._read_table(table) for table in self.found.tables]
        schema = _schema(self.kind)
        rows = pa.concat_tables([table for table in tables if table is not None] or [schema.empty_table()])
        if rows.num_rows == 0 and not any(remark["rule"] == "column_missing" for remark in self.remarks):
            self._remark("rows_missing")
        for sheet in self.found.unread:
            self._remark("sheet_unread", value=sheet.name, sheet=sheet.name)
        described = {"columns": self.columns, "totals": self.totals}
        rows = rows.replace_schema_metadata({"return": json.dumps(described, ensure_ascii=False)})
        code = period.code if period else "khong-ro-ky"
        submission: Record = {
            "submission_id": f"{agency_id or 'khong-ro-don-vi'}.{self.kind.name}.{code}.{self.workbook.source_sha256[:12]}",
            "source_name": self.workbook.source_name,
            "source_sha256": self.workbook.source_sha256,
            "agency_id": agency_id,
            "agency_name": agency_name,
            "template": self.kind.name,
            "template_version": self.found.identity.template_version if self.found.identity else None,
            "period_start": period.start if period else None,
            "period_end": period.end if period else None,
            "other_text": json.dumps(self.outside, ensure_ascii=False) if self.outside else None,
        }
        agencies: list[Record] = []
        if agency_id:
            name = agency_name or agency_id
            agencies = [{"agency_id": agency_id, "name": name, "kind": agency_kind(name)}]
        return ReturnReading(self.kind, submission, agencies, self.remarks, rows)

    def _agency(self) -> tuple[str | None, str | None]:
        identity, layout, reporter = self.found.identity, self.found.layout, self.found.reporter
        if identity is not None and identity.agency_id:
            if reporter is not None and reporter.is_stated and not reporter.may_be(identity.agency_id):
                expected = identity.agency_name or identity.agency_id
                self._remark("agency_differs", reporter.place, value=reporter.name, expected=expected)
            return identity.agency_id, identity.agency_name or None
        if layout is not None:
            return layout.agency_id, reporter.name if reporter else layout.agency_name or None
        if reporter is None:
            self._remark("agency_missing")
            return None, None
        if not reporter.has_province:
            self._remark("agency_without_province", reporter.place, value=reporter.name)
        return reporter.agency_id, reporter.name

    def _period(self) -> Period | None:
        identity, stated = self.found.identity, self.found.period
        if identity is not None and identity.template != self.kind.name:
            self._remark("template_unknown", value=identity.template, expected=", ".join(return_kinds()))
        if identity is not None and identity.template_version != str(self.kind.version):
            self._remark("template_outdated", value=identity.template_version, expected=str(self.kind.version))
        if identity is not None and identity.period:
            try:
                period = parse_period_code(identity.period)
            except ValueError:
                period = None
            if period is not None:
                if stated is not None and stated[0] != period:
                    self._remark("period_differs", stated[1], value=stated[0].label, expected=period.label)
                return period
        if stated is None:
            self._remark("period_missing")
            return None
        return stated[0]

    def _remark(self, rule: str, place: TitleCell | None = None, *, sheet: str | None = None, **values: str) -> None:
        said = {"value_plain": values.get("value", ""), **values, "value": quoted(values.get("value"))}
        self.remarks.append(
            {
                "rule": rule,
                "source_sheet": place.sheet if place else sheet,
                "source_cell": place.cell if place else values.get("cell"),
                "message": return_rules()[rule].message.format_map(
                    {"expected": "", "example": "", "heading": "", **said}
                ),
                "value_text": values.get("value"),
            }
        )

    def _read_table(self, table: FoundTable) -> pa.Table | None:
        sheet, header, kind = table.sheet, table.header, self.kind
        self._tell_headings(table)
        if kind.required - header.columns.keys() and not kind.required & header.columns.keys():
            return None
        start = first_data_row(sheet, header)
        self._keep_texts(table, start)
        if len(sheet.rows) <= start:
            return None
        rows = sheet.rows[start:]
        # zip(*rows) would make an iterator for each of the rows.
        cells = [[row[column] for row in rows] for column in range(sheet.width)]
        columns = {
            field.name: read_column(field, cells[header.columns[field.name]])
            for field in kind.fields
            if field.name in header.columns
        }
        units = units_of(table, kind, self.found.layout, is_template=self.found.identity is not None)
        others = {
            header.headings[column]: read_texts(cells[column])
            for column in (*header.unknown, *header.ignored, *header.repeated)
        }
        filled = np.zeros(len(cells[0]), dtype=bool)
        for texts in (*(column.texts for column in columns.values()), *others.values()):
            filled |= as_mask(texts.is_valid())
        printed = {name: _printed(table, column) for name, column in header.columns.items()}
        told = tell_rows(kind, columns, printed, filled)
        self._keep_rows(table, start, told, cells)
        self.columns[sheet.name] = {
            name: {
                "column": header.columns[name],
                "heading": header.headings[header.columns[name]],
                "unit": units[name].text if name in units else None,
                "scale": units[name].scale if name in units else None,
            }
            for name in columns
        }
        scale_fractions(kind, columns, sheet, header, start)
        self._keep_totals(table, start, told, columns, units)
        scale_money(columns, units)
        scale_row_units(kind, columns)
        return _table(kind, sheet.name, start, columns, told, others)

    def _tell_headings(self, table: FoundTable) -> None:
        header, sheet = table.header, table.sheet.name
        for name in sorted(self.kind.required - header.columns.keys()):
            field = self.kind.field(name)
            place = TitleCell(sheet, cell_name(header.last, 0), "")
            self._remark("column_missing", place, expected=f"“{field.heading}”", example=field.example)
        for column in header.unknown:
            if any(row[column] is not None for row in table.sheet.rows[header.last + 1 :]):
                place = TitleCell(sheet, cell_name(header.last, column), "")
                known = ", ".join(
                    f"“{field.heading}”" for field in self.kind.fields if field.name not in header.columns
                )
                self._remark(
                    "heading_unknown", place, value=header.headings[column], expected=known or "tiêu đề của biểu mẫu"
                )
        for column in header.repeated:
            place = TitleCell(sheet, cell_name(header.last, column), "")
            self._remark("heading_repeated", place, value=header.headings[column])

    def _keep_texts(self, table: FoundTable, start: int) -> None:  # noqa: ARG002
        """Keep what stands above the table: its title may say more than who and when."""
        self.outside += [{"sheet": cell.sheet, "cell": cell.cell, "text": cell.text} for cell in table.title]

    def _keep_rows(self, table: FoundTable, start: int, told: RowKinds, cells: Sequence[Sequence[Any]]) -> None:
        """Keep the cells of rows that are none of data: totals, notes and signatures under the table."""
        for at in np.flatnonzero(told.outside)[:_LARGEST_SHOWN]:
            for column, values in enumerate(cells):
                if values[at] is not None and (text := read_texts([values[at]])[0].as_py()) is not None:
                    place = cell_name(start + int(at), column)
                    self.outside.append({"sheet": table.sheet.name, "cell": place, "text": text})

    def _keep_totals(
        self, table: FoundTable, start: int, told: RowKinds, columns: Mapping[str, ReadColumn], units: Units
    ) -> None:
        """Keep the printed totals of amounts where one row sums up the whole table; partial sums are not told apart."""
        rows = np.flatnonzero(told.totals)
        if len(rows) != 1 or not told.data.any():
            return
        at = int(rows[0])
        for name, unit in units.items():
            value = columns[name].values[at]
            if unit.scale is not None and not np.isnan(value):
                self.totals.append(
                    {
                        "sheet": table.sheet.name,
                        "cell": cell_name(start + at, table.header.columns[name]),
                        "field": name,
                        "value": float(np.round(value * unit.scale, 4)),
                        "text": columns[name].texts[at].as_py(),
                    }
                )


def _printed(table: FoundTable, column: int) -> frozenset[str]:
    """What is printed over a column: the whole heading and each of its levels."""
    rows = table.sheet.rows[table.header.first : table.header.last + 1]
    return frozenset(
        {table.header.headings[column], *filter(None, read_texts([row[column] for row in rows]).to_pylist())}
    )


def _table(
    kind: ReturnKind,
    sheet: str,
    start: int,
    columns: Mapping[str, ReadColumn],
    told: RowKinds,
    others: Mapping[str, pa.StringArray],
) -> pa.Table:
    at = pa.array(np.flatnonzero(told.data))
    count = len(at)
    found: dict[str, pa.Array] = {
        "source_sheet": pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, dtype=np.int32)), [sheet]).cast(
            pa.string()
        ),
        "sheet_row": pc.add(at, start + 1),
        "group_name": pa.array(told.groups[told.data], pa.string()),
        "other_columns": _json_rows({name: texts.take(at) for name, texts in others.items()}, count),
    }
    schema = _schema(kind)
    for field in kind.fields:
        column = columns.get(field.name)
        names = [
            name for name in (field.name, field.text_column, f"flags.{field.name}") if name and name in schema.names
        ]
        if column is None:
            found |= {name: pa.nulls(count, schema.field(name).type) for name in names}
            continue
        if field.type in NUMERIC_TYPES:
            found[field.name] = pa.array(column.values[told.data], from_pandas=True)
            found[f"flags.{field.name}"] = (
                pa.array(column.flags[told.data]) if column.flags is not None else pa.nulls(count, pa.uint8())
            )
        else:
            found[field.name] = column.values.take(at)
        if field.text_column is not None:
            found[field.text_column] = column.texts.take(at)
    return pa.table([found[name] for name in schema.names], schema=schema)


def _schema(kind: ReturnKind) -> pa.Schema:
    types = {
        "number": pa.float64(),
        "percent": pa.float64(),
        "money": pa.float64(),
        "date": pa.date32(),
        "boolean": pa.bool_(),
    }
    fields = [
        ("source_sheet", pa.string()),
        ("sheet_row", pa.int64()),
        ("group_name", pa.string()),
        ("other_columns", pa.string()),
    ]
    for field in kind.fields:
        fields.append((field.name, types.get(field.type, pa.string())))
        if field.text_column is not None:
            fields.append((field.text_column, pa.string()))
        if field.type in NUMERIC_TYPES:
            fields.append((f"flags.{field.name}", pa.uint8()))
    return pa.schema(fields)


def _json_rows(columns: Mapping[str, pa.StringArray], count: int) -> pa.Array:
    """What stands in columns that mean no field, row by row as JSON; null where a row has nothing there."""
    if not columns:
        return pa.nulls(count, pa.string())
    names = list(columns)
    rows = zip(*(texts.to_pylist() for texts in columns.values()), strict=True)
    found = (
        [{"heading": name, "text": text} for name, text in zip(names, row, strict=True) if text is not None]
        for row in rows
    )
    return pa.array([json.dumps(row, ensure_ascii=False) if row else None for row in found], pa.string())
