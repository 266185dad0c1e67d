"""The generated files of the dbt project against the declaration."""

import re

import pytest

from pipelines.load.dbt_schema import render_dbt_schema
from pipelines.metadata import datasets
from pipelines.settings import DBT_PROJECT


@pytest.mark.parametrize("path", sorted(render_dbt_schema()))
def test_checked_in_file_is_what_the_declaration_says(path: str) -> None:
    assert (DBT_PROJECT / path).read_text(encoding="utf-8") == render_dbt_schema()[path], (
        "run: python -m pipelines.load.dbt_schema"
    )


def test_every_declared_format_has_a_rank() -> None:
    declared = next(column for column in datasets()["documents"].columns if column.name == "source_format").values
    listed = re.search(r"best_first = \[(.*?)\]", (DBT_PROJECT / "macros" / "format_rank.sql").read_text(), re.DOTALL)
    assert listed is not None
    assert sorted(re.findall(r"'(\w+)'", listed[1])) == sorted(declared)
