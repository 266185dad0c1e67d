"""DOC, RTF and ODT as a ``Document``: LibreOffice turns them into DOCX, which ``docx`` reads.

LibreOffice runs in a profile of its own, where macros and links to other files are switched off, without a network where the
system allows that, and for a limited time. Where it is not installed antiword or catdoc read what they can. No format's own
structure is known here.
"""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

from pipelines.read.docx import read_docx
from pipelines.read.formats import Format
from pipelines.read.model import Document, SourceRejected
from pipelines.read.office_antiword import read_docbook, read_lines, restore_last_table
from pipelines.read.office_flow import FlowItem, FlowTable, add_flow, flow_paragraphs
from pipelines.read.packages import open_package

INSTALL: Final = "apt-get install --no-install-recommends libreoffice-writer-nogui"
"""The command that installs what reads these formats whole."""

TIMEOUT: Final = 180
"""Seconds that a conversion may take."""

_MEMORY = 6 * 1024**3  # addresses, most of them never used
_LARGEST_RESULT = 512 * 1024**2
_KILLED = "LibreOffice did not finish it in {seconds} seconds: it is damaged or far larger than a document"
_SEND_AGAIN = "open it where it was made, save it as DOCX or PDF and send that file"
_ENCRYPTED = 0x0100
_SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "2"),
    ("Calc/Content/Update", "Link", "2"),
)


def read_office(source_name: str, source_sha256: str, data: bytes, source_format: Format) -> Document:
    """Return the document that the DOC, RTF or ODT file ``data`` holds; pages are those of no printer, so none are given.

    Raises SourceRejected where the file is damaged, hostile or protected, and, with the command that installs LibreOffice,
    where nothing on this machine reads the format.
    """
    _check(source_name, data, source_format)
    program = find_libreoffice()
    if program is None:
        document = _read_with_less(source_name, source_sha256, data, source_format)
    else:
        converted = convert(source_name, data, source_format.value, "docx", program)
        amend = None
        if source_format is Format.DOC and (antiword := shutil.which("antiword")):
            amend = partial(_restore_last_table, source_name, data, antiword)
        document = read_docx(source_name, source_sha256, converted, amend=amend, has_pages=False)
    document.source_format = source_format.value
    return document


