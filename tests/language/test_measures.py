from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.language.measures import Measure, find_measures
from pipelines.language.money import find_amounts


def measures(text: str, marks: tuple[str, ...] = ()) -> list[Measure]:
    return find_measures(text, find_amounts(text), marks)


def values(text: str, marks: tuple[str, ...] = ()) -> list[str]:
    return [format(measure.value.normalize(), "f") for measure in measures(text, marks)]


# Sentences of our own, of fields that no sample is about, and the figures a careful reader takes from them.
COUNTED = [
    ("Mở 14 lớp (mỗi tiết 45 phút), mỗi buổi 3 giờ.", "14 45 3"),
    # health
    ("Toàn huyện có 1 bệnh viện, 18 trạm y tế và 236 giường bệnh.", "1 18 236"),
    ("Tỷ lệ bao phủ bảo hiểm y tế đạt 93,15% dân số, tăng 1,2% so với cùng kỳ năm 2023.", "93.15 1.2"),
    ("Tiêm đủ mũi cho 4.512/4.780 trẻ dưới 1 tuổi, đạt 94,4%.", "1 94.4"),
    ("Từ đầu năm đến nay ghi nhận 27 ca sốt xuất huyết, giảm 13 ca.", "27 13"),
    ("Khám cho 12.450 lượt người; ngày điều trị trung bình 6,4 ngày.", "12450 6.4"),
    ("Kiểm tra 45 cơ sở, phát hiện 6 cơ sở vi phạm.", "45 6"),
    # education
    ("Năm học 2023-2024 có 32 trường với 14.206 học sinh, trong đó 29/32 trường đạt chuẩn quốc gia.", "32 14206 29"),
    ("Học sinh lớp 9 tốt nghiệp đạt 99,8%; lớp 12 có 1.024 em dự thi.", "99.8 1024"),
    ("Bình quân 34,5 học sinh/lớp; 100% phòng học được kiên cố hoá.", "34.5 100"),
    ("Trường Tiểu học số 2 có 18 lớp, 612 học sinh.", "18 612"),
    ("Trang bị 02 máy chiếu, 15 bộ máy tính và 1.200 đầu sách.", "2 15 1200"),
    # land, construction, roads
    ("Cấp 356 giấy chứng nhận với diện tích 128,7ha.", "356 128.7"),
    ("Nâng cấp 12,5km đường liên xã, rộng 5 m; xây mới 03 cầu dân sinh.", "12.5 5 3"),
    ("Thu hồi 4.250 m2 đất tại thửa 125, tờ bản đồ số 14.", "4250"),
    ("Quốc lộ 2 đi qua 5 xã; đường tỉnh 185 dài 41 km.", "5 41"),
    ("Đo đạc bản đồ tỷ lệ 1/1.000 cho 8 xã.", "8"),
    ("Giải phóng mặt bằng đạt 87% (23,4/26,9 ha).", "87"),
    # farming
    ("Gieo cấy 6.780 ha lúa, năng suất ước đạt 58,2 tạ/ha, sản lượng trên 39 nghìn tấn.", "6780 58.2 39000"),
    ("Đàn trâu 3.120 con, đàn bò 5.400 con, đàn lợn 48.000 con.", "3120 5400 48000"),
    ("Tiêm phòng được 12.000 liều vắc xin, đạt 80 % kế hoạch.", "12000 80"),
    ("Có 14 sản phẩm OCOP, gồm 3 sản phẩm 4 sao và 11 sản phẩm 3 sao.", "14 3 11"),
    ("Trồng mới 310ha chè; 175 ha đã cho thu hái.", "310 175"),
    ("Sản lượng lương thực ước 39 vạn tấn.", "390000"),
    # people and administration
    ("Dân số khoảng 1.522 hộ, với 6.236 nhân khẩu.", "1522 6236"),
    ("Tiếp nhận 2.340 hồ sơ, giải quyết đúng hạn 2.318 hồ sơ, quá hạn 22 hồ sơ.", "2340 2318 22"),
    ("Toàn tỉnh có 09 huyện, thị xã, thành phố; 126 xã, phường, thị trấn.", "9 126"),
    ("Tổ chức 05 hội nghị cho 642 lượt cán bộ, công chức tham dự.", "5 642"),
    ("Xếp thứ 15/63 tỉnh, thành phố về chỉ số cải cách hành chính, tăng 4 bậc.", "15 4"),
    ("Chỉ số PCI đạt 66,25 điểm.", "66.25"),
    ("Ban hành 12 Quyết định, 03 Chỉ thị và 57 văn bản chỉ đạo.", "12 3 57"),
    ("Trong thời hạn 05 ngày làm việc kể từ ngày nhận đủ hồ sơ.", "5"),
    ("Mỗi xã cử ít nhất 02 cán bộ dự tập huấn.", "2"),
    (
        "Tính đến ngày 1/7/2025, cả nước tiếp nhận hơn 4,3 triệu hồ sơ, trong đó 3,2 triệu hồ sơ trực tuyến.",
        "4300000 3200000",
    ),
    ("Tính từ ngày 1/7 đến 19/8/2025 có 34/34 tỉnh hoàn thành.", "34"),
    ("Có 25 tỉnh, thành phố đạt hơn 50% số xã, phường.", "25 50"),
    ("Thôn 3 có 145 hộ, Tổ dân phố 5 có 210 hộ.", "145 210"),
    ("Đến nay 11/12 xã đạt chuẩn; trước 30/6 hoàn thành xã còn lại.", "11"),
    ("Từ 15/5 đến 20/6 đã kiểm tra 10/10 thôn.", "10"),
    ("Số hộ nghèo còn 312, hộ cận nghèo 405.", "312 405"),
    ("Trong tổng số 20 chỉ tiêu có 17 chỉ tiêu đạt, 3 chỉ tiêu chưa đạt.", "20 17 3"),
    ("Cấp tỉnh: 12; cấp huyện: 8; cấp xã: 126.", "12 8 126"),
    ("Thời gian giải quyết giảm từ 15 ngày xuống còn 10 ngày.", "15 10"),
    ("Tỷ lệ hồ sơ trực tuyến tăng từ 45% lên 62%.", "45 62"),
    ("Mỗi đơn vị gửi từ 3 đến 5 tin, bài/tháng.", "3 5"),
    ("Nhiệt độ phổ biến 25-28 độ C, lượng mưa 150 - 200 mm.", "25 28 150 200"),
    ("Tốc độ truy cập trung bình đạt 95,6 Mbps, cao gấp 1,5 lần.", "95.6 1.5"),
    ("Kinh tế tăng trưởng bình quân 7,3%/năm giai đoạn 2016-2020.", "7.3"),
    ("Hệ thống có 13.500 tài khoản, lưu trữ 2,5 TB dữ liệu.", "13500 2.5"),
    ("Diễn ra trong 03 ngày với 40 gian hàng của 25 DN, 12 HTX.", "3 40 25 12"),
    ("Đón 1,25 triệu lượt khách, tổng thu 950 tỷ đồng.", "1250000"),
    ("Xuất khẩu đạt 1,2 tỷ USD.", "1200000000"),
    ("Số tàu cá từ 15 m trở lên là 656 chiếc.", "15 656"),
    ("Tại hai huyện vùng cao có ba xã chưa có đường ô tô.", "2 3"),
    ("Mỗi thôn có ít nhất một điểm truy cập Internet.", "1"),
    ("Kết nạp 86 đảng viên mới, đạt 107,5% chỉ tiêu; toàn Đảng bộ có 412 chi bộ.", "86 107.5 412"),
    ("Phát hiện 15 vụ, 22 đối tượng; khởi tố 09 vụ, 13 bị can.", "15 22 9 13"),
    ("Giảm 30 phút so với quy định, chỉ còn 15 phút/hồ sơ.", "30 15"),
    ("Đã chi trả cho 1.005/1.216 người, đạt 82,6%.", "82.6"),
    ("Công suất 2.500 m3/ngày đêm, phục vụ trên 3.000 hộ dân.", "2500 3000"),
    ("Trồng được 2015 cây phân tán.", "2015"),
    ("Xây 04 nhà văn hóa, 02 sân thể thao và 1 xe lưu động.", "4 2 1"),
    ("Trình độ: thạc sĩ 05, đại học 32, cao đẳng 8.", "5 32 8"),
    ("Tổng số cán bộ: 45 (nam 30, nữ 15).", "45 30 15"),
    ("Đào tạo nghề cho 560 lao động (nữ 320).", "560 320"),
    ("Có 05 chỉ tiêu vượt, 12 đạt, 2 không đạt.", "5 12 2"),
    ("Nhận 156 đơn, trong đó khiếu nại 12, tố cáo 5, kiến nghị 139.", "156 12 5 139"),
    ("Danh mục 15 dự án, gồm 08 dự án chuyển tiếp.", "15 8"),
    ("Toàn tỉnh có 12,5 bác sĩ/vạn dân; ghi nhận 03 ổ dịch.", "12.5 3"),
    ("Ban Chỉ đạo 35 tỉnh họp 4 phiên; nhóm 10 tỉnh dẫn đầu.", "4 10"),
    ("Lắp đặt 45 km đường dây 22kV và 12 trạm biến áp 250kVA.", "45 22 12 250"),
    ("Ngày 12 tháng 6 tổ chức 2 hội nghị; tháng 7 có 9 vụ.", "2 9"),
    ("Có 7 đồng chí được khen thưởng, 40 hộ lắp đồng hồ nước.", "7 40"),
    ("Giải ngân đạt 45,67% (123,4/270,2 tỷ đồng).", "45.67"),
    ("Giải quyết việc làm cho 2.045 lao động/3.500 lao động theo kế hoạch.", "2045"),
    ("Đã giải quyết 720 hồ sơ, trễ hạn 134 (chiếm 0,5%).", "720 134 0.5"),
    ("Đã giải quyết 720 hồ sơ, trễ hạn 134, chiếm 18,6%.", "720 134 18.6"),
    ("Cung cấp 25 dịch vụ (11 của huyện, 14 của các xã).", "25 11 14"),
    ("Triển khai 25/25 dịch vụ thiết yếu (11 của Công an, 14 của các sở, ngành).", "25 11 14"),
    ("Đã cấp 120 chứng thư (cá nhân 100, tổ chức 20).", "120 100 20"),
    ("Đã cấp 120 chứng thư, thu hồi 3 chứng thư.", "120 3"),
    ("Trong đó nam 30 người, nữ 20.", "30 20"),
    ("Thiếu 24 máy tính (nhu cầu 110, hiện có 86).", "24 110 86"),
    ("Tiếp nhận 500 hồ sơ, trong đó trực tuyến 450, trực tiếp 50.", "500 450 50"),
    ("Có 912 dịch vụ (50%), 615 dịch vụ một phần (33,7%), còn lại 297.", "912 50 615 33.7 297"),
    ("Chỉ số DTI 2023: 0,7012 điểm (hạng 21), tăng 7 bậc.", "0.7012 21 7"),
    ("Có 12 xã/tổng số 20 xã đạt chuẩn.", "12"),
    ("Chi trả cho 45.678 đối tượng/tổng số 52.000.", "45678"),
    ("Lấy ý kiến: đồng ý 45, không đồng ý 3.", "45 3"),
    ("Đào tạo trung cấp 20, cao cấp 5.", "20 5"),
    ("Chỉ số PAPI xếp thứ 56 cả nước.", "56"),
    ("Lượng hồ sơ trực tuyến tăng gấp đôi, doanh thu cao gấp rưỡi.", "2 1.5"),
    ("Kết quả chấm: 91 điểm/100 điểm.", "91"),
    ("Trong tháng có 312 giao dịch/45,6 triệu đồng.", "312"),
    ("Có 8/218 địa phương đạt trên 50% chỉ tiêu.", "8 50"),
    ("Toàn xã cấp 12 tài khoản. 58 hộ chưa có tài khoản.", "12 58"),
    ("Xã A: 655; xã B: 540; xã Kim 2: 87. Chỉ số đạt 88,3/100 điểm.", "655 540 87 88.3"),
    ("Gửi tiến độ 2 tuần một lần; họp 01 lần/tháng.", "1 1"),
    ("Đạt 61,7%, cao hơn 9,4 điểm phần trăm.", "61.7 9.4"),
    (
        "Đến nay 23/27 hệ thống có hồ sơ được duyệt (07 hệ thống cấp độ 3, 16 hệ thống cấp độ 2), đạt 85,2%.",
        "7 16 85.2",
    ),
]
NOT_COUNTED = [
    "Nâng dịch vụ công cấp 3, trường cấp 2; bão cấp 12.",
    "(Đơn vị tính: 1.000 đồng)",
    "Hưởng ứng Ngày Chuyển đổi số quốc gia 10.10, tổ chức tuyên truyền.",
    "ĐVT: 1.000.000 đồng",
    "Kinh phí 6 tháng: 2,3 tỷ đồng.",
    "Tổng hợp, báo cáo 6 tháng, năm; sơ kết 3 năm thực hiện Nghị quyết.",
    "Họp tại Phòng họp 501, trước 15 giờ thứ Năm.",
    "05 tháng 6 năm 2023",
    "Văn phòng theo dõi, định kỳ 6 tháng, 1 năm báo cáo Ban Thường vụ.",
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
    "Thực hiện Quyết định số 1719/QĐ-TTg ngày 14/10/2021 và Công văn số 2345/UBND-KSTT ngày 05/7/2024.",
    "Theo quy định tại điểm b khoản 2, 3 Điều 15 Nghị định 30/2020/NĐ-CP.",
    "Báo cáo trước ngày 15/6 và 20/12 hằng năm; thời gian chốt số liệu 16h ngày 24/8/2025.",
    "Nghị quyết Đại hội Đảng bộ tỉnh lần thứ XVII, nhiệm kỳ 2020-2025; kỳ họp thứ 15.",
    "Họp vào lúc 8 giờ 30 phút ngày thứ 6 tại phòng họp 301, tầng 3.",
    "Đề án 06, Chương trình 135, Nghị quyết 57 và Tổ công tác 06 của Chính phủ.",
    "Kiến trúc Chính quyền điện tử phiên bản 2.0 (3.0), mạng 4G/5G, giao thức IPv6, thương mại điện tử B2C.",
    "Cuộc cách mạng công nghiệp 4.0 và cách mạng công nghiệp lần thứ 4 đang diễn ra.",
    "Dịch vụ công trực tuyến mức độ 3, 4; hệ thống thông tin cấp độ 2 và 3.",
    "Xem Phụ lục 2, Biểu mẫu số 03 và Mục 4 Phần II kèm theo.",
    "Liên hệ đồng chí Nam, điện thoại: 0912345678; tổng đài 1022; hộp thư a1@tinh.gov.vn.",
    "Chi tiết tại https://example.gov.vn/bai-viet-2024-12.html",
    "Kết quả 6 tháng đầu năm 2024, phương hướng 06 tháng cuối năm.",
    "Kế hoạch 5 năm 2021-2025; sau 3 năm thực hiện; trong 02 năm qua.",
    "Hệ thống trực 24/7; cán bộ trực 24/24.",
    "Tiêu chuẩn ISO 9001:2015, TCVN 7189 và Windows 10.",
    "1. Tổ chức tuyên truyền sâu rộng.",
    "2.1. Nâng cao chất lượng; (1) rà soát, (2) cập nhật.",
    "Tính đến quý 3 năm 2024, tháng 12/2023 và giai đoạn 2021 - 2025, tầm nhìn 2045.",
    "Xây dựng mô hình chính quyền địa phương 2 cấp.",
    "Dịch COVID-19 diễn biến phức tạp; Cục C06 phối hợp.",
    "Hộp thư số 12, tổ dân phố số 4, đường 30/4, quận 1.",
    "Mã số thuế: 0100109106; tài khoản số 123456789 tại Kho bạc.",
    "Kinh phí 500 triệu đồng, trong đó ngân sách huyện 300 triệu đồng.",
    "Ngày Chuyển đổi số quốc gia 10/10 hằng năm.",
    "Một số đơn vị chưa quan tâm; bộ phận một cửa; một trong những nguyên nhân.",
    "Quyết định số 15 ngày 02/3/2023 được thay thế.",
    "Năm 2024 tỉnh tiếp tục; từ năm 2021 đến năm 2023 các huyện đã triển khai.",
    "Hoàn thành trong tháng 6, chậm nhất ngày 30.",
    "Thửa đất số 125, lô 3, khu phố 2.",
    "(Kèm theo Kế hoạch số /KH-UBND ngày tháng 02 năm 2024)",
    "Phấn đấu đến năm 2030 là tỉnh khá.",
    "Áp dụng Thông tư 19 và Thông tư 22 của Bộ.",
    "Căn cứ Kế hoạch 45 của huyện ủy và Kế hoạch 12 ngày 05/01.",
    'Thực hiện phương châm “4 tại chỗ”, "5 rõ".',
    "Ảnh toàn cảnh 360 độ; ổ cứng mã 120034.",
    "Tổ 1, tổ 2 và tổ 3 phường Trung Tâm.",
    "Đầu số 1900.1234; biển số 20A-123.45.",
    "Mã ngành nghề đăng ký: 479; 581; 591; 592.",
    "Trong 11 tháng, các xã đã triển khai; Tổ công tác Đề án 06 quý IV năm 2024.",
    "Gọi số 1900 5678 hoặc (0272) 3.826.111 để được hỗ trợ.",
    "Khách sạn 5 sao, sản phẩm đạt 4 sao.",
    "Định kỳ hằng tháng, quý, 6 tháng, năm gửi báo cáo.",
    "Đo vẽ bản đồ địa chính tỷ lệ 1/500, 1/2.000.",
]


