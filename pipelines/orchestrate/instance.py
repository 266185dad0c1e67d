"""The Dagster instance of a home: its runs, events and logs, in files under ``HOME/dagster``."""

import sqlite3
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

from pipelines.archive.store import write_whole
from pipelines.settings import Home

_DAGSTER_YAML = """\
# Written by khoso. Runs, events and schedules are kept in SQLite beside this file.
telemetry:
  enabled: false
nux:
  enabled: false
"""


def prepare_instance(home: Home) -> Path:
    """Write the instance's configuration unless the operator has one there, and return the folder."""
    configuration = home.dagster / "dagster.yaml"
    if not configuration.exists():
        write_whole(configuration, _DAGSTER_YAML.encode())
    return home.dagster


def hasten_history() -> None:
    """Let the operating system choose when the history of runs reaches the disk, for what this process writes.

    Every event is a commit of its own, and waiting for the disk each time takes longer than the work. After a power
    failure the history may lack the last run; nothing that matters is kept there.
    """
    if not event.contains(Engine, "connect", _do_not_wait_for_disk):
        event.listen(Engine, "connect", _do_not_wait_for_disk)


def _do_not_wait_for_disk(connection: object, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("pragma synchronous = off")
