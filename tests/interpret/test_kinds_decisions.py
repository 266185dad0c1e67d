"""Decisions with attached documents, resolutions, directives and notices: identity and heading tree."""

from datetime import date
from typing import Any

import pytest

from tests.interpret.texts import interpret, outline

# A decision by articles with the plan that it promulgates, which repeats the head without a number of its own.
DECISION_WITH_PLAN = """\
ỦY BAN NHÂN DÂN                     CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
 TỈNH BÌNH PHƯỚC                         Độc lập – Tự do – Hạnh phúc
     -------                                  ---------------
Số: 618/QĐ-UBND                    Bình Phước, ngày 03 tháng 4 năm 2023

                            QUYẾT ĐỊNH
     Ban hành Kế hoạch hành động thực hiện Chiến lược dữ liệu
                    tỉnh Bình Phước năm 2023

                  CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH

     Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;
     Căn cứ Nghị định số 47/2020/NĐ-CP ngày 09 tháng 4 năm 2020 của Chính phủ;
     Theo đề nghị của Giám đốc Sở Thông tin và Truyền thông tại Tờ trình số
25/TTr-STTTT ngày 20 tháng 3 năm 2023.

                            QUYẾT ĐỊNH:

     Điều 1. Ban hành kèm theo Quyết định này Kế hoạch hành động thực hiện
Chiến lược dữ liệu tỉnh Bình Phước năm 2023.
     Điều 2. Quyết định này có hiệu lực thi hành kể từ ngày ký.
     Điều 3. Chánh Văn phòng UBND tỉnh, Giám đốc các sở và Chủ tịch UBND các
huyện, thị xã, thành phố chịu trách nhiệm thi hành Quyết định này./.

Nơi nhận:                                    TM. ỦY BAN NHÂN DÂN
- Như Điều 3;                                    CHỦ TỊCH
- TT.TU, TT.HĐND tỉnh;
- Lưu: VT, KGVX.

                                              Huỳnh Thị Ngọc Ánh
\f
ỦY BAN NHÂN DÂN                     CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
 TỈNH BÌNH PHƯỚC                         Độc lập – Tự do – Hạnh phúc

                             KẾ HOẠCH
     Hành động thực hiện Chiến lược dữ liệu tỉnh Bình Phước năm 2023
(Ban hành kèm theo Quyết định số 618/QĐ-UBND ngày 03 tháng 4 năm 2023
                 của Chủ tịch Ủy ban nhân dân tỉnh)

     I. QUAN ĐIỂM
     1. Dữ liệu là tài nguyên.
     2. Dữ liệu được thu thập một lần.
     II. NHIỆM VỤ TRỌNG TÂM
     1. Phát triển hạ tầng dữ liệu
     a) Trung tâm dữ liệu của tỉnh
     - Bổ sung 20 TB dung lượng.
     b) Nền tảng tích hợp
     - Kết nối 12 cơ sở dữ liệu.
     2. Phát triển nhân lực dữ liệu
     - Đào tạo 150 lượt cán bộ.
     III. KINH PHÍ
     Tổng kinh phí 4.200 triệu đồng từ ngân sách tỉnh.
"""
DECISION_WITH_PLAN_IDENTITY: dict[str, Any] = {
    "document_type": "quyet_dinh",
    "document_number": 618,
    "document_symbol": "618/QĐ-UBND",
    "title": "Ban hành Kế hoạch hành động thực hiện Chiến lược dữ liệu tỉnh Bình Phước năm 2023",
    "issuer_text": "ỦY BAN NHÂN DÂN TỈNH BÌNH PHƯỚC",
    "province_code": "70",
    "issue_date": date(2023, 4, 3),
    "issue_place": "Bình Phước",
    "period_start": date(2023, 1, 1),
    "period_end": date(2023, 12, 31),
    "signer_name": "Huỳnh Thị Ngọc Ánh",
    "signer_title": "CHỦ TỊCH",
    "signing_authority": "TM. ỦY BAN NHÂN DÂN",
}
DECISION_WITH_PLAN_SECTIONS = [
    (
        1,
        "Điều 1",
        "Ban hành kèm theo Quyết định này Kế hoạch hành động thực hiện Chiến lược dữ liệu tỉnh Bình Phước năm 2023.",
    ),
    (1, "Điều 2", "Quyết định này có hiệu lực thi hành kể từ ngày ký."),
    (
        1,
        "Điều 3",
        (
            "Chánh Văn phòng UBND tỉnh, Giám đốc các sở và Chủ tịch UBND các huyện, thị xã, thành phố"
            " chịu trách nhiệm thi hành Quyết định này"
        ),
    ),
    (1, None, "KẾ HOẠCH Hành động thực hiện Chiến lược dữ liệu tỉnh Bình Phước năm 2023"),
    (2, "I", "QUAN ĐIỂM"),
    (3, "1", "Dữ liệu là tài nguyên."),
    (3, "2", "Dữ liệu được thu thập một lần."),
    (2, "II", "NHIỆM VỤ TRỌNG TÂM"),
    (3, "1", "Phát triển hạ tầng dữ liệu"),
    (4, "a", "Trung tâm dữ liệu của tỉnh"),
    (4, "b", "Nền tảng tích hợp"),
    (3, "2", "Phát triển nhân lực dữ liệu"),
    (2, "III", "KINH PHÍ"),
]

