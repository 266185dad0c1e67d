"""Accent folding: the table of Vietnamese letters gives what decomposing gives, for every letter and beside any other."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from pipelines.language.text import collapse, fold, letter_folder

_VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"


def test_every_vietnamese_letter_is_in_the_table() -> None:
    plain = letter_folder({})
    for letter in _VIETNAMESE:
        expected = "d" if letter == "đ" else unicodedata.normalize("NFD", letter)[0]
        assert plain(letter) == expected
    assert plain("việc ö") is None
    assert letter_folder({"“": '"'})("“việc") == '"viec'


@given(st.text(st.sampled_from(_VIETNAMESE + _VIETNAMESE.upper() + "bc 09-–—ðÐ“…öß\u0301\u200b\t"), max_size=20))
def test_folding_is_lower_case_without_marks(text: str) -> None:
    lowered = collapse(text).lower().translate(dict.fromkeys(map(ord, "–—"), "-")).translate({0x111: "d", 0xF0: "d"})
    decomposed = unicodedata.normalize("NFD", lowered)
    assert fold(text) == unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))
