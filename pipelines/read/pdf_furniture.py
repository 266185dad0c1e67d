"""What stands on a PDF's pages beside their text: page numbers, running headers and footers, footnotes.

Told by where lines stand and how often they come again. Paragraphs are for ``pdf_paragraphs``.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from pipelines.language.numbering import parse_appendix_label
from pipelines.read.lines import PAGE_NUMBER
from pipelines.read.model import ParagraphKind
from pipelines.read.pdf_layout import PageGrid, PageLayout
from pipelines.read.pdf_shapes import TextLine

# The share of the page's height in which page numbers stand, and the points within which headers and footers do: titles that
# come again on forms stand lower. The share of the page's width that the rule over footnotes takes.
_MARGIN = 0.13
_RUNNING = 66.0
_LONGEST_NOTE_RULE, _SHORTEST_NOTE_RULE = 0.45, 30.0
_NOTES_BEGIN = 0.35
_SMALL = 0.9
_SAME_HEIGHT = 4.0
_FEWEST_PAGES = 3
_OF_TOTAL = re.compile(r"(?:[Tt]rang|[Pp]age)?\s*:?\s*(\d{1,4})\s*(?:/|of|trên)\s*\d{1,4}")
_NOTE_START = re.compile(r"\(?(?:\d{1,3}|\*{1,3})\)?\s*\S")
_DIGITS = re.compile(r"\d+")


def mark_furniture(pages: Sequence[PageLayout]) -> None:
    """Set the kind of every line that is a page number, a running header or a footnote."""
    edges = {page.number: _edge_lines(page) for page in pages}
    _mark_running(pages, edges)
    _mark_numbers(edges)
    usual = _usual_size(line for page in pages for line in page.items if isinstance(line, TextLine))
    for page in pages:
        _mark_footnotes(page, usual)


def _edge_lines(page: PageLayout) -> list[TextLine]:
    """Return the outermost two lines at the top and the foot of a page, where they stand in its margins and in no table."""
    lines = [item for item in page.items if isinstance(item, TextLine)]
    lines.sort(key=lambda line: line.box[1])
    height = page.frame.height
    top = [line for line in lines[:3] if line.box[3] < _MARGIN * height]
    foot = [line for line in lines[-3:] if line.box[1] > (1 - _MARGIN) * height]
    grids = [item.box for item in page.items if isinstance(item, PageGrid)]
    return [
        line
        for line in {id(found): found for found in (*top, *foot)}.values()
        if not any((box[3] < line.box[1]) != (line in foot) for box in grids)
    ]


def _mark_running(pages: Sequence[PageLayout], edges: dict[int, list[TextLine]]) -> None:
    """Mark what stands at the same height on many pages with the same words; the label of an appendix stays where it is first."""
    found: dict[tuple[str, int], list[TextLine]] = defaultdict(list)
    for page in pages:
        for line in edges[page.number]:
            is_outside = line.box[3] < _RUNNING or line.box[1] > page.frame.height - _RUNNING
            if is_outside and any(map(str.isalpha, line.text)):
                words = _DIGITS.sub("#", line.text)
                height = round(line.baseline / _SAME_HEIGHT)
                key = next((k for k in ((words, height + d) for d in (0, -1, 1)) if k in found), (words, height))
                found[key].append(line)
    for lines in found.values():
        if len({line.page for line in lines}) < min(_FEWEST_PAGES, max(len(pages), 2)):
            continue
        for line in lines[parse_appendix_label(lines[0].text) is not None :]:
            line.kind = ParagraphKind.FURNITURE


def _mark_numbers(edges: dict[int, list[TextLine]]) -> None:
    """Mark page numbers: alone on their line, and counting as the pages do."""
    numbers: list[tuple[int, TextLine]] = []
    for lines in edges.values():
        for line in lines:
            if (number := _page_number(line.text)) is not None:
                numbers.append((number, line))
    steps = Counter(number - line.page for number, line in numbers)
    for number, line in numbers:
        if steps[number - line.page] > 1 or number == line.page or not line.text.isdecimal():
            line.kind = ParagraphKind.FURNITURE


def _page_number(text: str) -> int | None:
    if text.isdecimal() and len(text) <= 4:
        return int(text)
    if (found := PAGE_NUMBER.match(text)) is not None:
        return int(found["dashed"] or found["named"])
    return int(found[1]) if (found := _OF_TOTAL.fullmatch(text)) is not None else None


def _usual_size(lines: Iterable[TextLine]) -> float:
    counted: Counter[float] = Counter()
    for line in lines:
        counted[round(line.size * 2) / 2] += len(line.text)
    return counted.most_common(1)[0][0] if counted else 0.0


def _mark_footnotes(page: PageLayout, usual: float) -> None:
    """Mark the lines of small type at the foot of a page, under a short rule or from one that begins with a mark on."""
    height, width = page.frame.height, page.frame.width
    foot: list[TextLine] = []
    for item in reversed(page.items):
        if isinstance(item, PageGrid):
            break
        if item.kind is ParagraphKind.FURNITURE:
            continue
        if item.size > _SMALL * usual or item.box[1] < _NOTES_BEGIN * height:
            break
        foot.append(item)
    foot.reverse()
    if not foot:
        return
    rules = [
        rule.at
        for rule in page.rules
        if _SHORTEST_NOTE_RULE < rule.end - rule.start < _LONGEST_NOTE_RULE * width
        and rule.start < foot[0].left + 6
        and rule.at > _NOTES_BEGIN * height
    ]
    first = next(
        (
            at
            for at, line in enumerate(foot)
            if any(line.box[1] - 2.5 * line.size < rule <= line.box[1] + 0.4 * line.size for rule in rules)
        ),
        None,
    )
    if first is None:
        first = next((at for at, line in enumerate(foot) if _NOTE_START.match(line.text) and _has_mark(line)), None)
    for line in foot[first:] if first is not None else ():
        line.kind = ParagraphKind.FOOTNOTE


def _has_mark(line: TextLine) -> bool:
    """Whether a line begins with a raised number, or one in brackets or with stars."""
    first = line.words[0]
    return not first.text.isdigit() or first.size < 0.85 * line.size or first.baseline < line.baseline - 0.1 * line.size
