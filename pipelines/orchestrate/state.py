"""What the last finished run covered, so that the next one can tell at once whether there is anything to do.

Every command reads it, so nothing heavy is imported here. It is a shortcut and no record: without it a run does its
work again and comes to the same release.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.archive.ledger import Receipt, current_receipts, read_ledger
from pipelines.archive.store import read_unreadable, write_whole
from pipelines.privacy.rules import GATE_CODE
from pipelines.settings import Home, code_fingerprint

if TYPE_CHECKING:
    import psycopg

READ_CODE = ("pipelines/language", "pipelines/metadata", "pipelines/read", "pipelines/interpret")
VALIDATE_CODE = (*READ_CODE, "pipelines/validate", "expectations")
LOAD_CODE = (*VALIDATE_CODE, "pipelines/load", *GATE_CODE)
ALL_CODE = (*LOAD_CODE, "pipelines/publish", "pipelines/orchestrate", "dbt_project", "data/reference")

NO_BYTES = hashlib.sha256(b"").hexdigest()

_WAREHOUSE_MARK = """
    select md5(string_agg(concat_ws(' ', received_no, source_name, source_sha256), chr(10) order by received_no))
    from raw.sources
"""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A source that was not taken in. ``source_sha256`` is that of no bytes where the file could not even be read."""

    source_name: str
    source_sha256: str
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class State:
    """The last finished run. ``release_files`` holds the size of every file of the release by its path."""

    fingerprint: str
    warehouse_mark: str
    release_id: str
    release_files: dict[str, int]
    document_count: int
    rejected: tuple[Rejection, ...] = field(default=())


def unreadable_sources(home: Home) -> tuple[Rejection, ...]:
    """Return the files of the inbox that gave no bytes, by name."""
    rejected = (Rejection(entry.source_name, NO_BYTES, entry.problem, entry.remedy) for entry in read_unreadable(home))
    return tuple(sorted(rejected, key=lambda rejection: rejection.source_name))


def read_state(home: Home) -> State | None:
    """Return what the last finished run left; None where there is none, or where another version of khoso wrote it."""
    try:
        stored = json.loads(home.state.read_bytes())
        return State(**stored | {"rejected": tuple(Rejection(**entry) for entry in stored["rejected"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_state(home: Home, state: State) -> None:
    """Keep ``state`` for the next run; the old one stays until the new one is complete."""
    write_whole(home.state, json.dumps(asdict(state), ensure_ascii=False, indent=1, sort_keys=True).encode())


def fingerprint_work(home: Home, warehouse_url: str | None) -> str:
    """Fingerprint everything that decides what a release holds: code, current sources, warehouse.

    The files of the inbox that gave no bytes count too, as the quality report names them.
    """
    digest = hashlib.sha256(code_fingerprint(*ALL_CODE).encode())
    digest.update(warehouse_identity(warehouse_url).encode())
    for receipt in current_receipts(read_ledger(home)):
        digest.update(f"\n{receipt.source_name}\0{receipt.source_sha256}".encode())
    for rejection in unreadable_sources(home):
        digest.update(f"\n{rejection.source_name}\0{rejection.problem}".encode())
    return digest.hexdigest()


def warehouse_identity(warehouse_url: str | None) -> str:
    """Return which warehouse is meant; of an address only its hash, as it may hold a password."""
    return "embedded" if warehouse_url is None else hashlib.sha256(warehouse_url.encode()).hexdigest()


def release_files(release: Path) -> dict[str, int]:
    """Return the size of every file of ``release`` by its path in it; empty where there is no such release."""
    files = (path for path in release.rglob("*") if path.is_file())
    return {path.relative_to(release).as_posix(): path.stat().st_size for path in files}


def is_up_to_date(home: Home, warehouse_url: str | None, state: State) -> bool:
    """Tell whether a run would come to the very release that is public: nothing new, nothing lost."""
    if state.fingerprint != fingerprint_work(home, warehouse_url):
        return False
    current = home.current_release
    if not current.is_symlink() or current.resolve().name != state.release_id:
        return False
    return release_files(current) == state.release_files and _holds_load(home, warehouse_url, state.warehouse_mark)


def mark_warehouse(connection: "psycopg.Connection") -> str:
    """Return a mark that changes with what is loaded."""
    row = connection.execute(_WAREHOUSE_MARK).fetchone()
    return str(row[0]) if row else ""


def _holds_load(home: Home, warehouse_url: str | None, mark: str) -> bool:
    if warehouse_url is None:
        return (home.warehouse / "PG_VERSION").exists()
    import psycopg  # noqa: PLC0415 - a third of a second that the embedded warehouse need not spend

    try:
        with psycopg.connect(warehouse_url, autocommit=True, connect_timeout=10) as connection:
            return mark_warehouse(connection) == mark
    except psycopg.Error:
        return False  # the run that follows says what is wrong with the server


def rejections_of(receipts: Iterable[Receipt], rejected: Iterable[Rejection]) -> tuple[Rejection, ...]:
    """Return those of ``rejected`` whose bytes are among ``receipts``."""
    present = {(receipt.source_name, receipt.source_sha256) for receipt in receipts}
    return tuple(entry for entry in rejected if (entry.source_name, entry.source_sha256) in present)
