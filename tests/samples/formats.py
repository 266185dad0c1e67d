"""A document that was read from text, written in the formats that agencies send: DOCX, HTML and XLSX here, others by LibreOffice.

What is written says the same in every format; an XLSX holds the appendices only, as such files do.
"""

import html
import io
import os
import shutil
import subprocess
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.interpret.appendices import Appendix, find_appendices
from pipelines.read.model import Document, Paragraph, ParagraphKind, Row, Table

_HEAD_LINES = 12


def write_docx(document: Document) -> bytes:
    """The document as a word processor keeps it: real tables with merged group rows, appendices in landscape."""
    written = docx.Document()
    style = written.styles["Normal"]
    style.font.name, style.font.size = "DejaVu Serif", Pt(11)
    starts = {appendix.first_block for appendix in find_appendices(document)}
    turned = False
    for index, block in enumerate(document.blocks):
        if index in starts and not turned:
            section = written.add_section()
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = section.page_height, section.page_width
            turned = True
        if isinstance(block, Table):
            _write_table(written, block)
        elif block.kind is ParagraphKind.BODY:
            for line in _kept_lines(block, index):
                paragraph = written.add_paragraph()
                paragraph.add_run(line).bold = block.text.isupper()
                if block.text.isupper() or index < _HEAD_LINES:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    written.add_paragraph()  # word processors keep one behind a table at the end
    out = io.BytesIO()
    written.save(out)
    return out.getvalue()


def _kept_lines(block: Paragraph, index: int) -> list[str]:
    """The lines of a head or signature one by one, those of running text joined."""
    if index < _HEAD_LINES and len(block.text) < 120:
        return list(block.lines)
    return [block.text] if len(block.text) > 80 or not block.text.isupper() else list(block.lines) or [block.text]


def _write_table(written: "docx.document.Document", table: Table) -> None:
    grid = written.add_table(1 + len(table.rows), len(table.columns), style="Table Grid")
    for cell, name in zip(grid.rows[0].cells, table.columns, strict=True):
        cell.text = name
    for line, row in zip(grid.rows[1:], table.rows, strict=True):
        cells = line.cells
        last = _merged_from(row)
        for at, text in enumerate(row.texts):
            if at <= last:
                cells[at].text = text
        if last < len(cells) - 1 and last > 0:
            cells[last].merge(cells[-1])


def _merged_from(row: Row) -> int:
    """The column from which the cells of a group's row are merged; the last one where none are."""
    filled = [index for index, text in enumerate(row.texts) if text]
    return 1 if filled == [0, 1] and row.texts[0].rstrip(".").isalpha() else len(row.texts) - 1


def write_html(document: Document) -> bytes:
    """The document as a web page."""
    parts = ["<!doctype html><html><head><meta charset='utf-8'><title>Văn bản</title></head><body>"]
    for index, block in enumerate(document.blocks):
        if isinstance(block, Table):
            rows = "".join(
                f"<tr>{''.join(f'<td>{html.escape(text)}</td>' for text in texts)}</tr>"
                for texts in (row.texts for row in block.rows)
            )
            head = "".join(f"<th>{html.escape(name)}</th>" for name in block.columns)
            parts.append(f"<table border='1'><tr>{head}</tr>{rows}</table>")
        elif block.kind is ParagraphKind.BODY:
            parts.append(f"<p>{'<br>'.join(html.escape(line) for line in _kept_lines(block, index))}</p>")
    return "\n".join([*parts, "</body></html>"]).encode()


def write_xlsx(document: Document) -> bytes:
    """The appendices, one sheet each: title over the header, no word on whose they are but what the title says."""
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    workbook.remove(workbook.active)
    for number, appendix in enumerate(find_appendices(document), 1):
        sheet = workbook.create_sheet(f"PL{number}")
        _write_title(sheet, document, appendix)
        for block in document.blocks[appendix.first_block : appendix.end_block]:
            if isinstance(block, Table):
                sheet.append(list(block.columns))
                for row in block.rows:
                    sheet.append(list(row.texts))
                sheet.append([])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _write_title(sheet: Worksheet, document: Document, appendix: Appendix) -> None:
    for block in document.blocks[appendix.first_block : appendix.end_block]:
        if isinstance(block, Table):
            break
        if block.kind is ParagraphKind.BODY:
            sheet.append([block.text])
    sheet.append([])


def convert(data: bytes, source: str, target: str, folder: Path) -> bytes:
    """``data`` of the format ``source`` as LibreOffice writes it in the format ``target``; skips where it is not there."""
    if shutil.which("soffice") is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is missing: apt-get install libreoffice-writer-nogui libreoffice-calc-nogui")
        pytest.skip("needs LibreOffice: apt-get install libreoffice-writer-nogui libreoffice-calc-nogui")
    path = folder / f"document.{source}"
    path.write_bytes(data)
    profile = folder / "profile"
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", target, "--outdir", folder, path],
        check=True, capture_output=True, timeout=240, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return (folder / f"document.{target.partition(':')[0]}").read_bytes()
