from dagster._core.definitions.partitions.utils.base import raise_error_on_invalid_partition_key_substring
from hypothesis import given
from hypothesis import strategies as st

from pipelines.archive.ledger import Receipt
from pipelines.orchestrate.partitions import partition_key


def _receipt(name: str, sha256: str = "0123456789" * 6 + "abcd") -> Receipt:
    return Receipt(1, name, sha256, 1, "text/plain", "2024-01-31T08:00:00+00:00", "inbox")


@given(st.text(min_size=1))
def test_every_name_makes_a_key_that_dagster_takes(name: str) -> None:
    raise_error_on_invalid_partition_key_substring([partition_key(_receipt(name))])


def test_key_is_readable_and_tells_versions_apart() -> None:
    assert partition_key(_receipt("xã/kế hoạch.txt")) == "xã/kế hoạch.txt@01234567"
    assert partition_key(_receipt("a")) != partition_key(_receipt("a", "f" * 64))
