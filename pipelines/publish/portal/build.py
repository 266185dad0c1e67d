"""Puts the portal together: one pass over the documents of a release, then what all of them say together.

``build_portal`` is all that others call. It writes only pages whose data changed and takes away what is no more.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.archive.store import write_whole
from pipelines.metadata import Dataset
from pipelines.publish.catalogue import Catalogue, read_catalogue
from pipelines.publish.deadlines import Standing, read_calendars, standings
from pipelines.publish.portal.addresses import RowIds, address_part
from pipelines.publish.portal.dataset_pages import FIRST_ROWS, put_dataset
from pipelines.publish.portal.document_pages import put_document
from pipelines.publish.portal.figure_pages import (
    QualityRecord,
    permalink_facts,
    put_figures,
)
from pipelines.publish.portal.figures import figure_datasets, read_figure
from pipelines.publish.portal.history import change_log, past_releases, put_releases
from pipelines.publish.portal.paging import near_pages
from pipelines.publish.portal.permalinks import keep_permalinks, put_gone
from pipelines.publish.portal.related import Related
from pipelines.publish.portal.released import ReleasedData
from pipelines.publish.portal.search_index import SearchIndex
from pipelines.publish.portal.site import HERE, Built, Site
from pipelines.publish.portal.sources import document_title, project_part, read_sources
from pipelines.publish.portal.strips import Strips
from pipelines.publish.portal.subject_pages import inventory_rows, put_agency, put_budget, put_indicator, put_projects
from pipelines.publish.portal.subjects import Indicator, Subjects, indicator_part
from pipelines.publish.portal.table_pages import DATASET as CELLS
from pipelines.publish.portal.table_pages import cell_link, page_of_cell, put_tables
from pipelines.publish.portal.unread_numbers import numbers_of_lines
from pipelines.settings import Home, code_fingerprint

_CODE = ("pipelines/publish", "pipelines/metadata", "pipelines/language", "pipelines/read")
_ON_A_PAGE = 200
_NEWEST = 6


def build_portal(home: Home, release: Path, as_of: date) -> Built:
    """Build the pages of ``release`` (a folder under ``home.releases``) into ``home.portal`` for the day ``as_of``.

    The caller holds the home's lock. Raises OSError where pages cannot be written.
    """
    data = ReleasedData(release)
    stamp = _stamp(home, data.id, as_of)
    if _is_built(home, stamp):
        return Built()
    built = _Build(home, data, as_of).run()
    write_whole(home.portal_work / "built.json", json.dumps(stamp).encode())
    return built


def is_built(home: Home, as_of: date) -> bool:
    """Whether the portal shows the current release, as this code would build it for the day ``as_of``."""
    return _is_built(home, _stamp(home, home.current_release.resolve().name, as_of))


def _is_built(home: Home, stamp: Mapping[str, Any]) -> bool:
    try:
        return bool(json.loads((home.portal_work / "built.json").read_bytes()) == stamp) and home.portal.is_dir()
    except (OSError, ValueError):
        return False


def _stamp(home: Home, release_id: str, as_of: date) -> dict[str, Any]:
    releases = sorted(path.name for path in home.releases.glob("r-*"))
    told = {"release": release_id, "as_of": as_of.isoformat(), "releases": releases}
    own = home.root / "reporting_calendars.csv"
    return told | {"code": code_fingerprint(*_CODE), "calendars": own.stat().st_mtime_ns if own.exists() else 0}


class _Build:
    """One build. ``run`` does it."""

    def __init__(self, home: Home, data: ReleasedData, as_of: date) -> None:
        self._home, self._data, self._as_of = home, data, as_of
        self._site = Site(home.portal, home.portal_work)
        self._catalogue: Catalogue = read_catalogue()
        self._related = Related(data)
        self._subjects = Subjects()
        self._index = SearchIndex()
        self._figure_count = 0
        self._table_pages: list[tuple[str, str]] = []

    def run(self) -> Built:
        """Put every page."""
        self._put_assets()
        keep_permalinks(self._site, "figure", self._put_sources(), self._data.id)
        keep_permalinks(self._site, "table", self._table_pages, self._data.id)
        documents = {row["document_id"]: row["document_id"] for row in self._data.rows("documents")}
        documents |= {row["submission_id"]: row["submission_id"] for row in self._data.rows("submissions")}
        put_gone(self._site, self._data, {name: ("document", address_part(found)) for name, found in documents.items()})
        self._put_indicators()
        self._put_agencies()
        past = past_releases(self._home.releases, self._data.id)
        put_releases(self._site, self._home.releases, past)
        datasets = [
            put_dataset(
                self._site,
                self._data,
                dataset,
                self._catalogue,
                list(self._row_links(dataset)),
                change_log(dataset.name, past, self._home.releases),
                self._as_of,
            )
            for dataset in self._data.datasets.values()
        ]
        for entry in datasets:
            titles = entry["title"]
            words = f"{entry['name']} {entry['description']['vi']} {entry['description']['en']}"
            self._index.add(entry["link"], titles["vi"], entry["name"], words, titles["en"])
        self._put_lists(datasets)
        self._put_single_pages(datasets, past)
        self._index.put(self._site)
        return self._site.finish()

    def _put_assets(self) -> None:
        for path in sorted((HERE / "assets").rglob("*")):
            if path.is_file():
                self._site.file(f"assets/{path.relative_to(HERE / 'assets').as_posix()}", path.read_bytes())

    def _put_sources(self) -> Iterator[tuple[str, str]]:
        """Put the pages of every document and return; yield what is kept of each figure."""
        quality = QualityRecord(self._data)
        titles = {row["document_id"]: document_title(row) for row in self._data.rows("documents")}
        for source in read_sources(self._home, self._home.portal_work, self._data):
            uses = self._subjects.gather(source)
            strips = Strips(self._home, self._site, source.about["source_sha256"], source.shown)
            put_figures(self._site, source, self._data.datasets, quality, uses, strips)
            tables = []
            for table, kept in put_tables(self._site, source, self._data.datasets):
                tables.append(table)
                self._table_pages.append((table["id"], kept))
                self._index.add(table["link"], table["title"], source.title)
            put_document(self._site, source, self._data.datasets, titles, self._related, tables)
            listed = put_projects(self._site, source, self._data, self._related)
            self._subjects.projects += listed
            budget = put_budget(self._site, source, self._related)
            if budget is not None:
                self._subjects.budgets.append(budget)
                self._index.add(budget["link"], budget["name"], "")
            about = source.about
            known = " ".join(
                str(about.get(name) or "") for name in ("document_symbol", "issuer_text", "agency_name", "source_name")
            )
            self._index.add(source.link, source.title, str(about.get("issuer_text") or ""), known)
            for project in listed:
                self._index.add(project["link"], project["name"], source.title, str(project["lead"] or ""))
            for figure in source.figures:
                self._figure_count += 1
                words = " ".join(reading.printed for reading in figure.readings if reading.printed)
                title = f"{figure.shown} – {figure.subject}" if figure.shown else figure.subject
                self._index.add(figure.link, title, source.title, words)
                yield permalink_facts(source, self._data.datasets[figure.dataset], figure)
            for number, text in numbers_of_lines(source):
                self._index.add(source.link, text, source.title, anchor=f"L{number}", kind="line")

    def _put_indicators(self) -> None:
        concepts = {row["indicator_id"]: row for row in self._data.rows("indicators")}
        for identifier, concept in concepts.items():
            part = indicator_part(concept | {"indicator_name": concept.get("name", "")})
            found = self._subjects.indicators.setdefault(part, Indicator(part, concept["name"], concept=identifier))
            found.name = concept["name"]
        for indicator in self._subjects.indicators.values():
            told = concepts.get(indicator.concept) if indicator.concept else None
            put_indicator(self._site, indicator, told, self._related)
            sources = sorted({row["source"] for row in indicator.observations})
            words = " ".join(dict.fromkeys(row["name"] for row in indicator.observations))
            self._index.add(("indicator", indicator.part), indicator.name, "; ".join(sources[:3]), words)

    def _put_agencies(self) -> None:
        found = standings(self._data.path, read_calendars(self._home), self._as_of)
        by_agency: dict[str, list[Standing]] = {}
        for each in found:
            by_agency.setdefault(each.agency_id, []).append(each)
        for row in self._data.rows("agencies"):
            identifier = row["agency_id"]
            put_agency(self._site, row, self._data, self._subjects, by_agency.get(identifier, []), self._related)
            self._index.add(
                ("agency", address_part(identifier)), row["name"], identifier, str(row.get("short_name") or "")
            )

    def _row_links(self, dataset: Dataset) -> Iterator[Sequence[str] | None]:
        rows: list[dict[str, Any]] = self._data.table(dataset.name).slice(0, FIRST_ROWS).to_pylist()
        figured = dataset.name in {found.name for found in figure_datasets(self._data.datasets)}
        ids = RowIds(dataset)
        for row in rows:
            if figured:
                figure = read_figure(dataset, ids.next(row), row)
                if figure is not None:
                    yield figure.link
                    continue
            if dataset.name == CELLS:
                yield self._cell_link(row)
            elif dataset.name == "projects":
                yield ("project", project_part(row["document_id"], row["line_key"]))
            elif dataset.name == "agencies":
                yield ("agency", address_part(row["agency_id"]))
            elif row.get("document_id"):
                yield ("document", address_part(row["document_id"]))
            elif row.get("submission_id"):
                yield ("document", address_part(row["submission_id"]))
            else:
                yield None

    def _cell_link(self, row: Mapping[str, Any]) -> Sequence[str] | None:
        name, number = row["source_name"], row["table_no"]
        document = next((each for each in self._data.rows("documents") if each["source_name"] == name), None)
        table = next(
            (each for each in self._data.rows_of("tables", name, "source_name") if each["table_no"] == number), None
        )
        if document is None or table is None:
            return None
        return cell_link(page_of_cell(document["document_id"], table, row["row_no"]), row)

    def _put_lists(self, datasets: Sequence[Mapping[str, Any]]) -> None:
        subjects, data = self._subjects, self._data
        documents = [
            {"name": document_title(row), "link": ("document", address_part(row["document_id"]))}
            | {"facts": [row.get("issuer_text"), row.get("issue_date"), row.get("source_format")]}
            for row in data.rows("documents")
        ]
        documents += [
            {"name": f"{row.get('agency_name') or row['agency_id']}", "code": row["template"]}
            | {
                "link": ("document", address_part(row["submission_id"])),
                "facts": [row["period_start"], row["period_end"]],
            }
            for row in data.rows("submissions")
        ]
        indicators = [
            {"name": found.name, "link": ("indicator", found.part), "facts": [_years(found), len(found.observations)]}
            for found in sorted(subjects.indicators.values(), key=lambda found: found.name)
        ]
        projects = [
            {"name": row["name"], "link": row["link"], "facts": [row["lead"], row["source"]]}
            for row in subjects.projects
        ]
        agencies = [
            {"name": row["name"], "link": ("agency", address_part(row["agency_id"]))}
            | {"facts": [len(subjects.duties.get(row["agency_id"], ())), row["agency_id"]]}
            for row in data.rows("agencies")
        ]
        budgets = [
            {"name": row["name"], "link": row["link"], "facts": [row["projects"], row["lines"]]}
            for row in subjects.budgets
        ]
        self._site.page("dataset", "", "datasets.html", {"datasets": datasets})
        for kind, items in (
            ("document", documents),
            ("indicator", indicators),
            ("project", projects),
            ("agency", agencies),
            ("budget", budgets),
        ):
            pages = max(1, -(-len(items) // _ON_A_PAGE))
            for number in range(1, pages + 1):
                shown = items[(number - 1) * _ON_A_PAGE : number * _ON_A_PAGE]
                context: dict[str, Any] = {"list": kind, "items": shown, "total": len(items), "number": number}
                context |= {"pages": pages, "near": near_pages(number, pages)}
                self._site.page(kind, "" if number == 1 else f"page-{number}", "list.html", context)

    def _put_single_pages(self, datasets: Sequence[Mapping[str, Any]], past: Sequence[Any]) -> None:
        data, subjects = self._data, self._subjects
        counts = {
            "dataset": len(datasets),
            "document": data.count("documents") + data.count("submissions"),
            "indicator": len(subjects.indicators),
            "project": len(subjects.projects),
            "agency": data.count("agencies"),
            "figure": self._figure_count,
        }
        newest = sorted(data.rows("documents"), key=lambda row: str(row.get("issue_date") or row.get("period_start")))
        home = {
            "about": {"vi": self._catalogue.description_vi, "en": self._catalogue.description_en},
            "title": {"vi": self._catalogue.title_vi, "en": self._catalogue.title_en},
            "publisher": self._catalogue.publisher_name,
            "release": data.id,
            "counts": counts,
            "rows": sum(data.count(name) for name in data.datasets),
            "datasets": [entry for entry in datasets if entry["rows"]],
            "documents": [
                {
                    "name": document_title(row),
                    "link": ("document", address_part(row["document_id"])),
                    "about": row.get("issuer_text"),
                }
                for row in newest[::-1][:_NEWEST]
            ],
        }
        self._site.page("home", "", "home.html", home)
        self._site.page("search", "", "search.html", {})
        self._site.page("inventory", "", "inventory.html", inventory_rows(data))
        releases = [
            {"id": release.id, "day": release.day, "files": len(release.hashes), "current": number == 0}
            for number, release in enumerate(past)
        ]
        beside = sorted(
            path.relative_to(self._home.releases).as_posix()
            for path in (self._home.releases / "feeds").glob("*")
            if path.is_file()
        )
        bundle = [
            {"path": f"data/{name}", "name": name, "sha256": digest, "size": (data.path / name).stat().st_size}
            for name, digest in sorted(data.hashes.items())
            if name.startswith("bundle/") or "/" not in name
        ]
        self._site.page("releases", "", "releases.html", {"releases": releases, "feeds": beside, "bundle": bundle})


def _years(indicator: Indicator) -> str:
    years = sorted({row["year"] for row in indicator.observations if row["year"]})
    return f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0]) if years else ""
