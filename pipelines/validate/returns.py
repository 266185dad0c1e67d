"""A return as it was read -> rows that are taken in, rows that wait with their reasons, issues, and what became of it.

The counterpart of ``suites`` for tables of many rows: the same outcome, computed column by column. Rules are declared with the
returns; they are asked in ``returns_cells`` and ``returns_rows``.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.interpret.records import Record, Value
from pipelines.interpret.returns.declarations import ReturnKind, return_kinds
from pipelines.interpret.returns.periods import parse_period_code
from pipelines.interpret.returns.rules import return_rules
from pipelines.metadata import datasets
from pipelines.read.workbook_model import cell_name
from pipelines.validate.model import ColumnarRows, Validation
from pipelines.validate.returns_cells import check_cells
from pipelines.validate.returns_issues import Issues, ReturnRows, named_sheets
from pipelines.validate.returns_rows import check_repeated, check_rows, check_totals, row_keys, row_range


def validate_return(read: Validation) -> Validation:
    """Return the validation of one return as ``read``: its submission, its remarks and the table of its rows.

    Every row is either in the table of accepted rows or in that of ``rejected_rows``. Raises ValueError where ``read`` is none.
    """
    (submission,) = read.accepted["submissions"]
    kind = return_kinds()[str(submission["template"])]
    table = read.tables[kind.dataset].read()
    described = json.loads((table.schema.metadata or {}).get(b"return", b"{}"))
    rows = ReturnRows(kind, table, described.get("columns", {}))
    issues = Issues(rows)
    keys = row_keys(rows)
    check_cells(issues)
    check_rows(issues)
    check_repeated(issues, keys)
    remarks = [*read.accepted["submission_issues"], *check_totals(rows, described.get("totals", ()))]
    waits = any(return_rules()[str(remark["rule"])].severity == "reject" for remark in remarks)
    waiting = np.ones(rows.count, dtype=bool) if waits else issues.rejected()
    found = issues.table(str(submission["submission_id"]), remarks, keys)
    ranges = row_range(rows)
    accepted = _accepted(rows, submission, keys, ranges, ~waiting)
    rejected = _rejected(rows, keys, ranges, waiting, found)
    status = "rejected" if not accepted.num_rows else "accepted_with_warnings" if found.num_rows else "accepted"
    told: Record = {"status": status, "rows_accepted": accepted.num_rows, "rows_rejected": rejected.num_rows}
    letters = [
        {
            "sheet": sheet,
            "columns": {name: cell_name(0, int(column["column"]))[:-1] for name, column in columns.items()},
        }
        for sheet, columns in rows.columns.items()
    ]
    told["sheet_columns"] = json.dumps(letters, ensure_ascii=False) if letters else None
    return Validation(
        accepted={"submissions": [submission | told], "agencies": read.accepted["agencies"]},
        results=issues.results(remarks),
        tables={
            kind.dataset: ColumnarRows.of(accepted),
            "submission_issues": ColumnarRows.of(found.drop_columns(["at"])),
            "rejected_rows": ColumnarRows.of(rejected),
        },
    )


def _accepted(
    rows: ReturnRows, submission: Record, keys: pa.Array, ranges: pa.Array, taken: "np.ndarray[Any, Any]"
) -> pa.Table:
    at = pa.array(np.flatnonzero(taken))
    count = len(at)
    starts, ends = _periods(rows, submission)
    found: dict[str, Any] = {
        "submission_id": _same(submission["submission_id"], count, pa.string()),
        "line_key": keys.take(at),
        "agency_id": _same(submission["agency_id"], count, pa.string()),
        "period_start": starts.take(at),
        "period_end": ends.take(at),
        "source_cell": ranges.take(at),
    }
    declared = datasets()[rows.kind.dataset].column_names
    names = [name for name in rows.table.column_names if name in declared]
    for name, column in zip(names, rows.table.select(names).take(at).columns, strict=True):
        found[name] = column
    return pa.table({name: found[name] for name in declared if name in found})


def _periods(rows: ReturnRows, submission: Record) -> tuple[pa.Array, pa.Array]:
    """The first and the last day that every row covers: its own period, else that of the return."""
    own = [each.name for each in rows.kind.fields if each.type == "period"]
    start, end = submission["period_start"], submission["period_end"]
    if not own:
        return _same(start, rows.count, pa.date32()), _same(end, rows.count, pa.date32())
    encoded = pc.fill_null(rows.table[own[0]].combine_chunks(), "").dictionary_encode()
    periods = [_days(code, start, end) for code in encoded.dictionary.to_pylist()]
    first, last = ([days[side] for days in periods] for side in (0, 1))
    return pa.array(first, pa.date32()).take(encoded.indices), pa.array(last, pa.date32()).take(encoded.indices)


def _days(code: str, start: Value, end: Value) -> tuple[Value, Value]:
    if not code:
        return start, end
    first, _, last = code.partition("_")
    if last:
        return date.fromisoformat(first), date.fromisoformat(last)
    period = parse_period_code(code)
    return period.start, period.end


def _rejected(
    rows: ReturnRows, keys: pa.Array, ranges: pa.Array, waiting: "np.ndarray[Any, Any]", found: pa.Table
) -> pa.Table:
    """The rows that wait, one each: the first rule that keeps it out, and in ``reason`` all that is wrong with it."""
    at = np.flatnonzero(waiting)
    whole = [row for row in found.filter(pc.less(found["at"], 0)).to_pylist() if row["severity"] == "error"]
    shared = (whole[0]["rule"], None, None) if whole else ("", None, None)
    prefix = [row["message"] for row in whole]
    first: dict[int, tuple[str, str | None, str | None]] = {}
    reasons: dict[int, list[str]] = {}
    errors = found.filter(pc.and_(pc.greater_equal(found["at"], 0), pc.equal(found["severity"], "error")))
    columns = (errors[name].to_pylist() for name in ("at", "rule", "column_name", "value_text", "message"))
    for position, rule, column, value, message in zip(*columns, strict=True):
        first.setdefault(position, (rule, column, value))
        reasons.setdefault(position, []).append(message)
    chosen = [first.get(position, shared) for position in at.tolist()]
    taken = pa.array(at)
    texts = _texts(rows.kind, rows.table)
    records = rows.table.select(list(texts)).take(taken).rename_columns(list(texts.values())).to_pylist()
    count = len(at)
    encode = json.JSONEncoder(ensure_ascii=False).encode
    return pa.table(
        {
            "dataset": _same(rows.kind.dataset, count, pa.string()),
            "line_key": keys.take(taken),
            "column_name": pa.array([column for _, column, _ in chosen], pa.string()),
            "rule": pa.array([rule for rule, _, _ in chosen], pa.string()),
            "value_text": pa.array([value for _, _, value in chosen], pa.string()),
            "reason": pa.array([" ".join([*prefix, *reasons.get(each, [])]) for each in at.tolist()], pa.string()),
            "record_json": pa.array(
                [encode({k: v for k, v in row.items() if v is not None}) for row in records],
                pa.string(),
            ),
            "source_sheet": named_sheets(rows.table["source_sheet"].take(taken)),
            "source_cell": ranges.take(taken),
        }
    )


def _texts(kind: ReturnKind, table: pa.Table) -> Mapping[str, str]:
    """The columns that hold what was written -> the field that each is of."""
    fields = {each.text_column or each.name: each.name for each in kind.fields}
    return {
        name: field for name, field in (fields | {"group_name": "group_name"}).items() if name in table.column_names
    }


def _same(value: Value, count: int, kind: pa.DataType) -> pa.Array:
    return pa.repeat(pa.scalar(value, kind), count)
