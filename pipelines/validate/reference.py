"""Whether the curated files of ``data/reference`` hold together; asked before anything is built of them.

What each file has to be is declared in ``pipelines/metadata/reference``, a file per topic; which facts the files hold is not known
here. The words of a declaration, all optional:

- ``key``: columns that no two rows have in common;
- ``required``: columns that no row leaves empty;
- ``values``: column -> the values it may have (an empty cell is another matter: ``required``);
- ``dates``: columns of ISO dates; ``period``: first day and first day after, either of them empty where it is open;
- ``numbers``: column -> least and greatest value, null for no bound;
- ``patterns``: column -> regular expression that a whole cell fits;
- ``once_at_a_time``: columns that two rows may share only where their periods do not overlap;
- ``once``: columns that no two rows share among those ``where`` other columns have the given values (a thing mapped twice);
- ``one_of``: columns of which a row fills in exactly one;
- ``refers``: a column (or several values of it parted by ``separator``) names a row of another ``file`` by its column ``to``. The other row
  ``covers`` this one in time, ``ends_on`` or ``begins_on`` the date in the given column of this one;
- ``no_cycle``: who follows ``from`` to ``to``, row by row, never comes back;
- ``shares``: the shares of one thing add up to 1 at most, and to 1 where only one row has the thing and its share is given.

A file without a declaration is looked at for its form only: UTF-8, a header, as many cells in each row as in the header.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from pipelines.settings import PROJECT_ROOT

REFERENCE = PROJECT_ROOT / "data" / "reference"
DECLARATIONS = PROJECT_ROOT / "pipelines" / "metadata" / "reference"

Declaration = Mapping[str, Any]
_OPEN_START, _OPEN_END = date.min, date.max
_HEADER_ROW = 1


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """What is wrong in one row of one file. ``row_no`` counts the rows as a spreadsheet does: the header is row 1."""

    file: str
    row_no: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row_no}: {self.reason}"


class ReferenceFilesError(Exception):
    """Reference files contradict themselves or each other: nothing may be built of them."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("; ".join(map(str, mistakes)))


@dataclass(frozen=True, slots=True)
class _Row:
    no: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        return self.cells.get(column, "")

    def values(self, columns: Iterable[str]) -> tuple[str, ...]:
        return tuple(map(self.get, columns))


_Table = Sequence[_Row]
_Found = Iterator[tuple[int, str]]


def require_reference(folder: Path = REFERENCE, declarations: Path = DECLARATIONS) -> int:
    """The number of rows of all reference files. Raises ReferenceFilesError with every mistake where there is one."""
    tables, mistakes = _read_files(folder)
    declared = read_declarations(declarations)
    absent = sorted(declared.keys() - tables.keys())
    mistakes += (Mistake(name, _HEADER_ROW, f"there is no such file in {folder.name}; put it back") for name in absent)
    for name, declaration in declared.items():
        if name in tables:
            mistakes += _check_file(name, declaration, declared, tables)
    if mistakes:
        raise ReferenceFilesError(sorted(set(mistakes)))
    return sum(map(len, tables.values()))


def read_declarations(folder: Path = DECLARATIONS) -> Mapping[str, Declaration]:
    """File name -> what it has to be, out of every declaration in ``folder``. Raises ValueError where a file is declared twice."""
    declared: dict[str, Declaration] = {}
    for path in sorted(folder.glob("*.yml")):
        added = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        if twice := added.keys() & declared.keys():
            raise ValueError(f"{path.name}: declared elsewhere too: {', '.join(sorted(twice))}")
        declared |= added
    return declared


def _read_files(folder: Path) -> tuple[dict[str, _Table], list[Mistake]]:
    tables: dict[str, _Table] = {}
    mistakes: list[Mistake] = []
    for path in sorted(folder.glob("*.csv")):
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                header, *lines = list(csv.reader(file, strict=True)) or [[]]
        except (UnicodeDecodeError, csv.Error) as error:
            mistakes.append(Mistake(path.name, _HEADER_ROW, f"is no CSV in UTF-8 ({error}); save it as one"))
            continue
        rows = []
        for no, cells in enumerate(lines, start=_HEADER_ROW + 1):
            if len(cells) == len(header):
                rows.append(_Row(no, dict(zip(header, cells, strict=True))))
            else:
                reason = f"has {len(cells)} cells where the header has {len(header)}; put a cell that holds a comma in quotes"
                mistakes.append(Mistake(path.name, no, reason))
        tables[path.name] = rows
    return tables, mistakes


