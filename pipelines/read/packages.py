"""Safe opening of the ZIP based office files (DOCX, XLSX, XLSB, ODS, ODT): the only place that opens them.

Every member is unpacked once, in small pieces, before any other library sees the file: its true size, its checksum and its XML
prolog are known then, so that the same bytes may be handed to libraries that trust what a file says about itself.
Knows nothing of what the members mean.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from pipelines.read.model import SourceRejected

MAX_MEMBERS: Final = 10_000
MAX_UNPACKED: Final = 512 * 1024 * 1024
MAX_RATIO: Final = 200
RATIO_FROM: Final = 10 * 1024 * 1024
MAX_KEPT: Final = 200 * 1024 * 1024
MAX_TREE: Final = 100 * 1024 * 1024
"""The largest XML member that is held as a tree, which takes about six times as much memory."""

_PIECE = 1024 * 1024
_OVERLAP = 40
_HEAD = 1024
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_SEND_AGAIN = "open it where it was made, save it again and send that file"
_DAMAGED = "the file is cut off or damaged"
_ENCRYPTED_FLAG = 0x1
_UTF8_NAME_FLAG = 0x800
_KNOWN_ENCODING = re.compile(rb"(?:utf-?8|utf-?16(?:le|be)?|us-ascii|ascii|iso-8859-\d+|windows-125\d)$", re.IGNORECASE)
_DECLARED_ENCODING = re.compile(rb"^[^>]{0,200}?\bencoding\s*=\s*[\"']([^\"']{0,40})[\"']")
_STRICT_NAMESPACES = tuple(
    (f"http://purl.oclc.org/ooxml/{name}".encode(), f"http://schemas.openxmlformats.org/{dated}".encode())
    for name, dated in (
        ("wordprocessingml/main", "wordprocessingml/2006/main"),
        ("spreadsheetml/main", "spreadsheetml/2006/main"),
        ("drawingml/main", "drawingml/2006/main"),
        ("officeDocument/relationships", "officeDocument/2006/relationships"),
        ("officeDocument/math", "officeDocument/2006/math"),
    )
)
_BLANKS = b" \t\r\n"
# Text of EBCDIC ("<?xm") and UTF-32, which libxml2 would read and which no office program writes.
_STRANGE_XML = (b"\x4c\x6f\xa7\x94", b"\x00\x00\x00<", b"<\x00\x00\x00", b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
# Office programs write a document type without declarations into these; nobody here reads them.
_PLAIN_DOCTYPE_ALLOWED = re.compile(
    r"(?:META-INF|Basic|Dialogs|Configurations2?|Scripts)/.*|.*\.(?:html?|xhtml)", re.IGNORECASE
)
# Pictures as drawn by illustration programs declare entities; they are never parsed.
_PICTURE = re.compile(r"(?:.*/)?(?:media|Pictures|ObjectReplacements|Thumbnails)/[^/]*\.svg", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Member:
    """Where a member's packed bytes lie, and what its directory entry says of it."""

    start: int
    packed: int
    unpacked: int
    checksum: int
    stored: bool


