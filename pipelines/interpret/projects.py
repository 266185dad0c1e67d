"""Task and project lines of appendix tables -> ``projects``, ``project_budgets`` and the printed sums in ``budget_lines``."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.interpret.cell_numbers import cell_number
from pipelines.interpret.funding_sources import funding_code
from pipelines.interpret.records import Record, Value, place_columns
from pipelines.interpret.rows import DataRow, Group, LineKeys, PrintedTable
from pipelines.interpret.years import find_years
from pipelines.language.text import collapse, fold
from pipelines.read.model import Row

# A spreadsheet shows a stored 0 so where its format says; nobody reads an amount there.
_NO_AMOUNT = frozenset({"-", "–"})
_UNIT = re.compile(r"(nghìn|ngàn|triệu|tr\.?|tỷ|tỉ)?\s*(?:đồng|đ)\b|\b(triệu|tỷ|tỉ)\b", re.IGNORECASE)
# A unit may be printed as a number: 1.000 đồng is a thousand of them.
_THOUSANDS = re.compile(r"(?<![\d.,])(10{3}|10{6}|1[.,]000(?:[.,]000)?)\s*(?:đồng|đ|vnđ|vnd)\b", re.IGNORECASE)
_FOREIGN = re.compile(
    r"(?:(?:nghìn|ngàn|triệu|tỷ|tỉ)\s*)?\b(?:usd|us\$|đô la(?: mỹ)?|đôla|euro?|jpy|yên|krw|won|cny|nhân dân tệ)(?!\w)",
    re.IGNORECASE,
)
_FACTORS = {"": 1, "nghìn": 1_000, "ngàn": 1_000, "triệu": 1_000_000, "tr": 1_000_000, "tỷ": 10**9, "tỉ": 10**9}
_DONG = re.compile(" đồng")
_PRINTED_UNIT = re.compile(r"\d\s+((?:triệu|tỷ|tỉ|nghìn) đồng)\Z")
_LONGEST_UNIT = 20
_FUNDING = re.compile(r"\bnguồn\s+(?:vốn\s+|kinh phí\s+)?[^()]*")
_LONGEST_STATUS = 40
_SUM = re.compile(r"tong(?: so| cong)?")
_TOTAL_OF_YEARS = re.compile(r"\b(?:tong|cong)\b")
_SPENT = re.compile(r"\b(giai ngan|thanh toan|quyet toan|da chi)\b")
_SOURCE = re.compile(
    r"(?:von (?!da |giao|bo tri|dau tu|ke hoach|nam)|nguon |ngan sach |ns ?)\S.*|"
    r"(?:nguon )?khac|xa hoi hoa|trung uong|dia phuong|tinh|huyen|xa|doanh nghiep"
)
_NAMES_SOURCES = re.compile(r"(?:cac )?nguon (?:von|kinh phi|ngan sach)")
_NAMED_SOURCE = re.compile(r"\(((?:từ )?(?:nguồn|vốn|ngân sách|NS)[^()]*)\)\W*\Z")
_STATUS_WORDS = (
    ("continuing", re.compile(r"chuyen tiep|tiep tuc|dang thuc hien|duy tri")),
    ("new", re.compile(r"\bmoi\b|mo moi|trien khai moi")),
)
_HEADING_STATUS = (
    (
        "continuing",
        re.compile(r"(?:nhiệm vụ|dự án|công trình)?\s*(?:chuyển tiếp|tiếp tục)(?:[^()]{0,40}?20\d{2})?", re.IGNORECASE),
    ),
    (
        "new",
        re.compile(
            r"(?:nhiệm vụ|dự án|công trình)[^()]{0,20}?\bmới\b|\b(?:mở|triển khai|thực hiện|khởi công|đầu tư|bắt đầu) mới\b",
            re.IGNORECASE,
        ),
    ),
)
_STATUS_NOTE = re.compile(
    r"(?:du an |nhiem vu |cong trinh )?(?:chuyen tiep|tiep tuc|(?:khoi cong |mo |trien khai |thuc hien )?moi)\.?"
)


@dataclass(frozen=True, slots=True)
class MoneyUnit:
    """The unit that a table's amounts are in. ``inferred`` where the table prints none and the document's text tells it.

    ``factor`` is None for a unit that the table states and that is none of đồng: its amounts have no value in VND.
    """

    text: str
    factor: int | None
    inferred: bool


@dataclass(slots=True)
class ProjectRecords:
    """What the project tables of one document yield; ``lines`` maps every line's key to its row, for assignments."""

    projects: list[Record] = field(default_factory=list)
    budgets: list[Record] = field(default_factory=list)
    sums: list[Record] = field(default_factory=list)
    lines: list[tuple[str, DataRow, PrintedTable]] = field(default_factory=list)


