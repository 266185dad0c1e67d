"""Tables of other kinds set on many pages: other headings, orders of columns and codes, rows cut by page breaks; the same records."""

import hashlib

import pytest

from pipelines.interpret.document import interpret_document
from pipelines.read.sources import read_source
from tests.golden.score import Score, parse_facts, score_records
from tests.samples.build import DEFINITIONS, load_definition
from tests.samples.reflow import reflow

KINDS = sorted(DEFINITIONS.with_name("kinds").glob("*.yml"))
TABLES = ("indicator_targets", "indicator_results", "components", "projects", "project_budgets")


@pytest.mark.parametrize("path", KINDS, ids=lambda path: path.stem)
def test_tables_of_another_kind_read_the_same_on_any_page(path: object) -> None:
    definition = load_definition(DEFINITIONS.with_name("kinds") / str(path).rsplit("/", 1)[-1])
    total: dict[str, Score] = {}
    for seed in range(10):
        sample = reflow("kind", definition, seed)
        data = sample.text.encode()
        records = interpret_document(read_source("kind.txt", hashlib.sha256(data).hexdigest(), data))
        facts = {name: parse_facts(sample.csv_of(name)) for name in sample.facts}
        for table, score in score_records(lambda name, facts=facts: facts.get(name, []), records).items():  # type: ignore[misc]
            total.setdefault(table, Score()).add(score)
    assert sum(total[table].facts for table in TABLES)
    for table in TABLES:
        told = "\n".join(total[table].wrong[:20])
        assert total[table].recall == 1.0, told
        assert total[table].precision == 1.0, told
        assert total[table].accuracy >= 0.985, told
