"""Where every page stands, and the ids that addresses are made of. An address is a promise: nothing here hangs on a run or an order.

An id is a hash over what is printed: dataset, document, and the row's own key. Where a row's key is its number within the document,
its place in the source and the numbers printed there stand for it, as a row read anew beside it must not move the address.
"""

import hashlib
import re
from base64 import b32encode
from collections.abc import Mapping
from functools import cache
from typing import Any

from pipelines.language.text import slug
from pipelines.metadata import Dataset
from pipelines.publish.portal.words import catalogue

PAGES_NAME = "pages.sqlite"
"""In ``Home.portal_work``: the pages that were written, and every permalink that was ever given."""

_SAFE = re.compile(r"[a-z0-9](?:[a-z0-9-]|\.(?=[a-z0-9]))*")
_LONGEST = 100
_NUMBERED = frozenset({"record_no", "issue_no"})
_PLACE = ("source_sheet", "source_cell", "source_line_start", "source_line_end")

Link = tuple[str, str]
"""A page: its kind and its part of the address; templates turn it into an address in their language."""


def short_hash(*parts: object) -> str:
    """Twelve letters and digits over ``parts``: one in a million that two of a million rows share them."""
    told = "\0".join("" if part is None else str(part) for part in parts)
    # Ten bytes give sixteen letters; to spell the whole hash takes three times as long.
    return b32encode(hashlib.sha256(told.encode()).digest()[:10])[:12].decode().lower()


def address_part(identifier: str) -> str:
    """``identifier`` as one part of an address: itself where it is plain and short, else a plain beginning and its hash."""
    if len(identifier) <= _LONGEST and _SAFE.fullmatch(identifier):
        return identifier
    return f"{slug(identifier)[: _LONGEST - 20].strip('-')}-{short_hash(identifier)}".strip("-")


def page_path(language: str, kind: str, part: str = "") -> str:
    """The path of a page from the root of the portal, ending with a slash; '' for the Vietnamese home page."""
    folder = _folder(language, kind)
    return f"{folder}{part}/" if part else folder


@cache
def _folder(language: str, kind: str) -> str:
    # Kept for each kind; of each page it would be more to keep, the more documents there are, than to join.
    words = catalogue(language)["paths"]
    return "".join(f"{step}/" for step in (words["root"], words.get(kind, kind)) if step)


def row_identity(dataset: Dataset, row: Mapping[str, Any]) -> tuple[object, ...]:
    """What is printed of a row that no other row of its dataset has, but for those read from the very same place."""
    if _NUMBERED.isdisjoint(dataset.key):
        return (dataset.name, *(row[name] for name in dataset.key))
    kept = [row[name] for name in dataset.key if name not in _NUMBERED]
    numbers = (row.get(column.name) for column in dataset.columns if column.type == "numeric")
    # As a floating number a value is the same from whatever file or server it was read.
    told = (None if value is None else repr(float(value)) for value in numbers)
    return (dataset.name, *kept, *(row.get(name) for name in _PLACE), *told)


class RowIds:
    """Gives the rows of one dataset and document their ids, in published order: the second row of a place is told from the first."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._seen: dict[tuple[object, ...], int] = {}

    def next(self, row: Mapping[str, Any]) -> str:
        """The id of ``row``."""
        identity = row_identity(self._dataset, row)
        seen = self._seen[identity] = self._seen.get(identity, 0) + 1
        return short_hash(*identity) if seen == 1 else short_hash(*identity, f"#{seen}")
