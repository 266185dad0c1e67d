"""Scanned pages as blocks of a ``Document``: pictures of pages, alone or inside a PDF.

The order of the work stands here: make the picture level, find the drawn tables, read what is in them and around them, read
it again, and tell what is not certain. Knows nothing of plans or reports.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import median

import cv2
import numpy as np
from PIL import Image

from pipelines.language.syllables import is_syllable
from pipelines.read.grid import join_tables, read_grid
from pipelines.read.lines import Line
from pipelines.read.model import Block, Document, Paragraph, ParagraphKind, Place, Remark, RemarkKind, Spot, Table
from pipelines.read.ocr import (
    RecognitionFailed,
    Segmentation,
    Word,
    find_orientation,
    recognise,
    require_recognition,
)
from pipelines.read.scan_cells import FieldText, Span, lines_of, read_fields
from pipelines.read.scan_files import count_frames, open_frame
from pipelines.read.scan_image import PageImage, grey_pixels, prepare_page
from pipelines.read.scan_missed import find_missed
from pipelines.read.scan_prose import PrintedRow, group_rows, prose_blocks, prose_lines
from pipelines.read.scan_readings import ReadLine, read_again
from pipelines.read.scan_rules import DrawnGrid, Rules, find_rules
from pipelines.read.scan_tables import FieldReading, doubt_remark, grid_cells, keep_columns

_GOOD, _UNREADABLE = 0.6, 0.35
_FEWEST_LETTERS = 40
_LEAST_INK = 0.0005
_SAMPLE = 1100
_EDGE = 0.3
_SURE_ADDED = 60
_LARGE_DRAWING = 6.0


@dataclass(slots=True)
class ScannedPage:
    """What one scanned page holds. Its lines are numbered from the ``first_line`` that was given; ``line_count`` of them."""

    blocks: list[Block] = field(default_factory=list)
    line_count: int = 0
    remarks: list[Remark] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """A page whose text is recognised, before it has its place in a document. Edges are in pixels of ``page``.

    ``failure`` says why nothing is read where recognition gave up; ``is_readable`` is false where what it gave is no text.
    ``drawn`` are seals, signatures and pictures.
    """

    size: tuple[float, float]
    page: PageImage | None = None
    tables: tuple[tuple[DrawnGrid, tuple[FieldReading, ...]], ...] = ()
    prose: tuple[ReadLine, ...] = ()
    is_readable: bool = True
    failure: str = ""
    drawn: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _FirstReading:
    """What the first reading of a page gives; ``quality`` (0 to 1) is the share of its letters that make up words."""

    page: PageImage
    rules: Rules
    tables: tuple[tuple[DrawnGrid, list[FieldText]], ...]
    prose: list[list[Word]]
    quality: float
    letters: int


def read_image(source_name: str, source_sha256: str, data: bytes) -> Document:
    """Return the document that a picture (PNG, JPEG, TIFF with one page or many) shows.

    Raises SourceRejected where the picture is damaged or too large, or where tesseract is not installed.
    """
    require_recognition(source_name)
    count = count_frames(source_name, data)
    document = Document(source_name, source_sha256, "image", line_count=0)
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        recognised = pool.map(lambda at: recognise_page(*open_frame(source_name, data, at)), range(count))
        lines = 0
        for page_no, page in enumerate(recognised, 1):
            placed = place_page(page, page_no, lines + 1)
            document.blocks += placed.blocks
            document.remarks += placed.remarks
            document.spots += placed.spots
            lines += placed.line_count
    document.blocks = join_tables(document.blocks, rows_may_be_cut=True)
    document.line_count = lines
    return document


def read_scanned_page(page_image: Image.Image, page_no: int, first_line: int, points_per_pixel: float) -> ScannedPage:
    """Return what the picture of a page holds: ``recognise_page``, then ``place_page``."""
    return place_page(recognise_page(page_image, points_per_pixel), page_no, first_line)


def recognise_page(page_image: Image.Image, points_per_pixel: float) -> RecognisedPage:
    """Return the text on the picture of a page. The slow part: may run in several threads, one page each.

    tesseract has to be there (``require_recognition``); a page on which it fails says so and raises nothing.
    """
    size = page_image.width * points_per_pixel, page_image.height * points_per_pixel
    try:
        first = _read_upright(grey_pixels(page_image, points_per_pixel), points_per_pixel)
        if first is None:
            return RecognisedPage(size)
        return _second_reading(first, size)
    except (RecognitionFailed, ValueError, MemoryError) as error:
        return RecognisedPage(size, is_readable=False, failure=str(error) or type(error).__name__)


def place_page(recognised: RecognisedPage, page_no: int, first_line: int) -> ScannedPage:
    """Return a recognised page as page ``page_no`` of a document, its lines counted from ``first_line``.

    Boxes are in points on the picture as it was given, whichever way its text runs. A page that cannot be read has a remark
    that says so and its words, such as they are, as damaged text.
    """
    page = recognised.page
    if page is None:
        if recognised.failure:
            return ScannedPage(remarks=[_unreadable_remark(recognised, page_no, first_line, first_line)])
        return ScannedPage()
    lines = [*recognised.prose]
    for _, readings in recognised.tables:
        lines += [line for reading in readings for line in reading.lines]
    lines = [line for line in lines if line.words]
    number_of: dict[int, int] = {}
    groups = group_rows([line.words for line in lines])
    for row, group in enumerate(groups):
        number_of |= {id(lines[index]): first_line + row for index in group}
    placed = ScannedPage(line_count=len(groups))
    prose = [line for line in recognised.prose if line.words]
    if not recognised.is_readable:
        _place_damaged(placed, recognised, prose, number_of, page_no, first_line)
        return placed
    placed.spots += [_spot(page, page_no, number_of[id(line)], line.words) for line in lines]
    tops = [grid.top for grid, _ in recognised.tables]
    parts: list[list[ReadLine]] = [[] for _ in range(len(tops) + 1)]
    for line in prose:
        middle = median(word.middle for word in line.words)
        parts[sum(top < middle for top in tops)].append(line)
    left = min((word.left for line in prose for word in line.words), default=0.0)
    for at, part in enumerate(parts):
        if at:
            grid, readings = recognised.tables[at - 1]
            _place_table(placed, page, grid, readings, number_of, page_no, first_line)
        if part:
            _place_prose(placed, page, part, number_of, page_no, left, at_top=at == 0, at_foot=at == len(parts) - 1)
    placed.remarks += _drawn_remark(recognised, page_no, first_line)
    return placed


def _spot(page: PageImage, page_no: int, number: int, words: Sequence[Word]) -> Spot:
    return Spot(number, page_no, _around(page, words), " ".join(word.text for word in words), page.turned)


def _around(page: PageImage, held: Sequence[Word | Span]) -> tuple[float, float, float, float]:
    lefts, tops = [each.left for each in held], [each.top for each in held]
    return page.box(min(lefts), min(tops), max(each.right for each in held), max(each.bottom for each in held))


def _drawn_remark(recognised: RecognisedPage, page_no: int, first_line: int) -> Iterator[Remark]:
    """Yield the remark on pictures, seals and signatures: letters in them are not read."""
    page = recognised.page
    if page is None:
        return
    large = [
        span
        for span in recognised.drawn
        if min(span.right - span.left, span.bottom - span.top) > _LARGE_DRAWING * page.letter
    ]
    if large:
        box = _around(page, large)
        text = f"Trang {page_no} có hình, dấu hoặc chữ ký; chữ nằm trong đó không được đọc, cần xem ảnh."
        yield Remark(RemarkKind.LOW_CONFIDENCE, Place(page_no, first_line, first_line, box=box), text)


def _place_prose(
    placed: ScannedPage,
    page: PageImage,
    part: Sequence[ReadLine],
    number_of: dict[int, int],
    page_no: int,
    left: float,
    *,
    at_top: bool,
    at_foot: bool,
) -> None:
    rows: dict[int, list[Word]] = {}
    for line in part:
        rows.setdefault(number_of[id(line)], []).extend(line.words)
    printed = [
        PrintedRow(tuple(sorted(words, key=lambda word: word.left)), number) for number, words in sorted(rows.items())
    ]
    lines = prose_lines(printed, page_no, left, at_top=at_top, at_foot=at_foot)
    placed.blocks += prose_blocks(lines, printed)
    for line in part:
        for doubt in line.doubts:
            span = doubt.span
            box = page.box(span.left, span.top, span.right, span.bottom)
            number = number_of[id(line)]
            placed.remarks.append(doubt_remark(Place(page_no, number, number, box=box), [doubt]))
    placed.remarks += _damaged_remarks(page, page_no, lines, printed)


def _damaged_remarks(
    page: PageImage, page_no: int, lines: Sequence[Line], rows: Sequence[PrintedRow]
) -> Iterator[Remark]:
    """Yield a remark on every run of lines that were recognised too badly to be taken as text."""
    run: list[PrintedRow] = []
    for line, row in zip([*lines, None], [*rows, None], strict=True):
        if line is not None and row is not None and line.kind is ParagraphKind.DAMAGED:
            run.append(row)
        elif run:
            words = [word for held in run for word in held.words]
            box = _around(page, words)
            place = Place(page_no, run[0].number, run[-1].number, box=box)
            text = f"Phần chữ ở trang {page_no} bị mờ hoặc bị dấu, chữ ký che nên không đọc được; cần xem ảnh."
            yield Remark(RemarkKind.LOW_CONFIDENCE, place, text)
            run = []


def _place_table(
    placed: ScannedPage,
    page: PageImage,
    grid: DrawnGrid,
    readings: Sequence[FieldReading],
    number_of: dict[int, int],
    page_no: int,
    first_line: int,
) -> None:
    for reading in readings:
        reading.numbers = [number_of[id(line)] for line in reading.lines if line.words]
    numbers = [number for reading in readings for number in reading.numbers] or [first_line]
    place = Place(page_no, min(numbers), max(numbers), box=page.box(grid.left, grid.top, grid.right, grid.bottom))
    cells, remarks = grid_cells(page, page_no, readings, min(numbers))
    blocks = read_grid(cells, place)
    begun = all(block.kind is not ParagraphKind.BODY for block in placed.blocks if isinstance(block, Paragraph))
    if page_no > 1 and begun and not any(isinstance(block, Table) for block in placed.blocks):
        blocks = keep_columns(blocks, cells, place)
    placed.blocks += blocks
    placed.remarks += remarks


def _place_damaged(
    placed: ScannedPage,
    recognised: RecognisedPage,
    prose: Sequence[ReadLine],
    number_of: dict[int, int],
    page_no: int,
    first_line: int,
) -> None:
    for line in sorted(prose, key=lambda line: number_of[id(line)]):
        number = number_of[id(line)]
        text = " ".join(word.text for word in line.words)
        place = Place(page_no, number, number)
        placed.blocks.append(Paragraph(text, place, ParagraphKind.DAMAGED, (text,), (number,)))
    last = first_line + max(placed.line_count - 1, 0)
    placed.remarks.append(_unreadable_remark(recognised, page_no, first_line, last))


def _unreadable_remark(recognised: RecognisedPage, page_no: int, first_line: int, last_line: int) -> Remark:
    width, height = recognised.size
    place = Place(page_no, first_line, last_line, box=(0.0, 0.0, round(width, 1), round(height, 1)))
    text = (
        f"Trang {page_no} là ảnh quét không nhận dạng được chữ; nội dung trang này không được đưa vào dữ liệu, "
        "cần quét lại rõ hơn hoặc gửi tệp gốc."
    )
    return Remark(RemarkKind.LOW_QUALITY_PAGE, place, text)


def _read_upright(grey: np.ndarray, points_per_pixel: float) -> _FirstReading | None:
    """Return the first reading of a page the way up that gives most text; None where nothing is on it."""
    page = prepare_page(grey, points_per_pixel)
    if float(page.ink.mean()) < _LEAST_INK and page.ink.sum() < 40 * page.letter:
        return None
    best = _first_reading(page)
    if best.quality >= _GOOD and best.letters >= _FEWEST_LETTERS:
        return best
    quarter = _find_quarter(grey, page, points_per_pixel)
    if quarter:
        other = _first_reading(prepare_page(grey, points_per_pixel, quarter))
        if other.quality * other.letters > best.quality * best.letters:
            best = other
    return best


def _find_quarter(grey: np.ndarray, page: PageImage, points_per_pixel: float) -> int:
    """Return by how many quarters a page that gives little text has to be turned clockwise, tried on its middle."""
    turns, sureness = find_orientation(_middle(page.grey))
    told = turns // 90 if sureness > 0 else 0
    scores: dict[int, float] = {}
    for quarter in dict.fromkeys((told, 0, 1, 3, 2)):
        turned = page if quarter == 0 else prepare_page(grey, points_per_pixel, quarter)
        words = recognise([_middle(turned.grey)], Segmentation.PAGE)[0]
        scores[quarter] = sum(len(word.text) * word.confidence for word in words if _is_likely(word.text))
        total = sum(len(word.text) for word in words)
        if total >= _FEWEST_LETTERS and scores[quarter] >= 100 * _GOOD * total:
            return quarter
    return max(scores, key=scores.__getitem__)


def _middle(grey: np.ndarray) -> np.ndarray:
    """Return the middle of a page, large enough to show which way up it stands."""
    height, width = grey.shape
    tall, wide = min(height, _SAMPLE), min(width, _SAMPLE)
    top, left = (height - tall) // 2, (width - wide) // 2
    return np.ascontiguousarray(grey[top : top + tall, left : left + wide])


def _first_reading(page: PageImage) -> _FirstReading:
    rules = find_rules(page)
    tables = tuple((grid, read_fields(page, rules.mask, grid.fields)) for grid in rules.grids)
    around = page.grey.copy()
    edge, near = max(3, round(_EDGE * page.letter)), round(page.letter)
    ruled = cv2.dilate(rules.mask, np.ones((5, 5), np.uint8)) > 0
    for grid in rules.grids:
        # A rule that still slants a little leaves the straight edge of its table.
        beside = np.s_[max(grid.top - near, 0) : grid.bottom + near, max(grid.left - near, 0) : grid.right + near]
        around[beside][ruled[beside]] = 255
        around[max(grid.top - edge, 0) : grid.bottom + edge, max(grid.left - edge, 0) : grid.right + edge] = 255
    is_all_table = bool(tables) and float((around < 128).mean()) < _LEAST_INK / 10
    prose = [] if is_all_table else lines_of(recognise([around], Segmentation.PAGE)[0])
    words = [word for line in prose for word in line]
    words += [word for _, fields in tables for text in fields for line in text.lines for word in line]
    total = sum(len(word.text) for word in words)
    good = sum(len(word.text) * word.confidence / 100 for word in words if _is_likely(word.text))
    return _FirstReading(page, rules, tables, prose, good / total if total else 0.0, total)


def _is_likely(text: str) -> bool:
    """Whether a word is one that documents hold: a syllable, a number, an abbreviation."""
    letters = text.strip(".,;:()[]“”\"'-–/%")
    return bool(letters) and (letters.isupper() or any(c.isdigit() for c in letters) or is_syllable(letters))


def _second_reading(first: _FirstReading, size: tuple[float, float]) -> RecognisedPage:
    page = first.page
    if first.quality < _UNREADABLE:  # further readings of what is no text cost much and give nothing
        return RecognisedPage(size, page, prose=tuple(ReadLine(line) for line in first.prose), is_readable=False)
    erased = page.grey.copy()
    erased[cv2.dilate(first.rules.mask, np.ones((3, 3), np.uint8)) > 0] = 255
    height, width = erased.shape
    lines: list[list[Word]] = list(first.prose)
    bounds = [Span(0, 0, width, height) for _ in lines]
    missed, drawn = find_missed(_ink_around(first), page.letter, [word for line in lines for word in line])
    lines += [[] for _ in missed]
    bounds += missed
    prose_count = len(lines)
    owners: list[tuple[FieldText, int]] = []
    for _, fields in first.tables:
        for text in fields:
            for line in text.lines or ([[]] if text.written else []):
                owners.append((text, len(lines)))
                lines.append(line)
                cell = text.field
                whole = Span(cell.left, cell.top, cell.right, cell.bottom)
                bounds.append(text.written if text.written and not line else whole)
    read = read_again(erased, page.letter, lines, bounds)
    held: dict[int, list[ReadLine]] = {}
    for text, index in owners:
        held.setdefault(id(text), []).append(read[index])
    tables = tuple(
        (grid, tuple(FieldReading(text.field, held.get(id(text), []), [], text.written is not None) for text in fields))
        for grid, fields in first.tables
    )
    for added in read[len(first.prose) : prose_count]:
        if not all(word.confidence >= _SURE_ADDED and _is_likely(word.text) for word in added.words):
            added.words, added.doubts = [], []
    prose = tuple(read[:prose_count])
    return RecognisedPage(size, page, tables, prose, drawn=tuple(drawn))


def _ink_around(first: _FirstReading) -> np.ndarray:
    """Return the ink outside the tables, without rules."""
    ink: np.ndarray = np.where(cv2.dilate(first.rules.mask, np.ones((3, 3), np.uint8)) > 0, 0, first.page.ink)
    for grid, _ in first.tables:
        ink[max(grid.top, 0) : grid.bottom, max(grid.left, 0) : grid.right] = 0
    return ink.astype(np.uint8)


__all__ = ["RecognisedPage", "ScannedPage", "place_page", "read_image", "read_scanned_page", "recognise_page"]
