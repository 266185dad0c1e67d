"""Vietnamese text in an encoding from before Unicode (TCVN3, VNI), or in UTF-8 read wrongly, turned into Unicode NFC.

Fonts of that time gave the characters of Latin-1 the shapes of Vietnamese letters, so that files show "®" for đ or "aâ" for
â. Whether a text is of that kind is judged by its words: those that are Vietnamese syllables only when converted. Cells and
words that are Unicode beside it stay. The letters are in ``legacy_tables``, fonts in ``legacy_fonts``, bytes of text files in
``legacy_bytes``.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.language.legacy_fonts import encoding_of_font, is_capitals_font
from pipelines.language.legacy_mojibake import SIGNS, repair
from pipelines.language.legacy_tables import TCVN3, VNI, WORD, Look, look_at
from pipelines.language.syllables import has_marks, is_syllable
from pipelines.language.text import nfc

__all__ = [
    "MOJIBAKE",
    "TCVN3",
    "VNI",
    "decode_all",
    "decode_as",
    "decode_in_font",
    "decode_legacy",
    "detect_legacy",
    "encoding_of_font",
    "is_capitals_font",
]

MOJIBAKE = "mojibake"
_ENCODINGS = (TCVN3, VNI)
# Characters that every text of some words in one of the encodings holds and that proper Vietnamese text hardly ever does.
_SUSPECT_LETTERS, _SUSPECT_SIGNS = "µ¸®©¶¹¨ª¬»º\xadñöøûåäëïüÑÖØÛÅÄËÏÜ", "\u2212\u2219"
SUSPECT = _SUSPECT_LETTERS + _SUSPECT_SIGNS
"""What texts in old encodings are full of; one that holds none of it is in none of them."""
_NOT_SUSPECT = bytes(set(range(256)) - set(_SUSPECT_LETTERS.encode("latin-1")))
# Fewer words prove nothing: a name or a misprint looks the same.
_FEWEST_WORDS = 3
_LEAST_WEIGHT = 5
# Words that read as no Vietnamese either way, and Unicode words beside one word of the encoding, that are borne.
_MOST_UNEXPLAINED, _MOST_UNICODE = 0.34, 40
_FEWEST_SIGNS = 3
# So many characters of wrongly read lines are enough to judge the rest by.
_SAMPLE = 200_000
# As a letter (ằ) it has another behind it.
_CLOSING = re.compile(r"»(?!\w)")


@dataclass(slots=True)
class _Evidence:
    words: int = 0
    weight: int = 0
    distinct: int = 0


def decode_legacy(text: str) -> tuple[str, str | None]:
    """Return ``text`` in Unicode NFC and the encoding it was in ("TCVN3", "VNI", "mojibake"), None where it was Unicode.

    A run of a few words is left as it is: judge the document or sheet with ``detect_legacy`` and decode by ``decode_as``.
    """
    found = detect_legacy((text,))
    return (nfc(text), None) if found is None else (decode_as(text, found), found)


def detect_legacy(texts: Iterable[str]) -> str | None:
    """Return the encoding ("TCVN3", "VNI", "mojibake") that most of the old text in ``texts`` is in, None if there is none."""
    found = _detect(texts)
    return found[0] if found else None


def decode_as(text: str, encoding: str, *, when_in_doubt: bool = True) -> str:
    """Return ``text`` in Unicode NFC, read as ``encoding`` ("TCVN3", "VNI" or "mojibake").

    Words that are Unicode, English or numbers stay; those that could be either are read like their neighbours, and as
    ``encoding`` where there are none, unless ``when_in_doubt`` is False. Small letters stay small: see ``decode_in_font``.
    """
    if text.isascii():
        return text
    if encoding == MOJIBAKE:
        return nfc(repair(text))
    lines = text.split("\n")
    return nfc("\n".join([line if line.isascii() else _decode_line(line, encoding, when_in_doubt) for line in lines]))


def decode_in_font(text: str, font_name: str) -> str:
    """Return ``text`` printed in the font in Unicode NFC; in a font of capitals (".VnTimeH") they are capitals."""
    encoding = encoding_of_font(font_name)
    decoded = nfc(text) if encoding is None else decode_as(text, encoding)
    is_unicode = decoded == nfc(text) and not text.isascii()
    return decoded if is_unicode or not is_capitals_font(font_name) else decoded.upper()


def decode_all(texts: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the texts of one sheet or document in Unicode NFC and the encodings found, the most frequent one first.

    Where there are two, a text is read in the one that makes more of its words Vietnamese. Texts that could be Unicode as
    well are read as most of the others are.
    """
    found = _detect(texts)
    if not found:
        return [nfc(text) for text in texts], []
    if found == [MOJIBAKE]:
        return [decode_as(text, MOJIBAKE) for text in texts], found
    best = [_best_for(text, found) for text in texts]
    looks = [{look_at(word, each)[0] for word in WORD.findall(text)} for text, each in zip(texts, best, strict=True)]
    old = sum(not kinds.isdisjoint(_SURELY_OLD) for kinds in looks)
    new = sum(Look.UNICODE in kinds for kinds in looks)
    return [decode_as(text, each, when_in_doubt=old >= new) for text, each in zip(texts, best, strict=True)], found


def _best_for(text: str, found: Sequence[str]) -> str:
    if len(found) == 1 or text.isascii():
        return found[0]
    words = WORD.findall(text)
    return max(found, key=lambda encoding: sum(look_at(word, encoding)[0] == Look.LEGACY for word in words))


