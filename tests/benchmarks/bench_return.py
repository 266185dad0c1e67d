"""A return of 200,000 rows from the file to validated rows in schema ``raw``, beside calamine's reading and a bare COPY of it.

openpyxl and pandas read the same file for comparison. Every round is timed in one process after a small return has been taken
in, so that no import counts; the peak memory is that of a process of its own.

Usage: python -m tests.benchmarks.bench_return [ROWS] [ROUNDS] [POSTGRESQL_URL]
"""

import io
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psycopg
import xlsxwriter
from python_calamine import CalamineWorkbook

from pipelines.archive.store import archive_inbox
from pipelines.interpret.returns.declarations import return_kinds
from pipelines.load.warehouse import Warehouse, open_warehouse
from pipelines.orchestrate import steps
from pipelines.orchestrate.sources import current_sources
from pipelines.settings import Home

_CHUNK_BYTES = 1 << 17
_TITLE = ("Đơn vị báo cáo: Sở Nội vụ tỉnh Hà Nam", "Kỳ báo cáo: Quý I năm 2024")
_MEMORY = "--memory"


def write_return(path: Path, count: int) -> None:
    """Write an indicator return of ``count`` rows and ten columns; one row in twenty has a mistake."""
    kind = return_kinds()["indicator_return"]
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("Chỉ tiêu")
    for row, text in enumerate(_TITLE):
        sheet.write_string(row, 0, text)
    sheet.write_row(len(_TITLE), 0, [field.heading for field in kind.fields])
    for number in range(count):
        denominator = 50 + number * 7919 % 4950
        numerator = number * 104729 % (denominator + 1)
        result: object = round(100 * numerator / denominator, 1)
        if number % 20 == 0:
            result = "chưa rõ"
        name = f"Tỷ lệ hồ sơ thủ tục hành chính xử lý trực tuyến của xã số {number}"
        row_no, code, note = number + 1, f"CT-{number:06}", "Còn thiếu thiết bị quét hồ sơ"
        cells = [row_no, code, name, "%", 80, result, numerator, denominator, note, "Quý I/2024"]
        sheet.write_row(len(_TITLE) + 1 + number, 0, cells)
    book.close()


def _take_in(home: Home, warehouse: Warehouse, inbox: Path) -> None:
    """The steps of a run from the archive to schema raw."""
    archive_inbox(home, inbox, "inbox")
    sources = current_sources(home)
    steps.read_sources(home, sources)
    steps.validate_sources(home, sources)
    steps.load_sources(home, warehouse, sources)


def _inbox(folder: Path, count: int) -> Path:
    inbox = folder / f"inbox-{count}"
    inbox.mkdir()
    write_return(inbox / "bao-cao.xlsx", count)
    return inbox


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _calamine(path: Path) -> list[list[object]]:
    rows: list[list[object]] = list(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python())  # type: ignore[arg-type]
    return rows


def _openpyxl(path: Path) -> None:
    import openpyxl

    for _ in openpyxl.load_workbook(path, read_only=True).worksheets[0].iter_rows(values_only=True):
        pass


def _pandas(path: Path) -> None:
    import pandas as pd

    pd.read_excel(path, header=len(_TITLE))


def _rendered(rows: Sequence[Sequence[object]]) -> list[bytes]:
    """The rows as COPY takes them, cut into chunks of the size that a client would send."""
    text = "".join("\t".join(map(str, row)) + "\n" for row in rows[len(_TITLE) + 1 :]).encode()
    return [text[start : start + _CHUNK_BYTES] for start in range(0, len(text), _CHUNK_BYTES)]


def _bare_copy(connection: psycopg.Connection, chunks: list[bytes]) -> None:
    columns = ", ".join(f"c{number} text" for number in range(10))
    connection.execute(f"drop table if exists bare; create table bare ({columns})".encode())
    with connection.transaction(), connection.cursor().copy("copy bare from stdin") as copy:
        for chunk in chunks:
            copy.write(chunk)


def _peak(count: int, url: str | None) -> float:
    """The peak memory in GB of a process that takes one return in, and of nothing else."""
    arguments = [sys.executable, "-m", "tests.benchmarks.bench_return", _MEMORY, str(count), *([url] if url else [])]
    done = subprocess.run(arguments, check=True, capture_output=True, text=True)
    return float(done.stdout)


def _print_peak(count: int, url: str | None) -> None:
    with tempfile.TemporaryDirectory(prefix="khoso-bench-") as name:
        folder = Path(name)
        with open_warehouse(Home(folder / "home"), url) as warehouse:
            inbox = _inbox(folder, count)
            _take_in(Home(folder / "home"), warehouse, inbox)
    sys.stdout.write(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.3f}")


def main() -> None:
    """Print the seconds of every way and the ratio that is asked for: at most 2; the peak memory is to stay under 1.5 GB."""
    if sys.argv[1:2] == [_MEMORY]:
        _print_peak(int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None)
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    url = sys.argv[3] if len(sys.argv) > 3 else None
    times: dict[str, list[float]] = {"khoso": [], "calamine": [], "bare COPY": [], "openpyxl": [], "pandas": []}
    with tempfile.TemporaryDirectory(prefix="khoso-bench-") as name:
        folder = Path(name)
        large, small = _inbox(folder, count), _inbox(folder, 100)
        path = large / "bao-cao.xlsx"
        with open_warehouse(Home(folder / "home"), url) as warehouse, warehouse.connect() as connection:
            _take_in(Home(folder / "first"), warehouse, small)
            for number in range(rounds):
                home = Home(folder / f"home-{number}")
                times["khoso"].append(_seconds(lambda home=home: _take_in(home, warehouse, large)))  # type: ignore[misc]
                times["calamine"].append(_seconds(lambda: _calamine(path)))
                chunks = _rendered(_calamine(path))
                times["bare COPY"].append(_seconds(lambda chunks=chunks: _bare_copy(connection, chunks)))  # type: ignore[misc]
                del chunks
                connection.execute("drop schema raw cascade")
        times["openpyxl"].append(_seconds(lambda: _openpyxl(path)))
        times["pandas"].append(_seconds(lambda: _pandas(path)))
    middle = {way: statistics.median(found) for way, found in times.items()}
    printed = io.StringIO()
    for way, seconds in middle.items():
        printed.write(f"{way:>10} {seconds:7.2f} s  {count / seconds:10,.0f} rows/s\n")
    ratio = middle["khoso"] / (middle["calamine"] + middle["bare COPY"])
    printed.write(f"khoso / (calamine + bare COPY) {ratio:.2f}, peak memory {_peak(count, url):.2f} GB")
    print(printed.getvalue())


if __name__ == "__main__":
    main()
