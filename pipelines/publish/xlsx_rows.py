"""``DATASET.xlsx``: typed cells under a frozen header, and a sheet that says what they mean.

The file is written as it goes, columns of text at a time, with fixed times inside: a million rows need no more memory than a
batch, and the same rows give the same bytes. A text is a cell of text whatever it begins with; where a spreadsheet program could
take it for a formula when somebody edits the cell, the cell carries Excel's own mark for texts (quotePrefix). A sheet holds at most
1,048,576 rows, so that longer tables go on in another one.
"""

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape

import pyarrow as pa
from pyarrow import compute

from pipelines.metadata import Column
from pipelines.publish.json_rows import flat_array, text_bytes
from pipelines.publish.neutral import FORMULA_STARTS, neutralise

SHEET_ROWS = 1_048_575
"""Rows of data that fit under the header of one sheet."""

README_SHEET = "Đọc tôi"
DATA_SHEET = "Dữ liệu"
CUT_NOTE = "… [cắt bớt vì quá dài cho một ô; toàn văn ở tệp CSV]"
_CELL_UNITS = 32_767
_SHEET_BYTES = 1 << 30
_LONG = 16_000
_DAY_US = 86_400_000_000
_EPOCH_DAY = 25_569
# The first of March 1900: before it Excel's days are off by one, for it takes 1900 for a leap year.
_FIRST_DAY = 61

_PLAIN, _HEAD, _WHOLE, _GROUPED, _DAY, _TIME, _QUOTED, _WRAPPED = range(8)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FORMATS = (
    'numFmtId="0" fontId="0" fillId="0"/>',
    'numFmtId="0" fontId="1" fillId="2" applyFont="1" applyFill="1"/>',
    'numFmtId="1" fontId="0" fillId="0" applyNumberFormat="1"/>',
    'numFmtId="3" fontId="0" fillId="0" applyNumberFormat="1"/>',
    'numFmtId="164" fontId="0" fillId="0" applyNumberFormat="1"/>',
    'numFmtId="165" fontId="0" fillId="0" applyNumberFormat="1"/>',
    'numFmtId="49" fontId="0" fillId="0" applyNumberFormat="1" quotePrefix="1"/>',
    'numFmtId="0" fontId="0" fillId="0" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>',
)
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE7EEF7"/></patternFill></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    f'<cellXfs count="{len(_FORMATS)}">'
    + "".join(f'<xf borderId="0" xfId="0" {attributes}' for attributes in _FORMATS)
    + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_WIDTHS = {"text": 28, "json": 40, "integer": 12, "numeric": 18, "boolean": 10, "date": 12, "timestamp": 20}
_ESCAPED = re.compile(r"_(x[0-9A-Fa-f]{4}_)")


class XlsxRows:
    """The workbook of one dataset, written batch by batch."""

    def __init__(self, path: Path, columns: Sequence[Column], readme: Sequence[Sequence[str]]) -> None:
        """Open ``path``; ``readme`` are the rows of the sheet that explains."""
        self._columns = tuple(columns)
        self._readme = readme
        self._file = zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED, compresslevel=1)
        self._sheet: IO[bytes] | None = None
        self._sheets = 0
        self._rows = 0
        self._size = 0

    def write(self, texts: pa.Table, values: pa.Table) -> None:
        """Write a batch: ``texts`` are its published texts, ``values`` the same rows in the declared types."""
        start = 0
        while start < texts.num_rows:
            if self._sheet is None or self._rows == SHEET_ROWS or self._size > _SHEET_BYTES:
                self._begin_sheet()
            length = min(texts.num_rows - start, SHEET_ROWS - self._rows)
            data = self._xml(texts.slice(start, length), values.slice(start, length))
            assert self._sheet is not None, "begun above"
            self._sheet.write(data)
            self._rows += length
            self._size += len(data)
            start += length

    def close(self) -> None:
        """End the last sheet and write what the workbook says of itself."""
        if self._sheet is None:
            self._begin_sheet()
        self._end_sheet()
        with self._file.open(f"xl/worksheets/sheet{self._sheets + 1}.xml", "w") as sheet:
            sheet.write(_readme_xml(self._readme).encode())
        names = [DATA_SHEET, *(f"{DATA_SHEET} {number}" for number in range(2, self._sheets + 1)), README_SHEET]
        for name, text in _parts(names).items():
            with self._file.open(name, "w") as part:
                part.write(text.encode())
        self._file.close()

    def _begin_sheet(self) -> None:
        if self._sheet is not None:
            self._end_sheet()
        self._sheets += 1
        self._rows = self._size = 0
        self._sheet = self._file.open(f"xl/worksheets/sheet{self._sheets}.xml", "w")
        widths = "".join(
            f'<col min="{number}" max="{number}" width="{_WIDTHS[column.type]}" customWidth="1"/>'
            for number, column in enumerate(self._columns, 1)
        )
        heads = "".join(_text_cell(column.name, _HEAD) for column in self._columns)
        self._sheet.write(
            (
                f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
                '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
                f"<cols>{widths}</cols><sheetData><row>{heads}</row>\n"
            ).encode()
        )

    def _end_sheet(self) -> None:
        assert self._sheet is not None, "only an open sheet is ended"
        last = f"{_column_name(len(self._columns))}{self._rows + 1}"
        self._sheet.write(f'</sheetData><autoFilter ref="A1:{last}"/></worksheet>'.encode())
        self._sheet.close()

    def _xml(self, texts: pa.Table, values: pa.Table) -> bytes:
        cells = [
            _cells(column, flat_array(texts[column.name]), flat_array(values[column.name])) for column in self._columns
        ]
        return text_bytes(compute.binary_join_element_wise("<row>", *cells, "</row>\n", ""))


