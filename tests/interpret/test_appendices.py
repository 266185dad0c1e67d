"""Where appendices begin, what they are called and what they say of themselves."""

from itertools import pairwise

import pytest

from pipelines.interpret.appendices import Appendix, find_appendices, is_covers_line, parse_unit_line
from tests.interpret.texts import interpret_real, read
from tests.read.shared import REAL_DOCUMENTS

BODY = """\
KẾ HOẠCH
Chuyển đổi số năm 2025

I. MỤC TIÊU
Thực hiện các chỉ tiêu của năm theo phân công.
(Chi tiết tại Phụ lục I kèm theo)
Phụ lục II, III kèm theo là một phần của Kế hoạch này.
Nơi nhận:
- Lưu: VT.
CHỦ TỊCH
Trần Văn Bình
"""


def _find(text: str) -> list[Appendix]:
    return find_appendices(read(BODY + text))


@pytest.mark.parametrize(
    ("doc_id", "labels", "printed", "lines"),
    [
        ("bac-kan-2024-plan", ["Phụ lục 1", "Phụ lục 2", "Phụ lục 3"], True, [2190, 2515, 2819]),
        ("ban-dan-toc-2024-plan", ["Phụ lục 1", "Phụ lục 2"], False, [380, 543]),
        ("bac-giang-2022h1-report", ["Phụ lục I", "Phụ lục II"], True, [1153, 1386]),
        ("bac-giang-2024-plan", ["Phụ lục I", "Phụ lục II", "Phụ lục III"], True, [668, 917, 966]),
    ],
)
def test_real_documents(doc_id: str, labels: list[str], printed: bool, lines: list[int]) -> None:
    _, _, appendices = interpret_real(doc_id)
    assert [appendix.label for appendix in appendices] == labels
    assert [appendix.place.line_start for appendix in appendices] == lines
    assert all(appendix.printed is printed for appendix in appendices)
    assert all(appendix.title.isupper() and is_covers_line(appendix.covers or "") for appendix in appendices)


@pytest.mark.parametrize("doc_id", REAL_DOCUMENTS)
def test_appendices_follow_one_another_to_the_end(doc_id: str) -> None:
    _, _, appendices = interpret_real(doc_id)
    for appendix, after in pairwise(appendices):
        assert appendix.first_block < appendix.end_block == after.first_block
        assert appendix.spans(appendix.first_block)
        assert not appendix.spans(appendix.end_block)


def test_a_document_without_appendices_has_none() -> None:
    assert _find("") == []


def test_label_title_and_unit() -> None:
    (appendix,) = _find(
        "PHỤ LỤC SỐ 01\nDANH MỤC NHIỆM VỤ\nNĂM 2025\n(Kèm theo Kế hoạch số 5/KH-UBND ngày 02/01/2025 của UBND tỉnh)\n"
        "Đơn vị tính: triệu đồng\n1. Một việc cần làm.\n"
    )
    assert (appendix.label, appendix.printed) == ("PHỤ LỤC SỐ 01", True)
    assert appendix.title == "DANH MỤC NHIỆM VỤ NĂM 2025"
    assert appendix.unit_text == "triệu đồng"
    assert appendix.covers == "(Kèm theo Kế hoạch số 5/KH-UBND ngày 02/01/2025 của UBND tỉnh)"


def test_a_title_over_the_line_of_the_plan_needs_no_label() -> None:
    found = _find(
        "\nDANH MỤC THỨ NHẤT\n(Kèm theo Kế hoạch số     /KH-SXD)\nMột dòng.\n\n"
        "DANH MỤC THỨ HAI\n(Ban hành kèm theo Kế hoạch số     /KH-SXD)\nMột dòng.\n"
    )
    assert [(a.label, a.printed, a.title) for a in found] == [
        ("Phụ lục 1", False, "DANH MỤC THỨ NHẤT"),
        ("Phụ lục 2", False, "DANH MỤC THỨ HAI"),
    ]


def test_a_title_in_lower_case_belongs_to_a_printed_label() -> None:
    (appendix,) = _find("Phụ lục 2\nBảng tổng hợp kinh phí\n(Kèm theo Quyết định số 7/QĐ-UBND)\nMột dòng.\n")
    assert appendix.title == "Bảng tổng hợp kinh phí"


def test_upper_case_text_alone_is_no_appendix() -> None:
    assert _find("DANH MỤC KHÔNG THUỘC VĂN BẢN NÀO\nMột dòng thường.\n") == []


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Đơn vị tính: triệu đồng", "triệu đồng"),
        ("(ĐVT: %)", "%"),
        ("Đvt: triệu đồng", "triệu đồng"),
        ("ĐƠN VỊ TÍNH: TỶ ĐỒNG", "TỶ ĐỒNG"),
        ("Đơn vị: người", "người"),
        ("Đơn vị chủ trì: Sở Xây dựng", None),
    ],
)
def test_unit_lines(text: str, unit: str | None) -> None:
    assert parse_unit_line(text) == unit


def test_a_numbered_heading_over_a_table_behind_the_signature_is_no_appendix() -> None:
    rows = (
        "TT  Nhiệm vụ                Đơn vị chủ trì      Kinh phí\n"
        "1   Số hóa hồ sơ            Sở Nội vụ           200\n"
        "2   Nâng cấp cổng           Sở Y tế             300\n"
    )
    attached = f"""
KẾ HOẠCH
Thí điểm xã chuyển đổi số
(Ban hành kèm theo Quyết định số 12/QĐ-UBND ngày 05/3/2024 của UBND huyện)
I. MỤC TIÊU
Nâng cao hiệu quả.
II. NHIỆM VỤ VÀ PHÂN CÔNG
{rows}
III. KINH PHÍ THỰC HIỆN
Tổng kinh phí 500 triệu đồng.
"""
    assert [appendix.title for appendix in _find(attached)] in ([], ["KẾ HOẠCH Thí điểm xã chuyển đổi số"])
    (annex,) = _find(f"\nKẾT QUẢ THỰC HIỆN CHỈ TIÊU\n{rows}")
    assert annex.title == "KẾT QUẢ THỰC HIỆN CHỈ TIÊU"
