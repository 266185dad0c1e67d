"""What stands in a release: every file but its checksums, written from one snapshot of the warehouse and read again.

Where a release is put, how it becomes current and what is noted of it is in ``release``.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import psycopg
import pyarrow as pa

from pipelines.load.withhold import read_account
from pipelines.metadata import Dataset, datasets, quality_datasets
from pipelines.privacy.gate import WITHHELD, Gate
from pipelines.publish.bundle import BUNDLE, count_sqlite, write_sqlite, write_zip
from pipelines.publish.catalogue import Catalogue, read_catalogue
from pipelines.publish.checksums import FileFacts, ReleaseError, check_checksums, read_file_facts
from pipelines.publish.coverage import Coverage, read_coverage
from pipelines.publish.crops import publish_crops
from pipelines.publish.datapackage import datapackage_json
from pipelines.publish.dcat import build_catalogue, catalogue_jsonld, catalogue_rdfxml, catalogue_turtle
from pipelines.publish.files import PublishedTable
from pipelines.publish.harvest import data_json
from pipelines.publish.marts import check_marts, count_rows, mart
from pipelines.publish.mqa import assess, mqa_json
from pipelines.publish.openness import lasting_grounds
from pipelines.publish.quality import quality_report, report_json, report_markdown
from pipelines.publish.readme import readme_markdown, workbook_readme
from pipelines.publish.tables import ENDINGS, arrow_schema, count_published_rows, publish_table, write_rows
from pipelines.settings import Home

ExtraWriter = Callable[[Path], object]
"""Writes more files into the ``quality`` folder that it is given; the same content has to give the same bytes."""

QUALITY = "quality"
_BUNDLED = ("csv", "parquet")
_PAGES = frozenset({".html", ".json", ".md", ".txt"})


def write_release(
    connection: psycopg.Connection, home: Home, part: Path, extra_writers: Sequence[ExtraWriter], gate: Gate
) -> dict[str, int]:
    """Write every file but the checksums into ``part`` and return the warehouse's number of rows per table.

    All texts go through ``gate``.
    """
    check_marts(connection, datasets().values())
    catalogue = read_catalogue()
    coverage = read_coverage(connection)
    quality = part / QUALITY
    quality.mkdir()
    tables: list[PublishedTable] = []
    for name, dataset in datasets().items():
        folder = part / name
        folder.mkdir()
        tables.append(_write_table(connection, name, dataset, folder, gate, workbook_readme(catalogue, dataset)))
    for dataset in quality_datasets().values():
        tables.append(_write_table(connection, dataset.model, dataset, quality, gate, None))
    rows = {table.dataset.name: table.rows for table in tables}
    gate.record(read_account(connection))

    report = quality_report(connection, rows, publish_crops(connection, home, quality))
    report = gate.clean_value(f"{QUALITY}/report", report)
    _write_text(quality / "report.json", report_json(report))
    _write_text(quality / "report.md", report_markdown(report))
    for write_extra in extra_writers:
        write_extra(quality)
    _clean_pages(gate, quality)
    tables.append(_write_record(gate, quality))
    _write_catalogues(part, catalogue, tables, coverage)
    return rows


def check_release(part: Path, rows: Mapping[str, int]) -> int:
    """Read again what was written, compare it with the checksums and the warehouse, and return the number of files.

    Raises ReleaseError at the first file that holds another number of rows than the warehouse.
    """
    stored = count_sqlite(part / BUNDLE / f"{read_catalogue().name}.sqlite", list(datasets().values()))
    for name, counted in rows.items():
        dataset = datasets().get(name) or quality_datasets()[name]
        found = count_published_rows(part / (name if name in datasets() else QUALITY), dataset)
        if name in datasets():
            found["sqlite"] = stored[name]
        for ending, number in found.items():
            if number != counted:
                raise ReleaseError(
                    f"{name}.{ending} reads as {number} rows where the warehouse has {counted}; run again"
                )
    return check_checksums(part)


def _write_table(
    connection: psycopg.Connection,
    relation: str,
    dataset: Dataset,
    folder: Path,
    gate: Gate,
    readme: Sequence[Sequence[str]] | None,
) -> PublishedTable:
    counted = count_rows(connection, mart(relation))
    written = publish_table(connection, mart(relation), dataset, folder, gate, readme)
    if written != counted:
        raise ReleaseError(f"{dataset.name} has {counted} rows in the warehouse and {written} were written; run again")
    return _published(dataset, folder, counted)


def _published(dataset: Dataset, folder: Path, rows: int) -> PublishedTable:
    paths = {ending: folder / f"{dataset.name}.{ending}" for ending in ENDINGS}
    return PublishedTable(
        dataset,
        rows,
        {ending: read_file_facts(folder.parent, path) for ending, path in paths.items() if path.exists()},
    )


def _write_record(gate: Gate, quality: Path) -> PublishedTable:
    """Write what the gate withheld so far; nothing that it has to see may be written after this."""
    rows = gate.record_rows()
    write_rows(quality, WITHHELD, pa.Table.from_pylist(rows, arrow_schema(WITHHELD)))
    return _published(WITHHELD, quality, len(rows))


def _clean_pages(gate: Gate, quality: Path) -> None:
    """Send the pages that others wrote through the gate: they show values too. Programs and styles are left alone."""
    for path in sorted(quality.rglob("*")):
        if path.suffix not in _PAGES or not path.is_file() or path.is_symlink():
            continue
        text = path.read_text(encoding="utf-8")
        clean = gate.clean_text(path.relative_to(quality.parent).as_posix(), text)
        if clean != text:
            _write_text(path, clean)


def _write_catalogues(part: Path, catalogue: Catalogue, tables: Sequence[PublishedTable], coverage: Coverage) -> None:
    public = [table for table in tables if table.dataset.name in datasets()]
    readme = readme_markdown(catalogue, [(table.dataset, table.rows) for table in public])
    _write_text(part / "README.md", readme)
    bundles = _write_bundles(part, catalogue, tables, coverage, readme)
    graph = build_catalogue(catalogue, tables, coverage, lasting_grounds(), bundles)
    _write_text(part / "catalog.ttl", catalogue_turtle(graph))
    _write_text(part / "catalog.jsonld", catalogue_jsonld(graph))
    _write_text(part / "catalog.rdf", catalogue_rdfxml(graph))
    _write_text(part / "data.json", data_json(catalogue, public, coverage, bundles))
    _write_text(part / "datapackage.json", datapackage_json(catalogue, tables, coverage, bundles))
    _write_text(part / QUALITY / "mqa.json", mqa_json(assess(graph, part)))


def _write_bundles(
    part: Path, catalogue: Catalogue, tables: Sequence[PublishedTable], coverage: Coverage, readme: str
) -> dict[str, FileFacts]:
    folder = part / BUNDLE
    folder.mkdir()
    bundled = [
        PublishedTable(table.dataset, table.rows, {ending: table.files[ending] for ending in _BUNDLED})
        for table in tables
    ]
    write_zip(
        folder / f"{catalogue.name}.zip",
        part,
        [file.path for table in bundled for file in table.files.values()],
        {"README.md": readme, "datapackage.json": datapackage_json(catalogue, bundled, coverage)},
    )
    write_sqlite(folder / f"{catalogue.name}.sqlite", part, list(datasets().values()))
    return {ending: read_file_facts(part, folder / f"{catalogue.name}.{ending}") for ending in ("zip", "sqlite")}


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
