"""The rows of a printed table as what they are: headings of groups, lines of data, totals. What a line says is for others."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from pipelines.interpret.appendices import Appendix
from pipelines.interpret.captions import Caption
from pipelines.interpret.cell_numbers import cell_number
from pipelines.language.headings import HeadingKind, column_kinds, heading_kinds
from pipelines.language.text import fold
from pipelines.language.values import value
from pipelines.read.model import Row, Table

_ROMAN = re.compile(r"[IVXL]+[.)]?")
_LETTER = re.compile(r"[A-ZĐ][.)]?")
_NUMBERED = re.compile(r"(?:[IVXL]+|[A-ZĐa-zđ]|\d+(?:\.\d+)*)[.)]?")
_ROMAN_OR_CAPITAL = re.compile(r"(?:[IVXL]+|[A-ZĐ])[.)]?")
_ARABIC = re.compile(r"\d+(?:\.\d+)*[.)]?")
_TOTAL = re.compile(
    r"(tong cong|tong so|tong|cong)( kinh phi| chung| toan (?:tinh|huyen|thanh pho|xa|quoc))?(?: (?:muc|nhom|phan)? ?[ivxab0-9]{1,4})?"
    r"( ?\([ivxab0-9+ ,=]*\))?[ :.]*"
)
_REMARK = re.compile(r"\(?(?:(?:số tiền )?(?:viết )?bằng chữ|ghi chú)\s*:", re.IGNORECASE)
_MONEY = re.compile(r"\b(?:dong|trieu|ty)\b")
_BUDGET = HeadingKind("budget", "amount")  # a year beside sums of money
_YEAR = re.compile(r"(?:19|20)\d\d")
_FEWEST_BLOCKS = 3
_AREA = re.compile(r"(?:toan )?(?:xa|phuong|thi tran|tt|huyen|thi xa|tx|thanh pho|tp|quan|dac khu|tinh)\.? [a-z]")
_FEWEST_AREAS = 2
# Without a number and at an end of the table, such a row is the whole: "TỔNG CHI NGÂN SÁCH".
_WHOLE = re.compile(r"tong (?:chi|thu|von|kinh phi|so|cong|du toan)\b")
_PRICE, _AMOUNT = re.compile(r"(?:don gia|gia don vi)\b"), re.compile(r"thanh tien\b")
_WHOLE_BUDGET = re.compile(r"\b(can doi|thu|thu chi|quyet toan|chi ngan sach)\b")
_SUBJECTS = ("indicator_name", "project_name")
_CONTENT = frozenset(
    {
        "target",
        "result",
        "lead_agency",
        "coordinating_agency",
        "monitor_agency",
        "form",
        "status",
        "scope",
        "expected_output",
    }
)


@dataclass(frozen=True, slots=True)
class Group:
    """A heading row of a table: its number as printed, its text, and how deep it stands (0 = the highest)."""

    number: str
    name: str
    level: int
    row: Row


@value
class DataRow:
    """A line of data with the groups it stands under, the highest first."""

    row: Row
    number: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class PrintedTable:
    """A table of an appendix (or of the body) with its columns understood and its rows sorted."""

    table: Table
    table_no: int
    appendix: Appendix | None
    kinds: tuple[HeadingKind, ...]
    caption: Caption = field(default_factory=Caption)

    @property
    def label(self) -> str:
        """What the table is called in keys: the label of its appendix, else its order among the tables."""
        return self.appendix.label if self.appendix else f"Bảng {self.table_no}"

    @property
    def title(self) -> str:
        """What stands above the table."""
        return self.appendix.title if self.appendix else ""

    @property
    def unit_text(self) -> str | None:
        """The unit stated for the whole table; None where none is stated or two contradict each other."""
        if self.caption.units:
            return self.caption.units[0] if len(self.caption.units) == 1 else None
        return self.appendix.unit_text if self.appendix else None

    @cached_property
    def subject(self) -> str:
        """What its lines are: ``indicators``, ``projects`` or ``other``, by its headings and, where they leave it open, its title."""
        if _is_crossed(self.table.columns) or self._has_areas_only or self._estimates_costs:
            return "other"
        names = {
            kind.kind for i, kind in enumerate(self.kinds) if kind.kind not in _SUBJECTS or _holds_names(self.table, i)
        }
        title = fold(self.title)
        about_indicators = re.search(r"\bchi tieu\b|\btieu chi\b", title) is not None
        about_projects = re.search(r"\b(nhiem vu|du an|danh muc|chuong trinh)\b", title) is not None
        if "indicator_name" in names:
            return "indicators"
        if "project_name" in names:
            return "indicators" if "result" in names and about_indicators and not about_projects else "projects"
        if "scope" in names and about_projects and names & {"lead_agency", "budget", "coordinating_agency"}:
            return "projects"
        if "scope" in names and names & {"target", "result"} and (about_indicators or "unit" in names):
            return "indicators"
        of_budget = not about_projects and _WHOLE_BUDGET.search(title) is not None
        if "scope" in names and "budget" in names and not names & {"target", "result"} and not of_budget:
            return "projects"
        return "other"

    @property
    def _estimates_costs(self) -> bool:
        """Whether its lines are what is bought at a price, and no projects that somebody is to carry out."""
        headings = [fold(heading) for heading in self.table.columns]
        is_priced = any(_PRICE.match(heading) for heading in headings) and any(map(_AMOUNT.match, headings))
        return is_priced and not any(
            kind.kind in {"lead_agency", "project_name", "indicator_name"} for kind in self.kinds
        )

    @property
    def _has_areas_only(self) -> bool:
        """Whether the figures of its lines stand under the names of areas, and none under a target or result."""
        if not {kind.kind for kind in self.kinds}.isdisjoint(("target", "result", "baseline", "budget")):
            return False
        areas = [
            at
            for at, (heading, kind) in enumerate(zip(self.table.columns, self.kinds, strict=True))
            if kind.kind == "other" and _AREA.match(fold(heading))
        ]
        return len(areas) >= _FEWEST_AREAS and not any(_holds_names(self.table, at) for at in areas)

    @cached_property
    def shares_out_money(self) -> bool:
        """Whether the lines of a table of no other subject are what money is given for, to whom or where.

        Budgets as a whole (revenue, balance, settlement) are kept cell by cell.
        """
        is_plain = self.subject == "other" and not _is_crossed(self.table.columns)
        return is_plain and bool(self.columns_of("budget")) and _WHOLE_BUDGET.search(fold(self.title)) is None

    @cached_property
    def name_column(self) -> int:
        """The column that names the lines."""
        for kind in (*_SUBJECTS, "scope"):
            for index, column in enumerate(self.kinds):
                if column.kind == kind and (kind not in _SUBJECTS or _holds_names(self.table, index)):
                    return index
        if len(self.kinds) > 1 and self.kinds[0].kind != "row_number" and _names_lines(self.table):
            return 0
        return min(1, len(self.kinds) - 1)

    def columns_of(self, kind: str) -> list[int]:
        """The columns of this kind, left to right; the column that names the lines is none of them."""
        return self._columns.get(kind, [])

    @cached_property
    def _columns(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for index, column in enumerate(self.kinds):
            if index != self.name_column:
                found.setdefault(column.kind, []).append(index)
        return found

    def text(self, row: Row, kind: str) -> str | None:
        """The text of the first column of this kind in ``row``; None where there is none or it is empty."""
        columns = self.columns_of(kind)
        return (row.cells[columns[0]].text or None) if columns else None

    @cached_property
    def rows(self) -> tuple[list[DataRow], list[Group], list[Row]]:
        """The lines of data, the group headings and the total rows, each in printed order."""
        return _sort_rows(self)


def open_table(table: Table, table_no: int, appendix: Appendix | None, caption: Caption | None = None) -> PrintedTable:
    """The table with its columns understood. ``caption`` is what stands right above it."""
    opened = PrintedTable(table, table_no, appendix, column_kinds(table.columns), caption or Caption())
    if opened.unit_text is None or not _MONEY.search(fold(opened.unit_text)) or not opened.columns_of("budget"):
        return opened
    kinds = [
        _BUDGET if kind.kind == "target" and _YEAR.fullmatch(heading.strip()) else kind
        for kind, heading in zip(opened.kinds, table.columns, strict=True)
    ]
    return replace(opened, kinds=tuple(kinds))


def _is_crossed(columns: Sequence[str]) -> bool:
    """Whether the same columns repeat under several headings that are no years: a line has figures of several areas.

    A record of a target or result has no place for the area; such a table is kept cell by cell.
    """
    blocks: dict[str, list[str]] = {}
    for column in columns:
        over, _, under = fold(column).partition(" / ")
        if under and _YEAR.search(over) is None and not heading_kinds(over):
            blocks.setdefault(over, []).append(under.replace(" ", "").partition("/")[0])
    shapes = [tuple(names) for names in blocks.values() if len(names) > 1]
    return len(shapes) >= _FEWEST_BLOCKS and max(map(shapes.count, shapes)) >= _FEWEST_BLOCKS


def _holds_names(table: Table, column: int) -> bool:
    """Whether a column can name the lines: most of its cells are no figures ("Kế hoạch" may head figures as well as plans)."""
    cells = [row.cells[column] for row in table.rows if row.cells[column].text]
    return 2 * sum(cell_number(cell) is not None for cell in cells) <= len(cells)


def _names_lines(table: Table) -> bool:
    """Whether the first column of a table names its lines: most of its cells are no numbers of rows."""
    labels = [row.cells[0].text for row in table.rows if row.cells[0].text and not row.cells[0].covered]
    named = sum(_NUMBERED.fullmatch(label) is None for label in labels)
    return 2 * len(labels) >= len(table.rows) and 2 * named > len(labels)


def _sort_rows(printed: PrintedTable) -> tuple[list[DataRow], list[Group], list[Row]]:
    rows = printed.table.rows
    name = printed.name_column
    levels = _part_letters(rows, [_level(row, name) for row in rows], name)
    if printed.subject == "other":
        for at in {0, len(rows) - 1} if rows else ():
            if levels[at] is None and not _number(rows[at], name) and _WHOLE.match(fold(rows[at].cells[name].text)):
                levels[at] = -1
    heads = _heading_levels(levels)
    numbered_below = _rows_numbered_below(levels)
    data: list[DataRow] = []
    groups: list[Group] = []
    totals: list[Row] = []
    open_groups: list[Group] = []
    for i, row in enumerate(rows):
        level = levels[i]
        if level == -1:
            totals.append(row)
            continue
        if level is None and _is_remark(row):
            continue
        following = numbered_below[i]
        below = None if following is None else levels[following]
        deeper = below is not None and level is not None and below > level
        deeper = deeper or (level == 0 and _opens_unnumbered(rows, i, levels, name))
        if level is None and row.is_heading and row.cells[name].text:
            open_groups = [group for group in open_groups if group.number]
            open_groups.append(Group("", row.cells[name].text.rstrip(" :"), 0, row))
            groups.append(open_groups[-1])
            continue
        is_heading = row.is_heading or _restarts(rows, i, following, levels, name)
        if level is not None and (deeper or ((level in heads or is_heading) and not _has_content(printed, row))):
            open_groups = [group for group in open_groups if group.level < level]
            group = Group(_number(row, name), row.cells[name].text.rstrip(" :"), level, row)
            open_groups.append(group)
            groups.append(group)
            continue
        if level is not None:
            open_groups = [group for group in open_groups if group.level < level]
        if row.cells[name].text or _has_content(printed, row) or (printed.subject == "other" and any(row.texts)):
            data.append(DataRow(row, _number(row, name), tuple(open_groups)))
    return data, groups, totals


def _is_remark(row: Row) -> bool:
    """Whether a row only repeats its total in words or remarks on the table, over all its columns."""
    said = [cell.text for cell in row.cells if cell.text and not cell.covered]
    return len(set(said)) == 1 and _REMARK.match(said[0]) is not None


def _rows_numbered_below(levels: Sequence[int | None]) -> list[int | None]:
    """For every row the next one below it that has a level; None where there is none."""
    found: list[int | None] = []
    following = None
    for at in range(len(levels) - 1, -1, -1):
        found.append(following)
        if levels[at] is not None:
            following = at
    return found[::-1]


def _restarts(rows: Sequence[Row], at: int, following: int | None, levels: Sequence[int | None], name: int) -> bool:
    """Whether a row that only names something heads the rows below: their numbers begin anew at the depth of its own."""
    row = rows[at]
    if any(cell.text for index, cell in enumerate(row.cells) if index not in {0, name}):
        return False
    return (
        following is not None
        and levels[following] == levels[at]
        and rows[following].cells[0].text.rstrip(".)") == "1"
        and row.cells[0].text.rstrip(".)") != "1"
    )


def _level(row: Row, name: int) -> int | None:
    """The depth of a row's number: 0 for Roman numerals and letters, the count of its parts for figures, -1 for a total."""
    label = _number(row, name)
    if _ROMAN.fullmatch(label) or _LETTER.fullmatch(label):
        return 0
    if _ARABIC.fullmatch(label):
        return label.rstrip(".)").count(".") + 1
    if _TOTAL.fullmatch(fold(row.cells[name].text)) or _TOTAL.fullmatch(fold(label)):
        return -1
    if not label and not row.cells[name].text:
        # The word may stand in the middle of the merged cells before the figures.
        said = next((cell.text for cell in row.cells if cell.text and not cell.covered), "")
        return -1 if _TOTAL.fullmatch(fold(said)) else None
    return None


