"""How the figures of a text go together: ranges and lists with one unit, breakdowns, ratios and the percentages they give.

What a numeral is, is decided in ``spans``; what a figure measures in ``measures``.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from pipelines.language.measures_words import measure_words
from pipelines.language.money import Amount
from pipelines.language.numbers import parse_number
from pipelines.language.spans import Span, SpanKind

_SHARES_UNIT = re.compile(r"\s?%?\s?(?P<join>-|–|đến|tới|và|hoặc|,|;|lên|, và)\s?(?:(?:khoảng|dưới|trên|gần|hơn) )?")
_GIVES_PERCENT = re.compile(
    r"[^;.0-9]{0,60}?(?:đạt|tỷ lệ|tỉ lệ|chiếm|bằng|tương ứng|=|\(|,|–|-|:)\s?(?:tỷ lệ |tỉ lệ |khoảng |gần |trên )*"
    r"(?P<value>[0-9][0-9.,]*)\s?%"
)
# Without a mark or a word that ties them "8/218 xã đạt trên 50%" is a count of those that reach a share.
_TIES = re.compile(r"[,(=:–-]|tỷ lệ|tỉ lệ|chiếm|bằng|tương ứng")
# "02/15 chỉ tiêu chưa đạt (chữ ký số đạt 38,2%": what the brackets open with is another figure.
_SAYS_MORE = re.compile(r"\((?!(?:\s|tỷ lệ|tỉ lệ|đạt|chiếm|bằng|khoảng|gần|trên|tương ứng|là)*$)")
_GIVES_RATIO = re.compile(
    r"\s?%\s?(?:\(|,? ?(?:tương ứng|với|tương đương)(?: với)? |, |; | - )(?:là |đạt |bằng |tức |có )?$"
)
_LABELLED = re.compile(r"(?:^|[,;:(]|trong đó) ?[^\W\d_]+(?: [^\W\d_]+){0,4}:? $")
_REST = re.compile(r"[,;] ?(?:số )?còn lại:? $")
_BRACKETED = re.compile(r"\((?:trong đó,? )?[^\W\d_]+(?: [^\W\d_]+){0,3}:? $")
_ENDS = re.compile(r"\s?(?:[,;)]|\.(?!\d)|$)")
_OPENS_BRACKET = re.compile(r"[^\d,;:.()]{0,30}? \(")
_VERB_AFTER = re.compile(r"\s([^\W\d_]+)")
_OVER = re.compile(r"\s?/\s?(?P<whole>(?:trên )?tổng(?: số| cộng)? )?")
_LONG = 200
_MOST_PARTS = 12


@dataclass(slots=True)
class Figure:
    """A figure while it is read: the span of its numeral and, once known, of its unit.

    ``told_by`` is the figure behind which the noun stands that this one counts, too: the end of a range, a ratio.
    """

    span: Span
    value: Decimal
    end: int
    unit: str | None = None
    noun_at: int | None = None
    ratio: tuple[Decimal, Decimal] | None = None
    accepted: bool = False
    bound: str | None = None
    range_from: int | None = None
    unit_end: int | None = None
    told_by: "Figure | None" = None


def share_units(lowered: str, figures: list[Figure]) -> None:
    """The numbers of a range or a list take the unit that its last prints."""
    for index in range(len(figures) - 2, -1, -1):
        first, second = figures[index], figures[index + 1]
        join = _SHARES_UNIT.fullmatch(lowered, first.span.end, second.span.start)
        if join is None or not second.accepted or first.ratio or second.ratio:
            continue
        is_range = join["join"] in {"-", "–", "đến", "tới"} and first.value < second.value
        if first.unit is not None and first.unit != second.unit:
            continue
        if not is_range and join["join"] in {"-", "–"} and second.unit == "percent":
            continue  # "đúng hạn: 5.880 - 99,7%"
        if is_range and second.bound is None:
            printed = lowered[first.span.start : second.span.end].replace("%", "")
            percent = "%" if second.unit == "percent" else ""
            second.range_from = first.span.start
            first.bound, second.bound = (
                f"cận dưới của khoảng {printed}{percent}",
                f"cận trên của khoảng {printed}{percent}",
            )
        if first.unit is None and (is_range or first.span.kind is SpanKind.NUMBER):
            first.unit, first.noun_at, first.accepted = second.unit, second.noun_at, True
            first.unit_end = second.unit_end
            first.end = first.span.end
            if is_range:
                first.told_by = second


def go_on(lowered: str, figures: list[Figure]) -> None:
    """Bare numbers of a breakdown: "(nam 30, nữ 15)", "tốt 12, khá 20", "05 chỉ tiêu vượt, 12 đạt, 2 không đạt"."""
    labelled: list[Figure] = []
    whole: Figure | None = None
    for index, figure in enumerate(figures):
        at = figures[index - 1].end if index else 0
        is_bare = figure.unit is None and figure.span.kind is SpanKind.NUMBER
        if is_bare and not figure.accepted and (verb := _VERB_AFTER.match(lowered, figure.span.end)):
            before = figures[index - 1] if index else None
            if (
                before
                and before.accepted
                and verb[1] in measure_words().going_on
                and ";" not in lowered[at : figure.span.start]
            ):
                figure.accepted = lowered[max(0, figure.span.start - 4) : figure.span.start].rstrip().endswith(",")
        is_labelled = is_bare and _LABELLED.search(lowered, max(at, figure.span.start - 40), figure.span.start)
        if is_labelled and whole is not None and lowered[figure.span.end : figure.span.end + 1] == ")":
            # "560 lao động (nữ 320)": a part of the count before the brackets
            in_brackets = _BRACKETED.search(lowered, max(at, figure.span.start - 40), figure.span.start)
            figure.accepted = figure.accepted or (in_brackets is not None and figure.value <= whole.value)
        if is_labelled and index and _REST.search(lowered, at, figure.span.start) and figures[index - 1].accepted:
            figure.accepted = True
        if is_labelled and not figure.accepted and index and _ENDS.match(lowered, figure.span.end):
            figure.accepted = _is_label_after_label(lowered, figures[index - 1], figure)
        whole = figure if figure.noun_at is not None and figure.accepted else None
        if is_labelled and _ENDS.match(lowered, figure.span.end):
            if labelled and ";" in lowered[labelled[-1].end : figure.span.start] and len(labelled) > 1:
                labelled = _accept(labelled)
            labelled.append(figure)
        else:
            labelled = _accept(labelled)
    _accept(labelled)
    if "(" in lowered:
        _accept_parts(lowered, figures)


def _is_label_after_label(lowered: str, before: Figure, figure: Figure) -> bool:
    """Whether a bare number is told by a label as the count right before it is: "nam 30 người, nữ 20"."""
    if before.unit_end is None or not before.accepted or not lowered.startswith(",", before.unit_end):
        return False
    begin = max(0, before.span.start - 40)
    gap = lowered[before.unit_end : figure.span.start]
    return not any(map(str.isdigit, gap)) and _LABELLED.search(lowered, begin, before.span.start) is not None


def _accept_parts(lowered: str, figures: list[Figure]) -> None:
    """Bare numbers in the brackets after a count that add up to it: "25 dịch vụ (11 của huyện, 14 của xã)"."""
    for index, whole in enumerate(figures):
        opening = (
            _OPENS_BRACKET.match(lowered, whole.unit_end) if whole.unit_end is not None and whole.accepted else None
        )
        if opening is None:
            continue
        closing = lowered.find(")", opening.end())
        parts = [figure for figure in figures[index + 1 : index + _MOST_PARTS] if figure.span.start < closing]
        bare = [figure for figure in parts if figure.unit is None and figure.span.kind is SpanKind.NUMBER]
        if len(bare) > 1 and len(bare) == len(parts) and sum(figure.value for figure in bare) == whole.value:
            for figure in bare:
                figure.accepted = True
                if lowered[figure.end : figure.end + 1] == " ":
                    figure.noun_at = figure.end


def _accept(labelled: list[Figure]) -> list[Figure]:
    """Accept a run of labelled numbers where it is one; return the empty run that comes next."""
    if len(labelled) > 1:
        for figure in labelled:
            figure.accepted = True
    return []


def join_ratios(lowered: str, figures: list[Figure]) -> None:
    """A ratio and the percentage that it gives are one figure: "2.990/11.030 người, đạt 27 %"; so is the other order."""
    if "/" in lowered:
        _join_counts(lowered, figures)
    for index, figure in enumerate(figures):
        if figure.ratio is None:
            continue
        before = figures[index - 1] if index else None
        if before is not None and before.unit == "percent" and before.ratio is None:
            between = lowered[before.span.end : figure.span.start]
            if _GIVES_RATIO.fullmatch(between) and _gives(figure.ratio, before.value, _ROUGHLY):
                before.ratio, figure.accepted = figure.ratio, False
                continue
        for second in figures[index + 1 : index + 4]:
            if second.unit != "percent" or second.ratio:
                continue
            gives = _GIVES_PERCENT.match(lowered, figure.span.end)
            between = lowered[figure.span.end : second.span.start]
            said = gives is not None and gives.start("value") == second.span.start and not _SAYS_MORE.search(between)
            is_told = ";" not in between and figure.ratio[0] != figure.ratio[1]
            limit = _ROUGHLY if len(between) < _LONG // 2 else _EXACTLY
            if (said and _TIES.search(between)) or (
                (said or is_told) and len(between) < _LONG and _gives(figure.ratio, second.value, limit)
            ):
                second.ratio, second.told_by, figure.accepted = figure.ratio, figure, False
                break


def _join_counts(lowered: str, figures: list[Figure]) -> None:
    """Counts over counts are ratios where they count the same or give the percentage that follows: "58 máy/62 cán bộ (93,5%)"."""
    for index in range(len(figures) - 1):
        first, second = figures[index : index + 2]
        if first.unit_end is None or first.ratio or second.ratio or not second.value:
            continue
        over = _OVER.fullmatch(lowered, first.unit_end, second.span.start)
        if over is None or lowered[first.unit_end - 1] == "/" or (second.unit_end is None and not over["whole"]):
            continue
        percent = figures[index + 2] if index + 2 < len(figures) else None
        gives = percent is not None and percent.unit == "percent" and percent.span.start - second.end < _LONG // 4
        ratio = first.value, second.value
        if (
            first.unit == second.unit
            or over["whole"]
            or (gives and percent is not None and _gives(ratio, percent.value, _ROUGHLY))
        ):
            first.ratio, first.end, second.accepted = ratio, second.end, False
            first.span = first.span._replace(end=second.span.end)


def join_amounts(text: str, figures: list[Figure], amounts: Sequence[Amount]) -> None:
    """The percentage that two amounts give: "giải ngân 86,4/205,8 tỷ đồng, đạt 42 %"."""
    for first, second in pairwise(amounts):
        if text[first.end : second.start] != "/" or not second.amount_vnd:
            continue
        over, under = (
            parse_number(text[first.start : first.end]),
            parse_number(text[second.start : second.end].split(" ", 1)[0]),
        )
        near = bisect_left(figures, second.end - _LONG // 4, key=lambda figure: figure.span.start)
        for figure in figures[near : near + 4]:
            if over is None or not under or figure.unit != "percent" or figure.ratio:
                continue
            if figure.span.start < second.end + _LONG // 4 and _gives((over, under), figure.value, _ROUGHLY):
                figure.ratio = (over, under)
                break


def _gives(ratio: tuple[Decimal, Decimal], percent: Decimal, limit: Decimal) -> bool:
    return abs(ratio[0] / ratio[1] * 100 - percent) <= limit


_ROUGHLY, _EXACTLY = Decimal(2), Decimal("0.06")
