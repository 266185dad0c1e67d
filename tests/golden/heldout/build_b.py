"""Builds hold-out documents whose definitions note the facts beside the paragraph, row or footnote that states them.

Beyond ``tests.samples.build``: letterheads of two columns, headings of two levels over a table, amounts by source of
money, and the lists ``c`` (citations), ``f`` (facts) and ``m`` (money), one fact a line, fields between bars; each is
looked up in its own block, so that section, sentence and line follow from the text. Where a note names no place, the
symbol, or the description, is the place. What the documents say belongs in ``definitions``.
"""

import csv
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.golden.heldout.layout_b import LaterSheet, Sheet
from tests.golden.heldout.tables_b import Fact, read_table, set_table
from tests.samples.build import COLUMNS, Facts, Sample, load_definition
from tests.samples.layout import DOUBLE, SINGLE, Dump

DEFINITIONS = Path(__file__).with_name("definitions")
UNITS = {"đồng": 1, "nghìn đồng": 10**3, "triệu đồng": 10**6, "triệu": 10**6, "tỷ đồng": 10**9, "tỷ": 10**9}
AMOUNT_COLUMNS = ("project_seq", "what", "text", "amount_vnd", "line_no")
C_FIELDS = ("doc_type_text", "symbol", "date", "issuer_text", "subject", "relation")
F_FIELDS = ("subject", "value", "unit", "at")
M_FIELDS = ("description", "amount", "unit", "kind")
F_OPTIONS = {"q": "qualifier", "n": "numerator", "d": "denominator", "per": "as_of_or_period"}
M_OPTIONS = {"src": "funding_source", "per": "year_or_period"}
LISTS = {"c": "citations", "f": "facts", "m": "budgets"}
_NOTE = re.compile(r"\[\^(\d+)\]")
_CLAUSE_END = re.compile(r"[;!?]\s|\.(?=\s+[A-ZĐÀ-Ỹ0-9\-+])|\.$|\./\.$")


@dataclass(slots=True)
class Text:
    """The characters of a dump without blanks, and the line of each."""

    letters: str
    lines: list[int]

    def find(self, anchor: str, start: int, where: str) -> int:
        """The position of ``anchor`` at or after ``start``."""
        bare = re.sub(r"\s", "", anchor)
        position = self.letters.find(bare, start)
        if position < 0:
            raise ValueError(f"{where}: no line says {anchor!r} after the note before it")
        return position

    def from_line(self, line: int) -> int:
        """The position of the first character on ``line`` or below it."""
        return next((index for index, number in enumerate(self.lines) if number >= line), len(self.lines))


@dataclass(slots=True)
class Reader:
    """Collects the golden rows; ``path`` holds the numbers of the open headings by level."""

    dump: Dump
    doc_id: str
    facts: Facts
    body: Text
    notes: Text
    path: dict[int, str] = field(default_factory=dict)

    def section(self) -> str:
        """The open headings as facts name them."""
        return " > ".join(self.path[level] for level in sorted(self.path))

    def open(self, level: int, number: str) -> None:
        """Close the headings from ``level`` down and open ``number``."""
        self.path = {key: value for key, value in self.path.items() if key < level}
        self.path[level] = re.sub(r"[.):/]+$", "", number)

    def read_notes(self, said: Mapping[str, Any], printed: str, line: int, section: str, text: Text) -> None:
        """Read the lists ``c``, ``f`` and ``m`` of a block whose text begins on ``line``."""
        for key, name in LISTS.items():
            position = text.from_line(line)
            for note in [one for one in str(said.get(key, "")).split("\n") if one.strip()]:
                row, anchor, digit = parse_note(key, note)
                where = f"{self.doc_id} {section} {name}"
                position = text.find(anchor, position, where)
                found = position + _first_digit(anchor) if digit else position
                for column in ("issuer_text", "subject") if key == "c" else ():
                    _check_stated(row.get(column, ""), printed, where)
                if key == "f":
                    row["sentence"] = clause_of(printed, anchor)
                named = section or ("Căn cứ" if row.get("relation") == "can_cu" else "mở đầu")
                self.facts[name].append({"section": named, **row, "line_no": text.lines[found]})
                position += 1


def parse_note(key: str, note: str) -> tuple[dict[str, Any], str, bool]:
    """The row a note states, the words where it stands and whether its first digit is the place."""
    cells = [cell.strip() for cell in note.split("|")]
    fields = {"c": C_FIELDS, "f": F_FIELDS, "m": M_FIELDS}[key]
    plain, options = cells[: len(fields)], dict(cell.split("=", 1) for cell in cells[len(fields) :])
    row: dict[str, Any] = dict(zip(fields, plain, strict=True))
    anchor = options.pop("at", "") or row.pop("at", "") or row.get("symbol", "") or row.get("description", "")
    names = {"c": {}, "f": F_OPTIONS, "m": M_OPTIONS}[key]
    row |= {names[option]: value for option, value in options.items()}
    if key == "m":
        row["amount_vnd"] = int(Decimal(row["amount"]) * UNITS[row["unit"]])
    return row, anchor, key != "c"


