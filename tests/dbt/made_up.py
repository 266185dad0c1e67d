"""The made-up plans of several provinces and years that the tests of the cascade and of projects through time share."""

import unicodedata

from pipelines.interpret.records import Record
from tests.dbt.plans import Line, Plan

_DECOMPOSED = unicodedata.normalize("NFD", "Tỷ lệ số hoá kết quả giải quyết thủ tục hành chính đạt 75%")

NGHE_AN_2023 = Plan(
    "nghe-an-2023",
    "UBND tỉnh Nghệ An",
    "nghe-an",
    2023,
    "Chuyển đổi số tỉnh Nghệ An năm 2023",
    symbol="11/KH-UBND",
    projects=(
        Line(
            "Xây dựng cơ sở dữ liệu hạ tầng kỹ thuật đô thị trên địa bàn tỉnh",
            lead="Sở Xây dựng",
            scope="Nhập liệu 20 phường; hoàn thành tháng 6/2023",
            amounts=((2_000_000_000, 2023, 2024), (900_000_000, 2023, 2023)),
        ),
        Line("Nền tảng dạy học trực tuyến cho trường phổ thông", lead="Sở GD&ĐT", amounts=((500_000_000, 2023, 2023),)),
        Line("Số hóa sổ hộ tịch huyện Đô Lương và huyện Yên Thành", lead="Sở Tư pháp"),
        Line("Thuê phần mềm quản lý văn bản cấp tỉnh", lead="Sở Nội vụ"),
        Line("Thuê phần mềm quản lý văn bản cấp xã", lead="Sở Nội vụ"),
        Line("Lắp đặt trạm phát sóng vùng biên", lead="Sở TT&TT"),
    ),
)
NGHE_AN_2024 = Plan(
    "nghe-an-2024",
    "UBND tỉnh Nghệ An",
    "nghe-an",
    2024,
    "Chuyển đổi số tỉnh Nghệ An năm 2024",
    symbol="21/KH-UBND",
    goals=(
        "Tỷ lệ hồ sơ thủ tục hành chính nộp trực tuyến đạt từ 60% trở lên.",
        "Người dân ở mọi nơi dùng được dịch vụ của chính quyền mà không phải đi xa.",
    ),
    indicators=(
        Line("Tỷ lệ hồ sơ thủ tục hành chính nộp trực tuyến đạt từ 60% trở lên", "60", ">=", lead="Các sở, ngành"),
        Line("Tỷ lệ số hóa kết quả giải quyết thủ tục hành chính đạt 70%", "70", lead="Các sở, ngành"),
        Line("Thời gian trung bình xử lý văn bản đến không quá 3 ngày", "3", "<=", "count", lead="Các sở, ngành"),
        Line("Tỷ lệ cán bộ được tập huấn an toàn thông tin từ cấp tỉnh đến cấp xã đạt 80%", "80", lead="Các sở, ngành"),
        Line("Tỷ lệ hộ gia đình có đường truyền cáp quang đạt 90%", "90", lead="Sở TT&TT"),
        Line("Tỷ lệ hồ sơ cấp phép xây dựng có bản vẽ số đạt 50%", "50", lead="Sở Xây dựng"),
        Line("Tỷ lệ chợ có điểm thu không dùng tiền mặt đạt 30%", "30"),
    ),
    projects=(
        Line(
            "Xây dựng cơ sở dữ liệu hạ tầng kỹ thuật đô thị trên địa bàn tỉnh",
            lead="Sở Xây dựng",
            scope="Nhập liệu 32 phường; hoàn thành trong quý I năm 2024",
            status_text="Nhiệm vụ tiếp tục",
            amounts=((2_400_000_000, 2023, 2024),),
        ),
        Line(
            "Nền tảng dạy và học trực tuyến cho các trường phổ thông",
            lead="Sở GD&ĐT",
            amounts=((700_000_000, 2024, 2024),),
        ),
        Line("Số hóa sổ hộ tịch huyện Đô Lương", lead="Sở Tư pháp"),
        Line("Số hóa sổ hộ tịch huyện Yên Thành", lead="Sở Tư pháp"),
        Line("Thuê phần mềm quản lý văn bản cấp tỉnh, cấp xã", lead="Sở Nội vụ"),
        Line("Giám sát ngập úng khu vực nội thành bằng cảm biến", lead="Sở Xây dựng"),
    ),
)
SO_XAY_DUNG_2024 = Plan(
    "so-xay-dung-2024",
    "Sở Xây dựng",
    "nghe-an",
    2024,
    "Chuyển đổi số ngành xây dựng năm 2024",
    cites=(("19/KH-UBND", "can_cu"), ("21/KH-UBND", "can_cu")),
    goals=("Người dân ở mọi nơi dùng được dịch vụ của chính quyền mà không phải đi xa.",),
    indicators=(
        Line(_DECOMPOSED, "75", lead="Văn phòng Sở"),
        Line("Tỷ lệ hồ sơ thủ tục hành chính nộp trực tuyến đạt từ 50% trở lên", "50", ">=", lead="Văn phòng Sở"),
        Line("Thời gian trung bình xử lý văn bản đến không quá 2 ngày", "2", "<=", "count", lead="Văn phòng Sở"),
        Line("Tỷ lệ cán bộ được tập huấn an toàn thông tin tại các phòng thuộc Sở đạt 80%", "80", lead="Văn phòng Sở"),
        Line("Tỷ lệ nhà chung cư có hồ sơ bảo trì điện tử đạt 40%", "40", lead="Văn phòng Sở"),
    ),
    projects=(
        Line("Trang bị máy quét khổ lớn cho kho bản vẽ", lead="Văn phòng Sở"),
        Line(
            "Xây dựng cơ sở dữ liệu hạ tầng kỹ thuật đô thị trên địa bàn tỉnh",
            lead="Văn phòng Sở",
            scope="Nhập liệu 32 phường; hoàn thành trong quý I năm 2024",
        ),
    ),
)
# Five years of the same province: cited too, but not the plan of the year.
NGHE_AN_2021_2025 = Plan(
    "nghe-an-2021-2025",
    "UBND tỉnh Nghệ An",
    "nghe-an",
    2021,
    "Chuyển đổi số tỉnh Nghệ An giai đoạn 2021-2025",
    last_year=2025,
    symbol="19/KH-UBND",
    indicators=(Line("Tỷ lệ hồ sơ thủ tục hành chính nộp trực tuyến đạt từ 60% trở lên", "60", ">="),),
)
QUANG_NINH_2024 = Plan(
    "quang-ninh-2024",
    "UBND tỉnh Quảng Ninh",
    "quang-ninh",
    2024,
    "Chuyển đổi số tỉnh Quảng Ninh năm 2024",
    symbol="21/KH-UBND",
    indicators=(
        Line(
            "Tỷ lệ người dân tại các phường có tài khoản định danh điện tử đạt 70%",
            "70",
            lead="UBND các huyện, thành phố",
        ),
        Line("Tỷ lệ thanh toán học phí không dùng tiền mặt đạt 50%", "50", lead="UBND các huyện, thành phố"),
        Line("Tỷ lệ dịch vụ công mức độ 3 được tích hợp lên cổng quốc gia đạt 100%", "100", lead="Các sở, ngành"),
        Line("Tỷ lệ dịch vụ công mức độ 4 được tích hợp lên cổng quốc gia đạt 100%", "100", lead="Các sở, ngành"),
        Line(
            "Tỷ lệ tàu du lịch có thiết bị định vị kết nối trung tâm điều hành đạt 95%",
            "95",
            lead="UBND các huyện, thành phố",
        ),
    ),
)
CAM_PHA_2024 = Plan(
    "cam-pha-2024",
    "UBND thành phố Cẩm Phả",
    "quang-ninh",
    2024,
    "Triển khai Kế hoạch số 21/KH-UBND về chuyển đổi số năm 2024",
    symbol="21/KH-UBND",
    cites=(("21/KH-UBND", "trien_khai"),),
    indicators=(
        Line("Tỷ lệ dịch vụ công mức độ 4 được tích hợp lên cổng quốc gia đạt 100%", "100"),
        Line("Tỷ lệ dịch vụ công mức độ 3 được tích hợp lên cổng quốc gia đạt 100%", "100"),
        Line("Tỷ lệ thanh toán học phí bằng hình thức không dùng tiền mặt đạt 50%", "50"),
        Line("Tỷ lệ người dân có tài khoản định danh điện tử đạt 70%", "70"),
        Line("Tỷ lệ người dân có sổ tiêm chủng điện tử đạt 70%", "70"),
    ),
)
# Reads as Nghệ An's, but nobody cites it, and what it cites is a report.
DAK_NONG_2024 = Plan(
    "dak-nong-2024",
    "Sở Xây dựng",
    "dak-nong",
    2024,
    "Chuyển đổi số ngành xây dựng năm 2024",
    cites=(("77/BC-UBND", "can_cu"),),
    indicators=SO_XAY_DUNG_2024.indicators,
    projects=SO_XAY_DUNG_2024.projects,
)
DAK_NONG_REPORT = Plan(
    "dak-nong-report",
    "UBND tỉnh Đắk Nông",
    "dak-nong",
    2024,
    "Kết quả chuyển đổi số",
    document_type="bao_cao",
    symbol="77/BC-UBND",
    indicators=NGHE_AN_2024.indicators,
)
PLANS = (
    NGHE_AN_2021_2025,
    NGHE_AN_2023,
    NGHE_AN_2024,
    SO_XAY_DUNG_2024,
    QUANG_NINH_2024,
    CAM_PHA_2024,
    DAK_NONG_2024,
    DAK_NONG_REPORT,
)

FIRST_QUARTER: list[Record] = [
    {
        "project_name": "Xây dựng CSDL hạ tầng kỹ thuật đô thị trên địa bàn tỉnh",
        "project_code": "Phụ lục 2//2",
        "progress_status": "in_progress",
        "progress_pct": 40,
        "appropriated_vnd": 1_000_000_000,
        "disbursed_to_date_vnd": 300_000_000,
        "obstacles": "Chờ bản đồ nền",
    },
    {"project_name": "Trang bị máy quét khổ lớn cho kho bản vẽ", "progress_status": "completed"},
]
SECOND_QUARTER: list[Record] = [
    {**FIRST_QUARTER[0], "progress_pct": 55, "disbursed_to_date_vnd": 550_000_000, "obstacles": None},
]
