"""The same rows in every format, inert in each, the same bytes each time; what the bundles hold; the metadata score."""

import csv
import hashlib
import io
import json
import sqlite3
import zipfile
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from pathlib import Path

import frictionless
import openpyxl
import psycopg
import pyarrow.parquet as pq
import pytest
from psycopg import sql

from pipelines.load.warehouse import Warehouse
from pipelines.metadata import Column, Dataset, datasets
from pipelines.privacy.gate import Gate
from pipelines.publish import xlsx_rows
from pipelines.publish.openness import CYCLES, due_date, grounds_on, standing
from pipelines.publish.release import publish_release
from pipelines.publish.tables import count_published_rows, publish_table
from pipelines.settings import Home
from tests.publish.conftest import PLAN

pytestmark = pytest.mark.usefixtures("marts")

HOSTILE = (
    '=HYPERLINK("http://x")',
    "@SUM(1)",
    "+1+cmd|'/c calc'!A0",
    "-2+3",
    "</script><script>alert(1)</script>",
    '<b>đậm</b> & "nháy"',
    "a_x0041_b",
    "dòng 1\r\ndòng 2\tcột",
    "\u2028phân dòng\u2029",
    "]]>",
    "x" * 40_000,
)
TABLE = Dataset(
    name="hostile",
    model="hostile",
    title_vi="Thử",
    title_en="Test",
    grain="One row per text.",
    key=("no",),
    columns=(
        Column("no", "integer", "number", "Số", nullable=False),
        Column("text", "text", "text", "Văn bản"),
        Column("amount_vnd", "numeric", "money", "Tiền", unit="VND"),
        Column("done", "boolean", "done", "Xong"),
        Column("day", "date", "day", "Ngày"),
        Column("moment", "timestamp", "moment", "Lúc"),
        Column("list", "json", "list", "Danh sách"),
    ),
)


@pytest.fixture
def hostile(marts: psycopg.Connection, tmp_path: Path) -> Path:
    marts.execute(
        "create table marts.hostile (no int, text text, amount_vnd numeric, done boolean, day date, moment timestamp, list jsonb)"
    )
    for number, text in enumerate(HOSTILE):
        marts.execute(
            "insert into marts.hostile values (%s, %s, 1234567.5, true, '2024-02-29', '2024-02-29 12:30:00', %s)",
            [number, text, json.dumps([text[:20]])],
        )
    marts.execute("insert into marts.hostile (no, day) values (99, '1899-12-31')")
    publish_table(marts, sql.Identifier("marts", "hostile"), TABLE, tmp_path, Gate(), [("=1+1", "Đọc tôi")])
    return tmp_path / "hostile"


def sheet(path: Path) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))


def test_every_format_holds_the_same_rows(warehouse: Warehouse, home: Home) -> None:
    path = publish_release(warehouse, home).path
    database = sqlite3.connect(path / "bundle" / "khoso.sqlite")
    for name in datasets():
        file = path / name / name
        rows = pq.read_table(f"{file}.parquet").to_pylist()
        objects = json.loads(Path(f"{file}.json").read_text(encoding="utf-8"))
        lines = Path(f"{file}.jsonl").read_text(encoding="utf-8").split("\n")
        assert [json.loads(line) for line in lines[:-1]] == objects
        excel = Path(f"{file}.excel.csv").read_bytes()
        assert excel == b"\xef\xbb\xbf" + Path(f"{file}.csv").read_bytes()
        cells = sheet(Path(f"{file}.xlsx"))
        stored = database.execute(f'select * from "{name}" order by rowid').fetchall()
        assert len(rows) == len(objects) == len(cells) - 1 == len(stored)
        assert list(cells[0]) == list(datasets()[name].column_names)
        for row, read, shown, kept in zip(rows, objects, cells[1:], stored, strict=True):
            assert list(read) == list(row)
            for value, in_json, in_sheet, in_sql in zip(row.values(), read.values(), shown, kept, strict=True):
                check_value(value, in_json, in_sheet, in_sql)


def check_value(value: object, in_json: object, in_sheet: object, in_sql: object) -> None:
    if isinstance(value, datetime):
        assert in_json == in_sql == value.isoformat().replace("+00:00", "Z")
        assert isinstance(in_sheet, datetime)
        assert abs((in_sheet - value.replace(tzinfo=None)).total_seconds()) < 1
    elif isinstance(value, date):
        assert in_json == in_sql == value.isoformat()
        assert isinstance(in_sheet, datetime)
        assert in_sheet.date() == value
    elif isinstance(in_json, list):
        assert json.loads(str(value)) == in_json
        assert in_sql == in_sheet == value
    elif isinstance(value, str):
        assert in_json == in_sql == value
        assert str(in_sheet).replace("_x000D_", "\r").replace("\r\n", "\n") == value.replace("\r\n", "\n")
    elif isinstance(value, float):
        # A figure of more digits than a double holds is exact in JSON, as in the CSV.
        assert float(in_json) == float(in_sheet) == in_sql == value  # type: ignore[arg-type]
    else:
        assert in_json == in_sheet == in_sql == value


