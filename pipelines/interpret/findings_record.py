"""One remark on what a document prints, as the rooms ``findings_`` make it. When one is made is for them."""

from dataclasses import dataclass
from math import ceil, floor

from pipelines.interpret.records import Record, place_columns
from pipelines.read.model import Place


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on what a document prints."""

    kind: str
    severity: str
    description: str
    value_text: str | None
    place: Place
    responsibility: str = "issuer"

    def record(self) -> Record:
        """The row of ``findings``, without ``document_id`` and ``record_no``."""
        return {
            "finding_kind": self.kind,
            "severity": self.severity,
            "responsibility": self.responsibility,
            "description": self.description,
            "value_text": self.value_text or None,
            "source_box": _box_text(self.place),
            **place_columns(self.place),
        }


def _box_text(place: Place) -> str | None:
    """Return the box of a place on a scanned page as text, in whole points; None where it has none.

    >>> _box_text(Place(page=2, box=(10.4, 20.0, 30.6, 41.2)))
    '10,20,31,42'
    """
    if place.box is None:
        return None
    left, top, right, bottom = place.box
    return f"{floor(left)},{floor(top)},{ceil(right)},{ceil(bottom)}"
