"""Rarer kinds of documents: two signers, telegrams, special zones, notices of the party, hospitals."""

from datetime import date
from typing import Any

import pytest

from tests.interpret.texts import interpret, outline

TWO_SIGNERS = """\
ỦY BAN NHÂN DÂN TỈNH - BAN THƯỜNG TRỰC ỦY BAN MTTQ VIỆT NAM TỈNH HÒA BÌNH
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 01/CTrPH-UBND-MTTQ
Hòa Bình, ngày 20 tháng 4 năm 2022
CHƯƠNG TRÌNH PHỐI HỢP
Tuyên truyền chuyển đổi số giai đoạn 2022 - 2026
I. MỤC ĐÍCH
1. Nâng cao nhận thức.
2. Phát huy vai trò.
II. NỘI DUNG
Trên đây là chương trình phối hợp./.

TM. BAN THƯỜNG TRỰC                         TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH                                        CHỦ TỊCH

Bùi Thị Minh                                  Bùi Văn Khánh

Nơi nhận:
- Lưu: VT.
"""
TWO_SIGNERS_IDENTITY: dict[str, Any] = {
    "document_type": "chuong_trinh",
    "document_number": 1,
    "document_symbol": "01/CTrPH-UBND-MTTQ",
    "title": "PHỐI HỢP Tuyên truyền chuyển đổi số giai đoạn 2022 - 2026",
    "issuer_text": "ỦY BAN NHÂN DÂN TỈNH - BAN THƯỜNG TRỰC ỦY BAN MTTQ VIỆT NAM TỈNH HÒA BÌNH",
    "province_code": "17",
    "issue_date": date(2022, 4, 20),
    "issue_place": "Hòa Bình",
    "period_start": date(2022, 1, 1),
    "period_end": date(2026, 12, 31),
    "signer_name": "Bùi Thị Minh; Bùi Văn Khánh",
    "signer_title": "CHỦ TỊCH; CHỦ TỊCH",
    "signing_authority": "TM. BAN THƯỜNG TRỰC; TM. ỦY BAN NHÂN DÂN",
}
TWO_SIGNERS_SECTIONS = [
    (1, "I", "MỤC ĐÍCH"),
    (2, "1", "Nâng cao nhận thức."),
    (2, "2", "Phát huy vai trò."),
    (1, "II", "NỘI DUNG"),
]

TELEGRAM = """\
ỦY BAN NHÂN DÂN THÀNH PHỐ ĐÀ NẴNG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 03/CĐ-UBND
Đà Nẵng, ngày 9 tháng 9 năm 2024
CÔNG ĐIỆN
Về việc bảo đảm an toàn hệ thống thông tin trong mưa bão
CHỦ TỊCH ỦY BAN NHÂN DÂN THÀNH PHỐ điện:
- Giám đốc các sở, ban, ngành;
- Chủ tịch UBND các quận, huyện.
1. Rà soát máy phát điện.
2. Sao lưu dữ liệu hằng ngày.
3. Báo cáo trước 16 giờ./.
Nơi nhận:
- Như trên;
- Lưu: VT.
TUQ. CHỦ TỊCH
GIÁM ĐỐC SỞ THÔNG TIN VÀ TRUYỀN THÔNG
Nguyễn Quang Thanh
"""
TELEGRAM_IDENTITY: dict[str, Any] = {
    "document_type": "cong_dien",
    "document_number": 3,
    "document_symbol": "03/CĐ-UBND",
    "title": "Về việc bảo đảm an toàn hệ thống thông tin trong mưa bão",
    "issuer_text": "ỦY BAN NHÂN DÂN THÀNH PHỐ ĐÀ NẴNG",
    "province_code": "48",
    "issue_date": date(2024, 9, 9),
    "issue_place": "Đà Nẵng",
    "period_start": None,
    "period_end": None,
    "signer_name": "Nguyễn Quang Thanh",
    "signer_title": "GIÁM ĐỐC SỞ THÔNG TIN VÀ TRUYỀN THÔNG",
    "signing_authority": "TUQ. CHỦ TỊCH",
}
TELEGRAM_SECTIONS = [
    (1, "1", "Rà soát máy phát điện."),
    (1, "2", "Sao lưu dữ liệu hằng ngày."),
    (1, "3", "Báo cáo trước 16 giờ"),
]

