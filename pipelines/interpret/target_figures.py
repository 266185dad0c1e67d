"""The figures of a goal that set it, with comparator and unit: not the conditions ("người từ 18 tuổi"), not the baselines.

What numerals are no figures at all is decided in ``language``; how the figures make up a target is for ``targets``.
"""

import re
from dataclasses import replace
from decimal import Decimal

from pipelines.interpret.target_units import unit_after
from pipelines.language.measures import Measure, find_measures
from pipelines.language.money import find_amounts
from pipelines.language.numbers import Quantity, comparator_before, find_quantities, parse_number
from pipelines.language.text import fold
from pipelines.language.values import value

_DIGIT = re.compile(r"\d")
_NUMBER_WORD = re.compile(r"\b(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\b", re.IGNORECASE)
_CHANGE = re.compile(
    r"(?:^|[^a-z])(?P<way>tang|giam|nang|cai thien|rut ngan|cat giam)"
    r"(?P<fill>(?: (?:truong|them|tu|len|xuong|bot|duoc|it|nhat|toi|thieu|da|khoang|gan|hon|tren"
    r"|binh quan|trung binh|con|den|dat|khong|qua|duoi|tiep|moi nam|hang nam))*) $"
)
_LEVEL_WORDS = re.compile(r"\b(?:con|den|dat|len|xuong)\b")
_ONWARDS = re.compile(r"(?P<noun>[^\d,;:.()]{0,45}?)\s*trở (?P<way>lên|xuống)(?!\w)", re.IGNORECASE)
# "100 cán bộ cấp phòng trở lên": from which grade on, and not how many at least
_GRADED = re.compile(
    r"(?<!\w)(?:cấp|từ|lớp|trình độ|hạng|loại|mức|khá|giỏi|đại học|cao đẳng|trung cấp|tuổi|năm|tháng)(?!\w)",
    re.IGNORECASE,
)
_FROM = re.compile(r"\btừ\s*$", re.IGNORECASE)
_OVER = re.compile(r"\btrên\s*$", re.IGNORECASE)
_BASELINE = re.compile(
    r"(?:\s+[^\W\d]+){0,2}?(?:\s*\(?(?:của |vào )?(?:đầu |cuối )?năm \d{4}\)?)?\s*,?\s*(?:lên|xuống|giảm còn|còn)"
    r"(?: còn| đến| đạt| thành| mức| trên| dưới| khoảng)*\s*$",
    re.IGNORECASE,
)
_FROM_YEAR_TO = re.compile(r"\s*\(?(?:của |vào )?năm \d{4}\)?\s*(?:lên|xuống|đến|tới)(?: còn| đạt)?\s*$", re.IGNORECASE)
_TO = re.compile(r"\s*(?:-|–|đến|tới)\s*", re.IGNORECASE)
_PER = re.compile(r"(?:\s?/\s?[^\W\d_]+)+")
_COMPARED = re.compile(r"(?:so với|bằng mức|cùng kỳ)[^,;.]*$", re.IGNORECASE)
_TOP = re.compile(
    r"(?:(?:thuộc|trong|vào|nằm trong|đứng trong|lọt vào|đạt)\s+)*(?:nhóm|top|tốp)\s+(?:đầu\s+)?(?P<n>\d{1,3})(?!\w)"
    r"(?P<rest>(?:[^.;,]|, (?=thành phố|huyện|thị xã)){0,60}?(?:dẫn đầu|đứng đầu|cao nhất|đầu))?",
    re.IGNORECASE,
)
_AMONG = re.compile(
    r"(?:trong|thuộc)\s+(?:số\s+)?(?P<n>\d{1,3})\s+[^.;,\d]{2,40}?(?:dẫn đầu|đứng đầu|cao nhất|tốt nhất)", re.IGNORECASE
)
_PLACED = re.compile(
    r"(?:xếp|đứng|vị trí|thứ hạng|xếp hạng)(?:\s+(?:hạng|vị trí))?\s+(?:từ\s+)?(?:thứ\s+)?(?P<n>\d{1,3})(?![\w.,]\d|\w)",
    re.IGNORECASE,
)
_RANKED = re.compile(
    r"(?:xếp hạng|thứ hạng|vị trí)\b[^\d:;,.]{0,60}(?::|đạt|là|đứng)\s*(?P<n>\d{1,3})\s?/\s?\d{1,3}(?![\w.,/]\d|\w)",
    re.IGNORECASE,
)
_PLACE = r"(?:(?:vị trí|thứ hạng|xếp hạng|hạng|thứ)\s+)"
_CLIMBED = re.compile(
    rf"(?:{_PLACE}từ\s+{_PLACE}*|từ\s+{_PLACE}+)\d{{1,3}}(?:/\d{{1,3}})?\s+(?:lên|xuống)\s+(?:đến\s+)?{_PLACE}*"
    r"(?P<n>\d{1,3})(?![\w.,]\d|\w)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"(?:(?:xếp|đứng)\s+{_PLACE}*|{_PLACE})từ\s+{_PLACE}*(?P<n>\d{{1,3}})\s*(?:-|–|đến|tới)\s*{_PLACE}*(?P<upper>\d{{1,3}})(?![\w.,]\d|\w)",
    re.IGNORECASE,
)
# The words that each of them cannot do without.
_RANKS = {
    _CLIMBED: ("lên", "xuống"), _BETWEEN: ("từ",),
    _TOP: ("nhóm", "top", "tốp"), _AMONG: ("đầu", "nhất"), _PLACED: ("xếp", "đứng", "vị trí", "thứ hạng"),
    _RANKED: ("xếp hạng", "thứ hạng", "vị trí"),
}  # fmt: skip
_RANKING = re.compile(r"(?i)\b(?:chỉ số|xếp hạng|bảng xếp|thứ hạng|DTI|PCI|PAPI|PAR)\b")
_POINTS = re.compile(r"\s*(?:$|[.,;:)/]|trở|so với|trên|/|trong|và|\d|%|phần trăm)")
_STATES = re.compile(
    r"(?:^|\s)(?:đạt|là|có|được|bằng|chiếm|đến|xuống|còn|lên|thành|mức|gấp|tăng|giảm|bình quân|trung bình|mới|thêm|khoảng|gần)\s*$"
    r"|:\s*$",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"(?:^|\s)(?:tại|ở|của|với|trong|trong vòng|thuộc|trên|sau|trước|từ|tới|theo|giữa|cùng|qua|về|đối với|mức|cấp|độ|cứ|mỗi|lần thứ)\s*$",
    re.IGNORECASE,
)
_JOINED = re.compile(r"(?:,|;|\bvà|\bhoặc)\s+(?P<words>[^,;]*)$")
_COUNT_NAME = re.compile(
    r"(?:số|số lượng|tổng số|thời gian|quy mô|diện tích|sản lượng|doanh thu|thu nhập|mật độ)\b", re.IGNORECASE
)
_LONGEST_VERB = 7
_LONGEST_JOIN = 4
_TAIL = 70