def test_texts_come_out_inert_and_whole(hostile: Path) -> None:
    plain = [HOSTILE[number] for number in range(len(HOSTILE))]
    objects = json.loads(Path(f"{hostile}.json").read_text(encoding="utf-8"))
    assert [row["text"] for row in objects[:-1]] == plain
    assert objects[0]["amount_vnd"] == 1234567.5
    raw = Path(f"{hostile}.json").read_text(encoding="utf-8") + Path(f"{hostile}.jsonl").read_text(encoding="utf-8")
    assert "<" not in raw
    assert "\u2028" not in raw
    book = openpyxl.load_workbook(f"{hostile}.xlsx")
    cells = list(book.worksheets[0].iter_rows(min_row=2))
    texts = [row[1] for row in cells]
    assert {cell.data_type for cell in texts[:-1]} == {"inlineStr"} or {cell.data_type for cell in texts[:-1]} == {"s"}
    assert [cell.value for cell in texts[:4]] == plain[:4]
    assert [bool(attrgetter("_style.quotePrefix")(cell)) for cell in texts[:5]] == [True] * 4 + [False]
    assert texts[6].value in {plain[6], "a_x005F_x0041_b"}
    assert str(texts[10].value).endswith(xlsx_rows.CUT_NOTE)
    assert len(str(texts[10].value)) <= 32_767
    assert book.worksheets[1]["A1"].data_type != "f"
    with zipfile.ZipFile(f"{hostile}.xlsx") as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml") + packed.read("xl/worksheets/sheet2.xml")


def test_workbook_has_types_frozen_header_and_number_formats(hostile: Path) -> None:
    book = openpyxl.load_workbook(f"{hostile}.xlsx")
    first, explained = book.worksheets
    assert (first.freeze_panes, first.auto_filter.ref) == ("A2", f"A1:G{len(HOSTILE) + 2}")
    assert (first.title, explained.title) == ("Dữ liệu", "Đọc tôi")
    row = first[2]
    assert row[2].value == 1234567.5
    assert row[2].number_format == "#,##0"
    assert row[3].value is True
    assert row[4].value == datetime(2024, 2, 29)  # noqa: DTZ001 - a day
    assert row[5].value == datetime(2024, 2, 29, 12, 30)  # noqa: DTZ001 - a sheet knows no time zone
    assert first.cell(len(HOSTILE) + 2, 5).value == "1899-12-31"
    assert [cell.value for cell in first[len(HOSTILE) + 2]][1:4] == [None, None, None]


def test_long_table_goes_on_in_another_sheet(
    marts: psycopg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_rows, "SHEET_ROWS", 10)
    marts.execute(
        "create table marts.hostile (no int, text text, amount_vnd numeric, done boolean, day date, moment timestamp, list jsonb)"
    )
    marts.execute("insert into marts.hostile (no) select * from generate_series(1, 25)")
    publish_table(marts, sql.Identifier("marts", "hostile"), TABLE, tmp_path, Gate(), [("x",)])
    book = openpyxl.load_workbook(tmp_path / "hostile.xlsx")
    assert book.sheetnames == ["Dữ liệu", "Dữ liệu 2", "Dữ liệu 3", "Đọc tôi"]
    numbers = [row[0] for each in book.worksheets[:3] for row in each.iter_rows(min_row=2, values_only=True)]
    assert numbers == list(range(1, 26))
    assert set(count_published_rows(tmp_path, TABLE).values()) == {25}


def test_sheet_that_explains_names_every_column(warehouse: Warehouse, home: Home) -> None:
    path = publish_release(warehouse, home).path / "documents" / "documents.xlsx"
    rows = list(openpyxl.load_workbook(path)["Đọc tôi"].iter_rows(values_only=True))
    told = {row[0]: row for row in rows}
    for column in datasets()["documents"].columns:
        assert told[column.name][1] == column.label_vi
        assert told[column.name][4] == column.told_vi
        assert told[column.name][6] == column.description
    assert "CC-BY-4.0" in str(told["Giấy phép / Licence"][1])


