"""That the workers of pytest-xdist keep together what shares dear fixtures: versions of pytest that do not hear them only take longer."""

import pytest


def test_a_worker_knows_the_group_of_a_test(request: pytest.FixtureRequest) -> None:
    in_groups = bool(request.config.getoption("loadgroup", default=False))
    assert request.node.nodeid.endswith("@test_groups") == in_groups
