"""The stories of a DOCX (body, cells, text boxes, notes, headers) as paragraphs and tables in the order of reading.

What one paragraph prints is for ``docx_text``, where cells stand for ``docx_tables``.
"""

from collections.abc import Iterator

from lxml import etree

from pipelines.read.docx_notes import Notes
from pipelines.read.docx_numbering import Numbering
from pipelines.read.docx_styles import Styles
from pipelines.read.docx_tables import RawCell, is_ruled, iterate_rows, place_cells, row_cells
from pipelines.read.docx_text import Pages, ParagraphReader, chosen_form
from pipelines.read.docx_xml import MC, W, is_on, value_of
from pipelines.read.model import ParagraphKind, Place, Remark, RemarkKind
from pipelines.read.office_flow import FlowItem, FlowParagraph, FlowTable

_PASSED = frozenset(f"{W}{name}" for name in ("sdtContent", "customXml", "ins", "moveTo", "smartTag"))
_BULLET = "-"


class BodyReader:
    """Reads stories one after the other. ``ordinal`` counts paragraphs, those in cells and empty ones too."""

    def __init__(self, styles: Styles, numbering: Numbering, pages: Pages, notes: Notes) -> None:
        self.ordinal = 0
        self._styles, self._numbering, self._pages, self._notes = styles, numbering, pages, notes
        self._paragraphs = ParagraphReader(styles, pages, notes.mark)
        self._merged: list[str] = []
        self._in_contents = False
        self._hidden: list[Place] = []
        self._sheets: list[Place] = []

    def read(self, story: etree._Element, *, counts_pages: bool = True) -> list[FlowItem]:
        """Return what ``story`` prints; footnotes and endnotes stand behind the paragraph or table that cites them."""
        if counts_pages:
            return list(self._with_notes(self._items(story)))
        known, self._pages.known = self._pages.known, False
        number = self._pages.number
        items = list(self._items(story))
        self._pages.known, self._pages.number = known, number
        return items

    @property
    def encodings(self) -> list[str]:
        """The encodings from before Unicode that text was converted from, by its fonts."""
        return self._paragraphs.encodings

    def remarks(self) -> Iterator[Remark]:
        """Yield what was in the file and is not in what was read."""
        if self._hidden:
            text = f"Tệp có chữ ẩn ở {len(self._hidden)} đoạn; chữ ẩn không được in ra nên không được đọc."
            yield Remark(RemarkKind.HIDDEN_CONTENT, self._hidden[0], text)
        if self._sheets:
            text = (
                f"Tệp nhúng {len(self._sheets)} bảng tính; số liệu trong đó không được đọc, đề nghị gửi kèm bảng tính."
            )
            yield Remark(RemarkKind.HIDDEN_CONTENT, self._sheets[0], text)

    def _with_notes(self, items: Iterator[FlowItem]) -> Iterator[FlowItem]:
        for item in items:
            yield item
            yield from self._cited_notes()
        yield from self._cited_notes()

    def _cited_notes(self) -> Iterator[FlowParagraph]:
        for mark, element in self._notes.take():
            read = [item for item in self._items(element) if isinstance(item, FlowParagraph) and item.text]
            if not read:
                continue
            lines = [line for paragraph in read for line in paragraph.lines]
            lines[0] = f"{mark} {lines[0].lstrip()}" if mark else lines[0]
            yield FlowParagraph(lines, read[0].place.to(read[-1].place), ParagraphKind.FOOTNOTE)

    def _items(self, parent: etree._Element) -> Iterator[FlowItem]:
        for child in parent:
            if child.tag == f"{W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{W}tbl":
                yield self._table(child)
            elif child.tag in _PASSED:
                yield from self._items(child)
            elif child.tag == f"{W}sdt":
                yield from self._content_control(child)
            elif child.tag == f"{MC}AlternateContent" and (chosen := chosen_form(child)) is not None:
                yield from self._items(chosen)

    def _content_control(self, control: etree._Element) -> Iterator[FlowItem]:
        gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        outer = self._in_contents
        self._in_contents = outer or (gallery is not None and "Contents" in str(gallery.get(f"{W}val")))
        for content in control.findall(f"{W}sdtContent"):
            yield from self._items(content)
        self._in_contents = outer

    def _paragraph(self, paragraph: etree._Element) -> Iterator[FlowItem]:
        properties = paragraph.find(f"{W}pPr")
        style = value_of(properties, "pStyle")
        if properties is not None:
            breaks = is_on(properties.find(f"{W}pageBreakBefore"))
            if breaks if breaks is not None else style and self._styles.breaks_page(style):
                self._pages.break_here()
        printed = self._paragraphs.read(paragraph, style)
        lines = (
            [*self._merged[:-1], self._merged[-1] + printed.lines[0], *printed.lines[1:]]
            if self._merged
            else printed.lines
        )
        self._merged = []
        if _is_mark_deleted(properties):
            self._merged = lines
            return
        has_text = any(line.strip() for line in lines)
        if has_text or not printed.hidden:
            label = self._numbering.label(properties, style)
            if label and (has_text or label.strip() != _BULLET):
                lines = [f"{label} {lines[0]}", *lines[1:]]
        self.ordinal += 1
        place = Place(printed.page, self.ordinal, self.ordinal)
        is_contents = self._in_contents or (style is not None and self._styles.is_contents(style))
        kind = ParagraphKind.FURNITURE if is_contents else ParagraphKind.BODY
        yield FlowParagraph(lines, place, kind, printed.bold)
        if printed.hidden:
            self._hidden.append(place)
        self._sheets += [place for program in printed.embedded if program.startswith("Excel")]
        for box in printed.boxes:
            yield from self._items(box)
        section = properties.find(f"{W}sectPr") if properties is not None else None
        if section is not None and value_of(section, "type") not in {"continuous", "nextColumn"}:
            self._pages.break_here()

    def _table(self, table: etree._Element) -> FlowTable:
        cells: list[RawCell] = []
        for number, row in enumerate(iterate_rows(table)):
            start = last = self._pages.number
            for cell in row_cells(row, number):
                # The cells of a row that goes on over a page each hold a mark of that page.
                self._pages.number = start
                items = list(self._items(cell.element))
                cell.items = items
                cells.append(cell)
                last = max(last, self._pages.number)
            self._pages.number = last
        return FlowTable(place_cells(cells), is_ruled(table, cells, self._styles))


def _is_mark_deleted(properties: etree._Element | None) -> bool:
    """Whether the end of the paragraph is deleted by a tracked change: its text goes on in the next one."""
    mark = properties.find(f"{W}rPr") if properties is not None else None
    return mark is not None and (mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None)
