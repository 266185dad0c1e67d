"""Loads a table of columns (Arrow) into schema ``raw``: rendered column by column, so that no value passes through Python.

Rows of plain records are loaded in ``raw``.
"""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
from psycopg import sql
from sqlalchemy.schema import CreateIndex

from pipelines.archive.ledger import Receipt
from pipelines.load.errors import LoadError, failing_copy
from pipelines.load.tables import DIALECT, RAW_SCHEMA, raw_columns, raw_tables

_ROWS_AT_ONCE = 16_384
_MANY_ROWS = 50_000
_TEXT = pa_csv.WriteOptions(include_header=False, delimiter="\t", quoting_style="none")
_CSV = pa_csv.WriteOptions(include_header=False)


def copy_table(
    connection: psycopg.Connection, receipt: Receipt, name: str, table: pa.Table, *, first_row_no: int = 1
) -> int:
    """Copy ``table`` into ``raw.<name>`` as rows of the receipt's bytes and return how many there are. Columns left out are null.

    Raises LoadError for a column that is not declared and for a value that the server does not take.
    """
    declared = raw_columns(name)
    undeclared = sorted(set(table.column_names) - set(declared))
    if undeclared:
        raise LoadError(f"{receipt.source_name}: {name}: undeclared column {', '.join(undeclared)}")
    if not table.num_rows:
        return 0
    table = table.select([column for column in declared if column in table.column_names])
    table = table.append_column("load_source_sha256", pa.repeat(receipt.source_sha256, table.num_rows))
    repeated = _repeated(table) if table.num_rows >= _MANY_ROWS else {}
    table = table.drop_columns(list(repeated))
    into = sql.SQL("copy {} ({}) from stdin ").format(
        sql.Identifier(RAW_SCHEMA, name),
        sql.SQL(", ").join(map(sql.Identifier, (*table.column_names, "load_row_no"))),
    )
    # The server reads its own text format a fifth faster than CSV; rows with a quote or a backslash have to come as CSV.
    quoted: list[pa.Table] = []
    batches = _batches(table, first_row_no)
    try:
        with connection.transaction(), connection.cursor() as cursor, _prepared(cursor, name, repeated, table.num_rows):
            _send(cursor, into + sql.SQL("(format text, null '')"), _ahead(_as_text(batches, quoted)))
            if quoted:
                _send(cursor, into + sql.SQL("(format csv)"), map(_as_csv, quoted))
    except (psycopg.Error, pa.ArrowException) as error:
        raise failing_copy(receipt, name, f"rows from {first_row_no}", error) from error
    return int(table.num_rows)


def _repeated(table: pa.Table) -> dict[str, str | date | None]:
    """The columns that say the same in every row, and what: texts and days, and those that say nothing."""
    found: dict[str, str | date | None] = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        if column.null_count == table.num_rows:
            found[name] = None
        elif not (pa.types.is_string(column.type) or pa.types.is_date(column.type)) or column.null_count:
            continue
        elif pc.all(pc.equal(column, column[0])).as_py():
            found[name] = column[0].as_py()
    return found


@contextmanager
def _prepared(
    cursor: psycopg.Cursor, name: str, repeated: Mapping[str, str | date | None], count: int
) -> Iterator[None]:
    """Let the server put in what is ``repeated`` in every row, and make the indexes of many rows at once, after them.

    Both locks the table for the rest of the transaction, which is undone with it.
    """
    if count < _MANY_ROWS:
        yield
        return
    table = sql.Identifier(RAW_SCHEMA, name)
    given = {column: value for column, value in repeated.items() if value is not None}
    # An index over many earlier rows would take longer to make anew than to go on with.
    estimate = sql.SQL("select count(*) from (select from {} limit {}) as present").format(table, sql.Literal(count))
    row = cursor.execute(estimate).fetchone()
    indexes = sorted(raw_tables()[name].indexes, key=lambda index: str(index.name)) if row and row[0] < count else []
    for index in indexes:
        cursor.execute(sql.SQL("drop index if exists {}").format(sql.Identifier(RAW_SCHEMA, str(index.name))))
    _set_defaults(cursor, table, {column: sql.SQL("set default {}").format(value) for column, value in given.items()})
    yield
    _set_defaults(cursor, table, dict.fromkeys(given, sql.SQL("drop default")))
    for index in indexes:
        cursor.execute(str(CreateIndex(index).compile(dialect=DIALECT)).encode())


def _set_defaults(cursor: psycopg.Cursor, table: sql.Identifier, changes: Mapping[str, sql.Composable]) -> None:
    if changes:
        each = (sql.SQL("alter {} {}").format(sql.Identifier(column), change) for column, change in changes.items())
        cursor.execute(sql.SQL("alter table {} {}").format(table, sql.SQL(", ").join(each)))


def _batches(table: pa.Table, first_row_no: int) -> Iterator[pa.Table]:
    """The rows in parts, each with its numbers."""
    for start in range(0, table.num_rows, _ROWS_AT_ONCE):
        rows = table.slice(start, _ROWS_AT_ONCE)
        first = first_row_no + start
        numbers = pa.array(range(first, first + rows.num_rows), pa.int64())
        yield rows.append_column("load_row_no", numbers)


def _ahead(chunks: Iterator[memoryview]) -> Iterator[memoryview]:
    """The same chunks, each made while the server takes the one before."""
    with ThreadPoolExecutor(1) as pool:
        pending = pool.submit(next, chunks, None)
        while (chunk := pending.result()) is not None:
            pending = pool.submit(next, chunks, None)
            yield chunk


def _as_text(batches: Iterable[pa.Table], quoted: list[pa.Table]) -> Iterator[memoryview]:
    """The batches in the server's text format; one that needs quotes or escapes goes to ``quoted`` instead."""
    for batch in batches:
        try:
            rendered = _render(batch, _TEXT)
        except pa.ArrowInvalid:
            quoted.append(batch)
            continue
        if b"\\" in rendered.tobytes() or _has_empty_text(batch):
            quoted.append(batch)
        else:
            yield rendered


def _has_empty_text(batch: pa.Table) -> bool:
    """Whether a text is empty and not null, which only CSV can tell apart."""
    texts = (column for column in batch.columns if pa.types.is_string(column.type))
    return any(pc.any(pc.equal(pc.binary_length(column), 0)).as_py() for column in texts)


def _as_csv(batch: pa.Table) -> memoryview:
    return _render(batch, _CSV)


def _render(batch: pa.Table, options: pa_csv.WriteOptions) -> memoryview:
    sink = pa.BufferOutputStream()
    pa_csv.write_csv(batch, sink, options)
    return memoryview(sink.getvalue())


def _send(cursor: psycopg.Cursor, statement: sql.Composed, chunks: Iterable[memoryview]) -> None:
    with cursor.copy(statement) as copy:
        for chunk in chunks:
            copy.write(chunk)
