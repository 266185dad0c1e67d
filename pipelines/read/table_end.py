"""Where a linearised table ends although nothing says so: at the prose after it. The rows above are for ``row_starts`` and ``cells``.

The lines of a table are as wide as its columns, with short ones among them in every row; those of prose are as wide as the
page, one after another. A new document in the same file opens with its letterhead.
"""

import re
from collections.abc import Sequence

from pipelines.language.text import fold
from pipelines.read.lines import Line

_NEXT_APPENDIX = re.compile(
    r"phu luc( so)? ?([ivx]+|\d+)?\b|"
    r"\(? ?(ban hanh )?kem theo (ke hoach|quyet dinh|bao cao|cong van|nghi quyet|to trinh|van ban)|noi nhan ?:"
)
_LETTERHEAD = re.compile(r"(.{0,60} )?(cong hoa xa hoi chu nghia viet nam|doc lap ?- ?tu do ?- ?hanh phuc)\b")
_OPENS_OTHER = frozenset("PpKkBbNn(")
_HEADING = re.compile(
    r"(?:[IVX]{1,5}|\d{1,2}(?:\.\d{1,2}){0,2}|[a-zđ]|[A-ZĐ])[.)]\s+\S|(?:Phần|PHẦN|Chương|CHƯƠNG|Điều)\s"
)
# Prose shows in a stretch of lines nearly all of which are wider than the table's own.
_STRETCH, _WIDE_IN_STRETCH = 12, 9
_NARROWEST_PROSE = 60
_FEWEST_LINES = 8
_MARGIN = 1.08


def ends_table(line: Line) -> bool:
    """Whether ``line`` opens what no table holds: another appendix, the recipients' block, another document."""
    text = line.text
    if text[0] in _OPENS_OTHER and _NEXT_APPENDIX.match(fold(text)):
        return True
    return ("NAM" in text or "phúc" in text or "PHÚC" in text) and _LETTERHEAD.match(fold(text)) is not None


def find_prose(lines: Sequence[Line], start: int, end: int) -> int:
    """The index in ``start`` to ``end`` of the first line of prose that follows the table's lines; ``end`` where none does."""
    widths = [len(line.text) for line in lines[start:end]]
    widest = [0, 0, 0]
    for at in range(len(widths) - _STRETCH + 1):
        width = widths[at]
        if width >= _NARROWEST_PROSE and width >= widest[0] * _MARGIN and at >= _FEWEST_LINES:
            least = max(_NARROWEST_PROSE, widest[0] * _MARGIN)
            wide = sum(w >= least for w in widths[at : at + _STRETCH])
            if wide >= _WIDE_IN_STRETCH:
                return _with_headings(lines, start, start + at)
        if width > widest[0]:
            widest = sorted((*widest[1:], width))
    return end


def _with_headings(lines: Sequence[Line], start: int, end: int) -> int:
    """Where the headings directly above ``end`` begin: they belong to the prose under them."""
    at = end
    while at > start + 1 and end - at < 3 and _HEADING.match(lines[at - 1].text):
        at -= 1
    return at
