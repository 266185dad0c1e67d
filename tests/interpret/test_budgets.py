"""Reconciliations of tables written for the tests, shares of spending in sentences, amounts in unknown units."""

import json
from decimal import Decimal

import pytest

from pipelines.interpret.arithmetic_tables import check_tables
from pipelines.interpret.budget_reconciliations import reconcile_budgets
from pipelines.interpret.captions import Caption
from pipelines.interpret.document import interpret_document
from pipelines.interpret.funding_sources import funding_code
from pipelines.interpret.money import read_amounts
from pipelines.interpret.passages import Passage, PassageKind
from pipelines.interpret.projects import interpret_allocations, interpret_projects, parse_money_unit
from pipelines.interpret.records import Record, Records
from pipelines.interpret.rows import LineKeys, PrintedTable, open_table
from pipelines.interpret.spending_shares import interpret_spending_shares
from pipelines.read.model import Cell, Place, Row, Table
from tests.interpret.texts import read

HEADS = ("STT", "Tên nhiệm vụ, dự án", "Đơn vị chủ trì", "Kinh phí năm 2027 (triệu đồng)")
ROWS = (
    ("I", "Nhiệm vụ từ nguồn ngân sách tỉnh", "", "700"),
    ("1", "Nâng cấp trung tâm dữ liệu", "Sở A", "400"),
    ("2", "Thuê đường truyền", "Sở A", "300"),
    ("II", "Nhiệm vụ từ nguồn ngân sách trung ương", "", "1.150"),
    ("1", "Cơ sở dữ liệu đất đai", "Sở B", "900"),
    ("2", "Bệnh án điện tử", "Sở C", "150"),
    ("3", "Số hóa hồ sơ lưu trữ", "Sở D", "100"),
    ("", "Tổng cộng", "", "1.850"),
)


def opened(rows: tuple[tuple[str, ...], ...] = ROWS, heads: tuple[str, ...] = HEADS) -> PrintedTable:
    lines = [
        Row(tuple(Cell(text, Place(1, at, at)) for text in texts), Place(1, at, at))
        for at, texts in enumerate(rows, 10)
    ]
    return open_table(Table(heads, tuple(lines), Place(1, 9, 9 + len(lines))), 1, None)


def records_of(printed: PrintedTable, *lines: Record) -> Records:
    found = interpret_projects(printed, (2027, 2027), "", LineKeys())
    return {"projects": found.projects, "project_budgets": found.budgets, "budget_lines": [*found.sums, *lines]}


def prose(source: str, amount: int, text: str = "") -> Record:
    return {
        "section_id": "s1", "description": text or source, "line_kind": "subtotal", "amount_vnd": Decimal(amount) * 10**6,
        "amount_text": f"{amount} triệu đồng", "period_start_year": 2027, "period_end_year": 2027, "funding_source": source,
        "source_page": 1, "source_line_start": 3, "source_line_end": 3, "source_sheet": None, "source_cell": None,
    }  # fmt: skip


def against_groups(rows: tuple[tuple[str, ...], ...], *lines: Record) -> list[Record]:
    printed = opened(rows)
    found = reconcile_budgets(check_tables([printed]), [printed], records_of(printed, *lines))
    return [row for row in found if row["reconciliation_kind"] == "sources_and_groups"]


def test_a_row_that_another_source_pays_explains_both_sources() -> None:
    found = against_groups(ROWS, prose("Ngân sách tỉnh", 800), prose("Ngân sách trung ương", 1050))
    assert [row["difference_vnd"] for row in found] == [Decimal(-100_000_000), Decimal(100_000_000)]
    assert [json.loads(str(row["explained_by"])) for row in found] == [["Bảng 1/II/3"]] * 2
    assert "II.3 “Số hóa hồ sơ lưu trữ” 100" in str(found[0]["explanation"])


def test_two_sets_that_fit_explain_nothing_unless_the_prose_names_one() -> None:
    rows = (
        *ROWS[:5],
        ("2", "Bệnh án điện tử của tuyến huyện", "Sở C", "125"),
        ("3", "Số hóa hồ sơ lưu trữ lịch sử", "Sở D", "125"),
        ROWS[7],
    )
    found = against_groups(rows, prose("Ngân sách tỉnh", 825), prose("Ngân sách trung ương", 1025))
    assert [row["explanation"] for row in found] == [None, None]
    named = prose("Ngân sách tỉnh", 825, "Ngân sách tỉnh chi cho nhiệm vụ Số hóa hồ sơ lưu trữ lịch sử")
    found = against_groups(rows, named, prose("Ngân sách trung ương", 1025))
    assert json.loads(str(found[0]["explained_by"])) == ["Bảng 1/II/3"]


