"""The page of one row of figures, ``/f/<id>/``: its line in the source with neighbours, how it was read, its checks, its uses.

The address is kept for ever (``permalinks``).
"""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from pipelines.metadata import Dataset
from pipelines.publish.portal.figures import PLACE_COLUMNS, Figure, cut_line, figure_columns
from pipelines.publish.portal.labels import column_label, dataset_title
from pipelines.publish.portal.released import ReleasedData
from pipelines.publish.portal.site import Site
from pipelines.publish.portal.sources import Source
from pipelines.publish.portal.strips import Strips
from pipelines.publish.tables import public_columns
from pipelines.read.printed import PrintedLine, cell_row

_NEIGHBOURS = 5
_MOST_LINES = 40


class QualityRecord:
    """What the checks said of the rows of each source, by dataset."""

    def __init__(self, release: ReleasedData) -> None:
        self._counts = release.evaluations
        self._issues: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
        for row in release.quality("row_issues"):
            self._issues.setdefault((row["source_sha256"], row["dataset"]), []).append(row)

    def rules(self, sha256: str, dataset: str) -> tuple[int, int]:
        """How many rules were evaluated on the source's rows of ``dataset``, and how many of them did not hold everywhere."""
        counted = self._counts.get((sha256, dataset), Counter[bool]())
        return counted.total(), counted[False]

    def issues(self, sha256: str, dataset: str, row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """What was found wrong with one row, by its place."""
        key = _place(row)
        return [issue for issue in self._issues.get((sha256, dataset), ()) if _place(issue) == key]


def _place(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in ("source_sheet", "source_cell", "source_line_start", "source_line_end"))


def put_figures(
    site: Site,
    source: Source,
    datasets: Mapping[str, Dataset],
    quality: QualityRecord,
    uses: Mapping[str, list[Any]],
    strips: Strips,
) -> None:
    """Put the page of every figure of ``source``. ``uses`` holds by figure the pages that show it."""
    cells = {mark[3].id: (no, mark[0]) for no, marks in source.marks.items() for mark in marks}
    positions: dict[int | None, int] = {line.no: at for at, line in enumerate(source.lines) if line.no is not None}
    rows: dict[tuple[str | None, int | None], int] = {
        (line.sheet, line.row): at for at, line in enumerate(source.lines) if line.row is not None
    }
    for figure in source.figures:
        dataset = datasets[figure.dataset]
        start = positions.get(figure.row.get("source_line_start"))
        if start is None:
            start = rows.get((figure.row.get("source_sheet"), cell_row(figure.row.get("source_cell"))))
        context = {
            "title": figure.shown,
            "subject": figure.subject,
            "figure": figure.id,
            "dataset": {"link": ("dataset", dataset.name), "title": dataset_title(dataset), "name": dataset.name},
            "source": {"link": source.link, "title": source.title, "file": source.about["source_name"]}
            | {"sha256": source.about["source_sha256"], "is_return": source.is_return},
            "anchor": source.anchor_of(figure.row),
            "readings": _readings(dataset, figure),
            "facts_of": _facts(dataset, figure),
            "lines": _neighbours(source, figure, start),
            "strip": _strip(source, figure, strips, positions, cells.get(figure.id)),
            "place": {name: figure.row.get(name) for name in sorted(PLACE_COLUMNS)},
            "rules": quality.rules(source.about["source_sha256"], figure.dataset),
            "issues": [
                {"severity": issue["severity"], "reason": issue["reason"]}
                for issue in quality.issues(source.about["source_sha256"], figure.dataset, figure.row)
            ],
            "sums": _sums(source, figure),
            "uses": uses.get(figure.id, []),
        }
        site.page("figure", figure.id, "figure.html", context)


def _readings(dataset: Dataset, figure: Figure) -> list[dict[str, Any]]:
    columns = {column.name: column for column in public_columns(dataset)}
    return [
        {
            "column": reading.column,
            "label": column_label(columns[reading.column]),
            "printed": reading.printed,
            "value": reading.value,
            "unit": reading.unit,
        }
        for reading in figure.readings
    ]


def _facts(dataset: Dataset, figure: Figure) -> list[dict[str, Any]]:
    shown = {reading.column for reading in figure.readings} | PLACE_COLUMNS | {"document_id", "submission_id"}
    shown |= {printed for _, printed in figure_columns(dataset) if printed} | {"record_no"}
    return [
        {"column": column.name, "label": column_label(column), "value": figure.row[column.name]}
        for column in public_columns(dataset)
        if column.name not in shown and column.type != "json" and figure.row.get(column.name) is not None
    ]


def _neighbours(source: Source, figure: Figure, start: int | None) -> list[dict[str, Any]]:
    if start is None:
        return []
    last = figure.row.get("source_line_end") or figure.row.get("source_line_start") or 0
    end = start
    while (
        source.lines[start].no is not None and end + 1 < len(source.lines) and (source.lines[end + 1].no or 0) <= last
    ):
        end += 1
    end = min(end, start + _MOST_LINES)
    shown = source.lines[max(0, start - _NEIGHBOURS) : end + _NEIGHBOURS + 1]
    hit = {id(line) for line in source.lines[start : end + 1]}
    return [
        {
            "no": line.no if line.no is not None else line.row,
            "anchor": source.anchor_of_line(line),
            "hit": id(line) in hit,
            "blank": not line.text and not line.cells,
            "cells": _own_marks(source, figure, line),
        }
        for line in shown
    ]


def _strip(
    source: Source,
    figure: Figure,
    strips: Strips,
    positions: Mapping[int | None, int],
    cell: tuple[int, int] | None,
) -> Mapping[str, Any] | None:
    """The strip of the page that a figure was read from, the cell marked that holds it; None where its source has no layout."""
    if not source.shown.spots or not figure.lines:
        return None
    line = source.lines[positions[cell[0]]] if cell is not None else None
    box = line.boxes[cell[1]] if line is not None and cell is not None and line.boxes else None
    return strips.of(figure.lines, line.page if line is not None else None, box)


def _own_marks(source: Source, figure: Figure, line: PrintedLine) -> list[list[tuple[str, str]]]:
    marks = [mark for mark in source.marks.get(line.no or 0, ()) if mark[3] is figure]
    return cut_line(line, marks)


def _sums(source: Source, figure: Figure) -> list[dict[str, Any]]:
    """The arithmetic that was recomputed from the lines of the figure."""
    lines = figure.lines
    return [
        {"text": check["description"], "holds": check["holds"]}
        for check in source.of("arithmetic_checks")
        if check["source_line_start"] is not None
        and lines
        and lines.start <= (check["source_line_end"] or check["source_line_start"])
        and check["source_line_start"] < lines.stop
    ]


def permalink_facts(source: Source, dataset: Dataset, figure: Figure) -> tuple[str, str]:
    """What is kept of a figure: the key of its row, and what its page says once it is gone."""
    told = {
        "shown": figure.shown,
        "subject": figure.subject,
        "dataset": figure.dataset,
        "key": [figure.row[name] for name in dataset.key],
        "document": source.id,
        "title": source.title,
        "anchor": source.anchor_of(figure.row),
    }
    return figure.id, json.dumps(told, ensure_ascii=False, sort_keys=True)
