"""Numbers of headings in the forms of administrative and party documents, and what only looks like one."""

import pytest

from pipelines.language.numbering import parse_numbering


@pytest.mark.parametrize(
    ("text", "kind", "number", "values", "rest"),
    [
        ("I. MỤC TIÊU", "roman", "I.", (1,), "MỤC TIÊU"),
        ("II- NỘI DUNG", "roman", "II-", (2,), "NỘI DUNG"),
        ("III.- Tổ chức", "roman", "III.-", (3,), "Tổ chức"),
        ("IV/ Kinh phí", "roman", "IV/", (4,), "Kinh phí"),
        ("A - Đánh giá", "upper", "A -", (1,), "Đánh giá"),
        ("II.3. Nhân lực", "mixed", "II.3.", (2, 3), "Nhân lực"),
        ("III.2.1 Hạ tầng", "mixed", "III.2.1", (3, 2, 1), "Hạ tầng"),
        ("1- Mục đích", "decimal", "1-", (1,), "Mục đích"),
        ("2/ Yêu cầu", "decimal", "2/", (2,), "Yêu cầu"),
        ("1.2- Cấp huyện", "decimal", "1.2-", (1, 2), "Cấp huyện"),
        ("a/ Cấp xã", "letter", "a/", (1,), "Cấp xã"),
        ("Phần một", "part", "Phần một", (1,), ""),
        ("PHẦN C. KINH PHÍ", "part", "PHẦN C", (3,), "KINH PHÍ"),
        ("Điều 4: Hiệu lực", "article", "Điều 4", (4,), "Hiệu lực"),
    ],
)
def test_numbers_of_headings(text: str, kind: str, number: str, values: tuple[int, ...], rest: str) -> None:
    numbering = parse_numbering(text)
    assert numbering is not None
    assert (numbering.kind, numbering.number, numbering.values, numbering.rest) == (kind, number, values, rest)


@pytest.mark.parametrize(
    "text",
    ["V/v báo cáo", "X-quang tại chỗ", "1/3 số xã", "5 - 7 ngày", "2021- Sở Nội vụ", "1.114 hồ sơ", "2.0 được dùng",
     "C/O mẫu D", "Phần mềm dùng chung", "Mục tiêu chung", "Điều kiện tham gia", "I", "10/10 huyện"],
)  # fmt: skip
def test_no_numbers_of_headings(text: str) -> None:
    assert parse_numbering(text) is None
