"""Whole sources: which format, what is rejected, and that nothing printed is lost."""

import io
import unicodedata
import zipfile
from collections import Counter

import pytest

from pipelines.read.formats import Format, detect_format
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


_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(24)


def _stream(name: str) -> bytes:
    return _COMPOUND + f"{name}\0".encode("utf-16-le") + bytes(40)


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("a.txt", b"%PDF-1.7\n", Format.PDF),
        ("a.doc", b"some mail gateway's line\r\n%PDF-1.4\n", Format.PDF),
        ("a", _zip("word/document.xml"), Format.DOCX),
        ("a.txt", _zip("xl/workbook.xml"), Format.XLSX),
        ("a.xlsx", _zip("xl/workbook.bin"), Format.XLSB),
        ("a.docx", _stream("WordDocument"), Format.DOC),
        ("a.doc", _stream("Workbook"), Format.XLS),
        ("a.doc", b"{\\rtf1\\ansi", Format.RTF),
        ("a.xls", b"\xef\xbb\xbf <!DOCTYPE html><html>", Format.HTML),
        ("a.doc", b"<table border=1><tr><td>1</td></tr></table>", Format.HTML),
        ("a.doc", b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n", Format.HTML),
        ("a.jpg", b"\xff\xd8\xff\xe0", Format.IMAGE),
        ("a.csv", b"a,b\n1,2\n", Format.CSV),
        ("a.txt", "Kế hoạch".encode(), Format.TEXT),
        ("a", "Kế hoạch".encode(), Format.TEXT),
    ],
)
def test_format_is_told_by_the_content(name: str, data: bytes, found: Format) -> None:
    assert detect_format(name, data) is found


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("a.txt", b"PK\x03\x04broken", "cut off or damaged"),
        ("a.pdf", b"no document at all", "the name says PDF"),
        ("a.docx", _stream("EncryptedPackage"), "protected by a password"),
        ("a.doc", _COMPOUND, "neither Word nor Excel"),
        ("a.pptx", _zip("ppt/presentation.xml"), "PowerPoint"),
        ("a.zip", _zip("one.txt", "two.txt"), "ZIP archive"),
        ("a.txt", b"\x1f\x8b\x08\x00", "gzip archive"),
        ("a.rar", b"Rar!\x1a\x07\x00", "RAR archive"),
    ],
)
def test_what_is_no_document_is_named(name: str, data: bytes, problem: str) -> None:
    with pytest.raises(SourceRejected) as rejected:
        read_source(name, "0" * 64, data)
    assert problem in rejected.value.problem
    assert len(rejected.value.remedy.split()) >= 3


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
