"""Heads and signatures printed in an unusual way: stamps, lines run together, a motto over two lines."""

from datetime import date
from typing import Any

import pytest

from tests.interpret.texts import interpret, outline

STAMPED = """\
Ký bởi: Ủy ban nhân dân tỉnh Sóc Trăng
Email: ubnd@soctrang.gov.vn
Thời gian ký: 15.03.2023 09:12:33 +07:00
ỦY BAN NHÂN DÂN
TỈNH SÓC TRĂNG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 31/KH-UBND
Sóc Trăng, ngày 15 tháng 3 năm 2023
KẾ HOẠCH
Phát triển thanh niên số
I. MỤC TIÊU
Nội dung.
II. TỔ CHỨC THỰC HIỆN
Theo dõi./.
Nơi nhận:
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Huỳnh Thị Diễm Ngọc
"""
STAMPED_IDENTITY: dict[str, Any] = {
    "document_type": "ke_hoach",
    "document_number": 31,
    "document_symbol": "31/KH-UBND",
    "title": "Phát triển thanh niên số",
    "issuer_text": "ỦY BAN NHÂN DÂN TỈNH SÓC TRĂNG",
    "province_code": "94",
    "issue_date": date(2023, 3, 15),
    "issue_place": "Sóc Trăng",
    "period_start": None,
    "period_end": None,
    "signer_name": "Huỳnh Thị Diễm Ngọc",
    "signer_title": "PHÓ CHỦ TỊCH",
    "signing_authority": "TM. ỦY BAN NHÂN DÂN, KT. CHỦ TỊCH",
}
STAMPED_SECTIONS = [
    (1, "I", "MỤC TIÊU"),
    (1, "II", "TỔ CHỨC THỰC HIỆN"),
]

ONE_LINE = """\
UBND HUYỆN ĐẮK GLONG   CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
PHÒNG NỘI VỤ   Độc lập - Tự do - Hạnh phúc
Số: 77/BC-PNV   Đắk Glong, ngày 03/7/2023
BÁO CÁO KẾT QUẢ CẢI CÁCH HÀNH CHÍNH QUÝ II, PHƯƠNG HƯỚNG QUÝ III NĂM 2023
Kính gửi: UBND huyện Đắk Glong, tỉnh Đắk Nông
I. KẾT QUẢ
I.1. Về chỉ đạo
Ban hành 3 văn bản.
I.2. Về thủ tục
Giải quyết 120 hồ sơ.
II. PHƯƠNG HƯỚNG
II.1. Tiếp tục rà soát
Nội dung.
Nơi nhận:                  TRƯỞNG PHÒNG
- Như trên;
- Lưu: VT.

                           H’Yim Kđoh
"""
ONE_LINE_IDENTITY: dict[str, Any] = {
    "document_type": "bao_cao",
    "document_number": 77,
    "document_symbol": "77/BC-PNV",
    "title": "KẾT QUẢ CẢI CÁCH HÀNH CHÍNH QUÝ II, PHƯƠNG HƯỚNG QUÝ III NĂM 2023",
    "issuer_text": "PHÒNG NỘI VỤ",
    "province_code": "67",
    "issue_date": date(2023, 7, 3),
    "issue_place": "Đắk Glong",
    "period_start": date(2023, 4, 1),
    "period_end": date(2023, 6, 30),
    "signer_name": "H’Yim Kđoh",
    "signer_title": "TRƯỞNG PHÒNG",
    "signing_authority": None,
}
ONE_LINE_SECTIONS = [
    (1, "I", "KẾT QUẢ"),
    (2, "I.1", "Về chỉ đạo"),
    (2, "I.2", "Về thủ tục"),
    (1, "II", "PHƯƠNG HƯỚNG"),
    (2, "II.1", "Tiếp tục rà soát"),
]

