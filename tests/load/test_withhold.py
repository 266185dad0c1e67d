"""What points at persons never comes into the warehouse, whatever it was printed in; rows and columns, then what was recorded."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pyarrow as pa
import pytest

from pipelines.load.raw import create_raw_schema, load_source
from pipelines.load.row_history import record_history
from pipelines.load.warehouse import Warehouse
from pipelines.load.withhold import SourceGate
from pipelines.metadata import Dataset, datasets
from pipelines.validate.model import ColumnarRows, Validation
from tests.load.sources import PLAN, plan_records, receipt
from tests.publish.conftest import ROWS, create_marts

PHONE, MAIL = "[đã ẩn: số điện thoại]", "[đã ẩn: địa chỉ thư điện tử]"


@pytest.fixture
def connection(embedded_warehouse: Warehouse) -> Iterator[psycopg.Connection]:
    with embedded_warehouse.connect() as connection:
        connection.execute("drop schema if exists raw cascade")
        create_raw_schema(connection)
        yield connection


def _rows(connection: psycopg.Connection, query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query.encode()).fetchall()


def test_rows_come_in_as_they_are_published(connection: psycopg.Connection) -> None:
    source = receipt(1, "ke-hoach.txt", "a")
    records = plan_records(source, "txt")
    records["sections"][0]["title"] = "Ông A, ĐT 0912.345.678"
    records["tables"][0]["columns"] = '["STT", "a.b@example.com"]'
    load_source(connection, source, Validation(records))
    assert _rows(connection, "select title from raw.sections order by load_row_no")[0] == (f"Ông A, ĐT {PHONE}",)
    assert _rows(connection, "select columns from raw.tables") == [(["STT", MAIL],)]
    account = _rows(connection, "select dataset, row_key, column_name, kind, count from raw.withheld order by 1")
    section = records["sections"][0]["section_id"]
    assert account[0] == ("sections", f"document_id={PLAN}, section_id={section}", "title", "phone", 1)
    assert (account[1][0], *account[1][2:]) == ("tables", "columns", "email", 1)
    assert "0912" not in str(account)
    load_source(connection, source, Validation(plan_records(source, "txt")))
    assert _rows(connection, "select count(*) from raw.withheld") == [(0,)]


def test_rows_by_columns_come_in_as_they_are_published(connection: psycopg.Connection) -> None:
    source = receipt(1, "ket-qua.csv", "c")
    cells = {
        "source_name": ["k", "k", "k"], "table_no": [1, 1, 1], "row_kind": ["data", "data", "data"],
        "column_no": [1, 2, 1], "column_name": ["Số", "Điện thoại", "Số"], "row_no": [1, 2, 3],
        "value_text": ["1.234.567.890", "912345678", None], "value_number": [1234567890, 912345678, 5],
    }  # fmt: skip
    dataset = datasets()["table_cells"]
    table = SourceGate().clean_table(dataset, pa.table(cells))
    assert table["value_text"].to_pylist() == ["1.234.567.890", PHONE, None]
    assert table["value_number"].to_pylist() == [1234567890, None, 5]
    assert SourceGate().clean_table(dataset, pa.table(cells).schema.empty_table()).num_rows == 0
    validation = Validation({}, tables={"table_cells": ColumnarRows.of(pa.table(cells))})
    load_source(connection, source, validation)
    printed = "select value_text, value_number from raw.table_cells order by load_row_no"
    assert _rows(connection, printed) == [("1.234.567.890", Decimal(1234567890)), (PHONE, None), (None, Decimal(5))]


def test_a_key_is_masked_alike_in_every_table_of_a_source() -> None:
    def made(name: str, *keys: str) -> list[str]:
        dataset: Dataset = datasets()[name]
        return [str(row["line_key"]) for row in gate.clean_rows(dataset, [{"line_key": key} for key in keys])]

    gate = SourceGate()
    assert made("projects", "x/0912345678", "x/0987654321") == [f"x/{PHONE}", f"x/{PHONE} #2"]
    assert made("project_budgets", "x/0987654321", "9") == [f"x/{PHONE} #2", "9"]


def test_what_was_recorded_before_is_withheld_without_a_new_version(connection: psycopg.Connection) -> None:
    create_marts(connection, ROWS)
    for dataset in datasets().values():
        if dataset.model != dataset.name:
            connection.execute(f"create view marts.{dataset.model} as select * from marts.{dataset.name}".encode())
    connection.execute(
        "create schema if not exists intermediate;"
        "create table if not exists intermediate.built_models (model text, unit_column text);"
        "create table if not exists intermediate.built_units (model text, unit text, version text)"
    )
    personal = "update marts.unread_text set text = 'gọi 0912.345.678'"
    connection.execute(personal.encode())
    record_history(connection, "r-1")
    past = "select text, recorded_to = 'infinity' from marts.unread_text_history"
    assert _rows(connection, past) == [("gọi 0912.345.678", True)]
    connection.execute("update history.withheld_by set code = 'of before'")
    connection.execute(personal.replace("0912.345.678", PHONE).encode())
    assert record_history(connection, "r-2") == {}
    assert _rows(connection, past) == [(f"gọi {PHONE}", True)]
    connection.execute("drop schema history, marts, intermediate cascade")
