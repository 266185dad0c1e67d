"""The dbt project as assets, one per model, with its tests as asset checks; the models are in ``dbt_project``."""

import signal
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import metadata
from typing import Any

import dagster as dg
import psycopg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, dbt_assets
from dagster_dbt.errors import DagsterDbtCliRuntimeError
from packaging.version import Version

from pipelines.orchestrate.dbt_standing import leave_out_what_stands, read_manifest
from pipelines.orchestrate.manifest import build_command, offer_parsed_project, require_manifest
from pipelines.orchestrate.place import Place
from pipelines.orchestrate.previews import describe_table
from pipelines.orchestrate.progress import report
from pipelines.orchestrate.quality_history import record_dbt_tests
from pipelines.settings import DBT_PROJECT, environment

_SECONDS_TO_END = 15.0


class DbtBuildError(Exception):
    """dbt could not build everything. The message is one line: the first model or test that failed, and why."""


class SchemaTranslator(DagsterDbtTranslator):
    """Asset key = schema + table, so that a raw table and the source that reads it are one asset."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Return schema and the name in the database."""
        return dg.AssetKey(
            [dbt_resource_props["schema"], dbt_resource_props.get("alias") or dbt_resource_props["name"]]
        )

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """Return the schema: the UI groups assets by layer."""
        return str(dbt_resource_props["schema"])


@cache
def build_dbt_assets() -> dg.AssetsDefinition:
    """Return the assets of the prepared manifest. Raises ManifestError where it is missing."""

    @dbt_assets(manifest=require_manifest(), dagster_dbt_translator=SchemaTranslator(), name="dbt")
    def dbt_models(context: dg.AssetExecutionContext, place: Place, dbt: DbtCliResource) -> Iterator[Any]:
        warehouse = place.warehouse()
        target = place.home.dbt / "target"
        offer_parsed_project(warehouse.dbt_env())
        models = len(context.selected_asset_keys)
        report("building the warehouse", 0, models)
        # dbt's adapter in this process and the dbt command both find the warehouse there.
        with environment(warehouse.dbt_env()), warehouse.connect() as connection:
            manifest = read_manifest(require_manifest().read_bytes())
            left_out = leave_out_what_stands(connection, manifest)
            invocation = dbt.cli(["build", *left_out], context=context, target_path=target)
            done = 0
            waiting = set(context.selected_asset_keys)
            upstream = context.assets_def.asset_deps
            try:
                for event in invocation.stream():
                    if isinstance(event, dg.Output):
                        done += 1
                        report("building the warehouse", done, models)
                        key = context.asset_key_for_output(event.output_name)
                        waiting.discard(key)
                        for standing in _take_upstream(key, upstream, waiting) if left_out else ():
                            yield _as_it_stands(connection, standing)
                        schema, table = key.path
                        yield event.with_metadata({**event.metadata, **describe_table(connection, schema, table)})
                    else:
                        yield event
                # What stands is part of this build all the same, and what is downstream waits for it.
                for key in sorted(waiting) if left_out else ():
                    for standing in (*_take_upstream(key, upstream, waiting), key):
                        if standing != key or key in waiting:
                            waiting.discard(standing)
                            yield _as_it_stands(connection, standing)
            except DagsterDbtCliRuntimeError as error:
                raise DbtBuildError(_first_failure(invocation.get_artifact("run_results.json"))) from error
            finally:
                _end(invocation.process)
                # What failed is kept too; a build that was interrupted has no results.
                with suppress(OSError, ValueError):
                    record_dbt_tests(connection, invocation.get_artifact("run_results.json"), manifest)

    return dbt_models


def _as_it_stands(connection: psycopg.Connection, key: dg.AssetKey) -> dg.MaterializeResult[None]:
    schema, table = key.path
    return dg.MaterializeResult(asset_key=key, metadata=describe_table(connection, schema, table))


def _take_upstream(
    key: dg.AssetKey, upstream: Mapping[dg.AssetKey, Iterable[dg.AssetKey]], waiting: set[dg.AssetKey]
) -> list[dg.AssetKey]:
    """Take out of ``waiting`` what stands before ``key``, each after its own: Dagster wants assets in the order of deps."""
    taken = []
    for parent in sorted(upstream.get(key, ())):
        if parent in waiting:
            waiting.discard(parent)
            taken += [*_take_upstream(parent, upstream, waiting), parent]
    return taken


class InstalledDbt(DbtCliResource):
    """dbt-core as it is installed beside this Python. What the base class would start processes for is known already."""

    @property
    def _cli_version(self) -> Version:
        # The base class asks the command, twice, and each answer takes as long as importing dbt.
        return Version(metadata.version("dbt-core"))

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> None:  # type: ignore[override]  # see below
        # It would import dbt here for metadata that previews.describe_table reads; None is what fusion gets too.
        del args


def dbt_resource() -> DbtCliResource:
    """Return the resource that runs the dbt installed beside this Python."""
    python, *program = build_command()
    return InstalledDbt(
        project_dir=str(DBT_PROJECT),
        profiles_dir=str(DBT_PROJECT),
        dbt_executable=python,
        global_config_flags=[*program, "--no-use-colors"],
    )


def _end(dbt: subprocess.Popen[bytes]) -> None:
    """End dbt where the run was interrupted: it must not go on building while the next run does."""
    if dbt.poll() is not None:
        return
    dbt.send_signal(signal.SIGINT)  # dbt then cancels its queries
    try:
        dbt.wait(_SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        dbt.kill()


def _first_failure(run_results: Mapping[str, Any]) -> str:
    for result in run_results.get("results", ()):
        if result["status"] in {"error", "fail", "runtime error"}:
            node = result["unique_id"].split(".", 2)[-1]
            return f"dbt: {node}: {' '.join(str(result['message']).split())}"
    return "dbt failed before it built anything"
