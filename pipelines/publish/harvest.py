"""The catalogue for machines beside DCAT's own forms: ``data.json``, schema.org; and copies for a portal's address.

A release states addresses relative to itself. A portal serves it under an address of its own, which is no part of a release:
``portal_catalogue`` gives the catalogue with whole addresses and the dates of ``releases/log.jsonl``.
"""

import json
import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rdflib import Graph, Literal
from rdflib.namespace import DCAT, DCTERMS, RDF

from pipelines.metadata import Dataset
from pipelines.publish.catalogue import Catalogue
from pipelines.publish.checksums import FileFacts
from pipelines.publish.coverage import Coverage
from pipelines.publish.files import FORMATS, PublishedTable
from pipelines.publish.openness import CYCLES
from pipelines.publish.tables import public_columns

PORTAL_VARIABLE = "KHOSO_PORTAL_URL"
_DEFAULT_PORTAL = "http://localhost:8080/"


def portal_url() -> str:
    """Return the address under which the portal is served, from ``KHOSO_PORTAL_URL``; it ends with a slash."""
    return (os.environ.get(PORTAL_VARIABLE) or _DEFAULT_PORTAL).rstrip("/") + "/"


def data_json(
    catalogue: Catalogue,
    tables: Sequence[PublishedTable],
    coverage: Coverage,
    bundles: Mapping[str, FileFacts],
    base_url: str = "",
) -> str:
    """Return the catalogue in the form of Project Open Data (DCAT-US 1.1); addresses begin with ``base_url``."""
    listed = [
        (table.dataset.name, table.dataset.title_vi, table.dataset.description_vi, table.files) for table in tables
    ]
    listed.append(("all", f"{catalogue.title_vi}: toàn bộ", catalogue.description_vi, bundles))
    document = {
        "@context": "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld",
        "@type": "dcat:Catalog",
        "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
        "describedBy": "https://project-open-data.cio.gov/v1.1/schema/catalog.json",
        "dataset": [_data_json_entry(catalogue, coverage, base_url, *each) for each in listed],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def schema_org_dataset(
    catalogue: Catalogue,
    dataset: Dataset,
    files: Mapping[str, FileFacts],
    coverage: Coverage,
    *,
    page_url: str,
    release_url: str,
    version: str,
    published: date | None = None,
) -> str:
    """Return the schema.org description of ``dataset`` as JSON-LD for a ``<script type="application/ld+json">``.

    ``release_url`` is the address of the release's folder with a slash at its end, ``version`` the release id. "<" is
    escaped, so that no text ends the script early.
    """
    description: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": page_url,
        "url": page_url,
        "identifier": dataset.name,
        "name": dataset.title_vi,
        "alternateName": dataset.title_en,
        "description": dataset.description_vi,
        "inLanguage": ["vi", "en"],
        "isAccessibleForFree": True,
        "license": catalogue.licence.uri,
        "keywords": [*catalogue.keywords_vi, *catalogue.keywords_en],
        "version": version,
        "creator": {"@type": "Organization", "name": catalogue.publisher_name},
        "publisher": {"@type": "Organization", "name": catalogue.publisher_name},
        "variableMeasured": [
            {"@type": "PropertyValue", "name": column.name, "alternateName": column.label_vi}
            | {"description": column.told_vi}
            | ({"unitText": column.unit} if column.unit else {})
            for column in public_columns(dataset)
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": FORMATS[ending].label_vi,
                "encodingFormat": FORMATS[ending].media_type,
                "contentUrl": release_url + file.path,
                "contentSize": f"{file.size_bytes} B",
                "sha256": file.sha256,
            }
            for ending, file in files.items()
        ],
    }
    if coverage.places:
        description["spatialCoverage"] = [{"@type": "Place", "name": name} for _, name in coverage.places]
    if coverage.start or coverage.end:
        description["temporalCoverage"] = f"{coverage.start or '..'}/{coverage.end or '..'}"
    if coverage.modified:
        description["dateModified"] = coverage.modified.isoformat()
    if published:
        description["datePublished"] = published.isoformat()
    return json.dumps(description, ensure_ascii=False, indent=2).replace("<", "\\u003c")


def portal_catalogue(release: Path, release_url: str, issued: date | None = None) -> Graph:
    """Return the catalogue of ``release`` as served under ``release_url``: whole addresses, and when it was made current."""
    graph = Graph(bind_namespaces="none")
    graph.parse(release / "catalog.ttl", format="turtle", publicID=release_url)
    if issued is not None:
        for kind in (DCAT.Catalog, DCAT.Dataset):
            for node in list(graph.subjects(RDF.type, kind)):
                graph.add((node, DCTERMS.issued, Literal(issued)))
    return graph


def _data_json_entry(
    catalogue: Catalogue,
    coverage: Coverage,
    base_url: str,
    name: str,
    title: str,
    description: str,
    files: Mapping[str, FileFacts],
) -> dict[str, Any]:
    contact: dict[str, str] = {"@type": "vcard:Contact", "fn": catalogue.contact.name}
    if catalogue.contact.email:
        contact["hasEmail"] = f"mailto:{catalogue.contact.email}"
    entry: dict[str, Any] = {
        "@type": "dcat:Dataset",
        "identifier": f"{catalogue.base}dataset:{name}",
        "title": title,
        "description": description,
        "keyword": [*catalogue.keywords_vi, *catalogue.keywords_en],
        "accessLevel": "public",
        "license": catalogue.licence.uri,
        "rights": catalogue.rights_vi,
        "language": ["vi", "en"],
        "publisher": {"@type": "org:Organization", "name": catalogue.publisher_name},
        "contactPoint": contact,
        "accrualPeriodicity": CYCLES[catalogue.cycle(name)].repetition,
        "spatial": "; ".join(["Việt Nam", *(place for _, place in coverage.places)]),
        "distribution": [
            {
                "@type": "dcat:Distribution",
                "title": FORMATS[ending].label_vi,
                "downloadURL": base_url + file.path,
                "mediaType": FORMATS[ending].media_type,
                "format": FORMATS[ending].label_en,
            }
            for ending, file in files.items()
        ],
    }
    if coverage.modified:
        entry["modified"] = coverage.modified.isoformat()
    if coverage.start and coverage.end:
        entry["temporal"] = f"{coverage.start}/{coverage.end}"
    return entry
