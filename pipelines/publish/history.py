"""``releases/log.jsonl``: which release was made current when, and the differences and feeds that are made of it.

A release knows no day; this file is where the days are. It is written before ``current`` moves and read again by the next
run: an entry whose release never became current, because the run was stopped in between, is taken back then.
"""

import json
import logging
import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines.publish.changes import write_changes
from pipelines.publish.checksums import SUMS_NAME

LOG_NAME = "log.jsonl"
CHANGES = "changes"
FEEDS = "feeds"


@dataclass(frozen=True, slots=True)
class LogEntry:
    """``release`` became current at ``made_current`` (ISO 8601, UTC); ``changes`` is relative to the releases."""

    number: int
    release: str
    previous: str | None
    made_current: str
    rows: Mapping[str, int]
    changes: str | None


def read_log(releases: Path) -> tuple[LogEntry, ...]:
    """Return every entry, the oldest first; nothing where no release was ever made current."""
    path = releases / LOG_NAME
    if not path.exists():
        return ()
    return tuple(LogEntry(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines())


def note_release(
    releases: Path, release_id: str, rows: Mapping[str, int], now: datetime | None = None
) -> tuple[LogEntry, ...]:
    """Note that ``release_id`` is about to become current, with what changed; return the whole log.

    Nothing is written where it is current and noted already.
    """
    current = releases / "current"
    public = current.readlink().name if current.is_symlink() else None
    log = read_log(releases)
    if log and public is not None and log[-1].release != public:
        log = log[:-1]
    # Without a link nobody can say what was public last; the log goes on from where it ends.
    if log and log[-1].release == release_id:
        return log
    previous = public if public != release_id and _can_compare(releases, public) else None
    changes = None
    if previous is not None:
        changes = f"{CHANGES}/{previous}..{release_id}"
        folder = releases / changes
        if not folder.exists():
            try:
                write_changes(releases / previous, releases / release_id, folder)
            except (OSError, KeyError, ValueError):
                # A release before that was damaged must not keep the next one from being published.
                logging.getLogger(__name__).exception("%s cannot be compared with %s", release_id, previous)
                changes = None
    moment = (now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    number = log[-1].number + 1 if log else 1
    entry = LogEntry(number, release_id, previous, moment.isoformat().replace("+00:00", "Z"), dict(rows), changes)
    log = (*log, entry)
    _replace(
        releases / LOG_NAME,
        "".join(json.dumps(asdict(each), ensure_ascii=False, separators=(",", ":")) + "\n" for each in log),
    )
    return log


def write_feeds(releases: Path, feeds: Mapping[str, str]) -> None:
    """Write the ``feeds`` by file name beside the releases; those of datasets that are gone are taken away."""
    folder = releases / FEEDS
    folder.mkdir(exist_ok=True)
    for name, text in feeds.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            _replace(path, text)
    for path in folder.iterdir():
        if path.name not in feeds:
            path.unlink()


def clear_unfinished(releases: Path) -> None:
    """Take away what a stopped run left among the differences and feeds."""
    for folder in (CHANGES, FEEDS):
        if (releases / folder).is_dir():
            for left in (releases / folder).glob(".part-*"):
                if left.is_dir():
                    shutil.rmtree(left)
                else:
                    left.unlink()


def _can_compare(releases: Path, release: str | None) -> bool:
    """Whether there is a release before to compare with; somebody may have deleted it."""
    return release is not None and (releases / release / SUMS_NAME).exists()


def _replace(path: Path, text: str) -> None:
    part = path.with_name(f".part-{path.name}-{secrets.token_hex(4)}")
    with part.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
