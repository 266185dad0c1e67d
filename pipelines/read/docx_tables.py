"""Where the cells of a DOCX table stand in its grid: spans, merges, rows that begin or end late (ISO/IEC 29500-1, 17.4)."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from pipelines.read.docx_styles import Styles, has_inner_rules
from pipelines.read.docx_xml import MC, VAL, W, is_on, value_of, whole_number
from pipelines.read.office_flow import FlowCell, FlowItem

_MOST_COLUMNS = 63  # of a table in Word
# Edges of cells that are closer are one: files written by other programs round their widths.
_TOLERANCE = 100
_PASSED = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))
_SIDES = ("top", "left", "start", "bottom", "right", "end")


@dataclass(slots=True)
class RawCell:
    """One cell as it stands in its row; ``merge`` is "restart" or "continue" where it is merged downwards."""

    row: int
    column: int
    span: int
    left: int
    width: int
    merge: str | None
    is_header: bool
    element: etree._Element
    items: list[FlowItem] = field(default_factory=list)


def iterate_rows(table: etree._Element) -> Iterator[etree._Element]:
    """Yield the rows of a table but for those whose deletion is tracked."""
    for row in _children(table, f"{W}tr"):
        properties = row.find(f"{W}trPr")
        if properties is None or properties.find(f"{W}del") is None:
            yield row


def row_cells(row: etree._Element, number: int) -> list[RawCell]:
    """Return the cells of a row, where its own properties put them."""
    properties = row.find(f"{W}trPr")
    is_header = properties is not None and bool(is_on(properties.find(f"{W}tblHeader")))
    column = min(whole_number(value_of(properties, "gridBefore")), _MOST_COLUMNS)
    before = properties.find(f"{W}wBefore") if properties is not None else None
    left = whole_number(before.get(f"{W}w")) if before is not None else 0
    cells: list[RawCell] = []
    for element in _children(row, f"{W}tc"):
        of_cell = element.find(f"{W}tcPr")
        span = min(max(whole_number(value_of(of_cell, "gridSpan"), 1), 1), _MOST_COLUMNS)
        sized = of_cell.find(f"{W}tcW") if of_cell is not None else None
        is_sized = sized is not None and sized.get(f"{W}type") == "dxa" and (left > 0 or not column)
        width = whole_number(sized.get(f"{W}w")) if sized is not None and is_sized else 0
        beside = of_cell.find(f"{W}hMerge") if of_cell is not None else None
        if beside is not None and beside.get(VAL) != "restart" and cells:
            cells[-1].span += span
            cells[-1].width += width
        else:
            merged = of_cell.find(f"{W}vMerge") if of_cell is not None else None
            merge = None if merged is None else merged.get(VAL) or "continue"
            cells.append(RawCell(number, column, span, left, width, merge, is_header, element))
        column += span
        left += width
    return cells


def place_cells(cells: Sequence[RawCell]) -> list[FlowCell]:
    """Return the cells with what they reach over; what stands in a field merged into the one above is not printed."""
    if _is_ragged(cells):
        _place_by_width(cells)
    placed: list[FlowCell] = []
    open_cells: dict[tuple[int, int], FlowCell] = {}
    for cell in cells:
        key = (cell.column, cell.span)
        above = open_cells.get(key)
        if cell.merge == "continue" and above is not None and above.row + above.row_span == cell.row:
            above.row_span += 1
            continue
        made = FlowCell(cell.row, cell.column, cell.items, 1, cell.span, cell.is_header)
        placed.append(made)
        if cell.merge is None:
            open_cells.pop(key, None)
        else:
            open_cells[key] = made
    return placed


def is_ruled(table: etree._Element, cells: Sequence[RawCell], styles: Styles) -> bool:
    """Whether lines are drawn between the cells of a table."""
    properties = table.find(f"{W}tblPr")
    borders = properties.find(f"{W}tblBorders") if properties is not None else None
    if has_inner_rules(borders) or (borders is None and styles.has_rules(value_of(properties, "tblStyle"))):
        return True
    return 2 * sum(map(_has_border, cells)) > len(cells)


def _has_border(cell: RawCell) -> bool:
    borders = cell.element.find(f"{W}tcPr/{W}tcBorders")
    if borders is None:
        return False
    sides = [borders.find(f"{W}{side}") for side in _SIDES]
    return sum(side is not None and side.get(VAL) not in {None, "nil", "none"} for side in sides) >= 2


def _children(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _PASSED:
            yield from _children(child, tag)
        elif child.tag == f"{MC}AlternateContent":
            chosen = next((branch for branch in child if branch.tag == f"{MC}Choice" and len(branch)), None)
            if chosen is not None:
                yield from _children(chosen, tag)


def _is_ragged(cells: Sequence[RawCell]) -> bool:
    ends: dict[int, int] = {}
    for cell in cells:
        ends[cell.row] = cell.column + cell.span
    return len(set(ends.values())) > 1 and all(cell.width > 0 for cell in cells)


def _place_by_width(cells: Sequence[RawCell]) -> None:
    """Put cells into columns by their widths, in place: their spans contradict each other."""
    edges: list[int] = []
    for edge in sorted({edge for cell in cells for edge in (cell.left, cell.left + cell.width)}):
        if not edges or edge - edges[-1] > _TOLERANCE:
            edges.append(edge)

    def index(edge: int) -> int:
        at = bisect_left(edges, edge)
        if at == len(edges) or (at and edges[at] - edge > edge - edges[at - 1]):
            at -= 1
        return at

    for cell in cells:
        first, last = index(cell.left), index(cell.left + cell.width)
        cell.column, cell.span = first, max(last - first, 1)
