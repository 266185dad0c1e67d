"""Plans of provinces, districts, communes, departments and schools: identity and heading tree in the layouts seen in text."""

from datetime import date
from typing import Any

import pytest

from tests.interpret.texts import interpret, outline

# As web libraries of law write a document out: each cell of the head on lines of its own, wrapped anywhere, bars between.
LIBRARY_PLAN = """\
ỦY
BAN NHÂN DÂN
TỈNH HẬU GIANG
-------
|
CỘNG HÒA XÃ HỘI
CHỦ NGHĨA VIỆT NAM
Độc lập – Tự do – Hạnh phúc
---------------
|
Số: 57/KH-UBND
|
Hậu
Giang, ngày 14
tháng 3 năm 2022
|
KẾ HOẠCH
PHÁT TRIỂN CHÍNH QUYỀN SỐ VÀ BẢO ĐẢM AN TOÀN THÔNG TIN MẠNG
TỈNH HẬU GIANG NĂM 2022
PHẦN I. KẾT QUẢ
THỰC HIỆN NĂM 2021
I. KẾT QUẢ
ĐẠT ĐƯỢC
1. Về hạ
tầng số
Mạng nội bộ của 18 cơ quan đã được
nâng cấp; 45 xã có cáp quang
đến trung tâm.
1.1. Trung
tâm dữ liệu
Đã có 12 máy chủ vật lý.
II. TỒN TẠI,
HẠN CHẾ
Kinh phí còn thiếu.
PHẦN II. KẾ
HOẠCH NĂM 2022
I. MỤC TIÊU
Hoàn thành kết nối trục liên thông.
II. TỔ CHỨC THỰC HIỆN
Sở Thông tin và Truyền thông theo dõi,
đôn đốc./.
|
TM.
ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Lâm Thị Cẩm
|
"""
LIBRARY_PLAN_IDENTITY: dict[str, Any] = {
    "document_type": "ke_hoach",
    "document_number": 57,
    "document_symbol": "57/KH-UBND",
    "title": "PHÁT TRIỂN CHÍNH QUYỀN SỐ VÀ BẢO ĐẢM AN TOÀN THÔNG TIN MẠNG TỈNH HẬU GIANG NĂM 2022",
    "issuer_text": "ỦY BAN NHÂN DÂN TỈNH HẬU GIANG",
    "province_code": "93",
    "issue_date": date(2022, 3, 14),
    "issue_place": "Hậu Giang",
    "period_start": date(2022, 1, 1),
    "period_end": date(2022, 12, 31),
    "signer_name": "Lâm Thị Cẩm",
    "signer_title": "PHÓ CHỦ TỊCH",
    "signing_authority": "TM. ỦY BAN NHÂN DÂN, KT. CHỦ TỊCH",
}
LIBRARY_PLAN_SECTIONS = [
    (1, "PHẦN I", "KẾT QUẢ THỰC HIỆN NĂM 2021"),
    (2, "I", "KẾT QUẢ ĐẠT ĐƯỢC"),
    (3, "1", "Về hạ tầng số"),
    (4, "1.1", "Trung tâm dữ liệu"),
    (2, "II", "TỒN TẠI, HẠN CHẾ"),
    (1, "PHẦN II", "KẾ HOẠCH NĂM 2022"),
    (2, "I", "MỤC TIÊU"),
    (2, "II", "TỔ CHỨC THỰC HIỆN"),
]

