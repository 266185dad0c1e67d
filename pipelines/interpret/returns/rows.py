"""The rows under the header of a return: which are data, which name a group, sum up, or stand below the table.

Whole columns at a time. What is no row of data is kept with the return as text with its cell; nothing is dropped.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.interpret.returns.cells import IS_WORD, ReadColumn, as_mask
from pipelines.interpret.returns.declarations import ReturnKind
from pipelines.language.text import fold

Mask = NDArray[np.bool_]
_NUMBERED = r"^\d+(?:[.,-]\d+)*[.)]?$"
_TOTAL = r"(?i)^(?:(?:tổng(?: cộng| số| cộng số)?|cộng(?: dồn)?)\s*(?:\([^()]*\))?[:.]?|tổng cộng .*)$"
_FOOTER = re.compile(
    r"(?:nguoi (?:lap|bao cao|tong hop|kiem tra)|thu truong|giam doc|pho giam doc|ke toan|truong (?:phong|ban|don vi)|ghi chu|noi nhan"
    r"|chu tich|t/?m\.?\b|k/?t\.?\b|tl\.|ky ten|\(ky|\(\*+\)|\*+|.{0,40}\bngay\b.{0,12}\bthang\b)"
)


@dataclass(frozen=True, slots=True)
class RowKinds:
    """Masks over the rows under a header, and for every row the group that it stands in (None where none is named)."""

    data: Mask
    totals: Mask
    outside: Mask
    groups: NDArray[np.object_]


def tell_rows(
    kind: ReturnKind, columns: Mapping[str, ReadColumn], headings: Mapping[str, frozenset[str]], filled: Mask
) -> RowKinds:
    """Tell the rows apart. ``filled`` says which hold anything, in whatever column."""
    label = columns[_label_of(kind)]
    given = {name: column.given for name, column in columns.items()}
    named = given[_label_of(kind)]
    others = _any([given[name] for name in columns if name not in {"row_no", _label_of(kind)}], named)
    number = columns.get("row_no")
    numbered = _numbered(number.texts) if number is not None else np.zeros(len(named), dtype=bool)
    numeral = (given["row_no"] & ~numbered) if number is not None else np.zeros(len(named), dtype=bool)
    totals = _matches_within(named & ~numbered, label.texts, _TOTAL)
    if number is not None:
        # "Tổng cộng" often begins in the column of numbers.
        totals |= _matches_within(numeral & ~named, number.texts, _TOTAL)
    repeated = _repeats_header(columns, headings)
    asked = _any(
        [_held(columns[name]) for name in kind.required if name in columns and name != _label_of(kind)],
        np.zeros(len(named), dtype=bool),
        empty=True,
    )
    candidates = filled & ~totals & ~repeated
    sure = candidates & named & (numbered | asked)
    if not sure.any():
        sure = candidates & named & others
    groups = candidates & ~sure & ~others & (named | numeral) & ~numbered
    if number is None:
        # Without numbers nothing tells a heading of a group from a row whose figures were forgotten.
        groups &= ~named
    last = int(np.flatnonzero(sure)[-1]) if sure.any() else -1
    data = candidates & ~groups
    data[last + 1 :] &= _goes_on(data, filled, label.texts, named & others, last)[last + 1 :]
    groups[last + 1 :] = False
    return RowKinds(data, totals, filled & ~data & ~groups & ~repeated, _group_names(groups, label.texts, number))


def _label_of(kind: ReturnKind) -> str:
    """The field that names what a row is about."""
    return next(field.name for field in kind.fields if field.key and field.required)


def _held(column: ReadColumn) -> Mask:
    """Which cells hold what the column asks for, words that may stand in place of a number among them."""
    held = column.understood
    return held if column.flags is None else held | (column.flags & IS_WORD).astype(bool)


def _any(masks: list[Mask], like: Mask, *, empty: bool = False) -> Mask:
    found = like.copy() if empty else np.zeros(len(like), dtype=bool)
    for mask in masks:
        found |= mask
    return found


def _numbered(texts: pa.StringArray) -> Mask:
    found = as_mask(pc.ascii_is_decimal(texts))
    return found | _matches_within(as_mask(texts.is_valid()) & ~found, texts, _NUMBERED)


def _matches_within(rows: Mask, texts: pa.StringArray, pattern: str) -> Mask:
    """Which of ``rows`` have a text that matches; the others, most of a long table, are not looked at."""
    found = np.zeros(len(rows), dtype=bool)
    at = np.flatnonzero(rows)
    found[at] = as_mask(pc.match_substring_regex(texts.take(pa.array(at)), pattern))
    return found


def _repeats_header(columns: Mapping[str, ReadColumn], headings: Mapping[str, frozenset[str]]) -> Mask:
    """Rows that print the headings again: every column that is filled holds its own heading."""
    count = len(next(iter(columns.values())).texts)
    same, other = np.zeros(count, dtype=int), np.zeros(count, dtype=bool)
    for name, column in columns.items():
        equal = as_mask(pc.is_in(column.texts, pa.array(sorted(headings[name]), pa.string())))
        same += equal
        other |= column.given & ~equal
    return (same > 1) & ~other


def _goes_on(data: Mask, filled: Mask, labels: pa.StringArray, complete: Mask, last: int) -> Mask:
    """Rows after the last sure one that still belong to the table: right below, named, with a cell of data, no signature."""
    goes_on = np.zeros(len(data), dtype=bool)
    for at in range(last + 1, len(data)):
        if not filled[at] or not data[at] or not complete[at] or _FOOTER.match(fold(labels[at].as_py() or "")):
            break
        goes_on[at] = True
    return goes_on


def _group_names(groups: Mask, labels: pa.StringArray, number: ReadColumn | None) -> NDArray[np.object_]:
    names = np.full(len(groups), None, dtype=object)
    starts = np.flatnonzero(groups)
    for at, end in zip(starts, np.append(starts[1:], len(groups))[: len(starts)], strict=True):
        names[at:end] = labels[at].as_py() or (number.texts[at].as_py() if number is not None else None)
    return names
