"""One real run on the samples, a hostile document, a PDF, a scan, a sheet and (where it is there) a real plan.

The tests look at the portal that it left; those that need another build of it make one in a copy.
"""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.publish.portal.serve import portal_server
from pipelines.settings import PROJECT_ROOT, Home
from tests.portal.received import write_received
from tests.processes import run_khoso
from tests.shared_inputs import SHARED

HOSTILE_LINES = (
    "<script>alert('chạy được')</script><img src=x onerror=alert(1)> đạt 91,7% hồ sơ",
    "Tỷ lệ \u202e%9,29 tới đích\u202c và \u0007 chuông; =HYPERLINK(1) \u2066ẩn\u2069",
    "Liên hệ ông Nguyễn Văn Mẫu, điện thoại 0912.345.678, thư mau.nguyen@example.com, facebook.com/mau.nguyen.1",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of the portal in one worker: they share one run."""
    for item in items:
        if "tests/portal" in item.path.as_posix():
            item.add_marker(pytest.mark.xdist_group("portal"))


@dataclass(frozen=True)
class Shown:
    """A portal that a server shows: its address, its folder and its home."""

    address: str
    root: Path
    home: Home


@pytest.fixture(scope="session")
def portal_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home after ``khoso run``, which builds the portal as well."""
    folder = tmp_path_factory.mktemp("portal")
    inbox, home = folder / "inbox", Home(folder / "home")
    shutil.copytree(PROJECT_ROOT / "data" / "samples", inbox)
    real = SHARED / "documents" / "bac-kan-2024-plan.txt"
    if real.is_file():
        shutil.copy(real, inbox)
    _add_hostile(inbox)
    write_received(inbox)
    done = run_khoso("run", "--inbox", inbox, "--home", home.root)
    assert done.returncode in {0, 3}, done.stderr
    assert (home.portal / "index.html").is_file(), done.stderr
    return home


def _add_hostile(inbox: Path) -> None:
    """A document like a sample, with another number, in which somebody wrote what a page must not run or tell."""
    sample = next(path for path in sorted(inbox.glob("*.txt")) if "Số:" in path.read_text(encoding="utf-8")[:600])
    lines = sample.read_text(encoding="utf-8").split("\n")
    at = next(number for number, line in enumerate(lines) if "Số:" in line)
    lines[at] = lines[at].replace("Số:", "Số: 9", 1).replace("Số: 9 ", "Số: 9", 1)
    middle = next(number for number in range(len(lines) // 3, len(lines)) if lines[number].startswith("- "))
    lines[middle:middle] = [f"- {line}." for line in HOSTILE_LINES]
    (inbox / "hostile.txt").write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture(scope="session")
def shown(portal_home: Home) -> Iterator[Shown]:
    """The portal of the run on a server of its own."""
    server = portal_server(portal_home.portal, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Shown(f"http://127.0.0.1:{server.server_address[1]}", portal_home.portal, portal_home)
    server.shutdown()
    server.server_close()
