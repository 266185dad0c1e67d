"""Sets the tables of a hold-out definition and yields the facts their rows state; ``build_b`` does the rest of it.

Further than ``tests.samples.tables``: headings over several columns, amounts by source of money, a column of dates
(``time``), notes beside a row, and tables that are no list of indicators or projects (kind ``other``).
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from tests.golden.heldout.layout_b import Sheet, Span
from tests.samples.layout import Dump, Grid, GridStyle, wrap

MILLION = Decimal(1_000_000)
UNITS = {"triệu đồng": MILLION, "tỷ đồng": 1000 * MILLION}
AGENCY_FIELDS = {"monitor": "monitor_agency", "lead": "lead_agency", "coordinate": "coordinating_agency"}
PROJECT_FIELDS = {
    "no": "code", "name": "name", "scope": "scope", "form": "implementation_form", "lead": "lead_agency",
    "coordinate": "coordinating_agency", "status": "status_text", "output": "expected_output", "basis": "legal_basis",
}  # fmt: skip
AMOUNT_FIELDS = (("total", "budget_total", "budget_total_period"), ("year", "budget_year_amount", "budget_year"))
Fact = tuple[str, dict[str, Any]]
Cells = dict[str, str]


def amount(text: str) -> Decimal:
    """A printed amount ('1.245,6') as a number."""
    return Decimal(text.replace(".", "").replace(",", "."))


def is_amount(text: str) -> bool:
    """Whether a cell holds an amount; a dash stands for none."""
    return bool(re.search(r"\d", text))


def set_table(sheet: Sheet, table: Mapping[str, Any], mark: str) -> None:
    """Set the label, the titles and the grid of ``table``."""
    label, titles = table.get("label"), list(table["titles"])
    lines = [f"{label}: {titles[0]}", *titles[1:]] if table.get("label_inline") == "true" else [label, *titles]
    for number, line in enumerate(line for line in lines if line):
        sheet.paragraph(line, indent=0, centred=True, mark=mark if number == 0 else "")
    if "attached" in table:
        sheet.paragraph(table["attached"], indent=0, centred=True, before=14 - sheet.spacing.pitch)
        sheet.blank()
    if "unit" in table and table.get("unit_line") != "false":
        sheet.paragraph(f"Đơn vị tính: {table['unit']}", indent=sheet.width - 30)
    rows = tuple(tuple(next(iter(row.values()))) for row in table["rows"])
    marks = tuple(f"{mark}.{number}" for number in range(len(rows)))
    style = GridStyle(
        vertical=table.get("vertical", "centre"),
        header=table.get("header", "repeat"),
        centred=frozenset(int(column) for column in table.get("centred", ["0"])),
        rows_break=table.get("rows_break") != "false",
    )
    grid = Grid(tuple(heading for _, heading, _ in table["columns"]), rows, marks)
    spans = [Span(int(first), int(last), text) for first, last, text in table.get("spans", [])]
    sheet.spanned_table(grid, spans, [int(width) for _, _, width in table["columns"]], style)


def read_table(table: Mapping[str, Any], mark: str, dump: Dump) -> Iterator[Fact]:
    """The golden rows that ``table`` states, as (file, row) in reading order."""
    title, label = " ".join(table["titles"]), table.get("label", "")
    yield "sections", {"level": 1, "number": label, "title": title, "line_no": dump.marks[mark]}
    heads: dict[str, dict[str, Any]] = {"group": {}, "subgroup": {}}
    sums = Sums(table, label or title)
    for number, row in enumerate(table["rows"]):
        kind, texts = next(iter(row.items()))
        cells = _cells(table, texts)
        line = {"line_no": dump.marks[f"{mark}.{number}"]}
        if kind == "row":
            sums.add(cells)
            if table["kind"] in ("indicators", "projects"):
                read = _read_indicator if table["kind"] == "indicators" else _read_project
                yield table["kind"], read(table, cells, heads, row.get("is", {})) | line
            yield from (("project_amounts", fact | line) for fact in _read_sources(table, cells))
        elif kind == "total":
            yield from (("budgets", fact | line) for fact in sums.read_total(cells))
        else:
            head = {"no": cells["no"], "name": cells["name"].rstrip(":"), **row.get("is", {})}
            heads = {"group": head, "subgroup": {}} if kind == "group" else heads | {"subgroup": head}
            yield "sections", {"level": 2 if kind == "group" else 3, "number": head["no"], "title": head["name"]} | line
            yield from (("budgets", fact | line) for fact in sums.read_group(cells, head))
        if row.keys() & {"c", "f", "m"}:
            numbers = [
                heads["group"].get("no", ""),
                heads["subgroup"].get("no", ""),
                cells["no"] if kind == "row" else "",
            ]
            note: dict[str, Any] = {
                "path": [one for one in numbers if one],
                "said": row,
                "printed": " ".join(cells.values()),
            }
            yield "notes", note | line
    sums.close()
    yield from (("checks", check) for check in sums.checks)


def _cells(table: Mapping[str, Any], texts: list[str]) -> Cells:
    """The cells by field as they must be read: the lines of a cell joined with one blank."""
    columns = zip(table["columns"], texts, strict=True)
    return {name: " ".join(wrap(text, int(width))).strip() for (name, _, width), text in columns}


def _read_indicator(
    table: Mapping[str, Any], cells: Cells, heads: Mapping[str, Mapping[str, Any]], said: Mapping[str, Any]
) -> dict[str, Any]:
    owner = heads["subgroup"] or heads["group"]
    kinds = {(True, True): "target_and_result", (True, False): "target", (False, True): "result"}
    row: dict[str, Any] = {
        "table": table["key"],
        "group_no": owner.get("no", ""),
        "group_name": owner.get("name", ""),
        "row_no": cells["no"],
        "name": cells["name"],
        "kind": kinds["target" in cells or "result" not in cells, "result" in cells],
        "year": table["year"],
        "target_text": cells.get("target", ""),
        "result_text": cells.get("result", ""),
        "note": cells.get("note", ""),
        "is": said,
    }
    if "r" in said:
        row["result_unit"] = said["u"]
    return row | {golden: cells.get(name, "") for name, golden in AGENCY_FIELDS.items()}


def _read_project(
    table: Mapping[str, Any], cells: Cells, heads: Mapping[str, Mapping[str, Any]], said: Mapping[str, Any]
) -> dict[str, Any]:
    group, subgroup = heads["group"], heads["subgroup"]
    row: dict[str, Any] = {golden: cells.get(name, "") for name, golden in PROJECT_FIELDS.items()}
    row |= {"table": table["key"], "group_code": group.get("no", ""), "group_name": group.get("name", "")}
    row |= {"subgroup_code": subgroup.get("no", ""), "subgroup_name": subgroup.get("name", "")}
    row["status"] = said.get("status", group.get("status", ""))
    row["status_text"] = row["status_text"] or group.get("status_text", "")
    for name, golden, when in AMOUNT_FIELDS:
        if is_amount(cells.get(name, "")):
            row[golden] = f"{(amount(cells[name]) * UNITS[table['unit']] / MILLION).normalize():f}"
            row[when] = table["periods"][name]
            row["budget_unit"] = "million VND"
    return row


def _read_sources(table: Mapping[str, Any], cells: Cells) -> Iterator[dict[str, Any]]:
    """The amounts of a row by source of money, and when the work is due: what the golden form has no cell for."""
    for name, source in table.get("sources", {}).items():
        if is_amount(cells.get(name, "")):
            number = amount(cells[name])
            yield {"what": source, "text": cells[name], "amount_vnd": int(number * UNITS[table["unit"]])}
    if table["kind"] == "projects" and cells.get("time"):
        yield {"what": "time", "text": cells["time"]}


class Sums:
    """The printed group totals and the total of a table, and whether the rows add up to them."""

    def __init__(self, table: Mapping[str, Any], label: str) -> None:
        self.table, self.label = table, label
        self.checks: list[dict[str, Any]] = []
        self.names = list(table.get("periods", {}))
        self._rows: dict[str, Decimal] = {}
        self._groups: dict[str, Decimal] = {}
        self._open: tuple[str, Cells] | None = None

    def add(self, cells: Cells) -> None:
        """Count a row's amounts, and set its total against its parts where both are printed."""
        for name in self._amounts(cells):
            self._rows[name] = self._rows.get(name, Decimal(0)) + amount(cells[name])
        self._check_across(cells, f"dòng {self._open[0] + '.' if self._open else ''}{cells['no']}")

    def read_group(self, cells: Cells, head: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """The printed sums of a group, which closes the group before it."""
        self.close()
        names = self._amounts(cells)
        if names:
            self._open = (head["no"], cells)
            self._check_across(cells, f"nhóm {head['no']}")
        for name in names:
            self._groups[name] = self._groups.get(name, Decimal(0)) + amount(cells[name])
            yield self._budget(cells, name, head["no"], "subtotal", head.get("source", ""))

    def read_total(self, cells: Cells) -> Iterator[dict[str, Any]]:
        """The printed total of the table."""
        self.close()
        self._check_across(cells, "tổng cộng")
        for name in self._amounts(cells):
            self._check(f"{self.label}: tổng cộng ({name}) = tổng các nhóm", self._groups[name], amount(cells[name]))
            yield self._budget(cells, name, "", "total", "")

    def close(self) -> None:
        """Set the rows counted since the last group heading against its printed sums."""
        if self._open:
            number, cells = self._open
            for name in self._amounts(cells):
                what = f"{self.label}: tổng các dòng của nhóm {number} ({name})"
                self._check(what, self._rows.get(name, Decimal(0)), amount(cells[name]))
        self._rows, self._open = {}, None

    def _amounts(self, cells: Cells) -> list[str]:
        return [name for name in self.names if is_amount(cells.get(name, ""))]

    def _check_across(self, cells: Cells, where: str) -> None:
        parts = [name for name in self.table.get("sources", {}) if is_amount(cells.get(name, ""))]
        whole = "year" if "year" in self.names else "total"
        if parts and cells.get(whole):
            left = sum((amount(cells[name]) for name in parts), Decimal(0))
            self._check(f"{self.label}: {where}: các nguồn cộng lại = tổng", left, amount(cells[whole]))

    def _check(self, what: str, left: Decimal, right: Decimal) -> None:
        self.checks.append({"what": what, "left": left, "right": right, "holds": "yes" if left == right else "no"})

    def _budget(self, cells: Cells, name: str, number: str, kind: str, source: str) -> dict[str, Any]:
        unit = self.table["unit"]
        return {
            "section": f"{self.label} > {number}" if number else self.label,
            "description": cells["name"],
            "amount": amount(cells[name]),
            "unit": unit,
            "amount_vnd": int(amount(cells[name]) * UNITS[unit]),
            "year_or_period": self.table["periods"][name],
            "funding_source": self.table.get("sources", {}).get(name, source),
            "kind": kind,
        }
