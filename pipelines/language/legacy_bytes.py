"""Bytes of a text in a Vietnamese encoding from before Unicode: which one, and the text. No UTF-8, no fonts.

Every encoding is tried; the one is taken that gives Vietnamese words where no other does.
"""

import re
from collections import Counter
from collections.abc import Callable

from pipelines.language.legacy import TCVN3, VNI, decode_as
from pipelines.language.legacy_tables import WORD, byte_table
from pipelines.language.syllables import has_marks, is_syllable
from pipelines.language.text import nfc

_SAMPLE = 60_000
_FEWEST_WORDS = 3
# The share of words beyond ASCII that have to be Vietnamese, and how far behind every other encoding has to stay.
_LEAST_SHARE, _LEAST_LEAD = 0.8, 0.2
_NO_TEXT = re.compile(r"[\x80-\x9f\ufffd\x01-\x08\x0e-\x1f]")


def decode_legacy_bytes(data: bytes) -> tuple[str, str] | None:
    """Return the text of ``data`` in Unicode NFC and the name of its encoding, None where it is none or more than one fits.

    Names: TCVN3, VNI, Windows-1258, VISCII, VPS.
    """
    sample = data if len(data) <= _SAMPLE else data[: data.rfind(b"\n", 0, _SAMPLE) + 1 or _SAMPLE]
    shares = sorted(((_share(decode(sample)), name) for name, decode in _DECODERS.items()), reverse=True)
    (best, name), (second, _) = shares[:2]
    if best < _LEAST_SHARE or best - second < _LEAST_LEAD:
        return None
    return _DECODERS[name](data), name


def _share(text: str) -> float:
    """The share of the words beyond ASCII that are Vietnamese; 0 where they are too few to tell."""
    words = Counter(word for word in WORD.findall(text) if not word.isascii())
    proper = {word: count for word, count in words.items() if is_syllable(word) and has_marks(word)}
    strange = len(_NO_TEXT.findall(text))
    return sum(proper.values()) / (words.total() + strange) if len(proper) >= _FEWEST_WORDS else 0.0


def _western(data: bytes) -> str:
    """The bytes as Windows-1252, those that it leaves open as Latin-1."""
    return data.decode("latin-1").translate(_CP1252)


def _as_font(encoding: str) -> Callable[[bytes], str]:
    return lambda data: decode_as(_western(data), encoding)


def _by_table(encoding: str) -> Callable[[bytes], str]:
    return lambda data: nfc(data.decode("latin-1").translate(byte_table(encoding)))


_CP1252 = {byte: bytes([byte]).decode("cp1252", errors="replace") for byte in range(0x80, 0xA0)}
_DECODERS: dict[str, Callable[[bytes], str]] = {
    TCVN3: _as_font(TCVN3),
    VNI: _as_font(VNI),
    "Windows-1258": lambda data: nfc(data.decode("cp1258", errors="replace")),
    "VISCII": _by_table("viscii"),
    "VPS": _by_table("vps"),
}
