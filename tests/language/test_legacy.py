"""Text in TCVN3, VNI or wrongly read UTF-8 becomes Unicode; all other text stays as it is."""

import json
import os
import shutil
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.language.legacy import (
    MOJIBAKE,
    TCVN3,
    VNI,
    decode_all,
    decode_as,
    decode_in_font,
    decode_legacy,
    detect_legacy,
    encoding_of_font,
    is_capitals_font,
)
from pipelines.language.legacy_tables import convert, letters
from pipelines.language.text import fold, nfc
from tests.shared_inputs import shared_folder

PLAN = """ỦY BAN NHÂN DÂN HUYỆN
Kế hoạch phát triển giao thông nông thôn giai đoạn 2006 - 2010
Căn cứ đề nghị của Phòng Tài chính; xét nhu cầu vốn đầu tư sửa chữa 12 tuyến đường, 3 cầu và 45 km kênh mương.
Đơn vị tính: triệu đồng. Vốn ngân sách: 1.250,5; vốn huy động của nhân dân: 730 (chiếm 36,9%).
Chủ đầu tư phải hoàn thành thủ tục đấu thầu trước ngày 30/6/2007; nghiệm thu, bàn giao xong ở quý IV.
Hợp tác xã Ngã Sáu mua 2 xe ô tô, 7 máy gặt; kỹ sư Nguyễn Thuỳ Dương (email: duong@vidu.vn) phụ trách.
Xã nào chậm, lãnh đạo xã đó chịu trách nhiệm; khuyến khích mở rộng diện tích trồng cỏ, giữ rừng, tưới tiêu hợp lý.
Khách sạn, nghỉ dưỡng: đẩy mạnh quảng bá; chỉ tiêu đạt 95% trở lên, tỷ lệ hộ nghèo giảm dưới 5%, rõ rệt nhất ở vùng lũ.
"""
"""Our own words; every vowel, tone and mark is in it."""

PARAGRAPHS = [line for line in PLAN.split("\n") if line]
CELLS = [
    "STT",
    "Xã",
    "Số hộ",
    "Đường bê tông (km)",
    "Tổng số",
    "1",
    "2.5",
    "Ghi chú",
    "Chưa có số liệu",
    "Nguồn: Phòng Thống kê",
]
VNI_OF = {row["letter"]: row["vni"] for row in letters()}
TCVN3_OF = {row["letter"]: chr(int(row["tcvn3"], 16)) for row in letters() if row["tcvn3"]}
SMALL = [letter for letter in VNI_OF if letter.islower()]
# Of the capitals, those that TCVN3 has.
IN_TCVN3 = sorted(TCVN3_OF)
ONLY_SMALL = {letter for letter in VNI_OF if letter not in TCVN3_OF}


def in_vni(text: str) -> str:
    return "".join(VNI_OF.get(c, c) for c in text)


def as_tcvn3_prints(text: str) -> str:
    """The text as it can be written in TCVN3: no capitals with a tone."""
    return "".join(c.lower() if c in ONLY_SMALL else c for c in text)


def in_tcvn3(text: str) -> str:
    return "".join(TCVN3_OF.get(c, c) for c in as_tcvn3_prints(text))


def misread(text: str) -> str:
    """UTF-8 bytes shown as Windows-1252, those that it leaves open as Latin-1."""
    shown = (bytes([byte]) for byte in text.encode())
    return "".join(
        byte.decode("latin-1") if byte[0] in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else byte.decode("cp1252") for byte in shown
    )


def test_the_table_has_every_vietnamese_letter() -> None:
    bases = "aăâeêioôơuưy"
    tones = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
    small = {nfc(base + tone) for base in bases for tone in tones} - set("aeiouy") | {"đ"}
    assert small | {letter.upper() for letter in small} == {row["letter"] for row in letters()}
    assert {letter for letter in small if letter not in TCVN3_OF} == set()
    for encoding in ("tcvn3", "vni", "viscii", "vps"):
        codes = [row[encoding] for row in letters() if row[encoding]]
        assert len(codes) == len(set(codes))


