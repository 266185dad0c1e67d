"""A CKAN as its documentation describes the action API (2.10): what an action requires, refuses and answers. Nothing is kept.

It answers ``/api/action/NAME`` and holds packages, resources with uploaded bytes, and tables of the DataStore. A request that the
documented schema does not allow gets what CKAN gives: 403 Authorization Error, 404 Not Found Error, 409 Validation Error.
"""

import email.parser
import email.policy
import json
import re
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "a-token-of-the-test"
ORGANIZATION = "so-tt-tt"
_READS = {"package_show", "license_list", "datastore_search"}
_NAME = re.compile(r"[a-z0-9_-]{2,100}")
_TAG = re.compile(r"[\w .-]{2,100}")
_FIELD = re.compile(r"[^_\s\"][^\"]{0,62}")
_PG_TYPES = {"text", "json", "date", "time", "timestamp", "timestamptz", "int", "bigint", "float", "numeric", "bool"}
_PACKAGE = {
    "id", "name", "title", "private", "author", "author_email", "maintainer", "maintainer_email", "license_id", "notes", "url",
    "version", "state", "type", "resources", "tags", "extras", "groups", "owner_org",
}  # fmt: skip
_RESOURCE_TEXTS = ("name", "description", "format", "mimetype", "hash", "url")
Json = dict[str, Any]


class ActionError(Exception):
    """What an action answers in place of a result."""

    def __init__(self, status: int, kind: str, **more: object) -> None:
        super().__init__(kind)
        self.status = status
        self.body = {"__type": kind, **more}


def invalid(**fields: str) -> ActionError:
    return ActionError(409, "Validation Error", **{name: [told] for name, told in fields.items()})


NOT_FOUND = ActionError(404, "Not Found Error", message="Not found")
DENIED = ActionError(403, "Authorization Error", message="Access denied")


