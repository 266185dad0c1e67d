"""Creates schema ``raw`` and brings the tables of an older version of khoso into the declared shape.

The shapes are in ``tables``; rows are loaded in ``raw``.
"""

from collections.abc import Iterator, Mapping

import psycopg
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable, DDLElement, SetColumnComment, SetTableComment

from pipelines.load.tables import DIALECT, RAW_SCHEMA, raw_tables
from pipelines.load.withhold import ACCOUNT

_LOCK = 0x6B686F736F  # "khoso": any number does that no other program takes
_Shape = Mapping[str, tuple[str, bool]]
"""Column name -> its type as PostgreSQL writes it, and whether it may be null."""


def create_raw_schema(connection: psycopg.Connection) -> bool:
    """Create what is missing of schema ``raw``; True where earlier rows are gone and have to be loaded again.

    A newly declared column that may be null is added in place. Any other difference rebuilds every table empty: what
    is in ``raw`` comes from the archive, and one table without its rows would be a source half loaded.
    """
    with connection.transaction():
        connection.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        connection.execute(sql.SQL("create schema if not exists {}").format(sql.Identifier(RAW_SCHEMA)))
        present = _present_shapes(connection)
        rebuild = any(
            not _can_grow(present[name], _shape(table)) for name, table in raw_tables().items() if name in present
        )
        if rebuild:
            for name in present.keys() & raw_tables().keys():
                # dbt's views on it go too and come back with the next build; the marts stay as they are till then.
                connection.execute(sql.SQL("drop table {} cascade").format(sql.Identifier(RAW_SCHEMA, name)))
            present = {}
        statements = [
            statement for name, table in raw_tables().items() for statement in _statements(table, present.get(name))
        ]
        connection.execute(";\n".join([*statements, ACCOUNT]).encode())
        return rebuild


def _statements(table: sa.Table, present: _Shape | None) -> Iterator[str]:
    if present is None:
        yield _sql(CreateTable(table))
        yield from (_sql(CreateIndex(index)) for index in sorted(table.indexes, key=lambda index: str(index.name)))
    else:
        for column in table.columns:
            if column.name not in present:
                name = DIALECT.identifier_preparer.format_table(table)
                yield f"ALTER TABLE {name} ADD COLUMN {CreateColumn(column).compile(dialect=DIALECT)}"
    yield _sql(SetTableComment(table))
    yield from (_sql(SetColumnComment(column)) for column in table.columns if column.comment)


def _sql(element: DDLElement) -> str:
    return str(element.compile(dialect=DIALECT)).strip()


def _can_grow(present: _Shape, declared: _Shape) -> bool:
    """Tell whether adding columns that may be null is all that leads from ``present`` to ``declared``."""
    added = declared.keys() - present.keys()
    return all(declared.get(name) == shape for name, shape in present.items()) and all(
        declared[name][1] for name in added
    )


def _shape(table: sa.Table) -> _Shape:
    return {
        column.name: (column.type.compile(dialect=DIALECT).lower(), bool(column.nullable)) for column in table.columns
    }


def _present_shapes(connection: psycopg.Connection) -> dict[str, dict[str, tuple[str, bool]]]:
    rows = connection.execute(
        """
        select tables.relname, columns.attname, format_type(columns.atttypid, columns.atttypmod), not columns.attnotnull
        from pg_class as tables
        inner join pg_attribute as columns on tables.oid = columns.attrelid
        where tables.relnamespace = %s::regnamespace and tables.relkind = 'r'
          and columns.attnum > 0 and not columns.attisdropped
        """,
        [RAW_SCHEMA],
    )
    shapes: dict[str, dict[str, tuple[str, bool]]] = {}
    for table, column, column_type, nullable in rows:
        shapes.setdefault(table, {})[column] = (column_type, nullable)
    return shapes