@pytest.mark.parametrize(("encoding", "name"), [(TCVN3, "tcvn3"), (VNI, "vni")])
def test_the_tables_agree_with_another_implementation(encoding: str, name: str) -> None:
    """It lacks ẳ and ỵ of VNI and the marks of two letters in capitals; all that it has is the same."""
    encodings = pytest.importorskip("viparse.normalize.encodings")
    theirs = dict(encodings.get_charmap(name).pairs)
    ours = {shown: convert(shown, encoding) for shown in theirs}
    assert ours == theirs


@given(
    st.lists(st.text(st.sampled_from(SMALL + list("bcghklmnpqrstvx")), min_size=1, max_size=7), min_size=1).map(
        " ".join
    )
)
def test_letters_come_back_from_both_encodings(text: str) -> None:
    assert convert(in_tcvn3(text), TCVN3) == text
    assert convert(in_vni(text), VNI) == text
    assert convert(in_vni(text.upper()), VNI) == text.upper()


@given(st.lists(st.sampled_from(PLAN.split()), min_size=1, max_size=12).map(" ".join))
def test_any_row_of_words_comes_back(text: str) -> None:
    assert decode_as(in_vni(text), VNI) == text
    assert decode_as(in_tcvn3(text), TCVN3) == as_tcvn3_prints(text)
    assert decode_as(misread(text), MOJIBAKE) == text


def test_a_whole_text_is_recognised_and_converted() -> None:
    assert decode_legacy(in_vni(PLAN)) == (PLAN, VNI)
    assert decode_legacy(in_vni(PLAN.upper())) == (PLAN.upper(), VNI)
    assert decode_legacy(in_tcvn3(PLAN)) == (as_tcvn3_prints(PLAN), TCVN3)
    assert decode_legacy(misread(PLAN)) == (PLAN, MOJIBAKE)
    assert decode_legacy(PLAN.encode().decode("latin-1")) == (PLAN, MOJIBAKE)
    assert decode_legacy(misread(misread(PLAN))) == (PLAN, MOJIBAKE)


@pytest.mark.parametrize("encoding", [TCVN3, VNI, MOJIBAKE])
def test_the_cells_of_a_sheet_are_recognised_together(encoding: str) -> None:
    written = {TCVN3: in_tcvn3, VNI: in_vni, MOJIBAKE: misread}[encoding]
    cells = [written(cell) for cell in CELLS]
    assert detect_legacy(cells) == encoding
    assert [decode_as(cell, encoding) for cell in cells] == CELLS
    assert decode_all(cells) == (CELLS, [encoding])


@pytest.mark.parametrize(
    "text",
    [
        PLAN,
        PLAN.upper(),
        fold(PLAN),
        unicodedata.normalize("NFD", PLAN),
        "The quick brown fox jumps over the lazy dog; Windows® and Office™ cost 5 µg, ±3 °C, §12, «quote», ½ naïve café.",
        "Le développement numérique des régions où l'été dernier a été très sec; là-bas, à côté, les élèves ont reçu.",
        "Après Noël, des clés où rien n'était noté; où? Maïs, Saône, aïeul, coïncidence, déjà vu, forêt, hôtel, île.",
        "Die Behörden müssen für Bürger über größere Städte schöne Straßen öffnen; Vögel hören, Bäume blühen, grüne Hügel.",
        "El niño español comió piña mañana; ¿qué más está aquí? Años, corazón, también, después, jamás, país, útil.",
        "Så får vi på två år se många små öar; gå på, må så gott, få år, håll färden på vår å, då står det stilla.",
        "As ações são não só opções; pão, mãe, irmão, coração, já, você, três, avó, avô, país, açúcar, lições.",
        "1.234,5\n12/6/2024\n100%\n3×4\n5÷7\n10±2\nm²\n37°C\n1½",
        "",
        "Sè dù ¸n",
        "Tæng sè",
        "Soá",
        "Hội An café «Phố» tôi có, cô ấy ở Ñ, ò, ó, ô, ö",
        "Kế\xadhoạch chuyển\xadđổi số® của «Sở» · Ban · Ngành năm 2024 (±5%), 3−5 tỷ",
    ],
)
def test_other_text_is_left_alone(text: str) -> None:
    assert decode_legacy(text) == (nfc(text), None)
    assert detect_legacy(text.split("\n")) is None
    assert detect_legacy(text.split()) is None


