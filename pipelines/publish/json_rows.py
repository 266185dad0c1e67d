"""``DATASET.json`` and ``DATASET.jsonl``: the rows as objects, columns of text at a time.

Numbers are printed as they stand in the CSV, dates and times as texts, lists as lists; what is null is ``null``. "<" is
written as an escape, so that a text stays a text wherever the file is embedded.
"""

import json
from pathlib import Path

import pyarrow as pa
from pyarrow import compute

from pipelines.metadata import Column

# What is a character of JSON's own goes first: the others are written with it.
_MARKUP = (("<", "\\u003c"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029"))
_ESCAPES = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"), *_MARKUP)
_PLAIN = frozenset({"integer", "numeric", "boolean"})


class JsonRows:
    """Both files of one dataset, written batch by batch."""

    def __init__(self, folder: Path, name: str, columns: tuple[Column, ...]) -> None:
        """Open both files, which must not be there yet."""
        self._columns = columns
        self._array = (folder / f"{name}.json").open("xb")
        self._lines = (folder / f"{name}.jsonl").open("xb")
        self._rows = 0
        self._array.write(b"[")

    def write(self, texts: pa.Table, _: pa.Table) -> None:
        """Write a batch: ``texts`` are its published texts."""
        parts: list[pa.Array | str] = ["{"]
        for number, column in enumerate(self._columns):
            parts += [("," if number else "") + json.dumps(column.name) + ":", json_values(column, texts[column.name])]
        objects = compute.binary_join_element_wise(*map(_as_text, parts), "}", "")
        listed = text_bytes(compute.binary_join_element_wise(",\n", objects, ""))
        self._array.write(listed if self._rows else listed[1:])
        self._lines.write(text_bytes(compute.binary_join_element_wise(objects, "\n", "")))
        self._rows += texts.num_rows

    def close(self) -> None:
        """End both files."""
        self._array.write(b"\n]\n")
        self._array.close()
        self._lines.close()


def json_values(column: Column, texts: pa.ChunkedArray) -> pa.Array:
    """Return the JSON text of each value of ``column`` out of its published texts."""
    values = flat_array(texts)
    if column.type in _PLAIN:
        return compute.fill_null(values, "null")
    if column.type == "json":
        for character, escape in _MARKUP:
            values = compute.replace_substring(values, character, escape)
        return compute.fill_null(values, "null")
    for character, escape in _ESCAPES:
        values = compute.replace_substring(values, character, escape)
    quoted = compute.binary_join_element_wise('"', values, '"', "")
    return compute.fill_null(quoted, "null")


def flat_array(values: pa.ChunkedArray | pa.Array) -> pa.Array:
    """Return the values of a column as one array."""
    flat = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    return pa.concat_arrays(flat.chunks) if isinstance(flat, pa.ChunkedArray) else flat


def _as_text(part: pa.Array | str) -> pa.Array | pa.Scalar:
    return pa.scalar(part) if isinstance(part, str) else part


def text_bytes(values: pa.Array) -> bytes:
    """Return all texts of an array one after the other."""
    if not len(values):
        return b""
    offsets = memoryview(values.buffers()[1]).cast("i")
    first, last = offsets[values.offset], offsets[values.offset + len(values)]
    return bytes(memoryview(values.buffers()[2])[first:last])
