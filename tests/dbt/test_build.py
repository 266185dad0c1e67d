"""The real dbt build on both servers, from a handful of sources to marts, views, descriptions and the reader's rights."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from pipelines.load.raw import create_raw_schema, load_rejection, load_source
from pipelines.load.tables import described
from pipelines.load.warehouse import Warehouse, open_warehouse
from pipelines.metadata import Column, Dataset, datasets, quality_datasets
from pipelines.orchestrate.manifest import offer_parsed_project
from pipelines.read.model import SourceRejected
from pipelines.settings import DBT_PROJECT, Home
from pipelines.validate.model import Validation
from tests.load.sources import PLAN, REPORT, plan_records, receipt, report_records, report_validation

_DBT = Path(sys.executable).with_name("dbt")
_SQL_TYPES = {
    "text": "text",
    "integer": "bigint",
    "numeric": "numeric",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp without time zone",
    "json": "jsonb",
}
_DATASETS = sorted(datasets())
_MARTS = sorted({**datasets(), **quality_datasets()}.values(), key=lambda dataset: dataset.model)


def run_dbt(
    warehouse: Warehouse, *arguments: str, command: Sequence[str] = (str(_DBT),), **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run dbt, or the ``command`` that builds as it does, in an environment of nothing but what it needs."""
    offer_parsed_project(warehouse.dbt_env())
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], **warehouse.dbt_env(), **variables}
    return subprocess.run(
        [*command, *arguments], check=False, capture_output=True, text=True, env=environment, cwd=DBT_PROJECT
    )


def load_samples(connection: psycopg.Connection) -> None:
    """A plan as text and as DOCX, a report whose second version is broken, and a file that never could be read."""
    create_raw_schema(connection)
    text, docx = receipt(1, "ke-hoach.txt", "a"), receipt(2, "ke-hoach.docx", "b")
    load_source(connection, text, Validation(plan_records(text, "txt")))
    from_docx = plan_records(docx, "docx")
    from_docx["documents"][0]["title"] = "Kế hoạch đọc từ DOCX"
    load_source(connection, docx, Validation(from_docx))
    report = receipt(3, "bao-cao.txt", "c")
    load_source(connection, report, report_validation(report))
    for received, name, letter in ((4, "bao-cao.txt", "d"), (5, "hong.txt", "e")):
        load_rejection(connection, receipt(received, name, letter), SourceRejected(name, "tệp trống", "gửi lại tệp"))


@pytest.fixture(scope="module", params=["embedded_warehouse", "server_warehouse"])
def built(request: pytest.FixtureRequest) -> Iterator[psycopg.Connection]:
    """A connection to a warehouse that dbt has built, with all data tests and unit tests."""
    warehouse: Warehouse = request.getfixturevalue(request.param)
    with warehouse.connect() as connection:
        connection.execute("drop schema if exists raw cascade")
        load_samples(connection)
        done = run_dbt(warehouse, "build", DBT_EXCLUDE_RESOURCE_TYPES="")
        assert done.returncode == 0, done.stdout + done.stderr
        assert "WARN=0 ERROR=0 SKIP=0" in done.stdout
        assert (warehouse.home.dbt / "target" / "manifest.json").exists()
        yield connection


def _rows(connection: psycopg.Connection, query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query.encode()).fetchall()


def _columns(connection: psycopg.Connection, relation: str) -> list[tuple[str, str, bool, str | None]]:
    """Name, type, whether it may be null and comment of every column of ``marts.<relation>``, in order."""
    return connection.execute(
        """
        select attname, format_type(atttypid, atttypmod), not attnotnull, col_description(attrelid, attnum)
        from pg_attribute where attrelid = to_regclass(%s) and attnum > 0 and not attisdropped order by attnum
        """,
        [f"marts.{relation}"],
    ).fetchall()


def _declared(columns: tuple[Column, ...]) -> dict[str, tuple[str, bool, str]]:
    return {column.name: (_SQL_TYPES[column.type], column.nullable, described(column)) for column in columns}


@pytest.mark.parametrize("dataset", _MARTS, ids=lambda dataset: dataset.model)
def test_mart_is_as_declared(built: psycopg.Connection, dataset: Dataset) -> None:
    found = {name: (type_, nullable, comment) for name, type_, nullable, comment in _columns(built, dataset.model)}
    assert found == _declared(dataset.columns)
    key = built.execute(
        """
        select array_agg(attname::text order by array_position(conkey, attnum)) from pg_constraint
        inner join pg_attribute on attrelid = conrelid and attnum = any(conkey)
        where conrelid = to_regclass(%s) and contype = 'p'
        """,
        [f"marts.{dataset.model}"],
    ).fetchone()
    assert key == ((list(dataset.key) or None),)
    (comment,) = built.execute("select obj_description(to_regclass(%s))", [f"marts.{dataset.model}"]).fetchall()[0]
    assert dataset.grain in comment
    assert dataset.title_vi in comment


