"""The pages of a PDF that are read from their text, as the blocks of a ``Document``: paragraphs and tables, over page breaks.

Works on what ``pdf_layout`` found on each page. Pages read as pictures are for ``scan``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipelines.language.legacy import decode_as, detect_legacy, encoding_of_font
from pipelines.read.grid import join_tables, read_grid
from pipelines.read.lines import Line
from pipelines.read.model import Block, Document, ParagraphKind, Place, Remark, RemarkKind
from pipelines.read.paragraphs import measure_layout
from pipelines.read.pdf_furniture import mark_furniture
from pipelines.read.pdf_layout import PageGrid, PageLayout
from pipelines.read.pdf_paragraphs import PageStyle, join_paragraphs, make_lines, measure_style
from pipelines.read.pdf_shapes import TextLine
from pipelines.read.pdf_tables import TableParts
from pipelines.read.quality import check_text_quality
from pipelines.read.structure import check_structure

_ENCODINGS = {"TCVN3": "TCVN3 (ABC)", "VNI": "VNI"}


class TextPages:
    """The pages of one document that have a text layer to be read."""

    def __init__(self, pages: Sequence[PageLayout]) -> None:
        self._pages = pages
        self._widths = {page.number: page.frame.width for page in pages}
        self._frames = {page.number: page.frame for page in pages}
        self._encoding = self._decode()
        mark_furniture(pages)

    def _decode(self) -> str | None:
        """Turn text from before Unicode into Unicode, where the document is written in it; return its encoding."""
        lines = [line for page in self._pages for line in page.lines()]
        found = detect_legacy([line.text for line in lines])
        for line in lines:
            line.text = decode_as(line.text, found).replace("\xad", "") if found else line.text.replace("\xad", "")
        for page in self._pages:
            _drop_empty(page)
        # Words in a font that says what it is were decoded when they were read.
        fonts = {word.font for line in lines for word in line.words}
        return found or next((name for font in sorted(fonts) if (name := encoding_of_font(font))), None)

    def count_lines(self, page: PageLayout, number: int) -> int:
        """Number the lines of ``page``, which follow the line ``number``; return the number of its last one."""
        for line in page.lines():
            number += 1
            line.number = number
        return number

    def read(self, document: Document) -> None:
        """Put the blocks of the numbered pages into ``document``, with what is to be remarked on them."""
        free = [item for page in self._pages for item in page.items if isinstance(item, TextLine)]
        style = measure_style(free, self._widths)
        lines = [line for page in self._pages for line in page.lines()]
        made = make_lines(lines, style, self._widths)
        quality = check_text_quality(made)
        document.notes += [problem.problem for problem in quality.problems]
        structure = check_structure(self._outside_tables(made))
        kept = {line.number for line in structure.lines}
        structure.remarks = _keep_parts_of_pages(made, kept, structure.remarks)
        damaged = [remark for remark in quality.damaged_pages if remark.place.line_start in kept]
        document.remarks += structure.remarks + damaged
        document.remarks += [remark for remark in quality.doubtful_pages if remark.place.line_start in kept]
        if self._encoding is not None:
            document.remarks.append(self._tell_encoding(lines))
        for remark in damaged:
            _mark_damaged(lines, remark)
        document.blocks += self._blocks(kept, {line.number: line for line in made}, style)

    def _outside_tables(self, made: Sequence[Line]) -> list[Line]:
        """Return all lines, those of tables so marked that they are no sentences, which a text might break off in."""
        inside = {
            line.number
            for page in self._pages
            for item in page.items
            if isinstance(item, PageGrid)
            for line in item.lines()
        }
        return [replace(line, kind=ParagraphKind.FOOTNOTE) if line.number in inside else line for line in made]

    def _tell_encoding(self, lines: Sequence[TextLine]) -> Remark:
        name = _ENCODINGS.get(self._encoding or "", self._encoding)
        told = f"Chữ trong tệp theo bảng mã {name}, đã được chuyển sang Unicode; cần đối chiếu tên riêng với bản gốc."
        return Remark(RemarkKind.LEGACY_ENCODING, Place(lines[0].page, lines[0].number, lines[-1].number), told)

    def _blocks(self, kept: set[int], made: dict[int, Line], style: PageStyle) -> list[Block]:
        """Return the blocks: a paragraph goes on over a page break, but never over a table."""
        limits = _reach(self._pages)
        layout = measure_layout([made[item.number] for item in self._free_lines(kept)])
        blocks: list[Block] = []
        prose: list[TextLine] = []
        table: TableParts | None = None

        def close_prose() -> None:
            judged = [replace(made[line.number], kind=line.kind) for line in prose]
            blocks.extend(join_paragraphs(prose, judged, style, self._widths, layout))
            prose.clear()

        def close_table() -> None:
            nonlocal table
            if table is not None:
                cells, place = table.grid_cells(self._frames), table.place(self._frames)
                blocks.extend(read_grid(cells, place, may_be_layout=not table.ruled))
                table = None

        for item in self._items(kept):
            if isinstance(item, TextLine):
                # Page numbers and footnotes stand between the parts of a table without ending it.
                if item.kind is ParagraphKind.BODY:
                    close_table()
                prose.append(item)
            elif table is None or not table.add(item, limits[round(self._widths[item.page])]):
                close_table()
                close_prose()
                table = TableParts(item)
        if table is not None:
            close_table()
        close_prose()
        blocks.sort(key=lambda block: block.place.line_start or 0)
        return join_tables(blocks)

    def _items(self, kept: set[int]) -> Iterator[TextLine | PageGrid]:
        for page in self._pages:
            for item in page.items:
                if isinstance(item, TextLine):
                    if item.number in kept:
                        yield item
                elif any(line.number in kept for line in item.lines()):
                    yield _without(item, kept)

    def _free_lines(self, kept: set[int]) -> Iterator[TextLine]:
        return (item for item in self._items(kept) if isinstance(item, TextLine))


def _keep_parts_of_pages(made: Sequence[Line], kept: set[int], remarks: Sequence[Remark]) -> list[Remark]:
    """Put back into ``kept`` what was left out as a page printed twice and is no whole page: forms say the same again.

    Returns the remarks that still hold.
    """
    others = min(
        (r.place.line_start or 0 for r in remarks if r.kind is RemarkKind.TWO_DOCUMENTS), default=len(made) + 1
    )
    pages: dict[int, set[int]] = {}
    for line in made:
        if line.kind is not ParagraphKind.FURNITURE and line.number < others:
            pages.setdefault(line.page, set()).add(line.number)
    for numbers in pages.values():
        if not numbers.isdisjoint(kept):
            kept |= numbers
    return [
        remark
        for remark in remarks
        if remark.kind is not RemarkKind.REPEATED_PAGE
        or any(n not in kept for n in range(remark.place.line_start or 0, (remark.place.line_end or 0) + 1))
    ]


def _drop_empty(page: PageLayout) -> None:
    page.items = [item for item in page.items if not isinstance(item, TextLine) or item.text]
    for item in page.items:
        if isinstance(item, PageGrid):
            for cell in item.cells:
                cell.lines = [line for line in cell.lines if line.text]


def _without(grid: PageGrid, kept: set[int]) -> PageGrid:
    """Return a grid without the lines that are not ``kept``: a page that was printed twice."""
    for cell in grid.cells:
        if any(line.number not in kept for line in cell.lines):
            cell.lines = [line for line in cell.lines if line.number in kept]
    return grid


def _mark_damaged(lines: Sequence[TextLine], remark: Remark) -> None:
    first, last = remark.place.line_start or 0, remark.place.line_end or 0
    for line in lines:
        if first <= line.number <= last and line.kind is not ParagraphKind.FURNITURE:
            line.kind = ParagraphKind.DAMAGED


def _reach(pages: Sequence[PageLayout]) -> dict[int, float]:
    """Return how far down the text of pages reaches, by the width of the page."""
    reach: dict[int, float] = {}
    for page in pages:
        bottoms = [
            item.box[3] for item in page.items if not isinstance(item, TextLine) or item.kind is ParagraphKind.BODY
        ]
        width = round(page.frame.width)
        reach[width] = max([reach.get(width, 0.0), *bottoms])
    return reach
