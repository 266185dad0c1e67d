"""The catalogue says the same in Turtle and JSON-LD, in both languages, without blank nodes and without the network."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, RDF, XSD

from pipelines.metadata import datasets, quality_datasets
from pipelines.publish.catalogue import read_catalogue
from pipelines.publish.checksums import FileFacts
from pipelines.publish.datapackage import PublishedTable
from pipelines.publish.dcat import build_catalogue, catalogue_jsonld, catalogue_turtle

SPDX = Namespace("http://spdx.org/rdf/terms#")
BASE = "https://open.example/releases/r-1/"


def published_tables() -> list[PublishedTable]:
    return [
        (
            dataset,
            number,
            FileFacts(f"{dataset.name}/{dataset.name}.csv", 1000 + number, f"{number:064x}"),
            FileFacts(f"{dataset.name}/{dataset.name}.parquet", 2000 + number, f"{number + 500:064x}"),
        )
        for number, dataset in enumerate([*datasets().values(), *quality_datasets().values()])
    ]


@pytest.fixture
def graph() -> Graph:
    return build_catalogue(read_catalogue(), published_tables())


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the catalogue called out to the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.usefixtures("no_network")
def test_turtle_and_jsonld_are_the_same_graph(graph: Graph) -> None:
    turtle = Graph().parse(data=catalogue_turtle(graph), format="turtle", publicID=BASE)
    jsonld = Graph().parse(data=catalogue_jsonld(graph), format="json-ld", base=BASE)
    assert len(turtle) == len(graph)
    assert isomorphic(turtle, jsonld)
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


def test_context_is_inside_the_file(graph: Graph) -> None:
    document = json.loads(catalogue_jsonld(graph))
    assert isinstance(document["@context"], dict)
    assert document["@context"]["dcat"] == str(DCAT)


PRINTED = """
import sys
from tests.publish.test_catalogue import published_tables
from pipelines.publish.catalogue import read_catalogue
from pipelines.publish.dcat import build_catalogue, catalogue_jsonld, catalogue_turtle
graph = build_catalogue(read_catalogue(), published_tables())
sys.stdout.buffer.write((catalogue_turtle(graph) + catalogue_jsonld(graph)).encode())
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
        assert printed.decode() == catalogue_turtle(graph) + catalogue_jsonld(graph)
