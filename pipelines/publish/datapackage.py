"""``datapackage.json``: the release as a Data Package (version 2), tables with Table Schema, files with size and hash.

Files are described as they are declared and as they were written; nothing is inferred from their content.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.metadata import Column, ColumnType, Dataset, ForeignKey
from pipelines.publish.catalogue import Catalogue
from pipelines.publish.checksums import FileFacts
from pipelines.publish.tables import public_columns

_PROFILES = "https://datapackage.org/profiles/2.0"
_FIELD_TYPES: Mapping[ColumnType, str] = {
    "text": "string",
    "integer": "integer",
    "numeric": "number",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "datetime",
    "json": "array",
}

PublishedTable = tuple[Dataset, int, FileFacts, FileFacts]
"""A dataset, its number of rows, and its CSV and its Parquet file."""


def datapackage_json(catalogue: Catalogue, tables: Sequence[PublishedTable]) -> str:
    """Return the descriptor of the release. ``tables`` are its datasets and those of its quality report, in order."""
    licence = catalogue.licence
    package: dict[str, Any] = {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": catalogue.name,
        "title": catalogue.title_vi,
        "title_en": catalogue.title_en,
        "description": f"{catalogue.description_vi}\n\n{catalogue.description_en}",
        "keywords": [*catalogue.keywords_vi, *catalogue.keywords_en],
        "licenses": [{"name": licence.id, "path": licence.uri, "title": licence.title_en}],
        "contributors": [{"title": catalogue.publisher_name, "roles": ["publisher"]}],
        "resources": [resource for table in tables for resource in _resources(*table)],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _resources(dataset: Dataset, rows: int, csv: FileFacts, parquet: FileFacts) -> list[dict[str, Any]]:
    described = {
        "$schema": f"{_PROFILES}/dataresource.json",
        "title": dataset.title_vi,
        "title_en": dataset.title_en,
        "description": f"{dataset.description_vi}\n\n{dataset.description_en}\n\n{dataset.grain}",
        "rowCount": rows,
    }
    dialect = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True}
    return [
        {"name": dataset.name, "path": csv.path, "type": "table"}
        | {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
        | described
        | {"bytes": csv.size_bytes, "hash": f"sha256:{csv.sha256}"}
        | {"dialect": {"$schema": f"{_PROFILES}/tabledialect.json", **dialect}, "schema": _table_schema(dataset)},
        # A file, not a table: what frictionless 5 takes for a Parquet table it reads through pandas, where a null
        # integer is no integer, and it never counts the bytes, so that any stated size is wrong. The file carries
        # its own schema.
        {"name": f"{dataset.name}.parquet", "path": parquet.path, "format": "apache-parquet"}
        | {"mediatype": "application/vnd.apache.parquet"}
        | described
        | {"bytes": parquet.size_bytes, "hash": f"sha256:{parquet.sha256}"},
    ]


def _table_schema(dataset: Dataset) -> dict[str, Any]:
    published = {column.name: column for column in public_columns(dataset)}
    schema: dict[str, Any] = {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fields": [_field(column, dataset.key == (column.name,)) for column in published.values()],
        "missingValues": [""],
    }
    if dataset.key and set(dataset.key) <= published.keys():
        schema["primaryKey"] = list(dataset.key)
    # Table Schema does not say what a null in one part of a foreign key means, and validators take it for a broken one.
    foreign = [
        _foreign_key(dataset, key)
        for key in dataset.foreign_keys
        if set(key.columns) <= published.keys()
        and (len(key.columns) == 1 or not any(published[name].nullable for name in key.columns))
    ]
    if foreign:
        schema["foreignKeys"] = foreign
    return schema


def _foreign_key(dataset: Dataset, key: ForeignKey) -> dict[str, Any]:
    reference: dict[str, Any] = {"fields": list(key.references)}
    # A reference without a resource is one to the table itself.
    if key.dataset != dataset.name:
        reference = {"resource": key.dataset} | reference
    return {"fields": list(key.columns), "reference": reference}


def _field(column: Column, unique: bool) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": _FIELD_TYPES[column.type],
        "title": column.label_vi,
        "description": column.description,
    }
    if column.unit:
        field["unit"] = column.unit
    if column.type == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    constraints: dict[str, Any] = {}
    if not column.nullable:
        constraints["required"] = True
    if unique:
        constraints["unique"] = True
    if column.values:
        constraints["enum"] = list(column.values)
    if constraints:
        field["constraints"] = constraints
    return field
