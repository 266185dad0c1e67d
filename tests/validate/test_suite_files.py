"""The suite files: native Great Expectations JSON, generated ones up to date, hand-written ones with their reasons."""

import json
import shutil
from pathlib import Path
from string import Formatter

import pytest

from pipelines.metadata import datasets
from pipelines.validate.base_suites import GENERATED_FROM, build_base_suite, write_base_suites
from pipelines.validate.suite_files import EXPECTATIONS_DIR, Layer, Rule, read_rules

FILES = sorted(EXPECTATIONS_DIR.rglob("*.json"))
LAYERS: tuple[Layer, ...] = ("records", "marts")
RULES = [(layer, name, rule) for layer in LAYERS for name, d in read_rules(layer).items() for rule in d.rules]
HANDWRITTEN = [entry for entry in RULES if ".base." not in entry[2].suite]


def _name(value: object) -> str:
    return f"{value.suite}.{value.name}" if isinstance(value, Rule) else str(value)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(EXPECTATIONS_DIR).as_posix())
def test_file_is_what_great_expectations_writes(path: Path) -> None:
    from great_expectations.core.expectation_suite import ExpectationSuite

    from pipelines.validate import gx_runner  # registers our own expectations

    assert gx_runner.REGISTERED
    stored = json.loads(path.read_text(encoding="utf-8"))
    written = ExpectationSuite(**json.loads(path.read_text(encoding="utf-8"))).to_json_dict()
    # The version is added when a suite is written; a suite that is not in a store has no ids.
    assert isinstance(written["meta"], dict)
    written["meta"].pop("great_expectations_version", None)
    assert _without_nothing(written) == _without_nothing(stored)


def _without_nothing(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_nothing(inner) for key, inner in value.items() if inner is not None}
    return [_without_nothing(inner) for inner in value] if isinstance(value, list) else value


def test_great_expectations_file_store_finds_every_suite() -> None:
    from great_expectations.data_context.store.expectations_store import ExpectationsStore

    from pipelines.validate import gx_runner

    assert gx_runner.REGISTERED
    store = ExpectationsStore(
        store_backend={
            "class_name": "TupleFilesystemStoreBackend",
            "base_directory": str(EXPECTATIONS_DIR),
            "filepath_suffix": ".json",
        }
    )
    names = {".".join(path.relative_to(EXPECTATIONS_DIR).with_suffix("").parts) for path in FILES}
    assert {".".join(key.to_tuple()) for key in store.list_keys()} == names


def test_generated_suites_are_up_to_date(tmp_path: Path) -> None:
    written = write_base_suites(tmp_path)
    made_by_dbt = sum(dataset.derived for dataset in datasets().values())
    assert len(written) == len(LAYERS) * len(datasets()) - made_by_dbt
    for layer in LAYERS:
        kept = {path.name: path.read_bytes() for path in (EXPECTATIONS_DIR / layer / "base").iterdir()}
        fresh = {path.name: path.read_bytes() for path in (tmp_path / layer / "base").iterdir()}
        assert kept == fresh, "run: python -m pipelines.validate.base_suites"


def test_handwritten_suites_survive_regeneration(tmp_path: Path) -> None:
    shutil.copytree(EXPECTATIONS_DIR, tmp_path / "expectations")
    stale = tmp_path / "expectations" / "records" / "base" / "gone.json"
    stale.write_text("{}", encoding="utf-8")
    write_base_suites(tmp_path / "expectations")
    assert not stale.exists()
    copies = {path.relative_to(tmp_path / "expectations"): path.read_bytes() for path in tmp_path.rglob("*.json")}
    assert copies == {path.relative_to(EXPECTATIONS_DIR): path.read_bytes() for path in FILES}


def test_generated_suites_are_marked_and_handwritten_ones_are_not() -> None:
    for path in FILES:
        meta = json.loads(path.read_text(encoding="utf-8"))["meta"]
        assert (meta.get("generated_from") == GENERATED_FROM) == (path.parent.name == "base"), path


def test_base_suite_follows_the_declaration() -> None:
    suite = build_base_suite(datasets()["projects"], "records")
    rules = {entry["meta"]["rule"]: entry["kwargs"] for entry in suite["expectations"]}
    assert rules["key_unique"]["column_list"] == ["load_source_sha256", "document_id", "line_key"]
    assert rules["status_among_values"]["value_set"] == ["new", "continuing"]
    assert rules["declared_types"]["column_list"] == list(datasets()["projects"].column_names)
    assert {"document_id_given", "line_key_given", "document_found", "place_given", "text_tidy"} <= set(rules)
    mart = {entry["meta"]["rule"] for entry in build_base_suite(datasets()["agencies"], "marts")["expectations"]}
    values = {f"{column.name}_among_values" for column in datasets()["agencies"].columns if column.values}
    assert {"kind_among_values", "confidence_among_values"} <= values
    assert mart == {"columns_present", "agency_id_given", "key_unique", *values}


@pytest.mark.parametrize(("layer", "dataset", "rule"), RULES, ids=_name)
def test_rule_can_be_understood(layer: Layer, dataset: str, rule: Rule) -> None:
    entry = rule.configuration
    assert entry["severity"] == {"reject": "critical", "contradiction": "warning", "note": "info"}[rule.severity]
    assert rule.description
    assert rule.message.endswith(".")
    assert "\n" not in rule.message
    fields = {field for _, field, _, _ in Formatter().parse(rule.message) if field}
    declared = datasets()[dataset]
    assert fields <= {"column", "value", "type", "key", *declared.column_names}
    assert rule.column is None or rule.column in declared.column_names
    references = {reference.name for reference in read_rules(layer)[dataset].references}
    assert set(rule.needed_columns) <= {*declared.column_names, *references, "load_source_sha256"}
    if layer == "records":
        assert not rule.is_about_table


@pytest.mark.parametrize(("layer", "dataset", "rule"), HANDWRITTEN, ids=_name)
def test_handwritten_rule_says_why(layer: Layer, dataset: str, rule: Rule) -> None:
    notes = rule.configuration["meta"].get("notes", "")
    assert len(notes.split()) >= 6, f"{layer} {dataset} {rule.name} has no reason in meta.notes"


def test_two_rules_of_one_name_are_refused(tmp_path: Path) -> None:
    suite = build_base_suite(datasets()["agencies"], "records") | {"name": "records.agencies"}
    suite["expectations"].append(suite["expectations"][0])
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "agencies.json").write_text(json.dumps(suite), encoding="utf-8")
    with pytest.raises(ValueError, match="declared_types"):
        read_rules("records", tmp_path)


def test_a_suite_named_otherwise_than_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "marts").mkdir()
    suite = build_base_suite(datasets()["agencies"], "marts")
    (tmp_path / "marts" / "agencies.json").write_text(json.dumps(suite), encoding="utf-8")
    with pytest.raises(ValueError, match=r"marts\.agencies"):
        read_rules("marts", tmp_path)
