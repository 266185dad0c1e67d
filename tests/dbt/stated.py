"""One built warehouse for the tests of indicators, ledger and citations: samples, the real documents where they are, and
small documents for what neither holds (two sources of a figure, a changed framework, documents that cite each other).
"""

import hashlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pipelines.archive.ledger import Receipt
from pipelines.interpret.records import Record, Records
from pipelines.load.raw import create_raw_schema, load_source
from pipelines.load.warehouse import open_warehouse
from pipelines.orchestrate.steps import read_outcome
from pipelines.settings import Home
from pipelines.validate.model import Validation
from pipelines.validate.returns import validate_return
from tests.dbt.test_build import run_dbt
from tests.load.sources import place
from tests.shared_inputs import SHARED

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
BAC_KAN = "ubnd-tinh-bac-kan.883-kh-ubnd.2023-12-20"
BAC_GIANG = "ubnd-tinh-bac-giang.ke-hoach-chuyen-doi-so-trong-cac-co-quan-nha-nuoc-tinh-bac-giang-nam-2024"
BAN_DAN_TOC = "ban-dan-toc-bac-giang.ke-hoach-chuyen-doi-so-ung-dung-cong-nghe-thong-tin-nam-2024"
TUYEN_QUANG = "ubnd-tinh-tuyen-quang.274-kh-ubnd.2024-12-24"
PHU_YEN = "ubnd-tinh-phu-yen.119-bc-ubnd.2024-07-04"
REPORT_2023, REPORT_2024, PLAN_2026 = "ha-noi.report-2023", "ha-noi.report-2024", "ha-noi.plan-2026"
CIRCLE = ("ha-noi.circle-a", "ha-noi.circle-b", "ha-noi.circle-c")


@pytest.fixture(scope="session")
def stated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[psycopg.Connection]:
    """A connection to the marts; the project's own data tests have passed on them."""
    with open_warehouse(Home(tmp_path_factory.mktemp("stated")), None) as warehouse, warehouse.connect() as connection:
        create_raw_schema(connection)
        files = [*sorted(SAMPLES.glob("*.txt")), *sorted(SAMPLES.glob("*indicator-return.xlsx"))]
        files += sorted((SHARED / "documents").glob("*-plan.txt"))
        for number, file in enumerate(files, start=1):
            data = file.read_bytes()
            received = _receipt(number, file.name, hashlib.sha256(data).hexdigest(), len(data))
            read = read_outcome(file.name, received.source_sha256, data)
            load_source(connection, received, validate_return(read) if file.suffix == ".xlsx" else read)
        for number, (name, records) in enumerate(_small_documents(), start=len(files) + 1):
            received = _receipt(number, f"{name}.txt", hashlib.sha256(name.encode()).hexdigest(), 1)
            load_source(connection, received, Validation(_of_source(records, received)))
        # The generic tests have their turn in test_build; these are the ones with a reason of their own.
        done = run_dbt(warehouse, "build", "--exclude", "test_type:generic", DBT_EXCLUDE_RESOURCE_TYPES="unit_test")
        assert done.returncode == 0, done.stdout + done.stderr
        connection.commit()
        yield connection


def compiled_test(connection: psycopg.Connection, name: str) -> str:
    """Return the SQL of a test of the dbt project as it was run on the warehouse of ``connection``."""
    (folder,) = connection.execute("show data_directory").fetchall()[0]
    (found,) = Path(folder).parent.rglob(f"compiled/khoso/tests/{name}.sql")
    return found.read_text(encoding="utf-8")


