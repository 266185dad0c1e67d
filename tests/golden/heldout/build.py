"""Builds the hold-out documents: text dumps and golden facts of kinds that no rule was tuned on.

The pages are set by ``tests.samples``; a definition here is one of the samples' with three additions: what a block says
stands beside it (``facts``, ``cites``, ``money``, also under ``notes`` for footnotes), indicator tables may have a column
per year and a unit column, project tables a duration and a source. ``python -m tests.golden.heldout.build OUT`` writes
one folder per document. How a page is set belongs in ``tests.samples.layout``.
"""

import csv
import io
import re
import sys
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from tests.samples import build as samples
from tests.samples.build import COLUMNS, Facts, Sample, load_definition
from tests.samples.layout import NOTE_SIGN, Dump, wrap
from tests.samples.tables import UNITS, Sums, amount

DEFINITIONS = Path(__file__).with_name("definitions")
NOTE = re.compile(r"\[\^(\d+)\]")
NUMBER = re.compile(r"\d[\d.,]*\d|\d")
CLAUSE_END = re.compile(r"(?<=[.;:])\s+(?=[^\s])")
CELL = re.compile(r"^(>=|<=|≥|≤|>|<)?\s*(\d[\d.,]*)(?:\s*[-–]\s*(\d[\d.,]*))?\s*%?$")
COMPARATORS = {"≥": ">=", "≤": "<="}
FACT = ("subject", "value", "unit", "at")
FACT_MORE = {"n": "numerator", "d": "denominator", "as": "as_of_or_period", "q": "qualifier"}
CITE = ("doc_type_text", "symbol", "date", "issuer_text", "subject", "relation")
MONEY = ("description", "amount", "unit", "year_or_period", "funding_source", "kind")
UNIT_FACTORS = {**UNITS, "nghìn đồng": Decimal(1000), "đồng": Decimal(1), "triệu": Decimal(1000000)}
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
    "duration": "duration",
    "source": "funding_source",
    "disbursed": "disbursed",
}
EXTRA_COLUMNS = {"projects": " duration funding_source disbursed"}


