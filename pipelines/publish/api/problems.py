"""What goes wrong with a request, as ``application/problem+json`` (RFC 9457). Which faults there are: the rooms that raise them."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"


class ProblemError(Exception):
    """A request that cannot be answered. ``detail`` is one sentence: what is wrong, and what to do."""

    def __init__(self, status: int, detail: str, *, headers: Mapping[str, str] | None = None, **more: object) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})
        self.more = more

    def response(self, path: str) -> Response:
        """Return the answer that says so."""
        body = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "instance": path,
            **self.more,
        }
        return Response(
            json.dumps(body, ensure_ascii=False), self.status, media_type=MEDIA_TYPE, headers={**OPEN, **self.headers}
        )


OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After, X-Release",
    "X-Content-Type-Options": "nosniff",
}
"""Headers of every answer: any page may read the API, and no browser may take an answer for another type than it says."""
