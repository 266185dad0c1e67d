"""The privacy gate: what in a published text points at a person, and the text with a marker in its place.

Found are e-mail addresses, telephone numbers, personal identity numbers and links to accounts on social networks (Luật Bảo vệ
dữ liệu cá nhân 91/2025/QH15: personal data are published only with a ground). What is no person's stays: service numbers
(1022, 1900..., 113), numbers that a text calls a hotline, a switchboard or a fax, tax and business codes, and the pages and groups
of social networks that their address says are no profile. A mobile number is always withheld, whatever stands before it.

Invisible characters that change how a text is shown (writing direction, control characters) are dropped as well. What was
withheld is told by its place, its kind and how often; never by its value. Which columns are published is said in
``pipelines.metadata``; where the gate stands is in ``load.withhold``, ``publish.tables`` and the API.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "email": "địa chỉ thư điện tử",
        "phone": "số điện thoại",
        "identity_number": "số định danh cá nhân",
        "profile_link": "liên kết trang cá nhân",
        "control_character": "ký tự điều khiển không hiển thị",
    }
)
"""Each kind with its name in Vietnamese; ``control_character`` is dropped without a marker."""

GATE_CODE = tuple(f"pipelines/privacy/{name}.py" for name in ("rules", "gate", "quick_look"))
"""The code that decides what is withheld: where it changed, rows are loaded anew and what was recorded is searched again."""

REASONS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(
        ("email", "phone", "identity_number", "profile_link"),
        "dữ liệu cá nhân, không có căn cứ công bố (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15)",
    )
    | {"control_character": "ký tự không in ra, có thể đổi cách hiển thị văn bản"}
)

# Direction marks and overrides, zero-width characters, C0 and C1 controls but tab and line breaks. NEL stays out of the
# list of line breaks: no source prints it, and spreadsheets show a box.
_INVISIBLE = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff"
_CONTROLS = re.compile(f"[{_INVISIBLE}]")

_BEFORE = r"(?<![0-9A-Za-z_])(?<![0-9][.,/:])"
_AFTER = r"(?![0-9A-Za-z_])(?![.,/][0-9])"
_GAP = r"[ \u00a0.\-]"
# Abroad the leading zero falls away; many print it in brackets all the same: +84 (0) 912 345 678.
_COUNTRY = rf"(?:\+?84|\(\+?84\)){_GAP}?\(?0?\)?{_GAP}?"

_EMAIL = re.compile(
    r"[A-Za-z0-9](?:[\w.+'-]{0,63})(?:@|\s?[\[({](?:at|a còng|@)[\])}]\s?)"
    r"(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}(?![A-Za-z0-9])"
)
_PROFILE = re.compile(
    r"(?:https?://)?(?<![\w.-])(?:[a-z-]{1,9}\.)?"
    r"(?P<site>facebook\.com|fb\.com|fb\.me|m\.me|messenger\.com/t|zalo\.me|t\.me|telegram\.me|tiktok\.com|instagram\.com"
    r"|linkedin\.com|twitter\.com|x\.com|threads\.net|viber\.me)/(?P<path>[^\s\"'<>\]\\]*[^\s\"'<>\]\\.,;:!?)\u201d\u2019])",
    re.IGNORECASE,
)
# Addresses whose path says that many stand behind it, or no account at all. A Zalo group is g/, an official account has a
# number longer than any telephone number.
_NO_PROFILE: Mapping[str, re.Pattern[str]] = {
    "facebook.com": re.compile(
        r"(?:groups|pages|pg|watch|events|hashtag|sharer|help|policies)(?:[/?.]|$)", re.IGNORECASE
    ),
    "zalo.me": re.compile(r"(?:g/|pc$|\d{13,}(?:\D|$))", re.IGNORECASE),
    "t.me": re.compile(r"(?:\+|joinchat/)", re.IGNORECASE),
    "linkedin.com": re.compile(r"(?:company|school|groups|jobs)/", re.IGNORECASE),
    "tiktok.com": re.compile(r"(?:tag|discover|legal)/", re.IGNORECASE),
}
# Vietnamese numbers are ten digits (mobile: 03, 05, 07, 08, 09) or eleven (landline: 02); before 2018 mobiles had eleven
# (012, 016, 018, 019) and landlines ten. They are printed in these groups; other gaps are columns of a table.
_MOBILE = re.compile(
    _BEFORE
    + rf"(?:{_COUNTRY}|0)(?:[35789]\d(?:{_GAP}?\d{{3}}{_GAP}?\d{{4}}|{_GAP}?\d{{4}}{_GAP}?\d{{3}}"
    + rf"|\d{_GAP}?\d{{3}}{_GAP}?\d{{3}}|\d(?:{_GAP}\d{{2}}){{3}}|(?:{_GAP}\d{{2}}){{2}}{_GAP}\d{{3}}|\d{_GAP}\d{{2}}{_GAP}\d{{4}})"
    + rf"|1[2689]\d{_GAP}?\d{{3}}{_GAP}?\d{{4}})"
    + _AFTER
)
_LANDLINE = re.compile(
    _BEFORE
    + rf"(?:{_COUNTRY}|\(?0)2\d{{1,2}}\)?{_GAP}?(?:\d{{7,8}}|\d{_GAP}?\d{{3}}{_GAP}?\d{{3,4}}|\d{{3,4}}{_GAP}?\d{{3,4}}"
    + rf"|\d{{2}}{_GAP}\d{{2}}{_GAP}\d{{3}}|\d{{1,2}}(?:{_GAP}\d{{2}}){{3}})"
    + _AFTER
)
# What else follows the word for telephone: old landlines, numbers in unusual groups.
_NAMED_PHONE = re.compile(
    r"(?:điện thoại|số ĐT|SĐT|ĐTDĐ|ĐT|DĐ|di động|tel|phone|mobile|liên hệ|zalo)[^\S\n]{0,2}(?:số)?[^\S\n]{0,2}[:.]?[^\S\n]{0,2}"
    rf"(?P<number>\(?(?:\+?84|0)(?:{_GAP}?[()]?{_GAP}?\d){{8,10}}|[35789]\d{{8}})" + _AFTER,
    re.IGNORECASE,
)
_IDENTITY = re.compile(_BEFORE + r"0(?:0[1-9]|[1-8]\d|9[0-6])\d{9}" + _AFTER)
_NAMED_IDENTITY = re.compile(
    r"(?:CCCD|CMND|CMTND|CMT|căn cước(?: công dân)?|chứng minh(?: nhân dân| thư)|định danh cá nhân(?!\])|hộ chiếu)"
    r"[^\n]{0,25}?(?<![0-9A-Za-z.,/])(?P<number>\d{3}(?: ?\d{3}){2,3}|[A-Z]\d{7,8})" + _AFTER,
    re.IGNORECASE,
)
_SERVICE = re.compile(r"(?:đường dây nóng|hotline|tổng đài|fax|call center)[^.;\n]{0,40}$", re.IGNORECASE)
_TAX = re.compile(r"(?:mã số thuế|MST|mã số doanh nghiệp|mã số đăng ký|số tài khoản)[^.;\n]{0,12}$", re.IGNORECASE)

_BETWEEN = r"[ \x{a0}.()\x{2010}-\x{2013}\x{ff0e}-]"
CANDIDATE = (
    r"(?i)@[0-9a-z\x{2010}-\x{2013}-]|\bat[)\]}]|a còng|@[)\]}]|\.me/|facebook\.com|\bfb\.com|messenger\.com|tiktok\.com|instagram\.com"
    r"|linkedin\.com|twitter\.com|\bx\.com|threads\.net"
    rf"|(?:^|[^0-9])84(?:{_BETWEEN}{{0,3}}[0-9]){{8}}|\b0[1-9](?:{_BETWEEN}|[0-9]){{7}}|\b0[0-9]{{11}}\b"
    r"|[\x00-\x08\x0b\x0c\x0e-\x1f\x{7f}-\x{9f}\x{ad}\x{61c}\x{200b}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2060}-\x{2069}\x{feff}\x{fff9}-\x{fffb}\x{fffe}\x{ffff}"
    r"\x{ff10}-\x{ff19}\x{ff20}\x{660}-\x{669}\x{6f0}-\x{6f9}\x{966}-\x{96f}]"
)
"""A text that neither this (RE2) finds nor both of the next two holds nothing for the gate: a million rows pass at little cost."""

NAMED = (
    r"(?i)cccd|cmnd|cmtnd|\bcmt\b|căn cước|chứng minh|định danh|hộ chiếu"
    r"|điện thoại|đt|dđ|di động|tel|phone|mobile|liên hệ|zalo"  # no \b before đ: RE2 takes it for no letter
)
"""Words (RE2) that make a number of nine digits the number of a person; they stand before it or over its column."""

NUMBERED = (
    rf"[0-9]{{3}}[ \x{{a0}}]?[0-9]{{3}}[ \x{{a0}}]?[0-9]{{3}}|[A-Za-z][0-9]{{7}}|0(?:{_BETWEEN}{{0,3}}[0-9]){{8}}"
)
"""What such a number looks like (RE2)."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """One line of the record: in which cell, of which kind, how often. ``row_key`` is the row's published key."""

    dataset: str
    row_key: str
    column: str
    kind: str
    count: int


