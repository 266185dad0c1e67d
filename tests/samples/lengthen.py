"""A sample made long: more paragraphs of its kinds, more lines in its tables, other figures in each; one document still.

For measuring how the time of reading grows with the length of a document.
"""

import copy
import itertools
import random
import re
from collections.abc import Mapping
from typing import Any

from tests.samples.build import build_definition


def lengthen(doc_id: str, definition: Mapping[str, Any], size: int) -> str:
    """The text of the sample with its paragraphs and rows repeated until it has about ``size`` bytes."""
    longer, length = 8, len(build_definition(doc_id, _repeat(definition, 8)).text.encode())
    times = max(1, round(longer * size / length))
    return build_definition(doc_id, _repeat(definition, times)).text


def _repeat(definition: Mapping[str, Any], times: int) -> dict[str, Any]:
    choose = random.Random(times)
    varied: dict[str, Any] = copy.deepcopy(dict(definition))
    for name in ("citations", "facts", "budgets"):
        varied.pop(name, None)
    blocks: list[dict[str, Any]] = []
    for block in varied["blocks"]:
        blocks.append(block)
        if "p" in block and isinstance(block["p"], str) and not block["p"].startswith("Căn cứ"):
            # A footnote is printed once.
            text = re.sub(r"\{\w+\}", "", block["p"])
            blocks += [{"p": _other(text, number, choose)} for number in range(2, times + 1)]
        elif "table" in block:
            block["table"]["rows"] += _more_rows(block["table"]["rows"], times, choose)
    varied["blocks"] = blocks
    return varied


def _more_rows(rows: list[dict[str, Any]], times: int, choose: random.Random) -> list[dict[str, Any]]:
    data = [row for row in rows if "row" in row]
    if "total" in rows[-1] or not data or not all(row["row"][0].isdigit() for row in data):
        return []
    first = int(data[-1]["row"][0]) + 1
    number = itertools.count(first)
    return [
        {**row, "row": [str(next(number)), _other(row["row"][1], copy_no, choose), *row["row"][2:]]}
        for copy_no in range(2, times + 1)
        for row in data
    ]


def _other(text: str, number: int, choose: random.Random) -> str:
    figures = re.sub(r"(?<![\w/.,-])[1-9]\d(?![\w/.,-])", lambda _: str(choose.randint(10, 99)), text)
    return re.sub(r"(?=[.;:]?\Z)", f" của đợt thứ {number}", figures, count=1)
