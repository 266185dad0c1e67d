"""Sessions that ask for pages with as few turns as the protocol allows: prepared once, sent in one message, read as printed.

The driver's own cursors do far more for each query (types, adapters, timers and a new watch of the socket for each wait); a page of
texts needs none of it. The settings of the sessions and how many there are is in ``warehouse``.
"""

import asyncio
from collections.abc import Sequence
from datetime import date
from itertools import count

import psycopg
from psycopg import errors, pq

_MOST_PREPARED = 500
_numbers = count()

Printed = tuple[bytes | None, ...]


class Session:
    """One connection, used for nothing else and by one caller at a time until ``end``. To be made in a running loop."""

    def __init__(self, connection: psycopg.AsyncConnection) -> None:
        """Watch what the server says from now on."""
        self.connection = connection
        self._server = connection.pgconn
        self._names: dict[bytes, bytes] = {}
        self._answered: asyncio.Future[None] | None = None
        self._lost: psycopg.Error | None = None
        self._loop = asyncio.get_running_loop()
        self._socket = self._server.socket
        self._loop.add_reader(self._socket, self._read)

    @property
    def is_usable(self) -> bool:
        """Whether it can be asked: nothing is under way and the server is there."""
        return self._lost is None and self._server.transaction_status == pq.TransactionStatus.IDLE

    def end(self) -> None:
        """Let go of the connection."""
        self._loop.remove_reader(self._socket)

    async def ask(self, query: bytes, values: Sequence[object]) -> list[Printed]:
        """Return the rows of ``query``, whose parameters are ``$1`` and so on, each cast to its type, as printed in UTF-8.

        Raises psycopg.Error. Where the caller is cancelled an answer is still to come, and the session is not usable.
        """
        server, name = self._server, self._names.get(query)
        texts = [_text(value) for value in values]
        if name is not None:
            server.send_query_prepared(name, texts)
        elif len(self._names) < _MOST_PREPARED:
            name = f"page_{next(_numbers)}".encode()
            server.send_prepare(name, query)
            await self._result()
            self._names[query] = name
            server.send_query_prepared(name, texts)
        else:
            server.send_query_params(query, texts)
        result = await self._result()
        columns = range(result.nfields)
        return [tuple(result.get_value(row, column) for column in columns) for row in range(result.ntuples)]

    async def _result(self) -> pq.abc.PGresult:
        while self._server.flush():
            await self._writable()
        found: list[pq.abc.PGresult] = []
        while True:
            while self._server.is_busy():
                if self._lost is not None:
                    raise self._lost
                self._answered = self._loop.create_future()
                await self._answered
            result = self._server.get_result()
            if result is None:
                break
            found.append(result)
        if not found:
            raise psycopg.OperationalError("the server gave no answer")
        if found[-1].status == pq.ExecStatus.FATAL_ERROR:
            raise errors.error_from_result(found[-1], "utf-8")
        return found[-1]

    def _read(self) -> None:
        """Take in what the server says, asked or not; whoever waits goes on when the answer is whole or none will come."""
        try:
            self._server.consume_input()
        except psycopg.Error as error:
            self._lost = error
            self._loop.remove_reader(self._socket)
        waits = self._answered is not None and not self._answered.done()
        if waits and self._answered and (self._lost is not None or not self._server.is_busy()):
            self._answered.set_result(None)

    async def _writable(self) -> None:
        writable: asyncio.Future[None] = self._loop.create_future()
        self._loop.add_writer(self._socket, _set, writable)
        try:
            await writable
        finally:
            self._loop.remove_writer(self._socket)


def _set(waited: asyncio.Future[None]) -> None:
    if not waited.done():
        waited.set_result(None)


def _text(value: object) -> bytes | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return b"true" if value else b"false"
    return (value.isoformat() if isinstance(value, date) else str(value)).encode()
