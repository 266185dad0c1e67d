"""Totals of tables against their rows, in made-up tables of several layouts."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from pipelines.interpret.appendices import Appendix
from pipelines.interpret.arithmetic_indicators import check_indicators
from pipelines.interpret.arithmetic_rounding import Check
from pipelines.interpret.arithmetic_tables import check_tables
from pipelines.interpret.indicators import interpret_indicators
from pipelines.interpret.rows import LineKeys, PrintedTable, open_table
from pipelines.read.model import Cell, Place, Row, Table
from tests.interpret.test_arithmetic_prose import clauses

COLUMNS = ("STT", "Tên nhiệm vụ, dự án", "Đơn vị chủ trì", "Tổng kinh phí giai đoạn 2025-2027", "Kinh phí năm 2025")
ROWS = [
    ("I", "Nhiệm vụ chuyển tiếp (02 nhiệm vụ)", "", "9.000", "3.000"),
    ("1", "Nâng cấp đường truyền", "Phòng Kinh tế", "4.000", "1.000"),
    ("2", "Thuê phần mềm", "Phòng Nội vụ", "5.000", "2.000"),
    ("II", "Nhiệm vụ mới (03 nhiệm vụ)", "", "6.500", "1.900"),
    ("1", "Đào tạo cán bộ", "Phòng Nội vụ", "1.500", "500"),
    ("2", "Mua sắm thiết bị", "Văn phòng", "2.000", "600"),
    ("3", "Số hóa hồ sơ", "Văn phòng", "3.000", "800"),
    ("", "TỔNG CỘNG", "", "15.500", "4.900"),
]


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], title: str = "DANH MỤC NHIỆM VỤ") -> PrintedTable:
    read = [
        Row(tuple(Cell(text, Place(line_start=line)) for text in row), Place(line_start=line, line_end=line))
        for line, row in enumerate(rows, 10)
    ]
    place = Place(line_start=9, line_end=10 + len(rows))
    appendix = Appendix("Phụ lục", True, title, Place(line_start=1, line_end=2), 0, 1)
    return open_table(Table(tuple(columns), tuple(read), place), 1, appendix)


def failing(printed: PrintedTable) -> list[Check]:
    return [check for check in check_tables([printed]) if not check.holds]


def pairs(checks: Sequence[Check]) -> list[tuple[int, int]]:
    """The printed and the recomputed figure of each check."""
    return [(int(check.stated), int(check.computed)) for check in checks]


def changed(row: int, column: int, text: str) -> list[tuple[str, ...]]:
    rows = [list(cells) for cells in ROWS]
    rows[row][column] = text
    return [tuple(cells) for cells in rows]


def test_a_table_that_adds_up_has_a_check_for_every_total_and_no_contradiction() -> None:
    checks = check_tables([table(COLUMNS, ROWS)])
    kinds = [check.kind for check in checks]
    assert [check.description for check in checks if not check.holds] == []
    assert (kinds.count("group_total"), kinds.count("column_sum"), kinds.count("count")) == (4, 4, 2)


@pytest.mark.parametrize(
    ("row", "column", "text", "kinds"),
    [
        (0, 3, "9.900", {"group_total", "column_sum"}),
        (5, 4, "700", {"group_total", "column_sum"}),
        (7, 3, "15.550", {"column_sum"}),
        (3, 1, "Nhiệm vụ mới (04 nhiệm vụ)", {"count"}),
        (6, 4, "3.800", {"group_total", "column_sum", "share"}),
    ],
)
def test_one_wrong_figure_is_found(row: int, column: int, text: str, kinds: set[str]) -> None:
    assert {check.kind for check in failing(table(COLUMNS, changed(row, column, text)))} == kinds


def test_the_rows_that_a_total_leaves_out_are_named() -> None:
    rows = changed(3, 3, "3.500")
    rows[7] = ("", "TỔNG CỘNG", "", "12.500", "4.900")
    found = failing(table(COLUMNS, rows))
    assert [(check.kind, check.left_out) for check in found] == [("group_total", ("II.3",)), ("column_sum", ("II.3",))]
    assert pairs(found) == [(3500, 6500), (12500, 15500)]


def test_rows_are_not_named_where_two_sets_of_rows_explain_the_difference() -> None:
    rows = changed(3, 3, "3.000")
    rows[5] = ("2", "Mua sắm thiết bị", "Văn phòng", "3.500", "600")
    rows[6] = ("3", "Số hóa hồ sơ", "Văn phòng", "3.500", "800")
    rows[4] = ("1", "Đào tạo cán bộ", "Phòng Nội vụ", "3.500", "500")
    group = next(check for check in failing(table(COLUMNS, rows)) if check.kind == "group_total")
    assert group.left_out == ()


def test_whole_figures_that_miss_by_one_do_not_add_up_and_rounding_is_named_as_a_reason() -> None:
    rows = changed(0, 3, "9.001")
    rows[7] = ("", "TỔNG CỘNG", "", "15.501", "4.900")
    failed = failing(table(COLUMNS, rows))
    assert failed
    assert all(check.apart and "có thể do làm tròn" in check.description for check in failed)


def test_a_total_with_fewer_digits_than_its_rows_is_rounded() -> None:
    rows = changed(4, 3, "1.500,4")
    assert failing(table(COLUMNS, rows)) == []
    assert not any(check.apart for check in check_tables([table(COLUMNS, rows)]))


def test_rows_that_break_one_down_are_not_added_twice() -> None:
    rows = list(ROWS)
    rows[3:3] = [("", "- Ngân sách tỉnh", "", "3.000", "1.500"), ("", "- Ngân sách xã", "", "2.000", "500")]
    assert failing(table(COLUMNS, rows)) == []


def test_an_amount_in_words_makes_a_sum_impossible() -> None:
    assert [c for c in check_tables([table(COLUMNS, changed(4, 3, "Lồng ghép"))]) if c.kind == "group_total" and "II" in c.description
            and "2025-2027" in c.description] == []  # fmt: skip


def test_a_figure_that_may_have_been_read_into_its_neighbour_contradicts_nothing() -> None:
    rows = changed(1, 3, "")
    rows[1] = ("1", "Nâng cấp đường truyền", "Phòng Kinh tế 4.000", "", "1.000")
    assert failing(table(COLUMNS, rows)) == []
    assert failing(table(COLUMNS, changed(1, 4, "4.000 1.000"))) == []


def test_groups_within_groups_are_added_up_level_by_level() -> None:
    columns = ("TT", "Nội dung", "Kinh phí (triệu đồng)")
    rows = [
        ("1", "Hạ tầng", "700"), ("1.1", "Máy chủ", "400"), ("1.1.1", "Mua mới", "300"), ("1.1.2", "Nâng cấp", "100"),
        ("1.2", "Đường truyền", "300"), ("1.2.1", "Thuê", "300"), ("2", "Đào tạo", "50"), ("2.1", "Lớp học", "50"),
        ("", "Tổng cộng", "750"),
    ]  # fmt: skip
    assert failing(table(columns, rows)) == []
    wrong = [(*row[:2], "350") if row[0] == "1.1" else row for row in rows]
    assert {check.stated for check in failing(table(columns, wrong))} == {Decimal(350), Decimal(700)}


def test_a_total_column_is_compared_with_its_sources_row_by_row() -> None:
    columns = ("TT", "Tên dự án", "Tổng kinh phí", "Kinh phí / Ngân sách tỉnh", "Kinh phí / Ngân sách huyện")
    rows = [
        ("1", "Cầu A", "500", "300", "200"), ("2", "Đường B", "900", "500", "400"), ("3", "Trường C", "650", "250", "300"),
        ("4", "Trạm D", "400", "100", "300"), ("5", "Chợ E", "70", "40", "30"), ("6", "Bến F", "90", "20", "70"),
        ("7", "Kè G", "60", "50", "10"), ("", "Tổng cộng", "2.670", "1.260", "1.310"),
    ]  # fmt: skip
    wrong = [check for check in failing(table(columns, rows)) if "cột thành phần" in check.description]
    assert pairs(wrong) == [(650, 550), (2670, 2570)]


@pytest.mark.parametrize(
    ("columns", "amounts", "expected"),
    [
        (
            ("Tổng kinh phí", "NSTW", "NSĐP"),
            [("1.500", "1.000", "400"), ("1.600", "600", "1.000"), ("3.100", "1.600", "1.400")],
            [(1500, 1400), (3100, 3000)],
        ),
        (
            ("Tổng kinh phí", "Trong đó / NSTW", "Trong đó / NSĐP", "Phân kỳ / 2024", "Phân kỳ / 2025"),
            [
                ("900", "500", "400", "450", "450"),
                ("800", "300", "400", "400", "400"),
                ("1.700", "800", "800", "850", "850"),
            ],
            [(800, 700), (1700, 1600)],
        ),
        (
            ("Kinh phí", "Trong đó / NSTW", "Trong đó / NSĐP"),
            [("1.500", "1.000", "400"), ("1.600", "600", "1.000"), ("3.100", "1.600", "1.400")],
            [(1500, 1400), (3100, 3000)],
        ),
        # Columns that make up no row are no parts.
        (
            ("Tổng kinh phí", "NSTW", "NSĐP"),
            [("1.500", "300", "200"), ("1.600", "100", "400"), ("3.100", "400", "600")],
            [],
        ),
    ],
)
def test_sources_of_few_rows_are_added_up(
    columns: tuple[str, ...], amounts: list[tuple[str, ...]], expected: list[tuple[int, int]]
) -> None:
    names = [("1", "Cầu A"), ("2", "Đường B"), ("", "Tổng cộng")]
    rows = [(*name, *row) for name, row in zip(names, amounts, strict=True)]
    wrong = failing(table(("TT", "Tên dự án", *columns), rows))
    assert pairs([check for check in wrong if "cột thành phần" in check.description]) == expected


def test_a_percentage_column_is_recognised_by_its_rows() -> None:
    columns = ("TT", "Xã", "Tiếp nhận", "Trực tuyến", "Tỷ lệ (%)")
    rows = [
        ("1", "Đông", "3.420", "3.214", "94,0"), ("2", "Tây", "1.876", "1.702", "90,7"), ("3", "Nam", "1.390", "1.127", "80,1"),
        ("4", "Bắc", "1.248", "1.066", "85,4"), ("5", "Trung", "962", "611", "63,5"), ("", "Cộng", "8.896", "7.720", "86,8"),
    ]  # fmt: skip
    found = failing(table(columns, rows, "SỐ LIỆU HỒ SƠ"))
    assert [(check.kind, check.stated) for check in found] == [("ratio", Decimal("80.1"))]


INDICATORS = ("STT", "Chỉ tiêu", "Kết quả năm 2024", "Ghi chú")


def indicator_checks(rows: Sequence[Sequence[str]], prose: str = "Không.") -> list[Check]:
    printed = table(INDICATORS, rows, "KẾT QUẢ THỰC HIỆN CHỈ TIÊU NĂM 2024")
    found = interpret_indicators(printed, (2024, 2024), LineKeys())
    return check_indicators(found.results, found.targets, clauses(prose))


@pytest.mark.parametrize(
    ("result", "note", "expected"),
    [
        ("80,90%", "1.114/1.377", [True]),
        ("96,8%", "42.898/44.376 = 96,8%", [False]),
        ("96,7%", "42.898/44.376 = 96,8%", [False, True]),
        ("30,89%", "Số thủ tục có phí được thanh toán: 232. Số thủ tục có phí: 751", [True]),
        ("38,89%", "Số thủ tục có phí được thanh toán: 232. Số thủ tục có phí: 751", [False]),
        ("85%", "Cấp huyện 10/12; cấp xã 45/60", []),
        ("85%", "Theo Quyết định số 12/2021", []),
        ("85%", "Chưa đến kỳ đánh giá", []),
    ],
)
def test_results_are_compared_with_the_figures_of_their_note(result: str, note: str, expected: list[bool]) -> None:
    checks = indicator_checks([("1", "Tỷ lệ hồ sơ trực tuyến", result, note)])
    assert [check.holds for check in checks] == expected


def test_one_quantity_in_two_rows() -> None:
    rows = [
        ("1", "Tỷ lệ cung cấp dịch vụ", "77%", "- Dịch vụ toàn trình: 114. - Dịch vụ một phần: 63. - Dịch vụ khác: 53"),
        ("2", "Tỷ lệ dịch vụ một phần", "28%", "64/230"),
        ("3", "Tỷ lệ hồ sơ số trên tổng số hồ sơ tiếp nhận", "50%", "100/200"),
        ("4", "Tỷ lệ hồ sơ quá hạn trên tổng số hồ sơ tiếp nhận", "10%", "21/210"),
    ]
    wrong = [check for check in indicator_checks(rows) if not check.holds]
    assert pairs(wrong) == [(64, 63), (210, 200)]


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("Tỷ lệ người dân có tài khoản số đạt 55,8%.", [True]),
        ("Tỷ lệ người dân có tài khoản số đạt 58,5%.", [False]),
        ("Tỷ lệ người dân có tài khoản số trên tổng số dân đạt tỷ lệ 58,5%.", [False]),
        ("Phấn đấu tỷ lệ người dân có tài khoản số đạt 70%.", []),
        ("Năm 2022, tỷ lệ người dân có tài khoản số đạt 40%.", []),
        ("Tỷ lệ người dân có tài khoản số đạt trên 70%.", []),
        ("Tỷ lệ người dân vùng cao có tài khoản số đạt 30%.", []),
    ],
)
def test_the_body_against_the_annex(prose: str, expected: list[bool]) -> None:
    rows = [("1", "Tỷ lệ người dân có tài khoản số", "55,80%", ""), ("2", "Tỷ lệ xã có cáp quang", "100%", "")]
    assert [check.holds for check in indicator_checks(rows, prose)] == expected
