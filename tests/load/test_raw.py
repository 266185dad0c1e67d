"""Loading into schema raw on both servers: whole sources or nothing, the same values that went in."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from pipelines.interpret.records import Records, Value
from pipelines.load.raw import LoadError, create_raw_schema, load_rejection, load_source, loaded_receipts
from pipelines.load.tables import raw_tables
from pipelines.read.model import SourceRejected
from pipelines.validate.model import Validation
from tests.load.sources import PLAN, plan_records, receipt, report_validation


@pytest.fixture(params=["embedded_warehouse", "server_warehouse"])
def connection(request: pytest.FixtureRequest) -> Iterator[psycopg.Connection]:
    """A connection to a warehouse whose schema raw is new."""
    with request.getfixturevalue(request.param).connect() as connection:
        connection.execute("drop schema if exists raw cascade")
        create_raw_schema(connection)
        yield connection


def _rows(connection: psycopg.Connection, query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query.encode()).fetchall()


def test_values_come_out_as_they_went_in(connection: psycopg.Connection) -> None:
    source = receipt(1, "ke-hoach.txt", "a")
    records = plan_records(source, "txt")
    records["sections"][0]["title"] = "tab\tline\nreturn\r slash\\ \\N \\. đ"
    counts = load_source(connection, source, Validation(records))
    assert {name: count for name, count in counts.items() if count} == {
        name: len(rows) for name, rows in records.items()
    }
    assert _rows(connection, "select title, load_row_no from raw.sections order by load_row_no") == [
        ("tab\tline\nreturn\r slash\\ \\N \\. đ", 1),
        ("Mục tiêu cụ thể", 2),
    ]
    assert _rows(connection, "select target_value::text, comparator, group_name from raw.indicator_targets") == [
        ("80.50", ">=", None)
    ]
    assert _rows(connection, "select amount_vnd, unit_inferred from raw.project_budgets") == [
        (Decimal(12345678901234567890), False)
    ]
    assert _rows(connection, "select columns from raw.tables") == [(["TT", 'Nội dung / Tổng "số"'],)]
    assert _rows(connection, "select issue_date::text, load_source_sha256 from raw.documents") == [
        ("2023-12-29", "a" * 64)
    ]


def test_times_are_kept_in_utc(connection: psycopg.Connection) -> None:
    source = receipt(1, "bao-cao.txt", "c")
    load_source(connection, source, report_validation(source))
    # Naive on purpose: the columns have no time zone.
    assert _rows(connection, "select received_at from raw.submissions") == [(datetime(2024, 6, 30, 23, 30),)]  # noqa: DTZ001
    assert _rows(connection, "select received_at from raw.sources") == [(datetime(2026, 1, 31, 16, 30),)]  # noqa: DTZ001


def test_report_rows_are_loaded_with_their_source(connection: psycopg.Connection) -> None:
    source = receipt(1, "bao-cao.txt", "c")
    load_source(connection, source, report_validation(source))
    assert _rows(connection, "select column_name, rule, source_line_start from raw.rejected_rows") == [
        ("result_value", "percent_range", 14)
    ]
    assert _rows(connection, "select rule, severity from raw.row_issues") == [("unusual_value", "note")]
    assert _rows(connection, "select success, unexpected_count from raw.expectations") == [(False, 1)]


def test_loading_again_replaces_the_rows_of_that_source_only(connection: psycopg.Connection) -> None:
    first, second = receipt(1, "ke-hoach.txt", "a"), receipt(2, "bao-cao.txt", "c")
    load_source(connection, first, Validation(plan_records(first, "txt")))
    load_source(connection, second, report_validation(second))
    shorter = plan_records(first, "txt")
    del shorter["sections"][1]
    load_source(connection, first, Validation(shorter))
    assert _rows(connection, "select count(*) from raw.sections") == [(1,)]
    assert _rows(connection, "select count(*) from raw.indicator_results") == [(1,)]
    assert loaded_receipts(connection) == {1: "a" * 64, 2: "c" * 64}


def _spoilt(table: str, **values: Value) -> Records:
    records = plan_records(receipt(1, "ke-hoach.txt", "a"), "txt")
    records[table] = [*records[table], {**records[table][0], **values}]
    return records


@pytest.mark.parametrize(
    ("records", "message"),
    [
        (_spoilt("table_cells", column_no=None), "table_cells, row 2: null value in column"),
        (_spoilt("tables", columns='["TT'), "tables, row 2, column columns: invalid input syntax for type json"),
        (_spoilt("documents", issue_date="29/12/2023"), "documents, row 2, column issue_date: "),
        (_spoilt("documents", document_number="883"), "documents, row 2: integer expected, got 'str'"),
        (_spoilt("sections", title="a\x00b"), "sections, row 3: PostgreSQL text fields cannot contain NUL"),
        (_spoilt("sections", heading="a"), "sections, row 3: undeclared column heading"),
        ({"wishes": []}, "no table takes the rows of wishes"),
    ],
)
def test_failure_in_the_middle_leaves_everything_as_it_was(
    connection: psycopg.Connection, records: Records, message: str
) -> None:
    source = receipt(1, "ke-hoach.txt", "a")
    load_source(connection, source, Validation(plan_records(source, "txt")))
    before = _everything(connection)
    with pytest.raises(LoadError) as raised:
        load_source(connection, source, Validation(records))
    assert str(raised.value).startswith(f"ke-hoach.txt: {message}")
    assert "\n" not in str(raised.value)
    assert _everything(connection) == before
    load_source(connection, source, Validation(plan_records(source, "txt")))


def _everything(connection: psycopg.Connection) -> dict[str, list[tuple[Any, ...]]]:
    return {name: _rows(connection, f"select * from raw.{name} order by 1") for name in raw_tables()}


def test_rejection_takes_the_rows_of_its_bytes_away(connection: psycopg.Connection) -> None:
    source = receipt(1, "ke-hoach.txt", "a")
    load_source(connection, source, Validation(plan_records(source, "txt")))
    load_rejection(connection, source, SourceRejected("ke-hoach.txt", "tệp trống", "gửi lại tệp"))
    load_rejection(connection, source, SourceRejected("ke-hoach.txt", "tệp hỏng", "gửi lại tệp"))
    assert _rows(connection, "select count(*) from raw.documents") == [(0,)]
    assert _rows(connection, "select problem, remedy from raw.rejected_sources") == [("tệp hỏng", "gửi lại tệp")]
    load_source(connection, source, Validation(plan_records(source, "txt")))
    assert _rows(connection, "select count(*) from raw.rejected_sources") == [(0,)]


def test_rejection_spares_the_same_bytes_under_another_name(connection: psycopg.Connection) -> None:
    taken, refused = receipt(1, "ke-hoach.txt", "a"), receipt(2, "ke-hoach.pdf", "a")
    load_source(connection, taken, Validation(plan_records(taken, "txt")))
    load_rejection(connection, refused, SourceRejected("ke-hoach.pdf", "không phải PDF", "đổi tên tệp"))
    assert _rows(connection, "select document_id from raw.documents") == [(PLAN,)]


def test_declared_column_that_is_missing_is_added_in_place(connection: psycopg.Connection) -> None:
    source = receipt(1, "ke-hoach.txt", "a")
    load_source(connection, source, Validation(plan_records(source, "txt")))
    connection.execute("alter table raw.documents drop column issue_place")
    assert create_raw_schema(connection) is False
    assert _rows(connection, "select issue_place, document_number from raw.documents") == [(None, 883)]


@pytest.mark.parametrize(
    "change",
    [
        "alter table raw.documents alter column document_number type text",
        "alter table raw.documents drop column document_id",
        "alter table raw.documents add column old_column text",
    ],
)
def test_table_of_another_shape_rebuilds_the_schema_empty(connection: psycopg.Connection, change: str) -> None:
    source = receipt(1, "ke-hoach.txt", "a")
    load_source(connection, source, Validation(plan_records(source, "txt")))
    connection.execute("create view public.on_documents as select title from raw.documents")
    connection.execute(change.encode())
    assert create_raw_schema(connection) is True
    # Nothing is half there: the caller sees that every source has to be loaded again.
    assert loaded_receipts(connection) == {}
    assert _rows(connection, "select count(*) from raw.projects") == [(0,)]
    assert create_raw_schema(connection) is False
    load_source(connection, source, Validation(plan_records(source, "txt")))


def test_raw_columns_are_described(connection: psycopg.Connection) -> None:
    undescribed = _rows(
        connection,
        """
        select attrelid::regclass::text, attname from pg_attribute
        where attrelid in (select oid from pg_class where relnamespace = 'raw'::regnamespace and relkind = 'r')
          and attnum > 0 and not attisdropped and col_description(attrelid, attnum) is null
        """,
    )
    assert undescribed == []
