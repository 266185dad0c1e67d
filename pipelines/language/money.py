"""Amounts of money in running text, in VND. What the money is for is for ``interpret.money``.

Prices in foreign money have no value in VND and are no amounts here; a table's unit is read with the table.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from pipelines.language.numbers import parse_number, parse_number_words
from pipelines.language.spans import NUMERAL, is_reference, lower

_SCALES = {
    "chục": 10,
    "trăm": 100,
    "nghìn": 10**3,
    "ngàn": 10**3,
    "vạn": 10**4,
    "triệu": 10**6,
    "tỷ": 10**9,
    "tỉ": 10**9,
}
# đồng also opens common words of two syllables, which are counted and not paid: 12 đồng chí, 40 đồng hồ nước.
_DONG = (
    r"đồng(?! (?:chí|bào|hồ|ruộng|bộ|thời|thuận|loạt|nghiệp|nhất|hành|đội|tác giả|phục|minh|cỏ|bằng|cấp|chủ trì|môn"
    r"|hương|dạng|sở hữu|tổ chức|ý|tình|bệnh)\b)"
)
_CURRENCY = rf"(?:(?:việt nam )?{_DONG}|vnđ|vnd|₫|đ(?!\w|[.-]\w))"
_SCALE = (
    r"(?:(?:chục|trăm|nghìn|ngàn|triệu) )?(?:tỷ|tỉ)|(?:chục |trăm |nghìn )?triệu|(?:chục |trăm )?(?:nghìn|ngàn)|vạn"
)
_UNIT = re.compile(
    rf"\s?(?:(?P<scale>{_SCALE})(?!\w)(?:\s?(?P<currency>{_CURRENCY}))?"
    rf"|(?P<short>tr\.? ?(?:đồng|đ)|tr(?=\.?/))(?!\w)|(?P<plain>{_CURRENCY}))(?!\w)"
)
_NUMBER = re.compile(
    r"[0-9](?:[0-9]{0,2}(?: [0-9]{3})+(?![0-9])|[0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?(?![0-9])|[0-9]*(?:[.,][0-9]+)*)"
)
_UNIT_FOLLOWS = re.compile(r" ?[tTcCnNvVđĐ₫(]")
_IN_WORDS = re.compile(r"\s?\((?:(?:bằng chữ|viết bằng chữ)\s?:?\s?)?[^()0-9]{3,160}đồng[^()0-9]{0,40}\)")
# Only where a unit or an amount in words stands right after a digit are the numbers looked at one by one.
_PRINTED = re.compile(rf"[0-9](?=\s?[ctnvđ₫(])(?:{_UNIT.pattern}|{_IN_WORDS.pattern})")
_WORDED = ("tỷ đồng", "tỉ đồng", "triệu đồng", "nghìn đồng", "ngàn đồng", "trăm đồng", "mươi đồng", "rưỡi đồng")
_FOREIGN = re.compile(
    r"\s?(?:usd|đô la|đôla|euro?|eur\b|jpy|yên\b|cny|nhân dân tệ|ndt|won|krw|baht|bạt|kíp|lak|rúp|\$|€)"
)
_SHARED = re.compile(
    rf"(?P<first>{NUMERAL})\s?(?P<join>-|–|đến|tới|lên|xuống|;|,(?= )|và|hoặc|, và|/)\s?(?:khoảng |trên )?$"
)
_NEXT_WORD = re.compile(r"\s?([^\W\d_]+)")
# After a scale without "đồng" ("20 triệu") money goes on with a word of grammar; a counted noun follows other figures.
_AFTER_MONEY = frozenset({
    "từ", "để", "cho", "được", "so", "và", "trong", "của", "thuộc", "năm", "tăng", "giảm", "đạt", "chiếm", "là",
    "do", "bằng", "với", "hoặc", "thì", "mà", "nhằm", "về", "tại", "theo", "qua", "ở", "gồm", "bao", "tương", "trên",
    "dưới", "vốn", "kinh", "tiền", "ngân", "nguồn", "chi", "hỗ", "đã", "đang", "sẽ", "còn", "nên", "khi", "vào",
    "như", "nhưng", "cùng", "trở", "mỗi", "một", "thực", "phục", "đầu", "đối", "vay", "doanh", "giải", "nộp", "thu",
    "cấp", "bố", "phân", "giao",
})  # fmt: skip
_BEFORE_MONEY = re.compile(
    r"(?:kinh phí|ngân sách|vốn|tiền|doanh thu|doanh số|thu nhập|giá trị|trị giá|chi phí|dư nợ|nợ|thuế|hỗ trợ|tài trợ|ủng hộ"
    r"|bố trí|giải ngân|quyết toán|dự toán|tổng mức|mức đầu tư|tổng chi|tổng thu|chi|lương|phí|học bổng|quỹ)\b[^.;]{0,60}$"
)
_STATED_UNIT = re.compile(r"(?:đơn vị tính\s?[:(]?|đơn vị\s?[:(]|đvt\s?[:(]?)\s?$")
_POWER_OF_TEN = re.compile(r"1[0.]*\Z")
# "312 giao dịch/45,6 triệu đồng": what is counted over what it comes to
_COUNTED_OVER = re.compile(r"[0-9][0-9.,]* [^\W\d_]+(?: [^\W\d_]+){0,3}/\Z")


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount: its span, its value in VND, the unit it is printed in, and the amount as printed.

    The unit of the first of "52,4; 3,5 và 1,2 tỷ đồng" is the one that the last prints.
    """

    start: int
    end: int
    amount_vnd: Decimal
    unit: str
    text: str


