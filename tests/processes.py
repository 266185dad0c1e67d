"""Python in a process of its own, as some things (locks, imports, exit statuses) only show there."""

import os
import subprocess
import sys
from collections.abc import Mapping

from pipelines.settings import PROJECT_ROOT

_INHERITED_FROM_NOBODY = ("KHOSO_", "DAGSTER_", "DBT_", "GX_")


def run_python(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``program`` and return what came of it."""
    return _run(["-c", program, *arguments], {})


def run_khoso(*arguments: object, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command ``khoso`` and return what came of it."""
    return _run(["-m", "pipelines.cli", *map(str, arguments)], environment or {})


def run_khoso_importing(*arguments: object) -> tuple[subprocess.CompletedProcess[str], set[str]]:
    """Run the command and return what came of it and the top-level modules that it imported."""
    done = _run(["-X", "importtime", "-m", "pipelines.cli", *map(str, arguments)], {})
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return done, {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


def start_khoso(*arguments: object, environment: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
    """Start the command ``khoso``; its output goes to one pipe."""
    return subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", *map(str, arguments)],
        cwd=PROJECT_ROOT,
        env=clean_environment(environment or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def clean_environment(added: Mapping[str, str]) -> dict[str, str]:
    """The environment of the tests without the variables that khoso and its libraries listen to, and with ``added``."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_INHERITED_FROM_NOBODY)}
    return {**inherited, **added}


def _run(arguments: list[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        check=False,
        capture_output=True,
        text=True,
        cwd=PROJECT_ROOT,
        env=clean_environment(environment),
        stdin=subprocess.DEVNULL,
    )
