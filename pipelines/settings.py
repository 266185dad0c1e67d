"""Where things live (the checkout, the home of one installation) and the fingerprint of the code that fills them.

Nothing here reads sources, opens the warehouse or imports a heavy library; every command starts by importing this.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent
"""The checkout: ``pipelines/``, ``dbt_project/`` and ``expectations/`` stand in it."""

DBT_PROJECT = PROJECT_ROOT / "dbt_project"
"""The dbt project; only sources stand in it, what dbt writes goes to ``Home.dbt``."""

MANIFEST = PROJECT_ROOT / "dbt_project" / "target" / "manifest.json"
"""The dbt manifest that the Dagster definitions are built from; ``make setup`` and ``khoso run`` prepare it."""

HOME_VARIABLE = "KHOSO_HOME"
INBOX_VARIABLE = "KHOSO_INBOX"
WAREHOUSE_VARIABLE = "KHOSO_WAREHOUSE_URL"

_CODE_SUFFIXES = frozenset(
    {".py", ".sql", ".yml", ".yaml", ".json", ".csv", ".html", ".css", ".js", ".toml", ".txt", ".md"}
)
_WRITTEN_BY_TOOLS = frozenset({"__pycache__", "target", "logs", "dbt_packages"})


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds everything one installation keeps. Nothing is created by asking where something lives."""

    root: Path

    @property
    def archive(self) -> Path:
        """Blobs by SHA-256 and the ledger."""
        return self.root / "archive"

    @property
    def records(self) -> Path:
        """The records of each source as JSON, ``<sha256>.json``."""
        return self.root / "records"

    @property
    def warehouse(self) -> Path:
        """The data folder of the embedded PostgreSQL server."""
        return self.root / "warehouse"

    @property
    def dagster(self) -> Path:
        """DAGSTER_HOME: runs, events and logs."""
        return self.root / "dagster"

    @property
    def dbt(self) -> Path:
        """What dbt writes: compiled SQL, artifacts, logs."""
        return self.root / "dbt"

    @property
    def releases(self) -> Path:
        """Releases by id, and ``current``."""
        return self.root / "releases"

    @property
    def templates(self) -> Path:
        """Templates for agencies, ``<agency>/<period>``."""
        return self.root / "templates"

    @property
    def feedback(self) -> Path:
        """What goes back to agencies, ``<agency>/<period>/<kind of return>``; no part of a release."""
        return self.root / "feedback"

    @property
    def superset(self) -> Path:
        """What Apache Superset keeps: its metadata database, secret key and the administrator's password."""
        return self.root / "superset"

    @property
    def docs(self) -> Path:
        """The pages of dbt on every model and column."""
        return self.root / "docs"

    @property
    def current_release(self) -> Path:
        """The relative symlink to the release that is public."""
        return self.releases / "current"

    @property
    def portal(self) -> Path:
        """The pages of the portal, as a web server shows them."""
        return self.root / "portal"

    @property
    def portal_work(self) -> Path:
        """What is known of the portal's pages and addresses; not to be shown."""
        return self.root / "portal-work"

    @property
    def state(self) -> Path:
        """What the last finished run covered."""
        return self.root / "state.json"

    @property
    def log(self) -> Path:
        """The log of the last run, for the operator."""
        return self.root / "khoso.log"

    @property
    def own_paths(self) -> tuple[Path, ...]:
        """Everything a run writes; an inbox that holds the home skips these."""
        folders = (self.archive, self.records, self.warehouse, self.dagster, self.dbt, self.releases)
        beside = (self.templates, self.feedback, self.portal, self.portal_work, self.superset, self.docs)
        return (*folders, *beside, self.root / "reporting_calendars.csv", self.state, self.log)


def current_home() -> Home:
    """Return the home named by ``KHOSO_HOME``, else ``data/`` of the checkout."""
    return Home(Path(os.environ.get(HOME_VARIABLE) or PROJECT_ROOT / "data").resolve())


def current_inbox() -> Path:
    """Return the inbox named by ``KHOSO_INBOX``, else the samples of the checkout."""
    return Path(os.environ.get(INBOX_VARIABLE) or PROJECT_ROOT / "data" / "samples").resolve()


def current_warehouse_url() -> str | None:
    """Return the server named by ``KHOSO_WAREHOUSE_URL``; None means the embedded one."""
    return os.environ.get(WAREHOUSE_VARIABLE) or None


@contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for a while, for libraries and commands that take their settings only there."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@cache
def code_fingerprint(*folders: str | Path) -> str:
    """Return the SHA-256 over the names and contents of the code in ``folders`` (relative to the checkout; or files).

    What tools write beside the code (caches, dbt targets) does not count: every checkout has the same fingerprint. It is
    taken once per process, as a run is the work of one state of the code.
    """
    digest = hashlib.sha256()
    for folder in folders:
        for path in _code_files(PROJECT_ROOT / folder):
            digest.update(f"{path.relative_to(PROJECT_ROOT).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _code_files(folder: Path) -> Iterator[Path]:
    if folder.is_file():
        yield folder
        return
    for parent, names, files in os.walk(folder):
        names[:] = sorted(name for name in names if name not in _WRITTEN_BY_TOOLS and not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and os.path.splitext(name)[1] in _CODE_SUFFIXES:  # noqa: PTH122
                yield Path(parent, name)
