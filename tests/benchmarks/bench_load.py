"""Rows per second of ``load_source`` beside a bare COPY of the same rows, rendered beforehand, into the same table.

Usage: python -m tests.benchmarks.bench_load [ROWS] [POSTGRESQL_URL]
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import psycopg

from pipelines.archive.ledger import Receipt
from pipelines.interpret.records import Record
from pipelines.load.raw import create_raw_schema, load_source
from pipelines.load.warehouse import open_warehouse
from pipelines.settings import Home
from pipelines.validate.model import Validation

_RECEIPT = Receipt(1, "ke-hoach.txt", "a" * 64, 1, "text/plain", "2026-01-31T00:00:00+00:00", "inbox")
_CHUNK_BYTES = 1 << 17


def make_rows(count: int) -> list[Record]:
    """Return indicator lines as long and as full as those of a provincial plan."""
    return [
        {
            "document_id": f"ubnd-tinh-bac-kan;883-kh-ubnd;{number // 500}",
            "table_label": "Phụ lục 1",
            "group_no": "II",
            "group_name": "Phát triển chính quyền số",
            "row_no": str(number % 500),
            "component_no": 0,
            "indicator_name": f"Tỷ lệ hồ sơ thủ tục hành chính được giải quyết trực tuyến trên tổng số hồ sơ {number}",
            "target_year": 2024,
            "comparator": ">=",
            "target_value": Decimal("80.5"),
            "unit": "percent",
            "target_text": "≥ 80,5%",
            "definition": "Số hồ sơ giải quyết trực tuyến / tổng số hồ sơ tiếp nhận",
            "line_key": f"Phụ lục 1/II/{number % 500}",
            "source_line_start": number,
            "source_line_end": number + 3,
        }
        for number in range(count)
    ]


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _render(connection: psycopg.Connection) -> list[bytes]:
    """Read the loaded rows back as COPY writes them, cut into chunks of the size that a client would send."""
    with connection.cursor().copy("copy raw.indicator_targets to stdout") as copy:
        text = b"".join(copy)
    return [text[start : start + _CHUNK_BYTES] for start in range(0, len(text), _CHUNK_BYTES)]


def _bare_copy(connection: psycopg.Connection, chunks: list[bytes]) -> None:
    with connection.cursor().copy("copy raw.indicator_targets from stdin") as copy:
        for chunk in chunks:
            copy.write(chunk)


def main() -> None:
    """Print the rows per second of both, and their ratio (at least 0.5 is asked for), as medians over five rounds."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    url = sys.argv[2] if len(sys.argv) > 2 else None
    validation = Validation({"indicator_targets": make_rows(count)})
    loading, bare = [], []
    with (
        tempfile.TemporaryDirectory(prefix="khoso-bench-") as folder,
        open_warehouse(Home(Path(folder)), url) as warehouse,
        warehouse.connect() as connection,
    ):
        create_raw_schema(connection)
        load_source(connection, _RECEIPT, validation)
        chunks = _render(connection)
        for _ in range(5):
            connection.execute("truncate raw.indicator_targets")
            loading.append(_seconds(lambda: load_source(connection, _RECEIPT, validation)))
            connection.execute("truncate raw.indicator_targets")
            bare.append(_seconds(lambda: _bare_copy(connection, chunks)))
    load_rate, bare_rate = (count / statistics.median(times) for times in (loading, bare))
    print(f"load_source {load_rate:,.0f} rows/s, bare COPY {bare_rate:,.0f} rows/s, ratio {load_rate / bare_rate:.2f}")


if __name__ == "__main__":
    main()