def test_sources_that_agree_hold_and_sources_of_another_whole_are_not_compared() -> None:
    found = against_groups(ROWS, prose("Ngân sách tỉnh", 700), prose("Ngân sách trung ương", 1150))
    assert [(row["holds"], row["outcome"]) for row in found] == [(True, "exact")] * 2
    assert against_groups(ROWS, prose("Ngân sách tỉnh", 700), prose("Ngân sách trung ương", 9)) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nguồn ngân sách tỉnh", "province_budget"), ("NSTW", "central_budget"), ("Trung ương", "central_budget"),
        ("xã hội hóa", "private"), ("ngân sách tỉnh và ngân sách trung ương", None), ("nguồn khác", None), (None, None),
    ],
)  # fmt: skip
def test_codes_of_sources(text: str | None, code: str | None) -> None:
    assert funding_code(text) == code


def test_a_line_has_the_source_of_its_name_before_that_of_its_group() -> None:
    rows = (ROWS[0], ("1", "Hỗ trợ doanh nghiệp (nguồn NSTW)", "Sở A", "700"), ("", "Tổng cộng", "", "700"))
    (budget,) = records_of(opened(rows))["project_budgets"]
    assert (budget["funding_source"], budget["funding_source_code"]) == ("nguồn NSTW", "central_budget")


@pytest.mark.parametrize(
    ("unit", "factor"),
    [
        ("1.000 đồng", 1000),
        ("triệu đồng", 10**6),
        ("1.000.000 đ", 10**6),
        ("nghìn USD", None),
        ("triệu đô la Mỹ", None),
    ],
)
def test_units_of_money(unit: str, factor: int | None) -> None:
    found = parse_money_unit(f"Đơn vị tính: {unit}")
    assert found is not None
    assert found.factor == factor


def test_an_amount_in_a_foreign_unit_has_no_value_in_dong() -> None:
    heads = (*HEADS[:3], "Kinh phí năm 2027 (nghìn USD)")
    printed = opened((("1", "Nâng cấp trung tâm dữ liệu", "Sở A", "400"),), heads)
    body = "Tổng kinh phí là 400 triệu đồng, trong đó ngân sách tỉnh 400 triệu đồng."
    (budget,) = interpret_projects(printed, (2027, 2027), body, LineKeys()).budgets
    assert (budget["amount_vnd"], budget["amount_text"], budget["unit_text"]) == (None, "400", "nghìn USD")


def shares(text: str, *lines: Record, title: str = "Kế hoạch chuyển đổi số năm 2027") -> list[Record]:
    passages = [Passage(text, PassageKind.PROSE, "s1", Place(1, 1, 1))]
    records: Records = {
        "documents": [{"title": title}], "indicator_targets": [], "indicator_results": [], "budget_lines": list(lines),
    }  # fmt: skip
    return interpret_spending_shares(passages, read_amounts(passages), records)


def test_required_shares_with_the_part_for_security() -> None:
    found = shares(
        "Bố trí tối thiểu 1,5% tổng chi thường xuyên cho chuyển đổi số, trong đó ít nhất 10% kinh phí cho an toàn thông tin."
    )
    assert [(row["share_kind"], row["purpose"], str(row["share_pct"]), row["basis"]) for row in found] == [
        ("required", "digital_transformation", "1.5", "recurrent_budget"),
        ("required", "information_security", "10", "digital_budget"),
    ]


def test_a_stated_share_implies_its_whole_and_may_name_the_least() -> None:
    text = (
        "Năm 2027 chi 45 tỷ đồng cho chuyển đổi số, bằng 1,8% tổng chi ngân sách địa phương, cao hơn mức tối thiểu 1%."
    )
    stated, required = shares(text)
    assert (stated["share_kind"], stated["year_no"], stated["implied_total_vnd"]) == (
        "stated",
        2027,
        Decimal(2_500 * 10**9),
    )
    assert (required["share_kind"], required["share_pct"], required["basis"]) == (
        "required",
        Decimal(1),
        "total_budget",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Giải ngân 12 tỷ đồng, đạt 31,25% kế hoạch vốn.",
        "Tổng chi ngân sách huyện 312 tỷ đồng, bằng 47% dự toán.",
        "Tăng 9,4% chi ngân sách so với cùng kỳ.",
        "100% xã có máy tính.",
    ],
)
def test_other_percentages_are_no_shares(text: str) -> None:
    assert shares(text) == []


