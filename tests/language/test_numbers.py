from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.language.numbers import find_quantities, find_ratio, parse_number, parse_number_words


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("1.114", "1114"),
        ("42.898", "42898"),
        ("353.227.000", "353227000"),
        ("77,8", "77.8"),
        ("68.6", "68.6"),
        ("1.234,5", "1234.5"),
        ("1,234,567", "1234567"),
        ("01", "1"),
        ("0", "0"),
    ],
)
def test_number_as_printed(printed: str, value: str) -> None:
    assert parse_number(printed) == Decimal(value)


@pytest.mark.parametrize("printed", ["", "I", "324/KH-UBND", "20/12/2023", "1.", "12a", "2022-2025"])
def test_what_is_no_single_number(printed: str) -> None:
    assert parse_number(printed) is None


@given(st.integers(min_value=0, max_value=10**13), st.integers(min_value=0, max_value=99))
def test_grouped_number_reads_back(whole: int, cents: int) -> None:
    grouped = f"{whole:,}".replace(",", ".")
    assert parse_number(grouped) == whole
    assert parse_number(f"{grouped},{cents:02d}") == Decimal(f"{whole}.{cents:02d}")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (">=80%", [("80", None, "percent", ">=")]),
        ("≥ 80 %", [("80", None, "percent", ">=")]),
        (">8,5", [("8.5", None, None, ">")]),
        ("đạt trên 70%", [("70", None, "percent", ">")]),
        ("đạt tối thiểu 15%", [("15", None, "percent", ">=")]),
        ("không quá 5%", [("5", None, "percent", "<=")]),
        ("đạt 100%", [("100", None, "percent", None)]),
        ("Tăng từ 2 đến 3 bậc", [("2", "3", "rank", "increase")]),
        ("đạt từ 82% đến 85%", [("82", "85", "percent", None)]),
        ("khoảng 20 - 25%", [("20", "25", "percent", None)]),
        (
            "Trên 95% hồ sơ cấp tỉnh, 85% hồ sơ cấp huyện",
            [("95", None, "percent", ">"), ("85", None, "percent", None)],
        ),
        ("Theo Kế hoạch số 324/KH-UBND ngày 13/7/2022", []),
    ],
)
def test_quantities(text: str, found: list[tuple[str, str | None, str | None, str | None]]) -> None:
    read = [(q.value, q.upper, q.unit, q.comparator) for q in find_quantities(text)]
    assert read == [(Decimal(v), Decimal(u) if u else None, unit, sign) for v, u, unit, sign in found]


@given(
    st.sampled_from([("trên", ">"), ("tối thiểu", ">="), ("dưới", "<"), ("không quá", "<="), ("đạt", None)]),
    st.decimals(min_value=0, max_value=100, places=1),
)
def test_comparing_word_before_any_figure(word: tuple[str, str | None], value: Decimal) -> None:
    printed = str(value).replace(".", ",")
    (quantity,) = find_quantities(f"Tỷ lệ hồ sơ đạt {word[0]} {printed}% trong năm")
    assert (quantity.value, quantity.unit, quantity.comparator) == (value, "percent", word[1])


@pytest.mark.parametrize(
    ("text", "ratio"),
    [
        ("1.114/1.377", (1114, 1377)),
        ("64.233/75.478  =85,1%", (64233, 75478)),
        ("21.335/31.102=68.6%", (21335, 31102)),
        ("84/283 cơ sở", (84, 283)),
        ("ngày 20/12/2023", None),
        ("Quyết định 29/2021/QĐ-UBND", None),
    ],
)
def test_ratio(text: str, ratio: tuple[int, int] | None) -> None:
    found = find_ratio(text)
    assert found == (tuple(map(Decimal, ratio)) if ratio else None)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("mười lăm", 15),
        ("hai mươi mốt", 21),
        ("một trăm linh năm", 105),
        ("ba trăm bốn mươi nghìn", 340_000),
        ("hai nghìn tỷ", 2_000_000_000_000),
        ("một tỷ hai trăm triệu năm trăm nghìn", 1_200_500_000),
        ("hai triệu rưỡi", 2_500_000),
    ],
)
def test_number_in_words(words: str, value: int) -> None:
    assert parse_number_words(words) == value


@pytest.mark.parametrize("words", ["", "năm hai", "trăm", "tỷ", "mười mười", "hai ba", "xã"])
def test_words_that_are_no_number(words: str) -> None:
    assert parse_number_words(words) is None


DIGIT_WORDS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def in_words(value: int) -> str:
    """``value`` below a thousand, as it is read aloud."""
    hundreds, tens, ones = value // 100, value // 10 % 10, value % 10
    words = [DIGIT_WORDS[hundreds], "trăm"] if hundreds else []
    if tens > 1:
        words += [DIGIT_WORDS[tens], "mươi"]
    elif tens == 1:
        words.append("mười")
    elif hundreds and ones:
        words.append("linh")
    if ones:
        words.append({1: "mốt" if tens > 1 else "một", 5: "lăm" if tens else "năm"}.get(ones, DIGIT_WORDS[ones]))
    return " ".join(words)


@given(
    st.integers(min_value=1, max_value=999),
    st.integers(min_value=1, max_value=999),
    st.integers(min_value=1, max_value=999),
)
def test_any_number_in_words(billions: int, millions: int, thousands: int) -> None:
    words = f"{in_words(billions)} tỷ {in_words(millions)} triệu {in_words(thousands)} nghìn"
    assert parse_number_words(words) == billions * 10**9 + millions * 10**6 + thousands * 10**3
