"""Headings of two levels in a linearised header: a dump prints the upper row whole and then the headings under it.

"Kinh phí | Ghi chú | Tổng số | NSTW | NSĐP" are the columns "Kinh phí / Tổng số", "Kinh phí / NSTW", "Kinh phí / NSĐP" and
"Ghi chú". Which words are one heading is decided in ``table_header``.
"""

import re
from collections.abc import Sequence

from pipelines.language.text import fold

YEARS = re.compile(r"20\d\d(?: ?[-–] ?20\d\d)?")
_YEARS_BELOW = r"(?:giai doan |nam )?20\d\d(?: ?- ?20\d\d)?"
_MONEY_BELOW = (
    r"tong(?: so| cong)?|trong do.*|nstw|nsdp|nsnn|ns ?(?:tinh|huyen|xa|tw|dp)|von [a-z ]+|ngan sach [a-z ]+|nguon khac|"
    r"xa hoi hoa|khac"
)
_PARTS_OF_MONEY = re.compile(f"{_YEARS_BELOW}|{_MONEY_BELOW}")
# What stands over others, what stands under it, and how many of those at least.
_LEVELS = (
    (re.compile(r"trong do"), re.compile(f"{_YEARS_BELOW}|(?!trong do)(?:{_MONEY_BELOW})"), 2),
    (re.compile(r"(?:co quan|don vi)(?: thuc hien)?|phan cong(?: thuc hien)?"), re.compile(r"chu tri|phoi hop(?: thuc hien)?"), 2),
    (re.compile(r"phan ky(?: (?:kinh phi|von|dau tu|bo tri|thuc hien))*(?: ?\([^)]*\))?"), re.compile(_YEARS_BELOW), 2),
    (
        re.compile(
            r"(?:du kien |tong |nhu cau |khai toan |uoc )*(?:kinh phi|von|du toan)(?: (?:thuc hien|dau tu|du kien|ho tro))*(?: ?\([^)]*\))?"
        ),
        _PARTS_OF_MONEY,
        2,
    ),
    (
        re.compile(r"(?:chi tieu|muc tieu|ket qua|thuc hien|ke hoach)(?: (?:thuc hien|dat duoc|giao))?(?: ?\([^)]*\))?"),
        re.compile(_YEARS_BELOW),
        2,
    ),
    (
        re.compile(rf"{_YEARS_BELOW}|ky bao cao"),
        re.compile(
            r"(?:uoc |so )?(?:ke hoach|kh|thuc hien|th|uoc|ket qua|muc tieu|giai ngan|dat)"
            r"(?: (?:thuc hien|th|dat duoc|ca nam|von|giao))*"
        ),
        2,
    ),
)  # fmt: skip
_COLUMN_NUMBER = re.compile(r"\(?(?:\d{1,2}|[A-ZĐ])(?: ?= ?[\d+*/x-]+)?\)?")


def nest_headings(columns: Sequence[str], *, sums_stay: bool = False) -> tuple[str, ...]:
    """The columns left to right, a heading under another as "upper / lower"; as they are where all are of one level.

    ``sums_stay`` where "Tổng kinh phí" is a column beside its years or sources and no heading over them: the rows tell.
    What stands beside the row numbers names the lines and is no heading over others, whatever it says.
    """
    names = list(columns)
    for upper, lower, least in _LEVELS:
        if sums_stay and lower is _PARTS_OF_MONEY:
            continue
        over = next((i for i, name in enumerate(names) if i > 1 and upper.fullmatch(fold(name))), None)
        if over is None:
            continue
        found = _run_below(names, over + 1, lower, least)
        if found is None:
            continue
        start, stop = found
        below = [f"{names[over]} / {name}" for name in names[start:stop]]
        names = [*names[:over], *below, *names[over + 1 : start], *names[stop:]]
    return tuple(names)


def _run_below(names: Sequence[str], first: int, lower: re.Pattern[str], least: int) -> tuple[int, int] | None:
    """The first run of at least ``least`` headings from ``first`` on that can stand under another one."""
    start = first
    while start < len(names):
        stop = start
        while stop < len(names) and lower.fullmatch(fold(names[stop])):
            stop += 1
        if stop - start >= least:
            return start, stop
        start = stop + 1
    return None


def numbers_columns(text: str, count: int | None = None) -> bool:
    """Whether a line is the row of column numbers under a header: ``1 2 3 4``, ``(1) (2) (3)`` or ``A B 1 2=3+4``."""
    words = text.split(" ")
    if len(words) < 3 or not all(_COLUMN_NUMBER.fullmatch(word) for word in words):
        return False
    numbers = [int(found[1]) for word in words if (found := re.match(r"\(?(\d+)", word))]
    if numbers != list(range(1, len(numbers) + 1)) or len(numbers) < 2:
        return False
    return count is None or abs(len(words) - count) <= 1
