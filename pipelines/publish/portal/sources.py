"""One received document or return as the portal knows it: identity, text, figures with their marks, and every row read from it."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.metadata import Dataset
from pipelines.publish.portal.addresses import Link, RowIds, address_part, short_hash
from pipelines.publish.portal.figures import Figure, Mark, figure_datasets, find_marks, read_figure
from pipelines.publish.portal.printed import Shown, shown_text
from pipelines.publish.portal.released import ReleasedData
from pipelines.read.printed import PrintedLine, cell_row
from pipelines.settings import Home

_CONTENT = ("indicator_targets", "indicator_results", "projects", "project_budgets", "budget_lines", "citations")
_NOTES = ("findings", "arithmetic_checks", "assignments", "unread_text", "document_sources", "submission_issues")

_BY_FILE = ("tables", "table_cells")


@dataclass(slots=True)
class Source:
    """A document (``is_return`` false) or an agency's return. ``rows`` holds its rows by dataset."""

    id: str
    title: str
    about: Mapping[str, Any]
    is_return: bool
    lines: list[PrintedLine]
    shown: Shown = field(default_factory=lambda: Shown([]))
    figures: list[Figure] = field(default_factory=list)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    marks: dict[int, list[Mark]] = field(default_factory=dict)
    _numbers: list[int] = field(init=False)
    _sheets: dict[str | None, int] = field(init=False)

    def __post_init__(self) -> None:
        self._numbers = sorted({line.no for line in self.lines if line.no is not None})
        self._sheets = {}
        for line in self.lines:
            if line.row is not None:
                self._sheets.setdefault(line.sheet, len(self._sheets) + 1)

    @property
    def link(self) -> Link:
        """Its page."""
        return ("document", address_part(self.id))

    def of(self, dataset: str) -> list[dict[str, Any]]:
        """Its rows of one dataset."""
        return self.rows.get(dataset, [])

    def figures_of(self, dataset: str) -> list[Figure]:
        """Its figures of one dataset, in published order."""
        return [figure for figure in self.figures if figure.dataset == dataset]

    def anchor_of(self, row: Mapping[str, Any]) -> str:
        """The anchor on its page of the place that a row was read from; '' where it has none."""
        at = cell_row(row.get("source_cell"))
        if at is not None:
            sheet = row.get("source_sheet")
            return self._row_anchor(sheet, at) if sheet in self._sheets else ""
        # What stands inside a row of a table has no line of its own on the page.
        before = bisect_right(self._numbers, row.get("source_line_start") or 0)
        return f"L{self._numbers[before - 1]}" if before else ""

    def anchor_of_line(self, line: PrintedLine) -> str:
        """The name of a line within its page; rows of later sheets are named after their sheet's number, too."""
        if line.no is not None or line.row is None:
            return f"L{line.no}" if line.no is not None else ""
        return self._row_anchor(line.sheet, line.row)

    def _row_anchor(self, sheet: str | None, row: int) -> str:
        number = self._sheets[sheet]
        return f"R{row}" if number == 1 else f"S{number}R{row}"


def project_part(document_id: str, line_key: str) -> str:
    """The address part of a project's page."""
    return short_hash("projects", document_id, line_key)


def document_title(about: Mapping[str, Any]) -> str:
    """What a document is called in a list: its symbol and title, or what is known of them."""
    parts = [about.get("document_symbol"), about.get("title")]
    return " – ".join(str(part) for part in parts if part) or str(about["document_id"])


def read_sources(home: Home, work: Path, release: ReleasedData) -> Iterator[Source]:
    """Yield every document, then every return of ``release``; one is in memory at a time."""
    figured = figure_datasets(release.datasets)
    for about in release.rows("documents"):
        yield _read_document(home, work, release, about, figured)
    for about in release.rows("submissions"):
        yield _read_return(home, work, release, about, figured)


def _read_document(
    home: Home, work: Path, release: ReleasedData, about: Mapping[str, Any], figured: list[Dataset]
) -> Source:
    identifier = about["document_id"]
    sections = release.rows_of("sections", identifier)
    shown = shown_text(home, work, about["source_name"], about["source_sha256"], sections)
    lines = shown.lines
    source = Source(identifier, document_title(about), about, False, lines, shown)
    for name in dict.fromkeys((*_CONTENT, *_NOTES, *(dataset.name for dataset in figured))):
        source.rows[name] = release.rows_of(name, identifier)
    for name in _BY_FILE:
        source.rows[name] = release.rows_of(name, about["source_name"], "source_name")
    source.rows["cited_by"] = release.rows_of("citations", identifier, "cited_document_id")
    names = {row["line_key"]: row["project_name"] for row in source.of("projects")}
    _read_figures(source, figured, names)
    numbered = {line.no: line for line in lines if line.no is not None}
    source.marks = find_marks(source.figures, numbered)
    return source


def _read_return(
    home: Home, work: Path, release: ReleasedData, about: Mapping[str, Any], figured: list[Dataset]
) -> Source:
    identifier = about["submission_id"]
    # Around its table a return names who filled it in; only the rows of the table are shown.
    shown = shown_text(home, work, about["source_name"], about["source_sha256"], ())
    lines = [line for line in shown.lines if line.cells]
    title = f"{about.get('agency_name') or about['agency_id']}, {about['source_name'].rpartition('/')[2]}"
    source = Source(identifier, title, about, True, lines, shown)
    for name in ("submission_issues", *(dataset.name for dataset in figured)):
        source.rows[name] = release.rows_of(name, identifier, "submission_id")
    _read_figures(source, figured, {})
    return source


def _read_figures(source: Source, figured: list[Dataset], projects: Mapping[str, str]) -> None:
    for dataset in figured:
        ids = RowIds(dataset)
        for row in source.of(dataset.name):
            identifier = ids.next(row)
            subject = projects.get(row["line_key"]) if dataset.name == "project_budgets" else None
            figure = read_figure(dataset, identifier, row, subject)
            if figure is not None:
                source.figures.append(figure)
