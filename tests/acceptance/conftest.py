"""One run of the real command on the samples, among files that are no documents; the tests look at what it left."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.settings import PROJECT_ROOT, Home
from tests.acceptance.network_guard import NetworkGuard
from tests.processes import run_khoso

SAMPLES = PROJECT_ROOT / "data" / "samples"
BAD_FILES = {
    "empty.txt": b"",
    "junk.txt": os.urandom(4096),
    "letter.txt": "Kính gửi anh Nam,\nhẹn anh chiều thứ năm ở quán cũ.\nThân mến\n".encode(),
    "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(200),
}


@dataclass(frozen=True)
class FinishedRun:
    """What a run was given, and what came of it."""

    home: Home
    inbox: Path
    process: subprocess.CompletedProcess[str]
    guard: NetworkGuard


@pytest.fixture(scope="session")
def bad_names() -> set[str]:
    """The names of the files that no run may take in."""
    return {*BAD_FILES, "Latin-1.txt", "xã/dangling.txt"}


@pytest.fixture(scope="session")
def finished_run(tmp_path_factory: pytest.TempPathFactory) -> FinishedRun:
    """A run on the samples and six bad files, with the network shut."""
    folder = tmp_path_factory.mktemp("run")
    inbox, home = folder / "inbox", Home(folder / "home")
    fill_inbox(inbox)
    (folder / "guard").mkdir()
    guard = NetworkGuard(folder / "guard")
    process = run_khoso("run", "--inbox", inbox, "--home", home.root, environment=guard.environment)
    return FinishedRun(home, inbox, process, guard)


def fill_inbox(inbox: Path) -> None:
    """Put the samples into ``inbox``, one of them in a subfolder, and the bad files among them."""
    first, *rest = sorted(SAMPLES.glob("*.txt"))
    (inbox / "xã").mkdir(parents=True)
    shutil.copy(first, inbox / "xã")
    for sample in rest:
        shutil.copy(sample, inbox)
    for name, data in BAD_FILES.items():
        (inbox / name).write_bytes(data)
    # Vietnamese in a Western encoding: the letters that it lacks are question marks already.
    (inbox / "Latin-1.txt").write_bytes(first.read_text(encoding="utf-8").encode("latin-1", "replace"))
    (inbox / "xã" / "dangling.txt").symlink_to("nowhere")
