"""``khoso ui`` on a home, for as long as somebody looks at it."""

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipelines.settings import PROJECT_ROOT, Home
from tests.processes import clean_environment

_SECONDS_TO_START = 120


@contextmanager
def running_ui(home: Home, inbox: Path) -> Iterator[str]:
    """Start the UI on a free port and give its address; nothing of it is left running afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = home.root / "ui.log"
    command = ["-m", "pipelines.cli", "ui", "--home", home.root, "--inbox", inbox, "--port", port]
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [sys.executable, *map(str, command)],
            cwd=PROJECT_ROOT,
            env=clean_environment({}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_it_answers(address, process, log)
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0, log.read_text(encoding="utf-8")
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0, "the server is still there"


def ask(address: str, query: str) -> dict[str, Any]:
    """The answer of the UI's GraphQL endpoint."""
    request = urllib.request.Request(
        f"{address}/graphql",
        data=json.dumps({"query": query}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        answer: dict[str, Any] = json.load(response)
    assert "errors" not in answer, answer
    data: dict[str, Any] = answer["data"]
    return data


def _wait_until_it_answers(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            ask(address, "{ version }")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)
        else:
            return
    raise AssertionError(log.read_text(encoding="utf-8"))
