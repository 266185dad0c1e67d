"""Received bytes as a ``Document``: hands them to the reader of their format. Knows nothing of plans or reports.

The readers are imported when they are needed: most runs meet few formats, and some need heavy libraries.
"""
# ruff: noqa: PLC0415

from pipelines.read.formats import Format, detect_format
from pipelines.read.model import Document
from pipelines.read.plain_text import read_text


def read_source(source_name: str, source_sha256: str, data: bytes) -> Document:
    """Return the document that ``data`` holds.

    Raises SourceRejected, with one line on what is wrong and one on what to do, where the bytes are of no format that is
    read, are damaged, or hold nothing that can be trusted.
    """
    match found := detect_format(source_name, data):
        case Format.TEXT:
            return read_text(source_name, source_sha256, data)
        case Format.PDF:
            from pipelines.read.pdf import read_pdf

            return read_pdf(source_name, source_sha256, data)
        case Format.IMAGE:
            from pipelines.read.scan import read_image

            return read_image(source_name, source_sha256, data)
        case Format.DOCX:
            from pipelines.read.docx import read_docx

            return read_docx(source_name, source_sha256, data)
        case Format.HTML:
            from pipelines.read.html import read_html

            return read_html(source_name, source_sha256, data)
        case Format.DOC | Format.RTF | Format.ODT:
            from pipelines.read.office import read_office

            return read_office(source_name, source_sha256, data, found)
        case Format.XLSX | Format.XLSB | Format.XLS | Format.ODS | Format.CSV:
            from pipelines.read.sheets import read_sheets
            from pipelines.read.workbook import read_workbook

            return read_sheets(read_workbook(source_name, source_sha256, data, found))
