"""Rounding is no contradiction, and what rounding does not explain is one."""

from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.interpret.arithmetic_rounding import (
    Outcome,
    Printed,
    compare_share,
    compare_sum,
    is_truncated,
    parse_printed,
    show,
)

DIGITS = st.integers(min_value=0, max_value=3)
NEAREST = st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_HALF_DOWN])


def printed(value: Decimal, digits: int, rounding: str = ROUND_HALF_UP) -> Printed:
    step = Decimal(1).scaleb(-digits)
    rounded = value.quantize(step, rounding=rounding)
    return Printed(rounded, step, show(rounded))


@given(st.integers(0, 10**7), st.integers(1, 10**7), DIGITS, NEAREST)
def test_a_share_rounded_to_its_digits_holds_and_one_unit_off_does_not(a: int, b: int, digits: int, how: str) -> None:
    percent = printed(Decimal(a) * 100 / Decimal(b), digits, how)
    outcome, _ = compare_share(Decimal(a), Decimal(b), percent)
    assert outcome is not Outcome.DIFFERS
    for off in (percent.step, -percent.step):
        wrong = Printed(percent.value + off, percent.step, "")
        exact_half = abs(Decimal(a) * 100 / Decimal(b) - wrong.value) == percent.step / 2
        assert exact_half or compare_share(Decimal(a), Decimal(b), wrong)[0] is Outcome.DIFFERS


@given(st.lists(st.decimals(0, 10**6, places=4), min_size=1, max_size=4), DIGITS, NEAREST)
def test_a_sum_of_few_rounded_parts_holds(parts: list[Decimal], digits: int, how: str) -> None:
    total = printed(sum(parts, Decimal(0)), digits, how)
    assert compare_sum(total, [printed(part, digits, how) for part in parts]) is not Outcome.DIFFERS


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=30), st.integers(1, 10**6))
def test_counts_are_never_rounded(parts: list[int], off: int) -> None:
    figures = [printed(Decimal(part), 0) for part in parts]
    assert compare_sum(printed(Decimal(sum(parts)), 0), figures, exact=True) is Outcome.EXACT
    assert compare_sum(printed(Decimal(sum(parts) + off), 0), figures, exact=True) is Outcome.DIFFERS


def test_many_rows_that_differ_by_more_than_rounding_can_be_believed_to_add_up_to() -> None:
    rows = [printed(Decimal(1000 + row), 0) for row in range(25)]
    whole = sum(row.value for row in rows)
    assert compare_sum(printed(whole + Decimal(1), 0), rows) is Outcome.ROUNDED
    assert compare_sum(printed(whole + Decimal(10), 0), rows) is Outcome.DIFFERS


def test_digits_cut_off_are_told_from_wrong_ones() -> None:
    percent = parse_printed("66,6%")
    assert percent is not None
    outcome, computed = compare_share(Decimal(2), Decimal(3), percent)
    assert outcome is Outcome.DIFFERS
    assert is_truncated(computed, percent)
    cut = Decimal("70.424").quantize(Decimal("0.1"), rounding=ROUND_DOWN)
    assert not is_truncated(Decimal("70.424"), Printed(cut - Decimal("0.2"), Decimal("0.1"), ""))


@pytest.mark.parametrize(
    ("text", "value", "step"),
    [
        ("80,90", "80.90", "0.01"),
        ("158.884", "158884", "1"),
        ("68.6%", "68.6", "0.1"),
        ("05", "5", "1"),
        ("a", None, None),
    ],
)
def test_precision_is_that_of_the_last_printed_digit(text: str, value: str | None, step: str | None) -> None:
    figure = parse_printed(text)
    assert (figure and str(figure.value), figure and str(figure.step)) == (value, step)
