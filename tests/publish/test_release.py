"""A release is whole, valid and current, or it is not there; the same marts give the same bytes."""

import csv
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import frictionless
import pandas as pd
import psycopg
import pyarrow.parquet as pq
import pytest

from pipelines.load.warehouse import Warehouse
from pipelines.metadata import datasets, quality_datasets
from pipelines.publish.release import ReleaseError, publish_release
from pipelines.settings import Home
from tests.publish.conftest import PLAN, ROWS
from tests.publish.test_privacy import texts_of

pytestmark = pytest.mark.usefixtures("marts")

BESIDE = ("current", ".lock", "log.jsonl", "feeds")


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_release_holds_every_file_of_the_contract(warehouse: Warehouse, home: Home) -> None:
    release = publish_release(warehouse, home)
    endings = ("csv", "parquet", "excel.csv", "xlsx", "json", "jsonl")
    expected = {f"{name}/{name}.{ending}" for name in datasets() for ending in endings}
    quality = [*quality_datasets(), "withheld"]
    expected |= {f"quality/{name}.{ending}" for name in quality for ending in ("csv", "parquet")}
    expected |= {
        "datapackage.json",
        "catalog.ttl",
        "catalog.jsonld",
        "catalog.rdf",
        "data.json",
        "SHA256SUMS",
        "README.md",
    }
    expected |= {
        "quality/report.json",
        "quality/report.md",
        "quality/mqa.json",
        "bundle/khoso.zip",
        "bundle/khoso.sqlite",
    }
    assert contents(release.path).keys() == expected
    assert release.file_count == len(expected)
    assert release.is_new
    assert release.rows == {name: len(ROWS.get(name, ())) for name in datasets()}


def test_current_is_a_relative_link_to_the_release(warehouse: Warehouse, home: Home) -> None:
    release = publish_release(warehouse, home)
    assert home.current_release.readlink() == Path(release.id)
    assert home.current_release.resolve() == release.path.resolve()


def test_release_id_is_made_from_its_checksums(warehouse: Warehouse, home: Home) -> None:
    release = publish_release(warehouse, home)
    sums = (release.path / "SHA256SUMS").read_bytes()
    assert release.id == f"r-{hashlib.sha256(sums).hexdigest()[:16]}"


def test_sha256sum_confirms_every_file(warehouse: Warehouse, home: Home) -> None:
    release = publish_release(warehouse, home)
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"],
        cwd=release.path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.count(": OK") == release.file_count - 1
    names = [line.split("  ", 1)[1] for line in (release.path / "SHA256SUMS").read_text().splitlines()]
    assert names == sorted(names)


def test_frictionless_finds_the_package_valid(warehouse: Warehouse, home: Home) -> None:
    release = publish_release(warehouse, home)
    report = frictionless.validate(str(release.path / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "message"])
    assert len(report.tasks) == 6 * len(datasets()) + 2 * (len(quality_datasets()) + 1) + 2


@pytest.mark.parametrize(
    ("table", "change", "expected"),
    [
        ("agencies/agencies.csv", (b",ubnd-tinh,", b",ubnd-xxxx,"), "foreign-key"),
        ("sections/sections.csv", (b"ubnd-tinh;883", b"ubnd-tinh;884"), "foreign-key"),
        ("projects/projects.csv", (b",new,", b",old,"), "constraint-error"),
        ("documents/documents.csv", (b"2023-12-29,", b"2023-13-29,"), "type-error"),
        ("indicators/indicators.csv", (b"dvctt", b"dvcxx"), "hash-count"),
    ],
)
def test_package_tells_what_is_wrong_with_a_changed_file(
    warehouse: Warehouse, home: Home, table: str, change: tuple[bytes, bytes], expected: str
) -> None:
    release = publish_release(warehouse, home)
    path = release.path / table
    path.chmod(0o644)
    assert change[0] in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(*change))
    report = frictionless.validate(str(release.path / "datapackage.json"))
    assert expected in {error[0] for error in report.flatten(["type"])}


