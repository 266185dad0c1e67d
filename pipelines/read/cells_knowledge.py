"""What is known of the columns of a linearised table, from its headings first and then from its own cells.

How cells are told apart with it stands in ``cells``.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipelines.language.headings import HeadingKind
from pipelines.language.values import value
from pipelines.read.cells_width import MEASURES, Limit, Measure, find_limit, first_part, letter_count
from pipelines.read.lines import Line
from pipelines.read.pieces import NUMERIC_SHAPES, Look, Piece, is_unit, suits_of

_EMPTY_COST = 1.3
_EMPTY_NAME_COST = 3.0
_SHAPES = ("percent", "compared", "grouped", "number", "range", "ratio", "dash", "word", "phrase")
_UNIT_BESIDE = 2.5
_YEAR_BESIDE = 2.0
_NO_AGENCY = 0.8
_FIGURES = frozenset(("value", "amount"))
_HOPELESS = 7.0
_FEWEST_ROWS, _FEWEST_CELLS = 4, 8


@value
class Reading:
    """One row as a search read it: the column of every piece, and which pieces open a row without a number."""

    pieces: Sequence[Piece]
    columns: Sequence[int]
    new_rows: frozenset[int]
    is_group: bool
    is_total: bool


@dataclass(slots=True)
class TableKnowledge:
    """What is known of a table's columns; all lists are by column, all scores are log scores."""

    contents: tuple[str, ...]
    name_column: int
    double_spaced: bool
    content_set: frozenset[str]
    group_content_set: frozenset[str]
    """The kinds of contents in any column, and in rows of sums; see ``cuts``."""
    measure: Measure = letter_count
    limits: list[Limit | None] = field(default_factory=list)
    tops: list[float] = field(default_factory=list)
    """How wide the lines of each column are at most; infinite where nothing is known."""
    full: list[float] = field(default_factory=list)
    """How much likelier a cell goes on after a full line, see ``Limit.full``."""
    empty_costs: list[float] = field(default_factory=list)
    shape_scores: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    """By shape: the columns that hold it more or less often than others do, and how much that tells."""
    text_counts: dict[str, list[int]] = field(default_factory=dict)
    openings: list[dict[str, int]] = field(default_factory=list)
    often_opening: set[str] = field(default_factory=set)
    """The openings that a column has more than once; only with these ``opening_scores`` tell one column from another."""
    going_on: list[dict[tuple[str, str], int]] = field(default_factory=list)
    """How often a line of the column was followed, in its cell, by a line beginning with this word."""
    often_going_on: set[tuple[str, str]] = field(default_factory=set)
    """The lines and words that ``going_on`` has more than once in a column."""
    continued: list[dict[str, int]] = field(default_factory=list)
    """How often a line of the column was followed by another of its cell."""
    ending: list[dict[str, int]] = field(default_factory=list)
    """How often a line was the last of its cell."""
    repeated: set[str] = field(default_factory=set)
    """The lines that the table prints more than once; for the others ``exit_scores`` has nothing to say."""
    blank_within: tuple[list[float], list[float]] = ([], [])
    """Log share of the lines within a cell that follow no blank line, and that follow one."""
    blank_before: tuple[list[float], list[float]] = ([], [])
    """The same for the first line of a cell that stands below another cell's."""
    longest: float = math.inf
    narrowest: float = math.inf
    narrowest_first: list[tuple[float, int, Limit]] = field(default_factory=list)
    """The columns of which it is known how wide their lines are at most: what more is too wide, the column, that limit."""
    has_figures: bool = True
    """Whether a column is one of figures; in a table without one a figure can only be part of a text."""
    learned: bool = False
    nothing: list[float] = field(default_factory=list)
    """A score of nothing for every column."""
    no_agency: list[float] = field(default_factory=list)
    """What a beginning with a capital that names no agency says of every column."""
    rated: dict[str, tuple[list[float], float]] = field(default_factory=dict)
    """What ``rate`` has found, by text."""
    _suits: dict[str, list[float]] = field(default_factory=dict)
    _opening_scores: dict[tuple[str, bool], list[float]] = field(default_factory=dict)
    _exit_scores: dict[str, list[float]] = field(default_factory=dict)

    def rate(self, text: str, look: Look) -> tuple[list[float], float]:
        """How well a piece suits each column, and how much better than what it has to for it to begin a cell there.

        By its look, by what the column holds, and by its length; known ever after (``rated``).
        """
        scores = self._rate(text, look)
        found = self.rated[text] = (scores, max(scores) - _HOPELESS)
        return found

    def _rate(self, text: str, look: Look) -> list[float]:
        suits = self._suits.get(text)
        if suits is None:
            suits = self._suits[text] = list(suits_of(text, self.contents))
            if look.shape in NUMERIC_SHAPES and not self.has_figures:
                suits[:] = [0.3 if c == "text" else s for c, s in zip(self.contents, suits, strict=True)]
            if "unit" in self.content_set and is_unit(look.folded):
                suits[:] = [s - _UNIT_BESIDE if c == "value" else s for c, s in zip(self.contents, suits, strict=True)]
            if "time" in self.content_set and len(text) == 4 and text[:2] == "20" and text.isdecimal():
                suits[:] = [s - _YEAR_BESIDE if c in _FIGURES else s for c, s in zip(self.contents, suits, strict=True)]
        times = self.text_counts.get(text)
        if times is not None and (total := sum(times)) > 1:
            elsewhere = -0.35 * math.log2(total)
            scores = [s + (0.45 * math.log2(1 + n) if n else elsewhere) for s, n in zip(suits, times, strict=True)]
        else:
            scores = suits.copy()
        for column, score in self.shape_scores.get(look.shape, ()):
            scores[column] += score
        if self.learned:
            width = self.measure(text)
            if width > self.narrowest:
                for reach, column, limit in self.narrowest_first:
                    if width <= reach:
                        break
                    scores[column] -= limit.excess(width)
        scores[0] = -1e9
        return scores

    def excess(self, column: int, width: float) -> float:
        """The cost of a line of this width in the column."""
        limit = self.limits[column]
        return limit.excess(width) if limit is not None else 0.0

    def opening_scores(self, look: Look) -> list[float]:
        """How much likelier a cell of each column is to begin like this, by how the column's cells begin."""
        names_none = look.start == "upper" and not look.names_agency
        if look.opening not in self.often_opening:
            return self.no_agency if names_none else self.nothing
        key = look.opening, names_none
        found = self._opening_scores.get(key)
        if found is None:
            times = [openings.get(look.opening, 0) for openings in self.openings]
            found = [min(1.6, 0.4 * math.log2(1 + n)) if n > 1 else 0.0 for n in times]
            if names_none:
                found = [
                    s - _NO_AGENCY if c == "agency" and s <= 0.0 else s
                    for c, s in zip(self.contents, found, strict=True)
                ]
            self._opening_scores[key] = found
        return found

    def exit_scores(self, text: str) -> list[float]:
        """How much likelier each column's cell is to end with this line than to go on, by what the table repeats."""
        if text not in self.repeated:
            return self.nothing
        found = self._exit_scores.get(text)
        if found is None:
            found = []
            for ends, goes_on in zip(self.ending, self.continued, strict=True):
                ended, continued = ends.get(text, 0), goes_on.get(text, 0)
                if not ended + continued:
                    found.append(0.0)
                    continue
                score = 0.5 * math.log((ended + 0.4) / (continued + 0.4)) * min(1.0, (ended + continued - 1) / 4)
                found.append(max(-1.6, min(1.6, score)))
            self._exit_scores[text] = found
        return found

    def learn(self, readings: Sequence[Reading]) -> None:
        """Take widths, shapes, repeated texts, openings, blank lines and empty columns from what a search found."""
        self._forget()
        _learn_lines(self, readings)
        _learn_limits(self, readings)
        _learn_cells(self, readings)
        self.learned = True

    def _forget(self) -> None:
        columns = range(len(self.contents))
        self.rated, self._opening_scores, self._exit_scores = {}, {}, {}
        self.shape_scores, self.text_counts = {}, {}
        self.repeated, self.often_opening, self.often_going_on = set(), set(), set()
        self.openings = [{} for _ in columns]
        self.going_on = [{} for _ in columns]
        self.continued = [{} for _ in columns]
        self.ending = [{} for _ in columns]


