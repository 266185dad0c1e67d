"""What was read in the fields of a drawn table as cells of a grid, and the remarks on what is not certain in them.

Where fields are is for ``scan_rules``, what readings agree on for ``scan_readings``, what the grid means for ``grid``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipelines.language.syllables import is_syllable
from pipelines.read.grid import GridCell
from pipelines.read.model import Block, Cell, Place, Remark, RemarkKind, Row, Table
from pipelines.read.ocr import Word
from pipelines.read.scan_cells import Span
from pipelines.read.scan_image import PageImage
from pipelines.read.scan_readings import Doubt, ReadLine, as_number
from pipelines.read.scan_rules import GridField

_MOSTLY = 0.6
_FEWEST_FIGURES = 3
_SHORT = 4
_GROUP = 3
_CUT_NUMBER = re.compile(r"(?<![\d,.])\d{1,3}(?:\.\d{3})*\.(\d{1,2})\Z")
_REST_OF_NUMBER = re.compile(r"\d{1,2}(?![\d.])")
_LEGIBLE = 50
_LONGEST_QUOTE = 60
# What stands in a column of figures and is none: no value, the number of a group.
_NO_VALUE = re.compile(r"[-–—.…/xX]+|[IVX]{2,}|[VX]|[a-hđA-HĐ]")


@dataclass(slots=True)
class FieldReading:
    """One field of a grid with its lines as read; ``has_ink`` is true where something is written in it at all."""

    field: GridField
    lines: list[ReadLine]
    numbers: list[int]
    has_ink: bool

    @property
    def words(self) -> list[Word]:
        """All its words."""
        return [word for line in self.lines for word in line.words]

    @property
    def text(self) -> str:
        """Its text, lines joined with one blank; a number that a line was too narrow for is joined again."""
        text = ""
        for line in self.lines:
            added = " ".join(word.text for word in line.words)
            text += added if _is_cut_number(text, added) else f" {added}"
        return text.strip()

    def doubt_cut_numbers(self) -> None:
        """Doubt every number that may go on in the next line."""
        filled = [line for line in self.lines if line.words]
        for upper, lower in pairwise(filled):
            end, start = upper.words[-1], lower.words[0]
            if end.text[-1].isdigit() and start.text[0].isdigit():
                span = Span(start.left, end.top, end.right, start.bottom)
                upper.doubts.append(Doubt(f"{end.text} {start.text}", "", span))

    @property
    def doubts(self) -> list[Doubt]:
        """The doubtful numbers in it."""
        return [doubt for line in self.lines for doubt in line.doubts]


def _is_cut_number(above: str, below: str) -> bool:
    """Whether a text ends in a number whose last group of three digits is made whole by what begins the next line.

    >>> _is_cut_number("64.233/145.37", "7=44,2%"), _is_cut_number("1.114", "2 xã"), _is_cut_number("12,5", "7 xã")
    (True, False, False)
    """
    begun, rest = _CUT_NUMBER.search(above), _REST_OF_NUMBER.match(below)
    return begun is not None and rest is not None and len(begun[1]) + len(rest[0]) == _GROUP


def doubt_remark(place: Place, doubts: Sequence[Doubt]) -> Remark:
    """Return the remark on numbers that stand at one place and are not certain.

    It names the page and no line: lines are counted anew where the page is one of several.
    """
    said = "; ".join(
        (
            f"“{_quote(doubt.text)}” (lần đọc khác: “{_quote(doubt.other)}”)"
            if doubt.other and doubt.text
            else f"“{_quote(doubt.text or doubt.other)}”"
        )
        for doubt in doubts
    )
    text = f"Số đọc từ ảnh quét ở trang {place.page} chưa chắc chắn: {said}; cần đối chiếu với ảnh."
    return Remark(RemarkKind.LOW_CONFIDENCE, place, text)


def _quote(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"


def grid_cells(
    page: PageImage, page_no: int, readings: Sequence[FieldReading], first_line: int
) -> tuple[list[GridCell], list[Remark]]:
    """Return the fields of a grid as cells and the remarks on them. ``first_line`` stands for rows above the first that has text."""
    _mend_figures(readings)
    lines_of_row = _lines_of_rows(readings, first_line)
    cells: list[GridCell] = []
    remarks: list[Remark] = []
    for reading in readings:
        reading.doubt_cut_numbers()
        field = reading.field
        box = page.box(field.left, field.top, field.right, field.bottom)
        numbers = reading.numbers or [lines_of_row[field.row]]
        place = Place(page_no, min(numbers), max(numbers), box=box)
        cells.append(
            GridCell(
                reading.text,
                place,
                field.row,
                field.column,
                field.row_span,
                field.column_span,
                confidence=_cell_confidence(reading),
                lines=tuple(" ".join(word.text for word in line.words) for line in reading.lines if line.words),
            )
        )
        remarks += _remarks_on(reading, place)
    return cells, remarks


def keep_columns(blocks: list[Block], cells: Sequence[GridCell], place: Place) -> list[Block]:
    """Return ``blocks``, what a grid at the top of a page was read as, with the columns in which that page holds nothing.

    There the last rows of a table may stand that began on the page before, without its header and with some of its cells.
    """
    columns = sorted({cell.column for cell in cells})
    tables = [block for block in blocks if isinstance(block, Table)]
    filled = {cell.column for cell in cells if cell.text}
    if len(columns) < 2 or len(filled) == len(columns) or any(table.header_row_count for table in tables):
        return blocks
    rows: list[Row] = []
    for number in range(max(cell.end_row for cell in cells)):
        covering = [
            next((c for c in cells if c.row <= number < c.end_row and c.column <= at < c.end_column), None)
            for at in columns
        ]
        found = [
            Cell(cell.text if cell.column == at else "", cell.place, cell.row < number, confidence=cell.confidence)
            if cell is not None
            else Cell("", place)
            for at, cell in zip(columns, covering, strict=True)
        ]
        if any(cell.text for cell in found):
            places = [cell.place for cell in found if cell.text]
            lines = [line for each in places for line in (each.line_start, each.line_end) if line is not None]
            rows.append(Row(tuple(found), Place(place.page, min(lines), max(lines))))
    return [Table(("",) * len(columns), tuple(rows), place, 0)] if rows else blocks


def _remarks_on(reading: FieldReading, place: Place) -> Iterator[Remark]:
    if reading.doubts:
        yield doubt_remark(place, reading.doubts)
    elif reading.has_ink and not reading.text:
        text = f"Ô ở trang {place.page} có chữ hoặc dấu nhưng không nhận dạng được; cần xem ảnh."
        yield Remark(RemarkKind.LOW_CONFIDENCE, place, text)
    elif reading.text and (_cell_confidence(reading) or 0) < _LEGIBLE:
        text = (
            f"Chữ trong ô ở trang {place.page} nhận dạng chưa chắc chắn: “{_quote(reading.text)}”; "
            "cần đối chiếu với ảnh."
        )
        yield Remark(RemarkKind.LOW_CONFIDENCE, place, text)
    if reading.field.is_doubtful and reading.text:
        text = (
            f"Đường kẻ quanh ô ở trang {place.page} bị đứt nét: ô “{_quote(reading.text)}” có thể bị gộp hoặc tách sai."
        )
        yield Remark(RemarkKind.LOW_CONFIDENCE, place, text)


def _cell_confidence(reading: FieldReading) -> int | None:
    """Return how sure a cell is: as its numbers' least sure one, and no surer than its words on the whole."""
    words = reading.words
    if not words:
        return None
    letters = sum(len(word.text) for word in words)
    mean = sum(word.confidence * len(word.text) for word in words) / letters
    numbers = [word.confidence for word in words if any(c.isdigit() for c in word.text)]
    return min([round(mean), *numbers, *([_LEGIBLE - 10] if reading.doubts else [])])


