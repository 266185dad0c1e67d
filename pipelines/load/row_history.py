"""What the marts said at any time: every version of every row, with when it was recorded and when it no longer held.

dbt's marts say what is known now. After each release ``record_history`` compares them with what was recorded last and
writes down the difference, so that rows that did not change cost nothing. Schema ``history`` keeps a table per mart; people
and programs ask ``marts.<dataset>_as_of(moment)`` and ``marts.<dataset>_history``, which the reader of ``marts`` may read.
Times of runs stand here and nowhere else: nothing of it is published.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import psycopg
from psycopg import sql

from pipelines.load.warehouse import DBT_CODE
from pipelines.load.withhold import SourceGate
from pipelines.metadata import Dataset, datasets
from pipelines.privacy.rules import GATE_CODE
from pipelines.settings import code_fingerprint

_LOCK = 0x6B686973  # "khis": any number does that no other program takes
_ACCOUNT = """
    create schema if not exists history;
    revoke all on schema history from public;
    create table if not exists history.releases (
        release_id text not null,
        recorded_at timestamptz primary key
    );
    create table if not exists history.recorded_units (
        model text, unit text, version text not null, primary key (model, unit)
    );
    create table if not exists history.recorded_models (model text primary key, code text not null);
    create table if not exists history.withheld_by (model text primary key, code text not null);