def withhold(text: str, context: str = "") -> tuple[str, Mapping[str, int]]:
    """Return ``text`` with a marker for everything that points at a person, and how often which kind was found.

    ``context`` is what stands before the text, such as the heading of its column: it helps to tell what a number is.

    >>> withhold("ông A, ĐT 0912.345.678, a@b.gov.vn")[0]
    'ông A, ĐT [đã ẩn: số điện thoại], [đã ẩn: địa chỉ thư điện tử]'
    >>> withhold("tổng đài 1022, đạt 0,5%; 1.234.567.890 đồng")[0]
    'tổng đài 1022, đạt 0,5%; 1.234.567.890 đồng'
    """
    found: Counter[str] = Counter()
    clean, dropped = _CONTROLS.subn("", text)
    if dropped:
        found["control_character"] = dropped
    for kind, pattern, keeps in _SEARCHES:
        clean = _replace(clean, context, kind, pattern, keeps, found)
    return clean, found


def _replace(
    text: str,
    context: str,
    kind: str,
    pattern: re.Pattern[str],
    keeps: Callable[[re.Match[str]], bool],
    found: Counter[str],
) -> str:
    # Digits of other scripts and of full width hide a number from the patterns but not from a reader. Only the search sees
    # the plain ones: each is one character as well, so that places are the same in both.
    searched = _plain(f"{context}: {text}") if context else _plain(text)
    shift = len(searched) - len(text)
    group = "number" if "number" in pattern.groupindex else 0
    parts: list[str] = []
    end = 0
    for match in pattern.finditer(searched):
        start = match.start(group) - shift
        if start < end or keeps(match):
            continue
        parts += [text[end:start], marker(kind)]
        end = match.end(group) - shift
        found[kind] += 1
    return "".join([*parts, text[end:]]) if parts else text


