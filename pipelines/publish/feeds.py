"""Atom and JSON Feed over the last releases: one of all datasets, one of each. What changed stands in plain text.

An entry's id is made of the release and its place in the log and stays for good, also where a release becomes current once more.
Texts from documents are plain text in both forms: nothing in them is markup.
"""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pipelines.metadata import datasets
from pipelines.publish.catalogue import Catalogue
from pipelines.publish.history import LogEntry
from pipelines.publish.reasons import REASONS

SITE = "site"
_LAST_RELEASES = 20
_LISTED = 10
# What XML 1.0 cannot hold, and the marks that turn the direction of a text.
_UNFIT = re.compile(
    r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]"
)
_KINDS = {"added": "thêm", "removed": "bớt", "changed": "đổi"}

_Entry = tuple[LogEntry, str, str]
"""A log entry with the title and the text of the feed entry."""


def build_feeds(releases: Path, catalogue: Catalogue, log: Sequence[LogEntry], portal: str) -> dict[str, str]:
    """Return every feed by file name. ``portal`` is the address that the links begin with, with a slash at its end."""
    summaries = {entry.number: _summary(releases, entry) for entry in log[-_LAST_RELEASES:]}
    feeds: dict[str, list[_Entry]] = {name: [] for name in (SITE, *datasets())}
    for entry in reversed(log[-_LAST_RELEASES:]):
        summary = summaries[entry.number]
        feeds[SITE].append((entry, f"Bản phát hành {entry.release}", _site_text(releases, entry, summary)))
        for name, dataset in datasets().items():
            counted = summary["datasets"].get(name) if summary else None
            if counted is not None:
                title = f"{dataset.title_vi}: {_counts(counted)}"
                feeds[name].append((entry, title, _dataset_text(entry, counted)))
            elif entry.previous is None and name in entry.rows:
                feeds[name].append((entry, f"{dataset.title_vi}: {entry.rows[name]} dòng", "Bản phát hành đầu tiên."))
    written: dict[str, str] = {}
    for name, entries in feeds.items():
        title = catalogue.title_vi if name == SITE else f"{datasets()[name].title_vi} ({catalogue.title_vi})"
        written[f"{name}.atom"] = _atom(catalogue, name, title, entries, portal)
        written[f"{name}.json"] = _json_feed(catalogue, name, title, entries, portal)
    return written


def _summary(releases: Path, entry: LogEntry) -> dict[str, Any] | None:
    path = releases / entry.changes / "summary.json" if entry.changes else None
    if path is None or not path.exists():
        return None
    summary: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return summary


def _site_text(releases: Path, entry: LogEntry, summary: Mapping[str, Any] | None) -> str:
    if summary is None:
        return f"{sum(entry.rows.values())} dòng trong {len(entry.rows)} bộ dữ liệu."
    lines = [
        f"{datasets()[name].title_vi if name in datasets() else name}: {_counts(counted)}; {_reasons(counted)}"
        for name, counted in summary["datasets"].items()
    ]
    lines += _new_documents(releases, entry)
    return "\n".join(lines) or "Không dòng nào thay đổi; mô tả hoặc báo cáo chất lượng thay đổi."


def _dataset_text(entry: LogEntry, counted: Mapping[str, Any]) -> str:
    lines = [f"So với {entry.previous}: {_counts(counted)}.", f"Lý do: {_reasons(counted)}."]
    for field, label in (("columns_added", "Cột mới"), ("columns_removed", "Cột bỏ")):
        if counted[field]:
            lines.append(f"{label}: {', '.join(counted[field])}.")
    return "\n".join(lines)


def _new_documents(releases: Path, entry: LogEntry) -> list[str]:
    path = releases / str(entry.changes) / "documents.jsonl"
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as file:
        changes = [json.loads(line) for line in file]
    names = [
        " ".join(filter(None, (change["new"].get("document_symbol"), change["new"].get("title"))))
        for change in changes
        if change["change"] == "added"
    ]
    listed = [f"Văn bản mới: {name}" for name in names[:_LISTED]]
    return [*listed, f"... và {len(names) - _LISTED} văn bản khác"] if len(names) > _LISTED else listed


def _counts(counted: Mapping[str, Any]) -> str:
    return (
        ", ".join(f"{label} {counted[kind]} dòng" for kind, label in _KINDS.items() if counted[kind]) or "đổi cấu trúc"
    )


def _reasons(counted: Mapping[str, Any]) -> str:
    return ", ".join(f"{REASONS.get(reason, reason)} ({count})" for reason, count in counted["reasons"].items())


def _entry_id(catalogue: Catalogue, name: str, entry: LogEntry) -> str:
    return f"{catalogue.base}feed:{name}:{entry.number}:{entry.release}"


def _atom(catalogue: Catalogue, name: str, title: str, entries: Sequence[_Entry], portal: str) -> str:
    updated = entries[0][0].made_current if entries else "1970-01-01T00:00:00Z"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="vi">',
        f"<id>{_xml(f'{catalogue.base}feed:{name}')}</id>",
        f"<title>{_xml(title)}</title>",
        f"<updated>{_xml(updated)}</updated>",
        f"<author><name>{_xml(catalogue.publisher_name)}</name></author>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(f"{portal}feeds/{name}.atom")}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(portal)}/>',
    ]
    for entry, heading, text in entries:
        lines += [
            "<entry>",
            f"<id>{_xml(_entry_id(catalogue, name, entry))}</id>",
            f"<title>{_xml(heading)}</title>",
            f"<updated>{_xml(entry.made_current)}</updated>",
            f'<link rel="alternate" href={quoteattr(_link(portal, entry))}/>',
            f'<content type="text">{_xml(text)}</content>',
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>", ""])


def _json_feed(catalogue: Catalogue, name: str, title: str, entries: Sequence[_Entry], portal: str) -> str:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _fit(title),
        "home_page_url": portal,
        "feed_url": f"{portal}feeds/{name}.json",
        "language": "vi",
        "authors": [{"name": catalogue.publisher_name}],
        "items": [
            {
                "id": _entry_id(catalogue, name, entry),
                "url": _link(portal, entry),
                "title": _fit(heading),
                "content_text": _fit(text),
                "date_published": entry.made_current,
            }
            for entry, heading, text in entries
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=2).replace("<", "\\u003c") + "\n"


def _link(portal: str, entry: LogEntry) -> str:
    return f"{portal}releases/{entry.release}/"


def _fit(text: str) -> str:
    return _UNFIT.sub("", text)


def _xml(text: str) -> str:
    return escape(_fit(text))