def clause_of(printed: str, anchor: str) -> str:
    """The clause of ``printed`` that holds ``anchor``: up to a semicolon or the end of a sentence."""
    start = printed.find(anchor)
    if start < 0:
        raise ValueError(f"{anchor!r} is not said in {printed[:80]!r}")
    end = start + len(anchor)
    before = [match.end() for match in _CLAUSE_END.finditer(printed) if match.end() <= start]
    after = [match.start() for match in _CLAUSE_END.finditer(printed) if match.start() >= end]
    clause = printed[max(before, default=0) : min(after, default=len(printed))]
    return re.sub(r"^[-+•]\s+", "", re.sub(r"\s+", " ", clause).strip())


def build_definition(doc_id: str, definition: Mapping[str, Any]) -> Sample:
    """Build a document. Raises ValueError where a note's words do not stand in its block."""
    dump = _set_document(definition)
    sample = Sample(doc_id, "\n".join(dump.lines) + "\n", {name: [] for name in (*COLUMNS, "project_amounts")})
    facts = sample.facts
    facts["documents"].append({"doc_id": doc_id, "source_file": f"{doc_id}.txt", **definition["document"]})
    body = Text(*_characters(dump, asides=False))
    reader = Reader(dump, doc_id, facts, body, Text(*_characters(dump, asides=True)))
    for number, block in enumerate(definition["blocks"]):
        _read_block(reader, definition, block, f"b{number}")
    facts["pages"] = [{"line_no": line} for line in dump.pages]
    facts["checks"] = [*definition.get("checks", []), *facts["checks"]]
    for name in ("budgets", "citations", "facts"):
        facts[name].sort(key=lambda row: int(row["line_no"]))
    for name in COLUMNS:
        if name not in ("documents", "indicators"):
            facts[name] = [{"seq": seq, **row} for seq, row in enumerate(facts[name], 1)]
    return sample


