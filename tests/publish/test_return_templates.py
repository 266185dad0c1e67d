"""Templates hold what the agency has to report and nothing else, are filled in only where they should be, and are read as returns."""

import hashlib
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.interpret.returns.declarations import ReturnKind, return_kinds
from pipelines.interpret.returns.identity_sheet import IDENTITY_SHEET, INSTRUCTIONS_SHEET
from pipelines.interpret.returns.workbook_return import ReturnReading, interpret_return
from pipelines.publish.return_pages import return_pages
from pipelines.publish.return_sheets import LISTS
from pipelines.publish.return_templates import TemplateError, publish_templates
from pipelines.read.formats import Format
from pipelines.read.workbook import read_workbook
from pipelines.settings import PROJECT_ROOT, Home
from tests.processes import run_khoso
from tests.publish.released import DEPARTMENT, GROUP, PLAN, plan_rows, write_calendars, write_release


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    write_release(home, plan_rows())
    return home


def read(data: bytes) -> ReturnReading:
    found = interpret_return(read_workbook("x.xlsx", hashlib.sha256(data).hexdigest(), data, Format.XLSX))
    assert found is not None
    return found


def template(home: Home, kind: str, period: str = "2024-Q1", *, coordinated: bool = False) -> bytes:
    (written,) = publish_templates(home, DEPARTMENT, period, kinds=[kind], coordinated=coordinated)
    return written.path.read_bytes()


def headings(sheet: Worksheet) -> dict[str, int]:
    row = header_row(sheet)
    return {str(cell.value).removesuffix(" (*)"): cell.column for cell in sheet[row] if cell.value}


def header_row(sheet: Worksheet) -> int:
    return next(row for row in range(1, 30) if sheet.cell(row, 1).value == "STT")


def test_one_workbook_per_kind_with_only_what_is_assigned(home: Home) -> None:
    written = publish_templates(home, DEPARTMENT, "2024-Q1")
    assert {each.kind: each.row_count for each in written} == {
        "indicator_return": 2,
        "project_return": 1,
        "budget_return": 0,
        "open_data_register": 0,
    }
    assert all(each.path.parent == home.templates / DEPARTMENT / "2024-Q1" for each in written)
    rows = read(template(home, "indicator_return")).rows.to_pylist()
    assert [row["indicator_code"] for row in rows] == ["Phụ lục I/I/1", "Phụ lục I/I/2"]
    assert [row["unit"] for row in rows] == ["percent", "count"]
    assert rows[0]["target_value"] == 70
    coordinated = read(template(home, "indicator_return", coordinated=True)).rows.to_pylist()
    assert [row["indicator_code"] for row in coordinated] == ["Phụ lục I/I/1", "Phụ lục I/I/2", "Phụ lục I/I/3"]


@pytest.mark.parametrize("kind", return_kinds().values(), ids=lambda kind: kind.name)
def test_every_field_is_a_column_that_is_recognised(home: Home, kind: ReturnKind) -> None:
    data = template(home, kind.name)
    found = read(data)
    assert found.kind == kind
    submission = found.submission
    assert (submission["agency_id"], submission["period_start"].isoformat()) == (DEPARTMENT, "2024-01-01")  # type: ignore[union-attr]
    assert {remark["rule"] for remark in found.remarks} <= {"rows_missing"}
    sheet = openpyxl.load_workbook(io.BytesIO(data))[kind.sheet]
    assert set(headings(sheet)) == {field.heading for field in kind.fields}


def test_without_its_identity_sheet_it_is_still_the_agency_s(home: Home) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(template(home, "indicator_return")))
    del workbook[IDENTITY_SHEET]
    found = read(saved(workbook))
    assert (found.submission["agency_id"], str(found.submission["period_end"])) == (DEPARTMENT, "2024-03-31")


