"""What validation yields, as plain data: rows set aside, remarks on rows, results per expectation, and their JSON form.

The rules themselves are in ``expectations/``, running them in ``gx_runner``; nothing here knows Great Expectations.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pipelines.interpret.records import Record, Records, Value

if TYPE_CHECKING:
    import pyarrow as pa

Severity = Literal["reject", "contradiction", "note"]
"""``reject``: the row is set aside. ``contradiction``: the document contradicts itself. ``note``: worth a look."""


@dataclass(frozen=True, slots=True)
class RowIssue:
    """One broken rule of one row. ``reason`` says in one Vietnamese line what is wrong and what to do.

    ``line_key`` is the row's own key, or the rest of its key joined with '/' where the dataset has no such column.
    ``column`` and ``value_text`` are None where the rule is about the row as a whole.
    """

    dataset: str
    line_key: str | None
    document_id: str | None
    column: str | None
    rule: str
    value_text: str | None
    reason: str
    source_page: int | None
    source_line_start: int | None
    source_line_end: int | None
    source_sheet: str | None
    source_cell: str | None
    record_json: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class RejectedRow(RowIssue):
    """A row that was set aside. One per row: the first broken rule is named, ``reason`` tells them all."""


@dataclass(frozen=True, slots=True)
class ExpectationResult:
    """What one expectation of one suite found. ``rule`` is its name, unique within the suite."""

    suite: str
    expectation: str
    column: str | None
    severity: Severity
    success: bool
    evaluated_count: int
    unexpected_count: int
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class ColumnarRows:
    """Rows of one table by columns, for sources that bring more than plain rows are good for; in memory or in an Arrow file."""

    count: int
    held: "pa.Table | Path"

    @classmethod
    def of(cls, table: "pa.Table") -> "ColumnarRows":
        """Hold ``table``."""
        return cls(table.num_rows, table)

    def read(self) -> "pa.Table":
        """Return the rows."""
        if isinstance(self.held, Path):
            import pyarrow as pa  # noqa: PLC0415 - a third of a second that most sources need not spend

            with pa.OSFile(str(self.held)) as file, pa.ipc.open_file(file) as reader:
                return reader.read_all()
        return self.held


@dataclass(frozen=True, slots=True)
class Validation:
    """One source's records parted: ``accepted`` and ``rejected`` together hold every row exactly once.

    ``issues`` are the contradictions and notes on accepted rows; those rows are kept. ``tables`` holds the rows of a return by
    the table that they are for, rejected ones and issues among them; those are in no other part.
    """

    accepted: Records
    rejected: tuple[RejectedRow, ...] = ()
    results: tuple[ExpectationResult, ...] = ()
    issues: tuple[RowIssue, ...] = ()
    tables: Mapping[str, ColumnarRows] = field(default_factory=dict)

    def count_accepted(self) -> Counter[str]:
        """Return the number of accepted rows per dataset."""
        counted = Counter({name: len(rows) for name, rows in self.accepted.items()})
        counted.update({name: rows.count for name, rows in self.tables.items() if name != "rejected_rows"})
        return counted

    def count_rejected(self) -> Counter[str]:
        """Return the number of rows set aside per dataset; those of a return are all of its one table of rows."""
        counted = Counter(row.dataset for row in self.rejected)
        waiting = self.tables.get("rejected_rows")
        for name in self.tables.keys() - {"rejected_rows", "submission_issues"} if waiting else ():
            counted[name] += waiting.count if waiting else 0
        return counted


def record_json(record: Mapping[str, Value]) -> str:
    """Return the record as one line of JSON for people: no null columns, dates in ISO form, decimals as printed."""
    given = {name: value for name, value in record.items() if value is not None}
    return json.dumps(given, ensure_ascii=False, default=str)


def validation_json(validation: Validation) -> str:
    """Return the exact JSON form for ``parse_validation``: dates and decimals keep their type and digits."""
    return json.dumps(
        {
            "accepted": validation.accepted,
            "rejected": [asdict(row) for row in validation.rejected],
            "results": [asdict(result) for result in validation.results],
            "issues": [asdict(issue) for issue in validation.issues],
        },
        ensure_ascii=False,
        indent=1,
        default=_tagged,
    )


def parse_validation(text: str) -> Validation:
    """Return the ``Validation`` whose ``validation_json`` is ``text``."""
    stored = json.loads(text, object_hook=_untagged)
    return Validation(
        accepted=stored["accepted"],
        rejected=tuple(RejectedRow(**row) for row in stored["rejected"]),
        results=tuple(ExpectationResult(**result) for result in stored["results"]),
        issues=tuple(RowIssue(**issue) for issue in stored["issues"]),
    )


def write_validation(path: Path, validation: Validation) -> None:
    """Write ``validation`` to ``path`` in one step: a reader sees the old file or the whole new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_text(validation_json(validation) + "\n", encoding="utf-8")
    unfinished.replace(path)


def read_validation(path: Path) -> Validation:
    """Return the validation that ``write_validation`` left at ``path``."""
    return parse_validation(path.read_text(encoding="utf-8"))


def _tagged(value: object) -> dict[str, str]:
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    raise TypeError(f"a record holds a {type(value).__name__}, which is no value of a record: {value!r}")


def _untagged(stored: dict[str, Any]) -> Decimal | date | Record | dict[str, Any]:
    # No record and no part of a validation has a single column named so.
    match stored:
        case {"decimal": str(digits)} if len(stored) == 1:
            return Decimal(digits)
        case {"date": str(day)} if len(stored) == 1:
            return date.fromisoformat(day)
    return stored
