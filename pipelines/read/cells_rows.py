"""The rows of a linearised table as the search for cells takes them: their lines, cut into pieces. The search is in ``cells``."""

from dataclasses import dataclass

from pipelines.read.cells_knowledge import TableKnowledge
from pipelines.read.cells_width import first_part
from pipelines.read.lines import Line
from pipelines.read.pieces import Piece, blanks_before, cut_text, look_of


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
    contents = frozenset(knowledge.contents)
    blank = measure(" ")
    for line, text, page_break in row.parts:
        trailing = len(line.raw) - len(line.raw.rstrip()) - 1
        # A page begins with one blank that says nothing of an empty cell.
        indent = line.indent - (1 if line.page_start else 0) if text is line.text else 0
        cuts = cut_text(text, contents)
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
            first = first_part(text)
            pieces.append(
                Piece(
                    text, line, True, indent, trailing, page_break, look_of(text), 0.0, measure(text), measure(first),
                    words[0],
                )
            )  # fmt: skip
            continue
        gaps = blanks_before(line.raw, words)
        offset = 0.0
        for start, stop in cuts:
            part = " ".join(words[start:stop])
            end = offset + measure(part)
            pieces.append(
                Piece(
                    part, line, start == 0, max(0, gaps[start] - 1) if start else indent, trailing,
                    0 if start else page_break, look_of(part), offset, end, measure(first_part(part)), words[start],
                    start in forced,
                )
            )  # fmt: skip
            offset = end + blank
    return pieces
