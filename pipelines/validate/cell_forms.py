"""What a single value must look like to be stored and published: its declared type and its spelling.

Plain predicates that the custom expectations and the reasons share. What a value means is checked by the suites.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType

from pipelines.language.text import collapse

TYPE_NAMES_VI: Mapping[str, str] = MappingProxyType(
    {
        "text": "văn bản không có ký tự điều khiển",
        "integer": "số nguyên không quá 9 chữ số",
        "numeric": "số",
        "boolean": "đúng/sai",
        "date": "ngày",
        "timestamp": "thời điểm ISO 8601",
        "json": "JSON",
    }
)
# PostgreSQL's integer; a longer number would fail the COPY of the whole source.
_LARGEST_INTEGER = 2**31 - 1
# PostgreSQL has no U+0000; other control characters break CSV readers, lone surrogates UTF-8.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def has_declared_type(value: object, declared: str) -> bool:
    """Whether ``value`` is null or can be stored in a column declared as ``declared`` (a ``ColumnType``)."""
    return value is None or _CHECKS[declared](value)


def is_tidy_text(value: object) -> bool:
    """Whether ``value`` is no text, or text in NFC with single blanks, none at the ends, and at least one character."""
    return not isinstance(value, str) or (value != "" and collapse(value) == value)


def escape_unstorable(text: str) -> str:
    r"""Return ``text`` with the characters that cannot be stored written as escapes.

    >>> escape_unstorable("a" + chr(0))
    'a\\x00'
    """
    return _UNSTORABLE.sub(lambda found: repr(found[0])[1:-1], text)


def _is_storable_text(value: object) -> bool:
    return isinstance(value, str) and _UNSTORABLE.search(value) is None


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST_INTEGER


def _is_number(value: object) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite()
    return isinstance(value, int) and not isinstance(value, bool)


def _is_timestamp(value: object) -> bool:
    if not isinstance(value, str):
        return isinstance(value, datetime)
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_json(value: object) -> bool:
    try:
        json.loads(value) if isinstance(value, str) else None
    except ValueError:
        return False
    return isinstance(value, str)


_CHECKS: Mapping[str, Callable[[object], bool]] = MappingProxyType(
    {
        "text": _is_storable_text,
        "integer": _is_integer,
        "numeric": _is_number,
        "boolean": lambda value: isinstance(value, bool),
        "date": lambda value: isinstance(value, date) and not isinstance(value, datetime),
        "timestamp": _is_timestamp,
        "json": _is_json,
    }
)
