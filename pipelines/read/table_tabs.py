"""Tables of a text whose cells stand between tabs, as they come out of a spreadsheet or a word processor.

One tab parts two cells, so that two in a row leave one empty; whoever sets the columns straight by hand puts in more of them
where a cell is short. A cell with line breaks goes on in the next line, in quotation marks or not.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.language.headings import printed_kinds
from pipelines.language.text import collapse, fold
from pipelines.read.grid import GridCell, read_grid
from pipelines.read.lines import Line
from pipelines.read.model import ParagraphKind, Place, Table
from pipelines.read.table_end import ends_table

_BODY = ParagraphKind.BODY
_FIGURE = re.compile(r"[<>≥≤]?\s?[-+]?\d[\d.,]*(?: \d{3})*\s?(?:%|[^\W\d]{1,5})?")
_YEARS = re.compile(r"[^\d:;]{0,20}(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)\d\d)?")
_LABEL = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*|[IVXL]+|[A-ZĐa-zđ])[.)]?|[-–+•*]")
_TITLE = re.compile(
    r"(?:Bảng|BẢNG|Biểu|BIỂU|Phụ lục|PHỤ LỤC)\s+(?:số\s+)?[\dIVX]|\(?(?:Đơn vị(?: tính)?|ĐVT)\s*:|.*[:;]\Z"
)
_OPEN_ENDS = ("và", "của", "về", "cho", "với", "theo", "hoặc")
_MISSING = frozenset(("", "-", "–", "—", "x", "X"))
_MOST_TRIES = 4
_MOST_BETWEEN = 3
_MOST_LINES_OF_ROW = 40
_LONGEST_HEADING = 160
_FEWEST_COLUMNS = 3
_FEWEST_PAIRS = 2
_TAB_SIZES = (8, 4)


@dataclass(slots=True)
class _TabRow:
    """The cells of one printed row, each with its lines."""

    cells: list[list[str]]
    place: Place
    at: int

    def texts(self) -> list[str]:
        return [collapse(" ".join(said)) for said in self.cells]

    def go_on(self, cells: Sequence[list[str]], place: Place) -> None:
        """Take in the next line, which begins in the last cell."""
        self.cells[-1] += cells[0]
        self.cells += cells[1:]
        self.place = self.place.to(place)


def read_tab_tables(lines: Sequence[Line]) -> Iterator[tuple[Table, int, int]]:
    """The tables between tabs in ``lines``, each with its half-open range of lines."""
    least, run_end, tries = 0, 0, 0
    for at in [at for at, line in enumerate(lines) if "\t" in line.raw]:
        if at < least or not _may_head(lines[at]):
            continue
        tries = tries + 1 if at < run_end else 1
        if tries > _MOST_TRIES:
            continue
        end = _find_end(lines, at)
        run_end = max(run_end, end)
        table = _read_table(lines, at, end)
        if table is not None:
            yield table, at, end
            least = end


def _fields(line: Line) -> list[str]:
    return [field.strip() for field in line.raw.strip("\f\n ").split("\t")]


def _may_head(line: Line) -> bool:
    """Whether a line can be the first of a header: headings of words, none of them the number of a row."""
    if line.kind is not _BODY or "\t" not in line.raw.strip():
        return False
    said = [field for field in _fields(line) if field]
    return _LABEL.fullmatch(said[0]) is None and all(
        len(field) <= _LONGEST_HEADING and field[-1] not in ":;" and not _is_figure(field) for field in said
    )


def _is_figure(text: str) -> bool:
    return _FIGURE.fullmatch(text) is not None and _YEARS.fullmatch(text) is None


def _holds_figure(line: Line) -> bool:
    return any(map(_is_figure, _fields(line)[1:]))


def _names_columns(line: Line) -> bool:
    return sum(bool(printed_kinds(field)) for field in _fields(line)) > 1


def _find_end(lines: Sequence[Line], at: int) -> int:
    """The index after the last line with tabs of the table that begins in ``lines[at]``.

    Lines without any may stand between: headings of rows, and the rest of a cell. Not so those that end a table or head
    another one.
    """
    end, held, gap, header = at + 1, 0, -1, fold(lines[at].text)
    for index in range(at + 1, len(lines)):
        line = lines[index]
        if line.kind is not _BODY:
            continue
        if "\t" in line.raw:
            if gap < 0:
                gap = line.gap
            is_apart = line.gap > gap or held > 0
            if is_apart and _may_head(line) and _names_columns(line) and fold(line.text) != header:
                break
            if line.gap > gap + 1:
                break
            end, held = index + 1, 0
            continue
        held += 1
        if held > _MOST_BETWEEN or ends_table(line) or _TITLE.match(line.text) or line.gap > max(gap, 0):
            break
    return end


def _read_table(lines: Sequence[Line], at: int, end: int) -> Table | None:
    if not _names_columns(lines[at]) and not any(_holds_figure(line) for line in lines[at:end]):
        return None
    rows = _set_rows(_join_quoted(lines, at, end))
    width = max((len(row.cells) for row in rows), default=0)
    if len(rows) < 2 or width < 2:
        return None
    cells = [
        GridCell(text, row.place, number, column, lines=tuple(row.cells[column]))
        for number, row in enumerate(rows)
        for column, text in enumerate(row.texts())
    ]
    cells += [
        GridCell("", row.place, number, column)
        for number, row in enumerate(rows)
        for column in range(len(row.cells), width)
    ]
    blocks = read_grid(cells, lines[at].place.to(lines[end - 1].place), may_be_layout=False)
    table = blocks[0] if len(blocks) == 1 else None
    return table if isinstance(table, Table) and _is_table(table) else None


def _is_table(table: Table) -> bool:
    """Whether rows under a header are a table: its headings are those of tables, or a column holds figures."""
    if not table.header_row_count or not table.rows:
        return False
    figures = [
        column
        for column in range(1, len(table.columns))
        if _holds_figures([row.cells[column].text for row in table.rows])
    ]
    if len(table.columns) >= _FEWEST_COLUMNS:
        return bool(figures) or sum(bool(printed_kinds(name)) for name in table.columns) > 1
    are_words = all(name[:1].isalpha() for name in table.columns)
    return bool(figures) and len(table.rows) >= _FEWEST_PAIRS and are_words


def _holds_figures(texts: Sequence[str]) -> bool:
    said = [text for text in texts if text not in _MISSING]
    return bool(said) and all(map(_FIGURE.fullmatch, said))


def _join_quoted(lines: Sequence[Line], at: int, end: int) -> list[_TabRow]:
    """The lines of the table as rows of cells; a cell in quotation marks goes on until they are closed."""
    rows: list[_TabRow] = []
    is_open = False
    for index in range(at, end):
        line = lines[index]
        if line.kind is not _BODY:
            continue
        cells = [[field] for field in _fields(line)]
        if is_open and index - rows[-1].at < _MOST_LINES_OF_ROW:
            rows[-1].go_on(cells, line.place)
        else:
            rows.append(_TabRow(cells, line.place, index))
        is_open = _is_open(rows[-1].cells[-1])
    for cell in (cell for row in rows for cell in row.cells):
        if cell[0][:1] == '"' == cell[-1][-1:] and sum(said.count('"') for said in cell) % 2 == 0 and _is_quoted(cell):
            said = "\n".join(cell)[1:-1].replace('""', '"')
            cell[:] = [part.strip() for part in said.split("\n")]
    return rows


def _is_open(cell: Sequence[str]) -> bool:
    return cell[0][:1] == '"' and sum(said.count('"') for said in cell) % 2 == 1


def _is_quoted(cell: Sequence[str]) -> bool:
    """Whether the marks around a cell were put there by the spreadsheet: it has line breaks, or marks of its own."""
    return len(cell) > 1 or '""' in cell[0][1:-1]


def _set_rows(rows: list[_TabRow]) -> list[_TabRow]:
    """``rows`` with their cells in the right columns; none where nothing tells which these are."""
    tabbed = [row for row in rows if len(row.cells) > 1]
    if len({len(row.cells) for row in tabbed}) == 1:
        return _with_plain(rows)
    filled = [[cell for cell in row.cells if any(cell)] for row in tabbed]
    if len(set(map(len, filled))) == 1 and len(filled[0]) > 1:
        for row, cells in zip(tabbed, filled, strict=True):
            row.cells = cells
        return _with_plain(rows)
    whole = _join_wrapped(rows)
    if whole is not None:
        return whole
    for row in tabbed:
        while len(row.cells) > 1 and not any(row.cells[-1]):
            row.cells.pop()
    if _is_headed(rows):
        return _with_plain(rows)
    return _with_plain(rows) if any(_set_straight(tabbed, size) for size in _TAB_SIZES) else []


def _is_headed(rows: Sequence[_TabRow]) -> bool:
    """Whether no row has more cells than the rows of words above the first figure: one that has is set by position."""
    first = next((n for n, row in enumerate(rows) if any(map(_is_figure, row.texts()))), len(rows))
    return max(len(row.cells) for row in rows) == max((len(row.cells) for row in rows[:first]), default=0)


def _set_straight(rows: Sequence[_TabRow], size: int) -> bool:
    """Put the cells of ``rows`` under the headings of the first, if with tabs of ``size`` each begins where one of them does."""
    placed = []
    for row in rows:
        begins, at = {}, 0
        for cell in row.cells:
            if any(cell):
                begins[at] = cell
            at = (at + len(cell[-1])) // size * size + size
        placed.append(begins)
    headings = sorted(placed[0])
    if any(begins.keys() - placed[0].keys() for begins in placed):
        return False
    for row, begins in zip(rows, placed, strict=True):
        row.cells = [begins.get(at, [""]) for at in headings]
    return True


def _with_plain(rows: Sequence[_TabRow]) -> list[_TabRow]:
    """``rows``, where what is no row of its own but the rest of a cell is put there; numbers of pages are left out."""
    kept: list[_TabRow] = []
    for row in rows:
        is_plain = len(row.cells) == 1 and bool(kept)
        if is_plain and (row.cells[0][0].isdecimal() or _ends_row(kept[-1], row)):
            continue
        kept.append(row)
    return kept


def _ends_row(above: _TabRow, row: _TabRow) -> bool:
    """Whether a line without tabs is the rest of the last cell above it, and then puts it there."""
    said = next((cell for cell in reversed(above.cells) if any(cell)), None)
    if said is None or not _is_rest(row.cells[0][0], said[-1]):
        return False
    said += row.cells[0]
    above.place = above.place.to(row.place)
    return True


def _is_rest(text: str, above: str) -> bool:
    return text[:1].islower() or text[:1] == "(" or above.rsplit(" ", 1)[-1] in _OPEN_ENDS


def _join_wrapped(rows: Sequence[_TabRow]) -> list[_TabRow] | None:
    """``rows`` with those joined that only together have all their cells; None where that does not come out even.

    In a table whose rows are numbered, what has no number goes on with the row above as long as that has not all its cells.
    """
    width = max(len(row.cells) for row in rows)
    complete = [row.cells[0][0] for row in rows if len(row.cells) == width][1:]
    are_numbered = any(complete) and all(not text or _LABEL.fullmatch(text) for text in complete)
    joined: list[_TabRow] = []
    for row in (_TabRow([list(cell) for cell in printed.cells], printed.place, printed.at) for printed in rows):
        text = row.cells[0][0]
        above = joined[-1] if joined else None
        if above is None or len(above.cells) == width:
            if above is None or len(row.cells) > 1 or not _ends_row(above, row):
                joined.append(row)
        elif are_numbered and (not text or _LABEL.fullmatch(text)):
            joined.append(row)
        elif len(above.cells) + len(row.cells) - 1 <= width and (are_numbered or _is_rest(text, above.cells[-1][-1])):
            above.go_on(row.cells, row.place)
        elif len(above.cells) > 1 or are_numbered:
            return None
        else:
            joined.append(row)  # the heading of rows
    is_even = all(len(row.cells) in (1, width) for row in joined)
    return joined if (is_even or are_numbered) and _is_headed(joined) else None
