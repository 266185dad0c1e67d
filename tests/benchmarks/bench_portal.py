"""What a document costs the portal: at 10 documents and at 1,000, and what is written when one of them changed.

Usage: python -m tests.benchmarks.bench_portal [DOCUMENTS]. Releases are generated: a text of 60 lines, an indicator table and
projects with money per document. Times are of the processor, so that a busy machine does not judge. The bound: a document
costs at 1,000 at most 1.1 times what it costs at 10 (beyond what a portal of none costs), and one changed document writes its own
pages and those that gather what all documents say, no other.
"""

import hashlib
import shutil
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow as pa
from pyarrow import csv, parquet

from pipelines.archive.store import archive_inbox
from pipelines.metadata import datasets
from pipelines.publish.checksums import publish_checksums
from pipelines.publish.portal.build import build_portal
from pipelines.publish.tables import arrow_schema
from pipelines.settings import Home

FEW, MANY = 10, 1000
AS_OF = date(2026, 1, 1)
INDICATORS, PROJECTS = 8, 6
_SMALL_BUILDS = 7


def main() -> None:
    """Build portals of several sizes and print what a document costs."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder) / "warm", 2)
        none = build(Path(folder) / "none", 0)[0]
        # Small builds before and after the large one: a machine that others use is not equally fast all the time.
        small = [build(Path(folder) / f"few{number}", FEW)[0] for number in range(_SMALL_BUILDS)]
        home = Path(folder) / "many"
        took, files = build(home, many)
        small += [build(Path(folder) / f"late{number}", FEW)[0] for number in range(_SMALL_BUILDS)]
        few = median(small)
        per_few, per_many = (few - none) / FEW, (took - none) / many
        print(f"nothing: {none:.2f} s; {FEW} documents: {few:.2f} s; {many} documents: {took:.2f} s, {files} files")
        print(
            f"a document: {1000 * per_few:.1f} ms at {FEW}, {1000 * per_many:.1f} ms at {many}: {per_many / per_few:.2f}x"
        )
        took, files = build(home, many, changed=True)
        print(f"one document of {many} changed: {files} files written in {took:.2f} s")


def build(root: Path, count: int, *, changed: bool = False) -> tuple[float, int]:
    """Return the seconds of processor time of one build of ``count`` documents, and how many files it wrote."""
    home = Home(root)
    release = make_release(home, count, changed=changed)
    start = time.process_time()
    built = build_portal(home, release, AS_OF)
    return time.process_time() - start, len(built.written)


def make_release(home: Home, count: int, *, changed: bool) -> Path:
    """Write a release of ``count`` generated documents, their texts into the archive, and return its folder."""
    inbox = home.root / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in datasets()}
    for number in range(count):
        text = document_text(number, 7 if changed and number == count // 2 else 0)
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
    if home.current_release.is_symlink():
        shutil.rmtree(home.current_release.resolve())
        home.current_release.unlink()
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
