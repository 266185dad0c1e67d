"""Documents generated straight into schema ``raw``, as long as provincial plans, for the benchmarks of the warehouse."""

import psycopg

from pipelines.load.tables import raw_tables

_ID = "'ubnd-tinh-' || d % 63 || ';' || d || '-kh-ubnd;2024-01-01'"
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
# Table -> rows per document at a size of 1, and what its columns hold; d is the document, i the row.
_ROWS: dict[str, tuple[int, dict[str, str]]] = {
    "documents": (
        0,
        {
            "document_id": _ID,
            "source_name": "'van-ban/' || d || '.txt'",
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
    "agencies": (
        0,
        {"agency_id": "'ubnd-tinh-' || d % 63", "name": "'UBND tỉnh ' || d % 63", "kind": "'people_committee'"},
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
            "agency_id": "'ubnd-tinh-' || d % 63",
            "agency_text": "'UBND tỉnh'",
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
}
ROWS_PER_DOCUMENT = sum(count for count, _ in _ROWS.values())


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
        "source_name": "'van-ban/' || d || '.txt'",
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