def start_knowledge(kinds: Sequence[HeadingKind], lines: Sequence[Line]) -> TableKnowledge:
    """What the headings and the look of the lines alone say of a table."""
    contents = tuple(kind.content for kind in kinds)
    count = len(contents)
    name = next((i for i, kind in enumerate(kinds) if kind.kind in {"indicator_name", "project_name"}), 1)
    blanks = sum(line.blank_before for line in lines)
    empty_costs = [0.9 if content in {"note", "unit", "time"} else _EMPTY_COST for content in contents]
    empty_costs[name] = _EMPTY_NAME_COST
    double_spaced = blanks > 0.6 * len(lines)
    within, before = ((0.0, -1.5), (-0.5, 0.0)) if double_spaced else ((0.0, -0.4), (-0.5, 0.0))
    if not blanks:
        within = before = (0.0, 0.0)
    elif double_spaced:
        within, before = (-1.5, 0.0), (1.0, 0.0)
    knowledge = TableKnowledge(
        contents,
        name,
        double_spaced,
        frozenset(contents),
        frozenset((*contents, "sums")),
        limits=[None] * count,
        empty_costs=empty_costs,
        tops=[math.inf] * count,
        full=[0.0] * count,
        nothing=[0.0] * count,
        no_agency=[0.0 - _NO_AGENCY if content == "agency" else 0.0 for content in contents],
        blank_within=([within[0]] * count, [within[1]] * count),
        blank_before=([before[0]] * count, [before[1]] * count),
        has_figures=bool({"value", "amount"} & set(contents)),
    )
    knowledge._forget()
    return knowledge


