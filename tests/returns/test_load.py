"""A return in schema raw of a real server: every row and figure as validated, all or nothing, once for the same bytes."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import psycopg
import pyarrow as pa
import pytest

from pipelines.load.raw import LoadError, create_raw_schema, load_source
from pipelines.load.warehouse import Warehouse
from pipelines.validate.model import ColumnarRows, Validation
from tests.load.sources import receipt
from tests.returns.workbooks import rows_of, table, validated, xlsx

ODD = 'tên "có" ngoặc, gạch \\N và\tkhác'


@pytest.fixture(params=["embedded_warehouse", "server_warehouse"])
def connection(request: pytest.FixtureRequest) -> Iterator[psycopg.Connection]:
    warehouse: Warehouse = request.getfixturevalue(request.param)
    with warehouse.connect() as opened:
        opened.execute("drop schema if exists raw cascade")
        create_raw_schema(opened)
        yield opened


def _count(connection: psycopg.Connection, name: str) -> int:
    row = connection.execute(f"select count(*) from raw.{name}".encode()).fetchone()
    assert row is not None
    return int(row[0])


def test_rows_of_a_return_arrive_as_validated(connection: psycopg.Connection) -> None:
    rows = [
        {"project_code": "a"},
        {"project_code": "b", "contract_value_vnd": "2.234,567", "obstacles": ODD},
        {"progress_pct": "?"},
    ]
    found = validated(xlsx({"A": table("project_return", *rows)}))
    loaded = load_source(connection, receipt(1, "bao-cao.xlsx", "a"), found)
    counted = {
        name: loaded[name]
        for name in ("submissions", "agencies", "project_return_rows", "submission_issues", "rejected_rows")
    }
    assert counted == {
        "submissions": 1,
        "agencies": 1,
        "project_return_rows": 2,
        "submission_issues": 1,
        "rejected_rows": 1,
    }
    stored = connection.execute(
        "select project_code, contract_value_vnd, contract_value_text, expected_completion_date, obstacles, group_name, source_cell,"
        " period_end, load_source_sha256, load_row_no from raw.project_return_rows order by load_row_no"
    ).fetchall()
    odd = ODD.replace("\t", " ")
    day, end = date(2024, 11, 30), date(2024, 3, 31)
    assert stored == [
        ("a", Decimal(4_000_000_000), "4000", day, "Không", None, "A5:L5", end, "a" * 64, 1),
        ("b", Decimal("2234567000"), "2.234,567", day, odd, None, "A6:L6", end, "a" * 64, 2),
    ]
    waiting = connection.execute("select rule, value_text, record_json from raw.rejected_rows").fetchall()
    assert [(rule, text) for rule, text, _ in waiting] == [("percent_expected", "?")]
    issue = connection.execute("select source_cell, severity, issue_no from raw.submission_issues").fetchall()
    assert issue == [("E7", "error", 1)]


def test_same_bytes_are_loaded_once(connection: psycopg.Connection) -> None:
    found = validated(xlsx({"A": table("budget_return")}))
    for _ in range(2):
        load_source(connection, receipt(1, "bao-cao.xlsx", "a"), found)
    assert _count(connection, "budget_return_rows") == _count(connection, "submissions") == 1


def test_return_that_cannot_be_loaded_leaves_nothing(connection: psycopg.Connection) -> None:
    found = validated(xlsx({"A": table("budget_return")}))
    broken = pa.table({"submission_id": ["x"], "line_key": pa.array([None], pa.string())})
    with pytest.raises(LoadError, match=r"bao-cao\.xlsx: budget_return_rows, row 1.*line_key"):
        load_source(
            connection,
            receipt(1, "bao-cao.xlsx", "a"),
            Validation(found.accepted, tables={**found.tables, "budget_return_rows": ColumnarRows.of(broken)}),
        )
    unknown = pa.table({"submission_id": ["x"], "colour": ["red"]})
    with pytest.raises(LoadError, match="undeclared column colour"):
        load_source(
            connection,
            receipt(1, "bao-cao.xlsx", "a"),
            Validation({}, tables={"budget_return_rows": ColumnarRows.of(unknown)}),
        )
    assert _count(connection, "submissions") == _count(connection, "sources") == 0


def test_many_rows_keep_their_order_and_their_number(connection: psycopg.Connection) -> None:
    count = 40_000
    rows = [{"indicator_code": f"{n:06}", "explanation": ODD if n == 20_000 else "đủ"} for n in range(count)]
    found = validated(xlsx({"A": table("indicator_return", *rows)}))
    load_source(connection, receipt(1, "bao-cao.xlsx", "a"), found)
    stored = connection.execute("select line_key from raw.indicator_return_rows order by load_row_no").fetchall()
    assert (
        [key for (key,) in stored] == [row["line_key"] for row in rows_of(found)] == [f"{n:06}" for n in range(count)]
    )


def _all_rows(connection: psycopg.Connection) -> list[list[tuple[object, ...]]]:
    names = ("project_return_rows", "rejected_rows", "submission_issues")
    return [
        connection.execute(f"select * from raw.{name} order by load_source_sha256, load_row_no".encode()).fetchall()
        for name in names
    ]


def _shape(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    indexes = connection.execute("select indexname, indexdef from pg_indexes where schemaname = 'raw' order by 1")
    defaults = connection.execute(
        "select table_name, column_name from information_schema.columns"
        " where table_schema = 'raw' and column_default is not null"
    )
    return [*indexes.fetchall(), *defaults.fetchall()]


def test_long_return_is_loaded_like_a_short_one(
    connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = [{"project_code": f"{n}", "obstacles": ODD, "progress_pct": "?" if n > 6 else "50"} for n in range(9)]
    second = [{"project_code": f"{n}", "obstacles": "it's" if n else ODD} for n in range(3)]
    returns = {
        name: validated(xlsx({"A": table("project_return", *rows)})) for name, rows in (("a", first), ("b", second))
    }
    for number, (name, found) in enumerate(returns.items(), start=1):
        load_source(connection, receipt(number, f"{name}.xlsx", name), found)
    expected, shape = _all_rows(connection), _shape(connection)
    assert [len(rows) for rows in expected] == [10, 2, 2]
    monkeypatch.setattr("pipelines.load.columns._MANY_ROWS", 2)
    connection.execute("drop schema raw cascade")
    create_raw_schema(connection)
    for number, name in ((1, "a"), (2, "b"), (1, "a")):
        load_source(connection, receipt(number, f"{name}.xlsx", name), returns[name])
    assert _all_rows(connection) == expected
    assert _shape(connection) == shape
    whole = returns["a"].tables["project_return_rows"].read()
    broken = whole.set_column(whole.schema.get_field_index("line_key"), "line_key", pa.nulls(len(whole), pa.string()))
    with pytest.raises(LoadError, match=r"a\.xlsx: project_return_rows.*line_key"):
        load_source(
            connection,
            receipt(1, "a.xlsx", "a"),
            Validation({}, tables={"project_return_rows": ColumnarRows.of(broken)}),
        )
    assert _all_rows(connection) == expected
    assert _shape(connection) == shape
