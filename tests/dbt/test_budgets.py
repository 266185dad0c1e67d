"""Budgets and commitments in a warehouse that dbt built of the real plans and reports: the cases that are known."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from pipelines.interpret.document import interpret_document
from pipelines.load.raw import create_raw_schema, load_source
from pipelines.load.warehouse import Warehouse
from pipelines.read.sources import read_source
from pipelines.validate.model import Validation
from tests.dbt.test_build import run_dbt
from tests.load.sources import receipt
from tests.shared_inputs import shared_folder

MODELS = ("+fct_commitment", "+fct_budget_reconciliation", "+fct_spending_share", "+fct_appropriation")


@pytest.fixture(scope="module")
def built(embedded_warehouse: Warehouse) -> Iterator[psycopg.Connection]:
    folder = shared_folder("documents")
    with embedded_warehouse.connect() as connection:
        connection.execute("drop schema if exists raw cascade")
        create_raw_schema(connection)
        for number, path in enumerate(sorted(folder.glob("*.txt")), 1):
            data = path.read_bytes()
            sha = hashlib.sha256(data).hexdigest()
            records = interpret_document(read_source(path.name, sha, data))
            received = replace(receipt(number, path.name, "a"), source_sha256=sha)
            load_source(connection, received, Validation(records))
        seeded = run_dbt(embedded_warehouse, "seed")
        assert seeded.returncode == 0, seeded.stdout
        done = run_dbt(embedded_warehouse, "run", "--select", *MODELS)
        assert done.returncode == 0, done.stdout + done.stderr
        yield connection


def rows(connection: psycopg.Connection, query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query.encode()).fetchall()


def test_two_projects_that_the_province_pays_explain_sources_and_groups(built: psycopg.Connection) -> None:
    found = rows(
        built,
        """
        select funding_source, stated_vnd, computed_vnd, difference_vnd, outcome, explained_by from marts.fct_budget_reconciliation
        where reconciliation_kind = 'sources_and_groups' order by record_no
        """,
    )
    moved = ["Phụ lục 3/II/3", "Phụ lục 3/II/4"]
    million = 10**6
    assert found == [
        ("province_budget", 52_692 * million, 52_492 * million, -200 * million, "contradiction", moved),
        ("central_budget", 26_200 * million, 26_400 * million, 200 * million, "contradiction", moved),
    ]


def test_rows_that_a_group_leaves_out_are_named(built: psycopg.Connection) -> None:
    ((difference, by, text),) = rows(
        built,
        """
        select difference_vnd, explained_by, explanation from marts.fct_budget_reconciliation
        where reconciliation_kind = 'rows_of_group' and outcome = 'contradiction'
        """,
    )
    assert difference == 10_943 * 10**6
    assert by == ["Phụ lục 3/II/3", "Phụ lục 3/II/4"]
    assert "II.3 (7.943), II.4 (3.000)" in text
    assert "“Kinh phí năm 2024” của cùng hàng tính đủ" in text


def test_rounding_is_told_from_contradiction_and_checks_are_linked(built: psycopg.Connection) -> None:
    found = rows(
        built,
        """
        select
            reconciliations.stated_text, reconciliations.outcome, checks.computed - checks.stated, reconciliations.holds = checks.holds
        from marts.fct_budget_reconciliation as reconciliations
        left join raw.arithmetic_checks as checks
            on reconciliations.document_id = checks.document_id and reconciliations.check_no = checks.record_no
        where reconciliations.stated_text in ('158.884', '83.975 triệu đồng') order by 1
        """,
    )
    assert found == [("158.884", "rounding", Decimal(-1), True), ("83.975 triệu đồng", "exact", Decimal(0), True)]


def test_shares_and_the_totals_that_they_imply(built: psycopg.Connection) -> None:
    found = rows(
        built,
        """
        select share_pct, year_no, round(implied_total_vnd / 1000000000), is_implausible, amount_inferred
        from marts.fct_spending_share where implied_total_vnd is not null order by year_no
        """,
    )
    assert found == [
        (Decimal("1.3"), 2023, Decimal(6790), None, True),
        (Decimal("1.56"), 2024, Decimal(5383), True, False),
    ]
    required = rows(
        built,
        """
        select purpose, share_pct, basis, result from marts.fct_spending_share
        where share_kind = 'required' and document_id like 'ubnd-tinh%' order by 1
        """,
    )
    assert required == [
        ("digital_transformation", Decimal(2), "recurrent_budget", "not_computable"),
        ("information_security", Decimal(10), "digital_budget", "not_computable"),
    ]
    assert rows(
        built, "select count(*) from marts.fct_spending_share where result = 'not_computable' and reason is null"
    ) == [(0,)]


def test_project_lines_add_up_to_what_the_sources_give(built: psycopg.Connection) -> None:
    found = rows(
        built,
        """
        select funding_source, sum(amount_vnd) / 1000000 from marts.fct_appropriation
        where source_kind = 'project_line' and period_start_year = 2024 and document_id like 'ubnd-tinh-bac-kan%'
        group by 1 order by 1
        """,
    )
    assert found == [("central_budget", 26_400), ("province_budget", 52_492)]
    assert rows(built, "select count(*) from marts.fct_appropriation where source_line_start is null") == [(0,)]


def test_the_register_knows_what_was_promised_and_what_goes_on(built: psycopg.Connection) -> None:
    found = rows(
        built,
        """
        select due_date, commitment_kind, owner_text, state, state_as_of from marts.fct_commitment
        where document_id like '%bao-cao%' and due_text in ('trong tháng 7/2022', 'trong tháng 9/2022', 'vào tháng 10/2022')
        order by due_date
        """,
    )
    as_of = date(2024, 1, 1)
    assert found == [
        (date(2022, 7, 31), "pilot", "Văn phòng UBND tỉnh", "silent", as_of),
        (date(2022, 9, 30), "complete", None, "overdue", as_of),
        (date(2022, 10, 31), "complete", "Sở Thông tin và Truyền thông", "silent", as_of),
    ]
    ((what, told),) = rows(
        built, "select what, statement_text from marts.fct_commitment where statement_document_id is not null"
    )
    assert what == "Kho dữ liệu số tỉnh Bắc Giang"
    assert told == "Xây dựng, phát triển Kho dữ liệu số tỉnh Bắc Giang: Nhiệm vụ tiếp tục triển khai"


def test_a_state_is_of_the_latest_document_and_not_of_today(built: psycopg.Connection) -> None:
    assert rows(built, "select count(*) from marts.fct_commitment where state_as_of > date '2024-12-31'") == [(0,)]
    due = "select distinct state from marts.fct_commitment where due_date > state_as_of"
    assert rows(built, due) == [("due_later",)]
