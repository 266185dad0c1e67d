"""Reports, official letters, proposals and documents of party committees: identity and heading tree."""

from datetime import date
from typing import Any

import pytest

from tests.interpret.texts import interpret, outline

DEPARTMENT_REPORT = """\
 UBND TỈNH TRÀ VINH          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG        Độc lập - Tự do - Hạnh phúc
Số: 1304/BC-STNMT                Trà Vinh, ngày 12 tháng 6 năm 2023

BÁO CÁO
Tình hình thực hiện nhiệm vụ chuyển đổi số 6 tháng đầu năm và
phương hướng, nhiệm vụ 6 tháng cuối năm 2023

Kính gửi:
- Ủy ban nhân dân tỉnh;
- Sở Thông tin và Truyền thông.

Thực hiện Công văn số 712/STTTT-CĐS ngày 01/6/2023, Sở Tài nguyên và Môi trường báo cáo như sau:
I. Kết quả thực hiện
1. Công tác chỉ đạo, điều hành
Đã ban hành 09 văn bản. Trong đó:
+ Kế hoạch: 03 văn bản;
+ Công văn: 06 văn bản.
2. Xây dựng cơ sở dữ liệu đất đai
2.1. Cấp huyện: 07/09 huyện đã hoàn thành.
2.2. Cấp xã: 85 xã đang đối soát.
(1) Các xã ven biển
(2) Các xã nội đồng
II. Khó khăn, vướng mắc
Thiếu máy quét khổ lớn.
III. Phương hướng 6 tháng cuối năm
1. Tiếp tục đối soát dữ liệu.
2. Kết nối với cơ sở dữ liệu quốc gia về dân cư.
Sở Tài nguyên và Môi trường kính báo cáo./.

Nơi nhận:
- Như trên;
- GĐ, các PGĐ Sở;
- Lưu: VT, CNTT.

KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC




Thạch Sô Phia
"""
DEPARTMENT_REPORT_IDENTITY: dict[str, Any] = {
    "document_type": "bao_cao",
    "document_number": 1304,
    "document_symbol": "1304/BC-STNMT",
    "title": (
        "Tình hình thực hiện nhiệm vụ chuyển đổi số 6 tháng đầu năm và phương hướng, nhiệm vụ 6 tháng cuối năm 2023"
    ),
    "issuer_text": "SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG",
    "province_code": "84",
    "issue_date": date(2023, 6, 12),
    "issue_place": "Trà Vinh",
    "period_start": date(2023, 1, 1),
    "period_end": date(2023, 6, 30),
    "signer_name": "Thạch Sô Phia",
    "signer_title": "PHÓ GIÁM ĐỐC",
    "signing_authority": "KT. GIÁM ĐỐC",
}
DEPARTMENT_REPORT_SECTIONS = [
    (1, "I", "Kết quả thực hiện"),
    (2, "1", "Công tác chỉ đạo, điều hành"),
    (2, "2", "Xây dựng cơ sở dữ liệu đất đai"),
    (3, "2.1", "Cấp huyện"),
    (3, "2.2", "Cấp xã"),
    (1, "II", "Khó khăn, vướng mắc"),
    (1, "III", "Phương hướng 6 tháng cuối năm"),
    (2, "1", "Tiếp tục đối soát dữ liệu."),
    (2, "2", "Kết nối với cơ sở dữ liệu quốc gia về dân cư."),
]

