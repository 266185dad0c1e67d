"""What changed from one release to another, row by row and by key, with a reason for each change.

``changes/FROM..TO/DATASET.csv`` has a line per value that was added, removed or changed, ``DATASET.jsonl`` an object per row,
``summary.json`` the counts. The base with the difference applied is the new release (``apply_changes``). Only what both
releases publish is compared, so that nothing comes to light here that a release withholds.

Both releases are read in the order of their keys, a row of each at a time; a table whose file is the same is not read.
"""

import csv
import json
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipelines.publish.checksums import SUMS_NAME
from pipelines.publish.reasons import REASONS, Reasons

Row = dict[str, str]
"""A row as the CSV prints it; an empty text is a null."""

_PART = ".part"
_KINDS = ("added", "removed", "changed")
csv.field_size_limit(1 << 30)


@dataclass(frozen=True, slots=True)
class Change:
    """One row that differs: ``old`` or ``new`` is None where it is on one side only."""

    kind: str
    key: tuple[str, ...]
    old: Row | None
    new: Row | None
    reason: str

    def values(self) -> Iterator[tuple[str, str, str]]:
        """Yield the columns that differ with the old and the new value, empty where there is none."""
        old, new = self.old or {}, self.new or {}
        for column in dict.fromkeys((*old, *new)):
            if old.get(column, "") != new.get(column, ""):
                yield column, old.get(column, ""), new.get(column, "")


@dataclass(frozen=True, slots=True)
class _Table:
    """A published dataset: its file, its columns with their types, its key."""

    path: Path
    types: Mapping[str, str]
    key: tuple[str, ...]


def write_changes(base: Path, new: Path, folder: Path) -> dict[str, Any]:
    """Write what changed from the release ``base`` to ``new`` into ``folder``, whole or not at all; return the summary."""
    part = folder.with_name(f"{_PART}-{folder.name}")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    old_tables, new_tables = _tables(base), _tables(new)
    same = _sums(base).items() & _sums(new).items()
    reasons = Reasons(base, new)
    datasets: dict[str, Any] = {}
    for name in dict.fromkeys((*new_tables, *old_tables)):
        before, after = old_tables.get(name), new_tables.get(name)
        if before and after and any(path == f"{name}/{name}.csv" for path, _ in same):
            continue
        counted = _write_table(part, name, before, after, reasons)
        if counted["rows"] or counted["columns_added"] or counted["columns_removed"] or not (before and after):
            datasets[name] = counted
        else:
            for ending in ("csv", "jsonl"):
                (part / f"{name}.{ending}").unlink()
    summary = {"from": base.name, "to": new.name, "reasons": dict(REASONS), "datasets": datasets}
    (part / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    for path in part.iterdir():
        path.chmod(0o444)
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)
    return summary


def find_changes(base: Path, new: Path, name: str) -> Iterator[Change]:
    """Yield what changed in the dataset ``name`` from the release ``base`` to ``new``, in the order of its key."""
    yield from _compare(_tables(base).get(name), _tables(new).get(name), name, Reasons(base, new))


def apply_changes(rows: Sequence[Row], changes: Path, key: Sequence[str]) -> list[Row]:
    """Return ``rows`` with the differences of ``changes`` (a ``.jsonl``) applied; in no particular order."""
    found = {tuple(row[name] for name in key): dict(row) for row in rows}
    with changes.open(encoding="utf-8") as file:
        for line in file:
            change = json.loads(line)
            place = tuple(change["key"].get(name) or "" for name in key)
            if change["change"] == "removed":
                del found[place]
            else:
                new = {name: value or "" for name, value in change["new"].items()}
                found[place] = found.get(place, {}) | new
    return list(found.values())


