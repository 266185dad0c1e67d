"""Where real documents lie that stay outside the repository: ``KHOSO_SHARED``, or ``shared`` beside the checkout."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("KHOSO_SHARED", Path(__file__).resolve().parents[2] / "shared"))


def shared_folder(*parts: str) -> Path:
    """The folder of real inputs; skips the test where it is not there (it is no part of the repository)."""
    folder = SHARED.joinpath(*parts)
    if not folder.is_dir():
        pytest.skip(
            f"real documents are not beside this checkout: set KHOSO_SHARED to the folder that holds {'/'.join(parts)}"
        )
    return folder
