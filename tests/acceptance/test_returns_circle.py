"""The circle of a return with the real command: template out, filled in with mistakes, feedback back, corrected, accepted."""

import csv
import io
import shutil
from collections.abc import Mapping
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.interpret.returns.identity_sheet import SUMMARY_SHEET
from pipelines.publish.feedback_comments import AUTHOR
from pipelines.settings import PROJECT_ROOT, Home
from tests.processes import run_khoso

PLAN = PROJECT_ROOT / "data" / "samples" / "tuyen-quang-2025-plan.txt"
AGENCY = "so-thong-tin-va-truyen-thong-tuyen-quang"
SHEET = "Chỉ tiêu"


def rows(home: Home, dataset: str) -> list[dict[str, str]]:
    with (home.current_release / dataset / f"{dataset}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def run(inbox: Path, home: Home) -> None:
    process = run_khoso("run", "--inbox", inbox, "--home", home.root)
    assert process.returncode == 0, process.stderr


def columns(sheet: Worksheet) -> tuple[int, Mapping[str, int]]:
    """The row of the headings and the column of each."""
    row = next(row for row in range(1, 30) if sheet.cell(row, 1).value == "STT")
    return row, {str(cell.value).removesuffix(" (*)"): cell.column for cell in sheet[row] if cell.value}


def comments(sheet: Worksheet) -> dict[str, str]:
    return {
        cell.coordinate: cell.comment.text
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment and cell.comment.author == AUTHOR
    }


def test_template_mistakes_feedback_correction_acceptance(tmp_path: Path) -> None:
    home, inbox = Home(tmp_path / "home"), tmp_path / "inbox"
    inbox.mkdir()
    shutil.copy(PLAN, inbox)
    run(inbox, home)
    assert not home.feedback.exists(), "no return came"

    made = run_khoso(
        "templates",
        "--agency",
        "Sở Thông tin và Truyền thông",
        "--period",
        "2025-Q1",
        "--home",
        home.root,
        "--kind",
        "indicator_return",
    )
    assert made.returncode == 0, made.stderr
    template = home.templates / AGENCY / "2025-Q1" / f"{AGENCY}.indicator_return.2025-Q1.xlsx"
    workbook = openpyxl.load_workbook(template)
    sheet = workbook[SHEET]
    head, at = columns(sheet)
    assigned = [
        row
        for row in rows(home, "assignments")
        if row["agency_id"] == AGENCY and row["subject_kind"] == "indicator" and row["role"] != "coordinate"
    ]
    count = len({row["subject_key"] for row in assigned})
    assert count >= 2
    assert sheet.cell(head + 2 + count, at["Chỉ tiêu"]).value is None
    result = at["Kết quả thực hiện"]
    sheet.cell(head + 2, result).value = "khoảng bảy mươi"
    for row in range(head + 3, head + 2 + count):
        sheet.cell(row, result).value = "Chưa đến kỳ đánh giá"
    workbook.save(inbox / "bao-cao-quy-1.xlsx")
    run(inbox, home)

    (first,) = rows(home, "submissions")
    assert (first["agency_id"], first["status"], first["rows_rejected"]) == (AGENCY, "accepted_with_warnings", "1")
    folder = home.feedback / AGENCY / "2025-Q1" / "indicator_return"
    feedback = openpyxl.load_workbook(folder / "bao-cao-quy-1.feedback.xlsx")
    wrong = sheet.cell(head + 2, result).coordinate
    assert "khoảng bảy mươi" in comments(feedback[SHEET])[wrong]
    assert "waits for corrections" in run_khoso("status", "--home", home.root).stdout
    assert not list(home.current_release.rglob("*.feedback.xlsx")), "what an agency sent is not published"

    # The clerk corrects the workbook that came back and sends that.
    feedback[SHEET].cell(head + 2, result).value = 99
    feedback.save(inbox / "bao-cao-quy-1-sua.xlsx")
    run(inbox, home)

    statuses = {row["source_name"]: row["status"] for row in rows(home, "submissions")}
    assert statuses["bao-cao-quy-1.xlsx"] == "superseded"
    assert statuses["bao-cao-quy-1-sua.xlsx"].startswith("accepted")
    (again,) = (row for row in rows(home, "submissions") if row["status"] != "superseded")
    assert (again["rows_accepted"], again["rows_rejected"]) == (str(count), "0")
    assert {row["submission_id"] for row in rows(home, "indicator_return_rows")} == {again["submission_id"]}
    back = openpyxl.load_workbook(io.BytesIO((folder / "bao-cao-quy-1-sua.feedback.xlsx").read_bytes()))
    assert back.sheetnames.count(SUMMARY_SHEET) == 1
    assert wrong not in comments(back[SHEET])
    assert any(str(cell.value).startswith("Đã nhận toàn bộ") for row in back[SUMMARY_SHEET].iter_rows() for cell in row)
    told = run_khoso("status", "--home", home.root).stdout
    assert "waits for corrections" not in told
    assert f"({AGENCY})" in told
