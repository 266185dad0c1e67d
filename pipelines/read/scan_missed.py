"""Writing that the first reading of a page passed over: lone digits and short lines that tesseract takes for pictures or dirt.

Only finds where such writing may be; it is read like any other line, and kept only where it then makes sense.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from pipelines.read.ocr import Word
from pipelines.read.scan_cells import Span

# In heights of a small letter.
_SMALLEST, _TALLEST, _WIDEST = 0.7, 3.2, 4.0
_SPACE, _STEP = 1.0, 0.2
_AROUND, _BESIDE = 0.25, 0.35
_MOST_SPANS = 60


def find_missed(ink: np.ndarray, letter: float, words: Sequence[Word]) -> tuple[list[Span], list[Span]]:
    """Return where ``ink`` (0 and 1, without rules and tables) shows lines that no word covers, and where other things are.

    The second list holds what is too large or too dense for a line: seals, signatures, pictures. A page with more places than a
    page of writing leaves has none of the first kind.
    """
    left_over = ink.copy()
    around = round(_AROUND * letter)
    for word in words:
        top, left = max(int(word.top) - around, 0), max(int(word.left) - around, 0)
        left_over[top : int(word.bottom) + around, left : int(word.right) + around] = 0
    count, labels, stats, _ = cv2.connectedComponentsWithStats(left_over, connectivity=8)
    sides = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    letters = (sides[1] >= _SMALLEST * letter) & (sides[1] <= _TALLEST * letter) & (sides[0] <= _WIDEST * letter)
    large = (np.maximum(*sides) > _WIDEST * letter) & (np.minimum(*sides) > _TALLEST * letter)
    letters[0] = large[0] = False
    others = [_span(stats[index]) for index in range(1, count) if large[index]]
    if not letters.any():
        return [], others
    kernel = np.ones((max(1, round(_STEP * letter)), max(1, round(_SPACE * letter))), np.uint8)
    joined = cv2.dilate(letters[labels].astype(np.uint8), kernel)
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    margin = _BESIDE * letter
    found: list[Span] = []
    for index in range(1, count):
        span = _span(stats[index])
        if span.bottom - span.top > _TALLEST * letter:
            others.append(span)
        elif not any(_touch(span, other) for other in others):
            found.append(Span(span.left - margin, span.top - margin, span.right + margin, span.bottom + margin))
    return (found, others) if len(found) <= _MOST_SPANS else ([], [*others, *found])


def _span(stats: np.ndarray) -> Span:
    left, top, width, height = (int(value) for value in stats[:4])
    return Span(left, top, left + width, top + height)


def _touch(one: Span, other: Span) -> bool:
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom
