"""Long plans and plans without their first page: tables of contents, footnotes, pages, headings that are lost."""

from datetime import date
from typing import Any

import pytest

from tests.interpret.texts import interpret, outline

# A table of contents before the body, page numbers and footnotes between, a heading cut by the page.
LONG_PLAN = """\
UBND TỈNH CÀ MAU
SỞ KHOA HỌC VÀ CÔNG NGHỆ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 1120/KH-SKHCN
Cà Mau, ngày 22 tháng 12 năm 2025
KẾ HOẠCH
Chuyển đổi số của Sở Khoa học và Công nghệ
năm 2026
MỤC LỤC
I. CĂN CỨ LẬP KẾ HOẠCH .................................................. 2
II. MỤC TIÊU ............................................................ 2
1. Mục tiêu chung ........................................................ 2
2. Mục tiêu cụ thể ....................................................... 3
III. NHIỆM VỤ ............................................................ 3
Phụ lục I. DANH MỤC NHIỆM VỤ ............................................. 4
\f2

I. CĂN CỨ LẬP KẾ HOẠCH
1. Luật Giao dịch điện tử ngày 22 tháng 6 năm 2023;
2. Nghị quyết số 57-NQ/TW ngày 22 tháng 12 năm 2024 của Bộ Chính trị1;
3. Kế hoạch số 99/KH-UBND ngày 05/11/2025 của UBND tỉnh.
II. MỤC TIÊU
1. Mục tiêu chung
Dữ liệu của ngành được thu thập một lần và dùng cho mọi thủ tục của sở, không yêu
cầu doanh nghiệp nộp lại giấy tờ đã có trên hệ thống của tỉnh theo quy định.

1 Về đột phá phát triển khoa học, công nghệ, đổi mới sáng tạo.
\f3

2. Mục tiêu cụ thể
2.1 Về chính quyền số
- 95% hồ sơ được số hóa.
2.2 Về kinh tế số và hỗ trợ doanh nghiệp công nghệ trên địa bàn các phường, xã mới sau
khi sắp xếp
- Hỗ trợ 30 doanh nghiệp.
2.4 Về xã hội số
- 60% người dân có chữ ký số cá nhân.
III. NHIỆM VỤ
Theo Phụ lục I kèm theo./.
Nơi nhận:
- UBND tỉnh;
- Lưu: VT, CĐS.
GIÁM ĐỐC
Phan Quốc Thịnh
\f4

Phụ lục I
DANH MỤC NHIỆM VỤ
(Kèm theo Kế hoạch số 1120/KH-SKHCN ngày 22/12/2025 của Sở Khoa học và Công nghệ)
1. Nâng cấp cổng dữ liệu.
2. Đào tạo cán bộ xã.
"""
LONG_PLAN_IDENTITY: dict[str, Any] = {
    "document_type": "ke_hoach",
    "document_number": 1120,
    "document_symbol": "1120/KH-SKHCN",
    "title": "Chuyển đổi số của Sở Khoa học và Công nghệ năm 2026",
    "issuer_text": "SỞ KHOA HỌC VÀ CÔNG NGHỆ",
    "province_code": "96",
    "issue_date": date(2025, 12, 22),
    "issue_place": "Cà Mau",
    "period_start": date(2026, 1, 1),
    "period_end": date(2026, 12, 31),
    "signer_name": "Phan Quốc Thịnh",
    "signer_title": "GIÁM ĐỐC",
    "signing_authority": None,
}
LONG_PLAN_SECTIONS = [
    (1, "I", "CĂN CỨ LẬP KẾ HOẠCH"),
    (1, "II", "MỤC TIÊU"),
    (2, "1", "Mục tiêu chung"),
    (2, "2", "Mục tiêu cụ thể"),
    (3, "2.1", "Về chính quyền số"),
    (3, "2.2", "Về kinh tế số và hỗ trợ doanh nghiệp công nghệ trên địa bàn các phường, xã mới sau khi sắp xếp"),
    (3, "2.4", "Về xã hội số"),
    (1, "III", "NHIỆM VỤ"),
    (1, "Phụ lục I", "DANH MỤC NHIỆM VỤ"),
    (2, "1", "Nâng cấp cổng dữ liệu."),
    (2, "2", "Đào tạo cán bộ xã."),
]

# The first page is lost; what is left begins inside a sentence.
HEADLESS_PLAN = """\
đồng bộ trên các nền tảng dùng chung của thành phố, tránh đầu tư trùng lặp.
2. Yêu cầu
Các đơn vị hoàn thành trước ngày 30 tháng 11 hằng năm.
II. NHIỆM VỤ
1. Hạ tầng
1.1. Mạng truyền số liệu
Kết nối 100% cơ quan.
1.2. Trung tâm dữ liệu
Thuê dịch vụ trong 36 tháng.
2. Dữ liệu
Công bố 40 bộ dữ liệu mở.
III. TỔ CHỨC THỰC HIỆN
Trên đây là Kế hoạch chuyển đổi số năm 2025 của UBND thành phố Cần Thơ./.
Nơi nhận:
- Bộ Khoa học và Công nghệ;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Trương Văn Lộc

PHỤ LỤC
PHÂN CÔNG NHIỆM VỤ CHUYỂN ĐỔI SỐ NĂM 2025
(Kèm theo Kế hoạch số     /KH-UBND ngày     tháng 3 năm 2025 của Ủy ban nhân dân thành phố Cần Thơ)
"""
HEADLESS_PLAN_IDENTITY: dict[str, Any] = {
    "document_type": "ke_hoach",
    "title": "chuyển đổi số năm 2025",
    "document_number": None,
    "document_symbol": None,
    "issuer_text": "Ủy ban nhân dân thành phố Cần Thơ",
    "province_code": "92",
    "issue_date": None,
    "issue_place": None,
    "period_start": date(2025, 1, 1),
    "period_end": date(2025, 12, 31),
    "signer_name": "Trương Văn Lộc",
    "signer_title": "CHỦ TỊCH",
    "signing_authority": "TM. ỦY BAN NHÂN DÂN",
}
HEADLESS_PLAN_SECTIONS = [
    (1, "2", "Yêu cầu"),
    (1, "II", "NHIỆM VỤ"),
    (2, "1", "Hạ tầng"),
    (3, "1.1", "Mạng truyền số liệu"),
    (3, "1.2", "Trung tâm dữ liệu"),
    (2, "2", "Dữ liệu"),
    (1, "III", "TỔ CHỨC THỰC HIỆN"),
    (1, "PHỤ LỤC", "PHÂN CÔNG NHIỆM VỤ CHUYỂN ĐỔI SỐ NĂM 2025"),
]

KINDS = [
    pytest.param(LONG_PLAN, LONG_PLAN_IDENTITY, LONG_PLAN_SECTIONS, id="with a table of contents"),
    pytest.param(HEADLESS_PLAN, HEADLESS_PLAN_IDENTITY, HEADLESS_PLAN_SECTIONS, id="first page lost"),
]


@pytest.mark.parametrize(("text", "expected", "_sections"), KINDS)
def test_identity(text: str, expected: dict[str, Any], _sections: list[tuple[int, str | None, str]]) -> None:
    identity, _, _ = interpret(text)
    assert {name: identity[name] for name in expected} == expected


@pytest.mark.parametrize(("text", "_identity", "expected"), KINDS)
def test_sections(text: str, _identity: dict[str, Any], expected: list[tuple[int, str | None, str]]) -> None:
    assert outline(interpret(text)[1]) == expected
