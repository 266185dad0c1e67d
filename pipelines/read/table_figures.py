"""Tables kept in columns by blanks whose rows have no numbers: known by figures that stand under headings of words.

A table whose first heading is that of the row numbers is for ``table_columns``, whatever the rest of its header says.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.language.numbering import parse_numbering
from pipelines.language.text import fold
from pipelines.read.lines import Line
from pipelines.read.model import Cell, ParagraphKind, Row, Table
from pipelines.read.table_end import ends_table
from pipelines.read.table_nested import YEARS, numbers_columns
from pipelines.read.table_positions import (
    FEWEST_COLUMNS,
    FIGURE,
    Segment,
    columns_under,
    find_segments,
    fit_segments,
    join_headings,
)

_BODY = ParagraphKind.BODY
_NUMBER = re.compile(r"[<>≥≤]?\s?[-+]?\d[\d.,]*\s?%?")
_NO_HEADING = re.compile(
    r"(?:Bảng|BẢNG|Biểu|BIỂU|Phụ lục|PHỤ LỤC)\s+(?:số\s+)?[\dIVX]|\(?(?:Đơn vị(?: tính)?|ĐVT)\s*:|.*[:;.]\Z"
)
_OPEN_ENDS = ("và", "của", "về", "cho", "với", "theo", "hoặc")
_FURTHEST_ROW = 7  # the second row of a table stands so near to its first
_HIGHEST_HEADER = 6
_MOST_HELD = 3
_MISSING = frozenset(("-", "–", "x", "X", "0"))


@dataclass(slots=True)
class _Band:
    """One line of the table: its texts by column; ``crosses`` where it is a heading over the columns."""

    line: Line
    cells: list[str]
    crosses: bool = False


def read_figure_tables(lines: Sequence[Line], start: int, end: int) -> Iterator[tuple[Table, int, int]]:
    """The tables in ``lines[start:end]``, each with its half-open range of lines."""
    # Three fields are parted by two gaps of two blanks at least; most lines have none.
    spaced = [at for at in range(start, end) if len((line := lines[at]).raw) - len(line.text) - line.indent > 1]
    least, row_above = start, -1
    for at in spaced:
        fields = _fields_of_row(lines[at]) if at >= least else []
        if not fields or numbers_columns(lines[at].text):
            continue
        found = _read_table(lines, at, fields, least, end) if row_above < at - 1 else None
        row_above = at
        if found is not None:
            yield found
            least = found[2]


def _read_table(
    lines: Sequence[Line], at: int, first: Sequence[Segment], least: int, end: int
) -> tuple[Table, int, int] | None:
    """The table whose first row with figures, those of ``first``, stands in ``lines[at]``, with its range of lines."""
    following = next((n for n in range(at + 1, min(at + _FURTHEST_ROW, end)) if _fields_of_row(lines[n])), None)
    if following is None:
        return None
    second = _fields_of_row(lines[following])
    found = _find_header(lines, at, least)
    if found is None:
        return None
    head, body = found
    top = head
    columns = columns_under(lines[head:body], (first, second))
    if len(columns) >= FEWEST_COLUMNS:
        top = _raise_header(lines, head, columns, least)
        columns = columns_under(lines[top:body], (first, second))
    headings = join_headings(lines[top:body], columns)
    fields = find_segments(lines[head])
    if len(columns) != len(fields) == len(first) == len(second) and body == head + 1:
        # Nothing but their order keeps such fields under their headings.
        columns = [
            (min(f.begin for f in one), max(f.end for f in one)) for one in zip(fields, first, second, strict=True)
        ]
        top, headings = head, tuple(field.text for field in fields)
    cells, cells_below = fit_segments(first, columns), fit_segments(second, columns)
    if len(columns) < FEWEST_COLUMNS or cells is None or cells_below is None or not all(headings[1:]):
        return None
    if not any(map(_are_figures, cells, cells_below)):
        return None
    header = {fold(line.text) for line in lines[top:body]}
    if numbers_columns(lines[body].text):
        body += 1
    gap = max(line.gap for line in lines[at + 1 : following + 1])
    bands, stop = _read_bands(lines, body, end, columns, header, gap)
    if stop <= following:
        return None
    rows = _join_rows(bands, _room(columns))
    place = lines[top].place.to(lines[stop - 1].place)
    return Table(headings, rows, place, 1, lines[top].place.to(lines[body - 1].place)), top, stop


def _are_figures(cell: str, below: str) -> bool:
    """Whether two cells of a column are figures, one of which may be missing."""
    figures = [FIGURE.fullmatch(text) is not None for text in (cell, below)]
    return all(figures) or (any(figures) and (cell in _MISSING or below in _MISSING))


def heads_figures(lines: Sequence[Line]) -> bool:
    """Whether the first of three lines is a header of words and the others are rows of figures."""
    words = find_segments(lines[0])
    return len(words) >= FEWEST_COLUMNS and _are_words(words) and all(_fields_of_row(line) for line in lines[1:])


def _fields_of_row(line: Line) -> list[Segment]:
    """The fields of a line that can be a row of figures; none where it can not."""
    if (
        line.kind is not _BODY
        or len(line.raw) - len(line.text) - line.indent < 2
        or "..." in line.text
        or "…" in line.text
    ):
        return []
    fields = find_segments(line)
    if len(fields) < FEWEST_COLUMNS:
        return []
    return (
        fields if any(FIGURE.fullmatch(field.text) and not YEARS.fullmatch(field.text) for field in fields[1:]) else []
    )


def _find_header(lines: Sequence[Line], at: int, least: int) -> tuple[int, int] | None:
    """The line over ``lines[at]`` whose headings are most, and the first line under the header; None where none is there."""
    head = at - 1
    while head >= max(least, at - _HIGHEST_HEADER):
        line = lines[head]
        if line.kind is not _BODY or lines[head + 1].gap > 1:
            return None
        fields = find_segments(line)
        if len(fields) >= FEWEST_COLUMNS and not numbers_columns(line.text):
            if not _are_words(fields):
                return None
            body = head + 1
            while body < at and _goes_on_with_header(lines[body], fields[0].end):
                body += 1
            return head, body
        head -= 1
    return None


def _are_words(fields: Sequence[Segment]) -> bool:
    return all(YEARS.fullmatch(field.text) or not _NUMBER.fullmatch(field.text) for field in fields)


def _goes_on_with_header(line: Line, first_end: int) -> bool:
    fields = find_segments(line)
    is_wrapped = line.text[0].islower() or line.text[0] == "(" or fields[0].begin > first_end
    return is_wrapped and not line.blank_before and _are_words(fields) and not numbers_columns(line.text)


def _raise_header(lines: Sequence[Line], head: int, columns: Sequence[tuple[int, int]], least: int) -> int:
    """The first line of the header: headings over others stand on lines of their own above it."""
    top = head
    while top > max(least, head - _HIGHEST_HEADER) and not lines[top].blank_before:
        above = lines[top - 1]
        if above.kind is not _BODY or above.text.isupper() or _NO_HEADING.match(above.text):
            break
        fields = find_segments(above)
        is_title = len(fields) == 1 and fields[0].begin < columns[1][0] - 2
        if is_title or not _are_words(fields) or fields[0].begin < columns[0][1] <= columns[1][0] < fields[0].end:
            break
        top -= 1
    return top


def _read_bands(
    lines: Sequence[Line], start: int, end: int, columns: Sequence[tuple[int, int]], header: set[str], gap: int
) -> tuple[list[_Band], int]:
    """The lines of the body by column, without repeated headers and page furniture, and where the table ends.

    ``gap`` is how many blank lines stand between its rows.
    """
    bands: list[_Band] = []
    held: list[tuple[int, _Band]] = []  # lines that are of the table where more of it follows
    stop = start
    for at in range(start, end):
        line = lines[at]
        if line.kind is not _BODY:
            continue
        fields = find_segments(line)
        has_figures = any(FIGURE.fullmatch(field.text) for field in fields[1:])
        is_apart = bool(bands) and line.gap > gap and not has_figures
        if not held and len(fields) > 1 and fold(line.text) in header:
            continue
        if is_apart or ends_table(line) or _NO_HEADING.match(line.text):
            break
        cells = fit_segments(fields, columns)
        if len(fields) == 1 and (cells is None or cells[0]):
            if len(held) == _MOST_HELD or (cells is None and not _heads_rows(line, columns)):
                break
            held.append((at, _Band(line, cells or [line.text, *("" for _ in columns[1:])], crosses=cells is None)))
            continue
        if cells is None or (held and len(fields) > 1 and not has_figures and not line.text[0].islower()):
            break
        bands += [*(band for _, band in held), _Band(line, cells)]
        held, stop = [], at + 1
    for at, band in held:
        if not bands or band.crosses or band.line.blank_before or not _goes_on(bands[-1], band, _room(columns)):
            break
        bands.append(band)
        stop = at + 1
    return bands, stop


def _heads_rows(line: Line, columns: Sequence[tuple[int, int]]) -> bool:
    """Whether a line across the columns can be the heading of the rows under it, and is no sentence."""
    return line.raw.find(line.text) < columns[0][1] and line.text[-1] not in ".;:" and not line.text[0].islower()


def _room(columns: Sequence[tuple[int, int]]) -> int:
    """How long a name may be before it wraps."""
    return columns[1][0] - columns[0][0] - 2


def _goes_on(above: _Band, band: _Band, width: int) -> bool:
    """Whether the name in ``band`` is the rest of the one above it, which had no room for the next word."""
    name, rest = above.cells[0], band.cells[0]
    if above.crosses or band.crosses or not name or parse_numbering(rest) is not None:
        return False
    is_full = not any(band.cells[1:]) and len(name) + 1 + len(rest.split(" ", 1)[0]) > width
    return rest[0].islower() or is_full or name.rsplit(" ", 1)[-1] in _OPEN_ENDS or name[-1] in "-,"


def _join_rows(bands: Sequence[_Band], width: int) -> tuple[Row, ...]:
    """The bands as rows. A row begins with a name or with figures beneath others; what wraps goes on with it."""
    parts: list[list[_Band]] = []
    for band in bands:
        if parts and _is_wrapped(parts[-1], band, width):
            parts[-1].append(band)
        else:
            parts.append([band])
    return tuple(_make_row(part) for part in parts)


def _is_wrapped(part: Sequence[_Band], band: _Band, width: int) -> bool:
    """Whether a line goes on with the row of ``part``: it has no figure under one, and no name of its own."""
    if band.crosses or part[-1].crosses:
        return False
    for column, cell in enumerate(band.cells):
        if column and FIGURE.fullmatch(cell) and any(FIGURE.fullmatch(other.cells[column]) for other in part):
            return False
    if not band.cells[0]:
        return True
    named = next((other for other in reversed(part) if other.cells[0]), None)
    return named is None or _goes_on(named, band, width)


def _make_row(part: Sequence[_Band]) -> Row:
    place = part[0].line.place.to(part[-1].line.place)
    cells = []
    for column in range(len(part[0].cells)):
        filled = [band for band in part if band.cells[column]]
        text = " ".join(band.cells[column] for band in filled)
        cells.append(Cell(text, filled[0].line.place.to(filled[-1].line.place) if filled else place))
    return Row(tuple(cells), place, part[0].crosses)
