"""Update cycle, next due date and legal ground of a dataset, as the release's ``datapackage.json`` tells them.

What the release does not tell is not shown; whether a due date has passed depends on the day a page is built for.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pipelines.publish.portal.released import ReleasedData


def openness_of(release: ReleasedData, name: str, as_of: date) -> dict[str, Any]:
    """``cycle``, ``modified``, ``due``, ``late`` and ``ground`` of a dataset; None for what is not told."""
    resource: Mapping[str, Any] = next(
        (found for found in release.package.get("resources", ()) if found.get("name") == name), {}
    )
    due = _day(_told(resource, "next_due", "nextDue", "next_due_date"))
    return {
        "cycle": _told(resource, "update_cycle", "updateCycle", "accrualPeriodicity"),
        "modified": _told(resource, "modified"),
        "due": due,
        "late": due is not None and as_of > due,
        "ground": _told(resource, "openness", "legal_ground", "legalGround"),
    }


def _told(resource: Mapping[str, Any], *names: str) -> Any:
    return next((resource[name] for name in names if resource.get(name)), None)


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
