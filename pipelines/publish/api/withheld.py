"""The privacy gate over a page: what no release publishes, the API does not either. What is found is said in ``privacy.rules``.

Rows come into the warehouse without it (``load.withhold``), and each release searches all of them again. Until one has, and where
it still found something, the rows of a page are searched here.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from pipelines.metadata import Column, Dataset
from pipelines.privacy.gate import Gate
from pipelines.privacy.quick_look import may_concern_the_gate
from pipelines.publish.api.requests import PageRequest
from pipelines.publish.tables import public_columns

Row = tuple[str | None, ...]


def clean_texts(dataset: Dataset, columns: Sequence[Column], rows: Sequence[Row]) -> list[Row]:
    """Return the rows, published texts of ``columns``, without what points at persons."""
    lines = ["\n".join(cell for cell in row if cell) for row in rows]
    if not may_concern_the_gate("\n".join(lines)):
        return list(rows)
    suspects = [number for number, line in enumerate(lines) if may_concern_the_gate(line)]
    if not suspects:
        return list(rows)
    texts = pa.table(
        {
            column.name: pa.array([rows[number][at] for number in suspects], pa.string())
            for at, column in enumerate(columns)
        }
    )
    _, clean = Gate().clean(dataset, [b""] * len(suspects), texts)
    found = zip(*(clean[column.name].to_pylist() for column in columns), strict=True)
    return list({**dict(enumerate(rows)), **dict(zip(suspects, found, strict=True))}.values())


def clean_page(request: PageRequest, found: Sequence[Sequence[Any]], *, as_json: bool) -> list[Any]:
    """Return the rows of a page without what points at persons: JSON objects, or the published texts of its columns.

    ``found`` are rows of ``pages.json_page`` or ``text_page``. A row is left out where a value that the request filters or sorts by
    is withheld, whatever it is compared with: so nothing can be learned of it by asking.
    """
    dataset = request.dataset
    public = public_columns(dataset)
    first = 1 if as_json else 0
    texts = [tuple(row[first : first + len(public)]) for row in found]
    tested = {one.column.name for one in request.filters}
    tested |= {one.column.name for one in request.order if one.column.name not in dataset.key}
    names = [column.name for column in public]
    rows: list[Any] = []
    for row, before, after in zip(found, texts, clean_texts(dataset, public, texts), strict=True):
        clean = dict(zip(names, after, strict=True))
        changed = {name for name, text in zip(names, before, strict=True) if clean[name] != text}
        if changed & tested:
            continue
        if not as_json:
            rows.append(tuple(clean[column.name] for column in request.columns))
        elif changed:
            rows.append(_changed(json.loads(row[0]), request.columns, clean, changed))
        else:
            rows.append(row[0])
    return rows


def page_place(request: PageRequest, row: Sequence[Any], *, as_json: bool) -> tuple[list[str | None], bool]:
    """Return the printed values of the order of ``row``, the last one of a page, and whether any of them is withheld."""
    public = public_columns(request.dataset)
    first = 1 if as_json else 0
    texts = tuple(row[first : first + len(public)])
    (after,) = clean_texts(request.dataset, public, [texts])
    changed = {column.name for column, old, new in zip(public, texts, after, strict=True) if old != new}
    return list(row[first + len(public) :]), any(one.column.name in changed for one in request.order)


def clean_object(dataset: Dataset, columns: Sequence[Column], row: str) -> dict[str, Any]:
    """Return the row, a JSON object with ``columns``, without what points at persons."""
    found: dict[str, Any] = json.loads(row)
    if not may_concern_the_gate(row):
        return found
    before = {column.name: _text(found[column.name]) for column in columns}
    (after,) = clean_texts(dataset, columns, [tuple(before.values())])
    clean = dict(zip(before, after, strict=True))
    changed = {name for name in clean if clean[name] != before[name]}
    return dict(json.loads(_changed(found, columns, clean, changed)))


def _changed(row: dict[str, Any], columns: Sequence[Column], clean: Mapping[str, str | None], changed: set[str]) -> str:
    for column in columns:
        if column.name in changed:
            new = clean[column.name]
            row[column.name] = json.loads(new) if column.type == "json" and new is not None else new
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