# The regulation of a director with chapters, articles, clauses and points.
REGULATION = """\
UBND TỈNH GIA LAI
SỞ NỘI VỤ
Số: 88/QĐ-SNV
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Gia Lai, ngày 6 tháng 5 năm 2021
QUYẾT ĐỊNH
Về việc ban hành Quy chế quản lý, sử dụng hệ thống quản lý văn bản
và điều hành của Sở Nội vụ
GIÁM ĐỐC SỞ NỘI VỤ
Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;
Xét đề nghị của Chánh Văn phòng Sở,
QUYẾT ĐỊNH:
Điều 1. Ban hành kèm theo Quyết định này Quy chế quản lý, sử dụng hệ thống quản lý văn bản và điều hành.
Điều 2. Chánh Văn phòng và các phòng thuộc Sở thi hành Quyết định này./.
Nơi nhận:
- Như Điều 2;
- Lưu: VT.
KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
Rơ Châm Hoàng
QUY CHẾ
Quản lý, sử dụng hệ thống quản lý văn bản và điều hành
(Ban hành kèm theo Quyết định số 88/QĐ-SNV ngày 06/5/2021 của Giám đốc Sở Nội vụ)
Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi điều chỉnh và đối tượng áp dụng
1. Quy chế này quy định việc sử dụng hệ thống.
2. Quy chế này áp dụng cho:
a) Công chức của Sở;
b) Người lao động hợp đồng.
Điều 2. Giải thích từ ngữ
Hệ thống là phần mềm dùng chung.
Chương II
QUY ĐỊNH CỤ THỂ
Mục 1
VĂN BẢN ĐẾN
Điều 3. Tiếp nhận
Văn thư kiểm tra chữ ký số.
Mục 2
VĂN BẢN ĐI
Điều 4. Phát hành
Văn bản được ký số trước khi gửi.
"""
REGULATION_IDENTITY: dict[str, Any] = {
    "document_type": "quyet_dinh",
    "document_symbol": "88/QĐ-SNV",
    "title": "Về việc ban hành Quy chế quản lý, sử dụng hệ thống quản lý văn bản và điều hành của Sở Nội vụ",
    "issuer_text": "SỞ NỘI VỤ",
    "province_code": "64",
    "issue_date": date(2021, 5, 6),
    "issue_place": "Gia Lai",
    "period_start": None,
    "period_end": None,
    "signer_name": "Rơ Châm Hoàng",
    "signer_title": "PHÓ GIÁM ĐỐC",
    "signing_authority": "KT. GIÁM ĐỐC",
}
REGULATION_SECTIONS = [
    (
        1,
        "Điều 1",
        "Ban hành kèm theo Quyết định này Quy chế quản lý, sử dụng hệ thống quản lý văn bản và điều hành.",
    ),
    (1, "Điều 2", "Chánh Văn phòng và các phòng thuộc Sở thi hành Quyết định này"),
    (1, None, "QUY CHẾ Quản lý, sử dụng hệ thống quản lý văn bản và điều hành"),
    (2, "Chương I", "QUY ĐỊNH CHUNG"),
    (3, "Điều 1", "Phạm vi điều chỉnh và đối tượng áp dụng"),
    (4, "1", "Quy chế này quy định việc sử dụng hệ thống."),
    (4, "2", "Quy chế này áp dụng cho"),
    (3, "Điều 2", "Giải thích từ ngữ"),
    (2, "Chương II", "QUY ĐỊNH CỤ THỂ"),
    (3, "Mục 1", "VĂN BẢN ĐẾN"),
    (4, "Điều 3", "Tiếp nhận"),
    (3, "Mục 2", "VĂN BẢN ĐI"),
    (4, "Điều 4", "Phát hành"),
]

