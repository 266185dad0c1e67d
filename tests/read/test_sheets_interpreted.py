"""Spreadsheets through the interpretation: the same records from every format, any table cell by cell, totals as printed."""

import io
import os
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from pipelines.interpret.appendices import find_appendices
from pipelines.interpret.arithmetic_tables import check_tables
from pipelines.interpret.captions import find_caption
from pipelines.interpret.document import interpret_document
from pipelines.interpret.leftovers import describe_cells, describe_table
from pipelines.interpret.records import Record, Records
from pipelines.interpret.rows import PrintedTable, open_table
from pipelines.read.formats import Format, detect_format
from pipelines.read.model import Document, Table
from pipelines.read.sheets import read_sheets
from pipelines.read.workbook import read_workbook
from pipelines.read.workbook_model import Area, Sheet, Value, Workbook
from tests.golden.score import read_facts, score_records
from tests.shared_inputs import shared_folder

N = None


def read(rows: list[list[Value]], *merged: Area) -> Document:
    width = max(map(len, rows))
    full = [[*row, *[None] * (width - len(row))] for row in rows]
    return read_sheets(Workbook("bieu.xlsx", "0" * 64, Format.XLSX, [Sheet("Biểu", True, full, merged)]))


def opened(document: Document) -> list[PrintedTable]:
    appendices = find_appendices(document)
    return [
        open_table(block, 1, next((a for a in appendices if a.spans(at)), None), find_caption(document.blocks, at))
        for at, block in enumerate(document.blocks)
        if isinstance(block, Table)
    ]


def counts(printed: PrintedTable) -> tuple[object, ...]:
    table = describe_table(printed)
    return tuple(table[f"{name}_row_count"] for name in ("header", "data", "group", "total"))


def kinds(printed: PrintedTable) -> list[tuple[object, object]]:
    """The kind of every row, with the text of its first cell that has one."""
    rows: dict[object, tuple[object, object]] = {}
    for cell in describe_cells(printed):
        rows.setdefault(cell["row_no"], (cell["row_kind"], cell["value_text"]))
    return list(rows.values())


@pytest.mark.parametrize("doc_id", ["bac-kan-2024-plan", "ban-dan-toc-2024-plan"])
def test_tables_of_a_real_plan_as_workbook(doc_id: str) -> None:
    name = f"{doc_id}.xlsx"
    data = shared_folder("documents", "formats").joinpath(name).read_bytes()
    golden = shared_folder("golden", doc_id)

    records = interpret_document(read_sheets(read_workbook(name, "0" * 64, data, Format.XLSX)))

    scores = score_records(lambda part: read_facts(golden / f"{part}.csv"), records)
    for dataset in (
        "indicator_targets",
        "indicator_results",
        "components",
        "projects",
        "project_budgets",
        "assignments",
    ):
        assert (dataset, scores[dataset].recall, scores[dataset].accuracy >= 0.99) == (dataset, 1.0, True)


