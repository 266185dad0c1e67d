"""Tables of a text dump that keeps the columns apart by blanks (``pdftotext -layout`` and the like), read by position.

Every line shows all columns side by side; a cell that wraps stands under its own beginning. Dumps that write cell after cell are
for ``linearised``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from pipelines.language.headings import HeadingKind, printed_kinds
from pipelines.language.text import fold
from pipelines.read.lines import Line
from pipelines.read.model import Cell, ParagraphKind, Place, Row, Table
from pipelines.read.table_end import ends_table
from pipelines.read.table_nested import numbers_columns, stands_over

_SEGMENT = re.compile(r"\S+(?: \S+)*")
_FIRST_HEADING = re.compile(r"\s*(?:(?:Số\s+)?S?TT|Stt|stt|Tt)\b")
_LABEL = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){0,3}|[IVXL]{1,6}|[A-ZĐ])[.)]?")
_GROUP_LABEL = re.compile(r"(?:[IVXL]{1,6}|[A-ZĐ])[.)]?")
_TOTAL = re.compile(r"(?:(?:Tổng|TỔNG)(?: (?:cộng|CỘNG|số|SỐ))?|Cộng|CỘNG)\b")
_OPENS_FIGURE = frozenset("0123456789-–+(")
_FURTHEST_HEADING, _LONGEST_HEADER = 3, 8
_FEWEST_COLUMNS, _FEWEST_KNOWN = 3, 2
_FIGURE = re.compile(r"[-–+(]?[0-9][0-9.,]*(?: [0-9]{3})*(?:/[0-9][0-9.,]*)?\s?%?\)?")
_LOOKED_AT, _DEEP = 16, 4


@dataclass(frozen=True, slots=True)
class Segment:
    """Words one blank apart and where they stand in their line."""

    begin: int
    end: int
    text: str


class _Role(Enum):
    """What a line shows: cells beyond the name, no more than a part of one cell, or words across the columns."""

    CELLS = 1
    PART = 2
    PROSE = 3


@dataclass(slots=True)
class Band:
    """One line of the table: its segments by column."""

    line: Line
    cells: list[str]
    role: _Role = _Role.PART


def read_column_table(lines: Sequence[Line], at: int, least: int) -> tuple[Table, int, int] | None:
    """The table kept in columns whose heading of the row numbers stands in ``lines[at]``, with its half-open range of lines.

    ``least`` is the first line that it may take. None where no such table stands here.
    """
    if not _FIRST_HEADING.match(lines[at].raw) or len(segments_of(lines[at])) < _FEWEST_COLUMNS:
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
        if lines[body].blank_before and len(segments_of(lines[body])) > 1:
            break
        body += 1
    if body == len(lines) or body - at > _LONGEST_HEADER:
        return None
    if not _keeps_columns(lines[body : body + _LOOKED_AT]):
        return None
    sample = _sample(lines, body, lines[at].page, [fold(line.text) for line in lines[first:body]])
    columns = part_headed(find_columns([*lines[first:body], *sample]), lines[first:body], sample)
    if len(columns) < _FEWEST_COLUMNS:
        return None
    # Where numbers stand at half height, lines of the first row stand between the header and its number.
    headings, kinds = max(
        (_headings(lines[first:end], columns) for end in range(body, at, -1)),
        key=lambda found: sum(map(bool, found[1])),
    )
    if not any(kind.kind == "row_number" for kind in kinds[0]):
        return None
    if sum(map(bool, kinds[1:])) < _FEWEST_KNOWN and not shows_figures(sample, columns):
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
    levels = heading_of_levels(lines[first:body], columns)
    return Table(levels, rows, place, 1, lines[first].place.to(lines[body - 1].place)), first, end


def _headings(
    header: Sequence[Line], columns: Sequence[tuple[int, int]]
) -> tuple[tuple[str, ...], list[tuple[HeadingKind, ...]]]:
    headings = join_bands([band_of(line, columns) for line in header], len(columns))
    return headings, [printed_kinds(heading) for heading in headings]


def heading_of_levels(header: Sequence[Line], columns: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """The headings of the columns; one that stands over several of the line below is "upper / lower" in each of them."""
    bands = [band_of(line, columns).cells for line in header]
    headings = list(bands[-1]) if bands else []
    for cells in reversed(bands[:-1]):
        column = 0
        while column < len(headings):
            stop = column + 1
            while stop < len(headings) and not cells[stop] and headings[stop]:
                stop += 1
            while stop > column + 1 and not stands_over(cells[column], headings[column:stop]):
                stop -= 1
            between = " / " if stop > column + 1 else " "
            for below in range(column, stop):
                headings[below] = (
                    f"{cells[column]}{between}{headings[below]}".strip(" ") if cells[column] else headings[below]
                )
            column = stop
    return tuple(headings)


def is_figure(text: str) -> bool:
    """Whether a cell holds a number, a share or a ratio and nothing else."""
    return text[:1] in _OPENS_FIGURE and _FIGURE.fullmatch(text) is not None


def shows_figures(lines: Sequence[Line], columns: Sequence[tuple[int, int]]) -> bool:
    """Whether figures stand below each other: in two columns or more, or in one column of three rows or more."""
    bands = [band_of(line, columns).cells for line in lines]
    filled = [[cells[column] for cells in bands if cells[column]] for column in range(1, len(columns))]
    of_figures = [cells for cells in filled if len(cells) > 1 and sum(map(is_figure, cells)) * 10 >= len(cells) * 7]
    return len(of_figures) > 1 or any(len(cells) > _FEWEST_COLUMNS - 1 for cells in of_figures)


def segments_of(line: Line) -> list[Segment]:
    """What stands in a line between runs of blanks."""
    return [Segment(m.start(), m.end(), m.group()) for m in _SEGMENT.finditer(line.raw.expandtabs())]


def _is_upper_heading(lines: Sequence[Line], at: int) -> bool:
    """Whether a line above the one with the row number's heading is part of the header: it leaves the first column empty."""
    line = lines[at]
    return line.kind is ParagraphKind.BODY and line.indent >= 6 and len(segments_of(line)) >= 2 and not ends_table(line)


