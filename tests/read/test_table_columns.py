"""Tables whose columns a dump keeps apart by blanks."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pipelines.language.text import fold
from pipelines.read.linearised import read_linearised_tables
from pipelines.read.lines import read_lines
from pipelines.read.model import Table
from tests.samples.build import DEFINITIONS, load_definition
from tests.samples.layout import wrap

KINDS = DEFINITIONS.with_name("kinds")
TABLES = [
    pytest.param(path, number, id=f"{path.stem}-{number}")
    for path in sorted([*DEFINITIONS.glob("*.yml"), *KINDS.glob("*.yml")])
    for number in range(sum("table" in block for block in load_definition(path)["blocks"]))
]


def read(text: str) -> list[Table]:
    return [found.table for found in read_linearised_tables(read_lines(text))]


def table_of(path: Path, number: int) -> dict[str, Any]:
    found: dict[str, Any] = [block["table"] for block in load_definition(path)["blocks"] if "table" in block][number]
    return found


def keep_columns(rows: Sequence[Sequence[str]], widths: Sequence[int], vertical: str, gap: int) -> list[str]:
    """The lines of rows set side by side, ``gap`` blanks apart; ``centre`` sets every cell at half height of its row."""
    lines = []
    for row in rows:
        cells = [wrap(text, width) for text, width in zip(row, widths, strict=True)]
        height = max(map(len, cells))
        tops = [(height - len(cell)) // 2 if vertical == "centre" else 0 for cell in cells]
        for at in range(height):
            line = ""
            left = 2
            for cell, top, width in zip(cells, tops, widths, strict=True):
                shown = cell[at - top] if 0 <= at - top < len(cell) else ""
                line = line.ljust(left) + shown
                left += width + gap
            lines.append(line.rstrip())
        if vertical == "centre":
            lines.append("")
    return lines


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("vertical", ["top", "centre"])
@pytest.mark.parametrize(("path", "number"), TABLES)
def test_table_kept_in_columns_is_read_by_position(path: Path, number: int, vertical: str, seed: int) -> None:
    table = table_of(path, number)
    choose = random.Random(seed)
    longest = [max(len(word) for word in heading.split()) for _, heading, _ in table["columns"]]
    widths = [
        max(least, round(int(width) * choose.uniform(0.8, 1.2)))
        for (_, _, width), least in zip(table["columns"], longest, strict=True)
    ]
    headings = [heading.replace("\n", " ") for _, heading, _ in table["columns"]]
    rows = [next(iter(row.values())) for row in table["rows"]]
    gap = choose.randint(2, 5)
    lines = keep_columns([headings], widths, "top", gap) + keep_columns(rows, widths, vertical, gap)
    (found,) = read("\n".join(["Phụ lục", "", *lines, "", "Nơi nhận:", "- Như trên;"]))
    assert [fold(heading) for heading in found.columns] == [
        fold(" ".join(wrap(heading, width))) for heading, width in zip(headings, widths, strict=True)
    ]
    expected = [tuple(" ".join(wrap(cell, width)) for cell, width in zip(row, widths, strict=True)) for row in rows]
    assert [row.texts for row in found.rows] == expected


def test_prose_after_a_table_kept_in_columns_is_none_of_it() -> None:
    text = """
      STT    Nội dung chỉ tiêu               Chỉ tiêu    Kết quả       Ghi chú
                                                (%)      năm 2024
        1    Tỷ lệ hồ sơ nộp qua mạng            80       77,8%       778/1.000
        2    Tỷ lệ văn bản đi được ký số         90         95%
        3    Ban hành danh mục dữ liệu mở        Có       Đã ban      Quyết định số
                                                           hành       12/QĐ-UBND
   Các cơ quan căn cứ kết quả trên để đặt chỉ tiêu cho năm sau; số liệu nào chưa có
thì ghi là chưa có, không ước lượng thay cho người dùng.
"""
    (table,) = read(text)
    assert table.columns[2:] == ("Chỉ tiêu (%)", "Kết quả năm 2024", "Ghi chú")
    assert table.rows[-1].texts == (
        "3",
        "Ban hành danh mục dữ liệu mở",
        "Có",
        "Đã ban hành",
        "Quyết định số 12/QĐ-UBND",
    )