def test_a_total_over_years_spans_them_and_the_column_names_the_source() -> None:
    heads = ("TT", "Dự án", "Thời gian thực hiện", "Tổng mức đầu tư (triệu đồng)", "Kinh phí năm 2027", "Nguồn vốn")
    rows = (
        ("1", "Nâng cấp camera", "2025-2027", "3.500", "1.000", "Ngân sách thành phố"),
        ("2", "Số hóa sổ hộ tịch", "", "1.350", "1.350", ""),
    )
    found = interpret_projects(opened(rows, heads), (2027, 2027), "", LineKeys())
    spans = [(b["amount_text"], b["period_start_year"], b["period_end_year"]) for b in found.budgets]
    assert spans == [("3.500", 2025, 2027), ("1.000", 2027, 2027), ("1.350", 2027, 2027), ("1.350", 2027, 2027)]
    assert [b["funding_source"] for b in found.budgets] == ["Ngân sách thành phố"] * 2 + [None] * 2
    by_year = opened(
        (("1", "Nền tảng số", "1.200", "1.500", "2.700"), ("", "Cộng", "1.200", "1.500", "2.700")),
        ("TT", "Dự án", "Năm 2027 (triệu đồng)", "Năm 2028 (triệu đồng)", "Tổng"),
    )
    found = interpret_projects(by_year, (2027, 2027), "", LineKeys())
    years = [(2027, 2027), (2028, 2028), (2027, 2028)]
    assert [(b["period_start_year"], b["period_end_year"]) for b in found.budgets] == years
    assert [(s["period_start_year"], s["period_end_year"]) for s in found.sums] == years


def test_a_table_that_shares_out_money_is_budget_lines() -> None:
    heads = ("STT", "Đơn vị", "Số tiền (đồng)", "Ghi chú")
    rows = (
        ("", "TỔNG SỐ", "1.900.000.000", ""),
        ("I", "Cấp tỉnh", "1.500.000.000", ""),
        ("1", "Sở Y tế", "1.200.000.000", ""),
        ("2", "Sở Nội vụ", "300.000.000", "Chuyển tiếp"),
        ("II", "Cấp huyện", "400.000.000", ""),
        ("1", "UBND huyện A", "400.000.000", ""),
    )
    printed = opened(rows, heads)
    assert printed.shares_out_money
    found = interpret_allocations(printed, (2027, 2027), "")
    assert [(row["description"], row["line_kind"], row["amount_vnd"]) for row in found] == [
        ("Sở Y tế", "allocation", 1_200_000_000),
        ("Sở Nội vụ", "allocation", 300_000_000),
        ("UBND huyện A", "allocation", 400_000_000),
        ("Cấp tỉnh", "subtotal", 1_500_000_000),
        ("Cấp huyện", "subtotal", 400_000_000),
        ("TỔNG SỐ", "total", 1_900_000_000),
    ]
    assert interpret_allocations(opened(rows, ("STT", "Đơn vị", "Số tiền", "Ghi chú")), (2027, 2027), "") == []


def test_what_was_paid_out_of_an_allocation_is_told_apart_and_lines_of_sources_name_theirs() -> None:
    heads = ("STT", "Nguồn vốn", "Kế hoạch 2027 (triệu đồng)", "Giải ngân đến 30/9/2027 (triệu đồng)")
    rows = (
        ("I", "Ngân sách địa phương", "500", "300"),
        ("1", "Tiền sử dụng đất", "400", "250"),
        ("2", "Vốn xã hội hóa", "100", "50"),
        ("", "Tổng cộng", "500", "300"),
    )
    found = interpret_allocations(opened(rows, heads), (2027, 2027), "")
    assert [(row["description"], row["line_kind"], row["amount_text"], row["funding_source"]) for row in found] == [
        ("Tiền sử dụng đất", "allocation", "400", "Ngân sách địa phương"),
        (f"Tiền sử dụng đất ({heads[3]})", "other", "250", "Ngân sách địa phương"),
        ("Vốn xã hội hóa", "allocation", "100", "Vốn xã hội hóa"),
        (f"Vốn xã hội hóa ({heads[3]})", "other", "50", "Vốn xã hội hóa"),
        ("Ngân sách địa phương", "subtotal", "500", "Ngân sách địa phương"),
        (f"Ngân sách địa phương ({heads[3]})", "subtotal", "300", "Ngân sách địa phương"),
        ("Tổng cộng", "total", "500", None),
        (f"Tổng cộng ({heads[3]})", "total", "300", None),
    ]