def find_amounts(text: str) -> list[Amount]:
    """Every amount of money that ``text`` prints, in order; both ends of a range, each of a list that shares its unit.

    An amount repeated in words or in another unit in the brackets after it counts once.

    >>> [str(amount.amount_vnd) for amount in find_amounts("chi 2 tỷ 300 triệu đồng; từ 5 đến 10 tỷ đồng")]
    ['2300000000', '5000000000', '10000000000']
    """
    lowered = lower(text)
    found: list[Amount] = []
    end = 0
    for number in _NUMBER.finditer(text) if _PRINTED.search(lowered) else ():
        start = number.start()
        if start < end or (start and (text[start - 1].isalnum() or text[start - 1] in ".,")) or _is_under(text, number):
            continue
        if _UNIT_FOLLOWS.match(text, number.end()) is None:
            continue
        amount = _amount(text, lowered, number)
        if amount is None:
            continue
        found += _sharing(text, lowered, amount, end)
        if found and _repeats(text, found[-1], amount):
            continue
        found.append(amount)
        end = amount.end
    if " đồng" in lowered and any(words in lowered for words in _WORDED):
        found = sorted(found + _worded(text, lowered, found), key=lambda amount: amount.start)
    return found


def _is_under(text: str, number: re.Match[str]) -> bool:
    """Whether a number stands after a slash that makes it part of a date or of a rate; "12,5/30 tỷ đồng" are two amounts."""
    start = number.start()
    if not start or text[start - 1] != "/":
        return False
    if start < 2 or not text[start - 2].isdigit():
        is_rate = _POWER_OF_TEN.match(number.group()) is not None
        return is_rate or _COUNTED_OVER.search(text, max(0, start - _LONGEST_COUNT), start) is None
    return re.search(r"/[0-9]+/$", text[max(0, start - 8) : start]) is not None


def _amount(text: str, lowered: str, number: re.Match[str]) -> Amount | None:
    unit = _UNIT.match(lowered, number.end())
    if unit is None:
        return _spelt_out(text, lowered, number)
    if " " in number.group() and not unit["plain"] and number.group().count(" ") < 2:
        return None
    value = _value(number.group(), plain=bool(unit["plain"]))
    if value is None or states_unit(lowered, number.start(), number.group()):
        return None
    factor = _factor(unit)
    total, end, currency = value * factor, unit.end(), unit["currency"] or unit["short"] or unit["plain"]
    while not currency and (more := _NUMBER.match(text, end + 1)) and text[end] == " ":
        smaller = _UNIT.match(lowered, more.end())
        part = parse_number(more.group())
        if smaller is None or part is None or _factor(smaller) >= factor:
            break
        factor = _factor(smaller)
        total, end, currency = total + part * factor, smaller.end(), smaller["currency"] or smaller["plain"]
    if not currency and not _is_money(lowered, number.start(), end):
        return None
    if currency == "đ" and total < 100 and not unit["scale"]:
        return None  # a list letter ("khoản 2 đ")
    return Amount(number.start(), end, _whole(total), text[unit.start() : end].strip(), text[number.start() : end])


def states_unit(lowered: str, start: int, printed: str) -> bool:
    """Whether a number is that of the unit of a table's figures ("Đơn vị tính: 1.000 đồng") and measures nothing."""
    if _POWER_OF_TEN.match(printed) is None:
        return False
    return _STATED_UNIT.search(lowered, max(0, start - _LONGEST_LABEL), start) is not None


def _spelt_out(text: str, lowered: str, number: re.Match[str]) -> Amount | None:
    """An amount whose unit stands only in the words after it: 500.000.000 (năm trăm triệu đồng)."""
    words = _IN_WORDS.match(lowered, number.end()) if "(" in lowered[number.end() : number.end() + 2] else None
    value = parse_number(number.group())
    if words is None or value is None or value < 1000:
        return None
    return Amount(number.start(), number.end(), value, "đồng", text[number.start() : number.end()])


