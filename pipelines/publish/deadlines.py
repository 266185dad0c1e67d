"""Reporting calendars -> who has to send which return when, and who has: accepted, waiting for corrections, late or missing.

Calendars are rows of ``data/reference/reporting_calendars.csv``, of an installation's own ones in ``HOME/reporting_calendars.csv``.
What came in is read from the CSV files of a release. Everything here depends on the day it is asked, so none of it is part of a
release; ``khoso status`` imports this module, so nothing heavy is imported by it.
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from itertools import chain
from pathlib import Path

from pipelines.interpret.agencies import family_key
from pipelines.interpret.provinces import provinces
from pipelines.interpret.returns.periods import Period, parse_period_code
from pipelines.language.text import fold, slug
from pipelines.settings import PROJECT_ROOT, Home

REFERENCE_FILE = PROJECT_ROOT / "data" / "reference" / "reporting_calendars.csv"
VIETNAM = timezone(timedelta(hours=7))

ACCEPTED, WAITING, MISSING, EXPECTED = "accepted", "waits for corrections", "missing", "expected"
_MONTHS = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}
_SUBJECTS = {"indicator_return": "indicator", "project_return": "project"}
_RESPONSIBLE = frozenset({"lead", "monitor"})
_ORDER = (WAITING, MISSING, EXPECTED, ACCEPTED)


@dataclass(frozen=True, slots=True)
class Calendar:
    """One rule of one reporting calendar.

    It is about agencies of ``agency_kinds`` in the province whose folded name fits ``name_pattern`` as a whole, and about
    periods of the length of ``cycle`` that begin from ``valid_from`` and before ``valid_to``. A return is in time before
    ``before_day`` of the month that is ``month_offset`` months after the last one of its period.
    """

    calendar_id: str
    province_id: str
    agency_kinds: tuple[str, ...]
    name_pattern: str
    recipient: str
    returns: tuple[str, ...]
    cycle: str
    before_day: int
    month_offset: int
    rule_text: str
    source_document: str
    valid_from: date | None
    valid_to: date | None

    def covers(self, agency_id: str, name: str, kind: str) -> bool:
        """Whether the rule is about the agency: its kind, its name and the province that its id ends with."""
        if kind not in self.agency_kinds or not re.fullmatch(self.name_pattern, fold(name)):
            return False
        return not self.province_id or family_key(agency_id).endswith(f"-{_province_slug(self.province_id)}")

    def holds(self, period: Period) -> bool:
        """Whether a return of ``period`` falls under the rule."""
        months = 12 * (period.end.year - period.start.year) + period.end.month - period.start.month + 1
        if months != _MONTHS[self.cycle] or len(period.code) > len("2024-Q1"):
            return False
        return (self.valid_from is None or self.valid_from <= period.start) and (
            self.valid_to is None or period.start < self.valid_to
        )

    def before(self, period: Period) -> date:
        """The first day on which a return of ``period`` is late."""
        month = 12 * period.end.year + period.end.month - 1 + self.month_offset
        return date(month // 12, month % 12 + 1, self.before_day)

    def periods(self, year: int) -> Iterator[Period]:
        """The periods of the rule's cycle in ``year``, those that it holds for."""
        for period in _periods(self.cycle, year):
            if self.holds(period):
                yield period


@dataclass(frozen=True, slots=True)
class Due:
    """When one return is due: late from the day ``before``; to whom, by which rule."""

    before: date
    recipient: str
    rule: Calendar

    @property
    def text(self) -> str:
        """The deadline in Vietnamese."""
        return f"trước ngày {self.before:%d/%m/%Y}"


@dataclass(frozen=True, slots=True)
class Standing:
    """How one agency stands with one return. ``due`` is None for a return that no calendar asks for.

    ``received`` is the day (in Vietnam) on which the first one that was taken in came, else the last one; None where none came.
    """

    agency_id: str
    agency_name: str
    kind: str
    period: Period
    due: Due | None
    state: str
    received: date | None = None
    source_name: str = ""

    @property
    def is_late(self) -> bool:
        """Whether it came when it was late already."""
        return self.due is not None and self.received is not None and self.received >= self.due.before


def read_calendars(home: Home | None = None) -> tuple[Calendar, ...]:
    """Every rule: those of the installation first, as the first rule that covers an agency, a return and a period counts.

    Raises ValueError, naming file and line, where a rule cannot be understood.
    """
    own = home.root / "reporting_calendars.csv" if home is not None else None
    files = [path for path in (own, REFERENCE_FILE) if path is not None and path.exists()]
    return tuple(chain.from_iterable(_read_file(path) for path in files))


