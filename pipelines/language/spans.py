"""The numerals of a text and what each of them is: a number, a ratio, or part of a date, a symbol, a name, an order.

Whether a number measures something, and what, is for ``measures``; amounts of money are in ``money``.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from pipelines.language.measures_words import read_noun
from pipelines.language.symbols import find_symbols

NUMERAL = r"[0-9](?:[0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?(?![0-9])|[0-9]*(?:[.,][0-9]+)*)"
"""A numeral as printed. It opens with a plain set of signs so that the search skips what is no digit at little cost."""

_NUMERAL = re.compile(NUMERAL)
_SECOND_VOWEL = re.compile(r"([ou])([àáảãạèéẻẽẹỳýỷỹỵ])(?<!qu.)(?![^\W\d_])")
_YEAR = r"(?:19|20)[0-9]{2}"
_SHAPES = re.compile(
    rf"(?P<symbol>[0-9]+[a-zđ]?\s?/\s?(?:{_YEAR}\s?/\s?)?(?:[A-ZĐ]{{2}}|T[Tt][rR])[\w&-]*(?:\s?[/-]\s?[A-ZĐ][\w&]*)*"
    rf"|[0-9]+-\s?[A-ZĐ][A-ZĐa-z]+\s?/\s?[A-ZĐ]\w*|[0-9]+-[A-ZĐ]{{2,}}\w*)"
    rf"|(?P<date>[0-9]{{1,2}}\s?[/.-]\s?[0-9]{{1,2}}\s?[/.-]\s?{_YEAR}(?![0-9])|[0-9]{{1,2}}\s?/\s?{_YEAR}(?![0-9/])"
    rf"|{_YEAR}(?:\s?[-–]\s?{_YEAR}|[-–][0-9]{{2}})(?![0-9,.]*[0-9%])|{_YEAR}\s?/\s?{_YEAR}(?![0-9]))"
    r"|(?P<time>(?i:[0-9]{1,2}[hg:][0-9]{2}(?![0-9]|[.,][0-9])|[0-9]{1,2}[hg](?!\w)|[0-9]{1,2} giờ (?:[0-9]{1,2}(?: phút)?"
    r"|ngày|sáng|chiều|tối|trưa|hằng|hàng|thứ)(?!\w)|24\s?/\s?(?:24|7)(?![0-9,.]*[0-9])|7\s?/\s?7 ngày))"
    r"|(?P<code>[0-9]+\+[0-9]+|[0-9]+(?:\.[0-9]+)*\.[a-z]\w*|[0-9]+[_@][\w.]+|0[0-9]{2,4}(?:[ .-]?[0-9]{3,4}){2,}(?![0-9]))"
    rf"|(?P<day>(?i:(?:0?[1-9]|[12][0-9]|3[01]) tháng (?:0?[1-9]|1[0-2]),? năm {_YEAR})(?![0-9]))"
    r"|(?P<period>(?i:(?:0?[1-9]|1[0-2]) tháng,? (?:và |hoặc )?(?:đầu|cuối|năm|qua|tới|còn)(?!\w)|(?:0?[369]|11) tháng(?=:)"
    r"|[0-9]{1,2} năm (?:qua|tới|gần|trước|tiếp|liền|liên|thực|triển|đầu|cuối|(?=\(?20[0-9]{2}))))"
    rf"|(?P<ratio>(?P<over>{NUMERAL})\s?/\s?(?P<under>{NUMERAL})(?![0-9]|\s?/\s?[0-9A-ZĐ]))"
)
_SHAPE_FOLLOWS = re.compile(r"\s?[/–.:+@_-]|[hgHG]|[a-zđ]\s?/|\s(?:giờ|tháng|năm|GIỜ|THÁNG|NĂM)")
_AREA_CODE = re.compile(r"\(0[0-9]{2,4}\)\s?[0-9][0-9. ]*[0-9]")
_DOMAIN = re.compile(r"\.(?:vn|com|org|net|gov)")
_ADDRESS_SIGN = re.compile(rf"@|{_DOMAIN.pattern}|www\.|http")
_LIST_NUMBER = re.compile(
    r"\s*(?:[-–+*•]\s*)?(?:\(?[0-9]{1,2}(?:\.[0-9]{1,2}){0,4}\s?[.)/:](?![0-9])|[0-9]{1,2}(?:\.[0-9]{1,2}){1,4}\s(?=[A-ZĐÀ-Ỹ])"
    r"|[0-9]{1,2}\s[-–]\s(?=[A-ZĐÀ-Ỹ]))"
)
_IN_BRACKETS = re.compile(r"[0-9]{1,2}\)")
_INLINE_NUMBER = re.compile(r"[0-9]{1,2}[.)](?=\s?[A-ZĐÀ-Ỹa-zà-ỹ])")
_LAST_WORDS = re.compile(r"[^\s,;:()“”\"'‘’.…!?|]+")
_CHAIN = re.compile(r"\s?(?:,|và|-|–|/|đến|hoặc|;|,\s?và)\s?")
_PERIOD_BEFORE = frozenset({"sau", "trong", "qua", "hoạch", "đoạn", "kỳ", "suốt", "hàng", "hằng", "cứ", "cáo", "kết"})
_PERIOD_CHAIN = re.compile(r" (?:tháng|quý),?(?: và| hoặc)? ")  # "định kỳ 6 tháng, 1 năm"
_PERIOD_AFTER = re.compile(r" (?:năm|tháng)(?! (?:kể|từ|đối|tuổi))(?!\w)")
_COUNTS_ON = re.compile(r"\s?(?:%|[^\W\d_]{2,})")
_MONTH_BEFORE = re.compile(r"(?:ngày|trước|từ|đến|tới|hết|sáng|chiều|tối|mùng|sau|vào|và|hạn|kể)\s?$")
_NO_NUMBER = re.compile(r"[0-9]\.0|[0-9]{4,}\.[0-9]+|[0-9]+(?:[.,][0-9]+){2,}")
_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?|[0-9]{1,3}(?:,[0-9]{3}){2,}(?:\.[0-9]+)?")
_DIGITS_LISTED = re.compile(r"[0-9](?:[.,][0-9])+")
_YEARS = re.compile(_YEAR)
_OPENS_SYMBOL = re.compile(r"[a-zA-Z]?\s{0,3}[/\-–]\s{0,3}[^\W\d_]")
_SYMBOL_LENGTH = 60
_LONGEST_WORD = 20
_MARKS = re.compile(r"[,;:().“”\"]")
# "5 rõ", “4 tại chỗ”: a catchword
_CLASS_AFTER = re.compile(r" sao(?!\w)")  # "sản phẩm 3 sao": a class
_CATCHWORD = re.compile(r"[0-9]{1,2} [^\W\d_]+(?: [^\W\d_]+)?[”\"]")
_RATE_NUMBER = re.compile(r"(?:0?[0-9]|10+|1(?:\.000)+)(?![0-9.])")
_EVERY_YEAR = re.compile(r"\s?(?:hằng|hàng|mỗi) năm")
# "Ban Chỉ đạo 35 tỉnh", "Đề án 06 Chính phủ": the body that a name belongs to
_OF_A_BODY = re.compile(
    r"\s(?:tỉnh|huyện|thành phố|thị trấn|quý|tháng|thị xã|quận|phường|xã"
    r"|trung ương|chính phủ|quốc gia|giai đoạn|ngày(?= [0-9])|năm(?= [0-9]))(?!\w|,|/)"
)
_MAP_SCALE = re.compile(r"1\s?/\s?[0-9]{1,3}(?:\.?0)?00(?![0-9])")
_LONG_CODE = 7  # digits without grouping: telephone numbers, tax codes, accounts


class SpanKind(StrEnum):
    """What a numeral is. NAMED is a number that follows a kind of document, body or class and may only be its name."""

    NUMBER = "number"
    RATIO = "ratio"
    NAMED = "named"
    REFERENCE = "reference"


# Every numeral is asked, and to look up a member of an enumeration takes longer than to compare it.
_PLAIN, _RATIO, _NAMED, _REFERENCE = SpanKind.NUMBER, SpanKind.RATIO, SpanKind.NAMED, SpanKind.REFERENCE


class Span(NamedTuple):
    """One numeral or ratio: ``over`` and ``under`` are the spans of the two numerals of a ratio."""

    start: int
    end: int
    kind: SpanKind
    over: tuple[int, int] | None = None
    under: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    always: frozenset[str]
    bodies: frozenset[str]
    named: frozenset[str]
    repeating: frozenset[str]
    time: frozenset[str]
    number_states: frozenset[str]
    numbered_by_so: frozenset[str]
    ranks: frozenset[str]
    counting: frozenset[str]
    no_heads: frozenset[str]


@cache
def _words() -> _Words:
    declared: dict[str, list[Any]] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return _Words(**{name: frozenset(map(str, words)) for name, words in declared.items()})


@cache
def _counting_words() -> tuple[str, ...]:
    return tuple(_words().counting)


@lru_cache(maxsize=1024)
def lower(text: str) -> str:
    """``text`` in lower case and in one of its two spellings (hóa, thủy for hoá, thuỷ), with every sign where it was."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few capitals have no lower case of one sign
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return _SECOND_VOWEL.sub(_mark_first_vowel, lowered)


