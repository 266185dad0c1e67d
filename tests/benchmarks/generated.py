"""Documents generated straight into schema ``raw``, as long as provincial plans, for the benchmarks of the warehouse."""

import psycopg

from pipelines.load.tables import raw_tables

_ID = "'ubnd-tinh-' || d % 63 || ';' || d || '-kh-ubnd;2024-01-01'"
_SOURCE = "'van-ban/' || d || '.txt'"
_SHA = "md5(d::text) || md5('x' || d)"
_LINE = "'Phụ lục 1/' || i % 7 || '/' || i"
# A province makes one plan a year; where there are plans of 2019 to 2026, further ones are of the same years.
_YEARS = 8
_YEAR = f"(2019 + d / 63 % {_YEARS})"
# No name of a curated indicator: of one indicator a plan has a line or two, never all of its lines.
_NAME = (
    "'Tỷ lệ nhà văn hóa có tủ sách và mạng không dây trên tổng số nhà văn hóa, nhóm '"
    f" || (i + d / {63 * _YEARS} * 110) % 330"
)
# Projects of a plan differ in more than a number, and those of different provinces are not the same.
_LETTERS = "translate(md5(d % 63 || '/' || i), '0123456789', 'ghijklmnop')"
_PROJECT = f"concat_ws(' ', 'Dự án', substr({_LETTERS}, 1, 4), substr({_LETTERS}, 5, 4), substr({_LETTERS}, 9, 4))"
_FINDING = (
    "(array['spelling', 'missing_value', 'repeated_row', 'numbering_gap', 'date_conflict', 'wording_conflict',"
    " 'implausible_value'])[1 + i % 7]"
)
_DEPARTMENTS = 15
_LEAD = f"(1 + i % {1 + _DEPARTMENTS})"


def _agency_id(number: str) -> str:
    return f"case {number} when 1 then 'ubnd-tinh-' || d % 63 else 'so-' || {number} || '-tinh-' || d % 63 end"


