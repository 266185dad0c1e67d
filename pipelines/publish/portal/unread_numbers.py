"""Percentages and decimal numbers of a text that no figure took: who searches for one finds at least the line it is printed in."""

import re
from collections.abc import Iterator

from pipelines.publish.portal.sources import Source

_NUMBER = re.compile(r"(?<![\w.,/])\d+(?:[.,]\d+)*\s?%|(?<![\w.,/])\d+,\d+(?![\w.,/]|\s?%)")
_SHOWN = 150


def numbers_of_lines(source: Source) -> Iterator[tuple[int, str]]:
    """Yield number and text of every numbered line with such a number outside the marks of figures."""
    for line in source.lines:
        if line.no is None:
            continue
        text = " ".join(line.cells) if line.cells else line.text
        marked = [] if line.cells else [(start, end) for _, start, end, _ in source.marks.get(line.no, ())]
        for found in _NUMBER.finditer(text):
            start, end = found.span()
            if all(end <= left or right <= start for left, right in marked):
                yield line.no, " ".join(text.split())[:_SHOWN]
                break
