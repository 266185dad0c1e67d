"""The dashboards for real: Superset is set up, filled, served and looked at in a browser; what it shows is held against SQL."""

import shutil
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser

from pipelines.load.warehouse import Warehouse, open_warehouse
from pipelines.publish.bi.bundle import Dashboard, dashboards
from pipelines.publish.bi.chart_queries import chart_queries
from pipelines.settings import PROJECT_ROOT, Home
from tests.acceptance.network_guard import NetworkGuard
from tests.bi.superset import Visitor, running_superset, superset_environment
from tests.processes import run_khoso

pytestmark = pytest.mark.xdist_group("bi")

# What one chart of each dashboard says, told from the marts without the views of schema bi.
_FIGURES = {
    "agencies": ("Việc chủ trì", "select count(*) from marts.assignments where role = 'lead'"),
    "budgets": (
        "Kinh phí dự án trong năm (triệu đồng)",
        "select round(sum(amount_vnd) / 1000000) from marts.project_budgets where period_start_year = period_end_year",
    ),
    "projects": (
        "Chuyển tiếp",
        """
        select count(*) from marts.projects inner join marts.documents using (document_id)
        where status = 'continuing' and document_type <> 'bao_cao'
        """,
    ),
    "quality": (
        "Điểm cần xử lý",
        "select sum(failed_count) from marts.quality_checks where not is_passed",
    ),
    "targets": ("Số chỉ tiêu", "select count(*) from marts.indicator_status"),
    "units": ("Số văn bản", "select count(*) from marts.documents where province_code is not null"),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home that a run on the samples has finished on."""
    folder = tmp_path_factory.mktemp("bi")
    shutil.copytree(PROJECT_ROOT / "data" / "samples", folder / "inbox")
    done = run_khoso("run", "--inbox", folder / "inbox", "--home", folder / "home")
    assert done.returncode == 0, done.stdout + done.stderr
    return Home(folder / "home")


@pytest.fixture(scope="module")
def guard(tmp_path_factory: pytest.TempPathFactory) -> NetworkGuard:
    return NetworkGuard(tmp_path_factory.mktemp("guard"))


@pytest.fixture(scope="module")
def warehouse(home: Home) -> Iterator[Warehouse]:
    with open_warehouse(home, None) as opened:
        yield opened


@pytest.fixture(scope="module")
def visitor(
    browser: Browser,
    home: Home,
    guard: NetworkGuard,
    warehouse: Warehouse,  # noqa: ARG001 - it stays up
) -> Iterator[Visitor]:
    environment = {"KHOSO_BI_VENV": str(superset_environment()), **guard.environment}
    with running_superset(home, environment) as address:
        yield Visitor(browser, address, home)


@pytest.mark.parametrize("dashboard", dashboards(), ids=lambda dashboard: dashboard.slug)
def test_dashboard_shows_what_the_warehouse_holds(
    visitor: Visitor, warehouse: Warehouse, dashboard: Dashboard, tmp_path: Path
) -> None:
    visitor.open(dashboard.slug, dashboard.chart_count)
    visitor.picture(tmp_path / f"{dashboard.slug}.png")
    assert dashboard.title in visitor.page.inner_text("body")
    said = visitor.text()
    for failure in ("Data error", "Lỗi dữ liệu", "Unexpected error", "No results"):
        assert failure not in said, said
    chart, query = _FIGURES[dashboard.slug]
    with warehouse.connect() as connection:
        ((figure,),) = connection.execute(query.encode()).fetchall()
    assert figure
    assert visitor.number(chart) == f"{Decimal(figure):,.0f}".replace(",", ".")


def test_units_stand_as_printed_and_as_of_today(visitor: Visitor, warehouse: Warehouse) -> None:
    """A unit that was merged is shown under its own name, and its additive figures under that of its heir."""
    visitor.open("units", next(each.chart_count for each in dashboards() if each.slug == "units"))
    with warehouse.connect() as connection:
        merged = connection.execute(
            "select distinct unit_name, today_name from bi.unit_profiles where project_count > 0 and valid_to is not null"
        ).fetchall()
    assert merged
    said = visitor.text()
    for then, today in merged:
        assert then in said
        assert today in said


def test_every_query_of_a_dashboard_reads_small_tables_or_a_page_of_facts(warehouse: Warehouse) -> None:
    """What a chart adds up was added up by the build; a list is read in the order of an index, a page of it."""
    with warehouse.connect() as connection:
        small = {name for (name,) in connection.execute("select tablename from pg_tables where schemaname = 'bi'")}
        connection.execute("set enable_seqscan = off; set enable_sort = off; set enable_bitmapscan = off")
        for query in chart_queries():
            ((plan,),) = connection.execute(b"explain (format json) " + query.text.encode(), {}).fetchall()
            nodes = list(_nodes(plan[0]["Plan"]))
            read = {node["Relation Name"] for node in nodes if "Relation Name" in node}
            if "group by" in query.text or not query.text.split(" from ")[0].count(","):
                assert read <= small, (query.name, read)
            scanned = {node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"}
            assert not {name for name in scanned if name.startswith(("fct_", "bridge_"))}, (query.name, scanned)


def _nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)


def test_nothing_is_fetched_from_elsewhere(visitor: Visitor, guard: NetworkGuard) -> None:
    assert visitor.strangers == []
    assert guard.attempts == []


def test_secrets_are_their_owners_alone(visitor: Visitor, home: Home) -> None:  # noqa: ARG001 - made by serving
    for name in ("secret_key", "admin_password"):
        assert (home.superset / name).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("select count(*) from bi.targets_and_results", None),
        ("select count(*) from marts.documents", None),
        ("select count(*) from raw.documents", psycopg.errors.InsufficientPrivilege),
        ("select count(*) from staging.stg_documents", psycopg.errors.InsufficientPrivilege),
        ("select count(*) from intermediate.int_current_source", psycopg.errors.InsufficientPrivilege),
        ("create view bi.mine as select 1", psycopg.errors.ReadOnlySqlTransaction),
        ("set transaction read write; create view bi.mine as select 1", psycopg.errors.InsufficientPrivilege),
        ("set transaction read write; delete from marts.dim_document", psycopg.errors.InsufficientPrivilege),
        ("set statement_timeout = '100ms'; select pg_sleep(5)", psycopg.errors.QueryCanceled),
    ],
)
def test_reader_logs_in_and_only_reads(
    visitor: Visitor,  # noqa: ARG001 - lets the reader log in
    warehouse: Warehouse,
    statement: str,
    error: type[psycopg.Error] | None,
) -> None:
    with psycopg.connect(warehouse.url.replace("//postgres@", "//khoso_reader@")) as connection:
        settings = [connection.execute(f"show {name}".encode()).fetchone() for name in _SETTINGS]
        assert settings == [("1min",), ("on",)]
        if error is None:
            connection.execute(statement.encode())
        else:
            with pytest.raises(error):
                connection.execute(statement.encode())


_SETTINGS = ("statement_timeout", "default_transaction_read_only")


def test_every_column_of_schema_bi_has_a_comment_in_both_languages(warehouse: Warehouse) -> None:
    with warehouse.connect() as connection:
        columns = connection.execute(
            """
            select relname, attname, col_description(attrelid, attnum) from pg_attribute
            inner join pg_class on pg_class.oid = attrelid
            where relnamespace = 'bi'::regnamespace and relkind in ('r', 'v') and attnum > 0
            """
        ).fetchall()
    assert len(columns) > 100
    assert [column for column in columns if ": " not in (column[2] or "")] == []


def test_reader_of_a_server_of_the_users_has_to_be_named(tmp_path: Path, server_url: str) -> None:
    environment = {"KHOSO_BI_VENV": str(superset_environment())}
    done = run_khoso("bi", "--home", tmp_path, "--warehouse", server_url, environment=environment)
    assert done.returncode == 1
    assert "no login of khoso_reader is known for this server" in done.stderr
    named = run_khoso(
        "bi", "--home", tmp_path, "--warehouse", server_url, "--reader", server_url, environment=environment
    )
    assert named.returncode == 1
    assert "the reader's login" in named.stderr
