"""Fixtures that several folders of tests share."""

import pytest

from tests.browsers import browser
from tests.warehouses import embedded_warehouse, server_url, server_warehouse

__all__ = ["browser", "embedded_warehouse", "server_url", "server_warehouse"]


@pytest.hookimpl(tryfirst=True)  # before the workers of pytest-xdist read the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a module in one worker, as its fixtures are dear (a dbt build); a module may name a group itself."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a parameter of bytes by its argument: a packed file holds the clock, and two workers must collect the same names."""
    return argname if isinstance(val, bytes) else None
