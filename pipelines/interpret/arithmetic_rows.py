"""Rows of tables as the sums and counts of ``arithmetic_tables`` need them, and what single rows state of themselves.

An amount of a year within the amount of the period, "(25 nhiệm vụ)" against the rows under a heading.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipelines.interpret.arithmetic_rounding import Check, Outcome, Printed, parse_printed, show, verdict
from pipelines.interpret.rows import DataRow, PrintedTable
from pipelines.interpret.years import find_years
from pipelines.language.text import fold
from pipelines.read.model import Cell, Row

_COUNTED = r"(?:nhiem vu|du an|chi tieu|hang muc|noi dung|danh muc|muc tieu|tieu chi|goi thau|cong trinh|don vi|muc)"
_STATED_COUNTS = re.compile(rf"(?<![\d.,/])(\d{{1,3}}) {_COUNTED}(?![a-z])")
_IN_BRACKETS = re.compile(r"\((?:gom |tong so )?[^()]*\)")
_PART_ROW = re.compile(r"^\s?[-+•*_]|^trong do\b")
_QUANTITY = re.compile(r"(?:so luong|khoi luong|sl)\b")
_UNIT_PRICE = re.compile(r"(?:don gia|gia don vi|muc chi)\b")
_PRODUCT = re.compile(r"thanh tien\b")
_EMPTY = frozenset({"", "-", "–", "—", "0", "x", "…", "..."})


def read_figure(row: Row, column: int) -> tuple[Printed | None, bool]:
    """The figure of a cell, and whether the cell says something else that a sum cannot take."""
    text = row.cells[column].text
    if text.strip().lower() in _EMPTY:
        return None, False
    figure = printed_figure(row.cells[column])
    return figure, figure is None or "%" in text


def printed_figure(cell: Cell) -> Printed | None:
    """The figure of a cell: as it is stored where the file stores it, else as it is printed; None where there is none."""
    if "%" in cell.text or (cell.value is None and cell.place.cell is None):
        return parse_printed(cell.text)
    if not isinstance(cell.value, Decimal):
        return None
    exponent = cell.value.normalize().as_tuple().exponent
    step = Decimal(1).scaleb(min(exponent, 0)) if isinstance(exponent, int) else Decimal(1)
    return Printed(cell.value, step, cell.text)


def is_part(line: DataRow, printed: PrintedTable) -> bool:
    """Whether a row only breaks down the row above it ("- Ngân sách tỉnh", "Trong đó: ...")."""
    name = fold(line.row.cells[printed.name_column].text)
    return not line.number.strip() and _PART_ROW.match(name) is not None


def check_products(printed: PrintedTable) -> Iterator[Check]:
    """Amounts against quantity and unit price of their row, where most rows show that nothing else goes into them."""
    headings = [fold(heading) for heading in printed.table.columns]
    quantity, price = (next((i for i, h in enumerate(headings) if p.match(h)), None) for p in (_QUANTITY, _UNIT_PRICE))
    amount = next((i for i, h in enumerate(headings) if _PRODUCT.match(h)), None)
    if quantity is None or price is None or amount is None:
        return
    found: list[Check] = []
    for line in printed.rows[0]:
        figures = [read_figure(line.row, column) for column in (quantity, price, amount)]
        said = [figure for figure, _ in figures if figure is not None]
        if len(said) < len(figures) or any(odd for _, odd in figures):
            continue
        times, each, stated = said
        computed = times.value * each.value
        off = abs(computed - stated.value)
        is_near = off <= (stated.step + times.value * each.step) / 2
        outcome = Outcome.ROUNDED if off and is_near else Outcome.DIFFERS if off else Outcome.EXACT
        found.append(
            Check(
                "column_sum",
                f"{printed.label}, dòng {row_name(printed, line)}: {times.text} x {each.text} = {show(computed)}, "
                f"văn bản ghi {stated.text}: {verdict(outcome)}",
                stated.value,
                computed,
                outcome is not Outcome.DIFFERS,
                line.row.cells[amount].place,
                stated.text,
            )
        )
    fitting = sum(check.holds for check in found)
    if fitting * 2 > len(found) or (fitting and fitting * 2 == len(found)):
        yield from found


def check_periods(printed: PrintedTable) -> Iterator[Check]:
    """Rows whose amount of a year exceeds their amount of the period that the year is part of."""
    spans = {
        index: years
        for index, kind in enumerate(printed.kinds)
        if kind.kind == "budget" and (years := find_years(printed.table.columns[index])) is not None
    }
    data, groups, totals = printed.rows
    rows = [*(line.row for line in data), *(group.row for group in groups), *totals]
    for year, (first, last) in spans.items():
        for period, (start, end) in spans.items():
            if not (start <= first and last <= end and (start, end) != (first, last)):
                continue
            pairs = [
                (row, part, whole)
                for row in rows
                if (part := read_figure(row, year)[0]) is not None
                and (whole := read_figure(row, period)[0]) is not None
            ]
            if not pairs:
                continue
            above = [(row, part, whole) for row, part, whole in pairs if part.value > whole.value]
            for row, part, whole in above:
                name = row.cells[0].text or row.cells[printed.name_column].text
                yield Check(
                    "share",
                    f"{printed.label}, dòng {name}: “{heading_of(printed, year)}” {part.text} lớn hơn "
                    f"“{heading_of(printed, period)}” {whole.text}: không khớp",
                    part.value,
                    whole.value,
                    False,
                    row.cells[year].place,
                    part.text,
                    part="year_within_period",
                )
            if not above:
                yield Check(
                    "share",
                    f"{printed.label}: trong {len(pairs)} dòng không dòng nào có “{heading_of(printed, year)}” lớn hơn "
                    f"“{heading_of(printed, period)}”: khớp",
                    Decimal(0),
                    Decimal(0),
                    True,
                    printed.table.place,
                    "",
                )


def check_counts(printed: PrintedTable) -> Iterator[Check]:
    """Numbers of rows that a heading states: "(25 nhiệm vụ)" in a group heading, "danh mục 12 dự án" in the title."""
    data, groups, _ = printed.rows
    lines = [line for line in data if not is_part(line, printed)]
    for group in groups:
        stated = [int(n) for text in _IN_BRACKETS.findall(fold(group.name)) for n in _STATED_COUNTS.findall(text)]
        members = [line for line in lines if any(known is group for known in line.groups)] if stated else []
        if members:
            yield from _count_check(
                f"{printed.label}, nhóm {bare_number(group.number)}", sum(stated), members, group.row, group.name
            )
    stated = [int(n) for n in _STATED_COUNTS.findall(fold(printed.title))]
    if len(stated) == 1 and len(lines) > 1 and printed.appendix is not None:
        yield from _count_check(printed.label, stated[0], lines, printed.table.rows[0], printed.title)


def _count_check(where: str, stated: int, members: Sequence[DataRow], row: Row, text: str) -> Iterator[Check]:
    counted = len(members)
    # A row that was not told apart is our mistake and no contradiction: the printed numbers must bear the count out.
    last = re.search(r"(\d+)[.)]?\s*$", members[-1].number)
    if counted != stated and (last is None or int(last[1]) != counted):
        return
    yield Check(
        "count",
        f"{where}: đếm được {counted} dòng; tiêu đề ghi {stated}: {'khớp' if counted == stated else 'không khớp'}",
        Decimal(stated),
        Decimal(counted),
        counted == stated,
        row.place,
        text,
    )


def heading_of(printed: PrintedTable, column: int) -> str:
    """The heading of a column as printed."""
    return printed.table.columns[column]


def row_name(printed: PrintedTable, line: DataRow) -> str:
    """The number of a row with its group's, so that it is one name in the table: "II.3"."""
    number = bare_number(line.number) or line.row.cells[printed.name_column].text[:40]
    if line.groups and "." not in number and (head := bare_number(line.groups[-1].number)):
        return f"{head}.{number}"
    return number


def bare_number(printed: str) -> str:
    """A printed number without its mark: "II." is II."""
    return printed.rstrip(".) ")
