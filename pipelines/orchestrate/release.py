"""The end of a run: the marts are held against their suites and published, and what was covered is noted."""

from collections.abc import Sequence
from dataclasses import fields

import pandas as pd
from psycopg import sql
from psycopg.types.string import TextLoader

from pipelines.load.row_history import record_history
from pipelines.load.warehouse import Warehouse
from pipelines.metadata import datasets
from pipelines.orchestrate.progress import report
from pipelines.orchestrate.quality_history import record_marts
from pipelines.orchestrate.sources import current_sources
from pipelines.orchestrate.state import (
    State,
    fingerprint_work,
    mark_warehouse,
    release_files,
    unreadable_sources,
    write_state,
)
from pipelines.orchestrate.steps import all_loaded, read_rejections
from pipelines.publish.deadlines import read_calendars
from pipelines.publish.release import Release, publish_release
from pipelines.settings import Home, current_warehouse_url
from pipelines.validate.model import ExpectationResult


class GateClosedError(RuntimeError):
    """The marts break rules that a release must keep; the message names them in one line."""

    def __init__(self, broken: Sequence[ExpectationResult]) -> None:
        rules = "; ".join(f"{result.suite}: {result.rule} ({result.unexpected_count} rows)" for result in broken)
        super().__init__(f"no release is published, the marts break {rules}")


# What was found last, by server and snapshot: while the snapshot is the same, nothing has been written and nothing has ended.
_JUDGED: dict[tuple[str, str], tuple[ExpectationResult, ...]] = {}


def check_marts_before_release(warehouse: Warehouse) -> tuple[ExpectationResult, ...]:
    """Return what the suites of the marts find in the warehouse; once where nothing was written between two askings."""
    frames = {}
    with warehouse.connect() as connection:
        ((snapshot,),) = connection.execute("select pg_current_snapshot()::text").fetchall()
        moment = (warehouse.url, snapshot)
        if moment in _JUDGED:
            return _JUDGED[moment]
        report("checking the marts")
        connection.adapters.register_loader("jsonb", TextLoader)  # the suites judge JSON as the text that is published
        for name, dataset in datasets().items():
            cursor = connection.execute(sql.SQL("select * from {}").format(sql.Identifier("marts", dataset.model)))
            columns = [column.name for column in cursor.description or ()]
            frames[name] = pd.DataFrame(cursor.fetchall(), columns=pd.Index(columns), dtype=object)
    # Imported here as it takes seconds, and only this needs it.
    from pipelines.validate.suites import validate_marts  # noqa: PLC0415

    _JUDGED.clear()
    _JUDGED[moment] = validate_marts(frames)
    return _JUDGED[moment]


def _read_record_results(warehouse: Warehouse) -> list[ExpectationResult]:
    """What the suites of the records found in the sources that the warehouse now holds."""
    names = [field.name for field in fields(ExpectationResult)]
    selected = sql.SQL(", ").join(sql.Identifier("column_name" if name == "column" else name) for name in names)
    query = sql.SQL("select {} from marts.fct_expectation_result order by suite, rule, source_sha256").format(selected)
    with warehouse.connect() as connection:
        return [ExpectationResult(**dict(zip(names, row, strict=True))) for row in connection.execute(query)]


def finish_release(home: Home, warehouse: Warehouse) -> Release:
    """Publish the marts; where they cover everything received, note it so that the next run has nothing to do."""
    from pipelines.validate.data_docs import build_data_docs  # noqa: PLC0415 - draws with Great Expectations

    # The gate stands here too: an operator may start this asset by itself.
    marts = check_marts_before_release(warehouse)
    with warehouse.connect() as connection:
        record_marts(connection, marts, read_calendars(home))
    if broken := [result for result in marts if result.severity == "reject" and not result.success]:
        raise GateClosedError(broken)
    results = (*_read_record_results(warehouse), *marts)
    report("publishing")
    release = publish_release(warehouse, home, [lambda quality: build_data_docs(results, quality / "data_docs")])
    report("recording what changed")
    with warehouse.connect() as connection:
        record_history(connection, release.id)
    if all_loaded(home, warehouse):
        url = current_warehouse_url()
        with warehouse.connect() as connection:
            mark = mark_warehouse(connection)
        rejected = (*unreadable_sources(home), *read_rejections(home, current_sources(home)))
        write_state(
            home,
            State(
                fingerprint=fingerprint_work(home, url),
                warehouse_mark=mark,
                release_id=release.id,
                release_files=release_files(release.path),
                document_count=release.rows["documents"],
                rejected=rejected,
            ),
        )
    return release