# The whole left column, then the whole right one; a quarter; a chairman signs for a steering committee.
STEERING_REPORT = """\
UBND HUYỆN TUY PHƯỚC
BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ
Số: 31/BC-BCĐ

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Tuy Phước, ngày 30 tháng 9 năm 2022

BÁO CÁO
Công tác chuyển đổi số quý III/2022 trên địa bàn huyện Tuy Phước, tỉnh Bình Định

Phần thứ nhất
KẾT QUẢ QUÝ III
1. Nhận thức số: Đã phát 1.200 tờ rơi. Đăng 15 tin, bài.
2. Thể chế số: Ban hành 04 kế hoạch.
Phần thứ hai
NHIỆM VỤ QUÝ IV
1. Hoàn thành chỉ tiêu được giao.
2. Tổng kết năm.
Trên đây là báo cáo của Ban Chỉ đạo./.
Nơi nhận:
- Sở TT&TT;
- Lưu: VT.
TM. BAN CHỈ ĐẠO
TRƯỞNG BAN
CHỦ TỊCH UBND HUYỆN
Nguyễn Văn Hùng
"""
STEERING_REPORT_IDENTITY: dict[str, Any] = {
    "document_type": "bao_cao",
    "document_symbol": "31/BC-BCĐ",
    "title": "Công tác chuyển đổi số quý III/2022 trên địa bàn huyện Tuy Phước, tỉnh Bình Định",
    "issuer_text": "BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ",
    "province_code": "52",
    "issue_date": date(2022, 9, 30),
    "issue_place": "Tuy Phước",
    "period_start": date(2022, 7, 1),
    "period_end": date(2022, 9, 30),
    "signer_name": "Nguyễn Văn Hùng",
    "signer_title": "TRƯỞNG BAN",
    "signing_authority": "TM. BAN CHỈ ĐẠO",
}
STEERING_REPORT_SECTIONS = [
    (1, "Phần thứ nhất", "KẾT QUẢ QUÝ III"),
    (2, "1", "Nhận thức số"),
    (2, "2", "Thể chế số"),
    (1, "Phần thứ hai", "NHIỆM VỤ QUÝ IV"),
    (2, "1", "Hoàn thành chỉ tiêu được giao."),
    (2, "2", "Tổng kết năm."),
]

MINISTRY_LETTER = """\
BỘ KHOA HỌC VÀ CÔNG NGHỆ
CỤC CHUYỂN ĐỔI SỐ QUỐC GIA

Số: 455/CĐSQG-CS
V/v hướng dẫn chế độ báo cáo quý về
chuyển đổi số

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Hà Nội, ngày 17 tháng 4 năm 2025

Kính gửi:
- Đơn vị chuyên trách về chuyển đổi số các bộ;
- Sở Khoa học và Công nghệ các tỉnh, thành phố trực thuộc Trung ương.

Thực hiện nhiệm vụ được giao, Cục Chuyển đổi số quốc gia hướng dẫn như sau:
1. Thời hạn báo cáo
Trước ngày 20 tháng cuối quý.
2. Nội dung báo cáo
a) Kết quả trong quý;
b) Kiến nghị.
Trân trọng./.

Nơi nhận:
- Như trên;
- Thứ trưởng phụ trách (để b/c);
- Lưu: VT, CS.

KT. CỤC TRƯỞNG
PHÓ CỤC TRƯỞNG
(Ký điện tử)
Trần Thị Quốc Hiền
"""
MINISTRY_LETTER_IDENTITY: dict[str, Any] = {
    "document_type": "cong_van",
    "document_number": 455,
    "document_symbol": "455/CĐSQG-CS",
    "title": "hướng dẫn chế độ báo cáo quý về chuyển đổi số",
    "issuer_text": "CỤC CHUYỂN ĐỔI SỐ QUỐC GIA",
    "province_code": None,
    "issue_date": date(2025, 4, 17),
    "issue_place": "Hà Nội",
    "signer_name": "Trần Thị Quốc Hiền",
    "signer_title": "PHÓ CỤC TRƯỞNG",
    "signing_authority": "KT. CỤC TRƯỞNG",
}
MINISTRY_LETTER_SECTIONS = [
    (1, "1", "Thời hạn báo cáo"),
    (1, "2", "Nội dung báo cáo"),
]

# The subject of a letter stands under its symbol, beside the place and date.
DISTRICT_LETTER = """\
ỦY BAN NHÂN DÂN              CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
 QUẬN NINH KIỀU                    Độc lập - Tự do - Hạnh phúc

 Số: 1876/UBND-VHTT            Ninh Kiều, ngày 02 tháng 11 năm 2021
V/v báo cáo kết quả thực hiện
 chuyển đổi số năm 2021

          Kính gửi: Sở Thông tin và Truyền thông thành phố Cần Thơ

     Phúc đáp Công văn số 2210/STTTT-CNTT ngày 25/10/2021, Ủy ban nhân dân quận báo
cáo như sau:
     1. Đã thành lập Ban Chỉ đạo.
     2. Đã có 13/13 phường dùng phần mềm.
     Trên đây là báo cáo của Ủy ban nhân dân quận./.

Nơi nhận:                                  TL. CHỦ TỊCH
- Như trên;                       TRƯỞNG PHÒNG VĂN HÓA VÀ THÔNG TIN
- Lưu: VT.


                                          Mai Xuân Hùng
"""
DISTRICT_LETTER_IDENTITY: dict[str, Any] = {
    "document_type": "cong_van",
    "document_number": 1876,
    "document_symbol": "1876/UBND-VHTT",
    "title": "báo cáo kết quả thực hiện chuyển đổi số năm 2021",
    "issuer_text": "ỦY BAN NHÂN DÂN QUẬN NINH KIỀU",
    "province_code": "92",
    "issue_date": date(2021, 11, 2),
    "issue_place": "Ninh Kiều",
    "period_start": date(2021, 1, 1),
    "period_end": date(2021, 12, 31),
    "signer_name": "Mai Xuân Hùng",
    "signer_title": "TRƯỞNG PHÒNG VĂN HÓA VÀ THÔNG TIN",
    "signing_authority": "TL. CHỦ TỊCH",
}
DISTRICT_LETTER_SECTIONS = [
    (1, "1", "Đã thành lập Ban Chỉ đạo."),
    (1, "2", "Đã có 13/13 phường dùng phần mềm."),
]

