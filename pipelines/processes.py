"""Servers that a command starts beside itself and takes with it when it ends. What they serve is not known here."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

_SECONDS_TO_END = 15.0


@contextmanager
def interrupted_by(number: int) -> Iterator[None]:
    """Let the signal of a service manager do what Ctrl-C does."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(number, interrupt)
    try:
        yield
    finally:
        signal.signal(number, before)


def end_group(server: subprocess.Popen[bytes]) -> None:
    """End ``server``, which leads a session of its own, with every process that it started."""
    with suppress(ProcessLookupError, subprocess.TimeoutExpired):
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(_SECONDS_TO_END)
        finally:
            os.killpg(server.pid, signal.SIGKILL)
