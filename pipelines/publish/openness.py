"""The legal ground on which data are open, with its validity, and how up to date a dataset is on a given day.

The grounds are data (``data/reference/openness.csv``); ``valid_to`` is the first day on which a ground no longer holds. Nothing
here knows what day it is: a release states only what follows from its content, and whoever shows it passes the day.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

from pipelines.settings import PROJECT_ROOT

REFERENCE_FILE = PROJECT_ROOT / "data" / "reference" / "openness.csv"
_AUTHORITY = "http://publications.europa.eu/resource/authority/frequency/"


@dataclass(frozen=True, slots=True)
class Cycle:
    """How often a dataset is brought up to date: months between, the EU's name for it, its ISO 8601 repetition."""

    months: int | None
    name_vi: str
    frequency: str
    repetition: str


CYCLES: Mapping[str, Cycle] = MappingProxyType(
    {
        "monthly": Cycle(1, "hằng tháng", f"{_AUTHORITY}MONTHLY", "R/P1M"),
        "quarterly": Cycle(3, "hằng quý", f"{_AUTHORITY}QUARTERLY", "R/P3M"),
        "half-yearly": Cycle(6, "sáu tháng", f"{_AUTHORITY}ANNUAL_2", "R/P6M"),
        "yearly": Cycle(12, "hằng năm", f"{_AUTHORITY}ANNUAL", "R/P1Y"),
        "irregular": Cycle(None, "khi có thay đổi", f"{_AUTHORITY}IRREG", "irregular"),
    }
)
"""Every update cycle that ``catalogue.yml`` may name."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A legal document on which openness rests. ``scope``: open_data, data_sharing, personal_data or province_list."""

    id: str
    symbol: str
    title: str
    issuer: str
    article: str
    scope: str
    province_code: str
    valid_from: date
    valid_to: date | None
    note: str
    confidence: str

    def holds_on(self, day: date) -> bool:
        """Whether the ground is in force on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a dataset stands on a day. ``due`` is the last day on which it is still on time; None without a cycle."""

    due: date | None
    is_late: bool


@cache
def read_grounds() -> tuple[Ground, ...]:
    """Return every ground in the order of the file. Raises ValueError, naming file and line, where a row is no ground."""
    grounds = []
    with REFERENCE_FILE.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            try:
                grounds.append(
                    Ground(
                        id=row["ground_id"],
                        symbol=row["symbol"],
                        title=row["title"],
                        issuer=row["issuer"],
                        article=row["article"],
                        scope=row["scope"],
                        province_code=row["province_code"],
                        valid_from=date.fromisoformat(row["valid_from"]),
                        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                        note=row["note"],
                        confidence=row["confidence"],
                    )
                )
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{REFERENCE_FILE.name}, line {number}: {error}; put that row right") from error
    return tuple(grounds)


def grounds_on(day: date, province_code: str | None = None) -> tuple[Ground, ...]:
    """Return the grounds in force on ``day``: the national ones, and the lists of open data of a province."""
    return tuple(
        ground
        for ground in read_grounds()
        if ground.holds_on(day) and ground.province_code in {"", province_code or ""}
    )


def lasting_grounds() -> tuple[Ground, ...]:
    """Return the national grounds of openness without an end: what a catalogue can name that knows no day."""
    return tuple(
        ground
        for ground in read_grounds()
        if ground.valid_to is None and not ground.province_code and ground.scope in {"open_data", "data_sharing"}
    )


def due_date(cycle: str, modified: date) -> date | None:
    """Return the last day by which data of ``modified`` have to be renewed under ``cycle``; None where it has no rhythm.

    >>> due_date("quarterly", date(2024, 11, 30))
    datetime.date(2025, 2, 28)
    """
    months = CYCLES[cycle].months
    if months is None:
        return None
    year, month = divmod(modified.year * 12 + modified.month - 1 + months, 12)
    first_after = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (first_after - timedelta(days=1)).day
    return date(year, month + 1, min(modified.day, last))


def standing(cycle: str, modified: date | None, day: date) -> Standing:
    """Say whether data of ``modified`` are late on ``day``; without a date or a rhythm nothing is late."""
    due = due_date(cycle, modified) if modified is not None else None
    return Standing(due, due is not None and day > due)
