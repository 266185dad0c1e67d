"""What datasets, columns and values mean in Vietnamese (``vi/``), looked up for the declaration that is read elsewhere.

A file per topic says the grain of each dataset and its columns; ``common.yml`` columns that several datasets declare in the
same English words; ``values.yml`` what allowed values are called. Completeness is tested, not enforced when it is read.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

_HERE = Path(__file__).with_name("vi")
_COMMON, _VALUES = "common.yml", "values.yml"


def grain_vi(dataset: str) -> str:
    """Return what one row of ``dataset`` is; empty where nobody wrote it."""
    return str(_topics().get(dataset, {}).get("grain", ""))


def meaning_vi(dataset: str, column: str, english: str) -> str:
    """Return the meaning of ``column``: the dataset's own words, else those for all columns of that name and ``english``."""
    own = _topics().get(dataset, {}).get("columns", {}).get(column)
    return str(own if own is not None else _read(_COMMON).get(column, {}).get(english, ""))


def values_vi(column: str, values: Sequence[str]) -> tuple[str, ...]:
    """Return what each of ``values`` of ``column`` is called; empty where nobody wrote it."""
    return tuple(str(_read(_VALUES).get(column, {}).get(value, "")) for value in values)


def written_columns() -> Iterator[tuple[str, str]]:
    """Yield every dataset and column of the files per topic."""
    return ((name, column) for name, entry in _topics().items() for column in entry.get("columns", {}))


def written_common() -> Iterator[tuple[str, str]]:
    """Yield every column and English meaning of ``common.yml``."""
    return ((column, english) for column, texts in _read(_COMMON).items() for english in texts)


def written_values() -> Iterator[tuple[str, str]]:
    """Yield every column and value of ``values.yml``."""
    return ((column, value) for column, texts in _read(_VALUES).items() for value in texts)


def written_datasets() -> tuple[str, ...]:
    """Return the datasets of the files per topic."""
    return tuple(_topics())


@cache
def _topics() -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for file in sorted(_HERE.glob("*.yml")):
        if file.name in {_COMMON, _VALUES}:
            continue
        added = _read(file.name)
        if twice := added.keys() & found.keys():
            raise ValueError(f"vi/{file.name}: {', '.join(sorted(twice))} stand in another file of vi/ too; keep one")
        found |= added
    return MappingProxyType(found)


@cache
def _read(name: str) -> Mapping[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    declared: dict[str, Any] = yaml.load((_HERE / name).read_text(encoding="utf-8"), Loader=loader)
    return MappingProxyType(declared)
