"""Lines of indicator and project tables as records; each case is small and says what a reader of the table would say."""

from datetime import date
from decimal import Decimal

import pytest

from pipelines.interpret.agencies import interpret_assignments
from pipelines.interpret.appendices import Appendix
from pipelines.interpret.document import interpret_document
from pipelines.interpret.indicators import interpret_indicators
from pipelines.interpret.leftovers import describe_cells, describe_table, interpret_unread_text
from pipelines.interpret.projects import interpret_projects, parse_money_unit
from pipelines.interpret.rows import LineKeys, PrintedTable, open_table
from pipelines.interpret.years import find_result_period
from pipelines.read.model import Cell, Document, Place, Row, Table
from pipelines.read.sources import read_source


def table(columns: list[str], *rows: list[str], title: str = "", unit: str | None = None) -> PrintedTable:
    placed = tuple(
        Row(tuple(Cell(text, Place(1, line, line)) for text in row), Place(1, line, line))
        for line, row in enumerate(rows, 10)
    )
    appendix = Appendix("Phụ lục I", True, title, Place(1, 1, 2), 0, 2, unit, None)
    return open_table(Table(tuple(columns), placed, Place(1, 9, 9 + len(rows))), 1, appendix)


RESULT_COLUMNS = ["STT", "Nội dung chỉ tiêu", "Chỉ tiêu (%)", "Kết quả năm 2021", "Ghi chú"]


def test_results_with_ratio_status_and_missing_value() -> None:
    printed = table(
        RESULT_COLUMNS,
        ["I", "Chính quyền số:", "", "", ""],
        ["1", "Tỷ lệ hồ sơ trực tuyến", ">80", "77,8%", "778/1.000"],
        ["2", "Tỷ lệ thủ tục trên cổng", "60", "30,89%", "Thủ tục trên cổng: 232 Thủ tục có thu phí: 751"],
        ["3", "Tỷ lệ hồ sơ cấp lại", "60", "30,89%", "Năm trước: 12 Năm nay: 751"],
        ["4", "Tỷ trọng kinh tế số", ">10", "", "Chưa đến kỳ đánh giá"],
        ["5", "Xây dựng kho dữ liệu", "Hoàn thành", "Đang thực hiện", ""],
        title="KẾT QUẢ THỰC HIỆN CHỈ TIÊU NĂM 2021",
    )
    found = interpret_indicators(printed, (2022, 2022), LineKeys())
    results = [
        (r["row_no"], r["result_value"], r["result_text"], r["numerator"], r["denominator"]) for r in found.results
    ]
    assert results == [
        ("1", Decimal("77.8"), "77,8%", 778, 1000),
        ("2", Decimal("30.89"), "30,89%", 232, 751),
        ("3", Decimal("30.89"), "30,89%", None, None),
        ("4", None, None, None, None),
        ("5", None, "Đang thực hiện", None, None),
    ]
    assert {(r["period_start"], r["period_end"]) for r in found.results} == {(date(2021, 1, 1), date(2021, 12, 31))}
    targets = [(t["comparator"], t["target_value"], t["unit"], t["target_text"]) for t in found.targets]
    assert targets[0] == (">", 80, "percent", ">80")
    assert targets[4] == (None, None, "boolean", "Hoàn thành")
    assert {(t["group_no"], t["group_name"], t["target_year"]) for t in found.targets} == {
        ("I", "Chính quyền số", 2021)
    }


YEAR_COLUMNS = [
    "TT",
    "Chỉ tiêu",
    "Đơn vị tính",
    "Hiện trạng 2022",
    "Năm 2024",
    "Năm 2026",
    "Định hướng 2030",
    "Cơ quan chủ trì",
]


