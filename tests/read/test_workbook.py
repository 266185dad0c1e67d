"""Spreadsheet files of every kind give the same raw values; what is hidden, wrong or hostile in them is said or refused."""

import io
import os
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from pipelines.read.formats import Format, detect_format
from pipelines.read.model import RemarkKind, SourceRejected
from pipelines.read.workbook import Workbook, read_workbook
from pipelines.read.workbook_model import area_name, cell_name


def read(data: bytes, name: str = "bieu.xlsx") -> Workbook:
    return read_workbook(name, "0" * 64, data, detect_format(name, data))


def xlsx(*sheets: list[list[object]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for rows in sheets:
        sheet = book.add_worksheet()
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if value is not None:
                    sheet.write(row, column, value)
    book.close()
    return buffer.getvalue()


def with_part(data: bytes, name: str, change: object) -> bytes:
    """The package with one part changed by ``change(bytes) -> bytes``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, change(content) if part == name else content)  # type: ignore[operator]
    return buffer.getvalue()


def convert(data: bytes, extension: str, folder: Path) -> bytes:
    """The workbook as LibreOffice saves it in another format."""
    office = shutil.which("soffice")
    if office is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is missing: apt-get install libreoffice-calc")
        pytest.skip("LibreOffice is missing: apt-get install libreoffice-calc")
    (folder / "source.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run(
        [
            office,
            profile,
            "--headless",
            "--convert-to",
            extension,
            "--outdir",
            str(folder),
            str(folder / "source.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return (folder / f"source.{extension.partition(':')[0]}").read_bytes()


def rich_book() -> bytes:
    """A workbook with formats, a merged title, a hidden row, column and sheet, an error, a comment."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    money, day = book.add_format({"num_format": "#,##0"}), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("Biểu")
    sheet.merge_range("A1:D1", "TỔNG HỢP THIẾT BỊ")
    sheet.write_row(2, 0, ["STT", "Xã", "Số tiền", "Ngày"])
    for row, (name, amount) in enumerate([("Tân Lập", 3713), ("Hòa Bình", 1234567.5), ("Đông Xá", 80)], 3):
        sheet.write(row, 0, row - 2)
        sheet.write(row, 1, name)
        sheet.write(row, 2, amount, money)
        sheet.write_datetime(row, 3, date(2024, 5, row), day)
    sheet.write_formula(6, 2, "=1/0", None, "#DIV/0!")
    sheet.set_row(4, None, None, {"hidden": True})
    sheet.set_column(1, 1, None, None, {"hidden": True})
    sheet.write_comment(3, 2, "xem lại")
    secret = book.add_worksheet("Nháp")
    secret.write(0, 0, "số cũ")
    secret.hide()
    book.close()
    return buffer.getvalue()


@pytest.mark.parametrize("extension", ["xlsx", "xls", "ods"])
def test_every_format_gives_the_same_workbook(extension: str, tmp_path: Path) -> None:
    data = rich_book()
    workbook = read(data if extension == "xlsx" else convert(data, extension, tmp_path), f"bieu.{extension}")

    sheet, secret = workbook.sheets
    assert workbook.format == extension
    assert sheet.rows == [
        ["TỔNG HỢP THIẾT BỊ", None, None, None],
        [None] * 4,
        ["STT", "Xã", "Số tiền", "Ngày"],
        [1, "Tân Lập", 3713, date(2024, 5, 3)],
        [2, "Hòa Bình", 1234567.5, date(2024, 5, 4)],
        [3, "Đông Xá", 80, date(2024, 5, 5)],
        [None, None, "#DIV/0!", None],
    ]
    assert sheet.merged == ((0, 0, 0, 3),)
    assert sheet.hidden_rows == {4}
    assert sheet.hidden_columns == {1}
    assert sheet.formats[3, 2] == "#,##0"
    assert sheet.comments == {(3, 2): "xem lại"}
    assert (sheet.visible, secret.visible, secret.rows) == (True, False, [["số cũ"]])
    assert [(remark.kind, remark.place.sheet, remark.place.cell) for remark in workbook.remarks] == [
        (RemarkKind.HIDDEN_CONTENT, "Biểu", "5:5"),
        (RemarkKind.HIDDEN_CONTENT, "Biểu", "B:B"),
        (RemarkKind.FORMULA_ERROR, "Biểu", "C7"),
        (RemarkKind.HIDDEN_CONTENT, "Nháp", None),
    ]


def test_formulas_have_the_value_saved_with_them() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_formula(0, 0, "='[1]nguon.xlsx'!B2+1", None, 42)
    book.close()

    sheet_read = read(buffer.getvalue()).sheets[0]

    assert sheet_read.rows == [[42]]
    assert sheet_read.formulas == {(0, 0): "'[1]nguon.xlsx'!B2+1"}


def test_rows_and_columns_with_formats_alone_are_no_content() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    sheet.write_row(0, 0, ["STT", "Xã"])
    sheet.write_row(1, 0, [1, "Tân Lập"])
    for row in range(2, 60_000):
        sheet.write_blank(row, 0, None, bold)
        sheet.write_blank(row, 9, None, bold)
    book.close()

    assert read(buffer.getvalue()).sheets[0].rows == [["STT", "Xã"], [1, "Tân Lập"]]


def test_one_stray_cell_in_the_last_corner_does_not_fill_the_memory() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("A")
    sheet.write_row(0, 0, ["STT", "Xã"])
    sheet.write_row(1, 0, [1, "Tân Lập"])
    sheet.write(1_048_575, 16_383, "lạc")
    book.close()

    workbook = read(buffer.getvalue())

    assert workbook.sheets[0].rows == [["STT", "Xã"], [1, "Tân Lập"]]
    assert [(remark.kind, remark.text) for remark in workbook.remarks] == [
        (RemarkKind.CUT_OFF, "Ô nằm quá xa bảng, không đọc: XFD1048576.")
    ]


def test_a_far_cell_that_fits_is_read() -> None:
    rows: list[list[object]] = [["STT", "Xã"], *([] for _ in range(3000)), [None] * 30 + ["xa"]]

    workbook = read(xlsx(rows))

    assert (len(workbook.sheets[0].rows), workbook.sheets[0].width) == (3002, 31)
    assert workbook.sheets[0].rows[-1][-1] == "xa"
    assert not workbook.remarks


def test_error_values_are_kept_as_their_text() -> None:
    data = with_part(
        xlsx([["STT", "Số"], [1, 2]]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'<c r="B2"><v>2</v></c>', b'<c r="B2" t="e"><f>A9/0</f><v>#REF!</v></c>'),
    )

    workbook = read(data)

    assert workbook.sheets[0].rows[1] == [1, "#REF!"]
    assert [(remark.kind, remark.place.cell) for remark in workbook.remarks] == [(RemarkKind.FORMULA_ERROR, "B2")]


def test_a_sheet_written_with_a_namespace_prefix_is_read() -> None:
    def prefixed(xml: bytes) -> bytes:
        for name in (b"worksheet", b"sheetData", b"row", b"c", b"v", b"dimension", b"is", b"t"):
            for mark in (b" ", b">"):
                xml = xml.replace(b"<" + name + mark, b"<x:" + name + mark)
            xml = xml.replace(b"</" + name + b">", b"</x:" + name + b">")
        xml = xml.replace(b"xmlns=", b"xmlns:x=")
        for name in (b"sheetViews", b"sheetView", b"sheetFormatPr", b"pageMargins"):
            xml = xml.replace(b"<" + name, b"<x:" + name).replace(b"</" + name, b"</x:" + name)
        return xml.replace(b'<x:row r="2"', b'<x:row hidden="1" r="2"')

    workbook = read(with_part(xlsx([["STT", "Số"], [1, 2]]), "xl/worksheets/sheet1.xml", prefixed))

    assert workbook.sheets[0].rows == [["STT", "Số"], [1, 2]]
    assert workbook.sheets[0].hidden_rows == {1}


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: len(data) // 2],
        lambda data: with_part(data, "xl/worksheets/sheet1.xml", lambda xml: xml[:200]),
        lambda data: with_part(data, "xl/workbook.xml", lambda xml: xml[:100]),
    ],
)
def test_damaged_files_are_refused_with_a_reason(damage: object) -> None:
    with pytest.raises(SourceRejected, match="damaged"):
        read(damage(xlsx([["STT", "Số"], [1, 2]])))  # type: ignore[operator]


