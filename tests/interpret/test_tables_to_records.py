"""Lines of indicator and project tables as records; each case is small and says what a reader of the table would say."""

from datetime import date
from decimal import Decimal

from pipelines.interpret.appendices import Appendix
from pipelines.interpret.indicators import interpret_indicators
from pipelines.interpret.leftovers import describe_cells, describe_table
from pipelines.interpret.projects import interpret_projects, parse_money_unit
from pipelines.interpret.rows import LineKeys, PrintedTable, open_table
from pipelines.read.model import Cell, Place, Row, Table


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
