"""The assets for agencies, beside the release: what goes back for their returns, and who has still to send one.

Neither is part of a release: feedback holds an agency's own file, and deadlines depend on the day they are asked for.
"""

from collections import Counter

import dagster as dg

from pipelines.orchestrate.assets import RELEASE
from pipelines.orchestrate.place import Place
from pipelines.orchestrate.previews import preview_rows
from pipelines.orchestrate.progress import report

FEEDBACK = dg.AssetKey(["feedback", "workbooks"])
DEADLINES = dg.AssetKey(["feedback", "deadlines"])

_SHOWN = 200
_RETURNS = [dg.AssetKey(["marts", "fct_submission"]), dg.AssetKey(["marts", "fct_submission_issue"])]


@dg.asset(key=FEEDBACK, deps=_RETURNS, group_name="feedback", kinds={"excel"})
def feedback_workbooks(place: Place) -> dg.MaterializeResult[None]:
    """Write each agency's own workbook back, wrong cells coloured and commented, with a summary of what became of it."""
    from pipelines.publish.feedback import publish_feedback  # noqa: PLC0415 - a run without returns need not wait for it

    report("writing feedback to agencies")
    with place.warehouse().connect() as connection:
        published = publish_feedback(connection, place.home)
    rows = [
        (
            each.agency_name or each.agency_id,
            each.period,
            each.kind,
            each.status,
            each.errors,
            each.warnings,
            each.path or "not written",
        )
        for each in published
    ]
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": len(published),
            "written": sum(each.is_new for each in published),
            "unchanged": sum(each.path is not None and not each.is_new for each in published),
            "not written": sum(each.path is None for each in published),
            "path": dg.MetadataValue.path(place.home.feedback),
            "returns": preview_rows(
                ["agency", "period", "kind", "status", "errors", "warnings", "path"], rows[:_SHOWN]
            ),
        }
    )


@dg.asset(key=DEADLINES, deps=[RELEASE], group_name="feedback", kinds={"python"})
def reporting_deadlines(place: Place) -> dg.MaterializeResult[None]:
    """Say which agency has sent which return, which waits for corrections, came late or is missing, as of today."""
    from pipelines.publish.deadlines import describe, next_deadlines, read_calendars, standings, today  # noqa: PLC0415

    as_of = today()
    found = standings(place.home.current_release, read_calendars(place.home), as_of)
    counted = Counter(each.state for each in found)
    return dg.MaterializeResult(
        metadata={
            "as of": as_of.isoformat(),
            "dagster/row_count": len(found),
            **dict(sorted(counted.items())),
            "late": sum(each.is_late for each in found),
            "next": preview_rows(
                ["before", "period", "returns"],
                [(day, period.code, count) for day, period, count in next_deadlines(found, as_of)],
            ),
            "standings": preview_rows(
                ["period", "return", "agency", "due before", "state", "received"],
                [describe(each) for each in found[:_SHOWN]],
            ),
        }
    )
