"""Apache Superset on the warehouse, in an environment of its own: prepared once, then served as long as somebody looks.

What it keeps is in ``HOME/superset``: its metadata database, a secret key, the administrator's password (both made here, readable
by their owner alone), and the fingerprint of the bundle that was imported last.
"""

import hashlib
import io
import os
import secrets
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from zipfile import ZipFile

import psycopg
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import URL

from pipelines.load.warehouse import Warehouse, open_warehouse
from pipelines.processes import end_group, interrupted_by
from pipelines.publish.bi.bundle import BUNDLE, bundle_files
from pipelines.settings import PROJECT_ROOT, Home, code_fingerprint

READER = "khoso_reader"
ENVIRONMENT_VARIABLE = "KHOSO_BI_VENV"
READER_VARIABLE = "KHOSO_BI_URL"
ADMINISTRATOR = "admin"

_HERE = Path(__file__).parent
_QUIET = {"SCARF_ANALYTICS": "false", "SCARF_NO_ANALYTICS": "true", "DO_NOT_TRACK": "1", "PYTHONWARNINGS": "ignore"}


class BiError(Exception):
    """Superset cannot be prepared or served. The message is one line: what is wrong and what to do."""


def serve(
    home: Home, warehouse_url: str | None, reader_url: str | None, host: str, port: int, tell: Callable[[str], None]
) -> int:
    """Prepare Superset on the warehouse, serve it until it is interrupted and return its exit status.

    ``tell`` is called with a line when preparing begins and with one when the address answers. Raises BiError.
    """
    python = superset_python()
    if warehouse_url is not None and reader_url is None:
        raise BiError(
            f"no login of {READER} is known for this server; let {READER} log in and name it in {READER_VARIABLE}"
            " (docs/bi.md)"
        )
    with open_warehouse(home, warehouse_url) as warehouse:
        prepare(home, warehouse, reader_url, python, tell)
        command = [
            *(str(python), "-m", "gunicorn", "--bind", f"{host}:{port}", "--workers", "1", "--threads", "8"),
            *("--worker-class", "gthread", "--timeout", "120", "--log-level", "warning", "superset.app:create_app()"),
        ]
        environment = _environment(home)
        # A group of their own, so that the server and its workers end together.
        server = subprocess.Popen(command, cwd=home.superset, env=environment, start_new_session=True)
        try:
            with interrupted_by(signal.SIGTERM):
                if _answers(server, host, port):
                    password = home.superset / "admin_password"
                    tell(
                        f"dashboards at http://{host}:{port}/dashboard/list/ as {ADMINISTRATOR}; password in {password}"
                    )
                return server.wait()
        except KeyboardInterrupt:
            return 0
        finally:
            end_group(server)


def prepare(
    home: Home, warehouse: Warehouse, reader_url: str | None, python: Path, tell: Callable[[str], None]
) -> None:
    """Make or bring up to date what Superset keeps, and point it at the warehouse; nothing is done twice."""
    folder = home.superset
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _secret(folder / "secret_key", 42)
    password = _secret(folder / "admin_password", 12)
    uri = reader_uri(warehouse, reader_url)
    done, wanted = folder / "imported", _fingerprint(uri)
    if (folder / "superset.db").exists() and done.exists() and done.read_text(encoding="ascii") == wanted:
        return
    tell("preparing Superset (a minute or two, once)")
    bundle = folder / "bundle.zip"
    bundle.write_bytes(_zipped())
    filled = subprocess.run(
        [str(python), str(_HERE / "fill_superset.py"), str(bundle)],
        cwd=folder,
        env={**_environment(home), "KHOSO_BI_URI": uri, "KHOSO_BI_PASSWORD": password},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    (folder / "prepare.log").write_text(filled.stdout + filled.stderr, encoding="utf-8")
    if filled.returncode != 0:
        last = (filled.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise BiError(f"Superset cannot be prepared ({last}); see {folder / 'prepare.log'}")
    done.write_text(wanted, encoding="ascii")


def reader_uri(warehouse: Warehouse, reader_url: str | None) -> str:
    """Return the address by which Superset's driver reaches the warehouse as khoso_reader.

    Without ``reader_url`` the warehouse is the embedded one, which lets khoso_reader in over its socket; only this user
    reaches that. On a server of the user's the login is the operator's to make. Raises BiError where it reads more than marts and bi.
    """
    if reader_url is None:
        with warehouse.connect() as connection:
            if connection.execute("select from pg_roles where rolname = %s", [READER]).fetchone() is None:
                raise BiError("the warehouse is empty; fill it first with: khoso run")
            connection.execute(f"alter role {READER} login".encode())
        given = conninfo_to_dict(warehouse.url) | {"user": READER}
    else:
        given = conninfo_to_dict(reader_url)
    _check_reader(given)
    query = {"host": str(given["host"])} if str(given.get("host", "")).startswith("/") else {}
    port = given.get("port")
    return URL.create(
        "postgresql+psycopg2",
        username=_text(given.get("user")),
        password=_text(given.get("password")),
        host=None if query else _text(given.get("host")),
        port=int(port) if port else None,
        database=_text(given.get("dbname")),
        query=query,
    ).render_as_string(hide_password=False)


def superset_python() -> Path:
    """Return the Python of Superset's environment. Raises BiError where it is not set up."""
    environment = Path(os.environ.get(ENVIRONMENT_VARIABLE) or PROJECT_ROOT / ".venv-bi")
    python = environment / "bin" / "python"
    if not python.exists():
        raise BiError(f"Superset is not set up in {environment}; set it up with: make bi")
    return python


def _check_reader(given: Mapping[str, object]) -> None:
    try:
        with psycopg.connect(**{name: value for name, value in given.items() if value is not None}) as connection:  # type: ignore[arg-type]
            row = connection.execute(
                "select has_schema_privilege('bi', 'usage'), has_schema_privilege('raw', 'usage'),"
                " (select rolsuper from pg_roles where rolname = current_user)"
            ).fetchone()
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        raise BiError(f"the reader's login does not work ({reason}); see docs/bi.md") from None
    reads_bi, reads_raw, is_super = row if row is not None else (False, False, False)
    if not reads_bi:
        raise BiError(f"the reader's login may not read schema bi; grant it {READER} and run: khoso run")
    if reads_raw or is_super:
        raise BiError(f"the reader's login reads more than marts and bi; use {READER} itself (docs/bi.md)")


def _answers(server: subprocess.Popen[bytes], host: str, port: int) -> bool:
    """Wait until Superset answers; False where it ended before. The port is open long before that."""
    while server.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"http://{host}:{port}/health", timeout=60):
            return True
        time.sleep(0.2)
    return False


def _environment(home: Home) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SUPERSET_", "FLASK_", "PG"))}
    return {
        **kept,
        **_QUIET,
        "SUPERSET_CONFIG_PATH": str(_HERE / "superset_config.py"),
        "SUPERSET_HOME": str(home.superset),
        "KHOSO_BI_FOLDER": str(home.superset),
        "KHOSO_BI_WORDS": str(BUNDLE / "translations" / "vi.yml"),
    }


def _secret(path: Path, size: int) -> str:
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(size))
    return path.read_text(encoding="ascii")


def _zipped() -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        for path, data in bundle_files():
            archive.writestr(f"khoso/{path}", data)
    return buffer.getvalue()


def _fingerprint(uri: str) -> str:
    code = code_fingerprint("data/bi", _HERE / "fill_superset.py", "requirements-bi.lock")
    return hashlib.sha256(f"{code}\0{uri}".encode()).hexdigest()


def _text(value: object) -> str | None:
    return None if value is None else str(value)