@pytest.mark.parametrize(("text", "expected"), COUNTED)
def test_figures_that_measure(text: str, expected: str) -> None:
    assert values(text) == expected.split()


@pytest.mark.parametrize("text", NOT_COUNTED)
def test_numerals_that_measure_nothing(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Kiểm tra 08 xã, phường, thị trấn trong quý", "xã, phường, thị trấn"),
        ("Đăng tải 15 tin, bài/tuần trên cổng", "tin, bài/tuần"),
        ("mật độ đạt 90,5 máy/100 dân", "máy/100 dân"),
        ("kiểm tra tối thiểu 1 lần/2 năm", "lần/2 năm"),
        ("Đã có 5 huyện/thành phố hoàn thành", "huyện/thành phố"),
        ("Kéo mới 45 km cáp", "km"),
        ("Thu gom 12 m3 rác", "m3"),
        ("Đã xây dựng 13 CSDL3, đang dùng tốt", "CSDL"),
        ("Tổ chức 03 phiên giải trình", "phiên"),
        ("Đạt 75 % kế hoạch", "percent"),
        ("Tặng 20 chậu hoa cho các hộ", "chậu hoa"),
        ("Cấp xã: tiếp nhận 63.551", None),
        ("Xã Kim: 412", None),
        ("Chỉ số xếp thứ 12/63", None),
        ("kiểm tra 02 ngày/01 đơn vị", "ngày/01 đơn vị"),
    ],
)
def test_unit_is_the_counted_noun(text: str, unit: str | None) -> None:
    assert [measure.unit for measure in measures(text, ("3",))] == [unit]


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("Mức chi không thấp hơn 2% tổng chi.", "không thấp hơn"),
        ("có trên 800 hộ tham gia", "trên"),
        ("thu hút gần 400 lượt người", "gần"),
        ("ước đạt khoảng 60% kế hoạch", "ước đạt khoảng"),
        ("tối thiểu 15% ngân sách", "tối thiểu"),
        ("tần suất trung bình 12 tin/tuần", "trung bình"),
        ("giảm bớt 30% thời gian", "giảm bớt"),
        ("tăng 5% so với năm 2022", "tăng"),
        ("không quá 5% hồ sơ trễ hạn", "không quá"),
        ("có thêm 9 trường đạt chuẩn", "thêm"),
        ("dự kiến hoàn thành 05 công trình", "dự kiến"),
        ("đạt từ 98% trở lên", "trở lên"),
        ("không để quá 1% hồ sơ quá hạn", "quá"),
        ("tăng gấp đôi", "tăng gấp"),
        ("đạt 45%", None),
        ("của các cơ quan nhà nước đạt 99,2%", None),
        ("cho cả 3 thôn", None),
    ],
)
def test_qualifier_is_the_word_before(text: str, qualifier: str | None) -> None:
    assert [measure.qualifier for measure in measures(text)] == [qualifier]


