"""Tables as PDF dumps leave them. Every case is one that was misread once or that the model must tell apart."""

import textwrap

import pytest

from pipelines.read.linearised import read_linearised_tables
from pipelines.read.lines import read_lines
from pipelines.read.model import Table


def read(text: str) -> Table:
    (found,) = read_linearised_tables(read_lines(textwrap.dedent(text).strip("\n")))
    return found.table


def rows_of(table: Table) -> list[tuple[str, ...]]:
    return [row.texts for row in table.rows]


RESULTS = """
    STT Nội dung chỉ tiêu
    Chỉ tiêu
    (%)
    Kết quả
    năm
    2021
    Ghi chú
    I Chính quyền số
    1 Tỷ lệ hồ sơ nộp qua mạng 80 77,8% 778/1.000
    2
    Tỷ lệ văn bản đi được ký số và gửi
    qua trục liên thông
    90 95%
    3 Tỷ lệ cuộc họp không giấy   41,5%  83/200
    4
    Tỷ lệ xã có đường truyền số liệu
    chuyên dùng
    100 100% 108/108
    5 Ban hành danh mục dữ liệu mở Có
    Đã ban
    hành
    II Xã hội số
    6 Tỷ lệ hộ có cáp quang >75 76,2% 7.620/10.000
    7 Tỷ lệ dân số có hồ sơ sức khỏe điện tử >80 98%
"""


def test_cells_of_one_line_and_of_several_lines() -> None:
    table = read(RESULTS)
    assert table.columns == ("STT", "Nội dung chỉ tiêu", "Chỉ tiêu (%)", "Kết quả năm 2021", "Ghi chú")
    assert rows_of(table) == [
        ("I", "Chính quyền số", "", "", ""),
        ("1", "Tỷ lệ hồ sơ nộp qua mạng", "80", "77,8%", "778/1.000"),
        ("2", "Tỷ lệ văn bản đi được ký số và gửi qua trục liên thông", "90", "95%", ""),
        ("3", "Tỷ lệ cuộc họp không giấy", "", "41,5%", "83/200"),
        ("4", "Tỷ lệ xã có đường truyền số liệu chuyên dùng", "100", "100%", "108/108"),
        ("5", "Ban hành danh mục dữ liệu mở", "Có", "Đã ban hành", ""),
        ("II", "Xã hội số", "", "", ""),
        ("6", "Tỷ lệ hộ có cáp quang", ">75", "76,2%", "7.620/10.000"),
        ("7", "Tỷ lệ dân số có hồ sơ sức khỏe điện tử", ">80", "98%", ""),
    ]


def test_every_row_and_cell_says_its_lines() -> None:
    table = read(RESULTS)
    row = table.rows[2]
    assert (row.place.line_start, row.place.line_end) == (10, 13)
    assert row.cells[0].place.line_start == 10
    assert (row.cells[1].place.line_start, row.cells[1].place.line_end) == (11, 12)
    assert row.cells[2].place.line_start == 13


@pytest.mark.parametrize(
    "cut", ["STT Nội dung chỉ tiêu\nChỉ tiêu\n(%)\nKết quả\nnăm\n2021\nGhi chú", "STT Nội dung chỉ"]
)
def test_header_repeated_on_the_next_page_whole_or_cut_is_no_row(cut: str) -> None:
    before, after = textwrap.dedent(RESULTS).strip("\n").split("II Xã hội số")
    table = read(f"{before}II Xã hội số\n\f{cut}{after}")
    assert rows_of(table) == rows_of(read(RESULTS))


