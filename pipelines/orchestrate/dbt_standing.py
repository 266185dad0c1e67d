"""What a build may leave out: what stands as the code of now would make it, whatever was loaded since.

That is every view, every seed, every table made of nothing but these, and every test of nothing but these that passed. dbt
makes a view anew each time, which takes as long as filling a mart; since marts are filled in place (the project's own
materialization) the views on them stay. Which code made what is in dbt's account, ``intermediate.built_models``; curated
files are part of the code.
"""

import json
from collections.abc import Mapping
from typing import Any

import psycopg

from pipelines.load.warehouse import DBT_CODE
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
    made = _made_by(connection)
    if not made.issuperset(node["name"] for node in tables_and_views):
        return []
    if not _relations(connection).issuperset((node["schema"], node["alias"]) for node in tables_and_views):
        return []
    named = sorted(
        node["name"]
        for unique_id, node in manifest["nodes"].items()
        if unique_id in curated and not _is_made_once(node) and node["name"] in made
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


def _made_by(connection: psycopg.Connection) -> set[str]:
    """Names of the models and seeds that the code of now made last, and of the tests that passed with it."""
    if connection.execute("select to_regclass('intermediate.built_models')").fetchone() == (None,):
        return set()
    code = code_fingerprint(*DBT_CODE)
    return {
        name for (name,) in connection.execute("select model from intermediate.built_models where code = %s", [code])
    }


def _relations(connection: psycopg.Connection) -> set[tuple[str, str]]:
    query = "select relnamespace::regnamespace::text, relname from pg_class where relkind in ('r', 'v')"
    return set(connection.execute(query).fetchall())