def test_growth_goes_on_through_a_list() -> None:
    found = measures("Toàn huyện có 40 trạm (tăng so với năm trước là 120 thuê bao, 35 km cáp, 4 trạm).")
    assert [measure.qualifier for measure in found] == [None, "tăng", "tăng", "tăng"]


def test_both_ends_of_a_range_say_that_they_are_one() -> None:
    low, high = measures("duy trì trung bình 02-05 tin, bài/tháng")
    assert [low.value, high.value] == [2, 5]
    assert low.unit == high.unit
    assert (low.qualifier, high.qualifier) == (
        "trung bình; cận dưới của khoảng 02-05",
        "trung bình; cận trên của khoảng 02-05",
    )


@pytest.mark.parametrize(
    ("text", "value", "ratio"),
    [
        ("Kết nối 112/112 trạm y tế", 112, (112, 112)),
        ("Chi trả cho 2.905/11.210 người, đạt 25,9%", Decimal("25.9"), (2905, 11210)),
        ("Đúng hạn 98,7% (12.345/12.507 hồ sơ)", Decimal("98.7"), (12345, 12507)),
        ("Có 84/280 trường, đạt tỷ lệ 30%", 30, (84, 280)),
        ("Trang bị 58 máy tính/62 cán bộ (93,5%)", Decimal("93.5"), (58, 62)),
        ("Trực tuyến 412 hồ sơ/2.110 hồ sơ", 412, (412, 2110)),
        ("Đạt 91 điểm/100 điểm", 91, (91, 100)),
        ("Đạt 100% (742/742) doanh nghiệp dùng hóa đơn điện tử", 100, (742, 742)),
    ],
)
def test_ratio_and_its_percentage_are_one_figure(text: str, value: Decimal, ratio: tuple[int, int]) -> None:
    (measure,) = measures(text)
    assert [measure.value, measure.numerator, measure.denominator] == [value, *ratio]


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("Học bạ số: cấp tiểu học 100%, THCS 85,6%, THPT 92,3%.", ["cấp tiểu học", "THCS", "THPT"]),
        (
            "Tỷ lệ hồ sơ trực tuyến toàn tỉnh: 78,4% (mục tiêu 80%), cấp tỉnh 91,2%, cấp xã 70,1%.",
            ["Tỷ lệ hồ sơ trực tuyến toàn tỉnh", "Tỷ lệ hồ sơ trực tuyến toàn tỉnh", "cấp tỉnh", "cấp xã"],
        ),
        ("Trong đó nam 30 người, nữ 20.", ["người", "nữ"]),
        ("Tỷ lệ hồ sơ đạt 45% năm 2022 và 60% năm 2023.", ["Tỷ lệ hồ sơ", "Tỷ lệ hồ sơ"]),
        ("Tối thiểu 85% hồ sơ nộp trực tuyến (năm 2023: 71,2%).", ["hồ sơ nộp trực tuyến", "hồ sơ nộp trực tuyến"]),
        ("Chi trả cho 45.678 đối tượng/tổng số 52.000 đối tượng.", ["đối tượng"]),
        ("Tỷ lệ hồ sơ đúng hạn đạt 98,2%.", ["Tỷ lệ hồ sơ đúng hạn"]),
        (
            "Đến nay, 100% hộ dân được dùng nước sạch; 45 hộ chưa có đồng hồ.",
            ["hộ dân được dùng nước sạch", "hộ chưa có đồng hồ"],
        ),
        ("Kéo mới 45 km cáp quang, 12 trạm phát sóng", ["cáp quang", "trạm phát sóng"]),
        ("Tổng số văn bản đến là 2.350 văn bản", ["Tổng số văn bản đến"]),
        ("Có 3 tổ với 45 thành viên tham gia", ["tổ", "thành viên tham gia"]),
        ("100% ấp, khóm được phủ sóng", ["ấp, khóm được phủ sóng"]),
        ("100% xã, vượt kế hoạch được giao", ["xã"]),
        ("Có 46 trạm (tăng 6 trạm so với cùng kỳ năm 2022)", ["trạm", "trạm"]),
        (
            "Tỷ lệ hộ có mạng đạt 78,4%, vượt 3,4 điểm phần trăm so với kế hoạch (75%)",
            ["Tỷ lệ hộ có mạng", "Tỷ lệ hộ có mạng", "kế hoạch"],
        ),
        (
            "Hồ sơ nộp qua mạng: cấp tỉnh đạt 62%; cấp huyện 41,3% (15.420/37.337 hồ sơ)",
            ["Hồ sơ nộp qua mạng", "cấp huyện"],
        ),
        ("Chỉ số DTI xếp thứ 31/63 tỉnh, tăng 9 bậc so với năm 2020", ["Chỉ số DTI", "Chỉ số DTI"]),
        ("Năm 2021, PCI của tỉnh đạt 66,2 điểm, đứng thứ 18/63 tỉnh", ["PCI của tỉnh", "PCI của tỉnh"]),
        ("Tổ chức tối thiểu 10 lớp", ["lớp"]),
        ("UBND các xã, phường: Phấn đấu đạt trên 70% hồ sơ nộp qua mạng", ["hồ sơ nộp qua mạng"]),
        ("Tổ chức 02 hội nghị tuyên truyền với ít nhất 120 lượt người", ["hội nghị tuyên truyền", "lượt người"]),
        ("Cập nhật ranh giới ao đầm ở 12 xã ven biển", ["xã ven biển"]),
        (
            "Giải quyết 6.301 hồ sơ (trước hạn 5.880, đúng hạn 402, quá hạn 19)",
            ["hồ sơ", "trước hạn", "đúng hạn", "quá hạn"],
        ),
        ("Chi 428 triệu đồng (ngân sách xã 328 triệu đồng; tỉnh 100 triệu đồng), đạt 95,2% dự toán", ["dự toán"]),
        (
            "Tổng số 05 nhiệm vụ, gồm: 02 nhiệm vụ chuyển tiếp, 03 nhiệm vụ mới",
            ["nhiệm vụ", "nhiệm vụ chuyển tiếp", "nhiệm vụ mới"],
        ),
        ("Lắp đặt được 7 điểm truy cập", ["điểm truy cập"]),
        ("Chỉ số chuyển đổi số (DTI) năm 2023 đạt 60%", ["Chỉ số chuyển đổi số (DTI) năm 2023"]),
        ("Văn bản điện tử (trừ văn bản mật) đạt 99%", ["Văn bản điện tử (trừ văn bản mật)"]),
        ("Có 14/21 hệ thống được phê duyệt (đạt tỷ lệ 66,67%)", ["hệ thống được phê duyệt"]),
        ("Có 14/21 hệ thống được phê duyệt cấp độ (66,67%)", ["hệ thống được phê duyệt cấp độ"]),
        ("b) Đạt tỷ lệ hồ sơ trực tuyến từ 70% trở lên", ["tỷ lệ hồ sơ trực tuyến"]),
        (
            "Giải quyết trước hạn 3.811 hồ sơ, quá hạn 18 hồ sơ; hộ tịch 1.732 hồ sơ",
            ["Giải quyết trước hạn", "quá hạn", "hộ tịch"],
        ),
        ("Hài lòng: 91 phiếu; không hài lòng: 3 phiếu", ["Hài lòng", "không hài lòng"]),
        ("Đúng hạn: 63.396 - 99,9%; quá hạn: 5 - 0,1%", ["Đúng hạn", "Đúng hạn", "quá hạn", "quá hạn"]),
        ("Hoàn thành 18/25 nhiệm vụ (đạt 72%)", ["Hoàn thành"]),
        ("Giải quyết 400 hồ sơ tồn (đạt 97,1%)", ["hồ sơ tồn", "hồ sơ tồn"]),
        (
            "06 chỉ tiêu đạt kế hoạch, 03 chỉ tiêu chưa đạt, 15 xã không đạt chuẩn",
            ["chỉ tiêu đạt kế hoạch", "chỉ tiêu chưa đạt", "xã không đạt chuẩn"],
        ),
        ("(iii) Nhân lực đạt 40%", ["Nhân lực"]),
        ("Tỷ lệ khai thác, sử dụng lại dữ liệu đạt 40%", ["Tỷ lệ khai thác, sử dụng lại dữ liệu"]),
        ("Công tác phòng, chống mã độc đạt 90%", ["Công tác phòng, chống mã độc"]),
        ("Thời gian giải quyết giảm từ 4,2 ngày xuống còn 2,7 ngày", ["Thời gian giải quyết"] * 2),
        ("Tỷ lệ đúng hạn đạt 95,8%, tăng 1,2% so với năm 2023 (94,6%)", ["Tỷ lệ đúng hạn"] * 3),
        (
            "Ký số cơ quan đạt 100%, ký số cá nhân 87,5% (năm 2021: 71,2%)",
            ["Ký số cơ quan", "ký số cá nhân", "ký số cá nhân"],
        ),
        ("Kích hoạt 402.375 (đạt 76,1%)", ["Kích hoạt", "Kích hoạt"]),
        ("Phấn đấu 90-95% hồ sơ trực tuyến", ["hồ sơ trực tuyến", "hồ sơ trực tuyến"]),
        ("100% (742/742) doanh nghiệp dùng hóa đơn điện tử", ["doanh nghiệp dùng hóa đơn điện tử"]),
        ("Doanh thu du lịch ước đạt 5.120 tỷ đồng, chiếm khoảng 6,2% GRDP", ["Doanh thu du lịch"]),
    ],
)
def test_subject_in_the_words_of_the_text(text: str, subjects: list[str]) -> None:
    assert [measure.subject for measure in measures(text)] == subjects


