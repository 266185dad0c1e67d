"""The privacy gate where rows come into the warehouse: what points at persons is withheld before ``raw`` has it.

So nobody who reads the warehouse finds it, whatever dbt makes of the rows and however it is asked for, sorted or searched: role
``khoso_reader``, dashboards, the API, what was recorded of earlier releases. The bytes received keep it, in the archive, which is
its operator's alone. What is found is said in ``privacy.rules``; the account of it (``raw.withheld``) never holds a value.

Names of files stay as they are: by them rows find their source. A release and the API send them through the gate once more.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, LiteralString

import psycopg
from psycopg import sql

from pipelines.interpret.records import Value
from pipelines.load.published_text import published_text
from pipelines.metadata import Column, Dataset
from pipelines.privacy.quick_look import may_concern_the_gate

if TYPE_CHECKING:
    import pyarrow as pa

    from pipelines.privacy.gate import Gate

Row = Mapping[str, Value]

ACCOUNT = """
    create table if not exists raw.withheld (
        load_source_sha256 text not null, dataset text not null, row_key text not null, column_name text not null,
        kind text not null, count bigint not null
    );
    comment on table raw.withheld is 'What was withheld of the rows of each source, without the values';
    comment on column raw.withheld.load_source_sha256 is 'SHA-256 of the source that brought the row';
    comment on column raw.withheld.dataset is 'dataset of the row';
    comment on column raw.withheld.row_key is 'key of the row in its dataset';
    comment on column raw.withheld.column_name is 'column in which it stood';
    comment on column raw.withheld.kind is 'what it was: a telephone number, an address ...';
    comment on column raw.withheld.count is 'how many stood in the cell'