def test_csv_is_rfc_4180_in_utf_8(warehouse: Warehouse, home: Home) -> None:
    release = publish_release(warehouse, home)
    for name, dataset in datasets().items():
        data = (release.path / name / f"{name}.csv").read_bytes()
        assert not data.startswith(b"\xef\xbb\xbf")
        text = data.decode("utf-8")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        assert rows[0] == list(dataset.column_names)
        rewritten = io.StringIO(newline="")
        csv.writer(rewritten, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n").writerows(rows)
        assert rewritten.getvalue() == text


def test_values_read_as_they_stand_in_the_marts(warehouse: Warehouse, home: Home) -> None:
    path = publish_release(warehouse, home).path
    documents = read_csv(path / "documents" / "documents.csv")
    assert [row["document_id"] for row in documents] == sorted(row["document_id"] for row in documents)
    plan = next(row for row in documents if row["document_id"] == PLAN)
    assert plan["title"] == 'Kế hoạch "chuyển đổi số", năm 2024'
    assert (plan["document_number"], plan["issue_date"], plan["signer_name"]) == ("883", "2023-12-29", "")
    budgets = read_csv(path / "project_budgets" / "project_budgets.csv")
    assert [row["amount_vnd"] for row in budgets] == ["9007199254740993", "1000000000"]
    assert [row["unit_inferred"] for row in budgets] == ["true", "false"]
    assert read_csv(path / "projects" / "projects.csv")[0]["project_name"] == " \\. ; tab\t; 'x' "
    assert read_csv(path / "submissions" / "submissions.csv")[0]["received_at"] == "2024-01-02T03:04:05Z"
    columns = read_csv(path / "tables" / "tables.csv")[0]["columns"]
    assert columns == json.dumps(["STT", 'Tên, "gọi"  x', "a / b"], ensure_ascii=False, separators=(",", ":"))


def test_rows_stand_in_the_order_of_their_keys(warehouse: Warehouse, home: Home) -> None:
    path = publish_release(warehouse, home).path
    targets = read_csv(path / "indicator_targets" / "indicator_targets.csv")
    assert [(row["line_key"], row["component_no"], row["target_value"]) for row in targets] == [
        ("Phụ lục 1/I/10", "0", "80.9"),
        ("Phụ lục 1/I/9", "0", ""),
        ("Phụ lục 1/I/9", "9", "-0.5"),
        ("Phụ lục 1/I/9", "10", "100"),
    ]
    assert {row["target_text"] for row in targets} == {"Đạt 80,90%\r\ntrở lên"}
    cells = read_csv(path / "table_cells" / "table_cells.csv")
    assert [(row["row_no"], row["value_number"]) for row in cells] == [("1", "0.125"), ("2", "0.25"), ("11", "1.375")]


def test_parquet_holds_the_rows_of_the_csv(warehouse: Warehouse, home: Home) -> None:
    path = publish_release(warehouse, home).path
    for name, dataset in datasets().items():
        table = pq.read_table(path / name / f"{name}.parquet")
        rows = read_csv(path / name / f"{name}.csv")
        assert table.num_rows == len(rows)
        for column in dataset.columns:
            printed = [row[column.name] or None for row in rows]
            values = table[column.name].to_pylist()
            assert [value is None for value in values] == [text is None for text in printed]
            given = [(text, value) for text, value in zip(printed, values, strict=True) if text is not None]
            for text, value in given:
                if column.type in {"text", "json"}:
                    assert value == text
                elif column.type in {"numeric", "integer"}:
                    assert value == (float(Decimal(text)) if column.type == "numeric" else int(text))
                elif column.type == "boolean":
                    assert value is (text == "true")
                else:
                    assert value.isoformat().replace("+00:00", "Z") == text


def test_pandas_reads_the_same_frame_from_both_files(warehouse: Warehouse, home: Home) -> None:
    path = publish_release(warehouse, home).path
    budgets = path / "project_budgets" / "project_budgets"
    left, right = pd.read_csv(budgets.with_suffix(".csv")), pd.read_parquet(budgets.with_suffix(".parquet"))
    # pandas takes a column without values for float64 in CSV; in Parquet its type is declared.
    filled = [column for column in left if left[column].notna().any()]
    pd.testing.assert_frame_equal(left[filled], right[filled], check_dtype=False)
    assert right["amount_vnd"].dtype == "float64"


def test_same_marts_give_the_same_bytes_under_another_home(warehouse: Warehouse, home: Home, tmp_path: Path) -> None:
    first = publish_release(warehouse, home)
    second = publish_release(warehouse, Home(tmp_path / "elsewhere"))
    assert second.is_new
    assert contents(first.path) == contents(second.path)


def test_second_publication_writes_nothing(warehouse: Warehouse, home: Home) -> None:
    first = publish_release(warehouse, home)
    link = home.current_release.lstat()
    second = publish_release(warehouse, home)
    assert (second.id, second.is_new, second.file_count) == (first.id, False, first.file_count)
    assert home.current_release.lstat() == link
    assert {path.name for path in home.releases.iterdir()} == {first.id, *BESIDE}


def test_changed_mart_gives_a_new_release_and_keeps_the_old(
    warehouse: Warehouse, home: Home, marts: psycopg.Connection
) -> None:
    first = publish_release(warehouse, home)
    before = contents(first.path)
    marts.execute("update marts.indicators set name = 'Tên khác'")
    second = publish_release(warehouse, home)
    assert second.is_new
    assert second.id != first.id
    assert home.current_release.readlink() == Path(second.id)
    assert contents(first.path) == before
    marts.execute("update marts.indicators set name = %s", [ROWS["indicators"][0]["name"]])
    third = publish_release(warehouse, home)
    assert (third.id, third.is_new) == (first.id, False)
    assert home.current_release.readlink() == Path(first.id)


def test_order_in_the_warehouse_does_not_show(warehouse: Warehouse, home: Home, marts: psycopg.Connection) -> None:
    first = publish_release(warehouse, home)
    for relation in ("indicator_targets", "table_cells", "sections", "fct_rejected_row"):
        marts.execute(f"create table marts.copied as select * from marts.{relation} order by random()")
        marts.execute(f"truncate marts.{relation}")
        marts.execute(f"insert into marts.{relation} select * from marts.copied")
        marts.execute("drop table marts.copied")
    assert publish_release(warehouse, home).id == first.id


def test_extra_files_are_checksummed_and_part_of_the_id(warehouse: Warehouse, home: Home) -> None:
    def write_docs(folder: Path) -> None:
        (folder / "data_docs").mkdir()
        (folder / "data_docs" / "index.html").write_text("<html></html>")

    without = publish_release(warehouse, home)
    release = publish_release(warehouse, home, [write_docs])
    assert release.id != without.id
    assert (release.path / "quality" / "data_docs" / "index.html").read_text() == "<html></html>"
    assert "quality/data_docs/index.html" in (release.path / "SHA256SUMS").read_text()


def test_failure_half_way_leaves_current_as_it_was(warehouse: Warehouse, home: Home, marts: psycopg.Connection) -> None:
    first = publish_release(warehouse, home)
    marts.execute("update marts.indicators set name = 'Tên khác'")

    def fail(folder: Path) -> None:
        assert (folder / "report.json").exists()
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        publish_release(warehouse, home, [fail])
    assert home.current_release.readlink() == Path(first.id)
    assert {path.name for path in home.releases.iterdir()} == {first.id, *BESIDE}


KILLED = """
import os, signal, sys
from pathlib import Path
from pipelines.load.warehouse import Warehouse
from pipelines.publish.release import publish_release
from pipelines.settings import Home

home = Home(Path(sys.argv[2]))
publish_release(Warehouse(sys.argv[1], home), home, [lambda folder: os.kill(os.getpid(), signal.SIGKILL)])
"""


def test_killed_run_leaves_no_release_and_the_next_one_clears_up(
    warehouse: Warehouse, home: Home, marts: psycopg.Connection
) -> None:
    first = publish_release(warehouse, home)
    marts.execute("update marts.indicators set name = 'Tên khác'")
    child = subprocess.run([sys.executable, "-c", KILLED, warehouse.url, str(home.root)], check=False)
    assert child.returncode == -signal.SIGKILL
    assert home.current_release.readlink() == Path(first.id)
    left = {path.name for path in home.releases.iterdir()} - {first.id, *BESIDE}
    assert len(left) == 1
    assert left.pop().startswith(".part-")
    (home.releases / ".current-left").symlink_to(first.id)
    second = publish_release(warehouse, home)
    assert {path.name for path in home.releases.iterdir()} == {first.id, second.id, "changes", *BESIDE}


def test_two_runs_do_not_publish_at_once(warehouse: Warehouse, home: Home) -> None:
    def publish_again(_: Path) -> None:
        publish_release(warehouse, home)

    with pytest.raises(ReleaseError, match="another run is publishing"):
        publish_release(warehouse, home, [publish_again])


def test_damaged_release_is_not_taken_for_the_same(warehouse: Warehouse, home: Home) -> None:
    release = publish_release(warehouse, home)
    damaged = release.path / "documents" / "documents.csv"
    assert damaged.stat().st_mode & 0o222 == 0
    damaged.chmod(0o644)
    damaged.write_bytes(damaged.read_bytes() + b"x")
    with pytest.raises(ReleaseError, match=r"documents/documents\.csv .*delete that folder"):
        publish_release(warehouse, home)


def test_link_out_of_the_release_is_refused(warehouse: Warehouse, home: Home) -> None:
    def link(folder: Path) -> None:
        (folder / "passwd").symlink_to("/etc/passwd")

    with pytest.raises(ReleaseError, match="quality/passwd is no regular file"):
        publish_release(warehouse, home, [link])
    assert not home.current_release.exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("update marts.documents set title = ''", r"documents\.title is an empty text where null belongs"),
        ("update marts.projects set status = 'old'", r"projects\.status is 'old', which is none of new, continuing"),
        ("update marts.table_cells set value_number = 'NaN'", r"table_cells\.value_number is no finite number"),
        ("update marts.tables set columns = '{}'", r"tables\.columns is no JSON array"),
        ("insert into marts.agencies (name) values ('x')", r"agencies\.agency_id is null, and a value is required"),
        ("insert into marts.agencies select * from marts.agencies", r"two rows of the key agency_id = so-tt-tt"),
        ("delete from marts.indicators", r"indicator_targets names a row that indicators lacks: indicator_id = dvctt"),
        ("update marts.sections set parent_section_id = '7'", r"sections names a row that sections lacks: .*= 7"),
    ],
)
def test_marts_that_are_not_as_declared_are_not_published(
    warehouse: Warehouse, home: Home, marts: psycopg.Connection, change: str, message: str
) -> None:
    first = publish_release(warehouse, home)
    marts.execute(change)
    with pytest.raises(ReleaseError, match=message):
        publish_release(warehouse, home)
    assert home.current_release.readlink() == Path(first.id)


