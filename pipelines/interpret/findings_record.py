"""One remark on what a document prints, as the rooms ``findings_`` make it. When one is made is for them."""

from dataclasses import dataclass

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
            **place_columns(self.place),
        }
