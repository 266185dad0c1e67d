"""Unicode form, blanks and accent folding of Vietnamese text. Numbers live in ``numbers``, numbering in ``numbering``."""

import re
import unicodedata
from functools import lru_cache

_BLANKS = re.compile(r"[\s\u00a0\u200b\ufeff]+")
_HYPHENS = re.compile(r"[\u2010-\u2015\u2212]")


def nfc(text: str) -> str:
    """``text`` in Unicode NFC; returned as it is when it already is NFC."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def collapse(text: str) -> str:
    """``text`` in NFC with every run of blanks (line breaks too) as one blank and none at the ends."""
    return _BLANKS.sub(" ", nfc(text)).strip()


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """``text`` for comparison: lower case, no tone or vowel marks, đ as d, one kind of hyphen, blanks collapsed.

    >>> fold("Phụ lục  I – KẾ HOẠCH")
    'phu luc i - ke hoach'
    """
    lowered = _HYPHENS.sub("-", collapse(text)).lower().replace("đ", "d")
    decomposed = unicodedata.normalize("NFD", lowered)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


def slug(text: str) -> str:
    """``text`` folded and joined with hyphens: a stable part of a key, ASCII only.

    >>> slug("Sở TT&TT")
    'so-tt-tt'
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
