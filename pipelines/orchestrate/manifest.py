"""The dbt manifest that the Dagster definitions are built from: prepared once per state of the dbt project.

``python -m pipelines.orchestrate.manifest`` is part of ``make setup``; a run prepares it where it is missing or old.
The definitions themselves only read it.
"""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

from pipelines.archive.store import write_whole
from pipelines.settings import DBT_PROJECT, MANIFEST, PROJECT_ROOT, code_fingerprint

_STAMP = MANIFEST.with_name("manifest.fingerprint")
_CODE = ("dbt_project", "data/reference")


class ManifestError(Exception):
    """The manifest is missing or cannot be prepared. The message is one line: what is wrong and what to do."""


def dbt_executable() -> str:
    """Return the dbt that is installed beside this Python."""
    return str(Path(sys.executable).parent / "dbt")


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


def _parse_project() -> None:
    fingerprint = code_fingerprint(*_CODE)
    environment = os.environ | {
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DBT_TARGET_PATH": str(MANIFEST.parent),
        "DBT_LOG_PATH": str(MANIFEST.parent),
    }
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
