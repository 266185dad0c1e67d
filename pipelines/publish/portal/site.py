"""Writes pages into ``HOME/portal``: each only when what stands on it changed, and takes away those that are no more.

What was written is kept in ``HOME/portal-work/pages.sqlite`` with a hash over everything that decides a page's bytes (its data,
the templates and this code). Addresses of figures are kept for ever: the page of a figure that is gone says so.
"""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from pipelines.publish.portal.addresses import PAGES_NAME, page_path
from pipelines.publish.portal.words import (
    LANGUAGES,
    catalogue,
    code_text,
    money_text,
    number_text,
    size_text,
    unit_text,
    value_text,
    visible,
)
from pipelines.settings import code_fingerprint

HERE = Path(__file__).parent
_SCHEMA = """
create table if not exists page (path text primary key, hash text not null) without rowid;
create table if not exists permalink
    (id text primary key, facts text not null, gone integer not null, since text) without rowid;
create table if not exists table_page
    (id text primary key, facts text not null, gone integer not null, since text) without rowid;
create table if not exists release (id text primary key) without rowid;
"""

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'"
)
"""In every page; ``serve`` sends it as a header with frame-ancestors, which a page cannot say itself."""


@dataclass(slots=True)
class Built:
    """What one build did. Paths are from the root of the portal."""

    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0


class Site:
    """The pages under ``root``; ``work`` holds what is known of them."""

    def __init__(self, root: Path, work: Path) -> None:
        self.root = root
        work.mkdir(parents=True, exist_ok=True)
        root.mkdir(parents=True, exist_ok=True)
        self._known = sqlite3.connect(work / PAGES_NAME, isolation_level=None)
        self._known.executescript(_SCHEMA)
        if "since" not in {column[1] for column in self._known.execute("pragma table_info(permalink)")}:
            self._known.execute("alter table permalink add column since text")
        # Losing the last pages' hashes in a power cut costs writing those pages again.
        self._known.execute("pragma synchronous = off")
        self._hashes: dict[str, str] = dict(self._known.execute("select path, hash from page"))
        self._new: dict[str, str] = {}
        self._code = code_fingerprint("pipelines/publish/portal")
        self.built = Built()

    @property
    def known(self) -> sqlite3.Connection:
        """The database of pages and permalinks."""
        return self._known

    @property
    def code(self) -> str:
        """The fingerprint of the code that makes pages."""
        return self._code

    def page(self, kind: str, part: str, template: str, context: Mapping[str, Any]) -> None:
        """Put a page in every language. ``context`` is the same for all: what differs by language, templates choose."""
        told = json.dumps(context, ensure_ascii=False, sort_keys=True, default=str, separators=(",", ":"))
        told = f"{self._code}\0{template}\0{told}"
        digest = hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=16).hexdigest()
        for language in LANGUAGES:
            path = f"{page_path(language, kind, part)}index.html"
            self._put(
                path,
                digest,
                lambda language=language, path=path: _render(language, kind, part, path, template, context),  # type: ignore[misc]
            )

    def file(self, path: str, content: bytes) -> None:
        """Put a file that is no page."""
        self._put(path, hashlib.blake2b(content, digest_size=16).hexdigest(), lambda: content)

    def keep(self, path: str, digest: str) -> bool:
        """Keep a file as it was written for ``digest``; False where it has to be written (again)."""
        if self._new.get(path) == digest:
            return True
        if self._hashes.get(path) != digest or not (self.root / path).exists():
            return False
        self._new[path] = digest
        self.built.unchanged += 1
        return True

    def write(self, path: str, digest: str, content: bytes) -> None:
        """Write a file of which ``keep`` knows no such version."""
        self._put(path, digest, lambda: content)

    def link_file(self, path: str, source: Path, sha256: str) -> None:
        """Put a released file: the same bytes on the disk where the file system can, else a copy."""
        self._new[path] = sha256
        target = self.root / path
        if self._hashes.get(path) == sha256 and target.exists():
            self.built.unchanged += 1
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        try:
            os.link(source, target)
        except OSError:
            shutil.copyfile(source, target)
        self.built.written.append(path)

    def finish(self) -> Built:
        """Take away what was not put this time, and remember what was."""
        for path in sorted(self._hashes.keys() - self._new.keys()):
            (self.root / path).unlink(missing_ok=True)
            self._drop_empty((self.root / path).parent)
            self.built.removed.append(path)
        changed = [item for item in self._new.items() if self._hashes.get(item[0]) != item[1]]
        with self._known:
            self._known.execute("begin")
            self._known.executemany("delete from page where path = ?", ((path,) for path in self.built.removed))
            self._known.executemany("insert or replace into page values (?, ?)", changed)
        self._known.close()
        return self.built

    def _put(self, path: str, digest: str, content: Callable[[], bytes]) -> None:
        self._new[path] = digest
        target = self.root / path
        known = self._hashes.get(path)
        if known == digest and target.exists():
            self.built.unchanged += 1
            return
        if known is None:
            # Most pages have a folder of their own: a new one has none to be written into.
            target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_name(f".{target.name}.part")
        try:
            unfinished.write_bytes(content())
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            unfinished.write_bytes(content())
        unfinished.replace(target)
        self.built.written.append(path)

    def _drop_empty(self, folder: Path) -> None:
        while folder != self.root:
            try:
                folder.rmdir()
            except OSError:
                return
            folder = folder.parent


