"""DOCX (ISO/IEC 29500) as a ``Document``: its body in reading order with notes, text boxes and tables.

Opens files through ``packages`` only: macros are not run, links and embedded files not followed. Text of a paragraph is in
``docx_text``, tables in ``docx_tables``, numbers of lists in ``docx_numbering``; knows nothing of plans or reports.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from lxml import etree

from pipelines.language.text import fold
from pipelines.read.docx_body import BodyReader
from pipelines.read.docx_notes import Notes
from pipelines.read.docx_numbering import Numbering
from pipelines.read.docx_styles import Styles
from pipelines.read.docx_text import Pages
from pipelines.read.docx_xml import R_ID, Relation, W, read_relations, related_part, whole_number
from pipelines.read.model import Document, ParagraphKind, Place, Remark, RemarkKind, SourceRejected
from pipelines.read.office_flow import FlowItem, FlowParagraph, add_flow, flow_paragraphs
from pipelines.read.packages import Package, open_package

_LETTERHEAD = re.compile(r"cong hoa xa hoi chu nghia|doc lap ?[-–] ?tu do")
_PAGE_WORDS = re.compile(r"(?i)\W*(?:trang|page|tr)?[\W\d]*(?:of|trên)?[\W\d]*\Z")


MAX_PARAGRAPHS: Final = 500_000
"""More than the longest document has by far; a file made to use up memory has more."""

Amendment = Callable[[Sequence[FlowItem]], list[FlowItem]]
"""Puts right what is known to be wrong with a body before tables and paragraphs are made of it."""


def read_docx(
    source_name: str, source_sha256: str, data: bytes, *, amend: Amendment | None = None, has_pages: bool = True
) -> Document:
    """Return the document that the DOCX (DOCM, DOTX) file ``data`` holds.

    ``has_pages`` is false for files made from another format, whose pages are not those that were printed.
    Raises SourceRejected where the package is damaged or hostile, and where it holds no text.
    """
    package = open_package(source_name, data)
    main = related_part(read_relations(package, ""), "officeDocument")
    if main is None:
        main = "word/document.xml" if "word/document.xml" in package else None
    if main is None:
        raise SourceRejected(source_name, "the file holds no Word document", "save it as DOCX or PDF and send it again")
    relations = read_relations(package, main)
    root = package.read_xml(main)
    body = root.find(f"{W}body")
    if body is None:
        raise SourceRejected(source_name, "the file holds no Word document", "save it as DOCX or PDF and send it again")

    if sum(1 for _ in body.iter(f"{W}p")) > MAX_PARAGRAPHS:
        problem = f"the file holds more than {MAX_PARAGRAPHS} paragraphs"
        raise SourceRejected(source_name, problem, "send it in parts")

    def part(kind: str) -> etree._Element | None:
        name = related_part(relations, kind)
        return package.read_xml(name) if name is not None else None

    styles = Styles(part("styles"), part("theme"))
    notes = Notes({"footnote": part("footnotes"), "endnote": part("endnotes")}, part("settings"), body)
    pages = Pages()
    reader = BodyReader(styles, Numbering(part("numbering"), styles), pages, notes)
    items = reader.read(body)
    is_laid_out = next(body.iter(f"{W}lastRenderedPageBreak"), None) is not None
    if amend is not None:
        items = amend(items)
    if not has_pages or pages.number != (_counted_pages(package) or (pages.number if is_laid_out else None)):
        _forget_pages(items)
    document = Document(source_name, source_sha256, "docx")
    furniture = list(_furniture(package, body, relations, reader))
    letterhead = [item for item in furniture if any(_is_letterhead(p) for p in flow_paragraphs([item]))]
    if letterhead:
        items, furniture = [*furniture, *items], []
    if not any(paragraph.text for paragraph in flow_paragraphs(items)):
        raise _without_text(source_name, package)
    add_flow(document, [*items, *_as_furniture(furniture)], reader.encodings)
    document.line_count = max(p.place.line_end or 0 for p in flow_paragraphs([*items, *furniture]))
    document.remarks += reader.remarks()
    document.notes += _notes(package, body)
    _say_what_is_outside(document, root, relations)
    return document


def _counted_pages(package: Package) -> int | None:
    """Return how many pages the word processor counted when it saved the file."""
    if "docProps/app.xml" not in package:
        return None
    pages = package.read_xml("docProps/app.xml").find("{*}Pages")
    return whole_number(pages.text) or None if pages is not None else None


def _forget_pages(items: Iterable[FlowItem]) -> None:
    for paragraph in flow_paragraphs(items):
        paragraph.place = replace(paragraph.place, page=None)


def _furniture(
    package: Package, body: etree._Element, relations: dict[str, Relation], reader: BodyReader
) -> Iterator[FlowItem]:
    """Yield what headers and footers print, each text once; page numbers are left out."""
    said: set[str] = set()
    for reference in body.iter(f"{W}headerReference", f"{W}footerReference"):
        relation = relations.get(reference.get(R_ID) or "")
        if relation is None or relation.part is None or relation.part in said:
            continue
        said.add(relation.part)
        for item in reader.read(package.read_xml(relation.part), counts_pages=False):
            text = " ".join(paragraph.text for paragraph in flow_paragraphs([item]))
            if text not in said and not _PAGE_WORDS.match(text):
                said.add(text)
                yield item


def _is_letterhead(paragraph: FlowParagraph) -> bool:
    return _LETTERHEAD.search(fold(paragraph.text)) is not None


def _as_furniture(items: Iterable[FlowItem]) -> Iterator[FlowParagraph]:
    for paragraph in flow_paragraphs(items):
        if paragraph.text:
            paragraph.kind = ParagraphKind.FURNITURE
            yield paragraph


def _without_text(source_name: str, package: Package) -> SourceRejected:
    if any(name.startswith("word/media/") for name in package.names):
        return SourceRejected(
            source_name,
            "the file holds pictures and no text",
            "send the pages as a scanned PDF, or the file that the text was written in",
        )
    return SourceRejected(source_name, "the file holds no text", "check the file at its sender and send it again")


def _notes(package: Package, body: etree._Element) -> list[str]:
    notes = []
    if any(name.lower().endswith("vbaproject.bin") for name in package.names):
        notes.append("the file holds macros, which were not run")
    if next(body.iter(f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo"), None) is not None:
        notes.append("the file holds tracked changes: read as if all were accepted")
    return notes


def _say_what_is_outside(document: Document, root: etree._Element, relations: dict[str, Relation]) -> None:
    if next(root.iter(f"{W}altChunk"), None) is not None:
        text = "Tệp chèn nội dung của một tệp khác mà không chứa dưới dạng văn bản; phần đó không được đọc."
        document.remarks.append(Remark(RemarkKind.HIDDEN_CONTENT, Place(), text))
    if any(relation.kind == "subDocument" for relation in relations.values()):
        text = "Tệp là tài liệu chính nối với các tệp con; nội dung của các tệp con không được đọc."
        document.remarks.append(Remark(RemarkKind.HIDDEN_CONTENT, Place(), text))
