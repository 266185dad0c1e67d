"""Received text as printed lines: where each stands, on which page, whether it is text, footnote or page furniture.

What the characters are (encoding, diacritics) is ``text`` and ``quality``; which lines form one paragraph is
``paragraphs``.

A text made from a PDF keeps the page in one of two ways. Either form feeds part the pages, or the page was written out
with a blank line where the page has an empty paragraph (a blank) and nothing at all where the page ends. The second
kind shows a page break as two empty lines or more, or as a line that begins with one blank directly under another.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from operator import attrgetter
from unicodedata import normalize

from pipelines.language.characters import Unusual, unusual_characters
from pipelines.read.model import ParagraphKind, Place

# The rule over footnotes becomes a line of blanks when a page is written out as text; nothing else is so wide.
_FOOTNOTE_RULE_WIDTH = 30
_URL_LINE = re.compile(r"(?:https?://|www\.)\S+\Z")
_FOOTNOTE_START = re.compile(r"(\d{1,3})\s+\S")
_FOOTNOTE_MARK = re.compile(r"[^\W\d_][”\")]?(\d{1,3})(?=[\s.,;:)]|\Z)")
_VALUE_START = re.compile(r"[<>=]?\s*\d[\d.]*(?:,\d|%)")
# A table also leaves cells that begin with a blank: inside one such a line counts as a page only where a page may have
# ended. Where a table begins shows in its first heading, where it ends in the label of the next appendix.
_NEAR = 3
_SHORTEST_PAGE = 40
# Numbers of pages stand further to the right than that, and further apart.
_CENTRE, _FEWEST_BETWEEN = 20, 15
_TABLE_STARTS = ("STT ", "TT ", "Stt ", "Số TT ")
_APPENDIX_STARTS = ("Phụ lục", "PHỤ LỤC", "(Kèm theo")
_RULE_SIGNS = frozenset("-–—_*=~─━|")
_TELLING = frozenset("STPt(") | _RULE_SIGNS
"""What the first line of a table or appendix, a rule or a page number may begin with, but for bare numbers."""
_CONTENTS_ENTRY = re.compile(r"(?:\.{4}|…{2}|(?:\. ){3})[.… ]*\d{1,3}\Z")
_CONTENTS_HEADS = frozenset(("MỤC LỤC", "Mục lục"))
_PAGE_AT_END = re.compile(r"[^\d\s].*\s\d{1,3}\Z")
_FEWEST_ENTRIES = 3
PAGE_NUMBER = re.compile(r"(?:[-–] ?(?P<dashed>\d{1,3}) ?[-–]|[Tt]rang:? (?P<named>\d{1,3})(?: ?/ ?\d{1,3})?)\Z")
"""A line that is a page number by its look alone."""
_LONGEST_PAGE_NUMBER = 15


@dataclass(slots=True)
class Line:
    """One printed line that is not blank.

    Not to be changed; not frozen either, for that doubles the time it takes to make the many lines of a text.

    ``page_start`` also marks lines that only look like the first of a page: a cell of a table may begin like one.
    ``number`` counts the lines of the received text from 1, ``text`` is NFC with blanks collapsed, ``raw`` is NFC as it
    stands (no line end), ``indent`` the blanks it begins with, ``blank_before`` whether a blank line stands above it
    and ``gap`` how many.
    """

    number: int
    text: str
    page: int
    page_start: bool
    blank_before: bool
    indent: int
    raw: str
    kind: ParagraphKind = ParagraphKind.BODY
    gap: int = 0

    @property
    def place(self) -> Place:
        """Where the line was read."""
        return Place(self.page, self.number, self.number)


_NUMBER = attrgetter("number")


def place_of(lines: Sequence[Line]) -> Place:
    """Return the place from the first to the last of ``lines``, which are not empty."""
    if len(lines) == 1:
        return lines[0].place
    first, last = min(lines, key=_NUMBER), max(lines, key=_NUMBER)
    return Place(first.page, first.number, last.number)


def split_lines(text: str) -> list[str]:
    """Return the lines of ``text`` as its line numbers count them; a form feed or another odd blank ends no line."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.split("\n")


def count_lines(text: str) -> int:
    """How many lines ``split_lines`` finds."""
    return len(split_lines(text)) if "\r" in text else text.count("\n") + 1


