from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.interpret.target_units import parse_unit
from pipelines.interpret.targets import parse_cell, parse_named_target
from pipelines.interpret.years import find_goal_year


@pytest.mark.parametrize(
    ("name", "comparator", "value", "unit", "text"),
    [
        ("Tỷ lệ hồ sơ xử lý trực tuyến đạt trên 70%", ">", 70, "percent", "đạt trên 70%"),
        ("100% chế độ báo cáo được thực hiện trên hệ thống", None, 100, "percent", "100%"),
        ("Trên 30% hoạt động kiểm tra qua môi trường số", ">", 30, "percent", "Trên 30%"),
        ("100% người dân được định danh (Đối với 100% thủ tục có yêu cầu)", None, 100, "percent", "100%"),
        ("Mỗi huyện có tối thiểu 02 mô hình", ">=", 2, "count", "tối thiểu 02 mô hình"),
        ("Ban hành quy định về quy trình điện tử", None, None, "boolean", None),
        ("Tỷ lệ hồ sơ sức khỏe điện tử", None, None, "percent", None),
    ],
)
def test_target_stated_by_the_name(
    name: str, comparator: str | None, value: int | None, unit: str, text: str | None
) -> None:
    target = parse_named_target(name)
    assert (target.comparator, target.value, target.unit, target.text) == (comparator, value, unit, text)
    assert target.parts == ()


def test_several_levels_are_parts_and_a_comparing_word_holds_on() -> None:
    target = parse_named_target(
        "Trên 95% hồ sơ tại cấp tỉnh, 85% hồ sơ tại cấp huyện và 65% hồ sơ tại cấp xã được xử lý"
    )
    assert target.value is None
    assert [(p.label, p.comparator, p.value) for p in target.parts] == [
        ("cấp tỉnh", ">", Decimal(95)),
        ("cấp huyện", ">", Decimal(85)),
        ("cấp xã", ">", Decimal(65)),
    ]


def test_labelled_figures_in_brackets_are_parts() -> None:
    target = parse_named_target("Tỷ lệ số hoá hồ sơ (Tỷ lệ cấp kết quả điện tử đạt 100%; Tỷ lệ dùng lại đạt trên 50%)")
    assert [(p.label, p.comparator, p.value) for p in target.parts] == [
        ("Tỷ lệ cấp kết quả điện tử", None, Decimal(100)),
        ("Tỷ lệ dùng lại", ">", Decimal(50)),
    ]


@pytest.mark.parametrize(
    ("text", "heading", "name", "value", "upper", "unit", "comparator"),
    [
        ("80", "Chỉ tiêu (%)", "Tỷ lệ hồ sơ", "80", None, "percent", None),
        (">8,5", "Chỉ tiêu (%)", "Tỷ trọng bán lẻ", "8.5", None, "percent", ">"),
        ("12", "Chỉ tiêu", "Số dịch vụ", "12", None, "count", None),
        ("Tăng từ 2 đến 3 bậc", "Chỉ tiêu", "Chỉ số chuyển đổi số", "2", "3", "rank", "increase"),
        ("Hoàn thành", "Chỉ tiêu (%)", "Xây dựng kho dữ liệu", None, None, "boolean", None),
        (None, "Chỉ tiêu (%)", "Tỷ lệ hồ sơ", None, None, "percent", None),
    ],
)
def test_target_in_a_cell_of_its_own(
    text: str | None, heading: str, name: str, value: str | None, upper: str | None, unit: str, comparator: str | None
) -> None:
    target = parse_cell(text, heading, name)
    assert target.value == (Decimal(value) if value else None)
    assert target.upper == (Decimal(upper) if upper else None)
    assert (target.unit, target.comparator, target.text) == (unit, comparator, text)


