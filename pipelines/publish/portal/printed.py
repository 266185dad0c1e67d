"""The printed text of a source, line by line, as the places of records count it.

Text files are decoded again, which takes no time. What a PDF or a picture shows was kept when it was read. Other formats are read
again once and kept in ``HOME/portal-work/text``. A scan is not recognised a second time: where nothing was kept, its text is what the
release holds of it (paragraphs of sections, rows of tables).

What points at a person is withheld here as it is in the release, so that no page shows it.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from sys import maxsize
from typing import Any

from pipelines.archive.store import read_blob
from pipelines.privacy.rules import NAMED, marker, withhold
from pipelines.read.formats import Format, detect_format
from pipelines.read.lines import read_lines, split_lines
from pipelines.read.model import SourceRejected, Spot
from pipelines.read.printed import Print, PrintedLine, kept_print, load_print, print_of, write_print
from pipelines.read.sources import read_source
from pipelines.read.text import decode_text
from pipelines.settings import Home

_SAMPLE_PAGES = 5
_LETTERS_OF_A_TEXT_LAYER = 100
_MAYBE_PERSONAL = re.compile(
    r"[@＠]|\(at|\[at|còng|\.(?:com|me|net)\b|\d(?:\D{0,3}\d){7}|cccd|cmn|cmt|căn cước|chứng minh|định danh|hộ chiếu"
    r"|[\uff10-\uff19\u0660-\u0669\u06f0-\u06f9]",
    re.IGNORECASE,
)
"""What withholding looks for has one of these; most lines have none and need not be searched."""
_NUMBER_AT_END = re.compile(r"[+(]?\d[\d .()-]*$")
_NUMBER_AT_START = re.compile(r"[ .(-]*\d[\d .()-]*")
_LOOK_ALIKE = str.maketrans("OoQDlIi|!SsBZz", "00001111155822")
_PERSONAL_NUMBER = re.compile(f"{NAMED}|mail")
_LONG_NUMBER = re.compile(r"\d(?:[ .()-]{0,3}\d){6}")


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown of a source: its lines without personal data, where lines stand, and the spots to be blacked out."""

    lines: list[PrintedLine]
    spots: tuple[Spot, ...] = ()
    hidden: frozenset[int] = frozenset()
    """Indexes of ``spots``."""


def shown_text(home: Home, work: Path, source_name: str, sha256: str, sections: Sequence[Mapping[str, Any]]) -> Shown:
    """Return what may be shown of a source; its lines are those that ``sections`` hold where its bytes cannot be shown again."""
    found = _read_again(home, work, source_name, sha256, sections)
    lines: list[PrintedLine] = []
    cut: list[tuple[PrintedLine, list[int]]] = []
    headings: tuple[str, ...] = ()
    for line in found.lines:
        headings = line.cells if line.is_heading else headings if line.cells else ()
        clean = _without_personal_data(line, headings)
        lines.append(clean)
        if clean.cells != line.cells:
            cut.append((line, [at for at, cell in enumerate(clean.cells) if cell != line.cells[at]]))
    _withhold_over_line_ends(lines)
    return Shown(lines, found.spots, frozenset(_hidden_spots(found, cut)))


def _without_personal_data(line: PrintedLine, headings: Sequence[str]) -> PrintedLine:
    if line.cells:
        named = headings if len(headings) == len(line.cells) and not line.is_heading else ("",) * len(line.cells)
        cells = tuple(map(_withheld, line.cells, named))
        return line if cells == line.cells else replace(line, cells=cells)
    text = _withheld(line.text)
    return line if text == line.text else replace(line, text=text)


def _withheld(text: str, context: str = "") -> str:
    if not _MAYBE_PERSONAL.search(text):
        return text
    clean, found = withhold(text, context)
    return clean if found.keys() - {"control_character"} else text


def _withhold_over_line_ends(lines: list[PrintedLine]) -> None:
    """Withhold numbers that begin on one line of a text and go on on the next."""
    for at in range(len(lines) - 1):
        end, start = _NUMBER_AT_END.search(lines[at].text), _NUMBER_AT_START.match(lines[at + 1].text)
        if end is None or start is None:
            continue
        _, found = withhold(f"{lines[at].text} {lines[at + 1].text}")
        _, alone = withhold(lines[at].text)
        _, after = withhold(lines[at + 1].text)
        for kind in ("phone", "identity_number"):
            if found.get(kind, 0) > alone.get(kind, 0) + after.get(kind, 0):
                lines[at] = replace(lines[at], text=lines[at].text[: end.start()] + marker(kind))
                lines[at + 1] = replace(lines[at + 1], text=marker(kind) + lines[at + 1].text[start.end() :])
                break


