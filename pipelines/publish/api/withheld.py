"""The privacy gate over a page: what no release publishes, the API does not either. What is found is said in ``publish.privacy``."""

import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from pipelines.metadata import Column, Dataset
from pipelines.publish.gate import Gate
from pipelines.publish.quick_look import may_concern_the_gate

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


def clean_objects(dataset: Dataset, columns: Sequence[Column], rows: Sequence[str]) -> list[str]:
    """Return the rows, each a JSON object with ``columns``, without what points at persons."""
    if not may_concern_the_gate("\n".join(rows)):
        return list(rows)
    checked = list(rows)
    suspects = [number for number, row in enumerate(rows) if may_concern_the_gate(row)]
    objects: list[dict[str, Any]] = [json.loads(rows[number]) for number in suspects]
    texts = [tuple(_text(each[column.name]) for column in columns) for each in objects]
    clean = clean_texts(dataset, columns, texts)
    for number, each, before, after in zip(suspects, objects, texts, clean, strict=True):
        if before != after:
            checked[number] = _changed(each, columns, before, after)
    return checked


def _changed(row: dict[str, Any], columns: Sequence[Column], before: Row, after: Row) -> str:
    for column, old, new in zip(columns, before, after, strict=True):
        if old != new:
            row[column.name] = json.loads(new) if column.type == "json" and new is not None else new
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
