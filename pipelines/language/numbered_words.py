"""The words of a long text as numbers, equal ones for equal words: what stands beside what is counted in arrays.

Cutting a text into words makes an object of each, which takes longer than all that is asked about most of them; here a word
is only cut out where somebody looks at it.
"""

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
_BLANK = 0x20
# An odd factor has an inverse among the numbers of 64 bits, so that a word counts alike wherever it stands.
_FACTOR = 0x9E3779B97F4A7C15
_INVERSE = pow(_FACTOR, -1, 1 << 64)
# So many that arrays stay small: fresh memory costs more than what is done with it.
_AT_ONCE = 1000
_ENCODING = "utf-16-le"


class NumberedWords:
    """The words of ``text``, which blanks part; ``numbers`` has a number for each, counted up in order of first appearance."""

    def __init__(self, text: str) -> None:
        self._encoded = f" {text} ".encode(_ENCODING, "surrogatepass")
        units = np.frombuffer(self._encoded, np.uint16)
        is_blank = units == _BLANK
        edges = np.flatnonzero(is_blank[1:] != is_blank[:-1]) + 1
        self._starts, self._ends = edges[::2], edges[1::2]
        different, inverse = np.unique(_hashes(units, self._starts, self._ends), return_inverse=True)
        first = np.empty(len(different), np.int64)
        # Of several values for one index the last is kept, so this is where each word first stands.
        first[inverse[::-1]] = np.arange(len(inverse))[::-1]
        order = np.argsort(first)
        self._first = first[order]
        ranks = np.empty_like(order)
        ranks[order] = np.arange(len(order))
        self.numbers: Numbers = ranks[inverse]
        self.count = len(order)
        """How many different words there are."""

    def at(self, place: int) -> str:
        """The word at a place of the text."""
        return self._encoded[2 * self._starts[place] : 2 * self._ends[place]].decode(_ENCODING, "surrogatepass")

    def printed(self, number: int) -> str:
        """The word that has the number."""
        return self.at(int(self._first[number]))

    def number_of(self, word: str) -> int | None:
        """The number of a word, None where the text does not have it."""
        encoded = word.encode(_ENCODING, "surrogatepass")
        size = len(encoded) // 2
        alike = np.flatnonzero(self._ends[self._first] - self._starts[self._first] == size)
        return next((number for number in alike.tolist() if self.printed(number) == word), None)


def _hashes(units: npt.NDArray[np.uint16], starts: Numbers, ends: Numbers) -> npt.NDArray[np.uint64]:
    """A number of 64 bits for each word, made of its letters; that two words share one is less likely than a broken disk.

    Each word's letters times the powers of a factor, summed up over the text, less what was summed up before the word.
    """
    found = np.empty(len(starts), np.uint64)
    powers = inverses = np.empty(0, np.uint64)
    for at in range(0, len(starts), _AT_ONCE):
        begins, stops = starts[at : at + _AT_ONCE], ends[at : at + _AT_ONCE]
        base, size = begins[0], int(stops[-1] - begins[0])
        if size > len(powers):
            powers, inverses = _powers(_FACTOR, 2 * size), _powers(_INVERSE, 2 * size)
        sums = np.zeros(size + 1, np.uint64)
        np.cumsum(units[base : stops[-1]] * powers[:size], out=sums[1:])
        found[at : at + _AT_ONCE] = (sums[stops - base] - sums[begins - base]) * inverses[begins - base]
    return found


def _powers(factor: int, size: int) -> npt.NDArray[np.uint64]:
    powers = np.full(size, factor, np.uint64)
    powers[:1] = 1
    return np.cumprod(powers, out=powers)
