"""Grids of merged cells -> tables with headings once, rows in order, and the paragraphs around them."""

import pytest

from pipelines.read.grid import GridCell, join_tables, read_grid
from pipelines.read.model import Block, Paragraph, ParagraphKind, Place, Table


def cells(*rows: str, spans: dict[tuple[int, int], tuple[int, int]] | None = None) -> list[GridCell]:
    """Cells of rows written 'a | b | c'; ``spans`` gives (rows, columns) of merged ones, the fields under them are left out."""
    spans = spans or {}
    hidden = {
        (r + i, c + j)
        for (r, c), (height, width) in spans.items()
        for i in range(height)
        for j in range(width)
        if (i, j) != (0, 0)
    }
    return [
        GridCell(text.strip(), Place(line_start=r + 1, line_end=r + 1), r, c, *spans.get((r, c), (1, 1)))
        for r, row in enumerate(rows)
        for c, text in enumerate(row.split("|"))
        if (r, c) not in hidden
    ]


def only_table(blocks: list[Block]) -> Table:
    (table,) = [block for block in blocks if isinstance(block, Table)]
    return table


def texts(table: Table) -> list[tuple[str, ...]]:
    return [row.texts for row in table.rows]


def test_plain_table() -> None:
    table = only_table(read_grid(cells("STT | Chỉ tiêu | ĐVT", "1 | Dân số | người", "2 | Số hộ | hộ"), Place()))
    assert table.columns == ("STT", "Chỉ tiêu", "ĐVT")
    assert table.header_row_count == 1
    assert texts(table) == [("1", "Dân số", "người"), ("2", "Số hộ", "hộ")]


def test_levels_of_a_header_and_its_column_numbers() -> None:
    grid = cells(
        "TT | Nội dung | Kinh phí | | | Ghi chú",
        " | | Tổng số | Trong đó | | ",
        " | | | Ngân sách tỉnh | Nguồn khác | ",
        "(1) | (2) | (3)=(4)+(5) | (4) | (5) | (6)",
        "1 | Mua máy chủ | 500 | 300 | 200 | ",
        spans={(0, 0): (3, 1), (0, 1): (3, 1), (0, 2): (1, 3), (0, 5): (3, 1), (1, 2): (2, 1), (1, 3): (1, 2)},
    )
    table = only_table(read_grid(grid, Place()))
    assert table.header_row_count == 3
    assert table.columns == (
        "TT", "Nội dung", "Kinh phí / Tổng số", "Kinh phí / Trong đó / Ngân sách tỉnh", "Kinh phí / Trong đó / Nguồn khác", "Ghi chú",
    )  # fmt: skip
    assert texts(table) == [("1", "Mua máy chủ", "500", "300", "200", "")]


def test_levels_without_merged_cells() -> None:
    grid = cells("STT | Đơn vị | Số hồ sơ | | ", " | | Năm 2022 | Năm 2023 | Năm 2024", "1 | Sở Y tế | 10 | 20 | 30")
    table = only_table(read_grid(grid, Place()))
    assert table.columns == ("STT", "Đơn vị", "Số hồ sơ / Năm 2022", "Số hồ sơ / Năm 2023", "Số hồ sơ / Năm 2024")
    assert texts(table) == [("1", "Sở Y tế", "10", "20", "30")]


def test_merged_rows() -> None:
    grid = cells(
        "STT | Nhiệm vụ | Đơn vị chủ trì",
        "I | Hạ tầng số | ",
        "1 | Nâng cấp mạng | Sở Khoa học và Công nghệ",
        "2 | Lắp đặt máy chủ | ",
        "Giải pháp khác | | ",
        "3 | Đào tạo | Sở Nội vụ",
        spans={(1, 1): (1, 2), (2, 2): (2, 1), (4, 0): (1, 3)},
    )
    table = only_table(read_grid(grid, Place()))
    assert texts(table) == [
        ("I", "Hạ tầng số", ""),
        ("1", "Nâng cấp mạng", "Sở Khoa học và Công nghệ"),
        ("2", "Lắp đặt máy chủ", "Sở Khoa học và Công nghệ"),
        ("", "Giải pháp khác", ""),
        ("3", "Đào tạo", "Sở Nội vụ"),
    ]
    assert [row.is_heading for row in table.rows] == [True, False, False, True, False]
    assert [row.cells[2].covered for row in table.rows] == [False, False, True, False, False]


