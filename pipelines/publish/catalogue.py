"""What ``catalogue.yml`` says of the release as a whole; datasets and columns are those of ``metadata``."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from pipelines.publish.openness import CYCLES


@dataclass(frozen=True, slots=True)
class Licence:
    """The licence of the data: its SPDX identifier, its name and its address."""

    id: str
    title_vi: str
    title_en: str
    uri: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Where users write to; ``email`` and ``url`` are None where there is none."""

    name: str
    email: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The release as a whole. ``base`` starts every identifier; ``publisher_id`` is relative to it."""

    name: str
    base: str
    publisher_id: str
    publisher_name: str
    contact: Contact
    licence: Licence
    title_vi: str
    title_en: str
    description_vi: str
    description_en: str
    keywords_vi: tuple[str, ...]
    keywords_en: tuple[str, ...]
    themes: tuple[str, ...]
    cycles: Mapping[str, str]
    rights_vi: str
    rights_en: str

    def cycle(self, dataset: str) -> str:
        """Return the update cycle of a dataset."""
        return self.cycles.get(dataset, self.cycles["default"])


@cache
def read_catalogue() -> Catalogue:
    """Return the declaration that stands beside this module."""
    declared: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("catalogue.yml").read_text(encoding="utf-8"))
    publisher, licence = declared.pop("publisher"), declared.pop("licence")
    return Catalogue(
        publisher_id=publisher["id"],
        publisher_name=publisher["name"],
        licence=Licence(**licence),
        contact=Contact(**declared.pop("contact")),
        themes=tuple(declared.pop("themes")),
        cycles=_cycles(declared.pop("cycles")),
        keywords_vi=tuple(declared.pop("keywords_vi")),
        keywords_en=tuple(declared.pop("keywords_en")),
        **declared,
    )


def _cycles(declared: Mapping[str, str]) -> Mapping[str, str]:
    strange = sorted(set(declared.values()) - CYCLES.keys())
    if strange or "default" not in declared:
        problem = f"knows no cycle {', '.join(strange)}" if strange else "states no default cycle"
        raise ValueError(f"catalogue.yml {problem}; use {', '.join(CYCLES)}")
    return MappingProxyType(dict(declared))
