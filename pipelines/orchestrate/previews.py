"""Counts and first rows as the UI shows them beside an asset: Markdown tables, cut to what fits a screen."""

from collections.abc import Iterable, Sequence

import dagster as dg
import psycopg
from psycopg import sql

_PREVIEW_ROWS = 8
_CELL_CHARACTERS = 60


def describe_table(connection: psycopg.Connection, schema: str, table: str) -> dict[str, dg.MetadataValue]:
    """Return the number of rows of a table or view and its first rows."""
    relation = sql.Identifier(schema, table)
    counted = connection.execute(sql.SQL("select count(*) from {}").format(relation)).fetchone()
    cursor = connection.execute(sql.SQL("select * from {} limit {}").format(relation, sql.Literal(_PREVIEW_ROWS)))
    columns = [column.name for column in cursor.description or ()]
    return {
        "dagster/row_count": dg.IntMetadataValue(counted[0] if counted else 0),
        "preview": preview_rows(columns, cursor.fetchall()),
    }


def preview_rows(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> dg.MarkdownMetadataValue:
    """Return the rows as a Markdown table; null cells are empty."""
    lines = [_line(columns), _line(["---"] * len(columns)), *(_line(row) for row in rows)]
    return dg.MarkdownMetadataValue("\n".join(lines) if columns else "")


def _line(cells: Iterable[object]) -> str:
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(value: object) -> str:
    text = "" if value is None else " ".join(str(value).split()).replace("|", "\\|")
    return text if len(text) <= _CELL_CHARACTERS else f"{text[: _CELL_CHARACTERS - 1]}…"