def test_row_cut_by_a_page_goes_on_in_every_unfinished_cell() -> None:
    table = read(
        """
        TT Danh mục nhiệm vụ, dự án Nội dung, quy mô đầu tư
        Đơn vị chủ trì
        Đơn vị phối hợp
        1 NỀN TẢNG SỐ
        1.1
        Duy trì nền tảng tích hợp, chia sẻ
        dữ liệu dùng chung của tỉnh
        Kết nối các hệ thống thông tin trong tỉnh với
        nền tảng quốc gia theo khung kiến trúc hiện
        hành.
        Sở TT&TT
        Các sở, ngành;
        UBND huyện
        1.2
        Xây dựng hệ thống phản ánh hiện
        trường để người dân gửi tin và nhận
        Tiếp nhận tin của người dân qua ứng dụng di
        động, chuyển tới cơ quan có trách nhiệm và
        Sở TT&TT
        UBND huyện,
        \ftrả lời qua điện thoại di động
        theo dõi đến khi trả lời xong.
        thành phố
        1.3
        Bản đồ số các điểm du lịch và làng
        nghề truyền thống
        Lập lớp dữ liệu về điểm du lịch, làng nghề trên
        nền bản đồ dùng chung.
        Sở VHTTDL
        UBND huyện,
        thành phố
        """
    )
    assert rows_of(table)[2] == (
        "1.2",
        "Xây dựng hệ thống phản ánh hiện trường để người dân gửi tin và nhận trả lời qua điện thoại di động",
        "Tiếp nhận tin của người dân qua ứng dụng di động, chuyển tới cơ quan có trách nhiệm và theo dõi đến khi trả lời xong.",
        "Sở TT&TT",
        "UBND huyện, thành phố",
    )


def test_row_without_a_number_takes_the_merged_number_above_it() -> None:
    table = read(
        """
        STT Chỉ tiêu Mục tiêu Ghi chú
        1 Chính quyền số
        1.1 Tỷ lệ hồ sơ toàn trình 100% Hồ sơ toàn trình/Tổng số hồ sơ
        Tỷ lệ hồ sơ một phần 80% Hồ sơ một phần/Tổng số hồ sơ
        1.2 Tỷ lệ cuộc họp trực tuyến 60%
        """
    )
    assert [(row.cells[0].text, row.cells[0].covered, row.cells[1].text) for row in table.rows[1:3]] == [
        ("1.1", False, "Tỷ lệ hồ sơ toàn trình"),
        ("1.1", True, "Tỷ lệ hồ sơ một phần"),
    ]


def test_number_at_the_start_of_a_line_within_a_cell_begins_no_row() -> None:
    table = read(
        """
        STT Nhiệm vụ Chủ trì Phối hợp
        1
        Cập nhật kiến trúc chính quyền điện tử, phiên bản
        2.0 theo hướng dẫn; hoàn thành trong
        06 tháng đầu năm
        Sở TT&TT
        Các sở, ngành
        2 Mở lớp tập huấn cho 12 huyện Sở Nội vụ Các sở, ngành
        3 Rà soát mã định danh Sở TT&TT Các sở, ngành
        """
    )
    assert [row.cells[0].text for row in table.rows] == ["1", "2", "3"]
    assert table.rows[0].cells[1].text.endswith("phiên bản 2.0 theo hướng dẫn; hoàn thành trong 06 tháng đầu năm")


def test_numbers_that_repeat_or_skip_are_still_rows() -> None:
    table = read(
        """
        TT Tên nhiệm vụ, dự án Hình thức Kinh phí
        4.1 Số hóa hồ sơ địa chính Thuê 1.200
        4.2 Số hóa hồ sơ hộ tịch Thuê 800
        4.2 Xây dựng kho tư liệu Đầu tư 2.500
        4.4 Nâng cấp phòng máy Đầu tư 3.100
        """
    )
    assert [row.cells[0].text for row in table.rows] == ["4.1", "4.2", "4.2", "4.4"]


def test_rows_go_on_beyond_999_and_a_year_begins_none() -> None:
    rows = [
        line
        for number in range(1, 1206)
        for line in (f"{number}", f"Nâng cấp phần mềm của xã số {number % 7} năm", "2024 và các năm sau", "Sở TT&TT")
    ]
    table = read("\n".join(["STT", "Nhiệm vụ", "Chủ trì", *rows]))
    assert [row.cells[0].text for row in table.rows] == [str(number) for number in range(1, 1206)]
    assert {row.cells[1].text.partition(" năm ")[2] for row in table.rows} == {"2024 và các năm sau"}


