from pathlib import Path

import pytest

from pipelines.archive.store import archive_inbox
from pipelines.orchestrate import state as state_module
from pipelines.orchestrate.state import (
    Rejection,
    State,
    fingerprint_work,
    is_up_to_date,
    read_state,
    rejections_of,
    release_files,
    unreadable_sources,
    write_state,
)
from pipelines.settings import Home


@pytest.fixture
def finished(tmp_path: Path) -> tuple[Home, Path]:
    """A home after a run: a source in the archive, a release, a warehouse folder and the state."""
    home, inbox = Home(tmp_path / "home"), tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "plan.txt").write_bytes(b"plan")
    archive_inbox(home, inbox, "inbox")
    release = home.releases / "r-1"
    (release / "documents").mkdir(parents=True)
    (release / "documents" / "documents.csv").write_bytes(b"document_id\r\n")
    home.current_release.symlink_to("r-1")
    home.warehouse.mkdir()
    (home.warehouse / "PG_VERSION").write_text("18")
    write_state(home, State(fingerprint_work(home, None), "", "r-1", release_files(release), 1))
    return home, inbox


def _is_up_to_date(home: Home, url: str | None = None) -> bool:
    state = read_state(home)
    return state is not None and is_up_to_date(home, url, state)


def test_nothing_new_is_seen(finished: tuple[Home, Path]) -> None:
    home, inbox = finished
    archive_inbox(home, inbox, "inbox")
    assert _is_up_to_date(home)


def test_new_source_changed_source_and_unreadable_one_are_seen(finished: tuple[Home, Path]) -> None:
    home, inbox = finished
    (inbox / "plan.txt").write_bytes(b"plan 2")
    archive_inbox(home, inbox, "inbox")
    assert not _is_up_to_date(home)
    (inbox / "plan.txt").write_bytes(b"plan")
    archive_inbox(home, inbox, "inbox")
    assert _is_up_to_date(home)
    (inbox / "link.txt").symlink_to("nowhere")
    archive_inbox(home, inbox, "inbox")
    assert not _is_up_to_date(home)
    assert [entry.source_name for entry in unreadable_sources(home)] == ["link.txt"]


def test_changed_code_is_seen(finished: tuple[Home, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    home, _ = finished
    monkeypatch.setattr(state_module, "ALL_CODE", (*state_module.ALL_CODE, "Makefile"))
    assert not _is_up_to_date(home)


def test_damaged_release_is_seen(finished: tuple[Home, Path]) -> None:
    home, _ = finished
    table = home.current_release / "documents" / "documents.csv"
    table.write_bytes(b"")
    assert not _is_up_to_date(home)
    table.write_bytes(b"document_id\r\n")
    assert _is_up_to_date(home)
    table.unlink()
    assert not _is_up_to_date(home)


def test_other_current_release_is_seen(finished: tuple[Home, Path]) -> None:
    home, _ = finished
    (home.releases / "r-0").mkdir()
    home.current_release.unlink()
    home.current_release.symlink_to("r-0")
    assert not _is_up_to_date(home)


def test_lost_warehouse_and_other_warehouse_are_seen(finished: tuple[Home, Path]) -> None:
    home, _ = finished
    assert not _is_up_to_date(home, "postgresql://127.0.0.1:1/nowhere")
    (home.warehouse / "PG_VERSION").unlink()
    assert not _is_up_to_date(home)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"fingerprint": "x"}'])
def test_state_that_cannot_be_read_is_no_state(tmp_path: Path, content: bytes) -> None:
    home = Home(tmp_path)
    home.state.write_bytes(content)
    assert read_state(home) is None


def test_only_rejections_that_stand_in_the_inbox_are_named(finished: tuple[Home, Path]) -> None:
    home, inbox = finished
    (receipt,) = archive_inbox(home, inbox, "inbox").receipts
    here = Rejection("plan.txt", receipt.source_sha256, "no plan", "send one")
    older = Rejection("plan.txt", "0" * 64, "no plan", "send one")
    assert rejections_of([receipt], [older, here]) == (here,)
