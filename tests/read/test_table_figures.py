"""Tables kept in columns by blanks without a number before each row, known by figures under words."""

import pytest

from pipelines.read.linearised import read_linearised_tables
from pipelines.read.lines import read_lines
from pipelines.read.model import Table

BY_FIELD = """
Lĩnh vực            Tiếp nhận   Trực tuyến   Đúng hạn
Đất đai                 1.204        1.101        980
Hộ tịch                   812            -        801
Tổng cộng               2.016        1.101      1.781
"""


def read(text: str) -> list[Table]:
    return [found.table for found in read_linearised_tables(read_lines(text))]


def test_figures_under_words_are_a_table() -> None:
    (table,) = read(f"Kết quả theo lĩnh vực như sau:\n{BY_FIELD}\nTrên đây là kết quả trong kỳ.\n")
    assert table.columns == ("Lĩnh vực", "Tiếp nhận", "Trực tuyến", "Đúng hạn")
    assert [row.texts for row in table.rows] == [
        ("Đất đai", "1.204", "1.101", "980"),
        ("Hộ tịch", "812", "-", "801"),
        ("Tổng cộng", "2.016", "1.101", "1.781"),
    ]
    assert (table.header_place.line_start, table.place.line_start, table.place.line_end) == (3, 3, 6)
    assert table.rows[1].cells[3].place.line_start == 5


@pytest.mark.parametrize(
    ("text", "columns", "rows"),
    [
        pytest.param(
            """
            Lĩnh vực                 Tiếp nhận   Đúng hạn   Ghi chú
            Tài nguyên và môi            1.204        980   Thiếu
            trường                                          người
            Lao động - Thương binh và      100         90
            Xã hội
            Hộ tịch                        812        801
            Việc này do bộ phận một cửa tổng hợp từ các xã.
            """,
            ("Lĩnh vực", "Tiếp nhận", "Đúng hạn", "Ghi chú"),
            [
                ("Tài nguyên và môi trường", "1.204", "980", "Thiếu người"),
                ("Lao động - Thương binh và Xã hội", "100", "90", ""),
                ("Hộ tịch", "812", "801", ""),
            ],
            id="names that wrap below their figures",
        ),
        pytest.param(
            """
            Lĩnh vực              Tiếp nhận   Đúng hạn   Quá hạn

            Tài nguyên và môi
                                      1.204        980       224
            trường

            Hộ tịch                     812        801        11
            """,
            ("Lĩnh vực", "Tiếp nhận", "Đúng hạn", "Quá hạn"),
            [("Tài nguyên và môi trường", "1.204", "980", "224"), ("Hộ tịch", "812", "801", "11")],
            id="figures at half height",
        ),
        pytest.param(
            """
            Đơn vị               Tiếp nhận   Trực tuyến
            I. CẤP HUYỆN
            Phòng Nội vụ         1.204       1.101
            Phòng Tư pháp        812         800
            II. ỦY BAN NHÂN DÂN CÁC XÃ, THỊ TRẤN
            Y Tý                 312         300

            II. TỒN TẠI
            """,
            ("Đơn vị", "Tiếp nhận", "Trực tuyến"),
            [
                ("I. CẤP HUYỆN", "", ""),
                ("Phòng Nội vụ", "1.204", "1.101"),
                ("Phòng Tư pháp", "812", "800"),
                ("II. ỦY BAN NHÂN DÂN CÁC XÃ, THỊ TRẤN", "", ""),
                ("Y Tý", "312", "300"),
            ],
            id="headings of rows, one over the columns",
        ),
        pytest.param(
            """
                                          Số hồ sơ giải quyết
            Lĩnh vực       Tiếp nhận                Trong đó         Ghi chú
                                       Tổng số   Đúng hạn   Quá hạn
            (1)                  (2)       (3)        (4)       (5)    (6)
            Đất đai            1.204       992        980        12
            Hộ tịch              812       804        801         3  Chậm
            """,
            (
                "Lĩnh vực",
                "Tiếp nhận",
                "Số hồ sơ giải quyết / Tổng số",
                "Số hồ sơ giải quyết / Trong đó / Đúng hạn",
                "Số hồ sơ giải quyết / Trong đó / Quá hạn",
                "Ghi chú",
            ),
            [("Đất đai", "1.204", "992", "980", "12", ""), ("Hộ tịch", "812", "804", "801", "3", "Chậm")],
            id="a header of three levels and column numbers",
        ),
        pytest.param(
            """
                              Kết quả xếp hạng các năm
                           Đơn vị tính: %
            Chỉ số             2023    2024
            Cải cách           84,5    86,1
            Hài lòng           80,2    81,0
            """,
            ("Chỉ số", "2023", "2024"),
            [("Cải cách", "84,5", "86,1"), ("Hài lòng", "80,2", "81,0")],
            id="years as headings, a unit above them",
        ),
        pytest.param(
            """
            Lĩnh vực   Tiếp nhận   Trực tuyến   Đúng hạn
            Đất đai          1.204   1.101     980
            Hộ tịch   812         800     801
            """,
            ("Lĩnh vực", "Tiếp nhận", "Trực tuyến", "Đúng hạn"),
            [("Đất đai", "1.204", "1.101", "980"), ("Hộ tịch", "812", "800", "801")],
            id="fields kept by their order alone",
        ),
    ],
)
def test_rows_and_headings_of_a_table_without_numbers(
    text: str, columns: tuple[str, ...], rows: list[tuple[str, ...]]
) -> None:
    (table,) = read(text)
    assert table.columns == columns
    assert [row.texts for row in table.rows] == rows