def test_a_percentage_in_brackets_of_something_else_is_not_that_of_the_ratio() -> None:
    ratio, percent = measures("Còn 02/15 chỉ tiêu chưa đạt (chữ ký số cá nhân đạt 38,2%)")
    assert [ratio.value, ratio.denominator, percent.numerator] == [2, 15, None]
    assert percent.subject == "chữ ký số cá nhân"


def test_footnote_mark_is_no_digit_of_a_figure() -> None:
    assert values("Toàn tỉnh có 353.8861 thuê bao", ("1",)) == ["353886"]
    assert values("Toàn tỉnh tiếp nhận 1.204 hồ sơ2 trong kỳ", ("2",)) == ["1204"]


def test_number_of_a_footnote_is_no_figure() -> None:
    text = "7 Gồm 12 xã vùng cao"
    assert [m.value for m in find_measures(text, (), ("7",), skip_first=True)] == [12]


NOUNS = st.sampled_from(
    ["hồ sơ", "hộ dân", "trường học", "ha lúa", "km đường", "cán bộ", "cây ăn quả", "lượt khách", "HTX"]
)
BEFORE = st.sampled_from(
    ["Toàn huyện có", "đã hỗ trợ", "đạt", "gồm", "trên địa bàn có hơn", "triển khai tại", "cấp cho"]
)


