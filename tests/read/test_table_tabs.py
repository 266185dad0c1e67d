"""Tables whose cells stand between tabs, as they come out of a spreadsheet or a word processor."""

import hashlib

import pytest

from pipelines.interpret.document import interpret_document
from pipelines.read.linearised import LinearisedTable, read_linearised_tables
from pipelines.read.lines import read_lines
from pipelines.read.sources import read_source

HEADER = ("STT", "Tên nhiệm vụ", "Đơn vị chủ trì", "Kinh phí (triệu đồng)")
ROWS = [
    ("I", "Nhiệm vụ chuyển tiếp", "", "900"),
    ("1", "Nâng cấp trung tâm dữ liệu", "Sở Nội vụ", "650"),
    ("2", "Số hóa hồ sơ", "Sở Y tế; Sở Tư pháp", "250"),
    ("", "Tổng cộng", "", "900"),
]
PLAIN = "\n".join("\t".join(row) for row in (HEADER, *ROWS))
WRITTEN = {
    "plain": PLAIN,
    "indented": "\t" + PLAIN.replace("\n", "\n\t"),
    "blank lines": PLAIN.replace("\n", "\n\n"),
    "blanks around": PLAIN.replace("\t", " \t "),
    "wrapped": PLAIN.replace("trung tâm dữ", "trung tâm\ndữ")
    .replace("Y tế; Sở", "Y tế;\nSở")
    .replace("phí (", "phí\n("),
    "quoted": PLAIN.replace("Nâng cấp trung tâm dữ liệu", '"Nâng cấp\ntrung tâm dữ liệu"'),
    "page between": PLAIN.replace("\n2\t", "\n\f3\n2\t"),
    "header again": PLAIN.replace("\n2\t", "\n\f" + "\t".join(HEADER) + "\n2\t"),
    "column numbers": PLAIN.replace("\nI\t", "\n(1)\t(2)\t(3)\t(4)\nI\t"),
}
AROUND = "II. NHIỆM VỤ\n{}\nIII. TỔ CHỨC THỰC HIỆN\n1. Sở Tài chính bố trí 900 triệu đồng.\n"
HEAD = (
    "ỦY BAN NHÂN DÂN\t\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nTỈNH HÀ NAM\t\tĐộc lập - Tự do - Hạnh phúc\n"
    "Số: 12/KH-UBND\t\tHà Nam, ngày 05 tháng 3 năm 2024\nKẾ HOẠCH\nChuyển đổi số năm 2024\n"
)
END = "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n"


def found(text: str) -> list[LinearisedTable]:
    return read_linearised_tables(read_lines(text))


def rows_of(text: str) -> list[tuple[str, ...]]:
    (only,) = found(AROUND.format(text))
    return [row.texts for row in only.table.rows]


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_cells_between_tabs(text: str) -> None:
    (only,) = found(AROUND.format(text))
    assert only.table.columns == HEADER
    assert [row.texts for row in only.table.rows] == ROWS


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_what_stands_around_is_none_of_it(text: str) -> None:
    lines = read_lines(AROUND.format(text))
    (only,) = read_linearised_tables(lines)
    assert [line.text for line in (*lines[: only.start], *lines[only.end :])] == [
        "II. NHIỆM VỤ",
        "III. TỔ CHỨC THỰC HIỆN",
        "1. Sở Tài chính bố trí 900 triệu đồng.",
    ]


def test_every_cell_says_its_line() -> None:
    (only,) = found(AROUND.format(WRITTEN["wrapped"]))
    assert [(row.place.line_start, row.place.line_end) for row in only.table.rows] == [(4, 4), (5, 6), (7, 8), (9, 9)]


def test_a_quoted_name_keeps_its_own_marks() -> None:
    assert rows_of('STT\tNội dung\tKinh phí\n1\t"Chương trình ""Sóng và máy tính"""\t5\n2\tDự án "Làng số"\t7\n') == [
        ("1", 'Chương trình "Sóng và máy tính"', "5"),
        ("2", 'Dự án "Làng số"', "7"),
    ]


def test_empty_cells_at_the_end_may_be_cut_off() -> None:
    text = "STT\tNhiệm vụ\tChủ trì\tKinh phí\tGhi chú\nA\tChuyển tiếp\n1\tSố hóa\tSở Y tế\t250\tMới\n2\tĐào tạo\tSở Nội vụ\t90\n"
    assert rows_of(text) == [
        ("A", "Chuyển tiếp", "", "", ""),
        ("1", "Số hóa", "Sở Y tế", "250", "Mới"),
        ("2", "Đào tạo", "Sở Nội vụ", "90", ""),
    ]


@pytest.mark.parametrize("end", ["\t", ""])
def test_headings_over_others(end: str) -> None:
    text = f"STT\tNguồn vốn\tTổng\tTrong đó{end}\n\t\t\t2024\t2025\n1\tNgân sách tỉnh\t100\t60\t40\n2\tVốn khác\t50\t20\t30\n"
    (only,) = found(AROUND.format(text))
    assert only.table.columns == ("STT", "Nguồn vốn", "Tổng", "Trong đó / 2024", "Trong đó / 2025")
    assert [row.texts[1:] for row in only.table.rows] == [
        ("Ngân sách tỉnh", "100", "60", "40"),
        ("Vốn khác", "50", "20", "30"),
    ]