@value
class Stated:
    """One figure that sets a goal. ``start`` to ``end`` is the figure with its sign, unit and "trở lên"."""

    value: Decimal
    upper: Decimal | None
    unit: str
    comparator: str | None
    start: int
    end: int


def find_stated(text: str) -> list[Stated]:
    """The figures of ``text`` that set a goal, in order.

    Where one is a share or a rank, those that are only counted say for whom or what it holds; the parts of a text that
    semicolons or full stops part are read each for itself.

    >>> [(s.comparator, str(s.value), s.unit) for s in find_stated("Mở 12 lớp; 80% học viên từ 18 tuổi trở lên đạt yêu cầu")]
    [(None, '12', 'count'), (None, '80', 'percent')]
    """
    if not _may_state(text):
        return []
    found: list[Stated] = []
    at = 0
    for end in [*(match.end() for match in _CLAUSE_END.finditer(text)), len(text)]:
        clause = text[at:end]
        if _may_state(clause):
            found += [replace(s, start=s.start + at, end=s.end + at) for s in _clause_figures(clause)]
        at = end
    return found


def _may_state(text: str) -> bool:
    """Whether ``text`` prints a number at all; most that do print a digit, which is found in a fraction of the time of a word."""
    return _DIGIT.search(text) is not None or _NUMBER_WORD.search(text) is not None


