"""Measurable goals of running text, under headings such as "Mục tiêu cụ thể" or "Các chỉ tiêu chủ yếu" -> ``indicator_targets``.

Which headings a document has is decided in ``sections``, what a goal's figures are in ``targets``. Tables are not read here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.interpret.goal_headings import GoalHeading, GoalHeadings, as_group, ends_goals, names_goals
from pipelines.interpret.indicators import target_records
from pipelines.interpret.records import Record, place_columns
from pipelines.interpret.rows import LineKeys
from pipelines.interpret.targets import Target, parse_named_target
from pipelines.interpret.years import find_goal_year
from pipelines.language.numbering import parse_bullet, parse_numbering
from pipelines.read.model import Block, Paragraph, ParagraphKind

_BODY = ParagraphKind.BODY
_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-ZĐÀ-ỸĂÂÊÔƠƯ0-9])")
_BRACKETED = re.compile(r"\((?:\d{1,2}|[ivx]{1,5}|[a-zđ])\)\s*")
_ASIDE = re.compile(r"\(?(?:chi tiết|phân công|kèm theo|có phụ lục|xem|nội dung cụ thể|số liệu|nguồn)\b", re.IGNORECASE)
_LONGEST_GROUP = 120
_LEAST_WORDS = 3
_MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class _Item:
    """One text under a goals heading that may set a goal: its number as printed, and whether it is an item of a list."""

    text: str
    number: str | None
    block: Paragraph


def interpret_goals(
    blocks: Sequence[Block],
    sections: Sequence[Record],
    document_years: tuple[int, int] | None,
    keys: LineKeys,
) -> list[Record]:
    """The measurable goals of the body and of appendices: list items and sentences. One without a figure is none."""
    found: list[Record] = []
    headings = GoalHeadings(sections)
    for item, heading in _items(blocks, headings):
        name = item.text
        if len(name.split()) < _LEAST_WORDS or _ASIDE.match(name):
            continue
        target = parse_named_target(name)
        if not _is_set(target):
            continue
        year = find_goal_year(name)
        if year is not None and document_years and year < document_years[0]:
            year = None
        year = year or heading.year or (document_years[1] if document_years else None)
        shared: Record = {
            "table_label": heading.label,
            "group_no": heading.group_no,
            "group_name": heading.group_name,
            "row_no": None,
            "line_key": keys.key(heading.label, heading.group_no or "", ""),
            "indicator_name": name,
            **place_columns(item.block.place),
        }
        found += target_records(shared, target, (year, year) if year else None)
    return found


def _is_set(target: Target) -> bool:
    return target.value is not None or bool(target.parts)


def _items(blocks: Sequence[Block], headings: GoalHeadings) -> Iterator[tuple[_Item, GoalHeading]]:
    """The texts that stand under goals headings, each with the heading and the group it stands under."""
    heading: GoalHeading | None = None
    group: GoalHeading | None = None
    for block in blocks:
        if not isinstance(block, Paragraph) or block.kind is not _BODY:
            continue
        section = headings.starting_at(block.place.line_start)
        text = block.text
        if section is not None:
            heading, group = headings.goal_of(section), None
            if heading is None:
                continue
            own = headings.goal_above(section)
            said, number = headings.split(section, text)
            is_item = own is not None and not headings.has_below(section) and not names_goals(str(section["title"]))
            if own is not None and is_item and _is_goal_itself(said):
                yield _Item(said, number, block), own
                heading = own
                continue
            rest = headings.rest(section, text)
            if rest:
                yield from ((_Item(part, None, block), heading) for part in _SENTENCE.split(rest))
            continue
        if text.startswith(("Nơi nhận", "NƠI NHẬN")):
            heading = group = None
        numbering = parse_numbering(text)
        bullet = parse_bullet(text)
        bracketed = _BRACKETED.match(text)
        said = numbering.rest if numbering else bullet[1] if bullet else text[bracketed.end() :] if bracketed else text
        said = said.strip()
        if _is_like_heading(said) and not _is_goal_itself(said):
            # A heading that the tree of headings does not have: unnumbered, or set as an item.
            if names_goals(said):
                heading, group = headings.unnumbered(said, heading), None
                continue
            if ends_goals(said):
                heading = group = None
                continue
        if heading is None:
            continue
        if said.endswith(":") and len(said) <= _LONGEST_GROUP and not _is_goal_itself(said):
            group = as_group(heading, numbering.number if numbering else None, said)
            continue
        number = numbering.number.rstrip(".) ") if numbering else None
        if numbering or bullet or bracketed:
            yield _Item(said, number, block), group or heading
        else:
            yield from ((_Item(part, None, block), group or heading) for part in _SENTENCE.split(said))


def _is_like_heading(text: str) -> bool:
    return len(text) <= _LONGEST_GROUP and (
        text.endswith(":") or (text[-1:] not in {".", ";", ","} and text.count(" ") < _MOST_WORDS)
    )


def _is_goal_itself(text: str) -> bool:
    """Whether the text of a heading or of an item that ends with a colon sets a goal."""
    return any(c.isdigit() for c in text) and not text.endswith(":") and _is_set(parse_named_target(text))
