"""Which sources a warehouse holds, and by which code they were read; what the warehouse itself says goes first."""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress

import psycopg

from pipelines.archive.store import write_whole
from pipelines.load.raw import loaded_receipts
from pipelines.orchestrate.sources import Source
from pipelines.orchestrate.state import LOAD_CODE
from pipelines.settings import Home, code_fingerprint


class LoadStamps:
    """The stamps of the warehouse behind ``connection``."""

    def __init__(self, home: Home, connection: psycopg.Connection) -> None:
        self._path = home.records / ".loaded.json"
        self._code = code_fingerprint(*LOAD_CODE)
        self._stamps: dict[str, str] = {}
        self._warehouse = _database_identity(connection)
        with suppress(OSError, ValueError, KeyError):
            stored = json.loads(self._path.read_bytes())
            self._stamps = stored["sources"] if stored["warehouse"] == self._warehouse else {}
        self._loaded: Mapping[int, str] = loaded_receipts(connection)

    def holds(self, source: Source) -> bool:
        """Tell whether the rows of ``source`` are there, read by the code of now under its name of now."""
        receipt = source.receipt
        return self._loaded.get(receipt.received_no) == receipt.source_sha256 and self._stamps.get(
            receipt.source_sha256
        ) == self._stamp(source)

    def note(self, source: Source) -> None:
        """Note that ``source`` is loaded now."""
        self._stamps[source.receipt.source_sha256] = self._stamp(source)
        write_whole(self._path, json.dumps({"warehouse": self._warehouse, "sources": self._stamps}).encode())

    def _stamp(self, source: Source) -> str:
        names = "\0".join(f"{receipt.received_no} {receipt.source_name}" for receipt in source.receipts)
        return hashlib.sha256(f"{self._code}\0{names}".encode()).hexdigest()


def _database_identity(connection: psycopg.Connection) -> str:
    """Return which database this is: a restored or recreated one has another number than the one it replaces."""
    row = connection.execute("select oid from pg_database where datname = current_database()").fetchone()
    info = connection.info
    return f"{info.host}:{info.port}/{info.dbname}#{row[0] if row else 0}"
