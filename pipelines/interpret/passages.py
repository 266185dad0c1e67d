"""The running texts of a document, each with its heading and its lines: what figures, amounts and citations are read from.

A passage is a paragraph, a heading, a footnote, a goal or a cell of a table. What its words mean is for the readers of
citations, money and measurements; how a document divides into headings and tables is decided before.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate

from pipelines.interpret.appendices import Appendix, is_covers_line, parse_unit_line
from pipelines.interpret.attachments import is_attachment
from pipelines.interpret.records import Record
from pipelines.interpret.rows import PrintedTable
from pipelines.read.model import Document, Paragraph, ParagraphKind, Place


class PassageKind(StrEnum):
    """What a passage is on the page."""

    PROSE = "prose"
    HEADING = "heading"
    GOAL = "goal"
    FOOTNOTE = "footnote"
    APPENDIX = "appendix"
    CLOSING = "closing"
    CELL = "cell"


# Passages are many, and to look up a member of an enumeration takes longer than to compare it.
_CELL, _FOOTNOTE, _CLOSING, _PROSE = PassageKind.CELL, PassageKind.FOOTNOTE, PassageKind.CLOSING, PassageKind.PROSE
_NO_TEXT = (ParagraphKind.FURNITURE, ParagraphKind.DAMAGED)
_BODY, _NOTE = ParagraphKind.BODY, ParagraphKind.FOOTNOTE
_BELOW_NO_HEADING = (_CELL, _CLOSING)
_DIGIT = re.compile(r"[0-9]")
_as_json = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(slots=True)
class Passage:
    """One running text. ``section_id`` is the heading that it stands under (a heading: itself), None before the first.

    GOAL is a text that was read as an indicator, be it an item, a sentence or what runs on behind a heading; APPENDIX
    text of an appendix outside its tables; CLOSING the recipients and the signature. A CELL says its table's number, the
    kind of its column (``HeadingKind.kind``) and, where it is a row of data, the row's printed number.
    """

    text: str
    kind: PassageKind
    section_id: str | None
    place: Place
    lines: tuple[str, ...] = ()
    line_numbers: tuple[int, ...] = ()
    table_no: int | None = None
    column_kind: str | None = None
    row_no: str | None = None
    has_digit: bool = field(init=False)
    """Asked once for all that read numbers; most cells and many paragraphs print none."""
    _starts: list[int] | None = field(init=False, default=None, repr=False, compare=False)
    _lowered: str | None = field(init=False, default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.has_digit = _DIGIT.search(self.text) is not None

    @property
    def lowered(self) -> str:
        """The text in lower case; several readers ask for it."""
        if self._lowered is None:
            self._lowered = self.text.lower()
        return self._lowered

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            self._starts = list(accumulate([len(line) + 1 for line in self.lines[:-1]], initial=0))
        return self._starts

    def place_of(self, start: int, end: int) -> Place:
        """The place of ``text[start:end]``: its own lines where they are known, else the place of the passage."""
        if not self.lines or len(self.lines) != len(self.line_numbers):
            return self.place
        if start == 0 and end == len(self.text) and self.lines[-1]:
            first, last = 0, len(self.lines) - 1
        else:
            starts = self._line_starts()
            first = max(bisect_right(starts, start) - 1, 0)
            last = max(bisect_right(starts, max(end - 1, start)) - 1, first)
        place = self.place
        return Place(place.page, self.line_numbers[first], self.line_numbers[last], place.sheet, place.cell)


def collect_passages(
    document: Document,
    appendices: Sequence[Appendix],
    tables: Sequence[PrintedTable],
    sections: Sequence[Record],
    goals: Iterable[Record],
) -> list[Passage]:
    """The passages of ``document`` in the order of their lines.

    Page furniture, pages whose text is damaged and empty cells are none. ``sections`` are the records of its headings
    in reading order, ``goals`` those of the bullets read as indicators.
    """
    finder = _SectionFinder(sections)
    goal_lines = {goal["source_line_start"] for goal in goals}
    annexes = [appendix for appendix in appendices if not is_attachment(appendix)]
    appendix_from = annexes[0].first_block if annexes else len(document.blocks)
    found: list[Passage] = []
    closing = False
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Paragraph) or block.kind in _NO_TEXT:
            continue
        section_id, is_heading = finder.find(block.place)
        # A plan that a decision promulgates goes on behind the recipients, with headings of its own.
        if index >= appendix_from or is_heading:
            closing = False
        elif block.kind is _BODY and block.text.startswith(("Nơi nhận", "NƠI NHẬN")):
            closing = True
        if block.kind is _NOTE:
            kind = _FOOTNOTE
        elif block.place.line_start in goal_lines:
            kind = PassageKind.GOAL
        elif is_heading:
            kind = PassageKind.HEADING
        elif closing:
            kind = _CLOSING
        else:
            kind = PassageKind.APPENDIX if index >= appendix_from else _PROSE
        found.append(Passage(block.text, kind, section_id, block.place, block.lines, block.line_numbers))
    for printed in tables:
        found += _cells(printed, finder)
    found.sort(key=lambda passage: passage.place.line_start or 0)
    return found


def _cells(printed: PrintedTable, finder: "_SectionFinder") -> Iterable[Passage]:
    data, _, _ = printed.rows
    numbers = {id(line.row): line.number for line in data}
    for row in printed.table.rows:
        section_id, _ = finder.find(row.place)
        for cell, column in zip(row.cells, printed.kinds, strict=True):
            if cell.text and not cell.covered:
                yield Passage(
                    cell.text, _CELL, section_id, cell.place,
                    table_no=printed.table_no, column_kind=column.kind, row_no=numbers.get(id(row)),
                )  # fmt: skip


def add_paragraphs(sections: Sequence[Record], passages: Sequence[Passage]) -> None:
    """Give every section the prose that stands under it (``paragraphs``), in place."""
    by_id = {str(section["section_id"]): section for section in sections}
    found: dict[str, list[dict[str, object]]] = {}
    for passage in passages:
        if passage.section_id is None or passage.kind in _BELOW_NO_HEADING:
            continue
        title = str(by_id[passage.section_id]["title"])
        text = passage.text
        if passage.place.line_start == by_id[passage.section_id]["source_line_start"]:
            text = text.partition(title)[2].lstrip(" .:;/") if title in text else ""
        if text and text not in title and not is_covers_line(text) and parse_unit_line(text) is None:
            place = passage.place_of(len(passage.text) - len(text), len(passage.text))
            found.setdefault(passage.section_id, []).append(
                {"text": text, "line_start": place.line_start, "line_end": place.line_end}
            )
    for section_id, section in by_id.items():
        said_below = found.get(section_id)
        section["paragraphs"] = _as_json(said_below) if said_below else None


class _SectionFinder:
    """Finds the heading that a place stands under. Sources without lines (spreadsheets) have no headings above a place."""

    def __init__(self, sections: Sequence[Record]) -> None:
        placed = [s for s in sections if isinstance(s["source_line_start"], int)]
        self._lines = [int(str(s["source_line_start"])) for s in placed]
        self._ids = [str(s["section_id"]) for s in placed]

    def find(self, place: Place) -> tuple[str | None, bool]:
        """The section's id, and whether the place is where its heading begins."""
        if place.line_start is None:
            return None, False
        at = bisect_right(self._lines, place.line_start) - 1
        return (self._ids[at], self._lines[at] == place.line_start) if at >= 0 else (None, False)
