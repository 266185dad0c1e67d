"""Whole sources: which format, what is rejected, and that nothing printed is lost."""

import io
import unicodedata
import zipfile
from collections import Counter

import pytest

from pipelines.read.lines import read_lines
from pipelines.read.model import Paragraph, SourceRejected, Table
from pipelines.read.sources import read_source
from tests.read.shared import REAL_DOCUMENTS, real_text


def _zip(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "format_name"),
    [
        ("a.txt", b"%PDF-1.7\n", "PDF"),
        ("a", _zip("word/document.xml"), "Word (DOCX)"),
        ("a.txt", _zip("xl/workbook.xml"), "Excel (XLSX)"),
        ("a.txt", b"PK\x03\x04broken", "ZIP (damaged)"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(20), "Word or Excel 97-2003"),
        ("a.txt", b"<!DOCTYPE html><html>", "HTML"),
        ("a.csv", b"a,b\n1,2\n", "CSV"),
    ],
)
def test_formats_that_are_not_read_are_named(name: str, data: bytes, format_name: str) -> None:
    with pytest.raises(SourceRejected) as rejected:
        read_source(name, "0" * 64, data)
    assert rejected.value.problem == f"the file is in the format {format_name}, which is not read yet"
    assert "text" in rejected.value.remedy


@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.xlsx"])
def test_an_empty_file_is_empty_whatever_its_name(name: str) -> None:
    with pytest.raises(SourceRejected, match="empty"):
        read_source(name, "0" * 64, b"")


@pytest.mark.parametrize("doc_id", REAL_DOCUMENTS)
def test_nothing_printed_is_lost(doc_id: str) -> None:
    text = real_text(doc_id)
    document = read_source(f"{doc_id}.txt", "0" * 64, text.encode())
    printed = Counter(word for line in read_lines(text) for word in line.text.split())
    read = Counter(word for paragraph in document.paragraphs() for word in paragraph.text.split())
    for table in document.tables():
        read.update(word for row in table.rows for cell in row.cells if not cell.covered for word in cell.text.split())
        read.update(word for heading in table.columns for word in heading.split())
    lost = printed - read
    # A header printed again on the next page is read once, a hyphenated word cut at a line's end is joined in a cell.
    headings = {word for table in document.tables() for heading in table.columns for word in heading.split()}
    assert {word: count for word, count in lost.items() if word not in headings} == {}
    assert document.line_count == text.count("\n") + 1


@pytest.mark.parametrize("doc_id", REAL_DOCUMENTS)
def test_decomposed_bytes_give_the_same_blocks(doc_id: str) -> None:
    text = unicodedata.normalize("NFC", real_text(doc_id))
    composed = read_source("a.txt", "0" * 64, text.encode())
    decomposed = read_source("a.txt", "0" * 64, unicodedata.normalize("NFD", text).encode())
    utf16 = read_source("a.txt", "0" * 64, text.encode("utf-16"))
    assert decomposed.blocks == composed.blocks == utf16.blocks
    assert decomposed.notes != composed.notes


@pytest.mark.parametrize("doc_id", REAL_DOCUMENTS)
def test_blocks_stand_in_reading_order(doc_id: str) -> None:
    document = read_source("a.txt", "0" * 64, real_text(doc_id).encode())
    starts = [block.place.line_start or 0 for block in document.blocks]
    assert starts == sorted(starts)
    assert any(isinstance(block, Table) for block in document.blocks) == (doc_id != "bac-giang-2022h1-report")
    assert all(isinstance(block, Table | Paragraph) for block in document.blocks)
