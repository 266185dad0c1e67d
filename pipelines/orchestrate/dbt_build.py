"""The program that builds the warehouse: dbt's own invocation from Python, without what nobody reads.

Started as a file (``python -P dbt_build.py build ...``), so that dbt is imported into a process of its own. After one new
document most of a build is dbt itself, and a good part of that is for nobody. Beside the command ``dbt`` it

- leaves out ``manifest.json``, which dbt writes twice and a run reads from where setup prepared it,
- lets the collector of garbage go over the hundreds of thousands of objects that dbt keeps anyhow a few times instead of
  thousands, and ends without taking them apart one by one,
- keeps the connection of a thread from one model to the next, where dbt opens and closes one for each,
- writes the code that reads and writes dbt's hundreds of dataclasses when one is first read or written,
- makes no message of an event that no log is to have,
- does not hold the project's own files against a schema that it first would have to write: setup parsed them with dbt,
- keeps the code that Jinja makes of macros and models beside ``run_results.json``, for the next build by the same code.

``run_results.json`` is written as ever.
"""

import gc
import marshal
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from types import CodeType

from mashumaro.config import BaseConfig

_OBJECTS_BETWEEN_COLLECTIONS = 100_000
_TEMPLATES = "templates.marshal"
_MAKERS = ("dbt-core", "dbt-common", "jinja2")
_FAILED, _BROKEN = 1, 2


def main(arguments: Sequence[str]) -> int:
    """Run dbt with ``arguments``; its exit status: 1 where a model or test failed, 2 where dbt could not do its work."""
    gc.disable()
    BaseConfig.lazy_compilation = True
    from dbt.cli.main import dbtRunner  # noqa: PLC0415 - both of these count for the import too

    _keep_connections()
    _make_no_message_for_nobody()
    _take_the_project_as_checked()
    target = Path(os.environ["DBT_TARGET_PATH"])
    templates = _Templates(target / _TEMPLATES)
    templates.serve()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, 50, 100)
    gc.enable()
    invoked = dbtRunner().invoke(["--no-write-json", *arguments])
    templates.keep()
    if invoked.result is not None and hasattr(invoked.result, "write"):
        invoked.result.write(str(target / "run_results.json"))
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
    word = BaseEvent.__init__

    def note(event: BaseEvent, *args: object, **kwargs: object) -> None:
        event.__dict__["noted"] = args, kwargs

    def read(event: BaseEvent) -> object:
        if "worded" not in event.__dict__:
            args, kwargs = event.__dict__["noted"]
            word(event, *args, **kwargs)
        return event.__dict__["worded"]

    def write(event: BaseEvent, message: object) -> None:
        event.__dict__["worded"] = message

    BaseEvent.__init__ = note  # type: ignore[method-assign, assignment]  # as above
    BaseEvent.pb_msg = property(read, write)


def _take_the_project_as_checked() -> None:
    """Spare the schemas of dbt_project.yml and its like, which take longer to write than a model to build.

    A file that is wrong is found where the manifest is prepared, which is needed again once any of them changes.
    """
    from dbt_common.dataclass_schema import dbtClassMixin  # noqa: PLC0415 - as above

    def validate(_class: type, data: object) -> None:
        """Take ``data`` as it is."""

    dbtClassMixin.validate = classmethod(validate)  # type: ignore[assignment]  # as above


class _Templates:
    """The code that Jinja made of templates by this Python, these libraries and this project, kept in a file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.made_by = (sys.version, *map(version, _MAKERS), os.environ.get("KHOSO_DBT_CODE", ""))
        self.code: dict[tuple[str, str], CodeType] = {}
        # A file that cannot be read is as good as none.
        with suppress(OSError, ValueError, EOFError, TypeError):
            made_by, code = marshal.loads(file.read_bytes())
            if made_by == self.made_by:
                self.code = code
        self.kept = len(self.code)

    def serve(self) -> None:
        """Let Jinja look here first, and add what it then makes."""
        from dbt_common.clients.jinja import MacroFuzzEnvironment  # noqa: PLC0415 - as above

        compile_template: Callable[..., CodeType] = MacroFuzzEnvironment.compile

        def find(environment: MacroFuzzEnvironment, source: object, *args: object, **kwargs: object) -> CodeType:
            if not isinstance(source, str) or args or kwargs:
                return compile_template(environment, source, *args, **kwargs)
            key = (type(environment).__name__, source)
            if key not in self.code:
                self.code[key] = compile_template(environment, source)
            return self.code[key]

        MacroFuzzEnvironment.compile = find  # type: ignore[method-assign, assignment]  # as above

    def keep(self) -> None:
        """Write the file where there is more than it holds."""
        if len(self.code) > self.kept:
            from pipelines.archive.store import write_whole  # noqa: PLC0415 - most builds have nothing to write

            with suppress(OSError):
                write_whole(self.file, marshal.dumps((self.made_by, self.code)))


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
