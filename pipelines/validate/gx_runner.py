"""Runs rules over a frame with Great Expectations and says which rows break them. Knows nothing of records or people.

The only way into Great Expectations besides the expectations of our own and the Data Docs; importing it takes seconds,
so callers import it when there is something to validate.
"""

import os
import re

# Read while Great Expectations is imported: nothing may call out.
os.environ["GX_ANALYTICS_ENABLED"] = "False"

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from math import isfinite
from typing import Any

import great_expectations as gx
import pandas as pd
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.core.expectation_suite import ExpectationSuite
from great_expectations.core.expectation_validation_result import ExpectationValidationResult
from great_expectations.data_context.data_context.abstract_data_context import AbstractDataContext
from great_expectations.data_context.types.base import ProgressBarsConfig

from pipelines.validate import gx_expectations
from pipelines.validate.suite_files import Rule

REGISTERED = gx_expectations
"""Importing our expectations registers them; the name keeps the import from looking unused."""

_UNSTORABLE = "\0"
_SURROGATES = re.compile("[\ud800-\udfff]")


class SuiteFailedError(Exception):
    """A rule that could not be asked of the data: a mistake in a suite file or in this code, never one of a source."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule found: whether it holds and the index labels of the rows that break it (none for table rules)."""

    rule: Rule
    success: bool
    unexpected_rows: tuple[int, ...]


def run_rules(frame: pd.DataFrame, rules: Sequence[Rule]) -> tuple[Outcome, ...]:
    """Run ``rules`` over ``frame``, whose index labels are unique integers; one outcome per rule, in their order.

    Raises SuiteFailedError where Great Expectations could not run a rule.
    """
    # Asking first whether a rule holds at all takes half the time of asking which rows break it, and most rules hold.
    held = _validate(frame, rules, "BOOLEAN_ONLY")
    broken = [rule for rule in rules if not held[rule.name].success]
    told = _validate(frame, broken, "COMPLETE")
    return tuple(
        Outcome(rule, success=rule.name not in told, unexpected_rows=_unexpected_rows(told.get(rule.name)))
        for rule in rules
    )


def build_frame(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> pd.DataFrame:
    """Return the rows as a frame of Python objects: integers stay integers, an absent or null value stays None."""
    kept = list(rows)
    series = {name: build_column(row.get(name) for row in kept) for name in columns}
    return pd.DataFrame(series, columns=pd.Index(list(columns), dtype=object))


def build_plain_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Return ``frame``, read from a warehouse, as ``build_frame`` would give it: NaN, NaT and NA become None."""
    plain = {
        str(name): build_column(None if pd.isna(value) else value for value in frame[name]) for name in frame.columns
    }
    return pd.DataFrame(plain, columns=pd.Index(list(plain), dtype=object))


def build_column(values: Iterable[object]) -> "pd.Series[Any]":
    """Return the values as a column of Python objects.

    pandas hashes texts as UTF-8 and fails on a lone surrogate, Great Expectations orders values and fails on NaN: such
    a value is shown as U+0000, which has no declared type either.
    """
    return pd.Series([_UNSTORABLE if _upsets_libraries(value) else value for value in values], dtype=object)


def _upsets_libraries(value: object) -> bool:
    if isinstance(value, str):
        return _SURROGATES.search(value) is not None
    if isinstance(value, Decimal):
        return not value.is_finite()
    return isinstance(value, float) and not isfinite(value)


@cache
def open_context() -> AbstractDataContext:
    """Return the one ephemeral context of this process, silent and with nothing stored."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    return context


@cache
def _batch_definition() -> BatchDefinition[Any]:
    source = open_context().data_sources.add_pandas("khoso")
    return source.add_dataframe_asset("rows").add_batch_definition_whole_dataframe("all")


def _validate(frame: pd.DataFrame, rules: Sequence[Rule], detail: str) -> dict[str, ExpectationValidationResult]:
    if not rules:
        return {}
    suite = ExpectationSuite(name="rules", expectations=[_configuration(rule) for rule in rules])
    batch = _batch_definition().get_batch({"dataframe": frame})
    validated = batch.validate(suite, result_format={"result_format": detail, "return_unexpected_index_query": False})
    found = {_rule_name(result): result for result in validated.results}
    for rule in rules:
        failure = _failure(found[rule.name].exception_info or {})
        if failure:
            raise SuiteFailedError(f"{rule.suite}: rule {rule.name} could not be run: {failure}")
    return found


def _configuration(rule: Rule) -> dict[str, Any]:
    # Great Expectations copies a configuration some hundred times in a run, so what only people read stays out of it.
    return {"type": rule.expectation, "kwargs": dict(rule.configuration["kwargs"]), "meta": {"rule": rule.name}}


def _rule_name(result: ExpectationValidationResult) -> str:
    configuration = result.expectation_config
    return str((configuration.meta or {})["rule"]) if configuration else ""


def _unexpected_rows(result: ExpectationValidationResult | None) -> tuple[int, ...]:
    labels = (result.result or {}).get("unexpected_index_list") or () if result else ()
    return tuple(sorted({int(label) for label in labels}))


def _failure(exception_info: Mapping[str, Any]) -> str | None:
    # Great Expectations gives either one exception or one per metric, keyed by the metric's id.
    entries = [exception_info] if "raised_exception" in exception_info else list(exception_info.values())
    raised = [entry["exception_message"] for entry in entries if entry.get("raised_exception")]
    return "; ".join(str(message) for message in raised) or None
