"""Builds the sample documents of ``data/samples`` and what must be read from them out of ``definitions``.

One definition yields both the dumped text and its golden facts (``tests/golden/samples``): the two cannot drift apart.
``python -m tests.samples.build`` writes them; how a page is set and dumped belongs in ``layout``.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.samples.layout import DOUBLE, SINGLE, Composer, Dump
from tests.samples.tables import read_table, set_table

ROOT = Path(__file__).resolve().parents[2]
DEFINITIONS = Path(__file__).with_name("definitions")
SAMPLES = ROOT / "data" / "samples"
GOLDEN = ROOT / "tests" / "golden" / "samples"

COLUMNS = {
    "documents": "doc_id source_file doc_type number symbol title issuer issuer_evidence issue_date place "
    "period_start period_end signer_name signer_title signing_authority province notes",
    "sections": "seq level number title line_no",
    "indicators": "seq table group_no group_name row_no name kind year comparator target_value target_value_upper unit "
    "target_text result_value result_unit result_text numerator denominator note monitor_agency lead_agency "
    "coordinating_agency line_no",
    "indicator_components": "seq indicator_seq component_no label comparator target_value unit text",
    "projects": "seq table group_code group_name subgroup_code subgroup_name code name scope implementation_form "
    "lead_agency coordinating_agency status_text status expected_output legal_basis budget_total budget_total_period "
    "budget_year_amount budget_year budget_unit line_no",
    "budgets": "seq section description amount unit amount_vnd year_or_period funding_source kind line_no",
    "pages": "seq line_no",
    "checks": "seq what left right holds comment",
    "citations": "seq doc_type_text symbol date issuer_text subject section relation line_no",
    "facts": "seq section subject value unit numerator denominator as_of_or_period qualifier sentence line_no",
}

Facts = dict[str, list[dict[str, Any]]]


@dataclass(slots=True)
class Sample:
    """One built sample: the dumped text and its golden rows by file."""

    doc_id: str
    text: str
    facts: Facts = field(default_factory=dict)

    def csv_of(self, name: str) -> str:
        """The golden file ``name`` (RFC 4180, line feeds)."""
        out = io.StringIO()
        writer = csv.DictWriter(out, COLUMNS[name].split(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.facts.get(name, []))
        return out.getvalue()


def build_sample(path: Path) -> Sample:
    """Build the sample that the definition at ``path`` describes."""
    return build_definition(path.stem, load_definition(path))


def build_definition(doc_id: str, definition: Mapping[str, Any]) -> Sample:
    """Build a sample. Raises ValueError where a fact's anchor does not stand in the text."""
    dump = _set_document(definition)
    sample = Sample(doc_id, "\n".join(dump.lines) + "\n", {name: [] for name in COLUMNS})
    facts = sample.facts
    facts["documents"].append({"doc_id": doc_id, "source_file": f"{doc_id}.txt", **definition["document"]})
    _read_blocks(definition, dump, facts)
    facts["pages"] = [{"line_no": line} for line in dump.pages]
    for name in ("budgets", "citations", "facts"):
        facts[name] = _with_lines(definition.get(name, []), dump, doc_id) + facts[name]
    for name in COLUMNS:
        if name not in ("documents", "indicators"):
            facts[name] = [{"seq": seq, **row} for seq, row in enumerate(facts[name], 1)]
    return sample


def load_definition(path: Path) -> dict[str, Any]:
    """The definition at ``path``; every scalar stays text as it is printed (38.170 is no float, 2024-12-24 no date)."""
    loaded: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return loaded


def all_samples() -> list[Sample]:
    """Every sample, by name."""
    return [build_sample(path) for path in sorted(DEFINITIONS.glob("*.yml"))]


def sample_files(sample: Sample) -> dict[Path, str]:
    """The files of a sample and their content."""
    files = {SAMPLES / f"{sample.doc_id}.txt": sample.text}
    return files | {GOLDEN / sample.doc_id / f"{name}.csv": sample.csv_of(name) for name in COLUMNS}


def _set_document(definition: Mapping[str, Any]) -> Dump:
    page = definition["page"]
    composer = Composer(
        DOUBLE if page["spacing"] == "double" else SINGLE,
        int(page["width"]),
        int(page["lines"]),
        int(page["seed"]),
        opening=page.get("opening", "blank"),
        numbered=page.get("numbered") == "true",
    )
    composer.footnotes = {str(key): text for key, text in definition.get("footnotes", {}).items()}
    for number, block in enumerate(definition["blocks"]):
        _set_block(composer, block, f"b{number}")
    return composer.dump()


