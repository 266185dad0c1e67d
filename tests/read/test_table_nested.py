"""Headers of two levels and the row of column numbers under a header."""

import pytest

from pipelines.read.linearised import read_linearised_tables
from pipelines.read.lines import read_lines
from pipelines.read.table_header import read_header
from pipelines.read.table_nested import nest_headings, numbers_columns


@pytest.mark.parametrize(
    ("printed", "columns"),
    [
        (("STT", "Chỉ tiêu", "ĐVT", "Năm 2023", "Năm 2024"), ("STT", "Chỉ tiêu", "ĐVT", "Năm 2023", "Năm 2024")),
        (
            ("STT", "Nhiệm vụ", "Kinh phí (triệu đồng)", "Ghi chú", "Tổng số", "NSTW", "NSĐP"),
            ("STT", "Nhiệm vụ", "Kinh phí (triệu đồng) / Tổng số", "Kinh phí (triệu đồng) / NSTW",
             "Kinh phí (triệu đồng) / NSĐP", "Ghi chú"),
        ),
        (
            ("TT", "Dự án", "Cơ quan thực hiện", "Kinh phí", "Chủ trì", "Phối hợp", "2021-2025", "2024"),
            ("TT", "Dự án", "Cơ quan thực hiện / Chủ trì", "Cơ quan thực hiện / Phối hợp", "Kinh phí / 2021-2025",
             "Kinh phí / 2024"),
        ),
        (
            ("TT", "Nhiệm vụ", "Tổng kinh phí giai đoạn 2024-2026", "Kinh phí năm 2025"),
            ("TT", "Nhiệm vụ", "Tổng kinh phí giai đoạn 2024-2026", "Kinh phí năm 2025"),
        ),
        (("STT", "Chỉ tiêu", "Kết quả", "Ghi chú"), ("STT", "Chỉ tiêu", "Kết quả", "Ghi chú")),
    ],
)  # fmt: skip
def test_headings_under_another_stand_at_its_place(printed: tuple[str, ...], columns: tuple[str, ...]) -> None:
    assert nest_headings(printed) == columns


def test_periods_under_a_unit_are_columns() -> None:
    header = read_header(
        read_lines("STT Nhiệm vụ Sản phẩm Kinh phí (triệu đồng)\n2021-2025\n2024\nNguồn vốn\n1 Mở lớp\n"), 0
    )
    assert header is not None
    assert header.columns[3:] == ("Kinh phí (triệu đồng) / 2021-2025", "Kinh phí (triệu đồng) / 2024", "Nguồn vốn")
    assert [kind.content for kind in header.kinds[3:]] == ["amount", "amount", "source"]


@pytest.mark.parametrize("line", ["1 2 3 4", "(1) (2) (3) (4)", "A B 1 2", "1 2 3 4=2+3"])
def test_row_of_column_numbers_is_part_of_the_header(line: str) -> None:
    rows = "1 Mở lớp tập huấn Sở Nội vụ Quý II/2024\n2 Rà soát quy chế Sở Tư pháp Quý III/2024\n"
    (found,) = read_linearised_tables(read_lines(f"STT Nhiệm vụ Đơn vị chủ trì Thời gian\n{line}\n{rows}"))
    assert [row.texts for row in found.table.rows] == [
        ("1", "Mở lớp tập huấn", "Sở Nội vụ", "Quý II/2024"),
        ("2", "Rà soát quy chế", "Sở Tư pháp", "Quý III/2024"),
    ]


@pytest.mark.parametrize("line", ["1 2 4 5", "1 Mở lớp", "12 14 16", "2 3 4"])
def test_other_figures_number_no_columns(line: str) -> None:
    assert not numbers_columns(line)


def kinds_of(header_lines: str) -> list[tuple[str, str]]:
    header = read_header(read_lines(header_lines), 0)
    assert header is not None
    return [(name, kind.kind) for name, kind in zip(header.columns, header.kinds, strict=True)]


def test_plan_and_result_stand_under_their_year() -> None:
    lines = "STT Chỉ tiêu ĐVT\nThực hiện\nnăm 2021\nNăm 2022\nSo với KH\n(%)\nGhi chú\nKế hoạch Ước TH\n1 2 3 4 5 6 7 8\nI Kinh tế\n"
    assert kinds_of(lines)[3:] == [
        ("Thực hiện năm 2021", "result"), ("Năm 2022 / Kế hoạch", "target"), ("Năm 2022 / Ước TH", "result"),
        ("So với KH (%)", "rate"), ("Ghi chú", "note"),
    ]  # fmt: skip


def test_year_and_plan_are_what_the_lines_are_figures_of() -> None:
    indicators = kinds_of("TT Tên chỉ tiêu\nĐơn vị\ntính\nThực hiện\nnăm 2020\nNăm 2021\nĐịnh hướng\n2030\n1 Tỷ lệ\n")
    assert [kind for _, kind in indicators[2:]] == ["unit", "result", "target", "target"]
    works = kinds_of(
        "TT Tên công trình Chủ đầu tư\nTổng mức\nđầu tư\nKế hoạch\nnăm 2023\nVốn đã giải\nngân\nTỷ lệ giải ngân (%)\n1 Đường\n"
    )
    assert [kind for _, kind in works[1:]] == ["project_name", "lead_agency", "budget", "budget", "budget", "rate"]


def test_result_to_a_date_is_a_column_of_its_own() -> None:
    read = kinds_of("TT Tên chỉ tiêu\nChỉ tiêu\nđược giao\nThực hiện đến\n15/11/2022\nCơ quan chủ trì\n1 Tỷ lệ\n")
    assert [kind for _, kind in read[2:]] == ["target", "result", "lead_agency"]