@pytest.mark.parametrize("name", _DATASETS)
def test_view_is_the_public_dataset(built: psycopg.Connection, name: str) -> None:
    public = [column for column in datasets()[name].columns if column.public]
    assert [(column, type_, comment) for column, type_, _, comment in _columns(built, name)] == [
        (column.name, _SQL_TYPES[column.type], described(column)) for column in public
    ]
    assert _rows(built, f"select count(*) from marts.{name}") == _rows(
        built, f"select count(*) from marts.{datasets()[name].model}"
    )


def test_one_source_of_a_document_counts(built: psycopg.Connection) -> None:
    documents = _rows(
        built, 'select document_id, source_name, title from marts.documents order by document_id collate "C"'
    )
    assert documents == [(REPORT, "bao-cao.txt", None), (PLAN, "ke-hoach.docx", "Kế hoạch đọc từ DOCX")]
    assert _rows(built, "select target_value::text, target_text from marts.indicator_targets") == [
        ("80.50", "≥ 80,50%")
    ]
    assert _rows(built, "select amount_vnd::text from marts.project_budgets") == [("12345678901234567890",)]
    assert _rows(built, "select record_no, cited_document_id from marts.citations order by 1") == [
        (1, None),
        (2, REPORT),
    ]


def test_tables_of_every_source_are_kept_under_its_name(built: psycopg.Connection) -> None:
    assert _rows(built, 'select source_name, columns from marts.tables order by source_name collate "C"') == [
        ("ke-hoach.docx", ["TT", 'Nội dung / Tổng "số"']),
        ("ke-hoach.txt", ["TT", 'Nội dung / Tổng "số"']),
    ]
    assert _rows(built, "select count(*), min(value_number) from marts.table_cells") == [(2, 1200)]


def test_agency_that_two_documents_print_is_that_of_the_register(built: psycopg.Connection) -> None:
    assert _rows(
        built,
        "select agency_id, name, recognition from marts.agencies where name ~* 'nhân dân tỉnh bắc kạn' order by agency_id",
    ) == [
        ("hoi-dong-nhan-dan-tinh-bac-kan", "Hội đồng nhân dân tỉnh Bắc Kạn", "register"),
        ("ubnd-tinh-bac-kan", "Ủy ban nhân dân tỉnh Bắc Kạn", "register"),
        ("van-phong-ubnd-tinh-bac-kan", "Văn phòng Ủy ban nhân dân tỉnh Bắc Kạn", "register"),
    ]
    assert _rows(
        built, "select name_text, state, agency_id from marts.agency_names order by name_text = lower(name_text)"
    ) == [
        ("UBND tỉnh Bắc Kạn", "known", "ubnd-tinh-bac-kan"),
        ("ubnd-tinh-bac-kan", "known", "ubnd-tinh-bac-kan"),
    ]


def test_administrative_units_are_the_seed(built: psycopg.Connection) -> None:
    seed = (DBT_PROJECT.parent / "data" / "reference" / "administrative_units.csv").read_text(encoding="utf-8")
    assert _rows(built, "select count(*) from marts.administrative_units") == [(len(seed.splitlines()) - 1,)]
    # Codes keep their leading zero; dates are dates.
    assert _rows(
        built, "select name, valid_to::text from marts.administrative_units where code = '06' and level = 'province'"
    ) == [("Tỉnh Bắc Kạn", "2025-07-01")]


def test_quality_report_holds_what_was_set_aside(built: psycopg.Connection) -> None:
    assert _rows(built, 'select source_name from marts.fct_rejected_source order by source_name collate "C"') == [
        ("bao-cao.txt",),
        ("hong.txt",),
    ]
    assert _rows(built, "select source_name, dataset, rule, source_line_start from marts.fct_rejected_row") == [
        ("bao-cao.txt", "indicator_results", "percent_range", 14)
    ]
    assert _rows(built, "select rule, severity from marts.fct_row_issue") == [("unusual_value", "note")]
    assert _rows(built, "select suite, success, unexpected_count from marts.fct_expectation_result") == [
        ("indicator_results", False, 1)
    ]
    assert _rows(built, "select received_no, is_rejected, is_current from marts.dim_source order by 1") == [
        (1, False, True),
        (2, False, True),
        (3, False, True),
        (4, True, False),
        (5, True, False),
    ]


