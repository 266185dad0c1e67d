"""PDFs with a text layer: tables over pages, prose, heads, footnotes. The files are made here, every letter where it is wanted."""

import random

import pytest

from pipelines.read.model import Document, Paragraph, ParagraphKind, RemarkKind, Table
from pipelines.read.pdf import read_pdf
from tests.read.pdf_writer import LANDSCAPE, PdfWriter, wrap

HEADINGS = ["TT", "Tên nhiệm vụ", "Đơn vị chủ trì", "Kinh phí (triệu đồng)"]
XS = [60.0, 100.0, 300.0, 420.0, 535.0]
PROSE = (
    "Thực hiện Kế hoạch số 12/KH-UBND ngày 05/01/2024 của Ủy ban nhân dân tỉnh về chuyển đổi số, các cơ quan tổ chức triển khai"
    " nhiệm vụ được giao theo đúng tiến độ và báo cáo kết quả trước ngày 20 tháng cuối quý."
)
NAMES = (
    "kế hoạch chuyển đổi số của tỉnh dữ liệu dùng chung hệ thống thông tin phần mềm quản lý văn bản Sở Tài chính xã Bình An 2024"
    " 100% LGSP"
)
WORDS = NAMES.split()


def read(writer: PdfWriter) -> Document:
    return read_pdf("test.pdf", "0" * 64, writer.build())


def only_table(document: Document) -> Table:
    (table,) = document.tables()
    return table


def texts(document: Document, kind: ParagraphKind = ParagraphKind.BODY) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph) and block.kind is kind]


def made_rows(count: int, length: int = 1) -> list[list[str]]:
    return [
        [
            str(number),
            f"Xây dựng phần mềm quản lý đất đai của huyện thứ {number}, "
            + "kết nối với hệ thống của tỉnh và " * length
            + "hoàn thành",
            "Sở Công nghệ số",
            f"{number}.{number * 7:03d}",
        ]
        for number in range(1, count + 1)
    ]


@pytest.mark.parametrize("repeat_header", [False, True])
def test_table_over_pages_with_cut_rows(repeat_header: bool) -> None:
    rows = made_rows(14, 6)
    writer = PdfWriter().page()
    writer.table(XS, [HEADINGS, *rows], repeat_header=repeat_header)
    assert len(writer.pages) > 1
    table = only_table(read(writer))
    assert table.columns == tuple(HEADINGS)
    assert [list(row.texts) for row in table.rows] == rows


def test_row_over_three_pages() -> None:
    rows = made_rows(2, 90)
    writer = PdfWriter().page(LANDSCAPE)
    writer.table([60, 100, 400, 600, 780], [HEADINGS, *rows], bottom=540)
    assert len(writer.pages) > 3
    table = only_table(read(writer))
    assert [list(row.texts) for row in table.rows] == rows


def test_random_tables_come_out_as_written() -> None:
    chosen = random.Random(5)
    for _ in range(12):
        count = chosen.randint(3, 7)
        size = chosen.choice([LANDSCAPE, (595.0, 842.0)])
        shares = [0.4, *(chosen.uniform(0.7, 2) for _ in range(count - 1))]
        xs = [60.0]
        for share in shares:
            xs.append(xs[-1] + share / sum(shares) * (size[0] - 120))
        rows = []
        for number in range(1, chosen.randint(6, 30)):
            name = " ".join(chosen.choice(WORDS) for _ in range(chosen.choice([3, 8, 20, 60])))
            others = [
                chosen.choice(["", "Sở Một", f"{chosen.randint(1, 99)}.{chosen.randint(0, 999):03d}"])
                for _ in range(count - 2)
            ]
            rows.append([str(number), name[0].upper() + name[1:], *others])
        headings = [
            "TT",
            "Nội dung công việc",
            "Đơn vị chủ trì",
            "Đơn vị phối hợp",
            "Thời gian",
            "Kinh phí",
            "Ghi chú",
        ][:count]
        writer = PdfWriter().page(size)
        writer.table(
            xs, [headings, *rows], bottom=size[1] - 60, repeat_header=chosen.random() < 0.5, size=chosen.choice([9, 11])
        )
        table = only_table(read(writer))
        assert [list(row.texts) for row in table.rows] == rows


