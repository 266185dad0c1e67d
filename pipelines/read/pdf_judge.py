"""Which pages of a PDF can be read from their text layer, and which only from their picture."""

import re
from collections.abc import Sequence
from enum import Enum

from pipelines.read.lines import Line
from pipelines.read.pdf_layout import PageLayout
from pipelines.read.pdf_page import PageContent
from pipelines.read.pdf_shapes import TextLine
from pipelines.read.quality import check_text_quality

# A page under whose picture so few letters stand shows a stamp or a signature's data over a scan.
_FEWEST_LETTERS = 80
_WHOLE_PAGE = 0.6
_HIDDEN = 0.6
_OCR_TABLE_LINES = 0.2
_FEWEST_WORDS = 60
_FOREIGN = re.compile(r"[^\W\d_A-Za-z\u00aa-\u024f\u1e00-\u1eff]")
_ODD = re.compile(r"[^\w\s.,;:()/%“”\"'–—+=<>≥≤&…•*-]|_")
_MOST_FOREIGN, _MOST_ODD = 0.1, 0.2


class PageVerdict(Enum):
    """How a page is read: from its text, from its picture because its text is BROKEN or there is none, or not at all."""

    TEXT = "text"
    BROKEN = "broken"
    PICTURE = "picture"
    BLANK = "blank"


def judge_pages(contents: Sequence[PageContent], layouts: Sequence[PageLayout]) -> list[PageVerdict]:
    """Return for each page how it is to be read."""
    verdicts = [_judge(content, layout) for content, layout in zip(contents, layouts, strict=True)]
    broken, whole = verdicts.count(PageVerdict.BROKEN), verdicts.count(PageVerdict.TEXT)
    # A page of too few words to judge has the fonts of the other pages.
    doubtful = PageVerdict.BROKEN if broken > whole else PageVerdict.TEXT
    return [doubtful if verdict is None else verdict for verdict in verdicts]


def _judge(content: PageContent, layout: PageLayout) -> PageVerdict | None:
    """Return how a page is read; None where its own words do not tell."""
    lines = list(layout.lines())
    letters = sum(len(line.text) for line in lines)
    if not letters:
        return PageVerdict.PICTURE if content.has_drawings else PageVerdict.BLANK
    is_scan = content.picture > _WHOLE_PAGE
    if is_scan and letters < _FEWEST_LETTERS:
        return PageVerdict.PICTURE
    quality = check_text_quality(_as_lines(lines))
    if any(problem.fails for problem in quality.problems) or _is_gibberish("".join(line.text for line in lines)):
        return PageVerdict.PICTURE if content.hidden > _HIDDEN else PageVerdict.BROKEN
    if content.hidden > _HIDDEN and (quality.problems or _has_columns(layout)):
        # Recognised by another program, which kept neither the rules nor the cells of its tables.
        return PageVerdict.PICTURE
    return PageVerdict.TEXT if _has_words_enough(lines) else None


def _is_gibberish(text: str) -> bool:
    """Whether many characters are letters of no Latin alphabet, or neither letters nor figures nor what stands between them."""
    text = "".join(text.split())
    if len(text) < _FEWEST_LETTERS:
        return False
    letters = sum(map(str.isalpha, text))
    foreign = len(_FOREIGN.findall(text))
    odd = len(_ODD.findall(text))
    return foreign > _MOST_FOREIGN * max(letters, 1) or odd > _MOST_ODD * len(text)


def _has_words_enough(lines: Sequence[TextLine]) -> bool:
    """Whether there are words enough to judge a text by."""
    return sum(len(line.words) for line in lines) >= _FEWEST_WORDS


def _has_columns(layout: PageLayout) -> bool:
    lines = list(layout.lines())
    free = sum(isinstance(item, TextLine) for item in layout.items)
    return (len(lines) - free) > _OCR_TABLE_LINES * len(lines)


def _as_lines(lines: Sequence[TextLine]) -> list[Line]:
    return [Line(at, line.text, line.page, False, False, 0, line.text) for at, line in enumerate(lines, 1)]
