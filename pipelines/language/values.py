"""Values: small objects that are not changed once they are made, of which reading one document makes many thousands."""

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

Made = TypeVar("Made")


@dataclass_transform(frozen_default=True)
def value(cls: type[Made]) -> type[Made]:
    """A dataclass with slots whose objects are compared and hashed by their fields and are not to be changed.

    That nothing changes them is checked with the types and not while the program runs: a frozen dataclass takes three times
    as long to make an object.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)
