"""DOCX: tables with merged, missing and nested cells, tables that only arrange a page, tables that go on in the next one."""

import io

import docx as python_docx
import pytest

from pipelines.read.docx import read_docx
from pipelines.read.model import Document
from tests.read.office_samples import docx, in_order, only_table, p, rows, tbl, tc, texts, tr

_HEAD = ("STT", "Tên nhiệm vụ", "Đơn vị chủ trì", "Ghi chú")


def _read(body: str) -> Document:
    return read_docx("a.docx", "0" * 64, docx(body))


def test_merged_headings_of_two_levels() -> None:
    table = tbl(
        tr(tc("STT", merge="restart"), tc("Tên nhiệm vụ", merge="restart"), tc("Kinh phí", span=2)),
        tr(tc("", merge="continue"), tc("", merge="continue"), "Năm 2024", "Năm 2025"),
        tr("1", "Xây kho dữ liệu", "10", "20"),
    )
    found = only_table(_read(table))
    assert found.columns == ("STT", "Tên nhiệm vụ", "Kinh phí / Năm 2024", "Kinh phí / Năm 2025")
    assert rows(found) == [("1", "Xây kho dữ liệu", "10", "20")]


def test_cells_merged_downwards_cover_and_hide_what_lies_under_them() -> None:
    table = tbl(
        tr(*_HEAD),
        tr("1", "Việc một", tc("Sở A", merge="restart"), "x"),
        tr("2", "Việc hai", tc("không in ra", merge="continue"), "y"),
        tr("3", "Việc ba", tc("Sở B", merge="restart"), "z"),
    )
    found = only_table(_read(table))
    assert [row.cells[2].covered for row in found.rows] == [False, True, False]
    assert [row.cells[2].text for row in found.rows] == ["Sở A", "Sở A", "Sở B"]


def test_a_group_over_all_columns_is_a_heading() -> None:
    found = only_table(_read(tbl(tr(*_HEAD), tr("I", tc("Nhóm việc", span=3)), tr("1", "Việc", "Sở A", ""))))
    assert [row.is_heading for row in found.rows] == [True, False]
    assert rows(found)[0] == ("I", "Nhóm việc", "", "")


def test_rows_that_begin_late_keep_their_columns() -> None:
    table = tbl(tr(*_HEAD), tr("1", "Việc", "Sở A", ""), tr("Sở B", "thêm", properties='<w:gridBefore w:val="2"/>'))
    assert rows(only_table(_read(table)))[1] == ("", "", "Sở B", "thêm")


def test_cells_stand_by_their_width_where_spans_contradict() -> None:
    def row(*cells: tuple[str, int]) -> str:
        return tr(*(tc(text, width=width) for text, width in cells))

    table = tbl(
        row(("STT", 500), ("Tên nhiệm vụ", 2000), ("Đơn vị chủ trì", 1500), ("Ghi chú", 1000)),
        row(("1", 510), ("Việc một", 1990), ("Sở A", 2500)),
        row(("2", 500), ("Việc hai", 2000), ("Sở B", 1480), ("g", 1020)),
    )
    assert rows(only_table(_read(table))) == [("1", "Việc một", "Sở A", ""), ("2", "Việc hai", "Sở B", "g")]


def test_a_small_table_in_a_cell_is_text_of_the_cell() -> None:
    inner = tbl(tr("a", "b"), tr("c", "d"))
    table = tbl(
        tr(*_HEAD),
        *[tr(str(i), f"Việc {i}", "Sở A", "") for i in (1, 2, 3)],
        tr("4", "Việc 4", tc(p("Gồm:") + inner + p()), ""),
    )
    assert rows(only_table(_read(table)))[3] == ("4", "Việc 4", "Gồm: a b c d", "")


def test_a_table_inside_a_frame_is_a_table() -> None:
    inner = tbl(tr(*_HEAD), tr("1", "Việc", "Sở A", ""))
    beside = tbl(tr(tc(p("Mẫu số 01")), tc(inner + p("Ghi chú: số liệu ước."))), ruled=False)
    assert in_order(_read(beside)) == ["Mẫu số 01", f"[{'|'.join(_HEAD)}]", "Ghi chú: số liệu ước."]


def test_a_frame_around_the_whole_text_is_no_table() -> None:
    assert texts(_read(tbl(tr(tc(p("Một") + p("Hai"))), tr("Ba")))) == ["Một", "Hai", "Ba"]


def test_head_and_signature_are_read_cell_by_cell() -> None:
    head = tbl(
        tr(tc(p("UBND TỈNH A") + p("SỞ B")), tc(p("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") + p("Độc lập - Tự do - Hạnh phúc"))),
        tr("Số: 1/BC-SB", "A, ngày 2 tháng 3 năm 2024"),
        ruled=False,
    )  # fmt: skip
    sign = tbl(tr(tc(p("Nơi nhận:") + p("- Lưu: VT.")), tc(p("GIÁM ĐỐC") + p() + p("Trần Thị Bình"))), ruled=False)
    assert texts(_read(head + sign)) == [
        "UBND TỈNH A", "SỞ B", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "Số: 1/BC-SB", "A, ngày 2 tháng 3 năm 2024", "Nơi nhận:", "- Lưu: VT.", "GIÁM ĐỐC", "Trần Thị Bình",
    ]  # fmt: skip


