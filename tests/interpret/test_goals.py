"""Goals of the body as records: which headings stand over goals, what an item of a list sets, and where goals end."""

import textwrap
from typing import Any

import pytest

from pipelines.interpret.document import interpret_document
from pipelines.interpret.goal_headings import names_goals
from pipelines.interpret.records import Record, Records
from tests.interpret.texts import read

HEAD = """\
ỦY BAN NHÂN DÂN
HUYỆN AN MINH
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 27/KH-UBND
An Minh, ngày 12 tháng 02 năm 2024

KẾ HOẠCH
Phát triển nông nghiệp bền vững trên địa bàn huyện năm 2024

"""
TAIL = """
Nơi nhận:
- Như trên;
- Lưu: VT (03).
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Lê Văn Tám
"""


def interpret(body: str) -> Records:
    paragraphs = "\n\n".join(line for line in body.strip().splitlines() if line.strip())
    return interpret_document(read(HEAD + paragraphs + "\n" + TAIL))


def goals(body: str) -> list[Record]:
    return [row for row in interpret(body)["indicator_targets"] if row["component_no"] == 0]


def said(rows: list[Record], *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in rows]


@pytest.mark.parametrize(
    "title",
    [
        "Mục tiêu cụ thể",
        "Mục tiêu đến năm 2027",
        "Một số chỉ tiêu cơ bản",
        "CÁC CHỈ TIÊU CHỦ YẾU",
        "Mục tiêu, chỉ tiêu phấn đấu năm 2024",
        "Định hướng đến năm 2035",
        "Định hướng 2030",
        "Tầm nhìn đến năm 2045",
        "Giao chỉ tiêu chuyển đổi số năm 2024 cho 12 cơ quan và 21 xã, gồm các chỉ tiêu chính:",
    ],
)
def test_headings_of_goals(title: str) -> None:
    assert names_goals(title)


@pytest.mark.parametrize(
    "title",
    [
        "Mục tiêu chung",
        "Mục tiêu tổng quát",
        "Mục tiêu, nhiệm vụ và giải pháp",
        "Các chỉ tiêu đạt và vượt kế hoạch",
        "Kết quả thực hiện các chỉ tiêu",
        "Định hướng phát triển vùng lúa",
        "Mục đích, yêu cầu",
        "Mục tiêu đầu tư",
    ],
)
def test_headings_of_something_else(title: str) -> None:
    assert not names_goals(title)


def test_lettered_subheadings_are_groups_and_an_outlook_has_its_own_year() -> None:
    rows = goals("""
I. MỤC TIÊU
1. Mục tiêu đến năm 2026
a) Trồng trọt:
- Thu hoạch lúa chất lượng cao đạt 45.000 tấn;
- Bình quân mỗi héc ta đạt từ 120 triệu đồng trở lên;
b) Chăn nuôi:
- Giảm ít nhất 20% số hộ nuôi nhỏ lẻ so với năm 2021;
- Khuyến khích nuôi theo hướng hữu cơ.
2. Định hướng đến năm 2030
- 90% trang trại ở vùng lõi, 60% ở vùng đệm dùng nhật ký điện tử.
II. NHIỆM VỤ
1. Khảo sát
- Điều tra 300 hộ.
""")
    assert said(rows, "table_label", "group_no", "group_name", "target_year", "comparator", "target_value", "unit") == [
        ("Mục tiêu đến năm 2026", "a", "Trồng trọt", 2026, None, 45000, "tấn"),
        ("Mục tiêu đến năm 2026", "a", "Trồng trọt", 2026, ">=", 120, "triệu đồng"),
        ("Mục tiêu đến năm 2026", "b", "Chăn nuôi", 2026, "decrease", 20, "percent"),
        ("MỤC TIÊU", "2", "Định hướng đến năm 2030", 2030, None, None, "percent"),
    ]
    assert len({row["line_key"] for row in rows}) == len(rows)