PROPOSAL = """\
UBND THÀNH PHỐ HUẾ
SỞ XÂY DỰNG
Số: 02/TTr-SXD
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Huế, ngày 08 tháng 01 năm 2025
TỜ TRÌNH
V/v đề nghị phê duyệt dự toán nhiệm vụ chuyển đổi số giai đoạn 2025 - 2027
Kính gửi: Ủy ban nhân dân thành phố Huế
Sở Xây dựng trình Ủy ban nhân dân thành phố xem xét:
I. SỰ CẦN THIẾT
Phần mềm cấp phép đã dùng từ năm 2016.
II. NỘI DUNG ĐỀ NGHỊ
1. Tổng dự toán: 6.850 triệu đồng.
2. Thời gian: 03 năm.
Kính đề nghị Ủy ban nhân dân thành phố xem xét, quyết định./.
Nơi nhận:
- Như trên;
- Lưu: VT.
GIÁM ĐỐC
Tôn Thất Vinh
"""
PROPOSAL_IDENTITY: dict[str, Any] = {
    "document_type": "to_trinh",
    "document_symbol": "02/TTr-SXD",
    "title": "đề nghị phê duyệt dự toán nhiệm vụ chuyển đổi số giai đoạn 2025 - 2027",
    "issuer_text": "SỞ XÂY DỰNG",
    "province_code": "46",
    "issue_date": date(2025, 1, 8),
    "issue_place": "Huế",
    "period_start": date(2025, 1, 1),
    "period_end": date(2027, 12, 31),
    "signer_name": "Tôn Thất Vinh",
    "signer_title": "GIÁM ĐỐC",
    "signing_authority": None,
}
PROPOSAL_SECTIONS = [
    (1, "I", "SỰ CẦN THIẾT"),
    (1, "II", "NỘI DUNG ĐỀ NGHỊ"),
    (2, "1", "Tổng dự toán"),
    (2, "2", "Thời gian"),
]

# Party committees: their own motto, no colon after the word for number, a star, dashes after the numbers.
PARTY_PLAN = """\
TỈNH ỦY BẾN TRE                    ĐẢNG CỘNG SẢN VIỆT NAM
       *
Số 145-KH/TU                   Bến Tre, ngày 25 tháng 5 năm 2023

                    KẾ HOẠCH
thực hiện Nghị quyết số 05-NQ/TU ngày 29/01/2021 của Ban Chấp hành
         Đảng bộ tỉnh về chuyển đổi số năm 2023
                     -----

     Thực hiện chương trình công tác, Ban Thường vụ Tỉnh ủy xây dựng kế hoạch như sau:
     I- MỤC ĐÍCH, YÊU CẦU
     1- Mục đích
     Nâng cao nhận thức của cán bộ, đảng viên.
     2- Yêu cầu
     Gắn với nhiệm vụ của từng cấp ủy.
     II- NỘI DUNG
     1. Đối với cấp ủy
     1.1- Cấp tỉnh
     Quán triệt trong quý II.
     1.2- Cấp huyện
     Quán triệt trong quý III.
     III- TỔ CHỨC THỰC HIỆN
     Văn phòng Tỉnh ủy theo dõi, đôn đốc.

Nơi nhận:                               T/M BAN THƯỜNG VỤ
- Các huyện ủy, thành ủy,                    PHÓ BÍ THƯ
- Lưu Văn phòng Tỉnh ủy.

                                          Trần Thanh Lâm
"""
PARTY_PLAN_IDENTITY: dict[str, Any] = {
    "document_type": "ke_hoach",
    "document_number": 145,
    "document_symbol": "145-KH/TU",
    "title": (
        "thực hiện Nghị quyết số 05-NQ/TU ngày 29/01/2021 của Ban Chấp hành Đảng bộ tỉnh về chuyển đổi số năm 2023"
    ),
    "issuer_text": "TỈNH ỦY BẾN TRE",
    "province_code": "83",
    "issue_date": date(2023, 5, 25),
    "issue_place": "Bến Tre",
    "period_start": date(2023, 1, 1),
    "period_end": date(2023, 12, 31),
    "signer_name": "Trần Thanh Lâm",
    "signer_title": "PHÓ BÍ THƯ",
    "signing_authority": "T/M BAN THƯỜNG VỤ",
}
PARTY_PLAN_SECTIONS = [
    (1, "I", "MỤC ĐÍCH, YÊU CẦU"),
    (2, "1", "Mục đích"),
    (2, "2", "Yêu cầu"),
    (1, "II", "NỘI DUNG"),
    (2, "1", "Đối với cấp ủy"),
    (3, "1.1", "Cấp tỉnh"),
    (3, "1.2", "Cấp huyện"),
    (1, "III", "TỔ CHỨC THỰC HIỆN"),
]

