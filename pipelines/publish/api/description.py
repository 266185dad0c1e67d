"""The API in the words of OpenAPI 3.1, made from the declaration of the datasets."""

from typing import Any

from pipelines.metadata import Column, ColumnType, Dataset, datasets
from pipelines.publish.api.bodies import CSV, JSON, PARQUET
from pipelines.publish.api.figures import ID_PATTERN
from pipelines.publish.api.problems import MEDIA_TYPE
from pipelines.publish.api.requests import DEFAULT_LIMIT, MOST_ROWS, operators
from pipelines.publish.catalogue import read_catalogue
from pipelines.publish.tables import public_columns

API_VERSION = "1.0.0"
_Json = dict[str, Any]

_SCHEMAS: dict[ColumnType, _Json] = {
    "text": {"type": "string"},
    "integer": {"type": "integer", "minimum": -(2**63) + 1, "maximum": 2**63 - 1},
    "numeric": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "timestamp": {"type": "string", "format": "date-time"},
    "json": {"type": "array"},
}
_TEXT = {"type": "string", "pattern": "^[^\\u0000]*$"}
_MEANINGS = {
    "eq": "equal to; given several times: one of these", "ne": "other than", "lt": "less than", "lte": "at most",
    "gt": "greater than", "gte": "at least", "startswith": "begins with", "contains": "contains, whatever the case",
    "isnull": "true: has no value; false: has one",
}  # fmt: skip


def describe_dataset(dataset: Dataset, *, whole: bool) -> _Json:
    """Return what a dataset is, with its columns where ``whole``."""
    described: _Json = {
        "name": dataset.name,
        "title": {"vi": dataset.title_vi, "en": dataset.title_en},
        "description": {"vi": dataset.description_vi, "en": dataset.description_en},
        "grain_vi": dataset.grain_vi,
        "grain": dataset.grain,
        "key": list(dataset.key),
        "rows": f"/v1/datasets/{dataset.name}/rows",
    }
    if whole:
        described["columns"] = [_described_column(column) for column in public_columns(dataset)]
    return described


def _described_column(column: Column) -> _Json:
    return {
        "name": column.name,
        "type": column.type,
        "label_vi": column.label_vi,
        "description_vi": column.description_vi,
        "description": column.description,
        "unit": column.unit or None,
        "values": list(column.values) or None,
        "values_vi": list(column.values_vi) or None,
        "nullable": column.nullable,
        "filters": [column.name if name == "eq" else f"{column.name}__{name}" for name in operators(column)],
    }


def describe_api() -> _Json:
    """Return the OpenAPI description."""
    catalogue = read_catalogue()
    paths: _Json = {
        "/": {"get": _get("root", "What there is", {JSON: {"type": "object"}})},
        "/openapi.json": {"get": _get("openapi", "This description", {JSON: {"type": "object"}})},
        "/v1/datasets": {"get": _get("list_datasets", "Every dataset", {JSON: {"type": "object"}})},
        "/v1/datasets/{dataset}": {
            "get": _get("dataset", "One dataset and its columns", {JSON: {"type": "object"}}, missing="there is no such dataset")
            | {"parameters": [{
                "name": "dataset", "in": "path", "required": True, "schema": {"type": "string", "enum": list(datasets())},
            }]}
        },
        "/v1/figures/{identifier}": {"get": _figure()},
    }  # fmt: skip
    for dataset in datasets().values():
        paths[f"/v1/datasets/{dataset.name}/rows"] = {"get": _rows(dataset)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": catalogue.title_en,
            "version": API_VERSION,
            "description": "Read-only. Rows of every dataset with filters, chosen columns, order and pages; JSON, CSV or "
            "Parquet by Accept. Errors are application/problem+json. Whole datasets are best taken as files of a release.",
            "license": {"name": catalogue.licence.title_en, "url": catalogue.licence.uri},
        },
        "paths": paths,
        "components": {"schemas": {"Problem": _PROBLEM}},
    }


_PROBLEM: _Json = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "what is wrong, and what to do"},
        "instance": {"type": "string"},
        "parameter": {"type": "string"},
    },
}
_ETAG = {"ETag": {"schema": {"type": "string"}, "description": "changes with the answer; send it as If-None-Match"}}


def _get(operation: str, summary: str, content: dict[str, _Json], *, missing: str = "", wrong: bool = False) -> _Json:
    responses: _Json = {
        "200": {
            "description": "the answer",
            "headers": _ETAG,
            "content": {media_type: {"schema": schema} for media_type, schema in content.items()},
        },
        "304": {"description": "nothing has changed since the answer with this ETag"},
    }
    faults = {"429": "too many requests", "503": "the warehouse does not answer in time"}
    if missing:
        faults["404"] = missing
    if wrong:
        faults |= {"400": "a parameter is wrong", "406": "no such format", "414": "the query is too long"}
    for status, meaning in sorted(faults.items()):
        responses[status] = _fault(meaning)
    return {"operationId": operation, "summary": summary, "responses": responses}


