"""Real PDFs against transcribed facts, and documents that LibreOffice prints as PDF."""

import hashlib
import os
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from pipelines.interpret.document import interpret_document
from pipelines.language.text import fold
from pipelines.read.model import Document, RemarkKind
from pipelines.read.sources import read_source
from tests.golden.score import read_facts, score_records
from tests.shared_inputs import shared_folder

TABLES = ("indicator_targets", "indicator_results", "components", "projects", "project_budgets", "assignments")
PROSE = ("citations", "dated citations", "measurements")


def read(path: Path) -> Document:
    data = path.read_bytes()
    return read_source(path.name, hashlib.sha256(data).hexdigest(), data)


def require(program: str, package: str) -> None:
    if shutil.which(program) is None:
        if "CI" in os.environ:
            pytest.fail(f"{program} is missing: apt-get install {package}")
        pytest.skip(f"needs {program} (apt-get install {package})")


def print_as_pdf(source: Path, folder: Path) -> Path:
    require("soffice", "libreoffice-writer-nogui")
    command = [
        "soffice",
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
    ]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=180)
    return folder / f"{source.stem}.pdf"


@pytest.mark.parametrize("doc_id", ["bac-kan-2024-plan", "ban-dan-toc-2024-plan"])
def test_facts_of_real_documents(doc_id: str) -> None:
    facts = shared_folder("golden") / doc_id
    document = read(shared_folder("documents", "formats") / f"{doc_id}.pdf")
    assert document.source_format == "pdf"
    scores = score_records(lambda name: read_facts(facts / f"{name}.csv"), interpret_document(document))
    for table in TABLES:
        told = "\n".join(scores[table].wrong[:20])
        assert scores[table].recall == 1.0, told
        assert scores[table].accuracy >= 0.99, told
    for dataset in PROSE:
        assert scores[dataset].recall >= 0.97, "\n".join(scores[dataset].wrong[:20])
    assert scores["sections"].recall >= 0.97, "\n".join(scores["sections"].wrong)


def test_every_row_over_a_page_break_is_whole() -> None:
    document = read(shared_folder("documents", "formats") / "bac-kan-2024-plan.pdf")
    *_, projects = document.tables()
    numbered = [row for row in projects.rows if row.cells[0].text.isdigit()]
    assert len(numbered) == 29
    assert all(all(row.texts) for row in numbered)


def test_broken_text_layer_is_read_from_the_picture() -> None:
    require("tesseract", "tesseract-ocr tesseract-ocr-vie")
    document = read(shared_folder("real-files") / "laocai_kh1105_ke_hoach_kiem_tra.pdf")
    assert document.source_format == "pdf_scan"
    told = [remark for remark in document.remarks if remark.kind is RemarkKind.UNREADABLE_TEXT_LAYER]
    assert [remark.place.page for remark in told] == [1, 2, 3, 4, 5, 6]
    text = fold(" ".join(paragraph.text for paragraph in document.paragraphs()))
    assert text.count("ke hoach") >= 8
    assert "1105/kh-dkt" in text
    (identity,) = interpret_document(document)["documents"]
    assert (identity["document_symbol"], identity["issue_place"]) == ("1105/KH-ĐKT", "Lào Cai")
    assert identity["issue_date"] == date(2026, 3, 10)
    assert identity["signer_name"] in {None, "Hoàng Văn Thuân"}, "a seal lies over the name"


def test_annex_of_tasks_printed_as_pdf(tmp_path: Path) -> None:
    document = read(print_as_pdf(shared_folder("real-files") / "laocai_kh_chi_thi_11_khoang_san.docx", tmp_path))
    (table,) = document.tables()
    assert [fold(column) for column in table.columns] == [
        "tt", "ten nhiem vu", "so, nganh chu tri tham muu", "don vi phoi hop thuc hien", "thoi gian thuc hien", "ghi chu"
    ]  # fmt: skip
    assert [row.texts[0] for row in table.rows] == [str(number) for number in range(1, 15)]
    assert fold(table.rows[4].texts[4]) == "hoan thanh dau tu, lap dat va van hanh xong truoc ngay 01/01/2030"
    assert fold(table.rows[12].texts[2]) == "cac so, ban, nganh va ubnd cac xa, phuong"


PAGE = """<html><head><meta charset="utf-8"><style>@page {{ size: {size}; margin: 2cm }}
body {{ font-family: 'DejaVu Sans', sans-serif; font-size: 12pt }}</style></head><body>
<p>Phụ lục kèm theo kế hoạch năm 2024 của huyện, gồm các nhiệm vụ được giao cho từng đơn vị.</p>
<table border="1" cellspacing="0">{rows}</table>
<p>Tổng số nhiệm vụ được tính đến cuối quý.</p></body></html>"""


@pytest.mark.parametrize("size", ["21cm 29.7cm", "29.7cm 21cm"])
def test_web_page_printed_as_pdf(tmp_path: Path, size: str) -> None:
    more = "và cập nhật vào cơ sở dữ liệu dùng chung của huyện "
    tasks = [
        (
            str(number),
            f"Số hóa hồ sơ của xã thứ {number} {more * (number % 5)}",
            "Phòng Văn hóa",
            f"Quý {number % 4 + 1}",
        )
        for number in range(1, 41)
    ]
    rows = "<tr><th>TT</th><th>Nhiệm vụ</th><th>Đơn vị chủ trì</th><th>Thời gian</th></tr>"
    rows += "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in task) + "</tr>" for task in tasks)
    source = tmp_path / "annex.html"
    source.write_text(PAGE.format(size=size, rows=rows), encoding="utf-8")
    document = read(print_as_pdf(source, tmp_path))
    (table,) = document.tables()
    assert table.columns == ("TT", "Nhiệm vụ", "Đơn vị chủ trì", "Thời gian")
    assert [row.texts for row in table.rows] == [tuple(cell.strip() for cell in task) for task in tasks]
    assert len(list(document.paragraphs())) >= 1
