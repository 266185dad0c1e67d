"""What an ODS file says of its cells besides their values, read from its content. The values themselves are calamine's.

ODS stores the text that a cell displays beside its value, in the language of whoever saved it ("1,234.5"): the format of a number
is told from the two, so that it is shown here as everywhere else.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cached_property

from lxml import etree

from pipelines.read.model import SourceRejected
from pipelines.read.packages import open_package
from pipelines.read.workbook_model import LARGEST_AREA, Area, Companion, Details, Marks, Position

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_LARGEST_CONTENT = 40_000_000
_MOST_REPEATED = 1000
_LONGEST_TEXT = 60
_MOST_DECIMALS = 9
_DIGITS = re.compile(r"\d(?:[\d.,\xa0\u202f ]*\d)?")
_ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_ERROR = re.compile(r"#(?:REF!|DIV/0!|N/A|NAME\?|VALUE!|NUM!|NULL!)|Err:\d{3}")
_REPEATED_ROWS = re.compile(
    rb'<table:table-row[^<>]*number-rows-repeated="(\d{1,9})"[^<>]*>(.{0,4000}?)</table:table-row>', re.DOTALL
)
_REPEATED_CELLS = re.compile(rb'<table:table-cell[^<>]*number-columns-repeated="(\d{1,9})"[^<>]*(?<!/)>')


@dataclass(slots=True)
class _Read:
    """What the content says of one sheet."""

    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    errors: dict[Position, str] = field(default_factory=dict)
    formats: dict[Position, str] = field(default_factory=dict)
    texts: dict[Position, str] = field(default_factory=dict)
    comments: dict[Position, str] = field(default_factory=dict)
    formulas: dict[Position, str] = field(default_factory=dict)


class OdsCompanion(Companion):
    """The content of one ODS file. Of a very large one, only the values are read."""

    def __init__(self, source_name: str, data: bytes) -> None:
        self._package = open_package(source_name, data)
        super().__init__(source_name, data)
        content = self._package.read("content.xml") if "content.xml" in self._package else b""
        self._is_small = 0 < len(content) <= _LARGEST_CONTENT
        _reject_repeated(source_name, content)

    def marks(self, name: str) -> Marks:
        """The marks of the sheet of this name."""
        found = self._sheets.get(name, _Read())
        return Marks(tuple(found.merged), frozenset(found.hidden_rows), frozenset(found.hidden_columns), found.errors)

    def details(self, name: str, rows: int) -> Details:  # noqa: ARG002
        """The details of the first ``rows`` rows of the sheet of this name; more may come with them."""
        found = self._sheets.get(name, _Read())
        return Details(formats=found.formats, texts=found.texts, comments=found.comments, formulas=found.formulas)

    @cached_property
    def _sheets(self) -> dict[str, _Read]:
        if not self._is_small:
            return {}
        root = self._package.read_xml("content.xml")
        return {table.get(f"{_TABLE}name") or "": _read_table(table) for table in root.iter(f"{_TABLE}table")}


def _reject_repeated(source_name: str, content: bytes) -> None:
    """Refuse a sheet that repeats cells with content so often that it would not fit into memory."""
    for row in _REPEATED_ROWS.finditer(content):
        repeated = [int(cell[1]) for cell in _REPEATED_CELLS.finditer(row[2])]
        has_content = b"office:value" in row[2] or b"<text:p" in row[2]
        if has_content and int(row[1]) * max([*repeated, 1]) > LARGEST_AREA // 4:
            raise SourceRejected(
                source_name,
                f"a sheet repeats one row {int(row[1])} times",
                "delete the rows below the table and send it again",
            )


def _read_table(table: etree._Element) -> _Read:
    found = _Read()
    column = 0
    for element in table.iter(f"{_TABLE}table-column"):
        times = _repeated(element, "columns")
        if element.get(f"{_TABLE}visibility") in {"collapse", "filter"}:
            found.hidden_columns.update(range(column, column + min(times, _MOST_REPEATED)))
        column += times
    row = 0
    for element in table.iter(f"{_TABLE}table-row"):
        times = _repeated(element, "rows")
        if element.get(f"{_TABLE}visibility") in {"collapse", "filter"}:
            found.hidden_rows.update(range(row, row + min(times, _MOST_REPEATED)))
        for at, cell in _cells(element):
            for again in range(min(times, _MOST_REPEATED)):
                _read_cell(found, cell, (row + again, at))
        row += times
    return found


def _cells(row: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """The cells of a row that hold anything, with their columns; a repeated one once for each column."""
    at = 0
    for cell in row:
        if cell.tag not in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
            continue
        times = _repeated(cell, "columns")
        if len(cell) or cell.get(f"{_TABLE}number-columns-spanned") or cell.get(f"{_TABLE}number-rows-spanned"):
            for again in range(min(times, _MOST_REPEATED)):
                yield at + again, cell
        at += times


def _read_cell(found: _Read, cell: etree._Element, at: Position) -> None:
    columns = int(cell.get(f"{_TABLE}number-columns-spanned") or 1)
    rows = int(cell.get(f"{_TABLE}number-rows-spanned") or 1)
    if columns > 1 or rows > 1:
        found.merged.append((at[0], at[1], at[0] + rows - 1, at[1] + columns - 1))
    if formula := cell.get(f"{_TABLE}formula"):
        found.formulas[at] = formula.partition(":=")[2] or formula
    text = "\n".join("".join(part.itertext()) for part in cell.findall(f"{_TEXT}p"))
    for note in cell.findall(f"{_OFFICE}annotation"):
        found.comments[at] = "\n".join("".join(part.itertext()) for part in note.findall(f"{_TEXT}p"))
    if not text:
        return
    if _ERROR.fullmatch(text):
        found.errors[at] = text
    elif cell.get(f"{_OFFICE}value-type") in {"float", "percentage", "currency"}:
        if number_format := _format_of(cell.get(f"{_OFFICE}value") or "", text):
            found.formats[at] = number_format
    elif cell.get(f"{_OFFICE}value-type") == "date" and _is_day_first(cell.get(f"{_OFFICE}date-value") or "", text):
        found.texts[at] = text


def _format_of(value: str, text: str) -> str:
    """The number format that shows ``value`` as ``text``; '' where none of the simple ones does."""
    digits = _DIGITS.search(text)
    try:
        number = abs(Decimal(value))
    except InvalidOperation:
        return ""
    if digits is None or not number.is_finite() or len(text) > _LONGEST_TEXT:
        return ""
    printed = re.sub(r"\D", "", digits[0])
    scaled = number * 100 if "%" in text else number
    for decimals in range(_MOST_DECIMALS):
        shown = format(scaled.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP), "f").replace(".", "")
        if shown == printed:
            marks = len(digits[0]) - len(printed)
            before, after = text[: digits.start()].lstrip("-"), text[digits.end() :].replace("%", "")
            whole = "#,##0" if marks > (decimals > 0) else "0"
            fraction = f".{'0' * decimals}" if decimals else ""
            percent = "%" if "%" in text else ""
            quoted = [f'"{part}"' if part.strip() and '"' not in part else "" for part in (before, after)]
            return f"{quoted[0]}{whole}{fraction}{percent}{quoted[1]}"
    return ""


def _is_day_first(value: str, text: str) -> bool:
    """Whether a displayed date is one that a Vietnamese reader reads as it is meant."""
    found = _ISO_DAY.match(value)
    if found is None:
        return False
    year, month, day = found.groups()
    shown = {
        f"{day}/{month}/{year}",
        f"{int(day)}/{int(month)}/{year}",
        f"{month}/{year}",
        f"{int(month)}/{year}",
        year,
    }
    return text in shown


def _repeated(element: etree._Element, what: str) -> int:
    times = element.get(f"{_TABLE}number-{what}-repeated") or "1"
    return int(times) if times.isdigit() and len(times) < 9 else 1