_CLAUSE_END = re.compile(r";|\.(?=\s+[^\W\d_a-zà-ỹ])")


def find_shares(text: str) -> list[Stated]:
    """The percentages of ``text`` that set a goal."""
    return [stated for stated in find_stated(text) if stated.unit == "percent"]


def comparator_of(
    text: str, start: int, end: int, unit: str | None, printed: str | None = None
) -> tuple[str | None, int]:
    """The comparator of the figure at ``start`` to ``end``, by the words before it and after it, and where they end.

    ``printed`` is the sign before the figure. "tăng tối thiểu 8%" is an increase, "giảm còn dưới 2%" a level.
    """
    comparator = printed if printed in _SIGNS else None
    if comparator is None:
        comparator = _worded(text[:start], unit)
    onwards = _ONWARDS.match(text, end)
    if onwards is not None and (
        not onwards["noun"].strip(" %")
        or _FROM.search(text[:start])
        or (unit != "percent" and _GRADED.search(onwards["noun"]) is None)
    ):
        if comparator in {None, ">="}:
            comparator = ">=" if onwards["way"].lower() == "lên" else "<="
            if unit == "rank":
                comparator = "<=" if comparator == ">=" else ">="
        return comparator, onwards.end()
    return comparator, end


_SIGNS = frozenset({">=", "<=", ">", "<", "="})


def _worded(before: str, unit: str | None) -> str | None:
    tail = fold(before[-_TAIL:]).rstrip() + " "
    change = _CHANGE.search(tail)
    if change is None:
        comparator = comparator_before(before[-_TAIL:])
        return None if comparator in {"increase", "decrease"} else comparator
    level = next(reversed([*_LEVEL_WORDS.finditer(change["fill"])]), None)
    if level is not None and unit not in {"rank", "times"} and "tu" not in change["fill"].split():
        return comparator_before(change["fill"][level.end() :] + " ") if change["fill"][level.end() :].strip() else None
    return "increase" if change["way"] in {"tang", "nang", "cai thien"} else "decrease"


def _clause_figures(clause: str) -> list[Stated]:
    ranks = _ranks(clause)
    quantities = [q for q in find_quantities(clause) if not _overlaps(q.start, q.end, ranks)]
    strong = [*ranks]
    for quantity in quantities:
        unit = quantity.unit
        if unit == "point" and not _POINTS.match(clause, quantity.end):
            unit = None
        if unit is not None:
            strong.append(_from_quantity(clause, quantity, unit))
    is_left = clause.count("%") > sum(quantity.text.count("%") for quantity in quantities)
    measures = find_measures(clause, find_amounts(clause)) if is_left or not strong else []
    strong += _shares_of(clause, measures, strong)
    strong.sort(key=lambda stated: stated.start)
    strong = [s for i, s in enumerate(strong) if not _is_baseline(clause, s, strong[i + 1 : i + 2])]
    return strong or _counted(clause, quantities, measures)


def _overlaps(start: int, end: int, taken: list[Stated]) -> bool:
    return any(start < known.end and known.start < end for known in taken)


