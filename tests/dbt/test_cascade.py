"""Agency plans against the plans they follow: the real pair of two plans, and made-up pairs of other provinces."""

import csv
import re
from typing import Any

import psycopg
import pytest

from tests.shared_inputs import shared_folder

pytestmark = pytest.mark.xdist_group("plans")

_CHILD = "ban-dan-toc-2024-plan"


def _rows(connection: psycopg.Connection, query: str, *values: str) -> list[tuple[Any, ...]]:
    return connection.execute(query.encode(), values).fetchall()


def _aligned(connection: psycopg.Connection, child: str) -> dict[str, tuple[Any, ...]]:
    """Relation, parent and wording by the key of the child's line."""
    rows = _rows(
        connection,
        """
        select child_key, relation, parent_document_id, parent_key, wording_same
        from marts.alignments where child_document_id = %s
        """,
        child,
    )
    return {row[0]: row[1:] for row in rows}


def test_golden_alignment_is_found_whole(plans: psycopg.Connection) -> None:
    """Every line of the real agency plan has its line above, or none, and is the same or not, as a reader found."""
    golden_folder = shared_folder("golden", _CHILD)
    goals = {
        row["seq"]: row["name"]
        for row in csv.DictReader((golden_folder / "indicators.csv").open(encoding="utf-8"))
        if row["table"] == "muc_tieu"
    }
    rows = {
        row["seq"]: row["row_no"] for row in csv.DictReader((golden_folder / "indicators.csv").open(encoding="utf-8"))
    }
    found = {}
    for kind, key, text, parent, parent_key, same in _rows(
        plans,
        """
        select child_kind, child_key, child_text, split_part(parents.source_name, '.', 1), parent_key, wording_same
        from marts.alignments
        inner join marts.documents as children on child_document_id = children.document_id
        left join marts.documents as parents on parent_document_id = parents.document_id
        where children.source_name = %s
        """,
        f"{_CHILD}.txt",
    ):
        name = text.rstrip(".") if key.startswith("Mục tiêu") else key.rsplit("/", 1)[1]
        found[kind, name] = (parent, parent_key, same)
    golden = {}
    for row in csv.DictReader((golden_folder / "alignment.csv").open(encoding="utf-8")):
        seq = row["child_indicator_seq"]
        name = row["child_project_code"] or (goals[seq].rstrip(".") if seq in goals else rows[seq])
        parent_key = None
        if row["parent_doc"]:
            label = "Phụ lục " + {"1": "I", "2": "II", "3": "III"}[row["parent_table"][-1]]
            parent_key = f"{label}/{row['parent_group']}/{row['parent_code'] or row['parent_row_no']}"
        golden["project" if row["child_project_code"] else "indicator", name] = (
            row["parent_doc"] or None,
            parent_key,
            row["wording_same"] == "yes",
        )
    assert len(golden) == 17
    assert found == golden


def test_golden_wording_that_differs_is_quoted(plans: psycopg.Connection) -> None:
    shared_folder("golden", _CHILD)
    differences = dict(
        _rows(
            plans,
            """
            select child_key, relation || ': ' || difference from marts.alignments
            inner join marts.documents on child_document_id = document_id
            where source_name = %s and not wording_same and parent_key is not null
            """,
            f"{_CHILD}.txt",
        )
    )
    assert set(differences) == {"Phụ lục 1//3", "Phụ lục 1//11"}
    assert differences["Phụ lục 1//3"].startswith(
        'narrowed: câu chữ: "trung ương đến địa phương" -> "tỉnh đến cấp xã"; chủ trì: '
    )
    assert differences["Phụ lục 1//11"].startswith(
        'narrowed: câu chữ: thêm "Tham mưu UBND tỉnh Giám đốc Ban"; thêm "trong lĩnh vực dân tộc"; chủ trì: '
    )


def test_golden_project_that_the_agency_leaves_out_is_dropped(plans: psycopg.Connection) -> None:
    shared_folder("golden", _CHILD)
    assert _rows(
        plans,
        """
        select line_key, assigned_by, agency_text from marts.alignment_gaps
        inner join marts.documents on child_document_id = documents.document_id
        where gap_kind = 'dropped' and source_name = %s
        """,
        f"{_CHILD}.txt",
    ) == [("Phụ lục III/10/10.2", "name", "Ban dân tộc")]