def test_zip_is_a_valid_package_of_its_own(warehouse: Warehouse, home: Home, tmp_path: Path) -> None:
    release = publish_release(warehouse, home)
    with zipfile.ZipFile(release.path / "bundle" / "khoso.zip") as packed:
        assert {info.date_time for info in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        packed.extractall(tmp_path / "opened")
    opened = tmp_path / "opened"
    assert frictionless.validate(str(opened / "datapackage.json")).valid
    for line in (opened / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((opened / name).read_bytes()).hexdigest() == digest
    same = (opened / "documents" / "documents.csv").read_bytes()
    assert same == (release.path / "documents" / "documents.csv").read_bytes()


def test_database_has_keys_indexes_and_meanings(warehouse: Warehouse, home: Home) -> None:
    path = publish_release(warehouse, home).path / "bundle" / "khoso.sqlite"
    database = sqlite3.connect(path)
    assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    assert database.execute("pragma foreign_key_check").fetchall() == []
    columns = database.execute("pragma table_info(indicator_targets)")
    keys = [name for number, name in sorted((row[5], row[1]) for row in columns) if number]
    assert keys == list(datasets()["indicator_targets"].key)
    indexes = {row[0] for row in database.execute("select name from sqlite_master where type = 'index'")}
    assert "indicator_targets_indicator_id" in indexes
    label = database.execute("select label_vi from _columns where dataset = 'documents' and name = 'title'").fetchone()
    assert label == ("Trích yếu nội dung",)
    told = database.execute(
        "select name, description_vi, description from _columns where dataset = 'projects' order by position"
    ).fetchall()
    assert told == [(c.name, c.told_vi, c.description) for c in datasets()["projects"].columns]
    assert dict(told_rows := database.execute("select name, grain_vi from _datasets").fetchall()) == {
        name: datasets()[name].grain_vi for name, _ in told_rows
    }
    assert database.execute("select amount_vnd from project_budgets order by rowid limit 1").fetchone() == (
        9007199254740992.0,
    )


def test_score_of_the_catalogue_is_high_and_says_how_it_was_judged(warehouse: Warehouse, home: Home) -> None:
    path = publish_release(warehouse, home).path
    score = json.loads((path / "quality" / "mqa.json").read_text(encoding="utf-8"))
    assert score["of"] == 405
    assert {name: part["of"] for name, part in score["dimensions"].items()} == {
        "findability": 100,
        "accessibility": 100,
        "interoperability": 110,
        "reusability": 75,
        "contextuality": 20,
    }
    assert score["points"] >= 380
    assert score["points"] == pytest.approx(sum(metric["points"] for metric in score["metrics"]))
    assert set(score["judged"]) == {"availability", "dcat_ap_compliance", "dct:issued"}


def test_package_states_cycle_due_date_and_grounds(warehouse: Warehouse, home: Home) -> None:
    package = json.loads((publish_release(warehouse, home).path / "datapackage.json").read_text(encoding="utf-8"))
    documents = next(each for each in package["resources"] if each["name"] == "documents")
    assert (documents["updateCycle"], documents["modified"], documents["nextDue"]) == (
        "quarterly",
        "2024-01-02",
        "2024-04-02",
    )
    grounds = {ground["symbol"]: ground for ground in package["legalGrounds"]}
    assert grounds["47/2020/NĐ-CP"]["validTo"] == grounds["194/2025/NĐ-CP"]["validFrom"] == "2025-08-19"


@pytest.mark.parametrize(
    ("cycle", "modified", "due"),
    [
        ("quarterly", date(2024, 11, 30), date(2025, 2, 28)),
        ("monthly", date(2024, 12, 31), date(2025, 1, 31)),
        ("half-yearly", date(2024, 8, 31), date(2025, 2, 28)),
        ("yearly", date(2024, 2, 29), date(2025, 2, 28)),
        ("irregular", date(2024, 2, 29), None),
    ],
)
def test_due_date_follows_the_cycle(cycle: str, modified: date, due: date | None) -> None:
    assert cycle in CYCLES
    assert due_date(cycle, modified) == due


def test_late_is_judged_by_the_day_that_is_given() -> None:
    assert not standing("quarterly", date(2024, 1, 31), date(2024, 4, 30)).is_late
    assert standing("quarterly", date(2024, 1, 31), date(2024, 5, 1)).is_late
    assert not standing("quarterly", None, date(2030, 1, 1)).is_late


def test_ground_of_openness_is_the_one_in_force() -> None:
    def of(day: date) -> set[str]:
        return {ground.symbol for ground in grounds_on(day) if ground.scope == "open_data"}

    assert of(date(2024, 6, 1)) == {"47/2020/NĐ-CP"}
    assert of(date(2025, 8, 18)) == {"47/2020/NĐ-CP", "60/2024/QH15"}
    assert of(date(2025, 8, 19)) == {"194/2025/NĐ-CP", "60/2024/QH15"}
    assert "968/QĐ-UBND" in {ground.symbol for ground in grounds_on(date(2024, 1, 1), "06")}
    assert "968/QĐ-UBND" not in {ground.symbol for ground in grounds_on(date(2024, 1, 1), "24")}


def test_csv_numbers_are_exact_in_json(warehouse: Warehouse, home: Home) -> None:
    path = publish_release(warehouse, home).path / "project_budgets" / "project_budgets"
    lines = Path(f"{path}.jsonl").read_text(encoding="utf-8").splitlines()
    amounts = [json.loads(line, parse_int=Decimal, parse_float=Decimal)["amount_vnd"] for line in lines]
    with Path(f"{path}.csv").open(encoding="utf-8", newline="") as file:
        assert amounts == [Decimal(row["amount_vnd"]) for row in csv.DictReader(file)]
    assert PLAN in io.StringIO(lines[0]).read()
