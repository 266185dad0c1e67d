"""Symbols of documents in text: found once, read without blanks, and nothing else taken for one."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.language.symbols import find_symbols


def symbols(text: str) -> list[str]:
    return [span.symbol for span in find_symbols(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kế hoạch 199 /KH- UBND ngày", "199/KH-UBND"),
        ("Nghị quyết số 111-\nNQ/TU của", "111-NQ/TU"),
        ("quyết định số 12/qđ-ubnd ngày", "12/qđ-ubnd"),
        ("Chỉ thị số 14/CT-TTG ngày", "14/CT-TTG"),
        ("số 15/QĐ -UBND", "15/QĐ-UBND"),
        ("số 16/QĐ – UBND tỉnh", "16/QĐ-UBND"),
        ("Quyết định số 17/QĐ‐UBND", "17/QĐ-UBND"),
        ("Nghị định số 33/2019/N Đ-CP ngày", "33/2019/NĐ-CP"),
        ("KH 146/KH UBND ngày 28/6", "146/KHUBND"),
        ("Luật số 20/2023/QH15 ngày", "20/2023/QH15"),
        ("Nghị quyết 1104/NQ-UBTVQH15;", "1104/NQ-UBTVQH15"),
        ("theo Đề án 06/CP trên địa bàn", "06/CP"),
        ("Nghị định 64-CP", "64-CP"),
        ("tại 2776/BYT-ATTP ngày", "2776/BYT-ATTP"),
        ("Công văn số 4840/BTTTT- CĐSQG.", "4840/BTTTT-CĐSQG"),
        ("Thông tư liên tịch số 02/2011/TTLT-VPCP-BNV", "02/2011/TTLT-VPCP-BNV"),
        ("Kế hoạch 02-KH/BCĐTW", "02-KH/BCĐTW"),
        ("Quyết định số 77/QĐ-BKH&CN", "77/QĐ-BKH&CN"),
        ("số:99/BC-UBND", "99/BC-UBND"),
        ("số12/KH-UBND", "12/KH-UBND"),
        ("Công văn số 58/P.VHTT-TT", "58/P.VHTT-TT"),
        ("Kế hoạch số 12a/KH-UBND", "12a/KH-UBND"),
        # The mark of a footnote stands at the end of the symbol without a blank; a number of a body's own does too.
        ("Nghị quyết số 52-NQ/TW1 ngày", "52-NQ/TW"),
        ("Thông báo số 33/TB-VPCP12,", "33/TB-VPCP"),
        ("Công văn số 15/CAT-PC06", "15/CAT-PC06"),
        ("Quyết định số 12/QĐ-UBND - HĐND tỉnh", "12/QĐ-UBND"),
        ("Quyết định số 12/QĐ-UBNDngày 5/5/2024", "12/QĐ-UBND"),
    ],
)
def test_symbol_as_printed(text: str, found: str) -> None:
    assert symbols(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "Số     /KH-UBND ngày", "Số ......../QĐ-UBND", "Kế hoạch số…/KH-UBND", "tỷ lệ 12/15, ngày 20/12, 24/7, 4G/5G",
        "HTTT/CSDL, CNTT-TT, TT&TT, xã/phường", "08 xã/phường/thị trấn", "đạt 45/UBND xã", "đã báo cáo 12/UBND xã",
        "QCVN 102:2016/BTTTT, TCVN 11930:2017, ISO/IEC 27001:2013", "https://vanban.gov.vn/2023/12-QD-UBND",
        "mẫu số 02/BC-CĐS", "Biểu 03/CCHC-BNV", "IPv4/IPv6", "giai đoạn 2021-2025", "Đề án 06", "12/CNTT-TT", "1 số/tuần",
        "Phụ lục số 02/KH-UBND", "a.b@12/KH-UBND", "tháng 6/2024 UBND tỉnh", "30/Kế hoạch", "5/NGƯỜI",
    ],
)  # fmt: skip
def test_what_is_no_symbol(text: str) -> None:
    assert symbols(text) == []


@pytest.mark.parametrize(
    ("text", "document_type"),
    [
        ("Báo cáo số 64/UBND-BCSĐ", "bao_cao"),
        ("Văn bản số 64/UBND-NC", "cong_van"),
        ("văn bản số 12/KH-UBND", "ke_hoach"),
        ("Đề án 06/QĐ-TTg", "quyet_dinh"),
        ("Chương trình hành động số 12-CTr/TU", "chuong_trinh"),
        ("Thông báo kết luận số 8-TB/TU", "thong_bao"),
        ("CV số 2156/UBND-KGVX", "cong_van"),
        ("số 20/2023/QH15", None),
        ("Bộ luật số 91/2015/QH13", "bo_luat"),
        ("12/TTr-STTTT", "to_trinh"),
    ],
)
def test_type(text: str, document_type: str | None) -> None:
    assert [span.type for span in find_symbols(text)] == [document_type]


def test_cut_symbol_says_so() -> None:
    assert [(s.symbol, s.is_cut) for s in find_symbols("Theo Kế hoạch số 324/KH- chức, viên chức")] == [
        ("324/KH", True)
    ]


NUMBERS = st.integers(1, 9999).map(lambda n: f"{n:02d}")
YEARS = st.integers(1992, 2026).map(str)
TYPES = st.sampled_from(["QĐ", "KH", "NQ", "NĐ", "CT", "TB", "BC", "TTr", "HD", "KL", "CTr", "TT", "QyĐ"])
BODIES = st.sampled_from(["UBND", "HĐND", "TTg", "CP", "BTTTT", "STTTT", "BCĐ", "VPCP", "SGDĐT", "BKH&CN", "PVHTT"])
OFFICES = st.sampled_from(["UBND-KGVX", "STTTT-CNTT", "VPCP-KSTT", "BTTTT-CATTT", "SGDĐT-VP", "BNV-CCHC"])
SYMBOLS = st.one_of(
    st.builds("{}/{}-{}".format, NUMBERS, TYPES, BODIES),
    st.builds("{}/{}/{}-{}".format, NUMBERS, YEARS, TYPES, BODIES),
    st.builds("{}-{}/{}".format, NUMBERS, TYPES, st.sampled_from(["TU", "TW", "HU", "BCSĐ", "ĐU", "BTGTU"])),
    st.builds("{}/{}".format, NUMBERS, OFFICES),
    st.builds("{}/{}/QH{}".format, NUMBERS, YEARS, st.integers(10, 16)),
)
NAMES = st.sampled_from(
    [
        "Nghị quyết",
        "quyết định",
        "Kế hoạch",
        "KẾ HOẠCH",
        "Thông báo kết luận",
        "công văn",
        "CV",
        "QĐ",
        "Văn bản",
        "Luật",
        "tờ trình",
    ]
)
BEFORE = st.sampled_from(["Căn cứ ", "thực hiện các ", "- ", "(", "trong 3/4 năm, theo ", "; ", "ngày 02/9/2024, tại "])
AFTER = st.sampled_from([" ngày 05/3/2024", ".", "", ", 15/20 xã", " của UBND tỉnh", "; số 7", ")", " và 12 đơn vị"])


@given(BEFORE, NAMES, st.sampled_from([" số ", " số: ", " Số "]), SYMBOLS, AFTER)
def test_symbol_in_prose_is_found_once(before: str, name: str, said: str, symbol: str, after: str) -> None:
    text = f"{before}{name}{said}{symbol}{after}"
    (found,) = find_symbols(text)
    assert found.symbol == symbol
    assert text[found.start : found.end] == symbol
    assert found.name_start == len(before)


@given(SYMBOLS, st.lists(st.sampled_from(["", "", " ", "\n"]), min_size=3, max_size=3), st.booleans())
@example("12/KH-UBND", [" ", " ", " "], True)
def test_blanks_at_separators_are_dropped(symbol: str, blanks: list[str], dash: bool) -> None:
    """A line ends at a separator; an en dash stands for the hyphen."""
    printed, parts = "", symbol.replace("-", "\0-").replace("/", "\0/").split("\0")
    for part, blank in zip(parts, ["", *blanks], strict=False):
        printed += part if part[0] not in "-/" else f"{part[0]}{blank}{part[1:]}"
    text = f"theo Văn bản số {printed.replace('-', '–') if dash else printed} của cơ quan"
    assert symbols(text) == [symbol]


@given(st.lists(SYMBOLS, min_size=1, max_size=6))
def test_every_symbol_of_an_enumeration_is_found(listed: list[str]) -> None:
    assert symbols("các văn bản số " + ", số ".join(listed) + " về việc giao nhiệm vụ") == listed


@given(st.text(alphabet="0123456789/-–. AĐUBNDabg\n", max_size=60))
def test_a_symbol_is_printed_where_it_is_said_to_be(text: str) -> None:
    end = 0
    for span in find_symbols(text):
        assert span.start >= end
        assert "".join(text[span.start : span.end].split()).replace("–", "-") == span.symbol
        end = span.end


@pytest.mark.parametrize(
    "unit", ["1/A", "1/A-", "12/KH-", "số 12/2023/", "1/AB-CD-EF", "9 ", "Kế hoạch số ", "1/AAAAAAAAAAAAAAAA"]
)
def test_time_is_linear(unit: str) -> None:
    """Forty times the text may cost no more than 200 times the time; a quadratic pattern would cost 1,600 times."""
    small, large = unit * 1000, unit * 40000

    def seconds(text: str) -> float:
        start = time.process_time()  # what others do on the machine is not counted
        find_symbols(text)
        return time.process_time() - start

    seconds(small)
    assert min(seconds(large) for _ in range(3)) < 200 * max(min(seconds(small) for _ in range(3)), 1e-4)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("các Nghị quyết số 11, 12 và 13/NQ-HĐND ngày 10/12/2023", ["11/NQ-HĐND", "12/NQ-HĐND", "13/NQ-HĐND"]),
        ("Thông tư số 01, 02/2023/TT-BTTTT", ["01/2023/TT-BTTTT", "02/2023/TT-BTTTT"]),
        ("Quyết định số 4a; 5/QĐ-UBND", ["4a/QĐ-UBND", "5/QĐ-UBND"]),
        # Not one list of numbers: another document's name stands between, or no document is named at all.
        ("Quyết định số 5, Nghị định số 13/2020/NĐ-CP", ["13/2020/NĐ-CP"]),
        ("Nghị quyết số 12/NQ-HĐND, 13/NQ-HĐND", ["12/NQ-HĐND", "13/NQ-HĐND"]),
        ("ở các điểm số 4, 5/KH-UBND", ["5/KH-UBND"]),
    ],
)
def test_numbers_that_share_the_rest_of_a_symbol(text: str, found: list[str]) -> None:
    assert symbols(text) == found
    assert {span.type for span in find_symbols(text)} - {None} == {find_symbols(text)[-1].type}
