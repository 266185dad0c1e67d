"""Requests a second of the API at a million facts, beside a bare FastAPI route and Datasette on the same rows.

``python -m tests.benchmarks.bench_api [FACTS] [--datasette COMMAND]``; wants ``wrk`` (Debian). Each server runs alone with one
process while wrk asks for filtered pages of 50 rows, each time of another document. "once each" asks for every page once, so that
nothing comes out of the API's memory; "again" asks for the same pages again.
"""

import argparse
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import psycopg

from pipelines.load.warehouse import open_warehouse
from pipelines.metadata import datasets
from pipelines.publish.searched import note_searched
from pipelines.settings import Home
from tests.api.conftest import mark_built
from tests.publish.conftest import create_marts

_ROWS_OF_A_DOCUMENT = 100
_COLUMNS = "document_id, table_label, row_no, indicator_name, result_value, unit, result_text, line_key"
_BARE = """
from pathlib import Path
from fastapi import FastAPI, Response
body = Path({body!r}).read_bytes()
app = FastAPI()
@app.get("/{{path:path}}")
async def same(path: str) -> Response:
    return Response(body, media_type="application/json")
"""
_API = """
from pipelines.publish.api.app import Options, create_app
app = create_app(Options(url={url!r}, requests_per_second=0))
"""