@pytest.mark.parametrize(
    ("statement", "allowed"),
    [
        ("select count(*) from marts.documents", True),
        ("select count(*) from marts.dim_document", True),
        ("select count(*) from raw.documents", False),
        ("select count(*) from staging.stg_documents", False),
        ("select count(*) from intermediate.int_current_source", False),
        ("delete from marts.dim_document", False),
        ("create table marts.mine (a text)", False),
        ("create table public.mine (a text)", False),
        ("create schema mine", False),
    ],
)
def test_reader_reads_marts_and_nothing_else(built: psycopg.Connection, statement: str, allowed: bool) -> None:
    with built.transaction(force_rollback=True):
        built.execute("set local role khoso_reader")
        if allowed:
            built.execute(statement.encode())
        else:
            with pytest.raises(psycopg.errors.InsufficientPrivilege), built.transaction():
                built.execute(statement.encode())


def test_reader_cannot_log_in(built: psycopg.Connection) -> None:
    assert _rows(built, "select rolcanlogin, rolsuper, rolcreaterole from pg_roles where rolname = 'khoso_reader'") == [
        (False, False, False)
    ]


@pytest.fixture(scope="module")
def own_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """A server of its own: roles belong to the whole server."""
    with open_warehouse(Home(tmp_path_factory.mktemp("own")), None) as warehouse:
        yield warehouse


def test_user_who_may_not_create_the_reader_is_told_so_and_builds(own_warehouse: Warehouse) -> None:
    with own_warehouse.connect() as connection:
        connection.execute("create role loader login")
        connection.execute(sql.SQL("grant create, temporary, connect on database khoso to loader"))
    loader = Warehouse(own_warehouse.url.replace("//postgres@", "//loader@"), own_warehouse.home)
    with loader.connect() as connection:
        load_samples(connection)
    assert run_dbt(loader, "seed").returncode == 0
    for reader_is_there in (False, True):
        done = run_dbt(loader, "run", "--select", "+documents")
        assert done.returncode == 0, done.stdout + done.stderr
        assert ("ask an administrator to run: create role khoso_reader" in done.stdout) is not reader_is_there
        with own_warehouse.connect() as connection:
            if not reader_is_there:
                connection.execute("create role khoso_reader nologin")
            else:
                connection.execute("set role khoso_reader")
                assert _rows(connection, "select count(*) from marts.documents") == [(2,)]
    with own_warehouse.connect() as connection:
        connection.execute("drop schema raw, staging, intermediate, marts cascade")


def test_data_tests_find_what_they_are_for(own_warehouse: Warehouse) -> None:
    with own_warehouse.connect() as connection:
        load_samples(connection)
        source = receipt(6, "sai.txt", "f")
        wrong = report_records(source)
        wrong["documents"][0] |= {
            "document_id": "sai",
            "province_code": "99",
            "period_start": wrong["documents"][0]["issue_date"],
            "issuer_agency_id": "khong-co",
        }
        wrong["documents"][0]["period_end"] = wrong["indicator_results"][0]["period_start"]
        # The results still belong to the report, which this source does not hold.
        del wrong["submissions"]
        wrong["project_budgets"] = [{"document_id": "sai", "line_key": "không có", "budget_no": 1}]
        wrong["arithmetic_checks"] = [
            {"document_id": "sai", "record_no": 1, "stated": 1, "computed": 1, "holds": False}
        ]
        load_source(connection, source, Validation(wrong))
        seed = run_dbt(own_warehouse, "seed")
        run = run_dbt(own_warehouse, "run")
        assert (seed.returncode, run.returncode) == (0, 0), run.stdout
        connection.execute(
            """
            insert into marts.dim_administrative_unit (unit_id, code, level, valid_from)
            select 'again', code, level, valid_from from marts.dim_administrative_unit where code = '06'
            """
        )
        connection.execute("delete from marts.dim_document where document_id = %s", [PLAN])
        done = run_dbt(own_warehouse, "test", "--quiet")
    failed = {line.split()[4] for line in done.stdout.splitlines() if " FAIL " in line or "Failure in test" in line}
    assert done.returncode == 1
    for test in (
        "documents_are_not_lost",
        "rows_belong_to_a_document",
        "province_code_holds_at_issue_date",
        "administrative_units_do_not_overlap",
        "periods_run_forward",
        "equal_figures_hold",
        "fct_project_budget_references",
        "dim_document_references",
    ):
        assert any(name.startswith(test) for name in failed), (test, failed, done.stdout)
