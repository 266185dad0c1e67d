"""Received bytes of a text file as characters. What the characters say, and whether they are whole, is ``quality``."""

import codecs
import re
from collections.abc import Iterable

from pipelines.language.characters import Unusual, unusual_characters
from pipelines.language.legacy import MOJIBAKE, decode_legacy
from pipelines.language.legacy_bytes import decode_legacy_bytes
from pipelines.language.text import nfc
from pipelines.read.model import Place, Remark, RemarkKind, SourceRejected

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
_CONVERTED = "converted to Unicode from "
_SAVE_AS_UTF8 = "save it as text in Unicode UTF-8 and send it again"
# Some PDF writers leave a control character at each footnote mark; a binary file is full of them.
_TOLERATED_CONTROLS = 0.002


def decode_text(source_name: str, data: bytes) -> tuple[str, list[str]]:
    """Return the text of ``data`` in NFC, without byte order mark, and the remarks on how it was read.

    Text is UTF-8, UTF-16/32 with a byte order mark, or Vietnamese in an encoding from before Unicode, which is noted (see
    ``legacy_remarks``). Raises SourceRejected where ``data`` is empty, binary or in another encoding; the problem names
    the byte and the line.
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
            converted = decode_legacy_bytes(data) if encoding == "utf-8" else None
            if converted is None:
                raise _undecodable(source_name, data, error, printed) from error
            text, name = converted
            _reject_controls(source_name, text)
            return text, [*notes, legacy_note(name)]
        data = data[: error.start]
        text = data.decode(encoding)
        notes.append(CUT_CHARACTER)
    unusual = unusual_characters(text)
    decoded, legacy = text, None
    if unusual & Unusual.SUSPECT:
        decoded, legacy = decode_legacy(text)
    elif unusual & Unusual.COMPOSABLE:
        decoded = nfc(text)
    if unusual & Unusual.CONTROL or legacy is not None:
        _reject_controls(source_name, decoded)
    if legacy is not None:
        return decoded, [*notes, legacy_note(legacy)]
    if decoded != text:
        notes.append("decomposed characters (Unicode NFD) composed to NFC")
    return decoded, notes


def legacy_note(encoding: str) -> str:
    """The note on a document that was converted from ``encoding``."""
    return _CONVERTED + encoding


def legacy_remark(encoding: str, place: Place) -> Remark:
    """The remark on text at ``place`` that was converted from ``encoding``."""
    if encoding == MOJIBAKE:
        how = "chữ UTF-8 bị đọc theo bảng mã khác đã được khôi phục"
    else:
        how = f"chữ theo bảng mã cũ {encoding} đã được chuyển sang Unicode"
    text = f"{how[0].upper()}{how[1:]}; cần đối chiếu tên riêng và chữ hoa với bản gốc."
    return Remark(RemarkKind.LEGACY_ENCODING, place, text)


def legacy_remarks(notes: Iterable[str], line_count: int) -> list[Remark]:
    """The remarks that belong to the notes of ``decode_text`` on a text of so many lines."""
    place = Place(line_start=1, line_end=line_count)
    return [legacy_remark(note.removeprefix(_CONVERTED), place) for note in notes if note.startswith(_CONVERTED)]


def _undecodable(source_name: str, data: bytes, error: UnicodeDecodeError, printed: str) -> SourceRejected:
    line = _line_at(data[: error.start], error.encoding)
    return SourceRejected(
        source_name,
        f"not valid {printed}: byte 0x{data[error.start]:02x} at offset {error.start} (line {line})",
        f"the file is damaged or in an old encoding that cannot be told (TCVN3, VNI, Windows-1258): {_SAVE_AS_UTF8}",
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
    """Raise SourceRejected where ``text`` is full of control characters."""
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
