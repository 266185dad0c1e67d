"""Whatever a table prints is in a record, and whatever else an appendix holds is in ``unread_text``."""

import hashlib
from pathlib import Path

import pytest

from pipelines.interpret.agencies import split_agencies
from pipelines.interpret.appendices import find_appendices, parse_unit_line
from pipelines.interpret.document import interpret_document
from pipelines.interpret.records import Records
from pipelines.metadata import datasets
from pipelines.read.model import Document, Paragraph, ParagraphKind
from pipelines.read.sources import read_source
from tests.shared_inputs import SHARED

SAMPLES = sorted((Path(__file__).resolve().parents[2] / "data" / "samples").glob("*.txt"))
REAL = sorted((SHARED / "documents").glob("*.txt"))


def read(path: Path) -> tuple[Document, Records]:
    data = path.read_bytes()
    document = read_source(path.name, hashlib.sha256(data).hexdigest(), data)
    return document, interpret_document(document)


@pytest.mark.parametrize("path", [*SAMPLES, *REAL], ids=lambda path: path.stem)
def test_every_cell_and_every_passage_of_an_appendix_is_in_a_record(path: Path) -> None:
    document, records = read(path)
    said = {value for rows in records.values() for row in rows for value in row.values() if isinstance(value, str)}
    everything = "\n".join(said)

    def whole(text: str) -> bool:
        # The agencies of an indicator stand one by one in the assignments.
        return text.rstrip(" :") in everything or len(split_agencies(text)) < 2

    # An item of a list of documents is a citation: its number, date and subject stand in columns of their own.
    of_prose = {row["source_line_start"] for name in ("sections", "citations") for row in records[name]}
    lost = [
        f"line {cell.place.line_start}: {cell.text}"
        for table in document.tables()
        for row in table.rows
        for cell in row.cells[1:]
        if not all(
            part in everything for part in ([cell.text.rstrip(" :")] if whole(cell.text) else split_agencies(cell.text))
        )
    ]
    for appendix in find_appendices(document):
        for block in document.blocks[appendix.first_block : appendix.end_block]:
            if not isinstance(block, Paragraph) or block.kind is ParagraphKind.FURNITURE:
                continue
            heading = block.text in (appendix.covers or "") or block.text in f"{appendix.label} {appendix.title}"
            in_heading = (block.place.line_end or 0) <= (appendix.place.line_end or 0)
            in_columns = bool(of_prose & set(block.line_numbers))
            if not (heading or in_heading or parse_unit_line(block.text) or block.text in everything or in_columns):
                lost.append(f"line {block.place.line_start}: {block.text}")
    assert lost == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_rows_hold_declared_columns_and_unique_keys(path: Path) -> None:
    _, records = read(path)
    for name, rows in records.items():
        dataset = datasets()[name]
        for row in rows:
            assert set(row) <= set(dataset.column_names)
        keys = [tuple(row[column] for column in dataset.key) for row in rows]
        assert len(set(keys)) == len(keys), f"{name}: a key repeats"