# A page written out with its columns kept; number and day are filled in by hand later.
BLANK_DISTRICT_PLAN = """\
ỦY BAN NHÂN DÂN                  CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
 HUYỆN ĐỒNG VĂN                        Độc lập - Tự do - Hạnh phúc

Số:        /KH-UBND                Đồng Văn, ngày      tháng 01 năm 2023


                               KẾ HOẠCH
            Ứng dụng công nghệ thông tin, chuyển đổi số
              và bảo đảm an toàn thông tin mạng huyện
                    Đồng Văn giai đoạn 2023 - 2025

     Căn cứ Kế hoạch số 300/KH-UBND ngày 30/12/2022 của UBND tỉnh Hà Giang;
     Ủy ban nhân dân huyện ban hành kế hoạch như sau:
     I. MỤC ĐÍCH, YÊU CẦU
     1. Mục đích: Đưa dịch vụ công tới thôn, bản.
     2. Yêu cầu: Mỗi xã có một tổ công nghệ số cộng đồng; không để trùng lặp
nhiệm vụ giữa các phòng.
     II. NỘI DUNG
     1. Các chỉ tiêu đến hết năm 2023
     a) Tỷ lệ hồ sơ trực tuyến đạt 60%;
     b) Tỷ lệ ký số đạt 80%.
     2. Các chỉ tiêu đến hết năm 2025
     a) Tỷ lệ hồ sơ trực tuyến đạt 85%;
     b) Tỷ lệ ký số đạt 100%.
     III. TỔ CHỨC THỰC HIỆN
     1. Phòng Văn hóa và Thông tin là cơ quan thường trực.
     2. UBND các xã, thị trấn bố trí cán bộ phụ trách./.

Nơi nhận:                                        TM. ỦY BAN NHÂN DÂN
- UBND tỉnh (b/c);                                    CHỦ TỊCH
- Thường trực Huyện ủy;
- Lưu: VT, VHTT.


                                                   Vàng A Páo
"""
BLANK_DISTRICT_PLAN_IDENTITY: dict[str, Any] = {
    "document_type": "ke_hoach",
    "document_number": None,
    "document_symbol": None,
    "title": (
        "Ứng dụng công nghệ thông tin, chuyển đổi số và bảo đảm an toàn thông tin mạng huyện Đồng Văn"
        " giai đoạn 2023 - 2025"
    ),
    "issuer_text": "ỦY BAN NHÂN DÂN HUYỆN ĐỒNG VĂN",
    "province_code": "02",
    "issue_date": None,
    "issue_place": "Đồng Văn",
    "period_start": date(2023, 1, 1),
    "period_end": date(2025, 12, 31),
    "signer_name": "Vàng A Páo",
    "signer_title": "CHỦ TỊCH",
    "signing_authority": "TM. ỦY BAN NHÂN DÂN",
}
BLANK_DISTRICT_PLAN_SECTIONS = [
    (1, "I", "MỤC ĐÍCH, YÊU CẦU"),
    (2, "1", "Mục đích"),
    (2, "2", "Yêu cầu"),
    (1, "II", "NỘI DUNG"),
    (2, "1", "Các chỉ tiêu đến hết năm 2023"),
    (2, "2", "Các chỉ tiêu đến hết năm 2025"),
    (1, "III", "TỔ CHỨC THỰC HIỆN"),
    (2, "1", "Phòng Văn hóa và Thông tin là cơ quan thường trực."),
    (2, "2", "UBND các xã, thị trấn bố trí cán bộ phụ trách"),
]

# The columns of the head read one line of each in turn.
COMMUNE_PLAN = """\
ỦY BAN NHÂN DÂN
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
XÃ PHÌNH HỒ
Độc lập - Tự do - Hạnh phúc
Số: 08 /KH-UBND
Phình Hồ, ngày 09 tháng 02 năm 2024

KẾ HOẠCH
Triển khai nhiệm vụ chuyển đổi số năm 2024

Thực hiện Kế hoạch số 21/KH-UBND ngày 29/01/2024 của UBND huyện Trạm Tấu, tỉnh Yên Bái về chuyển đổi số;
UBND xã xây dựng kế hoạch cụ thể như sau:
I/ MỤC TIÊU
1/ Mục tiêu chung
Mọi hộ gia đình biết dùng dịch vụ công trực tuyến.
2/ Mục tiêu cụ thể
- 100% cán bộ xã có chữ ký số.
- 70% hộ có điện thoại thông minh.
II/ NHIỆM VỤ
1/ Tuyên truyền
a/ Trên loa truyền thanh
Mỗi tuần hai buổi.
b/ Tại nhà văn hóa thôn
Mỗi tháng một buổi.
2/ Tổ công nghệ số
Kiện toàn 6 tổ.
III/ TỔ CHỨC THỰC HIỆN
Công chức Văn hóa - Xã hội chủ trì./.
Nơi nhận:
- UBND huyện (b/c);
- Các thôn;
- Lưu: VP.
TM. UBND XÃ
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Giàng A Dờ
"""
COMMUNE_PLAN_IDENTITY: dict[str, Any] = {
    "document_type": "ke_hoach",
    "document_number": 8,
    "document_symbol": "08/KH-UBND",
    "title": "Triển khai nhiệm vụ chuyển đổi số năm 2024",
    "issuer_text": "ỦY BAN NHÂN DÂN XÃ PHÌNH HỒ",
    "province_code": "15",
    "issue_date": date(2024, 2, 9),
    "issue_place": "Phình Hồ",
    "period_start": date(2024, 1, 1),
    "period_end": date(2024, 12, 31),
    "signer_name": "Giàng A Dờ",
    "signer_title": "PHÓ CHỦ TỊCH",
    "signing_authority": "TM. UBND XÃ, KT. CHỦ TỊCH",
}
COMMUNE_PLAN_SECTIONS = [
    (1, "I", "MỤC TIÊU"),
    (2, "1", "Mục tiêu chung"),
    (2, "2", "Mục tiêu cụ thể"),
    (1, "II", "NHIỆM VỤ"),
    (2, "1", "Tuyên truyền"),
    (3, "a", "Trên loa truyền thanh"),
    (3, "b", "Tại nhà văn hóa thôn"),
    (2, "2", "Tổ công nghệ số"),
    (1, "III", "TỔ CHỨC THỰC HIỆN"),
]