@pytest.mark.parametrize(
    ("goal", "comparator", "value", "upper", "unit", "text"),
    [
        ("Tỷ lệ hộ nghèo giảm còn dưới 2%", "<", "2", None, "percent", "dưới 2%"),
        ("Giảm tỷ lệ hộ nghèo bình quân 1 - 1,5%/năm", None, "1", "1.5", "percent", "bình quân 1 - 1,5%/năm"),
        ("Giảm ít nhất 30% số vụ cháy so với năm 2020", "decrease", "30", None, "percent", "Giảm ít nhất 30%"),
        ("Lượng khách lưu trú tăng tối thiểu 8%", "increase", "8", None, "percent", "tăng tối thiểu 8%"),
        ("Số chuyến xe buýt tăng 1,5 lần so với năm 2019", "increase", "1.5", None, "times", "tăng 1,5 lần"),
        ("Chiếm khoảng 20% giá trị sản xuất", None, "20", None, "percent", "Chiếm khoảng 20%"),
        (
            "Từ 50% hộ chăn nuôi trở lên làm hầm khí sinh học",
            ">=",
            "50",
            None,
            "percent",
            "Từ 50% hộ chăn nuôi trở lên",
        ),
        ("100% trưởng thôn trở lên được tập huấn", None, "100", None, "percent", "100%"),
        ("Nâng tỷ lệ đô thị hóa từ 35% năm 2023 lên 40% năm 2025", None, "40", None, "percent", "40%"),
        ("Trồng mới 1.200 ha rừng phòng hộ", None, "1200", None, "ha", "1.200 ha"),
        ("Thời gian vớt rác sau bão không quá 6 giờ", "<=", "6", None, "giờ", "không quá 6 giờ"),
        (
            "Thu nhập đạt 75 triệu đồng/người/năm",
            None,
            "75",
            None,
            "triệu đồng/người/năm",
            "đạt 75 triệu đồng/người/năm",
        ),
        ("Có ít nhất 05 bác sĩ mới về trạm y tế", ">=", "5", None, "count", "ít nhất 05 bác sĩ"),
        ("Mỗi xã có ít nhất một đội bóng", ">=", "1", None, "count", "ít nhất một đội"),
        ("Giải quyết việc làm cho 3.000 lao động", None, "3000", None, "count", "3.000 lao động"),
        (
            "Chỉ số năng lực cạnh tranh thuộc nhóm 20 tỉnh dẫn đầu",
            "<=",
            "20",
            None,
            "rank",
            "thuộc nhóm 20 tỉnh dẫn đầu",
        ),
        ("Thuộc nhóm 20 tỉnh, thành phố dẫn đầu", "<=", "20", None, "rank", "Thuộc nhóm 20 tỉnh, thành phố dẫn đầu"),
        ("Chỉ số PCI xếp thứ 15/63 tỉnh", None, "15", None, "rank", "xếp thứ 15"),
        ("Phấn đấu tăng 5 bậc trên bảng xếp hạng của tỉnh", "increase", "5", None, "rank", "tăng 5 bậc"),
        ("Điểm hài lòng đạt 85 điểm trở lên", ">=", "85", None, "point", "đạt 85 điểm trở lên"),
        ("4/21 thôn có nhà văn hóa", None, "4", None, "count", "4/21 thôn"),
        ("Xử lý 90% phản ánh trong vòng 24 giờ", None, "90", None, "percent", "90%"),
        ("95% người từ 60 tuổi trở lên được khám", None, "95", None, "percent", "95%"),
        ("Có trên 1.200 hộ nghèo thoát nghèo", ">", "1200", None, "count", "trên 1.200 hộ nghèo"),
        ("Thành lập mới từ 15 đến 20 hợp tác xã", None, "15", "20", "count", "từ 15 đến 20 hợp tác xã"),
        ("Tốc độ trung bình đạt 250 Mbps trở lên", ">=", "250", None, "mbps", "đạt 250 Mbps trở lên"),
        ("Có 300 doanh nghiệp phần mềm trở lên", ">=", "300", None, "count", "300 doanh nghiệp phần mềm trở lên"),
        ("Đào tạo 100 cán bộ cấp phòng trở lên", None, "100", None, "count", "100 cán bộ"),
        ("Cải thiện ít nhất 5 bậc xếp hạng", "increase", "5", None, "rank", "ít nhất 5 bậc"),
        ("Xếp hạng tăng từ 2 đến 3 bậc/năm", "increase", "2", "3", "rank", "tăng từ 2 đến 3 bậc/năm"),
        ("Chỉ số xếp từ thứ 15 đến thứ 20 cả nước", None, "15", "20", "rank", "xếp từ thứ 15 đến thứ 20"),
        ("Xếp hạng chung: 15/34 tỉnh", None, "15", None, "rank", "15/34"),
        ("Xếp hạng từ thứ 10 trở lên", "<=", "10", None, "rank", "Xếp hạng từ thứ 10 trở lên"),
        (
            "Nâng chỉ số từ vị trí thứ 30/63 lên vị trí thứ 25",
            None,
            "25",
            None,
            "rank",
            "từ vị trí thứ 30/63 lên vị trí thứ 25",
        ),
        ("Dùng sổ điện tử tại 05/14 bệnh viện", None, "5", None, "count", "05/14 bệnh viện"),
        ("Nước sạch đạt 60% (năm 2023: 45%)", None, "60", None, "percent", "đạt 60%"),
        ("Không còn hộ dột nát; trên 80% hộ có nước sạch", ">", "80", None, "percent", "trên 80%"),
    ],
)
def test_goals_of_all_kinds(
    goal: str, comparator: str | None, value: str, upper: str | None, unit: str, text: str
) -> None:
    target = parse_named_target(goal)
    assert target.parts == ()
    assert (target.comparator, target.value, target.unit, target.text) == (comparator, Decimal(value), unit, text)
    assert target.upper == (Decimal(upper) if upper else None)


