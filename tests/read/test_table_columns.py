"""Tables whose columns a dump keeps apart by blanks."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pipelines.language.text import fold
from pipelines.read.linearised import read_linearised_tables
from pipelines.read.lines import read_lines
from pipelines.read.model import Table
from tests.samples.build import DEFINITIONS, load_definition
from tests.samples.layout import wrap

KINDS = DEFINITIONS.with_name("kinds")
TABLES = [
    pytest.param(path, number, id=f"{path.stem}-{number}")
    for path in sorted([*DEFINITIONS.glob("*.yml"), *KINDS.glob("*.yml")])
    for number in range(sum("table" in block for block in load_definition(path)["blocks"]))
]


def read(text: str) -> list[Table]:
    return [found.table for found in read_linearised_tables(read_lines(text))]


def table_of(path: Path, number: int) -> dict[str, Any]:
    found: dict[str, Any] = [block["table"] for block in load_definition(path)["blocks"] if "table" in block][number]
    return found


def keep_columns(rows: Sequence[Sequence[str]], widths: Sequence[int], vertical: str, gap: int) -> list[str]:
    """The lines of rows set side by side, ``gap`` blanks apart; ``centre`` sets every cell at half height of its row."""
    lines = []
    for row in rows:
        cells = [wrap(text, width) for text, width in zip(row, widths, strict=True)]
        height = max(map(len, cells))
        tops = [(height - len(cell)) // 2 if vertical == "centre" else 0 for cell in cells]
        for at in range(height):
            line = ""
            left = 2
            for cell, top, width in zip(cells, tops, widths, strict=True):
                shown = cell[at - top] if 0 <= at - top < len(cell) else ""
                line = line.ljust(left) + shown
                left += width + gap
            lines.append(line.rstrip())
        if vertical == "centre":
            lines.append("")
    return lines


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("vertical", ["top", "centre"])
@pytest.mark.parametrize(("path", "number"), TABLES)
def test_table_kept_in_columns_is_read_by_position(path: Path, number: int, vertical: str, seed: int) -> None:
    table = table_of(path, number)
    choose = random.Random(seed)
    longest = [max(len(word) for word in heading.split()) for _, heading, _ in table["columns"]]
    widths = [
        max(least, round(int(width) * choose.uniform(0.8, 1.2)))
        for (_, _, width), least in zip(table["columns"], longest, strict=True)
    ]
    headings = [heading.replace("\n", " ") for _, heading, _ in table["columns"]]
    rows = [next(iter(row.values())) for row in table["rows"]]
    gap = choose.randint(2, 5)
    lines = keep_columns([headings], widths, "top", gap) + keep_columns(rows, widths, vertical, gap)
    (found,) = read("\n".join(["Phụ lục", "", *lines, "", "Nơi nhận:", "- Như trên;"]))
    assert [fold(heading) for heading in found.columns] == [
        fold(" ".join(wrap(heading, width))) for heading, width in zip(headings, widths, strict=True)
    ]
    expected = [tuple(" ".join(wrap(cell, width)) for cell, width in zip(row, widths, strict=True)) for row in rows]
    assert [row.texts for row in found.rows] == expected


def test_prose_after_a_table_kept_in_columns_is_none_of_it() -> None:
    text = """
      STT    Nội dung chỉ tiêu               Chỉ tiêu    Kết quả       Ghi chú
                                                (%)      năm 2024
        1    Tỷ lệ hồ sơ nộp qua mạng            80       77,8%       778/1.000
        2    Tỷ lệ văn bản đi được ký số         90         95%
        3    Ban hành danh mục dữ liệu mở        Có       Đã ban      Quyết định số
                                                           hành       12/QĐ-UBND
   Các cơ quan căn cứ kết quả trên để đặt chỉ tiêu cho năm sau; số liệu nào chưa có
