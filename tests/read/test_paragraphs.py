"""Printed lines joined into paragraphs."""

from collections import Counter
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.language.numbering import (
    format_roman,
    parse_appendix_label,
    parse_bullet,
    parse_numbering,
    parse_roman,
)
from pipelines.read.lines import read_lines
from pipelines.read.model import Paragraph, ParagraphKind
from pipelines.read.paragraphs import read_paragraphs
from tests.read.shared import REAL_DOCUMENTS, real_text

FILLER = (
    "Các cơ quan, đơn vị, địa phương đã tổ chức đồng loạt các hoạt động thông tin, tuyên truyền về\n\n"
    "ngày chuyển đổi số trên các phương tiện thông tin đại chúng, trên trang thông tin của mình và\n\n"
    "trong các buổi sinh hoạt chuyên đề, tọa đàm tại cơ sở theo hướng dẫn.\n\n"
)


def _texts(text: str, kind: ParagraphKind = ParagraphKind.BODY) -> list[str]:
    return [paragraph.text for paragraph in read_paragraphs(read_lines(text)) if paragraph.kind is kind]


def test_double_and_single_spacing_give_the_same_paragraphs() -> None:
    double = f"{FILLER}a) Kết quả:\n\n{FILLER}- Một việc;\n\n- Hai việc.\n\n"
    filler = FILLER.replace("\n\n", "\n").strip()
    single = "\n\n".join([filler, "a) Kết quả:", filler, "- Một việc;", "- Hai việc."])
    assert _texts(double) == _texts(single)
    assert len(_texts(double)) == 5


def test_a_paragraph_goes_on_after_the_foot_of_the_page() -> None:
    text = (
        f"{FILLER}Tỉnh đang khai thác 13 cơ sở dữ liệu1, trong đó các cơ sở dữ liệu mới chưa được chia \n\n"
        f"{' ' * 41}\n1 Gồm giá, tài liệu, đất đai. \n\nhttps://so.gov.vn/\n\n\n7 \n\n"
        "sẻ để các ngành, địa phương cùng khai thác. \n\n"
    )
    text = "\n".join(line if not line or line.endswith(" ") else f"{line} " for line in text.split("\n"))
    body = _texts(text)
    assert body[-1].endswith("chưa được chia sẻ để các ngành, địa phương cùng khai thác.")
    assert _texts(text, ParagraphKind.FOOTNOTE) == ["1 Gồm giá, tài liệu, đất đai."]
    assert _texts(text, ParagraphKind.FURNITURE) == ["https://so.gov.vn/", "7"]


def test_a_number_goes_on_with_the_word_before_it_however_short_the_line() -> None:
    text = f"{FILLER}Căn cứ Nghị quyết số \n\n17/NQ-CP ngày \n\n07 tháng 3 năm 2019 của Chính phủ; \n\n{FILLER}"
    assert "Căn cứ Nghị quyết số 17/NQ-CP ngày 07 tháng 3 năm 2019 của Chính phủ;" in _texts(text)
    assert _texts(f"{FILLER}2. Xã hội số \n\n612 tổ đã ra quân. \n\n{FILLER}")[1:3] == [
        "2. Xã hội số",
        "612 tổ đã ra quân.",
    ]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("Doanh thu kinh tế số chiếm khoảng", "6,2% GRDP."),
        ("Số hóa hồ sơ còn hiệu lực của cấp xã trước", "30/6/2026."),
        ("Hội đồng nhân dân tỉnh giao", "5.870,45 tỷ đồng."),
        ("Hoàn thành 02 nhiệm vụ chuyển tiếp và 03 nhiệm vụ mới", "(11.550 triệu đồng) trong năm."),
    ],
)
def test_a_figure_at_the_start_of_a_line_goes_on_with_an_open_sentence(above: str, below: str) -> None:
    assert f"{above} {below}" in _texts(f"{FILLER}{above}\n\n{below}\n\n{FILLER}")


