"""The text of the cells of a drawn table, each read from its own cut-out of the page.

A cell read alone cannot run into its neighbour, and its single digits are not lost in the page. Where cells are is for
``scan_rules``, whether a number read is to be trusted for ``scan_numbers``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from pipelines.read.ocr import Segmentation, Word, recognise
from pipelines.read.scan_image import PageImage
from pipelines.read.scan_rules import GridField

_MARGIN = 14
# In heights of a small letter.
_SMALLEST_MARK = 0.3
_EDGE = 0.3
_TOUCHING = 2
_DRAWN = 4
_ONE_LINE = 3.0


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a page: its edges in pixels."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Cutout:
    """A part of a page: ``image`` (grey, with a white margin) and where its upper left pixel lies on the page."""

    image: np.ndarray
    left: int
    top: int
    is_one_line: bool = False

    @property
    def span(self) -> Span:
        """Where it lies on the page."""
        height, width = self.image.shape
        return Span(self.left, self.top, self.left + width, self.top + height)

    def on_page(self, word: Word) -> Word:
        """Return a word found on the cut-out with its edges on the page."""
        return replace(
            word,
            left=word.left + self.left,
            right=word.right + self.left,
            top=word.top + self.top,
            bottom=word.bottom + self.top,
        )


@dataclass(slots=True)
class FieldText:
    """What was read in a field: its words line by line, downwards. ``written`` is where something is written, if anything is."""

    field: GridField
    lines: list[list[Word]]
    written: Span | None


def read_fields(page: PageImage, mask: np.ndarray, fields: Sequence[GridField]) -> list[FieldText]:
    """Return what stands in each of ``fields``. Raises RecognitionFailed."""
    cutouts = [cut_field(page, mask, field) for field in fields]
    texts = [
        FieldText(field, [], cutout.span if cutout is not None else None)
        for field, cutout in zip(fields, cutouts, strict=True)
    ]
    for one_line, segmentation in ((True, Segmentation.LINE), (False, Segmentation.BLOCK)):
        chosen = [(t, c) for t, c in zip(texts, cutouts, strict=True) if c is not None and c.is_one_line is one_line]
        answers = recognise([cutout.image for _, cutout in chosen], segmentation)
        for (text, cutout), words in zip(chosen, answers, strict=True):
            text.lines = lines_of([cutout.on_page(word) for word in words])
    return texts


def lines_of(words: Sequence[Word]) -> list[list[Word]]:
    """Return ``words`` as lines, downwards, each from left to right."""
    lines: dict[int, list[Word]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    ordered = sorted(lines.values(), key=lambda line: sum(word.middle for word in line) / len(line))
    return [sorted(line, key=lambda word: word.left) for line in ordered]


def cut_field(page: PageImage, mask: np.ndarray, field: GridField) -> Cutout | None:
    """Return the inside of ``field`` without rules, trimmed to what is written in it; None where nothing is."""
    part = np.s_[max(field.top, 0) : field.bottom, max(field.left, 0) : field.right]
    ruled = cv2.dilate(mask[part], np.ones((3, 3), np.uint8)) > 0
    ink = np.where(ruled, 0, page.ink[part]).astype(np.uint8)
    grey = page.grey[part].copy()
    grey[ruled] = 255
    if not ink.size:
        return None
    kept = _marks(ink, page.letter)
    rows, columns = np.nonzero(kept)
    if not rows.size:
        return None
    # Leftovers of rules go; the soft edge around letters stays.
    near = cv2.dilate(kept, np.ones((5, 5), np.uint8)) > 0
    grey[~near] = 255
    top, bottom = int(rows.min()), int(rows.max()) + 1
    left, right = int(columns.min()), int(columns.max()) + 1
    image = cv2.copyMakeBorder(
        grey[top:bottom, left:right], _MARGIN, _MARGIN, _MARGIN, _MARGIN, cv2.BORDER_CONSTANT, value=255
    )
    return Cutout(
        image,
        max(field.left, 0) + left - _MARGIN,
        max(field.top, 0) + top - _MARGIN,
        bottom - top < _ONE_LINE * page.letter,
    )


def _marks(ink: np.ndarray, letter: float) -> np.ndarray:
    """Return ``ink`` without what is no writing: remains of rules along the edges; nothing where only specks are left."""
    height, width = ink.shape
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    edge = _EDGE * letter
    keep = np.zeros(count, dtype=bool)
    written = False
    for index in range(1, count):
        left, top, wide, high = (int(value) for value in stats[index][:4])
        right, bottom = left + wide, top + high
        in_strip = right <= edge or bottom <= edge or left >= width - edge or top >= height - edge
        touches = min(left, top, width - right, height - bottom) <= _TOUCHING
        is_drawn = max(wide, high) >= _DRAWN * min(wide, high) and max(wide, high) >= _SMALLEST_MARK * letter
        if in_strip and (touches or is_drawn):
            continue  # what the mask left of a rule; the marks over letters may stand there, too
        keep[index] = True
        written = written or max(wide, high) >= _SMALLEST_MARK * letter
    if not written:
        return np.zeros_like(ink)
    kept: np.ndarray = keep[labels].astype(np.uint8)
    return kept
