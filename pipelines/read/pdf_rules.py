"""Ruled lines of a page as grids: which rules cross, and the cells between them, merged where a rule is missing.

Nothing is known here of the text in the cells (``pdf_layout`` puts it in) and of what a table means (``grid``).
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipelines.read.pdf_shapes import Box, Rule

# In points. Rules drawn twice, side by side or by cell, stand closer than the first; corners miss each other by less.
_SAME = 2.5
_TOUCHES = 3.5
_SHORTEST = 5.0
_MOST_FIELDS = 20_000
_MOST_RULES = 4_000
_COVERED = 0.6
_LEAST_OPEN = 15.0


@dataclass(slots=True)
class RuledCell:
    """A cell: its first row and column, how many of each it spans, and its box."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box


@dataclass(slots=True)
class RuledGrid:
    """A grid of cells that fill it; ``xs`` and ``ys`` are the edges of its columns and rows."""

    xs: list[float]
    ys: list[float]
    cells: list[RuledCell]
    owner: list[list[int]] = field(default_factory=list)

    @property
    def box(self) -> Box:
        """The box around it."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def cell_at(self, x: float, y: float) -> int | None:
        """The index of the cell that holds a point."""
        row, column = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
        if 0 <= row < len(self.ys) - 1 and 0 <= column < len(self.xs) - 1:
            return self.owner[row][column]
        return None


def find_grids(across: Sequence[Rule], upright: Sequence[Rule]) -> list[RuledGrid]:
    """Return the grids that rules make up, from top to bottom; a grid inside another grid's cell is left to that cell.

    Rules that cross no other (underlines, the rule over footnotes) make up none.
    """
    rows, columns = _merge(across), _merge(upright)
    if len(rows) + len(columns) > _MOST_RULES:
        return []
    grids = [grid for group in _groups(rows, columns) if (grid := _make_grid(*group)) is not None]
    grids.sort(key=lambda grid: (grid.ys[0], grid.xs[0]))
    return [grid for grid in grids if not any(other is not grid and _holds(other, grid) for other in grids)]


def free_rules(across: Sequence[Rule], grids: Sequence[RuledGrid]) -> list[Rule]:
    """Return the rules that run across outside every grid, from top to bottom."""
    found = [rule for rule in _merge(across) if rule.end - rule.start >= _SHORTEST]
    return [
        rule
        for rule in found
        if not any(
            grid.ys[0] - _TOUCHES <= rule.at <= grid.ys[-1] + _TOUCHES
            and rule.start < grid.xs[-1]
            and rule.end > grid.xs[0]
            for grid in grids
        )
    ]


def _merge(rules: Iterable[Rule]) -> list[Rule]:
    """Return pieces of one rule (drawn by cell, dotted, doubled) as one, in the order of where they stand."""
    levels: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda r: r.at):
        if levels and rule.at - levels[-1][0].at <= _SAME:
            levels[-1].append(rule)
        else:
            levels.append([rule])
    merged: list[Rule] = []
    for level in levels:
        at = sum(rule.at for rule in level) / len(level)
        pieces: list[Rule] = []
        for rule in sorted(level, key=lambda r: r.start):
            if pieces and rule.start <= pieces[-1].end + _TOUCHES:
                pieces[-1].end = max(pieces[-1].end, rule.end)
            else:
                pieces.append(Rule(at, rule.start, rule.end))
        merged += [piece for piece in pieces if piece.end - piece.start >= _SHORTEST]
    return merged


def _groups(rows: Sequence[Rule], columns: Sequence[Rule]) -> Iterable[tuple[list[Rule], list[Rule]]]:
    """Return the rules that cross each other directly or over others, as rows and columns."""
    parent = list(range(len(rows) + len(columns)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    ats = [rule.at for rule in rows]
    for offset, column in enumerate(columns, len(rows)):
        for index in range(bisect_right(ats, column.start - _TOUCHES), bisect_right(ats, column.end + _TOUCHES)):
            row = rows[index]
            if row.start - _TOUCHES <= column.at <= row.end + _TOUCHES:
                parent[root(index)] = root(offset)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for index, rule in enumerate([*rows, *columns]):
        groups[root(index)][index >= len(rows)].append(rule)
    return [group for group in groups.values() if group[0] and group[1]]


def _edges(rules: Iterable[Rule]) -> list[float]:
    """Return where rules stand, those that are nearly at one place once."""
    found: list[list[float]] = []
    for at in sorted(rule.at for rule in rules):
        if found and at - found[-1][-1] <= _SAME:
            found[-1].append(at)
        else:
            found.append([at])
    return [sum(group) / len(group) for group in found]


def _make_grid(rows: list[Rule], columns: list[Rule]) -> RuledGrid | None:
    """Return the grid of crossing rules, its open sides closed where rules show how far it goes; None without two cells."""
    left, right = min(r.start for r in rows), max(r.end for r in rows)
    top, bottom = min(c.start for c in columns), max(c.end for c in columns)
    for edge, at in ((left, min(c.at for c in columns)), (right, max(c.at for c in columns))):
        if abs(edge - at) > _LEAST_OPEN:
            columns = [*columns, Rule(edge, min(r.at for r in rows), max(r.at for r in rows))]
    for edge, at in ((top, min(r.at for r in rows)), (bottom, max(r.at for r in rows))):
        if abs(edge - at) > _LEAST_OPEN:
            rows = [*rows, Rule(edge, left, right)]
    xs, ys = _edges(columns), _edges(rows)
    width, height = len(xs) - 1, len(ys) - 1
    if width < 1 or height < 1 or width * height < 2 or width * height > _MOST_FIELDS:
        return None
    walls = _walls(columns, xs, ys)
    floors = _walls(rows, ys, xs)
    cells, owner = _merge_fields(xs, ys, walls, floors)
    return RuledGrid(xs, ys, cells, owner) if len(cells) > 1 else None


def _walls(rules: Iterable[Rule], ats: Sequence[float], steps: Sequence[float]) -> list[list[bool]]:
    """Return for each edge of ``ats`` whether it is ruled between each two neighbours of ``steps``."""
    found = [[False] * (len(steps) - 1) for _ in ats]
    lengths = [[0.0] * (len(steps) - 1) for _ in ats]
    for rule in rules:
        at = min(range(len(ats)), key=lambda i: abs(ats[i] - rule.at))
        first = max(bisect_right(steps, rule.start) - 1, 0)
        for step in range(first, len(steps) - 1):
            if steps[step] >= rule.end:
                break
            lengths[at][step] += min(rule.end, steps[step + 1]) - max(rule.start, steps[step])
    for at in range(len(ats)):
        for step in range(len(steps) - 1):
            found[at][step] = lengths[at][step] >= _COVERED * (steps[step + 1] - steps[step])
    return found


def _merge_fields(
    xs: Sequence[float], ys: Sequence[float], walls: Sequence[Sequence[bool]], floors: Sequence[Sequence[bool]]
) -> tuple[list[RuledCell], list[list[int]]]:
    """Return the cells, fields with no rule between them as one, and which cell each field belongs to.

    A cell grows to the right first and then down as far as no rule stands in its way; so cells stay rectangles.
    """
    width, height = len(xs) - 1, len(ys) - 1
    owner = [[-1] * width for _ in range(height)]
    cells: list[RuledCell] = []
    for row in range(height):
        for column in range(width):
            if owner[row][column] >= 0:
                continue
            end = column + 1
            while end < width and not walls[end][row] and owner[row][end] < 0:
                end += 1
            stop = row + 1
            while (
                stop < height
                and not any(floors[stop][column:end])
                and not any(walls[edge][stop] for edge in range(column + 1, end))
                and all(owner[stop][at] < 0 for at in range(column, end))
            ):
                stop += 1
            for filled in owner[row:stop]:
                filled[column:end] = [len(cells)] * (end - column)
            cells.append(RuledCell(row, column, stop - row, end - column, (xs[column], ys[row], xs[end], ys[stop])))
    return cells, owner


def _holds(outer: RuledGrid, inner: RuledGrid) -> bool:
    a, b = outer.box, inner.box
    inside = a[0] <= b[0] + 1 and a[1] <= b[1] + 1 and a[2] >= b[2] - 1 and a[3] >= b[3] - 1
    if not inside:
        return False
    return outer.cell_at(b[0] + 1, b[1] + 1) == outer.cell_at(b[2] - 1, b[3] - 1)
