"""Validated sources, small but of every kind, for the tests of loading and of the warehouse."""

from datetime import date
from decimal import Decimal

from pipelines.archive.ledger import Receipt
from pipelines.interpret.records import Record, Records
from pipelines.validate.model import ExpectationResult, RejectedRow, RowIssue, Validation

PLAN, REPORT = "ubnd-tinh-bac-kan;883-kh-ubnd;2023-12-29", "ubnd-tinh-bac-kan;12-bc-ubnd;2024-06-28"


def receipt(received_no: int, source_name: str, letter: str) -> Receipt:
    """Return the receipt of bytes whose SHA-256 is ``letter`` over and over."""
    return Receipt(
        received_no=received_no,
        source_name=source_name,
        source_sha256=letter * 64,
        size_bytes=1000 + received_no,
        media_type="text/plain",
        received_at="2026-01-31T23:30:00+07:00",
        origin="inbox",
    )


def place(line: int) -> Record:
    return {
        "source_page": None,
        "source_line_start": line,
        "source_line_end": line + 1,
        "source_sheet": None,
        "source_cell": None,
    }


def plan_records(source: Receipt, source_format: str) -> Records:
    """Return a plan of the province as it would be read from ``source``."""
    document: Record = {
        "document_id": PLAN,
        "source_name": source.source_name,
        "source_sha256": source.source_sha256,
        "source_format": source_format,
        "document_type": "ke_hoach",
        "document_number": 883,
        "document_symbol": "883/KH-UBND",
        "title": "Chuyển đổi số tỉnh Bắc Kạn năm 2024",
        "issuer_text": "UBND tỉnh Bắc Kạn",
        "issuer_agency_id": "ubnd-tinh-bac-kan",
        "province_code": "06",
        "issue_date": date(2023, 12, 29),
        "period_start": date(2024, 1, 1),
        "period_end": date(2024, 12, 31),
    }
    return {
        "documents": [document],
        "sections": [
            {"document_id": PLAN, "section_id": "1", "level": 1, "number": "Phần I", "title": "MỤC TIÊU", **place(5)},
            {
                "document_id": PLAN,
                "section_id": "2",
                "parent_section_id": "1",
                "level": 2,
                "number": "1",
                "title": "Mục tiêu cụ thể",
                **place(7),
            },
        ],
        "indicator_targets": [
            {
                "document_id": PLAN,
                "line_key": "Phụ lục 1/I/1",
                "component_no": 0,
                "table_label": "Phụ lục 1",
                "group_no": "I",
                "row_no": "1",
                "indicator_name": "Tỷ lệ hồ sơ\\tgiải quyết trực tuyến \\N",
                "target_year": 2024,
                "comparator": ">=",
                "target_value": Decimal("80.50"),
                "unit": "percent",
                "target_text": "≥ 80,50%",
                **place(40),
            },
        ],
        "projects": [
            {
                "document_id": PLAN,
                "line_key": "Phụ lục 2/I/1",
                "project_code": "1",
                "project_name": "Kho dữ liệu dùng chung",
                "status": "new",
                **place(90),
            },
        ],
        "project_budgets": [
            {
                "document_id": PLAN,
                "line_key": "Phụ lục 2/I/1",
                "budget_no": 1,
                "project_code": "1",
                "period_start_year": 2024,
                "period_end_year": 2025,
                "amount_vnd": Decimal(12345678901234567890),
                "amount_text": "12.345.678.901.234,56789 triệu đồng",
                "unit_inferred": False,
                **place(90),
            },
        ],
        "citations": [
            {"document_id": PLAN, "record_no": 1, "cited_symbol": "433-NQ/TU", "cited_document_id": "x", **place(3)},
            {
                "document_id": PLAN,
                "record_no": 2,
                "cited_symbol": "12/BC-UBND",
                "cited_document_id": REPORT,
                **place(4),
            },
        ],
        "arithmetic_checks": [
            {
                "document_id": PLAN,
                "record_no": 1,
                "check_kind": "ratio",
                "stated": Decimal("97.5"),
                "computed": Decimal("97.50"),
                "holds": True,
                **place(50),
            },
        ],
        "agencies": [{"agency_id": "ubnd-tinh-bac-kan", "name": "UBND tỉnh Bắc Kạn", "kind": "people_committee"}],
        "tables": [
            {
                "source_name": source.source_name,
                "table_no": 1,
                "table_kind": "other",
                "data_row_count": 1,
                "columns": '["TT", "Nội dung / Tổng \\"số\\""]',
                **place(120),
            },
        ],
        "table_cells": [
            {
                "source_name": source.source_name,
                "table_no": 1,
                "row_kind": "data",
                "row_no": 1,
                "column_no": 2,
                "column_name": 'Nội dung / Tổng "số"',
                "value_text": "1.200",
                "value_number": Decimal(1200),
                **place(121),
            },
        ],
    }


def report_records(source: Receipt) -> Records:
    """Return a report with a fuller entry for the agency that the plan prints too."""
    return {
        "documents": [
            {
                "document_id": REPORT,
                "source_name": source.source_name,
                "source_sha256": source.source_sha256,
                "source_format": "txt",
                "document_type": "bao_cao",
                "issue_date": date(2024, 6, 28),
            }
        ],
        "indicator_results": [
            {
                "document_id": REPORT,
                "line_key": "Phụ lục/I/1",
                "indicator_name": "Tỷ lệ thôn có cáp quang",
                "period_start": date(2024, 1, 1),
                "period_end": date(2024, 6, 30),
                "result_value": Decimal("95.2"),
                "result_text": "95,2%",
                **place(12),
            }
        ],
        "agencies": [
            {
                "agency_id": "ubnd-tinh-bac-kan",
                "name": "Ủy ban nhân dân tỉnh Bắc Kạn",
                "short_name": "UBND tỉnh",
                "kind": "people_committee",
            }
        ],
        "submissions": [
            {
                "submission_id": "s1",
                "source_name": source.source_name,
                "source_sha256": source.source_sha256,
                "agency_id": "ubnd-tinh-bac-kan",
                "template": "indicator_return",
                "received_at": "2024-07-01T06:30:00+07:00",
                "status": "accepted",
            }
        ],
    }


def _issue(kind: type[RowIssue], rule: str) -> RowIssue:
    return kind(
        dataset="indicator_results",
        line_key="Phụ lục/I/2",
        document_id=REPORT,
        column="result_value",
        rule=rule,
        value_text="1.000%",
        reason="Tỷ lệ lớn hơn 100%; kiểm tra lại số liệu.",
        source_page=None,
        source_line_start=14,
        source_line_end=14,
        source_sheet=None,
        source_cell=None,
        record_json='{"line_key": "Phụ lục/I/2"}',
        severity="reject" if kind is RejectedRow else "note",
    )


def report_validation(source: Receipt) -> Validation:
    """Return the report with one row set aside, one remarked on, and one expectation that was not met."""
    rejected = _issue(RejectedRow, "percent_range")
    assert isinstance(rejected, RejectedRow)
    result = ExpectationResult(
        suite="indicator_results",
        expectation="expect_column_values_to_be_between",
        column="result_value",
        severity="reject",
        success=False,
        evaluated_count=2,
        unexpected_count=1,
        rule="percent_range",
        message="Tỷ lệ từ 0 đến 100%",
    )
    return Validation(report_records(source), (rejected,), (result,), (_issue(RowIssue, "unusual_value"),))
