"""Returns of agencies as real XLSX and CSV files, made in the tests: good ones, and the same with one thing changed."""

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter

from pipelines.interpret.returns.declarations import ReturnKind, return_kinds
from pipelines.interpret.returns.identity_sheet import ReturnIdentity, write_identity_sheet
from pipelines.interpret.returns.layouts import Layout
from pipelines.interpret.returns.workbook_return import ReturnReading, interpret_return
from pipelines.read.formats import detect_format
from pipelines.read.workbook import read_workbook
from pipelines.validate.model import ColumnarRows, Validation
from pipelines.validate.returns import validate_return

AGENCY = "Sở Nội vụ tỉnh Hà Nam"
AGENCY_ID = "so-noi-vu-ha-nam"
TITLE = (f"Đơn vị báo cáo: {AGENCY}", "Kỳ báo cáo: Quý I năm 2024", "Đơn vị tính: triệu đồng")
Sheet = Sequence[Sequence[object]]
GOOD: dict[str, dict[str, object]] = {
    "indicator_return": {
        "row_no": 1, "indicator_code": "PL1/1", "indicator_name": "Tỷ lệ hồ sơ nộp trực tuyến", "unit": "%",
        "target_value": 70, "result_value": 77.8, "numerator": 1377, "denominator": 1771,
    },
    "project_return": {
        "row_no": 1, "project_code": "PL2/1", "project_name": "Kho dữ liệu dùng chung", "progress_status": "Đang thực hiện",
        "progress_pct": 65, "contract_value_vnd": 4000, "appropriated_vnd": 4500, "disbursed_period_vnd": 350,
        "disbursed_to_date_vnd": 1250.5, "expected_completion_date": "30/11/2024", "obstacles": "Không",
    },
    "budget_return": {
        "row_no": 1, "description": "Thuê đường truyền", "funding_source": "Ngân sách tỉnh", "appropriated_vnd": 1500,
        "adjusted_vnd": -200, "disbursed_period_vnd": 300, "disbursed_to_date_vnd": 750, "disbursed_pct": 57.7,
    },
    "open_data_register": {
        "row_no": 1, "dataset_name": "Cơ sở khám bệnh", "is_open": "Không", "closed_reason": "Có thông tin cá nhân",
        "update_cycle": "Hằng quý", "updated_date": "31/03/2024", "record_count": 120,
    },
}  # fmt: skip


def xlsx(
    sheets: dict[str, Sheet], identity: ReturnIdentity | None = None, formats: dict[str, str] | None = None
) -> bytes:
    """A workbook; ``formats`` gives cells (A1) of the first sheet a number format."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    for number, (name, rows) in enumerate(sheets.items()):
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
        for cell, shown in (formats or {}).items() if not number else ():
            letter, row_no = cell[0], int(cell[1:])
            value = rows[row_no - 1][ord(letter) - ord("A")]
            sheet.write(cell, value, book.add_format({"num_format": shown}))
    if identity is not None:
        write_identity_sheet(book, identity)
    book.close()
    return stream.getvalue()


def csv_file(rows: Sheet) -> bytes:
    """The rows as a CSV file."""
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode()


def table(
    kind: str, *rows: Mapping[str, object], title: Iterable[str] = TITLE, leave_out: Iterable[str] = ()
) -> list[list[object]]:
    """A sheet of ``kind`` with our headings: the good row, or the good one changed by each of ``rows``; '' is an empty cell."""
    declared = return_kinds()[kind]
    names = [field.name for field in declared.fields if field.name not in set(leave_out)]
    changed = [{**GOOD[kind], **row} for row in rows] or [GOOD[kind]]
    rows_above: list[list[object]] = [[line] for line in title]
    header: list[object] = [declared.field(name).heading for name in names]
    return [*rows_above, header, *([row.get(name, "") for name in names] for row in changed)]


def read(data: bytes, name: str = "bao-cao.xlsx", layouts: Iterable[Layout] = ()) -> ReturnReading | None:
    """The return in ``data`` as it is read, None where it is none."""
    sha256 = hashlib.sha256(data).hexdigest()
    return interpret_return(read_workbook(name, sha256, data, detect_format(name, data)), layouts)


def as_read(reading: ReturnReading) -> Validation:
    """What the step of reading hands on."""
    records = {"submissions": [reading.submission], "agencies": reading.agencies, "submission_issues": reading.remarks}
    return Validation(accepted=records, tables={reading.kind.dataset: ColumnarRows.of(reading.rows)})


def validated(data: bytes, name: str = "bao-cao.xlsx", layouts: Iterable[Layout] = ()) -> Validation:
    """The return in ``data``, read and validated."""
    reading = read(data, name, layouts)
    assert reading is not None, "not told to be a return"
    return validate_return(as_read(reading))


def rows_of(validation: Validation, name: str | None = None) -> list[dict[str, Any]]:
    """The rows of one table of ``validation``, of the accepted rows unless another is named."""
    name = name or next(name for name in validation.tables if name.endswith("_rows") and name != "rejected_rows")
    return list(validation.tables[name].read().to_pylist())


def issues_of(validation: Validation) -> dict[str, list[str]]:
    """Rule -> the cells that break it."""
    found: dict[str, list[str]] = {}
    for issue in rows_of(validation, "submission_issues"):
        found.setdefault(issue["rule"], []).append(issue["source_cell"])
    return found


def kind_of(name: str) -> ReturnKind:
    """The declared kind."""
    return return_kinds()[name]
