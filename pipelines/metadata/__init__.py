"""The declaration of every dataset and column (``datasets.yml``, ``derived/``) as typed objects; what is made of it is elsewhere.

A column's type, unit, meaning and allowed values stand there and nowhere else. ``derived/`` has a file per topic for the datasets
that dbt makes out of others' rows; ``vi/`` the same meanings in Vietnamese.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import yaml

from pipelines.metadata.vietnamese import grain_vi, meaning_vi, values_vi

ColumnType = Literal["text", "integer", "numeric", "boolean", "date", "timestamp", "json"]


@dataclass(frozen=True, slots=True)
class Column:
    """One declared column. ``values`` is empty where any value is allowed; ``unit`` is empty where none applies."""

    name: str
    type: ColumnType
    description: str
    label_vi: str = ""
    unit: str = ""
    values: tuple[str, ...] = ()
    nullable: bool = True
    public: bool = True
    description_vi: str = ""
    values_vi: tuple[str, ...] = ()
    """What each of ``values`` is called, in their order."""

    @property
    def told_vi(self) -> str:
        """The meaning in Vietnamese with the allowed values and their names, where it does not name them all itself."""
        if all(value in self.description_vi for value in self.values):
            return self.description_vi
        pairs = (
            zip(self.values, self.values_vi, strict=True) if self.values_vi else ((value, "") for value in self.values)
        )
        listed = ", ".join(f"{value} ({name})" if name else value for value, name in pairs)
        return "; ".join(filter(None, (self.description_vi, f"giá trị: {listed}")))

    @property
    def told_en(self) -> str:
        """The meaning in English with the allowed values, where it does not name them all itself."""
        if all(value in self.description for value in self.values):
            return self.description
        return "; ".join(filter(None, (self.description, f"one of: {', '.join(self.values)}")))

    @property
    def told(self) -> str:
        """The meaning in Vietnamese, then in English."""
        return in_both(self.told_vi, self.told_en)


def in_both(vietnamese: str, english: str) -> str:
    """Set a meaning in Vietnamese before the same in English; either may be empty.

    >>> in_both("tên nhóm", "name of the group"), in_both("từ: hơn ...", "hơn ...")
    ('tên nhóm. name of the group', 'từ: hơn ... hơn ...')
    """
    return ("" if vietnamese.endswith(".") else ".").join(filter(None, (vietnamese, english and f" {english}"))).strip()


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns whose values, where none of them is null, are those of ``references`` in a row of ``dataset``."""

    columns: tuple[str, ...]
    dataset: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dataset:
    """One public dataset: its mart model, its grain in one sentence, its key and its columns in published order."""

    name: str
    model: str
    title_vi: str
    title_en: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    provenance: bool = False
    description_vi: str = ""
    description_en: str = ""
    foreign_keys: tuple[ForeignKey, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    """Columns by which the mart is asked besides its key, each a list in the order of the index; 'desc nulls last' may follow one."""
    derived: bool = False
    """Whether dbt makes its rows out of others'; no source brings any."""
    grain_vi: str = ""

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns in published order."""
        return tuple(column.name for column in self.columns)


@cache
def datasets() -> Mapping[str, Dataset]:
    """Every dataset of the public contract by name, in the contract's order.

    Raises ValueError where the declaration contradicts itself (a key or a foreign key that names no column).
    """
    found = _parse_datasets("datasets")
    for dataset in found.values():
        _check_foreign_keys(dataset, found)
    return MappingProxyType(found)


@cache
def quality_datasets() -> Mapping[str, Dataset]:
    """Return the tables of the quality report by name: what was set aside and why; published beside the datasets."""
    return MappingProxyType(_parse_datasets("quality_datasets"))


@cache
def _read_declaration() -> dict[str, Any]:
    # The C loader reads the declaration ten times as fast; it is part of every PyYAML wheel but not of source builds.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    here = Path(__file__).parent
    declared: dict[str, Any] = yaml.load((here / "datasets.yml").read_text(encoding="utf-8"), Loader=loader)
    for file in sorted((here / "derived").glob("*.yml")):
        added: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), Loader=loader)
        if twice := added.keys() & declared["datasets"].keys():
            raise ValueError(f"{file.name}: declared elsewhere too: {', '.join(sorted(twice))}")
        declared["datasets"] |= {name: entry | {"derived": True} for name, entry in added.items()}
    return declared


def _parse_datasets(part: str) -> dict[str, Dataset]:
    declared = _read_declaration()
    shared = declared["provenance_columns"]
    found = {}
    for name, entry in declared[part].items():
        key = tuple(entry["key"])
        printed = entry["columns"] | (shared if entry.get("provenance") else {})
        missing = [column for column in key if column not in printed]
        if missing:
            raise ValueError(f"datasets.yml: key of {name} names no column: {', '.join(missing)}")
        # What nobody decided to publish is not published: the decision has to stand in the declaration.
        if "public" not in entry:
            raise ValueError(
                f"the declaration of {name} does not say whether it is public; add 'public: true' where all of its columns"
                " may be published, else 'public: false' and 'public: true' to each column that may"
            )
        public = bool(entry["public"])
        columns = tuple(_column(name, column, fields, column in key, public) for column, fields in printed.items())
        found[name] = Dataset(
            name=name,
            model=entry["model"],
            title_vi=entry["title_vi"],
            title_en=entry["title_en"],
            grain=entry["grain"],
            key=key,
            columns=columns,
            provenance=bool(entry.get("provenance")),
            description_vi=entry["description_vi"],
            description_en=entry["description_en"],
            foreign_keys=tuple(_foreign_key(fields) for fields in entry.get("foreign_keys", ())),
            indexes=tuple(tuple(index) for index in entry.get("indexes", ())),
            derived=bool(entry.get("derived")),
            grain_vi=grain_vi(name),
        )
        items = {item for index in found[name].indexes for item in index}
        if unknown := {item for item in items if item.removesuffix(" desc nulls last") not in printed}:
            raise ValueError(f"datasets.yml: index of {name} names no column: {', '.join(sorted(unknown))}")
    return found


def _foreign_key(fields: Mapping[str, Any]) -> ForeignKey:
    columns = tuple(fields["columns"])
    return ForeignKey(columns, fields["dataset"], tuple(fields.get("references", columns)))


def _check_foreign_keys(dataset: Dataset, declared: Mapping[str, Dataset]) -> None:
    for key in dataset.foreign_keys:
        target = declared[key.dataset].column_names if key.dataset in declared else ()
        missing = [*(set(key.columns) - set(dataset.column_names)), *(set(key.references) - set(target))]
        if missing:
            raise ValueError(f"datasets.yml: foreign key of {dataset.name} names no column: {', '.join(missing)}")


def _column(dataset: str, name: str, fields: Mapping[str, Any], in_key: bool, public: bool) -> Column:
    values = tuple(fields.get("values", ()))
    return Column(
        name=name,
        type=fields["type"],
        description=fields["description"],
        label_vi=fields["label_vi"],
        unit=fields.get("unit", ""),
        values=values,
        nullable=not in_key and not fields.get("required", False),
        public=fields.get("public", public),
        description_vi=meaning_vi(dataset, name, fields["description"]),
        values_vi=values_vi(name, values),
    )
