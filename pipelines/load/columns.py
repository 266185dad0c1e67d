"""Loads a table of columns (Arrow) into schema ``raw``: rendered column by column, so that no value passes through Python.

Rows of plain records are loaded in ``raw``.
"""

from collections.abc import Iterable, Iterator

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
from psycopg import sql

from pipelines.archive.ledger import Receipt
from pipelines.load.errors import LoadError, failing_copy
from pipelines.load.tables import RAW_SCHEMA, raw_columns

_ROWS_AT_ONCE = 16_384
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
    given = [column for column in declared if column in table.column_names]
    into = sql.SQL("copy {} ({}) from stdin ").format(
        sql.Identifier(RAW_SCHEMA, name),
        sql.SQL(", ").join(map(sql.Identifier, (*given, "load_source_sha256", "load_row_no"))),
    )
    # The server reads its own text format a fifth faster than CSV; rows with a quote or a backslash have to come as CSV.
    quoted: list[pa.Table] = []
    batches = _batches(table.select(given), receipt, first_row_no)
    try:
        with connection.cursor() as cursor:
            _send(cursor, into + sql.SQL("(format text, null '')"), _as_text(batches, quoted))
            if quoted:
                _send(cursor, into + sql.SQL("(format csv)"), map(_as_csv, quoted))
    except (psycopg.Error, pa.ArrowException) as error:
        raise failing_copy(receipt, name, f"rows from {first_row_no}", error) from error
    return int(table.num_rows)


def _batches(table: pa.Table, receipt: Receipt, first_row_no: int) -> Iterator[pa.Table]:
    """The rows in parts, each with its columns of the load."""
    for start in range(0, table.num_rows, _ROWS_AT_ONCE):
        rows = table.slice(start, _ROWS_AT_ONCE)
        first = first_row_no + start
        numbers = pa.array(range(first, first + rows.num_rows), pa.int64())
        same = pa.repeat(receipt.source_sha256, rows.num_rows)
        yield rows.append_column("load_source_sha256", same).append_column("load_row_no", numbers)


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
