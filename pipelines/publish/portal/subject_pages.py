"""The pages of indicators, projects, budgets and agencies: what all documents together say of one of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.publish.deadlines import Standing
from pipelines.publish.portal.addresses import Link, address_part
from pipelines.publish.portal.charts import indicator_charts, money_charts
from pipelines.publish.portal.labels import column_label, dataset_title
from pipelines.publish.portal.related import Related
from pipelines.publish.portal.released import ReleasedData
from pipelines.publish.portal.site import Site
from pipelines.publish.portal.sources import Source, project_part
from pipelines.publish.portal.subjects import Indicator, Subjects
from pipelines.publish.tables import public_columns

_PROJECT_TEXTS = (
    "scope",
    "expected_output",
    "implementation_form",
    "legal_basis_text",
    "status_text",
    "lead_agency_text",
    "coordinating_agency_text",
    "group_name",
    "subgroup_name",
    "table_label",
)


def put_indicator(site: Site, indicator: Indicator, concept: Mapping[str, Any] | None, related: Related) -> None:
    """Put the page of one indicator. ``concept`` is its row in ``indicators`` where it has one."""
    rows = sorted(
        indicator.observations,
        key=lambda row: (row["year"] or 0, row["kind"], row["source"], str(row["of"]), row["link"]),
    )
    context = {
        "title": indicator.name,
        "concept": {key: value for key, value in (concept or {}).items() if value is not None},
        "observations": rows,
        "charts": indicator_charts(indicator.name, rows),
        "definitions": indicator.definitions,
        "duties": indicator.duties,
        "breaks": _breaks(rows, indicator),
        "related": related.to("indicators", (indicator.concept,)) if indicator.concept else [],
    }
    site.page("indicator", indicator.part, "indicator.html", context)


def _breaks(rows: Sequence[Mapping[str, Any]], indicator: Indicator) -> list[dict[str, Any]]:
    """What keeps the values from being compared: several units, wordings or definitions."""
    found = []
    units = sorted({row["unit"] for row in rows if row["unit"]})
    if len(units) > 1:
        found.append({"kind": "units", "items": units})
    names = sorted({row["name"].rstrip(" .;,") for row in rows})
    if len(names) > 1:
        found.append({"kind": "names", "items": names})
    if len({entry["text"] for entry in indicator.definitions}) > 1:
        found.append({"kind": "definitions", "items": []})
    return found


def put_projects(site: Site, source: Source, release: ReleasedData, related: Related) -> list[dict[str, Any]]:
    """Put the page of every project of a document; return what lists of projects say of them."""
    by_row = {id(figure.row): figure for figure in source.figures}
    money: dict[str, list[dict[str, Any]]] = {}
    for row in source.of("project_budgets"):
        figure = by_row.get(id(row))
        if figure is not None:
            money.setdefault(row["line_key"], []).append(
                {"vnd": row["amount_vnd"], "printed": row["amount_text"], "unit": row["unit_text"]}
                | {"inferred": row["unit_inferred"], "span": span_text(row), "link": figure.link}
            )
    roles: dict[str, list[dict[str, Any]]] = {}
    for row in source.of("assignments"):
        if row["subject_kind"] == "project":
            link = ("agency", address_part(row["agency_id"])) if row["agency_id"] else None
            roles.setdefault(row["subject_key"], []).append(
                {"role": row["role"], "name": row["agency_text"], "link": link}
            )
    columns = {column.name: column for column in public_columns(release.datasets["projects"])}
    listed = []
    for row in source.of("projects"):
        part = project_part(source.id, row["line_key"])
        amounts = money.get(row["line_key"], [])
        charted = [{"label": amount["span"], "vnd": amount["vnd"], "span": amount["span"]} for amount in amounts]
        context = {
            "title": row["project_name"],
            "code": row["project_code"],
            "status": row["status"],
            "source": {"link": source.link, "title": source.title, "anchor": source.anchor_of(row)},
            "place": {"page": row["source_page"], "start": row["source_line_start"], "end": row["source_line_end"]},
            "facts": [
                {"column": name, "label": column_label(columns[name]), "value": row[name]}
                for name in _PROJECT_TEXTS
                if name in columns and row.get(name)
            ],
            "amounts": amounts,
            "charts": money_charts(row["project_name"], charted),
            "roles": roles.get(row["line_key"], []),
            "related": related.to("projects", (source.id, row["line_key"])),
        }
        site.page("project", part, "project.html", context)
        listed.append(
            {"name": row["project_name"], "link": ("project", part), "source": source.title}
            | {"lead": row["lead_agency_text"], "status": row["status"], "vnd": [amount["vnd"] for amount in amounts]}
        )
    return listed


def span_text(row: Mapping[str, Any]) -> str:
    """The years that an amount is for.

    >>> span_text({"period_start_year": 2022, "period_end_year": 2025})
    '2022–2025'
    """
    start, end = row.get("period_start_year"), row.get("period_end_year")
    if start is None or start == end:
        return str(end or "–")
    return f"{start}–{end or ''}"


def put_budget(site: Site, source: Source, related: Related) -> dict[str, Any] | None:
    """Put the page of the money that a document prints; return what the list of budgets says of it, None where it has none."""
    if not (source.of("project_budgets") or source.of("budget_lines")):
        return None
    names = {row["line_key"]: row for row in source.of("projects")}
    rows = []
    for figure in source.figures_of("project_budgets"):
        row = figure.row
        project = names.get(row["line_key"])
        rows.append(
            {
                "name": project["project_name"] if project else figure.subject,
                "group": " ".join(filter(None, (project["group_code"], project["group_name"]))) if project else "",
                "link": ("project", project_part(source.id, row["line_key"])) if project else None,
                "code": row["project_code"],
                "vnd": row["amount_vnd"],
                "printed": row["amount_text"],
                "unit": row["unit_text"],
                "span": span_text(row),
                "figure": figure.link,
            }
        )
    lines = [
        {
            "text": figure.row["description"],
            "kind": figure.row["line_kind"],
            "vnd": figure.row["amount_vnd"],
            "printed": figure.row["amount_text"],
            "span": span_text(figure.row),
            "fund": figure.row["funding_source"],
            "figure": figure.link,
        }
        for figure in source.figures_of("budget_lines")
    ]
    charted = [{"label": row["name"], "vnd": row["vnd"], "span": row["span"]} for row in rows]
    sums = [
        {"text": row["description"], "holds": row["holds"], "anchor": source.anchor_of(row)}
        for row in source.of("arithmetic_checks")
        if row["check_kind"] in {"column_sum", "group_total"}
    ]
    part = address_part(source.id)
    context = {
        "title": source.title,
        "source": source.link,
        "projects": rows,
        "lines": lines,
        "sums": sums,
        "charts": money_charts(source.title, charted or _charted_lines(lines)),
        "related": related.to("documents", (source.id,), money=True),
    }
    site.page("budget", part, "budget.html", context)
    return {"name": source.title, "link": ("budget", part), "projects": len(rows), "lines": len(lines)}


def _charted_lines(lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"label": line["fund"], "vnd": line["vnd"], "span": line["span"]} for line in lines if line["fund"]]


def put_agency(
    site: Site,
    row: Mapping[str, Any],
    release: ReleasedData,
    subjects: Subjects,
    standings: Sequence[Standing],
    related: Related,
) -> None:
    """Put the page of an agency: its duties, what it issued, and whether it has reported."""
    identifier = row["agency_id"]
    duties = subjects.duties.get(identifier, [])
    columns = {column.name: column for column in public_columns(release.datasets["agencies"])}
    links: dict[str, Link | None] = {
        name: ("agency", address_part(str(row[name])))
        for name in ("parent_agency_id", "successor_agency_id")
        if row.get(name)
    }
    context = {
        "title": row["name"],
        "facts": [
            {"column": name, "label": column_label(column), "value": row[name], "link": links.get(name)}
            for name, column in columns.items()
            if name != "name" and row.get(name) is not None
        ],
        "duties": [
            {"kind": duty.kind, "role": duty.role, "name": duty.name, "link": duty.link}
            | {"source": duty.source, "source_link": duty.source_link}
            for duty in duties
        ],
        "issued": subjects.issued.get(identifier, []),
        "returned": subjects.returned.get(identifier, []),
        "standings": [
            dict[str, Any](period=each.period.code, kind=each.kind, before=each.due.before if each.due else None)
            | {"state": each.state, "received": each.received, "late": each.is_late}
            for each in standings
        ],
        "related": related.to("agencies", (identifier,)),
    }
    site.page("agency", address_part(identifier), "agency.html", context)


def inventory_rows(release: ReleasedData) -> dict[str, Any]:
    """What the register returns say: per agency its data sets, open or not, and why not."""
    names = {row["agency_id"]: row["name"] for row in release.rows("agencies")}
    newest: dict[str, Any] = {}
    for row in release.rows("open_data_register_rows"):
        newest[row["agency_id"]] = max(newest.get(row["agency_id"], row["period_end"]), row["period_end"])
    rows = [
        {
            key: row.get(key)
            for key in ("dataset_name", "topic", "is_open", "is_open_text", "closed_reason", "url", "note")
        }
        | {"cycle": row["update_cycle_text"] or row["update_cycle"], "updated": row["updated_date"]}
        | {"agency": names.get(row["agency_id"], row["agency_id"]), "link": ("agency", address_part(row["agency_id"]))}
        | {"format": row["file_format"], "records": row["record_count"], "period": row["period_end"]}
        for row in release.rows("open_data_register_rows")
        if row["period_end"] == newest[row["agency_id"]]
    ]
    told = {row["agency"] for row in rows}
    # Whoever has something to report and has told nothing of its data stands in the inventory too.
    silent = sorted(
        (row["name"], ("agency", address_part(row["agency_id"])))
        for row in release.rows("agencies")
        if row["kind"] in {"department", "people_committee"} and row["name"] not in told
    )
    title = (
        dataset_title(release.datasets["open_data_register_rows"])
        if "open_data_register_rows" in release.datasets
        else {}
    )
    return {"rows": rows, "silent": silent, "dataset": title}
