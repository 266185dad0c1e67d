"""The declaration says of every contract column what the contract says, and tells officials and readers what it is."""

import csv
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

import pytest

from pipelines import metadata
from pipelines.metadata import Dataset, datasets, quality_datasets

CONTRACT = list(csv.DictReader(Path(__file__).with_name("contract.csv").read_text(encoding="utf-8").splitlines()))
PROVENANCE = ("source_page", "source_line_start", "source_line_end", "source_sheet", "source_cell")
ROW_WITH_PLACE = {
    *(
        "sections",
        "indicator_targets",
        "indicator_results",
        "projects",
        "project_budgets",
        "budget_lines",
        "measurements",
    ),
    *("citations", "arithmetic_checks", "findings", "unread_text", "tables", "table_cells"),
    *("indicator_return_rows", "project_return_rows", "budget_return_rows", "open_data_register_rows"),
    *("indicator_observations", "indicator_ledger", "citation_edges"),
    *("appropriations", "commitments", "budget_reconciliations", "spending_shares"),
}


@pytest.fixture
def declared() -> Mapping[str, Dataset]:
    return datasets()


@pytest.fixture
def everything(declared: Mapping[str, Dataset]) -> Mapping[str, Dataset]:
    return {**declared, **quality_datasets()}


def test_contract_datasets_come_first_and_in_order(declared: Mapping[str, Dataset]) -> None:
    contract = [name for name, _ in groupby(row["dataset"] for row in CONTRACT)]
    assert list(declared)[: len(contract)] == contract


def test_contract_columns_come_first_and_in_order(declared: Mapping[str, Dataset]) -> None:
    for name, rows in groupby(CONTRACT, key=lambda row: row["dataset"]):
        contract = [(row["column"], row["type"], row["unit"]) for row in rows]
        columns = [(column.name, column.type, column.unit) for column in declared[name].columns]
        assert columns[: len(contract)] == contract, name


def test_contract_meanings_are_kept_word_for_word(declared: Mapping[str, Dataset]) -> None:
    ours = {
        (dataset.name, column.name): column.description for dataset in declared.values() for column in dataset.columns
    }
    assert {key: ours[key] for row in CONTRACT if row["meaning"] and (key := (row["dataset"], row["column"]))} == {
        (row["dataset"], row["column"]): row["meaning"] for row in CONTRACT if row["meaning"]
    }


def test_closed_lists_of_the_contract_are_the_allowed_values(declared: Mapping[str, Dataset]) -> None:
    checked = 0
    for row in CONTRACT:
        listed = [value.strip() for value in row["meaning"].partition(":")[0].partition(";")[0].split("|")]
        if (
            len(listed) < 2
            or "..." in row["meaning"]
            or not all(value.isascii() and " " not in value for value in listed)
        ):
            continue
        column = next(column for column in declared[row["dataset"]].columns if column.name == row["column"])
        assert list(column.values) == listed, f"{row['dataset']}.{row['column']}"
        checked += 1
    assert checked >= 18


def test_every_row_that_was_read_somewhere_says_where(declared: Mapping[str, Dataset]) -> None:
    assert {name for name, dataset in declared.items() if dataset.provenance} == ROW_WITH_PLACE
    for name in ROW_WITH_PLACE:
        assert declared[name].column_names[-5:] == PROVENANCE


def test_every_column_has_a_label_and_a_meaning(everything: Mapping[str, Dataset]) -> None:
    blank = [
        f"{dataset.name}.{column.name}"
        for dataset in everything.values()
        for column in dataset.columns
        if not column.label_vi.strip() or not column.description.strip()
    ]
    assert blank == []


def test_labels_tell_the_columns_of_a_dataset_apart(everything: Mapping[str, Dataset]) -> None:
    for dataset in everything.values():
        labels = [column.label_vi.casefold() for column in dataset.columns]
        assert len(set(labels)) == len(labels), dataset.name


def test_every_dataset_is_described_in_one_sentence_of_each_language(everything: Mapping[str, Dataset]) -> None:
    for dataset in everything.values():
        assert dataset.title_vi, dataset.name
        assert dataset.title_en, dataset.name
        for text in (dataset.description_vi, dataset.description_en, dataset.grain):
            assert text.endswith("."), dataset.name
            assert ". " not in text, dataset.name
    assert len({dataset.description_vi for dataset in everything.values()}) == len(everything)


def test_foreign_keys_match_type_and_point_at_declared_columns(declared: Mapping[str, Dataset]) -> None:
    types = {(dataset.name, column.name): column.type for dataset in declared.values() for column in dataset.columns}
    for dataset in declared.values():
        for key in dataset.foreign_keys:
            here = [types[dataset.name, column] for column in key.columns]
            assert here == [types[key.dataset, column] for column in key.references]
            assert set(key.references) <= set(declared[key.dataset].key), f"{dataset.name}: {key}"


def test_quality_tables_are_named_apart_from_the_datasets(declared: Mapping[str, Dataset]) -> None:
    assert not declared.keys() & quality_datasets().keys()
    models = [dataset.model for dataset in (*declared.values(), *quality_datasets().values())]
    assert len(set(models)) == len(models)


def test_what_nobody_declared_public_is_private(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = {
        "model": "x",
        "title_vi": "",
        "title_en": "",
        "description_vi": "",
        "description_en": "",
        "grain": "",
        "key": [],
    }
    column = {"type": "text", "label_vi": "", "description": ""}

    def declared(**said: bool) -> Dataset:
        columns = {"kept": column, "shown": column | {"public": True}}
        declaration = {"provenance_columns": {}, "datasets": {"x": entry | said | {"columns": columns}}}
        monkeypatch.setattr(metadata, "_read_declaration", lambda: declaration)
        return metadata._parse_datasets("datasets")["x"]

    assert [column.public for column in declared(public=False).columns] == [False, True]
    assert [column.public for column in declared(public=True).columns] == [True, True]
    with pytest.raises(ValueError, match=r"declaration of x does not say whether it is public; add 'public: true'"):
        declared()