def test_a_target_for_every_year_column_that_is_filled() -> None:
    printed = table(
        YEAR_COLUMNS,
        ["I", "Cấp nước", "", "", "", "", "", ""],
        ["1", "Hộ dùng nước máy", "%", "61,5", "70", "≥80", "95-98", "Sở Xây dựng; UBND huyện"],
        ["2", "Trạm bơm mới", "trạm", "", "", "4", "", "Sở Xây dựng"],
        ["3", "Thời gian sửa ống vỡ", "giờ", "Chưa đo", "<12", "≤ 6", "", "Sở Xây dựng"],
        ["4", "Quy chế vận hành", "", "Chưa có", "Ban hành", "", "", "Sở Nội vụ"],
        title="HỆ THỐNG CHỈ TIÊU",
    )
    found = interpret_indicators(printed, (2023, 2026), LineKeys())
    targets = [(t["line_key"], t["target_year"], t["comparator"], t["target_value"], t["unit"]) for t in found.targets]
    assert targets == [
        ("Phụ lục I/I/1@2024", 2024, None, 70, "percent"),
        ("Phụ lục I/I/1@2026", 2026, ">=", 80, "percent"),
        ("Phụ lục I/I/1@2030", 2030, None, 95, "percent"),
        ("Phụ lục I/I/2@2026", 2026, None, 4, "count"),
        ("Phụ lục I/I/3@2024", 2024, "<", 12, "giờ"),
        ("Phụ lục I/I/3@2026", 2026, "<=", 6, "giờ"),
        ("Phụ lục I/I/4@2024", 2024, None, None, "boolean"),
    ]
    results = [(r["line_key"], r["result_value"], r["result_text"], r["period_end"]) for r in found.results]
    assert results == [
        ("Phụ lục I/I/1", Decimal("61.5"), "61,5", date(2022, 12, 31)),
        ("Phụ lục I/I/3", None, "Chưa đo", date(2022, 12, 31)),
        ("Phụ lục I/I/4", None, "Chưa có", date(2022, 12, 31)),
    ]
    assigned, _ = interpret_assignments(found.lines, "indicator", None)
    assert [(a["subject_key"], a["agency_text"]) for a in assigned][:3] == [
        ("Phụ lục I/I/1", "Sở Xây dựng"),
        ("Phụ lục I/I/1", "UBND huyện"),
        ("Phụ lục I/I/2", "Sở Xây dựng"),
    ]


def test_nothing_of_a_table_of_years_is_left_unread() -> None:
    printed = table(
        YEAR_COLUMNS,
        ["1", "Hộ dùng nước máy", "%", "61,5", "70", "80", "95", "Sở Xây dựng"],
        ["2", "Trạm bơm mới", "trạm", "", "", "", "", "Sở Xây dựng"],
    )
    found = interpret_indicators(printed, None, LineKeys())
    assigned, _ = interpret_assignments(found.lines, "indicator", None)
    records = {
        "indicator_targets": found.targets, "indicator_results": found.results, "assignments": assigned,
    }  # fmt: skip
    assert interpret_unread_text(Document("a.txt", "0" * 64, "text"), [], [printed], records) == []
    assert [t["indicator_name"] for t in found.targets][-1] == "Trạm bơm mới", "a line without any value is a line"


def test_headings_of_two_levels_say_which_years_are_reached() -> None:
    printed = table(
        [
            "TT",
            "Chỉ tiêu",
            "Kết quả thực hiện / Năm 2021",
            "Kết quả thực hiện / Năm 2022",
            "Kế hoạch / Năm 2023",
            "Kế hoạch / Năm 2024",
        ],
        ["1", "Tỷ lệ bê tông hóa đường thôn", "40", "45", "50", "55"],
    )
    found = interpret_indicators(printed, None, LineKeys())
    assert [(r["line_key"], r["result_value"], r["period_start"]) for r in found.results] == [
        ("Phụ lục I//1@2021", 40, date(2021, 1, 1)),
        ("Phụ lục I//1@2022", 45, date(2022, 1, 1)),
    ]
    assert [(t["line_key"], t["target_value"]) for t in found.targets] == [
        ("Phụ lục I//1@2023", 50),
        ("Phụ lục I//1@2024", 55),
    ]