def find_libreoffice() -> str | None:
    """Return the program of LibreOffice, None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(source_name: str, data: bytes, suffix: str, wanted: str, program: str) -> bytes:
    """Return ``data``, a file with the ending ``suffix``, as a file with the ending ``wanted``, made by LibreOffice.

    Raises SourceRejected where LibreOffice cannot open it or takes longer than ``TIMEOUT``.
    """
    with tempfile.TemporaryDirectory(prefix="khoso-office-") as folder:
        home = Path(folder)
        source = home / f"source.{suffix}"
        source.write_bytes(data)
        settings = home / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_settings(), encoding="utf-8")
        out = home / "out"
        out.mkdir()
        command = [
            *_confinement(), program, f"-env:UserInstallation={(home / 'profile').as_uri()}", "--headless", "--norestore",
            "--nolockcheck", "--nodefault", "--convert-to", wanted, "--outdir", str(out), str(source),
        ]  # fmt: skip
        _run(source_name, command, home)
        result = out / f"source.{wanted}"  # pictures of a web page lie beside it
        if not result.is_file() or result.stat().st_size > _LARGEST_RESULT:
            raise SourceRejected(
                source_name, "LibreOffice cannot open it: the file is damaged or needs a password", _SEND_AGAIN
            )
        return result.read_bytes()


def _settings() -> str:
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry"'
        ' xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>"
    )


@lru_cache(maxsize=1)
def _confinement() -> tuple[str, ...]:
    """Return the command in front of LibreOffice that takes its network away and limits it, as far as the system has one."""
    words: list[str] = []
    if (unshare := shutil.which("unshare")) and _works([unshare, "--map-root-user", "--net", "true"]):
        words += [unshare, "--map-root-user", "--net"]
    if prlimit := shutil.which("prlimit"):
        limits = [f"--as={_MEMORY}", f"--fsize={_LARGEST_RESULT}", f"--cpu={TIMEOUT}", "--core=0"]
        if _works([prlimit, *limits, "true"]):
            words += [prlimit, *limits]
    return tuple(words)


def _works(command: Sequence[str]) -> bool:
    try:
        return (
            subprocess.run(command, capture_output=True, timeout=10, check=False, stdin=subprocess.DEVNULL).returncode
            == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


def _run(source_name: str, command: Sequence[str], home: Path) -> bytes:
    """Run a converter in a group of its own, so that all it started ends with it; return what it printed."""
    environment = {
        name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "LC_ALL", "SYSTEMROOT"}
    }
    environment |= {"HOME": str(home), "TMPDIR": str(home), "SAL_USE_VCLPLUGIN": "svp"}
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=home, env=environment,
        start_new_session=True,
    ) as process:  # fmt: skip
        try:
            printed, _ = process.communicate(timeout=TIMEOUT)
        except subprocess.TimeoutExpired as error:
            raise SourceRejected(source_name, _KILLED.format(seconds=TIMEOUT), _SEND_AGAIN) from error
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    return printed


def _check(source_name: str, data: bytes, source_format: Format) -> None:
    if source_format is Format.ODT:
        open_package(source_name, data)
    elif source_format is Format.DOC and _is_protected(data):
        raise SourceRejected(
            source_name, "the file is protected by a password", "remove the password and send it again"
        )


def _is_protected(data: bytes) -> bool:
    """Whether the information block of a DOC file, which begins a sector, says that its text is encrypted ([MS-DOC] 2.5.2)."""
    for found in re.finditer(rb"\xec\xa5", data):
        if found.start() % 512 == 0:
            flags = data[found.start() + 10 : found.start() + 12]
            return bool(int.from_bytes(flags, "little") & _ENCRYPTED)
    return False


def _restore_last_table(source_name: str, data: bytes, antiword: str, items: Sequence[FlowItem]) -> list[FlowItem]:
    if not items or isinstance(items[-1], FlowTable):
        return list(items)
    with tempfile.TemporaryDirectory(prefix="khoso-office-") as folder:
        source = Path(folder) / "source"
        source.write_bytes(data)
        return restore_last_table(items, _run(source_name, _antiword(antiword, source), Path(folder)))


def _antiword(program: str, source: Path) -> list[str]:
    return [program, "-m", "UTF-8.txt", "-x", "db", str(source)]


def _read_with_less(source_name: str, source_sha256: str, data: bytes, source_format: Format) -> Document:
    """Read a file without LibreOffice. Raises SourceRejected where no other program reads the format either."""
    document = Document(source_name, source_sha256, source_format.value)
    antiword, catdoc = shutil.which("antiword"), shutil.which("catdoc")
    with tempfile.TemporaryDirectory(prefix="khoso-office-") as folder:
        home = Path(folder)
        source = home / "source"
        source.write_bytes(data)
        if source_format is Format.DOC and antiword is not None:
            printed = _run(source_name, _antiword(antiword, source), home)
            items = read_docbook(printed)
            document.notes.append(
                "read with antiword: merged cells, numbers of lists, notes and text boxes may be missing;"
                f" install LibreOffice for all of it ({INSTALL})"
            )
        elif source_format in {Format.DOC, Format.RTF} and catdoc is not None:
            printed = _run(source_name, [catdoc, "-d", "utf-8", "-w", str(source)], home)
            items = read_lines(printed)
            document.notes.append(
                f"read with catdoc: tables, numbers of lists and notes are lost; install LibreOffice for them ({INSTALL})"
            )
        else:
            raise SourceRejected(
                source_name,
                f"nothing on this machine reads {source_format.value.upper()} files",
                f"install it: {INSTALL}",
            )
    if not any(paragraph.text for paragraph in flow_paragraphs(items)):
        raise SourceRejected(source_name, "the file is damaged or holds no text", _SEND_AGAIN)
    add_flow(document, items)
    return document
