"""Totals of running text that are followed by their parts, added up again.

"Gồm", "bao gồm" and a bracket right after the figure claim that the parts are the whole; "trong đó" may name only some of
them, so less than the total is no contradiction, and more is one only where the parts cannot overlap (money, levels).
Lists without figures are counted in ``arithmetic_lists``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from pipelines.interpret.arithmetic_figures import Clause, Figure, FigureKind
from pipelines.interpret.arithmetic_rounding import Check, Outcome, Printed, compare_sum, show, verdict
from pipelines.interpret.passages import PassageKind

_APART = frozenset({PassageKind.CELL, PassageKind.FOOTNOTE})
_WITHIN = "trong do|trong so do"
_WHOLE = "bao gom|gom co|gom|chia ra|cu the la|cu the|chi tiet"
_ANCHOR = re.compile(rf"\b(?P<within>{_WITHIN})\b|\b(?P<whole>{_WHOLE})\b")
# A bracket right after the figure that opens with the first part: "(mức độ 1: 50.453, ...", "(03 lớp cho ...".
_BRACKET = re.compile(
    r"\s?[a-z ]{0,40}\((?P<label>"
    r"|(?!co |da |tang|giam|hien|dat|chiem|bang|tuong|ung|gan|hon|so voi|thuoc|trong|cho|vuot|theo)[^();]{1,50})\s?"
)
_OPEN_ENDED = re.compile(r"…|\.\.\.|\bv\.?\s?v\b|\bnhu\b|\bchu yeu\b|\bdien hinh\b|\bmot so\b|\bnhat la\b|\buoc\b")
_REST = re.compile(
    r"\b(?:con lai|cac nguon khac|nguon(?: von| kinh phi)?(?: hop phap)? khac|cac khoan khac|chi khac|nguon xa hoi hoa)\b"
)
# Parts that cannot overlap: levels and kinds of one classification.
_DISJOINT = re.compile(
    r"\b(?:(?:cap|muc) do|muc|loai|hang|khoi) (?:\d|[ivx]+\b|[a-d]\b)|\bcap (?:tinh|huyen|xa|so|trung uong|thon)\b|\b(?:nam|nu)\b(?! \d)"
    r"|\b(?:dung han|qua han|truoc han|con han|dat|khong dat|chua dat)\b|\b(?:toan trinh|mot phan)\b"
    r"|\b(?:da )?hoan thanh\b|\bdang\b|\bchua\b|\bcham\b|\bkhong hoan thanh\b"
)
_BULLET = re.compile(r"([-–—+*•])\s?(?=\S)")
_COLON_END = re.compile(rf"(?:\b(?P<within>{_WITHIN})\b|\b(?P<whole>{_WHOLE})\b)[^;.]{{0,40}}:\s*$")
_PLUS = re.compile(r"\s?\+\s?")
_MOST_PARTS = 20
_HAIR = Decimal("0.03")
_LONGEST_SCOPE = 900
_LONGEST_BRACKET = 500
_FURTHEST_TOTAL = 400


@dataclass(frozen=True, slots=True)
class _Parts:
    """What is added up: the parts, whether they claim to be the whole, whether each item has its figure."""

    figures: tuple[Figure, ...]
    whole: bool
    complete: bool
    disjoint: bool


def check_sums(clauses: Sequence[Clause]) -> list[Check]:
    """The totals of running text whose parts stand after them, in the same passage or in the bullets under it."""
    found: list[Check] = []
    running = [c for c in clauses if c.passage.kind not in _APART]
    for clause in clauses:
        if len(clause.figures) > 2:
            found += _in_clause(clause)
    for index, clause in enumerate(running):
        if clause.folded.endswith(":") and clause.figures:
            found += _over_bullets(running, index)
    return found


def _in_clause(clause: Clause) -> Iterator[Check]:
    yield from _formulas(clause)
    for index, total in enumerate(clause.figures[:-2]):
        if total.kind is FigureKind.PERCENT:
            continue
        following = clause.between(total, clause.figures[index + 1])
        anchor = _find_anchor(clause, total, following)
        if anchor is None:
            continue
        start, whole = anchor
        parts = _collect(clause, total, index + 1, start, whole=whole)
        if parts is not None and (check := _compare(clause, total, parts)) is not None:
            yield check


def _find_anchor(clause: Clause, total: Figure, following: str) -> tuple[int, bool] | None:
    """Where the parts begin and whether they claim to be the whole, given the text from the total to the next figure."""
    found = _ANCHOR.search(following, 0, _FURTHEST_TOTAL)
    if found is not None:
        at = total.end + found.end()
        if clause.sentence_of(total.start) != clause.sentence_of(at) and (
            # "... 95 hệ thống. Trong đó, có 45 ...": the next sentence may open with the words.
            clause.sentence_of(total.start) + 1 != clause.sentence_of(at)
            or clause.sentence_of(at - len(found[0]) - 1) != clause.sentence_of(total.start)
        ):
            return None
        return at, found["whole"] is not None
    bracket = _BRACKET.fullmatch(following) if len(following) < _FURTHEST_TOTAL else None
    if bracket is not None and _OPEN_ENDED.search(following) is None:
        return total.end + bracket.start("label"), True
    return None


def _collect(clause: Clause, total: Figure, first: int, start: int, *, whole: bool) -> _Parts | None:
    opening = clause.figures[first]
    if opening.kind is total.kind and (_is_over(clause, opening) or not _same_thing(clause, total, opening)):
        return None
    end = _scope_end(clause, total.end, start)
    text = clause.folded[start:end]
    if later := re.search(rf"[\s(;,.](?:{_WITHIN})\b", text):
        text, end, cut = text[: later.start()], start + later.start(), True
    else:
        cut = False
    figures: list[Figure] = []
    for figure in clause.figures[first : first + _MOST_PARTS]:
        if figure.end > end:
            break
        if figure.kind is FigureKind.PERCENT or _depth(clause.folded, start, figure.start) > 0:
            continue
        if figure.kind is not total.kind or not _same_thing(clause, total, figure):
            return None
        figures.append(figure)
    if len(figures) < 2 or any(_is_over(clause, figure) for figure in figures):
        return None
    complete = not cut and _OPEN_ENDED.search(text) is None and _each_item_counts(text, start, figures)
    return _Parts(
        tuple(figures), whole or _REST.search(text) is not None, complete, _are_disjoint(total, text, figures, start)
    )


def _is_over(clause: Clause, figure: Figure) -> bool:
    """Whether a figure is the numerator of a ratio."""
    return clause.folded[figure.end : figure.end + 2].lstrip().startswith("/")


def _scope_end(clause: Clause, after: int, start: int) -> int:
    """Where the parts end: at the bracket that was open when they began, else with the sentence."""
    text = clause.folded
    if text.count("(", after, start) > text.count(")", after, start):
        depth = 1
        for found in re.finditer(r"[()]", text[start : start + _LONGEST_BRACKET]):
            depth += 1 if found[0] == "(" else -1
            if not depth:
                return start + found.start()
    return min(clause.sentence_end(start), start + _LONGEST_SCOPE)


def _depth(text: str, start: int, at: int) -> int:
    return text.count("(", start, at) - text.count(")", start, at)


def _same_thing(clause: Clause, total: Figure, part: Figure) -> bool:
    """Whether a part counts what the total counts: its noun is missing, is the total's, or stands before the total."""
    if total.kind is FigureKind.MONEY:
        return True
    noun = clause.noun(part).split()[:1]
    if not noun or noun[0] in {"va", "con", "o", "tai", "thuoc", "do", "dang", "da", "chua", "duoc", "la"}:
        return True
    whole = clause.noun(total).split()[:1]
    if whole and whole[0] not in {"trong", "gom", "bao"}:
        return noun == whole
    return re.search(rf"\b{noun[0]}\b", clause.folded[max(total.start - 80, 0) : total.start]) is not None


