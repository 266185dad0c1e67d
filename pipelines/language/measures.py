"""The numbers of a text that measure something: value, unit, ratio, qualifier and what is measured.

Money is in ``money``; what numerals are no numbers at all is decided in ``spans``. When a figure holds (period) and where
it stands is for ``interpret.measurements``.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import NamedTuple

from pipelines.language.clauses import Clause, Clauses
from pipelines.language.measures_context import (
    COUNTING_HEAD,
    GROWTH,
    FigurePlace,
    is_ranked,
    qualifier_before,
    subject_of,
    unit_of,
)
from pipelines.language.measures_joins import Figure, go_on, join_amounts, join_ratios, share_units
from pipelines.language.measures_words import measure_words, read_noun, read_unit, read_unknown
from pipelines.language.money import Amount, states_unit
from pipelines.language.numbers import parse_number
from pipelines.language.spans import Span, SpanKind, lower, scan_numerals

_REFERENCE, _RATIO = SpanKind.REFERENCE, SpanKind.RATIO
_PERCENT = re.compile(r"\s?(?:%|‰|phần trăm\b|điểm (?:%|phần trăm\b))")
_MULTIPLIER = re.compile(r"\s(nghìn|ngàn|vạn|triệu|tỷ|tỉ|trăm|chục)(?: (nghìn|ngàn|triệu|tỷ|tỉ))?(?= [^\W\d_])")
_EACH = re.compile(
    r"(?:mỗi [^.;:,]{2,60}? (?:có|được|đạt|tiếp cận|sử dụng|ít nhất|tối thiểu)(?: [^.;:,]{1,50}?)?|ít nhất|tối thiểu)"
    r" (?P<word>một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)(?= )"
)
_SETTING = ("mỗi", "ít nhất", "tối thiểu")
_COUNTED = re.compile(r" (?P<word>hai|ba|bốn|sáu|bảy|tám|chín|mười)(?= )")
_NOT_IN_WORDS = frozenset(
    {
        "năm",
        "tháng",
        "ngày",
        "quý",
        "tuần",
        "cấp",
        "lần",
        "bên",
        "số",
        "phần",
        "con",
        "bộ",
        "hướng",
        "chiều",
        "vai",
        "việc",
    }
)
_SHARE_FOLLOWS = re.compile(
    r"(?:\s\(|,\s(?=chiếm|tương ứng|tỷ lệ|tỉ lệ|bằng))(?:(?:chiếm|đạt|bằng|tỷ lệ|tỉ lệ|tương ứng|với|khoảng) )*[0-9][0-9.,]*\s?%"
)
_DAY_AND_MONTH = re.compile(r"(?:0[1-9]|[12][0-9]|3[01])\.(?:0[1-9]|1[0-2])")
_OF_THE_SAME = re.compile(r"\s?/\s?(10+|1(?:\.000)+) ")
_TIMES = re.compile(r"gấp (?P<word>đôi|rưỡi|hai|ba|bốn|năm|mười)(?!\w)")
_ONWARDS = re.compile(r"\s?(trở (?:lên|xuống))(?!\w)")
# The end of a change, as in "giảm từ 4,2 ngày xuống còn 2,7 ngày".
_FROM_TO = re.compile(r"\s?(?:%|[^\W\d_]+(?: [^\W\d_]+)?)?\s?(?:xuống|lên)(?: còn| đến| tới| mức)?\s")
# The share that a count is: "giải quyết 400 hồ sơ (đạt 97,1%)".
_TIES = r"(?:(?:đạt|chiếm|bằng|tương ứng|tỷ lệ|tỉ lệ|với|khoảng|trên|gần|hơn|ước) )"
_SHARES = frozenset({"percent", "điểm phần trăm"})
_SHARE_OF = re.compile(rf"(?:(?! so với )[^,;:.()0-9]){{0,80}}(?:, {_TIES}+|\s\({_TIES}*)")
# What a figure was before: "tăng 1,2% so với năm 2023 (94,6%)", "87% (năm 2021: 71%)".
_FORMER = r"(?:cùng kỳ |cùng kỳ|)(?:(?:năm|quý|tháng|[0-9]+ tháng)[^,;:()]{0,25})?"
_FORMER_VALUE = re.compile(
    rf"[^,;:()]{{0,60}}so với {_FORMER}\s\((?:đạt |là |bằng )?"
    rf"|%?(?:\s[^,;:()0-9]{{1,60}})?\s\((?=[cnqt0-9]){_FORMER}(?::|\slà|\sđạt|\schỉ đạt)\s"
)
_EVERY = re.compile(r"\s(?P<time>tuần|tháng|năm|ngày|quý|giờ) (?:một|01|1) lần(?!\w)")
_CODES_FOLLOW = re.compile(r"\s?[;,]\s?[0-9]+\s?[;,.]")


class Measure(NamedTuple):
    """One figure. ``value`` of a bare ratio is its numerator; ``clause`` the clause that states it."""

    start: int
    end: int
    value: Decimal
    unit: str | None
    numerator: Decimal | None
    denominator: Decimal | None
    qualifier: str | None
    subject: str | None
    clause: Clause
    growth_at: int | None = None


def find_measures(
    text: str, amounts: Sequence[Amount] = (), marks: Collection[str] = (), *, skip_first: bool = False
) -> list[Measure]:
    """Every figure of ``text`` that measures something, in order; both ends of a range.

    ``amounts`` are the amounts of money of the text, ``marks`` the numbers of the document's footnotes; ``skip_first`` says
    that the text opens with such a number of its own.
    """
    lowered = lower(text)
    figures = _figures(text, lowered, scan_numerals(text), amounts, marks, skip_first=skip_first)
    if figures:
        share_units(lowered, figures)
        go_on(lowered, figures)
        join_ratios(lowered, figures)
        join_amounts(text, figures, amounts)
    figures = [figure for figure in figures if figure.accepted]
    figures += _in_words(text, lowered)
    if not figures:
        return []
    figures.sort(key=lambda figure: figure.span.start)
    clauses = Clauses(text)
    units = Counter([figure.unit for figure in figures]) if len(figures) > 1 else {}
    found: list[Measure] = []
    for number, figure in enumerate(figures):
        following = number + 1
        if following < len(figures) and figures[following] is figure.told_by:
            following += 1
        limit = figures[following].span.start if following < len(figures) else len(text)
        clause = clauses.around(figure.span.start, figure.end)
        is_repeated = figure.ratio is not None or units.get(figure.unit, 1) > 1
        found.append(_measure(text, lowered, figure, clause, found[-1] if found else None, limit, is_repeated))
    return found


def _figures(
    text: str, lowered: str, spans: list[Span], amounts: Sequence[Amount], marks: Collection[str], *, skip_first: bool
) -> list[Figure]:
    taken = [(amount.start, amount.end) for amount in amounts]
    starts = [start for start, _ in taken]
    found: list[Figure] = []
    for number, span in enumerate(spans):
        if span.kind is _REFERENCE or (skip_first and number == 0 and not text[: span.start].strip()):
            continue
        at = bisect_right(starts, span.start) - 1
        if at >= 0 and span.start < taken[at][1]:
            continue
        figure = _read(text, lowered, span, marks)
        if figure is not None:
            found.append(figure)
    return found


def _read(text: str, lowered: str, span: Span, marks: Collection[str]) -> Figure | None:
    if span.kind is _RATIO and span.over and span.under:
        over, under = parse_number(text[slice(*span.over)]), parse_number(_unmarked(text[slice(*span.under)], marks))
        if over is None or not under:
            return None
        figure = Figure(span, over, span.end, ratio=(over, under))
    else:
        value = parse_number(_unmarked(text[span.start : span.end], marks))
        if value is None:
            return None
        figure = Figure(span, value, span.end)
    if percent := _PERCENT.match(lowered, span.end):
        figure.unit = "điểm phần trăm" if "điểm" in percent[0] else "percent"
        figure.end, figure.accepted = percent.end(), True
        return figure
    if scale := _MULTIPLIER.match(lowered, span.end):
        multipliers = measure_words().multipliers
        figure.value *= multipliers[scale[1]] * (multipliers[scale[2]] if scale[2] else 1)
        figure.end = scale.end()
    _read_noun(text, lowered, figure, marks)
    return figure


def _unmarked(printed: str, marks: Collection[str]) -> str:
    """``printed`` without a footnote's number glued to it: 353.8861 is 353.886 and the mark 1."""
    last = printed.rsplit(".", 1)[-1]
    if "." in printed and len(last) in {4, 5} and last.isdigit() and last[3:] in marks:
        return printed[: len(printed) - len(last) + 3]
    return printed


