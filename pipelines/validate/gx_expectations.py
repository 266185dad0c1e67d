"""Our own Great Expectations: row-wise rules over several columns that its core expectations cannot ask.

Importing this module registers them, so that a suite file may name them. Rules that a core expectation can ask are
written with that one; what a rule is called, how grave it is and what it tells people stands in the suite file.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import ClassVar, Literal

import pandas as pd
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import MulticolumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (
    multicolumn_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_map_metric_provider import (
    MulticolumnMapMetricProvider,
)

from pipelines.validate.cell_forms import has_declared_type, is_tidy_text

RowCondition = Callable[..., "pd.Series[bool]"]
# Great Expectations leaves its decorator untyped; this is what it takes and gives.
_rows_meet: Callable[[RowCondition], RowCondition] = multicolumn_condition_partial(engine=PandasExecutionEngine)


class DeclaredTypesMetric(MulticolumnMapMetricProvider):
    """Rows all of whose values are null or of the declared type."""

    condition_metric_name = "columns.hold_declared_types"
    condition_value_keys = ("types",)

    @_rows_meet
    def _pandas(self, column_list: pd.DataFrame, types: Sequence[str], **_kwargs: object) -> "pd.Series[bool]":
        return _series(column_list, (all(map(has_declared_type, row, types)) for row in _rows(column_list)))


class ExpectColumnsToHoldDeclaredTypes(MulticolumnMapExpectation):
    """Expect every value to be null or of its column's declared type (``types``, one per column of ``column_list``)."""

    types: list[str]
    ignore_row_if: Literal["all_values_are_missing", "any_value_is_missing", "never"] = "never"
    map_metric = "columns.hold_declared_types"
    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "types")


class TidyTextMetric(MulticolumnMapMetricProvider):
    """Rows all of whose texts are NFC, not empty, with single blanks and none at the ends."""

    condition_metric_name = "columns.hold_tidy_text"

    @_rows_meet
    def _pandas(self, column_list: pd.DataFrame, **_kwargs: object) -> "pd.Series[bool]":
        return _series(column_list, (all(map(is_tidy_text, row)) for row in _rows(column_list)))


class ExpectColumnsToHoldTidyText(MulticolumnMapExpectation):
    """Expect every text of ``column_list`` to be in NFC, not empty, with single blanks and none at the ends."""

    ignore_row_if: Literal["all_values_are_missing", "any_value_is_missing", "never"] = "never"
    map_metric = "columns.hold_tidy_text"


class AnyGivenMetric(MulticolumnMapMetricProvider):
    """Rows with at least one value."""

    condition_metric_name = "columns.any_given"

    @_rows_meet
    def _pandas(self, column_list: pd.DataFrame, **_kwargs: object) -> "pd.Series[bool]":
        return column_list.notna().any(axis=1)


class ExpectAnyColumnToBeGiven(MulticolumnMapExpectation):
    """Expect at least one column of ``column_list`` to hold a value."""

    ignore_row_if: Literal["all_values_are_missing", "any_value_is_missing", "never"] = "never"
    map_metric = "columns.any_given"


class PercentOfPairMetric(MulticolumnMapMetricProvider):
    """Rows whose percentage is the ratio of its pair to the printed precision; columns: percentage, part, whole."""

    condition_metric_name = "columns.percent_of_pair"

    @_rows_meet
    def _pandas(self, column_list: pd.DataFrame, **_kwargs: object) -> "pd.Series[bool]":
        return _series(column_list, map(_is_percent_of, *(column_list[name] for name in column_list.columns)))


class ExpectPercentToBeRatioOfPair(MulticolumnMapExpectation):
    """Expect the percentage (first of ``column_list``) to be part / whole (second, third), to the printed precision."""

    ignore_row_if: Literal["all_values_are_missing", "any_value_is_missing", "never"] = "any_value_is_missing"
    map_metric = "columns.percent_of_pair"


class PartOfWholeMetric(MulticolumnMapMetricProvider):
    """Rows whose part does not exceed the whole, or whose percentage says that it does; columns as above."""

    condition_metric_name = "columns.part_of_whole"

    @_rows_meet
    def _pandas(self, column_list: pd.DataFrame, **_kwargs: object) -> "pd.Series[bool]":
        percent, part, whole = (column_list[name] for name in column_list.columns)
        return _series(column_list, (p <= w or stated > 100 for stated, p, w in zip(percent, part, whole, strict=True)))


class ExpectPartNotToExceedWhole(MulticolumnMapExpectation):
    """Expect part <= whole (second, third of ``column_list``) unless the percentage (first) is above 100."""

    ignore_row_if: Literal["all_values_are_missing", "any_value_is_missing", "never"] = "any_value_is_missing"
    map_metric = "columns.part_of_whole"


def _is_percent_of(percent: Decimal | int, part: Decimal | int, whole: Decimal | int) -> bool:
    printed = Decimal(percent)
    if not whole:
        return False
    # Documents round or cut off, so less than one unit of the last printed place may be missing either way.
    last_place = Decimal(1).scaleb(min(int(printed.as_tuple().exponent), 0))
    return abs(printed - Decimal(part) * 100 / Decimal(whole)) < last_place


def _rows(columns: pd.DataFrame) -> Iterable[tuple[object, ...]]:
    # Series keep the objects as they are; a row of a frame might not.
    return zip(*(columns[name] for name in columns.columns), strict=True)


def _series(columns: pd.DataFrame, meets: Iterable[bool]) -> "pd.Series[bool]":
    return pd.Series(list(meets), index=columns.index, dtype=bool)
