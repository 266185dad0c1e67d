"""Why a row of a release differs from the release before: what happened to the source that it was read from.

A row names its source by ``document_id``, ``submission_id`` or ``source_name``; the sources of both releases are compared by
key and by the SHA-256 of the received bytes. Rows without a source are reference data or computed from other rows.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from pipelines.metadata import datasets

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "new_document": "văn bản mới",
        "new_return": "báo cáo mới của cơ quan",
        "corrected_return": "cơ quan gửi lại báo cáo đã sửa",
        "corrected_document": "nhận bản khác của văn bản",
        "source_withdrawn": "văn bản, báo cáo không còn trong kho",
        "reread": "đọc lại bằng phiên bản mới của phần mềm",
        "reference_data": "danh mục tham chiếu thay đổi",
        "recomputed": "tính lại từ dữ liệu đã thay đổi",
        "structure": "thay đổi cấu trúc bộ dữ liệu",
    }
)
"""Each reason with what it is called in Vietnamese."""

_REFERENCE = frozenset({"agencies", "administrative_units", "indicators"})
# Columns whose values come from reference data rather than from what is printed.
_RESOLVED = ("_agency_id", "indicator_id", "province_code", "_unit_code")


@dataclass(frozen=True, slots=True)
class _Sources:
    """The sources of a release: key -> SHA-256; and for returns who they are from and for which period."""

    documents: Mapping[str, str]
    submissions: Mapping[str, str]
    names: Mapping[str, str]
    slots: Mapping[str, tuple[str, ...]]


class Reasons:
    """The reasons of the changes between two releases."""

    def __init__(self, base: Path, new: Path) -> None:
        """Read which sources both releases rest on."""
        self._old, self._new = _read_sources(base), _read_sources(new)
        self._received_before = set(self._old.slots.values())

    def of(self, dataset: str, old: Mapping[str, str] | None, new: Mapping[str, str] | None) -> str:
        """Return the reason for a row of ``dataset`` that was ``old`` and is ``new``; one of both may be None."""
        row = new or old or {}
        if old and new and self._only_resolved(old, new):
            return "reference_data"
        if (key := row.get("document_id")) is not None:
            return self._by_source(key, self._old.documents, self._new.documents, "document")
        if (key := row.get("submission_id")) is not None:
            if dataset == "submissions" and row.get("status") == "superseded":
                return "corrected_return"
            return self._by_source(key, self._old.submissions, self._new.submissions, "return")
        if (key := row.get("source_name")) is not None:
            return self._by_source(key, self._old.names, self._new.names, "document")
        declared = datasets().get(dataset)
        if declared is None:
            return "structure"
        return "reference_data" if dataset in _REFERENCE or not declared.derived else "recomputed"

    def _by_source(self, key: str, old: Mapping[str, str], new: Mapping[str, str], kind: str) -> str:
        if not key:
            return "recomputed"
        if key in new and key not in old:
            return self._return_reason(key) if kind == "return" else "new_document"
        if key in old and key not in new:
            return "source_withdrawn"
        return "reread" if old.get(key) == new.get(key) else "corrected_document"

    def _return_reason(self, key: str) -> str:
        """A return for an agency, kind and period that another one was received for corrects that one."""
        slot = self._new.slots.get(key)
        return "corrected_return" if slot is not None and slot in self._received_before else "new_return"

    def _only_resolved(self, old: Mapping[str, str], new: Mapping[str, str]) -> bool:
        changed = [name for name in new if old.get(name, "") != new[name]]
        return bool(changed) and all(name.endswith(_RESOLVED) or name == "agency_id" for name in changed)


def _read_sources(release: Path) -> _Sources:
    documents = _read(release, "documents")
    submissions = _read(release, "submissions")
    received = [*documents, *submissions]
    names = {
        row["source_name"]: row["source_sha256"] for row in _read(release, "document_sources") if "source_sha256" in row
    }
    # A table may come from a file of which no document was made; what else is known of it is only its name.
    names |= {row["source_name"]: "" for row in _read(release, "tables") if row["source_name"] not in names}
    names |= {row["source_name"]: row["source_sha256"] for row in received}
    return _Sources(
        {row["document_id"]: row["source_sha256"] for row in documents},
        {row["submission_id"]: row["source_sha256"] for row in submissions},
        names,
        {
            row["submission_id"]: (row["agency_id"], row["template"], row["period_start"], row["period_end"])
            for row in submissions
            if row["agency_id"]
        },
    )


def _read(release: Path, dataset: str) -> list[dict[str, str]]:
    path = release / dataset / f"{dataset}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
