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
