"""Tables of a text dump that keeps the columns apart by blanks (``pdftotext -layout`` and the like), read by position.

Every line shows all columns side by side; a cell that wraps stands under its own beginning. Dumps that write cell after cell are
for ``linearised``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise

from pipelines.language.headings import HeadingKind, nested_kinds
from pipelines.language.numbering import parse_bullet
from pipelines.language.text import fold
from pipelines.read.lines import Line
from pipelines.read.model import Cell, ParagraphKind, Place, Row, Table
from pipelines.read.table_end import ends_table
from pipelines.read.table_figures import heads_figures
from pipelines.read.table_nested import numbers_columns
from pipelines.read.table_positions import (
    FEWEST_COLUMNS,
    FIGURE,
    Segment,
    cut_segments,
    find_columns,
    find_segments,
    join_headings,
    overlap,
    part_headed,
)

_FIRST_HEADING = re.compile(r"\s*(?:(?:Số\s+)?S?TT|Stt|stt|Tt)\b")
_LABEL = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){0,3}|[IVXL]{1,6}|[A-ZĐ])[.)]?")
_GROUP_LABEL = re.compile(r"(?:[IVXL]{1,6}|[A-ZĐ])[.)]?")
_TOTAL = re.compile(r"(?:(?:Tổng|TỔNG)(?: (?:cộng|CỘNG|số|SỐ))?|Cộng|CỘNG)\b")
_FURTHEST_HEADING, _LONGEST_HEADER = 3, 8
_LOOKED_AT, _DEEP = 16, 4
_FEWEST_PARTS = 2
_LONGEST_PAGE, _OFF_MARGIN = 3, 8


class _Role(Enum):
    """What a line shows: cells beyond the name, no more than a part of one cell, or words across the columns."""

    CELLS = 1
    PART = 2
    PROSE = 3


@dataclass(slots=True)
class _Band:
    """One line of the table: its segments by column."""

    line: Line
    cells: list[str]
    role: _Role = _Role.PART


def read_column_table(lines: Sequence[Line], at: int, least: int) -> tuple[Table, int, int] | None:
    """The table kept in columns whose heading of the row numbers stands in ``lines[at]``, with its half-open range of lines.

    ``least`` is the first line that it may take. None where no such table stands here.
    """
    if not _FIRST_HEADING.match(lines[at].raw) or len(find_segments(lines[at])) < FEWEST_COLUMNS:
        return None
    first = at
    while (
        first > max(least, at - _FURTHEST_HEADING)
        and not lines[first].blank_before
        and _is_upper_heading(lines, first - 1)
    ):
        first -= 1
    body = at + 1
    while body < len(lines) and body - at <= _LONGEST_HEADER and not _begins_row(lines[body]):
        if lines[body].blank_before and len(find_segments(lines[body])) > 1:
            break
        body += 1
    if body == len(lines) or body - at > _LONGEST_HEADER:
        return None
    if not _keeps_columns(lines[body : body + _LOOKED_AT]):
        return None
    sample = _sample(lines, body, lines[at].page, [fold(line.text) for line in lines[first:body]])
    columns = part_headed(find_columns([*lines[first:body], *sample]), lines[first:body], sample)
    if len(columns) < FEWEST_COLUMNS:
        return None
    # Where numbers stand at half height, lines of the first row stand between the header and its number.
    headings, kinds = max(
        (
            _headings(lines[first:end], columns)
            for end in range(body, at, -1)
            if end == body or not _goes_on_above(lines[end])
        ),
        key=lambda found: sum(map(bool, found[1])),
    )
    if not any(kind.kind == "row_number" for kind in kinds[0]):
        return None
    if sum(map(bool, kinds[1:])) < 2 and not _heads_figures([_band(line, columns) for line in sample]):
        return None
    while body > at + 1 and _headings(lines[first:body], columns)[0] != headings:
        body -= 1
    if numbers_columns(lines[body].text, len(columns)):
        body += 1
    bands, end = _read_bands(lines, body, columns, tuple(fold(line.text) for line in lines[first:body]))
    rows = _rows(bands, len(columns))
    if len(rows) < 2:
        return None
    place = lines[first].place.to(lines[end - 1].place)
    return Table(headings, rows, place, 1, lines[first].place.to(lines[body - 1].place)), first, end


def _headings(
    header: Sequence[Line], columns: Sequence[tuple[int, int]]
) -> tuple[tuple[str, ...], list[tuple[HeadingKind, ...]]]:
    headings = join_headings(header, columns)
    return headings, [nested_kinds(heading) for heading in headings]


def _heads_figures(bands: Sequence[_Band]) -> bool:
    """Whether figures stand in most lines of a column beside that of the row numbers: headings nobody declared head a table."""
    columns = zip(*(band.cells[1:] for band in bands), strict=True)
    return any(len([cell for cell in cells if FIGURE.fullmatch(cell)]) * 2 > len(cells) for cells in columns)


def _goes_on_above(line: Line) -> bool:
    """Whether every cell of a line goes on with what stands above it, as the last line of a header may and no row's first."""
    return all(segment.text[0].islower() or segment.text[0] == "(" for segment in find_segments(line))


