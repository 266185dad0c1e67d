"""The application: its addresses, and what happens to a request on its way. The parts are in the rooms beside this one."""

import asyncio
import gc
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from pipelines.metadata import Dataset, datasets
from pipelines.publish.api import bodies, pages
from pipelines.publish.api.cache import Answer, AnswerCache
from pipelines.publish.api.description import API_VERSION, describe_api, describe_dataset
from pipelines.publish.api.figures import describe_figure, find_permalink
from pipelines.publish.api.limits import RateLimit
from pipelines.publish.api.problems import OPEN, ProblemError
from pipelines.publish.api.requests import PageRequest, read_request, write_cursor
from pipelines.publish.api.warehouse import ReaderPool
from pipelines.publish.api.withheld import clean_page, page_place

_CACHE_BYTES = 64 << 20
_METHODS = ["GET", "HEAD"]
_OBJECTS_BETWEEN_COLLECTIONS = 50_000
_OPEN = tuple((name.lower().encode(), value.encode()) for name, value in OPEN.items())


@dataclass(frozen=True, slots=True)
class Options:
    """How the API runs. ``release`` gives the id of the current release, None where there is none.

    ``permalinks`` is the portal's list of figures, which need not be there yet.
    """

    url: str
    release: Callable[[], str | None] = lambda: None
    permalinks: Path | None = None
    requests_per_second: float = 20.0
    burst: int = 100
    sessions: int = 8
    timeout_seconds: float = 10.0


def create_app(options: Options) -> FastAPI:
    """Return the application over the warehouse at ``options.url``. Its sessions open when it starts."""
    pool = ReaderPool(options.url, size=options.sessions, timeout_seconds=options.timeout_seconds)
    limit = RateLimit(options.requests_per_second, options.burst)
    cache = AnswerCache(_CACHE_BYTES)

    @asynccontextmanager
    async def hold_pool(_: FastAPI) -> AsyncIterator[None]:
        with _seldom_collected():
            await pool.open()
            try:
                yield
            finally:
                await pool.close()

    # The pages of FastAPI's documentation load their scripts from elsewhere; the description itself is served.
    app = FastAPI(
        title="khoso", version=API_VERSION, lifespan=hold_pool, docs_url=None, redoc_url=None, openapi_url=None,
        redirect_slashes=False,
    )  # fmt: skip

    async def answer(request: Request, find: Callable[[], Awaitable[Answer]]) -> Response:
        client = request.client.host if request.client else ""
        if (wait := limit.wait(client)) > 0:
            raise ProblemError(
                429, "Too many requests from this address; wait, or take the files of the release.",
                headers={"Retry-After": str(int(wait) + 1)},
            )  # fmt: skip
        state = await pool.state()
        mark = f"{state.mark}/{options.release()}" if state.mark else ""
        accept = request.headers.get("accept")
        key = (request.scope["path"], request.scope["query_string"], accept)
        found = cache.get(mark, key) if mark else None
        if found is None:
            found = await find()
            if mark and found.may_be_kept:
                cache.put(mark, key, found)
        return _respond(found, request.headers.get("if-none-match"), fresh=bool(mark))

    async def root(request: Request) -> Response:
        async def find() -> Answer:
            return _json_answer(
                {
                    "title": "khoso",
                    "release": options.release(),
                    "datasets": "v1/datasets",
                    "figures": "v1/figures/{id}",
                    "description": "openapi.json",
                }
            )

        return await answer(request, find)

    async def openapi(request: Request) -> Response:
        async def find() -> Answer:
            return _json_answer(describe_api())

        return await answer(request, find)

    async def list_datasets(request: Request) -> Response:
        async def find() -> Answer:
            listed = [describe_dataset(dataset, whole=False) for dataset in datasets().values()]
            return _json_answer({"release": options.release(), "datasets": listed})

        return await answer(request, find)

    async def one_dataset(request: Request) -> Response:
        async def find() -> Answer:
            return _json_answer(describe_dataset(_named(request.path_params["dataset"]), whole=True))

        return await answer(request, find)

    async def rows(request: Request) -> Response:
        async def find() -> Answer:
            media_type = bodies.choose_media_type(request.headers.get("accept"))
            page = read_request(
                _named(request.path_params["dataset"]), request.scope["query_string"].decode("ascii", "replace")
            )
            return await _rows(pool, page, media_type, request, options.release())

        return await answer(request, find)

    async def figure(request: Request) -> Response:
        async def find() -> Answer:
            found = await asyncio.to_thread(find_permalink, options.permalinks, request.path_params["identifier"])
            # The portal is built after the warehouse, which is all that the cache would notice.
            return _json_answer(await describe_figure(pool, found, options.release()), may_be_kept=False)

        return await answer(request, find)

    for path, endpoint in (
        ("/", root),
        ("/openapi.json", openapi),
        ("/v1/datasets", list_datasets),
        ("/v1/datasets/{dataset}", one_dataset),
        ("/v1/datasets/{dataset}/rows", rows),
        ("/v1/figures/{identifier}", figure),
    ):
        # Nothing is left for FastAPI to resolve or to check: requests are read in ``requests``.
        app.add_route(path, endpoint, methods=_METHODS, include_in_schema=False)
    _answer_problems(app)
    return app


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Let the collector of garbage pass over what stands when the server starts, and come less often: requests wait for it."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _answer_problems(app: FastAPI) -> None:
    async def problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, ProblemError)
        return error.response(request.url.path)

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            if request.method == "OPTIONS":
                headers = {"Access-Control-Allow-Methods": "GET, HEAD, OPTIONS", "Access-Control-Allow-Headers": "*"}
                return Response(status_code=204, headers={**OPEN, **headers, "Allow": "GET, HEAD, OPTIONS"})
            detail = "The API only reads; ask with GET."
            return ProblemError(405, detail, headers={"Allow": "GET, HEAD, OPTIONS"}).response(request.url.path)
        detail = "There is nothing at this address; / names what there is."
        return ProblemError(error.status_code, detail).response(request.url.path)

    async def failed(request: Request, _: Exception) -> Response:
        return ProblemError(500, "Something is wrong here; the operator's log says what.").response(request.url.path)

    app.add_exception_handler(ProblemError, problem)
    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(Exception, failed)