def _set_block(composer: Composer, block: Mapping[str, Any], mark: str) -> None:
    (kind, value), *_ = block.items()
    if kind == "head":
        for line in value["lines"]:
            composer.paragraph(line, indent=0, centred=True)
        if "dated" in value:
            composer.beside(*value["dated"])
        composer.blank()
    elif kind == "title":
        composer.paragraph(value["type"], indent=0, centred=True)
        for line in value["lines"]:
            composer.paragraph(line, indent=0, centred=True)
        composer.blank()
    elif kind in ("p", "goal"):
        composer.paragraph(value if isinstance(value, str) else value["text"], mark=mark)
    elif kind == "list":
        for text in value:
            composer.paragraph(text)
    elif kind == "sec":
        _, number, title, *tail = value
        composer.paragraph(f"{number} {title}{tail[0] if tail else ''}", mark=mark)
    elif kind == "part":
        composer.paragraph(value[0], indent=0, centred=True, mark=mark)
        composer.paragraph(value[1], indent=0, centred=True)
    elif kind == "sign":
        _set_signature(composer, value)
    elif kind == "page":
        if value.get("opening") == "section":
            composer.blank(2)
        composer.turn_page(value.get("opening", "blank"), int(value.get("width", 0)), int(value.get("lines", 0)))
    elif kind == "table":
        set_table(composer, value, mark)
    else:
        raise ValueError(f"unknown block {kind}")


def _set_signature(composer: Composer, value: Mapping[str, Any]) -> None:
    composer.blank()
    composer.paragraph("Nơi nhận:", indent=0)
    for receiver in value["receivers"]:
        composer.paragraph(f"- {receiver}", indent=0, before=0)
    for line in [*value.get("authority", []), value["title"]]:
        composer.paragraph(line, indent=composer.width // 2)
    composer.blank(int(value.get("gap", 4)))
    composer.paragraph(value["name"], indent=composer.width // 2)


def _read_blocks(definition: Mapping[str, Any], dump: Dump, facts: Facts) -> None:
    goals: tuple[str, str] = ("", "")
    for number, block in enumerate(definition["blocks"]):
        (kind, value), *_ = block.items()
        mark = f"b{number}"
        if kind in ("sec", "part"):
            level, label, title = ("1", *value) if kind == "part" else value[:3]
            section = {"level": level, "number": label, "title": title.rstrip(":")}
            facts["sections"].append({**section, "line_no": dump.marks[mark]})
            goals = (label.rstrip(".)"), title)
        elif kind == "goal":
            row: dict[str, Any] = {"table": "muc_tieu", "group_no": goals[0], "group_name": goals[1], "kind": "target"}
            name = re.sub(r"^[-+] ", "", value["text"])
            row |= {"name": name, "year": definition["page"]["year"], "line_no": dump.marks[mark]}
            _add_indicator(facts, row, value.get("is", {}))
        elif kind == "table":
            for name, entry in read_table(value, mark, dump):
                if name == "indicators":
                    _add_indicator(facts, entry, entry.pop("is"))
                else:
                    facts[name].append(entry)


def _add_indicator(facts: Facts, row: dict[str, Any], said: Mapping[str, Any]) -> None:
    names = {"c": "comparator", "t": "target_value", "up": "target_value_upper", "u": "unit", "text": "target_text"}
    names |= {"r": "result_value", "n": "numerator", "d": "denominator", "ru": "result_unit"}
    row |= {names[key]: value for key, value in said.items() if key in names}
    row["seq"] = len(facts["indicators"]) + 1
    facts["indicators"].append(row)
    for number, (label, comparator, value, unit, text) in enumerate(said.get("parts", []), 1):
        component = {"indicator_seq": row["seq"], "component_no": number, "label": label, "comparator": comparator}
        facts["indicator_components"].append(component | {"target_value": value, "unit": unit, "text": text})


def _with_lines(entries: list[dict[str, Any]], dump: Dump, doc_id: str) -> list[dict[str, Any]]:
    """The entries with the line where each one's anchor stands; anchors stand in reading order."""
    letters, lines = [], []
    for line_no, character in _characters(dump):
        letters.append(character)
        lines.append(line_no)
    text, position, found = "".join(letters), 0, []
    for entry in entries:
        stated = next(entry[key] for key in ("at", "symbol", "sentence", "description") if key in entry)
        anchor = re.sub(r"\s", "", stated)
        position = text.find(anchor, position)
        if position < 0:
            raise ValueError(f"{doc_id}: no line says {anchor!r} after the anchor before it")
        found.append({key: value for key, value in entry.items() if key != "at"} | {"line_no": lines[position]})
    return found


def _characters(dump: Dump) -> Iterator[tuple[int, str]]:
    for line_no, line in enumerate(dump.lines, 1):
        if line_no not in dump.asides:
            yield from ((line_no, character) for character in line if not character.isspace())


def main() -> None:
    """Write the samples and their golden facts."""
    for sample in all_samples():
        for path, content in sample_files(sample).items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
