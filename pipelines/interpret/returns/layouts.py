"""The layouts of agencies that keep headings of their own: one file of ``layouts`` each. What headings mean is data only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType

import yaml

from pipelines.interpret.returns.declarations import FOLDER, return_kinds

LAYOUTS = FOLDER / "layouts"


@dataclass(frozen=True, slots=True)
class Layout:
    """One agency's headings for one kind of return, for periods that begin from ``since`` and before ``until``."""

    kind: str
    agency_id: str
    agency_name: str
    headings: Mapping[str, str]
    ignored: tuple[str, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date | None) -> bool:
        """Whether a return of the period that begins on ``day`` may be in this layout; without a day it may."""
        return day is None or ((self.since is None or self.since <= day) and (self.until is None or day < self.until))


def read_layouts(folder: Path = LAYOUTS) -> Sequence[Layout]:
    """Every layout of ``folder``. Raises ValueError, naming the file, for a kind or field that is not declared."""
    return tuple(_read_layout(path) for path in sorted(folder.glob("*.yml")))


def _read_layout(path: Path) -> Layout:
    declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    kind = return_kinds().get(declared["kind"])
    if kind is None:
        raise ValueError(f"{path}: {declared['kind']} is no kind of return")
    fields = {each.name for each in kind.fields}
    named = {*declared["headings"].values(), *declared.get("units", {})}
    if unknown := named - fields:
        raise ValueError(f"{path}: {kind.name} has no field {', '.join(sorted(unknown))}")
    return Layout(
        kind=kind.name,
        agency_id=declared["agency_id"],
        agency_name=declared.get("agency_name", ""),
        headings=MappingProxyType({str(heading): name for heading, name in declared["headings"].items()}),
        ignored=tuple(map(str, declared.get("ignored", ()))),
        units=MappingProxyType(dict(declared.get("units", {}))),
        since=declared.get("since"),
        until=declared.get("until"),
    )
