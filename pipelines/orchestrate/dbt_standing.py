"""What a build may leave out: views and seeds that stand as the code of now would make them.

dbt makes a view anew each time, which takes as long as filling a mart; since marts are filled in place (the project's own
materialization) the views on them stay. Which code made what is in dbt's account, ``intermediate.built_models``.
"""

import json
from collections.abc import Mapping
from typing import Any

import psycopg

from pipelines.load.warehouse import DBT_CODE
from pipelines.settings import code_fingerprint

# One argument: Dagster takes those apart that follow one option.
_MADE_ONCE = "config.materialized:view resource_type:seed"


def leave_out_what_stands(connection: psycopg.Connection, manifest: Mapping[str, Any]) -> list[str]:
    """Return dbt's arguments that leave out views and seeds; none where any of them is missing or of other code.

    Tests of what is left out are run all the same: they may read other models too.
    """
    made_once = [node for node in manifest["nodes"].values() if _is_made_once(node)]
    if not _made_by(connection).issuperset(node["name"] for node in made_once):
        return []
    if not _relations(connection).issuperset((node["schema"], node["alias"]) for node in made_once):
        return []
    return ["--indirect-selection", "empty", "--exclude", _MADE_ONCE]


def read_manifest(manifest: str | bytes) -> Mapping[str, Any]:
    """Read the text of dbt's manifest."""
    return dict(json.loads(manifest))


def _is_made_once(node: Mapping[str, Any]) -> bool:
    is_view = node["resource_type"] == "model" and node["config"]["materialized"] == "view"
    return bool(is_view or node["resource_type"] == "seed")


def _made_by(connection: psycopg.Connection) -> set[str]:
    """Names of the models and seeds that the code of now made last."""
    if connection.execute("select to_regclass('intermediate.built_models')").fetchone() == (None,):
        return set()
    code = code_fingerprint(*DBT_CODE)
    return {
        name for (name,) in connection.execute("select model from intermediate.built_models where code = %s", [code])
    }


def _relations(connection: psycopg.Connection) -> set[tuple[str, str]]:
    query = "select relnamespace::regnamespace::text, relname from pg_class where relkind in ('r', 'v')"
    return set(connection.execute(query).fetchall())
