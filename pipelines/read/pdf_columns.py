"""Tables of a PDF without rules between their columns: columns told by the blanks between them, rows by gaps, rules and labels.

Lists, and text set in two columns, are no tables: see ``pdf_layout``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipelines.read.pdf_shapes import Box, Rule, Word

# In heights of the type.
_GAP = 0.9
_GUTTER = 0.45
_FURTHEST = 4.0
_FEWEST_COLUMNS, _FEWEST_ROWS = 3, 3
_LABEL = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){0,3}|[IVXL]{1,6}|[A-ZĐa-zđ])[.)]?|[-–+]|(?:Tổng|TỔNG|Cộng|CỘNG)(?: .*)?")
_NUMBER_HEADING = re.compile(r"(?:Số\s+)?S?TT|Stt|stt|Tt|Số thứ tự")
_WIDER = 1.2


@dataclass(slots=True)
class ColumnCell:
    """A cell of an unruled table: its words by printed row."""

    row: int
    column: int
    span: int
    box: Box
    rows: list[list[Word]] = field(default_factory=list)


@dataclass(slots=True)
class ColumnTable:
    """An unruled table: the half-open range of printed rows that it takes, the edges of its columns, its cells."""

    start: int
    end: int
    xs: list[float]
    box: Box
    cells: list[ColumnCell]


def cut_row(row: Sequence[Word], least: float = _GAP) -> list[list[Word]]:
    """Return a printed row cut where a blank is wider than ``least`` heights of its type."""
    parts: list[list[Word]] = [[row[0]]]
    right = row[0].right
    for word in row[1:]:
        if word.left - right > least * max(word.size, parts[-1][-1].size):
            parts.append([])
        parts[-1].append(word)
        right = max(right, word.right)
    return parts


def find_unruled(rows: Sequence[list[Word]], rules: Sequence[Rule]) -> Iterator[ColumnTable]:
    """Yield the unruled tables of a part of a page, from top to bottom."""
    parts = [cut_row(row) for row in rows]
    at = 0
    while at < len(rows):
        if len(parts[at]) < _FEWEST_COLUMNS or (table := _read_table(rows, parts, at, rules)) is None:
            at += 1
            continue
        yield table
        at = table.end


def _read_table(
    rows: Sequence[list[Word]], parts: Sequence[list[list[Word]]], start: int, rules: Sequence[Rule]
) -> ColumnTable | None:
    end = _find_end(rows, parts, start)
    full = [part for part in parts[start:end] if len(part) >= _FEWEST_COLUMNS]
    has_number_heading = _NUMBER_HEADING.fullmatch(_text(parts[start][0])) is not None
    if len(full) < (_FEWEST_ROWS - has_number_heading) or len(full) * 5 < end - start:
        return None
    columns = _columns(parts[start:end])
    while len(columns) >= _FEWEST_COLUMNS and end > start and _crosses(rows[end - 1], columns):
        end -= 1
    if len(columns) < _FEWEST_COLUMNS or not any(
        sum(any(_overlaps(part, column) for part in found) for column in columns) >= _FEWEST_COLUMNS
        for found in parts[start + 1 : end]
    ):
        return None
    while start > 0 and _is_upper_heading(rows, parts, start, columns):
        start -= 1
    bands = [_by_column(row, columns) for row in rows[start:end]]
    starts = _row_starts(rows[start:end], bands, rules, columns)
    if len(starts) < 2:
        return None
    xs = [columns[0][0], *((a[1] + b[0]) / 2 for a, b in pairwise(columns)), columns[-1][1]]
    cells: list[ColumnCell] = []
    for number, (first, stop) in enumerate(pairwise([*starts, end - start])):
        for column in range(len(columns)):
            found = [words for band in bands[first:stop] if (words := band[column])]
            words = [word for row in found for word in row]
            box = _around(words) if words else _around([w for row in rows[start + first : start + stop] for w in row])
            span = sum(x0 < box[2] - 1 for x0, _ in columns[column:]) if words else 1
            cells.append(ColumnCell(number, column, max(span, 1) if len(found) == 1 else 1, box, found))
    cells = _without_covered(cells)
    return ColumnTable(start, end, xs, _around([w for row in rows[start:end] for w in row]), cells)


def _without_covered(cells: Sequence[ColumnCell]) -> list[ColumnCell]:
    """Return the cells, a text that runs over empty neighbours as one cell over them, other texts in their own column."""
    kept: list[ColumnCell] = []
    for cell in cells:
        before = kept[-1] if kept and kept[-1].row == cell.row else None
        if before is not None and before.column + before.span > cell.column:
            if not cell.rows:
                continue
            before.span = cell.column - before.column
        kept.append(cell)
    return kept


def _find_end(rows: Sequence[list[Word]], parts: Sequence[list[list[Word]]], start: int) -> int:
    """Return the row after the last one that can belong to a table whose first full row is ``start``."""
    left, right = rows[start][0].left, max(w.right for w in rows[start])
    size = max(w.size for w in rows[start])
    last, bottom, wide = start, max(w.bottom for w in rows[start]), 0
    for at in range(start + 1, len(rows)):
        row = rows[at]
        if min(w.top for w in row) - bottom > _FURTHEST * size:
            break
        is_wide = len(parts[at]) == 1 and max(w.right for w in row) - row[0].left > 0.6 * (right - left)
        wide = wide + 1 if is_wide else 0
        if wide > 1:
            break
        bottom = max(w.bottom for w in row)
        if len(parts[at]) > 1 or not is_wide:
            last = at
        left, right = min(left, row[0].left), max(right, *(w.right for w in row))
    return last + 1


def _columns(parts: Sequence[list[list[Word]]]) -> list[tuple[float, float]]:
    """Return the stretches that rows of several parts fill, between those that nearly none does."""
    several = [part for part in parts if len(part) > 1]
    size = sorted(w.size for part in several for piece in part for w in piece)[0]
    edges: list[tuple[float, int]] = []
    for part in several:
        for piece in part:
            edges += [(piece[0].left, 1), (max(w.right for w in piece), -1)]
    edges.sort()
    allowed = len(several) // 12
    found: list[list[float]] = []
    depth = 0
    for x, step in edges:
        before, depth = depth, depth + step
        if before <= allowed < depth:
            if found and x - found[-1][1] < _GUTTER * size:
                found[-1][1] = x
            else:
                found.append([x, x])
        elif depth <= allowed < before and found:
            found[-1][1] = x
    return [(a, b) for a, b in found if b > a]


def _overlaps(part: Sequence[Word], column: tuple[float, float]) -> bool:
    return part[0].left < column[1] and max(w.right for w in part) > column[0]


def _crosses(row: Sequence[Word], columns: Sequence[tuple[float, float]]) -> bool:
    """Whether a row runs over the blanks between columns: prose."""
    if len(cut_row(row)) > 1:
        return False
    left, right = row[0].left, max(w.right for w in row)
    return sum(left < b[0] and right > a[1] for a, b in pairwise(columns)) >= 2 and right > columns[-1][0]


def _is_upper_heading(
    rows: Sequence[list[Word]], parts: Sequence[list[list[Word]]], start: int, columns: Sequence[tuple[float, float]]
) -> bool:
    """Whether the row above stands close over the table with parts that keep to its columns: more of its header."""
    above, row = rows[start - 1], rows[start]
    size = max(w.size for w in row)
    if min(w.top for w in row) - max(w.bottom for w in above) > 0.6 * size or len(parts[start - 1]) < 2:
        return False
    return above[0].left > columns[0][0] - size and all(len(_by_column(part, columns)) for part in parts[start - 1])


def _by_column(row: Sequence[Word], columns: Sequence[tuple[float, float]]) -> list[list[Word]]:
    """Return the words of a row by column; a part that begins in one column is not torn where it runs into the next."""
    found: list[list[Word]] = [[] for _ in columns]
    for part in cut_row(row, _GUTTER):
        left, right = part[0].left, max(w.right for w in part)
        shared = [min(right, b) - max(left, a) for a, b in columns]
        best = max(range(len(columns)), key=lambda c: shared[c])
        begun = next((c for c, (a, b) in enumerate(columns) if a - 1 <= left <= b), best)
        found[begun if shared[begun] > 0 else best] += part
    return found


def _row_starts(
    rows: Sequence[list[Word]],
    bands: Sequence[list[list[Word]]],
    rules: Sequence[Rule],
    columns: Sequence[tuple[float, float]],
) -> list[int]:
    """Return the printed row that each row of the table begins with; the first is that of the header, or of the first row.

    Rules across the table tell, then gaps wider than between the lines of a cell, then the labels of the first column.
    """
    width = columns[-1][1] - columns[0][0]
    across = [r.at for r in rules if min(r.end, columns[-1][1]) - max(r.start, columns[0][0]) > 0.6 * width]
    baselines = [max(w.baseline for w in row) for row in rows]
    ruled = [0] + [at for at in range(1, len(rows)) if any(baselines[at - 1] < rule < baselines[at] for rule in across)]
    labels = [at for at, band in enumerate(bands) if band[0] and (_LABEL.fullmatch(_text(band[0])) or at == 0)]
    if len(ruled) > max(2, len(labels) // 2):
        return ruled
    steps = [b - a for a, b in pairwise(baselines)]
    usual = min(steps, default=0.0)
    gapped = [0] + [at for at, step in enumerate(steps, 1) if step > _WIDER * usual]
    held = [sum(a <= label < b for label in labels) for a, b in pairwise([*gapped, len(rows)])]
    if len(gapped) > 2 and max(held, default=0) <= 1 and sum(held) * 10 >= len(held) * 6:
        return gapped
    filled = [at for at, band in enumerate(bands) if sum(map(bool, band)) >= max(2, len(columns) - 1)]
    if len(labels) < 2:
        return sorted({0, *filled})
    first = next((at for at in labels if at and _LABEL.fullmatch(_text(bands[at][0]))), labels[0])
    middle = sum(bool(band[1]) is False or _text(band[1])[:1].islower() for at in labels[1:] if (band := bands[at]))
    if middle * 3 < len(labels):
        return sorted({0, first, *(at for at in labels if at > first)})
    return _centred_starts(labels, first, len(rows))


def _centred_starts(labels: Sequence[int], first: int, count: int) -> list[int]:
    """Return where rows begin whose labels stand at half their height: as far above each as they go on below."""
    numbered = [at for at in labels if at >= first]
    begin = next((at for at in range(first - 1, 0, -1) if at in labels), 0)
    starts = [0]
    for number, following in pairwise([*numbered, count]):
        if begin:
            starts.append(begin)
        begin = min(following, number + (number - begin) + 1) if begin else (number + following + 1) // 2
    return sorted(set(starts))


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _around(words: Sequence[Word]) -> Box:
    return (
        min(w.left for w in words), min(w.top for w in words), max(w.right for w in words), max(w.bottom for w in words)
    )  # fmt: skip
