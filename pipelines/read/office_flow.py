"""Paragraphs and tables as word processors and web pages hold them -> blocks of a ``Document``.

What is the same for DOCX and HTML: text of old fonts, frames that only arrange text, tables inside tables, line breaks inside
paragraphs, page numbers and contents written out as text. How a format stores them is for its own reader, grids are for
``grid``.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipelines.language.headings import printed_kinds
from pipelines.language.legacy import decode_all
from pipelines.language.numbering import parse_appendix_label
from pipelines.language.text import collapse
from pipelines.read.grid import GridCell, join_tables, read_grid
from pipelines.read.lines import PAGE_NUMBER, Line
from pipelines.read.model import Block, Document, Paragraph, ParagraphKind, Place, Remark, RemarkKind, Table
from pipelines.read.paragraphs import Layout, read_paragraphs
from pipelines.read.table_tabs import read_tab_tables

_CONTENTS_ENTRY = re.compile(r"(?:\.{4}|…{2}|(?:\. ){3})[.… ]*\d{1,3}\Z")
_ROW_LABEL = re.compile(r"(?:\d+(?:\.\d+)*|[IVXL]+|[A-ZĐa-zđ])[.)]?\Z")
_BARE_NUMBER = re.compile(r"\d{1,3}\Z")
_GAP = re.compile(r"(?<=\S)(?:[ \xa0]*\t\s*|[ \xa0]{4,})(?=\S)")
_LINE_LAYOUT = Layout(usual_gap=0, indented=False, widths={})
# More than a head or a signature holds in one cell, fewer than the text of a page does.
_LONG_CELL = 25
_FEW_ROWS = 3
_MOST_FIELDS, _MOST_FIELDS_PER_CELL = 100_000, 20
_FEWEST_ENTRIES = 3


@dataclass(slots=True)
class FlowParagraph:
    """One paragraph: its printed lines with the blanks and tabs they were written with."""

    lines: list[str]
    place: Place
    kind: ParagraphKind = ParagraphKind.BODY
    bold: bool = False

    @property
    def text(self) -> str:
        """The collapsed text."""
        return collapse(" ".join(self.lines))


@dataclass(slots=True)
class FlowCell:
    """One cell: where it begins in the grid (from 0), how far it reaches, and what it holds."""

    row: int
    column: int
    items: "list[FlowItem]" = field(default_factory=list)
    row_span: int = 1
    column_span: int = 1
    is_header: bool = False


@dataclass(slots=True)
class FlowTable:
    """One table. ``ruled`` is true where lines are drawn between its cells, false where none are, None where it is not known."""

    cells: list[FlowCell]
    ruled: bool | None = None


FlowItem = FlowParagraph | FlowTable


def add_flow(document: Document, items: Sequence[FlowItem], converted: Iterable[str] = ()) -> None:
    """Add the blocks that ``items`` make up to ``document``; a note and a remark say which text was of an old encoding.

    ``converted`` are the encodings that the reader itself converted, by the fonts of the text.
    """
    encodings = list(dict.fromkeys([*converted, *decode_flow(items)]))
    for encoding in encodings:
        document.notes.append(f"text in the encoding {encoding} was converted to Unicode")
    if encodings:
        text = f"Văn bản dùng bảng mã cũ ({', '.join(encodings)}), đã được chuyển sang Unicode."
        document.remarks.append(Remark(RemarkKind.LEGACY_ENCODING, Place(), text))
    flow = _join_neighbours(_beside_signature(items))
    document.blocks += _mark_furniture(join_tables(list(_blocks(flow))))


def flow_paragraphs(items: Iterable[FlowItem]) -> Iterator[FlowParagraph]:
    """Yield all paragraphs, those in cells too, in reading order."""
    for item in items:
        if isinstance(item, FlowParagraph):
            yield item
        else:
            for cell in item.cells:
                yield from flow_paragraphs(cell.items)


def unframe(items: Iterable[FlowItem]) -> Iterator[FlowItem]:
    """Yield ``items``; what stands in tables that only arrange a page comes in their stead."""
    for item in items:
        if isinstance(item, FlowTable) and _is_frame(item):
            for cell in _in_order(item.cells):
                yield from unframe(cell.items)
        else:
            yield item


def decode_flow(items: Sequence[FlowItem]) -> list[str]:
    """Turn text in encodings from before Unicode into Unicode, in place; return the encodings found."""
    paragraphs = [paragraph for paragraph in flow_paragraphs(items) if not all(map(str.isascii, paragraph.lines))]
    texts = ["\n".join(paragraph.lines) for paragraph in paragraphs]
    decoded, encodings = decode_all(texts)
    if encodings:
        for paragraph, text in zip(paragraphs, decoded, strict=True):
            paragraph.lines = text.split("\n")
    return encodings


def _blocks(items: Iterable[FlowItem]) -> Iterator[Block]:
    paragraphs: list[FlowParagraph] = []
    for item in items:
        if isinstance(item, FlowTable):
            yield from _stretch_blocks(paragraphs)
            paragraphs = []
            yield from _table_blocks(item)
        else:
            paragraphs.append(item)
    yield from _stretch_blocks(paragraphs)


def _stretch_blocks(paragraphs: Sequence[FlowParagraph]) -> Iterator[Block]:
    """Yield the blocks of paragraphs that follow each other, among them the tables whose cells stand between tabs."""
    lines = list(_flow_lines(paragraphs)) if any("\t" in raw for p in paragraphs for raw in p.lines) else []
    tables = {first: (table, end) for table, first, end in read_tab_tables(lines)}
    if not tables:
        for paragraph in paragraphs:
            yield from _paragraph_blocks(paragraph)
        return
    stop, table_end = 0, 0
    for at, line in enumerate(lines):
        if at in tables:
            table, table_end = tables[at]
            yield table
        if at < stop or (at < table_end and line.kind is ParagraphKind.BODY):
            continue
        # What a paragraph holds before or behind a table stays a paragraph.
        stop = at + 1
        while stop < len(lines) and lines[stop].number == line.number and stop not in tables:
            stop += 1
        raws = [other.raw for other in lines[at:stop]]
        yield from _paragraph_blocks(replace(paragraphs[line.number], lines=raws))


@dataclass(slots=True)
class _FlowLine(Line):
    """A line of a paragraph, which says where that stands; ``number`` is the paragraph's among those it follows, from 0."""

    spot: Place = field(default_factory=Place)

    @property
    def place(self) -> Place:
        return self.spot


