"""The API's connections: a pool of sessions of role ``khoso_reader`` that may read and must answer in time."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import errors, sql
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from pipelines.publish.api.problems import ProblemError
from pipelines.publish.api.session import Printed, Session

READER = "khoso_reader"
_MARK_SECONDS = 1.0
Row = tuple[str | None, ...]
_OTHERS = 2
"""Connections beside those of pages, for what is asked once a second or seldom."""
_BUILD_STATE = "select state, mark, to_regclass('marts.withheld_search') is not null from marts.warehouse_build"
_SEARCHED = "select dataset from marts.withheld_search where mark = %s"
_RELEASE_AT = "select release_id from marts.release_history where recorded_at <= %s::timestamptz order by recorded_at desc limit 1"


@dataclass(frozen=True, slots=True)
class State:
    """What the warehouse holds. ``mark`` changes with it and is empty while it is being built.

    ``searched`` are the datasets in which a release of just these rows found nothing left to withhold.
    """

    mark: str
    searched: frozenset[str]


class ReaderPool:
    """Sessions of ``khoso_reader``. ``timeout_seconds`` is what a statement may take, ``size`` how many run at once."""

    def __init__(self, url: str, *, size: int = 8, timeout_seconds: float = 10.0) -> None:
        options = (
            f"-c role={READER} -c default_transaction_read_only=on -c statement_timeout={int(timeout_seconds * 1000)}"
            " -c timezone=UTC -c datestyle=ISO,YMD -c jit=off"
        )
        self._pool = AsyncConnectionPool(
            url,
            min_size=1,
            max_size=size + _OTHERS,
            open=False,
            timeout=timeout_seconds,
            max_waiting=50 * size,
            kwargs={"options": options, "autocommit": True, "prepare_threshold": 2, "client_encoding": "utf8"},
            check=None,
        )
        self._idle: list[Session] = []
        self._free = asyncio.Semaphore(size)
        self._waiting, self._most_waiting = 0, 50 * size
        self._state = State("", frozenset())
        self._asked = -_MARK_SECONDS

    async def open(self) -> None:
        """Connect. Raises psycopg.Error or PoolTimeout where the server lets nobody in."""
        await self._pool.open(wait=True)

    async def close(self) -> None:
        """Close every session."""
        while self._idle:
            await self._end(self._idle.pop())
        await self._pool.close()

    async def fetch(self, query: bytes | sql.SQL, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of ``query``. Raises ProblemError (503) where it takes too long or the server is away."""
        with _told_as_problems():
            async with self._pool.connection() as connection:
                cursor = await connection.execute(query, values)
                return await cursor.fetchall()

    async def fetch_texts(self, query: bytes, values: Sequence[object]) -> list[Row]:
        """Return the rows of ``query``, whose parameters are ``$1`` and so on, as texts. Raises as ``fetch`` does."""
        return [
            tuple(None if value is None else value.decode() for value in row)
            for row in await self.fetch_printed(query, values)
        ]

    async def fetch_printed(self, query: bytes, values: Sequence[object]) -> list[Printed]:
        """Return the rows as ``fetch_texts`` does, in UTF-8 as the server sent them: a page is passed on without being read."""
        with _told_as_problems():
            if self._free.locked():
                await self._wait()
            else:
                await self._free.acquire()
            session: Session | None = None
            try:
                while session is None and self._idle:
                    session = self._idle.pop()
                    if not session.is_usable:
                        await self._end(session)
                        session = None
                if session is None:
                    session = Session(await self._pool.getconn())
                return await session.ask(query, values)
            finally:
                self._free.release()
                if session is not None and session.is_usable:
                    self._idle.append(session)
                elif session is not None:
                    await self._end(session)

    async def _wait(self) -> None:
        """Wait for a session. Raises PoolTimeout where there are too many others or it takes too long."""
        if self._waiting >= self._most_waiting:
            raise PoolTimeout("too many requests wait already")
        self._waiting += 1
        try:
            async with asyncio.timeout(self._pool.timeout):
                await self._free.acquire()
        except TimeoutError:
            raise PoolTimeout("every session is in use") from None
        finally:
            self._waiting -= 1

    async def _end(self, session: Session) -> None:
        """Give the connection back to the pool, which closes it where it is of no use any more."""
        session.end()
        await self._pool.putconn(session.connection)

    async def release_at(self, moment: datetime) -> str | None:
        """Return the release whose rows were recorded last at ``moment``; None where there was none yet."""
        rows = await self.fetch(sql.SQL(_RELEASE_AT), [moment])
        return str(rows[0][0]) if rows else None

    async def state(self) -> State:
        """Return the state of the warehouse, as it was at most a second ago."""
        now = time.monotonic()
        if now - self._asked >= _MARK_SECONDS:
            rows = await self.fetch(sql.SQL(_BUILD_STATE))
            mark = str(rows[0][1]) if rows and rows[0][0] == "built" else ""
            searched = await self.fetch(sql.SQL(_SEARCHED), [mark]) if mark and rows[0][2] else []
            self._state = State(mark, frozenset(str(row[0]) for row in searched))
            self._asked = now
        return self._state


@contextmanager
def _told_as_problems() -> Iterator[None]:
    try:
        yield
    except errors.QueryCanceled:
        raise ProblemError(
            503,
            "The answer takes too long; narrow the filters or ask for fewer rows.",
            headers={"Retry-After": "60"},
        ) from None
    except errors.DataError as error:
        raise ProblemError(400, f"A value cannot be compared with its column ({error.diag.message_primary}).") from None
    except (errors.UndefinedTable, errors.InvalidSchemaName):
        raise ProblemError(
            503,
            "This dataset, or its history, is not built yet; ask again when the warehouse is.",
            headers={"Retry-After": "60"},
        ) from None
    except (psycopg.OperationalError, PoolTimeout):
        raise ProblemError(
            503, "The warehouse does not answer; ask again in a minute.", headers={"Retry-After": "60"}
        ) from None
