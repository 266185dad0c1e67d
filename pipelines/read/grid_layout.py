"""Grids that only arrange text on a page: the head of a letter, its signature, a frame around a paragraph.

They are no tables: their cells come back as paragraphs, one per printed line, left to right and downwards.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pipelines.language.text import collapse, fold
from pipelines.read.model import Paragraph

if TYPE_CHECKING:
    from pipelines.read.grid import Field, GridCell

_HEAD = re.compile(
    r"cong hoa xa hoi chu nghia|doc lap ?[-–] ?tu do|dang cong san viet nam|^so ?:|/[a-z]{2,4}-[a-z]+|ngay .{0,12}thang .{0,8}nam"
)
_SIGNATURE = re.compile(
    r"^(?:noi nhan\b|tm ?\.|t/m|kt ?\.|tl ?\.|tuq ?\.|q ?\.|nguoi lap|nguoi lap bieu|ke toan|thu truong|chu tich|giam doc"
    r"|pho chu tich|pho giam doc|truong phong|thu truong don vi|xac nhan|- luu\b|luu ?: ?vt)"
)
_MOST_ROWS = 8
_MOST_COLUMNS = 4


def is_layout(fields: "Sequence[Sequence[Field]]") -> bool:
    """Whether a grid arranges text: few fields, some of which are what heads and signatures say, or a frame of one field."""
    if len(fields[0]) == 1:
        return True
    if len(fields) > _MOST_ROWS or len(fields[0]) > _MOST_COLUMNS:
        return False
    cells = _cells(fields)
    if len(cells) == 1:
        return True
    lines = [fold(line) for cell in cells for line in _lines(cell)]
    head = sum(_HEAD.search(line) is not None for line in lines)
    signature = sum(_SIGNATURE.match(line) is not None for line in lines)
    return head >= 2 or signature >= 1 or (head >= 1 and len(fields) <= 2)


def layout_paragraphs(fields: "Sequence[Sequence[Field]]") -> Iterator[Paragraph]:
    """Yield the paragraphs of the cells, row by row, each printed line as one."""
    for cell in _cells(fields):
        for line in _lines(cell):
            yield Paragraph(line, cell.place, lines=(line,))


def _cells(fields: "Sequence[Sequence[Field]]") -> "list[GridCell]":
    found: dict[int, GridCell] = {}
    for row in fields:
        for field in row:
            if field is not None and field.text:
                found.setdefault(id(field), field)
    return list(found.values())


def _lines(cell: "GridCell") -> list[str]:
    lines = [collapse(line) for line in cell.lines or cell.text.split("\n")]
    return [line for line in lines if line]
