"""Which format received bytes are in: told by the content first, by the name only where the content leaves it open.

Knows the marks of formats and nothing of how they are read.
"""

import io
import re
import zipfile
from enum import StrEnum

from pipelines.read.model import SourceRejected
from pipelines.read.packages import check_member_count


class Format(StrEnum):
    """The formats that a reader exists for. IMAGE is a scanned page outside a PDF (PNG, JPEG, TIFF)."""

    TEXT = "txt"
    PDF = "pdf"
    IMAGE = "image"
    DOCX = "docx"
    ODT = "odt"
    DOC = "doc"
    RTF = "rtf"
    HTML = "html"
    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


_SIGNATURES = (
    (b"%PDF-", Format.PDF),
    (b"{\\rtf", Format.RTF),
    (b"\x89PNG", Format.IMAGE),
    (b"\xff\xd8\xff", Format.IMAGE),
    (b"II*\x00", Format.IMAGE),
    (b"MM\x00*", Format.IMAGE),
)
_PACKED = (
    (b"\x1f\x8b", "gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "7z archive"),
    (b"Rar!\x1a\x07", "RAR archive"),
)
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PDF_SLACK = 1024
_LONGEST_KIND = 100
# A web page saved as one file is a mail message; the reader of web pages unpacks it.
MHTML = re.compile(
    rb"\s*(?:From:|Subject:|Date:|MIME-Version:|Content-Type:\s*multipart/)[^<]{0,4000}?multipart/", re.IGNORECASE
)
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|table|div|p|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.text": Format.ODT,
    "application/vnd.oasis.opendocument.spreadsheet": Format.ODS,
}
_BY_NAME = {"csv": Format.CSV, "tsv": Format.CSV, "htm": Format.HTML, "html": Format.HTML}
_DAMAGED_BY_NAME = {"pdf", "doc", "docx", "xls", "xlsx", "xlsb", "xlsm", "ods", "odt", "rtf"}
_SEND_AGAIN = "open it where it was made, save it again and send that file"


_KINDS = {"rtf": "doc", "odt": "docx", "xlsb": "xlsx", "image": "pdf_scan"}


def format_kind(source_format: str) -> str:
    """Return the format by which the public contract names one like ``source_format``: a picture of a page is a scan."""
    return _KINDS.get(source_format, source_format)


def detect_format(source_name: str, data: bytes) -> Format:
    """Return the format of ``data``.

    Raises SourceRejected for archives, other programs' files, files that need a password and files whose content is not what
    the name says.
    """
    for signature, name in _PACKED:
        if data.startswith(signature):
            raise SourceRejected(source_name, f"the file is a {name}", "send the documents in it, unpacked, one by one")
    for signature, found in _SIGNATURES:
        if data.startswith(signature):
            return found
    if data.startswith(_COMPOUND):
        return _compound_format(source_name, data)
    if data.startswith(_ZIP):
        return _zip_format(source_name, data)
    if b"%PDF-" in data[:_PDF_SLACK]:
        return Format.PDF
    suffix = source_name.rsplit(".", 1)[-1].lower() if "." in source_name else ""
    if _HTML.match(data[:4096]) or MHTML.match(data[:4200]):
        return Format.HTML
    if suffix in _DAMAGED_BY_NAME and data.strip():
        raise SourceRejected(
            source_name, f"the name says {suffix.upper()}, but the content is none: the file is damaged", _SEND_AGAIN
        )
    return _BY_NAME.get(suffix, Format.TEXT)


def _compound_format(source_name: str, data: bytes) -> Format:
    """Return what an OLE compound file holds, by the names of its streams (UTF-16 in its directory)."""

    def holds(stream: str) -> bool:
        return f"{stream}\0".encode("utf-16-le") in data

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise SourceRejected(
            source_name, "the file is protected by a password", "remove the password and send it again"
        )
    if holds("WordDocument"):
        return Format.DOC
    if holds("Workbook") or holds("Book"):
        return Format.XLS
    raise SourceRejected(
        source_name, "the file is of an old Office program, but neither Word nor Excel", "send it as PDF, DOCX or XLSX"
    )


def _zip_format(source_name: str, data: bytes) -> Format:
    try:
        check_member_count(source_name, data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            kind = ""
            if "mimetype" in names:
                with archive.open("mimetype") as member:
                    kind = member.read(_LONGEST_KIND).decode("ascii", "replace").strip()
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError) as error:
        raise SourceRejected(source_name, "the file is cut off or damaged", _SEND_AGAIN) from error
    if kind in _OPEN_DOCUMENT:
        return _OPEN_DOCUMENT[kind]
    if "xl/workbook.bin" in names:
        return Format.XLSB
    for folder, found in (("word/", Format.DOCX), ("xl/", Format.XLSX)):
        if any(name.startswith(folder) for name in names):
            return found
    if any(name.startswith("ppt/") for name in names):
        raise SourceRejected(source_name, "the file is a PowerPoint presentation", "send it as PDF")
    raise SourceRejected(source_name, "the file is a ZIP archive", "send the documents in it, unpacked, one by one")
