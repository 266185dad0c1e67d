"""Loads what validation accepted, and what it set aside, into schema ``raw``: by COPY, one transaction per source.

Nothing is computed or corrected on the way, but what points at persons is withheld (``withhold``). The shapes of the
tables are in ``tables``, how they come to be in ``raw_schema``.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime

import psycopg
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

from pipelines.archive.ledger import Receipt
from pipelines.interpret.records import Value
from pipelines.load.columns import copy_table
from pipelines.load.errors import LoadError, failing_copy
from pipelines.load.raw_schema import create_raw_schema
from pipelines.load.tables import DIALECT, RAW_SCHEMA, loaded_datasets, raw_columns, raw_tables, report_datasets
from pipelines.load.withhold import SourceGate
from pipelines.read.model import SourceRejected
from pipelines.validate.model import ExpectationResult, RowIssue, Validation

__all__ = ["LoadError", "create_raw_schema", "load_rejection", "load_source", "loaded_receipts"]

_Row = Mapping[str, Value]


def load_source(connection: psycopg.Connection, receipt: Receipt, validation: Validation) -> dict[str, int]:
    """Replace what ``raw`` holds of the receipt's bytes by ``validation``; the number of rows loaded per table.

    All or nothing: on LoadError, and when the process is killed, the rows of before are still there.
    """
    rows: dict[str, Sequence[_Row]] = {name: validation.accepted.get(name, []) for name in loaded_datasets()}
    rows["rejected_rows"] = [_report_row("rejected_rows", row) for row in validation.rejected]
    rows["row_issues"] = [_report_row("row_issues", issue) for issue in validation.issues]
    rows["expectations"] = [_report_row("expectations", result) for result in validation.results]
    with _failing_in_one_line(receipt), connection.transaction():
        undeclared = sorted({*validation.accepted, *validation.tables} - rows.keys())
        if undeclared:
            raise LoadError(f"{receipt.source_name}: no table takes the rows of {', '.join(undeclared)}")
        _clear_source(connection, receipt.source_sha256)
        _write_receipt(connection, receipt)
        connection.execute(
            "delete from raw.rejected_sources where source_name = %s and source_sha256 = %s",
            [receipt.source_name, receipt.source_sha256],
        )
        gate, declared = SourceGate(), {**loaded_datasets(), **report_datasets()}
        loaded = {
            name: _copy_rows(connection, receipt, name, gate.clean_rows(declared[name], table_rows))
            for name, table_rows in rows.items()
        }
        for name, columnar in validation.tables.items():
            table = gate.clean_table(declared[name], columnar.read())
            loaded[name] += copy_table(connection, receipt, name, table, first_row_no=loaded[name] + 1)
        gate.write_account(connection, receipt.source_sha256)
        return loaded


def load_rejection(connection: psycopg.Connection, receipt: Receipt, rejection: SourceRejected) -> None:
    """Note that the received bytes could not be taken in; rows that an earlier version of khoso read from them go.

    The same bytes taken in under another name keep their rows.
    """
    with _failing_in_one_line(receipt), connection.transaction():
        _write_receipt(connection, receipt)
        connection.execute(
            """
            insert into raw.rejected_sources (source_name, source_sha256, problem, remedy) values (%s, %s, %s, %s)
            on conflict (source_name, source_sha256) do update set problem = excluded.problem, remedy = excluded.remedy
            """,
            [receipt.source_name, receipt.source_sha256, rejection.problem, rejection.remedy],
        )
        taken_in = connection.execute(
            """
            select from raw.sources as received
            where source_sha256 = %s and not exists (
                select from raw.rejected_sources as rejected
                where rejected.source_name = received.source_name and rejected.source_sha256 = received.source_sha256
            )
            """,
            [receipt.source_sha256],
        )
        if taken_in.fetchone() is None:
            _clear_source(connection, receipt.source_sha256)


def loaded_receipts(connection: psycopg.Connection) -> dict[int, str]:
    """``received_no`` -> SHA-256 of every receipt whose rows or rejection are in ``raw``."""
    return dict(connection.execute("select received_no, source_sha256 from raw.sources").fetchall())


def _clear_source(connection: psycopg.Connection, source_sha256: str) -> None:
    for name, table in raw_tables().items():
        if "load_source_sha256" in table.columns:
            connection.execute(
                sql.SQL("delete from {} where load_source_sha256 = %s").format(sql.Identifier(RAW_SCHEMA, name)),
                [source_sha256],
            )
    connection.execute("delete from raw.withheld where load_source_sha256 = %s", [source_sha256])


def _write_receipt(connection: psycopg.Connection, receipt: Receipt) -> None:
    received = asdict(receipt)
    received |= {"received_at": _utc(receipt.received_at), "stored_at": _utc(receipt.stored_at)}
    names = tuple(received)
    connection.execute(
        sql.SQL("insert into {} ({}) values ({}) on conflict (received_no) do update set {}").format(
            sql.Identifier(RAW_SCHEMA, "sources"),
            sql.SQL(", ").join(map(sql.Identifier, names)),
            sql.SQL(", ").join(map(sql.Placeholder, names)),
            sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in names),
        ),
        received,
    )


def _copy_rows(connection: psycopg.Connection, receipt: Receipt, name: str, rows: Sequence[_Row]) -> int:
    if not rows:
        return 0
    columns, names = raw_tables()[name].columns, raw_columns(name)
    declared = frozenset(names)
    statement = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(RAW_SCHEMA, name),
        sql.SQL(", ").join(map(sql.Identifier, (*names, "load_source_sha256", "load_row_no"))),
    )
    source_sha256, row_no = receipt.source_sha256, 0
    times = [column for column in names if isinstance(columns[column].type, TIMESTAMP)]
    try:
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            # With the types known beforehand psycopg picks its dumpers once and not for every value.
            copy.set_types([*(_wire_type(columns[name]) for name in names), "text", "int8"])
            for row_no, row in enumerate(rows, start=1):
                if not declared.issuperset(row):
                    undeclared = ", ".join(sorted(row.keys() - declared))
                    raise LoadError(f"{receipt.source_name}: {name}, row {row_no}: undeclared column {undeclared}")
                if times:
                    row = {**row, **{column: _utc(row.get(column)) for column in times}}  # noqa: PLW2901
                copy.write_row((*map(row.get, names), source_sha256, row_no))
    except (psycopg.Error, TypeError, ValueError, AttributeError) as error:
        raise failing_copy(receipt, name, f"row {row_no}", error) from error
    return len(rows)


def _wire_type(column: sa.Column[object]) -> str:
    """Name the type that a value is sent as; records hold JSON as text already."""
    return "text" if isinstance(column.type, JSONB) else column.type.compile(dialect=DIALECT).lower()


def _utc(value: Value) -> datetime | None:
    """Read a time, which records hold as ISO 8601 text with its offset, for a column without time zone."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise TypeError(f"a time in ISO 8601 expected, got {value!r}")
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(f"the time {value} does not say its offset from UTC")
    return moment.astimezone(UTC).replace(tzinfo=None)


def _report_row(name: str, reported: RowIssue | ExpectationResult) -> _Row:
    row = asdict(reported)
    row["column_name"] = row.pop("column")
    return {column: row[column] for column in raw_columns(name)}


@contextmanager
def _failing_in_one_line(receipt: Receipt) -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise LoadError(f"{receipt.source_name}: {' '.join(str(error).split())}") from error
