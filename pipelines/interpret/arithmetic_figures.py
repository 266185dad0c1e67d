"""The figures of a running text that can be computed with: counts, amounts of money, percentages, and what stands around them.

Dates, years, symbols of documents, list numbers and ordinals are no figures. What figures say together is for the other
``arithmetic_`` rooms.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from pipelines.interpret.arithmetic_rounding import Printed, parse_printed
from pipelines.interpret.passages import Passage, PassageKind
from pipelines.language.numbers import NUMBER
from pipelines.language.text import fold, letter_folder
from pipelines.language.values import value

_FOOTNOTE = PassageKind.FOOTNOTE
_RUN = re.compile(r"[0-9](?<![\w.,-][0-9])[0-9.,]*")
_NUMBER = re.compile(NUMBER)
_YEAR = r"(?:19|20)\d\d(?![\d.,]\d)"
# Dates, years, spans of years and symbols of documents, from their first digit on.
_NO_FIGURE = re.compile(
    rf"\d{{1,2}}\s?[/-]\s?\d{{1,2}}\s?[/-]\s?{_YEAR}|\d{{1,2}}/{_YEAR}|{_YEAR}(?:\s?-\s?{_YEAR})?"
    r"|\d+[a-z]?\s?/(?:\s?\d{4}\s?/)?\s?[a-z]+[a-z0-9&]*(?:\s?-\s?[a-z&]+)*|\d+\s?-\s?[a-z]{2,}/[a-z]{2,}|\d{1,2}\)"
)
# What is none of these shows in the sign after its first digits, for most numbers.
_MAY_BE_NO_FIGURE = re.compile(r"(?:19|20)\d\d|\d+(?:\s?[/-]|[a-z)])")
_UNIT = re.compile(
    r"\s?%|\s?phan tram\b|\s?(?:nghin|ngan|trieu|ty|ti)\s?(?:dong|vnd)\b|\s?(?:dong|vnd)\b(?! (?:chi|ho|bao)\b)"
    r"|\s?(?:trieu|ty)\b(?! (?:le|trong))"
)
# Read with the tone marks: "số 5" is a label, "hồ sơ 5" is not; "thứ 2" and "thu 2", "bảng 3" and "bằng 3".
_LABELS = (
    "cấp độ|mức độ|phụ lục|điều|khoản|điểm|bảng|biểu|năm|quý|phiên bản|lần|thứ|đề án|nhóm|tiêu chí|hạng|chương|phần|tuần|khoá|khoó|khoa"
    "|khóa|khóá|giai đoạn|bước|loại|mục tiêu|nhiệm kỳ|xếp|vị trí|kỳ họp|chỉ số|ngày|tháng|mục|trang|tập|quyển|hình|ipv"
)
_LABEL = re.compile(rf"\b(?:{_LABELS}|(?<!tổng )(?<!các )(?<!dân )(?<!trị )số|ngày \d{{1,2}}/)\s?\Z")
_LABEL_ENDS = ("/", *{label.rsplit(" ", 1)[-1] for label in _LABELS.split("|")})
_SHORT_LABEL = re.compile(r"\b(?:(?:cấp|mức) độ \d(?:,| và|;|-)|mức|cấp|lớp|khối|vùng|vòng|tầng|tổ)\s?\Z")
_QUALIFIERS = "tren|hon|gan|khoang|xap xi|toi thieu|it nhat|uoc|uoc dat|uoc tinh|duoi|toi da|khong qua|vuot"
_QUALIFIER = re.compile(rf"\b(?P<word>{_QUALIFIERS})\s?$")
_QUALIFIER_ENDS = tuple({qualifier.rsplit(" ", 1)[-1] for qualifier in _QUALIFIERS.split("|")})
_FACTORS = {"ty": 10**9, "ti": 10**9, "trieu": 10**6, "nghin": 1000, "ngan": 1000}
_SENTENCE_END = re.compile(r"[.!?…]\s+(?=[A-ZÀ-ỸĐ“\"(+-])")
_GREATEST_LABEL = 4
_fold_letters = letter_folder({"“": '"', "”": '"', "–": "-"})


class FigureKind(StrEnum):
    """What a figure counts."""

    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"


_COUNT = FigureKind.COUNT


@value
class Figure:
    """One figure: its span in the text, its value (money in đồng, a percentage in percent) and the qualifier before it, folded."""

    start: int
    end: int
    printed: Printed
    kind: FigureKind
    qualifier: str | None
    factor: int = 1

    @property
    def value(self) -> Decimal:
        """The value as a number."""
        return self.printed.value


@dataclass(slots=True, eq=False)
class Clause:
    """A passage with its figures. ``folded`` is as long as the passage's text, so that spans hold in both."""

    passage: Passage
    folded: str
    figures: tuple[Figure, ...]
    _found_ends: list[int] | None = field(init=False, default=None, repr=False)

    def _ends(self) -> list[int]:
        if self._found_ends is None:
            self._found_ends = [found.end() for found in _SENTENCE_END.finditer(self.passage.text)]
        return self._found_ends

    def sentence_of(self, at: int) -> int:
        """The number of the sentence that the position stands in."""
        return bisect_right(self._ends(), at)

    def sentence_end(self, at: int) -> int:
        """Where the sentence at this position ends."""
        ends, number = self._ends(), self.sentence_of(at)
        return ends[number] if number < len(ends) else len(self.folded)

    def between(self, first: Figure, second: Figure) -> str:
        """The folded text between two figures."""
        return self.folded[first.end : second.start]

    def noun(self, figure: Figure) -> str:
        """The folded words right after a figure, up to a mark."""
        return _noun_after(self.folded, figure.end)


