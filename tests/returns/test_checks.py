"""Every rule that a return is held against: a return that keeps all of them, and for each rule one cell that breaks it."""

from typing import Any

import pytest

from pipelines.interpret.returns.identity_sheet import ReturnIdentity
from pipelines.interpret.returns.rules import return_rules
from tests.returns.workbooks import TITLE, issues_of, rows_of, table, validated, xlsx

INDICATOR, PROJECT, BUDGET, REGISTER = "indicator_return", "project_return", "budget_return", "open_data_register"
# Kind, cells that differ from those of a good row, the rules broken and by which cells.
CASES: list[tuple[str, dict[str, object], dict[str, list[str]]]] = [
    (INDICATOR, {"result_value": ""}, {"value_missing": ["F5"]}),
    (INDICATOR, {"result_value": "khoảng tám mươi"}, {"number_expected": ["F5"]}),
    (INDICATOR, {"result_value": "77.8%"}, {}),
    (INDICATOR, {"result_value": "1,234", "unit": "Số lượng", "target_value": ""}, {"number_ambiguous": ["F5"]}),
    (INDICATOR, {"result_value": 0.5, "numerator": "", "denominator": "", "target_value": ""}, {"percent_as_fraction": ["F5"]}),
    (INDICATOR, {"result_value": "80%", "unit": "Hồ sơ"}, {"percent_sign_misplaced": ["F5"]}),
    (INDICATOR, {"result_value": 120, "numerator": "", "denominator": ""}, {"unusual": ["F5"]}),
    (INDICATOR, {"result_value": -3, "unit": "Điểm", "target_value": ""}, {"unusual": ["F5"]}),
    (INDICATOR, {"unit": "sải tay"}, {"unit_unknown": ["D5"]}),
    (INDICATOR, {"result_value": 78.9}, {"ratio_differs": ["F5"]}),
    (INDICATOR, {"result_value": 77.75}, {}),
    (INDICATOR, {"result_value": 77.7}, {"ratio_differs": ["F5"]}),
    (INDICATOR, {"denominator": 0, "result_value": "Không phát sinh"}, {"denominator_zero": ["H5"], "part_exceeds_whole": ["G5"]}),
    (INDICATOR, {"numerator": 1771, "denominator": 1377, "result_value": 128.6}, {"part_exceeds_whole": ["G5"], "unusual": ["F5"]}),
    (INDICATOR, {"denominator": ""}, {"ratio_incomplete": ["F5"]}),
    (INDICATOR, {"numerator": -5, "denominator": ""}, {"too_small": ["G5"], "ratio_incomplete": ["F5"]}),
    (INDICATOR, {"target_value": ">=80%"}, {"below_target": ["F5"]}),
    (INDICATOR, {"target_value": "≤80"}, {}),
    (INDICATOR, {"target_value": 80, "explanation": "Thiếu máy quét"}, {}),
    (INDICATOR, {"result_value": "Chưa đến kỳ đánh giá", "numerator": "", "denominator": ""}, {}),
    (INDICATOR, {"explanation": "thi\ufffdu máy"}, {"text_unreadable": ["I5"]}),
    (INDICATOR, {"row_period": "kỳ sau"}, {"period_expected": ["J5"]}),
    (PROJECT, {"progress_pct": "một nửa"}, {"percent_expected": ["E5"]}),
    (PROJECT, {"progress_pct": 120}, {"too_large": ["E5"]}),
    (PROJECT, {"progress_status": "Hoàn thành"}, {"finished_but_incomplete": ["E5"]}),
    (PROJECT, {"progress_status": "Gần xong"}, {"not_in_list": ["D5"]}),
    (PROJECT, {"contract_value_vnd": "bốn tỷ"}, {"money_expected": ["F5"]}),
    (PROJECT, {"contract_value_vnd": "4.000,5"}, {}),
    (PROJECT, {"contract_value_vnd": 1000}, {"exceeds_contract": ["I5"]}),
    (PROJECT, {"disbursed_period_vnd": 1300}, {"period_exceeds_total": ["H5"]}),
    (PROJECT, {"appropriated_vnd": 1000}, {"exceeds_appropriation": ["I5"]}),
    (PROJECT, {"expected_completion_date": "31/02/2024"}, {"date_expected": ["J5"]}),
    (PROJECT, {"expected_completion_date": 45382}, {"date_expected": ["J5"]}),
    (BUDGET, {"funding_source": "Vay ngân hàng"}, {"not_in_list": ["C5"]}),
    (BUDGET, {"disbursed_pct": 60}, {"rate_differs": ["H5"]}),
    (
        BUDGET,
        {"adjusted_vnd": -1600, "disbursed_to_date_vnd": 0, "disbursed_period_vnd": 0, "disbursed_pct": ""},
        {"adjusted_below_zero": ["E5"]},
    ),
    (BUDGET, {"adjusted_vnd": "(200)"}, {}),
    (BUDGET, {"disbursed_to_date_vnd": -1, "disbursed_period_vnd": "", "disbursed_pct": ""}, {"too_small": ["G5"]}),
    (REGISTER, {"closed_reason": ""}, {"reason_missing": ["F5"]}),
    (REGISTER, {"is_open": "x", "closed_reason": ""}, {}),
    (REGISTER, {"is_open": "có thể"}, {"not_in_list": ["E5"]}),
    (REGISTER, {"update_cycle": ""}, {"value_missing": ["G5"]}),
]  # fmt: skip
# Rules about the return as a whole, and where they are broken on purpose.
ELSEWHERE = {
    "heading_unknown", "heading_repeated", "agency_missing", "agency_without_province", "agency_differs", "period_missing",
    "period_differs", "template_outdated", "template_unknown", "column_missing", "unit_missing", "money_foreign",
    "row_repeated", "total_differs", "rows_missing", "sheet_unread",
}  # fmt: skip


