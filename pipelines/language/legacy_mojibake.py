"""UTF-8 that was read as Windows-1252 or Latin-1, once or more ("Ká»¿ hoáº¡ch"), turned back where nothing was lost.

Text that is none of it comes back as it is. Whether a text is of this kind at all is for ``legacy``.
"""

import re

from pipelines.language.syllables import is_syllable

# The characters of Windows-1252 as the Latin-1 characters of the same bytes; the others are the same in both.
_LATIN1 = {ord(shown): byte for byte in range(0x80, 0xA0) if (shown := bytes([byte]).decode("cp1252", "ignore"))}
SIGNS = re.compile(r"á[º»]|Ã[\x80-\xbf\u0192\u02c6\u2013-\u2122]|Ä[\x80-\x91\u2018\u2019\u0192]|Æ[°¡]|Ã¡Â[º»]")
"""What most Vietnamese words hold when their bytes were read so."""
_MOST_ROUNDS = 3
_WORD = re.compile(r"[^\W\d_]+")


def repair(text: str) -> str:
    """``text`` with every line as it was written; a line of which a byte was lost stays as it is.

    The byte A0 (in à and in "nghị" alike) is a no-break blank in such text: repair it before blanks are collapsed.
    """
    return "\n".join([line if line.isascii() else _repair_line(line) for line in text.split("\n")])


def _repair_line(line: str) -> str:
    repaired = _decode_rounds(line)
    if repaired != line or SIGNS.search(line) is None:
        return repaired
    # Part of the line may be proper Unicode.
    tokens = line.split(" ")
    parts = [_decode_rounds(token) for token in tokens]
    is_whole = all(part != token or _is_proper(part) for token, part in zip(tokens, parts, strict=True))
    return " ".join(parts) if is_whole else line


def _decode_rounds(text: str) -> str:
    for _ in range(_MOST_ROUNDS):
        once = _decode(text)
        if once is None:
            break
        text = once
    return text


def _decode(text: str) -> str | None:
    """``text`` one round back, None where it is no UTF-8 or pure ASCII."""
    if text.isascii():
        return None
    try:
        return text.translate(_LATIN1).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None


def _is_proper(token: str) -> bool:
    # "Ã" may be what is left of "à" whose second byte became a blank.
    return "Ã" not in token and all(word.isascii() or is_syllable(word) for word in _WORD.findall(token))
