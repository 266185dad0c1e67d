"""One page of a PDF in reading order: printed lines and grids of cells.

Text that stands in two columns (issuer and motto, recipients and signer) is read column by column. Which rules make up a grid is
``pdf_rules``, columns told by blanks ``pdf_columns``; what goes on over pages is for ``pdf_tables`` and ``pdf_paragraphs``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipelines.read.pdf_columns import cut_row, find_unruled
from pipelines.read.pdf_page import PageContent
from pipelines.read.pdf_rules import RuledGrid, find_grids, free_rules
from pipelines.read.pdf_shapes import Box, Frame, Rule, TextLine, Word, gather_rows, make_line

# In heights of the type.
_GUTTER = 0.9
_LONE_GUTTER = 2.5
_NARROWEST = 0.5
_BELOW = 2.4
_RAGGED = 4.0
_FEWEST_LINES, _FEWEST_LETTERS = 4, 24
_LABEL = re.compile(r"(?:[-–+•▪➢✓❖*o]|\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zđ]|[A-ZĐ]|[IVXL]{1,6})[.)/]{0,2})")
_FIGURE = re.compile(r"[-+(]?[\d.,]+\s*%?\)?")


@dataclass(slots=True)
class PageCell:
    """One cell of a grid with its printed lines."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box
    lines: list[TextLine] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its lines as one text."""
        return " ".join(line.text for line in self.lines)


@dataclass(slots=True)
class PageGrid:
    """The part of a table that stands on one page. ``xs`` are the edges of its columns; ``ruled`` says where they come from."""

    page: int
    xs: list[float]
    box: Box
    cells: list[PageCell]
    ruled: bool

    @property
    def row_count(self) -> int:
        """How many rows it has."""
        return max(cell.row + cell.row_span for cell in self.cells)

    def lines(self) -> Iterator[TextLine]:
        """Its printed lines, cell by cell, row by row."""
        for cell in sorted(self.cells, key=lambda c: (c.row, c.column)):
            yield from cell.lines


@dataclass(slots=True)
class PageLayout:
    """The items of one page in reading order, and the rules that belong to no grid."""

    number: int
    frame: Frame
    items: list[TextLine | PageGrid]
    rules: list[Rule]
    too_much: bool = False

    def lines(self) -> Iterator[TextLine]:
        """Its printed lines in reading order, those of tables too."""
        for item in self.items:
            if isinstance(item, TextLine):
                yield item
            else:
                yield from item.lines()


def lay_out_page(content: PageContent) -> PageLayout:
    """Return what stands on a page in the order in which it is read."""
    ruled = [grid for grid in find_grids(content.across, content.upright) if len(grid.xs) > 2]
    free, grids = _fill(content.words, ruled, content.number)
    rules = free_rules(content.across, ruled)
    zones: list[list[Word]] = [[] for _ in range(len(grids) + 1)]
    middles = [(grid.box[1] + grid.box[3]) / 2 for grid in grids]
    for word in free:
        middle = (word.top + word.bottom) / 2
        zones[sum(at < middle for at in middles)].append(word)
    items: list[TextLine | PageGrid] = []
    for zone, words in enumerate(zones):
        items += _read_zone(words, rules, content.number)
        if zone < len(grids):
            items.append(grids[zone])
    return PageLayout(content.number, content.frame, items, rules, content.too_much)


def _fill(words: Sequence[Word], ruled: Sequence[RuledGrid], page: int) -> tuple[list[Word], list[PageGrid]]:
    """Return the words outside all grids, and the grids with the others in their cells."""
    inside: list[list[list[Word]]] = [[[] for _ in grid.cells] for grid in ruled]
    free: list[Word] = []
    for word in words:
        x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
        for grid, filled in zip(ruled, inside, strict=True):
            if (found := grid.cell_at(x, y)) is not None:
                filled[found].append(word)
                break
        else:
            free.append(word)
    grids = []
    for grid, filled in zip(ruled, inside, strict=True):
        if not any(filled):
            continue
        cells = [
            PageCell(c.row, c.column, c.row_span, c.column_span, c.box, _cell_lines(found, page))
            for c, found in zip(grid.cells, filled, strict=True)
        ]
        grids.append(PageGrid(page, grid.xs, grid.box, cells, ruled=True))
    return free, grids


def _cell_lines(words: Sequence[Word], page: int) -> list[TextLine]:
    if not words:
        return []
    turned = [word for word in words if word.turned]
    upright = [word for word in words if not word.turned]
    lines = [make_line(row, page) for row in gather_rows(upright)]
    if turned:
        turned.sort(key=lambda w: (w.left if w.turned == 1 else -w.left, w.top))
        lines += [make_line([word], page) for word in turned]
    return lines


def _read_zone(words: Sequence[Word], rules: Sequence[Rule], page: int) -> Iterator[TextLine | PageGrid]:
    """Yield the lines and unruled tables of a part of the page that no ruled grid interrupts."""
    rows = gather_rows(words)
    at = 0
    for table in find_unruled(rows, rules):
        yield from _read_prose(rows[at : table.start], page)
        cells = [
            PageCell(cell.row, cell.column, 1, cell.span, cell.box, [make_line(row, page) for row in cell.rows])
            for cell in table.cells
        ]
        yield PageGrid(page, table.xs, table.box, cells, ruled=False)
        at = table.end
    yield from _read_prose(rows[at:], page)


def _read_prose(rows: Sequence[list[Word]], page: int) -> Iterator[TextLine]:
    at = 0
    while at < len(rows):
        end, gutter = _find_band(rows, at)
        if end == at:
            yield make_line(rows[at], page)
            at += 1
            continue
        for column in (0, 1):
            words = [w for row in rows[at:end] for w in row if (w.left >= gutter) == bool(column)]
            lines = [make_line(row, page) for row in gather_rows(words)]
            lines[0].begins_block = True
            margins = _prose_margins(lines)
            for line in lines:
                line.margins = margins
            yield from lines
        at = end


def _prose_margins(lines: Sequence[TextLine]) -> tuple[float, float] | None:
    """Return where a column of running text begins and ends; None for a column of short lines, such as a head's."""
    if len(lines) < _FEWEST_LINES:
        return None
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    full = sum(line.right > right - _RAGGED * line.size for line in lines)
    letters = sorted(len(line.text) for line in lines)[len(lines) // 2]
    return (left, right) if full * 2 > len(lines) and letters >= _FEWEST_LETTERS else None


def _gaps(row: Sequence[Word], least: float) -> list[tuple[float, float]]:
    """Return the blanks in a row wider than ``least`` heights of its type, as where they begin and end."""
    found = []
    for part, following in pairwise(cut_row(row, least)):
        found.append((max(w.right for w in part), following[0].left))
    return found


def _find_band(rows: Sequence[list[Word]], at: int) -> tuple[int, float]:
    """Return the end of the two columns that begin in row ``at`` and where the right one begins; ``at`` where there are none.

    The columns end with the last row that has both, or with rows of the left one that stand as those above do.
    """
    gaps = _gaps(rows[at], _GUTTER)
    if not gaps:
        return at, 0.0
    begin, finish = gutter = max(gaps, key=lambda gap: gap[1] - gap[0])
    size = max(word.size for word in rows[at])
    best, both = at + 1, 1
    bottom = max(word.bottom for word in rows[at])
    lefts = [_left_part(rows[at], begin)]
    for index in range(at + 1, len(rows)):
        row = rows[index]
        if min(word.top for word in row) - bottom > _BELOW * size:
            break
        inner = [(-1e9, row[0].left), *_gaps(row, _NARROWEST), (max(w.right for w in row), 1e9)]
        begin, finish = max(((max(begin, a), min(finish, b)) for a, b in inner), key=lambda gap: gap[1] - gap[0])
        if finish - begin < _NARROWEST * size:
            break
        is_left, is_right = row[0].left < begin, max(w.right for w in row) > finish
        stands = is_left and any(_is_aligned(_left_part(row, begin), above, size) for above in lefts)
        if is_left and not is_right and not stands:
            break
        both += is_left and is_right
        if (is_left and is_right) or (is_left and best == index):
            best, gutter = index + 1, (begin, finish)
        if is_left:
            lefts.append(_left_part(row, begin))
        bottom = max(bottom, *(word.bottom for word in row))
    if not _are_columns(rows[at:best], *gutter, both, size):
        return at, 0.0
    return best, (gutter[0] + gutter[1]) / 2


def _left_part(row: Sequence[Word], gutter: float) -> tuple[float, float]:
    """Return where the part of a row left of a gutter begins and ends."""
    return row[0].left, max(w.right for w in row if w.right <= gutter + 1 or w is row[0])


def _is_aligned(part: tuple[float, float], above: tuple[float, float], size: float) -> bool:
    """Whether a part of a row begins where one above it does, or has the same middle."""
    return abs(part[0] - above[0]) < 2 or abs(sum(part) - sum(above)) < 2 * size


def _are_columns(rows: Sequence[list[Word]], begin: float, finish: float, both: int, size: float) -> bool:
    """Whether what stands left and right of a gutter are columns, and not numbers before items or amounts after names."""
    if finish - begin < (_GUTTER if both > 1 else _LONE_GUTTER) * size:
        return False
    left = [" ".join(w.text for w in row if w.left < begin) for row in rows]
    right = [" ".join(w.text for w in row if w.left >= begin) for row in rows]
    pairs = [(a, b) for a, b in zip(left, right, strict=True) if a and b]
    labels = sum(_LABEL.fullmatch(a) is not None for a, _ in pairs)
    figures = sum(_FIGURE.fullmatch(b) is not None for _, b in pairs)
    if labels * 2 >= len(pairs) or figures * 2 >= len(pairs):
        return False
    if both > 1:
        return True
    # One row alone may be one line with room left for a number or date that is written in later.
    first, second = pairs[0]
    if second.isupper() and len(rows) > 1:
        return True  # the signer's post beside the first of the recipients
    return (
        second[0].isupper()
        and sum(map(str.isalpha, first)) > 3
        and first[-1] not in ":,(–-/"
        and first.count("(") <= first.count(")")
    )
