"""The rules of returns (``rules.yml``) and the words in which an agency is told that one is broken. Nothing is checked here."""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import yaml

Severity = Literal["reject", "contradiction", "note"]


@dataclass(frozen=True, slots=True)
class ReturnRule:
    """A rule: what follows where it is broken, what it asks for (``title``), and the message with its gaps in braces."""

    name: str
    severity: Severity
    title: str
    message: str

    def parts(self) -> list[tuple[str, str | None]]:
        """The message as texts, each with the name of the gap after it (None after the last)."""
        return [(text, gap) for text, gap, _, _ in string.Formatter().parse(self.message)]


@cache
def return_rules() -> Mapping[str, ReturnRule]:
    """Every rule by name. Those that dbt checks have no message here, as theirs is put together in SQL."""
    declared = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            name: ReturnRule(name, entry["severity"], entry["title"], entry.get("message", ""))
            for name, entry in declared.items()
        }
    )


def quoted(text: str | None) -> str:
    """What stands in a cell, as messages print it.

    >>> quoted("80"), quoted(None)
    ('“80”', '(trống)')
    """
    return "(trống)" if text is None or text == "" else f"“{text if len(text) <= 120 else text[:120] + '…'}”"
