"""What an agency has to report on, out of a published release: the agency itself, its indicators and projects, what it reported last.

How a template shows it is in ``return_sheets``. Everything is read from the Parquet files of a release, so that no warehouse
has to run and the same release gives the same template.
"""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from pyarrow import parquet

from pipelines.interpret.agencies import agency_id, family_key
from pipelines.interpret.provinces import mentioned_provinces, provinces
from pipelines.interpret.returns.declarations import ReturnKind
from pipelines.interpret.returns.periods import Period
from pipelines.language.text import fold, slug

Row = Mapping[str, Any]
RESPONSIBLE = frozenset({"lead", "monitor"})
"""The roles of an agency that reports; whoever only coordinates is reported on by the one that leads."""
_NEAREST = 5


class TemplateError(Exception):
    """A template that cannot be made. The message is one line: what is wrong, what to do."""


@dataclass(frozen=True, slots=True)
class Agency:
    """The agency that a template is for. ``province`` is the name with its type ("Tỉnh Hà Nam"), '' where nothing tells it."""

    agency_id: str
    name: str
    kind: str
    province: str

    @property
    def full_name(self) -> str:
        """The name with its province, where that still means the same agency."""
        if not self.province:
            return self.name
        short = (
            self.province.partition(" ")[2]
            if self.province.startswith("Tỉnh ")
            else self.province.removeprefix("Thành phố ")
        )
        full = f"{self.name} {self.province[0].lower()}{self.province[1:]}"
        said = fold(short) in fold(self.name)
        return full if not said and agency_id(full, short) == self.agency_id else self.name


@dataclass(frozen=True, slots=True)
class Subject:
    """One row to report on: the values of the prefilled fields, and what was reported for the period before, with its period."""

    values: Mapping[str, object]
    last_value: object = None
    last_period: str = ""


@dataclass(frozen=True, slots=True)
class Subjects:
    """The rows of one template, the documents that assign them, and what has to be said about the choice ('' for nothing)."""

    rows: tuple[Subject, ...] = ()
    documents: tuple[str, ...] = ()
    remark: str = ""


