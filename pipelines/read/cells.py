"""Which cell each piece of a linearised table belongs to: a search for the best path over columns, trained on the table itself.

A dump prints a row cell by cell, left to right, and leaves no mark between two cells. What tells where one ends is many
weak signs together: how the piece looks and what the column holds, whether it begins with a capital, whether the line
before it was full (its column's width) or could have taken the next word, blanks left by an empty cell, a page break
(after which every unfinished cell goes on, left to right again). Each sign adds to a score; the best path wins.

The first search knows the table only by its headings. What it finds (``cells_knowledge``) is the knowledge for the next,
so a column is read by what this table puts into it. What happens at a page break stands in ``cells_page_break``.
"""

import math
from collections.abc import Sequence

from pipelines.read.cells_knowledge import Reading, TableKnowledge
from pipelines.read.cells_page_break import Halt, find_halt
from pipelines.read.cells_rows import RowText, cut_row
from pipelines.read.pieces import NUMERIC_SHAPES, Piece

SAME, NEXT, AGAIN, NEW_ROW = range(4)
_NEVER = -1e9
_BEGINS_ANEW, _FIGURES = frozenset(("upper", "digit", "bullet")), frozenset(("value", "amount"))
# Paths this much worse than the best one are not followed.
_BEAM = 5.0
_BREAK_BEAM = 6.0
_NO_HALT = Halt(0, [], [], [], [], [], [], [])
_PARTS_OF_NAMES = frozenset(("ratio", "word"))
# What it costs a cell to go on with a line that begins with a capital, by what the column holds.
_CAPITAL_COSTS = {"value": 2.2, "amount": 2.2, "form": 1.6, "agency": 0.3}
# A row without a number of its own is rare; one that fills no column of figures can hardly be told from a cell going
# on.
_NEW_ROW_COST = 3.6
_NEW_ROW_COST_WITHOUT_FIGURES = 7.0
# How many rows are read to learn from before all are read, and how many readings are learned from at most.
_SAMPLE, _LARGEST_LESSON = 24, 400
_FEWEST_WHOLE = 10
_LEFT_OPEN, _STRAINED = 2.0, 0.5
# What it costs to begin a cell with the figure that the cell before asks for.
_ASKED = 4.0
# Two cells share a line only where the first has no other line: both begin at one height.
_SECOND_LINE_COST = 2.5
# What it costs to see a page break, by how sure it is (``Piece.page_break``).
_BREAK_COSTS = (-9.0, -2.2, -0.4, 0.0)


def place_rows(rows: Sequence[RowText], knowledge: TableKnowledge) -> list[Reading]:
    """Every row with the columns of its pieces.

    Some rows are searched and learned from (twice where they are few), then all that no page break cuts, then the others.
    """
    cut = [any(part[2] > 1 for part in row.parts) for row in rows]
    whole = [row for row, is_cut in zip(rows, cut, strict=True) if not is_cut]
    if sum(not row.is_group for row in whole) < _FEWEST_WHOLE:
        whole = list(rows)
    sample = whole[:: max(1, math.ceil(len(whole) / _SAMPLE))]
    found = [_read_row(row, knowledge) for row in sample]
    knowledge.learn(found)
    if len(whole) <= _SAMPLE:
        again = [_read_row(row, knowledge) for row in sample]
        if not any(cut) and all(map(_teaches_alike, found, again)):
            # There is nothing more to learn, so a third search would find what the second did.
            return again
        knowledge.learn(again)
    readings: list[Reading | None] = [
        None if is_cut else _read_row(row, knowledge) for row, is_cut in zip(rows, cut, strict=True)
    ]
    if any(cut) and len(rows) - sum(cut) >= _FEWEST_WHOLE:
        knowledge.learn([reading for reading in readings if reading is not None][:_LARGEST_LESSON])
    return [
        reading if reading is not None else _read_row(row, knowledge)
        for row, reading in zip(rows, readings, strict=True)
    ]


def _teaches_alike(one: Reading, other: Reading) -> bool:
    """Whether two readings of a row have the same pieces in the same columns; widths are no matter to what is learned."""
    return (
        one.columns == other.columns
        and one.new_rows == other.new_rows
        and all(piece.text == same.text for piece, same in zip(one.pieces, other.pieces, strict=True))
    )


def _read_row(row: RowText, knowledge: TableKnowledge) -> Reading:
    pieces = cut_row(row, knowledge, frozenset())
    if row.is_group and len(pieces) == 1:
        return Reading(pieces, [knowledge.name_column], frozenset(), is_group=True, is_total=row.level < 0)
    columns, new_rows, left_open = _search(pieces, row, knowledge)
    lines = _strained_lines(pieces, columns, left_open, knowledge)
    if lines:
        # Short ends of several cells may share a line, above all after a page break.
        again = cut_row(row, knowledge, lines)
        other = _search(again, row, knowledge)
        if len(_strained_lines(again, other[0], other[2], knowledge)) < len(lines):
            pieces, (columns, new_rows, _) = again, other
    return Reading(pieces, columns, new_rows, row.is_group, is_total=row.level < 0)


