"""Bytes of text files from before Unicode: recognised where only one encoding fits."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.language.legacy_bytes import decode_legacy_bytes
from pipelines.language.legacy_tables import letters
from tests.language.test_legacy import PARAGRAPHS, PLAN, as_tcvn3_prints, in_tcvn3, in_vni

NAMES = {"TCVN3": "tcvn3", "VNI": "vni", "Windows-1258": "cp1258", "VISCII": "viscii", "VPS": "vps"}


def encode(text: str, name: str) -> bytes:
    if name == "TCVN3":
        return in_tcvn3(text).encode("latin-1")
    if name == "VNI":
        return in_vni(text).encode("cp1252")
    if name == "Windows-1258":
        return b"".join(map(_in_cp1258, text))
    codes = {row["letter"]: int(row[NAMES[name]], 16) for row in letters()}
    return bytes(codes.get(c, ord(c) if c.isascii() else 0x3F) for c in text)


def _in_cp1258(letter: str) -> bytes:
    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(c for c in parts if c in "\u0300\u0301\u0303\u0309\u0323")
        vowel = "".join(c for c in parts if c not in tones)
        return (unicodedata.normalize("NFC", vowel) + tones).encode("cp1258")


def written_in(text: str, name: str) -> str:
    return as_tcvn3_prints(text) if name == "TCVN3" else text


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", [PLAN, PLAN.upper(), "\r\n".join(PARAGRAPHS), PLAN * 200])
def test_a_text_is_recognised_and_comes_back(text: str, name: str) -> None:
    expected = written_in(text, name)
    assert decode_legacy_bytes(encode(text, name)) == (expected, name)


@pytest.mark.parametrize("name", ["VISCII", "VPS"])
def test_the_tables_of_bytes_agree_with_another_implementation(name: str) -> None:
    encodings = pytest.importorskip("viparse.normalize.encodings")
    theirs = dict(encodings.get_charmap(NAMES[name]).pairs)
    for row in letters():
        shown = chr(int(row[NAMES[name]], 16))
        assert theirs.get(shown, shown) == row["letter"]


@given(st.lists(st.sampled_from(PLAN.split()), min_size=1, max_size=30).map(" ".join), st.sampled_from(sorted(NAMES)))
def test_a_few_words_come_back_or_are_refused(text: str, name: str) -> None:
    """Never in another encoding; in a few words two may fit."""
    assert decode_legacy_bytes(encode(text, name)) in (None, (written_in(text, name), name))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"plain words only",
        b"dong dau\ncac \xe7 ...",
        "Le développement où l'été a été très sec; là-bas, à côté, les élèves ont reçu des clés.".encode("cp1252"),
        "Die Behörden müssen für Bürger über größere Städte schöne Straßen öffnen.".encode("cp1252"),
        bytes(range(1, 256)) * 20,
        bytes((i * 7919) % 251 + 1 for i in range(5000)),
        PLAN.encode("utf-16-le"),
        "Kế hoạch".encode()[:-1] + b"\xff",
    ],
)
def test_other_bytes_are_refused(data: bytes) -> None:
    assert decode_legacy_bytes(data) is None
