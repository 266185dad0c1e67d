"""What a build may leave out: what stands as the code of now would make it, whatever was loaded since.

That is every view, every seed, every table made of nothing but these, and every test of nothing but these that passed; and
every empty table of what is not loaded at all, as those of returns before the first return, with its tests. dbt makes a
view anew each time, which takes as long as filling a mart; since marts are filled in place (the project's own
materialization) the views on them stay. Which code made what is in dbt's account, ``intermediate.built_models``; curated
files are part of the code.
"""

import json
from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg import sql

from pipelines.load.warehouse import DBT_CODE, made_by
from pipelines.settings import code_fingerprint

# Exposures are never built, and yet take their time.
_VIEWS_AND_SEEDS = "config.materialized:view resource_type:seed resource_type:exposure"


def leave_out_what_stands(connection: psycopg.Connection, manifest: Mapping[str, Any]) -> list[str]:
    """Return dbt's arguments that leave out what stands; none where any of it is missing or of other code.

    Tests of what is left out are run all the same where they read what is loaded too, or did not pass yet.
    """
    curated = _made_of_curated_files(manifest["nodes"])
    tables_and_views = [
        node
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] != "test" and (_is_made_once(node) or unique_id in curated)
    ]
    made = made_by(connection, code_fingerprint(*DBT_CODE))
    if not made.issuperset(node["name"] for node in tables_and_views):
        return []
    if not _relations(connection).issuperset((node["schema"], node["alias"]) for node in tables_and_views):
        return []
    empty = _empty_for_want_of_rows(connection, manifest["nodes"], made)
    named = sorted(
        node["name"]
        for unique_id, node in manifest["nodes"].items()
        if unique_id in empty
        or _is_test_of_none(node, empty, manifest["nodes"])
        or (unique_id in curated and not _is_made_once(node) and node["name"] in made)
    )
    # One argument: Dagster takes those apart that follow one option.
    return ["--indirect-selection", "empty", "--exclude", " ".join((_VIEWS_AND_SEEDS, *named))]


def read_manifest(manifest: str | bytes) -> Mapping[str, Any]:
    """Read the text of dbt's manifest."""
    return dict(json.loads(manifest))


def _is_made_once(node: Mapping[str, Any]) -> bool:
    is_view = node["resource_type"] == "model" and node["config"]["materialized"] == "view"
    return bool(is_view or node["resource_type"] == "seed")


def _made_of_curated_files(nodes: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """Ids of the seeds, and of the models and tests with nothing loaded anywhere upstream of them."""
    found: dict[str, bool] = {}

    def is_curated(unique_id: str) -> bool:
        if unique_id not in found:
            node = nodes.get(unique_id)  # a source is no node
            found[unique_id] = node is not None and (
                node["resource_type"] == "seed"
                or (bool(node["depends_on"]["nodes"]) and all(map(is_curated, node["depends_on"]["nodes"])))
            )
        return found[unique_id]

    return {unique_id for unique_id in nodes if is_curated(unique_id)}


def _empty_for_want_of_rows(
    connection: psycopg.Connection, nodes: Mapping[str, Mapping[str, Any]], made: set[str]
) -> set[str]:
    """Ids of the models that the code of now left empty and whose rows come from loaded tables that are all empty."""
    models = {
        unique_id: (sql.Identifier(node["schema"], node["alias"]), node["config"]["meta"]["rows_come_from"])
        for unique_id, node in nodes.items()
        if node["name"] in made and "rows_come_from" in node["config"].get("meta", {})
    }
    loaded = {name: sql.Identifier("raw", name) for _, names in models.values() for name in names}
    tables = {unique_id: table for unique_id, (table, _) in models.items()} | loaded
    if not tables:
        return set()
    is_empty = sql.SQL("select {}").format(
        sql.SQL(", ").join(sql.SQL("not exists (select from {})").format(table) for table in tables.values())
    )
    row = connection.execute(is_empty).fetchone() or ()
    empty = {name for name, nothing in zip(tables, row, strict=True) if nothing}
    return {unique_id for unique_id, (_, names) in models.items() if empty.issuperset((unique_id, *names))}


def _is_test_of_none(node: Mapping[str, Any], empty: set[str], nodes: Mapping[str, Mapping[str, Any]]) -> bool:
    """Tell whether ``node`` tests the rows of an empty model, and is none that rows of other models wait for as untested."""
    if node.get("attached_node") not in empty:
        return False
    others = set(node["depends_on"]["nodes"]) - empty
    # A source is no node.
    return all(nodes[other]["config"]["materialized"] != "incremental" for other in others if other in nodes)


def _relations(connection: psycopg.Connection) -> set[tuple[str, str]]:
    query = "select relnamespace::regnamespace::text, relname from pg_class where relkind in ('r', 'v')"
    return set(connection.execute(query).fetchall())
