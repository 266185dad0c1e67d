"""What was read from each source, kept between the steps and between runs: ``records/<sha256>.<step>``.

A file is a line that says by which code and under which name the source was read, and the records. It is good for as
long as both are the same: a run that was stopped goes on where it was, and a change of code reads everything again. The
tables of a return, which may be long, stand beside it as Arrow files: ``records/<sha256>.<step>.<table>.arrow``.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from pipelines.archive.ledger import Receipt
from pipelines.archive.store import write_whole
from pipelines.orchestrate.state import Rejection
from pipelines.settings import Home
from pipelines.validate.model import ColumnarRows, Validation, parse_validation, validation_json

Step = Literal["read", "validated"]


@dataclass(frozen=True, slots=True)
class Kept:
    """The outcome of one step for one source: a rejection, or records that can be read from ``path``."""

    path: Path
    rejection: Rejection | None
    tables: Mapping[str, int] = field(default_factory=dict)

    def validation(self) -> Validation:
        """Return the records; before validation all of them count as accepted. Only where there is no rejection."""
        found = parse_validation(self.path.read_text(encoding="utf-8").partition("\n")[2])
        if not self.tables:
            return found
        tables = {name: ColumnarRows(count, _table_path(self.path, name)) for name, count in self.tables.items()}
        return replace(found, tables=tables)


def keep(home: Home, step: Step, receipt: Receipt, code: str, outcome: Validation | Rejection) -> None:
    """Keep ``outcome`` in one step: it is there as a whole or not at all."""
    rejection = outcome if isinstance(outcome, Rejection) else None
    path, tables = _path(home, step, receipt), {} if isinstance(outcome, Rejection) else outcome.tables
    for name, rows in tables.items():
        # The file that names them comes last: until it is there nobody looks for them.
        _write_table(_table_path(path, name), rows)
    header = {
        "code": code,
        "tables": {name: rows.count for name, rows in tables.items()},
        "source_name": receipt.source_name,
        "problem": rejection and rejection.problem,
        "remedy": rejection and rejection.remedy,
    }
    body = "" if isinstance(outcome, Rejection) else validation_json(outcome)
    write_whole(path, f"{json.dumps(header, ensure_ascii=False)}\n{body}\n".encode())


def kept(home: Home, step: Step, receipt: Receipt, code: str) -> Kept | None:
    """Return what ``code`` left of this source under this name; None where it has to be read again."""
    path = _path(home, step, receipt)
    try:
        with path.open(encoding="utf-8") as stream:
            header = json.loads(stream.readline())
        if header["code"] != code or header["source_name"] != receipt.source_name:
            return None
        problem, tables = header["problem"], header["tables"]
    except (OSError, ValueError, KeyError):
        return None
    if problem is None:
        return Kept(path, None, tables) if all(_table_path(path, name).exists() for name in tables) else None
    return Kept(path, Rejection(receipt.source_name, receipt.source_sha256, problem, header["remedy"]))


def drop_superseded(home: Home, receipts: Iterable[Receipt]) -> None:
    """Delete what is kept of sources other than those of ``receipts``; they can be read again from the archive."""
    current = {receipt.source_sha256 for receipt in receipts}
    for path in home.records.glob("*"):
        if path.name.partition(".")[0] not in current and not path.name.startswith("."):
            path.unlink()


def _table_path(path: Path, name: str) -> Path:
    return path.with_name(f"{path.name}.{name}.arrow")


def _write_table(path: Path, rows: ColumnarRows) -> None:
    import pyarrow as pa  # noqa: PLC0415 - only returns need it

    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    table = rows.read()
    # Parquet would take five times as long for a file that is read once.
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.OSFile(str(unfinished), "wb") as sink, pa.ipc.new_file(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    unfinished.replace(path)


def _path(home: Home, step: Step, receipt: Receipt) -> Path:
    return home.records / f"{receipt.source_sha256}.{step}"