def _strained_lines(
    pieces: Sequence[Piece], columns: Sequence[int], left_open: float, knowledge: TableKnowledge
) -> frozenset[int]:
    """The numbers of the lines that hold more than their column can, or else follow a break that left cells unfinished."""
    is_strained = left_open > _LEFT_OPEN and any(piece.page_break for piece in pieces)
    tops = knowledge.tops
    found: set[int] = set()
    begin, above = 0.0, 0
    broken = False
    for piece, column in zip(pieces, columns, strict=True):
        broken = broken or piece.page_break > 0
        if piece.at_line_start or column != above:
            begin = piece.offset
        above = column
        width = piece.end - begin
        if (broken and is_strained) or (width > tops[column] and knowledge.excess(column, width) > _STRAINED):
            found.add(piece.line.number)
    return frozenset(found)


def _search(
    pieces: Sequence[Piece], row: RowText, knowledge: TableKnowledge
) -> tuple[list[int], frozenset[int], float]:
    """The best column for every piece of one row, which pieces open an unnumbered row, and how much a break left open.

    A state is a column, or ``count`` + column after a page break inside the row. One long function on purpose: it is the
    inner loop of all reading, and calls would double its time.
    """
    if not pieces:
        return [], frozenset(), 0.0
    count, name = len(knowledge.contents), knowledge.name_column
    contents, limits, full = knowledge.contents, knowledge.limits, knowledge.full
    rated, nothing, repeated = knowledge.rated, knowledge.nothing, knowledge.repeated
    has_figures, no_agency = knowledge.has_figures, knowledge.no_agency
    blank_within, blank_before = knowledge.blank_within, knowledge.blank_before
    often_opening, going_on, often_going_on = knowledge.often_opening, knowledge.going_on, knowledge.often_going_on
    # skip[i] - skip[j + 1]: the cost of leaving the columns j+1 .. i-1 empty.
    skip = [0.0, 0.0]
    for column in range(1, count):
        cost = knowledge.empty_costs[column]
        if row.is_group and column != name:
            cost = min(cost, 0.1)
        skip.append(skip[-1] + cost)
    new_row_cost = _NEW_ROW_COST if has_figures else _NEW_ROW_COST_WITHOUT_FIGURES
    fill = nothing
    if row.is_group:
        fill = [0.0 if c == name or contents[c] in _FIGURES else -4.0 for c in range(count)]
    blank_width = knowledge.measure(" ")

    piece = pieces[0]
    look = piece.look
    emissions, least = rated.get(piece.text) or knowledge.rate(piece.text, look)
    gap_relief = _relief(piece.gap)
    scores = [_NEVER] * count
    begins = line_begins = [0.0] * count
    from_above = [False] * count
    """By state: whether its cell began on a line above that of the piece."""
    halts: list[Halt] = []
    """By column: how the cells stood at the page break before it; empty where the row has none yet."""
    known_halts: dict[tuple[int, int], Halt] = {}
    for column in range(1, count):
        scores[column] = emissions[column] + fill[column] - skip[column] * (gap_relief if column > 1 else 1.0)
    back: list[list[int]] = []
    listing = look.start == "bullet"
    numeric = look.shape in NUMERIC_SHAPES
    best_score = max(scores)
    columns = range(1, count)
    bases: tuple[int, ...] = (0,)
    """0 for the states before a page break, ``count`` for those after one; what no path worth following is in is left out."""
    capital_costs = [_CAPITAL_COSTS.get(content, 0.6) for content in contents]
    for at in range(1, len(pieces)):
        before, last, numeric_before = piece, look, numeric
        piece = pieces[at]
        look, text = piece.look, before.text
        start, forced, line_start, page_break = look.start, piece.forced, piece.at_line_start, piece.page_break
        lower, upper = start == "lower", start in _BEGINS_ANEW
        numeric = look.shape in NUMERIC_SHAPES
        two_figures = numeric and numeric_before
        if forced and not numeric:
            emissions, least = nothing, _NEVER
        else:
            emissions, least = rated.get(piece.text) or knowledge.rate(piece.text, look)
        extra = piece.gap
        if look.opening in often_opening:
            opening = knowledge.opening_scores(look)
        else:
            opening = no_agency if start == "upper" and not look.names_agency else nothing
        needed, opens_row, goes_on = piece.first, False, False
        if line_start:
            line = piece.line
            base_next = 0.6 if upper else (-3.0 if lower else 0.0)
            base_same = 1.0 if lower else 0.0
            within, between = blank_within[line.blank_before], blank_before[line.blank_before]
            if text[-1] != "-" or before.line.raw[-1:] != "-":
                needed += blank_width
            goes_on = (text, piece.first_word) in often_going_on
            if upper:
                opens_row = True
                new_row_gain = 0.6 + opening[name] + (0.8 if extra >= 2 else 0.0) + between[name]
            if before.trailing > 0:
                extra += before.trailing
            if line.gap > 1 and not page_break:
                extra += 1
        else:
            between = nothing
            base_same = 0.0
            if forced:
                base_next = -4.0 if lower else -1.4
            else:
                beside_figure = has_figures and (
                    numeric or numeric_before or look.shape == "ratio" or look.shape == last.shape == "phrase"
                )
                base_next = -3.5 if lower else (-0.5 if beside_figure else -1.2)
                base_same = -0.3 if extra >= 2 else 0.0
            if piece.text == text:
                base_same -= 2.0
        relief = 1.0 if extra <= 0 else _relief(extra)
        base_next_after = base_next
        if halts and lower:
            base_next_after = -0.6 if line_start else (-3.2 if forced else -1.5)
        if last.unfinished:
            # A date or a number of a document never stands without the word that asks for it.
            base_next -= 4.0 if start == "digit" and look.shape in _PARTS_OF_NAMES else 1.5
        if start == "digit" and (
            last.asks_figure or (last.asks_year and piece.text[:2] == "20" and len(piece.text) == 4)
        ):
            base_next -= _ASKED
            base_same += 2.2
        if start == "other" and piece.text[0] == "(":
            base_next -= 1.5
        listing = listing or start == "bullet"
        exits = knowledge.exit_scores(text) if text in repeated else nothing
        filling = _filling(pieces, at, knowledge) if forced else nothing
        size = len(scores)
        new = [_NEVER] * size
        # All cells that go on with the first piece of a line begin there anew.
        new_begins = line_begins if line_start else [piece.offset] * size
        pointers, new_from_above, new_halts = [0] * size, [False] * size, halts and halts.copy()
        if page_break < 3:
            agency_cost = 0.0
            if look.names_agency and (last.ends_agency or (look.folded.startswith("cac ") and not last.lists)):
                agency_cost = 1.6 if line_start else 2.4
            cutoff = best_score - _BEAM
            row_from, row_value = 0, _NEVER
            if len(bases) > 1 and max(scores[:count]) < cutoff:
                # Long after a page break no path is left that has seen none.
                bases = (count,)
            for base in bases:
                best_from, best_value = 0, _NEVER
                for column in columns:
                    state = base + column
                    score = scores[state]
                    if best_from and emissions[column] > least:
                        # a later cell of the row
                        if base:
                            halt = halts[best_from - count]
                            value = best_value - halt.skip[column] + base_next_after + emissions[column]
                            value += halt.goes_on(column, piece, knowledge) + filling[column]
                            new_halts[column] = halt
                        else:
                            value = best_value - skip[column] * relief + base_next + emissions[column]
                            value += fill[column] + opening[column] + between[column] + filling[column]
                        new[state], pointers[state] = value, best_from * 4 + NEXT
                    if score < cutoff:
                        continue
                    # the cell goes on
                    begin, limit = begins[state], limits[column]
                    value = score + base_same + emissions[column]
                    if agency_cost and contents[column] == "agency":
                        value -= agency_cost
                    if line_start:
                        value += within[column] - exits[column]
                        if not lower:
                            value -= capital_costs[column]
                            if two_figures and contents[column] in _FIGURES:
                                value -= 3.0
                        if limit is not None:
                            slack = limit.width - (before.end - begin) - needed
                            if slack > 0.4:
                                cost = limit.sharp * min(4.5, 0.5 + 0.8 * slack)
                                is_paragraph = start == "bullet" or (last.sentence_end and upper)
                                value -= 0.25 * cost if is_paragraph else cost
                            else:
                                value += full[column] if slack < limit.width - limit.top + 0.4 else 0.5 * full[column]
                                if last.ends_in_name and start == "upper":
                                    value += 1.0
                        elif last.ends_in_name and start == "upper" and contents[column] == "agency":
                            value += 1.0
                        if start == "bullet" and contents[column] == "text":
                            value += 0.9 if listing or last.sentence_end else -0.4
                        if upper and last.sentence_end:
                            value += 0.3
                        if goes_on and (times := going_on[column].get((text, piece.first_word), 0)) > 1:
                            value += min(2.0, 0.5 * math.log2(times))
                    else:
                        if numeric_before and contents[column] in _FIGURES:
                            value -= 3.0 if numeric else 2.0
                        if limit is not None and piece.end - begin > limit.top:
                            value -= limit.excess(piece.end - begin)
                            value += limit.excess(before.end - begin)
                    if value > new[state]:
                        new[state], pointers[state] = value, state * 4 + SAME
                        new_from_above[state] = line_start or from_above[state]
                        if not line_start:
                            new_begins[state] = begin
                        if base:
                            new_halts[column] = halts[column]
                    if opens_row:
                        # or a row that prints no number follows
                        value = score - new_row_cost - (skip[count] - skip[column + 1]) * relief + emissions[name]
                        value += new_row_gain
                        if last.unfinished:
                            value -= 2.0
                        if column == name and not row.is_group:
                            value -= 3.0
                        if value > row_value:
                            row_from, row_value = state, value
                    # or another one does
                    value = score + exits[column]
                    value += halts[column].skip[column + 1] if base else skip[column + 1] * relief
                    if not line_start and from_above[state]:
                        value -= _SECOND_LINE_COST
                    if value > best_value:
                        best_from, best_value = state, value
            if row_value > new[name]:
                new[name], pointers[name] = row_value, row_from * 4 + NEW_ROW
                new_from_above[name] = False
                bases = (0, count) if halts else (0,)
        if page_break:
            # every unfinished cell goes on, from the left
            if not halts:
                new += [_NEVER] * count
                pointers += [0] * count
                new_from_above += [False] * count
                line_begins = new_begins = [0.0] * (2 * count)
                bases = (0, count)
            found: list[Halt] = new_halts or [_NO_HALT] * count
            cost = _BREAK_COSTS[page_break] + (0.5 if lower else -0.3)
            for state, score in enumerate(scores):
                if score < best_score - _BREAK_BEAM:
                    continue
                halt = find_halt(pieces, back, state, at - 1, knowledge, known_halts)
                rest = 0.3 * (skip[count] - skip[state + 1]) if state < count else 0.0
                for column in columns:
                    value = score + cost - rest - halt.skip[column] + emissions[column] + fill[column]
                    value += halt.goes_on(column, piece, knowledge)
                    target = count + column
                    if value > new[target]:
                        new[target], pointers[target] = value, state * 4 + AGAIN
                        new_from_above[target] = False
                        found[column] = halt
            new_halts = found
        back.append(pointers)
        scores, begins, from_above, halts = new, new_begins, new_from_above, new_halts
        best_score = max(scores)
    return _trace(pieces, back, scores, halts, skip, knowledge.exit_scores(pieces[-1].text))


