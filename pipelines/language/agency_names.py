"""Names of bodies that no word of their own shows to be agencies, from ``agency_names.yml``."""

import re
from functools import cache
from pathlib import Path

import yaml

from pipelines.language.text import fold


@cache
def agency_names() -> dict[str, str]:
    """The kind of every declared body by its folded name."""
    entries = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return {fold(name): entry["kind"] for entry in entries for name in entry["names"]}


@cache
def printed_names() -> tuple[str, ...]:
    """The names of the declared bodies as printed."""
    entries = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return tuple(name for entry in entries for name in entry["names"])


@cache
def agency_name_pattern() -> re.Pattern[str]:
    """A pattern that matches where a folded text begins with a declared name."""
    names = "|".join(map(re.escape, sorted(agency_names(), key=len, reverse=True)))
    return re.compile(rf"(?:{names})\b")


def named_kind(folded: str) -> str | None:
    """The kind of the declared body that ``folded`` begins with, None where it begins with none."""
    match = agency_name_pattern().match(folded)
    return agency_names()[match.group()] if match else None
