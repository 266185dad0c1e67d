"""Numbers of pages that stand alone on a line within a table printed cell by cell. Those beside form feeds are for ``lines``."""

from collections.abc import Sequence
from dataclasses import replace

from pipelines.read.cuts import ASKS_FOR_NUMBER
from pipelines.read.lines import Line
from pipelines.read.pieces import NUMBERED, look_of
from pipelines.read.row_starts import RowStart
from pipelines.read.table_positions import FIGURE

_LONGEST = 3
_NUMBERED_OFFICES = frozenset(("vực", "đội", "tổ", "trạm", "vùng", "viện", "trường", "đoàn"))
_FIGURES = frozenset(("value", "amount", "number"))


def drop_page_numbers(
    lines: Sequence[Line], starts: Sequence[RowStart], contents: Sequence[str]
) -> tuple[list[RowStart], set[int]]:
    """The row starts that are no numbers of pages, and the lines of the body that print the number of a page.

    A number between a comma and a small letter cuts a list in two; where no column has figures, every number before a small
    letter does. After an agency and before a row none can stand where all figures stand left of the agencies. Of two lines with
    the number of one row the first is a page's where it alone cuts the row above it short: all other rows end in a figure.
    ``contents`` are those of the columns.
    """
    rows = {start.index for start in starts}
    figures = [at for at, content in enumerate(contents) if at and content in _FIGURES]
    ends_in_agencies = "agency" in contents and max(figures, default=0) < contents.index("agency")
    found = {
        at
        for at in range(1, len(lines) - 1)
        if len(lines[at].text) <= _LONGEST
        and at not in rows
        and _is_number(lines[at].text)
        and (
            _cuts_a_cell(lines, at, has_figures=bool(figures))
            or (ends_in_agencies and at + 1 in rows and _ends_agency(lines[at - 1].text))
        )
    }
    kept = _without_doubled(lines, starts)
    found |= {start.index for start in starts} - {start.index for start in kept}
    return kept, found


def _ends_agency(text: str) -> bool:
    look = look_of(text)
    return look.names_agency and look.ends_agency and not _asks(text)


def _asks(text: str) -> bool:
    last = text.rpartition(" ")[2]
    return last.lower() in NUMBERED or last.lower() in _NUMBERED_OFFICES or ASKS_FOR_NUMBER.search(last) is not None


def _is_number(text: str) -> bool:
    return len(text) <= _LONGEST and text.isdecimal() and text[0] != "0"


def _cuts_a_cell(lines: Sequence[Line], at: int, *, has_figures: bool) -> bool:
    above, below = lines[at - 1].text, lines[at + 1].text
    if not below[0].islower():
        return False
    if above[-1] == ",":
        return not above[-2:-1].isdigit()
    return not has_figures and above[-1].isalpha() and not _asks(above)


def _without_doubled(lines: Sequence[Line], starts: Sequence[RowStart]) -> list[RowStart]:
    """The starts, one that cuts the row above it short moved to the line of the same number that does not."""
    whole = [at for at, start in enumerate(starts) if at and FIGURE.fullmatch(lines[start.index - 1].text)]
    cutting = sorted(set(range(1, len(starts))) - set(whole))
    kept = list(starts)
    if not whole or len(cutting) != 1:
        return kept
    at = cutting[0]
    start, end = starts[at], starts[at + 1].index if at + 1 < len(starts) else len(lines)
    if start.rest or not _is_number(start.label):
        return kept
    if at + 1 < len(starts) and starts[at + 1].label == start.label:
        return kept[:at] + kept[at + 1 :]
    again = [
        n for n in range(start.index + 2, end) if lines[n].text == start.label and FIGURE.fullmatch(lines[n - 1].text)
    ]
    if len(again) == 1:
        kept[at] = replace(start, index=again[0])
    return kept
