"""The line of a table that a cell belongs to: its name, who leads it and the key of its record."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.interpret.passages import Passage
from pipelines.interpret.records import Record, place_columns
from pipelines.interpret.rows import PrintedTable
from pipelines.read.model import Place, Row


@dataclass(frozen=True, slots=True)
class LineOf:
    """The line of a table that a cell stands in."""

    name: str | None
    owner: str | None
    subject_kind: str | None
    subject_key: str | None
    place: Place


class Rows:
    """Finds the line that a cell's passage belongs to; built only where a cell promises something."""

    def __init__(self, tables: Sequence[PrintedTable], lines: Sequence[Record]) -> None:
        self._rows = {
            id(cell.place): (printed, row) for printed in tables for row in printed.table.rows for cell in row.cells
        }
        self._lines = {
            (line["source_line_start"], line["source_sheet"], line["source_cell"]): line for line in reversed(lines)
        }

    def of(self, passage: Passage) -> LineOf | None:
        """The line of the cell that ``passage`` is, None for a cell of a heading."""
        found = self._rows.get(id(passage.place))
        return self._line(*found) if found else None

    def _line(self, printed: PrintedTable, row: Row) -> LineOf:
        place = place_columns(row.place)
        line = self._lines.get((place["source_line_start"], place["source_sheet"], place["source_cell"]))
        kind = None if line is None else "project" if "project_name" in line else "indicator"
        name = row.cells[printed.name_column].text or None
        owner = printed.text(row, "lead_agency") or printed.text(row, "monitor_agency")
        return LineOf(name, owner, kind, str(line["line_key"]) if line else None, row.place)
