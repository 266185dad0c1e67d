"""Spreadsheet files as sheets of raw values: XLSX, XLSB, XLS and ODS through calamine, CSV through ``csv_text``.

What stands in a cell is taken as the file stores it: macros never run, links to other files are never followed, formulas
have the value that was saved with them. What a sheet's cells mean (tables, titles, numbers as a reader sees them) is for
``sheets``; how each format says what calamine leaves out (number formats, fonts, comments, hidden rows) stands in
``workbook_xlsx``, ``workbook_xls``, ``workbook_ods`` and ``workbook_xlsb``.
"""

import io
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from pipelines.read.csv_text import read_csv_rows
from pipelines.read.formats import Format
from pipelines.read.model import Place, Remark, RemarkKind, SourceRejected
from pipelines.read.workbook_model import (
    Companion,
    Marks,
    Sheet,
    Value,
    Workbook,
    area_name,
    cell_name,
)
from pipelines.read.workbook_ods import OdsCompanion
from pipelines.read.workbook_xls import XlsCompanion
from pipelines.read.workbook_xlsb import XlsbCompanion
from pipelines.read.workbook_xlsx import XlsxCompanion

_NAMED = 12
_SEND_AGAIN = "open it where it was made, save it again and send that file"
_Read = TypeVar("_Read")


def read_workbook(source_name: str, source_sha256: str, data: bytes, format: Format) -> Workbook:
    """Return the sheets that ``data`` holds. ``format`` is one of XLSX, XLSB, XLS, ODS and CSV.

    Raises SourceRejected where the file needs a password, is damaged, or holds no cell with a value.
    """
    workbook = Workbook(source_name, source_sha256, format)
    if format is Format.CSV:
        read = read_csv_rows(source_name, data)
        workbook.notes += read.notes
        workbook.remarks += read.remarks
        workbook.sheets.append(Sheet("", visible=True, rows=read.rows, lines=read.lines))
    else:
        _read_sheets(workbook, _COMPANIONS[format](source_name, data))
    if not any(sheet.rows for sheet in workbook.sheets):
        raise SourceRejected(source_name, "no sheet holds a cell with a value", "send the file with its content")
    for sheet in workbook.sheets:
        workbook.remarks += _remarks(sheet)
    return workbook


_COMPANIONS: dict[Format, Callable[[str, bytes], Companion]] = {
    Format.XLSX: XlsxCompanion,
    Format.XLSB: XlsbCompanion,
    Format.ODS: OdsCompanion,
    Format.XLS: XlsCompanion,
}


