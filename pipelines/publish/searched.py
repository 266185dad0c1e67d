"""Which datasets of the warehouse a release found nothing in that was still to withhold: the API need not search their rows again.

The account hangs on the mark of the build (``marts.warehouse_build``): with the next build it counts no more.
"""

from collections.abc import Iterable

import psycopg


def built_mark(connection: psycopg.Connection) -> str | None:
    """Return the mark of the marts' build; None while they are being built, and where nothing tells."""
    known = connection.execute("select to_regclass('marts.warehouse_build') is not null").fetchone()
    if known != (True,):
        return None
    row = connection.execute("select mark from marts.warehouse_build where state = 'built'").fetchone()
    return str(row[0]) if row else None


def note_searched(connection: psycopg.Connection, mark: str, names: Iterable[str]) -> None:
    """Note that the rows of these datasets in the build ``mark`` are as they are published."""
    with connection.transaction():
        connection.execute(
            "create table if not exists marts.withheld_search (dataset text primary key, mark text not null)"
        )
        connection.execute("delete from marts.withheld_search")
        connection.execute(
            "insert into marts.withheld_search select name, %s from unnest(%s::text[]) as name", [mark, list(names)]
        )