def rows(connection: psycopg.Connection, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Return what ``query`` finds, numbers as text."""
    found = connection.execute(query.encode(), values or None).fetchall()
    return [tuple(f"{cell.normalize():f}" if isinstance(cell, Decimal) else cell for cell in row) for row in found]


def _receipt(number: int, name: str, sha256: str, size: int) -> Receipt:
    return Receipt(
        received_no=number,
        source_name=name,
        source_sha256=sha256,
        size_bytes=size,
        media_type="text/plain",
        received_at="2026-01-31T23:30:00+07:00",
        origin="inbox",
    )


def _of_source(records: Records, source: Receipt) -> Records:
    records["agencies"] = [
        {"agency_id": "ubnd-thanh-pho-ha-noi", "name": "UBND thành phố Hà Nội", "kind": "people_committee"}
    ]
    for document in records["documents"]:
        document |= {"source_name": source.source_name, "source_sha256": source.source_sha256, "source_format": "txt"}
    return records


def _document(document_id: str, document_type: str, issued: date, year: int, **more: str | int | None) -> Record:
    return {
        "document_id": document_id,
        "document_type": document_type,
        "issuer_text": "UBND thành phố Hà Nội",
        "issuer_agency_id": "ubnd-thanh-pho-ha-noi",
        "province_code": "01",
        "issue_date": issued,
        "period_start": date(year, 1, 1),
        "period_end": date(year, 12, 31),
        **more,
    }


def _result(document_id: str, line: str, name: str, year: int, value: str, unit: str, note: str = "") -> Record:
    return {
        "document_id": document_id,
        "line_key": line,
        "indicator_name": name,
        "period_start": date(year, 1, 1),
        "period_end": date(year, 12, 31),
        "result_value": Decimal(value),
        "result_text": value.replace(".", ","),
        "unit": unit,
        "note": note or None,
        **place(1),
    }


def _citation(
    document_id: str, number: int, symbol: str | None, cited: date | None, relation: str = "can_cu"
) -> Record:
    return {
        "document_id": document_id,
        "record_no": number,
        "cited_symbol": symbol,
        "cited_date": cited,
        "relation": relation,
        **place(number),
    }


def _small_documents() -> Iterator[tuple[str, Records]]:
    rank = "Xếp hạng chỉ số chuyển đổi số (DTI) cấp tỉnh"
    for document_id, year in ((REPORT_2023, 2023), (REPORT_2024, 2024)):
        results = [_result(document_id, "1", rank, year, "21", "rank")]
        if year == 2024:
            online = "Tỷ lệ hồ sơ trực tuyến trên tổng số hồ sơ TTHC phát sinh"
            note = "44,2% theo Cổng DVC tỉnh; 31,2% theo Cổng DVC quốc gia"
            results.append(_result(document_id, "2", online, year, "44.2", "percent", note))
        yield (
            document_id,
            {
                "documents": [_document(document_id, "bao_cao", date(year + 1, 1, 15), year)],
                "indicator_results": results,
                "indicator_targets": [
                    {
                        "document_id": document_id,
                        "line_key": "2",
                        "component_no": 0,
                        "indicator_name": "Tỷ lệ hồ sơ trực tuyến trên tổng số hồ sơ TTHC phát sinh",
                        "target_year": year,
                        "target_value": Decimal(40),
                        "target_text": "40",
                        "unit": "percent",
                        **place(1),
                    }
                ],
            },
        )
    yield (
        PLAN_2026,
        {
            "documents": [_document(PLAN_2026, "ke_hoach", date(2026, 1, 10), 2026)],
            "citations": [
                _citation(PLAN_2026, 1, "47/2020/NĐ-CP", None),
                _citation(PLAN_2026, 2, "14/CT-TTg", date(2018, 5, 25)),
                _citation(PLAN_2026, 3, "14/CT-TTg", date(2019, 6, 7)),
                _citation(PLAN_2026, 4, "14/CT-TTg", None),
                _citation(PLAN_2026, 5, "/QĐ-UBND", None),
                _citation(PLAN_2026, 6, "9999/QĐ-TTg", date(2025, 1, 1)),
                _citation(PLAN_2026, 7, "224/2026/NĐ-CP", date(2026, 6, 24)),
                _citation(PLAN_2026, 8, "278/KH-UBND", date(2023, 4, 25)),
                _citation(PLAN_2026, 9, "2/KH-UBND", date(2026, 1, 10)),
            ],
        },
    )
    for number, document_id in enumerate(CIRCLE, start=1):
        cited = number % len(CIRCLE) + 1
        symbols: dict[str, str | int | None] = {"document_number": number, "document_symbol": f"{number}/KH-UBND"}
        yield (
            document_id,
            {
                "documents": [
                    _document(document_id, "ke_hoach", date(2026, 1, 10), 2026, title=f"Kế hoạch {number}", **symbols)
                ],
                "citations": [_citation(document_id, 1, f"{cited}/KH-UBND", date(2026, 1, 10))],
            },
        )