def _read_noun(text: str, lowered: str, figure: Figure, marks: Collection[str]) -> None:
    span = figure.span
    glued = span.end < len(text) and text[span.end].isalpha()
    if every := _EVERY.match(lowered, figure.end):
        # "2 tuần một lần": once in two weeks
        figure.unit, figure.value = f"lần/{text[span.start : span.end]} {every['time']}", Decimal(1)
        figure.end, figure.accepted = every.end(), True
        return
    end = read_unit(lowered, figure.end)
    if lowered[figure.end : figure.end + 4] == " cấp" and lowered[
        max(0, span.start - 20) : span.start
    ].rstrip().endswith(_arrangements()):
        return
    if end == span.start + 6 and text.startswith("360 độ", span.start):  # a view all around
        return
    if end is not None:
        figure.unit, figure.noun_at, figure.accepted = text[figure.end : end].strip(), figure.end, True
        figure.unit_end = end
        same = _OF_THE_SAME.match(lowered, end)
        if same and lowered.startswith(figure.unit.lower(), same.end()):
            figure.ratio = figure.value, Decimal(same[1].replace(".", ""))
        return
    if glued or span.kind is SpanKind.NAMED:
        return
    end = read_unknown(lowered, text, figure.end)
    if end is not None:
        figure.unit, figure.noun_at, figure.accepted = text[figure.end : end].strip(), figure.end, True
        figure.unit_end = end
        return
    printed = text[span.start : span.end]
    if states_unit(lowered, span.start, printed):
        return
    last = _word_before(lowered, span.start)
    if _SHARE_FOLLOWS.match(lowered, span.end) or is_ranked(lowered, span.start):
        figure.accepted = True
    elif figure.ratio is not None:
        figure.accepted = figure.ratio[1] > _MONTHS or last in measure_words().stating
    elif len(printed) > 3 and ("." in printed or "," in printed):
        figure.accepted = _DAY_AND_MONTH.fullmatch(printed) is None or last in measure_words().stating
    elif last == ":" and _CODES_FOLLOW.match(text, span.end):
        return
    elif last in measure_words().stating or last == ":":
        figure.accepted = not (printed in marks and last not in {"là", "đạt", "có", ":"})
    elif 1 < len(printed) < _LONG_CODE and printed not in marks:
        clause = lowered[max(0, span.start - 80) : span.start]
        clause = clause[max(clause.rfind(sign) for sign in ";.(:,") + 1 :].strip()
        figure.accepted = COUNTING_HEAD.match(clause) is not None or read_noun(clause, 0) is not None