def test_total_and_group_rows_keep_their_amounts() -> None:
    table = read(
        """
        STT Tên nhiệm vụ, dự án
        Hình thức
        Đơn vị chủ trì
        Kinh phí năm 2022
        I
        Nhiệm vụ chuyển tiếp từ năm 2021 (02 nhiệm
        vụ)
        3.700
        1 Thuê phần mềm quản lý văn bản Thuê Sở TT&TT 1.500
        2 Nâng cấp cổng thông tin điện tử Đầu tư Văn phòng UBND tỉnh 2.200
        TỔNG CỘNG    3.700
        """
    )
    assert rows_of(table) == [
        ("I", "Nhiệm vụ chuyển tiếp từ năm 2021 (02 nhiệm vụ)", "", "", "3.700"),
        ("1", "Thuê phần mềm quản lý văn bản", "Thuê", "Sở TT&TT", "1.500"),
        ("2", "Nâng cấp cổng thông tin điện tử", "Đầu tư", "Văn phòng UBND tỉnh", "2.200"),
        ("", "TỔNG CỘNG", "", "", "3.700"),
    ]


def test_prose_is_no_table() -> None:
    text = "1. Mục tiêu chung\n\n- Tỷ lệ hồ sơ đạt 80%.\n\nSTT là số thứ tự của hàng trong bảng.\n\n2. Nhiệm vụ"
    assert read_linearised_tables(read_lines(text)) == []


def test_column_numbers_one_a_line_belong_to_the_header() -> None:
    table = read("""
        TT
        Tên nhiệm vụ, dự án
        Đơn vị chủ trì
        Kinh phí
        năm 2024
        1
        2
        3
        4
        A
        NHIỆM VỤ CHUYỂN TIẾP
        1.500
        1
        Nâng cấp hệ thống camera giám
        sát an ninh
        Công an thành
        phố
        1.000
        2
        Số hóa sổ hộ tịch
        Phòng Tư pháp
        500
    """)
    assert rows_of(table) == [
        ("A", "NHIỆM VỤ CHUYỂN TIẾP", "", "1.500"),
        ("1", "Nâng cấp hệ thống camera giám sát an ninh", "Công an thành phố", "1.000"),
        ("2", "Số hóa sổ hộ tịch", "Phòng Tư pháp", "500"),
    ]


def test_a_row_of_a_number_alone_does_not_stop_the_reading() -> None:
    table = read("""
        STT Nhiệm vụ Đơn vị chủ trì Kinh phí
        1
        2
        3 Số hóa sổ hộ tịch
        Phòng Tư pháp
        500
        4 Lắp đặt camera
        Công an
        300
    """)
    assert [row.texts[0] for row in table.rows] == ["1", "2", "3", "4"]


WRAPPED_GOALS = """
    STT
    Chỉ tiêu
    ĐVT
    Kết quả năm
    2023
    Kế hoạch
    năm 2024
    Cơ quan theo dõi
    1
    Tỷ lệ hồ sơ nộp trực tuyến
    %
    62,4
    70
    Văn phòng UBND
    2
    Xếp hạng chuyển đổi số (DTI)
    Hạng
    35/63
    Tăng từ 2 đến
    3 bậc
    Sở TT&TT
    3
    Xếp hạng PAR INDEX
    Bậc
    20
    Tăng ít nhất
    2 bậc
    Sở Nội vụ
    4
    Hồ sơ công việc xử lý trên mạng
    %
    Cấp tỉnh 95%, cấp
    huyện 85%, cấp xã
    65%
    Cấp tỉnh 98%, cấp
    huyện 90%, cấp xã
    75%
    Sở TT&TT
"""


def test_a_cell_does_not_end_where_its_words_ask_for_a_figure() -> None:
    rows = rows_of(read(WRAPPED_GOALS))
    assert [row[3:5] for row in rows] == [
        ("62,4", "70"),
        ("35/63", "Tăng từ 2 đến 3 bậc"),
        ("20", "Tăng ít nhất 2 bậc"),
        ("Cấp tỉnh 95%, cấp huyện 85%, cấp xã 65%", "Cấp tỉnh 98%, cấp huyện 90%, cấp xã 75%"),
    ]
    assert rows[3][1:3] == ("Hồ sơ công việc xử lý trên mạng", "%")


MATRIX = """
    STT
    Đơn vị
    Tỷ lệ hồ sơ trực tuyến (%)
    Tỷ lệ thanh toán
    trực tuyến (%)
    Số tài khoản VNeID mức 2
    1
    TT Vĩnh Lộc
    90
    70
    9.500
    2
    Xã Vĩnh Hưng
    85
    60
    4.200
    3
    Xã Vĩnh An, khu
    vực phía tây
    80
    55
    3.050
    Tổng cộng
    16.750
"""


