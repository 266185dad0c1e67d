"""Which workbook is a return, of whom and for when, and which heading means what; what nobody can tell is said, not guessed."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.interpret.returns.identity_sheet import ReturnIdentity
from pipelines.interpret.returns.layouts import read_layouts
from pipelines.orchestrate.steps import read_outcome
from tests.returns.workbooks import (
    AGENCY_ID,
    GOOD,
    TITLE,
    csv_file,
    issues_of,
    kind_of,
    read,
    rows_of,
    table,
    validated,
    xlsx,
)
from tests.shared_inputs import shared_folder

PROJECTS: list[list[object]] = [
    ["TT", "Tên dự án", "Tiến độ", "Giải ngân", "", "Vướng mắc"],
    ["", "", "", "Trong kỳ", "Lũy kế", ""],
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
    ["I", "Dự án chuyển tiếp"],
    [1, "Kho dữ liệu", 65, 350, 1250.5, "Không"],
    ["II", "Dự án mới"],
    [2, "Phòng họp", 10, 0, 0, ""],
]


@pytest.mark.parametrize("name", sorted(GOOD))
def test_return_in_our_headings_is_taken_in_whole(name: str) -> None:
    found = validated(xlsx({"A": table(name)}))
    (submission,) = found.accepted["submissions"]
    assert submission["template"] == name
    assert submission["agency_id"] == AGENCY_ID
    assert (submission["period_start"], submission["period_end"]) == (date(2024, 1, 1), date(2024, 3, 31))
    assert (submission["status"], submission["rows_accepted"], submission["rows_rejected"]) == ("accepted", 1, 0)
    assert rows_of(found, "submission_issues") == []
    (row,) = rows_of(found)
    given = {field: row[kind_of(name).field(field).text_column or field] for field in GOOD[name]}
    assert given == {field: str(value).replace(".", ",") for field, value in GOOD[name].items()}


def test_identity_sheet_says_what_a_workbook_is() -> None:
    identity = ReturnIdentity("indicator_return", "1", "so-y-te-ha-nam", "Sở Y tế tỉnh Hà Nam", "2024-Q2")
    sheet = table("indicator_return", title=["Bảng kết quả"], leave_out=["numerator", "denominator", "indicator_code"])
    found = validated(xlsx({"Chỉ tiêu": sheet, "Hướng dẫn": [["Chỉ điền ô trắng"]]}, identity))
    (submission,) = found.accepted["submissions"]
    assert (submission["agency_id"], submission["period_end"]) == ("so-y-te-ha-nam", date(2024, 6, 30))
    assert submission["template_version"] == "1"
    assert issues_of(found) == {}


def test_what_contradicts_the_identity_sheet_is_said() -> None:
    identity = ReturnIdentity("indicator_return", "0", "so-y-te-ha-nam", "Sở Y tế tỉnh Hà Nam", "2024-Q2")
    found = validated(xlsx({"Chỉ tiêu": table("indicator_return")}, identity))
    assert issues_of(found) == {"agency_differs": ["A1"], "period_differs": ["A2"], "template_outdated": [None]}
    assert found.accepted["submissions"][0]["agency_id"] == "so-y-te-ha-nam"


def test_template_of_an_unknown_kind_is_told_by_its_headings() -> None:
    identity = ReturnIdentity("staff_return", "1", "so-y-te-ha-nam", "Sở Y tế tỉnh Hà Nam", "2024-Q1")
    found = validated(xlsx({"A": table("project_return", title=["Đơn vị tính: đồng"])}, identity))
    assert issues_of(found) == {"template_unknown": [None]}
    assert found.accepted["submissions"][0]["agency_id"] == "so-y-te-ha-nam"


def test_template_without_a_needed_column_waits() -> None:
    identity = ReturnIdentity("indicator_return", "1", "so-y-te-ha-nam", "Sở Y tế tỉnh Hà Nam", "2024-Q1")
    found = validated(xlsx({"Chỉ tiêu": table("indicator_return", title=[], leave_out=["result_value"])}, identity))
    assert issues_of(found) == {"column_missing": ["A1"]}
    assert found.accepted["submissions"][0]["status"] == "rejected"
    assert [row["rule"] for row in rows_of(found, "rejected_rows")] == ["column_missing"]


def test_headings_of_two_levels_group_rows_and_numbered_columns_are_understood() -> None:
    head: list[list[object]] = [["UBND TỈNH HÀ NAM"], ["SỞ TÀI CHÍNH"], ["BÁO CÁO TIẾN ĐỘ QUÝ I NĂM 2024 (triệu đồng)"]]
    found = validated(
        xlsx({"Sheet1": [*head, *PROJECTS, ["", "Tổng cộng", "", 350, 1250.5], [], ["", "NGƯỜI LẬP", "", "GIÁM ĐỐC"]]})
    )
    assert found.accepted["submissions"][0]["agency_id"] == "so-tai-chinh-ha-nam"
    first, second = rows_of(found)
    assert (first["group_name"], first["disbursed_period_vnd"], first["disbursed_to_date_vnd"]) == (
        "Dự án chuyển tiếp", 350_000_000, 1_250_500_000,
    )  # fmt: skip
    assert (second["group_name"], second["project_name"], second["source_cell"]) == (
        "Dự án mới",
        "Phòng họp",
        "A10:F10",
    )
    assert issues_of(found) == {}
    said = found.accepted["submissions"][0]["other_text"]
    assert isinstance(said, str)
    assert all(text in said for text in ("SỞ TÀI CHÍNH", "Tổng cộng", "NGƯỜI LẬP", "GIÁM ĐỐC"))


def test_csv_is_read_like_a_workbook() -> None:
    head: list[list[object]] = [[TITLE[0]], [TITLE[1]], ["ĐVT: tỷ đồng"]]
    found = validated(csv_file([*head, *PROJECTS[:3], [1, "Kho dữ liệu", "65%", "0,35", "1,2505", ""]]), "bao-cao.csv")
    (row,) = rows_of(found)
    assert (row["progress_pct"], row["disbursed_period_vnd"]) == (65, 350_000_000)
    assert Decimal(str(row["disbursed_to_date_vnd"])) == Decimal(1_250_500_000)


@pytest.mark.parametrize(
    ("heading", "vnd"),
    [
        ("Dự toán giao (tỷ đồng)", 1.5e12),
        ("Dự toán giao, nghìn đồng", 1.5e6),
        ("Dự toán giao (đ)", 1500),
        ("Dự toán giao", 1.5e9),
    ],
)
def test_unit_of_a_heading_goes_before_that_of_the_corner(heading: str, vnd: float) -> None:
    rows = table(
        "budget_return", {"adjusted_vnd": "", "disbursed_to_date_vnd": 0, "disbursed_period_vnd": 0, "disbursed_pct": 0}
    )
    rows[3] = [heading if text == "Dự toán giao" else text for text in rows[3]]
    assert [row["appropriated_vnd"] for row in rows_of(validated(xlsx({"A": rows})))] == [vnd]


def test_money_without_a_unit_and_foreign_money_wait() -> None:
    rows = table("budget_return", title=TITLE[:2])
    found = validated(xlsx({"A": rows}))
    assert set(issues_of(found)) == {"unit_missing"}
    rows[2] = ["Điều chỉnh (triệu đồng)" if text == "Điều chỉnh" else f"{text} (USD)" for text in rows[2]]
    found = validated(xlsx({"A": rows}))
    assert set(issues_of(found)) == {"money_foreign"}
    assert rows_of(found) == []


def test_unknown_heading_is_said_and_its_cells_are_kept() -> None:
    rows = table("project_return")
    rows[3].append("Người phụ trách")
    rows[4].append("Phòng Kế hoạch")
    found = validated(xlsx({"A": rows}))
    assert issues_of(found) == {"heading_unknown": ["M4"]}
    assert rows_of(found)[0]["other_columns"] == '[{"heading": "Người phụ trách", "text": "Phòng Kế hoạch"}]'
    assert found.accepted["submissions"][0]["status"] == "accepted_with_warnings"


def test_two_columns_under_one_heading_are_none() -> None:
    rows = table("indicator_return")
    rows[3].append("Kết quả thực hiện năm 2023")
    rows[4].append(60)
    identity = ReturnIdentity("indicator_return", "1", AGENCY_ID, "Sở Nội vụ tỉnh Hà Nam", "2024-Q1")
    found = validated(xlsx({"A": rows}, identity))
    assert issues_of(found)["heading_repeated"] == ["F4", "K4"]
    assert rows_of(found) == []


@pytest.mark.parametrize(
    ("title", "agency"),
    [
        (["UBND TỈNH HÀ NAM", "SỞ NỘI VỤ", "Quý I năm 2024"], "so-noi-vu-ha-nam"),
        (
            ["Đơn vị nhận báo cáo: Sở Tài chính", "Đơn vị báo cáo: UBND huyện Lý Nhân, tỉnh Hà Nam", "Quý I năm 2024"],
            "ubnd-huyen-ly-nhan-tinh-ha-nam",
        ),
        (["Kính gửi: Sở Tài chính tỉnh Hà Nam", "Cơ quan báo cáo: Sở Y tế tỉnh Hà Nam", "Quý I/2024"], "so-y-te-ha-nam"),
        (["Số: 12/BC-SNV", "BAN DÂN TỘC TỈNH HÀ NAM", "BÁO CÁO QUÝ I NĂM 2024"], "ban-dan-toc-ha-nam"),
    ],
)  # fmt: skip
def test_agency_is_whom_the_title_names(title: list[str], agency: str) -> None:
    reading = read(xlsx({"A": table("indicator_return", title=title)}))
    assert reading is not None
    assert reading.submission["agency_id"] == agency
    assert reading.remarks == []


def test_unknown_agency_and_period_keep_the_return_waiting() -> None:
    found = validated(xlsx({"A": table("indicator_return", title=["BÁO CÁO KẾT QUẢ"])}))
    assert set(issues_of(found)) == {"agency_missing", "period_missing"}
    assert found.accepted["submissions"][0]["status"] == "rejected"
    assert len(rows_of(found, "rejected_rows")) == 1


def test_agency_without_its_province_is_doubtful() -> None:
    found = validated(xlsx({"A": table("indicator_return", title=["Đơn vị báo cáo: Sở Nội vụ", "Quý I năm 2024"])}))
    assert issues_of(found) == {"agency_without_province": ["A1"]}


@pytest.mark.parametrize(
    ("line", "end"),
    [("Quý I năm 2024", date(2024, 3, 31)), ("BÁO CÁO THÁNG 3/2024", date(2024, 3, 31)), ("6 tháng đầu năm 2024", date(2024, 6, 30)),
     ("Kỳ báo cáo: 2024-9M", date(2024, 9, 30)), ("Hà Nam, ngày 5 tháng 4 năm 2024 - Năm 2023", date(2023, 12, 31))],
)  # fmt: skip
def test_period_is_read_from_the_title(line: str, end: date) -> None:
    reading = read(xlsx({"A": table("indicator_return", title=[TITLE[0], line])}))
    assert reading is not None
    assert reading.submission["period_end"] == end


def test_row_may_be_of_a_period_of_its_own() -> None:
    rows = table("indicator_return", {"row_period": "Tháng 02/2024"}, {"row_period": "2024-03"})
    found = validated(xlsx({"A": rows}))
    assert [(row["period_start"], row["period_end"]) for row in rows_of(found)] == [
        (date(2024, 2, 1), date(2024, 2, 29)), (date(2024, 3, 1), date(2024, 3, 31)),
    ]  # fmt: skip


def test_layout_of_an_agency_is_one_file(tmp_path: Path) -> None:
    sheet: list[list[object]] = [
        ["Đơn vị báo cáo: Sở Y tế tỉnh Hà Nam"], ["Quý I năm 2024"],
        ["Việc", "Mức đạt", "Kinh phí đã tiêu", "Cán bộ nhập"], ["Kho dữ liệu", 65, 1.5, "Nga"],
    ]  # fmt: skip
    assert read(xlsx({"A": sheet})) is None
    (tmp_path / "so-y-te.project_return.yml").write_text(
        "kind: project_return\nagency_id: so-y-te-ha-nam\nsince: 2024-01-01\nuntil: 2025-01-01\n"
        "headings: {Việc: project_name, Mức đạt: progress_pct, Kinh phí đã tiêu: disbursed_to_date_vnd}\n"
        "ignored: [Cán bộ nhập]\nunits: {disbursed_to_date_vnd: tỷ đồng}\n",
        encoding="utf-8",
    )
    layouts = read_layouts(tmp_path)
    found = validated(xlsx({"A": sheet}), layouts=layouts)
    assert issues_of(found) == {}
    assert rows_of(found)[0]["disbursed_to_date_vnd"] == 1_500_000_000
    assert rows_of(found)[0]["other_columns"] == '[{"heading": "Cán bộ nhập", "text": "Nga"}]'
    for title in (
        ["Đơn vị báo cáo: Sở Tài chính tỉnh Hà Nam", "Quý I năm 2024"],
        ["Đơn vị báo cáo: Sở Y tế tỉnh Hà Nam", "Quý I năm 2025"],
    ):
        assert read(xlsx({"A": [*([line] for line in title), *sheet[2:]]}), layouts=layouts) is None
    (tmp_path / "wrong.yml").write_text(
        "kind: project_return\nagency_id: a\nheadings: {Việc: name}\n", encoding="utf-8"
    )
    with pytest.raises(ValueError, match=r"wrong\.yml.*no field name"):
        read_layouts(tmp_path)


def test_heading_that_is_not_in_use_yet_is_unknown() -> None:
    rows = table("indicator_return", title=[TITLE[0], "Quý I năm 1999"])
    rows[2] = ["TT" if text == "STT" else text for text in rows[2]]
    # "TT" is declared from 2003 on.
    assert issues_of(validated(xlsx({"A": rows}))) == {"heading_unknown": ["A3"]}


@pytest.mark.parametrize(
    "sheet",
    [
        [["Phụ lục 1: KẾT QUẢ THỰC HIỆN"], ["STT", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch", "Kết quả"], [1, "Tỷ lệ", "%", 80, 77.8]],
        [["Phụ lục 2"], ["TT", "Tên dự án", "Đơn vị chủ trì", "Kinh phí (triệu đồng)"], [1, "Kho dữ liệu", "Sở TT&TT", 4000]],
        [["Họ tên", "Ngày sinh"], ["An", "01/02/1980"]],
    ],
)  # fmt: skip
def test_table_of_a_document_is_no_return(sheet: list[list[object]]) -> None:
    assert read(xlsx({"A": sheet})) is None


def test_real_documents_are_no_returns() -> None:
    found = 0
    for folder in (shared_folder("documents", "formats"), shared_folder("real-files")):
        for path in sorted(folder.iterdir()):
            if path.suffix in {".xlsx", ".xls", ".csv"} and path.name != "index.csv":
                assert read(path.read_bytes(), path.name) is None, path.name
                found += 1
    assert found >= 5


def test_reading_tells_documents_from_returns() -> None:
    outcome = read_outcome("bao-cao.xlsx", "a" * 64, xlsx({"A": table("project_return")}))
    assert {name: rows.count for name, rows in outcome.tables.items()} == {"project_return_rows": 1}
    sheet: list[list[object]] = [["Phụ lục 2"], ["TT", "Tên dự án", "Kinh phí (triệu đồng)"], [1, "Kho dữ liệu", 4000]]
    assert read_outcome("phu-luc.xlsx", "b" * 64, xlsx({"A": sheet})).tables == {}
