"""The grids of a PDF's pages as tables: a table that goes on over a page break as one, with the row that the break cut.

What header, group and data rows are is for ``grid``; which text stands in which cell for ``pdf_layout``.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.language.headings import printed_kinds
from pipelines.language.numbering import parse_bullet
from pipelines.language.text import fold
from pipelines.read.grid import GridCell
from pipelines.read.model import Place
from pipelines.read.pdf_layout import PageCell, PageGrid
from pipelines.read.pdf_shapes import Box, Frame, TextLine

# In points.
_SAME_EDGE = 5.0
_UNRULED_EDGE = 12.0
_NEXT_BELOW = 10.0
_HEADER_ROWS = 6
_LABEL = re.compile(r"(?:\d{1,4}(?:\.\d{1,3}){0,4}|[IVXL]{1,6}|[A-ZĐa-zđ])[.)]?")
_COLUMN_NUMBER = re.compile(r"\(?(?:\d{1,2}|[A-ZĐ])\)?(?: ?=.*)?")
# How a long figure may go on: 64.233/145.37 + 7.
_TORN = re.compile(r"/|\d[\d.]*")
_LAST_FIGURE = re.compile(r"[\d.]+\Z")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+|\d{1,3}")
_ENDED = re.compile(r"[.;:!?…][\"”')]*\Z")
_OPEN = re.compile(
    r"(?:[,(/–-]|\b(?:và|của|các|những|để|với|cho|về|tại|theo|trong|trên|đến|từ|do|là|hoặc|bằng|được|số))\Z"
)
_GOES_ON = re.compile(r"[,.;:)\]%/”]|[^\W\d_]")


@dataclass(slots=True)
class _Cell:
    """A cell of a table over its pages. ``left`` and ``right`` are counted from the left edge of the table."""

    row: int
    row_span: int
    left: float
    right: float
    page: int
    box: Box
    lines: list[TextLine] = field(default_factory=list)

    @property
    def end_row(self) -> int:
        return self.row + self.row_span

    @property
    def text(self) -> str:
        """Its lines joined with a blank, but for a figure that was too long for its line."""
        text = ""
        above: TextLine | None = None
        for line in self.lines:
            text += line.text if above is None or self._is_torn(above, line) else f" {line.text}"
            above = line
        return text

    def _is_torn(self, above: TextLine, line: TextLine) -> bool:
        """Whether a figure fills the cell from edge to edge and goes on in the next line: "64.233/145.37" + "7=44,2%"."""
        if len(above.words) > 1 or not above.text[-1].isdigit() or (torn := _TORN.match(line.text)) is None:
            return False
        left, right = above.left - self.box[0], self.box[2] - above.right
        if right > left + 0.6 * above.size or above.left > line.left + 1:
            return False
        last = _LAST_FIGURE.search(above.text)
        joined = f"{last[0] if last else ''}{torn[0]}"
        return not torn[0][0].isdigit() or (
            last is not None and not _GROUPED.fullmatch(last[0]) and _GROUPED.fullmatch(joined) is not None
        )


class TableParts:
    """A table gathered page by page. ``add`` takes the next grid where it goes on with the table."""

    def __init__(self, grid: PageGrid) -> None:
        self._cells = _cells(grid, 0, 0)
        self._last = grid
        self._ruled = grid.ruled
        self._edges = [x - grid.xs[0] for x in grid.xs]
        self._height = grid.row_count
        self._header = [_row_texts(grid, row) for row in range(min(_HEADER_ROWS, grid.row_count))]
        self._last_row = [cell for cell in self._cells if cell.end_row == self._height]
        self._labelled = self._count_labels(self._cells)
        self._has_number_heading = any(
            kind.kind == "row_number"
            for cell in self._cells
            if cell.row < 2 and cell.left < 1
            for kind in printed_kinds(cell.text)
        )

    def add(self, grid: PageGrid, limit: float) -> bool:
        """Take ``grid`` where it goes on with this table; ``limit`` is how far down the text of such pages reaches."""
        if not self._fits(grid):
            return False
        skipped = self._repeated(grid)
        if skipped == grid.row_count:
            self._last = grid
            return True
        if not skipped and _names_columns(grid):
            return False
        added = _cells(grid, 0, skipped)
        self._match_edges(grid, added)
        first = [cell for cell in added if cell.row == 0]
        room = limit - self._last.box[3]
        offset = self._height
        if self._is_cut(first, room):
            offset -= 1
            self._join_rows(first)
            added = [cell for cell in added if cell.row > 0]
        else:
            added = [cell for cell in added if not self._goes_on_down(cell, offset)]
        for cell in added:
            cell.row += offset
        self._cells += added
        self._labelled += self._count_labels(added)
        self._height = max([self._height, *(cell.end_row for cell in added)])
        self._last_row = [cell for cell in (*self._last_row, *added) if cell.end_row >= self._height]
        self._last = grid
        return True

    def grid_cells(self, frames: dict[int, Frame]) -> list[GridCell]:
        """Return the cells with their places."""
        edges = self._edges
        starts: dict[int, list[TextLine]] = {}
        for cell in self._cells:
            starts.setdefault(cell.row, []).extend(cell.lines)
        cells = []
        for cell in self._cells:
            column = _nearest(edges, cell.left)
            span = max(_nearest(edges, cell.right) - column, 1)
            lines = cell.lines or starts[cell.row]
            numbers = [line.number for line in lines]
            place = Place(
                cell.page, min(numbers, default=None), max(numbers, default=None), box=frames[cell.page].shown(cell.box)
            )
            texts = tuple(line.text for line in cell.lines)
            bold = bool(texts) and all(line.bold for line in cell.lines)
            cells.append(GridCell(cell.text, place, cell.row, column, cell.row_span, span, lines=texts, bold=bold))
        return cells

    def place(self, frames: dict[int, Frame]) -> Place:
        """Return where the table stands: its page and box are those of its beginning."""
        numbers = [line.number for cell in self._cells for line in cell.lines]
        first = self._cells[0]
        same = [cell.box for cell in self._cells if cell.page == first.page]
        box = (min(b[0] for b in same), min(b[1] for b in same), max(b[2] for b in same), max(b[3] for b in same))
        shown = frames[first.page].shown(box)
        return Place(first.page, min(numbers, default=None), max(numbers, default=None), box=shown)

    @property
    def ruled(self) -> bool:
        """Whether its cells are told by rules."""
        return self._ruled

    @staticmethod
    def _count_labels(cells: Sequence[_Cell]) -> int:
        return sum(cell.row > 0 and cell.left < 1 and _LABEL.fullmatch(cell.text) is not None for cell in cells)

    def _fits(self, grid: PageGrid) -> bool:
        """Whether a grid stands where this table may go on, with edges that are among its edges or the other way round."""
        last = self._last
        if grid.ruled != self._ruled or grid.page not in (last.page, last.page + 1):
            return False
        if grid.page == last.page and grid.box[1] - last.box[3] > _NEXT_BELOW:
            return False
        tolerance = _SAME_EDGE if self._ruled else _UNRULED_EDGE
        edges = [x - grid.xs[0] for x in grid.xs]
        if not self._ruled:
            return len(edges) == len(self._edges)
        if abs(edges[-1] - self._edges[-1]) > 2 * tolerance:
            return False
        fewer, more = sorted((edges, self._edges), key=len)
        return all(min(abs(x - other) for other in more) <= tolerance for x in fewer)

    def _match_edges(self, grid: PageGrid, added: Sequence[_Cell]) -> None:
        """Take in edges that this table did not have yet, and set those of ``added`` on its own."""
        edges = [x - grid.xs[0] for x in grid.xs]
        if not self._ruled:
            known = dict(zip(edges, self._edges, strict=True))
        else:
            known = {}
            for x in edges:
                near = min(self._edges, key=lambda other: abs(other - x))
                known[x] = near if abs(near - x) <= _SAME_EDGE else x
            self._edges = sorted({*self._edges, *known.values()})
        for cell in added:
            cell.left, cell.right = known[cell.left], known[cell.right]

    def _repeated(self, grid: PageGrid) -> int:
        """Return how many rows at the head of ``grid`` only say the header of this table again."""
        count = 0
        while count < min(grid.row_count, len(self._header)):
            texts = _row_texts(grid, count)
            if texts != self._header[count] or not any(texts):
                break
            count += 1
        if not count and _numbers_columns(first := _row_texts(grid, 0)) and first in self._header:
            return 1
        return count

    def _is_cut(self, first: Sequence[_Cell], room: float) -> bool:
        """Whether the row that begins a page goes on with the last row of the page before."""
        pairs = [(self._above(cell), cell) for cell in first]
        filled = [(above, cell) for above, cell in pairs if cell.text]
        if not filled:
            return True
        if any(above is None for above, _ in filled):
            return False
        label = next((cell for cell in first if cell.left < 1), None)
        numbered = self._numbered()
        if label is not None and label.text and numbered > 0.5:
            return False
        sub_row = label is not None and not label.text and (label.row_span > 1 or self._spans(label))
        score = 0.0
        if label is not None and not label.text and not sub_row:
            score = 2.0 if numbered > 0.85 else 1.0 if numbered > 0.65 else 0.0
        elif label is not None and label.text:
            score = -1.0
        size = max(line.size for _, cell in filled for line in cell.lines)
        if room > 2.2 * size:
            score -= 2
        return score + sum(_evidence(above, cell) for above, cell in filled if above is not None) > 0

    def _numbered(self) -> float:
        """Return how usual a number at the beginning of a row is."""
        share = self._labelled / max(self._height - 1, 1)
        return max(share, 0.7 if self._has_number_heading and share > 0.4 else 0.0)

    def _spans(self, cell: _Cell) -> bool:
        above = self._above(cell)
        return above is not None and above.row_span > 1

    def _above(self, cell: _Cell) -> _Cell | None:
        """Return the cell of the last row that stands right over ``cell``."""
        return next(
            (
                other
                for other in self._last_row
                if abs(other.left - cell.left) <= _SAME_EDGE and abs(other.right - cell.right) <= _SAME_EDGE
            ),
            None,
        )

    def _join_rows(self, first: Sequence[_Cell]) -> None:
        for cell in first:
            above = self._above(cell)
            if above is None:
                continue
            above.lines += cell.lines
            above.row_span += cell.row_span - 1

    def _goes_on_down(self, cell: _Cell, offset: int) -> bool:
        """Whether an empty cell at the head of a page belongs to the merged cell above the break; that one then grows."""
        if cell.row or cell.text:
            return False
        above = self._above(cell)
        if above is None or not above.text or (cell.row_span == 1 and above.row_span == 1):
            return False
        above.row_span = offset + cell.row_span - above.row
        return True


def _cells(grid: PageGrid, offset: int, skipped: int) -> list[_Cell]:
    """Return the cells of a grid without its first ``skipped`` rows; the next one becomes row ``offset``."""
    left = grid.xs[0]
    return [
        _Cell(
            cell.row - skipped + offset, cell.row_span, grid.xs[cell.column] - left,
            grid.xs[min(cell.column + cell.column_span, len(grid.xs) - 1)] - left, grid.page, cell.box, cell.lines,
        )
        for cell in grid.cells
        if cell.row >= skipped
    ]  # fmt: skip


def _row_texts(grid: PageGrid, row: int) -> tuple[str, ...]:
    return tuple(fold(cell.text) for cell in grid.cells if cell.row == row)


def _names_columns(grid: PageGrid) -> bool:
    return sum(bool(printed_kinds(cell.text)) for cell in _first_row(grid) if cell.text) >= 2


def _first_row(grid: PageGrid) -> list[PageCell]:
    return [cell for cell in grid.cells if cell.row == 0]


def _numbers_columns(texts: Sequence[str]) -> bool:
    filled = [text for text in texts if text]
    return len(filled) > 1 and all(_COLUMN_NUMBER.fullmatch(text.upper()) for text in filled)


def _evidence(above: _Cell, below: _Cell) -> float:
    """Return how much speaks for the text of ``below`` going on with that of ``above``; less than 0 speaks against it."""
    text, before = below.text, above.text
    if not before:
        return -0.5
    score = 0.0
    begun = _GOES_ON.match(text)
    if begun is not None and (not text[0].isalpha() or text[0].islower()):
        score += 2
    if _ENDED.search(before):
        score -= 1
    elif _OPEN.search(before):
        score += 1.5
    if parse_bullet(text) is None:
        last, following = above.lines[-1], below.lines[0].words
        word = following[0].right - following[0].left + 0.25 * last.size
        free = above.box[2] - last.right - word
        # Where one word fills a line, every word does.
        full = 1.0 if len(last.words) > 1 else 0.3
        score += full if free < 0.5 * last.size else -1.5 if free > 1.5 * last.size else 0
    return score


def _nearest(edges: Sequence[float], x: float) -> int:
    at = bisect_left(edges, x)
    return min((i for i in (at - 1, at) if 0 <= i < len(edges)), key=lambda i: abs(edges[i] - x))