def due_of(
    calendars: Iterable[Calendar], agency_id: str, name: str, agency_kind: str, return_kind: str, period: Period
) -> Due | None:
    """When the agency has to send the return of ``period``, None where no calendar asks for it."""
    for rule in calendars:
        if return_kind in rule.returns and rule.holds(period) and rule.covers(agency_id, name, agency_kind):
            return Due(rule.before(period), rule.recipient, rule)
    return None


def today() -> date:
    """The day it is in Vietnam."""
    return datetime.now(VIETNAM).date()


def standings(release: Path, calendars: Sequence[Calendar], as_of: date) -> list[Standing]:
    """How every agency stands on the day ``as_of``, by period, return and state; what was received after it is left out.

    Asked for are, of every rule, the last period whose deadline has passed, the next one, and those that somebody has reported
    on. Beside them stands every return that came, whether a calendar asks for it or not. An agency is asked for the kinds of
    return that it has something to say in (assigned indicators, assigned projects), for all of the rule where it has nothing.
    """
    received = _received(release, as_of)
    agencies = list(_rows(release, "agencies"))
    reported = {_period_of(code) for _, _, code in received}
    named = _named(release)
    asked = [row for row in agencies if named is None or row["agency_id"] in named]
    expected = dict(_expected(release, asked, calendars, reported, as_of)) if calendars else {}
    names = {row["agency_id"]: (row["name"] or row["agency_id"], row["kind"]) for row in agencies}
    found = []
    for key in expected.keys() | received.keys():
        agency_id, kind, code = key
        name, agency_kind = names.get(agency_id, (agency_id, ""))
        period = _period_of(code)
        due = expected.get(key) or due_of(calendars, agency_id, name, agency_kind, kind, period)
        found.append(_standing(agency_id, name, kind, period, due, received.get(key, ()), as_of))
    return sorted(found, key=lambda each: (each.period, each.kind, _ORDER.index(each.state), each.agency_id))


def describe(standing: Standing) -> tuple[str, str, str, str, str, str]:
    """Period, kind of return, agency, first late day, state and day of receipt, as lists of standings show them."""
    state = f"{standing.state}, late" if standing.is_late else standing.state
    before = standing.due.before.isoformat() if standing.due is not None else ""
    received = standing.received.isoformat() if standing.received is not None else ""
    agency = f"{standing.agency_name} ({standing.agency_id})"
    return standing.period.code, standing.kind, agency, before, state, received


def next_deadlines(found: Iterable[Standing], as_of: date) -> list[tuple[date, Period, int]]:
    """The days from ``as_of`` on before which returns are still expected, each with its period and how many are."""
    counted = Counter(
        (each.due.before, each.period)
        for each in found
        if each.due and each.due.before > as_of and each.state == EXPECTED
    )
    return sorted((before, period, count) for (before, period), count in counted.items())


def _expected(
    release: Path,
    agencies: Iterable[Mapping[str, str]],
    calendars: Sequence[Calendar],
    reported: set[Period],
    as_of: date,
) -> Iterator[tuple[tuple[str, str, str], Due]]:
    assigned: dict[str, set[str]] = defaultdict(set)
    for row in _rows(release, "assignments"):
        if row["role"] in _RESPONSIBLE:
            assigned[row["agency_id"]].add(row["subject_kind"])
    windows = {rule: _window(rule, as_of) | {each for each in reported if rule.holds(each)} for rule in calendars}
    for agency in agencies:
        key, name, kind = agency["agency_id"], agency["name"] or "", agency["kind"]
        has = assigned.get(key, set())
        covering = [rule for rule in calendars if windows[rule] and rule.covers(key, name, kind)]
        for rule in covering:
            for period in windows[rule]:
                for return_kind in rule.returns:
                    wanted = not has or return_kind not in _SUBJECTS or _SUBJECTS[return_kind] in has
                    # A rule that stands before this one and covers the agency too is the one that counts.
                    due = due_of(covering, key, name, kind, return_kind, period) if wanted else None
                    if due is not None and due.rule is rule and _exists(agency, period):
                        yield (key, return_kind, period.code), due


def _window(rule: Calendar, as_of: date) -> set[Period]:
    """The last period of the rule whose deadline has passed on ``as_of``, and the next one."""
    around = sorted(chain.from_iterable(rule.periods(year) for year in range(as_of.year - 2, as_of.year + 2)))
    passed = [period for period in around if rule.before(period) <= as_of]
    ahead = [period for period in around if rule.before(period) > as_of]
    return {*passed[-1:], *ahead[:1]}


