"""A published row of printed figures: its id and address, what was printed and what was read of it, and where in the text it stands.

Rows of every dataset that says where its rows were read and that holds numbers are figures; a dataset that dbt made of others shows
those others' figures, and what was recomputed is a check of figures and none itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.metadata import Column, Dataset
from pipelines.publish.portal.addresses import Link
from pipelines.publish.portal.words import number_text
from pipelines.publish.tables import public_columns
from pipelines.read.printed import PrintedLine

_NO_FIGURES = frozenset({"arithmetic_checks", "table_cells"})
_SUBJECTS = ("indicator_name", "project_name", "dataset_name", "subject", "description", "title", "name")
_SUFFIXES = ("_value", "_vnd", "_pct", "")
_LONGEST_LINE_RUN = 60
PLACE_COLUMNS = frozenset({"source_page", "source_line_start", "source_line_end", "source_sheet", "source_cell"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One number of a row: its column, the text as printed (None where none is kept), and the number with its unit."""

    column: str
    printed: str | None
    value: Any
    unit: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of printed figures and its address."""

    id: str
    dataset: str
    subject: str
    readings: tuple[Reading, ...]
    row: Mapping[str, Any]

    @property
    def link(self) -> Link:
        """Its page."""
        return ("figure", self.id)

    @property
    def shown(self) -> str:
        """The figure as printed, or as Vietnamese would print what was read."""
        for reading in self.readings:
            if reading.printed:
                return reading.printed
        return next((_as_printed(reading) for reading in self.readings), "")

    @property
    def lines(self) -> range:
        """The numbers of the lines it was read from; empty where its source has none."""
        start, end = self.row.get("source_line_start"), self.row.get("source_line_end")
        if start is None:
            return range(0)
        return range(start, min((end or start), start + _LONGEST_LINE_RUN) + 1)


def figure_datasets(datasets: Mapping[str, Dataset]) -> list[Dataset]:
    """The datasets whose rows are figures."""
    return [
        dataset
        for dataset in datasets.values()
        if dataset.provenance
        and not dataset.derived
        and dataset.name not in _NO_FIGURES
        and {"document_id", "submission_id"} & set(dataset.column_names)
        and figure_columns(dataset)
    ]


def figure_columns(dataset: Dataset) -> list[tuple[Column, str | None]]:
    """The columns of numbers, each with the column of the text as printed where there is one."""
    names = {column.name for column in public_columns(dataset)}
    return [
        (column, _printed_column(column.name, names)) for column in public_columns(dataset) if column.type == "numeric"
    ]


def _printed_column(name: str, names: Iterable[str]) -> str | None:
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and f"{name.removesuffix(suffix)}_text" in names:
            return f"{name.removesuffix(suffix)}_text"
    return None


def read_figure(dataset: Dataset, identifier: str, row: Mapping[str, Any], subject: str | None = None) -> Figure | None:
    """The figure that a row holds; None where no number was read and none is printed."""
    readings = tuple(
        Reading(
            column.name,
            row.get(printed) if printed else None,
            row[column.name],
            column.unit or (row.get("unit") or "" if printed or column.name == "value" else ""),
        )
        for column, printed in figure_columns(dataset)
        if row[column.name] is not None or (printed and row.get(printed))
    )
    if not readings:
        return None
    found = subject or next((str(row[name]) for name in _SUBJECTS if row.get(name)), "")
    return Figure(identifier, dataset.name, found, readings, row)


def _as_printed(reading: Reading) -> str:
    if reading.value is None:
        return ""
    text = number_text(reading.value, "vi")
    return f"{text}%" if reading.unit in {"percent", "%"} else text


def _spellings(figure: Figure) -> Iterator[str]:
    """How the figure may stand in the text, the surest first."""
    for reading in figure.readings:
        if reading.printed:
            yield reading.printed
    named = {reading.column: reading.value for reading in figure.readings}
    if named.get("numerator") is not None and named.get("denominator") is not None:
        for mark in ("vi", "en"):
            yield f"{number_text(named['numerator'], mark)}/{number_text(named['denominator'], mark)}"
    for reading in figure.readings:
        if not reading.printed and reading.value is not None and reading.column not in named.keys() & {"numerator"}:
            for text in dict.fromkeys(
                (number_text(reading.value, "vi"), number_text(reading.value, "en"), f"{reading.value:g}")
            ):
                if reading.unit in {"percent", "%"}:
                    yield f"{text}%"
                    yield f"{text} %"
                yield text
                yield text.zfill(2)


Mark = tuple[int, int, int, Figure]
"""Where a figure stands: cell (0 where a line has none), first and past-the-last character, and the figure."""


def find_marks(figures: Sequence[Figure], lines: Mapping[int, PrintedLine]) -> dict[int, list[Mark]]:
    """Say by number of line where each figure is printed; no two marks overlap. A figure that is not found has none."""
    taken: dict[int, list[Mark]] = {}
    for figure in figures:
        where = _find(figure, lines, taken)
        if where is not None:
            number, mark = where
            taken.setdefault(number, []).append(mark)
    for marks in taken.values():
        marks.sort(key=lambda mark: mark[:2])
    return taken


def _find(figure: Figure, lines: Mapping[int, PrintedLine], taken: Mapping[int, list[Mark]]) -> tuple[int, Mark] | None:
    numbers = [number for number in figure.lines if number in lines]
    for spelling in dict.fromkeys(_spellings(figure)):
        for number in numbers:
            for cell, text in enumerate(lines[number].cells or (lines[number].text,)):
                for start, end in _places(spelling, text):
                    if all(
                        other != cell or end <= left or right <= start
                        for other, left, right, _ in taken.get(number, ())
                    ):
                        return number, (cell, start, end, figure)
    return None


def _places(spelling: str, text: str) -> Iterator[tuple[int, int]]:
    """Where ``spelling`` stands in ``text`` on its own: not in a word, nor as a part of a longer number.

    >>> list(_places("5,1", "15,1 hoặc 5,1; 5,1.2 và 5,1."))
    [(10, 13), (24, 27)]
    """
    start = text.find(spelling)
    while start >= 0:
        end = start + len(spelling)
        before, after = text[start - 1 : start], text[end : end + 1]
        inside = _is_letter(before) or before in {".", ","} or _is_letter(after)
        inside = inside or (after in {".", ","} and text[end + 1 : end + 2].isdecimal())
        if not inside:
            yield start, end
        start = text.find(spelling, start + 1 if inside else end)


def _is_letter(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


Piece = tuple[str, str]
"""A part of a line and the id of the figure that it is; '' for plain text."""


def cut_line(line: PrintedLine, marks: Sequence[Mark]) -> list[list[Piece]]:
    """The cells of a line (one where it has none) in pieces, figures apart."""
    cells = []
    for number, text in enumerate(line.cells or (line.text,)):
        pieces: list[Piece] = []
        at = 0
        for cell, start, end, figure in marks:
            if cell == number:
                if start > at:
                    pieces.append((text[at:start], ""))
                pieces.append((text[start:end], figure.id))
                at = end
        if at < len(text) or not pieces:
            pieces.append((text[at:], ""))
        cells.append(pieces)
    return cells
