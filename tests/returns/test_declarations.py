"""The declarations of returns agree with the datasets and with themselves, and their examples pass their own checks."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from pipelines.interpret.returns.declarations import FOLDER, NUMERIC_TYPES, Heading, read_declaration, return_kinds
from pipelines.interpret.returns.headers import heading_key
from pipelines.interpret.returns.identity_sheet import ReturnIdentity, identity_rows, parse_identity
from pipelines.interpret.returns.periods import Period, parse_period_code, read_period
from pipelines.interpret.returns.rules import return_rules
from pipelines.metadata import datasets
from tests.returns.workbooks import TITLE, issues_of, table, validated, xlsx

KINDS = ["budget_return", "indicator_return", "open_data_register", "project_return"]
_TYPES = {
    "text": "text", "choice": "text", "period": "text", "number": "numeric", "percent": "numeric", "money": "numeric",
    "date": "date", "boolean": "boolean",
}  # fmt: skip


def test_kinds_are_those_of_the_contract() -> None:
    template = next(column for column in datasets()["submissions"].columns if column.name == "template")
    assert sorted(return_kinds()) == KINDS == sorted(template.values)


@pytest.mark.parametrize("name", KINDS)
def test_every_field_has_its_columns_in_the_dataset(name: str) -> None:
    kind = return_kinds()[name]
    columns = {column.name: column for column in datasets()[kind.dataset].columns}
    for field in kind.fields:
        assert columns[field.name].type == _TYPES[field.type], field.name
        assert columns[field.name].unit == ("VND" if field.type == "money" else ""), field.name
        assert field.text_column is None or columns[field.text_column].type == "text"
        closed = tuple(choice.code for choice in field.choices) if not field.open_choices else ()
        assert columns[field.name].values == closed, field.name


@pytest.mark.parametrize("name", KINDS)
def test_no_heading_means_two_fields(name: str) -> None:
    kind = return_kinds()[name]
    keys = Counter(key for field in kind.fields for key in {heading_key(heading.text) for heading in field.headings})
    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize("name", KINDS)
def test_examples_pass_the_checks_that_they_illustrate(name: str) -> None:
    kind = return_kinds()[name]
    row: dict[str, object] = {field.name: field.example for field in kind.fields}
    found = validated(xlsx({"A": table(name, row)}))
    # Examples are of cells, not of a row: what they say of each other may differ.
    broken = issues_of(found).keys() - {"rate_differs", "exceeds_appropriation", "exceeds_contract"}
    assert broken == set()
    assert found.tables[kind.dataset].count == 1


@pytest.mark.parametrize("name", KINDS)
def test_every_field_says_what_to_write(name: str) -> None:
    kind = return_kinds()[name]
    assert kind.steps
    assert TITLE
    for field in kind.fields:
        assert field.help.endswith("."), field.name
        assert field.example, field.name
        assert field.type not in NUMERIC_TYPES or field.type != "money" or field.unit, field.name


def test_heading_holds_from_its_first_day_until_the_day_of_its_end() -> None:
    heading = Heading("Kết quả", date(2024, 1, 1), date(2025, 1, 1))
    assert [heading.holds_on(day) for day in (date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1))] == [
        False, True, True, False,
    ]  # fmt: skip
    assert heading.holds_on(None)


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("Kết quả thực hiện Quý I/2024 (%)", "ket qua thuc hien"),
        ("KẾT QUẢ THỰC HIỆN 6 tháng đầu năm 2024", "ket qua thuc hien"),
        ("Vốn được giao, triệu đồng (3)", "von duoc giao"),
        ("Khó khăn, vướng mắc", "kho khan, vuong mac"),
        ("Giải ngân trong kỳ *", "giai ngan trong ky"),
        ("(%)", "(%)"),
    ],
)
def test_heading_is_compared_without_unit_period_and_number(printed: str, key: str) -> None:
    assert heading_key(printed) == key


def test_wrong_declaration_names_its_file(tmp_path: Path) -> None:
    text = (FOLDER / "budget_return" / "declaration.yml").read_text(encoding="utf-8")
    path = tmp_path / "declaration.yml"
    path.write_text(text.replace("maximum: 100", "most: 100"), encoding="utf-8")
    with pytest.raises(ValueError, match=r"declaration\.yml.*most"):
        read_declaration(path)
    path.write_text(text.replace("[adjusted_vnd]", "[adjusted]"), encoding="utf-8")
    with pytest.raises(ValueError, match=r"declaration\.yml.*adjusted"):
        read_declaration(path)


def test_identity_is_read_back_as_it_was_written() -> None:
    identity = ReturnIdentity("project_return", "1", "so-y-te-ha-nam", "Sở Y tế", "2024-H1", "ke-hoach-2024")
    assert parse_identity(identity_rows(identity)) == identity
    as_saved = [(key, float(value) if value == "1" else value) for key, value in identity_rows(identity)]
    assert parse_identity(as_saved) == identity
    assert parse_identity([("khoá", "giá trị"), ("agency_id", "so-y-te")]) is None


@pytest.mark.parametrize("code", ["2024", "2024-Q1", "2024-Q4", "2024-H1", "2024-H2", "2024-9M", "2024-02"])
def test_period_is_read_back_from_its_code_and_from_its_name(code: str) -> None:
    period = parse_period_code(code)
    assert period.code == code
    assert read_period(period.label) == period


def test_period_that_is_none_is_refused() -> None:
    for code in ("2024-Q5", "2024-13", "quý sau", ""):
        with pytest.raises(ValueError, match="no period"):
            parse_period_code(code)
    assert Period(date(2024, 1, 5), date(2024, 2, 9)).code == "2024-01-05_2024-02-09"


def test_rules_of_dbt_are_those_of_the_model() -> None:
    text = (FOLDER.parents[2] / "dbt_project" / "models" / "intermediate" / "int_return_issue.sql").read_text(
        encoding="utf-8"
    )
    for rule in return_rules().values():
        assert bool(rule.message) != (f"'{rule.name}' as rule,\n        '{rule.severity}' as rule_severity" in text), (
            rule.name
        )
