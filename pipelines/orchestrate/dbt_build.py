"""The program that builds the warehouse: dbt's own invocation from Python, without what nobody reads.

Started as a file (``python -P dbt_build.py build ...``), so that dbt is imported into a process of its own. Beside the
command ``dbt`` it leaves out ``manifest.json``, which dbt writes twice and a run reads from where setup prepared it, lets the
collector of garbage go over the hundreds of thousands of objects that dbt keeps anyhow a few times instead of
thousands, and keeps the connection of a thread from one model to the next, where dbt opens and closes one for each.
``run_results.json`` is written as ever.
"""

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

_OBJECTS_BETWEEN_COLLECTIONS = 100_000
_FAILED, _BROKEN = 1, 2


def main(arguments: Sequence[str]) -> int:
    """Run dbt with ``arguments``; its exit status: 1 where a model or test failed, 2 where dbt could not do its work."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, 50, 100)
    from dbt.cli.main import dbtRunner  # noqa: PLC0415 - the threshold counts for the import too

    _keep_connections()
    gc.freeze()
    invoked = dbtRunner().invoke(["--no-write-json", *arguments])
    if invoked.result is not None and hasattr(invoked.result, "write"):
        invoked.result.write(str(Path(os.environ["DBT_TARGET_PATH"]) / "run_results.json"))
    if invoked.exception is not None:
        sys.stderr.write(f"{invoked.exception}\n")
        return _BROKEN
    return 0 if invoked.success else _FAILED


def _keep_connections() -> None:
    """Let a connection that is well outlive its model: a new one costs a process of the server and all it has to look up."""
    from dbt.adapters.postgres.connections import PostgresConnectionManager  # noqa: PLC0415 - as above

    let_go = PostgresConnectionManager.release

    def release(manager: PostgresConnectionManager) -> None:
        connection = manager.get_if_exists()
        if connection is None or connection.state != "open" or connection.handle.closed:
            let_go(manager)
            return
        try:
            connection.handle.rollback()
            connection.transaction_open = False
        except Exception:  # whatever the driver has to say of a connection that is gone
            let_go(manager)

    PostgresConnectionManager.release = release  # type: ignore[method-assign, assignment]  # dbt has no setting for it


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
