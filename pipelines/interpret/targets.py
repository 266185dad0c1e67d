"""What a target or a result says: figure, range, comparator, unit, and the parts of a target that has several."""

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from pipelines.interpret.target_figures import Stated, comparator_of, find_shares, find_stated
from pipelines.interpret.target_units import is_share, stated_unit, unit_after
from pipelines.interpret.target_years import find_figure_years
from pipelines.language.numbers import Quantity, comparator_before, find_quantities, find_ratio
from pipelines.language.text import fold
from pipelines.language.values import value

_BRACKETS = re.compile(r"\(([^()]*)\)")
_LATER = re.compile(
    r"(?:phấn đấu |định hướng )?(?:đến|tới|vào)\s+(?:hết |cuối )*(?:năm )?20\d{2}[^\d].*\d\s?%", re.IGNORECASE
)
_LEVEL = re.compile(
    r"(?:tại |ở |của )?(cấp (?:trung ương|bộ|tỉnh|huyện|xã|sở|cơ sở)(?:, (?:huyện|xã))*)", re.IGNORECASE
)
_WORDS = (
    r"(?:trên|tối thiểu|ít nhất|từ|hơn|dưới|không quá|không dưới|không thấp hơn|không vượt quá|tối đa|khoảng|thêm|bình quân"
    r"|thuộc|trong|nhóm|top|tốp|xếp|đứng|thứ|hạng|vị trí)"
)
_REACHES = re.compile(
    rf"(?:,|;|:)*\s*(?:(?:đạt|là|chiếm|bằng|tăng|giảm|còn|có)\s+)?(?:{_WORDS}\s+)*(?:đạt\s*|là\s*|:\s*)?$",
    re.IGNORECASE,
)
_STATES_ANEW = re.compile(r"(?:đạt|là|bằng|:)\s*$", re.IGNORECASE)
# How far before a figure that is looked for: a cell may be as long as a page.
_JUST_BEFORE = 60
_PHRASE = re.compile(rf"(?:(?:đạt|chiếm|tăng|giảm|gấp|rút ngắn|cắt giảm|nâng)\s+)?(?:{_WORDS}\s+)*$", re.IGNORECASE)
_PART_END = re.compile(r"[,;(]|(?<!nhỏ) và(?: |$)| được |\.(?:\s|$)")
_PART_START = re.compile(r"[;,(:]\s|\.\s| và |[Tt]rong đó\s")
_OF_YEAR = (
    r"\(?(?:(?:tính|đến|tới|vào|trong|hết|cuối|giữa|đầu)\s+)*"
    r"(?:năm\s+20\d{2}|giai đoạn\s+20\d{2}\s*[-–]\s*20\d{2}|(?<=[ntog] )20\d{2})\b\)?"
)
_COMPARISON = r"(?:^|\s+)\(?(?:so với|so cùng kỳ|cùng kỳ|lần lượt|tương ứng)(?!\w).*"
_ASIDE = re.compile(rf"{_COMPARISON}|^{_OF_YEAR}\s*|(?:^|\s+){_OF_YEAR}$", re.IGNORECASE)
_START = re.compile(
    r"\s(?:(?:tăng|giảm|nâng)\s+)?từ\s+[\d.,]+\s?%?\s+(?:\S+\s+){0,6}?(?:lên|xuống|còn)\s.*", re.IGNORECASE
)
_YEARLY = re.compile(r"(?:^|\s+)(?:mỗi|hằng|hàng) năm(?!\w).*", re.IGNORECASE)
# "100% cán bộ, công chức, viên chức được tập huấn": who together, up to the verb
_NOUN = r"(?:(?!được\b|có\b|đạt\b|sử dụng|thực hiện|tham gia|hoàn thành|biết\b)[^\W\d]+ ?){1,6}"
_NOUNS = re.compile(
    rf"{_NOUN}(?:, {_NOUN})+(?:(?:,? và |, ){_NOUN})?(?<= )(?=(?:được|có|đạt|sử dụng|thực hiện|tham gia|hoàn thành|biết)(?!\w))"
)
_WITHIN = re.compile(r"trong đó", re.IGNORECASE)
_COMPARED_BEFORE = re.compile(
    r"(tối thiểu|ít nhất|không dưới|trên|tối đa|không quá|dưới)(?: (?:đạt|là|có))?\s*:\s*\Z", re.IGNORECASE
)
_DATES = re.compile(
    r"(?:(?:ngày |tháng |năm |quý |giai đoạn )+\d{1,4}(?:\s?[/.-]\s?\d{1,4}){0,2}|\d{1,2}/\d{1,2}/\d{4}"
    r"|(?:mức độ|cấp độ|mức|phiên bản|IPv|loại|khoản|điều|phụ lục) ?\d+(?:\.\d+)*)(?![\w%])",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"[<>=≥≤\s]*\d[\d.,/]*(?:\s?(?:[-–]|đến)\s?\d[\d.,]*)?")
