"""A small static server for ``khoso portal``: the files of the portal and nothing else, with the headers that they should have.

For one's own machine. Whoever publishes the portal copies the folder to a web server and sends the same headers there.
"""

import io
import os
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from pipelines.publish.portal.site import CONTENT_SECURITY_POLICY

HEADERS = {
    "Content-Security-Policy": f"{CONTENT_SECURITY_POLICY}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""Sent with every answer."""


class _Handler(SimpleHTTPRequestHandler):
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".csv": "text/csv; charset=utf-8",
        ".html": "text/html; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".jsonl": "application/jsonl; charset=utf-8",
        ".jsonld": "application/ld+json; charset=utf-8",
        ".md": "text/markdown; charset=utf-8",
        ".parquet": "application/vnd.apache.parquet",
        ".ttl": "text/turtle; charset=utf-8",
        "": "text/plain; charset=utf-8",
    }
    protocol_version = "HTTP/1.1"

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        if not self._is_inside():
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def _is_inside(self) -> bool:
        """Whether what is asked for stands in the folder: no step up, no hidden file, no link that leads out."""
        asked = unquote(urlsplit(self.path).path)
        parts = asked.split("/")
        if "\0" in asked or "\\" in asked or any(part.startswith(".") for part in parts):
            return False
        root = Path(self.directory).resolve()
        return Path(self.translate_path(self.path)).resolve().is_relative_to(root)

    def list_directory(self, path: str | os.PathLike[str]) -> io.BytesIO | None:  # noqa: ARG002 - the name of the one that it stands for
        self.send_error(HTTPStatus.NOT_FOUND)
        return None

    def end_headers(self) -> None:
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: who looks at what is nobody's business."""


def portal_server(root: Path, host: str, port: int) -> ThreadingHTTPServer:
    """Return a server for the portal in ``root``; port 0 is any free one."""
    return ThreadingHTTPServer((host, port), partial(_Handler, directory=str(root)))
