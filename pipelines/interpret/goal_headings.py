"""Which headings stand over goals, and what a goals list is called: its label, its group, the year it is for.

The headings themselves are those of ``sections``; whether an item under one is a goal is for ``goals``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.interpret.records import Record
from pipelines.interpret.years import find_years
from pipelines.language.numbering import parse_appendix_label
from pipelines.language.text import fold

_GOALS = re.compile(
    r"(?:ve |he thong |nhom )*(?:(?:cac|mot so|nhung|he thong|nhom)\s+)*(?:muc tieu|chi tieu)\b"
    r"|giao (?:cac )?chi tieu\b.{0,120}\b(?:chi tieu (?:chinh|chu yeu|cu the|sau)|nhu sau|sau day)\b"
    r"|phan dau (?:den|trong|nam)\b.{0,60}\b(?:chi tieu|muc tieu|nhu sau|sau)\b"
)
_OUTLOOK = re.compile(r"(?:dinh huong|tam nhin|den)\b.{0,30}\b20\d\d")
_NO_GOALS = re.compile(
    r"\b(?:tong quat|chung|dau tu|du an|nhiem vu|giai phap|noi dung|to chuc|kinh phi|quan diem|yeu cau|thuc hien muc tieu|hoan thanh"
    r"|(?<!can )(?<!phai )(?<!phan dau )dat|chua dat|vuot|khong dat|da dat|trien khai|phan cong"
    r"|theo doi|quoc gia|nguyen tac|pham vi|doi tuong)\b"
)
# Under such a heading stands what was reached, not what is to be.
_REPORTED = re.compile(
    r"(?:cac |mot so |danh gia |khai quat )*(?:ket qua|tinh hinh|danh gia|thuc trang|hien trang|tong ket|ton tai|han che|dac diem|can cu)\b"
)
_AMID = re.compile(
    r"(?:nhiem vu|giai phap|to chuc|kinh phi|quan diem|muc dich|yeu cau|nguyen tac|nguon|trach nhiem|phan cong|lo trinh|noi dung"
    r"|pham vi|doi tuong|(?:cac )?(?:muc tieu|chi tieu) (?:chung|tong quat)|chuc nang)"
)
_SAYS_GOAL = re.compile(r"\bmuc tieu\b")
_LABEL = "Mục tiêu"
_LONGEST = 140


@dataclass(frozen=True, slots=True)
class GoalHeading:
    """A goals list: ``label`` as printed ("Mục tiêu cụ thể"), the group below it and the year that they name."""

    label: str
    group_no: str | None
    group_name: str | None
    year: int | None


def names_goals(title: str) -> bool:
    """Whether a heading stands over goals that can be measured ("Các chỉ tiêu chủ yếu đến năm 2027")."""
    if len(title) > _LONGEST:
        return False
    folded = fold(title).strip(" .:")
    is_named = _GOALS.match(folded) or (folded.startswith(("dinh huong", "tam nhin")) and _OUTLOOK.match(folded))
    return bool(is_named) and _NO_GOALS.search(folded) is None


def ends_goals(title: str) -> bool:
    """Whether a heading within a list of goals says that something else begins ("Nhiệm vụ và giải pháp")."""
    return _AMID.match(fold(title)) is not None


def as_group(heading: GoalHeading, number: str | None, title: str) -> GoalHeading:
    """``heading`` with the group that an item of its list names ("Về hạ tầng:")."""
    years = find_years(title)
    name = title.rstrip(" :")
    number = number.rstrip(".) ") if number else heading.group_no
    return replace(heading, group_no=number, group_name=name, year=years[1] if years else heading.year)


class GoalHeadings:
    """The goals headings among the headings of a document."""

    def __init__(self, sections: Sequence[Record]) -> None:
        self._by_id = {str(section["section_id"]): section for section in sections}
        self._by_line = {line: section for section in sections if isinstance(line := section["source_line_start"], int)}
        self._parents = {str(section["parent_section_id"]) for section in sections if section["parent_section_id"]}
        self._known: dict[str, GoalHeading | None] = {}

    def starting_at(self, line: int | None) -> Record | None:
        """The heading that begins on the line."""
        return self._by_line.get(line) if line is not None else None

    def has_below(self, section: Record) -> bool:
        """Whether other headings stand under this one."""
        return str(section["section_id"]) in self._parents

    def goal_of(self, section: Record) -> GoalHeading | None:
        """The goals list that stands under a heading, None where none does."""
        section_id = str(section["section_id"])
        if section_id not in self._known:
            self._known[section_id] = self._find(section)
        return self._known[section_id]

    def goal_above(self, section: Record) -> GoalHeading | None:
        """The goals list that a heading is an item of."""
        parent = self._by_id.get(str(section["parent_section_id"]))
        return self.goal_of(parent) if parent is not None else None

    def unnumbered(self, title: str, above: GoalHeading | None) -> GoalHeading:
        """The goals list under a heading without a number that the tree of headings does not have."""
        title = title.rstrip(" .:")
        years = find_years(title)
        year = years[1] if years else above.year if above else None
        if above is not None and not _SAYS_GOAL.search(fold(title)):
            return GoalHeading(above.label, above.group_no, title, year)
        return GoalHeading(_label(title), None, None, year)

    def split(self, section: Record, text: str) -> tuple[str, str | None]:
        """The text of a numbered item without its number, and the number."""
        number = str(section["number"]) if section["number"] else None
        rest = text[len(number) :].lstrip(" .)/:-–") if number and text.startswith(number) else text
        return rest.strip(), number

    def rest(self, section: Record, text: str) -> str:
        """What runs on after the title of a heading in its paragraph."""
        title = str(section["title"])
        return text.partition(title)[2].lstrip(" .:;/").strip() if title in text else ""

    def _find(self, section: Record) -> GoalHeading | None:
        title = str(section["title"])
        folded = fold(title).strip(" .:")
        # What stands in an appendix of indicators beside its table is no goal; a goals section of an appendix has its own heading.
        if _REPORTED.match(folded) or parse_appendix_label(str(section["number"] or "")) is not None:
            return None
        above = self.goal_above(section)
        years = find_years(title) or (self._years_above(section) if above is None else None)
        if names_goals(title):
            if self._is_reported(section):
                return None
            year = years[1] if years else above.year if above else None
            if above is not None and not _SAYS_GOAL.search(folded):
                return replace(above, group_no=_number(section), group_name=title, year=year)
            return GoalHeading(_label(title), None, None, year)
        if above is None or _AMID.match(folded) or (_GOALS.match(folded) and not _OUTLOOK.match(folded)):
            return None
        return replace(above, group_no=_number(section), group_name=title, year=years[1] if years else above.year)

    def _years_above(self, section: Record) -> tuple[int, int] | None:
        """The year that a heading above names: "III. NHIỆM VỤ NĂM 2026" over "1. Chỉ tiêu"."""
        parent = self._by_id.get(str(section["parent_section_id"]))
        while parent is not None and parse_appendix_label(str(parent["number"] or "")) is None:
            if (years := find_years(str(parent["title"]))) is not None:
                return years
            parent = self._by_id.get(str(parent["parent_section_id"]))
        return None

    def _is_reported(self, section: Record) -> bool:
        parent = self._by_id.get(str(section["parent_section_id"]))
        while parent is not None:
            if _REPORTED.match(fold(str(parent["title"]))):
                return True
            parent = self._by_id.get(str(parent["parent_section_id"]))
        return False


def _number(section: Record) -> str | None:
    return str(section["number"]).rstrip(".) ") if section["number"] else None


def _label(title: str) -> str:
    # The label says that the list is one of goals where its heading does not.
    return title if _SAYS_GOAL.search(fold(title)) else f"{_LABEL}: {title}"
