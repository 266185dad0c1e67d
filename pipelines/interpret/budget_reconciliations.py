"""Amounts of money that a document states more than once, held against each other -> ``budget_reconciliations``.

What ``arithmetic`` computed is taken from its checks, not computed again; here the sources of money that the prose names are
held against the groups of the annex, and differences are explained by the rows that make them up: rows that a total leaves
out, rows that one source pays though they are listed under another. A search is over the rows of one table only, in sets of
few rows, and counts only where exactly one set fits.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from pipelines.interpret.arithmetic_rounding import Check, Printed, show
from pipelines.interpret.arithmetic_rows import bare_number, heading_of, is_part, read_figure, row_name
from pipelines.interpret.funding_sources import funding_codes
from pipelines.interpret.records import Record, Records, place_columns
from pipelines.interpret.rows import DataRow, Group, PrintedTable
from pipelines.interpret.years import find_years
from pipelines.language.text import fold
from pipelines.read.model import Cell

_MOST_ROWS = 40
_MOST_IN_SET = 4
_MOST_SETS = 20_000
_NAME_LENGTH = 90
_NAMED_WORDS = 4


@dataclass(frozen=True, slots=True)
class _Cell:
    """Where a check's stated figure stands: its table and column."""

    printed: PrintedTable
    column: int


@dataclass(frozen=True, slots=True)
class _Source:
    """An amount of prose that names its source: the record of ``budget_lines`` and the code of the source."""

    line: Record
    code: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class _Head:
    """A top group of a table that names its sources, with its printed sum in one column."""

    group: Group
    codes: frozenset[str]
    figure: Printed


def reconcile_budgets(checks: Sequence[Check], tables: Sequence[PrintedTable], records: Records) -> list[Record]:
    """Return the rows of ``budget_reconciliations``, without ``document_id`` and ``record_no``.

    ``checks`` are those of the document in the order of its ``arithmetic_checks``; ``records`` are its other records.
    """
    projects = [printed for printed in tables if printed.subject == "projects" and printed.columns_of("budget")]
    of_money = [*projects, *(printed for printed in tables if printed.shares_out_money)]
    scales = {printed.table_no: _scale(printed, records) for printed in of_money}
    cells = {
        id(row.cells[column].place): _Cell(printed, column)
        for printed in of_money
        for row in printed.table.rows
        for column in printed.columns_of("budget")
    }
    keys = {printed.table_no: _line_keys(printed, records["projects"]) for printed in of_money}
    found: list[Record] = []
    for number, check in enumerate(checks, 1):
        if not check.part:
            continue
        cell = cells.get(id(check.place))
        if cell is None and check.part not in {"parts_of_amount", "body_and_annex"}:
            continue  # figures of a table that are no money
        factor = scales[cell.printed.table_no] if cell else Decimal(1)
        found.append(_of_check(check, number, factor, cell, checks, keys))
    for printed in projects:
        found += _sources_and_groups(printed, scales[printed.table_no], keys[printed.table_no], records["budget_lines"])
    return found


def _of_check(
    check: Check,
    number: int,
    factor: Decimal | None,
    cell: _Cell | None,
    checks: Sequence[Check],
    keys: Mapping[int, Mapping[str, str]],
) -> Record:
    exact = check.stated == check.computed
    row = _row(check.part, check.description, check.stated, check.computed, check.stated_text, factor)
    row |= {
        "holds": check.holds,
        "outcome": "exact" if exact else "rounding" if check.holds or check.apart else "contradiction",
        "check_no": number,
        **place_columns(check.place),
    }
    if check.left_out and cell is not None:
        row["explanation"] = _left_out_text(check, cell, checks)
        row["explained_by"] = _as_json([keys[cell.printed.table_no].get(name, name) for name in check.left_out])
    return row


def _left_out_text(check: Check, cell: _Cell, checks: Sequence[Check]) -> str:
    """Which rows a total leaves out, and which other column of the same row counts them."""
    figures = {row_name(cell.printed, line): read_figure(line.row, cell.column)[0] for line in cell.printed.rows[0]}
    named = ", ".join(f"{name} ({figure.text})" if (figure := figures.get(name)) else name for name in check.left_out)
    missing = sum((figure.value for name in check.left_out if (figure := figures.get(name))), Decimal(0))
    text = f"Số in bỏ sót {len(check.left_out)} dòng {named}, cộng {show(missing)}"
    rest = check.computed - check.stated - missing
    if rest:
        text += f"; còn lệch {show(abs(rest))} do làm tròn số ở các dòng"
    for other in checks:
        if other.holds and other.part == check.part and other.place.line_start == check.place.line_start:
            column = next(
                (
                    c
                    for row in cell.printed.table.rows
                    for c in cell.printed.columns_of("budget")
                    if row.cells[c].place is other.place and c != cell.column
                ),
                None,
            )
            if column is not None:
                return f"{text}; cột “{heading_of(cell.printed, column)}” của cùng hàng tính đủ các dòng này"
    return text


