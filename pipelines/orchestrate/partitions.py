"""How a source is named where an operator picks one in the UI: by its name and the first digits of its hash."""

import re

import dagster as dg

from pipelines.archive.ledger import Receipt

SOURCE_PARTITIONS = dg.DynamicPartitionsDefinition(name="source")

_FORBIDDEN = re.compile(r"\.{3,}|[\x00-\x1f\x7f]")
"""Dagster takes no three dots, which mean a range to it, and no control characters."""


def partition_key(receipt: Receipt) -> str:
    """Return the key of this version of the source: readable, and the same for the same bytes under the same name."""
    return f"{_FORBIDDEN.sub('_', receipt.source_name)}@{receipt.source_sha256[:8]}"
