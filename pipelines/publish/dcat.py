"""``catalog.ttl``, ``.jsonld``, ``.rdf``: the release as a DCAT-AP 3 catalogue, in Vietnamese and English.

Every node has a name, so that two catalogues of the same release are the same bytes. File addresses are relative to the
catalogue: they hold wherever the release is put; ``harvest`` makes the copy with addresses that a portal serves. No time of
publication is stated: the release id stands for content. What the EU's vocabularies name is typed here as well, so that
the shapes of DCAT-AP can be checked without the network.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, XSD

from pipelines.publish.catalogue import Catalogue
from pipelines.publish.checksums import FileFacts
from pipelines.publish.coverage import Coverage
from pipelines.publish.files import FORMATS, PublishedTable
from pipelines.publish.openness import CYCLES, Ground
from pipelines.publish.rdf_text import jsonld, rdfxml, turtle

SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_AUTHORITY = "http://publications.europa.eu/resource/authority"
_PUBLIC = URIRef(f"{_AUTHORITY}/access-right/PUBLIC")
_THEMES = URIRef(f"{_AUTHORITY}/data-theme")
_VIETNAM = URIRef(f"{_AUTHORITY}/country/VNM")
_LANGUAGES = tuple(URIRef(f"{_AUTHORITY}/language/{language}") for language in ("VIE", "ENG"))
# DCAT 3; the namespace that rdflib knows is DCAT 2.
_SERIES, _IN_SERIES = URIRef(f"{DCAT}DatasetSeries"), URIRef(f"{DCAT}inSeries")
_THEME_NAMES = {
    "GOVE": ("Chính phủ và khu vực công", "Government and public sector"),
    "TECH": ("Khoa học và công nghệ", "Science and technology"),
}
_PREFIXES = {
    "dcat": str(DCAT),
    "dcatap": str(DCATAP),
    "dcterms": str(DCTERMS),
    "eli": str(ELI),
    "foaf": str(FOAF),
    "rdfs": str(RDFS),
    "skos": str(SKOS),
    "spdx": str(SPDX),
    "vcard": str(VCARD),
    "xsd": str(XSD),
}
# Media types that IANA does not register: DCAT's mediaType is for those it does.
_UNREGISTERED = frozenset({"application/jsonl"})
BUNDLE_NODE = "all"
"""The name of the dataset that stands for the whole release."""


class _Builder:
    """The graph in the making, with what every dataset of it shares."""

    def __init__(self, catalogue: Catalogue, coverage: Coverage, grounds: Sequence[Ground]) -> None:
        self.graph = Graph(bind_namespaces="none")
        self.catalogue = catalogue
        self.publisher = self.node(catalogue.publisher_id)
        self.licence = URIRef(catalogue.licence.uri)
        self.contact = self.node("contact")
        self.rights = self.node("rights")
        self._describe_shared()
        self.temporal = self._add_period(coverage)
        self.modified = Literal(coverage.modified) if coverage.modified else None
        self.places = [_VIETNAM, *(self._add_place(code, name) for code, name in coverage.places)]
        self.issuers = [self._add_issuer(agency, name) for agency, name in coverage.issuers]
        self.grounds = [self._add_ground(ground) for ground in grounds]

    def node(self, name: str) -> URIRef:
        return URIRef(f"{self.catalogue.base}{name}")

    def add(self, node: URIRef, term: URIRef, *values: URIRef | Literal) -> None:
        for value in values:
            self.graph.add((node, term, value))

    def add_texts(self, node: URIRef, term: URIRef, vi: str, en: str) -> None:
        self.add(node, term, Literal(vi, lang="vi"), Literal(en, lang="en"))

    def add_origin(self, node: URIRef) -> None:
        self.add(node, DCTERMS.publisher, self.publisher)
        self.add(node, DCTERMS.language, *_LANGUAGES)

    def _describe_shared(self) -> None:
        catalogue, licence = self.catalogue, self.licence
        self.add(self.publisher, RDF.type, FOAF.Agent)
        self.add(self.publisher, FOAF.name, Literal(catalogue.publisher_name))
        self.add(licence, RDF.type, DCTERMS.LicenseDocument)
        self.add(licence, DCTERMS.identifier, Literal(catalogue.licence.id))
        self.add_texts(licence, DCTERMS.title, catalogue.licence.title_vi, catalogue.licence.title_en)
        self.add(self.contact, RDF.type, VCARD.Kind)
        self.add(self.contact, VCARD.fn, Literal(catalogue.contact.name))
        if catalogue.contact.email:
            self.add(self.contact, VCARD.hasEmail, URIRef(f"mailto:{catalogue.contact.email}"))
        if catalogue.contact.url:
            self.add(self.contact, VCARD.hasURL, URIRef(catalogue.contact.url))
        self.add(self.rights, RDF.type, DCTERMS.RightsStatement)
        self.add_texts(self.rights, RDFS.label, catalogue.rights_vi, catalogue.rights_en)
        self.add(_PUBLIC, RDF.type, DCTERMS.RightsStatement)
        self.add_texts(_PUBLIC, RDFS.label, "công khai", "public")
        for language in _LANGUAGES:
            self.add(language, RDF.type, DCTERMS.LinguisticSystem)
        self.add(_THEMES, RDF.type, SKOS.ConceptScheme)
        self.add(_THEMES, DCTERMS.title, Literal("Data theme", lang="en"))
        for name in catalogue.themes:
            theme = URIRef(f"{_THEMES}/{name}")
            self.add(theme, RDF.type, SKOS.Concept)
            self.add(theme, SKOS.inScheme, _THEMES)
            self.add_texts(theme, SKOS.prefLabel, *_THEME_NAMES.get(name, (name, name)))
        self.add(SPDX.checksumAlgorithm_sha256, RDF.type, SPDX.ChecksumAlgorithm)
        self.add(_VIETNAM, RDF.type, DCTERMS.Location)
        self.add_texts(_VIETNAM, SKOS.prefLabel, "Việt Nam", "Viet Nam")

    def _add_period(self, coverage: Coverage) -> URIRef | None:
        if coverage.start is None and coverage.end is None:
            return None
        period = self.node("period")
        self.add(period, RDF.type, DCTERMS.PeriodOfTime)
        if coverage.start is not None:
            self.add(period, DCAT.startDate, Literal(coverage.start))
        if coverage.end is not None:
            self.add(period, DCAT.endDate, Literal(coverage.end))
        return period

    def _add_place(self, code: str, name: str) -> URIRef:
        # The code alone may mean two units at two times.
        place = self.node(f"place:{quote(code)}:{quote(name.replace(' ', '_'))}")
        self.add(place, RDF.type, DCTERMS.Location)
        self.add(place, DCTERMS.identifier, Literal(code))
        self.add(place, SKOS.prefLabel, Literal(name, lang="vi"))
        return place

    def _add_issuer(self, agency: str, name: str) -> URIRef:
        issuer = self.node(f"agency:{quote(agency)}")
        self.add(issuer, RDF.type, FOAF.Agent)
        self.add(issuer, DCTERMS.identifier, Literal(agency))
        self.add(issuer, FOAF.name, Literal(name, lang="vi"))
        return issuer

    def _add_ground(self, ground: Ground) -> URIRef:
        legal = self.node(f"legal:{quote(ground.id)}")
        self.add(legal, RDF.type, ELI.LegalResource)
        self.add(legal, DCTERMS.identifier, Literal(ground.symbol))
        self.add(legal, DCTERMS.title, Literal(f"{ground.title} ({ground.symbol})", lang="vi"))
        self.add(legal, ELI.first_date_entry_in_force, Literal(ground.valid_from))
        return legal

    def describe_dataset(self, node: URIRef, cycle: str) -> None:
        """State what every dataset and series of the release has in common."""
        self.add_origin(node)
        self.add(node, DCAT.contactPoint, self.contact)
        self.add(node, DCTERMS.spatial, *self.places)
        if self.temporal is not None:
            self.add(node, DCTERMS.temporal, self.temporal)
        if self.modified is not None:
            self.add(node, DCTERMS.modified, self.modified)
        frequency = URIRef(CYCLES[cycle].frequency)
        self.add(frequency, RDF.type, DCTERMS.Frequency)
        self.add(node, DCTERMS.accrualPeriodicity, frequency)
        self.add(node, DCATAP.applicableLegislation, *self.grounds)


def build_catalogue(
    catalogue: Catalogue,
    tables: Sequence[PublishedTable],
    coverage: Coverage = Coverage(),  # noqa: B008 - frozen
    grounds: Sequence[Ground] = (),
    bundles: Mapping[str, FileFacts] | None = None,
) -> Graph:
    """Return the catalogue of ``tables`` and of the ``bundles`` by ending as a graph without blank nodes."""
    builder = _Builder(catalogue, coverage, grounds)
    root = builder.node("catalog")
    builder.add(root, RDF.type, DCAT.Catalog)
    builder.add(root, DCTERMS.license, builder.licence)
    builder.add(root, DCTERMS.rights, builder.rights)
    builder.add(root, DCAT.themeTaxonomy, _THEMES)
    builder.add(root, DCTERMS.spatial, *builder.places)
    if builder.modified is not None:
        builder.add(root, DCTERMS.modified, builder.modified)
    builder.add_texts(root, DCTERMS.title, catalogue.title_vi, catalogue.title_en)
    builder.add_texts(root, DCTERMS.description, catalogue.description_vi, catalogue.description_en)
    builder.add_origin(root)
    for table in tables:
        dataset = table.dataset
        told = f"{dataset.description_vi} {dataset.grain_vi}", f"{dataset.description_en} {dataset.grain}"
        texts = (dataset.title_vi, dataset.title_en), told
        _add_dataset(builder, root, dataset.name, texts, table.files)
    if bundles:
        titles = f"{catalogue.title_vi}: toàn bộ", f"{catalogue.title_en}: everything"
        _add_dataset(
            builder, root, BUNDLE_NODE, (titles, (catalogue.description_vi, catalogue.description_en)), bundles
        )
    return builder.graph


def catalogue_turtle(graph: Graph) -> str:
    """``graph`` as Turtle."""
    return turtle(graph, _PREFIXES)


def catalogue_jsonld(graph: Graph) -> str:
    """``graph`` as JSON-LD with its context inside."""
    return jsonld(graph, _PREFIXES)


def catalogue_rdfxml(graph: Graph) -> str:
    """``graph`` as RDF/XML."""
    return rdfxml(graph, _PREFIXES)


_Texts = tuple[tuple[str, str], tuple[str, str]]


def _add_dataset(builder: _Builder, root: URIRef, name: str, texts: _Texts, files: Mapping[str, FileFacts]) -> None:
    """Add a dataset, which is one release in the series of its releases, with its files."""
    catalogue, add = builder.catalogue, builder.add
    titles, descriptions = texts
    node, series = builder.node(f"dataset:{name}"), builder.node(f"series:{name}")
    add(root, DCAT.dataset, node)
    add(series, RDF.type, _SERIES)
    builder.add_texts(series, DCTERMS.title, f"{titles[0]}: các bản phát hành", f"{titles[1]}: all releases")
    builder.add_texts(series, DCTERMS.description, *descriptions)
    builder.describe_dataset(series, catalogue.cycle(name))
    add(node, RDF.type, DCAT.Dataset)
    add(node, _IN_SERIES, series)
    add(node, DCTERMS.identifier, Literal(name))
    builder.add_texts(node, DCTERMS.title, *titles)
    builder.add_texts(node, DCTERMS.description, *descriptions)
    builder.describe_dataset(node, catalogue.cycle(name))
    add(node, DCTERMS.creator, *builder.issuers)
    add(node, DCTERMS.accessRights, _PUBLIC)
    add(node, DCAT.theme, *(URIRef(f"{_THEMES}/{theme}") for theme in catalogue.themes))
    for language, keywords in (("vi", catalogue.keywords_vi), ("en", catalogue.keywords_en)):
        add(node, DCAT.keyword, *(Literal(keyword, lang=language) for keyword in keywords))
    for ending, file in files.items():
        add(node, DCAT.distribution, _add_distribution(builder, name, ending, titles, file))


def _add_distribution(builder: _Builder, name: str, ending: str, titles: tuple[str, str], file: FileFacts) -> URIRef:
    add, about = builder.add, FORMATS[ending]
    node = builder.node(f"distribution:{name}:{ending}")
    builder.add_texts(node, DCTERMS.title, f"{titles[0]} ({about.label_vi})", f"{titles[1]} ({about.label_en})")
    add(node, DCTERMS.license, builder.licence)
    add(node, DCTERMS.rights, builder.rights)
    if about.media_type not in _UNREGISTERED:
        media_type = URIRef(_MEDIA_TYPES + about.media_type)
        add(media_type, RDF.type, DCTERMS.MediaType)
        add(node, DCAT.mediaType, media_type)
    if about.file_type:
        file_type = URIRef(f"{_AUTHORITY}/file-type/{about.file_type}")
        add(file_type, RDF.type, DCTERMS.MediaTypeOrExtent)
        add(node, DCTERMS.format, file_type)
    add(node, RDF.type, DCAT.Distribution)
    add(node, DCAT.accessURL, URIRef(file.path))
    add(node, DCAT.downloadURL, URIRef(file.path))
    add(URIRef(file.path), RDF.type, RDFS.Resource)
    add(node, DCAT.byteSize, Literal(file.size_bytes, datatype=XSD.nonNegativeInteger))
    if builder.modified is not None:
        add(node, DCTERMS.modified, builder.modified)
    checksum = URIRef(f"{node}:checksum")
    add(node, SPDX.checksum, checksum)
    add(checksum, RDF.type, SPDX.Checksum)
    add(checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256)
    add(checksum, SPDX.checksumValue, Literal(file.sha256, datatype=XSD.hexBinary))
    return node
