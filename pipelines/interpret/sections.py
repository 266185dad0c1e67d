"""The heading tree of a document, body and appendices: one record of the dataset ``sections`` per heading.

Groups of appendix tables come from whoever read the tables and are merged here. What stands under a heading is not
interpreted.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipelines.interpret.appendices import Appendix
from pipelines.interpret.attachments import add_attachments
from pipelines.interpret.header import read_head
from pipelines.interpret.records import Record, place_columns
from pipelines.language.numbering import Numbering, parse_bullet, parse_numbering
from pipelines.language.values import value
from pipelines.read.model import Block, Document, Paragraph, ParagraphKind, Place

_BODY = ParagraphKind.BODY
# Where two headings follow one another, the one of the lower rank holds the other.
_RANKS = {
    "part": 1,
    "chapter": 2,
    "division": 3,
    "upper": 4,
    "roman": 5,
    "article": 6,
    "mixed": 7,
    "decimal": 20,
    "letter": 40,
}
_APPENDIX_RANK = 0
_LARGEST_GAP = 3
_LARGEST_FIRST = 30
_SENTENCE_END = re.compile(r"\.(?<=[\w)”\"%]\.)\s+(?=(\w))")
_TITLE_COLON = re.compile(r":\s+(?=(\S))")
_NO_TITLE_END = re.compile(r"(?i)(?:khoảng|là|gồm|đạt|trên|dưới|gần|hơn|thêm|sau)\Z")
_LONGEST_RUN_IN = 6
_LONGEST_LETTERED = 12
# The sums of a group are printed on the line of its name.
_SUMS_AT_END = re.compile(r"(?:\s+\d{1,3}(?:\.\d{3})+(?:,\d+)?)+\Z")
_SHORTEST_SENTENCE = 15
_TEXT_ENDS = (".", ";", "…", ")", "”", '"')


class TableGroup(NamedTuple):
    """A group row of an appendix table: the label of its appendix, its number and title as printed, its place."""

    label: str
    number: str | None
    title: str
    place: Place


@value
class _Heading:
    """One heading before its place in the tree is known. ``path`` are the numbers of a decimal numbering."""

    rank: int
    number: str | None
    title: str
    place: Place
    path: tuple[int, ...] = ()


def interpret_sections(
    document: Document,
    appendices: Sequence[Appendix],
    document_id: str | None = None,
    table_groups: Sequence[TableGroup] = (),
) -> list[Record]:
    """Return the headings of ``document`` in reading order, each with its parent and level (1 = part or appendix).

    ``table_groups`` are merged under their appendices; a group of an appendix not known is left out.
    """
    appendices = add_attachments(document, appendices)
    headings = [*_body_headings(document, appendices), *_group_headings(appendices, table_groups)]
    headings.sort(key=lambda heading: heading.place.line_start or 0)
    records: list[Record] = []
    above: list[tuple[_Heading, str]] = []
    for order, heading in enumerate(headings, 1):
        while above and not _holds(above[-1][0], heading):
            above.pop()
        section_id = f"s{order:03d}"
        records.append(
            {
                "document_id": document_id,
                "section_id": section_id,
                "parent_section_id": above[-1][1] if above else None,
                "level": len(above) + 1,
                "number": heading.number,
                "title": heading.title,
                **place_columns(heading.place),
            }
        )
        above.append((heading, section_id))
    return records


def _holds(upper: _Heading, lower: _Heading) -> bool:
    # Numbers of several parts say themselves what they belong to; a plain one stands under the last of the mixed form.
    if upper.path and lower.path and (upper.rank < _RANKS["decimal"]) == (lower.rank < _RANKS["decimal"]):
        return len(upper.path) < len(lower.path) and lower.path[: len(upper.path)] == upper.path
    return upper.rank < lower.rank


def _group_headings(appendices: Sequence[Appendix], groups: Sequence[TableGroup]) -> Iterator[_Heading]:
    labels = {appendix.label for appendix in appendices}
    for label, number, title, place in groups:
        if label not in labels:
            continue
        printed = (number or "").strip().rstrip(".)")
        path = tuple(map(int, printed.split("."))) if re.fullmatch(r"\d+(?:\.\d+)*", printed) else ()
        rank = _RANKS["decimal"] + len(path) if path else _RANKS["roman"]
        named = _SUMS_AT_END.sub("", title.strip())
        yield _Heading(rank, printed or None, named.rstrip(":").strip(), place, path)


def _body_headings(document: Document, appendices: Sequence[Appendix]) -> Iterator[_Heading]:
    head = read_head(document.blocks, len(document.blocks))
    has_head = head.type_name is not None or head.has_motto or head.has_symbol_line
    starts = {appendix.first_block: appendix for appendix in appendices}
    edges = [0, *starts, len(document.blocks)]
    for start, end in pairwise(edges):
        if start in starts:
            yield _appendix_heading(starts[start])
        yield from _numbered_headings(document.blocks[start:end], is_whole=has_head or start > 0)


def _appendix_heading(appendix: Appendix) -> _Heading:
    title = appendix.title or appendix.label
    return _Heading(_APPENDIX_RANK, appendix.label if appendix.printed else None, title, appendix.place)


def _numbered_headings(blocks: Sequence[Block], *, is_whole: bool) -> Iterator[_Heading]:
    """Yield the headings of the body or of one appendix; one that is not whole may begin with any number."""
    body = [block for block in blocks if isinstance(block, Paragraph) and block.kind is _BODY]
    numbered = [parse_numbering(paragraph.text) for paragraph in body]
    lists = _find_lists(body, numbered)
    last: dict[tuple[str, tuple[int, ...]], int] = {}
    for index, (paragraph, numbering) in enumerate(zip(body, numbered, strict=True)):
        if numbering is None or index in lists or not _follows(numbering, last, is_whole=is_whole):
            continue
        title, place = numbering.rest, paragraph.place
        if not title or (numbering.kind in {"part", "chapter"} and not title.strip()):
            title, place = _title_below(body, index, any_case=numbering.kind in {"article", "roman", "upper"})
        if not title and numbering.kind not in {"part", "chapter", "article"}:
            continue
        title = title or numbering.number
        _remember(numbering, last)
        if numbering.kind == "letter" and _is_sentence(title):
            continue
        path = numbering.values if numbering.kind in {"mixed", "decimal"} else ()
        rank = _RANKS[numbering.kind] + len(path)
        yield _Heading(rank, numbering.number.rstrip(" .)/:-–"), _heading_title(title), place, path)


def _title_below(body: Sequence[Paragraph], index: int, *, any_case: bool) -> tuple[str, Place]:
    """Return the upper-case lines under a number that stands alone (or one paragraph in any case), and the place of both."""
    titles, place = [], body[index].place
    for paragraph in body[index + 1 : index + 4]:
        if not paragraph.text.isupper() or parse_numbering(paragraph.text) is not None:
            break
        titles.append(paragraph.text)
        place = place.to(paragraph.place)
    below = body[index + 1 : index + 2] if any_case and not titles else []
    for paragraph in below:
        if parse_numbering(paragraph.text) is None and parse_bullet(paragraph.text) is None:
            return paragraph.text, place.to(paragraph.place)
    return " ".join(titles), place


def _key(numbering: Numbering) -> tuple[str, tuple[int, ...]]:
    return numbering.kind, numbering.values[:-1]


def _follows(numbering: Numbering, last: dict[tuple[str, tuple[int, ...]], int], *, is_whole: bool) -> bool:
    """Whether the number goes on from its neighbours; one that does not was cut out of a sentence."""
    value = numbering.values[-1]
    if value == 1:
        return True
    known = last.get(_key(numbering))
    if known is None:
        # A subdivision whose first items are lost, but whose parent was read; all of them where the first page is lost.
        return (value <= _LARGEST_GAP and len(numbering.values) > 1) or (not is_whole and value <= _LARGEST_FIRST)
    # A number printed twice is a slip of the pen, not the middle of a sentence.
    return known < value <= known + _LARGEST_GAP or (known == value and numbering.rest[:1].isupper())


def _remember(numbering: Numbering, last: dict[tuple[str, tuple[int, ...]], int]) -> None:
    last[_key(numbering)] = numbering.values[-1]
    if numbering.kind in {"part", "chapter"}:
        last.pop(("roman", ()), None)


def _find_lists(body: Sequence[Paragraph], numbered: Sequence[Numbering | None]) -> set[int]:
    """Return the indexes of items of running lists ("1. ...; 2. ...; 3. ..."), which are no headings.

    A list is a run of neighbouring items most of which end with a semicolon.
    """
    found: set[int] = set()
    run: list[int] = []
    for index in range(len(body) + 1):
        numbering = numbered[index] if index < len(body) else None
        if numbering is not None and (not run or _same_series(numbered[run[-1]], numbering)):
            run.append(index)
            continue
        found |= _list_items(body, run)
        run = [index] if numbering is not None else []
    return found


def _same_series(previous: Numbering | None, numbering: Numbering) -> bool:
    return (
        previous is not None
        and previous.kind == numbering.kind
        and len(previous.values) == len(numbering.values)
        and previous.values[-1] < numbering.values[-1] <= previous.values[-1] + _LARGEST_GAP
    )


def _list_items(body: Sequence[Paragraph], run: Sequence[int]) -> set[int]:
    open_ends = sum(body[index].text.endswith((";", ",")) for index in run)
    return set(run) if len(run) > 1 and open_ends * 2 >= len(run) else set()


def _is_sentence(text: str) -> bool:
    """Whether a lettered item is a sentence of a list ("a) Thu ngân sách đạt 310 tỷ đồng.") and no heading."""
    text = text.strip()
    if not text.endswith(_TEXT_ENDS) or text.endswith((")", "”", '"')):
        return False
    title = _heading_title(text)
    return len(title) >= len(text.rstrip("./;")) or len(title.split()) > _LONGEST_LETTERED


def _heading_title(text: str) -> str:
    """Return the heading without the text that runs on after it: up to its colon, else its first sentence."""
    text = text.strip()
    is_run_on = text.endswith(_TEXT_ENDS)
    ends = [match.start() for match in _SENTENCE_END.finditer(text, _SHORTEST_SENTENCE) if match[1].isupper()]
    if is_run_on and (colon := _TITLE_COLON.search(text)) is not None:
        before = text[: colon.start()]
        is_short = len(before.split()) <= _LONGEST_RUN_IN and _NO_TITLE_END.search(before) is None
        if colon[1].isupper() or is_short:
            ends.append(colon.start())
    cut = min(ends, default=len(text))
    return text[:cut].rstrip(" :;") if cut < len(text) else re.sub(r"(?:\./\.|\s*[:;])\Z", "", text)