@pytest.mark.parametrize(
    "task",
    [
        "Hoàn thành cắm mốc trước ngày 30/6/2025",
        "Thực hiện theo Quyết định số 12/QĐ-UBND năm 2024",
        "Cấp mã số cho vùng trồng xoài từ 10 ha trở lên và công khai",
        "Triển khai thí điểm tại 05 huyện",
        "Duy trì dịch vụ mức độ 4",
        "Không để xảy ra cháy lớn",
    ],
)
def test_conditions_dates_and_levels_set_no_figure(task: str) -> None:
    target = parse_named_target(task)
    assert (target.value, target.parts, target.unit) == (None, (), "boolean")


@pytest.mark.parametrize(
    ("goal", "parts"),
    [
        (
            "Phủ trên 80% hộ dân, 100% trường học",
            [("hộ dân", ">", 80, "percent"), ("trường học", None, 100, "percent")],
        ),
        (
            "Nộp phí qua mạng đạt từ 95% trở lên; in hóa đơn 100%; lưu trữ điện tử tối thiểu 80%",
            [("Nộp phí qua mạng", ">=", 95, "percent"), ("in hóa đơn", None, 100, "percent"), ("lưu trữ điện tử", ">=", 80, "percent")],
        ),
        (
            "Du lịch chiếm khoảng 20% thu nhập; lượng khách hằng năm tăng tối thiểu 8%",
            [("thu nhập", None, 20, "percent"), ("lượng khách hằng năm", "increase", 8, "percent")],
        ),
        (
            "Trồng mới ít nhất 200 ha rừng; độ che phủ đạt 56%",
            [("rừng", ">=", 200, "ha"), ("độ che phủ", None, 56, "percent")],
        ),
        (
            "Thành lập 15 hợp tác xã và 20 tổ hợp tác",
            [("hợp tác xã", None, 15, "count"), ("tổ hợp tác", None, 20, "count")],
        ),
        (
            "Có trên 900 doanh nghiệp nhỏ và vừa xuất khẩu; lập mới từ 5 đến 7 hợp tác xã chè",
            [("doanh nghiệp nhỏ và vừa xuất khẩu", ">", 900, "count"), ("hợp tác xã chè", None, 5, "count")],
        ),
        (
            "90% hồ sơ cấp tỉnh; 80% hồ sơ cấp huyện; 60% hồ sơ cấp xã được xử lý qua mạng",
            [("cấp tỉnh", None, 90, "percent"), ("cấp huyện", None, 80, "percent"), ("cấp xã", None, 60, "percent")],
        ),
        (
            "100% hồ sơ cấp tỉnh, 100% hồ sơ cấp huyện và 90% hồ sơ cấp xã",
            [("cấp tỉnh", None, 100, "percent"), ("cấp huyện", None, 100, "percent"), ("cấp xã", None, 90, "percent")],
        ),
        (
            "Tối thiểu 50% hồ sơ trực tuyến, trong đó cấp tỉnh 55%, cấp xã 40%",
            [("hồ sơ trực tuyến", ">=", 50, "percent"), ("cấp tỉnh", None, 55, "percent"), ("cấp xã", None, 40, "percent")],
        ),
        (
            "Tỷ lệ hồ sơ qua mạng đạt tối thiểu: cấp tỉnh 80%; cấp huyện 70%, cấp xã 65%",
            [("cấp tỉnh", ">=", 80, "percent"), ("cấp huyện", ">=", 70, "percent"), ("cấp xã", ">=", 65, "percent")],
        ),
        (
            "95% người lao động có hợp đồng, trong đó người khuyết tật 100%",
            [("người lao động có hợp đồng", None, 95, "percent"), ("người khuyết tật", None, 100, "percent")],
        ),
        (
            "100% giáo viên, học sinh, sinh viên được khám; tối thiểu 50% được tiêm",
            [("giáo viên, học sinh, sinh viên", None, 100, "percent"), ("được tiêm", ">=", 50, "percent")],
        ),
        (
            "Thời gian chờ giảm tối thiểu 30%, chi phí giảm 20% so với năm 2024",
            [("Thời gian chờ", "decrease", 30, "percent"), ("chi phí", "decrease", 20, "percent")],
        ),
        (
            "Hài lòng tăng từ 50% lên 70%; khám đúng hẹn từ 5% lên 10%",
            [("Hài lòng", None, 70, "percent"), ("khám đúng hẹn", None, 10, "percent")],
        ),
    ],
)  # fmt: skip
def test_several_figures_are_parts(goal: str, parts: list[tuple[str, str | None, int, str]]) -> None:
    target = parse_named_target(goal)
    assert target.value is None
    assert [(p.label, p.comparator, int(p.value), p.unit) for p in target.parts] == parts