def _lines_of_rows(readings: Sequence[FieldReading], first_line: int) -> dict[int, int]:
    """Return the first line of every row of a grid; a row without text has that of the row above it."""
    rows: dict[int, int] = {}
    for reading in readings:
        if reading.numbers:
            row = reading.field.row
            rows[row] = min(rows.get(row, reading.numbers[0]), *reading.numbers)
    last = first_line
    for row in range(max((reading.field.row for reading in readings), default=-1) + 1):
        last = rows.setdefault(row, last)
    return rows


def _mend_figures(readings: Sequence[FieldReading]) -> None:
    """Put digits for letters that look like them inside numbers of a column of figures, and doubt what is none there."""
    columns: dict[int, list[FieldReading]] = {}
    for reading in readings:
        if reading.words and reading.field.column_span == 1:
            columns.setdefault(reading.field.column, []).append(reading)
    for column in columns.values():
        figures = [reading for reading in column if _is_figure(reading.text)]
        if len(figures) < max(_FEWEST_FIGURES, _MOSTLY * (len(column) - 1)):
            continue
        for reading in column:
            if reading.field.row > 0 and not _is_figure(reading.text):
                _mend(reading)


def _is_figure(text: str) -> bool:
    """Whether a text is a number, with or without sign, unit or brackets."""
    digits = sum(c.isdigit() for c in text)
    return bool(digits) and sum(c.isalpha() for c in text) == 0


def _says_no_value(text: str) -> bool:
    return _NO_VALUE.fullmatch(text) is not None or (len(text) > 1 and not text.isupper() and is_syllable(text))


def _mend(reading: FieldReading) -> None:
    text = reading.text
    for line in reading.lines:
        for at, word in enumerate(line.words):
            mended = as_number(word.text)
            span = Span(word.left, word.top, word.right, word.bottom)
            if mended is not None:
                line.doubts.append(Doubt(mended, word.text, span))
                line.words[at] = replace(word, text=mended, confidence=min(word.confidence, _LEGIBLE - 10))
            elif len(text) <= _SHORT and not _says_no_value(text) and not line.doubts:
                # A single letter in a column of figures is more likely a digit that was misread.
                line.doubts.append(Doubt(word.text, "", span))