@dataclass
class ReleasedFacts:
    """The facts of the release in ``folder``, read when first asked for."""

    folder: Path
    _tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def rows(self, dataset: str) -> list[dict[str, Any]]:
        """The rows of a dataset; none where the release has none of the name. Raises TemplateError where there is no release."""
        if not self.folder.is_dir():
            raise TemplateError(f"{self.folder}: there is no release yet; take sources in with khoso run")
        if dataset not in self._tables:
            path = self.folder / dataset / f"{dataset}.parquet"
            self._tables[dataset] = parquet.read_table(path).to_pylist() if path.exists() else []
        return self._tables[dataset]

    @cached_property
    def documents(self) -> Mapping[str, Row]:
        """The documents by id."""
        return {row["document_id"]: row for row in self.rows("documents")}

    def find_agency(self, asked: str, period: Period | None = None) -> Agency:
        """The agency of this id or printed name; of several versions of one, that which exists when ``period`` begins.

        Raises TemplateError naming the nearest ones, or all where several have the name.
        """
        known = {str(row["agency_id"]): row for row in self.rows("agencies")}
        keys = (asked, agency_id(asked, None), *(agency_id(asked, province) for province in mentioned_provinces(asked)))
        found = next((known[key] for key in keys if key in known), None)
        if found is None:
            wanted = fold(asked)
            named = [
                row for row in known.values() if wanted in {fold(row["name"] or ""), fold(row["short_name"] or "")}
            ]
            if len(named) > 1:
                several = ", ".join(sorted(row["agency_id"] for row in named))
                raise TemplateError(f"{asked}: several agencies have this name; write one of {several}")
            if not named:
                raise TemplateError(f"{asked}: no such agency is known; {_nearest(asked, known.values())}")
            (found,) = named
        if asked not in known and period is not None:
            same = (row for row in known.values() if family_key(row["agency_id"]) == family_key(found["agency_id"]))
            found = next((row for row in same if _exists_on(row, period.start)), found)
        key = str(found["agency_id"])
        return Agency(key, str(found["name"] or key), str(found["kind"] or "other"), self._province(key))

    def subjects(self, agency: Agency, kind: ReturnKind, period: Period, *, coordinated: bool = False) -> Subjects:
        """What ``agency`` reports on in a return of ``kind``; for kinds without a subject the rows that it named last time.

        Assigned is what the plans of the period assign; where none is of the period, those of the nearest one, with a remark.
        """
        if kind.subject is None:
            return self._repeated(agency, kind, period)
        roles = RESPONSIBLE | {"coordinate"} if coordinated else RESPONSIBLE
        assigned = [
            row
            for row in self.rows("assignments")
            if row["agency_id"] == agency.agency_id and row["subject_kind"] == kind.subject and row["role"] in roles
        ]
        chosen, remark = self._of_period({row["document_id"] for row in assigned}, period)
        keys = {(row["document_id"], row["subject_key"]) for row in assigned if row["document_id"] in chosen}
        lines = self._indicators(keys, period) if kind.subject == "indicator" else self._projects(keys)
        last = (
            self._last_results(agency, period, chosen)
            if kind.subject == "indicator"
            else self._last_amounts(agency, period)
        )
        rows: list[Subject] = []
        codes: set[str] = set()
        names: set[str] = set()
        code, label = f"{kind.subject}_code", f"{kind.subject}_name"
        for line in lines:
            values = dict(line)
            name = fold(str(values[label]))
            if values[code] in codes:
                if name in names:
                    continue  # two plans assign the same line: it is reported once
                values[code] = None  # two plans number different lines alike; the name tells the row
            codes.add(str(values[code]))
            names.add(name)
            rows.append(last(Subject({"row_no": str(len(rows) + 1), **values})))
        return Subjects(tuple(rows), tuple(sorted(self._title(key) for key in chosen)), remark)

    def _indicators(self, keys: set[tuple[str, str]], period: Period) -> list[dict[str, object]]:
        whole = (row for row in self.rows("indicator_targets") if row["component_no"] == 0)
        found = [row for row in whole if (row["document_id"], row["line_key"]) in keys]
        years = {_line(row): set[int]() for row in found}
        for row in found:
            years[_line(row)].add(row["target_year"] or period.end.year)
        # A line with a target per year is due for that of the period, else the next one that the plan sets.
        kept = [
            row
            for row in found
            if (row["target_year"] or period.end.year) == _due_year(years[_line(row)], period.end.year)
        ]
        kept.sort(key=_reading_order)
        return [
            {
                "indicator_code": row["line_key"],
                "indicator_name": row["indicator_name"] or row["target_text"],
                "unit": row["unit"],
                "target_value": row["target_text"],
            }
            for row in kept
            if row["indicator_name"] or row["target_text"]
        ]

    def _projects(self, keys: set[tuple[str, str]]) -> list[dict[str, object]]:
        found = sorted(
            (row for row in self.rows("projects") if (row["document_id"], row["line_key"]) in keys), key=_reading_order
        )
        return [
            {"project_code": row["line_key"], "project_name": row["project_name"]}
            for row in found
            if row["project_name"]
        ]

    def _repeated(self, agency: Agency, kind: ReturnKind, period: Period) -> Subjects:
        """The rows of the agency's last return of the kind: what they are about, not what it reported."""
        before = [
            row for row in self.rows(kind.dataset) if row["agency_id"] == agency.agency_id and _ends_before(row, period)
        ]
        last = max((row["period_end"] for row in before), default=None)
        found = sorted((row for row in before if row["period_end"] == last), key=_reading_order)
        rows = [{name: row[name] for name in kind.key} for row in found]
        return Subjects(
            tuple(Subject({"row_no": str(number), **values}) for number, values in enumerate(rows, start=1))
        )

    def _of_period(self, documents: Iterable[str], period: Period) -> tuple[set[str], str]:
        """Those of ``documents`` that hold in ``period``; else those of the nearest period, and a remark that says so."""
        spans = {key: self._span(key) for key in documents}
        holding = {key for key, (start, end) in spans.items() if start <= period.end and end >= period.start}
        if holding or not spans:
            return holding, ""
        before = {key: end for key, (_, end) in spans.items() if end < period.start}
        after = {key: start for key, (start, _) in spans.items() if start > period.end}
        # Assignments stay until new ones are made; of plans still to come the next one is nearest.
        nearest = max(before.values()) if before else min(after.values())
        chosen = {key for key, day in (before or after).items() if day.year == nearest.year}
        titles = "; ".join(sorted(self._title(key) for key in chosen))
        return chosen, f"Kho số chưa có kế hoạch của kỳ này; danh sách lấy theo {titles}."

    def _span(self, key: str) -> tuple[date, date]:
        row = self.documents.get(key, {})
        issued = row.get("issue_date")
        start = row.get("period_start") or issued or date.min
        return start, row.get("period_end") or (
            date(issued.year, 12, 31) if issued and not row.get("period_start") else date.max
        )

    def _title(self, key: str) -> str:
        row = self.documents.get(key, {})
        named = f"{row.get('document_symbol') or ''} {row.get('title') or ''}".strip()
        return named or str(row.get("source_name") or key)

    def _province(self, key: str) -> str:
        """The province whose name ends the id, spelt as in the register of units; the latest version of it."""
        key = family_key(key)
        fitting = [each for each in provinces() if key.endswith(f"-{slug(each.short_name)}") or key == slug(each.name)]
        return (
            max(fitting, key=lambda each: (len(each.short_name), each.valid_from or date.min)).name if fitting else ""
        )

    def _last_results(self, agency: Agency, period: Period, documents: Iterable[str]) -> Callable[[Subject], Subject]:
        """What fills in the last result of an indicator: that of the agency's own return, or that the assigning plans print."""
        chosen = set(documents)
        own = [
            row
            for row in self.rows("indicator_return_rows")
            if row["agency_id"] == agency.agency_id and _ends_before(row, period)
        ]
        printed = [
            row for row in self.rows("indicator_results") if row["document_id"] in chosen and _ends_before(row, period)
        ]
        latest = _latest([*printed, *own], "indicator_name")

        def fill(subject: Subject) -> Subject:
            row = latest.get(fold(str(subject.values["indicator_name"])))
            if row is None or row["unit"] not in {None, subject.values["unit"]}:
                return subject
            value = row["result_text"] if row["result_value"] is None else _number(row["result_value"])
            return replace(subject, last_value=value, last_period=_period_label(row))

        return fill

    def _last_amounts(self, agency: Agency, period: Period) -> Callable[[Subject], Subject]:
        """What fills in what was disbursed on a project up to the end of the period before, in triệu đồng."""
        own = [
            row
            for row in self.rows("project_return_rows")
            if row["agency_id"] == agency.agency_id and _ends_before(row, period)
        ]
        latest = _latest(own, "project_name")

        def fill(subject: Subject) -> Subject:
            row = latest.get(fold(str(subject.values["project_name"])))
            if row is None or row["disbursed_to_date_vnd"] is None:
                return subject
            return replace(
                subject,
                last_value=_number(Decimal(str(row["disbursed_to_date_vnd"])) / 10**6),
                last_period=_period_label(row),
            )

        return fill


