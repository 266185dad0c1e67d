"""Size and SHA-256 of published files, and ``SHA256SUMS`` in the form that ``sha256sum -c`` reads."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SUMS_NAME = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a catalogue says of one file. ``path`` is relative to the release, with forward slashes."""

    path: str
    size_bytes: int
    sha256: str


class ReleaseError(Exception):
    """A release that cannot be published. The message is one line: what is wrong, where, and what to do."""


def read_file_facts(release: Path, path: Path) -> FileFacts:
    """Return size and SHA-256 of ``path``, which stands in ``release``."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return FileFacts(path.relative_to(release).as_posix(), path.stat().st_size, digest)


def released_files(release: Path) -> Iterator[Path]:
    """Yield every file of ``release`` but ``SHA256SUMS``, in the byte order of the paths relative to it.

    Raises ReleaseError where something is neither a file nor a folder: a link would lead out of the release.
    """
    found = [path for path in release.rglob("*") if path.is_symlink() or not path.is_dir()]
    for path in sorted(found, key=lambda path: path.relative_to(release).as_posix().encode()):
        name = path.relative_to(release).as_posix()
        if path.is_symlink() or not path.is_file():
            raise ReleaseError(f"{name} is no regular file; a release holds files and folders only")
        if "\n" in name or "\\" in name:
            raise ReleaseError(f"the file name {name!r} cannot be listed in {SUMS_NAME}; rename the file")
        if name != SUMS_NAME:
            yield path


def publish_checksums(release: Path) -> str:
    """Write ``SHA256SUMS`` over every other file of ``release`` and return the SHA-256 of what was written."""
    facts = [read_file_facts(release, path) for path in released_files(release)]
    text = "".join(f"{file.sha256}  {file.path}\n" for file in facts).encode()
    (release / SUMS_NAME).write_bytes(text)
    return hashlib.sha256(text).hexdigest()


def check_checksums(release: Path) -> int:
    """Compare every file of ``release`` with ``SHA256SUMS`` and return the number of files, that one included.

    Raises ReleaseError at the first file that is missing, not listed or not as listed.
    """
    listed = {}
    for line in (release / SUMS_NAME).read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        listed[name] = digest
    present = {path.relative_to(release).as_posix(): path for path in released_files(release)}
    for name in sorted(listed.keys() ^ present.keys()):
        raise ReleaseError(f"{name} of {release} is {'missing' if name in listed else f'not listed in {SUMS_NAME}'}")
    for name, path in present.items():
        if read_file_facts(release, path).sha256 != listed[name]:
            raise ReleaseError(f"{name} of {release} is not what {SUMS_NAME} says it is")
    return len(present) + 1
