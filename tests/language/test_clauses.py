import pytest

from pipelines.language.clauses import Clauses


def clause(text: str, word: str) -> str:
    start = text.index(word)
    found = Clauses(text).around(start, start + len(word))
    return text[found.start : found.end]


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Có 5 xã; còn 3 xã. Đã chi 2 tỷ.", "còn", "còn 3 xã"),
        ("Có 5 xã; còn 3 xã. Đã chi 2 tỷ.", "chi", "Đã chi 2 tỷ"),
        ("- Xây 12 nhà tại TP. Vinh trong năm", "12", "Xây 12 nhà tại TP. Vinh trong năm"),
        ("Đạt 1.234 hồ sơ (tăng 5%); giảm 2%", "tăng", "Đạt 1.234 hồ sơ (tăng 5%)"),
        ("Chi tiết tại phụ lục 1. + Cấp 5 máy", "Cấp", "Cấp 5 máy"),
    ],
)
def test_clause_ends_with_a_semicolon_or_its_sentence(text: str, word: str, expected: str) -> None:
    assert clause(text, word) == expected


def test_sentence_goes_on_over_semicolons() -> None:
    text = "Mở đầu. Năm 2023 có 5 xã; có 6 thôn."
    start = text.index("6")
    found = Clauses(text).around(start, start + 1)
    assert text[found.sentence_start :].strip().startswith("Năm 2023")


def test_of_endless_text_only_what_stands_near_is_given() -> None:
    text = "chữ " * 50_000 + "12 xã " + "chữ " * 50_000
    start = text.index("12")
    found = Clauses(text).around(start, start + 2)
    assert found.start <= start < found.end
    assert found.end - found.start < 2_000
