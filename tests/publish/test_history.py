"""What changed between releases: the base with the difference is the new one, each change has its reason, feeds tell of it."""

import csv
import json
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from pipelines.load.warehouse import Warehouse
from pipelines.metadata import datasets
from pipelines.publish import release as release_module
from pipelines.publish.changes import apply_changes, find_changes
from pipelines.publish.history import note_release, read_log
from pipelines.publish.release import ReleaseError, publish_release
from pipelines.settings import Home
from tests.publish.conftest import REPORT

pytestmark = pytest.mark.usefixtures("marts")
ATOM = "{http://www.w3.org/2005/Atom}"


def rows_of(release: Path, name: str) -> list[dict[str, str]]:
    with (release / name / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def change_much(marts: psycopg.Connection) -> None:
    """A new document, another file of the plan, a target re-read, one gone, a return corrected, an agency renamed."""
    marts.execute(
        "insert into marts.documents (document_id, source_name, source_sha256, source_format, document_symbol, title)"
        " values ('moi', 'moi.txt', %s, 'txt', '1/KH-UBND', 'Kế hoạch <b>mới</b> & khác')",
        ["d" * 64],
    )
    marts.execute("insert into marts.sections (document_id, section_id, level, title) values ('moi', '1', 1, '=1+1')")
    marts.execute("delete from marts.indicator_targets where component_no = 10")
    marts.execute("update marts.indicator_targets set target_value = 81 where line_key = 'Phụ lục 1/I/10'")
    marts.execute("update marts.indicator_targets set indicator_id = null where component_no = 9")
    marts.execute("update marts.documents set source_sha256 = %s where document_id = %s", ["e" * 64, REPORT])
    marts.execute("update marts.unread_text set text = 'khác'")
    marts.execute("update marts.agencies set name = 'Sở Khoa học và Công nghệ' where agency_id = 'so-tt-tt'")
    marts.execute(
        "insert into marts.submissions (submission_id, agency_id, source_sha256, status) values ('s-2', 'so-tt-tt', %s, 'accepted')",
        ["f" * 64],
    )
    marts.execute("update marts.submissions set status = 'superseded' where submission_id = 's-1'")


def test_base_with_the_difference_is_the_new_release(
    warehouse: Warehouse, home: Home, marts: psycopg.Connection
) -> None:
    first = publish_release(warehouse, home)
    change_much(marts)
    second = publish_release(warehouse, home)
    folder = home.releases / "changes" / f"{first.id}..{second.id}"
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert set(summary["datasets"]) == {
        "documents",
        "sections",
        "indicator_targets",
        "unread_text",
        "agencies",
        "submissions",
    }
    for name, dataset in datasets().items():
        old, new = rows_of(first.path, name), rows_of(second.path, name)
        changes = folder / f"{name}.jsonl"
        assert changes.exists() == (old != new), name
        if changes.exists():
            made = apply_changes(old, changes, dataset.key)
            assert sorted(made, key=lambda row: tuple(row.values())) == sorted(new, key=lambda row: tuple(row.values()))


def test_every_change_has_its_reason(warehouse: Warehouse, home: Home, marts: psycopg.Connection) -> None:
    first = publish_release(warehouse, home)
    change_much(marts)
    second = publish_release(warehouse, home)
    found = {
        (name, change.kind, change.key[-1]): change.reason
        for name in datasets()
        for change in find_changes(first.path, second.path, name)
    }
    assert found == {
        ("documents", "added", "moi"): "new_document",
        ("documents", "changed", REPORT): "corrected_document",
        ("sections", "added", "1"): "new_document",
        ("indicator_targets", "changed", "0"): "reread",
        ("indicator_targets", "changed", "9"): "reference_data",
        ("indicator_targets", "removed", "10"): "reread",
        ("unread_text", "changed", "1"): "corrected_document",
        ("agencies", "changed", "so-tt-tt"): "reference_data",
        ("submissions", "added", "s-2"): "corrected_return",
        ("submissions", "changed", "s-1"): "corrected_return",
    }


def test_table_of_changes_lists_old_and_new_values(warehouse: Warehouse, home: Home, marts: psycopg.Connection) -> None:
    first = publish_release(warehouse, home)
    marts.execute("update marts.indicators set name = 'Tên khác', unit = null")
    second = publish_release(warehouse, home)
    path = home.releases / "changes" / f"{first.id}..{second.id}" / "indicators.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            (row["change"], row["key.indicator_id"], row["column"], row["old_value"], row["new_value"])
            for row in csv.DictReader(file)
        ]
    assert rows == [
        ("changed", "dvctt", "name", "Tỷ lệ dịch vụ công trực tuyến", "Tên khác"),
        ("changed", "dvctt", "unit", "percent", ""),
    ]


