"""Which of everything that was received a run is about; nothing here reads a source or imports a heavy library."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.archive.ledger import Receipt, current_receipts, read_ledger
from pipelines.settings import Home


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes that stand in the warehouse once: their receipt, and those of copies under other names."""

    receipt: Receipt
    copies: tuple[Receipt, ...] = ()

    @property
    def receipts(self) -> tuple[Receipt, ...]:
        """Every receipt of these bytes."""
        return (self.receipt, *self.copies)


def current_sources(home: Home) -> tuple[Source, ...]:
    """Return what stands in the archive now: the last version under each name, equal bytes once."""
    by_bytes: dict[str, list[Receipt]] = {}
    for receipt in current_receipts(read_ledger(home)):
        by_bytes.setdefault(receipt.source_sha256, []).append(receipt)
    return tuple(Source(first, tuple(copies)) for first, *copies in by_bytes.values())


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