def test_places_of_cells() -> None:
    writer = PdfWriter().page()
    writer.text(60, 80, "Bảng 1")
    writer.table(XS, [HEADINGS, *made_rows(2)], top=100)
    document = read(writer)
    row = only_table(document).rows[0]
    place = row.cells[1].place
    assert place.page == 1
    assert place.box is not None
    assert (place.box[0], place.box[2]) == (100, 300)
    assert 100 < place.box[1] < place.box[3] < 240
    assert place.line_start is not None
    assert place.line_end is not None
    assert place.line_end - place.line_start + 1 == len(wrap(row.texts[1], 192, 11))
    assert document.line_count is not None
    assert place.line_end < document.line_count


def test_group_row_and_merged_cells() -> None:
    writer = PdfWriter().page()
    writer.table(XS, [HEADINGS, ["I", "Nhiệm vụ chuyển tiếp"], *made_rows(2)])
    table = only_table(read(writer))
    assert table.rows[0].texts == ("I", "Nhiệm vụ chuyển tiếp", "", "")


def test_two_level_header() -> None:
    writer = PdfWriter().page()
    for y in (100, 140):
        writer.rule(60, y, 535, y)
    writer.rule(300, 120, 460, 120)
    for x in (60, 90, 220, 300, 460, 535):
        writer.rule(x, 100, x, 140)
    writer.rule(380, 120, 380, 140)
    for x, y, text in (
        (63, 122, "TT"), (93, 122, "Chỉ tiêu"), (223, 122, "Đơn vị"), (330, 113, "Năm 2024"), (303, 133, "Kế hoạch"),
        (383, 133, "Thực hiện"), (463, 122, "Ghi chú"),
    ):  # fmt: skip
        writer.text(x, y, text, 11)
    xs = [60, 90, 220, 300, 380, 460, 535]
    writer.grid(xs, [140, 160, 180])
    for number in range(2):
        for x, text in zip(xs, (str(number + 1), f"Tỷ lệ hồ sơ {number}", "%", str(60 + number), "", ""), strict=False):
            if text:
                writer.text(x + 3, 154 + 20 * number, text, 11)
    table = only_table(read(writer))
    assert table.columns == ("TT", "Chỉ tiêu", "Đơn vị", "Năm 2024 / Kế hoạch", "Năm 2024 / Thực hiện", "Ghi chú")
    assert [row.texts for row in table.rows] == [
        ("1", "Tỷ lệ hồ sơ 0", "%", "60", "", ""), ("2", "Tỷ lệ hồ sơ 1", "%", "61", "", "")
    ]  # fmt: skip


def test_merged_rows_go_on_over_the_page_break() -> None:
    xs = [60, 100, 220, 400, 535]
    writer = PdfWriter().page()

    def block(y: float, number: str, name: str, tasks: list[str]) -> None:
        writer.grid(xs[:3], [y, y + 20 * len(tasks)])
        writer.grid(xs[2:], [y + 20 * at for at in range(len(tasks) + 1)])
        for x, text in ((63, number), (103, name)):
            if text:
                writer.text(x, y + 14, text, 11)
        for at, task in enumerate(tasks):
            writer.text(223, y + 20 * at + 14, task, 11)
            writer.text(403, y + 20 * at + 14, "Quý I", 11)

    writer.grid(xs, [100, 120])
    for x, text in zip(xs, ("TT", "Đơn vị", "Nhiệm vụ", "Thời hạn"), strict=False):
        writer.text(x + 3, 114, text, 11)
    block(120, "1", "Sở Tài chính", ["Rà soát dữ liệu.", "Công bố dữ liệu."])
    writer.page()
    block(60, "", "", ["Kiểm tra đơn vị.", "Tổng kết năm."])
    block(100, "2", "Sở Y tế", ["Hồ sơ sức khỏe."])
    rows = only_table(read(writer)).rows
    assert [row.texts[:3] for row in rows] == [
        ("1", "Sở Tài chính", "Rà soát dữ liệu."), ("1", "Sở Tài chính", "Công bố dữ liệu."),
        ("1", "Sở Tài chính", "Kiểm tra đơn vị."), ("1", "Sở Tài chính", "Tổng kết năm."), ("2", "Sở Y tế", "Hồ sơ sức khỏe."),
    ]  # fmt: skip
    assert [row.cells[0].covered for row in rows] == [False, True, True, True, False]


