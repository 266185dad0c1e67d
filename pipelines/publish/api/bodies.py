"""A page as bytes: JSON, CSV or Parquet, in the forms of the release's files."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
from pyarrow import parquet

from pipelines.publish.api.problems import ProblemError
from pipelines.publish.api.requests import PageRequest
from pipelines.publish.neutral import neutralise
from pipelines.publish.tables import arrow_schema, parse_csv

JSON, CSV, PARQUET = "application/json", "text/csv", "application/vnd.apache.parquet"
MEDIA_TYPES = (JSON, CSV, PARQUET)

Row = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """An answer's bytes and its ``Content-Type``."""

    content: bytes
    content_type: str


def choose_media_type(accept: str | None) -> str:
    """Return which of ``MEDIA_TYPES`` the header ``Accept`` prefers, JSON where it does not mind.

    Raises ProblemError (406) where it takes none of them.
    """
    if not accept:
        return JSON
    best, best_rank = "", (0.0, 0, 0)
    for place, offered in enumerate(MEDIA_TYPES):
        group = offered.split("/")[0]
        for wanted, quality in _accepted(accept):
            exactness = {offered: 3, f"{group}/*": 2, "*/*": 1}.get(wanted, 0)
            rank = (quality, exactness, -place)
            if exactness and quality > 0 and rank > best_rank:
                best, best_rank = offered, rank
    if not best:
        raise ProblemError(406, f"There is no such format; ask for {', '.join(MEDIA_TYPES)}.")
    return best


def _accepted(accept: str) -> list[tuple[str, float]]:
    found = []
    for part in accept.split(","):
        media_type, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name == "q":
                try:
                    quality = float(value)
                except ValueError:
                    quality = 0.0
        found.append((media_type, quality))
    return found


def json_body(request: PageRequest, rows: bytes, next_address: str | None, release: str | None) -> Body:
    """Put the rows, JSON objects with commas between them, into an answer."""
    head = json.dumps({"dataset": request.dataset.name, "release": release, "next": next_address}, ensure_ascii=False)
    return Body(b"".join((head[:-1].encode(), b', "rows": [', rows, b"]}")), JSON)


def csv_body(request: PageRequest, rows: Sequence[Row]) -> Body:
    """Write the rows as the release's CSV has them: RFC 4180, texts that begin as a formula with an apostrophe."""
    texts = [column.type in {"text", "json"} for column in request.columns]
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow([column.name for column in request.columns])
    for row in rows:
        writer.writerow(
            [neutralise(cell) if cell and is_text else cell for cell, is_text in zip(row, texts, strict=True)]
        )
    return Body(lines.getvalue().encode(), f"{CSV}; charset=utf-8; header=present")


def parquet_body(request: PageRequest, rows: Sequence[Row]) -> Body:
    """Write the rows as the release's Parquet has them: declared types, with label and meaning of each column."""
    whole = arrow_schema(request.dataset)
    schema = pa.schema([whole.field(column.name) for column in request.columns])
    lines = io.StringIO()
    # An empty cell is a null and a quoted one an empty text, whatever the width of the row.
    for row in rows:
        lines.write(
            ",".join("" if cell is None else f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) + "\r\n"
        )
    table = parse_csv(lines.getvalue().encode(), schema, header=False) if rows else schema.empty_table()
    sink = io.BytesIO()
    parquet.write_table(table, sink, compression="zstd", version="2.6")
    return Body(sink.getvalue(), PARQUET)
