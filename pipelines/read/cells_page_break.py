"""How the cells of a row stand where a page ends, and how likely each goes on on the next. The search is in ``cells``.

A row is cut at one height, so the cells that go on filled the page's part of the row to its end: they have as many lines
there as any. After the break the rest of each stands in the order of the columns; a finished cell prints nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.read.cells_knowledge import TableKnowledge
from pipelines.read.cells_width import LONG_WORD
from pipelines.read.pieces import Piece

_AGAIN = 2
# How many pieces are looked through for the last line of each column: more than a page of a table prints.
_FURTHEST = 300


@dataclass(slots=True)
class Halt:
    """The last piece of every column before the page break and the width of its line, how likely the cell goes on.

    ``skip`` sums up over the columns from the left what it costs to leave an unfinished cell unfinished.
    """

    last: list[Piece | None]
    widths: list[float]
    likely: list[float]
    skip: list[float]

    def goes_on(self, column: int, piece: Piece, knowledge: TableKnowledge) -> float:
        """How likely the cell of ``column`` goes on with ``piece``, as a log score."""
        last, look = self.last[column], piece.look
        if last is None:
            return -1.5 if look.start != "lower" else -3.0
        score = min(0.0, self.likely[column])
        times = knowledge.going_on[column].get((last.text, piece.first_word), 0)
        if times:
            score += min(2.5, 0.8 + 0.5 * math.log2(times))
        limit = knowledge.limits[column]
        if limit is not None:
            slack = limit.width - self.widths[column] - knowledge.measure(" ") - piece.first
            if slack > 0.4:
                score -= limit.sharp * min(4.0, 0.5 + 0.8 * slack) * (0.4 if last.look.sentence_end else 1.0)
            else:
                score += 0.4 * limit.sharp
        if look.start == "lower":
            score += -2.0 if last.look.sentence_end else 0.5
        elif look.start == "upper" and not (last.look.unfinished or last.look.ends_in_name):
            score -= 1.0
        return score


def find_halt(
    pieces: Sequence[Piece], back: Sequence[Sequence[int]], state: int, at: int, count: int, knowledge: TableKnowledge
) -> Halt:
    """How the cells stand after ``pieces[at]`` on the path that ends in ``state`` (see ``cells``)."""
    last: list[Piece | None] = [None] * count
    widths = [0.0] * count
    lines: list[set[int]] = [set() for _ in range(count)]
    passed = False
    furthest = max(0, at - _FURTHEST)
    while at >= furthest:
        previous, action = divmod(back[at - 1][state], 4) if at else (0, 0)
        column, piece = state % count, pieces[at]
        ending = last[column]
        if ending is None:
            last[column] = ending = piece
        if ending.line is piece.line:
            widths[column] = ending.end - piece.offset
        if not passed:
            lines[column].add(piece.line.number)
            passed = action == _AGAIN
        state, at = previous, at - 1
    most = max(map(len, lines))
    likely, skip = [0.0] * count, [0.0, 0.0]
    for column in range(1, count):
        piece_or_none = last[column]
        if piece_or_none is None:
            skip.append(skip[-1])
            continue
        likely[column] = _likely(piece_or_none, widths[column], most - len(lines[column]), column, knowledge)
        skip.append(skip[-1] + max(0.0, min(6.0, 1.6 * likely[column] - 1.0)))
    return Halt(last, widths, likely, skip)


def _likely(piece: Piece, width: float, missing: int, column: int, knowledge: TableKnowledge) -> float:
    score = -min(5.0, 1.8 * missing) if missing else 0.6
    if piece.look.unfinished:
        score += 1.5
    elif piece.look.sentence_end:
        score -= 1.0
    limit = knowledge.limits[column]
    if limit is not None:
        # A line that goes on is full but for the next word; the last one of a cell may have any length.
        room = limit.width - width
        score += limit.full if room <= LONG_WORD else -2.0 * limit.sharp
    return score - knowledge.exit_scores(piece.text)[column] * 1.5