def read_lines(text: str, *, is_nfc: bool = False) -> list[Line]:
    """Return the non-blank lines of ``text`` with their numbers, pages and kinds; ``is_nfc`` where it is known to be in NFC."""
    if "\u200b" in text or "\ufeff" in text:
        text = text.replace("\u200b", " ").replace("\ufeff", " ")
    # Line by line: one letter that may be decomposed makes ``normalize`` go through all that it is given letter by letter.
    raws = split_lines(text) if is_nfc else [normalize("NFC", raw) for raw in split_lines(text)]
    has_form_feeds = "\f" in text
    has_odd_blanks = bool(unusual_characters(text) & Unusual.BLANK)
    stripped = [raw.strip() for raw in raws]
    is_page_dump = not has_form_feeds and _is_page_dump(raws, stripped)

    lines: list[Line] = []
    body = ParagraphKind.BODY
    page, page_opened_at, printed = 1, 1, 0
    gap, empty_run, page_ended, in_footnotes, in_table = 0, 0, False, False, False
    for number, (raw, written) in enumerate(zip(raws, stripped, strict=True), 1):
        if not written:
            gap += 1
            if raw:
                empty_run = 0
                if has_form_feeds:
                    page_ended = page_ended or "\f" in raw
                elif is_page_dump and len(raw) >= _FOOTNOTE_RULE_WIDTH:
                    in_footnotes = True
            else:
                empty_run += 1
                if empty_run > 1 and is_page_dump:
                    page_ended = True
            continue
        first, collapsed = written[0], written
        if has_odd_blanks or "  " in written:
            collapsed = " ".join(written.split())
        indent = 0 if raw[0] == first else len(raw) - len(raw.lstrip())
        if indent:
            page_ended = page_ended or (has_form_feeds and "\f" in raw[:indent])
        elif first not in _TELLING and lines and not page_ended and not in_footnotes:
            # Most lines say nothing of pages and tables.
            lines.append(Line(number, collapsed, page, False, gap > 0, 0, raw, body, gap))
            gap = empty_run = 0
            continue
        page_start = bool(lines) and (
            page_ended
            or (
                indent > 0
                and is_page_dump
                and not gap
                and raw[0] == " "
                and raw[1] != " "
                and (in_footnotes or not _VALUE_START.match(collapsed) or _goes_on(collapsed, printed))
            )
        )
        kind = body
        is_page_number = (page_ended or not lines) and len(collapsed) <= 3 and collapsed.isdecimal()
        heads_table = first in "ST" and collapsed.startswith(_TABLE_STARTS)
        in_table = heads_table or (in_table and not (first in "P(" and collapsed.startswith(_APPENDIX_STARTS)))
        if page_start:
            _mark_page_foot(lines, page if has_form_feeds else None)
            is_sure = page_ended or in_footnotes or heads_table or not in_table
            if is_sure or number - page_opened_at >= _SHORTEST_PAGE:
                page += 1
                page_opened_at = number
                is_page_number = is_page_number or collapsed == str(page)
            # Pages were missed inside a table, but the number printed on the last one is known.
            is_page_number = is_page_number or _goes_on(collapsed, printed)
            in_footnotes = False
        if is_page_number:
            kind = ParagraphKind.FURNITURE
            printed = int(collapsed)
            if is_page_dump:  # may hide a page break, a printed number shows it; an annex may count its pages anew
                page = max(page, int(collapsed))
        elif (first in _RULE_SIGNS and _is_rule(collapsed)) or (
            first in "-–Tt" and len(collapsed) <= _LONGEST_PAGE_NUMBER and PAGE_NUMBER.match(collapsed) is not None
        ):
            kind = ParagraphKind.FURNITURE
        elif in_footnotes:
            kind = ParagraphKind.FOOTNOTE
        lines.append(Line(number, collapsed, page, page_start, gap > 0, indent, raw, kind, gap))
        gap, empty_run, page_ended = 0, 0, False
    _mark_page_foot(lines, page if has_form_feeds else None)
    if "...." in text or ("C L" in text and any("MỤC LỤC" in line.raw for line in lines)):
        _mark_contents(lines)
    if has_form_feeds:
        return _mark_footnotes_without_rule(lines)
    return lines if is_page_dump else _open_numbered_pages(lines)


def _goes_on(text: str, printed: int) -> bool:
    """Whether a line is a number a little above the one printed on the last page whose number was seen (0: none)."""
    return printed > 0 and len(text) <= len(str(printed)) + 1 and text.isdecimal() and 0 < int(text) - printed <= _NEAR


def _is_rule(text: str) -> bool:
    """Whether a line is drawn and not written: rules of one sign each, stars, or the bar between two cells written out."""
    if text[0] not in "*|" and text[1:3] != text[0] * 2:
        return False
    words = text.split()
    return words == ["|"] or set(words) == {"*"} or all(len(word) > 2 and word == word[0] * len(word) for word in words)


