"""The privacy gate over a page: what no release publishes, the API does not either. What is found is said in ``publish.privacy``.

Nearly every page holds nothing for the gate, and to ask it takes longer than all the rest of an answer; so a quick look comes
first, which only ever errs by calling it for nothing.
"""

import json
import re
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from pipelines.metadata import Column, Dataset
from pipelines.publish.gate import Gate

Row = tuple[str | None, ...]

_WORDS = (
    "@", "at]", "at)", "at}", "a còng", ".me/", "facebook.com", "fb.com", "messenger.com", "tiktok.com", "instagram.com",
    "linkedin.com", "twitter.com", "x.com", "threads.net",
)  # fmt: skip
# Each is found by its first characters, which is what makes them quick; one pattern of all would be tried at every character.
_NUMBERS = tuple(
    map(
        re.compile,
        (
            r"0[1-9][0-9 \xa0.()-]{7}",
            r"84[ \xa0.()-]{0,3}0?[235789][0-9]",
            r"0[0-9]{11}",
            r"[0-9]{3} ?[0-9]{3} ?[0-9]{3}",
            r"[A-Za-z][0-9]{7}",
        ),
    )
)
_UNSEEN = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\ufff9-\uffff\uff10-\uff19\uff20\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]"
)


def may_concern_the_gate(text: str) -> bool:
    """Whether ``text``, or several with line breaks between, may hold something that the gate withholds."""
    lowered = text.lower()
    return (
        any(word in lowered for word in _WORDS)
        or any(number.search(text) for number in _NUMBERS)
        or (not text.isascii() and _UNSEEN.search(text) is not None)
        or "\\u00" in text
    )


def clean_texts(dataset: Dataset, columns: Sequence[Column], rows: Sequence[Row]) -> list[Row]:
    """Return the rows, published texts of ``columns``, without what points at persons."""
    if not may_concern_the_gate("\n".join(cell for row in rows for cell in row if cell)):
        return list(rows)
    texts = pa.table(
        {column.name: pa.array([row[at] for row in rows], pa.string()) for at, column in enumerate(columns)}
    )
    _, clean = Gate().clean(dataset, [b""] * len(rows), texts)
    return list(zip(*(clean[column.name].to_pylist() for column in columns), strict=True))


def clean_objects(dataset: Dataset, columns: Sequence[Column], rows: Sequence[str]) -> list[str]:
    """Return the rows, each a JSON object with ``columns``, without what points at persons."""
    if not may_concern_the_gate("\n".join(rows)):
        return list(rows)
    objects: list[dict[str, Any]] = [json.loads(row) for row in rows]
    texts = [tuple(_text(each[column.name]) for column in columns) for each in objects]
    clean = clean_texts(dataset, columns, texts)
    return [
        row if before == after else _changed(each, columns, before, after)
        for row, each, before, after in zip(rows, objects, texts, clean, strict=True)
    ]


def _changed(row: dict[str, Any], columns: Sequence[Column], before: Row, after: Row) -> str:
    for column, old, new in zip(columns, before, after, strict=True):
        if old != new:
            row[column.name] = json.loads(new) if column.type == "json" and new is not None else new
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
