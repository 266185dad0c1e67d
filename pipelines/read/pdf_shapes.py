"""Words, rules and printed lines of a PDF's page, and the frame that their coordinates are in.

Plain geometry: no library for PDF is known here, and nothing of what a line or a table is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from pipelines.language.text import nfc
from pipelines.read.model import ParagraphKind

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points."""

# The narrowest blank between two words, and between a word and a raised mark, in heights of the type.
_BLANK, _BLANK_AT_MARK = 0.07, 0.12


@dataclass(slots=True)
class Word:
    """Characters drawn with no blank between them: a word, or a piece of one whose other letters come from another font.

    ``spaced`` says that a drawn blank stands before it, ``turned`` in quarter turns against the clock how the text is turned on
    the page; a turned word is a line.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    size: float
    bold: bool
    turned: int = 0
    font: str = ""
    spaced: bool = False


@dataclass(slots=True)
class Rule:
    """A ruled line: where it stands on its axis, where it begins and ends on the other one."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class TextLine:
    """One printed line, or the part of it in one column. ``number`` counts the lines of the document once it is known.

    ``margins`` are those of its column where running text is set in two of them.
    """

    text: str
    box: Box
    baseline: float
    size: float
    bold: bool
    page: int
    number: int = 0
    words: list[Word] = field(default_factory=list)
    begins_block: bool = False
    kind: ParagraphKind = ParagraphKind.BODY
    margins: tuple[float, float] | None = None

    @property
    def left(self) -> float:
        """Its left edge."""
        return self.box[0]

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.box[2]