def test_log_tells_when_what_became_current(warehouse: Warehouse, home: Home, marts: psycopg.Connection) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    first = publish_release(warehouse, home)
    publish_release(warehouse, home)
    marts.execute("update marts.indicators set name = 'Tên khác'")
    second = publish_release(warehouse, home)
    log = read_log(home.releases)
    assert [(entry.number, entry.release, entry.previous) for entry in log] == [
        (1, first.id, None),
        (2, second.id, first.id),
    ]
    assert log[1].changes == f"changes/{first.id}..{second.id}"
    assert all(before <= datetime.fromisoformat(entry.made_current) <= datetime.now(UTC) for entry in log)


def test_release_that_never_became_current_is_taken_out_of_the_log(
    warehouse: Warehouse, home: Home, marts: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish_release(warehouse, home)
    marts.execute("update marts.indicators set name = 'Dở dang'")

    def stop(*_: object) -> None:
        raise OSError("no more")

    with monkeypatch.context() as patched:
        patched.setattr(release_module, "_point_current_at", stop)
        with pytest.raises(ReleaseError, match="no more"):
            publish_release(warehouse, home)
    assert home.current_release.readlink() == Path(first.id)
    stopped = read_log(home.releases)[-1].release
    marts.execute("update marts.indicators set name = 'Tên khác'")
    third = publish_release(warehouse, home)
    assert [entry.release for entry in read_log(home.releases)] == [first.id, third.id]
    assert stopped not in {first.id, third.id}
    assert read_log(home.releases)[-1].previous == first.id


def test_damaged_release_before_does_not_stop_the_next(
    warehouse: Warehouse, home: Home, marts: psycopg.Connection
) -> None:
    first = publish_release(warehouse, home)
    (first.path / "datapackage.json").chmod(0o644)
    (first.path / "datapackage.json").write_text("{}")
    marts.execute("update marts.indicators set name = 'Tên khác'")
    second = publish_release(warehouse, home)
    assert home.current_release.readlink() == Path(second.id)
    assert read_log(home.releases)[-1].changes is None


def test_two_homes_differ_only_in_what_stands_beside_the_releases(
    warehouse: Warehouse, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish_release(warehouse, home)
    monkeypatch.setenv("KHOSO_PORTAL_URL", "https://open.example/")
    second = publish_release(warehouse, Home(tmp_path / "elsewhere"))
    assert first.id == second.id


def test_feeds_are_valid_and_their_ids_stay(warehouse: Warehouse, home: Home, marts: psycopg.Connection) -> None:
    publish_release(warehouse, home)
    earlier = entry_ids(home, "site")
    change_much(marts)
    publish_release(warehouse, home)
    assert entry_ids(home, "site")[1:] == earlier
    folder = home.releases / "feeds"
    assert {path.name for path in folder.iterdir()} == {
        f"{name}.{ending}" for name in ("site", *datasets()) for ending in ("atom", "json")
    }
    for path in folder.glob("*.atom"):
        root = ET.parse(path).getroot()
        ids = [element.text for element in root.iter(f"{ATOM}id")]
        assert len(ids) == len(set(ids))
        for entry in root.iter(f"{ATOM}entry"):
            assert {child.tag.removeprefix(ATOM) for child in entry} == {"id", "title", "updated", "link", "content"}
            assert entry.find(f"{ATOM}content").attrib == {"type": "text"}  # type: ignore[union-attr]
        feed = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert [item["id"] for item in feed["items"]] == ids[1:]
    raw = (folder / "site.json").read_text(encoding="utf-8")
    assert "<" not in raw
    assert "Văn bản mới: 1/KH-UBND Kế hoạch <b>mới</b> & khác" in json.loads(raw)["items"][0]["content_text"]


def entry_ids(home: Home, name: str) -> list[str | None]:
    root = ET.parse(home.releases / "feeds" / f"{name}.atom").getroot()
    return [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]


def test_log_keeps_its_entries_where_the_link_is_gone(warehouse: Warehouse, home: Home) -> None:
    first = publish_release(warehouse, home)
    written = read_log(home.releases)
    home.current_release.unlink()
    assert note_release(home.releases, first.id, first.rows) == written
