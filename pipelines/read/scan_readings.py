"""Every line of a scan read a second time, numbers a third time, and what the readings agree on.

The first reading (of the page, of a cell) knows the layout but cuts off marks high above letters; the second sees one line
alone, the third reads digits with the data of another language, so that the three seldom share an error. A number on which
they differ is kept as the more trusted reading gives it and always told as doubtful. Nothing is corrected by meaning.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import median

import cv2
import numpy as np

from pipelines.language.syllables import is_syllable
from pipelines.language.text import fold
from pipelines.read.ocr import LATIN, Segmentation, Word, installed_languages, recognise
from pipelines.read.scan_cells import Cutout, Span

# In heights of a small letter.
_OVER, _UNDER, _BESIDE = 0.6, 0.3, 0.5
_MARGIN = 8
_DOUBTED = 40
"""What a number that two readings differ on is trusted at most (0 to 100)."""
TRUSTED = 60
"""What a number needs to go unremarked (0 to 100)."""
_SURE_WORD, _SURE_DIGITS, _MUCH_SURER = 80, 85, 8
_NOISE = 35
_SHORT, _LONGEST_LABEL = 2, 4
_DOUBTFUL_LINES = 0.25
_SIGNS = str.maketrans({"Ð": "Đ", "⁄": "/", "∕": "/", "−": "-", "‐": "-", "％": "%", "，": ",", "．": "."})
_FOR_DIGITS = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1", "S": "5", "B": "8"})
_STEMS = str.maketrans("l|", "II")
_NUMBER_LIKE = re.compile(r"[<>≥≤=~(+-]*[\dOolI|SB][\dOolI|SB.,/-]*[%)]?[.,;:]?")
# What stands alone in a cell and is a letter: how rows and groups are labelled.
_LABEL = re.compile(r"[a-eđhikA-EĐHIVXx+–-]|[IVX]{2}|[^\W\d_]{2}")
_ROMAN = re.compile(r"[IVX]{1,4}")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A number that is not certain: as it was kept, what else was read there ('' for nothing), and its edges in pixels."""

    text: str
    other: str
    span: Span


@dataclass(slots=True)
class ReadLine:
    """The words of one line and the numbers in it that are doubtful."""

    words: list[Word]
    doubts: list[Doubt] = field(default_factory=list)


@dataclass(slots=True)
class _Part:
    """What the readings give for one stretch of a line."""

    readings: list[list[Word]]

    @property
    def texts(self) -> list[str]:
        return [" ".join(word.text for word in words) for words in self.readings]


def read_again(
    image: np.ndarray, letter: float, lines: Sequence[Sequence[Word]], bounds: Sequence[Span]
) -> list[ReadLine]:
    """Return ``lines`` of ``image`` (grey) with what further readings of them say.

    ``lines`` holds the words that were found first (perhaps none), ``bounds`` how far each may reach. Raises
    RecognitionFailed.
    """
    firsts = [_clean(line) for line in lines]
    doubted = [_is_label(line) or any(not _is_plain(word) for word in line) for line in firsts]
    all_again = sum(doubted) > _DOUBTFUL_LINES * len(firsts)
    again = [i for i in range(len(firsts)) if all_again or doubted[i]]
    cutouts = {i: _cut_line(image, letter, firsts[i], bounds[i]) for i in again}
    again = [i for i in again if cutouts[i].image.size]
    seconds: dict[int, list[Word]] = dict(zip(again, _recognise([cutouts[i] for i in again]), strict=True))
    numeric = [i for i in again if _may_hold_number([*firsts[i], *seconds[i]])]
    thirds: dict[int, list[Word]] = {}
    if LATIN in installed_languages():
        thirds = dict(zip(numeric, _recognise([cutouts[i] for i in numeric], LATIN), strict=True))
    read: list[ReadLine] = []
    for i, first in enumerate(firsts):
        if i not in seconds:
            read.append(ReadLine(first))
        else:
            read.append(_agree(first, seconds[i], thirds.get(i), letter))
    return read


