"""Grids of cells as formats hand them over (rules of a page, a word processor's or web page's table) -> blocks of a ``Document``.

A grid is expanded to one cell per row and column; what stands over its header, the levels of the header and the rows that only
repeat it are told apart here. Where cells come from is for the readers of formats, what a heading means for
``language.headings``, what a row is for ``interpret.rows``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pipelines.language.headings import printed_kinds
from pipelines.language.numbering import parse_numbering
from pipelines.language.text import fold
from pipelines.read.grid_layout import is_layout, layout_paragraphs
from pipelines.read.model import Block, Cell, ParagraphKind, Place, Row, Table

_COLUMN_NUMBER = re.compile(r"\(?(?:\d{1,2}|[A-ZĐa-z])\)?(?: ?[=:] ?[\d()+*/:x -]+%?\)?)?")
_FIGURE = re.compile(r"[-+]?\d[\d.,]*\s*%?")
_ROW_LABEL = re.compile(r"(?:\d+(?:\.\d+)*|[IVXL]+|[A-ZĐa-zđ])[.)]?")
_YEARS = re.compile(r"(?:(?:quy|thang|nam|giai doan) )?[\divx/ -]*(?:19|20)\d\d(?: ?- ?(?:19|20)\d\d)?")
_BELOW = re.compile(r"(?i)\s*(?:ghi chú|nguồn|chú thích|lưu ý|\(?\*+\)?)\s*[:.)]?\s")
_MOST_HEADER_ROWS = 6
_FURTHEST_HEADER = 16
_LONGEST_HEADING = 160


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell of a grid; ``row`` and ``column`` are those of its first field, counted from 0.

    ``lines`` are the printed lines of the text, where the format has them; ``bold`` is true where all of it is.
    """

    text: str
    place: Place
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    value: Decimal | date | None = None
    confidence: int | None = None
    lines: tuple[str, ...] = ()
    bold: bool = False

    @property
    def end_row(self) -> int:
        """The row after its last one."""
        return self.row + self.row_span

    @property
    def end_column(self) -> int:
        """The column after its last one."""
        return self.column + self.column_span


Field = GridCell | None
"""What covers one row and column; None where no cell does."""


def read_grid(cells: Sequence[GridCell], place: Place, *, may_be_layout: bool = True) -> list[Block]:
    """Return the table that ``cells`` make up, with the paragraphs that stand in its rows above and below it.

    A grid that only arranges text on the page comes back as paragraphs. Without a header of its own a table has the
    columns '' and a ``header_row_count`` of 0 (see ``join_tables``).
    """
    fields = _expand(cells)
    if not fields:
        return []
    if (may_be_layout and is_layout(fields)) or len(fields[0]) == 1:
        return list(layout_paragraphs(fields))
    top, fields = _peel_titles(fields)
    bottom, fields = _peel_notes(fields)
    if not fields or len(fields[0]) == 1:
        return [*top, *(layout_paragraphs(fields) if fields else ()), *bottom]
    count = _header_rows(fields)
    columns = _column_names(fields[:count], len(fields[0]))
    header_place = _span(fields[:count]) if count else Place()
    body = _without_repeats(fields[count:], fields[:count])
    rows = tuple(_make_row(row, number) for number, row in body)
    return [*top, Table(columns, rows, place, count, header_place), *bottom]


def join_tables(blocks: Sequence[Block], *, rows_may_be_cut: bool = False) -> list[Block]:
    """Return ``blocks``, a table that goes on in the next one (after a page break) as one table.

    It goes on where only page furniture and footnotes stand between, the number of columns is the same and the second has
    the first one's header or none. With ``rows_may_be_cut`` a first row without a number continues the row above it.
    """
    joined: list[Block] = []
    last: int | None = None  # where the table stands that the next one may continue
    for block in blocks:
        if isinstance(block, Table):
            above = joined[last] if last is not None else None
            if last is not None and isinstance(above, Table) and _goes_on(above, block):
                joined[last] = _join(above, block, rows_may_be_cut=rows_may_be_cut)
                continue
            last = len(joined)
        elif block.kind is ParagraphKind.BODY:
            last = None
        joined.append(block)
    return joined


