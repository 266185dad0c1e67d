"""Which agency a printed name means, by the curated register of agencies and spellings in ``data/reference``.

A name is looked up with its province, as "Sở Tài chính" is another agency in every province. What the register does not know is never
made an agency in silence: where the register covers the province the name stays unknown, with the nearest known ones as proposals;
where it does not, a name that follows the pattern of official names keeps the key that the pattern gives it. Which version of an
agency is meant on a day is not decided here but in dbt, which knows the day.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from rapidfuzz import fuzz, process

from pipelines.interpret.agencies import agency_id, agency_kind, family_key
from pipelines.language.text import collapse, fold, slug
from pipelines.settings import PROJECT_ROOT

REFERENCE = PROJECT_ROOT / "data" / "reference"

_COMMITTEE = re.compile(r"\b(?:uy ban nhan dan|ubnd)\b")
_TERRITORY = re.compile(r"\Aubnd-(?P<unit>(?:huyen|thi-xa|thanh-pho|tp|quan|xa|phuong|thi-tran)-.+)\Z")
# What an official name begins with, beside the words that tell a kind of agency already.
_HEAD = re.compile(
    r"(?:ubnd|uy ban|hdnd|hoi dong|so|ban|bo|cuc|chi cuc|tong cuc|van phong|phong|thanh tra|trung tam|benh vien|tram|truong|vien|kho bac"
    r"|bao hiem|bhxh|quy|dai|bao|to|doi|cong an|toa an|nha|thu vien|bao tang|hoc vien|chi nhanh|lien minh|cong ty|doanh nghiep) \S"
)
_NATIONAL = ("so", "bo")
"""The first words of agencies that are called alike in every province: a name nearly like one of them is a misprint of it."""
_MISPRINT, _PROPOSED, _PROPOSALS = 88, 60, 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """An agency that an unknown name may mean: its id, its name, how alike the names are (0 to 100)."""

    agency_id: str
    name: str
    score: int


@dataclass(frozen=True, slots=True)
class Match:
    """What a printed name was found to be.

    ``known_key`` is the key that all versions of an agency of the register share; ``rule_key`` what the pattern of official names makes of
    the name, with the official name where an abbreviation stands for it. From ``covered_from`` on (None: always, where ``is_covered``) the
    register covers the province, and the pattern counts for nothing but committees of districts and communes that exist
    (``names_territory``): these have no rows of their own, and the register of units tells that they exist.
    """

    known_key: str | None = None
    rule_key: str | None = None
    rule_name: str | None = None
    province: str | None = None
    is_covered: bool = False
    names_territory: bool = False
    covered_from: date | None = None
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True)
class _Agency:
    agency_id: str
    name: str
    province: str
    """The slug of the province's name, '' for a central body."""
    valid_from: date | None

    @property
    def key(self) -> str:
        return family_key(self.agency_id)