@dataclass(frozen=True, slots=True)
class Package:
    """A checked package. ``data`` are its bytes as received, for libraries that open files themselves.

    Names are as in the directory of the file ("word/document.xml"): keys, never paths on a disk.
    """

    source_name: str
    data: bytes
    _members: dict[str, _Member] = field(repr=False)
    _unpacked: dict[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the members in the order of the directory."""
        return tuple(self._members)

    def __contains__(self, name: object) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """Return the bytes of a member. Raises KeyError where there is none of the name."""
        if name in self._unpacked:
            return self._unpacked.pop(name)
        return b"".join(_pieces(self.source_name, self.data, self._members[name]))

    def read_xml(self, name: str) -> etree._Element:
        """Return the root element of an XML member; nothing outside the member is ever loaded.

        The namespaces of strict Open XML (ISO/IEC 29500-1) come back as those that nearly all files use (29500-4).
        Raises KeyError where there is none of the name, SourceRejected where it is no well-formed XML, larger than
        ``MAX_TREE`` or nested more than 256 levels deep.
        """
        if self._members[name].unpacked > MAX_TREE:
            raise _hostile(self.source_name, f"holds a part of more than {MAX_TREE // 1024**2} MB")
        parser = etree.XMLParser(
            resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True
        )
        try:
            return etree.fromstring(_as_transitional(self.read(name)), parser)
        except etree.XMLSyntaxError as error:
            raise SourceRejected(self.source_name, f"{_DAMAGED} ({_shown(name)} is no XML)", _SEND_AGAIN) from error


def open_package(source_name: str, data: bytes, *, keep: re.Pattern[str] | None = None) -> Package:
    """Return the members of the ZIP based file ``data``, all of them checked.

    Members with a name like ``keep``, together at most ``MAX_KEPT`` bytes, are held as unpacked for the check until they are
    read for the first time: unpacking a large one again takes as long as checking it.

    Raises SourceRejected for files that are cut off, need a password, hold more than ``MAX_MEMBERS`` members or ``MAX_UNPACKED``
    bytes, unpack to far more than they weigh, let members overlap, or declare entities in XML.
    """
    check_member_count(source_name, data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos, directory_start = archive.infolist(), archive.start_dir
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise SourceRejected(source_name, _DAMAGED, _SEND_AGAIN) from error
    if len(infos) > MAX_MEMBERS:
        raise _hostile(source_name, f"holds {len(infos)} parts, more than any document has")
    if sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise _hostile(source_name, f"unpacks to more than {MAX_UNPACKED // 1024**2} MB")
    members: dict[str, _Member] = {}
    for info in infos:
        if info.filename in members:
            raise _hostile(source_name, f"holds two parts with the name {_shown(info.filename)}")
        members[info.filename] = _locate(source_name, data, info)
    end = 0
    for member in sorted(members.values(), key=lambda member: member.start):
        if member.start < end:
            raise _hostile(source_name, "holds parts that lie over each other")
        end = member.start + member.packed
    if end > directory_start:
        raise _hostile(source_name, "holds parts that lie over each other")
    package = Package(source_name, data, members)
    kept = 0
    for name, member in members.items():
        pieces: list[bytes] = []
        is_kept = keep is not None and keep.fullmatch(name) is not None and kept + member.unpacked <= MAX_KEPT
        _check_member(source_name, data, name, member, pieces if is_kept else None)
        if is_kept:
            kept += member.unpacked
            package._unpacked[name] = b"".join(pieces)
    manifest = "META-INF/manifest.xml"
    if manifest in package and b"encryption-data" in package.read(manifest):
        raise _needs_password(source_name)
    return package


def _as_transitional(content: bytes) -> bytes:
    if b"http://purl.oclc.org/ooxml/" not in content:
        return content
    for strict, transitional in _STRICT_NAMESPACES:
        content = content.replace(strict, transitional)
    return content


def check_member_count(source_name: str, data: bytes) -> None:
    """Raise SourceRejected where ``data`` holds more directory entries than any document.

    Counted on the bytes: a ZIP library builds an object for each entry before anybody can ask how many there are.
    """
    if data.count(b"PK\x01\x02") > MAX_MEMBERS:
        raise _hostile(source_name, f"holds more than {MAX_MEMBERS} parts, more than any document has")


def _locate(source_name: str, data: bytes, info: zipfile.ZipInfo) -> _Member:
    if info.flag_bits & _ENCRYPTED_FLAG:
        raise _needs_password(source_name)
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise _hostile(source_name, "is packed in a way that office programs do not use")
    start = info.header_offset
    if start < 0 or start + _LOCAL_HEADER.size > len(data):
        raise SourceRejected(source_name, _DAMAGED, _SEND_AGAIN)
    header = _LOCAL_HEADER.unpack_from(data, start)
    name_length, extra_length = header[9], header[10]
    name_start = start + _LOCAL_HEADER.size
    name = data[name_start : name_start + name_length]
    encoding = "utf-8" if header[2] & _UTF8_NAME_FLAG else "cp437"
    if header[0] != b"PK\x03\x04" or name.decode(encoding, "replace") != info.orig_filename:
        raise SourceRejected(source_name, _DAMAGED, _SEND_AGAIN)
    content = name_start + name_length + extra_length
    stored = info.compress_type == zipfile.ZIP_STORED
    if content + info.compress_size > len(data) or (stored and info.compress_size != info.file_size):
        raise SourceRejected(source_name, _DAMAGED, _SEND_AGAIN)
    if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * info.compress_size:
        raise _hostile(source_name, f"holds a part that unpacks to more than {MAX_RATIO} times its size")
    return _Member(content, info.compress_size, info.file_size, info.CRC, stored)


def _pieces(source_name: str, data: bytes, member: _Member) -> Iterator[bytes]:
    """Yield the unpacked bytes of a member in pieces; never more than its directory entry announced."""
    packed = memoryview(data)[member.start : member.start + member.packed]
    if member.stored:
        yield bytes(packed)
        return
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    length, position, rest = 0, 0, b""
    try:
        while not unpacker.eof:
            if not rest:
                rest = bytes(packed[position : position + _PIECE])
                position += len(rest)
            piece = unpacker.decompress(rest, _PIECE)
            rest = unpacker.unconsumed_tail
            length += len(piece)
            if length > member.unpacked or not (piece or rest or unpacker.eof or position < len(packed)):
                break
            if piece:
                yield piece
    except zlib.error as error:
        raise SourceRejected(source_name, _DAMAGED, _SEND_AGAIN) from error
    if length != member.unpacked or not unpacker.eof:
        raise SourceRejected(source_name, _DAMAGED, _SEND_AGAIN)


def _check_member(source_name: str, data: bytes, name: str, member: _Member, kept: list[bytes] | None = None) -> None:
    """Unpack a member once: its size and checksum are what the directory says, and its XML declares nothing.

    Its pieces are appended to ``kept``.
    """
    checksum, head, before = 0, b"", b""
    marks: tuple[bytes, ...] | None = None
    for piece in _pieces(source_name, data, member):
        checksum = zlib.crc32(piece, checksum)
        if kept is not None:
            kept.append(piece)
        if marks is None:
            head += piece
            if len(head) < min(_HEAD, member.unpacked):
                continue
            marks, piece = _forbidden_marks(source_name, name, head), head  # noqa: PLW2901 - the pieces so far
        # One byte that every mark holds and long data hardly ever do is found ten times faster than a word.
        if marks and (b"!" in before or b"!" in piece):
            seam = before + piece[:_OVERLAP]
            if any(mark in piece or mark in seam for mark in marks):
                raise _hostile(source_name, f"declares a document type or entities in {_shown(name)}")
        before = piece[-_OVERLAP:]
    if checksum != member.checksum:
        raise SourceRejected(source_name, _DAMAGED, _SEND_AGAIN)


def _forbidden_marks(source_name: str, name: str, head: bytes) -> tuple[bytes, ...]:
    """Return the bytes that must not be in a member that begins with ``head``.

    None for members that are no XML; any member that begins like XML is one, whatever it is called.
    """
    if _PICTURE.fullmatch(name):
        return ()
    if head.startswith(_STRANGE_XML):
        raise _hostile(source_name, f"holds XML in an unusual encoding ({_shown(name)})")
    words = ("<!ENTITY",) if _PLAIN_DOCTYPE_ALLOWED.fullmatch(name) else ("<!ENTITY", "<!DOCTYPE")
    text = head.removeprefix(b"\xef\xbb\xbf")
    encodings: tuple[str, ...] = ()
    if head.startswith(b"\xff\xfe") or head[1:2] == b"\x00":
        encodings = ("utf-16-le",)
    elif head.startswith(b"\xfe\xff") or head[:1] == b"\x00":
        encodings = ("utf-16-be",)
    elif text.lstrip(_BLANKS)[:1] in {b"<", b""}:
        declared = _DECLARED_ENCODING.match(text)
        if declared and not _KNOWN_ENCODING.match(declared[1]):
            raise _hostile(source_name, f"holds XML in an unusual encoding ({_shown(name)})")
        encodings = ("ascii",)
    return tuple(word.encode(encoding) for encoding in encodings for word in words)


def _needs_password(source_name: str) -> SourceRejected:
    return SourceRejected(source_name, "the file is protected by a password", "remove the password and send it again")


def _hostile(source_name: str, what: str) -> SourceRejected:
    return SourceRejected(source_name, f"the file {what}: it is not opened", _SEND_AGAIN)


def _shown(name: str) -> str:
    """Return the name of a member for a message: printable, and no longer than a line bears."""
    return "".join(letter if letter.isprintable() else "?" for letter in name[:60])
