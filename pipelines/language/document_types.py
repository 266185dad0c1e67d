"""Types of official documents by the names that prose prints and the codes that symbols carry, from ``document_types.yml``."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipelines.language.text import fold


@cache
def _declared() -> dict[str, Any]:
    entries: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return entries


@cache
def types_by_name() -> Mapping[str, str]:
    """The type by the folded name, and by the abbreviation as printed."""
    named = {fold(name): entry["type"] for entry in _declared()["types"] for name in entry["names"]}
    return named | {short: entry["type"] for entry in _declared()["types"] for short in entry.get("short", ())}


@cache
def _types_by_code() -> Mapping[str, str]:
    codes: dict[str, str] = {}
    for entry in _declared()["types"]:
        for code in entry["codes"]:
            codes.setdefault(fold(code), entry["type"])
    return codes


def type_of_code(code: str) -> str | None:
    """The type that a code of a symbol stands for.

    >>> type_of_code("QĐ"), type_of_code("UBND")
    ('quyet_dinh', None)
    """
    return _types_by_code().get(fold(code))


@cache
def type_codes() -> frozenset[str]:
    """The declared codes, folded."""
    return frozenset(_types_by_code())


@cache
def issuer_codes() -> frozenset[str]:
    """Codes of bodies that need no other sign, folded."""
    return frozenset(map(fold, _declared()["issuer_codes"]))


@cache
def central_codes() -> frozenset[str]:
    """Codes of bodies that make a symbol with a number alone, folded."""
    return frozenset(map(fold, _declared()["central_codes"]))


@cache
def codes_of_things() -> frozenset[str]:
    """Abbreviations that are no bodies, folded."""
    return frozenset(map(fold, _declared()["things"]))


def alternatives(words: Iterable[str]) -> str:
    """A pattern for one of ``words``, longest first, with any blanks between their parts."""
    return "|".join(r"\s+".join(map(re.escape, word.split())) for word in sorted(words, key=len, reverse=True))


@cache
def type_names() -> str:
    """A pattern for the names of the types, as they are printed in running text with a capital."""
    names = (name for entry in _declared()["types"] for name in entry["names"])
    return alternatives(name[:1].upper() + name[1:] for name in names)


@cache
def name_pattern() -> re.Pattern[str]:
    """The name of a type, or a word for any, at the end of a text: "..., căn cứ Kế hoạch số "; group ``name`` is the name."""
    names = alternatives(name for entry in _declared()["types"] for name in entry["names"])
    general = alternatives(_declared()["any_type"])
    short = alternatives(short for entry in _declared()["types"] for short in entry.get("short", ()))
    return re.compile(
        rf"(?<!\w)(?P<name>(?i:{names})|(?P<general>(?i:{general}))|(?:{short}))"
        r"(?P<number>\s*(?i:số)?(?:\s+hiệu)?)\s*:?\s*\Z"
    )


@cache
def form_pattern() -> re.Pattern[str]:
    """A word at the end of a text after which a symbol is the number of a form, an article or a thing."""
    return re.compile(rf"(?<!\w)(?i:{alternatives(_declared()['form_words'])})\s*:?\s*\Z")
