"""The pages of tables of no known kind, whatever an agency sends: ``/bang/<id>/#R5C2`` is one cell, among its row and headings.

A page holds up to 200 rows of one table. A page per cell or row would be hundreds of files per sheet that say the same headings
again; this way what a document costs grows with its cells and with nothing else.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pipelines.metadata import Dataset
from pipelines.publish.portal.addresses import short_hash
from pipelines.publish.portal.figures import PLACE_COLUMNS
from pipelines.publish.portal.labels import dataset_title
from pipelines.publish.portal.paging import near_pages
from pipelines.publish.portal.site import Site
from pipelines.publish.portal.sources import Source

DATASET = "table_cells"
_ROWS_ON_A_PAGE = 200


def cell_link(page: str, row: Mapping[str, Any]) -> tuple[str, str, str]:
    """The permalink of a cell on its page."""
    return ("table", page, cell_anchor(row))


def cell_anchor(row: Mapping[str, Any]) -> str:
    """The name of a cell on its page, after its row and column in the table.

    >>> cell_anchor({"row_no": 5, "column_no": 2})
    'R5C2'
    """
    return f"R{row['row_no']}C{row['column_no']}"


def page_of_cell(document_id: str, table: Mapping[str, Any], row_no: int) -> str:
    """The id of the page that shows a row: a hash over what is printed, where the table begins, and the run of rows."""
    place = (table.get(name) for name in ("source_sheet", "source_cell", "source_line_start"))
    return short_hash(DATASET, document_id, *place, (row_no - 1) // _ROWS_ON_A_PAGE)


def put_tables(site: Site, source: Source, datasets: Mapping[str, Dataset]) -> Iterator[tuple[dict[str, Any], str]]:
    """Put the pages of the tables of no known kind of ``source``; yield of each what lists say of it and what is kept (JSON)."""
    cells: dict[int, list[dict[str, Any]]] = {}
    for row in source.of(DATASET):
        cells.setdefault(row["table_no"], []).append(row)
    for table in source.of("tables"):
        found = cells.get(table["table_no"])
        if found:
            yield from _put_table(site, source, datasets[DATASET], table, found)


def _put_table(
    site: Site, source: Source, dataset: Dataset, table: Mapping[str, Any], cells: list[dict[str, Any]]
) -> Iterator[tuple[dict[str, Any], str]]:
    columns = json.loads(table["columns"] or "[]")
    rows: dict[int, dict[int, dict[str, Any]]] = {}
    for cell in cells:
        rows.setdefault(cell["row_no"], {})[cell["column_no"]] = cell
    width = max(len(columns), *(number for row in rows.values() for number in row))
    runs: dict[int, list[int]] = {}
    for number in sorted(rows):
        runs.setdefault((number - 1) // _ROWS_ON_A_PAGE, []).append(number)
    pages = {run: page_of_cell(source.id, table, numbers[0]) for run, numbers in runs.items()}
    title = table["title"] or source.title
    order = list(runs)
    for at, (run, numbers) in enumerate(runs.items(), start=1):
        identifier = pages[run]
        context = {
            "title": title,
            "unit": table["unit_text"],
            "place": {name: table.get(name) for name in sorted(PLACE_COLUMNS)},
            "source": {"link": source.link, "title": source.title, "file": source.about["source_name"]}
            | {"sha256": source.about["source_sha256"]},
            "dataset": {"link": ("dataset", dataset.name), "title": dataset_title(dataset)},
            "columns": [columns[at] if at < len(columns) else "" for at in range(width)],
            "rows": [_row(source, number, rows[number], width) for number in numbers],
            "pages": [
                _other_page(pages, runs, order[near - 1], run) if near else None for near in near_pages(at, len(order))
            ],
        }
        site.page("table", identifier, "table.html", context)
        told = {
            "shown": title,
            "subject": ", ".join(filter(None, columns[:6])),
            "dataset": dataset.name,
            "document": source.id,
            "title": source.title,
            "anchor": source.anchor_of(cells[0]),
        }
        listed = {"id": identifier, "link": ("table", identifier), "title": title, "rows": len(numbers)}
        yield listed | {"columns": width}, json.dumps(told, ensure_ascii=False, sort_keys=True)


def _other_page(pages: Mapping[int, str], runs: Mapping[int, list[int]], other: int, here: int) -> dict[str, Any]:
    held = runs[other]
    return {"link": ("table", pages[other]), "first": held[0], "last": held[-1], "here": other == here}


def _row(source: Source, number: int, row: Mapping[int, Mapping[str, Any]], width: int) -> dict[str, Any]:
    first = row[min(row)]
    cells = [row.get(at) for at in range(1, width + 1)]
    return {
        "no": number,
        "kind": first["row_kind"],
        "anchor": source.anchor_of(first),
        "cells": [
            {"name": cell_anchor(cell), "text": cell["value_text"], "value": cell["value_number"]} if cell else None
            for cell in cells
        ],
    }