def _latest(rows: Iterable[Row], name: str) -> dict[str, Row]:
    """The row of the latest period per name; of one period the later of ``rows``."""
    found: dict[str, Row] = {}
    for row in rows:
        key = fold(str(row[name] or ""))
        if key not in found or row["period_end"] >= found[key]["period_end"]:
            found[key] = row
    return found


def _ends_before(row: Row, period: Period) -> bool:
    return row["period_end"] is not None and row["period_end"] < period.start


def _line(row: Row) -> tuple[str, str]:
    return row["document_id"], str(row["line_key"]).partition("@")[0]


def _due_year(years: set[int], year: int) -> int:
    return min((each for each in years if each >= year), default=max(years))


def _reading_order(row: Row) -> tuple[Any, ...]:
    """Where a row stands in its source: by lines, by sheet and cell, then by key."""
    cell = str(row.get("source_cell") or "").partition(":")[0]
    at = int("".join(filter(str.isdigit, cell)) or 0)
    return (
        row.get("document_id") or "",
        row.get("source_line_start") or 0,
        row.get("source_sheet") or "",
        at,
        row["line_key"],
    )


def _exists_on(row: Row, day: date) -> bool:
    return (row["valid_from"] or date.min) <= day < (row["valid_to"] or date.max)


def _period_label(row: Row) -> str:
    if row["period_start"] is None:
        return ""
    return Period(row["period_start"], row["period_end"]).label


def _number(value: object) -> float:
    return float(str(value))


def _nearest(asked: str, known: Iterable[Row]) -> str:
    """The agencies whose names come nearest to what was asked for, as the end of a message."""
    names: dict[str, Sequence[str]] = {}
    for row in known:
        for text in filter(None, (row["name"], row["short_name"], row["agency_id"])):
            names[fold(str(text)).replace("-", " ")] = (row["agency_id"], row["name"])
    near = difflib.get_close_matches(fold(asked).replace("-", " "), names, n=_NEAREST * 2, cutoff=0.4)
    shown = list(dict.fromkeys(f"{names[name][1]} ({names[name][0]})" for name in near))[:_NEAREST]
    return (
        f"the nearest are {', '.join(shown)}" if shown else "the dataset agencies of the release names those that are"
    )
