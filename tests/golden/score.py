"""Compares records with facts transcribed by reading: how many lines were found and how many of their cells are right.

The facts are CSV tables in the form of ``tests/golden/samples``. Lines are paired by table, group and number (goals of a
list by their text); a text cell is right where it is equal after folding case, blanks and hyphens.
"""

import csv
import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from pipelines.interpret.records import Records

Fact = Mapping[str, str]
_LIKE = 0.97
_GOAL_KEY = 45
_LONGEST_CELL = 160
_KEPT = 52
_SHORTENED = re.compile(r"(?P<begin>.+) \[…(?P<length>\d+)…\] (?P<end>.+)", re.DOTALL)
_DIGITS = re.compile(r"\d+|[ivx]+")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
INDICATOR_CELLS = {"name": "indicator_name", "year": "target_year", "comparator": "comparator",
                   "target_value": "target_value", "unit": "unit"}  # fmt: skip
RESULT_CELLS = {"name": "indicator_name", "result_value": "result_value", "result_text": "result_text",
                "numerator": "numerator", "denominator": "denominator", "note": "note"}  # fmt: skip
PROJECT_CELLS = {"name": "project_name", "scope": "scope", "implementation_form": "implementation_form",
                 "lead_agency": "lead_agency_text", "coordinating_agency": "coordinating_agency_text",
                 "status": "status", "expected_output": "expected_output", "legal_basis": "legal_basis_text"}  # fmt: skip
DOCUMENT_CELLS = {"doc_type": "document_type", "number": "document_number", "symbol": "document_symbol",
                  "title": "title", "issue_date": "issue_date", "place": "issue_place", "period_start": "period_start",
                  "period_end": "period_end", "signer_name": "signer_name", "signer_title": "signer_title",
                  "signing_authority": "signing_authority"}  # fmt: skip


ROLES = {"monitor": "monitor_agency", "lead": "lead_agency", "coordinate": "coordinating_agency"}


