"""The page of a document or return: who issued it, its text with every figure marked in place, and everything read from it."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.metadata import Dataset
from pipelines.publish.portal.addresses import Link, address_part
from pipelines.publish.portal.figures import Figure, cut_line
from pipelines.publish.portal.labels import column_label, dataset_title
from pipelines.publish.portal.related import Related
from pipelines.publish.portal.site import Site
from pipelines.publish.portal.sources import Source, project_part
from pipelines.publish.portal.subjects import indicator_part
from pipelines.publish.tables import public_columns

_SHOWN_BY_NAME = {"title", "source_sha256", "source_name"}
_OWN_SECTION = {"indicator_targets", "indicator_results", "project_budgets", "budget_lines"}


def put_document(
    site: Site,
    source: Source,
    datasets: Mapping[str, Dataset],
    titles: Mapping[str, str],
    related: Related,
    tables: Sequence[Mapping[str, Any]],
) -> None:
    """Put the page of ``source``. ``titles`` are those of all documents, for the citations between them; ``tables`` its own pages'."""
    about = datasets["submissions" if source.is_return else "documents"]
    by_row = {id(figure.row): figure for figure in source.figures}
    context = {
        "title": source.title,
        "is_return": source.is_return,
        "file": {"name": source.about["source_name"], "sha256": source.about["source_sha256"]},
        "identity": _identity(about, source),
        "agency_link": _agency(source),
        "indicators": _indicators(source, by_row),
        "projects": _projects(source, by_row),
        "budget": ("budget", address_part(source.id)) if has_money(source) else None,
        "amounts": _listed(source, "budget_lines"),
        "measurements": _listed(source, "measurements"),
        "tables": tables,
        "more_figures": [
            {"title": dataset_title(datasets[name]), "link": ("dataset", name), "rows": _listed(source, name)}
            for name in dict.fromkeys(figure.dataset for figure in source.figures)
            if name not in _OWN_SECTION and name != "measurements"
        ],
        "citations": [_citation(source, row, titles) for row in source.of("citations")],
        "cited_by": _cited_by(source, titles),
        "findings": [_finding(source, row) for row in source.of("findings")],
        "sums": [
            {"text": row["description"], "holds": row["holds"], "anchor": source.anchor_of(row)}
            for row in source.of("arithmetic_checks")
        ],
        "issues": [
            {"cell": row["source_cell"], "severity": row["severity"], "text": row["message"]}
            for row in source.of("submission_issues")
        ],
        "related": [] if source.is_return else related.to("documents", (source.id,)),
        "lines": _lines(source),
        "figure_count": len(source.figures),
    }
    site.page("document", source.link[1], "document.html", context)


def has_money(source: Source) -> bool:
    """Whether the document prints amounts that a page of its budget can show."""
    return bool(source.of("project_budgets") or source.of("budget_lines"))


def _identity(about: Dataset, source: Source) -> list[dict[str, Any]]:
    return [
        {"column": column.name, "label": column_label(column), "value": source.about[column.name]}
        for column in public_columns(about)
        if column.name not in _SHOWN_BY_NAME and column.type != "json" and source.about.get(column.name) is not None
    ]


def _agency(source: Source) -> Link | None:
    found = source.about.get("agency_id" if source.is_return else "issuer_agency_id")
    return ("agency", address_part(found)) if found else None


def _indicators(source: Source, by_row: Mapping[int, Figure]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for kind in ("indicator_targets", "indicator_results"):
        for row in source.of(kind):
            part = indicator_part(row)
            entry = found.setdefault(
                part, {"name": row["indicator_name"], "link": ("indicator", part), "targets": [], "results": []}
            )
            figure = by_row.get(id(row))
            if figure is not None:
                sign = row.get("comparator") if row.get("comparator") in {">", ">=", "<", "<=", "="} else ""
                shown = figure.shown if figure.shown.startswith(sign or "") else f"{sign} {figure.shown}"
                year = row.get("target_year") or (row["period_end"].year if row.get("period_end") else None)
                entry["targets" if kind == "indicator_targets" else "results"].append(
                    {"shown": shown, "link": figure.link, "year": year, "of": row.get("component_label")}
                )
    return list(found.values())


def _projects(source: Source, by_row: Mapping[int, Figure]) -> list[dict[str, Any]]:
    money: dict[str, list[dict[str, Any]]] = {}
    for row in source.of("project_budgets"):
        figure = by_row.get(id(row))
        if figure is not None:
            span = (row["period_start_year"], row["period_end_year"])
            money.setdefault(row["line_key"], []).append({"vnd": row["amount_vnd"], "link": figure.link, "span": span})
    return [
        {
            "name": row["project_name"],
            "code": row["project_code"],
            "link": ("project", project_part(source.id, row["line_key"])),
            "lead": row["lead_agency_text"],
            "status": row["status"],
            "money": money.get(row["line_key"], []),
        }
        for row in source.of("projects")
    ]


def _listed(source: Source, dataset: str) -> list[dict[str, Any]]:
    return [
        {"shown": figure.shown, "subject": figure.subject, "link": figure.link, "anchor": source.anchor_of(figure.row)}
        for figure in source.figures_of(dataset)
    ]


def _citation(source: Source, row: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    cited = row["cited_document_id"]
    return {
        "type": row["cited_type"],
        "symbol": row["cited_symbol"],
        "date": row["cited_date"],
        "issuer": row["cited_issuer_text"],
        "subject": row["subject"],
        "relation": row["relation"],
        "anchor": source.anchor_of(row),
        "link": ("document", address_part(cited)) if cited in titles and cited != source.id else None,
    }


def _cited_by(source: Source, titles: Mapping[str, str]) -> list[dict[str, Any]]:
    found = {
        row["document_id"]: f"L{row['source_line_start']}" if row["source_line_start"] else ""
        for row in reversed(source.of("cited_by"))
        if row["document_id"] != source.id and row["document_id"] in titles
    }
    return [
        {"title": titles[identifier], "link": ("document", address_part(identifier)), "anchor": anchor}
        for identifier, anchor in found.items()
    ]


def _finding(source: Source, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "kind": row["finding_kind"],
        "severity": row["severity"],
        "who": row["responsibility"],
        "text": row["description"],
        "anchor": source.anchor_of(row),
    }


def _lines(source: Source) -> list[tuple[Any, ...]]:
    """Number, anchor, page where a new one begins, pieces by cell, and ids of figures that stand here without a mark."""
    marked = {mark[3].id for marks in source.marks.values() for mark in marks}
    unmarked: dict[str, list[str]] = {}
    for figure in source.figures:
        if figure.id not in marked:
            unmarked.setdefault(source.anchor_of(figure.row), []).append(figure.id)
    page, sheet = None, None
    found: list[tuple[Any, ...]] = []
    seen: set[str] = set()
    for line in source.lines:
        new_page = line.page if line.page != page else None
        new_sheet = line.sheet if line.sheet != sheet else None
        page, sheet = line.page, line.sheet
        own = source.anchor_of_line(line)
        anchor = own if own not in seen else ""
        seen.add(own)
        number = line.no if line.no is not None else line.row
        pieces = cut_line(line, source.marks.get(line.no or 0, ()))
        found.append((number, anchor, new_page, new_sheet, pieces, unmarked.pop(own, [])))
    return found
