"""The unit of money that a heading or the corner of a table states, by the list in ``units.yml``. Amounts in text are elsewhere."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from pipelines.language.text import collapse, fold

_BRACKETED = re.compile(r"[(\[]([^()\[\]]{1,40})[)\]]")
_STATED = re.compile(r"(?:\b(?:don vi(?: tinh)?|dvt|dv tinh)\s*[:;]\s*)([^()\[\];]{1,30})")


@dataclass(frozen=True, slots=True)
class MoneyUnit:
    """A unit as printed and how many VND one of it is; None for foreign money."""

    text: str
    scale: int | None


def parse_money_unit(text: str) -> MoneyUnit | None:
    """The unit that ``text`` is, None where it is none of money.

    >>> parse_money_unit("Triệu đồng"), parse_money_unit("%")
    (MoneyUnit(text='Triệu đồng', scale=1000000), None)
    """
    printed = collapse(text).strip(" .:;*")
    folded = fold(printed)
    scales, foreign = _declared()
    if folded in foreign:
        return MoneyUnit(printed, None)
    return MoneyUnit(printed, scales[folded]) if folded in scales else None


def find_money_unit(text: str) -> MoneyUnit | None:
    """The unit stated in a heading's brackets, after its comma, or after "Đơn vị tính:"; None where none is.

    >>> find_money_unit("Giá trị hợp đồng (tỷ đồng)").scale, find_money_unit("ĐVT: Triệu đồng").scale
    (1000000000, 1000000)
    """
    printed = collapse(text)
    parts = [*_BRACKETED.findall(printed), printed.rpartition(",")[2] if "," in printed else ""]
    if (stated := _STATED.search(fold(printed))) is not None:
        parts.append(stated[1].partition(",")[0])
    for part in parts:
        unit = parse_money_unit(re.sub(r"^(?:đvt|đơn vị(?: tính)?)\s*[:;]?\s*", "", part.strip(), flags=re.IGNORECASE))
        if unit is not None:
            return unit
    return None


@cache
def _declared() -> tuple[dict[str, int], frozenset[str]]:
    declared = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return {str(unit): int(scale) for unit, scale in declared["vnd"].items()}, frozenset(declared["foreign"])
