"""ZIP based files are opened safely: what a hostile or damaged one holds is never unpacked beyond the limits."""

import io
import re
import struct
import time
import tracemalloc
import zipfile
import zlib

import pytest

from pipelines.read.model import SourceRejected
from pipelines.read.packages import MAX_MEMBERS, RATIO_FROM, open_package


def _package(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _problem(data: bytes) -> str:
    with pytest.raises(SourceRejected) as rejected:
        open_package("a.docx", data)
    assert "\n" not in rejected.value.problem + rejected.value.remedy
    return rejected.value.problem


def test_members_are_read_by_name() -> None:
    members = {
        "word/document.xml": b"<a>\xc3\xa1</a>",
        "ảnh/x.bin": bytes(range(256)) * 9000,
        "rỗng": b"",
        "../../etc/passwd": b"x",
    }
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        package = open_package("a.docx", _package(members, method))
        assert package.names == tuple(members)
        assert {name: package.read(name) for name in package.names} == members
    assert package.read_xml("word/document.xml").text == "á"
    with pytest.raises(KeyError):
        package.read("word/nothing.xml")


def test_a_member_that_is_kept_unpacked_is_the_same() -> None:
    large = b"<a>" + bytes(range(48, 58)) * 300_000 + b"</a>"
    package = open_package("a", _package({"x/a.xml": large, "b.xml": b"<b/>"}), keep=re.compile(r"x/.*"))
    assert [package.read("x/a.xml") for _ in range(2)] == [large, large]
    assert package.read("b.xml") == b"<b/>"


def test_a_member_written_to_a_stream_is_read() -> None:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, piece: object, /) -> int:
            part = bytes(piece)  # type: ignore[call-overload]
            self.data += part
            return len(part)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b"<a/>" * 1000)
    assert open_package("a.xlsx", bytes(pipe.data)).read("a.xml") == b"<a/>" * 1000


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_refused(share: float) -> None:
    data = _package({"a.xml": b"<a/>", "b.bin": bytes(range(256)) * 50})
    assert _problem(data[: int(len(data) * share)]) == "the file is cut off or damaged"


def test_changed_bytes_are_noticed() -> None:
    data = bytearray(_package({"a.bin": bytes(range(256)) * 50}, zipfile.ZIP_STORED))
    data[1000] ^= 1
    assert _problem(bytes(data)) == "the file is cut off or damaged"


def test_an_empty_or_foreign_file_is_refused() -> None:
    assert "damaged" in _problem(b"")
    assert "damaged" in _problem(b"PK\x03\x04 and no more")


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = _package({"word/document.xml": b"<a>" + bytes(RATIO_FROM * 2)})
    tracemalloc.start()
    assert "200 times" in _problem(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < RATIO_FROM


def test_many_parts_that_are_large_together_are_refused() -> None:
    part = bytes(range(256)) * 4096  # 1 MB, about 250 times smaller when packed
    assert "512 MB" in _problem(_package({f"{number}.bin": part for number in range(513)}))


def test_a_size_that_is_a_lie_is_refused() -> None:
    """Readers that trust the stream would unpack all of it, readers that trust the directory the first bytes only."""
    content = b"<a/>" + b" " * 20_000_000
    data = _package({"a.xml": content})
    told = 4
    data = data.replace(struct.pack("<L", len(content)), struct.pack("<L", told))
    data = data.replace(struct.pack("<L", zlib.crc32(content)), struct.pack("<L", zlib.crc32(content[:told])))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.read("a.xml") == b"<a/>"
    assert _problem(data) == "the file is cut off or damaged"


def test_too_many_parts_are_refused_at_once() -> None:
    directory = (b"PK\x01\x02" + bytes(42)) * (MAX_MEMBERS * 30)
    started = time.perf_counter()
    assert "more than 10000 parts" in _problem(b"PK\x03\x04" + directory)
    assert time.perf_counter() - started < 1
    assert "parts" in _problem(_package({f"{number}": b"" for number in range(MAX_MEMBERS + 1)}))


def test_parts_that_overlap_are_refused() -> None:
    """One packed stream inside another unpacks to many times what the file weighs."""
    inner = _package({"b.bin": b"x"}, zipfile.ZIP_STORED)
    inner = inner[: inner.find(b"PK\x01\x02")]
    data = _package({"a.bin": inner, "b.bin": b"x"}, zipfile.ZIP_STORED)
    entry = data.rfind(b"PK\x01\x02")
    data = data[: entry + 42] + struct.pack("<L", data.find(inner)) + data[entry + 46 :]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.infolist()[1].header_offset == data.find(inner)
    assert "lie over each other" in _problem(data)


def test_two_names_for_one_part_are_refused() -> None:
    data = _package({"a.bin": bytes(1000)})
    start = data.rfind(b"PK\x01\x02")
    entry = data[start : data.rfind(b"PK\x05\x06")]
    directory = entry + entry.replace(b"a.bin", b"b.bin")
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2, 2, len(directory), start, 0)
    assert "damaged" in _problem(data[:start] + directory + tail)