@dataclass(slots=True)
class Score:
    """Lines of the facts, lines found, lines in the records, cells compared and right; ``wrong`` says what is not."""

    facts: int = 0
    found: int = 0
    records: int = 0
    cells: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """The share of the facts' lines that were found."""
        return self.found / self.facts if self.facts else 1.0

    @property
    def precision(self) -> float:
        """The share of the records that are lines of the facts."""
        return self.found / self.records if self.records else 1.0

    @property
    def accuracy(self) -> float:
        """The share of the compared cells that are right."""
        return self.right / self.cells if self.cells else 1.0

    def add(self, other: "Score") -> None:
        """Count ``other`` in."""
        for name in ("facts", "found", "records", "cells", "right"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.wrong += other.wrong


def read_facts(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV of facts; none where the file does not exist."""
    if not path.exists():
        return []
    return parse_facts(path.read_text(encoding="utf-8"))


def parse_facts(text: str) -> list[dict[str, str]]:
    """The rows of a CSV of facts given as text."""
    return list(csv.DictReader(text.splitlines()))


def score_records(facts: Callable[[str], list[dict[str, str]]], records: Records) -> dict[str, Score]:
    """The scores of one document by dataset; ``facts`` gives the rows of a CSV by its name."""
    indicators, projects = facts("indicators"), facts("projects")
    targets = [r for r in records["indicator_targets"] if r["component_no"] == 0]
    components = [r for r in records["indicator_targets"] if r["component_no"] != 0]
    measured = [f for f in indicators if f["kind"] != "result" and f["unit"]]
    reported = [f for f in indicators if f["kind"] != "target"]
    budgets = [
        {"name": "", "amount": str(Decimal(f[column]) * 1_000_000)}
        for f in projects
        for column in ("budget_total", "budget_year_amount")
        if f[column]
    ]
    citations, measured_prose = facts("citations"), [f for f in facts("facts") if _is_number(f["value"])]
    agencies = [
        {"name": f["name"], "role": role, "text": f[column]}
        for f in indicators
        for role, column in ROLES.items()
        if f[column]
    ]
    return {
        "documents": _compare(facts("documents"), records["documents"], lambda _: (), lambda _: (), DOCUMENT_CELLS),
        "indicator_targets": _compare(measured, targets, _indicator_fact, _indicator_record, INDICATOR_CELLS),
        "indicator_results": _compare(
            reported, records["indicator_results"], _indicator_fact, _indicator_record, RESULT_CELLS
        ),
        "components": _compare(
            facts("indicator_components"), components, lambda f: (_plain(f["target_value"]),),
            lambda r: (_plain(r["target_value"]),), {"comparator": "comparator"},
        ),
        "projects": _compare(projects, records["projects"], _project_fact, _project_record, PROJECT_CELLS),
        "project_budgets": _compare(
            budgets, records["project_budgets"], lambda f: (_plain(f["amount"]),), lambda r: (_plain(r["amount_vnd"]),), {}
        ),
        "sections": _compare(
            facts("sections"), records["sections"], lambda f: (_code(f["number"]), _fold(f["title"])[:40]),
            lambda r: (_code(r["number"]), _fold(r["title"])[:40]), {},
        ),
        "budget_lines": _compare(
            [f for f in facts("budgets") if f["amount_vnd"]], records.get("budget_lines", []),
            lambda f: (_plain(f["amount_vnd"]),), lambda r: (_plain(r["amount_vnd"]),), {},
        ),
        "citations": _compare(
            citations, records.get("citations", []), lambda f: (_symbol(f["symbol"]),), lambda r: (_symbol(r["cited_symbol"]),), {}
        ),
        "dated citations": _compare(
            [f for f in citations if f["date"]], [r for r in records.get("citations", []) if r["cited_date"]],
            lambda f: (_symbol(f["symbol"]), f["date"]), lambda r: (_symbol(r["cited_symbol"]), str(r["cited_date"])), {},
        ),
        "measurements": _compare(
            measured_prose, records.get("measurements", []), lambda f: (_plain(f["value"]),), lambda r: (_plain(r["value"]),), {}
        ),
        "assignments": _compare_agencies(agencies, [r for r in records["assignments"] if r["subject_kind"] == "indicator"]),
    }  # fmt: skip


def _compare_agencies(facts: Sequence[Fact], records: Sequence[Mapping[str, object]]) -> Score:
    """How many agency cells have at least one of their agencies in the records; precision is not measured."""
    texts = {(str(record["role"]), _fold(record["agency_text"])) for record in records}
    found = [any(r == fact["role"] and text in _fold(fact["text"]) for r, text in texts) for fact in facts]
    wrong = [f"no agency of {fact}" for fact, ok in zip(facts, found, strict=True) if not ok]
    return Score(len(facts), sum(found), sum(found), wrong=wrong)


def _symbol(text: object) -> str:
    return re.sub(r"\s+", "", _fold(text)).replace("đ", "d").upper()


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(?:\.\d+)?", text) is not None


def _compare(
    facts: Iterable[Fact],
    records: Iterable[Mapping[str, object]],
    fact_key: Callable[[Fact], tuple[str, ...]],
    record_key: Callable[[Mapping[str, object]], tuple[str, ...]],
    cells: Mapping[str, str],
) -> Score:
    score = Score()
    waiting: dict[tuple[str, ...], list[Mapping[str, object]]] = defaultdict(list)
    for record in records:
        waiting[record_key(record)].append(record)
        score.records += 1
    for fact in facts:
        score.facts += 1
        key = fact_key(fact)
        if not waiting[key]:
            score.wrong.append(f"missing: {key} {fact.get('name', fact.get('title', ''))[:60]}")
            continue
        record = waiting[key].pop(0)
        score.found += 1
        for fact_column, record_column in cells.items():
            score.cells += 1
            if same(fact[fact_column], record.get(record_column)):
                score.right += 1
            else:
                score.wrong.append(
                    f"{key} {record_column}: {fact[fact_column]!r} read as {record.get(record_column)!r}"
                )
    return score


def same(fact: str, value: object) -> bool:
    """Whether a cell of the facts and a value of a record say the same."""
    if (shortened := _SHORTENED.fullmatch(fact)) is not None:
        return _fits_shortened(shortened, _fold(value))
    left, right = _plain(fact), _plain(value)
    if left == right:
        return True
    long = min(len(left), len(right)) > 60
    return long and difflib.SequenceMatcher(None, left, right, autojunk=False).ratio() >= _LIKE


def shorten(text: str) -> str:
    """A long cell as the repository keeps it: its beginning, the folded length of what is left out, its end.

    >>> shorten("Kế hoạch " * 40)[:60]
    'Kế hoạch Kế hoạch Kế hoạch Kế hoạch Kế hoạch Kế hoạc […255…]'
    """
    text = " ".join(text.split())
    if len(text) <= _LONGEST_CELL:
        return text
    begin, end = text[:_KEPT], text[-_KEPT:]
    return f"{begin} […{len(_fold(text)) - len(_fold(begin)) - len(_fold(end))}…] {end}"


def _fits_shortened(shortened: re.Match[str], value: str) -> bool:
    begin, end = _fold(shortened["begin"]), _fold(shortened["end"])
    whole = len(begin) + int(shortened["length"]) + len(end)
    return value.startswith(begin) and value.endswith(end) and abs(len(value) - whole) <= (1 - _LIKE) * whole


def _plain(value: object) -> str:
    if value is None:
        return ""
    try:
        return f"{Decimal(str(value)).normalize():f}"
    except InvalidOperation:
        return _fold(str(value))


def _fold(value: object) -> str:
    text = unicodedata.normalize("NFC", str(value or "")).casefold()
    text = re.sub(r"[‐-―]", "-", text)
    text = re.sub(r"\s*([-/;,.:()…])\s*", r"\1", re.sub(r"[“”„\"'‘’]", "'", text))
    return re.sub(r"\s+", " ", text).strip(" .;:,-…")


def _code(value: object) -> str:
    return re.sub(r"[\s.)]+$", "", _fold(value)).replace(" ", "")


def _table(label: object) -> str:
    folded = unicodedata.normalize("NFD", _fold(label).replace("đ", "d"))
    words = "".join(c if c.isalnum() else " " for c in folded if not unicodedata.combining(c)).split()
    if words[:2] == ["muc", "tieu"]:
        return "goals"
    number = next((word for word in words[2:] if _DIGITS.fullmatch(word)), "1")
    return f"{' '.join(words[:2])} {int(number) if number.isdigit() else _ROMAN.get(number, 0)}"


def _indicator_fact(fact: Fact) -> tuple[str, ...]:
    table = _table(fact["table"])
    return (
        (table, _fold(fact["name"])[:_GOAL_KEY])
        if table == "goals"
        else (table, _code(fact["group_no"]), _code(fact["row_no"]))
    )


def _indicator_record(record: Mapping[str, object]) -> tuple[str, ...]:
    table = _table(record["table_label"])
    if table == "goals":
        return table, _fold(record["indicator_name"])[:_GOAL_KEY]
    return table, _code(record["group_no"]), _code(record["row_no"])


def _project_fact(fact: Fact) -> tuple[str, ...]:
    return _table(fact["table"]), _code(fact["group_code"]), _code(fact["code"])


def _project_record(record: Mapping[str, object]) -> tuple[str, ...]:
    return _table(record["table_label"]), _code(record["group_code"]), _code(record["project_code"])
