"""Pages of a PDF that are read as pictures: drawn by pdfium one after the other, recognised by ``scan`` side by side."""
# ruff: noqa: PLC0415

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pypdfium2 as pypdfium

from pipelines.read.model import Block, Paragraph, Place

if TYPE_CHECKING:
    from PIL.Image import Image

    from pipelines.read.scan import ScannedPage

_RESOLUTION = 300
_MOST_PIXELS = 5200


def read_pictures(source_name: str, file: pypdfium.PdfDocument, numbers: Sequence[int]) -> dict[int, "ScannedPage"]:
    """Return what the pictures of the pages ``numbers`` (from 1) hold, the lines of each page counted from 1.

    Raises SourceRejected, with the command that installs it, where tesseract is missing.
    """
    from pipelines.read.ocr import require_recognition
    from pipelines.read.scan import read_scanned_page

    require_recognition(source_name)
    workers = os.cpu_count() or 1
    found: dict[int, ScannedPage] = {}
    # Few pictures wait at a time: one is some ten megabytes.
    with ThreadPoolExecutor(workers) as pool:
        waiting: list[tuple[int, Future[ScannedPage]]] = []
        for number in numbers:
            image, points = _draw(file, number)
            waiting.append((number, pool.submit(read_scanned_page, image, number, 1, points)))
            if len(waiting) > workers:
                first, result = waiting.pop(0)
                found[first] = result.result()
        found.update((number, result.result()) for number, result in waiting)
    return found


def _draw(file: pypdfium.PdfDocument, number: int) -> tuple["Image", float]:
    """Return the picture of a page in shades of grey, and how many points a pixel of it is."""
    page = file[number - 1]
    try:
        scale = min(_RESOLUTION / 72, _MOST_PIXELS / max(*page.get_size(), 1.0))
        return page.render(scale=scale, grayscale=True).to_pil(), 1 / scale
    finally:
        page.close()


def shift_blocks(blocks: Sequence[Block], by: int) -> Iterator[Block]:
    """Yield ``blocks`` with ``by`` added to the numbers of their lines."""
    for block in blocks:
        if isinstance(block, Paragraph):
            numbers = tuple(number + by for number in block.line_numbers)
            yield replace(block, place=shift_place(block.place, by), line_numbers=numbers)
            continue
        rows = tuple(
            replace(
                row,
                place=shift_place(row.place, by),
                cells=tuple(replace(cell, place=shift_place(cell.place, by)) for cell in row.cells),
            )
            for row in block.rows
        )
        place, header = shift_place(block.place, by), shift_place(block.header_place, by)
        yield replace(block, rows=rows, place=place, header_place=header)


def shift_place(place: Place, by: int) -> Place:
    """Return ``place`` with ``by`` added to its lines."""
    if place.line_start is None:
        return place
    return replace(place, line_start=place.line_start + by, line_end=(place.line_end or place.line_start) + by)