def parse_money_unit(text: str) -> MoneyUnit | None:
    """The unit of money that ``text`` names ("Đơn vị tính: triệu đồng"), None where it names none."""
    if (foreign := _FOREIGN.search(text)) is not None:
        return MoneyUnit(collapse(foreign.group()), None, inferred=False)
    if (grouped := _THOUSANDS.search(text)) is not None:
        factor = int(re.sub(r"\D", "", grouped[1]))
        return MoneyUnit(collapse(grouped.group()), factor, inferred=False)
    match = _UNIT.search(text)
    if match is None:
        return None
    scale = (match[1] or match[2] or "").lower().rstrip(".")
    return MoneyUnit(collapse(match.group()), _FACTORS[scale], inferred=False)


def interpret_projects(
    printed: PrintedTable, document_years: tuple[int, int] | None, body_text: str, keys: LineKeys
) -> ProjectRecords:
    """The lines of one table of tasks or projects, without ``document_id``.

    ``body_text`` is the document's prose: a table that prints no unit takes it from the sum that the prose repeats.
    """
    found = ProjectRecords()
    data, _, totals = printed.rows
    amount_columns = printed.columns_of("budget")
    budget_columns = _budget_columns(printed, amount_columns)
    unit = _money_unit(printed, amount_columns, totals, body_text) if amount_columns else None
    for line in data:
        group = line.groups[0] if line.groups else None
        subgroup = line.groups[-1] if len(line.groups) > 1 else None
        key = keys.key(printed.label, group.number if group else "", line.number)
        found.lines.append((key, line, printed))
        status, status_text = _status(printed, line)
        shared: Record = {"group_code": _code(group), "project_code": line.number.rstrip(".)") or None, "line_key": key}
        place = place_columns(line.row.place)
        note = None if _status_note(printed, line) else printed.text(line.row, "note")
        found.projects.append(
            shared
            | {
                "table_label": printed.label,
                "group_name": group.name if group else None,
                "subgroup_code": _code(subgroup),
                "subgroup_name": subgroup.name if subgroup else None,
                "project_name": line.row.cells[printed.name_column].text,
                "scope": printed.text(line.row, "scope"),
                "implementation_form": printed.text(line.row, "form"),
                "lead_agency_text": printed.text(line.row, "lead_agency"),
                "coordinating_agency_text": printed.text(line.row, "coordinating_agency"),
                "status": status,
                "status_text": status_text,
                "expected_output": printed.text(line.row, "expected_output") or printed.text(line.row, "result"),
                "legal_basis_text": printed.text(line.row, "legal_basis") or note,
                **place,
            }
        )
        amounts = _amounts(printed, line.row, budget_columns, unit, document_years)
        paid_from = _source_of_line(printed, line, found.projects[-1])
        found.budgets += [
            shared | amount | {"budget_no": n} | _with_source(amount["funding_source"] or paid_from) | place
            for n, amount in enumerate(amounts, 1)
        ]
    found.sums += _sums(printed, amount_columns, unit, document_years)
    return found


def interpret_allocations(
    printed: PrintedTable, document_years: tuple[int, int] | None, body_text: str
) -> list[Record]:
    """The lines of a table that shares out money (``PrintedTable.shares_out_money``) -> ``budget_lines``.

    Without a stated unit its figures are not known to be money, and it yields nothing.
    """
    amount_columns = printed.columns_of("budget")
    data, _, totals = printed.rows
    unit = _money_unit(printed, amount_columns, totals, body_text)
    if unit is None or unit.inferred:
        return []
    found: list[Record] = []
    for line in data:
        name = line.row.cells[printed.name_column].text
        groups = [group.name for group in reversed(line.groups)]
        paid_from = (
            printed.text(line.row, "funding_source")
            or next((source for group in groups if (source := _funding(group))), None)
            or _source_among(printed, [name, *groups], else_first=True)
        )
        found += _lines_of(printed, line.row, name, "allocation", amount_columns, unit, document_years, paid_from)
    return found + _sums(printed, amount_columns, unit, document_years)


