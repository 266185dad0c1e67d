"""Whether the characters read still are the Vietnamese text that was written: lost, split or wrongly decoded letters.

Measures only; nothing is repaired here. Whether the text is a document of ours is for ``interpret.identity``.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.language.syllables import has_marks, is_bare_syllable, is_syllable
from pipelines.read.lines import Line

_WORD = re.compile(r"[^\W\d_]+")
_URL = re.compile(r"(?:https?://|www\.)\S+")
_LOST = re.compile(r"[^\W\d_]\?[^\W\d_]|\ufffd")
_LOST_SIGN = re.compile("[?\ufffd]")
_MARK = re.compile("[\u0300-\u036f]")
_LOOSE_MARK = re.compile(r"(?<![^\W\d_])[\u0300-\u036f]")
_MOJIBAKE = re.compile(r"á[º»][\x80-\xbf\u2013-\u2122]|Ã[\xa0-\xbf]|Ä[\x80-\x91‘’]|Æ[°¡\xa0-\xbf]")
_TCVN3 = re.compile(r"[A-Za-zµ-þ][µ¶·¸¹»¼½¾®©ª«¬¨Þß×]|[®©ª«¬¨µ¶·¸¹][a-zµ-þ]")
_VNI = re.compile(r"(?i)[aeou][ùøûïåäëöñ]|[aeo][áàãâéèúüêô](?![a-z]{2})|ñ[aeiouyö]")
_FEWEST_WORDS = 40


@dataclass(frozen=True, slots=True)
class QualityProblem:
    """One remark on the text. ``fails`` means that the document as a whole cannot be read."""

    problem: str
    remedy: str
    fails: bool
    line: int | None = None


def check_text_quality(lines: Sequence[Line]) -> list[QualityProblem]:
    """Return what is wrong with the characters of ``lines``; an empty list where nothing is."""
    every = Counter(_WORD.findall("\n".join(line.text for line in lines)))
    words = {word: count for word, count in every.items() if not word.isupper()}
    total = sum(words.values())
    if total < _FEWEST_WORDS:
        return []
    valid = sum(count for word, count in words.items() if is_syllable(word))
    marked = sum(count for word, count in words.items() if has_marks(word))
    problems = [*_check_encoding(lines, valid / total, total), *_check_lost(lines, total)]
    if not any(problem.fails for problem in problems):
        bare = sum(count for word, count in words.items() if is_bare_syllable(word)) if marked < 0.25 * total else 0
        if bare > 0.8 * total:
            problems.append(
                QualityProblem(
                    f"the letters have lost their diacritics: {_percent(marked, total)} of the words carry any",
                    "send the text as it was written, in Unicode UTF-8",
                    fails=True,
                )
            )
        elif marked > 0.25 * total and valid < 0.6 * total:
            problems.append(
                QualityProblem(
                    f"only {_percent(valid, total)} of the words are spelt like Vietnamese syllables",
                    "the text layer seems to be damaged: send the original file",
                    fails=True,
                )
            )
    return problems


def _check_encoding(lines: Sequence[Line], valid_share: float, total: int) -> list[QualityProblem]:
    if valid_share > 0.75:
        return []
    kinds = (
        (_MOJIBAKE, "UTF-8 text that was decoded as Windows-1252 (mojibake)", "send the original file in UTF-8"),
        (_TCVN3, "TCVN3 (ABC) letters", "convert the file from TCVN3 to Unicode and send it again"),
        (_VNI, "VNI letters", "convert the file from VNI to Unicode and send it again"),
    )
    for pattern, name, remedy in kinds:
        hits = [(line.number, len(found)) for line in lines if (found := pattern.findall(line.text))]
        if sum(count for _, count in hits) > 0.15 * total:
            return [QualityProblem(f"the text is made of {name}, first in line {hits[0][0]}", remedy, True, hits[0][0])]
    return []


def _check_lost(lines: Sequence[Line], total: int) -> list[QualityProblem]:
    problems = []
    text = "\n".join(line.text for line in lines)
    for sign, pattern, name in (
        (_LOST_SIGN, _LOST, "lost letters (? or U+FFFD in a word)"),
        (_MARK, _LOOSE_MARK, "accents apart from letters"),
    ):
        if sign.search(text) is None:
            continue
        hits = [(line.number, len(found)) for line in lines if (found := pattern.findall(_URL.sub("", line.text)))]
        count = sum(number for _, number in hits)
        if count:
            problems.append(
                QualityProblem(
                    f"{count} {name}, first in line {hits[0][0]}",
                    "send the text as it was written, in Unicode UTF-8",
                    fails=count > max(3, 0.05 * total),
                    line=hits[0][0],
                )
            )
    return problems


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %"