def _recognise(cutouts: Sequence[Cutout], language: str = "vie") -> list[list[Word]]:
    answers = recognise([cutout.image for cutout in cutouts], Segmentation.LINE, language)
    return [
        _clean(sorted((cutout.on_page(word) for word in words), key=lambda word: word.left))
        for cutout, words in zip(cutouts, answers, strict=True)
    ]


def _clean(words: Sequence[Word]) -> list[Word]:
    """Return ``words`` with letters of other scripts that only look like ours replaced; marks that no one wrote are left out."""
    kept: list[Word] = []
    for word in words:
        text = word.text.translate(_SIGNS)
        if any(c.isalnum() for c in text) or word.confidence >= _NOISE or text in "-–+%":
            kept.append(replace(word, text=text) if text != word.text else word)
    return kept


def _is_plain(word: Word) -> bool:
    """Whether a word needs no second reading: letters only, spelt like a syllable, and recognised for sure."""
    if word.confidence < _SURE_WORD or any(c.isdigit() for c in word.text):
        return False
    return all(is_syllable(part) or (part.isupper() and len(part) > 1) for part in _WORD.findall(word.text))


def _is_label(words: Sequence[Word]) -> bool:
    """Whether a line is nothing, one or two letters, or the number of a group: too short to be trusted to one reading."""
    text = "".join(word.text for word in words)
    return len(text) <= _SHORT or _ROMAN.fullmatch(text) is not None


def _may_hold_number(words: Sequence[Word]) -> bool:
    """Whether a digit was read, or something that may be one: no syllable, and short or recognised badly."""
    if _is_label(words):
        return True
    return any(
        any(c.isdigit() for c in word.text)
        or (word.confidence < _SURE_WORD and _NUMBER_LIKE.fullmatch(word.text) is not None)
        for word in words
    )


def _cut_line(image: np.ndarray, letter: float, words: Sequence[Word], bounds: Span) -> Cutout:
    left, top, right, bottom = bounds.left, bounds.top, bounds.right, bounds.bottom
    if words:
        top = max(top, median(word.top for word in words) - _OVER * letter)
        bottom = min(bottom, median(word.bottom for word in words) + _UNDER * letter)
        left = max(left, words[0].left - _BESIDE * letter)
        right = min(right, words[-1].right + _BESIDE * letter)
    x, y = max(int(left), 0), max(int(top), 0)
    part = image[y : max(int(bottom), y), x : max(int(right), x)]
    if not part.size:
        return Cutout(part, x, y)
    framed = cv2.copyMakeBorder(part, _MARGIN, _MARGIN, _MARGIN, _MARGIN, cv2.BORDER_CONSTANT, value=255)
    return Cutout(framed, x - _MARGIN, y - _MARGIN, is_one_line=True)


def _agree(first: list[Word], second: list[Word], third: list[Word] | None, letter: float) -> ReadLine:
    """Return the line that the readings of it make up."""
    read = ReadLine([])
    parts = _align([first, second, third or []], letter)
    for part in parts:
        words, doubt = _settle(part, has_first=bool(first), has_third=third is not None, is_alone=len(parts) == 1)
        read.words += words
        if doubt is not None:
            read.doubts.append(doubt)
    return read


def _align(readings: Sequence[Sequence[Word]], letter: float) -> list[_Part]:
    """Return the stretches of a line in which the words of all readings stand over each other.

    The third reading cuts no stretches of its own: its blanks are those of another language.
    """
    events = sorted(((w.left, w.right, r, w) for r in (0, 1) for w in readings[r]), key=lambda event: event[:3])
    parts: list[tuple[float, float, _Part]] = []
    for left, right, reading, word in events:
        slack = min(0.25 * letter, (right - left) / 3)
        if parts and left < parts[-1][1] - slack:
            start, end, part = parts[-1]
            parts[-1] = (start, max(end, right), part)
        else:
            parts.append((left, right, _Part([[], [], []])))
        parts[-1][2].readings[reading].append(word)
    for word in readings[2]:
        middle = (word.left + word.right) / 2
        near = [
            (abs((start + end) / 2 - middle), part)
            for start, end, part in parts
            if start - 0.2 * letter <= middle <= end + 0.2 * letter
        ]
        if near:
            min(near, key=lambda item: item[0])[1].readings[2].append(word)
        else:
            parts.append((word.left, word.right, _Part([[], [], [word]])))
    parts.sort(key=lambda item: item[0])
    return [part for _, _, part in parts]


