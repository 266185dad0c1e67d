"""One query of a page, asked with as few turns as the protocol allows: prepared once, sent in one message, read as texts.

The driver's own cursors do far more for each query (types, adapters, timers for each wait); a page of texts needs none of it and
came twice as late through them. Sessions, their settings and their end are the pool's (``warehouse``).
"""

import asyncio
from collections.abc import Sequence
from datetime import date
from weakref import WeakKeyDictionary

import psycopg
from psycopg import errors, pq

_MOST_PREPARED = 500
_prepared: WeakKeyDictionary[psycopg.AsyncConnection, dict[bytes, bytes]] = WeakKeyDictionary()

Row = tuple[str | None, ...]


async def ask(connection: psycopg.AsyncConnection, query: bytes, values: Sequence[object]) -> list[Row]:
    """Return the rows of ``query``, whose parameters are ``$1`` and so on, each cast to its type, as texts.

    Raises psycopg.Error. Where the caller is cancelled the session is left busy, and the pool ends it.
    """
    names = _prepared.setdefault(connection, {})
    name = names.get(query)
    server = connection.pgconn
    if name is None and len(names) < _MOST_PREPARED:
        name = f"page_{len(names)}".encode()
        server.send_prepare(name, query)
        await _finished(server)
        names[query] = name
    texts = [_text(value) for value in values]
    if name is None:
        server.send_query_params(query, texts)
    else:
        server.send_query_prepared(name, texts)
    result = await _finished(server)
    columns = range(result.nfields)
    return [
        tuple(None if (value := result.get_value(row, column)) is None else value.decode("utf-8") for column in columns)
        for row in range(result.ntuples)
    ]


async def _finished(server: pq.abc.PGconn) -> pq.abc.PGresult:
    """Send what is left to send, wait for the answer and return it. Raises psycopg.Error where it is one."""
    loop = asyncio.get_running_loop()
    while server.flush():
        await _ready(loop, server, writing=True)
    last: pq.abc.PGresult | None = None
    while True:
        while server.is_busy():
            await _ready(loop, server, writing=False)
            server.consume_input()
        result = server.get_result()
        if result is None:
            break
        last = result
    if last is None:
        raise psycopg.OperationalError("the server gave no answer")
    if last.status == pq.ExecStatus.FATAL_ERROR:
        raise errors.error_from_result(last, "utf-8")
    return last


async def _ready(loop: asyncio.AbstractEventLoop, server: pq.abc.PGconn, *, writing: bool) -> None:
    socket = server.socket
    waited: asyncio.Future[None] = loop.create_future()

    def done() -> None:
        if not waited.done():
            waited.set_result(None)

    (loop.add_writer if writing else loop.add_reader)(socket, done)
    try:
        await waited
    finally:
        (loop.remove_writer if writing else loop.remove_reader)(socket)


def _text(value: object) -> bytes | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return b"true" if value else b"false"
    return (value.isoformat() if isinstance(value, date) else str(value)).encode()