def test_figures_by_commune_under_headings_nobody_declared_are_a_table() -> None:
    table = read(MATRIX)
    assert table.columns == (
        "STT",
        "Đơn vị",
        "Tỷ lệ hồ sơ trực tuyến (%)",
        "Tỷ lệ thanh toán trực tuyến (%)",
        "Số tài khoản VNeID mức 2",
    )
    assert rows_of(table) == [
        ("1", "TT Vĩnh Lộc", "90", "70", "9.500"),
        ("2", "Xã Vĩnh Hưng", "85", "60", "4.200"),
        ("3", "Xã Vĩnh An, khu vực phía tây", "80", "55", "3.050"),
        ("", "Tổng cộng", "", "", "16.750"),
    ]


@pytest.mark.parametrize(
    ("old", "new"), [("9.500", "nhiều"), ("2\n    Xã", "4\n    Xã"), ("Đơn vị", "Đơn vị\n    Năm")]
)
def test_rows_of_unequal_figures_under_unknown_headings_are_no_table(old: str, new: str) -> None:
    assert read_linearised_tables(read_lines(textwrap.dedent(MATRIX.replace(old, new)).strip("\n"))) == []


def test_every_bullet_with_a_figure_of_its_own_is_a_row() -> None:
    table = read("""
        STT
        Chỉ tiêu
        ĐVT
        Chỉ tiêu năm 2024
        Cơ quan chủ trì
        1
        Tỷ lệ dịch vụ công trực tuyến
        %
        90
        Văn phòng UBND tỉnh
        2
        Tỷ lệ hồ sơ công việc xử lý
        trên môi trường mạng
        - Cấp tỉnh
        %
        80
        Văn phòng UBND tỉnh
        - Cấp huyện
        %
        70
        UBND cấp huyện
        3
        Tỷ lệ hệ thống thông tin được
        phê duyệt cấp độ
        %
        80
        Sở TT&TT
    """)
    assert [(row.texts[0], row.cells[0].covered, *row.texts[1:4]) for row in table.rows][1:4] == [
        ("2", False, "Tỷ lệ hồ sơ công việc xử lý trên môi trường mạng", "", ""),
        ("2", True, "- Cấp tỉnh", "%", "80"),
        ("2", True, "- Cấp huyện", "%", "70"),
    ]


TASKS = """
    STT
    Nhiệm vụ
    Đơn vị chủ trì
    Đơn vị phối hợp
    Thời gian
    Kinh phí
    1
    Nâng cấp hệ thống một cửa điện tử
    Văn phòng
    UBND tỉnh
    Các sở, ngành
    2024
    6.180
    2
    Triển khai chữ ký số
    Văn phòng
    UBND tỉnh
    Các sở, ban,
    ngành; UBND
    cấp huyện
    2024
    3.000
    3
    Đào tạo kỹ năng số
    Sở Nội vụ
    Sở TT&TT
    2024
    500
"""


@pytest.mark.parametrize(
    "cut",
    [
        pytest.param("Văn phòng\n    3\n    UBND tỉnh\n    Các sở, ban", id="the number of the row below"),
        pytest.param("Các sở, ban,\n    3\n    ngành", id="within a list"),
        pytest.param("Các sở, ban,\n\f3\n    ngành", id="within a list at the head of a page"),
        pytest.param("Các sở, ban,\n    3\n\f    ngành", id="within a list at the foot of a page"),
    ],
)
def test_a_page_number_within_a_row_is_no_row_and_in_no_cell(cut: str) -> None:
    plain = cut.replace("\f", "").replace("\n    3", "").replace("\n3", "")
    assert plain in TASKS
    assert rows_of(read(TASKS.replace(plain, cut))) == rows_of(read(TASKS))