def test_only_cells_to_fill_in_are_open(home: Home) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(template(home, "indicator_return")))
    sheet = workbook["Chỉ tiêu"]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    columns, first = headings(sheet), header_row(sheet) + 2
    given = {field.heading for field in return_kinds()["indicator_return"].fields if field.prefilled}
    for heading, column in columns.items():
        assert sheet.cell(first, column).protection.locked == (heading in given), heading
        assert sheet.cell(first - 2, column).protection.locked
        assert not sheet.cell(first + 2, column).protection.locked, "rows for more are open as a whole"
    assert {name: workbook[name].sheet_state for name in (LISTS, IDENTITY_SHEET)} == {
        LISTS: "veryHidden",
        IDENTITY_SHEET: "veryHidden",
    }
    assert workbook[INSTRUCTIONS_SHEET].sheet_state == "visible"
    assert sheet.freeze_panes
    assert sheet.print_title_rows
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)


def test_choices_and_figures_are_checked_while_typing(home: Home) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(template(home, "project_return")))["Nhiệm vụ, dự án"]
    columns, first = headings(sheet), header_row(sheet) + 2
    checks = {
        heading: next(
            check
            for check in sheet.data_validations.dataValidation
            if sheet.cell(first, column).coordinate in check.sqref
        )
        for heading, column in columns.items()
        if heading != "STT"
    }
    assert checks["Tình trạng"].type == "list"
    assert checks["Tiến độ (%)"].type == "custom"
    assert "<=100" in (checks["Tiến độ (%)"].formula1 or "")
    assert checks["Dự kiến hoàn thành"].type == "date"
    for heading, check in checks.items():
        assert check.prompt, heading
        assert len(check.prompt) <= 255
        assert len(check.error or "") <= 255
    assert "Ví dụ" in (checks["Lũy kế giải ngân"].error or "")


def test_last_result_stands_beside_and_is_no_column_of_the_return(home: Home) -> None:
    data = template(home, "indicator_return")
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Chỉ tiêu"]
    row = header_row(sheet)
    column = next(cell.column for cell in sheet[row - 1] if cell.value == "Kết quả kỳ trước")
    assert sheet.cell(row + 2, column).value == 61.5
    assert "2023" in sheet.cell(row + 2, column).comment.text  # type: ignore[union-attr]
    found = read(data)
    assert found.remarks == []
    assert found.rows["result_value"].null_count == 2


def test_plans_of_another_year_are_taken_with_a_remark(home: Home) -> None:
    (written,) = publish_templates(home, DEPARTMENT, "2026-Q1", kinds=["indicator_return"])
    assert (written.row_count, "12/KH-UBND" in written.remark) == (2, True)
    (earlier,) = publish_templates(home, DEPARTMENT, "2023-Q2", kinds=["indicator_return"])
    assert (earlier.row_count, earlier.remark) == (1, "")


def test_same_release_gives_the_same_bytes(home: Home) -> None:
    first = {each.kind: each.path.read_bytes() for each in publish_templates(home, DEPARTMENT, "2024-Q1")}
    again = {each.kind: each.path.read_bytes() for each in publish_templates(home, "Sở Nội vụ", "2024-Q1")}
    assert first == again
    with zipfile.ZipFile(io.BytesIO(first["budget_return"])) as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}


def test_text_of_a_source_is_never_a_formula(home: Home) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(template(home, "indicator_return")))["Chỉ tiêu"]
    cell = sheet.cell(header_row(sheet) + 3, headings(sheet)["Chỉ tiêu"])
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1 hệ thống dùng chung", "s", True)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Sở Nội vụ và Lao động", r"the nearest are Sở Nội vụ \(so-noi-vu-ha-nam\)"),
        ("Sở Y tế", "several agencies have this name; write one of so-y-te-ha-nam, so-y-te-hoa-binh"),
        ("Bưu điện xã", "no such agency is known"),
    ],
)
def test_agency_that_is_not_known_is_one_line_with_the_nearest(home: Home, asked: str, told: str) -> None:
    with pytest.raises(TemplateError, match=told) as raised:
        publish_templates(home, asked, "2024-Q1")
    assert "\n" not in str(raised.value)