DISTRICT_RESOLUTION = """\
HỘI ĐỒNG NHÂN DÂN
HUYỆN CHÂU THÀNH
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 14/NQ-HĐND
Châu Thành, ngày 21 tháng 12 năm 2022
NGHỊ QUYẾT
Về nhiệm vụ phát triển kinh tế - xã hội và chuyển đổi số năm 2023
HỘI ĐỒNG NHÂN DÂN HUYỆN CHÂU THÀNH
KHÓA XII, KỲ HỌP THỨ CHÍN
Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;
Xét Tờ trình số 301/TTr-UBND ngày 02 tháng 12 năm 2022 của Ủy ban nhân dân huyện.
QUYẾT NGHỊ:
Điều 1. Mục tiêu tổng quát
Giữ vững tốc độ tăng trưởng.
Điều 2. Các chỉ tiêu chủ yếu
1. Về kinh tế
a) Thu ngân sách 310 tỷ đồng.
b) Chi ngân sách 780 tỷ đồng.
2. Về chuyển đổi số
a) Hồ sơ trực tuyến đạt 55%.
b) Thanh toán trực tuyến đạt 40%.
Điều 3. Tổ chức thực hiện
Giao Ủy ban nhân dân huyện tổ chức thực hiện.
Nghị quyết này được Hội đồng nhân dân huyện Châu Thành, tỉnh Đồng Tháp khóa XII, kỳ họp thứ chín thông qua ngày 20
tháng 12 năm 2022./.
Nơi nhận:
- TT.HĐND tỉnh;
- Lưu: VT.
CHỦ TỊCH
Phan Thanh Đức
"""
DISTRICT_RESOLUTION_IDENTITY: dict[str, Any] = {
    "document_type": "nghi_quyet",
    "document_symbol": "14/NQ-HĐND",
    "title": "Về nhiệm vụ phát triển kinh tế - xã hội và chuyển đổi số năm 2023",
    "issuer_text": "HỘI ĐỒNG NHÂN DÂN HUYỆN CHÂU THÀNH",
    "province_code": "87",
    "issue_date": date(2022, 12, 21),
    "issue_place": "Châu Thành",
    "period_start": date(2023, 1, 1),
    "period_end": date(2023, 12, 31),
    "signer_name": "Phan Thanh Đức",
    "signer_title": "CHỦ TỊCH",
    "signing_authority": None,
}
DISTRICT_RESOLUTION_SECTIONS = [
    (1, "Điều 1", "Mục tiêu tổng quát"),
    (1, "Điều 2", "Các chỉ tiêu chủ yếu"),
    (2, "1", "Về kinh tế"),
    (2, "2", "Về chuyển đổi số"),
    (1, "Điều 3", "Tổ chức thực hiện"),
]

DIRECTIVE = """\
UBND TỈNH LAI CHÂU
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: 05/CT-UBND
Lai Châu, ngày 28 tháng 02 năm 2020

CHỈ THỊ
VỀ VIỆC TĂNG CƯỜNG SỬ DỤNG VĂN BẢN ĐIỆN TỬ TRONG HOẠT ĐỘNG CỦA CÁC CƠ QUAN NHÀ NƯỚC
TRÊN ĐỊA BÀN TỈNH

Thời gian qua, việc gửi, nhận văn bản điện tử đã có chuyển biến; tuy nhiên vẫn còn nơi gửi cả bản giấy.
Chủ tịch Ủy ban nhân dân tỉnh yêu cầu:

1. Thủ trưởng các sở, ban, ngành; Chủ tịch UBND các huyện, thành phố:
a) Quán triệt việc ký số đến từng công chức.
b) Chấm dứt gửi bản giấy từ ngày 01/6/2020.

2. Sở Thông tin và Truyền thông:
a) Bảo đảm trục liên thông hoạt động 24/7.
b) Báo cáo hằng quý.

3. Văn phòng UBND tỉnh theo dõi, tổng hợp./.

Nơi nhận:
- Văn phòng Chính phủ;
- Lưu: VT, TH.

Q. CHỦ TỊCH

Sùng A Vảng
"""
DIRECTIVE_IDENTITY: dict[str, Any] = {
    "document_type": "chi_thi",
    "document_symbol": "05/CT-UBND",
    "title": "VỀ VIỆC TĂNG CƯỜNG SỬ DỤNG VĂN BẢN ĐIỆN TỬ TRONG HOẠT ĐỘNG CỦA CÁC CƠ QUAN NHÀ NƯỚC TRÊN ĐỊA BÀN TỈNH",
    "issuer_text": "UBND TỈNH LAI CHÂU",
    "province_code": "12",
    "issue_date": date(2020, 2, 28),
    "issue_place": "Lai Châu",
    "period_start": None,
    "period_end": None,
    "signer_name": "Sùng A Vảng",
    "signer_title": "Q. CHỦ TỊCH",
    "signing_authority": "Q. CHỦ TỊCH",
}
DIRECTIVE_SECTIONS = [
    (1, "1", "Thủ trưởng các sở, ban, ngành; Chủ tịch UBND các huyện, thành phố"),
    (1, "2", "Sở Thông tin và Truyền thông"),
    (1, "3", "Văn phòng UBND tỉnh theo dõi, tổng hợp"),
]