SIGNED_LETTER = """\
UBND TỈNH YÊN BÁI
SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH
Số: 512/SVHTTDL-VP
V/v cung cấp số liệu chuyển đổi số 9 tháng năm 2022
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Yên Bái, ngày       tháng 9 năm 2022
Kính gửi:
- Sở Thông tin và Truyền thông;
- Văn phòng UBND tỉnh.
Sở Văn hóa, Thể thao và Du lịch cung cấp số liệu như sau:
1. Số lượng thư viện: 9 thư viện.
2. Số hóa tài liệu: 1.200 trang.
Trân trọng!
Nơi nhận:
- Như trên;
- Lưu: VT.
KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
Đã ký: Lê Thị Thanh Bình
"""
SIGNED_LETTER_IDENTITY: dict[str, Any] = {
    "document_type": "cong_van",
    "document_number": 512,
    "document_symbol": "512/SVHTTDL-VP",
    "title": "cung cấp số liệu chuyển đổi số 9 tháng năm 2022",
    "issuer_text": "SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH",
    "province_code": "15",
    "issue_date": None,
    "issue_place": "Yên Bái",
    "period_start": date(2022, 1, 1),
    "period_end": date(2022, 9, 30),
    "signer_name": "Lê Thị Thanh Bình",
    "signer_title": "PHÓ GIÁM ĐỐC",
    "signing_authority": "KT. GIÁM ĐỐC",
}
SIGNED_LETTER_SECTIONS = [
    (1, "1", "Số lượng thư viện"),
    (1, "2", "Số hóa tài liệu"),
]

CUT_MOTTO = """\
HỘI ĐỒNG NHÂN DÂN        CỘNG HÒA XÃ HỘI CHỦ NGHĨA
TỈNH SƠN LA                         VIỆT NAM
                              Độc lập - Tự do - Hạnh phúc
Số: 64/2023/NQ-HĐND       Sơn La, ngày 08 tháng 12 năm 2023
NGHỊ QUYẾT
Quy định chính sách hỗ trợ tổ công nghệ số cộng đồng
trên địa bàn tỉnh giai đoạn 2024-2026
HỘI ĐỒNG NHÂN DÂN TỈNH SƠN LA
KHÓA XV, KỲ HỌP THỨ MƯỜI BẢY
Căn cứ Luật Ngân sách nhà nước ngày 25 tháng 6 năm 2015;
QUYẾT NGHỊ:
Điều 1: Phạm vi điều chỉnh
Nghị quyết này quy định chính sách.
Điều 2: Đối tượng
1. Tổ công nghệ số cộng đồng.
2. Cơ quan có liên quan.
Điều 3. Mức hỗ trợ
1. Cấp thôn: 3 triệu đồng/tổ/năm;
2. Cấp xã: 5 triệu đồng/tổ/năm.
Nghị quyết này được thông qua ngày 08 tháng 12 năm 2023./.
Nơi nhận:
- Lưu: VT.
CHỦ TỊCH
(đã ký)
Nguyễn Thái Hưng
"""
CUT_MOTTO_IDENTITY: dict[str, Any] = {
    "document_type": "nghi_quyet",
    "document_number": 64,
    "document_symbol": "64/2023/NQ-HĐND",
    "title": "Quy định chính sách hỗ trợ tổ công nghệ số cộng đồng trên địa bàn tỉnh giai đoạn 2024-2026",
    "issuer_text": "HỘI ĐỒNG NHÂN DÂN TỈNH SƠN LA",
    "province_code": "14",
    "issue_date": date(2023, 12, 8),
    "issue_place": "Sơn La",
    "period_start": date(2024, 1, 1),
    "period_end": date(2026, 12, 31),
    "signer_name": "Nguyễn Thái Hưng",
    "signer_title": "CHỦ TỊCH",
    "signing_authority": None,
}
CUT_MOTTO_SECTIONS = [
    (1, "Điều 1", "Phạm vi điều chỉnh"),
    (1, "Điều 2", "Đối tượng"),
    (2, "1", "Tổ công nghệ số cộng đồng."),
    (2, "2", "Cơ quan có liên quan."),
    (1, "Điều 3", "Mức hỗ trợ"),
]

