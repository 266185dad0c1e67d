"""Percentage columns of a table that divide two of its other columns ("Kế hoạch", "Thực hiện", "Tỷ lệ (%)").

Which columns are meant is not read from their headings: they are those whose quotient most rows print. The rows that
then print something else contradict themselves.
"""

from collections.abc import Iterator
from itertools import permutations

from pipelines.interpret.arithmetic_rounding import (
    Check,
    Outcome,
    Printed,
    compare_share,
    is_truncated,
    show,
    verdict,
)
from pipelines.interpret.arithmetic_rows import printed_figure
from pipelines.interpret.rows import PrintedTable
from pipelines.language.text import fold
from pipelines.read.model import Row

_ENOUGH_ROWS = 4
_MOST_COLUMNS = 8
_PERCENT_WORDS = ("%", "ty le", "ti le", "phan tram", "dat", "so voi", "so sanh")


def check_column_ratios(printed: PrintedTable) -> Iterator[Check]:
    """Every row of a percentage column that two other columns of figures explain in most of the rows."""
    columns = range(1, len(printed.table.columns))
    headings = {column: fold(printed.table.columns[column]) for column in columns}
    shares = {column for column in columns if any(word in headings[column] for word in _PERCENT_WORDS)}
    if not shares:
        return
    figures = {
        column: {
            at: figure
            for at, row in enumerate(printed.table.rows)
            if (figure := printed_figure(row.cells[column])) is not None
        }
        for column in columns
    }
    numeric = [column for column in columns if len(figures[column]) >= _ENOUGH_ROWS][:_MOST_COLUMNS]
    for percent in numeric:
        if percent not in shares:
            continue
        others = [column for column in numeric if column != percent]
        for part, whole in permutations(others, 2):
            rows = sorted(figures[percent].keys() & figures[part].keys() & figures[whole].keys())
            compared = [
                (printed.table.rows[at], figures[part][at], figures[whole][at], figures[percent][at]) for at in rows
                if figures[whole][at].value
            ]  # fmt: skip
            outcomes = [compare_share(a.value, b.value, p)[0] for _, a, b, p in compared]
            fitting = sum(outcome is not Outcome.DIFFERS for outcome in outcomes)
            if fitting >= _ENOUGH_ROWS - 1 and fitting * 4 >= len(compared) * 3:
                yield from (_check(printed, percent, row, a, b, p) for row, a, b, p in compared)
                break


def _check(printed: PrintedTable, column: int, row: Row, part: Printed, whole: Printed, percent: Printed) -> Check:
    outcome, computed = compare_share(part.value, whole.value, percent)
    name = row.cells[0].text.rstrip(".) ") or row.cells[printed.name_column].text
    place = row.cells[column].place
    return Check(
        "ratio",
        f"{printed.label}, dòng {name}, cột “{printed.table.columns[column]}”: tính lại {part.text}/{whole.text} = "
        f"{show(computed)}%; văn bản ghi {percent.text}: {verdict(outcome)}",
        percent.value,
        computed,
        outcome is not Outcome.DIFFERS,
        place if place.line_start is not None or place.cell is not None else row.place,
        percent.text,
        truncated=outcome is Outcome.DIFFERS and is_truncated(computed, percent),
    )
