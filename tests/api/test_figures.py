"""Where a figure comes from, by the id of its permalink; the list of ids is written as the portal writes it."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from pipelines.metadata import datasets
from pipelines.publish.api.app import Options, create_app
from pipelines.publish.portal.addresses import RowIds, page_path
from tests.api.conftest import GONE, Client, served
from tests.publish.conftest import PLAN, ROWS

TARGET = ROWS["indicator_targets"][0]
ID = RowIds(datasets()["indicator_targets"]).next(TARGET)


@pytest.fixture
def checked(fresh_marks: psycopg.Connection) -> Iterator[None]:
    """Checks of the document, of the rows of its dataset and of those of another."""
    for kind, dataset, name in (
        ("expectation", "indicator_targets", "target_year_range"),
        ("expectation", "projects", "status_known"),
        ("arithmetic", "arithmetic_checks", "sum"),
    ):
        fresh_marks.execute(
            "insert into marts.quality_checks (document_id, check_kind, dataset, check_name, is_passed)"
            " values (%s, %s, %s, %s, true)",
            [PLAN, kind, dataset, name],
        )
    yield
    fresh_marks.execute("delete from marts.quality_checks")


@pytest.mark.usefixtures("checked")
def test_a_figure_leads_to_row_document_place_and_checks(api: Client) -> None:
    answer = api.get(f"/v1/figures/{ID}")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["id"], told["page"]) == (ID, f"/{page_path('vi', 'figure', ID)}")
    assert (told["dataset"], told["release"]) == ("indicator_targets", "r-1")
    assert told["key"] == {name: TARGET[name] for name in ("document_id", "line_key", "component_no")}
    assert told["readings"] == [
        {"column": "target_value", "printed": TARGET["target_text"], "value": 80.9, "unit": None}
    ]
    assert told["document"]["source_name"] == told["place"]["source_name"] == "ke-hoach, bản 2.txt"
    assert (told["document"]["issue_date"], told["place"]["source_sha256"]) == ("2023-12-29", "a" * 64)
    assert (told["place"]["source_line_start"], told["place"]["source_cell"]) == (10, None)
    assert [check["check_name"] for check in told["checks"]] == ["sum", "target_year_range"]
    rows = api.rows(f"{told['rows']}?line_key={told['key']['line_key']}&component_no=0")
    assert [row["target_value"] for row in rows] == [80.9]
    described = api.get("/openapi.json").json()["paths"]["/v1/figures/{identifier}"]["get"]
    schema = described["responses"]["200"]["content"]["application/json"]["schema"]
    assert set(schema["required"]) <= set(told) == set(schema["properties"])


def test_ids_that_nobody_gave_are_unknown(api: Client) -> None:
    for identifier in ("a" * 12, "A" * 12, "abc", "%2e%2e", f"{ID}x", "'or%201=1"):
        answer = api.get(f"/v1/figures/{identifier}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json"), identifier


def test_a_figure_that_a_release_lost_is_gone(api: Client) -> None:
    answer = api.get(f"/v1/figures/{GONE}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (410, "application/problem+json")
    told = answer.json()
    assert (told["page"], told["shown"], told["document"]) == (f"/f/{GONE}/", "44,2%", PLAN)


def test_without_a_portal_the_answer_says_what_to_do(options: Options, tmp_path: Path) -> None:
    unreadable = tmp_path / "pages.sqlite"
    unreadable.write_bytes(b"no database" * 100)
    for permalinks, says in (
        (None, "khoso portal"),
        (tmp_path / "none", "khoso portal"),
        (unreadable, "cannot be read"),
    ):
        with served(create_app(replace(options, permalinks=permalinks))) as address:
            answer = Client(address).get(f"/v1/figures/{ID}")
            assert (answer.status_code, says in answer.json()["detail"]) == (503, True)
            assert "Retry-After" in answer.headers


def test_another_row_is_never_shown_under_an_id(options: Options, tmp_path: Path) -> None:
    """The warehouse was built anew: the key that is kept of the id is that of another row, or of none."""
    assert options.permalinks is not None
    known = tmp_path / "pages.sqlite"
    other = {name: ROWS["indicator_targets"][1][name] for name in ("document_id", "line_key", "component_no")}
    for key in (list(other.values()), [PLAN, "none", 0], [PLAN], None):
        with sqlite3.connect(options.permalinks) as source, sqlite3.connect(known) as target:
            source.backup(target)
            (facts,) = target.execute("select facts from permalink where id = ?", [ID]).fetchone()
            target.execute("update permalink set facts = ?", [json.dumps(json.loads(facts) | {"key": key})])
            target.commit()
        with served(create_app(replace(options, permalinks=known))) as address:
            answer = Client(address).get(f"/v1/figures/{ID}")
            assert (answer.status_code, "built anew" in answer.json()["detail"]) == (503, True), key