def _is_upper_heading(lines: Sequence[Line], at: int) -> bool:
    """Whether a line above the one with the row number's heading is part of the header: it leaves the first column empty."""
    line = lines[at]
    return (
        line.kind is ParagraphKind.BODY and line.indent >= 6 and len(find_segments(line)) >= 2 and not ends_table(line)
    )


def _begins_row(line: Line) -> bool:
    segments = find_segments(line)
    if not segments or not _LABEL.fullmatch(segments[0].text.split(" ", 1)[0]):
        return False
    return len(segments) > 1 or " " in segments[0].text


def _keeps_columns(lines: Sequence[Line]) -> bool:
    """Whether lines of a table show several cells each or begin under the cell above: cell after cell they would not.

    What follows the last line with several cells may be the prose after a short table.
    """
    while lines and (len(find_segments(lines[-1])) < 2 or ends_table(lines[-1])):
        lines = lines[:-1]
    kept = sum(line.indent >= _DEEP or len(find_segments(line)) >= 2 for line in lines)
    return bool(lines) and kept * 10 >= len(lines) * 6


def _opens_other(line: Line, header: Sequence[str]) -> bool:
    """Whether a line opens the header of another table; ``header`` are the lines of this one, folded."""
    if not _FIRST_HEADING.match(line.raw) or len(find_segments(line)) < FEWEST_COLUMNS:
        return False
    known = set(" ".join(header).split())
    words = fold(line.text).split()
    return sum(word in known for word in words) * 2 < len(words)


def _opens_unnumbered(lines: Sequence[Line], at: int, margin: int) -> bool:
    """Whether the header of a table without row numbers stands in ``lines[at]``: words, over two lines of figures.

    It begins where the rows of this table do (``margin``) and apart from them, or under a title.
    """
    return (
        lines[at].indent <= margin + 2
        and at + 2 < len(lines)
        and (lines[at].blank_before or len(find_segments(lines[at - 1])) == 1)
        and not any(_begins_row(line) for line in lines[at : at + 3])
        and heads_figures(lines[at : at + 3])
    )


def _sample(lines: Sequence[Line], body: int, page: int, header: Sequence[str]) -> list[Line]:
    """The lines of the table's first page that show at least three cells."""
    found = []
    for at, line in enumerate(lines[body : body + 80], body):
        if line.page != page or ends_table(line) or _opens_other(line, header):
            break
        if line.kind is ParagraphKind.BODY and len(find_segments(line)) >= FEWEST_COLUMNS:
            if _opens_unnumbered(lines, at, lines[body].indent):
                break
            found.append(line)
    return found


def _band(line: Line, columns: Sequence[tuple[int, int]]) -> _Band:
    cells = [""] * len(columns)
    for segment in cut_segments(line, columns):
        column = max(range(len(columns)), key=lambda c: overlap(segment, columns[c]))
        cells[column] = f"{cells[column]} {segment.text}".strip()
    if not cells[0] and cells[1]:
        # The number and the name may stand one blank apart.
        label, _, rest = cells[1].partition(" ")
        if rest and line.indent < columns[1][0] and _LABEL.fullmatch(label):
            cells[0], cells[1] = label, rest
    elif cells[0] and " " in cells[0]:
        label, _, rest = cells[0].partition(" ")
        if _LABEL.fullmatch(label):
            cells[0], cells[1] = label, f"{rest} {cells[1]}".strip()
    return _Band(line, cells)


