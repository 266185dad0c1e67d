import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.archive.store import archive_inbox
from pipelines.load.warehouse import Warehouse, open_warehouse
from pipelines.orchestrate import steps
from pipelines.orchestrate.progress import listening
from pipelines.orchestrate.sources import choose_sources, current_sources
from pipelines.orchestrate.steps import StepOutcome
from pipelines.read.sources import read_source
from pipelines.settings import PROJECT_ROOT, Home

SAMPLES = PROJECT_ROOT / "data" / "samples"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """A warehouse of its own, as the tests look at everything that schema raw holds."""
    with open_warehouse(Home(tmp_path_factory.mktemp("steps")), None) as opened:
        yield opened


@pytest.fixture
def home(tmp_path: Path, warehouse: Warehouse) -> Home:
    with warehouse.connect() as connection:
        connection.execute("drop schema if exists raw cascade")
    return Home(tmp_path / "home")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    first, second, *_ = sorted(SAMPLES.glob("*.txt"))
    shutil.copy(first, folder / "a.txt")
    shutil.copy(second, folder / "b.txt")
    return folder


def _run(home: Home, inbox: Path, warehouse: Warehouse) -> tuple[int, int, int]:
    """Run every step and return how many sources each worked on."""
    archive_inbox(home, inbox, "inbox")
    sources = current_sources(home)
    return (
        steps.read_sources(home, sources).done,
        steps.validate_sources(home, sources).done,
        steps.load_sources(home, warehouse, sources).done,
    )


def _documents(warehouse: Warehouse) -> set[str]:
    with warehouse.connect() as connection:
        return {str(row[0]) for row in connection.execute("select source_name from raw.documents")}


def _rejected(warehouse: Warehouse) -> set[str]:
    with warehouse.connect() as connection:
        return {str(row[0]) for row in connection.execute("select source_name from raw.rejected_sources")}


def test_only_what_is_new_or_changed_is_worked_on(home: Home, inbox: Path, warehouse: Warehouse) -> None:
    assert _run(home, inbox, warehouse) == (2, 2, 2)
    assert _documents(warehouse) == {"a.txt", "b.txt"}
    assert steps.all_loaded(home, warehouse)
    assert _run(home, inbox, warehouse) == (0, 0, 0)
    (inbox / "b.txt").write_bytes((inbox / "b.txt").read_bytes() + b"\n")
    archive_inbox(home, inbox, "inbox")
    assert not steps.all_loaded(home, warehouse)
    assert _run(home, inbox, warehouse) == (1, 1, 1)
    assert steps.all_loaded(home, warehouse)


def test_stopped_run_goes_on_where_it_was(home: Home, inbox: Path, warehouse: Warehouse) -> None:
    archive_inbox(home, inbox, "inbox")
    sources = current_sources(home)

    def stop_at_second(progress: object) -> None:
        if "b.txt" in str(progress):
            raise KeyboardInterrupt

    with listening(stop_at_second), pytest.raises(KeyboardInterrupt):
        steps.read_sources(home, sources)
    assert steps.read_sources(home, sources) == StepOutcome(1, 1)
    steps.validate_sources(home, sources)
    with listening(stop_at_second), pytest.raises(KeyboardInterrupt):
        steps.load_sources(home, warehouse, sources)
    assert _documents(warehouse) == {"a.txt"}
    assert steps.load_sources(home, warehouse, sources) == StepOutcome(1, 1)
    assert _documents(warehouse) == {"a.txt", "b.txt"}


