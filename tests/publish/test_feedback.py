"""What goes back to an agency is its own file: marked cells coloured and commented, a summary, and nothing else changed."""

import hashlib
import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from pipelines.archive.store import archive_file
from pipelines.interpret.returns.identity_sheet import SUMMARY_SHEET
from pipelines.publish.feedback import build_feedback, publish_feedback
from pipelines.publish.feedback_comments import AUTHOR, parse_position
from pipelines.publish.feedback_styles import COLOURS
from pipelines.publish.feedback_summary import LISTED, ListedIssue, Summary
from pipelines.read.workbook_model import cell_name
from pipelines.settings import Home
from tests.publish.conftest import create_marts
from tests.read.test_workbook import convert

SHEET = "Số liệu, quý I"
AGENCY = "so-noi-vu-ha-nam"


def issue(
    cell: str,
    severity: str = "error",
    message: str = "Ô ghi “abc”, không phải số. Chỉ ghi số, ví dụ 77,8.",
    sheet: str = SHEET,
) -> ListedIssue:
    return ListedIssue(severity, sheet, cell, "Kết quả thực hiện", "abc", message)


def build(data: bytes, issues: Sequence[ListedIssue], name: str = "báo cáo.xlsx") -> bytes:
    summary = Summary([("Đơn vị báo cáo", "Sở Nội vụ")], "Chưa nhận.", False, ["Sửa ô màu đỏ."], issues, len(issues))
    return build_feedback(name, hashlib.sha256(data).hexdigest(), data, issues, summary)


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def saved(workbook: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def received() -> bytes:
    """A workbook with whatever an office puts into one: merged titles, formulas, colours, a chart, checks, a comment, a hidden sheet."""
    workbook = openpyxl.Workbook()
    sheet: Worksheet = workbook.worksheets[0]
    sheet.title = SHEET
    sheet.merge_cells("A1:D1")
    sheet["A1"] = "BÁO CÁO KẾT QUẢ"
    sheet["A1"].font = Font(name="Times New Roman", bold=True, size=14)
    sheet["A1"].alignment = Alignment(horizontal="center")
    sheet.append([])
    sheet.append(["STT", "Chỉ tiêu", "Kết quả", "Tổng"])
    for row in range(4, 10):
        sheet.append([row - 3, f"=Chỉ tiêu {row}" if row == 5 else f"Chỉ tiêu {row}", 10 * row, f"=C{row}*2"])
        sheet.cell(row, 3).fill = PatternFill("solid", fgColor="FFDDEBF7")
        sheet.cell(row, 3).number_format = "#,##0.0"
    sheet.cell(5, 2).data_type = "s"
    sheet.column_dimensions["B"].width = 41.5
    sheet.row_dimensions[5].height = 33
    sheet["B4"].comment = Comment("Số của phòng Tổng hợp", "Chị Hoa")
    check = DataValidation(type="list", formula1='"Có,Không"', allow_blank=True)
    sheet.add_data_validation(check)
    check.add("D20:D30")
    sheet.conditional_formatting.add(
        "C4:C9",
        Rule(type="cellIs", operator="greaterThan", formula=["50"], dxf=DifferentialStyle(font=Font(bold=True))),
    )
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=4, max_row=9))
    sheet.add_chart(chart, "F3")
    hidden = workbook.create_sheet("Tham số")
    hidden["A1"] = "=SUM('Số liệu, quý I'!C4:C9)"
    hidden.sheet_state = "hidden"
    workbook.create_sheet("Ghi chú")["B2"] = "Giữ nguyên"
    return saved(workbook)


def look(cell: object) -> tuple[object, ...]:
    names = ("value", "data_type", "number_format", "font", "fill", "border", "alignment", "protection", "hyperlink")
    return tuple(getattr(cell, name) if name in {"value", "data_type"} else repr(getattr(cell, name)) for name in names)