def _learn_lines(knowledge: TableKnowledge, readings: Iterable[Reading]) -> None:
    """What follows what, within a cell and from cell to cell."""
    count = len(knowledge.contents)
    within = [[0, 0] for _ in range(count)]
    before = [[0, 0] for _ in range(count)]
    going_on, continued, ending = knowledge.going_on, knowledge.continued, knowledge.ending
    seen: set[str] = set()

    def note(times: dict[str, int], text: str) -> None:
        times[text] = times.get(text, 0) + 1
        if text in seen:
            knowledge.repeated.add(text)
        seen.add(text)

    for reading in readings:
        pieces, columns, new_rows = reading.pieces, reading.columns, reading.new_rows
        for at in range(1, len(pieces)):
            piece, column = pieces[at], columns[at]
            text, above = pieces[at - 1].text, columns[at - 1]
            if column == above and at not in new_rows:
                if piece.at_line_start:
                    pair, times = (text, piece.first_word), going_on[column]
                    if pair in times:
                        knowledge.often_going_on.add(pair)
                    times[pair] = times.get(pair, 0) + 1
                    note(continued[column], text)
                    if not piece.page_break:
                        within[column][piece.line.blank_before] += 1
            elif not piece.page_break:
                note(ending[above], text)
                if piece.at_line_start and column > above:
                    before[column][piece.line.blank_before] += 1
        if pieces:
            note(ending[columns[-1]], pieces[-1].text)
    plain, blank = (sum(pair[i] for pair in within + before) for i in (0, 1))
    usual = (blank + 1) / (plain + blank + 2)
    knowledge.blank_within = _weigh_blanks(within, usual)
    knowledge.blank_before = _weigh_blanks(before, usual)


def _weigh_blanks(counts: Sequence[Sequence[int]], usual: float) -> tuple[list[float], list[float]]:
    """How a line without and one with a blank line above it tell, set against the share of such lines in the table."""
    plain, blank = (sum(pair[i] for pair in counts) for i in (0, 1))
    share = (blank + 2 * usual) / (plain + blank + 2)
    own = [(pair[1] + 5 * share + 0.5 * usual) / (pair[0] + pair[1] + 5.5) for pair in counts]
    return (
        [max(-2.0, 0.8 * math.log((1 - one) / (1 - usual))) for one in own],
        [max(-2.0, 0.8 * math.log(one / usual)) for one in own],
    )


