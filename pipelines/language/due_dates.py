"""Days and periods by which something is to be done, as sentences and cells of a time column print them.

Whether somebody promises something for that day is for ``interpret.commitments``; days of documents and periods of reports
are in ``interpret.dates``. A period without a year takes the one that is given; a third of a month, quarter or year is what
"đầu", "giữa" and "cuối" say. "Trước ngày 30/6" is the 30th of June, for offices count the day that is printed; "trước tháng
9" ends with August.
"""

import calendar
import re
from datetime import date, timedelta
from enum import StrEnum

from pipelines.language.spans import lower
from pipelines.language.values import value


class Mode(StrEnum):
    """How a day or period bounds what is to be done. BARE: no word says so."""

    IN = "in"
    BEFORE = "before"
    BY = "by"
    FROM = "from"
    AFTER = "after"
    BARE = "bare"


class Unit(StrEnum):
    """How long the printed period is."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


@value
class DueText:
    """One due text: ``text[start:end]`` with the words that open it, and the first and last day on which it can be met.

    ``first`` is None where anything before ``last`` will do, ``last`` where nothing says by when; both where no year is known.
    ``core`` is where the period itself begins. ``is_strict``: the words name a deadline ("chậm nhất"). ``recurrence`` is
    monthly, quarterly or yearly; the days are those of one year then.
    """

    start: int
    end: int
    core: int
    mode: Mode
    unit: Unit
    first: date | None
    last: date | None
    has_year: bool
    is_strict: bool = False
    is_range: bool = False
    recurrence: str | None = None


_YEAR = r"20[0-9]{2}"
_QUARTER = r"(?:iv|i{1,3}|[1-4])(?!\w)"
_EVERY = r"(?:hằng|hàng|mỗi)"


def _of_year(name: str) -> str:
    return rf"(?:\s?[/.–-]\s?|,?\s(?:của\s)?năm\s)(?P<{name}>{_YEAR})(?![0-9])"


_CORE = re.compile(
    rf"ngày (?P<qd>[0-9]{{1,2}})(?:,? của)?,? tháng (?P<inquarter>đầu|cuối)(?: cùng)?(?: của)?(?: {_EVERY})? quý(?: sau)?"
    rf"|ngày (?P<md>[0-9]{{1,2}}),?(?: của)? {_EVERY} tháng"
    rf"|{_EVERY} tháng,? (?:chậm nhất (?:là )?)?(?:trước |vào )?ngày (?P<md2>[0-9]{{1,2}})(?![0-9]|\s?/| tháng)"
    rf"|ngày (?P<yd>[0-9]{{1,2}}/[0-9]{{1,2}}(?:(?:,| và)(?: trước)?(?: ngày)? [0-9]{{1,2}}/[0-9]{{1,2}})*),? {_EVERY} năm"
    rf"|ngày (?P<wd>[0-9]{{1,2}}),? tháng (?P<wm>[0-9]{{1,2}})(?![0-9])(?:,? năm (?P<wy>{_YEAR}))?"
    rf"|(?:ngày )?(?P<d>[0-9]{{1,2}})\s?[/.-]\s?(?P<m>[0-9]{{1,2}})\s?[/.-]\s?(?P<y>{_YEAR})(?![0-9])"
    r"|(?:ngày |(?<=trước )|(?<=đến )|(?<=hết ))(?P<sd>[0-9]{1,2})\s?[/-]\s?(?P<sm>[0-9]{1,2})(?!\s?[/.-]?[0-9])"
    rf"|(?P<hm>0?[369]|ba|sáu|chín) tháng (?P<hside>đầu|cuối) năm(?: (?P<hy>{_YEAR}))?"
    rf"|nửa (?P<nside>đầu|cuối) năm(?: (?P<ny>{_YEAR}))?"
    rf"|quý (?P<q>{_QUARTER})(?:(?:,| và|\s?[-–]| đến)\s?(?:hết )?(?:quý )?(?P<q2>{_QUARTER}))?(?:{_of_year('qy')})?"
    rf"|tháng (?P<mm>1[0-2]|0?[1-9])(?![0-9])(?!\s?/\s?[0-9]{{1,2}}(?![0-9]))(?:{_of_year('my')})?"
    rf"|(?P<bm>1[0-2]|0?[1-9])\s?/\s?(?P<by>{_YEAR})(?![0-9/])"
    rf"|năm (?P<yy>{_YEAR})(?![0-9])(?!\s?[-–]\s?{_YEAR})"
    r"|(?P<thisyear>năm)(?=(?: nay)?(?:[,;.)]|\s*$)| nay)"
)
_LEAD = re.compile(
    r"(?<!\w)(?P<lead>(?:(?P<strict>chậm nhất|muộn nhất|không (?:muộn|chậm) hơn|không quá|(?:thời )?hạn(?: cuối"
    r"| chót| cuối cùng)?)"
    r"(?: hoàn thành)?(?: là| vào| đến| trước| trong| cho đến)*:?"
    r"|(?:bắt đầu |tính |kể )?từ|(?:tính |cho )?(?:đến|tới)|trước|(?:ngay )?trong|(?:và|vào)|sau|hết|đầu|giữa|cuối)"
    r"(?: khoảng)?(?: thời điểm)?)"
    r"(?P<hours> [0-9]{1,2}(?: ?giờ| ?[hg:])(?: ?[0-9]{2}(?: ?phút)?)?,?)?(?P<until> hết)?(?P<part> (?:đầu|giữa|cuối|trung tuần|nửa đầu"
    r"|nửa cuối))?(?P<day> ngày)?\s?\(?\Z"
)
_ENDS_LEAD = (
    "nhất", "hơn", "quá", "hạn", "cuối", "chót", "cùng", "thành", "là", "vào", "đến", "trước", "trong", "cho", ":", "từ", "tới",
    "và", "sau", "hết", "đầu", "giữa", "khoảng", "điểm", "giờ", "phút", "h", "g", ",", "tuần", "ngày",
)  # fmt: skip
"""What the words that open a due text end with; a time of day may end with its minutes."""
# Where a period may begin, told by its first word and the sign after it: the grammar above is tried nowhere else. Most words
# are ruled out by their first three letters.
_SIGNS = re.compile(
    r"[ (](?=[NnTtQqHhMmBbSsCc0-9][găửhuằàỗaá0-9/.\s-][àmaáýniuít0-9/.\s-])"
    r"(?:[Nn]gày (?=[0-9])|[Tt]háng (?=[0-9])|[Qq]uý (?=[IVXivx1-4])|[Nn]ửa |[Nn]ăm(?=[,;.)]| 20| nay|$)"
    r"|(?:[Hh]ằng|[Hh]àng|[Mm]ỗi) tháng|(?:[Bb]a|[Ss]áu|[Cc]hín) tháng (?=[đc])|[0-9]{1,2}(?= tháng [đc]|\s?[/.-]\s?[0-9]))"
)
# What a bound, or a word of completion, ends with right before the period.
_ENDS_BEFORE = (
    "trước", "trong", "vào", "hết", "đến", "tới", "từ", "sau", "đầu", "giữa", "cuối", "nhất", "hạn", "quá", "ngày", "là",
    "thành", "thiện", "tất", "xong", "thúc", "giao", "khoảng", "điểm", "giờ", "hơn", "tuần", "(", ":", "hằng", "hàng", "mỗi",
)  # fmt: skip
_FIRST_WORD = re.compile(r" (?:năm|(?:tháng|quý|ngày|nửa|Tháng|Quý)(?= ))")
_IN_BRACKETS = re.compile(r"\((?:tháng|Tháng|quý|Quý|trước) ")
_OPENS = re.compile(
    r"(?:ngày [0-9]|tháng [0-9]|quý [ivx1-4]|nửa |(?:hằng|hàng|mỗi) tháng|(?:ba|sáu|chín) tháng "
    r"|[0-9]{1,2}(?: tháng [đc]|\s?[/.-]\s?[0-9]))",
    re.IGNORECASE,
)
_BEFORE, _HEAD = 48, 12
_WORDS = {"ba": 3, "sáu": 6, "chín": 9}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_YEARS_OF_CORE = ("wy", "y", "hy", "ny", "qy", "my", "by", "yy")
_RECURRING = {"qd": "quarterly", "md": "monthly", "md2": "monthly", "yd": "yearly"}
_LAST_OF_RECURRING = frozenset(("inquarter", "md", "md2", "yd"))
"""The last group of each form of ``_CORE`` that recurs."""
_PERIOD_CELL = re.compile(
    rf"\s*(?:(?:[Cc]ả |[Tt]rong )?(?:[Nn]ăm|[Gg]iai đoạn) )?(?P<first>{_YEAR})(?:\s?[-–]\s?(?P<last>{_YEAR}))?\s*"
)


def may_hold_due(text: str) -> bool:
    """Whether ``text`` may print a period behind a word that bounds it; most texts print none."""
    if "(" in text and _IN_BRACKETS.search(text):
        return True
    for word in _FIRST_WORD.finditer(text):
        at = word.start()
        if text[max(0, at - 8) : at].lower().endswith(_ENDS_BEFORE):
            return True
    at = text.find("/")
    while at >= 0:
        start = at
        while start and text[start - 1].isdigit():
            start -= 1
        if start < at and text[max(0, start - 9) : start].rstrip(" ").lower().endswith(_ENDS_BEFORE):
            return True
        at = text.find("/", at + 1)
    return _OPENS.match(text) is not None


def find_due_texts(text: str, year: int | None = None, *, heads: tuple[str, ...] = ("",)) -> list[DueText]:
    """Every day and period that ``text`` prints, with the words that make it a bound, in order.

    ``year`` is taken where none is printed; one printed later for several ("quý III và quý IV năm 2025") holds for all. One
    that no word bounds is left out where none of ``heads`` stands before it.

    >>> [str(due.last) for due in find_due_texts("xong trước ngày 30/6/2024; trong quý IV", 2024)]
    ['2024-06-30', '2024-12-31']
    """
    starts = [sign.start() + 1 for sign in _SIGNS.finditer(text)]
    if _OPENS.match(text):
        starts.insert(0, 0)
    if not starts:
        return []
    lowered = lower(text)
    found: list[DueText] = []
    matches: list[re.Match[str]] = []
    for start in starts:
        if not matches or start >= matches[-1].end():
            core = _CORE.match(lowered, start)
            matches += [core] if core else []
    for index, match in enumerate(matches):
        if match.lastgroup in _LAST_OF_RECURRING:
            due = _recurring(lowered, match, year)
        else:
            start = match.start()
            lead = _lead(lowered, start)
            if (lead is None or lead["lead"] == "và") and not (
                lowered[max(0, start - _HEAD) : start].rstrip(" ").endswith(heads)
            ):
                continue
            printed = _printed_year(match)
            stated = printed or _shared_year(lowered, matches, index) or year
            due = _due(match, lead, stated, has_year=printed is not None)
        if due is not None:
            found.append(_joined(found, due))
    return found


def parse_due_cell(text: str, year: int | None = None) -> DueText | None:
    """What a cell of a time column prints as a whole: one period, or from the first to the last; None where it prints none.

    >>> due = parse_due_cell("2024 - 2025"); str(due.first), str(due.last)
    ('2024-01-01', '2025-12-31')
    """
    if (years := _PERIOD_CELL.fullmatch(text)) is not None:
        first, last = int(years["first"]), int(years["last"] or years["first"])
        if first > last:
            return None
        return DueText(0, len(text), 0, Mode.IN, Unit.YEAR, date(first, 1, 1), date(last, 12, 31), has_year=True)
    found = [due for due in find_due_texts(text, year) if due.last or due.first]
    if not found:
        return None
    ahead, end = found[0], found[-1]
    firsts = [due.first for due in found if due.first]
    lasts = [due.last for due in found if due.last]
    return DueText(
        ahead.start, end.end, ahead.core, end.mode, end.unit, min(firsts) if firsts and ahead.first else None,
        max(lasts) if lasts else None, all(due.has_year for due in found), end.is_strict, end.is_range, end.recurrence,
    )  # fmt: skip


def _printed_year(core: re.Match[str]) -> int | None:
    year = next(filter(None, core.group(*_YEARS_OF_CORE)), None)
    return int(year) if year else None


def _shared_year(lowered: str, matches: list[re.Match[str]], index: int) -> int | None:
    """The year printed after the next period, where nothing but a joining word stands between the two."""
    for at in range(index, min(index + 3, len(matches) - 1)):
        between = lowered[matches[at].end() : matches[at + 1].start()]
        if re.fullmatch(r"\s?(?:,|;|và|đến|-|–|hoặc)?(?: (?:trong|trước|hết|đến))*\s?", between) is None:
            return None
        if year := _printed_year(matches[at + 1]):
            return year
    return None


def _lead(lowered: str, start: int) -> re.Match[str] | None:
    """The words before a period that make it a bound."""
    before = lowered[max(0, start - _BEFORE) : start].rstrip().removesuffix("(").rstrip()
    may_lead = before.endswith(_ENDS_LEAD) or before[-1:].isdigit()
    return _LEAD.search(lowered, max(0, start - _BEFORE), start) if may_lead else None


def _due(match: re.Match[str], lead: re.Match[str] | None, year: int | None, *, has_year: bool) -> DueText | None:
    unit, months, day = _period(match)
    start, end = match.span()
    words = lead["lead"] if lead else ""
    if lead and words == "và":
        lead, words = None, ""
    if match["thisyear"] and lead is None:
        return None
    span = _days(unit, months, day, year)
    if span is None and year is not None:
        return None
    first, last = span or (None, None)
    part = (lead["part"] or "").strip() if lead else ""
    if words in {"đầu", "giữa", "cuối"}:
        part, words = words, "trong"
    if part and first and last:
        first, last = _part(part, first, last)
    mode = _mode(words)
    strict = lead is not None and lead["strict"] is not None
    if mode is Mode.BEFORE:
        if first and last and unit is not Unit.DAY and not part and lead and not lead["until"]:
            last = first - timedelta(days=1)
        first = None
    elif mode is Mode.BY:
        first = None
    elif mode is Mode.FROM:
        last = first
    elif mode is Mode.AFTER:
        first, last = (last + timedelta(days=1) if last else None), None
    return DueText(
        lead.start("lead") if lead else start, end, start, mode, unit, first, last, has_year, strict,
        lead is not None and words.startswith(("tính", "kể từ")),
    )  # fmt: skip


def _joined(found: list[DueText], due: DueText) -> DueText:
    """``due``, marked where it ends a range ("từ ngày 01/6 đến ngày 15/6")."""
    if not found or due.mode not in {Mode.BY, Mode.BARE}:
        return due
    before = found[-1]
    if before.mode is Mode.FROM and due.start - before.end <= 3:
        return DueText(
            due.start, due.end, due.core, due.mode, due.unit, before.first, due.last, due.has_year, due.is_strict, True
        )
    return due


def _period(groups: re.Match[str]) -> tuple[Unit, tuple[int, int], int | None]:
    """The unit of a core, its first and last month, and the day of a DAY."""
    if day := groups["wd"] or groups["d"] or groups["sd"]:
        month = int(groups["wm"] or groups["m"] or groups["sm"] or 0)
        return Unit.DAY, (month, month), int(day)
    if groups["hm"]:
        count = _WORDS.get(groups["hm"]) or int(groups["hm"])
        return Unit.HALF, ((1, count) if groups["hside"] == "đầu" else (13 - count, 12)), None
    if groups["nside"]:
        return Unit.HALF, ((1, 6) if groups["nside"] == "đầu" else (7, 12)), None
    if groups["q"]:
        first = _ROMAN.get(groups["q"]) or int(groups["q"])
        second = groups["q2"]
        last = max(first, _ROMAN.get(second) or int(second)) if second else first
        return Unit.QUARTER, (3 * first - 2, 3 * last), None
    if month_text := groups["mm"] or groups["bm"]:
        return Unit.MONTH, (int(month_text), int(month_text)), None
    return Unit.YEAR, (1, 12), None


def _days(unit: Unit, months: tuple[int, int], day: int | None, year: int | None) -> tuple[date, date] | None:
    if year is None or not 1 <= months[0] <= months[1] <= 12:
        return None
    longest = calendar.monthrange(year, months[1])[1]
    if unit is Unit.DAY:
        # "ngày 31/11" is a slip for the end of November, not for another month.
        return None if day is None or not 1 <= day <= 31 else (date(year, months[0], min(day, longest)),) * 2
    return date(year, months[0], 1), date(year, months[1], longest)


def _part(part: str, first: date, last: date) -> tuple[date, date]:
    """The first, second or last third of a period, or one of its halves; months are cut by ten days."""
    if first.month == last.month:
        cuts = {
            "đầu": (1, 10),
            "giữa": (11, 20),
            "trung tuần": (11, 20),
            "nửa đầu": (1, 15),
            "nửa cuối": (16, last.day),
        }
        start, end = cuts.get(part, (21, last.day))
        return first.replace(day=start), first.replace(day=end)
    months = last.month - first.month + 1
    pieces, number = {"đầu": (3, 0), "giữa": (3, 1), "trung tuần": (3, 1), "nửa đầu": (2, 0), "nửa cuối": (2, 1)}.get(
        part, (3, 2)
    )
    begins = first.month + months * number // pieces
    ends = first.month + months * (number + 1) // pieces - 1
    return date(first.year, begins, 1), date(first.year, ends, calendar.monthrange(first.year, ends)[1])


def _mode(words: str) -> Mode:
    if not words:
        return Mode.BARE
    if words.startswith(("trước", "chậm", "muộn", "không", "hạn", "thời hạn")):
        return Mode.BEFORE if "trước" in words else Mode.BY
    if words.startswith(("đến", "tới", "tính đến", "tính tới", "cho", "hết")):
        return Mode.BY
    if words.endswith("từ"):
        return Mode.FROM
    return Mode.AFTER if words == "sau" else Mode.IN


def _recurring(lowered: str, match: re.Match[str], year: int | None) -> DueText | None:
    """A day of every month, quarter or year; its days are the first and last time in ``year``."""
    name = next(name for name in _RECURRING if match[name])
    recurrence, printed = _RECURRING[name], match[name]
    day, months = int(printed.partition("/")[0]), list(range(1, 13))
    if recurrence == "quarterly":
        months = [1, 4, 7, 10] if match["inquarter"] == "đầu" else [3, 6, 9, 12]
    elif recurrence == "yearly":
        months = [int(month) for month in re.findall(r"/([0-9]{1,2})", printed)]
    if not 1 <= day <= 31 or not months or not all(1 <= month <= 12 for month in months):
        return None
    days: list[date] = []
    for month in months if year else ():
        days.append(date(year or 1, month, min(day, calendar.monthrange(year or 1, month)[1])))
    lead = _LEAD.search(lowered, max(0, match.start() - _BEFORE), match.start())
    return DueText(
        lead.start("lead") if lead else match.start(), match.end(), match.start(), Mode.BEFORE, Unit.DAY,
        min(days, default=None), max(days, default=None), has_year=False,
        is_strict="chậm nhất" in match[0], recurrence=recurrence,
    )  # fmt: skip