def test_an_item_in_brackets_begins_under_a_heading_that_fills_its_line() -> None:
    heading = "1. Nhóm tiện ích phục vụ giải quyết thủ tục hành chính của các cơ quan, đơn vị trên địa bàn"
    assert _texts(f"{FILLER}{heading}\n\n(1) Tiếp tục triển khai 53 dịch vụ.\n\n{FILLER}")[1:3] == [
        heading,
        "(1) Tiếp tục triển khai 53 dịch vụ.",
    ]


@pytest.mark.parametrize("row", ["| {0} | {0} | {0} |", "{0}\t{0}\t{0}"])
def test_rows_wider_than_the_prose_do_not_tell_how_long_its_lines_are(row: str) -> None:
    prose = "Ủy ban nhân dân các xã rà soát,\nTrung tâm hành chính công tổng\nhợp.\n"
    table = "\n".join(row.format("Nâng cấp hệ thống thông tin số " + str(n)) for n in range(20))
    assert " ".join(prose.split()) in _texts(f"{prose}\n{table}\n\n{prose}")


def test_a_note_cut_by_the_page_goes_on_under_the_next_rule() -> None:
    rule = " " * 41
    text = (
        f"Nội dung đã nêu1 ở trang này và \n\n{rule}\n1 Gồm các phân hệ: quản lý kho dữ liệu; \n trang sau \n\n"
        f"{rule}\nkết nối với hệ thống khác. \n2 Không kể cấp xã. \n"
    )
    assert _texts(text, ParagraphKind.FOOTNOTE) == [
        "1 Gồm các phân hệ: quản lý kho dữ liệu; kết nối với hệ thống khác.",
        "2 Không kể cấp xã.",
    ]


def test_a_dash_inside_a_name_or_quotation_is_no_bullet() -> None:
    text = (
        f"{FILLER}Xây dựng nền tảng tòa soạn số tại cơ quan báo và cơ sở dữ liệu của ngành Lao động trong năm\n\n"
        "- Thương binh và Xã hội giai đoạn 1; duy trì chuyên mục hằng tuần mang tên “Chuyển đổi số\n\n"
        "- Cơ hội và thách thức” trên sóng phát thanh.\n\n- Một việc khác.\n\n"
    )
    assert len(_texts(text)) == 3


def test_headings_and_anchors_stand_alone() -> None:
    text = "ỦY BAN NHÂN DÂN\nTỈNH HÀ NAM\nKẾ HOẠCH\nChuyển đổi số năm 2024\nCăn cứ Luật;\nI. MỤC TIÊU\n1. Chung\nNơi nhận:\n"
    text += "- Như trên;\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nPhụ lục I\nDANH MỤC\n(Kèm theo Kế hoạch số 1/KH-UBND)\nSTT Tên"
    assert _texts(text) == [
        "ỦY BAN NHÂN DÂN TỈNH HÀ NAM",
        *text.split("\n")[2:],
    ]


def test_the_signature_beside_the_recipients_is_told_apart() -> None:
    text = (
        "Nơi nhận:                              KT. GIÁM ĐỐC\n- Như trên;                           PHÓ GIÁM ĐỐC\n"
        "- Lưu: VT.\n\n                                       Trần Văn Bình\n"
    )
    assert sorted(_texts(text)) == sorted(
        ["Nơi nhận:", "- Như trên;", "- Lưu: VT.", "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Trần Văn Bình"]
    )


def _words(paragraphs: Iterable[Paragraph]) -> Counter[str]:
    return Counter(word for paragraph in paragraphs for word in paragraph.text.split())


@given(st.text(alphabet="aĂ1. \n-:;(“”)\f", max_size=400))
def test_no_word_is_lost_or_printed_twice(text: str) -> None:
    lines = read_lines(text)
    assert _words(read_paragraphs(lines)) == Counter(word for line in lines for word in line.text.split())


@pytest.mark.parametrize("doc_id", REAL_DOCUMENTS)
def test_every_line_of_a_real_document_is_in_one_paragraph(doc_id: str) -> None:
    lines = read_lines(real_text(doc_id))
    printed = [line for paragraph in read_paragraphs(lines) for line in paragraph.lines]
    assert Counter(printed) == Counter(line.text for line in lines)


