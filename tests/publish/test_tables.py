"""Printed values have one form, whatever form the server keeps them in; large tables are cut into the same batches."""

import json
import re
from decimal import Decimal
from pathlib import Path

import psycopg
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import sql
from psycopg.types.json import Jsonb

from pipelines.load.published_text import published_text
from pipelines.load.warehouse import Warehouse
from pipelines.metadata import Column, ColumnType, Dataset
from pipelines.publish import tables
from pipelines.publish.tables import count_published_rows, publish_table

CANONICAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, min_value=Decimal(-(10**20)), max_value=Decimal(10**20))
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def printed(warehouse: Warehouse, kind: ColumnType, values: list[object], sql_type: str) -> list[str]:
    text = published_text(Column("value", kind, ""))
    query = sql.SQL("select {} from unnest(%s::{}[]) with ordinality as source (value, no) order by no")
    with warehouse.connect() as connection:
        return [row[0] for row in connection.execute(query.format(text, sql.SQL(sql_type)), [values])]


@settings(max_examples=25, deadline=None)
@given(st.lists(DECIMALS, min_size=1, max_size=50))
def test_numbers_are_exact_and_canonical(warehouse: Warehouse, values: list[Decimal]) -> None:
    texts = printed(warehouse, "numeric", list(values), "numeric")
    assert [Decimal(text) for text in texts] == values
    for text in texts:
        assert CANONICAL.fullmatch(text), text
        assert text != "-0"


@settings(max_examples=25, deadline=None)
@given(DECIMALS, st.integers(0, 8))
def test_scale_of_the_server_does_not_show(warehouse: Warehouse, value: Decimal, zeros: int) -> None:
    longer = Decimal(f"{value:f}" + ("" if "." in f"{value:f}" else ".") + "0" * zeros)
    first, second = printed(warehouse, "numeric", [value, longer], "numeric")
    assert first == second


@settings(max_examples=25, deadline=None)
@given(st.lists(TEXTS, max_size=8))
def test_json_is_compact_whatever_its_strings_hold(warehouse: Warehouse, values: list[str]) -> None:
    (text,) = printed(warehouse, "json", [Jsonb(values)], "jsonb")
    assert json.loads(text) == values
    assert text == json.dumps(values, separators=(",", ":"), ensure_ascii=False)


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("80.90", "80.9"),
        ("100", "100"),
        ("100.00", "100"),
        ("1e15", "1000000000000000"),
        ("0.000001", "0.000001"),
        ("-0.0", "0"),
    ],
)
def test_number_examples(warehouse: Warehouse, given_text: str, expected: str) -> None:
    assert printed(warehouse, "numeric", [Decimal(given_text)], "numeric") == [expected]


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("2024-01-02 03:04:05", "2024-01-02T03:04:05Z"),
        ("2024-01-02 03:04:00.120", "2024-01-02T03:04:00.12Z"),
        ("2024-01-02 00:00:00", "2024-01-02T00:00:00Z"),
    ],
)
def test_timestamp_examples(warehouse: Warehouse, given_text: str, expected: str) -> None:
    assert printed(warehouse, "timestamp", [f"{given_text}+00"], "timestamptz") == [expected]


MANY = Dataset(
    name="many",
    model="many",
    title_vi="",
    title_en="",
    grain="",
    key=("no",),
    columns=(Column("no", "integer", "", nullable=False), Column("text", "text", "")),
)


def test_batches_are_cut_by_rows_alone(
    marts: psycopg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "BATCH_ROWS", 100)
    marts.execute(
        "create table marts.many as select no, case when no % 7 > 0 then repeat(E'dòng, \"x\"\\n', 3) end as text"
        " from generate_series(1, 1050) as no order by random()"
    )
    rows = publish_table(marts, sql.Identifier("marts", "many"), MANY, tmp_path)
    assert rows == 1050
    assert count_published_rows(tmp_path, MANY) == {"csv": 1050, "parquet": 1050}
    parquet = pq.ParquetFile(tmp_path / "many.parquet")
    assert [parquet.metadata.row_group(number).num_rows for number in range(parquet.num_row_groups)] == [100] * 10 + [
        50
    ]
    table = parquet.read()
    assert table["no"].to_pylist() == list(range(1, 1051))
    assert table["text"].null_count == 150


def test_columns_that_are_not_public_are_left_out(marts: psycopg.Connection, tmp_path: Path) -> None:
    dataset = Dataset(
        name="hidden",
        model="hidden",
        title_vi="",
        title_en="",
        grain="",
        key=("no",),
        columns=(Column("no", "integer", "", nullable=False), Column("phone", "text", "", public=False)),
    )
    marts.execute("create table marts.hidden as select 1 as no, '0912' as phone")
    publish_table(marts, sql.Identifier("marts", "hidden"), dataset, tmp_path)
    assert (tmp_path / "hidden.csv").read_bytes() == b"no\r\n1\r\n"
    assert pq.read_schema(tmp_path / "hidden.parquet").names == ["no"]
