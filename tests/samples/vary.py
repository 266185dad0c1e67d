"""The samples with other content of the same kind, and their texts in other spellings of the same content.

What is read from a row may not depend on its neighbours, on whose name stands in it or on how its letters are encoded.
How pages are set belongs in ``reflow``.
"""

import copy
import random
import re
import unicodedata
from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Any

import yaml

AMOUNT = re.compile(r"\d{1,3}(?:\.\d{3})+|\d+")
# The mark on the first or on the second vowel: hòa or hoà, hóa or hoá, thủy or thuỷ, khỏe or khoẻ.
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_OPEN_PAIR = re.compile(rf"(?<![qQgG])([oO])([{_TONES}])([aAeE])(?!\w)|(?<![qQ])([uU])([{_TONES}])([yY])(?!\w)")


def set_tones_on_the_second_vowel(text: str) -> str:
    """``text`` as the older school spells it: hoá for hóa, thuỷ for thủy."""
    decomposed = unicodedata.normalize("NFD", text)
    moved = _OPEN_PAIR.sub(lambda m: f"{m[1] or m[4]}{m[3] or m[6]}{m[2] or m[5]}", decomposed)
    return unicodedata.normalize("NFC", moved)


SPELLINGS: Mapping[str, Callable[[str], str]] = {
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "older tone marks": set_tones_on_the_second_vowel,
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "no-break blanks": lambda text: re.sub(r"(?<=\S) (?=\S)", "\u00a0", text),
    "byte order mark": lambda text: "\ufeff" + text,
}


def permute_rows(definition: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """A copy in which the lines under one group heading have changed places; the numbers stay in order."""
    choose = random.Random(seed)
    varied: dict[str, Any] = copy.deepcopy(dict(definition))
    for table in (block["table"] for block in varied["blocks"] if "table" in block):
        rows: list[dict[str, Any]] = []
        for is_data, run in groupby(table["rows"], key=lambda row: "row" in row):
            lines = list(run)
            if is_data:
                numbers = [line["row"][0] for line in lines]
                choose.shuffle(lines)
                lines = [
                    {**line, "row": [number, *line["row"][1:]]} for number, line in zip(numbers, lines, strict=True)
                ]
            rows += lines
        table["rows"] = rows
    return varied


def change_amounts(definition: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """A copy in which every amount of the project tables is another of as many digits."""
    choose = random.Random(seed)
    varied: dict[str, Any] = copy.deepcopy(dict(definition))
    for table in (block["table"] for block in varied["blocks"] if "table" in block):
        if table["kind"] != "projects":
            continue
        money = [index for index, (name, *_) in enumerate(table["columns"]) if name in ("total", "year")]
        for row in table["rows"]:
            cells = next(iter(row.values()))
            for index in money:
                if AMOUNT.fullmatch(cells[index]):
                    cells[index] = re.sub(r"[1-9]", lambda _: str(choose.randint(1, 9)), cells[index])
    return varied


def rename(definition: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A copy with every occurrence of a name replaced, in its texts and in its facts; capitals follow."""

    text = yaml.safe_dump(dict(definition), allow_unicode=True, sort_keys=False, default_style='"')
    for name, other in names.items():
        text = text.replace(name, other).replace(name.upper(), other.upper())
    renamed: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)
    return renamed
