"""The program that runs dbt: what it leaves out changes neither its logs nor how it ends."""

import marshal
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pipelines.orchestrate.manifest import build_command
from pipelines.settings import DBT_PROJECT


def _run(folder: Path, *arguments: str, log_level: str = "warn", code: str = "now") -> subprocess.CompletedProcess[str]:
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
        "KHOSO_DBT_CODE": code,
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


_PARSE = ("parse", "--no-partial-parse")


def _templates(folder: Path) -> tuple[Any, dict[tuple[str, str], Any]]:
    made_by, code = marshal.loads((folder / "target" / "templates.marshal").read_bytes())
    return made_by, code


def test_templates_are_kept_for_the_code_that_made_them(tmp_path: Path) -> None:
    assert _run(tmp_path, *_PARSE).returncode == 0
    file = tmp_path / "target" / "templates.marshal"
    made_by, code = _templates(tmp_path)
    # Another code in the place of a model's shows which one is run.
    model = next(key for key in code if "rows_of('document')" in key[1])
    file.write_bytes(marshal.dumps((made_by, code | {model: compile("raise ValueError('from the file')", "", "exec")})))
    done = _run(tmp_path, *_PARSE)
    assert done.returncode != 0
    assert "from the file" in done.stdout + done.stderr
    assert _run(tmp_path, *_PARSE, code="later").returncode == 0
    assert _templates(tmp_path)[0] != made_by
    assert _templates(tmp_path)[1].keys() == code.keys()


@pytest.mark.parametrize("content", [b"no templates", marshal.dumps("of another form")])
def test_templates_that_cannot_be_read_are_made_again(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "target").mkdir()
    (tmp_path / "target" / "templates.marshal").write_bytes(content)
    done = _run(tmp_path, *_PARSE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert _templates(tmp_path)[1]
