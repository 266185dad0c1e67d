"""Stored numbers and dates as a reader sees them; texts that print numbers as what their column says they are."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from pipelines.read.sheets_values import TextNumbers, parse_date_text, shown_text, stored_number
from pipelines.read.workbook_model import Value

ACCOUNTING = '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)'


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (3713.0, "#,##0", "3.713"),
        (1234567.891, "#,##0.00", "1.234.567,89"),
        (0.8, "0%", "80%"),
        (0.805, "0.0%", "80,5%"),
        (-1234, "#,##0;[Red]-#,##0", "-1.234"),
        (-5, ACCOUNTING, "(5)"),
        (0, ACCOUNTING, "-"),
        (12730000, ACCOUNTING, "12.730.000"),
        (12345678, "#,##0,", "12.346"),
        (1500, '#,##0 "đồng"', "1.500 đồng"),
        (1500, '#,##0\\ "₫"', "1.500 ₫"),
        (1500, "[$-42A]#,##0", "1.500"),
        (7, "00", "07"),
        (1234.5, "0.##", "1234,5"),
        (1234, "0.##", "1234"),
        (0.5, "# ?/?", "0,5"),
        (746.0, "", "746"),
        (292.5, "", "292,5"),
        (1.234, "", "1,234"),
        (0.1 + 0.2, "", "0,3"),
        (1e20, "", "100000000000000000000"),
        (True, "", "TRUE"),
        (date(2024, 5, 3), "", "03/05/2024"),
        (date(2024, 5, 3), "d/m/yyyy", "3/5/2024"),
        (date(2024, 5, 3), "mm/yyyy", "05/2024"),
        (date(2024, 5, 3), "m/d/yy", "03/05/2024"),
        (date(2024, 5, 3), "[$-F800]dddd, mmmm dd, yyyy", "03/05/2024"),
        (datetime(2024, 5, 3, 7, 5), "dd/mm/yyyy hh:mm", "03/05/2024 07:05"),  # noqa: DTZ001 - a cell knows no zone
        (time(7, 30), "hh:mm", "07:30"),
        (None, "", ""),
    ],
)
def test_shown_text(value: Value, number_format: str, text: str) -> None:
    assert shown_text(value, number_format) == text


def test_a_stored_fraction_is_never_read_as_thousands() -> None:
    assert stored_number(1.234) == Decimal("1.234")
    assert stored_number(0.1 + 0.2) == Decimal("0.3")
    assert stored_number(27200859026.0) == 27200859026
    assert stored_number(True) is None
    assert stored_number("5") is None


@pytest.mark.parametrize(
    ("column", "numbers"),
    [
        (["1.234,5", "12.500", "3"], ["1234.5", "12500", "3"]),
        (["1,234.5", "12.500", "12,500"], ["1234.5", "12.500", "12500"]),
        (["12,5", "1,234"], ["12.5", "1.234"]),
        (["112094.1", "1.234", "43272"], ["112094.1", "1.234", "43272"]),
        (["1.234", "500"], ["1234", "500"]),
        (["1.234.567", "12.500"], ["1234567", "12500"]),
        (["1 234 567", "-5"], ["1234567", "-5"]),
        (["0,125", "1,250"], ["0.125", "1.250"]),
    ],
)
def test_a_column_that_says_how_its_numbers_are_written(column: list[str], numbers: list[str]) -> None:
    said = TextNumbers(column)

    assert [said.parse(text) for text in column] == [(Decimal(number), False) for number in numbers]


@pytest.mark.parametrize(
    ("column", "doubtful"),
    [
        (["1,234", "5"], ["1,234"]),
        (["68.6", "1.234"], ["1.234"]),
        (["1.234", "1500"], ["1.234"]),
        (["12,5", "68.6", "1.234", "1,234"], ["1.234", "1,234"]),
    ],
)
def test_a_column_that_leaves_it_open_gives_no_number(column: list[str], doubtful: list[str]) -> None:
    said = TextNumbers(column)

    assert [text for text in column if said.parse(text) == (None, True)] == doubtful


def test_another_column_of_the_table_may_tell() -> None:
    english = TextNumbers(["1,234.50", "2,000.00"])

    assert TextNumbers(["1,234"]).parse("1,234", english) == (Decimal(1234), False)


@pytest.mark.parametrize(
    "text", ["+ 135", "-", "x", "0912345678", "12/2024", "221/GP-BTNMT", "1.2.3", "80%", "Chiều sâu 95"]
)
def test_what_is_no_number(text: str) -> None:
    assert TextNumbers([text]).parse(text) == (None, False)


@pytest.mark.parametrize(
    "text", ["03/5/2024", "3-5-2024", "03.05.2024", "2024-05-03", "2024-05-03 00:00:00", "ngày 3 tháng 5 năm 2024"]
)
def test_spellings_of_dates(text: str) -> None:
    assert parse_date_text(text) == date(2024, 5, 3)


@pytest.mark.parametrize("text", ["05/13/2024", "31/02/2024", "5/2024", "12/3", "2024"])
def test_what_is_no_date(text: str) -> None:
    assert parse_date_text(text) is None
