"""A document as its pages show it: every printed line and row in order, and where on its page each stands.

This is what a reader is shown beside a figure. It is no part of the published data: of files whose pages are pictures or have a
layout it is kept beside their records when they are read, as recognising a scan a second time takes minutes.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipelines.archive.store import write_whole
from pipelines.read.model import Document, Paragraph, Place, Spot
from pipelines.settings import Home, code_fingerprint

Box = tuple[float, float, float, float]

_CODE = ("pipelines/language", "pipelines/read")
_WITH_PAGES = frozenset({"pdf", "pdf_scan", "image"})


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line of a text, or one row of a table with its ``cells``. ``no`` is what records call it; None in a workbook.

    ``boxes`` are those of the cells in points where their page has a layout; ``is_heading`` marks the names of a table's columns.
    """

    no: int | None
    text: str
    page: int | None = None
    sheet: str | None = None
    row: int | None = None
    cells: tuple[str, ...] = ()
    boxes: tuple[Box | None, ...] = ()
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Print:
    """All lines of a document, the spots of its lines in reading order, and whether its pages were read as pictures."""

    lines: list[PrintedLine]
    spots: tuple[Spot, ...] = ()
    is_scan: bool = False


def print_of(document: Document) -> Print:
    """Every paragraph and row of ``document`` in reading order, and where they stand."""
    return Print(document_lines(document), tuple(document.spots), document.source_format in {"pdf_scan", "image"})


def document_lines(document: Document) -> list[PrintedLine]:
    """Every paragraph and row of ``document`` in reading order."""
    found: list[PrintedLine] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            if block.lines and len(block.lines) == len(block.line_numbers):
                numbered = zip(block.line_numbers, block.lines, strict=True)
                found += [PrintedLine(number, line, block.place.page) for number, line in numbered]
            else:
                found.append(_line(block.place, block.text))
            continue
        if any(block.columns):
            found.append(_line(block.header_place, "", block.columns, is_heading=True))
        for row in block.rows:
            boxes = tuple(cell.place.box if cell.place.page == row.place.page else None for cell in row.cells)
            found.append(_line(row.place, "", row.texts, boxes if any(boxes) else ()))
    return found


def _line(
    place: Place, text: str, cells: Sequence[str] = (), boxes: tuple[Box | None, ...] = (), *, is_heading: bool = False
) -> PrintedLine:
    row = cell_row(place.cell)
    number = place.line_start if place.sheet is None else None
    return PrintedLine(number, text, place.page, place.sheet, row, tuple(cells), boxes, is_heading)


def cell_row(cell: str | None) -> int | None:
    """The number of the first row of a range of cells.

    >>> cell_row("A6:I6")
    6
    """
    digits = "".join(filter(str.isdigit, (cell or "").partition(":")[0]))
    return int(digits) if digits else None


def keep_print(home: Home, document: Document) -> None:
    """Keep the print of a document whose pages have a layout beside its records, as ``records/<sha256>.printed``."""
    if document.source_format in _WITH_PAGES:
        write_print(_kept_path(home, document.source_sha256), print_of(document))


def kept_print(home: Home, sha256: str) -> Print | None:
    """What ``keep_print`` kept; None where this code has not read the source."""
    return load_print(_kept_path(home, sha256))


def write_print(path: Path, printed: Print) -> None:
    """Write ``printed`` with the fingerprint of this code."""
    path.parent.mkdir(parents=True, exist_ok=True)
    told: dict[str, Any] = {"code": code_fingerprint(*_CODE), "lines": [_short(line) for line in printed.lines]}
    spots = [[spot.line, spot.page, spot.box, spot.text, spot.turned] for spot in printed.spots]
    told |= {"spots": spots, "is_scan": printed.is_scan}
    write_whole(path, json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode())


def _short(line: PrintedLine) -> dict[str, Any]:
    return {name: value for name, value in asdict(line).items() if value or name in {"no", "text"}}


def load_print(path: Path) -> Print | None:
    """What ``write_print`` wrote; None where it is not there, damaged, or other code wrote it."""
    try:
        told = json.loads(path.read_bytes())
        if told["code"] != code_fingerprint(*_CODE):
            return None
        lines = [_long(line) for line in told["lines"]]
        spots = tuple(Spot(at, page, _box(box), text, turned) for at, page, box, text, turned in told["spots"])
        return Print(lines, spots, told["is_scan"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _long(line: dict[str, Any]) -> PrintedLine:
    boxes = tuple(box and _box(box) for box in line.pop("boxes", ()))
    return PrintedLine(**line | {"cells": tuple(line.get("cells", ())), "boxes": boxes})


def _box(box: Sequence[float]) -> Box:
    left, top, right, bottom = box
    return left, top, right, bottom


def _kept_path(home: Home, sha256: str) -> Path:
    return home.records / f"{sha256}.printed"
