"""The suites as files: where they are, what their rules are called, how grave they are and what to tell people.

A suite is a file of Great Expectations' own JSON; its name is its path with dots, as Great Expectations' file store
reads it: ``records/base/projects.json`` is ``records.base.projects``. ``records`` suites run on every load, ``marts``
suites before a release; those under ``base`` are generated. Reading them here needs no Great Expectations.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from pipelines.validate.model import Severity

Layer = Literal["records", "marts"]
EXPECTATIONS_DIR = Path(__file__).resolve().parents[2] / "expectations"
TYPE_RULE = "declared_types"
"""The rule that runs first: the others can only be asked of values that have their declared type."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One expectation of a suite. ``message`` is the Vietnamese line for a row; braces hold columns of the row."""

    suite: str
    name: str
    expectation: str
    severity: Severity
    column: str | None
    message: str
    description: str
    configuration: Mapping[str, Any]

    @property
    def needed_columns(self) -> tuple[str, ...]:
        """The columns that the expectation reads."""
        arguments = self.configuration["kwargs"]
        single = [arguments[name] for name in ("column", "column_A", "column_B") if name in arguments]
        return (*single, *arguments.get("column_list", ()))

    @property
    def is_about_table(self) -> bool:
        """Whether the rule is about the table as a whole: it can fail where there are no rows."""
        return self.expectation.startswith("expect_table_")


@dataclass(frozen=True, slots=True)
class Reference:
    """A derived column: whether the row's ``columns`` are found as ``found_columns`` of ``dataset``; null if one is."""

    name: str
    columns: tuple[str, ...]
    dataset: str
    found_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DatasetRules:
    """All rules of one dataset in one layer, generated and hand-written, and the columns derived for them."""

    dataset: str
    rules: tuple[Rule, ...]
    references: tuple[Reference, ...]

    def rule(self, name: str) -> Rule:
        """Return the rule called ``name``."""
        return next(rule for rule in self.rules if rule.name == name)


@cache
def read_rules(layer: Layer, expectations_dir: Path = EXPECTATIONS_DIR) -> Mapping[str, DatasetRules]:
    """Return the rules of every dataset that has a suite in ``layer``.

    Raises ValueError where two rules of a dataset have the same name or a suite file is named otherwise than its place.
    """
    found: dict[str, tuple[list[Rule], list[Reference]]] = {}
    paths = (expectations_dir / layer).rglob("*.json")
    # Base rules first: where a row breaks several, the plainest is named first.
    for path in sorted(paths, key=lambda path: (path.parent.name != "base", path)):
        suite = json.loads(path.read_text(encoding="utf-8"))
        expected_name = ".".join(path.relative_to(expectations_dir).with_suffix("").parts)
        if suite["name"] != expected_name:
            raise ValueError(f"{path}: the suite is named {suite['name']}, its place says {expected_name}")
        rules, references = found.setdefault(path.stem, ([], []))
        rules += [_rule(suite["name"], entry) for entry in suite["expectations"]]
        references += [_reference(name, entry) for name, entry in suite["meta"].get("references", {}).items()]
    for dataset, (rules, _) in found.items():
        names = [rule.name for rule in rules]
        repeated = sorted({name for name in names if names.count(name) > 1})
        if repeated:
            raise ValueError(f"the {layer} suites of {dataset} name two rules alike: {', '.join(repeated)}")
    return MappingProxyType({name: DatasetRules(name, tuple(r), tuple(f)) for name, (r, f) in found.items()})


def _rule(suite: str, entry: Mapping[str, Any]) -> Rule:
    meta = entry["meta"]
    return Rule(
        suite=suite,
        name=meta["rule"],
        expectation=entry["type"],
        severity=meta["severity"],
        column=meta.get("column", entry["kwargs"].get("column")),
        message=meta["message"],
        description=entry["description"],
        configuration=entry,
    )


def _reference(name: str, entry: Mapping[str, Any]) -> Reference:
    return Reference(name, tuple(entry["columns"]), entry["dataset"], tuple(entry["found_columns"]))