thì ghi là chưa có, không ước lượng thay cho người dùng.
"""
    (table,) = read(text)
    assert table.columns[2:] == ("Chỉ tiêu (%)", "Kết quả năm 2024", "Ghi chú")
    assert table.rows[-1].texts == (
        "3",
        "Ban hành danh mục dữ liệu mở",
        "Có",
        "Đã ban hành",
        "Quyết định số 12/QĐ-UBND",
    )


def test_two_columns_one_blank_apart_are_told_by_their_headings() -> None:
    text = """
 STT  Chỉ tiêu                          ĐVT      KH năm   TH 9      Đánh giá
                                                 2023     tháng
 I    Chính quyền số
 1    Tỷ lệ hồ sơ nộp qua mạng          %        90       94,1      Đạt
 2    Số hệ thống được phê duyệt        Hệ thống 21       14        Chưa đạt
      cấp độ
 3    Số doanh nghiệp công nghệ số      DN       60       63        Vượt
"""
    (table,) = read(text)
    assert table.columns == ("STT", "Chỉ tiêu", "ĐVT", "KH năm 2023", "TH 9 tháng", "Đánh giá")
    assert [row.texts for row in table.rows] == [
        ("I", "Chính quyền số", "", "", "", ""),
        ("1", "Tỷ lệ hồ sơ nộp qua mạng", "%", "90", "94,1", "Đạt"),
        ("2", "Số hệ thống được phê duyệt cấp độ", "Hệ thống", "21", "14", "Chưa đạt"),
        ("3", "Số doanh nghiệp công nghệ số", "DN", "60", "63", "Vượt"),
    ]


def test_a_heading_of_two_words_far_apart_over_one_column_parts_nothing() -> None:
    text = """
 STT  Nội dung    công việc             Kết quả     Ghi chú
 1    Tỷ lệ hồ sơ nộp qua mạng          90%         Đạt
 2    Tỷ lệ văn bản được ký số          94%         Vượt
 3    Ban hành danh mục dữ liệu mở      Có          Đạt
"""
    (table,) = read(text)
    assert table.columns[2:] == ("Kết quả", "Ghi chú")
    assert [row.texts[1] for row in table.rows] == [
        "Tỷ lệ hồ sơ nộp qua mạng",
        "Tỷ lệ văn bản được ký số",
        "Ban hành danh mục dữ liệu mở",
    ]


AFTER_A_SHORT_TABLE = """
I. NHIỆM VỤ

 STT   Nhiệm vụ                     Đơn vị chủ trì       Kinh phí
                                                         (triệu đồng)
  1    Số hóa hồ sơ                 Sở Nội vụ            200
  2    Nâng cấp cổng dịch vụ        Sở TT&TT             300
{total}
{gap}II. KINH PHÍ
     Tổng kinh phí là 500 triệu đồng từ ngân sách tỉnh.
III. TỔ CHỨC THỰC HIỆN
     1. Sở Tài chính bố trí kinh phí.
"""


@pytest.mark.parametrize("gap", ["", "\n"])
@pytest.mark.parametrize("total", ["", "       Tổng cộng                                         500"])
def test_headings_and_sentences_after_a_short_table_are_none_of_it(gap: str, total: str) -> None:
    (table,) = read(AFTER_A_SHORT_TABLE.format(gap=gap, total=total))
    assert [row.texts[1] for row in table.rows][:2] == ["Số hóa hồ sơ", "Nâng cấp cổng dịch vụ"]
    assert len(table.rows) == 2 + bool(total)
    assert table.place.line_end == 7 + bool(total)


def test_a_table_of_other_columns_begins_its_own() -> None:
    second = (
        " TT   Chỉ tiêu                     Kết quả    Đạt\n"
        " 1    Tỷ lệ hồ sơ đúng hạn         98%        Đạt\n"
        " 2    Tỷ lệ ký số                  95%        Đạt\n"
    )
    first, other = read(AFTER_A_SHORT_TABLE.format(gap="", total="").split("II. ")[0] + "\n" + second)
    assert len(first.rows) == 2
    assert other.columns[1] == "Chỉ tiêu"
    assert [row.texts[2] for row in other.rows] == ["98%", "95%"]


def test_what_wraps_below_the_last_row_is_part_of_it() -> None:
    text = AFTER_A_SHORT_TABLE.format(gap="\n", total="       quốc gia").replace(
        "dịch vụ        Sở", "dịch vụ công   Sở"
    )
    (table,) = read(text)
    assert table.rows[-1].texts[1] == "Nâng cấp cổng dịch vụ công quốc gia"


def test_a_page_number_over_the_header_that_is_printed_again_is_no_cell() -> None:
    text = """
 TT           Chỉ tiêu             Đơn vị     Mục tiêu       Cơ quan
                                    tính      năm 2024       chủ trì
  I   Hạ tầng số
                                                          Sở TT&TT,
  1   Tỷ lệ hộ gia đình có           %           78       doanh nghiệp
      đường Internet cáp quang                            viễn thông
 II   Dữ liệu số
  2   Tỷ lệ hồ sơ sức khỏe           %       Trên 90      Sở Y tế
      điện tử
                              2
 TT           Chỉ tiêu             Đơn vị     Mục tiêu       Cơ quan
                                    tính      năm 2024       chủ trì
  3   Xếp hạng DTI cấp tỉnh         Hạng      Nhóm 30     Sở TT&TT
