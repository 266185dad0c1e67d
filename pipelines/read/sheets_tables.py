"""The blocks of one sheet: its tables, one under the other or side by side, and the titles and notes around them.

Where headers stand is found in ``sheets_headers``; how the rows become a ``Table`` is in ``sheets_rows``.
"""

from collections.abc import Iterator, Sequence

from pipelines.language.text import collapse
from pipelines.read.model import Block, Paragraph, Remark, RemarkKind, Table
from pipelines.read.sheets_grid import SheetGrid, rows_between
from pipelines.read.sheets_headers import (
    Header,
    find_headers,
    folded,
    is_letterhead,
    is_motto,
    is_note,
    is_number_heading,
    is_signature,
    numbers_columns,
    parse_unit,
)
from pipelines.read.sheets_rows import LABEL, TOTAL, Band, TableMaker

_FEWEST_PLAIN_ROWS = 2


class SheetReader:
    """Reads the blocks of one sheet. What its sender should know of its units and numbers is in ``remarks``."""

    def __init__(self, grid: SheetGrid) -> None:
        self.grid = grid
        self.remarks: list[Remark] = []
        self.maker = TableMaker(grid, self.remarks)

    def read(self) -> list[Block]:
        """The blocks of the whole sheet in order."""
        if not self.grid.rows:
            return []
        return list(self._read_area(0, len(self.grid.rows) - 1, (0, max(map(len, self.grid.rows)) - 1)))

    def _read_area(self, first: int, last: int, columns: tuple[int, int]) -> Iterator[Block]:
        rows = list(rows_between(self.grid, first, last, columns))
        headers = find_headers(self.grid, rows, columns)
        start = first
        for number, header in enumerate(headers):
            if header.top < start:
                continue
            limit = headers[number + 1].top - 1 if number + 1 < len(headers) else last
            band = self._read_band(header, limit, columns)
            parts = self._side_by_side(band, columns)
            if len(parts) > 1:
                yield from self._read_parts(start, band.end, columns, parts)
            else:
                titles = list(self._paragraphs(start, header.top - 1, columns))
                yield from titles
                table = self.maker.make_table(band, columns)
                self._check_units(titles, table)
                yield table
                for row in band.notes:
                    yield from self._paragraphs(row, row, columns)
            start = band.end + 1
        if start <= last:
            yield from self._read_rest(start, last, columns)

    def _read_rest(self, first: int, last: int, columns: tuple[int, int]) -> Iterator[Block]:
        """What stands under the last table, or on a sheet without a header: a table where its rows hold figures."""
        rows = list(rows_between(self.grid, first, last, columns))
        wide = [row for row in rows if self._is_data(row, columns)]
        if len(wide) < _FEWEST_PLAIN_ROWS:
            yield from self._paragraphs(first, last, columns)
            return
        top, bottom = wide[0], wide[-1]
        yield from self._paragraphs(first, top - 1, columns)
        header = Header(top, top - 1, columns)
        inside = [row for row in rows if top <= row <= bottom]
        yield self.maker.make_table(Band(header, inside, [], bottom), columns)
        yield from self._paragraphs(bottom + 1, last, columns)

    def _is_data(self, row: int, columns: tuple[int, int]) -> bool:
        cells = self._filled(row, columns)
        if len(cells) < 2 or not any(self.grid.kind(row, column) in {"figure", "year", "date"} for column in cells):
            return False
        texts = [self.grid.text(row, column) for column in cells]
        return not is_letterhead(texts) and not is_signature(texts)

    def _filled(self, row: int, columns: tuple[int, int]) -> list[int]:
        cells = self.grid.filled[row]
        if not cells or (cells[0] >= columns[0] and cells[-1] <= columns[1]):
            return cells
        return [column for column in cells if columns[0] <= column <= columns[1]]

    # -- the rows of a table

    def _read_band(self, header: Header, limit: int, columns: tuple[int, int]) -> Band:
        """The rows under ``header`` up to the row ``limit`` that belong to its table."""
        body: list[int] = []
        notes: list[int] = []
        pending: list[int] = []
        end = header.bottom
        said = {tuple(folded(self.grid.text(row, c)) for c in self._filled(row, columns)) for row in header.rows}
        first = min((c for row in header.rows for c in self._filled(row, columns)), default=columns[0])
        numbered: list[str] = []
        rows = list(rows_between(self.grid, header.bottom + 1, limit, columns))
        last_data = self._last_data(rows, columns)
        for row in rows:
            cells = self._filled(row, columns)
            if len(cells) > 1:
                if body and self._ends(row, cells, is_below=row > last_data, is_apart=row > end + 1):
                    break
                if not body and not numbered and numbers_columns([self.grid.text(row, c) for c in cells]):
                    numbered, end = [self.grid.text(row, c) for c in cells], row
                    continue
                if isinstance(self.grid.value(row, cells[0]), str) and self._repeats(row, cells, said):
                    end = row
                    continue
                if numbered and [self.grid.text(row, c) for c in cells] == numbered:
                    end = row
                    continue
                if body or not pending:
                    notes += [r for r in pending if is_note(self._only_text(r, columns))]
                    body += [r for r in pending if not is_note(self._only_text(r, columns))]
                else:
                    body += pending
                pending = []
                body.append(row)
                end = row
            elif row > last_data and body and cells[0] > first and is_signature([self._only_text(row, columns)]):
                break
            else:
                pending.append(row)
        for row in pending:
            if row != end + 1 or not self._is_last_row(row, first, columns, body):
                break
            body.append(row)
            end = row
        return Band(header, body, notes, end)

    def _only_text(self, row: int, columns: tuple[int, int]) -> str:
        return self.grid.text(row, self._filled(row, columns)[0])

    def _last_data(self, rows: Sequence[int], columns: tuple[int, int]) -> int:
        """The last row that is surely data: with several texts, a figure or a row number among them."""
        for row in reversed(rows):
            cells = self._filled(row, columns)
            if len(cells) > 1 and (
                LABEL.fullmatch(self.grid.text(row, cells[0]))
                or any(self.grid.kind(row, column) == "figure" for column in cells)
            ):
                return row
        return rows[-1] if rows else -1

    def _ends(self, row: int, cells: Sequence[int], *, is_below: bool, is_apart: bool) -> bool:
        """Whether a row of several texts is what signers print under a table; posts are named in data as well."""
        if not (is_below or is_apart):
            return False
        texts = [self.grid.text(row, column) for column in cells]
        if LABEL.fullmatch(texts[0]) or any(self.grid.kind(row, column) == "figure" for column in cells):
            return False
        signed = sum(is_signature([text]) for text in texts)
        return signed > 1 or (signed == 1 and is_below and is_apart)

    def _repeats(self, row: int, cells: Sequence[int], said: set[tuple[str, ...]]) -> bool:
        if folded(self.grid.text(row, cells[0])) not in {texts[0] for texts in said if texts}:
            return False
        return tuple(folded(self.grid.text(row, column)) for column in cells) in said

    def _is_last_row(self, row: int, first: int, columns: tuple[int, int], body: Sequence[int]) -> bool:
        """Whether a row with one text right under the last row of a table is a row of it that has no value."""
        column = self._filled(row, columns)[0]
        text = self.grid.text(row, column)
        if body and self.grid.kind(row, column) != "text":
            return True
        if is_note(text) or is_signature([text]) or parse_unit(text) is not None or not body:
            return False
        if TOTAL.match(folded(text)):
            return True
        area = self.grid.area(row, column)
        if area[3] - area[1] >= 2:
            return False
        if column == first:
            # The first column names the rows, where no numbers stand in it.
            labels = [self.grid.text(r, first) for r in body[-8:] if self.grid.value(r, first) is not None]
            return bool(labels) and not any(LABEL.fullmatch(label) for label in labels) and len(text) <= 60
        return column == first + 1 and not text.startswith("(")

    # -- side by side

    def _side_by_side(self, band: Band, columns: tuple[int, int]) -> list[tuple[int, int]]:
        """The column ranges of the tables that stand side by side in a band, ``columns`` alone where there is one."""
        rows = [*band.header.rows, *band.body]
        used: set[int] = set()
        merged_rows = {row for row, _ in self.grid.areas}
        for row in rows:
            cells = self._filled(row, columns)
            used.update(cells)
            for column in cells if row in merged_rows else ():
                area = self.grid.area(row, column)
                used.update(range(area[1], area[3] + 1))
        if not used:
            return [columns]
        low, high = max(min(used), columns[0]), min(max(used), columns[1])
        starts = [low]
        for column in range(low + 1, high + 1):
            if column in used and column - 1 not in used:
                starts.append(column)
        numbered = {
            column
            for row in band.header.rows
            for column in self._filled(row, columns)
            if column > low and is_number_heading(self.grid.text(row, column))
        }
        candidates = sorted({*starts[1:], *numbered})
        cuts = [low]
        for at in candidates:
            stop = next((c for c in candidates if c > at), high + 1)
            if self._is_own_table(band, (cuts[-1], at - 1), (at, stop - 1), is_numbered=at in numbered):
                cuts.append(at)
        ends = [*(cut - 1 for cut in cuts[1:]), columns[1]]
        cuts[0] = columns[0]
        return list(zip(cuts, ends, strict=True))

    def _is_own_table(self, band: Band, left: tuple[int, int], right: tuple[int, int], *, is_numbered: bool) -> bool:
        def headings(columns: tuple[int, int]) -> list[str]:
            return [
                folded(self.grid.text(row, column)) for row in band.header.rows for column in self._filled(row, columns)
            ]

        ours, theirs = headings(left), headings(right)
        if len(theirs) < 2 or len(ours) < 2:
            return False
        if is_numbered or ours == theirs:
            return True
        rows_left = {row for row in band.header.rows if self._filled(row, left)}
        rows_right = {row for row in band.header.rows if self._filled(row, right)}
        above = band.header.top - 1
        while above >= 0 and self.grid.filled[above] and above > band.header.top - 4:
            cells = self.grid.filled[above]
            areas = [self.grid.area(above, column) for column in cells]
            own_right = any(right[0] <= area[1] and area[3] <= right[1] for area in areas)
            own_left = any(left[0] <= area[1] and area[3] <= left[1] for area in areas)
            if own_right and own_left and not is_letterhead([self.grid.text(above, c) for c in cells]):
                units = [parse_unit(self.grid.text(above, c)) for c in cells if right[0] <= c <= right[1]]
                if not any(units):
                    return True
            above -= 1
        return not rows_left & rows_right

    def _read_parts(
        self, first: int, last: int, columns: tuple[int, int], parts: Sequence[tuple[int, int]]
    ) -> Iterator[Block]:
        """The blocks of tables side by side, one table after the other; what reaches over several of them stands first."""
        start = first
        for row in rows_between(self.grid, first, last, columns):
            cells = self._filled(row, columns)
            areas = [self.grid.area(row, column) for column in cells]
            is_common = len(cells) == 1 and any(areas[0][1] <= part[1] < areas[0][3] for part in parts[:-1])
            if not is_common:
                break
            yield from self._paragraphs(row, row, columns)
            start = row + 1
        for part in parts:
            yield from self._read_area(start, last, part)

    # -- paragraphs

    def _paragraphs(self, first: int, last: int, columns: tuple[int, int]) -> Iterator[Paragraph]:
        """What stands in the rows outside tables, cell by cell; the two halves of a letter's head one after the other."""
        rows = list(rows_between(self.grid, first, last, columns))
        cells = [(row, column) for row in rows for column in self._filled(row, columns)]
        head = [row for row in rows if is_letterhead([self.grid.text(row, c) for c in self._filled(row, columns)])]
        if head:
            motto = min(
                (c for row in head for c in self._filled(row, columns) if is_motto(self.grid.text(row, c))),
                default=0,
            )
            before = [row for row in rows if row <= head[-1]]
            left = [(r, c) for r in before for c in self._filled(r, columns) if c < motto]
            if left and motto > columns[0]:
                right = [(r, c) for r in before for c in self._filled(r, columns) if c >= motto]
                cells = [*left, *right, *(at for at in cells if at[0] > head[-1])]
        at_hand = set(cells)
        taken: set[tuple[int, int]] = set()
        for row, column in cells:
            if (row, column) in taken:
                continue
            text = self.grid.printed(row, column)
            place = self.grid.place(row, column)
            if text.count("(") > text.count(")") and (row + 1, column) in at_hand:
                more = self.grid.printed(row + 1, column)
                if more.count(")") > more.count("("):
                    text = f"{text}\n{more}"
                    taken.add((row + 1, column))
                    place = self.grid.span((row, column, row + 1, column))
            lines = [line for part in text.split("\n") if (line := collapse(part))]
            if lines:
                numbers = (place.line_start or 0,) * len(lines)
                yield Paragraph(" ".join(lines), place, lines=tuple(lines), line_numbers=numbers)

    def _check_units(self, titles: Sequence[Paragraph], table: Table) -> None:
        stated = [(unit, block.place) for block in titles if (unit := parse_unit(block.text)) is not None]
        if len({folded(unit) for unit, _ in stated}) < 2:
            return
        named = "; ".join(f"“{unit}” ({place.cell})" for unit, place in stated)
        text = f"Bảng ở {table.place.cell} ghi các đơn vị tính trái nhau: {named}. Không đơn vị nào được chọn."
        self.remarks.append(Remark(RemarkKind.UNIT_CONFLICT, stated[-1][1], text))
