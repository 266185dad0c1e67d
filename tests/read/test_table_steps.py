"""Tables printed cell by cell whose rows have no numbers."""

import hashlib

import pytest

from pipelines.interpret.document import interpret_document
from pipelines.read.linearised import LinearisedTable, read_linearised_tables
from pipelines.read.lines import read_lines
from pipelines.read.sources import read_source

HEADER = ("Nguồn vốn", "2026", "2027", "Tổng cộng")
ROWS = [
    ("Vốn đầu tư công", "120", "150", "270"),
    ("Vốn sự nghiệp", "80", "-", "80"),
    ("Tổng cộng", "200", "150", "350"),
]
TABLE = "\n".join(cell for row in (HEADER, *ROWS) for cell in row)
BEFORE = "1. Khái toán kinh phí\nTổng kinh phí khoảng 350 tỷ đồng, phân kỳ như sau:\nĐVT: tỷ đồng\n"
AFTER = "\n2. Nguồn kinh phí\nTừ nguồn ngân sách nhà nước theo phân cấp.\n"


def found(text: str) -> list[LinearisedTable]:
    return read_linearised_tables(read_lines(text))


def test_rows_of_a_name_and_the_same_count_of_figures() -> None:
    (only,) = found(BEFORE + TABLE + AFTER)
    assert only.table.columns == HEADER
    assert [row.texts for row in only.table.rows] == ROWS
    assert (only.start, only.end) == (3, 19)
    assert [(row.place.line_start, row.place.line_end) for row in only.table.rows] == [(8, 11), (12, 15), (16, 19)]


def test_a_name_may_wrap_and_the_last_row_too() -> None:
    wrapped = TABLE.replace("Vốn đầu tư công", "Vốn đầu tư\ncông").replace(
        "Vốn sự nghiệp", "Vốn sự nghiệp\n(chi thường xuyên)"
    )
    (only,) = found(BEFORE + wrapped + AFTER)
    assert [row.texts[0] for row in only.table.rows] == [
        "Vốn đầu tư công",
        "Vốn sự nghiệp (chi thường xuyên)",
        "Tổng cộng",
    ]


@pytest.mark.parametrize(
    "text",
    [
        TABLE.replace("2026", "Ghi một")
        .replace("2027", "Ghi hai")
        .replace("Nguồn vốn", "Ghi ba"),  # no headings of a table
        TABLE.replace("\n80\n-\n80", "\n80\n80").replace("\n200\n150\n350", "\n200"),  # rows of unlike length
        "- 12 xã\n120\n130\n- 14 xã\n140\n150",
        "Điện thoại\n0912345678\n120\nFax\n0912345679\n130",
    ],
)
def test_other_figures_under_each_other_make_no_table(text: str) -> None:
    assert found(BEFORE + text + AFTER) == []


def test_its_amounts_are_records() -> None:
    head = (
        "ỦY BAN NHÂN DÂN\nTỈNH HÀ NAM\nSố: 12/KH-UBND\nHà Nam, ngày 05 tháng 01 năm 2026\nKẾ HOẠCH\nNăm 2026 - 2027\n"
    )
    data = (head + "I. KINH PHÍ\n" + BEFORE + TABLE + AFTER).encode()
    records = interpret_document(read_source("a.txt", hashlib.sha256(data).hexdigest(), data))
    lines = [row for row in records["budget_lines"] if row["description"] == "Vốn đầu tư công"]
    assert [(row["amount_vnd"], row["period_start_year"], row["period_end_year"]) for row in lines] == [
        (120_000_000_000, 2026, 2026),
        (150_000_000_000, 2027, 2027),
        (270_000_000_000, 2026, 2027),
    ]
    assert records["unread_text"] == records["measurements"] == []
