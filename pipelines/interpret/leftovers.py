"""What tables hold as tables, and what of an appendix no record took: ``tables``, ``table_cells``, ``unread_text``."""

import json
from collections.abc import Sequence

from pipelines.interpret.appendices import Appendix, is_covers_line, parse_unit_line
from pipelines.interpret.records import Record, place_columns
from pipelines.interpret.rows import PrintedTable
from pipelines.language.numbers import parse_number
from pipelines.read.model import Document, Paragraph, ParagraphKind

_TABLE_KINDS = {"indicators": "indicator_targets", "projects": "projects"}


def describe_table(printed: PrintedTable) -> Record:
    """The ``tables`` row of one table, without ``source_name``."""
    data, groups, totals = printed.rows
    kind = _TABLE_KINDS.get(printed.subject, "other")
    if kind == "indicator_targets" and printed.columns_of("result") and not printed.columns_of("target"):
        kind = "indicator_results"
    return {
        "table_no": printed.table_no,
        "table_kind": kind,
        "title": printed.title or None,
        "unit_text": printed.appendix.unit_text if printed.appendix else None,
        "header_row_count": printed.table.header_row_count,
        "data_row_count": len(data),
        "group_row_count": len(groups),
        "total_row_count": len(totals),
        "columns": json.dumps(list(printed.table.columns), ensure_ascii=False),
        **place_columns(printed.table.place),
    }


def describe_cells(printed: PrintedTable) -> list[Record]:
    """The cells of a table of no known kind, so that nothing it prints is lost; without ``source_name``."""
    if printed.subject in _TABLE_KINDS:
        return []
    data, groups, totals = printed.rows
    kinds = {id(g.row): "group" for g in groups} | {id(row): "total" for row in totals}
    taken = {id(line.row) for line in data} | set(kinds)
    found: list[Record] = []
    rows = [row for row in printed.table.rows if id(row) in taken]
    for row_no, row in enumerate(rows, 1):
        for column_no, (cell, heading) in enumerate(zip(row.cells, printed.table.columns, strict=True), 1):
            if not cell.text:
                continue
            found.append(
                {
                    "table_no": printed.table_no,
                    "row_kind": kinds.get(id(row), "data"),
                    "row_no": row_no,
                    "column_no": column_no,
                    "column_name": heading,
                    "value_text": cell.text,
                    "value_number": parse_number(cell.text),
                    **place_columns(cell.place),
                }
            )
    return found


def interpret_unread_text(
    document: Document, appendices: Sequence[Appendix], tables: Sequence[PrintedTable]
) -> list[Record]:
    """Every passage of an appendix or table that is in no record, no heading and no page furniture, with the reason."""
    found: list[Record] = []
    for appendix in appendices:
        for index in range(appendix.first_block, appendix.end_block):
            block = document.blocks[index]
            if not isinstance(block, Paragraph) or block.kind is ParagraphKind.FURNITURE:
                continue
            in_heading = _line(block) <= (appendix.place.line_end or appendix.place.line_start or 0)
            if in_heading or is_covers_line(block.text) or parse_unit_line(block.text) is not None:
                continue
            reason = "footnote" if block.kind is ParagraphKind.FOOTNOTE else "text outside the tables of the appendix"
            found.append({"text": block.text, "reason": reason, **place_columns(block.place)})
    for printed in tables:
        if printed.subject == "other":
            reason = "table of no known kind; its cells are in table_cells"
            rows = list(printed.table.rows)
        else:
            data, groups, totals = printed.rows
            taken = {id(line.row) for line in data} | {id(g.row) for g in groups} | {id(row) for row in totals}
            rows = [row for row in printed.table.rows if id(row) not in taken]
            reason = "row without a name"
        for row in rows:
            text = " ".join(text for text in row.texts if text)
            if text:
                found.append({"text": text, "reason": reason, **place_columns(row.place)})
        found += _columns_no_record_takes(printed)
        found += _cells_of_headings(printed)
    return sorted(found, key=lambda record: (_int(record["source_page"]), _int(record["source_line_start"])))


_TAKEN = {
    "indicators": {
        "row_number",
        "indicator_name",
        "target",
        "result",
        "unit",
        "note",
        "definition",
        "monitor_agency",
        "lead_agency",
        "coordinating_agency",
    },
    "projects": {
        "row_number",
        "project_name",
        "scope",
        "form",
        "lead_agency",
        "coordinating_agency",
        "status",
        "expected_output",
        "result",
        "legal_basis",
        "note",
        "budget",
    },
}


def _columns_no_record_takes(printed: PrintedTable) -> list[Record]:
    """Cells of known tables in columns that no dataset has a place for, one passage per cell."""
    taken = _TAKEN.get(printed.subject)
    if taken is None:
        return []
    seen: set[str] = set()
    left: list[int] = []
    for index, column in enumerate(printed.kinds):
        once = column.kind in {
            "target",
            "result",
            "note",
            "form",
            "scope",
            "status",
            "unit",
            "definition",
            "expected_output",
        }
        repeated = once and column.kind in seen
        if index != printed.name_column and (column.kind not in taken or repeated):
            left.append(index)
        seen.add(column.kind)
    data, _, _ = printed.rows
    return [
        {
            "text": line.row.cells[index].text,
            "reason": f"column that no dataset takes: {printed.table.columns[index]}",
            **place_columns(line.row.cells[index].place),
        }
        for line in data
        for index in left
        if line.row.cells[index].text
    ]


def _cells_of_headings(printed: PrintedTable) -> list[Record]:
    """What a group heading or a total prints besides its number, its name and its sums."""
    if printed.subject not in _TAKEN:
        return []
    _, groups, totals = printed.rows
    sums = {i for i, kind in enumerate(printed.kinds) if kind.kind == "budget" and printed.subject == "projects"}
    return [
        {"text": cell.text, "reason": "cell beside the name of a group or total", **place_columns(cell.place)}
        for row in [*(group.row for group in groups), *totals]
        for index, cell in enumerate(row.cells)
        if cell.text and index not in {0, printed.name_column, *sums}
    ]


def _line(block: Paragraph) -> int:
    return block.place.line_start or 0


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