"""
    (table,) = read(text)
    assert [row.texts for row in table.rows] == [
        ("I", "Hạ tầng số", "", "", ""),
        ("1", "Tỷ lệ hộ gia đình có đường Internet cáp quang", "%", "78", "Sở TT&TT, doanh nghiệp viễn thông"),
        ("II", "Dữ liệu số", "", "", ""),
        ("2", "Tỷ lệ hồ sơ sức khỏe điện tử", "%", "Trên 90", "Sở Y tế"),
        ("3", "Xếp hạng DTI cấp tỉnh", "Hạng", "Nhóm 30", "Sở TT&TT"),
    ]


def test_headings_nobody_declared_head_a_table_of_figures() -> None:
    text = """
 TT   Lĩnh vực         Tiếp nhận   Trực tuyến   Đúng hạn
 1    Đất đai              1.204        1.101        980
 2    Hộ tịch                812          800        801
      Cộng                 2.016        1.901      1.781
"""
    (table,) = read(text)
    assert table.columns == ("TT", "Lĩnh vực", "Tiếp nhận", "Trực tuyến", "Đúng hạn")
    assert [row.texts for row in table.rows] == [
        ("1", "Đất đai", "1.204", "1.101", "980"),
        ("2", "Hộ tịch", "812", "800", "801"),
        ("", "Cộng", "2.016", "1.901", "1.781"),
    ]


def test_headings_nobody_declared_over_words_head_no_table() -> None:
    text = """
 STT   Họ và tên         Chức danh       Nơi ở
 1     Trần Văn Bình     Trưởng thôn     Thôn Đông
 2     Lê Thị Cúc        Bí thư          Thôn Đoài
"""
    assert read(text) == []


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        pytest.param(
            """
 TT   Chỉ tiêu              Thực hiện    Năm 2024                 Tỷ lệ so với
                            năm 2023     Kế hoạch   TH 6 tháng    KH (%)   Năm trước""",
            ("Thực hiện năm 2023", "Năm 2024 / Kế hoạch", "Năm 2024 / TH 6 tháng", "Tỷ lệ so với / KH (%)",
             "Tỷ lệ so với / Năm trước"),
            id="over the first of its columns",
        ),
        pytest.param(
            """
                            Thực hiện         Năm 2024            Tỷ lệ so với
 TT   Chỉ tiêu              năm 2023
                                         Kế hoạch   TH 6 tháng    KH (%)   Năm trước""",
            ("Thực hiện năm 2023", "Năm 2024 / Kế hoạch", "Năm 2024 / TH 6 tháng", "Tỷ lệ so với / KH (%)",
             "Tỷ lệ so với / Năm trước"),
            id="over the middle of its columns",
        ),
        pytest.param(
            """
 TT   Chỉ tiêu              Thực hiện    Năm 2024                 Ghi chú  Cơ quan
                            năm 2023     ---------------------
                                         Kế hoạch   TH 6 tháng""",
            ("Thực hiện năm 2023", "Năm 2024 / Kế hoạch", "Năm 2024 / TH 6 tháng", "Ghi chú", "Cơ quan"),
            id="a rule between the levels",
        ),
        pytest.param(
            """
 TT   Chỉ tiêu              Thực hiện    Kế hoạch   Kết quả       Tỷ lệ    Ghi chú
                            năm 2023     năm 2024   (6 tháng)     (%)""",
            ("Thực hiện năm 2023", "Kế hoạch năm 2024", "Kết quả (6 tháng)", "Tỷ lệ (%)", "Ghi chú"),
            id="headings that wrap",
        ),
    ],
)  # fmt: skip
def test_a_heading_over_others_is_said_of_each(header: str, columns: tuple[str, ...]) -> None:
    rows = """
 1    Tỷ lệ hồ sơ qua mạng  58,3         70         66,7          95,3     114,4
 2    Số tổ cộng đồng       120          500        275           55       229,2