def _learn_limits(knowledge: TableKnowledge, readings: Iterable[Reading]) -> None:
    """The widths of the columns, in the measure that fits the table's lines best."""
    count = len(knowledge.contents)
    lines: list[list[str]] = [[] for _ in range(count)]
    refused: list[list[str]] = [[] for _ in range(count)]
    for reading in readings:
        pieces, columns = reading.pieces, reading.columns
        parts: list[tuple[int, str, Piece]] = []
        for piece, column in zip(pieces, columns, strict=True):
            if not piece.at_line_start and parts and parts[-1][0] == column:
                parts[-1] = (column, f"{parts[-1][1]} {piece.text}", piece)
            else:
                parts.append((column, piece.text, piece))
        for at, (column, text, last) in enumerate(parts):
            lines[column].append(text)
            after = parts[at + 1] if at + 1 < len(parts) else None
            if after is None or after[0] != column or after[2].page_break or after[2].look.start == "bullet":
                continue
            if not (last.look.sentence_end and after[2].look.start != "lower"):
                glue = "" if text.endswith("-") and not last.line.raw.endswith(" ") else " "
                refused[column].append(text + glue + first_part(after[1]))
    best: list[Limit | None] = []
    fewest = math.inf
    for measure in MEASURES:
        limits = [
            find_limit(list(map(measure, lines[c])), list(map(measure, refused[c]))) if c else None
            for c in range(count)
        ]
        misfits = sum(limit.misfits for limit in limits if limit)
        if misfits < fewest:
            fewest, best, knowledge.measure = misfits, limits, measure
        if not misfits:
            break
    knowledge.limits = best
    knowledge.tops = [limit.top if limit else math.inf for limit in best]
    knowledge.full = [limit.full if limit else 0.0 for limit in best]
    known = sorted([(column, limit) for column, limit in enumerate(best) if limit], key=lambda pair: pair[1].top)
    knowledge.narrowest_first = [(limit.top + 0.4, column, limit) for column, limit in known]
    knowledge.narrowest = known[0][1].top if known else math.inf
    knowledge.longest = known[-1][1].top if known and len(known) >= count - 2 else math.inf


def _learn_cells(knowledge: TableKnowledge, readings: Sequence[Reading]) -> None:
    """What the columns hold: shapes, repeated texts, how their cells begin, how often they are empty."""
    count = len(knowledge.contents)
    shapes = [dict.fromkeys(_SHAPES, 0) for _ in range(count)]
    filled = [0] * count
    total = 0
    text_counts, openings = knowledge.text_counts, knowledge.openings
    for reading in readings:
        if not reading.is_group and not reading.is_total:
            total += 1
            for column in set(reading.columns):
                filled[column] += 1
        new_rows, previous = reading.new_rows, -1
        for at, (piece, column) in enumerate(zip(reading.pieces, reading.columns, strict=True)):
            text, look = piece.text, piece.look
            shapes[column][look.shape] += 1
            times = text_counts.get(text)
            if times is None:
                times = text_counts[text] = [0] * count
            times[column] += 1
            if column != previous or at in new_rows:
                opening, known = look.opening, openings[column]
                if opening in known:
                    knowledge.often_opening.add(opening)
                known[opening] = known.get(opening, 0) + 1
            previous = column
    everywhere = dict(zip(_SHAPES, map(sum, zip(*[found.values() for found in shapes], strict=True)), strict=True))
    everything = sum(everywhere.values())
    for column in range(1, count):
        seen = sum(shapes[column].values())
        if seen >= _FEWEST_CELLS and knowledge.contents[column] in {"value", "amount", "note"}:
            for shape in _SHAPES:
                share = (shapes[column][shape] + 0.7) / (seen + 0.7 * len(_SHAPES))
                rest = (everywhere[shape] + 1.0) / (everything + len(_SHAPES))
                score = max(-1.5, min(1.5, 0.6 * math.log(share / rest)))
                knowledge.shape_scores.setdefault(shape, []).append((column, score))
        if total >= _FEWEST_ROWS:
            empty = (total - filled[column] + 0.3) / (total + 0.6)
            cost = min(3.0, max(0.25, -math.log(max(0.04, empty))))
            knowledge.empty_costs[column] = max(cost, _EMPTY_NAME_COST) if column == knowledge.name_column else cost
