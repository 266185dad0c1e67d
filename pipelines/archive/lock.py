"""One run at a time on one home. Readers (status, the portal) take no lock: what they read is replaced in one step."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.settings import Home

_held: set[Path] = set()


class HomeBusyError(Exception):
    """Another run is working on this home."""


@contextmanager
def lock_home(home: Home) -> Iterator[None]:
    """Hold the lock of ``home``; the operating system lets go of it even when the process is killed.

    Taking it again within the same process is allowed, as the command takes it before it starts the job that does.
    Raises HomeBusyError at once where another process holds it.
    """
    root = home.root.resolve()
    if root in _held:
        yield
        return
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".lock").open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise HomeBusyError(f"another run is working on {root}; wait until it is done and start again") from error
        _held.add(root)
        try:
            yield
        finally:
            _held.discard(root)
