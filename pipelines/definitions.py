"""The code location: what ``dagster`` and ``khoso run`` work with. Importing it parses no dbt project."""

import dagster as dg

from pipelines.orchestrate.agency_assets import feedback_workbooks, reporting_deadlines
from pipelines.orchestrate.assets import (
    archive_sources,
    build_raw_assets,
    build_release_asset,
    one_source,
    read_records,
    reference_files,
    validated_records,
)
from pipelines.orchestrate.checks import check_marts
from pipelines.orchestrate.dbt_assets import build_dbt_assets, dbt_resource
from pipelines.orchestrate.jobs import build_everything, build_one_source
from pipelines.orchestrate.place import Place
from pipelines.orchestrate.portal_asset import portal_pages

_models = build_dbt_assets()
_marts = [key for key in _models.keys if key.path[0] == "marts"]
_seeded = {key.path[1] for key in _models.keys if key.path[0] == "raw"}

defs = dg.Definitions(
    assets=[
        archive_sources,
        one_source,
        read_records,
        validated_records,
        reference_files,
        build_raw_assets(_seeded),
        _models,
        build_release_asset(sorted(_marts)),
        feedback_workbooks,
        reporting_deadlines,
        portal_pages,
    ],
    asset_checks=[check_marts],
    jobs=[build_everything, build_one_source],
    resources={"place": Place.configure_at_launch(), "dbt": dbt_resource()},
    # One process per run: the steps share the lock of the home and one connection to the warehouse.
    executor=dg.in_process_executor,
)
