"""Tables printed cell by cell whose headings nobody declared: a number, a name and the same count of figures in every row.

A list of communes by figures ("STT | Đơn vị | Tỷ lệ ... | Số ...") is known by its rows alone. Headings that are known are for
``linearised``, columns kept apart by blanks for ``table_columns``.
"""

import re
from collections.abc import Sequence
from itertools import islice

from pipelines.language.numbers import parse_number
from pipelines.read.lines import Line
from pipelines.read.model import Cell, ParagraphKind, Place, Row, Table
from pipelines.read.row_starts import TOTAL
from pipelines.read.table_positions import FIGURE

_FIRST_HEADING = frozenset(("stt", "tt", "số tt", "số thứ tự"))
LONGEST_FIRST_HEADING = max(map(len, _FIRST_HEADING))
_LONGEST_HEADER, _LONGEST_NAME = 40, 4
_FEWEST_ROWS, _FEWEST_FIGURES = 3, 2
_FIRST_ROW = re.compile(r"0?1[.)]?")


def read_matrix(lines: Sequence[Line], at: int) -> tuple[Table, int, int] | None:
    """The table whose heading of the row numbers stands alone in ``lines[at]``, with its half-open range of lines."""
    if lines[at].text.lower() not in _FIRST_HEADING:
        return None
    below = islice(range(at + 1, len(lines)), _LONGEST_HEADER)
    body = next((n for n in below if _FIRST_ROW.fullmatch(lines[n].text)), None)
    if body is None:
        return None
    count = _count_figures(lines, body)
    headings = _join_headings(lines[at + 1 : body], count + 1)
    if count < _FEWEST_FIGURES or headings is None:
        return None
    rows: list[Row] = []
    end = body
    while (row := _read_row(lines, end, len(rows) + 1, count)) is not None:
        rows.append(row[0])
        end = row[1]
    if len(rows) < _FEWEST_ROWS:
        return None
    total = _read_total(lines, end, rows)
    if total is not None:
        rows.append(total[0])
        end = total[1]
    first = lines[at].place
    columns = (lines[at].text, *headings)
    return Table(columns, tuple(rows), first.to(lines[end - 1].place), 1, first.to(lines[body - 1].place)), at, end


def _count_figures(lines: Sequence[Line], body: int) -> int:
    """How many figures stand in the first row: those before the number of the second."""
    at = _after_name(lines, body + 1)
    count = 0
    while at + count < len(lines) and FIGURE.fullmatch(lines[at + count].text):
        if count >= _FEWEST_FIGURES and _is_numbered(lines[at + count].text, 2):
            return count
        count += 1
    return 0


def _is_numbered(text: str, number: int) -> bool:
    return text.rstrip(".)").lstrip("0") == str(number)


def _after_name(lines: Sequence[Line], at: int) -> int:
    """The first figure after the name at ``lines[at]``, or where a name can no longer be."""
    end = min(at + _LONGEST_NAME, len(lines))
    while at < end and not FIGURE.fullmatch(lines[at].text):
        at += 1
    return at


def _join_headings(lines: Sequence[Line], count: int) -> tuple[str, ...] | None:
    """The ``count`` headings on these lines, where a line with a small first letter goes on; None for any other count."""
    if any(line.kind is not ParagraphKind.BODY for line in lines):
        return None
    texts = [line.text for line in lines]
    if len(texts) != count:
        joined: list[str] = []
        for text in texts:
            if joined and (text[0].islower() or text[0] == "("):
                joined[-1] += f" {text}"
            else:
                joined.append(text)
        texts = joined
    return tuple(texts) if len(texts) == count else None


def _read_row(lines: Sequence[Line], at: int, number: int, count: int) -> tuple[Row, int] | None:
    """The row of ``number`` at ``lines[at]`` with its ``count`` figures, and the line after it; None where none is there."""
    if at >= len(lines) or not _is_numbered(lines[at].text, number):
        return None
    figures = _after_name(lines, at + 1)
    end = figures + count
    cells = lines[figures:end]
    if figures == at + 1 or len(cells) < count or not all(FIGURE.fullmatch(line.text) for line in cells):
        return None
    name = Cell(" ".join(line.text for line in lines[at + 1 : figures]), _place(lines[at + 1 : figures]))
    row = Row(
        (Cell(lines[at].text, lines[at].place), name, *(Cell(line.text, line.place) for line in cells)),
        _place(lines[at:end]),
    )
    return row, end


def _read_total(lines: Sequence[Line], at: int, rows: Sequence[Row]) -> tuple[Row, int] | None:
    """The row of sums at ``lines[at]``: each figure in the column it is the sum of, or in its own where no column is empty."""
    if at >= len(lines) or TOTAL.fullmatch(lines[at].text) is None:
        return None
    end = at + 1
    while end < len(lines) and FIGURE.fullmatch(lines[end].text):
        end += 1
    figures = lines[at + 1 : end]
    width = len(rows[0].cells)
    place = _place(lines[at:end])
    cells = [Cell("", place)] * width
    cells[1] = Cell(lines[at].text, lines[at].place)
    columns = list(range(2, width)) if len(figures) == width - 2 else _columns_of_sums(figures, rows)
    if len(columns) != len(figures):
        return None
    for column, line in zip(columns, figures, strict=True):
        cells[column] = Cell(line.text, line.place)
    return Row(tuple(cells), place), end


def _columns_of_sums(figures: Sequence[Line], rows: Sequence[Row]) -> list[int]:
    """From left to right, the columns that add up to the figures."""
    found: list[int] = []
    column = 2
    for line in figures:
        wanted = parse_number(line.text)
        while column < len(rows[0].cells):
            column += 1
            if wanted == sum(parse_number(row.cells[column - 1].text) or 0 for row in rows):
                found.append(column - 1)
                break
    return found


def _place(lines: Sequence[Line]) -> Place:
    return lines[0].place.to(lines[-1].place)