@pytest.mark.parametrize(
    ("heading", "title", "start", "end"),
    [
        ("Thực hiện 6 tháng", "TÌNH HÌNH THỰC HIỆN 6 THÁNG ĐẦU NĂM 2023", date(2023, 1, 1), date(2023, 6, 30)),
        ("Kết quả 9 tháng", "KẾT QUẢ THỰC HIỆN KẾ HOẠCH NĂM 2024", date(2024, 1, 1), date(2024, 9, 30)),
        ("Thực hiện quý II", "KẾT QUẢ NĂM 2024", date(2024, 4, 1), date(2024, 6, 30)),
        ("Thực hiện đến 15/11/2022", "KẾT QUẢ NĂM 2022", date(2022, 1, 1), date(2022, 11, 15)),
        ("Thực hiện năm 2022", "KẾT QUẢ 6 THÁNG ĐẦU NĂM 2023", date(2022, 1, 1), date(2022, 12, 31)),
        ("Kết quả", "KẾT QUẢ QUÝ III NĂM 2023", date(2023, 7, 1), date(2023, 9, 30)),
        ("Kết quả", "KẾT QUẢ THỰC HIỆN", None, None),
        ("Năm 2024 / TH 6 tháng", "KẾT QUẢ THỰC HIỆN", date(2024, 1, 1), date(2024, 6, 30)),
        ("Hiện trạng 31/10/2023", "CHỈ TIÊU NĂM 2024", date(2023, 1, 1), date(2023, 10, 31)),
        ("Thực hiện 6T/2023", "KẾT QUẢ NĂM 2024", date(2023, 1, 1), date(2023, 6, 30)),
    ],
)
def test_period_of_a_result_column(heading: str, title: str, start: date | None, end: date | None) -> None:
    assert find_result_period(heading, title, None) == (start, end)


@pytest.mark.parametrize(
    ("heading", "title", "last"),
    [
        ("Kết quả", "KẾT QUẢ THỰC HIỆN CHỈ TIÊU", date(2024, 6, 30)),
        ("Kết quả năm 2024", "KẾT QUẢ THỰC HIỆN CHỈ TIÊU", date(2024, 12, 31)),
        ("Kết quả", "CHỈ TIÊU NĂM 2024", date(2024, 12, 31)),
        ("Ước thực hiện cả năm", "KẾT QUẢ THỰC HIỆN CHỈ TIÊU", date(2024, 12, 31)),
        ("Thực hiện quý I", "KẾT QUẢ THỰC HIỆN CHỈ TIÊU", date(2024, 3, 31)),
        ("Kết quả", "KẾT QUẢ 3 THÁNG ĐẦU NĂM", date(2024, 3, 31)),
    ],
)
def test_period_of_a_result_column_of_a_half_year_report(heading: str, title: str, last: date) -> None:
    days = date(2024, 1, 1), date(2024, 6, 30)
    assert find_result_period(heading, title, (2024, 2024), days) == (date(2024, 1, 1), last)