def test_everything_else_stays(received: bytes) -> None:
    marked = {"C5", "C7", "B4"}
    before, after = (
        opened(received),
        opened(build(received, [issue("C5"), issue("C7", "warning"), issue("B4", "warning")])),
    )
    assert after.sheetnames == [*before.sheetnames, SUMMARY_SHEET]
    for sheet in before:
        other = after[sheet.title]
        assert (other.dimensions, other.sheet_state, other.merged_cells.ranges) == (
            sheet.dimensions,
            sheet.sheet_state,
            sheet.merged_cells.ranges,
        )
        for row in sheet.iter_rows():
            for cell in row:
                if sheet.title != SHEET or cell.coordinate not in marked:
                    assert look(other[cell.coordinate]) == look(cell), cell.coordinate
                else:
                    assert other[cell.coordinate].value == cell.value
        assert {key: found.width for key, found in other.column_dimensions.items()} == {
            key: found.width for key, found in sheet.column_dimensions.items()
        }
        assert {key: found.height for key, found in other.row_dimensions.items()} == {
            key: found.height for key, found in sheet.row_dimensions.items()
        }
        assert repr(other.data_validations) == repr(sheet.data_validations)
        assert [str(each.sqref) for each in other.conditional_formatting] == [
            str(each.sqref) for each in sheet.conditional_formatting
        ]


def test_parts_that_hold_no_mark_are_the_same_bytes(received: bytes) -> None:
    with (
        zipfile.ZipFile(io.BytesIO(received)) as before,
        zipfile.ZipFile(io.BytesIO(build(received, [issue("C5")]))) as after,
    ):
        changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
        assert {"xl/charts/chart1.xml", "xl/drawings/drawing1.xml"} <= set(before.namelist())
        assert not any(
            name.startswith(("xl/charts", "xl/drawings/drawing", "xl/sharedStrings", "xl/theme")) for name in changed
        )
        assert {name for name in changed if "sheet" in name} <= {
            "xl/worksheets/sheet1.xml",
            "xl/worksheets/_rels/sheet1.xml.rels",
        }


def test_marked_cells_are_coloured_and_commented_in_vietnamese(received: bytes) -> None:
    sheet = opened(build(received, [issue("C5"), issue("C7", "warning"), issue("C5", "warning", "Xem lại.")]))[SHEET]
    assert sheet["C5"].fill.fgColor.rgb == COLOURS["error"], "an error outweighs a warning"
    assert sheet["C7"].fill.fgColor.rgb == COLOURS["warning"]
    assert sheet["C5"].number_format == "#,##0.0"
    assert sheet["C5"].comment is not None
    assert (
        sheet["C5"].comment.text
        == "Lỗi, phải sửa: Ô ghi “abc”, không phải số. Chỉ ghi số, ví dụ 77,8.\nCảnh báo, cần xem lại: Xem lại."
    )
    assert sheet["C5"].comment.author == AUTHOR
    assert not sheet["C5"].protection.locked


def test_comment_of_the_agency_stays_above_ours(received: bytes) -> None:
    sheet = opened(build(received, [issue("B4")]))[SHEET]
    assert sheet["B4"].comment is not None
    assert sheet["B4"].comment.text.startswith("Số của phòng Tổng hợp\nKho số: Lỗi, phải sửa")


def test_cells_that_are_not_there_are_made(received: bytes) -> None:
    places = ["A2", "F5", "B40", "AA6", "A9"]
    sheet = opened(build(received, [issue(place) for place in places]))[SHEET]
    for place in places:
        assert sheet[place].fill.fgColor.rgb == COLOURS["error"], place
    assert (
        CalamineWorkbook.from_filelike(io.BytesIO(build(received, [issue(place) for place in places]))).sheet_names[-1]
        == SUMMARY_SHEET
    )


def test_summary_lists_everything_with_links(received: bytes) -> None:
    workbook = opened(
        build(
            received,
            [issue("C5"), issue("", sheet="", message="Không thấy kỳ báo cáo."), issue("C7", "warning", "=1+1")],
        )
    )
    assert workbook.active.title == SUMMARY_SHEET  # type: ignore[union-attr]
    assert [sheet.title for sheet in workbook if sheet.sheet_view.tabSelected] == [SUMMARY_SHEET]
    summary = workbook[SUMMARY_SHEET]
    texts = [[cell.value for cell in row] for row in summary.iter_rows()]
    (head,) = (row for row in texts if row[0] == "TT")
    listed = texts[texts.index(head) + 1 : texts.index(head) + 4]
    assert [row[1] for row in listed] == ["Lỗi", "Lỗi", "Cảnh báo"]
    assert [row[2] for row in listed] == [f"“{SHEET}”", "Cả báo cáo", f"“{SHEET}”"]
    link = summary.cell(texts.index(head) + 2, 4).hyperlink
    assert link is not None
    assert link.location == f"'{SHEET}'!C5"
    formula = summary.cell(texts.index(head) + 4, 7)
    assert (formula.value, formula.data_type) == ("=1+1", "s")


