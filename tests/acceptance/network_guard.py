"""Lets no Python process of a command reach anything but this machine, and writes down who tried.

``guarded_environment`` gives a command and every Python it starts a ``sitecustomize`` that replaces the calls by which a
program gets out: ``socket.connect`` and the look-up of names.
"""

import os
from pathlib import Path

_SITECUSTOMIZE = """\
import os
import socket

_LOG = os.environ["KHOSO_TEST_OUTBOUND_LOG"]
_connect, _connect_ex, _getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo


def _is_local(host):
    return host in (None, "", "localhost", "::1", "0.0.0.0", "::") or str(host).startswith("127.")


def _check(host):
    if isinstance(host, bytes):
        host = host.decode()
    if not _is_local(host):
        with open(_LOG, "a", encoding="utf-8") as log:
            log.write(f"{host} from {os.getpid()}\\n")
        raise OSError(f"no connection to {host} in this test")


def connect(self, address):
    if self.family != socket.AF_UNIX:
        _check(address[0])
    return _connect(self, address)


def connect_ex(self, address):
    if self.family != socket.AF_UNIX:
        _check(address[0])
    return _connect_ex(self, address)


def getaddrinfo(host, *arguments, **named):
    _check(host)
    return _getaddrinfo(host, *arguments, **named)


socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo = connect, connect_ex, getaddrinfo
"""


class NetworkGuard:
    """A guard whose files are in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._log = folder / "outbound.log"
        (folder / "sitecustomize.py").write_text(_SITECUSTOMIZE, encoding="utf-8")
        self._log.touch()

    @property
    def environment(self) -> dict[str, str]:
        """The variables that put a command under guard."""
        path = os.pathsep.join(filter(None, [str(self._folder), os.environ.get("PYTHONPATH", "")]))
        return {"PYTHONPATH": path, "KHOSO_TEST_OUTBOUND_LOG": str(self._log)}

    @property
    def attempts(self) -> list[str]:
        """Who tried to reach what."""
        return self._log.read_text(encoding="utf-8").splitlines()