def _mark_first_vowel(match: re.Match[str]) -> str:
    vowel = unicodedata.normalize("NFD", match[2])
    return unicodedata.normalize("NFC", match[1] + vowel[1]) + vowel[0]


def scan_numerals(text: str) -> list[Span]:
    """Every numeral of ``text`` in order with what it is; numerals glued to letters (2G, IPv6, CSDL3) are references.

    Dates, years, times of day, symbols, versions, codes, list numbers and ordinals are references.
    """
    lowered = lower(text)
    masked = _addresses(lowered)
    if "(0" in text:
        masked = sorted([*masked, *(match.span() for match in _AREA_CODE.finditer(text))])
    next_masked = 0
    found: list[Span] = []
    opening = _LIST_NUMBER.match(text)
    end = opening.end() if opening else 0
    for numeral in _NUMERAL.finditer(text, end):
        start = numeral.start()
        if start < end:
            continue
        span = _span(text, lowered, numeral, found[-1] if found else None)
        while next_masked < len(masked) and masked[next_masked][1] <= start:
            next_masked += 1
        if next_masked < len(masked) and masked[next_masked][0] <= start:
            span = Span(start, max(numeral.end(), masked[next_masked][1]), _REFERENCE)
        found.append(span)
        end = span.end
    return found


def _addresses(lowered: str) -> list[tuple[int, int]]:
    """The spans of web and mail addresses: the words that hold a sign of one."""
    found: list[tuple[int, int]] = []
    if not ("@" in lowered or "http" in lowered or "www." in lowered or _DOMAIN.search(lowered)):
        return found
    for sign in _ADDRESS_SIGN.finditer(lowered):
        if not found or sign.start() >= found[-1][1]:
            end = lowered.find(" ", sign.start())
            found.append((lowered.rfind(" ", 0, sign.start()) + 1, end if end >= 0 else len(lowered)))
    return found


