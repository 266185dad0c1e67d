"""The index that the search box reads: small files, by the first two characters of a word, fetched only when they are asked for.

Words are folded as ``assets/search.js`` folds what is typed: no accents, đ as d, small letters; in numbers '.' and ',' are the same.
Files are scripts that hand their data over, as a page opened from a disk may load scripts but fetch nothing.
"""

import json
import re
from array import array
from collections.abc import Iterator
from itertools import pairwise

from pipelines.language.text import fold
from pipelines.publish.portal.addresses import Link
from pipelines.publish.portal.site import Site
from pipelines.publish.portal.words import visible

KINDS = ("dataset", "document", "indicator", "agency", "project", "budget", "table", "figure", "line")
_AS_ADDED = frozenset(KINDS.index(kind) for kind in ("figure", "line"))
"""Kinds in the order of the documents and within them: by title a new value would give all others between new numbers."""
_ENTRIES_A_FILE = 400
_LONGEST_TITLE = 180
_WORD = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[a-z0-9]+")
_LATIN = re.compile(r"[^a-z0-9]")


def search_words(text: str) -> Iterator[str]:
    """The words of ``text`` as the index knows them.

    >>> list(search_words("Kế hoạch 883/KH-UBND đạt 44,2%"))
    ['ke', 'hoach', '883', 'kh', 'ubnd', 'dat', '44,2']
    """
    for found in _WORD.finditer(fold(text)):
        yield found[0].replace(".", ",")


class SearchIndex:
    """Collects what can be found; ``put`` writes it."""

    def __init__(self) -> None:
        self._entries: list[tuple[int, str, str, str, str, str]] = []
        # By word the numbers of entries, as they were added: a set of words for each entry would be many times as large.
        self._words: dict[str, array[int]] = {}

    def add(
        self,
        link: Link,
        title: str,
        detail: str = "",
        words: str = "",
        english: str = "",
        anchor: str = "",
        kind: str = "",
    ) -> None:
        """Add a page: found by its title and ``words``, shown with ``detail``. ``english`` is its title there, where it has one."""
        for word in dict.fromkeys(search_words(f"{title} {words} {english}")):
            if word not in self._words:
                self._words[word] = array("I")
            self._words[word].append(len(self._entries))
        number = KINDS.index(kind or link[0])
        self._entries.append(
            (number, visible(title[:_LONGEST_TITLE]), visible(detail), visible(english), link[1], anchor)
        )

    def put(self, site: Site) -> None:
        """Write the files of the index."""
        order = sorted(range(len(self._entries)), key=self._rank)
        entries = [self._entries[at] for at in order]
        for start in range(0, len(entries), _ENTRIES_A_FILE):
            shown = entries[start : start + _ENTRIES_A_FILE]
            site.file(f"search/e{start // _ENTRIES_A_FILE}.js", _script(f"e{start // _ENTRIES_A_FILE}", shown))
        places = array("I", bytes(4 * len(order)))
        for place, at in enumerate(order):
            places[at] = place
        shards: dict[str, dict[str, list[int]]] = {}
        for word in sorted(self._words):
            # Numbers of entries as steps from one to the next: shorter, and most of them one digit.
            numbers = sorted(places[at] for at in self._words[word])
            shards.setdefault(shard_of(word), {})[word] = [
                numbers[0],
                *(after - before for before, after in pairwise(numbers)),
            ]
        for name, held in shards.items():
            site.file(f"search/w{name}.js", _script(f"w{name}", held))
        facts = {"size": _ENTRIES_A_FILE, "count": len(entries), "kinds": KINDS, "shards": sorted(shards)}
        starts = [
            next((number for number, entry in enumerate(entries) if entry[0] >= kind), len(entries))
            for kind in range(len(KINDS))
        ]
        site.file("search/index.js", _script("index", facts | {"starts": starts}))

    def _rank(self, at: int) -> tuple[object, ...]:
        kind, title, _, _, part, anchor = self._entries[at]
        return (kind, at) if kind in _AS_ADDED else (kind, fold(title), part, anchor)


def shard_of(word: str) -> str:
    """The file that holds a word.

    >>> shard_of("hoach"), shard_of("44,2"), shard_of("5,1"), shard_of("a")
    ('ho', '44', '5_', 'a_')
    """
    return _LATIN.sub("_", word[:2].ljust(2, "_"))


def _script(name: str, data: object) -> bytes:
    told = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("\u2028", "").replace("\u2029", "")
    return f"khosoSearch({json.dumps(name)},{told});\n".encode()
