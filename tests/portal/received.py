"""A report as a PDF and as a scan, and a sheet of no known form: what agencies send besides text, drawn for the tests of the portal."""

import io
from pathlib import Path

from openpyxl import Workbook

from tests.read.pdf_writer import PdfWriter
from tests.read.scan_pages import Page

PHONE = "0912.345.678"
PRINTED_PDF, PRINTED_SCAN = "71,4%", "63,9%"
CELL = "1.204"
SHEET: tuple[tuple[str | int, ...], ...] = (
    ("Thôn", "Số hộ", "Số thuê bao"),
    *((f"Thôn {number}", 40 + number, 30 + number) for number in range(1, 204)),
)

PICTURE = (425.0, 288.0, 40.0, 14.0)
"""Left, top, width and height in points."""

SEAL = (468.0, 270.0, 70.0, 70.0)

_HEAD = (
    "ỦY BAN NHÂN DÂN",
    "TỈNH PHÚ YÊN",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Số: {number}/BC-UBND",
    "Phú Yên, ngày {day:02d} tháng 7 năm 2024",
    "BÁO CÁO",
    "Kết quả chuyển đổi số tỉnh Phú Yên 6 tháng đầu năm 2024",
)
_BODY = (
    "I. KẾT QUẢ 6 THÁNG ĐẦU NĂM",
    "1. Chính quyền số",
    "Toàn tỉnh tiếp nhận 148.920 hồ sơ, trong đó 104.691 hồ sơ nộp qua mạng,",
    "đạt {printed}, tăng 8,6 điểm phần trăm so với cùng kỳ năm 2023.",
    "Liên hệ ông Nguyễn Văn Mẫu, điện thoại 0912.345.678 để đối chiếu.",
    "2. Hạ tầng số",
    "Đường truyền số liệu chuyên dùng đã kết nối 110/110 xã, phường, thị trấn.",
)
_TABLE = (
    ("TT", "Tên chỉ tiêu", "Đơn vị tính", "Mục tiêu 2024", "Kết quả 2024"),
    ("1", "Tỷ lệ hồ sơ trực tuyến", "%", "80", "72,5"),
    ("2", "Số hộ có đường truyền cáp quang", "Hộ", "1.350", CELL),
)
_XS = (60.0, 90.0, 290.0, 360.0, 440.0, 530.0)


def write_received(folder: Path) -> None:
    """Write the PDF, the scan and the sheet into ``folder``."""
    (folder / "bao-cao.pdf").write_bytes(report_pdf())
    (folder / "bao-cao-quet.png").write_bytes(report_scan())
    (folder / "thue-bao.xlsx").write_bytes(sheet())


def report_pdf() -> bytes:
    """Two pages of text, the second with a table; a picture that nobody reads stands on the line of the figure."""
    writer = PdfWriter()
    writer.page()
    y = writer.lines(90, 80, _told(_HEAD, 9119, 5, PRINTED_PDF), 12, 18)
    writer.lines(90, y + 20, _told(_BODY, 9119, 5, PRINTED_PDF), 12, 18)
    writer.picture(*PICTURE)
    writer.page()
    writer.text(200, 80, "Phụ lục", 12)
    writer.text(150, 98, "KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU", 12)
    writer.table(_XS, _TABLE, top=120, size=11)
    return writer.build()


def report_scan() -> bytes:
    """One page in grey at 200 dpi, a seal on the line of the figure."""
    page = Page(595, 500, 200)
    y = 40.0
    for line in (*_told(_HEAD, 9219, 6, PRINTED_SCAN), "", *_told(_BODY, 9219, 6, PRINTED_SCAN)):
        page.text(60, y, line, 11)
        y += 22
    left, top, width, height = SEAL
    edges = [page.pixels(at) for at in (left, top, left + width, top + height)]
    page.draw.ellipse(edges, outline=0, width=page.pixels(2))
    data = io.BytesIO()
    page.image.save(data, "PNG", dpi=(200, 200))
    return data.getvalue()


def sheet() -> bytes:
    """A table of no known kind that is longer than one page of the portal."""
    book = Workbook(write_only=True)
    page = book.create_sheet("Thuê bao")
    for row in SHEET:
        page.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _told(lines: tuple[str, ...], number: int, day: int, printed: str) -> list[str]:
    return [line.format(number=number, day=day, printed=printed) for line in lines]
