"""Lines, pages, footnotes and page furniture."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.language.text import collapse
from pipelines.read.lines import read_lines, split_lines
from pipelines.read.model import ParagraphKind
from tests.read.shared import REAL_DOCUMENTS, real_text
from tests.samples.build import DEFINITIONS, build_sample, load_definition
from tests.samples.reflow import reflow


def test_numbers_count_the_lines_of_the_received_text() -> None:
    lines = read_lines("một\r\n\r\n  hai  ba \r\n")
    assert [(line.number, line.text, line.gap, line.indent) for line in lines] == [
        (1, "một", 0, 0),
        (3, "hai ba", 1, 2),
    ]


def test_odd_blanks_end_no_line() -> None:
    assert [line.number for line in read_lines("a\u2028b\x0bc\u0085d\ne")] == [1, 2]


def test_form_feeds_part_pages_and_page_numbers_are_furniture() -> None:
    lines = read_lines("KẾ HOẠCH\ntrang đầu\n\f            2\n\ntrang hai\n\ftrang ba\n\n 3\n\ftrang bốn\n")
    assert [(line.text, line.page, line.kind) for line in lines if line.kind is ParagraphKind.FURNITURE] == [
        ("2", 2, "furniture"),
        ("3", 3, "furniture"),
    ]
    assert {line.text: line.page for line in lines if line.text.startswith("trang")} == {
        "trang đầu": 1,
        "trang hai": 2,
        "trang ba": 3,
        "trang bốn": 4,
    }


def test_a_printed_page_number_shows_hidden_page_breaks() -> None:
    lines = read_lines("dòng một \n\ndòng hai \n\n\n\n7 \n\ndòng ba \n")
    assert [(line.text, line.page) for line in lines] == [("dòng một", 1), ("dòng hai", 1), ("7", 7), ("dòng ba", 7)]


@pytest.mark.parametrize("first", [2, 1], ids=["at the head", "at the foot"])
def test_numbers_in_the_middle_of_the_line_are_those_of_the_pages(first: int) -> None:
    body = "".join(f"Dòng thứ {number} của trang, bắt đầu ở lề trái.\n" for number in range(20))
    text = f"{body}{' ' * 35}{first}\n\n{body}\n{' ' * 35}{first + 1}\n\n{body}"
    lines = read_lines(text)
    marked = [line for line in lines if line.kind is ParagraphKind.FURNITURE]
    assert [line.text for line in marked] == [str(first), str(first + 1)]
    bodies = [line for line in lines if line.kind is ParagraphKind.BODY]
    assert [bodies[at].page for at in (0, 20, 40)] == [1, 2, 3]
    assert [at for at, line in enumerate(bodies) if line.page_start] == [20, 40]


@pytest.mark.parametrize("indent", [0, 8, 35])
def test_numbers_that_do_not_count_up_or_stand_in_cells_are_none_of_pages(indent: int) -> None:
    body = "".join(f"Dòng thứ {number} của trang, bắt đầu ở lề trái.\n" for number in range(20))
    numbers = (2, 3) if indent < 20 else (7, 3)
    text = "".join(f"{body}{' ' * indent}{number}\n\n" for number in numbers)
    assert all(line.kind is ParagraphKind.BODY and line.page == 1 for line in read_lines(text))


def test_a_row_number_alone_on_its_line_is_no_page_number() -> None:
    text = "TT Tên nhiệm vụ \n\n \n\n1 \n\n \n\nXây dựng kho dữ liệu \n\n \n\n2 \n\n \n\nĐào tạo cán bộ \n"
    assert {line.kind for line in read_lines(text)} == {ParagraphKind.BODY}


def test_a_value_in_a_cell_is_no_page_start() -> None:
    filler = "một dòng của bảng \n\n" * 30
    lines = read_lines(f"{filler}số hồ sơ phát sinh \n 44,2% \n\n{filler}")
    assert not any(line.page_start for line in lines)


def test_footnotes_under_a_rule_of_blanks_end_with_the_page() -> None:
    text = f"đã nêu1 ở trên \n\n{' ' * 41}\n1 Nội dung chú thích \n\ncủa trang \n trang sau nói tiếp \n"
    assert [line.text for line in read_lines(text) if line.kind is ParagraphKind.FOOTNOTE] == [
        "1 Nội dung chú thích",
        "của trang",
    ]


def test_footnotes_without_a_rule_answer_a_mark_on_their_page() -> None:
    text = "Các địa phương1 đã làm.\n2 xã chưa làm.\n\n1 Gồm 8 huyện.\n\fTrang hai.\n"
    assert [line.text for line in read_lines(text) if line.kind is ParagraphKind.FOOTNOTE] == ["1 Gồm 8 huyện."]


def test_a_rule_of_dashes_is_furniture_and_a_unit_in_brackets_is_not() -> None:
    kinds = {line.text: line.kind for line in read_lines("––––––––\n(%)\n-\n")}
    assert kinds == {"––––––––": "furniture", "(%)": "body", "-": "body"}


@given(st.text(alphabet="aăêđ1 \n\r\t\f\u00a0\u200b-.", max_size=300))
def test_no_printed_character_is_lost(text: str) -> None:
    expected = [collapsed for line in split_lines(text) if (collapsed := collapse(line))]
    assert [line.text for line in read_lines(text)] == expected


@pytest.mark.parametrize("doc_id", REAL_DOCUMENTS)
def test_pages_of_real_documents_count_up_by_one(doc_id: str) -> None:
    pages = [line.page for line in read_lines(real_text(doc_id))]
    assert pages[0] == 1
    assert all(after - before in (0, 1) for before, after in pairwise(pages))


def test_printed_page_numbers_of_a_real_document_agree() -> None:
    lines = read_lines(real_text("bac-kan-2024-plan"))
    numbers = [line for line in lines if line.kind is ParagraphKind.FURNITURE and line.text.isdecimal()]
    assert [(line.page, line.text) for line in numbers] == [(n, str(n)) for n in (4, 5, 14, 21, 22)]


@pytest.mark.parametrize("path", sorted(DEFINITIONS.glob("*.yml")), ids=lambda path: path.stem)
def test_pages_of_the_samples_begin_where_they_were_set(path: Path) -> None:
    # Inside a table a cell may begin like a page does: there the count is a guess, up to the first table it is not.
    sample = build_sample(path)
    lines = read_lines(sample.text)
    table = next(line.number for line in lines if line.text.startswith(("STT ", "TT ")))
    first: dict[int, int] = {}
    for line in lines:
        if line.number <= table:
            first.setdefault(line.page, line.number)
    starts = [int(row["line_no"]) for row in sample.facts["pages"]]
    assert list(first.values()) == [start for start in starts if start <= table]


@pytest.mark.parametrize("seed", range(8))
def test_page_numbers_never_stay_in_the_text(seed: int) -> None:
    path = DEFINITIONS / "phu-yen-2024h1-report.yml"
    sample = reflow(path.stem, load_definition(path), seed)
    starts = {int(row["line_no"]) for row in sample.facts["pages"][1:]}
    for line in read_lines(sample.text):
        if line.number in starts and line.text.isdecimal():
            assert line.kind is ParagraphKind.FURNITURE


def test_rules_bars_and_page_numbers_are_furniture() -> None:
    drawn = ["-------", "------- ---------------", "*", "|", "____", "- 2 -", "Trang 3", "Trang 4/15"]
    printed = ["- Mục", "- -", "2 - 3 ngày", "* Ghi chú", "Trang bị máy tính", "-"]
    kinds = {line.text: line.kind for line in read_lines("\n".join(["Dòng đầu", *drawn, *printed]))}
    assert [text for text in drawn if kinds[text] is not ParagraphKind.FURNITURE] == []
    assert [text for text in printed if kinds[text] is not ParagraphKind.BODY] == []


def test_a_table_of_contents_is_furniture() -> None:
    contents = [
        "MỤC LỤC",
        "I. ĐÁNH GIÁ TÌNH HÌNH ........... 2",
        "II. NHIỆM VỤ VÀ GIẢI PHÁP TRỌNG TÂM CỦA TOÀN NGÀNH TRONG GIAI",
        "ĐOẠN TỚI ……………… 5",
        "1. Hạ tầng . . . . . . 6",
    ]
    lines = read_lines("\n".join(["KẾ HOẠCH", *contents, "I. ĐÁNH GIÁ TÌNH HÌNH", "Đã lắp 12 trạm 5"]))
    assert [line.text for line in lines if line.kind is ParagraphKind.FURNITURE] == contents


def test_lines_to_be_filled_in_are_no_table_of_contents() -> None:
    lines = read_lines("Tên đơn vị: ............\nSố điện thoại: ........\nHọ tên: ........\nTổng số: ...... 5\n")
    assert {line.kind for line in lines} == {ParagraphKind.BODY}