def test_return_without_mistakes_is_told_so_and_its_sheets_stay_whole(received: bytes) -> None:
    summary = Summary([("Báo cáo", "x")], "Đã nhận toàn bộ.", True, ["Không phải làm gì thêm."], [], 0)
    data = build_feedback("a.xlsx", "0" * 64, received, [], summary)
    with zipfile.ZipFile(io.BytesIO(received)) as before, zipfile.ZipFile(io.BytesIO(data)) as after:
        sheets = [name for name in before.namelist() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) == 3
        for name in sheets:
            assert after.read(name) == re.sub(rb'\s+tabSelected="1"', b"", before.read(name)), (
                "all but which sheet is shown"
            )
    assert "Đã nhận toàn bộ." in [cell.value for row in opened(data)[SUMMARY_SHEET].iter_rows() for cell in row]


def test_marks_of_an_earlier_feedback_go(received: bytes) -> None:
    first = build(received, [issue("C5"), issue("C6", "warning"), issue("B4")])
    second = opened(build(first, [issue("C6")]))
    assert second.sheetnames.count(SUMMARY_SHEET) == 1
    sheet = second[SHEET]
    assert sheet["C5"].comment is None
    assert sheet["C5"].fill.fgColor.rgb not in COLOURS.values()
    assert sheet["C6"].fill.fgColor.rgb == COLOURS["error"]
    assert sheet["C6"].comment is not None
    assert sheet["C6"].comment.text.startswith("Lỗi")
    # What LibreOffice or Excel saved in between has other names and numbers, openpyxl stands for them.
    third = opened(build(saved(opened(first)), []))
    assert [cell.coordinate for row in third[SHEET].iter_rows() for cell in row if cell.comment] == ["B4"]


