"""The rows of a printed table as what they are: headings of groups, lines of data, totals. What a line says is for others."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pipelines.interpret.appendices import Appendix
from pipelines.language.headings import HeadingKind, column_kinds
from pipelines.language.text import fold
from pipelines.read.model import Row, Table

_ROMAN = re.compile(r"[IVXL]+[.)]?")
_LETTER = re.compile(r"[A-ZĐ][.)]?")
_ARABIC = re.compile(r"\d+(?:\.\d+)*[.)]?")
_TOTAL = re.compile(r"(tong cong|tong so|tong|cong)( kinh phi)?( ?\([ivxab0-9+ ,=]*\))?[ :.]*")
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


@dataclass(frozen=True, slots=True)
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

    @property
    def label(self) -> str:
        """What the table is called in keys: the label of its appendix, else its order among the tables."""
        return self.appendix.label if self.appendix else f"Bảng {self.table_no}"

    @property
    def title(self) -> str:
        """What stands above the table."""
        return self.appendix.title if self.appendix else ""

    @cached_property
    def subject(self) -> str:
        """What its lines are: ``indicators``, ``projects`` or ``other``, by its headings and, where they leave it open, its title."""
        names = {kind.kind for kind in self.kinds}
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
        if "scope" in names and "budget" in names and not names & {"target", "result"}:
            return "projects"
        return "other"

    @cached_property
    def name_column(self) -> int:
        """The column that names the lines."""
        for kind in (*_SUBJECTS, "scope"):
            for index, column in enumerate(self.kinds):
                if column.kind == kind:
                    return index
        return min(1, len(self.kinds) - 1)

    def columns_of(self, kind: str) -> list[int]:
        """The columns of this kind, left to right; the column that names the lines is none of them."""
        return [i for i, column in enumerate(self.kinds) if column.kind == kind and i != self.name_column]

    def text(self, row: Row, kind: str) -> str | None:
        """The text of the first column of this kind in ``row``; None where there is none or it is empty."""
        columns = self.columns_of(kind)
        return (row.cells[columns[0]].text or None) if columns else None

    @cached_property
    def rows(self) -> tuple[list[DataRow], list[Group], list[Row]]:
        """The lines of data, the group headings and the total rows, each in printed order."""
        return _sort_rows(self)


def open_table(table: Table, table_no: int, appendix: Appendix | None) -> PrintedTable:
    """The table with its columns understood."""
    return PrintedTable(table, table_no, appendix, column_kinds(table.columns))


def _sort_rows(printed: PrintedTable) -> tuple[list[DataRow], list[Group], list[Row]]:
    rows = printed.table.rows
    name = printed.name_column
    levels = [_level(row, name) for row in rows]
    heads = _heading_levels(levels)
    data: list[DataRow] = []
    groups: list[Group] = []
    totals: list[Row] = []
    open_groups: list[Group] = []
    for i, row in enumerate(rows):
        level = levels[i]
        if level == -1:
            totals.append(row)
            continue
        following = next((found for found in levels[i + 1 :] if found is not None), None)
        deeper = following is not None and level is not None and following > level
        if level is None and row.is_heading and row.cells[name].text:
            open_groups = [group for group in open_groups if group.number]
            open_groups.append(Group("", row.cells[name].text.rstrip(" :"), 0, row))
            groups.append(open_groups[-1])
            continue
        is_heading = row.is_heading or _restarts(rows, i, levels, name)
        if level is not None and (deeper or ((level in heads or is_heading) and not _has_content(printed, row))):
            open_groups = [group for group in open_groups if group.level < level]
            group = Group(row.cells[0].text, row.cells[name].text.rstrip(" :"), level, row)
            open_groups.append(group)
            groups.append(group)
            continue
        if level is not None:
            open_groups = [group for group in open_groups if group.level < level]
        if row.cells[name].text or _has_content(printed, row):
            data.append(DataRow(row, row.cells[0].text, tuple(open_groups)))
    return data, groups, totals


def _restarts(rows: Sequence[Row], at: int, levels: Sequence[int | None], name: int) -> bool:
    """Whether a row that only names something heads the rows below: their numbers begin anew at the depth of its own."""
    row = rows[at]
    if any(cell.text for index, cell in enumerate(row.cells) if index not in {0, name}):
        return False
    following = next((i for i in range(at + 1, len(rows)) if levels[i] is not None), None)
    return (
        following is not None
        and levels[following] == levels[at]
        and rows[following].cells[0].text.rstrip(".)") == "1"
        and row.cells[0].text.rstrip(".)") != "1"
    )


def _level(row: Row, name: int) -> int | None:
    """The depth of a row's number: 0 for Roman numerals and letters, the count of its parts for figures, -1 for a total."""
    label = row.cells[0].text
    if _ROMAN.fullmatch(label) or _LETTER.fullmatch(label):
        return 0
    if _ARABIC.fullmatch(label):
        return label.rstrip(".)").count(".") + 1
    if _TOTAL.fullmatch(fold(row.cells[name].text)) or _TOTAL.fullmatch(fold(label)):
        return -1
    return None


def _heading_levels(levels: Sequence[int | None]) -> set[int]:
    """The levels whose rows mostly head deeper ones."""
    numbered = [level for level in levels if level is not None and level >= 0]
    counts: dict[int, list[bool]] = {}
    for level, following in zip(numbered, [*numbered[1:], None], strict=True):
        counts.setdefault(level, []).append(following is not None and following > level)
    return {level for level, flags in counts.items() if sum(flags) * 2 > len(flags)}


def _has_content(printed: PrintedTable, row: Row) -> bool:
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