def test_two_parts_of_one_name_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.xml", b"<a/>")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.xml", b"<b/>")
    assert "two parts with the name a.xml" in _problem(out.getvalue())


def test_encrypted_parts_ask_for_the_password_to_be_removed() -> None:
    data = bytearray(_package({"a.xml": b"<a/>"}))
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    assert _problem(bytes(data)) == "the file is protected by a password"
    manifest = b"<m:manifest xmlns:m='m'><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>"
    assert _problem(_package({"META-INF/manifest.xml": manifest})) == "the file is protected by a password"


def test_parts_packed_with_rare_methods_are_refused() -> None:
    assert "packed in a way" in _problem(_package({"a.xml": b"<a/>"}, zipfile.ZIP_LZMA))


_BOMB = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("word/document.xml", _BOMB.encode()),
        ("word/document.xml", _BOMB.encode("utf-16")),
        ("word/document.xml", _BOMB.encode("utf-16-le")),
        ("word/document.xml", _BOMB.encode("utf-16-be")),
        ("word/document.xml", b"\xef\xbb\xbf" + _BOMB.encode()),
        ("word/document.xml", b"<!--" + b"-" * 3_000_000 + b"-->" + _BOMB[21:].encode()),
        ("xl/sharedStrings.bin", _BOMB.encode()),
        ("word/document.xml", b'<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>'),
        ("META-INF/manifest.xml", _BOMB.encode()),
    ],
)
def test_xml_that_declares_entities_is_refused(name: str, content: bytes) -> None:
    assert "declares a document type or entities" in _problem(_package({name: content}))


def test_a_declaration_across_two_pieces_is_found() -> None:
    for shift in range(12):
        content = b"<!--" + b"-" * (1024 * 1024 - 4 - shift) + b"--><!DOCTYPE a SYSTEM 'b'><a/>"
        assert "declares" in _problem(_package({"a.xml": content}))


@pytest.mark.parametrize(
    "content",
    [_BOMB.encode("utf-32"), _BOMB.encode("cp500"), b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a>'],
)
def test_xml_in_an_encoding_that_hides_declarations_is_refused(content: bytes) -> None:
    assert "unusual encoding" in _problem(_package({"a.xml": content}))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("META-INF/manifest.xml", b'<!DOCTYPE manifest PUBLIC "-//X//DTD Manifest 1.0//EN" "Manifest.dtd"><manifest/>'),
        ("word/afchunk.html", b"<!DOCTYPE html><html></html>"),
        ("word/media/image1.svg", _BOMB.encode()),
        ("word/media/image1.emf", b"\x01\x00<!ENTITY"),
        ("docProps/app.xml", b'<?xml version="1.0" encoding="windows-1258"?><a>&lt;!ENTITY</a>'),
    ],
)
def test_what_office_programs_write_is_let_through(name: str, content: bytes) -> None:
    assert open_package("a.docx", _package({name: content})).read(name) == content


def test_broken_xml_names_the_part() -> None:
    package = open_package("a.docx", _package({"word/document.xml": b"<a><b></a>", "deep.xml": b"<a>" * 5000}))
    for name in package.names:
        with pytest.raises(SourceRejected, match="is no XML"):
            package.read_xml(name)


def test_large_xml_is_read() -> None:
    content = b"<a>" + b"".join(b"<b>%d</b>" % number for number in range(2_000_000)) + b"</a>"
    root = open_package("a.docx", _package({"a.xml": content})).read_xml("a.xml")
    assert len(root) == 2_000_000
