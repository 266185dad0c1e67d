"""The portal's own server gives the files of the portal and nothing else, however the way out of it is written."""

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from pipelines.publish.portal.serve import HEADERS, portal_server

SECRET = "không ai được đọc"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """A portal with a secret beside it, and links out of it."""
    folder = tmp_path_factory.mktemp("served")
    root = folder / "portal"
    (root / "f" / "abc").mkdir(parents=True)
    (root / "index.html").write_text("<p>trang chủ", encoding="utf-8")
    (root / "f" / "abc" / "index.html").write_text("<p>số liệu", encoding="utf-8")
    (root / ".hidden").write_text(SECRET, encoding="utf-8")
    (root / "v").mkdir()
    for secret in (folder / "secret.txt", folder / "portal-secret.txt", folder / "outside" / "index.html"):
        secret.parent.mkdir(exist_ok=True)
        secret.write_text(SECRET, encoding="utf-8")
    (root / "link.txt").symlink_to(folder / "secret.txt")
    (root / "linked").symlink_to(folder / "outside", target_is_directory=True)
    (root / "v" / "up").symlink_to("../..", target_is_directory=True)
    server = portal_server(root, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield "127.0.0.1", server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


def ask(address: tuple[str, int], path: str, method: str = "GET") -> tuple[int, str, dict[str, str]]:
    connection = http.client.HTTPConnection(*address, timeout=10)
    try:
        # What stands in the request is sent as it is: no client tidies the path first.
        connection.putrequest(method, path, skip_accept_encoding=True)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace"), dict(answer.getheaders())
    finally:
        connection.close()


@pytest.mark.parametrize("path", ["/", "/f/abc/", "/f/abc/?q=..%2f", "//f/abc/"])
def test_pages_are_given_with_their_headers(address: tuple[str, int], path: str) -> None:
    status, text, headers = ask(address, path)
    if path.startswith("//"):
        assert SECRET not in text
        return
    assert (status, text[:3]) == (200, "<p>")
    assert HEADERS.items() <= headers.items()


_UP = ("..", "%2e%2e", "%2E.", ".%2e", "%252e%252e", "..;", "%c0%ae%c0%ae", "..%00", "%ef%bc%8e%ef%bc%8e")
_SLASHES = ("/", "%2f", "%252f", "\\", "%5c", "%255c", "%c0%af")


@pytest.mark.parametrize("slash", _SLASHES)
@pytest.mark.parametrize("up", _UP)
def test_no_way_up_is_found(address: tuple[str, int], up: str, slash: str) -> None:
    for begin in ("/", "/f/", "/f/abc/", "/v/up/"):
        for steps in (1, 2, 3):
            path = begin + slash.join([*[up] * steps, "secret.txt"])
            status, text, _ = ask(address, path)
            assert status in {400, 404}, path
            assert SECRET not in text, path


@pytest.mark.parametrize(
    "path",
    [
        "/link.txt", "/linked/", "/linked/index.html", "/v/up/secret.txt", "/v/up/portal-secret.txt", "/.hidden",
        "/%2ehidden", "/..portal-secret.txt", "/../portal-secret.txt", "/%2e%2e%5csecret.txt", "/f/..%2f..%2fsecret.txt",
        "//secret.txt", "///..//secret.txt", "/f", "/v/", "/f/abc/index.html%00.txt", "http://127.0.0.1/../secret.txt",
        "/c:/secret.txt", "/f/%", "/" + quote(SECRET), "/" + "a" * 5000,
    ],
)  # fmt: skip
def test_links_hidden_files_folders_and_broken_paths_give_nothing(address: tuple[str, int], path: str) -> None:
    for method in ("GET", "HEAD"):
        status, text, _ = ask(address, path, method)
        assert status in {301, 400, 404, 414}, path
        assert SECRET not in text, path


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE"])
def test_nothing_can_be_written(address: tuple[str, int], method: str) -> None:
    assert ask(address, "/", method)[0] == 501


def test_an_absolute_path_of_this_machine_is_not_found(address: tuple[str, int], tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(SECRET, encoding="utf-8")
    for path in (f"{tmp_path}/secret.txt", f"/{tmp_path}/secret.txt", quote(str(tmp_path / "secret.txt"), safe="")):
        status, text, _ = ask(address, path if path.startswith("/") else f"/{path}")
        assert status == 404
        assert SECRET not in text
