"""Pages with two texts side by side and tables with headings of two levels; the rest of a page is ``samples.layout``."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.samples.layout import Composer, Grid, GridStyle, Opening, Run, wrap


@dataclass(frozen=True, slots=True)
class Span:
    """A heading over the columns ``first`` to ``last``."""

    first: int
    last: int
    text: str


class Sheet(Composer):
    """A composer that also sets letterheads and tables with spanning headings.

    ``missing`` counts pages before the first that the dump does not hold: numbers go on from them.
    """

    missing = 0

    def turn_page(self, opening: Opening = "blank", width: int = 0, page_lines: int = 0) -> None:
        """Start a page as the composer does, numbered after the missing pages."""
        numbered, self.numbered = self.numbered, False
        super().turn_page(opening, width, page_lines)
        self.numbered, number = numbered, len(self.pages) + self.missing
        if numbered and number > 1:
            self.pages[-1].runs.append(Run((self.width - 1) / 2, 0, f"{number} ", aside=True))
            self.y += self.spacing.pitch + self.spacing.before_paragraph

    def columns(self, left: Sequence[str], right: Sequence[str], mark: str = "") -> None:
        """Set two columns of lines, each line centred, the left column first; a page's end moves both."""
        if self.room < max(len(left), len(right)) * self.spacing.pitch:
            self.turn_page()
        top, half = self.y + self.spacing.before_paragraph, self.width / 2
        for offset, lines in ((0.0, left), (half, right)):
            self.y = top
            for line in lines:
                shown = wrap(line, int(half) - 2) if line else [""]
                for part in shown:
                    centre = offset + (half - len(part)) / 2
                    self.draw(offset if line.startswith(("- ", "Nơi nhận")) else centre, part, mark)
                    self.y += self.spacing.pitch
                    mark = ""
        self.y = top + max(len(left), len(right)) * self.spacing.pitch

    def spanned_table(self, grid: Grid, spans: Sequence[Span], widths: Sequence[int], style: GridStyle) -> None:
        """Set a table whose headings stand in two levels; a page break repeats them unless the style says not to."""
        self._headings(grid.header, spans, widths)
        for index, texts in enumerate(grid.rows):
            mark = grid.marks[index] if grid.marks else ""
            rest = [wrap(text, width) for text, width in zip(texts, widths, strict=True)]
            while any(rest):
                height = max(len(lines) for lines in rest)
                fits = int(self.room // self.spacing.pitch)
                if fits < height and not (style.rows_break and fits > 0):
                    self.turn_page()
                    if style.header != "none":
                        self._headings(grid.header, spans, widths)
                    fits = int(self.room // self.spacing.pitch)
                self._row([lines[:fits] for lines in rest], widths, style, mark)
                rest, mark = [lines[fits:] for lines in rest], ""

    def _headings(self, header: Sequence[str], spans: Sequence[Span], widths: Sequence[int]) -> None:
        lefts = [float(sum(widths[:column]) + 2 * column) for column in range(len(widths))]
        under = {column: span for span in spans for column in range(span.first, span.last + 1)}
        wrapped = [wrap(text, width) for text, width in zip(header, widths, strict=True)]
        broad = [wrap(span.text, sum(widths[span.first : span.last + 1])) for span in spans]
        above = max((len(lines) for lines in broad), default=0)
        below = max((len(wrapped[column]) for column in under), default=0)
        height = max([above + below, *(len(lines) for c, lines in enumerate(wrapped) if c not in under)])
        for column, lines in enumerate(wrapped):
            if column not in under:
                self._cell(lines, lefts[column], widths[column], (height - len(lines)) / 2)
            elif under[column].first == column:
                span = under[column]
                width = sum(widths[span.first : span.last + 1]) + 2 * (span.last - span.first)
                self._cell(broad[spans.index(span)], lefts[column], width, 0)
        for column in sorted(under):
            self._cell(wrapped[column], lefts[column], widths[column], above)
        self.y += height * self.spacing.pitch + 3

    def _cell(self, lines: Sequence[str], left: float, width: int, offset: float) -> None:
        for number, line in enumerate(lines):
            x = left + (width - len(line)) / 2
            self.pages[-1].runs.append(Run(x, self.y + (offset + number) * self.spacing.pitch, line + " "))


class LaterSheet(Sheet):
    """The pages of a document whose first page is lost."""

    missing = 1
