"""Which cell each piece of a linearised table belongs to: a Viterbi search over column states, trained on the table itself.

A dump prints a row cell by cell, left to right, and leaves no mark between two cells. What tells where one ends is many
weak signs together: how the piece looks and what the column holds, whether it begins with a capital, whether the line
before it was full (its column's width) or could have taken the next word, blanks left by an empty cell, a page break
(after which every unfinished cell goes on, left to right again). Each sign adds to a score; the best path wins.

The first search knows the table only by its headings. What it finds (widths, shapes, repeated texts, empty columns)
is the knowledge for the second search, so a column is read by what this table puts into it.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.language.headings import HeadingKind
from pipelines.read.lines import Line
from pipelines.read.pieces import NUMERIC_SHAPES, Piece, cut_line, look_of

SAME, NEXT, AGAIN, NEW_ROW = range(4)
_NEVER = -1e9
_EMPTY_COST = 1.3
_EMPTY_NAME_COST = 3.0
# A row without a number of its own is rare; one that fills no column of figures can hardly be told from a cell going
# on.
_NEW_ROW_COST = 3.6
_NEW_ROW_COST_WITHOUT_FIGURES = 7.0


@dataclass(slots=True)
class RowText:
    """The lines of one row as printed: its label, its level (see ``row_starts``) and its (line, text) pairs."""

    label: str
    level: int
    parts: list[tuple[Line, str, bool]]
    """(line, text of it that belongs to the row's cells, whether a page break stands before it)."""
    label_line: Line | None = None
    """The line that prints the label; None where the row has none."""
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class PlacedPiece:
    """A piece with the column it was given to; ``new_row`` where it opens a row that prints no number."""

    piece: Piece
    column: int
    new_row: bool


@dataclass(slots=True)
class TableKnowledge:
    """What is known of a table's columns. ``widths`` are characters per line; the rest are log scores."""

    contents: tuple[str, ...]
    name_column: int
    double_spaced: bool
    widths: list[float | None] = field(default_factory=list)
    empty_costs: list[float] = field(default_factory=list)
    shape_scores: list[dict[str, float]] = field(default_factory=list)
    text_counts: list[Counter[str]] = field(default_factory=list)
    openings: list[Counter[str]] = field(default_factory=list)
    longest: float = math.inf
    has_figures: bool = True
    """Whether a column is one of figures; in a table without one a figure can only be part of a text."""


def start_knowledge(kinds: Sequence[HeadingKind], lines: Sequence[Line]) -> TableKnowledge:
    """What the headings and the look of the lines alone say of a table."""
    contents = tuple(kind.content for kind in kinds)
    count = len(contents)
    name = next((i for i, kind in enumerate(kinds) if kind.kind in {"indicator_name", "project_name"}), 1)
    blanks = sum(line.blank_before for line in lines)
    empty_costs = [0.9 if content in {"note", "unit", "time"} else _EMPTY_COST for content in contents]
    empty_costs[name] = _EMPTY_NAME_COST
    return TableKnowledge(
        contents,
        name,
        blanks > 0.6 * len(lines),
        [None] * count,
        empty_costs,
        [{} for _ in contents],
        [Counter() for _ in contents],
        [Counter() for _ in contents],
        has_figures=bool({"value", "amount"} & set(contents)),
    )


def place_rows(rows: Sequence[RowText], knowledge: TableKnowledge) -> list[list[PlacedPiece]]:
    """The pieces of every row with their columns: searched once, learned from, searched again."""
    placed = [_search(_pieces(row, knowledge), row, knowledge, {}) for row in rows]
    _learn(placed, rows, knowledge)
    found = []
    for row in rows:
        pieces = _pieces(row, knowledge)
        again = _search(pieces, row, knowledge, {})
        if any(piece.page_break for piece in pieces):
            again = _search(pieces, row, knowledge, _unfinished_cells(again, knowledge))
        found.append(again)
    return found


def _unfinished_cells(placed: Sequence[PlacedPiece], knowledge: TableKnowledge) -> dict[int, list[float]]:
    """For every page break of a row (by the index of the piece after it) how likely each column's cell goes on after it.

    A cell whose last line was full or ended in mid-sentence goes on; one that closed with a full stop, or with a line
    that had room left, does not.
    """
    found: dict[int, list[float]] = {}
    last: dict[int, Piece] = {}
    for at, item in enumerate(placed):
        if item.piece.page_break:
            likely = []
            for column, width in enumerate(knowledge.widths):
                piece = last.get(column)
                if piece is None:
                    likely.append(-0.8)
                    continue
                room = (width or 0.0) - piece.line_length
                score = 0.9 if width is None or room <= 7 else -0.12 * min(room, 12.0)
                if piece.look.unfinished:
                    score += 1.5
                elif piece.text.endswith((".", ";")):
                    score -= 1.0
                likely.append(score)
            found[at] = likely
        last[item.column] = item.piece
    return found


def _pieces(row: RowText, knowledge: TableKnowledge) -> list[Piece]:
    pieces: list[Piece] = []
    for line, text, page_break in row.parts:
        trailing = len(line.raw) - len(line.raw.rstrip()) - 1
        # A page begins with one blank that says nothing of an empty cell.
        length = -1
        indent = line.indent - (1 if line.page_start else 0)
        cut = cut_line(line, text, knowledge.contents, everywhere=False)
        if any(len(part) > knowledge.longest + 3 for part, _, _ in cut):
            # Longer than any column: two cells stand on this line, whatever they begin with.
            cut = cut_line(line, text, knowledge.contents, everywhere=True)
        for i, (part, gap, forced) in enumerate(cut):
            blank = part.find(" ")
            length += 1 + len(part)
            pieces.append(
                Piece(
                    text=part,
                    line=line,
                    at_line_start=i == 0,
                    gap=indent if i == 0 and text is line.text else gap,
                    trailing=trailing,
                    page_break=page_break and i == 0,
                    look=look_of(part),
                    first_word_length=len(part) if blank < 0 else blank,
                    line_length=length,
                    forced=forced,
                )
            )
    return pieces


def _emissions(piece: Piece, knowledge: TableKnowledge) -> list[float]:
    """How well ``piece`` suits each column, by its look, by what the column's pieces look like, and by its length."""
    look, text = piece.look, piece.text
    scores = []
    folded_total = sum(counts[text] for counts in knowledge.text_counts)
    for column, content in enumerate(knowledge.contents):
        score = look.scores[content]
        if content == "text" and look.shape in NUMERIC_SHAPES and not knowledge.has_figures:
            score = 0.3
        if shapes := knowledge.shape_scores[column]:
            score += shapes.get(look.shape, -1.2)
        if folded_total > 1:
            own = knowledge.text_counts[column][text]
            score += 0.45 * math.log2(1 + own) if own else -0.35 * math.log2(folded_total)
        width = knowledge.widths[column]
        if width is not None and len(text) > width + 3:
            score -= min(5.0, 0.35 * (len(text) - width - 3))
        scores.append(score)
    scores[0] = _NEVER
    return scores


def _search(
    pieces: list[Piece], row: RowText, knowledge: TableKnowledge, unfinished: dict[int, list[float]]
) -> list[PlacedPiece]:
    """The best column for every piece of one row. ``unfinished`` says which cells go on after which page break.

    A state is (column, phase); phase 1 is after a page break inside the row. One long function on purpose: it is the inner
    loop of all reading, and calls would double its time.
    """
    if not pieces:
        return []
    count, name = len(knowledge.contents), knowledge.name_column
    contents, widths = knowledge.contents, knowledge.widths
    # skip[i] - skip[j + 1]: the cost of leaving the columns j+1 .. i-1 empty.
    skip = [0.0, 0.0]
    for column in range(1, count):
        cost = knowledge.empty_costs[column]
        if row.is_group and column != name:
            cost = min(cost, 0.1)
        skip.append(skip[-1] + cost)
    new_row_cost = _NEW_ROW_COST if knowledge.has_figures else _NEW_ROW_COST_WITHOUT_FIGURES
    fill = [0.0] * count
    if row.is_group:
        fill = [0.0 if c == name or contents[c] == "amount" else -4.0 for c in range(count)]

    emissions = _emissions(pieces[0], knowledge)
    size = 2 * count
    gap_relief = _relief(pieces[0].gap)
    scores = [_NEVER] * size
    for column in range(1, count):
        scores[2 * column] = emissions[column] + fill[column] - skip[column] * (gap_relief if column > 1 else 1.0)
    back: list[list[tuple[int, int]]] = []
    nothing = [0.0] * count
    goes_on = nothing
    listing = pieces[0].look.start == "bullet"
    for at in range(1, len(pieces)):
        piece, before = pieces[at], pieces[at - 1]
        look = piece.look
        emissions = _emissions(piece, knowledge)
        lower, upper = look.start == "lower", look.start in {"upper", "digit", "bullet"}
        new_line, page_break = piece.at_line_start, piece.page_break
        relief = _relief(piece.gap + (max(0, before.trailing) if new_line else 0))
        if new_line:
            base_next = 0.6 if upper else (-3.0 if lower else 0.0)
            base_same = 1.0 if lower else 0.0
            if knowledge.double_spaced and not piece.line.blank_before and not page_break:
                base_next, base_same = base_next + 1.0, base_same - 1.5
        else:
            beside_figure = look.shape in NUMERIC_SHAPES or before.look.shape in NUMERIC_SHAPES
            base_next = -3.5 if lower else (-0.5 if beside_figure and knowledge.has_figures else -1.2)
            base_same = -0.3 if piece.gap >= 2 else 0.0
            if piece.forced:
                base_next = -2.2 if lower else -1.6
        if before.look.unfinished:
            base_next -= 1.5
        both_numeric = look.shape in NUMERIC_SHAPES and before.look.shape in NUMERIC_SHAPES
        listing = listing or look.start == "bullet"
        opening = _opening_scores(knowledge, look.opening)
        if page_break:
            goes_on = unfinished.get(at, nothing)
        new = [_NEVER] * size
        pointers = [(0, 0)] * size
        for state, score in enumerate(scores):
            if score <= _NEVER / 2:
                continue
            column, phase = state >> 1, state & 1
            # the cell goes on
            content = contents[column]
            value = score + base_same + emissions[column] + (goes_on[column] if page_break else 0.0)
            if content == "agency" and look.names_agency and before.look.ends_agency and not page_break:
                value -= 1.2 if new_line else 2.4
            if new_line:
                if not lower:
                    value -= 1.6 if content in {"value", "amount", "form"} else (0.3 if content == "agency" else 0.6)
                width = widths[column]
                if (
                    width is not None
                    and not page_break
                    and look.start != "bullet"
                    and not (before.look.sentence_end or before.look.unfinished)
                ):
                    slack = width - before.line_length - 1 - piece.first_word_length
                    if slack > 3:
                        value -= min(3.0, 0.25 * slack)
                if look.start == "bullet" and content == "text":
                    value += 0.9 if listing or before.look.sentence_end else -0.4
                if before.look.sentence_end and upper:
                    value += 0.3
                if (
                    before.look.ends_in_name
                    and look.start == "upper"
                    and (
                        content == "agency"
                        if width is None
                        else before.line_length + 1 + piece.first_word_length > width - 3
                    )
                ):
                    value += 1.0
            elif before.look.shape in NUMERIC_SHAPES and content in {"value", "amount"}:
                value -= 3.0 if both_numeric else 2.0
            if value > new[state]:
                new[state], pointers[state] = value, (state, SAME)
            # a later cell of the row
            start_cost = base_next
            if phase and lower and new_line:
                start_cost = -0.6
            elif phase and lower:
                start_cost = -2.0
            for later in range(column + 1, count):
                empties = skip[later] - skip[column + 1]
                value = score + start_cost - (0.15 * (later - column - 1) if phase else empties * relief)
                value += emissions[later] + fill[later]
                value += goes_on[later] if phase else opening[later]
                target = 2 * later + phase
                if value > new[target]:
                    new[target], pointers[target] = value, (state, NEXT)
            # after a page break every unfinished cell goes on, from the left
            if new_line:
                cost = -0.8 + (0.5 if lower else -0.3) if page_break else -4.8 - (0.0 if lower else 1.0)
                rest = skip[count] - skip[column + 1] if not phase else 0.0
                for earlier in range(1, count if page_break else column):
                    if earlier == column and not phase:
                        continue
                    value = score + cost + emissions[earlier] - (0.3 * rest if page_break else 0.0)
                    value += goes_on[earlier] if page_break else 0.0
                    target = 2 * earlier + 1
                    if value > new[target]:
                        new[target], pointers[target] = value, (state, AGAIN)
                # a row that prints no number
                value = score - new_row_cost - (skip[count] - skip[column + 1]) * relief + emissions[name]
                value += (0.6 if upper else -4.0) + opening[name] + (0.8 if piece.gap >= 2 else 0.0)
                if column == name:
                    value -= 3.0 if not row.is_group else 0.0
                target = 2 * name
                if value > new[target]:
                    new[target], pointers[target] = value, (state, NEW_ROW)
        back.append(pointers)
        scores = new
    best, at_state = _NEVER, 2
    for state, score in enumerate(scores):
        column, phase = state >> 1, state & 1
        rest = skip[count] - skip[column + 1] if column else 0.0
        value = score - (0.0 if phase else rest * _relief(pieces[-1].trailing))
        if value > best:
            best, at_state = value, state
    placed = []
    for at in range(len(pieces) - 1, -1, -1):
        previous, action = back[at - 1][at_state] if at else (0, NEXT)
        placed.append(PlacedPiece(pieces[at], at_state >> 1, action == NEW_ROW))
        at_state = previous
    return list(reversed(placed))


def _relief(gap: int) -> float:
    """How much of the cost of an empty cell is left where ``gap`` more blanks than usual were printed."""
    return 1.0 if gap <= 0 else (0.7 if gap == 1 else 0.15)


def _opening_scores(knowledge: TableKnowledge, opening: str) -> list[float]:
    """How much likelier a cell of each column is to begin with these words, by how the column's cells begin."""
    times = [openings[opening] for openings in knowledge.openings]
    return [min(1.6, 0.4 * math.log2(1 + n)) if n > 1 else 0.0 for n in times]


def _learn(placed: Sequence[Sequence[PlacedPiece]], rows: Sequence[RowText], knowledge: TableKnowledge) -> None:
    """Take widths, shapes, repeated texts, openings and empty columns from what the first search found."""
    count = len(knowledge.contents)
    lengths: list[list[int]] = [[] for _ in range(count)]
    shapes: list[Counter[str]] = [Counter() for _ in range(count)]
    filled = [0] * count
    total = 0
    for row, pieces in zip(rows, placed, strict=True):
        if not row.is_group and row.level >= 0:
            total += 1
            for column in {p.column for p in pieces}:
                filled[column] += 1
        columns_of: dict[int, set[int]] = {}
        for p in pieces:
            columns_of.setdefault(p.piece.line.number, set()).add(p.column)
        ends = {p.piece.line.number: p.piece.line_length for p in pieces}
        for number, found in columns_of.items():
            if len(found) == 1:
                lengths[next(iter(found))].append(ends[number])
        previous = -1
        for p in pieces:
            column = p.column
            shapes[column][p.piece.look.shape] += 1
            knowledge.text_counts[column][p.piece.text] += 1
            if column != previous or p.new_row:
                knowledge.openings[column][p.piece.look.opening] += 1
            previous = column
    for column in range(1, count):
        if len(lengths[column]) >= 6:
            ordered = sorted(lengths[column])
            knowledge.widths[column] = float(ordered[int(0.93 * (len(ordered) - 1))])
        seen = sum(shapes[column].values())
        if seen >= 8 and knowledge.contents[column] in {"value", "amount", "note"}:
            kinds = {"percent", "compared", "grouped", "number", "range", "ratio", "dash", "word", "phrase"}
            for shape in kinds:
                share = (shapes[column][shape] + 0.7) / (seen + 0.7 * len(kinds))
                everywhere = sum(s[shape] for s in shapes) + 1.0
                rest = everywhere / (sum(sum(s.values()) for s in shapes) + len(kinds))
                knowledge.shape_scores[column][shape] = max(-1.5, min(1.5, 0.6 * math.log(share / rest)))
        if total >= 6:
            empty = 1 - filled[column] / total
            cost = min(3.0, max(0.25, -math.log(max(0.04, empty))))
            knowledge.empty_costs[column] = max(cost, _EMPTY_NAME_COST) if column == knowledge.name_column else cost
    known = [w for w in knowledge.widths if w is not None]
    if known and len(known) >= count - 2:
        knowledge.longest = max(known)