def test_a_header_that_is_printed_again_is_no_row() -> None:
    header, *rows = BY_FIELD.strip().splitlines()
    (table,) = read("\n".join([header, *rows[:2], "\f          2", "", header, rows[2]]))
    assert [row.texts[0] for row in table.rows] == ["Đất đai", "Hộ tịch", "Tổng cộng"]


BY_LEVEL = """Cấp                 Tiếp nhận   Trực tuyến
Huyện                   1.204        1.101
Xã                        812            -
"""


@pytest.mark.parametrize(
    "title", ["\nBảng 2. Theo cấp\n", "2. Theo cấp\n", "\n2. Kết quả của huyện và của các xã như sau:\n\n"]
)
@pytest.mark.parametrize("numbers", [(), ("TT", "1", "2", "")], ids=["plain", "numbered"])
def test_tables_one_after_another_are_apart(numbers: tuple[str, ...], title: str) -> None:
    lines = BY_FIELD.strip().splitlines()
    if numbers:
        lines = [f"{number:5}{line}" for number, line in zip(numbers, lines, strict=True)]
    above, below = read("\n".join(lines) + f"\n{title}{BY_LEVEL}")
    assert [row.texts[-1] for row in above.rows] == ["980", "801", "1.781"]
    assert [row.texts for row in below.rows] == [("Huyện", "1.204", "1.101"), ("Xã", "812", "-")]


def test_who_signs_under_a_table_is_none_of_it() -> None:
    (table,) = read(f"{BY_FIELD}\nNgười lập biểu          Thủ trưởng\n(Ký, họ tên)            (Ký, đóng dấu)\n")
    assert table.rows[-1].texts == ("Tổng cộng", "2.016", "1.101", "1.781")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\n".join(BY_FIELD.strip().splitlines()[1:]), id="figures without a header"),
        pytest.param(
            """
            ỦY BAN NHÂN DÂN          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
            HUYỆN AN PHÚ                    Độc lập - Tự do - Hạnh phúc
            Số: 12/BC-UBND           An Phú, ngày 05 tháng 7 năm 2024

            Nơi nhận:                TM. ỦY BAN NHÂN DÂN
            - Như trên;                   CHỦ TỊCH
            - Lưu: VT, 3 bản.
            """,
            id="letterhead and signature",
        ),
        pytest.param(
            """
            Nội dung                      Chương      Trang
            Mở đầu ....................   1           3
            Kết quả ...................   2           5
            """,
            id="contents with leaders",
        ),
        pytest.param(
            """
            Toàn huyện  có 20 xã,  trong đó 12 xã  đạt chuẩn,
            chiếm 60%  số xã của  huyện; các xã  còn lại
            phấn đấu  đạt trong  năm 2025,  nâng lên 18 xã,
            tương đương  90%  tổng số  xã toàn huyện.
            """,
            id="prose in full lines",
        ),
        pytest.param(
            """
            Họ và tên             Chức vụ              Nơi công tác
            Trần Văn Bình         Trưởng phòng         Phòng Nội vụ
            Lê Thị Cúc            Chuyên viên          Phòng Tư pháp
            """,
            id="words under words",
        ),
    ],
)  # fmt: skip
def test_no_table_of_figures(text: str) -> None:
    assert read(text) == []
