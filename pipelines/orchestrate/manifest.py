"""The dbt manifest that the Dagster definitions are built from: prepared once per state of the dbt project.

``python -m pipelines.orchestrate.manifest`` is part of ``make setup``; a run prepares it where it is missing or old.
The definitions themselves only read it.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from pprint import pformat

from pipelines.archive.store import write_whole
from pipelines.settings import DBT_PROJECT, MANIFEST, PROJECT_ROOT, code_fingerprint

_STAMP = MANIFEST.with_name("manifest.fingerprint")
_CODE = ("dbt_project", "data/reference")
_PARSED_FOR = {
    "KHOSO_DBT_HOST": "localhost",
    "KHOSO_DBT_PORT": "5432",
    "KHOSO_DBT_USER": "khoso",
    "KHOSO_DBT_DATABASE": "khoso",
}


class ManifestError(Exception):
    """The manifest is missing or cannot be prepared. The message is one line: what is wrong and what to do."""


def dbt_executable() -> str:
    """Return the dbt that is installed beside this Python."""
    return str(Path(sys.executable).parent / "dbt")


def build_command() -> list[str]:
    """Return the command that builds as dbt does, with dbt's arguments to follow (``dbt_build``)."""
    # -P: the folder of the file is no place to import from.
    return [sys.executable, "-P", str(Path(__file__).with_name("dbt_build.py"))]


def is_manifest_ready() -> bool:
    """Tell whether the manifest is there and made from the dbt project as it is now."""
    return MANIFEST.exists() and _STAMP.exists() and _STAMP.read_text() == code_fingerprint(*_CODE)


def prepare_manifest() -> None:
    """Parse the dbt project into its manifest unless that was done already. No database is needed."""
    if is_manifest_ready():
        return
    MANIFEST.parent.mkdir(exist_ok=True)
    with (MANIFEST.parent / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_manifest_ready():  # else another run has just prepared it
            _parse_project()


def require_manifest() -> Path:
    """Return where the manifest is. Raises ManifestError where nobody prepared it."""
    if not MANIFEST.exists():
        raise ManifestError(f"{MANIFEST} is missing; prepare it with: {sys.executable} -m {__spec__.name}")
    return MANIFEST


def offer_parsed_project(dbt_env: Mapping[str, str]) -> None:
    """Put what setup parsed where dbt of a new home looks for it (``DBT_TARGET_PATH``), which saves most of dbt's start.

    ``dbt_env`` is what ``Warehouse.dbt_env`` returned. dbt parses anew where the connection is another than the one it parsed
    for, since models may say it. Ours say the name of the database and nothing else of it, so where that is the same the
    checksum of the connection is put right; where it is another, or dbt counts its checksum otherwise, dbt parses by itself.
    """
    parsed, target = MANIFEST.with_name("partial_parse.msgpack"), Path(dbt_env["DBT_TARGET_PATH"])
    if not is_manifest_ready() or not parsed.exists() or (target / parsed.name).exists():
        return
    content = parsed.read_bytes()
    if dbt_env["KHOSO_DBT_DATABASE"] == _PARSED_FOR["KHOSO_DBT_DATABASE"]:
        content = content.replace(_connection_checksum(_PARSED_FOR), _connection_checksum(dbt_env))
    write_whole(target / parsed.name, content)


def _connection_checksum(dbt_env: Mapping[str, str]) -> bytes:
    """The checksum that dbt makes of what a profile says of the connection; the values besides ours are dbt's defaults."""
    connection: dict[str, object] = {
        "application_name": "dbt",
        "autocommit": False,
        "connect_timeout": 10,
        "database": dbt_env["KHOSO_DBT_DATABASE"],
        "host": dbt_env["KHOSO_DBT_HOST"],
        "keepalives_idle": 0,
        "port": int(dbt_env["KHOSO_DBT_PORT"]),
        "retries": 1,
        "role": None,
        "schema": "marts",
        "search_path": None,
        "sslcert": None,
        "sslkey": None,
        "sslmode": None,
        "sslrootcert": None,
        "user": dbt_env["KHOSO_DBT_USER"],
    }
    return hashlib.sha256(pformat(sorted(connection.items())).encode()).hexdigest().encode()


def _parse_project() -> None:
    fingerprint = code_fingerprint(*_CODE)
    environment = (
        os.environ
        | _PARSED_FOR
        | {
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DBT_TARGET_PATH": str(MANIFEST.parent),
            "DBT_LOG_PATH": str(MANIFEST.parent),
        }
    )
    command = [
        dbt_executable(),
        "--quiet",
        "parse",
        "--project-dir",
        str(DBT_PROJECT),
        "--profiles-dir",
        str(DBT_PROJECT),
    ]
    parsed = subprocess.run(
        command,
        env=environment,
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if parsed.returncode != 0:
        reason = " ".join(f"{parsed.stdout} {parsed.stderr}".split())
        raise ManifestError(f"dbt cannot parse {DBT_PROJECT}: {reason}")
    write_whole(_STAMP, fingerprint.encode())


if __name__ == "__main__":
    try:
        prepare_manifest()
    except ManifestError as error:
        sys.exit(str(error))
