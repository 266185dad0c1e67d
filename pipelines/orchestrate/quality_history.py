"""Every check's result over runs: ``quality.check_results``, to which runs only ever add.

A run adds what dbt's tests, the suites of the marts, the checks of documents and the deadlines of returns came to; where nothing
changed since that check's last result in the same run, nothing. What each document passed at any time is in
``marts.quality_checks_history``.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from pipelines.interpret.returns.periods import Period
from pipelines.orchestrate.state import ALL_CODE, mark_warehouse
from pipelines.publish.deadlines import Calendar, due_of
from pipelines.settings import code_fingerprint
from pipelines.validate.model import ExpectationResult

_ACCOUNT = """
    create schema if not exists quality;
    revoke all on schema quality from public;
    create table if not exists quality.check_results (
        result_no bigint generated always as identity primary key,
        run_id text not null,
        run_at timestamptz not null default now(),
        check_kind text not null,
        dataset text not null,
        check_name text not null,
        severity text not null,
        is_passed boolean not null,
        evaluated_count bigint,
        failed_count bigint not null,
        message text
    );
    create index if not exists check_results_check
        on quality.check_results (dataset, check_kind, check_name, result_no desc);
    comment on table quality.check_results is
        'Kết quả của mọi phép kiểm tra qua các lần chạy, chỉ thêm. Every check''s result over runs, only ever added to.';
    create or replace function quality.refuse_change() returns trigger language plpgsql as $$
    begin
        raise exception 'quality.check_results is only ever added to';
    end $$;
    create or replace trigger only_added_to before update or delete or truncate on quality.check_results
        for each statement execute function quality.refuse_change();
"""
_ADD = """
    insert into quality.check_results
        (run_id, check_kind, dataset, check_name, severity, is_passed, evaluated_count, failed_count, message)
    select %(run_id)s, %(kind)s, %(dataset)s, %(name)s, %(severity)s, %(is_passed)s, %(evaluated)s, %(failed)s, %(message)s
    where not exists (
        select from (
            select run_id, is_passed, failed_count
            from quality.check_results
            where dataset = %(dataset)s and check_kind = %(kind)s and check_name = %(name)s
            order by result_no desc limit 1
        ) as latest
        where latest.run_id = %(run_id)s and latest.is_passed = %(is_passed)s and latest.failed_count = %(failed)s
    )
"""
_OF_DOCUMENTS = """
    select check_kind, dataset, check_name, min(severity), bool_and(is_passed),
        sum(evaluated_count)::bigint, sum(failed_count)::bigint, min(message)
    from marts.fct_quality_check group by check_kind, dataset, check_name
    order by check_kind, dataset, check_name
"""
_OF_RETURNS = """
    select submissions.agency_id, coalesce(agencies.name, submissions.agency_name, submissions.agency_id),
        coalesce(agencies.kind, 'other'), submissions.template, submissions.period_start, submissions.period_end,
        (coalesce(
            min(submissions.received_at) filter (where submissions.rows_accepted > 0), max(submissions.received_at)
        ) at time zone 'UTC' at time zone 'Asia/Ho_Chi_Minh')::date
    from marts.fct_submission as submissions
    left join marts.dim_agency as agencies on submissions.agency_id = agencies.agency_id
    where num_nulls(submissions.agency_id, submissions.template, submissions.period_start, submissions.period_end,
        submissions.received_at) = 0
    group by 1, 2, 3, 4, 5, 6
    order by 1, 4, 5, 6
"""
_SEVERITIES = {"error": "reject", "warn": "note"}


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check came to in a run. ``evaluated`` is None where nobody counted what was looked at."""

    kind: str
    dataset: str
    name: str
    severity: str
    is_passed: bool
    evaluated: int | None
    failed: int
    message: str | None


def run_identity(connection: psycopg.Connection) -> str:
    """Name a run by what it is about: the same code over the same loaded sources is the same run."""
    return hashlib.sha256(f"{code_fingerprint(*ALL_CODE)}\0{mark_warehouse(connection)}".encode()).hexdigest()[:16]


def record_dbt_tests(
    connection: psycopg.Connection, run_results: Mapping[str, Any], manifest: Mapping[str, Any]
) -> int:
    """Add the results of the tests in dbt's ``run_results.json``, also of a build that failed; the rows added."""
    return _record(connection, _dbt_tests(run_results, manifest))


def record_marts(
    connection: psycopg.Connection, suites: Sequence[ExpectationResult], calendars: Sequence[Calendar] = ()
) -> int:
    """Add what the suites of the marts found, the checks of documents added up, and how late returns came; the rows added."""
    results = [
        CheckResult(
            "mart_expectation",
            result.suite.rsplit(".", 1)[-1],
            f"{result.suite}.{result.rule}",
            result.severity,
            result.success,
            result.evaluated_count,
            result.unexpected_count,
            result.message,
        )
        for result in suites
    ]
    results += (CheckResult(*row) for row in connection.execute(_OF_DOCUMENTS))
    results += lateness(connection, calendars)
    return _record(connection, results)


def lateness(connection: psycopg.Connection, calendars: Sequence[Calendar]) -> Iterator[CheckResult]:
    """How many days late each return came that a calendar asks for, one result per agency, kind of return and period.

    A return that never came has none: whether it is missing depends on the day on which one asks.
    """
    for agency_id, name, kind, template, start, end, received in connection.execute(_OF_RETURNS).fetchall():
        period = Period(start, end)
        due = due_of(calendars, agency_id, name, kind, template, period)
        if due is None:
            continue
        days = max((received - due.before).days + 1, 0)
        said = f"chậm {days} ngày" if days else "đúng hạn"
        yield CheckResult(
            "lateness",
            "submissions",
            f"{agency_id}/{template}/{period.code}",
            "note",
            days == 0,
            1,
            days,
            f"{name}: nhận ngày {received:%d/%m/%Y}, hạn {due.text}: {said}",
        )


def _record(connection: psycopg.Connection, results: Iterable[CheckResult]) -> int:
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(_ACCOUNT)
        run_id = run_identity(connection)
        cursor.executemany(
            _ADD,
            [
                {
                    "run_id": run_id,
                    "kind": result.kind,
                    "dataset": result.dataset,
                    "name": result.name,
                    "severity": result.severity,
                    "is_passed": result.is_passed,
                    "evaluated": result.evaluated,
                    "failed": result.failed,
                    "message": result.message,
                }
                for result in results
            ],
        )
        added = max(cursor.rowcount, 0)
        # The reader of marts may read nothing else, and so asks this view.
        cursor.execute("create or replace view marts.check_results as select * from quality.check_results")
    return added


def _dbt_tests(run_results: Mapping[str, Any], manifest: Mapping[str, Any]) -> Iterable[CheckResult]:
    for result in run_results.get("results", ()):
        node = manifest["nodes"].get(result["unique_id"])
        if node is None or node["resource_type"] != "test" or result["status"] == "skipped":
            continue
        attached = manifest["nodes"].get(node.get("attached_node") or "", {})
        subject = attached.get("name") or node["config"].get("meta", {}).get("dagster", {}).get("ref", {}).get("name")
        yield CheckResult(
            "dbt_test",
            subject or node["name"],
            node["name"],
            _SEVERITIES.get(str(node["config"].get("severity", "error")).lower(), "reject"),
            result["status"] == "pass",
            None,
            int(result.get("failures") or 0),
            result.get("message"),
        )
