"""Packages in a CKAN. No CKAN runs here: the server is one that enforces what CKAN's documentation says of its action API."""

import csv
import hashlib
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pipelines.load.warehouse import Warehouse
from pipelines.metadata import datasets
from pipelines.publish.ckan import CkanError, publish_to_ckan
from pipelines.publish.harvest import PORTAL_VARIABLE
from pipelines.publish.release import publish_release
from pipelines.publish.tables import public_columns
from pipelines.settings import Home
from tests.processes import run_khoso
from tests.publish.ckan_server import KEY, ORGANIZATION, Ckan, running_ckan
from tests.publish.conftest import ROWS, create_marts

TARGETS = "khoso-indicator_targets"


@pytest.fixture(autouse=True)
def no_portal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PORTAL_VARIABLE, raising=False)


@pytest.fixture
def ckan() -> Iterator[tuple[str, Ckan]]:
    with running_ckan() as running:
        yield running


@pytest.fixture(scope="module")
def published(warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with a release of the rows of ``conftest``."""
    home = Home(tmp_path_factory.mktemp("published"))
    with warehouse.connect() as connection:
        create_marts(connection, ROWS)
    publish_release(warehouse, home)
    return home


@pytest.fixture
def released(published: Home, tmp_path: Path) -> Home:
    """A copy of it for one test."""
    shutil.copytree(published.releases, tmp_path / "home" / "releases", symlinks=True)
    return Home(tmp_path / "home")


def package(ckan: Ckan, name: str) -> dict[str, Any]:
    return next(each for each in ckan.packages.values() if each["name"] == name)


def test_packages_hold_the_files_the_types_and_the_dictionary(released: Home, ckan: tuple[str, Ckan]) -> None:
    url, state = ckan
    done = publish_to_ckan(released, url, KEY, ORGANIZATION)
    assert sorted(done.created) == sorted(each["name"] for each in state.packages.values())
    assert len(done.created) == len(datasets())
    assert done.has_datastore
    found = package(state, TARGETS)
    assert (found["license_id"], found["owner_org"]) == ("cc-by", ORGANIZATION)
    extras = {extra["key"]: extra["value"] for extra in found["extras"]}
    assert extras["release"] == found["version"] == released.current_release.resolve().name
    assert {"chuyển đổi số", "open data"} <= {tag["name"] for tag in found["tags"]}
    folder = released.current_release / "indicator_targets"
    by_name = {resource["name"]: resource for resource in found["resources"]}
    assert list(by_name) == [f"indicator_targets.{ending}" for ending in ("csv", "xlsx", "parquet", "json")]
    for name, resource in by_name.items():
        content = (folder / name).read_bytes()
        assert state.uploads[resource["id"]] == content, name
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["size"] == len(content)
    table = state.tables[by_name["indicator_targets.csv"]["id"]]
    columns = public_columns(datasets()["indicator_targets"])
    assert [(field["id"], field["info"]["label"]) for field in table["fields"]] == [
        (c.name, c.label_vi) for c in columns
    ]
    notes = {field["id"]: field["info"]["notes"] for field in table["fields"]}
    for column in columns:
        assert notes[column.name].startswith(column.description_vi)
        assert column.description in notes[column.name]
    types = {field["id"]: field["type"] for field in table["fields"]}
    assert (types["target_value"], types["component_no"], types["line_key"]) == ("numeric", "bigint", "text")
    with (folder / "indicator_targets.csv").open(encoding="utf-8", newline="") as file:
        printed = [row["line_key"] for row in csv.DictReader(file)]
    assert [record["line_key"] for record in table["records"]] == printed


def test_a_second_run_writes_nothing(released: Home, ckan: tuple[str, Ckan]) -> None:
    url, state = ckan
    first = publish_to_ckan(released, url, KEY)
    before = json.dumps([state.packages, state.tables], sort_keys=True, default=str)
    state.writes.clear()
    again = publish_to_ckan(released, url, KEY)
    assert (again.created, again.updated, again.unchanged) == ([], [], first.created)
    assert state.writes == []
    assert json.dumps([state.packages, state.tables], sort_keys=True, default=str) == before


def test_a_new_release_uploads_only_what_changed(
    released: Home, ckan: tuple[str, Ckan], warehouse: Warehouse, marts: psycopg.Connection
) -> None:
    url, state = ckan
    publish_to_ckan(released, url, KEY)
    state.writes.clear()
    uploads = dict(state.uploads)
    marts.execute("update marts.indicator_targets set target_value = 81 where line_key = 'Phụ lục 1/I/10'")
    release = publish_release(warehouse, released)
    done = publish_to_ckan(released, url, KEY)
    assert len(done.updated) == len(datasets()), "each names the release"
    changed = {identifier for identifier, content in state.uploads.items() if uploads[identifier] != content}
    named = {each["name"] for found in state.packages.values() for each in found["resources"] if each["id"] in changed}
    assert named == {f"indicator_targets.{ending}" for ending in ("csv", "xlsx", "parquet", "json")}
    assert state.writes.count("datastore_create") == 1
    assert state.writes.count("resource_create") == 0
    assert package(state, TARGETS)["version"] == release.id
    (table,) = (
        state.tables[each["id"]] for each in package(state, TARGETS)["resources"] if each["name"].endswith(".csv")
    )
    assert 81 in [record["target_value"] for record in table["records"]]


def test_what_was_broken_off_or_changed_by_hand_is_made_good(released: Home, ckan: tuple[str, Ckan]) -> None:
    url, state = ckan
    state.fail_at = "datastore_create"
    with pytest.raises(CkanError, match="does not answer datastore_create"):
        publish_to_ckan(released, url, KEY)
    state.fail_at = None
    publish_to_ckan(released, url, KEY)
    found = package(state, TARGETS)
    assert [each["datastore_active"] for each in found["resources"]] == [True, False, False, False]
    assert len(found["resources"]) == 4
    lost = found["resources"].pop()
    found["resources"] += [
        lost | {"id": "old", "name": "indicator_targets.ods"},
        {"id": "foreign", "name": "Ghi chú.pdf", "url_type": "upload"},
    ]
    found["extras"].append({"key": "note", "value": "kept"})
    assert publish_to_ckan(released, url, KEY).updated == [TARGETS]
    names = [each["name"] for each in found["resources"]]
    assert sorted(names) == sorted(
        ["Ghi chú.pdf", *(f"indicator_targets.{e}" for e in ("csv", "xlsx", "parquet", "json"))]
    )
    assert {"key": "note", "value": "kept"} in package(state, TARGETS)["extras"]
    assert publish_to_ckan(released, url, KEY).updated == []


def test_files_are_linked_where_the_portal_has_an_address(
    released: Home, ckan: tuple[str, Ckan], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, state = ckan
    publish_to_ckan(released, url, KEY)
    monkeypatch.setenv(PORTAL_VARIABLE, "https://du-lieu.example.vn/mo")
    state.uploads.clear()
    publish_to_ckan(released, url, KEY)
    found = package(state, TARGETS)
    assert [each["url"] for each in found["resources"]] == [
        f"https://du-lieu.example.vn/mo/data/indicator_targets/indicator_targets.{ending}"
        for ending in ("csv", "xlsx", "parquet", "json")
    ]
    assert str(found["url"]).startswith("https://du-lieu.example.vn/mo/")
    assert state.uploads == {}
    state.writes.clear()
    publish_to_ckan(released, url, KEY)
    assert state.writes == []


def test_a_ckan_without_datastore_gets_the_files(released: Home, ckan: tuple[str, Ckan]) -> None:
    url, state = ckan
    state.has_datastore = False
    assert not publish_to_ckan(released, url, KEY).has_datastore
    assert len(package(state, TARGETS)["resources"]) == 4
    state.writes.clear()
    publish_to_ckan(released, url, KEY)
    assert state.writes == []


def test_faults_are_one_clear_line(released: Home, ckan: tuple[str, Ckan], tmp_path: Path) -> None:
    url, state = ckan
    for home, address, key, organization, says in (
        (released, url, "wrong", None, "API token"),
        (released, url, KEY, "none", "owner_org"),
        (released, "http://127.0.0.1:9", KEY, None, "does not answer"),
        (released, f"{url}/portal", KEY, None, "does not answer"),
        (released, "ckan.example.vn", KEY, None, "no address"),
        (Home(tmp_path / "empty"), url, KEY, None, "khoso run"),
    ):
        with pytest.raises(CkanError, match=says) as refused:
            publish_to_ckan(home, address, key, organization)
        assert "\n" not in str(refused.value)
    state.needs_organization = True
    with pytest.raises(CkanError, match="An organization must be provided"):
        publish_to_ckan(released, url, KEY)


def test_without_the_library_the_line_says_what_to_install(released: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ckanapi", None)
    with pytest.raises(CkanError, match=r"khoso\[ckan\]"):
        publish_to_ckan(released, "http://127.0.0.1:9", KEY)


def test_the_command_says_what_it_did(released: Home, ckan: tuple[str, Ckan]) -> None:
    url, _ = ckan
    done = run_khoso("publish", "ckan", "--url", url, "--api-key", KEY, "--home", released.root)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{len(datasets())} created, 0 updated, 0 unchanged" in done.stdout
    refused = run_khoso("publish", "ckan", "--url", url, "--api-key", "wrong", "--home", released.root)
    assert refused.returncode == 0, "nothing is written, so no key is asked for"