def _settle(part: _Part, *, has_first: bool, has_third: bool, is_alone: bool) -> tuple[list[Word], Doubt | None]:
    """Return the words that stand for one stretch of a line, and the doubt about its number if there is one."""
    first, second, third = part.readings
    if not first and not second:
        # Only the reading in another language sees something: kept where it is a number.
        if third and _digits(third[0].text) and third[0].confidence >= _SURE_DIGITS:
            return [replace(third[0], confidence=_DOUBTED)], _doubt(third, "", third)
        return [], None
    chosen = _choose(first, second)
    texts = part.texts
    numbers = [_digits(text) for text in texts]
    label = texts[2].translate(_STEMS) if texts[2].isalpha() else texts[2]
    is_label = is_alone and label not in texts[:2] and _is_lone_digit(label, third, chosen)
    if is_label and not any(numbers[:2]):
        labelled = [replace(third[0], text=label, confidence=_DOUBTED)]
        return labelled, _doubt(labelled, texts[0] or texts[1], third)
    if not any(numbers):
        return chosen, None
    # Where the first reading passed over the whole line the others stand for themselves.
    said = numbers[0 if has_first else 1 : 3 if has_third else 2]
    if not any(numbers[:2]) and not _is_number_like(texts[0], texts[1]):
        return chosen, None  # letters that only the other language takes for digits
    if _is_plainly_words(chosen) and sum(map(bool, numbers)) == 1:
        return chosen, None
    if len(set(said)) == 1 and len(said) > 1:
        trust = round(median(_confidence(words) for words in part.readings if words))
        words = [replace(w, confidence=max(w.confidence, trust)) if _digits(w.text) else w for w in chosen]
        return words, (_doubt(words, "", chosen) if trust < TRUSTED else None)
    words, others = _decide(part, numbers, chosen)
    kept = " ".join(word.text for word in words)
    other = next((text for text in others if _digits(text) != _digits(kept)), "")
    words = [replace(word, confidence=min(word.confidence, _DOUBTED)) for word in words]
    return words, _doubt(words, other, [*first, *second, *third])


def _decide(part: _Part, numbers: Sequence[str], chosen: list[Word]) -> tuple[list[Word], list[str]]:
    """Return the words of the reading of a number that is trusted most, and the texts of all readings."""
    first, second, third = part.readings
    texts = part.texts
    if first and second and numbers[0] != numbers[1] and _with_digits(texts[0]) == _with_digits(texts[1]):
        # They differ in letters that look like digits only: l and 1, O and 0. A lone I is more often the number of a group.
        for words, text in ((first, texts[0]), (second, texts[1])):
            if text == texts[2]:
                return words, texts
        return (first if len(numbers[0]) > len(numbers[1]) else second), texts
    points = [_separators(number) for number in numbers]
    if len({re.sub(r"[.,]", "", number) for number in numbers}) == 1 and points[0] == points[1] < points[2]:
        if third and _confidence(third) >= TRUSTED and texts[2].isascii():
            return third, texts  # points and commas are lost on bad paper, none are added
        return chosen, texts
    is_surer = third and _confidence(third) >= _SURE_DIGITS and _NUMBER_LIKE.fullmatch(texts[2]) is not None
    most = max(_confidence(first), _confidence(second))
    if is_surer and (most < _SURE_WORD or _confidence(third) - most >= _MUCH_SURER):
        return third, texts
    if numbers[0] == numbers[1]:
        is_certain = third and _confidence(third) >= _SURE_DIGITS and _NUMBER_LIKE.fullmatch(texts[2])
        letters = not numbers[0] and _NUMBER_LIKE.fullmatch(texts[0]) is not None
        if is_certain and (letters or _confidence(chosen) < TRUSTED):
            return third, texts
        return chosen, texts
    for reading, words in ((0, first), (1, second)):
        if words and numbers[reading] == numbers[2]:
            return words, texts
    return chosen, texts


