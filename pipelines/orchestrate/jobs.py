"""What an operator can start: everything, or one source that is picked in the UI as a partition."""

import dagster as dg

from pipelines.orchestrate.assets import ONE_SOURCE

build_everything = dg.define_asset_job(
    "build_everything",
    selection=dg.AssetSelection.all() - dg.AssetSelection.assets(ONE_SOURCE),
    description="Take in what is new in the inbox, build the warehouse and publish a release.",
)

build_one_source = dg.define_asset_job(
    "build_one_source",
    selection=dg.AssetSelection.all(),
    description="Read one source again and load it, build the warehouse and publish a release. "
    "The source is the partition that you choose; the asset archive/sources offers those that it knows.",
)
