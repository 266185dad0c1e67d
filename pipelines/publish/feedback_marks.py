"""Marks cells of one sheet of a workbook: a colour behind them and a comment on them. Every other cell stays the same bytes.

A sheet may be a hundred megabytes of XML: only rows with a mark are parsed, the others are copied as they are.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from pipelines.publish.feedback_comments import Comments, parse_position
from pipelines.publish.feedback_package import Spreadsheet, UneditableError
from pipelines.publish.feedback_styles import Styles
from pipelines.read.workbook_model import cell_name

Position = tuple[int, int]
_ROOT = re.compile(rb"<(?:([\w.-]+):)?worksheet\b[^>]*>")
_ROOT_SEARCHED = 1 << 16
_NUMBER = re.compile(rb"""\br\s*=\s*["'](\d+)["']""")
_SELECTED = re.compile(rb"""(<(?:[\w.-]+:)?sheetView\b[^>]*?)\s+tabSelected\s*=\s*["'](?:1|true)["']""")
_AFTER_DRAWING = frozenset(
    {"legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst"}
)


@dataclass(frozen=True, slots=True)
class Mark:
    """What is wrong with one cell (0-based row and column): ``severity`` is error or warning, ``text`` what stands in the comment."""

    row: int
    column: int
    severity: str
    text: str


def mark_sheet(spreadsheet: Spreadsheet, part: str, styles: Styles, marks: Sequence[Mark]) -> None:
    """Mark the cells of one sheet; comments and colours of an earlier feedback go first. Raises UneditableError."""
    comments = Comments(spreadsheet, part)
    data = spreadsheet.read(part)
    # Two selected sheets would be written into together; the summary is the one that is shown.
    head, rows, tail = data.partition(b"sheetData")
    data = _SELECTED.sub(rb"\1", head) + rows + tail
    cleared = comments.clear_own()
    by_cell = {(mark.row, mark.column): mark for mark in marks}
    if by_cell or cleared:
        data = _Sheet(data, spreadsheet).restyle(by_cell, cleared - by_cell.keys(), styles)
    for (row, column), mark in sorted(by_cell.items()):
        comments.add(row, column, mark.text)
    drawing = comments.save()
    if drawing is not None:
        data = _with_drawing(data, spreadsheet, drawing)
    spreadsheet.write(part, data)


class _Sheet:
    """The XML of one sheet: where its rows begin, and how a row is parsed by itself."""

    def __init__(self, data: bytes, spreadsheet: Spreadsheet) -> None:
        root = _ROOT.search(data, 0, _ROOT_SEARCHED)
        if root is None:
            raise UneditableError("a sheet is not written in UTF-8")
        self.data, self.of = data, spreadsheet
        self.prefix = (root[1] + b":") if root[1] else b""
        self.root, self.root_end = root[0], root.end()
        self.close = b"</" + self.prefix + b"worksheet>"

    def restyle(self, marks: Mapping[Position, Mark], cleared: set[Position], styles: Styles) -> bytes:
        wanted: dict[int, set[Position]] = defaultdict(set)
        for position in (*marks, *cleared):
            wanted[position[0] + 1].add(position)
        pieces: list[bytes] = []
        done = 0
        for number, start, end in self._places(sorted(wanted)):
            row = self._row(self.data[start:end], number)
            for _, column in sorted(wanted[number]):
                self._restyle_cell(row, number, column, marks.get((number - 1, column)), styles)
            pieces += [self.data[done:start], self._printed(row)]
            done = end
        pieces.append(self.data[done:])
        return b"".join(pieces)

    def _places(self, wanted: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        """Number, start and end of every wanted row; where there is none, the place (of no length) that it belongs to."""
        start, end = self._rows()
        tag = re.compile(b"<" + self.prefix + rb"row(?=[\s/>])([^>]*?)(/?)>")
        closing = b"</" + self.prefix + b"row>"
        waiting = list(reversed(wanted))
        number, at = 0, start
        while waiting and (found := tag.search(self.data, at, end)) is not None:
            stated = _NUMBER.search(found[1])
            number = int(stated[1]) if stated else number + 1
            while waiting and waiting[-1] < number:
                yield waiting.pop(), found.start(), found.start()
            at = found.end()
            if waiting and waiting[-1] == number:
                if not found[2]:
                    at = self.data.index(closing, at) + len(closing)
                yield waiting.pop(), found.start(), at
        while waiting:
            yield waiting.pop(), end, end

    def _rows(self) -> tuple[int, int]:
        """Where the rows begin and end; an empty ``sheetData`` gets an end of its own."""
        empty = re.compile(b"<" + self.prefix + rb"sheetData\s*/>").search(self.data, self.root_end)
        if empty is not None:
            pair = b"<" + self.prefix + b"sheetData></" + self.prefix + b"sheetData>"
            self.data = self.data[: empty.start()] + pair + self.data[empty.end() :]
        begin = re.compile(b"<" + self.prefix + rb"sheetData\b[^>]*>").search(self.data, self.root_end)
        end = self.data.rfind(b"</" + self.prefix + b"sheetData>")
        if begin is None or end < begin.end():
            raise UneditableError("a sheet has no rows")
        return begin.end(), end

    def _row(self, data: bytes, number: int) -> etree._Element:
        if not data:
            root = self._parsed(b"")
            return etree.SubElement(root, self.of.name("row"), {"r": str(number)})
        return self._parsed(data)[0]

    def _parsed(self, inner: bytes) -> etree._Element:
        parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
        try:
            return etree.fromstring(self.root.rstrip(b"/>") + b">" + inner + self.close, parser)
        except etree.XMLSyntaxError as error:
            raise UneditableError(f"a row is no XML ({error})") from error

    def _printed(self, row: etree._Element) -> bytes:
        """The row as it stands in its sheet: the namespaces are declared by the sheet."""
        root = row.getparent()
        assert root is not None, "a row is parsed within its sheet"
        whole = etree.tostring(root, encoding="UTF-8")
        return whole[whole.index(b">") + 1 : whole.rindex(b"</")]

    def _restyle_cell(self, row: etree._Element, number: int, column: int, mark: Mark | None, styles: Styles) -> None:
        cell = self._cell(row, number, column)
        if cell is None:
            return
        index = int(cell.get("s") or 0)
        cell.set(
            "s", str(styles.marked(styles.cleared(index), mark.severity) if mark is not None else styles.cleared(index))
        )

    def _cell(self, row: etree._Element, number: int, column: int) -> etree._Element | None:
        """The cell of a column, made where the row has none (then styled as its row or its column is)."""
        name = self.of.name("c")
        at = -1
        place = len(row)
        for child_no, child in enumerate(row):
            if child.tag != name:
                continue
            stated = parse_position(child.get("r") or "")
            at = stated[1] if stated is not None else at + 1
            if at == column:
                return child
            if at > column:
                place = child_no
                break
        style = row.get("s") if row.get("customFormat") in {"1", "true"} else None
        cell = etree.Element(name, {"r": cell_name(number - 1, column), "s": style or self._column_style(column)})
        row.insert(place, cell)
        return cell

    def _column_style(self, column: int) -> str:
        head = self.data[: self._head_end()]
        for tag in re.finditer(b"<" + self.prefix + rb"col\b([^>]*)>", head):
            first, last, style = (
                re.search(rb"""\b""" + key + rb"""\s*=\s*["'](\d+)["']""", tag[1]) for key in (b"min", b"max", b"style")
            )
            if first and last and style and int(first[1]) <= column + 1 <= int(last[1]):
                return style[1].decode()
        return "0"

    def _head_end(self) -> int:
        return self.data.index(b"<" + self.prefix + b"sheetData")


def _with_drawing(data: bytes, spreadsheet: Spreadsheet, drawing: str) -> bytes:
    """The sheet with a reference to the drawing of its comments, where it has none yet, at the place that the schema gives it."""
    sheet = _Sheet(data, spreadsheet)
    _, end = sheet._rows()
    data = sheet.data
    start = data.index(b">", end) + 1
    tail = data[start : data.rindex(b"</")]
    root = sheet._parsed(tail)
    if root.find(spreadsheet.name("legacyDrawing")) is not None:
        return data
    element = etree.Element(
        spreadsheet.name("legacyDrawing"), {f"{{{spreadsheet.office}}}id": drawing}, nsmap={"r": spreadsheet.office}
    )
    later = next(
        (child for child in root if isinstance(child.tag, str) and etree.QName(child).localname in _AFTER_DRAWING), None
    )
    root.insert(len(root) if later is None else root.index(later), element)
    whole = etree.tostring(root, encoding="UTF-8")
    return data[:start] + whole[whole.index(b">") + 1 : whole.rindex(b"</")] + data[data.rindex(b"</") :]
