"""Records -> accepted rows, rows set aside and remarks; marts -> the gate before a release.

What is checked stands in the suite files, how it is run in ``gx_runner``, what people are told in ``reasons``. Here is
what follows from a broken rule: which rows are set aside, and which others with them.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipelines.interpret.records import Record, Records
from pipelines.metadata import datasets
from pipelines.validate.base_suites import SOURCE_COLUMN
from pipelines.validate.model import ExpectationResult, RejectedRow, RowIssue, Validation
from pipelines.validate.reasons import describe_issue, describe_rejection
from pipelines.validate.suite_files import (
    TYPE_RULE,
    DatasetRules,
    Reference,
    Rule,
    read_rules,
)

if TYPE_CHECKING:
    import pandas as pd

_PARENT_SET_ASIDE = (
    "Dòng mà dòng này thuộc về ({value}) đã bị loại nên dòng này cũng bị loại. "
    "Sửa dòng kia theo lý do đã nêu rồi nạp lại nguồn."
)


class UndeclaredError(ValueError):
    """A record of a dataset, or with a column, that is not declared: nothing could be done with it, so nothing is."""


@dataclass(slots=True)
class _Row:
    """One row on its way through: its source and what it breaks (a rule, other words than the rule's if need be)."""

    source: str
    record: Record
    breaches: list[tuple[Rule, str | None]] = field(default_factory=list)

    @property
    def is_rejected(self) -> bool:
        return any(rule.severity == "reject" for rule, _ in self.breaches)


_Rows = dict[str, list[_Row]]


def validate_records(records: Records) -> Validation:
    """Return one source's records parted into accepted and set-aside rows, with every rule's result.

    Raises UndeclaredError for a dataset or column that is not declared, gx_runner.SuiteFailedError for a rule that
    could not be run.
    """
    return validate_batch({"": records})[""]


def validate_batch(batch: Mapping[str, Records]) -> dict[str, Validation]:
    """Return the validation of each source of ``batch`` (source key -> records), as ``validate_records`` would.

    The rows of all sources go through each rule together: a rule costs the same for one source as for many.
    """
    rows: _Rows = {name: [] for name in datasets()}
    for source, records in batch.items():
        for dataset, received in records.items():
            _check_declared(dataset, received)
            rows[dataset] += [_Row(source, record) for record in received]
    layer = read_rules("records")
    for dataset, found in rows.items():
        if found and dataset in layer:
            _find_breaches(layer[dataset], found, rows)
    _set_dependents_aside(layer, rows)
    return {source: _part(source, records, rows, layer) for source, records in batch.items()}


def validate_marts(frames: "Mapping[str, pd.DataFrame]") -> tuple[ExpectationResult, ...]:
    """Return what every rule before a release finds in ``frames`` (dataset -> all rows of its mart).

    A mart that is missing fails its rule ``columns_present``, and a rule whose columns are missing fails unasked.
    ``unexpected_count`` is the number of rows that break the rule, 1 where the rule is about the table as a whole.
    """
    from pipelines.validate import gx_runner  # noqa: PLC0415 - takes seconds to import

    plain = {name: gx_runner.build_plain_frame(frame) for name, frame in frames.items()}
    results: list[ExpectationResult] = []
    for dataset, declared in read_rules("marts").items():
        frame = plain.get(dataset)
        if frame is None:
            frame = gx_runner.build_frame((), ())
        for reference in declared.references:
            known = _keys(_records(plain.get(reference.dataset)), reference.found_columns)
            found = [_is_found(_key(row, reference.columns), known) for row in _records(frame)]
            frame[reference.name] = gx_runner.build_column(found)
        runnable = [rule for rule in declared.rules if _is_askable(rule, frame)]
        outcomes = {outcome.rule.name: outcome for outcome in gx_runner.run_rules(frame, runnable)}
        for rule in declared.rules:
            outcome = outcomes.get(rule.name)
            if outcome is None:
                broken = int(not set(rule.needed_columns) <= set(frame.columns))
            else:
                broken = len(outcome.unexpected_rows) or int(not outcome.success)
            results.append(_result(rule, len(frame), broken))
    return tuple(results)


def _is_askable(rule: Rule, frame: "pd.DataFrame") -> bool:
    # A rule about rows holds where there are none; asking Great Expectations would only take its time.
    return rule.is_about_table or (not frame.empty and set(rule.needed_columns) <= set(frame.columns))


def _records(frame: "pd.DataFrame | None") -> list[dict[Hashable, object]]:
    return [] if frame is None else frame.to_dict("records")


def _check_declared(dataset: str, rows: Iterable[Record]) -> None:
    if dataset not in datasets():
        raise UndeclaredError(f"records of {dataset}, which is no declared dataset")
    undeclared = set().union(*rows) - set(datasets()[dataset].column_names)
    if undeclared:
        raise UndeclaredError(f"records of {dataset} with undeclared columns: {', '.join(sorted(undeclared))}")


def _find_breaches(declared: DatasetRules, found: Sequence[_Row], rows: _Rows) -> None:
    from pipelines.validate import gx_runner  # noqa: PLC0415 - takes seconds to import

    derived = {reference.name: _found_per_source(reference, found, rows) for reference in declared.references}
    filled = [
        {**row.record, SOURCE_COLUMN: row.source, **{name: there[at] for name, there in derived.items()}}
        for at, row in enumerate(found)
    ]
    columns = (*datasets()[declared.dataset].column_names, SOURCE_COLUMN, *derived)
    frame = gx_runner.build_frame(filled, columns)
    first = [rule for rule in declared.rules if rule.name == TYPE_RULE]
    rest = [rule for rule in declared.rules if rule.name != TYPE_RULE]
    for rules in (first, rest):
        for outcome in gx_runner.run_rules(frame, rules):
            for label in outcome.unexpected_rows:
                found[label].breaches.append((outcome.rule, None))
        # A rule about numbers cannot be asked of a word in their column: such rows end here.
        frame = frame.loc[[label for label in frame.index if not found[label].is_rejected]]
        if frame.empty:
            break


def _found_per_source(reference: Reference, found: Sequence[_Row], rows: _Rows) -> list[bool | None]:
    known: dict[str, set[tuple[str, ...] | None]] = {}
    for row in rows[reference.dataset]:
        known.setdefault(row.source, set()).add(_key(row.record, reference.found_columns))
    return [_is_found(_key(row.record, reference.columns), known.get(row.source, set())) for row in found]


def _set_dependents_aside(layer: Mapping[str, DatasetRules], rows: _Rows) -> None:
    """Set aside what belongs to a row set aside, and what belongs to that: nothing is loaded in halves."""
    links = [
        (dataset, reference, rule)
        for dataset, declared in layer.items()
        for reference in declared.references
        for rule in declared.rules
        if rule.severity == "reject" and rule.configuration["kwargs"].get("column") == reference.name
    ]
    changed = True
    while changed:
        changed = False
        for dataset, reference, rule in links:
            parents = rows[reference.dataset]
            keyed = [(row, (row.source, _key(row.record, reference.found_columns))) for row in parents]
            kept = {key for row, key in keyed if not row.is_rejected}
            gone = {key for _, key in keyed if key[1] is not None} - kept
            for row in rows[dataset]:
                if not row.is_rejected and (row.source, _key(row.record, reference.columns)) in gone:
                    row.breaches.append((rule, _PARENT_SET_ASIDE))
                    changed = True


def _part(source: str, records: Records, rows: _Rows, layer: Mapping[str, DatasetRules]) -> Validation:
    accepted: Records = {}
    rejected: list[RejectedRow] = []
    issues: list[RowIssue] = []
    results: list[ExpectationResult] = []
    for name, dataset in datasets().items():
        mine = [row for row in rows[name] if row.source == source]
        if name in records:
            accepted[name] = [row.record for row in mine if not row.is_rejected]
        for row in mine:
            if row.is_rejected:
                rejected.append(describe_rejection(dataset, row.record, row.breaches))
            else:
                issues += [describe_issue(dataset, row.record, rule, wording) for rule, wording in row.breaches]
        if name in layer:
            results += _count_results(layer[name], mine)
    taken = sum(map(len, accepted.values())) + len(rejected)
    if taken != sum(map(len, records.values())):
        raise AssertionError(f"{taken} rows came out of validation, {sum(map(len, records.values()))} went in")
    return Validation(accepted, tuple(rejected), tuple(results), tuple(issues))


def _count_results(declared: DatasetRules, rows: Sequence[_Row]) -> list[ExpectationResult]:
    broken = Counter(rule.name for row in rows for rule, _ in row.breaches)
    typed = len(rows) - broken[TYPE_RULE]
    return [_result(rule, len(rows) if rule.name == TYPE_RULE else typed, broken[rule.name]) for rule in declared.rules]


def _result(rule: Rule, evaluated: int, broken: int) -> ExpectationResult:
    return ExpectationResult(
        suite=rule.suite,
        expectation=rule.expectation,
        column=rule.column,
        severity=rule.severity,
        success=not broken,
        evaluated_count=evaluated,
        unexpected_count=broken,
        rule=rule.name,
        message=rule.description,
    )


def _key(row: Mapping[Any, object], columns: Sequence[str]) -> tuple[str, ...] | None:
    values = [row.get(name) for name in columns]
    return None if None in values else tuple(str(value) for value in values)


def _keys(rows: Iterable[Mapping[Any, object]], columns: Sequence[str]) -> set[tuple[str, ...] | None]:
    return {_key(row, columns) for row in rows}


def _is_found(key: tuple[str, ...] | None, known: set[tuple[str, ...] | None]) -> bool | None:
    return None if key is None else key in known
