"""What is kept of every permalink that was ever given, and the pages of those that the current release has no more.

A figure or table that a later release no longer has keeps its page, which says so and since when, and leads to the document.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from pipelines.publish.portal.labels import dataset_title
from pipelines.publish.portal.released import ReleasedData
from pipelines.publish.portal.site import Site

Kind = Literal["figure", "table"]

_LISTS: Mapping[Kind, str] = {"figure": "permalink", "table": "table_page"}


def keep_permalinks(site: Site, kind: Kind, facts: Iterable[tuple[str, str]], release: str) -> None:
    """Remember the pages of ``release`` (``id`` and facts as JSON): whoever is not among them any more is gone since then."""
    known, kept = site.known, _LISTS[kind]
    known.execute("create temporary table now (id text primary key, facts text not null) without rowid")
    known.execute("begin")
    known.executemany("insert or ignore into now values (?, ?)", facts)
    known.execute(
        f"update {kept} set gone = 1, since = ? where gone = 0 and id not in (select id from now)", (release,)
    )
    known.execute(
        f"insert or replace into {kept} (id, facts, gone) select id, facts, 0 from now"
        f" where (id, facts) not in (select id, facts from {kept} where gone = 0)"
    )
    known.execute("commit")
    known.execute("drop table now")


def put_gone(site: Site, release: ReleasedData, documents: Mapping[str, Sequence[str]]) -> int:
    """Put a page for everything that an earlier release had and this one has not; return how many there are.

    ``documents`` are the links of the documents and returns that still have a page.
    """
    count = 0
    for kind, kept in _LISTS.items():
        rows = site.known.execute(f"select id, facts, since from {kept} where gone = 1 order by id")
        for identifier, told, since in rows:
            facts = json.loads(told)
            dataset = release.datasets.get(facts["dataset"])
            link = documents.get(facts["document"])
            context = {
                "title": facts["shown"],
                "subject": facts["subject"],
                "since": since,
                "document": {"title": facts["title"], "link": link, "anchor": facts["anchor"] if link else ""},
                "dataset": {"title": dataset_title(dataset), "link": ("dataset", dataset.name)} if dataset else None,
            }
            site.page(kind, identifier, "figure_gone.html", context)
            count += 1
    return count
