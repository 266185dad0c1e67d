"""Which kinds of unusual characters a text holds, asked once of all of it. What is to be done about them is for others to say.

Most texts hold none, and then nobody needs to go through one for line breaks of other systems, letters of old fonts, or
letters and marks that Unicode writes as one.
"""

import unicodedata
from enum import IntFlag

import numpy as np

from pipelines.language.legacy import SUSPECT


class Unusual(IntFlag):
    """A kind of unusual characters."""

    COMPOSABLE = 1
    """Unicode NFC may write it otherwise, alone or with its neighbours; so may what is too rare to be looked into."""
    CONTROL = 2
    """It controls a machine and prints nothing."""
    BLANK = 4
    """A blank that is neither the usual one nor the end of a line."""
    SUSPECT = 8
    """Texts in encodings from before Unicode are full of it."""


_CODES = 1 << 16  # the units of UTF-16; what takes two of them is rare
# Latin letters with and without marks, punctuation, symbols, and the characters of one font only.
_KNOWN = (range(0x300), range(0x1E00, 0x1F00), range(0x2000, 0x2C00), range(0xE000, 0xF900))
_BLANKS = "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace() and sign not in " \n")
_CONTROLS = "".join(map(chr, (*range(0x01, 0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0))))
_AT_ONCE = 1 << 15
"""So many characters are looked up at once that the arrays stay small."""


def _is_settled(code: int) -> bool:
    """Whether NFC leaves a character as it is and joins none to it."""
    return not unicodedata.combining(chr(code)) and unicodedata.is_normalized("NFC", chr(code))


_KINDS = np.full(_CODES, Unusual.COMPOSABLE, np.uint8)
for _codes in _KNOWN:
    _KINDS[[code for code in _codes if _is_settled(code)]] = 0
for _kind, _signs in ((Unusual.CONTROL, _CONTROLS), (Unusual.BLANK, _BLANKS), (Unusual.SUSPECT, SUSPECT)):
    _KINDS[list(map(ord, _signs))] |= np.uint8(_kind)


def unusual_characters(text: str) -> Unusual:
    """The kinds of unusual characters that ``text`` holds."""
    codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    found = 0
    for start in range(0, len(codes), _AT_ONCE):
        found |= int(np.bitwise_or.reduce(_KINDS.take(codes[start : start + _AT_ONCE])))
    return Unusual(found)