def test_what_is_bought_at_a_price_is_no_project_and_its_amounts_are_multiplied_again() -> None:
    heads = ("STT", "Nội dung chi", "ĐVT", "Số lượng", "Đơn giá", "Thành tiền (đồng)")
    rows = (
        ("1", "Nước uống", "Người", "200", "40.000", "9.000.000"),
        ("2", "In tài liệu", "Bộ", "100", "65.000", "6.500.000"),
        ("3", "Thù lao", "Buổi", "4", "1.000.000", "4.000.000"),
        ("", "Tổng cộng", "", "", "", "19.500.000"),
    )
    printed = opened(rows, heads)
    assert printed.subject == "other"
    assert [row["description"] for row in interpret_allocations(printed, (2027, 2027), "")] == [row[1] for row in rows]
    products = [check for check in check_tables([printed]) if " x " in check.description]
    assert [(int(check.computed), check.holds) for check in products] == [
        (8_000_000, False),
        (6_500_000, True),
        (4_000_000, True),
    ]
    with_days = tuple((*row[:5], str(int(row[5].replace(".", "")) * 3)) for row in rows)
    assert [check for check in check_tables([opened(with_days, heads)]) if " x " in check.description] == []
    with_lead = opened(tuple((*row, "Sở A") for row in rows), (*heads, "Đơn vị chủ trì"))
    assert with_lead.subject == "projects"


def test_sums_of_a_table_that_shares_out_money_are_reconciled_in_dong() -> None:
    heads = ("STT", "Đơn vị", "Số tiền (triệu đồng)", "Ghi chú")
    rows = (("1", "Sở Y tế", "1.200", ""), ("2", "Sở Nội vụ", "300", ""), ("", "Tổng cộng", "1.600", ""))
    printed = opened(rows, heads)
    lines = interpret_allocations(printed, (2027, 2027), "")
    records: Records = {"projects": [], "project_budgets": [], "budget_lines": lines}
    found = reconcile_budgets(check_tables([printed]), [printed], records)
    assert [(row["stated_vnd"], row["computed_vnd"], row["outcome"]) for row in found] == [
        (1_600_000_000, 1_500_000_000, "contradiction")
    ]


def test_cells_that_print_their_own_unit_are_amounts_also_in_a_table_that_shares_out_money() -> None:
    text = """ỦY BAN NHÂN DÂN HUYỆN BA
Số: 12/KH-UBND
KẾ HOẠCH
Hỗ trợ các xã
I. KINH PHÍ
 STT   Đơn vị                  Số tiền            Ghi chú
 1     Xã An                   25 triệu đồng      Đợt 1
 2     Xã Bình                 30 triệu đồng      Đợt 1
"""
    found = interpret_document(read(text))["budget_lines"]
    assert [row["amount_text"] for row in found] == ["25 triệu đồng", "30 triệu đồng"]


def test_bare_years_under_a_unit_of_money_are_sums_and_not_targets() -> None:
    heads = ("TT", "Nội dung", "2026", "2027", "Tổng")
    line = Row(tuple(Cell(text, Place(1, 9, 9)) for text in ("1", "Đào tạo", "300", "350", "650")), Place(1, 9, 9))
    table = Table(heads, (line,), Place(1, 8, 9))
    printed = open_table(table, 1, None, Caption(units=("triệu đồng",)))
    found = interpret_projects(printed, (2027, 2027), "", LineKeys())
    years = [(b["period_start_year"], b["period_end_year"], b["amount_vnd"]) for b in found.budgets]
    assert years == [(2026, 2026, 300_000_000), (2027, 2027, 350_000_000), (2026, 2027, 650_000_000)]
    assert open_table(table, 1, None).subject != "projects"
