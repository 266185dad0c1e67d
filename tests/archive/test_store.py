import hashlib
import os
import pwd
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.archive.ledger import read_ledger
from pipelines.archive.lock import HomeBusyError, lock_home
from pipelines.archive.store import Intake, archive_inbox, blob_path, media_type_of, read_blob, read_unreadable
from pipelines.settings import Home
from tests.processes import run_python

_names = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=40).filter(
    lambda name: not name.startswith(".") and len(name.encode()) < 200
)


def _archive(home: Home, inbox: Path) -> Intake:
    return archive_inbox(home, inbox, "inbox")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_names, st.binary(max_size=300)), max_size=6))
def test_every_byte_is_kept_and_a_second_walk_adds_nothing(files: list[tuple[str, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home, inbox = Home(Path(folder, "home")), Path(folder, "inbox")
        inbox.mkdir()
        for name, data in files:
            (inbox / name).write_bytes(data)
        first = _archive(home, inbox)
        stored = {receipt.source_name: read_blob(home, receipt.source_sha256) for receipt in first.receipts}
        for path in inbox.iterdir():
            name = unicodedata.normalize("NFC", path.name)
            skipped = path.name.startswith("~$") or path.name.endswith("~")
            assert skipped or name in stored or name in {entry.source_name for entry in first.rejected}
        for name, data in stored.items():
            assert data in {
                content for given_name, content in files if unicodedata.normalize("NFC", given_name) == name
            }
        again = _archive(home, inbox)
        assert again.new == ()
        assert again.receipts == first.receipts
        assert len(read_ledger(home)) == len(first.new)


def test_same_bytes_under_two_names_are_stored_once(tmp_path: Path) -> None:
    home, inbox = Home(tmp_path / "home"), tmp_path / "inbox"
    (inbox / "xã").mkdir(parents=True)
    (inbox / "a.txt").write_bytes(b"plan")
    (inbox / "xã" / "b.txt").write_bytes(b"plan")
    intake = _archive(home, inbox)
    assert [receipt.source_name for receipt in intake.new] == ["a.txt", "xã/b.txt"]
    assert {receipt.source_sha256 for receipt in intake.new} == {hashlib.sha256(b"plan").hexdigest()}
    assert len(list(home.archive.glob("??/*"))) == 1


def test_changed_file_is_a_new_version_and_the_old_bytes_stay(tmp_path: Path) -> None:
    home, inbox = Home(tmp_path / "home"), tmp_path / "inbox"
    inbox.mkdir()
    source = inbox / "plan.txt"
    for number, data in enumerate((b"one", b"two", b"one"), start=1):
        source.write_bytes(data)
        (receipt,) = _archive(home, inbox).new
        assert (receipt.received_no, read_blob(home, receipt.source_sha256)) == (number, data)
    assert [receipt.received_no for receipt in read_ledger(home)] == [1, 2, 3], "bytes that come back are current again"


def test_change_that_keeps_size_and_time_is_seen(tmp_path: Path) -> None:
    home, inbox = Home(tmp_path / "home"), tmp_path / "inbox"
    inbox.mkdir()
    source = inbox / "plan.txt"
    source.write_bytes(b"12%")
    os.utime(source, ns=(1, 1))
    _archive(home, inbox)
    source.write_bytes(b"21%")
    os.utime(source, ns=(1, 1))
    assert len(_archive(home, inbox).new) == 1


def test_blob_is_read_only_and_a_changed_one_is_noticed(tmp_path: Path) -> None:
    home, inbox = Home(tmp_path / "home"), tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "plan.txt").write_bytes(b"plan")
    (receipt,) = _archive(home, inbox).new
    blob = blob_path(home, receipt.source_sha256)
    assert blob.stat().st_mode & 0o222 == 0
    blob.chmod(0o644)
    blob.write_bytes(b"Plan")
    with pytest.raises(ValueError, match="was changed after it was archived"):
        read_blob(home, receipt.source_sha256)


def test_lost_blob_is_archived_again(tmp_path: Path) -> None:
    home, inbox = Home(tmp_path / "home"), tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "plan.txt").write_bytes(b"plan")
    (receipt,) = _archive(home, inbox).new
    blob_path(home, receipt.source_sha256).unlink()
    assert _archive(home, inbox).new == ()
    assert read_blob(home, receipt.source_sha256) == b"plan"


def test_hidden_and_temporary_files_and_the_home_itself_are_skipped(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    home = Home(inbox / "data")
    (inbox / ".git").mkdir(parents=True)
    for name in (".hidden", "~$ke hoach.docx", "plan.txt~", "half.part", "Thumbs.db", ".git/config", "plan.txt"):
        (inbox / name).write_bytes(b"x")
    _archive(home, inbox)
    intake = _archive(home, inbox)
    assert [receipt.source_name for receipt in intake.receipts] == ["plan.txt"]
    assert intake.rejected == ()


def test_home_that_is_the_inbox_keeps_out_its_own_files(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_bytes(b"x")
    home = Home(tmp_path)
    for path in home.own_paths:
        (path / "x.txt" if path.suffix == "" else path).parent.mkdir(parents=True, exist_ok=True)
        (path / "x.txt" if path.suffix == "" else path).write_bytes(b"ours")
    assert [receipt.source_name for receipt in _archive(home, tmp_path).receipts] == ["plan.txt"]


def test_what_cannot_be_read_is_rejected_in_one_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    home, inbox = Home(tmp_path / "home"), tmp_path / "inbox"
    (inbox / "thư mục.txt").mkdir(parents=True)
    (inbox / "thư mục.txt" / "inside.txt").write_bytes(b"inside")
    (inbox / "dangling.txt").symlink_to("nowhere")
    (inbox / "loop.txt").symlink_to("loop.txt")
    (inbox / "elsewhere").symlink_to(tmp_path)
    os.mkfifo(inbox / "pipe.txt")
    (inbox / "good.txt").write_bytes(b"good")
    Path(os.fsdecode(os.fsencode(inbox) + b"/\xff.txt")).write_bytes(b"name")
    intake = _archive(home, inbox)
    assert [receipt.source_name for receipt in intake.receipts] == ["good.txt", "thư mục.txt/inside.txt"]
    rejected = {entry.source_name: entry for entry in intake.rejected}
    assert set(rejected) == {"dangling.txt", "loop.txt", "elsewhere", "pipe.txt", "thư mục.txt", "\\xff.txt"}
    for entry in rejected.values():
        assert entry.problem
        assert entry.remedy
        assert "\n" not in f"{entry.problem}{entry.remedy}"
    assert "nowhere" in rejected["dangling.txt"].problem
    assert [entry.source_name for entry in read_unreadable(home)] == [entry.source_name for entry in intake.rejected]
    for name in ("dangling.txt", "loop.txt", "elsewhere", "pipe.txt"):
        (inbox / name).unlink()
    _archive(home, inbox)
    assert {entry.source_name for entry in read_unreadable(home)} == {"thư mục.txt", "\\xff.txt"}


@contextmanager
def _as_ordinary_user(folder: Path) -> Iterator[None]:
    """Nothing is unreadable to root, so root gives ``folder`` to nobody and works as nobody."""
    if os.geteuid() != 0:
        yield
        return
    nobody = pwd.getpwnam("nobody").pw_uid
    for path in (folder, *folder.rglob("*")):
        os.chown(path, nobody, -1)
    os.seteuid(nobody)
    try:
        yield
    finally:
        os.seteuid(0)


def test_file_and_folder_without_permission_are_rejected() -> None:
    # pytest's own folders are closed to other users.
    with tempfile.TemporaryDirectory() as folder:
        home, inbox = Home(Path(folder, "home")), Path(folder, "inbox")
        (inbox / "closed").mkdir(parents=True)
        (inbox / "secret.txt").write_bytes(b"x")
        (inbox / "open.txt").write_bytes(b"y")
        (inbox / "secret.txt").chmod(0)
        (inbox / "closed").chmod(0)
        with _as_ordinary_user(Path(folder)):
            intake = _archive(home, inbox)
        (inbox / "closed").chmod(0o755)
    assert [receipt.source_name for receipt in intake.receipts] == ["open.txt"]
    rejected = {entry.source_name: entry.problem for entry in intake.rejected}
    assert "permission denied" in rejected["secret.txt"]
    assert "permission denied" in rejected["closed"]


def test_names_in_two_unicode_forms_do_not_replace_each_other(tmp_path: Path) -> None:
    home, inbox = Home(tmp_path / "home"), tmp_path / "inbox"
    inbox.mkdir()
    (inbox / unicodedata.normalize("NFC", "kế hoạch.txt")).write_bytes(b"one")
    (inbox / unicodedata.normalize("NFD", "kế hoạch.txt")).write_bytes(b"two")
    intake = _archive(home, inbox)
    assert [receipt.source_name for receipt in intake.receipts] == ["kế hoạch.txt"]
    assert [entry.source_name for entry in intake.rejected] == ["kế hoạch.txt"]
    assert _archive(home, inbox).new == ()


@pytest.mark.parametrize(
    ("name", "head", "media_type"),
    [
        ("a.txt", b"K\xe1\xba\xbf", "text/plain"),
        ("a", b"text", "text/plain"),
        ("a.txt", b"%PDF-1.7", "application/pdf"),
        ("a.txt", b"MZ\0\0", "application/octet-stream"),
        ("a.txt", b"\xff\xfeK\0", "text/plain"),
        ("a.xlsx", b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.txt", b"PK\x03\x04", "application/zip"),
        ("a.DOC", b"\xd0\xcf\x11\xe0\xa1", "application/msword"),
        ("a.csv", b"a,b", "text/csv"),
    ],
)
def test_media_type_is_that_of_the_content(name: str, head: bytes, media_type: str) -> None:
    assert media_type_of(name, head) == media_type


def test_second_process_on_a_home_is_told_so(tmp_path: Path) -> None:
    home = Home(tmp_path)
    program = (
        "import sys; from pathlib import Path; from pipelines.archive.lock import lock_home\n"
        "from pipelines.settings import Home\n"
        "with lock_home(Home(Path(sys.argv[1]))): print('held')"
    )
    with lock_home(home), lock_home(home):
        refused = run_python(program, str(tmp_path))
    assert refused.returncode == 1
    assert HomeBusyError.__name__ in refused.stderr
    assert "wait until it is done" in refused.stderr
    assert run_python(program, str(tmp_path)).stdout == "held\n"
