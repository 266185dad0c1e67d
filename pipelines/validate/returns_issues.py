"""The mistakes of one return as columns: collected rule by rule over masks of rows, worded at the end, many at a time.

Which rules there are and how they are worded is declared with the returns; what breaks them is found in ``returns_cells`` and
``returns_rows``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.interpret.records import Record
from pipelines.interpret.returns.declarations import Field, ReturnKind
from pipelines.interpret.returns.rules import ReturnRule, return_rules
from pipelines.read.workbook_model import cell_name
from pipelines.validate.model import ExpectationResult

Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]
Gap: TypeAlias = str | pa.Array | pa.ChunkedArray | Callable[[Rows], pa.Array]
_LONGEST = 120
_WHOLE_RETURN = -1


@dataclass(frozen=True, slots=True)
class ReturnRows:
    """The rows of one return and where their columns stand: sheet -> field -> {column, heading, unit, scale}."""

    kind: ReturnKind
    table: pa.Table
    columns: Mapping[str, Mapping[str, Mapping[str, Any]]]

    @property
    def count(self) -> int:
        """How many rows there are."""
        return int(self.table.num_rows)

    def has(self, name: str) -> bool:
        """Whether a sheet has a column for the field."""
        return any(name in columns for columns in self.columns.values())

    def heading(self, field: Field) -> str:
        """What is printed over the column of the field, on the first sheet that has one; else our own heading."""
        printed = (columns[field.name]["heading"] for columns in self.columns.values() if field.name in columns)
        return str(next(printed, field.heading))

    def values(self, name: str) -> NDArray[np.float64]:
        """The numbers of a field, NaN for none."""
        found: NDArray[np.float64] = pc.fill_null(self.table[name], np.nan).to_numpy()
        return found

    def texts(self, name: str) -> pa.ChunkedArray:
        """What stands in the cells of a field."""
        return self.table[self.kind.field(name).text_column or name]

    def given(self, name: str) -> Mask:
        """Which rows have something in the field."""
        return mask_of(self.texts(name).is_valid())

    def flags(self, name: str, bit: int) -> Mask:
        """Which rows have ``bit`` set in the flags of the field."""
        flags = pc.fill_null(self.table[f"flags.{name}"], 0).to_numpy()
        return np.asarray((flags & bit) != 0, dtype=bool)

    def on_sheets_with(self, name: str) -> Mask:
        """Which rows are on a sheet that has a column for the field."""
        sheets = [sheet for sheet, columns in self.columns.items() if name in columns]
        if len(sheets) == len(self.columns):
            return np.ones(self.count, dtype=bool)
        return mask_of(pc.is_in(self.table["source_sheet"], pa.array(sheets, pa.string())))


@dataclass(slots=True)
class _Found:
    rule: ReturnRule
    name: str | None
    rows: NDArray[np.int64]
    message: pa.Array


@dataclass(slots=True)
class Issues:
    """What is wrong with the rows of one return; ``checked`` counts the rows found per rule, zero where it holds."""

    rows: ReturnRows
    found: list[_Found] = field(default_factory=list)
    checked: dict[str, int] = field(default_factory=dict)

    def add(self, rule: str, broken: Mask, column: Field | None, **gaps: Gap) -> None:
        """Note that the rows of ``broken`` break ``rule`` in ``column``.

        A gap of its message is a text, an array over all rows, or what makes an array for the rows that are broken.
        """
        declared = return_rules()[rule]
        at = np.flatnonzero(broken)
        self.checked[rule] = self.checked.get(rule, 0) + len(at)
        if not len(at):
            return
        values: dict[str, Any] = {"value": quote(self.rows.texts(column.name).take(at))} if column is not None else {}
        if column is not None:
            values |= {"heading": f"“{self.rows.heading(column)}”", "example": column.example}
        for name, gap in gaps.items():
            if callable(gap):
                values[name] = gap(at)
            else:
                values[name] = gap if isinstance(gap, str) else pa.chunked_array(gap).take(at)
        self.found.append(_Found(declared, column.name if column else None, at, _word(declared, values, len(at))))

    def rejected(self) -> Mask:
        """Which rows have to wait."""
        waiting = np.zeros(self.rows.count, dtype=bool)
        for found in self.found:
            if found.rule.severity == "reject":
                waiting[found.rows] = True
        return waiting

    def table(self, submission_id: str, remarks: list[Record], line_keys: pa.Array) -> pa.Table:
        """Every issue as rows of ``submission_issues``: those of the return as a whole, then by row and column."""
        parts = [self._remarks(remarks), *(self._part(found, line_keys) for found in self.found)]
        whole = pa.concat_tables(parts)
        order = pc.sort_indices(
            whole,
            sort_keys=[
                ("at", "ascending"),
                ("column", "ascending"),
                ("rule", "ascending"),
                ("source_cell", "ascending"),
            ],
        )
        whole = whole.take(order).drop_columns(["column"])
        numbers = pa.array(np.arange(1, whole.num_rows + 1))
        same = pa.repeat(pa.scalar(submission_id), whole.num_rows)
        return whole.append_column("submission_id", same).append_column("issue_no", numbers)

    def results(self, remarks: list[Record]) -> tuple[ExpectationResult, ...]:
        """One result per rule that was looked at."""
        found = dict(self.checked)
        for remark in remarks:
            found[str(remark["rule"])] = found.get(str(remark["rule"]), 0) + 1
        rules = return_rules()
        return tuple(
            ExpectationResult(
                suite=f"returns.{self.rows.kind.name}.{self.rows.kind.dataset}",
                expectation="return_rule",
                column=None,
                severity=rules[name].severity,
                success=not count,
                evaluated_count=self.rows.count,
                unexpected_count=count,
                rule=name,
                message=rules[name].title,
            )
            for name, count in sorted(found.items())
        )

    def _part(self, found: _Found, line_keys: pa.Array) -> pa.Table:
        count, kind = len(found.rows), self.rows.kind
        sheets = self.rows.table["source_sheet"].take(found.rows).combine_chunks()
        name = found.name or _label(kind)
        letters, numbers = {}, {}
        for sheet, columns in self.rows.columns.items():
            column = columns.get(name, columns.get(_label(kind), {"column": 0}))["column"]
            letters[sheet], numbers[sheet] = cell_name(0, column)[:-1], column
        encoded = sheets.dictionary_encode()
        known = encoded.dictionary.to_pylist()
        letter = pa.array([letters[sheet] for sheet in known], pa.string()).take(encoded.indices)
        row = self.rows.table["sheet_row"].take(found.rows).combine_chunks()
        text = (
            self.rows.texts(found.name).take(found.rows).combine_chunks()
            if found.name
            else pa.nulls(count, pa.string())
        )
        return pa.table(
            {
                "at": pa.array(found.rows, pa.int64()),
                "column": pa.array([numbers[sheet] for sheet in known], pa.int64()).take(encoded.indices),
                "source_sheet": named_sheets(sheets),
                "source_cell": pc.binary_join_element_wise(letter, row.cast(pa.string()), ""),
                "severity": _same("error" if found.rule.severity == "reject" else "warning", count),
                "rule": _same(found.rule.name, count),
                "message": found.message,
                "value_text": text.cast(pa.string()),
                "rule_severity": _same(found.rule.severity, count),
                "column_name": _same(found.name, count),
                "line_key": line_keys.take(pa.array(found.rows)),
            },
            schema=_SCHEMA,
        )

    def _remarks(self, remarks: list[Record]) -> pa.Table:
        rules = return_rules()
        rows = [
            {
                "at": _WHOLE_RETURN,
                "column": _WHOLE_RETURN,
                "source_sheet": remark["source_sheet"] or None,
                "source_cell": remark["source_cell"],
                "severity": "error" if rules[str(remark["rule"])].severity == "reject" else "warning",
                "rule": remark["rule"],
                "message": remark["message"],
                "value_text": remark["value_text"],
                "rule_severity": rules[str(remark["rule"])].severity,
                "column_name": None,
                "line_key": None,
            }
            for remark in remarks
        ]
        return pa.Table.from_pylist(rows, schema=_SCHEMA)


def named_sheets(sheets: pa.Array) -> pa.Array:
    """Return the names of sheets, null for the one sheet of a CSV file, which has none."""
    return pc.if_else(pc.equal(sheets, ""), pa.scalar(None, pa.string()), sheets)


_SCHEMA = pa.schema(
    [
        ("at", pa.int64()),
        ("column", pa.int64()),
        *((name, pa.string()) for name in ("source_sheet", "source_cell", "severity", "rule", "message", "value_text")),
        *((name, pa.string()) for name in ("rule_severity", "column_name", "line_key")),
    ]
)


def mask_of(array: pa.Array) -> Mask:
    """An Arrow array of truths as a mask; null is false."""
    return np.asarray(pc.fill_null(array, False), dtype=bool)


def quote(texts: pa.Array) -> pa.Array:
    """Texts of cells as messages print them; an empty cell is (trống)."""
    shown = pc.if_else(
        pc.greater(pc.utf8_length(texts), _LONGEST),
        pc.binary_join_element_wise(pc.utf8_slice_codeunits(texts, 0, _LONGEST), "…", ""),
        texts,
    )
    return pc.fill_null(pc.binary_join_element_wise("“", shown, "”", ""), "(trống)")


def _word(rule: ReturnRule, values: Mapping[str, Any], count: int) -> pa.Array:
    pieces: list[Any] = []
    for text, gap in rule.parts():
        pieces.append(_same(text, count))
        if gap is not None:
            value = values[gap]
            if isinstance(value, str):
                value = _same(value, count)
            pieces.append(value.combine_chunks() if isinstance(value, pa.ChunkedArray) else value)
    return pc.binary_join_element_wise(*pieces, "")


def _same(text: str | None, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(text, pa.string()), count)


def _label(kind: ReturnKind) -> str:
    return next(each.name for each in kind.fields if each.key and each.required)