def is_reference(lowered: str, start: int, end: int) -> bool:
    """Whether the numeral ``lowered[start:end]`` is a year or a place in an order by the word before it."""
    if _YEARS.fullmatch(lowered[start:end]):
        return True
    return _head_kind(lowered, lowered, start, end) is _REFERENCE


def _span(text: str, lowered: str, numeral: re.Match[str], before: Span | None) -> Span:
    start, end = numeral.span()
    if _is_glued(text, start):
        return Span(start, end, _REFERENCE)
    shape = _SHAPES.match(text, start) if _may_have_shape(text, start, end) else None
    if shape is not None and shape.lastgroup in {"under", "over", "ratio"}:
        if "," not in shape["over"] and _is_day(lowered, shape):
            return Span(start, shape.end(), _REFERENCE)
        if _MAP_SCALE.fullmatch(shape[0]) and (
            lowered[max(0, start - 8) : start].rstrip().endswith("lệ")
            or (before is not None and before.kind is _REFERENCE and _CHAIN.fullmatch(lowered, before.end, start))
        ):
            return Span(start, shape.end(), _REFERENCE)
        if (kind := _head_kind(text, lowered, start, shape.end("over"))) is _REFERENCE:
            return Span(start, shape.end(), kind)
        return Span(start, shape.end(), _RATIO, shape.span("over"), shape.span("under"))
    if shape is not None:
        return Span(start, max(shape.end(), end), _REFERENCE)
    if _OPENS_SYMBOL.match(text, end) and _is_symbol(text, start, end):
        return Span(start, end, _REFERENCE)
    return Span(start, end, _kind(text, lowered, start, end, before))


