"""XLSB: what its records say of merged, hidden and wrong cells, and cells that stand too far out. The files are made here."""

import io
import struct
import zipfile

import pytest

from pipelines.read.formats import Format, detect_format
from pipelines.read.model import RemarkKind, SourceRejected
from pipelines.read.workbook import read_workbook
from pipelines.read.workbook_xlsb import records

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/></Relationships>'
)


def record(kind: int, content: bytes = b"") -> bytes:
    number = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = len(content), b""
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 0x7F else 0)])
        length >>= 7
        if not length:
            return number + size + content


def text(value: str) -> bytes:
    return struct.pack("<I", len(value)) + value.encode("utf-16-le")


def row(number: int, *cells: bytes, hidden: bool = False) -> bytes:
    head = struct.pack("<IIHBBB", number, 0, 300, 0, 0x10 if hidden else 0, 0) + struct.pack("<I", 0)
    return record(0, head) + b"".join(cells)


def string(column: int, value: str) -> bytes:
    return record(6, struct.pack("<II", column, 0) + text(value))


def number(column: int, value: float) -> bytes:
    return record(5, struct.pack("<IId", column, 0, value))


def workbook(*rows: bytes, merged: tuple[int, int, int, int] | None = None) -> bytes:
    marks = record(176, struct.pack("<4I", *merged)) if merged else b""
    dimension = record(148, struct.pack("<4I", 0, 10, 0, 5))
    sheet = record(129) + dimension + record(145) + b"".join(rows) + record(146) + marks + record(130)
    book = (
        record(131)
        + record(143)
        + record(156, struct.pack("<II", 0, 1) + text("rId1") + text("Biểu"))
        + record(144)
        + record(132)
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", CONTENT_TYPES)
        package.writestr("_rels/.rels", RELATIONS.format("officeDocument", "xl/workbook.bin"))
        package.writestr("xl/workbook.bin", book)
        package.writestr("xl/_rels/workbook.bin.rels", RELATIONS.format("worksheet", "worksheets/sheet1.bin"))
        package.writestr("xl/worksheets/sheet1.bin", sheet)
    return buffer.getvalue()


def test_values_and_marks() -> None:
    data = workbook(
        row(0, string(0, "TỔNG HỢP")),
        row(1, string(0, "STT"), string(1, "Xã"), string(2, "Số hộ")),
        row(2, number(0, 1), string(1, "Tân Lập"), number(2, 12.5)),
        row(3, number(0, 2), string(1, "Hòa Bình"), record(3, struct.pack("<IIB", 2, 0, 7)), hidden=True),
        merged=(0, 0, 0, 2),
    )

    found = read_workbook("a.xlsb", "0" * 64, data, detect_format("a.xlsb", data))

    (sheet,) = found.sheets
    assert found.format is Format.XLSB
    assert sheet.rows[1:] == [["STT", "Xã", "Số hộ"], [1, "Tân Lập", 12.5], [2, "Hòa Bình", "#DIV/0!"]]
    assert sheet.merged == ((0, 0, 0, 2),)
    assert sheet.hidden_rows == {3}
    assert [remark.kind for remark in found.remarks] == [RemarkKind.HIDDEN_CONTENT, RemarkKind.FORMULA_ERROR]


def test_a_far_cell_is_refused_before_it_fills_the_memory() -> None:
    data = workbook(row(0, string(0, "STT")), row(1_048_575, string(16_383, "lạc")))

    with pytest.raises(SourceRejected, match="1048576 rows and 16384 columns"):
        read_workbook("a.xlsb", "0" * 64, data, Format.XLSB)


def test_records_that_are_cut_off_end_the_reading() -> None:
    data = record(6, b"abcdef")

    assert list(records(data[:4])) == [(6, b"ab")]
    assert list(records(data + b"\xff")) == [(6, b"abcdef"), (255, b"")]
