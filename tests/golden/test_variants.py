"""The same content in other spellings, orders, names and numbers: the same records.

Texts are changed as a whole (letters, line ends, blanks) and samples in their definitions (rows, names, amounts).
"""

import hashlib

import pytest

from pipelines.interpret.document import interpret_document
from pipelines.interpret.records import Records
from pipelines.language.text import fold
from pipelines.read.sources import read_source
from tests.golden.score import Score, parse_facts, score_records
from tests.golden.test_golden import DEFINITIONS, SAMPLES, TABLES, assert_reaches, interpret
from tests.samples.build import build_definition, load_definition
from tests.samples.vary import SPELLINGS, change_amounts, permute_rows, rename, set_tones_on_the_second_vowel
from tests.shared_inputs import shared_folder

# Other provinces, districts and departments of the same length in words, so that the facts stay facts.
NAMES = {
    "Tuyên Quang": "Hà Giang", "Thái Bình": "Nam Định", "Phú Yên": "Bình Định", "Kiến Xương": "Vũ Thư",
    "Trung tâm Phục vụ hành chính công": "Trung tâm Điều hành đô thị thông minh",
}  # fmt: skip


def comparable(records: Records) -> dict[str, list[dict[str, object]]]:
    """The records with their texts folded: what differs between two spellings of one text is not compared."""
    return {
        name: [
            {column: fold(value) if isinstance(value, str) else value for column, value in row.items()
             if column not in ("source_sha256", "document_id", "agency_id", "issuer_agency_id")}
            for row in rows
        ]
        for name, rows in records.items()
    }  # fmt: skip


def read_text(name: str, text: str) -> Records:
    data = text.encode()
    return interpret_document(read_source(name, hashlib.sha256(data).hexdigest(), data))


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("doc_id", [path.stem for path in DEFINITIONS])
def test_a_text_in_another_spelling_gives_the_same_records(doc_id: str, spelling: str) -> None:
    text = (SAMPLES / f"{doc_id}.txt").read_text(encoding="utf-8")
    changed = SPELLINGS[spelling](text)
    assert changed != text
    assert comparable(read_text(f"{doc_id}.txt", changed)) == comparable(interpret(f"{doc_id}.txt", text.encode()))


@pytest.mark.parametrize("spelling", ["decomposed", "older tone marks", "Windows line ends"])
@pytest.mark.parametrize(
    "doc_id", ["bac-giang-2022h1-report", "bac-giang-2024-plan", "bac-kan-2024-plan", "ban-dan-toc-2024-plan"]
)
def test_a_real_document_in_another_spelling_gives_the_same_records(doc_id: str, spelling: str) -> None:
    text = (shared_folder("documents") / f"{doc_id}.txt").read_text(encoding="utf-8")
    changed = SPELLINGS[spelling](text)
    assert comparable(read_text(f"{doc_id}.txt", changed)) == comparable(interpret(f"{doc_id}.txt", text.encode()))


def test_the_older_spelling_moves_the_mark_and_nothing_else() -> None:
    assert set_tones_on_the_second_vowel("Số hóa, hòa, khỏe, thủy; quý, giá, toán") == (
        "Số hoá, hoà, khoẻ, thuỷ; quý, giá, toán"
    )


@pytest.mark.parametrize("change", ["rows", "amounts", "names"])
def test_other_content_of_the_same_kind_is_read_as_well(change: str) -> None:
    total: dict[str, Score] = {}
    for path in DEFINITIONS:
        definition = load_definition(path)
        for seed in range(3):
            if change == "names":
                varied = rename(definition, NAMES)
            else:
                varied = permute_rows(definition, seed) if change == "rows" else change_amounts(definition, seed)
            sample = build_definition(path.stem, varied)
            records = interpret(f"{path.stem}.txt", sample.text.encode())
            facts = {name: parse_facts(sample.csv_of(name)) for name in sample.facts}
            for table, score in score_records(lambda name, facts=facts: facts.get(name, []), records).items():  # type: ignore[misc]
                total.setdefault(table, Score()).add(score)
            if change == "names":
                break
    for table in (*TABLES, "documents", "sections"):
        assert_reaches(total[table], 0.99, 0.98)