"""


def record_history(connection: psycopg.Connection, release_id: str) -> dict[str, tuple[int, int]]:
    """Record what the marts, published as ``release_id``, say otherwise than before: dataset -> rows ended, rows begun.

    All or nothing, and nothing where nothing changed. Functions and views on it are made again, as dbt drops those that
    rest on a mart whose code changed.
    """
    changed = {}
    with connection.transaction():
        connection.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        connection.execute(_ACCOUNT)
        moment = _moment(connection)
        gate = SourceGate()
        for dataset in datasets().values():
            if not dataset.key or not _exists(connection, "marts", dataset.model):
                continue
            is_new_shape = _grow_table(connection, dataset)
            _withhold_in_past(connection, dataset, gate)
            ended, begun = _record_dataset(connection, dataset, moment)
            if ended or begun:
                changed[dataset.name] = (ended, begun)
            if is_new_shape or not _exists(connection, "marts", f"{dataset.name}_history"):
                _offer(connection, dataset)
        _offer_releases(connection)
        if changed or not _is_last_release(connection, release_id):
            connection.execute("insert into history.releases values (%s, %s)", [release_id, moment])
    return changed


def _withhold_in_past(connection: psycopg.Connection, dataset: Dataset, gate: SourceGate) -> None:
    """Withhold in what was recorded before what the privacy gate has learned to find since then; it is no new version."""
    code = (code_fingerprint(*GATE_CODE),)
    if connection.execute("select code from history.withheld_by where model = %s", [dataset.model]).fetchone() == code:
        return
    gate.clean_relation(connection, sql.Identifier("history", dataset.model), dataset)
    connection.execute(
        "insert into history.withheld_by values (%s, %s) on conflict (model) do update set code = excluded.code",
        [dataset.model, *code],
    )


def _moment(connection: psycopg.Connection) -> datetime:
    row = connection.execute("select now()").fetchone()
    if row is None:
        raise psycopg.InterfaceError("the warehouse does not say what time it is")
    moment: datetime = row[0]
    return moment


def _is_last_release(connection: psycopg.Connection, release_id: str) -> bool:
    last = connection.execute("select release_id from history.releases order by recorded_at desc limit 1").fetchone()
    return last == (release_id,)


def _exists(connection: psycopg.Connection, schema: str, table: str) -> bool:
    found = connection.execute("select to_regclass(%s)", [f"{schema}.{table}"]).fetchone()
    return found is not None and found[0] is not None


def _index_item(item: str) -> sql.Composable:
    """A column of a declared index with the order that may follow it: ``period_end desc nulls last``."""
    column, _, order = item.partition(" ")
    return sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(order)) if order else sql.Identifier(column)


def _grow_table(connection: psycopg.Connection, dataset: Dataset) -> bool:
    """Give the recorded versions the columns that the mart has now; whether any had to be added or changed.

    A column that the mart lost stays with what it held.
    """
    table, mart = sql.Identifier("history", dataset.model), sql.Identifier("marts", dataset.model)
    declared = _columns(connection, "marts", dataset.model)
    if not _exists(connection, "history", dataset.model):
        connection.execute(
            sql.SQL(
                "create table {table} as select * from {mart} where false; "
                "alter table {table} add column recorded_from timestamptz not null, "
                "add column recorded_to timestamptz not null default 'infinity'; "
                "create unique index on {table} ({key}) where recorded_to = 'infinity'; "
                "create index on {table} ({key}, recorded_from)"
            ).format(table=table, mart=mart, key=_names(dataset.key))
        )
        for index in dataset.indexes:
            connection.execute(
                sql.SQL("create index on {} ({})").format(table, sql.SQL(", ").join(map(_index_item, index)))
            )
        return True
    changes = []
    present = _columns(connection, "history", dataset.model)
    for name, column_type in declared.items():
        if present.get(name) == column_type:
            continue
        # A type only ever becomes wider or is put right; what no longer fits stops here and not in an answer.
        change = sql.SQL("alter table {0} alter column {1} type {2} using {1}::text::{2}")
        if name not in present:
            change = sql.SQL("alter table {} add column {} {}")
        changes.append(change.format(table, sql.Identifier(name), sql.SQL(column_type)))
    if changes:
        # The view would hold on to the columns of before; it is made again.
        view = sql.Identifier("marts", f"{dataset.name}_history")
        connection.execute(sql.SQL("drop view if exists {} cascade").format(view))
    for statement in changes:
        connection.execute(statement)
    return bool(changes)


def _columns(connection: psycopg.Connection, schema: str, table: str) -> Mapping[str, str]:
    """Column name -> its type as PostgreSQL writes it, in order."""
    return dict(
        connection.execute(
            "select attname, format_type(atttypid, atttypmod) from pg_attribute"
            " where attrelid = to_regclass(%s) and attnum > 0 and not attisdropped order by attnum",
            [f"{schema}.{table}"],
        ).fetchall()
    )


def _record_dataset(connection: psycopg.Connection, dataset: Dataset, moment: datetime) -> tuple[int, int]:
    """Compare the rows of the units that changed, or all rows of a mart that does not go by unit or is of other code."""
    unit = _changed_units(connection, dataset.model)
    parts = {
        "table": sql.Identifier("history", dataset.model),
        "mart": sql.Identifier("marts", dataset.model),
        "columns": _names(dataset.column_names),
        "same_key": _pairs(dataset.key, sql.SQL("recorded.{0} = present.{0}"), sql.SQL(" and ")),
        "recorded": _row("recorded", dataset.column_names),
        "present": _row("present", dataset.column_names),
        "in_changed": sql.SQL("true" if unit is None else f"{unit} in (select unit from changed_units)"),
    }
    ended = connection.execute(
        sql.SQL(
            "update {table} as recorded set recorded_to = %s where recorded_to = 'infinity' and {in_changed}"
            " and not exists (select from {mart} as present where {same_key} and {recorded} is not distinct from {present})"
        ).format(**parts),
        [moment],
    ).rowcount
    begun = connection.execute(
        sql.SQL(
            "insert into {table} ({columns}, recorded_from) select {columns}, %s from {mart} as present"
            " where {in_changed} and not exists ("
            "select from {table} as recorded where {same_key} and recorded.recorded_to = 'infinity')"
        ).format(**parts),
        [moment],
    ).rowcount
    _note_units(connection, dataset.model)
    return ended, begun


def _changed_units(connection: psycopg.Connection, model: str) -> str | None:
    """List in ``changed_units`` what of ``model`` was built since it was recorded; the expression of its columns that names its unit.

    None where every row has to be compared.
    """
    recorded = connection.execute("select code from history.recorded_models where model = %s", [model]).fetchone()
    unit = connection.execute(
        "select min(unit_column) from intermediate.built_models where model = %s", [model]
    ).fetchone()
    if unit is None or unit[0] is None or recorded != (code_fingerprint(*DBT_CODE),):
        return None
    connection.execute("drop table if exists changed_units")
    connection.execute(
        """
        create temporary table changed_units on commit drop as
        select coalesce(built.unit, recorded.unit) as unit
        from (select unit, version from intermediate.built_units where model = %(model)s) as built
        full outer join (select unit, version from history.recorded_units where model = %(model)s) as recorded
            on built.unit = recorded.unit
        where built.version is distinct from recorded.version
        """,
        {"model": model},
    )
    return str(unit[0])


def _note_units(connection: psycopg.Connection, model: str) -> None:
    connection.execute(
        """
        delete from history.recorded_units as recorded
        where model = %s and not exists (
            select from intermediate.built_units as built
            where built.model = recorded.model and built.unit = recorded.unit and built.version = recorded.version
        )
        """,
        [model],
    )
    connection.execute(
        "insert into history.recorded_units (model, unit, version)"
        " select model, unit, version from intermediate.built_units where model = %s on conflict do nothing",
        [model],
    )
    connection.execute(
        "insert into history.recorded_models values (%s, %s) on conflict (model) do update set code = excluded.code",
        [model, code_fingerprint(*DBT_CODE)],
    )


def _offer(connection: psycopg.Connection, dataset: Dataset) -> None:
    """Offer the versions in ``marts``: a view with their times, and a function for one moment that a query looks through."""
    public = [column.name for column in dataset.columns if column.public]
    view, function = f"{dataset.name}_history", f"{dataset.name}_as_of"
    types = _columns(connection, "history", dataset.model)
    returned = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(types[name])) for name in public
    )
    parts = {
        "view": sql.Identifier("marts", view),
        "function": sql.Identifier("marts", function),
        "columns": _names(public),
        "table": sql.Identifier("history", dataset.model),
        "returned": returned,
        "grain": sql.Literal(
            f"{dataset.title_vi}: mọi phiên bản đã ghi nhận. Every recorded version of {dataset.name}."
        ),
    }
    connection.execute(
        sql.SQL(
            "drop view if exists {view} cascade; "
            "create view {view} as select {columns}, recorded_from, recorded_to from {table}; "
            "comment on view {view} is {grain}; "
            "drop function if exists {function}(timestamptz); "
            "create function {function}(moment timestamptz) returns table ({returned}) language sql stable"
            " begin atomic select {columns} from {view} where recorded_from <= moment and recorded_to > moment; end"
        ).format(**parts)
    )


def _offer_releases(connection: psycopg.Connection) -> None:
    connection.execute(
        """
        create or replace view marts.release_history as select release_id, recorded_at from history.releases;
        create or replace function marts.recorded_at(release text) returns timestamptz language sql stable
        begin atomic
            select max(recorded_at) from marts.release_history where release_id = release;
        end
        """
    )


def _names(columns: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _row(relation: str, columns: Sequence[str]) -> sql.Composed:
    return sql.SQL("row({})").format(sql.SQL(", ").join(sql.Identifier(relation, column) for column in columns))


def _pairs(columns: Sequence[str], pair: sql.SQL, joined: sql.SQL) -> sql.Composed:
    return joined.join(pair.format(sql.Identifier(column)) for column in columns)
