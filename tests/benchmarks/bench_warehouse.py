"""What a dbt build costs: beside a parse of the project, after one new document, and as the warehouse grows.

Usage: python -m tests.benchmarks.bench_warehouse [DOCUMENTS] [SIZE], with generated documents,
or: python -m tests.benchmarks.bench_warehouse FOLDER, with the text documents of FOLDER and then one by one the samples.

Ratios are taken of processor seconds of dbt and PostgreSQL together, so that other work on the machine does not count, and
of seconds on the clock. Asked for: build of four documents at most 5 times a parse; after one new document at most a
third of a full build; adding the last document at most 1.5 times adding the tenth, each the cheapest of three in a row.
"""

import json
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it brings no types
import psycopg

from pipelines.archive.store import archive_inbox
from pipelines.load.agency_matches import match_agencies
from pipelines.load.raw import create_raw_schema
from pipelines.load.warehouse import Warehouse, open_warehouse
from pipelines.orchestrate.dbt_standing import leave_out_what_stands, read_manifest
from pipelines.orchestrate.manifest import build_command, require_manifest
from pipelines.orchestrate.sources import current_sources
from pipelines.orchestrate.steps import load_sources, read_sources, validate_sources
from pipelines.settings import PROJECT_ROOT, Home
from tests.benchmarks.generated import ROWS_PER_DOCUMENT, generate_documents
from tests.dbt.test_build import run_dbt

_SAMPLES = PROJECT_ROOT / "data" / "samples"


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock, and processor seconds."""

    clock: float
    processor: float

    def beside(self, other: "Cost") -> str:
        """Both ratios as text."""
        return f"{self.processor / other.processor:.2f} (clock {self.clock / other.clock:.2f})"


def _server_seconds(warehouse: Warehouse) -> float:
    """Processor seconds of the server: of its processes that live and of those that ended."""
    postmaster = psutil.Process(int((warehouse.home.warehouse / "postmaster.pid").read_text().split()[0]))
    own, living = postmaster.cpu_times(), 0.0
    for child in postmaster.children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # it has just ended
            living += sum(child.cpu_times()[:2])
    return float(own.user + own.system + own.children_user + own.children_system + living)


def _dbt(warehouse: Warehouse, *arguments: str) -> Cost:
    clock, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    server = _server_seconds(warehouse)
    done = run_dbt(warehouse, *arguments, command=build_command())
    if done.returncode != 0:
        raise SystemExit(done.stdout + done.stderr)
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime + _server_seconds(warehouse) - server
    return Cost(time.perf_counter() - clock, processor)


def _build_as_a_run_does(warehouse: Warehouse) -> Cost:
    manifest = read_manifest(require_manifest().read_bytes())
    with warehouse.connect() as connection:
        left_out = leave_out_what_stands(connection, manifest)
    return _dbt(warehouse, "build", *left_out)


def _cheapest(costs: Iterable[Cost]) -> Cost:
    return min(costs, key=lambda cost: cost.processor)


def _add(warehouse: Warehouse, connection: psycopg.Connection, number: int, size: int) -> Cost:
    generate_documents(connection, number, number, size)
    cost = _build_as_a_run_does(warehouse)
    row = connection.execute("select count(*) from marts.documents").fetchone()
    assert row == (number,), f"{row} documents instead of {number}"
    return cost


def _slowest(warehouse: Warehouse) -> str:
    results = json.loads((warehouse.home.dbt / "target" / "run_results.json").read_bytes())["results"]
    ranked = sorted(results, key=lambda result: -float(result["execution_time"]))[:6]
    return ", ".join(f"{result['unique_id'].split('.')[2]} {result['execution_time']:.1f} s" for result in ranked)


def _run_of_documents(folder: Path) -> None:
    """A full build of the documents in ``folder``, and then one after each of our own samples, as a run makes it."""
    with tempfile.TemporaryDirectory(prefix="khoso-bench-") as place:
        home, inbox = Home(Path(place) / "home"), Path(place) / "inbox"
        inbox.mkdir()
        with open_warehouse(home, None) as warehouse, warehouse.connect() as connection:
            create_raw_schema(connection)
            parse = _dbt(warehouse, "parse", "--no-partial-parse")
            _take_in(home, warehouse, inbox, sorted(folder.glob("*.txt")))
            full = _dbt(warehouse, "build")
            print(f"build of the documents: {full.beside(parse)} of a parse (at most 5)", flush=True)
            for document in sorted(_SAMPLES.glob("*.txt")):
                _take_in(home, warehouse, inbox, [document])
                one = _build_as_a_run_does(warehouse)
                print(f"and {document.name}: {one.beside(full)} of a full build (at most 0.33)", flush=True)


def _take_in(home: Home, warehouse: Warehouse, inbox: Path, documents: Sequence[Path]) -> None:
    for document in documents:
        shutil.copy(document, inbox)
    archive_inbox(home, inbox, "benchmark")
    sources = current_sources(home)
    read_sources(home, sources)
    validate_sources(home, sources)
    load_sources(home, warehouse, sources)
    with warehouse.connect() as connection:
        match_agencies(connection)


def main() -> None:
    """Print the ratios beside what is asked for."""
    if len(sys.argv) > 1 and Path(sys.argv[1]).is_dir():
        _run_of_documents(Path(sys.argv[1]))
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    size = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with (
        tempfile.TemporaryDirectory(prefix="khoso-bench-") as folder,
        open_warehouse(Home(Path(folder)), None) as warehouse,
        warehouse.connect() as connection,
    ):
        create_raw_schema(connection)
        parse = _dbt(warehouse, "parse", "--no-partial-parse")
        generate_documents(connection, 1, 4, size)
        small = _dbt(warehouse, "build")
        print(f"build of 4 documents: {small.beside(parse)} of a parse (at most 5)", flush=True)
        fifth = _add(warehouse, connection, 5, size)
        print(f"one new document after 4: {fifth.beside(small)} of a full build (at most 0.33)", flush=True)
        generate_documents(connection, 6, 9, size)
        _build_as_a_run_does(warehouse)
        tenth = _cheapest(_add(warehouse, connection, number, size) for number in (10, 11, 12))
        generate_documents(connection, 13, count - 7, size)
        connection.execute("analyze")
        full = _dbt(warehouse, "build", "--full-refresh")
        print(f"slowest of the full build: {_slowest(warehouse)}", flush=True)
        # What a full build leaves the server to do is no part of a later one, and a table just made anew is in none of its
        # buffers: the last documents come, as the tenth does, after a build of four.
        connection.execute("vacuum (analyze)")
        generate_documents(connection, count - 6, count - 3, size)
        _build_as_a_run_does(warehouse)
        last = _cheapest(_add(warehouse, connection, number, size) for number in range(count - 2, count + 1))
        print(f"slowest of the last: {_slowest(warehouse)}")
        rows = count * size * ROWS_PER_DOCUMENT
        print(f"{count} documents, {rows:,} rows: full build {full.clock:.0f} s, processor {full.processor:.0f} s")
        print(f"one new document after {count - 1}: {last.beside(full)} of a full build (at most 0.33)")
        print(f"document {count}: {last.beside(tenth)} of document 10 (at most 1.5); {last} and {tenth}")


if __name__ == "__main__":
    main()