def _sources_and_groups(
    printed: PrintedTable, scale: Decimal | None, keys: Mapping[str, str], lines: Sequence[Record]
) -> Iterator[Record]:
    """What the prose gives each source against the sum of the group that is paid from it, per column of amounts."""
    data, groups, totals = printed.rows
    if scale is None or not totals:
        return
    top = min((group.level for group in groups), default=0)
    for column in printed.columns_of("budget"):
        heads = [
            _Head(group, codes, figure)
            for group in groups
            if group.level == top
            and (codes := funding_codes(group.name))
            and (figure := read_figure(group.row, column)[0]) is not None
        ]
        total = next((figure for row in reversed(totals) if (figure := read_figure(row, column)[0])), None)
        if total is None or len(heads) < 2:
            continue
        years = find_years(heading_of(printed, column)) or find_years(printed.title)
        sources = _sources(lines, printed, years, total.value * scale)
        members = [line for line in data if not is_part(line, printed)]
        for source in sources:
            own = [head for head in heads if source.code in head.codes]
            if len(own) == 1 and not any(other.code in own[0].codes for other in sources if other is not source):
                yield _held_against(source, own[0], printed, column, scale, members, keys, sources)


def _sources(
    lines: Sequence[Record], printed: PrintedTable, years: tuple[int, int] | None, total: Decimal
) -> list[_Source]:
    """The amounts of one section of prose, each from a source of its own, that make up the total of the table."""
    first, last = printed.table.place.line_start or 0, printed.table.place.line_end or 0
    by_section: dict[str, list[_Source]] = {}
    for line in lines:
        at, amount, source = line["source_line_start"], line["amount_vnd"], line["funding_source"]
        if not isinstance(source, str) or not isinstance(amount, Decimal):
            continue
        if isinstance(at, int) and first <= at <= last:
            continue
        codes = funding_codes(source)
        if len(codes) != 1 or (years and (line["period_start_year"], line["period_end_year"]) != years):
            continue
        by_section.setdefault(str(line.get("section_id")), []).append(_Source(line, next(iter(codes)), amount))
    for found in by_section.values():
        distinct = len({source.code for source in found}) == len(found)
        if len(found) > 1 and distinct and sum(source.amount for source in found) == total:
            return found
    return []


def _held_against(
    source: _Source,
    head: _Head,
    printed: PrintedTable,
    column: int,
    scale: Decimal,
    members: Sequence[DataRow],
    keys: Mapping[str, str],
    sources: Sequence[_Source],
) -> Record:
    stated, computed = source.amount, head.figure.value * scale
    name = f"nhóm {bare_number(head.group.number)}"
    description = (
        f"{source.line['funding_source']!s}: lời văn ghi {source.line['amount_text']}, {printed.label}, {name}, cột "
        f"“{heading_of(printed, column)}” ghi {head.figure.text}: {'khớp' if stated == computed else 'không khớp'}"
    )
    if stated != computed:
        description += f" (lệch {show(abs(stated - computed) / scale)})"
    row = _row("sources_and_groups", description, stated, computed, str(source.line["amount_text"]), Decimal(1))
    row |= {
        "funding_source": source.code,
        "holds": stated == computed,
        "outcome": "exact" if stated == computed else "contradiction",
        **{name: source.line[name] for name in ("source_page", "source_line_start", "source_line_end", "source_sheet", "source_cell")},
    }  # fmt: skip
    if stated == computed:
        return row
    inside = [line for line in members if any(known is head.group for known in line.groups)]
    outside = [line for line in members if not any(line is known for known in inside)]
    # A source that gives more than its group pays rows of other groups; one that gives less leaves rows of its group to others.
    among = outside if stated > computed else inside
    chosen = explaining_rows(among, printed, column, abs(stated - computed) / scale, _said(sources))
    if chosen:
        row["explanation"] = _moved_text(source, head, printed, column, chosen, gives_more=stated > computed)
        row["explained_by"] = _as_json([keys.get(name := row_name(printed, line), name) for line in chosen])
    return row


def _said(sources: Sequence[_Source]) -> str:
    return " ".join(fold(str(source.line["description"])) for source in sources)


