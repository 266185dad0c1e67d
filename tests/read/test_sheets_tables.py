"""The shapes of sheets: titles, headers of several levels, tables under and beside each other, notes, signatures, units."""

import hashlib
import io
from decimal import Decimal

import pytest
import xlsxwriter

from pipelines.read.formats import Format
from pipelines.read.model import Document, Paragraph, RemarkKind, Table
from pipelines.read.sheets import read_sheets
from pipelines.read.workbook import read_workbook
from pipelines.read.workbook_model import Area, Sheet, Value, Workbook


def read(rows: list[list[Value]], *merged: str, name: str = "Biểu") -> Document:
    """The document of one sheet; ``merged`` are areas as "A1:D1"."""
    width = max(map(len, rows))
    full = [[*row, *[None] * (width - len(row))] for row in rows]
    return read_sheets(
        Workbook("bieu.xlsx", "0" * 64, Format.XLSX, [Sheet(name, True, full, tuple(map(area, merged)))])
    )


def area(name: str) -> Area:
    first, last = ((int(cell[1:]) - 1, ord(cell[0]) - ord("A")) for cell in name.split(":"))
    return *first, *last


def tables(document: Document) -> list[Table]:
    return list(document.tables())


def texts(table: Table) -> list[tuple[str, ...]]:
    return [row.texts for row in table.rows]


def outline(document: Document) -> list[str]:
    """The blocks in order: paragraphs as their texts, tables as the area they cover."""
    return [block.text if isinstance(block, Paragraph) else f"[{block.place.cell}]" for block in document.blocks]


N = None


def test_titles_above_and_notes_below_are_paragraphs_in_order() -> None:
    document = read(
        [
            ["PHỤ LỤC 2: TÌNH HÌNH HỘ DÙNG NƯỚC SẠCH"],
            ["(Số liệu đến 30/6/2023)"],
            [],
            ["STT", "Xã", "Số hộ"],
            [1, "Tân Lập", 120],
            [2, "Hòa Bình", 85],
            ["Ghi chú: hộ thường trú"],
            ["Nguồn: Phòng Nông nghiệp"],
        ],
        "A1:C1",
    )

    assert outline(document) == [
        "PHỤ LỤC 2: TÌNH HÌNH HỘ DÙNG NƯỚC SẠCH",
        "(Số liệu đến 30/6/2023)",
        "[A4:C6]",
        "Ghi chú: hộ thường trú",
        "Nguồn: Phòng Nông nghiệp",
    ]
    (table,) = tables(document)
    assert (table.columns, table.header_row_count) == (("STT", "Xã", "Số hộ"), 1)
    assert [cell.value for cell in table.rows[0].cells] == [1, None, 120]
    assert (table.rows[1].place.sheet, table.rows[1].place.cell, table.rows[1].cells[2].place.cell) == (
        "Biểu",
        "A6:C6",
        "C6",
    )


def test_three_levels_of_merged_headings_and_a_row_of_column_numbers() -> None:
    document = read(
        [
            ["STT", "Đơn vị", "Kế hoạch vốn", N, N, "Ghi chú"],
            [N, N, "Tổng số", "Trong đó", N, N],
            [N, N, N, "Trung ương", "Địa phương", N],
            ["(1)", "(2)", "(3)=(4)+(5)", "(4)", "(5)", "(6)"],
            ["I", "Khối sở", 300, 100, 200, N],
            [1, "Sở Y tế", 300, 100, 200, N],
        ],
        "A1:A3", "B1:B3", "C1:E1", "C2:C3", "D2:E2", "F1:F3",
    )  # fmt: skip

    (table,) = tables(document)
    assert table.header_row_count == 3
    assert table.columns == (
        "STT",
        "Đơn vị",
        "Kế hoạch vốn / Tổng số",
        "Kế hoạch vốn / Trong đó / Trung ương",
        "Kế hoạch vốn / Trong đó / Địa phương",
        "Ghi chú",
    )
    assert texts(table) == [("I", "Khối sở", "300", "100", "200", ""), ("1", "Sở Y tế", "300", "100", "200", "")]