class HeldoutReader:
    """Walks the blocks of a definition in reading order and collects the golden rows they state."""

    def __init__(self, doc_id: str, definition: Mapping[str, Any], dump: Dump) -> None:
        self.doc_id, self.definition, self.dump = doc_id, definition, dump
        self.facts: Facts = {name: [] for name in COLUMNS}
        self.path: list[tuple[int, str]] = []
        self.heading: tuple[str, str] = ("", "")
        self.year: str = definition["page"]["year"]
        self.body = _Stream(dump, asides=False)
        self.notes = _Stream(dump, asides=True)

    def read(self) -> Facts:
        """All golden rows, numbered."""
        document = {"doc_id": self.doc_id, "source_file": f"{self.doc_id}.txt", **self.definition["document"]}
        self.facts["documents"].append(document)
        for number, block in enumerate(self.definition["blocks"]):
            self._read_block(block, f"b{number}")
        self.facts["checks"] += [dict(check) for check in self.definition.get("checks", [])]
        self.facts["pages"] = [{"line_no": line} for line in self.dump.pages]
        for name in COLUMNS:
            if name not in ("documents", "indicators"):
                self.facts[name] = [{"seq": seq, **row} for seq, row in enumerate(self.facts[name], 1)]
        return self.facts

    def _read_block(self, block: Mapping[str, Any], mark: str) -> None:
        (kind, value), *_ = block.items()
        text = ""
        if kind in ("sec", "part"):
            level, number, title = ("1", *value) if kind == "part" else value[:3]
            self._open_section(int(level), number, title.rstrip(":"), self.dump.marks[mark])
            self.year = block.get("year", self.year)
            text = f"{number} {title}{value[3] if kind == 'sec' and len(value) > 3 else ''}"
        elif kind == "p":
            text = value
        elif kind == "goal":
            text = value["text"]
            self._read_goal(value, self.dump.marks[mark])
        elif kind == "table":
            self._read_table(value, mark)
        if text:
            self._read_said(block, text, self.body, self.section)

    @property
    def section(self) -> str:
        """The path of the open headings as the golden files print it."""
        return " > ".join(number.rstrip(".)") for _, number in self.path) or "Căn cứ"

    def _open_section(self, level: int, number: str, title: str, line: int) -> None:
        self.path = [entry for entry in self.path if entry[0] < level] + [(level, number)]
        self.heading = (number.rstrip(".)"), title)
        self.facts["sections"].append({"level": level, "number": number, "title": title, "line_no": line})

    def _read_said(self, block: Mapping[str, Any], text: str, stream: "_Stream", section: str) -> None:
        shown = NOTE.sub(r"\1", text)
        start = stream.find(shown)
        for row in block.get("facts", []):
            entry = dict(zip(FACT, row[:4], strict=True))
            entry |= {FACT_MORE[key]: said for key, said in (row[4] if len(row) > 4 else {}).items()}
            at = _place(shown, entry.pop("at"), self.doc_id)
            line = stream.line(start, shown, at + _digit(shown[at:]))
            self.facts["facts"].append({"section": section, **entry, "sentence": _clause(shown, at), "line_no": line})
        for row in block.get("cites", []):
            entry = dict(zip(CITE, row, strict=True))
            anchor = entry.pop("at", entry["symbol"])
            line = stream.line(start, shown, self._next(shown, anchor))
            self.facts["citations"].append({**entry, "section": section, "line_no": line})
        for row in block.get("money", []):
            entry = dict(zip(MONEY, row, strict=True))
            entry["amount_vnd"] = int(Decimal(entry["amount"]) * UNIT_FACTORS[entry["unit"]])
            at = _place(shown, entry["description"], self.doc_id)
            line = stream.line(start, shown, at + _digit(shown[at:]))
            self.facts["budgets"].append({"section": section, **entry, "line_no": line})
        for number in NOTE.findall(text):
            said = self.definition.get("notes", {}).get(number, {})
            note = f"{number} {self.definition['footnotes'][number]}"
            self._read_said(said, note, self.notes, f"{section} > chú thích {number}")

    def _next(self, shown: str, anchor: str) -> int:
        """The place of ``anchor``, blanks aside: a symbol may be printed with a blank in it."""
        pattern = r"\s*".join(re.escape(letter) for letter in re.sub(r"\s", "", anchor))
        found = re.search(pattern, shown)
        if not found:
            raise ValueError(f"{self.doc_id}: {anchor!r} is not in {shown!r}")
        return found.start()

    def _read_goal(self, value: Mapping[str, Any], line: int) -> None:
        row: dict[str, Any] = {"table": "muc_tieu", "group_no": self.heading[0], "group_name": self.heading[1]}
        row |= {"kind": "target", "name": re.sub(r"^[-+] ", "", value["text"]), "year": value.get("year", self.year)}
        row["name"] = NOTE.sub(r"\1", row["name"])
        samples._add_indicator(self.facts, row | {"line_no": line}, value.get("is", {}))

    def _read_table(self, table: Mapping[str, Any], mark: str) -> None:
        label = table.get("label", "")
        self.path = []
        self._open_section(1, label, " ".join(table["titles"]), self.dump.marks[mark])
        group: dict[str, str] = {}
        subgroup: dict[str, str] = {}
        sums = Sums({**table, "unit": table.get("unit", table.get("money", ""))}, label or " ".join(table["titles"]))
        for number, row in enumerate(table["rows"]):
            (kind, texts), *_ = row.items()
            line, cells = self.dump.marks[f"{mark}.{number}"], _cells(table, texts)
            if kind == "row":
                if table["kind"] == "projects":
                    sums.add(cells)
                    self._read_project(table, cells, (group, subgroup), row.get("is", {}), line)
                else:
                    self._read_indicator(table, cells, subgroup or group, row.get("is", {}), line)
            elif kind == "total":
                self.facts["budgets"] += [fact | {"line_no": line} for fact in sums.read_total(cells)]
            else:
                head = {"no": cells["no"], "name": cells["name"].rstrip(":"), **row.get("is", {})}
                group, subgroup = (head, {}) if kind == "group" else (group, head)
                self._open_section(2 if kind == "group" else 3, head["no"], head["name"], line)
                self.facts["budgets"] += [fact | {"line_no": line} for fact in sums.read_group(cells, head)]
            for said in row.get("cites", []):
                entry = dict(zip(CITE, said, strict=True))
                section = " > ".join(part for part in (label, group.get("no", ""), cells["no"]) if part)
                self.facts["citations"].append({**entry, "section": section, "line_no": line})
            for said in row.get("money", []):
                entry = dict(zip(MONEY, said, strict=True))
                entry["amount_vnd"] = str(int(Decimal(entry["amount"]) * UNIT_FACTORS[entry["unit"]]))
                self.facts["budgets"].append({"section": self.section, **entry, "line_no": line})
        sums.close()
        self.facts["checks"] += sums.checks

    def _read_project(
        self,
        table: Mapping[str, Any],
        cells: Mapping[str, str],
        heads: tuple[Mapping[str, str], Mapping[str, str]],
        said: Mapping[str, str],
        line: int,
    ) -> None:
        row: dict[str, Any] = {golden: cells.get(name, "") for name, golden in PROJECT_FIELDS.items()}
        row |= {"table": table["key"], "group_code": heads[0].get("no", ""), "group_name": heads[0].get("name", "")}
        row |= {"subgroup_code": heads[1].get("no", ""), "subgroup_name": heads[1].get("name", "")}
        row["status"] = said.get("status", heads[0].get("status", ""))
        row["status_text"] = row["status_text"] or heads[0].get("status_text", "")
        unit = table.get("unit", table.get("money", ""))
        for name, golden, when in (
            ("total", "budget_total", "budget_total_period"),
            ("year", "budget_year_amount", "budget_year"),
        ):
            if cells.get(name) and NUMBER.fullmatch(cells[name]):
                row[golden] = f"{(amount(cells[name]) * UNIT_FACTORS[unit] / 1000000).normalize():f}"
                row[when] = table["periods"].get(name) or cells.get("duration", "")
                row["budget_unit"] = "million VND"
        self.facts["projects"].append(row | {"line_no": line})

    def _read_indicator(
        self,
        table: Mapping[str, Any],
        cells: Mapping[str, str],
        owner: Mapping[str, str],
        said: Mapping[str, Any],
        line: int,
    ) -> None:
        common = {"table": table["key"], "group_no": owner.get("no", ""), "group_name": owner.get("name", "")}
        common |= {"row_no": cells["no"], "name": cells["name"], "note": cells.get("note", ""), "line_no": line}
        common |= {"monitor_agency": cells.get("monitor", ""), "lead_agency": cells.get("lead", "")}
        common["coordinating_agency"] = cells.get("coordinate", "")
        years = [(name, name[1:]) for name, *_ in table["columns"] if re.fullmatch(r"[yb]\d{4}", name)]
        for name, year in years:
            if not cells[name]:
                continue
            row = {**common, "year": year} | (
                _target(cells[name], said) if name[0] == "y" else _result(cells[name], said)
            )
            samples._add_indicator(self.facts, row, said if name == f"y{said.get('parts_year')}" else {})
        if years:
            return
        row = {**common, "year": table["year"]}
        target, result = "target" in cells, "result" in cells
        row |= _target(cells.get("target", ""), said) if target or not result else {}
        row |= _result(cells["result"], said) if result else {}
        row["kind"] = "target_and_result" if target and result else "result" if result else "target"
        samples._add_indicator(self.facts, row, {key: value for key, value in said.items() if key != "r"})
        if cells.get("ratio") and row.get("target_value") and row.get("result_value"):
            self._check_ratio(table, cells, Decimal(row["result_value"]), Decimal(row["target_value"]))

    def _check_ratio(
        self, table: Mapping[str, Any], cells: Mapping[str, str], result: Decimal, target: Decimal
    ) -> None:
        printed = amount(cells["ratio"])
        step = Decimal(1).scaleb(min(0, int(printed.as_tuple().exponent)))
        found = (100 * result / target).quantize(step, ROUND_HALF_UP)
        what = f"{table.get('label', '')} dòng {self.heading[0]}.{cells['no']}: thực hiện / kế hoạch so với tỷ lệ"
        holds = "yes" if found == printed else "no"
        self.facts["checks"].append({"what": what, "left": found, "right": printed, "holds": holds})


