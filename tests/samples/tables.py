"""Sets the tables of a sample's definition and yields the facts their rows state; ``build`` does the rest of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.samples.layout import Composer, Dump, Grid, GridStyle, wrap

MILLION = Decimal(1_000_000)
UNITS = {"triệu đồng": MILLION, "tỷ đồng": 1000 * MILLION}
AGENCY_FIELDS = {"monitor": "monitor_agency", "lead": "lead_agency", "coordinate": "coordinating_agency"}
PROJECT_FIELDS = {
    "no": "code",
    "name": "name",
    "scope": "scope",
    "form": "implementation_form",
    "lead": "lead_agency",
    "coordinate": "coordinating_agency",
    "status": "status_text",
    "output": "expected_output",
    "basis": "legal_basis",
}
AMOUNT_FIELDS = (("total", "budget_total", "budget_total_period"), ("year", "budget_year_amount", "budget_year"))
Fact = tuple[str, dict[str, Any]]
Cells = dict[str, str]
Head = Mapping[str, Any]


def amount(text: str) -> Decimal:
    """A printed amount ('1.245,6') as a number."""
    return Decimal(text.replace(".", "").replace(",", "."))


def set_table(composer: Composer, table: Mapping[str, Any], mark: str) -> None:
    """Set the label, the titles and the grid of ``table``."""
    for number, line in enumerate(_title_lines(table)):
        composer.paragraph(line, indent=0, centred=True, mark=mark if number == 0 else "")
    composer.paragraph(table["attached"], indent=0, centred=True, before=14 - composer.spacing.pitch)
    composer.blank()
    if "unit" in table:
        composer.paragraph(f"Đơn vị tính: {table['unit']}", indent=composer.width - 30)
    rows = tuple(tuple(next(iter(row.values()))) for row in table["rows"])
    marks = tuple(f"{mark}.{number}" for number in range(len(rows)))
    style = GridStyle(
        vertical=table.get("vertical", "centre"),
        header=table.get("header", "repeat"),
        centred=frozenset(int(column) for column in table.get("centred", ["0"])),
        rows_break=table.get("rows_break") != "false",
    )
    grid = Grid(tuple(heading for _, heading, _ in table["columns"]), rows, marks)
    composer.table(grid, [int(width) for _, _, width in table["columns"]], style)


def read_table(table: Mapping[str, Any], mark: str, dump: Dump) -> Iterator[Fact]:
    """The golden rows that ``table`` states, as (file, row) in reading order."""
    title, label = " ".join(table["titles"]), table.get("label", "")
    yield "sections", {"level": 1, "number": label, "title": title, "line_no": dump.marks[mark]}
    group: Head = {}
    subgroup: Head = {}
    sums = Sums(table, label or title)
    for number, row in enumerate(table["rows"]):
        (kind, texts), *_ = row.items()
        line, cells = {"line_no": dump.marks[f"{mark}.{number}"]}, _cells(table, texts)
        if kind == "row":
            sums.add(cells)
            read = _read_indicator if table["kind"] == "indicators" else _read_project
            yield table["kind"], read(table, cells, (group, subgroup), row.get("is", {})) | line
        elif kind == "total":
            for fact in sums.read_total(cells):
                yield "budgets", fact | line
        else:
            head = {"no": cells["no"], "name": cells["name"].rstrip(":"), **row.get("is", {})}
            group, subgroup = (head, {}) if kind == "group" else (group, head)
            yield "sections", {"level": 2 if kind == "group" else 3, "number": head["no"], "title": head["name"]} | line
            for fact in sums.read_group(cells, head):
                yield "budgets", fact | line
    for check in sums.checks:
        yield "checks", check


def _title_lines(table: Mapping[str, Any]) -> list[str]:
    label, titles = table.get("label"), list(table["titles"])
    if table.get("label_inline") == "true":
        return [f"{label}: {titles[0]}", *titles[1:]]
    return [label, *titles] if label else titles


def _cells(table: Mapping[str, Any], texts: list[str]) -> Cells:
    """The cells by field as they must be read: the lines of a cell joined with one blank."""
    columns = zip(table["columns"], texts, strict=True)
    return {name: " ".join(wrap(text, int(width))).strip() for (name, _, width), text in columns}


def _read_indicator(
    table: Mapping[str, Any], cells: Cells, heads: tuple[Head, Head], said: Mapping[str, Any]
) -> dict[str, Any]:
    owner = heads[1] or heads[0]
    row: dict[str, Any] = {
        "table": table["key"],
        "group_no": owner.get("no", ""),
        "group_name": owner.get("name", ""),
        "row_no": cells["no"],
        "name": cells["name"],
        "kind": "target_and_result" if "result" in cells else "target",
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
    table: Mapping[str, Any], cells: Cells, heads: tuple[Head, Head], said: Mapping[str, Any]
) -> dict[str, Any]:
    group, subgroup = heads
    row: dict[str, Any] = {golden: cells.get(name, "") for name, golden in PROJECT_FIELDS.items()}
    row |= {"table": table["key"], "group_code": group.get("no", ""), "group_name": group.get("name", "")}
    row |= {"subgroup_code": subgroup.get("no", ""), "subgroup_name": subgroup.get("name", "")}
    row["status"] = said.get("status", group.get("status", ""))
    row["status_text"] = row["status_text"] or group.get("status_text", "")
    for name, golden, when in AMOUNT_FIELDS:
        if cells.get(name):
            row[golden] = f"{(amount(cells[name]) * UNITS[table['unit']] / MILLION).normalize():f}"
            row[when] = table["periods"][name]
            row["budget_unit"] = "million VND"
    return row


@dataclass(slots=True)
class Sums:
    """The printed group totals and the total of a table, and whether the rows add up to them."""

    table: Mapping[str, Any]
    label: str
    checks: list[dict[str, Any]] = field(default_factory=list)
    _rows: dict[str, Decimal] = field(default_factory=dict)
    _groups: dict[str, Decimal] = field(default_factory=dict)
    _open: tuple[str, Cells] | None = None

    def add(self, cells: Cells) -> None:
        """Count a row's amounts."""
        for name in self._amounts(cells):
            self._rows[name] = self._rows.get(name, Decimal(0)) + amount(cells[name])

    def read_group(self, cells: Cells, head: Head) -> Iterator[dict[str, Any]]:
        """The printed sums of a group, which closes the group before it."""
        self.close()
        names = self._amounts(cells)
        if names:
            self._open = (head["no"], cells)
        for name in names:
            self._groups[name] = self._groups.get(name, Decimal(0)) + amount(cells[name])
            yield self._budget(cells, name, head["no"], "subtotal") | {"funding_source": head.get("source", "")}

    def read_total(self, cells: Cells) -> Iterator[dict[str, Any]]:
        """The printed total of the table."""
        self.close()
        for name in self._amounts(cells):
            self._check(f"{self.label}: TỔNG CỘNG ({name}) = tổng các nhóm", self._groups[name], amount(cells[name]))
            yield self._budget(cells, name, "", "total")

    def close(self) -> None:
        """Set the rows counted since the last group heading against its printed sums."""
        if self._open:
            number, cells = self._open
            for name in self._amounts(cells):
                what = f"{self.label}: tổng các dòng của nhóm {number} ({name})"
                self._check(what, self._rows.get(name, Decimal(0)), amount(cells[name]))
        self._rows, self._open = {}, None

    def _amounts(self, cells: Cells) -> list[str]:
        return [name for name in ("total", "year") if cells.get(name)]

    def _check(self, what: str, left: Decimal, right: Decimal) -> None:
        self.checks.append({"what": what, "left": left, "right": right, "holds": "yes" if left == right else "no"})

    def _budget(self, cells: Cells, name: str, number: str, kind: str) -> dict[str, Any]:
        unit = self.table["unit"]
        return {
            "section": f"{self.label} > {number}" if number else self.label,
            "description": cells["name"],
            "amount": amount(cells[name]),
            "unit": unit,
            "amount_vnd": int(amount(cells[name]) * UNITS[unit]),
            "year_or_period": self.table["periods"][name],
            "kind": kind,
        }
