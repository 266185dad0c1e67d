"""Sets paragraphs and tables on pages and dumps the pages as a PDF text extractor does.

The received text documents come out of an extractor that writes characters in the order they were drawn: a new line
where the vertical position changes, a blank line where it sees a new paragraph. That rule (``_starts_paragraph``) is
Apache PDFBox's ``PDFTextStripper.isParagraphSeparation``; with it every habit of the received dumps follows from the
page: a number alone on its line beside a wrapped name, one-line cells joined, a line glued to the one before it by
vertical centring. What the documents say belongs in ``definitions``, what they must be read as in ``golden``.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

GLYPH_HEIGHT = 6.4
PARAGRAPH_DROP = 2.5 * GLYPH_HEIGHT
INDENTED, OUTDENTED, ALIGNED = 1.0, -0.5, 0.25
FOOTNOTE_RULE = " " * 41
NOTE_SIGN = "‡"
KEPT_BLANK = "␣"
_BREAKS = re.compile(r"\S*?\w-(?=\w)|\S+")

Opening = Literal["blank line", "blank", "section"]


@dataclass(frozen=True, slots=True)
class Spacing:
    """Distances in points: between baselines, and extra before a paragraph. Widths are in characters."""

    pitch: float
    before_paragraph: float


DOUBLE = Spacing(pitch=18.0, before_paragraph=3.0)
SINGLE = Spacing(pitch=15.2, before_paragraph=6.0)


@dataclass(frozen=True, slots=True)
class Run:
    """Characters drawn at one place. ``mark`` names the place in ``Dump.marks``; an aside is a page number or note."""

    x: float
    y: float
    text: str
    mark: str = ""
    aside: bool = False


@dataclass(slots=True)
class Page:
    """The runs of one page in drawing order, and how the extractor opens the page."""

    opening: Opening
    runs: list[Run] = field(default_factory=list)
    notes: list[tuple[str, ...]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Dump:
    """The dumped lines (without line ends); by 1-based line: every mark, page numbers and notes, each page's first."""

    lines: list[str] = field(default_factory=list)
    marks: dict[str, int] = field(default_factory=dict)
    asides: set[int] = field(default_factory=set)
    pages: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table before it is set: heading cells and rows of cells; a line break in a cell is a forced one."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GridStyle:
    """How a table is set. ``header`` on later pages: repeated, absent, or cut after half of its cells."""

    vertical: Literal["centre", "top"] = "centre"
    header: Literal["repeat", "none", "cut"] = "repeat"
    centred: frozenset[int] = frozenset({0})
    rows_break: bool = True


def wrap(text: str, width: int) -> list[str]:
    """``text`` in lines of at most ``width`` characters, broken at blanks and after hyphens; a longer word is kept."""
    lines: list[str] = []
    for forced in text.split("\n"):
        line = ""
        for word in forced.split():
            glue = " " if line else ""
            for part in _BREAKS.findall(word):
                if line and len(line) + len(glue) + len(part) > width:
                    lines.append(line)
                    line = part
                else:
                    line += glue + part
                glue = ""
        lines.append(line)
    return lines


