"""The SQL of one page of a dataset. A page begins behind the last row of the one before, found by the values of its order.

So a page far behind costs what the first one costs, and rows that come or go meanwhile move nothing. Requests of one shape, that
differ in nothing but values, share one statement: it is written once here and planned once by the server.

Rows are those of the mart. Who asks for a moment (``as_of``) or for what is new since one (``updated_since``) gets them from the
recorded versions (``load.row_history``), with the same filters, order and places.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import LiteralString

from psycopg import sql

from pipelines.load.published_text import published_text, source_column
from pipelines.metadata import Column, ColumnType, datasets
from pipelines.publish.api.requests import COMPARISONS, Order, PageRequest
from pipelines.publish.marts import mart
from pipelines.publish.tables import public_columns

_CASTS: dict[ColumnType, LiteralString] = {
    "text": "text", "integer": "bigint", "numeric": "numeric", "boolean": "boolean", "date": "date",
    "timestamp": "timestamptz",
}  # fmt: skip
Query = tuple[bytes, list[object]]


@dataclass(frozen=True, slots=True)
class _Condition:
    column: str
    operator: str
    values: int
    is_null: bool


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the text of a statement hangs on. ``after`` says of each column of the order whether its value is null."""

    dataset: str
    as_json: bool
    columns: tuple[str, ...]
    conditions: tuple[_Condition, ...]
    order: tuple[tuple[str, bool], ...]
    after: tuple[bool, ...] | None
    limit: int
    is_as_of: bool
    is_updated_since: bool
    is_whole: bool


def json_page(request: PageRequest) -> Query:
    """Return the query for the row as JSON text, then every published text of it, then the printed values of the order."""
    return _statement(_shape(request, as_json=True)), list(_values(request))


def whole_page(request: PageRequest) -> Query:
    """Return the query for one row: how many rows were found, those of the page as JSON text, the printed order of the last.

    To be asked where nothing has to look at the rows on their way.
    """
    return _whole_statement(_shape(request, as_json=True, is_whole=True)), list(_values(request))


def text_page(request: PageRequest) -> Query:
    """Return the query for every published text of the row, then the printed values of the order."""
    return _statement(_shape(request, as_json=False)), list(_values(request))


def _shape(request: PageRequest, *, as_json: bool, is_whole: bool = False) -> _Shape:
    return _Shape(
        request.dataset.name,
        as_json,
        tuple(column.name for column in request.columns),
        tuple(
            _Condition(one.column.name, one.operator, len(one.values), one.operator == "isnull" and bool(one.values[0]))
            for one in request.filters
        ),
        tuple((one.column.name, one.descending) for one in request.order),
        None if request.after is None else tuple(value is None for value in request.after),
        request.limit,
        request.as_of is not None,
        request.updated_since is not None,
        is_whole,
    )


def _values(request: PageRequest) -> Iterator[object]:
    """The values of the statement's parameters, in the order in which ``_statement`` writes them."""
    if request.as_of is not None:
        yield from (request.as_of, request.as_of)
    if request.updated_since is not None:
        yield request.updated_since
    for one in request.filters:
        if one.operator != "isnull":
            yield from one.values
    if request.after is None:
        return
    if _is_plain(request.order):
        yield from request.after
        return
    for number, value in enumerate(request.after):
        yield from (before for before in request.after[:number] if before is not None)
        if value is not None:
            yield value


@lru_cache(maxsize=1024)
def _statement(shape: _Shape) -> bytes:
    dataset = datasets()[shape.dataset]
    by_name = {column.name: column for column in dataset.columns}
    columns = [by_name[name] for name in shape.columns]
    order = [Order(by_name[name], descending) for name, descending in shape.order]
    conditions = [*_versions(shape), *(_condition(by_name[one.column], one) for one in shape.conditions)]
    if shape.after is not None:
        conditions.append(_behind(order, shape.after))
    selected = [json_row(columns)] if shape.as_json else []
    if not shape.is_whole:
        selected += map(published_text, public_columns(dataset))
    selected += [published_text(one.column) for one in order]
    query = sql.SQL("select {} from {} as source{} order by {} limit {}").format(
        sql.SQL(", ").join(selected),
        mart(f"{shape.dataset}_history" if shape.is_as_of or shape.is_updated_since else shape.dataset),
        sql.SQL(" where {}").format(sql.SQL(" and ").join(conditions)) if conditions else sql.SQL(""),
        sql.SQL(", ").join(map(_order_term, order)),
        sql.Literal(shape.limit + 1),
    )
    return _numbered(query)


@lru_cache(maxsize=1024)
def _whole_statement(shape: _Shape) -> bytes:
    names = [f"place_{number}" for number in range(len(shape.order))]
    limit = sql.Literal(shape.limit)
    # What the last row's place costs is counted once for the page, and what stands behind the page is not printed.
    query = sql.SQL(
        "select count(*), array_to_string((array_agg(line))[1:{0}], ','), {1} from ({2}) as page (line, {3})"
    ).format(
        limit,
        sql.SQL(", ").join(sql.SQL("(array_agg({}))[{}]").format(sql.Identifier(name), limit) for name in names),
        sql.SQL(_statement(shape).decode()),  # written here, of declared names alone
        sql.SQL(", ").join(map(sql.Identifier, names)),
    )
    return query.as_string(None).encode()


