"""Due texts as printed against the days that they mean, for every month, quarter, half and part of a period."""

import calendar
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.language.due_dates import Mode, find_due_texts, parse_due_cell

YEARS = st.integers(2019, 2039)
MONTHS = st.integers(1, 12)


def only(text: str, year: int | None = None) -> tuple[date | None, date | None]:
    (due,) = find_due_texts(text, year)
    return due.first, due.last


def last_of(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


@given(YEARS, MONTHS, st.sampled_from(["trong tháng {m}/{y}", "vào tháng {m:02}/{y}", "trong tháng {m} năm {y}"]))
def test_months(year: int, month: int, form: str) -> None:
    assert only(f"dự kiến hoàn thành {form.format(m=month, y=year)}.") == (date(year, month, 1), last_of(year, month))


@given(YEARS, st.integers(1, 4), st.sampled_from(["trong Quý {q}/{y}", "vào quý {q} năm {y}", "trong quý {n}/{y}"]))
def test_quarters(year: int, quarter: int, form: str) -> None:
    text = form.format(q=["I", "II", "III", "IV"][quarter - 1], n=quarter, y=year)
    assert only(f"hoàn thành {text}") == (date(year, 3 * quarter - 2, 1), last_of(year, 3 * quarter))


@given(
    YEARS,
    st.booleans(),
    st.sampled_from(["trong 6 tháng {s} năm {y}", "trong nửa {s} năm {y}", "trong 06 tháng {s} năm {y}"]),
)
def test_halves(year: int, begins: bool, form: str) -> None:
    found = only(form.format(s="đầu" if begins else "cuối", y=year))
    assert found == ((date(year, 1, 1), date(year, 6, 30)) if begins else (date(year, 7, 1), date(year, 12, 31)))


@given(
    st.dates(date(2019, 1, 1), date(2039, 12, 31)),
    st.sampled_from(["trước", "chậm nhất", "chậm nhất vào", "đến hết", "trước 17 giờ"]),
)
def test_days_are_the_ones_printed(day: date, lead: str) -> None:
    for printed in (f"{day.day:02}/{day.month}/{day.year}", f"{day.day} tháng {day.month} năm {day.year}"):
        assert only(f"gửi về Sở {lead} ngày {printed}") == (None, day)
    assert only(f"gửi về Sở {lead} ngày {day.day}/{day.month}.", day.year) == (None, day)


@given(YEARS, MONTHS)
def test_before_a_period_ends_with_the_day_before_it(year: int, month: int) -> None:
    assert only(f"xong trước tháng {month}/{year}") == (None, date(year, month, 1) - timedelta(days=1))
    assert only(f"xong trước năm {year}") == (None, date(year - 1, 12, 31))
    assert only(f"sau tháng {month}/{year}") == (last_of(year, month) + timedelta(days=1), None)


@given(YEARS, MONTHS)
def test_thirds_of_a_month_and_of_a_year_follow_one_another(year: int, month: int) -> None:
    for whole, first, last in (
        (f"tháng {month}/{year}", date(year, month, 1), last_of(year, month)),
        (f"năm {year}", date(year, 1, 1), date(year, 12, 31)),
    ):
        parts = [only(f"{part} {whole}") for part in ("đầu", "giữa", "cuối")]
        assert parts[0][0] == first
        assert parts[2][1] == last
        for (_, end), (start, _) in pairwise(parts):
            assert end is not None
            assert start == end + timedelta(days=1)


@given(YEARS, st.integers(1, 28))
def test_what_recurs_has_its_first_and_last_day_of_the_year(year: int, day: int) -> None:
    for text in (f"Định kỳ trước ngày {day} của tháng cuối quý", f"trước ngày {day} tháng cuối mỗi quý"):
        (due,) = find_due_texts(text, year)
        assert (due.recurrence, due.first, due.last) == ("quarterly", date(year, 3, day), date(year, 12, day))
    for text in (f"hằng tháng, trước ngày {day}, gửi số liệu", f"trước ngày {day} hàng tháng"):
        (due,) = find_due_texts(text, year)
        assert (due.recurrence, due.first, due.last) == ("monthly", date(year, 1, day), date(year, 12, day))
    (due,) = find_due_texts(f"trước ngày {day}/6 và ngày {day}/12 hằng năm", year)
    assert (due.recurrence, due.first, due.last) == ("yearly", date(year, 6, day), date(year, 12, day))


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("Công văn số 12/UBND ngày 25/4/2022", Mode.BARE),
        ("thực hiện từ ngày 01/12/2022", Mode.FROM),
        ("triển khai sau ngày 01/7/2025", Mode.AFTER),
        ("hoàn thành trong năm nay", Mode.IN),
    ],
)
def test_the_word_before_says_how_it_bounds(text: str, mode: Mode) -> None:
    (due,) = find_due_texts(text, 2024)
    assert due.mode is mode


@pytest.mark.parametrize(
    "text", ["đạt 9/2022 hồ sơ đúng hạn", "phiên bản 12.5", "trong 36 tháng", "giai đoạn 2021-2025", "Điều 3", ""]
)
def test_what_is_no_period(text: str) -> None:
    assert [due for due in find_due_texts(text, 2024) if due.mode is not Mode.BARE] == []


def test_one_year_holds_for_the_periods_before_it() -> None:
    assert only("trong quý III và quý IV năm 2025") == (date(2025, 7, 1), date(2025, 12, 31))
    found = find_due_texts("trong tháng 8 và tháng 10 năm 2025", 2024)
    assert [due.last for due in found] == [date(2025, 8, 31), date(2025, 10, 31)]


def test_without_a_year_there_are_no_days() -> None:
    (due,) = find_due_texts("xong trong quý IV")
    assert (due.first, due.last, due.has_year) == (None, None, False)


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("Quý IV/2025", date(2025, 10, 1), date(2025, 12, 31)),
        ("2024 - 2025", date(2024, 1, 1), date(2025, 12, 31)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("Năm 2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("Giai đoạn 2024-2025", date(2024, 1, 1), date(2025, 12, 31)),
        ("Trước 30/4/2026", None, date(2026, 4, 30)),
        ("Từ tháng 3 đến tháng 9/2024", date(2024, 3, 1), date(2024, 9, 30)),
    ],
)
def test_cells_of_a_time_column(cell: str, first: date | None, last: date) -> None:
    due = parse_due_cell(cell, 2024)
    assert due is not None
    assert (due.first, due.last) == (first, last)


@pytest.mark.parametrize("cell", ["Thường xuyên", "36 tháng", "Hằng năm", "x", "2030 - 2025"])
def test_cells_that_set_no_day(cell: str) -> None:
    assert parse_due_cell(cell, 2024) is None
