"""Tables of a text whose cells stand between bars ("| 1 | Số hóa hồ sơ | Sở Nội vụ |"), as converters and mail programs write them.

A row may run over several lines: with rules between the rows until the next rule, else until it has its cells.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.language.text import collapse
from pipelines.read.grid import GridCell, read_grid
from pipelines.read.lines import Line
from pipelines.read.model import ParagraphKind, Place, Table

_RULE = re.compile(r"[\s|+:=_–—-]+")
_BREAK = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)
_FEWEST_COLUMNS = 3
_FEWEST_RULES = 3
_MOST_LINES_OF_ROW = 40
_BODY = ParagraphKind.BODY


@dataclass(slots=True)
class _BarRow:
    """The cells of one printed row, with the lines of each."""

    cells: list[list[str]]
    place: Place


def read_bar_table(lines: Sequence[Line], at: int) -> tuple[Table | None, int]:
    """The table between bars whose header stands in ``lines[at]``, None where none does, and the index after what was looked at."""
    framed = lines[at].text[0] == "|"
    if lines[at].kind is not _BODY or len(_cells(lines[at].text, framed=framed)) < _FEWEST_COLUMNS:
        return None, at + 1
    bars, body = _header(lines, at)
    end = _end(lines, body, bars)
    printed = [line for line in lines[at:end] if line.kind is _BODY]
    # A rule under the header only parts it from the rows.
    is_ruled = sum(_is_rule(line.text) for line in printed) >= _FEWEST_RULES
    rows = _ruled_rows(printed, framed=framed) if is_ruled else _plain_rows(printed, bars, framed=framed)
    width = len(rows[0].cells) if rows else 0
    if len(rows) < 2 or width < _FEWEST_COLUMNS:
        return None, end
    cells = [
        GridCell(collapse(" ".join(said)), row.place, number, column, lines=tuple(said))
        for number, row in enumerate(rows)
        for column, said in enumerate(_fit(row.cells, width))
    ]
    blocks = read_grid(cells, lines[at].place.to(lines[end - 1].place), may_be_layout=False)
    table = blocks[0] if len(blocks) == 1 else None
    return (table if isinstance(table, Table) and table.header_row_count else None), end


def _header(lines: Sequence[Line], at: int) -> tuple[int, int]:
    """How many bars the header has, which may run over several lines, and the index after it."""
    bars, end = lines[at].text.count("|"), at + 1
    if lines[at].text[0] == "|":
        while end < min(len(lines), at + _MOST_LINES_OF_ROW) and lines[end - 1].text[-1] != "|":
            if lines[end].text[0] == "|":
                break
            bars, end = bars + lines[end].text.count("|"), end + 1
    return bars, end


def _end(lines: Sequence[Line], at: int, width: int) -> int:
    """The index after the last line of the table: its lines hold bars, or go on with a row that has not all of its cells."""
    end, opened = at, 0
    for index in range(at, len(lines)):
        line = lines[index]
        if line.kind is not _BODY:
            continue
        bars = line.text.count("|")
        if opened and opened + bars <= width and index - end < _MOST_LINES_OF_ROW:
            opened += bars
        elif bars and (line.text[0] == "|" or bars >= width - 1 or _is_rule(line.text)):
            opened = bars
        elif not _is_rule(line.text):
            break
        if _is_rule(line.text) or opened >= width or opened == 0:
            opened, end = 0, index + 1
    return end


def _is_rule(text: str) -> bool:
    return _RULE.fullmatch(text) is not None and ("--" in text or "==" in text or "__" in text or "——" in text)


def _cells(text: str, *, framed: bool) -> list[str]:
    """The cells of a row; in a ``framed`` table the bars at its two ends hold nothing, else a first cell is empty."""
    parts = text.split("|")
    if framed:
        parts = parts[text[0] == "|" : len(parts) - (text[-1] == "|")]
    return [_BREAK.sub(" ", part).strip(" *") for part in parts]


def _plain_rows(lines: Sequence[Line], width: int, *, framed: bool) -> list[_BarRow]:
    """The rows of a table without rules between them: a line with fewer bars than the header goes on in the next one."""
    rows: list[_BarRow] = []
    held: list[Line] = []
    for line in lines:
        if _is_rule(line.text):
            continue
        held.append(line)
        text = " ".join(part.text for part in held)
        if text.count("|") < width and not (len(held) == 1 and text[0] == text[-1] == "|"):
            continue
        rows.append(_BarRow([[cell] for cell in _cells(text, framed=framed)], held[0].place.to(held[-1].place)))
        held = []
    return rows


def _ruled_rows(lines: Sequence[Line], *, framed: bool) -> list[_BarRow]:
    """The rows of a table with a rule under each: the lines between two rules are the lines of its cells."""
    rows: list[_BarRow] = []
    is_open = False
    for line in lines:
        if _is_rule(line.text):
            is_open = False
            continue
        said = _cells(line.text, framed=framed)
        if not is_open:
            rows.append(_BarRow([[cell] for cell in said], line.place))
            is_open = True
            continue
        row = rows[-1]
        row.place = row.place.to(line.place)
        for cell, more in zip(row.cells, said, strict=False):
            if more:
                cell.append(more)
    return rows


def _fit(cells: Sequence[list[str]], width: int) -> list[list[str]]:
    """The cells of a row as many as the header has: what is left over belongs to the last, what is missing is empty."""
    fitted = [list(cell) for cell in cells[:width]]
    for more in cells[width:]:
        fitted[-1] += more
    return fitted + [[""]] * (width - len(fitted))
