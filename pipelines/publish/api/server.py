"""Starts the API on a home and its warehouse. What it answers is in ``app``."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fastapi import FastAPI

from pipelines.load.warehouse import open_warehouse
from pipelines.publish.api.app import Options, create_app
from pipelines.publish.portal.addresses import PAGES_NAME
from pipelines.settings import Home

_KEEP_ALIVE_SECONDS = 30


@contextmanager
def open_api(
    home: Home, warehouse_url: str | None, requests_per_second: float = 20.0, burst: int = 100
) -> Iterator[FastAPI]:
    """Yield the application over the warehouse of ``home``, which stays open as long. Raises WarehouseError."""
    with open_warehouse(home, warehouse_url) as warehouse:
        options = Options(
            url=warehouse.url,
            release=_current_release(home),
            permalinks=home.portal_work / PAGES_NAME,
            requests_per_second=requests_per_second,
            burst=burst,
        )
        yield create_app(options)


def serve_api(home: Home, warehouse_url: str | None, host: str, port: int, requests_per_second: float) -> None:
    """Serve until Ctrl-C. Raises WarehouseError where the warehouse cannot be opened."""
    import uvicorn  # noqa: PLC0415 - only the server needs it

    with open_api(home, warehouse_url, requests_per_second, burst=max(1, round(5 * requests_per_second))) as app:
        uvicorn.run(
            app, host=host, port=port, log_level="warning", access_log=False, timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            server_header=False,
        )  # fmt: skip


def _current_release(home: Home) -> Callable[[], str | None]:
    def current() -> str | None:
        link = home.current_release
        return link.readlink().name if link.is_symlink() else None

    return current
