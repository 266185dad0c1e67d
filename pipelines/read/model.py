"""The one ``Document`` model that every format is read into and that all interpretation starts from.

A document is a sequence of blocks in reading order. A block is a ``Paragraph`` or a ``Table``. Everything that was
printed is in exactly one block, and every block, row and cell says where it stands (``Place``). Text is NFC with
blanks collapsed; the line breaks of a paragraph or cell are joined with one blank. Nothing is corrected.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pipelines.language.values import value


@value
class Place:
    """Where something was read. What does not apply is None.

    Lines are 1-based lines of the received text; in formats that keep no lines, of the text as read: a line of a PDF's or a
    scan's page counted over all pages, a paragraph of a word processor's or web page's file (those in cells count too), a row
    of a workbook counted over its sheets.
    ``box`` is left, top, right and bottom in points from the top left corner of the page.
    """

    page: int | None = None
    line_start: int | None = None
    line_end: int | None = None
    sheet: str | None = None
    cell: str | None = None
    box: tuple[float, float, float, float] | None = None

    def to(self, other: "Place") -> "Place":
        """The place from here to the end of ``other`` (same sheet; the first page is kept); it has no box."""
        return Place(self.page, self.line_start, other.line_end or other.line_start, self.sheet, self.cell)


_NOWHERE = Place()


class ParagraphKind(StrEnum):
    """What a paragraph is on the page.

    FURNITURE is page numbers and the like: printed, but no content. DAMAGED is text whose letters cannot be trusted.
    """

    BODY = "body"
    FOOTNOTE = "footnote"
    FURNITURE = "furniture"
    DAMAGED = "damaged"


@value
class Paragraph:
    """One paragraph, heading or list item.

    ``lines`` are its printed lines (collapsed), for readers that know them; joined with one blank they are ``text``.
    ``line_numbers`` says which line of the received text each of them is.
    """

    text: str
    place: Place
    kind: ParagraphKind = ParagraphKind.BODY
    lines: tuple[str, ...] = ()
    line_numbers: tuple[int, ...] = ()


@value
class Cell:
    """One cell of a table. An empty cell has the text ''. ``covered`` marks a cell filled from a merged neighbour above.

    ``value`` is the number or date where the file stores one beside the text; ``confidence`` (0 to 100) says how sure a text
    recognised on an image is.
    """

    text: str
    place: Place
    covered: bool = False
    value: Decimal | date | None = None
    confidence: int | None = None


@value
class Row:
    """One row; exactly one cell per column of its table.

    ``is_heading`` marks a row whose one text (after a number at most) reaches over the columns to its right.
    """

    cells: tuple[Cell, ...]
    place: Place
    is_heading: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of the cells."""
        return tuple(cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """One printed table, joined over its pages: headings once, repeated headers gone, rows in order."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    place: Place
    header_row_count: int = 1
    header_place: Place = _NOWHERE


Block = Paragraph | Table


class RemarkKind(StrEnum):
    """What is wrong with a received text as a whole or with some of its pages."""

    CUT_OFF = "cut_off"
    TWO_DOCUMENTS = "two_documents"
    REPEATED_PAGE = "repeated_page"
    PAGES_OUT_OF_ORDER = "pages_out_of_order"
    LOW_QUALITY_PAGE = "low_quality_page"
    DOUBTFUL_PAGE = "doubtful_page"
    UNREADABLE_TEXT_LAYER = "unreadable_text_layer"
    LOW_CONFIDENCE = "low_confidence"
    DOUBTFUL_CELLS = "doubtful_cells"
    LEGACY_ENCODING = "legacy_encoding"
    UNIT_CONFLICT = "unit_conflict"
    HIDDEN_CONTENT = "hidden_content"
    FORMULA_ERROR = "formula_error"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that whoever sent the file should know: ``text`` is one Vietnamese sentence, ``place`` what it is about."""

    kind: RemarkKind
    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a printed line, or the part of it in one cell, stands on its page.

    ``line`` is its number as ``Place`` counts, ``box`` that of ``Place``; ``turned`` says by how many quarters the page has to be
    turned clockwise to be read.
    """

    line: int
    page: int
    box: tuple[float, float, float, float]
    text: str
    turned: int = 0


@dataclass(slots=True)
class Document:
    """What one received file holds.

    ``spots`` are those of every line in the formats that have pages with a layout (PDF, pictures), in reading order;
    ``notes`` are the reader's own remarks (encoding repaired ...), with no place; ``remarks`` say what is wrong where.
    """

    source_name: str
    source_sha256: str
    source_format: str
    blocks: list[Block] = field(default_factory=list)
    line_count: int | None = None
    notes: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)

    def tables(self) -> Iterator[Table]:
        """The tables in reading order."""
        return (block for block in self.blocks if isinstance(block, Table))

    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs in reading order."""
        return (block for block in self.blocks if isinstance(block, Paragraph))


class SourceRejected(Exception):  # noqa: N818 - an outcome of reading, not a failure of the program
    """A source that cannot be taken in. ``problem`` says what is wrong and where, ``remedy`` what to do; one line each."""

    def __init__(self, source_name: str, problem: str, remedy: str) -> None:
        self.source_name, self.problem, self.remedy = source_name, problem, remedy
        super().__init__(f"{source_name}: {problem}; {remedy}")