def _sums(
    printed: PrintedTable, columns: list[int], unit: MoneyUnit | None, document_years: tuple[int, int] | None
) -> list[Record]:
    """The printed sums of groups and of the whole table as ``budget_lines``."""
    _, groups, totals = printed.rows
    named = [(group.row, "subtotal", group.name) for group in groups]
    named += [(row, "total", row.cells[printed.name_column].text or row.cells[0].text) for row in totals]
    return [
        record
        for row, kind, name in named
        for record in _lines_of(
            printed, row, name, kind, columns, unit, document_years, _funding(name) or _source_among(printed, [name])
        )
    ]


def _lines_of(
    printed: PrintedTable,
    row: Row,
    name: str,
    kind: str,
    columns: list[int],
    unit: MoneyUnit | None,
    document_years: tuple[int, int] | None,
    paid_from: str | None,
) -> list[Record]:
    found: list[Record] = []
    for column in columns:
        heading = printed.table.columns[column]
        is_spent = len(columns) > 1 and _SPENT.search(fold(heading)) is not None
        # What was paid out of an allocation is none.
        said = {
            "description": f"{name} ({heading})" if is_spent else name,
            "line_kind": "other" if is_spent and kind == "allocation" else kind,
        }
        for amount in _amounts(printed, row, [column], unit, document_years):
            line = {k: v for k, v in amount.items() if k not in {"unit_text", "unit_inferred"}}
            found.append(said | line | _with_source(source_of_heading(heading) or paid_from) | place_columns(row.place))
    return found


def _source_among(printed: PrintedTable, names: Sequence[str], *, else_first: bool = False) -> str | None:
    """The first of ``names`` that is a known source of money, in a table whose lines are sources."""
    if not _NAMES_SOURCES.match(fold(printed.table.columns[printed.name_column])):
        return None
    return next((name for name in names if funding_code(name)), names[0] if else_first else None)


def source_of_heading(heading: str) -> str | None:
    """The source of money that a column of amounts is headed with ("Kinh phí / NSTW"), None where it names none."""
    lowest = heading.rpartition(" / ")[2]
    return lowest if _SOURCE.fullmatch(fold(lowest)) else None


def _budget_columns(printed: PrintedTable, amount_columns: list[int]) -> list[int]:
    """The columns of a line's budget: none of money spent, and of those under one heading the total where one is printed.

    A total is one over sources of money; a year beside it is an amount of its own.
    """
    columns = [c for c in amount_columns if not _SPENT.search(fold(printed.table.columns[c]))]
    levels = {c: printed.table.columns[c].rpartition(" / ") for c in columns}
    summed = {upper for upper, _, lower in levels.values() if upper and _SUM.fullmatch(fold(lower))}
    return [
        c
        for c in columns
        if levels[c][0] not in summed or _SUM.fullmatch(fold(levels[c][2])) or find_years(levels[c][2]) is not None
    ]


def _amounts(
    printed: PrintedTable, row: Row, columns: list[int], unit: MoneyUnit | None, document_years: tuple[int, int] | None
) -> list[Record]:
    found: list[Record] = []
    for column in columns:
        text = row.cells[column].text
        value = cell_number(row.cells[column])
        if value is None or text in _NO_AMOUNT:
            continue
        heading = printed.table.columns[column]
        years = (
            find_years(heading) or _years_of_sum(printed, row, column) or find_years(printed.title) or document_years
        )
        found.append(
            {
                "period_start_year": years[0] if years else None,
                "period_end_year": years[1] if years else None,
                "amount_vnd": value * unit.factor if unit and unit.factor else None,
                "amount_text": text,
                "unit_text": unit.text if unit else None,
                "unit_inferred": unit.inferred if unit else None,
                "funding_source": source_of_heading(printed.table.columns[column]),
            }
        )
    return found