def test_headings_of_several_levels_without_merged_cells() -> None:
    document = read(
        [
            ["DÂN SỐ VÀ LAO ĐỘNG"],
            [],
            ["TT", "Xã", "Năm 2022", N, "Năm 2023", N, "Ghi chú"],
            [N, N, "Dân số", "Lao động", "Dân số", "Lao động"],
            ["A", "B", 1, 2, 3, 4, 5],
            [1, "Nậm Cắn", 1200, 800, 1250, 820],
            [2, "Tà Cạ", 2200, 1300, 2250, 1320],
        ]
    )

    (table,) = tables(document)
    assert table.header_row_count == 2
    assert table.columns[2:] == (
        "Năm 2022 / Dân số", "Năm 2022 / Lao động", "Năm 2023 / Dân số", "Năm 2023 / Lao động", "Ghi chú",
    )  # fmt: skip
    assert len(table.rows) == 2


def test_a_heading_that_is_broken_over_two_rows() -> None:
    document = read(
        [
            ["Cân đối thu chi"],
            [N, N, "ĐVT: triệu đồng"],
            [N, N, "DỰ TOÁN"],
            ["STT", "NỘI DUNG", "NĂM 2007"],
            [],
            ["A", "Tổng thu", 500],
            [1, "Thu nội địa", 500],
        ]
    )

    assert outline(document) == ["Cân đối thu chi", "ĐVT: triệu đồng", "[A3:C7]"]
    assert tables(document)[0].columns == ("STT", "NỘI DUNG", "DỰ TOÁN / NĂM 2007")


def test_units_under_the_headings_belong_to_them() -> None:
    document = read(
        [
            ["STT", "Xã", "Diện tích", "Sản lượng"],
            [N, N, "(ha)", "(tấn)"],
            [1, "Tân Lập", 12.5, 30],
            [2, "Hòa Bình", 8, 21],
        ]
    )

    (table,) = tables(document)
    assert table.columns == ("STT", "Xã", "Diện tích / (ha)", "Sản lượng / (tấn)")
    assert len(table.rows) == 2


def test_tables_under_each_other_with_their_titles_and_sources() -> None:
    rows: list[list[Value]] = []
    for number in (1, 2, 3):
        rows += [
            [f"Bảng {number}. Số trường theo cấp"],
            [],
            ["Cấp học", N, "Số trường", "Số lớp"],
            ["Mầm non", N, number, 10],
            ["Tiểu học", N, 2 * number, 20],
            ["Tổng số", N, 3 * number, 30],
            ["Nguồn: Phòng Giáo dục và Đào tạo"],
            [],
        ]

    document = read(rows)

    assert outline(document) == [
        text
        for number, place in ((1, "A3:D6"), (2, "A11:D14"), (3, "A19:D22"))
        for text in (f"Bảng {number}. Số trường theo cấp", f"[{place}]", "Nguồn: Phòng Giáo dục và Đào tạo")
    ]
    assert all(len(table.rows) == 3 for table in tables(document))


def test_tables_side_by_side() -> None:
    document = read(
        [
            ["THIẾT BỊ CÁC XÃ"],
            ["Bảng 1. Máy tính", N, N, N, "Bảng 2. Máy in"],
            ["TT", "Xã", "Số lượng", N, "TT", "Xã", "Số lượng"],
            [1, "Tân Lập", 10, N, 1, "Tân Lập", 3],
            [2, "Hòa Bình", 11, N, 2, "Hòa Bình", 4],
            [3, "Đông Xá", 12, N, N, "Tổng cộng", 7],
            [N, "Tổng cộng", 33],
        ],
        "A1:G1",
    )

    assert outline(document) == ["THIẾT BỊ CÁC XÃ", "Bảng 1. Máy tính", "[A3:C7]", "Bảng 2. Máy in", "[E3:G6]"]
    left, right = tables(document)
    assert [row[1:] for row in texts(left)] == [
        ("Tân Lập", "10"), ("Hòa Bình", "11"), ("Đông Xá", "12"), ("Tổng cộng", "33"),
    ]  # fmt: skip
    assert [row[1:] for row in texts(right)] == [("Tân Lập", "3"), ("Hòa Bình", "4"), ("Tổng cộng", "7")]


def test_an_empty_column_inside_a_table_parts_nothing() -> None:
    document = read(
        [["TT", "Xã", N, "Số hộ", "Số khẩu"], [1, "Tân Lập", N, 10, 40], [2, "Hòa Bình", N, 11, 41]],
    )

    (table,) = tables(document)
    assert table.columns == ("TT", "Xã", "Số hộ", "Số khẩu")