def test_marts_that_are_not_built_are_told_in_one_line(
    warehouse: Warehouse, home: Home, marts: psycopg.Connection
) -> None:
    marts.execute("drop table marts.fct_rejected_row")
    with pytest.raises(ReleaseError, match=r'"marts\.fct_rejected_row" does not exist.*build them') as told:
        publish_release(warehouse, home)
    assert "\n" not in str(told.value)
    assert not home.current_release.exists()


def test_folder_that_stands_for_current_is_not_replaced(warehouse: Warehouse, home: Home) -> None:
    home.current_release.mkdir(parents=True)
    with pytest.raises(ReleaseError, match="current is no link to a release"):
        publish_release(warehouse, home)


def test_place_that_cannot_be_written_is_told(warehouse: Warehouse, home: Home) -> None:
    home.root.mkdir()
    home.releases.write_text("a file")
    with pytest.raises(ReleaseError, match="no release can be written into"):
        publish_release(warehouse, home)


def test_release_that_nothing_points_at_becomes_current(warehouse: Warehouse, home: Home) -> None:
    first = publish_release(warehouse, home)
    home.current_release.unlink()
    second = publish_release(warehouse, home)
    assert (second.id, second.is_new) == (first.id, False)
    assert home.current_release.readlink() == Path(first.id)


