"""Page numbers of a text without page ends: bare numbers between the lines of running text that count on through it.

Those in the middle of a line or beside form feeds are for ``lines``, those within tables for ``page_numbers``.
"""

from collections.abc import Sequence
from dataclasses import replace

from pipelines.read.cuts import ASKS_FOR_NUMBER
from pipelines.read.lines import Line
from pipelines.read.model import ParagraphKind
from pipelines.read.pieces import NUMBERED

_LONGEST = 3
_PROSE, _SENTENCE = 45, 25
_FEWEST = 2
# How many lines a page has at least and at most.
_SHORTEST_PAGE, _LONGEST_PAGE = 15, 90


def mark_page_counts(lines: list[Line]) -> list[Line]:
    """The lines, the numbers of pages among them as furniture; as they are where pages are known otherwise."""
    if not lines or lines[-1].page > 1:
        return lines
    numbers: list[tuple[int, int]] = []
    for at in range(1, len(lines) - 1):
        text = lines[at].text
        if len(text) > _LONGEST or not text.isdecimal() or text[0] == "0" or not _stands_in_text(lines, at):
            continue
        number = int(text)
        if numbers:
            last, before = numbers[-1]
            pages = number - before
            if not 0 < pages * _SHORTEST_PAGE <= at - last <= pages * _LONGEST_PAGE:
                if len(numbers) >= _FEWEST:
                    continue
                numbers.clear()
        numbers.append((at, number))
    if len(numbers) < _FEWEST:
        return lines
    marked = lines.copy()
    for at, _ in numbers:
        marked[at] = replace(lines[at], kind=ParagraphKind.FURNITURE)
    return marked


def _stands_in_text(lines: Sequence[Line], at: int) -> bool:
    """Whether two lines of prose stand around a line, or a sentence that it cuts."""
    above, below = lines[at - 1], lines[at + 1]
    if {above.kind, below.kind, lines[at].kind} != {ParagraphKind.BODY}:
        return False
    last = above.text.rpartition(" ")[2]
    if last.lower() in NUMBERED or (last[-1] != "," and ASKS_FOR_NUMBER.search(last)):
        return False
    if len(above.text) >= _PROSE and len(below.text) >= _PROSE:
        return True
    goes_on = above.text[-1] == "," or (above.text[-1].islower() and len(above.text) >= _SENTENCE)
    return goes_on and below.text[0].islower()