NOTICE = """\
UBND TỈNH NINH THUẬN                 CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
     VĂN PHÒNG                             Độc lập - Tự do - Hạnh phúc

Số: 233/TB-VPUB                      Ninh Thuận, ngày 19 tháng 8 năm 2024


                             THÔNG BÁO
      Ý kiến kết luận của Phó Chủ tịch Ủy ban nhân dân tỉnh tại cuộc họp
           giao ban chuyển đổi số tháng 8 năm 2024

     Ngày 15/8/2024, tại trụ sở UBND tỉnh, Phó Chủ tịch UBND tỉnh đã chủ trì cuộc
họp. Sau khi nghe báo cáo và ý kiến của các đại biểu, Phó Chủ tịch kết luận như sau:
     1. Về kết quả: Tỷ lệ hồ sơ trực tuyến đạt 71,5%, tăng 4,2% so với tháng trước.
     2. Về nhiệm vụ trong thời gian tới:
     2.1. Sở Thông tin và Truyền thông chủ trì kiểm tra 5 đơn vị.
     2.2. UBND các huyện, thành phố hoàn thành kiện toàn tổ công nghệ số.
     Văn phòng UBND tỉnh thông báo để các cơ quan biết, thực hiện./.

Nơi nhận:                               KT. CHÁNH VĂN PHÒNG
- CT, các PCT UBND tỉnh;                 PHÓ CHÁNH VĂN PHÒNG
- Các đại biểu dự họp;
- Lưu: VT. NMT

                                            Đàng Thị Mỹ Hương
"""
NOTICE_IDENTITY: dict[str, Any] = {
    "document_type": "thong_bao",
    "document_symbol": "233/TB-VPUB",
    "title": (
        "Ý kiến kết luận của Phó Chủ tịch Ủy ban nhân dân tỉnh tại cuộc họp giao ban chuyển đổi số tháng 8 năm 2024"
    ),
    "issuer_text": "VĂN PHÒNG UBND TỈNH NINH THUẬN",
    "province_code": "58",
    "issue_date": date(2024, 8, 19),
    "issue_place": "Ninh Thuận",
    "period_start": None,
    "period_end": None,
    "signer_name": "Đàng Thị Mỹ Hương",
    "signer_title": "PHÓ CHÁNH VĂN PHÒNG",
    "signing_authority": "KT. CHÁNH VĂN PHÒNG",
}
NOTICE_SECTIONS = [
    (1, "1", "Về kết quả"),
    (1, "2", "Về nhiệm vụ trong thời gian tới"),
    (2, "2.1", "Sở Thông tin và Truyền thông chủ trì kiểm tra 5 đơn vị."),
    (2, "2.2", "UBND các huyện, thành phố hoàn thành kiện toàn tổ công nghệ số."),
]

KINDS = [
    pytest.param(
        DECISION_WITH_PLAN, DECISION_WITH_PLAN_IDENTITY, DECISION_WITH_PLAN_SECTIONS, id="decision with a plan"
    ),
    pytest.param(REGULATION, REGULATION_IDENTITY, REGULATION_SECTIONS, id="decision with a regulation"),
    pytest.param(
        DISTRICT_RESOLUTION, DISTRICT_RESOLUTION_IDENTITY, DISTRICT_RESOLUTION_SECTIONS, id="district resolution"
    ),
    pytest.param(DIRECTIVE, DIRECTIVE_IDENTITY, DIRECTIVE_SECTIONS, id="directive"),
    pytest.param(NOTICE, NOTICE_IDENTITY, NOTICE_SECTIONS, id="notice"),
]


@pytest.mark.parametrize(("text", "expected", "_sections"), KINDS)
def test_identity(text: str, expected: dict[str, Any], _sections: list[tuple[int, str | None, str]]) -> None:
    identity, _, _ = interpret(text)
    assert {name: identity[name] for name in expected} == expected


@pytest.mark.parametrize(("text", "_identity", "expected"), KINDS)
def test_sections(text: str, _identity: dict[str, Any], expected: list[tuple[int, str | None, str]]) -> None:
    assert outline(interpret(text)[1]) == expected