SPECIAL_ZONE = """\
ỦY BAN NHÂN DÂN                CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM
ĐẶC KHU PHÚ QUÝ                      Độc lập - Tự do - Hạnh phúc
Số: 15/KH-UBND               Phú Quý, ngày 12 tháng 8 năm 2025
KẾ HOẠCH
Thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị
6 tháng cuối năm 2025
Căn cứ Kế hoạch số 100/KH-UBND ngày 20/7/2025 của UBND tỉnh Lâm Đồng.
I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích
Nội dung.
2. Yêu cầu
Nội dung.
II. NHIỆM VỤ
3. Hạ tầng số
Nội dung.
4. Nhân lực số
Nội dung.
5. Truyền thông
Nội dung./.
Nơi nhận:
- Lưu: VT.
CHỦ TỊCH
Trần Thị Ngọc Minh
"""
SPECIAL_ZONE_IDENTITY: dict[str, Any] = {
    "document_type": "ke_hoach",
    "document_number": 15,
    "document_symbol": "15/KH-UBND",
    "title": "Thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị 6 tháng cuối năm 2025",
    "issuer_text": "ỦY BAN NHÂN DÂN ĐẶC KHU PHÚ QUÝ",
    "province_code": "68",
    "issue_date": date(2025, 8, 12),
    "issue_place": "Phú Quý",
    "period_start": date(2025, 7, 1),
    "period_end": date(2025, 12, 31),
    "signer_name": "Trần Thị Ngọc Minh",
    "signer_title": "CHỦ TỊCH",
    "signing_authority": None,
}
SPECIAL_ZONE_SECTIONS = [
    (1, "I", "MỤC ĐÍCH, YÊU CẦU"),
    (2, "1", "Mục đích"),
    (2, "2", "Yêu cầu"),
    (1, "II", "NHIỆM VỤ"),
    (2, "3", "Hạ tầng số"),
    (2, "4", "Nhân lực số"),
    (2, "5", "Truyền thông"),
]

PARTY_NOTICE = """\
TỈNH ỦY ĐIỆN BIÊN
BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ
*
Số 08-TB/BCĐ
ĐẢNG CỘNG SẢN VIỆT NAM
Điện Biên, ngày 02 tháng 02 năm 2023
THÔNG BÁO
Kết luận của đồng chí Trưởng Ban Chỉ đạo
tại phiên họp thứ nhất năm 2023
-----
Tại phiên họp ngày 30/01/2023, đồng chí Trưởng Ban Chỉ đạo kết luận:
1. Về kết quả năm 2022
Các cơ quan đã nỗ lực.
2. Về nhiệm vụ năm 2023
2.1. Ban hành kế hoạch.
2.2. Bố trí kinh phí.
Nơi nhận:
- Thường trực Tỉnh ủy,
- Lưu.
T/L BAN CHỈ ĐẠO
CHÁNH VĂN PHÒNG TỈNH ỦY
kiêm
Phó Trưởng ban
Lò Văn Cương
"""
PARTY_NOTICE_IDENTITY: dict[str, Any] = {
    "document_type": "thong_bao",
    "document_number": 8,
    "document_symbol": "08-TB/BCĐ",
    "title": "Kết luận của đồng chí Trưởng Ban Chỉ đạo tại phiên họp thứ nhất năm 2023",
    "issuer_text": "BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ",
    "province_code": "11",
    "issue_date": date(2023, 2, 2),
    "issue_place": "Điện Biên",
    "period_start": None,
    "period_end": None,
    "signer_name": "Lò Văn Cương",
    "signer_title": "CHÁNH VĂN PHÒNG TỈNH ỦY",
    "signing_authority": "T/L BAN CHỈ ĐẠO",
}
PARTY_NOTICE_SECTIONS = [
    (1, "1", "Về kết quả năm 2022"),
    (1, "2", "Về nhiệm vụ năm 2023"),
    (2, "2.1", "Ban hành kế hoạch."),
    (2, "2.2", "Bố trí kinh phí."),
]

