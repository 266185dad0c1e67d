"""What ``catalogue.yml`` says of the release as a whole; datasets and columns are those of ``metadata``."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Licence:
    """The licence of the data: its SPDX identifier, its name and its address."""

    id: str
    title_vi: str
    title_en: str
    uri: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The release as a whole. ``base`` starts every identifier; ``publisher_id`` is relative to it."""

    name: str
    base: str
    publisher_id: str
    publisher_name: str
    licence: Licence
    title_vi: str
    title_en: str
    description_vi: str
    description_en: str
    keywords_vi: tuple[str, ...]
    keywords_en: tuple[str, ...]


@cache
def read_catalogue() -> Catalogue:
    """Return the declaration that stands beside this module."""
    declared: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("catalogue.yml").read_text(encoding="utf-8"))
    publisher, licence = declared.pop("publisher"), declared.pop("licence")
    return Catalogue(
        publisher_id=publisher["id"],
        publisher_name=publisher["name"],
        licence=Licence(**licence),
        keywords_vi=tuple(declared.pop("keywords_vi")),
        keywords_en=tuple(declared.pop("keywords_en")),
        **declared,
    )
