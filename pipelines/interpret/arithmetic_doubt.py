"""Whether the figures of a table can be trusted to stand in their own columns and rows.

Where a page leaves cells empty, a figure may be read into its neighbour. Such a table contradicts nothing: what does not add
up in it may be our reading. Its sums that do hold are recorded all the same.
"""

import re

from pipelines.interpret.rows import PrintedTable
from pipelines.language.numbers import parse_number
from pipelines.read.model import Row

_FIGURE_AT_END = re.compile(r"\s\d{1,3}(?:[.,]\d+)*(?:\s[-–])?\Z")
_AMOUNT_AT_END = re.compile(r"\s(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d+)\Z")
_FIGURES = frozenset({"budget", "target", "result"})


def is_jumbled(printed: PrintedTable) -> bool:
    """Whether some cell of ``printed`` holds what belongs into two, or a name ends with the amount of an empty cell."""
    plain = _plain_columns(printed)
    budget = [i for i, kind in enumerate(printed.kinds) if kind.kind == "budget" and i != printed.name_column]
    _, groups, totals = printed.rows
    summary = {id(group.row) for group in groups} | {id(row) for row in totals}
    return any(
        any(_holds_two(row.cells[column].text) for column in plain)
        or (
            any(not row.cells[column].text for column in budget)
            and _ends_with_amount(row, printed, budget, id(row) in summary)
        )
        for row in printed.table.rows
    )


def _plain_columns(printed: PrintedTable) -> list[int]:
    """The columns whose cells mostly are one figure each."""
    found = []
    for column in range(1, len(printed.table.columns)):
        if column == printed.name_column:
            continue
        texts = [row.cells[column].text for row in printed.table.rows if row.cells[column].text]
        figures = sum(parse_number(text.rstrip("%").strip()) is not None for text in texts)
        if figures > 1 and figures * 2 > len(texts):
            found.append(column)
    return found


def _holds_two(text: str) -> bool:
    parts = text.replace("%", " ").split()
    return (
        len(parts) > 1
        and parse_number(parts[0]) is not None
        and (parse_number(parts[-1]) is not None or parts[-1] in {"-", "–"})
    )


def _ends_with_amount(row: Row, printed: PrintedTable, budget: list[int], is_summary: bool) -> bool:
    """Whether a cell of words ends with an amount while an amount of the row is missing."""
    pattern = _FIGURE_AT_END if is_summary else _AMOUNT_AT_END
    name = printed.name_column
    for column, cell in enumerate(row.cells):
        if (
            column == 0
            or column in budget
            or not cell.text
            or (column != name and printed.kinds[column].kind in _FIGURES)
        ):
            continue
        if pattern.search(cell.text) and (is_summary or column != name):
            return True
    return False
