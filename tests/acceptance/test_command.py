"""Wrong usage and failed runs of the command: exit status and one clear line."""

from pathlib import Path

import pytest

from pipelines.archive.lock import lock_home
from pipelines.settings import Home
from tests.processes import run_khoso


def test_missing_inbox_is_wrong_usage(tmp_path: Path) -> None:
    done = run_khoso("run", "--inbox", tmp_path / "nowhere", "--home", tmp_path / "home")
    assert done.returncode == 2
    assert done.stderr == f"{tmp_path}/nowhere: there is no such folder; name the folder of your sources with --inbox\n"
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("arguments", [("walk",), ("run", "--inbx", "x"), ("ui", "--port", "many")])
def test_unknown_words_are_wrong_usage(arguments: tuple[str, ...]) -> None:
    done = run_khoso(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_server_that_is_not_there_fails_at_once_and_keeps_the_password(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text("x", encoding="utf-8")
    url = "postgresql://khoso:geheim@127.0.0.1:1/khoso"
    done = run_khoso("run", "--inbox", tmp_path, "--home", tmp_path / "home", "--warehouse", url)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "cannot be reached" in line
    assert "geheim" not in line
    assert "127.0.0.1" in line


def test_debug_shows_where_it_failed(tmp_path: Path) -> None:
    done = run_khoso("run", "--debug", "--inbox", tmp_path, "--home", tmp_path / "home", "--warehouse", "mysql://x")
    assert done.returncode == 1
    assert "Traceback" in done.stderr


def test_second_run_on_a_home_says_so(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with lock_home(home):
        done = run_khoso("run", "--inbox", tmp_path, "--home", home.root)
    assert done.returncode == 1
    assert done.stderr == f"another run is working on {home.root}; wait until it is done and start again\n"


def test_damaged_ledger_is_named(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.archive.mkdir(parents=True)
    (home.archive / "ledger.jsonl").write_text("{}\n", encoding="utf-8")
    for arguments in (("run", "--inbox", tmp_path), ("status",)):
        done = run_khoso(*arguments, "--home", home.root)
        assert done.returncode == 1
        (line,) = done.stderr.splitlines()
        assert "ledger.jsonl, line 1" in line


def test_status_of_an_empty_home(tmp_path: Path) -> None:
    done = run_khoso("status", "--home", tmp_path / "home")
    assert done.returncode == 0
    assert "release:   none yet" in done.stdout
    assert not (tmp_path / "home").exists(), "asking changes nothing"
