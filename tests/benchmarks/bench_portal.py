"""What a document costs the portal: at 10 documents and at 1,000, and what is written when one of them changed.

Usage: python -m tests.benchmarks.bench_portal [DOCUMENTS]. Releases are generated: a text of 60 lines, an indicator table and
projects with money per document. The bound: a document costs at 1,000 at most 1.1 times what it costs at 10 (beyond what a portal
of none costs), and one changed document writes its own pages and those that gather what all documents say, no other.

Times are of the processor, and still a machine that others use is half as fast for minutes. So the small builds and the large one
take turns on one processor, a few milliseconds each, and what slows one slows the others. Each small build is of documents that no
build before it had: a process remembers the words that it has seen.
"""

import hashlib
import multiprocessing
import os
import resource
import sys
import tempfile
from collections import Counter
from datetime import date
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow as pa
from pyarrow import csv, parquet

from pipelines.archive.store import archive_inbox
from pipelines.metadata import datasets
from pipelines.publish.checksums import publish_checksums
from pipelines.publish.portal.build import build_portal
from pipelines.publish.portal.site import Built
from pipelines.publish.tables import arrow_schema
from pipelines.settings import Home

FEW, MANY = 10, 1000
AS_OF = date(2026, 1, 1)
INDICATORS, PROJECTS = 8, 6
_SMALL_BUILDS = 7

Spent = tuple[float, float]
"""Seconds of the processor: in the process, and in the system for it."""


