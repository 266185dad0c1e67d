"""``catalog.ttl`` and ``catalog.jsonld``: the release as a DCAT 3 catalogue, in Vietnamese and English.

Every node has a name, so that two catalogues of the same release are the same bytes. File addresses are relative to the
catalogue: they hold wherever the release is put. No time of publication is stated: the release id stands for content.
"""

import json
from collections.abc import Sequence

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, XSD

from pipelines.publish.catalogue import Catalogue
from pipelines.publish.checksums import FileFacts
from pipelines.publish.datapackage import PublishedTable

SPDX = Namespace("http://spdx.org/rdf/terms#")
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_AUTHORITY = "http://publications.europa.eu/resource/authority"
_PREFIXES = {"dcat": DCAT, "dcterms": DCTERMS, "foaf": FOAF, "spdx": SPDX, "xsd": XSD}
_FORMATS = (("csv", "CSV", "text/csv"), ("parquet", "PARQUET", "application/vnd.apache.parquet"))


def build_catalogue(catalogue: Catalogue, tables: Sequence[PublishedTable]) -> Graph:
    """Return the catalogue of ``tables`` as a graph without blank nodes."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in _PREFIXES.items():
        graph.bind(prefix, namespace)
    root, publisher = URIRef(f"{catalogue.base}catalog"), URIRef(f"{catalogue.base}{catalogue.publisher_id}")
    licence = URIRef(catalogue.licence.uri)
    graph.add((publisher, RDF.type, FOAF.Agent))
    graph.add((publisher, FOAF.name, Literal(catalogue.publisher_name)))
    graph.add((licence, RDF.type, DCTERMS.LicenseDocument))
    graph.add((licence, DCTERMS.identifier, Literal(catalogue.licence.id)))
    _add_texts(graph, licence, DCTERMS.title, catalogue.licence.title_vi, catalogue.licence.title_en)
    graph.add((root, RDF.type, DCAT.Catalog))
    graph.add((root, DCTERMS.license, licence))
    _add_texts(graph, root, DCTERMS.title, catalogue.title_vi, catalogue.title_en)
    _add_texts(graph, root, DCTERMS.description, catalogue.description_vi, catalogue.description_en)
    _add_origin(graph, root, publisher)
    for table in tables:
        dataset = _add_dataset(graph, catalogue, table)
        graph.add((root, DCAT.dataset, dataset))
        _add_origin(graph, dataset, publisher)
    return graph


def catalogue_turtle(graph: Graph) -> str:
    """``graph`` as Turtle."""
    return graph.serialize(format="turtle")


def catalogue_jsonld(graph: Graph) -> str:
    """``graph`` as JSON-LD with its context inside; nodes, properties and values in a stable order."""
    context = {prefix: str(namespace) for prefix, namespace in _PREFIXES.items()}
    document = json.loads(graph.serialize(format="json-ld", context=context, auto_compact=False))
    return json.dumps(_in_order(document), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _in_order(node: object) -> object:
    if isinstance(node, dict):
        return {name: _in_order(value) for name, value in node.items()}
    if isinstance(node, list):
        return sorted(map(_in_order, node), key=lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True))
    return node


def _add_dataset(graph: Graph, catalogue: Catalogue, table: PublishedTable) -> URIRef:
    dataset, _, *files = table
    node = URIRef(f"{catalogue.base}dataset:{dataset.name}")
    graph.add((node, RDF.type, DCAT.Dataset))
    graph.add((node, DCTERMS.identifier, Literal(dataset.name)))
    _add_texts(graph, node, DCTERMS.title, dataset.title_vi, dataset.title_en)
    _add_texts(graph, node, DCTERMS.description, dataset.description_vi, dataset.description_en)
    for language, keywords in (("vi", catalogue.keywords_vi), ("en", catalogue.keywords_en)):
        for keyword in keywords:
            graph.add((node, DCAT.keyword, Literal(keyword, lang=language)))
    for (ending, file_type, media_type), file in zip(_FORMATS, files, strict=True):
        distribution = URIRef(f"{catalogue.base}distribution:{dataset.name}:{ending}")
        graph.add((node, DCAT.distribution, distribution))
        titles = (f"{title} ({file_type})" for title in (dataset.title_vi, dataset.title_en))
        _add_texts(graph, distribution, DCTERMS.title, *titles)
        graph.add((distribution, DCTERMS.license, URIRef(catalogue.licence.uri)))
        graph.add((distribution, DCAT.mediaType, URIRef(_MEDIA_TYPES + media_type)))
        graph.add((distribution, DCTERMS.format, URIRef(f"{_AUTHORITY}/file-type/{file_type}")))
        _add_file(graph, distribution, file)
    return node


def _add_file(graph: Graph, distribution: URIRef, file: FileFacts) -> None:
    graph.add((distribution, RDF.type, DCAT.Distribution))
    graph.add((distribution, DCAT.accessURL, URIRef(file.path)))
    graph.add((distribution, DCAT.downloadURL, URIRef(file.path)))
    graph.add((distribution, DCAT.byteSize, Literal(file.size_bytes, datatype=XSD.nonNegativeInteger)))
    checksum = URIRef(f"{distribution}:checksum")
    graph.add((distribution, SPDX.checksum, checksum))
    graph.add((checksum, RDF.type, SPDX.Checksum))
    graph.add((checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256))
    graph.add((checksum, SPDX.checksumValue, Literal(file.sha256, datatype=XSD.hexBinary)))


def _add_origin(graph: Graph, node: URIRef, publisher: URIRef) -> None:
    graph.add((node, DCTERMS.publisher, publisher))
    for language in ("VIE", "ENG"):
        graph.add((node, DCTERMS.language, URIRef(f"{_AUTHORITY}/language/{language}")))


def _add_texts(graph: Graph, node: URIRef, term: URIRef, vi: str, en: str) -> None:
    graph.add((node, term, Literal(vi, lang="vi")))
    graph.add((node, term, Literal(en, lang="en")))