@given(st.text(max_size=80))
def test_what_is_not_recognised_is_only_composed(text: str) -> None:
    decoded, found = decode_legacy(text)
    assert found is not None or decoded == nfc(text)
    assert decode_all([text])[0] == [decoded]


def test_one_line_of_another_kind_does_not_make_a_document_old() -> None:
    assert detect_legacy([PLAN * 12, "Noël, für, können, schön"]) is None


@pytest.mark.parametrize("encoding", [TCVN3, VNI])
def test_unicode_and_english_beside_old_text_stay(encoding: str) -> None:
    written = {TCVN3: in_tcvn3, VNI: in_vni}[encoding]
    beside = [
        "Trần Quốc Tuấn",
        "Tổng số hộ có đường ô tô",
        "Là và",
        "Microsoft Office 2003",
        "http://vidu.gov.vn/?a=1",
        "12,5",
    ]
    cells = [*(written(line) for line in PARAGRAPHS), *beside]
    assert detect_legacy(cells) == encoding
    decoded = [decode_as(cell, encoding) for cell in cells]
    assert decoded[-len(beside) :] == beside
    assert decode_as(f"{written('Người ký: Chủ tịch')} Trần Thị Bưởi", encoding) == "Người ký: Chủ tịch Trần Thị Bưởi"
    assert decode_as(f"Trần Thị Bưởi có nhà {written('được cấp huyện bồi thường')}", encoding) == (
        "Trần Thị Bưởi có nhà được cấp huyện bồi thường"
    )


def test_two_encodings_in_one_sheet() -> None:
    cells = [in_tcvn3(line) for line in PARAGRAPHS] + [in_vni(line) for line in PARAGRAPHS] + ["Cộng hòa"]
    decoded, found = decode_all(cells)
    assert sorted(found) == [TCVN3, VNI]
    assert decoded == [*map(as_tcvn3_prints, PARAGRAPHS), *PARAGRAPHS, "Cộng hòa"]


@pytest.mark.parametrize("encoding", [TCVN3, VNI])
def test_a_cell_that_could_be_either_is_read_as_most_others(encoding: str) -> None:
    written = {TCVN3: in_tcvn3, VNI: in_vni}[encoding]
    doubtful = {TCVN3: "Xã", VNI: "Cô"}[encoding]
    one = [written(PARAGRAPHS[3])]
    assert decode_all([*one, *PARAGRAPHS, doubtful]) == ([PARAGRAPHS[3], *PARAGRAPHS, doubtful], [encoding])
    assert decode_all([*map(written, PARAGRAPHS), doubtful])[0][-1] == {TCVN3: "Xó", VNI: "Cơ"}[encoding]
    assert decode_as(doubtful, encoding) != doubtful == decode_as(doubtful, encoding, when_in_doubt=False)


