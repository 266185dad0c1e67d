"""Which sources of money a printed name means (``funding_sources.yml``); what the money is for is elsewhere."""

import re
from functools import cache, lru_cache
from pathlib import Path

import yaml

from pipelines.language.text import fold


@lru_cache(maxsize=1024)
def funding_codes(text: str) -> frozenset[str]:
    """The codes of the sources that ``text`` names; empty where it names none that is known.

    >>> sorted(funding_codes("nguồn ngân sách tỉnh")), sorted(funding_codes("NSTW, xã hội hóa"))
    (['province_budget'], ['central_budget', 'private'])
    """
    folded = fold(text)
    return frozenset(code for code, pattern in _patterns().items() if pattern.search(folded))


def funding_code(text: str | None) -> str | None:
    """The code of the one source that ``text`` names; None where it names none that is known, or several."""
    codes = funding_codes(text) if text else frozenset()
    return next(iter(codes)) if len(codes) == 1 else None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    declared: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return {code: re.compile("|".join(words)) for code, words in declared.items()}
