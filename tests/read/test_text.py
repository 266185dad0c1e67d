"""Bytes to characters: encodings, byte order marks, and files that are no text."""

import codecs
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.language.syllables import is_bare_syllable, is_syllable
from pipelines.language.text import collapse, fold
from pipelines.read.lines import read_lines
from pipelines.read.model import Place, RemarkKind, SourceRejected
from pipelines.read.plain_text import read_text
from pipelines.read.quality import check_text_quality
from pipelines.read.text import decode_text, legacy_remarks
from tests.language.test_legacy_bytes import encode

TEXT = (
    "Căn cứ Luật Tổ chức chính quyền địa phương; Ủy ban nhân dân tỉnh ban hành kế hoạch chuyển đổi số năm 2024, với các \
mục tiêu: nâng cao nhận thức, phát triển hạ tầng, hoàn thiện thể chế, bảo đảm an toàn thông tin mạng cho mọi cơ quan.\n"
)
PRINTED = st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(
    lambda text: bool(text.strip(" ")) and not text.startswith("\ufeff")
)


@given(PRINTED)
def test_what_was_written_in_utf8_or_utf16_is_read_back(text: str) -> None:
    composed = unicodedata.normalize("NFC", f"x{text}")
    assert decode_text("a.txt", b"x" + text.encode())[0] == composed
    assert decode_text("a.txt", codecs.BOM_UTF8 + b"x" + text.encode())[0] == composed
    for encoding in ("utf-16-le", "utf-16-be"):
        mark = codecs.BOM_UTF16_LE if encoding.endswith("le") else codecs.BOM_UTF16_BE
        assert decode_text("a.txt", mark + f"x{text}".encode(encoding))[0] == composed


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "the file is empty (0 bytes)"),
        (b" \n\r\n", "the file holds only blanks (4 bytes)"),
        (codecs.BOM_UTF8, "the file holds only blanks (3 bytes)"),
        (b"abc\n\x00\x01\x02", "NUL byte at offset 4 (line 2): the file is binary, no text"),
        ("KẾ HOẠCH 2024".encode("utf-16-le"), "NUL byte at offset 1: the text seems to be UTF-16"),
        ("Kế\nhoạch".encode()[:-1] + b"\xff", "not valid UTF-8: byte 0xff at offset 11 (line 2)"),
        (b"a\x01\x02\x03\x04\x05", "5 control characters, the first (U+0001) in line 1"),
    ],
)
def test_what_is_no_text_is_rejected_with_its_place(data: bytes, problem: str) -> None:
    with pytest.raises(SourceRejected) as rejected:
        decode_text("thu/a.txt", data)
    assert rejected.value.problem.startswith(problem)
    assert rejected.value.source_name == "thu/a.txt"
    assert rejected.value.remedy
    assert "\n" not in str(rejected.value)


def test_a_file_in_an_old_encoding_names_byte_and_line() -> None:
    with pytest.raises(SourceRejected, match=r"byte 0xe7 at offset 13 \(line 2\).*TCVN3"):
        decode_text("a.txt", b"dong dau\ncac \xe7 ...")


def test_decomposed_text_is_noted() -> None:
    assert decode_text("a.txt", unicodedata.normalize("NFD", TEXT).encode())[1] == [
        "decomposed characters (Unicode NFD) composed to NFC"
    ]
    assert decode_text("a.txt", TEXT.encode())[1] == []


def _fails(text: str) -> list[str]:
    return [problem.problem for problem in check_text_quality(read_lines(text)).problems if problem.fails]


def test_whole_text_passes() -> None:
    assert check_text_quality(read_lines(TEXT * 3)).problems == []


def test_lost_diacritics_fail() -> None:
    assert "lost their diacritics" in _fails(fold(TEXT) * 3)[0]


def test_lost_letters_fail_and_a_few_are_noted() -> None:
    lost = "".join("?" if "\u1ea0" <= c <= "\u1ef9" else c for c in TEXT)
    assert "lost letters" in _fails(lost * 3)[0]
    noted = check_text_quality(read_lines(TEXT * 3 + "ch\ufffdng\n")).problems
    assert [(problem.fails, problem.line) for problem in noted] == [(False, 4)]


def test_an_address_with_a_question_mark_is_whole() -> None:
    assert check_text_quality(read_lines(TEXT * 3 + "xem https://so.vn/trang.php?id=7\n")).problems == []