PARTY_LETTER = """\
HUYỆN ỦY PHÚ LƯƠNG
BAN TUYÊN GIÁO
*
Số 210-CV/BTGHU
V/v tuyên truyền Ngày Chuyển đổi số
quốc gia năm 2024
ĐẢNG CỘNG SẢN VIỆT NAM
Phú Lương, ngày 20 tháng 9 năm 2024

Kính gửi: Các chi bộ, đảng bộ trực thuộc

Thực hiện Hướng dẫn số 131-HD/BTGTU ngày 10/9/2024 của Ban Tuyên giáo Tỉnh ủy Thái Nguyên, Ban Tuyên giáo đề nghị:
1- Treo 20 băng rôn.
2- Đăng tin trên trang thông tin.

Nơi nhận:
- Như trên,
- Lưu BTG.
TRƯỞNG BAN
Ma Thị Hoa
"""
PARTY_LETTER_IDENTITY: dict[str, Any] = {
    "document_type": "cong_van",
    "document_number": 210,
    "document_symbol": "210-CV/BTGHU",
    "title": "tuyên truyền Ngày Chuyển đổi số quốc gia năm 2024",
    "issuer_text": "BAN TUYÊN GIÁO",
    "province_code": "19",
    "issue_date": date(2024, 9, 20),
    "issue_place": "Phú Lương",
    "signer_name": "Ma Thị Hoa",
    "signer_title": "TRƯỞNG BAN",
    "signing_authority": None,
}
PARTY_LETTER_SECTIONS = [(1, "1", "Treo 20 băng rôn."), (1, "2", "Đăng tin trên trang thông tin.")]

KINDS = [
    pytest.param(DEPARTMENT_REPORT, DEPARTMENT_REPORT_IDENTITY, DEPARTMENT_REPORT_SECTIONS, id="department, half-year"),
    pytest.param(STEERING_REPORT, STEERING_REPORT_IDENTITY, STEERING_REPORT_SECTIONS, id="steering committee, quarter"),
    pytest.param(MINISTRY_LETTER, MINISTRY_LETTER_IDENTITY, MINISTRY_LETTER_SECTIONS, id="letter of a ministry"),
    pytest.param(DISTRICT_LETTER, DISTRICT_LETTER_IDENTITY, DISTRICT_LETTER_SECTIONS, id="letter of a district"),
    pytest.param(PROPOSAL, PROPOSAL_IDENTITY, PROPOSAL_SECTIONS, id="proposal"),
    pytest.param(PARTY_PLAN, PARTY_PLAN_IDENTITY, PARTY_PLAN_SECTIONS, id="party plan"),
    pytest.param(PARTY_LETTER, PARTY_LETTER_IDENTITY, PARTY_LETTER_SECTIONS, id="party letter"),
]


@pytest.mark.parametrize(("text", "expected", "_sections"), KINDS)
def test_identity(text: str, expected: dict[str, Any], _sections: list[tuple[int, str | None, str]]) -> None:
    identity, _, _ = interpret(text)
    assert {name: identity[name] for name in expected} == expected


@pytest.mark.parametrize(("text", "_identity", "expected"), KINDS)
def test_sections(text: str, _identity: dict[str, Any], expected: list[tuple[int, str | None, str]]) -> None:
    assert outline(interpret(text)[1]) == expected
