from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.language.money import find_amounts


def vnd(text: str) -> list[int]:
    return [int(amount.amount_vnd) for amount in find_amounts(text)]


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("bố trí 67.500 triệu đồng từ ngân sách", [67_500_000_000]),
        ("hỗ trợ 01 tỷ đồng cho 5 xã", [1_000_000_000]),
        ("và 20.480 triệu từ nguồn vốn đầu tư công", [20_480_000_000]),
        ("tổng vốn 1,5 tỷ; đã giải ngân 900 triệu.", [1_500_000_000, 900_000_000]),
        ("số tiền 500.000.000 đồng (Bằng chữ: Năm trăm triệu đồng)", [500_000_000]),
        ("số tiền 500.000.000 (năm trăm triệu đồng)", [500_000_000]),
        ("giá 1.200.000đ/bộ, phí 50.000 đ", [1_200_000, 50_000]),
        ("Giá trị: 350.000.000 VNĐ", [350_000_000]),
        ("chi 2 tỷ 300 triệu đồng", [2_300_000_000]),
        ("chi 1 tỷ 250 triệu 500 nghìn đồng", [1_250_500_000]),
        ("mức hỗ trợ từ 5 đến 10 tỷ đồng", [5_000_000_000, 10_000_000_000]),
        ("mức thu 20.000 - 50.000 đồng/hồ sơ", [20_000, 50_000]),
        ("tăng từ 45 lên 60 triệu đồng/người/năm", [45_000_000, 60_000_000]),
        ("lần lượt là 52,4; 3,5 và 1,2 tỷ đồng", [52_400_000_000, 3_500_000_000, 1_200_000_000]),
        ("thu ngân sách 2,5 nghìn tỷ đồng", [2_500_000_000_000]),
        ("vốn 12.500 tỉ đồng", [12_500_000_000_000]),
        ("thu 300 trđ, chi 250 tr.đ", [300_000_000, 250_000_000]),
        ("phụ cấp 730,000 đồng/tháng", [730_000]),
        (
            "ngân sách thành phố 4 tỷ, ngân sách xã 1 tỷ, xã hội hóa 1 tỷ)",
            [4_000_000_000, 1_000_000_000, 1_000_000_000],
        ),
        ("kinh phí 1 500 000 000 đồng", [1_500_000_000]),
        ("nộp phạt hai trăm triệu đồng và khắc phục hậu quả", [200_000_000]),
        ("kinh phí 1.500.000.000 đồng (1,5 tỷ đồng)", [1_500_000_000]),
        ("GRDP đạt 22,4 triệu đồng (tăng 7,7% tương đương 1,6 triệu đồng)", [22_400_000, 1_600_000]),
        ("hóa đơn từ 20 triệu đồng trở lên", [20_000_000]),
        ("năm 2025, 10 tỷ đồng được giao", [10_000_000_000]),
        ("giai đoạn 2021-2025 bố trí 30 tỷ đồng", [30_000_000_000]),
        ("Quyết định số 12/QĐ-UBND, 20 triệu đồng", [20_000_000]),
        ("lệ phí 0 đồng khi nộp trực tuyến", [0]),
        ("400 nghìn đồng/suất", [400_000]),
        ("kinh phí thực hiện khoảng 3 tỷ.", [3_000_000_000]),
        ("mỗi hộ 20 triệu để sửa nhà", [20_000_000]),
        ("đã giải ngân 123,4/270,2 tỷ đồng", [123_400_000_000, 270_200_000_000]),
        ("Xã hội hóa: 150.000.000đ.", [150_000_000]),
        ("hỗ trợ mỗi đơn vị 25 triệu đồng", [25_000_000]),
        ("hỗ trợ 3 đơn vị: 10,5 triệu đồng", [10_500_000]),
        ("để lại đơn vị 25.926.000 đồng (30%)", [25_926_000]),
        ("đã có 312 lượt giao dịch/45,6 triệu đồng", [45_600_000]),
        ("đã chi 12 triệu đồng/45,6 triệu đồng", [12_000_000, 45_600_000]),
    ],
)
def test_amounts_as_printed(text: str, amounts: list[int]) -> None:
    assert vnd(text) == amounts