_NOUN = re.compile(r"\s?([a-z][a-z ]{0,60})")


def _noun_after(folded: str, at: int) -> str:
    found = _NOUN.match(folded, at)
    return found[1].strip() if found else ""


def read_clauses(passages: Sequence[Passage]) -> list[Clause]:
    """Every passage that prints a digit, with its figures; what a decision promulgates stands behind its closing."""
    return [clause for passage in passages if passage.has_digit if (clause := read_clause(passage)) is not None]


def read_clause(passage: Passage) -> Clause | None:
    """The figures of one passage; None where folding changes the length of its text."""
    folded = _fold(passage)
    if len(folded) != len(passage.text):
        return None
    figures = find_figures(folded, passage.text)
    if passage.kind is _FOOTNOTE and figures and figures[0].start == 0:
        figures = figures[1:]  # the number of the footnote
    return Clause(passage, folded, figures)


def _fold(passage: Passage) -> str:
    """``fold`` for whole passages, which are collapsed already: quotes and dashes as ASCII ones, so that letters stay in place."""
    if (letters := _fold_letters(passage.lowered)) is not None:
        return letters
    text = passage.text
    lowered = passage.lowered.replace("đ", "d").replace("“", '"').replace("”", '"').replace("–", "-")
    folded = unicodedata.normalize("NFD", lowered).encode("ascii", "ignore").decode("ascii")
    return folded if len(folded) == len(text) else fold(text)


def find_figures(folded: str, text: str) -> tuple[Figure, ...]:
    """The figures of a folded text in order; ``text`` is the same text as printed."""
    found: list[Figure] = []
    end = 0
    opening = len(folded) - len(folded.lstrip(" -+*"))
    for run in _RUN.finditer(folded):
        start = run.start()
        if start < end:
            continue
        if _MAY_BE_NO_FIGURE.match(folded, start) and (other := _NO_FIGURE.match(folded, start)) is not None:
            end = other.end()
            continue
        number = _NUMBER.match(folded, start)
        printed = parse_printed(number[0]) if number else None
        if number is None or printed is None or _goes_on(folded, number.end()):
            end = run.end()
            continue
        unit = _UNIT.match(folded, number.end())
        end = unit.end() if unit else number.end()
        if not unit and (
            _is_label(text[max(start - 24, 0) : start].lower(), printed)
            or (start <= opening and _numbers_paragraph(folded, end))
        ):
            continue
        before = folded[max(start - 24, 0) : start]
        found.append(_figure(text[start:end], start, printed, unit, before))
    return tuple(found)


def _figure(text: str, start: int, number: Printed, unit: re.Match[str] | None, before: str) -> Figure:
    words = unit[0].strip() if unit else ""
    qualifier = _QUALIFIER.search(before) if before.rstrip().endswith(_QUALIFIER_ENDS) else None
    kind, factor = _COUNT, 1
    if words.startswith(("%", "phan")):
        kind = FigureKind.PERCENT
    elif words:
        kind, factor = FigureKind.MONEY, next((f for word, f in _FACTORS.items() if words.startswith(word)), 1)
    shown = Printed(number.value * factor, number.step * factor, text)
    return Figure(start, start + len(text), shown, kind, qualifier["word"] if qualifier else None, factor)


def _goes_on(folded: str, end: int) -> bool:
    """Whether a number is only the beginning of something longer: a version, an address, a code."""
    following = folded[end : end + 2]
    return following[:1].isalnum() or following[:1] == "_" or (following[:1] in {".", ","} and following[1:].isdigit())


def _is_label(before: str, printed: Printed) -> bool:
    """Whether a number names something ("cấp độ 2", "Đề án 06") instead of counting."""
    if before.rstrip().endswith(_LABEL_ENDS) and _LABEL.search(before):
        return True
    return printed.value <= _GREATEST_LABEL and _SHORT_LABEL.search(before) is not None


def _numbers_paragraph(folded: str, end: int) -> bool:
    """Whether a number that opens a text and ends at ``end`` numbers it ("1. ")."""
    return folded[end : end + 1] in {".", ")"} or folded[end : end + 2] in {"/ ", "/."}
