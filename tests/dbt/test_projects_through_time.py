"""Projects through plans and returns, and projects that ask for the same thing twice: made-up ones and the known pairs."""

import csv
from datetime import date
from typing import Any

import psycopg
import pytest

from tests.shared_inputs import shared_folder

pytestmark = pytest.mark.xdist_group("plans")


def _rows(connection: psycopg.Connection, query: str, *values: str) -> list[tuple[Any, ...]]:
    return connection.execute(query.encode(), values).fetchall()


def test_next_plan_continues_renames_splits_merges_and_drops(plans: psycopg.Connection) -> None:
    assert sorted(
        _rows(
            plans,
            """
            select relation, split_part(earlier_line_key, '/', 3), split_part(later_line_key, '/', 3)
            from marts.fct_project_link
            where coalesce(earlier_document_id, 'nghe-an-2023') = 'nghe-an-2023' and later_document_id = 'nghe-an-2024'
            or earlier_document_id = 'nghe-an-2023' and later_document_id is null
            """,
        ),
        key=str,
    ) == sorted(
        [
            ("continued", "1", "1"),
            ("renamed", "2", "2"),
            ("split", "3", "3"),
            ("split", "3", "4"),
            ("merged", "4", "5"),
            ("merged", "5", "5"),
            ("vanished", "6", None),
            ("new", None, "6"),
        ],
        key=str,
    )


def test_money_and_due_dates_then_and_now(plans: psycopg.Connection) -> None:
    assert _rows(
        plans,
        """
        select
            earlier_amount_vnd, later_amount_vnd, earlier_amount_period, amount_change_vnd,
            earlier_due_date, later_due_date, slip_months
        from marts.fct_project_link
        where relation in ('continued', 'renamed') and later_document_id = 'nghe-an-2024' order by 1 desc
        """,
    ) == [
        (2_000_000_000, 2_400_000_000, "2023-2024", 400_000_000, date(2023, 6, 30), date(2024, 3, 31), 9),
        # Money of two years is not subtracted.
        (500_000_000, 700_000_000, "2023", None, date(2023, 12, 31), date(2024, 12, 31), 12),
    ]


def test_returns_continue_lines_of_plans_and_of_returns(plans: psycopg.Connection) -> None:
    assert _rows(
        plans,
        """
        select coalesce(earlier_document_id, earlier_submission_id), earlier_line_key, later_submission_id, relation, matching_rule
        from marts.fct_project_link where coalesce(earlier_submission_id, later_submission_id) is not null
        order by 3, 1, 2
        """,
    ) == [
        ("nghe-an-2024", "Phụ lục 2//1", "quarter-1", "continued", "similar"),
        ("so-xay-dung-2024", "Phụ lục 2//1", "quarter-1", "continued", "same_wording"),
        ("so-xay-dung-2024", "Phụ lục 2//2", "quarter-1", "continued", "same_code"),
        ("nghe-an-2024", "Phụ lục 2//1", "quarter-2", "continued", "similar"),
        (
            "quarter-1",
            "Xây dựng CSDL hạ tầng kỹ thuật đô thị trên địa bàn tỉnh",
            "quarter-2",
            "continued",
            "same_wording",
        ),
        ("so-xay-dung-2024", "Phụ lục 2//2", "quarter-2", "continued", "same_code"),
        ("quarter-1", "Trang bị máy quét khổ lớn cho kho bản vẽ", None, "vanished", None),
    ]


def test_state_is_that_of_the_latest_return(plans: psycopg.Connection) -> None:
    assert _rows(
        plans,
        """
        select document_id, line_key, submission_id, progress_status, progress_pct, disbursed_to_date_vnd, obstacles, is_late
        from marts.fct_project_state where document_id in ('nghe-an-2024', 'so-xay-dung-2024') and submission_id is not null
        order by 1, 2
        """,
    ) == [
        ("nghe-an-2024", "Phụ lục 2//1", "quarter-2", "in_progress", 55, 550_000_000, None, True),
        ("so-xay-dung-2024", "Phụ lục 2//1", "quarter-1", "completed", None, None, None, False),
        ("so-xay-dung-2024", "Phụ lục 2//2", "quarter-2", "in_progress", 55, 550_000_000, None, True),
    ]
    assert _rows(
        plans,
        "select count(*) from marts.fct_project_state where document_id = 'nghe-an-2024' and submission_id is null",
    ) == [(5,)]


