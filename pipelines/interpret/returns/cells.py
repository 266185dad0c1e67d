"""The cells of one column of a return as values of its field's type, whole columns at a time.

A cell that is not of the type has its text and no value; that this is wrong is for validation to say. The text of a number
is what a reader of the sheet sees: up to 15 digits, a comma before the decimals, no grouping.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.interpret.dates import parse_date
from pipelines.interpret.returns.declarations import BOOLEANS, NUMERIC_TYPES, Field
from pipelines.interpret.returns.periods import read_period
from pipelines.language.numbers import find_quantities, parse_number
from pipelines.language.text import collapse, fold
from pipelines.read.workbook_model import Value

AMBIGUOUS, PERCENT_SIGN, IS_NUMBER, IS_WORD = 1, 2, 4, 8
"""Bits of ``ReadColumn.flags``: a comma before three digits, a percent sign, a number and no text, a word that may stand here."""

_DIGITS = 15
# PostgreSQL takes no U+0000, and XML and CSV readers stop at the others.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_AMBIGUOUS = re.compile(r"-?\d{1,3},\d{3}")
_SIGNED = re.compile(r"(?P<minus>[-−–]\s*)?(?P<number>[\d.,\s]*\d)\s*(?P<percent>%)?|\((?P<bracketed>[\d.,\s]*\d)\)")
_SPACED = re.compile(r"(?<=\d)[\s\u00a0\u202f](?=\d{3}(?!\d))")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_DOTTED = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4})")
_MONTH = re.compile(r"(\d{1,2})\s*/\s*(\d{4})")
_NEVER_SHORTER = 16
_SAMPLE = 1000
_WHOLE_BELOW = 10.0**_DIGITS
_NEVER_NUMBERS = {bool, date, datetime, time, timedelta}


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """One column: the cells' texts (null where empty), their values (null where a cell holds none), and flags of numbers.

    Values are float64 (NaN for none) in columns of numbers, else an Arrow array: text, bool, date, or the code of a period.
    """

    texts: pa.StringArray
    values: Any
    flags: NDArray[np.uint8] | None = None

    @property
    def given(self) -> NDArray[np.bool_]:
        """Which cells hold something."""
        return as_mask(self.texts.is_valid())

    @property
    def understood(self) -> NDArray[np.bool_]:
        """Which cells hold a value of the type."""
        return ~np.isnan(self.values) if isinstance(self.values, np.ndarray) else as_mask(self.values.is_valid())


def read_column(field: Field, cells: Sequence[Value]) -> ReadColumn:
    """Read the cells below one heading as ``field`` declares them. Amounts of money are in the unit of the sheet."""
    if field.type in NUMERIC_TYPES:
        return _read_numbers(field, cells)
    texts = read_texts(cells)
    if field.type == "text":
        return ReadColumn(texts, texts)
    if field.type == "choice":
        codes = field.codes
        return ReadColumn(texts, _map(texts, lambda text: codes.get(fold(text).strip(" .")), pa.string()))
    if field.type == "boolean":
        booleans = {fold(label): held for label, held in BOOLEANS.items()} | {"true": True, "false": False}
        return ReadColumn(texts, _map(texts, lambda text: booleans.get(fold(text).strip(" .")), pa.bool_()))
    if field.type == "date":
        return ReadColumn(texts, _map(texts, _parse_day, pa.date32()))
    return ReadColumn(texts, _map(texts, _parse_period, pa.string()))


def read_texts(cells: Sequence[Value]) -> pa.StringArray:
    """What stands in the cells, null where nothing does: text in NFC with single blanks, characters nobody can store left out."""
    kinds = set(map(type, cells))
    if kinds <= {float, int, type(None)}:
        return number_texts(np.array(cells, dtype=np.float64))
    if not kinds <= {str, type(None)}:
        cells = [cell if type(cell) is str else _shown(cell) for cell in cells]
    # Finding the distinct texts pays where there are few.
    texts = cast("Sequence[str | None]", cells)
    is_repetitive = 2 * len(set(texts[:_SAMPLE])) <= _SAMPLE
    if not _are_tidy([text for text in (set(texts) if is_repetitive else texts) if text is not None]):
        tidied = {text: _clean(text) for text in set(texts) if text is not None}
        texts = [None if text is None else tidied[text] for text in texts]
    return pa.array(texts, pa.string())


def _are_tidy(texts: Collection[str]) -> bool:
    """Whether all texts are as they should be: one look at all of them together costs a hundredth of one at each."""
    if not texts:
        return True
    # An empty text and a blank at the beginning or the end of one make two blanks here. Line breaks, tabs and blanks of
    # other kinds are not printable; neither is what cannot be stored.
    joined = f" {' '.join(texts)} "
    if "  " in joined or not joined.isprintable():
        return False
    return joined.isascii() or unicodedata.is_normalized("NFC", joined)


def as_mask(array: pa.Array) -> NDArray[np.bool_]:
    """An Arrow array of truths as a mask; null is false."""
    return np.asarray(pc.fill_null(array, False).to_numpy(zero_copy_only=False), dtype=bool)


def number_texts(values: NDArray[np.float64]) -> pa.StringArray:
    """Numbers as a reader of the sheet sees them, None for NaN.

    >>> number_texts(np.array([80.0, 77.8, np.nan])).to_pylist()
    ['80', '77,8', None]
    """
    return pc.replace_substring(plain_numbers(values), ".", ",")


def plain_numbers(values: NDArray[np.float64]) -> pa.StringArray:
    """Numbers with a decimal point and no more than 15 digits, null for NaN: what a spreadsheet keeps of a number."""
    numbers = pa.array(values, from_pandas=True)
    held = values[~np.isnan(values)]
    if (np.abs(held) < _WHOLE_BELOW).all() and (held == np.trunc(held)).all():
        return numbers.cast(pa.int64()).cast(pa.string())
    printed = numbers.cast(pa.string())
    odd = pc.or_(pc.greater(pc.utf8_length(printed), _NEVER_SHORTER), pc.match_substring(printed, "e"))
    if not pc.any(odd).as_py():
        return printed
    shortened = [
        _plain(value) if is_odd else text
        for text, value, is_odd in zip(printed.to_pylist(), numbers.to_pylist(), odd.to_pylist(), strict=True)
    ]
    return pa.array(shortened, pa.string())


def _plain(value: float) -> str:
    return f"{Decimal(f'{value:.{_DIGITS}g}'):f}" if np.isfinite(value) else "NaN"


def _read_numbers(field: Field, cells: Sequence[Value]) -> ReadColumn:
    count = len(cells)
    kinds = set(map(type, cells))
    flags = np.zeros(count, dtype=np.uint8)
    if kinds <= {float, int, type(None)}:
        values = np.array(cells, dtype=np.float64)
        flags[~np.isnan(values)] = IS_NUMBER
        return ReadColumn(number_texts(values), values, flags)
    plain = [cell if type(cell) in {float, int, Decimal} else None for cell in cells]
    values = np.array(plain, dtype=np.float64)
    is_number = ~np.isnan(values)
    flags[is_number] = IS_NUMBER
    others = read_texts([None if held else cell for cell, held in zip(cells, is_number.tolist(), strict=True)])
    texts = pc.coalesce(number_texts(values), others)
    if kinds & _NEVER_NUMBERS:
        # A date or TRUE in a column of numbers is what a spreadsheet program made of something else.
        readable = np.array([type(cell) is str for cell in cells])
        others = pc.if_else(pa.array(readable), others, None)
    distinct = others.dictionary_encode()
    words = {fold(word) for word in field.words}
    parsed = [_parse_cell(field, text, words) for text in distinct.dictionary.to_pylist()]
    at = np.flatnonzero(as_mask(others.is_valid()))
    indices = distinct.indices.to_numpy(zero_copy_only=False)[at].astype(np.int64)
    values[at] = np.array([value for value, _ in parsed], dtype=np.float64)[indices]
    flags[at] = np.array([flag for _, flag in parsed], dtype=np.uint8)[indices]
    return ReadColumn(texts, values, flags)


def _parse_cell(field: Field, text: str, words: set[str]) -> tuple[float, int]:
    """The number that a text cell of a column of numbers holds (NaN for none), and its flags."""
    if fold(text).strip(" .") in words:
        return np.nan, IS_WORD
    printed = _SPACED.sub("", text)
    match = _SIGNED.fullmatch(printed)
    if match is not None:
        number = parse_number((match["number"] or match["bracketed"]).strip())
        if number is not None:
            flags = AMBIGUOUS if _AMBIGUOUS.fullmatch((match["number"] or match["bracketed"]).strip()) else 0
            flags |= PERCENT_SIGN if match["percent"] else 0
            negative = match["minus"] or match["bracketed"]
            return float(-number if negative else number), flags
    if field.comparator:
        quantities = find_quantities(text)
        if len(quantities) == 1 and quantities[0].upper is None:
            return float(quantities[0].value), PERCENT_SIGN if quantities[0].unit == "percent" else 0
        # A target may be anything that was written: it is compared only where it is one number.
        return np.nan, IS_WORD
    return np.nan, 0


def _parse_day(text: str) -> date | None:
    for pattern, order in ((_ISO, (1, 2, 3)), (_DOTTED, (3, 2, 1))):
        if (match := pattern.fullmatch(text)) is not None:
            try:
                return date(*(int(match[group]) for group in order))
            except ValueError:
                return None
    return parse_date(text)


def _parse_period(text: str) -> str | None:
    if (first := _DOTTED.fullmatch(text)) is not None:
        # Spreadsheet programs make the first of the month of "02/2024"; another day is no period.
        text = f"{first[3]}-{int(first[2]):02}" if int(first[1]) == 1 else ""
    elif (month := _MONTH.fullmatch(text)) is not None:
        text = f"{month[2]}-{int(month[1]):02}"
    period = read_period(text)
    return period.code if period is not None else None


def _clean(text: str) -> str | None:
    return collapse(_UNSTORABLE.sub("", text)) or None


def _shown(cell: Value) -> str | None:
    """A cell that is no text as a reader sees it."""
    match cell:
        case None:
            return None
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            return str(int(cell)) if cell.is_integer() else _plain(cell).replace(".", ",")
        case datetime() if (cell.hour, cell.minute, cell.second) == (0, 0, 0):
            return f"{cell:%d/%m/%Y}"
        case datetime():
            return f"{cell:%d/%m/%Y %H:%M:%S}"
        case date():
            return f"{cell:%d/%m/%Y}"
    return str(cell)


def _map(texts: pa.StringArray, parse: Callable[[str], object], into: pa.DataType) -> pa.Array:
    """Parse every distinct text once."""
    distinct = texts.dictionary_encode()
    parsed = pa.array([parse(text) for text in distinct.dictionary.to_pylist()], into)
    return parsed.take(distinct.indices)
