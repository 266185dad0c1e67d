"""Rows as they were recorded at a moment, and rows that are new since one. The history is written as after a release."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from pipelines.load.row_history import record_history
from pipelines.load.warehouse import Warehouse
from tests.api.conftest import Client
from tests.publish.conftest import PLAN, ROWS

TARGETS = "/v1/datasets/indicator_targets/rows"
FIRST, ADDED = "Phụ lục 1/I/9", "Phụ lục 1/I/12"


@dataclass(frozen=True)
class Times:
    """Moments between what was recorded."""

    before_all: str
    first: str
    second: str
    later: str


@pytest.fixture(scope="module")
def times(warehouse: Warehouse) -> Iterator[Times]:
    """One target is corrected, one is taken out and one comes in between the first release and the second."""
    with warehouse.connect() as connection:
        first = _now(connection)
        connection.execute("create temporary table kept as select * from marts.indicator_targets")
        connection.execute(
            "update marts.indicator_targets set target_value = -0.25 where line_key = %s and component_no = 9", [FIRST]
        )
        connection.execute("delete from marts.indicator_targets where component_no = 10")
        connection.execute(
            "insert into marts.indicator_targets (document_id, line_key, component_no, indicator_name, target_value)"
            " values (%s, %s, 0, 'Mới', 7)",
            [PLAN, ADDED],
        )
        record_history(connection, "r-2")
        second = _now(connection)
        yield Times("2001-01-01T00:00:00Z", first, second, "9999-12-31T23:59:59-12:00")
        connection.execute("delete from marts.indicator_targets")
        connection.execute("insert into marts.indicator_targets select * from kept")
        record_history(connection, "r-3")


def _now(connection: psycopg.Connection) -> str:
    row = connection.execute("select clock_timestamp()").fetchone()
    assert row is not None
    moment: datetime = row[0]
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def found(client: Client, query: str) -> dict[tuple[object, object], object]:
    rows = client.rows(f"{TARGETS}?{query}")
    told = {(row["line_key"], row["component_no"]): row["target_value"] for row in rows}
    assert len(told) == len(rows), "no row comes twice"
    return told


def test_rows_as_of_a_moment_are_those_of_its_release(api: Client, times: Times) -> None:
    first, second = found(api, f"as_of={times.first}"), found(api, f"as_of={times.second}")
    assert len(first) == len(ROWS["indicator_targets"])
    assert (first[FIRST, 9], second[FIRST, 9]) == (-0.5, -0.25)
    assert (FIRST, 10) in first
    assert (FIRST, 10) not in second
    assert second.keys() - first.keys() == {(ADDED, 0)}
    assert second == found(api, "") == found(api, f"as_of={times.later}")
    assert found(api, f"as_of={times.before_all}") == {}
    assert found(api, "as_of=0000-01-01T00:00:00Z") == found(api, "as_of=0001-01-01T00:00:00%2B12:00") == {}


def test_an_answer_names_the_release_of_its_moment(api: Client, times: Times) -> None:
    for moment, release in ((times.first, "r-1"), (times.second, "r-2"), (times.before_all, None)):
        answer = api.get(f"{TARGETS}?as_of={moment}")
        assert (answer.json()["release"], answer.headers.get("X-Release")) == (release, release)


def test_filters_order_and_pages_hold_at_any_moment(api: Client, times: Times) -> None:
    query = f"as_of={times.first}&sort=-target_value&select=line_key,component_no,target_value"
    whole = api.get(f"{TARGETS}?{query}").json()["rows"]
    assert [row["target_value"] for row in whole] == [100, 80.9, -0.5, None]
    assert api.rows(f"{TARGETS}?{query}&limit=1") == whole
    assert found(api, f"as_of={times.first}&target_value__gt=90&limit=1") == {(FIRST, 10): 100}
    csv = api.get(f"{TARGETS}?{query}", Accept="text/csv").text.splitlines()
    assert [line.rpartition(",")[2] for line in csv] == ["target_value", "100", "80.9", "-0.5", ""]


def test_rows_updated_since_are_the_new_and_the_changed(api: Client, times: Times) -> None:
    assert found(api, f"updated_since={times.first}&limit=1") == {(FIRST, 9): -0.25, (ADDED, 0): 7}
    assert found(api, f"updated_since={times.second}") == {}
    assert found(api, f"updated_since={times.before_all}") == found(api, "")
    assert found(api, f"updated_since={times.before_all}&as_of={times.first}") == found(api, f"as_of={times.first}")
    assert found(api, f"updated_since={times.first}&as_of={times.first}") == {}


def test_the_recorded_moment_divides_rows_that_were_and_rows_that_came(
    api: Client, times: Times, warehouse: Warehouse
) -> None:
    with warehouse.connect() as connection:
        row = connection.execute("select recorded_at from marts.release_history where release_id = 'r-2'").fetchone()
    assert row is not None
    at = row[0].astimezone(UTC)
    exact, before = (quoted(moment) for moment in (at, at - timedelta(microseconds=1)))
    assert found(api, f"as_of={exact}") == found(api, f"as_of={times.second}")
    assert found(api, f"as_of={before}") == found(api, f"as_of={times.first}")
    assert found(api, f"updated_since={exact}") == {}


def quoted(moment: datetime) -> str:
    return moment.isoformat().replace("+", "%2B")


def test_answers_about_the_past_are_not_kept_from_before_a_release_was_recorded(
    api: Client, times: Times, warehouse: Warehouse
) -> None:
    assert found(api, f"updated_since={times.second}") == {}
    with warehouse.connect() as connection:
        change = "update marts.indicator_targets set target_value = {} where line_key = %s and component_no = 9"
        connection.execute(change.format("-0.75").encode(), [FIRST])
        record_history(connection, "r-2")
        assert found(api, f"updated_since={times.second}") == {(FIRST, 9): -0.75}
        connection.execute(change.format("-0.25").encode(), [FIRST])
        record_history(connection, "r-2")


def test_a_moment_that_is_none_is_refused(api: Client) -> None:
    for name in ("as_of", "updated_since"):
        answer = api.get(f"{TARGETS}?{name}=gestern")
        assert (answer.status_code, answer.json()["parameter"]) == (400, name)


def test_a_dataset_that_was_never_recorded_says_so(api: Client, fresh_marks: psycopg.Connection) -> None:
    fresh_marks.execute("alter view marts.projects_history rename to projects_history_away")
    try:
        answer = api.get("/v1/datasets/projects/rows?as_of=2024-01-01")
        assert (answer.status_code, "history" in answer.json()["detail"]) == (503, True)
        assert api.get("/v1/datasets/projects/rows").status_code == 200
    finally:
        fresh_marks.execute("alter view marts.projects_history_away rename to projects_history")
