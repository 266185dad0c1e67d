"""The Dagster UI on the home and warehouse of the environment, for as long as the operator keeps it open."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from pipelines.load.warehouse import open_warehouse
from pipelines.orchestrate.instance import prepare_instance
from pipelines.orchestrate.manifest import prepare_manifest
from pipelines.processes import end_group, interrupted_by
from pipelines.settings import PROJECT_ROOT, current_home, current_warehouse_url


def serve_ui(host: str, port: int) -> int:
    """Serve the UI until it is interrupted and return its exit status; the embedded warehouse stays up meanwhile."""
    home = current_home()
    prepare_manifest()
    os.environ["DAGSTER_HOME"] = str(prepare_instance(home))
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"
    dagster = Path(sys.executable).parent / "dagster"
    command = [str(dagster), "dev", "-w", str(PROJECT_ROOT / "workspace.yaml"), "-h", host, "-p", str(port)]
    with open_warehouse(home, current_warehouse_url()):
        # A group of their own, so that the server and the processes it starts end together and are told only once.
        server = subprocess.Popen(command, cwd=PROJECT_ROOT, start_new_session=True)
        try:
            with interrupted_by(signal.SIGTERM):
                return server.wait()
        except KeyboardInterrupt:
            return 0
        finally:
            end_group(server)
