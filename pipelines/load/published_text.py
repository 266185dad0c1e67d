"""How a value of the warehouse is printed where it leaves it: one form for the release, the API and the privacy gate, as SQL."""

from psycopg import sql

from pipelines.metadata import Column, ColumnType

# Each expression gives the published text of {}. jsonb prints blanks after ':' and ','; the pattern keeps strings whole
# and drops the blanks between them. Fractions of a second are printed only as far as there are any.
_FORMS: dict[ColumnType, sql.SQL] = {
    "text": sql.SQL("{}::text"),
    "integer": sql.SQL("{}::bigint::text"),
    "numeric": sql.SQL("trim_scale({}::numeric)::text"),
    "boolean": sql.SQL("{}::boolean::text"),
    "date": sql.SQL("to_char({}::date, 'YYYY-MM-DD')"),
    "timestamp": sql.SQL(
        "rtrim(rtrim(to_char({}::timestamptz at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US'), '0'), '.') || 'Z'"
    ),
    "json": sql.SQL("regexp_replace({}::jsonb::text, '(\"(?:[^\"\\\\]|\\\\.)*\")|\\s+', '\\1', 'g')"),
}


def published_text(column: Column) -> sql.Composed:
    """Return the SQL expression for the published text of ``column``; null for null."""
    return _FORMS[column.type].format(source_column(column))


def source_column(column: Column) -> sql.Identifier:
    """Return the name of ``column`` in a relation that the query calls ``source``."""
    # Without the alias 'order by name' would take the published text, and 10 would stand before 9.
    return sql.Identifier("source", column.name)
