"""What no release publishes, the API does not either; the quick look before the gate never passes what the gate would find."""

import base64
import csv
import io
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import psycopg
import pyarrow.parquet as pq
import pytest
from psycopg.types.json import Jsonb

from pipelines.metadata import datasets
from pipelines.privacy.quick_look import may_concern_the_gate
from pipelines.privacy.rules import withhold
from pipelines.publish.searched import note_searched
from tests.api.conftest import Client, mark_built
from tests.publish.conftest import REPORT, ROWS

UNREAD = "/v1/datasets/unread_text/rows?select=text,record_no&sort=record_no"
PERSONAL = (
    "Liên hệ ông A\n0912.345.678 hoặc a.b@example.com",
    "facebook.com/nguyen.van.a",
    "CCCD 001085012345",
    "\u202eẩn\u202c",
)


@pytest.fixture
def planted(fresh_marks: psycopg.Connection) -> Iterator[None]:
    for number, text in enumerate(PERSONAL, 10):
        fresh_marks.execute(
            "insert into marts.unread_text (document_id, record_no, text) values (%s, %s, %s)", [REPORT, number, text]
        )
    fresh_marks.execute("update marts.tables set columns = %s", [Jsonb(["STT", "ĐT 0912345678", 1])])
    mark_built(fresh_marks, "planted")
    yield
    fresh_marks.execute("delete from marts.unread_text where record_no >= 10")
    fresh_marks.execute("update marts.tables set columns = %s", [Jsonb(["STT", 'Tên, "gọi"  x', "a / b"])])


@pytest.mark.usefixtures("planted")
def test_personal_data_are_withheld_in_every_form(api: Client) -> None:
    expected = ["một | hai", *(withhold(text)[0] for text in PERSONAL)]
    assert [row["text"] for row in api.rows(UNREAD)] == expected
    printed = list(csv.DictReader(io.StringIO(api.get(UNREAD, Accept="text/csv").text, newline="")))
    assert [row["text"] for row in printed] == expected
    parquet = pq.read_table(io.BytesIO(api.get(UNREAD, Accept="application/vnd.apache.parquet").content))
    assert parquet["text"].to_pylist() == expected
    (table,) = api.rows("/v1/datasets/tables/rows?select=columns")
    assert table["columns"] == ["STT", "ĐT [đã ẩn: số điện thoại]", 1]


@pytest.mark.usefixtures("planted")
@pytest.mark.parametrize(
    "asked",
    [
        "text__contains={}", "text__startswith=Liên hệ ông A%0A{}", "text=Liên hệ ông A%0A{}.345.678 hoặc a.b%40example.com",
        "text__ne={}", "text__contains={}&select=record_no",
    ],
)  # fmt: skip
def test_no_condition_tells_whether_a_withheld_text_matches(api: Client, asked: str) -> None:
    """What is printed and what is not get the same answer, as long as no release has searched the rows."""
    right, wrong = (
        api.get(f"{UNREAD}&{asked.format(guess)}".replace("select=text,record_no&", "")) for guess in ("0912", "0913")
    )
    assert (right.status_code, right.json()["rows"]) == (200, wrong.json()["rows"])


@pytest.mark.usefixtures("planted")
def test_neither_order_nor_place_tells_of_a_withheld_text(api: Client) -> None:
    whole, address = [], f"{UNREAD.partition('?')[0]}?select=record_no,text&sort=text&limit=1"
    for _ in range(10):
        answer = api.get(address).json()
        whole += answer["rows"]
        if answer["next"] is None:
            break
        address = answer["next"]
        cursor = parse_qs(urlsplit(address).query)["cursor"][0]
        place = base64.urlsafe_b64decode(cursor.strip("~") + "=" * (-len(cursor.strip("~")) % 4)).decode("latin-1")
        assert not any(secret in place for secret in ("0912", "example", "nguyen", "00108"))
    else:
        pytest.fail("the pages do not end")
    assert [row["text"] for row in whole] == ["một | hai"]
    assert api.get(f"{address.partition('&cursor=')[0]}&cursor=~AAAA").status_code == 400


def test_rows_that_a_release_has_searched_are_answered_in_the_same_bytes(
    api: Client, fresh_marks: psycopg.Connection
) -> None:
    paths = [f"/v1/datasets/{name}/rows?limit=2" for name in ROWS]
    mark_built(fresh_marks, "unsearched")
    time.sleep(1.1)
    before = {path: api.get(path).content for path in paths}
    note_searched(fresh_marks, "searched", ROWS)
    fresh_marks.execute("grant select on marts.withheld_search to khoso_reader")
    mark_built(fresh_marks, "searched")
    time.sleep(1.1)
    assert {path: api.get(path).content for path in paths} == before
    assert api.get(f"{paths[0]}&{next(iter(datasets()[next(iter(ROWS))].key))}=none").json()["rows"] == []


@pytest.mark.parametrize(
    "text",
    [
        "+84 912 345 678", "(+84) 912.345.678", "84-24-3825-1234", "ĐT: 0209.3870.123", "zalo84912345678", "02093 870 123",
        "a.b [at] example.com", "a.b [a còng] example.vn", "t.me/nguoi_dung", "Điện thoại: 912345678", "Hộ chiếu B1234567",
        "０９１２３４５６７８", "x\u200by",
    ],
)  # fmt: skip
def test_what_the_gate_withholds_is_looked_at(text: str) -> None:
    assert withhold(text)[0] != text
    assert may_concern_the_gate(f"Liên hệ\n{text}")


def test_a_page_without_persons_is_not_looked_at_closer() -> None:
    for row in (
        '{"line_key":"Phụ lục 1/I/9","target_value":44.2,"target_text":"Đạt 44,2%","issue_date":"2024-01-05"}',
        '{"indicator_name":"Hồ sơ “trực tuyến” – số 184250","amount_vnd":9007199254740993}',
    ):
        assert not may_concern_the_gate(row)