def _years_of_sum(printed: PrintedTable, row: Row, column: int) -> tuple[int, int] | None:
    """The years of an amount under "Tổng mức đầu tư" beside other amounts: those of its row, else those of the columns that it sums."""
    beside = [c for c in printed.columns_of("budget") if c != column]
    if not beside or not _TOTAL_OF_YEARS.search(fold(printed.table.columns[column])):
        return None
    time = printed.text(row, "time")
    if time and (stated := find_years(time)) is not None:
        return stated
    years = [found for c in beside if (found := find_years(printed.table.columns[c])) is not None]
    several = len({*years}) > 1
    return (min(first for first, _ in years), max(last for _, last in years)) if several else None


def _money_unit(printed: PrintedTable, columns: list[int], totals: list[Row], body_text: str) -> MoneyUnit | None:
    """The unit of a table's amounts: printed in a heading, above the table, or with the same sum in the document's prose.

    Where the table prints none and no sum is repeated, the unit that the prose uses for its own amounts is taken,
    marked as inferred; where the prose names no money either, there is no unit and the amounts stay without a value
    in VND.
    """
    for text in [
        *(printed.table.columns[c] for c in columns),
        printed.unit_text or "",
    ]:
        if stated := parse_money_unit(text):
            return stated
    if printed.unit_text and "%" not in printed.unit_text:
        return MoneyUnit(printed.unit_text, None, inferred=False)  # stated, and none that is known: nothing is inferred
    if len(printed.caption.units) > 1:
        return None  # two units over one table contradict each other: neither is chosen
    for row in totals:
        for column in columns:
            amount = row.cells[column].text
            if cell_number(row.cells[column]) is None or amount not in body_text:
                continue
            printed_sum = re.escape(amount)  # comes first, so that a search goes from one to the next
            in_dong = rf"{printed_sum}(?<![\d.,]{printed_sum})\s+((?:nghìn|triệu|tỷ|tỉ)?\s*đồng)"
            if repeated := re.search(in_dong, body_text):
                unit = parse_money_unit(repeated[1])
                return MoneyUnit(unit.text, unit.factor, inferred=True) if unit else None
    ends = [match.end() for match in _DONG.finditer(body_text)]
    said = (_PRINTED_UNIT.search(body_text, max(end - _LONGEST_UNIT, 0), end) for end in ends)
    used = [found[1] for found in said if found is not None]
    if not used:
        return None
    unit = parse_money_unit(max(sorted(set(used)), key=used.count))
    return MoneyUnit(unit.text, unit.factor, inferred=True) if unit else None


def _status(printed: PrintedTable, line: DataRow) -> tuple[str | None, str | None]:
    """New or continuing, as the status column or else the heading of the group says it, with the words that say it."""
    text = printed.text(line.row, "status") or _status_note(printed, line)
    if text:
        folded = fold(text)
        return next((status for status, words in _STATUS_WORDS if words.search(folded)), None), text
    for group in reversed(line.groups):
        for status, words in _HEADING_STATUS:
            if match := words.search(group.name):
                return status, match.group().strip()
    return None, None


def _status_note(printed: PrintedTable, line: DataRow) -> str | None:
    """The note of a line where it says nothing but whether the project is new."""
    note = printed.text(line.row, "note")
    return note if note and len(note) <= _LONGEST_STATUS and _STATUS_NOTE.fullmatch(fold(note)) else None


def _funding(name: str) -> str | None:
    """The source of money that a heading names ("... từ nguồn ngân sách tỉnh")."""
    match = _FUNDING.search(name) if "nguồn" in name else None
    return match.group().strip(" ,;:") if match else None


def _source_of_line(printed: PrintedTable, line: DataRow, project: Record) -> str | None:
    """The source of money of a line: in its column, else in brackets behind its name, else in the heading of its group."""
    column = printed.text(line.row, "funding_source")
    if column and any(map(str.isalpha, column)):
        return column
    own = _NAMED_SOURCE.search(str(project["project_name"]))
    if own is not None:
        return own[1].strip()
    return next((source for group in reversed(line.groups) if (source := _funding(group.name))), None)


def _with_source(source: Value) -> Record:
    return {"funding_source": source, "funding_source_code": funding_code(source if isinstance(source, str) else None)}


def _code(group: Group | None) -> str | None:
    return group.number.rstrip(".)") if group else None