def _flow_lines(paragraphs: Sequence[FlowParagraph]) -> Iterator[Line]:
    gap = 0
    for number, paragraph in enumerate(paragraphs):
        gap += not paragraph.text
        for raw in paragraph.lines:
            text = collapse(raw)
            if text:
                yield _FlowLine(number, text, 1, False, gap > 0, 0, raw, paragraph.kind, gap, paragraph.place)
                gap = 0


def _paragraph_blocks(paragraph: FlowParagraph) -> Iterator[Paragraph]:
    """Yield the paragraph; where its lines begin items, headings or parts of a head, as several."""
    lines = [text for line in paragraph.lines if (text := collapse(line))]
    if not lines:
        return
    if len(lines) == 1 or paragraph.kind is not ParagraphKind.BODY:
        yield Paragraph(" ".join(lines), paragraph.place, paragraph.kind, tuple(lines))
        return
    made = [Line(number, text, 1, False, False, 0, text) for number, text in enumerate(lines, 1)]
    for part in read_paragraphs(made, _LINE_LAYOUT):
        yield Paragraph(part.text, paragraph.place, paragraph.kind, part.lines)


def _table_blocks(table: FlowTable) -> Iterator[Block]:
    if _is_frame(table) or _is_sparse(table):
        for cell in _in_order(table.cells):
            yield from _blocks(cell.items)
        return
    places = [paragraph.place for paragraph in flow_paragraphs([table])]
    if not places:
        return
    cells = [grid_cell for cell in _in_order(table.cells) if (grid_cell := _grid_cell(cell)) is not None]
    blocks = read_grid(cells, places[0].to(places[-1]), may_be_layout=not table.ruled and not _names_columns(table))
    if any(isinstance(block, Table) for block in blocks):
        yield from blocks
    else:
        for cell in _in_order(table.cells):
            yield from _blocks(cell.items)


def _join_neighbours(items: Iterable[FlowItem]) -> Iterator[FlowItem]:
    """Yield ``items``, tables with nothing but empty paragraphs between them that are one table as one.

    The later one has as many columns, and the first row of the earlier one again or a row of data in its place.
    """
    table: FlowTable | None = None
    held: list[FlowItem] = []
    for item in items:
        if isinstance(item, FlowTable):
            if table is not None and _continues(table, item):
                offset = 1 + max(cell.row for cell in table.cells)
                cells = [*table.cells, *(replace(cell, row=cell.row + offset) for cell in item.cells)]
                table = replace(table, cells=cells)
                held = [table, *held[1:]]
                continue
            yield from held
            table, held = item, [item]
        elif table is not None and not item.text:
            held.append(item)
        else:
            yield from held
            yield item
            table, held = None, []
    yield from held


def _continues(above: FlowTable, below: FlowTable) -> bool:
    if not above.cells or not below.cells or not _names_columns(above) or _width(above) != _width(below):
        return False
    first = _first_row(below)
    if first == _first_row(above):
        return True
    label = first[0] if first else ""
    return not _names_columns(below) and (not label or _ROW_LABEL.match(label) is not None)


def _width(table: FlowTable) -> int:
    return max(cell.column + cell.column_span for cell in table.cells)


def _first_row(table: FlowTable) -> list[str]:
    first = min(cell.row for cell in table.cells)
    return [collapse(" ".join(_cell_lines(cell))) for cell in _in_order(table.cells) if cell.row == first]


def _in_order(cells: Iterable[FlowCell]) -> list[FlowCell]:
    return sorted(cells, key=lambda cell: (cell.row, cell.column))