def _doubt(kept: Sequence[Word], other: str, around: Sequence[Word]) -> Doubt:
    span = Span(
        min(word.left for word in around),
        min(word.top for word in around),
        max(word.right for word in around),
        max(word.bottom for word in around),
    )
    return Doubt(" ".join(word.text for word in kept), other, span)


def _choose(first: list[Word], second: list[Word]) -> list[Word]:
    """Return the better of two readings of the same stretch."""
    if not first or not second:
        found = first or second
        return found if _confidence(found) >= _NOISE or any(c.isdigit() for w in found for c in w.text) else []
    one, two = (" ".join(word.text for word in words) for words in (first, second))
    if one == two:
        return first if _confidence(first) >= _confidence(second) else second
    if fold(one) == fold(two) and _marks(one) != _marks(two):
        # The cut of a page loses marks and never adds any.
        fuller = second if _marks(two) > _marks(one) else first
        if _spelt(fuller) and _confidence(fuller) >= TRUSTED:
            return fuller
    rank = [(_spelt(words), _confidence(words)) for words in (first, second)]
    return first if rank[0] >= rank[1] else second


def _confidence(words: Sequence[Word]) -> float:
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def _spelt(words: Sequence[Word]) -> bool:
    return all(
        is_syllable(part) or part.isupper() or not part.isalpha() for word in words for part in _WORD.findall(word.text)
    )


def _marks(text: str) -> int:
    return sum(unicodedata.combining(c) != 0 for c in unicodedata.normalize("NFD", text))


def _digits(text: str) -> str:
    """Return what makes a number of ``text``: its digits with the points and commas between them, and its signs.

    >>> _digits("(12.345,6%)."), _digits("nghị"), _digits("≥80%")
    ('12.345,6%', '', '>80%')
    """
    if not any(c.isdigit() for c in text):
        return ""
    plain = text.replace("≥", ">").replace("≤", "<")
    kept = re.sub(r"[^\d.,%<>]+", " ", plain)
    return " ".join(part for word in kept.split() if (part := re.sub(r"^[.,]+|[.,]+(?=%|$)", "", word)))


def _is_plainly_words(chosen: Sequence[Word]) -> bool:
    """Whether words are spelt like syllables of two letters and more: one reading that saw a digit in them erred."""
    return bool(chosen) and all(
        len(word.text) > 1 and _spelt([word]) and not word.text.isupper() and word.text.strip(".,;:()").isalpha()
        for word in chosen
    )


def _separators(number: str) -> int:
    return number.count(".") + number.count(",")


def _is_lone_digit(text: str, third: Sequence[Word], chosen: Sequence[Word]) -> bool:
    """Whether a cell that was read badly holds a figure or the number of a group: alone they are easily taken for letters."""
    read = "".join(word.text for word in chosen)
    if set(text) == set(read) == {"I"} and len(text) > len(read) and _confidence(third) >= TRUSTED:
        return True  # of letters that repeat some are lost, none are added
    return (
        len(text) <= _LONGEST_LABEL
        and (text.isdecimal() or _ROMAN.fullmatch(text) is not None)
        and _confidence(third) >= _SURE_DIGITS
        and len(read) <= _SHORT
        and (_LABEL.fullmatch(read) is None or _confidence(chosen) < _SURE_WORD)
    )


def _with_digits(text: str) -> str:
    return text.translate(_FOR_DIGITS)


def _is_number_like(*texts: str) -> bool:
    return any(_NUMBER_LIKE.fullmatch(text) is not None for text in texts[:2] if text)


def as_number(text: str) -> str | None:
    """Return ``text`` with the letters that look like digits as digits, where it is a number otherwise; None where it is none.

    >>> as_number("1O.5OO"), as_number("SO"), as_number("80%")
    ('10.500', None, None)
    """
    if _NUMBER_LIKE.fullmatch(text) is None or not any(c.isdigit() for c in text):
        return None
    mended = text.translate(_FOR_DIGITS)
    return mended if mended != text else None