def _numbered(query: sql.Composed) -> bytes:
    """Write the parameters as the server counts them."""
    first, *others = query.as_string(None).split("%s")
    return "".join([first, *(f"${number}{text}" for number, text in enumerate(others, 1))]).encode()


def _versions(shape: _Shape) -> Iterator[sql.Composable]:
    """Which of the recorded versions of a row is asked for; nothing where the mart itself is."""
    if shape.is_as_of:
        yield sql.SQL("source.recorded_from <= %s::timestamptz and source.recorded_to > %s::timestamptz")
    elif shape.is_updated_since:
        yield sql.SQL("source.recorded_to = 'infinity'")
    if shape.is_updated_since:
        yield sql.SQL("source.recorded_from > %s::timestamptz")


def json_row(columns: Sequence[Column]) -> sql.Composed:
    """Return the expression for the published values of a row of ``source`` as a JSON object.

    It gives the bytes of ``row_to_json`` in little more than half its time, which looks up how to print each column in every row.
    """
    fields = [
        # Name and value are put together first: so a null costs one constant.
        sql.SQL("coalesce({} || {}, {})").format(sql.Literal(name), _json_text(column), sql.Literal(f"{name}null"))
        for number, column in enumerate(columns)
        for name in [f"{',' if number else '{'}{json.dumps(column.name)}:"]
    ]
    return sql.SQL("{} || '}}'").format(sql.SQL(" || ").join(fields))


def _json_text(column: Column) -> sql.Composed:
    if column.type == "text":
        return sql.SQL("to_json(source.{}::text)::text").format(sql.Identifier(column.name))
    if column.type == "json":
        return sql.SQL("source.{}::text").format(sql.Identifier(column.name))
    printed = published_text(column)
    return (
        printed if column.type in {"integer", "numeric", "boolean"} else sql.SQL("'\"' || {} || '\"'").format(printed)
    )


def _order_term(one: Order) -> sql.Composed:
    term = source_column(one.column)
    if not one.column.nullable:  # as an index on the key has it
        return sql.SQL("{} desc").format(term) if one.descending else sql.SQL("{}").format(term)
    return sql.SQL("{} desc nulls last").format(term) if one.descending else sql.SQL("{} nulls last").format(term)


def _placeholder(column: Column) -> sql.Composed:
    return sql.SQL("%s::{}").format(sql.SQL(_CASTS[column.type]))


def _condition(column: Column, one: _Condition) -> sql.Composed:
    reference = source_column(column)
    if one.operator == "isnull":
        return sql.SQL("{} is null" if one.is_null else "{} is not null").format(reference)
    if one.operator == "startswith":
        return sql.SQL("starts_with({}, %s::text)").format(reference)
    if one.operator == "contains":
        return sql.SQL("strpos(lower({}), lower(%s::text)) > 0").format(reference)
    if one.values > 1:
        marks = sql.SQL(", ").join([_placeholder(column)] * one.values)
        return sql.SQL("{} in ({})").format(reference, marks)
    if one.operator == "ne":
        return sql.SQL("{} is distinct from {}").format(reference, _placeholder(column))
    return sql.SQL("{} {} {}").format(reference, sql.SQL(COMPARISONS[one.operator]), _placeholder(column))


def _is_plain(order: Sequence[Order]) -> bool:
    """Whether one comparison of rows tells what comes behind a row: nothing descends, nothing is null."""
    return not any(one.descending or one.column.nullable for one in order)


def _behind(order: Sequence[Order], nulls: Sequence[bool]) -> sql.Composed:
    """The condition that a row comes behind one whose values of the order are null where ``nulls`` says so."""
    if _is_plain(order):
        return sql.SQL("({}) > ({})").format(
            sql.SQL(", ").join(source_column(one.column) for one in order),
            sql.SQL(", ").join(_placeholder(one.column) for one in order),
        )
    alternatives = []
    for number, (one, is_null) in enumerate(zip(order, nulls, strict=True)):
        terms = [_equal(before, null) for before, null in zip(order[:number], nulls, strict=False)]
        alternatives.append(sql.SQL("({})").format(sql.SQL(" and ").join([*terms, _later(one, is_null)])))
    return sql.SQL("({})").format(sql.SQL(" or ").join(alternatives))


def _equal(one: Order, is_null: bool) -> sql.Composed:
    if is_null:
        return sql.SQL("{} is null").format(source_column(one.column))
    return sql.SQL("{} = {}").format(source_column(one.column), _placeholder(one.column))


def _later(one: Order, is_null: bool) -> sql.Composed:
    if is_null:  # nulls come last: nothing of this column comes behind
        return sql.SQL("false").format()
    column = source_column(one.column)
    beyond = sql.SQL("{} < {}" if one.descending else "{} > {}").format(column, _placeholder(one.column))
    return sql.SQL("({} or {} is null)").format(beyond, column) if one.column.nullable else beyond
