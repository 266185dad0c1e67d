"""What the words of a text look like: Vietnamese syllables, with or without marks, single letters, foreign or broken words.

Every word of a text is asked about, so it is done in arrays: a word is cut out and judged where its key is not known yet. What
the shares of such words say of a text is for ``quality``.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipelines.language.syllables import has_marks, is_bare_syllable, is_syllable
from pipelines.language.word_keys import Keys, WordKeys, key_of

_WORD = re.compile(r"[^\W\d_]+")
_SUSPECT = re.compile("[?\ufffd\u0300-\u036f]")
_FOREIGN = re.compile(r"[^\W\d_A-Za-zÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
_APART = "\uffff"  # no character, so that it is no word of a page either: stands between two pages
_APART_KEY = key_of(_APART)
_MOST_WORDS = 50_000
_BITS = 16
# So many pages are counted at once that their arrays stay small: fresh memory costs more than what is done with it.
_PAGES_AT_ONCE = 40


class WordCounts(NamedTuple):
    """How many words of a text there are: ``total`` without those in capitals, of these spelt like syllables, with marks ..."""

    total: int = 0
    valid: int = 0
    marked: int = 0
    bare: int = 0
    single: int = 0
    foreign: int = 0
    broken: int = 0
    suspect: int = 0


_LOOK_BITS = len(WordCounts._fields)
_FLAGS = tuple(1 << place for place in range(_LOOK_BITS))
_COUNTED_BY_LOOK = np.array([[int(look & flag > 0) for flag in _FLAGS] for look in range(1 << _LOOK_BITS)])
"""By look and count: 1 where words that look so are counted there."""


def count_words(pages: Sequence[str]) -> list[WordCounts]:
    """What the words of each page look like; the pages are not blank."""
    found: list[WordCounts] = []
    for start in range(0, len(pages), _PAGES_AT_ONCE):
        texts = [
            page.replace(_APART, "-") if _APART in page else page for page in pages[start : start + _PAGES_AT_ONCE]
        ]
        words = WordKeys(f" {_APART} ".join(texts))
        page_and_look = (np.cumsum(words.keys == _APART_KEY) << _LOOK_BITS) + _LOOKS.of(words)
        looks = np.bincount(page_and_look, minlength=len(texts) << _LOOK_BITS).reshape(len(texts), -1)
        found += [WordCounts(*counts) for counts in (looks @ _COUNTED_BY_LOOK).tolist()]
    return found


class _Looks:
    """The looks of words, as flags, by their keys: a word has one place in a table, which others may have taken."""

    def __init__(self) -> None:
        self._keys: Keys = np.zeros(1 << _BITS, np.uint64)
        self._looks: npt.NDArray[np.uint8] = np.zeros(1 << _BITS, np.uint8)
        self._judged: dict[str, int] = {}

    def of(self, words: WordKeys) -> npt.NDArray[np.uint8]:
        """The look of each word."""
        buckets = (words.keys >> np.uint64(64 - _BITS)).view(np.int64)
        looks = self._looks[buckets]
        unknown = np.flatnonzero(self._keys[buckets] != words.keys)
        if len(unknown):
            keys, first, inverse = np.unique(words.keys[unknown], return_index=True, return_inverse=True)
            places = unknown[first]
            judged = np.array([self._judge(words.at(place)) for place in places.tolist()], np.uint8)
            looks[unknown] = judged[inverse]
            free = np.flatnonzero(self._keys[buckets[places]] == 0)
            self._keys[buckets[places[free]]] = keys[free]
            self._looks[buckets[places[free]]] = judged[free]
        return looks

    def _judge(self, printed: str) -> int:
        look = self._judged.get(printed)
        if look is None:
            if len(self._judged) >= _MOST_WORDS:
                self._judged.clear()
            look = self._judged[printed] = _judge(printed)
        return look


_LOOKS = _Looks()


def _judge(printed: str) -> int:
    words = [word for word in _WORD.findall(printed) if not word.isupper()]
    is_suspect = _SUSPECT.search(printed) is not None
    if not words:
        return _FLAGS[-1] * is_suspect
    is_valid, is_marked = all(map(is_syllable, words)), any(map(has_marks, words))
    is_foreign = any(_FOREIGN.search(word) is not None for word in words)
    # Names of places and people may be of another language; đ is a letter of a list ("đ)") or the currency ("86.420đ").
    is_broken = is_marked and not is_valid and words[0][0].islower() and words[0] != "đ"
    looks = (
        True,
        is_valid,
        is_marked,
        all(map(is_bare_syllable, words)),
        len(words) == 1 == len(words[0]),
        is_foreign,
        is_broken,
        is_suspect,
    )
    return sum(flag for flag, holds in zip(_FLAGS, looks, strict=True) if holds)
