"""How values and texts are shown: the catalogues of interface words, numbers and dates as each language writes them, inert text.

Whatever comes out of a document is only ever text here: it is escaped by the templates, and characters that could reorder, hide or
control what a reader sees are shown by their code.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("vi", "en")

# Controls but tab and line feed, marks and overrides of direction, characters without width, interlinear and tag characters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff\ud800-\udfff]"
)
_MOST_DECIMALS = 6


def visible(text: str) -> str:
    r"""``text`` with every character that cannot be seen, or changes how others are seen, as its code.

    >>> visible("a\\u202eb")
    'a⟦U+202E⟧b'
    """
    return _UNSEEN.sub(lambda found: f"⟦U+{ord(found[0]):04X}⟧", text) if _UNSEEN.search(text) else text


def number_text(value: float | int | Decimal, language: str) -> str:
    """A number as the language writes it: 1.234,5 in Vietnamese, 1,234.5 in English.

    >>> number_text(1234.5, "vi"), number_text(1234.5, "en"), number_text(44.2, "vi")
    ('1.234,5', '1,234.5', '44,2')
    """
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.{_MOST_DECIMALS}f}".rstrip("0").rstrip(".")
    return text.translate({44: ".", 46: ","}) if language == "vi" else text


def value_text(value: object, language: str) -> str:
    """A published value in words of the language; a dash for null."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return str(catalogue(language)["yes" if value else "no"])
    if isinstance(value, int | float | Decimal):
        return number_text(value, language)
    if isinstance(value, datetime):
        return value.strftime("%H:%M %d/%m/%Y" if language == "vi" else "%Y-%m-%d %H:%M") + " UTC"
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y") if language == "vi" else value.isoformat()
    return str(value)


def unit_text(unit: str | None, language: str) -> str:
    """A unit's sign or name, as it follows a number."""
    if not unit:
        return ""
    named = catalogue(language)["units"].get(unit, unit)
    return named if named.startswith("%") else f" {named}" if named else ""


def money_text(value: float | None, language: str) -> str:
    """An amount in VND, in million dong as plans print it."""
    if value is None:
        return "–"
    return f"{number_text(value / 1e6, language)} {catalogue(language)['million_vnd']}"


def size_text(size: int, language: str) -> str:
    """The size of a file.

    >>> size_text(900, "vi"), size_text(13_640, "vi"), size_text(2_500_000, "en")
    ('900 B', '13,6 KB', '2.5 MB')
    """
    for unit, bound in (("MB", 10**6), ("KB", 10**3)):
        if size >= bound:
            return f"{number_text(round(size / bound, 1), language)} {unit}"
    return f"{number_text(size, language)} B"


@cache
def catalogue(language: str) -> Mapping[str, Any]:
    """Every word of the interface in one language."""
    path = Path(__file__).parent / "texts" / f"{language}.yml"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    return found


def code_text(group: str, code: str | None, language: str) -> str:
    """The name of a code (a status, a kind of document) in the language; the code itself where it has none."""
    if code is None:
        return "–"
    return str(catalogue(language)["codes"].get(group, {}).get(code, code))
