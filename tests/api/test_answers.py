"""What every answer keeps to: caching, faults, limits, rights, and the description that others build on."""

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
import requests

from pipelines.load.warehouse import Warehouse
from pipelines.metadata import datasets
from pipelines.publish.api.app import Options, create_app
from pipelines.publish.api.limits import RateLimit
from pipelines.publish.tables import public_columns
from tests.api.conftest import Client, mark_built, served

ROWS = "/v1/datasets/documents/rows"


def test_an_unchanged_answer_is_not_sent_again(api: Client) -> None:
    first = api.get(ROWS)
    again = api.get(ROWS, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert api.get(ROWS, **{"If-None-Match": '"other"'}).status_code == 200
    assert api.get(ROWS, Accept="text/csv").headers["ETag"] != first.headers["ETag"]


def test_a_change_in_the_warehouse_shows_after_its_build(api: Client, fresh_marks: psycopg.Connection) -> None:
    first = api.get(ROWS)
    fresh_marks.execute("update marts.documents set issue_place = 'Hà Nam' where issue_place is null")
    try:
        mark_built(fresh_marks, "two")
        time.sleep(1.1)  # the mark is looked at once a second
        second = api.get(ROWS, **{"If-None-Match": first.headers["ETag"]})
        assert second.status_code == 200
        assert {row["issue_place"] for row in second.json()["rows"]} == {"Hà Nam"}
    finally:
        fresh_marks.execute("update marts.documents set issue_place = null")


def test_nobody_keeps_an_answer_given_while_the_warehouse_is_built(
    api: Client, fresh_marks: psycopg.Connection
) -> None:
    mark_built(fresh_marks, "three", "building")
    time.sleep(1.1)
    answer = api.get(ROWS)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    mark_built(fresh_marks, "one")
    time.sleep(1.1)


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/v1/datasets/../../etc/passwd", 404, "nothing at this address"),
        ("/v1/datasets/%2e%2e%2f%2e%2e%2fetc%2fpasswd/rows", 404, ""),
        ("/v1/datasets/pg_roles/rows", 404, "no dataset pg_roles"),
        (f"{ROWS}?no_such=1", 400, "columns are document_id"),
        (f"{ROWS}?title__gt=1", 400, "title__startswith"),
        (f"{ROWS}?issue_date=2024-02-30", 400, "YYYY-MM-DD"),
        (f"{ROWS}?document_number=1e3", 400, "whole number"),
        (f"{ROWS}?document_number=99999999999999999999", 400, "whole number"),
        (f"{ROWS}?limit=0", 400, "from 1 to 1000"),
        (f"{ROWS}?limit=1&limit=2", 400, "twice"),
        (f"{ROWS}?title=%00", 400, "null character"),
        (f"{ROWS}?title=%ff", 400, "UTF-8"),
        (f"{ROWS}?cursor=abc", 400, "take it from 'next'"),
        (f"{ROWS}?sort=title;drop table x", 400, "cannot be ordered"),
        (f"{ROWS}?select=title,", 400, "no column"),
        (f"{ROWS}?title={'a' * 40_000}", 414, "several requests"),
        ("/v1/datasets/project_budgets/rows?amount_vnd=nan", 400, "number"),
        ("/v1/datasets/project_budgets/rows?amount_vnd=1e9999", 400, "number"),
        ("/docs", 404, ""),
    ],
)
def test_a_wrong_request_gets_one_clear_line(api: Client, path: str, status: int, says: str) -> None:
    request = requests.Request("GET", api.address).prepare()
    request.url = api.address + path  # as it stands: 'requests' would tidy the dots away
    answer = api.session.send(request)
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert says in problem["detail"]
    assert "Traceback" not in answer.text


def test_values_are_never_sql(api: Client) -> None:
    for text in ("' or 1=1 --", '"; drop table marts.documents; --', "%s", "{}", "\\'"):
        answer = api.session.get(api.address + ROWS, params={"title": text}, timeout=60)
        assert (answer.status_code, answer.json()["rows"]) == (200, [])


