"""The bytes of every source as received, each stored once under its SHA-256.

Nothing here looks into a file further than its first bytes (for the media type); what a source says is for ``read``.
"""

import errno
import hashlib
import json
import os
import re
import stat
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from pipelines.archive.ledger import Receipt, append_receipts, current_receipts, read_ledger
from pipelines.read.model import SourceRejected
from pipelines.settings import Home

_CHUNK = 1 << 20
_USE_DOCUMENT = "put the document itself into the inbox"
_SETTLED_NS = 50_000_000
"""A file may change twice within one tick of the clock: one changed this recently is read again by the next run."""

_TEMPORARY = re.compile(r"~\$.*|.*~|.*\.(tmp|part|crdownload)|Thumbs\.db|desktop\.ini|__MACOSX", re.IGNORECASE)

_MEDIA_TYPES = {
    ".csv": "text/csv",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".htm": "text/html",
    ".html": "text/html",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".pdf": "application/pdf",
    ".rtf": "application/rtf",
    ".txt": "text/plain",
    ".xls": "application/vnd.ms-excel",
    ".xlsb": "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"{\\rtf", "application/rtf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),
)
_CONTAINERS = {
    "application/zip": frozenset({".docx", ".xlsx", ".xlsb", ".ods"}),
    "application/x-ole-storage": frozenset({".doc", ".xls"}),
}


@dataclass(frozen=True, slots=True)
class Intake:
    """What a walk through an inbox found: a receipt per file, which of them are new, and what could not be taken in."""

    receipts: tuple[Receipt, ...]
    new: tuple[Receipt, ...]
    rejected: tuple[SourceRejected, ...]


def archive_inbox(home: Home, inbox: Path, origin: str) -> Intake:
    """Archive every file of ``inbox`` and its subfolders; hidden and temporary files are skipped.

    A file that cannot be read becomes a rejection and the others go on. The caller holds the home's lock. Raises
    OSError where the archive itself cannot be written.
    """
    cache = _read_cache(home, inbox)
    ledger = read_ledger(home)
    known = {receipt.source_name: receipt for receipt in current_receipts(ledger)}
    next_no = ledger[-1].received_no + 1 if ledger else 1
    seen: dict[str, list[int | str]] = {}
    receipts: list[Receipt] = []
    new: list[Receipt] = []
    rejected: list[SourceRejected] = []
    for found in _walk(home, inbox):
        if isinstance(found, SourceRejected):
            rejected.append(found)
            continue
        name, path = found
        if name in seen:
            rejected.append(_rejection(name, "two files have this name in two Unicode forms", "rename one of them"))
            continue
        try:
            signature, sha256 = _archive_cached(home, path, cache.get(name))
        except UnreadableFileError as error:
            rejected.append(_rejection(name, error.problem, error.remedy))
            continue
        seen[name] = [*signature, sha256]
        receipt = known.get(name)
        if receipt is None or receipt.source_sha256 != sha256:
            receipt = _new_receipt(home, next_no + len(new), name, sha256, origin, signature[1])
            new.append(receipt)
        receipts.append(receipt)
    append_receipts(home, new)
    if seen != cache:
        _write_cache(home, inbox, seen)
    entries = [(entry.source_name, entry.problem, entry.remedy) for entry in rejected]
    if entries != [(entry.source_name, entry.problem, entry.remedy) for entry in read_unreadable(home)]:
        write_whole(_unreadable_path(home), json.dumps(entries, ensure_ascii=False).encode())
    return Intake(tuple(receipts), tuple(new), tuple(rejected))


def read_unreadable(home: Home) -> list[SourceRejected]:
    """Return what the last walk through an inbox could not take in, in the order of the walk."""
    try:
        return [SourceRejected(*entry) for entry in json.loads(_unreadable_path(home).read_bytes())]
    except (OSError, ValueError, TypeError):
        return []


def archive_file(home: Home, path: Path) -> str:
    """Store the bytes of ``path`` and return their SHA-256; bytes that are there already are not written again.

    The blob appears under its name in one step, complete and read-only. Raises UnreadableFileError where ``path``
    cannot be read, OSError where the archive cannot be written.
    """
    home.archive.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with _open_source(path) as source:
        handle, temporary = tempfile.mkstemp(prefix=".incoming-", dir=home.archive)
        try:
            with os.fdopen(handle, "wb") as target:
                while chunk := _read_chunk(source):
                    digest.update(chunk)
                    target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
            blob = blob_path(home, digest.hexdigest())
            if not blob.exists():
                blob.parent.mkdir(exist_ok=True)
                Path(temporary).chmod(0o444)
                Path(temporary).rename(blob)
        finally:
            Path(temporary).unlink(missing_ok=True)
    return digest.hexdigest()


def blob_path(home: Home, sha256: str) -> Path:
    """Return where the bytes with this SHA-256 are stored."""
    return home.archive / sha256[:2] / sha256


def read_blob(home: Home, sha256: str) -> bytes:
    """Return the archived bytes. Raises ValueError where they were changed since, OSError where they are gone."""
    data = blob_path(home, sha256).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError(f"{blob_path(home, sha256)} was changed after it was archived; restore it from a backup")
    return data


