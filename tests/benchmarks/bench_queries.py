"""The queries of dashboards and pages at a hundred thousand and at a million facts: plan and time of each.

Usage: python -m tests.benchmarks.bench_queries [FACTS]

Asked for: no sequential scan of a fact table, and at ten times the facts at most 3 times the time. The marts are filled with
generated documents by dbt itself, so that they have the indexes that a run gives them.
"""

import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg

from pipelines.load.raw import create_raw_schema
from pipelines.load.row_history import record_history
from pipelines.load.warehouse import open_warehouse
from pipelines.publish.bi.chart_queries import chart_queries
from pipelines.publish.queries import Query, read_queries
from pipelines.settings import Home
from tests.benchmarks.generated import ROWS_PER_DOCUMENT, generate_documents
from tests.dbt.test_build import run_dbt

_ROUNDS = 25
_BIG = 10_000
"""Rows from which on a table is one of facts; smaller ones are read whole with good reason."""
_GROWN = 2
"""How many times as many it then has at ten times the facts: what has a row per issuer and check has as many as before."""


def measure(connection: psycopg.Connection, query: Query) -> tuple[float, str, list[str]]:
    """Least milliseconds of ``query`` (others share the machine), its plan, and the tables that it reads from end to end."""
    values = {name: _one(connection, example) for name, example in query.examples.items()}
    (plan,) = connection.execute(f"explain (format json) {query.text}".encode(), values).fetchall()[0]
    times = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        connection.execute(query.text.encode(), values).fetchall()
        times.append((time.perf_counter() - start) * 1000)
    nodes = list(_nodes(plan[0]["Plan"]))
    scanned = [node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"]
    kinds = " <- ".join(
        f"{node['Node Type']} {node.get('Index Name') or node.get('Relation Name', '')}".strip() for node in nodes
    )
    return min(times), kinds, scanned


def _nodes(plan: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [plan, *(node for child in plan.get("Plans", ()) for node in _nodes(child))]


def _rows(connection: psycopg.Connection) -> dict[str, float]:
    return dict(connection.execute("select relname, max(reltuples) from pg_class where relkind = 'r' group by relname"))


def _one(connection: psycopg.Connection, query: str) -> object:
    row = connection.execute(query.encode()).fetchone()
    if row is None:
        raise SystemExit(f"the generated documents give no example: {query}")
    return row[0]


def main() -> None:
    """Print plan and times of each query, and end with 1 where one misses a bound."""
    facts = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    documents = [round(facts / 10 / ROWS_PER_DOCUMENT), round(facts / ROWS_PER_DOCUMENT)]
    found: dict[str, list[tuple[float, str, list[str]]]] = {}
    rows: list[dict[str, float]] = []
    with (
        tempfile.TemporaryDirectory(prefix="khoso-bench-") as folder,
        open_warehouse(Home(Path(folder)), None) as warehouse,
        warehouse.connect() as connection,
    ):
        create_raw_schema(connection)
        done = 0
        for count in documents:
            generate_documents(connection, done + 1, count)
            done = count
            connection.execute("analyze")
            built = run_dbt(warehouse, "build")
            if built.returncode != 0:
                raise SystemExit(built.stdout)
            record_history(connection, f"r-{count}")
            connection.execute("vacuum analyze")
            rows.append(_rows(connection))
            for query in (*read_queries(), *chart_queries()):
                found.setdefault(query.name, []).append(measure(connection, query))
    missed = False
    few, many = rows
    facts_tables = {table for table, count in many.items() if count >= max(_BIG, _GROWN * few.get(table, 0))}
    for name, ((small, _, _), (large, plan, read_whole)) in found.items():
        scanned = facts_tables.intersection(read_whole)
        verdict = "ok" if large <= 3 * small and not scanned else "MISSED"
        missed |= verdict != "ok"
        print(
            f"{name}: {small:.2f} ms -> {large:.2f} ms, ratio {large / small:.2f} {verdict} {' '.join(scanned)}\n    {plan}"
        )
    sys.exit(missed)


if __name__ == "__main__":
    main()