def plan() -> bytes:
    """A plan of two sheets: indicators, and projects with groups and totals."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    money = book.add_format({"num_format": "#,##0"})
    share = book.add_format({"num_format": "0%"})
    first = book.add_worksheet("PL1")
    first.merge_range("A1:E1", "Phụ lục 1: CHỈ TIÊU CHUYỂN ĐỔI SỐ NĂM 2025")
    first.write_row(1, 0, ["(Kèm theo Kế hoạch số 15/KH-UBND ngày 20/01/2025 của UBND tỉnh Hải Sơn)"])
    first.write_row(2, 0, ["STT", "Chỉ tiêu", "Đơn vị tính", "Mục tiêu năm 2025", "Cơ quan chủ trì"])
    first.write_row(3, 0, [1, "Tỷ lệ hồ sơ giải quyết trực tuyến", "%"])
    first.write(3, 3, 0.8, share)
    first.write(3, 4, "Văn phòng UBND tỉnh")
    first.write_row(4, 0, [2, "Số xã có tổ công nghệ số", "xã", 126, "Sở Khoa học và Công nghệ"])
    second = book.add_worksheet("PL2")
    second.merge_range("A1:E1", "Phụ lục 2: DANH MỤC NHIỆM VỤ, DỰ ÁN NĂM 2025")
    second.write("E2", "Đơn vị tính: triệu đồng")
    second.write_row(2, 0, ["STT", "Tên nhiệm vụ, dự án", "Đơn vị chủ trì", "Kinh phí năm 2025", "Ghi chú"])
    rows = [
        ("I", "Nhiệm vụ chuyển tiếp", "", 3500.5, ""),
        (1, "Nâng cấp kho dữ liệu", "Sở Khoa học và Công nghệ", 2500.5, ""),
        (2, "Số hóa hồ sơ đất đai", "Sở Nông nghiệp và Môi trường", 1000, "quý IV"),
        ("II", "Nhiệm vụ mới", "", 1250, ""),
        (1, "Trợ lý ảo cho cán bộ", "Sở Nội vụ", 1250, ""),
        ("", "Tổng cộng", "", 4750.5, ""),
    ]
    for at, row in enumerate(rows, 3):
        for column, value in enumerate(row):
            if value != "":
                second.write(at, column, value, money if column == 3 else None)
    book.close()
    return buffer.getvalue()


def converted(data: bytes, extension: str, folder: Path) -> list[bytes]:
    """The workbook as LibreOffice saves it: one file, as CSV one for each sheet."""
    office = shutil.which("soffice")
    if office is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is missing: apt-get install libreoffice-calc")
        pytest.skip("LibreOffice is missing: apt-get install libreoffice-calc")
    (folder / "plan.xlsx").write_bytes(data)
    target = (
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
        if extension == "csv"
        else extension
    )
    command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", target]
    subprocess.run(
        [*command, "--outdir", str(folder), str(folder / "plan.xlsx")], check=True, capture_output=True, timeout=180
    )
    return [path.read_bytes() for path in sorted(folder.glob(f"*.{extension}"))]


def interpreted(data: bytes, extension: str) -> Records:
    name = f"plan.{extension}"
    return interpret_document(read_sheets(read_workbook(name, "0" * 64, data, detect_format(name, data))))


def without_place(records: list[Record]) -> list[dict[str, object]]:
    left_out = {
        "source_name",
        "source_format",
        "source_sha256",
        "document_id",
        "source_sheet",
        "source_line_start",
        "source_line_end",
    }
    return [{name: value for name, value in record.items() if name not in left_out} for record in records]


DATASETS = ("indicator_targets", "projects", "project_budgets", "budget_lines", "assignments", "tables")


@pytest.mark.parametrize("extension", ["xls", "ods"])
def test_every_format_gives_the_same_records(extension: str, tmp_path: Path) -> None:
    data = plan()
    records = interpreted(data, "xlsx")
    assert [record["target_value"] for record in records["indicator_targets"]] == [80, 126]
    assert [record["amount_vnd"] for record in records["project_budgets"]] == [
        2_500_500_000,
        1_000_000_000,
        1_250_000_000,
    ]
    assert [record["status"] for record in records["projects"]] == ["continuing", "continuing", "new"]

    (other,) = converted(data, extension, tmp_path)

    found = interpreted(other, extension)
    assert found["documents"][0]["document_id"] == records["documents"][0]["document_id"]
    for dataset in DATASETS:
        assert without_place(found[dataset]) == without_place(records[dataset])


def test_csv_files_give_the_same_tables(tmp_path: Path) -> None:
    data = plan()
    whole = list(read_sheets(read_workbook("plan.xlsx", "0" * 64, data, Format.XLSX)).tables())

    parts = converted(data, "csv", tmp_path)

    found = [
        table for part in parts for table in read_sheets(read_workbook("plan.csv", "0" * 64, part, Format.CSV)).tables()
    ]
    assert [table.columns for table in found] == [table.columns for table in whole]
    for table, same in zip(found, whole, strict=True):
        assert [[cell.value or cell.text for cell in row.cells] for row in table.rows] == [
            [cell.text if "%" in cell.text else cell.value or cell.text for cell in row.cells] for row in same.rows
        ]


def test_any_table_lands_with_its_rows_and_numbers() -> None:
    document = read(
        [
            ["THỐNG KÊ TÀU THUYỀN"],
            ["ĐVT: chiếc"],
            ["STT", "Địa bàn", "Tàu nhỏ", "Tàu lớn"],
            ["I", "Vùng ven biển", 30, 12],
            [N, "Xã Bình Minh", 10, 5],
            [N, "Xã Hải Yến", 20, 7],
            ["II", "Vùng đảo", 8, 4],
            [N, "Xã Đảo Lớn", 8, 4],
            [N, "Tổng số", 38, 17],
            ["Nguồn: Chi cục Thủy sản"],
        ]
    )
    (printed,) = opened(document)

    table = describe_table(printed)
    assert (table["table_kind"], table["title"], table["unit_text"]) == ("other", "THỐNG KÊ TÀU THUYỀN", "chiếc")
    assert counts(printed) == (1, 3, 2, 1)
    assert kinds(printed) == [
        ("group", "I"), ("data", "Xã Bình Minh"), ("data", "Xã Hải Yến"), ("group", "II"), ("data", "Xã Đảo Lớn"), ("total", "Tổng số"),
    ]  # fmt: skip
    cell = next(cell for cell in describe_cells(printed) if cell["source_cell"] == "D9")
    assert (cell["row_kind"], cell["value_number"], cell["value_text"]) == ("total", 17, "17")
    failing = [(check.stated, check.computed) for check in check_tables([printed]) if not check.holds]
    assert failing == [(Decimal(17), Decimal(16))] * 2


def test_a_total_that_disagrees_keeps_what_is_printed_and_what_is_true() -> None:
    document = read(
        [["TT", "Xã", "Số hộ"], [1, "Tân Lập", 10], [2, "Hòa Bình", 20], [3, "Đông Xá", 5], ["Tổng cộng", N, 36]],
        (4, 0, 4, 1),
    )
    (printed,) = opened(document)

    assert counts(printed) == (1, 3, 0, 1)
    total = [cell for cell in describe_cells(printed) if cell["row_kind"] == "total"]
    assert [cell["value_text"] for cell in total] == ["Tổng cộng", "36"]
    (check,) = check_tables([printed])
    assert (check.stated, check.computed, check.holds, check.place.cell) == (Decimal(36), Decimal(35), False, "C5")


def test_a_total_above_the_rows() -> None:
    (printed,) = opened(
        read(
            [
                ["Đơn vị", "Kế hoạch", "Thực hiện"],
                ["TỔNG SỐ", 30, 21],
                ["Xã Tân Lập", 10, 9],
                ["Xã Hòa Bình", 20, 12],
            ]
        )
    )

    assert counts(printed) == (1, 2, 0, 1)
    assert kinds(printed)[0] == ("total", "TỔNG SỐ")


def test_a_table_of_areas_side_by_side_is_kept_cell_by_cell() -> None:
    areas = ["Toàn huyện", "Xã Tân Lập", "Xã Hòa Bình"]
    rows: list[list[Value]] = [
        ["STT", "Chỉ tiêu", "ĐVT", *(text for name in areas for text in (name, N))],
        [N, N, N, *(text for _ in areas for text in ("KH 2024", "TH 2024"))],
        [1, "Diện tích lúa", "ha", 30, 31, 10, 11, 20, 20],
        [2, "Sản lượng lúa", "tấn", 1.5, 0.8, 1, 0.5, 0.5, 0.3],
    ]
    merged = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 4), (0, 5, 0, 6), (0, 7, 0, 8)]
    (printed,) = opened(read(rows, *merged))

    assert describe_table(printed)["table_kind"] == "other"
    cells = {cell["source_cell"]: cell for cell in describe_cells(printed)}
    assert (cells["H4"]["column_name"], cells["H4"]["value_number"], cells["H4"]["value_text"]) == (
        "Xã Hòa Bình / KH 2024", Decimal("0.5"), "0,5",
    )  # fmt: skip
    assert len(cells) == 18


def test_rows_without_a_name_are_kept() -> None:
    (printed,) = opened(
        read(
            [
                ["TT", "Xã", "Ngày", "Lượng mưa"],
                [1, "Tân Lập", "01/5", 12],
                [N, N, "02/5", 30],
                [2, "Hòa Bình", "01/5", 9],
            ]
        )
    )

    assert counts(printed) == (1, 3, 0, 0)
    assert [cell["value_text"] for cell in describe_cells(printed) if cell["row_no"] == 2] == ["02/5", "30"]


def test_a_doubtful_number_is_null() -> None:
    (printed,) = opened(read([["TT", "Mốc", "Số đo"], ["1", "A", "1,234"], ["2", "B", "5,678"]]))

    cells = [cell for cell in describe_cells(printed) if cell["column_no"] == 3]
    assert [(cell["value_text"], cell["value_number"]) for cell in cells] == [("1,234", None), ("5,678", None)]


def test_contradicting_units_give_amounts_without_value() -> None:
    records = interpret_document(
        read(
            [
                ["Phụ lục 1: DANH MỤC DỰ ÁN NĂM 2025"],
                ["(Kèm theo Kế hoạch số 15/KH-UBND ngày 20/01/2025 của UBND tỉnh Hải Sơn)"],
                [N, N, N, "ĐVT: đồng"],
                [N, N, "Đơn vị tính: triệu đồng"],
                ["STT", "Tên dự án", "Đơn vị chủ trì", "Kinh phí năm 2025"],
                [1, "Nâng cấp kho dữ liệu", "Sở Nội vụ", 2500],
                [2, "Số hóa hồ sơ", "Sở Tư pháp", 1000],
            ]
        )
    )

    assert [record["amount_vnd"] for record in records["project_budgets"]] == [None, None]
    assert [record["amount_text"] for record in records["project_budgets"]] == ["2500", "1000"]
    assert "unit_conflict" in {record["finding_kind"] for record in records["findings"]}


def test_letters_numerals_and_figures_stand_under_each_other() -> None:
    (printed,) = opened(
        read(
            [
                ["QUYẾT TOÁN CHI NGÂN SÁCH"],
                ["STT", "Khoản mục", "Dự toán", "Quyết toán"],
                ["A", "B", 1, 2],
                [N, "TỔNG CHI NGÂN SÁCH", 100, 110],
                ["A", "CHI CÂN ĐỐI", 80, 90],
                ["I", "Chi đầu tư", 30, 35],
                [1, "Chi giáo dục", 10, 12],
                [2, "Chi y tế", 20, 23],
                ["II", "Chi thường xuyên", 50, 55],
                [1, "Chi lương", 50, 55],
                ["B", "CHI CHƯƠNG TRÌNH MỤC TIÊU", 20, 20],
                ["I", "Chi giảm nghèo", 20, 20],
            ]
        )
    )

    assert counts(printed) == (1, 4, 4, 1)
    assert [group.number for group in printed.rows[1]] == ["A", "I", "II", "B"]
    assert all(check.holds for check in check_tables([printed]))
    assert {check.stated for check in check_tables([printed])} >= {100, 80, 30, 50, 20}
