"""Rows of other datasets that refer to a subject, found by the declared foreign keys: what is declared tomorrow is shown too.

Datasets whose rows a page already shows in a form of their own are left out here.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.metadata import Dataset
from pipelines.publish.portal.labels import column_label, dataset_title
from pipelines.publish.portal.released import ReleasedData
from pipelines.publish.tables import public_columns

_SHOWN_ELSEWHERE = {
    "agencies",
    "arithmetic_checks",
    "assignments",
    "budget_lines",
    "budget_return_rows",
    "citations",
    "document_sources",
    "documents",
    "findings",
    "indicator_observations",
    "indicator_results",
    "indicator_return_rows",
    "indicator_targets",
    "measurements",
    "open_data_register_rows",
    "project_budgets",
    "project_return_rows",
    "projects",
    "sections",
    "submission_issues",
    "submissions",
    "unread_text",
}
_MOST_ROWS = 30
_MOST_COLUMNS = 8


class Related:
    """Finds the rows that refer to a row of another dataset."""

    def __init__(self, release: ReleasedData) -> None:
        self._release = release
        self._by: dict[tuple[str, tuple[str, ...]], dict[tuple[Any, ...], list[dict[str, Any]]]] = {}

    def to(self, dataset: str, key: Sequence[Any], *, money: bool = False) -> list[dict[str, Any]]:
        """What refers to the row of ``dataset`` with ``key``: title of the dataset, its columns, rows. ``money`` asks for amounts only."""
        found = []
        for other in self._release.datasets.values():
            if other.name in _SHOWN_ELSEWHERE:
                continue
            for foreign in other.foreign_keys:
                if foreign.dataset != dataset or len(foreign.columns) != len(key):
                    continue
                if money and not any(column.unit == "VND" or column.name.endswith("_vnd") for column in other.columns):
                    continue
                rows = self._rows(other, foreign.columns).get(tuple(key), [])
                if rows:
                    found.append(self._table(other, foreign.columns, rows))
        return found

    def _rows(self, other: Dataset, columns: tuple[str, ...]) -> dict[tuple[Any, ...], list[dict[str, Any]]]:
        key = (other.name, columns)
        if key not in self._by:
            found: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
            for row in self._release.rows(other.name):
                of = tuple(row[name] for name in columns)
                if None not in of:
                    found.setdefault(of, []).append(row)
            self._by[key] = found
        return self._by[key]

    def _table(self, other: Dataset, by: tuple[str, ...], rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        filled = [
            column
            for column in public_columns(other)
            if column.name not in by and column.type != "json" and any(row[column.name] is not None for row in rows)
        ]
        # Texts and numbers tell a reader more than ids do.
        ranked = sorted(filled, key=lambda column: column.name.endswith(("_id", "_key", "_no")))[:_MOST_COLUMNS]
        kept = [column for column in filled if column in ranked]
        return {
            "title": dataset_title(other),
            "link": ("dataset", other.name),
            "columns": [column_label(column) for column in kept],
            "rows": [[row[column.name] for column in kept] for row in rows[:_MOST_ROWS]],
            "more": max(0, len(rows) - _MOST_ROWS),
        }
