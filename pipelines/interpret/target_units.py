"""In what a target or a result is measured: percent, rank, point, times, count, boolean, or a unit as printed (ha, giờ).

What is only counted (mô hình, xã, người) is ``count``; a unit of measure or of money stays as printed, for without it the
figure says nothing.
"""

import re

from pipelines.language.text import collapse, fold

_MEASURES = frozenset(
    {
        "giây", "phút", "giờ", "ngày", "tuần", "tháng", "năm", "quý", "tuổi", "ngày làm việc", "giờ làm việc", "ngày công",
        "mm", "cm", "m", "km", "mét", "m2", "m²", "mét vuông", "m3", "m³", "mét khối", "km2", "km²", "ha", "hecta", "sào", "lít", "ml",
        "g", "gam", "kg", "yến", "tạ", "tấn", "kw", "mw", "kwh", "mwh", "gwh", "kv", "kva", "mva", "kb", "mb", "gb", "tb", "pb",
        "kbps", "mbps", "gbps", "hz", "mhz", "ghz", "độ c", "‰", "ppm", "db", "đồng", "usd", "đô la", "đô la mỹ", "eur",
    }
)  # fmt: skip
_SCALED = re.compile(r"(?:(?:1\.000|1000|nghìn|ngàn|triệu|tỷ|tỉ|vạn|trăm|chục) )+[^\W\d_]")
_SHORT_MONEY = re.compile(r"(?:tr|triệu|tỷ|tỉ)\.?\s?đ(?:ồng)?\.?|trđ|tyđ|vnđ|vnd")
_FIXED = {
    "%": "percent",
    "phần trăm": "percent",
    "tỷ lệ": "percent",
    "tỉ lệ": "percent",
    "tỷ lệ %": "percent",
    "tỷ lệ (%)": "percent",
    "bậc": "rank",
    "hạng": "rank",
    "thứ hạng": "rank",
    "xếp hạng": "rank",
    "thứ": "rank",
    "điểm": "point",
    "có/không": "boolean",
    "đạt/không đạt": "boolean",
    "đạt/chưa đạt": "boolean",
}
_SHARE = re.compile(
    r"(?:(?:tang|giam|nang|duy tri|bao dam|dam bao|phan dau)\s)?(?:cac )?(?:ty le|ty trong|ti le|ti trong|muc do|phan tram)\b"
)
_RANKED = re.compile(r"(?:phan dau |nang |cai thien )?(?:xep hang|thu hang|vi tri|hang)\b")
_BRACKETS = re.compile(r"\(([^()]{1,30})\)")
_LEADING_WORDS = re.compile(r"(?:đơn vị(?: tính)?|đvt)\s*:\s*", re.IGNORECASE)
_AFTER = re.compile(r"\s?(?P<unit>[^\W\d_](?:[^\d,;.:()+/]|(?<=[mM])[23])*)(?P<per>(?:/\s?(?:[\d.]+ )?[^\W\d_]+)*)")
_NO_NOUN = re.compile(
    r"(?:trở|so|và|trong|trên|đến|tại|vào|năm|của|cho|với|lên|xuống|theo|đối|khi|để|là|đạt|thuộc)(?!\w)", re.IGNORECASE
)
_MOST_WORDS = 3


def parse_unit(text: str) -> str | None:
    """The unit that ``text`` names, None where it names none that is known.

    >>> parse_unit("%"), parse_unit("phút/lượt"), parse_unit("Triệu đồng"), parse_unit("mô hình")
    ('percent', 'phút/lượt', 'triệu đồng', None)
    """
    printed = collapse(_LEADING_WORDS.sub("", text)).strip(" .:")
    lowered = printed.lower()
    if lowered in _FIXED:
        return _FIXED[lowered]
    first, _, per = lowered.partition("/")
    first = first.strip()
    if first in _MEASURES or _SCALED.match(lowered) or _SHORT_MONEY.fullmatch(first) or any(map(str.isdigit, per)):
        return printed[0].lower() + printed[1:] if printed[1:2].islower() else printed
    return None


def parse_unit_column(text: str) -> str | None:
    """The unit that a cell of a column of units names; what it only counts is ``count``."""
    printed = text.strip()
    return (parse_unit(printed) or "count") if printed.strip("-–— ") else None


def unit_after(text: str, at: int) -> str | None:
    """The unit printed right after a figure that ends at ``at``; ``count`` where a noun follows, None where nothing does."""
    following = _AFTER.match(text, at)
    if following is None:
        return None
    words, per = following["unit"].split(), following["per"]
    if per and len(words) <= _MOST_WORDS and (unit := parse_unit(following["unit"].strip() + per)) is not None:
        return unit
    for length in range(min(_MOST_WORDS, len(words)), 0, -1):
        unit = parse_unit(" ".join(words[:length]))
        if unit is not None and unit != "boolean" and (unit != "rank" or length == 1):
            return unit
    return None if _NO_NOUN.match(following["unit"]) else "count"


def stated_unit(heading: str, name: str, unit_text: str | None) -> str | None:
    """The unit that a line states outside the cell: in a column of units, in brackets in its heading or name, by its name."""
    if unit_text and (unit := parse_unit_column(unit_text)) is not None:
        return unit
    for text in (heading, name):
        for bracket in reversed(_BRACKETS.findall(text)):
            if (unit := parse_unit(bracket)) is not None:
                return unit
    folded = fold(name)
    if "%" in heading or _SHARE.match(folded):
        return "percent"
    return "rank" if _RANKED.match(folded) else None


def is_share(name: str) -> bool:
    """Whether a name says that what it names is a share ("Tỷ lệ ...")."""
    return _SHARE.match(fold(name)) is not None