def _arrangements() -> tuple[str, ...]:
    return tuple(measure_words().named_arrangements)


def _word_before(lowered: str, start: int) -> str:
    before = lowered[max(0, start - 30) : start].rstrip()
    if not before:
        return ""
    if not before[-1].isalnum():
        return before[-1]
    last = before.split()
    if len(last) > 1 and " ".join(last[-2:]) in measure_words().stating:
        return " ".join(last[-2:])
    return last[-1].lstrip("(“\"'")


def _in_words(text: str, lowered: str) -> list[Figure]:
    """Numbers in words that count: "tại hai huyện"; of "một" only what is set for each: "mỗi hộ có một đường truyền"."""
    words = measure_words()
    found: dict[int, Figure] = {}
    matches = list(_EACH.finditer(lowered)) if any(map(lowered.__contains__, _SETTING)) else []
    matches += _COUNTED.finditer(lowered)
    for match in matches:
        noun = read_noun(lowered, match.end())
        end = read_unit(lowered, match.end())
        if noun is None or end is None or not _may_count(text, lowered, match.start("word"), match.end(), noun[0]):
            continue
        span = Span(match.start("word"), match.end("word"), SpanKind.NUMBER)
        unit = text[span.end : end].strip()
        figure = Figure(span, Decimal(words.number_words[match["word"]]), span.end, unit, span.end, accepted=True)
        found.setdefault(span.start, figure)
    for match in _TIMES.finditer(lowered) if "gấp " in lowered else ():
        span = Span(match.start("word"), match.end("word"), SpanKind.NUMBER)
        found[span.start] = Figure(
            span, _TIMES_IN_WORDS.get(match["word"]) or Decimal(words.number_words[match["word"]]), span.end
        )
        found[span.start].unit, found[span.start].accepted = "lần", True
    return list(found.values())