def _part_letters(rows: Sequence[Row], levels: Sequence[int | None], name: int) -> list[int | None]:
    """The levels, letters and Roman numerals told apart where a table numbers by both: A, I, 1 stand under each other."""
    capitals: dict[int, bool] = {}  # the rows of the highest level, and whether their number is a letter
    last = ""
    for at, (row, level) in enumerate(zip(rows, levels, strict=True)):
        if level != 0:
            continue
        label = _number(row, name).rstrip(".)")
        # C, D, I and others are both: a letter where the one before it in the alphabet was the last.
        capitals[at] = not _ROMAN.fullmatch(label) or (label in "CDLVX" and last == chr(ord(label) - 1))
        if capitals[at]:
            last = label
    if len(set(capitals.values())) < 2:
        return list(levels)
    first = next(iter(capitals.values()))
    return [
        level if level is None or level < 0 else level + 1 if at not in capitals or capitals[at] != first else level
        for at, level in enumerate(levels)
    ]


def _number(row: Row, name: int) -> str:
    """What stands before the name of a row: its number; '' where there is no such column.

    Lines beside one merged number share it; rows beside a merged Roman numeral or letter stand under it.
    """
    first = row.cells[0]
    if first.covered and _ROMAN_OR_CAPITAL.fullmatch(first.text):
        return ""
    return "" if name == 0 and not _NUMBERED.fullmatch(first.text) else first.text


