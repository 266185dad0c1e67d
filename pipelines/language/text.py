"""Unicode form, blanks and accent folding of Vietnamese text. Numbers live in ``numbers``, numbering in ``numbering``."""

import re
import unicodedata
from functools import lru_cache

_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
_HYPHENS = re.compile(r"[\u2010-\u2015\u2212]")


def nfc(text: str) -> str:
    """``text`` in Unicode NFC.

    Line by line: one letter that may be decomposed makes ``unicodedata`` go through all that it is given letter by letter.
    """
    if "\n" not in text:
        return unicodedata.normalize("NFC", text)
    return "\n".join([unicodedata.normalize("NFC", line) for line in text.split("\n")])


def collapse(text: str) -> str:
    """``text`` in NFC with every run of blanks (line breaks too) as one blank and none at the ends."""
    text = nfc(text)
    if "\u200b" in text or "\ufeff" in text:
        text = text.replace("\u200b", " ").replace("\ufeff", " ")
    return " ".join(text.split())


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """``text`` for comparison: lower case, no tone or vowel marks, đ as d, one kind of hyphen, blanks collapsed.

    >>> fold("Phụ lục  I – KẾ HOẠCH")
    'phu luc i - ke hoach'
    """
    # Old keyboards type the Icelandic eth for đ ("QÐ-UBND").
    lowered = _HYPHENS.sub("-", collapse(text)).lower().replace("đ", "d").replace("ð", "d")
    decomposed = unicodedata.normalize("NFD", lowered)
    plain = _MARKS.sub("", decomposed)
    if plain.isascii():
        return plain
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


def slug(text: str) -> str:
    """``text`` folded and joined with hyphens: a stable part of a key, ASCII only.

    >>> slug("Sở TT&TT")
    'so-tt-tt'
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
