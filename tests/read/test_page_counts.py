"""Bare numbers between lines of prose that are those of pages, and others that are not."""

import pytest

from pipelines.read.lines import read_lines
from pipelines.read.model import ParagraphKind
from pipelines.read.page_counts import mark_page_counts

PROSE = "Văn phòng UBND tỉnh chủ trì, phối hợp với các cơ quan liên quan tổ chức thực hiện.\n"


def numbers(text: str) -> list[str]:
    lines = mark_page_counts(read_lines(text))
    return [line.text for line in lines if line.kind is ParagraphKind.FURNITURE]


def test_numbers_that_count_the_pages_are_no_text() -> None:
    pages = [PROSE * 30, PROSE * 28 + "Tỷ lệ hồ sơ của các sở, ban,\n", "ngành đạt 50%.\n" + PROSE * 30]
    assert numbers("2\n".join(pages[:1]) + "2\n" + "3\n".join(pages[1:]) + "4\n" + PROSE * 9) == ["2", "3", "4"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(PROSE * 30 + "2\n" + PROSE * 30, id="one alone"),
        pytest.param(PROSE * 30 + "2\n" + PROSE * 5 + "3\n" + PROSE * 30, id="too near"),
        pytest.param(PROSE * 30 + "3\n" + PROSE * 30 + "2\n" + PROSE * 30, id="counting down"),
        pytest.param(
            (PROSE * 30 + "Dịch vụ công trực tuyến toàn trình mức độ\n{}\ncủa tỉnh.\n") * 2 + PROSE, id="asked for"
        ),
        pytest.param((PROSE * 30 + "Sở Nội vụ\n2\nTỷ lệ hồ sơ\n") * 2, id="rows of a table"),
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert numbers(text.replace("{}", "3", 1).replace("{}", "4")) == []
