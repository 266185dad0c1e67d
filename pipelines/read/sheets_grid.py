"""The cells of one sheet as texts in Unicode, with merged areas known: what ``sheets_tables`` looks for tables in.

Text in old encodings is decoded here, by the font of its cell where the file names fonts, else by the sheet as a whole.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from pipelines.language.legacy import decode_all, decode_in_font, encoding_of_font
from pipelines.language.text import collapse
from pipelines.read.model import Place
from pipelines.read.sheets_values import shown_text
from pipelines.read.workbook_model import Area, Position, Sheet, Value, area_name, cell_name

_FIGURE = re.compile(r"[-–−+(]?\s?\d[\d.,]*(?: \d{3})*(?:[.,]\d+)?\s*%?\)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FIRST_YEAR, _LAST_YEAR = 1950, 2100
_MOST_AREAS = 50_000


@dataclass(slots=True)
class SheetGrid:
    """One sheet: decoded values, the columns filled in each row, and the merged area that each covered cell belongs to."""

    name: str | None
    rows: list[list[Value]]
    filled: list[list[int]]
    areas: dict[Position, Area]
    formats: dict[Position, str]
    texts: dict[Position, str]
    bold: frozenset[Position]
    lines: Sequence[int]
    encodings: tuple[str, ...] = ()
    collapsed: dict[str, str] = field(default_factory=dict)

    def value(self, row: int, column: int) -> Value:
        """The value of a cell; of one inside a merged area None, but in its first cell."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else None

    def printed(self, row: int, column: int) -> str:
        """The text that a cell shows, with its line breaks."""
        value = self.value(row, column)
        if value is None or isinstance(value, str):
            return value or ""
        if at := self.texts.get((row, column)):
            return at
        return shown_text(value, self.formats.get((row, column), "")) or shown_text(value)

    def text(self, row: int, column: int) -> str:
        """The text that a cell shows, in one line."""
        value = self.value(row, column)
        if value is None:
            return ""
        if not isinstance(value, str):
            return collapse(self.printed(row, column))
        text = self.collapsed.get(value)
        if text is None:
            text = self.collapsed[value] = collapse(value)
        return text

    def area(self, row: int, column: int) -> Area:
        """The merged area that the cell belongs to, itself where it is merged with none."""
        return self.areas.get((row, column), (row, column, row, column))

    def place(self, row: int, column: int) -> Place:
        """Where a cell stands; of a merged one its whole area."""
        area = self.areas.get((row, column))
        line = self.lines[row]
        name = area_name(area) if area is not None else cell_name(row, column)
        return Place(line_start=line, line_end=line, sheet=self.name, cell=name)

    def span(self, area: Area) -> Place:
        """The place of an area."""
        first, last = self.lines[area[0]], self.lines[area[2]]
        return Place(line_start=first, line_end=last, sheet=self.name, cell=area_name(area))

    def kind(self, row: int, column: int) -> str:
        """What a filled cell holds: 'figure', 'year' (a figure that may be one), 'date' or 'text'."""
        value = self.value(row, column)
        if isinstance(value, str):
            text = collapse(value)
            if _YEAR.fullmatch(text):
                return "year"
            return "figure" if _FIGURE.fullmatch(text) else "text"
        if isinstance(value, bool):
            return "text"
        if isinstance(value, date):
            return "date"
        if isinstance(value, (int, float)) and _FIRST_YEAR <= value <= _LAST_YEAR and value == int(value):
            return "year"
        return "figure"


def make_grid(sheet: Sheet, first_line: int, lines: Sequence[int] = ()) -> SheetGrid:
    """The grid of ``sheet``. Rows are counted as lines from ``first_line`` unless ``lines`` says which line each begins on."""
    rows, encodings = _decode(sheet)
    filled = [[at for at, value in enumerate(row) if value is not None] for row in rows]
    areas: dict[Position, Area] = {}
    for area in sheet.merged:
        if area[0] >= len(rows) or area[1] >= sheet.width:
            continue
        clipped = (area[0], area[1], min(area[2], len(rows) - 1), min(area[3], sheet.width - 1))
        size = (clipped[2] - clipped[0] + 1) * (clipped[3] - clipped[1] + 1)
        if size == 1 or len(areas) + size > _MOST_AREAS + len(sheet.merged) * 4:
            continue
        for row in range(clipped[0], clipped[2] + 1):
            for column in range(clipped[1], clipped[3] + 1):
                areas.setdefault((row, column), clipped)
    details = sheet.details
    return SheetGrid(
        sheet.name or None,
        rows,
        filled,
        areas,
        details.formats,
        details.texts,
        details.bold,
        lines or range(first_line, first_line + len(rows)),
        encodings,
    )


def _decode(sheet: Sheet) -> tuple[list[list[Value]], tuple[str, ...]]:
    """The rows with all texts in Unicode NFC, blank texts as None, and the old encodings that were found."""
    fonts = {at: font for at, font in sheet.details.fonts.items() if encoding_of_font(font)}
    unique = {value for row in sheet.rows for value in row if isinstance(value, str)}
    others = unique
    if fonts:
        others = {
            value
            for r, row in enumerate(sheet.rows)
            for c, value in enumerate(row)
            if isinstance(value, str) and (r, c) not in fonts
        }
    ordered = sorted(others)
    decoded, found = decode_all(ordered)
    known = {text: _cleaned(new) for text, new in zip(ordered, decoded, strict=True)}
    if all(text == new for text, new in known.items()) and not fonts:
        return sheet.rows, ()
    rows: list[list[Value]] = [
        [known.get(value, value) if isinstance(value, str) else value for value in row] for row in sheet.rows
    ]
    encodings = list(found)
    for (row, column), font in fonts.items():
        value = sheet.rows[row][column] if row < len(sheet.rows) and column < sheet.width else None
        if isinstance(value, str):
            new = _cleaned(decode_in_font(value, font))
            rows[row][column] = new
            encoding = encoding_of_font(font)
            if new != value and encoding and encoding not in encodings and not value.isascii():
                encodings.append(encoding)
    return rows, tuple(encodings)


def _cleaned(text: str) -> str | None:
    """The text without blanks around its lines; None where nothing is left."""
    if text.isspace() or not text:
        return None
    if "\xa0" in text or "\r" in text or "_x000D_" in text:
        text = text.replace("\xa0", " ").replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
        if text.isspace():
            return None
    return text.strip() if text[0].isspace() or text[-1].isspace() else text


def rows_between(grid: SheetGrid, first: int, last: int, columns: tuple[int, int]) -> Iterable[int]:
    """The rows from ``first`` to ``last`` that hold something in the columns (first, last)."""
    for row in range(first, last + 1):
        cells = grid.filled[row]
        if cells and cells[-1] >= columns[0] and cells[0] <= columns[1]:
            yield row
