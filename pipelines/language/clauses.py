"""Where the clauses and sentences of a text end. What a clause says is for the readers of figures, money and citations."""

import re
from bisect import bisect_left
from typing import NamedTuple

# A full stop after TP, TX, TT, ThS, TS, BS shortens a word; one before a capital, or before a figure of something, ends a sentence.
_BREAK = re.compile(
    r"[;.!?…](?:(?<=;)|(?=\s+[A-ZĐÀ-Ỹ“\"(+\-*•]|\s(?<=[a-zà-ỹ%)]\.\s)[0-9][0-9.,/]*%?\s[a-zđà-ỹ]{2}|\s*$)(?<!TP\.)(?<!TX\.)(?<!Tp\.)(?<!TT\.)(?<!ThS\.)(?<!TS\.)(?<!BS\.))"
)
_LONGEST = 1200
_OPENING = " -+*•–.,"


class Clause(NamedTuple):
    """The clause ``text[start:end]`` and where its sentence starts."""

    start: int
    end: int
    sentence_start: int


class Clauses:
    """The clauses of one text: each ends with a semicolon or with its sentence."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends: list[int] = []
        self._sentences = [0]
        for match in _BREAK.finditer(text):
            at = match.start()
            self._ends.append(at)
            self._sentences.append(self._sentences[-1] if text[at] == ";" else at + 1)

    def around(self, start: int, end: int) -> Clause:
        """The clause that ``text[start:end]`` stands in, without the bullet or blanks that it opens with.

        Of a clause of more than a page only what stands near is given: text without any mark is not copied for each
        of its figures.
        """
        first = bisect_left(self._ends, start)
        last = bisect_left(self._ends, max(end, start + 1))
        opening = self._ends[first - 1] + 1 if first else 0
        closing = self._ends[last] if last < len(self._ends) else len(self._text)
        sentence = self._sentences[first]
        if closing - opening > _LONGEST:
            opening = self._blank_after(max(opening, start - _LONGEST // 2), opening, start)
            closing = self._blank_after(min(closing, end + _LONGEST // 2), end, closing)
        while opening < start and self._text[opening] in _OPENING:
            opening += 1
        return Clause(opening, closing, max(sentence, start - 4 * _LONGEST))

    def _blank_after(self, at: int, low: int, high: int) -> int:
        if at in {low, high}:
            return at
        blank = self._text.find(" ", at, high)
        return blank if blank >= 0 else at