def marker(kind: str) -> str:
    """What stands in the place of a withheld value."""
    return f"{MARKED}{KINDS[kind]}]"


_DIGITS = {code: str(int(chr(code))) for start in (0xFF10, 0x0660, 0x06F0, 0x0966) for code in range(start, start + 10)}
_DIGITS |= {0xFF0B: "+", 0xFF20: "@", 0xFF0E: ".", 0x2010: "-", 0x2011: "-", 0x2012: "-", 0x2013: "-", 0x00A0: " "}


def _plain(text: str) -> str:
    return text if text.isascii() else text.translate(_DIGITS)


def count_markers(text: str) -> Mapping[str, int]:
    """How often something of which kind was withheld in ``text`` before.

    >>> dict(count_markers("ĐT [đã ẩn: số điện thoại]"))
    {'phone': 1}
    """
    return Counter(_KIND_OF_NAME[name] for name in _MARKER.findall(text))


MARKED = "[đã ẩn: "
"""How every marker begins."""
_KIND_OF_NAME = {name: kind for kind, name in KINDS.items()}
_MARKER = re.compile(rf"{re.escape(MARKED)}({'|'.join(_KIND_OF_NAME)})\]")


def _never(_: re.Match[str]) -> bool:
    return False


def _is_shared(match: re.Match[str]) -> bool:
    shared = _NO_PROFILE.get(match["site"].lower())
    return shared is not None and shared.match(match["path"]) is not None


def _is_tax_code(match: re.Match[str]) -> bool:
    return _TAX.search(match.string[max(0, match.start() - 40) : match.start()]) is not None


def _is_service(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - 80) : match.start()]
    return _SERVICE.search(before) is not None or _is_tax_code(match)


_SEARCHES: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], bool]], ...] = (
    ("email", _EMAIL, _never),
    ("profile_link", _PROFILE, _is_shared),
    ("identity_number", _NAMED_IDENTITY, _never),
    ("identity_number", _IDENTITY, _is_tax_code),
    ("phone", _MOBILE, _is_tax_code),
    ("phone", _NAMED_PHONE, _never),
    ("phone", _LANDLINE, _is_service),
)