@pytest.mark.parametrize(
    "marks", [("1.", "2.", "3."), ("a)", "b)", "c)"), ("-", "-", "-"), ("+", "+", "+"), ("*", "*", "*")]
)
def test_items_of_any_numbering(marks: tuple[str, str, str]) -> None:
    one, two, three = marks
    rows = goals(f"""
I. CÁC CHỈ TIÊU CHỦ YẾU
{one} Tỷ lệ hộ dân dùng nước sạch đạt trên 92%.
{two} Trồng mới 150 ha rừng phòng hộ.
{three} Thời gian cấp giấy phép không quá 5 ngày.
II. TỔ CHỨC THỰC HIỆN
Giao Phòng Kinh tế theo dõi 12 xã.
""")
    assert said(rows, "table_label", "indicator_name", "comparator", "target_value", "unit") == [
        ("Mục tiêu: CÁC CHỈ TIÊU CHỦ YẾU", "Tỷ lệ hộ dân dùng nước sạch đạt trên 92%.", ">", 92, "percent"),
        ("Mục tiêu: CÁC CHỈ TIÊU CHỦ YẾU", "Trồng mới 150 ha rừng phòng hộ.", None, 150, "ha"),
        ("Mục tiêu: CÁC CHỈ TIÊU CHỦ YẾU", "Thời gian cấp giấy phép không quá 5 ngày.", "<=", 5, "ngày"),
    ]


def test_sentences_of_a_paragraph_and_what_runs_on_behind_a_heading() -> None:
    records = interpret("""
I. YÊU CẦU CHUNG
Việc thực hiện phải tiết kiệm.
II. MỤC TIÊU
1. Mục tiêu chung: Xây dựng nền nông nghiệp hiện đại với 5 vùng chuyên canh.
2. Mục tiêu cụ thể: Tỷ lệ cơ giới hóa khâu thu hoạch đạt 95%. Thu hút 12 dự án chế biến.
3. Một số chỉ tiêu cơ bản
Đến cuối năm 2024, độ che phủ rừng đạt 41%. Toàn huyện có ít nhất 30 sản phẩm đạt chuẩn OCOP. Môi trường sống được cải thiện.
""")
    rows = records["indicator_targets"]
    assert said(rows, "indicator_name", "target_value", "unit") == [
        ("Tỷ lệ cơ giới hóa khâu thu hoạch đạt 95%.", 95, "percent"),
        ("Thu hút 12 dự án chế biến.", 12, "count"),
        ("Đến cuối năm 2024, độ che phủ rừng đạt 41%.", 41, "percent"),
        ("Toàn huyện có ít nhất 30 sản phẩm đạt chuẩn OCOP.", 30, "count"),
    ]
    assert [row["value"] for row in records["measurements"]] == [5], "a goal is no measurement as well"


def test_headings_without_a_number_and_where_their_goals_end() -> None:
    rows = goals("""
I. NỘI DUNG
Mục tiêu đến năm 2028:
- Tổng đàn bò đạt 18.000 con.
Về hạ tầng:
- Bê tông hóa 70% đường nội đồng.
Nhiệm vụ, giải pháp:
- Mở 25 lớp tập huấn.
""")
    assert said(rows, "table_label", "group_name", "target_year", "target_value") == [
        ("Mục tiêu đến năm 2028", None, 2028, 18000),
        ("Mục tiêu đến năm 2028", "Về hạ tầng", 2028, 70),
    ]


def test_what_a_report_reached_is_no_goal() -> None:
    rows = goals("""
I. TÌNH HÌNH THỰC HIỆN NĂM 2023
1. Các chỉ tiêu chủ yếu
- Sản lượng lúa đạt 40.000 tấn.
II. PHƯƠNG HƯỚNG NĂM 2024
1. Các chỉ tiêu chủ yếu
- Sản lượng lúa đạt 42.000 tấn.
""")
    assert said(rows, "target_value", "target_year") == [(42000, 2024)]


def test_recipients_and_asides_are_no_goals() -> None:
    rows = goals("""
I. MỤC TIÊU CỤ THỂ
- 100% xã có vùng trồng được cấp mã số.
(Chi tiết 15 chỉ tiêu tại Phụ lục kèm theo).
""")
    assert said(rows, "target_value") == [(100,)]


