"""What a run says while it works, for whoever listens: the command draws it, the UI shows it in the run's log.

How it looks on a terminal is for the command; nothing here writes to a stream.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """One remark: what is being done, and how far it is where that is known (``total`` 0 where not)."""

    text: str
    done: int = 0
    total: int = 0


Listener = Callable[[Progress], None]


def _listen_to_nothing(_progress: Progress) -> None:
    return


_listener: ContextVar[Listener] = ContextVar("progress_listener", default=_listen_to_nothing)


def report(text: str, done: int = 0, total: int = 0) -> None:
    """Tell the listener of this run."""
    _listener.get()(Progress(text, done, total))


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Send what is reported within to ``listener``."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
