"""The workbook of one template, drawn with xlsxwriter: title block, table to fill in, instructions, lists, identity sheet.

Everything is made from the declaration of the kind of return; what stands in the rows is chosen in ``return_subjects``. Only
cells to fill in are unlocked, and the protection has no password: it guards against slips, not against people.
"""

import io
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from pipelines.interpret.returns.declarations import NUMERIC_TYPES, Field, ReturnKind
from pipelines.interpret.returns.identity_sheet import INSTRUCTIONS_SHEET, ReturnIdentity, write_identity_sheet
from pipelines.interpret.returns.periods import Period
from pipelines.language.numbers import parse_number
from pipelines.publish.neutral import FORMULA_STARTS
from pipelines.publish.return_messages import EARLIEST, cut, say_what_is_asked
from pipelines.publish.return_subjects import Agency, Subject, Subjects

LISTS = "_danh_muc"
_FONT = "Times New Roman"
_MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_UNDER_PROVINCE = frozenset({"department", "district"})
_LAST = {"indicator": "Kết quả kỳ trước", "project": "Lũy kế giải ngân kỳ trước"}
_GIVEN, _ASKED = "Thông tin có sẵn (không sửa)", "Phần ghi số liệu"
_SPARE_ROWS, _BLANK_ROWS = 5, 30
_LINE_HEIGHT, _MOST_LINES = 16, 24
_GREY, _BLUE, _LINE = "#F2F2F2", "#DCE6F1", "#808080"
_LONGEST_TITLE, _LONGEST_MESSAGE = 32, 255
_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""A template says in its identity sheet what it was made from; a time of writing would give other bytes each time."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What one template is about. ``recipient`` and ``deadline`` are those of the reporting calendar, '' where it says nothing."""

    kind: ReturnKind
    agency: Agency
    period: Period
    subjects: Subjects
    recipient: str = ""
    deadline: str = ""