class _Stream:
    """The visible characters of the dump, of the body or of notes and page numbers, with the line of each."""

    def __init__(self, dump: Dump, *, asides: bool) -> None:
        letters, self.lines = [], []
        for line_no, line in enumerate(dump.lines, 1):
            if (line_no in dump.asides) == asides:
                for letter in line:
                    if not letter.isspace():
                        letters.append(letter)
                        self.lines.append(line_no)
        self.text, self.position = "".join(letters), 0

    def find(self, shown: str) -> int:
        """The place of a paragraph after the one found before."""
        sought = re.sub(r"\s|␣", "", shown).replace(NOTE_SIGN, "")
        found = self.text.find(sought, self.position)
        if found < 0:
            raise ValueError(f"no place says {shown[:60]!r}")
        self.position = found + 1
        return found

    def line(self, start: int, shown: str, offset: int) -> int:
        """The line of the letter at ``offset`` of the paragraph that starts at ``start``."""
        return self.lines[start + len(re.sub(r"\s|␣", "", shown[:offset]))]


def _place(shown: str, fragment: str, doc_id: str) -> int:
    if shown.count(fragment) != 1:
        raise ValueError(f"{doc_id}: {fragment!r} stands {shown.count(fragment)} times in {shown!r}")
    return shown.index(fragment)