def media_type_of(name: str, head: bytes) -> str:
    """Tell the media type by the first bytes where they do, else by the suffix of ``name``."""
    suffix = Path(name).suffix.lower()
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return _MEDIA_TYPES[suffix] if suffix in _CONTAINERS.get(media_type, ()) else media_type
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "application/octet-stream"
    return _MEDIA_TYPES.get(suffix, "text/plain")


class UnreadableFileError(Exception):
    """A file of the inbox that cannot be read: ``problem`` and ``remedy`` as in ``SourceRejected``."""

    def __init__(self, problem: str, remedy: str) -> None:
        self.problem, self.remedy = problem, remedy
        super().__init__(problem)


def _rejection(name: str, problem: str, remedy: str) -> SourceRejected:
    return SourceRejected(name, problem, remedy)


def _walk(home: Home, inbox: Path) -> Iterator[tuple[str, Path] | SourceRejected]:
    """Yield the files below ``inbox`` by name, without what the home itself keeps there."""
    inbox = inbox.resolve()
    own = {home.root.resolve(), *(path.resolve() for path in home.own_paths)} - {inbox}
    pending = [inbox]
    while pending:
        folder = pending.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            problem = f"the folder cannot be opened ({_reason(error)})"
            yield _rejection(_name(inbox, folder), problem, "allow reading it and run again")
            continue
        folders = []
        for entry in entries:
            path = Path(entry.path)
            if entry.name.startswith(".") or _TEMPORARY.fullmatch(entry.name) or path in own:
                continue
            name = _name(inbox, path)
            if not _is_utf8(entry.name):
                yield _rejection(name, "the file name is not valid UTF-8", "rename the file")
            elif entry.is_dir(follow_symlinks=False):
                folders.append(path)
                if path.suffix.lower() in _MEDIA_TYPES:
                    yield _rejection(name, "a folder named like a file; its files were taken in", "rename the folder")
            elif _leads_to_folder(path):
                yield _rejection(name, "a link to a folder", "put the folder itself into the inbox")
            else:
                yield name, path
        pending += reversed(folders)


def _leads_to_folder(link: Path) -> bool:
    try:
        return link.is_dir()
    except OSError:
        return False  # whatever it is, opening it as a file says what is wrong with it


def _name(inbox: Path, path: Path) -> str:
    """Return the path below the inbox in Unicode NFC, with bytes that are no UTF-8 shown as such."""
    relative = path.relative_to(inbox).as_posix()
    return unicodedata.normalize("NFC", relative.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"))


def _is_utf8(name: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in name)


def _reason(error: OSError) -> str:
    return os.strerror(error.errno).lower() if error.errno else str(error)


def _archive_cached(home: Home, path: Path, cached: list[int | str] | None) -> tuple[list[int], str]:
    """Return signature and SHA-256 of ``path``; what has not changed since it was archived is not read again."""
    try:
        status = path.stat()
    except OSError as error:
        raise _unreadable(path, error) from error
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableFileError("no ordinary file", _USE_DOCUMENT)
    signature = [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]
    if cached is not None and cached[:-1] == signature and blob_path(home, str(cached[-1])).exists():
        return signature, str(cached[-1])
    settled = time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) > _SETTLED_NS
    sha256 = archive_file(home, path)
    return (signature if settled else [*signature[:-1], -1]), sha256


def _open_source(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise _unreadable(path, error) from error


def _read_chunk(source: BinaryIO) -> bytes:
    try:
        return source.read(_CHUNK)
    except OSError as error:
        raise UnreadableFileError(f"the file cannot be read ({_reason(error)})", "copy it in again") from error


def _unreadable(path: Path, error: OSError) -> UnreadableFileError:
    if path.is_symlink() and error.errno in (errno.ENOENT, errno.ELOOP):
        return UnreadableFileError("a link that leads nowhere", _USE_DOCUMENT)
    return UnreadableFileError(f"the file cannot be read ({_reason(error)})", "allow reading it and run again")


def _new_receipt(home: Home, received_no: int, name: str, sha256: str, origin: str, stored_ns: int) -> Receipt:
    blob = blob_path(home, sha256)
    with blob.open("rb") as stream:
        head = stream.read(1024)
    received_at = datetime.now(UTC).isoformat(timespec="seconds")
    stored_at = datetime.fromtimestamp(stored_ns // 10**9, UTC).isoformat(timespec="seconds")
    size, kind = blob.stat().st_size, media_type_of(name, head)
    return Receipt(received_no, name, sha256, size, kind, received_at, origin, stored_at)


def _unreadable_path(home: Home) -> Path:
    return home.archive / "unreadable.json"


def _cache_path(home: Home) -> Path:
    return home.archive / "inbox.json"


def _read_cache(home: Home, inbox: Path) -> dict[str, list[int | str]]:
    """Signatures of the files of ``inbox`` as they were archived; a cache that cannot be read is no cache."""
    try:
        cache = json.loads(_cache_path(home).read_bytes())
        files: dict[str, list[int | str]] = cache["files"] if cache["inbox"] == str(inbox.resolve()) else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return files


def _write_cache(home: Home, inbox: Path, files: dict[str, list[int | str]]) -> None:
    write_whole(_cache_path(home), json.dumps({"inbox": str(inbox.resolve()), "files": files}).encode())


def write_whole(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` so that a reader sees the old content or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)
