"""An XLSX copy of a return that came as something else (XLS, XLSB, ODS, CSV), for the marks to stand in.

The copy keeps sheets, values, merged areas, number formats and which sheets and columns are hidden, as far as the reader knows
them. Formulas are values in it; colours, fonts, pictures and charts are left out. ``KEPT`` says so in the summary.
"""

import io
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format as Style
from xlsxwriter.worksheet import Worksheet

from pipelines.read.formats import Format
from pipelines.read.workbook import read_workbook
from pipelines.read.workbook_model import Sheet, Value

KEPT = (
    "Đây là bản sao XLSX của tệp {format} đã gửi: giữ trang tính, giá trị, ô gộp và dạng số; công thức thành giá trị, "
    "màu, phông chữ và hình vẽ không giữ được."
)
_LONGEST_NAME, _LONGEST_TEXT = 31, 32_767
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_WIDEST, _NARROWEST, _JUDGED_ROWS = 60, 8, 200
_LARGE = 200_000
_FONT: dict[str, object] = {"font_name": "Times New Roman", "font_size": 12}
_WRAPPED: dict[str, object] = {"text_wrap": True, "valign": "top"}


def copy_workbook(source_name: str, source_sha256: str, data: bytes, format: Format) -> tuple[bytes, Mapping[str, str]]:
    """The copy, and the name of every sheet in it by the name in the return. Raises SourceRejected where nothing can be read."""
    workbook = read_workbook(source_name, source_sha256, data, format)
    cells = sum(len(sheet.rows) * sheet.width for sheet in workbook.sheets)
    out = io.BytesIO()
    # Row by row a sheet takes no memory, but merged areas cannot be written then.
    options = {
        "constant_memory": cells > _LARGE,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
    }
    written = xlsxwriter.Workbook(out, options)
    written.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - the same return gives the same bytes
    written.formats[0].set_font_name("Times New Roman")
    written.formats[0].set_font_size(12)
    names: dict[str, str] = {}
    for sheet in workbook.sheets:
        names[sheet.name] = _free_name(sheet.name, set(names.values()))
        _copy_sheet(written, written.add_worksheet(names[sheet.name]), sheet, merge=cells <= _LARGE)
    written.close()
    return out.getvalue(), names


def _copy_sheet(written: xlsxwriter.Workbook, target: Worksheet, sheet: Sheet, *, merge: bool) -> None:
    styles: dict[str, Style] = {}

    def style(code: str) -> Style:
        if code not in styles:
            styles[code] = written.add_format(_FONT | ({"num_format": code} if code else _WRAPPED))
        return styles[code]

    for column in range(sheet.width):
        target.set_column(column, column, _fitting(sheet, column), None, {"hidden": column in sheet.hidden_columns})
    if not sheet.visible:
        target.hide()
    target.set_landscape()
    target.set_paper(9)  # A4
    target.fit_to_pages(1, 0)
    formats = sheet.formats
    for row, cells in enumerate(sheet.rows):
        if row in sheet.hidden_rows:
            target.set_row(row, None, None, {"hidden": 1})
        for column, value in enumerate(cells):
            if value is not None:
                _write(target, row, column, value, formats.get((row, column), ""), style)
    if merge:
        for top, left, bottom, right in sheet.merged:
            value = sheet.rows[top][left] if top < len(sheet.rows) and left < sheet.width else None
            target.merge_range(top, left, bottom, right, "", style(""))
            if value is not None:
                _write(target, top, left, value, formats.get((top, left), ""), style)


def _write(target: Worksheet, row: int, column: int, value: Value, code: str, style: object) -> None:
    assert callable(style)
    match value:
        case bool():
            target.write_boolean(row, column, value)
        case int() | float() | Decimal():
            target.write_number(row, column, float(value), style(code) if code else None)
        case datetime() | date():
            whole = not isinstance(value, datetime) or (value.hour, value.minute, value.second) == (0, 0, 0)
            target.write_datetime(row, column, value, style(code or ("dd/mm/yyyy" if whole else "dd/mm/yyyy hh:mm")))
        case time() | timedelta():
            target.write_datetime(row, column, value, style(code or "[hh]:mm:ss"))
        case _:
            # Always a text: what begins with "=" came as text and stays text.
            target.write_string(row, column, str(value)[:_LONGEST_TEXT], style(""))


def _fitting(sheet: Sheet, column: int) -> int:
    longest = max(
        (len(str(cells[column])) for cells in sheet.rows[:_JUDGED_ROWS] if cells[column] is not None), default=0
    )
    return max(_NARROWEST, min(longest + 2, _WIDEST))


def _free_name(name: str, taken: set[str]) -> str:
    plain = _FORBIDDEN.sub(" ", name).strip(" '")[:_LONGEST_NAME] or "Bảng"
    found, number = plain, 2
    while found.lower() in {each.lower() for each in taken}:
        ending = f" ({number})"
        found, number = plain[: _LONGEST_NAME - len(ending)] + ending, number + 1
    return found