def main() -> None:
    """Build portals of several sizes and print what a document costs."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    # The small builds, which are started from here, stay on the processor of the large one.
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    process = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        warm_up(Path(folder) / "large")
        ready, done = process.Event(), process.Event()
        spent: Queue[tuple[list[Spent], list[Spent]]] = process.Queue()
        small = process.Process(target=build_small, args=(Path(folder) / "small", many, ready, done, spent))
        small.start()
        ready.wait()
        home = Path(folder) / "large" / "many"
        large, built = build(home, many)
        done.set()
        nothing, few = (median_of(found) for found in spent.get())
        small.join()
        files = len(built.written)
        for what, took in (
            ("nothing", nothing),
            (f"{FEW} documents", few),
            (f"{many} documents, {files} files", large),
        ):
            print(f"{what}: {took[0]:.2f} s and {took[1]:.2f} s in the system")
        for what, at in (("process", (0,)), ("system", (1,)), ("both", (0, 1))):
            none = sum(nothing[part] for part in at)
            per_few = (sum(few[part] for part in at) - none) / FEW
            per_many = (sum(large[part] for part in at) - none) / many
            ratio = f"{per_many / per_few:.2f}x" if per_few > 0 else "too little to compare"
            print(f"a document, {what}: {1000 * per_few:.1f} ms at {FEW}, {1000 * per_many:.1f} ms at {many}: {ratio}")
        took, built = build(home, many, changed=True)
        written = Counter(_group(path) for path in built.written)
        told = ", ".join(f"{count} {what}" for what, count in sorted(written.items()))
        print(f"one document of {many} changed: {len(built.written)} files written in {sum(took):.2f} s: {told}")


def build_small(
    root: Path, first: int, ready: Event, done: Event, spent: "Queue[tuple[list[Spent], list[Spent]]]"
) -> None:
    """Build portals of none and of few documents in turns until the large one is done; hand over what each took."""
    warm_up(root)
    nothing: list[Spent] = []
    few: list[Spent] = []
    ready.set()
    while not done.is_set() or len(few) < _SMALL_BUILDS:
        number = len(few)
        nothing.append(build(root / f"none{number}", 0)[0])
        few.append(build(root / f"few{number}", FEW, first + FEW * number)[0])
    spent.put((nothing, few))


def warm_up(root: Path) -> None:
    """Build once what every process has to load and to make ready."""
    build(root / "warm", 2)
    build(root / "cold", 0)


def median_of(spent: list[Spent]) -> Spent:
    """The medians of several builds."""
    return median(each[0] for each in spent), median(each[1] for each in spent)


def build(root: Path, count: int, first: int = 0, *, changed: bool = False) -> tuple[Spent, Built]:
    """Return what one build of ``count`` documents took, and what it did. ``first`` is the number of the first document."""
    home = Home(root)
    release = make_release(home, count, first, changed=changed)
    start = resource.getrusage(resource.RUSAGE_SELF)
    built = build_portal(home, release, AS_OF)
    end = resource.getrusage(resource.RUSAGE_SELF)
    return (end.ru_utime - start.ru_utime, end.ru_stime - start.ru_stime), built


def _group(path: str) -> str:
    folder = path.partition("/")[0]
    if folder in {"v", "data"}:
        return "released files"
    return "of the search index" if folder == "search" else "pages"


def make_release(home: Home, count: int, first: int, *, changed: bool) -> Path:
    """Write a release of ``count`` generated documents, their texts into the archive, and return its folder.

    The release before it stays, as it does in a home.
    """
    inbox = home.root / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in datasets()}
    for number in range(first, first + count):
        text = document_text(number, 7 if changed and number == first + count // 2 else 0)
        (inbox / f"{number}.txt").write_text(text, encoding="utf-8")
        add_rows(rows, number, text)
    archive_inbox(home, inbox, "inbox")
    part = home.releases / "part"
    for name, dataset in datasets().items():
        (part / name).mkdir(parents=True)
        schema = arrow_schema(dataset)
        filled = [{column: row.get(column) for column in schema.names} for row in rows[name]]
        table = pa.Table.from_pylist(filled, schema=schema)
        parquet.write_table(table, part / name / f"{name}.parquet")
        csv.write_csv(table, part / name / f"{name}.csv")
    release = home.releases / f"r-{publish_checksums(part)[:16]}"
    home.current_release.unlink(missing_ok=True)
    part.rename(release)
    home.current_release.symlink_to(release.name)
    return release


def document_text(number: int, shift: int) -> str:
    """Sixty lines, every third with a figure."""
    lines = [f"Kế hoạch số {number}/KH-UBND chuyển đổi số tỉnh {number}"]
    for line in range(INDICATORS):
        lines += [
            f"{line + 1} Tỷ lệ hồ sơ loại {number}-{line} xử lý trực tuyến",
            f"đạt {figure(number, line, shift)}%",
            "",
        ]
    for line in range(PROJECTS):
        lines += [
            f"{line + 1} Dự án số hóa tài liệu {number}-{line}",
            f"kinh phí {100 + line}.{number % 900 + 100} triệu đồng",
            "",
        ]
    return "\n".join(lines) + "\n"


def figure(number: int, line: int, shift: int) -> int:
    """A percentage."""
    return (number * 7 + line * 11 + shift) % 100


def add_rows(rows: dict[str, list[dict[str, Any]]], number: int, text: str) -> None:
    """Add the rows that reading the document would have given."""
    identifier = f"tinh-{number:04}.{number}-kh-ubnd.2025-01-01"
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    lines = text.split("\n")
    rows["documents"].append(
        {"document_id": identifier, "source_name": f"{number}.txt", "source_sha256": sha256, "source_format": "txt"}
        | {"document_type": "ke_hoach", "title": lines[0], "issuer_text": f"UBND tỉnh {number}"}
    )
    for line in range(INDICATORS):
        at = 3 + 3 * line
        value = lines[at - 1].removeprefix("đạt ")
        rows["indicator_targets"].append(
            {"document_id": identifier, "table_label": "Phụ lục I", "component_no": 0, "line_key": f"I/{line}"}
            | {"indicator_name": lines[at - 2][2:], "target_year": 2025, "target_value": float(value.rstrip("%"))}
            | {
                "unit": "percent",
                "target_text": value,
                "source_page": 1,
                "source_line_start": at - 1,
                "source_line_end": at,
            }
        )
    for line in range(PROJECTS):
        at = 3 + 3 * (INDICATORS + line)
        amount = lines[at - 1].split()[2]
        place = {"source_page": 1, "source_line_start": at - 1, "source_line_end": at}
        key = {"document_id": identifier, "line_key": f"II/{line}"}
        rows["projects"].append(
            key | {"table_label": "Phụ lục II", "project_name": lines[at - 2][2:], "project_code": str(line)} | place
        )
        rows["project_budgets"].append(
            key
            | {"budget_no": 1, "period_start_year": 2025, "period_end_year": 2025, "unit_text": "triệu đồng"}
            | {"amount_vnd": float(amount.replace(".", "")) * 1e6, "amount_text": amount, "unit_inferred": False}
            | place
        )


if __name__ == "__main__":
    main()
