"""Update cycle, next due date and legal ground of a dataset, as the release's ``datapackage.json`` tells them.

What the release does not tell is not shown; whether a due date has passed depends on the day a page is built for.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from pipelines.publish.portal.released import ReleasedData


def openness_of(release: ReleasedData, name: str, as_of: date, provinces: Collection[str]) -> dict[str, Any]:
    """``cycle``, ``modified``, ``due``, ``late`` and ``grounds`` of a dataset; None for what is not told.

    A province's own list of open data is a ground only for data of one of ``provinces`` (codes); what protects personal
    data is no ground of openness.
    """
    resource: Mapping[str, Any] = next(
        (found for found in release.package.get("resources", ()) if found.get("name") == name), {}
    )
    due = _day(resource.get("nextDue"))
    grounds = [
        _ground(found)
        for found in release.package.get("legalGrounds", ())
        if _holds(found, as_of)
        and found.get("scope") != "personal_data"
        and found.get("provinceCode") in {None, *provinces}
    ]
    return {
        "cycle": resource.get("updateCycle"),
        "modified": _day(resource.get("modified")),
        "due": due,
        "late": due is not None and as_of > due,
        "grounds": grounds,
    }


def _ground(found: Mapping[str, Any]) -> str:
    """A legal act as it is cited: its symbol and title, whichever are told."""
    told = (found.get(name) for name in ("symbol", "article", "title", "title_vi", "subject"))
    return ", ".join(dict.fromkeys(str(part) for part in told if part))


def _holds(found: Mapping[str, Any], as_of: date) -> bool:
    start = _day(found.get("validFrom") or found.get("valid_from"))
    end = _day(found.get("validTo") or found.get("valid_to"))
    return (start is None or start <= as_of) and (end is None or as_of < end)


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