@pytest.mark.parametrize(("kind", "changed", "broken"), CASES)
def test_cell_that_breaks_a_rule_is_named(kind: str, changed: dict[str, object], broken: dict[str, list[str]]) -> None:
    found = validated(xlsx({"A": table(kind, changed)}))
    assert issues_of(found) == broken
    rejects = any(return_rules()[rule].severity == "reject" for rule in broken)
    (submission,) = found.accepted["submissions"]
    assert (submission["rows_accepted"], submission["rows_rejected"]) == (int(not rejects), int(rejects))
    assert submission["status"] == ("rejected" if rejects else "accepted_with_warnings" if broken else "accepted")


def test_every_rule_has_a_return_that_breaks_it() -> None:
    broken = {rule for _, _, rules in CASES for rule in rules} | ELSEWHERE
    assert {name for name, rule in return_rules().items() if rule.message} == broken


def test_message_says_what_is_wrong_what_was_expected_and_an_example() -> None:
    (issue,) = rows_of(
        validated(xlsx({"A": table(INDICATOR, {"result_value": "khoảng tám mươi"})})), "submission_issues"
    )
    assert issue["message"] == (
        "Ô “Kết quả thực hiện” ghi “khoảng tám mươi”, không phải số. Chỉ ghi số, không kèm chữ hay đơn vị, ví dụ 77,8."
    )
    assert (issue["source_sheet"], issue["source_cell"], issue["value_text"]) == ("A", "F5", "khoảng tám mươi")
    assert (issue["severity"], issue["rule_severity"], issue["column_name"]) == ("error", "reject", "result_value")
    assert (issue["issue_no"], issue["line_key"]) == (1, "PL1/1")


def test_no_message_has_a_gap_left() -> None:
    for kind, changed, _ in CASES:
        for issue in rows_of(validated(xlsx({"A": table(kind, changed)})), "submission_issues"):
            assert not {"{", "}", None} & set(issue["message"]), issue["message"]


def test_accepted_rows_load_and_rejected_rows_wait() -> None:
    good, bad = {"indicator_code": "A1"}, {"indicator_code": "A2", "result_value": "?"}
    found = validated(xlsx({"A": table(INDICATOR, good, bad, {"indicator_code": "A3"})}))
    assert [row["line_key"] for row in rows_of(found)] == ["A1", "A3"]
    (waiting,) = rows_of(found, "rejected_rows")
    assert (waiting["line_key"], waiting["rule"], waiting["column_name"], waiting["value_text"]) == (
        "A2", "number_expected", "result_value", "?",
    )  # fmt: skip
    assert (waiting["source_sheet"], waiting["source_cell"]) == ("A", "A6:J6")
    assert '"result_value": "?"' in waiting["record_json"]
    assert "không phải số" in waiting["reason"]
    assert found.accepted["submissions"][0]["status"] == "accepted_with_warnings"


