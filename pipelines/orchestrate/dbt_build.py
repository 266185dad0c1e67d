"""The program that builds the warehouse: dbt's own invocation from Python, without what nobody reads.

Started as a file (``python -P dbt_build.py build ...``), so that dbt is imported into a process of its own. After one new
document most of a build is dbt itself, and a good part of that is for nobody. Beside the command ``dbt`` it

- leaves out ``manifest.json``, which dbt writes twice and a run reads from where setup prepared it,
- lets the collector of garbage go over the hundreds of thousands of objects that dbt keeps anyhow a few times instead of
  thousands, and ends without taking them apart one by one,
- keeps the connection of a thread from one model to the next, where dbt opens and closes one for each,
- writes the code that reads and writes dbt's hundreds of dataclasses when one is first read or written,
- makes no message of an event that no log is to have.

``run_results.json`` is written as ever.
"""

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from mashumaro.config import BaseConfig

_OBJECTS_BETWEEN_COLLECTIONS = 100_000
_FAILED, _BROKEN = 1, 2


def main(arguments: Sequence[str]) -> int:
    """Run dbt with ``arguments``; its exit status: 1 where a model or test failed, 2 where dbt could not do its work."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, 50, 100)
    BaseConfig.lazy_compilation = True
    from dbt.cli.main import dbtRunner  # noqa: PLC0415 - both of these count for the import too

    _keep_connections()
    _make_no_message_for_nobody()
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


def _make_no_message_for_nobody() -> None:
    """Let go of events of debugging, two thirds of a build's thousands, before they are put into words, unless a log wants them."""
    from dbt_common.events.base_types import BaseEvent, EventLevel  # noqa: PLC0415 - as above
    from dbt_common.events.event_manager import EventManager  # noqa: PLC0415 - as above
    from dbt_common.events.event_manager_client import ctx_set_event_manager  # noqa: PLC0415 - as above

    unwanted = (EventLevel.DEBUG, EventLevel.TEST)

    class WantedEvents(EventManager):
        def fire_event(
            self,
            e: BaseEvent,
            level: EventLevel | None = None,
            node: object = None,
            force_warn_or_error_handling: bool = False,
        ) -> None:
            is_for_debugging = (level or e.level_tag()) in unwanted
            if not is_for_debugging or any(logger.level in unwanted for logger in self.loggers):
                super().fire_event(e, level, node, force_warn_or_error_handling)

    ctx_set_event_manager(WantedEvents())


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