def _read_sheets(workbook: Workbook, companion: Companion) -> None:
    name = workbook.source_name
    opened = _guarded(name, lambda: CalamineWorkbook.from_filelike(io.BytesIO(companion.data)))
    for number, about in enumerate(opened.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        marks = companion.marks(about.name)
        found: CalamineSheet = _guarded(name, partial(opened.get_sheet_by_index, number))
        rows = _read_rows(found, marks)
        merged = (
            tuple((first[0], first[1], last[0], last[1]) for first, last in found.merged_cell_ranges or ())
            or marks.merged
        )
        workbook.sheets.append(
            Sheet(
                about.name,
                about.visible == SheetVisibleEnum.Visible,
                rows,
                merged,
                marks.hidden_rows,
                marks.hidden_columns,
                marks.errors,
                partial(companion.details, about.name, len(rows)),
            )
        )
        if marks.cut:
            workbook.remarks.append(Remark(RemarkKind.CUT_OFF, Place(sheet=about.name), marks.cut))


def _guarded(source_name: str, read: Callable[[], _Read]) -> _Read:
    """Return what ``read`` gives; what goes wrong inside calamine means that the file is damaged."""
    try:
        return read()
    except PasswordError as error:
        problem, remedy = "the file is protected by a password", "remove the password and send it again"
        raise SourceRejected(source_name, problem, remedy) from error
    except (CalamineError, OSError, ValueError, OverflowError, MemoryError) as error:
        raise SourceRejected(source_name, "the file is cut off or damaged", _SEND_AGAIN) from error
    except BaseException as error:
        # A panic of the compiled reader is no Exception; what else is none must go on.
        if type(error).__name__ == "PanicException":
            raise SourceRejected(source_name, "the file is damaged", _SEND_AGAIN) from error
        raise


def _read_rows(found: CalamineSheet, marks: Marks) -> list[list[Value]]:
    """The rows from A1, without the empty rows and columns after the last value; '' as None."""
    if found.end is None and not marks.errors:
        return []
    rows: list[list[Value]] = found.to_python(skip_empty_area=False)  # type: ignore[assignment]
    for (row, column), text in marks.errors.items():
        while len(rows) <= row:
            rows.append([""] * len(rows[0]) if rows else [""])
        if column >= len(rows[row]):
            for each in rows:
                each.extend([""] * (column + 1 - len(each)))
        rows[row][column] = text
    return trim_rows(rows)


def trim_rows(rows: list[list[Value]]) -> list[list[Value]]:
    """The rows, '' as None, without the empty rows and columns after the last value; a row without any is one for all."""
    gaps = [number for number, row in enumerate(rows) if "" in row]
    full = len(rows) - len(gaps)
    width = len(rows[0]) if full else 0
    empty: list[Value] = []
    for number in gaps:
        row = [None if value == "" else value for value in rows[number]]
        rows[number] = row
        filled = next((at for at in range(len(row), width, -1) if row[at - 1] is not None), 0)
        width = max(width, filled)
        if not filled and row.count(None) == len(row):
            if len(empty) != len(row):
                empty = row
            rows[number] = empty
    while rows and rows[-1] is empty:
        rows.pop()
    if rows and width < len(rows[0]):
        trimmed: list[Value] = [None] * width
        for number, row in enumerate(rows):
            rows[number] = trimmed if row is empty else row[:width]
    return rows


def _remarks(sheet: Sheet) -> Iterable[Remark]:
    """What whoever sent the file should know of a sheet: errors in its cells, and what it hides."""
    if sheet.rows and not sheet.visible:
        text = f"Trang tính “{sheet.name}” bị ẩn; nội dung vẫn được đọc."
        yield Remark(RemarkKind.HIDDEN_CONTENT, Place(sheet=sheet.name), text)
    rows = sorted(
        row for row in sheet.hidden_rows if row < len(sheet.rows) and any(v is not None for v in sheet.rows[row])
    )
    if rows:
        text = f"Dòng bị ẩn vẫn được đọc: {_named([str(row + 1) for row in rows])}."
        yield Remark(RemarkKind.HIDDEN_CONTENT, Place(sheet=sheet.name, cell=f"{rows[0] + 1}:{rows[-1] + 1}"), text)
    columns = sorted(
        column
        for column in sheet.hidden_columns
        if column < sheet.width and any(row[column] is not None for row in sheet.rows)
    )
    if columns:
        names = [cell_name(0, column)[:-1] for column in columns]
        text = f"Cột bị ẩn vẫn được đọc: {_named(names)}."
        yield Remark(RemarkKind.HIDDEN_CONTENT, Place(sheet=sheet.name, cell=f"{names[0]}:{names[-1]}"), text)
    if sheet.errors:
        names = [f"{cell_name(*at)} ({text})" for at, text in sorted(sheet.errors.items())]
        text = f"Ô tính có lỗi công thức, giữ nguyên chữ báo lỗi: {_named(names)}."
        cell = cell_name(*min(sheet.errors))
        yield Remark(RemarkKind.FORMULA_ERROR, Place(sheet=sheet.name, cell=cell), text)


def _named(names: list[str]) -> str:
    """The names, the first of them where there are many, and how many more."""
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" và {more} nơi khác" if more > 0 else "")


__all__ = ["Sheet", "Value", "Workbook", "area_name", "cell_name", "read_workbook"]
