"""What stands over a single table: its own title and the unit of its figures.

A table of an appendix also has the appendix's title; where several tables follow each other, each has its own caption. What an
appendix says of all its tables is in ``appendices``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.interpret.appendices import is_covers_line, parse_unit_line
from pipelines.language.text import fold
from pipelines.read.model import Block, Paragraph, ParagraphKind, Table

_FURTHEST = 12
_LONGEST_TITLE = 400
_PERIOD = re.compile(r"(?:thang|quy|nam|tuan|ky|giai doan|\d{1,2} thang|tu ngay|den ngay|tinh den)\b.{0,40}\d")
_AGENCY = re.compile(
    r"(?:UBND|[UỦỤỶ]\S ?BAN|HĐND|SỞ|TỈNH|THÀNH PHỐ|HUYỆN|QUẬN|THỊ XÃ|XÃ|PHƯỜNG|PHÒNG|CHI CỤC|CỤC|TỔNG CỤC|BAN|BỘ)\b"
)
_NOTE = re.compile(r"(?:ghi chu|nguon|chu thich|luu y|\(?\*+\)?)\s*[:.)]?(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Caption:
    """The title over a table ('' where none is printed) and the units stated over it, as printed, each once."""

    title: str = ""
    units: tuple[str, ...] = ()


def find_caption(blocks: Sequence[Block], index: int) -> Caption:
    """Return what the paragraphs right above the table ``blocks[index]`` say of it.

    Lines in brackets ("(tính đến 15/8)"), notes of the table above and running text are no title.
    """
    units: list[str] = []
    titles: list[str] = []
    closed = False
    for at in range(index - 1, max(index - 1 - _FURTHEST, -1), -1):
        block = blocks[at]
        if isinstance(block, Table):
            break
        if block.kind is not ParagraphKind.BODY:
            continue
        if (unit := parse_unit_line(block.text)) is not None:
            units.insert(0, unit)
            continue
        if closed:
            continue
        if _is_title(block):
            is_joined = bool(titles) and (
                _PERIOD.match(fold(titles[0])) is not None
                or (block.text.isupper() and titles[0].isupper() and _AGENCY.match(block.text) is None)
            )
            if not titles or is_joined:
                titles.insert(0, block.text)
            else:
                closed = True
        elif titles or not (block.text.startswith("(") or is_covers_line(block.text)):
            closed = True
        if closed and not block.place.sheet:
            break  # in running text, a unit further up is another table's
    distinct = {fold(unit): unit for unit in reversed(units)}
    return Caption(" ".join(titles), tuple(reversed(distinct.values())))


def _is_title(block: Paragraph) -> bool:
    text = block.text
    if len(text) > _LONGEST_TITLE or text.startswith("(") or is_covers_line(text) or _NOTE.match(fold(text)):
        return False
    return not text.endswith((":", ".", ";", ","))
