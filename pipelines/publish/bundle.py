"""The whole release in one file: a ZIP of every dataset, and a SQLite database.

Both are made from the files that the release already holds, so that they say the same; both are the same bytes for the same
content. The ZIP carries a Data Package and checksums of its own: it cannot hold the catalogue that states its own size.
"""

import hashlib
import sqlite3
import struct
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from functools import partial
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from pipelines.metadata import ColumnType, Dataset
from pipelines.publish.checksums import SUMS_NAME
from pipelines.publish.tables import public_columns

BUNDLE = "bundle"
"""The folder of the bundles in a release."""

_SQL_TYPES: Mapping[ColumnType, str] = {
    "text": "TEXT",
    "integer": "INTEGER",
    "numeric": "REAL",
    "boolean": "INTEGER",
    "date": "TEXT",
    "timestamp": "TEXT",
    "json": "TEXT",
}
_BLOCK = 1 << 20
_BATCH = 20_000
# Who wrote the file stands in its header, and is told from file to file apart by nothing else.
_VERSION_PLACE, _VERSION = 96, 3_040_000


def write_zip(path: Path, release: Path, names: Iterable[str], texts: Mapping[str, str]) -> None:
    """Write the files ``names`` of ``release`` and the ``texts`` by their name, with ``SHA256SUMS`` over all, to ``path``."""
    sums: dict[str, str] = {}
    with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
        for name, text in texts.items():
            sums[name] = _add(file, name, [text.encode()])
        for name in names:
            with (release / name).open("rb") as source:
                sums[name] = _add(file, name, iter(partial(source.read, _BLOCK), b""))
        listed = "".join(
            f"{digest}  {name}\n" for name, digest in sorted(sums.items(), key=lambda item: item[0].encode())
        )
        _add(file, SUMS_NAME, [listed.encode()])


def _add(file: zipfile.ZipFile, name: str, blocks: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    # The fixed date of the format's beginning: the time of writing would make every file another one.
    member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    member.external_attr = 0o644 << 16
    member.create_system = 3
    # What is compressed already is only stored; it is the larger part of a release and costs time for nothing.
    member.compress_type = zipfile.ZIP_STORED if name.endswith(".parquet") else zipfile.ZIP_DEFLATED
    with file.open(member, "w", force_zip64=True) as target:
        for block in blocks:
            digest.update(block)
            target.write(block)
    return digest.hexdigest()


def write_sqlite(path: Path, release: Path, datasets: Sequence[Dataset]) -> None:
    """Write ``datasets``, whose Parquet files stand in ``release``, to the database ``path``.

    Types: dates and times are texts in ISO 8601, a boolean is 0 or 1, JSON is text. Keys and foreign keys are declared, with
    an index per foreign key; ``_datasets`` and ``_columns`` say what tables and columns mean.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("pragma page_size = 4096")
        database.execute("pragma journal_mode = off")
        database.execute("pragma synchronous = off")
        database.execute("begin")
        _write_meanings(database, datasets)
        for dataset in datasets:
            _write_rows(database, release / dataset.name / f"{dataset.name}.parquet", dataset)
        database.execute("commit")
    with path.open("r+b") as file:
        file.seek(_VERSION_PLACE)
        file.write(struct.pack(">I", _VERSION))


def count_sqlite(path: Path, datasets: Sequence[Dataset]) -> dict[str, int]:
    """Return the number of rows of each table of the database ``path``."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        return {
            dataset.name: int(database.execute(f"select count(*) from {_quoted(dataset.name)}").fetchone()[0])
            for dataset in datasets
        }


def _write_meanings(database: sqlite3.Connection, datasets: Sequence[Dataset]) -> None:
    database.execute(
        "create table _datasets (name text primary key, title_vi text, title_en text, description_vi text,"
        " description_en text, grain_vi text, grain text) without rowid"
    )
    database.execute(
        "create table _columns (dataset text, position integer, name text, type text, label_vi text, unit text,"
        " description_vi text, description text, allowed_values text, required integer, primary key (dataset, name)) without rowid"
    )
    for dataset in datasets:
        database.execute(
            "insert into _datasets values (?, ?, ?, ?, ?, ?, ?)",
            (
                dataset.name,
                dataset.title_vi,
                dataset.title_en,
                dataset.description_vi,
                dataset.description_en,
                dataset.grain_vi,
                dataset.grain,
            ),
        )
        database.executemany(
            "insert into _columns values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(dataset.name, number, column.name, column.type, column.label_vi, column.unit or None),
                    *(column.told_vi, column.description, " | ".join(column.values) or None),
                    int(not column.nullable),
                )
                for number, column in enumerate(public_columns(dataset), 1)
            ],
        )


def _write_rows(database: sqlite3.Connection, source: Path, dataset: Dataset) -> None:
    columns = public_columns(dataset)
    published = {column.name: column for column in columns}
    lines = [
        f"{_quoted(column.name)} {_SQL_TYPES[column.type]}{'' if column.nullable else ' not null'}"
        for column in columns
    ]
    if dataset.key and set(dataset.key) <= published.keys():
        lines.append(f"primary key ({_listed(dataset.key)})")
    indexes = []
    for key in dataset.foreign_keys:
        if set(key.columns) <= published.keys():
            lines.append(
                f"foreign key ({_listed(key.columns)}) references {_quoted(key.dataset)} ({_listed(key.references)})"
            )
            # The primary key is an index for what it begins with.
            if dataset.key[: len(key.columns)] != key.columns and key.columns not in indexes:
                indexes.append(key.columns)
    database.execute(f"create table {_quoted(dataset.name)} ({', '.join(lines)})")
    marks = ", ".join("?" * len(columns))
    with parquet.ParquetFile(source) as file:
        for batch in file.iter_batches(_BATCH):
            database.executemany(f"insert into {_quoted(dataset.name)} values ({marks})", _rows(batch))
    for names in indexes:
        name = _quoted(f"{dataset.name}_{'_'.join(names)}")
        database.execute(f"create index {name} on {_quoted(dataset.name)} ({_listed(names)})")


def _rows(batch: pa.RecordBatch) -> Iterator[tuple[object, ...]]:
    columns = [[_stored(value) for value in column.to_pylist()] for column in batch.columns]
    return zip(*columns, strict=True)


def _stored(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(_quoted, names))