def _value(printed: str, *, plain: bool) -> Decimal | None:
    # Nobody prints a part of a đồng: "500,000 đồng" is grouped in the English manner.
    if plain and re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+", printed):
        return Decimal(printed.replace(",", ""))
    return parse_number(printed.replace(" ", ""))


def _whole(amount: Decimal) -> Decimal:
    return amount.to_integral_value() if amount == amount.to_integral_value() else amount


def _factor(unit: re.Match[str]) -> int:
    if unit["short"]:
        return 10**6
    factor = 1
    for word in (unit["scale"] or "").split():
        factor *= _SCALES[word]
    return factor


def _is_money(lowered: str, start: int, end: int) -> bool:
    """Whether a scale without "đồng" counts money: not where foreign money or a counted noun follows."""
    if _FOREIGN.match(lowered, end):
        return False
    following = _NEXT_WORD.match(lowered, end)
    if following is None:
        return lowered[end : end + 1] != "/" or bool(_BEFORE_MONEY.search(lowered, max(0, start - 90), start))
    if lowered[max(0, end - 5) : end].endswith(("nghìn", "ngàn", "vạn")):
        return False
    return following[1] in _AFTER_MONEY and (
        lowered[max(0, end - 2) : end] in {"tỷ", "tỉ"}
        or bool(_BEFORE_MONEY.search(lowered, max(0, start - 90), start))
        or following[1] in {"từ", "tiền", "vốn", "để"}
    )


def _sharing(text: str, lowered: str, amount: Amount, since: int) -> list[Amount]:
    """The numbers right before ``amount`` that share its unit: the lower end of a range, the members of a list."""
    found: list[Amount] = []
    start = amount.start
    factor = amount.amount_vnd / (parse_number(re.match(NUMERAL, amount.text).group()) or 1)  # type: ignore[union-attr]
    while (shared := _SHARED.search(lowered, max(since, start - 40), start)) is not None:
        at, end = shared.span("first")
        value = parse_number(shared["first"])
        if (
            value is None
            or (at and (text[at - 1].isalnum() or text[at - 1] in ".,/-"))
            or is_reference(lowered, at, end)
            or (
                shared["join"] in {"lên", "xuống"} and not re.search(r"từ (?:khoảng )?$", lowered[max(0, at - 12) : at])
            )
        ):
            break
        found.append(replace(amount, start=at, end=end, amount_vnd=_whole(value * factor), text=text[at : amount.end]))
        start = at
    return found[::-1]


def _repeats(text: str, before: Amount, amount: Amount) -> bool:
    """Whether ``amount`` says in brackets, in another unit, what ``before`` has said."""
    return before.amount_vnd == amount.amount_vnd and text[before.end : amount.start].strip() in {"(", "(tương đương"}


_PER = re.compile(r"(?:\s?/\s?[^\W\d_]+(?: [^\W\d_]+)?)+")
_LONGEST_COUNT = 40
_LONGEST_LABEL = 30
_DIGIT_WORD = r"(?:một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín|mười)"
_NUMBER_WORD = rf"(?:{_DIGIT_WORD}|mươi|mốt|tư|lăm|rưỡi|linh|lẻ|không|trăm|nghìn|ngàn|triệu|tỷ|tỉ)"
_WORD_AMOUNT = re.compile(rf"(?<!\w)({_DIGIT_WORD}(?: {_NUMBER_WORD})+) {_DONG}")


def _rate(lowered: str, at: int) -> str:
    """What an amount is paid for, right behind it ("/tổ", "/người/tháng")."""
    rate = _PER.match(lowered, at)
    return rate[0] if rate else ""


def _worded(text: str, lowered: str, printed: list[Amount]) -> list[Amount]:
    """Amounts that are printed in words only ("hai tỷ đồng"); words in brackets repeat figures."""
    found = []
    for match in _WORD_AMOUNT.finditer(lowered):
        opened = lowered.rfind("(", max(0, match.start() - 200), match.start())
        if opened >= 0 and lowered.find(")", opened, match.start()) < 0:
            before = lowered[max(0, opened - 2) : opened].rstrip()
            bracketed = lowered[opened : match.start()]
            said = any(a.start < opened - 2 <= a.end + len(_rate(lowered, a.end)) for a in printed)
            if "bằng chữ" in bracketed or before[-1:].isdigit() or said:
                continue
        words = match[1].split()
        for skipped in range(len(words) - 1):
            value = parse_number_words(" ".join(words[skipped:]))
            if value is not None and value >= 1000:
                start = match.start() + len(" ".join(words[:skipped])) + (1 if skipped else 0)
                found.append(Amount(start, match.end(), Decimal(value), "đồng", text[start : match.end()]))
                break
    return found
