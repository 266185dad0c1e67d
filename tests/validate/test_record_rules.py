"""Every hand-written rule on records: a row that keeps it and a row that breaks it, through real Great Expectations.

All spoiled sources go through one batch: it is what a run does, and a rule costs the same for one source as for many.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

import pytest

from pipelines.interpret.records import Record, Records, Value
from pipelines.metadata import datasets
from pipelines.validate.model import RowIssue, Validation
from pipelines.validate.suite_files import read_rules
from pipelines.validate.suites import validate_batch
from tests.validate.rows import DOCUMENT, valid_records

Spoil = Callable[[Records], object]


def put(dataset: str, **values: Value) -> Spoil:
    """Return what sets ``values`` in the first row of ``dataset``."""
    return lambda records: records[dataset][0].update(values)


def repeat(dataset: str) -> Spoil:
    return lambda records: records[dataset].append(dict(records[dataset][0]))


# (dataset, rule) -> what breaks it. Hand-written rules must all be here; base rules are sampled.
BREAKS: Mapping[tuple[str, str], Spoil] = {
    ("documents", "source_sha256_form"): put("documents", source_sha256="0123"),
    ("documents", "document_symbol_form"): put("documents", document_symbol="12 / KH-UBND"),
    ("documents", "title_given"): put("documents", title=None),
    ("documents", "issuer_text_given"): put("documents", issuer_text=None),
    ("documents", "document_number_not_negative"): put("documents", document_number=0),
    ("documents", "period_start_not_after_period_end"): put("documents", period_start=date(2025, 1, 1)),
    ("sections", "level_plausible"): put("sections", level=0),
    ("sections", "parent_section_found"): put("sections", parent_section_id="99"),
    ("indicator_targets", "indicator_name_given"): put("indicator_targets", indicator_name=None),
    ("indicator_targets", "target_value_not_negative"): put("indicator_targets", target_value=Decimal(-1)),
    ("indicator_targets", "target_value_percent_up_to_100"): put(
        "indicator_targets", target_value=Decimal("100.1"), target_value_upper=None
    ),
    ("indicator_targets", "target_value_percent_up_to_1000"): put(
        "indicator_targets", target_value=Decimal(1001), target_value_upper=None
    ),
    ("indicator_targets", "target_year_plausible"): put("indicator_targets", target_year=2014),
    ("indicator_targets", "target_value_not_after_target_value_upper"): put(
        "indicator_targets", target_value_upper=Decimal(60)
    ),
    ("indicator_targets", "range_has_lower_end"): put("indicator_targets", target_value=None),
    ("indicator_targets", "component_no_not_negative"): put("indicator_targets", component_no=-1),
    ("indicator_results", "indicator_name_given"): put("indicator_results", indicator_name=None),
    ("indicator_results", "result_value_not_negative"): put("indicator_results", result_value=Decimal("-0.1")),
    ("indicator_results", "result_value_percent_up_to_100"): put("indicator_results", result_value=Decimal(101)),
    ("indicator_results", "result_value_percent_up_to_1000"): put("indicator_results", result_value=Decimal(8090)),
    ("indicator_results", "denominator_positive"): put("indicator_results", denominator=0),
    ("indicator_results", "numerator_not_negative"): put("indicator_results", numerator=-1),
    ("indicator_results", "numerator_not_above_denominator"): put("indicator_results", numerator=Decimal(1378)),
    ("indicator_results", "result_value_is_ratio"): put("indicator_results", result_value=Decimal("80.8")),
    ("indicator_results", "result_text_with_result_value"): put("indicator_results", result_text=None),
    ("indicator_results", "period_start_not_after_period_end"): put("indicator_results", period_end=date(2022, 12, 31)),
    ("projects", "project_name_given"): put("projects", project_name=None),
    ("project_budgets", "amount_vnd_not_negative"): put("project_budgets", amount_vnd=Decimal(-1)),
    ("project_budgets", "amount_vnd_plausible"): put("project_budgets", amount_vnd=Decimal(10) ** 15),
    ("project_budgets", "period_start_year_plausible"): put("project_budgets", period_start_year=1999),
    ("project_budgets", "period_end_year_plausible"): put("project_budgets", period_end_year=2051),
    ("project_budgets", "period_start_year_not_after_period_end_year"): put("project_budgets", period_end_year=2021),
    ("project_budgets", "amount_text_with_amount_vnd"): put("project_budgets", amount_text=None),
    ("project_budgets", "amount_in_known_unit"): put("project_budgets", amount_vnd=None, unit_text="lượng vàng"),
    ("project_budgets", "project_found"): put("project_budgets", line_key="Phụ lục III/I/9"),
    ("budget_lines", "amount_vnd_not_negative"): put("budget_lines", amount_vnd=Decimal(-1)),
    ("budget_lines", "amount_vnd_plausible"): put("budget_lines", amount_vnd=Decimal(10) ** 15),
    ("budget_lines", "period_start_year_plausible"): put("budget_lines", period_start_year=1999),
    ("budget_lines", "period_end_year_plausible"): put("budget_lines", period_end_year=2051),
    ("budget_lines", "period_start_year_not_after_period_end_year"): put("budget_lines", period_end_year=2023),
    ("budget_lines", "amount_text_with_amount_vnd"): put("budget_lines", amount_text=None),
    ("budget_lines", "amount_in_known_unit"): put("budget_lines", amount_vnd=None),
    ("budget_lines", "section_found"): put("budget_lines", section_id="99"),
    ("measurements", "denominator_positive"): put("measurements", denominator=0),
    ("measurements", "numerator_not_negative"): put("measurements", numerator=-1),
    ("measurements", "numerator_not_above_denominator"): put("measurements", numerator=201),
    ("measurements", "value_is_ratio"): put("measurements", value=Decimal("97.6")),
    ("measurements", "subject_given"): put("measurements", subject=None),
    ("measurements", "section_found"): put("measurements", section_id="99"),
    ("citations", "cited_symbol_form"): put("citations", cited_symbol="433- NQ/TU"),
    ("arithmetic_checks", "computed_with_holds"): put("arithmetic_checks", computed=None),
    ("findings", "description_given"): put("findings", description=None),
    ("unread_text", "text_given"): put("unread_text", text=None),
    ("tables", "header_row_count_not_negative"): put("tables", header_row_count=-1),
    ("tables", "data_row_count_not_negative"): put("tables", data_row_count=-1),
    ("tables", "group_row_count_not_negative"): put("tables", group_row_count=-1),
    ("tables", "total_row_count_not_negative"): put("tables", total_row_count=-1),
    ("tables", "columns_are_list"): put("tables", columns='{"TT": 1}'),
    ("table_cells", "table_found"): put("table_cells", table_no=2),
    ("agencies", "name_given"): put("agencies", name=None),
    ("agencies", "valid_from_not_after_valid_to"): put("agencies", valid_to=date(2014, 1, 1)),
    ("administrative_units", "code_form"): put("administrative_units", code="6"),
    ("administrative_units", "valid_from_not_after_valid_to"): put("administrative_units", valid_to=date(2000, 1, 1)),
    ("submissions", "source_sha256_form"): put("submissions", source_sha256="g" * 64),
    ("submissions", "rows_accepted_not_negative"): put("submissions", rows_accepted=-1),
    ("submissions", "rows_rejected_not_negative"): put("submissions", rows_rejected=-1),
    ("submissions", "period_start_not_after_period_end"): put("submissions", period_end=date(2023, 1, 1)),
    ("submission_issues", "message_given"): put("submission_issues", message=None),
    ("submission_issues", "source_cell_form"): put("submission_issues", source_cell="ô B12"),
    ("submission_issues", "submission_found"): put("submission_issues", submission_id="s2"),
    ("documents", "declared_types"): put("documents", document_number="12"),
    ("documents", "document_id_given"): put("documents", document_id=None),
    ("documents", "key_unique"): repeat("documents"),
    ("documents", "source_format_among_values"): put("documents", source_format="wps"),
    ("projects", "key_unique"): repeat("projects"),
    ("projects", "text_tidy"): put("projects", project_name="Kho  dữ liệu"),
    ("projects", "place_given"): put("projects", source_line_start=None, source_line_end=None),
    ("projects", "lines_in_order"): put("projects", source_line_end=9),
    ("projects", "line_positive"): put("projects", source_line_start=0),
    ("projects", "document_found"): put("projects", document_id="khac"),
}
# What looks like a breach and is none.
KEPT: Mapping[str, Spoil] = {
    "percent of exactly 100": put("indicator_targets", target_value=Decimal(100), target_value_upper=None),
    "percent of 0": put("indicator_targets", target_value=Decimal(0)),
    "a count above 1000": put("indicator_targets", unit="count", target_value=Decimal(5000), target_value_upper=None),
    "ratio cut off instead of rounded": put(
        "indicator_results", result_value=Decimal("80.8"), numerator=1114, denominator=1378
    ),
    "ratio printed without decimals": put("indicator_results", result_value=Decimal(81)),
    "a ratio of something that is no percentage": put("measurements", unit="thôn", value=Decimal(5)),
    "no ratio printed": put("indicator_results", numerator=None, denominator=None),
    "a symbol whose number is blank": put("documents", document_symbol="/KH-BDT", document_number=None),
    "a symbol with its year": put("documents", document_symbol="42/2022/NĐ-CP"),
    "a party symbol with its number in front": put("citations", cited_symbol="10-CTr/TU"),
    "one year": put("project_budgets", period_start_year=2024, period_end_year=2024),
    "first target year": put("indicator_targets", target_year=2015),
    "no text in a column of text": put("projects", scope=None),
    "one line": put("projects", source_line_start=10, source_line_end=10),
    "a place in a sheet": put(
        "projects", source_line_start=None, source_line_end=None, source_sheet="PL3", source_cell="B12"
    ),
}


def _case(key: tuple[str, str]) -> str:
    return ".".join(key)


@pytest.fixture(scope="module")
def validations() -> dict[str, Validation]:
    spoiled: dict[str, Records] = {"valid": valid_records()}
    for name, spoil in ({_case(key): spoil for key, spoil in BREAKS.items()} | dict(KEPT)).items():
        spoiled[name] = valid_records()
        spoil(spoiled[name])
    return validate_batch(spoiled)


def test_valid_rows_keep_every_rule(validations: dict[str, Validation]) -> None:
    validation = validations["valid"]
    assert [(issue.rule, issue.reason) for issue in (*validation.rejected, *validation.issues)] == []
    assert validation.accepted == valid_records()
    assert all(result.success for result in validation.results)


def test_valid_rows_ask_every_handwritten_rule() -> None:
    # A rule about a column that is empty in the valid rows would hold whatever it says.
    records = valid_records()
    unasked = []
    for name, declared in read_rules("records").items():
        derived = {reference.name: reference.columns for reference in declared.references}
        for rule in declared.rules:
            columns = {c for needed in rule.needed_columns for c in derived.get(needed, (needed,))}
            given = any(columns <= {c for c, v in row.items() if v is not None} for row in records.get(name, []))
            if ".base." not in rule.suite and not given:
                unasked.append((name, rule.name))
    assert unasked == []


def test_every_handwritten_rule_has_a_case() -> None:
    rules = {
        (name, rule.name) for name, d in read_rules("records").items() for rule in d.rules if ".base." not in rule.suite
    }
    assert rules - set(BREAKS) == set()


@pytest.mark.parametrize("name", KEPT)
def test_near_breach_is_kept(validations: dict[str, Validation], name: str) -> None:
    assert [(issue.rule, issue.reason) for issue in (*validations[name].rejected, *validations[name].issues)] == []


@pytest.mark.parametrize("key", BREAKS, ids=_case)
def test_broken_rule_is_found(validations: dict[str, Validation], key: tuple[str, str]) -> None:
    dataset, name = key
    validation = validations[_case(key)]
    rule = read_rules("records")[dataset].rule(name)
    result = next(r for r in validation.results if (r.suite, r.rule) == (rule.suite, name))
    assert not result.success
    assert result.unexpected_count >= 1
    if rule.severity == "reject":
        issues: tuple[RowIssue, ...] = validation.rejected
    else:
        issues = validation.issues
        assert validation.accepted[dataset]
    found = [issue for issue in issues if issue.dataset == dataset and _tells(issue, dataset, name)]
    assert found, [(issue.dataset, issue.rule, issue.reason) for issue in issues]
    assert found[0].severity == rule.severity
    assert "\n" not in found[0].reason
    assert "{" not in found[0].reason


def _tells(issue: RowIssue, dataset: str, rule: str) -> bool:
    # A row set aside for several rules names the first; the message of the others is in its reason.
    if issue.rule == rule:
        return True
    message = read_rules("records")[dataset].rule(rule).message
    return message.rsplit(". ", 1)[-1] in issue.reason


def test_reason_names_column_value_and_remedy(validations: dict[str, Validation]) -> None:
    issue = validations["project_budgets.amount_vnd_not_negative"].rejected[0]
    assert (issue.column, issue.value_text, issue.source_line_start, issue.source_line_end) == (
        "amount_vnd",
        "-1",
        10,
        12,
    )
    assert (issue.document_id, issue.line_key) == (DOCUMENT, "Phụ lục III/I/1")
    assert "amount_vnd" in issue.reason
    assert "là -1" in issue.reason
    assert "đính chính" in issue.reason


def test_contradiction_says_the_figures_as_officials_write_them(validations: dict[str, Validation]) -> None:
    issue = validations["indicator_results.result_value_is_ratio"].issues[0]
    assert issue.severity == "contradiction"
    assert "80,8%" in issue.reason
    assert "1114/1377" in issue.reason


def test_word_in_a_column_of_numbers_sets_only_that_row_aside() -> None:
    records = valid_records()
    records["projects"].append({**records["projects"][1], "line_key": "Phụ lục III/I/3"})
    records["project_budgets"].append({**records["project_budgets"][0], "budget_no": 2, "amount_vnd": "bảy tỷ"})
    validation = validate_batch({"a": records})["a"]
    assert [(row.rule, row.column, row.value_text) for row in validation.rejected] == [
        ("declared_types", "amount_vnd", "bảy tỷ")
    ]
    assert "số" in validation.rejected[0].reason
    assert len(validation.accepted["project_budgets"]) == 1


@pytest.mark.parametrize(
    ("dataset", "column", "value"),
    [
        ("projects", "project_name", "Kho\x00dữ liệu"),
        ("projects", "project_name", "\ud800"),
        ("projects", "source_page", True),
        ("documents", "document_number", 2**31),
        ("documents", "issue_date", "2023-12-20"),
        ("project_budgets", "amount_vnd", Decimal("NaN")),
        ("project_budgets", "unit_inferred", "true"),
        ("tables", "columns", "[1"),
        ("submissions", "received_at", "hôm qua"),
    ],
)
def test_values_that_could_not_be_stored_are_set_aside(dataset: str, column: str, value: Value) -> None:
    record: Record = {**valid_records()[dataset][0], column: value}
    assert column in datasets()[dataset].column_names
    validation = validate_batch({"a": {dataset: [record]}})["a"]
    assert [row.rule for row in validation.rejected] == ["declared_types"]
    assert validation.rejected[0].column == column
