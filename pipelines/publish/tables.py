"""One dataset -> its files in every format, from one COPY, in batches. What else goes into a release: ``release``.

The server writes every value in the published form, so that the same rows give the same bytes from any server version.
All files get the same batches after the privacy gate: the CSV their lines, the Parquet file the same lines parsed to the
declared types; the other formats are written by ``json_rows`` and ``xlsx_rows``.

CSV is RFC 4180: lines end with CRLF, quotes only where needed, no byte order mark. A null is an empty cell; an empty
text is refused, for no reader could tell it from a null. A text that a spreadsheet program would run as a formula has an
apostrophe before it (``neutral``).

In Parquet a numeric is float64: the double nearest to the figure in the CSV, which is what pandas, R and BI tools
compute with and what reading the CSV gives them. The CSV holds the exact figure. Texts are in Parquet as they are.
"""

import csv as csv_lines
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import Protocol

import psycopg
import pyarrow as pa
from psycopg import sql
from pyarrow import compute, csv, parquet

from pipelines.load.published_text import published_text, source_column
from pipelines.metadata import Column, ColumnType, Dataset
from pipelines.privacy.gate import Gate
from pipelines.publish.checksums import ReleaseError
from pipelines.publish.json_rows import JsonRows
from pipelines.publish.neutral import FORMULA_STARTS, neutralise
from pipelines.publish.xlsx_rows import XlsxRows

BATCH_ROWS = 65_536
BATCH_BYTES = 16 << 20
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LINE_END = b"\r\n"

ENDINGS = ("csv", "parquet", "excel.csv", "xlsx", "json", "jsonl")
"""How the names of a dataset's files end, in the order in which they are listed."""

_ARROW_TYPES: dict[ColumnType, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "numeric": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "json": pa.string(),
}


def public_columns(dataset: Dataset) -> tuple[Column, ...]:
    """Return the columns of ``dataset`` that are published, in order."""
    return tuple(column for column in dataset.columns if column.public)


def arrow_schema(dataset: Dataset) -> pa.Schema:
    """Return the Parquet schema: declared types, with label and meaning of each column."""
    return pa.schema(
        [
            pa.field(
                column.name,
                _ARROW_TYPES[column.type],
                nullable=column.nullable,
                metadata={"label_vi": column.label_vi, "description_vi": column.told_vi}
                | {"description": column.description, "unit": column.unit},
            )
            for column in public_columns(dataset)
        ]
    )


class _Rows(Protocol):
    """A file that gets the batches of a table one after the other."""

    def write(self, texts: pa.Table, values: pa.Table) -> None: ...

    def close(self) -> None: ...


def publish_table(
    connection: psycopg.Connection,
    relation: sql.Identifier,
    dataset: Dataset,
    folder: Path,
    gate: Gate | None = None,
    readme: Sequence[Sequence[str]] | None = None,
) -> int:
    """Write ``folder/<dataset>.csv`` and ``.parquet`` from ``relation`` and return the number of rows.

    ``relation`` has at least the public columns of ``dataset``. With ``readme``, the rows of the sheet that explains, the
    other formats are written as well (``ENDINGS``). Raises ReleaseError where a value is not as declared.
    """
    columns = public_columns(dataset)
    if not columns:
        raise ReleaseError(f"{dataset.name} has no public column; declare it public or leave it out of the datasets")
    gate = gate or Gate()
    schema = arrow_schema(dataset)
    as_texts = pa.schema([(column.name, pa.string()) for column in columns])
    path = folder / dataset.name
    rows = 0
    with ExitStack() as stack:
        csv_files = [stack.enter_context(path.with_name(f"{dataset.name}.csv").open("xb"))]
        parquet_file = stack.enter_context(
            parquet.ParquetWriter(folder / f"{dataset.name}.parquet", schema, compression="zstd", version="2.6")
        )
        others: list[_Rows] = []
        if readme is not None:
            csv_files.append(stack.enter_context((folder / f"{dataset.name}.excel.csv").open("xb")))
            csv_files[1].write(BYTE_ORDER_MARK)
            others = [
                stack.enter_context(closing(JsonRows(folder, dataset.name, columns))),
                stack.enter_context(closing(XlsxRows(folder / f"{dataset.name}.xlsx", columns, readme))),
            ]
        for file in csv_files:
            file.write(",".join(column.name for column in columns).encode() + _LINE_END)
        for copied in _copied_batches(connection, select_published(relation, dataset)):
            lines, texts = gate.clean(dataset, copied, _parse_batch(dataset, _joined(copied), as_texts))
            batch = _parse_batch(dataset, _joined(lines), schema)
            check_batch(dataset, batch)
            printed = _joined(neutral_lines(lines, batch))
            for file in csv_files:
                file.write(printed)
            parquet_file.write_table(batch, row_group_size=BATCH_ROWS)
            for other in others:
                other.write(texts, batch)
            rows += batch.num_rows
    return rows


