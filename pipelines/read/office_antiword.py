"""What antiword and catdoc print of DOC and RTF files, as paragraphs and tables. How they are run is in ``office``.

antiword knows paragraphs and the cells of tables; merged cells, numbers of lists, notes and text boxes it does not. catdoc
knows paragraphs only.
"""

import re
from collections.abc import Sequence

from lxml import etree

from pipelines.read.model import Place
from pipelines.read.office_flow import FlowCell, FlowItem, FlowParagraph, FlowTable, flow_paragraphs

_SHORTEST_LOST_TABLE = 40


def read_lines(printed: bytes) -> list[FlowItem]:
    """Return the lines that catdoc printed, each a paragraph."""
    lines = printed.decode("utf-8", "replace").replace("\f", "\n").split("\n")
    return [FlowParagraph([line], Place(None, number, number)) for number, line in enumerate(lines, 1)]


def read_docbook(printed: bytes, first_number: int = 1) -> list[FlowItem]:
    """Return the paragraphs and tables that antiword printed as DocBook, counted from ``first_number``."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, recover=True)
    # The declaration of a document type says nothing that is needed here.
    root = etree.fromstring(re.sub(rb"<!DOCTYPE[^>]*>", b"", printed, count=1) or b"<book/>", parser)
    items: list[FlowItem] = []
    number = first_number - 1
    for element in root.iter("title", "para", "informaltable") if root is not None else ():
        parent = element.getparent()
        if element.tag == "informaltable":
            table = _read_table(element, number + 1)
            number += sum(1 for _ in flow_paragraphs([table]))
            items.append(table)
        elif parent is None or parent.tag not in {"entry", "bookinfo", "book"}:
            number += 1
            items.append(FlowParagraph([_text(element)], Place(None, number, number)))
    return items


def _read_table(element: etree._Element, number: int) -> FlowTable:
    """Return a table; a row with fewer cells than others has its last one reach to the end."""
    rows = [list(row.iterfind("entry")) for row in element.iter("row")]
    width = max((len(row) for row in rows), default=0)
    cells: list[FlowCell] = []
    for at, row in enumerate(rows):
        for column, entry in enumerate(row):
            span = width - column if column == len(row) - 1 else 1
            place = Place(None, number + len(cells), number + len(cells))
            cells.append(FlowCell(at, column, [FlowParagraph([_text(entry)], place)], 1, span))
    return FlowTable(cells)


def restore_last_table(items: Sequence[FlowItem], printed: bytes) -> list[FlowItem]:
    """Return ``items``; where the last paragraph is a table whose cells ran together, as antiword shows, that table.

    LibreOffice reads a table at the very end of a DOC file, behind which its writer put no paragraph, as one line of text.
    """
    last = next((i for i in range(len(items) - 1, -1, -1) if any(p.text for p in flow_paragraphs([items[i]]))), None)
    paragraph = items[last] if last is not None else None
    if last is None or not isinstance(paragraph, FlowParagraph) or len(paragraph.text) < _SHORTEST_LOST_TABLE:
        return list(items)
    tables = [item for item in read_docbook(printed, paragraph.place.line_start or 1) if isinstance(item, FlowTable)]
    if not tables or _squeezed(tables[-1]) != _squeezed(paragraph):
        return list(items)
    for number, inside in enumerate(flow_paragraphs([tables[-1]]), paragraph.place.line_start or 1):
        inside.place = Place(None, number, number)
    return [*items[:last], tables[-1], *items[last + 1 :]]


def _squeezed(item: FlowItem) -> str:
    return "".join("".join(line.split()) for paragraph in flow_paragraphs([item]) for line in paragraph.lines)


def _text(element: etree._Element) -> str:
    return "".join(element.itertext()).strip("\n")
