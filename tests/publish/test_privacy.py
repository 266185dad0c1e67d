"""What points at a person is not published: not in any file of a release, not beside it; what does not stays."""

import csv
import io
import json
import sqlite3
import zipfile
from pathlib import Path

import psycopg
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from pipelines.load.warehouse import Warehouse
from pipelines.metadata import Column
from pipelines.privacy.gate import find_suspects
from pipelines.privacy.quick_look import may_concern_the_gate
from pipelines.privacy.rules import withhold
from pipelines.publish.release import publish_release
from pipelines.settings import Home
from tests.publish.conftest import PLAN
from tests.shared_inputs import shared_folder

PHONE, EMAIL = "[đã ẩn: số điện thoại]", "[đã ẩn: địa chỉ thư điện tử]"
IDENTITY, PROFILE = "[đã ẩn: số định danh cá nhân]", "[đã ẩn: liên kết trang cá nhân]"

PERSONAL = [
    ("0912345678", PHONE),
    ("ĐT: 0912 345 678.", f"ĐT: {PHONE}."),
    ("+84 912.345.678", PHONE),
    ("gọi +84(0)912345678 nhé", f"gọi {PHONE} nhé"),
    ("+84 (0) 912 345 678", PHONE),
    ("+84 (0)24 3825 1234", PHONE),
    ("+84 123 456 7890", PHONE),
    ("0912–345–678", PHONE),
    ("ĐT 912345678", f"ĐT {PHONE}"),
    ("ĐT 0-2043-8541-23", f"ĐT {PHONE}"),
    ("(0204) 3 854 123", PHONE),
    ("0204.3854.123", PHONE),
    ("Điện thoại: 0240.3555.689", f"Điện thoại: {PHONE}"),
    ("đường dây nóng 0912.345.678", f"đường dây nóng {PHONE}"),
    ("０９１２３４５６７８", PHONE),
    ("09\u200b12345678", PHONE),
    ("r-0912345678.xlsx", f"r-{PHONE}.xlsx"),
    ("CMND số 121234567", f"CMND số {IDENTITY}"),
    ("001085012345", IDENTITY),
    ("CCCD: 001 085 012 345", f"CCCD: {IDENTITY}"),
    ("- nvan@mic.gov.vn;", f"- {EMAIL};"),
    ("nguyen.van.a (at) gmail.com", EMAIL),
    ("1 https://www.facebook.com/profile.php?id=100086312181831", f"1 {PROFILE}"),
    ("xem https://zalo.me/0912345678.", f"xem {PROFILE}."),
    ("https://t.me/nguyenvana", PROFILE),
]
NO_PERSON = [
    "tổng đài 1022, 113, 19001234",
    "hotline: 0204.3854.123",
    "MST 0301234567",
    "01 02 03 04 05 06 07 08 09 10",
    "1.234.567.890 đồng",
    "0,912345678",
    "thu nhận 145.687 hồ sơ CCCD, trả 299.203.111 thẻ",
    "CCCD đã thu nhận 38.793/335.445 hồ sơ",
    "883/KH-UBND ngày 29/12/2023",
    "code 05569, 07210",
    "https://www.facebook.com/groups/chuyendoiso",
    "https://zalo.me/2379827344972000",
    "nhóm Zalo “CNCĐ_Bắc Giang”",
    "a" * 54 + "0912345678",
    "định danh điện tử cho 371.257 người",
]


@pytest.mark.parametrize(("text", "published"), PERSONAL)
def test_what_points_at_a_person_is_replaced(text: str, published: str) -> None:
    assert withhold(text)[0] == published


@pytest.mark.parametrize("text", NO_PERSON)
def test_what_is_no_persons_stays(text: str) -> None:
    assert withhold(text) == (text, {})


_TEXTS_COLUMN = Column("text", "text", "a text", "Văn bản")
_SPACED = st.tuples(
    st.sampled_from(["", "ĐT ", "CCCD: ", "liên hệ", "zalo", "x ", "1,", "hộ chiếu "]),
    st.sampled_from(
        [
            "0912345678", "02438251234", "0204854123", "001085012345", "912345678", "+84912345678", "+84(0)912345678",
            "(+84)(0)2438251234", "(024)38251234", "84438251234", "+841234567890", "c1234567",
        ]
    ),
    st.lists(st.sampled_from(["", "", " ", ".", "-", "–", "\u2011", "\u00a0", "\uff0e"]), min_size=20, max_size=20),
    st.sampled_from(["", " nhé", ".", ",5"]),
).map(lambda parts: parts[0] + "".join(map(str.__add__, parts[1], parts[2])) + parts[3])  # fmt: skip
_PIECES = st.lists(
    st.text(alphabet="0123456789+84 .()-@[]{}/x\u00a0\u200b\u061c\u07ffA\uff10\uff0e\u2013\x07\x85", max_size=14)
    | st.sampled_from(
        [
            "a còng",
            "zalo.me/",
            "FB.com/",
            "[at]",
            "CCCD",
            "Điện thoại",
            "ĐT",
            "số",
            "B1234567",
            "001085012345",
            "+84",
            "(0)",
        ]
    ),
    max_size=5,
).map("".join)


