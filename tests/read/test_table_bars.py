"""Tables whose cells stand between bars, as converters and mail programs write them."""

import hashlib
import textwrap

import pytest

from pipelines.interpret.document import interpret_document
from pipelines.read.linearised import LinearisedTable, read_linearised_tables
from pipelines.read.lines import read_lines
from pipelines.read.sources import read_source

MARKDOWN = """
| STT | Tên nhiệm vụ | Đơn vị chủ trì | Kinh phí (triệu đồng) |
|-----|:-------------|:--------------:|----------------------:|
| I | **Nhiệm vụ chuyển tiếp** | | 900 |
| 1 | Nâng cấp trung tâm<br>dữ liệu | Sở Nội vụ | 650 |
| 2 | Số hóa hồ sơ | Sở Y tế; Sở Tư pháp | 250 |
| | Tổng cộng | | 900 |
"""
FRAMED = """
+-----+----------------------+----------------+-----------------------+
| STT | Tên nhiệm vụ         | Đơn vị chủ trì | Kinh phí (triệu đồng) |
+-----+----------------------+----------------+-----------------------+
| I   | Nhiệm vụ chuyển tiếp |                | 900                   |
+-----+----------------------+----------------+-----------------------+
| 1   | Nâng cấp trung tâm   | Sở Nội vụ      | 650                   |
|     | dữ liệu              |                |                       |
+-----+----------------------+----------------+-----------------------+
| 2   | Số hóa hồ sơ         | Sở Y tế; Sở    | 250                   |
|     |                      | Tư pháp        |                       |
+-----+----------------------+----------------+-----------------------+
|     | Tổng cộng            |                | 900                   |
+-----+----------------------+----------------+-----------------------+
"""
OPEN_ENDS = """
STT | Tên nhiệm vụ | Đơn vị chủ trì | Kinh phí (triệu đồng)
I | Nhiệm vụ chuyển tiếp | | 900
1 | Nâng cấp trung tâm dữ liệu | Sở Nội vụ | 650
2 | Số hóa hồ sơ | Sở Y tế; Sở Tư pháp | 250
| Tổng cộng | | 900
"""
WRAPPED = """
| STT | Tên nhiệm vụ | Đơn vị chủ trì | Kinh phí
(triệu đồng) |
| --- | --- | --- | --- |
| I | Nhiệm vụ chuyển tiếp | | 900 |
| 1 | Nâng cấp trung tâm
dữ liệu | Sở Nội vụ | 650 |
| 2 | Số hóa hồ sơ | Sở Y tế;
Sở Tư pháp | 250 |
| | Tổng cộng | | 900 |
"""
WRITTEN = {"markdown": MARKDOWN, "framed": FRAMED, "wrapped": WRAPPED, "open ends": OPEN_ENDS}
ROWS = [
    ("I", "Nhiệm vụ chuyển tiếp", "", "900"),
    ("1", "Nâng cấp trung tâm dữ liệu", "Sở Nội vụ", "650"),
    ("2", "Số hóa hồ sơ", "Sở Y tế; Sở Tư pháp", "250"),
    ("", "Tổng cộng", "", "900"),
]
AROUND = "II. NHIỆM VỤ\n{}\nIII. TỔ CHỨC THỰC HIỆN\n1. Sở Tài chính bố trí 900 triệu đồng.\n"


def found(text: str) -> list[LinearisedTable]:
    return read_linearised_tables(read_lines(text))


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_cells_between_bars(text: str) -> None:
    (only,) = found(AROUND.format(text))
    assert only.table.columns == ("STT", "Tên nhiệm vụ", "Đơn vị chủ trì", "Kinh phí (triệu đồng)")
    assert [row.texts for row in only.table.rows] == ROWS


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_what_stands_around_is_none_of_it(text: str) -> None:
    lines = read_lines(AROUND.format(text))
    (only,) = read_linearised_tables(lines)
    assert [line.text for line in (*lines[: only.start], *lines[only.end :]) if line.text.strip("+-| ")] == [
        "II. NHIỆM VỤ",
        "III. TỔ CHỨC THỰC HIỆN",
        "1. Sở Tài chính bố trí 900 triệu đồng.",
    ]


def test_every_cell_says_its_line() -> None:
    (only,) = found(AROUND.format(WRAPPED))
    places = [(row.place.line_start, row.place.line_end) for row in only.table.rows]
    assert places == [(6, 6), (7, 8), (9, 10), (11, 11)]


@pytest.mark.parametrize(
    "text",
    [
        "Các hệ thống: LGSP | NDXP | IOC | SOC được kết nối.\nHệ thống | khác.\n",
        "|\nỦY BAN NHÂN DÂN |\nTỈNH HÀ NAM\n|\nSố: 12/KH-UBND |\n",
        "| Phòng Nội vụ | Trưởng phòng | ký tên |\n",
        "| a | b | c |\n| d | e | f |\n",
    ],
)
def test_bars_in_other_text_make_no_table(text: str) -> None:
    assert found(text) == []


def test_its_figures_are_records_of_the_table_and_no_measurements() -> None:
    head = textwrap.dedent("""\
        ỦY BAN NHÂN DÂN
        TỈNH HÀ NAM
        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
        Độc lập - Tự do - Hạnh phúc
        Số: 12/KH-UBND
        Hà Nam, ngày 05 tháng 3 năm 2024
        KẾ HOẠCH
        Chuyển đổi số năm 2024
    """)
    data = (head + AROUND.format(MARKDOWN)).encode()
    records = interpret_document(read_source("a.txt", hashlib.sha256(data).hexdigest(), data))
    assert [row["project_name"] for row in records["projects"]] == [ROWS[1][1], ROWS[2][1]]
    assert [row["amount_vnd"] for row in records["project_budgets"]] == [650_000_000, 250_000_000]
    assert records["measurements"] == []
    assert [row["holds"] for row in records["arithmetic_checks"]] == [True] * len(records["arithmetic_checks"]) != []


def test_a_title_between_bars_stays_over_the_table() -> None:
    titled = "| DANH MỤC NHIỆM VỤ | | | |\n" + MARKDOWN.strip()
    (only,) = found(titled)
    assert (only.start, only.table.columns[1]) == (1, "Tên nhiệm vụ")
