"""Reporting calendars say who has to send what by when; what came in says who has."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.interpret.returns.periods import parse_period_code
from pipelines.publish.deadlines import (
    Calendar,
    Standing,
    describe,
    due_of,
    next_deadlines,
    read_calendars,
    standings,
)
from pipelines.settings import Home
from tests.processes import run_khoso, run_khoso_importing
from tests.publish.released import DEPARTMENT, GROUP, OTHER, plan_rows, write_calendars, write_release

DISTRICT = "ubnd-huyen-kim-bang-ha-nam"
OWN = {
    **GROUP,
    "calendar_id": "ha-nam-noi-vu",
    "name_pattern": "so noi vu",
    "before_day": "25",
    "recipient": "UBND tỉnh",
}
DISTRICTS = {
    **GROUP,
    "calendar_id": "ha-nam-huyen",
    "agency_kinds": "people_committee",
    "name_pattern": "ubnd huyen .*",
    "before_day": "15",
}


def submission(agency: str, kind: str, day: str, **values: object) -> dict[str, object]:
    plain = {"status": "accepted", "rows_accepted": 3, "rows_rejected": 0, "source_name": f"{agency}.xlsx"}
    return {
        "submission_id": f"{agency}.{kind}.{day}",
        "agency_id": agency,
        "template": kind,
        "period_start": date(2024, 1, 1),
        "period_end": date(2024, 3, 31),
        "received_at": datetime.fromisoformat(day),
        **plain,
        **values,
    }


def make(
    tmp_path: Path, *submissions: dict[str, object], rules: tuple[dict[str, str], ...] = (OWN, GROUP, DISTRICTS)
) -> Home:
    home = Home(tmp_path)
    write_release(home, {**plan_rows(), "submissions": list(submissions)})
    write_calendars(home, *rules)
    return home


def ask(home: Home, day: str) -> dict[tuple[str, str, str], Standing]:
    found = standings(home.current_release, read_calendars(home), date.fromisoformat(day))
    return {(each.agency_id, each.kind, each.period.code): each for each in found}


def test_published_calendars_are_understood() -> None:
    rules = read_calendars()
    assert {rule.before_day for rule in rules} == {15, 20, 25}
    assert all(rule.source_document and rule.rule_text and rule.valid_from for rule in rules)
    assert len({rule.calendar_id for rule in rules}) == len(rules)


def test_own_rule_stands_before_that_of_the_group(tmp_path: Path) -> None:
    rules = read_calendars(make(tmp_path))
    period = parse_period_code("2024-Q1")
    days = {
        agency: due.before if (due := due_of(rules, agency, name, kind, "project_return", period)) else None
        for agency, name, kind in (
            (DEPARTMENT, "Sở Nội vụ", "department"),
            (OTHER, "Sở Y tế", "department"),
            (DISTRICT, "UBND huyện Kim Bảng", "people_committee"),
            ("ubnd-tinh-ha-nam", "UBND tỉnh Hà Nam", "people_committee"),
            ("so-y-te-hoa-binh", "Sở Y tế", "department"),
        )
    }
    assert list(days.values()) == [date(2024, 3, 25), date(2024, 3, 20), date(2024, 3, 15), None, None]
    assert due_of(rules, OTHER, "Sở Y tế", "department", "project_return", parse_period_code("2025-Q1")) is None
    assert due_of(rules, OTHER, "Sở Y tế", "department", "project_return", parse_period_code("2024-03")) is None
    assert due_of(rules, OTHER, "Sở Y tế", "department", "budget_return", period) is None


def test_before_the_deadline_it_is_expected_and_after_it_missing(tmp_path: Path) -> None:
    home = make(tmp_path)
    key = (OTHER, "project_return", "2024-Q1")
    assert ask(home, "2024-03-19")[key].state == "expected"
    assert ask(home, "2024-03-20")[key].state == "missing"
    found = standings(home.current_release, read_calendars(home), date(2024, 3, 19))
    assert [(day.isoformat(), period.code) for day, period, _ in next_deadlines(found, date(2024, 3, 19))] == [
        ("2024-03-20", "2024-Q1"),
        ("2024-03-25", "2024-Q1"),
        ("2024-06-15", "2024-Q2"),
    ]


def test_only_what_is_assigned_is_asked_for(tmp_path: Path) -> None:
    asked = ask(make(tmp_path), "2024-02-01")
    assert {kind for agency, kind, _ in asked if agency == OTHER} == {"indicator_return", "project_return"}
    # Nothing is assigned to the district by name, so that it is asked for all that the rule names.
    assert {kind for agency, kind, _ in asked if agency == DISTRICT} == {"indicator_return", "project_return"}
    rows = plan_rows()
    rows["assignments"] = [row for row in rows["assignments"] if row["subject_kind"] == "project"]
    home = make(tmp_path)
    write_release(home, rows)
    assert {kind for agency, kind, _ in ask(home, "2024-02-01") if agency == OTHER} == {"project_return"}


def test_accepted_late_waiting_and_missing_are_told_apart(tmp_path: Path) -> None:
    home = make(
        tmp_path,
        submission(OTHER, "project_return", "2024-03-10T08:00:00"),
        # 18:00 UTC on the 24th is the 25th in Vietnam, the first late day of this one.
        submission(DEPARTMENT, "project_return", "2024-03-24T18:00:00"),
        submission(
            DEPARTMENT, "indicator_return", "2024-03-01T01:00:00", status="rejected", rows_accepted=0, rows_rejected=3
        ),
        submission(OTHER, "budget_return", "2024-03-01T01:00:00"),
    )
    found = ask(home, "2024-04-01")
    states = {key[:2]: (each.state, each.is_late) for key, each in found.items() if key[2] == "2024-Q1"}
    assert states == {
        (OTHER, "project_return"): ("accepted", False),
        (DEPARTMENT, "project_return"): ("accepted", True),
        (DEPARTMENT, "indicator_return"): ("waits for corrections", False),
        (OTHER, "indicator_return"): ("missing", False),
        (OTHER, "budget_return"): ("accepted", False),
        (DISTRICT, "indicator_return"): ("missing", False),
        (DISTRICT, "project_return"): ("missing", False),
    }
    assert found[OTHER, "budget_return", "2024-Q1"].due is None
    assert describe(found[DEPARTMENT, "project_return", "2024-Q1"])[3:] == (
        "2024-03-25",
        "accepted, late",
        "2024-03-25",
    )


def test_correction_after_the_deadline_is_not_late_where_the_first_was_not(tmp_path: Path) -> None:
    home = make(
        tmp_path,
        submission(OTHER, "project_return", "2024-03-10T08:00:00", status="superseded", rows_rejected=1),
        submission(OTHER, "project_return", "2024-03-28T08:00:00"),
    )
    each = ask(home, "2024-04-01")[OTHER, "project_return", "2024-Q1"]
    assert (each.state, each.is_late) == ("accepted", False)
    # On a day before it came it is not there yet.
    assert ask(home, "2024-03-05")[OTHER, "project_return", "2024-Q1"].state == "expected"


def test_agency_of_another_time_is_not_asked(tmp_path: Path) -> None:
    rows = plan_rows()
    rows["agencies"][0]["valid_to"] = date(2024, 1, 1)
    home = make(tmp_path)
    write_release(home, rows)
    assert not any(agency == DEPARTMENT for agency, _, _ in ask(home, "2024-03-01"))


@given(
    st.sampled_from(["monthly", "quarterly", "half-yearly", "yearly"]),
    st.integers(1, 28),
    st.integers(0, 3),
    st.integers(2003, 2030),
)
def test_deadlines_follow_their_periods_in_order(cycle: str, day: int, offset: int, year: int) -> None:
    rule = Calendar("x", "", ("department",), ".*", "", ("project_return",), cycle, day, offset, "", "", None, None)
    periods = list(rule.periods(year))
    assert len(periods) == {"monthly": 12, "quarterly": 4, "half-yearly": 2, "yearly": 1}[cycle]
    befores = [rule.before(period) for period in periods]
    assert befores == sorted(set(befores))
    for period, before in zip(periods, befores, strict=True):
        months = 12 * (before.year - period.end.year) + before.month - period.end.month
        assert (months, before.day) == (offset, day)


@pytest.mark.parametrize(
    ("column", "value"),
    [("cycle", "weekly"), ("before_day", "31"), ("province_id", "x"), ("name_pattern", "("), ("valid_to", "x")],
)
def test_rule_that_says_nonsense_is_named_with_its_row(tmp_path: Path, column: str, value: str) -> None:
    home = make(tmp_path, rules=(GROUP, {**GROUP, column: value}))
    with pytest.raises(ValueError, match=r"reporting_calendars\.csv, row 3"):
        read_calendars(home)


def test_status_tells_it_and_imports_nothing_heavy(tmp_path: Path) -> None:
    home = make(tmp_path, submission(OTHER, "project_return", "2024-03-10T08:00:00"))
    process, imported = run_khoso_importing("status", "--home", home.root, "--as-of", "2024-03-22")
    assert process.returncode == 0, process.stderr
    assert (
        imported & {"dagster", "dbt", "lxml", "numpy", "openpyxl", "pandas", "psycopg", "pyarrow", "rich", "xlsxwriter"}
        == set()
    )
    line = next(
        line for line in process.stdout.splitlines() if OTHER in line and "project_return" in line and "2024-Q1" in line
    )
    assert line.split()[-2:] == ["accepted", "2024-03-10"]
    assert "next deadline: before 2024-03-25 for 2024-Q1, 2 returns expected" in process.stdout
    assert "1 accepted" in process.stdout


def test_status_without_calendar_and_returns_says_nothing_of_them(tmp_path: Path) -> None:
    home = Home(tmp_path)
    write_release(home, plan_rows())
    process = run_khoso("status", "--home", home.root, "--as-of", "2024-03-22")
    assert process.returncode == 0
    assert "returns as of" not in process.stdout
