"""Bullets of a goals section ("Mục tiêu cụ thể") that set a measurable target -> ``indicator_targets``."""

import re

from pipelines.interpret.appendices import Appendix
from pipelines.interpret.indicators import target_records
from pipelines.interpret.records import Record, place_columns
from pipelines.interpret.rows import LineKeys
from pipelines.interpret.targets import parse_named_target
from pipelines.interpret.years import find_years
from pipelines.language.numbering import parse_numbering
from pipelines.language.text import fold
from pipelines.read.model import Block, Paragraph, ParagraphKind

_GOALS = re.compile(
    r"muc tieu cu the|(cac )?chi tieu( cu the| chu yeu)?( (den )?nam \d{4})?[ :.]*$|muc tieu den nam \d{4}[ :.]*$"
)
_BULLET = re.compile(r"[-–+*•]\s*")
_HEADING_LENGTH = 160


def interpret_goals(
    blocks: list[Block], appendices: list[Appendix], document_years: tuple[int, int] | None, keys: LineKeys
) -> list[Record]:
    """The measurable bullets under a goals heading of the body. A goal without a figure is no indicator and yields no row."""
    found: list[Record] = []
    end = appendices[0].first_block if appendices else len(blocks)
    heading: str | None = None
    depth = 0
    group: tuple[str, str] | None = None
    for block in blocks[:end]:
        if not isinstance(block, Paragraph) or block.kind is not ParagraphKind.BODY:
            continue
        numbering = parse_numbering(block.text)
        if numbering is not None and len(block.text) <= _HEADING_LENGTH:
            level = _depth(numbering.kind, len(numbering.values))
            title = numbering.rest.strip(" :.")
            if _GOALS.match(fold(title)):
                heading, depth, group = title, level, None
            elif heading is not None and level <= depth:
                heading = None
            elif heading is not None:
                group = (numbering.number.rstrip(".) "), title)
            continue
        bullet = _BULLET.match(block.text)
        if heading is None or bullet is None:
            continue
        name = block.text[bullet.end() :].strip()
        target = parse_named_target(name)
        if target.value is None and not target.parts:
            continue
        years = find_years(name) or find_years(heading) or document_years
        key = keys.key(heading, group[0] if group else "", "")
        shared: Record = {
            "table_label": heading,
            "group_no": group[0] if group else None,
            "group_name": group[1] if group else None,
            "row_no": None,
            "line_key": key,
            "indicator_name": name,
            **place_columns(block.place),
        }
        found += target_records(shared, target, years)
    return found


def _depth(kind: str, parts: int) -> int:
    order = {"part": 0, "chapter": 0, "division": 1, "upper": 1, "roman": 2, "article": 2, "decimal": 3, "letter": 9}
    return order.get(kind, 5) + (parts - 1 if kind == "decimal" else 0)