def test_changed_code_reads_everything_again(
    home: Home, inbox: Path, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    _run(home, inbox, warehouse)
    with monkeypatch.context() as changed:
        for module in ("pipelines.orchestrate.steps", "pipelines.orchestrate.load_stamps"):
            changed.setattr(f"{module}.code_fingerprint", lambda *_folders: "other")
        assert _run(home, inbox, warehouse) == (2, 2, 2)


def test_lost_warehouse_is_filled_from_what_was_validated(home: Home, inbox: Path, warehouse: Warehouse) -> None:
    _run(home, inbox, warehouse)
    with warehouse.connect() as connection:
        connection.execute("drop schema raw cascade")
    assert _run(home, inbox, warehouse) == (0, 0, 2)
    assert _documents(warehouse) == {"a.txt", "b.txt"}


def test_copy_is_read_once_and_takes_over_when_the_first_changes(home: Home, inbox: Path, warehouse: Warehouse) -> None:
    shutil.copy(inbox / "a.txt", inbox / "copy.txt")
    assert _run(home, inbox, warehouse) == (2, 2, 2)
    assert _documents(warehouse) == {"a.txt", "b.txt"}
    (inbox / "a.txt").write_bytes(b"")
    assert _run(home, inbox, warehouse) == (2, 1, 2)
    assert _documents(warehouse) == {"copy.txt", "b.txt"}
    assert _rejected(warehouse) == {"a.txt"}


def test_rejected_source_is_named_under_every_name_and_the_rest_goes_on(
    home: Home, inbox: Path, warehouse: Warehouse
) -> None:
    (inbox / "junk.txt").write_bytes(bytes(range(256)) * 8)
    shutil.copy(inbox / "junk.txt", inbox / "junk 2.txt")
    archive_inbox(home, inbox, "inbox")
    outcome = steps.read_sources(home, current_sources(home))
    assert [entry.source_name for entry in outcome.rejected] == ["junk 2.txt", "junk.txt"]
    assert steps.read_sources(home, current_sources(home)).rejected == outcome.rejected, "known ones are named again"
    assert steps.read_rejections(home, current_sources(home)) == outcome.rejected
    _run(home, inbox, warehouse)
    assert _rejected(warehouse) == {"junk.txt", "junk 2.txt"}
    assert _documents(warehouse) == {"a.txt", "b.txt"}


def test_file_that_gave_no_bytes_is_noted_until_it_does(home: Home, inbox: Path, warehouse: Warehouse) -> None:
    link = inbox / "link.txt"
    link.symlink_to("nowhere")
    _run(home, inbox, warehouse)
    assert _rejected(warehouse) == {"link.txt"}
    link.unlink()
    _run(home, inbox, warehouse)
    assert _rejected(warehouse) == set()
    assert _documents(warehouse) == {"a.txt", "b.txt"}


def test_good_source_that_becomes_unreadable_keeps_its_rows(home: Home, inbox: Path, warehouse: Warehouse) -> None:
    _run(home, inbox, warehouse)
    (inbox / "a.txt").unlink()
    (inbox / "a.txt").symlink_to("nowhere")
    _run(home, inbox, warehouse)
    assert _rejected(warehouse) == {"a.txt"}
    assert _documents(warehouse) == {"a.txt", "b.txt"}


def test_fault_of_ours_in_one_source_keeps_no_other_out(
    home: Home, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    def stumble(source_name: str, source_sha256: str, data: bytes) -> object:
        if source_name == "a.txt":
            raise KeyError("Phụ lục")
        return read_source(source_name, source_sha256, data)

    monkeypatch.setattr(steps, "read_source", stumble)
    archive_inbox(home, inbox, "inbox")
    outcome = steps.read_sources(home, current_sources(home))
    (rejection,) = outcome.rejected
    assert (rejection.source_name, outcome.done) == ("a.txt", 2)
    assert "KeyError" in rejection.problem
    assert "\n" not in rejection.problem


def test_one_source_is_chosen_by_name(home: Home, inbox: Path) -> None:
    shutil.copy(inbox / "a.txt", inbox / "copy.txt")
    archive_inbox(home, inbox, "inbox")
    sources = current_sources(home)
    assert choose_sources(sources, []) == sources
    assert [source.receipt.source_name for source in choose_sources(sources, ["copy.txt"])] == ["a.txt"]
    with pytest.raises(ValueError, match=r"no source of this name was received: c\.txt"):
        choose_sources(sources, ["a.txt", "c.txt"])


def test_rows_that_validation_lost_are_found(home: Home, inbox: Path) -> None:
    archive_inbox(home, inbox, "inbox")
    sources = current_sources(home)
    steps.read_sources(home, sources)
    steps.validate_sources(home, sources)
    validations = steps.read_validations(home, sources)
    assert steps.find_lost_rows(home, sources, validations) == []
    receipt = sources[0].receipt
    rows = validations[receipt].accepted["sections"]
    dropped = rows.pop()
    assert dropped
    assert steps.find_lost_rows(home, sources, validations) == [("a.txt", "sections", len(rows) + 1, len(rows))]
