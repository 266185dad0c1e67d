import json

import dagster as dg
import pytest

from pipelines.metadata import datasets
from pipelines.orchestrate.manifest import ManifestError, prepare_manifest, require_manifest
from tests.processes import run_python


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    prepare_manifest()
    from pipelines.definitions import defs

    return defs


def test_every_dataset_is_an_asset_from_raw_to_the_release(definitions: dg.Definitions) -> None:
    from pipelines.load.tables import loaded_datasets

    graph = definitions.resolve_asset_graph()
    release = dg.AssetKey(["release", "release"])
    before_release = dg.AssetSelection.assets(release).upstream().resolve(graph)
    from_inbox = dg.AssetSelection.assets(["archive", "sources"]).downstream().resolve(graph)
    for name, dataset in datasets().items():
        mart = dg.AssetKey(["marts", dataset.model])
        assert mart in before_release, name
        assert dg.AssetKey(["marts", name]) in before_release, name
        if name in loaded_datasets():
            assert dg.AssetKey(["raw", name]) in before_release, name
            assert dg.AssetKey(["raw", name]) in from_inbox, name


def test_no_asset_stands_alone(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    alone = [
        key.to_user_string()
        for key in graph.get_all_asset_keys()
        if not graph.get(key).parent_keys and not graph.get(key).child_keys
    ]
    assert alone == []


def test_expectations_are_blocking_checks_before_the_warehouse_and_before_a_release(
    definitions: dg.Definitions,
) -> None:
    graph = definitions.resolve_asset_graph()
    checks = {key: graph.get(key) for key in graph.asset_check_keys}
    for name, dataset in datasets().items():
        before_warehouse = dg.AssetCheckKey(dg.AssetKey(["records", "validated"]), name)
        before_release = dg.AssetCheckKey(dg.AssetKey(["marts", dataset.model]), "expectations")
        for key in (before_warehouse, before_release):
            assert checks[key].blocking, key
    assert dg.AssetCheckKey(dg.AssetKey(["records", "validated"]), "nothing_lost") in checks


def test_dbt_tests_are_asset_checks(definitions: dg.Definitions) -> None:
    manifest = json.loads(require_manifest().read_bytes())
    graph = definitions.resolve_asset_graph()
    tested = {
        node["attached_node"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and node.get("attached_node")
    }
    keys = {
        dg.AssetKey([node["schema"], node["alias"]])
        for unique_id, node in manifest["nodes"].items()
        if unique_id in tested
    }
    assert keys
    assert keys <= {key.asset_key for key in graph.asset_check_keys}


def test_operator_can_start_everything_or_one_source(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    everything = definitions.resolve_job_def("build_everything")
    one = definitions.resolve_job_def("build_one_source")
    assert everything.partitions_def is None
    assert one.partitions_def is not None
    picked = dg.AssetKey(["archive", "one_source"])
    assert set(everything.asset_layer.executable_asset_keys) == graph.get_all_asset_keys() - {picked}
    assert set(one.asset_layer.executable_asset_keys) == graph.get_all_asset_keys()


def test_importing_the_definitions_parses_no_project_and_imports_nothing_heavy() -> None:
    prepare_manifest()
    program = (
        "import sys, pipelines.definitions\n"
        "heavy = ['great_expectations', 'pandas', 'pyarrow', 'rdflib', 'dbt.cli', 'dbt.parser']\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    imported = run_python(program)
    assert imported.stdout == "[]\n", imported.stderr


def test_missing_manifest_is_a_line_that_says_what_prepares_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from pipelines.orchestrate import manifest

    monkeypatch.setattr(manifest, "MANIFEST", tmp_path_factory.mktemp("empty") / "manifest.json")
    with pytest.raises(ManifestError, match=r"is missing; prepare it with: .* -m pipelines\.orchestrate\.manifest$"):
        require_manifest()