def as_printed(value: int, style: int) -> str:
    return f"{value:,}".replace(",", ".") if value > 999 else f"{value:02d}" if style else str(value)


@given(st.integers(min_value=1, max_value=10**7), st.integers(min_value=0, max_value=1), BEFORE, NOUNS)
def test_any_count_of_any_noun(value: int, style: int, before: str, noun: str) -> None:
    assert values(f"{before} {as_printed(value, style)} {noun} trong kỳ báo cáo.") == [str(value)]


@given(st.decimals(min_value=0, max_value=100, places=2), st.sampled_from(["%", " %", " phần trăm"]))
def test_any_percentage(value: Decimal, sign: str) -> None:
    text = f"Tỷ lệ hộ dùng nước sạch đạt {str(value).replace('.', ',')}{sign} vào cuối kỳ."
    assert [(m.value, m.unit) for m in measures(text)] == [(value, "percent")]


@given(
    st.integers(min_value=1, max_value=28), st.integers(min_value=1, max_value=12), st.integers(min_value=2019, max_value=2026),
    st.sampled_from(["ngày {d:02d}/{m:02d}/{y}", "ngày {d} tháng {m} năm {y}", "tháng {m}/{y}", "ngày {d}/{m}", "năm {y}", "quý {q}/{y}"]),
)  # fmt: skip
def test_no_date_is_a_figure(day: int, month: int, year: int, form: str) -> None:
    printed = form.format(d=day, m=month, y=year, q=(month + 2) // 3)
    assert values(f"Báo cáo trước {printed} để tổng hợp; từ {printed} thực hiện theo quy định.") == []


@given(
    st.integers(min_value=1, max_value=9999),
    st.sampled_from(["{n}/QĐ-UBND", "{n}-NQ/TU", "{n}/2023/NĐ-CP", "{n}/STTTT-CNTT"]),
)
def test_no_symbol_is_a_figure(number: int, form: str) -> None:
    assert values(f"Thực hiện văn bản số {form.format(n=number)} ngày 05/3/2023 của cấp trên.") == []


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("Mở 5 khóa học cho 40 bác sĩ", "Mở 5 khoá học cho 40 bác sĩ"),
        ("Cấp 120 hóa đơn, 3 tọa đàm", "Cấp 120 hoá đơn, 3 toạ đàm"),
    ],
)
def test_both_spellings_of_a_word_are_one(newer: str, older: str) -> None:
    assert [(m.value, m.start, m.end) for m in measures(newer)] == [(m.value, m.start, m.end) for m in measures(older)]
    assert [m.unit is None for m in measures(older)] == [m.unit is None for m in measures(newer)]