def _is_symbol(text: str, start: int, end: int) -> bool:
    """Whether a symbol of an unusual form opens with the numeral; those of the usual form are told by their shape."""
    first = max(0, start - _SYMBOL_LENGTH)
    return any(span.start <= start - first < span.end for span in find_symbols(text[first : end + _SYMBOL_LENGTH]))


def _may_have_shape(text: str, start: int, end: int) -> bool:
    """Whether a numeral may open a date, a symbol, a time or a ratio: told by the next signs, for most numerals do not."""
    return (
        _SHAPE_FOLLOWS.match(text, end) is not None
        or (end - start > 7 and "." in text[start:end])
        or (text[start] == "0" and end - start > 2)
    )


def _kind(text: str, lowered: str, start: int, end: int, before: Span | None) -> SpanKind:
    printed = text[start:end]
    is_quoted = start > 0 and text[start - 1] in '“"'
    if len(printed) == 4 and _YEARS.fullmatch(printed) and not _is_counted(lowered, start, end):
        return _REFERENCE
    if _CLASS_AFTER.match(lowered, end) or (is_quoted and _CATCHWORD.match(text, start)):
        return _REFERENCE
    if _is_code(printed) or _is_list_number(text, start, end):
        return _REFERENCE
    head = _head_kind(text, lowered, start, end)
    if head is not None:
        return head
    if before is not None and before.kind is _REFERENCE and _PERIOD_CHAIN.fullmatch(lowered, before.end, start):
        return _REFERENCE if _PERIOD_AFTER.match(lowered, end) else _PLAIN
    if (
        before is not None
        and before.kind is not _PLAIN
        and before.kind is not _RATIO
        and _CHAIN.fullmatch(lowered, before.end, start)
        and len(printed) <= 3
        and not printed.startswith("0")
        and (before.end - before.start) <= 4
    ):
        # "cấp độ 1, 2"; "các khoản 3, 4 và 5 Điều 7"
        return _REFERENCE if text[end + 1 : end + 2].isupper() else _NAMED
    return _PLAIN


def _is_glued(text: str, start: int) -> bool:
    if start == 0:
        return False
    sign = text[start - 1]
    if sign.isalpha() or sign in "_%”’)]#@":
        return True
    if sign == "/" and text[start - 2 : start - 1].isalpha():
        return _RATE_NUMBER.match(text, start) is not None  # "máy/100 dân", but "2.045 lao động/3.500 lao động"
    # "COVID-19", "v.2": part of a word
    return sign in "-/.\\" and start > 1 and (text[start - 2].isalpha() or (sign in "/." and text[start - 2].isdigit()))


def _is_code(printed: str) -> bool:
    if len(printed) < 3:
        return False
    if printed.isdigit():
        return len(printed) >= _LONG_CODE or (printed[0] == "0" and len(printed) > 3)
    digits = printed.replace(".", "").replace(",", "")
    if printed[0] == "0" and len(digits) > 3 and "," not in printed:
        return True
    return _NO_NUMBER.fullmatch(printed) is not None and _GROUPED.fullmatch(printed) is None


def _is_list_number(text: str, start: int, end: int) -> bool:
    """Tell the numbers of an enumeration in running text: "(1) ...; (2) ..." and "...; 2. Xây dựng ..." are such."""
    if end - start > 2:
        return False
    if start and text[start - 1] == "(" and _IN_BRACKETS.match(text, start):
        return True
    if text[end : end + 1] not in {".", ")"} or _INLINE_NUMBER.match(text, start) is None:
        return False
    before = text[max(0, start - 4) : start].rstrip()[-1:]
    # After a colon only the first of a list: "gồm: 1. Xây dựng ...", but "xã A: 87. Chỉ số ..."
    return before in {"", ";", ".", "-", "–"} or (before == ":" and text[start:end] in {"1", "01"})


def _is_counted(lowered: str, start: int, end: int) -> bool:
    """Whether four digits that look like a year are a count: a word that states a number before, a noun after."""
    before = lowered[max(0, start - _LONGEST_WORD) : start].rstrip()
    if before[-1:] != ":" and not before.endswith(_counting_words()):
        return False  # most years follow "năm"
    last = _last_words(lowered, start)
    return (
        bool(last)
        and last[-1] in _words().counting
        and (lowered[end : end + 1] == "%" or read_noun(lowered, end) is not None)
    )


