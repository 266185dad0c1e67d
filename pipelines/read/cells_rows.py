"""The rows of a linearised table as the search for cells takes them: their lines, cut into pieces. The search is in ``cells``."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipelines.read.cells_knowledge import TableKnowledge
from pipelines.read.cells_width import Measure, first_part
from pipelines.read.cuts import blanks_before, cut_text
from pipelines.read.lines import Line
from pipelines.read.pieces import NUMBERED, Look, Piece, begins_unit, look_of, states_value

_UNIT_WORDS, _COMPARISON_WORDS = 3, 6
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
    cut: dict[Measure, list[list[Piece]]] = field(default_factory=dict)
    """By measure of widths: the pieces of every line, before those wider than any column are cut (see ``cut_row``)."""


def cut_row(row: RowText, knowledge: TableKnowledge, strained: frozenset[int]) -> list[Piece]:
    """The pieces of a row; the ``strained`` lines are cut before every word.

    A table is searched several times. Where its words cut a line never changes, so that is kept; widths may change.
    """
    measure, longest = knowledge.measure, knowledge.longest + 1.5
    shortest_wide = 0.8 * longest
    contents = knowledge.group_content_set if row.is_group else knowledge.content_set
    lines = row.cut.get(measure)
    if lines is None:
        known = next(iter(row.cut.values()), None)
        lines = _cut_lines(row, contents, measure) if known is None else [_set(line, measure) for line in known]
        row.cut[measure] = lines
    pieces: list[Piece] = []
    for (line, text, _), found in zip(row.parts, lines, strict=True):
        if strained and line.number in strained:
            pieces += _cut_wide(found, contents, measure, -1.0)
        elif len(text) > shortest_wide:
            # Longer than any column: two cells stand on this line, whatever they begin with.
            pieces += _cut_wide(found, contents, measure, longest)
        else:
            pieces += found
    return pieces


def _cut_lines(row: RowText, contents: frozenset[str], measure: Measure) -> list[list[Piece]]:
    """The pieces of every line of a row, cut where its words say that a cell may begin."""
    lines: list[list[Piece]] = []
    plain, has_unit = contents - {"unit"}, "unit" in contents
    blank = measure(" ")
    above = ""
    belows = [part[1] for part in row.parts[1:]] + [""] * bool(row.parts)
    for (line, text, page_break), below in zip(row.parts, belows, strict=True):
        raw = line.raw
        trailing = len(raw) - len(raw.rstrip()) - 1
        # A page begins with one blank that says nothing of an empty cell.
        indent = line.indent - (1 if line.page_start else 0) if text is line.text else 0
        cuts: list[tuple[int, int]] = []
        if " " in text:
            known = contents
            if has_unit and below[:1] not in _FIGURE_SIGNS and text[-1] not in _FIGURE_SIGNS:
                # A unit ends a line only where the figure stands on the next one.
                known = contents if any(map(str.isdigit, text)) else plain
            cuts = cut_text(text, known)
        if len(cuts) < 2:
            look = look_of(text)
            if look.start == "lower":
                look = _look_in(text, contents)
            belongs_above = text.isdigit() and above.rpartition(" ")[2] in NUMBERED
            if belongs_above:
                look = replace(look, shape="word", start="lower")
            width, word = measure(text), text.partition(" ")[0]
            first = width if word == text else measure(word)
            if "-" in word:
                first = measure(first_part(text))
            lines.append(
                [Piece(text, line, True, indent, trailing, page_break, look, 0.0, width, first, word, belongs_above)]
            )
        else:
            words = text.split(" ")
            gaps = blanks_before(raw, words)
            offset = 0.0
            pieces: list[Piece] = []
            for start, stop in cuts:
                part, at_start = " ".join(words[start:stop]), start == 0
                end = offset + measure(part)
                pieces.append(
                    Piece(
                        part, line, at_start, indent if at_start else max(0, gaps[start] - 1), trailing,
                        page_break if at_start else 0, _look_in(part, contents), offset, end,
                        measure(first_part(part)), words[start],
                    )
                )  # fmt: skip
                offset = end + blank
            lines.append(pieces)
        above = text
    return lines


def _set(pieces: Sequence[Piece], measure: Measure) -> list[Piece]:
    """The pieces of one line, their widths taken by another ``measure``."""
    found: list[Piece] = []
    offset, blank = 0.0, measure(" ")
    for piece in pieces:
        end, first = offset + measure(piece.text), measure(first_part(piece.text))
        found.append(
            Piece(
                piece.text, piece.line, piece.at_line_start, piece.gap, piece.trailing, piece.page_break, piece.look,
                offset, end, first, piece.first_word, piece.forced,
            )
        )  # fmt: skip
        offset = end + blank
    return found


def _cut_wide(pieces: list[Piece], contents: frozenset[str], measure: Measure, longest: float) -> list[Piece]:
    """The pieces of one line, those wider than ``longest`` cut before every word."""
    wide = [" " in piece.text and measure(piece.text) > longest for piece in pieces]
    if not any(wide):
        return pieces
    words = " ".join([piece.text for piece in pieces]).split(" ")
    gaps = blanks_before(pieces[0].line.raw, words)
    found: list[Piece] = []
    at, offset, blank = 0, 0.0, measure(" ")
    for piece, is_wide in zip(pieces, wide, strict=True):
        for number, part in enumerate(piece.text.split(" ") if is_wide else (piece.text,)):
            end = offset + measure(part)
            found.append(
                Piece(
                    part, piece.line, at == 0, max(0, gaps[at] - 1) if at else piece.gap, piece.trailing,
                    0 if at else piece.page_break, _look_in(part, contents) if is_wide else piece.look, offset, end,
                    measure(first_part(part)), words[at], number > 0 or piece.forced,
                )
            )  # fmt: skip
            offset = end + blank
            at += part.count(" ") + 1
    return found


def _look_in(text: str, contents: frozenset[str]) -> Look:
    """The look of a piece; one whose small first letter does not tell that a cell goes on is "small": a unit, a comparison."""
    look = look_of(text)
    if look.start != "lower":
        return look
    begins = ("unit" in contents and look.words <= _UNIT_WORDS and begins_unit(text)) or (
        "value" in contents and look.words <= _COMPARISON_WORDS and states_value(text)
    )
    return replace(look, start="small") if begins else look
