"""Reference files that contradict themselves or each other: each mistake is one line with file, row and reason."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.validate.reference import REFERENCE, ReferenceFilesError, require_reference

Rows = list[dict[str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copied = tmp_path / "reference"
    copied.mkdir()
    for path in REFERENCE.glob("*.csv"):
        shutil.copy(path, copied)
    return copied


def _spoil(folder: Path, name: str, change: Callable[[Rows], None]) -> None:
    path = folder / name
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = list(rows[0])
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _mistakes(folder: Path) -> list[str]:
    with pytest.raises(ReferenceFilesError) as failed:
        require_reference(folder)
    return [str(mistake) for mistake in failed.value.mistakes]


def _row(rows: Rows, **values: str) -> dict[str, str]:
    (found,) = [row for row in rows if row.items() >= values.items()]
    return found


def test_the_files_of_the_project_hold_together() -> None:
    assert require_reference() > 2500


def test_a_code_used_twice_at_one_time(folder: Path) -> None:
    _spoil(folder, "administrative_units.csv", lambda rows: _row(rows, unit_id="province-cao-bang").update(code="24"))
    assert any("level “province”, code “24” holds at the same time as in row" in each for each in _mistakes(folder))


def test_overlapping_validity(folder: Path) -> None:
    def overlap(rows: Rows) -> None:
        _row(rows, unit_id="province-bac-giang").update(valid_to="2025-08-01")

    _spoil(folder, "administrative_units.csv", overlap)
    found = _mistakes(folder)
    assert any(
        each.startswith("administrative_units.csv, row ") and "code “24” holds at the same time" in each
        for each in found
    )
    # The succession says another day, too.
    assert any(
        each.startswith("unit_succession.csv") and "ends on 2025-08-01, not on 2025-07-01" in each for each in found
    )


def test_a_cycle_of_succession(folder: Path) -> None:
    def turn(rows: Rows) -> None:
        row = _row(rows, unit_id="province-bac-giang")
        rows.append(row | {"unit_id": row["successor_unit_id"], "successor_unit_id": "province-bac-giang"})

    _spoil(folder, "unit_succession.csv", turn)
    assert any("goes round in a circle: " in each and "province-bac-giang" in each for each in _mistakes(folder))


def test_an_edge_to_a_row_that_is_not_there(folder: Path) -> None:
    def lose(rows: Rows) -> None:
        rows[4]["successor_unit_id"] = "province-nowhere"

    _spoil(folder, "unit_succession.csv", lose)
    mistakes = _mistakes(folder)
    assert mistakes == [
        "unit_succession.csv, row 6: successor_unit_id “province-nowhere” is no unit_id of administrative_units.csv"
    ]


def test_a_duplicate_id_and_a_date_that_is_none(folder: Path) -> None:
    def spoil(rows: Rows) -> None:
        rows[1]["agency_id"] = rows[0]["agency_id"]
        rows[2]["valid_to"] = "2025-02-30"

    _spoil(folder, "agencies.csv", spoil)
    mistakes = _mistakes(folder)
    assert any(
        each.startswith("agencies.csv, row 3: agency_id “ubnd-tinh-bac-giang” stands in row 2 already")
        for each in mistakes
    )
    assert any(
        "row 4: valid_to is “2025-02-30”, which is no date; write it like 2025-07-01" in each for each in mistakes
    )


def test_shares_of_more_than_the_whole_and_a_second_main_heir(folder: Path) -> None:
    def spoil(rows: Rows) -> None:
        first = next(row for row in rows if row["share"] == "1")
        rows.append(first | {"successor_agency_id": "bo-cong-an"})

    _spoil(folder, "agency_succession.csv", spoil)
    mistakes = " ".join(_mistakes(folder))
    assert "add up to 2, not to 1" in mistakes
    assert "it may do so once" in mistakes


def test_words_that_other_files_need(tmp_path: Path) -> None:
    """A thing mapped twice, a unit of money that is none, a figure out of bounds, a cell too many, a file that is gone."""
    files, declared = tmp_path / "reference", tmp_path / "declared"
    files.mkdir()
    declared.mkdir()
    (files / "mappings.csv").write_text(
        "printed,indicator,unit,share,symbol\na,i1,triệu đồng,0.5,1/KH\na,i2,xu,7,x\nb,i1,tỷ đồng,,2/KH,more\n",
        encoding="utf-8",
    )
    (declared / "topic.yml").write_text(
        """
mappings.csv:
  once: [{columns: [printed]}]
  values: {unit: [đồng, triệu đồng, tỷ đồng]}
  numbers: {share: [0, 1]}
  patterns: {symbol: '\\d+/KH'}
gone.csv:
  key: [id]
""",
        encoding="utf-8",
    )
    with pytest.raises(ReferenceFilesError) as failed:
        require_reference(files, declared)
    found: dict[tuple[str, int], list[str]] = {(mistake.file, mistake.row_no): [] for mistake in failed.value.mistakes}
    for mistake in failed.value.mistakes:
        found[mistake.file, mistake.row_no].append(mistake.reason)
    assert "there is no such file" in found["gone.csv", 1][0]
    assert "has 6 cells where the header has 5" in found["mappings.csv", 4][0]
    third = " ".join(found["mappings.csv", 3])
    for words in (
        "stands in row 2 already",
        "it may be đồng, triệu đồng, tỷ đồng",
        "a number from 0 to 1",
        "does not look like",
    ):
        assert words in third