def _from_quantity(clause: str, quantity: Quantity, unit: str) -> Stated:
    is_range = quantity.upper is not None
    if is_range and _FROM.search(clause[: quantity.start]):
        comparator, end = _worded(clause[: quantity.start], unit) if unit == "rank" else None, quantity.end
        if comparator not in {"increase", "decrease"}:
            comparator = None
    else:
        comparator, end = comparator_of(clause, quantity.start, quantity.end, unit, _sign_of(quantity))
    return Stated(quantity.value, quantity.upper, unit, comparator, quantity.start, _per_end(clause, end))


def _per_end(clause: str, end: int) -> int:
    per = _PER.match(clause, end)
    return per.end() if per else end


def _sign_of(quantity: Quantity) -> str | None:
    return quantity.comparator if quantity.text[:1] in "≥≤><=" else None


def _shares_of(clause: str, measures: list[Measure], known: list[Stated]) -> list[Stated]:
    """Percentages that are printed with more after their sign ("8%/năm"), and both ends of their ranges as one."""
    found: list[Stated] = []
    for measure in measures:
        if measure.unit not in {"percent", "điểm phần trăm"} or _overlaps(measure.start, measure.end, known):
            continue
        last = found[-1] if found else None
        if last is not None and last.upper is None and _TO.fullmatch(clause, last.end, measure.start):
            change = last.comparator if last.comparator in {"increase", "decrease"} else None
            found[-1] = replace(last, upper=measure.value, comparator=change, end=_per_end(clause, measure.end))
            continue
        comparator, end = comparator_of(clause, measure.start, measure.end, "percent")
        found.append(Stated(measure.value, None, "percent", comparator, measure.start, _per_end(clause, end)))
    return found


def _ranks(clause: str) -> list[Stated]:
    found: list[Stated] = []
    lowered = clause.lower()
    for pattern, words in _RANKS.items():
        for match in pattern.finditer(clause) if any(map(lowered.__contains__, words)) else ():
            if pattern is _TOP and match["rest"] is None and not _RANKING.search(clause):
                continue
            comparator: str | None = "<="
            end = match.end()
            if pattern in {_PLACED, _RANKED}:
                comparator, end = comparator_of(clause, match.start("n"), match.end("n"), "rank")
                end = max(end, match.end())
            if pattern in {_CLIMBED, _BETWEEN}:
                comparator = None
            if _overlaps(match.start(), end, found):
                continue
            # Nothing of the rank from which it climbs is another rank.
            start = match.start() if pattern is _CLIMBED else match.start("n")
            upper = Decimal(match["upper"]) if pattern is _BETWEEN else None
            found.append(Stated(Decimal(match["n"]), upper, "rank", comparator, start, end))
    return found


def _is_baseline(clause: str, stated: Stated, following: list[Stated]) -> bool:
    """Whether a figure is what another is compared with: "từ 45% lên 60%", "so với mức 45% của năm trước"."""
    if following and _FROM.search(clause[: stated.start]):
        between = clause[stated.end : following[0].start]
        if _BASELINE.fullmatch(between) or _FROM_YEAR_TO.fullmatch(between):
            return True
    start = max(clause.rfind(sign, 0, stated.start) for sign in ",;(")
    return _COMPARED.search(clause[start + 1 : stated.start]) is not None


