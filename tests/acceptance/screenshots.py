"""Takes the pictures of the UI for the documentation, with Chromium and no screen.

Usage: python -m tests.acceptance.screenshots HOME INBOX [FOLDER]. HOME is one that a run has finished on.
"""

import sys
from pathlib import Path

from playwright.sync_api import Page

from pipelines.settings import PROJECT_ROOT, Home
from tests.acceptance.ui import running_ui
from tests.browsers import chromium

_SETTLE_MILLISECONDS = 6000
"""The UI draws its graphs by and by and says nowhere that it is done."""


def main() -> None:
    """Take the pictures and write them into the folder."""
    home, inbox = Home(Path(sys.argv[1]).resolve()), Path(sys.argv[2]).resolve()
    folder = Path(sys.argv[3]) if len(sys.argv) > 3 else PROJECT_ROOT / "docs"
    with running_ui(home, inbox) as address, chromium() as browser:
        lineage = f"{address}/assets/marts/fct_indicator_target?view=lineage&lineageScope=neighbors&lineageDepth=5"
        _take(browser.new_page(viewport={"width": 2300, "height": 1150}), lineage, folder / "asset-graph.png")
        checks = f"{address}/assets/records/validated?view=checks&checkDetail=indicator_targets"
        _take(browser.new_page(viewport={"width": 1500, "height": 950}), checks, folder / "asset-checks.png")


def _take(page: Page, address: str, path: Path) -> None:
    page.goto(address)
    page.wait_for_timeout(_SETTLE_MILLISECONDS)
    page.screenshot(path=path)


if __name__ == "__main__":
    main()
