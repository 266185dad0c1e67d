"""A release of a few rows, for what reads releases: the same files as a real one has of each dataset, written without a warehouse."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import pyarrow as pa
from pyarrow import parquet

from pipelines.metadata import datasets
from pipelines.publish.deadlines import REFERENCE_FILE
from pipelines.publish.tables import arrow_schema
from pipelines.settings import Home

Rows = Sequence[Mapping[str, object]]
PLAN = "ubnd-tinh-ha-nam.12-kh-ubnd.2024-01-05"
OLD_PLAN = "ubnd-tinh-ha-nam.9-kh-ubnd.2023-01-03"
DEPARTMENT, OTHER = "so-noi-vu-ha-nam", "so-y-te-ha-nam"
HEADINGS = REFERENCE_FILE.read_text(encoding="utf-8").splitlines()[0].split(",")
GROUP = {
    "calendar_id": "ha-nam-2024",
    "province_id": "province-ha-nam",
    "agency_kinds": "department",
    "recipient": "Sở Thông tin và Truyền thông",
    "returns": "indicator_return|project_return",
    "cycle": "quarterly",
    "before_day": "20",
    "rule_text": "trước ngày 20 của tháng cuối quý",
    "valid_from": "2024-01-01",
    "valid_to": "2025-01-01",
}


def write_release(home: Home, rows: Mapping[str, Rows]) -> None:
    """Write the datasets of ``rows`` as the current release of ``home``; columns that a row leaves out are null."""
    folder = home.releases / "r-test"
    for name, filled in rows.items():
        schema = arrow_schema(datasets()[name])
        (folder / name).mkdir(parents=True, exist_ok=True)
        # A key that a test does not care about is null here.
        schema = pa.schema([field.with_nullable(True) for field in schema])
        whole = [{column: row.get(column) for column in schema.names} for row in filled]
        parquet.write_table(pa.Table.from_pylist(whole, schema=schema), folder / name / f"{name}.parquet")
        with (folder / name / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(schema.names)
            lines.writerows([_printed(row[column]) for column in schema.names] for row in whole)
    home.current_release.unlink(missing_ok=True)
    home.current_release.symlink_to("r-test")


def write_calendars(home: Home, *rules: dict[str, str]) -> None:
    """Write the rules of an installation's own calendar."""
    with (home.root / "reporting_calendars.csv").open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, HEADINGS, restval="")
        lines.writeheader()
        lines.writerows(rules)


def plan_rows() -> dict[str, list[dict[str, object]]]:
    """A province's plan of 2024 and that of 2023, with what they assign to two departments."""
    targets = [
        (PLAN, "Phụ lục I/I/1", "Tỷ lệ hồ sơ trực tuyến", "percent", ">= 70%", 2024, 10),
        (PLAN, "Phụ lục I/I/2", "=1+1 hệ thống dùng chung", "count", "Hoàn thành", 2024, 12),
        (PLAN, "Phụ lục I/I/3", "Hạng chỉ số chuyển đổi số", "rank", "20", 2024, 14),
        (OLD_PLAN, "Phụ lục I/I/1", "Chỉ tiêu của năm trước", "percent", "50%", 2023, 10),
    ]
    assigned = [
        (PLAN, "indicator", "Phụ lục I/I/1", "lead", DEPARTMENT, "Sở Nội vụ"),
        (PLAN, "indicator", "Phụ lục I/I/2", "monitor", DEPARTMENT, "Sở Nội vụ"),
        (PLAN, "indicator", "Phụ lục I/I/3", "coordinate", DEPARTMENT, "Sở Nội vụ"),
        (PLAN, "indicator", "Phụ lục I/I/3", "lead", OTHER, "Sở Y tế"),
        (OLD_PLAN, "indicator", "Phụ lục I/I/1", "lead", DEPARTMENT, "Sở Nội vụ"),
        (PLAN, "project", "Phụ lục II/I/1", "lead", DEPARTMENT, "Sở Nội vụ"),
        (PLAN, "project", "Phụ lục II/I/2", "lead", OTHER, "Sở Y tế"),
    ]
    names = ("document_id", "line_key", "indicator_name", "unit", "target_text", "target_year", "source_line_start")
    return {
        "documents": [
            {
                "document_id": PLAN,
                "document_symbol": "12/KH-UBND",
                "period_start": date(2024, 1, 1),
                "period_end": date(2024, 12, 31),
            },
            {
                "document_id": OLD_PLAN,
                "document_symbol": "9/KH-UBND",
                "period_start": date(2023, 1, 1),
                "period_end": date(2023, 12, 31),
            },
        ],
        "agencies": [
            {"agency_id": DEPARTMENT, "name": "Sở Nội vụ", "kind": "department"},
            {"agency_id": OTHER, "name": "Sở Y tế", "kind": "department"},
            {"agency_id": "so-y-te-hoa-binh", "name": "Sở Y tế", "kind": "department"},
            {"agency_id": "ubnd-huyen-kim-bang-ha-nam", "name": "UBND huyện Kim Bảng", "kind": "people_committee"},
            {"agency_id": "ubnd-tinh-ha-nam", "name": "UBND tỉnh Hà Nam", "kind": "people_committee"},
        ],
        "indicator_targets": [dict(zip(names, row, strict=True)) | {"component_no": 0} for row in targets],
        "projects": [
            {
                "document_id": PLAN,
                "line_key": f"Phụ lục II/I/{number}",
                "project_name": name,
                "source_line_start": number,
            }
            for number, name in ((1, "Kho dữ liệu dùng chung"), (2, "Bệnh án điện tử"))
        ],
        "assignments": [
            dict(
                zip(
                    ("document_id", "subject_kind", "subject_key", "role", "agency_id", "agency_text"), row, strict=True
                )
            )
            for row in assigned
        ],
        "indicator_results": [
            {
                "document_id": PLAN,
                "line_key": "Phụ lục I/I/1",
                "indicator_name": "Tỷ lệ hồ sơ trực tuyến",
                "unit": "percent",
                "result_value": 61.5,
                "result_text": "61,5%",
                "period_start": date(2023, 1, 1),
                "period_end": date(2023, 12, 31),
            }
        ],
    }


def _printed(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.isoformat() if isinstance(value, date) else value