def _opens_unnumbered(rows: Sequence[Row], at: int, levels: Sequence[int | None], name: int) -> bool:
    """Whether a row with a Roman numeral or letter heads rows without a number: they stand under it with names of their own."""
    if at + 1 == len(rows) or levels[at + 1] is not None or _ROMAN_OR_CAPITAL.fullmatch(rows[at].cells[0].text) is None:
        return False
    below = rows[at + 1]
    return bool(below.cells[name].text) and not below.cells[name].covered and not below.is_heading


def _heading_levels(levels: Sequence[int | None]) -> set[int]:
    """The levels whose rows mostly head deeper ones."""
    numbered = [level for level in levels if level is not None and level >= 0]
    counts: dict[int, list[bool]] = {}
    for level, following in zip(numbered, [*numbered[1:], None][: len(numbered)], strict=True):
        counts.setdefault(level, []).append(following is not None and following > level)
    return {level for level, flags in counts.items() if sum(flags) * 2 > len(flags)}


def _has_content(printed: PrintedTable, row: Row) -> bool:
    if printed.subject == "other" and any(
        cell_number(cell) is not None for at, cell in enumerate(row.cells) if at not in {0, printed.name_column}
    ):
        return True  # what such a table is about are its figures
    return any(
        row.cells[i].text for i, kind in enumerate(printed.kinds) if kind.kind in _CONTENT and i != printed.name_column
    )


class LineKeys:
    """Keys of the printed lines of one document: ``table_label/group/row``, with ``#2`` ... for a repeated one."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def key(self, *parts: str) -> str:
        """The key of the next line with these parts; a part may be empty."""
        key = "/".join(part.rstrip(".)") for part in parts)
        times = self._seen[key] = self._seen.get(key, 0) + 1
        return key if times == 1 else f"{key}#{times}"
