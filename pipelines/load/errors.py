"""What is said of a source that could not be loaded."""

import re

import psycopg

from pipelines.archive.ledger import Receipt


class LoadError(Exception):
    """A source could not be loaded, and nothing of it was; the message names source, table and row in one line."""


def failing_copy(receipt: Receipt, name: str, place: str, error: Exception) -> LoadError:
    """Word ``error`` of a COPY into table ``name``: the server's own line and column where it says them, else ``place``."""
    reason = str(error)
    if isinstance(error, psycopg.Error) and error.diag.context is not None:
        # "COPY projects, line 3, column ...": the server reads behind us, and its lines are our rows.
        found = re.search(r"COPY \w+, line (\d+)(, column \w+)?", error.diag.context)
        place = f"row {found[1]}{found[2] or ''}" if found else place
        reason = error.diag.message_primary or reason
    return LoadError(" ".join(f"{receipt.source_name}: {name}, {place}: {reason}".split()))
