"""Where a published figure comes from, by the id of its permalink: row, document, place, what is printed, which checks it passed.

Which row an id stands for is known to whoever gave it: the portal's list of permalinks, which holds for every id the dataset
and the key, also of figures that are gone. The row itself is the warehouse's, found by its key.
"""

import json
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg import sql

from pipelines.metadata import Column, Dataset, datasets
from pipelines.publish.api.pages import json_row
from pipelines.publish.api.problems import ProblemError
from pipelines.publish.api.warehouse import ReaderPool
from pipelines.publish.api.withheld import clean_object
from pipelines.publish.marts import mart
from pipelines.publish.portal.addresses import page_path, row_identity, short_hash
from pipelines.publish.portal.figures import PLACE_COLUMNS, read_figure
from pipelines.publish.tables import public_columns

ID_PATTERN = "^[a-z2-7]{12}$"
_BUSY_SECONDS = 2.0
_AFTER_THE_BUILD = {"Retry-After": "60"}
_MOST_OF_ONE_PLACE = 1_000
_CHECKS = sql.SQL(
    "select row_to_json(source)::text from ("
    "select check_kind, dataset, check_name, column_name, severity, is_passed, evaluated_count, failed_count, message"
    " from marts.quality_checks where document_id = %s and (dataset = %s or check_kind <> 'expectation')"
    " order by check_kind, dataset, check_name"
    ") as source"
)
_ISSUES = sql.SQL(
    "select row_to_json(source)::text from ("
    "select 'submission_issue' as check_kind, %s::text as dataset, rule as check_name, column_name, severity,"
    " false as is_passed, message"
    " from marts.submission_issues where submission_id = %s and line_key = %s order by issue_no"
    ") as source"
)


@dataclass(frozen=True, slots=True)
class Permalink:
    """What is kept of an id. ``key`` are the values of the dataset's key, None where it was given before keys were kept."""

    id: str
    facts: Mapping[str, Any]
    is_gone: bool

    @property
    def key(self) -> list[object] | None:
        """The values of the dataset's key, in its order."""
        return self.facts.get("key")

    @property
    def path(self) -> str:
        """Its page, from the root of the portal."""
        return f"/{page_path('vi', 'figure', self.id)}"


def find_permalink(known: Path | None, identifier: str) -> Permalink:
    """Return what the portal keeps of ``identifier`` in the database ``known``.

    Raises ProblemError: 404 where no figure ever had it, 503 where no portal was built or its list cannot be read now.
    """
    if known is None or not known.is_file():
        raise ProblemError(
            503, "No portal was built here, which gives figures their ids; build it with 'khoso portal'.",
            headers=_AFTER_THE_BUILD,
        )  # fmt: skip
    if re.fullmatch(ID_PATTERN, identifier) is None:
        raise _unknown(identifier)
    try:
        with closing(
            sqlite3.connect(f"{known.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY_SECONDS)
        ) as opened:
            row = opened.execute("select facts, gone from permalink where id = ?", [identifier]).fetchone()
    except sqlite3.Error:
        raise ProblemError(
            503, "The portal's list of figures cannot be read now; ask again in a minute.", headers=_AFTER_THE_BUILD
        ) from None
    if row is None:
        raise _unknown(identifier)
    return Permalink(identifier, json.loads(row[0]), bool(row[1]))


def _unknown(identifier: str) -> ProblemError:
    return ProblemError(404, f"There is no figure {identifier[:80]}; take the id from the address of its page, /f/ID/.")


async def describe_figure(pool: ReaderPool, found: Permalink, release: str | None) -> dict[str, Any]:
    """Return the provenance of a figure.

    Raises ProblemError: 410 where the current release has it no more, 503 where the warehouse holds another row by now.
    """
    dataset = datasets().get(found.facts["dataset"])
    if found.is_gone or dataset is None:
        raise ProblemError(
            410, "The current release has this figure no more; its page says what it was.", page=found.path,
            **{name: found.facts.get(name) for name in ("dataset", "document", "title", "subject", "shown")},
        )  # fmt: skip
    row = await _row(pool, dataset, found.key) if found.key is not None else None
    figure = read_figure(dataset, found.id, row) if row is not None and _is_of(dataset, row, found.id) else None
    if row is None or figure is None:
        raise ProblemError(
            503, "The warehouse was built anew and the portal was not yet; ask again when it is.",
            headers=_AFTER_THE_BUILD,
        )  # fmt: skip
    document = await _document(pool, row)
    return {
        "id": found.id,
        "page": found.path,
        "release": release,
        "dataset": dataset.name,
        "key": {name: row[name] for name in dataset.key},
        "rows": f"/v1/datasets/{dataset.name}/rows",
        "subject": found.facts["subject"],
        "shown": found.facts["shown"],
        "readings": [
            {"column": each.column, "printed": each.printed, "value": each.value, "unit": each.unit or None}
            for each in figure.readings
        ],
        "place": {
            "source_name": document.get("source_name"),
            "source_sha256": document.get("source_sha256"),
            **{name: row.get(name) for name in sorted(PLACE_COLUMNS)},
        },
        "document": document,
        "checks": await _checks(pool, dataset, row),
    }


def _is_of(dataset: Dataset, row: Mapping[str, Any], identifier: str) -> bool:
    """Whether ``row`` has this id: a key that counts the rows of a document may be another row's by now."""
    identity = row_identity(dataset, row)
    if short_hash(*identity) == identifier:
        return True
    return any(short_hash(*identity, f"#{number}") == identifier for number in range(2, _MOST_OF_ONE_PLACE))


async def _row(pool: ReaderPool, dataset: Dataset, key: list[object]) -> dict[str, Any] | None:
    keyed = [sql.Identifier("source", name) for name in dataset.key]
    if len(keyed) != len(key):
        return None
    return await _one(pool, dataset.name, public_columns(dataset), keyed, key)


async def _document(pool: ReaderPool, row: Mapping[str, Any]) -> dict[str, Any]:
    """Everything published of the document or return that the row was read from; nothing where it is not known."""
    for name, key in (("documents", "document_id"), ("submissions", "submission_id")):
        if row.get(key):
            columns = public_columns(datasets()[name])
            found = await _one(pool, name, columns, [sql.Identifier("source", key)], [row[key]])
            return found or {key: row[key]}
    return {}


async def _one(
    pool: ReaderPool, relation: str, columns: tuple[Column, ...], keyed: list[sql.Identifier], key: list[object]
) -> dict[str, Any] | None:
    query = sql.SQL("select {} from {} as source where {}").format(
        json_row(columns), mart(relation), sql.SQL(" and ").join(map(sql.SQL("{} = %s").format, keyed))
    )
    found = await pool.fetch(query.as_string(None).encode(), key)
    return clean_object(datasets()[relation], columns, found[0][0]) if found else None


async def _checks(pool: ReaderPool, dataset: Dataset, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The checks of the document's rows in this dataset and of the document as a whole; of a return what its row did not pass."""
    if row.get("document_id"):
        found = await pool.fetch(_CHECKS, [row["document_id"], dataset.name])
    else:
        found = await pool.fetch(_ISSUES, [dataset.name, row.get("submission_id"), row.get("line_key")])
    return [json.loads(text) for (text,) in found]
