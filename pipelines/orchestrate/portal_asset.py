"""The asset of the portal, after the release that its pages show."""

import dagster as dg

from pipelines.orchestrate.assets import RELEASE
from pipelines.orchestrate.place import Place
from pipelines.orchestrate.progress import report

PORTAL = dg.AssetKey(["release", "portal"])


@dg.asset(key=PORTAL, deps=[RELEASE], group_name="release", kinds={"html"})
def portal_pages(place: Place) -> dg.MaterializeResult[None]:
    """Write the pages of the portal whose data changed; they depend on the day, for what is late is shown as late."""
    from pipelines.publish.deadlines import today  # noqa: PLC0415
    from pipelines.publish.portal.build import build_portal  # noqa: PLC0415 - brings the templates along

    report("building the portal")
    built = build_portal(place.home, place.home.current_release, today())
    return dg.MaterializeResult(
        metadata={
            "written": len(built.written),
            "removed": len(built.removed),
            "unchanged": built.unchanged,
            "path": dg.MetadataValue.path(place.home.portal),
            "link": dg.MetadataValue.url((place.home.portal / "index.html").as_uri()),
        }
    )
