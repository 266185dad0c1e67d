"""Cells that share a line: figures, units, comparisons, dates, sources of money beside one another."""

import pytest

from pipelines.read.linearised import read_linearised_tables
from pipelines.read.lines import read_lines

PLAN = "STT Chỉ tiêu ĐVT\nKế hoạch\nnăm 2023\nThực hiện\nTỷ lệ (%)\n"
LETTER = "TT Tên chỉ tiêu\nChỉ tiêu\nđược giao\nThực hiện\nđến 30/6/2023\nCơ quan chủ trì\n"
WORK = "TT Nhiệm vụ\nChủ trì Phối hợp\nThời gian\nhoàn thành\nSản phẩm\n"
MONEY = "TT Công trình\nChủ đầu tư\nTổng mức\nđầu tư\nKế hoạch\nvốn năm 2023\nNguồn vốn\nGhi chú\n"


def read_rows(header: str, *lines: str) -> list[tuple[str, ...]]:
    (found,) = read_linearised_tables(read_lines(header + "".join(f"{line}\n" for line in lines)))
    return [row.texts for row in found.table.rows]


def test_units_stand_between_the_name_and_its_figures() -> None:
    rows = read_rows(
        PLAN,
        "1 Diện tích trồng rừng mới ha 320 341 106,6",
        "2 Tỷ lệ xã có nhà văn hóa % ≥ 90 88,5 98,3",
        "3 Thu từ phí, lệ phí tỷ đồng 4,2 3,9 92,9",
        "4 Số cơ sở được cấp phép",
        "doanh",
        "nghiệp",
        "12 12 100",
    )
    assert rows == [
        ("1", "Diện tích trồng rừng mới", "ha", "320", "341", "106,6"),
        ("2", "Tỷ lệ xã có nhà văn hóa", "%", "≥ 90", "88,5", "98,3"),
        ("3", "Thu từ phí, lệ phí", "tỷ đồng", "4,2", "3,9", "92,9"),
        ("4", "Số cơ sở được cấp phép", "doanh nghiệp", "12", "12", "100"),
    ]


def test_comparisons_and_words_are_values_too() -> None:
    rows = read_rows(
        LETTER,
        "1 Tỷ lệ máy tính có bản quyền ≥ 80% 87% Sở Tài chính",
        "2 Tỷ lệ phiên họp không giấy từ 50% trở lên 53,2% Sở Nội vụ",
        "3 Xây dựng trang tin nội bộ Hoàn thành Hoàn thành Sở Tư pháp",
        "4 Tỷ lệ công chức được tập huấn 100% 96% Sở Nội vụ",
    )
    assert [row[2:4] for row in rows] == [
        ("≥ 80%", "87%"), ("từ 50% trở lên", "53,2%"), ("Hoàn thành", "Hoàn thành"), ("100%", "96%"),
    ]  # fmt: skip


def test_dates_stand_in_the_column_of_time_or_with_the_document_they_date() -> None:
    rows = read_rows(
        WORK,
        "1 Rà soát thủ tục nội bộ Phòng Nội vụ UBND các xã 15/12/2023 Báo cáo",
        "2 Lập danh mục theo Công văn số 12/SNV-VP ngày",
        "03/4/2023",
        "Văn phòng UBND tỉnh Sở Tư pháp Hằng năm Danh mục",
        "3 Mở hai lớp tập huấn Sở Nội vụ Sở Tài chính Quý II/2023 Kế hoạch",
    )
    assert rows[0] == ("1", "Rà soát thủ tục nội bộ", "Phòng Nội vụ", "UBND các xã", "15/12/2023", "Báo cáo")
    assert rows[1][1:5] == (
        "Lập danh mục theo Công văn số 12/SNV-VP ngày 03/4/2023", "Văn phòng UBND tỉnh", "Sở Tư pháp", "Hằng năm",
    )  # fmt: skip


def test_sums_leave_the_name_of_their_group() -> None:
    rows = read_rows(
        MONEY,
        "I HẠ TẦNG SỐ 7.500 2.300",
        "1 Sửa nhà văn hóa xã UBND xã 2.500 1.300 Ngân sách xã Chuyển tiếp",
        "2 Trang bị phòng họp Phòng Nội vụ 5.000 1.000 Ngân sách tỉnh Khởi công mới",
        " TỔNG SỐ 7.500 2.300",
    )
    assert [row[1:5] for row in rows] == [
        ("HẠ TẦNG SỐ", "", "7.500", "2.300"),
        ("Sửa nhà văn hóa xã", "UBND xã", "2.500", "1.300"),
        ("Trang bị phòng họp", "Phòng Nội vụ", "5.000", "1.000"),
        ("TỔNG SỐ", "", "7.500", "2.300"),
    ]
    assert [row[5:] for row in rows[1:3]] == [("Ngân sách xã", "Chuyển tiếp"), ("Ngân sách tỉnh", "Khởi công mới")]


@pytest.mark.parametrize(("above", "number"), [("Nâng hạng bệnh viện lên hạng", "II"), ("Kho hồ sơ số giai đoạn", "1")])
def test_a_number_that_the_line_above_asks_for_begins_no_row(above: str, number: str) -> None:
    rows = read_rows(
        MONEY, "I Việc mới 7.500 2.300", f"1 {above}", number, "Phòng Y tế 2.500 1.300 Ngân sách xã",
        "II Việc khác 900 900", "1 Mua máy Phòng Nội vụ 900 900 Ngân sách tỉnh",
    )  # fmt: skip
    assert [row[0] for row in rows] == ["I", "1", "II", "1"]
    assert rows[1][1:4] == (f"{above} {number}", "Phòng Y tế", "2.500")
