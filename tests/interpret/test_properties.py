"""Properties of what is read from a phrase: whatever the figure, day or period, printed in any usual manner, it is read back."""

from calendar import monthrange
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pipelines.interpret.dates import parse_date, parse_period
from pipelines.interpret.targets import parse_cell, parse_named_target

DAYS = st.dates(date(2000, 1, 1), date(2035, 12, 31))
PERCENTS = st.decimals(0, 100, places=2).map(lambda value: value.normalize() + 0)
SIGNS = {">=": ">=", "≥": ">=", ">": ">", "<=": "<=", "≤": "<=", "<": "<", "=": "="}
WORDS = {
    "trên": ">", "hơn": ">", "tối thiểu": ">=", "ít nhất": ">=", "không dưới": ">=", "không thấp hơn": ">=",
    "dưới": "<", "không quá": "<=", "tối đa": "<=", "không vượt quá": "<=",
}  # fmt: skip


def printed(value: Decimal, mark: str = ",") -> str:
    return f"{value:f}".replace(".", mark)


@given(PERCENTS, st.sampled_from(sorted(SIGNS)), st.sampled_from(["", " "]))
def test_a_sign_before_a_figure_is_its_comparator(value: Decimal, sign: str, blank: str) -> None:
    target = parse_cell(f"{sign}{blank}{printed(value)}%", "Chỉ tiêu", "Tỷ lệ trạm y tế có bệnh án điện tử")
    assert (target.comparator, target.value, target.upper, target.unit) == (SIGNS[sign], value, None, "percent")


@given(PERCENTS, st.sampled_from(sorted(WORDS)), st.booleans())
def test_a_word_before_a_figure_is_its_comparator(value: Decimal, word: str, capital: bool) -> None:
    said = f"đạt {word} {printed(value)}%" if not capital else f"{word.capitalize()} {printed(value)}%"
    target = parse_cell(said, "Chỉ tiêu", "Tỷ lệ thửa đất đã số hóa")
    assert (target.comparator, target.value, target.unit) == (WORDS[word], value, "percent")
    named = parse_named_target(f"Tỷ lệ thửa đất đã số hóa đạt {word} {printed(value)}%")
    assert (named.comparator, named.value, named.unit) == (WORDS[word], value, "percent")


@given(PERCENTS, st.sampled_from(["{}%", "đạt {}%", "{} %", "100% ({})"]))
def test_a_figure_without_a_comparing_word_has_no_comparator(value: Decimal, form: str) -> None:
    target = parse_cell(form.format(printed(value)), "Kết quả", "Tỷ lệ hộ có đường truyền cáp quang")
    assert target.comparator is None


@given(
    st.integers(1, 30), st.integers(1, 30), st.sampled_from(["tăng", "giảm"]), st.sampled_from([" đến ", " - ", "-"])
)
def test_a_change_of_rank_is_a_range(low: int, more: int, change: str, joint: str) -> None:
    target = parse_named_target(f"Chỉ số cải cách hành chính {change} từ {low}{joint}{low + more} bậc so với năm trước")
    expected = ("increase" if change == "tăng" else "decrease", Decimal(low), Decimal(low + more), "rank")
    assert (target.comparator, target.value, target.upper, target.unit) == expected


@given(DAYS, st.integers(0, 5))
def test_a_day_is_read_back_however_it_is_printed(day: date, form: int) -> None:
    said = [
        f"ngày {day.day:02} tháng {day.month:02} năm {day.year}",
        f"ngày {day.day} tháng {day.month} năm {day.year}",
        f"ngày {day.day:02}/{day.month:02}/{day.year}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day:02}-{day.month:02}-{day.year}",
        f"Ngày {day.day:02} tháng {day.month}  năm {day.year}",
    ][form]
    assert parse_date(f"Thái Nguyên, {said}") == day


@given(st.integers(32, 99) | st.just(0), st.integers(1, 12), st.integers(2000, 2035))
def test_a_day_that_no_calendar_has_is_no_date(day: int, month: int, year: int) -> None:
    assert parse_date(f"ngày {day}/{month}/{year}") is None


@given(st.integers(2015, 2035), st.integers(1, 12))
def test_a_month_covers_its_days(year: int, month: int) -> None:
    last = monthrange(year, month)[1]
    period = (date(year, month, 1), date(year, month, last))
    assert parse_period(f"Báo cáo công tác tháng {month} năm {year}") == period
    assert parse_period(f"Báo cáo công tác tháng {month:02}/{year}") == period


@given(st.integers(2015, 2035), st.integers(1, 4))
def test_a_quarter_covers_its_months(year: int, quarter: int) -> None:
    roman = ("I", "II", "III", "IV")[quarter - 1]
    last = monthrange(year, 3 * quarter)[1]
    period = (date(year, 3 * quarter - 2, 1), date(year, 3 * quarter, last))
    assert parse_period(f"Kết quả thực hiện quý {roman}/{year}") == period
    assert parse_period(f"Kết quả thực hiện quý {quarter} năm {year}") == period


@given(st.integers(2015, 2030), st.integers(1, 8))
def test_a_stage_covers_its_years_and_an_outlook_none(year: int, more: int) -> None:
    stage = f"giai đoạn {year} - {year + more}, định hướng đến năm {year + more + 5}"
    assert parse_period(f"Kế hoạch chuyển đổi số {stage}") == (date(year, 1, 1), date(year + more, 12, 31))
