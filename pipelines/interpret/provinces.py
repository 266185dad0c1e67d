"""Provinces and their General Statistics Office codes by name and date, from ``data/reference``.

Units change: a code or name means different territories at different dates, so every look-up takes a date. Validity is
half-open; an empty first day means "before the records begin". Districts and communes are not looked up here.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from pipelines.language.text import fold
from pipelines.settings import PROJECT_ROOT

REFERENCE_FILE = PROJECT_ROOT / "data" / "reference" / "administrative_units.csv"
_TYPE = re.compile(r"(?:tinh|thanh pho|tp\.?)\s+")


@dataclass(frozen=True, slots=True)
class Province:
    """One version of a province or centrally run city: ``name`` with its type, ``short_name`` without."""

    unit_id: str
    code: str
    name: str
    valid_from: date | None
    valid_to: date | None
    successor_code: str | None

    @property
    def short_name(self) -> str:
        """The name without ``Tỉnh`` or ``Thành phố``."""
        return re.sub(r"^(?:Tỉnh|Thành phố) ", "", self.name)

    def holds_on(self, day: date) -> bool:
        """Whether this version was in force on ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


@cache
def provinces() -> tuple[Province, ...]:
    """Return every version of every province, in the order of the reference file."""
    with REFERENCE_FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Province(
                row["unit_id"],
                row["code"],
                row["name"],
                _day(row["valid_from"]),
                _day(row["valid_to"]),
                row["successor_code"] or None,
            )
            for row in csv.DictReader(file)
            if row["level"] == "province"
        )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def _versions_by_name() -> Mapping[str, tuple[Province, ...]]:
    versions: dict[str, tuple[Province, ...]] = {}
    for province in provinces():
        key = _key(province.short_name)
        versions[key] = (*versions.get(key, ()), province)
    return versions


@cache
def _mention_pattern() -> re.Pattern[str]:
    names = sorted(_versions_by_name(), key=len, reverse=True)
    return re.compile(
        r"\b(?:(?P<type>tinh(?: uy)?|thanh (?:pho|uy)|tp\.?) )?(?P<name>" + "|".join(map(re.escape, names)) + r")\b"
    )


def _key(name: str) -> str:
    return re.sub(r"\s*-\s*", " - ", fold(name))


def find_province(name: str, day: date | None) -> Province | None:
    """Return the province called ``name`` ("Hà Nam", "tỉnh Hà Nam", "TỈNH HÀ NAM", without accents) on ``day``.

    Without a day, or where the name was not in force on it, the version that the name had longest ago is meant: a
    document names the provinces of its own time.
    """
    versions = _versions_by_name().get(_TYPE.sub("", _key(name), count=1))
    if not versions:
        return None
    return next((version for version in versions if day is not None and version.holds_on(day)), versions[0])


def mentioned_provinces(text: str, *, typed_only: bool = False) -> list[str]:
    """Return the names of the provinces that ``text`` names, in order and with repetitions.

    ``typed_only`` counts a name only after "tỉnh", "Tỉnh ủy" or "thành phố": many a commune or road is called like a province.
    """
    found = _mention_pattern().finditer(_key(text))
    versions = _versions_by_name()
    return [versions[match["name"]][0].short_name for match in found if match["type"] or not typed_only]
