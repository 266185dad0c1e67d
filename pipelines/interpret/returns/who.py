"""Who reports, and for which period, by the lines over the table: the title of a return without our identity sheet."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from pipelines.interpret.agencies import agency_id, agency_kind, is_central
from pipelines.interpret.provinces import mentioned_provinces
from pipelines.interpret.returns.periods import Period, read_period
from pipelines.language.text import collapse, fold

_REPORTS = re.compile(
    r"(?:ten )?(?:don vi|co quan)(?: (?:bao cao|gui bao cao|lap bao cao|gui|lap bieu|thuc hien|chu quan bao cao))?\s*:\s*"
)
_SAYS_WHO = re.compile(r"(?:ten )?(?:don vi|co quan) (?:gui |lap )?(?:bao cao|lap bieu|gui)\b")
_RECEIVES = re.compile(r"(?:don vi|co quan|noi) (?:nhan|tiep nhan)\b|kinh gui\b|noi nhan\b|noi gui den\b")
_PERIOD_LINE = re.compile(r"(?:ky|thoi ky|ky bao cao|ky so lieu|quy|thang|nam)\b(?: bao cao)?\s*:")
_NO_NAME = re.compile(
    r"(?:bao cao|bieu|mau|phu luc|danh (?:muc|sach)|ke hoach|ket qua|tong hop|tinh hinh|ban hanh|so\s*[:/.\d]|ngay|thang|nam|quy"
    r"|cong hoa|doc lap|hoi dong nghiem thu)\b"
)
_NO_AGENCY = frozenset({"other", "group"})
_LONGEST_NAME = 120
_WHOLE_YEAR = timedelta(days=300)


@dataclass(frozen=True, slots=True)
class TitleCell:
    """A text over the table, with the sheet and the cell it stands in."""

    sheet: str
    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class Reporter:
    """The agency that a title names, as printed. ``is_stated``: a line says that it reports; ``has_province``: the id is whole."""

    agency_id: str
    name: str
    is_stated: bool
    has_province: bool
    kind: str
    place: TitleCell

    def may_be(self, agency_id: str) -> bool:
        """Whether this is the agency of that id as far as its name goes, which may leave out the province."""
        return self.agency_id == agency_id or (not self.has_province and agency_id.startswith(f"{self.agency_id}-"))


def find_reporter(title: Sequence[TitleCell]) -> Reporter | None:
    """The agency that reports, None where no line names one: after "Đơn vị báo cáo:", else the last that heads the sheet.

    Whom the return goes to ("Đơn vị nhận báo cáo", "Kính gửi") is never meant.
    """
    provinces = _provinces(title)
    heads: Reporter | None = None
    receives = False
    for number, cell in enumerate(title):
        folded = fold(cell.text)
        if _RECEIVES.match(folded):
            # The receiver may stand in the cell after the words.
            receives = folded.rstrip(" .").endswith(":")
            continue
        if receives:
            receives = False
            continue
        if (stated := _REPORTS.match(folded)) is not None:
            name = collapse(cell.text)[stated.end() :].strip(" .…_")
            if not name and number + 1 < len(title):
                name = collapse(title[number + 1].text)
            if name and (found := _reporter(name, cell, provinces, is_stated=True)) is not None:
                return found
        elif len(cell.text) <= _LONGEST_NAME and _heads(folded, cell.text):
            heads = _reporter(collapse(cell.text), cell, provinces, is_stated=False) or heads
    return heads


def says_who_reports(title: Iterable[TitleCell]) -> bool:
    """Whether a line is there for the reporting agency ("Đơn vị báo cáo:"), filled in or not: only returns have one."""
    return any(_SAYS_WHO.match(fold(cell.text)) for cell in title)


def find_period(title: Sequence[TitleCell]) -> tuple[Period, TitleCell] | None:
    """The period that the lines state: one that says "Kỳ báo cáo:" first, then a part of a year, then a year."""
    found: list[tuple[int, int, Period, TitleCell]] = []
    for number, cell in enumerate(title):
        text = collapse(cell.text)
        named = bool(_PERIOD_LINE.match(fold(text)))
        following = title[number + 1].text if named and text.endswith(":") and number + 1 < len(title) else ""
        stated = text.partition(":")[2].strip() or following if named else text
        period = read_period(stated) or read_period(f"{text} {following}")
        if period is not None:
            is_year = period.end - period.start > _WHOLE_YEAR
            found.append((0 if named else 1 + is_year, number, period, cell))
    if not found:
        return None
    _, _, period, cell = min(found, key=lambda entry: entry[:2])
    return period, cell


def _heads(folded: str, text: str) -> bool:
    """Whether a line is the name of an agency and no title, symbol or motto ("Số: ..." folds to the word for a department)."""
    if _NO_NAME.match(folded) or (folded.startswith("so ") and not text.strip().lower().startswith("sở")):
        return False
    return agency_kind(collapse(text)) not in _NO_AGENCY


def _provinces(title: Iterable[TitleCell]) -> list[str]:
    """The provinces that the lines name after their type, once each; else those named without one."""
    text = " . ".join(cell.text for cell in title)
    return list(dict.fromkeys(mentioned_provinces(text, typed_only=True) or mentioned_provinces(text)))


def _reporter(name: str, place: TitleCell, provinces: Sequence[str], *, is_stated: bool) -> Reporter | None:
    kind = agency_kind(name)
    own = mentioned_provinces(name)
    central = is_central(name)
    # Two provinces in the lines are none that could be told to be the agency's.
    province = own[-1] if own else provinces[0] if len(provinces) == 1 else None
    key = agency_id(name, None if central else province)
    return Reporter(key, name, is_stated, central or province is not None, kind, place) if key else None
