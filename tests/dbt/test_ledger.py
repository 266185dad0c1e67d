"""Targets and results side by side: who stated what, for when, and whether it was reached."""

import psycopg
import pytest

from tests.dbt.stated import BAC_KAN, PHU_YEN, REPORT_2024, TUYEN_QUANG, rows, stated
from tests.shared_inputs import shared_folder

__all__ = ["stated"]
pytestmark = pytest.mark.xdist_group("stated")
_ONLINE = "ho_so_truc_tuyen_tren_tong_ho_so_tthc"
_SOURCES = """
    select value, named_source, numerator, denominator from marts.indicator_ledger
    where document_id = %s and indicator_id = %s and statement_kind = 'result' order by value desc
"""


def _state(stated: psycopg.Connection, document_id: str, line_key: str) -> list[tuple[object, ...]]:
    query = """
        select state, result_value from marts.indicator_ledger
        where document_id = %s and line_key = %s and component_no = 0 and statement_kind = 'target'
    """
    return rows(stated, query, document_id, line_key)


def test_two_portals_that_disagree_both_stay(stated: psycopg.Connection) -> None:
    shared_folder("documents")
    assert rows(stated, _SOURCES, BAC_KAN, _ONLINE) == [
        ("44.2", "Cổng DVC của tỉnh", "64233", "145377"),
        ("31.2", "Cổng DVCQG", None, None),
    ]


def test_note_that_names_two_sources_gives_both(stated: psycopg.Connection) -> None:
    assert rows(stated, _SOURCES, REPORT_2024, _ONLINE) == [
        ("44.2", "Cổng DVC tỉnh", None, None),
        ("31.2", "Cổng DVC quốc gia", None, None),
    ]
    # 40 is reached by one of them and missed by the other.
    assert _state(stated, REPORT_2024, "2") == [("not_comparable", "44.2")]


@pytest.mark.parametrize(
    ("line", "state", "value"),
    [
        ("I/1", "missed", "77.8"),
        ("I/2", "met", "80.9"),
        ("I/13", "no_result", None),  # Chưa có số liệu
        ("II/14", "not_yet_due", None),  # Chưa đến kỳ đánh giá
        ("II/15", "not_yet_due", None),
        ("III/16", "met", "75"),
        ("IV/24", "missed", "80"),  # more than 80 was asked for
        ("V/26", "missed", None),  # Đang thực hiện
        ("V/27", "met", None),  # Đã ban hành
        ("V/28", "missed", "0"),
    ],
)
def test_states_of_a_real_plan(stated: psycopg.Connection, line: str, state: str, value: str | None) -> None:
    shared_folder("documents")
    assert _state(stated, BAC_KAN, f"Phụ lục 1/{line}") == [(state, value)]


@pytest.mark.parametrize(
    ("document_id", "line", "state", "value"),
    [
        (TUYEN_QUANG, "Phụ lục I/I/1", "met", "73.4"),
        (TUYEN_QUANG, "Phụ lục I/I/2", "missed", "58.1"),
        (TUYEN_QUANG, "Phụ lục I/I/5", "no_result", None),
        (TUYEN_QUANG, "Phụ lục I/II/7", "not_yet_due", None),
        (TUYEN_QUANG, "Phụ lục II/III/3", "not_comparable", None),  # a rise by places
        (PHU_YEN, "Phụ lục 1//1", "not_yet_due", "70.3"),  # 80% asked for the year, half of it gone
        (PHU_YEN, "Phụ lục 1//2", "on_track", "98.1"),
        (PHU_YEN, "Phụ lục 1//5", "not_yet_due", "9"),  # none may be left
    ],
)
def test_states_of_other_provinces(
    stated: psycopg.Connection, document_id: str, line: str, state: str, value: str | None
) -> None:
    assert _state(stated, document_id, line) == [(state, value)]


def test_another_framework_breaks_the_series(stated: psycopg.Connection) -> None:
    query = """
        select definition_version, series_no, is_series_break from marts.indicator_ledger
        where indicator_id = 'xep_hang_dti_tinh' and agency_id = 'ubnd-thanh-pho-ha-noi' order by period_end
    """
    assert rows(stated, query) == [("922/QĐ-BTTTT 2022", 2, False), ("405/QĐ-BKHCN 2025", 3, True)]


def test_every_printed_result_is_in_the_ledger(stated: psycopg.Connection) -> None:
    query = """
        select count(*) from marts.indicator_observations as observations
        left join marts.indicator_ledger as ledger on ledger.statement_id = observations.observation_id || '#0#result#0'
        where ledger.statement_id is null or ledger.value is distinct from observations.result_value
    """
    assert rows(stated, query) == [(0,)]


def test_target_stated_in_body_and_annex_has_one_status(stated: psycopg.Connection) -> None:
    query = """
        select statement_count, targets_differ from marts.indicator_status
        where indicator_id = 'ktso_tren_grdp' and agency_id = 'ubnd-tinh-tuyen-quang' and period_end = '2025-12-31'
    """
    assert rows(stated, query) == [(2, False)]


def test_return_stands_beside_documents(stated: psycopg.Connection) -> None:
    query = """
        select statement_kind, value, state from marts.indicator_ledger
        where source_kind = 'return' and line_key = 'Tỷ lệ hồ sơ thủ tục hành chính nộp trực tuyến' order by 1 desc
    """
    assert rows(stated, query) == [("target", "80", "on_track"), ("result", "82.5", None)]
