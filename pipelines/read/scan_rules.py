"""The drawn rules of a page picture and the grids of cells they make. Tolerates rules that are broken, faint or a little tilted.

Lengths are in pixels and scaled by the height of the page's letters. What stands in the cells is for ``scan_cells``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import cv2
import numpy as np

from pipelines.read.scan_image import PageImage

# In heights of a small letter.
_SHORTEST_RULE = 2.6
_SHORTEST_SIDE, _TOUCH = 1.4, 0.3
_PIECE, _HOLE, _ROW_OF_PIECES = 0.9, 0.6, 5.0
_THICKEST_RULE = 0.5
_WIDEST_GAP = 3.0
_SAME_LINE = 0.45
_REACH = 0.8
_LOWEST_ROW = 0.9
_BEYOND = 2.0
# A page with more black than this is a picture.
_MOST_INK = 0.3
_PRESENT, _FAINTLY_PRESENT = 0.55, 0.35


@dataclass(slots=True)
class Rule:
    """One straight rule: ``at`` is its y (horizontal) or x (vertical), ``parts`` the stretches of it that are drawn."""

    at: float
    parts: list[tuple[int, int]] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Where it begins."""
        return min(part[0] for part in self.parts)

    @property
    def end(self) -> int:
        """Where it ends."""
        return max(part[1] for part in self.parts)


