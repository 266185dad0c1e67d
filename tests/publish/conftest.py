"""An embedded warehouse whose marts are made from the declaration, with rows that are awkward on purpose."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from pipelines.load.warehouse import Warehouse, open_warehouse
from pipelines.metadata import Dataset, datasets, quality_datasets
from pipelines.settings import Home

SQL_TYPES = {
    "text": "text",
    "integer": "bigint",
    "numeric": "numeric",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
    "json": "jsonb",
}

PLAN, REPORT = "ubnd-tinh;883-kh-ubnd;2023-12-29", "ubnd-tinh;bao-cao;2022"
ROWS: Mapping[str, Sequence[Mapping[str, object]]] = {
    "agencies": [
        {"agency_id": "ubnd-tinh", "name": "Ủy ban nhân dân tỉnh", "kind": "people_committee"},
        {
            "agency_id": "so-tt-tt",
            "name": "Sở TT&TT",
            "kind": "department",
            "parent_agency_id": "ubnd-tinh",
            "valid_to": date(2025, 3, 1),
        },
    ],
    "documents": [
        {
            "document_id": PLAN,
            "source_name": "ke-hoach, bản 2.txt",
            "source_sha256": "a" * 64,
            "source_format": "txt",
            "document_type": "ke_hoach",
            "document_number": 883,
            "title": 'Kế hoạch "chuyển đổi số", năm 2024',
            "issuer_agency_id": "ubnd-tinh",
            "issue_date": date(2023, 12, 29),
        },
        {"document_id": REPORT, "source_name": "bao-cao.txt", "source_sha256": "b" * 64, "source_format": "txt"},
    ],
    "sections": [
        {"document_id": PLAN, "section_id": "10", "level": 1, "title": "Phụ lục"},
        {"document_id": PLAN, "section_id": "9", "parent_section_id": "10", "level": 2, "title": "Mục\ttiêu"},
    ],
    "indicators": [
        {
            "indicator_id": "dvctt",
            "name": "Tỷ lệ dịch vụ công trực tuyến",
            "pillar": "chinh_quyen_so",
            "unit": "percent",
        }
    ],
    "indicator_targets": [
        {
            "document_id": PLAN,
            "line_key": f"Phụ lục 1/I/{number}",
            "component_no": component,
            "indicator_id": "dvctt",
            "indicator_name": f"Chỉ tiêu {number}",
            "comparator": ">=",
            "target_value": value,
            "target_text": "Đạt 80,90%\r\ntrở lên",
            "source_line_start": number,
        }
        for number, component, value in (
            (10, 0, Decimal("80.90")),
            (9, 10, Decimal("100.00")),
            (9, 9, Decimal("-0.500")),
            (9, 0, None),
        )
    ],
    "projects": [
        {"document_id": PLAN, "line_key": "Phụ lục 2/4/1", "project_name": " \\. ; tab\t; 'x' ", "status": "new"}
    ],
    "project_budgets": [
        {
            "document_id": PLAN,
            "line_key": "Phụ lục 2/4/1",
            "budget_no": 1,
            "amount_vnd": Decimal("9007199254740993"),
            "unit_inferred": True,
        },
        {
            "document_id": PLAN,
            "line_key": "Phụ lục 2/4/1",
            "budget_no": 2,
            "amount_vnd": Decimal("1E+9"),
            "unit_inferred": False,
        },
    ],
    "submissions": [{"submission_id": "s-1", "agency_id": "so-tt-tt", "received_at": datetime(2024, 1, 2, 3, 4, 5)}],  # noqa: DTZ001
    "unread_text": [{"document_id": REPORT, "record_no": 1, "text": "một | hai", "reason": "không rõ"}],
    "tables": [
        {
            "source_name": "so-lieu.csv",
            "table_no": 1,
            "table_kind": "other",
            "columns": Jsonb(["STT", 'Tên, "gọi"  x', "a / b"]),
        }
    ],
    "table_cells": [
        {
            "source_name": "so-lieu.csv",
            "table_no": 1,
            "row_no": row,
            "column_no": 1,
            "row_kind": "data",
            "value_number": Decimal(row) / 8,
        }
        for row in (2, 1, 11)
    ],
    "rejected_sources": [
        {"source_name": "rác.bin", "source_sha256": "c" * 64, "problem": "không phải văn bản", "remedy": "gửi lại tệp"},
    ],
    "rejected_rows": [
        {
            "source_name": "bao-cao.txt",
            "source_sha256": "b" * 64,
            "dataset": "indicator_targets",
            "rule": "year",
            "reason": "năm sai; sửa năm",
            "record_json": '{"target_year": 20}',
        }
    ]
    * 2,
    "row_issues": [
        {
            "source_name": "bao-cao.txt",
            "source_sha256": "b" * 64,
            "dataset": "project_budgets",
            "severity": "note",
            "rule": "amount_far_off",
            "reason": "số tiền lớn bất thường; đối chiếu văn bản",
            "record_json": '{"amount_vnd": "9007199254740993"}',
            "source_line_start": 12,
        }
    ],
    "expectations": [
        {
            "source_name": "bao-cao.txt",
            "source_sha256": "b" * 64,
            "suite": "indicator_targets",
            "rule": "target_year_range",
            "expectation": "expect_column_values_to_be_between",
            "column_name": "target_year",
            "severity": "reject",
            "success": False,
            "evaluated_count": 2,
            "unexpected_count": 2,
            "message": "năm ngoài khoảng hợp lý; đối chiếu văn bản",
        }
    ],
}


def create_marts(connection: psycopg.Connection, rows: Mapping[str, Sequence[Mapping[str, object]]]) -> None:
    """Make schema ``marts`` anew, one table per declared dataset, and fill it with ``rows``."""
    connection.execute("drop schema if exists marts cascade")
    connection.execute("create schema marts")
    for dataset in datasets().values():
        create_mart(connection, dataset.name, dataset)
    for dataset in quality_datasets().values():
        create_mart(connection, dataset.model, dataset)
    for name, filled in rows.items():
        dataset = datasets().get(name) or quality_datasets()[name]
        relation = sql.Identifier("marts", name if name in datasets() else dataset.model)
        for row in filled:
            connection.execute(
                sql.SQL("insert into {} ({}) values ({})").format(
                    relation,
                    sql.SQL(", ").join(map(sql.Identifier, row)),
                    sql.SQL(", ").join(sql.Placeholder() * len(row)),
                ),
                list(row.values()),
            )


def create_mart(connection: psycopg.Connection, name: str, dataset: Dataset) -> None:
    columns = [
        sql.SQL("{} {}").format(sql.Identifier(column.name), sql.SQL(SQL_TYPES[column.type]))
        for column in dataset.columns
    ]
    connection.execute(
        sql.SQL("create table {} ({})").format(sql.Identifier("marts", name), sql.SQL(", ").join(columns))
    )


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    home = Home(tmp_path_factory.mktemp("warehouse-home"))
    with open_warehouse(home, None) as opened:
        yield opened


@pytest.fixture
def marts(warehouse: Warehouse) -> Iterator[psycopg.Connection]:
    """A connection to the warehouse, its marts filled with ``ROWS``."""
    with warehouse.connect() as connection:
        create_marts(connection, ROWS)
        yield connection


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")