@pytest.mark.parametrize(
    ("goal", "parts"),
    [
        (
            "Du lịch chiếm 20% thu nhập vào năm 2025 và 30% vào năm 2030",
            [("thu nhập", 20, 2025), ("thu nhập", 30, 2030)],
        ),
        ("Nước sạch đạt 80% (năm 2025), 95% (năm 2030)", [("Nước sạch", 80, 2025), ("Nước sạch", 95, 2030)]),
        (
            "Nước sạch đạt 80% năm 2025, 90% năm 2026 và 99% năm 2030",
            [("Nước sạch", 80, 2025), ("Nước sạch", 90, 2026), ("Nước sạch", 99, 2030)],
        ),
        ("Đến năm 2025, nước sạch đạt 80%; đến năm 2030 đạt 95%", [("nước sạch", 80, 2025), ("nước sạch", 95, 2030)]),
        ("Năm 2025: 70% xã, 50% thôn; năm 2030: 90% xã", [("xã", 70, 2025), ("thôn", 50, 2025), ("xã", 90, 2030)]),
        (
            "70% xã có trạm, 50% thôn có tủ thuốc vào năm 2025 và 80% xã có bác sĩ năm 2030",
            [("xã có trạm", 70, 2025), ("thôn có tủ thuốc", 50, 2025), ("xã có bác sĩ", 80, 2030)],
        ),
        ("Du lịch đạt 20%, 30% thu nhập lần lượt vào năm 2025 và năm 2030", [("Du lịch", 20, 2025), ("thu nhập", 30, 2030)]),
        ("Du lịch chiếm trên 20% thu nhập (đến năm 2030 trên 30%)", [("thu nhập", 20, None), ("thu nhập", 30, 2030)]),
        ("Năm 2025 (80%), năm 2030 (95%) hồ sơ được số hóa", [(None, 80, 2025), ("hồ sơ", 95, 2030)]),
        ("Giai đoạn 2021 - 2025 đạt 60%, giai đoạn 2026 - 2030 đạt 90%", [(None, 60, 2025), (None, 90, 2030)]),
        ("100% xã, 50% thôn có tủ thuốc vào năm 2025", [("xã", 100, None), ("thôn có tủ thuốc", 50, None)]),
        ("Chi phí giảm 30%, thời gian giảm 20% so với năm 2020; năm 2025 hoàn thành", [("Chi phí", 30, None), ("thời gian", 20, None)]),
    ],
)  # fmt: skip
def test_years_of_several_figures(goal: str, parts: list[tuple[str | None, int, int | None]]) -> None:
    assert [(p.label, int(p.value), p.year) for p in parse_named_target(goal).parts] == parts