class Composer:
    """Sets blocks one after another; every block method leaves the cursor below what it set."""

    def __init__(
        self,
        spacing: Spacing,
        width: int,
        page_lines: int,
        seed: int,
        *,
        opening: Opening = "blank",
        numbered: bool = False,
    ) -> None:
        self.spacing, self.width, self.page_lines, self.numbered = spacing, width, page_lines, numbered
        self.random = random.Random(seed)
        self.footnotes: dict[str, str] = {}
        self.pages: list[Page] = []
        self.turn_page(opening)

    def turn_page(self, opening: Opening = "blank", width: int = 0, page_lines: int = 0) -> None:
        """Start a page; a new width or length holds from here on (a landscape section)."""
        self.width, self.page_lines = width or self.width, page_lines or self.page_lines
        self.pages.append(Page(opening))
        self.y = 0.0
        if self.numbered and len(self.pages) > 1:
            self.pages[-1].runs.append(Run((self.width - 1) / 2, 0, f"{len(self.pages)} ", aside=True))
            self.y += self.spacing.pitch + self.spacing.before_paragraph

    @property
    def room(self) -> float:
        """Points left on the page above its footnotes."""
        kept = sum(len(lines) * 14.0 + 4 for lines in self.pages[-1].notes) + (20 if self.pages[-1].notes else 0)
        return self.page_lines * self.spacing.pitch - kept - self.y

    def draw(self, x: float, text: str, mark: str = "") -> None:
        """Draw ``text``; word processors end every line with a blank, which is all that an empty paragraph holds."""
        self.pages[-1].runs.append(Run(x, self.y, text.rstrip().replace(KEPT_BLANK, " ") + " ", mark))

    def paragraph(
        self, text: str, *, indent: int = 4, mark: str = "", centred: bool = False, before: float | None = None
    ) -> None:
        """Set a paragraph. ``␣`` is a kept blank; ``[^n]`` draws a note's number and puts the note on that page."""
        self.y += self.spacing.before_paragraph if before is None else before
        lines = wrap("x" * indent + re.sub(r"\[\^(\d+)\]", NOTE_SIGN + r"\1", text), self.width)
        for number, line in enumerate(lines):
            notes = [wrap(f"{n} {self.footnotes[n]}", self.width + 12) for n in re.findall(NOTE_SIGN + r"(\d+)", line)]
            if self.room < self.spacing.pitch + sum(14.0 * len(note) + 24 for note in notes):
                self.turn_page()
            shown = (line[indent:] if number == 0 else line).replace(NOTE_SIGN, "")
            x = (self.width - len(shown)) / 2 if centred else (indent if number == 0 else 0)
            self.draw(x, shown, mark if number == 0 else "")
            self.pages[-1].notes += [tuple(note) for note in notes]
            self.y += self.spacing.pitch

    def blank(self, count: int = 1) -> None:
        """Set ``count`` empty paragraphs."""
        for _ in range(count):
            self.y += self.spacing.before_paragraph
            self.draw(0, "")
            self.y += self.spacing.pitch

    def beside(self, left: str, right: str) -> None:
        """Set two texts on one line, as the two cells of a letterhead."""
        self.y += self.spacing.before_paragraph
        self.draw(0, left)
        self.draw(self.width / 2, right)
        self.y += self.spacing.pitch

    def table(self, grid: Grid, widths: Sequence[int], style: GridStyle) -> None:
        """Set a table; a row that does not fit goes on after the page break, cell by cell."""
        header = [wrap(text, width) for text, width in zip(grid.header, widths, strict=True)]
        self._row(header, widths, _header_style(widths))
        for index, texts in enumerate(grid.rows):
            mark = grid.marks[index] if grid.marks else ""
            rest = [wrap(text, width) for text, width in zip(texts, widths, strict=True)]
            while any(rest):
                height = max(len(lines) for lines in rest)
                fits = int(self.room // self.spacing.pitch)
                if fits < height and not (style.rows_break and fits > 0):
                    self._turn_table_page(header, widths, style)
                    fits = int(self.room // self.spacing.pitch)
                self._row([lines[:fits] for lines in rest], widths, style, mark)
                rest, mark = [lines[fits:] for lines in rest], ""

    def _turn_table_page(self, header: list[list[str]], widths: Sequence[int], style: GridStyle) -> None:
        self.turn_page()
        if style.header != "none":
            kept = len(header) if style.header == "repeat" else len(header) // 2 + 1
            shown = [lines if column < kept else [] for column, lines in enumerate(header)]
            self._row(shown, widths, _header_style(widths))

    def _row(self, cells: list[list[str]], widths: Sequence[int], style: GridStyle, mark: str = "") -> None:
        height = max(len(lines) for lines in cells)
        left = 0.0
        for column, (lines, width) in enumerate(zip(cells, widths, strict=True)):
            offset = (height - len(lines)) / 2 if style.vertical == "centre" else 0
            for number, line in enumerate(lines):
                x = left + ((width - len(line)) / 2 if column in style.centred else 0)
                # Word processors draw one blank in an empty cell and the extractor now and then adds a word break.
                text = line or " " * self.random.choice((0, 0, 1))
                led = line and number == 0 and column > 0 and column in style.centred and self.random.random() < 0.25
                top = self.y + (offset + number) * self.spacing.pitch
                self.pages[-1].runs.append(Run(x, top, (" " if led else "") + text + " ", mark))
                mark = ""
            left += width + 2
        self.y += height * self.spacing.pitch + 3

    def dump(self) -> Dump:
        """The lines as the extractor writes them."""
        dump = Dump()
        for page in self.pages:
            _dump_page(page, dump)
        return dump


def linearise(grid: Grid, widths: Sequence[int], page_rows: int, seed: int, double_spaced: bool) -> list[str]:
    """The lines of a table alone on its pages of ``page_rows`` lines; ``seed`` varies blanks, alignment and headers."""
    composer = Composer(DOUBLE if double_spaced else SINGLE, sum(widths) + 2 * len(widths), page_rows, seed)
    composer.table(grid, widths, style_of_seed(seed))
    return composer.dump().lines


def style_of_seed(seed: int) -> GridStyle:
    """One of the ways to set a table that the received documents show."""
    choose = random.Random(seed)
    return GridStyle(
        vertical=choose.choice(("centre", "centre", "top")),
        header=choose.choice(("repeat", "none", "cut")),
        centred=choose.choice((frozenset({0}), frozenset({0, 2, 3}))),
        rows_break=choose.random() < 0.8,
    )


@dataclass(slots=True)
class _LineStart:
    x: float
    paragraph: bool
    hanging: bool


def _starts_paragraph(run: Run, last_y: float, start: _LineStart) -> tuple[bool, bool]:
    """Whether a line opens a paragraph, and whether it counts as a hanging indent of the line before."""
    gap = run.x - start.x
    if abs(run.y - last_y) > PARAGRAPH_DROP:
        return True, False
    if gap > INDENTED:
        return not start.paragraph, start.paragraph
    if gap < OUTDENTED:
        return not start.paragraph, False
    return False, abs(gap) < ALIGNED and start.hanging


def _header_style(widths: Sequence[int]) -> GridStyle:
    return GridStyle(centred=frozenset(range(len(widths))))


def _dump_page(page: Page, dump: Dump) -> None:
    lines = dump.lines
    lines += {"blank line": [""], "blank": [], "section": ["", "", ""]}[page.opening]
    dump.pages.append(len(lines) + 1)
    current = " " if page.opening == "blank" else ""
    start: _LineStart | None = None
    last_y = 0.0
    for run in [*page.runs, *_footnote_runs(page)]:
        if start is None:
            start = _LineStart(run.x, paragraph=True, hanging=False)
        elif abs(run.y - last_y) > GLYPH_HEIGHT:
            paragraph, hanging = _starts_paragraph(run, last_y, start)
            lines += [current, ""] if paragraph else [current]
            current, start = "", _LineStart(run.x, paragraph, hanging)
        current += run.text
        last_y = run.y
        if run.mark:
            dump.marks.setdefault(run.mark, len(lines) + 1)
        if run.aside:
            dump.asides.add(len(lines) + 1)
    lines.append(current)


def _footnote_runs(page: Page) -> list[Run]:
    """A rule of blanks, then the notes: the raised number keeps a note's first line close to the line before it."""
    if not page.notes:
        return []
    y = max(run.y for run in page.runs) + 40
    runs = [Run(0, y, FOOTNOTE_RULE + " ")]
    for note in page.notes:
        for number, line in enumerate(note):
            y += 12 if number == 0 else 17
            runs.append(Run(0, y, line + " ", aside=True))
    return runs
