"""Where the fields of a line stand that keeps its columns apart by blanks, and the columns that several lines share.

What a table is made of them is for ``table_columns`` (rows with numbers) and ``table_figures`` (figures under words).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from pipelines.read.lines import Line

FIGURE = re.compile(r"[<>≥≤]?\s?[-+]?\d[\d.,]*\s?(?:%|[^\W\d]{1,5})?")
"""A cell that holds a number, with a unit of one word perhaps."""
_SEGMENT = re.compile(r"\S+(?: \S+)*")
FEWEST_COLUMNS = 3
_ALIGNED = 2


@dataclass(frozen=True, slots=True)
class Segment:
    """A field of a line: the half-open range of positions it fills, and its text."""

    begin: int
    end: int
    text: str


_Heading = tuple[Segment, range]
"""A field of a header and the columns that it stands in."""


def find_segments(line: Line) -> list[Segment]:
    """The fields of ``line``, two blanks or more apart."""
    return [Segment(m.start(), m.end(), m.group()) for m in _SEGMENT.finditer(line.raw.expandtabs())]


def find_columns(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Where the columns stand: the stretches of positions that some line fills, between those that none does."""
    return _merge((segment.begin, segment.end) for line in lines for segment in find_segments(line))


def columns_under(header: Sequence[Line], rows: Sequence[Sequence[Segment]]) -> list[tuple[int, int]]:
    """The columns of some rows and of the headings over them, without those headings that stand over several columns."""
    columns = _merge((field.begin, field.end) for fields in rows for field in fields)
    for field in (field for line in reversed(header) for field in find_segments(line)):
        wider = _merge([*columns, (field.begin, field.end)])
        columns = wider if len(wider) >= len(columns) else columns
    return columns