@pytest.mark.parametrize(
    ("text", "heading", "name", "unit_text", "value", "unit", "comparator"),
    [
        ("50% trở lên", "Chỉ tiêu", "Trẻ được tiêm", None, "50", "percent", ">="),
        ("từ 50% trở lên", "Chỉ tiêu", "Trẻ được tiêm", None, "50", "percent", ">="),
        ("12 trở xuống", "Chỉ tiêu", "Số vụ tai nạn", None, "12", "count", "<="),
        ("≤ 2", "Năm 2026", "Thời gian chờ", "giờ", "2", "giờ", "<="),
        ("≥80", "Năm 2026", "Trẻ được tiêm", "%", "80", "percent", ">="),
        ("4 giờ", "Chỉ tiêu", "Thời gian chờ", None, "4", "giờ", None),
        ("22", "Chỉ tiêu", "Thời gian chờ (phút)", None, "22", "phút", None),
        ("1.250,5", "Kế hoạch (tỷ đồng)", "Thu ngân sách", None, "1250.5", "tỷ đồng", None),
        ("02 mô hình", "Chỉ tiêu (%)", "Mô hình tưới", None, "2", "count", None),
        ("35", "Năm 2026", "Xếp hạng du lịch", "hạng", "35", "rank", None),
        ("Top 10", "Chỉ tiêu", "Chỉ số du lịch", None, "10", "rank", "<="),
        ("từ 45% lên 60%", "Chỉ tiêu", "Tỷ lệ che phủ", None, "60", "percent", None),
        ("85% (23 xã)", "Chỉ tiêu", "Tỷ lệ xã", None, "85", "percent", None),
        ("8,5%/năm", "Chỉ tiêu", "Tốc độ tăng", None, "8.5", "percent", None),
        ("Hoàn thành trước 30/6/2025", "Chỉ tiêu", "Cắm mốc", None, None, "boolean", None),
        ("Quý III/2025", "Chỉ tiêu", "Cắm mốc", None, None, "boolean", None),
        ("Chưa có", "Kết quả", "Nhà văn hóa", None, None, "boolean", None),
        ("-", "Kết quả", "Trẻ được tiêm", "%", None, "percent", None),
    ],
)
def test_cells_of_all_kinds(
    text: str, heading: str, name: str, unit_text: str | None, value: str | None, unit: str, comparator: str | None
) -> None:
    target = parse_cell(text, heading, name, unit_text)
    assert (target.value, target.unit, target.comparator) == (Decimal(value) if value else None, unit, comparator)
    assert (target.text, target.parts) == (text, ())


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Giảm 30% so với năm 2020", None),
        ("Đến hết năm 2027 đạt 60%", 2027),
        ("Đến năm 2026 giảm 20% so với cùng kỳ năm 2021", 2026),
        ("Giai đoạn 2024 - 2026 trồng 300 ha", 2026),
        ("Hoàn thành trước 30/6/2025", 2025),
        ("Theo Luật Trồng trọt năm 2018, cấp mã cho 40% vùng trồng", None),
        ("Trồng 2025 cây", None),
    ],
)
def test_year_of_a_goal(text: str, year: int | None) -> None:
    assert find_goal_year(text) == year


