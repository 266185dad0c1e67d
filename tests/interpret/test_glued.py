"""Paragraphs that a word processor's file runs together, parted into what was printed."""

import pytest

from pipelines.interpret.glued import part_glued
from pipelines.read.model import Block, Paragraph, Place


def parted(*texts: str) -> list[str]:
    blocks: list[Block] = [
        Paragraph(text, Place(line_start=number), lines=(text,)) for number, text in enumerate(texts, 1)
    ]
    return [block.text for block in part_glued(blocks) if isinstance(block, Paragraph)]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        (
            ("UBND TỈNH HÀ NAM SỞ NỘI VỤ CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập – Tự do – Hạnh phúc Số: 21/KH-SNV "
            "Phủ Lý, ngày 05 tháng 01 năm 2024 KẾ HOẠCH Cải cách hành chính năm 2024 Căn cứ Quyết định số 12/QĐ-UBND;"),
            [
                "UBND TỈNH HÀ NAM",
                "SỞ NỘI VỤ",
                "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                "Độc lập – Tự do – Hạnh phúc",
                "Số: 21/KH-SNV",
                "Phủ Lý, ngày 05 tháng 01 năm 2024",
                "KẾ HOẠCH",
                "Cải cách hành chính năm 2024",
                "Căn cứ Quyết định số 12/QĐ-UBND;",
            ],
        ),
        (
            "BÁO CÁO Tình hình chuyển đổi số quý I Thực hiện Kế hoạch số 3/KH-UBND, Sở Y tế báo cáo như sau:",
            ["BÁO CÁO", "Tình hình chuyển đổi số quý I", "Thực hiện Kế hoạch số 3/KH-UBND, Sở Y tế báo cáo như sau:"],
        ),
        ("- Lưu: VT, Hoa. KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC Trần Thị Mai", ["- Lưu: VT, Hoa.", "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Trần Thị Mai"]),
        ("TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Lê Văn Thụ", ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Lê Văn Thụ"]),
        ("TRƯỞNG BAN Hà Thị Sen 2 Số liệu đến ngày 30/6.", ["TRƯỞNG BAN", "Hà Thị Sen", "2 Số liệu đến ngày 30/6."]),
        (
            ("IV. TỔ CHỨC THỰC HIỆN Được giao cho các phòng, ban chuyên môn phối hợp triển khai trong năm, "
            "bảo đảm đúng tiến độ và chất lượng đã đề ra."),
            [
                "IV. TỔ CHỨC THỰC HIỆN",
                ("Được giao cho các phòng, ban chuyên môn phối hợp triển khai trong năm, "
                "bảo đảm đúng tiến độ và chất lượng đã đề ra."),
            ],
        ),
        (
            ("2. Hạ tầng số và an toàn thông tin Trong quý I, các cơ quan đã hoàn thành kết nối mạng truyền số liệu "
            "chuyên dùng đến cấp xã."),
            [
                "2. Hạ tầng số và an toàn thông tin",
                "Trong quý I, các cơ quan đã hoàn thành kết nối mạng truyền số liệu chuyên dùng đến cấp xã.",
            ],
        ),
    ],
)  # fmt: skip
def test_parts_of_a_glued_paragraph(text: str, printed: list[str]) -> None:
    assert parted(text) == printed


@pytest.mark.parametrize(
    "text",
    [
        "KẾ HOẠCH NĂM 2024 CỦA CÁC ĐƠN VỊ",
        "- Chủ tịch UBND tỉnh, Giám đốc Sở Y tế chịu trách nhiệm thi hành.",
        (
            "1. Chỉ đạo Sở Thông tin và Truyền thông chủ trì, phối hợp với các Sở, ban, ngành và UBND các huyện, thành phố "
            "tổ chức thực hiện."
        ),
        "Chủ tịch Nguyễn Văn An kết luận cuộc họp.",
        (
            "3. Giao Trung tâm Công nghệ thông tin và Truyền thông tỉnh vận hành hệ thống theo dõi nhiệm vụ được giao, bảo đảm "
            "thông suốt."
        ),
    ],
)
def test_sentences_stay_whole(text: str) -> None:
    assert parted(text) == [text]


def test_printed_lines_are_trusted() -> None:
    text = "TRƯỞNG BAN Hà Thị Sen"
    block = Paragraph(text, Place(line_start=1), lines=("TRƯỞNG BAN", "Hà Thị Sen"))
    assert part_glued([block]) == [block]


def test_lines_that_a_page_broke() -> None:
    lines: tuple[str, ...] = (
        "ỦY BAN NHÂN DÂN TỈNH NAM HÀ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT",
        "NAM Độc lập - Tự do - Hạnh phúc Số: 12/KH-UBND Phủ Lý, ngày 20 tháng",
        "12 năm 2023",
    )
    head = Paragraph(" ".join(lines), Place(), lines=lines)
    lines = ("KẾ HOẠCH Cải cách hành chính năm 2024 Căn cứ", "Quyết định số 12/QĐ-UBND của UBND tỉnh, như sau:")
    title = Paragraph(" ".join(lines), Place(), lines=lines)
    lines = (
        "1. Tổ công tác của tỉnh Tổ công tác của tỉnh họp mỗi tháng một lần để",
        "nghe báo cáo tiến độ và gỡ vướng mắc cho các sở.",
    )
    body = Paragraph(" ".join(lines), Place(), lines=lines)
    assert [block.text for block in part_glued([head, title, body]) if isinstance(block, Paragraph)] == [
        "ỦY BAN NHÂN DÂN TỈNH NAM HÀ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 12/KH-UBND",
        "Phủ Lý, ngày 20 tháng 12 năm 2023",
        "KẾ HOẠCH",
        "Cải cách hành chính năm 2024",
        "Căn cứ Quyết định số 12/QĐ-UBND của UBND tỉnh, như sau:",
        "1. Tổ công tác của tỉnh",
        "Tổ công tác của tỉnh họp mỗi tháng một lần để nghe báo cáo tiến độ và gỡ vướng mắc cho các sở.",
    ]


def test_a_motto_in_a_narrow_cell_is_not_run_on() -> None:
    lines = ("SỞ NỘI VỤ", "CỘNG HÒA XÃ HỘI CHỦ", "NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
    block = Paragraph(" ".join(lines), Place(), lines=lines)
    assert part_glued([block]) == [block]


def test_a_note_under_a_signature() -> None:
    lines = ("TRƯỞNG PHÒNG Đỗ Thị Lan 2 https://example.vn/profile.php?", "id=100")
    block = Paragraph(" ".join(lines), Place(), lines=lines)
    assert [part.text for part in part_glued([block]) if isinstance(part, Paragraph)] == [
        "TRƯỞNG PHÒNG",
        "Đỗ Thị Lan",
        "2 https://example.vn/profile.php? id=100",
    ]
