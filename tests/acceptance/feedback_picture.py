"""Takes the picture of a feedback workbook for the README: a return of ours with mistakes, as LibreOffice prints what goes back.

Usage: python -m tests.acceptance.feedback_picture HOME [FILE]. HOME is one that a run on ``data/samples`` has finished on.
"""

import io
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pypdfium2
from PIL import Image, ImageChops

from pipelines.orchestrate.steps import read_outcome
from pipelines.publish.deadlines import read_calendars
from pipelines.publish.feedback import build_feedback, issue_of, summarise
from pipelines.publish.return_templates import publish_templates
from pipelines.settings import PROJECT_ROOT, Home
from pipelines.validate.returns import validate_return

_AGENCY, _PERIOD, _KIND, _SHEET = "so-tt-tt-tuyen-quang", "2025-Q1", "project_return", "Nhiệm vụ, dự án"
_COLUMNS = ("Tình trạng", "Tiến độ (%)", "Giá trị hợp đồng", "Vốn được giao", "Giải ngân trong kỳ", "Lũy kế giải ngân")
_FILLED: tuple[tuple[str | float | None, ...], ...] = (
    ("Đang thực hiện", 130, 4000, 4500, 350.5, 1250.5),
    ("Xong", 100, 1200, None, 200, 1200),
    ("Đang thực hiện", 40, None, None, 900, 300),
    ("Chưa triển khai", 0, None, None, None, "chưa giải ngân"),
    ("Đấu thầu", 15, None, None, None, 0),
)
_RESOLUTION = 1.6
_MARGIN = 24


def main() -> None:
    """Make the return, mark it, print both of its sheets below each other and write the picture."""
    home = Home(Path(sys.argv[1]).resolve())
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else PROJECT_ROOT / "docs" / "feedback-workbook.png"
    with tempfile.TemporaryDirectory() as folder:
        (template,) = publish_templates(home, _AGENCY, _PERIOD, kinds=[_KIND], out=Path(folder))
        pages = _printed(_feedback(_filled(template.path)), Path(folder))
    shown = [_trimmed(pages[0]), _trimmed(pages[-1])]
    width = max(page.width for page in shown)
    picture = Image.new("RGB", (width, sum(page.height for page in shown)), "white")
    top = 0
    for page in shown:
        picture.paste(page, ((width - page.width) // 2, top))
        top += page.height
    picture.quantize(64).save(target, optimize=True)


def _filled(template: Path) -> bytes:
    workbook = openpyxl.load_workbook(template)
    sheet = workbook[_SHEET]
    head = next(row for row in range(1, 30) if sheet.cell(row, 1).value == "STT")
    columns = {str(cell.value).removesuffix(" (*)"): cell.column for cell in sheet[head] if cell.value}
    for row, values in enumerate(_FILLED, start=head + 2):
        for heading, value in zip(_COLUMNS, values, strict=True):
            sheet.cell(row, columns[heading]).value = value
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _feedback(data: bytes) -> bytes:
    name, sha256 = "bao-cao-du-an-quy-1.xlsx", "0" * 64
    validation = validate_return(read_outcome(name, sha256, data))
    found = validation.tables["submission_issues"].read().to_pylist()
    errors = sum(each["severity"] == "error" for each in found)
    counted = {"errors": errors, "warnings": len(found) - errors, "known_name": None, "agency_kind": "department"}
    row = {**validation.accepted["submissions"][0], **counted, "received_at": datetime(2025, 3, 12, 1, 30, tzinfo=UTC)}
    issues = [issue_of(row, each) for each in found]
    return build_feedback(name, sha256, data, issues, summarise(row, issues, read_calendars()))


def _printed(data: bytes, folder: Path) -> list[Image.Image]:
    program = shutil.which("soffice")
    if program is None:
        raise SystemExit("LibreOffice is missing; install it (Debian: libreoffice-calc)")
    (folder / "feedback.xlsx").write_bytes(data)
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    # Numbers as a Vietnamese office sees them.
    place = 'oor:path="/org.openoffice.Setup/L10N"'
    setting = f'<item {place}><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>vi</value></prop></item>'
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry"'
        f' xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{setting}</oor:items>',
        encoding="utf-8",
    )
    command = [
        program,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
    ]
    subprocess.run([*command, str(folder / "feedback.xlsx")], check=True, capture_output=True)
    pdf = pypdfium2.PdfDocument(folder / "feedback.pdf")
    return [page.render(scale=_RESOLUTION).to_pil().convert("RGB") for page in pdf]


def _trimmed(page: Image.Image) -> Image.Image:
    """The page without its foot and its empty edges."""
    page = page.crop((0, 0, page.width, int(page.height * 0.94)))
    box = ImageChops.difference(page, Image.new("RGB", page.size, "white")).getbbox() or (0, 0, *page.size)
    left, top, right, bottom = box
    return page.crop(
        (
            max(left - _MARGIN, 0),
            max(top - _MARGIN, 0),
            min(right + _MARGIN, page.width),
            min(bottom + _MARGIN, page.height),
        )
    )


if __name__ == "__main__":
    main()
