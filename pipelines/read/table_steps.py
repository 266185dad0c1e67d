"""Tables printed cell by cell whose rows have no numbers: a name and, under it, the same count of figures in every row.

"Nguồn vốn | 2026 | 2027 | Tổng cộng" is known by its rows, and by as many headings over the first of them. Where rows have
numbers is for ``linearised`` and ``table_matrix``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.language.headings import printed_kinds
from pipelines.language.numbering import parse_bullet, parse_numbering
from pipelines.read.lines import Line, place_of
from pipelines.read.model import Cell, ParagraphKind, Row, Table
from pipelines.read.table_end import ends_table

_BODY = ParagraphKind.BODY
_FIGURE = re.compile(r"[<>≥≤(]?\s?[-+]?\d[\d.,]*(?: \d{3})*\s?%?\)?|[-–—]")
_YEARS = re.compile(
    r"(?:(?:năm|giai đoạn|quý [IVX]+)\s*/?\s*)?(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)\d\d)?", re.IGNORECASE
)
_OPENS_FIGURE = frozenset("0123456789-–—<>≥≤+(")
_FEWEST_ROWS, _FEWEST_FIGURES, _MOST_FIGURES = 2, 2, 20
_LONGEST_NAME, _LONGEST_HEADING, _LONGEST_FIGURE = 3, 60, 20


@dataclass(frozen=True, slots=True)
class _Run:
    """Figures that stand under each other: the half-open range of their lines."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


def read_step_tables(lines: Sequence[Line], start: int, end: int) -> Iterator[tuple[Table, int, int]]:
    """The tables in ``lines[start:end]``, each with its half-open range of lines."""
    runs = list(_runs(lines, start, end))
    least, at = start, 0
    while at < len(runs):
        last = at
        while last + 1 < len(runs) and _is_next_row(lines, runs[last], runs[last + 1]):
            last += 1
        found = _read_table(lines, runs[at : last + 1], least) if last - at + 1 >= _FEWEST_ROWS else None
        if found is not None:
            yield found
            least = found[2]
        at = last + 1


def _runs(lines: Sequence[Line], start: int, end: int) -> Iterator[_Run]:
    at = start
    while at < end:
        if not _is_figure(lines[at]):
            at += 1
            continue
        first = at
        while at < end and _is_figure(lines[at]):
            at += 1
        # The years of a header stand over the name of the first row.
        if _FEWEST_FIGURES <= at - first <= _MOST_FIGURES and not all(
            _YEARS.fullmatch(line.text) for line in lines[first:at]
        ):
            yield _Run(first, at)


def _is_figure(line: Line) -> bool:
    text = line.text
    return (
        text[0] in _OPENS_FIGURE
        and len(text) <= _LONGEST_FIGURE
        and line.kind is _BODY
        and _FIGURE.fullmatch(text) is not None
    )


def _is_next_row(lines: Sequence[Line], above: _Run, below: _Run) -> bool:
    """Whether two runs are the figures of rows that follow each other, with nothing but a name between."""
    return (
        len(above) == len(below)
        and 0 < below.start - above.end <= _LONGEST_NAME
        and _is_name(lines[above.end : below.start])
    )


def _is_name(lines: Sequence[Line]) -> bool:
    first = lines[0].text
    return (
        all(line.kind is _BODY and len(line.text) <= _LONGEST_HEADING and not ends_table(line) for line in lines)
        and first[0].isalpha()
        and parse_numbering(first) is None
        and parse_bullet(first) is None
        and lines[-1].text[-1] not in ".:;"
        and all(line.text[0].islower() or line.text[0] in "(-–" for line in lines[1:])
    )


def _read_table(lines: Sequence[Line], runs: Sequence[_Run], least: int) -> tuple[Table, int, int] | None:
    width = len(runs[0]) + 1
    for name in range(1, _LONGEST_NAME + 1):
        body = runs[0].start - name
        head = body - width
        if head < least:
            return None
        if _is_name(lines[body : runs[0].start]) and _is_header(lines[head:body]) and _is_announced(lines, head, least):
            begins = [body, *(run.end for run in runs[:-1])]
            rows = tuple(_make_row(lines, begin, run) for begin, run in zip(begins, runs, strict=True))
            place = place_of(lines[head : runs[-1].end])
            header = tuple(line.text for line in lines[head:body])
            return Table(header, rows, place, 1, place_of(lines[head:body])), head, runs[-1].end
    return None


def _is_header(lines: Sequence[Line]) -> bool:
    """Whether the lines are headings of one line each, two of them at least years or known as such."""
    said = [line.text for line in lines]
    if not all(
        line.kind is _BODY and len(line.text) <= _LONGEST_HEADING and line.text[-1] not in ".:;" for line in lines
    ):
        return False
    years = [_YEARS.fullmatch(text) is not None for text in said]
    if (
        years[0]
        or not said[0][0].isalpha()
        or any(not is_year and text[0].isdigit() for text, is_year in zip(said, years, strict=True))
    ):
        return False
    return sum(is_year or bool(printed_kinds(text)) for text, is_year in zip(said, years, strict=True)) > 1


def _is_announced(lines: Sequence[Line], head: int, least: int) -> bool:
    """Whether the header begins here: over it ends what announces the table, or there is its unit or title."""
    if head == least:
        return True
    above = lines[head - 1]
    is_unit = re.match(r"\(?\s?(?:ĐVT|Đvt|Đơn vị)", above.text) is not None
    return is_unit or above.text[-1] in ".:;" or above.kind is not _BODY or above.text.isupper() or lines[head].gap > 1


def _make_row(lines: Sequence[Line], begin: int, run: _Run) -> Row:
    named = lines[begin : run.start]
    name = Cell(" ".join(line.text for line in named), place_of(named))
    figures = [Cell(line.text, line.place) for line in lines[run.start : run.end]]
    return Row((name, *figures), place_of(lines[begin : run.end]))
