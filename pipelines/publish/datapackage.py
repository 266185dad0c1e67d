"""``datapackage.json``: the release as a Data Package (version 2), tables with Table Schema, files with size and hash.

Files are described as they are declared and as they were written; nothing is inferred from their content.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from pipelines.metadata import Column, ColumnType, Dataset, ForeignKey
from pipelines.publish.catalogue import Catalogue
from pipelines.publish.checksums import FileFacts
from pipelines.publish.coverage import Coverage
from pipelines.publish.files import FORMATS, PublishedTable
from pipelines.publish.openness import Ground, due_date, read_grounds
from pipelines.publish.tables import public_columns

_PROFILES = "https://datapackage.org/profiles/2.0"
_FILE_FORMATS = {
    "parquet": "apache-parquet",
    "excel.csv": "excel-csv",
    "xlsx": "excel-workbook",
    "json": "json-array",
    "jsonl": "json-lines",
    "zip": "zip-archive",
    "sqlite": "sqlite-database",
}
_FIELD_TYPES: Mapping[ColumnType, str] = {
    "text": "string",
    "integer": "integer",
    "numeric": "number",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "datetime",
    "json": "array",
}


def datapackage_json(
    catalogue: Catalogue,
    tables: Sequence[PublishedTable],
    coverage: Coverage = Coverage(),  # noqa: B008 - frozen
    bundles: Mapping[str, FileFacts] = MappingProxyType({}),
) -> str:
    """Return the descriptor of the release. ``tables`` are its datasets and those of its quality report, in order.

    Beside what Data Package knows, the package states the legal grounds of openness with their validity, and each dataset
    ``modified``, ``updateCycle`` and ``nextDue``, as far as they follow from the content. ``bundles`` are by ending.
    """
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
        "contact": {"name": catalogue.contact.name, "email": catalogue.contact.email, "url": catalogue.contact.url},
        "spatial": [{"code": code, "name": name} for code, name in coverage.places],
        "temporal": {"start": _day(coverage.start), "end": _day(coverage.end)},
        "legalGrounds": [_ground(ground) for ground in read_grounds()],
        "resources": [
            *(resource for table in tables for resource in _resources(catalogue, coverage, table)),
            *(_bundle(catalogue, ending, file) for ending, file in bundles.items()),
        ],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _resources(catalogue: Catalogue, coverage: Coverage, table: PublishedTable) -> list[dict[str, Any]]:
    dataset = table.dataset
    cycle = catalogue.cycle(dataset.name)
    described = {
        "$schema": f"{_PROFILES}/dataresource.json",
        "title": dataset.title_vi,
        "title_en": dataset.title_en,
        "description": f"{dataset.description_vi} {dataset.grain_vi}\n\n{dataset.description_en} {dataset.grain}",
        "rowCount": table.rows,
        "updateCycle": cycle,
    }
    if coverage.modified is not None:
        described |= {"modified": _day(coverage.modified), "nextDue": _day(due_date(cycle, coverage.modified))}
    return [_resource(dataset, ending, file, described) for ending, file in table.files.items()]


def _resource(dataset: Dataset, ending: str, file: FileFacts, described: dict[str, Any]) -> dict[str, Any]:
    measured = {"bytes": file.size_bytes, "hash": f"sha256:{file.sha256}"}
    if ending == "csv":
        dialect = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True}
        return (
            {"name": dataset.name, "path": file.path, "type": "table"}
            | {"format": "csv", "mediaType": "text/csv", "encoding": "utf-8"}
            | described
            | measured
            | {"dialect": {"$schema": f"{_PROFILES}/tabledialect.json", **dialect}, "schema": _table_schema(dataset)}
        )
    # Files, not tables: what frictionless 5 takes for a table in another format it reads by guesses of its own (a Parquet
    # table through pandas, where a null integer is no integer) and never counts the bytes, so that any stated size is
    # wrong. The CSV is the table that carries the schema; the others hold the same rows.
    return (
        {"name": f"{dataset.name}.{ending}", "path": file.path, "format": _FILE_FORMATS[ending]}
        | {"mediaType": FORMATS[ending].media_type}
        | described
        | measured
    )


def _bundle(catalogue: Catalogue, ending: str, file: FileFacts) -> dict[str, Any]:
    return {
        "name": f"{catalogue.name}.{ending}",
        "$schema": f"{_PROFILES}/dataresource.json",
        "path": file.path,
        "format": _FILE_FORMATS[ending],
        "mediaType": FORMATS[ending].media_type,
        "title": catalogue.title_vi,
        "title_en": catalogue.title_en,
        "description": f"{catalogue.description_vi}\n\n{catalogue.description_en}",
        "bytes": file.size_bytes,
        "hash": f"sha256:{file.sha256}",
    }


def _ground(ground: Ground) -> dict[str, Any]:
    return {
        "id": ground.id,
        "symbol": ground.symbol,
        "title": ground.title,
        "issuer": ground.issuer,
        "article": ground.article or None,
        "scope": ground.scope,
        "provinceCode": ground.province_code or None,
        "validFrom": _day(ground.valid_from),
        "validTo": _day(ground.valid_to),
        "note": ground.note or None,
        "confidence": ground.confidence,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


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
        "description_vi": column.told_vi,
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
