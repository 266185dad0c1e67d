"""One page of a PDF as pdfium sees it: words with their boxes, ruled lines, pictures. What they make up is for ``pdf_layout``.

The only module that talks to pdfium's interface in C. Coordinates that come out are points from the top left corner of the page,
turned so that most of its text stands upright.
"""

import ctypes
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from pipelines.language.legacy import decode_in_font, encoding_of_font
from pipelines.read.pdf_paths import PathReader
from pipelines.read.pdf_shapes import Box, Frame, Rule, Word, gather_rows, join_words, whole_words

_MOST_CHARACTERS = 100_000
_INVISIBLE = 3
_SMALLEST_TYPE = 2.0
_DRAWN_AGAIN = 0.8
_FORCED_BOLD = 1 << 18
_BOLD_NAMES = ("bold", "black", "heavy")
_LETTERS = {
    "\x02": "-", "\ufffe": "-", "\u200b": "", "\ufeff": "", "\xa0": " ", "\uf0b7": "•", "\uf0a7": "▪", "\uf02d": "-",
    "\uf0fc": "✓", "\uf0d8": "➢", "\uf076": "❖", "\uf0e0": "→", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl",
}  # fmt: skip
# What is left of the control characters is a letter that the font does not name.
_REPLACED = dict.fromkeys(range(32), "�") | str.maketrans(_LETTERS)
_BLANKS = np.array([0, 9, 10, 11, 12, 13, 32, 0xA0, 0x2002, 0x2003, 0x2009, 0x3000, 0x200B], dtype=np.uint16)


def _bare(function: object, result: object, *arguments: object) -> Callable[..., int]:
    """Return a function of the library that takes addresses as plain numbers: called per character, so its cost counts."""
    address = ctypes.cast(function, ctypes.c_void_p).value  # type: ignore[arg-type]
    return ctypes.CFUNCTYPE(result, *arguments)(address)  # type: ignore[arg-type]


