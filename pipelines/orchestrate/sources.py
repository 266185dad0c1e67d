"""Which of everything that was received a run is about; nothing here reads a source or imports a heavy library."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.archive.ledger import Receipt, current_receipts, read_ledger
from pipelines.settings import Home

_SPREADSHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv")


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes that stand in the warehouse once: their receipt, and those of copies under other names.

    ``is_earlier``: a newer file has their name now, but they may be a return, which another file of that name does not undo.
    """

    receipt: Receipt
    copies: tuple[Receipt, ...] = ()
    is_earlier: bool = False

    @property
    def receipts(self) -> tuple[Receipt, ...]:
        """Every receipt of these bytes."""
        return (self.receipt, *self.copies)


def current_sources(home: Home) -> tuple[Source, ...]:
    """Return what stands in the archive now: the last version under each name, equal bytes once.

    Of spreadsheets the earlier versions too, before the others: agencies send every quarter's return under the same name, and a
    corrected return leaves the one before it in the history.
    """
    ledger = read_ledger(home)
    by_bytes: dict[str, list[Receipt]] = {}
    for receipt in current_receipts(ledger):
        by_bytes.setdefault(receipt.source_sha256, []).append(receipt)
    earlier = {
        receipt.source_sha256: receipt
        for receipt in ledger
        if receipt.source_sha256 not in by_bytes and receipt.source_name.lower().endswith(_SPREADSHEETS)
    }
    return (
        *(Source(receipt, is_earlier=True) for receipt in earlier.values()),
        *(Source(first, tuple(copies)) for first, *copies in by_bytes.values()),
    )


def choose_sources(sources: Iterable[Source], names: Sequence[str]) -> tuple[Source, ...]:
    """Return the sources of these names, all where none is given. Raises ValueError for a name never received."""
    sources = tuple(sources)
    if not names:
        return sources
    chosen = tuple(source for source in sources if any(receipt.source_name in names for receipt in source.receipts))
    missing = set(names) - {receipt.source_name for source in chosen for receipt in source.receipts}
    if missing:
        raise ValueError(f"no source of this name was received: {', '.join(sorted(missing))}")
    return chosen
