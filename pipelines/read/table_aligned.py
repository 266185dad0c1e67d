"""Tables that a text dump keeps in columns by blanks and that number no rows: known by figures standing under headings.

Tables that open with the heading of their row numbers are read in ``table_columns``, with the same bands of columns.
"""

import re
from collections.abc import Sequence

from pipelines.read.lines import Line
from pipelines.read.model import Cell, ParagraphKind, Place, Row, Table
from pipelines.read.table_columns import (
    Band,
    Segment,
    band_of,
    find_columns,
    heading_of_levels,
    is_figure,
    segments_of,
    shows_figures,
)
from pipelines.read.table_end import ends_table
from pipelines.read.table_nested import numbers_columns

LEAST_BLANKS = 6
"""So many blanks more than between its words has every line that may open such a table."""

_BODY = ParagraphKind.BODY
_HEADING = re.compile(r"[A-ZĐÀ-Ỹ%(#]|20[0-9]{2}\b|[0-9]{1,2}(?: tháng|T/|/20)")
_FEWEST_COLUMNS, _FEWEST_ROWS = 3, 2
_LONGEST_HEADER = 5
_LOOKED_AT, _MOST_PARTS = 12, 4


def read_aligned_table(lines: Sequence[Line], at: int) -> tuple[Table, int, int] | None:
    """The table whose first heading stands in ``lines[at]``, with its half-open range of lines; None where none stands here.

    Its header names at least three columns, figures stand in one of them or more, and no row crosses from one to the next.
    """
    header = _header(lines, at)
    if header is None:
        return None
    body = at + len(header)
    if numbers_columns(lines[body].text):
        body += 1
    sample, _ = _run(lines, body, min(body + _LOOKED_AT, len(lines)))
    widest = max(header, key=lambda line: len(segments_of(line)))
    columns = find_columns([widest, *(line for line in sample if len(segments_of(line)) > 1)])
    if len(columns) < _FEWEST_COLUMNS or len(segments_of(widest)) < len(columns) - 1:
        return None
    if not shows_figures(sample, columns) or any(_crosses(line, columns) for line in sample):
        return None
    found, end = _run(lines, body, len(lines), columns, [line.text for line in header])
    rows = _rows([band_of(line, columns) for line in found])
    if len(rows) < _FEWEST_ROWS:
        return None
    place = lines[at].place.to(found[-1].place)
    headings = heading_of_levels(header, columns)
    return Table(headings, rows, place, 1, lines[at].place.to(header[-1].place)), at, end


def _header(lines: Sequence[Line], at: int) -> list[Line] | None:
    """The lines of headings from ``at`` to the first row of figures, None where these are none."""
    opening = segments_of(lines[at])
    if len(opening) < _FEWEST_COLUMNS - 1 or not all(_HEADING.match(segment.text) for segment in opening):
        return None
    if len(opening) < _FEWEST_COLUMNS and (at + 1 == len(lines) or len(segments_of(lines[at + 1])) < _FEWEST_COLUMNS):
        return None
    header: list[Line] = []
    for line in lines[at : at + _LONGEST_HEADER + 1]:
        segments = segments_of(line)
        if line.kind is not _BODY or (header and line.gap > 1):
            return None
        if _shows_row(segments) or numbers_columns(line.text):
            return _without_name(header, line)
        if any(is_figure(segment.text) for segment in segments):
            return None
        header.append(line)
    return None


def _without_name(header: list[Line], row: Line) -> list[Line] | None:
    """The lines of headings, without the beginning of the first row's name where its figures stand beside its end."""
    while len(header) > 1 and row.text[0].islower() and len(segments_of(header[-1])) == 1:
        begins_row = header.pop().text[0].isupper()
        if begins_row:
            break
    widest = max((len(segments_of(line)) for line in header), default=0)
    return header if widest >= _FEWEST_COLUMNS else None


def _shows_row(segments: Sequence[Segment]) -> bool:
    """Whether a line shows a name and figures, or figures alone under a name that stands higher."""
    figures = sum(is_figure(segment.text) for segment in segments[1:])
    return figures > 1 or (figures == 1 and len(segments) >= _FEWEST_COLUMNS)


def _run(
    lines: Sequence[Line],
    start: int,
    stop: int,
    columns: Sequence[tuple[int, int]] = (),
    header: Sequence[str] = (),
) -> tuple[list[Line], int]:
    """The lines from ``start`` on that may be rows or parts of their names, and the index after them.

    A header printed again on the next page is left out; lines that run across the ``columns`` or open another table end them.
    """
    found: list[Line] = []
    kept, end = 0, start
    for at in range(start, stop):
        line = lines[at]
        if line.kind is not _BODY or line.text in header:
            continue
        segments = segments_of(line)
        is_row = _shows_row(segments)
        goes_on = not is_row and at == end and _goes_on(line, columns)
        if (
            ends_table(line)
            or _crosses(line, columns)
            or (not is_row and _ends_rows(line, segments, len(found) - kept))
        ):
            break
        found.append(line)
        if is_row or goes_on:
            kept, end = len(found), at + 1
    return found[:kept], end


def _ends_rows(line: Line, segments: Sequence[Segment], waiting: int) -> bool:
    """Whether a line without figures can be no part of a row: it stands apart, opens another header, or follows too many such."""
    if line.gap > 1 or waiting >= _MOST_PARTS:
        return True
    return len(segments) >= _FEWEST_COLUMNS and all(_HEADING.match(segment.text) for segment in segments)


def _goes_on(line: Line, columns: Sequence[tuple[int, int]]) -> bool:
    """Whether a line is the rest of the name above it."""
    return bool(columns) and line.text[0].islower() and len(line.raw.rstrip()) < columns[1][0] and line.gap == 0


def _crosses(line: Line, columns: Sequence[tuple[int, int]]) -> bool:
    """Whether words of a line run from one column into the next: a sentence, and not a row."""
    return any(
        sum(begin < segment.end and segment.begin < end for begin, end in columns) > 1 for segment in segments_of(line)
    )


def _rows(bands: Sequence[Band]) -> tuple[Row, ...]:
    """The bands as rows: a line without figures goes on with the name above it, or opens the name of the row below it."""
    rows: list[list[Band]] = []
    opened = False
    for band in bands:
        has_figures = any(is_figure(cell) for cell in band.cells[1:])
        goes_on = bool(rows) and (opened or (not has_figures and band.cells[0][:1].islower()))
        if has_figures and band.cells[0] and not band.cells[0][0].islower():
            goes_on = False
        if goes_on:
            rows[-1].append(band)
        else:
            rows.append([band])
        opened = not has_figures and not any(band.cells[1:])
    return tuple(_row(part) for part in rows)


def _row(part: Sequence[Band]) -> Row:
    place = part[0].line.place.to(part[-1].line.place)
    return Row(tuple(_cell(part, column, place) for column in range(len(part[0].cells))), place)


def _cell(part: Sequence[Band], column: int, row: Place) -> Cell:
    filled = [band for band in part if band.cells[column]]
    if not filled:
        return Cell("", row)
    return Cell(" ".join(band.cells[column] for band in filled), filled[0].line.place.to(filled[-1].line.place))