@pytest.mark.parametrize(
    ("old", "text"),
    [
        ("TV§T, H§ND, Q§-UBND, ht®t", "TVĐT, HĐND, QĐ-UBND, htđt"),
        ("XD Khu ®« thÞ míi", "XD Khu đô thị mới"),
        ("Ên §é", "ấn Độ"),
        ("§«ng Nam ¸", "Đông Nam á"),
        ("xe « t« t¶i", "xe ô tô tải"),
        ("§¬n vÞ: ®", "Đơn vị: đ"),
        ("1000®/kg", "1000đ/kg"),
        ("§o¹n 5¸10 km", "Đoạn 5¸10 km"),
        ("phÇn mÒm Windows® vµ «Office»", "phần mềm Windows® và «Office»"),
        ("m« h×nh «Tin häc vÒ x·»", "mô hình «Tin học về xã»"),
        ("l·nh ®¹o · phßng", "lãnh đạo · phòng"),
        ("n−íc ngoµi, Thñ t−íng", "nước ngoài, Thủ tướng"),
        ("n\u2212íc 5 \u2212 3 = 2, \u22127 ®é", "nước 5 \u2212 3 = 2, \u22127 độ"),
        ("v\u03bc cïng", "và cùng"),
        ("GTVT-B\xadu ®iÖn", "GTVT-Bưu điện"),
        ("3 × 4 m², 1½, t×nh h×nh", "3 × 4 m², 1½, tình hình"),
    ],
)
def test_tcvn3_as_it_is_found(old: str, text: str) -> None:
    assert decode_as(old, TCVN3) == text


@pytest.mark.parametrize(
    ("old", "text"),
    [
        ("Uûy ban, Aùnh saùng, Ôû ñaây", "Ủy ban, Ánh sáng, Ở đây"),
        ("UÛY BAN NHAÂN DAÂN", "ỦY BAN NHÂN DÂN"),
        ("QÑ-UBND, HÑND, ÑVT", "QĐ-UBND, HĐND, ĐVT"),
        ("thaùng5 naêm 2008", "tháng5 năm 2008"),
        ("«Thoâng tin» – “Xaõ hoäi”", "«Thông tin» – “Xã hội”"),
        ("ñaát² vaø röøng", "đất² và rừng"),
        ("Ñöùc Troïng, tyû leä, kyõ thuaät, thuûy", "Đức Trọng, tỷ lệ, kỹ thuật, thủy"),
        ("saún saøng, kyø, mî thuaät", "sẳn sàng, kỳ, mỵ thuật"),
        ("chính quyeàn, nghæ, ñònh kì, nghóa", "chính quyền, nghỉ, định kì, nghĩa"),
        ("nhieâm vuï, Keá hoach", "nhiêm vụ, Kế hoach"),
    ],
)
def test_vni_as_it_is_found(old: str, text: str) -> None:
    assert decode_as(old, VNI) == text


@pytest.mark.parametrize(
    ("font", "encoding", "is_capitals"),
    [
        (".VnTime", TCVN3, False),
        (".VnTimeH", TCVN3, True),
        (".VnArial", TCVN3, False),
        (".VnArial NarrowH", TCVN3, True),
        (".vntimeh", TCVN3, True),
        ("ABCDEF+.VnTimeH,Bold", TCVN3, True),
        ("ABCDEF+#2EVnTime-Italic", TCVN3, False),
        ("VnTimeH", TCVN3, True),
        ("VNI-Times", VNI, False),
        ("VNI-Helve-Condense", VNI, False),
        ("ABCDEF+VNI-Times,Bold", VNI, False),
        ("Times New Roman", None, False),
        ("Arial", None, False),
        ("UTM Avo", None, False),
        ("Calibri Light H", None, False),
        ("Vni", None, False),
        ("", None, False),
    ],
)
def test_fonts(font: str, encoding: str | None, is_capitals: bool) -> None:
    assert encoding_of_font(font) == encoding
    assert is_capitals_font(font) is is_capitals


def test_a_font_of_capitals_prints_capitals() -> None:
    assert decode_in_font("ñy ban nh©n d©n", ".VnTimeH") == "ỦY BAN NHÂN DÂN"
    assert decode_in_font("hop", ".VnTimeH") == "HOP"
    assert decode_in_font("ñy ban nh©n d©n", ".VnTime") == "ủy ban nhân dân"
    assert decode_in_font("Ủy ban nhân dân", ".VnTimeH") == "Ủy ban nhân dân"
    assert decode_in_font("Uûy ban", "VNI-Times") == "Ủy ban"
    assert decode_in_font("© ñ ®", "Arial") == "© ñ ®"


