"""The history of a run's events, written through connections that are kept; the files are those of Dagster's own storage.

Dagster's storage in SQLite makes an engine, a connection and every statement's text anew for each of the thousands of events
of a run, which takes longer than much of the work they tell of. One process that writes needs each of them once. The web
server and other readers use Dagster's own storage on the same files.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.sql import create_engine
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine
from sqlalchemy.pool import StaticPool


class EventHistory(SqliteEventLogStorage):
    """Dagster's event storage in SQLite with one connection for each file; its lock lets one thread at a time use it."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: dict[str, Engine] = {}
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> "EventHistory":
        """Return the storage that ``dagster.yaml`` or an override describes."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock, self._engine(shard).begin() as connection:
            yield connection

    def _engine(self, shard: str) -> Engine:
        if shard not in self._engines:
            engine = create_engine(
                self.conn_string_for_shard(shard),
                poolclass=StaticPool,
                connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
            )
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            self._engines[shard] = engine
        return self._engines[shard]

    def dispose(self) -> None:
        """Close the files."""
        with self._db_lock:
            for engine in self._engines.values():
                engine.dispose()
            self._engines.clear()
        super().dispose()


def kept_connections(folder: Path) -> dict[str, Any]:
    """Return what lets the instance in ``folder`` write through ``EventHistory``; nothing where its operator chose a storage."""
    configuration = yaml.safe_load((folder / "dagster.yaml").read_text(encoding="utf-8")) or {}
    if configuration.keys() & {"storage", "event_log_storage", "instance_class"}:
        return {}
    storage = {"module": EventHistory.__module__, "class": EventHistory.__name__}
    return {"event_log_storage": storage | {"config": {"base_dir": str(folder / "history" / "runs")}}}
