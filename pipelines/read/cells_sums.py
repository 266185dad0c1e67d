"""Which columns of amounts a row leaves empty, where a dump prints cell after cell: as the printed sums demand.

A dump leaves nothing of an empty cell, so that one amount of a row may stand under any source of money. The sums of the group or
of the table say under which; where they allow several readings the first one stays.
"""

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from pipelines.language.headings import HeadingKind
from pipelines.language.numbers import parse_number
from pipelines.read.model import Cell, Row

_FEWEST_COLUMNS, _MOST_COLUMNS = 2, 8
_MOST_STATES = 4000

_Sums = tuple[Decimal, ...]
_Columns = tuple[int, ...]


def settle_amounts(rows: list[Row], sums: Sequence[bool], kinds: Sequence[HeadingKind]) -> None:
    """Move the amounts of ``rows`` to the columns that the printed sums demand; ``sums`` tells the rows of sums."""
    columns = tuple(at for at, kind in enumerate(kinds) if kind.content == "amount")
    if not _FEWEST_COLUMNS <= len(columns) <= _MOST_COLUMNS:
        return
    amounts = [_amounts(row, columns) for row in rows]
    if not any(0 < len(found) < len(columns) for found in amounts if found is not None):
        return
    data = [at for at in range(len(rows)) if not sums[at]]
    total = next((at for at in reversed(range(len(rows))) if sums[at]), None)
    for at in range(len(rows)):
        if sums[at] and (under := _rows_under(sums, at)):
            _settle(rows, under, at, columns, amounts)
    if total is not None and not _rows_under(sums, total):
        _settle(rows, data, total, columns, amounts)


def _amounts(row: Row, columns: _Columns) -> list[Decimal] | None:
    """The amounts of a row from left to right; None where a cell holds anything else."""
    values = [parse_number(row.cells[column].text) for column in columns if row.cells[column].text]
    found = [value for value in values if value is not None]
    return found if len(found) == len(values) else None


def _rows_under(sums: Sequence[bool], at: int) -> list[int]:
    under: list[int] = []
    for below in range(at + 1, len(sums)):
        if sums[below]:
            break
        under.append(below)
    return under


def _settle(
    rows: list[Row], under: Sequence[int], of: int, columns: _Columns, amounts: list[list[Decimal] | None]
) -> None:
    wanted = amounts[of]
    printed = [amounts[at] for at in under]
    if wanted is None or len(wanted) != len(columns) or any(found is None for found in printed):
        return
    now = [tuple(n for n, column in enumerate(columns) if rows[at].cells[column].text) for at in under]
    placed = _only_reading([found or [] for found in printed], now, tuple(wanted))
    for at, places in zip(under, placed or (), strict=False):
        cells = list(rows[at].cells)
        filled = iter([cells[column] for column in columns if cells[column].text])
        for number, column in enumerate(columns):
            cells[column] = next(filled) if number in places else Cell("", rows[at].place)
        rows[at] = Row(tuple(cells), rows[at].place)


def _only_reading(
    printed: Sequence[Sequence[Decimal]], now: Sequence[_Columns], wanted: _Sums
) -> list[_Columns] | None:
    """The columns of every row's amounts by which they add up to ``wanted``; None where several do, none does, or they do now."""
    count = len(wanted)
    states: dict[_Sums, tuple[int, tuple[_Columns, ...]]] = {(Decimal(0),) * count: (1, ())}
    for found in printed:
        reached: dict[_Sums, tuple[int, tuple[_Columns, ...]]] = {}
        for sums, (ways, chosen) in states.items():
            for places in combinations(range(count), len(found)):
                more = list(sums)
                for place, amount in zip(places, found, strict=True):
                    more[place] += amount
                if any(have > want for have, want in zip(more, wanted, strict=True)):
                    continue
                key = tuple(more)
                before = reached.get(key)
                reached[key] = (before[0] + ways, before[1]) if before else (ways, (*chosen, places))
        if len(reached) > _MOST_STATES:
            return None
        states = reached
    ways, chosen = states.get(wanted, (0, ()))
    return list(chosen) if ways == 1 and list(chosen) != list(now) else None
