import io

import pytest

from pipelines.orchestrate.progress import Progress, listening, report
from pipelines.orchestrate.terminal import PlainLines


def test_plain_lines_name_every_new_thing_and_the_end_of_a_count(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    now = 0.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    with listening(PlainLines(screen)):
        report("reading a.txt", 1, 2)
        for done in range(100):
            report("building", done, 100)
        now = 6.0
        report("building", 99, 100)
        report("building", 100, 100)
        report("publishing")
    report("unheard")
    assert screen.getvalue().splitlines() == [
        "reading a.txt (1/2)",
        "building (0/100)",
        "building (99/100)",
        "building (100/100)",
        "publishing",
    ]


def test_nobody_has_to_listen() -> None:
    report("unheard")
    heard: list[Progress] = []
    with listening(heard.append):
        report("heard")
    assert heard == [Progress("heard")]
