"""How long the commands take, each beside what it is measured against; figures are seconds, the median of the rounds.

Usage: python -m tests.benchmarks.bench_run [INBOX] [ROUNDS]. The limits are those of the README; nothing fails here, as a
busy machine would fail it.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipelines.load.warehouse import open_warehouse
from pipelines.orchestrate.manifest import dbt_executable, prepare_manifest
from pipelines.settings import PROJECT_ROOT, Home
from tests.processes import clean_environment


def main() -> None:
    """Print the table."""
    inbox = Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT_ROOT / "data" / "samples"
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    prepare_manifest()
    _compare(
        "import of the definitions / bare import dagster, dagster_dbt",
        _median(rounds, ["-c", "import pipelines.definitions"]),
        _median(rounds, ["-c", "import dagster, dagster_dbt"]),
        1.5,
    )
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder, "home"))
        run = ["-m", "pipelines.cli", "run", "--inbox", str(inbox), "--home", str(home.root)]
        first = _seconds(run)
        _compare(
            "second run with nothing new / khoso status",
            _median(3 * rounds, run),
            _median(3 * rounds, ["-m", "pipelines.cli", "status", "--home", str(home.root)]),
            1.5,
        )
        with open_warehouse(home, None) as warehouse:
            build = _seconds([dbt_executable(), "--quiet", "build"], warehouse.dbt_env())
        great_expectations = _seconds(["-c", "import great_expectations"])
        _compare("first run / dbt build + import great_expectations", first, build + great_expectations, 3)
        print(f"  first run {first:.2f}, dbt build {build:.2f}, import great_expectations {great_expectations:.2f}")


def _compare(what: str, measured: float, against: float, limit: float) -> None:
    print(f"{what}: {measured:.2f} / {against:.2f} = {measured / against:.2f} (at most {limit})")


def _median(rounds: int, arguments: Sequence[str]) -> float:
    _seconds(arguments)  # the first one writes compiled Python
    return statistics.median(_seconds(arguments) for _ in range(rounds))


def _seconds(arguments: Sequence[str], added: Mapping[str, str] | None = None) -> float:
    """How long Python takes with ``arguments``; its exit status may be 3, as an inbox may hold files that are rejected."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments],
        check=False,
        capture_output=True,
        cwd=PROJECT_ROOT,
        env=clean_environment({"GX_ANALYTICS_ENABLED": "False", **(added or {})}),
        stdin=subprocess.DEVNULL,
    )
    taken = time.perf_counter() - start
    if done.returncode not in {os.EX_OK, 3}:
        raise SystemExit(f"{' '.join(arguments)} failed: {done.stderr.decode(errors='replace')[-2000:]}")
    return taken


if __name__ == "__main__":
    main()
