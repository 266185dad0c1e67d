"""The queries that dashboards and pages run, a file each: what it is for, where an example of each parameter comes from, SQL.

The benchmark ``tests/benchmarks/bench_queries.py`` holds every file of this folder to its bounds; a new one is in it without
being named.
"""

import re
from dataclasses import dataclass
from pathlib import Path

_PARAMETER = re.compile(r"^-- (?P<name>\w+): (?P<example>select .+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Query:
    """One query. ``examples`` holds, by parameter, the SQL that finds a value for it."""

    name: str
    purpose: str
    examples: dict[str, str]
    text: str


def read_queries() -> tuple[Query, ...]:
    """Return every query of this folder by name. Raises ValueError where one does not say what it is for."""
    return tuple(_read_query(path) for path in sorted(Path(__file__).parent.glob("*.sql")))


def _read_query(path: Path) -> Query:
    text = path.read_text(encoding="utf-8")
    first = text.partition("\n")[0]
    if not first.startswith("-- "):
        raise ValueError(f"{path.name}: its first line says what it is for, as in: -- The targets of a document.")
    examples = {match["name"]: match["example"] for match in _PARAMETER.finditer(text)}
    asked = set(re.findall(r"%\((\w+)\)s", text))
    if asked != examples.keys():
        odd = ", ".join(sorted(asked ^ examples.keys()))
        raise ValueError(f"{path.name}: a line '-- NAME: select ...' is wanted for each parameter and no other ({odd})")
    sql = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    return Query(path.stem, first.removeprefix("-- "), examples, sql)
