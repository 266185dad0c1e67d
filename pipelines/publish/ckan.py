"""The current release in a CKAN: a package per dataset with its files, the declared types and the data dictionary.

What a dataset looks like there is made here from the declaration and the release; ``ckanapi`` carries it over. Each package keeps
two checksums, over everything that was written and over its table in the DataStore: where they stand as they should, nothing is
written. They are written last, so that a run that was cut off is made good by the next one.
"""

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipelines.metadata import Column, ColumnType, Dataset
from pipelines.publish.catalogue import Catalogue, read_catalogue
from pipelines.publish.checksums import FileFacts
from pipelines.publish.files import FORMATS
from pipelines.publish.harvest import PORTAL_VARIABLE, portal_url
from pipelines.publish.portal.addresses import page_path
from pipelines.publish.portal.released import ReleasedData
from pipelines.publish.tables import public_columns
from pipelines.settings import Home

ENDINGS = ("csv", "xlsx", "parquet", "json")
_FORM = 1  # of what is written; another number writes every package anew
_BATCH_ROWS = 2_000
_SECONDS = 300
_STATE, _TABLE_STATE = "khoso_state", "khoso_table_state"
_NO_TAG = re.compile(r"[^\w .-]+")
# Licences have names of CKAN's own in its list; a portal that lists SPDX names is given those.
_LICENCES: Mapping[str, str] = {
    "CC-BY-4.0": "cc-by", "CC-BY-SA-4.0": "cc-by-sa", "CC0-1.0": "cc-zero", "ODbL-1.0": "odc-odbl", "ODC-By-1.0": "odc-by",
    "PDDL-1.0": "odc-pddl",
}  # fmt: skip
_TYPES: Mapping[ColumnType, tuple[str, str]] = {
    "text": ("text", "text"),
    "integer": ("bigint", "numeric"),
    "numeric": ("numeric", "numeric"),
    "boolean": ("bool", "text"),
    "date": ("date", "timestamp"),
    "timestamp": ("timestamptz", "timestamp"),
    "json": ("json", "text"),
}
"""The type of a column in the DataStore, and the nearest that XLoader knows when it loads the CSV again."""

_Json = dict[str, Any]
Call = Callable[..., Any]


class CkanError(Exception):
    """A CKAN that cannot be written to. The message is one line: what is wrong, and what to do."""


class _NotThereError(Exception):
    """What was asked for is not in this CKAN."""


@dataclass(slots=True)
class Harvested:
    """What one run did: names of packages by what became of them."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    has_datastore: bool = True


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A package as it should be. ``resources`` are by name; ``files`` says which file each one is."""

    package: _Json
    resources: Mapping[str, _Json]
    files: Mapping[str, Path]
    fields: Sequence[_Json]
    state: str
    table_state: str


def publish_to_ckan(home: Home, url: str, api_key: str, organization: str | None = None) -> Harvested:
    """Bring the packages of the CKAN at ``url`` to the current release of ``home``.

    Files are linked where ``KHOSO_PORTAL_URL`` says where the portal is, else uploaded. Raises CkanError where there is no
    release, the library ckanapi is missing, or CKAN does not answer or refuses.
    """
    if not home.current_release.exists():
        raise CkanError(f"there is no release in {home.releases}; make one with: khoso run --home {home.root}")
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).netloc:
        raise CkanError(f"{url} is no address of a CKAN; write https://... with --url")
    release = ReleasedData(home.current_release.resolve())
    done = Harvested()
    with _opened(url, api_key) as call:
        listed = {str(licence["id"]) for licence in call("license_list")}
        for dataset in release.datasets.values():
            wanted = _wanted(release, dataset, read_catalogue(), organization, listed)
            _bring_up(call, dataset, wanted, done)
    return done


def _wanted(
    release: ReleasedData, dataset: Dataset, catalogue: Catalogue, organization: str | None, licences: Iterable[str]
) -> _Wanted:
    is_linked = bool(os.environ.get(PORTAL_VARIABLE))
    files = {
        ending: file
        for file in release.files_of(dataset.name)
        for ending in ENDINGS
        if file.path == f"{dataset.name}/{dataset.name}.{ending}"
    }
    resources = {
        f"{dataset.name}.{ending}": _resource(dataset, ending, files[ending], is_linked)
        for ending in ENDINGS
        if ending in files
    }
    fields = [_field(column) for column in public_columns(dataset)]
    package = _package(release, dataset, catalogue, organization, set(licences))
    return _Wanted(
        package=package,
        resources=resources,
        files={f"{dataset.name}.{ending}": release.path / file.path for ending, file in files.items()},
        fields=fields,
        state=_checksum(_FORM, package, resources, fields),
        table_state=_checksum(_FORM, fields, files["csv"].sha256 if "csv" in files else ""),
    )


