"""The score of a catalogue by the Metadata Quality Assessment of data.europa.eu: 405 points in five dimensions.

The methodology (data.europa.eu/mqa/methodology) asks of each dataset or distribution whether a property is there and
whether it is of use. Points are the weight times the share that has it; of a dataset's distributions the best one
counts for interoperability. Two questions are answered otherwise than there, and the report says so: whether an address
answers is judged by the file that stands under it in the release, since nothing is served yet; and DCAT-AP compliance by the
properties that DCAT-AP 3 requires, while the shapes themselves are checked in the tests.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rdflib import Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF
from rdflib.term import Node

_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_IANA = "https://www.iana.org/assignments/media-types/"
_FILE_TYPES = f"{_AUTHORITY}file-type/"
# The lists of data.europa.eu, as far as this catalogue uses formats.
_OPEN = frozenset({"CSV", "JSON", "PARQUET", "ZIP", "XML", "RDF_XML", "TSV", "ODS"})
_READABLE = frozenset({"CSV", "JSON", "PARQUET", "XML", "RDF_XML", "TSV", "ODS", "XLSX"})
_LICENCES = (
    "https://creativecommons.org/licenses/",
    "https://creativecommons.org/publicdomain/",
    f"{_AUTHORITY}licence/",
)
_RATINGS = ((351, "excellent"), (221, "good"), (121, "sufficient"), (0, "bad"))
_SERIES = URIRef(f"{DCAT}DatasetSeries")  # DCAT 3; the namespace that rdflib knows is DCAT 2
_REQUIRED: Mapping[URIRef, Sequence[URIRef]] = {
    DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.dataset),
    DCAT.Dataset: (DCTERMS.title, DCTERMS.description),
    _SERIES: (DCTERMS.title, DCTERMS.description),
    DCAT.Distribution: (DCAT.accessURL,),
    FOAF.Agent: (FOAF.name,),
}

_Holds = Callable[[Node], bool]


@dataclass(frozen=True, slots=True)
class Metric:
    """One question: of how many things out of how many it holds, and the points out of its weight."""

    dimension: str
    name: str
    weight: int
    count: int
    population: int

    @property
    def points(self) -> float:
        """The weight times the share for which it holds."""
        return round(self.weight * self.count / self.population, 2) if self.population else 0.0


def assess(graph: Graph, release: Path) -> tuple[Metric, ...]:
    """Return every metric of the catalogue ``graph``, whose relative addresses are files of ``release``."""
    datasets = list(set(graph.objects(None, DCAT.dataset)) & set(graph.subjects(RDF.type, DCAT.Dataset)))
    files = list(set(graph.objects(None, DCAT.distribution)))

    def has(term: URIRef) -> _Holds:
        return lambda node: (node, term, None) in graph

    def answers(term: URIRef) -> _Holds:
        return lambda node: any((release / str(address)).is_file() for address in graph.objects(node, term))

    def begins(term: URIRef, *starts: str) -> _Holds:
        return lambda node: any(str(value).startswith(starts) for value in graph.objects(node, term))

    def formats(allowed: frozenset[str]) -> _Holds:
        return lambda node: any(
            str(value).removeprefix(_FILE_TYPES) in allowed for value in graph.objects(node, DCTERMS.format)
        )

    def controlled(node: Node) -> bool:
        return begins(DCTERMS.format, _FILE_TYPES)(node) and begins(DCAT.mediaType, _IANA)(node)

    def best(holds: _Holds) -> _Holds:
        return lambda node: any(holds(file) for file in graph.objects(node, DCAT.distribution))

    complies = all(
        (node, term, None) in graph
        for kind, terms in _REQUIRED.items()
        for node in graph.subjects(RDF.type, kind)
        for term in terms
    )
    asked: Sequence[tuple[str, str, int, Sequence[Node], _Holds]] = (
        ("findability", "dcat:keyword", 30, datasets, has(DCAT.keyword)),
        ("findability", "dcat:theme", 30, datasets, has(DCAT.theme)),
        ("findability", "dct:spatial", 20, datasets, has(DCTERMS.spatial)),
        ("findability", "dct:temporal", 20, datasets, has(DCTERMS.temporal)),
        ("accessibility", "dcat:accessURL answers", 50, files, answers(DCAT.accessURL)),
        ("accessibility", "dcat:downloadURL", 20, files, has(DCAT.downloadURL)),
        ("accessibility", "dcat:downloadURL answers", 30, files, answers(DCAT.downloadURL)),
        ("interoperability", "dct:format", 20, datasets, best(has(DCTERMS.format))),
        ("interoperability", "dcat:mediaType", 10, datasets, best(has(DCAT.mediaType))),
        ("interoperability", "format and media type from vocabulary", 10, datasets, best(controlled)),
        ("interoperability", "non-proprietary format", 20, datasets, best(formats(_OPEN))),
        ("interoperability", "machine-readable format", 20, datasets, best(formats(_READABLE))),
        ("interoperability", "DCAT-AP compliance", 30, datasets, lambda _: complies),
        ("reusability", "dct:license", 20, files, has(DCTERMS.license)),
        ("reusability", "licence from vocabulary", 10, files, begins(DCTERMS.license, *_LICENCES)),
        ("reusability", "dct:accessRights", 10, datasets, has(DCTERMS.accessRights)),
        (
            "reusability",
            "access rights from vocabulary",
            5,
            datasets,
            begins(DCTERMS.accessRights, f"{_AUTHORITY}access-right/"),
        ),
        ("reusability", "dcat:contactPoint", 20, datasets, has(DCAT.contactPoint)),
        ("reusability", "dct:publisher", 10, datasets, has(DCTERMS.publisher)),
        ("contextuality", "dct:rights", 5, files, has(DCTERMS.rights)),
        ("contextuality", "dcat:byteSize", 5, files, has(DCAT.byteSize)),
        ("contextuality", "dct:issued", 5, datasets, has(DCTERMS.issued)),
        ("contextuality", "dct:modified", 5, datasets, has(DCTERMS.modified)),
    )
    return tuple(
        Metric(dimension, name, weight, sum(map(holds, nodes)), len(nodes))
        for dimension, name, weight, nodes, holds in asked
    )


def mqa_json(metrics: Sequence[Metric]) -> str:
    """Return the score as JSON: points in all, per dimension and per metric."""
    total = round(sum(metric.points for metric in metrics), 2)
    dimensions: dict[str, dict[str, Any]] = {}
    for metric in metrics:
        part = dimensions.setdefault(metric.dimension, {"points": 0.0, "of": 0})
        part["points"] = round(part["points"] + metric.points, 2)
        part["of"] += metric.weight
    document = {
        "methodology": "https://data.europa.eu/mqa/methodology",
        "points": total,
        "of": sum(metric.weight for metric in metrics),
        "rating": next(name for least, name in _RATINGS if total >= least),
        "judged": {
            "availability": "by the file that stands under the relative address in the release; no address is called",
            "dcat_ap_compliance": "by the properties that DCAT-AP 3 requires; the SHACL shapes are checked in the tests",
            "dct:issued": "a release states no day of its own; the portal's copy of the catalogue does",
        },
        "dimensions": dimensions,
        "metrics": [
            {"dimension": metric.dimension, "metric": metric.name, "points": metric.points, "of": metric.weight}
            | {"count": metric.count, "population": metric.population}
            for metric in metrics
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