def test_wrongly_read_text_that_lost_bytes_stays() -> None:
    lost = PLAN.encode().decode("cp1252", errors="replace")
    assert "\ufffd" in lost
    assert decode_legacy(lost) == (lost, None)
    # "à" ends in a no-break blank then: where blanks were collapsed, nobody can tell "ngày" from "ngà y".
    collapsed = "\n".join(" ".join(line.split()) for line in misread(PLAN).split("\n"))
    assert decode_as("ngÃ y thÃ¡ng nÄƒm, káº¿ hoáº¡ch", MOJIBAKE) == "ngÃ y thÃ¡ng nÄƒm, káº¿ hoáº¡ch"
    assert "ngà y" not in decode_legacy(collapsed)[0]


def test_proper_words_beside_wrongly_read_ones_stay() -> None:
    assert decode_as(f"Kế hoạch {misread('năm tới')} của tỉnh", MOJIBAKE) == "Kế hoạch năm tới của tỉnh"


def test_either_place_of_the_tone_and_decomposed_text_fold_alike() -> None:
    assert fold("hoà bình") == fold("hòa bình") == fold(unicodedata.normalize("NFD", "hòa bình")) == "hoa binh"
    # As Windows-1258 has them: the tone behind a letter that carries its other mark.
    assert fold("quyê\u0301t đi\u0323nh, ươ\u0301c") == fold("quyết định, ước") == "quyet dinh, uoc"


def sheet_texts(path: Path) -> list[str]:
    calamine = pytest.importorskip("python_calamine")
    book = calamine.CalamineWorkbook.from_path(path)
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    return [cell for row in rows for cell in row if isinstance(cell, str) and cell]


def real_file(name: str) -> tuple[Path, dict[str, Any]]:
    """A real file and the facts that a correct reading gives."""
    folder = shared_folder("real-files")
    return folder / name, json.loads((folder / f"{name}.expected.json").read_text(encoding="utf-8"))


def test_a_real_sheet_in_tcvn3() -> None:
    path, facts = real_file("fdi_dong_nam_bo_2005_tcvn3.xls")
    decoded, found = decode_all(sheet_texts(path))
    assert found == [TCVN3]
    stripped = [cell.strip() for cell in decoded]
    expected = [cell["value"] for cell in facts["cells"] if isinstance(cell["value"], str)]
    # "X (printed x: ...)": what the encoding cannot write.
    expected = [value.split("(printed ")[-1].split(":")[0] for value in expected]
    assert len(expected) > 3
    assert [value for value in expected if value not in stripped] == []
    assert not any(sign in cell for cell in decoded for sign in "®©¸µ¹§«¨\xad")


def test_a_real_sheet_in_vni() -> None:
    path, facts = real_file("cangio_mau21_dutoan2006_vni.xls")
    decoded, found = decode_all(sheet_texts(path))
    assert found == [VNI]
    collapsed = [" ".join(cell.split()) for cell in decoded]
    assert [row["label"] for row in facts["rows"] if " ".join(row["label"].split()) not in collapsed] == []
    assert facts["title"] in collapsed
    assert facts["value_column_name"].split(" NĂM ")[0] in collapsed


def test_a_real_document_in_vni_signed_in_unicode() -> None:
    antiword = shutil.which("antiword")
    if antiword is None and not os.environ.get("CI"):
        pytest.skip("the package antiword is not installed")
    path, facts = real_file("qd991_ubnd_2008_vni.doc")
    command = [antiword or "antiword", "-m", "UTF-8", "-w", "0", str(path)]
    decoded, found = decode_legacy(subprocess.run(command, capture_output=True, check=True, timeout=60).stdout.decode())
    assert found == VNI
    collapsed = " ".join(decoded.split())
    document = facts["document"]
    expected = [document[field] for field in ("symbol", "place", "title", "signer")] + facts["first_citations"]
    assert [value for value in expected if value not in collapsed] == []
    assert "ngày 14 tháng5 năm 2008" in collapsed
    assert not any(sign in decoded for sign in "ñÑöÖäåïûø")