def explaining_rows(
    lines: Sequence[DataRow], printed: PrintedTable, column: int, missing: Decimal, said: str = ""
) -> list[DataRow]:
    """The rows whose amounts make up ``missing``, where one smallest set does; of several the one that the prose names.

    ``said`` is folded prose. Sets of at most four of at most forty rows are tried, and no more than 20.000 of them.
    """
    values = [(line, figure.value) for line in lines if (figure := read_figure(line.row, column)[0]) and figure.value]
    if missing <= 0 or len(values) > _MOST_ROWS:
        return []
    tried = 0
    for size in range(1, min(_MOST_IN_SET, len(values)) + 1):
        fitting: list[tuple[tuple[DataRow, Decimal], ...]] = []
        for chosen in combinations(values, size):
            tried += 1
            if tried > _MOST_SETS:
                return []
            if sum(value for _, value in chosen) == missing:
                fitting.append(chosen)
        named = [chosen for chosen in fitting if all(_is_named(line, printed, said) for line, _ in chosen)]
        best = fitting if len(fitting) == 1 else named
        if fitting:
            return [line for line, _ in best[0]] if len(best) == 1 else []
    return []


def _is_named(line: DataRow, printed: PrintedTable, said: str) -> bool:
    words = fold(line.row.cells[printed.name_column].text).split()
    return len(words) >= _NAMED_WORDS and " ".join(words[: 2 * _NAMED_WORDS]) in said


def _moved_text(
    source: _Source, head: _Head, printed: PrintedTable, column: int, chosen: Sequence[DataRow], *, gives_more: bool
) -> str:
    rows = "; ".join(
        f"{row_name(printed, line)} “{_short(line.row.cells[printed.name_column])}” {line.row.cells[column].text}"
        for line in chosen
    )
    funds = str(source.line["funding_source"])
    group = f"nhóm {bare_number(head.group.number)}"
    if gives_more:
        where = sorted({f"nhóm {bare_number(line.groups[0].number)}" for line in chosen if line.groups})
        return f"{funds} chi cho {len(chosen)} dòng xếp ở {', '.join(where) or 'ngoài nhóm'}, không ở {group}: {rows}"
    return f"{len(chosen)} dòng xếp ở {group} nhưng không do {funds} chi: {rows}"


def _short(cell: Cell) -> str:
    text = cell.text
    return text if len(text) <= _NAME_LENGTH else text[:_NAME_LENGTH].rpartition(" ")[0] + "…"


def _row(kind: str, description: str, stated: Decimal, computed: Decimal, text: str, factor: Decimal | None) -> Record:
    return {
        "reconciliation_kind": kind,
        "description": description,
        "stated_text": text or None,
        "stated_vnd": _in_vnd(stated, factor),
        "computed_vnd": _in_vnd(computed, factor),
        "difference_vnd": _in_vnd(computed - stated, factor),
        "explanation": None,
        "explained_by": None,
        "funding_source": None,
        "check_no": None,
    }


def _in_vnd(value: Decimal, factor: Decimal | None) -> Decimal | None:
    if factor is None:
        return None
    amount = value * factor
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount


def _scale(printed: PrintedTable, records: Records) -> Decimal | None:
    """How many đồng one of the table's unit is, by an amount of it that has a value in đồng; None where the unit is unknown."""
    lines = {id(line.row.place): line for line in printed.rows[0]}
    places = {(p.line_start, p.sheet, p.cell) for p in (line.row.place for line in lines.values())}
    for budget in (*records["project_budgets"], *records["budget_lines"]):
        if (budget["source_line_start"], budget["source_sheet"], budget["source_cell"]) not in places:
            continue
        amount, text = budget["amount_vnd"], budget["amount_text"]
        for line in lines.values():
            for column in printed.columns_of("budget"):
                figure = read_figure(line.row, column)[0]
                if isinstance(amount, Decimal) and figure and figure.text == text and figure.value:
                    return amount / figure.value
    return None


def _line_keys(printed: PrintedTable, projects: Sequence[Record]) -> dict[str, str]:
    """The key of every line of a table by its name in descriptions ("II.3")."""
    by_place = {
        (project["source_line_start"], project["source_sheet"], project["source_cell"]): str(project["line_key"])
        for project in reversed(projects)
        if project["table_label"] == printed.label
    }
    found: dict[str, str] = {}
    for line in printed.rows[0]:
        key = by_place.get((line.row.place.line_start, line.row.place.sheet, line.row.place.cell))
        if key is not None:
            found.setdefault(row_name(printed, line), key)
    return found


def _as_json(keys: Sequence[str]) -> str:
    return json.dumps(list(keys), ensure_ascii=False)
