"""What a request asks of a dataset: columns, filters, order and place, read from its query string and checked.

Names are checked against the declaration before they come near SQL, values become parameters. The SQL is in ``pages``.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import LiteralString
from urllib.parse import parse_qsl

from pipelines.metadata import Column, ColumnType, Dataset
from pipelines.publish.api.problems import ProblemError
from pipelines.publish.api.sealed import SEALED, seal, unseal
from pipelines.publish.tables import public_columns

DEFAULT_LIMIT = 50
MOST_ROWS = 1_000
_MOST_CHARACTERS = 32_000
_MOST_FIELDS = 2_000
_MOST_DIGITS = 400  # more than a double has, and far fewer than a numeric may have
_GREATEST_INTEGER = 2**63 - 1
_RESERVED = frozenset({"select", "sort", "limit", "cursor", "as_of", "updated_since"})

COMPARISONS: Mapping[str, LiteralString] = MappingProxyType(
    {"eq": "=", "ne": "<>", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
)
_ORDERED: frozenset[ColumnType] = frozenset({"integer", "numeric", "date", "timestamp"})


def operators(column: Column) -> tuple[str, ...]:
    """Return what a filter on ``column`` may ask, as it is written behind its name (``target_value__gte``)."""
    if column.type == "json":
        return ("isnull",)
    if column.type in _ORDERED:
        return (*COMPARISONS, "isnull")
    if column.type == "boolean":
        return ("eq", "ne", "isnull")
    return ("eq", "ne", "startswith", "contains", "isnull")


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition. Several values of an ``eq`` are alternatives."""

    column: Column
    operator: str
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """One column of the order; nulls come last either way."""

    column: Column
    descending: bool


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A checked request. ``order`` ends with the key, so that it leaves no two rows equal; ``after`` has a value for each.

    ``as_of`` asks for the rows as they were recorded at that moment, ``updated_since`` for those recorded after one.
    """

    dataset: Dataset
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...]
    order: tuple[Order, ...]
    limit: int
    after: tuple[object, ...] | None
    as_of: datetime | None
    updated_since: datetime | None


def read_request(dataset: Dataset, query: str) -> PageRequest:
    """Read ``query``, the part of an address behind the question mark.

    Raises ProblemError (400) with the parameter that is wrong and what it may be.
    """
    if len(query) > _MOST_CHARACTERS:
        raise ProblemError(414, f"The query is longer than {_MOST_CHARACTERS} characters; ask in several requests.")
    try:
        pairs = parse_qsl(
            query, keep_blank_values=True, strict_parsing=bool(query), errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        raise ProblemError(400, "The query string cannot be read; write name=value pairs in UTF-8.") from None
    by_name = {column.name: column for column in public_columns(dataset)}
    given: dict[str, str] = {}
    filters: dict[tuple[str, str], list[object]] = {}
    for name, value in pairs:
        if "\x00" in name or "\x00" in value:
            raise ProblemError(400, "A parameter holds a null character; leave it out.")
        if name in _RESERVED:
            if name in given:
                raise ProblemError(400, f"Parameter {name} is given twice; give it once.", parameter=name)
            given[name] = value
            continue
        column, operator = _filtered(name, by_name)
        filters.setdefault((column.name, operator), []).append(_value(column, operator, name, value))
    for (name, operator), values in filters.items():
        if len(values) > 1 and operator != "eq":
            raise ProblemError(400, f"Condition {name}__{operator} is given twice; give it once.", parameter=name)
    order = _order(dataset, given.get("sort", ""), by_name)
    return PageRequest(
        dataset=dataset,
        columns=_columns(given.get("select"), by_name),
        filters=tuple(Filter(by_name[name], operator, tuple(values)) for (name, operator), values in filters.items()),
        order=order,
        limit=_limit(given.get("limit")),
        after=_after(order, given["cursor"]) if "cursor" in given else None,
        as_of=_moment("as_of", given["as_of"]) if "as_of" in given else None,
        updated_since=_moment("updated_since", given["updated_since"]) if "updated_since" in given else None,
    )


def _filtered(name: str, by_name: Mapping[str, Column]) -> tuple[Column, str]:
    column, mark, operator = name.rpartition("__")
    if not mark:
        column, operator = name, "eq"
    if column not in by_name:
        raise ProblemError(
            400,
            f"There is no column or parameter {name}; columns are {', '.join(by_name)}.",
            parameter=name,
        )
    if operator not in operators(by_name[column]):
        allowed = ", ".join(f"{column}__{known}" for known in operators(by_name[column]))
        raise ProblemError(400, f"{name} is no condition on {column}; there are {allowed}.", parameter=name)
    return by_name[column], operator


def _value(column: Column, operator: str, name: str, text: str) -> object:
    if operator == "isnull":
        return _parse(_boolean, name, text, "true or false")
    expected = _EXPECTED[column.type]
    return _parse(_PARSERS[column.type], name, text, expected)


def _parse(parse: Callable[[str], object], name: str, text: str, expected: str) -> object:
    try:
        return parse(text)
    except ValueError:
        raise ProblemError(400, f"{name}={text[:80]} is not {expected}.", parameter=name) from None


def _boolean(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError(text)
    return text == "true"


def _integer(text: str) -> int:
    if not text.removeprefix("-").isascii() or not text.removeprefix("-").isdigit() or len(text) > _MOST_DIGITS:
        raise ValueError(text)
    number = int(text)
    if abs(number) > _GREATEST_INTEGER:
        raise ValueError(text)
    return number


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
    if (
        not text.isascii()
        or not number.is_finite()
        or len(text) > _MOST_DIGITS
        or abs(number.adjusted()) > _MOST_DIGITS
    ):
        raise ValueError(text)
    return number


def _day(text: str) -> date:
    if len(text) != len("2024-01-01"):
        raise ValueError(text)
    return date.fromisoformat(text)


def _time(text: str) -> datetime:
    if text.startswith("0000-"):  # RFC 3339 has a year 0 and Python none; both are before any row
        text = f"0004{text[4:]}"
    moment = datetime.fromisoformat(text.replace(" ", "+"))  # a plus that was not escaped arrives as a blank
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:  # the edge of the calendar, in a time zone beyond it
        return datetime.min.replace(tzinfo=UTC) if moment.year == 1 else datetime.max.replace(tzinfo=UTC)


_PARSERS: Mapping[ColumnType, Callable[[str], object]] = MappingProxyType(
    {"text": str, "integer": _integer, "numeric": _number, "boolean": _boolean, "date": _day, "timestamp": _time}
)
_EXPECTED: Mapping[ColumnType, str] = MappingProxyType(
    {
        "text": "a text",
        "integer": "a whole number",
        "numeric": "a number with '.' as its decimal mark",
        "boolean": "true or false",
        "date": "a day as YYYY-MM-DD",
        "timestamp": "a moment as YYYY-MM-DDThh:mm:ssZ",
    }
)


def _moment(name: str, text: str) -> datetime:
    found = _parse(_time, name, text, "a moment as YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ")
    assert isinstance(found, datetime)
    return found


def _columns(select: str | None, by_name: Mapping[str, Column]) -> tuple[Column, ...]:
    if select is None:
        return tuple(by_name.values())
    names = list(dict.fromkeys(select.split(",")))
    for name in names:
        if name not in by_name:
            raise ProblemError(
                400,
                f"select names {name[:80]}, which is no column; columns are {', '.join(by_name)}.",
                parameter="select",
            )
    return tuple(by_name[name] for name in names)


def _order(dataset: Dataset, sort: str, by_name: Mapping[str, Column]) -> tuple[Order, ...]:
    order: dict[str, Order] = {}
    for term in filter(None, sort.split(",")):
        name = term.removeprefix("-")
        if name not in by_name or by_name[name].type == "json":
            raise ProblemError(
                400, f"sort names {name[:80]}, by which rows cannot be ordered; write sort=column or sort=-column.",
                parameter="sort",
            )  # fmt: skip
        order.setdefault(name, Order(by_name[name], term.startswith("-")))
    declared = {column.name: column for column in dataset.columns}
    for name in dataset.key:
        order.setdefault(name, Order(declared[name], False))
    return tuple(order.values())


def _limit(text: str | None) -> int:
    if text is None:
        return DEFAULT_LIMIT
    limit = _parse(_integer, "limit", text, f"a whole number from 1 to {MOST_ROWS}")
    assert isinstance(limit, int)
    if not 1 <= limit <= MOST_ROWS:
        raise ProblemError(400, f"limit={text} is not a whole number from 1 to {MOST_ROWS}.", parameter="limit")
    return limit


def write_cursor(order: Sequence[Order], values: Sequence[str | None], *, sealed: bool = False) -> str:
    """Return the cursor behind the row with these printed values of the order; ``sealed`` where nobody is to read them."""
    place = json.dumps([[_term(one) for one in order], list(values)], ensure_ascii=False, separators=(",", ":"))
    if sealed:
        return seal(place.encode())
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _after(order: Sequence[Order], cursor: str) -> tuple[object, ...]:
    wrong = ProblemError(
        400,
        "This cursor is not one of this query; take it from 'next' and change no other parameter.",
        parameter="cursor",
    )
    try:
        if cursor.startswith(SEALED):
            place = unseal(cursor)
        else:
            place = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        terms, values = json.loads(place)
        if terms != [_term(one) for one in order] or len(values) != len(order):
            raise wrong
        return tuple(
            None if value is None else _PARSERS[one.column.type](value)
            for one, value in zip(order, values, strict=True)
        )
    except (ValueError, TypeError, AttributeError, KeyError, binascii.Error, RecursionError):
        raise wrong from None


def _term(one: Order) -> str:
    return f"{'-' if one.descending else ''}{one.column.name}"
