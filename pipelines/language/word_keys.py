"""The words of a long text as keys, equal ones for equal words: what stands beside what is counted in arrays.

Cutting a text into words makes an object of each, which takes longer than all that is asked about most of them; here a word
is only cut out where somebody looks at it.
"""

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]
_BLANK = 0x20
_ENCODING = "utf-16-le"
# Four letters of 16 bits are one number of 64 bits.
_AT_ONCE = 4
_FIRST_LETTERS = np.array([(1 << 16 * count) - 1 for count in range(_AT_ONCE + 1)], np.uint64)
# Odd numbers without a pattern: what they multiply is spread over all 64 bits, and differs wherever its factors do.
_FACTOR, _SECOND_FACTOR = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_HALF = np.uint64(32)
# Of longer words, which are few, the rest is one large number, of which a prime leaves what tells it from others.
_LONGEST, _PRIME = 12, (1 << 61) - 1
_BUCKETS = 1 << 13
_TO_BUCKET = np.uint64(64 - 13)


class WordKeys:
    """The words of ``text``, which blanks part; ``keys`` has a number of 64 bits for each.

    That two words share one is less likely than a broken disk.
    """

    def __init__(self, text: str) -> None:
        self._encoded = f" {text} ".encode(_ENCODING, "surrogatepass")
        units = np.frombuffer(self._encoded, np.uint16)
        blanks = np.flatnonzero(units == _BLANK)
        self._starts, self._ends = blanks[:-1] + 1, blanks[1:]
        is_word = self._starts < self._ends
        if not is_word.all():
            self._starts, self._ends = self._starts[is_word], self._ends[is_word]
        self.keys: Keys = _keys(self._encoded, self._starts, self._ends - self._starts)

    def at(self, place: int) -> str:
        """The word at a place of the text."""
        return self._encoded[2 * self._starts[place] : 2 * self._ends[place]].decode(_ENCODING, "surrogatepass")

    def first_places(self, keys: Keys) -> Places:
        """Where the words with these keys first stand; each of them is a word of the text."""
        different, inverse = np.unique(keys, return_inverse=True)
        near = np.minimum(np.searchsorted(different, self.keys), len(different) - 1)
        places = np.flatnonzero(different[near] == self.keys)[::-1]
        first = np.zeros(len(different), np.int64)
        first[near[places]] = places  # of several values for one index the last is kept
        return first[inverse]


def join_keys(left: Keys, right: Keys) -> Keys:
    """One key for each two that stand in one place of ``left`` and ``right``; the order of the two tells."""
    return left * _FACTOR + right


def may_repeat(keys: Keys, times: int) -> npt.NDArray[np.bool_]:
    """Of which keys there may be so many: all of which there are, and of a large text some others.

    Keys are counted in buckets, which takes a fraction of the time that it takes to sort them.
    """
    buckets = _buckets(keys)
    return np.bincount(buckets, minlength=_BUCKETS)[buckets] >= times


def may_be_among(keys: Keys, others: Keys) -> npt.NDArray[np.bool_]:
    """Which keys may be among ``others``: all that are, and some that are not."""
    taken = np.zeros(_BUCKETS, np.bool_)
    taken[_buckets(others)] = True
    return taken[_buckets(keys)]


def _buckets(keys: Keys) -> Places:
    return (keys >> _TO_BUCKET).view(np.int64)


def key_of(word: str) -> np.uint64:
    """The key that ``word`` has in every text."""
    key: np.uint64 = WordKeys(word).keys[0]
    return key


def _keys(encoded: bytes, starts: Places, sizes: Places) -> Keys:
    """The letters of each word, four by four, times factors; the four that begin at any letter are read as one number."""
    padded = encoded + bytes(2 * _AT_ONCE)
    # Copied once, as ``take`` would copy what does not lie in one piece each time.
    fours = np.ndarray((len(encoded) // 2,), np.uint64, padded, strides=(2,)).copy()
    keys: Keys = (fours.take(starts) & _FIRST_LETTERS.take(sizes, mode="clip")) * _FACTOR
    for read in range(_AT_ONCE, _LONGEST, _AT_ONCE):
        left = np.flatnonzero(sizes > read)
        letters = fours.take(starts[left] + read) & _FIRST_LETTERS.take(sizes[left] - read, mode="clip")
        keys[left] = _mix(keys[left], letters)
    left = np.flatnonzero(sizes > _LONGEST)
    if len(left):
        spans = zip((starts[left] + _LONGEST).tolist(), (starts[left] + sizes[left]).tolist(), strict=True)
        rests = [int.from_bytes(encoded[2 * start : 2 * end], "little") % _PRIME for start, end in spans]
        keys[left] = _mix(keys[left], np.array(rests, np.uint64))
    return keys


def _mix(keys: Keys, more: Keys) -> Keys:
    return (keys ^ (keys >> _HALF)) * _SECOND_FACTOR + more * _FACTOR