def test_an_empty_workbook_is_refused() -> None:
    with pytest.raises(SourceRejected, match="no sheet holds a cell"):
        read(xlsx([], []))


def test_a_truncated_xls_is_refused(tmp_path: Path) -> None:
    data = convert(xlsx([["STT", "Số"], *[list[object]([i, i]) for i in range(500)]]), "xls", tmp_path)

    with pytest.raises(SourceRejected):
        read_workbook("bieu.xls", "0" * 64, data[: len(data) // 2], Format.XLS)


def test_an_ods_row_repeated_without_end_is_refused(tmp_path: Path) -> None:
    def repeated(xml: bytes) -> bytes:
        xml = xml.replace(b"<table:table-row ", b'<table:table-row table:number-rows-repeated="1000000" ', 1)
        return xml.replace(
            b"<table:table-cell office", b'<table:table-cell table:number-columns-repeated="9000" office', 1
        )

    data = convert(xlsx([["STT", "Số"], [1, 2]]), "ods", tmp_path)

    with pytest.raises(SourceRejected, match="repeats one row 1000000 times"):
        read(with_part(data, "content.xml", repeated), "bieu.ods")


def test_a_bomb_of_entities_is_refused() -> None:
    data = with_part(
        xlsx([["STT"], [1]]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet', 1),
    )

    with pytest.raises(SourceRejected, match="entities"):
        read(data)


@pytest.mark.parametrize(
    ("at", "name"), [((0, 0), "A1"), ((6, 25), "Z7"), ((0, 26), "AA1"), ((1_048_575, 16_383), "XFD1048576")]
)
def test_names_of_cells(at: tuple[int, int], name: str) -> None:
    assert cell_name(*at) == name
    assert area_name((*at, *at)) == name
