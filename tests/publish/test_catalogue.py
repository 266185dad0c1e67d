"""The catalogue says the same in Turtle and JSON-LD, in both languages, without blank nodes and without the network."""

import json
import os
import socket
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyshacl
import pytest
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, RDF, XSD

from pipelines.metadata import datasets, quality_datasets
from pipelines.publish.catalogue import read_catalogue
from pipelines.publish.checksums import FileFacts
from pipelines.publish.coverage import Coverage
from pipelines.publish.dcat import build_catalogue, catalogue_jsonld, catalogue_rdfxml, catalogue_turtle
from pipelines.publish.files import PublishedTable
from pipelines.publish.harvest import schema_org_dataset
from pipelines.publish.openness import lasting_grounds

ELI = Namespace("http://data.europa.eu/eli/ontology#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
BASE = "https://open.example/releases/r-1/"


COVERAGE = Coverage(
    date(2022, 1, 1), date(2025, 12, 31), date(2025, 1, 17), (("24", "Tỉnh Bắc Giang"),), (("ubnd-tinh", "UBND tỉnh"),)
)


def published_tables() -> list[PublishedTable]:
    return [
        PublishedTable(
            dataset,
            number,
            {
                "csv": FileFacts(f"{dataset.name}/{dataset.name}.csv", 1000 + number, f"{number:064x}"),
                "parquet": FileFacts(f"{dataset.name}/{dataset.name}.parquet", 2000 + number, f"{number + 500:064x}"),
            },
        )
        for number, dataset in enumerate([*datasets().values(), *quality_datasets().values()])
    ]


@pytest.fixture
def graph() -> Graph:
    return build_catalogue(read_catalogue(), published_tables(), COVERAGE, lasting_grounds())


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the catalogue called out to the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.usefixtures("no_network")
def test_all_three_forms_are_the_same_graph(graph: Graph) -> None:
    turtle = Graph().parse(data=catalogue_turtle(graph), format="turtle", publicID=BASE)
    jsonld = Graph().parse(data=catalogue_jsonld(graph), format="json-ld", base=BASE)
    assert len(turtle) == len(graph)
    assert isomorphic(turtle, jsonld)
    assert isomorphic(turtle, Graph().parse(data=catalogue_rdfxml(graph), format="xml", publicID=BASE))
    assert URIRef(f"{BASE}documents/documents.csv") in set(turtle.objects(predicate=DCAT.downloadURL))


def test_no_node_is_blank(graph: Graph) -> None:
    assert not [node for triple in graph for node in triple if isinstance(node, BNode)]


def test_every_dataset_has_titles_and_both_distributions(graph: Graph) -> None:
    catalogue = next(graph.subjects(RDF.type, DCAT.Catalog))
    listed = set(graph.objects(catalogue, DCAT.dataset))
    assert len(listed) == len(datasets()) + len(quality_datasets())
    for node in [catalogue, *listed]:
        for term in (DCTERMS.title, DCTERMS.description):
            languages = [text.language for text in graph.objects(node, term) if isinstance(text, Literal)]
            assert sorted(language or "" for language in languages) == ["en", "vi"], node
        assert len(set(graph.objects(node, DCTERMS.publisher))) == 1
    for node in listed:
        distributions = set(graph.objects(node, DCAT.distribution))
        media_types = {str(kind) for one in distributions for kind in graph.objects(one, DCAT.mediaType)}
        assert {kind.rpartition("/")[2] for kind in media_types} == {"csv", "vnd.apache.parquet"}
        for one in distributions:
            assert (one, DCTERMS.license, URIRef("https://creativecommons.org/licenses/by/4.0/")) in graph


def test_distribution_states_size_and_checksum(graph: Graph) -> None:
    node = URIRef("urn:khoso:distribution:documents:parquet")
    assert graph.value(node, DCAT.byteSize) == Literal("2000", datatype=XSD.nonNegativeInteger)
    checksum = graph.value(node, SPDX.checksum)
    assert graph.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
    assert str(graph.value(checksum, SPDX.checksumValue)) == f"{500:064x}"


@pytest.mark.usefixtures("no_network")
def test_shapes_of_dcat_ap_3_find_nothing_to_complain_about(graph: Graph) -> None:
    served = Graph().parse(data=catalogue_turtle(graph), format="turtle", publicID=BASE)
    conforms, _, text = pyshacl.validate(served, shacl_graph=_shapes())
    assert conforms, text


@pytest.mark.parametrize(
    "broken",
    [
        (None, DCTERMS.title, None),
        (None, DCAT.accessURL, None),
        (None, RDF.type, DCTERMS.PeriodOfTime),
        (None, RDF.type, ELI.LegalResource),
    ],
)
def test_shapes_complain_about_a_catalogue_that_lacks_something(broken: tuple[None, URIRef, URIRef | None]) -> None:
    # One dataset is enough to miss something in.
    kept = build_catalogue(read_catalogue(), published_tables()[:1], COVERAGE, lasting_grounds())
    kept.remove(broken)
    served = Graph().parse(data=catalogue_turtle(kept), format="turtle", publicID=BASE)
    assert not pyshacl.validate(served, shacl_graph=_shapes())[0]


def test_dataset_states_coverage_series_cycle_and_grounds(graph: Graph) -> None:
    node = URIRef("urn:khoso:dataset:documents")
    series = graph.value(node, URIRef(f"{DCAT}inSeries"))
    assert (series, RDF.type, URIRef(f"{DCAT}DatasetSeries")) in graph
    period = graph.value(node, DCTERMS.temporal)
    assert graph.value(period, DCAT.startDate) == Literal(date(2022, 1, 1))
    places = {str(graph.value(place, DCTERMS.identifier)) for place in graph.objects(node, DCTERMS.spatial)}
    assert "24" in places
    assert str(graph.value(node, DCTERMS.accrualPeriodicity)).endswith("/frequency/QUARTERLY")
    grounds = set(graph.objects(node, URIRef("http://data.europa.eu/r5r/applicableLegislation")))
    symbols = {str(graph.value(ground, DCTERMS.identifier)) for ground in grounds}
    assert "194/2025/NĐ-CP" in symbols
    assert "47/2020/NĐ-CP" not in symbols


def test_schema_org_description_cannot_end_its_script() -> None:
    dataset = replace(datasets()["documents"], title_vi="</script><script>alert(1)</script>")
    files = published_tables()[0].files
    text = schema_org_dataset(
        read_catalogue(), dataset, files, COVERAGE, page_url=f"{BASE}du-lieu/", release_url=BASE, version="r-1"
    )
    assert "<" not in text
    described = json.loads(text)
    assert described["name"] == "</script><script>alert(1)</script>"
    assert described["distribution"][0]["contentUrl"] == f"{BASE}documents/documents.csv"
    assert described["temporalCoverage"] == "2022-01-01/2025-12-31"


def _shapes() -> Graph:
    return Graph().parse(Path(__file__).parent / "shapes" / "dcat-ap-3.0.0-shacl.jsonld", format="json-ld")


def test_context_is_inside_the_file(graph: Graph) -> None:
    document = json.loads(catalogue_jsonld(graph))
    assert isinstance(document["@context"], dict)
    assert document["@context"]["dcat"] == str(DCAT)


PRINTED = """
import sys
from tests.publish.test_catalogue import COVERAGE, published_tables
from pipelines.publish.catalogue import read_catalogue
from pipelines.publish.dcat import build_catalogue, catalogue_jsonld, catalogue_rdfxml, catalogue_turtle
from pipelines.publish.openness import lasting_grounds
graph = build_catalogue(read_catalogue(), published_tables(), COVERAGE, lasting_grounds())
sys.stdout.buffer.write((catalogue_turtle(graph) + catalogue_jsonld(graph) + catalogue_rdfxml(graph)).encode())
"""


def test_order_does_not_hang_on_the_hash_seed(graph: Graph) -> None:
    root = Path(__file__).parents[2]
    for seed in ("1", "2"):
        printed = subprocess.run(
            [sys.executable, "-c", PRINTED],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            capture_output=True,
            check=True,
        ).stdout
        assert printed.decode() == catalogue_turtle(graph) + catalogue_jsonld(graph) + catalogue_rdfxml(graph)
