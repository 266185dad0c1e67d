"""The declaration says of every contract column what the contract says, and tells officials and readers what it is."""

import csv
import re
import unicodedata
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

import pytest

from pipelines import metadata
from pipelines.metadata import Dataset, datasets, quality_datasets, vietnamese

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


_HALVES = set("ăâđêôơưàằầèềìòồờùừỳáắấéếíóốớúứýảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹạặậẹệịọộợụựỵ")
# The mark of an open "oa", "oe", "uy" stands on its first vowel (khóa, hủy), but for "qu" (quý), as the labels have it.
_MARK_ON_SECOND = re.compile(r"\b(?!qu)[^\W\d_]*(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])\b", re.IGNORECASE)


def _written(everything: Mapping[str, Dataset]) -> dict[str, str]:
    """Every Vietnamese text of the declaration by its place."""
    found = {}
    for dataset in everything.values():
        found[dataset.name] = dataset.grain_vi
        for column in dataset.columns:
            found[f"{dataset.name}.{column.name}"] = column.description_vi
            found |= {
                f"{dataset.name}.{column.name}={value}": name
                for value, name in zip(column.values, column.values_vi, strict=True)
            }
    return found


def test_every_meaning_is_told_in_vietnamese(everything: Mapping[str, Dataset]) -> None:
    written = _written(everything)
    assert [place for place, text in written.items() if not text.strip()] == []
    plain = [place for place, text in written.items() if "=" not in place and not _HALVES & set(text.casefold())]
    assert plain == []
    assert [place for place, text in written.items() if _MARK_ON_SECOND.search(text)] == []
    for place, text in written.items():
        assert unicodedata.is_normalized("NFC", text), place
        assert " ".join(text.split()) == text, place


def test_vietnamese_is_no_copy_of_the_english(everything: Mapping[str, Dataset]) -> None:
    for dataset in everything.values():
        assert dataset.grain_vi.startswith("Mỗi dòng là "), dataset.name
        assert dataset.grain_vi.endswith("."), dataset.name
        for column in dataset.columns:
            place = f"{dataset.name}.{column.name}"
            assert column.description_vi.casefold() != column.description.casefold(), place
            assert column.description_vi.casefold() != column.label_vi.casefold(), place
            assert not column.description_vi.removesuffix(" ...").endswith("."), place


def test_what_null_means_is_told_in_both_languages(everything: Mapping[str, Dataset]) -> None:
    silent = [
        f"{dataset.name}.{column.name}"
        for dataset in everything.values()
        for column in dataset.columns
        if re.search(r"\bnull\b", column.description) and "để trống" not in column.description_vi
    ]
    assert silent == []


def test_tokens_stand_in_vietnamese_as_they_are(everything: Mapping[str, Dataset]) -> None:
    """Columns of datasets that a meaning names, and values, are the same in both languages."""
    names = "|".join(everything)
    checked = 0
    for dataset in everything.values():
        for column in dataset.columns:
            for named in re.findall(rf"\b(?:{names})\.[a-z_]+\b", column.description):
                assert named in column.description_vi, f"{dataset.name}.{column.name}"
                checked += 1
            assert all(value in column.told_vi for value in column.values), f"{dataset.name}.{column.name}"
    assert checked > 100


def test_no_vietnamese_entry_is_left_over(everything: Mapping[str, Dataset]) -> None:
    columns = {(dataset.name, column.name) for dataset in everything.values() for column in dataset.columns}
    own = set(vietnamese.written_columns())
    assert own <= columns
    assert set(vietnamese.written_datasets()) <= everything.keys()
    shared = {
        (column.name, column.description)
        for dataset in everything.values()
        for column in dataset.columns
        if (dataset.name, column.name) not in own
    }
    assert set(vietnamese.written_common()) <= shared
    allowed = {
        (column.name, value) for dataset in everything.values() for column in dataset.columns for value in column.values
    }
    assert set(vietnamese.written_values()) == allowed


def test_mark_on_the_second_vowel_is_found() -> None:
    assert _MARK_ON_SECOND.search("khoá dòng")
    assert _MARK_ON_SECOND.search("tuỳ chọn")
    assert _MARK_ON_SECOND.search("Uỷ ban")
    assert not _MARK_ON_SECOND.search("khóa, hủy, quý, quỹ, hoàn thành, thuyết, loại, khoảng")
