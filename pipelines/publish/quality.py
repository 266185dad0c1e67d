"""The quality report of a release: ``report.json`` for programs, ``report.md`` in Vietnamese for officials.

It counts and lists what validation, loading and dbt left in the marts; it judges nothing itself.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from pipelines.metadata import datasets
from pipelines.publish.marts import mart

_LISTED_AT_MOST = 200


# One query per part of the report: the mart it counts, and the query over it.
_PARTS: Mapping[str, tuple[str, LiteralString]] = {
    "documents": (
        "documents",
        'select source_name, document_id from {} order by source_name collate "C", document_id collate "C"',
    ),
    "rejected_sources": (
        "fct_rejected_source",
        'select source_name, problem, remedy from {} order by source_name collate "C", source_sha256 collate "C"',
    ),
    "rejected_rows": (
        "fct_rejected_row",
        """
        select dataset, rule, count(*) as rows from {} group by dataset, rule
        order by dataset collate "C", rule collate "C"
        """,
    ),
    "row_issues": (
        "fct_row_issue",
        """
        select dataset, severity, rule, count(*) as issues from {} group by dataset, severity, rule
        order by dataset collate "C", severity collate "C", rule collate "C"
        """,
    ),
    "expectations": (
        "fct_expectation_result",
        """
        select severity, count(*) as evaluated, count(*) filter (where not success) as failed,
            coalesce(sum(unexpected_count), 0)::bigint as unexpected
        from {} group by severity order by severity collate "C"
        """,
    ),
    "unread_text": (
        "unread_text",
        'select document_id, count(*) as passages from {} group by document_id order by document_id collate "C"',
    ),
    "unread_share": (
        "findings",
        """
        select document_id, value_text as share from {} where finding_kind = 'unread_share'
        order by document_id collate "C"
        """,
    ),
    "findings": (
        "findings",
        """
        select severity, responsibility, count(*) as findings from {} group by severity, responsibility
        order by severity collate "C", responsibility collate "C"
        """,
    ),
    "arithmetic_checks": (
        "arithmetic_checks",
        """
        select check_kind, count(*) as checks, count(*) filter (where not holds) as failed from {}
        group by check_kind order by check_kind collate "C"
        """,
    ),
}


def quality_report(
    connection: psycopg.Connection, rows: Mapping[str, int], crops: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """Return the report as plain data. ``rows`` is the number of rows per dataset and per table of the report.

    ``crops`` are the places on scanned pages to be looked at, with their pictures (``publish.crops``).
    """
    parts: dict[str, Any] = {"rows": {name: rows[name] for name in datasets()}}
    with connection.cursor(row_factory=psycopg.rows.dict_row) as cursor:
        for part, (relation, query) in _PARTS.items():
            parts[part] = cursor.execute(sql.SQL(query).format(mart(relation))).fetchall()
    parts["crops"] = [dict(crop) for crop in crops]
    return parts


def report_json(report: Mapping[str, Any]) -> str:
    """``report`` as JSON."""
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def report_markdown(report: Mapping[str, Any]) -> str:
    """``report`` in Vietnamese, as Markdown."""
    titles = {name: dataset.title_vi for name, dataset in datasets().items()}
    passages = {row["document_id"]: row["passages"] for row in report["unread_text"]}
    rejected = sum(row["rows"] for row in report["rejected_rows"])
    summary = (
        f"Đã đọc {len(report['documents'])} văn bản; {len(report['rejected_sources'])} tệp bị từ chối; "
        f"{rejected} dòng bị loại khi kiểm tra."
    )
    parts = [
        "# Báo cáo chất lượng dữ liệu",
        summary,
        "## Số dòng của từng bộ dữ liệu",
        _table(
            ("Bộ dữ liệu", "Mã", "Số dòng"),
            [(titles[name], f"`{name}`", count) for name, count in report["rows"].items()],
        ),
        "## Tệp bị từ chối",
        _listed(
            ("Tệp", "Lỗi", "Cách xử lý"),
            [(row["source_name"], row["problem"], row["remedy"]) for row in report["rejected_sources"]],
            "Không có tệp nào bị từ chối.",
            "rejected_sources.csv",
        ),
        "## Dòng bị loại khi kiểm tra",
        _listed(
            ("Bộ dữ liệu", "Quy tắc", "Số dòng"),
            [(titles.get(row["dataset"], row["dataset"]), row["rule"], row["rows"]) for row in report["rejected_rows"]],
            "Không có dòng nào bị loại.",
            "rejected_rows.csv",
        ),
        "## Dòng được nhận nhưng cần lưu ý",
        _listed(
            ("Bộ dữ liệu", "Mức độ", "Quy tắc", "Số dòng"),
            [
                (
                    titles.get(row["dataset"], row["dataset"]),
                    _SEVERITIES_VI.get(row["severity"], row["severity"]),
                    row["rule"],
                    row["issues"],
                )
                for row in report["row_issues"]
            ],
            "Không có lưu ý nào.",
            "row_issues.csv",
        ),
        "## Kết quả kiểm tra",
        _listed(
            ("Mức độ", "Phép kiểm tra đã chạy", "Không đạt", "Số giá trị không đạt"),
            [
                (
                    _SEVERITIES_VI.get(row["severity"], row["severity"]),
                    row["evaluated"],
                    row["failed"],
                    row["unexpected"],
                )
                for row in report["expectations"]
            ],
            "Chưa có phép kiểm tra nào được chạy.",
            "expectations.csv",
        ),
        "## Nội dung chưa đọc được thành dữ liệu",
        _listed(
            ("Văn bản có phụ lục", "Phần nội dung phụ lục chưa đọc", "Số đoạn"),
            [(row["document_id"], row["share"], passages.get(row["document_id"], 0)) for row in report["unread_share"]],
            "Không có văn bản nào có phụ lục.",
            "../unread_text/unread_text.csv",
        ),
        "## Phát hiện trong văn bản",
        _listed(
            ("Mức độ", "Bên phải xử lý", "Số phát hiện"),
            [
                (
                    _URGENCIES_VI.get(row["severity"], row["severity"]),
                    _RESPONSIBILITIES_VI.get(row["responsibility"], row["responsibility"]),
                    row["findings"],
                )
                for row in report["findings"]
            ],
            "Chưa có phát hiện nào.",
            "../findings/findings.csv",
        ),
        "## Chữ và số đọc từ ảnh cần đối chiếu",
        _listed(
            ("Văn bản", "Trang", "Nội dung", "Ảnh"),
            [
                (row["document_id"], row["page"], row["description"], _Link(row["file"]) if row["file"] else "")
                for row in report.get("crops", ())
            ],
            "Không có chữ hay số nào đọc từ ảnh cần đối chiếu.",
            "../findings/findings.csv",
        ),
        "## Kiểm tra số học",
        _listed(
            ("Phép kiểm tra", "Số lần", "Không khớp"),
            [
                (_CHECKS_VI.get(row["check_kind"], row["check_kind"]), row["checks"], row["failed"])
                for row in report["arithmetic_checks"]
            ],
            "Chưa có phép kiểm tra số học nào.",
            "../arithmetic_checks/arithmetic_checks.csv",
        ),
    ]
    return "\n\n".join(parts) + "\n"


_SEVERITIES_VI = {"reject": "loại dòng", "contradiction": "mâu thuẫn", "note": "lưu ý"}
_URGENCIES_VI = {"reject": "cần gửi lại", "contradiction": "mâu thuẫn", "note": "lưu ý"}
_RESPONSIBILITIES_VI = {"issuer": "cơ quan ban hành", "agency": "cơ quan báo cáo", "us": "đơn vị vận hành kho"}
_CHECKS_VI = {
    "column_sum": "tổng cột",
    "group_total": "cộng nhóm",
    "ratio": "tỷ lệ",
    "share": "tỷ trọng",
    "count": "số đếm",
}


def _listed(headings: Sequence[str], rows: Sequence[Sequence[object]], nothing: str, file: str) -> str:
    if not rows:
        return nothing
    shown = _table(headings, rows[:_LISTED_AT_MOST])
    rest = len(rows) - _LISTED_AT_MOST
    more = f"Còn {rest} dòng nữa. " if rest > 0 else ""
    return f"{shown}\n\n{more}Chi tiết: [{file}]({file})."


def _table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(_cell(value) for value in line)} |" for line in lines)


class _Link(str):
    """The path of a picture from the report."""

    __slots__ = ()


def _cell(value: object) -> str:
    if isinstance(value, _Link):
        return f"[xem]({value})"
    return " ".join(str(value).split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
