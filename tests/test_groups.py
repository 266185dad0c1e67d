"""That the workers of pytest-xdist collect the same names, and keep together what shares dear fixtures.

Workers that collect different names stop the whole run; versions of pytest that do not hear the groups only take longer.
"""

import io
import zipfile

import pytest


def _packed_now() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.xml", "x")
    return out.getvalue()


@pytest.mark.parametrize("data", [_packed_now(), _packed_now() + b"x"])
def test_the_name_of_a_test_holds_no_packed_file(request: pytest.FixtureRequest, data: bytes) -> None:
    assert zipfile.is_zipfile(io.BytesIO(data))
    named = [item.name for item in request.session.items if r"PK\x03\x04" in item.name]
    assert not named


def test_a_worker_knows_the_group_of_a_test(request: pytest.FixtureRequest) -> None:
    in_groups = bool(request.config.getoption("loadgroup", default=False))
    assert request.node.nodeid.endswith("@test_groups") == in_groups
