"""Words on a page outside its tables as printed lines and paragraphs, by the same rules as the lines of a text.

A line keeps the columns of the page as blanks, so that heads, signatures and tables without rules are read as those of a text
are. Which words there are is for ``ocr`` and ``scan_readings``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from pipelines.language.numbering import parse_bullet, parse_numbering
from pipelines.read.linearised import read_linearised_tables
from pipelines.read.lines import PAGE_NUMBER, Line, read_lines
from pipelines.read.model import Block, Paragraph, ParagraphKind, Table
from pipelines.read.ocr import Word
from pipelines.read.paragraphs import measure_layout, read_paragraphs

# In widths of a letter, heights of a line.
_COLUMN_GAP = 3.0
_SAME_ROW = 0.5
_MOST_BLANK_LINES = 4
_SURE_ENOUGH, _SURE_SHORT = 40, 70
_SHORT = 6
_OPEN_ENDS = (" năm", " giai đoạn")
_SAME_STEP = 1.25
_YEAR = re.compile(r"(?:19|20)\d\d(?: ?[-–] ?(?:19|20)\d\d)?\)?")


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """All words on one height of the page, from left to right, with the number of the line."""

    words: tuple[Word, ...]
    number: int

    @property
    def middle(self) -> float:
        """Half way between its top and bottom."""
        return median(word.middle for word in self.words)

    @property
    def bottom(self) -> float:
        """Where its words usually end."""
        return median(word.bottom for word in self.words)


def group_rows(lines: Sequence[Sequence[Word]]) -> list[list[int]]:
    """Return the indexes of ``lines`` that stand on one height of the page, from the top; those of one height left to right."""
    middles = [median(word.middle for word in line) for line in lines]
    heights = [median(word.bottom - word.top for word in line) for line in lines]
    rows: list[list[int]] = []
    for index in sorted(range(len(lines)), key=middles.__getitem__):
        if rows:
            last = rows[-1]
            middle = sum(middles[i] for i in last) / len(last)
            if abs(middles[index] - middle) < _SAME_ROW * min(heights[index], max(heights[i] for i in last)):
                last.append(index)
                continue
        rows.append([index])
    return [sorted(row, key=lambda index: lines[index][0].left) for row in rows]


def page_text(rows: Sequence[PrintedRow], left: float) -> list[str]:
    """Return ``rows`` as text: one string per row, blanks where the page has room, and empty strings for empty lines.

    ``left`` is where the text of the page begins.
    """
    if not rows:
        return []
    widths = [(word.right - word.left) / len(word.text) for row in rows for word in row.words if len(word.text) > 1]
    letter = max(median(widths), 1.0) if widths else 12.0
    steps = sorted(b.middle - a.middle for a, b in pairwise(rows))
    height = median([word.bottom - word.top for row in rows for word in row.words])
    pitch = max(next((s for s in steps[len(steps) // 4 :] if s > height), height * 1.6), height * 1.1)
    texts: list[str] = []
    above: PrintedRow | None = None
    for row in rows:
        if above is not None:
            texts += [""] * min(max(round((row.middle - above.middle) / pitch - 1.05), 0), _MOST_BLANK_LINES)
        above = row
        text = " " * max(round((row.words[0].left - left) / letter), 0)
        end: float | None = None
        for word in row.words:
            if end is not None:
                gap = (word.left - end) / letter
                text += " " if gap < _COLUMN_GAP else " " * max(round((word.left - left) / letter) - len(text), 3)
            text += word.text
            end = word.right
        texts.append(text)
    return texts


def prose_lines(rows: Sequence[PrintedRow], page_no: int, left: float, *, at_top: bool, at_foot: bool) -> list[Line]:
    """Return ``rows`` of one page as lines with their kinds; ``at_top`` and ``at_foot`` say where on the page they stand."""
    texts = page_text(rows, left)
    # The form feed makes a page of them, as in a text: what looks like its number or its footnotes is found.
    opening = "\f" if at_top else ""
    found = read_lines("x\n" + opening + "\n".join(texts))[1:]
    by_text = iter(rows)
    lines: list[Line] = []
    for index, line in enumerate(found):
        row = next(by_text)
        is_first = at_top and index == 0
        letters = "".join(word.text for word in row.words)
        needed = _SURE_ENOUGH if len(letters) > _SHORT or any(c.isdigit() for c in letters) else _SURE_SHORT
        doubtful = sum(word.confidence for word in row.words) < needed * len(row.words)
        kind = line.kind
        if kind is ParagraphKind.BODY and doubtful:
            kind = ParagraphKind.DAMAGED
        lines.append(replace(line, number=row.number, page=page_no, page_start=is_first and page_no > 1, kind=kind))
    if at_foot and len(lines) > 1 and _is_page_number(lines[-1], page_no):
        lines[-1] = replace(lines[-1], kind=ParagraphKind.FURNITURE)
    return lines


def _is_page_number(line: Line, page_no: int) -> bool:
    return PAGE_NUMBER.match(line.text) is not None or (line.text == str(page_no) and line.gap > 0)


def prose_blocks(lines: Sequence[Line], rows: Sequence[PrintedRow]) -> list[Block]:
    """Return ``lines`` as paragraphs, and as tables where columns that no rules part are recognised.

    ``rows`` are the same lines with the places of their words.
    """
    blocks: list[tuple[int, Block]] = []
    layout = measure_layout(lines)
    start = 0
    for table in read_linearised_tables(lines):
        inside = [line for line in lines[table.start : table.end] if line.kind is not ParagraphKind.BODY]
        for part in (lines[start : table.start], inside):
            blocks += [(p.place.line_start or 0, p) for p in read_paragraphs(part, layout)]
        blocks.append((lines[table.start].number, table.table))
        start = table.end
    blocks += [(p.place.line_start or 0, p) for p in read_paragraphs(lines[start:], layout)]
    blocks.sort(key=lambda item: (item[0], not isinstance(item[1], Table)))
    return list(_join_parted([block for _, block in blocks], rows))


def _join_parted(blocks: Sequence[Block], rows: Sequence[PrintedRow]) -> Iterator[Block]:
    """Yield ``blocks``, paragraphs that were parted where they only go on in the next line as one.

    So does a heading that ends in "năm" with the year under it, and a line in capitals that had no room for the next word.
    """
    row_of = {row.number: row for row in rows}
    held: Block | None = None
    for block in blocks:
        if (
            isinstance(held, Paragraph)
            and isinstance(block, Paragraph)
            and held.kind is block.kind is ParagraphKind.BODY
            and (block.place.line_start or 0) - (held.place.line_end or 0) == 1
            and (
                (held.text.casefold().endswith(_OPEN_ENDS) and _YEAR.fullmatch(block.text))
                or (
                    held.lines[-1].isupper()
                    and not block.lines[0].isupper()
                    and _runs_on(row_of[held.line_numbers[-1]], row_of[block.line_numbers[0]], rows)
                )
            )
        ):
            held = Paragraph(
                f"{held.text} {block.text}",
                held.place.to(block.place),
                held.kind,
                (*held.lines, *block.lines),
                (*held.line_numbers, *block.line_numbers),
            )
            continue
        if held is not None:
            yield held
        held = block
    if held is not None:
        yield held


def _runs_on(upper: PrintedRow, lower: PrintedRow, rows: Sequence[PrintedRow]) -> bool:
    """Whether a line goes on in the one below it: no room for another word, no gap, and the lower one begins at the margin."""
    left = min(row.words[0].left for row in rows)
    right = max(row.words[-1].right for row in rows)
    first = lower.words[0]
    height = first.bottom - first.top
    steps = sorted(b.middle - a.middle for a, b in pairwise(rows) if b.middle > a.middle)
    usual = steps[len(steps) // 4] if steps else 0.0
    return (
        not (parse_bullet(first.text + " x") or parse_numbering(first.text + " x"))
        and upper.words[-1].right + (first.right - first.left) + height / 3 > right
        and first.left - left < height
        and lower.middle - upper.middle < _SAME_STEP * usual
    )
