"""Printed totals of tables, added up again: groups from their rows, the whole from groups and rows, a total column from its parts.

A sum is only checked where the table itself prints the total and every row of the sum prints a figure or nothing. Whether
a year exceeds the whole period and whether "(25 nhiệm vụ)" is the number of rows is checked here, too. Ratios of
indicators live in ``arithmetic_indicators``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from pipelines.interpret.arithmetic_columns import check_column_ratios
from pipelines.interpret.arithmetic_doubt import is_jumbled
from pipelines.interpret.arithmetic_rounding import Check, Outcome, Printed, compare_sum, show, verdict
from pipelines.interpret.arithmetic_rows import (
    bare_number,
    check_counts,
    check_periods,
    check_products,
    heading_of,
    is_part,
    printed_figure,
    read_figure,
    row_name,
)
from pipelines.interpret.projects import source_of_heading
from pipelines.interpret.rows import DataRow, Group, PrintedTable
from pipelines.interpret.years import find_years
from pipelines.language.text import fold
from pipelines.language.values import value
from pipelines.read.model import Row

_NO_SUM = re.compile(
    r"%|\b(?:ty le|ti le|ty trong|don gia|muc chi|stt|tt|muc do|xep hang|ma so|nam (?:hoan|bat|thuc))\b|\bnam\s*$"
)
_WHOLE_COLUMN = re.compile(
    r"^(?:(?:du kien|nhu cau) )?(?:tong(?: so| cong| kinh phi| muc| von| du toan| nhu cau| gia tri)?|cong)\b"
)
_MOST_ROWS_TO_SEARCH = 40
_MOST_LEFT_OUT = 4
_ENOUGH_ROWS = 3


@value
class _Line:
    """One row of a sum: what it is called and the figure that it prints (None where it prints nothing)."""

    name: str
    printed: Printed | None


def check_tables(tables: Sequence[PrintedTable]) -> list[Check]:
    """The sums and counts that the tables state of themselves."""
    found: list[Check] = []
    for printed in tables:
        own: list[Check] = []
        if printed.subject != "indicators":
            sums = [check for column in _summed_columns(printed) for check in _check_column(printed, column)]
            own += _without_doubtful(sums)
            own += _check_rows(printed)
            own += check_periods(printed)
            own += check_products(printed)
        own += check_column_ratios(printed)
        own += check_counts(printed)
        trusted = all(check.holds for check in own) or not is_jumbled(printed)
        found += own if trusted else [check for check in own if check.holds]
    return found


def _without_doubtful(sums: list[Check]) -> list[Check]:
    """The sums without those that a cell read into the wrong column may have spoilt.

    An empty cell beside the amounts may have lost its figure to its neighbour. Such a sum is only a contradiction where it
    is the only one of its table that does not hold, and where more is printed than its total says.
    """
    failing = [check for check in sums if not check.holds]
    alone = (
        len({check.place.line_start for check in failing}) == 1
        and len(sums) - len(failing) >= _ENOUGH_ROWS
        and all(check.computed > check.stated for check in failing)
    )
    return [check for check in sums if check.holds or not check.doubtful or alone]


def _summed_columns(printed: PrintedTable) -> list[int]:
    """The columns whose totals can be sums: money, and figures under a total row that are no percentages."""
    _, groups, totals = printed.rows
    summary = [*totals, *(group.row for group in groups)]
    found = []
    for index, (kind, heading) in enumerate(zip(printed.kinds, printed.table.columns, strict=True)):
        if index in {0, printed.name_column} or (kind.kind != "budget" and kind.kind not in {"other", "scope", "unit"}):
            continue
        folded = fold(heading)
        if kind.kind != "budget" and (_NO_SUM.search(folded) or not totals):
            continue
        if any(printed_figure(row.cells[index]) is not None and "%" not in row.cells[index].text for row in summary):
            found.append(index)
    return found


def _check_column(printed: PrintedTable, column: int) -> Iterator[Check]:
    data, groups, _ = printed.rows
    lines = [line for line in data if not is_part(line, printed)]
    spoilt = {id(line) for line in lines if read_figure(line.row, column)[1]}
    left_out: list[str] = []
    for group in groups:
        check = _check_group(printed, column, group, lines, spoilt)
        if check is not None:
            left_out += check.left_out
            yield check
    yield from _check_totals(printed, column, lines, spoilt, tuple(left_out))


def _check_group(
    printed: PrintedTable, column: int, group: Group, lines: Sequence[DataRow], spoilt: set[int]
) -> Check | None:
    stated, odd = read_figure(group.row, column)
    if stated is None or odd:
        return None
    _, groups, _ = printed.rows
    members = [line for line in lines if any(known is group for known in line.groups)]
    if not members or any(id(line) in spoilt for line in members):
        return None
    children = [
        (child, figure)
        for child in groups
        if child is not group
        and _parent(child, group, lines)
        and (figure := read_figure(child.row, column)[0]) is not None
    ]
    own = [line for line in members if not any(known is child for child, _ in children for known in line.groups)]
    parts = [_Line(row_name(printed, line), read_figure(line.row, column)[0]) for line in own]
    parts += [_Line(f"nhóm {child.number}", figure) for child, figure in children]
    of = f"{len(own)} dòng" if not children else f"{len(children)} nhóm con" + (f" và {len(own)} dòng" if own else "")
    where = f"{printed.label}, nhóm {bare_number(group.number)}"
    rows = [group.row, *(line.row for line in own), *(child.row for child, _ in children)]
    check = _sum_check(
        "group_total", where, of, heading_of(printed, column), stated, parts, group.row, column, part="rows_of_group"
    )
    return _doubt(check, printed, rows)


def _doubt(check: Check, printed: PrintedTable, rows: Sequence[Row]) -> Check | None:
    """The check, doubtful where a row of it leaves one of the amounts empty; None where no row prints an amount."""
    if check.holds:
        return check
    if not check.computed:
        return None
    budget = [i for i, kind in enumerate(printed.kinds) if kind.kind == "budget" and i != printed.name_column]
    empty = any(not row.cells[i].text for row in rows for i in budget)
    return replace(check, doubtful=True) if empty else check


def _parent(child: Group, group: Group, lines: Sequence[DataRow]) -> bool:
    """Whether ``group`` is the nearest group above ``child`` that a line stands under."""
    line = next((line for line in lines if any(known is child for known in line.groups)), None)
    if line is None:
        return False
    above = [known for known in line.groups if known.level < child.level]
    return bool(above) and above[-1] is group


def _check_totals(
    printed: PrintedTable, column: int, lines: Sequence[DataRow], spoilt: set[int], left_out: tuple[str, ...]
) -> Iterator[Check]:
    _, groups, totals = printed.rows
    stated = [(row, figure) for row in totals if (figure := read_figure(row, column)[0]) is not None]
    if not stated or not lines:
        return
    order = {id(row): at for at, row in enumerate(printed.table.rows)}
    grand = stated[-1] if order[id(stated[-1][0])] > order[id(lines[0].row)] else stated[0]
    heading, where = heading_of(printed, column), f"{printed.label}, dòng tổng"
    for row, figure in stated:
        if row is grand[0]:
            continue
        yield from _check_inner_total(printed, column, row, figure, lines, spoilt)
    row, figure = grand
    top = min((group.level for group in groups), default=0)
    heads = [(group, read_figure(group.row, column)[0]) for group in groups if group.level == top]
    loose = [line for line in lines if not line.groups]
    if len(heads) > 1 and all(head is not None for _, head in heads) and not any(id(line) in spoilt for line in loose):
        parts = [_Line(f"nhóm {bare_number(group.number)}", head) for group, head in heads]
        parts += [_Line(row_name(printed, line), read_figure(line.row, column)[0]) for line in loose]
        summed = _sum_check(
            "column_sum", where, f"{len(heads)} nhóm", heading, figure, parts, row, column, part="groups_of_total"
        )
        if (check := _doubt(summed, printed, [row, *(group.row for group, _ in heads)])) is not None:
            yield check
    if spoilt:
        return
    rows = [_Line(row_name(printed, line), read_figure(line.row, column)[0]) for line in lines]
    if sum(part.printed is not None for part in rows) < 2 or _group_only(printed, column, lines):
        return
    of = f"tất cả {len(rows)} dòng"
    summed = _sum_check("column_sum", where, of, heading, figure, rows, row, column, left_out, "rows_of_total")
    if (check := _doubt(summed, printed, [row, *(line.row for line in lines)])) is not None:
        yield check


def _group_only(printed: PrintedTable, column: int, lines: Sequence[DataRow]) -> bool:
    """Whether a group prints its amount and none of its rows does: the rows do not make up the whole."""
    _, groups, _ = printed.rows
    for group in groups:
        if read_figure(group.row, column)[0] is None:
            continue
        members = [line for line in lines if any(known is group for known in line.groups)]
        if not any(read_figure(line.row, column)[0] for line in members):
            return True
    return False


def _check_inner_total(
    printed: PrintedTable, column: int, row: Row, figure: Printed, lines: Sequence[DataRow], spoilt: set[int]
) -> Iterator[Check]:
    """A total between the rows ("Cộng I"): the sum of the rows since the total or the group heading before it."""
    rows = printed.table.rows
    at = next(index for index, known in enumerate(rows) if known is row)
    _, groups, totals = printed.rows
    stops = {id(total) for total in totals} | {id(group.row) for group in groups if group.level == 0}
    members: list[DataRow] = []
    by_row = {id(line.row): line for line in lines}
    for above in reversed(rows[:at]):
        if id(above) in stops:
            break
        if id(above) in by_row:
            members.append(by_row[id(above)])
    if len(members) < 2 or any(id(line) in spoilt for line in members):
        return
    parts = [_Line(row_name(printed, line), read_figure(line.row, column)[0]) for line in reversed(members)]
    name = row.cells[printed.name_column].text or row.cells[0].text
    check = _sum_check(
        "group_total",
        f"{printed.label}, dòng “{name}”",
        f"{len(parts)} dòng",
        heading_of(printed, column),
        figure,
        parts,
        row,
        column,
        part="rows_of_group",
    )
    # Where it does not fit, what such a total adds up may be something else.
    if check.holds:
        yield check


def _sum_check(
    kind: str,
    where: str,
    of: str,
    heading: str,
    stated: Printed,
    parts: Sequence[_Line],
    row: Row,
    column: int,
    known: tuple[str, ...] = (),
    part: str = "",
) -> Check:
    figures = [part.printed for part in parts if part.printed is not None]
    outcome = compare_sum(stated, figures)
    computed = sum((figure.value for figure in figures), Decimal(0))
    # Figures printed whole do not add up where they differ at all; that rounding of the rows may be why is said beside it.
    apart = outcome is Outcome.ROUNDED and stated.is_whole and all(figure.is_whole for figure in figures)
    if apart:
        outcome = Outcome.DIFFERS
    left_out = _left_out(stated, parts, computed, known) if outcome is Outcome.DIFFERS and not apart else ()
    description = (
        f"{where}, cột “{heading}”: cộng {of} được {show(computed)}, văn bản ghi {stated.text}: {verdict(outcome)}"
    )
    if outcome is not Outcome.EXACT:
        reason = ", có thể do làm tròn số ở các dòng" if apart else ""
        description += f" (lệch {show(abs(computed - stated.value))}{reason})"
    if left_out:
        description += f"; tổng in thiếu các dòng {', '.join(left_out)}"
    place = row.cells[column].place
    return Check(
        kind,
        description,
        stated.value,
        computed,
        outcome is not Outcome.DIFFERS,
        place if place.line_start is not None or place.cell is not None else row.place,
        stated.text,
        left_out,
        apart=apart,
        part=part,
    )


def _left_out(stated: Printed, parts: Sequence[_Line], computed: Decimal, known: tuple[str, ...]) -> tuple[str, ...]:
    """The names of the rows whose figures a total leaves out, where exactly one set of rows explains the difference."""
    values = {part.name: part.printed for part in parts if part.printed is not None and part.printed.value}
    if known and all(name in values for name in known):
        rest = [figure for name, figure in values.items() if name not in known]
        if compare_sum(stated, rest) is not Outcome.DIFFERS:
            return known
    missing = computed - stated.value
    if missing <= 0 or len(values) > _MOST_ROWS_TO_SEARCH:
        return ()
    names = list(values)
    for size in range(1, min(_MOST_LEFT_OUT, len(names) - 1) + 1):
        if size > 2 and len(names) > _MOST_ROWS_TO_SEARCH // 2:
            break
        fitting = [
            chosen for chosen in combinations(names, size) if sum(values[name].value for name in chosen) == missing
        ]
        if fitting:
            return fitting[0] if len(fitting) == 1 else ()
    return ()


def _check_rows(printed: PrintedTable) -> Iterator[Check]:
    """A total column against the columns that make it up, where most rows show that they do."""
    budget = [i for i, kind in enumerate(printed.kinds) if kind.kind == "budget" and i != printed.name_column]
    if len(budget) < _ENOUGH_ROWS:
        return
    are_sources = all(source_of_heading(heading_of(printed, column)) for column in budget[1:])
    for whole in budget:
        heading = fold(heading_of(printed, whole).rsplit(" / ", 1)[-1])
        # "Kinh phí | NSTW | NSĐP": before sources only the first is their sum, whatever it is called.
        if not (_WHOLE_COLUMN.match(heading) or (are_sources and whole == budget[0])):
            continue
        fitting = (_compare_parts(printed, whole, parts) for parts in _part_columns(printed, whole, budget))
        compared = next((rows for rows in fitting if rows), None)
        if compared is None:
            continue
        for row, stated, figures in compared:
            name = row.cells[0].text or row.cells[printed.name_column].text
            lines = [_Line("", figure) for figure in figures]
            yield _sum_check(
                "column_sum", f"{printed.label}, dòng {name}", f"{len(figures)} cột thành phần", heading_of(printed, whole),
                stated, lines, row, whole, part="columns_of_row",
            )  # fmt: skip
        return


def _part_columns(printed: PrintedTable, whole: int, budget: Sequence[int]) -> Iterator[list[int]]:
    """The columns that may make up a total: all others, those under one heading, those of sources, those of years."""
    parts = [column for column in budget if column != whole]
    yield parts
    under: dict[str, list[int]] = {}
    for column in parts:
        under.setdefault(heading_of(printed, column).rpartition(" / ")[0], []).append(column)
    sources = [column for column in parts if source_of_heading(heading_of(printed, column))]
    years = [column for column in parts if find_years(heading_of(printed, column).rpartition(" / ")[2])]
    for columns in (*(found for upper, found in under.items() if upper), sources, years):
        if 1 < len(columns) < len(parts):
            yield columns


def _compare_parts(printed: PrintedTable, whole: int, parts: Sequence[int]) -> list[tuple[Row, Printed, list[Printed]]]:
    """The rows with their total and its parts, none where the columns do not make it up: too few rows of data fit.

    Where each part is a source of money, half of them are enough; sums of rows say nothing of it, for they repeat an error.
    """
    sums = {id(row) for row in printed.rows[2]} | {id(group.row) for group in printed.rows[1]}
    compared: list[tuple[Row, Printed, list[Printed]]] = []
    fits: list[bool] = []
    for row in printed.table.rows:
        stated = read_figure(row, whole)[0]
        cells = [read_figure(row, column) for column in parts]
        figures = [figure for figure, _ in cells if figure is not None]
        if stated is None or not figures or any(odd for _, odd in cells):
            continue
        compared.append((row, stated, figures))
        if id(row) not in sums:
            fits.append(compare_sum(stated, figures) is not Outcome.DIFFERS)
    is_told = len(parts) > 1 and all(source_of_heading(heading_of(printed, column)) for column in parts)
    enough = sum(fits) * 2 >= len(fits) > 1 if is_told else len(fits) >= _ENOUGH_ROWS and sum(fits) * 4 >= len(fits) * 3
    return compared if enough and any(fits) else []
