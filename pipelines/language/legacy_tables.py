"""The letters of the Vietnamese encodings before Unicode and the words they turn into, one word at a time.

TCVN3 is TCVN 5712:1993, VN3 (the ABC fonts): one byte a letter, no capitals with a tone. VNI is the VNI Windows convention:
a base letter and a mark behind it. VISCII is RFC 1456, VPS the convention of its makers. ``legacy_letters.csv`` holds them as
bytes (hexadecimal), VNI as its bytes look in Windows-1252. Which encoding a text is in is for ``legacy``.
"""

import csv
import re
import unicodedata
from enum import IntEnum
from functools import cache, lru_cache
from pathlib import Path

from pipelines.language.syllables import is_syllable

TCVN3, VNI = "TCVN3", "VNI"
# What a PDF's text layer prints for the bytes AD, B7 and B5: minus, bullet operator and Greek mu.
_SURFACES = {"\u2212": "\xad", "\u2219": "\xb7", "\u03bc": "\xb5"}
# Signs that are letters in TCVN3 only; runs of them and of letters are words.
_SIGNS = "\xa1-\xa9\xab-\xae\xb6-\xb9\xbb-\xbe\xd7\xf7\u2212\u2219"
WORD = re.compile(rf"(?:(?![\xb2\xb3\xba])[^\W\d_]|[{_SIGNS}\u0300-\u036f])+")
_SIGN = re.compile(rf"[{_SIGNS}]")
_OUTER_SIGNS = re.compile(rf"\A[{_SIGNS}]+|[{_SIGNS}]+\Z")
# Signs that stand alone for a letter: á (Đông Nam Á), đ and Đ (đồng), ô (ô tô). The others are bullets and fractions then.
_LONE_LETTERS = frozenset("¸®§«¤")
_AROUND = "«»®©·"


@cache
def letters() -> tuple[dict[str, str], ...]:
    """The rows of the table: letter, tcvn3, viscii and vps as hexadecimal bytes, vni as characters; '' where it has none."""
    path = Path(__file__).with_name("legacy_letters.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def byte_table(encoding: str) -> dict[int, str]:
    """The letter by its byte in ``encoding`` (tcvn3, viscii or vps), shown as Latin-1 character code."""
    return {int(row[encoding], 16): row["letter"] for row in letters() if row[encoding]}


@cache
def _tcvn3_table() -> dict[int, str]:
    table = byte_table("tcvn3")
    return {**table, **{ord(shown): table[ord(byte)] for shown, byte in _SURFACES.items()}}


@cache
def _vni_sequences() -> dict[str, str]:
    found = {}
    for row in letters():
        shown, letter = row["vni"], row["letter"]
        found[shown] = letter
        if len(shown) == 2:
            # "Uûy", and a capital mark typed by mistake behind a small letter: the base says which it is.
            found[shown[0] + shown[1].swapcase()] = letter
    for base in "iIyY":
        # The convention has letters of their own for these; some keyboards wrote them like the others.
        for mark, tone in zip("ùøûõï", "\u0301\u0300\u0309\u0303\u0323", strict=True):
            letter = unicodedata.normalize("NFC", base + tone)
            found.setdefault(base + mark, letter)
            found.setdefault(base + mark.upper(), letter)
    return found


@cache
def _vni_pattern() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_vni_sequences(), key=len, reverse=True)))


def convert(text: str, encoding: str) -> str:
    """``text`` with all that is a letter in ``encoding`` (TCVN3 or VNI) as that letter, whatever it may have been before."""
    if encoding == TCVN3:
        return text.translate(_tcvn3_table())
    sequences = _vni_sequences()
    return _vni_pattern().sub(lambda match: sequences[match.group()], text)


class Look(IntEnum):
    """How a word reads: as it stands, converted, both, neither."""

    PLAIN = 0
    """The same in both, or no word at all."""
    UNICODE = 1
    """Holds letters that the encoding does not have."""
    RAW = 2
    """A syllable only as it stands."""
    LEGACY = 3
    """A syllable only when converted."""
    EITHER = 4
    UNKNOWN = 5
    """Neither: abbreviations, foreign names."""
    SIGNS = 6
    """Neither, but with signs inside that can only be letters (TV§T)."""
    MIXED = 7
    """A syllable only when converted, though some letters are Unicode already."""


@lru_cache(maxsize=65536)
def look_at(word: str, encoding: str) -> tuple[Look, str]:
    """How ``word`` (a match of ``WORD``) reads in ``encoding``, and what it is converted."""
    if word.isascii():
        return Look.PLAIN, word
    if encoding == TCVN3:
        return _look_at_tcvn3(word)
    core = _OUTER_SIGNS.sub("", word)
    look, converted = _look_at_letters(core, encoding)
    return look, word.replace(core, converted, 1) if core else word


def _look_at_tcvn3(word: str) -> tuple[Look, str]:
    signs = _SIGN.findall(word)
    if len(signs) == len(word):
        converted = convert(word, TCVN3)
        if len(word) > 1 and is_syllable(converted):
            return Look.LEGACY, converted
        return (Look.EITHER, converted) if word in _LONE_LETTERS else (Look.PLAIN, word)
    look, converted = _look_at_letters(word, TCVN3)
    if look != Look.UNKNOWN or not signs:
        return look, converted
    for around in ("«»", _AROUND):
        core = word.strip(around)
        if core != word and is_syllable(inside := convert(core, TCVN3)) and not core.isascii():
            return (Look.EITHER if is_syllable(core) else Look.LEGACY), word.replace(core, inside, 1)
    if len(core) > 2 and core.isascii():
        return Look.PLAIN, word
    return Look.SIGNS, converted


def _look_at_letters(word: str, encoding: str) -> tuple[Look, str]:
    converted = convert(word, encoding)
    is_raw, is_converted = is_syllable(word), is_syllable(converted)
    if not _is_covered(word, encoding):
        if is_converted and not is_raw:
            return Look.MIXED, converted
        return (Look.UNICODE if is_raw or not _is_latin1(word) else Look.PLAIN), word
    if is_converted:
        return (Look.EITHER if is_raw else Look.LEGACY), converted
    return (Look.RAW if is_raw else Look.UNKNOWN), converted


def _is_covered(word: str, encoding: str) -> bool:
    """Whether every character of ``word`` beyond ASCII is (part of) a letter in ``encoding``."""
    if encoding == TCVN3:
        table = _tcvn3_table()
        return all(c.isascii() or ord(c) in table for c in word)
    return _vni_pattern().sub("", word).isascii()


def _is_latin1(word: str) -> bool:
    return all(ord(c) < 0x100 or c in _SURFACES for c in word)