def _check_file(
    name: str, declaration: Declaration, declared: Mapping[str, Declaration], tables: Mapping[str, _Table]
) -> Iterator[Mistake]:
    rows = tables[name]
    columns = rows[0].cells.keys() if rows else frozenset[str]()
    missing = sorted(_named_columns(declaration) - columns) if rows else []
    if missing:
        yield Mistake(
            name, _HEADER_ROW, f"has no column {', '.join(missing)}; put it back, empty where nothing is known"
        )
        return
    checks: Mapping[str, Callable[[Any], _Found]] = {
        "key": partial(_check_key, rows),
        "required": partial(_check_required, rows),
        "values": partial(_check_values, rows),
        "dates": partial(_check_dates, rows),
        "period": partial(_check_period, rows),
        "numbers": partial(_check_numbers, rows),
        "patterns": partial(_check_patterns, rows),
        "once_at_a_time": partial(_check_once_at_a_time, rows, declaration.get("period", ())),
        "once": partial(_check_once, rows),
        "one_of": partial(_check_one_of, rows),
        "refers": partial(_check_references, rows, declaration, declared, tables),
        "no_cycle": partial(_check_cycles, rows),
        "shares": partial(_check_shares, rows),
    }
    for word, asked in declaration.items():
        if word not in checks:
            raise ValueError(f"{name}: the declaration says {word}, which means nothing here")
        for no, reason in checks[word](asked):
            yield Mistake(name, no, reason)


def _named_columns(declaration: Declaration) -> set[str]:
    named = {*declaration.get("key", ()), *declaration.get("required", ()), *declaration.get("dates", ())}
    named |= {*declaration.get("period", ()), *declaration.get("one_of", ())}
    for word in ("values", "numbers", "patterns"):
        named |= declaration.get(word, {}).keys()
    for columns in declaration.get("once_at_a_time", ()):
        named |= set(columns)
    for entry in declaration.get("refers", ()):
        named |= {entry["column"], *filter(None, (entry.get("ends_on"), entry.get("begins_on")))}
    return named | {column for entry in declaration.get("no_cycle", ()) for column in (entry["from"], entry["to"])}


def _check_key(rows: _Table, key: Sequence[str]) -> _Found:
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        values = row.values(key)
        if values in first:
            yield row.no, f"{_said(key, values)} stands in row {first[values]} already; a key may stand there once"
        first.setdefault(values, row.no)


def _check_required(rows: _Table, columns: Sequence[str]) -> _Found:
    for row in rows:
        for column in columns:
            if not row.get(column).strip():
                yield row.no, f"{column} is empty; fill it in"


def _check_values(rows: _Table, allowed: Mapping[str, Sequence[str]]) -> _Found:
    for column, values in allowed.items():
        for row in rows:
            if row.get(column) and row.get(column) not in values:
                yield row.no, f"{column} is “{row.get(column)}”; it may be {', '.join(values)}"


def _check_dates(rows: _Table, columns: Sequence[str]) -> _Found:
    for row in rows:
        for column in columns:
            if _is_no_date(row.get(column)):
                yield row.no, f"{column} is “{row.get(column)}”, which is no date; write it like 2025-07-01"


def _check_period(rows: _Table, columns: Sequence[str]) -> _Found:
    yield from _check_dates(rows, columns)
    for row in rows:
        if any(_is_no_date(row.get(column)) for column in columns):
            continue
        start, end = _period(row, columns)
        if start >= end:
            yield row.no, f"{columns[1]} {row.get(columns[1])} is not after {columns[0]} {row.get(columns[0])}"


def _check_numbers(rows: _Table, bounds: Mapping[str, Sequence[float | None]]) -> _Found:
    for column, (least, greatest) in bounds.items():
        for row in rows:
            number = _number(row.get(column))
            if row.get(column) and (
                number is None or (least is not None and number < least) or (greatest is not None and number > greatest)
            ):
                yield row.no, f"{column} is “{row.get(column)}”; it is a number from {least} to {greatest}"


def _check_patterns(rows: _Table, patterns: Mapping[str, str]) -> _Found:
    for column, pattern in patterns.items():
        for row in rows:
            if row.get(column) and re.fullmatch(pattern, row.get(column)) is None:
                yield row.no, f"{column} is “{row.get(column)}”, which does not look like one ({pattern})"


def _check_once_at_a_time(rows: _Table, period: Sequence[str], groups: Sequence[Sequence[str]]) -> _Found:
    for columns in groups:
        same: dict[tuple[str, ...], list[_Row]] = defaultdict(list)
        for row in rows:
            if all(row.values(columns)[-1:]) and not any(_is_no_date(row.get(column)) for column in period):
                same[row.values(columns)].append(row)
        for values, found in same.items():
            ordered = sorted(found, key=lambda row: (_period(row, period), row.no))
            for before, after in pairwise(ordered):
                if _period(after, period)[0] < _period(before, period)[1]:
                    reason = f"{_said(columns, values)} holds at the same time as in row {before.no}"
                    yield after.no, f"{reason} ({_said_period(before, period)}); let one end where the other begins"