def _detect(texts: Iterable[str]) -> list[str]:
    suspects = [text for text in texts if _is_suspect(text)] if not isinstance(texts, str) else [texts]
    if not suspects:
        return []
    if _is_mojibake(suspects):
        return [MOJIBAKE]
    return _detect_fonts(suspects)


def _is_suspect(text: str) -> bool:
    """Whether ``text`` holds a suspect character; as bytes of Latin-1 it is gone through in half the time."""
    if text.encode("latin-1", "ignore").translate(None, _NOT_SUSPECT):
        return True
    return any(sign in text for sign in _SUSPECT_SIGNS)


def _detect_fonts(texts: Iterable[str]) -> list[str]:
    counted = Counter(word for text in texts for word in WORD.findall(text) if not word.isascii())
    evidence = {encoding: _Evidence() for encoding in _ENCODINGS}
    unicode_words = unexplained = 0
    for word, count in counted.items():
        looks = {encoding: look_at(word, encoding)[0] for encoding in _ENCODINGS}
        legacy = [encoding for encoding, look in looks.items() if look == Look.LEGACY]
        for encoding in legacy:
            found = evidence[encoding]
            found.words += count
            # A word that both explain proves little.
            if len(legacy) == 1:
                found.distinct += 1
                found.weight += count
        if not legacy:
            kinds = set(looks.values())
            if is_syllable(word):
                unicode_words += count * (Look.UNICODE in kinds)
            elif not word.isupper() and not kinds <= {Look.PLAIN, Look.SIGNS}:
                unexplained += count
    fits = [
        encoding
        for encoding, found in evidence.items()
        if found.distinct >= _FEWEST_WORDS
        and found.weight >= _LEAST_WEIGHT
        and unexplained <= _MOST_UNEXPLAINED * found.words
        and unicode_words <= _MOST_UNICODE * found.words
    ]
    fits.sort(key=lambda encoding: -evidence[encoding].weight)
    if len(fits) > 1 and 2 * evidence[fits[1]].weight < evidence[fits[1]].words:
        fits.pop()
    return fits


def _is_mojibake(texts: Iterable[str]) -> bool:
    words: Counter[str] = Counter()
    kept = hits = size = 0
    for line in (line for text in texts for line in text.split("\n")):
        count = len(SIGNS.findall(line))
        if not count:
            continue
        hits += count
        size += len(line)
        repaired = repair(line)
        if repaired == line:
            # What nobody can turn back speaks against it.
            kept += count
        else:
            words.update(word for word in WORD.findall(repaired) if not word.isascii())
        if size > _SAMPLE:
            break
    proper = sum(count for word, count in words.items() if is_syllable(word) and has_marks(word))
    return hits >= _FEWEST_SIGNS and proper >= _FEWEST_SIGNS and proper > 0.8 * (words.total() + kept)


def _decode_line(line: str, encoding: str, when_in_doubt: bool) -> str:
    words = [(match, *look_at(match.group(), encoding)) for match in WORD.finditer(line)]
    is_old = _choose([look for _, look, _ in words], when_in_doubt)
    last_closing = max((match.start() for match in _CLOSING.finditer(line)), default=-1)
    parts, end = [], 0
    for (match, _, converted), is_converted in zip(words, is_old, strict=True):
        if is_converted and not _is_sign(line, match, last_closing):
            parts += [line[end : match.start()], converted]
            end = match.end()
    return "".join([*parts, line[end:]])


def _choose(looks: Sequence[Look], when_in_doubt: bool) -> list[bool]:
    """Which of the words of one line are converted."""
    if Look.UNICODE not in looks:
        # Misspelt words and abbreviations among others that are converted are of the same font.
        is_old = any(look in looks for look in _SURELY_OLD) or (when_in_doubt and Look.RAW not in looks)
        return [look != Look.PLAIN and is_old for look in looks]
    before = _nearest_sure(looks)
    after = [(len(looks) - 1 - at, look) for at, look in reversed(_nearest_sure(looks[::-1]))]
    chosen = []
    for place, look in enumerate(looks):
        (left, left_look), (right, right_look) = before[place], after[place]
        near = left_look if place - left <= right - place else right_look
        chosen.append(look in _SURELY_OLD or (look in _DOUBTFUL and near in _SURELY_OLD))
    return chosen


_SURELY_OLD = (Look.LEGACY, Look.SIGNS)
_SURE = (*_SURELY_OLD, Look.UNICODE, Look.RAW)
_DOUBTFUL = (Look.EITHER, Look.UNKNOWN, Look.MIXED)


def _nearest_sure(looks: Sequence[Look]) -> list[tuple[int, Look]]:
    """The place and look of the last sure word up to each word; far away where there is none."""
    last, found = (-len(looks), Look.PLAIN), []
    for place, look in enumerate(looks):
        if look in _SURE:
            last = (place, look)
        found.append(last)
    return found


def _is_sign(line: str, match: re.Match[str], last_closing: int) -> bool:
    """Whether the match is no letter where it stands: "¸" beside a figure (5¸10, in a font of symbols), "«" that "»" closes."""
    if match.group() == "¸":
        return (
            line[max(match.start() - 1, 0) : match.start()].isdigit() or line[match.end() : match.end() + 1].isdigit()
        )
    return match.group() == "«" and match.start() < last_closing
