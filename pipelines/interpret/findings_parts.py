"""Cells of a column that is a part of another and yet prints more than it: more statutory capital than capital.

That a column is a part its heading says (a declared word, or "trong đó"); of which column it is a part the rows say, since the
whole is as often as not an abbreviation: the nearest column before it that is at least as large in nearly every row. Only the
rows that are not are told; where many are not, the columns are no part and whole.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from pipelines.interpret.arithmetic_rows import printed_figure
from pipelines.interpret.findings_record import Finding
from pipelines.interpret.rows import PrintedTable
from pipelines.language.text import fold

_PART = re.compile(r"\b(?:von phap dinh|von dieu le|giai ngan|da thanh toan|dung han|truoc han|trong do)\b")
_NO_PART = re.compile(r"%|\b(?:ty le|ti le|ty trong|luy ke|so voi)\b")
_ENOUGH_ROWS = 8
_NEARLY_ALL = Decimal("0.95")
_LEAST_ROWS_ONE_OFF = 20
"""Fewer rows than that and a single exception is more than the share that is left to exceptions."""


def find_larger_parts(printed: PrintedTable) -> Iterator[Finding]:
    """Rows in which the part is larger than the whole, each with both printed figures and the place of the part."""
    table = printed.table
    headings = [fold(column) for column in table.columns]
    for part, heading in enumerate(headings):
        if not _PART.search(heading) or _NO_PART.search(heading):
            continue
        for whole in range(part - 1, printed.name_column, -1):
            if _NO_PART.search(headings[whole]):
                continue
            compared = [
                (row, larger, smaller)
                for row in table.rows
                if (smaller := printed_figure(row.cells[part])) is not None
                and (larger := printed_figure(row.cells[whole])) is not None
            ]
            larger_parts = [each for each in compared if each[2].value > each[1].value]
            equal = sum(larger.value == smaller.value for _, larger, smaller in compared)
            if len(compared) < _ENOUGH_ROWS or len(larger_parts) > (1 - _NEARLY_ALL) * len(compared):
                continue
            if equal * 2 > len(compared) or (larger_parts and len(compared) < _LEAST_ROWS_ONE_OFF):
                break
            for row, larger, smaller in larger_parts:
                name = row.cells[printed.name_column].text or row.cells[0].text
                place = row.cells[part].place
                yield Finding(
                    "implausible_value", "contradiction",
                    f"{printed.label}, dòng “{name}”: cột “{table.columns[part]}” ghi {smaller.text}, lớn hơn cột "
                    f"“{table.columns[whole]}” ghi {larger.text}; ở các dòng khác thì không vượt",
                    smaller.text, place if place.line_start is not None or place.cell is not None else row.place,
                )  # fmt: skip
            break