def _may_count(text: str, lowered: str, start: int, at: int, end: int) -> bool:
    noun = lowered[at:end].strip()
    if noun in _NOT_IN_WORDS or text[start].isupper() or noun.split()[0] in measure_words().idioms:
        return False
    before = lowered[max(0, start - 14) : start].split()
    return not before or before[-1] not in {
        "thứ",
        "mươi",
        "tháng",
        "điều",
        "mục",
        "khoản",
        "quý",
        "phần",
        "bước",
        "trăm",
    }


def _measure(
    text: str, lowered: str, figure: Figure, clause: Clause, before: Measure | None, limit: int, is_repeated: bool
) -> Measure:
    start = figure.span.start
    qualifier = qualifier_before(lowered, figure.range_from if figure.range_from is not None else start)
    growth_at = start if qualifier in GROWTH else None
    if before is not None and before.growth_at is not None and _GOES_ON.fullmatch(lowered, before.end, start):
        growth_at, qualifier = before.growth_at, qualifier or before.qualifier
    if figure.bound:
        qualifier = f"{qualifier}; {figure.bound}" if qualifier else figure.bound
    numerator, denominator = figure.ratio or (None, None)
    ranked = is_ranked(lowered, start)
    told = figure.told_by or figure
    if told.span.start < start:
        limit = start
    place = FigurePlace(
        min(start, told.span.start),
        told.end,
        told.noun_at,
        told.unit_end,
        told.unit,
        clause.start,
        clause.end,
        limit,
        is_repeated,
    )
    same_sentence = before is not None and before.clause.sentence_start == clause.sentence_start
    if before is not None and same_sentence and _says_more(lowered, figure, before, clause, growth_at == start):
        subject = before.subject
    else:
        subject = subject_of(text, lowered, place)
        if subject is None and before is not None and same_sentence and (ranked or before.unit == figure.unit):
            subject = before.subject
    unit = figure.unit
    if unit is None and not ranked:
        unit = unit_of(subject, before.unit if before is not None and same_sentence else None)
    if onwards := _ONWARDS.match(lowered, figure.unit_end or figure.end):
        qualifier = f"{qualifier}; {onwards[1]}" if qualifier else onwards[1]
    return Measure(start, figure.end, figure.value, unit, numerator, denominator, qualifier, subject, clause, growth_at)


def _says_more(lowered: str, figure: Figure, before: Measure, clause: Clause, grows: bool) -> bool:
    """Whether a figure says more of what the one before it measures: the end of its range, its share, its former value."""
    if figure.range_from is not None or _FROM_TO.fullmatch(lowered, before.end, figure.span.start):
        return True
    if figure.unit == "percent" and before.unit not in _SHARES and figure.told_by is None:
        is_told = _SHARE_OF.fullmatch(lowered, before.end, figure.span.start) is not None
    else:
        is_told = _FORMER_VALUE.fullmatch(lowered, before.end, figure.span.start) is not None
    if is_told:
        return True
    return grows and figure.unit == "percent" and before.clause.start == clause.start


_GOES_ON = re.compile(r"[^;:.()0-9]{0,40}?(?:,|và) ")
_TIMES_IN_WORDS = {"đôi": Decimal(2), "rưỡi": Decimal("1.5")}
_LONG_CODE = 5  # digits without grouping before nothing that is counted: a code
_MONTHS = 12