def test_plan_result_and_ratio_side_by_side() -> None:
    printed = table(
        ["STT", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch năm 2023", "Thực hiện 6 tháng", "Tỷ lệ (%)"],
        ["1", "Diện tích lúa", "ha", "2.100", "1.050", "50"],
        ["2", "Tổng thu", "tỷ đồng", "84", "48,72", "58,0"],
        ["3", "Hộ được cấp nước", "hộ", "1.500", "", ""],
        title="KẾT QUẢ THỰC HIỆN 6 THÁNG ĐẦU NĂM 2023",
    )
    found = interpret_indicators(printed, None, LineKeys())
    assert [(t["target_value"], t["unit"], t["line_key"]) for t in found.targets] == [
        (2100, "ha", "Phụ lục I//1"),
        (84, "tỷ đồng", "Phụ lục I//2"),
        (1500, "count", "Phụ lục I//3"),
    ]
    assert [(r["result_value"], r["period_end"]) for r in found.results] == [
        (1050, date(2023, 6, 30)),
        (Decimal("48.72"), date(2023, 6, 30)),
        (None, date(2023, 6, 30)),
    ]
    records = {"indicator_targets": found.targets, "indicator_results": found.results}
    unread = interpret_unread_text(Document("a.txt", "0" * 64, "text"), [], [printed], records)
    assert [u["text"] for u in unread] == ["50", "58,0"]


@pytest.mark.parametrize(
    ("text", "name", "value", "numerator"),
    [
        ("Giảm 3 bậc (20 xuống 23)", "Thứ hạng cải cách hành chính", -3, None),
        ("Tăng 3 bậc", "Thứ hạng cải cách hành chính", 3, None),
        ("Giảm 0,4%", "Giảm tỷ lệ hộ nghèo", Decimal("0.4"), None),
        ("612/1.053 (58,1%)", "Tỷ lệ hồ sơ", Decimal("58.1"), 612),
        ("612/1.053", "Tỷ lệ hồ sơ", None, 612),
        ("5/8 xã", "Xã có nhà văn hóa", 5, 5),
        ("Không đạt", "Trường chuẩn", None, None),
        ("-", "Tỷ lệ hồ sơ", None, None),
    ],
)
def test_what_a_result_cell_prints(text: str, name: str, value: object, numerator: int | None) -> None:
    printed = table(["STT", "Chỉ tiêu", "Kết quả năm 2021"], ["1", name, text])
    found = interpret_indicators(printed, None, LineKeys()).results[0]
    assert (found["result_value"], found["result_text"], found["numerator"]) == (value, text, numerator)


def test_repeated_numbers_get_keys_of_their_own() -> None:
    printed = table(RESULT_COLUMNS, ["1.3", "Hồ sơ toàn trình", "100", "", ""], ["1.3", "Hồ sơ một phần", "80", "", ""])
    found = interpret_indicators(printed, None, LineKeys())
    assert [t["line_key"] for t in found.targets] == ["Phụ lục I//1.3", "Phụ lục I//1.3#2"]


PROJECT_COLUMNS = [
    "STT",
    "Tên nhiệm vụ, dự án",
    "Hình thức",
    "Đơn vị chủ trì",
    "Kinh phí giai đoạn 2022-2025",
    "Kinh phí năm 2024",
]


def test_projects_take_status_from_their_group_and_sums_are_no_projects() -> None:
    printed = table(
        PROJECT_COLUMNS,
        ["I", "Nhiệm vụ chuyển tiếp từ năm 2023 từ nguồn ngân sách tỉnh", "", "", "7.000", "4.000"],
        ["1", "Kho dữ liệu dùng chung", "Đầu tư", "Sở TT&TT", "7.000", "4.000"],
        ["II", "Nhiệm vụ mới", "", "", "500", "500"],
        ["1", "Cổng dữ liệu mở", "Thuê", "Sở TT&TT", "500", "500"],
        ["", "TỔNG CỘNG", "", "", "7.500", "4.500"],
    )
    found = interpret_projects(printed, None, "tổng kinh phí là 4.500 triệu đồng, phần còn lại 2 tỷ đồng", LineKeys())
    assert [(p["group_code"], p["project_code"], p["status"]) for p in found.projects] == [
        ("I", "1", "continuing"),
        ("II", "1", "new"),
    ]
    amounts = [(b["period_start_year"], b["period_end_year"], b["amount_vnd"], b["amount_text"]) for b in found.budgets]
    assert amounts == [
        (2022, 2025, 7_000_000_000, "7.000"),
        (2024, 2024, 4_000_000_000, "4.000"),
        (2022, 2025, 500_000_000, "500"),
        (2024, 2024, 500_000_000, "500"),
    ]
    assert {(b["unit_text"], b["unit_inferred"]) for b in found.budgets} == {("triệu đồng", True)}
    assert [(s["line_kind"], s["amount_vnd"]) for s in found.sums][-2:] == [
        ("total", 7_500_000_000),
        ("total", 4_500_000_000),
    ]
    assert found.sums[0]["funding_source"] == "nguồn ngân sách tỉnh"


@pytest.mark.parametrize(
    "remark", ["Bằng chữ: Một tỷ đồng", "(Số tiền bằng chữ: Một tỷ đồng)", "Ghi chú: Giá đã có thuế"]
)
def test_words_under_a_total_are_no_project(remark: str) -> None:
    printed = table(
        ["STT", "Tên dự án", "Đơn vị chủ trì", "Kinh phí"],
        ["1", "Kho dữ liệu", "Sở Y tế", "600"],
        ["2", "Mạng số liệu", "Sở Y tế", "400"],
        ["", "Tổng cộng", "", "1.000"],
        ["", remark, "", ""],
        unit="triệu đồng",
    )
    found = interpret_projects(printed, (2026, 2026), "", LineKeys())
    assert [project["project_name"] for project in found.projects] == ["Kho dữ liệu", "Mạng số liệu"]
    assert [line["description"] for line in found.sums] == ["Tổng cộng"]


def test_unit_printed_over_the_table_is_not_inferred() -> None:
    printed = table(PROJECT_COLUMNS, ["1", "Kho dữ liệu", "Thuê", "Sở TT&TT", "1,5", "0,5"], unit="tỷ đồng")
    found = interpret_projects(printed, None, "không có số tiền nào", LineKeys())
    assert [(b["amount_vnd"], b["unit_inferred"]) for b in found.budgets] == [
        (1_500_000_000, False),
        (500_000_000, False),
    ]


def test_without_any_unit_no_amount_in_vnd_is_invented() -> None:
    printed = table(PROJECT_COLUMNS, ["1", "Kho dữ liệu", "Thuê", "Sở TT&TT", "1.500", "500"])
    found = interpret_projects(printed, None, "kinh phí bố trí theo quy định", LineKeys())
    assert [(b["amount_vnd"], b["amount_text"], b["unit_text"]) for b in found.budgets] == [
        (None, "1.500", None),
        (None, "500", None),
    ]


def test_units_of_money() -> None:
    for text, factor in (
        ("Đơn vị tính: triệu đồng", 10**6),
        ("tỷ đồng", 10**9),
        ("ĐVT: nghìn đồng", 1000),
        ("đồng", 1),
    ):
        unit = parse_money_unit(text)
        assert unit is not None
        assert unit.factor == factor
    assert parse_money_unit("ghi chú") is None


def test_table_of_no_known_kind_keeps_its_cells() -> None:
    printed = table(
        ["STT", "Tên xã", "Số trạm", "Ghi chú"], ["1", "Xã Minh Tân", "4", ""], ["2", "Xã Vũ Lễ", "1.250", "mới"]
    )
    assert printed.subject == "other"
    assert describe_table(printed)["table_kind"] == "other"
    cells = describe_cells(printed)
    assert [(c["row_no"], c["column_name"], c["value_text"], c["value_number"]) for c in cells][-2:] == [
        (2, "Số trạm", "1.250", 1250),
        (2, "Ghi chú", "mới", None),
    ]


def test_sums_by_source_are_lines_of_their_own_and_a_note_may_be_a_status() -> None:
    printed = table(
        ["TT", "Công trình", "Kinh phí / Tổng", "Kinh phí / NSTW", "Kinh phí / Khác", "Vốn đã giải ngân", "Ghi chú"],
        ["I", "Giao thông", "900", "600", "300", "450", ""],
        ["1", "Đường nội đồng", "900", "600", "300", "450", "Khởi công mới"],
        ["", "Tổng số", "900", "600", "300", "450", ""],
        unit="triệu đồng",
    )
    found = interpret_projects(printed, (2023, 2023), "", LineKeys())
    assert [row["amount_text"] for row in found.budgets] == ["900"]
    assert [(row["line_kind"], row["amount_text"], row["funding_source"]) for row in found.sums] == [
        ("subtotal", "900", None), ("subtotal", "600", "NSTW"), ("subtotal", "300", "Khác"), ("subtotal", "450", None),
        ("total", "900", None), ("total", "600", "NSTW"), ("total", "300", "Khác"), ("total", "450", None),
    ]  # fmt: skip
    (project,) = found.projects
    assert (project["status"], project["status_text"], project["legal_basis_text"]) == ("new", "Khởi công mới", None)


def test_results_without_a_period_of_their_own_are_of_the_days_of_the_document() -> None:
    text = (
        "SỞ NỘI VỤ\nSố: 8/BC-SNV\nHà Nam, ngày 05 tháng 7 năm 2024\n\nBÁO CÁO\nKết quả số hóa 6 tháng đầu năm 2024\n\n"
        "Bảng 1. Kết quả\n\n| STT | Chỉ tiêu | ĐVT | Kế hoạch | Kết quả |\n| 1 | Hồ sơ trực tuyến | % | 60 | 71,2 |\n"
    )
    records = interpret_document(read_source("a.txt", "0" * 64, text.encode()))
    assert [r["period_end"] for r in records["indicator_results"]] == [date(2024, 6, 30)]


def test_bullets_under_a_line_are_its_parts_and_each_has_a_result_of_its_own() -> None:
    printed = table(
        ["STT", "Chỉ tiêu", "ĐVT", "Kết quả năm 2023", "Kế hoạch năm 2024", "Cơ quan chủ trì"],
        ["1", "Tỷ lệ hồ sơ công việc trên môi trường mạng", "", "", "", ""],
        ["", "- Cấp huyện", "%", "75", "80", "Văn phòng"],
        ["", "- Cấp xã", "%", "45", "≥ 60", "UBND xã"],
        ["2", "Cán bộ được tập huấn", "Người", "60", "70", "Phòng Nội vụ"],
        ["", "- Trong đó: cấp xã", "Người", "50", "65", ""],
        ["", "- Tỷ lệ nữ", "%", "40", "45", ""],
    )
    found = interpret_indicators(printed, (2024, 2024), LineKeys())
    assert [(r["row_no"], r["component_no"], r.get("component_label"), r["target_value"]) for r in found.targets] == [
        ("1", 0, None, None),
        ("1", 1, "Cấp huyện", 80),
        ("1", 2, "Cấp xã", 60),
        ("2", 0, None, 70),
        ("2", 1, "cấp xã", 65),
        (None, 0, None, 45),
    ]
    assert [r["unit"] for r in found.targets[:3]] == ["percent"] * 3
    assert found.targets[2]["comparator"] == ">="
    assert len({r["line_key"] for r in found.targets[:3]}) == 1
    assert [(r["indicator_name"], r["result_value"]) for r in found.results[:2]] == [
        ("Tỷ lệ hồ sơ công việc trên môi trường mạng - Cấp huyện", 75),
        ("Tỷ lệ hồ sơ công việc trên môi trường mạng - Cấp xã", 45),
    ]
    assert len({r["line_key"] for r in found.results}) == len(found.results)
    assigned, _ = interpret_assignments(found.lines, "indicator", None)
    assert [(a["subject_key"], a["agency_text"]) for a in assigned][:2] == [
        ("Phụ lục I//1", "Văn phòng"),
        ("Phụ lục I//1", "UBND xã"),
    ]


def test_a_group_with_figures_of_its_own_is_an_indicator_too_and_scores_are_points() -> None:
    printed = table(
        ["TT", "Chỉ số", "Điểm tối đa", "Điểm đạt năm 2023", "Mục tiêu năm 2024", "Cơ quan chủ trì"],
        ["I", "Chuyển đổi số cấp huyện", "", "", "", ""],
        ["1", "Nhận thức số", "100", "85", "95", "Phòng VHTT"],
        ["1.1", "Người đứng đầu chỉ đạo", "20", "20", "20", "Văn phòng"],
        ["1.2", "Xếp hạng chuyên mục", "20", "15", "12", "Trung tâm VHTT"],
        ["2", "Thể chế số", "100", "90", "≥ 95%", "Phòng Nội vụ"],
        title="MỤC TIÊU CÁC CHỈ SỐ THÀNH PHẦN DTI NĂM 2024",
    )
    found = interpret_indicators(printed, (2024, 2024), LineKeys())
    assert [(t["row_no"], t["group_no"], t["group_name"], t["target_value"], t["unit"]) for t in found.targets] == [
        ("1", "I", "Chuyển đổi số cấp huyện", 95, "point"),
        ("1.1", "1", "Nhận thức số", 20, "point"),
        ("1.2", "1", "Nhận thức số", 12, "rank"),
        ("2", "I", "Chuyển đổi số cấp huyện", 95, "percent"),
    ]
    assert [(r["row_no"], r["result_value"]) for r in found.results] == [("1", 85), ("1.1", 20), ("1.2", 15), ("2", 90)]
    assigned, _ = interpret_assignments(found.lines, "indicator", None)
    assert assigned[0]["agency_text"] == "Phòng VHTT"
    assert [group.number for group in printed.rows[1]] == ["I", "1"]


@pytest.mark.parametrize(
    ("headings", "subject"),
    [
        (["Xã Vĩnh Hưng", "TT Vĩnh Lộc"], "other"),
        (["Xã Vĩnh Hưng", "Kế hoạch năm 2024"], "indicators"),
        (["Xã hoàn thành", "Ghi chú"], "indicators"),
    ],
)
def test_figures_by_area_are_kept_cell_by_cell(headings: list[str], subject: str) -> None:
    printed = table(
        ["STT", "Chỉ tiêu", "ĐVT", *headings],
        ["1", "Tỷ lệ hồ sơ trực tuyến", "%", "85", "90"],
        ["2", "Số tài khoản mức 2", "TK", "4.200", "9.500"],
    )
    assert printed.subject == subject
    assert len(describe_cells(printed)) == (10 if subject == "other" else 0)
