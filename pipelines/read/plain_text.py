"""Plain text as a ``Document``: encoding, quality, structure, then tables and the paragraphs between them.

Knows nothing of plans or reports.
"""

from collections.abc import Sequence
from dataclasses import replace

from pipelines.read.linearised import LinearisedTable, read_linearised_tables
from pipelines.read.lines import Line, count_lines, read_lines
from pipelines.read.model import Block, Document, ParagraphKind, Place, Remark, RemarkKind, SourceRejected, Table
from pipelines.read.page_counts import mark_page_counts
from pipelines.read.paragraphs import Layout, measure_layout, read_paragraphs
from pipelines.read.quality import check_text_quality
from pipelines.read.structure import check_structure
from pipelines.read.text import CUT_CHARACTER, decode_text, legacy_remarks

_BODY = ParagraphKind.BODY


def read_text(source_name: str, source_sha256: str, data: bytes) -> Document:
    """Return the document that the text ``data`` holds.

    Raises SourceRejected where the bytes are no text or the text is damaged as a whole.
    """
    text, notes = decode_text(source_name, data)
    lines = mark_page_counts(read_lines(text, is_nfc=True))
    quality = check_text_quality(lines)
    for problem in quality.problems:
        if problem.fails:
            raise SourceRejected(source_name, problem.problem, problem.remedy)
        notes.append(problem.problem)
    line_count = count_lines(text)
    structure = check_structure(lines)
    remarks = [*legacy_remarks(notes, line_count), *structure.remarks]
    if CUT_CHARACTER in notes and all(remark.kind is not RemarkKind.CUT_OFF for remark in remarks):
        text = f"Tệp dừng giữa một chữ ở dòng {line_count}: phần sau bị mất."
        remarks.append(Remark(RemarkKind.CUT_OFF, Place(line_start=line_count, line_end=line_count), text))
    kept = {line.number for line in structure.lines}
    damaged = [remark for remark in quality.damaged_pages if remark.place.line_start in kept]
    remarks += [remark for remark in quality.doubtful_pages if remark.place.line_start in kept]
    lines = _mark_damaged(structure.lines, damaged)
    tables = read_linearised_tables(lines)
    document = Document(source_name, source_sha256, "txt", line_count=line_count, notes=notes)
    document.remarks = sorted([*remarks, *damaged], key=lambda remark: remark.place.line_start or 0)
    document.blocks.extend(_order_blocks(lines, tables))
    return document


def _mark_damaged(lines: list[Line], damaged: Sequence[Remark]) -> list[Line]:
    """Return ``lines``, those of damaged pages as text that no table is read from."""
    if not damaged:
        return lines
    numbers = {
        number for remark in damaged for number in range(remark.place.line_start or 0, (remark.place.line_end or 0) + 1)
    }
    return [
        replace(line, kind=ParagraphKind.DAMAGED)
        if line.number in numbers and line.kind is not ParagraphKind.FURNITURE
        else line
        for line in lines
    ]


def _order_blocks(lines: Sequence[Line], tables: Sequence[LinearisedTable]) -> list[Block]:
    """Return paragraphs and tables in reading order; no paragraph goes on over a table.

    Page numbers and footnotes inside the pages of a table are no part of it and stay paragraphs of their own.
    """
    blocks: list[tuple[int, Block]] = []
    layout = measure_layout(lines)
    start = 0
    for table in tables:
        blocks += _paragraph_blocks(lines[start : table.start], layout)
        blocks.append((lines[table.start].number, table.table))
        inside = [line for line in lines[table.start : table.end] if line.kind is not _BODY]
        blocks += _paragraph_blocks(inside, layout)
        start = table.end
    blocks += _paragraph_blocks(lines[start:], layout)
    blocks.sort(key=lambda item: (item[0], not isinstance(item[1], Table)))
    return [block for _, block in blocks]


def _paragraph_blocks(lines: Sequence[Line], layout: Layout) -> list[tuple[int, Block]]:
    return [(paragraph.place.line_start or 0, paragraph) for paragraph in read_paragraphs(lines, layout)]
