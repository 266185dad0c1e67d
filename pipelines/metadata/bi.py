"""The declaration of the views for BI tools (``bi.yml``) as typed objects; what is made of it is in ``pipelines/publish/bi``."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import yaml

from pipelines.metadata import Column, ColumnType, datasets, in_both, quality_datasets

_NONE = "none"


@dataclass(frozen=True, slots=True)
class BiColumn:
    """One column: its type, its Vietnamese label, and its meaning in both languages (either may be empty)."""

    name: str
    type: ColumnType
    label_vi: str
    description_vi: str
    description_en: str

    @property
    def comment(self) -> str:
        """What the database says of the column: the label, then the meaning in Vietnamese and in English."""
        meaning = in_both(self.description_vi, self.description_en)
        return f"{self.label_vi}: {meaning}" if meaning else self.label_vi


@dataclass(frozen=True, slots=True)
class BiView:
    """One view of schema ``bi``."""

    name: str
    title_vi: str
    title_en: str
    grain: str
    columns: tuple[BiColumn, ...]

    @property
    def comment(self) -> str:
        """What the database says of the view."""
        return f"{self.title_vi}. {self.title_en}. {self.grain}"


@cache
def labels() -> Mapping[str, Mapping[str, str]]:
    """Return what codes are called in Vietnamese: list of codes -> code -> label; code ``none`` is for null."""
    return MappingProxyType({name: MappingProxyType(codes) for name, codes in _declared()["labels"].items()})


@cache
def bi_views() -> Mapping[str, BiView]:
    """Every view by name. Raises ValueError where a column names a dataset, column or list of labels that is not there."""
    declared = _declared()
    found = {}
    for name, entry in declared["views"].items():
        columns = (declared["shared"] if entry.get("shared") else {}) | entry["columns"]
        if place := entry.get("place"):
            columns |= {column: {"from": f"{place}.{column}"} for column in declared["place"]}
        found[name] = BiView(
            name=name,
            title_vi=entry["title_vi"],
            title_en=entry["title_en"],
            grain=entry["grain"],
            columns=tuple(_column(column, fields) for column, fields in columns.items()),
        )
    return MappingProxyType(found)


@cache
def _declared() -> dict[str, Any]:
    text = Path(__file__).with_name("bi.yml").read_text(encoding="utf-8")
    declared: dict[str, Any] = yaml.safe_load(text)
    return declared


def _column(name: str, fields: Mapping[str, Any]) -> BiColumn:
    if "from" in fields:
        declared = _dataset_column(fields["from"])
        return BiColumn(name, declared.type, declared.label_vi, declared.told_vi, declared.description)
    if "label_of" in fields:
        return BiColumn(name, "text", fields["label_vi"], _listed(fields["label_of"]), "the code's name in Vietnamese")
    codes = " | ".join(code for code in _codes(fields["labels"]) if code != _NONE) if "labels" in fields else ""
    english = "; ".join(filter(None, (fields["description"], codes)))
    return BiColumn(name, cast(ColumnType, fields["type"]), fields["label_vi"], fields["description_vi"], english)


def _dataset_column(name: str) -> Column:
    dataset_name, _, column_name = name.partition(".")
    dataset = {**datasets(), **quality_datasets()}.get(dataset_name)
    for column in dataset.columns if dataset is not None else ():
        if column.name == column_name:
            return column
    raise ValueError(f"bi.yml: {name} is no column of a dataset; name one of datasets.yml or derived/")


def _listed(name: str) -> str:
    return " | ".join(_codes(name).values())


def _codes(name: str) -> Mapping[str, str]:
    if name not in labels():
        raise ValueError(f"bi.yml: there are no labels {name}; declare them under labels")
    return labels()[name]