def _expand(cells: Sequence[GridCell]) -> list[list[Field]]:
    """Return rows of fields without the rows that are empty and the columns in which no cell begins."""
    if not cells:
        return []
    begun = sorted({cell.column for cell in cells})
    new_column = {column: index for index, column in enumerate(begun)}
    height = max(cell.end_row for cell in cells)
    fields: list[list[Field]] = [[None] * len(begun) for _ in range(min(height, max(c.row for c in cells) + 1))]
    for cell in cells:
        first = new_column[cell.column]
        stop = sum(column < cell.end_column for column in begun)
        placed = replace(
            cell, column=first, column_span=max(stop - first, 1), row_span=min(cell.row_span, len(fields) - cell.row)
        )
        for row in range(placed.row, placed.end_row):
            for column in range(placed.column, placed.end_column):
                if fields[row][column] is None:
                    fields[row][column] = placed
    kept = [row for row in fields if any(field is not None and field.text for field in row)]
    if not kept:
        return []
    # A column that only continues its neighbours holds nothing of its own.
    own = [
        column
        for column in range(len(begun))
        if any((field := row[column]) is not None and field.column == column and field.text for row in kept)
    ]
    return [[row[column] for column in own] for row in kept] if own else []


def _texts(row: Sequence[Field]) -> list[str]:
    """Return the texts of a row of fields, each cell's once, where it begins."""
    seen: list[GridCell] = []
    texts: list[str] = []
    for field in row:
        if field is None or any(field is cell for cell in seen):
            texts.append("")
            continue
        seen.append(field)
        texts.append(field.text)
    return texts


def _owners(row: Sequence[Field]) -> list[GridCell]:
    """Return the cells of a row that hold text, left to right, each once."""
    found: list[GridCell] = []
    for field in row:
        if field is not None and field.text and not any(field is cell for cell in found):
            found.append(field)
    return found


def _peel_titles(fields: list[list[Field]]) -> tuple[list[Block], list[list[Field]]]:
    """Return the paragraphs of the rows above the header, which hold one text each, and the rows from the header on."""
    header = next((i for i, row in enumerate(fields[:_FURTHEST_HEADER]) if _names_columns(row)), None)
    first = 0
    while first < len(fields) - 1:
        owners = _owners(fields[first])
        is_over_header = header is not None and first < header
        if len(owners) != 1 or (printed_kinds(owners[0].text) and not is_over_header):
            break
        if not _is_wide(owners[0], fields[first]) and not is_over_header:
            break
        first += 1
    if first and not any(len(_owners(row)) > 1 for row in fields[first:]):
        return [], fields
    titles = [block for row in fields[:first] for block in layout_paragraphs([row])]
    return list(titles), fields[first:]


def _peel_notes(fields: list[list[Field]]) -> tuple[list[Block], list[list[Field]]]:
    """Return the notes in rows of their own under the last row, and the rows above them."""
    stop = len(fields)
    while stop > 1:
        owners = _owners(fields[stop - 1])
        if len(owners) != 1 or _BELOW.match(f"{owners[0].text} ") is None:
            break
        stop -= 1
    notes = [block for row in fields[stop:] for block in layout_paragraphs([row])]
    return list(notes), fields[:stop]


def _is_wide(cell: GridCell, row: Sequence[Field]) -> bool:
    return sum(field is cell for field in row) > len(row) // 2


def _header_rows(fields: Sequence[Sequence[Field]]) -> int:
    """Return how many rows the header has; 0 where the first row is data."""
    if not _is_header(fields):
        return 0
    count = 1
    while count < min(len(fields), _MOST_HEADER_ROWS):
        if not _header_goes_on(fields, count):
            break
        count += 1
    return count