def test_blank_rows_repeated_headers_and_notes_between_rows_end_no_table() -> None:
    header: list[Value] = ["TT", "Xã", "Số hộ"]
    document = read(
        [
            header,
            [1, "Tân Lập", 10],
            [],
            [],
            [2, "Hòa Bình", 11],
            ["Ghi chú: hai xã trên đã sáp nhập"],
            [3, "Đông Xá", 12],
            header,
            [4, "Minh Tân", 13],
            [N, "Cộng", 46],
        ]
    )

    assert outline(document) == ["[A1:C10]", "Ghi chú: hai xã trên đã sáp nhập"]
    assert [row[1] for row in texts(tables(document)[0])] == ["Tân Lập", "Hòa Bình", "Đông Xá", "Minh Tân", "Cộng"]


def test_group_headings_reach_over_the_columns_to_their_right() -> None:
    document = read(
        [
            ["TT", "Nội dung", "Số lượng", "Ghi chú"],
            ["I. Khối sở, ngành"],
            [1, "Sở Y tế", 3],
            ["II", "Khối huyện"],
            [1, "Huyện An Lạc", 4],
            ["Khối doanh nghiệp"],
            [1, "Công ty Cấp nước", 5],
        ],
        "A2:D2", "B4:D4",
    )  # fmt: skip

    rows = tables(document)[0].rows
    assert [(row.texts[:2], row.is_heading) for row in rows] == [
        (("I.", "Khối sở, ngành"), True),
        (("1", "Sở Y tế"), False),
        (("II", "Khối huyện"), True),
        (("1", "Huyện An Lạc"), False),
        (("", "Khối doanh nghiệp"), True),
        (("1", "Công ty Cấp nước"), False),
    ]


def test_a_number_merged_over_several_rows_covers_them() -> None:
    document = read(
        [["STT", "Ngành", "Dự án"], ["I", "Công nghiệp", 7], [N, "Nhẹ", 3], [N, "Nặng", 4], ["II", "Dịch vụ", 2]],
        "A2:A4",
    )

    rows = tables(document)[0].rows
    assert [(row.cells[0].text, row.cells[0].covered) for row in rows] == [
        ("I", False), ("I", True), ("I", True), ("II", False),
    ]  # fmt: skip


def test_signatures_under_a_table_are_none_of_its_rows() -> None:
    document = read(
        [
            ["TT", "Xã", "Số hộ", "Ghi chú"],
            [1, "Tân Lập", 10],
            [2, "Hòa Bình", 11],
            [],
            [N, N, "Hải Sơn, ngày 05 tháng 4 năm 2024"],
            [N, "NGƯỜI LẬP BIỂU", N, "CHỦ TỊCH"],
            [N, "(Ký, họ tên)", N, "(Ký tên, đóng dấu)"],
            [],
            [N, "Trần Thị Lan", N, "Lê Văn Hùng"],
        ]
    )

    assert outline(document) == [
        "[A1:D3]",
        "Hải Sơn, ngày 05 tháng 4 năm 2024",
        "NGƯỜI LẬP BIỂU",
        "CHỦ TỊCH",
        "(Ký, họ tên)",
        "(Ký tên, đóng dấu)",
        "Trần Thị Lan",
        "Lê Văn Hùng",
    ]


