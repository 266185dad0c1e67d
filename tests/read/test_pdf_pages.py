"""PDFs that cannot be read from their text, or not at all: broken layers, scans, passwords, damage, far too much of anything."""

import hashlib
import time

import pypdfium2
import pytest

from pipelines.read.model import Document, Paragraph, RemarkKind, SourceRejected
from pipelines.read.pdf import read_pdf
from pipelines.read.pdf_judge import PageVerdict, judge_pages
from pipelines.read.pdf_layout import lay_out_page
from pipelines.read.pdf_page import PageContent, read_page
from tests.read.pdf_writer import PdfWriter, wrap

PROSE = (
    "Thực hiện Kế hoạch số 12/KH-UBND ngày 05/01/2024 của Ủy ban nhân dân tỉnh về chuyển đổi số, các cơ quan tổ chức triển khai"
    " nhiệm vụ được giao theo đúng tiến độ và báo cáo kết quả trước ngày 20 tháng cuối quý. Các đơn vị rà soát số liệu hằng tháng."
)


def read(data: bytes) -> Document:
    return read_pdf("test.pdf", hashlib.sha256(data).hexdigest(), data)


def verdicts(data: bytes) -> list[PageVerdict]:
    file = pypdfium2.PdfDocument(data)
    try:
        contents: list[PageContent] = []
        for page in file:
            contents.append(read_page(page.raw, len(contents) + 1))
            page.close()
        return judge_pages(contents, [lay_out_page(content) for content in contents])
    finally:
        file.close()


def page_of_prose(writer: PdfWriter, mode: int = 0) -> None:
    writer.page()
    for at, line in enumerate(wrap(PROSE + " " + PROSE, 440, 12)):
        writer.text(80, 100 + 16 * at, line, 12, mode=mode)


def test_page_of_text() -> None:
    writer = PdfWriter()
    page_of_prose(writer)
    assert verdicts(writer.build()) == [PageVerdict.TEXT]


def test_wrong_tounicode_map_is_seen() -> None:
    """Letters that the font names wrongly: a text layer, but no text; a page with few words goes the way of the others."""
    letters = "aăâbcdđeêghiklmnoôơpqrstuưvxyạảấầệếềểịộốồờớợụủứừữ"
    lies = {letter: chr(0x4CF + at) if at % 2 else chr(0x27 + at) for at, letter in enumerate(letters)}
    writer = PdfWriter(lies)
    page_of_prose(writer)
    page_of_prose(writer)
    writer.page()
    writer.text(80, 100, "Phụ lục kèm theo")
    assert verdicts(writer.build()) == [PageVerdict.BROKEN] * 3


def test_pages_without_text() -> None:
    writer = PdfWriter()
    page_of_prose(writer)
    writer.page().picture(0, 0, 595, 842)
    writer.page().picture(0, 0, 595, 842)
    writer.text(400, 40, "Ký bởi: Sở Một", 8)
    writer.page()
    assert verdicts(writer.build()) == [PageVerdict.TEXT, PageVerdict.PICTURE, PageVerdict.PICTURE, PageVerdict.BLANK]


def test_text_under_a_scan_is_taken_where_it_is_good() -> None:
    writer = PdfWriter()
    page_of_prose(writer, mode=3)
    writer.picture(0, 0, 595, 842)
    broken = PdfWriter(dict(zip("aeiouôêơưâă", "@#%~^|=+<>&", strict=True)))
    page_of_prose(broken, mode=3)
    broken.picture(0, 0, 595, 842)
    assert verdicts(writer.build()) == [PageVerdict.TEXT]
    assert verdicts(broken.build()) == [PageVerdict.PICTURE]


def test_small_picture_beside_text_changes_nothing() -> None:
    writer = PdfWriter()
    page_of_prose(writer)
    writer.picture(100, 500, 200, 100)
    document = read(writer.build())
    assert document.source_format == "pdf"


def whole() -> bytes:
    writer = PdfWriter()
    page_of_prose(writer)
    return writer.build()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\nnothing", "cut off or damaged"),
        (whole()[: len(whole()) // 2], "cut off"),
        (whole()[:-60], "cut off"),
        (PdfWriter().build(), "damaged|no pages"),
        (PdfWriter().page().build(), "no text"),
    ],
)
def test_damaged_files_are_rejected_with_a_remedy(data: bytes, problem: str) -> None:
    with pytest.raises(SourceRejected, match=problem) as caught:
        read(data)
    assert caught.value.remedy
    assert "\n" not in str(caught.value)


def test_password() -> None:
    writer = PdfWriter()
    page_of_prose(writer)
    with pytest.raises(SourceRejected, match="password"):
        read(writer.build(user_password="bí mật"))


def test_file_that_only_forbids_changes_is_read() -> None:
    writer = PdfWriter()
    page_of_prose(writer)
    document = read(writer.build(user_password=""))
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == [f"{PROSE} {PROSE}"]


def test_drawing_of_far_too_many_lines_is_told() -> None:
    writer = PdfWriter()
    page_of_prose(writer)
    writer.pages[-1].parts += [f"{at % 500} {at // 500} m {at % 500 + 9} {at // 500} l S" for at in range(51_000)]
    document = read(writer.build())
    assert [remark.kind for remark in document.remarks if remark.kind is RemarkKind.DOUBTFUL_PAGE] == [
        RemarkKind.DOUBTFUL_PAGE
    ]
    assert PROSE in " ".join(block.text for block in document.blocks if isinstance(block, Paragraph))


def test_millions_of_points_in_one_path() -> None:
    writer = PdfWriter()
    page_of_prose(writer)
    writer.pages[-1].parts.append("0 0 m " + " ".join(f"{at % 500} {at // 500} l" for at in range(300_000)) + " S")
    assert any(remark.kind is RemarkKind.DOUBTFUL_PAGE for remark in read(writer.build()).remarks)


def test_script_and_link_are_only_bytes() -> None:
    data = whole().replace(
        b"<< /Type /Catalog",
        b"<< /OpenAction << /S /JavaScript /JS (app.launchURL\\('http://127.0.0.1/'\\)) >> /Type /Catalog",
    )
    assert read(data).blocks


def table_pages(count: int) -> bytes:
    head = ["TT", "Tên nhiệm vụ", "Kinh phí"]
    writer = PdfWriter()
    for page in range(count):
        writer.page()
        writer.text(290, 30, str(page + 1), 10)
        rows = [
            [str(10 * page + n), f"Xây dựng hệ thống của xã thứ {page * n + n}", f"{page}.200"] for n in range(1, 11)
        ]
        writer.table([60, 100, 400, 535], [head, *rows])
    return writer.build()


def test_time_grows_with_the_pages() -> None:
    """One table over all pages: ten times the pages may not take more than some ten times as long."""

    def seconds(data: bytes) -> float:
        start = time.process_time()
        (table,) = read(data).tables()
        assert [row.texts[0] for row in table.rows] == [str(n + 1) for n in range(len(table.rows))]
        assert len(table.rows) % 10 == 0
        return time.process_time() - start

    seconds(table_pages(2))
    assert seconds(table_pages(150)) < 30 * seconds(table_pages(15))
