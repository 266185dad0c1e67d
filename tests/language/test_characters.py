"""Kinds of unusual characters of a text."""

import unicodedata

import pytest

from pipelines.language.characters import Unusual, unusual_characters
from pipelines.language.legacy import SUSPECT


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", 0),
        ("Kế hoạch “chuyển đổi số” năm 2024 – 100%…\n• Đề án 06", 0),
        ("a\tb", Unusual.BLANK),
        ("a\xa0b", Unusual.BLANK),
        ("a\u3000b", Unusual.BLANK | Unusual.COMPOSABLE),
        ("a\x1cb", Unusual.BLANK | Unusual.CONTROL),
        ("a\x02b", Unusual.CONTROL),
        ("Keˆ\u0301", Unusual.COMPOSABLE),
        ("S\u1ed1 li\u00f6u", Unusual.SUSPECT),
        ("\U0001f600", Unusual.COMPOSABLE),
        ("\ud800", Unusual.COMPOSABLE),
    ],
)
def test_kinds_of_characters_are_told(text: str, found: int) -> None:
    assert unusual_characters(text) == found
    assert unusual_characters("x" * 100_000 + text + "y" * 100_000) == found


def test_every_suspect_character_is_known() -> None:
    assert all(unusual_characters(sign) & Unusual.SUSPECT for sign in SUSPECT)


@pytest.mark.parametrize("before", ["", "a", "ế", "=", "\u1100", "\uac00"])
def test_normalising_changes_no_text_without_composable_characters(before: str) -> None:
    settled = [sign for sign in map(chr, range(1 << 16)) if not unusual_characters(sign) & Unusual.COMPOSABLE]
    assert len(settled) > 6_000
    for sign in settled:
        text = before + sign + sign
        assert unicodedata.normalize("NFC", text) == text
