"""One release as the portal reads it: declared datasets with their rows, by document, and the facts of its files.

Nothing is computed here but the statistics of a column. What a release holds is decided by ``publish.release``.
"""

import csv
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import compute, parquet

from pipelines.metadata import Column, Dataset, datasets
from pipelines.publish.checksums import SUMS_NAME, FileFacts
from pipelines.publish.tables import public_columns

Row = Mapping[str, Any]

_RANGED = frozenset({"integer", "numeric", "date", "timestamp"})


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """What the rows say of one column: how many have a value, the least and the greatest, one example, how many differ."""

    filled: int
    least: Any
    greatest: Any
    example: Any
    distinct: int


class ReleasedData:
    """The release in ``path``; what is declared but not in it has no rows and no page."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.id = path.resolve().name
        self.datasets: Mapping[str, Dataset] = {
            name: dataset for name, dataset in datasets().items() if (path / name / f"{name}.parquet").is_file()
        }
        self._tables: dict[str, pa.Table] = {}
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._quality: dict[str, list[dict[str, Any]]] = {}
        self._places: dict[tuple[str, str], tuple[pa.Table, dict[str, tuple[int, int]]]] = {}

    @cached_property
    def package(self) -> Mapping[str, Any]:
        """``datapackage.json`` of the release; empty where there is none."""
        try:
            found: dict[str, Any] = json.loads((self.path / "datapackage.json").read_bytes())
        except (OSError, ValueError):
            return {}
        return found

    @cached_property
    def hashes(self) -> Mapping[str, str]:
        """The SHA-256 of every file by its path in the release."""
        lines = (self.path / SUMS_NAME).read_text(encoding="utf-8").splitlines()
        return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}

    def files_of(self, dataset: str) -> list[FileFacts]:
        """The files of ``dataset`` in the release, CSV first, then by name."""
        found = [
            FileFacts(name, (self.path / name).stat().st_size, digest)
            for name, digest in self.hashes.items()
            if name.startswith(f"{dataset}/") and (self.path / name).is_file()
        ]
        return sorted(found, key=lambda file: (file.path != f"{dataset}/{dataset}.csv", file.path))

    def table(self, name: str) -> pa.Table:
        """Every row of a dataset in published order; an empty table where the release does not have it."""
        if name not in self._tables:
            path = self.path / name / f"{name}.parquet"
            self._tables[name] = read_parquet(path) if name in self.datasets else pa.table({})
        return self._tables[name]

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The rows of a dataset as dictionaries, read once."""
        if name not in self._rows:
            found: list[dict[str, Any]] = self.table(name).to_pylist()
            self._rows[name] = found
        return self._rows[name]

    def count(self, name: str) -> int:
        """How many rows a dataset has."""
        return int(self.table(name).num_rows)

    def rows_of(self, name: str, value: str, column: str = "document_id") -> list[dict[str, Any]]:
        """The rows of a dataset whose ``column`` is ``value``; few rows are made into Python at a time."""
        key = (name, column)
        if key not in self._places:
            table = self.table(name)
            places: dict[str, tuple[int, int]] = {}
            if table.num_rows and column in table.column_names:
                order = compute.sort_indices(table, sort_keys=[(column, "ascending")])
                table = table.take(order).combine_chunks()
                start = 0
                runs = pa.chunked_array(table[column]).combine_chunks()
                ends = compute.run_end_encode(runs, run_end_type=pa.int64())
                for found, end in zip(ends.values.to_pylist(), ends.run_ends.to_pylist(), strict=True):
                    if found is not None:
                        places[found] = (start, end - start)
                    start = end
            self._places[key] = (table, places)
        table, places = self._places[key]
        if value not in places:
            return []
        rows: list[dict[str, Any]] = table.slice(*places[value]).to_pylist()
        return rows

    def first_rows(self, dataset: Dataset, limit: int) -> list[list[str]]:
        """The first rows of a dataset as they stand in its CSV file."""
        with (self.path / dataset.name / f"{dataset.name}.csv").open(encoding="utf-8", newline="") as file:
            return list(islice(csv.reader(file), 1, limit + 1))

    def column_facts(self, dataset: Dataset) -> dict[str, ColumnFacts]:
        """What the rows say of every published column."""
        return {column.name: self._facts(dataset, column) for column in public_columns(dataset)}

    def _facts(self, dataset: Dataset, column: Column) -> ColumnFacts:
        table = self.table(dataset.name)
        if column.name not in table.column_names:
            return ColumnFacts(0, None, None, None, 0)
        values = table[column.name].drop_null()
        least = greatest = None
        if column.type in _RANGED and len(values):
            bounds = compute.min_max(values).as_py()
            least, greatest = bounds["min"], bounds["max"]
        example = values[len(values) // 2].as_py() if len(values) else None
        return ColumnFacts(len(values), least, greatest, example, len(compute.unique(values)) if len(values) else 0)

    @cached_property
    def evaluations(self) -> Mapping[tuple[str, str], Counter[bool]]:
        """How many rules held on the rows of a source and how many did not, by its SHA-256 and what the suite is called last.

        Hundreds of rules are evaluated on each source: they are counted in columns, never made into Python one by one.
        """
        found: dict[tuple[str, str], Counter[bool]] = {}
        path = self.path / "quality" / "expectations.parquet"
        if path.is_file():
            by = ["source_sha256", "suite", "success"]
            counted = read_parquet(path).select(by).group_by(by).aggregate([([], "count_all")])
            for row in counted.to_pylist():
                key = (row["source_sha256"], row["suite"].rpartition(".")[2])
                found.setdefault(key, Counter())[bool(row["success"])] += row["count_all"]
        return found

    @cached_property
    def evaluations_of_all(self) -> Mapping[str, Counter[bool]]:
        """The same over all sources."""
        found: dict[str, Counter[bool]] = {}
        for (_, suite), counted in self.evaluations.items():
            found.setdefault(suite, Counter()).update(counted)
        return found

    def quality(self, name: str) -> Sequence[Row]:
        """The rows of a table of the quality report; none where the release has no such table."""
        if name not in self._quality:
            path = self.path / "quality" / f"{name}.parquet"
            self._quality[name] = read_parquet(path).to_pylist() if path.is_file() else []
        return self._quality[name]


def read_parquet(path: Path) -> pa.Table:
    """A Parquet file of a release; without what reading many files at once would bring along."""
    with parquet.ParquetFile(path) as file:
        return file.read()
