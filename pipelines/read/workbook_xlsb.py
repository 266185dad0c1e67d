"""What an XLSB file says of its cells besides their values, read from its records. The values themselves are calamine's.

Records are as in [MS-XLSB]: a number and a size of up to two and four bytes with seven bits each, then the content.
"""

import posixpath
import struct
from collections.abc import Iterator

from pipelines.read.model import SourceRejected
from pipelines.read.packages import open_package
from pipelines.read.workbook_model import LARGEST_AREA, Area, Companion, Marks, Position

_ROW, _ERROR, _ERROR_OF_FORMULA, _LAST_CELL = 0, 3, 11, 11
_COLUMNS, _SHEET, _MERGED = 60, 156, 176
_HIDDEN_ROW = 0x10
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_MOST_COLUMNS = 16_384


class XlsbCompanion(Companion):
    """The parts of one XLSB file: merged areas, hidden rows and columns, errors. Number formats are not read."""

    def __init__(self, source_name: str, data: bytes) -> None:
        self._package = open_package(source_name, data)
        super().__init__(source_name, data)
        self._marks = {
            name: _read_marks(source_name, self._package.read(part))
            for name, part in self._find_parts().items()
            if part in self._package
        }

    def marks(self, name: str) -> Marks:
        """The marks of the sheet of this name."""
        return self._marks.get(name, Marks())

    def _find_parts(self) -> dict[str, str]:
        """The part of every sheet, by the name of the sheet."""
        book, relations = "xl/workbook.bin", "xl/_rels/workbook.bin.rels"
        if book not in self._package or relations not in self._package:
            return {}
        targets = {
            relation.get("Id") or "": posixpath.normpath(posixpath.join("xl", relation.get("Target") or ""))
            for relation in self._package.read_xml(relations).iter("{*}Relationship")
            if relation.get("TargetMode") != "External"
        }
        found: dict[str, str] = {}
        for kind, content in records(self._package.read(book)):
            if kind == _SHEET:
                key, end = _text(content, 8)
                name, _ = _text(content, end)
                if key in targets:
                    found[name] = targets[key].lstrip("/")
        return found


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a part: number and content. What is cut off at the end is left out."""
    at, size = 0, len(data)
    while at < size:
        kind = data[at]
        at += 1
        if kind & 0x80 and at < size:
            kind = (kind & 0x7F) | (data[at] & 0x7F) << 7
            at += 1
        length = shift = 0
        while at < size and shift < 28:
            byte = data[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, data[at : at + length]
        at += length


def _read_marks(source_name: str, data: bytes) -> Marks:
    row = last_row = last_column = 0
    merged: list[Area] = []
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    errors: dict[Position, str] = {}
    for kind, content in records(data):
        if kind == _ROW and len(content) >= 12:
            row = int.from_bytes(content[:4], "little")
            if content[11] & _HIDDEN_ROW:
                hidden_rows.add(row)
        elif 0 < kind <= _LAST_CELL and len(content) >= 4:
            column = int.from_bytes(content[:4], "little")
            if kind > 1:
                last_row, last_column = max(last_row, row), max(last_column, column)
            if kind in {_ERROR, _ERROR_OF_FORMULA} and len(content) > 8:
                errors[row, column] = _ERRORS.get(content[8], "#N/A")
        elif kind == _MERGED and len(content) >= 16:
            first, last, left, right = struct.unpack_from("<4I", content)
            merged.append((first, left, last, right))
        elif kind == _COLUMNS and len(content) >= 18 and content[16] & 1:
            first, last = struct.unpack_from("<2I", content)
            hidden_columns.update(range(first, min(last, _MOST_COLUMNS) + 1))
    if (last_row + 1) * (last_column + 1) > LARGEST_AREA:
        raise SourceRejected(
            source_name,
            f"a sheet reaches over {last_row + 1} rows and {last_column + 1} columns",
            "delete what stands far outside the table and send it again",
        )
    return Marks(tuple(merged), frozenset(hidden_rows), frozenset(hidden_columns), errors)


def _text(content: bytes, at: int) -> tuple[str, int]:
    """The text at an offset, and the offset after it."""
    length = int.from_bytes(content[at : at + 4], "little")
    end = at + 4 + 2 * length
    return content[at + 4 : end].decode("utf-16-le", "replace"), end
