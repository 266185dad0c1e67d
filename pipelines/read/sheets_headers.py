"""Where the tables of a sheet begin: the rows of their headings, told from titles, heads of letters and data.

What the rows under a header are is for ``sheets_tables``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pipelines.language.headings import printed_kinds
from pipelines.language.text import fold
from pipelines.read.sheets_grid import SheetGrid, rows_between

_ROW_LABEL = re.compile(r"(?:\d+(?:\.\d+)*|[IVXL]+|[A-ZĐa-zđ])[.)]?")
_COLUMN_NUMBER = re.compile(r"\(?(?:\d{1,3}|[A-ZĐa-z])\)?(?: ?[=:] ?[\d() ,+*/:x%-]+)?\)?")
_LAYOUT = re.compile(
    r"cong hoa xa hoi chu nghia|doc lap ?[-–] ?tu do|dang cong san viet nam|^so ?:|ngay .{0,14}thang .{0,10}nam|^kinh gui"
)
_MOTTO = re.compile(
    r"cong hoa xa hoi chu nghia|doc lap ?[-–] ?tu do|dang cong san viet nam|ngay .{0,14}thang .{0,10}nam"
)
_SIGNATURE = re.compile(
    r"^(?:noi nhan\b|tm ?\.|t/m|kt ?\.|tl ?\.|tuq ?\.|q ?\. ?|nguoi (?:lap|kiem tra|ky)|lap bieu|ke toan|thu truong|thu quy"
    r"|chu tich|giam doc|pho (?:chu tich|giam doc)|truong (?:phong|ban)|chanh van phong|xac nhan|- ?luu\b|luu ?: ?vt"
    r"|\(?ky,|\(ky (?:ten|va)|.{0,40}, ngay .{0,14}thang )"
)
_NOTE = re.compile(
    r"^(?:ghi chu|nguon|chu thich|luu y|chu giai|giai thich|\(?\*+\)?)\s*[:.)]?\s|^(?:ghi chu|nguon)\s*:"
)
_UNIT = re.compile(r"(?i)[(*]?\s*(?:đơn vị(?: tính)?|đvt|đv tính)\s*:\s*(?P<unit>[^)]{1,60}?)\s*\)?\.?\Z")
_CAPTION = re.compile(
    r"(?:bieu|mau|phu luc|bang|phan|bao cao|ke hoach|danh muc|danh sach|tong hop|kem theo|\(kem theo)\b"
)
_LONGEST_HEADING = 200
_LONGEST_LEVEL = 40
_MOST_HEADER_ROWS = 8
_LOOK_AHEAD = 8
_LONGEST_NUMBER_HEADING = 16
_FEWEST_ROWS = 2


@dataclass(slots=True)
class Header:
    """The rows of a header (first, last), and the rows among them in which a heading begins."""

    top: int
    bottom: int
    columns: tuple[int, int]
    rows: list[int] = field(default_factory=list)


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """The text without accents and capitals."""
    return fold(text)


def is_note(text: str) -> bool:
    """Whether a row that says this alone stands under a table: a source, a remark."""
    return _NOTE.match(f"{folded(text)} ") is not None


def is_signature(texts: Sequence[str]) -> bool:
    """Whether a row of these texts begins what signers print under a table."""
    return any(_SIGNATURE.match(folded(text)) is not None for text in texts if len(text) < _LONGEST_HEADING)


def is_letterhead(texts: Sequence[str]) -> bool:
    """Whether a row of these texts is of the head of a letter."""
    return any(_LAYOUT.search(folded(text)) is not None for text in texts if len(text) < _LONGEST_HEADING)


def is_motto(text: str) -> bool:
    """Whether a text stands in the right half of the head of a letter: the motto, the place and date."""
    return _MOTTO.search(folded(text)) is not None


def parse_unit(text: str) -> str | None:
    """The unit that a line such as "Đơn vị tính: triệu đồng" states, None where it states none.

    >>> parse_unit("ĐVT : 1000 đồng")
    '1000 đồng'
    """
    found = _UNIT.match(text)
    return found["unit"] if found else None


def find_headers(grid: SheetGrid, rows: Sequence[int], columns: tuple[int, int]) -> list[Header]:
    """The headers among ``rows`` (those that hold something), downwards, within the columns (first, last)."""
    finder = _Finder(grid, rows, columns)
    return finder.find()


def numbers_columns(texts: Sequence[str]) -> bool:
    """Whether a row of these texts counts the columns: 1 2 3, (1) (2) (3), A B 1 2=3+4."""
    if len(texts) < 2 or not all(_COLUMN_NUMBER.fullmatch(text) for text in texts):
        return False
    numbers = [int(found[1]) for text in texts if (found := re.match(r"\(?(\d{1,3})\b", text))]
    return len(numbers) >= 2 and numbers[0] <= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


class _Finder:
    def __init__(self, grid: SheetGrid, rows: Sequence[int], columns: tuple[int, int]) -> None:
        self.grid, self.rows, self.columns = grid, rows, columns
        self.at = {row: index for index, row in enumerate(rows)}

    def find(self) -> list[Header]:
        found: list[Header] = []
        floor = -1  # the last row that belongs to an earlier header
        index = 0
        while index < len(self.rows):
            row = self.rows[index]
            if row <= floor:
                index += 1
                continue
            if self._begins(index, found):
                top = self._upwards(row, floor)
                bottom, names = self._downwards(top, row)
                header = Header(top, bottom, self.columns, names)
                if not (found and self._repeats(found[-1], header)):
                    found.append(header)
                floor = bottom
            index += 1
        return found or self._plain_header()

    def filled(self, row: int) -> list[int]:
        """The filled columns of a row within the area."""
        first, last = self.columns
        cells = self.grid.filled[row]
        if not cells or (cells[0] >= first and cells[-1] <= last):
            return cells
        return [column for column in cells if first <= column <= last]

    def texts(self, row: int) -> list[str]:
        """The texts of a row within the area."""
        return [self.grid.text(row, column) for column in self.filled(row)]

    def _begins(self, index: int, found: Sequence[Header]) -> bool:
        row = self.rows[index]
        cells = self.filled(row)
        if len(cells) < 2:
            return False
        first = self.grid.value(row, cells[0])
        starts_with_number = isinstance(first, str) and _is_number_heading(first)
        if found and not starts_with_number and not self._parted(index):
            return False
        if not self._is_textual(row):
            return False
        texts = self.texts(row)
        if numbers_columns(texts) or is_letterhead(texts) or (is_signature(texts) and not starts_with_number):
            return False
        if (_ROW_LABEL.fullmatch(texts[0]) and self.grid.kind(row, cells[0]) != "year") or texts[0].endswith(":"):
            return False
        if starts_with_number or sum(bool(printed_kinds(text)) for text in texts) >= 2:
            return True
        return self._heads_figures(index, after_table=bool(found))

    def _parted(self, index: int) -> bool:
        """Whether something parts a row from the data above it: a blank row, a title, a note."""
        if index == 0:
            return True
        above = self.rows[index - 1]
        return above < self.rows[index] - 1 or len(self.filled(above)) == 1

    def _is_textual(self, row: int) -> bool:
        """Whether a row holds texts (or years) only, none longer than headings are, one of them a text."""
        kinds = [self.grid.kind(row, column) for column in self.filled(row)]
        if "figure" in kinds or not ("text" in kinds or kinds.count("year") > 1):
            return False
        return all(len(text) <= _LONGEST_HEADING for text in self.texts(row))

    def _heads_figures(self, index: int, *, after_table: bool) -> bool:
        """Whether the first figures below a row of texts stand under its texts."""
        row = self.rows[index]
        spanned = self._reach(row)
        own = set(self.filled(row))
        for below in self.rows[index + 1 : index + 1 + _LOOK_AHEAD]:
            cells = self.filled(below)
            kinds = [self.grid.kind(below, column) for column in cells]
            if "figure" in kinds and not numbers_columns(self.texts(below)):
                figures = {column for column, kind in zip(cells, kinds, strict=True) if kind == "figure"}
                under = figures & spanned
                if after_table and len(under) < max(1, min(2, len(own) - 1)):
                    return False
                return bool(under) and len(under) * 5 >= len(figures) * 3
            if len(cells) > 1 and (
                is_letterhead(self.texts(below)) or _is_number_heading(self.grid.text(below, cells[0]))
            ):
                return False
            if len(cells) > len(own) and min(own) in cells and self._is_textual(below):
                return False  # the fuller row below is the header
        return False

    def _reach(self, row: int) -> set[int]:
        """The columns that the texts of a row stand over: their merged areas, and empty fields to the right."""
        cells = self.filled(row)
        reached: set[int] = set()
        for column, after in zip(cells, [*cells[1:], self.columns[1] + 1], strict=True):
            last = self.grid.area(row, column)[3]
            reached.update(range(column, max(last + 1, min(after, column + 12))))
        return reached

    def _repeats(self, earlier: Header, header: Header) -> bool:
        """Whether a header only repeats the one above it, as on a new page."""

        def said(found: Header) -> list[list[str]]:
            return [[folded(text) for text in self.texts(row)] for row in found.rows]

        first = self.at[header.top]
        above = self.rows[first - 1] if first else -1
        is_parted = above >= 0 and len(self.filled(above)) == 1 and above > earlier.bottom
        return not is_parted and said(earlier) == said(header)

    def _upwards(self, row: int, floor: int) -> int:
        """The first row of a header whose fullest row is ``row``: levels above it have no text over its first column."""
        first = self.filled(row)[0]
        top = row
        while top - 1 > floor and top - 1 in self.at and row - top < _MOST_HEADER_ROWS:
            above = top - 1
            cells = self.filled(above)
            texts = self.texts(above)
            if not cells or cells[0] <= first or not self._is_textual_level(above):
                break
            if any(parse_unit(text) is not None or _CAPTION.match(folded(text)) for text in texts):
                break
            if is_letterhead(texts) or is_note(texts[0]):
                break
            if len(cells) == 1:
                area = self.grid.area(above, cells[0])
                heads = set(range(area[1], area[3] + 1)) & set(self.filled(top))
                if len(texts[0]) > _LONGEST_LEVEL or not heads or area[3] > max(self.filled(row)[-1], cells[0]):
                    break
            top = above
        return top

    def _is_textual_level(self, row: int) -> bool:
        return all(self.grid.kind(row, column) != "figure" for column in self.filled(row)) and all(
            len(text) <= _LONGEST_HEADING for text in self.texts(row)
        )

    def _downwards(self, top: int, row: int) -> tuple[int, list[int]]:
        """The last row of a header, and the rows of it in which a heading begins."""
        bottom = max(row, self._merged_bottom(top, row))
        names = [r for r in range(top, bottom + 1) if r in self.at]
        index = self.at[names[-1]] + 1
        while index < len(self.rows) and len(names) < _MOST_HEADER_ROWS:
            below = self.rows[index]
            if below != bottom + 1 or not self._goes_on(names, below, index):
                break
            names.append(below)
            bottom = max(below, self._merged_bottom(below, below))
            names += [r for r in range(below + 1, bottom + 1) if r in self.at]
            index = self.at[names[-1]] + 1
        return bottom, names

    def _merged_bottom(self, top: int, bottom: int) -> int:
        reach = bottom
        row = top
        while row <= reach:
            if row in self.at:
                for column in self.filled(row):
                    last = self.grid.area(row, column)[2]
                    if last < top + _MOST_HEADER_ROWS:
                        reach = max(reach, last)
            row += 1
        return reach

    def _goes_on(self, names: Sequence[int], below: int, index: int) -> bool:
        """Whether the row right under a header is one more level of it."""
        cells = self.filled(below)
        texts = self.texts(below)
        if not self._is_textual_level(below) or numbers_columns(texts) or is_signature(texts[:1]):
            return False
        heads = {column for name in names for column in self.filled(name)}
        first = min(heads)
        if cells[0] == first and _ROW_LABEL.fullmatch(texts[0]):
            return False
        above = names[-1]
        over_several = {
            column
            for cell in self.filled(above)
            if (area := self.grid.area(above, cell))[3] > area[1]
            for column in range(area[1], area[3] + 1)
        }
        if over_several and all(column in over_several for column in cells):
            return len(cells) > 1 or self.grid.area(above, cells[0])[1] == cells[0]
        # The column of names may have no heading.
        lead = min([first, *(self.filled(row)[0] for row in self.rows[index + 1 : index + 4])])
        if cells[0] <= lead and first in self.filled(names[0]):
            return False
        last = max(heads)
        empty = {column for column in range(first, last + 1) if column not in self._covered(above)}
        if any(column in empty for column in cells) and all(column in empty or column + 1 in empty for column in cells):
            return len(cells) > 1
        return self._stands_over_figures(cells, index)

    def _covered(self, row: int) -> set[int]:
        return {
            column
            for cell in self.filled(row)
            for column in range(self.grid.area(row, cell)[1], self.grid.area(row, cell)[3] + 1)
        }

    def _stands_over_figures(self, cells: Sequence[int], index: int) -> bool:
        """Whether the texts of a row stand in columns that hold figures below it: units, years, the rest of headings."""
        counts = dict.fromkeys(cells, 0)
        seen = 0
        for below in self.rows[index + 1 : index + 1 + _LOOK_AHEAD]:
            if numbers_columns(self.texts(below)):
                continue
            seen += 1
            for column in self.filled(below):
                if column in counts and self.grid.kind(below, column) == "figure":
                    counts[column] += 1
        over = sum(2 * count > seen for count in counts.values())
        return seen >= _FEWEST_ROWS and over >= max(1, (len(cells) + 1) // 2)

    def _plain_header(self) -> list[Header]:
        """The header of a list of texts: the first of its fullest rows, where it has no figures that would tell."""
        widths = [len(self.filled(row)) for row in self.rows]
        widest = max(widths, default=0)
        if widest < 2:
            return []
        index = next(i for i, width in enumerate(widths) if 5 * width >= 4 * widest and width >= 2)
        row = self.rows[index]
        texts = self.texts(row)
        below = [width for width in widths[index + 1 :] if width >= 2]
        is_header = (
            len(below) >= _FEWEST_ROWS
            and self._is_textual(row)
            and not is_letterhead(texts)
            and not is_signature(texts)
            and not _ROW_LABEL.fullmatch(texts[0])
            and len({folded(text) for text in texts}) == len(texts)
        )
        if not is_header or widths[index] < widest:
            return []
        bottom, names = self._downwards(row, row)
        return [Header(row, bottom, self.columns, names)]


def _is_number_heading(text: str) -> bool:
    """Whether a heading is that of the column of row numbers: STT, TT, Số TT."""
    return len(text) < _LONGEST_NUMBER_HEADING and not text[:1].isdigit() and _is_of_numbers(text)


@lru_cache(maxsize=4096)
def _is_of_numbers(text: str) -> bool:
    return any(kind.kind == "row_number" for kind in printed_kinds(" ".join(text.split())))


is_number_heading = _is_number_heading

__all__ = [
    "Header",
    "find_headers",
    "is_letterhead",
    "is_motto",
    "is_note",
    "is_number_heading",
    "is_signature",
    "numbers_columns",
    "parse_unit",
    "rows_between",
]
