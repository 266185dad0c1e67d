"""One run of the job ``build_everything`` in this process, kept in the instance that the UI shows."""

import logging
import os
from collections.abc import Mapping
from contextlib import redirect_stdout
from typing import Any

import dagster as dg
from dagster._core.errors import DagsterExecutionInterruptedError
from dagster._core.instance.ref import InstanceRef

from pipelines.orchestrate.event_history import kept_connections
from pipelines.orchestrate.instance import hasten_history, prepare_instance
from pipelines.orchestrate.manifest import prepare_manifest
from pipelines.orchestrate.progress import report
from pipelines.orchestrate.state import State, read_state
from pipelines.settings import Home

_QUIET: Mapping[str, Any] = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


class RunError(Exception):
    """The job did not come to its end. The message is one line."""


def run_everything(home: Home) -> State:
    """Run the job over everything received and return what it covered; the environment says on which home.

    Raises RunError, or the error of the step that failed.
    """
    report("preparing the warehouse's models")
    prepare_manifest()
    # The definitions read the manifest, so they are imported after it is there.
    from pipelines.definitions import defs  # noqa: PLC0415

    folder = prepare_instance(home)
    hasten_history()
    os.environ["DAGSTER_HOME"] = str(folder)
    logging.getLogger("dagster").setLevel(logging.WARNING)
    # Nobody looks into a finished step's output, and catching it takes a process of its own for every step.
    manager = {"module": "dagster._core.storage.noop_compute_log_manager", "class": "NoOpComputeLogManager"}
    overrides = {"compute_logs": manager, **kept_connections(folder)}
    with dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(folder), overrides=overrides)) as instance:
        _enable_our_loggers()
        job = defs.resolve_job_def("build_everything")
        # dbt tells everything it does to standard output, where an operator wants to see what came of it.
        with home.log.open("a", encoding="utf-8") as log, redirect_stdout(log):
            try:
                result = job.execute_in_process(run_config=dict(_QUIET), instance=instance)
            except DagsterExecutionInterruptedError:
                raise KeyboardInterrupt from None
    if not result.success:
        raise RunError("the job failed; its run in the UI says where")
    state = read_state(home)
    if state is None:
        raise RunError("sources arrived while the job ran; run again")
    return state


def _enable_our_loggers() -> None:
    """Undo what the migrations of Dagster's storage do when a home is new: they silence every logger that exists."""
    for name, logger in logging.root.manager.loggerDict.items():
        if name.startswith("pipelines") and isinstance(logger, logging.Logger):
            logger.disabled = False
