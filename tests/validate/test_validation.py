"""What follows from a broken rule: nothing lost, nothing half-loaded, the same answer alone and in a batch."""

import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from pipelines.interpret.records import Records, Value
from pipelines.metadata import datasets
from pipelines.validate.model import record_json
from pipelines.validate.suite_files import read_rules
from pipelines.validate.suites import UndeclaredError, validate_batch, validate_records
from tests.validate.rows import DOCUMENT, valid_records

_COLUMNS = [(name, column) for name, rows in valid_records().items() for row in rows for column in row]
_VALUES: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.decimals(allow_nan=True),
    st.dates(),
    st.text(max_size=5),
    st.sampled_from(["\ud800", "\x00", DOCUMENT, "percent", "1", ""]),
)
_SPOILS = st.lists(st.tuples(st.sampled_from(_COLUMNS), st.integers(0, 3), _VALUES), max_size=6)


# An example takes a second, so few are tried, the same every time, and a failing one is not made smaller.
@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@example([[(("measurements", "source_line_end"), 0, Decimal("-NaN"))], [(("projects", "scope"), 0, "\ud800")]])
@given(st.lists(_SPOILS, min_size=3, max_size=6))
def test_every_row_comes_out_exactly_once(sources: list[list[tuple[tuple[str, str], int, Value]]]) -> None:
    batch: dict[str, Records] = {}
    for number, spoils in enumerate(sources):
        records = valid_records()
        for (dataset, column), at, value in spoils:
            rows = records[dataset]
            rows[at % len(rows)][column] = value
        batch[f"source {number}"] = records
    validations = validate_batch(batch)
    for source, records in batch.items():
        validation = validations[source]
        for dataset, rows in records.items():
            rejected = [row for row in validation.rejected if row.dataset == dataset]
            accepted = validation.accepted[dataset]
            assert len(accepted) + len(rejected) == len(rows)
            # Kept rows are the very rows that went in, in their order; the others are in the report whole.
            assert [row for row in rows if any(row is kept for kept in accepted)] == accepted
            assert all(row.severity == "reject" for row in rejected)
        assert all(issue.severity != "reject" for issue in validation.issues)
        documents = {row["document_id"] for row in validation.accepted["documents"]}
        projects = {(row["document_id"], row["line_key"]) for row in validation.accepted["projects"]}
        assert {row["document_id"] for row in validation.accepted["sections"]} <= documents
        assert {(r["document_id"], r["line_key"]) for r in validation.accepted["project_budgets"]} <= projects


def test_rows_of_a_rejected_document_are_set_aside_with_it() -> None:
    records = valid_records()
    records["documents"][0]["source_sha256"] = "0"
    validation = validate_records(records)
    with_document = {name for name in records if "document_id" in datasets()[name].column_names}
    assert {name for name in with_document if validation.accepted[name]} == set()
    assert validation.accepted["agencies"] == records["agencies"]
    target = next(row for row in validation.rejected if row.dataset == "indicator_targets")
    assert target.rule == "document_found"
    assert "đã bị loại" in target.reason
    assert target.record_json == record_json(records["indicator_targets"][0])
    found = next(r for r in validation.results if r.suite == "records.base.sections" and r.rule == "document_found")
    assert (found.success, found.unexpected_count) == (False, 2)


def test_budgets_of_a_rejected_project_are_set_aside_with_it() -> None:
    records = valid_records()
    records["projects"][0]["project_name"] = None
    validation = validate_records(records)
    assert [(row.dataset, row.rule) for row in validation.rejected] == [
        ("projects", "project_name_given"),
        ("project_budgets", "project_found"),
    ]
    assert validation.accepted["projects"] == records["projects"][1:]


def test_a_row_that_breaks_several_rules_is_one_rejected_row_that_tells_them_all() -> None:
    records = valid_records()
    records["project_budgets"][0] |= {"amount_vnd": Decimal(-5), "amount_text": None, "period_end_year": 2021}
    rejected = validate_records(records).rejected
    assert [row.rule for row in rejected] == ["amount_vnd_not_negative"]
    assert "nhỏ hơn 0" in rejected[0].reason
    assert "kết thúc 2021" in rejected[0].reason


def test_sources_of_a_batch_do_not_see_each_other() -> None:
    # The same document in two formats: same keys; a budget must not find its project in the other source.
    first, second = valid_records(), valid_records()
    second["projects"] = []
    validations = validate_batch({"first": first, "second": second})
    assert validations["first"].rejected == ()
    assert [row.rule for row in validations["second"].rejected] == ["project_found"]
    assert validations["second"] == validate_records(second)


def test_no_rows_are_evaluated_on_no_rows_without_great_expectations() -> None:
    code = (
        "import sys\n"
        "from pipelines.validate.suites import validate_records\n"
        "results = validate_records({'projects': []}).results\n"
        "assert 'great_expectations' not in sys.modules and 'pandas' not in sys.modules\n"
        "print(len(results), sum(r.success for r in results), sum(r.evaluated_count for r in results))"
    )
    printed = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    rules = sum(len(declared.rules) for declared in read_rules("records").values())
    assert list(map(int, printed)) == [rules, rules, 0]


def test_undeclared_columns_and_datasets_stop() -> None:
    with pytest.raises(UndeclaredError, match="colour"):
        validate_records({"projects": [{"colour": "red"}]})
    with pytest.raises(UndeclaredError, match="dreams"):
        validate_records({"dreams": []})


def test_nothing_is_changed_in_place() -> None:
    records = valid_records()
    validate_records(records)
    assert records == valid_records()
