"""Rows: filters, chosen columns, order, pages, formats. The warehouse is the one of ``tests/publish``."""

import io
import json

import pandas as pd
import psycopg
import pyarrow.parquet as pq
import pytest

from tests.api.conftest import Client, mark_built
from tests.publish.conftest import PLAN, ROWS

CELLS = "/v1/datasets/table_cells/rows"


def values(client: Client, path: str, column: str) -> list[object]:
    return [row[column] for row in client.rows(path)]


def test_a_row_is_what_the_mart_holds(api: Client) -> None:
    (row,) = api.rows(f"/v1/datasets/documents/rows?document_id={PLAN}")
    declared = next(entry for entry in ROWS["documents"] if entry["document_id"] == PLAN)
    for name, value in declared.items():
        assert row[name] == (value.isoformat() if hasattr(value, "isoformat") else value), name


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("row_no=2", [2]),
        ("row_no=2&row_no=11", [2, 11]),
        ("row_no__gt=1&sort=-row_no", [11, 2]),
        ("row_no__gte=2&row_no__lt=11", [2]),
        ("row_no__ne=2", [1, 11]),
        ("value_number__lte=0.25", [1, 2]),
        ("value_text__isnull=false", []),
        ("value_text__isnull=true&row_no=1", [1]),
        ("source_name__startswith=so-&row_no=1", [1]),
        ("source_name__contains=LIEU&row_no=1", [1]),
        ("source_name__startswith=%25", []),
        ("source_name=so_lieu.csv", []),
    ],
)
def test_filters(api: Client, query: str, expected: list[int]) -> None:
    assert values(api, f"{CELLS}?{query}", "row_no") == expected


def test_chosen_columns_come_in_the_order_asked_for(api: Client) -> None:
    (row,) = api.get(f"{CELLS}?select=row_no,source_name&row_no=2").json()["rows"]
    assert list(row) == ["row_no", "source_name"]


@pytest.mark.parametrize("sort", ["", "row_kind,-row_no", "-value_text", "value_text,-source_page", "-value_number"])
def test_pages_together_are_the_whole(api: Client, sort: str) -> None:
    address = f"{CELLS}?sort={sort}"
    whole = api.get(f"{address}&limit=1000").json()
    assert whole["next"] is None
    assert api.rows(f"{address}&limit=1") == whole["rows"]
    assert len(whole["rows"]) == len(ROWS["table_cells"])


def test_nulls_among_the_values_of_the_order_lose_no_row(api: Client) -> None:
    for sort in ("parent_section_id", "-parent_section_id,title", "parent_agency_id"):
        dataset = "agencies" if "agency" in sort else "sections"
        rows = api.rows(f"/v1/datasets/{dataset}/rows?sort={sort}&limit=1")
        assert len(rows) == len(ROWS[dataset]), sort
        assert len({json.dumps(row, sort_keys=True) for row in rows}) == len(rows), sort


def test_a_page_links_to_the_next_one_in_its_head_too(api: Client) -> None:
    answer = api.get(f"{CELLS}?limit=2&row_kind=data")
    assert answer.links["next"]["url"] == answer.json()["next"]
    assert "row_kind=data" in answer.json()["next"]


def test_csv_and_parquet_hold_the_same_rows(api: Client) -> None:
    path = f"{CELLS}?sort=row_no"
    rows = api.get(path).json()["rows"]
    csv = api.get(path, Accept="text/csv")
    assert csv.headers["content-type"].startswith("text/csv")
    frame = pd.read_csv(io.BytesIO(csv.content), dtype=str, keep_default_na=False)
    parquet = pq.read_table(io.BytesIO(api.get(path, Accept="application/vnd.apache.parquet").content))
    assert list(frame.columns) == parquet.column_names == list(rows[0])
    assert [float(text) for text in frame["value_number"]] == [row["value_number"] for row in rows]
    assert parquet["value_number"].to_pylist() == [row["value_number"] for row in rows]
    assert parquet["value_text"].to_pylist() == [None] * len(rows)


def test_formulas_are_harmless_in_csv_and_as_printed_elsewhere(api: Client, fresh_marks: psycopg.Connection) -> None:
    fresh_marks.execute("update marts.table_cells set value_text = '=1+2' where row_no = 2")
    mark_built(fresh_marks, "formula")
    try:
        path = f"{CELLS}?row_no=2&select=value_text&sort=value_text"
        assert api.get(path).json()["rows"] == [{"value_text": "=1+2"}]
        assert api.get(path, Accept="text/csv").text.splitlines()[1] == "'=1+2"
    finally:
        fresh_marks.execute("update marts.table_cells set value_text = null where row_no = 2")


def test_accept_prefers_by_quality_and_order(api: Client) -> None:
    for accept, expected in (
        ("*/*", "application/json"),
        ("text/*", "text/csv"),
        ("application/json;q=0.1, text/csv;q=0.9", "text/csv"),
        ("text/html, */*;q=0.1", "application/json"),
        ("text/csv;q=0, */*", "application/json"),
    ):
        assert api.get(CELLS, Accept=accept).headers["content-type"].split(";")[0] == expected, accept


def test_a_bare_number_is_exact_in_json(api: Client) -> None:
    assert '"value_number":0.125' in api.get(f"{CELLS}?row_no=1").text
