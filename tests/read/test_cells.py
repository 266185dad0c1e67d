"""Cells told apart by how wide their lines are and by what happens at a page break."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.read.cells_width import find_limit, first_part, letter_count, typeset_width
from pipelines.read.linearised import read_linearised_tables
from pipelines.read.lines import read_lines
from tests.samples.layout import Grid, linearise, wrap


@pytest.mark.parametrize(
    ("narrow", "wide"), [("illi", "mmmm"), ("thủ tục", "THỦ TỤC"), ("...", "———"), ("tỉnh", "đoàn")]
)
def test_letters_are_as_wide_as_they_are_set(narrow: str, wide: str) -> None:
    assert typeset_width(narrow) < typeset_width(wide)


@given(st.text(alphabet="aăâbđeêioơuưyAĐỀ mwW.,-1%", max_size=30), st.text(alphabet="xyz ơĐ", max_size=10))
def test_widths_add_up(left: str, right: str) -> None:
    assert typeset_width(left + right) == pytest.approx(typeset_width(left) + typeset_width(right))


def test_marks_do_not_widen_a_letter() -> None:
    assert typeset_width("Ễẫộữ") == typeset_width("Eaou")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("tỉnh Lai Châu", "tỉnh"),
        ("88/KH-UBND ngày", "88/KH-"),
        ("- Ghi ngày", "-"),
        ("2024-2025", "2024-"),
        ("a-", "a-"),
    ],
)
def test_shortest_part_that_can_stand_on_a_line(text: str, part: str) -> None:
    assert first_part(text) == part


@given(st.lists(st.text(alphabet="abcdeghik", min_size=1, max_size=9), min_size=40, max_size=80), st.integers(12, 40))
def test_the_width_at_which_a_text_was_wrapped_is_found(words: list[str], width: int) -> None:
    lines = wrap(" ".join(words), width)
    refused = [f"{line} {after.split(' ')[0]}" for line, after in pairwise(lines)]
    limit = find_limit([letter_count(line) for line in lines], [letter_count(line) for line in refused])
    assert limit is not None
    assert limit.misfits == 0
    assert limit.width <= width <= limit.top


def test_too_few_lines_tell_no_width() -> None:
    assert find_limit([12.0, 9.0], [15.0]) is None


HEADINGS = ("TT", "Danh mục nhiệm vụ, dự án", "Nội dung, quy mô đầu tư", "Đơn vị chủ trì", "Đơn vị phối hợp", "Ghi chú")
WIDTHS = (4, 30, 44, 12, 15, 13)
FIELDS = (
    "giáo dục",
    "tư pháp",
    "tài chính",
    "xây dựng",
    "nông nghiệp",
    "y tế",
    "nội vụ",
    "du lịch",
    "lao động",
    "thuế",
)


def row_of(number: int, field: str) -> tuple[str, ...]:
    longer = " và số liệu điều tra hằng năm" * (number % 3)
    return (
        str(number),
        f"Xây dựng nền tảng số dùng chung cho ngành {field} của tỉnh{longer}",
        (
            f"Xây dựng, thử nghiệm và đưa vào dùng nền tảng chung cho ngành {field}; bàn giao tài liệu{longer}; tập huấn cho "
            "người dùng ở cả ba cấp theo tình huống có thật"
        ),
        "Sở TT&TT",
        "Các sở, ngành, UBND huyện, thành phố",
        "Theo Kế hoạch số 88/KH-UBND ngày 05/3/2023",
    )


@pytest.mark.parametrize("double_spaced", [False, True])
@pytest.mark.parametrize("page_rows", range(13, 25))
def test_after_a_page_break_every_unfinished_cell_goes_on_from_the_left(page_rows: int, double_spaced: bool) -> None:
    rows = tuple(row_of(number, field) for number, field in enumerate(FIELDS, 1))
    lines = linearise(Grid(HEADINGS, rows), WIDTHS, page_rows, 0, double_spaced)
    (found,) = read_linearised_tables(read_lines("\n".join(lines)))
    expected = [tuple(" ".join(wrap(cell, width)) for cell, width in zip(row, WIDTHS, strict=True)) for row in rows]
    assert [row.texts for row in found.table.rows] == expected
