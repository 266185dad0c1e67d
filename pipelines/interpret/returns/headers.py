"""Finding the header of a return on a sheet: which row or rows, and which column is which field of which kind.

By the declared headings of a kind and an agency's layout alone; what stands under the header is not looked at here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pipelines.interpret.returns.declarations import ReturnKind
from pipelines.interpret.returns.layouts import Layout
from pipelines.language.text import collapse, fold
from pipelines.read.workbook_model import Sheet, Value

SEARCHED_ROWS = 40
_SEARCHED_COLUMNS = 200
_LEVELS = 3
_LONGEST_HEADING = 200
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_UNIT_AFTER_COMMA = re.compile(
    r",\s*(?:don vi(?: tinh)?:?\s*)?(?:nghin |ngan |trieu |ty |ti )?(?:dong|vnd|trd|tr\.d|%)$"
)
_DATED = re.compile(
    r"\b(?:(?:den |het |tinh den |cua |trong )*(?:(?:quy (?:iv|i{1,3}|[1-4])|thang \d{1,2}|\d{1,2} thang(?: dau| cuoi)?)"
    r"(?:\s*[/-]\s*|\s*,?\s*nam\s*|\s+)20\d\d|nam 20\d\d|20\d\d))"
)
_NUMBERED = re.compile(r"\(?[0-9A-Za-z]{1,3}(?:\s*=\s*[^A-Za-z]{1,30})?\)?")
Labels = Mapping[str, str | None]
Grid = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header of a table stands (0-based rows, first and last) and what its columns mean.

    ``columns`` is the column of every field found, ``headings`` what is printed over every column that has a heading.
    ``repeated`` are columns whose heading means a field that another column has too: which one is meant nobody can tell.
    ``unknown`` are columns whose heading means nothing that is declared, ``ignored`` those that a layout leaves out.
    """

    first: int
    last: int
    columns: Mapping[str, int]
    headings: Mapping[int, str]
    repeated: tuple[int, ...]
    unknown: tuple[int, ...]
    ignored: tuple[int, ...]


@lru_cache(maxsize=8192)
def heading_key(text: str) -> str:
    """A heading for comparison: folded, without units, numbers of columns and the period that it is about.

    >>> heading_key("Kết quả thực hiện Quý I/2024 (%)"), heading_key("Vốn được giao, triệu đồng (3)")
    ('ket qua thuc hien', 'von duoc giao')
    """
    folded = _BRACKETS.sub(" ", fold(text))
    folded = _UNIT_AFTER_COMMA.sub(" ", " ".join(folded.split()))
    return " ".join(_DATED.sub(" ", folded).split()).strip(" .:;*,-") or fold(text).strip(" .:;*")


def header_grid(sheet: Sheet) -> Grid:
    """The texts of the rows of ``sheet`` that may hold a header; a merged heading stands in every column that it spans."""
    grid = [
        [_cell_text(value) if isinstance(value, str) else "" for value in row[:_SEARCHED_COLUMNS]]
        for row in sheet.rows[: SEARCHED_ROWS + _LEVELS]
    ]
    for top, left, _, right in sheet.merged:
        if top < len(grid) and left < len(grid[top]) and right > left:
            for column in range(left + 1, min(right + 1, len(grid[top]))):
                grid[top][column] = grid[top][column] or grid[top][left]
    return grid


def labels_of(kind: ReturnKind, layout: Layout | None, day: date | None) -> Labels:
    """Heading (as ``heading_key`` gives it) -> field; None for a heading that the layout leaves out on purpose."""
    labels: dict[str, str | None] = {
        heading_key(heading.text): field.name
        for field in reversed(kind.fields)
        for heading in field.headings
        if heading.holds_on(day)
    }
    labels |= {heading_key(field.heading): field.name for field in kind.fields}
    if layout is not None:
        labels |= {heading_key(heading): name for heading, name in layout.headings.items()}
        labels |= {heading_key(heading): None for heading in layout.ignored}
    return labels


def find_header(grid: Grid, labels: Labels, needed: Iterable[str]) -> Header | None:
    """The rows of ``grid`` that name most fields, all ``needed`` ones among them; None where no rows do."""
    wanted = frozenset(needed)
    best: tuple[int, int, int] | None = None
    found: Header | None = None
    for first, last, headings in _candidates(grid, labels):
        header = _bind(first, last, headings, labels)
        if not wanted <= header.columns.keys():
            continue
        score = (len(header.columns), -len(header.repeated), -(last - first))
        if best is None or score > best:
            best, found = score, header
    return found


def first_data_row(sheet: Sheet, header: Header) -> int:
    """The row after the header and, where there is one, the row that numbers its columns."""
    at = header.last + 1
    if at < len(sheet.rows):
        cells = [value for value in sheet.rows[at] if value is not None]
        texts = [_cell_text(value) for value in cells]
        if len(texts) > 1 and all(_NUMBERED.fullmatch(text) for text in texts) and _counts(texts):
            return at + 1
    return at


def _counts(texts: Sequence[str]) -> bool:
    """Whether the cells number columns: each one greater than the one before, letters first ("A", "B", "1", "2")."""
    plain = [text.strip("()").partition("=")[0].strip() for text in texts]
    numbers = [int(text) for text in plain if text.isdigit()]
    letters = [text.upper() for text in plain if text.isalpha()]
    counted = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else bool(letters)
    return counted and len(numbers) + len(letters) == len(plain) and letters == sorted(letters)


def _candidates(grid: Grid, labels: Labels) -> Iterator[tuple[int, int, dict[int, str]]]:
    for first, row in enumerate(grid):
        if not any(row) or not any(heading_key(text) in labels for text in row if text):
            continue
        levels: list[Sequence[str]] = []
        for last in range(first, min(first + _LEVELS, len(grid))):
            levels.append(grid[last])
            yield first, last, _join(levels, labels)


def _join(levels: Sequence[Sequence[str]], labels: Labels) -> dict[int, str]:
    """One heading per column out of its levels: all of them where that means a field, else the lowest that does."""
    headings: dict[int, str] = {}
    above = ""
    for column in range(len(levels[0])):
        above = levels[0][column] or above
        parts = list(dict.fromkeys(text for level in levels if (text := level[column])))
        if not parts:
            continue
        whole = " ".join(parts)
        ways = [whole, " ".join(reversed(parts)), parts[-1], parts[0]]
        if not levels[0][column]:
            # A file that keeps no merged areas has the heading over several columns in the first of them.
            ways.insert(0, f"{above} {whole}")
        headings[column] = next((way for way in ways if heading_key(way) in labels), whole)
    return headings


def _bind(first: int, last: int, headings: Mapping[int, str], labels: Labels) -> Header:
    named = {column: labels[key] for column, text in headings.items() if (key := heading_key(text)) in labels}
    counted = Counter(name for name in named.values() if name is not None)
    columns = {name: column for column, name in named.items() if name is not None and counted[name] == 1}
    return Header(
        first,
        last,
        columns,
        headings,
        repeated=tuple(column for column, name in named.items() if name is not None and counted[name] > 1),
        unknown=tuple(column for column in headings if column not in named),
        ignored=tuple(column for column, name in named.items() if name is None),
    )


def _cell_text(value: Value) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = collapse(str(value)) if value is not None else ""
    return text if len(text) <= _LONGEST_HEADING else ""