def _read_bands(
    lines: Sequence[Line], start: int, columns: Sequence[tuple[int, int]], header: tuple[str, ...]
) -> tuple[list[_Band], int]:
    """The lines of the body by column, without repeated headers and page furniture, and where the table ends."""
    bands: list[_Band] = []
    stands_at: list[int] = []
    at, page, here = start, lines[start].page, list(columns)
    crossing = 0
    while at < len(lines):
        line = lines[at]
        if (
            line.kind is not ParagraphKind.BODY
            or fold(line.text) in header
            or _is_page_number(lines, at, header, columns)
        ):
            at += 1
            continue
        if ends_table(line) or _opens_other(line, header):
            break
        if line.page != page:
            page = line.page
            again = find_columns(
                [other for other in _sample(lines, at, page, header) if fold(other.text) not in header]
            )
            here = again if len(again) == len(columns) else list(columns)
        segments = find_segments(line)
        if len(segments) >= FEWEST_COLUMNS and _opens_unnumbered(lines, at, lines[start].indent):
            if bands and bands[-1].line.blank_before and bands[-1].role is not _Role.CELLS:
                at = stands_at[-1]  # the title of the next table
                bands.pop()
            break
        spans = len(segments) == 1 and (
            sum(begin < segments[0].end and segments[0].begin < end for begin, end in here) > FEWEST_COLUMNS - 1
        )
        crossing = crossing + 1 if spans and segments[0].begin < here[1][1] and not _begins_row(line) else 0
        if crossing > 1:
            # Two lines over the whole page: the prose after the table.
            at = stands_at[-1]
            bands.pop()
            break
        bands.append(_Band(line, _band(line, here).cells, _role(segments, here)))
        stands_at.append(at)
        at += 1
    kept = _without_prose(bands)
    return bands[:kept], at if kept == len(bands) else stands_at[kept]


def _is_page_number(lines: Sequence[Line], at: int, header: Sequence[str], columns: Sequence[tuple[int, int]]) -> bool:
    """Whether a bare number stands over the header that is printed again, and not in the column of the row numbers.

    Or in the middle of the names: what wraps in their column stands under its own beginning.
    """
    line = lines[at]
    if not line.text.isdecimal() or line.indent < columns[1][0]:
        return False
    if len(line.text) <= _LONGEST_PAGE and columns[1][0] + _OFF_MARGIN <= line.indent < columns[1][1]:
        return True
    below = lines[at + 1] if at + 1 < len(lines) else None
    return below is not None and fold(below.text) in header and _FIRST_HEADING.match(below.raw) is not None


def _role(segments: Sequence[Segment], columns: Sequence[tuple[int, int]]) -> _Role:
    """What a line can be after the last row of a table."""
    reached = [sum(begin < s.end and s.begin < end for begin, end in columns) for s in segments]
    if segments[-1].begin >= columns[2][0] - 1 and max(reached) <= 1:
        return _Role.CELLS
    if len(segments) > 1 and max(reached) <= 1:
        return _Role.PART
    if max(reached) > 1 or segments[0].begin < columns[1][0] - 1:
        return _Role.PROSE
    return _Role.PART


def _without_prose(bands: Sequence[_Band]) -> int:
    """How many of the bands are the table's: headings and sentences that follow its last row are none of it."""
    last = max((i for i, band in enumerate(bands) if band.role is _Role.CELLS), default=-1)
    return next((i for i in range(last + 1, len(bands)) if bands[i].role is _Role.PROSE), len(bands))


def _rows(bands: Sequence[_Band], count: int) -> tuple[Row, ...]:
    """The bands as rows. A row begins with its number, or above it where the numbers stand at half height."""
    numbered = [i for i, band in enumerate(bands) if _heads_row(band)]
    if not numbered:
        return ()
    starts = _starts(bands, numbered)
    rows: list[Row] = []
    for begin, end in zip(starts, [*starts[1:], len(bands)], strict=True):
        rows += _split_bullets(bands[begin:end], count)
    return tuple(rows)