@pytest.mark.parametrize("text", [text for text, _ in PERSONAL])
def test_quick_search_passes_nothing_over(text: str) -> None:
    assert find_suspects([_TEXTS_COLUMN], pa.table({"text": ["1.000", text, None]})) == {1: ["text"]}


@settings(max_examples=1000, deadline=None)
@given(st.lists(_SPACED | _PIECES, min_size=1, max_size=20))
def test_no_quick_search_passes_over_what_the_gate_withholds(texts: list[str]) -> None:
    suspects = find_suspects([_TEXTS_COLUMN], pa.table({"text": texts}))
    for row, text in enumerate(texts):
        if withhold(text)[0] != text:
            assert row in suspects
            assert may_concern_the_gate(text)
            assert may_concern_the_gate(json.dumps({"text": f"dòng trên\n{text}\tsau"}, ensure_ascii=False))


def test_a_heading_is_searched_with_the_cells_under_it() -> None:
    columns = [Column(name, "text", name, name) for name in ("column_name", "value_text")]
    texts = pa.table({"column_name": ["Số CMND", "Kinh phí", None], "value_text": ["121234567"] * 3})
    assert find_suspects(columns, texts) == {0: ["value_text"]}


def test_heading_tells_what_a_number_is() -> None:
    assert withhold("912345678", "Số điện thoại") == (PHONE, {"phone": 1})
    assert withhold("121234567", "Số CMND") == (IDENTITY, {"identity_number": 1})
    assert withhold("121234567", "Kinh phí") == ("121234567", {})


def test_marks_that_turn_the_direction_are_dropped() -> None:
    assert withhold("\u202eKế hoạch\u202c\x07 số\t1\n")[0] == "Kế hoạch số\t1\n"


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ("bac-giang-2022h1-report.txt", {"email": 1}),
        ("bac-giang-2024-plan.txt", {}),
        ("bac-kan-2024-plan.txt", {}),
        ("ban-dan-toc-2024-plan.txt", {"profile_link": 1}),
    ],
)
def test_real_documents_hold_only_what_a_reader_finds_in_them(document: str, found: dict[str, int]) -> None:
    assert withhold((shared_folder("documents") / document).read_text(encoding="utf-8"))[1] == found


SECRETS = (
    "0912345678",
    "0912.345.678",
    "912345678",
    "nvan@mic.gov.vn",
    "001085012345",
    "121234567",
    "100086312181831",
    "0987654321",
)


@pytest.fixture
def planted(marts: psycopg.Connection) -> psycopg.Connection:
    """Personal data of each kind in documents, returns, tables, findings and set-aside rows, keys included."""
    marts.execute(
        "update marts.documents set title = 'Liên hệ nvan@mic.gov.vn, 0912.345.678' where document_id = %s", [PLAN]
    )
    marts.execute(
        "update marts.sections set paragraphs = %s where section_id = '9'",
        [Jsonb([{"text": 'Trang "https://www.facebook.com/profile.php?id=100086312181831"', "line_start": 1}])],
    )
    marts.execute("update marts.unread_text set text = 'CCCD 001085012345'")
    marts.execute("update marts.tables set source_name = 'bieu-0912345678.xlsx' where source_name = 'so-lieu.csv'")
    marts.execute("update marts.table_cells set source_name = 'bieu-0912345678.xlsx'")
    marts.execute(
        "update marts.table_cells set column_name = 'Số điện thoại', value_text = '912345678', value_number = 912345678"
        " where row_no = 1"
    )
    marts.execute("update marts.table_cells set column_name = 'Số CMND', value_text = '121234567' where row_no = 2")
    marts.execute(
        "update marts.fct_rejected_source set source_name = '0987654321.bin', problem = 'của nvan@mic.gov.vn'"
    )
    marts.execute(
        'update marts.fct_rejected_row set record_json = \'{"phone": "0912345678", "cmnd": "CMND 121234567"}\''
    )
    marts.execute(
        "insert into marts.findings (document_id, record_no, finding_kind, severity, responsibility, description, value_text)"
        " values (%s, 1, 'spelling', 'note', 'issuer', 'Số 0912 345 678', '0987.654.321')",
        [PLAN],
    )
    return marts


