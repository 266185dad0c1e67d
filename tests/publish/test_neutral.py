"""Texts that a spreadsheet program would run are made harmless, printed bullets and figures stay, Parquet keeps the text."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from psycopg import sql
from pyarrow import parquet

from pipelines.load.warehouse import Warehouse
from pipelines.metadata import datasets
from pipelines.publish.neutral import FORMULA_STARTS, neutralise
from pipelines.publish.tables import neutral_lines, publish_table
from tests.publish.conftest import ROWS, create_marts

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
DANGEROUS = [
    "=1+2",
    "=cmd|' /C calc'!A0",
    "@SUM(1)",
    "+84 24 3825",
    "+SUM(1)",
    "\t=1",
    "\r=1",
    "-2+3",
    "-cmd|' /C calc'!A0",
    '- HYPERLINK("http://x")',
    "- Tổng hợp(A1)",
    "+ SUM(A1)",
    "- 'Sheet'!A1",
    "--1",
    "+",
    "-5 m",
    "-A1",
]
PRINTED = [
    "- Diện tích",
    "-",
    "-12,5%",
    "-1.250",
    "-5 %",
    "+ 135",
    "- Tỷ lệ (%) năm 2024",
    "",
    "a=b",
    "1+1",
    "– x",
    "'=1",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_a_program_would_run_gets_an_apostrophe(text: str) -> None:
    assert neutralise(text) == f"'{text}"


@pytest.mark.parametrize("text", PRINTED)
def test_what_is_printed_stays(text: str) -> None:
    assert neutralise(text) == text


@given(st.text())
@example("= x")
def test_only_an_apostrophe_is_ever_added_and_only_once(text: str) -> None:
    harmless = neutralise(text)
    assert harmless in {text, f"'{text}"}
    assert neutralise(harmless) == harmless
    assert not harmless.startswith(("=", "@", "\t", "\r"))
    if not text.startswith(FORMULA_STARTS):
        assert harmless == text


@given(st.sampled_from(["-", "+"]), st.text(), st.sampled_from(["|", "!", "f("]))
def test_a_sign_with_a_call_a_pipe_or_another_sheet_never_stays(sign: str, before: str, mark: str) -> None:
    assert neutralise(f"{sign} {before}{mark}x)").startswith("'")


@settings(deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=20))
def test_lines_change_only_where_a_text_has_to(rows: list[tuple[str, str]]) -> None:
    schema = pa.schema([("a", pa.string()), ("b", pa.string())])
    batch = pa.table({"a": [a for a, _ in rows], "b": [b for _, b in rows]}, schema=schema)
    lines = [_line(row) for row in rows]
    for row, line, changed in zip(rows, lines, neutral_lines(lines, batch), strict=True):
        harmless = [neutralise(text) for text in row]
        assert next(csv.reader(io.StringIO(changed.decode(), newline=""))) == harmless
        assert (changed == line) == (harmless == list(row))


def _line(cells: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().encode().removesuffix(b"\r\n")


def test_csv_is_harmless_and_parquet_exact(warehouse: Warehouse, tmp_path: Path) -> None:
    titles: Mapping[str, str] = {
        "a": '=HYPERLINK("http://x","y")',
        "b": "- Diện tích",
        "c": "-2+3, \"'x'\"\r\nx",
        "d": "@x",
        "e": "Kế hoạch",
        "f": "-12,5%",
    }
    documents = [
        {"document_id": key, "source_name": f"={key}", "source_sha256": key, "title": title}
        for key, title in titles.items()
    ]
    with warehouse.connect() as connection:
        create_marts(connection, {"documents": documents})
        publish_table(connection, sql.Identifier("marts", "documents"), datasets()["documents"], tmp_path)
        create_marts(connection, ROWS)
    exact = parquet.read_table(tmp_path / "documents.parquet").to_pylist()
    assert {row["document_id"]: row["title"] for row in exact} == titles
    with (tmp_path / "documents.csv").open(encoding="utf-8", newline="") as file:
        printed = list(csv.DictReader(file))
    assert {row["document_id"]: row["title"] for row in printed} == {
        key: neutralise(title) for key, title in titles.items()
    }
    assert {row["source_name"] for row in printed} == {f"'={key}" for key in titles}