@pytest.mark.parametrize(
    ("text", "kind", "number", "rest"),
    [
        ("Phần I", "part", "Phần I", ""),
        ("PHẦN THỨ HAI", "part", "PHẦN THỨ HAI", ""),
        ("Chương II. QUY ĐỊNH", "chapter", "Chương II", "QUY ĐỊNH"),
        ("Điều 1. Ban hành", "article", "Điều 1.", "Ban hành"),
        ("IV. KINH PHÍ", "roman", "IV.", "KINH PHÍ"),
        ("A. ĐẶT VẤN ĐỀ", "upper", "A.", "ĐẶT VẤN ĐỀ"),
        ("2.2.1. Sở", "decimal", "2.2.1.", "Sở"),
        ("6.2 Đối với", "decimal", "6.2", "Đối với"),
        ("2) của", "decimal", "2)", "của"),
        ("đ) Lĩnh vực", "letter", "đ)", "Lĩnh vực"),
        ("a/. Tên", "letter", "a/.", "Tên"),
    ],
)
def test_numbers_of_paragraphs(text: str, kind: str, number: str, rest: str) -> None:
    found = parse_numbering(text)
    assert found is not None
    assert (found.kind, found.number, found.rest) == (kind, number, rest)


@pytest.mark.parametrize(
    "text",
    [
        "1.114 hồ sơ",
        "2.0, Kiến trúc",
        "30/6/2024 xong",
        "4 Tỷ lệ",
        "III/2022; ban hành",
        "Điều 5 của Luật",
        "w) x",
        "100%",
    ],
)
def test_other_numbers(text: str) -> None:
    assert parse_numbering(text) is None


@given(st.integers(1, 399))
def test_roman_numerals(value: int) -> None:
    assert parse_roman(format_roman(value)) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Phụ lục 1: KẾT QUẢ", ("Phụ lục 1", "KẾT QUẢ")),
        ("PHỤ LỤC II", ("PHỤ LỤC II", "")),
        ("Phụ lục số 03 DANH MỤC DỰ ÁN", ("Phụ lục số 03", "DANH MỤC DỰ ÁN")),
        ("Phụ lục (Kèm theo Kế hoạch số 1)", ("Phụ lục", "(Kèm theo Kế hoạch số 1)")),
        ("Phụ lục II, III kèm theo", None),
        ("Phụ lục I kèm theo)", None),
        ("Phụ lục. Việc chuyển tiếp thì làm tiếp", None),
        ("phụ lục 3 kèm theo", None),
    ],
)
def test_labels_of_appendices(text: str, expected: tuple[str, str] | None) -> None:
    assert parse_appendix_label(text) == expected


def test_bullets() -> None:
    assert parse_bullet("- Một việc") == ("-", "Một việc")
    assert parse_bullet("-5") is None


def test_headings_and_sentences_that_stand_at_one_indent() -> None:
    text = """\
      1. Thời hạn báo cáo
      Trước ngày 20 của tháng cuối quý, các đơn vị gửi báo cáo về Sở để tổng
hợp, trình Ủy ban nhân dân tỉnh.
      2. Nội dung
      Kết quả và kiến nghị."""
    assert [paragraph.text for paragraph in read_paragraphs(read_lines(text))] == [
        "1. Thời hạn báo cáo",
        ("Trước ngày 20 của tháng cuối quý, các đơn vị gửi báo cáo về Sở để tổng hợp, trình Ủy ban nhân dân tỉnh."),
        "2. Nội dung",
        "Kết quả và kiến nghị.",
    ]


def test_a_rule_ends_the_title_over_it() -> None:
    text = "KẾT LUẬN\ntại phiên họp thứ nhất\n-----\nTại phiên họp, các đại biểu thảo luận."
    texts = [paragraph.text for paragraph in read_paragraphs(read_lines(text))]
    assert texts == ["KẾT LUẬN", "tại phiên họp thứ nhất", "-----", "Tại phiên họp, các đại biểu thảo luận."]
