"""The JSON form of a validation: what is read back is what was written, types and digits included."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.interpret.records import Record, Value
from pipelines.validate.model import (
    ExpectationResult,
    RejectedRow,
    RowIssue,
    Validation,
    parse_validation,
    read_validation,
    record_json,
    validation_json,
    write_validation,
)

_ISSUE = RowIssue(
    "projects", "PL/1", "d", "project_name", "r", None, "Lý do.", 1, 2, 3, None, None, "{}", "contradiction"
)
_REJECTED = RejectedRow("projects", None, None, None, "r", "x", "Lý do.", None, None, None, "S", "B1", "{}", "reject")
_RESULT = ExpectationResult("records.projects", "expect_x", "c", "note", False, 3, 1, "r", "Mô tả")
_VALUES: st.SearchStrategy[Value] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.decimals(allow_nan=False), st.dates(), st.text()
)


@given(st.lists(st.dictionaries(st.text(max_size=8), _VALUES, max_size=4)))
def test_every_value_is_read_back_exactly(rows: list[Record]) -> None:
    read = parse_validation(validation_json(Validation({"projects": rows}))).accepted["projects"]
    assert read == rows
    for row, copy in zip(rows, read, strict=True):
        # 1 == True == Decimal(1), and Decimal("80.90") == Decimal("80.9"): equality alone would not tell.
        assert [(type(v), str(v)) for v in row.values()] == [(type(v), str(v)) for v in copy.values()]


def test_file_is_read_back(tmp_path: Path) -> None:
    validation = Validation(
        {"projects": [{"a": Decimal("80.90"), "b": date(2024, 1, 31), "c": True}], "sections": []},
        rejected=(_REJECTED,),
        results=(_RESULT,),
        issues=(_ISSUE,),
    )
    path = tmp_path / "records" / "0.json"
    write_validation(path, validation)
    read = read_validation(path)
    assert read == validation
    assert [type(row) for row in (*read.rejected, *read.issues)] == [RejectedRow, RowIssue]
    assert [file.name for file in path.parent.iterdir()] == ["0.json"]


def test_a_value_that_no_record_holds_is_refused() -> None:
    with pytest.raises(TypeError, match="holds a object"):
        validation_json(Validation({"projects": [{"a": object()}]}))  # type: ignore[dict-item] # what is tested


def test_record_for_people_leaves_out_what_is_null() -> None:
    row: Record = {"a": None, "b": Decimal("80.90"), "c": date(2024, 1, 31), "d": "Sở"}
    assert record_json(row) == '{"b": "80.90", "c": "2024-01-31", "d": "Sở"}'
