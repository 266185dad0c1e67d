"""Bad input: cut off, two documents in one file, pages twice, out of order or damaged. Each is remarked with its place."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.read.model import Document, Paragraph, ParagraphKind, RemarkKind
from pipelines.read.sources import read_source
from tests.samples.build import DEFINITIONS, load_definition
from tests.samples.reflow import reflow

SENTENCES = (
    "Ủy ban nhân dân các xã rà soát danh sách hộ chưa có chữ ký số và báo cáo trước ngày 15",
    "Phòng Văn hóa và Thông tin tổng hợp số liệu từ các tổ công nghệ số cộng đồng ở từng thôn",
    "Trung tâm y tế hoàn thành kết nối hồ sơ sức khỏe với kho dữ liệu dùng chung của tỉnh",
    "Công an huyện phối hợp làm sạch dữ liệu dân cư, ưu tiên người già và trẻ em dưới sáu tuổi",
    "Các trường học cập nhật học bạ điện tử của lớp cuối cấp lên phần mềm quản lý trường học",
)
FORMS = ("đợt một", "đợt hai", "đợt ba", "đợt bốn", "đợt năm", "đợt sáu", "đợt bảy", "đợt tám", "đợt chín", "đợt mười")


def _page(number: int) -> list[str]:
    """A page of full lines that no other page prints."""
    return [f"- {sentence} ({FORMS[number]}, kỳ {place})." for place, sentence in enumerate(SENTENCES * 4, 1)]


def _head(symbol: str, title: str) -> list[str]:
    return [
        "ỦY BAN NHÂN DÂN",
        "HUYỆN BẮC SƠN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        f"Số: {symbol}",
        "Bắc Sơn, ngày 04 tháng 3 năm 2023",
        "KẾ HOẠCH",
        title,
    ]


SIGNATURE = ["Trên đây là Kế hoạch của Ủy ban nhân dân huyện./.", "Nơi nhận:", "- Lưu: VT.", "CHỦ TỊCH", "Dương Văn Tú"]


def _file(*pages: list[str], numbers: list[int] | None = None) -> str:
    printed = numbers or list(range(1, len(pages) + 1))
    # The first page prints no number.
    return "\n\f".join(
        "\n".join([f"{number}", "", *page] if index else page)
        for index, (number, page) in enumerate(zip(printed, pages, strict=True))
    )


def _read(text: str | bytes) -> Document:
    return read_source("a.txt", "0" * 64, text if isinstance(text, bytes) else text.encode())


def _remarks(document: Document) -> list[tuple[RemarkKind, int | None, int | None]]:
    return [(remark.kind, remark.place.line_start, remark.place.line_end) for remark in document.remarks]


def _texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph) and block.kind == "body"]


PLAN = [_head("12/KH-UBND", "Chuyển đổi số năm 2023") + _page(0), _page(1), _page(2) + SIGNATURE]


def test_a_whole_document_has_no_remarks() -> None:
    assert _remarks(_read(_file(*PLAN))) == []


@pytest.mark.parametrize("path", sorted(DEFINITIONS.glob("*.yml")), ids=lambda path: path.stem)
def test_the_samples_have_no_remarks_however_they_are_set(path: Path) -> None:
    definition = load_definition(path)
    for seed in range(4):
        text = reflow(path.stem, definition, seed).text
        assert _remarks(_read(text)) == []


def test_a_document_cut_in_a_sentence() -> None:
    cut = _file(*PLAN[:2]).rsplit(" ", 6)[0]
    last = cut.count("\n") + 1
    assert _remarks(_read(cut)) == [(RemarkKind.CUT_OFF, last, last)]
    assert "giữa câu" in _read(cut).remarks[0].text


def test_a_document_without_its_last_page() -> None:
    text = _file(*PLAN[:2])
    assert _remarks(_read(text)) == [(RemarkKind.CUT_OFF, 50, 50)]
    assert "không có nơi nhận, chữ ký" in _read(text).remarks[0].text


def test_a_file_cut_inside_a_character_is_read_up_to_it() -> None:
    data = _file(*PLAN).encode() + "Giám đốc Sở".encode()[:-1]
    document = _read(data)
    assert [remark.kind for remark in document.remarks] == [RemarkKind.CUT_OFF]
    assert "the file ends in the middle of a character" in document.notes
    assert "Dương Văn Tú" in " ".join(_texts(document))


def test_two_documents_in_one_file_are_not_mixed() -> None:
    second = _head("75/KH-UBND", "Cải cách hành chính năm 2023") + _page(5) + SIGNATURE
    document = _read("\n".join([*PLAN[0], *PLAN[2], *second]))
    first_line = len(PLAN[0]) + len(PLAN[2]) + 1
    assert _remarks(document) == [(RemarkKind.TWO_DOCUMENTS, first_line, first_line + len(second) - 1)]
    assert "số 75/KH-UBND" in document.remarks[0].text
    assert "đợt sáu" not in " ".join(_texts(document))
    assert "đợt ba" in " ".join(_texts(document))


def test_a_form_with_a_head_of_its_own_is_no_other_document() -> None:
    form = ["Phụ lục II", "MẪU BÁO CÁO", "(Kèm theo Kế hoạch số 12/KH-UBND ngày 04/3/2023 của UBND huyện)"]
    form += [*_head("     /BC-...", "Tình hình chuyển đổi số tháng ...")[:6], "BÁO CÁO", "Tình hình chuyển đổi số"]
    assert _remarks(_read("\n".join([*PLAN[0], *PLAN[2], *form]))) == []


def test_another_document_without_its_head_is_told_and_left_out() -> None:
    other = ["KẾ HOẠCH", "Cải cách hành chính năm 2024", *_page(6), *SIGNATURE]
    document = _read("\n".join([*PLAN[0], *PLAN[2], *_page(5), *other]))
    first = len(PLAN[0]) + len(PLAN[2]) + len(_page(5)) + 1
    assert _remarks(document) == [(RemarkKind.TWO_DOCUMENTS, first, first + len(other) - 1)]
    assert "Cải cách" not in " ".join(_texts(document))


def test_an_attached_plan_is_no_other_document() -> None:
    attached = [*_head("", "Hành động năm 2023")[:4], "KẾ HOẠCH", "Hành động năm 2023"]
    attached += ["(Ban hành kèm theo Quyết định số 12/QĐ-UBND ngày 04/3/2023)", *_page(4)]
    assert _remarks(_read("\n".join([*PLAN[0], *PLAN[2], *attached]))) == []


def test_a_page_twice_is_read_once() -> None:
    document = _read(_file(PLAN[0], PLAN[1], PLAN[1], PLAN[2], numbers=[1, 2, 2, 3]))
    again = len(PLAN[0]) + 1 + 2 + len(PLAN[1]) + 2
    assert _remarks(document) == [(RemarkKind.REPEATED_PAGE, again, again + len(PLAN[1]) - 1)]
    assert sum("đợt hai, kỳ 7)" in text for text in _texts(document)) == 1


def test_rows_that_look_alike_are_no_page_twice() -> None:
    rows = [f"{row} Hoàn thành theo kế hoạch của huyện, không có vướng mắc" for row in range(1, 4)] * 9
    assert _remarks(_read("\n".join([*PLAN[0], *rows, *PLAN[2]]))) == []


def test_pages_out_of_order() -> None:
    document = _read(_file(PLAN[0], _page(3), _page(1), [*_page(4), *SIGNATURE], numbers=[1, 3, 2, 4]))
    assert [remark.kind for remark in document.remarks] == [RemarkKind.PAGES_OUT_OF_ORDER]
    assert "Trang 2 đứng sau trang 3" in document.remarks[0].text


def test_an_annex_may_count_its_pages_anew() -> None:
    pages = [*PLAN, _page(5), _page(6), _page(7)]
    assert _remarks(_read(_file(*pages, numbers=[1, 2, 3, 1, 2, 3]))) == []


def _damage_lost(text: str) -> str:
    return "".join("?" if "\u1ea0" <= c <= "\u1ef9" else c for c in text)


def _damage_split(text: str) -> str:
    return " ".join(" ".join(word) if word.isalpha() else word for word in text.split(" "))


def _damage_marks(text: str) -> str:
    stripped = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return stripped.replace("đ", "d").replace("Đ", "D")


def _damage_mojibake(text: str) -> str:
    return text.encode().decode("cp1252", errors="replace")


def _damage_glyphs(text: str) -> str:
    return text.translate(str.maketrans("ưươốạn", "ƣƿɵøʄŋ"))


def _damage_as_recognised(text: str, every: int) -> str:
    """Every so many words with a misread letter, as a scan gives them."""
    words = text.split(" ")
    return " ".join(
        word.replace("n", "ri").replace("h", "li") if at % every == 0 else word for at, word in enumerate(words)
    )


def test_a_page_recognised_badly_is_doubtful_or_not_read() -> None:
    whole = [_page(place) for place in range(2, 5)]
    for every, kind, told in (
        (10, ParagraphKind.BODY, RemarkKind.DOUBTFUL_PAGE),
        (2, ParagraphKind.DAMAGED, RemarkKind.LOW_QUALITY_PAGE),
    ):
        scanned = [_damage_as_recognised(line, every) for line in _page(1)]
        document = _read(_file(PLAN[0], scanned, *whole, [*_page(8), *SIGNATURE]))
        assert [(remark.kind, remark.place.page) for remark in document.remarks] == [(told, 2)]
        kinds = {block.kind for block in document.blocks if isinstance(block, Paragraph) and block.place.page == 2}
        assert kinds == {kind, ParagraphKind.FURNITURE}


@pytest.mark.parametrize(
    ("damage", "cause"),
    [
        (_damage_lost, "chữ bị mất"),
        (_damage_split, "chữ cái bị tách rời"),
        (_damage_marks, "mất dấu"),
        (_damage_mojibake, "Windows-1252"),
        (_damage_glyphs, "ngoài bảng chữ cái tiếng Việt"),
    ],
)
def test_a_damaged_page_says_so_and_is_not_read(damage: Callable[[str], str], cause: str) -> None:
    damaged = [damage(line) for line in _page(1)]
    whole = [_page(place) for place in range(2, 8)]
    document = _read(_file(PLAN[0], damaged, *whole, [*_page(8), *SIGNATURE]))
    first = len(PLAN[0]) + 1
    assert _remarks(document) == [(RemarkKind.LOW_QUALITY_PAGE, first, first + len(damaged) + 1)]
    assert cause in document.remarks[0].text
    kinds = [block.kind for block in document.blocks if isinstance(block, Paragraph) and block.place.page == 2]
    assert set(kinds) <= {ParagraphKind.DAMAGED, ParagraphKind.FURNITURE}
    assert kinds.count(ParagraphKind.DAMAGED) == len(damaged)


def test_an_appendix_by_itself_is_not_cut_off() -> None:
    rows = "".join(f"{n}\nSố hóa hồ sơ đợt {n}\nSở Nội vụ\n{n}.500\n" for n in range(1, 6))
    annex = f"Phụ lục II\nDANH MỤC NHIỆM VỤ NĂM 2024\nTT\nTên nhiệm vụ\nĐơn vị chủ trì\nKinh phí\n{rows}"
    assert _remarks(_read(annex)) == []
    cut = _read(f"{annex}6\nSố hóa hồ sơ của")
    assert [kind for kind, _, _ in _remarks(cut)] == [RemarkKind.CUT_OFF]
