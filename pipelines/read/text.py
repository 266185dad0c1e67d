"""Received bytes of a text file as characters. What the characters say, and whether they are whole, is ``quality``."""

import codecs
import re

from pipelines.language.text import nfc
from pipelines.read.model import SourceRejected
from pipelines.read.quality import name_legacy_encoding

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
CUT_CHARACTER = "the file ends in the middle of a character"
"""The note on a text that was cut off inside the bytes of one character."""
_CUT_REASONS = frozenset({"unexpected end of data", "truncated data"})
_SAVE_AS_UTF8 = "save it as text in Unicode UTF-8 and send it again"
# Some PDF writers leave a control character at each footnote mark; a binary file is full of them.
_TOLERATED_CONTROLS = 0.002


def decode_text(source_name: str, data: bytes) -> tuple[str, list[str]]:
    """Return the text of ``data`` without byte order mark and the remarks on how it was read.

    Text is UTF-8, or UTF-16/32 with a byte order mark. Raises SourceRejected where ``data`` is empty, binary or in
    another encoding; the problem names the byte and the line.
    """
    if not data.strip(b" \t\r\n\f\v\x00\xef\xbb\xbf\xff\xfe"):
        problem = "the file is empty (0 bytes)" if not data else f"the file holds only blanks ({len(data)} bytes)"
        raise SourceRejected(source_name, problem, "check the file at its sender and send it again")
    encoding, printed = "utf-8", "UTF-8"
    notes = []
    for mark, found, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            encoding, printed, data = found, name, data[len(mark) :]
            if encoding != "utf-8":
                notes.append(f"read as {name}")
            break
    _reject_nul(source_name, data, encoding)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.end < len(data) or error.reason not in _CUT_REASONS:
            raise _undecodable(source_name, data, error, printed) from error
        text = data[: error.start].decode(encoding)
        notes.append(CUT_CHARACTER)
    _reject_controls(source_name, text)
    if nfc(text) != text:
        notes.append("decomposed characters (Unicode NFD) composed to NFC")
    return text, notes


def _undecodable(source_name: str, data: bytes, error: UnicodeDecodeError, printed: str) -> SourceRejected:
    line = _line_at(data[: error.start], error.encoding)
    legacy = name_legacy_encoding(data) if error.encoding == "utf-8" else None
    cause = (
        f"the text is in the old encoding {legacy}"
        if legacy
        else "the file is damaged or in an old encoding (TCVN3, VNI, Windows-1258)"
    )
    return SourceRejected(
        source_name,
        f"not valid {printed}: byte 0x{data[error.start]:02x} at offset {error.start} (line {line})",
        f"{cause}: {_SAVE_AS_UTF8}",
    )


def _reject_nul(source_name: str, data: bytes, encoding: str) -> None:
    if encoding != "utf-8" or (at := data.find(b"\x00")) < 0:
        return
    even, odd = data[:4096:2].count(0), data[1:4096:2].count(0)
    if max(even, odd) > max(4 * min(even, odd), len(data[:4096]) // 5):
        problem = f"NUL byte at offset {at}: the text seems to be UTF-16 without a byte order mark"
    else:
        problem = f"NUL byte at offset {at} (line {_line_at(data[:at], encoding)}): the file is binary, no text"
    raise SourceRejected(source_name, problem, _SAVE_AS_UTF8)


def _reject_controls(source_name: str, text: str) -> None:
    controls = _CONTROL.findall(text)
    if len(controls) > max(3, _TOLERATED_CONTROLS * len(text)):
        at = text.index(controls[0])
        raise SourceRejected(
            source_name,
            f"{len(controls)} control characters, the first (U+{ord(controls[0]):04X}) in line"
            f" {text.count(chr(10), 0, at) + 1}: the file is binary or damaged",
            _SAVE_AS_UTF8,
        )


def _line_at(before: bytes, encoding: str) -> int:
    return before.decode(encoding, errors="replace").count("\n") + 1
