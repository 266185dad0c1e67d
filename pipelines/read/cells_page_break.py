"""How the cells of a row stand where a page ends, and how likely each goes on on the next. The search is in ``cells``.

A row is cut at one height, so the cells that go on filled the page's part of the row to its end: they have as many lines
there as any. After the break the rest of each stands in the order of the columns; a finished cell prints nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import add

from pipelines.read.cells_knowledge import TableKnowledge
from pipelines.read.cells_width import LONG_WORD
from pipelines.read.pieces import Piece

_AGAIN = 2
# How many pieces are looked through for the last line of each column: more than a page of a table prints.
_FURTHEST = 300


@dataclass(slots=True)
class Halt:
    """The last line of every column before the page break, and how likely the cell goes on.

    ``firsts`` and ``lasts`` number its first and last piece, -1 where there is none; ``last`` is the latter, ``widths`` has
    its width. ``lines`` counts the lines of each column from the piece ``begin``, the first on the page. ``skip`` sums up
    over the columns from the left what it costs to leave an unfinished cell unfinished.
    """

    begin: int
    lines: list[int]
    firsts: list[int]
    lasts: list[int]
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
    pieces: Sequence[Piece],
    back: Sequence[Sequence[int]],
    state: int,
    at: int,
    knowledge: TableKnowledge,
    known: dict[tuple[int, int], Halt],
) -> Halt:
    """How the cells stand after ``pieces[at]`` on the path that ends in ``state`` (see ``cells``).

    ``known`` has what was found for the row so far, by place and state, and takes this: what stands above an earlier page
    break is not gone through again.
    """
    count = len(knowledge.contents)
    firsts, lasts, lines = [-1] * count, [-1] * count, [0] * count
    furthest = max(0, at - _FURTHEST)
    key, begin = (at, state), furthest
    line, above, is_last = None, -1, False
    while True:
        column, piece = state % count, pieces[at]
        if piece.line is not line or column != above:
            line, above, is_last = piece.line, column, lasts[column] < 0
            lines[column] += 1
            if is_last:
                lasts[column] = at
        if is_last:
            firsts[column] = at
        if at == furthest:
            break
        pointer = back[at - 1][state]
        state, at = pointer >> 2, at - 1
        if not piece.page_break:
            continue
        goes_on_anew = pointer & 3 == _AGAIN
        earlier = known.get((at, state))
        if earlier is not None and (goes_on_anew or earlier.begin > furthest):
            for other in range(1, count):
                if lasts[other] < 0 and earlier.lasts[other] >= furthest:
                    firsts[other], lasts[other] = max(furthest, earlier.firsts[other]), earlier.lasts[other]
            if goes_on_anew:
                begin = at + 1
            else:
                begin = earlier.begin
                lines = list(map(add, lines, earlier.lines))
            break
    most = max(lines)
    last: list[Piece | None] = [None] * count
    widths, likely, skip = [0.0] * count, [0.0] * count, [0.0, 0.0]
    for column in range(1, count):
        cost = 0.0
        if lasts[column] >= 0:
            last[column] = piece = pieces[lasts[column]]
            widths[column] = piece.end - pieces[firsts[column]].offset
            likely[column] = _likely(piece, widths[column], most - lines[column], column, knowledge)
            cost = max(0.0, min(6.0, 1.6 * likely[column] - 1.0))
        skip.append(skip[-1] + cost)
    found = known[key] = Halt(begin, lines, firsts, lasts, last, widths, likely, skip)
    return found


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
