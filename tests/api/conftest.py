"""The API on a real port over a real PostgreSQL, whose marts are made from the declaration."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import requests
import uvicorn
from fastapi import FastAPI
from psycopg import sql

from pipelines.load.row_history import record_history
from pipelines.load.warehouse import Warehouse, open_warehouse
from pipelines.metadata import datasets
from pipelines.publish.api.app import Options, create_app
from pipelines.publish.portal.addresses import PAGES_NAME, RowIds
from pipelines.publish.portal.figure_pages import permalink_facts
from pipelines.publish.portal.figures import read_figure
from pipelines.publish.portal.permalinks import keep_permalinks
from pipelines.publish.portal.site import Site
from pipelines.publish.portal.sources import Source
from pipelines.settings import Home
from tests.publish.conftest import PLAN, ROWS, create_marts

GONE = "a2b3c4d5e6f7"
_STARTS_WITHIN = 30.0


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve ``app`` on a free port of this machine and yield its address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        until = time.monotonic() + _STARTS_WITHIN
        while not server.started:
            assert thread.is_alive(), "the API does not start"
            assert time.monotonic() < until, "the API does not start in time"
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


class Client:
    """Asks the API; ``path`` begins with a slash."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.session = requests.Session()

    def get(self, path: str, **headers: str) -> requests.Response:
        return self.session.get(self.address + path, headers=headers, timeout=60)

    def rows(self, path: str) -> list[dict[str, object]]:
        """Every row of every page from ``path`` on."""
        found: list[dict[str, object]] = []
        while path:
            answer = self.get(path)
            assert answer.status_code == 200, answer.text
            found += answer.json()["rows"]
            path = answer.json()["next"]
        return found


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with open_warehouse(Home(tmp_path_factory.mktemp("api")), None) as opened:
        with opened.connect() as connection:
            connection.execute("drop role if exists khoso_reader")
            connection.execute("create role khoso_reader nologin")
            connection.execute(f"grant connect on database {connection.info.dbname} to khoso_reader")
            create_marts(connection, ROWS)
            create_models(connection)
            record_history(connection, "r-1")
            mark_built(connection, "one")
            connection.execute("grant usage on schema marts to khoso_reader")
            connection.execute("grant select on all tables in schema marts to khoso_reader")
        yield opened


def create_models(connection: psycopg.Connection) -> None:
    """Offer each mart also under the name of its model, as dbt does, with an account of builds that says nothing."""
    for dataset in datasets().values():
        if dataset.model != dataset.name:
            view, table = sql.Identifier("marts", dataset.model), sql.Identifier("marts", dataset.name)
            connection.execute(sql.SQL("create view {} as select * from {}").format(view, table))
    connection.execute("create schema intermediate")
    connection.execute("create table intermediate.built_models (model text, unit_column text)")
    connection.execute("create table intermediate.built_units (model text, unit text, version text)")


def mark_built(connection: psycopg.Connection, mark: str, state: str = "built") -> None:
    """Write what dbt writes before and after it builds (macros/mark_build.sql)."""
    connection.execute("create table if not exists marts.warehouse_build (state text not null, mark text not null)")
    connection.execute("delete from marts.warehouse_build")
    connection.execute("insert into marts.warehouse_build values (%s, %s)", [state, mark])


@pytest.fixture(scope="session")
def permalinks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The portal's list of figures: the targets of ``ROWS``, and one that an earlier release had."""
    work = tmp_path_factory.mktemp("portal-work")
    dataset = datasets()["indicator_targets"]
    ids = RowIds(dataset)
    about = {"document_id": PLAN, "source_name": "", "source_sha256": ""}
    source = Source(PLAN, "Kế hoạch", about, is_return=False, lines=[])
    figures = [
        figure
        for row in ROWS["indicator_targets"]
        if (figure := read_figure(dataset, ids.next(row), {**dict.fromkeys(dataset.column_names), **row}))
    ]
    facts = [permalink_facts(source, dataset, figure) for figure in figures]
    gone = {
        "dataset": "indicator_targets",
        "document": PLAN,
        "shown": "44,2%",
        "subject": "",
        "title": "",
        "anchor": "",
    }
    for known in ([*facts, (GONE, json.dumps(gone))], facts):
        site = Site(work / "portal", work)
        keep_permalinks(site, "figure", known, "r-1")
        site.finish()
    return work / PAGES_NAME


@pytest.fixture(scope="session")
def options(warehouse: Warehouse, permalinks: Path) -> Options:
    return Options(url=warehouse.url, release=lambda: "r-1", permalinks=permalinks, requests_per_second=0)


@pytest.fixture(scope="session")
def api(options: Options) -> Iterator[Client]:
    with served(create_app(options)) as address:
        yield Client(address)


@pytest.fixture
def fresh_marks(warehouse: Warehouse) -> Iterator[psycopg.Connection]:
    """A connection that may change the state of the build; afterwards it is built again."""
    with warehouse.connect() as connection:
        yield connection
        mark_built(connection, "one")
