"""Printed lines of a PDF as paragraphs: what the page shows (indents, gaps, room left on a line, bold) beside what the words say.

The words are judged in ``paragraphs``; here the geometry of the page settles what it is sure of: where a paragraph must end, and
where the next line goes on because the line above was full.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from pipelines.language.numbering import parse_appendix_label, parse_bullet, parse_numbering
from pipelines.read.lines import Line
from pipelines.read.model import Paragraph, ParagraphKind
from pipelines.read.paragraphs import Layout, measure_layout, read_paragraphs
from pipelines.read.pdf_shapes import TextLine

# In heights of the type.
_ROOM, _TIGHT = 1.2, 0.3
_BLANK = 0.28
_INDENT = 0.9
_GAP, _WIDE_GAP = 1.22, 2.3
_OTHER_SIZE = 1.2
_ENDS = (".", ";", ":", "!", "?", "…", ".”", ".)", "./.")


class Bond(Enum):
    """What the page says of a line and the one above: APART (another paragraph), TOGETHER, or OPEN for the words to tell."""

    APART = "apart"
    TOGETHER = "together"
    OPEN = "open"


@dataclass(slots=True)
class _Margins:
    left: float
    right: float


@dataclass(slots=True)
class PageStyle:
    """How a document sets its text: margins by width of page, steps from line to line by type, how paragraphs begin."""

    margins: dict[int, _Margins]
    steps: dict[float, float]
    indented: bool = False
    gapped: bool = False

    def margins_of(self, line: TextLine, width: float) -> _Margins:
        """The margins between which ``line`` is set on a page so wide."""
        if line.margins is not None:
            return _Margins(*line.margins)
        return self.margins.get(round(width), _Margins(0.0, width))

    def step(self, size: float) -> float:
        """The usual step from one line of a paragraph to the next."""
        return self.steps.get(round(size), 1.25 * size)


def measure_style(lines: Sequence[TextLine], widths: dict[int, float]) -> PageStyle:
    """Return the style of a document from all its lines outside tables; ``widths`` are those of its pages."""
    body = [line for line in lines if line.kind is ParagraphKind.BODY]
    style = PageStyle(_measure_margins(body, widths), _measure_steps(body))
    followed = indented = gapped = 0
    for above, line in pairwise(body):
        if above.page != line.page or line.begins_block or line.text[0].islower():
            continue
        margins = style.margins_of(line, widths[line.page])
        if above.text.endswith(_ENDS) and _room(above, line, margins) > _ROOM * above.size:
            followed += 1
            indented += _is_indented(line, margins)
            gapped += _gap(above, line, style) > 0
    style.indented = indented * 2 > followed > 2
    style.gapped = gapped * 2 > followed > 2
    return style


def _measure_margins(body: Sequence[TextLine], widths: dict[int, float]) -> dict[int, _Margins]:
    lefts: dict[int, Counter[int]] = defaultdict(Counter)
    rights: dict[int, list[float]] = defaultdict(list)
    for line in body:
        if line.margins is not None:
            continue
        width = widths[line.page]
        lefts[round(width)][round(line.left)] += len(line.text)
        if line.right - line.left > 0.5 * width:
            rights[round(width)].append(line.right)
    margins = {}
    for width, counted in lefts.items():
        most = counted.most_common(1)[0][1]
        left = min(at for at, count in counted.items() if count * 4 >= most)
        ordered = sorted(rights[width])
        right = ordered[len(ordered) * 19 // 20] if len(ordered) > 4 else float(width - left)
        margins[width] = _Margins(left, max(right, ordered[-1] if len(ordered) in range(1, 5) else right))
    return margins


def _measure_steps(body: Sequence[TextLine]) -> dict[float, float]:
    found: dict[float, Counter[float]] = defaultdict(Counter)
    for above, line in pairwise(body):
        step = line.baseline - above.baseline
        if above.page == line.page and line.text[0].islower() and 0.8 * line.size < step < 4 * line.size:
            found[round(line.size)][round(step * 2) / 2] += 1
    return {size: counted.most_common(1)[0][0] for size, counted in found.items()}


def _gap(above: TextLine, line: TextLine, style: PageStyle) -> int:
    """Return how many blank lines the blank over ``line`` is worth."""
    ratio = (line.baseline - above.baseline) / style.step(min(line.size, above.size))
    return 0 if ratio < _GAP else 1 if ratio < _WIDE_GAP else 2


def _is_indented(line: TextLine, margins: _Margins) -> bool:
    return line.left - margins.left > _INDENT * line.size and not _is_centred(line, margins)


def _is_centred(line: TextLine, margins: _Margins) -> bool:
    left, right = line.left - margins.left, margins.right - line.right
    return left > 2.5 * line.size and abs(left - right) < max(1.2 * line.size, 0.12 * (left + right))


def _is_even(line: TextLine, margins: _Margins) -> bool:
    """Whether a line is as far from the left margin as from the right one, as nearly full centred lines are."""
    return abs((line.left - margins.left) - (margins.right - line.right)) < 1.2 * line.size


def _room(above: TextLine, line: TextLine, margins: _Margins) -> float:
    """Return how much of the line above would be left over with the first word of ``line`` on it."""
    first = line.words[0]
    word = first.right - first.left + 0.25 * line.size
    if _is_centred(above, margins):
        return (margins.right - margins.left) - (above.right - above.left) - word
    return margins.right - above.right - word


def make_lines(lines: Iterable[TextLine], style: PageStyle, widths: dict[int, float]) -> list[Line]:
    """Return printed lines in the form that ``paragraphs``, ``quality`` and ``structure`` judge."""
    made: list[Line] = []
    above: TextLine | None = None
    for line in lines:
        margins = style.margins_of(line, widths[line.page])
        starts = above is not None and line.page != above.page
        gap = 0 if above is None or starts else 1 if line.begins_block else _gap(above, line, style)
        indent = max(0, round((line.left - margins.left) / (_BLANK * line.size)))
        made.append(Line(line.number, line.text, line.page, starts, gap > 0, indent, line.text, line.kind, gap))
        above = line
    return made


def join_paragraphs(
    lines: Sequence[TextLine],
    made: Sequence[Line],
    style: PageStyle,
    widths: dict[int, float],
    layout: Layout | None = None,
) -> list[Paragraph]:
    """Return the paragraphs of ``lines``, which ``made`` are in the form of ``make_lines``; no table stands between them."""
    layout = layout or measure_layout(made)
    bonds: dict[int, Bond] = {}
    chunks: list[list[Line]] = [[]]
    above: TextLine | None = None
    for line, judged in zip(lines, made, strict=True):
        if judged.kind is ParagraphKind.BODY:
            if above is not None:
                bonds[line.number] = bond = _bond(above, line, style, widths)
                if bond is Bond.APART:
                    chunks.append([])
            above = line
        chunks[-1].append(judged)
    paragraphs = [paragraph for chunk in chunks if chunk for paragraph in read_paragraphs(chunk, layout)]
    return _glue(paragraphs, bonds)


def _glue(paragraphs: Sequence[Paragraph], bonds: dict[int, Bond]) -> list[Paragraph]:
    """Return the paragraphs, those as one between which the page shows that the text goes on."""
    glued: list[Paragraph] = []
    body: int | None = None
    for paragraph in paragraphs:
        if paragraph.kind is not ParagraphKind.BODY:
            glued.append(paragraph)
            continue
        first = paragraph.line_numbers[0]
        if body is not None and bonds.get(first) is Bond.TOGETHER:
            upper = glued[body]
            glued[body] = Paragraph(
                f"{upper.text} {paragraph.text}", upper.place.to(paragraph.place), upper.kind,
                upper.lines + paragraph.lines, upper.line_numbers + paragraph.line_numbers,
            )  # fmt: skip
            continue
        body = len(glued)
        glued.append(paragraph)
    return glued


def _bond(above: TextLine, line: TextLine, style: PageStyle, widths: dict[int, float]) -> Bond:
    if line.begins_block:
        return Bond.APART
    if abs(above.size - line.size) > _OTHER_SIZE:
        return Bond.APART if above.page == line.page else Bond.OPEN
    margins = style.margins_of(line, widths[line.page])
    ended = above.text.endswith(_ENDS)
    begins_low = line.text[0].islower()
    centred, above_centred = _is_centred(line, margins), _is_centred(above, style.margins_of(above, widths[above.page]))
    if above.page != line.page:
        return Bond.OPEN
    gap = _gap(above, line, style)
    room = _room(above, line, margins)
    begins_item = parse_bullet(line.text) is not None or parse_numbering(line.text) is not None
    if parse_appendix_label(line.text) is not None and (gap or centred):
        return Bond.APART
    if centred and above_centred:
        return Bond.TOGETHER if _is_one_title(above, line, gap, room) else Bond.OPEN
    if centred and not gap and above.bold == line.bold and _is_even(above, margins) and room < _TIGHT * line.size:
        return Bond.TOGETHER  # the last line of a title that fills the lines above it
    if centred != above_centred and not begins_low and (gap or room > _ROOM * line.size):
        return Bond.APART
    if gap:
        return Bond.APART if ended or (not begins_low and (room > _ROOM * line.size or style.gapped)) else Bond.OPEN
    if _is_all_bold(above) != _is_all_bold(line) and not begins_low and room > _ROOM * line.size:
        return Bond.APART
    if room > _ROOM * line.size and (ended or not begins_low):
        return Bond.APART
    at_margin = line.left - margins.left < 0.6 * line.size
    if (style.indented and at_margin) or (style.gapped and not style.indented):
        # In a ragged text the margin is a guess; where gaps part the paragraphs that does not matter.
        is_full = room < (_ROOM if style.gapped else _TIGHT) * line.size
        if is_full and not (begins_item and ended) and above.left >= line.left - 2:
            return Bond.TOGETHER
    return Bond.OPEN


def _is_one_title(above: TextLine, line: TextLine, gap: int, room: float) -> bool:
    return not gap and above.bold == line.bold and room < _TIGHT * line.size and parse_numbering(line.text) is None


def _is_all_bold(line: TextLine) -> bool:
    return all(word.bold for word in line.words)
