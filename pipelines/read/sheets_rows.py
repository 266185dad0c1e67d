"""The rows of a band of a sheet as a ``Table``: headings of several levels, cells with their numbers, rows that are headings.

Where a table begins and ends is found in ``sheets_tables``; what a row means is for the interpretation.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pipelines.language.numbering import parse_numbering
from pipelines.read.model import Cell, Place, Remark, RemarkKind, Row, Table
from pipelines.read.sheets_grid import SheetGrid
from pipelines.read.sheets_headers import Header, folded, is_number_heading
from pipelines.read.sheets_values import TextNumbers, parse_date_text, stored_number
from pipelines.read.workbook_model import area_name, cell_name

TOTAL = re.compile(r"(tong cong|tong so|tong|cong)\b")
LABEL = re.compile(r"(?:\d+(?:\.\d+)*|[IVXL]+|[A-ZĐa-zđ])[.)]?")
_MOST_CELLS_WITH_PLACES = 400_000
_NAMED = 12
_LONGEST_NUMBER = 40
_LARGEST_WHOLE = 1e15
_MOST_TEXTS_OF_HEADING = 2
_UNRATED = TextNumbers(())


@dataclass(slots=True)
class Band:
    """The rows of one table: its header and body, and the notes that stand between its rows."""

    header: Header
    body: list[int]
    notes: list[int]
    end: int


class TableMaker:
    """Makes the tables of one sheet. What is doubtful in their numbers is added to ``remarks``."""

    def __init__(self, grid: SheetGrid, remarks: list[Remark]) -> None:
        self.grid, self.remarks = grid, remarks
        self._seen: dict[tuple[int, str], tuple[str, Decimal | date | None]] = {}

    def _filled(self, row: int, columns: tuple[int, int]) -> list[int]:
        return [column for column in self.grid.filled[row] if columns[0] <= column <= columns[1]]

    def make_table(self, band: Band, columns: tuple[int, int]) -> Table:
        """The table of ``band`` within the columns (first, last)."""
        rows = [*band.header.rows, *band.body]
        kept = sorted({column for row in rows for column in self._filled(row, columns)})
        names = self._names(band.header, kept)
        numbers = self._read_numbers(band, kept, names)
        self._seen.clear()
        first, last = band.header.top, max([*band.body, band.header.bottom])
        place = self.grid.span((first, kept[0], last, kept[-1]))
        header_place = (
            self.grid.span((band.header.top, kept[0], band.header.rows[-1], kept[-1])) if band.header.rows else Place()
        )
        own_places = len(band.body) * len(kept) <= _MOST_CELLS_WITH_PLACES
        has_areas = {row for row, _ in self.grid.areas}
        body = set(band.body)
        letters = [cell_name(0, column)[:-1] if own_places else "" for column in kept]
        made = tuple(self._row(row, kept, letters, numbers, body, has_areas=row in has_areas) for row in band.body)
        return Table(names, made, place, len(band.header.rows), header_place)

    def _names(self, header: Header, kept: Sequence[int]) -> tuple[str, ...]:
        """The heading of every column, its levels joined with ' / '; one over several reaches over the empty fields beside it."""
        names: list[list[str]] = [[] for _ in kept]
        for level, row in enumerate(header.rows):
            deeper = header.rows[level + 1 :]
            reach = ""
            over: list[str] = []
            for index, column in enumerate(kept):
                area = self.grid.area(row, column)
                text = self.grid.text(area[0], area[1]) if area[0] <= row else ""
                if text:
                    reach = text if deeper and area[2] <= row else ""
                    over = list(names[index])
                elif reach and (row, column) not in self.grid.areas and any(self.grid.text(r, column) for r in deeper):
                    if names[index] == over:
                        text = reach
                else:
                    reach = ""
                if text and (not names[index] or names[index][-1] != text):
                    names[index].append(text)
        return tuple(" / ".join(parts) for parts in names)

    def _read_numbers(
        self, band: Band, kept: Sequence[int], names: Sequence[str]
    ) -> dict[int, tuple[TextNumbers, TextNumbers, bool]]:
        """How the texts of each column that look like numbers are read; ambiguous ones are reported."""
        texts: dict[int, set[str]] = {column: set() for column in kept}
        for row in band.body:
            cells = self.grid.rows[row]
            for column in kept:
                value = cells[column]
                if type(value) is str and len(value) < _LONGEST_NUMBER and value[-1:].isdigit():
                    texts[column].add(value)
        whole = TextNumbers(text for found in texts.values() for text in found)
        result = {}
        for column, name in zip(kept, names, strict=True):
            own = TextNumbers(texts[column])
            result[column] = (own, whole, is_number_heading(name))
            doubtful = {text for text in texts[column] if not result[column][2] and own.parse(text, whole)[1]}
            if doubtful:
                self._report_doubt(band, column, name, doubtful)
        return result

    def _report_doubt(self, band: Band, column: int, name: str, doubtful: set[str]) -> None:
        cells = [row for row in band.body if self.grid.value(row, column) in doubtful]
        named = ", ".join(f"{cell_name(row, column)} “{self.grid.text(row, column)}”" for row in cells[:_NAMED]) + (
            f" và {len(cells) - _NAMED} ô khác" if len(cells) > _NAMED else ""
        )
        text = (
            f"Cột “{name}”: không rõ dấu chấm, dấu phẩy là phần thập phân hay phần nghìn ở {named};"
            " giữ nguyên chữ, không lấy số."
        )
        self.remarks.append(Remark(RemarkKind.DOUBTFUL_CELLS, self.grid.place(cells[0], column), text))

    def _row(
        self,
        row: int,
        kept: Sequence[int],
        letters: Sequence[str],
        numbers: dict[int, tuple[TextNumbers, TextNumbers, bool]],
        body: set[int],
        *,
        has_areas: bool,
    ) -> Row:
        # This runs once for every cell of a sheet: plain numbers and texts seen before take the shortest way.
        grid = self.grid
        values, has_formats, seen = grid.rows[row], bool(grid.formats or grid.texts), self._seen
        line = grid.lines[row]
        whole = Place(line_start=line, line_end=line, sheet=grid.name, cell=area_name((row, kept[0], row, kept[-1])))
        cells: list[Cell] = []
        number = str(row + 1)
        for column, letter in zip(kept, letters, strict=True):
            place = Place(None, line, line, grid.name, letter + number) if letter else whole
            value = values[column]
            if value is None:
                cells.append(self._covered_cell(row, column, body, place) if has_areas else Cell("", place))
                continue
            if type(value) is float and not has_formats and value.is_integer() and abs(value) < _LARGEST_WHOLE:
                whole_number = int(value)
                cells.append(Cell(str(whole_number), place, False, Decimal(whole_number)))
                continue
            if type(value) is str:
                known = seen.get((column, value))
                if known is None:
                    text = grid.text(row, column)
                    known = seen[column, value] = (text, _read_text(text, *numbers[column]))
                cells.append(Cell(known[0], place, False, known[1]))
                continue
            cells.append(Cell(grid.text(row, column), place, False, stored_number(value)))
        return self._heading_row(row, kept, cells, whole)

    def _covered_cell(self, row: int, column: int, body: set[int], place: Place) -> Cell:
        area = self.grid.areas.get((row, column))
        if area is None or area[0] == row or area[1] != column or area[0] not in body:
            return Cell("", place)
        return Cell(self.grid.text(area[0], area[1]), place, covered=True)

    def _heading_row(self, row: int, kept: Sequence[int], cells: list[Cell], whole: Place) -> Row:
        """The row, marked as a heading where its one text (after a number at most) reaches over the columns to its right."""
        own: list[int] = []
        for index, cell in enumerate(cells):
            if cell.text and not cell.covered:
                own.append(index)
                if len(own) > _MOST_TEXTS_OF_HEADING:
                    break
        if not own or len(own) > _MOST_TEXTS_OF_HEADING or len(kept) < 2:
            return Row(tuple(cells), whole)
        last = own[-1]
        area = self.grid.area(row, kept[last])
        reaches = area[3] >= kept[-1] and area[3] > area[1]
        if len(own) == 1 and last == 0 and (reaches or self._stands_over(cells[0])):
            numbered = parse_numbering(cells[0].text)
            if numbered and numbered.rest and reaches:
                cells[0], cells[1] = Cell(numbered.number, cells[0].place), Cell(numbered.rest, cells[0].place)
            elif reaches or self._first_holds_numbers(row, kept):
                cells[0], cells[1] = Cell("", cells[0].place), cells[0]
            else:
                return Row(tuple(cells), whole)
            return Row(tuple(cells), whole, is_heading=True)
        is_heading = reaches and (len(own) == 1 or LABEL.fullmatch(cells[own[0]].text) is not None)
        return Row(tuple(cells), whole, is_heading)

    def _stands_over(self, cell: Cell) -> bool:
        return not LABEL.fullmatch(cell.text) and not TOTAL.match(folded(cell.text))

    def _first_holds_numbers(self, row: int, kept: Sequence[int]) -> bool:
        """Whether the first column holds numbers of rows around ``row``, so that a text in it is no name."""
        near = range(max(0, row - 12), min(len(self.grid.rows), row + 13))
        labels = [self.grid.text(r, kept[0]) for r in near if r != row and len(self.grid.filled[r]) > 1]
        labels = [label for label in labels if label]
        return bool(labels) and sum(LABEL.fullmatch(label) is not None for label in labels) * 2 > len(labels)


def _read_text(text: str, own: TextNumbers, table: TextNumbers, is_number_column: bool) -> Decimal | date | None:
    if is_number_column:
        return _UNRATED.parse(text)[0] if text.isdigit() else None
    return own.parse(text, table)[0] or parse_date_text(text)