def _each_item_counts(text: str, start: int, figures: Sequence[Figure]) -> bool:
    """Whether every item of the enumeration has exactly one of the figures."""
    plain = re.sub(r"\([^()]*\)", lambda found: " " * len(found[0]), text)
    mark = ";" if ";" in plain else r",(?!\d)| va (?=\d)|\bva (?=[^,;]*\d)"
    at = 0
    for piece in re.split(f"({mark})", plain):
        stop = at + len(piece)
        inside = sum(at <= figure.start - start < stop for figure in figures)
        is_mark = piece.strip() in {";", ",", "va", ""}
        at = stop
        if not is_mark and inside != 1 and not (inside == 0 and len(piece.strip(" .:;,")) < 3):
            return False
    return True


def _are_disjoint(total: Figure, text: str, figures: Sequence[Figure], start: int) -> bool:
    if total.kind is FigureKind.MONEY:
        return True
    before = [0, *(figure.end - start for figure in figures)]
    after = [*(figure.start - start for figure in figures), len(text)]
    return any(all(_DISJOINT.search(text, begin, end) for begin, end in pairwise(bounds)) for bounds in (before, after))


def _compare(clause: Clause, total: Figure, parts: _Parts) -> Check | None:
    figures = parts.figures
    outcome = compare_sum(_as_meant(total), [_as_meant(figure) for figure in figures])
    computed = sum((figure.value for figure in figures), Decimal(0))
    if outcome is Outcome.DIFFERS:
        too_much = computed > total.value
        # Overlapping parts exceed the total by much; parts that exceed it by a hair were meant to make it up.
        by_a_hair = computed - total.value <= max(total.value * _HAIR, Decimal(1)) and len(figures) > 2
        contradicts = parts.whole or (too_much and (parts.disjoint or by_a_hair))
        estimated = total.qualifier or any(figure.qualifier for figure in figures)
        if not (parts.complete and contradicts) or estimated or not _is_near(total, figures):
            return None
    sums = " + ".join(figure.printed.text for figure in figures)
    return Check(
        "column_sum",
        f"Cộng các phần {sums} = {_shown(total, computed)}; văn bản ghi tổng {total.printed.text}: {verdict(outcome)}",
        total.value,
        computed,
        outcome is not Outcome.DIFFERS,
        clause.passage.place_of(total.start, total.end),
        total.printed.text,
        part="parts_of_amount" if total.kind is FigureKind.MONEY else "",
    )