def test_headings_of_rows_stand_on_lines_of_their_own() -> None:
    text = "STT\tNhiệm vụ\tKinh phí\nA. HẠ TẦNG SỐ\n1\tSố hóa\t250\nB. NHÂN LỰC SỐ\n1\tĐào tạo\t90\n"
    assert rows_of(text) == [
        ("A. HẠ TẦNG SỐ", "", ""),
        ("1", "Số hóa", "250"),
        ("B. NHÂN LỰC SỐ", "", ""),
        ("1", "Đào tạo", "90"),
    ]


def test_tabs_that_set_columns_straight_leave_no_empty_cells() -> None:
    text = "Lĩnh vực\tTiếp nhận\tTrực tuyến\nĐất đai\t\t1.250\t\t870\nTài nguyên và môi trường\t96\t80\n"
    assert rows_of(text) == [("Đất đai", "1.250", "870"), ("Tài nguyên và môi trường", "96", "80")]


def test_an_empty_cell_among_columns_set_straight_shows_by_position() -> None:
    text = "Lĩnh vực\tTiếp nhận\tTrực tuyến\nY tế\t\t96\t\t80\nGiáo dục\t\t\t75\nTư pháp\t\t640\t\t512\n"
    assert rows_of(text) == [("Y tế", "96", "80"), ("Giáo dục", "", "75"), ("Tư pháp", "640", "512")]


def test_two_columns_are_a_table_where_figures_stand_under_words() -> None:
    assert rows_of("Đơn vị\tSố hồ sơ\nSở Y tế\t120\nSở Nội vụ\t96\n") == [("Sở Y tế", "120"), ("Sở Nội vụ", "96")]


def test_one_table_after_another() -> None:
    other = "Lĩnh vực\tTiếp nhận\tTrực tuyến\nĐất đai\t1.250\t870\nTư pháp\t640\t512\n"
    first, second = found(AROUND.format(f"{PLAIN}\nBảng 2. Hồ sơ\n{other}"))
    assert (first.table.columns, len(first.table.rows)) == (HEADER, 4)
    assert (second.table.columns, len(second.table.rows)) == (("Lĩnh vực", "Tiếp nhận", "Trực tuyến"), 2)


@pytest.mark.parametrize(
    "text",
    [
        HEAD,
        "NGƯỜI LẬP\tKẾ TOÁN\tGIÁM ĐỐC\n(Ký)\t(Ký)\t(Ký, đóng dấu)\n\nLê A\tTrần B\tNguyễn C\n",
        "1.\tMục tiêu chung\na)\tTỷ lệ hồ sơ đạt 70%\nb)\tTỷ lệ khác đạt 80%\n-\tThứ ba\n",
        "Kinh phí:\t5 tỷ đồng\nThời gian:\t2024\nTổng:\t7\n",
        "Nơi nhận:\tTM. ỦY BAN NHÂN DÂN\n- Như trên;\tCHỦ TỊCH\n- Lưu: VT.\tNguyễn Văn A\n",
    ],
)
def test_tabs_in_other_text_make_no_table(text: str) -> None:
    assert found(text) == []


def test_goals_are_records_of_the_table() -> None:
    table = "STT\tChỉ tiêu\tĐơn vị tính\tMục tiêu 2024\n1\tTỷ lệ hồ sơ trực tuyến\t%\t70\n2\tSố dịch vụ toàn trình\tDịch vụ\t350\n"
    data = f"{HEAD}I. MỤC TIÊU\n{table}II. KINH PHÍ\nTổng kinh phí 5 tỷ đồng.\n{END}".encode()
    records = interpret_document(read_source("a.txt", hashlib.sha256(data).hexdigest(), data))
    assert [(row["indicator_name"], row["target_value"], row["unit"]) for row in records["indicator_targets"]] == [
        ("Tỷ lệ hồ sơ trực tuyến", 70, "percent"),
        ("Số dịch vụ toàn trình", 350, "count"),
    ]
    assert records["measurements"] == records["unread_text"] == []


def test_figures_of_a_table_that_is_of_no_kind_stay_cells() -> None:
    table = "Lĩnh vực\tTiếp nhận\tTrực tuyến\nĐất đai\t1.250\t870\nTư pháp\t640\t512\n"
    data = f"{HEAD}I. KẾT QUẢ\n{table}II. KINH PHÍ\nTổng kinh phí 5 tỷ đồng.\n{END}".encode()
    records = interpret_document(read_source("a.txt", hashlib.sha256(data).hexdigest(), data))
    cells = [(row["column_name"], row["value_text"]) for row in records["table_cells"]]
    names = ("Lĩnh vực", "Tiếp nhận", "Trực tuyến")
    assert cells == [
        *zip(names, ("Đất đai", "1.250", "870"), strict=True),
        *zip(names, ("Tư pháp", "640", "512"), strict=True),
    ]
    assert records["measurements"] == []