def _split_bullets(part: Sequence[_Band], count: int) -> list[Row]:
    """The bands of one number as a row, and as rows of their own the bullets in it that have a figure each.

    They stand beside the number of the first as beside one merged over them.
    """
    bullets = [at for at, band in enumerate(part) if at and parse_bullet(band.cells[1]) is not None]
    if not bullets:
        return [_row(part, count)]
    blocks = list(pairwise([0, *bullets, len(part)]))
    filled = max((_blocks_with_value(part, blocks, column) for column in range(2, count)), key=len)
    starts = [begin for begin in filled if begin]
    if len(filled) < _FEWEST_PARTS:
        return [_row(part, count)]
    number = _cell(part, 0, part[0].line.place)
    rows: list[Row] = []
    for begin, end in pairwise([0, *starts, len(part)]):
        row = _row(part[begin:end], count)
        rows.append(replace(row, cells=(Cell(number.text, number.place, covered=begin > 0), *row.cells[1:])))
    return rows


def _blocks_with_value(part: Sequence[_Band], blocks: Sequence[tuple[int, int]], column: int) -> list[int]:
    """Where the blocks begin that have a cell of their own in the column; none where no cell in it is a figure."""
    found: list[int] = []
    has_figure = False
    for block in blocks:
        cells = [cell for band in part[slice(*block)] if (cell := band.cells[column])]
        has_figure = has_figure or any(map(FIGURE.fullmatch, cells))
        if cells and not cells[0][0].islower() and cells[0][0] != "(":
            found.append(block[0])
    return found if has_figure else []


def _row(part: Sequence[_Band], count: int) -> Row:
    place = part[0].line.place.to(part[-1].line.place)
    return Row(tuple(_cell(part, column, place) for column in range(count)), place)


def _heads_row(band: _Band) -> bool:
    if band.cells[0]:
        return _LABEL.fullmatch(band.cells[0]) is not None or _TOTAL.match(band.cells[0]) is not None
    return _TOTAL.match(band.cells[1]) is not None and any(band.cells[2:])


def _starts(bands: Sequence[_Band], numbered: Sequence[int]) -> list[int]:
    """The first band of every row, given the bands with row numbers.

    Blank lines between the rows tell where each begins; without them it is its number's line, or where numbers stand at half
    height the line as far above the number as the row goes on below it.
    """
    blocks = [i for i, band in enumerate(bands) if i == 0 or band.line.blank_before]
    labels = [
        sum(begin <= n < end for n in numbered) for begin, end in zip(blocks, [*blocks[1:], len(bands)], strict=True)
    ]
    if max(labels) == 1 and sum(labels) * 10 >= len(labels) * 7:
        return [0, *(begin for begin, count in zip(blocks, labels, strict=True) if count)][-len(numbered) :]
    midway = sum(not bands[i].cells[1] or bands[i].cells[1][0].islower() for i in numbered)
    if midway * 4 < len(numbered):
        return [0, *(_under_group(bands, before, at) for before, at in pairwise(numbered))]
    starts, begin = [], 0
    for number, following in zip(numbered, [*numbered[1:], len(bands)], strict=True):
        starts.append(begin)
        begin = min(following, number + (number - begin) + 1)
    return starts


def _under_group(bands: Sequence[_Band], group: int, number: int) -> int:
    """Where the row of ``number`` begins below the row of ``group``.

    The heading of a group has no cells beside its name: what stands there belongs to the row below, at whose half height
    its number is.
    """
    if _GROUP_LABEL.fullmatch(bands[group].cells[0]) is None or any(bands[group].cells[2:]):
        return number
    begin = number
    while begin - 1 > group and not bands[begin - 1].cells[1] and any(bands[begin - 1].cells[2:]):
        begin -= 1
    return begin


def _cell(part: Sequence[_Band], column: int, row: Place) -> Cell:
    filled = [band for band in part if band.cells[column]]
    if not filled:
        return Cell("", row)
    place = filled[0].line.place.to(filled[-1].line.place)
    return Cell(" ".join(band.cells[column] for band in filled), place)
