"""Words on images, recognised by tesseract in a process of its own: which program, how it is called, what it answers.

What the images are of and what the words mean is for ``scan``. tesseract is called as a program, with one thread and a time
limit, so that pages may be recognised side by side and a page that hangs does not stop the run.
"""

import io
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

import numpy as np
from PIL import Image

from pipelines.language.text import nfc
from pipelines.read.model import SourceRejected

INSTALL = "apt-get install tesseract-ocr tesseract-ocr-vie"
"""The command that installs what is needed to read images (Debian, Ubuntu)."""

VIETNAMESE, LATIN = "vie", "eng"
_SECONDS_TO_START, _SECONDS_PER_MEGAPIXEL = 30.0, 10.0
_DPI = 300
_WORD_LEVEL = "5"


class Segmentation(IntEnum):
    """How tesseract is told to look at an image (its ``--psm``)."""

    ORIENTATION = 0
    PAGE = 3
    BLOCK = 6
    LINE = 7


class RecognitionFailed(Exception):  # noqa: N818 - an outcome: the page is said to be unreadable
    """tesseract gave up on an image or took too long."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word on an image. Edges are in pixels of that image; ``confidence`` is 0 to 100.

    ``line`` is the number of its line among those of the image, in tesseract's order of reading.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: int
    line: int = 0

    @property
    def middle(self) -> float:
        """Half way between top and bottom."""
        return (self.top + self.bottom) / 2


@lru_cache(maxsize=1)
def installed_languages() -> frozenset[str]:
    """Return the languages that tesseract has data of; none where tesseract itself is missing."""
    program = shutil.which("tesseract")
    if program is None:
        return frozenset()
    try:
        listed = subprocess.run([program, "--list-langs"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(listed.stdout.decode("utf-8", "replace").split())


def require_recognition(source_name: str) -> None:
    """Raise SourceRejected, with the command that installs it, where text on images cannot be recognised here."""
    if VIETNAMESE not in installed_languages():
        problem = (
            "the file is a scan, and tesseract is not installed"
            if shutil.which("tesseract") is None
            else "the file is a scan, and tesseract has no Vietnamese (vie) data"
        )
        raise SourceRejected(source_name, problem, f"run: {INSTALL}")


def recognise(
    images: Sequence[np.ndarray], segmentation: Segmentation, language: str = VIETNAMESE, whitelist: str = ""
) -> list[list[Word]]:
    """Return the words of each of ``images`` (grey, uint8), in the order of reading.

    All images are recognised by one process. Raises RecognitionFailed.
    """
    if not images:
        return []
    settings = ["-c", f"tessedit_char_whitelist={whitelist}"] if whitelist else []
    answer = _run(images, ["-l", language, "--psm", str(int(segmentation)), *settings, "tsv"])
    found: list[list[Word]] = [[] for _ in images]
    key: tuple[str, ...] = ()
    line = -1
    for row in answer.splitlines():
        fields = row.split("\t")
        if len(fields) != 12 or fields[0] != _WORD_LEVEL:
            continue
        text = "".join(nfc(fields[11]).split())
        if not text:
            continue
        if (here := tuple(fields[1:5])) != key:
            key, line = here, line + 1
        left, top, width, height = (float(field) for field in fields[6:10])
        confidence = max(0, min(100, int(float(fields[10]))))
        found[int(fields[1]) - 1].append(Word(text, left, top, left + width, top + height, confidence, line))
    return found


def find_orientation(image: np.ndarray) -> tuple[int, float]:
    """Return by how many degrees (0, 90, 180, 270) ``image`` must be turned clockwise to stand upright, and how sure that is.

    A page with too little text gives 0 and 0.0.
    """
    if "osd" not in installed_languages():
        return 0, 0.0
    try:
        answer = _run([image], ["-l", "osd", "--psm", str(int(Segmentation.ORIENTATION))])
    except RecognitionFailed:
        return 0, 0.0
    said = dict(row.split(": ", 1) for row in answer.splitlines() if ": " in row)
    try:
        return int(said["Rotate"]) % 360, float(said["Orientation confidence"])
    except (KeyError, ValueError):
        return 0, 0.0


def _run(images: Sequence[np.ndarray], options: Sequence[str]) -> str:
    program = shutil.which("tesseract")
    if program is None:
        raise RecognitionFailed("tesseract is not installed")
    pages = [Image.fromarray(image) for image in images]
    packed = io.BytesIO()
    pages[0].save(packed, "TIFF", save_all=True, append_images=pages[1:], dpi=(_DPI, _DPI))
    seconds = _SECONDS_TO_START + _SECONDS_PER_MEGAPIXEL * sum(image.size for image in images) / 1e6
    command = [program, "stdin", "stdout", "--dpi", str(_DPI), "-c", "tessedit_do_invert=0", *options]
    try:
        done = subprocess.run(
            command,
            input=packed.getvalue(),
            capture_output=True,
            timeout=seconds,
            check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RecognitionFailed(str(error)) from error
    if done.returncode:
        raise RecognitionFailed(done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or "tesseract failed")
    return done.stdout.decode("utf-8", "replace")
