"""The header of a linearised table: which lines belong to it and which columns it names. Rows are read elsewhere."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.language.headings import HeadingKind, column_kinds, printed_kinds, resolve_kinds
from pipelines.language.text import fold
from pipelines.read.lines import Line
from pipelines.read.table_nested import YEARS, nest_headings, numbers_columns

_FIRST_HEADING = re.compile(r"(?:số\s+)?(?:stt|tt)\b|số thứ tự\b", re.IGNORECASE)
HEADING_LETTERS = frozenset("SsTt")
"""What the first heading of a table, that of the row numbers, may begin with."""
_FIRST_LETTERS = frozenset(("số", "st", "tt"))
# A header that runs over more lines than this is none: the longest seen has 26 (one word per line in narrow columns).
_LONGEST_HEADER = 40
_WORDS_PER_HEADING = 14
_SPLIT_COST = 4.0
_NAMES_YEAR = frozenset(("năm", "Năm", "đoạn", "đến", "từ", "-"))
_FEWEST_NUMBERED = 4  # fewer may be the numbers of rows
_FIRST_ROW = re.compile(r"(?:I|A|1|01|I\.1|\d{1,2}(?:\.\d{1,2}){1,2})[.)]?(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Header:
    """A header read: headings, their kinds, its words (folded, to know it again on the next page) and its lines."""

    columns: tuple[str, ...]
    kinds: tuple[HeadingKind, ...]
    words: tuple[str, ...]
    start: int
    end: int
    with_sums: tuple[str, ...] = ()
    """The headings where a sum of money is a column beside its parts and not a heading over them; empty where they are the same."""


def opens_header(text: str) -> bool:
    """Whether a line begins with the heading of the row numbers; its first two letters rule out nearly all others."""
    return text[:2].lower() in _FIRST_LETTERS and _FIRST_HEADING.match(text) is not None


def read_header(lines: Sequence[Line], start: int) -> Header | None:
    """The header that begins at ``lines[start]``, None where these lines are no header of a table.

    A header names at least three columns, the first of them the row number, and at least two of the others are known.
    """
    if not opens_header(lines[start].text):
        return None
    end = start + 1
    while end < len(lines) and end - start < _LONGEST_HEADER and not _starts_rows(lines, end, start):
        end += 1
    if end == len(lines) or end - start >= _LONGEST_HEADER:
        return None
    words: list[str] = []
    line_starts: set[int] = set()
    within: set[int] = set()
    for line in lines[start:end]:
        line_starts.add(len(words))
        words += line.text.split(" ")
        if printed_kinds(line.text):
            within.update(range(max(line_starts) + 1, len(words)))
    columns, kinds = _segment(words, line_starts, within)
    nested = nest_headings(columns)
    if len(columns) < 3 or not any(kind.kind == "row_number" for kind in kinds[0]) or sum(map(bool, kinds[1:])) < 2:
        return None
    with_sums = nest_headings(columns, sums_stay=True)
    end = _after_column_numbers(lines, end, len(nested))
    resolved = resolve_kinds(kinds) if nested == columns else column_kinds(nested)
    known = tuple(fold(word) for word in words)
    return Header(nested, resolved, known, start, end, with_sums if with_sums != nested else ())


def keep_sums(header: Header) -> Header:
    """The header with the sums of money as columns of their own."""
    return replace(header, columns=header.with_sums, kinds=column_kinds(header.with_sums), with_sums=())


def skip_repeated_header(lines: Sequence[Line], start: int, header: Header) -> int:
    """The index after the header repeated (whole or cut short by the page) at ``lines[start]``; ``start`` if none is."""
    if not opens_header(lines[start].text):
        return start
    position, end = 0, start
    while end < len(lines) and end - start <= header.end - header.start:
        matched = position
        for word in lines[end].text.split(" "):
            folded = fold(word)
            try:
                matched = header.words.index(folded, matched) + 1
            except ValueError:
                break
        else:
            position, end = matched, end + 1
            continue
        break
    return _after_column_numbers(lines, end, len(header.columns)) if end > start else end


def _after_column_numbers(lines: Sequence[Line], at: int, count: int) -> int:
    """The index after the row of column numbers at ``at``, on one line or one number a line; ``at`` where none stands."""
    if at < len(lines) and numbers_columns(lines[at].text, count):
        return at + 1
    number = 0
    while at + number < len(lines) and lines[at + number].text == f"({number + 1})":
        number += 1
    if number >= _FEWEST_NUMBERED:
        return at + number
    numbers = [line.text for line in lines[at : at + count]]
    return at + count if count >= _FEWEST_NUMBERED and numbers == [str(n) for n in range(1, count + 1)] else at


def _starts_rows(lines: Sequence[Line], index: int, start: int) -> bool:
    text = lines[index].text
    if index == start or text[0] != "(":
        return index > start and _FIRST_ROW.match(text) is not None
    counts_on = text == "(1)" and index + 1 < len(lines) and lines[index + 1].text == "(2)"
    return counts_on or numbers_columns(text)


def _segment(
    words: list[str], line_starts: set[int], within: set[int]
) -> tuple[tuple[str, ...], tuple[tuple[HeadingKind, ...], ...]]:
    """Split the words of a header into headings: the split whose headings are best known, by dynamic programming.

    A heading begins with a capital letter. What no declared heading matches is kept as a heading of its own, at a
    cost, so that a column nobody has seen before stays a column. ``within`` are the words inside of lines that are a
    heading each ("NỘI DUNG CÔNG VIỆC"): one is not likely to begin there.
    """
    unreached: tuple[float, int, tuple[HeadingKind, ...]] = (-1e9, 0, ())
    best = [(0.0, 0, unreached[2])] + [unreached] * len(words)
    starts = [i == 0 or word[:1].isupper() or word[:1] == "%" or _opens_years(words, i) for i, word in enumerate(words)]
    for i, begins in enumerate(starts):
        if not begins or best[i][0] <= -1e9:
            continue
        for j in range(i + 1, min(len(words), i + _WORDS_PER_HEADING) + 1):
            if j < len(words) and not starts[j]:
                continue
            heading = " ".join(words[i:j])
            kinds = printed_kinds(heading)
            size = j - i
            score = 3.0 + 0.4 * size if kinds or (size == 1 and YEARS.fullmatch(heading)) else -2.0 - 0.3 * size
            # Columns are set one after another: a heading that begins with a line is likelier than one within it.
            score += 0.5 if i in line_starts else -_SPLIT_COST if i in within else 0.0
            if best[i][0] + score > best[j][0]:
                best[j] = (best[i][0] + score, i, kinds)
    columns: list[str] = []
    kinds_found: list[tuple[HeadingKind, ...]] = []
    end = len(words)
    while end > 0:
        _, begin, kinds = best[end]
        columns.append(" ".join(words[begin:end]))
        kinds_found.append(kinds)
        end = begin
    return tuple(reversed(columns)), tuple(reversed(kinds_found))


def _opens_years(words: list[str], i: int) -> bool:
    """Whether a year or period is a heading of its own: under a unit in brackets or beside another such heading."""
    if YEARS.fullmatch(words[i]) is None:
        return False
    if words[i - 1].endswith(")") or _opens_years(words, i - 1):
        return True
    return words[i - 1] not in _NAMES_YEAR and i + 1 < len(words) and YEARS.fullmatch(words[i + 1]) is not None