def test_rows_that_report_the_same_wait_but_an_exact_copy_only_once() -> None:
    same, other = {"indicator_code": "A1"}, {"indicator_code": "A2"}
    found = validated(xlsx({"A": table(INDICATOR, same, same, other, {**other, "explanation": "đã sửa", "row_no": 9})}))
    assert issues_of(found) == {"row_repeated": ["C6", "C7", "C8"]}
    assert [(row["line_key"], row["source_cell"]) for row in rows_of(found)] == [("A1", "A5:J5")]
    messages = [issue["message"] for issue in rows_of(found, "submission_issues")]
    assert "các dòng 5, 6" in messages[0]
    assert "các dòng 7, 8" in messages[1]


@pytest.mark.parametrize(
    ("total", "broken"), [(1500, {}), (1501, {"total_differs": ["D6"]}), (1500.4, {"total_differs": ["D6"]})]
)
def test_printed_total_is_added_up(total: float, broken: dict[str, list[str]]) -> None:
    rows = [*table(BUDGET), ["", "Tổng cộng", "", total]]
    assert issues_of(validated(xlsx({"A": rows}))) == broken


def test_rounded_figures_may_miss_their_total_by_their_last_digits() -> None:
    parts = [
        {
            "description": name,
            "appropriated_vnd": 1.3,
            "disbursed_to_date_vnd": 0,
            "disbursed_period_vnd": 0,
            "disbursed_pct": 0,
            "adjusted_vnd": "",
        }
        for name in "abc"
    ]
    assert issues_of(validated(xlsx({"A": [*table(BUDGET, *parts), ["", "Tổng cộng", "", 4.0]]}))) == {}
    assert issues_of(validated(xlsx({"A": [*table(BUDGET, *parts), ["", "Tổng cộng", "", 4.2]]}))) == {
        "total_differs": ["D8"]
    }


def test_return_without_rows_is_refused() -> None:
    identity = ReturnIdentity(INDICATOR, "1", "so-y-te-ha-nam", "Sở Y tế tỉnh Hà Nam", "2024-Q1")
    found = validated(xlsx({"A": table(INDICATOR, title=[])[:1]}, identity))
    assert issues_of(found) == {"rows_missing": [None]}
    assert found.accepted["submissions"][0]["status"] == "rejected"


def test_sheet_that_is_not_read_is_said() -> None:
    found = validated(xlsx({"A": table(INDICATOR), "Ghi thêm": [["Số liệu khác"], [1, 2, 3]]}))
    assert issues_of(found) == {"sheet_unread": [None]}


def test_percentages_kept_as_fractions_are_told_by_format_or_ratio() -> None:
    plain: dict[str, Any] = {"result_value": 0.778, "numerator": "", "denominator": ""}
    shown = validated(xlsx({"A": table(INDICATOR, plain)}, formats={"F5": "0.0%"}))
    assert [(row["result_value"], row["result_text"]) for row in rows_of(shown)] == [(77.8, "77,8%")]
    by_ratio = validated(xlsx({"A": table(INDICATOR, {"result_value": 0.778}, {"indicator_code": "x", **plain})}))
    assert [row["result_value"] for row in rows_of(by_ratio)] == [77.8, 77.8]
    assert issues_of(by_ratio) == {}
    small = {"result_value": 0.8, "numerator": 8, "denominator": 1000, "explanation": "mới bắt đầu"}
    assert [row["result_value"] for row in rows_of(validated(xlsx({"A": table(INDICATOR, small)})))] == [0.8]


def test_amounts_in_the_unit_of_their_row_are_in_vnd() -> None:
    row = {"unit": "Tỷ đồng", "target_value": 2, "result_value": "2,5", "numerator": "", "denominator": ""}
    (found,) = rows_of(validated(xlsx({"A": table(INDICATOR, row)})))
    assert (found["unit"], found["unit_text"], found["result_value"], found["target_value"]) == (
        "vnd",
        "Tỷ đồng",
        2.5e9,
        2e9,
    )


def test_row_that_nobody_filled_in_waits_and_is_no_group() -> None:
    empty = {
        "result_value": "",
        "numerator": "",
        "denominator": "",
        "indicator_code": "",
        "target_value": "",
        "unit": "",
        "row_no": 2,
    }
    found = validated(xlsx({"A": table(INDICATOR, {}, {**empty, "indicator_name": "Xếp hạng"})}))
    assert issues_of(found) == {"value_missing": ["F6"]}


def test_results_tell_how_often_each_rule_was_asked_and_broken() -> None:
    results = {
        result.rule: result
        for result in validated(xlsx({"A": table(INDICATOR, {"result_value": "?"}, {"indicator_code": "b"})})).results
    }
    assert (results["number_expected"].evaluated_count, results["number_expected"].unexpected_count) == (2, 1)
    assert results["unusual"].success
    assert TITLE
