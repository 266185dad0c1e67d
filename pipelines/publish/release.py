"""Marts -> one immutable release under ``releases/<release id>``, and ``releases/current`` on it.

A release is written into a hidden folder beside the others, read again, and only then moved into place with one rename:
whoever looks sees a whole release or none. Its id is made from its content: what was published before is not written
again, and nothing in a release tells when or where it was made. What does, and what changed since the release before, stands
beside the releases (``history``) and is written before ``current`` moves.
"""

import os
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from pipelines.load.warehouse import Warehouse
from pipelines.metadata import datasets
from pipelines.privacy.gate import Gate
from pipelines.publish.catalogue import read_catalogue
from pipelines.publish.checksums import (
    SUMS_NAME,
    ReleaseError,
    check_checksums,
    publish_checksums,
    read_file_facts,
    released_files,
)
from pipelines.publish.contents import ExtraWriter, check_release, write_release
from pipelines.publish.feeds import build_feeds
from pipelines.publish.harvest import portal_url
from pipelines.publish.history import clear_unfinished, note_release, write_feeds
from pipelines.publish.searched import built_mark, note_searched
from pipelines.settings import Home

__all__ = ["ExtraWriter", "Release", "ReleaseError", "publish_release"]

_PART = ".part-"
_LINK_PART = ".current-"
_LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class Release:
    """A published release. ``is_new`` is false where a release of this content stood there already."""

    id: str
    path: Path
    is_new: bool
    file_count: int
    rows: Mapping[str, int]


def publish_release(warehouse: Warehouse, home: Home, extra_writers: Sequence[ExtraWriter] = ()) -> Release:
    """Publish the marts of ``warehouse`` as a release under ``home`` and make it current.

    All tables are read from one snapshot of the warehouse. Where an earlier release has the same content, that one
    stays (or becomes) current and no other is made. ``extra_writers`` add files to the quality report.

    Raises ReleaseError, and leaves ``current`` as it was, where a mart is not as declared or cannot be read, or where
    files cannot be written or read otherwise than they were written.
    """
    try:
        return _publish(warehouse, home, extra_writers)
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        raise ReleaseError(f"the marts cannot be published ({reason}); build them and run again") from error
    except OSError as error:
        raise ReleaseError(
            f"no release can be written into {home.releases} ({error}); put that right and run again"
        ) from error


def _publish(warehouse: Warehouse, home: Home, extra_writers: Sequence[ExtraWriter]) -> Release:
    releases = home.releases
    releases.mkdir(parents=True, exist_ok=True)
    with _only_publisher(releases):
        current = releases / "current"
        if current.exists() and not current.is_symlink():
            raise ReleaseError(f"{current} is no link to a release; remove it and run again")
        _clear_unfinished(releases)
        clear_unfinished(releases)
        part = releases / f"{_PART}{secrets.token_hex(8)}"
        part.mkdir()
        try:
            gate = Gate()
            with warehouse.connect() as connection, _snapshot(connection):
                mark = built_mark(connection)
                rows = write_release(connection, home, part, extra_writers, gate)
            release_id = f"r-{publish_checksums(part)[:16]}"
            path = releases / release_id
            is_new = not path.exists()
            if is_new:
                file_count = check_release(part, rows)
                _settle(part)
                part.rename(path)
                _sync(releases)
            else:
                file_count = _check_existing(path)
            public = {name: rows[name] for name in datasets()}
            log = note_release(releases, release_id, public)
            write_feeds(releases, build_feeds(releases, read_catalogue(), log, portal_url()))
            _point_current_at(releases, release_id)
            if mark is not None:
                with warehouse.connect() as connection:
                    note_searched(connection, mark, datasets().keys() - gate.changed)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return Release(release_id, path, is_new, file_count, public)


@contextmanager
def _only_publisher(releases: Path) -> Iterator[None]:
    """Hold the lock of ``releases``; the system lets go of it when the process dies, however it dies."""
    import fcntl  # noqa: PLC0415 - not on Windows, where the rest of the package still imports

    with (releases / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ReleaseError(
                f"another run is publishing into {releases}; wait until it has finished and run again"
            ) from None
        yield


def _clear_unfinished(releases: Path) -> None:
    for left in releases.iterdir():
        if left.name.startswith(_PART):
            shutil.rmtree(left)
        elif left.name.startswith(_LINK_PART):
            left.unlink()


@contextmanager
def _snapshot(connection: psycopg.Connection) -> Iterator[None]:
    """Read one state of the warehouse in one transaction, with the settings that printed values depend on."""
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    with connection.transaction():
        for setting in ("timezone to 'UTC'", "datestyle to 'ISO, YMD'", "client_encoding to 'UTF8'"):
            connection.execute(f"set local {setting}")
        yield


def _check_existing(path: Path) -> int:
    try:
        count = check_checksums(path)
    except (ReleaseError, OSError) as error:
        raise ReleaseError(
            f"the published release {path} was changed ({error}); delete that folder and run again"
        ) from error
    if f"r-{read_file_facts(path, path / SUMS_NAME).sha256[:16]}" != path.name:
        raise ReleaseError(f"the published release {path} was changed; delete that folder and run again")
    return count


def _settle(part: Path) -> None:
    """Make the files read-only and wait until everything in ``part`` is on the disk."""
    for path in [*released_files(part), part / SUMS_NAME]:
        path.chmod(0o444)
        _sync(path)
    for folder, _, _ in os.walk(part, topdown=False):
        _sync(Path(folder))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _point_current_at(releases: Path, release_id: str) -> None:
    current = releases / "current"
    if current.is_symlink() and current.readlink() == Path(release_id):
        return
    link = releases / f"{_LINK_PART}{secrets.token_hex(8)}"
    link.symlink_to(release_id)
    link.replace(current)
    _sync(releases)
