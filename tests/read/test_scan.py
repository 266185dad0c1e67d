"""Scanned pages read with the real tesseract: tables, prose, what is turned, what cannot be read, and what is flagged."""

import hashlib
import io
import re
from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image

from pipelines.read import ocr
from pipelines.read.model import Document, Paragraph, ParagraphKind, RemarkKind, SourceRejected, Table
from pipelines.read.ocr import INSTALL
from pipelines.read.scan import ScannedPage, read_image, read_scanned_page
from tests.read.scan_pages import Page, bilevel, blurred, grainy, require_tesseract, turned
from tests.shared_inputs import shared_folder

HEADER = ("TT", "Chỉ tiêu", "Năm 2023", "Năm 2024")
BODY = (
    ("1", "Tỷ lệ hồ sơ trực tuyến", "72,5%", "80%"),
    ("2", "Số hộ có đường truyền", "1.204", "1.350"),
    ("3", "Số cán bộ được tập huấn", "7", "11"),
    ("4", "Kinh phí thực hiện", "12.450,75", "13.068"),
)
WIDTHS = (30, 170, 80, 80)
LONG = (
    "Trong năm 2023 đơn vị đã tiếp nhận 1.204 hồ sơ, đạt 85,5% kế hoạch; tổ chức 12 lớp tập huấn "
    "cho 340 cán bộ của các xã và phường trên địa bàn."
)


@pytest.fixture(autouse=True)
def _tesseract() -> None:
    require_tesseract()


def table_page(
    dpi: int = 200, *, gap: int = 0, shade: int = 0, rows: Sequence[Sequence[str]] = (HEADER, *BODY)
) -> Page:
    page = Page(420, 60 + 26 * len(rows), dpi)
    page.text(40, 12, "Kết quả thực hiện các chỉ tiêu của đơn vị", 11)
    page.table(30, 40, WIDTHS, rows, height=26, gap=gap, shade=shade)
    return page


def only_table(page: ScannedPage) -> Table:
    (table,) = [block for block in page.blocks if isinstance(block, Table)]
    return table


def texts(page: ScannedPage) -> str:
    return " ".join(block.text for block in page.blocks if isinstance(block, Paragraph))


def as_png(image: Image.Image, dpi: int = 200) -> bytes:
    data = io.BytesIO()
    image.save(data, "PNG", dpi=(dpi, dpi))
    return data.getvalue()


def read(data: bytes) -> Document:
    return read_image("trang.png", hashlib.sha256(data).hexdigest(), data)


def digits(text: str) -> str:
    return re.sub(r"[^\d.,%]", "", text)


def check_nothing_wrong_is_silent(page: ScannedPage, truth: Sequence[Sequence[str]]) -> int:
    """Every number that is not as printed is in a remark; returns how many are as printed."""
    right = 0
    flagged = [remark.place.box for remark in page.remarks if remark.kind is RemarkKind.LOW_CONFIDENCE]
    for row, printed in zip(only_table(page).rows, truth, strict=True):
        for cell, text in zip(row.cells, printed, strict=True):
            if digits(cell.text) == digits(text):
                right += 1
            else:
                assert cell.place.box in flagged, f"{cell.text!r} for {text!r} is not told"
                assert cell.text == "" or (cell.confidence or 0) <= 50
    return right


@pytest.mark.parametrize(
    ("dpi", "degrees", "is_bilevel", "gap", "shade"),
    [(200, 1.2, True, 0, 0), (150, -0.7, False, 0, 90), (200, 0.4, True, 5, 0)],
)
def test_ruled_table_is_read_cell_by_cell(dpi: int, degrees: float, is_bilevel: bool, gap: int, shade: int) -> None:
    drawn = table_page(dpi, gap=gap, shade=shade)
    image = grainy(turned(drawn.image, degrees), 0.0005)
    page = read_scanned_page(bilevel(image) if is_bilevel else image, 3, 11, drawn.points_per_pixel)
    table = only_table(page)
    assert table.columns == HEADER
    assert check_nothing_wrong_is_silent(page, BODY) >= 15
    assert [row.cells[1].text for row in table.rows] == [row[1] for row in BODY]
    assert texts(page) == "Kết quả thực hiện các chỉ tiêu của đơn vị"
    assert page.line_count == 6
    first = table.rows[0].cells[0]
    assert (first.place.page, first.place.line_start) == (3, 13)
    assert first.place.box is not None
    left, top, right, bottom = first.place.box
    assert (left + right) / 2 == pytest.approx(45, abs=8)
    assert (top + bottom) / 2 == pytest.approx(79, abs=8)


def test_page_lying_on_its_side_is_turned_and_its_boxes_are_not() -> None:
    drawn = table_page()
    sideways = drawn.image.rotate(90, expand=True)  # its top is on the left
    page = read_scanned_page(sideways, 1, 1, drawn.points_per_pixel)
    assert check_nothing_wrong_is_silent(page, BODY) >= 15
    box = only_table(page).place.box
    assert box is not None
    width, height = (side * drawn.points_per_pixel for side in sideways.size)
    # 30..390 across and 40..170 down on the upright page.
    assert box == pytest.approx((40, height - 390, 170, height - 30), abs=6)
    assert box[2] < width


