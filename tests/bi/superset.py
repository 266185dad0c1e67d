"""Apache Superset as ``khoso bi`` serves it, and its dashboards in a browser without a screen.

``python -m tests.bi.superset HOME [FOLDER]`` takes the pictures for the documentation; HOME is one that a run has finished on.
"""

import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from playwright.sync_api import Browser, Page, Response

from pipelines.publish.bi.bundle import dashboards
from pipelines.settings import PROJECT_ROOT, Home
from tests.browsers import chromium
from tests.processes import start_khoso

_SECONDS_TO_START = 300.0
_MILLISECONDS_TO_DRAW = 90_000
_DRAWN = """
    wanted => document.querySelectorAll('[data-test="chart-grid-component"] [data-test="slice-container"]').length >= wanted
        && !document.querySelector('[data-test="loading-indicator"], .loading')
"""


def superset_environment() -> Path:
    """Superset's environment, made by make where it is not there yet: the folder KHOSO_BI_VENV names, else ``.venv-bi``."""
    folder = Path(os.environ.get("KHOSO_BI_VENV") or PROJECT_ROOT / ".venv-bi").resolve()
    made = subprocess.run(
        ["make", "--no-print-directory", f"BI_VENV={folder}", f"{folder}/.set-up"],
        cwd=PROJECT_ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    return folder


@contextmanager
def running_superset(home: Home, environment: Mapping[str, str]) -> Iterator[str]:
    """Serve the dashboards on a free port and give their address; nothing of it is left running afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = start_khoso("bi", "--home", home.root, "--port", port, environment=environment)
    lines: queue.Queue[str] = queue.Queue()
    assert process.stdout is not None
    output = process.stdout
    threading.Thread(target=_hand_on, args=(output, lines), daemon=True).start()
    told: list[str] = []
    try:
        while not any("dashboards at" in line for line in told):
            told.append(lines.get(timeout=_SECONDS_TO_START))
        yield f"http://127.0.0.1:{port}"
    except queue.Empty:
        raise AssertionError("".join(told)) from None
    finally:
        process.send_signal(signal.SIGTERM)
        status = process.wait(60)
        assert status == 0, "".join([*told, *lines.queue])
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0, "the server is still there"


def _hand_on(output: IO[str], lines: queue.Queue[str]) -> None:
    for line in output:
        lines.put(line)


class Visitor:
    """Somebody who logs in and looks at dashboards; ``strangers`` are the answers that came from elsewhere."""

    def __init__(self, browser: Browser, address: str, home: Home) -> None:
        self.strangers: list[str] = []
        self._address = address
        self.page: Page = browser.new_page(viewport={"width": 1500, "height": 1000}, locale="vi-VN")
        self.page.set_default_timeout(_MILLISECONDS_TO_DRAW)
        self.page.on("response", self._note)
        self.page.goto(f"{address}/login/")
        self.page.fill("#username", "admin")
        self.page.fill("#password", (home.superset / "admin_password").read_text(encoding="ascii"))
        self.page.click("button[type=submit]")
        self.page.wait_for_url(lambda url: "/login" not in url)

    def open(self, slug: str, charts: int) -> None:
        """Open a dashboard at its full height and wait until its charts are drawn."""
        self.page.set_viewport_size({"width": 1500, "height": 4000})
        self.page.goto(f"{self._address}/superset/dashboard/{slug}/")
        self.page.wait_for_function(_DRAWN, arg=charts, timeout=_MILLISECONDS_TO_DRAW)
        self.page.wait_for_timeout(1500)  # the bars grow

    def number(self, chart: str) -> str:
        """The figure of a chart that shows one."""
        shown = self.page.locator(f'[data-test-chart-name="{chart}"] .header-line').first.inner_text()
        return re.sub(r"\s", "", shown)

    def text(self) -> str:
        """Everything that the dashboard says."""
        return self.page.locator('[data-test="grid-container"]').inner_text()

    def picture(self, path: Path) -> None:
        """Take a picture of the dashboard, as high as it is."""
        bottoms = "[...document.querySelectorAll('[data-test=\"chart-grid-component\"]')].map(e => e.getBoundingClientRect().bottom)"
        height = self.page.evaluate(f"Math.max(...{bottoms})")
        self.page.set_viewport_size({"width": 1500, "height": int(height) + 40})
        self.page.wait_for_timeout(1500)
        self.page.screenshot(path=path)

    def _note(self, response: Response) -> None:
        if not response.url.startswith((self._address, "data:", "blob:")):
            self.strangers.append(response.url)


def main() -> None:
    """Take a picture of each dashboard."""
    home = Home(Path(sys.argv[1]).resolve())
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else PROJECT_ROOT / "docs"
    environment = {"KHOSO_BI_VENV": str(superset_environment())}
    with running_superset(home, environment) as address, chromium() as browser:
        visitor = Visitor(browser, address, home)
        for dashboard in dashboards():
            visitor.open(dashboard.slug, dashboard.chart_count)
            visitor.picture(folder / f"bi-{dashboard.slug}.png")


if __name__ == "__main__":
    main()