def _trace(
    pieces: Sequence[Piece],
    back: Sequence[Sequence[int]],
    scores: Sequence[float],
    halts: Sequence[Halt],
    skip: Sequence[float],
    exits: Sequence[float],
) -> tuple[list[int], frozenset[int], float]:
    """Follow the best path back from the last piece; what ``_search`` returns."""
    count = len(skip) - 1
    trailing = _relief(pieces[-1].trailing)
    best, at_state = _NEVER, 1
    for state, score in enumerate(scores):
        column = state % count
        if not column:
            continue
        costs, relief = (skip, trailing) if state < count else (halts[column].skip, 1.0)
        value = score + exits[column] - (costs[count] - costs[column + 1]) * relief
        if value > best:
            best, at_state = value, state
    left_open = halts[at_state - count].skip if at_state >= count else None
    columns = [at_state % count]
    new_rows: set[int] = set()
    visited = set(columns)
    """The columns that hold something below the last page break."""
    passed = left_open is None
    for at in range(len(pieces) - 1, 0, -1):
        at_state, action = (pointer := back[at - 1][at_state]) >> 2, pointer & 3
        if action == NEW_ROW:
            new_rows.add(at)
        column = at_state % count
        columns.append(column)
        if not passed:
            passed = action == AGAIN
            if not passed:
                visited.add(column)
    columns.reverse()
    pending = 0.0
    if left_open is not None:
        pending = sum(left_open[c + 1] - left_open[c] for c in range(1, count) if c not in visited)
    return columns, frozenset(new_rows), pending


def _filling(pieces: Sequence[Piece], at: int, knowledge: TableKnowledge) -> list[float]:
    """How well each column would be filled by the rest of the line from ``pieces[at]``: as the line below it demands."""
    end = at
    while end + 1 < len(pieces) and not pieces[end + 1].at_line_start:
        end += 1
    width = pieces[end].end - pieces[at].offset
    needed = pieces[end + 1].first + knowledge.measure(" ") if end + 1 < len(pieces) else math.inf
    return [
        0.8 * limit.sharp
        if limit is not None and width <= limit.top + 0.4 and limit.width - 0.4 < width + needed
        else 0.0
        for limit in knowledge.limits
    ]


def _relief(gap: int) -> float:
    """How much of the cost of an empty cell is left where ``gap`` more blanks than usual were printed."""
    return 1.0 if gap <= 0 else (0.7 if gap == 1 else 0.15)