def _is_day(lowered: str, shape: re.Match[str]) -> bool:
    """Whether a/b is a day and a month ("trước 30/6"), told by the word before it and by what follows."""
    over, under = shape["over"], shape["under"]
    if not (over.isdigit() and under.isdigit() and len(under) <= 2 and 1 <= int(under) <= 12 and 1 <= int(over) <= 31):
        return False
    head = lowered[max(0, shape.start() - 8) : shape.start()]
    if head.rstrip().endswith(("ngày", "mùng", "đường")) or _EVERY_YEAR.match(lowered, shape.end()):
        return True
    if int(over) <= int(under) and _COUNTS_ON.match(lowered, shape.end()):
        return False
    return _MONTH_BEFORE.search(head) is not None


def _head_kind(text: str, lowered: str, start: int, end: int) -> SpanKind | None:
    """What the words before a numeral make of it, None where they make nothing of it."""
    printed = lowered[start:end]
    if len(printed) > 4 or not (printed.isdigit() or _DIGITS_LISTED.fullmatch(printed)):
        # "số điện thoại: 0204.385.1234" is a code; years with a footnote mark ("năm 20237") are years.
        return _REFERENCE if printed.isdigit() and re.search(r"năm\s?$", lowered[max(0, start - 5) : start]) else None
    last = _last_words(lowered, start)
    if not last:
        return None
    words = _words()
    one, two, three = last[-1], " ".join(last[-2:]), " ".join(last[-3:])
    previous = last[-2] if len(last) > 1 else ""
    if one in words.time and (previous in words.repeating or (previous.isdigit() and one != "tháng")):
        return None
    if previous in {"mỗi", "từng"}:
        return None  # "mỗi tiết 45 phút", but "tiết 1 điểm a"
    if one == "thứ" and (previous in words.ranks or " ".join(last[-3:-1]) in words.ranks):
        return None
    if one in {"hạng", "loại"} and previous == "xếp":
        return None
    if one == "hạng" and lowered.endswith("(hạng ", 0, start) and printed.isdigit() and int(printed) > _LOWEST_CLASS:
        return None  # "0,7012 điểm (hạng 21)", but "bệnh viện (hạng 2)"
    if two in words.no_heads or (one == "số" and previous in words.number_states):
        return None
    if one == "số" and previous in words.numbered_by_so:
        return _REFERENCE
    if one == "cấp" and previous != "độ" and printed.isdigit() and int(printed) > _HIGHEST_LEVEL:
        return None  # "đã cấp 120 chứng thư", but "trường cấp 2"
    if "," in printed and printed.count(",") == 1 and one not in {"độ", "khoản", "điều", "mục"}:
        return None
    if one in words.always or two in words.always or three in words.always:
        return _REFERENCE
    if one in _PERIOD_BEFORE and _PERIOD_AFTER.match(lowered, end):
        return _REFERENCE
    if one in words.bodies or two in words.bodies or three in words.bodies:
        return _REFERENCE if _OF_A_BODY.match(lowered, end) else _NAMED
    if one in words.named or two in words.named or three in words.named:
        return _NAMED
    name = text[max(start - 1 - len(one), 0) : start - 1]
    if name[:1].isupper() and (previous or (len(name) > 1 and name.isupper())):
        return _NAMED  # a name that ends in a number: "Viettel 06", "Ban 389"
    return None


def _last_words(lowered: str, start: int) -> list[str]:
    """The last words before ``start`` with nothing but blanks (or a colon) between them and the numeral."""
    before = lowered[max(0, start - 40) : start]
    stripped = before.rstrip()
    if stripped.endswith(":"):
        stripped = stripped[:-1].rstrip()
        tail = _LAST_WORDS.findall(stripped)[-3:]
        # After a colon only a code is a reference: "điện thoại: 1022", "mã số: 15".
        return tail if (tail and " ".join(tail[-2:]) in _CODE_HEADS) or (tail and tail[-1] in _CODE_HEADS) else []
    if not stripped or not (stripped[-1].isalnum()) or stripped == before:
        return []
    return _MARKS.split(stripped)[-1].split()[-3:]


_HIGHEST_LEVEL, _LOWEST_CLASS = 12, 4
_CODE_HEADS = frozenset(
    {
        "điện thoại",
        "sđt",
        "đt",
        "fax",
        "tel",
        "hotline",
        "mã số",
        "mã",
        "số",
        "liên hệ",
        "mst",
        "thuế",
        "ký hiệu",
        "zalo",
    }
)
