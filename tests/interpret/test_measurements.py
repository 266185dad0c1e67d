from typing import Any

import pytest

from pipelines.interpret.document import interpret_document
from pipelines.interpret.records import Record
from tests.interpret.texts import read

REPORT = """\
ỦY BAN NHÂN DÂN
HUYỆN ĐỒNG VĂN
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 214/BC-UBND
Đồng Văn, ngày 12 tháng 7 năm 2024
BÁO CÁO
Công tác y tế, giáo dục 6 tháng đầu năm 2024
I. KẾT QUẢ
1. Y tế
Trong 6 tháng đầu năm 2024, toàn huyện khám cho 45.120 lượt người,
tăng 4,5% so với cùng kỳ năm 2023; có 17/19 trạm y tế đạt chuẩn1. Kinh phí hỗ
trợ là 350 triệu đồng.
2. Giáo dục
- Hiện nay có 56 trường với 18.204 học sinh; tỷ lệ phòng học kiên cố đạt 92,5%.
1 Còn 02 trạm thuộc xã vùng biên, dự kiến hoàn thành 01 trạm trong năm 2025.
II. MỤC TIÊU
1. Mục tiêu cụ thể
- Tỷ lệ trẻ đến trường đạt 98%.
III. TỔ CHỨC THỰC HIỆN
Các xã báo cáo trước ngày 20 tháng 12 năm 2024./.
Nơi nhận:
- UBND 19 xã, thị trấn;
- Lưu: VT, 05 bản.
CHỦ TỊCH
Hoàng Văn Thịnh
"""


def measurements(text: str = REPORT) -> list[Record]:
    return interpret_document(read(text))["measurements"]


def columns(rows: list[Record], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def test_figures_of_prose_and_footnotes_only() -> None:
    expected = [(1, "trạm"), (2, "trạm"), (4.5, "percent"), (17, "trạm y tế"), (56, "trường"), (92.5, "percent")]
    expected += [(18204, "học sinh"), (45120, "lượt người")]
    assert sorted((float(value), unit) for value, unit in columns(measurements(), "value", "unit")) == expected


def test_period_is_the_one_printed_for_the_figure() -> None:
    periods = {float(str(row["value"])): row["period_text"] for row in measurements()}
    assert periods[45120] == "Trong 6 tháng đầu năm 2024"
    assert periods[4.5] == "so với cùng kỳ năm 2023"
    assert periods[17] == "Trong 6 tháng đầu năm 2024"
    assert periods[56] == periods[18204] == "Hiện nay"
    assert periods[1] == "trong năm 2025"


def test_what_is_due_in_another_clause_is_no_period() -> None:
    said = "Sở Nội vụ trình quy chế trước ngày 30/6/2024; Sở Tài chính bố trí tối thiểu 1% chi ngân sách."
    (row,) = [
        row
        for row in measurements(REPORT.replace("Kinh phí hỗ\ntrợ là 350 triệu đồng.", said))
        if row["value"] == 1 and row["unit"] == "percent"
    ]
    assert row["period_text"] is None


@pytest.mark.parametrize(
    ("said", "periods"),
    [
        ("Tỷ lệ đúng hạn đạt 95%, tăng 1% so với năm 2023 (94%).", [None, "so với năm 2023", "năm 2023"]),
        ("Tỷ lệ ký số đạt 87% (năm 2021: 71%).", [None, "năm 2021"]),
        ("Tỷ lệ ký số đạt 45% năm 2022 và 60% năm 2023.", ["năm 2022", "năm 2023"]),
        ("Tỷ lệ hồ sơ số đạt 2% (mục tiêu đến hết năm 2025: 50%). 58 xã chưa có.", [None, "đến hết năm 2025", None]),
        (
            "Số hồ sơ giảm 18% so với 6 tháng cuối năm 2021, giảm 24% so với cùng kỳ năm 2021.",
            ["so với 6 tháng cuối năm 2021", "so với cùng kỳ năm 2021"],
        ),
    ],
)
def test_period_of_a_figure_among_others(said: str, periods: list[str | None]) -> None:
    rows = measurements(REPORT.replace("trợ là 350 triệu đồng.", f"trợ đủ.\n{said}"))
    assert [row["period_text"] for row in rows if str(row["sentence"]) in said] == periods


def test_ratio_has_its_numerator_as_value() -> None:
    (row,) = [row for row in measurements() if row["denominator"] is not None]
    assert (row["value"], row["numerator"], row["denominator"]) == (17, 17, 19)


def test_place_is_the_line_of_the_figure() -> None:
    lines = REPORT.split("\n")
    for row in measurements():
        line = lines[int(str(row["source_line_start"])) - 1]
        printed = str(row["value"]).replace(".", ",")
        assert printed in line or printed in line.replace(".", "")


def test_clause_is_verbatim_and_under_its_heading() -> None:
    (row,) = [row for row in measurements() if row["value"] == 56]
    assert row["sentence"] == "Hiện nay có 56 trường với 18.204 học sinh"
    (other,) = [row for row in measurements() if row["value"] == 45120]
    assert row["section_id"] not in {None, other["section_id"]}


def test_rows_are_numbered_within_the_document() -> None:
    rows = measurements()
    assert [row["record_no"] for row in rows] == list(range(1, len(rows) + 1))


def test_same_figures_at_another_width() -> None:
    other = REPORT.replace("lượt người,\ntăng", "lượt người, tăng").replace("Kinh phí hỗ\ntrợ", "Kinh phí hỗ trợ")
    assert columns(measurements(other), "value", "unit", "period_text") == columns(
        measurements(), "value", "unit", "period_text"
    )


def test_rows_of_a_table_that_was_not_read_are_no_figures() -> None:
    appendix = "\fPhụ lục\nKẾT QUẢ CÁC XÃ\n\n1 Xã Lũng Táo 1.240 1.105 89,1 12\n\n2 Xã Sính Lủng 980 744 75,9 9\n"
    assert columns(measurements(REPORT + appendix), "value") == columns(measurements(), "value")


def test_a_figure_that_stands_alone_measures_nothing() -> None:
    appendix = "\fPhụ lục\nKẾT QUẢ CÁC XÃ\n\nXã Lũng Táo\n\n9.500\n\nXã Sính Lủng\n\n85%\n"
    assert columns(measurements(REPORT + appendix), "value") == columns(measurements(), "value")
