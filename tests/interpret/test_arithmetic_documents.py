"""The contradictions of the real documents: each that a careful reader finds, and no other."""

from decimal import Decimal

import pytest

from pipelines.interpret.document import interpret_document
from tests.interpret.texts import read
from tests.read.shared import real_text

# Kind, printed figure, recomputed figure.
CONTRADICTIONS = {
    "bac-kan-2024-plan": [
        ("ratio", "80.5", "80.90"),
        ("count", "2", "4"),
        ("count", "269", "263"),
        ("count", "1386", "1377"),
        ("ratio", "96.8", "96.669"),
        ("group_total", "158884", "158883"),
        ("group_total", "51500", "62443"),
        ("column_sum", "210384", "221326"),
    ],
    "bac-giang-2022h1-report": [
        ("count", "6", "7"),
        ("ratio", "70.2", "70.424"),
        ("ratio", "11.3", "11.565"),
        ("ratio", "6.4", "6.682"),
    ],
    "bac-giang-2024-plan": [],
    "ban-dan-toc-2024-plan": [],
}
# Kinds of findings other than those that follow from a check, with how often each is found.
REMARKS = {
    "bac-kan-2024-plan": {"date_conflict": 1, "missing_value": 4, "spelling": 1, "unread_share": 1},
    "bac-giang-2022h1-report": {"blank_number": 2, "spelling": 1, "unread_share": 1},
    "bac-giang-2024-plan": {
        "blank_number": 2, "date_conflict": 2, "duplicate_code": 1, "invalid_date": 1, "missing_value": 1, "numbering_gap": 3,
        "repeated_row": 2, "spelling": 2, "unread_share": 1,
    },
    "ban-dan-toc-2024-plan": {"blank_number": 2, "spelling": 1, "wording_conflict": 1, "unread_share": 1},
}  # fmt: skip
FROM_CHECKS = {"sum_conflict", "ratio_conflict", "count_conflict", "total_leaves_rows_out", "rounding_difference"}


@pytest.mark.parametrize("doc_id", CONTRADICTIONS)
def test_contradictions_of_a_real_document(doc_id: str) -> None:
    records = interpret_document(read(real_text(doc_id), f"{doc_id}.txt"))
    wrong = [
        (row["check_kind"], row["stated"], row["computed"]) for row in records["arithmetic_checks"] if not row["holds"]
    ]
    assert wrong == [(kind, Decimal(stated), Decimal(computed)) for kind, stated, computed in CONTRADICTIONS[doc_id]]
    kinds = [str(row["finding_kind"]) for row in records["findings"]]
    assert {kind: kinds.count(kind) for kind in set(kinds) - FROM_CHECKS} == REMARKS[doc_id]
    assert sum(kind in FROM_CHECKS for kind in kinds) == len(wrong)
    assert all(
        isinstance(row["source_line_start"], int) for row in (*records["findings"], *records["arithmetic_checks"])
    )


def test_the_rows_that_a_printed_total_leaves_out_are_named() -> None:
    records = interpret_document(read(real_text("bac-kan-2024-plan"), "bac-kan-2024-plan.txt"))
    found = [row for row in records["findings"] if row["finding_kind"] == "total_leaves_rows_out"]
    assert [str(row["description"]).split("thiếu các dòng ")[1] for row in found] == ["II.3, II.4", "II.3, II.4"]
