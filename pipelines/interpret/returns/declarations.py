"""The declarations of the kinds of return as typed objects: which columns a return has, what each holds, how people are told.

Recognition, the checks, the templates and the feedback are all made from these. Each kind is a folder with a
``declaration.yml``; nothing here reads a workbook.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import yaml

from pipelines.language.text import fold

FOLDER = Path(__file__).parent
FieldType = Literal["text", "number", "percent", "money", "date", "choice", "boolean", "period"]
FIELD_TYPES: frozenset[str] = frozenset({"text", "number", "percent", "money", "date", "choice", "boolean", "period"})
NUMERIC_TYPES: frozenset[str] = frozenset({"number", "percent", "money"})
BOOLEANS: Mapping[str, bool] = MappingProxyType(
    {"Có": True, "Không": False, "x": True, "Đúng": True, "Sai": False, "Rồi": True, "Chưa": False}
)
"""What may stand in a column of type ``boolean``; the first two are what the template offers."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that a column is known by, from ``since`` (first day) until ``until`` (first day on which no longer)."""

    text: str
    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date | None) -> bool:
        """Whether the heading means its column in a return of ``day``; without a day every heading does."""
        return day is None or ((self.since is None or self.since <= day) and (self.until is None or day < self.until))


@dataclass(frozen=True, slots=True)
class Choice:
    """An allowed value: what the template offers, the code that is stored, and what else means the same."""

    label: str
    code: str
    other_labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a return.

    ``name`` is the column of the dataset that holds the value. ``text_column`` is the one that holds what stands in the cell,
    None for text. ``minimum`` and ``maximum`` reject a row, ``usual_minimum`` and ``usual_maximum`` only raise a contradiction.
    ``words`` are texts that may stand in place of a number (the value is then null). ``required_if`` names a field and the
    value (as stored) with which this one has to be given. ``unit_from`` names the field that holds the unit of a number,
    ``ratio_of`` the numerator and the denominator that it is the percentage of. ``prefilled`` columns are written by us into
    the template. Money is in ``unit`` in our template, and stored in VND.
    """

    name: str
    heading: str
    type: FieldType
    help: str
    example: str
    headings: tuple[Heading, ...]
    unit: str = ""
    required: bool = False
    key: bool = False
    open_choices: bool = False
    comparator: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    usual_minimum: Decimal | None = None
    usual_maximum: Decimal | None = None
    choices: tuple[Choice, ...] = ()
    words: tuple[str, ...] = ()
    required_if: tuple[str, str] | None = None
    unit_from: str | None = None
    ratio_of: tuple[str, str] | None = None
    prefilled: bool = False
    width: int = 18

    @property
    def text_column(self) -> str | None:
        """The column for the cell as it was written; None where the value itself is that."""
        if self.type == "text":
            return None
        suffix = next((end for end in ("_value", "_vnd", "_pct", "_date") if self.name.endswith(end)), "")
        return f"{self.name.removesuffix(suffix)}_text"

    @property
    def labels(self) -> tuple[str, ...]:
        """What the template offers for the column; empty where anything may be written."""
        if self.type == "boolean":
            return tuple(BOOLEANS)[:2]
        return tuple(choice.label for choice in self.choices)

    @property
    def codes(self) -> Mapping[str, str]:
        """Folded label -> code, for every label that is understood."""
        return MappingProxyType(
            {
                fold(label): choice.code
                for choice in self.choices
                for label in (choice.label, choice.code, *choice.other_labels)
            }
        )


@dataclass(frozen=True, slots=True)
class ReturnKind:
    """One kind of return.

    ``recognised_by`` are groups of fields: beside all required fields, one whole group has to be there (or a line that says
    who reports) before a table without our identity sheet is taken to be such a return. ``subject`` is what the rows are about:
    assignments of that kind are written into an agency's template.
    """

    name: str
    version: int
    title: str
    sheet: str
    dataset: str
    subject: Literal["indicator", "project"] | None
    about: str
    steps: tuple[str, ...]
    fields: tuple[Field, ...]
    recognised_by: tuple[frozenset[str], ...]

    @property
    def required(self) -> frozenset[str]:
        """The names of the fields that every row has to give."""
        return frozenset(field.name for field in self.fields if field.required)

    @property
    def key(self) -> tuple[str, ...]:
        """The names of the fields that tell the rows of one return apart."""
        return tuple(field.name for field in self.fields if field.key)

    def field(self, name: str) -> Field:
        """The field of this name. Raises KeyError."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(f"{self.name} has no field {name}")


@cache
def return_kinds() -> Mapping[str, ReturnKind]:
    """Every declared kind of return by name. Raises ValueError where a declaration contradicts itself."""
    found = (read_declaration(path) for path in sorted(FOLDER.glob("*/declaration.yml")))
    return MappingProxyType({kind.name: kind for kind in found})


def read_declaration(path: Path) -> ReturnKind:
    """The kind of return that the file at ``path`` declares. Raises ValueError, naming the file, where it is wrong."""
    declared = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    kind = ReturnKind(
        name=declared["name"],
        version=declared["version"],
        title=declared["title"],
        sheet=declared["sheet"],
        dataset=declared["dataset"],
        subject=declared.get("subject"),
        about=" ".join(declared["about"].split()),
        steps=tuple(" ".join(step.split()) for step in declared["steps"]),
        fields=tuple(_field(path, entry) for entry in declared["fields"]),
        recognised_by=tuple(frozenset(group) for group in declared["recognised_by"]),
    )
    names = {field.name for field in kind.fields}
    named = set().union(*kind.recognised_by) | {field.required_if[0] for field in kind.fields if field.required_if}
    if len(names) != len(kind.fields) or named - names or not kind.key:
        raise ValueError(
            f"{path}: a field is declared twice, {sorted(named - names)} are no fields, or no field is key"
        )
    return kind


def _field(path: Path, entry: Mapping[str, Any]) -> Field:
    known = {"other_headings", "choices", "required_if", *Field.__dataclass_fields__} - {"headings"}
    if unknown := entry.keys() - known:
        raise ValueError(f"{path}: {entry.get('name')} has {sorted(unknown)}, which say nothing")
    if entry["type"] not in FIELD_TYPES:
        raise ValueError(f"{path}: {entry['name']} is of type {entry['type']}, which there is none")
    limits = ("minimum", "maximum", "usual_minimum", "usual_maximum")
    plain = {name: value for name, value in entry.items() if name not in {"other_headings", "choices", *limits}}
    plain |= {name: Decimal(str(entry[name])) for name in limits if name in entry}
    plain |= {"example": str(entry["example"]), "help": " ".join(entry["help"].split())}
    plain |= {"words": tuple(entry.get("words", ()))}
    plain |= {name: tuple(entry[name]) for name in ("required_if", "ratio_of") if name in entry}
    return Field(
        **plain,
        headings=(Heading(entry["heading"]), *_headings(entry.get("other_headings", ()))),
        choices=tuple(
            Choice(choice["label"], str(choice["code"]), tuple(choice.get("other_labels", ())))
            for choice in entry.get("choices", ())
        ),
    )


def _headings(groups: Iterable[Mapping[str, Any]]) -> Iterable[Heading]:
    for group in groups:
        for text in group["headings"]:
            yield Heading(text, group.get("since"), group.get("until"))
