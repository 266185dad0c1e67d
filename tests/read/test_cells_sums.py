"""Tables printed cell by cell with several columns of amounts: no two amounts share a cell, and sums tell which are empty."""

import pytest

from pipelines.read.linearised import read_linearised_tables
from pipelines.read.lines import read_lines

HEADER = "STT\nTên nhiệm vụ, dự án\nĐơn vị chủ trì\nTổng kinh phí\nNS tỉnh\nNS thành phố\nGhi chú\n"
FIRST = "1\nNâng cấp trung tâm điều hành\nPhòng Văn hóa\n2.000\n1.000\n1.000\n"
SECOND = "2\nThuê phần mềm quản lý văn bản\nVăn phòng\n350\n350\n"
THIRD = "3\nSố hóa hồ sơ hộ tịch\nPhòng Tư pháp\n1.200\n500\n700\nĐợt 1\n"
FOURTH = "4\nMua máy tính cho bộ phận một cửa\nPhòng Nội vụ\n1.300\n1.300\n"


def amounts(text: str) -> list[tuple[str, ...]]:
    (found,) = read_linearised_tables(read_lines(text))
    assert found.table.columns[3:6] == ("Tổng kinh phí", "NS tỉnh", "NS thành phố")
    return [row.texts[3:6] for row in found.table.rows]


def test_every_amount_has_a_cell_of_its_own() -> None:
    assert amounts(HEADER + FIRST + THIRD) == [("2.000", "1.000", "1.000"), ("1.200", "500", "700")]


@pytest.mark.parametrize(
    ("group", "other", "total", "expected"),
    [
        (("2.350", "1.000", "1.350"), ("2.500", "500", "2.000"), ("4.850", "1.500", "3.350"), ("", "")),
        (("2.350", "1.350", "1.000"), ("2.500", "500", "2.000"), ("4.850", "1.850", "3.000"), ("350", "")),
        (("2.350", "1.350", "1.000"), ("2.500", "1.800", "700"), ("4.850", "3.150", "1.700"), ("350", "1.300")),
    ],
)
def test_the_sums_of_the_groups_say_which_source_is_empty(
    group: tuple[str, ...], other: tuple[str, ...], total: tuple[str, ...], expected: tuple[str, str]
) -> None:
    def line(label: str, name: str, sums: tuple[str, ...]) -> str:
        return "\n".join(filter(None, [label, name, *sums])) + "\n"

    text = HEADER + line("I", "Nhiệm vụ chuyển tiếp", group) + FIRST + SECOND
    text += line("II", "Nhiệm vụ mới", other) + THIRD + FOURTH + line("", "Tổng cộng", total)
    found = amounts(text)
    assert [found[0], found[3], found[6]] == [group, other, total]
    assert found[1:3] == [("2.000", "1.000", "1.000"), ("350", expected[0], "" if expected[0] else "350")]
    assert found[4:6] == [("1.200", "500", "700"), ("1.300", expected[1], "" if expected[1] else "1.300")]


def test_the_total_says_it_where_there_are_no_groups() -> None:
    found = amounts(HEADER + FIRST + SECOND + THIRD + FOURTH + "Tổng cộng\n4.850\n1.850\n3.000\n")
    assert [found[1], found[3]] == [("350", "350", ""), ("1.300", "", "1.300")]


def test_sums_that_no_reading_gives_move_nothing() -> None:
    untold = amounts(HEADER + FIRST + SECOND + THIRD + FOURTH)
    assert amounts(HEADER + FIRST + SECOND + THIRD + FOURTH + "Tổng cộng\n4.850\n1.851\n2.999\n")[:4] == untold


YEARS = "STT\nTên dự án\nCơ quan chủ trì\nTổng kinh phí\nNăm 2024\nNăm 2025\nNguồn vốn\n"


def rows_of(text: str) -> list[tuple[str, ...]]:
    (found,) = read_linearised_tables(read_lines(text))
    return [row.texts for row in found.table.rows]


def test_a_sum_beside_its_years_is_a_column() -> None:
    text = f"{YEARS}1\nNâng cấp kho dữ liệu\nSở Nội vụ\n19.700\n14.700\n5.000\nNST\n"
    text += "2\nĐào tạo kỹ năng số\nSở Nội vụ\n7.000\n-\n7.000\nNSTW\nTổng cộng\n26.700\n14.700\n12.000\n"
    (found,) = read_linearised_tables(read_lines(text))
    assert found.table.columns[3:] == ("Tổng kinh phí", "Năm 2024", "Năm 2025", "Nguồn vốn")
    assert [row.texts[3:] for row in found.table.rows] == [
        ("19.700", "14.700", "5.000", "NST"),
        ("7.000", "-", "7.000", "NSTW"),
        ("26.700", "14.700", "12.000", ""),
    ]