"""
"""What was withheld of which source: made beside the tables of ``load.tables``, for no model reads it."""

_ROWS_AT_ONCE = 16_384
_WRITTEN: Mapping[str, LiteralString] = {"text": "text", "json": "jsonb", "integer": "bigint", "numeric": "numeric"}
_NAMES_OF_FILES = frozenset({"source_name"})


class SourceGate:
    """The gate of one source: a key that is masked in one of its tables is masked alike in the others."""

    def __init__(self) -> None:
        """Begin with nothing withheld."""
        self._made: Gate | None = None

    def clean_rows(self, dataset: Dataset, rows: Sequence[Row]) -> Sequence[Row]:
        """Return records of ``dataset`` without what points at persons; the same object where there is nothing."""
        columns = _searched(dataset)
        lines = [_line(row, columns) for row in rows]
        if not may_concern_the_gate("\n".join(lines)):
            return rows
        clean = list(rows)
        for number, line in enumerate(lines):
            if may_concern_the_gate(line):
                clean[number] = self._clean(dataset, columns, rows[number])
        return clean

    def clean_table(self, dataset: Dataset, table: "pa.Table") -> "pa.Table":
        """Return rows of ``dataset`` held by columns without what points at persons."""
        import pyarrow as pa  # noqa: PLC0415 - most sources bring no columns, and need not wait for it

        from pipelines.privacy.gate import find_suspects  # noqa: PLC0415 - as above

        columns = {column.name: column for column in _searched(dataset) if column.name in table.column_names}
        if not table.num_rows or not columns:
            return table
        texts = pa.table({name: table[name].cast(pa.string()) for name in columns})
        changed: dict[int, Row] = {}
        for number, names in sorted(find_suspects(columns.values(), texts).items()):
            (row,) = table.slice(number, 1).to_pylist()
            changed[number] = self._clean(dataset, [columns[name] for name in names], row)
        for place, field in enumerate(table.schema if changed else ()):
            values = table[field.name].to_pylist()
            if any(values[number] != row[field.name] for number, row in changed.items()):
                for number, row in changed.items():
                    values[number] = row[field.name]
                table = table.set_column(place, field, pa.array(values, field.type))
        return table

    def clean_relation(self, connection: psycopg.Connection, relation: sql.Identifier, dataset: Dataset) -> None:
        """Withhold in the rows of ``dataset`` that ``relation`` holds what points at persons; each row that changes is written."""
        import pyarrow as pa  # noqa: PLC0415 - only after the rules of the gate have changed

        from pipelines.privacy.gate import find_suspects  # noqa: PLC0415 - as above

        columns = _searched(dataset)
        printed = sql.SQL(", ").join(map(published_text, columns))
        with connection.cursor("searched") as cursor:
            cursor.execute(sql.SQL("select source.ctid::text, {} from {} as source").format(printed, relation))
            suspects: list[str] = []
            while rows := cursor.fetchmany(_ROWS_AT_ONCE):
                places, *texts = zip(*rows, strict=True)
                table = pa.table(
                    {column.name: pa.array(each, pa.string()) for column, each in zip(columns, texts, strict=True)}
                )
                suspects += [places[number] for number in sorted(find_suspects(columns, table))]
        whole = sql.SQL("select {} from {} as source where ctid = %s::tid").format(
            sql.SQL(", ").join(map(published_text, dataset.columns)), relation
        )
        for place in suspects:
            row = connection.execute(whole, [place]).fetchone() or ()
            before = dict(zip(dataset.column_names, row, strict=True))
            clean = self._gate().clean_row(dataset, columns, before)
            changed = [column for column in dataset.columns if clean[column.name] != before[column.name]]
            if changed:
                connection.execute(
                    sql.SQL("update {} set {} where ctid = %s::tid").format(
                        relation,
                        sql.SQL(", ").join(
                            sql.SQL("{} = %s::{}").format(sql.Identifier(column.name), sql.SQL(_WRITTEN[column.type]))
                            for column in changed
                        ),
                    ),
                    [*(clean[column.name] for column in changed), place],
                )

    def write_account(self, connection: psycopg.Connection, source_sha256: str) -> None:
        """Write down what was withheld of the source, for the record of the release."""
        for each in self._made.withheld if self._made else ():
            connection.execute(
                "insert into raw.withheld values (%s, %s, %s, %s, %s, %s)",
                [source_sha256, each.dataset, each.row_key or "-", each.column, each.kind, each.count],
            )

    def _clean(self, dataset: Dataset, columns: Sequence[Column], row: Row) -> Row:
        printed = {name: _text(value) for name, value in row.items()}
        present = [column for column in columns if column.name in printed]
        clean = self._gate().clean_row(dataset, present, printed)
        # Of a number nothing is left but null; of a text, what the gate made of it. Text that PostgreSQL cannot hold is left
        # to be refused with its place, and is not put right in silence.
        return {
            name: clean[name] if clean[name] != printed[name] and "\0" not in (printed[name] or "") else value
            for name, value in row.items()
        }

    def _gate(self) -> "Gate":
        if self._made is None:
            from pipelines.privacy.gate import Gate  # noqa: PLC0415 - a third of a second that most sources need not spend

            self._made = Gate()
        return self._made


def _searched(dataset: Dataset) -> list[Column]:
    return [
        column for column in dataset.columns if column.type in {"text", "json"} and column.name not in _NAMES_OF_FILES
    ]


def _line(row: Row, columns: Sequence[Column]) -> str:
    return "\n".join(value for column in columns if isinstance(value := row.get(column.name), str))


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else json.dumps(value)


def read_account(connection: psycopg.Connection) -> Iterator[tuple[str, str, str, str, int]]:
    """Yield dataset, row, column, kind and count of what was withheld of the sources whose rows count."""
    tables = connection.execute("select to_regclass('raw.withheld'), to_regclass('marts.dim_source')").fetchone()
    if tables is None or None in tables:
        return
    yield from connection.execute(
        "select dataset, row_key, column_name, kind, max(count) from raw.withheld where load_source_sha256 in ("
        "select source_sha256 from marts.dim_source where is_current) group by dataset, row_key, column_name, kind"
    )