def test_only_reading_is_possible(api: Client) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = api.session.request(method, api.address + ROWS, timeout=60)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    head = api.session.head(api.address + ROWS, timeout=60)
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["Content-Length"]) == len(api.get(ROWS).content)


def test_pages_of_other_sites_may_read(api: Client) -> None:
    preflight = api.session.options(api.address + ROWS, headers={"Origin": "https://example.org"}, timeout=60)
    assert preflight.status_code == 204
    for answer in (preflight, api.get(ROWS), api.get("/nothing")):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_the_sessions_are_the_readers_and_end_in_time(options: Options, warehouse: Warehouse) -> None:
    slow = replace(options, timeout_seconds=0.3)
    with warehouse.connect() as connection:
        connection.execute("alter table marts.unread_text rename to unread_text_whole")
        connection.execute(
            "create view marts.unread_text as select source.* from marts.unread_text_whole as source, pg_sleep(2)"
        )
        connection.execute("grant select on marts.unread_text to khoso_reader")
        connection.execute("insert into marts.unread_text_whole (document_id, record_no, text) values ('d', 1, 'x')")
    try:
        with served(create_app(slow)) as address:
            client = Client(address)
            answer = client.get("/v1/datasets/unread_text/rows")
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
            assert client.get(ROWS).status_code == 200, "the next request is served"
    finally:
        with warehouse.connect() as connection:
            connection.execute("drop view marts.unread_text")
            connection.execute("alter table marts.unread_text_whole rename to unread_text")
            connection.execute("delete from marts.unread_text where document_id = 'd'")


def test_schemas_beside_the_marts_stay_closed(warehouse: Warehouse) -> None:
    with warehouse.connect() as connection:
        connection.execute("create schema if not exists raw")
        connection.execute("create table if not exists raw.secret (id int)")
        connection.execute("set role khoso_reader")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select * from raw.secret")


def test_one_address_cannot_take_everything(options: Options) -> None:
    with served(create_app(replace(options, requests_per_second=1.0, burst=3))) as address:
        client = Client(address)
        statuses = [client.get("/v1/datasets").status_code for _ in range(5)]
        assert statuses[:3] == [200] * 3
        assert 429 in statuses[3:]
        assert int(client.get("/v1/datasets").headers["Retry-After"]) >= 1


def test_a_bucket_fills_at_its_rate() -> None:
    now = 0.0
    limit = RateLimit(2.0, 2, clock=lambda: now)
    assert [limit.wait("a"), limit.wait("a")] == [0.0, 0.0]
    assert limit.wait("a") == pytest.approx(0.5)
    assert limit.wait("b") == 0.0
    now = 0.5
    assert limit.wait("a") == 0.0
    assert limit.wait("a") > 0


def test_the_description_names_every_dataset_and_column(api: Client) -> None:
    described = api.get("/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    for name, dataset in datasets().items():
        operation = described["paths"][f"/v1/datasets/{name}/rows"]["get"]
        parameters = {parameter["name"] for parameter in operation["parameters"]}
        row = operation["responses"]["200"]["content"]["application/json"]["schema"]["properties"]["rows"]["items"]
        assert set(row["properties"]) == {column.name for column in public_columns(dataset)}
        assert {"select", "sort", "limit", *dataset.key} <= parameters
        listed = api.get(f"/v1/datasets/{name}").json()
        assert [column["name"] for column in listed["columns"]] == [c.name for c in public_columns(dataset)]


def test_schemathesis_finds_nothing(api: Client, tmp_path: Path) -> None:
    """What the description promises, holds: for requests that keep to it and for such that do not."""
    described = api.get("/openapi.json").json()
    chosen = r"^/$|/v1/figures/|/v1/datasets$|/v1/datasets/\{dataset\}$|/(documents|project_budgets)/rows"
    command = [
        str(Path(sys.executable).with_name("schemathesis")), "run", f"{api.address}/openapi.json", "--seed", "1",
        "--phases", "coverage,fuzzing", "--max-examples", "10", "--include-path-regex", chosen,
        "--suppress-health-check", "all", "--continue-on-failure",
    ]  # fmt: skip
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=900, check=False)
    assert found.returncode == 0, found.stdout[-4000:] + found.stderr[-2000:]
    assert json.dumps(described)
