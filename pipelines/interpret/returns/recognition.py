"""Telling a return from a document: which kind, which tables on which sheets, in whose layout, and what the title says.

A workbook is a return where it has our identity sheet, or where a table has every required heading of a kind, by the
declaration or an agency's layout, and something else that only returns have. Cells below the headings are not looked at.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.interpret.returns.declarations import ReturnKind, return_kinds
from pipelines.interpret.returns.headers import SEARCHED_ROWS, Grid, Header, find_header, header_grid, labels_of
from pipelines.interpret.returns.identity_sheet import IDENTITY_SHEET, OWN_SHEETS, ReturnIdentity, parse_identity
from pipelines.interpret.returns.layouts import Layout
from pipelines.interpret.returns.periods import Period, parse_period_code
from pipelines.interpret.returns.who import Reporter, TitleCell, find_period, find_reporter, says_who_reports
from pipelines.language.text import collapse
from pipelines.read.workbook_model import Sheet, Workbook, cell_name

_Read = tuple[Sheet, Grid]


@dataclass(frozen=True, slots=True)
class FoundTable:
    """The table of one sheet: its header, and what stands above it."""

    sheet: Sheet
    grid: Grid
    header: Header
    title: tuple[TitleCell, ...]


@dataclass(frozen=True, slots=True)
class FoundReturn:
    """A workbook that is a return: kind and tables, what the identity sheet says, what the titles say, sheets left over.

    ``period`` and ``reporter`` are those of the titles, each None where no title states one. ``unread`` are visible sheets
    with content but no table of the kind.
    """

    kind: ReturnKind
    tables: tuple[FoundTable, ...]
    identity: ReturnIdentity | None
    layout: Layout | None
    reporter: Reporter | None
    period: tuple[Period, TitleCell] | None
    unread: tuple[Sheet, ...] = field(default=())


def recognise_return(workbook: Workbook, layouts: Iterable[Layout]) -> FoundReturn | None:
    """What return ``workbook`` is, None where it is none and has to be read as a document."""
    identity = next((parse_identity(_plain(sheet)) for sheet in workbook.sheets if sheet.name == IDENTITY_SHEET), None)
    sheets = [
        (sheet, header_grid(sheet))
        for sheet in workbook.sheets
        if sheet.visible and sheet.rows and sheet.name not in OWN_SHEETS
    ]
    layouts = tuple(layouts)
    if identity is not None and identity.template in return_kinds():
        return _by_identity(return_kinds()[identity.template], identity, sheets)
    found = [
        candidate
        for kind in return_kinds().values()
        for layout in (*(each for each in layouts if each.kind == kind.name), None)
        if (candidate := _by_headings(kind, layout, identity, sheets)) is not None
    ]
    if not found:
        return None
    return max(found, key=lambda each: (each.layout is not None, sum(len(t.header.columns) for t in each.tables)))


def _by_identity(kind: ReturnKind, identity: ReturnIdentity, sheets: Sequence[_Read]) -> FoundReturn:
    """The return of a template: a table is there even where somebody deleted a column that is needed."""
    label = next(each.name for each in kind.fields if each.key and each.required)
    tables = _tables(kind, None, sheets, (label,))
    if len(tables) > 1:
        # The sheet of instructions may show the headings too.
        own = [table for table in tables if kind.required <= table.header.columns.keys()]
        tables = own or tables[:1]
    found = _found(kind, tables, identity, None, sheets)
    try:
        day = parse_period_code(identity.period).start
    except ValueError:
        return found
    return FoundReturn(
        kind, _rebound(found, {table.sheet.name: labels_of(kind, None, day) for table in tables}), identity, None,
        found.reporter, found.period,
    )  # fmt: skip


def _by_headings(
    kind: ReturnKind, layout: Layout | None, identity: ReturnIdentity | None, sheets: Sequence[_Read]
) -> FoundReturn | None:
    tables = _tables(kind, layout, sheets, kind.required)
    if layout is None:
        tables = [table for table in tables if _is_marked(kind, table)]
    else:
        tables = [table for table in tables if set(layout.headings.values()) <= table.header.columns.keys()]
    if not tables:
        return None
    found = _found(kind, tables, identity, layout, sheets)
    period = found.period[0].start if found.period else None
    if layout is not None:
        other = found.reporter is not None and found.reporter.agency_id != layout.agency_id
        return None if other or not layout.holds_on(period) else found
    labels = labels_of(kind, None, period)
    return FoundReturn(
        kind, _rebound(found, {table.sheet.name: labels for table in tables}), identity, None, found.reporter,
        found.period, found.unread,
    )  # fmt: skip


def _is_marked(kind: ReturnKind, table: FoundTable) -> bool:
    """Whether a table with the required headings has what tables of plans and reports have not."""
    named = table.header.columns.keys()
    return any(group <= named for group in kind.recognised_by) or says_who_reports(table.title)


def _tables(
    kind: ReturnKind, layout: Layout | None, sheets: Sequence[_Read], needed: Iterable[str]
) -> list[FoundTable]:
    labels = labels_of(kind, layout, None)
    wanted = frozenset(needed)
    found = ((sheet, grid, find_header(grid, labels, wanted)) for sheet, grid in sheets)
    return [
        FoundTable(sheet, grid, header, _title(sheet, header)) for sheet, grid, header in found if header is not None
    ]


def _rebound(found: FoundReturn, labels: Mapping[str, Mapping[str, str | None]]) -> tuple[FoundTable, ...]:
    """The tables with their headings read as of the period: one that means nothing any more, or not yet, is unknown."""
    tables = []
    for table in found.tables:
        header = find_header(table.grid, labels[table.sheet.name], ())
        same = header is not None and (header.first, header.last) == (table.header.first, table.header.last)
        tables.append(
            FoundTable(table.sheet, table.grid, header, table.title) if header is not None and same else table
        )
    return tuple(tables)


def _found(
    kind: ReturnKind,
    tables: Sequence[FoundTable],
    identity: ReturnIdentity | None,
    layout: Layout | None,
    sheets: Sequence[_Read],
) -> FoundReturn:
    titles = [cell for table in tables for cell in table.title]
    if not tables:
        titles = [cell for sheet, _ in sheets for cell in _texts_above(sheet, SEARCHED_ROWS)]
    read = {id(table.sheet) for table in tables}
    unread = () if identity is not None else tuple(sheet for sheet, _ in sheets if id(sheet) not in read)
    return FoundReturn(kind, tuple(tables), identity, layout, find_reporter(titles), find_period(titles), unread)


def _title(sheet: Sheet, header: Header) -> tuple[TitleCell, ...]:
    return tuple(_texts_above(sheet, header.first))


def _texts_above(sheet: Sheet, row_count: int) -> list[TitleCell]:
    """The texts of the first rows, column by column within a block of rows as they were written: the head left, then right."""
    cells = [
        (column, row, collapse(value))
        for row, cells in enumerate(sheet.rows[:row_count])
        for column, value in enumerate(cells)
        if isinstance(value, str) and value.strip()
    ]
    return [
        TitleCell(sheet.name, cell_name(row, column), text) for column, row, text in sorted(cells, key=lambda c: c[1])
    ]


def _plain(sheet: Sheet) -> list[Sequence[object]]:
    return [tuple(row) for row in sheet.rows]
