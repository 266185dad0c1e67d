"""What is gathered over all documents while they go by: indicators, agencies' duties, projects and amounts, for pages of their own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipelines.language.text import fold
from pipelines.publish.portal.addresses import Link, address_part
from pipelines.publish.portal.figures import Figure
from pipelines.publish.portal.sources import Source, project_part

_SIGNS = {">", ">=", "<", "<=", "="}


def indicator_part(row: Mapping[str, Any]) -> str:
    """The address part of the indicator that a row is about: its id, else its name without accents and punctuation."""
    if row.get("indicator_id"):
        return address_part(str(row["indicator_id"]))
    return address_part(re.sub(r"[\s.;:,]+$", "", fold(str(row["indicator_name"]))))


@dataclass(slots=True)
class Indicator:
    """One indicator over years and sources. ``observations`` are its targets and results as they were printed."""

    part: str
    name: str
    observations: list[dict[str, Any]] = field(default_factory=list)
    duties: list[dict[str, Any]] = field(default_factory=list)
    definitions: list[dict[str, Any]] = field(default_factory=list)
    concept: str | None = None


@dataclass(slots=True)
class Duty:
    """That an agency leads, coordinates or monitors something, and where that is printed."""

    kind: str
    role: str
    name: str
    link: Link
    source: str
    source_link: Link


@dataclass(slots=True)
class Subjects:
    """Everything gathered. Projects and amounts stay with their document and are put as it goes by."""

    indicators: dict[str, Indicator] = field(default_factory=dict)
    duties: dict[str, list[Duty]] = field(default_factory=dict)
    issued: dict[str, list[tuple[str, Link]]] = field(default_factory=dict)
    returned: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    budgets: list[dict[str, Any]] = field(default_factory=list)
    projects: list[dict[str, Any]] = field(default_factory=list)

    def gather(self, source: Source) -> dict[str, list[tuple[str, Link]]]:
        """Take in one source; return by figure the pages that will show it."""
        uses: dict[str, list[tuple[str, Link]]] = {}
        by_row = {id(figure.row): figure for figure in source.figures}
        duties = self._gather_duties(source)
        for dataset in ("indicator_targets", "indicator_results", "indicator_return_rows"):
            for row in source.of(dataset):
                indicator = self._indicator(row)
                for duty in duties.get(("indicator", row["line_key"]), ()):
                    if duty not in indicator.duties:
                        indicator.duties.append(duty)
                figure = by_row.get(id(row))
                if figure is None:
                    continue
                self._observe(indicator, source, row, figure)
                uses.setdefault(figure.id, []).append((indicator.name, ("indicator", indicator.part)))
        names = {row["line_key"]: row["project_name"] for row in source.of("projects")}
        for figure in source.figures_of("project_budgets"):
            key = figure.row["line_key"]
            if key in names:
                uses.setdefault(figure.id, []).append((names[key], ("project", project_part(source.id, key))))
        for figure in source.figures:
            if figure.dataset in {"project_budgets", "budget_lines"}:
                uses.setdefault(figure.id, []).append(("", ("budget", address_part(source.id))))
        self._gather_agency(source)
        return uses

    def _indicator(self, row: Mapping[str, Any]) -> Indicator:
        part = indicator_part(row)
        if part not in self.indicators:
            self.indicators[part] = Indicator(part, str(row["indicator_name"]), concept=row.get("indicator_id"))
        return self.indicators[part]

    @staticmethod
    def _observe(indicator: Indicator, source: Source, row: Mapping[str, Any], figure: Figure) -> None:
        end = row.get("period_end")
        shared = {
            "year": row.get("target_year") or (end.year if end else None),
            "period": (row.get("period_start"), end),
            "unit": row.get("unit") or "",
            "source": source.title,
            "source_link": source.link,
            "link": figure.link,
            "note": row.get("note") or row.get("explanation"),
            "name": row["indicator_name"],
            "of": row.get("component_label"),
        }
        for kind, value in (("target", "target_value"), ("result", "result_value")):
            printed = row.get(f"{kind}_text")
            if value in row and (row[value] is not None or printed):
                sign = row.get("comparator") if kind == "target" else None
                indicator.observations.append(
                    shared
                    | {"kind": kind, "value": row[value], "upper": row.get("target_value_upper") if sign else None}
                    | {"printed": printed, "sign": sign if sign in _SIGNS else "", "column": value}
                    | {"parts": (row.get("numerator"), row.get("denominator")) if kind == "result" else None}
                )
        if row.get("definition"):
            found = {"text": row["definition"], "source": source.title, "link": source.link}
            if found not in indicator.definitions:
                indicator.definitions.append(found)

    def _gather_duties(self, source: Source) -> dict[tuple[str, str], list[dict[str, Any]]]:
        names: dict[tuple[str, str], tuple[str, Link]] = {}
        for row in source.of("projects"):
            link = ("project", project_part(source.id, row["line_key"]))
            names["project", row["line_key"]] = (row["project_name"], link)
        for dataset in ("indicator_targets", "indicator_results"):
            for row in source.of(dataset):
                names["indicator", row["line_key"]] = (row["indicator_name"], ("indicator", indicator_part(row)))
        found: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for row in source.of("assignments"):
            key = (row["subject_kind"], row["subject_key"])
            agency = ("agency", address_part(row["agency_id"])) if row["agency_id"] else None
            found.setdefault(key, []).append({"role": row["role"], "name": row["agency_text"], "link": agency})
            if row["agency_id"] and key in names:
                name, link = names[key]
                duty = Duty(key[0], row["role"], name, link, source.title, source.link)
                self.duties.setdefault(row["agency_id"], []).append(duty)
        return found

    def _gather_agency(self, source: Source) -> None:
        if not source.is_return:
            if issuer := source.about.get("issuer_agency_id"):
                self.issued.setdefault(issuer, []).append((source.title, source.link))
            return
        about = source.about
        self.returned.setdefault(about["agency_id"], []).append(
            {"title": source.title, "link": source.link, "status": about["status"], "kind": about["template"]}
            | {"period": (about["period_start"], about["period_end"])}
            | {"accepted": about["rows_accepted"], "rejected": about["rows_rejected"]}
        )