def _digit(text: str) -> int:
    found = re.search(r"\d", text)
    return found.start() if found else 0


def _clause(shown: str, at: int) -> str:
    start = 0
    for end in [*(match.start() for match in CLAUSE_END.finditer(shown)), len(shown)]:
        if at < end:
            return re.sub(r"^[-+] ", "", shown[start:end].strip()).rstrip(".;:").removesuffix("./")
        start = end
    return shown


def _cells(table: Mapping[str, Any], texts: list[str]) -> dict[str, str]:
    columns = zip(table["columns"], texts, strict=True)
    return {name: " ".join(wrap(text, int(width))).strip() for (name, _, width), text in columns}


def _plain(text: str) -> str:
    return f"{amount(text):f}"


def _target(text: str, said: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {"kind": "target", "target_text": text, "unit": said.get("u", "")}
    found = CELL.match(text)
    if found and said.get("u") != "boolean":
        row["comparator"] = COMPARATORS.get(found[1] or "", found[1] or "")
        row["target_value"] = _plain(found[2])
        row["target_value_upper"] = _plain(found[3]) if found[3] else ""
    return row


def _result(text: str, said: Mapping[str, Any]) -> dict[str, Any]:
    found = CELL.match(text)
    row: dict[str, Any] = {"kind": "result", "result_text": text, "unit": said.get("u", "")}
    row["result_unit"] = said.get("u", "") if text else ""
    if found and not found[1] and not found[3]:
        row["result_value"] = _plain(found[2])
    return row


def build_heldout(doc_id: str, definition: Mapping[str, Any]) -> Sample:
    """Build a hold-out document. Raises ValueError where a fact's anchor does not stand once in its block."""
    dump = samples._set_document(definition)
    return Sample(doc_id, "\n".join(dump.lines) + "\n", HeldoutReader(doc_id, definition, dump).read())


def definitions() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every hold-out definition that names no other builder, by name."""
    for path in sorted(DEFINITIONS.glob("*.yml")):
        definition = load_definition(path)
        if "builder" not in definition["page"]:
            yield path.stem, definition


def heldout_csv(sample: Sample, name: str) -> str:
    """The golden file ``name``; project rows also say their duration and source."""

    out = io.StringIO()
    columns = (COLUMNS[name] + EXTRA_COLUMNS.get(name, "")).split()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(sample.facts.get(name, []))
    return out.getvalue()


def main() -> None:
    """Write every document and its golden facts to the folder given."""
    for doc_id, definition in definitions():
        sample = build_heldout(doc_id, definition)
        folder = Path(sys.argv[1]) / doc_id
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{doc_id}.txt").write_text(sample.text, encoding="utf-8", newline="\n")
        for name in COLUMNS:
            (folder / f"{name}.csv").write_text(heldout_csv(sample, name), encoding="utf-8", newline="\n")
        sys.stdout.write(f"{doc_id} { ({name: len(rows) for name, rows in sample.facts.items()}) }\n")


if __name__ == "__main__":
    main()
