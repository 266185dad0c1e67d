"""The sheet "Kết quả tiếp nhận" of a workbook that is sent back: what became of the return, what to do, every mistake with a link."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from pipelines.interpret.returns.identity_sheet import SUMMARY_SHEET
from pipelines.publish.feedback_comments import XML_UNFIT
from pipelines.publish.feedback_package import Spreadsheet, UneditableError
from pipelines.publish.feedback_styles import COLOURS, Styles
from pipelines.read.workbook_model import cell_name

LISTED = 2000
"""So many mistakes are listed, coloured and commented; more help nobody who has to correct them by hand."""

_HEADINGS = ("TT", "Mức độ", "Trang tính", "Ô", "Cột", "Giá trị trong ô", "Sai ở đâu, sửa thế nào")
_WIDTHS = (6, 13, 20, 9, 24, 26, 84)
_LEVELS = {"error": "Lỗi", "warning": "Cảnh báo"}
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_HEADER_COLOUR = "FFDCE6F1"
_GOOD_COLOUR = "FFE2EFDA"
_LINE_HEIGHT = 16.5
_LONGEST_VALUE = 200
_HIGHEST, _LONGEST_TEXT = 400.0, 32_000
"""Excel takes no row higher than 409 points and no text longer than 32,767 characters."""


@dataclass(frozen=True, slots=True)
class ListedIssue:
    """One mistake as the summary lists it; ``sheet`` and ``cell`` are '' where it is about the return as a whole."""

    severity: str
    sheet: str
    cell: str
    column: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What the sheet says: facts as label and text, the result in words and whether it is good, what to do, the mistakes."""

    facts: Sequence[tuple[str, str]]
    result: str
    is_good: bool
    steps: Sequence[str]
    issues: Sequence[ListedIssue]
    issue_count: int
    notes: Sequence[str] = ()


def write_summary(spreadsheet: Spreadsheet, styles: Styles, summary: Summary) -> None:
    """Add the sheet as the last one, shown when the file is opened; that of an earlier feedback is replaced."""
    part = _part(spreadsheet)
    spreadsheet.write(part, _Sheet(spreadsheet, styles).draw(summary))


def _part(spreadsheet: Spreadsheet) -> str:
    """The part of the summary, named in the workbook and opened first."""
    workbook = spreadsheet.workbook
    sheets = workbook.find(spreadsheet.name("sheets"))
    if sheets is None:
        raise UneditableError("the workbook names no sheets")
    identity = f"{{{spreadsheet.office}}}id"
    number = next((at for at, sheet in enumerate(sheets) if sheet.get("name") == SUMMARY_SHEET), None)
    if number is None:
        part = spreadsheet.free_name("xl/worksheets", "sheetKhoso", "xml")
        spreadsheet.declare(part, _SHEET_TYPE)
        free = max((int(sheet.get("sheetId") or 0) for sheet in sheets), default=0) + 1
        attributes = {
            "name": SUMMARY_SHEET,
            "sheetId": str(free),
            identity: spreadsheet.relate(spreadsheet.workbook_part, part, "worksheet"),
        }
        etree.SubElement(sheets, spreadsheet.name("sheet"), attributes)
        number = len(sheets) - 1
    else:
        targets = {key: target for _, target, key in spreadsheet.relations(spreadsheet.workbook_part)}
        part = targets.get(sheets[number].get(identity) or "", "")
        if not spreadsheet.has(part):
            raise UneditableError("the workbook names a sheet that it does not hold")
        sheets[number].attrib.pop("state", None)
    views = workbook.find(spreadsheet.name("bookViews"))
    if views is None:
        views = etree.Element(spreadsheet.name("bookViews"))
        workbook.insert(workbook.index(sheets), views)
    view = views[0] if len(views) else etree.SubElement(views, spreadsheet.name("workbookView"))
    view.set("activeTab", str(number))
    return part