_AMONG_FIRST = re.compile(r"(?:thuộc |trong |vào |nằm trong )*(?:top|tốp|nhóm)(?: đầu)? \d", re.IGNORECASE)
_NOTHING = re.compile(r"[-–—./…x]+")
_HUNDRED = Decimal(100)
# Longer texts are no goals and no cells, but pages that were taken for one.
_LONGEST = 3000


@dataclass(frozen=True, slots=True)
class Part:
    """One figure of a target with what it is the figure of. ``text`` is the phrase as printed.

    ``year`` is that of the figure where the text names another one for another figure.
    """

    label: str | None
    comparator: str | None
    value: Decimal
    upper: Decimal | None
    unit: str
    text: str
    year: int | None = None


@value
class Target:
    """A target: one figure (value, upper, comparator), or several (``parts``, the value then is None), or words only."""

    comparator: str | None
    value: Decimal | None
    upper: Decimal | None
    unit: str | None
    text: str | None
    parts: tuple[Part, ...] = ()


def parse_cell(text: str | None, heading: str, name: str, unit_text: str | None = None) -> Target:
    """The target or result that a cell of its own prints, under ``heading`` in the line ``name``.

    The unit is printed in the cell, in a column of units, in the heading ("Chỉ tiêu (%)"), in brackets after the name
    ("Thời gian chờ (phút)"), or follows from the name ("Tỷ lệ ..."). Figures in brackets explain the one before them.
    Words without a figure ("Hoàn thành", "Chưa có") are a boolean; an empty cell or a dash has a unit but no value.
    """
    stated = stated_unit(heading, name, unit_text)
    if not text or _NOTHING.fullmatch(text) or len(text) > _LONGEST:
        return Target(None, None, None, stated, text or None)
    quantities = _cell_quantities(text)
    if not quantities:
        ratio = find_ratio(text)
        if ratio is not None:
            return Target(None, None if stated == "percent" else ratio[0], None, stated or "count", text)
        return Target(None, None, None, "boolean" if stated in {None, "percent"} else stated, text)
    if len(quantities) > 1 and not _is_change(text, quantities):
        unit = quantities[0].unit or stated or "count"
        if any(not text[a.end : b.start].strip(" %") for a, b in pairwise(quantities)):
            return Target(None, None, None, unit, text)  # two cells that reading did not tell apart
        parts = tuple(_parts(text, [_stated(text, q, unit) for q in quantities]))
        return Target(None, None, None, unit, text, parts)
    quantity = quantities[-1] if len(quantities) > 1 else quantities[0]
    unit = _cell_unit(text, quantity, stated, name)
    figure = _stated(text, quantity, unit)
    if _AMONG_FIRST.match(text):
        return Target("<=", quantity.value, None, "rank", text)
    return Target(figure.comparator, quantity.value, quantity.upper, unit, text)


def _cell_quantities(text: str) -> list[Quantity]:
    plain = _DATES.sub(_blank, text)
    return find_quantities(_BRACKETS.sub(_blank, plain)) or find_quantities(plain)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _blank_aside(match: re.Match[str]) -> str:
    return match.group() if _LATER.match(match[1]) else _blank(match)


def _is_change(text: str, quantities: list[Quantity]) -> bool:
    """Whether two figures are where a change begins and ends ("từ 45% lên 60%")."""
    between = fold(text[quantities[0].end : quantities[1].start]).strip()
    return len(quantities) == 2 and re.fullmatch(r"(?:len|xuong)(?: con| den| dat)?", between) is not None


