"""What is asked of the marts before they are published: keys are keys, and every foreign key finds its row.

Single values are checked while they are written (``tables``); rules of content are those of ``expectations/`` and dbt.
"""

from collections.abc import Iterable

import psycopg
from psycopg import sql

from pipelines.metadata import Dataset, ForeignKey
from pipelines.publish.checksums import ReleaseError

SCHEMA = "marts"


def mart(name: str) -> sql.Identifier:
    """Return the relation ``name`` of the marts."""
    return sql.Identifier(SCHEMA, name)


def check_marts(connection: psycopg.Connection, datasets: Iterable[Dataset]) -> None:
    """Raise ReleaseError where a key of ``datasets`` is not unique or a foreign key names a row that is not there."""
    for dataset in datasets:
        _check_unique(connection, dataset)
        for key in dataset.foreign_keys:
            _check_foreign_key(connection, dataset, key)


def count_rows(connection: psycopg.Connection, relation: sql.Identifier) -> int:
    """Return the number of rows of ``relation``."""
    row = connection.execute(sql.SQL("select count(*) from {}").format(relation)).fetchone()
    assert row is not None, "count(*) always gives a row"
    return int(row[0])


def _check_unique(connection: psycopg.Connection, dataset: Dataset) -> None:
    if not dataset.key:
        return
    columns = sql.SQL(", ").join(map(sql.Identifier, dataset.key))
    query = sql.SQL("select {0} from {1} group by {0} having count(*) > 1 order by {0} limit 1")
    twice = connection.execute(query.format(columns, mart(dataset.name))).fetchone()
    if twice:
        raise ReleaseError(f"{dataset.name} holds two rows of the key {_shown(dataset.key, twice)}; put the mart right")


def _check_foreign_key(connection: psycopg.Connection, dataset: Dataset, key: ForeignKey) -> None:
    # As in SQL's MATCH SIMPLE: a key with a null in it names nothing.
    query = sql.SQL(
        "select {0} from {1} as child where {2} and not exists (select from {3} as parent where {4})"
        " order by {0} limit 1"
    )
    columns = [sql.Identifier("child", name) for name in key.columns]
    parents = [sql.Identifier("parent", name) for name in key.references]
    lost = connection.execute(
        query.format(
            sql.SQL(", ").join(columns),
            mart(dataset.name),
            sql.SQL(" and ").join(sql.SQL("{} is not null").format(column) for column in columns),
            mart(key.dataset),
            sql.SQL(" and ").join(map(sql.SQL("{} = {}").format, parents, columns)),
        )
    ).fetchone()
    if lost:
        raise ReleaseError(
            f"{dataset.name} names a row that {key.dataset} lacks: {_shown(key.columns, lost)}; put the mart right"
        )


def _shown(columns: Iterable[str], values: Iterable[object]) -> str:
    return ", ".join(f"{column} = {value}" for column, value in zip(columns, values, strict=True))
