"""How headings, list items and appendices are numbered in Vietnamese administrative documents.

The forms are those of Nghị định 30/2020/NĐ-CP (Phần, Chương, Mục, Điều, I, 1, 1.1, a) and their usual variants. Whether
a numbered paragraph is a heading is for ``interpret.sections``; amounts and other numbers are in ``numbers``.
"""

import re
from functools import lru_cache
from typing import Literal

from pipelines.language.values import value

NumberingKind = Literal["part", "chapter", "division", "upper", "roman", "article", "mixed", "decimal", "letter"]

_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_ORDINALS = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
_FIRST = frozenset({"một", "i"})
# The order of Vietnamese list letters: đ follows d; f, j, w and z are not used.
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_CAPITALS = "ABCDĐEFGH"
_LONGEST_DASHED = 2
_FIRST_OF_NAMES = frozenset("PCMĐ")
_FIRST_OF_CAPITALS = frozenset(_CAPITALS + "IVXL")

_NAMED = re.compile(
    r"(?P<number>(?P<name>Phần|PHẦN|Chương|CHƯƠNG|Mục|MỤC|Điều|ĐIỀU)\s+(?:thứ\s+|THỨ\s+)?"
    r"(?P<value>[IVXLC]+|\d{1,3}|nhất|một|hai|ba|tư|năm|sáu|bảy|tám|chín|mười"
    r"|NHẤT|MỘT|HAI|BA|TƯ|NĂM|SÁU|BẢY|TÁM|CHÍN|MƯỜI|[A-E](?=[.:)\s]|\Z)))(?P<mark>\s*[.:)]|\s+[-–]|(?=\s)|\Z)\s*(?P<rest>.*)",
    re.DOTALL,
)
_ROMAN = re.compile(
    r"(?P<number>(?P<value>[IVXL]{1,6})\s?(?:[.)](?![-–])|(?P<dash>\.?[-–]|/\.?)))\s*(?P<rest>\S.*|\Z)",
    re.DOTALL,
)
_MIXED = re.compile(
    r"(?P<number>(?P<roman>[IVXL]{1,6})\.(?P<value>[1-9]\d?(?:\.[1-9]\d?){0,3})(?:[.)/]|(?=\s)))\s*(?P<rest>[^\W\d_].*)",
    re.DOTALL,
)
_UPPER = re.compile(r"(?P<number>(?P<value>[A-HĐ])\s?(?:[.)/]|[-–]))\s+(?P<rest>\S.*)", re.DOTALL)
_DECIMAL = re.compile(
    r"(?P<number>(?P<value>[1-9]\d{0,2}(?:\.[1-9]\d?){0,5})(?:\s?(?P<mark>[.)/]{1,2})|(?P<dash>\.?[-–])(?=\s))?)"
    r"(?P<blank>\s*)(?P<rest>\S.*|\Z)",
    re.DOTALL,
)
_LETTER = re.compile(r"(?P<number>(?P<value>[a-zđ])\s?(?:[.)]|/\.?))\s*(?P<rest>\S.*|\Z)", re.DOTALL)
_BULLETS = "-–—+*•●▪◦·\uf0b7\uf02d"
_BULLET = re.compile(rf"(?P<mark>[{_BULLETS}])\s*(?P<rest>.*)", re.DOTALL)
_APPENDIX = re.compile(
    r"(?P<label>(?:PHỤ\s+LỤC|Phụ\s+lục|PHỤ\s+BIỂU|Phụ\s+biểu)"
    r"(?:\s+(?:số\s*:?\s*|SỐ\s*:?\s*)?(?:\d{1,3}[A-Za-z]?|[IVXL]+|[A-Z])(?:\.\d+)?(?=[\s.:,;)–-]|\Z))?)"
    r"(?P<mark>\s*[.:)]|\s*[-–](?=\s))?\s*(?P<rest>.*)",
    re.DOTALL,
)


@value
class Numbering:
    """A number at the beginning of a paragraph: ``number`` as printed, ``values`` as integers, ``rest`` what follows."""

    kind: NumberingKind
    number: str
    values: tuple[int, ...]
    rest: str


@lru_cache(maxsize=1024)
def parse_roman(text: str) -> int | None:
    """Return the value of an upper-case Roman numeral, None where ``text`` is none in its usual form.

    >>> parse_roman("XIV"), parse_roman("IIX")
    (14, None)
    """
    total, previous = 0, 0
    for sign in reversed(text):
        value = _ROMAN_DIGITS.get(sign)
        if value is None:
            return None
        total += -value if value < previous else value
        previous = max(previous, value)
    return total if text and format_roman(total) == text else None


def format_roman(value: int) -> str:
    """Return ``value`` (1 to 399) as an upper-case Roman numeral."""
    parts = []
    steps = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    for amount, sign in steps:
        count, value = divmod(value, amount)
        parts.append(sign * count)
    return "".join(parts)