def _begins_row(line: Line) -> bool:
    segments = segments_of(line)
    if not segments or not _LABEL.fullmatch(segments[0].text.split(" ", 1)[0]):
        return False
    return len(segments) > 1 or " " in segments[0].text


def _keeps_columns(lines: Sequence[Line]) -> bool:
    """Whether lines of a table show several cells each or begin under the cell above: cell after cell they would not.

    What follows the last line with several cells may be the prose after a short table.
    """
    while lines and (len(segments_of(lines[-1])) < 2 or ends_table(lines[-1])):
        lines = lines[:-1]
    kept = sum(line.indent >= _DEEP or len(segments_of(line)) >= 2 for line in lines)
    return bool(lines) and kept * 10 >= len(lines) * 6


def _opens_other(line: Line, header: Sequence[str]) -> bool:
    """Whether a line opens the header of another table; ``header`` are the lines of this one, folded."""
    if not _FIRST_HEADING.match(line.raw) or len(segments_of(line)) < _FEWEST_COLUMNS:
        return False
    known = set(" ".join(header).split())
    words = fold(line.text).split()
    return sum(word in known for word in words) * 2 < len(words)


def _sample(lines: Sequence[Line], body: int, page: int, header: Sequence[str]) -> list[Line]:
    """The lines of the table's first page that show at least three cells."""
    found = []
    for line in lines[body : body + 80]:
        if line.page != page or ends_table(line) or _opens_other(line, header):
            break
        if line.kind is ParagraphKind.BODY and len(segments_of(line)) >= _FEWEST_COLUMNS:
            found.append(line)
    return found


