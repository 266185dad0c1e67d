"""Whether the characters read still are the Vietnamese text that was written: lost, split or wrongly decoded letters.

Measures only; nothing is repaired here. Whether the text is a document of ours is for ``interpret.identity``, whether
its pages are whole and in order for ``structure``.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from operator import attrgetter

from pipelines.read.lines import Line, place_of
from pipelines.read.model import Remark, RemarkKind
from pipelines.read.word_looks import WordCounts, count_words

_URL = re.compile(r"(?:https?://|www\.)\S+")
_LOST = re.compile(r"[^\W\d_]\?[^\W\d_]|\ufffd")
_LOST_SIGN, _QUESTION_MARK = re.compile("[?\ufffd]"), re.compile(r"\?")
_MARK = re.compile("[\u0300-\u036f]")
_LOOSE_MARK = re.compile(r"(?<![^\W\d_])[\u0300-\u036f]")
_MOJIBAKE = re.compile(r"á[º»][\x80-\xbf\u2013-\u2122]|Ã[\xa0-\xbf]|Ä[\x80-\x91‘’]|Æ[°¡\xa0-\xbf]")
_TCVN3 = re.compile(r"[A-Za-zµ-þ][µ¶·¸¹»¼½¾®©ª«¬¨Þß×]|[®©ª«¬¨µ¶·¸¹][a-zµ-þ]")
_VNI = re.compile(r"(?i)[aeou][ùøûïåäëöñ]|[aeo][áàãâéèúüêô](?![a-z]{2})|ñ[aeiouyö]")
_FEWEST_WORDS = 40
# Where a text shows no pages, so many lines are judged together.
_LONGEST_PAGE = 60
_PAGE = attrgetter("page")
# Shares of words with marks that are no syllables: a text that was typed has next to none.
_USUAL_BROKEN, _MOST_BROKEN = 0.03, 0.12


@dataclass(frozen=True, slots=True)
class QualityProblem:
    """One remark on the text; ``finding`` says it in Vietnamese. ``fails`` means that the text measured cannot be read."""

    problem: str
    remedy: str
    fails: bool
    line: int | None = None
    finding: str = ""


@dataclass(frozen=True, slots=True)
class TextQuality:
    """What is wrong with a text as a whole, and a remark on every page that cannot be read or is doubtful.

    The place of a remark is that of all lines of its page.
    """

    problems: list[QualityProblem]
    damaged_pages: list[Remark]
    doubtful_pages: list[Remark]


_ENCODINGS = (
    (
        _MOJIBAKE,
        "UTF-8 text that was decoded as Windows-1252 (mojibake)",
        "send the original file in UTF-8",
        "chữ UTF-8 bị đọc theo bảng mã Windows-1252",
    ),
    (
        _TCVN3,
        "TCVN3 (ABC) letters",
        "convert the file from TCVN3 to Unicode and send it again",
        "chữ theo bảng mã TCVN3 (ABC)",
    ),
    (_VNI, "VNI letters", "convert the file from VNI to Unicode and send it again", "chữ theo bảng mã VNI"),
)
_AS_WRITTEN = "send the text as it was written, in Unicode UTF-8"
_ORIGINAL = "the text layer seems to be damaged: send the original file"


def check_text_quality(lines: Sequence[Line]) -> TextQuality:
    """Return what is wrong with the characters of ``lines`` as a whole, and which pages cannot be read."""
    parts = list(_pages(lines))
    counts = count_words([" ".join([line.text for line in page]) for page in parts])
    pages = list(zip(parts, counts, strict=True))
    whole = WordCounts(*map(sum, zip(*[measure for _, measure in pages], strict=True)))
    damaged, doubtful = [], []
    for page, measure in pages:
        problems = _find_problems(page, measure)
        if (failing := next((problem for problem in problems if problem.fails), None)) is not None:
            text = f"Trang không đọc được: {failing.finding}; nội dung trang này không được đưa vào dữ liệu."
            damaged.append(Remark(RemarkKind.LOW_QUALITY_PAGE, place_of(page), text))
        elif problems:
            text = f"Trang có chữ không đáng tin: {problems[0].finding}; số liệu của trang cần đối chiếu với bản gốc."
            doubtful.append(Remark(RemarkKind.DOUBTFUL_PAGE, place_of(page), text))
    return TextQuality(_find_problems(lines, whole), damaged, doubtful)


def _pages(lines: Sequence[Line]) -> Iterator[list[Line]]:
    for _, group in groupby(lines, _PAGE):
        page = list(group)
        size = len(page) if len(page) <= 2 * _LONGEST_PAGE else _LONGEST_PAGE
        for start in range(0, len(page), max(size, 1)):
            yield page[start : start + size]


def _find_problems(lines: Sequence[Line], measure: WordCounts) -> list[QualityProblem]:
    total = measure.total
    if total < _FEWEST_WORDS:
        return []
    problems = [*_check_encoding(lines, measure), *(_check_lost(lines, total) if measure.suspect else ())]
    if not any(problem.fails for problem in problems):
        problems += _check_letters(measure)
    return problems


def _check_letters(measure: WordCounts) -> Iterator[QualityProblem]:
    total = measure.total
    if measure.single > 0.3 * total:
        yield QualityProblem(
            f"the letters are split apart: {_percent(measure.single, total)} of the words are one letter",
            _ORIGINAL,
            fails=True,
            finding="các chữ cái bị tách rời",
        )
    elif measure.foreign > 0.1 * total:
        yield QualityProblem(
            f"{_percent(measure.foreign, total)} of the words hold letters that Vietnamese does not have",
            _ORIGINAL,
            fails=True,
            finding=f"{_percent(measure.foreign, total)} số từ có chữ cái ngoài bảng chữ cái tiếng Việt",
        )
    elif measure.marked < 0.25 * total and measure.bare > 0.8 * total:
        yield QualityProblem(
            f"the letters have lost their diacritics: {_percent(measure.marked, total)} of the words carry any",
            _AS_WRITTEN,
            fails=True,
            finding="chữ bị mất dấu",
        )
    elif measure.broken > _MOST_BROKEN * total or (measure.marked > 0.25 * total and measure.valid < 0.6 * total):
        yield QualityProblem(
            f"only {_percent(measure.valid, total)} of the words are spelt like Vietnamese syllables",
            _ORIGINAL,
            fails=True,
            finding=f"chỉ {_percent(measure.valid, total)} số từ viết đúng dạng âm tiết tiếng Việt",
        )
    elif measure.broken > _USUAL_BROKEN * total:
        yield QualityProblem(
            f"{_percent(measure.broken, total)} of the words are no Vietnamese syllables: recognised from a picture?",
            _ORIGINAL,
            fails=False,
            finding=f"{_percent(measure.broken, total)} số từ sai dạng âm tiết tiếng Việt",
        )


def _check_encoding(lines: Sequence[Line], measure: WordCounts) -> list[QualityProblem]:
    if measure.valid > 0.75 * measure.total:
        return []
    for pattern, name, remedy, finding in _ENCODINGS:
        hits = [(line.number, len(found)) for line in lines if (found := pattern.findall(line.text))]
        if sum(count for _, count in hits) > 0.15 * measure.total:
            first = hits[0][0]
            return [QualityProblem(f"the text is made of {name}, first in line {first}", remedy, True, first, finding)]
    return []


def _check_lost(lines: Sequence[Line], total: int) -> list[QualityProblem]:
    problems = []
    text = "\n".join([line.text for line in lines])
    starts = list(accumulate([len(line.text) + 1 for line in lines], initial=0))
    for sign, pattern, name, finding in (
        (
            _LOST_SIGN if "\ufffd" in text else _QUESTION_MARK,
            _LOST,
            "lost letters (? or U+FFFD in a word)",
            "chữ bị mất (dấu ? hoặc U+FFFD trong từ)",
        ),
        (_MARK, _LOOSE_MARK, "accents apart from letters", "dấu bị tách khỏi chữ"),
    ):
        # Most lines hold no such sign; those that do are told from where it stands in the text.
        signed = sorted({bisect_right(starts, found.start()) - 1 for found in sign.finditer(text)})
        hits = [
            (lines[at].number, len(found)) for at in signed if (found := pattern.findall(_URL.sub("", lines[at].text)))
        ]
        count = sum(number for _, number in hits)
        if count:
            problems.append(
                QualityProblem(
                    f"{count} {name}, first in line {hits[0][0]}",
                    _AS_WRITTEN,
                    fails=count > max(3, 0.05 * total),
                    line=hits[0][0],
                    finding=f"{count} {finding}, lần đầu ở dòng {hits[0][0]}",
                )
            )
    return problems


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %"
