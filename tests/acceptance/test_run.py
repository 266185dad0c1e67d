"""The commands of the README on the samples: what a run leaves, run again, repaired, interrupted, and on another server."""

import csv
import hashlib
import json
import shutil
import signal
from pathlib import Path

import pytest

from pipelines.archive.ledger import read_ledger
from pipelines.archive.store import read_blob
from pipelines.metadata import datasets
from pipelines.settings import Home
from tests.acceptance.conftest import SAMPLES, FinishedRun, fill_inbox
from tests.processes import run_khoso, run_khoso_importing, run_python, start_khoso
from tests.warehouses import server_database

# One worker runs them in order: they share a run that takes half a minute.
pytestmark = pytest.mark.xdist_group("acceptance")

_HEAVY = {"dagster", "dagster_dbt", "dbt", "great_expectations", "pandas", "pyarrow", "sqlalchemy", "psycopg", "rdflib"}


def _release_bytes(home: Home) -> dict[str, str]:
    release = home.current_release
    return {
        path.relative_to(release).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(release.rglob("*"))
        if path.is_file()
    }


def _rejected_names(stderr: str) -> set[str]:
    lines = [line for line in stderr.splitlines() if ": " in line and ";" in line]
    return {line.partition(": ")[0] for line in lines}


def test_bad_files_are_named_and_everything_else_is_taken_in(finished_run: FinishedRun, bad_names: set[str]) -> None:
    process = finished_run.process
    assert process.returncode == 3, process.stderr
    assert _rejected_names(process.stderr) == bad_names
    assert "Traceback" not in process.stderr
    with (finished_run.home.current_release / "documents" / "documents.csv").open(encoding="utf-8") as stream:
        names = {row["source_name"] for row in csv.DictReader(stream)}
    first, *rest = sorted(path.name for path in SAMPLES.glob("*.txt"))
    assert names == {f"xã/{first}", *rest}


def test_every_received_byte_is_in_the_archive(finished_run: FinishedRun) -> None:
    stored = {receipt.source_name: receipt.source_sha256 for receipt in read_ledger(finished_run.home)}
    files = [path for path in finished_run.inbox.rglob("*") if path.is_file()]
    assert files
    for path in files:
        sha256 = stored[path.relative_to(finished_run.inbox).as_posix()]
        assert read_blob(finished_run.home, sha256) == path.read_bytes()


def test_release_holds_every_dataset_and_the_rejected_sources(finished_run: FinishedRun, bad_names: set[str]) -> None:
    release = finished_run.home.current_release
    for name in datasets():
        assert (release / name / f"{name}.csv").is_file()
        assert (release / name / f"{name}.parquet").is_file()
    for name in ("datapackage.json", "catalog.jsonld", "catalog.ttl", "SHA256SUMS"):
        assert (release / name).is_file()
    report = json.loads((release / "quality" / "report.json").read_text(encoding="utf-8"))
    assert {entry["source_name"] for entry in report["rejected_sources"]} == bad_names


def test_run_reaches_nothing_but_this_machine(finished_run: FinishedRun) -> None:
    assert finished_run.guard.attempts == []


def test_guard_notices_who_reaches_out(tmp_path: Path) -> None:
    from tests.acceptance.network_guard import NetworkGuard

    guard = NetworkGuard(tmp_path)
    program = "import os, sys; os.environ.update(eval(sys.argv[1])); os.execv(sys.executable, [sys.executable, '-c', sys.argv[2]])"
    for reach_out in (
        "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)",
        "import urllib.request; urllib.request.urlopen('http://example.org/')",
    ):
        assert "no connection to" in run_python(program, repr(guard.environment), reach_out).stderr
    assert [attempt.partition(" ")[0] for attempt in guard.attempts] == ["192.0.2.1", "example.org"]


def test_second_run_does_nothing_and_imports_nothing_heavy(finished_run: FinishedRun, bad_names: set[str]) -> None:
    before = _release_bytes(finished_run.home)
    again, imported = run_khoso_importing("run", "--inbox", finished_run.inbox, "--home", finished_run.home.root)
    assert again.returncode == 3, "the bad files are still there"
    assert again.stdout.startswith("nothing new")
    named = "\n".join(line for line in again.stderr.splitlines() if not line.startswith("import time:"))
    assert _rejected_names(named) == bad_names
    assert imported & _HEAVY == set()
    assert _release_bytes(finished_run.home) == before


def test_status_says_what_is_there(finished_run: FinishedRun, bad_names: set[str]) -> None:
    status, imported = run_khoso_importing("status", "--home", finished_run.home.root)
    assert status.returncode == 0
    assert imported & _HEAVY == set()
    samples = len(list(SAMPLES.glob("*.txt")))
    assert f"documents: {samples}\n" in status.stdout
    assert finished_run.home.current_release.readlink().name in status.stdout
    assert {
        line.strip().partition(": ")[0] for line in status.stdout.splitlines() if line.startswith("  ")
    } == bad_names


def test_other_server_gives_the_same_bytes_even_after_an_interruption(
    finished_run: FinishedRun, server_url: str, tmp_path: Path
) -> None:
    inbox, home = tmp_path / "inbox", Home(tmp_path / "home")
    shutil.copytree(finished_run.inbox, inbox, symlinks=True)
    with server_database(server_url) as url:
        started = start_khoso("run", "--inbox", inbox, "--home", home.root, "--warehouse", url)
        assert started.stdout is not None
        for line in started.stdout:
            if line.startswith("building the warehouse"):
                started.send_signal(signal.SIGINT)
                break
        said = started.stdout.read()
        assert started.wait() == 130, said
        assert "Traceback" not in said
        assert not home.current_release.exists()

        finished = run_khoso("run", "--inbox", inbox, "--home", home.root, environment={"KHOSO_WAREHOUSE_URL": url})
        assert finished.returncode == 3, finished.stderr
        assert "reading" not in finished.stderr, "what was read before the interruption is kept"
        assert _release_bytes(home) == _release_bytes(finished_run.home)

        again = run_khoso("run", "--inbox", inbox, "--home", home.root, "--warehouse", url)
        assert again.stdout.startswith("nothing new")


def test_repaired_inbox_ends_well(finished_run: FinishedRun, bad_names: set[str], tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    fill_inbox(inbox)
    for name in bad_names:
        (inbox / name).unlink()
    repaired = run_khoso("run", "--inbox", inbox, "--home", finished_run.home.root)
    assert repaired.returncode == 0, repaired.stderr
    assert _rejected_names(repaired.stderr) == set()


def test_ui_shows_the_assets_and_the_run(finished_run: FinishedRun) -> None:
    from tests.acceptance.ui import ask, running_ui

    with running_ui(finished_run.home, finished_run.inbox) as address:
        found = ask(
            address, "{ assetNodes { assetKey { path } } runsOrError { ... on Runs { results { jobName status } } } }"
        )
        keys = {"/".join(node["assetKey"]["path"]) for node in found["assetNodes"]}
        assert {
            "archive/sources",
            "records/validated",
            "raw/documents",
            "marts/dim_document",
            "release/release",
        } <= keys
        runs = found["runsOrError"]["results"]
        assert {(run["jobName"], run["status"]) for run in runs} == {("build_everything", "SUCCESS")}
