"""Real PostgreSQL servers for the tests: the embedded one, and Debian's PostgreSQL 15 as a server of the user's."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from pipelines.load.warehouse import Warehouse, open_warehouse
from pipelines.settings import Home

_DEBIAN_SERVERS = Path("/usr/lib/postgresql")


@pytest.fixture(scope="session")
def embedded_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The embedded server in a home of its own."""
    with open_warehouse(Home(tmp_path_factory.mktemp("embedded")), None) as warehouse:
        yield warehouse


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """A running PostgreSQL 15 or newer of the operating system, with an empty database ``khoso``."""
    programs = _server_programs()
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    # pytest's own folders are closed to other users, and their paths are too long for a socket.
    folder = Path(tempfile.mkdtemp(prefix="khoso-server-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, user)
        data = folder / "data"
        _run(
            programs / "initdb", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", f"--username={user}", "-D", data
        )
        # Nothing here outlives the tests, so nothing has to reach the disk.
        options = f"-h '' -k {folder} -c fsync=off"
        _run(programs / "pg_ctl", "-w", "-o", options, "-l", folder / "log", "-D", data, "start")
        try:
            yield f"postgresql://{user}@/postgres?host={quote(str(folder), safe='/')}"
        finally:
            _run(programs / "pg_ctl", "-w", "-m", "fast", "-D", data, "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server_warehouse(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """A database of its own on the operating system's server."""
    with server_database(server_url) as url, open_warehouse(Home(tmp_path_factory.mktemp("server")), url) as warehouse:
        yield warehouse


@contextlib.contextmanager
def server_database(server_url: str) -> Iterator[str]:
    """A new empty database on the server at ``server_url``; it is dropped afterwards."""
    name = f"khoso_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"create database {name}".encode())
        try:
            yield server_url.replace("/postgres?", f"/{name}?")
        finally:
            connection.execute(f"drop database {name} with (force)".encode())


def _server_programs() -> Path:
    versions = sorted(_DEBIAN_SERVERS.glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if not versions:
        reason = "no PostgreSQL server of the operating system; install Debian's package postgresql"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return versions[0].parent


def _run(program: Path, *arguments: object) -> None:
    """Run a program of the server: it refuses to be root, so root runs it as Debian's own user."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*prefix, str(program), *map(str, arguments)], check=False, capture_output=True, text=True, cwd="/"
    )
    assert done.returncode == 0, done.stderr + done.stdout
