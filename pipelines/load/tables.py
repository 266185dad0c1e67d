"""The tables of schema ``raw``, generated from the declared datasets, and the few that keep account of the loading.

Only shapes live here: rows are loaded in ``raw``, and everything above schema ``raw`` is dbt's.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

from pipelines.metadata import Column, ColumnType, Dataset, datasets, in_both, quality_datasets

RAW_SCHEMA = "raw"
DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves its constructor untyped
SEEDED_DATASETS = frozenset({"administrative_units"})
"""Datasets that are reference data of the project: dbt seeds them, no source brings rows of them."""

SEED_NAMES = SEEDED_DATASETS | {
    "agencies", "agency_succession", "dti_frameworks", "indicators", "legal_documents", "unit_codes", "unit_succession",
}  # fmt: skip
"""Datasets that a seed is named after, so that the dbt model of their view needs another name."""

LOAD_COLUMNS = (
    Column("load_source_sha256", "text", "SHA-256 of the received bytes that the row was read from", nullable=False),
    Column("load_row_no", "integer", "order of the row among those of its source", nullable=False),
)

SQL_TYPES: Mapping[ColumnType, TypeEngine[Any]] = MappingProxyType(
    {
        "text": sa.Text(),
        # A printed number of eleven digits must not stop a load, so integers get eight bytes.
        "integer": sa.BigInteger(),
        "numeric": sa.Numeric(),
        "boolean": sa.Boolean(),
        "date": sa.Date(),
        "timestamp": postgresql.TIMESTAMP(timezone=False),
        "json": postgresql.JSONB(),
    }
)

RECEIPT_COLUMNS = (
    Column("received_no", "integer", "number of the receipt in the ledger; grows with time", nullable=False),
    Column("source_name", "text", "path of the source relative to the inbox", nullable=False),
    Column("source_sha256", "text", "SHA-256 of the received bytes", nullable=False),
    Column("size_bytes", "integer", "size of the received bytes", nullable=False),
    Column("media_type", "text", "media type of the source", nullable=False),
    Column("received_at", "timestamp", "when it was received, UTC", nullable=False),
    Column("origin", "text", "where it came from, e.g. inbox", nullable=False),
    Column("stored_at", "timestamp", "when the file was put there by the account of its file system, UTC"),
)
MATCH_COLUMNS = (
    Column("agency_key", "text", "key that the printed name and its province give", nullable=False),
    Column("name_text", "text", "name as printed", nullable=False),
    Column(
        "issuer_key",
        "text",
        "key of the agency that issued the document or sent the return; empty where none is known",
        nullable=False,
    ),
    Column("known_key", "text", "key that the versions of the agency of the register share; null where it knows none"),
    Column("rule_key", "text", "key by the pattern of official names; null where the name does not follow it"),
    Column("rule_name", "text", "official name that the printed one stands for in every province"),
    Column("province_name", "text", "province of the name; null for central bodies"),
    Column("is_covered", "boolean", "whether the register covers the province", nullable=False),
    Column(
        "names_territory",
        "boolean",
        "whether it is the committee of a district or commune of the province",
        nullable=False,
    ),
    Column("covered_from", "date", "first day that the register covers the province on; null where it always does"),
    Column("proposals", "json", "agencies that an unknown name may mean: a list of {agency_id, name, score}"),
)
_OF_THE_SOURCE = frozenset({"source_name", "source_sha256"})


def loaded_datasets() -> Mapping[str, Dataset]:
    """Return the datasets whose rows sources bring, in the contract's order."""
    return {
        name: dataset for name, dataset in datasets().items() if name not in SEEDED_DATASETS and not dataset.derived
    }


def report_datasets() -> Mapping[str, Dataset]:
    """Return the datasets of the quality report whose rows are loaded together with those of their source."""
    return {name: dataset for name, dataset in quality_datasets().items() if name != "rejected_sources"}


@cache
def raw_tables() -> Mapping[str, sa.Table]:
    """Return every table of schema ``raw`` by name: one per loaded dataset, then those that keep account."""
    metadata = sa.MetaData(schema=RAW_SCHEMA)
    tables = {name: _loaded_table(metadata, dataset, dataset.columns) for name, dataset in loaded_datasets().items()}
    for name, dataset in report_datasets().items():
        # Which source a row of the report belongs to stands in its load columns.
        columns = tuple(column for column in dataset.columns if column.name not in _OF_THE_SOURCE)
        tables[name] = _loaded_table(metadata, dataset, columns)
    tables["sources"] = _table(
        metadata,
        "sources",
        "One row per receipt in the ledger whose rows are loaded.",
        RECEIPT_COLUMNS,
        ("received_no",),
    )
    rejected = quality_datasets()["rejected_sources"]
    tables["rejected_sources"] = _table(metadata, rejected.name, rejected.grain, rejected.columns, rejected.key)
    tables["agency_matches"] = _table(
        metadata,
        "agency_matches",
        "One row per printed name of an agency and issuer, with what the register of agencies makes of it.",
        MATCH_COLUMNS,
        ("agency_key", "name_text", "issuer_key"),
    )
    return MappingProxyType(tables)


def raw_columns(name: str) -> tuple[str, ...]:
    """Return the names of the columns of ``raw.<name>`` that hold what was read."""
    load_columns = {column.name for column in LOAD_COLUMNS}
    return tuple(str(column.name) for column in raw_tables()[name].columns if column.name not in load_columns)


def _loaded_table(metadata: sa.MetaData, dataset: Dataset, columns: tuple[Column, ...]) -> sa.Table:
    table = _table(metadata, dataset.name, dataset.grain, (*columns, *LOAD_COLUMNS), ())
    sa.Index(f"{dataset.name}_load_source_sha256", table.c.load_source_sha256)
    return table


def _table(metadata: sa.MetaData, name: str, grain: str, columns: tuple[Column, ...], key: tuple[str, ...]) -> sa.Table:
    return sa.Table(
        name,
        metadata,
        *(
            sa.Column(
                column.name,
                SQL_TYPES[column.type],
                nullable=column.nullable,
                primary_key=column.name in key,
                comment=described(column),
                autoincrement=False,
            )
            for column in columns
        ),
        comment=grain,
    )


def described(column: Column) -> str:
    """Join the official Vietnamese term of ``column`` and its meaning in Vietnamese and English."""
    return ": ".join(filter(None, (column.label_vi, in_both(column.told_vi, column.description))))
