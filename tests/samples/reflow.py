"""Sets a sample again on other pages: other column widths, page lengths, spacing and header habits, the same content.

For tests that what is read from a table depends on what it says and not on where its lines and pages happen to break.
"""

import copy
import random
from collections.abc import Mapping
from typing import Any

from tests.samples.build import Sample, build_definition

NARROWEST = {"no": 5, "target": 9, "result": 9, "total": 9, "year": 9, "form": 8}


def reflow(doc_id: str, definition: Mapping[str, Any], seed: int) -> Sample:
    """Build the sample on pages that ``seed`` chooses; its golden facts are those of the new lines."""
    return build_definition(doc_id, vary_definition(definition, seed))


def vary_definition(definition: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """A copy of ``definition`` with other widths, page lengths and habits; no text is changed."""
    choose = random.Random(seed)
    varied: dict[str, Any] = copy.deepcopy(dict(definition))
    varied["page"] |= {
        "spacing": choose.choice(("double", "single")),
        "width": str(choose.randint(70, 90)),
        "lines": str(choose.randint(30, 50)),
        "seed": str(seed),
    }
    for block in varied["blocks"]:
        if "page" in block:
            block["page"]["lines"] = str(choose.randint(24, 44))
        if "table" in block:
            vary_table(block["table"], choose)
    return varied


def vary_table(table: dict[str, Any], choose: random.Random) -> None:
    """Change the widths of the columns and how the table behaves at a page break, in place."""
    table["columns"] = [
        [name, heading, str(max(NARROWEST.get(name, 12), round(int(width) * choose.uniform(0.8, 1.3))))]
        for name, heading, width in table["columns"]
    ]
    table["header"] = choose.choice(("repeat", "none", "cut"))
    table["rows_break"] = choose.choice(("true", "true", "false"))