def test_goals_of_a_plan_that_a_decision_promulgates() -> None:
    records = interpret_document(
        read("""\
ỦY BAN NHÂN DÂN
TỈNH HÀ NAM
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 301/QĐ-UBND
Hà Nam, ngày 18 tháng 7 năm 2023

QUYẾT ĐỊNH

Ban hành Kế hoạch phát triển rừng giai đoạn 2023 - 2025

ỦY BAN NHÂN DÂN TỈNH

Căn cứ Luật Tổ chức chính quyền địa phương ngày 19/6/2015;

QUYẾT ĐỊNH:

Điều 1. Ban hành kèm theo Quyết định này Kế hoạch phát triển rừng giai đoạn 2023 - 2025.

Điều 2. Quyết định này có hiệu lực kể từ ngày ký./.

Nơi nhận:
- Như Điều 2;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Trần Văn Hai

KẾ HOẠCH

Phát triển rừng giai đoạn 2023 - 2025

(Ban hành kèm theo Quyết định số 301/QĐ-UBND ngày 18 tháng 7 năm 2023 của Ủy ban nhân dân tỉnh)

I. MỤC TIÊU

1. Mục tiêu cụ thể

- Độ che phủ rừng đạt 58,5%;

- Giảm 15% số vụ cháy rừng so với giai đoạn 2018 - 2020.

II. GIẢI PHÁP

1. Tuyên truyền

- Phát 2.000 tờ rơi.
""")
    )
    rows = records["indicator_targets"]
    assert said(rows, "comparator", "target_value", "target_year") == [(None, 58.5, 2025), ("decrease", 15, 2025)]


def test_goals_in_an_appendix_are_read_and_its_lines_beside_a_table_are_not() -> None:
    annex = """
        PHỤ LỤC
        KHUNG KẾ HOẠCH NÔNG NGHIỆP SỐ
        (Kèm theo Kế hoạch số 27/KH-UBND ngày 12/02/2024 của UBND huyện)
        I. MỤC TIÊU
        1. Mục tiêu cơ bản đến năm 2025
        a) Chăn nuôi
        - 80% trang trại được cấp mã số;
        - 50% hộ nuôi tôm ghi nhật ký điện tử.
        II. NHIỆM VỤ
        1. Tập huấn 12 lớp.
        PHỤ LỤC 2
        CÁC CHỈ TIÊU CHỦ YẾU
        Số liệu tính đến 31/12 đạt 95% số xã báo cáo.
    """
    records = interpret_document(read(HEAD + "I. MỤC ĐÍCH\n\n1. Nâng cao hiệu quả.\n" + TAIL + textwrap.dedent(annex)))
    rows = records["indicator_targets"]
    assert said(rows, "target_value", "target_year", "group_name") == [(80, 2025, "Chăn nuôi"), (50, 2025, "Chăn nuôi")]


def test_the_year_of_a_heading_further_up_is_that_of_the_goals() -> None:
    rows = goals("""
        I. KẾT QUẢ NĂM 2024
        1. Chăn nuôi tăng 5%.
        II. NHIỆM VỤ NĂM 2025
        1. Chỉ tiêu
        - Trên 60% hộ có nhật ký điện tử.
    """)
    assert said(rows, "target_value", "target_year") == [(60, 2025)]


def test_the_parts_of_a_goal_have_years_of_their_own() -> None:
    body = """
    I. MỤC TIÊU CỤ THỂ
    - Du lịch chiếm 20% thu nhập vào năm 2025 và 30% vào năm 2030.
    - Tối thiểu 60% hộ có nước sạch (năm 2023: 45%).
    """
    rows = interpret(body)["indicator_targets"]
    assert said(rows, "component_no", "target_value", "target_year") == [
        (0, None, 2025),
        (1, 20, 2025),
        (2, 30, 2030),
        (0, 60, 2024),
    ]


def test_what_a_bracket_says_beside_a_goal_is_a_measurement() -> None:
    body = """
    I. MỤC TIÊU CỤ THỂ
    - Tối thiểu 80% hộ có nước sạch (khoảng 26.400 hộ).
    - Tối thiểu 60% trạm y tế (50/83 trạm) có bác sĩ, tăng 15% so với năm 2023 (45%).
    - 90% hồ sơ (tối thiểu 50% tại xã) được số hóa.
    - Mức hài lòng (cấp huyện 80%, cấp xã 75%).
    """
    rows = interpret(body)["measurements"]
    assert said(rows, "value", "unit", "numerator") == [(26400, "hộ", None), (50, "trạm", 50), (45, "percent", None)]
