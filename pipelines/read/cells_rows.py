"""The rows of a linearised table as the search for cells takes them: their lines, cut into pieces. The search is in ``cells``."""

from dataclasses import dataclass, replace

from pipelines.read.cells_knowledge import TableKnowledge
from pipelines.read.cells_width import first_part
from pipelines.read.cuts import blanks_before, cut_text
from pipelines.read.lines import Line
from pipelines.read.pieces import NUMBERED, Look, Piece, begins_unit, look_of, states_value

_UNIT_WORDS, _COMPARISON_WORDS = 3, 6
_BEGIN_SMALL = frozenset(("unit", "value"))
_FIGURE_SIGNS = frozenset("0123456789<>=≥≤")


@dataclass(slots=True)
class RowText:
    """The lines of one row as printed: its label, its level (see ``row_starts``) and its (line, text, break) triples."""

    label: str
    level: int
    parts: list[tuple[Line, str, int]]
    """(line, text of it that belongs to the row's cells, page break before it as in ``Piece.page_break``)."""
    label_line: Line | None = None
    """The line that prints the label; None where the row has none."""
    is_group: bool = False


def cut_row(row: RowText, knowledge: TableKnowledge, strained: frozenset[int]) -> list[Piece]:
    """The pieces of a row; the ``strained`` lines are cut before every word."""
    pieces: list[Piece] = []
    measure, longest = knowledge.measure, knowledge.longest + 1.5
    shortest_wide = 0.8 * longest
    contents = frozenset((*knowledge.contents, "sums") if row.is_group else knowledge.contents)
    plain = contents - {"unit"}
    may_begin_small = bool(contents & _BEGIN_SMALL)
    following = [*(part[1] for part in row.parts[1:]), ""][: len(row.parts)]
    blank = measure(" ")
    for (line, text, page_break), below in zip(row.parts, following, strict=True):
        trailing = len(line.raw) - len(line.raw.rstrip()) - 1
        # A page begins with one blank that says nothing of an empty cell.
        indent = line.indent - (1 if line.page_start else 0) if text is line.text else 0
        # A unit ends a line only where the figure stands on the next one.
        ends_unit = plain is contents or below[:1] in _FIGURE_SIGNS or text[-1:] in _FIGURE_SIGNS
        cuts = cut_text(text, contents if ends_unit or any(map(str.isdigit, text)) else plain)
        words = text.split(" ")
        forced: set[int] = set()
        everywhere = line.number in strained
        if len(text) > shortest_wide or everywhere:
            # Longer than any column: two cells stand on this line, whatever they begin with.
            natural, cuts = cuts, []
            for start, stop in natural:
                if everywhere or measure(" ".join(words[start:stop])) > longest:
                    cuts += [(i, i + 1) for i in range(start, stop)]
                    forced.update(range(start + 1, stop))
                else:
                    cuts.append((start, stop))
        if len(cuts) == 1:
            first, look = first_part(text), look_of(text)
            if may_begin_small and look.start == "lower":
                look = _begin_small(look, text, contents)
            belongs_above = text.isdigit() and pieces != [] and pieces[-1].text.rpartition(" ")[2] in NUMBERED
            if belongs_above:
                look = replace(look, shape="word", start="lower")
            pieces.append(
                Piece(
                    text, line, True, indent, trailing, page_break, look, 0.0, measure(text), measure(first),
                    words[0], belongs_above,
                )
            )  # fmt: skip
            continue
        gaps = blanks_before(line.raw, words)
        offset = 0.0
        for start, stop in cuts:
            part = " ".join(words[start:stop])
            look = look_of(part)
            if may_begin_small and look.start == "lower":
                look = _begin_small(look, part, contents)
            end = offset + measure(part)
            pieces.append(
                Piece(
                    part, line, start == 0, max(0, gaps[start] - 1) if start else indent, trailing,
                    0 if start else page_break, look, offset, end, measure(first_part(part)), words[start],
                    start in forced,
                )
            )  # fmt: skip
            offset = end + blank
    return pieces


def _begin_small(look: Look, text: str, contents: frozenset[str]) -> Look:
    """The look of a piece whose small first letter does not tell that a cell goes on: a unit, a comparison."""
    begins = ("unit" in contents and look.words <= _UNIT_WORDS and begins_unit(text)) or (
        "value" in contents and look.words <= _COMPARISON_WORDS and states_value(text)
    )
    return replace(look, start="small") if begins else look
