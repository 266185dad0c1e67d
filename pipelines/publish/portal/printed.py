"""The printed text of a source, line by line, as the places of records count it.

Text files are decoded again, which takes no time. Other formats are read again once and kept in ``HOME/portal-work/text``. A scan
is not recognised a second time: its text is what the release holds of it (paragraphs of sections, rows of tables).

What points at a person is withheld here as it is in the release, so that no page shows it.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pipelines.archive.store import read_blob, write_whole
from pipelines.publish.privacy import withhold
from pipelines.read.formats import Format, detect_format
from pipelines.read.lines import read_lines, split_lines
from pipelines.read.model import Document, Paragraph, Place, SourceRejected
from pipelines.read.sources import read_source
from pipelines.read.text import decode_text
from pipelines.settings import Home, code_fingerprint

_READ_CODE = ("pipelines/language", "pipelines/read")
_SAMPLE_PAGES = 5
_LETTERS_OF_A_TEXT_LAYER = 100
_MAYBE_PERSONAL = re.compile(
    r"[@＠]|\(at|\[at|còng|\.(?:com|me|net)\b|\d(?:\D{0,3}\d){7}|cccd|cmn|cmt|căn cước|chứng minh|định danh|hộ chiếu"
    r"|[\uff10-\uff19\u0660-\u0669\u06f0-\u06f9]",
    re.IGNORECASE,
)
"""What withholding looks for has one of these; most lines have none and need not be searched."""


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line of a text, or one row of a table with its ``cells``. ``no`` is what records call it; None in a workbook."""

    no: int | None
    text: str
    page: int | None = None
    sheet: str | None = None
    row: int | None = None
    cells: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """The name of the line within its page."""
        return f"L{self.no}" if self.no is not None else f"R{self.row}"


def printed_lines(
    home: Home, work: Path, source_name: str, sha256: str, sections: Sequence[Mapping[str, Any]]
) -> list[PrintedLine]:
    """Return the lines of a source; those that ``sections`` hold where its bytes cannot be shown again."""
    return [_without_personal_data(line) for line in _all_lines(home, work, source_name, sha256, sections)]


def _without_personal_data(line: PrintedLine) -> PrintedLine:
    if line.cells:
        cells = tuple(map(_withheld, line.cells))
        return line if cells == line.cells else replace(line, cells=cells)
    text = _withheld(line.text)
    return line if text == line.text else replace(line, text=text)


def _withheld(text: str) -> str:
    if not _MAYBE_PERSONAL.search(text):
        return text
    clean, found = withhold(text)
    return clean if found.keys() - {"control_character"} else text


def _all_lines(
    home: Home, work: Path, source_name: str, sha256: str, sections: Sequence[Mapping[str, Any]]
) -> list[PrintedLine]:
    try:
        data = read_blob(home, sha256)
        found = detect_format(source_name, data)
        if found is Format.TEXT:
            return _text_lines(source_name, data)
        if found is Format.IMAGE or (found is Format.PDF and not _has_text_layer(data)):
            return _section_lines(sections)
        return _kept_lines(work, source_name, sha256, data)
    except (OSError, LookupError, ValueError, SourceRejected):
        return _section_lines(sections)


def _text_lines(source_name: str, data: bytes) -> list[PrintedLine]:
    text, _ = decode_text(source_name, data)
    pages = {line.number: line.page for line in read_lines(text)}
    page = None
    found = []
    for number, line in enumerate(split_lines(text), start=1):
        page = pages.get(number, page)
        found.append(PrintedLine(number, line.replace("\f", "").rstrip(), page))
    while found and not found[-1].text:
        found.pop()
    return found


def _kept_lines(work: Path, source_name: str, sha256: str, data: bytes) -> list[PrintedLine]:
    path = work / "text" / f"{sha256}.json"
    code = code_fingerprint(*_READ_CODE)
    try:
        stored = json.loads(path.read_bytes())
        if stored["code"] == code:
            return [PrintedLine(**{**line, "cells": tuple(line["cells"])}) for line in stored["lines"]]
    except (OSError, ValueError, KeyError, TypeError):
        pass
    lines = document_lines(read_source(source_name, sha256, data))
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {"code": code, "lines": [asdict(line) for line in lines]}
    write_whole(path, json.dumps(kept, ensure_ascii=False).encode())
    return lines


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
            found.append(_line(block.header_place, "", block.columns))
        found += [_line(row.place, "", row.texts) for row in block.rows]
    return found


def _line(place: Place, text: str, cells: Sequence[str] = ()) -> PrintedLine:
    row = cell_row(place.cell)
    number = place.line_start if place.sheet is None else None
    return PrintedLine(number, text, place.page, place.sheet, row, tuple(cells))


def cell_row(cell: str | None) -> int | None:
    """The number of the first row of a range of cells.

    >>> cell_row("A6:I6")
    6
    """
    digits = "".join(filter(str.isdigit, (cell or "").partition(":")[0]))
    return int(digits) if digits else None


def _section_lines(sections: Sequence[Mapping[str, Any]]) -> list[PrintedLine]:
    found = []
    for section in sections:
        title = " ".join(part for part in (section.get("number"), section.get("title")) if part)
        found.append(PrintedLine(section.get("source_line_start"), title, section.get("source_page")))
        for paragraph in json.loads(section.get("paragraphs") or "[]"):
            found.append(PrintedLine(paragraph.get("line_start"), paragraph.get("text", "")))
    return found


def _has_text_layer(data: bytes) -> bool:
    import pypdfium2  # noqa: PLC0415 - only PDFs need it

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return False
    try:
        pages = range(min(len(document), _SAMPLE_PAGES))
        letters = sum(document[number].get_textpage().count_chars() for number in pages)
        return bool(letters >= _LETTERS_OF_A_TEXT_LAYER)
    finally:
        document.close()