def _cell_unit(text: str, quantity: Quantity, stated: str | None, name: str) -> str:
    if quantity.unit:
        return quantity.unit
    if text[quantity.end : quantity.end + 2].lstrip().startswith("%"):
        return "percent"
    printed = unit_after(text, quantity.end)
    if printed == "count" and stated is not None and (stated != "percent" or is_share(name)):
        printed = None
    return printed or stated or "count"


def _stated(text: str, quantity: Quantity, unit: str) -> Stated:
    sign = quantity.comparator if quantity.text[:1] in "≥≤><=" else None
    comparator, end = comparator_of(text, quantity.start, quantity.end, unit, sign)
    if quantity.upper is not None and comparator == ">=" and quantity.comparator is None:
        comparator = None
    return Stated(quantity.value, quantity.upper, unit, comparator, quantity.start, end)


def parse_named_target(name: str) -> Target:
    """The target that an indicator's own text states ("Tỷ lệ ... đạt trên 70%"), where its table has no target column.

    Figures in brackets are the conditions of the one before them, unless none stands outside: then they are its
    parts. Of several figures outside, each is the target of a part (a level, a group of people). A text without one
    is a task: boolean.
    """
    if len(name) > _LONGEST:
        return Target(None, None, None, "boolean", None)
    figures = find_stated(_BRACKETS.sub(_blank_aside, name))
    if len(figures) == 1:
        return _single(name, figures[0])
    if figures:
        units = {figure.unit for figure in figures}
        unit = units.pop() if len(units) == 1 else figures[0].unit
        return Target(None, None, None, unit, _between(name, figures), tuple(_parts(name, figures)))
    brackets = list(_BRACKETS.finditer(name))
    if sum(bool(find_shares(bracket[1])) for bracket in brackets) > 1:
        shares = find_shares(name)
        return Target(None, None, None, "percent", _between(name, shares), tuple(_parts(name, shares)))
    for bracket in brackets:
        inside = find_shares(bracket[1])
        if len(inside) > 1:
            return Target(None, None, None, "percent", bracket[1], tuple(_labelled(bracket[1])))
        if inside:
            return _single(bracket[1], inside[0])
    return Target(None, None, None, "percent" if is_share(name) else "boolean", None)


def _single(text: str, figure: Stated) -> Target:
    return Target(figure.comparator, figure.value, figure.upper, figure.unit, _phrase(text, figure))


def _phrase(text: str, figure: Stated) -> str:
    """The figure as printed with the words before it that state it ("đạt trên 70%")."""
    return text[_phrase_start(text, figure) : figure.end].strip()


def _phrase_start(text: str, figure: Stated) -> int:
    lead = _PHRASE.search(text, max(0, figure.start - _JUST_BEFORE), figure.start)
    return lead.start() if lead else figure.start


def _between(text: str, figures: list[Stated]) -> str:
    lead, tail = _leading_level(text, 0, figures[0]), _LEVEL.search(text, figures[-1].end)
    begin = lead.start(1) if lead else _phrase_start(text, figures[0])
    return text[begin : tail.end() if tail else figures[-1].end].strip()