def _write_table(
    part: Path, name: str, before: _Table | None, after: _Table | None, reasons: Reasons
) -> dict[str, Any]:
    kinds: Counter[str] = Counter()
    why: Counter[str] = Counter()
    key = next((table.key for table in (after, before) if table), ())
    with (
        (part / f"{name}.csv").open("w", encoding="utf-8", newline="") as table,
        (part / f"{name}.jsonl").open("w", encoding="utf-8", newline="\n") as lines,
    ):
        writer = csv.writer(table)
        # A key column may be named like one of the others.
        writer.writerow(["change", "reason", *(f"key.{column}" for column in key), "column", "old_value", "new_value"])
        for change in _compare(before, after, name, reasons):
            kinds[change.kind] += 1
            why[change.reason] += 1
            values = list(change.values())
            writer.writerows([change.kind, change.reason, *change.key, *value] for value in values)
            lines.write(json.dumps(_line(change, key, values), ensure_ascii=False, separators=(",", ":")) + "\n")
    old, new = set(before.types if before else ()), set(after.types if after else ())
    return {
        **{kind: kinds[kind] for kind in _KINDS},
        "rows": kinds.total(),
        "reasons": dict(sorted(why.items())),
        "key": list(key),
        "columns_added": sorted(new - old) if before else [],
        "columns_removed": sorted(old - new) if after else [],
    }


def _line(change: Change, key: Sequence[str], values: Sequence[tuple[str, str, str]]) -> dict[str, Any]:
    line: dict[str, Any] = {"change": change.kind, "reason": change.reason}
    line["key"] = {name: value or None for name, value in zip(key, change.key, strict=True)}
    if change.kind == "added":
        line["new"] = {name: value or None for name, value in (change.new or {}).items()}
    elif change.kind == "removed":
        line["old"] = {name: value or None for name, value in (change.old or {}).items()}
    else:
        line["old"] = {column: old or None for column, old, _ in values}
        line["new"] = {column: new or None for column, _, new in values}
    return line


def _compare(before: _Table | None, after: _Table | None, name: str, reasons: Reasons) -> Iterator[Change]:
    # Another key makes other rows: what was published under the old one is gone.
    if before and after and before.key != after.key:
        yield from _compare(before, None, name, reasons)
        yield from _compare(None, after, name, reasons)
        return
    table = after or before
    if table is None:
        return
    old_rows = _keyed_rows(before) if before else iter(())
    new_rows = _keyed_rows(after) if after else iter(())
    old, new = next(old_rows, None), next(new_rows, None)
    while old or new:
        if new is None or (old is not None and old[0] < new[0]):
            assert old is not None, "one of both is there"
            yield _change("removed", table.key, old[1], None, name, reasons)
            old = next(old_rows, None)
        elif old is None or new[0] < old[0]:
            yield _change("added", table.key, None, new[1], name, reasons)
            new = next(new_rows, None)
        else:
            if old[1] != new[1]:
                change = _change("changed", table.key, old[1], new[1], name, reasons)
                if any(change.values()):
                    yield change
            old, new = next(old_rows, None), next(new_rows, None)


def _change(kind: str, key: Sequence[str], old: Row | None, new: Row | None, name: str, reasons: Reasons) -> Change:
    row = new or old or {}
    return Change(kind, tuple(row[column] for column in key), old, new, reasons.of(name, old, new))


_Keyed = tuple[tuple[tuple[Any, ...], ...], Row]


def _keyed_rows(table: _Table) -> Iterator[_Keyed]:
    """Yield the rows with what they are sorted by; where the file is in another order, after sorting it in memory."""
    if not _is_sorted(table):
        yield from sorted(_read(table), key=lambda row: row[0])
        return
    yield from _read(table)


def _is_sorted(table: _Table) -> bool:
    last: tuple[tuple[Any, ...], ...] | None = None
    for place, _ in _read(table):
        if last is not None and place < last:
            return False
        last = place
    return True


def _read(table: _Table) -> Iterator[_Keyed]:
    sorts = [(name, table.types[name]) for name in table.key]
    with table.path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield tuple(_sort_value(row[name], kind) for name, kind in sorts), row


def _sort_value(text: str, kind: str) -> tuple[Any, ...]:
    """Return what the published order compares: nulls first, numbers by value, texts by their code points."""
    if not text:
        return (0,)
    return (1, Decimal(text)) if kind in {"integer", "number"} else (1, text)


def _tables(release: Path) -> dict[str, _Table]:
    """Return the datasets of a release by name as its own descriptor says, without those of the quality report."""
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    return {
        resource["name"]: _Table(
            release / resource["path"],
            {field["name"]: field["type"] for field in resource["schema"]["fields"]},
            tuple(resource["schema"].get("primaryKey", ())),
        )
        for resource in package["resources"]
        if resource.get("type") == "table" and not resource["path"].startswith("quality/")
    }


def _sums(release: Path) -> dict[str, str]:
    lines = (release / SUMS_NAME).read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