def _is_header(fields: Sequence[Sequence[Field]]) -> bool:
    row = fields[0]
    if _names_columns(row):
        return True
    owners = _owners(row)
    known = any(printed_kinds(cell.text) for cell in owners)
    first = row[0]
    if first is not None and _ROW_LABEL.fullmatch(first.text) and not _numbers_columns(row):
        return False
    if len(owners) < 2 or any(_is_figure(cell.text) or len(cell.text) > _LONGEST_HEADING for cell in owners):
        return False
    if known or all(cell.bold for cell in owners) or any(cell.row_span > 1 for cell in owners):
        return True
    # Headings fill their row; a row of data under another page's header tends to have gaps or figures.
    return len(owners) == len({id(f) for f in row if f is not None}) and any(
        _is_figure(cell.text) for below in fields[1:] for cell in _owners(below)
    )


def _names_columns(row: Sequence[Field]) -> bool:
    return sum(bool(printed_kinds(cell.text)) for cell in _owners(row)) >= 2


def _is_figure(text: str) -> bool:
    return _FIGURE.fullmatch(text) is not None and _YEARS.fullmatch(fold(text)) is None


def _header_goes_on(fields: Sequence[Sequence[Field]], count: int) -> bool:
    """Whether row ``count`` still belongs to the header of the rows above it."""
    above, row = fields[count - 1], fields[count]
    if any(field is not None and field is over and field.text for field, over in zip(row, above, strict=True)):
        return True  # a heading over several rows ends lower
    if _numbers_columns(row):
        return False
    texts = [field.text if field is not None else "" for field in row]
    if any(_is_figure(text) or len(text) > _LONGEST_HEADING for text in texts):
        return False
    filled = [index for index, text in enumerate(texts) if text]
    if len({id(row[index]) for index in filled}) < 2:
        return False
    over_several = {
        column
        for cell in _owners(above)
        if (columns := [i for i, field in enumerate(above) if field is cell]) and len(columns) > 1
        for column in columns
    }
    if over_several:
        return all(index in over_several for index in filled)
    # Without merged cells a heading over others leaves the fields to its right empty, and the headings below stand under them.
    empty = {i for i, field in enumerate(above) if field is None or not field.text}
    start = next((i for i, field in enumerate(above) if i + 1 in empty and field is not None and field.text), None)
    return bool(empty) and start is not None and start > 0 and all(i in empty or i + 1 in empty for i in filled)


def _numbers_columns(row: Sequence[Field]) -> bool:
    """Whether the row holds the numbers of the columns: 1 2 3, (1) (2) (3), A B 1 2=3+4."""
    texts = [cell.text for cell in _owners(row)]
    if len(texts) < 2 or not all(_COLUMN_NUMBER.fullmatch(text) for text in texts):
        return False
    numbers = [int(found[1]) for text in texts if (found := re.match(r"\(?(\d{1,2})\b", text))]
    return len(numbers) >= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 2


def _column_names(header: Sequence[Sequence[Field]], width: int) -> tuple[str, ...]:
    """Return the heading of every column, its levels joined with ' / '.

    Where no cells are merged, a heading over several columns is taken to reach over the empty fields to its right.
    """
    names: list[list[str]] = [[] for _ in range(width)]
    for level, row in enumerate(header):
        is_lowest = level == len(header) - 1
        reach = ""
        for column, field in enumerate(row):
            text = field.text if field is not None else ""
            if text:
                reach = text if not is_lowest else ""
            elif reach and _is_filled(header[level + 1 :], column):
                text = reach
            else:
                reach = ""
            if text and (not names[column] or names[column][-1] != text):
                names[column].append(text)
    return tuple(" / ".join(parts) for parts in names)


def _is_filled(below: Sequence[Sequence[Field]], column: int) -> bool:
    return any((field := row[column]) is not None and field.text for row in below)


