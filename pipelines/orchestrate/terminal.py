"""How a run shows on the operator's screen: one moving line on a terminal, plain lines anywhere else."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from pipelines.orchestrate.progress import Listener, Progress

_SECONDS_BETWEEN_LINES = 5.0


@contextmanager
def showing_progress() -> Iterator[Listener]:
    """Yield a listener that shows what it is told on standard error.

    It writes to a copy of the stream: while an asset works, Dagster takes the stream itself for its log of the asset.
    """
    with os.fdopen(os.dup(sys.stderr.fileno()), "w", encoding="utf-8", errors="replace", buffering=1) as screen:
        if not screen.isatty():
            yield PlainLines(screen)
            return
        # Rich takes a tenth of a second and draws nothing where there is no terminal.
        from rich.console import Console  # noqa: PLC0415
        from rich.markup import escape  # noqa: PLC0415

        with Console(file=screen).status("starting") as drawn:
            yield lambda progress: drawn.update(escape(_text(progress)))


class PlainLines:
    """A line for everything new, and one every few seconds while the same thing goes on."""

    def __init__(self, screen: TextIO) -> None:
        self._screen = screen
        self._text = ""
        self._at = 0.0

    def __call__(self, progress: Progress) -> None:
        """Write a line where ``progress`` is worth one."""
        now = time.monotonic()
        if (
            progress.text != self._text
            or now - self._at > _SECONDS_BETWEEN_LINES
            or 0 < progress.total == progress.done
        ):
            self._text, self._at = progress.text, now
            self._screen.write(f"{_text(progress)}\n")


def _text(progress: Progress) -> str:
    return f"{progress.text} ({progress.done}/{progress.total})" if progress.total else progress.text