def _render(language: str, kind: str, part: str, path: str, template: str, context: Mapping[str, Any]) -> bytes:
    root = "../" * path.count("/") or "./"
    others = {other: Markup(root + page_path(other, kind, part)) for other in LANGUAGES}
    text = _template(language, template).render(
        context,
        root=Markup(root),
        others=others,
        kind=kind,
        to=_Addresses(language, root),
        address=page_path(language, kind, part),
        menu=_frame("menu.html", language, root, kind, not part),
        foot=_frame("foot.html", language, root, "", False),
    )
    return text.encode("utf-8", "replace")


class _Addresses:
    """Turns a link into an address relative to the page it stands on."""

    def __init__(self, language: str, root: str) -> None:
        self._language, self._root = language, root

    def __call__(self, link: Iterable[str], anchor: str = "") -> Markup:
        kind, part, *place = link
        anchor = anchor or (place[0] if place else "")
        address = self._root + page_path(self._language, kind, part)
        # Paths are made of letters that need no escape; an anchor is the name of a line or a column.
        return Markup(f"{address}#{escape(anchor)}" if anchor else address)


@cache
def _frame(template: str, language: str, root: str, kind: str, is_list: bool) -> Markup:
    """What stands around the pages of one kind, the same on all that are as deep."""
    to = _Addresses(language, root)
    shown = _template(language, template).render(root=Markup(root), to=to, kind=kind, is_list=is_list)
    return Markup(shown)


@cache
def _template(language: str, name: str) -> jinja2.Template:
    return _templates(language).get_template(name)


def _pieces(to: _Addresses, cell: Iterable[tuple[str, str]], own: str = "") -> Markup:
    """A line in which figures are links; ``own`` is the figure that the page is about."""
    shown = []
    for text, figure in cell:
        told = escape(visible(text))
        if not figure:
            shown.append(told)
        elif figure == own:
            shown.append(Markup(f"<mark>{told}</mark>"))
        else:
            shown.append(Markup(f'<a class="m" id="f-{figure}" href="{to(("figure", figure))}">{told}</a>'))
    return Markup("".join(shown))


def _told(words: object) -> object:
    """The words of a catalogue as they stand in a page: escaped once, for they are shown on every page."""
    if isinstance(words, Mapping):
        return {key: _told(value) for key, value in words.items()}
    if isinstance(words, list):
        return [_told(value) for value in words]
    return escape(words) if isinstance(words, str) else words


@cache
def _templates(language: str) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        finalize=_inert,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    words = catalogue(language)
    environment.globals.update(
        lang=language,
        t=_told(words),
        raw=words,
        csp=Markup(CONTENT_SECURITY_POLICY),
        languages=LANGUAGES,
        json_block=_json_block,
        pieces=_pieces,
    )
    environment.filters.update(
        number=lambda value: number_text(value, language),
        value=lambda value: value_text(value, language),
        unit=lambda value: unit_text(value, language),
        money=lambda value: money_text(value, language),
        size=lambda value: size_text(value, language),
        code=lambda value, group: code_text(group, value, language),
        mine=lambda pair: pair[language] if isinstance(pair, Mapping) else pair,
    )
    return environment


def _inert(value: object) -> object:
    """What stands in a page: text escaped, unseen characters shown; nothing for None."""
    if isinstance(value, Markup):
        return value
    if value is None:
        return ""
    return escape(visible(value if isinstance(value, str) else str(value)))


def _json_block(value: object) -> Markup:
    """``value`` as JSON inside a script element that no browser runs: nothing in it can end the element."""
    told = visible(json.dumps(value, ensure_ascii=False, default=str))
    return Markup(told.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))