def test_mojibake_tcvn3_and_vni_fail_by_name() -> None:
    mojibake = TEXT.encode().decode("cp1252", errors="replace")
    assert "mojibake" in _fails(mojibake * 3)[0]
    tcvn3 = "KÕ ho¹ch chuyÓn ®æi sè cña ñy ban nh©n d©n tØnh n¨m 2004 vÒ ph¸t triÓn kinh tÕ x· héi trªn ®Þa bµn tØnh\n"
    assert "TCVN3" in _fails(tcvn3 * 4)[0]
    vni = "Keá hoaïch chuyeån ñoåi soá cuûa Uûy ban nhaân daân tænh naêm 2004 veà phaùt trieån kinh teá xaõ hoäi treân ñòa baøn\n"
    assert "VNI" in _fails(vni * 4)[0]


def test_text_in_another_language_is_no_matter_of_quality() -> None:
    assert (
        check_text_quality(read_lines("The quick brown fox jumps over the lazy dog and runs away.\n" * 8)).problems
        == []
    )


@pytest.mark.parametrize(
    "word",
    [
        "nghiệp",
        "khuyến",
        "quốc",
        "giếng",
        "gì",
        "hoà",
        "hòa",
        "thuở",
        "Đường",
        "uỷ",
        "ủy",
        "quý",
        "yêu",
        "ngoằn",
        "rượu",
    ],
)
def test_syllables(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFD", word))
    assert is_bare_syllable(fold(word))


@pytest.mark.parametrize("word", ["hcủa", "khỏach", "tructuyen", "cảt", "strong", "fax", "nghiẹ́p", "ho\ufffdch"])
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert collapse(collapse(text)) == collapse(text)


TCVN3 = "KÕ ho¹ch chuyÓn ®æi sè cña ñy ban nh©n d©n tØnh n¨m 2004 vÒ ph¸t triÓn kinh tÕ x· héi trªn ®Þa bµn tØnh\n"
VNI = "Keá hoaïch chuyeån ñoåi soá cuûa uûy ban nhaân daân tænh naêm 2004 veà phaùt trieån kinh teá xaõ hoäi treân ñòa baøn tænh\n"
OLD = "Kế hoạch chuyển đổi số của ủy ban nhân dân tỉnh năm 2004 về phát triển kinh tế xã hội trên địa bàn tỉnh\n"
REMARK = "Chữ theo bảng mã cũ {} đã được chuyển sang Unicode; cần đối chiếu tên riêng và chữ hoa với bản gốc."


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (TCVN3.encode("latin-1"), OLD, "TCVN3"),
        (TCVN3.encode(), OLD, "TCVN3"),
        (codecs.BOM_UTF16_LE + TCVN3.encode("utf-16-le"), OLD, "TCVN3"),
        (VNI.encode("cp1252"), OLD, "VNI"),
        (VNI.encode(), OLD, "VNI"),
        (encode(TEXT, "Windows-1258"), TEXT, "Windows-1258"),
        (encode(TEXT, "VISCII"), TEXT, "VISCII"),
        (encode(TEXT, "VPS"), TEXT, "VPS"),
        (TEXT.encode().decode("latin-1").encode(), TEXT, "mojibake"),
    ],
)
def test_an_old_encoding_is_converted_and_noted(data: bytes, text: str, encoding: str) -> None:
    read, notes = decode_text("a.txt", data)
    assert read == text
    assert f"converted to Unicode from {encoding}" in notes
    (remark,) = legacy_remarks(notes, 7)
    assert (remark.kind, remark.place) == (RemarkKind.LEGACY_ENCODING, Place(line_start=1, line_end=7))
    if encoding != "mojibake":
        assert remark.text == REMARK.format(encoding)


@pytest.mark.parametrize("data", [TCVN3.encode("latin-1"), VNI.encode(), TEXT.encode().decode("latin-1").encode()])
def test_the_document_of_a_converted_text_says_so(data: bytes) -> None:
    document = read_text("a.txt", "0" * 64, data * 4)
    remarks = [remark for remark in document.remarks if remark.kind is RemarkKind.LEGACY_ENCODING]
    assert [remark.place for remark in remarks] == [Place(line_start=1, line_end=document.line_count)]
    assert not check_text_quality(read_lines("\n".join(block.text for block in document.paragraphs()))).problems


def test_unicode_text_has_no_remark_on_its_encoding() -> None:
    text, notes = decode_text("a.txt", TEXT.encode())
    assert (text, legacy_remarks(notes, 1)) == (TEXT, [])


@given(PRINTED, st.integers(1, 2))
def test_a_text_cut_inside_its_last_character_is_read_up_to_it(text: str, kept: int) -> None:
    read, notes = decode_text("a.txt", b"x" + text.encode() + "ế".encode()[:kept])
    assert read == unicodedata.normalize("NFC", f"x{text}")
    assert "the file ends in the middle of a character" in notes