def test_a_number_within_the_text_of_a_table_without_figures_is_that_of_a_page() -> None:
    text = """
        TT
        Nhiệm vụ
        Cơ quan chủ trì
        Thời hạn hoàn thành
        1
        Bố trí máy tính tại Bộ phận một cửa
        5
        cấp xã dùng dịch vụ công mức độ
        4
        của tỉnh
        Công an huyện
        Tháng 6/2024
        2
        Truyền thông về tiện ích VNeID
        Phòng VHTT
        Tháng 9/2024
    """
    assert rows_of(read(text))[0] == (
        "1", "Bố trí máy tính tại Bộ phận một cửa cấp xã dùng dịch vụ công mức độ 4 của tỉnh", "Công an huyện", "Tháng 6/2024",
    )  # fmt: skip


OUTPUTS = """
    TT
    Nội dung công việc
    Chủ trì
    Phối hợp
    Thời gian
    Sản phẩm
    1
    Triển khai 25 dịch vụ công thiết yếu theo
    Quyết định số 06/QĐ-TTg
    Công an huyện
    Văn phòng HĐND
    và UBND
    Năm 2024
    100% dịch vụ công
    được triển khai
    2
    Số hóa dữ liệu hộ tịch
    Phòng Tư pháp
    UBND các xã,
    thị trấn
    Theo Chương
    trình công tác
    Dữ liệu
    3
    Chi trả an sinh xã hội qua tài khoản
    Phòng LĐTBXH
    Ngân hàng
    CSXH
    Hằng tháng
    60% đối tượng
"""


def test_agencies_and_times_without_a_date_stand_each_in_their_cell() -> None:
    assert [row[2:] for row in rows_of(read(OUTPUTS))] == [
        ("Công an huyện", "Văn phòng HĐND và UBND", "Năm 2024", "100% dịch vụ công được triển khai"),
        ("Phòng Tư pháp", "UBND các xã, thị trấn", "Theo Chương trình công tác", "Dữ liệu"),
        ("Phòng LĐTBXH", "Ngân hàng CSXH", "Hằng tháng", "60% đối tượng"),
    ]


def test_a_report_is_no_agency_and_a_year_belongs_to_its_word() -> None:
    text = """
        STT
        Nhiệm vụ
        Sản phẩm
        Chủ trì
        Thời gian
        1
        Rà soát văn bản quy phạm năm
        2023
        Báo cáo
        Thanh tra Sở
        Trước 31/01/2024
        2
        Ban hành Kế hoạch
        năm 2024
        Kế hoạch
        Văn phòng Sở
        Tháng 01/2024
    """
    assert rows_of(read(text))[0][1:] == (
        "Rà soát văn bản quy phạm năm 2023",
        "Báo cáo",
        "Thanh tra Sở",
        "Trước 31/01/2024",
    )


def test_a_list_of_agencies_stays_in_its_cell() -> None:
    text = """
        TT
        Nhiệm vụ
        Cơ quan chủ trì
        Cơ quan phối hợp
        Thời gian hoàn thành
        Ghi chú
        01
        Ban hành Quy chế quản lý dữ liệu số
        của tỉnh
        Sở Thông tin và
        Truyền thông
        - Văn phòng UBND tỉnh
        - Sở Tư pháp
        - Các sở, ngành
        liên quan
        Tháng 6/2024
        02
        Sửa đổi Quy chế hoạt động của Cổng
        thông tin điện tử
        Văn phòng UBND
        tỉnh
        Sở Thông tin và
        Truyền thông
        Quý III/2024
        Quyết định
        số 12/2019/QĐ-UBND
    """
    assert rows_of(read(text))[0][2:] == (
        "Sở Thông tin và Truyền thông",
        "- Văn phòng UBND tỉnh - Sở Tư pháp - Các sở, ngành liên quan",
        "Tháng 6/2024",
        "",
    )


def test_a_number_between_an_agency_and_the_next_row_is_that_of_a_page() -> None:
    text = """
        STT
        Chỉ tiêu
        ĐVT
        Kế hoạch
        năm 2024
        Cơ quan theo dõi
        1
        Tỷ lệ hồ sơ nộp trực tuyến
        %
        70
        Sở TT&TT
        2
        2
        Tỷ lệ hồ sơ giải quyết trực tuyến
        %
        60
        Thuế khu vực
        5
        3
        Tỷ lệ cán bộ được cấp chữ ký số
        %
        90
        Sở TT&TT
    """
    assert [row[-1] for row in rows_of(read(text))] == ["Sở TT&TT", "Thuế khu vực 5", "Sở TT&TT"]