def _open_numbered_pages(lines: list[Line]) -> list[Line]:
    """Take numbers alone in the middle of a line that count up by one for those of the pages, in a text without other page ends.

    The first page prints no number where they stand at its head, so that a count from 1 tells that they stand at the foot.
    """
    numbers: dict[int, int] = {}
    last = 0
    for at, line in enumerate(lines):
        if line.indent < _CENTRE or not line.text.isdecimal() or line.kind is not ParagraphKind.BODY:
            continue
        stands_apart = line.gap > 0 or at + 1 == len(lines) or lines[at + 1].blank_before
        expected = numbers[last] + 1 if numbers else min(int(line.text), 2)
        if stands_apart and int(line.text) == expected and at - last >= _FEWEST_BETWEEN:
            numbers[at] = expected
            last = at
    if not numbers:
        return lines
    at_foot = numbers[min(numbers)] == 1
    opened: list[Line] = []
    page, opens = 1, False
    for at, line in enumerate(lines):
        if at in numbers:
            opened.append(replace(line, page=numbers[at], kind=ParagraphKind.FURNITURE))
            page, opens = numbers[at] + at_foot, True
        else:
            opened.append(replace(line, page=page, page_start=opens))
            opens = False
    return opened


def _mark_contents(lines: list[Line]) -> None:
    """Mark a table of contents as furniture: its headings are printed again over their text.

    An entry ends in its page number; its first line may have been too long for it.
    """
    entries = [i for i, line in enumerate(lines) if line.text[-1].isdigit() and _CONTENTS_ENTRY.search(line.text)]
    heads = [i for i, line in enumerate(lines) if line.text[0] == "M" and line.text.rstrip(" :") in _CONTENTS_HEADS]
    if len(entries) < _FEWEST_ENTRIES and not heads:
        return
    for head in heads:
        entries += takewhile(lambda at: _PAGE_AT_END.search(lines[at].text), range(head + 1, len(lines)))
    marked: set[int] = set()
    for previous, entry in pairwise([-_FEWEST_ENTRIES, *sorted({*heads, *entries})]):
        marked.update(range(previous + 1 if entry - previous <= _FEWEST_ENTRIES else entry, entry + 1))
    for at in marked:
        lines[at] = replace(lines[at], kind=ParagraphKind.FURNITURE)


def _is_page_dump(raws: list[str], stripped: list[str]) -> bool:
    """Whether the text is a page written out run by run: nearly every line then ends with a blank."""
    ends = [raw[-1] for raw, text in zip(raws, stripped, strict=True) if text]
    return ends.count(" ") * 2 > len(ends)


def _mark_page_foot(lines: list[Line], page: int | None) -> None:
    """Mark as furniture what stands under the text of a page: its number, and the link targets that a PDF writer lists.

    ``page`` is None where the end of the page is not certain enough for a number at its foot to be the page's.
    """
    at = len(lines) - 1
    while at > 0 and (_URL_LINE.match(lines[at].text) or (lines[at].text == str(page) and lines[at].gap)):
        lines[at] = replace(lines[at], kind=ParagraphKind.FURNITURE)
        at -= 1


def _mark_footnotes_without_rule(lines: list[Line]) -> list[Line]:
    """Mark the lines at the foot of a page that begin with the number of a mark standing in the page's text."""
    marked: list[Line] = []
    start = 0
    for end in range(1, len(lines) + 1):
        if end < len(lines) and not lines[end].page_start:
            continue
        page_lines = lines[start:end]
        foot = _find_foot(page_lines)
        marked += page_lines[:foot]
        marked += [
            replace(line, kind=ParagraphKind.FOOTNOTE) if line.kind is ParagraphKind.BODY else line
            for line in page_lines[foot:]
        ]
        start = end
    return marked


def _find_foot(page_lines: list[Line]) -> int:
    """Return the index of the first footnote line of one page; the number of its lines where there is none.

    Footnotes stand apart from the text above them and take the smaller part of the page.
    """
    foot = len(page_lines)
    usual_gap = min((line.gap for line in page_lines[1:]), default=0)
    first_at: dict[str, int] = {}
    for at, line in enumerate(page_lines):
        for mark in _FOOTNOTE_MARK.findall(line.text):
            first_at.setdefault(mark, at)
    for at in range(len(page_lines) - 1, len(page_lines) // 2, -1):
        started = _FOOTNOTE_START.match(page_lines[at].text)
        if started is not None and first_at.get(started[1], at) < at:
            foot = at
    return foot if foot < len(page_lines) and page_lines[foot].gap > usual_gap else len(page_lines)
