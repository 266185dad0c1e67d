"""What an XLS file says of its cells besides their values, through xlrd. The values themselves are calamine's."""

from functools import cached_property

import xlrd

from pipelines.read.workbook_model import Companion, Details, Marks, Position

_LARGEST_FILE = 6 * 1024 * 1024


class XlsCompanion(Companion):
    """The formatting of one XLS file. A file that xlrd cannot follow, or a very large one, has values only."""

    def marks(self, name: str) -> Marks:
        """The marks of the sheet of this name."""
        sheet = self._sheet(name)
        if sheet is None:
            return Marks()
        merged = tuple((r0, c0, r1 - 1, c1 - 1) for r0, r1, c0, c1 in sheet.merged_cells)
        rows = frozenset(row for row, info in sheet.rowinfo_map.items() if info.hidden)
        columns = frozenset(column for column, info in sheet.colinfo_map.items() if info.hidden)
        errors: dict[Position, str] = {}
        for row in range(sheet.nrows):
            types = sheet.row_types(row)
            for column, kind in enumerate(types):
                if kind == xlrd.XL_CELL_ERROR:
                    code = sheet.cell_value(row, column)
                    errors[row, column] = xlrd.error_text_from_code.get(int(str(code)), "#N/A")
        return Marks(merged, rows, columns, errors)

    def details(self, name: str, rows: int) -> Details:  # noqa: ARG002
        """The details of the first ``rows`` rows of the sheet of this name; more may come with them."""
        sheet, book = self._sheet(name), self._book
        if sheet is None or book is None:
            return Details()
        formats: dict[Position, str] = {}
        fonts: dict[Position, str] = {}
        bold: set[Position] = set()
        for row in range(sheet.nrows):
            for column in range(sheet.row_len(row)):
                index = sheet.cell_xf_index(row, column)
                style = book.xf_list[index] if 0 <= index < len(book.xf_list) else None
                if style is None:
                    continue
                shown = book.format_map.get(style.format_key)
                if shown is not None and shown.format_str and shown.format_str != "General":
                    formats[row, column] = shown.format_str
                if 0 <= style.font_index < len(book.font_list):
                    font = book.font_list[style.font_index]
                    fonts[row, column] = font.name
                    if font.bold or font.weight >= 600:
                        bold.add((row, column))
        notes = {at: note.text for at, note in sheet.cell_note_map.items()}
        return Details(formats, {}, fonts, frozenset(bold), notes, {})

    @cached_property
    def _book(self) -> xlrd.book.Book | None:
        if len(self.data) > _LARGEST_FILE:
            return None
        try:
            return xlrd.open_workbook(file_contents=self.data, formatting_info=True, logfile=_Silence())
        except Exception:
            # xlrd fails on damaged files in every way there is; the values do not depend on it.
            return None

    def _sheet(self, name: str) -> xlrd.sheet.Sheet | None:
        book = self._book
        return book.sheet_by_name(name) if book is not None and name in book.sheet_names() else None


class _Silence:
    """A log that nobody reads."""

    def write(self, text: str) -> int:
        """Take the text and forget it."""
        return len(text)

    def flush(self) -> None:
        """Do nothing."""