def test_a_small_ruled_table_about_posts_is_a_table() -> None:
    """Words that signatures say make no signature of a table with lines."""
    table = tbl(
        tr("STT", "Họ và tên", "Chức vụ"), tr("1", "Nguyễn Văn An", "Giám đốc"), tr("2", "Trần Thị Bình", "Chủ tịch")
    )
    assert len(only_table(_read(table)).rows) == 2


def test_recipients_and_signature_beside_each_other_by_tabs() -> None:
    body = (
        p("Nơi nhận:\t\t\tTM. ỦY BAN NHÂN DÂN")
        + p("- Như trên;\t\t\tCHỦ TỊCH")
        + p("- Lưu: VT.")
        + p("\t\t\tLê Văn Cường")
    )
    expected = ["Nơi nhận:", "- Như trên;", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Lê Văn Cường"]
    assert texts(_read(body)) == expected


@pytest.mark.parametrize("between", ["", p()])
def test_a_table_goes_on_in_the_next_one(between: str) -> None:
    first = tbl(tr(*_HEAD, properties="<w:tblHeader/>"), tr("1", "Việc một", "Sở A", ""))
    again = tbl(tr(*_HEAD), tr("2", "Việc hai", "Sở B", "x"))
    rest = tbl(tr("3", "Việc ba", "Sở C", ""), tr("4", "Việc bốn", "Sở D", ""))
    assert [row[0] for row in rows(only_table(_read(first + between + again + between + rest)))] == ["1", "2", "3", "4"]


def test_two_tables_with_text_between_stay_two() -> None:
    first = tbl(tr(*_HEAD), tr("1", "Việc một", "Sở A", ""))
    assert len(list(_read(first + p("II. Nhóm sau") + first).tables())) == 2


def test_repeated_header_rows_and_column_numbers_are_no_rows() -> None:
    table = tbl(
        tr(*_HEAD),
        tr("(1)", "(2)", "(3)", "(4)"),
        tr("1", "Việc", "Sở A", ""),
        tr(*_HEAD),
        tr("2", "Việc hai", "Sở B", ""),
    )
    assert [row[0] for row in rows(only_table(_read(table)))] == ["1", "2"]


def test_what_python_docx_writes_is_read() -> None:
    made = python_docx.Document()
    made.add_heading("KẾ HOẠCH", 1)
    made.add_paragraph("việc thứ nhất", style="List Number")
    made.add_paragraph("việc thứ hai", style="List Number")
    made.add_paragraph("gạch", style="List Bullet")
    table = made.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, ("STT", "Tên nhiệm vụ", "Đơn vị chủ trì"), strict=True):
        cell.text = text
    for values in (("1", "Việc", "Sở A"), ("2", "Việc hai", "Sở B")):
        for cell, text in zip(table.add_row().cells, values, strict=True):
            cell.text = text
    table.cell(1, 2).merge(table.cell(2, 2))
    out = io.BytesIO()
    made.save(out)
    document = read_docx("a.docx", "0" * 64, out.getvalue())
    assert in_order(document) == [
        "KẾ HOẠCH",
        "1. việc thứ nhất",
        "2. việc thứ hai",
        "- gạch",
        "[STT|Tên nhiệm vụ|Đơn vị chủ trì]",
    ]
    assert rows(only_table(document))[0][:2] == ("1", "Việc")
    assert [row.cells[2].covered for row in only_table(document).rows] == [False, True]


def test_a_trap_of_a_table_is_no_table() -> None:
    """Rows that begin ever further to the right would make a grid of a thousand million fields."""
    table = tbl(*[tr(tc("x"), tc("y", span=1), properties=f'<w:gridBefore w:val="{i % 60}"/>') for i in range(4000)])
    assert _read(table).blocks


def test_a_table_between_tabs_is_read_as_one() -> None:
    document = _read(
        p("I. MỤC TIÊU")
        + p("STT\tChỉ tiêu\tĐơn vị tính\tNăm 2024")
        + p("1\tTỷ lệ hồ sơ trực tuyến\t%\t70")
        + p("2\tSố dịch vụ toàn trình\tDịch vụ\t350")
        + p("II. KINH PHÍ")
    )
    table = only_table(document)
    assert table.columns == ("STT", "Chỉ tiêu", "Đơn vị tính", "Năm 2024")
    assert rows(table) == [("1", "Tỷ lệ hồ sơ trực tuyến", "%", "70"), ("2", "Số dịch vụ toàn trình", "Dịch vụ", "350")]
    assert [row.place.line_start for row in table.rows] == [3, 4]
    assert texts(document) == ["I. MỤC TIÊU", "II. KINH PHÍ"]


def test_lines_of_a_paragraph_around_a_table_between_tabs_are_kept() -> None:
    lines = ("Số liệu:", "Đơn vị\tTiếp nhận\tTrực tuyến", "Sở Y tế\t120\t96", "Sở Nội vụ\t40\t32", "Nguồn: báo cáo.")
    document = _read(p("\n".join(lines)))
    assert rows(only_table(document)) == [("Sở Y tế", "120", "96"), ("Sở Nội vụ", "40", "32")]
    assert texts(document) == ["Số liệu:", "Nguồn: báo cáo."]