def _hidden_spots(found: Print, cut: Sequence[tuple[PrintedLine, list[int]]]) -> Iterator[int]:
    """Yield the indexes of the spots that may not be seen. Of a scan more is hidden, as the picture is clearer than its reading."""
    for at, spot in enumerate(found.spots):
        if _is_personal(spot.text, found.is_scan):
            yield at
    for at, (spot, following) in enumerate(pairwise(found.spots)):
        if not _NUMBER_AT_END.search(spot.text) or not _goes_on(spot, following):
            continue
        alone = any(_is_personal(each.text, found.is_scan) for each in (spot, following))
        if not alone and _is_personal(f"{spot.text} {following.text}", found.is_scan):
            yield at
            yield at + 1
    if not cut:
        return
    following_no = dict(pairwise(line.no for line in found.lines if line.no is not None))
    for line, cells in cut:
        boxes = [line.boxes[at] if line.boxes else None for at in cells]
        last = following_no.get(line.no or 0, maxsize)
        for at, spot in enumerate(found.spots):
            inside = None in boxes or (spot.page == line.page and any(_stands_in(spot, box) for box in boxes))
            if (line.no or 0) <= spot.line < last and inside:
                yield at


def _is_personal(text: str, is_scan: bool) -> bool:
    if _withheld(text) != text:
        return True
    if not is_scan or not any(map(str.isdigit, text)):
        return False
    plain = " ".join(_as_digits(word) for word in text.split())
    return _withheld(plain) != plain or bool(_PERSONAL_NUMBER.search(text) and _LONG_NUMBER.search(plain))


def _as_digits(word: str) -> str:
    """A recognised word with letters that are mistaken for digits as those digits, where most of it is digits.

    >>> _as_digits("O9l2.345.678")
    '0912.345.678'
    """
    return word.translate(_LOOK_ALIKE) if sum(map(str.isdigit, word)) * 2 > sum(map(str.isalnum, word)) else word


def _goes_on(spot: Spot, following: Spot) -> bool:
    """Whether a line stands below another, and not beside it in the next column."""
    (left, top, right, bottom), (begin, below, end, _) = spot.box, following.box
    return spot.page == following.page and below > (top + bottom) / 2 and begin < right and left < end


def _stands_in(spot: Spot, box: Sequence[float] | None) -> bool:
    if box is None:
        return True
    x, y = (spot.box[0] + spot.box[2]) / 2, (spot.box[1] + spot.box[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _read_again(home: Home, work: Path, source_name: str, sha256: str, sections: Sequence[Mapping[str, Any]]) -> Print:
    kept = kept_print(home, sha256)
    if kept is not None:
        return kept
    try:
        data = read_blob(home, sha256)
        found = detect_format(source_name, data)
        if found is Format.TEXT:
            return Print(_text_lines(source_name, data))
        if found is Format.IMAGE or (found is Format.PDF and not _has_text_layer(data)):
            return Print(_section_lines(sections))
        path = work / "text" / f"{sha256}.json"
        known = load_print(path)
        if known is None:
            known = print_of(read_source(source_name, sha256, data))
            write_print(path, known)
    except (OSError, LookupError, ValueError, SourceRejected):
        return Print(_section_lines(sections))
    return known


def _text_lines(source_name: str, data: bytes) -> list[PrintedLine]:
    text, _ = decode_text(source_name, data)
    pages = {line.number: line.page for line in read_lines(text)}
    page = None
    found = []
    for number, line in enumerate(split_lines(text), start=1):
        page = pages.get(number, page)
        found.append(PrintedLine(number, line.replace("\f", "").rstrip(), page))
    while found and not found[-1].text:
        found.pop()
    return found


def _section_lines(sections: Sequence[Mapping[str, Any]]) -> list[PrintedLine]:
    found = []
    for section in sections:
        title = " ".join(part for part in (section.get("number"), section.get("title")) if part)
        found.append(PrintedLine(section.get("source_line_start"), title, section.get("source_page")))
        for paragraph in json.loads(section.get("paragraphs") or "[]"):
            found.append(PrintedLine(paragraph.get("line_start"), paragraph.get("text", "")))
    return found


def _has_text_layer(data: bytes) -> bool:
    import pypdfium2  # noqa: PLC0415 - only PDFs need it

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return False
    try:
        pages = range(min(len(document), _SAMPLE_PAGES))
        letters = sum(document[number].get_textpage().count_chars() for number in pages)
        return bool(letters >= _LETTERS_OF_A_TEXT_LAYER)
    finally:
        document.close()