_loose_box = _bare(pdfium.FPDFText_GetLooseCharBox, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_text_object = _bare(pdfium.FPDFText_GetTextObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_is_generated = _bare(pdfium.FPDFText_IsGenerated, ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
_unicode = _bare(pdfium.FPDFText_GetUnicode, ctypes.c_uint, ctypes.c_void_p, ctypes.c_int)


@dataclass(slots=True)
class PageContent:
    """What stands on one page. ``number`` counts from 1; ``width`` and ``height`` are those of the page as it is read.

    ``hidden`` is the share of the characters that are drawn invisibly (text under a scan), ``picture`` the share of the
    page that its largest picture covers, ``too_much`` says that its drawings or characters were not all looked at.
    """

    number: int
    frame: Frame
    words: list[Word] = field(default_factory=list)
    across: list[Rule] = field(default_factory=list)
    upright: list[Rule] = field(default_factory=list)
    hidden: float = 0.0
    picture: float = 0.0
    has_drawings: bool = False
    too_much: bool = False


@dataclass(slots=True)
class _Run:
    """What the characters of one text object share; x and y are in the space of the page."""

    x: float
    y: float
    size: float
    quarter: int | None
    bold: bool
    hidden: bool
    font: str
    is_legacy: bool


def read_page(page: pdfium.FPDF_PAGE, number: int) -> PageContent:
    """Return what stands on ``page``, which stays open."""
    bounds = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, bounds)
    box = (bounds.left, bounds.bottom, bounds.right, bounds.top)
    turned = pdfium.FPDFPage_GetRotation(page) % 4
    text_page = pdfium.FPDFText_LoadPage(page)
    try:
        characters = _Characters(text_page)
        upright = characters.main_quarter()
        content = PageContent(number, Frame(box, turned, (upright - turned) % 4))
        content.hidden, content.too_much = characters.hidden, characters.too_much
        content.words = characters.words(content.frame, upright)
    finally:
        if text_page:
            pdfium.FPDFText_ClosePage(text_page)
    paths = PathReader(page, content.frame)
    paths.read()
    content.across, content.upright = paths.across, paths.upright
    content.picture, content.has_drawings = paths.picture, paths.count > 0
    content.too_much = content.too_much or paths.too_many
    return content


class _Characters:
    """The characters of a page, read in bulk."""

    def __init__(self, text_page: pdfium.FPDF_TEXTPAGE) -> None:
        self._page = text_page
        self._address = ctypes.cast(text_page, ctypes.c_void_p).value or 0
        found = max(pdfium.FPDFText_CountChars(text_page), 0) if text_page else 0
        count = min(found, _MOST_CHARACTERS)
        self.too_much = found > count
        boxes = (pdfium.FS_RECTF * max(count, 1))()
        start, size = ctypes.addressof(boxes), ctypes.sizeof(pdfium.FS_RECTF)
        address = self._address
        for index in range(count):
            _loose_box(address, index, start + index * size)
        # left, top, right, bottom in the order of the structure
        self.boxes = np.frombuffer(boxes, dtype=np.float32)[: 4 * count].reshape(count, 4).astype(np.float64)
        self.codes = self._read_codes(count)
        objects = [_text_object(address, index) or 0 for index in range(count)]
        self._runs: list[_Run] = []
        self.run_of = self._read_runs(objects)
        self.hidden = self._hidden_share()

    def _read_codes(self, count: int) -> list[str]:
        buffer = (ctypes.c_ushort * (count + 1))()
        written = pdfium.FPDFText_GetText(self._page, 0, count, buffer) - 1 if count else 0
        if written == count:
            text = bytes(memoryview(buffer).cast("B")[: 2 * count]).decode("utf-16-le", "replace")
            if len(text) == count:
                return list(text)
        return [chr(code) if (code := _unicode(self._address, i)) < 0x110000 else "\ufffd" for i in range(count)]

    def _read_runs(self, objects: Sequence[int]) -> NDArray[np.int64]:
        """Return the index of each character's run; a character that pdfium made up (a blank) belongs to the one before it."""
        indexes: list[int] = []
        known: dict[int, int] = {}
        previous, current = 0, -1
        for index, handle in enumerate(objects):
            if handle not in (previous, 0):
                previous = handle
                if handle not in known:
                    known[handle] = len(self._runs)
                    self._runs.append(self._describe(index, handle))
                current = known[handle]
            indexes.append(current)
        if indexes and not self._runs:
            self._runs.append(self._describe(0, 0))
        return np.maximum(np.array(indexes, dtype=np.int64), 0)

    def _describe(self, index: int, handle: int) -> _Run:
        matrix, x, y, flags = pdfium.FS_MATRIX(), ctypes.c_double(), ctypes.c_double(), ctypes.c_int()
        pdfium.FPDFText_GetMatrix(self._page, index, matrix)
        pdfium.FPDFText_GetCharOrigin(self._page, index, x, y)
        size = pdfium.FPDFText_GetFontSize(self._page, index) * math.hypot(matrix.c, matrix.d)
        angle = math.degrees(math.atan2(matrix.b, matrix.a))
        quarter = round(angle / 90)
        name = ctypes.create_string_buffer(128)
        pdfium.FPDFText_GetFontInfo(self._page, index, name, 128, flags)
        font = name.value.decode("utf-8", "replace")
        bold = bool(flags.value & _FORCED_BOLD) or any(word in font.lower() for word in _BOLD_NAMES)
        shown = ctypes.cast(handle, pdfium.FPDF_PAGEOBJECT) if handle else None
        hidden = shown is not None and pdfium.FPDFTextObj_GetTextRenderMode(shown) == _INVISIBLE
        upright = abs(angle - 90 * quarter) < 8
        is_legacy = encoding_of_font(font) is not None
        return _Run(x.value, y.value, size, quarter % 4 if upright else None, bold, hidden, font, is_legacy)

    def _hidden_share(self) -> float:
        if not len(self.run_of):
            return 0.0
        hidden = np.array([run.hidden for run in self._runs])
        return float(hidden[self.run_of].mean())

    def main_quarter(self) -> int:
        """Return in which direction most text runs, in quarter turns against the clock, 0 being left to right."""
        counted: Counter[int] = Counter()
        for run, count in Counter(self.run_of.tolist()).items():
            if (quarter := self._runs[run].quarter) is not None:
                counted[quarter] += count
        return counted.most_common(1)[0][0] if counted else 0

    def words(self, frame: Frame, upright: int) -> list[Word]:
        """Return the words in ``frame``; a line that runs in another direction than ``upright`` comes as one word."""
        if not len(self.run_of):
            return []
        quarters = np.array([-1 if run.quarter is None else run.quarter for run in self._runs])[self.run_of]
        found = list(self._words_in(frame, np.flatnonzero(quarters == upright), turned=0))
        for quarter in sorted(set(quarters.tolist()) - {upright, -1}):
            own = frame.turned_to((quarter - upright) % 4)
            turned = list(self._words_in(own, np.flatnonzero(quarters == quarter), turned=(quarter - upright) % 4))
            for row in gather_rows(turned):
                box = own.to_other(frame, _around(row))
                found.append(_turned_word(row, box))
        return list(_once([word for word in found if _is_on(word, frame)]))

    def _words_in(self, frame: Frame, chosen: NDArray[np.int64], turned: int) -> Iterator[Word]:
        if not len(chosen):
            return
        left, _, right, _ = frame.place_all(self.boxes[chosen])
        run_of = self.run_of[chosen]
        places = [frame.place(run.x, run.y) for run in self._runs]
        baselines = np.array([y for _, y in places])[run_of]
        sizes = np.maximum(np.array([run.size for run in self._runs])[run_of], 0.1)
        codes = np.array([ord(self.codes[i]) & 0xFFFF for i in chosen], dtype=np.uint16)
        blank = np.isin(codes, _BLANKS)
        marks = (codes >= 0x300) & (codes <= 0x36F)
        kept = np.flatnonzero(~blank)
        if not len(kept):
            return
        before = np.empty_like(kept)
        before[0], before[1:] = kept[0], kept[:-1]
        gap = left[kept] - right[before]
        size = np.minimum(sizes[kept], sizes[before])
        level = np.abs(baselines[kept] - baselines[before]) > 0.12 * size
        apart = kept - before > 1
        jump = (gap > 0.22 * size) | (left[kept] < left[before] - 0.15 * size)
        # Text that is drawn on its own may stand in the next cell, however close; ``whole_words`` joins what is one word.
        other = run_of[kept] != run_of[before]
        begins = (apart | level | jump | other) & ~marks[kept]
        begins[0] = True
        starts = np.flatnonzero(begins).tolist()
        spaced = self._spaced(chosen, blank, left, right)
        letters = [self.codes[chosen[i]] for i in kept.tolist()]
        lefts, rights = left[kept].tolist(), right[kept].tolist()
        lines, runs = baselines[kept].tolist(), run_of[kept].tolist()
        for start, stop in zip(starts, [*starts[1:], len(letters)], strict=True):
            run = self._runs[runs[start]]
            if run.size < _SMALLEST_TYPE:
                continue
            text = "".join(letters[start:stop])
            if run.is_legacy:
                text = decode_in_font(text, run.font)
            text = text.translate(_REPLACED).strip()
            if text:
                baseline = lines[start]
                yield Word(
                    text, lefts[start], baseline - 0.8 * run.size, max(rights[start:stop]), baseline + 0.22 * run.size,
                    baseline, run.size, run.bold, turned, run.font, int(kept[start]) in spaced,
                )  # fmt: skip

    def _spaced(
        self, chosen: NDArray[np.int64], blank: NDArray[np.bool_], left: NDArray[np.float64], right: NDArray[np.float64]
    ) -> set[int]:
        """Return which of the ``chosen`` characters a blank that is drawn stands right before; pdfium also makes blanks up."""
        found = set()
        for at in np.flatnonzero(blank[:-1] & ~blank[1:]).tolist():
            if abs(right[at] - left[at + 1]) < 0.5 and not _is_generated(self._address, int(chosen[at])):
                found.add(at + 1)
        return found


def _around(words: Sequence[Word]) -> Box:
    return (
        min(w.left for w in words), min(w.top for w in words), max(w.right for w in words), max(w.bottom for w in words)
    )  # fmt: skip


def _turned_word(row: Sequence[Word], box: Box) -> Word:
    first = row[0]
    return Word(join_words(whole_words(row)), *box, box[3], first.size, first.bold, first.turned, first.font)


def _once(words: Sequence[Word]) -> Iterator[Word]:
    """Yield the words, those that are drawn again in nearly the same place (to look bold, as a shadow) once."""
    counted = Counter(word.text for word in words)
    seen: set[tuple[str, int, int]] = set()
    for word in words:
        if counted[word.text] > 1:
            x, y = round(word.left / _DRAWN_AGAIN), round(word.baseline / _DRAWN_AGAIN)
            if (word.text, x, y) in seen:
                continue
            seen.update((word.text, x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        yield word


def _is_on(word: Word, frame: Frame) -> bool:
    return word.right > 0 and word.left < frame.width and word.bottom > 0 and word.top < frame.height
