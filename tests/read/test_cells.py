"""Cells told apart by how wide their lines are and by what happens at a page break."""

from collections.abc import Sequence
from itertools import pairwise
from typing import overload

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.read import cells
from pipelines.read.cells_knowledge import TableKnowledge
from pipelines.read.cells_page_break import Halt, find_halt
from pipelines.read.cells_width import find_limit, first_part, letter_count, typeset_width
from pipelines.read.linearised import read_linearised_tables
from pipelines.read.lines import read_lines
from pipelines.read.pieces import Piece
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


_HEADER = "STT\nChỉ tiêu\nĐơn vị tính\nChỉ tiêu năm 2024\nCơ quan chủ trì\n"
_CELLS_GO_ON = "thực hiện của từng cơ quan, đơn vị\ntheo số liệu của tháng trước đó\nSở Nội vụ và các huyện\ncòn lại\n"


@pytest.mark.parametrize(
    ("page", "most_looks"),
    [
        (f"\f{_HEADER}{_CELLS_GO_ON}", 10),
        # Without the header again nothing is sure to be a break, so that paths pass some without stopping there.
        (f"\f{_CELLS_GO_ON}", 300),
    ],
)
def test_a_row_over_many_pages(monkeypatch: pytest.MonkeyPatch, page: str, most_looks: int) -> None:
    """What stood above a page break is found without going through the whole row again, and as if one did."""
    looks = []

    def find_and_compare(
        pieces: Sequence[Piece],
        back: Sequence[Sequence[int]],
        state: int,
        at: int,
        knowledge: TableKnowledge,
        known: dict[tuple[int, int], Halt],
    ) -> Halt:
        counted = _Counted(pieces)
        halt = find_halt(counted, back, state, at, knowledge, known)
        looks.append(counted.looks)
        assert (halt.last, halt.widths, halt.lines) == _walk_back(pieces, back, state, at, len(halt.last))
        return halt

    monkeypatch.setattr(cells, "find_halt", find_and_compare)
    read_linearised_tables(read_lines(f"{_HEADER}1\nTỷ lệ hồ sơ\n%\n70\nSở Nội vụ\n2\nTỷ lệ báo cáo\n{page * 150}"))
    assert len(looks) >= 150
    assert sum(looks) < most_looks * len(looks)


class _Counted(Sequence[Piece]):
    """Pieces that count how often one of them is looked at."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self.looks = 0

    def __len__(self) -> int:
        return len(self._pieces)

    @overload
    def __getitem__(self, at: int) -> Piece: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Piece]: ...
    def __getitem__(self, at: int | slice) -> Piece | Sequence[Piece]:
        self.looks += 1
        return self._pieces[at]


def _walk_back(
    pieces: Sequence[Piece], back: Sequence[Sequence[int]], state: int, at: int, count: int
) -> tuple[list[Piece | None], list[float], list[int]]:
    """The last piece of every column, the width of its line and the lines since the break that a path goes on from."""
    last: list[Piece | None] = [None] * count
    widths = [0.0] * count
    lines: list[set[int]] = [set() for _ in range(count)]
    passed = False
    for place in range(at, max(0, at - 300) - 1, -1):
        column, piece = state % count, pieces[place]
        last[column] = ending = last[column] or piece
        if ending.line is piece.line:
            widths[column] = ending.end - piece.offset
        if not passed:
            lines[column].add(piece.line.number)
        pointer = back[place - 1][state] if place else 0
        passed = passed or pointer % 4 == cells.AGAIN
        state = pointer // 4
    return last, widths, list(map(len, lines))
