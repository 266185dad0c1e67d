"""Whether printed figures agree when each may have been rounded to the digits that it prints; one check and its record.

Which figures of a document belong together is decided in the other ``arithmetic_`` rooms.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from functools import lru_cache

from pipelines.interpret.records import Record, place_columns
from pipelines.language.numbers import parse_number
from pipelines.language.values import value
from pipelines.read.model import Place

_HALF = Decimal("0.5")
# Rounding errors are spread evenly over one step (variance 1/12); beyond four deviations of their sum no reader believes in rounding.
_DEVIATIONS = 4


class Outcome(StrEnum):
    """How a printed figure compares with the recomputed one."""

    EXACT = "exact"
    ROUNDED = "rounded"
    DIFFERS = "differs"


@value
class Printed:
    """A figure as printed: its value and ``step``, one unit of its last printed digit (both in the same unit)."""

    value: Decimal
    step: Decimal
    text: str

    @property
    def is_whole(self) -> bool:
        """Whether it is printed without decimals."""
        return "," not in self.text and self.step == self.step.to_integral_value()

    def times(self, factor: Decimal | int) -> "Printed":
        """The same figure in a smaller unit (triệu đồng -> đồng)."""
        return Printed(self.value * factor, self.step * factor, self.text)


@dataclass(frozen=True, slots=True)
class Check:
    """One recomputed figure.

    ``left_out`` names the rows that a sum leaves out; ``truncated``: cut off instead of rounded; ``apart``: whole figures that
    do not add up by so little that rounding of the parts may be why; ``doubtful``: a cell may stand in the wrong column;
    ``part``: which amounts of money it holds against each other, as budget_reconciliations.reconciliation_kind, else ''.
    """

    kind: str
    description: str
    stated: Decimal
    computed: Decimal
    holds: bool
    place: Place
    stated_text: str
    left_out: tuple[str, ...] = ()
    truncated: bool = False
    apart: bool = False
    doubtful: bool = False
    part: str = ""

    def record(self) -> Record:
        """The row of ``arithmetic_checks``, without ``document_id`` and ``record_no``."""
        return {
            "check_kind": self.kind,
            "description": self.description,
            "stated": self.stated,
            "computed": self.computed,
            "holds": self.holds,
            **place_columns(self.place),
        }


@lru_cache(maxsize=4096)
def parse_printed(text: str) -> Printed | None:
    """The figure that ``text`` prints with its precision, None where it prints none or more than a figure.

    >>> parse_printed("80,90").step, parse_printed("158.884").step
    (Decimal('0.01'), Decimal('1'))
    """
    printed = text.strip().removesuffix("%").strip()
    value = parse_number(printed)
    if value is None:
        return None
    decimals = max(-int(value.as_tuple().exponent), 0)
    return Printed(value, Decimal(1).scaleb(-decimals), text.strip())


def compare_sum(total: Printed, parts: Sequence[Printed], *, exact: bool = False) -> Outcome:
    """Compare a total with its parts; ``exact`` where the figures count things and cannot have been rounded."""
    difference = abs(total.value - sum(part.value for part in parts))
    if not difference:
        return Outcome.EXACT
    if exact:
        return Outcome.DIFFERS
    steps = [total.step, *(part.step for part in parts)]
    most = sum(steps, Decimal(0)) * _HALF
    likely = _DEVIATIONS * (sum((step * step for step in steps), Decimal(0)) / 12).sqrt()
    return Outcome.ROUNDED if difference <= min(most, likely) else Outcome.DIFFERS


def compare_share(numerator: Decimal, denominator: Decimal, percent: Printed) -> tuple[Outcome, Decimal]:
    """Compare ``percent`` with numerator/denominator; the recomputed percentage is given to two more digits."""
    exact = numerator * 100 / denominator
    difference = abs(exact - percent.value)
    computed = _quantize(exact, percent.step / 100)
    if not difference:
        return Outcome.EXACT, computed
    return (Outcome.ROUNDED if difference <= percent.step * _HALF else Outcome.DIFFERS), computed


def is_truncated(computed: Decimal, percent: Printed) -> bool:
    """Whether the digits after the printed ones were cut off instead of rounded (66,6% for two thirds)."""
    return Decimal(0) <= computed - percent.value < percent.step


def show(value: Decimal) -> str:
    """A number as Vietnamese officials print it.

    >>> show(Decimal("221326")), show(Decimal("96.6694"))
    ('221.326', '96,6694')
    """
    with localcontext(prec=60):
        plain = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    whole, _, decimals = f"{plain:f}".partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    grouped = f"{int(digits):,}".replace(",", ".")
    return f"{sign}{grouped},{decimals}" if decimals else f"{sign}{grouped}"


def verdict(outcome: Outcome) -> str:
    """What a description says of the outcome."""
    return {
        Outcome.EXACT: "khớp",
        Outcome.ROUNDED: "khớp sau khi làm tròn",
        Outcome.DIFFERS: "không khớp",
    }[outcome]


def _quantize(value: Decimal, step: Decimal) -> Decimal:
    return value.quantize(Decimal(1).scaleb(step.adjusted()), rounding=ROUND_HALF_UP)