def _exists(agency: Mapping[str, str], period: Period) -> bool:
    start, end = agency.get("valid_from") or "", agency.get("valid_to") or "9999"
    return start <= period.end.isoformat() and period.start.isoformat() < end


def _named(release: Path) -> set[str] | None:
    """The agencies that sources name: the register knows many more, of provinces that no document is here of."""
    if not (release / "agency_names").exists():
        return None
    return {row["agency_id"] for row in _rows(release, "agency_names") if row["agency_id"]}


def _received(release: Path, as_of: date) -> dict[tuple[str, str, str], list[dict[str, str]]]:
    found: dict[tuple[str, str, str], list[dict[str, str]]] = defaultdict(list)
    for row in _rows(release, "submissions"):
        if not row["agency_id"] or not row["template"] or not row["period_start"] or not row["period_end"]:
            continue
        day = _day_received(row)
        if day is None or day <= as_of:
            period = Period(date.fromisoformat(row["period_start"]), date.fromisoformat(row["period_end"]))
            found[row["agency_id"], row["template"], period.code].append(row)
    return found


def _standing(
    agency_id: str,
    name: str,
    kind: str,
    period: Period,
    due: Due | None,
    rows: Sequence[Mapping[str, str]],
    as_of: date,
) -> Standing:
    if not rows:
        state = MISSING if due is not None and due.before <= as_of else EXPECTED
        return Standing(agency_id, name, kind, period, due, state)
    current = max(rows, key=lambda row: (row["status"] != "superseded", row["received_at"] or ""))
    waits = current["status"] == "rejected" or int(current["rows_rejected"] or 0) > 0
    taken_in = [day for row in rows if int(row["rows_accepted"] or 0) > 0 and (day := _day_received(row)) is not None]
    day = min(taken_in) if taken_in and not waits else _day_received(current)
    return Standing(agency_id, name, kind, period, due, WAITING if waits else ACCEPTED, day, current["source_name"])


def _day_received(row: Mapping[str, str]) -> date | None:
    if not row["received_at"]:
        return None
    return (
        datetime.fromisoformat(row["received_at"].replace("Z", "+00:00")).replace(tzinfo=UTC).astimezone(VIETNAM).date()
    )


def _period_of(code: str) -> Period:
    first, _, last = code.partition("_")
    return Period(date.fromisoformat(first), date.fromisoformat(last)) if last else parse_period_code(code)


def _rows(release: Path, dataset: str) -> Iterator[dict[str, str]]:
    path = release / dataset / f"{dataset}.csv"
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


@cache
def _periods(cycle: str, year: int) -> tuple[Period, ...]:
    codes = {
        "monthly": [f"{year}-{month:02}" for month in range(1, 13)],
        "quarterly": [f"{year}-Q{quarter}" for quarter in range(1, 5)],
        "half-yearly": [f"{year}-H1", f"{year}-H2"],
        "yearly": [f"{year}"],
    }
    return tuple(parse_period_code(code) for code in codes[cycle])


@cache
def _province_slug(province_id: str) -> str:
    for each in provinces():
        if each.unit_id == province_id:
            return slug(each.short_name)
    raise ValueError(f"{province_id}: no province of the register of administrative units")


def _read_file(path: Path) -> Iterator[Calendar]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            try:
                yield _calendar(row)
            except (KeyError, ValueError, TypeError, re.error) as error:
                raise ValueError(
                    f"{path}, row {number}: no rule of a reporting calendar ({error}); put the row right"
                ) from error


def _calendar(row: Mapping[str, str]) -> Calendar:
    rule = Calendar(
        calendar_id=row["calendar_id"],
        province_id=row["province_id"],
        agency_kinds=tuple(row["agency_kinds"].split("|")),
        name_pattern=row["name_pattern"] or ".*",
        recipient=row["recipient"],
        returns=tuple(row["returns"].split("|")),
        cycle=row["cycle"],
        before_day=int(row["before_day"]),
        month_offset=int(row["month_offset"] or 0),
        rule_text=row["rule_text"],
        source_document=row["source_document"],
        valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    )
    re.compile(rule.name_pattern)
    if rule.cycle not in _MONTHS:
        raise ValueError(f"cycle {rule.cycle!r} is none of {', '.join(_MONTHS)}")
    if not 1 <= rule.before_day <= 28:
        raise ValueError("before_day is 1 to 28; for the end of a month write 1 and a month_offset one higher")
    if rule.province_id:
        _province_slug(rule.province_id)
    return rule