def test_lone_digits_in_narrow_cells_are_not_lost() -> None:
    rows = [(str(n), "Nội dung", str(n % 10), str(10 - n)) for n in range(1, 10)]
    drawn = table_page(200, rows=[HEADER, *rows])
    page = read_scanned_page(bilevel(turned(drawn.image, 0.8)), 1, 1, drawn.points_per_pixel)
    assert check_nothing_wrong_is_silent(page, rows) >= 34
    assert all(cell.text for row in only_table(page).rows for cell in row.cells)


def test_every_wrong_number_on_a_bad_copy_is_told() -> None:
    drawn = table_page(110)
    image = blurred(grainy(turned(drawn.image, 0.6), 0.003), 0.9)
    page = read_scanned_page(bilevel(image, 185), 1, 1, drawn.points_per_pixel)
    check_nothing_wrong_is_silent(page, BODY)


def test_prose_keeps_lines_paragraphs_and_numbers() -> None:
    drawn = Page(460, 230, 200)
    drawn.text(60, 20, "1. Kết quả đạt được")
    drawn.text(60, 44, "Trong năm 2023 đơn vị đã tiếp nhận 1.204 hồ sơ, đạt 85,5%")
    drawn.text(30, 64, "kế hoạch; tổ chức 12 lớp tập huấn cho 340 cán bộ của các xã")
    drawn.text(30, 84, "và phường trên địa bàn.")
    drawn.text(60, 110, "- Kinh phí thực hiện là 450 triệu đồng.")
    page = read_scanned_page(bilevel(turned(drawn.image, -1.0)), 2, 5, drawn.points_per_pixel)
    body = [block for block in page.blocks if isinstance(block, Paragraph)]
    assert [(p.text, p.line_numbers) for p in body] == [
        ("1. Kết quả đạt được", (5,)),
        (
            LONG,
            (6, 7, 8),
        ),
        ("- Kinh phí thực hiện là 450 triệu đồng.", (9,)),
    ]
    assert page.line_count == 5


def test_pages_of_one_tiff_are_one_document_and_their_table_is_one() -> None:
    first, second = table_page(), Page(420, 130, 200)
    second.table(30, 20, WIDTHS, [HEADER, ("5", "Số xã đạt chuẩn", "15", "18")], height=26)
    data = io.BytesIO()
    first.image.save(data, "TIFF", save_all=True, append_images=[second.image], dpi=(200, 200))
    document = read(data.getvalue())
    (table,) = document.tables()
    assert document.source_format == "image"
    assert [row.cells[0].text for row in table.rows] == ["1", "2", "3", "4", "5"]
    assert table.rows[-1].cells[3].text == "18"
    assert table.rows[-1].place.page == 2
    assert (document.line_count, table.rows[-1].place.line_start) == (8, 8)


def test_page_that_cannot_be_read_is_said_and_not_invented() -> None:
    noise = np.random.default_rng(3).random((700, 900))
    spotted = blurred(Image.fromarray(np.where(noise > 0.5, 255, 0).astype(np.uint8)), 2.5).point(
        lambda value: 255 if value > 128 else 0
    )
    page = read_scanned_page(spotted, 4, 1, 72 / 200)
    assert [remark.kind for remark in page.remarks] == [RemarkKind.LOW_QUALITY_PAGE]
    assert page.remarks[0].place.page == 4
    assert all(isinstance(b, Paragraph) and b.kind is ParagraphKind.DAMAGED for b in page.blocks)


def test_blank_page_is_blank() -> None:
    page = read_scanned_page(Image.new("1", (1000, 1400), 1), 1, 1, 72 / 200)
    assert (page.blocks, page.line_count, page.remarks) == ([], 0, [])


def test_damaged_picture_is_rejected() -> None:
    data = as_png(table_page().image)
    with pytest.raises(SourceRejected, match="cut off or damaged"):
        read(data[: len(data) // 2])


def test_without_tesseract_the_command_that_installs_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    ocr.installed_languages.cache_clear()
    try:
        with pytest.raises(SourceRejected, match="tesseract is not installed") as rejected:
            read(as_png(Page().image))
        assert rejected.value.remedy == f"run: {INSTALL}"
    finally:
        ocr.installed_languages.cache_clear()


def test_real_page_with_a_seal_over_its_table() -> None:
    pypdfium2 = pytest.importorskip("pypdfium2")
    path = shared_folder("real-files") / "laocai_kh1105_ke_hoach_kiem_tra.pdf"
    document = pypdfium2.PdfDocument(path.read_bytes())
    image = document[3].render(scale=250 / 72).to_pil()
    page = read_scanned_page(image, 4, 1, 72 / 250)
    table = only_table(page)
    assert [len(row.cells) for row in table.rows] == [5] * 5
    assert [row.cells[3].text for row in table.rows if not row.cells[3].covered] == [
        "23/3/2026",
        "25/3/2025",
        "27/3/2025",
    ]
    assert "1105" in texts(page)