def test_names_with_their_province_are_found(home: Home) -> None:
    (written,) = publish_templates(home, "Sở Y tế tỉnh Hà Nam", "2024-Q1", kinds=["project_return"])
    assert (written.row_count, written.path.name) == (1, "so-y-te-ha-nam.project_return.2024-Q1.xlsx")


def test_wrong_period_kind_and_missing_release_are_told(home: Home, tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="is no period"):
        publish_templates(home, DEPARTMENT, "Q1/2024")
    with pytest.raises(TemplateError, match="no kind of return"):
        publish_templates(home, DEPARTMENT, "2024-Q1", kinds=["x"])
    with pytest.raises(TemplateError, match="no release yet"):
        publish_templates(Home(tmp_path / "none"), DEPARTMENT, "2024-Q1")


def test_two_plans_that_number_lines_alike_keep_both(tmp_path: Path) -> None:
    home, rows = Home(tmp_path), plan_rows()
    other = "so-noi-vu-ha-nam.5-kh-snv.2024-02-01"
    rows["documents"].append({**rows["documents"][0], "document_id": other, "document_symbol": "5/KH-SNV"})
    rows["indicator_targets"].append(
        {**rows["indicator_targets"][0], "document_id": other, "indicator_name": "Tỷ lệ văn bản ký số"}
    )
    rows["indicator_targets"].append({**rows["indicator_targets"][1], "document_id": other})
    for key in ("Phụ lục I/I/1", "Phụ lục I/I/2"):
        rows["assignments"].append({**rows["assignments"][0], "document_id": other, "subject_key": key})
    assert rows["assignments"][0]["document_id"] == PLAN
    write_release(home, rows)
    found = read(template(home, "indicator_return")).rows.to_pylist()
    assert {row["indicator_name"] for row in found} == {
        "Tỷ lệ hồ sơ trực tuyến",
        "Tỷ lệ văn bản ký số",
        "=1+1 hệ thống dùng chung",
    }
    assert len(found) == 3, "what both plans assign is reported once"
    codes = [row["indicator_code"] for row in found]
    assert sorted(code or "" for code in codes) == ["", "Phụ lục I/I/1", "Phụ lục I/I/2"]


def saved(workbook: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def test_pages_are_those_of_the_declarations() -> None:
    folder = PROJECT_ROOT / "docs" / "returns"
    for name, text in return_pages().items():
        written = (folder / name).read_text(encoding="utf-8")
        assert written == text, "run python -m pipelines.publish.return_pages docs/returns"


def test_command_says_what_it_wrote_and_what_it_does_not_know(home: Home, tmp_path: Path) -> None:
    made = run_khoso(
        "templates", "--agency", DEPARTMENT, "--period", "2024-Q1", "--home", home.root, "--out", tmp_path / "out"
    )
    assert made.returncode == 0, made.stderr
    assert "indicator_return.2024-Q1.xlsx: 2 rows prefilled" in made.stdout
    assert len(list((tmp_path / "out").iterdir())) == 4
    unknown = run_khoso("templates", "--agency", "Sở Nội vụ và Lao động", "--period", "2024-Q1", "--home", home.root)
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert unknown.stderr.count("\n") == 1
    assert "the nearest are Sở Nội vụ (so-noi-vu-ha-nam)" in unknown.stderr


def test_deadline_and_recipient_of_the_calendar_stand_on_it(home: Home) -> None:
    write_calendars(home, GROUP)
    workbook = openpyxl.load_workbook(io.BytesIO(template(home, "project_return")))
    texts = [cell.value for row in workbook["Nhiệm vụ, dự án"].iter_rows(max_row=10) for cell in row]
    assert "Hạn gửi: trước ngày 20/03/2024" in texts
    assert "Nơi nhận báo cáo: Sở Thông tin và Truyền thông" in texts
    assert read(template(home, "project_return")).submission["agency_id"] == DEPARTMENT, (
        "who receives it is not who reports"
    )