class Frame:
    """How the space of a page (left, bottom, right, top) maps to where things are seen.

    ``turned`` is the page's own turn clockwise in quarters; ``upright`` the further turn against the clock in which its text runs
    (0 for nearly every page), which is taken back for reading.
    """

    def __init__(self, box: Box, turned: int, upright: int = 0) -> None:
        self._box, self._shown, self._turn = box, turned % 4, upright % 4
        self._quarters = (turned + (upright % 4)) % 4
        width, height = box[2] - box[0], box[3] - box[1]
        self.width, self.height = (height, width) if self._quarters % 2 else (width, height)

    @property
    def upright(self) -> int:
        """The quarters by which the shown page has to be turned clockwise for its text to stand upright."""
        return self._turn

    def turned_to(self, quarters: int) -> "Frame":
        """The frame in which text that runs ``quarters`` against the clock in this one stands upright."""
        return Frame(self._box, self._shown, self._turn + quarters)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page's space in this frame."""
        left, bottom, right, top = self._box
        match self._quarters:
            case 0:
                return x - left, top - y
            case 1:
                return y - bottom, x - left
            case 2:
                return right - x, y - bottom
            case _:
                return top - y, right - x

    def _back(self, x: float, y: float) -> tuple[float, float]:
        left, bottom, right, top = self._box
        match self._quarters:
            case 0:
                return x + left, top - y
            case 1:
                return y + left, x + bottom
            case 2:
                return right - x, y + bottom
            case _:
                return right - y, top - x

    def place_box(self, box: Box) -> Box:
        """A box of the page's space (two corners) in this frame."""
        (x0, y0), (x1, y1) = self.place(box[0], box[1]), self.place(box[2], box[3])
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def place_all(self, boxes: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
        """Boxes given as two corners each, as lefts, tops, rights and bottoms in this frame."""
        xs, ys = boxes[:, [0, 2]], boxes[:, [1, 3]]
        left, bottom, right, top = self._box
        match self._quarters:
            case 0:
                across, down = xs - left, top - ys
            case 1:
                across, down = ys - bottom, xs - left
            case 2:
                across, down = right - xs, ys - bottom
            case _:
                across, down = top - ys, right - xs
        return across.min(axis=1), down.min(axis=1), across.max(axis=1), down.max(axis=1)

    def to_other(self, other: "Frame", box: Box) -> Box:
        """A box of this frame in ``other``, another frame of the same page."""
        if other is self:
            return box
        return other.place_box((*self._back(box[0], box[1]), *self._back(box[2], box[3])))

    def shown(self, box: Box) -> Box:
        """A box of this frame as the page is shown, rounded to a tenth of a point."""
        if self._turn:
            box = self.to_other(Frame(self._box, self._shown), box)
        return round(box[0], 1), round(box[1], 1), round(box[2], 1), round(box[3], 1)


def gather_rows(words: Iterable[Word]) -> list[list[Word]]:
    """Return the words as printed rows from top to bottom, each from left to right.

    Words belong to one row where the smaller one stands beside the larger for more than half its height.
    """
    rows: list[list[Word]] = []
    spans: list[tuple[float, float]] = []
    for word in sorted(words, key=lambda w: (w.baseline, w.left)):
        # Rows come in the order of their baselines; only the last few can still take the word.
        for at in range(len(rows) - 1, max(len(rows) - 4, -1), -1):
            top, bottom = spans[at]
            shared = min(bottom, word.bottom) - max(top, word.top)
            if shared > 0.5 * min(bottom - top, word.bottom - word.top):
                rows[at].append(word)
                if word.bottom - word.top > bottom - top:
                    spans[at] = (word.top, word.bottom)
                break
        else:
            rows.append([word])
            spans.append((word.top, word.bottom))
    for row in rows:
        row.sort(key=lambda w: w.left)
    return rows


def whole_words(row: Sequence[Word]) -> list[Word]:
    """Return the pieces of one row as whole words: pieces without a blank between them are one, in whatever order they were drawn.

    A raised number stays apart from a number, of which it is no digit, and from the note that it begins.
    """
    found: list[Word] = []
    for word in row:
        above = found[-1] if found else None
        if above is not None and not word.spaced and _touch(above, word) and not _is_mark_beside(above, word):
            right = max(above.right, word.right)
            size, baseline = max((above.size, above.baseline), (word.size, word.baseline))
            found[-1] = replace(
                above, text=above.text + word.text, right=right, top=min(above.top, word.top),
                bottom=max(above.bottom, word.bottom), size=size, baseline=baseline,
            )  # fmt: skip
        else:
            found.append(word)
    return found


def _touch(before: Word, word: Word) -> bool:
    least = _BLANK_AT_MARK if _is_raised(word, before) else _BLANK
    return word.left - before.right < least * max(before.size, word.size)


def _is_mark_beside(before: Word, word: Word) -> bool:
    """Whether one of two words is a raised number beside a number, or before a note."""
    if _is_raised(before, word):
        return before.text.isdigit()
    return _is_raised(word, before) and before.text[-1].isdigit() and word.text[0].isdigit()


def _is_raised(mark: Word, word: Word) -> bool:
    return mark.size < 0.85 * word.size and mark.baseline < word.baseline - 0.1 * word.size


def join_words(words: Sequence[Word]) -> str:
    """Return the text of one row of whole words, NFC, blanks collapsed."""
    return nfc(" ".join(" ".join([word.text for word in words]).split()))


def make_line(words: Sequence[Word], page: int) -> TextLine:
    """Return one row of words as a printed line; its size and baseline are those of most of its letters."""
    words = whole_words(words)
    weight: dict[tuple[float, float], int] = {}
    bold = letters = 0
    for word in words:
        key = (round(word.size, 1), round(word.baseline, 1))
        weight[key] = weight.get(key, 0) + len(word.text)
        letters += len(word.text)
        bold += len(word.text) if word.bold else 0
    size, baseline = max(weight, key=lambda k: weight[k])
    box = (
        min(w.left for w in words), min(w.top for w in words), max(w.right for w in words), max(w.bottom for w in words)
    )  # fmt: skip
    return TextLine(join_words(words), box, baseline, size, bold * 2 > letters, page, words=list(words))
