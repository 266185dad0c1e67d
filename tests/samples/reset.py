"""A document that was read, set again on other pages: other line widths, page lengths and table columns, the same content.

For tests that a real document, which stays outside the repository, is read alike however its lines and pages break.
"""

import random
import re
from collections.abc import Sequence

from pipelines.interpret.appendices import find_appendices, is_covers_line
from pipelines.language.numbering import parse_appendix_label
from pipelines.read.model import Document, Paragraph, ParagraphKind, Table
from tests.samples.layout import DOUBLE, SINGLE, Composer, Grid, style_of_seed, wrap

_NOTE = re.compile(r"(\d{1,2})\s+(\S.*)", re.DOTALL)
_WIDE = 5


def reset(document: Document, seed: int) -> str:
    """The text of ``document`` on pages that ``seed`` chooses. Head and signature keep their lines; notes stay notes."""
    choose = random.Random(seed)
    spacing = choose.choice((DOUBLE, SINGLE))
    # Whoever sets double spacing marks paragraphs by their indent alone; half lines would end them here and there.
    composer = Composer(spacing, choose.randint(68, 96), choose.randint(28, 46), seed, numbered=choose.random() < 0.5)
    notes = [b for b in document.blocks if isinstance(b, Paragraph) and b.kind is ParagraphKind.FOOTNOTE]
    composer.footnotes = {found[1]: found[2] for note in notes if (found := _NOTE.fullmatch(note.text)) is not None}
    placed: set[str] = set()
    starts = {appendix.first_block for appendix in find_appendices(document)}
    keeps_lines = True
    for index, block in enumerate(document.blocks):
        if isinstance(block, Table):
            _set_table(composer, block, seed + index, choose)
            continue
        if block.kind is ParagraphKind.FOOTNOTE and (note := _NOTE.fullmatch(block.text)) is not None:
            # A note whose mark was not told from the text stands on the page that its paragraph ends on.
            if note[1] not in placed:
                placed.add(note[1])
                composer.pages[-1].notes.append(tuple(wrap(block.text, composer.width + 12)))
            continue
        if block.kind is not ParagraphKind.BODY:
            continue
        if index in starts:
            composer.turn_page(width=choose.randint(80, 110))
            keeps_lines = False
        elif block.text.startswith("Nơi nhận"):
            keeps_lines = True
        elif keeps_lines and not starts & set(range(index)) and _opens_body(block, document.blocks[:index]):
            keeps_lines = False
        is_title = index in starts or is_covers_line(block.text) or parse_appendix_label(block.text) is not None
        if keeps_lines or block.text.isupper():
            for line in block.lines:
                composer.paragraph(line, indent=0, centred=True)
        else:
            composer.paragraph(_mark_notes(block.text, composer.footnotes, placed), indent=0 if is_title else 4)
    return "\n".join(composer.dump().lines) + "\n"


def _opens_body(block: Paragraph, before: Sequence[object]) -> bool:
    """Whether the body begins: its first numbered heading or a paragraph of running text."""
    if any(isinstance(b, Paragraph) and b.text.startswith("Nơi nhận") for b in before):
        return False
    return len(block.text) > 160 or re.match(r"(?:Phần|Căn cứ|Thực hiện|[IVX]+\.|\d+\.)\s", block.text) is not None


def _mark_notes(text: str, notes: dict[str, str], placed: set[str]) -> str:
    """``text`` with the numbers of its footnotes marked, each note once and in order."""

    def mark(found: re.Match[str]) -> str:
        if found[1] not in notes or found[1] in placed or len(placed) + 1 != int(found[1]):
            return found[0]
        placed.add(found[1])
        return f"[^{found[1]}]"

    return re.sub(r"(?<=[^\W\d_])(\d{1,2})(?![\w/.,-]\w)", mark, text)


def _set_table(composer: Composer, table: Table, seed: int, choose: random.Random) -> None:
    rows = tuple(row.texts for row in table.rows)
    held = [max(sum(len(row[column]) for row in rows), 1) ** 0.5 for column in range(len(table.columns))]
    room = 130 if len(table.columns) > _WIDE else 95
    shares = [round(room * part / sum(held[1:]) * choose.uniform(0.8, 1.3)) for part in held[1:]]
    composer.table(Grid(table.columns, rows), [8, *(max(9, width) for width in shares)], style_of_seed(seed))
