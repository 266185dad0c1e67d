"""Names and parts of WordprocessingML (ISO/IEC 29500): qualified names, relations between parts, on-off values."""

import posixpath
from dataclasses import dataclass
from typing import Final

from lxml import etree

from pipelines.read.packages import Package

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
VAL: Final = f"{W}val"

_OFF = frozenset({"0", "false", "off"})


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part points at: the last word of the relation's type, and the name of the part (None where it is outside)."""

    kind: str
    part: str | None


def read_relations(package: Package, part: str) -> dict[str, Relation]:
    """Return the relations of ``part`` ('' for the package) by their id; targets outside the package are never opened."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path not in package:
        return {}
    found = {}
    for relation in package.read_xml(path):
        kind = (relation.get("Type") or "").rpartition("/")[2]
        target = relation.get("Target") or ""
        inside = relation.get("TargetMode") != "External"
        resolved = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[relation.get("Id") or ""] = Relation(kind, resolved if inside and resolved in package else None)
    return found


def related_part(relations: dict[str, Relation], kind: str) -> str | None:
    """Return the part that the first relation of ``kind`` points at."""
    return next((relation.part for relation in relations.values() if relation.kind == kind and relation.part), None)


def is_on(element: etree._Element | None) -> bool | None:
    """Return the value of an on-off property (<w:b/>), None where it is not set."""
    return None if element is None else element.get(VAL) not in _OFF


def value_of(parent: etree._Element | None, name: str) -> str | None:
    """Return the ``val`` of the child ``name`` (without namespace)."""
    child = parent.find(f"{W}{name}") if parent is not None else None
    return child.get(VAL) if child is not None else None


def whole_number(text: str | None, default: int = 0) -> int:
    """Return ``text`` as a whole number; ``default`` where it is none or too long to be one of a document."""
    if text is None or len(text) > 9:
        return default
    try:
        return int(float(text))
    except ValueError:
        return default
