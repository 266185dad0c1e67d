"""The resource that every asset works with: the home, the inbox and the warehouse of this run, held for its length."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import dagster as dg
from dagster._core.storage.tags import PARTITION_NAME_TAG
from pydantic import Field, PrivateAttr

from pipelines.archive.lock import lock_home
from pipelines.load.warehouse import Warehouse, open_warehouse
from pipelines.orchestrate.partitions import partition_key
from pipelines.orchestrate.sources import Source, choose_sources, current_sources
from pipelines.settings import Home, current_home, current_inbox, current_warehouse_url


class Place(dg.ConfigurableResource["Place"]):
    """Where a run works and on which sources.

    Home, inbox and warehouse come from the environment (``KHOSO_HOME``, ``KHOSO_INBOX``, ``KHOSO_WAREHOUSE_URL``) and
    not from the run's configuration, as an address may hold a password and the UI shows a configuration to everybody.
    """

    only_sources: list[str] = Field(
        default=[],
        description="Names of the sources to work on, as in the ledger. Leave empty for everything that is new.",
    )
    read_again: bool = Field(default=False, description="Read and load the sources even if nothing has changed.")

    _partition: str | None = PrivateAttr(default=None)
    _held: ExitStack = PrivateAttr(default_factory=ExitStack)
    _warehouse: Warehouse | None = PrivateAttr(default=None)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Place"]:
        """Hold the home's lock while the run goes on, and the warehouse from the moment that it is asked for."""
        self._partition = context.dagster_run.tags.get(PARTITION_NAME_TAG) if context.dagster_run else None
        with self._held:
            self._held.enter_context(lock_home(self.home))
            yield self
        self._warehouse = None

    @property
    def home(self) -> Home:
        """The home of this process."""
        return current_home()

    @property
    def inbox(self) -> Path:
        """The folder that sources are put into."""
        return current_inbox()

    def warehouse(self) -> Warehouse:
        """Open the warehouse on the first call; it stays open until the run ends."""
        if self._warehouse is None:
            self._warehouse = self._held.enter_context(open_warehouse(self.home, current_warehouse_url()))
        return self._warehouse

    def sources(self) -> tuple[Source, ...]:
        """Return the sources that this run is about: that of its partition, those of its configuration, or all."""
        sources = current_sources(self.home)
        if self._partition is None:
            return choose_sources(sources, self.only_sources)
        chosen = tuple(source for source in sources if partition_key(source.receipt) == self._partition)
        if not chosen:
            raise ValueError(f"{self._partition} is no current source; a newer version of it was received")
        return chosen

    @property
    def again(self) -> bool:
        """Whether to do what was done before: somebody picked the source by hand, or asked for it."""
        return self.read_again or self._partition is not None
