"""The assets from the inbox to schema ``raw``, and the release; each calls one step and tells what came of it.

The steps are imported when an asset works: who only looks at the definitions need not wait for readers and drivers.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict

import dagster as dg

from pipelines.archive.store import archive_inbox, read_blob
from pipelines.interpret.records import Records
from pipelines.metadata import datasets, quality_datasets
from pipelines.orchestrate.checks import RECORD_CHECKS, describe_rejections, judge_records
from pipelines.orchestrate.partitions import SOURCE_PARTITIONS, partition_key
from pipelines.orchestrate.place import Place
from pipelines.orchestrate.previews import describe_table, preview_rows
from pipelines.orchestrate.sources import current_sources
from pipelines.validate.model import Validation

SOURCES = dg.AssetKey(["archive", "sources"])
ONE_SOURCE = dg.AssetKey(["archive", "one_source"])
READ = dg.AssetKey(["records", "read"])
VALIDATED = dg.AssetKey(["records", "validated"])
REFERENCE = dg.AssetKey(["reference", "files"])
RELEASE = dg.AssetKey(["release", "release"])

_RAW = "raw"
_SHOWN_SOURCES = 50
_TOLD = [
    "source",
    "document",
    "unread",
    "to be sent again",
    "contradictions",
    "notes",
    "sums and ratios",
    "do not hold",
]

_SUBMISSION = [
    "source_name",
    "agency_id",
    "template",
    "period_start",
    "period_end",
    "status",
    "rows_accepted",
    "rows_rejected",
    "issues",
]


@dg.asset(key=SOURCES, group_name="archive", kinds={"file"})
def archive_sources(context: dg.AssetExecutionContext, place: Place) -> dg.MaterializeResult[None]:
    """Store every file of the inbox under its SHA-256, with a line in the ledger."""
    intake = archive_inbox(place.home, place.inbox, "inbox")
    receipts = [source.receipt for source in current_sources(place.home) if not source.is_earlier]
    _offer_partitions(context.instance, [partition_key(receipt) for receipt in receipts])
    rows = [
        (receipt.received_no, receipt.source_name, receipt.size_bytes, receipt.media_type, receipt.source_sha256[:12])
        for receipt in receipts[-_SHOWN_SOURCES:]
    ]
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": len(receipts),
            "new": len(intake.new),
            "unreadable": len(intake.rejected),
            "inbox": dg.MetadataValue.path(place.inbox),
            "preview": preview_rows(["no", "source", "bytes", "media type", "SHA-256"], rows),
        }
    )


@dg.asset(key=ONE_SOURCE, deps=[SOURCES], group_name="archive", kinds={"file"}, partitions_def=SOURCE_PARTITIONS)
def one_source(context: dg.AssetExecutionContext, place: Place) -> dg.MaterializeResult[None]:
    """Check that the bytes of one source are as they were received; a run with it is about that source alone."""
    (source,) = place.sources()
    receipt = source.receipt
    size = len(read_blob(place.home, receipt.source_sha256))
    context.log.info("%s: %d bytes", receipt.source_name, size)
    return dg.MaterializeResult(metadata={name: str(value) for name, value in asdict(receipt).items()})


@dg.asset(key=READ, deps=[SOURCES, ONE_SOURCE], group_name="records", kinds={"python"})
def read_records(place: Place) -> dg.MaterializeResult[None]:
    """Read what each source says into rows of the declared datasets, with the place of every row."""
    from pipelines.orchestrate import steps  # noqa: PLC0415

    sources = place.sources()
    outcome = steps.read_sources(place.home, sources, again=place.again)
    return dg.MaterializeResult(
        metadata={
            "read": outcome.done,
            "unchanged": outcome.left,
            "rejected": len(outcome.rejected),
            "rejected sources": describe_rejections(outcome.rejected),
        }
    )


@dg.asset(key=VALIDATED, deps=[READ], group_name="records", kinds={"python"}, check_specs=RECORD_CHECKS)
def validated_records(place: Place) -> Iterator[dg.MaterializeResult[None]]:
    """Part the rows that meet every expectation from those set aside with their reasons."""
    from pipelines.orchestrate import steps  # noqa: PLC0415

    sources = place.sources()
    outcome = steps.validate_sources(place.home, sources, again=place.again)
    # A run about one source says nothing of the others; the counts and checks are about all that is there.
    validations = steps.read_validations(place.home, current_sources(place.home))
    accepted: Counter[str] = Counter()
    rejected: Counter[str] = Counter()
    for validation in validations.values():
        accepted.update(validation.count_accepted())
        rejected.update(validation.count_rejected())
    rows = [(name, accepted[name], rejected[name]) for name in datasets() if accepted[name] or rejected[name]]
    told = [row for validation in validations.values() for row in _tell_documents(validation.accepted)]
    yield dg.MaterializeResult(
        metadata={
            "dagster/row_count": accepted.total(),
            "set aside": rejected.total(),
            "validated": outcome.done,
            "unchanged": outcome.left,
            "preview": preview_rows(["dataset", "accepted", "set aside"], rows),
            "documents": preview_rows(_TOLD, told[:_SHOWN_SOURCES]),
            "submissions": preview_rows(_SUBMISSION, _tell_submissions(validations.values())[:_SHOWN_SOURCES]),
        },
        check_results=judge_records(validations.values(), steps.find_lost_rows(place.home, sources, validations)),
    )


def _tell_documents(records: Records) -> list[tuple[object, ...]]:
    """What each document came to: how much of its appendices no record took, and what has to be looked at."""
    findings, checks = records.get("findings", []), records.get("arithmetic_checks", [])
    unread = next((finding["value_text"] for finding in findings if finding["finding_kind"] == "unread_share"), None)
    severities = Counter(finding["severity"] for finding in findings)
    counts = (severities["reject"], severities["contradiction"], severities["note"], len(checks))
    failed = sum(not check["holds"] for check in checks)
    return [(row["source_name"], row["document_id"], unread, *counts, failed) for row in records.get("documents", [])]


def _tell_submissions(validations: Iterable[Validation]) -> list[tuple[object, ...]]:
    """What each agency return came to: rows taken in, rows that wait, and mistakes; documents bring none."""
    return [
        (*(row.get(name) for name in _SUBMISSION[:-1]), validation.tables["submission_issues"].count)
        for validation in validations
        if validation.tables
        for row in validation.accepted.get("submissions", [])
    ]


@dg.asset(key=REFERENCE, group_name="reference", kinds={"csv"})
def reference_files() -> dg.MaterializeResult[None]:
    """Hold the curated files against their declarations and each other; a mistake keeps everything from being built of them."""
    from pipelines.validate.reference import require_reference  # noqa: PLC0415

    return dg.MaterializeResult(metadata={"dagster/row_count": require_reference()})


def build_raw_assets(seeded: set[str]) -> dg.AssetsDefinition:
    """Return the assets of the tables that sources are loaded into: all that are declared but those ``seeded`` by dbt."""
    declared = {
        name: dataset.grain
        for name, dataset in (*datasets().items(), *quality_datasets().items())
        if not dataset.derived
    }
    declared["sources"] = "One row per receipt in the ledger whose rows are loaded."
    declared["agency_matches"] = "One row per printed name of an agency, with what the register makes of it."

    @dg.multi_asset(
        name="raw",
        specs=[
            dg.AssetSpec(
                [_RAW, name], deps=[VALIDATED, REFERENCE], group_name=_RAW, kinds={"postgres"}, description=grain
            )
            for name, grain in declared.items()
            if name not in seeded
        ],
    )
    def raw_schema(place: Place) -> Iterator[dg.MaterializeResult[None]]:
        """Load what was accepted and what was set aside, one transaction per source."""
        from pipelines.load.agency_matches import match_agencies  # noqa: PLC0415
        from pipelines.load.tables import raw_tables  # noqa: PLC0415
        from pipelines.orchestrate import steps  # noqa: PLC0415

        warehouse = place.warehouse()
        steps.load_sources(place.home, warehouse, place.sources(), again=place.again)
        with warehouse.connect() as connection:
            match_agencies(connection)
            for name in raw_tables():
                yield dg.MaterializeResult(asset_key=[_RAW, name], metadata=describe_table(connection, _RAW, name))

    return raw_schema


def build_release_asset(upstream: list[dg.AssetKey]) -> dg.AssetsDefinition:
    """Return the asset of the release, downstream of everything that it publishes."""

    @dg.asset(key=RELEASE, deps=upstream, group_name="release", kinds={"csv", "parquet"})
    def release(place: Place) -> dg.MaterializeResult[None]:
        """Publish the marts as open data: one immutable folder, checked before it becomes current."""
        from pipelines.orchestrate.release import finish_release  # noqa: PLC0415

        published = finish_release(place.home, place.warehouse())
        return dg.MaterializeResult(
            metadata={
                "release": published.id,
                "new": published.is_new,
                "files": published.file_count,
                "dagster/row_count": sum(published.rows.values()),
                "path": dg.MetadataValue.path(published.path),
                "link": dg.MetadataValue.url(published.path.as_uri()),
                "preview": preview_rows(["dataset", "rows"], published.rows.items()),
            }
        )

    return release


def _offer_partitions(instance: dg.DagsterInstance, keys: list[str]) -> None:
    """Offer the current version of every source for ``build_one_source``, and no older one."""
    name = SOURCE_PARTITIONS.name
    if name is None:
        raise ValueError("the partitions of sources have no name")
    offered = set(instance.get_dynamic_partitions(name))
    instance.add_dynamic_partitions(name, [key for key in keys if key not in offered])
    for key in offered - set(keys):
        instance.delete_dynamic_partition(name, key)