# Table -> rows per document at a size of 1, and what its columns hold; d is the document, i the row.
_ROWS: dict[str, tuple[int, dict[str, str]]] = {
    "documents": (
        0,
        {
            "document_id": _ID,
            "source_name": _SOURCE,
            "source_sha256": _SHA,
            "source_format": "'txt'",
            "document_type": "'ke_hoach'",
            "document_number": "d",
            "document_symbol": "d || '/KH-UBND'",
            "title": f"'Chuyển đổi số năm ' || {_YEAR} || ', kế hoạch số ' || d",
            "issuer_text": "'UBND TỈNH SỐ ' || d % 63",
            "issuer_agency_id": "'ubnd-tinh-' || d % 63",
            "province_code": "'01'",
            "issue_date": f"make_date({_YEAR}, 1, 1) + d % 63",
            "period_start": f"make_date({_YEAR}, 1, 1)",
            "period_end": f"make_date({_YEAR}, 12, 31)",
        },
    ),
    # The committee, and the departments that it puts in charge.
    "agencies": (
        1 + _DEPARTMENTS,
        {
            "agency_id": _agency_id("i"),
            "name": "case i when 1 then 'UBND tỉnh ' || d % 63 else 'Sở ' || chr(63 + i) || ' tỉnh ' || d % 63 end",
            "kind": "case i when 1 then 'people_committee' else 'department' end",
        },
    ),
    "sections": (20, {"document_id": _ID, "section_id": "i::text", "level": "1", "title": "'Mục ' || i"}),
    "indicator_targets": (
        110,
        {
            "document_id": _ID,
            "line_key": _LINE,
            "component_no": "0",
            "indicator_name": _NAME,
            "target_year": f"{_YEAR} + i % 3",
            "comparator": "'>='",
            "target_value": "i % 100",
            "unit": "'percent'",
            "target_text": "'≥ ' || i % 100 || '%'",
        },
    ),
    "indicator_results": (
        110,
        {
            "document_id": _ID,
            "line_key": _LINE,
            "indicator_name": _NAME,
            "period_start": f"make_date({_YEAR}, 1, 1)",
            "period_end": f"make_date({_YEAR}, 6, 30)",
            "result_value": "i % 100",
            "unit": "'percent'",
            "result_text": "i % 100 || '%'",
        },
    ),
    "projects": (
        60,
        {"document_id": _ID, "line_key": _LINE, "project_code": "i::text", "project_name": _PROJECT},
    ),
    "project_budgets": (
        60,
        {
            "document_id": _ID,
            "line_key": _LINE,
            "budget_no": "1",
            "project_code": "i::text",
            "period_start_year": _YEAR,
            "period_end_year": f"{_YEAR} + 1",
            "amount_vnd": "i * 1000000",
            "unit_inferred": "false",
        },
    ),
    "budget_lines": (
        20,
        {
            "document_id": _ID,
            "record_no": "i",
            "description": "'Kinh phí ' || i",
            "line_kind": "'allocation'",
            "amount_vnd": "i * 1000000",
            "funding_source": "'nguồn ' || i % 5",
        },
    ),
    "measurements": (50, {"document_id": _ID, "record_no": "i", "subject": "'dịch vụ ' || i", "value": "i"}),
    "citations": (
        60,
        {
            "document_id": _ID,
            "record_no": "i",
            "cited_type": "'ke_hoach'",
            "cited_symbol": "(1 + (d * 7 + i) % d) || '/KH-UBND'",
            "cited_issuer_text": "'UBND tỉnh số ' || (1 + (d * 7 + i) % d) % 63",
            "subject": "'Kế hoạch chuyển đổi số năm 2024 của tỉnh, phần ' || i",
            "relation": "'can_cu'",
        },
    ),
    "assignments": (
        40,
        {
            "document_id": _ID,
            "record_no": "i",
            "subject_kind": "'indicator'",
            "subject_key": _LINE,
            "role": "'lead'",
            "agency_id": _agency_id(_LEAD),
            "agency_text": f"case {_LEAD} when 1 then 'UBND tỉnh' else 'Sở ' || chr(63 + {_LEAD}) end",
        },
    ),
    "arithmetic_checks": (
        30,
        {
            "document_id": _ID,
            "record_no": "i",
            "check_kind": "'ratio'",
            "stated": "i",
            "computed": "i",
            "holds": "true",
        },
    ),
    "findings": (
        10,
        {
            "document_id": _ID,
            "record_no": "i",
            "finding_kind": _FINDING,
            "severity": "'note'",
            "responsibility": "'issuer'",
            "description": "'Lỗi chính tả ' || i",
        },
    ),
    "commitments": (
        4,
        {
            "document_id": _ID,
            "record_no": "i",
            "what": "'hoàn thành hồ sơ cấp độ của hệ thống ' || i",
            "commitment_kind": "'complete'",
            "due_text": f"'trước ngày 30/6/' || {_YEAR}",
            "due_date": f"make_date({_YEAR}, 6, 30)",
            "due_year_inferred": "false",
            "sentence": "'Hoàn thành hồ sơ cấp độ của hệ thống ' || i",
        },
    ),
    "budget_reconciliations": (
        3,
        {
            "document_id": _ID,
            "record_no": "i",
            "reconciliation_kind": "'rows_of_group'",
            "description": "'Phụ lục 1, nhóm ' || i",
            "stated_text": "'1.000'",
            "stated_vnd": "1000000000",
            "computed_vnd": "1000000000",
            "difference_vnd": "0",
            "holds": "true",
            "outcome": "'exact'",
        },
    ),
    "spending_shares": (
        1,
        {
            "document_id": _ID,
            "record_no": "i",
            "share_kind": "'required'",
            "purpose": "'digital_transformation'",
            "share_pct": "2",
            "share_text": "'2%'",
            "basis": "'recurrent_budget'",
            "year_no": _YEAR,
            "sentence": "'Bố trí tối thiểu 2% chi ngân sách thường xuyên'",
        },
    ),
    "tables": (
        2,
        {
            "source_name": _SOURCE,
            "table_no": "i",
            "table_kind": "'indicator_targets'",
            "title": "'Phụ lục ' || i",
            "header_row_count": "1",
            "data_row_count": "110",
        },
    ),
    # Every check of every dataset of the document.
    "expectations": (
        300,
        {
            "suite": "'records.bang_' || i % 20",
            "rule": "'quy_tac_' || i",
            "expectation": "'expect_column_values_to_be_between'",
            "column_name": "'cot_' || i % 7",
            "severity": "'note'",
            "success": "true",
            "evaluated_count": "110",
            "unexpected_count": "0",
            "message": "'Giá trị từ 1 đến ' || i",
        },
    ),
}
# What a document says; not what the checks of its rows came to.
ROWS_PER_DOCUMENT = sum(count for name, (count, _) in _ROWS.items() if name != "expectations")


def generate_documents(connection: psycopg.Connection, first: int, last: int, size: int = 1) -> None:
    """Load documents ``first`` to ``last``, each of ``size`` times ROWS_PER_DOCUMENT rows, in one transaction."""
    with connection.transaction():
        _insert(connection, "sources", first, last, 1, _receipt())
        for name, (count, columns) in _ROWS.items():
            declared = raw_tables()[name].columns
            values = {column: value for column, value in columns.items() if column in declared}
            values |= {"load_source_sha256": _SHA, "load_row_no": "i"}
            _insert(connection, name, first, last, max(count * size, 1), values)


def _receipt() -> dict[str, str]:
    return {
        "received_no": "d",
        "source_name": _SOURCE,
        "source_sha256": _SHA,
        "size_bytes": "1000",
        "media_type": "'text/plain'",
        "received_at": "timestamp '2026-01-01' + d * interval '1 minute'",
        "origin": "'inbox'",
    }


def _insert(
    connection: psycopg.Connection, table: str, first: int, last: int, count: int, values: dict[str, str]
) -> None:
    statement = (
        f"insert into raw.{table} ({', '.join(values)}) select {', '.join(values.values())}"
        f" from generate_series({first}, {last}) as d cross join generate_series(1, {count}) as i"
    )
    connection.execute(statement.encode())