def _merge(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def _covered(field: Segment, columns: Sequence[tuple[int, int]]) -> list[int]:
    """The columns that a field stands in, wholly or in part."""
    return [column for column, (begin, end) in enumerate(columns) if field.begin < end and begin < field.end]


def fit_segments(fields: Sequence[Segment], columns: Sequence[tuple[int, int]]) -> list[str] | None:
    """The texts of a line by column; None where its fields do not keep to them, as those of prose do not.

    A line with as many fields as columns has one of each, wherever they begin.
    """
    if len(fields) == len(columns):
        return [field.text for field in fields]
    cells = [""] * len(columns)
    last = -1
    for field in fields:
        column = max(range(len(columns)), key=lambda c: overlap(field, columns[c]))
        # A long name may reach under the heading beside its own, over a short figure.
        if column <= last or len(_covered(field, columns)) > min(len(fields), 2):
            return None
        cells[column], last = field.text, column
    return cells


def part_headed(
    columns: Sequence[tuple[int, int]], header: Sequence[Line], sample: Sequence[Line]
) -> list[tuple[int, int]]:
    """``columns``, parted where two headings stand side by side over one and a blank goes down through all lines.

    The cells of the two stand one blank apart in some line ("Hệ thống 21"). Such columns touch: one ends where the next
    begins, with that blank.
    """
    parted: list[tuple[int, int]] = []
    for begin, end in columns:
        at = begin
        for number, line in enumerate(header):
            over = [segment for segment in find_segments(line) if at <= segment.begin and segment.end <= end]
            texts = [other.raw.expandtabs() for other in (*header[number:], *sample)]
            for left, right in pairwise(over):
                gutters = (
                    p for p in range(left.end, right.begin) if all(text[p : p + 1].strip() == "" for text in texts)
                )
                if (cut := next(gutters, None)) is not None:
                    parted.append((at, cut))
                    at = cut
        parted.append((at, end))
    return parted


def cut_segments(line: Line, columns: Sequence[tuple[int, int]]) -> list[Segment]:
    """The segments of ``line``, cut at the blank between two columns that touch."""
    found = find_segments(line)
    for (_, cut), (begin, _) in pairwise(columns):
        if cut != begin:
            continue
        for number, segment in enumerate(found):
            at = cut - segment.begin
            if 0 < at < len(segment.text) and segment.text[at] == " ":
                left, right = segment.text[:at], segment.text[at + 1 :]
                found[number : number + 1] = [Segment(segment.begin, cut, left), Segment(cut + 1, segment.end, right)]
                break
    return found


def overlap(segment: Segment, column: tuple[int, int]) -> float:
    """How well a field suits a column; the best of several is the one it belongs to."""
    shared = min(segment.end, column[1]) - max(segment.begin, column[0])
    # Far from every column the nearest one counts; a long text belongs where it begins.
    return shared if shared <= 0 else shared + (1000.0 if column[0] <= segment.begin < column[1] else 0.0)


def join_headings(header: Sequence[Line], columns: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """The heading of every column, its levels joined with ' / ': one over several columns is said of each of them.

    ``header`` are its lines from the top; a heading that wraps goes on below itself.
    """
    placed: list[list[_Heading]] = []
    for line in reversed(header):
        placed.insert(0, _place_headings(line, columns, placed))
    levels: list[list[str]] = [[] for _ in columns]
    over: list[range] = [range(0) for _ in columns]  # the columns that the last level of each stands over
    for number, headings in enumerate(placed):
        below = _headed_below(placed, number)
        for at, (field, own) in enumerate(headings):
            left = headings[at - 1][1].stop if at else 0
            right = headings[at + 1][1].start if at + 1 < len(headings) else len(columns)
            reached = _reach(field, own, range(left, right), below, columns)
            for column in reached:
                if over[column] == reached or (len(reached) == 1 and len(over[column]) == 1):
                    levels[column][-1] += f" {field.text}"
                else:
                    levels[column].append(field.text)
                over[column] = reached
    return tuple(" / ".join(parts) for parts in levels)


def _place_headings(
    line: Line, columns: Sequence[tuple[int, int]], lower: Sequence[Sequence[_Heading]]
) -> list[_Heading]:
    """The headings of a line and the columns each stands in; what is no heading over others is cut where columns touch.

    A rule drawn between two levels is none.
    """
    headed, _ = _headed_below([[], *lower], 0)
    over = [
        field
        for field in find_segments(line)
        if len(covered := _covered(field, columns)) > 1 and headed.issuperset(covered)
    ]
    spans = [(field.begin, field.end) for field in over]
    beside = [field for field in cut_segments(line, columns) if not _covered(field, spans)]
    fields = sorted([*over, *beside], key=attrgetter("begin"))
    return [(field, _own_columns(field, columns)) for field in fields if field.text.strip("-–—_=")]


def _own_columns(field: Segment, columns: Sequence[tuple[int, int]]) -> range:
    """The columns that a heading stands in, else the nearest."""
    covered = _covered(field, columns)
    nearest = max(range(len(columns)), key=lambda column: overlap(field, columns[column]))
    return range(covered[0], covered[-1] + 1) if covered else range(nearest, nearest + 1)


def _headed_below(placed: Sequence[Sequence[_Heading]], number: int) -> tuple[set[int], set[int]]:
    """The columns that have a heading of their own, and no part of one, below line ``number``.

    The second are those of them that have none beside that of other columns. Headings of one line are all set on the same:
    what begins below that line stands under another heading.
    """
    found: dict[int, list[tuple[int, Segment]]] = {}
    for at, line in enumerate(placed):
        for field, own in line:
            for column in own:
                found.setdefault(column, []).append((at, field))
    singles = [said[0][0] for said in found.values() if len(said) == 1 and said[0][0] >= number]
    headed: set[int] = set()
    lowered: set[int] = set()
    for column, said in found.items():
        below = [(at, not field.text[0].islower() and field.text[0] != "(") for at, field in said if at > number]
        if below and below[0][1]:
            headed.add(column)
            if any(begins and at > min(singles, default=at) for at, begins in below):
                lowered.add(column)
    return headed, lowered


def _reach(
    field: Segment, own: range, between: range, below: tuple[set[int], set[int]], columns: Sequence[tuple[int, int]]
) -> range:
    """The columns that a heading is said of: those headed below it that it covers, begins with or stands in the middle of.

    ``between`` are those that no other heading of its line stands over.
    """
    headed, lowered = (found.intersection(between) for found in below)
    if not headed.issuperset(own):
        column = max(own, key=lambda c: overlap(field, columns[c]))
        return range(column, column + 1)
    if lowered.issuperset(own):
        headed = lowered
    first, last = own.start, own.stop
    while last in headed:
        last += 1
    if abs(field.begin - columns[first][0]) <= _ALIGNED and headed is lowered and last - first > 1:
        return range(first, last)
    while first - 1 in headed:
        first -= 1
    middle = field.begin + field.end
    spans = [range(a, b) for a in range(first, own.start + 1) for b in range(own.stop, last + 1)]
    return min(spans, key=lambda span: (abs(columns[span.start][0] + columns[span.stop - 1][1] - middle), len(span)))