class _Sheet:
    """Draws row by row; cells hold their text themselves, so that the shared texts of the workbook stay as they are."""

    def __init__(self, spreadsheet: Spreadsheet, styles: Styles) -> None:
        self.namespace, self.styles = spreadsheet.namespace, styles
        self.rows: list[str] = []
        self.merged: list[str] = []
        self.links: list[str] = []

    def draw(self, summary: Summary) -> bytes:
        plain, bold = self.styles.plain(), self.styles.plain(bold=True)
        self._whole("KẾT QUẢ TIẾP NHẬN BÁO CÁO", self.styles.plain(bold=True, align="center", size=14), height=26)
        self._row([])
        for label, text in summary.facts:
            self._merge(0, 2)
            self._merge(3, 6)
            self._row([(0, label, bold), (3, text, plain)], height=_height(text, 125))
        self._merge(0, 2)
        self._merge(3, 6)
        colour = _GOOD_COLOUR if summary.is_good else COLOURS["error"]
        self._row(
            [(0, "Kết quả", bold), (3, summary.result, self.styles.plain(bold=True, colour=colour))],
            height=_height(summary.result, 110),
        )
        self._row([])
        self._whole("Việc cần làm", bold)
        for number, step in enumerate(summary.steps, start=1):
            self._whole(f"{number}. {step}", plain)
        header = None
        if summary.issues:
            self._row([])
            header = len(self.rows)
            self._issues(summary)
        if summary.notes:
            self._row([])
            for note in summary.notes:
                self._whole(note, plain)
        return self._whole_sheet(header)

    def _issues(self, summary: Summary) -> None:
        heading = self.styles.plain(bold=True, border=True, align="center", colour=_HEADER_COLOUR)
        self._row([(column, text, heading) for column, text in enumerate(_HEADINGS)], height=22)
        text = self.styles.plain(border=True)
        centred = self.styles.plain(border=True, align="center")
        link = self.styles.plain(border=True, align="center", link=True)
        levels = {
            severity: self.styles.plain(border=True, align="center", colour=colour)
            for severity, colour in COLOURS.items()
        }
        for number, issue in enumerate(summary.issues[:LISTED], start=1):
            if issue.cell:
                place = quoteattr(f"'{issue.sheet.replace(chr(39), chr(39) * 2)}'!{issue.cell}")
                self.links.append(
                    f'<hyperlink ref="{cell_name(len(self.rows), 3)}" location={place} display={quoteattr(issue.cell)}/>'
                )
            value = issue.value if len(issue.value) <= _LONGEST_VALUE else f"{issue.value[:_LONGEST_VALUE]}…"
            cells = [
                (0, str(number), centred),
                (1, _LEVELS[issue.severity], levels[issue.severity]),
                (2, _quoted(issue.sheet) or "Cả báo cáo", text),
                (3, issue.cell, link if issue.cell else centred),
                (4, _quoted(issue.column), text),
                (5, value, text),
                (6, issue.message, text),
            ]
            widths = zip((issue.message, value, issue.column, issue.sheet), (82, 24, 22, 18), strict=True)
            self._row(cells, height=max(_height(shown, width) for shown, width in widths))
        if summary.issue_count > LISTED:
            left = summary.issue_count - LISTED
            self._whole(
                f"Còn {left} lỗi, cảnh báo khác, ghi trong tệp CSV cùng tên đặt cạnh tệp này.",
                self.styles.plain(bold=True),
            )

    def _whole(self, text: str, style: int, height: float | None = None) -> None:
        self._merge(0, len(_WIDTHS) - 1)
        self._row([(0, text, style)], height=height or _height(text, 180))

    def _merge(self, first: int, last: int) -> None:
        self.merged.append(f"{cell_name(len(self.rows), first)}:{cell_name(len(self.rows), last)}")

    def _row(self, cells: Sequence[tuple[int, str, int]], height: float = _LINE_HEIGHT) -> None:
        number = len(self.rows)
        printed = "".join(
            f'<c r="{cell_name(number, column)}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_text(text)}</t></is></c>'
            if text
            else f'<c r="{cell_name(number, column)}" s="{style}"/>'
            for column, text, style in cells
        )
        self.rows.append(f'<row r="{number + 1}" ht="{height:g}" customHeight="1">{printed}</row>')

    def _whole_sheet(self, header: int | None) -> bytes:
        columns = "".join(
            f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
            for number, width in enumerate(_WIDTHS, start=1)
        )
        merged = "".join(f'<mergeCell ref="{area}"/>' for area in self.merged)
        links = f"<hyperlinks>{''.join(self.links)}</hyperlinks>" if self.links else ""
        # Where there are mistakes their headings stay in sight.
        pane = (
            f'<pane ySplit="{header + 1}" topLeftCell="A{header + 2}" activePane="bottomLeft" state="frozen"/>'
            if header and header < 24
            else ""
        )
        return (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{self.namespace}">'
            '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
            f'<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">{pane}</sheetView></sheetViews>'
            f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>{"".join(self.rows)}</sheetData>'
            f'<mergeCells count="{len(self.merged)}">{merged}</mergeCells>{links}'
            '<pageMargins left="0.5" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
            '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
        ).encode()


def _text(text: str) -> str:
    return escape(XML_UNFIT.sub("\N{REPLACEMENT CHARACTER}", text[:_LONGEST_TEXT]))


def _quoted(name: str) -> str:
    """A name in quotes: names of columns and sheets side by side would look like the headings of a return when this comes back."""
    return f"“{name}”" if name else ""


def _height(text: str, width: int) -> float:
    return min(_LINE_HEIGHT * max(1, len(textwrap.wrap(text, width))) + 1, _HIGHEST)
