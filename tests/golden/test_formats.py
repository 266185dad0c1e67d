"""One document, one truth: whatever the format, the tables give the same records and the document the same key."""

import hashlib
from functools import cache
from pathlib import Path

import pytest

from pipelines.interpret.document import interpret_document
from pipelines.interpret.records import Records
from pipelines.read.model import Document
from pipelines.read.sources import read_source
from tests.golden.score import Score, read_facts, score_records
from tests.samples.formats import convert, write_docx, write_html, write_xlsx
from tests.shared_inputs import shared_folder

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
FACTS = Path(__file__).parent / "samples"
TABLES = ("indicator_targets", "indicator_results", "components", "projects", "project_budgets", "assignments")
NAMES = sorted(path.stem for path in SAMPLES.glob("*.txt"))
# Read from each: recall and right cells of the tables.
REACHED = {
    "docx": (1.0, 0.99), "doc": (1.0, 0.99), "rtf": (1.0, 0.99), "odt": (1.0, 0.99), "html": (1.0, 0.99),
    "xlsx": (1.0, 0.99), "xls": (1.0, 0.99), "ods": (1.0, 0.99), "pdf": (1.0, 0.98), "scan.pdf": (0.98, 0.93),
}  # fmt: skip
CONVERTED = {"doc", "rtf", "odt", "xls", "ods"}  # LibreOffice takes its seconds for each
IN_WORDS = {"docx", "doc", "rtf", "odt", "html", "pdf"}


def read(name: str, data: bytes) -> Document:
    return read_source(name, hashlib.sha256(data).hexdigest(), data)


@cache
def from_text(doc_id: str) -> tuple[Document, Records]:
    document = read(f"{doc_id}.txt", (SAMPLES / f"{doc_id}.txt").read_bytes())
    return document, interpret_document(document)


def write(document: Document, suffix: str, folder: Path) -> bytes:
    if suffix == "html":
        return write_html(document)
    if suffix == "xlsx":
        return write_xlsx(document)
    if suffix in {"xls", "ods"}:
        return convert(write_xlsx(document), "xlsx", suffix, folder)
    data = write_docx(document)
    return data if suffix == "docx" else convert(data, "docx", suffix, folder)


def assert_reaches(scores: dict[str, Score], suffix: str) -> None:
    recall, cells = REACHED[suffix]
    if suffix == "scan.pdf":
        # A table of two rows is too small for a share of its own.
        total = Score()
        for table in TABLES:
            total.add(scores[table])
        assert total.recall >= recall, total.wrong[:20]
        assert total.accuracy >= cells, total.wrong[:20]
        return
    for table in TABLES:
        score = scores[table]
        told = f"{table}: recall {score.recall:.3f}, cells {score.accuracy:.3f}\n" + "\n".join(score.wrong[:20])
        assert score.recall >= recall, told
        assert score.accuracy >= cells, told


def score(records: Records, facts: Path) -> dict[str, Score]:
    return score_records(lambda name: read_facts(facts / f"{name}.csv"), records)


@pytest.mark.parametrize("suffix", sorted(REACHED.keys() - {"scan.pdf"}))
def test_samples_in_other_formats(suffix: str, tmp_path: Path) -> None:
    for doc_id in NAMES[:2] if suffix in CONVERTED else NAMES:
        document, plain = from_text(doc_id)
        records = interpret_document(read(f"{doc_id}.{suffix}", write(document, suffix, tmp_path)))
        if suffix in IN_WORDS:
            assert records["documents"][0]["document_id"] == plain["documents"][0]["document_id"], doc_id
        expected, found = (score(of, FACTS / doc_id) for of in (plain, records))
        recall, cells = REACHED[suffix]
        # A workbook has the appendices alone: no goals of the body.
        for table in TABLES if suffix in IN_WORDS else ("indicator_results", "projects", "project_budgets"):
            told = f"{doc_id} {table}\n" + "\n".join(found[table].wrong[:20])
            assert found[table].recall >= expected[table].recall - (1 - recall), told
            assert found[table].accuracy >= expected[table].accuracy - (1 - cells), told


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "pdf", "scan.pdf"])
@pytest.mark.parametrize("doc_id", ["bac-kan-2024-plan", "ban-dan-toc-2024-plan"])
def test_real_documents_in_other_formats(doc_id: str, suffix: str) -> None:
    source = shared_folder("documents") / "formats" / f"{doc_id}.{suffix}"
    records = interpret_document(read(source.name, source.read_bytes()))
    assert_reaches(score(records, shared_folder("golden") / doc_id), suffix)
    if suffix in IN_WORDS:
        text = (shared_folder("documents") / f"{doc_id}.txt").read_bytes()
        plain = interpret_document(read(f"{doc_id}.txt", text))
        assert records["documents"][0]["document_id"] == plain["documents"][0]["document_id"]
