"""The heading tree."""

import re
import unicodedata
from pathlib import Path

import pytest

from pipelines.interpret.appendices import find_appendices
from pipelines.interpret.sections import TableGroup, interpret_sections
from pipelines.metadata import datasets
from pipelines.read.model import Place
from tests.interpret.texts import BLANK_REPORT, DECISION, golden, interpret, interpret_real, outline, read, rewrap
from tests.read.shared import REAL_DOCUMENTS, real_text
from tests.samples.build import DEFINITIONS, load_definition
from tests.samples.reflow import reflow

PLAN = """\
KẾ HOẠCH
Chuyển đổi số năm 2025

Phần I
KẾT QUẢ NĂM 2024

I. TÌNH HÌNH
1. Nhận thức số
1.1. Ngày Chuyển đổi số:
a) Kết quả đạt được: Tỉnh đã tổ chức ba hội nghị trong năm.
b) Tồn tại, hạn chế: Chưa có kinh phí.
2. Các sở: Tài chính, Xây dựng
Đã có 1.114 hồ sơ, phiên bản
2.0 được dùng chung. Gồm các văn bản sau:
1. Kế hoạch số 1/KH-UBND về truyền thông;
2. Kế hoạch số 2/KH-UBND về hạ tầng;
3. Kế hoạch số 3/KH-UBND về dữ liệu.
Phần II
KẾ HOẠCH NĂM 2025
I. MỤC TIÊU
1. Giao Văn phòng chủ trì thực hiện Kế hoạch này. Định kỳ báo cáo kết quả.

Nơi nhận:
- Lưu: VT.

CHỦ TỊCH

Trần Văn Bình

Phụ lục I
DANH MỤC NHIỆM VỤ
(Kèm theo Kế hoạch số 5/KH-UBND ngày 02/01/2025 của UBND tỉnh Hà Nam)
I. Nhóm một
"""


def _fold(text: str) -> str:
    return re.sub(r"\W+", " ", text).casefold().strip()


@pytest.mark.parametrize("doc_id", ["bac-kan-2024-plan", "ban-dan-toc-2024-plan"])
def test_real_documents_agree_with_what_was_transcribed(doc_id: str) -> None:
    _, sections, _ = interpret_real(doc_id)
    read_rows = [
        (
            section["level"],
            _fold(str(section["number"] or "")),
            _fold(str(section["title"])),
            section["source_line_start"],
        )
        for section in sections
    ]
    wanted = [
        (int(row["level"]), _fold(row["number"]), _fold(row["title"]), int(row["line_no"]))
        for row in golden(doc_id, "sections")
    ]
    # The groups of appendix tables come from the readers of tables and are given to the tree from there.
    groups = [row for row in wanted if row not in read_rows]
    assert read_rows == [row for row in wanted if row not in groups]
    assert len(groups) == {"bac-kan-2024-plan": 12, "ban-dan-toc-2024-plan": 0}[doc_id]


def test_levels_parents_and_titles() -> None:
    _, sections, _ = interpret(PLAN)
    assert outline(sections) == [
        (1, "Phần I", "KẾT QUẢ NĂM 2024"),
        (2, "I", "TÌNH HÌNH"),
        (3, "1", "Nhận thức số"),
        (4, "1.1", "Ngày Chuyển đổi số"),
        (5, "a", "Kết quả đạt được"),
        (5, "b", "Tồn tại, hạn chế"),
        (3, "2", "Các sở: Tài chính, Xây dựng"),
        (1, "Phần II", "KẾ HOẠCH NĂM 2025"),
        (2, "I", "MỤC TIÊU"),
        (3, "1", "Giao Văn phòng chủ trì thực hiện Kế hoạch này"),
        (1, "Phụ lục I", "DANH MỤC NHIỆM VỤ"),
        (2, "I", "Nhóm một"),
    ]
    by_id = {section["section_id"]: section for section in sections}
    assert len(by_id) == len(sections)
    for section in sections:
        parent = by_id.get(section["parent_section_id"])
        assert section["level"] == (1 if parent is None else int(str(parent["level"])) + 1)
    assert set(sections[0]) <= set(datasets()["sections"].column_names)


def test_articles_of_a_decision() -> None:
    assert outline(interpret(DECISION)[1]) == [
        (1, "Điều 1", "Phê duyệt Đề án chuyển đổi số, gồm"),
        (2, "1", "Mục tiêu"),
        (2, "2", "Kinh phí"),
        (1, "Điều 2", "Quyết định này có hiệu lực kể từ ngày ký."),
        (1, "Điều 3", "Các ông (bà) Chánh Văn phòng chịu trách nhiệm thi hành"),
    ]


def test_groups_of_tables_are_merged_in_reading_order() -> None:
    document = read(PLAN)
    appendices = find_appendices(document)
    last = appendices[0].place.line_end or 0
    groups = [
        TableGroup("Phụ lục I", "4", "Dữ liệu số:", Place(1, last + 5, last + 5)),
        TableGroup("Phụ lục I", "4.1", "Y tế 12.500 1.250,5", Place(1, last + 6, last + 6)),
        TableGroup("Phụ lục IX", "1", "Không có", Place(1, last + 7, last + 7)),
    ]
    sections = interpret_sections(document, appendices, "d", groups)
    assert outline(sections)[-2:] == [(3, "4", "Dữ liệu số"), (4, "4.1", "Y tế")]
    assert {section["document_id"] for section in sections} == {"d"}


@pytest.mark.parametrize("doc_id", REAL_DOCUMENTS)
def test_decomposed_text_has_the_same_sections(doc_id: str) -> None:
    text = real_text(doc_id)
    composed = interpret(unicodedata.normalize("NFC", text))[1]
    assert interpret(unicodedata.normalize("NFD", text))[1] == composed


@pytest.mark.parametrize("width", [62, 75, 104])
@pytest.mark.parametrize("double", [True, False])
@pytest.mark.parametrize("doc_id", REAL_DOCUMENTS)
def test_text_set_at_another_width_has_the_same_sections(doc_id: str, width: int, double: bool) -> None:
    text = real_text(doc_id)
    assert outline(interpret(rewrap(text, width, double=double))[1]) == outline(interpret(text)[1])


@pytest.mark.parametrize("path", sorted(DEFINITIONS.glob("*.yml")), ids=lambda path: path.stem)
def test_samples_set_on_other_pages_have_the_same_sections(path: Path) -> None:
    definition = load_definition(path)
    outlines = [outline(interpret(reflow(path.stem, definition, seed).text)[1]) for seed in range(6)]
    assert all(found == outlines[0] for found in outlines)


def test_a_report_of_few_lines() -> None:
    assert outline(interpret(BLANK_REPORT)[1]) == [(1, "I", "KẾT QUẢ"), (2, "1", "Hạ tầng"), (1, "II", "PHƯƠNG HƯỚNG")]
