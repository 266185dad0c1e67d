"""The real documents that tests read: they are not ours to store, so they lie in a folder beside the repository."""

import os
from pathlib import Path

import pytest

_FOLDER = Path(os.environ.get("KHOSO_SHARED", Path(__file__).resolve().parents[3] / "shared"))
REAL_DOCUMENTS = (
    "bac-kan-2024-plan",
    "ban-dan-toc-2024-plan",
    "bac-giang-2022h1-report",
    "bac-giang-2024-plan",
)


def shared_file(relative: str) -> Path:
    """The path of a shared file; skips the test where the folder is not there."""
    path = _FOLDER / relative
    if not path.exists():
        pytest.skip(f"{path} is not there; KHOSO_SHARED names the folder of the real documents")
    return path


def real_text(doc_id: str) -> str:
    """The text of a real document."""
    return shared_file(f"documents/{doc_id}.txt").read_bytes().decode("utf-8")