def test_department_plan_follows_the_plan_of_its_year(plans: psycopg.Connection) -> None:
    """Reordered, with accents decomposed and hoá for hóa; the plan of five years that it cites first is not the one."""
    parent = "nghe-an-2024"
    assert _aligned(plans, "so-xay-dung-2024") == {
        "Mục tiêu cụ thể/2/": ("copied", parent, "Mục tiêu cụ thể/2/#2", True),
        "Phụ lục 1//1": ("raised", parent, "Phụ lục 1//2", False),
        "Phụ lục 1//2": ("lowered", parent, "Phụ lục 1//1", False),
        "Phụ lục 1//3": ("raised", parent, "Phụ lục 1//3", False),
        "Phụ lục 1//4": ("narrowed", parent, "Phụ lục 1//4", False),
        "Phụ lục 1//5": ("added", None, None, False),
        "Phụ lục 2//1": ("added", None, None, False),
        "Phụ lục 2//2": ("copied", parent, "Phụ lục 2//1", True),
    }


def test_figures_agencies_and_status_that_differ_are_told(plans: psycopg.Connection) -> None:
    differences = dict(
        _rows(plans, "select child_key, difference from marts.alignments where child_document_id = 'so-xay-dung-2024'")
    )
    assert differences["Phụ lục 1//1"] == (
        'chỉ tiêu: "70" -> "75"; câu chữ: "70%" -> "75%"; chủ trì: "Các sở, ngành" -> "Văn phòng Sở"'
    )
    assert differences["Phụ lục 2//2"] == (
        'chủ trì: "Sở Xây dựng" -> "Văn phòng Sở"; tình trạng: không ghi (cấp trên: "Nhiệm vụ tiếp tục")'
    )
    assert differences["Phụ lục 1//5"] == "không có dòng tương ứng trong kế hoạch cấp trên"
    assert differences["Mục tiêu cụ thể/2/"] is None


def test_city_plan_follows_its_province(plans: psycopg.Connection) -> None:
    """A number that tells two lines apart is kept; what a symbol of another province says is not followed."""
    parent = "quang-ninh-2024"
    assert _aligned(plans, "cam-pha-2024") == {
        "Phụ lục 1//1": ("copied", parent, "Phụ lục 1//4", True),
        "Phụ lục 1//2": ("copied", parent, "Phụ lục 1//3", True),
        "Phụ lục 1//3": ("reworded", parent, "Phụ lục 1//2", False),
        "Phụ lục 1//4": ("widened", parent, "Phụ lục 1//1", False),
        "Phụ lục 1//5": ("added", None, None, False),
    }


def test_plan_that_follows_no_plan_here_is_not_aligned(plans: psycopg.Connection) -> None:
    """The same words in another province, and a report that is cited, are nothing to follow."""
    children = {row[0] for row in _rows(plans, "select distinct child_document_id from marts.alignments")}
    assert {"so-xay-dung-2024", "cam-pha-2024"} <= children
    assert not {child for child in children if re.match("nghe-an|quang-ninh|dak-nong|ubnd-tinh", child)}


def test_what_is_given_to_an_agency_and_missing_is_dropped(plans: psycopg.Connection) -> None:
    assert _rows(
        plans,
        """
        select child_document_id, line_kind, line_key, assigned_by from marts.alignment_gaps
        where gap_kind = 'dropped' and child_document_id in ('so-xay-dung-2024', 'cam-pha-2024') order by 1, 2, 3
        """,
    ) == [
        ("cam-pha-2024", "indicator", "Phụ lục 1//5", "group"),
        ("so-xay-dung-2024", "indicator", "Phụ lục 1//6", "name"),
        ("so-xay-dung-2024", "project", "Phụ lục 2//6", "name"),
    ]


def test_what_is_given_to_nobody_is_unassigned(plans: psycopg.Connection) -> None:
    assert _rows(
        plans,
        """
        select line_key, line_text from marts.alignment_gaps
        where gap_kind = 'unassigned' and document_id = 'nghe-an-2024'
        """,
    ) == [("Phụ lục 1//7", "Tỷ lệ chợ có điểm thu không dùng tiền mặt đạt 30%")]
