"""What a column heading of an administrative table means, by the declaration in ``headings.yml``."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from pipelines.language.text import fold


@dataclass(frozen=True, slots=True)
class HeadingKind:
    """The kind of a column (``indicator_name``, ``lead_agency`` ...) and what its cells look like."""

    kind: str
    content: str


_BRACKETS = re.compile(r"\([^)]*\)")
_YEARS = re.compile(r"(?:nam |giai doan |den |quy [ivx]+/?)*20\d\d(?: ?- ?20\d\d)?")
UNKNOWN = HeadingKind("other", "text")


@lru_cache(maxsize=4096)
def heading_kinds(heading: str) -> tuple[HeadingKind, ...]:
    """Every kind that ``heading`` can mean, in the order of the declaration; empty where it is unknown.

    >>> [kind.kind for kind in heading_kinds("Đơn vị chủ trì")]
    ['lead_agency']
    """
    folded = fold(heading).strip(" .:;*")
    return tuple(kind for kind, patterns in _declared() if any(pattern.fullmatch(folded) for pattern in patterns))


def printed_kinds(heading: str) -> tuple[HeadingKind, ...]:
    """The kinds of a heading as printed, which may carry a unit in brackets ("Chỉ tiêu (%)")."""
    return heading_kinds(heading) or heading_kinds(_BRACKETS.sub("", heading))


def resolve_kinds(options: Sequence[tuple[HeadingKind, ...]]) -> tuple[HeadingKind, ...]:
    """One kind per column, given the kinds each heading may have, by what its neighbours are.

    "Chỉ tiêu" names the rows when nothing else does and is the target column after them; "Kết quả" is a result beside an
    indicator and an expected output beside a project.
    """
    named = [{kind.kind for kind in choice} for choice in options]
    has_project = any("project_name" in names and not names & {"target", "budget"} for names in named)
    is_measured = not has_project and any(names & {"indicator_name", "unit", "result"} for names in named)
    resolved: list[HeadingKind] = []
    subject_found = False
    for choice, names in zip(options, named, strict=True):
        if not choice:
            resolved.append(UNKNOWN)
            continue
        subject = next((k for k in choice if k.kind in {"indicator_name", "project_name"}), None)
        if subject and not subject_found:
            resolved.append(subject)
            subject_found = True
            continue
        rest = [k for k in choice if k is not subject] or list(choice)
        if "expected_output" in names:
            wanted = "expected_output" if has_project or not {"result"} & names else "result"
            rest = [k for k in rest if k.kind == wanted] or rest
        if {"target", "budget"} <= names:
            # A plan or a year alone heads what the lines are figures of.
            rest = [k for k in rest if k.kind == ("target" if is_measured else "budget")]
        if "scope" in names and not subject_found and len(names) == 1:
            subject_found = True
        resolved.append(rest[0])
    return tuple(resolved)


@cache
def _declared() -> list[tuple[HeadingKind, list[re.Pattern[str]]]]:
    entries: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    period = entries.pop(0)["period"]
    return [
        (HeadingKind(e["kind"], e["content"]), [re.compile(p.replace("<period>", period)) for p in e["patterns"]])
        for e in entries
    ]


def column_kinds(headings: Sequence[str]) -> tuple[HeadingKind, ...]:
    """One kind per column of a table with these headings; a level above ("Kinh phí / Năm 2024") counts where it helps."""
    return resolve_kinds([nested_kinds(heading) for heading in headings])


def nested_kinds(heading: str) -> tuple[HeadingKind, ...]:
    """The kinds of a heading of one or more levels ("Kinh phí / Năm 2024"): its own, else those of its lowest or highest."""
    lowest = heading.rsplit(" / ", 1)[-1]
    if lowest != heading and _YEARS.fullmatch(fold(lowest)):
        upper = heading.split(" / ", 1)[0]
        lowest = (
            lowest if fold(upper).startswith("lo trinh") else upper
        )  # "Lộ trình thực hiện / 2026" is a goal of 2026
    return printed_kinds(heading) or heading_kinds(lowest) or heading_kinds(heading.split(" / ", 1)[0])
