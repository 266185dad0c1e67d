"""What the marts said before a source changed, and every check's result over runs."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import psycopg
import pytest

from pipelines.interpret.records import Record, Records
from pipelines.load.raw import create_raw_schema, load_source
from pipelines.load.row_history import record_history
from pipelines.load.warehouse import Warehouse, open_warehouse
from pipelines.orchestrate.quality_history import record_dbt_tests, record_marts
from pipelines.publish.deadlines import read_calendars
from pipelines.settings import Home
from pipelines.validate.model import ExpectationResult, Validation
from tests.dbt.test_build import load_samples, run_dbt
from tests.load.sources import PLAN, plan_records, receipt

_AGENCY = "so-noi-vu-tinh-bac-kan"
_SUITE = ExpectationResult("marts.base.documents", "e", None, "reject", True, 2, 0, "key_unique", "Khóa không trùng")


@dataclass(frozen=True)
class Recorded:
    """A warehouse after two releases, what the second changed, and the moment between the two."""

    connection: psycopg.Connection
    between: datetime
    second: dict[str, tuple[int, int]]
    third: dict[str, tuple[int, int]]
    results: list[int]


def _build(warehouse: Warehouse, connection: psycopg.Connection) -> int:
    done = run_dbt(warehouse, "build")
    assert done.returncode == 0, done.stdout
    target = warehouse.home.dbt / "target"
    results, manifest = (json.loads((target / f"{name}.json").read_bytes()) for name in ("run_results", "manifest"))
    return record_dbt_tests(connection, results, manifest) + record_marts(connection, [_SUITE], read_calendars())


def _send_return(connection: psycopg.Connection, received_no: int, letter: str, value: str) -> None:
    source = receipt(received_no, f"bao-cao-{letter}.xlsx", letter)
    submission = f"nop-{letter}"
    period = {"period_start": date(2024, 1, 1), "period_end": date(2024, 3, 31)}
    submitted: Record = {
        "submission_id": submission,
        "source_name": source.source_name,
        "source_sha256": source.source_sha256,
        "agency_id": _AGENCY,
        "template": "indicator_return",
        "received_at": "2024-04-01T08:00:00+07:00",
        "status": "accepted",
        **period,
    }
    row: Record = {
        "submission_id": submission,
        "line_key": "1",
        "agency_id": _AGENCY,
        "indicator_name": "Tỷ lệ hồ sơ trực tuyến",
        "result_value": Decimal(value),
        **period,
    }
    agency: Record = {"agency_id": _AGENCY, "name": "Sở Nội vụ", "kind": "department"}
    accepted: Records = {"submissions": [submitted], "agencies": [agency], "indicator_return_rows": [row]}
    load_source(connection, source, Validation(accepted))


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorded]:
    """A return that is corrected, and a plan that newer code reads otherwise from the same bytes."""
    with (
        open_warehouse(Home(tmp_path_factory.mktemp("recorded")), None) as warehouse,
        warehouse.connect() as connection,
    ):
        create_raw_schema(connection)
        load_samples(connection)
        _send_return(connection, 6, "1", "44.2")
        results = [_build(warehouse, connection), record_marts(connection, [_SUITE], read_calendars())]
        record_history(connection, "r-first")
        (between,) = connection.execute("select clock_timestamp()").fetchall()[0]
        _send_return(connection, 7, "2", "31.2")
        again = plan_records(receipt(2, "ke-hoach.docx", "b"), "docx")
        again["documents"][0]["title"] = "Kế hoạch đọc từ DOCX"
        again["indicator_targets"][0] |= {"target_value": Decimal("85.5"), "target_text": "≥ 85,5%"}
        load_source(connection, receipt(2, "ke-hoach.docx", "b"), Validation(again))
        results.append(_build(warehouse, connection))
        second = record_history(connection, "r-second")
        third = record_history(connection, "r-second")
        yield Recorded(connection, between, second, third, results)


def _ask(recorded: Recorded, query: str, *values: object) -> list[tuple[object, ...]]:
    return recorded.connection.execute(query.encode(), values).fetchall()


def test_first_figures_of_a_corrected_return_are_there_as_of_before(recorded: Recorded) -> None:
    query = "select submission_id, result_value::text from marts.indicator_return_rows_as_of(%s)"
    assert _ask(recorded, query, recorded.between) == [("nop-1", "44.2")]
    assert _ask(recorded, query, datetime.now(UTC)) == [("nop-2", "31.2")]
    assert _ask(recorded, "select submission_id, result_value::text from marts.indicator_return_rows") == [
        ("nop-2", "31.2")
    ]
    # What was made out of the return is there too.
    observed = "select submission_id from marts.indicator_observations_as_of(%s) where source_kind = 'return'"
    assert _ask(recorded, observed, recorded.between) == [("nop-1",)]


def test_first_reading_of_a_document_is_there_as_of_its_release(recorded: Recorded) -> None:
    query = "select target_text from marts.indicator_targets_as_of(marts.recorded_at(%s)) where document_id = %s"
    assert _ask(recorded, query, "r-first", PLAN) == [("≥ 80,50%",)]
    assert _ask(recorded, query, "r-second", PLAN) == [("≥ 85,5%",)]
    assert _ask(recorded, query, "r-never", PLAN) == []


def test_unchanged_rows_are_written_once(recorded: Recorded) -> None:
    assert recorded.second["indicator_targets"] == (1, 1)
    assert not recorded.second.keys() & {"sections", "projects", "citations", "administrative_units", "documents"}
    assert recorded.third == {}
    assert _ask(recorded, "select release_id from marts.release_history order by recorded_at") == [
        ("r-first",),
        ("r-second",),
    ]


def test_reader_asks_as_of_and_nothing_of_what_is_behind(recorded: Recorded) -> None:
    with recorded.connection.transaction(force_rollback=True):
        recorded.connection.execute("set local role khoso_reader")
        assert _ask(recorded, "select count(*) from marts.documents_as_of(now())") == [(2,)]
        assert _ask(recorded, "select count(*) > 0 from marts.check_results") == [(True,)]
    for table in ("history.fct_indicator_target", "quality.check_results"):
        with recorded.connection.transaction(force_rollback=True):
            recorded.connection.execute("set local role khoso_reader")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                recorded.connection.execute(f"select from {table}".encode())


def test_as_of_is_answered_by_an_index(recorded: Recorded) -> None:
    recorded.connection.execute("set enable_seqscan = off")
    plan = _ask(recorded, "explain select * from marts.indicator_targets_as_of(now()) where document_id = %s", PLAN)
    recorded.connection.execute("reset enable_seqscan")
    # The condition reaches the index only where PostgreSQL looks through the function.
    assert any("Index Cond: ((document_id = " in str(line) for (line,) in plan), plan


def test_results_of_checks_are_only_added(recorded: Recorded) -> None:
    first, repeated, second = recorded.results
    assert first > 0
    assert repeated == 0
    assert second > 0
    kinds = {kind for (kind,) in _ask(recorded, "select distinct check_kind from marts.check_results")}
    assert {"dbt_test", "mart_expectation", "arithmetic", "coverage"} <= kinds
    assert _ask(recorded, "select count(distinct run_id) from quality.check_results") == [(2,)]
    with pytest.raises(psycopg.errors.RaiseException, match="only ever added to"):
        recorded.connection.execute("update quality.check_results set is_passed = true")


def test_figure_shows_the_checks_of_its_document(recorded: Recorded) -> None:
    query = "select check_kind, check_name, is_passed, evaluated_count from marts.quality_checks where document_id = %s"
    assert ("arithmetic", "ratio", True, 1) in _ask(recorded, query, PLAN)
    assert ("coverage", "unread_share", True, None) in _ask(recorded, query, PLAN)


def test_who_was_late_with_a_return_and_by_how_many_days_is_kept(recorded: Recorded) -> None:
    query = """
        select distinct check_name, is_passed, failed_count, message from quality.check_results
        where check_kind = 'lateness' and dataset = 'submissions'
    """
    ((name, is_passed, days, message),) = _ask(recorded, query)
    assert str(name).endswith("/indicator_return/2024-Q1")
    assert (is_passed, days) == (False, 688)
    assert str(message).endswith("nhận ngày 31/01/2026, hạn trước ngày 15/03/2024: chậm 688 ngày")
