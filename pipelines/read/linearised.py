"""Tables out of a text dump, where a PDF's tables stand cell by cell and line by line. Prose stays to ``paragraphs``.

Tables whose columns a dump keeps apart by blanks are read in ``table_columns`` and, without numbers before the rows, in
``table_figures``; those between bars in ``table_bars``, those between tabs in ``table_tabs``, lists of figures under
headings that nobody declared in ``table_matrix``, those without row numbers in ``table_steps``.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from pipelines.read.cells import place_rows
from pipelines.read.cells_knowledge import Reading, start_knowledge
from pipelines.read.cells_rows import RowText
from pipelines.read.cells_sums import settle_amounts
from pipelines.read.lines import Line
from pipelines.read.model import Cell, ParagraphKind, Place, Row, Table
from pipelines.read.page_numbers import drop_page_numbers
from pipelines.read.row_starts import BARE_LABEL, TOTAL, RowStart, find_row_starts
from pipelines.read.table_bars import read_bar_table
from pipelines.read.table_columns import read_column_table
from pipelines.read.table_end import ends_table, find_prose
from pipelines.read.table_figures import read_figure_tables
from pipelines.read.table_header import (
    HEADING_LETTERS,
    Header,
    keep_sums,
    opens_header,
    read_header,
    skip_repeated_header,
)
from pipelines.read.table_matrix import LONGEST_FIRST_HEADING, read_matrix
from pipelines.read.table_steps import read_step_tables
from pipelines.read.table_tabs import read_tab_tables

_BODY = ParagraphKind.BODY
_FIGURES = frozenset(("value", "amount", "number"))
_NUMBER = attrgetter("number")
_MOST_TITLES = 4
_FIGURE = re.compile(r"[-–+(]?[0-9][0-9.,]*(?: [0-9]{3})*\s?%?\)?|[-–—]")
_OF_FIGURES = frozenset(("value", "amount"))
_FEWEST_AMOUNTS, _LONGEST_PAGE = 2, 4


@dataclass(frozen=True, slots=True)
class LinearisedTable:
    """A table and the lines it was read from: the half-open range ``start`` to ``end`` of the lines given."""

    table: Table
    start: int
    end: int


def read_linearised_tables(lines: Sequence[Line]) -> list[LinearisedTable]:
    """The tables that stand in ``lines``, in reading order. Lines outside their ranges belong to no table."""
    found: list[LinearisedTable] = []
    start = 0
    for between_tabs in read_tab_tables(lines):
        found += _read_stretch(lines, start, between_tabs[1])
        found.append(LinearisedTable(*between_tabs))
        start = between_tabs[2]
    return found + _read_stretch(lines, start, len(lines))


def _read_stretch(lines: Sequence[Line], start: int, end: int) -> list[LinearisedTable]:
    """The tables in ``lines[start:end]``, where no tabs part the cells."""
    if (start, end) == (0, len(lines)):
        return _read_untabbed(lines)
    tables = _read_untabbed(lines[start:end])
    return [LinearisedTable(table.table, table.start + start, table.end + start) for table in tables]


def _read_untabbed(lines: Sequence[Line]) -> list[LinearisedTable]:
    tables: list[LinearisedTable] = []
    at = 0
    refused_until, tries = 0, 0
    while at < len(lines):
        first = lines[at].text[0]
        if first == "|" or (first in HEADING_LETTERS and "|" in lines[at].text):
            tries = tries + 1 if at < refused_until else 1
            # A title may stand in bars over the header; lines in bars without any header are not read again from each of them.
            between_bars, end = read_bar_table(lines, at) if tries <= _MOST_TITLES else (None, at)
            if between_bars is not None:
                tables.append(LinearisedTable(between_bars, at, end))
                at = end
                continue
            refused_until = max(refused_until, end)
        if first not in HEADING_LETTERS:
            at += 1
            continue
        kept = read_column_table(lines, at, tables[-1].end if tables else 0)
        if kept is not None:
            tables.append(LinearisedTable(*kept))
            at = kept[2]
            continue
        header = read_header(lines, at)
        if header is None:
            matrix = read_matrix(lines, at) if len(lines[at].text) <= LONGEST_FIRST_HEADING else None
            if matrix is not None:
                tables.append(LinearisedTable(*matrix))
            at = matrix[2] if matrix is not None else at + 1
            continue
        end, skipped = _body(lines, header)
        table = _read_body(lines, header, end, skipped)
        if table is None:
            at += 1
            continue
        tables.append(LinearisedTable(table, header.start, end))
        at = end
    return _with_figure_tables(lines, tables)


def _with_figure_tables(lines: Sequence[Line], tables: Sequence[LinearisedTable]) -> list[LinearisedTable]:
    """``tables`` with those between them that no heading announces: kept in columns, or cell by cell."""
    return _filled_up(lines, _filled_up(lines, tables, read_figure_tables), read_step_tables)


def _filled_up(
    lines: Sequence[Line],
    tables: Sequence[LinearisedTable],
    read: Callable[[Sequence[Line], int, int], Iterator[tuple[Table, int, int]]],
) -> list[LinearisedTable]:
    """``tables`` with those that ``read`` finds between them."""
    found: list[LinearisedTable] = []
    start = 0
    for table in tables:
        found += [LinearisedTable(*kept) for kept in read(lines, start, table.start)]
        found.append(table)
        start = table.end
    return found + [LinearisedTable(*kept) for kept in read(lines, start, len(lines))]


def _body(lines: Sequence[Line], header: Header) -> tuple[int, frozenset[int]]:
    """Where the body of a table ends, and the indexes in it that hold no cell (repeated headers, page furniture)."""
    skipped: set[int] = set()
    at = header.end
    while at < len(lines):
        line = lines[at]
        if line.kind is not _BODY:
            skipped.add(at)
            at += 1
            continue
        may_head = line.text[0] in HEADING_LETTERS and opens_header(line.text)
        repeated = skip_repeated_header(lines, at, header) if may_head else at
        if repeated > at:
            if lines[at - 1].page_start and lines[at - 1].text.isdigit():
                skipped.add(at - 1)  # the page's number over the header
            skipped.update(range(at, repeated))
            at = repeated
            continue
        if ends_table(line) or (may_head and read_header(lines, at) is not None):
            break
        at += 1
    end = _after_total(lines, header.end, find_prose(lines, header.end, at))
    # The title of the next appendix stands above the line that ends this table.
    while end < len(lines) and end > header.end and _is_title(lines[end - 1].text):
        end -= 1
    last = lines[end - 1]
    if (last.page_start or last.gap > 1) and last.text.isdigit() and header.kinds[-1].content not in _FIGURES:
        skipped.add(end - 1)  # the page's number under the last row
    return end, frozenset(i for i in skipped if i < end)


def _after_total(lines: Sequence[Line], start: int, end: int) -> int:
    """Where a table whose row numbers stand alone ends: behind the total after its last row, whatever follows."""
    if start >= end or BARE_LABEL.fullmatch(lines[start].text) is None:
        return end
    total = next((i for i in range(end - 1, start, -1) if TOTAL.match(lines[i].text)), None)
    if total is None:
        return end
    below = total + 1
    while below < end and _is_figure(lines[below].text):
        below += 1
    has_figures = below > total + 1 or lines[total].text[-1].isdigit()
    goes_on = any(BARE_LABEL.fullmatch(line.text) for line in lines[below:end])
    return below if has_figures and not goes_on else end


def _is_title(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 8 and sum(c.isupper() for c in letters) > 0.9 * len(letters) and not text[0].isdigit()


def _read_body(lines: Sequence[Line], header: Header, end: int, skipped: frozenset[int]) -> Table | None:
    body = lines[header.end : end]
    left_out = {i - header.end for i in skipped}
    starts = find_row_starts(body, frozenset(left_out))
    starts, numbers = drop_page_numbers(body, starts, [kind.content for kind in header.kinds])
    left_out |= numbers
    if len(starts) < 2 and not (starts and end - header.end > 2):
        return None
    rows = _row_texts(body, starts, left_out)
    if header.with_sums and _print_sums(rows, header):
        header = keep_sums(header)
    _leave_out_page_numbers(rows, header)
    knowledge = start_knowledge(header.kinds, body)
    readings = place_rows(rows, knowledge)
    width = len(header.columns)
    read: list[Row] = []
    sums: list[bool] = []
    for row, reading in zip(rows, readings, strict=True):
        read += _assemble(row, reading, width, read[-1] if read else None)
        sums += [reading.is_group or reading.is_total] * (len(read) - len(sums))
    settle_amounts(read, sums, header.kinds)
    first, last = lines[header.start].place, lines[end - 1].place
    header_place = first.to(lines[header.end - 1].place)
    return Table(header.columns, tuple(read), first.to(last), 1, header_place)


def _print_sums(rows: Sequence[RowText], header: Header) -> bool:
    """Whether most rows with figures print more of them than there are columns of amounts: sums stand beside their parts."""
    columns = sum(kind.content == "amount" for kind in header.kinds)
    filled = [figures for row in rows if (figures := _figures(row))]
    return sum(figures > columns for figures in filled) * 2 > len(filled)


def _is_figure(text: str) -> bool:
    return _FIGURE.fullmatch(text) is not None


def _figures(row: RowText) -> int:
    return sum(_is_figure(text) for _, text, _ in row.parts)


def _leave_out_page_numbers(rows: Sequence[RowText], header: Header) -> None:
    """Leave out a small number behind all the amounts of a row: no column is left for it, it is that of the page."""
    columns = sum(kind.content in _OF_FIGURES for kind in header.kinds)
    if columns < _FEWEST_AMOUNTS:
        return
    for row in rows:
        last = row.parts[-1][1] if row.parts else ""
        if last.isdecimal() and len(last) < _LONGEST_PAGE and _figures(row) == columns + 1:
            row.parts.pop()


def _row_texts(body: Sequence[Line], starts: Sequence[RowStart], skipped: set[int]) -> list[RowText]:
    rows: list[RowText] = []
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        stop = following.index if following else len(body)
        parts: list[tuple[Line, str, int]] = []
        page = body[start.index].page
        cut = False
        for i in range(start.index, stop):
            line = body[i]
            if i in skipped:
                cut = True
                continue
            text = start.rest if i == start.index else line.text
            broken = 0
            if i > start.index:
                opens_page = line.page_start or line.indent == 1
                broken = 3 if cut else 2 if line.page != page else int(opens_page)
                if broken == 3 and parts and parts[-1][1][-1] == "," and text[:1].islower():
                    broken = 2  # a list goes on, maybe in the cell that was printed last
            page, cut = line.page, False
            if text:
                parts.append((line, text, broken))
        rows.append(RowText(start.label, start.level, parts, body[start.index] if start.label else None))
    if starts and starts[0].index > 0:
        orphaned = [(body[i], body[i].text, 0) for i in range(starts[0].index) if i not in skipped]
        if orphaned:
            rows.insert(0, RowText("", 0, orphaned))
    _mark_groups(rows)
    return rows


def _mark_groups(rows: list[RowText]) -> None:
    """Mark the rows that head others: a level is one of groups where most of its rows are followed by a deeper one."""
    followed: dict[int, list[bool]] = {}
    for row, after in zip(rows, [*rows[1:], None], strict=True):
        if row.level >= 0:
            deeper = after is not None and after.level > row.level
            followed.setdefault(row.level, []).append(deeper)
            row.is_group = deeper
    for level, flags in followed.items():
        if sum(flags) * 2 > len(flags):
            for row in rows:
                row.is_group = row.is_group or row.level == level
    for row in rows:
        row.is_group = row.is_group or row.level == -1


def _with_first_bullet(reading: Reading) -> list[int]:
    """The pieces that open a row without a number; where those are bullets, so does the bullet that ends the name above them."""
    begins = sorted(reading.new_rows)
    pieces = reading.pieces
    if not begins or reading.is_group or pieces[begins[0]].look.start != "bullet":
        return begins
    name = reading.columns[begins[0]]
    named = [at for at in range(begins[0]) if reading.columns[at] == name]
    first = next((at for at in named[1:] if pieces[at].look.start == "bullet"), None)
    return begins if first is None else [first, *begins]


def _assemble(row: RowText, reading: Reading, width: int, above: Row | None) -> list[Row]:
    """The row and the unnumbered rows below it as rows of cells; an unnumbered row is covered by the number above it."""
    pieces, columns = reading.pieces, reading.columns
    bounds = [0, *_with_first_bullet(reading), len(pieces)]
    rows = []
    first_line = row.parts[0][0] if row.parts else None
    for number, (start, stop) in enumerate(pairwise(bounds)):
        texts: list[list[str]] = [[] for _ in range(width)]
        begins: list[Line | None] = [None] * width
        ends: list[Line | None] = [None] * width
        lines = [piece.line for piece in pieces[start:stop]] or ([first_line] if first_line else [])
        if row.label_line is not None and not number:
            lines.insert(0, row.label_line)
        for piece, column in zip(pieces[start:stop], columns[start:stop], strict=True):
            texts[column].append(piece.text)
            begins[column] = begins[column] or piece.line
            ends[column] = piece.line
        if lines:
            first, last = min(lines, key=_NUMBER), max(lines, key=_NUMBER)
            label_place, whole = lines[0].place, Place(first.page, first.number, last.number)
        else:
            label_place = whole = above.place if above else Place()
        label, covered = (row.label, False) if not number else ("", False)
        if number and not row.is_group:
            label, covered = row.label, True
        cells, empty = [Cell(label, label_place, covered)], Cell("", whole)
        for c in range(1, width):
            begin, end = begins[c], ends[c]
            if begin is None or end is None:
                cells.append(empty)
            else:
                cells.append(Cell(" ".join(texts[c]), Place(begin.page, begin.number, end.number)))
        rows.append(Row(tuple(cells), whole))
    return rows
