"""One warehouse of made-up and, where they are there, real plans, built once for the tests of what dbt makes of plans."""

import hashlib
from collections.abc import Iterator

import psycopg
import pytest

from pipelines.load.raw import create_raw_schema
from pipelines.load.warehouse import open_warehouse
from pipelines.orchestrate.steps import read_records
from pipelines.settings import Home
from tests.dbt.made_up import FIRST_QUARTER, PLANS, SECOND_QUARTER
from tests.dbt.plans import load_records, plan_records, return_records
from tests.dbt.test_build import run_dbt
from tests.shared_inputs import SHARED

_DATASETS = ("documents", "alignments", "alignment_gaps", "project_links", "project_overlaps", "project_states")


@pytest.fixture(scope="session")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Iterator[psycopg.Connection]:
    """A connection to a warehouse of plans with the marts about the cascade and about projects built and tested."""
    home = Home(tmp_path_factory.mktemp("plans"))
    with open_warehouse(home, None) as warehouse, warehouse.connect() as connection:
        create_raw_schema(connection)
        for number, plan in enumerate(PLANS, start=1):
            load_records(connection, number, f"{plan.document_id}.txt", plan_records(plan))
        for number, (name, months, rows) in enumerate(
            (("quarter-1", (1, 3), FIRST_QUARTER), ("quarter-2", (1, 6), SECOND_QUARTER)), start=50
        ):
            load_records(
                connection, number, f"{name}.xlsx", return_records(name, "Sở Xây dựng", "nghe-an", months, rows)
            )
        for number, path in enumerate(sorted(SHARED.glob("documents/*.txt")), start=100):
            data = path.read_bytes()
            records = read_records(path.name, hashlib.sha256(data).hexdigest(), data)
            load_records(connection, number, path.name, records)
        selected = [f"+{dataset}" for dataset in _DATASETS]
        done = run_dbt(warehouse, "build", "--indirect-selection", "buildable", "--select", *selected)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "WARN=0 ERROR=0 SKIP=0" in done.stdout, done.stdout
        yield connection