class Ckan:
    """The state of the server. ``writes`` are the names of the actions that changed something; ``fail_at`` breaks one of them."""

    def __init__(self) -> None:
        self.packages: dict[str, Json] = {}
        self.uploads: dict[str, bytes] = {}
        self.tables: dict[str, Json] = {}
        self.writes: list[str] = []
        self.has_datastore = True
        self.needs_organization = False
        self.fail_at: str | None = None

    def act(self, action: str, key: str | None, values: Json, upload: bytes | None) -> Any:  # noqa: ANN401 - JSON
        run = getattr(self, f"do_{action}", None)
        if run is None or (action.startswith("datastore_") and not self.has_datastore):
            raise ActionError(400, "", message=f"Bad request - Action name not known: {action}")
        if action not in _READS:
            if key != KEY:
                raise DENIED
            if action == self.fail_at:
                raise ActionError(500, "Internal", message="broken for the test")
            self.writes.append(action)
        return run(values, upload) if action in {"resource_create", "resource_patch"} else run(values)

    def do_license_list(self, _: Json) -> list[Json]:
        return [{"id": "cc-by", "title": "Creative Commons Attribution"}, {"id": "cc-zero", "title": "CC0"}]

    def do_package_show(self, values: Json) -> Json:
        return self._package(values)

    def do_package_create(self, values: Json) -> Json:
        self._check_package(values)
        if any(each["name"] == values["name"] for each in self.packages.values()):
            raise invalid(name="That URL is already in use.")
        if self.needs_organization and "owner_org" not in values:
            raise invalid(owner_org="An organization must be provided")
        identifier = str(uuid.uuid4())
        package = {"id": identifier, "state": "active", "resources": [], "extras": [], "tags": []} | values
        self.packages[identifier] = package
        return package

    def do_package_patch(self, values: Json) -> Json:
        package = self._package(values)
        changed = {**package, **values, "id": package["id"]}
        self._check_package(changed)
        package.update(changed)
        return package

    def do_resource_create(self, values: Json, upload: bytes | None) -> Json:
        if "package_id" not in values:
            raise invalid(package_id="Missing value")
        package = self._package({"id": values["package_id"]})
        resource = {"id": str(uuid.uuid4()), "datastore_active": False, "url_type": None}
        package["resources"].append(resource)
        return self._write_resource(resource, values, upload)

    def do_resource_patch(self, values: Json, upload: bytes | None) -> Json:
        return self._write_resource(self._resource(values)[1], values, upload)

    def do_resource_delete(self, values: Json) -> None:
        package, resource = self._resource(values)
        package["resources"].remove(resource)
        self.tables.pop(resource["id"], None)

    def do_datastore_create(self, values: Json) -> Json:
        resource = self._table_resource(values)
        fields = values.get("fields", [])
        for one in fields:
            if set(one) - {"id", "type", "info"} or not _FIELD.fullmatch(str(one.get("id", ""))):
                raise invalid(fields=f'"{one}" is not a valid field name')
            if one.get("type") not in _PG_TYPES:
                raise invalid(fields=f'"{one.get("type")}" is not a valid field type')
            if not isinstance(one.get("info", {}), dict):
                raise invalid(info="Must be an object")
        if len({one["id"] for one in fields}) != len(fields):
            raise invalid(fields="duplicate column names")
        self.tables[resource["id"]] = {"fields": fields, "records": []}
        resource["datastore_active"] = True
        self._insert(resource["id"], values.get("records", []))
        return values

    def do_datastore_upsert(self, values: Json) -> Json:
        resource = self._table_resource(values)
        if resource["id"] not in self.tables:
            raise NOT_FOUND
        if values.get("method", "upsert") != "insert":
            raise invalid(table="table does not have a unique key defined")
        self._insert(resource["id"], values["records"])
        return values

    def do_datastore_delete(self, values: Json) -> Json:
        resource = self._table_resource(values)
        if self.tables.pop(resource["id"], None) is None:
            raise NOT_FOUND
        resource["datastore_active"] = False
        return values

    def _package(self, values: Mapping[str, Any]) -> Json:
        if "id" not in values:
            raise invalid(id="Missing value")
        for package in self.packages.values():
            if values["id"] in {package["id"], package["name"]}:
                return package
        raise NOT_FOUND

    def _resource(self, values: Mapping[str, Any]) -> tuple[Json, Json]:
        if "id" not in values:
            raise invalid(id="Missing value")
        for package in self.packages.values():
            for resource in package["resources"]:
                if resource["id"] == values["id"]:
                    return package, resource
        raise NOT_FOUND

    def _table_resource(self, values: Json) -> Json:
        if "resource_id" not in values:
            raise invalid(resource_id="Missing value")
        _, resource = self._resource({"id": values["resource_id"]})
        if values.get("force") is not True:
            raise ActionError(409, "Validation Error", **{"read-only": ["Cannot edit read-only resource"]})
        return resource

    def _insert(self, table: str, records: list[Json]) -> None:
        named = {one["id"] for one in self.tables[table]["fields"]}
        for record in records:
            if strange := set(record) - named:
                raise invalid(records=f"row has extra keys {sorted(strange)}")
        self.tables[table]["records"] += records

    def _check_package(self, values: Mapping[str, Any]) -> None:
        if strange := set(values) - _PACKAGE:
            raise invalid(**dict.fromkeys(strange, "The input field was not expected."))
        if not _NAME.fullmatch(str(values.get("name", ""))):
            raise invalid(name="Must be purely lowercase alphanumeric (ascii) characters and these symbols: -_")
        for name in _PACKAGE - {"resources", "tags", "extras", "groups", "private"}:
            if not isinstance(values.get(name, ""), str):
                raise invalid(**{name: "Must be a Unicode string value"})
        if values.get("owner_org", ORGANIZATION) != ORGANIZATION:
            raise invalid(owner_org="Organization does not exist")
        for tag in values.get("tags", []):
            if set(tag) != {"name"} or not _TAG.fullmatch(tag["name"]):
                raise invalid(tags=f'Tag "{tag}" can only contain alphanumeric characters, spaces, or "-_."')
        keys = [extra["key"] for extra in values.get("extras", [])]
        if len(set(keys)) != len(keys):
            raise invalid(extras="There is a schema field with the same name or a duplicate key")
        for extra in values.get("extras", []):
            if set(extra) != {"key", "value"} or not isinstance(extra["value"], str) or extra["key"] in _PACKAGE:
                raise invalid(extras=f"{extra} is not allowed")

    def _write_resource(self, resource: Json, values: Json, upload: bytes | None) -> Json:
        for name in _RESOURCE_TEXTS:
            if not isinstance(values.get(name, ""), str):
                raise invalid(**{name: "Must be a Unicode string value"})
        if not str(values.get("size", "1")).isdigit():
            raise invalid(size="Invalid integer")
        resource.update({name: value for name, value in values.items() if name not in {"package_id", "id"}})
        if upload is not None:
            resource["url_type"] = "upload"
            resource["url"] = f"http://ckan/resource/{resource['id']}/download/{resource['url']}"
            self.uploads[resource["id"]] = upload
        if "size" in resource:
            resource["size"] = int(resource["size"])
        return dict(resource)


class _Handler(BaseHTTPRequestHandler):
    ckan: Ckan
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: two would wait for each other

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            values, upload = _read(self.headers["Content-Type"] or "", body)
            action = self.path.removeprefix("/api/action/")
            answer = {"success": True, "result": self.ckan.act(action, self.headers["Authorization"], values, upload)}
            status = 200
        except ActionError as error:
            status, answer = error.status, {"success": False, "error": error.body}
            if status == 400:
                answer = error.body["message"]  # type: ignore[assignment]  # CKAN answers an unknown action with a bare text
        told = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_: object) -> None:
        pass


def _read(content_type: str, body: bytes) -> tuple[Json, bytes | None]:
    if content_type.startswith("application/json"):
        values = json.loads(body)
        if not isinstance(values, dict):
            raise ActionError(
                400, "", message="Bad request - JSON Error: Request data JSON decoded to something strange"
            )
        return values, None
    if not content_type.startswith("multipart/form-data"):
        raise ActionError(400, "", message="Bad request - JSON Error: no JSON and no form")
    parser = email.parser.BytesParser(policy=email.policy.HTTP)
    message = parser.parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    form: Json = {}
    upload = None
    for part in message.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if part.get_filename() is None:
            form[name] = content.decode()
        elif name == "upload":
            upload = content
        else:
            raise invalid(**{name: "a file where none is expected"})
    return form, upload


@contextmanager
def running_ckan() -> Iterator[tuple[str, Ckan]]:
    """Yield the address of a fresh server and its state."""
    ckan = Ckan()
    handler = type("Handler", (_Handler,), {"ckan": ckan})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", ckan
        server.shutdown()
        thread.join()