def test_titles_above_and_notes_below() -> None:
    grid = cells(
        "BIỂU TỔNG HỢP | | ",
        "Đơn vị tính: triệu đồng | | ",
        "STT | Tên dự án | Kinh phí",
        "1 | Kho dữ liệu | 900",
        "Ghi chú: số liệu đến ngày 30/6 | | ",
        spans={(0, 0): (1, 3), (1, 0): (1, 3), (4, 0): (1, 3)},
    )
    blocks = read_grid(grid, Place())
    assert [block.text if isinstance(block, Paragraph) else texts(block) for block in blocks] == [
        "BIỂU TỔNG HỢP",
        "Đơn vị tính: triệu đồng",
        [("1", "Kho dữ liệu", "900")],
        "Ghi chú: số liệu đến ngày 30/6",
    ]


def test_a_title_that_reads_like_a_heading() -> None:
    grid = cells(
        "DANH MỤC NHIỆM VỤ | | ", "STT | Nhiệm vụ | Đơn vị chủ trì", "1 | Mua sắm | Sở A", spans={(0, 0): (1, 3)}
    )
    assert only_table(read_grid(grid, Place())).columns == ("STT", "Nhiệm vụ", "Đơn vị chủ trì")


def test_columns_in_which_nothing_begins_are_none() -> None:
    grid = [
        GridCell("STT", Place(), 0, 0), GridCell("Chỉ tiêu", Place(), 0, 1, 1, 2), GridCell("Ghi chú", Place(), 0, 3),
        GridCell("1", Place(), 1, 0), GridCell("Dân số", Place(), 1, 1, 1, 2), GridCell("", Place(), 1, 3),
    ]  # fmt: skip
    table = only_table(read_grid(grid, Place()))
    assert table.columns == ("STT", "Chỉ tiêu", "Ghi chú")
    assert texts(table) == [("1", "Dân số", "")]


@pytest.mark.parametrize(
    "rows",
    [
        ("ỦY BAN NHÂN DÂN TỈNH | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 12/KH-UBND | ngày 3 tháng 4 năm 2024"),
        ("Nơi nhận: | TM. ỦY BAN NHÂN DÂN", "- Như trên; | CHỦ TỊCH"),
        ("Khung này chỉ có một đoạn văn.",),
    ],
)
def test_layout_becomes_paragraphs(rows: tuple[str, ...]) -> None:
    blocks = read_grid(cells(*rows), Place())
    assert [block.text for block in blocks if isinstance(block, Paragraph)] == [
        text.strip() for row in rows for text in row.split("|")
    ]


def test_goes_on_over_pages() -> None:
    first = read_grid(
        cells("STT | Nhiệm vụ | Chủ trì", "1 | Xây dựng kho | Sở A", "2 | Đào tạo cán | Sở B"), Place(page=1)
    )
    page_number = Paragraph("2", Place(page=2), ParagraphKind.FURNITURE)
    second = read_grid(cells(" | bộ cấp xã | ", "3 | Mua sắm | Sở C"), Place(page=2))
    third = read_grid(cells("STT | Nhiệm vụ | Chủ trì", "4 | Tuyên truyền | Sở D"), Place(page=3))
    joined = join_tables([*first, page_number, *second, *third], rows_may_be_cut=True)
    assert texts(only_table(joined)) == [
        ("1", "Xây dựng kho", "Sở A"),
        ("2", "Đào tạo cán bộ cấp xã", "Sở B"),
        ("3", "Mua sắm", "Sở C"),
        ("4", "Tuyên truyền", "Sở D"),
    ]
    assert page_number in joined


def test_another_table_is_not_joined() -> None:
    first = read_grid(cells("STT | Nhiệm vụ | Chủ trì", "1 | Xây dựng kho | Sở A"), Place())
    between = Paragraph("Phụ lục II", Place())
    same = read_grid(cells("STT | Nhiệm vụ | Chủ trì", "1 | Khác | Sở B"), Place())
    other = read_grid(cells("STT | Đơn vị | Số máy", "1 | Sở C | 3"), Place())
    assert len(join_tables([*first, between, *same])) == 3
    assert len(join_tables([*first, *other])) == 2