def _overlaps(connection: psycopg.Connection, source_name: str) -> dict[tuple[str, str], tuple[str, str]]:
    rows = _rows(
        connection,
        """
        select line_key_a, line_key_b, overlap_kind, confidence from marts.fct_project_overlap
        inner join marts.documents on document_id_a = document_id and document_id_b = document_id
        where source_name = %s
        """,
        source_name,
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def test_known_pairs_of_one_name_come_out(plans: psycopg.Connection) -> None:
    shared_folder("documents")
    found = _overlaps(plans, "bac-giang-2024-plan.txt")
    assert {pair for pair, (kind, _) in found.items() if kind == "identical"} == {
        ("Phụ lục III/4/4.1.6", "Phụ lục III/8/8.3"),
        ("Phụ lục III/1/1.4", "Phụ lục III/4/4.9.2"),
    }
    # One frame of words around two subjects (roads and sport, power lines and towns) is no overlap.
    for a, b in (("4.6.3", "4.7.2"), ("4.10.1", "4.11.2"), ("4.6.4", "4.10.1")):
        assert (f"Phụ lục III/4/{a}", f"Phụ lục III/4/{b}") not in found


def test_pairs_that_a_reader_confirmed_come_out(plans: psycopg.Connection) -> None:
    folder = shared_folder("reference")
    found = _overlaps(plans, "bac-kan-2024-plan.txt")
    wanted = {"confirmed": set(), "likely": set()}  # type: dict[str, set[tuple[str, str]]]
    for row in csv.DictReader((folder / "overlaps.csv").open(encoding="utf-8")):
        if row["confidence"] in wanted:
            keys = tuple(f"Phụ lục 3/{row[f'group_code_{side}']}/{row[f'code_{side}']}" for side in "ab")
            wanted[row["confidence"]].add((keys[0], keys[1]))
    assert wanted["confirmed"] <= found.keys()
    assert len(wanted["likely"] & found.keys()) >= 2
    assert len(found) <= len(wanted["confirmed"]) + len(wanted["likely"])


def test_line_that_carries_out_the_line_above_is_a_cascade(plans: psycopg.Connection) -> None:
    assert _rows(
        plans,
        """
        select document_id_a, line_key_a, document_id_b, line_key_b, confidence, same_lead from marts.fct_project_overlap
        where overlap_kind = 'cascade' and document_id_a = 'nghe-an-2024'
        """,
    ) == [("nghe-an-2024", "Phụ lục 2//1", "so-xay-dung-2024", "Phụ lục 2//2", "high", False)]


def test_other_years_and_provinces_are_no_overlap(plans: psycopg.Connection) -> None:
    across = _rows(
        plans,
        "select document_id_a, document_id_b from marts.fct_project_overlap where document_id_a <> document_id_b",
    )
    assert ("nghe-an-2024", "so-xay-dung-2024") in across
    assert not {document for pair in across for document in pair} & {"nghe-an-2023", "dak-nong-2024"}


def test_topics_of_the_real_projects(plans: psycopg.Connection) -> None:
    """At least 0.85 of the topics that a reader gave, and 0.80 of the main ones."""
    folder = shared_folder("reference")
    found = {
        (document.split(".")[0], key, topic): is_main
        for document, key, topic, is_main in _rows(
            plans,
            """
            select source_name, line_key, topic_id, is_main
            from marts.bridge_project_topic inner join marts.documents using (document_id)
            """,
        )
    }
    rows = list(csv.DictReader((folder / "project_topics.csv").open(encoding="utf-8")))
    keys = [
        (row["document"], f"Phụ lục {row['table'][-1]}/{row['group_code']}/{row['code']}", row["topic_id"])
        for row in rows
    ]
    main = [found.get(key, False) for key, row in zip(keys, rows, strict=True) if row["is_main"] == "true"]
    assert sum(key in found for key in keys) / len(keys) >= 0.85
    assert sum(main) / len(main) >= 0.80
