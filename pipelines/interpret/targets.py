"""What a target or a result says: figure, range, comparator, unit, and the parts of a target that has several."""

import re
from dataclasses import dataclass
from decimal import Decimal

from pipelines.language.numbers import Quantity, find_quantities
from pipelines.language.text import fold

_SHARE = re.compile(r"(ty le|ty trong|ti le|muc do|phan tram)\b")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_LEVEL = re.compile(
    r"(?:tại |ở |của )?(cấp (?:trung ương|bộ|tỉnh|huyện|xã|sở|cơ sở)(?:, (?:huyện|xã))*)", re.IGNORECASE
)
_REACHES = re.compile(
    r"(?:,|;|\bđạt|\blà|:)*\s*(?:đạt|là|:|chiếm)?\s*(?:(?:trên|tối thiểu|ít nhất|từ|hơn|dưới|không quá|tối đa|khoảng)\s*)*$",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"(đạt|tối thiểu|ít nhất|đạt trên|không quá|tối đa|phấn đấu)\s*$", re.IGNORECASE)
_STATES_ANEW = re.compile(r"(?:đạt|là|bằng|:)\s*$", re.IGNORECASE)
_PHRASE = re.compile(
    r"(?:(?:đạt|chiếm|tăng|giảm)\s+)?(?:(?:trên|tối thiểu|ít nhất|từ|hơn|dưới|không quá|tối đa|khoảng)\s+)*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One figure of a target with what it is the figure of. ``text`` is the phrase as printed."""

    label: str | None
    comparator: str | None
    value: Decimal
    upper: Decimal | None
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
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

    The unit is printed in the cell, in the heading ("Chỉ tiêu (%)"), in a column of units, or follows from the
    name ("Tỷ lệ
    ..."). Words without a figure ("Hoàn thành", "Có") are a boolean; an empty cell has a unit but no value.
    """
    stated = _stated_unit(heading, name, unit_text)
    if not text:
        return Target(None, None, None, stated, None)
    quantities = find_quantities(text)
    if not quantities:
        return Target(None, None, None, "boolean" if stated in {None, "percent"} else stated, text)
    first = quantities[0]
    whole = len(quantities) == 1 or first.upper is not None
    if not whole:
        parts = tuple(_parts(text, quantities, stated or "count"))
        return Target(None, None, None, first.unit or stated or "count", text, parts)
    unit = (
        first.unit or stated or ("rank" if first.comparator in {"increase", "decrease"} and "bậc" in text else "count")
    )
    return Target(first.comparator, first.value, first.upper, unit, text)


def parse_named_target(name: str) -> Target:
    """The target that an indicator's own text states ("Tỷ lệ ... đạt trên 70%"), where its table has no target column.

    Figures in brackets are the conditions of the one before them, unless none stands outside: then they are its
    parts. Of several figures outside, each is the target of a part (a level, a group of people). A text without one
    is a task: boolean.
    """
    outside = _BRACKETS.sub(lambda m: " " * len(m.group()), name)
    quantities = _shares(outside)
    if len(quantities) == 1:
        return _single(name, quantities[0])
    if quantities:
        return Target(
            None, None, None, "percent", _between(name, quantities), tuple(_parts(name, quantities, "percent"))
        )
    for bracket in _BRACKETS.finditer(name):
        inside = _shares(bracket[1])
        if len(inside) > 1:
            return Target(None, None, None, "percent", bracket[1], tuple(_labelled(bracket[1])))
        if inside:
            return _single(bracket[1], inside[0])
    counted = [
        q for q in find_quantities(outside) if q.unit in {"rank", "point"} or _COUNTED.search(outside[: q.start])
    ]
    if counted:
        return _single(name, counted[0])
    return Target(None, None, None, "percent" if _SHARE.match(fold(name)) else "boolean", None)


def _shares(text: str) -> list[Quantity]:
    return [q for q in find_quantities(text) if q.unit == "percent"]


def _single(text: str, quantity: Quantity) -> Target:
    return Target(
        quantity.comparator, quantity.value, quantity.upper, quantity.unit or "count", _phrase(text, quantity)
    )


def _phrase(text: str, quantity: Quantity) -> str:
    """The figure as printed with the words before it that state it ("đạt trên 70%")."""
    lead = _PHRASE.search(text[: quantity.start])
    return text[lead.start() if lead else quantity.start : quantity.end].strip()


def _between(text: str, quantities: list[Quantity]) -> str:
    first = _PHRASE.search(text[: quantities[0].start])
    tail = _LEVEL.search(text, quantities[-1].end)
    return text[first.start() if first else quantities[0].start : tail.end() if tail else quantities[-1].end].strip()


def _parts(text: str, quantities: list[Quantity], unit: str) -> list[Part]:
    """Several figures one after another ("Trên 95% ... cấp tỉnh, 85% ... cấp huyện"): a comparing word holds for those after it."""
    found: list[Part] = []
    comparator, end = None, 0
    for quantity, after in zip(quantities, [*quantities[1:], None], strict=True):
        # "Trên 95% ở cấp tỉnh, 85% ở cấp huyện": the word holds on; "đạt 100%" states a figure of its own.
        own = _STATES_ANEW.search(text[: quantity.start]) is not None
        comparator = quantity.comparator if own or quantity.comparator else comparator
        stop = after.start if after else len(text)
        clause = text[quantity.end : stop]
        level = _LEVEL.search(clause)
        words = re.split(r"[,;(]| và | được ", clause.strip())[0].strip(" .:")
        before = _LEVEL.search(text, end, quantity.start) if own else None
        end = quantity.end
        label = before[1] if before else level[1] if level else (words or None)
        printed = text[quantity.start : quantity.end + (level.end() if level else 0)].strip()
        found.append(Part(label, comparator, quantity.value, quantity.upper, quantity.unit or unit, printed))
    return found


def _labelled(text: str) -> list[Part]:
    """Several labelled figures ("Tỷ lệ A đạt 100%; tỷ lệ B đạt trên 50%")."""
    found = []
    for clause in re.split(r"\s*;\s*", text):
        for quantity in _shares(clause)[:1]:
            label = _REACHES.sub("", clause[: quantity.start]).strip(" ,:")
            found.append(
                Part(label or None, quantity.comparator, quantity.value, quantity.upper, "percent", clause.strip())
            )
    return found if len(found) > 1 else _parts(text, _shares(text), "percent")


def _stated_unit(heading: str, name: str, unit_text: str | None) -> str | None:
    if unit_text:
        folded = fold(unit_text)
        if folded in {"%", "phan tram", "ty le"}:
            return "percent"
        return {"bac": "rank", "hang": "rank", "diem": "point"}.get(folded, "count")
    if "%" in heading or _SHARE.match(fold(name)):
        return "percent"
    return None
