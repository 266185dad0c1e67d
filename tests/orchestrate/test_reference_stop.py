"""The real command on a checkout whose reference files are wrong: one line per mistake, exit status 1, nothing touched."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from pipelines.cli import FAILED
from pipelines.orchestrate.assets import reference_files
from pipelines.settings import PROJECT_ROOT
from pipelines.validate import reference


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what the command needs, with a code used twice at one time and a date that is none."""
    folder = tmp_path / "checkout"
    ignored = shutil.ignore_patterns("__pycache__", "target", "logs")
    for part in ("pipelines", "dbt_project", "expectations", "data/reference"):
        shutil.copytree(PROJECT_ROOT / part, folder / part, ignore=ignored)
    shutil.copy(PROJECT_ROOT / "pyproject.toml", folder)
    units = folder / "data" / "reference" / "administrative_units.csv"
    lines = units.read_text(encoding="utf-8").splitlines()
    lines[3] = lines[3].replace(",04,", ",24,")
    lines[2] = lines[2].replace("2025-07-01", "01/07/2025")
    units.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_wrong_reference_files_stop_the_run_before_anything_is_built(checkout: Path, tmp_path: Path) -> None:
    home, inbox = tmp_path / "home", tmp_path / "inbox"
    standing = home / "releases" / "r-1"
    standing.mkdir(parents=True)
    (home / "releases" / "current").symlink_to("r-1")
    inbox.mkdir()
    (inbox / "plan.txt").write_text("KẾ HOẠCH", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.cli", "run", "--inbox", str(inbox), "--home", str(home)],
        check=False,
        capture_output=True,
        text=True,
        cwd=checkout,
        env=os.environ | {"PYTHONPATH": str(checkout)},
    )
    assert done.returncode == FAILED
    complaints = done.stderr.splitlines()
    assert any(
        line.startswith("data/reference/administrative_units.csv, row 3: valid_to is “01/07/2025”, which is no date")
        for line in complaints
    )
    assert any("level “province”, code “24” holds at the same time as in row" in line for line in complaints)
    assert complaints[-1].startswith("failed: put these rows right and run again")
    assert "Traceback" not in done.stderr
    # What stood stands: no warehouse was opened, no release made.
    assert sorted(path.name for path in (home / "releases").iterdir()) == ["current", "r-1"]
    assert not home.joinpath("warehouse").exists()


def test_the_asset_fails_with_the_mistakes(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        reference.require_reference, "__defaults__", (checkout / "data" / "reference", reference.DECLARATIONS)
    )
    with pytest.raises(reference.ReferenceFilesError, match="which is no date"):
        dg.materialize([reference_files], instance=dg.DagsterInstance.ephemeral())


def test_nothing_is_loaded_where_the_reference_files_are_wrong() -> None:
    from pipelines.definitions import defs

    graph = defs.resolve_asset_graph()
    below = dg.AssetSelection.assets(["reference", "files"]).downstream().resolve(graph)
    assert dg.AssetKey(["raw", "documents"]) in below
    assert dg.AssetKey(["marts", "dim_agency"]) in below
    assert dg.AssetKey(["release", "release"]) in below