def workbook_text(text: str) -> str:
    """Return ``text`` as XML of a cell: what XML cannot hold in Excel's own notation, what is too long for a cell cut."""
    units = len(text.encode("utf-16-le")) // 2
    if units > _CELL_UNITS:
        text = text.encode("utf-16-le")[: 2 * (_CELL_UNITS - 100)].decode("utf-16-le", "ignore") + CUT_NOTE
    return escape(_ESCAPED.sub(r"_x005F_\1", text)).replace("\r", "_x000D_")


def _cells(column: Column, texts: pa.Array, values: pa.Array) -> pa.Array:
    if column.type in {"text", "json"}:
        return _text_cells(texts)
    if column.type == "boolean":
        filled = compute.binary_join_element_wise('<c t="b"><v>', compute.if_else(values, "1", "0"), "</v></c>", "")
        return compute.fill_null(filled, "<c/>")
    style, shown = _number(column, texts, values)
    filled = compute.binary_join_element_wise(f'<c s="{style}"><v>', shown, "</v></c>", "")
    if column.type in {"date", "timestamp"}:
        early = compute.less(compute.cast(shown, pa.float64()), _FIRST_DAY)
        filled = compute.if_else(early, _text_cells(texts), filled)
    return compute.fill_null(filled, "<c/>")


def _number(column: Column, texts: pa.Array, values: pa.Array) -> tuple[int, pa.Array]:
    """Return the style of a column's cells and their values as Excel counts them."""
    if column.type == "date":
        return _DAY, compute.cast(compute.add(compute.cast(values, pa.int32()), _EPOCH_DAY), pa.string())
    if column.type == "timestamp":
        days = compute.divide(compute.cast(compute.cast(values, pa.int64()), pa.float64()), float(_DAY_US))
        return _TIME, compute.cast(compute.add(days, float(_EPOCH_DAY)), pa.string())
    if column.unit.upper() == "VND":
        return _GROUPED, texts
    return (_WHOLE if column.type == "integer" else _PLAIN), texts


def _text_cells(texts: pa.Array) -> pa.Array:
    shown = texts
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "_x000D_")):
        shown = compute.replace_substring(shown, character, entity)
    cells = compute.binary_join_element_wise(
        '<c t="inlineStr"><is><t xml:space="preserve">', shown, "</t></is></c>", ""
    )
    cells = compute.fill_null(cells, "<c/>")
    # Few rows need a closer look: those that could be a formula, that look like Excel's own notation, or that are long.
    starts = compute.match_substring_regex(texts, f"^[{re.escape(''.join(FORMULA_STARTS))}]|_x[0-9A-Fa-f]{{4}}_")
    special = compute.or_(starts, compute.greater(compute.utf8_length(texts), _LONG))
    rows = compute.indices_nonzero(compute.fill_null(special, False)).to_pylist()
    if not rows:
        return cells
    changed = cells.to_pylist()
    for row in rows:
        text = texts[row].as_py()
        changed[row] = _text_cell(text, _QUOTED if neutralise(text) != text else _PLAIN)
    return pa.array(changed, pa.string())


def _text_cell(text: str, style: int = _PLAIN) -> str:
    shown = workbook_text(text)
    attribute = f' s="{style}"' if style else ""
    return f'<c{attribute} t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'


def _readme_xml(rows: Sequence[Sequence[str]]) -> str:
    width = "".join(
        f'<col min="{n}" max="{n}" width="{w}" customWidth="1"/>' for n, w in enumerate((26, 30, 14, 12, 80, 40), 1)
    )
    lines = "".join(
        f"<row>{''.join(_text_cell(cell, _WRAPPED) if cell else '<c/>' for cell in row)}</row>\n" for row in rows
    )
    return f'{_XML}<worksheet xmlns="{_MAIN}"><cols>{width}</cols><sheetData>{lines}</sheetData></worksheet>'


def _parts(names: Sequence[str]) -> dict[str, str]:
    numbers = range(1, len(names) + 1)
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.worksheet+xml"/>'
        for n in numbers
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheets = "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1))
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    style = f'<Relationship Id="rId{len(names) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    return {
        "xl/styles.xml": _STYLES,
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{links}{style}</Relationships>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>{types}</Types>',
    }


def _column_name(number: int) -> str:
    name = ""
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(ord("A") + letter) + name
    return name
