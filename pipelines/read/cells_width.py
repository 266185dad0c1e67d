"""How wide printed text is, and how wide a table's columns therefore are. Which cell a line belongs to is for ``cells``.

A word processor fills each line of a cell as far as the column allows, so of two lines of one cell the second's first
word did not fit on the first. With the widths of the letters that tells nearly for certain whether a line goes on the
cell before it. Official documents are set in Times New Roman (Nghị định 30/2020/NĐ-CP, Phụ lục I, mục I.3); where a table
fits equal letters better (other typefaces, texts wrapped by number of characters), those are taken.
"""

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipelines.language.text import fold

Measure = Callable[[str], float]

# Advance widths of the Times typeface in thousandths of its size.
_BY_WIDTH = {
    278: "ijlt:;/ÌÍĨỊ",
    250: " .,|'",
    333: "frI()[]-!`",
    389: "sJ",
    444: 'acezvyx?“”"',
    500: "bdđghknopqu0123456789$–_*",
    564: "+=<>~",
    556: "FPS",
    611: "ETLZ",
    667: "BCR",
    722: "ADĐGHKNOQUVXYw",
    778: "m&",
    833: "%",
    889: "M",
    944: "W",
    1000: "…—@",
}
_UNIT = 480  # the mean letter of Vietnamese running text: one unit is about one character
_PLAIN_WIDTH = 500
LONG_WORD = 6.5
_REMEMBERED = 32768
_GREATEST_EXCESS = 12.0
_FEWEST_TO_BEAR_OUT = 4  # of fewer lines that went on, one that does not fit makes the width a guess


class _Widths(dict[int, str]):
    """Letter -> one character whose code is a quarter of the letter's width; an accented letter is as wide as the plain one."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        plain = fold(letter)
        plain = plain.upper() if letter.isupper() else plain
        width = self.get(ord(plain)) if len(plain) == 1 and ord(plain) != code else None
        found = self[code] = width or chr(_PLAIN_WIDTH // 4)
        return found


_WIDTHS = _Widths({ord(letter): chr(width // 4) for width, letters in _BY_WIDTH.items() for letter in letters})


@lru_cache(maxsize=_REMEMBERED)
def typeset_width(text: str) -> float:
    """The width of ``text`` set in Times, in mean letters."""
    return sum(text.translate(_WIDTHS).encode("latin-1", "replace")) * (4 / _UNIT)


letter_count: Measure = len
"""The width of a text where every letter is as wide as the others."""

MEASURES: tuple[Measure, ...] = (typeset_width, letter_count)


@lru_cache(maxsize=_REMEMBERED)
def first_part(text: str) -> str:
    """The shortest beginning of ``text`` that can stand alone on a line: the first word, or that up to a hyphen in it."""
    word = text.partition(" ")[0]
    hyphen = word.find("-", 1)
    return word[: hyphen + 1] if 0 < hyphen < len(word) - 1 and word[hyphen - 1].isalnum() else word


@dataclass(frozen=True, slots=True)
class Limit:
    """How wide the lines of a column can be: ``width`` surely, ``top`` at most.

    ``sharp`` is how well the lines bear that out: 1 without exception, 0 not at all.
    """

    width: float
    top: float
    sharp: float
    misfits: int

    @property
    def full(self) -> float:
        """How much likelier a cell goes on after a line without room for another word: in a narrow column most lines are full."""
        return self.sharp * min(1.4, max(0.1, math.log(0.95 * self.width / LONG_WORD)))

    def excess(self, width: float) -> float:
        """The cost of a line of this width."""
        if width <= self.top + 0.4:
            return 0.0
        cost = (0.3 + 0.7 * self.sharp) * (width - self.top - 0.4) + self.sharp
        return cost if cost < _GREATEST_EXCESS else _GREATEST_EXCESS


def find_limit(widths: Sequence[float], refused: Sequence[float]) -> Limit | None:
    """The column width that suits its lines best: ``widths`` are theirs, ``refused`` with the word that went to the next line.

    None where too few lines tell.
    """
    if len(refused) < 2 and len(widths) < 6:
        return None
    fitting, over = sorted(widths), sorted(refused)
    if not over:
        return Limit(fitting[-1], fitting[-1] * 1.2 + 3, 0.0, 0) if len(fitting) >= 12 else None
    best, best_misfits = fitting[-1], len(fitting) + len(over)
    # From the widest down: each further line is wider than the column, so that soon none can be better.
    for wider, width in enumerate(reversed(fitting)):
        if wider >= best_misfits:
            break
        misfits = wider + bisect_left(over, width + 0.01)
        if misfits < best_misfits:
            best, best_misfits = width, misfits
    rate = best_misfits / len(over)
    least_refused = bisect_left(over, best + 0.01)
    top = min(over[least_refused], best * 1.15 + 1) if least_refused < len(over) else best
    is_doubtful = best_misfits > 0 and len(over) < _FEWEST_TO_BEAR_OUT
    return Limit(best, top, 0.0 if is_doubtful else max(0.0, 1.0 - 2.0 * rate), best_misfits)