def main() -> None:
    """Print the requests a second, the median and the 99th percentile of each, and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("facts", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--datasette", help="command of a Datasette of its own environment")
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--url", help="a warehouse that holds the generated facts already")
    asked = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is missing; install Debian's package wrk")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if asked.url:
            documents = asked.facts // _ROWS_OF_A_DOCUMENT
            _compare(folder, asked.url, documents, asked.seconds, asked.rounds, asked.datasette, asked.facts)
            return
        with open_warehouse(Home(folder / "home"), None) as warehouse:
            with warehouse.connect() as connection:
                documents = _make_facts(connection, asked.facts)
            _compare(folder, warehouse.url, documents, asked.seconds, asked.rounds, asked.datasette, asked.facts)


def _make_facts(connection: psycopg.Connection, facts: int) -> int:
    connection.execute("create role khoso_reader nologin")
    create_marts(connection, {})
    connection.execute(
        f"insert into marts.indicator_results ({_COLUMNS}) select 'tinh.' || n / {_ROWS_OF_A_DOCUMENT} || '-kh-ubnd.2024',"
        f" 'Phụ lục 1', (n %% {_ROWS_OF_A_DOCUMENT})::text, 'Tỷ lệ hồ sơ trực tuyến số ' || n, n %% 1000 / 10.0, 'percent',"
        f" trim_scale(n %% 1000 / 10.0)::text || '%%', 'Phụ lục 1/' || n %% {_ROWS_OF_A_DOCUMENT}"
        " from generate_series(0, %s::bigint - 1) as n",
        [facts],
    )
    key = ", ".join(datasets()["indicator_results"].key)
    connection.execute(f"create unique index on marts.indicator_results ({key})".encode())
    connection.execute("analyze marts.indicator_results")
    mark_built(connection, "bench")
    note_searched(connection, "bench", ["indicator_results"])
    database = connection.info.dbname
    connection.execute(f"grant connect on database {database} to khoso_reader".encode())
    connection.execute("grant usage on schema marts to khoso_reader")
    connection.execute("grant select on all tables in schema marts to khoso_reader")
    return facts // _ROWS_OF_A_DOCUMENT


def _compare(
    folder: Path, url: str, documents: int, seconds: int, rounds: int, datasette: str | None, facts: int
) -> None:
    if datasette:
        _copy_to_sqlite(url, folder / "facts.db")
    measured = [_round(folder, url, documents, number, seconds, rounds, datasette) for number in range(rounds)]
    print(f"{facts} facts, pages of 50 rows ({(folder / 'body.json').stat().st_size} bytes), median of {rounds} rounds")
    for name in measured[0]:
        rate, middle, last = (median(each[name][place] for each in measured) for place in range(3))
        share = median(each[name][0] / each["bare FastAPI route"][0] for each in measured)
        print(
            f"{name:20} {rate:8.0f} requests/s  {share:5.2f} of bare  median {middle:.2f} ms  p99 {last / middle:.1f}x"
        )
    for name in ("API, once each", "API, again") if datasette else ():
        times = median(each[name][0] / each["Datasette"][0] for each in measured)
        print(f"{name}: {times:.1f}x Datasette")


def _round(
    folder: Path, url: str, documents: int, number: int, seconds: int, rounds: int, datasette: str | None
) -> dict[str, tuple[float, float, float]]:
    """Measure each server once: requests a second, median and 99th percentile in milliseconds."""
    path = "/v1/datasets/indicator_results/rows?document_id=tinh.{}-kh-ubnd.2024&limit=50"
    found: dict[str, tuple[float, float, float]] = {}
    (folder / "api.py").write_text(_API.format(url=url))
    first = 1 + number * (documents - 1) // rounds
    with _uvicorn(folder, "api") as address:
        body = urllib.request.urlopen(address + path.format(0)).read()
        found["API, once each"] = _wrk(folder, address, path, (first, documents), seconds, once=True)
        found["API, again"] = _wrk(folder, address, path, (1, min(documents, 500)), seconds)
    (folder / "body.json").write_bytes(body)
    (folder / "bare.py").write_text(_BARE.format(body=str(folder / "body.json")))
    with _uvicorn(folder, "bare") as address:
        found["bare FastAPI route"] = _wrk(folder, address, path, (1, documents), seconds)
    if datasette:
        other = "/facts/indicator_results.json?document_id__exact=tinh.{}-kh-ubnd.2024&_size=50&_shape=objects"
        command = [datasette, "serve", str(folder / "facts.db"), "-h", "127.0.0.1", "--setting", "num_sql_threads", "3"]
        with _process(command, "-p") as address:
            found["Datasette"] = _wrk(folder, address, other, (1, documents), seconds)
    return found


@contextmanager
def _uvicorn(folder: Path, module: str) -> Iterator[str]:
    command = [sys.executable, "-m", "uvicorn", f"{module}:app", "--app-dir", str(folder), "--no-access-log"]
    with _process([*command, "--log-level", "warning"], "--port") as address:
        yield address


@contextmanager
def _process(command: Sequence[str], port_option: str) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([*command, port_option, str(port)], stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(address + "/").read()
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.1)
            else:
                break
        yield address
    finally:
        process.terminate()
        process.wait()


def _wrk(
    folder: Path, address: str, path: str, numbers: tuple[int, int], seconds: int, *, once: bool = False
) -> tuple[float, float, float]:
    """Return requests a second, and median and 99th percentile in milliseconds."""
    first, last = numbers
    order = f"n = n + 1; if n >= {last} then n = {first} end" if once else f"n = math.random({first}, {last - 1})"
    before, after = path.split("{}")
    script = folder / "ask.lua"
    script.write_text(
        f'n = {first}\nfunction request() {order}; return wrk.format("GET", "{before}" .. n .. "{after}") end\n'
    )
    said = subprocess.run(
        ["wrk", "-t1", "-c8", f"-d{seconds}s", "--latency", "-s", str(script), address],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "Non-2xx" not in said, said
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert rate is not None, said
    return float(rate[1]), _latency(said, "50%"), _latency(said, "99%")


def _latency(said: str, share: str) -> float:
    found = re.search(rf"{re.escape(share)}\s+([\d.]+)(us|ms|s)", said)
    assert found is not None, said
    return float(found[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[found[2]]


def _copy_to_sqlite(url: str, file: Path) -> None:
    with psycopg.connect(url) as source, sqlite3.connect(file) as target:
        cursor = source.execute("select * from marts.indicator_results")
        names = [column.name for column in cursor.description or ()]
        target.execute(f"create table indicator_results ({', '.join(names)})")
        while rows := cursor.fetchmany(10_000):
            texts = [[value if isinstance(value, int | None) else str(value) for value in row] for row in rows]
            target.executemany(f"insert into indicator_results values ({', '.join('?' * len(names))})", texts)
        target.execute("create index by_key on indicator_results (document_id, line_key)")


if __name__ == "__main__":
    main()