def _is_frame(table: FlowTable) -> bool:
    """Whether a table arranges a page: its cells hold tables or the text of pages, or there is one cell to a row."""
    rows: dict[int, int] = {}
    for cell in table.cells:
        rows[cell.row] = rows.get(cell.row, 0) + 1
    if all(count == 1 for count in rows.values()) and not any(cell.row_span > 1 for cell in table.cells):
        return True
    holding = [cell for cell in table.cells if any(_is_grid(item) for item in cell.items)]
    if len(holding) * 3 >= len([cell for cell in table.cells if _holds_text(cell)]) and holding:
        return True
    if len(rows) > _FEW_ROWS or _names_columns(table):
        return False
    return bool(holding) or any(len(cell.items) > _LONG_CELL for cell in table.cells)


def _is_sparse(table: FlowTable) -> bool:
    """Whether the grid would hold far more fields than there are cells: no table, but a trap."""
    rows = max((cell.row for cell in table.cells), default=0) + 1
    begun = sorted({cell.column for cell in table.cells})
    covered = sum(
        min(cell.row_span, rows - cell.row)
        * (bisect_left(begun, cell.column + cell.column_span) - bisect_left(begun, cell.column))
        for cell in table.cells
    )
    return max(covered, rows * len(begun)) > _MOST_FIELDS + _MOST_FIELDS_PER_CELL * len(table.cells)


def _is_grid(item: FlowItem) -> bool:
    """Whether ``item`` is a table with columns and rows of its own."""
    if not isinstance(item, FlowTable):
        return False
    return len({cell.row for cell in item.cells}) > 1 and len({cell.column for cell in item.cells}) > 1


def _holds_text(cell: FlowCell) -> bool:
    return any(line.strip() for paragraph in flow_paragraphs(cell.items) for line in paragraph.lines)


def _names_columns(table: FlowTable) -> bool:
    """Whether the first row holds headings of a table of data."""
    return bool(table.cells) and sum(bool(text and printed_kinds(text)) for text in _first_row(table)) >= 2


def _cell_lines(cell: FlowCell) -> list[str]:
    return [line for paragraph in flow_paragraphs(cell.items) for line in paragraph.lines]


def _grid_cell(cell: FlowCell) -> GridCell | None:
    paragraphs = list(flow_paragraphs(cell.items))
    if not paragraphs:
        return None
    lines = tuple(text for paragraph in paragraphs for line in paragraph.lines if (text := collapse(line)))
    bold = cell.is_header or (bool(lines) and all(p.bold for p in paragraphs if p.text))
    place = paragraphs[0].place
    if len(paragraphs) > 1:
        place = place.to(paragraphs[-1].place)
    text = " ".join(lines)
    return GridCell(text, place, cell.row, cell.column, cell.row_span, cell.column_span, lines=lines, bold=bold)


def _beside_signature(items: Sequence[FlowItem]) -> Iterator[FlowItem]:
    """Yield ``items``; where recipients and signature stand side by side, kept apart by tabs, the signature comes behind."""
    right: list[FlowItem] = []
    in_block = False
    for item in items:
        if isinstance(item, FlowTable) or item.kind is not ParagraphKind.BODY:
            yield from right
            right, in_block = [], False
            yield item
            continue
        text = item.text
        if text.startswith(("Nơi nhận", "NƠI NHẬN")):
            in_block = True
        elif in_block and parse_appendix_label(text) is not None:
            yield from right
            right, in_block = [], False
        if not in_block or not text:
            yield item
            continue
        parts = [_GAP.split(line.strip(), maxsplit=1) for line in item.lines]
        if any(len(part) > 1 for part in parts) or (right and item.lines[0][:1] == "\t"):
            right += [replace(item, lines=[part[-1]]) for part in parts if len(part) > 1 or item.lines[0][:1] == "\t"]
            left = [part[0] for part in parts if len(part) > 1 or item.lines[0][:1] != "\t"]
            if left:
                yield replace(item, lines=left)
        else:
            yield item
    yield from right


def _mark_furniture(blocks: list[Block]) -> list[Block]:
    """Return ``blocks``, page numbers and the entries of a table of contents that stand as text among them as furniture."""
    numbers = [
        (index, int(block.text))
        for index, block in enumerate(blocks)
        if isinstance(block, Paragraph) and block.kind is ParagraphKind.BODY and _BARE_NUMBER.match(block.text)
    ]
    rising = all(a[1] < b[1] for a, b in pairwise(numbers))
    marked = {index for index, _ in numbers} if rising else set()
    entries = set()
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph) and block.kind is ParagraphKind.BODY:
            if PAGE_NUMBER.match(block.text):
                marked.add(index)
            elif _CONTENTS_ENTRY.search(block.text):
                entries.add(index)
    if len(entries) >= _FEWEST_ENTRIES:
        marked |= entries
    return [
        replace(block, kind=ParagraphKind.FURNITURE) if index in marked and isinstance(block, Paragraph) else block
        for index, block in enumerate(blocks)
    ]
