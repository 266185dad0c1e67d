"""Made-up plans and returns as records, for the tests of what dbt makes of several plans; no real wording is in them."""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import psycopg

from pipelines.interpret.records import Record, Records
from pipelines.load.raw import load_source
from pipelines.validate.model import Validation
from tests.load.sources import receipt

_PROVINCES = {"nghe-an": ("40", "Nghệ An"), "quang-ninh": ("22", "Quảng Ninh"), "dak-nong": ("67", "Đắk Nông")}


@dataclass(frozen=True)
class Line:
    """One printed line. ``value`` with ``comparator`` is an indicator's target; ``amounts`` are (VND, first, last year)."""

    text: str
    value: str | None = None
    comparator: str | None = None
    unit: str = "percent"
    lead: str | None = None
    group: str = ""
    code: str | None = None
    scope: str | None = None
    status_text: str | None = None
    amounts: Sequence[tuple[int, int, int]] = ()


@dataclass(frozen=True)
class Plan:
    """A plan for a year; ``cites`` are (document, relation) in order, ``goals`` the bullets of its list of goals."""

    document_id: str
    issuer: str
    province: str
    year: int
    title: str
    document_type: str = "ke_hoach"
    last_year: int | None = None
    indicators: Sequence[Line] = ()
    goals: Sequence[str] = ()
    projects: Sequence[Line] = ()
    cites: Sequence[tuple[str, str]] = ()
    symbol: str | None = None


def agency_key(name: str, province: str) -> str:
    """Return the agency_id of a printed agency, as reading makes it: folded and with its province."""
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    words = "".join(
        letter if letter.isalnum() else " " for letter in plain if not unicodedata.combining(letter)
    ).split()
    return "-".join([*words, province])


def _agency(name: str, province: str) -> Record:
    folded = agency_key(name, "")
    kinds = {"ubnd-cac": "group", "cac-": "group", "ubnd": "people_committee"}
    kind = next((kind for start, kind in kinds.items() if folded.startswith(start)), "department")
    return {"agency_id": agency_key(name, province), "name": name, "kind": kind}


def plan_records(plan: Plan) -> Records:
    """Return ``plan`` as reading would bring it: its lines in tables, its goals as paragraphs under their heading."""
    document: Record = {
        "document_id": plan.document_id,
        "source_name": f"{plan.document_id}.txt",
        "source_format": "txt",
        "document_type": plan.document_type,
        "document_symbol": plan.symbol,
        "title": plan.title,
        "issuer_text": plan.issuer,
        "issuer_agency_id": agency_key(plan.issuer, plan.province),
        "province_code": _PROVINCES[plan.province][0],
        "issue_date": date(plan.year, 1, 5),
        "period_start": date(plan.year, 1, 1),
        "period_end": date(plan.last_year or plan.year, 12, 31),
    }
    names = {plan.issuer, *(line.lead for line in (*plan.indicators, *plan.projects) if line.lead)}
    records: Records = {
        "documents": [document],
        "agencies": [_agency(name, plan.province) for name in sorted(names)],
        "indicator_targets": [],
        "projects": [],
        "project_budgets": [],
        "assignments": [],
        "citations": [],
    }
    for number, line in enumerate(plan.indicators, start=1):
        key = f"Phụ lục 1//{number}"
        records["indicator_targets"].append(
            {
                "document_id": plan.document_id,
                "line_key": key,
                "component_no": 0,
                "table_label": "Phụ lục 1",
                "row_no": str(number),
                "indicator_name": line.text,
                "target_year": plan.year,
                "comparator": line.comparator,
                "target_value": Decimal(line.value) if line.value else None,
                "unit": line.unit,
                "target_text": line.value,
                "source_line_start": 100 + number,
            }
        )
        records["assignments"] += _assigned(plan, "indicator", key, line)
    for number, line in enumerate(plan.projects, start=1):
        key = f"Phụ lục 2/{line.group}/{line.code or number}"
        records["projects"].append(
            {
                "document_id": plan.document_id,
                "line_key": key,
                "table_label": "Phụ lục 2",
                "group_code": line.group or None,
                "project_code": line.code or str(number),
                "project_name": line.text,
                "scope": line.scope,
                "lead_agency_text": line.lead,
                "status_text": line.status_text,
                "source_line_start": 200 + number,
            }
        )
        records["project_budgets"] += [
            {
                "document_id": plan.document_id,
                "line_key": key,
                "budget_no": budget_no,
                "period_start_year": first,
                "period_end_year": last,
                "amount_vnd": Decimal(amount),
            }
            for budget_no, (amount, first, last) in enumerate(line.amounts, start=1)
        ]
        records["assignments"] += _assigned(plan, "project", key, line)
    if plan.goals:
        records["sections"] = [_goals(plan)]
    records["citations"] = [
        {
            "document_id": plan.document_id,
            "record_no": number,
            "cited_type": "ke_hoach",
            "cited_symbol": symbol,
            "cited_issuer_text": f"UBND tỉnh {_PROVINCES[plan.province][1]}",
            "relation": relation,
        }
        for number, (symbol, relation) in enumerate(plan.cites, start=1)
    ]
    return records


def _assigned(plan: Plan, kind: str, key: str, line: Line) -> list[Record]:
    if line.lead is None:
        return []
    return [
        {
            "document_id": plan.document_id,
            "subject_kind": kind,
            "subject_key": key,
            "role": "lead",
            "agency_id": agency_key(line.lead, plan.province),
            "agency_text": line.lead,
        }
    ]


def _goals(plan: Plan) -> Record:
    bullets = [{"text": f"- {text}", "line_start": 20 + n, "line_end": 20 + n} for n, text in enumerate(plan.goals)]
    return {
        "document_id": plan.document_id,
        "section_id": "s1",
        "level": 2,
        "number": "2",
        "title": "Mục tiêu cụ thể",
        "paragraphs": json.dumps(bullets, ensure_ascii=False),
    }


def return_records(
    submission_id: str, agency: str, province: str, months: tuple[int, int], rows: list[Record]
) -> Records:
    """Return a project return of 2024 for the months from ``months[0]`` to ``months[1]``."""
    days = {3: 31, 6: 30, 9: 30, 12: 31}
    agency_id = agency_key(agency, province)
    period = {"period_start": date(2024, months[0], 1), "period_end": date(2024, months[1], days[months[1]])}
    return {
        "agencies": [_agency(agency, province)],
        "submissions": [
            {
                "submission_id": submission_id,
                "source_name": f"{submission_id}.xlsx",
                "agency_id": agency_id,
                "template": "project_return",
                "received_at": "2024-07-01T06:30:00+07:00",
                "status": "accepted",
                **period,
            }
        ],
        "project_return_rows": [
            {"submission_id": submission_id, "agency_id": agency_id, "line_key": row["project_name"], **period, **row}
            for row in rows
        ],
    }


def load_records(connection: psycopg.Connection, received_no: int, source_name: str, records: Records) -> None:
    """Load ``records`` as one validated source."""
    source = replace(receipt(received_no, source_name, "0"), source_sha256=f"{received_no:064x}")
    for table in ("documents", "submissions"):
        for row in records.get(table, ()):
            row |= {"source_sha256": source.source_sha256, "source_name": source_name}
    load_source(connection, source, Validation(records))
