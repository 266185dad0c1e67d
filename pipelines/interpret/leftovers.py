"""What tables hold as tables, and what of an appendix no record took: ``tables``, ``table_cells``, ``unread_text``.

A cell is taken where a record of its row says its text; a passage beside the tables, where the records read from its
lines say (nearly) all of it. Whatever is left is here with the reason, so that nothing is dropped in silence.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from operator import contains

from pipelines.interpret.agencies import split_agencies
from pipelines.interpret.appendices import Appendix, is_covers_line, parse_unit_line
from pipelines.interpret.cell_numbers import cell_number
from pipelines.interpret.records import Record, Records, place_columns
from pipelines.interpret.rows import PrintedTable
from pipelines.language.numbering import parse_bullet, parse_numbering
from pipelines.language.symbols import find_symbols
from pipelines.read.model import Cell, Document, Paragraph, ParagraphKind, Place, Row

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
        "title": printed.caption.title or printed.title or None,
        "unit_text": printed.unit_text,
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
            if not cell.text or cell.covered:
                continue
            found.append(
                {
                    "table_no": printed.table_no,
                    "row_kind": kinds.get(id(row), "data"),
                    "row_no": row_no,
                    "column_no": column_no,
                    "column_name": heading,
                    "value_text": cell.text,
                    "value_number": cell_number(cell),
                    **place_columns(cell.place),
                }
            )
    return found


def interpret_unread_text(
    document: Document,
    appendices: Sequence[Appendix],
    tables: Sequence[PrintedTable],
    records: Records,
) -> list[Record]:
    """Every passage of an appendix or table that is in no record, no heading and no page furniture, with the reason.

    Of the body what is left of a table that was not read: figures and names of rows, each alone on its line.

    ``records`` are those of the other datasets. Prose under a heading is kept with its heading (``sections.paragraphs``).
    """
    found = [*_unread_passages(document, appendices, records), *_lost_tables(document, appendices)]
    said = _Said(records)
    for printed in tables:
        if printed.subject in _TABLE_KINDS:
            found += _unread_cells(printed, said)
        found += _unread_rows(printed)
    return sorted(found, key=lambda record: (_int(record["source_page"]), _int(record["source_line_start"])))


def appendix_characters(document: Document, appendices: Sequence[Appendix]) -> int:
    """The length of all that the appendices print besides their headings and page furniture."""
    total = 0
    for appendix in appendices:
        for block in document.blocks[appendix.first_block : appendix.end_block]:
            if not isinstance(block, Paragraph):
                total += sum(len(cell.text) for row in block.rows for cell in row.cells if not cell.covered)
            elif block.kind is not ParagraphKind.FURNITURE and not _in_heading(block, appendix):
                total += len(block.text)
    return total


def _in_heading(block: Paragraph, appendix: Appendix) -> bool:
    return (block.place.line_start or 0) <= (appendix.place.line_end or appendix.place.line_start or 0)


def _unread_passages(document: Document, appendices: Sequence[Appendix], records: Records) -> Iterator[Record]:
    texts = _texts_by_line(records)
    for appendix in appendices:
        blocks = document.blocks[appendix.first_block : appendix.end_block]
        # What is left of a table that was not read is no prose.
        lost_table = any(isinstance(block, Paragraph) and _TABLE_HEAD.match(block.text) for block in blocks)
        for block in blocks:
            if not isinstance(block, Paragraph) or block.kind is ParagraphKind.FURNITURE:
                continue
            if _in_heading(block, appendix) or is_covers_line(block.text) or parse_unit_line(block.text) is not None:
                continue
            reason = _REASONS.get(block.kind, "text outside the tables of the appendix")
            is_kept = not lost_table and _is_prose(block.text)
            if block.kind is ParagraphKind.BODY and (is_kept or _is_said(block, texts)):
                continue
            yield {"text": block.text, "reason": reason, **place_columns(block.place)}


def _lost_tables(document: Document, appendices: Sequence[Appendix]) -> Iterator[Record]:
    first = min((appendix.first_block for appendix in appendices), default=len(document.blocks))
    run: list[Paragraph] = []
    for block in [*document.blocks[:first], None]:
        if isinstance(block, Paragraph) and _may_be_cell(block):
            run.append(block)
            continue
        figures = [at for at, cell in enumerate(run) if _BARE_FIGURE.fullmatch(cell.text)]
        if len(figures) >= _FEWEST_FIGURES:
            for cell in run[max(figures[0] - 1, 0) : figures[-1] + 1]:
                yield {"text": cell.text, "reason": OF_BODY, **place_columns(cell.place)}
        run.clear()


def _may_be_cell(block: Paragraph) -> bool:
    return block.kind is ParagraphKind.BODY and len(block.text) <= _LONGEST_CELL and block.text[-1] not in ".;:"


OF_BODY = "cell of a table that was not read"
"""The reason of what is left of a table outside the appendices."""

_BARE_FIGURE = re.compile(r"[-+]?[0-9][0-9.,]*\s?%?")
_FEWEST_FIGURES, _LONGEST_CELL = 4, 60
_REASONS = {
    ParagraphKind.FOOTNOTE: "footnote of an appendix",
    ParagraphKind.DAMAGED: "text whose letters cannot be trusted",
}
_WORD = re.compile(r"[^\W_]+")
_DAY = re.compile(r"(?:ngày\s)?\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}|ngày \d{1,2} tháng \d{1,2} năm \d{4}")
_NAMES = re.compile(
    r"(?i)\b(?:kế hoạch|quyết định|nghị quyết|công văn|thông báo|báo cáo|chỉ thị|nghị định|thông tư|tờ trình|hướng dẫn|chương trình"
    r"|luật|số|ngày|về|việc|của|và|theo|tại|trên địa bàn (?:tỉnh|huyện|thành phố|xã|thị xã|quận))\b"
)
_LARGEST_REST = 0.15
_TABLE_HEAD = re.compile(r"(?:S?TT|Số TT)(?:\s|$)")
_FEWEST_WORDS = 4
_WORDS_OF_PROSE = 15


def _texts_by_line(records: Records) -> dict[int, list[str]]:
    """What the records of prose say, by the line that they begin on."""
    texts: dict[int, list[str]] = {}
    for name, columns in _PROSE_COLUMNS.items():
        for row in records.get(name, []):
            line = row.get("source_line_start")
            if isinstance(line, int):
                texts.setdefault(line, []).extend([str(row[column]) for column in columns if row.get(column)])
    return texts


_PROSE_COLUMNS = {
    "sections": ("number", "title"),
    "citations": ("subject", "cited_issuer_text"),
    "measurements": ("sentence",),
    "budget_lines": ("description", "amount_text"),
    "indicator_targets": ("indicator_name",),
}


def _is_prose(text: str) -> bool:
    """Whether a paragraph of an appendix is running text or an item of a list, and no line of a table."""
    words = text.count(" ") + 1
    if parse_numbering(text) is not None or parse_bullet(text) is not None:
        return words >= _FEWEST_WORDS
    return words >= _WORDS_OF_PROSE or (words >= _FEWEST_WORDS and text.endswith((".", ";", ":", "./.")))


def _is_said(block: Paragraph, texts: Mapping[int, Sequence[str]]) -> bool:
    """Whether the records that begin on the lines of a passage say all its words but a few."""
    lines = block.line_numbers or tuple(range(block.place.line_start or 0, (block.place.line_end or 0) + 1))
    said = [text for line in lines for text in texts.get(line, ())]
    if not said:
        return False
    rest = block.text
    for symbol in reversed(find_symbols(rest)):
        rest = f"{rest[: symbol.start]} {rest[symbol.end :]}"
    for text in sorted(said, key=len, reverse=True):
        rest = rest.replace(text, " ")
    words = len(_WORD.findall(_NAMES.sub(" ", _DAY.sub(" ", rest))))
    return words <= 1 + _LARGEST_REST * len(_WORD.findall(block.text))


class _Said:
    """What the records of table rows say, by the place of the row."""

    def __init__(self, records: Records) -> None:
        by_key: dict[str, list[str]] = {}
        for row in records.get("assignments", []):
            by_key.setdefault(str(row["subject_key"]), []).append(str(row["agency_text"]))
        for row in records.get("commitments", []):
            if row["subject_key"] is not None:
                by_key.setdefault(str(row["subject_key"]), []).append(str(row["sentence"]))
        self._texts: dict[tuple[object, ...], set[str]] = {}
        for name in ("indicator_targets", "indicator_results", "projects", "project_budgets", "budget_lines"):
            for row in records.get(name, []):
                texts = self._texts.setdefault(tuple(map(row.get, _PLACE)), set())
                texts.update([value for value in row.values() if isinstance(value, str)])
                texts.update(by_key.get(str(row.get("line_key")).partition("@")[0], ()))

    def of(self, place: Place) -> set[str]:
        """All that the records of the row at ``place`` say."""
        return self._texts.get(tuple(map(place_columns(place).get, _PLACE)), set())

    @staticmethod
    def says(texts: set[str], text: str) -> bool:
        """Whether ``texts`` say ``text``, whole or, for a cell of agencies, agency by agency."""
        if text in texts or text.rstrip(" :") in texts:
            return True
        parts = split_agencies(text)
        return (bool(parts) and all(part in texts for part in parts)) or _is_within(text, texts)


def _is_within(text: str, texts: set[str]) -> bool:
    """Whether one of ``texts`` has ``text`` in it; a figure only as a figure of its own ("50" is not in "1.050")."""
    if any(map(str.isalpha, text)):
        return any(map(contains, texts, repeat(text)))
    figure = re.compile(rf"(?<![\w.,]){re.escape(text)}(?!\w|[.,]\d)")
    return any(figure.search(said) for said in texts if text in said)


_PLACE = ("source_page", "source_line_start", "source_line_end", "source_sheet", "source_cell")
# A number of a row is in its key, a unit is normalised with the figure that it belongs to.
_NO_CONTENT = frozenset({"row_number", "unit"})
_IN_WORDS = re.compile(r"\(?(?:số tiền )?(?:viết )?bằng chữ\s*:", re.IGNORECASE)  # says the total again
_DASHES = "-–— "  # printed where a cell holds nothing


def _unread_cells(printed: PrintedTable, said: _Said) -> Iterator[Record]:
    """Cells of a known table that no record of their row says."""
    data, groups, totals = printed.rows
    for line in data:
        texts = said.of(line.row.place)
        for index, cell in enumerate(line.row.cells):
            if not _is_content(printed, index, cell) or said.says(texts, cell.text):
                continue
            bullet = parse_bullet(cell.text) if index == printed.name_column else None
            if bullet is None or not said.says(texts, bullet[1]):
                yield _passage(cell, f"column that no dataset takes: {printed.table.columns[index]}")
    for row, name in [*((group.row, group.name) for group in groups), *((row, "") for row in totals)]:
        texts = said.of(row.place)
        for index, cell in enumerate(row.cells):
            is_name = index in {0, printed.name_column} or (name and cell.text.rstrip(" :") == name)
            if cell.text and not cell.covered and not is_name and not said.says(texts, cell.text):
                yield _passage(cell, "cell beside the name of a group or total")


def _is_content(printed: PrintedTable, index: int, cell: Cell) -> bool:
    is_name = index == printed.name_column
    return (
        bool(cell.text.strip(_DASHES))
        and not cell.covered
        and index > 0
        and (is_name or printed.kinds[index].kind not in _NO_CONTENT)
    )


def _unread_rows(printed: PrintedTable) -> Iterator[Record]:
    """Rows that are neither data nor group nor total: without a name and without content."""
    data, groups, totals = printed.rows
    taken = {id(line.row) for line in data} | {id(group.row) for group in groups} | {id(row) for row in totals}
    for row in printed.table.rows:
        text = _row_text(row)
        if id(row) not in taken and text and not _IN_WORDS.match(text):
            yield {"text": text, "reason": "row without a name", **place_columns(row.place)}


def _row_text(row: Row) -> str:
    return " ".join(cell.text for cell in row.cells if cell.text and not cell.covered)


def _passage(cell: Cell, reason: str) -> Record:
    return {"text": cell.text, "reason": reason, **place_columns(cell.place)}


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