def parse_numbering(text: str) -> Numbering | None:
    """Return the number that ``text`` (collapsed) begins with, None where it begins with none.

    An amount ("1.114 hồ sơ"), a date or a version ("2.0") is no number of a paragraph.

    >>> parse_numbering("1.2. Chia sẻ").values
    (1, 2)
    """
    first = text[:1]
    if first.isdigit():
        return _parse_decimal(text)
    if first.islower():
        return _parse_letter(text)
    if first in _FIRST_OF_NAMES and (named := _NAMED.match(text)) is not None:
        return _parse_named(named)
    return _parse_capital(text) if first in _FIRST_OF_CAPITALS else None


def _parse_letter(text: str) -> Numbering | None:
    letter = _LETTER.match(text)
    if letter is None or letter["value"] not in _LETTERS:
        return None
    return Numbering("letter", letter["number"], (_LETTERS.index(letter["value"]) + 1,), letter["rest"])


def _parse_capital(text: str) -> Numbering | None:
    if (mixed := _MIXED.match(text)) is not None and (value := parse_roman(mixed["roman"])) is not None:
        values = (value, *map(int, mixed["value"].split(".")))
        return Numbering("mixed", mixed["number"], values, mixed["rest"])
    if (roman := _ROMAN.match(text)) is not None and (value := parse_roman(roman["value"])) is not None:
        # "V/v" and "X-quang" are words.
        is_word = roman["dash"] is not None and not roman["rest"][:1].isupper()
        return None if is_word else Numbering("roman", roman["number"], (value,), roman["rest"])
    upper = _UPPER.match(text)
    if upper is None:
        return None
    return Numbering("upper", upper["number"], (_CAPITALS.index(upper["value"]) + 1,), upper["rest"])


def _parse_named(named: re.Match[str]) -> Numbering | None:
    name, value = named["name"].lower(), named["value"]
    number: int | None
    if value.lower() in _ORDINALS:
        number = _ORDINALS.index(value.lower()) + 1
    elif value.lower() in _FIRST:
        number = 1
    elif value in "ABCDE":
        number = _CAPITALS.index(value) + 1
    else:
        number = int(value) if value.isdigit() else parse_roman(value)
    # "Mục 1 Điều 3 của Luật ..." in running text goes on in lower case; a heading does not.
    if number is None or (not named["mark"] and named["rest"][:1].islower()):
        return None
    kinds: dict[str, NumberingKind] = {"phần": "part", "chương": "chapter", "mục": "division", "điều": "article"}
    mark = "." if named["mark"].strip() == "." and name == "điều" else ""
    return Numbering(kinds[name], named["number"] + mark, (number,), named["rest"])


def _parse_decimal(text: str) -> Numbering | None:
    decimal = _DECIMAL.match(text)
    if decimal is None:
        return None
    value, mark, rest = decimal["value"], decimal["mark"] or "", decimal["rest"]
    if decimal["dash"] or mark.startswith("/"):
        # "1- Mục tiêu", "2/ Yêu cầu"; "5 - 7 ngày" and "1/3 số xã" are amounts.
        if not decimal["blank"] or not rest[:1].isupper() or len(value.split(".")[0]) > _LONGEST_DASHED:
            return None
    elif not mark and ("." not in value or not decimal["blank"] or rest[:1].islower()):
        return None
    if not decimal["blank"] and rest and not rest[0].isalpha():
        return None
    return Numbering("decimal", decimal["number"].replace(" ", ""), tuple(map(int, value.split("."))), rest)


def parse_bullet(text: str) -> tuple[str, str] | None:
    """Return the bullet sign and the text after it, None where ``text`` begins with no bullet."""
    bullet = _BULLET.match(text) if text[:1] in _BULLETS else None
    if bullet is None or not bullet["rest"]:
        return None
    if bullet["rest"][0].isdigit() and bullet["mark"] == "-" and text[1] != " ":
        return None  # a negative number
    return bullet["mark"], bullet["rest"]


def _may_follow(label: str, mark: str, rest: str) -> bool:
    """Whether ``rest`` may be a title: after a full stop under a label without a number a sentence goes on."""
    return not rest[0].islower() and (mark.strip() != "." or len(label.split()) > 2)


def parse_appendix_label(text: str) -> tuple[str, str] | None:
    """Return the label of an appendix and the title after it where ``text`` is the first line of an appendix.

    A mention in running text ("Phụ lục I kèm theo") is none: a title is set off by a mark or begins in upper case.

    >>> parse_appendix_label("Phụ lục 3: DANH MỤC NHIỆM VỤ")
    ('Phụ lục 3', 'DANH MỤC NHIỆM VỤ')
    """
    if text[:1] != "P":
        return None
    found = _APPENDIX.match(text)
    if found is None:
        return None
    label, rest = " ".join(found["label"].split()), found["rest"].strip()
    if (
        not rest
        or rest.startswith(("(Kèm", "(kèm", "(Ban hành"))
        or (found["mark"] and _may_follow(label, found["mark"], rest))
    ):
        return label, rest
    letters = [c for c in rest if c.isalpha()]
    return (label, rest) if letters and sum(map(str.isupper, letters)) > 0.8 * len(letters) else None