@pytest.mark.parametrize(
    "text",
    [
        "12 đồng chí trong Ban Chỉ đạo, 40 đồng hồ nước",
        "đón 1,2 triệu lượt khách, 3 triệu người dùng",
        "xuất khẩu 1,5 tỷ USD; vốn 20 triệu đô la Mỹ",
        "khoản 2 đ Điều 5",
        "Đơn vị tính: 1.000 đồng",
        "(Đơn vị: 1 triệu đồng)",
        "ĐVT 1.000.000 đồng",
        "trồng 1 triệu ha lúa, 1 tỷ cây xanh",
        "hàng trăm tỷ đồng",
        "đồng bộ 15 hệ thống; hợp đồng số 12",
        "40 nghìn tấn thóc",
        "tỷ lệ 12,5 %",
        "5 triệu đồng bào",
    ],
)
def test_what_is_no_amount(text: str) -> None:
    assert vnd(text) == []


def grouped(value: int) -> str:
    return f"{value:,}".replace(",", ".")


@given(st.integers(min_value=1_000, max_value=10**13))
def test_any_amount_in_dong(value: int) -> None:
    for printed in (
        f"{grouped(value)} đồng",
        f"{grouped(value)}đ",
        f"{grouped(value)} VNĐ",
        f"{value:,}đồng".replace(",", "."),
    ):
        assert vnd(f"Kinh phí là {printed}, chi trong năm.") == [value]


SCALES = st.sampled_from(
    [
        ("triệu đồng", 10**6),
        ("tỷ đồng", 10**9),
        ("tỉ đồng", 10**9),
        ("nghìn đồng", 10**3),
        ("nghìn tỷ đồng", 10**12),
        ("trđ", 10**6),
    ]
)


@given(st.integers(min_value=1, max_value=999_999), st.integers(min_value=0, max_value=99), SCALES)
def test_any_scale(whole: int, hundredths: int, scale: tuple[str, int]) -> None:
    unit, factor = scale
    printed = f"{grouped(whole)},{hundredths:02d}" if hundredths else grouped(whole)
    expected = (Decimal(whole) + Decimal(hundredths) / 100) * factor
    for text in (f"Bố trí {printed} {unit} cho các xã", f"Bố trí {printed} {unit}."):
        assert [amount.amount_vnd for amount in find_amounts(text)] == [expected]


@given(st.integers(min_value=1, max_value=999), st.integers(min_value=1, max_value=999))
def test_compound_amount_is_one(billions: int, millions: int) -> None:
    assert vnd(f"Chi {billions} tỷ {millions} triệu đồng để mua sắm") == [billions * 10**9 + millions * 10**6]


@given(
    st.integers(min_value=1, max_value=900),
    st.integers(min_value=1, max_value=99),
    st.sampled_from([" - ", "-", " đến ", "–"]),
)
def test_range_has_both_ends(low: int, more: int, dash: str) -> None:
    assert vnd(f"Mức hỗ trợ từ {low}{dash}{low + more} triệu đồng") == [low * 10**6, (low + more) * 10**6]


@given(st.lists(st.integers(min_value=1, max_value=999), min_size=2, max_size=5))
def test_list_shares_its_unit(numbers: list[int]) -> None:
    printed = "; ".join(map(str, numbers[:-1])) + f" và {numbers[-1]} tỷ đồng"
    assert vnd(f"Các huyện được giao lần lượt {printed}.") == [number * 10**9 for number in numbers]


@given(st.integers(min_value=1, max_value=10**6).filter(lambda value: not 1900 <= value <= 2099))
def test_span_and_text_are_those_of_the_print(value: int) -> None:
    text = f"Đã chi {grouped(value)} triệu đồng trong kỳ"
    (amount,) = find_amounts(text)
    assert text[amount.start : amount.end] == amount.text == f"{grouped(value)} triệu đồng"
    assert amount.unit == "triệu đồng"
