"""The ledger: one line for every version of every source received, in order of receipt.

It says what came in, when and from where. It says nothing of what was read from it, and a line is never changed.
"""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from pipelines.settings import Home


@dataclass(frozen=True, slots=True)
class Receipt:
    """One received version of one source.

    ``received_no`` grows by one with every line. The same bytes as in the last line of that name make no new line;
    earlier bytes that come back do, so the highest ``received_no`` of a name is what stands in the inbox. ``received_at`` is
    when the archive took it, ``stored_at`` when it was put there by the account of its file system: the same however often and
    wherever the inbox is read. Ledgers of before have none.
    """

    received_no: int
    source_name: str
    source_sha256: str
    size_bytes: int
    media_type: str
    received_at: str
    origin: str
    stored_at: str | None = None


def ledger_path(home: Home) -> Path:
    """Where the ledger of ``home`` is."""
    return home.archive / "ledger.jsonl"


def read_ledger(home: Home) -> list[Receipt]:
    """Return every receipt in order; none where nothing was received yet.

    A last line that was cut off (power lost while it was written) is left out: its source is still in the inbox, and
    the next append repairs the file. A broken line elsewhere raises ValueError, as no later run can have caused it.
    """
    path = ledger_path(home)
    if not path.exists():
        return []
    lines = path.read_bytes().split(b"\n")
    return [_parse_line(path, number, line) for number, line in enumerate(lines[:-1], start=1) if line]


def append_receipts(home: Home, receipts: Iterable[Receipt]) -> None:
    """Add ``receipts`` durably; a torn last line is cut off first. The caller holds the home's lock."""
    lines = [json.dumps(asdict(receipt), ensure_ascii=False, sort_keys=True) + "\n" for receipt in receipts]
    if not lines:
        return
    path = ledger_path(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as stream:
        stream.truncate(_end_of_last_line(path))
        stream.write("".join(lines).encode())
        stream.flush()
        os.fsync(stream.fileno())


def current_receipts(receipts: Iterable[Receipt]) -> Iterator[Receipt]:
    """Yield the last receipt of each source name, in order of receipt."""
    last = {receipt.source_name: receipt for receipt in receipts}
    return iter(sorted(last.values(), key=lambda receipt: receipt.received_no))


def _end_of_last_line(path: Path) -> int:
    return path.read_bytes().rfind(b"\n") + 1


def _parse_line(path: Path, number: int, line: bytes) -> Receipt:
    try:
        return Receipt(**json.loads(line))
    except (ValueError, TypeError) as error:
        raise ValueError(f"{path}, line {number}: no receipt ({error}); restore the ledger from a backup") from error