def draw_template(draft: Draft) -> bytes:
    """The XLSX file of ``draft``: the same draft gives the same bytes."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties(
        {"title": draft.kind.title, "author": "khoso", "company": draft.agency.full_name, "created": _CREATED}
    )
    workbook.formats[0].set_font_name(_FONT)
    workbook.formats[0].set_font_size(12)
    _Drawing(workbook, draft).draw()
    workbook.close()
    return out.getvalue()


class _Drawing:
    def __init__(self, workbook: xlsxwriter.Workbook, draft: Draft) -> None:
        self.workbook, self.draft, self.kind = workbook, draft, draft.kind
        self.formats: dict[tuple[tuple[str, object], ...], Format] = {}
        self.fields = sorted(self.kind.fields, key=lambda each: not each.prefilled)
        self.given = sum(each.prefilled for each in self.fields)
        self.last = (
            _LAST[self.kind.subject] if self.kind.subject and any(s.last_period for s in draft.subjects.rows) else ""
        )
        # The column of the last period stands between what is given and what is asked for; it is no field of the return.
        self.columns: list[Field | None] = [
            *self.fields[: self.given],
            *([None] if self.last else []),
            *self.fields[self.given :],
        ]
        self.lists: dict[str, str] = {}

    def draw(self) -> None:
        sheet = self.workbook.add_worksheet(self.kind.sheet)
        self._draw_instructions(self.workbook.add_worksheet(INSTRUCTIONS_SHEET))
        self._draw_lists(self.workbook.add_worksheet(LISTS))
        write_identity_sheet(self.workbook, self._identity())
        top = self._draw_head(sheet)
        header = self._draw_headings(sheet, top)
        first, last = self._draw_rows(sheet, header + 2)
        self._draw_checks(sheet, first, last)
        self._draw_signature(sheet, last + 2)
        self._set_page(sheet, top, header, last + 8)
        sheet.activate()

    def format(self, **properties: object) -> Format:
        """A format of these properties; the same ones give the same object."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            plain = {"font_name": _FONT, "font_size": 12, "valign": "vcenter", "text_wrap": True}
            self.formats[key] = self.workbook.add_format(plain | properties)
        return self.formats[key]

    def _identity(self) -> ReturnIdentity:
        draft = self.draft
        return ReturnIdentity(
            template=self.kind.name,
            template_version=str(self.kind.version),
            agency_id=draft.agency.agency_id,
            agency_name=draft.agency.full_name,
            period=draft.period.code,
            made_for="; ".join(draft.subjects.documents),
        )

    def _draw_head(self, sheet: Worksheet) -> int:
        """Issuer and motto, title, period, agency; returns the row of the headings."""
        last = len(self.columns) - 1
        middle = self._middle()
        centred, bold = self.format(align="center"), self.format(align="center", bold=True)
        agency = self.draft.agency
        above = f"UBND {agency.province.upper()}" if agency.kind in _UNDER_PROVINCE and agency.province else ""
        names = [above, agency.name.upper()] if above else [agency.name.upper(), ""]
        _merge(sheet, 0, 0, middle, names[0], centred if above else bold)
        _merge(sheet, 1, 0, middle, names[1], bold)
        _merge(sheet, 0, middle + 1, last, _MOTTO[0], bold)
        _merge(sheet, 1, middle + 1, last, _MOTTO[1], self.format(align="center", bold=True, underline=1))
        _merge(sheet, 3, 0, last, self.kind.title.upper(), self.format(align="center", bold=True, font_size=14))
        _merge(sheet, 4, 0, last, f"Kỳ báo cáo: {self.draft.period.label}", self.format(align="center", italic=True))
        sheet.set_row(3, 24)
        row = 6
        left = self.format(align="left", text_wrap=False)
        recipient = f"Nơi nhận báo cáo: {self.draft.recipient}" if self.draft.recipient else ""
        deadline = f"Hạn gửi: {self.draft.deadline}" if self.draft.deadline else ""
        for text in (f"Đơn vị báo cáo: {agency.full_name}", recipient, deadline):
            if text:
                _merge(sheet, row, 0, last, text, left)
                row += 1
        if units := {each.unit for each in self.fields if each.type == "money"}:
            _merge(
                sheet, row, 0, last, f"Đơn vị tính: {', '.join(sorted(units))}", self.format(align="right", italic=True)
            )
            row += 1
        return row

    def _middle(self) -> int:
        """The last column of the left half by width."""
        widths = [self._width(column) for column in self.columns]
        return next(number for number in range(len(widths)) if sum(widths[: number + 1]) >= 0.42 * sum(widths))

    def _width(self, column: Field | None) -> int:
        return 16 if column is None else column.width

    def _draw_headings(self, sheet: Worksheet, top: int) -> int:
        """Two levels where something is given, one where all is asked for, and a row of column numbers; returns the lowest level.

        Headings stand in the lower level, the words over them above it: what is in the upper one alone is no column of the
        return and is read as none.
        """
        heading = self.format(align="center", bold=True, border=1, border_color=_LINE, bg_color=_BLUE)
        low = top
        if self.given:
            low = top + 1
            _merge(sheet, top, 0, self.given - 1, _GIVEN, heading)
            _merge(sheet, top, self.given + bool(self.last), len(self.columns) - 1, _ASKED, heading)
            if self.last:
                sheet.merge_range(top, self.given, low, self.given, self.last, heading)
            sheet.set_row(top, 20)
        sheet.set_row(low, 48)
        for number, column in enumerate(self.columns):
            sheet.set_column(number, number, self._width(column))
            if column is not None:
                sheet.write_string(low, number, f"{column.heading}{' (*)' if column.required else ''}", heading)
            small = self.format(align="center", italic=True, font_size=10, border=1, border_color=_LINE, bg_color=_BLUE)
            sheet.write_string(low + 1, number, f"({number + 1})", small)
        return low

    def _draw_rows(self, sheet: Worksheet, first: int) -> tuple[int, int]:
        rows: Sequence[Subject] = self.draft.subjects.rows
        spare = _SPARE_ROWS if rows else _BLANK_ROWS
        row = first - 1
        for row, subject in enumerate(rows, start=first):
            sheet.set_row(row, _LINE_HEIGHT * self._line_count(subject) + 4)
            for number, column in enumerate(self.columns):
                self._write(sheet, row, number, column, subject)
        for blank in range(row + 1, row + 1 + spare):
            sheet.set_row(blank, _LINE_HEIGHT + 4)
            for number, column in enumerate(self.columns):
                sheet.write_blank(blank, number, None, self._cell_format(column, locked=column is None))
        return first, row + spare

    def _line_count(self, subject: Subject) -> int:
        """How many lines the longest cell takes. Programs that open the file do not all make rows higher by themselves."""
        texts = [
            (column.width, str(subject.values.get(column.name) or "")) for column in self.columns if column is not None
        ]
        most = max(len(textwrap.wrap(text, max(int(1.05 * width), 4))) or 1 for width, text in texts)
        return min(most, _MOST_LINES)

    def _write(self, sheet: Worksheet, row: int, number: int, column: Field | None, subject: Subject) -> None:
        locked = column is None or (column.prefilled and self.kind.subject is not None)
        style = self._cell_format(column, locked=locked)
        value = subject.last_value if column is None else subject.values.get(column.name)
        if column is not None and column.type in {"choice", "boolean"}:
            value = _label(column, value)
        if value is None or value == "":
            sheet.write_blank(row, number, None, style)
        elif isinstance(value, date):
            sheet.write_datetime(row, number, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001 - a day of a sheet has no zone
        elif isinstance(value, int | float | Decimal):
            sheet.write_number(row, number, float(value), style)
        elif column is not None and column.type in NUMERIC_TYPES and (parsed := parse_number(str(value))) is not None:
            sheet.write_number(row, number, float(parsed), style)
        else:
            # Never as a formula, whatever a source begins a text with.
            quoted = str(value).startswith(FORMULA_STARTS)
            sheet.write_string(row, number, str(value), self._cell_format(column, locked=locked, quoted=quoted))
        if column is None and subject.last_period:
            sheet.write_comment(row, number, subject.last_period, {"x_scale": 1.2, "y_scale": 0.4})

    def _cell_format(self, column: Field | None, *, locked: bool, quoted: bool = False) -> Format:
        properties: dict[str, object] = {"border": 1, "border_color": _LINE, "locked": locked, "valign": "top"}
        kind = "number" if column is None else column.type
        if locked:
            properties["bg_color"] = _GREY
        if quoted:
            properties["quote_prefix"] = True
        if kind in NUMERIC_TYPES:
            properties |= {
                "num_format": "#,##0.###",
                "align": "center" if column is not None and column.comparator else "right",
            }
        elif kind == "date":
            properties |= {"num_format": "dd/mm/yyyy", "align": "center"}
        elif kind in {"choice", "boolean"} or (column is not None and column.name == "row_no"):
            properties |= {"align": "center"}
        else:
            properties |= {"num_format": "@"}
        return self.format(**properties)

    def _draw_checks(self, sheet: Worksheet, first: int, last: int) -> None:
        """Drop-downs and checks on what is typed; whole numbers lose the mark of the decimals that they have not."""
        for number, column in enumerate(self.columns):
            name = xl_col_to_name(number)
            if column is None or column.type in NUMERIC_TYPES:
                whole = f"AND(ISNUMBER(${name}{first + 1}),${name}{first + 1}=INT(${name}{first + 1}))"
                plain = self.workbook.add_format({"num_format": "#,##0"})
                sheet.conditional_format(
                    first, number, last, number, {"type": "formula", "criteria": f"={whole}", "format": plain}
                )
            if column is None or (column.prefilled and column.name == "row_no"):
                continue
            cell = xl_rowcol_to_cell(first, number)
            check = self._check(column, cell)
            check |= {
                "input_title": cut(column.heading, _LONGEST_TITLE),
                "input_message": cut(f"{column.help} Ví dụ: {column.example}", _LONGEST_MESSAGE),
                "error_title": cut(column.heading, _LONGEST_TITLE),
                "ignore_blank": True,
            }
            sheet.data_validation(first, number, last, number, check)

    def _check(self, column: Field, cell: str) -> dict[str, Any]:
        message = cut(f"{say_what_is_asked(column)} Ví dụ: {column.example}", _LONGEST_MESSAGE)
        if column.labels:
            listed = {"validate": "list", "source": f"={self.lists[column.name]}", "error_message": message}
            return listed | ({"error_type": "warning"} if column.open_choices else {})
        if column.type in NUMERIC_TYPES and not column.comparator:
            limits = ((">=", column.minimum), ("<=", column.maximum))
            asked = [f"ISNUMBER({cell})", *(f"{cell}{sign}{limit}" for sign, limit in limits if limit is not None)]
            number = f"AND({','.join(asked)})"
            if column.words:
                number = f"OR({number},COUNTIF({self.lists[column.name]},{cell})>0)"
            return {"validate": "custom", "value": f"={number}", "error_message": message}
        if column.type == "date":
            return {"validate": "date", "criteria": ">=", "value": EARLIEST, "error_message": message}
        return {"validate": "any"}

    def _draw_lists(self, sheet: Worksheet) -> None:
        """Drop-downs refer to this sheet: a list written into the check itself may hold 255 characters and no comma."""
        number = 0
        for column in self.fields:
            entries = column.labels or column.words
            if not entries:
                continue
            for row, label in enumerate((column.heading, *entries)):
                sheet.write_string(row, number, label)
            name = xl_col_to_name(number)
            self.lists[column.name] = f"'{LISTS}'!${name}$2:${name}${len(entries) + 1}"
            number += 1
        sheet.very_hidden()
        sheet.protect()

    def _draw_signature(self, sheet: Worksheet, row: int) -> None:
        last, middle = len(self.columns) - 1, self._middle()
        centred = self.format(align="center", italic=True)
        bold = self.format(align="center", bold=True)
        _merge(sheet, row, middle + 1, last, "........., ngày ...... tháng ...... năm ..........", centred)
        _merge(sheet, row + 1, 0, middle, "NGƯỜI LẬP BIỂU", bold)
        _merge(sheet, row + 1, middle + 1, last, "THỦ TRƯỞNG ĐƠN VỊ", bold)
        _merge(sheet, row + 2, 0, middle, "(Ký, ghi rõ họ tên)", centred)
        _merge(sheet, row + 2, middle + 1, last, "(Ký, ghi rõ họ tên, đóng dấu)", centred)

    def _set_page(self, sheet: Worksheet, top: int, header: int, last: int) -> None:
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.repeat_rows(top, header + 1)
        sheet.print_area(0, 0, last, len(self.columns) - 1)
        name = self.draft.agency.name.replace("&", "&&")
        sheet.set_footer(f'&L&"{_FONT},Italic"&10{name}&R&"{_FONT},Regular"&10Trang &P/&N')
        # The number and name of a row stay in sight while the columns to fill in are scrolled.
        label = next(
            number for number, each in enumerate(self.columns) if each is not None and each.key and each.required
        )
        sheet.freeze_panes(header + 2, label + 1 if sum(map(self._width, self.columns[: label + 1])) < 90 else 0)
        sheet.protect("", {"format_columns": True, "format_rows": True, "insert_rows": True, "objects": True})
        sheet.hide_gridlines(2)

    def _draw_instructions(self, sheet: Worksheet) -> None:
        title = self.format(bold=True, font_size=14, align="center")
        bold, plain = self.format(bold=True, valign="top"), self.format(valign="top")
        heading = self.format(bold=True, align="center", border=1, border_color=_LINE, bg_color=_BLUE)
        cell = self.format(valign="top", border=1, border_color=_LINE)
        for number, width in enumerate((5, 30, 14, 64, 40)):
            sheet.set_column(number, number, width)
        _merge(sheet, 0, 0, 4, f"HƯỚNG DẪN GHI BIỂU: {self.kind.title.upper()}", title)
        sheet.set_row(0, 26)
        row = 2
        for text, style in self._told(bold, plain):
            _merge(sheet, row, 0, 4, text, style)
            sheet.set_row(row, _LINE_HEIGHT * len(textwrap.wrap(text, 140)) + 2)
            row += 1
        row += 1
        for number, text in enumerate(("Cột", "Tiêu đề", "Bắt buộc", "Cách ghi", "Ví dụ")):
            sheet.write_string(row, number, text, heading)
        sheet.repeat_rows(row)
        numbers = {each.name: number for number, each in enumerate(self.columns, start=1) if each is not None}
        for each in self.fields:
            row += 1
            required = "Có" if each.required else "Khi cần" if each.required_if else "Không"
            offered = f" Chọn: {'; '.join(each.labels)}." if each.labels else ""
            words = f" Không có số thì ghi: {'; '.join(each.words)}." if each.words and not each.prefilled else ""
            told = (f"({numbers[each.name]})", each.heading, required, f"{each.help}{offered}{words}", each.example)
            lines = max(len(textwrap.wrap(text, width)) for text, width in zip(told, (5, 28, 14, 60, 38), strict=True))
            sheet.set_row(row, _LINE_HEIGHT * lines + 4)
            for number, text in enumerate(told):
                sheet.write_string(row, number, text, cell)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        sheet.protect("", {"format_columns": True, "format_rows": True})

    def _told(self, bold: Format, plain: Format) -> Iterable[tuple[str, Format]]:
        yield "1. Báo cáo này gồm gì", bold
        yield self.kind.about, plain
        if self.draft.subjects.documents:
            yield f"Danh sách lấy từ: {'; '.join(self.draft.subjects.documents)}.", plain
        if self.draft.subjects.remark:
            yield self.draft.subjects.remark, plain
        if self.kind.subject and not self.draft.subjects.rows:
            yield "Kho số chưa có nội dung nào giao cho đơn vị; nếu có thì ghi vào các dòng trống.", plain
        yield "2. Cách ghi", bold
        for step in self.kind.steps:
            yield f"- {step}", plain
        yield (
            "- Cột có dấu (*) là bắt buộc. Không đổi tên, không xóa cột; nội dung thêm thì ghi vào các dòng trống cuối bảng.",
            plain,
        )
        yield (
            "- Số âm ghi dấu trừ đứng trước. Phần thập phân theo dấu mà máy tính của đơn vị đang dùng (thường là dấu phẩy).",
            plain,
        )
        yield "3. Gửi báo cáo", bold
        yield (
            "- Gửi chính tệp này (XLSX). Kho số trả lại tệp có ô sai được tô màu và ghi chú; sửa các ô đó rồi gửi lại cả tệp.",
            plain,
        )
        if self.draft.deadline:
            yield f"- Hạn gửi: {self.draft.deadline}.", plain


def _merge(sheet: Worksheet, row: int, first: int, last: int, text: str, style: Format) -> None:
    if first != last:
        sheet.merge_range(row, first, row, last, "", style)
    sheet.write_string(row, first, text, style)


def _label(column: Field, value: object) -> object:
    """What the template offers for a stored code; a code without a label stays as it is."""
    if column.type == "boolean" and isinstance(value, bool):
        return column.labels[not value]
    labels: Mapping[str, str] = {choice.code: choice.label for choice in column.choices}
    return labels.get(str(value), value) if value is not None else None
