"""One valid source for the tests of validation: a row of every dataset that a document can yield, all rules kept."""

from copy import deepcopy
from datetime import date
from decimal import Decimal

from pipelines.interpret.records import Records

DOCUMENT = "ubnd-tinh-ha-nam/12-kh-ubnd/2024"
_PLACE = {"source_line_start": 10, "source_line_end": 12}
_SHA256 = "0123456789abcdef" * 4
_VALID: Records = {
    "documents": [
        {
            "document_id": DOCUMENT,
            "source_name": "ke-hoach.txt",
            "source_sha256": _SHA256,
            "source_format": "txt",
            "document_type": "ke_hoach",
            "document_number": 12,
            "document_symbol": "12/KH-UBND",
            "title": "Chuyển đổi số năm 2024",
            "issuer_text": "Ủy ban nhân dân tỉnh Hà Nam",
            "issue_date": date(2023, 12, 20),
            "period_start": date(2024, 1, 1),
            "period_end": date(2024, 12, 31),
        }
    ],
    "sections": [
        {"document_id": DOCUMENT, "section_id": "1", "level": 1, "title": "Phần I", **_PLACE},
        {"document_id": DOCUMENT, "section_id": "2", "parent_section_id": "1", "level": 2, "title": "Mục 1", **_PLACE},
    ],
    "indicator_targets": [
        {
            "document_id": DOCUMENT,
            "line_key": "Phụ lục I/I/1",
            "component_no": 0,
            "indicator_name": "Tỷ lệ hồ sơ trực tuyến",
            "target_year": 2024,
            "comparator": ">=",
            "target_value": Decimal(70),
            "target_value_upper": Decimal(80),
            "unit": "percent",
            "target_text": "70-80%",
            **_PLACE,
        }
    ],
    "indicator_results": [
        {
            "document_id": DOCUMENT,
            "line_key": "Phụ lục I/I/1",
            "indicator_name": "Tỷ lệ hồ sơ trực tuyến",
            "period_start": date(2023, 1, 1),
            "period_end": date(2023, 12, 31),
            "result_value": Decimal("80.90"),
            "unit": "percent",
            "result_text": "80,90%",
            "numerator": Decimal(1114),
            "denominator": Decimal(1377),
            **_PLACE,
        }
    ],
    "projects": [
        {"document_id": DOCUMENT, "line_key": "Phụ lục III/I/1", "project_name": "Kho dữ liệu", **_PLACE},
        {"document_id": DOCUMENT, "line_key": "Phụ lục III/I/2", "project_name": "Cổng dữ liệu", **_PLACE},
    ],
    "project_budgets": [
        {
            "document_id": DOCUMENT,
            "line_key": "Phụ lục III/I/1",
            "budget_no": 1,
            "period_start_year": 2022,
            "period_end_year": 2025,
            "amount_vnd": Decimal(7000000000),
            "amount_text": "7.000",
            "unit_text": "triệu đồng",
            "unit_inferred": False,
            **_PLACE,
        }
    ],
    "budget_lines": [
        {
            "document_id": DOCUMENT,
            "record_no": 1,
            "section_id": "2",
            "line_kind": "total",
            "amount_vnd": Decimal(78892000000),
            "amount_text": "78.892 triệu đồng",
            "period_start_year": 2024,
            "period_end_year": 2024,
            **_PLACE,
        }
    ],
    "measurements": [
        {
            "document_id": DOCUMENT,
            "record_no": 1,
            "section_id": "2",
            "subject": "thôn có sóng di động",
            "value": Decimal("97.5"),
            "unit": "percent",
            "numerator": Decimal(195),
            "denominator": Decimal(200),
            **_PLACE,
        }
    ],
    "citations": [
        {"document_id": DOCUMENT, "record_no": 1, "cited_symbol": "433-NQ/TU", "relation": "can_cu", **_PLACE}
    ],
    "arithmetic_checks": [
        {
            "document_id": DOCUMENT,
            "record_no": 1,
            "check_kind": "ratio",
            "stated": Decimal("97.5"),
            "computed": Decimal("97.5"),
            "holds": True,
            **_PLACE,
        }
    ],
    "agencies": [
        {
            "agency_id": "so-noi-vu-ha-nam",
            "name": "Sở Nội vụ",
            "kind": "department",
            "valid_from": date(2015, 1, 1),
            "valid_to": date(2025, 7, 1),
        }
    ],
    "administrative_units": [
        {
            "unit_id": "35@2004",
            "code": "35",
            "name": "Hà Nam",
            "level": "province",
            "valid_from": date(2004, 7, 8),
            "valid_to": date(2025, 7, 1),
        }
    ],
    "findings": [
        {
            "document_id": DOCUMENT,
            "record_no": 1,
            "finding_kind": "numbering_gap",
            "severity": "note",
            "responsibility": "issuer",
            "description": "Thiếu số thứ tự 3",
            **_PLACE,
        }
    ],
    "unread_text": [{"document_id": DOCUMENT, "record_no": 1, "text": "Bảng lạ", "reason": "other", **_PLACE}],
    "tables": [
        {
            "source_name": "ke-hoach.txt",
            "table_no": 1,
            "table_kind": "other",
            "header_row_count": 1,
            "data_row_count": 1,
            "group_row_count": 0,
            "total_row_count": 0,
            "columns": '["TT", "Nội dung / Tổng"]',
            **_PLACE,
        }
    ],
    "table_cells": [
        {
            "source_name": "ke-hoach.txt",
            "table_no": 1,
            "row_kind": "data",
            "row_no": 1,
            "column_no": 1,
            "column_name": "TT",
            "value_text": "1",
            "value_number": Decimal(1),
            **_PLACE,
        }
    ],
    "submissions": [
        {
            "submission_id": "s1",
            "source_sha256": _SHA256,
            "template": "indicator_return",
            "period_start": date(2024, 1, 1),
            "period_end": date(2024, 6, 30),
            "received_at": "2024-07-05T08:00:00+07:00",
            "status": "accepted",
            "rows_accepted": 5,
            "rows_rejected": 0,
        }
    ],
    "submission_issues": [
        {
            "submission_id": "s1",
            "issue_no": 1,
            "source_cell": "B12",
            "severity": "warning",
            "message": "Ô B12 để trống; điền kết quả rồi gửi lại.",
        }
    ],
}


def valid_records() -> Records:
    """Return a fresh copy that a test may spoil."""
    return deepcopy(_VALID)