def _as_meant(figure: Figure) -> Printed:
    """A whole number in running text is meant exactly, whatever its unit (15 tỷ đồng beside 71.450 triệu đồng)."""
    whole = figure.printed.step == figure.factor
    return replace(figure.printed, step=Decimal(0)) if whole else figure.printed


def _is_near(total: Figure, figures: Sequence[Figure]) -> bool:
    """Whether the figures can be parts of the total at all: each is smaller, together not far from it."""
    computed = sum(figure.value for figure in figures)
    return all(figure.value <= total.value for figure in figures) and total.value <= 3 * computed <= 6 * total.value


def _shown(total: Figure, computed: Decimal) -> str:
    value = computed / total.factor
    unit = total.printed.text.lstrip("0123456789.,").strip()
    return f"{show(value)} {unit}".strip()


def _formulas(clause: Clause) -> Iterator[Check]:
    """A + b = c, printed as such."""
    figures = clause.figures
    index = 0
    while index + 2 < len(figures):
        last = index
        while last + 1 < len(figures) and _PLUS.fullmatch(clause.between(figures[last], figures[last + 1])):
            last += 1
        if last > index and last + 1 < len(figures) and clause.between(figures[last], figures[last + 1]).strip() == "=":
            total = figures[last + 1]
            shared = total.factor if total.kind is FigureKind.MONEY else 1
            added = tuple(
                replace(f, printed=f.printed.times(shared)) if f.kind is FigureKind.COUNT else f
                for f in figures[index : last + 1]
            )
            check = _compare(clause, total, _Parts(added, True, True, True))
            if check is not None:
                yield check
        index = last + 1


def _over_bullets(clauses: Sequence[Clause], index: int) -> Iterator[Check]:
    """A total whose parts are the bullets of the passages under it."""
    clause = clauses[index]
    opening = _COLON_END.search(clause.folded, max(len(clause.folded) - 80, 0))
    if opening is None:
        return
    totals = [
        figure
        for figure in clause.figures
        if figure.kind is not FigureKind.PERCENT
        and opening.start() - _FURTHEST_TOTAL <= figure.end <= opening.start()
        and not _depth(clause.folded, max(figure.start - _FURTHEST_TOTAL, 0), figure.start)
        and clause.sentence_of(figure.start) == clause.sentence_of(opening.start())
    ]
    if not totals:
        return
    total = next((figure for figure in reversed(totals) if figure.kind is FigureKind.MONEY), totals[-1])
    parts: list[tuple[Clause, Figure]] = []
    complete = True
    mark: str | None = None
    above = _BULLET.match(clause.passage.text)
    text = ""
    for under in clauses[index + 1 : index + 1 + 4 * _MOST_PARTS]:
        bullet = _BULLET.match(under.passage.text)
        if bullet is None or (above and bullet[1] == above[1]):
            break
        mark = mark or bullet[1]
        if bullet[1] != mark:
            continue
        first = next(
            (f for f in under.figures[:_MOST_PARTS] if f.kind is total.kind and not _depth(under.folded, 0, f.start)),
            None,
        )
        text += " " + under.folded
        if first is None or not (total.kind is FigureKind.MONEY or _same_thing_over(clause, total, under, first)):
            complete = False
            break
        parts.append((under, first))
    if not complete or len(parts) < 2:
        return
    figures = tuple(figure for _, figure in parts)
    whole = opening["whole"] is not None or _REST.search(text) is not None
    check = _compare(
        clause, total, _Parts(figures, whole, _OPEN_ENDED.search(opening[0]) is None, total.kind is FigureKind.MONEY)
    )
    if check is not None:
        yield check


def _same_thing_over(clause: Clause, total: Figure, under: Clause, part: Figure) -> bool:
    whole, noun = clause.noun(total).split()[:1], under.noun(part).split()[:1]
    return bool(whole) and (noun == whole or not noun)