def _check_once(rows: _Table, entries: Sequence[Mapping[str, Any]]) -> _Found:
    for entry in entries:
        first: dict[tuple[str, ...], int] = {}
        for row in rows:
            if any(row.get(column) != value for column, value in entry.get("where", {}).items()):
                continue
            values = row.values(entry["columns"])
            if values in first:
                yield (
                    row.no,
                    f"{_said(entry['columns'], values)} stands in row {first[values]} already; it may do so once",
                )
            first.setdefault(values, row.no)


def _check_one_of(rows: _Table, columns: Sequence[str]) -> _Found:
    for row in rows:
        if sum(bool(value) for value in row.values(columns)) != 1:
            yield row.no, f"fill in exactly one of {', '.join(columns)}"


def _check_references(
    rows: _Table,
    declaration: Declaration,
    declared: Mapping[str, Declaration],
    tables: Mapping[str, _Table],
    entries: Sequence[Mapping[str, Any]],
) -> _Found:
    for entry in entries:
        known = {row.get(entry["to"]): row for row in tables.get(entry["file"], ())}
        theirs = declared.get(entry["file"], {}).get("period", ())
        for row in rows:
            text = row.get(entry["column"])
            for value in text.split(entry["separator"]) if "separator" in entry else [text]:
                if not value:
                    continue
                if value not in known:
                    yield row.no, f"{entry['column']} “{value}” is no {entry['to']} of {entry['file']}"
                else:
                    yield from _check_times(row, known[value], entry, declaration.get("period", ()), theirs)


def _check_times(
    row: _Row, other: _Row, entry: Mapping[str, Any], ours: Sequence[str], theirs: Sequence[str]
) -> _Found:
    times = [row.get(c) for c in (*ours, *filter(None, (entry.get("ends_on"), entry.get("begins_on"))))]
    if not theirs or any(map(_is_no_date, (*times, *other.values(theirs)))):
        return
    named = f"{entry['column']} “{other.get(entry['to'])}” of row {other.no} of {entry['file']}"
    if entry.get("covers"):
        (start, end), (first, last) = _period(row, ours), _period(other, theirs)
        if start < first or end > last:
            yield row.no, f"{named} holds {_said_period(other, theirs)}, not all the time that this row does"
    for word, column in (("ends_on", theirs[1]), ("begins_on", theirs[0])):
        if word in entry and other.get(column) != row.get(entry[word]):
            what = "ends" if word == "ends_on" else "begins"
            yield row.no, f"{named} {what} on {other.get(column) or 'no known day'}, not on {row.get(entry[word])}"


def _check_cycles(rows: _Table, entries: Sequence[Mapping[str, str]]) -> _Found:
    for entry in entries:
        ways: dict[str, list[_Row]] = defaultdict(list)
        for row in rows:
            if row.get(entry["to"]):
                ways[row.get(entry["from"])].append(row)
        safe: set[str] = set()
        for start in sorted(ways):
            yield from _walk(start, ways, entry["to"], safe)


def _walk(start: str, ways: Mapping[str, Sequence[_Row]], to: str, safe: set[str]) -> _Found:
    """The rows that close a cycle on the ways from ``start``; what is on none of them is added to ``safe``."""
    open_ways = [(start, iter(ways.get(start, ())))]
    on_the_way = {start: None}
    while open_ways:
        name, left = open_ways[-1]
        row = next(left, None)
        if row is None:
            open_ways.pop()
            on_the_way.pop(name)
            safe.add(name)
        elif (following := row.get(to)) in on_the_way:
            cycle = [*list(on_the_way)[list(on_the_way).index(following) :], following]
            yield row.no, f"goes round in a circle: {' -> '.join(cycle)}; one of these rows is wrong"
        elif following not in safe:
            on_the_way[following] = None
            open_ways.append((following, iter(ways.get(following, ()))))


def _check_shares(rows: _Table, entries: Sequence[Mapping[str, str]]) -> _Found:
    for entry in entries:
        same: dict[str, list[_Row]] = defaultdict(list)
        for row in rows:
            same[row.get(entry["of"])].append(row)
        for name, found in same.items():
            known = [number for row in found if (number := _number(row.get(entry["share"]))) is not None]
            if sum(known) > 1 or (len(known) == len(found) and known and sum(known) < 1):
                yield (
                    found[-1].no,
                    f"the shares of {name} add up to {sum(known)}, not to 1; leave what is unknown empty",
                )


def _period(row: _Row, columns: Sequence[str]) -> tuple[date, date]:
    start, end = row.values(columns)
    return _day(start) or _OPEN_START, _day(end) or _OPEN_END


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None


def _is_no_date(text: str) -> bool:
    return bool(text) and _day(text) is None


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


def _said(columns: Sequence[str], values: Sequence[str]) -> str:
    return ", ".join(f"{column} “{value}”" for column, value in zip(columns, values, strict=True))


def _said_period(row: _Row, columns: Sequence[str]) -> str:
    start, end = row.values(columns)
    return f"from {start or 'the beginning'} to {end or 'now'}"