TWO_PARTS = """\
ỦY BAN NHÂN DÂN
THỊ XÃ NGHĨA LỘ
-----------
Số: 245/BC-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập – Tự do – Hạnh phúc
------------------
Nghĩa Lộ, ngày 25 tháng 11 năm 2019

BÁO CÁO
TÌNH HÌNH ỨNG DỤNG CÔNG NGHỆ THÔNG TIN NĂM 2019
VÀ KẾ HOẠCH NĂM 2020

Thực hiện Công văn số 900/STTTT ngày 20/11/2019 của Sở Thông tin và Truyền thông, UBND thị xã báo cáo:

PHẦN THỨ NHẤT
TÌNH HÌNH ỨNG DỤNG CNTT NĂM 2019

A. KẾT QUẢ
I. Hạ tầng kỹ thuật
1. Tại UBND thị xã
Nội dung.
2. Tại các xã, phường
Nội dung.
II. Ứng dụng
1. Phần mềm
a) Một cửa
Nội dung.
b) Văn bản
Nội dung.
B. HẠN CHẾ
1. Hạn chế
Nội dung.
2. Nguyên nhân
Nội dung.

PHẦN THỨ HAI
KẾ HOẠCH NĂM 2020

I. Mục tiêu
1. Mục tiêu chung
Nội dung.
II. Giải pháp
1. Tuyên truyền
Nội dung.
2. Tài chính
Nội dung./.

Nơi nhận:
- Sở TT&TT;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH




Hoàng Thị Vĩnh
"""
TWO_PARTS_IDENTITY: dict[str, Any] = {
    "document_type": "bao_cao",
    "document_number": 245,
    "document_symbol": "245/BC-UBND",
    "title": "TÌNH HÌNH ỨNG DỤNG CÔNG NGHỆ THÔNG TIN NĂM 2019 VÀ KẾ HOẠCH NĂM 2020",
    "issuer_text": "ỦY BAN NHÂN DÂN THỊ XÃ NGHĨA LỘ",
    "province_code": None,
    "issue_date": date(2019, 11, 25),
    "issue_place": "Nghĩa Lộ",
    "period_start": date(2019, 1, 1),
    "period_end": date(2019, 12, 31),
    "signer_name": "Hoàng Thị Vĩnh",
    "signer_title": "PHÓ CHỦ TỊCH",
    "signing_authority": "TM. ỦY BAN NHÂN DÂN, KT. CHỦ TỊCH",
}
TWO_PARTS_SECTIONS = [
    (1, "PHẦN THỨ NHẤT", "TÌNH HÌNH ỨNG DỤNG CNTT NĂM 2019"),
    (2, "A", "KẾT QUẢ"),
    (3, "I", "Hạ tầng kỹ thuật"),
    (4, "1", "Tại UBND thị xã"),
    (4, "2", "Tại các xã, phường"),
    (3, "II", "Ứng dụng"),
    (4, "1", "Phần mềm"),
    (5, "a", "Một cửa"),
    (5, "b", "Văn bản"),
    (2, "B", "HẠN CHẾ"),
    (3, "1", "Hạn chế"),
    (3, "2", "Nguyên nhân"),
    (1, "PHẦN THỨ HAI", "KẾ HOẠCH NĂM 2020"),
    (2, "I", "Mục tiêu"),
    (3, "1", "Mục tiêu chung"),
    (2, "II", "Giải pháp"),
    (3, "1", "Tuyên truyền"),
    (3, "2", "Tài chính"),
]

KINDS = [
    pytest.param(STAMPED, STAMPED_IDENTITY, STAMPED_SECTIONS, id="stamps of a digital signature over the head"),
    pytest.param(ONE_LINE, ONE_LINE_IDENTITY, ONE_LINE_SECTIONS, id="type and title on one line, mixed numbers"),
    pytest.param(SIGNED_LETTER, SIGNED_LETTER_IDENTITY, SIGNED_LETTER_SECTIONS, id="signed digitally"),
    pytest.param(CUT_MOTTO, CUT_MOTTO_IDENTITY, CUT_MOTTO_SECTIONS, id="motto over two lines beside the issuer"),
    pytest.param(TWO_PARTS, TWO_PARTS_IDENTITY, TWO_PARTS_SECTIONS, id="report in two parts"),
]


@pytest.mark.parametrize(("text", "expected", "_sections"), KINDS)
def test_identity(text: str, expected: dict[str, Any], _sections: list[tuple[int, str | None, str]]) -> None:
    identity, _, _ = interpret(text)
    assert {name: identity[name] for name in expected} == expected


@pytest.mark.parametrize(("text", "_identity", "expected"), KINDS)
def test_sections(text: str, _identity: dict[str, Any], expected: list[tuple[int, str | None, str]]) -> None:
    assert outline(interpret(text)[1]) == expected
