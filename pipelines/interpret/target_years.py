"""The year of each figure of a goal that names several years ("20% vào năm 2025 và 30% vào năm 2030")."""

import re
from collections.abc import Sequence
from itertools import pairwise

from pipelines.interpret.target_figures import Stated
from pipelines.interpret.years import without_compared

_YEAR = re.compile(
    r"(?:\(\s*)?(?:(?:đến|tới|vào|trong|hết|cuối|giữa|đầu|của|giai đoạn|và)\s+)*(?:(?:quý [IVX]+|tháng \d{1,2})\s?(?:/|năm\s)\s?|năm\s+)?"
    r"(?:20\d{2}\s*[-–]\s*)?(20\d{2})(?!\d|[.,/]\d|\s?%)",
    re.IGNORECASE,
)
_PARTED = re.compile(r"[,;:]|\.\s|\b(?:và|còn|riêng)\b", re.IGNORECASE)
_IN_ORDER = re.compile(r"lần lượt|tương ứng", re.IGNORECASE)
_LEADS = re.compile(r"\s*(?:và|còn|riêng)\s", re.IGNORECASE)


def find_figure_years(text: str, figures: Sequence[Stated]) -> list[int | None]:
    """The year by which each of ``figures`` is to be reached, None where ``text`` names no year of its own for it.

    A year belongs to the figure before it, unless a comma or a new bracket parts the two: then it leads to the next one
    and to those after that. One year alone is that of all figures, unless it stands in brackets with one of them.
    """
    unknown: list[int | None] = [None] * len(figures)
    if "20" not in text or len(figures) < 2:
        return unknown
    found = [
        match
        for match in _YEAR.finditer(without_compared(text))
        if all(match.end() <= figure.start or figure.end <= match.start(1) for figure in figures)
    ]
    if len({match[1] for match in found}) < 2:
        # "Trên 20% (đến năm 2030 trên 30%)": the one year is not that of all figures.
        found = [match for match in found if match.group().startswith("(") and ")" in text[match.end() :]]
    if len(found) == len(figures) and _IN_ORDER.search(text):
        return [int(match[1]) for match in found]
    trailing, leading = unknown[:], unknown[:]
    bounds = [*(figure.start for figure in figures), len(text)]
    for match in found:
        at = sum(figure.end <= match.start(1) for figure in figures) - 1
        if at < 0 or (at + 1 < len(figures) and _leads_on(text, figures[at].end, match, bounds[at + 1])):
            leading[at + 1] = int(match[1])
        elif not _PARTED.search(text, figures[at].end, match.start()):
            trailing[at] = trailing[at] or int(match[1])
    return _spread(text, figures, leading, trailing)


def _leads_on(text: str, begin: int, year: re.Match[str], until: int) -> bool:
    """Whether a year between two figures is that of the second."""
    before = text[begin : year.start()]
    if _PARTED.search(before) or _LEADS.match(year.group()):
        return True
    return "(" in before + year.group() and ")" not in text[year.end() : until]


def _spread(
    text: str, figures: Sequence[Stated], leading: Sequence[int | None], trailing: Sequence[int | None]
) -> list[int | None]:
    """The years of all figures: one that leads holds until the next, one that trails for those of its clause before it."""
    years: list[int | None] = []
    held: int | None = None
    for lead, trail in zip(leading, trailing, strict=True):
        held = lead or held
        years.append(trail or held)
    for at, (figure, after) in reversed(list(enumerate(pairwise(figures)))):
        if years[at] is None and trailing[at + 1] and ";" not in text[figure.end : after.start]:
            years[at] = years[at + 1]
    return years