def write_rows(folder: Path, dataset: Dataset, rows: pa.Table) -> None:
    """Write ``folder/<dataset>.csv`` and ``.parquet`` from ``rows``, which have the columns of ``dataset`` and no nulls."""
    lines = io.StringIO()
    writer = csv_lines.writer(lines, lineterminator="\r\n")
    writer.writerow(rows.column_names)
    writer.writerows(
        [neutralise(cell) if isinstance(cell, str) else cell for cell in row.values()] for row in rows.to_pylist()
    )
    (folder / f"{dataset.name}.csv").write_bytes(lines.getvalue().encode())
    parquet.write_table(rows, folder / f"{dataset.name}.parquet", compression="zstd", version="2.6")


def select_published(relation: sql.Identifier, dataset: Dataset) -> sql.Composed:
    """Return the query for the published texts of ``dataset``: by key, nulls first, then by every other column.

    Texts are ordered by their bytes, so that the order does not hang on the server's locale data.
    """
    columns = public_columns(dataset)
    texts = [sql.SQL("{} as {}").format(published_text(column), sql.Identifier(column.name)) for column in columns]
    by_name = {column.name: column for column in dataset.columns}
    ordered = [by_name[name] for name in dataset.key] + [column for column in columns if column.name not in dataset.key]
    return sql.SQL("select {} from {} as source order by {}").format(
        sql.SQL(", ").join(texts), relation, sql.SQL(", ").join(_sort_term(column) for column in ordered)
    )


def _sort_term(column: Column) -> sql.Composed:
    term = sql.SQL('{} collate "C" nulls first') if column.type in {"text", "json"} else sql.SQL("{} nulls first")
    return term.format(published_text(column) if column.type in {"text", "json"} else source_column(column))


def neutral_lines(lines: Sequence[bytes], batch: pa.Table) -> Sequence[bytes]:
    """Return the CSV lines of ``batch`` with every text made harmless; those that need nothing are the same bytes."""
    starts = "".join(FORMULA_STARTS)
    texts = [number for number, field in enumerate(batch.schema) if field.type == pa.string()]
    marked = {
        row
        for number in texts
        for row in compute.indices_nonzero(
            compute.fill_null(compute.match_substring_regex(batch.column(number), f"^[{re.escape(starts)}]"), False)
        ).to_pylist()
    }
    if not marked:
        return lines
    changed = list(lines)
    for row in marked:
        (cells,) = csv_lines.reader([lines[row].decode()], strict=True)
        harmless = [neutralise(cell) if number in texts else cell for number, cell in enumerate(cells)]
        if harmless != cells:
            line = io.StringIO()
            # A line break in a cell is quoted only where it is part of what ends lines.
            csv_lines.writer(line, lineterminator="\r\n").writerow(harmless)
            changed[row] = line.getvalue().encode().removesuffix(_LINE_END)
    return changed


def _joined(lines: Sequence[bytes]) -> bytes:
    return _LINE_END.join(lines) + _LINE_END


def _copied_batches(connection: psycopg.Connection, query: sql.Composed) -> Iterator[list[bytes]]:
    """Yield the rows of ``query`` as CSV lines, cut into batches at places that depend on the rows alone."""
    copy = sql.SQL("copy ({}) to stdout (format csv)").format(query)
    with connection.cursor() as cursor, cursor.copy(copy) as copied:
        lines: list[bytes] = []
        size = 0
        # The protocol sends one message per row, ended with a bare line feed on every platform.
        for message in copied:
            line = bytes(message)[:-1]
            lines.append(line)
            size += len(line)
            if len(lines) == BATCH_ROWS or size >= BATCH_BYTES:
                yield lines
                lines, size = [], 0
        if lines:
            yield lines