def _without_repeats(
    body: Sequence[Sequence[Field]], header: Sequence[Sequence[Field]]
) -> Iterator[tuple[int, Sequence[Field]]]:
    """Yield the rows of the body but for column numbers and rows that say the header again, with their row number."""
    said = {tuple(fold(text) for text in _texts(row)) for row in header}
    numbered = False
    for index, row in enumerate(body):
        if (index == 0 or numbered) and _numbers_columns(row):
            numbered = True
            continue
        if header and tuple(fold(text) for text in _texts(row)) in said:
            continue
        yield min((f.row for f in row if f is not None and f.row_span == 1), default=_row_of(row)), row


def _row_of(row: Sequence[Field]) -> int:
    return max(field.row for field in row if field is not None)


def _make_row(row: Sequence[Field], number: int) -> Row:
    """Return the row with one cell per column; a text over all columns that begins with a number is parted after it."""
    owners = _owners(row)
    begun = [field for field in row if field is not None and field.row >= number]
    place = _span([begun or row])
    if len(owners) == 1 and len(row) > 1 and all(field is owners[0] for field in row):
        cell = owners[0]
        numbered = parse_numbering(cell.text)
        label, name = (numbered.number, numbered.rest) if numbered and numbered.rest else ("", cell.text)
        empty = tuple(Cell("", cell.place) for _ in row[2:])
        return Row((Cell(label, cell.place), Cell(name, cell.place, confidence=cell.confidence), *empty), place, True)
    cells: list[Cell] = []
    seen: list[GridCell] = []
    for field in row:
        if field is None or any(field is cell for cell in seen):
            cells.append(Cell("", field.place if field is not None else place))
            continue
        seen.append(field)
        cells.append(
            Cell(field.text, field.place, covered=field.row < number, value=field.value, confidence=field.confidence)
        )
    last = owners[-1] if owners else None
    is_heading = 1 <= len(owners) <= 2 and last is not None and sum(f is last for f in row) > 1 and row[-1] is last
    return Row(tuple(cells), place, is_heading)


def _span(rows: Sequence[Sequence[Field]]) -> Place:
    places = [field.place for row in rows for field in row if field is not None]
    starts = [place.line_start for place in places if place.line_start is not None]
    ends = [end for place in places if (end := place.line_end or place.line_start) is not None]
    boxes = [place.box for place in places if place.box is not None and place.page == places[0].page]
    box = (
        (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
        if boxes
        else None
    )
    first, last = places[0], places[-1]
    cell = first.cell
    if first.cell and last.cell and first.cell != last.cell:
        cell = f"{first.cell.partition(':')[0]}:{last.cell.rpartition(':')[2]}"
    return Place(first.page, min(starts, default=None), max(ends, default=None), first.sheet, cell, box)


def _goes_on(above: Table, below: Table) -> bool:
    if len(above.columns) != len(below.columns):
        return False
    if not below.header_row_count:
        return True
    return [fold(name) for name in above.columns] == [fold(name) for name in below.columns]


def _join(above: Table, below: Table, *, rows_may_be_cut: bool) -> Table:
    rows = list(below.rows)
    kept = list(above.rows)
    if rows_may_be_cut and rows and kept and not rows[0].cells[0].text and not rows[0].is_heading:
        kept[-1] = _join_rows(kept[-1], rows.pop(0))
    place = above.place.to(below.place)
    return replace(above, rows=(*kept, *rows), place=place)


def _join_rows(upper: Row, lower: Row) -> Row:
    cells = tuple(
        replace(
            a,
            text=f"{a.text} {b.text}".strip(),
            place=a.place.to(b.place) if b.text else a.place,
            confidence=min((c for c in (a.confidence, b.confidence) if c is not None), default=None),
        )
        if b.text
        else a
        for a, b in zip(upper.cells, lower.cells, strict=True)
    )
    return Row(cells, upper.place.to(lower.place), upper.is_heading)
