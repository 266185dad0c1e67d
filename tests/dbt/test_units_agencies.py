"""Units and agencies over time in a built warehouse: codes at a date, names resolved, work inherited, figures rolled up."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from pipelines.interpret.agencies import agency_id, agency_record
from pipelines.interpret.records import Record, Records
from pipelines.load.agency_matches import match_agencies
from pipelines.load.raw import create_raw_schema, load_source
from pipelines.load.warehouse import open_warehouse
from pipelines.settings import Home
from pipelines.validate.model import Validation
from tests.dbt.test_build import run_dbt
from tests.load.sources import place, receipt

_NO_PLACE = place(1)
_MODELS = (
    "+rolled_up_figures",
    "+agency_names",
    "+agency_group_members",
    "+agency_successors",
    "+assignments",
    "+unit_codes_view",
    "+agencies_view",
)


def _plan(
    number: int, province: str, code: str, day: date, leads: list[str], results: list[tuple[str, str, Any, Any, Any]]
) -> Records:
    """A plan of a province whose projects have the given leaders, and results of indicators: name, unit, value and parts."""
    issuer = f"UBND tỉnh {province}"
    key = agency_id(issuer, province)
    document_id = f"{key}.{number}.{day.isoformat()}"
    named = [agency_record(name, province) for name in (issuer, *leads)]
    projects: list[Record] = []
    assignments: list[Record] = []
    budgets: list[Record] = []
    for no, name in enumerate(leads, start=1):
        line = f"PL/{no}"
        projects.append(
            {
                "document_id": document_id,
                "line_key": line,
                "project_code": str(no),
                "project_name": f"Dự án {no}",
                **_NO_PLACE,
            }
        )
        assignments.append({"document_id": document_id, "subject_kind": "project", "subject_key": line, "role": "lead",
                            "agency_id": agency_record(name, province)["agency_id"], "agency_text": name})  # fmt: skip
        budgets.append({"document_id": document_id, "line_key": line, "budget_no": 1, "period_start_year": day.year,
                        "period_end_year": day.year, "amount_vnd": Decimal(100), "unit_inferred": False, **_NO_PLACE})  # fmt: skip
    return {
        "documents": [
            {
                "document_id": document_id, "source_name": f"{number}.txt", "source_sha256": chr(96 + number) * 64, "source_format": "txt",
                "issuer_text": issuer, "issuer_agency_id": key, "province_code": code, "issue_date": day,
                "period_start": date(day.year, 1, 1), "period_end": date(day.year, 12, 31),
            }
        ],
        "agencies": list({each["agency_id"]: each for each in named}.values()),
        "projects": projects,
        "assignments": assignments,
        "project_budgets": budgets,
        "indicator_results": [
            {
                "document_id": document_id, "line_key": f"KQ/{no}", "indicator_name": name, "unit": unit, "result_value": value,
                "numerator": numerator, "denominator": denominator, "period_start": date(day.year, 1, 1),
                "period_end": date(day.year, 12, 31), **_NO_PLACE,
            }
            for no, (name, unit, value, numerator, denominator) in enumerate(results, start=1)
        ],
    }  # fmt: skip


_PLANS = [
    _plan(1, "Bắc Giang", "24", date(2024, 1, 5), ["Sở TT&TT", "Sở KH&ĐT", "Sở Tài chính", "Sở Thông tin và Truyền thôn", "Các sở, ngành"],
          [("Hồ sơ", "percent", 50, 1, 2), ("Dân số", "percent", 60, None, None), ("Xếp hạng", "rank", 7, None, None)]),
    _plan(2, "Bắc Ninh", "27", date(2024, 1, 8), ["Sở Công Thương"], [("Hồ sơ", "percent", 75, 6, 8), ("Xếp hạng", "rank", 3, None, None)]),
    _plan(3, "Bắc Ninh", "24", date(2025, 9, 1), ["Sở KH&CN", "Sở TT&TT tỉnh Bắc Giang"], []),
    _plan(4, "Tuyên Quang", "08", date(2024, 2, 1), ["Sở TT&TT", "Sở Thông tin và Truyền thông"], []),
]  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[psycopg.Connection]:
    with open_warehouse(Home(tmp_path_factory.mktemp("units")), None) as warehouse, warehouse.connect() as connection:
        create_raw_schema(connection)
        for number, records in enumerate(_PLANS, start=1):
            source = receipt(number, f"{number}.txt", chr(96 + number))
            load_source(connection, source, Validation(records))
        assert match_agencies(connection) == 13
        for command in (("seed",), ("run", "--select", *_MODELS)):
            done = run_dbt(warehouse, *command)
            assert done.returncode == 0, done.stdout + done.stderr
        yield connection


def _rows(connection: psycopg.Connection, query: str, *values: object) -> list[tuple[Any, ...]]:
    return connection.execute(query.encode(), values).fetchall()


def _unit_of_code(connection: psycopg.Connection, day: str) -> list[tuple[Any, ...]]:
    return _rows(
        connection,
        """
        select units.name from marts.dim_unit_code as codes
        inner join marts.dim_administrative_unit as units on codes.unit_id = units.unit_id
        where codes.scheme = 'gso' and codes.code = '24'
        and coalesce(codes.valid_from, '-infinity') <= %s::date and coalesce(codes.valid_to, 'infinity') > %s::date
        """,
        day,
        day,
    )


def test_one_code_is_two_units_at_two_dates(built: psycopg.Connection) -> None:
    assert _unit_of_code(built, "2024-06-01") == [("Tỉnh Bắc Giang",)]
    assert _unit_of_code(built, "2026-10-01") == [("Thành phố Bắc Ninh",)]


def test_a_code_used_twice_at_one_time_is_kept_out(built: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.ExclusionViolation), built.transaction():
        built.execute(
            "insert into marts.dim_unit_code (unit_id, scheme, code, valid_from, confidence)"
            " values ('x', 'gso', '24', '2026-01-01', 'likely')"
        )
    with built.transaction(force_rollback=True):
        built.execute(
            "insert into marts.dim_unit_code (unit_id, scheme, code, valid_from, confidence)"
            " values ('x', 'another scheme', '24', '2026-01-01', 'likely')"
        )


def test_printed_names_are_resolved_or_listed(built: psycopg.Connection) -> None:
    assert _rows(
        built,
        "select name_text, province_name, state, agency_id, is_after_end from marts.agency_names"
        " where name_text not like 'UBND%%' order by province_name collate \"C\", name_text collate \"C\"",
    ) == [
        ("Các sở, ngành", "Bắc Giang", "known", "cac-so-nganh-bac-giang", False),
        ("Sở KH&ĐT", "Bắc Giang", "known", "so-ke-hoach-va-dau-tu-bac-giang", False),
        ("Sở TT&TT", "Bắc Giang", "known", "so-thong-tin-va-truyen-thong-bac-giang", False),
        ("Sở TT&TT tỉnh Bắc Giang", "Bắc Giang", "known", "so-thong-tin-va-truyen-thong-bac-giang", True),
        ("Sở Thông tin và Truyền thôn", "Bắc Giang", "unknown", None, False),
        ("Sở Tài chính", "Bắc Giang", "known", "so-tai-chinh-bac-giang", False),
        ("Sở Công Thương", "Bắc Ninh", "by_rule", "so-cong-thuong-bac-ninh", False),
        ("Sở KH&CN", "Bắc Ninh", "known", "so-khoa-hoc-va-cong-nghe-bac-ninh-2025", False),
        ("Sở TT&TT", "Tuyên Quang", "by_rule", "so-thong-tin-va-truyen-thong-tuyen-quang", False),
        ("Sở Thông tin và Truyền thông", "Tuyên Quang", "by_rule", "so-thong-tin-va-truyen-thong-tuyen-quang", False),
    ]  # fmt: skip
    ((first,),) = _rows(
        built,
        "select proposals -> 0 ->> 'agency_id' from marts.agency_names where name_text = 'Sở Thông tin và Truyền thôn'",
    )
    assert first == "so-thong-tin-va-truyen-thong-bac-giang"


def test_unknown_name_is_no_new_agency(built: psycopg.Connection) -> None:
    assert _rows(
        built, "select agency_id from marts.assignments where agency_text = 'Sở Thông tin và Truyền thôn'"
    ) == [(None,)]
    assert (
        _rows(built, "select agency_id from marts.agencies where agency_id like 'so-thong-tin-va-truyen-thon-%%'") == []
    )


def test_register_and_pattern_stand_side_by_side(built: psycopg.Connection) -> None:
    assert _rows(
        built,
        "select agency_id, name, short_name, valid_to::text, successor_agency_id, recognition from marts.agencies"
        " where name like 'Sở Thông tin và Truyền thông%%' and agency_id not like '%%kan' order by 1",
    ) == [
        ("so-thong-tin-va-truyen-thong-bac-giang", "Sở Thông tin và Truyền thông tỉnh Bắc Giang", "Sở TT&TT", "2025-03-01",
         "so-khoa-hoc-va-cong-nghe-bac-giang-2025", "register"),
        ("so-thong-tin-va-truyen-thong-tuyen-quang", "Sở Thông tin và Truyền thông", "Sở TT&TT", None, None, "by_rule"),
    ]  # fmt: skip


def test_work_of_a_merged_department_is_on_the_list_of_its_heir(built: psycopg.Connection) -> None:
    inherited = """
        select assignments.agency_text, heirs.agency_id from marts.assignments
        inner join marts.agency_successors as heirs on assignments.agency_id = heirs.agency_id
        where heirs.heir_agency_id = %s and coalesce(heirs.valid_from, '-infinity') <= %s::date
        and coalesce(heirs.valid_to, 'infinity') > %s::date order by 1
    """
    april = "2025-04-01"
    assert _rows(built, inherited, "so-khoa-hoc-va-cong-nghe-bac-giang-2025", april, april) == [
        ("Sở TT&TT", "so-thong-tin-va-truyen-thong-bac-giang"),
        ("Sở TT&TT tỉnh Bắc Giang", "so-thong-tin-va-truyen-thong-bac-giang"),
    ]
    today = "2026-10-01"
    assert [text for text, _ in _rows(built, inherited, "so-tai-chinh-bac-ninh-2025", today, today)] == [
        "Sở KH&ĐT",
        "Sở Tài chính",
    ]


def test_group_has_the_members_of_a_date(built: psycopg.Connection) -> None:
    def members(day: str) -> set[str]:
        rows = _rows(
            built,
            "select member_agency_id from marts.agency_group_members where group_agency_id = 'ubnd-cac-huyen-thanh-pho-bac-giang'"
            " and coalesce(valid_from, '-infinity') <= %s::date and coalesce(valid_to, 'infinity') > %s::date",
            day,
            day,
        )
        return {member for (member,) in rows}

    assert len(members("2023-06-01")) == 10
    assert members("2024-06-01") - members("2023-06-01") == {"ubnd-thi-xa-viet-yen-bac-giang"}
    assert members("2025-08-01") == set()


def test_merged_provinces_add_up_what_adds_up_and_refuse_the_rest(built: psycopg.Connection) -> None:
    figures = _rows(
        built,
        "select measure_key, value, state, reason, part_count, missing_count from marts.rolled_up_figures"
        " where subject_id = 'province-bac-ninh-2026' and period_start = '2024-01-01' order by 1",
    )
    assert figures == [
        ("dan so", None, "refused", "parts_unknown", 1, 1),
        ("ho so", Decimal("70.0000"), "recomputed", None, 2, 0),
        ("project_budget", Decimal(600), "summed", None, 2, 0),
        ("project_count", Decimal(6), "summed", None, 2, 0),
        ("xep hang", None, "refused", "not_additive", 2, 0),
    ]
    ((text,),) = _rows(built, "select distinct reason_text from marts.rolled_up_figures where reason = 'parts_unknown'")
    assert "thiếu tử số hoặc mẫu số" in text


def test_function_tells_the_same_for_any_day(built: psycopg.Connection) -> None:
    query = (
        "select subject_name, value, state from marts.rolled_up_figures_on(%s::date)"
        " where scope = 'unit' and measure_key = 'project_count' and period_start = '2024-01-01' order by 1"
    )
    assert _rows(built, query, "2024-06-01") == [
        ("Tỉnh Bắc Giang", Decimal(5), "as_printed"),
        ("Tỉnh Bắc Ninh", Decimal(1), "as_printed"),
        ("Tỉnh Tuyên Quang", Decimal(2), "as_printed"),
    ]
    assert _rows(built, query, "2026-01-01")[0] == ("Tỉnh Bắc Ninh", Decimal(6), "summed")
    with built.transaction(force_rollback=True):
        built.execute("set local role khoso_reader")
        assert len(_rows(built, query, "2026-10-01")) == 2