def test_same_return_gives_the_same_bytes(received: bytes) -> None:
    assert build(received, [issue("C5")]) == build(received, [issue("C5")])


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.integers(0, 30), st.integers(0, 30)),
        st.one_of(st.integers(-(10**9), 10**9), st.text("aă =+-@<>&'\"ộ\t", min_size=1)),
    ),
    st.sets(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=12),
)
def test_values_stay_whatever_is_marked(values: dict[tuple[int, int], int | str], marks: set[tuple[int, int]]) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for (row, column), value in values.items():
        cell = sheet.cell(row + 1, column + 1, value)
        cell.data_type = "n" if isinstance(value, int) else "s"
    data = saved(workbook)
    after = opened(build(data, [issue(cell_name(*place), sheet=sheet.title) for place in marks]))[sheet.title]
    held = {
        (cell.row - 1, cell.column - 1): cell.value
        for row in after.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert held == {
        (cell.row - 1, cell.column - 1): cell.value
        for row in opened(data).worksheets[0].iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert {parse_position(cell.coordinate) for row in after.iter_rows() for cell in row if cell.comment} == marks


def rewritten(data: bytes, part: str, change: dict[bytes, bytes], more: dict[str, bytes] | None = None) -> bytes:
    """The file with texts of one part replaced, and more parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name == part:
                for old, new in change.items():
                    assert old in text, old
                    text = text.replace(old, new)
            target.writestr(name, text)
        for name, text in (more or {}).items():
            target.writestr(name, text)
    return out.getvalue()


def test_sheet_of_another_program_is_marked_too() -> None:
    """Prefixes before every name, no addresses of rows and cells: allowed, and some programs write it so."""
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].title = SHEET
    sheet = (
        b'<?xml version="1.0" encoding="utf-8"?><x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b"<x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c><x:v>2</x:v></x:c></x:row><x:row/>"
        b'<x:row r="7"><x:c r="B7"><x:v>3</x:v></x:c></x:row></x:sheetData><x:pageMargins left="1" right="1" top="1" bottom="1"'
        b' header="1" footer="1"/></x:worksheet>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(workbook))) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else source.read(name))
    after = opened(build(out.getvalue(), [issue("B1"), issue("A2"), issue("C7"), issue("B9")]))[SHEET]
    assert [cell.coordinate for row in after.iter_rows() for cell in row if cell.comment] == ["B1", "A2", "C7", "B9"]
    assert (after["A1"].value, after["B1"].value, after["B7"].value) == (1, 2, 3)


def test_macros_are_not_sent_back(received: bytes) -> None:
    macro = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    with_macro = rewritten(received, "[Content_Types].xml", {plain: macro}, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    data = build(with_macro, [issue("C5")])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert "xl/vbaProject.bin" not in archive.namelist()
        assert macro not in archive.read("[Content_Types].xml")
    assert any("Macro" in str(cell.value) for row in opened(data)[SUMMARY_SHEET].iter_rows() for cell in row)


def test_file_that_cannot_be_changed_in_place_comes_back_as_a_copy(received: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(received)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    wide = sheet.encode("utf-16")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(received)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(name, wide if name == "xl/worksheets/sheet1.xml" else source.read(name))
    after = opened(build(out.getvalue(), [issue("C5")]))
    assert after[SHEET]["C5"].comment is not None


def test_csv_comes_back_as_a_workbook() -> None:
    text = 'Đơn vị báo cáo:;Sở Y tế\nSTT;Chỉ tiêu;Kết quả\n1;=HYPERLINK("x");abc\n'.encode()
    workbook = opened(build(text, [issue("C3", sheet="")], name="số liệu.csv"))
    sheet = workbook.worksheets[0]
    assert (sheet["B3"].value, sheet["B3"].data_type) == ('=HYPERLINK("x")', "s")
    assert sheet["C3"].fill.fgColor.rgb == COLOURS["error"]
    texts = [str(cell.value) for row in workbook[SUMMARY_SHEET].iter_rows() for cell in row]
    assert any("bản sao XLSX của tệp CSV" in text for text in texts)


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_other_workbooks_come_back_as_copies(received: bytes, tmp_path: Path, ending: str) -> None:
    data = convert(received, ending, tmp_path)
    after = opened(build(data, [issue("C5")], name=f"báo cáo.{ending}"))
    sheet = after[SHEET]
    assert (sheet["C4"].value, sheet["D4"].value, sheet["A1"].value) == (40, 80, "BÁO CÁO KẾT QUẢ")
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:D1"]
    assert after["Tham số"].sheet_state == "hidden"
    assert sheet["C5"].fill.fgColor.rgb == COLOURS["error"]


def test_another_office_program_opens_it(received: bytes, tmp_path: Path) -> None:
    data = build(received, [issue("C5"), issue("B4", "warning"), issue("F30")])
    (tmp_path / "out").mkdir()
    again = opened(convert(data, "xlsx:Calc MS Excel 2007 XML", tmp_path / "out"))
    sheet = again[SHEET]
    assert {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment} == {"C5", "B4", "F30"}
    assert sheet["D4"].value == "=C4*2"
    assert SUMMARY_SHEET in again.sheetnames


# What is written under a home, from marts as dbt leaves them.


def submission(sha256: str, **values: object) -> dict[str, object]:
    return {
        "submission_id": f"{AGENCY}.{sha256[:6]}",
        "source_name": "quý I/báo cáo.xlsx",
        "source_sha256": sha256,
        "agency_id": AGENCY,
        "agency_name": "Sở Nội vụ tỉnh Hà Nam",
        "template": "indicator_return",
        "period_start": date(2024, 1, 1),
        "period_end": date(2024, 3, 31),
        "received_at": datetime(2024, 3, 15, 2, 0),  # noqa: DTZ001 - a column without zone, in UTC
        "status": "rejected",
        "rows_accepted": 0,
        "rows_rejected": 6,
        **values,
    }


def issue_row(submission_id: object, number: int, cell: str, **values: object) -> dict[str, object]:
    plain = {
        "source_sheet": SHEET,
        "severity": "error",
        "rule": "number_expected",
        "message": f"Sai ở {cell}.",
        "value_text": "=x",
    }
    return {
        "submission_id": submission_id,
        "issue_no": number,
        "source_cell": cell,
        "column_name": "result_value",
        **plain,
        **values,
    }


def fill(connection: psycopg.Connection, submissions: list[dict[str, object]], issues: list[dict[str, object]]) -> None:
    agency = {"agency_id": AGENCY, "name": "Sở Nội vụ", "kind": "department"}
    create_marts(connection, {"agencies": [agency], "submissions": submissions, "submission_issues": issues})


@pytest.fixture
def stored(home: Home, received: bytes, tmp_path: Path) -> str:
    path = tmp_path / "a.xlsx"
    path.write_bytes(received)
    return archive_file(home, path)


def test_feedback_is_written_once_and_again_only_where_something_changed(
    marts: psycopg.Connection, home: Home, stored: str
) -> None:
    row = submission(stored)
    fill(marts, [row], [issue_row(row["submission_id"], 1, "C5:D5")])
    (first,) = publish_feedback(marts, home)
    assert (first.errors, first.warnings, first.is_new, first.period) == (1, 0, True, "2024-Q1")
    assert first.path == home.feedback / AGENCY / "2024-Q1" / "indicator_return" / "báo-cáo.feedback.xlsx"
    written = first.path.stat().st_mtime_ns
    (again,) = publish_feedback(marts, home)
    assert (again.is_new, again.path.stat().st_mtime_ns) == (False, written)  # type: ignore[union-attr]
    fill(marts, [row], [issue_row(row["submission_id"], 1, "C6")])
    (changed,) = publish_feedback(marts, home)
    assert changed.is_new
    sheet = opened(changed.path.read_bytes())[SHEET]  # type: ignore[union-attr]
    assert (sheet["C5"].comment, sheet["C6"].comment is not None) == (None, True)
    summary = [[cell.value for cell in line] for line in opened(changed.path.read_bytes())[SUMMARY_SHEET].iter_rows()]  # type: ignore[union-attr]
    facts = {str(line[0]): str(line[3]) for line in summary if line[0]}
    assert facts["Kỳ báo cáo"] == "Quý I năm 2024"
    assert facts["Nhận lúc"] == "09:00 ngày 15/03/2024"
    assert facts["Hạn gửi lại"] == "hết ngày 22/03/2024 (5 ngày làm việc từ ngày nhận)"
    assert facts["Kết quả"].startswith("Chưa nhận")
    assert any("“Kết quả thực hiện”" in line for line in summary)


def test_replaced_return_keeps_what_it_got(marts: psycopg.Connection, home: Home, stored: str) -> None:
    row = submission(stored)
    fill(marts, [row], [issue_row(row["submission_id"], 1, "C5")])
    (first,) = publish_feedback(marts, home)
    later = submission(
        stored, submission_id="later", source_name="sửa.xlsx", status="accepted", rows_accepted=6, rows_rejected=0
    )
    fill(marts, [row | {"status": "superseded"}, later], [issue_row(row["submission_id"], 1, "C5")])
    (second,) = publish_feedback(marts, home)
    assert first.path is not None
    assert first.path.exists()
    assert second.path != first.path
    assert second.path is not None
    texts = [str(cell.value) for line in opened(second.path.read_bytes())[SUMMARY_SHEET].iter_rows() for cell in line]
    assert "Đã nhận toàn bộ." in texts


def test_many_mistakes_are_listed_up_to_a_bound_and_all_in_a_csv(
    marts: psycopg.Connection, home: Home, stored: str
) -> None:
    row = submission(stored)
    count = LISTED + 50
    issues = [
        issue_row(row["submission_id"], number, f"C{number + 3}", severity="warning" if number <= 40 else "error")
        for number in range(1, count + 1)
    ]
    fill(marts, [row], issues)
    (found,) = publish_feedback(marts, home)
    assert found.path is not None
    sheet = opened(found.path.read_bytes())[SHEET]
    commented = [cell for line in sheet.iter_rows() for cell in line if cell.comment and cell.comment.author == AUTHOR]
    assert len(commented) == LISTED
    assert all(cell.fill.fgColor.rgb == COLOURS["error"] for cell in commented), "what keeps rows out comes first"
    listed = found.path.with_name("báo-cáo.feedback.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(listed) == count + 1
    assert "'=x" in listed[1]


def test_names_of_a_return_never_lead_out_of_the_folder(marts: psycopg.Connection, home: Home, stored: str) -> None:
    row = submission(
        stored, agency_id="../../etc", source_name="../..\\..\x07/.xlsx", template="indicator_return", period_start=None
    )
    fill(marts, [row], [])
    (found,) = publish_feedback(marts, home)
    assert found.path is not None
    assert found.path.resolve().is_relative_to(home.feedback.resolve())
    assert found.path.relative_to(home.feedback).parts[:2] == ("etc", "khong-ro-ky")


def test_return_whose_bytes_are_gone_does_not_keep_others_waiting(
    marts: psycopg.Connection, home: Home, stored: str
) -> None:
    good, lost = submission(stored), submission("0" * 64, submission_id="lost", source_name="mất.xlsx")
    fill(marts, [lost, good], [])
    found = {each.path is None: each for each in publish_feedback(marts, home)}
    assert set(found) == {True, False}
    assert found[False].is_new