@pytest.mark.parametrize("ruled_across", [False, True])
def test_unruled_table(ruled_across: bool) -> None:
    writer = PdfWriter().page()
    rows = [
        ["STT", "Xã", "Số hộ", "Số người"],
        ["1", "Bình An", "1.200", "4.500"],
        ["2", "Hòa Lạc", "", "3.100"],
        ["3", "Tân Lập", "750", "2.800"],
    ]
    for at, row in enumerate(rows):
        if ruled_across:
            writer.rule(60, 90 + 20 * at, 535, 90 + 20 * at)
        for x, text in zip((62, 120, 300, 420), row, strict=True):
            if text:
                writer.text(x, 104 + 20 * at, text, 11)
    table = only_table(read(writer))
    assert table.columns == tuple(rows[0])
    assert [list(row.texts) for row in table.rows] == rows[1:]


def test_unruled_table_with_numbers_at_half_height() -> None:
    writer = PdfWriter().page()
    for x, text in ((60, "TT"), (150, "Nội dung"), (330, "Đơn vị"), (450, "Số tiền")):
        writer.text(x, 100, text, 11)
    for number in range(4):
        y = 125 + 50 * number
        writer.lines(100, y, ["Mua sắm thiết bị cho", "các xã vùng cao thuộc", f"chương trình số {number}"], 11, 14)
        for x, text in ((62, str(number + 1)), (330, "Sở Một"), (450, f"1.{number}00")):
            writer.text(x, y + 14, text, 11)
    rows = only_table(read(writer)).rows
    assert [row.texts for row in rows] == [
        (str(n + 1), f"Mua sắm thiết bị cho các xã vùng cao thuộc chương trình số {n}", "Sở Một", f"1.{n}00")
        for n in range(4)
    ]


def test_turned_page_and_turned_heading() -> None:
    writer = PdfWriter().page(rotate=90)
    writer.text(100, 700, "Tiêu đề của trang ngang", turned=1)
    writer.text(130, 700, "Dòng thứ hai của trang", turned=1)
    writer.page()
    writer.grid([60, 90, 300, 400], [100, 180, 200, 220])
    writer.text(80, 170, "Số thứ tự", 11, turned=1)
    writer.text(120, 140, "Tên công trình", 11)
    writer.text(310, 140, "Vốn (triệu đồng)", 11)
    for number in range(2):
        for x, text in ((70, str(number + 1)), (100, f"Đường liên xã {number}"), (310, f"5.00{number}")):
            writer.text(x, 194 + 20 * number, text, 11)
    document = read(writer)
    assert texts(document) == ["Tiêu đề của trang ngang", "Dòng thứ hai của trang"]
    assert only_table(document).columns == ("Số thứ tự", "Tên công trình", "Vốn (triệu đồng)")


def plan(pages: int) -> PdfWriter:
    writer = PdfWriter()
    for page in range(pages):
        writer.page()
        y = 80.0
        if page:
            writer.text(290, 40, str(page + 1))
        else:
            for x, at, text in (
                (80, 70, "UBND TỈNH MỘT"), (290, 70, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), (70, 86, "SỞ CÔNG NGHỆ SỐ"),
                (330, 86, "Độc lập - Tự do - Hạnh phúc"), (80, 110, "Số: 15/KH-SCNS"),
                (300, 110, "Tỉnh Một, ngày 05 tháng 01 năm 2024"), (265, 150, "KẾ HOẠCH"), (180, 166, "Chuyển đổi số của Sở năm 2024"),
            ):  # fmt: skip
                writer.text(x, at, text, 13, bold=True)
            y = 200
        for part in ("1. Mục tiêu chung", PROSE, "- Đạt 100% chỉ tiêu;", PROSE):
            for at, line in enumerate(wrap(part, 455, 13)):
                writer.text(80 if at else 116, y, line, 13)
                y += 17
            y += 6
    return writer


def test_head_is_read_column_by_column() -> None:
    assert texts(read(plan(1)))[:8] == [
        "UBND TỈNH MỘT", "SỞ CÔNG NGHỆ SỐ", "Số: 15/KH-SCNS", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "Tỉnh Một, ngày 05 tháng 01 năm 2024", "KẾ HOẠCH", "Chuyển đổi số của Sở năm 2024",
    ]  # fmt: skip


def test_prose_paragraphs_and_page_numbers() -> None:
    document = read(plan(3))
    assert document.source_format == "pdf"
    body = texts(document)
    assert body[8:12] == ["1. Mục tiêu chung", PROSE, "- Đạt 100% chỉ tiêu;", PROSE]
    assert body.count(PROSE) == 6
    assert texts(document, ParagraphKind.FURNITURE) == ["2", "3"]


