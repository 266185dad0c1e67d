"""What validation found, as Dagster asset checks: on the records before the warehouse, on the marts before a release.

A check fails as an error, and stops what is downstream, only where going on would publish something wrong; rows that
were set aside are a warning, as they are kept with their reason and the rest goes on.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import dagster as dg

from pipelines.metadata import datasets
from pipelines.orchestrate.place import Place
from pipelines.orchestrate.previews import preview_rows
from pipelines.orchestrate.state import Rejection
from pipelines.validate.model import ExpectationResult, Validation

_VALIDATED = dg.AssetKey(["records", "validated"])
_NOTHING_LOST = "nothing_lost"
_MARTS = {name: dg.AssetKey(["marts", dataset.model]) for name, dataset in datasets().items()}
_EXPECTATIONS = "expectations"
_BROKEN = ("suite", "rule", "severity", "rows", "what it asks for")

RECORD_CHECKS = [
    dg.AssetCheckSpec(
        _NOTHING_LOST,
        asset=_VALIDATED,
        blocking=True,
        description="Every row that was read was either accepted or set aside with a reason.",
    ),
    *(
        dg.AssetCheckSpec(
            name,
            asset=_VALIDATED,
            blocking=True,
            description=f"What the suites of {name} ({dataset.title_en}) expect of its rows.",
        )
        for name, dataset in datasets().items()
    ),
]


def judge_records(
    validations: Iterable[Validation], lost: Sequence[tuple[str, str, int, int]]
) -> list[dg.AssetCheckResult]:
    """Return the outcome of every check on validated records; ``lost`` is what ``steps.find_lost_rows`` found."""
    found: dict[str, list[ExpectationResult]] = defaultdict(list)
    for validation in validations:
        for result in validation.results:
            found[_dataset_of(result)].append(result)
    return [
        dg.AssetCheckResult(
            passed=not lost,
            check_name=_NOTHING_LOST,
            asset_key=_VALIDATED,
            severity=dg.AssetCheckSeverity.ERROR,
            metadata={"lost": preview_rows(["source", "dataset", "read", "accounted for"], lost)},
        ),
        *(_judge(name, _VALIDATED, found[name], dg.AssetCheckSeverity.WARN) for name in datasets()),
    ]


@dg.multi_asset_check(
    name="marts_before_release",
    specs=[
        dg.AssetCheckSpec(
            _EXPECTATIONS,
            asset=key,
            blocking=True,
            description=f"What has to hold for {name} ({datasets()[name].title_en}) before it is published.",
        )
        for name, key in _MARTS.items()
    ],
    can_subset=True,
)
def check_marts(context: dg.AssetCheckExecutionContext, place: Place) -> Iterator[dg.AssetCheckResult]:
    """Hold the marts against their suites; a broken rule keeps them from being published."""
    # pandas and pyarrow take a second; nobody who only looks at the definitions should wait for them.
    from pipelines.orchestrate.release import check_marts_before_release  # noqa: PLC0415

    found: dict[str, list[ExpectationResult]] = defaultdict(list)
    for result in check_marts_before_release(place.warehouse()):
        found[_dataset_of(result)].append(result)
    for name, key in _MARTS.items():
        if dg.AssetCheckKey(key, _EXPECTATIONS) in context.selected_asset_check_keys:
            yield _judge(_EXPECTATIONS, key, found[name], dg.AssetCheckSeverity.ERROR)


def describe_rejections(rejected: Iterable[Rejection]) -> dg.MarkdownMetadataValue:
    """Return rejected sources as a table."""
    rows = [(entry.source_name, entry.problem, entry.remedy) for entry in rejected]
    return preview_rows(["source", "what is wrong", "what to do"], rows)


def _judge(
    check_name: str, key: dg.AssetKey, results: Sequence[ExpectationResult], severity: dg.AssetCheckSeverity
) -> dg.AssetCheckResult:
    """Judge the results of one dataset, added up over the sources; ``severity`` is that of rows to be rejected."""
    added: dict[tuple[str, str], list[ExpectationResult]] = defaultdict(list)
    for result in results:
        added[result.suite, result.rule].append(result)
    rows = []
    for (suite, rule), same in sorted(added.items()):
        broken = sum(result.unexpected_count for result in same)
        rows.append((all(result.success for result in same), suite, rule, same[0].severity, broken, same[0].message))
    rejecting = [row for row in rows if not row[0] and row[3] == "reject"]
    broken_rules = [row[1:] for row in rows if not row[0]]
    return dg.AssetCheckResult(
        passed=not any(row[3] != "note" for row in rows if not row[0]),
        check_name=check_name,
        asset_key=key,
        severity=severity if rejecting else dg.AssetCheckSeverity.WARN,
        description=f"{len(rows) - len(broken_rules)} of {len(rows)} expectations hold",
        metadata={
            "expectations": len(rows),
            "rows looked at": max((sum(r.evaluated_count for r in same) for same in added.values()), default=0),
            **({"broken": preview_rows(_BROKEN, broken_rules)} if broken_rules else {}),
        },
    )


def _dataset_of(result: ExpectationResult) -> str:
    """Return the dataset of a suite named ``layer.kind.dataset``."""
    return result.suite.rpartition(".")[2]