def _parse_batch(dataset: Dataset, lines: bytes, schema: pa.Schema) -> pa.Table:
    try:
        return parse_csv(lines, schema, header=False)
    except pa.ArrowInvalid as error:
        reason = " ".join(str(error).split())
        raise ReleaseError(f"{dataset.name} cannot be published: {reason}; put the mart right") from error


def parse_csv(source: bytes, schema: pa.Schema, *, header: bool) -> pa.Table:
    """Read CSV as published into a table of ``schema``: an empty cell is a null, a quoted empty one an empty text."""
    table = csv.read_csv(
        io.BytesIO(source),
        read_options=csv.ReadOptions(
            use_threads=False, block_size=len(source) + 1, column_names=None if header else schema.names
        ),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=schema,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["true"],
            false_values=["false"],
        ),
    )
    return pa.table(table.columns, schema=schema)


def count_published_rows(folder: Path, dataset: Dataset) -> dict[str, int]:
    """Read the files of ``dataset`` in ``folder`` again and return their numbers of rows by ending."""
    path = folder / f"{dataset.name}.csv"
    rows = {"csv": _csv_rows(path, dataset)}
    rows["parquet"] = parquet.read_metadata(folder / f"{dataset.name}.parquet").num_rows
    excel = folder / f"{dataset.name}.excel.csv"
    if excel.exists():
        # The same bytes behind the mark are the same rows.
        whole = excel.stat().st_size == path.stat().st_size + len(BYTE_ORDER_MARK)
        rows["excel.csv"] = rows["csv"] if whole else -1
        rows["json"] = _count(folder / f"{dataset.name}.json", b"\n{")
        rows["jsonl"] = _count(folder / f"{dataset.name}.jsonl", b"\n")
        rows["xlsx"] = _count_sheets(folder / f"{dataset.name}.xlsx")
    return rows


def _csv_rows(path: Path, dataset: Dataset) -> int:
    column = public_columns(dataset)[0].name
    with csv.open_csv(
        path,
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(include_columns=[column], column_types={column: pa.string()}),
    ) as reader:
        return sum(batch.num_rows for batch in reader)


def _count(path: Path, needle: bytes) -> int:
    with path.open("rb") as file:
        return _count_in(iter(partial(file.read, BATCH_BYTES), b""), needle)


def _count_sheets(path: Path) -> int:
    rows = 0
    with zipfile.ZipFile(path) as book:
        sheets = sorted(name for name in book.namelist() if name.startswith("xl/worksheets/sheet"))
        numbers = sorted(int(re.sub(r"\D", "", name.rpartition("/")[2])) for name in sheets)
        for number in numbers[:-1]:  # the last one explains
            with book.open(f"xl/worksheets/sheet{number}.xml") as sheet:
                rows += _count_in(iter(partial(sheet.read, BATCH_BYTES), b""), b"\n<row>")
    return rows


def _count_in(blocks: Iterator[bytes], needle: bytes) -> int:
    """Count ``needle``, which never overlaps itself, over the bounds of blocks."""
    found, left = 0, b""
    for block in blocks:
        data = left + block
        found += data.count(needle)
        left = data[len(data) - len(needle) + 1 :] if len(needle) > 1 else b""
    return found


def check_batch(dataset: Dataset, batch: pa.Table) -> None:
    """Raise ReleaseError where a value of ``batch`` is not what the declaration of ``dataset`` allows."""
    for column in public_columns(dataset):
        values = batch[column.name]
        problem = _column_problem(column, values)
        if problem:
            raise ReleaseError(f"{dataset.name}.{column.name} {problem}; put the mart right")


def _column_problem(column: Column, values: pa.ChunkedArray) -> str | None:
    if not column.nullable and values.null_count:
        return "is null, and a value is required"
    if column.type == "text" and compute.any(compute.equal(values, "")).as_py():
        return "is an empty text where null belongs"
    if (
        column.type == "numeric"
        and not compute.all(compute.is_finite(values)).as_py()
        and values.null_count < len(values)
    ):
        return "is no finite number"
    if (
        column.type == "json"
        and not compute.all(compute.starts_with(values, "[")).as_py()
        and values.null_count < len(values)
    ):
        return "is no JSON array"
    if column.values:
        strange = values.filter(compute.invert(compute.is_in(values, value_set=pa.array([*column.values, None]))))
        if len(strange):
            return f"is {strange[0].as_py()!r}, which is none of {', '.join(column.values)}"
    return None