# Three lines of agencies, a school year, capital letters over Roman numerals, numbers that start anew under each.
SCHOOL_PLAN = """\
UBND QUẬN LÊ CHÂN
PHÒNG GIÁO DỤC VÀ ĐÀO TẠO          CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM
                                          Độc lập - Tự do - Hạnh phúc
Số: 412/KH-PGDĐT
                                   Lê Chân, ngày 11 tháng 9 năm 2023

                              KẾ HOẠCH
     Ứng dụng công nghệ thông tin và chuyển đổi số năm học 2023-2024

     Thực hiện Công văn số 3012/SGDĐT-CNTT ngày 05/9/2023 của Sở Giáo dục và Đào tạo thành phố Hải Phòng,
Phòng Giáo dục và Đào tạo xây dựng kế hoạch như sau:
A. ĐÁNH GIÁ NĂM HỌC 2022-2023
I. Thuận lợi
1. Đội ngũ: 46 trường có giáo viên phụ trách máy tính.
2. Thiết bị: 1.250 máy tính đã được kiểm tra.
II. Khó khăn
1. Đường truyền ở hai trường còn yếu.
2. Phần mềm quản lý chưa thống nhất.
B. NHIỆM VỤ NĂM HỌC 2023-2024
I. Nhiệm vụ chung
1. Sử dụng học bạ điện tử.
2. Họp trực tuyến.
II. Nhiệm vụ cụ thể
1. Đối với nhà trường: Cập nhật dữ liệu trước ngày 30/9.
2. Đối với phòng: Kiểm tra từng học kỳ./.

Nơi nhận:                                    TRƯỞNG PHÒNG
- Sở GDĐT;
- Các trường;
- Lưu: VT.                                     (Đã ký)

                                           Đặng Thị Mai Hương
"""
SCHOOL_PLAN_IDENTITY: dict[str, Any] = {
    "document_type": "ke_hoach",
    "document_number": 412,
    "document_symbol": "412/KH-PGDĐT",
    "title": "Ứng dụng công nghệ thông tin và chuyển đổi số năm học 2023-2024",
    "issuer_text": "PHÒNG GIÁO DỤC VÀ ĐÀO TẠO",
    "province_code": "31",
    "issue_date": date(2023, 9, 11),
    "issue_place": "Lê Chân",
    "period_start": None,
    "period_end": None,
    "signer_name": "Đặng Thị Mai Hương",
    "signer_title": "TRƯỞNG PHÒNG",
    "signing_authority": None,
}
SCHOOL_PLAN_SECTIONS = [
    (1, "A", "ĐÁNH GIÁ NĂM HỌC 2022-2023"),
    (2, "I", "Thuận lợi"),
    (3, "1", "Đội ngũ"),
    (3, "2", "Thiết bị"),
    (2, "II", "Khó khăn"),
    (3, "1", "Đường truyền ở hai trường còn yếu."),
    (3, "2", "Phần mềm quản lý chưa thống nhất."),
    (1, "B", "NHIỆM VỤ NĂM HỌC 2023-2024"),
    (2, "I", "Nhiệm vụ chung"),
    (3, "1", "Sử dụng học bạ điện tử."),
    (3, "2", "Họp trực tuyến."),
    (2, "II", "Nhiệm vụ cụ thể"),
    (3, "1", "Đối với nhà trường"),
    (3, "2", "Đối với phòng"),
]

KINDS = [
    pytest.param(LIBRARY_PLAN, LIBRARY_PLAN_IDENTITY, LIBRARY_PLAN_SECTIONS, id="written out by a law library"),
    pytest.param(
        BLANK_DISTRICT_PLAN, BLANK_DISTRICT_PLAN_IDENTITY, BLANK_DISTRICT_PLAN_SECTIONS, id="district, number blank"
    ),
    pytest.param(COMMUNE_PLAN, COMMUNE_PLAN_IDENTITY, COMMUNE_PLAN_SECTIONS, id="commune, columns in turn"),
    pytest.param(SCHOOL_PLAN, SCHOOL_PLAN_IDENTITY, SCHOOL_PLAN_SECTIONS, id="school year"),
]


@pytest.mark.parametrize(("text", "expected", "_sections"), KINDS)
def test_identity(text: str, expected: dict[str, Any], _sections: list[tuple[int, str | None, str]]) -> None:
    identity, _, _ = interpret(text)
    assert {name: identity[name] for name in expected} == expected


@pytest.mark.parametrize(("text", "_identity", "expected"), KINDS)
def test_sections(text: str, _identity: dict[str, Any], expected: list[tuple[int, str | None, str]]) -> None:
    assert outline(interpret(text)[1]) == expected