def test_report_counts_what_was_set_aside(warehouse: Warehouse, home: Home) -> None:
    quality = publish_release(warehouse, home).path / "quality"
    report = json.loads((quality / "report.json").read_text(encoding="utf-8"))
    assert report["rejected_sources"] == [
        {"source_name": "rác.bin", "problem": "không phải văn bản", "remedy": "gửi lại tệp"}
    ]
    assert report["rejected_rows"] == [{"dataset": "indicator_targets", "rule": "year", "rows": 2}]
    assert report["expectations"] == [{"severity": "reject", "evaluated": 1, "failed": 1, "unexpected": 2}]
    assert report["row_issues"] == [
        {"dataset": "project_budgets", "severity": "note", "rule": "amount_far_off", "issues": 1}
    ]
    text = (quality / "report.md").read_text(encoding="utf-8")
    assert "| rác.bin | không phải văn bản | gửi lại tệp |" in text
    assert "| Kinh phí nhiệm vụ, dự án | lưu ý | amount_far_off | 1 |" in text
    assert "Đã đọc 2 văn bản; 1 tệp bị từ chối; 2 dòng bị loại khi kiểm tra." in text
    assert len(read_csv(quality / "rejected_rows.csv")) == 2


def test_nothing_of_the_run_stands_in_the_release(warehouse: Warehouse, home: Home) -> None:
    path = publish_release(warehouse, home).path
    for name, data in contents(path).items():
        # A short host name is in compressed bytes by chance: what is packed is looked at unpacked.
        told = texts_of(path / name).encode() if name.endswith((".zip", ".xlsx", ".parquet")) else data
        assert str(home.root).encode() not in told, name
        assert os.uname().nodename.encode() not in told, name