def _parts(text: str, figures: list[Stated]) -> list[Part]:
    """Several figures one after another ("Trên 95% ... cấp tỉnh, 85% ... cấp huyện"): a comparing word holds for those after it."""
    found: list[Part] = []
    comparator, end, taken = None, 0, 0
    shared = _shared_comparator(text, figures[0]) if figures else None
    is_counted_anew = False
    # "của cấp huyện đạt trên 80%, của cấp xã đạt trên 65%": where the first level leads to its figure, each does.
    leads = bool(figures) and _leading_level(text, 0, figures[0]) is not None
    years = find_figure_years(text, figures)
    for figure, after, year in zip(figures, [*figures[1:], None], years, strict=True):
        # "Trên 95% ở cấp tỉnh, 85% ở cấp huyện": the word holds on; "đạt 100%" and a new clause state a figure of their own.
        stated_anew = _STATES_ANEW.search(text, max(0, figure.start - _JUST_BEFORE), figure.start) is not None
        gap = text[end : figure.start]
        own = (
            stated_anew
            or ";" in gap
            or _WITHIN.search(gap) is not None
            or (figure.unit == "percent" and figure.value == _HUNDRED)
        )
        comparator = figure.comparator if own or figure.comparator else comparator
        comparator = comparator or shared
        stop = after.start if after else len(text)
        clause = text[figure.end : stop]
        # "..., trong đó cấp tỉnh 55%, cấp huyện 45%": a level right before a figure is that figure's and of none before it.
        before = _leading_level(text, taken, figure)
        following = _leading_level(text, figure.end, after) if after else None
        level = (
            None if leads or before else _LEVEL.search(clause, 0, following.start() - figure.end if following else stop)
        )
        if before is None and (own or leads):
            before = _LEVEL.search(text, taken, figure.start)
        is_counted_anew = is_counted_anew or stated_anew
        inherited = found[-1].label if found and (year or ";" not in gap) else None
        label = (
            before[1]
            if before
            else level[1]
            if level
            else _label(text, end, figure, stop, named=is_counted_anew, inherited=inherited)
        )
        end = figure.end
        taken = end + level.end() if level else end
        printed = text[_phrase_start(text, figure) : figure.end + (level.end() if level else 0)].strip()
        found.append(Part(label, comparator, figure.value, figure.upper, figure.unit, printed, year))
    return found


def _shared_comparator(text: str, first: Stated) -> str | None:
    """The comparison before the colon that all parts stand behind: "đạt tối thiểu: cấp tỉnh 80%; cấp xã 65%"."""
    lead = _leading_level(text, 0, first)
    found = _COMPARED_BEFORE.search(text, 0, lead.start() if lead else _phrase_start(text, first))
    return comparator_before(f"{found[1]} ") if found else None


def _leading_level(text: str, begin: int, figure: Stated) -> re.Match[str] | None:
    """The level that stands right before the words that state the figure, without so much as a comma between."""
    until = _phrase_start(text, figure)
    levels = list(_LEVEL.finditer(text, begin, until))
    return levels[-1] if levels and not text[levels[-1].end() : until].strip() else None


def _label(text: str, begin: int, figure: Stated, stop: int, *, named: bool, inherited: str | None) -> str | None:
    """What a figure is the figure of: the words after it, or those before where a mark follows it.

    What is counted is part of the phrase and says best what the figure is of, unless it is ``named`` before. ``inherited`` is what
    the figure before it is of, for one that has no words of its own.
    """
    at = figure.end if figure.unit != "count" or named else _digits_end(text, figure)
    after = _words_after(text[at:stop].strip())
    if after and text[at : at + 1] not in {";", ",", "."}:
        return after
    lead = text[begin : figure.start]
    starts = [match.end() for match in _PART_START.finditer(lead)]
    if begin and not starts:
        return after or (inherited if "(" in lead else None)
    words = _words_before(lead[starts[-1] if starts else 0 :])
    if begin and not words:
        return inherited or after or None
    if starts and len(words.split()) < 2:
        words = _words_before(lead)
    return words or after or None


def _words_after(text: str) -> str:
    nouns = _NOUNS.match(text)
    said = nouns.group() if nouns else _PART_END.split(text)[0]
    return _ASIDE.sub("", _YEARLY.sub("", said.strip(" .:()"))).strip(" .:")


def _words_before(text: str) -> str:
    return _ASIDE.sub("", _REACHES.sub("", _START.sub("", text)).strip(" ,:;")).strip(" ,:;()").removesuffix(" và")


def _digits_end(text: str, figure: Stated) -> int:
    digits = _DIGITS.match(text, figure.start, figure.end)
    return digits.end() if digits else figure.end


def _labelled(text: str) -> list[Part]:
    """Several labelled figures ("Tỷ lệ A đạt 100%; tỷ lệ B đạt trên 50%")."""
    found = []
    for clause in re.split(r"\s*;\s*", text):
        for figure in find_shares(clause)[:1]:
            label = _REACHES.sub("", clause[: figure.start]).strip(" ,:")
            found.append(Part(label or None, figure.comparator, figure.value, figure.upper, "percent", clause.strip()))
    return found if len(found) > 1 else _parts(text, find_shares(text))
