"""The gate before a release: every rule on marts holds for valid frames and is broken by a spoiled one."""

from collections.abc import Callable, Mapping

import pandas as pd
import pytest

from pipelines.metadata import datasets
from pipelines.validate.model import ExpectationResult
from pipelines.validate.suite_files import read_rules
from pipelines.validate.suites import validate_marts
from tests.validate.rows import DOCUMENT, valid_records

Frames = dict[str, pd.DataFrame]


def build_frames() -> Frames:
    """Return a mart per dataset as read from a warehouse, with the rows that only dbt adds."""
    rows = valid_records() | {
        "indicators": [{"indicator_id": "dvc", "name": "Dịch vụ công trực tuyến", "direction": "up"}],
        "assignments": [
            {
                "document_id": DOCUMENT,
                "subject_kind": "project",
                "subject_key": "Phụ lục III/I/1",
                "role": "lead",
                "agency_id": "so-noi-vu-ha-nam",
                "agency_text": "Sở Nội vụ",
            }
        ],
        "alignments": [
            {
                "child_document_id": DOCUMENT,
                "child_kind": "project",
                "child_key": "Phụ lục III/I/1",
                "parent_document_id": DOCUMENT,
                "parent_key": "Phụ lục III/I/2",
                "wording_same": True,
                "relation": "copied",
                "followed_document_id": DOCUMENT,
                "child_text": "Số hóa tài liệu",
            }
        ],
    }
    rows["documents"][0]["issuer_agency_id"] = "so-noi-vu-ha-nam"
    rows["indicator_targets"][0]["indicator_id"] = "dvc"
    rows["indicator_results"][0]["indicator_id"] = "dvc"
    rows["citations"][0]["cited_document_id"] = DOCUMENT
    return {name: pd.DataFrame(rows.get(name, []), columns=list(d.column_names)) for name, d in datasets().items()}


def put(dataset: str, column: str, value: object) -> Callable[[Frames], None]:
    def spoil(frames: Frames) -> None:
        frames[dataset][column] = pd.Series([value] * len(frames[dataset]), dtype=object)

    return spoil


BREAKS: Mapping[tuple[str, str], Callable[[Frames], None]] = {
    ("documents", "source_sha256_form"): put("documents", "source_sha256", "A" * 64),
    ("documents", "issuer_found"): put("documents", "issuer_agency_id", "khac"),
    ("indicator_targets", "target_value_not_negative"): put("indicator_targets", "target_value", -1),
    ("indicator_targets", "indicator_found"): put("indicator_targets", "indicator_id", "khac"),
    ("indicator_results", "result_value_not_negative"): put("indicator_results", "result_value", -1),
    ("indicator_results", "indicator_found"): put("indicator_results", "indicator_id", "khac"),
    ("project_budgets", "amount_vnd_not_negative"): put("project_budgets", "amount_vnd", -1),
    ("project_budgets", "project_found"): put("project_budgets", "line_key", "khac"),
    ("budget_lines", "amount_vnd_not_negative"): put("budget_lines", "amount_vnd", -1),
    ("citations", "cited_document_found"): put("citations", "cited_document_id", "khac"),
    ("assignments", "agency_found"): put("assignments", "agency_id", "khac"),
    ("alignments", "child_document_found"): put("alignments", "child_document_id", "khac"),
    ("alignments", "parent_document_found"): put("alignments", "parent_document_id", "khac"),
    ("table_cells", "table_found"): put("table_cells", "table_no", 9),
    ("submission_issues", "submission_found"): put("submission_issues", "submission_id", "khac"),
    ("sections", "document_found"): put("sections", "document_id", "khac"),
    ("projects", "key_unique"): put("projects", "line_key", "Phụ lục III/I/1"),
    ("agencies", "kind_among_values"): put("agencies", "kind", "khac"),
    ("agencies", "agency_id_given"): put("agencies", "agency_id", None),
}
EMPTY_DOCUMENTS = ("documents", "some_document")


@pytest.fixture(scope="module")
def broken() -> dict[tuple[str, str], ExpectationResult]:
    frames = build_frames()
    for spoil in BREAKS.values():
        spoil(frames)
    return _by_rule(validate_marts(frames))


def _by_rule(results: tuple[ExpectationResult, ...]) -> dict[tuple[str, str], ExpectationResult]:
    return {(result.suite.rsplit(".", 1)[-1], result.rule): result for result in results}


def test_valid_marts_keep_every_rule() -> None:
    results = validate_marts(build_frames())
    assert [(result.suite, result.rule) for result in results if not result.success] == []
    assert len(results) == sum(len(declared.rules) for declared in read_rules("marts").values())


def test_every_handwritten_rule_has_a_case() -> None:
    rules = {(name, r.name) for name, d in read_rules("marts").items() for r in d.rules if ".base." not in r.suite}
    assert rules == {*(key for key in BREAKS if key in rules), EMPTY_DOCUMENTS}


@pytest.mark.parametrize("key", BREAKS, ids=".".join)
def test_broken_rule_is_found(broken: dict[tuple[str, str], ExpectationResult], key: tuple[str, str]) -> None:
    assert not broken[key].success
    assert broken[key].unexpected_count == broken[key].evaluated_count >= 1


def test_missing_mart_missing_column_and_empty_warehouse_fail_the_gate() -> None:
    frames = build_frames()
    del frames["agencies"]
    frames["projects"] = frames["projects"].drop(columns=["project_name", "document_id"])
    frames["documents"] = frames["documents"].iloc[:0]
    results = _by_rule(validate_marts(frames))
    failed = {key for key, result in results.items() if not result.success}
    assert {("agencies", "columns_present"), ("projects", "columns_present"), EMPTY_DOCUMENTS} <= failed
    assert {("agencies", "agency_id_given"), ("projects", "document_id_given"), ("projects", "key_unique")} <= failed
    assert ("assignments", "agency_found") in failed
    assert ("indicators", "columns_present") not in failed


def test_columns_may_be_added() -> None:
    frames = build_frames()
    frames["projects"]["new_column"] = 1
    assert all(result.success for result in validate_marts(frames))