def write(sample: Sample, folder: Path) -> None:
    """Write the text and the golden files of ``sample`` into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{sample.doc_id}.txt").write_text(sample.text, encoding="utf-8", newline="\n")
    for name in COLUMNS:
        (folder / f"{name}.csv").write_text(sample.csv_of(name), encoding="utf-8", newline="\n")
    with (folder / "project_amounts.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, AMOUNT_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sample.facts["project_amounts"])


def is_defined_here(definition: Mapping[str, Any]) -> bool:
    """Whether a definition is written for this builder."""
    return bool(definition["page"].get("builder") == "b")


def _set_document(definition: Mapping[str, Any]) -> Dump:
    page = definition["page"]
    sheet = (LaterSheet if page.get("first_page") == "missing" else Sheet)(
        DOUBLE if page["spacing"] == "double" else SINGLE,
        int(page["width"]),
        int(page["lines"]),
        int(page["seed"]),
        opening=page.get("opening", "blank"),
        numbered=page.get("numbered") == "true",
    )
    notes = definition.get("footnotes", {})
    sheet.footnotes = {str(key): note if isinstance(note, str) else note["text"] for key, note in notes.items()}
    for number, block in enumerate(definition["blocks"]):
        _set_block(sheet, block, f"b{number}")
    return sheet.dump()


def _set_block(sheet: Sheet, block: Mapping[str, Any], mark: str) -> None:
    kind, value = next(iter(block.items()))
    if kind == "letterhead":
        sheet.columns(value["left"], value["right"], mark)
        sheet.blank()
    elif kind == "centred":
        for line in value:
            sheet.paragraph(line, indent=0, centred=True)
        sheet.blank()
    elif kind in ("p", "goal"):
        sheet.paragraph(value if isinstance(value, str) else value["text"], mark=mark)
    elif kind == "sec":
        _, number, title, *tail = value
        sheet.paragraph(f"{number} {title}{tail[0] if tail else ''}", mark=mark)
    elif kind == "part":
        sheet.paragraph(value[0], indent=0, centred=True, mark=mark)
        sheet.paragraph(value[1], indent=0, centred=True)
    elif kind == "sign":
        receivers = ["Nơi nhận:", *(f"- {receiver}" for receiver in value["receivers"])]
        right = [*value.get("authority", []), value["title"], *[""] * int(value.get("gap", 4)), value["name"]]
        sheet.columns(receivers, right, mark)
    elif kind == "page":
        if value.get("opening") == "section":
            sheet.blank(2)
        sheet.turn_page(value.get("opening", "blank"), int(value.get("width", 0)), int(value.get("lines", 0)))
    elif kind == "table":
        set_table(sheet, value, mark)
    else:
        raise ValueError(f"unknown block {kind}")


def _read_block(reader: Reader, definition: Mapping[str, Any], block: Mapping[str, Any], mark: str) -> None:
    kind, value = next(iter(block.items()))
    facts, printed = reader.facts, ""
    if kind in ("sec", "part"):
        level, label, title = ("1", *value) if kind == "part" else value[:3]
        line = reader.dump.marks[mark]
        row = {"level": level, "number": label, "title": re.sub(r"[:.]$", "", title), "line_no": line}
        facts["sections"].append(row)
        reader.open(int(level), label)
        printed = f"{label} {title}{value[3] if len(value) > 3 else ''}"
    elif kind == "p":
        printed = value if isinstance(value, str) else value["text"]
    elif kind == "goal":
        printed = value["text"]
        group = facts["sections"][-1]
        goal = {"table": "muc_tieu", "group_no": re.sub(r"[.)]+$", "", group["number"]), "group_name": group["title"]}
        goal |= {"kind": "target", "name": re.sub(r"^[-+] ", "", printed), "year": definition["page"]["year"]}
        add_indicator(facts, goal | {"line_no": reader.dump.marks[mark]}, value.get("is", {}))
    elif kind == "table":
        _read_table_block(reader, value, mark)
        return
    if not printed:
        return
    _read_footnotes(reader, definition, printed)
    shown = re.sub(r"\s+", " ", _NOTE.sub(r"\1", printed).replace("␣", " "))
    reader.read_notes(block, shown, reader.dump.marks[mark], reader.section(), reader.body)


def _read_footnotes(reader: Reader, definition: Mapping[str, Any], printed: str) -> None:
    for number in _NOTE.findall(printed):
        note = definition["footnotes"][number]
        if not isinstance(note, str):
            position = reader.notes.find(f"{number} {note['text']}", 0, f"{reader.doc_id} note {number}")
            section = " > ".join(part for part in (reader.section(), f"chú thích {number}") if part)
            reader.read_notes(note, note["text"], reader.notes.lines[position], section, reader.notes)


def _read_table_block(reader: Reader, table: Mapping[str, Any], mark: str) -> None:
    label = table.get("label", "")
    reader.path = {}
    entry: Fact
    for entry in read_table(table, mark, reader.dump):
        name, row = entry
        if name == "indicators":
            add_indicator(reader.facts, row, row.pop("is"))
        elif name == "project_amounts":
            reader.facts[name].append({"project_seq": len(reader.facts["projects"]), **row})
        elif name == "notes":
            section = " > ".join(part for part in (label, *row["path"]) if part)
            reader.read_notes(row["said"], row["printed"], row["line_no"], section, reader.body)
        else:
            reader.facts[name].append(row)


def add_indicator(facts: Facts, row: dict[str, Any], said: Mapping[str, Any]) -> None:
    """Add an indicator and its components."""
    names = {"c": "comparator", "t": "target_value", "up": "target_value_upper", "u": "unit", "text": "target_text"}
    names |= {"r": "result_value", "n": "numerator", "d": "denominator", "ru": "result_unit"}
    row |= {names[key]: value for key, value in said.items() if key in names}
    row["seq"] = len(facts["indicators"]) + 1
    facts["indicators"].append(row)
    for number, (label, comparator, value, unit, text) in enumerate(said.get("parts", []), 1):
        component = {"indicator_seq": row["seq"], "component_no": number, "label": label, "comparator": comparator}
        facts["indicator_components"].append(component | {"target_value": value, "unit": unit, "text": text})


def _first_digit(anchor: str) -> int:
    match = re.search(r"\d", re.sub(r"\s", "", anchor))
    return match.start() if match else 0


def _check_stated(stated: str, printed: str, where: str) -> None:
    if re.sub(r"\s", "", stated) not in re.sub(r"\s", "", printed):
        raise ValueError(f"{where}: {stated!r} is not printed there")


def _characters(dump: Dump, *, asides: bool) -> tuple[str, list[int]]:
    pairs = list(_letters(dump, asides=asides))
    return "".join(letter for letter, _ in pairs), [line for _, line in pairs]


def _letters(dump: Dump, *, asides: bool) -> Iterator[tuple[str, int]]:
    for line_no, line in enumerate(dump.lines, 1):
        if (line_no in dump.asides) == asides:
            yield from ((letter, line_no) for letter in line if not letter.isspace())


def main(target: str) -> None:
    """Write every document of this builder and its golden files below ``target``."""
    for path in sorted(DEFINITIONS.glob("*.yml")):
        definition = load_definition(path)
        if is_defined_here(definition):
            write(build_definition(path.stem, definition), Path(target) / path.stem)


if __name__ == "__main__":
    main(sys.argv[1])
