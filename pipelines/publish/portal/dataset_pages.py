"""The page of a dataset: what it is, its columns with what the rows say of them, first rows, files, quality, lineage, citation."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pipelines.metadata import Column, Dataset
from pipelines.publish.catalogue import Catalogue
from pipelines.publish.portal.addresses import address_part
from pipelines.publish.portal.labels import Both, column_label, dataset_title
from pipelines.publish.portal.lineage import upstream_of
from pipelines.publish.portal.openness import openness_of
from pipelines.publish.portal.released import ColumnFacts, ReleasedData
from pipelines.publish.portal.site import Site
from pipelines.publish.portal.words import LANGUAGES
from pipelines.publish.tables import public_columns

FIRST_ROWS = 50
_FAILED_ROWS = 20
_MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def put_dataset(
    site: Site,
    release: ReleasedData,
    dataset: Dataset,
    catalogue: Catalogue,
    row_links: Sequence[Sequence[str] | None],
    changes: Sequence[Mapping[str, Any]],
    as_of: date,
) -> dict[str, Any]:
    """Put the page of ``dataset``; return what lists of datasets say of it. ``row_links`` are the pages of its first rows."""
    files: list[dict[str, Any]] = [
        {
            "path": f"data/{file.path}",
            "name": file.path.partition("/")[2],
            "size": file.size_bytes,
            "sha256": file.sha256,
        }
        for file in release.files_of(dataset.name)
    ]
    facts = release.column_facts(dataset)
    coverage = _coverage(release, dataset, facts)
    openness = openness_of(release, dataset.name, as_of, coverage["provinces"])
    version = files[0]["sha256"][:12] if files else ""
    title, description = dataset_title(dataset), {"vi": dataset.description_vi, "en": dataset.description_en}
    columns = public_columns(dataset)
    rows = release.count(dataset.name)
    licence = {
        "id": catalogue.licence.id,
        "uri": catalogue.licence.uri,
        "title": {"vi": catalogue.licence.title_vi, "en": catalogue.licence.title_en},
    }
    context = {
        "name": dataset.name,
        "title": title,
        "description": description,
        "grain": {"vi": dataset.grain_vi, "en": dataset.grain},
        "row_count": rows,
        "publisher": catalogue.publisher_name,
        "licence": licence,
        "coverage": coverage,
        "openness": openness,
        "columns": [_column(release, dataset, column, facts[column.name], rows) for column in columns],
        "heading": [{"name": column.name, "label": column_label(column), "type": column.type} for column in columns],
        "first": list(zip(release.first_rows(dataset, FIRST_ROWS), row_links, strict=True)),
        "files": files,
        "changes": changes,
        "quality": _quality(release, dataset),
        "lineage": {
            "model": dataset.model,
            "derived": dataset.derived,
            "upstream": upstream_of(dataset, release.datasets),
        }
        | {"documents": coverage["documents"]},
        "version": version,
        "cite": _citation(catalogue, title, version),
        "ld": _schema_org(catalogue, dataset, title, description, coverage, files, columns),
    }
    site.page("dataset", dataset.name, "dataset.html", context)
    return {"name": dataset.name, "title": title, "description": description, "rows": rows, "columns": len(columns)} | {
        "link": ("dataset", dataset.name), "late": openness["late"], "derived": dataset.derived
    }  # fmt: skip


def _column(release: ReleasedData, dataset: Dataset, column: Column, facts: ColumnFacts, rows: int) -> dict[str, Any]:
    source = None
    # The column leads where it is told of alone: a document, not one of the headings that it is part of the key of.
    for key in sorted(dataset.foreign_keys, key=lambda key: -len(key.columns)):
        if column.name in key.columns and key.dataset in release.datasets and key.dataset != dataset.name:
            source = {"title": dataset_title(release.datasets[key.dataset]), "link": ("dataset", key.dataset)}
            source |= {"column": key.references[key.columns.index(column.name)]}
    example = facts.example
    return {
        "name": column.name,
        "label": column_label(column),
        "type": column.type,
        "unit": column.unit,
        "description": {"vi": column.description_vi, "en": column.description},
        "tells_values": {
            "vi": all(value in column.description_vi for value in column.values),
            "en": all(value in column.description for value in column.values),
        },
        "values": list(zip(column.values, column.values_vi or column.values, strict=True)),
        "required": not column.nullable,
        "key": column.name in dataset.key,
        "filled": facts.filled,
        "share": round(100 * facts.filled / rows, 1) if rows else None,
        "least": facts.least,
        "greatest": facts.greatest,
        "example": example if not isinstance(example, str) or len(example) <= 90 else f"{example[:88]}…",
        "distinct": facts.distinct,
        "refers": source,
    }


def _coverage(release: ReleasedData, dataset: Dataset, facts: Mapping[str, ColumnFacts]) -> dict[str, Any]:
    table = release.table(dataset.name)
    years: list[int] = []
    for name in table.column_names:
        if name not in facts or not (name.endswith("_year") or name in {"issue_date", "period_start", "period_end"}):
            continue
        years += [
            bound.year if isinstance(bound, date) else int(bound)
            for bound in (facts[name].least, facts[name].greatest)
            if bound is not None
        ]
    identifiers = set(table["document_id"].to_pylist()) - {None} if "document_id" in table.column_names else set()
    documents = [row for row in release.rows("documents") if row["document_id"] in identifiers]
    if not years:
        years = [row[name].year for row in documents for name in ("period_start", "period_end") if row.get(name)]
    provinces = [row for row in release.rows("administrative_units") if row["level"] == "province"]
    return {
        "years": (min(years), max(years)) if years else None,
        "places": sorted({_place(row, provinces) for row in documents if row.get("province_code")}),
        "provinces": sorted({row["province_code"] for row in documents if row.get("province_code")}),
        "documents": len(identifiers),
    }


def _place(document: Mapping[str, Any], provinces: Sequence[Mapping[str, Any]]) -> str:
    """Name the province of ``document``: a code means the unit that had it then. The code where that cannot be told."""
    day = document.get("issue_date") or document.get("period_start")
    names = {
        row["name"]
        for row in provinces
        if row["code"] == document["province_code"]
        and (day is None or row.get("valid_from") is None or row["valid_from"] <= day)
        and (day is None or row.get("valid_to") is None or day < row["valid_to"])
    }
    return str(names.pop() if len(names) == 1 else document["province_code"])


def _quality(release: ReleasedData, dataset: Dataset) -> dict[str, Any]:
    suites = [release.evaluations_of_all.get(name, Counter[bool]()) for name in {dataset.name, dataset.model}]
    files = {row["source_sha256"]: address_part(row["document_id"]) for row in release.rows("documents")}
    files |= {row["source_sha256"]: address_part(row["submission_id"]) for row in release.rows("submissions")}
    shown = [row for row in release.quality("row_issues") if row["dataset"] == dataset.name]
    refused = [row for row in release.quality("rejected_rows") if row["dataset"] == dataset.name]
    return {
        "evaluated": sum(counted.total() for counted in suites),
        "failed": sum(counted[False] for counted in suites),
        "refused": len(refused),
        "issue_count": len(shown),
        "issues": [
            {
                "reason": row["reason"],
                "severity": row.get("severity", "reject"),
                "file": row["source_name"],
                "line": row["source_line_start"],
                "cell": row["source_cell"],
                "link": ("document", files[row["source_sha256"]]) if row["source_sha256"] in files else None,
            }
            for row in (*refused, *shown)[:_FAILED_ROWS]
        ],
    }


def _citation(catalogue: Catalogue, title: Both, version: str) -> Both:
    return {
        "vi": f"{catalogue.publisher_name}. {title['vi']} [bộ dữ liệu]. {catalogue.title_vi}. Bản {version}. {catalogue.licence.id}.",
        "en": f"{catalogue.publisher_name}. {title['en']} [dataset]. {catalogue.title_en}. Version {version}. {catalogue.licence.id}.",
    }


def _schema_org(
    catalogue: Catalogue,
    dataset: Dataset,
    title: Both,
    description: Both,
    coverage: Mapping[str, Any],
    files: Sequence[Mapping[str, Any]],
    columns: Sequence[Column],
) -> dict[str, Any]:
    """schema.org/Dataset as JSON-LD for each language, as search engines for data read it."""
    found = {}
    for language in LANGUAGES:
        told: dict[str, Any] = {
            "@context": "https://schema.org/",
            "@type": "Dataset",
            "@id": f"{catalogue.base}dataset:{dataset.name}",
            "identifier": dataset.name,
            "name": title[language],
            "description": description[language] or {"vi": dataset.grain_vi, "en": dataset.grain}[language],
            "inLanguage": language,
            "license": catalogue.licence.uri,
            "isAccessibleForFree": True,
            "creator": {"@type": "Organization", "name": catalogue.publisher_name},
            "publisher": {"@type": "Organization", "name": catalogue.publisher_name},
            "keywords": list(catalogue.keywords_vi if language == "vi" else catalogue.keywords_en),
            "variableMeasured": [
                {"@type": "PropertyValue", "name": column.name}
                | {"description": column.description_vi if language == "vi" else column.description}
                for column in columns
            ],
            "distribution": [
                {
                    "@type": "DataDownload",
                    "name": file["name"],
                    "contentUrl": f"../../{'../' if language == 'en' else ''}{file['path']}",
                    "encodingFormat": _MEDIA_TYPES.get(file["name"].rpartition(".")[2], "application/octet-stream"),
                    "contentSize": str(file["size"]),
                    "sha256": file["sha256"],
                }
                for file in files
            ],
        }
        if coverage["years"]:
            told["temporalCoverage"] = "/".join(map(str, coverage["years"]))
        if coverage["places"]:
            told["spatialCoverage"] = [{"@type": "Place", "name": name} for name in coverage["places"]]
        found[language] = told
    return found