@dataclass(frozen=True)
class Register:
    """The agencies and spellings of a folder of reference files."""

    folder: Path = REFERENCE
    _found: dict[tuple[str, str, str], Match] = field(default_factory=dict)

    def match(self, name: str, key: str, issuer_key: str | None = None) -> Match:
        """What ``name``, printed in a document of ``issuer_key``, means; ``key`` is what ``agency_id`` made of it and its province."""
        inner = issuer_key if issuer_key and (issuer_key := family_key(issuer_key)) in self._inner_issuers else ""
        asked = (collapse(name), key, inner)
        if asked not in self._found:
            self._found[asked] = self._match(*asked)
        return self._found[asked]

    def _match(self, name: str, key: str, issuer: str) -> Match:
        text = _text_key(name)
        province = self._province(key)
        if (named := self._named_province(text)) and named != province:
            # "Sở Nội vụ tỉnh Hà Nam" in a document of another province is that of Hà Nam.
            province, key = named, agency_id(name, self._names[named])
        place = self._coverage.get(province)
        official = self._general.get(text) or self._general.get(_without_place(text, province))
        rule_key = agency_id(official, self._names[province]) if official and province else key
        known = (
            self._spellings.get((province, issuer, text))
            or self._spellings.get((province, "", text))
            or self._officials.get((province, text))
            or (family_key(key) if family_key(key) in self._keys else None)
            or self._central.get(text)
            or (self._central_likely.get(text) if not province else None)
            or (rule_key if official and rule_key in self._keys else None)
        )
        follows = official is not None or self._follows_pattern(name, text, province)
        territory = _TERRITORY.match(text) or _TERRITORY.match(_without_place(text, province))
        return Match(
            known_key=known,
            rule_key=rule_key if follows else None,
            rule_name=official if follows else None,
            province=self._names.get(province),
            is_covered=place is not None,
            names_territory=territory is not None and (province, territory["unit"]) in self._territories,
            covered_from=place[0] if place else None,
            proposals=() if known else tuple(self._propose(name, province)),
        )

    def _follows_pattern(self, name: str, text: str, province: str) -> bool:
        folded = fold(name)
        if agency_kind(name) == "other" and _HEAD.match(folded) is None:
            return False
        return not (folded.split(" ", 1)[0] in _NATIONAL and self._is_misprint(_without_place(text, province)))

    def _is_misprint(self, text: str) -> bool:
        words = text.replace("-", " ")
        national = self._national
        nearest = process.extractOne(words, national, scorer=fuzz.ratio, score_cutoff=_MISPRINT)
        return nearest is not None and nearest[0] != words

    def _propose(self, name: str, province: str) -> Iterator[Proposal]:
        words = _text_key(name).replace("-", " ")
        choices = self._choices(province)
        best: dict[str, float] = {}
        for found, score, _ in process.extract(words, list(choices), scorer=fuzz.token_sort_ratio, limit=12):
            for agency in choices[found]:
                best[agency] = max(best.get(agency, 0), score)
        ranked = sorted(best.items(), key=lambda entry: (-round(entry[1]), entry[0]))
        for agency, score in ranked[:_PROPOSALS]:
            if score >= _PROPOSED:
                known = self._by_id.get(agency)
                yield Proposal(agency, known.name if known else self._by_rule[agency], round(score))

    def _choices(self, province: str) -> Mapping[str, list[str]]:
        """Names as words -> the agencies so called, of the province and of the centre; the earliest version of each stands for all."""
        if province not in self._choices_of:
            found: dict[str, list[str]] = defaultdict(list)
            for agency in self._agencies:
                if agency.province in {province, ""} and self._first[agency.key] is agency:
                    found[_text_key(agency.name).replace("-", " ")].append(agency.agency_id)
                    found[_without_place(_text_key(agency.name), agency.province).replace("-", " ")].append(
                        agency.agency_id
                    )
            for (where, _, text), key in self._spellings.items():
                if where == province:
                    found[text.replace("-", " ")].append(self._first[key].agency_id)
            if province and province not in self._coverage:
                for text, official in self._general.items():
                    by_rule = agency_id(official, self._names[province])
                    self._by_rule[by_rule] = official
                    found[text.replace("-", " ")].append(by_rule)
            self._choices_of[province] = {name: sorted(set(ids)) for name, ids in found.items()}
        return self._choices_of[province]

    def _named_province(self, text: str) -> str:
        fitting = (place for place in self._names if text.endswith(f"-tinh-{place}"))
        return max(fitting, key=len, default="")

    def _province(self, key: str) -> str:
        bare = family_key(key)
        fitting = (place for place in self._names if bare.endswith(f"-{place}"))
        return max(fitting, key=len, default="")

    @cached_property
    def _choices_of(self) -> dict[str, Mapping[str, list[str]]]:
        return {}

    @cached_property
    def _by_rule(self) -> dict[str, str]:
        """The names of agencies that a name of a province without a register may mean, by the key that the pattern gives."""
        return {}

    @cached_property
    def _units(self) -> list[dict[str, str]]:
        return list(_rows(self.folder / "administrative_units.csv"))

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """Slug -> name of every province, without its type."""
        names = (_bare(unit["name"]) for unit in self._units if unit["level"] == "province")
        return {slug(name): name for name in names}

    @cached_property
    def _territories(self) -> frozenset[tuple[str, str]]:
        """Province and unit with its type, as slugs, of every district and commune; both as written and with "tp" for a city."""
        provinces = {unit["unit_id"]: slug(_bare(unit["name"])) for unit in self._units if unit["level"] == "province"}
        parents = {unit["unit_id"]: unit["parent_unit_id"] for unit in self._units}
        found = set()
        for unit in self._units:
            above = unit["parent_unit_id"]
            while above and above not in provinces:
                above = parents[above]
            if above:
                name = slug(unit["name"])
                found |= {(provinces[above], name), (provinces[above], re.sub(r"\Athanh-pho-", "tp-", name))}
        return frozenset(found)

    @cached_property
    def _agencies(self) -> list[_Agency]:
        names = {unit["unit_id"]: slug(_bare(unit["name"])) for unit in self._units if unit["level"] == "province"}
        return [
            _Agency(
                row["agency_id"],
                row["name"],
                names.get(row["province_id"], ""),
                date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
            )
            for row in _rows(self.folder / "agencies.csv")
        ]

    @cached_property
    def _by_id(self) -> Mapping[str, _Agency]:
        return {agency.agency_id: agency for agency in self._agencies}

    @cached_property
    def _first(self) -> Mapping[str, _Agency]:
        """The earliest version of the agencies of each key."""
        first: dict[str, _Agency] = {}
        for agency in sorted(self._agencies, key=lambda each: each.valid_from or date.min):
            first.setdefault(agency.key, agency)
        return first

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(agency.key for agency in self._agencies)

    @cached_property
    def _coverage(self) -> Mapping[str, tuple[date | None]]:
        """The provinces that the register covers, each with the day that it does from (None: always)."""
        starts: dict[str, list[date | None]] = defaultdict(list)
        for agency in self._agencies:
            if agency.province:
                starts[agency.province].append(agency.valid_from)
        return {
            place: (None if None in days else min(day for day in days if day is not None),)
            for place, days in starts.items()
        }

    @cached_property
    def _officials(self) -> Mapping[tuple[str, str], str]:
        """Province and official name, with and without the province in it -> key."""
        found: dict[tuple[str, str], str] = {}
        for agency in self._agencies:
            if agency.province:
                text = _text_key(agency.name)
                found[agency.province, text] = agency.key
                found.setdefault((agency.province, _without_place(text, agency.province)), agency.key)
        return found

    @cached_property
    def _central(self) -> Mapping[str, str]:
        """Names of central bodies, official or spelt otherwise -> key. They mean the same in every province."""
        found = dict(self._spelt_centrally({"confirmed"}))
        return found | {_text_key(agency.name): agency.key for agency in self._agencies if not agency.province}

    @cached_property
    def _central_likely(self) -> Mapping[str, str]:
        return dict(self._spelt_centrally({"likely"}))

    def _spelt_centrally(self, confidence: set[str]) -> Iterator[tuple[str, str]]:
        for row in self._spelling_rows:
            if row["agency_id"] and not self._by_id[row["agency_id"]].province and row["confidence"] in confidence:
                yield _text_key(row["spelling"]), family_key(row["agency_id"])

    @cached_property
    def _spelling_rows(self) -> list[dict[str, str]]:
        return list(_rows(self.folder / "agency_spellings.csv"))

    @cached_property
    def _spellings(self) -> Mapping[tuple[str, str, str], str]:
        """Province, issuer ('' for all) and spelling -> key."""
        names = {unit["unit_id"]: slug(_bare(unit["name"])) for unit in self._units if unit["level"] == "province"}
        return {
            (names[row["province_id"]], family_key(row["issuer_agency_id"]), _text_key(row["spelling"])): family_key(
                row["agency_id"]
            )
            for row in self._spelling_rows
            if row["province_id"] and row["agency_id"]
        }

    @cached_property
    def _inner_issuers(self) -> frozenset[str]:
        return frozenset(issuer for _, issuer, _ in self._spellings if issuer)

    @cached_property
    def _general(self) -> Mapping[str, str]:
        """Spellings that hold in every province, and official names without their province -> the official name."""
        found = {
            _text_key(row["spelling"]): row["official_name"] for row in self._spelling_rows if row["official_name"]
        }
        for agency in self._agencies:
            name = _place_words(agency.name, self._names.get(agency.province, ""))
            if agency.province and name and fold(name).split(" ", 1)[0] in _NATIONAL:
                found.setdefault(_text_key(name), name)
        return found

    @cached_property
    def _national(self) -> list[str]:
        names = {*self._general.values(), *(agency.name for agency in self._agencies if not agency.province)}
        return sorted({_text_key(name).replace("-", " ") for name in names if fold(name).split(" ", 1)[0] in _NATIONAL})


def _text_key(name: str) -> str:
    return slug(_COMMITTEE.sub("ubnd", fold(collapse(name))))


def _without_place(text: str, province: str) -> str:
    """``text`` (words joined with hyphens) without the province at its end: "so-noi-vu-tinh-ha-nam" is "so-noi-vu"."""
    if not province:
        return text
    bare = re.sub(rf"-(?:tinh-|thanh-pho-|tp-)?{re.escape(province)}\Z", "", text)
    return bare or text


def _place_words(name: str, province: str) -> str:
    """``name`` without "tỉnh ..." of its province at the end."""
    return re.sub(rf" (?:tỉnh|thành phố) {re.escape(province)}\Z", "", name) if province else name


def _bare(name: str) -> str:
    return re.sub(r"\A(?:Tỉnh|Thành phố) ", "", name)


def _rows(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)