def _counted(clause: str, quantities: list[Quantity], measures: list[Measure]) -> list[Stated]:
    found: list[Stated] = []
    by_start = {quantity.start: quantity for quantity in quantities}
    skip_to = 0
    for amount in find_amounts(clause):
        value = parse_number(match[0]) if (match := re.match(r"[\d.,]*\d", amount.text)) else None
        if value is not None and _sets_goal(clause, amount.start, amount.end, found):
            comparator, end = comparator_of(clause, amount.start, amount.end, None)
            per_end = _per_end(clause, amount.end)
            unit = amount.unit + clause[amount.end : per_end]
            found.append(Stated(value, None, unit, comparator, amount.start, max(end, per_end)))
    for measure in measures:
        if measure.start < skip_to or _overlaps(measure.start, measure.end, found):
            continue
        if measure.unit == "tuổi" and not _STATES.search(clause[: measure.start]):
            continue
        quantity = next((q for start, q in by_start.items() if start <= measure.start < q.end), None)
        end = max(measure.end, quantity.end if quantity else 0)
        figure_end = quantity.end if quantity else _figure_end(clause, measure)
        skip_to = end
        is_range = quantity is not None and quantity.upper is not None
        if not _sets_goal(clause, measure.start, end, found, is_range=is_range, is_ratio=measure.numerator is not None):
            continue
        unit = _counted_unit(clause, measure, figure_end)
        sign = _sign_of(quantity) if quantity else None
        start = quantity.start if quantity else measure.start
        comparator, phrase_end = comparator_of(clause, start, figure_end, unit, sign)
        upper = quantity.upper if quantity else None
        if upper is not None and _FROM.search(clause[:start]):
            comparator = comparator if unit == "rank" and comparator in {"increase", "decrease"} else None
        value = quantity.value if quantity and measure.numerator is None else measure.value
        noun = measure.unit if unit in {"count", "times", "rank"} else unit
        phrase_end = max(phrase_end, _noun_end(clause, figure_end, noun))
        found.append(Stated(value, upper, unit, comparator, start, phrase_end))
    found.sort(key=lambda stated: stated.start)
    return [s for i, s in enumerate(found) if not _is_baseline(clause, s, found[i + 1 : i + 2])]


def _figure_end(clause: str, measure: Measure) -> int:
    printed = re.compile(r"[\d.,/]*\d").match(clause, measure.start)
    return printed.end() if printed else measure.start + len(clause[measure.start :].split(" ", 1)[0])


def _noun_end(clause: str, at: int, noun: str | None) -> int:
    """Where what is counted or measured ends, if it is printed right after its figure."""
    start = at + (clause[at : at + 1] == " ")
    return start + len(noun) if noun and clause[start : start + len(noun)].lower() == noun.lower() else at


def _counted_unit(clause: str, measure: Measure, figure_end: int) -> str:
    unit = unit_after(clause, figure_end) or "count"
    if measure.unit and measure.unit.startswith("lần"):
        if "/" in measure.unit:
            return measure.unit
        before = fold(clause[max(0, measure.start - _TAIL) : measure.start])
        return "times" if re.search(r"\b(?:tang|giam|gap)\b[^,;]*$", before) or "so với" in clause else "count"
    return unit


def _sets_goal(
    clause: str, start: int, end: int, found: list[Stated], *, is_range: bool = False, is_ratio: bool = False
) -> bool:
    """Whether a counted figure is what the clause is about: it is stated, compared, or what its verb does so many of.

    "tại 05/14 bệnh viện" says of how many and is, as ``is_ratio``, no mere condition.
    """
    before = clause[:start]
    onwards = _ONWARDS.match(clause, end)
    if found:
        joined = _JOINED.search(clause[found[-1].end : start])
        words = joined["words"].split() if joined else None
        is_condition = _CONDITION.search(before) or before.rstrip().endswith(" cho")
        return words is not None and len(words) <= _LONGEST_JOIN and not is_condition
    words_before = len(before.split())
    if (onwards is not None or is_range) and _FROM.search(before):
        return words_before <= _LONGEST_VERB // 2 or _STATES.search(_FROM.sub("", before)) is not None
    if _worded(before, None) in {">=", "<=", ">", "<", "increase", "decrease"} and not _CONDITION.search(before):
        return True
    # "Có trên 1.000 doanh nghiệp", but "triển khai trên 9 huyện"
    if _STATES.search(before) or _STATES.search(_OVER.sub("", before)):
        return True
    if _CONDITION.search(before):
        return is_ratio
    return words_before <= _LONGEST_VERB or _COUNT_NAME.match(clause.strip()) is not None
