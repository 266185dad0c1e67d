"""From which datasets and raw tables dbt makes a mart, as its manifest says; nothing where there is no manifest."""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from pipelines.metadata import Dataset
from pipelines.publish.portal.labels import dataset_title
from pipelines.settings import MANIFEST


def upstream_of(dataset: Dataset, datasets: Mapping[str, Dataset]) -> dict[str, Any]:
    """The datasets that ``dataset`` is made of and the raw tables that its rows come from."""
    parents = _parents()
    by_model = {other.model: other for other in datasets.values()}
    made_of: set[str] = set()
    raw: set[str] = set()
    seen: set[str] = set()
    waiting = list(parents.get(dataset.model, ()))
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in by_model:
            made_of.add(name)
        elif name.startswith("raw."):
            raw.add(name.removeprefix("raw."))
        else:
            waiting += parents.get(name, ())
    return {
        "datasets": [
            {"title": dataset_title(by_model[name]), "link": ("dataset", by_model[name].name)}
            for name in sorted(made_of)
        ],
        "raw": sorted(raw),
    }


@cache
def _parents() -> Mapping[str, Iterable[str]]:
    """The parents of every model by name; raw tables with ``raw.`` before theirs."""
    try:
        manifest = json.loads(MANIFEST.read_bytes())
        names = {key: node["name"] for key, node in manifest["nodes"].items() if node["resource_type"] == "model"}
        names |= {
            key: f"raw.{node['name']}" for key, node in manifest["nodes"].items() if node["resource_type"] == "seed"
        }
        names |= {key: f"raw.{node['name']}" for key, node in manifest["sources"].items()}
        return {
            names[key]: [names[parent] for parent in found if parent in names]
            for key, found in manifest["parent_map"].items()
            if key in names
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}
