from decimal import Decimal

import pytest

from pipelines.interpret.targets import parse_cell, parse_named_target


@pytest.mark.parametrize(
    ("name", "comparator", "value", "unit", "text"),
    [
        ("Tỷ lệ hồ sơ xử lý trực tuyến đạt trên 70%", ">", 70, "percent", "đạt trên 70%"),
        ("100% chế độ báo cáo được thực hiện trên hệ thống", None, 100, "percent", "100%"),
        ("Trên 30% hoạt động kiểm tra qua môi trường số", ">", 30, "percent", "Trên 30%"),
        ("100% người dân được định danh (Đối với 100% thủ tục có yêu cầu)", None, 100, "percent", "100%"),
        ("Mỗi huyện có tối thiểu 02 mô hình", ">=", 2, "count", "tối thiểu 02"),
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
