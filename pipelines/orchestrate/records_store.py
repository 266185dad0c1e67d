"""What was read from each source, kept between the steps and between runs: ``records/<sha256>.<step>``.

A file is a line that says by which code and under which name the source was read, and the records. It is good for as
long as both are the same: a run that was stopped goes on where it was, and a change of code reads everything again.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipelines.archive.ledger import Receipt
from pipelines.archive.store import write_whole
from pipelines.orchestrate.state import Rejection
from pipelines.settings import Home
from pipelines.validate.model import Validation, parse_validation, validation_json

Step = Literal["read", "validated"]


@dataclass(frozen=True, slots=True)
class Kept:
    """The outcome of one step for one source: a rejection, or records that can be read from ``path``."""

    path: Path
    rejection: Rejection | None

    def validation(self) -> Validation:
        """Return the records; before validation all of them count as accepted. Only where there is no rejection."""
        return parse_validation(self.path.read_text(encoding="utf-8").partition("\n")[2])


def keep(home: Home, step: Step, receipt: Receipt, code: str, outcome: Validation | Rejection) -> None:
    """Keep ``outcome`` in one step: it is there as a whole or not at all."""
    rejection = outcome if isinstance(outcome, Rejection) else None
    header = {
        "code": code,
        "source_name": receipt.source_name,
        "problem": rejection and rejection.problem,
        "remedy": rejection and rejection.remedy,
    }
    body = "" if isinstance(outcome, Rejection) else validation_json(outcome)
    write_whole(_path(home, step, receipt), f"{json.dumps(header, ensure_ascii=False)}\n{body}\n".encode())


def kept(home: Home, step: Step, receipt: Receipt, code: str) -> Kept | None:
    """Return what ``code`` left of this source under this name; None where it has to be read again."""
    path = _path(home, step, receipt)
    try:
        with path.open(encoding="utf-8") as stream:
            header = json.loads(stream.readline())
        if header["code"] != code or header["source_name"] != receipt.source_name:
            return None
        problem = header["problem"]
    except (OSError, ValueError, KeyError):
        return None
    if problem is None:
        return Kept(path, None)
    return Kept(path, Rejection(receipt.source_name, receipt.source_sha256, problem, header["remedy"]))


def drop_superseded(home: Home, receipts: Iterable[Receipt]) -> None:
    """Delete what is kept of sources other than those of ``receipts``; they can be read again from the archive."""
    current = {receipt.source_sha256 for receipt in receipts}
    for path in home.records.glob("*"):
        if path.name.partition(".")[0] not in current and not path.name.startswith("."):
            path.unlink()


def _path(home: Home, step: Step, receipt: Receipt) -> Path:
    return home.records / f"{receipt.source_sha256}.{step}"
