"""Everything that a document states twice or that can be recomputed -> checks. The order stands here, the rules beside.

The source is never corrected: a check says what is printed, what was recomputed and whether both agree to the printed
digits. What follows from one that does not hold is for ``findings``.
"""

import re
from collections.abc import Iterator, Sequence

from pipelines.interpret.arithmetic_figures import Clause, Figure, FigureKind, read_clauses
from pipelines.interpret.arithmetic_indicators import check_indicators
from pipelines.interpret.arithmetic_lists import check_lists
from pipelines.interpret.arithmetic_prose import check_ratios, check_rests
from pipelines.interpret.arithmetic_rounding import Check
from pipelines.interpret.arithmetic_sums import check_sums
from pipelines.interpret.arithmetic_tables import check_tables
from pipelines.interpret.passages import Passage, PassageKind
from pipelines.interpret.records import Record, Records
from pipelines.interpret.rows import PrintedTable
from pipelines.language.text import fold

_CELL = PassageKind.CELL
_APART = frozenset({PassageKind.CELL, PassageKind.GOAL, PassageKind.FOOTNOTE})
_APPENDIX = re.compile(r"\bphu luc(?: so)?(?: (?P<number>\d{1,2}|[ivx]+))?\b")
_TOTAL = re.compile(r"\b(?:tong|nhiem vu|du an)\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FURTHEST = 140


def check_arithmetic(passages: Sequence[Passage], tables: Sequence[PrintedTable], records: Records) -> list[Check]:
    """The checks of one document in the order of their places; ``records`` are those of its other datasets."""
    indicators = {printed.table_no for printed in tables if printed.subject == "indicators"}
    running = [p for p in passages if p.kind is not _CELL or _holds_prose(p, indicators)]
    clauses = read_clauses(running)
    found = check_tables(tables)
    found += check_indicators(records["indicator_results"], records["indicator_targets"], clauses)
    found += check_ratios(clauses)
    found += check_rests(clauses)
    found += check_sums(clauses)
    found += check_lists(clauses)
    found += _check_annex_totals(clauses, tables, records["budget_lines"])
    return sorted(found, key=lambda check: check.place.line_start or 0)


def _holds_prose(passage: Passage, indicators: set[int]) -> bool:
    """Whether a cell may state figures of its own: a note or a scope, but no note of an indicator (those go with their row)."""
    return passage.column_kind in {"scope", "expected_output", "note", "other"} and passage.table_no not in indicators


def _check_annex_totals(
    clauses: Sequence[Clause], tables: Sequence[PrintedTable], lines: Sequence[Record]
) -> Iterator[Check]:
    """An amount of the body that refers to an annex against the printed total of that annex."""
    totals = {
        printed.label: sums
        for printed in tables
        if printed.subject == "projects" and (sums := [line for line in lines if _is_total_of(line, printed)])
    }
    if not totals:
        return
    for clause in clauses:
        if clause.passage.kind in _APART:
            continue
        amounts = [figure for figure in clause.figures if figure.kind is FigureKind.MONEY]
        for mention in _APPENDIX.finditer(clause.folded) if amounts else ():
            label = _label(mention["number"], totals)
            figure = _nearest(clause, amounts, mention.start(), mention.end())
            if label is not None and figure is not None:
                yield from _compare(clause, figure, label, totals[label])


def _is_total_of(line: Record, printed: PrintedTable) -> bool:
    first, last = printed.table.place.line_start, printed.table.place.line_end
    at = line["source_line_start"]
    inside = isinstance(at, int) and first is not None and first <= at <= (last or first)
    return line["line_kind"] == "total" and inside and line["amount_vnd"] is not None


def _label(number: str | None, totals: dict[str, list[Record]]) -> str | None:
    if number is None:
        return next(iter(totals)) if len(totals) == 1 else None
    return next((label for label in totals if fold(label).split()[-1] == number), None)


def _nearest(clause: Clause, amounts: Sequence[Figure], start: int, end: int) -> Figure | None:
    """The first amount after the mention in its sentence, else the last before it."""
    sentence = clause.sentence_of(start)
    after = next((f for f in amounts if f.start >= end and f.start - end < _FURTHEST), None)
    before = next((f for f in reversed(amounts) if f.end <= start and start - f.end < _FURTHEST), None)
    for figure in (after, before):
        if figure is not None and clause.sentence_of(figure.start) == sentence and figure.qualifier is None:
            return figure
    return None


def _compare(clause: Clause, figure: Figure, label: str, totals: Sequence[Record]) -> Iterator[Check]:
    context = clause.folded[max(figure.start - _FURTHEST, 0) : figure.start]
    if not _TOTAL.search(context):
        return
    equal = next((line for line in totals if line["amount_vnd"] == figure.value), None)
    years = {int(year) for year in _YEAR.findall(context)}
    stated = (
        equal
        or _only([line for line in totals if years & {line["period_start_year"], line["period_end_year"]}])
        or _only(totals)
    )
    if stated is None:
        return
    holds = equal is not None
    yield Check(
        "column_sum",
        f"Kinh phí “{figure.printed.text}” trong lời văn và dòng tổng của {label} ({stated['amount_text']}): "
        f"{'khớp' if holds else 'không khớp'}",
        figure.value,
        stated["amount_vnd"],  # type: ignore[arg-type]
        holds,
        clause.passage.place_of(figure.start, figure.end),
        figure.printed.text,
        part="body_and_annex",
    )


def _only(lines: Sequence[Record]) -> Record | None:
    return lines[0] if len(lines) == 1 else None