def _fault(meaning: str) -> _Json:
    return {
        "description": meaning,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


_FIGURE: _Json = {
    "type": "object",
    "required": ["id", "page", "dataset", "key", "readings", "place", "document", "checks"],
    "properties": {
        "id": {"type": "string"},
        "page": {"type": "string", "description": "its page, from the root of the portal"},
        "release": {"type": ["string", "null"]},
        "dataset": {"type": "string"},
        "key": {"type": "object", "description": "the values of the key of its row"},
        "rows": {"type": "string", "description": "address of the rows of its dataset"},
        "subject": {"type": "string", "description": "what the figure is of"},
        "shown": {"type": "string", "description": "the figure as its page shows it"},
        "readings": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "column": {"type": "string"},
                    "printed": {"type": ["string", "null"], "description": "the text as printed"},
                    "value": {"type": ["number", "null"], "description": "what was read of it"},
                    "unit": {"type": ["string", "null"]},
                },
            },
        },
        "place": {"type": "object", "description": "file, and page, lines or sheet and cell; null what does not apply"},
        "document": {"type": "object", "description": "what is published of its document or return"},
        "checks": {
            "type": "array",
            "items": {"type": "object"},
            "description": "what was checked on its document and on the document's rows in this dataset, and what came of it",
        },
    },
}


def _figure() -> _Json:
    described = _get("figure", "Where a figure comes from", {JSON: _FIGURE}, missing="there never was such a figure")
    described["responses"]["410"] = _fault("an earlier release had this figure and the current one has not")
    described["responses"]["503"] = _fault("the warehouse does not answer in time, or the portal is not built")
    return described | {
        "description": "The row, the document, the place, the texts as printed with what was read of them, and the checks. The id "
        "is that of the figure's page in the portal, /f/ID/.",
        "parameters": [{
            "name": "identifier", "in": "path", "required": True, "schema": {"type": "string", "pattern": ID_PATTERN},
        }],
    }  # fmt: skip


def _rows(dataset: Dataset) -> _Json:
    columns = public_columns(dataset)
    row = {
        "type": "object",
        "properties": {column.name: _row_schema(column) for column in columns},
        "additionalProperties": False,
    }
    answer = {
        "type": "object",
        "required": ["dataset", "rows", "next"],
        "properties": {
            "dataset": {"const": dataset.name},
            "release": {"type": ["string", "null"]},
            "next": {"type": ["string", "null"], "description": "address of the next page, null on the last one"},
            "rows": {"type": "array", "items": row},
        },
    }
    described = _get(
        f"rows_of_{dataset.name}", f"{dataset.title_vi} ({dataset.title_en})",
        {JSON: answer, CSV: {"type": "string"}, PARQUET: {"type": "string", "format": "binary"}}, wrong=True,
    )  # fmt: skip
    return described | {
        "description": f"{dataset.grain_vi} {dataset.grain}",
        "parameters": [*_paging(dataset), *_filters(columns)],
    }


def _row_schema(column: Column) -> _Json:
    schema = dict(_SCHEMAS[column.type])
    if column.nullable:
        schema["type"] = [schema["type"], "null"]
    return schema | {"title": column.label_vi, "description": column.told}


def _paging(dataset: Dataset) -> list[_Json]:
    names = [column.name for column in public_columns(dataset)]
    sortable = [column.name for column in public_columns(dataset) if column.type != "json"]
    terms = sortable + [f"-{name}" for name in sortable]
    limit = {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": DEFAULT_LIMIT}
    return [
        _listed("select", names, "only these columns"),
        _listed(
            "sort", terms, "order by these columns, descending with a minus; the key decides last, nulls come last"
        ),
        {"name": "limit", "in": "query", "schema": limit, "description": "rows of a page"},
        _moment(
            "as_of",
            "the rows as they were recorded at this moment; 'release' then names the release of that time, null before the first",
        ),
        _moment(
            "updated_since",
            "only rows that came or changed after this moment, as they are now (or were at as_of); rows that are gone are not "
            "listed: the differences of the releases list them",
        ),
    ]


def _moment(name: str, description: str) -> _Json:
    return {
        "name": name, "in": "query", "schema": {"type": "string", "format": "date-time"}, "description": description,
    }  # fmt: skip


def _listed(name: str, values: list[str], description: str) -> _Json:
    schema = {"type": "array", "items": {"type": "string", "enum": values}, "minItems": 1}
    return {
        "name": name, "in": "query", "schema": schema, "style": "form", "explode": False, "description": description,
    }  # fmt: skip


def _filters(columns: tuple[Column, ...]) -> list[_Json]:
    found = []
    for column in columns:
        for operator in operators(column):
            schema = _filter_schema(column, operator)
            found.append(
                {
                    "name": column.name if operator == "eq" else f"{column.name}__{operator}",
                    "in": "query",
                    "schema": schema,
                    "description": f"{column.label_vi}: {_MEANINGS[operator]}",
                }
            )
    return found


def _filter_schema(column: Column, operator: str) -> _Json:
    if operator == "isnull":
        return {"type": "boolean"}
    if column.type == "text":
        return _TEXT
    return _SCHEMAS[column.type]
