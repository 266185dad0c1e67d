"""Documents that a decision promulgates and that stand behind its signature: "KẾ HOẠCH ... (Ban hành kèm theo ...)".

They have no label and may set their title in lower case; every other appendix is found in ``appendices``.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipelines.interpret.appendices import Appendix, is_covers_line
from pipelines.interpret.header import is_head_line, type_of_name
from pipelines.language.numbering import parse_numbering
from pipelines.read.model import Document, Paragraph, ParagraphKind

_BODY = ParagraphKind.BODY
_FURTHEST_COVERS = 5
_FURTHEST_HEAD = 6
# The type of a document has two words, all capitals: KẾ HOẠCH, ĐỀ ÁN, QUY CHẾ, QUY ĐỊNH, CHƯƠNG TRÌNH.
_DOCUMENT_TITLE = re.compile(r"[^\W\d_]+ [^\W\d_]+")


def add_attachments(document: Document, appendices: Sequence[Appendix]) -> list[Appendix]:
    """Return ``appendices`` with the promulgated documents that are none of them yet, in order."""
    body = [
        (index, block)
        for index, block in enumerate(document.blocks)
        if isinstance(block, Paragraph) and block.kind is _BODY
    ]
    known = {appendix.first_block for appendix in appendices}
    found = list(appendices)
    for at, (index, paragraph) in enumerate(body):
        if index in known or not paragraph.text.isupper() or type_of_name(paragraph.text) is None:
            continue
        below = [block for _, block in body[at + 1 : at + 1 + _FURTHEST_COVERS]]
        covers = next((i for i, block in enumerate(below) if is_covers_line(block.text)), None)
        if not covers or any(parse_numbering(block.text) for block in below[:covers]):
            continue
        title = " ".join([paragraph.text, *(block.text for block in below[:covers])])
        place = paragraph.place.to(below[covers].place)
        first = _head_start(body, at)
        end = body[at + 1 + covers][0] + 1
        label = f"Phụ lục {len(appendices) + 1}"
        found.append(Appendix(label, False, title, place, body[first][0], end, None, below[covers].text))
    found.sort(key=lambda appendix: appendix.first_block)
    ends = [*(appendix.first_block for appendix in found[1:]), len(document.blocks)]
    return [replace(appendix, end_block=end) for appendix, end in zip(found, ends, strict=False)]


def is_attachment(appendix: Appendix) -> bool:
    """Whether the appendix is a document of its own that a decision promulgates; the others are tables and lists."""
    return (
        not appendix.printed
        and (found := _DOCUMENT_TITLE.match(appendix.title)) is not None
        and type_of_name(found[0]) is not None
        and appendix.covers is not None
        and "an hành kèm theo" in appendix.covers
    )


def _head_start(body: Sequence[tuple[int, Paragraph]], at: int) -> int:
    """Return the position of the first line of the head that is repeated over the attached document."""
    start = at
    while start > max(0, at - _FURTHEST_HEAD) and is_head_line(body[start - 1][1].text):
        start -= 1
    return start