def test_the_halves_of_a_letterhead_follow_each_other() -> None:
    document = read(
        [
            ["UBND TỈNH HẢI SƠN", N, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
            ["SỞ TÀI CHÍNH", N, "Độc lập - Tự do - Hạnh phúc"],
            ["Số: 12/BC-STC", N, "Hải Sơn, ngày 05 tháng 4 năm 2024"],
            ["BÁO CÁO GIẢI NGÂN"],
            ["TT", "Đơn vị", "Số tiền"],
            [1, "Sở Y tế", 5],
            [2, "Sở Nội vụ", 6],
        ]
    )

    assert outline(document) == [
        "UBND TỈNH HẢI SƠN",
        "SỞ TÀI CHÍNH",
        "Số: 12/BC-STC",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Hải Sơn, ngày 05 tháng 4 năm 2024",
        "BÁO CÁO GIẢI NGÂN",
        "[A5:C7]",
    ]


def test_contradicting_units_are_reported_and_one_unit_is_not() -> None:
    rows: list[list[Value]] = [
        ["BIỂU 1"],
        [N, N, "ĐVT: đồng"],
        [N, "Đơn vị tính: triệu đồng"],
        ["TT", "Tên", "Số"],
        [1, "A", 5],
        [2, "B", 6],
    ]

    (remark,) = read(rows).remarks
    assert (remark.kind, remark.place.cell) == (RemarkKind.UNIT_CONFLICT, "B3")
    assert "đồng” (C2)" in remark.text
    assert "triệu đồng” (B3)" in remark.text
    assert not read([rows[0], rows[1], *rows[3:]]).remarks


def test_numbers_as_texts_are_decided_by_their_column() -> None:
    document = read(
        [
            ["STT", "Tên", "Tiền", "Hệ số", "Mã", "Ngày cấp"],
            ["1", "A", "1.234,5", "2,34", "0912345678", "03/5/2024"],
            ["2", "B", "12.500", "1,234", "0987654321", "2024-05-04"],
            ["3", "C", "-", "+ 135", "x", ""],
        ]
    )

    values = [[cell.value for cell in row.cells] for row in tables(document)[0].rows]
    assert [row[2:5] for row in values] == [
        [Decimal("1234.5"), Decimal("2.34"), None],
        [Decimal(12500), Decimal("1.234"), None],
        [None, None, None],
    ]
    assert [str(row[5]) for row in values] == ["2024-05-03", "2024-05-04", "None"]
    assert not document.remarks


def test_a_column_that_could_be_read_two_ways_keeps_its_text_and_is_reported() -> None:
    document = read([["TT", "Tên", "Số đo"], ["1", "A", "1,234"], ["2", "B", "5,678"]])

    assert [(row.cells[2].text, row.cells[2].value) for row in tables(document)[0].rows] == [("1,234", N), ("5,678", N)]
    (remark,) = document.remarks
    assert (remark.kind, remark.place.cell) == (RemarkKind.DOUBTFUL_CELLS, "C2")
    assert "C2 “1,234”, C3 “5,678”" in remark.text


def test_factors_and_shares_stay_as_they_are_stored() -> None:
    document = read([["TT", "Chỉ số", "So sánh %", "Tỷ lệ (%)"], [1, "A", 5.83, 0.8], [2, "B", 4.34, 80]])

    assert [[str(cell.value) for cell in row.cells[2:]] for row in tables(document)[0].rows] == [
        ["5.83", "0.8"],
        ["4.34", "80"],
    ]
    assert [row.texts[2:] for row in tables(document)[0].rows] == [("5,83", "0,8"), ("4,34", "80")]


def test_a_sheet_without_a_header_is_a_table_without_headings() -> None:
    document = read([["Ha Long", 5, 7], ["Cam Pha", 6, 8], ["Uong Bi", 7, 9]])

    (table,) = tables(document)
    assert (table.columns, table.header_row_count, len(table.rows)) == (("", "", ""), 0, 3)


def test_a_register_of_texts_alone() -> None:
    document = read(
        [
            ["Họ và tên", "Nơi ở", "Nghề"],
            ["Trần An", "Tân Lập", "giáo viên"],
            ["Lê Bình", "Hòa Bình", "nông dân"],
            ["Vũ Chi", "Đông Xá", "thợ mộc"],
        ]
    )

    (table,) = tables(document)
    assert (table.columns, len(table.rows)) == (("Họ và tên", "Nơi ở", "Nghề"), 3)


def test_a_sheet_of_sentences_is_no_table() -> None:
    document = read([["HƯỚNG DẪN"], ["1. Điền số liệu vào biểu."], ["2. Gửi trước ngày 15."]])

    assert outline(document) == ["HƯỚNG DẪN", "1. Điền số liệu vào biểu.", "2. Gửi trước ngày 15."]


def test_a_bracket_that_goes_on_in_the_row_below_is_one_paragraph() -> None:
    document = read(
        [
            ["DỰ TOÁN"],
            ["(Kèm theo Quyết định số 5/QĐ-UBND", N, "ĐVT: đồng"],
            ["của UBND huyện An Lạc)"],
            ["TT", "Tên", "Số"],
            [1, "A", 5],
            [2, "B", 6],
        ]
    )

    assert outline(document)[1:3] == ["(Kèm theo Quyết định số 5/QĐ-UBND của UBND huyện An Lạc)", "ĐVT: đồng"]


TCVN3_NAME = "Së KÕ ho¹ch vµ §Çu t\xad, ®Þa ph\xad¬ng qu¶n lý"
VNI_NAME = "Sôû Keá hoaïch vaø Ñaàu tö, ñòa phöông quaûn lyù"
NAME = "Sở Kế hoạch và Đầu tư, địa phương quản lý"


def test_sheets_in_several_encodings_in_one_workbook() -> None:
    def sheet(name: str, text: str) -> Sheet:
        return Sheet(name, True, [["TT", text, "x"], [1, text, 5], [2, text, 6]])

    workbook = Workbook(
        "bieu.xls", "0" * 64, Format.XLS, [sheet("T", TCVN3_NAME), sheet("V", VNI_NAME), sheet("U", NAME)]
    )

    document = read_sheets(workbook)

    assert [row.texts[1] for table in tables(document) for row in table.rows] == [NAME] * 6
    assert [table.columns[1] for table in tables(document)] == [NAME] * 3
    assert [(remark.kind, remark.place.sheet) for remark in document.remarks] == [
        (RemarkKind.LEGACY_ENCODING, "T"), (RemarkKind.LEGACY_ENCODING, "V"),
    ]  # fmt: skip


def test_the_font_of_a_cell_tells_its_encoding() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    old, capitals, vni = (book.add_format({"font_name": font}) for font in (".VnTime", ".VnTimeH", "VNI-Times"))
    sheet.write_row(0, 0, ["TT", "Đơn vị", "Số"])
    for row, (text, style) in enumerate(
        [("Së Y tÕ", old), ("së néi vô", capitals), ("Sôû Noäi vuï", vni), ("Sở Nội vụ", None)], 1
    ):
        sheet.write(row, 0, row)
        sheet.write(row, 1, text, style)
        sheet.write(row, 2, row)
    book.close()
    data = buffer.getvalue()

    document = read_sheets(read_workbook("a.xlsx", hashlib.sha256(data).hexdigest(), data, Format.XLSX))

    assert [row.texts[1] for row in tables(document)[0].rows] == ["Sở Y tế", "SỞ NỘI VỤ", "Sở Nội vụ", "Sở Nội vụ"]


def test_many_sheets_are_one_document_in_their_order() -> None:
    sheets = [
        Sheet(
            f"Xã {number}",
            True,
            [
                [f"BIỂU TỔNG HỢP XÃ {number}", N, N],
                ["TT", "Thôn", "Số hộ"],
                *[list[Value]([row, f"Thôn {row}", number * row]) for row in (1, 2)],
            ],
        )
        for number in range(1, 82)
    ]

    document = read_sheets(Workbook("bieu.xlsx", "0" * 64, Format.XLSX, sheets))

    found = tables(document)
    assert [table.place.sheet for table in found] == [sheet.name for sheet in sheets]
    assert [table.rows[1].texts[2] for table in found] == [str(2 * number) for number in range(1, 82)]
    starts = [block.place.line_start or 0 for block in document.blocks]
    assert starts == sorted(starts)


@pytest.mark.parametrize("rows", [20_000])
def test_a_long_table_is_whole(rows: int) -> None:
    document = read(
        [
            ["STT", "Tên", "Số"],
            *[list[Value]([row, f"Tên {row}", row * 2]) for row in range(1, rows + 1)],
            [N, "Tổng cộng", rows * (rows + 1)],
        ]
    )

    (table,) = tables(document)
    assert len(table.rows) == rows + 1
    assert table.rows[-2].cells[2].value == 2 * rows


def test_formulas_that_were_never_calculated_are_reported() -> None:
    from openpyxl import Workbook as Written

    book = Written()
    sheet = book.active
    assert sheet is not None
    for row in (["TT", "Tên", "Số"], [1, "A", 5], [2, "B", 6], [N, "Tổng cộng", "=SUM(C2:C3)"]):
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)

    document = read_sheets(read_workbook("a.xlsx", "0" * 64, buffer.getvalue(), Format.XLSX))

    assert [(remark.kind, remark.place.cell) for remark in document.remarks] == [(RemarkKind.FORMULA_ERROR, "C4")]


def test_posts_and_days_named_in_the_rows_end_no_table() -> None:
    document = read(
        [
            ["Họ và tên", "Chức vụ", "Văn bản"],
            ["Trần An", "Giám đốc", "Quyết định ngày 5 tháng 4 năm 2024"],
            ["Lê Bình", "Chủ tịch", "Quyết định ngày 6 tháng 4 năm 2024"],
            ["Vũ Chi", "Kế toán trưởng", "Quyết định ngày 7 tháng 4 năm 2024"],
        ]
    )

    assert [len(table.rows) for table in tables(document)] == [3]


def test_headings_that_are_years_over_a_column_without_a_heading() -> None:
    document = read(
        [
            ["Sản lượng lúa"],
            [N, 2015, 2016, 2017],
            ["TỔNG SỐ", 10, 20, 30],
            ["Huyện A", 4, 8, 12],
            ["Huyện B", 6, 12, 18],
        ]
    )

    (table,) = tables(document)
    assert table.columns == ("", "2015", "2016", "2017")
    assert len(table.rows) == 3
