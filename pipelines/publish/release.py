"""Marts -> one immutable release under ``releases/<release id>``, and ``releases/current`` on it.

A release is written into a hidden folder beside the others, read again, and only then moved into place with one rename:
whoever looks sees a whole release or none. Its id is made from its content: what was published before is not written
again, and nothing in a release tells when or where it was made.
"""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from pipelines.load.warehouse import Warehouse
from pipelines.metadata import Dataset, datasets, quality_datasets
from pipelines.publish.catalogue import read_catalogue
from pipelines.publish.checksums import (
    SUMS_NAME,
    ReleaseError,
    check_checksums,
    publish_checksums,
    read_file_facts,
    released_files,
)
from pipelines.publish.crops import publish_crops
from pipelines.publish.datapackage import PublishedTable, datapackage_json
from pipelines.publish.dcat import build_catalogue, catalogue_jsonld, catalogue_turtle
from pipelines.publish.marts import check_marts, count_rows, mart
from pipelines.publish.quality import quality_report, report_json, report_markdown
from pipelines.publish.readme import readme_markdown
from pipelines.publish.tables import count_published_rows, publish_table
from pipelines.settings import Home

__all__ = ["ExtraWriter", "Release", "ReleaseError", "publish_release"]

ExtraWriter = Callable[[Path], object]
"""Writes more files into the ``quality`` folder that it is given; the same content has to give the same bytes."""

_QUALITY = "quality"
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
        part = releases / f"{_PART}{secrets.token_hex(8)}"
        part.mkdir()
        try:
            with warehouse.connect() as connection, _snapshot(connection):
                rows = _write_release(connection, home, part, extra_writers)
            release_id = f"r-{publish_checksums(part)[:16]}"
            path = releases / release_id
            is_new = not path.exists()
            if is_new:
                file_count = _check_release(part, rows)
                _settle(part)
                part.rename(path)
                _sync(releases)
            else:
                file_count = _check_existing(path)
            _point_current_at(releases, release_id)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return Release(release_id, path, is_new, file_count, {name: rows[name] for name in datasets()})


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


def _write_release(
    connection: psycopg.Connection, home: Home, part: Path, extra_writers: Sequence[ExtraWriter]
) -> dict[str, int]:
    """Write every file but the checksums into ``part`` and return the warehouse's number of rows per table."""
    check_marts(connection, datasets().values())
    quality = part / _QUALITY
    quality.mkdir()
    tables: list[PublishedTable] = []
    for name, dataset in datasets().items():
        folder = part / name
        folder.mkdir()
        tables.append(_write_table(connection, name, dataset, folder))
    for dataset in quality_datasets().values():
        tables.append(_write_table(connection, dataset.model, dataset, quality))
    rows = {dataset.name: count for dataset, count, _, _ in tables}

    report = quality_report(connection, rows, publish_crops(connection, home, quality))
    _write_text(quality / "report.json", report_json(report))
    _write_text(quality / "report.md", report_markdown(report))
    for write_extra in extra_writers:
        write_extra(quality)

    catalogue = read_catalogue()
    graph = build_catalogue(catalogue, tables)
    _write_text(part / "catalog.ttl", catalogue_turtle(graph))
    _write_text(part / "catalog.jsonld", catalogue_jsonld(graph))
    _write_text(part / "datapackage.json", datapackage_json(catalogue, tables))
    public = [(dataset, count) for dataset, count, _, _ in tables if dataset.name in datasets()]
    _write_text(part / "README.md", readme_markdown(catalogue, public))
    return rows


def _write_table(connection: psycopg.Connection, relation: str, dataset: Dataset, folder: Path) -> PublishedTable:
    counted = count_rows(connection, mart(relation))
    written = publish_table(connection, mart(relation), dataset, folder)
    if written != counted:
        raise ReleaseError(f"{dataset.name} has {counted} rows in the warehouse and {written} were written; run again")
    csv, parquet = (
        read_file_facts(folder.parent, folder / f"{dataset.name}.{ending}") for ending in ("csv", "parquet")
    )
    return dataset, counted, csv, parquet


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _check_release(part: Path, rows: Mapping[str, int]) -> int:
    """Read again what was written, compare it with the checksums and the warehouse, and return the number of files."""
    for name, counted in rows.items():
        dataset = datasets().get(name) or quality_datasets()[name]
        folder = part / (name if name in datasets() else _QUALITY)
        for ending, number in count_published_rows(folder, dataset).items():
            if number != counted:
                raise ReleaseError(
                    f"{name}.{ending} reads as {number} rows where the warehouse has {counted}; run again"
                )
    return check_checksums(part)


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