def _package(
    release: ReleasedData, dataset: Dataset, catalogue: Catalogue, organization: str | None, licences: set[str]
) -> _Json:
    licence = catalogue.licence
    package: _Json = {
        "name": f"{catalogue.name}-{dataset.name}".lower()[:100],
        "title": f"{dataset.title_vi} ({dataset.title_en})",
        "notes": f"{dataset.description_vi} {dataset.grain_vi}\n\n{dataset.description_en} {dataset.grain}",
        "author": catalogue.publisher_name,
        "maintainer": catalogue.contact.name,
        "license_id": licence.id if licence.id in licences else _LICENCES.get(licence.id, licence.id),
        "version": release.id,
        "tags": [{"name": name} for name in _tags((*catalogue.keywords_vi, *catalogue.keywords_en))],
        "extras": [
            {"key": "release", "value": release.id},
            {"key": "licence_uri", "value": licence.uri},
            {"key": "update_cycle", "value": catalogue.cycle(dataset.name)},
            {"key": "primary_key", "value": ", ".join(dataset.key)},
            *({"key": f"temporal_{name}", "value": day} for name, day in _period(release)),
        ],
        "state": "active",
    }
    if catalogue.contact.email:
        package["maintainer_email"] = catalogue.contact.email
    if os.environ.get(PORTAL_VARIABLE):
        package["url"] = portal_url() + page_path("vi", "dataset", dataset.name)
    if organization:
        package["owner_org"] = organization
    return package


def _period(release: ReleasedData) -> Iterator[tuple[str, str]]:
    for name, day in release.package.get("temporal", {}).items():
        if day:
            yield name, day


def _tags(keywords: Iterable[str]) -> list[str]:
    """The keywords as CKAN takes them: letters, digits, blanks and ``-_.``, from 2 to 100 characters, each once."""
    names = (" ".join(_NO_TAG.sub(" ", keyword).split())[:100] for keyword in keywords)
    return [name for name in dict.fromkeys(names) if len(name) > 1]


def _resource(dataset: Dataset, ending: str, file: FileFacts, is_linked: bool) -> _Json:
    resource = {
        "name": f"{dataset.name}.{ending}",
        "description": f"{dataset.title_vi}, {FORMATS[ending].label_vi}",
        "format": "XLSX" if ending == "xlsx" else FORMATS[ending].label_en,
        "mimetype": FORMATS[ending].media_type,
        "hash": f"sha256:{file.sha256}",
        "size": file.size_bytes,
    }
    return resource | {"url": f"{portal_url()}data/{file.path}"} if is_linked else resource


def _field(column: Column) -> _Json:
    declared, loaded = _TYPES[column.type]
    notes = f"{column.told} ({column.unit})" if column.unit else column.told
    return {
        "id": column.name,
        "type": declared,
        "info": {"label": column.label_vi, "notes": notes, "type_override": loaded},
    }