def find_columns(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Where the columns stand: the stretches of positions that some line fills, between those that none does."""
    spans = sorted((segment.begin, segment.end) for line in lines for segment in segments_of(line))
    found: list[tuple[int, int]] = []
    for begin, end in spans:
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def part_headed(
    columns: Sequence[tuple[int, int]], header: Sequence[Line], sample: Sequence[Line]
) -> list[tuple[int, int]]:
    """``columns``, parted where two headings stand side by side over one and a blank goes down through all lines.

    The cells of the two stand one blank apart in some line ("Hệ thống 21"). Such columns touch: one ends where the next
    begins, with that blank.
    """
    parted: list[tuple[int, int]] = []
    for begin, end in columns:
        at = begin
        for number, line in enumerate(header):
            over = [segment for segment in segments_of(line) if at <= segment.begin and segment.end <= end]
            texts = [other.raw.expandtabs() for other in (*header[number:], *sample)]
            for left, right in pairwise(over):
                gutters = (
                    p for p in range(left.end, right.begin) if all(text[p : p + 1].strip() == "" for text in texts)
                )
                if (cut := next(gutters, None)) is not None:
                    parted.append((at, cut))
                    at = cut
        parted.append((at, end))
    return parted


def _cut_segments(line: Line, columns: Sequence[tuple[int, int]]) -> list[Segment]:
    """The segments of ``line``, cut at the blank between two columns that touch."""
    found = segments_of(line)
    for (_, cut), (begin, _) in pairwise(columns):
        if cut != begin:
            continue
        for number, segment in enumerate(found):
            at = cut - segment.begin
            if 0 < at < len(segment.text) and segment.text[at] == " ":
                left, right = segment.text[:at], segment.text[at + 1 :]
                found[number : number + 1] = [Segment(segment.begin, cut, left), Segment(cut + 1, segment.end, right)]
                break
    return found


def band_of(line: Line, columns: Sequence[tuple[int, int]]) -> Band:
    """The segments of a line by column; a row number that stands one blank before the name is a cell of its own."""
    cells = [""] * len(columns)
    for segment in _cut_segments(line, columns):
        column = max(range(len(columns)), key=lambda c: _overlap(segment, columns[c]))
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
    return Band(line, cells)


def _overlap(segment: Segment, column: tuple[int, int]) -> float:
    shared = min(segment.end, column[1]) - max(segment.begin, column[0])
    # Far from every column the nearest one counts; a long text belongs where it begins.
    return shared if shared <= 0 else shared + (1000.0 if column[0] <= segment.begin < column[1] else 0.0)


def join_bands(bands: Sequence[Band], count: int) -> tuple[str, ...]:
    """The cells of several lines by column."""
    return tuple(" ".join(band.cells[c] for band in bands if band.cells[c]) for c in range(count))


def _read_bands(
    lines: Sequence[Line], start: int, columns: Sequence[tuple[int, int]], header: tuple[str, ...]
) -> tuple[list[Band], int]:
    """The lines of the body by column, without repeated headers and page furniture, and where the table ends."""
    bands: list[Band] = []
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
        segments = segments_of(line)
        spans = len(segments) == 1 and (
            sum(begin < segments[0].end and segments[0].begin < end for begin, end in here) > _FEWEST_COLUMNS - 1
        )
        crossing = crossing + 1 if spans and segments[0].begin < here[1][1] and not _begins_row(line) else 0
        if crossing > 1:
            # Two lines over the whole page: the prose after the table.
            at = stands_at[-1]
            bands.pop()
            break
        bands.append(Band(line, band_of(line, here).cells, _role(segments, here)))
        stands_at.append(at)
        at += 1
    kept = _without_prose(bands)
    return bands[:kept], at if kept == len(bands) else stands_at[kept]


def _is_page_number(lines: Sequence[Line], at: int, header: Sequence[str], columns: Sequence[tuple[int, int]]) -> bool:
    """Whether a bare number stands over the header that is printed again, and not in the column of the row numbers."""
    line = lines[at]
    if not line.text.isdecimal() or line.indent < columns[1][0]:
        return False
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


def _without_prose(bands: Sequence[Band]) -> int:
    """How many of the bands are the table's: headings and sentences that follow its last row are none of it."""
    last = max((i for i, band in enumerate(bands) if band.role is _Role.CELLS), default=-1)
    return next((i for i in range(last + 1, len(bands)) if bands[i].role is _Role.PROSE), len(bands))


def _rows(bands: Sequence[Band], count: int) -> tuple[Row, ...]:
    """The bands as rows. A row begins with its number, or above it where the numbers stand at half height."""
    numbered = [i for i, band in enumerate(bands) if _heads_row(band)]
    if not numbered:
        return ()
    starts = _starts(bands, numbered)
    rows = []
    for begin, end in zip(starts, [*starts[1:], len(bands)], strict=True):
        part = bands[begin:end]
        place = part[0].line.place.to(part[-1].line.place)
        rows.append(Row(tuple(_cell(part, column, place) for column in range(count)), place))
    return tuple(rows)


def _heads_row(band: Band) -> bool:
    if band.cells[0]:
        return _LABEL.fullmatch(band.cells[0]) is not None or _TOTAL.match(band.cells[0]) is not None
    return _TOTAL.match(band.cells[1]) is not None and any(band.cells[2:])


def _starts(bands: Sequence[Band], numbered: Sequence[int]) -> list[int]:
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


def _under_group(bands: Sequence[Band], group: int, number: int) -> int:
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


def _cell(part: Sequence[Band], column: int, row: Place) -> Cell:
    filled = [band for band in part if band.cells[column]]
    if not filled:
        return Cell("", row)
    place = filled[0].line.place.to(filled[-1].line.place)
    return Cell(" ".join(band.cells[column] for band in filled), place)