"""
    (table,) = read(header + rows)
    assert table.columns[2:] == columns
    assert [row.texts[2:] for row in table.rows] == [
        ("58,3", "70", "66,7", "95,3", "114,4"),
        ("120", "500", "275", "55", "229,2"),
    ]


def test_a_last_line_of_a_header_that_no_declared_heading_knows_stays_of_the_header() -> None:
    (table,) = read("""
STT  Tên xã, phường    Hồ sơ trực tuyến    Thanh toán
                       (%)                 trực tuyến (%)
1    Vĩnh Lộc          90                  70
2    Vĩnh Hưng         85                  60
""")
    assert table.columns == ("STT", "Tên xã, phường", "Hồ sơ trực tuyến (%)", "Thanh toán trực tuyến (%)")
    assert [row.texts[2:] for row in table.rows] == [("90", "70"), ("85", "60")]


BULLETS = """
STT  Chỉ tiêu                           ĐVT   Kết quả    Kế hoạch   Cơ quan theo dõi
                                              năm 2023   năm 2024
1    Tỷ lệ hồ sơ công việc xử lý
     trên môi trường mạng
     - Cấp huyện                        %     75         Duy trì    Văn phòng
     - Cấp xã                           %     45         60         UBND xã
2    Tỷ lệ hồ sơ trực tuyến gồm:        %     60         70         Văn phòng
     - Hồ sơ toàn trình;                                 trở lên
     - Hồ sơ một phần
3    Tỷ lệ cán bộ được tập huấn         %     60         70         Phòng Nội vụ
     - Trong đó: cán bộ cấp xã, phường,
     thị trấn                           %     50         65
"""


def test_bullets_with_figures_of_their_own_are_rows_beside_the_number_above() -> None:
    (table,) = read(BULLETS)
    assert [(row.cells[0].covered, *row.texts[:1], *row.texts[1:5]) for row in table.rows] == [
        (False, "1", "Tỷ lệ hồ sơ công việc xử lý trên môi trường mạng", "", "", ""),
        (True, "1", "- Cấp huyện", "%", "75", "Duy trì"),
        (True, "1", "- Cấp xã", "%", "45", "60"),
        (False, "2", "Tỷ lệ hồ sơ trực tuyến gồm: - Hồ sơ toàn trình; - Hồ sơ một phần", "%", "60", "70 trở lên"),
        (False, "3", "Tỷ lệ cán bộ được tập huấn", "%", "60", "70"),
        (True, "3", "- Trong đó: cán bộ cấp xã, phường, thị trấn", "%", "50", "65"),
    ]


def test_a_page_number_in_the_middle_of_the_names_is_in_no_cell() -> None:
    (table,) = read("""
STT  Chỉ tiêu                               ĐVT   Kết quả    Kế hoạch   Cơ quan theo dõi
                                                  năm 2023   năm 2024
1    Tỷ lệ hồ sơ giải quyết trực tuyến      %     21,8       ≥ 50       Văn phòng HĐND
                                  5
                                                                        và UBND
2    Tỷ lệ cán bộ có chữ ký số mức độ       %     65         90         Phòng VHTT
     4
""")
    assert [row.texts for row in table.rows] == [
        ("1", "Tỷ lệ hồ sơ giải quyết trực tuyến", "%", "21,8", "≥ 50", "Văn phòng HĐND và UBND"),
        ("2", "Tỷ lệ cán bộ có chữ ký số mức độ 4", "%", "65", "90", "Phòng VHTT"),
    ]