def write_page(quality: Path) -> None:
    (quality / "data_docs").mkdir()
    (quality / "data_docs" / "index.html").write_text("<p>0912345678 nvan@mic.gov.vn</p>", encoding="utf-8")


def texts_of(path: Path) -> str:
    """Return all that a file of a release says, whatever packs it."""
    if path.suffix in {".zip", ".xlsx"}:
        with zipfile.ZipFile(path) as packed:
            parts = [packed.read(name) for name in packed.namelist() if not name.endswith(".parquet")]
        return "\n".join(part.decode("utf-8") for part in parts)
    if path.suffix == ".sqlite":
        database = sqlite3.connect(path)
        return "\n".join(database.iterdump())
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        return json.dumps(pq.read_table(path).to_pylist(), ensure_ascii=False, default=str)
    return path.read_bytes().decode("utf-8", "replace")


@pytest.mark.usefixtures("planted")
def test_no_file_of_a_release_or_beside_it_tells_what_was_planted(warehouse: Warehouse, home: Home) -> None:
    release = publish_release(warehouse, home, [write_page])
    files = [path for path in home.releases.rglob("*") if path.is_file() and "SHA256SUMS" not in path.name]
    assert len(files) > release.file_count
    told = {path.name: secret for path in files for secret in SECRETS if secret in texts_of(path)}
    assert not told


@pytest.mark.usefixtures("planted")
def test_record_tells_place_kind_and_reason(warehouse: Warehouse, home: Home) -> None:
    path = publish_release(warehouse, home, [write_page]).path / "quality" / "withheld.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    found = {(row["dataset"], row["column_name"], row["kind"]) for row in rows}
    assert found >= {
        ("documents", "title", "email"),
        ("documents", "title", "phone"),
        ("sections", "paragraphs", "profile_link"),
        ("unread_text", "text", "identity_number"),
        ("table_cells", "value_text", "phone"),
        ("table_cells", "value_number", "phone"),
        ("table_cells", "source_name", "phone"),
        ("rejected_rows", "record_json", "phone"),
        ("findings", "value_text", "phone"),
        ("quality/data_docs/index.html", "-", "email"),
    }
    assert all(row["reason"] and int(row["count"]) > 0 for row in rows)
    assert {row["row_key"] for row in rows if row["column_name"] == "title"} == {f"document_id={PLAN}"}


@pytest.mark.usefixtures("planted")
def test_keys_that_were_masked_still_find_each_other(warehouse: Warehouse, home: Home) -> None:
    import frictionless

    path = publish_release(warehouse, home).path
    assert frictionless.validate(str(path / "datapackage.json")).valid
    names = {
        row["source_name"] for row in csv.DictReader((path / "table_cells" / "table_cells.csv").open(encoding="utf-8"))
    }
    assert names == {f"bieu-{PHONE}.xlsx"}


def test_keys_that_differ_only_in_a_number_stay_two(
    warehouse: Warehouse, home: Home, marts: psycopg.Connection
) -> None:
    marts.execute("insert into marts.tables (source_name, table_no, table_kind) values ('0912345678', 1, 'other')")
    marts.execute("insert into marts.tables (source_name, table_no, table_kind) values ('0912345679', 1, 'other')")
    path = publish_release(warehouse, home).path / "tables" / "tables.csv"
    names = [row["source_name"] for row in csv.DictReader(path.open(encoding="utf-8"))]
    assert {PHONE, f"{PHONE} #2"} <= set(names)


def test_masking_leaves_json_whole(warehouse: Warehouse, home: Home, marts: psycopg.Connection) -> None:
    marts.execute(
        "update marts.tables set columns = %s",
        [Jsonb([{"CMND": 121234567, "Số": 5}, {"heading": "Điện thoại", "text": "912345678"}, "a\\b\u202e"])],
    )
    path = publish_release(warehouse, home).path / "tables" / "tables.json"
    (row,) = json.loads(path.read_text(encoding="utf-8"))
    assert row["columns"] == [{"CMND": IDENTITY, "Số": 5}, {"heading": "Điện thoại", "text": PHONE}, "a\\b"]