def test_signature_beside_the_recipients() -> None:
    writer = plan(1)
    for x, y, text in (
        (80, 500, "Nơi nhận:"), (360, 500, "GIÁM ĐỐC"), (80, 515, "- UBND tỉnh (b/c);"), (80, 528, "- Lưu: VT."), (340, 578, "Trần Văn A")
    ):  # fmt: skip
        writer.text(x, y, text, 12)
    assert texts(read(writer))[-5:] == ["Nơi nhận:", "- UBND tỉnh (b/c);", "- Lưu: VT.", "GIÁM ĐỐC", "Trần Văn A"]


def test_footnote_and_its_mark() -> None:
    writer = plan(2)
    end = writer.text(80, 600, "Hạ tầng dùng chung của tỉnh", 13)
    writer.text(end, 596, "1", 8)
    end = writer.text(end + 6, 600, "đã sẵn sàng năm 2023", 13)
    writer.text(end, 596, "2", 8)
    writer.rule(80, 740, 220, 740)
    for y, number, note in ((756, "1", " Theo số liệu của Sở."), (770, "2", " Theo niên giám.")):
        writer.text(80, y - 4, number, 6)
        writer.text(84, y, note, 10)
    document = read(writer)
    assert "Hạ tầng dùng chung của tỉnh1 đã sẵn sàng năm 2023 2" in texts(document)
    assert texts(document, ParagraphKind.FOOTNOTE) == ["1 Theo số liệu của Sở.", "2 Theo niên giám."]


def test_running_header_is_furniture() -> None:
    writer = PdfWriter()
    for page in range(4):
        writer.page()
        writer.text(80, 40, "Kế hoạch chuyển đổi số năm 2024", 10)
        writer.text(480, 810, f"Trang {page + 1}/4", 10)
        writer.lines(80, 100, wrap(PROSE, 420, 12))
    document = read(writer)
    assert len(texts(document, ParagraphKind.FURNITURE)) == 8
    assert texts(document) == [PROSE] * 4


def test_letters_of_another_font_are_part_of_their_word() -> None:
    """A writer without the letter in its font draws it last, from another font; the reading order is that of the places."""
    writer = PdfWriter().page()
    for word, x in (("B", 60), ("N T", 72), ("N", 93)):
        writer.text(x, 100, word, 12)
    writer.text(66, 100, "À", 12, bold=True)
    writer.text(87, 100, "Ê", 12, bold=True)
    assert texts(read(writer)) == ["BÀN TÊN"]


def test_text_drawn_twice_counts_once() -> None:
    writer = PdfWriter().page()
    lines = ["TIÊU ĐỀ IN ĐẬM", "Nội dung có bóng chữ"]
    for shift in (0, 0.4):
        writer.lines(100 + shift, 100, lines)
    assert [line for block in read(writer).paragraphs() for line in block.lines] == lines


def test_prose_in_two_columns() -> None:
    writer = PdfWriter().page()
    second = PROSE.replace("Thực hiện", "Căn cứ")
    writer.lines(60, 120, wrap(PROSE, 200, 11), 11, 14)
    writer.lines(320, 120, wrap(second, 200, 11), 11, 14)
    assert texts(read(writer)) == [PROSE, second]


def test_figure_too_long_for_its_cell() -> None:
    writer = PdfWriter().page()
    writer.grid([60, 90, 200, 268], [100, 120, 160])
    for x, y, text in (
        (63, 114, "TT"), (93, 114, "Chỉ tiêu"), (203, 114, "Kết quả"), (63, 134, "1"), (93, 134, "Tỷ lệ hồ sơ"),
        (203, 134, "64.233/145.3"), (203, 148, "77"),
    ):  # fmt: skip
        writer.text(x, y, text, 10.5)
    assert only_table(read(writer)).rows[0].texts[2] == "64.233/145.377"


def test_frame_around_a_paragraph_is_no_table() -> None:
    writer = PdfWriter().page()
    writer.box(50, 90, 545, 200)
    writer.lines(60, 110, wrap(PROSE, 460, 12))
    assert texts(read(writer)) == [PROSE]


def test_font_from_before_unicode() -> None:
    writer = PdfWriter(font=".VnTime").page()
    for at, line in enumerate(("Uû ban nh©n d©n tØnh", "KÕ ho¹ch chuyÓn ®æi sè n¨m 2008")):
        writer.text(80, 100 + 40 * at, line)
    document = read(writer)
    assert texts(document) == ["Uỷ ban nhân dân tỉnh", "Kế hoạch chuyển đổi số năm 2008"]
    assert [remark.kind for remark in document.remarks] == [RemarkKind.LEGACY_ENCODING]
