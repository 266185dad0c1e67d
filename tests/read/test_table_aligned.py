"""Tables kept in columns by blanks whose rows have no numbers, and headings of two levels over such columns."""

import pytest

from pipelines.interpret.document import interpret_document
from pipelines.read.linearised import LinearisedTable, read_linearised_tables
from pipelines.read.lines import read_lines
from tests.interpret.texts import read

PLAIN = """
Lĩnh vực              Tiếp nhận   Trực tuyến   Đúng hạn   Quá hạn
Đất đai                   1.120          436      1.061        59
Hộ tịch                     842          803        842         0
Chứng thực                  668           21        668         0
Tổng cộng                 2.630        1.260      2.571        59
"""
LEFT = """
TT   Lĩnh vực              Tiếp nhận   Trực tuyến   Đúng hạn   Quá hạn
1    Đất đai               1.120       436          1.061      59
2    Hộ tịch               842         803          842        0
     Tổng cộng             1.962       1.239        1.903      59
"""
WRAPPED = """
Bộ phận               Số hồ sơ    Tỷ lệ   Xếp loại
                                    (%)
Thủ tục thuộc thẩm
quyền của huyện            412     98,5   Tốt
Phường Đông                 90    100,0   Tốt
và các xã lân cận
Phường Tây                  12     75,0   Khá
"""
LEVELS = """
TT   Chỉ tiêu                     ĐVT     Năm 2024                 Tỷ lệ so với
                                          Kế hoạch   TH 6 tháng    KH (%)   Cùng kỳ (%)
1    Hồ sơ trực tuyến             hồ sơ   150.000    81.200        54,1     134,3
2    Tỷ lệ hồ sơ trực tuyến       %       70         66,7          95,3     114,4
"""
LETTERHEAD = """
ỦY BAN NHÂN DÂN          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
   HUYỆN TAM BÌNH                  Độc lập - Tự do - Hạnh phúc
Số: 88/BC-UBND                 Tam Bình, ngày 05 tháng 7 năm 2024
                             BÁO CÁO
            Kết quả 6 tháng đầu năm 2024
I. KẾT QUẢ
"""
CLOSING = """
Trên đây là kết quả 6 tháng, kính báo cáo.
Nơi nhận:                               TM. ỦY BAN NHÂN DÂN
- Như trên;                                 CHỦ TỊCH
- Lưu: VT, 12 bản.
                                           Lê Văn An
"""


def found(text: str) -> list[LinearisedTable]:
    return read_linearised_tables(read_lines(text))


@pytest.mark.parametrize(
    ("text", "columns", "rows"),
    [
        (
            PLAIN,
            ("Lĩnh vực", "Tiếp nhận", "Trực tuyến", "Đúng hạn", "Quá hạn"),
            [
                ("Đất đai", "1.120", "436", "1.061", "59"),
                ("Hộ tịch", "842", "803", "842", "0"),
                ("Chứng thực", "668", "21", "668", "0"),
                ("Tổng cộng", "2.630", "1.260", "2.571", "59"),
            ],
        ),
        (
            LEFT,
            ("TT", "Lĩnh vực", "Tiếp nhận", "Trực tuyến", "Đúng hạn", "Quá hạn"),
            [
                ("1", "Đất đai", "1.120", "436", "1.061", "59"),
                ("2", "Hộ tịch", "842", "803", "842", "0"),
                ("", "Tổng cộng", "1.962", "1.239", "1.903", "59"),
            ],
        ),
        (
            WRAPPED,
            ("Bộ phận", "Số hồ sơ", "Tỷ lệ (%)", "Xếp loại"),
            [
                ("Thủ tục thuộc thẩm quyền của huyện", "412", "98,5", "Tốt"),
                ("Phường Đông và các xã lân cận", "90", "100,0", "Tốt"),
                ("Phường Tây", "12", "75,0", "Khá"),
            ],
        ),
    ],
    ids=["figures at the right", "numbered, at the left", "wrapped names"],
)
def test_figures_under_headings_that_nobody_declared(
    text: str, columns: tuple[str, ...], rows: list[tuple[str, ...]]
) -> None:
    (only,) = found(LETTERHEAD + text + CLOSING)
    assert only.table.columns == columns
    assert [row.texts for row in only.table.rows] == rows


@pytest.mark.parametrize("text", [PLAIN, LEFT, WRAPPED])
def test_nothing_around_it_belongs_to_it(text: str) -> None:
    lines = read_lines(LETTERHEAD + text + CLOSING)
    (only,) = read_linearised_tables(lines)
    assert [line.text for line in lines[only.start : only.end]] == [
        " ".join(line.split()) for line in text.strip().split("\n")
    ]


def test_a_heading_over_two_columns_is_said_of_both() -> None:
    (only,) = found(LETTERHEAD + LEVELS + CLOSING)
    assert only.table.columns[3:] == (
        "Năm 2024 / Kế hoạch",
        "Năm 2024 / TH 6 tháng",
        "Tỷ lệ so với / KH (%)",
        "Tỷ lệ so với / Cùng kỳ (%)",
    )
    records = interpret_document(read(LETTERHEAD + LEVELS + CLOSING))
    assert [row["target_value"] for row in records["indicator_targets"]] == [150000, 70]
    assert [(str(row["result_value"]), str(row["period_end"])) for row in records["indicator_results"]] == [
        ("81200", "2024-06-30"),
        ("66.7", "2024-06-30"),
    ]


def test_every_figure_is_in_a_cell_and_the_sums_are_checked() -> None:
    records = interpret_document(read(LETTERHEAD + PLAIN + CLOSING))
    figures = [row["value_number"] for row in records["table_cells"] if row["value_number"] is not None]
    assert len(figures) == 16
    assert [row["holds"] for row in records["arithmetic_checks"]] == [True] * 3


@pytest.mark.parametrize(
    "text",
    [
        LETTERHEAD + CLOSING,
        "Nơi nhận:              Người lập            Thủ trưởng\n- Như trên;            Lê An              Bùi Bình\n- Lưu.       12\n",
        "Trong năm  Sở đã ban hành   Kế hoạch\nCó 12   xã hoàn thành  việc   15 xã chưa\n",
        "Họ và tên             Chức vụ            Cơ quan\nLê An                 Trưởng phòng       Sở Nội vụ\n",
    ],
    ids=["letterhead and signature", "names beside each other", "words set wide", "no figures"],
)
def test_what_stands_in_columns_and_is_no_table_of_figures(text: str) -> None:
    assert found(text) == []
