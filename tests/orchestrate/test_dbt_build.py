"""The program that runs dbt: what it leaves out changes neither its logs nor how it ends."""

import os
import subprocess
from pathlib import Path

import pytest

from pipelines.orchestrate.manifest import build_command
from pipelines.settings import DBT_PROJECT


def _run(folder: Path, *arguments: str, log_level: str = "warn") -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "DBT_PROFILES_DIR": str(DBT_PROJECT),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
        "DBT_LOG_LEVEL_FILE": log_level,
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "KHOSO_DBT_HOST": "localhost",
        "KHOSO_DBT_PORT": "1",  # nothing listens there
        "KHOSO_DBT_USER": "khoso",
        "KHOSO_DBT_DATABASE": "khoso",
    }
    return subprocess.run(
        [*build_command(), *arguments], check=False, capture_output=True, text=True, env=environment, cwd=DBT_PROJECT
    )


@pytest.mark.parametrize("log_level", ["warn", "debug"])
def test_a_log_of_every_detail_has_them_and_another_has_none(tmp_path: Path, log_level: str) -> None:
    done = _run(tmp_path, "parse", log_level=log_level)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Running with dbt=" in done.stdout
    assert ("[debug]" in (tmp_path / "logs" / "dbt.log").read_text()) == (log_level == "debug")
    assert "[debug]" not in done.stdout


def test_an_unknown_option_ends_with_2_and_says_which(tmp_path: Path) -> None:
    done = _run(tmp_path, "build", "--no-such-option")
    assert done.returncode == 2
    assert "--no-such-option" in done.stderr


def test_a_server_that_is_not_there_ends_with_a_failure_that_names_it(tmp_path: Path) -> None:
    done = _run(tmp_path, "build")
    assert done.returncode != 0
    assert "port 1 failed" in done.stdout + done.stderr
