"""Where the appendices of a document begin and end, what they are called and which unit they state for their figures.

What stands in them is for the readers of sections, indicators and projects. A mention ("chi tiết tại Phụ lục I kèm
theo") is no appendix.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.language.numbering import parse_appendix_label, parse_numbering
from pipelines.read.model import Block, Document, Paragraph, ParagraphKind, Place, Table

_BODY = ParagraphKind.BODY
_COVERS = re.compile(
    r"\(?\s*(?:Ban hành )?[Kk]èm theo\s+(?:Tờ|Công|Kế|Quyết|Báo|Nghị|Chỉ|Thông|Hướng|Chương|văn|Văn|Đề|Phương)"
)
_INLINE_COVERS = re.compile(r"\(\s*(?:Ban hành )?[Kk]èm theo .*")
_UNIT = re.compile(r"[(*]?\s*(?:Đơn vị(?: tính)?|ĐƠN VỊ(?: TÍNH)?|ĐVT|Đvt|đvt)\s*:\s*(?P<unit>[^)]{1,40}?)\s*\)?\.?\Z")
_CLOSES = re.compile(r"Nơi nhận|(?:TM|KT|TL|TUQ)\s?\. ?[A-ZĐÀ-Ỹ]{2}")
_FURTHEST_COVERS = 6
_LONGEST_LABEL = 4
_LONGEST_TITLE = 400


@dataclass(frozen=True, slots=True)
class Appendix:
    """One appendix: the half-open range of blocks it spans, and what its heading says.

    ``label`` is the printed one ("Phụ lục II"), else "Phụ lục N" by order; ``covers`` is the line "(Kèm theo ...)".
    """

    label: str
    printed: bool
    title: str
    place: Place
    first_block: int
    end_block: int
    unit_text: str | None = None
    covers: str | None = None

    def spans(self, block_index: int) -> bool:
        """Whether the block stands in this appendix."""
        return self.first_block <= block_index < self.end_block


def is_covers_line(text: str) -> bool:
    """Return whether ``text`` is the line under an appendix title that says which document it belongs to."""
    return _COVERS.match(text) is not None


def parse_unit_line(text: str) -> str | None:
    """Return the unit that a line such as "Đơn vị tính: triệu đồng" states for the table under it."""
    found = _UNIT.match(text)
    return found["unit"] if found else None


def find_appendices(document: Document) -> list[Appendix]:
    """Return the appendices of ``document`` in order."""
    blocks = document.blocks
    starts: list[Appendix] = []
    index = 0
    signed = False
    while index < len(blocks):
        block = blocks[index]
        signed = signed or (isinstance(block, Paragraph) and _CLOSES.match(block.text) is not None)
        found = _read_start(blocks, index, starts, signed=signed)
        if found is None:
            index += 1
            continue
        starts.append(found)
        index = found.end_block
    if not starts:
        return []
    ends = [*(appendix.first_block for appendix in starts[1:]), len(blocks)]
    return [
        replace(appendix, end_block=end, unit_text=_find_unit(blocks[appendix.first_block : end]))
        for appendix, end in zip(starts, ends, strict=True)
    ]


def _read_start(blocks: Sequence[Block], index: int, known: Sequence[Appendix], *, signed: bool) -> Appendix | None:
    """Return the appendix that begins at ``index``, its ``end_block`` being the end of its heading.

    A title without label and "(Kèm theo ...)" begins one over a table, once the body is ``signed`` or on a sheet of its own.
    """
    first = _body(blocks, index)
    if first is None:
        return None
    labelled = parse_appendix_label(first.text)
    if labelled is None and not _is_upper(first.text):
        return None
    title, covers = labelled[1] if labelled else first.text, None
    if labelled is not None and (inline := _INLINE_COVERS.search(title)) is not None:
        title, covers = title[: inline.start()].strip(), inline[0]
    titles, end = [title] if title else [], index + 1
    if covers is None:
        below, covers, end = _read_heading(blocks, index, labelled=labelled is not None)
        titles += below
    if covers is None and labelled is None:
        if not ((signed or first.place.sheet) and _is_over_table(blocks, end)):
            return None
        if _CLOSES.match(first.text) or parse_unit_line(first.text) is not None or _goes_on_numbering(first.text):
            return None
    elif covers is None and not (titles or len(first.text.split()) <= _LONGEST_LABEL):
        return None
    label = _label(labelled[0] if labelled else None, known)
    place = first.place.to(blocks[end - 1].place)
    return Appendix(label, labelled is not None, " ".join(titles), place, index, end, None, covers)


def _goes_on_numbering(text: str) -> bool:
    """Whether a heading right over a table is one of the document's ("II. NHIỆM VỤ"), here of one attached to a decision."""
    numbering = parse_numbering(text)
    return numbering is not None and numbering.number.rstrip(".) ") not in {"I", "A", "1", "01"}


def _is_over_table(blocks: Sequence[Block], end: int) -> bool:
    """Whether a table stands at ``end``, at most a line on its unit or in brackets before it."""
    for block in blocks[end : end + 3]:
        if isinstance(block, Table):
            return True
        if parse_unit_line(block.text) is None and not block.text.startswith("("):
            return False
    return False


def _label(printed: str | None, known: Sequence[Appendix]) -> str:
    """Return the printed label, else one by order; a second "Phụ lục" without a number is told apart by its order."""
    if printed is None or any(appendix.label == printed for appendix in known):
        return f"Phụ lục {len(known) + 1}"
    return printed


def _read_heading(blocks: Sequence[Block], index: int, *, labelled: bool) -> tuple[list[str], str | None, int]:
    """Return the title lines under the first one, the line "(Kèm theo ...)" and the index of the block after them."""
    titles: list[str] = []
    end = index + 1
    for at in range(index + 1, min(len(blocks), index + _FURTHEST_COVERS)):
        block = blocks[at]
        if not isinstance(block, Paragraph) or parse_appendix_label(block.text) is not None:
            break
        if block.kind is not _BODY:
            continue
        if is_covers_line(block.text):
            return titles, block.text, at + 1
        is_title = _is_upper(block.text) or (labelled and _covers_follow(blocks, at, index))
        if not is_title or parse_unit_line(block.text) is not None:
            break
        titles.append(block.text)
        end = at + 1
    return titles, None, end


def _body(blocks: Sequence[Block], index: int) -> Paragraph | None:
    block = blocks[index]
    return block if isinstance(block, Paragraph) and block.kind is _BODY else None


def _covers_follow(blocks: Sequence[Block], start: int, first: int) -> bool:
    for block in blocks[start : first + _FURTHEST_COVERS]:
        if isinstance(block, Table) or parse_appendix_label(block.text) is not None:
            return False
        if is_covers_line(block.text):
            return True
    return False


def _is_upper(text: str) -> bool:
    begin = text[:12]
    if len(text) > _LONGEST_TITLE or begin.upper() != begin:
        return False
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 3 and sum(map(str.isupper, letters)) > 0.9 * len(letters)


def _find_unit(blocks: Sequence[Block]) -> str | None:
    """Return the unit stated first; None where another one is stated over the same table."""
    found: list[str] = []
    for block in blocks:
        if isinstance(block, Table) and found:
            break
        if isinstance(block, Paragraph) and (unit := parse_unit_line(block.text)) is not None:
            found.append(unit)
    return found[0] if found and len({unit.casefold() for unit in found}) == 1 else None