def _checksum(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _bring_up(call: Call, dataset: Dataset, wanted: _Wanted, done: Harvested) -> None:
    name = wanted.package["name"]
    try:
        present: _Json = call("package_show", id=name)
    except _NotThereError:
        present = {}
    extras = {extra["key"]: extra["value"] for extra in present.get("extras", ())}
    standing = {each["name"]: each for each in present.get("resources", ())}
    ours = {each for each in standing if each and each.startswith(f"{dataset.name}.")}
    if present.get("state") == "active" and extras.get(_STATE) == wanted.state and ours == wanted.resources.keys():
        done.unchanged.append(name)
        return
    if not present:
        present = call("package_create", **{key: wanted.package[key] for key in wanted.package if key != "extras"})
        done.created.append(name)
    else:
        done.updated.append(name)
    for gone in sorted(ours - wanted.resources.keys()):
        call("resource_delete", id=standing[gone]["id"])
    table = None
    for resource in wanted.resources.values():
        written = _bring_up_resource(call, present["id"], standing.get(resource["name"]), resource, wanted)
        if resource["name"] == f"{dataset.name}.csv":
            table = written
    if table is not None and (extras.get(_TABLE_STATE) != wanted.table_state or not table.get("datastore_active")):
        done.has_datastore = _fill_datastore(call, table, wanted) and done.has_datastore
    marks = {_STATE: wanted.state, _TABLE_STATE: wanted.table_state}
    told = extras | {extra["key"]: extra["value"] for extra in wanted.package["extras"]} | marks
    call(
        "package_patch",
        id=present["id"],
        **{**wanted.package, "extras": [{"key": key, "value": value} for key, value in sorted(told.items())]},
    )


def _bring_up_resource(
    call: Call, package: str, present: Mapping[str, Any] | None, resource: _Json, wanted: _Wanted
) -> _Json:
    """Write a resource unless it stands as it should; return it as CKAN has it."""
    is_linked = "url" in resource
    if present is not None and (present.get("url_type") != "upload") != is_linked:
        call("resource_delete", id=present["id"])  # what was uploaded does not become a link, nor the other way round
        present = None
    if present is not None and all(str(present.get(key)) == str(value) for key, value in resource.items()):
        return dict(present)
    target = {"id": present["id"]} if present is not None else {"package_id": package}
    action = "resource_create" if present is None else "resource_patch"
    if is_linked or (present is not None and present.get("hash") == resource["hash"]):
        return dict(call(action, **target, **resource))
    path = wanted.files[resource["name"]]
    with path.open("rb") as file:
        return dict(call(action, **target, **resource, url=path.name, upload=file))


def _fill_datastore(call: Call, table: Mapping[str, Any], wanted: _Wanted) -> bool:
    """Put the rows of the CSV with declared types and dictionary into the DataStore; False where this CKAN has none."""
    rows = _rows(wanted)
    first = next(rows, [])
    try:
        if table.get("datastore_active"):
            call("datastore_delete", resource_id=table["id"], force=True)
        call("datastore_create", resource_id=table["id"], force=True, fields=wanted.fields, records=first)
    except _NotThereError:
        return False
    for batch in rows:
        call("datastore_upsert", resource_id=table["id"], force=True, method="insert", records=batch)
    return True


def _rows(wanted: _Wanted) -> Iterator[list[_Json]]:
    """The published rows as JSON has them, in batches."""
    columns = {each["id"] for each in wanted.fields}
    for path in (path for name, path in wanted.files.items() if name.endswith(".json")):
        rows = json.loads(path.read_bytes())
        for start in range(0, len(rows), _BATCH_ROWS):
            batch = rows[start : start + _BATCH_ROWS]
            yield [{name: value for name, value in row.items() if name in columns} for row in batch]


@contextmanager
def _opened(url: str, api_key: str) -> Iterator[Call]:
    """Yield what calls an action of the CKAN at ``url``; its faults come as CkanError in one line."""
    try:
        import ckanapi  # type: ignore[import-untyped]  # noqa: PLC0415 - an optional library
        import requests  # noqa: PLC0415 - comes with it
    except ImportError:
        raise CkanError("the library ckanapi is missing; install it with: pip install 'khoso[ckan]'") from None

    with closing(ckanapi.RemoteCKAN(url, apikey=api_key)) as remote:

        def call(action: str, **values: Any) -> Any:  # noqa: ANN401 - JSON
            files = {name: values.pop(name) for name in ("upload",) if name in values}
            try:
                return remote.call_action(action, values, files=files, requests_kwargs={"timeout": _SECONDS})
            except ckanapi.NotFound:
                raise _NotThereError from None
            except ckanapi.NotAuthorized:
                raise CkanError(
                    f"{url} refuses {action}; give with --api-key the API token of a user who may edit datasets, and with"
                    " --organization where they may"
                ) from None
            except ckanapi.ValidationError as error:
                named = values.get("name") or values.get("id") or values.get("resource_id")
                raise CkanError(f"{url} refuses {action} of {named}: {_told(error.error_dict)}") from None
            except ckanapi.CKANAPIError as error:
                if "Action name not known" in str(error):
                    raise _NotThereError from None
                raise CkanError(f"{url} does not answer {action} as a CKAN does: {str(error)[:300]}") from None
            except requests.RequestException as error:
                raise CkanError(f"{url} does not answer ({type(error).__name__}); is the address right?") from None

        try:
            yield call
        except _NotThereError:
            raise CkanError(
                f"{url} does not answer as a CKAN does, or lost what it had a moment ago; check the address and run again"
            ) from None


def _told(faults: Mapping[str, Any]) -> str:
    return "; ".join(
        f"{name}: {json.dumps(told, ensure_ascii=False)}" for name, told in faults.items() if name != "__type"
    )
