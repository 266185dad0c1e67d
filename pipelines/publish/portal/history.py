"""The releases of one home and what changed between them, as files of the portal and as change logs of datasets."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pyarrow import parquet

from pipelines.publish.checksums import SUMS_NAME, read_file_facts
from pipelines.publish.portal.site import Site

_RELEASE = "r-*"
_BESIDE = ("changes", "feeds")


@dataclass(frozen=True, slots=True)
class PastRelease:
    """One release: its id, its folder, the day it was made current where that was noted, its files by path with their hash."""

    id: str
    path: Path
    day: date | None
    hashes: Mapping[str, str]


def past_releases(releases: Path, current: str) -> list[PastRelease]:
    """Every whole release under ``releases``, the current one first, then the newest before the older ones."""
    days = _days(releases / "log.jsonl")
    found = [path for path in releases.glob(_RELEASE) if (path / SUMS_NAME).is_file()]
    # Where no day was noted the folder says when it was made; the order hangs on nothing else.
    found.sort(
        key=lambda path: (path.name == current, days.get(path.name, (0, None))[0], path.stat().st_mtime), reverse=True
    )
    return [PastRelease(path.name, path, days.get(path.name, (0, None))[1], _hashes(path)) for path in found]


def _hashes(release: Path) -> dict[str, str]:
    lines = (release / SUMS_NAME).read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _days(log: Path) -> dict[str, tuple[int, date | None]]:
    found: dict[str, tuple[int, date | None]] = {}
    try:
        entries = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError):
        return found
    for number, entry in enumerate(entries, start=1):
        identifier = str(entry.get("release") or entry.get("release_id") or entry.get("id") or "")
        told = str(entry.get("at") or entry.get("date") or entry.get("made_current") or entry.get("published_at") or "")
        try:
            day = date.fromisoformat(told[:10])
        except ValueError:
            day = None
        found[identifier] = (number, day)
    return found


def put_releases(site: Site, releases: Path, past: Sequence[PastRelease]) -> None:
    """Put the files of every release under ``v/<id>/``, those of the current one under ``data/`` too, changes and feeds."""
    for number, release in enumerate(past):
        sums = read_file_facts(release.path, release.path / SUMS_NAME)
        for name, digest in {**release.hashes, SUMS_NAME: sums.sha256}.items():
            if not (release.path / name).is_file():
                continue
            site.link_file(f"v/{release.id}/{name}", release.path / name, digest)
            if number == 0:
                site.link_file(f"data/{name}", release.path / name, digest)
    for folder in _BESIDE:
        for path in sorted((releases / folder).rglob("*")):
            inside = path.relative_to(releases)
            if path.is_file() and not any(part.startswith(".") for part in inside.parts):
                site.link_file(inside.as_posix(), path, read_file_facts(releases, path).sha256)


def change_log(dataset: str, past: Sequence[PastRelease], releases: Path) -> list[dict[str, Any]]:
    """The releases in which the rows of ``dataset`` changed, the newest first: rows then and before, and the file of the changes."""
    name = f"{dataset}/{dataset}.csv"
    found: list[dict[str, Any]] = []
    oldest_first = [release for release in reversed(past) if name in release.hashes]
    for before, release in zip([None, *oldest_first], oldest_first, strict=False):
        if before is not None and before.hashes[name] == release.hashes[name]:
            continue
        folder = releases / "changes" / f"{before.id}..{release.id}" if before is not None else None
        files = sorted(folder.rglob(f"{dataset}.*")) if folder is not None and folder.is_dir() else []
        found.append(
            {
                "release": release.id,
                "day": release.day,
                "rows": _rows(release, dataset),
                "before": _rows(before, dataset) if before is not None else None,
                "file": f"v/{release.id}/{name}",
                "changes": [
                    {"name": path.name, "path": path.relative_to(releases).as_posix()}
                    for path in files
                    if path.is_file()
                ],
            }
        )
    return found[::-1]


def _rows(release: PastRelease, dataset: str) -> int | None:
    path = release.path / dataset / f"{dataset}.parquet"
    return int(parquet.read_metadata(path).num_rows) if path.is_file() else None
