"""Writes the parts of the dbt project that repeat the declaration: properties of sources and models, column lists.

Tests with a reason of their own, unit tests and all SQL are written by hand and stand beside them in ``dbt_project``.
``python -m pipelines.load.dbt_schema`` writes the files; a test holds them against the declaration.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
import yaml
from sqlalchemy.types import TypeEngine

from pipelines.load.tables import (
    DIALECT,
    RAW_SCHEMA,
    RECEIPT_COLUMNS,
    SEED_NAMES,
    SEEDED_DATASETS,
    SQL_TYPES,
    described,
    raw_columns,
    raw_tables,
)
from pipelines.metadata import Column, Dataset, ForeignKey, datasets, quality_datasets
from pipelines.settings import DBT_PROJECT

_HEADER = "Generated from pipelines/metadata/datasets.yml by pipelines/load/dbt_schema.py; change it there."
_COLUMNS_MACRO = """\
{{#- {header} -#}}

{{#- The declared columns of a dataset or raw table, each with its relation before it. -#}}
{{% macro columns_of(name, relation, leave_out=[]) -%}}
    {{%- set declared = {{{declared}
    }} -%}}
    {{%- for column in declared[name].split() if column not in leave_out -%}}
        {{{{ relation }}}}.{{{{ column }}}}{{{{ ',\\n    ' if not loop.last }}}}
    {{%- endfor -%}}
{{%- endmacro %}}

{{#- The same without the columns that are not public. -#}}
{{% macro public_columns_of(name, relation) -%}}
    {{%- set hidden = {{{hidden}
    }} -%}}
    {{{{- columns_of(name, relation, leave_out=hidden.get(name, '').split()) -}}}}
{{%- endmacro %}}
"""
_Properties = dict[str, Any]
_LOAD_VERSION: _Properties = {
    "name": "load_version",
    "data_type": "text",
    "description": "changes whenever the rows of the source are loaded again",
}


def write_dbt_schema(dbt_project: Path) -> None:
    """Write every generated file of the project in ``dbt_project``."""
    for path, text in render_dbt_schema().items():
        file = dbt_project / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def render_dbt_schema() -> Mapping[str, str]:
    """Render every generated file: path within the project -> text."""
    return MappingProxyType(
        {
            "models/staging/sources.yml": _yaml({"sources": [_raw_source()]}),
            "models/staging/staging.yml": _yaml({"models": _staging_models()}),
            "models/marts/marts.yml": _yaml({"models": [_mart_model(dataset) for dataset in _marts().values()]}),
            "models/marts/views/views.yml": _yaml(
                {"models": [_view_model(dataset) for dataset in datasets().values()]}
            ),
            "macros/columns_of.sql": _columns_macro(),
        }
    )


def _marts() -> Mapping[str, Dataset]:
    return {**datasets(), "sources": _sources(), **quality_datasets()}


def _sources() -> Dataset:
    """Declare the mart of receipts: nothing of it is published, so it is no dataset of the declaration."""
    return Dataset(
        name="sources",
        model="dim_source",
        title_vi="Tệp đã tiếp nhận",
        title_en="Sources",
        grain="One row per receipt of a source.",
        key=("received_no",),
        columns=(
            *RECEIPT_COLUMNS,
            Column("is_rejected", "boolean", "whether it could not be taken in", nullable=False),
            Column("is_current", "boolean", "whether its rows count", nullable=False),
        ),
    )


def _raw_source() -> _Properties:
    return {
        "name": RAW_SCHEMA,
        "schema": RAW_SCHEMA,
        "description": "What validation accepted and set aside, as it was read; loaded in one transaction per source.",
        "tables": [
            {"name": name, "description": table.comment, "columns": [_raw_column(column) for column in table.columns]}
            for name, table in raw_tables().items()
        ],
    }


def _raw_column(column: "sa.Column[Any]") -> _Properties:
    return _without_blanks(
        {"name": str(column.name), "data_type": _sql_type(column.type), "description": column.comment}
    )


def _staging_models() -> list[_Properties]:
    seeded = [_seeded_staging_model(datasets()[name]) for name in sorted(SEEDED_DATASETS)]
    return [*(_staging_model(name, table) for name, table in raw_tables().items()), *seeded]


def _staging_model(name: str, table: sa.Table) -> _Properties:
    return {
        "name": f"stg_{name}",
        "description": f"{table.comment} Rows of every source ever loaded, as they stand in raw.{name}.",
        "columns": [
            *(_raw_column(column) for column in table.columns),
            *([_LOAD_VERSION] if name == "sources" else []),
        ],
    }


def _seeded_staging_model(dataset: Dataset) -> _Properties:
    return {
        "name": f"stg_{dataset.name}",
        "description": f"{dataset.grain} As it stands in the seed.",
        "columns": [_column(column) for column in dataset.columns],
    }


def _mart_model(dataset: Dataset) -> _Properties:
    return _without_blanks(
        {
            "name": dataset.model,
            "description": " ".join(
                filter(None, (f"{dataset.title_vi}.", dataset.grain_vi, dataset.grain, dataset.description_en))
            ),
            "config": _without_blanks(
                {
                    "contract": {"enforced": True},
                    "indexes": [{"columns": list(columns)} for columns in dataset.indexes],
                }
            ),
            "constraints": [{"type": "primary_key", "columns": list(dataset.key)}] if dataset.key else [],
            "data_tests": _reference_tests(dataset),
            "columns": [_constrained_column(column) for column in dataset.columns],
        }
    )


def _view_model(dataset: Dataset) -> _Properties:
    # dbt wants one name per seed and model; what the database calls the view stays the dataset's name.
    seeded = dataset.name in SEED_NAMES
    return _without_blanks(
        {
            "name": f"{dataset.name}_view" if seeded else dataset.name,
            "description": f"{dataset.title_vi}. {dataset.grain_vi} {dataset.grain} For BI tools: the public columns of"
            f" {dataset.model}.",
            "config": {"alias": dataset.name} if seeded else {},
            "columns": [_column(column) for column in dataset.columns if column.public],
        }
    )


def _column(column: Column) -> _Properties:
    return _without_blanks(
        {"name": column.name, "data_type": _sql_type(SQL_TYPES[column.type]), "description": described(column)}
    )


def _constrained_column(column: Column) -> _Properties:
    """Declare what PostgreSQL itself holds every row to: cheaper than a test, and a row that breaks it never stands."""
    constraints: list[_Properties] = [] if column.nullable else [{"type": "not_null"}]
    if column.values:
        known = ", ".join(f"'{value}'" for value in column.values)
        constraints.append({"type": "check", "expression": f"{column.name} in ({known})"})
    return {**_column(column), **_without_blanks({"constraints": constraints})}


def _is_testable(dataset: Dataset, key: ForeignKey) -> bool:
    """Tell whether a test of ``key`` could fail; a mart joins the documents that its rows belong to."""
    return key.dataset != "documents" or key.columns != dataset.key[:1]


def _reference_tests(dataset: Dataset) -> list[_Properties]:
    """One test for all foreign keys of a mart: starting a test takes dbt longer than PostgreSQL needs to answer it."""
    keys = [_reference(key) for key in dataset.foreign_keys if _is_testable(dataset, key)]
    if not keys:
        return []
    # In one expression: dbt compiles a template for every text among the arguments, again in every build.
    arguments = {"foreign_keys": "{{ [" + ", ".join(keys) + "] }}"}
    return [{"references": {"name": f"{dataset.model}_references", "arguments": arguments}}]


def _reference(key: ForeignKey) -> str:
    """Return what the test ``references`` is to know of ``key``, as dbt is to evaluate it."""
    to = f"ref('{datasets()[key.dataset].model}')"
    return f"{{'columns': {list(key.columns)}, 'to': {to}, 'to_columns': {list(key.references)}}}"


def _sql_type(column_type: TypeEngine[Any]) -> str:
    """Write the type as SQL. dbt warns of a bare ``numeric``; PostgreSQL keeps all its digits."""
    name = column_type.compile(dialect=DIALECT).lower()
    return "pg_catalog.numeric" if name == "numeric" else name


def _columns_macro() -> str:
    declared = {name: raw_columns(name) for name in raw_tables()}
    made = {name for name, dataset in datasets().items() if dataset.derived}
    declared |= {name: datasets()[name].column_names for name in sorted(SEEDED_DATASETS | made)}
    hidden = {
        name: tuple(column.name for column in dataset.columns if not column.public)
        for name, dataset in datasets().items()
    }
    return _COLUMNS_MACRO.format(header=_HEADER, declared=_entries(declared), hidden=_entries(hidden))


def _entries(columns: Mapping[str, tuple[str, ...]]) -> str:
    # A text each, not a list: dbt compiles every name of a list, in every build.
    entries = (f"        {name!r}: {' '.join(names)!r}," for name, names in columns.items() if names)
    return "".join(f"\n{entry}" for entry in entries)


def _without_blanks(properties: _Properties) -> _Properties:
    return {name: value for name, value in properties.items() if value not in ("", None, [], {})}


def _yaml(properties: _Properties) -> str:
    body = yaml.safe_dump({"version": 2, **properties}, sort_keys=False, allow_unicode=True, width=120)
    return f"# {_HEADER}\n{body}"


if __name__ == "__main__":
    write_dbt_schema(DBT_PROJECT)