@dataclass(frozen=True, slots=True)
class GridField:
    """One cell of a drawn grid: rows and columns from 0, edges in pixels.

    ``is_doubtful`` is true where the rules around it are so broken that it may be two cells or a part of one.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    left: int
    top: int
    right: int
    bottom: int
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class DrawnGrid:
    """One drawn table: its fields, row by row, and its edges in pixels."""

    fields: tuple[GridField, ...]
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Rules:
    """The grids of a page and ``mask``, which is 1 where a rule is drawn."""

    grids: tuple[DrawnGrid, ...]
    mask: np.ndarray


def find_rules(page: PageImage) -> Rules:
    """Return the drawn tables of ``page`` from top to bottom, and its rules; none on what is a picture and no page."""
    letter = page.letter
    if float(page.ink.mean()) > _MOST_INK:
        return Rules((), np.zeros_like(page.ink))
    across, across_mask = _find_straight(page.ink, letter)
    upright = np.ascontiguousarray(page.ink.T)
    down, down_mask = _find_straight(upright, letter)
    if across:
        down += _find_short(upright, down_mask, across, letter)
    mask = across_mask | down_mask.T
    grids = [
        grid
        for horizontal, vertical in _connected(across, down, letter * _REACH)
        if (grid := _make_grid(horizontal, vertical, page.ink, letter)) is not None
    ]
    grids = [grid for grid in grids if not any(other is not grid and _is_inside(grid, other) for other in grids)]
    return Rules(tuple(sorted(grids, key=lambda grid: (grid.top, grid.left))), mask)


def _is_inside(inner: DrawnGrid, outer: DrawnGrid) -> bool:
    return (
        inner.left >= outer.left
        and inner.right <= outer.right
        and inner.top >= outer.top
        and inner.bottom <= outer.bottom
        and (inner.right - inner.left) * (inner.bottom - inner.top)
        < (outer.right - outer.left) * (outer.bottom - outer.top)
    )


def _find_straight(ink: np.ndarray, letter: float) -> tuple[list[Rule], np.ndarray]:
    """Return the horizontal rules of ``ink`` and the pixels they cover."""
    shortest = max(12, int(_SHORTEST_RULE * letter))
    # One pixel up and down lets a tilted rule keep its length over its steps.
    thick = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    level = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, shortest), np.uint8))
    # A rule all in short pieces: letters have strokes as long, but not so many of them in one row. Pieces beside long ones are
    # left to ``_drawn``: a letter that stands between two rules is no part of them.
    pieces = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, max(5, int(_PIECE * letter))), np.uint8))
    pieces[level > 0] = 0
    joined = cv2.morphologyEx(pieces, cv2.MORPH_CLOSE, np.ones((1, max(3, int(_HOLE * letter))), np.uint8))
    joined = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, int(_ROW_OF_PIECES * letter)), np.uint8))
    level = cv2.bitwise_or(level, joined)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(level, connectivity=8)
    thickest = max(4.0, _THICKEST_RULE * letter) + 2
    found: list[tuple[float, int, int]] = []
    is_rule = np.zeros(count, dtype=bool)
    for index in range(1, count):
        left, top, width, height, area = (int(value) for value in stats[index])
        if area / width > thickest or height > max(thickest, width * 0.08 + 3):
            continue
        is_rule[index] = True
        found.append((top + height / 2, left, left + width))
    mask = is_rule[labels].astype(np.uint8)
    return _join_pieces(found, letter), mask


def _find_short(upright: np.ndarray, mask: np.ndarray, across: Sequence[Rule], letter: float) -> list[Rule]:
    """Return the sides of cells one line high: too short to be told from letters but that they join two rules.

    ``upright`` is the turned ink; ``mask``, the turned pixels of rules, gains theirs.
    """
    level = cv2.dilate(upright, np.ones((3, 1), np.uint8))
    level = cv2.morphologyEx(level, cv2.MORPH_OPEN, np.ones((1, max(8, int(_SHORTEST_SIDE * letter))), np.uint8))
    level[cv2.dilate(mask, np.ones((7, 1), np.uint8)) > 0] = 0
    count, labels, stats, _ = cv2.connectedComponentsWithStats(level, connectivity=8)
    reach = _TOUCH * letter
    sides: list[Rule] = []
    for index in range(1, count):
        start, top, length, height = (int(value) for value in stats[index][:4])
        at = top + height / 2
        crossed = [rule.at for rule in across if rule.start - reach <= at <= rule.end + reach]
        ends = (min((abs(y - end) for y in crossed), default=letter) for end in (start, start + length))
        if height <= _THICKEST_RULE * letter and length >= _SHORTEST_SIDE * letter and max(ends) <= reach:
            sides.append(Rule(at, [(start, start + length)]))
            mask[top : top + height, start : start + length] |= (
                labels[top : top + height, start : start + length] == index
            ).astype(np.uint8)
    return sides


def _join_pieces(pieces: Sequence[tuple[float, int, int]], letter: float) -> list[Rule]:
    """Return pieces that lie on one line with no wide gap between them as one rule each."""
    rules: list[Rule] = []
    for at, start, end in sorted(pieces, key=lambda piece: piece[1]):
        best: Rule | None = None
        for rule in rules:
            last = rule.parts[-1]
            near = abs(rule.at - at) <= _SAME_LINE * letter
            if (
                near
                and start - last[1] <= _WIDEST_GAP * letter
                and (best is None or abs(best.at - at) > abs(rule.at - at))
            ):
                best = rule
        if best is None:
            rules.append(Rule(at, [(start, end)]))
            continue
        length = sum(stop - begin for begin, stop in best.parts)
        best.at = (best.at * length + at * (end - start)) / (length + end - start)
        last = best.parts[-1]
        if start <= last[1]:
            best.parts[-1] = (last[0], max(last[1], end))
        else:
            best.parts.append((start, end))
    return rules


def _connected(across: Sequence[Rule], down: Sequence[Rule], reach: float) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Yield the rules that touch each other, group by group."""
    group = list(range(len(across) + len(down)))

    def head(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    for i, level in enumerate(across):
        for j, upright in enumerate(down):
            if (
                level.start - reach <= upright.at <= level.end + reach
                and upright.start - reach <= level.at <= upright.end + reach
            ):
                group[head(i)] = head(len(across) + j)
    members: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for index in range(len(group)):
        levels, uprights = members.setdefault(head(index), ([], []))
        if index < len(across):
            levels.append(across[index])
        else:
            uprights.append(down[index - len(across)])
    yield from members.values()


def _make_grid(across: Sequence[Rule], down: Sequence[Rule], ink: np.ndarray, letter: float) -> DrawnGrid | None:
    """Return the grid that rules make up; None where they are a frame, an underline or a drawing."""
    if len(across) < 2 or not down:
        return None
    rows = _lines_of(across, letter * _LOWEST_ROW)
    columns = _lines_of(down, letter * _LOWEST_ROW)
    _add_open_sides(rows, columns, letter)
    if len(rows) < 2 or len(columns) < 2 or (len(rows) - 1) * (len(columns) - 1) < 2:
        return None
    ys, xs = [rule.at for rule in rows], [rule.at for rule in columns]
    over = np.array([[_drawn(rule, a, b, ink, letter) for a, b in pairwise(xs)] for rule in rows])
    beside = np.array([[_drawn(rule, a, b, ink.T, letter) for a, b in pairwise(ys)] for rule in columns])
    fields = _fields(over, beside.T, ys, xs)
    if len(fields) < 2:
        return None
    return DrawnGrid(tuple(fields), round(xs[0]), round(ys[0]), round(xs[-1]), round(ys[-1]))


def _lines_of(rules: Sequence[Rule], nearest: float) -> list[Rule]:
    """Return one rule for all that lie on one line of the grid, in order."""
    lines: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if lines and rule.at - lines[-1].at < nearest:
            line = lines[-1]
            kept, added = line.end - line.start, rule.end - rule.start
            at = (line.at * kept + rule.at * added) / (kept + added)
            lines[-1] = Rule(at, [*line.parts, *rule.parts])
        else:
            lines.append(Rule(rule.at, list(rule.parts)))
    return lines


def _add_open_sides(rows: list[Rule], columns: list[Rule], letter: float) -> None:
    """Add the sides of a table that are not drawn but to which its rules reach."""
    if not rows or not columns:
        return
    left, right = _reach(rows)
    top, bottom = _reach(columns)
    if left is not None and columns[0].at - left > _BEYOND * letter:
        columns.insert(0, Rule(left, [(round(top or 0), round(bottom or 0))]))
    if right is not None and right - columns[-1].at > _BEYOND * letter:
        columns.append(Rule(right, [(round(top or 0), round(bottom or 0))]))
    if top is not None and rows[0].at - top > _BEYOND * letter:
        rows.insert(0, Rule(top, [(round(left or 0), round(right or 0))]))
    if bottom is not None and bottom - rows[-1].at > _BEYOND * letter:
        rows.append(Rule(bottom, [(round(left or 0), round(right or 0))]))


def _reach(rules: Sequence[Rule]) -> tuple[float | None, float | None]:
    """Return between which points at least two of ``rules`` reach, or the only one does."""
    starts, ends = sorted(rule.start for rule in rules), sorted((rule.end for rule in rules), reverse=True)
    return float(starts[min(1, len(starts) - 1)]), float(ends[min(1, len(ends) - 1)])


def _drawn(rule: Rule, start: float, end: float, ink: np.ndarray, letter: float) -> float:
    """Return which part of a rule between two crossing ones is drawn."""
    inset = min(letter * 0.3, (end - start) / 4)
    begin, stop = round(start + inset), round(end - inset)
    if stop <= begin:
        return 1.0
    covered = np.zeros(stop - begin, dtype=bool)
    for first, last in rule.parts:
        if last > begin and first < stop:
            covered[max(first - begin, 0) : last - begin] = True
    share = float(covered.mean())
    if share >= 1.0:
        return share
    # A broken rule: thin ink on the line with nothing above and below it.
    reach, clear = max(2, round(letter * 0.15)), max(4, round(letter * 0.4))
    middle = round(rule.at)
    band = ink[max(middle - reach, 0) : middle + reach + 1, begin:stop].any(axis=0)
    above = ink[max(middle - clear, 0) : max(middle - reach - 1, 0), begin:stop]
    below = ink[middle + reach + 2 : middle + clear + 1, begin:stop]
    beside = np.zeros_like(band)
    for side in (above, below):
        if side.shape[0]:
            beside |= side.any(axis=0)
    return max(share, float((covered | (band & ~beside)).mean()))


def _fields(over: np.ndarray, beside: np.ndarray, ys: Sequence[float], xs: Sequence[float]) -> list[GridField]:
    """Return the cells between the edges that are drawn.

    ``over[i, j]`` says how much is drawn of the edge above unit field (i, j), ``beside[i, j]`` of that to its left.
    """
    fields: list[GridField] = []
    waiting = [(0, 0, np.ones((len(ys) - 1, len(xs) - 1), dtype=bool), _PRESENT)]
    while waiting:
        row, column, area, level = waiting.pop()
        height, width = area.shape
        edges_over = over[row : row + height + 1, column : column + width]
        edges_beside = beside[row : row + height, column : column + width + 1]
        for top, left, group in _groups(area, edges_over, edges_beside, level):
            a, c = row + top, column + left
            b, d = a + group.shape[0], c + group.shape[1]
            if not group.all() and level > _FAINTLY_PRESENT / 8:
                waiting.append((a, c, group, level / 2 if level < _FAINTLY_PRESENT else _FAINTLY_PRESENT))
                continue
            blocks = [(a, b, c, d)]
            if not group.all():
                blocks = [(a + int(i), a + int(i) + 1, c + int(j), c + int(j) + 1) for i, j in np.argwhere(group)]
            for first, end, start, stop in blocks:
                is_doubtful = level < _PRESENT or not _is_closed(first, end, start, stop, over, beside)
                edges = round(xs[start]), round(ys[first]), round(xs[stop]), round(ys[end])
                fields.append(GridField(first, start, end - first, stop - start, *edges, is_doubtful))
    return sorted(fields, key=lambda found: (found.row, found.column))


def _is_closed(top: int, bottom: int, left: int, right: int, over: np.ndarray, beside: np.ndarray) -> bool:
    """Whether no edge inside a cell is half drawn."""
    inner_rows = over[top + 1 : bottom, left:right]
    inner_columns = beside[top:bottom, left + 1 : right]
    return not ((inner_rows > _FAINTLY_PRESENT).any() or (inner_columns > _FAINTLY_PRESENT).any())


def _groups(
    area: np.ndarray, over: np.ndarray, beside: np.ndarray, level: float
) -> Iterator[tuple[int, int, np.ndarray]]:
    """Yield the parts of ``area`` that no edge drawn to at least ``level`` cuts: top, left, and which unit fields are in it."""
    height, width = area.shape
    # Fields at odd places, edges between them: connected components of that picture are the cells.
    picture = np.zeros((2 * height + 1, 2 * width + 1), dtype=np.uint8)
    picture[1::2, 1::2] = area
    picture[2:-1:2, 1::2] = area[1:] & area[:-1] & (over[1:height] < level)
    picture[1::2, 2:-1:2] = area[:, 1:] & area[:, :-1] & (beside[:, 1:width] < level)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(picture, connectivity=4)
    fields = labels[1::2, 1::2]
    for index in range(1, count):
        left, top, wide, high = (int(value) for value in stats[index][:4])
        row, column = top // 2, left // 2
        part = fields[row : (top + high) // 2, column : (left + wide) // 2] == index
        yield row, column, part