def test_a_heading_over_years_is_none_where_the_rows_print_no_sum() -> None:
    text = f"{YEARS}1\nNâng cấp kho dữ liệu\nSở Nội vụ\n14.700\n5.000\nNST\n2\nĐào tạo kỹ năng số\nSở Nội vụ\n-\n7.000\nNSTW\n"
    (found,) = read_linearised_tables(read_lines(text))
    assert found.table.columns[3:] == ("Tổng kinh phí / Năm 2024", "Tổng kinh phí / Năm 2025", "Nguồn vốn")
    assert [row.texts[3:] for row in found.table.rows] == [("14.700", "5.000", "NST"), ("-", "7.000", "NSTW")]


def test_a_dash_is_a_cell_and_numbers_of_columns_in_brackets_are_no_heading() -> None:
    text = "STT\nTên dự án\nĐơn vị chủ trì\nTổng kinh phí\nTrong đó\nNSTW\nNSĐP\n(1)\n(2)\n(3)\n(4)\n(5)\n(6)\n"
    text += "1\nSố hóa hồ sơ\nSở Tư pháp\n10.340\n10.340\n-\n2\nĐào tạo\nSở Nội vụ\n7.000\n-\n7.000\n3\nMua máy\nSở Y tế\n900\n900\n-\n"
    (found,) = read_linearised_tables(read_lines(text))
    assert found.table.columns[3:] == ("Tổng kinh phí", "Trong đó / NSTW", "Trong đó / NSĐP")
    assert [row.texts[0] for row in found.table.rows] == ["1", "2", "3"]
    assert found.table.rows[0].texts[3:] == ("10.340", "10.340", "-")


def test_a_page_number_behind_all_amounts_or_above_a_group_is_no_cell() -> None:
    text = f"{YEARS}A\nCHUYỂN TIẾP\n19.700\n14.700\n5.000\nI\nHạ tầng\n1\nNâng cấp kho\nSở Nội vụ\n19.700\n14.700\n5.000\nNST\n"
    text += "B\nMỚI\n7.000\n-\n7.000\n2\nII\nDữ liệu\n2\nĐào tạo kỹ năng\nSở Nội vụ\n7.000\n-\n7.000\nNSTW\n"
    found = rows_of(f"{text}Tổng cộng\n26.700\n14.700\n12.000\n")
    assert [row[0] for row in found] == ["A", "I", "1", "B", "II", "2", ""]
    assert [row[3:6] for row in found if row[3]] == [
        ("19.700", "14.700", "5.000"),
        ("19.700", "14.700", "5.000"),
        ("7.000", "-", "7.000"),
        ("7.000", "-", "7.000"),
        ("26.700", "14.700", "12.000"),
    ]


@pytest.mark.parametrize(
    "after",
    [
        "III. TỔ CHỨC THỰC HIỆN\n1. Sở Nội vụ\n- Chủ trì triển khai.\n2. Sở Tài chính\n- Bố trí kinh phí.\n",
        "III. TỔ CHỨC THỰC HIỆN\nSở Tài chính bố trí kinh phí.\n",
        "Bằng chữ: Hai mươi sáu tỷ bảy trăm triệu đồng.\n",
    ],
)
def test_a_table_ends_behind_the_total_under_its_last_row(after: str) -> None:
    text = (
        f"{YEARS}1\nNâng cấp kho\nSở Nội vụ\n19.700\n14.700\n5.000\nNST\n2\nĐào tạo\nSở Nội vụ\n7.000\n-\n7.000\nNSTW\n"
    )
    assert rows_of(f"{text}Tổng cộng\n26.700\n14.700\n12.000\n{after}")[-1] == (
        "",
        "Tổng cộng",
        "",
        "26.700",
        "14.700",
        "12.000",
        "",
    )


def test_years_one_below_the_other_are_headings_and_a_heading_of_one_line_is_not_parted() -> None:
    text = "TT\nNỘI DUNG CÔNG VIỆC\nCHỦ TRÌ\nTổng mức\nđầu tư\nPhân kỳ kinh phí\n2021\n2022\n2023\n"
    text += "1\nNâng cấp kho dữ\nliệu của tỉnh\nSở Nội vụ\n30.000\n5.000\n10.000\n15.000\n"
    text += "2\nMạng số liệu\nSở Y tế\n15.000\n5.000\n5.000\n5.000\n"
    (found,) = read_linearised_tables(read_lines(text))
    assert found.table.columns[1:] == (
        "NỘI DUNG CÔNG VIỆC",
        "CHỦ TRÌ",
        "Tổng mức đầu tư",
        "Phân kỳ kinh phí / 2021",
        "Phân kỳ kinh phí / 2022",
        "Phân kỳ kinh phí / 2023",
    )
    assert found.table.rows[0].texts[1:] == (
        "Nâng cấp kho dữ liệu của tỉnh",
        "Sở Nội vụ",
        "30.000",
        "5.000",
        "10.000",
        "15.000",
    )


def test_a_header_that_the_text_ends_with_is_no_table() -> None:
    assert read_linearised_tables(read_lines(f"{YEARS}(1)\n(2)\n(3)\n(4)\n(5)\n(6)\n(7)\n")) == []