@pytest.mark.parametrize(
    ("text", "unit"),
    [("%", "percent"), ("Giờ", "giờ"), ("1.000 tấn", "1.000 tấn"), ("Triệu đồng", "triệu đồng"), ("máy/100 dân", "máy/100 dân"),
     ("bậc", "rank"), ("bác sĩ", None), ("xã", None)],
)  # fmt: skip
def test_units(text: str, unit: str | None) -> None:
    assert parse_unit(text) == unit


WORDS = {"": None, "trên ": ">", "tối thiểu ": ">=", "ít nhất ": ">=", "không quá ": "<=", "dưới ": "<", "khoảng ": None,
         "tăng ít nhất ": "increase", "giảm tối thiểu ": "decrease"}  # fmt: skip


@given(
    word=st.sampled_from(sorted(WORDS)),
    value=st.decimals(min_value=1, max_value=99, places=1),
    subject=st.sampled_from(["Số ca mắc bệnh", "Sản lượng muối", "Lượng nước thất thoát", "Số chuyến phà"]),
)
def test_a_comparing_word_and_a_share_are_read_back(word: str, value: Decimal, subject: str) -> None:
    printed = f"{value:f}".replace(".", ",")
    goal = f"{subject} {word}{printed}% mỗi năm"
    target = parse_named_target(goal)
    assert (target.comparator, target.value, target.unit) == (WORDS[word], value, "percent")
    assert target.text is not None
    assert target.text in goal
    cell = parse_cell(f"{word}{printed}%".strip(), "Chỉ tiêu", subject)
    assert (cell.comparator, cell.value, cell.unit) == (WORDS[word], value, "percent")


@given(
    value=st.integers(min_value=1, max_value=999),
    noun=st.sampled_from(["xã", "mô hình", "hợp tác xã", "lớp tập huấn", "ha", "giờ", "km"]),
    verb=st.sampled_from(["Xây dựng ", "Mở ", "Duy trì "]),
)
def test_what_is_counted_is_a_goal(value: int, noun: str, verb: str) -> None:
    target = parse_named_target(f"{verb}{value:02} {noun} trong năm")
    assert (target.value, target.unit) == (Decimal(value), noun if noun in {"ha", "giờ", "km"} else "count")


@given(st.text(alphabet="0123456789 %,.;()/-–abđạtừtrênlvà", max_size=200))
def test_no_text_breaks_the_reading_and_nothing_is_invented(text: str) -> None:
    for target in (parse_named_target(text), parse_cell(text, "Chỉ tiêu", "Tỷ lệ")):
        for part in target.parts:
            assert part.text in text
        assert target.text is None or target.text in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tỷ lệ hồ sơ của cấp huyện đạt trên 80%, của cấp xã đạt trên 65%.", [("cấp huyện", ">", 80), ("cấp xã", ">", 65)]),
        ("Tỷ lệ hồ sơ cấp tỉnh 95%, cấp huyện 85%, cấp xã 65%", [("cấp tỉnh", None, 95), ("cấp huyện", None, 85), ("cấp xã", None, 65)]),
        ("Trên 95% hồ sơ tại cấp tỉnh, 85% hồ sơ tại cấp huyện", [("cấp tỉnh", ">", 95), ("cấp huyện", ">", 85)]),
    ],
)  # fmt: skip
def test_a_level_stands_before_each_figure_or_after_each(
    text: str, expected: list[tuple[str, str | None, int]]
) -> None:
    stated = [(part.label, part.comparator, int(part.value)) for part in parse_named_target(text).parts]
    assert stated == expected
