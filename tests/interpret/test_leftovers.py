"""Every non-blank line of an appendix is in a cell, a heading, page furniture, a record of prose, or in ``unread_text``."""

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest

from pipelines.interpret.appendices import find_appendices
from pipelines.interpret.document import interpret_document
from pipelines.interpret.leftovers import appendix_characters
from pipelines.interpret.records import Records
from pipelines.language.text import collapse
from pipelines.read.model import Document, Paragraph, ParagraphKind, Table
from pipelines.read.sources import read_source
from tests.shared_inputs import SHARED

SAMPLES = sorted((Path(__file__).resolve().parents[2] / "data" / "samples").glob("*.txt"))
REAL = sorted((SHARED / "documents").glob("*.txt"))


def load(path: Path) -> tuple[list[str], Document, Records]:
    data = path.read_bytes()
    document = read_source(path.name, hashlib.sha256(data).hexdigest(), data)
    lines = [collapse(line.replace("\f", " ")) for line in data.decode().replace("\r\n", "\n").split("\n")]
    return lines, document, interpret_document(document)


def words_of(table: Table) -> Counter[str]:
    cells = (cell.text for row in table.rows for cell in row.cells if not cell.covered)
    return Counter(word for text in (*cells, *table.columns) for word in text.split())


@pytest.mark.parametrize("path", [*SAMPLES, *REAL], ids=lambda path: path.stem)
def test_every_line_is_in_one_block_and_every_word_of_a_table_in_a_cell_or_a_heading(path: Path) -> None:
    lines, document, _ = load(path)
    paragraphs = {n for p in document.paragraphs() for n in p.line_numbers}
    covered = set(paragraphs)
    for table in document.tables():
        first, last = table.header_place.line_start or table.place.line_start or 0, table.place.line_end or 0
        own = [n for n in range(first, last + 1) if n not in paragraphs]
        covered.update(own)
        printed = Counter(word for n in own for word in lines[n - 1].split())
        headings = {word for column in table.columns for word in column.split()}
        assert {word for word in printed - words_of(table) if word not in headings} == set(), "words lost"
        assert words_of(table) - printed == Counter(), "words invented"
    assert [n for n, line in enumerate(lines, 1) if line and n not in covered] == []


@pytest.mark.parametrize("path", [*SAMPLES, *REAL], ids=lambda path: path.stem)
def test_every_passage_of_an_appendix_is_accounted_for(path: Path) -> None:
    _, document, records = load(path)
    unread = {row["source_line_start"] for row in records["unread_text"]}
    of_prose = ("sections", "citations", "measurements", "budget_lines")
    said = {row["source_line_start"] for name in of_prose for row in records[name]}
    said |= {
        number
        for section in records["sections"]
        for paragraph in json.loads(str(section["paragraphs"] or "[]"))
        for number in range(paragraph["line_start"], paragraph["line_end"] + 1)
    }
    lost = []
    for appendix in find_appendices(document):
        for block in document.blocks[appendix.first_block : appendix.end_block]:
            if not isinstance(block, Paragraph) or block.kind is ParagraphKind.FURNITURE:
                continue
            in_heading = (block.place.line_start or 0) <= (appendix.place.line_end or 0)
            if not in_heading and not set(block.line_numbers) & (unread | said) and "ơn vị tính" not in block.text:
                lost.append(block.text)
    assert lost == []


@pytest.mark.parametrize("path", [*SAMPLES, *REAL], ids=lambda path: path.stem)
def test_tables_are_read_to_the_last_cell(path: Path) -> None:
    _, document, records = load(path)
    spans = [(table.place.line_start or 0, table.place.line_end or 0) for table in document.tables()]
    left = [
        row for row in records["unread_text"]
        if any(first <= int(str(row["source_line_start"])) <= last for first, last in spans)
    ]  # fmt: skip
    whole = sum(len(cell.text) for table in document.tables() for row in table.rows for cell in row.cells)
    assert sum(len(str(row["text"])) for row in left) <= 0.01 * whole


def test_a_column_that_no_dataset_takes_is_kept_and_the_share_says_so() -> None:
    text = """\
UBND TỈNH LAI CHÂU
SỞ Y TẾ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 9/KH-SYT            Lai Châu, ngày 05 tháng 3 năm 2024
KẾ HOẠCH
Khám bệnh lưu động năm 2024
I. MỤC TIÊU
Khám cho người dân vùng cao.
GIÁM ĐỐC
Lò Thị Mai
\fPhụ lục
DANH MỤC NHIỆM VỤ
(Kèm theo Kế hoạch số 9/KH-SYT ngày 05/3/2024 của Sở Y tế)

STT Nhiệm vụ Đơn vị chủ trì Thời gian hoàn thành
1 Lập danh sách xã vùng cao Phòng Nghiệp vụ Y Quý I/2024
2 Mua thuốc cho đoàn khám Phòng Tài chính Quý II/2024
3 Khám và cấp thuốc tại thôn Trung tâm Y tế Quý III/2024
"""
    document = read_source("a.txt", "0" * 64, text.encode())
    records = interpret_document(document)
    assert [table.columns[-1] for table in document.tables()] == ["Thời gian hoàn thành"]
    everything = " ".join(str(value) for rows in records.values() for row in rows for value in row.values())
    for period in ("Quý I/2024", "Quý II/2024", "Quý III/2024"):
        assert period in everything
    unread = sum(len(str(row["text"])) for row in records["unread_text"])
    share = next(row for row in records["findings"] if row["finding_kind"] == "unread_share")
    expected = f"{100 * unread / appendix_characters(document, find_appendices(document)):.1f} %".replace(".", ",")
    assert (share["value_text"], share["responsibility"]) == (expected, "us")


def test_cells_of_a_table_of_the_body_that_was_not_read_are_kept() -> None:
    text = """\
UBND TỈNH LAI CHÂU
Số: 9/KH-UBND            Lai Châu, ngày 05 tháng 3 năm 2024
KẾ HOẠCH
Khám bệnh lưu động năm 2024
I. KINH PHÍ
Kinh phí phân kỳ như sau:
Loại vốn
Đợt một
Đợt hai
Vốn đầu tư
120
150
Vốn khác
80
85
II. TỔ CHỨC THỰC HIỆN
Sở Y tế chủ trì.
"""
    unread = interpret_document(read_source("a.txt", "0" * 64, text.encode()))["unread_text"]
    assert [row["text"] for row in unread] == ["Vốn đầu tư", "120", "150", "Vốn khác", "80", "85"]
    assert [row["source_line_start"] for row in unread] == list(range(10, 16))
