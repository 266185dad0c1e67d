"""``docs/data-dictionary.md``: every dataset and column as ``metadata`` declares them, for readers of the repository.

What a release carries of the same declaration is in ``datapackage`` and ``readme``.
``python -m pipelines.publish.dictionary FILE`` writes the file.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from pipelines.metadata import Column, Dataset, datasets, quality_datasets

_HEAD = """# Data dictionary

<!-- Written by pipelines/publish/dictionary.py from pipelines/metadata (datasets.yml, derived/, vi/). -->

Every dataset is published as `DATASET/DATASET.csv` and `DATASET/DATASET.parquet` and is a view of that name in schema
`marts` over the model named with it. A column in bold is part of the key. Money is in VND. Where nothing is said, a column
may be null. In CSV a text that a spreadsheet program would run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a
carriage return, and is no negative number or printed bullet) has a `'` before it; Parquet and the views keep the exact text.
"""
_QUALITY_HEAD = """## Quality report

Published in `quality/` of a release: what was set aside or rejected, and what was checked.
"""


def dictionary_markdown() -> str:
    """Return the data dictionary as Markdown."""
    parts = [_HEAD, _contents()]
    parts += [_section(dataset, "##") for dataset in datasets().values()]
    parts.append(_QUALITY_HEAD)
    parts += [_section(dataset, "###") for dataset in quality_datasets().values()]
    return "\n".join(parts)


def _contents() -> str:
    return "\n".join(["| dataset | | |", "|---|---|---|", *map(_entry, datasets().values()), ""])


def _entry(dataset: Dataset) -> str:
    return f"| [{dataset.name}](#{dataset.name}) | {dataset.title_vi} | {dataset.grain_vi} {dataset.grain} |"


def _section(dataset: Dataset, level: str) -> str:
    return "\n".join([f"{level} {dataset.name}", "", *_lines(dataset), ""])


def _lines(dataset: Dataset) -> Iterator[str]:
    yield f"{dataset.title_vi} · {dataset.title_en} · `marts.{dataset.model}`"
    yield ""
    yield " ".join(text for text in (dataset.description_vi, dataset.grain_vi) if text)
    yield ""
    yield " ".join(text for text in (dataset.description_en, dataset.grain) if text)
    yield ""
    yield "| column | type | tên cột | ý nghĩa | meaning |"
    yield "|---|---|---|---|---|"
    for column in dataset.columns:
        name = f"**`{column.name}`**" if column.name in dataset.key else f"`{column.name}`"
        meanings = f"{_cell(column.told_vi)} | {_cell(_meaning(column))}"
        yield f"| {name} | {_type(column)} | {_cell(column.label_vi)} | {meanings} |"


def _type(column: Column) -> str:
    return f"{column.type}, {column.unit}" if column.unit else column.type


def _meaning(column: Column) -> str:
    listed = ", ".join(f"`{value}`" for value in column.values)
    told = column.description
    if listed and not all(value in told for value in column.values):
        told = f"{told}; one of {listed}" if told else f"one of {listed}"
    return told


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(dictionary_markdown(), encoding="utf-8", newline="\n")