HOSPITAL = """\
SỞ Y TẾ TỈNH KON TUM
BỆNH VIỆN ĐA KHOA TỈNH
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 219/KH-BVĐK
Kon Tum, ngày 14 tháng 01 năm 2022
KẾ HOẠCH
TRIỂN KHAI BỆNH ÁN ĐIỆN TỬ NĂM 2022
VÀ NHỮNG NĂM TIẾP THEO
Phần 1: ĐÁNH GIÁ HIỆN TRẠNG
I. HẠ TẦNG
1) Máy chủ
Có 4 máy.
2) Đường truyền
Có 2 đường.
Phần 2: KẾ HOẠCH
I. MỤC TIÊU
- Bỏ bệnh án giấy.
II. KINH PHÍ: 3,5 tỷ đồng, trong đó:
a. Quỹ phát triển: 2 tỷ đồng.
b. Ngân sách: 1,5 tỷ đồng.
GIÁM ĐỐC
Bs. CKII Võ Văn Thanh
"""
HOSPITAL_IDENTITY: dict[str, Any] = {
    "document_type": "ke_hoach",
    "document_number": 219,
    "document_symbol": "219/KH-BVĐK",
    "title": "TRIỂN KHAI BỆNH ÁN ĐIỆN TỬ NĂM 2022 VÀ NHỮNG NĂM TIẾP THEO",
    "issuer_text": "BỆNH VIỆN ĐA KHOA TỈNH KON TUM",
    "province_code": "62",
    "issue_date": date(2022, 1, 14),
    "issue_place": "Kon Tum",
    "period_start": date(2022, 1, 1),
    "period_end": date(2022, 12, 31),
    "signer_name": "Võ Văn Thanh",
    "signer_title": "GIÁM ĐỐC",
    "signing_authority": None,
}
HOSPITAL_SECTIONS = [
    (1, "Phần 1", "ĐÁNH GIÁ HIỆN TRẠNG"),
    (2, "I", "HẠ TẦNG"),
    (3, "1", "Máy chủ"),
    (3, "2", "Đường truyền"),
    (1, "Phần 2", "KẾ HOẠCH"),
    (2, "I", "MỤC TIÊU"),
    (2, "II", "KINH PHÍ: 3,5 tỷ đồng, trong đó"),
    (3, "a", "Quỹ phát triển"),
    (3, "b", "Ngân sách"),
]

KINDS = [
    pytest.param(TWO_SIGNERS, TWO_SIGNERS_IDENTITY, TWO_SIGNERS_SECTIONS, id="two signers"),
    pytest.param(TELEGRAM, TELEGRAM_IDENTITY, TELEGRAM_SECTIONS, id="telegram"),
    pytest.param(
        SPECIAL_ZONE,
        SPECIAL_ZONE_IDENTITY,
        SPECIAL_ZONE_SECTIONS,
        id="title begins with a verb, numbers go on over sections",
    ),
    pytest.param(PARTY_NOTICE, PARTY_NOTICE_IDENTITY, PARTY_NOTICE_SECTIONS, id="party notice"),
    pytest.param(HOSPITAL, HOSPITAL_IDENTITY, HOSPITAL_SECTIONS, id="hospital"),
]


@pytest.mark.parametrize(("text", "expected", "_sections"), KINDS)
def test_identity(text: str, expected: dict[str, Any], _sections: list[tuple[int, str | None, str]]) -> None:
    identity, _, _ = interpret(text)
    assert {name: identity[name] for name in expected} == expected


@pytest.mark.parametrize(("text", "_identity", "expected"), KINDS)
def test_sections(text: str, _identity: dict[str, Any], expected: list[tuple[int, str | None, str]]) -> None:
    assert outline(interpret(text)[1]) == expected