def _named(name: str) -> Dataset:
    dataset = datasets().get(name)
    if dataset is None:
        raise ProblemError(404, f"There is no dataset {name[:80]}; v1/datasets lists them.")
    return dataset


async def _rows(pool: ReaderPool, page: PageRequest, media_type: str, request: Request, release: str | None) -> Answer:
    if page.as_of is not None:
        release = await pool.release_at(page.as_of)
    is_past = page.as_of is not None or page.updated_since is not None
    if media_type == bodies.JSON and not is_past and page.dataset.name in (await pool.state()).searched:
        ((count, rows, *printed),) = await pool.fetch_printed(*pages.whole_page(page))
        next_address = None
        if int(count or 0) > page.limit:
            place = [None if value is None else value.decode() for value in printed]
            next_address = _with_cursor(request, write_cursor(page.order, place))
        body = bodies.json_body(page, rows or b"", next_address, release)
    else:
        body, next_address = await _searched_rows(pool, page, media_type, request, release)
    headers = {"x-release": release} if release else {}
    if next_address:
        headers["link"] = f'<{next_address}>; rel="next"'
    # Rows are recorded after their release stands, which is all that the cache would notice.
    return _answer(body, headers, may_be_kept=not is_past)


async def _searched_rows(
    pool: ReaderPool, page: PageRequest, media_type: str, request: Request, release: str | None
) -> tuple[bodies.Body, str | None]:
    """The page with each of its rows searched for what is to withhold, and the address of the next one."""
    is_json = media_type == bodies.JSON
    found = await pool.fetch_texts(*(pages.json_page(page) if is_json else pages.text_page(page)))
    next_address = None
    if len(found) > page.limit:
        found = found[: page.limit]
        place, is_withheld = page_place(page, found[-1], as_json=is_json)
        next_address = _with_cursor(request, write_cursor(page.order, place, sealed=is_withheld))
    rows = clean_page(page, found, as_json=is_json)
    if is_json:
        return bodies.json_body(page, ",".join(rows).encode(), next_address, release), next_address
    return bodies.csv_body(page, rows) if media_type == bodies.CSV else bodies.parquet_body(page, rows), next_address


def _with_cursor(request: Request, cursor: str) -> str:
    """The address of the next page, relative to the API's root, so that it holds behind any proxy."""
    pairs = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return f"{request.scope['path']}?{urlencode([*pairs, ('cursor', cursor)])}"


def _json_answer(content: object, *, may_be_kept: bool = True) -> Answer:
    rendered = bytes(JSONResponse(content).body)
    return _answer(bodies.Body(rendered, bodies.JSON), {}, may_be_kept=may_be_kept)


def _answer(body: bodies.Body, headers: dict[str, str], *, may_be_kept: bool = True) -> Answer:
    etag = f'"{hashlib.sha256(body.content_type.encode() + body.content).hexdigest()[:32]}"'
    fixed = {"content-type": body.content_type, "vary": "Accept", **headers}
    return Answer(
        body.content, tuple((name.encode(), value.encode()) for name, value in fixed.items()), etag, may_be_kept
    )


def _respond(found: Answer, if_none_match: str | None, *, fresh: bool) -> Response:
    # While the warehouse is built anew an answer may be of two states; nobody is to keep it.
    caching = (
        [(b"etag", found.etag.encode()), (b"cache-control", b"public, no-cache")]
        if fresh
        else [(b"cache-control", b"no-store")]
    )
    if fresh and if_none_match is not None and _matches(if_none_match, found.etag):
        response = Response(status_code=304)
        response.raw_headers = [*_OPEN, *caching, (b"vary", b"Accept")]
        return response
    response = Response(found.content)
    response.raw_headers = [
        *_OPEN, *found.headers, *caching, (b"content-length", str(len(found.content)).encode()),
    ]  # fmt: skip
    return response


def _matches(if_none_match: str, etag: str) -> bool:
    return if_none_match.strip() == "*" or etag in {
        part.strip().removeprefix("W/") for part in if_none_match.split(",")
    }
