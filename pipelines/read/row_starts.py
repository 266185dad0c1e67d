"""Where the rows of a linearised table begin: the most plausible chain of row numbers. What stands in a row is read elsewhere.

A linearised table prints its row numbers at the start of a line, but so do the cells ("2 đến 3 bậc", "06 CSDL", "1.0
(theo ...)"). What tells them apart is the chain: 1, 2, 3; I, 1, 2, II; 4.1, 4.1.1, 4.1.2, 4.2. Candidates are weighed
by how they look, steps between them by how numbering goes on, and the best chain is found by dynamic programming.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from pipelines.language.values import value
from pipelines.read.lines import Line
from pipelines.read.pieces import NUMBERED

_ARABIC = re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,3})[.)]?(?=\s|$)")
_MORE_DIGITS = re.compile(r"([1-9]\d{3,5})[.)]?(?=\s|$)")
_ROMAN = re.compile(r"([IVXL]{1,6})[.)]?(?=\s|$)")
_LETTER = re.compile(r"([A-Z])[.)]?(?=\s|$)")
TOTAL = re.compile(
    r"(?:(?:Tổng|TỔNG)(?: (?:cộng|CỘNG|số|SỐ))?|Cộng|CỘNG)"
    r"(?: (?:kinh phí|KINH PHÍ))?(?: ?\([IVXAB0-9+ ,=]*\))?(?: ?[:.])?(?=\s*\d|\s*$)"
)
"""The name of a row of sums, with or without its figures on the line."""

BARE_LABEL = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){0,3}|[IVXL]{1,6}|[A-ZĐ])[.)]?")
"""A row number alone."""

_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}
_IMPOSSIBLE = -1e9
# How far back a row may look for the row before it, in candidates; false candidates between two rows are few.
_WINDOW = 60
_LARGEST_GAP = 4


@value
class RowStart:
    """A line that begins a row. ``level`` is 0 for letters and Roman numerals, else the depth of the number; -1 for totals."""

    index: int
    label: str
    level: int
    rest: str


@value
class _Candidate:
    start: RowStart
    kind: str
    number: tuple[int, ...]
    look: float


@dataclass(slots=True)
class _Chain:
    """The best chain that ends in a candidate; ``roman`` is negative once a letter has come after that numeral."""

    score: float
    previous: int
    arabic: tuple[int, ...] | None
    roman: int
    letter: int


def find_row_starts(lines: Sequence[Line], skipped: frozenset[int] = frozenset()) -> list[RowStart]:
    """The lines of a table body that begin a row, in order; ``skipped`` are indexes of repeated headers and the like."""
    candidates: list[_Candidate] = []
    numbers: set[int] = set()
    for at, line in enumerate(lines):
        # Most lines of a table begin in the middle of a sentence.
        if line.text[0].islower() or at in skipped:
            continue
        begun = _candidates(lines, at, line.text, skipped) or _beyond_999(lines, at, line.text, numbers)
        numbers.update(candidate.number[0] for candidate in begun if candidate.kind == "arabic")
        candidates += begun
    if not candidates:
        return []
    chains: list[_Chain] = []
    scores: list[float] = []
    for i, candidate in enumerate(candidates):
        look = candidate.look
        best_score, best_from = look + _opening(candidate), -1
        here = candidate.start.index
        for j in range(i - 1, max(0, i - _WINDOW) - 1, -1):
            # No step adds to a score: a chain that is not better now will not be.
            if scores[j] + look <= best_score or candidates[j].start.index == here:
                continue
            score = scores[j] + look + _step(chains[j], candidate)
            if score > best_score:
                best_score, best_from = score, j
        before = chains[best_from] if best_from >= 0 else None
        scores.append(best_score)
        chains.append(_Chain(best_score, best_from, *_context(candidate, before)))
    at = max(range(len(chains)), key=lambda k: chains[k].score)
    found = []
    while at >= 0:
        found.append(candidates[at].start)
        at = chains[at].previous
    return list(reversed(found))


def _candidates(lines: Sequence[Line], index: int, text: str, skipped: frozenset[int]) -> list[_Candidate]:
    found: list[_Candidate] = []
    initial = text[0]
    if initial.isdecimal():
        if match := _ARABIC.match(text):
            number = tuple(int(part) for part in match[1].split("."))
            found.append(_candidate(lines, index, match, "arabic", number, len(number)))
        return found
    if not initial.isupper() or (text[1:2].islower() and initial not in "TC"):
        return found
    if match := _ROMAN.match(text):
        found.append(_candidate(lines, index, match, "roman", (_roman_value(match[1]),), 0))
    if (match := _LETTER.match(text)) and match[1] not in "IVXL":
        found.append(_candidate(lines, index, match, "letter", (ord(match[1]) - ord("A") + 1,), 0))
    if TOTAL.match(text) and (not index or index - 1 in skipped or _ends_cell(lines[index - 1].text)):
        found.append(_Candidate(RowStart(index, "", -1, text), "total", (), 1.5))
    return found


def _beyond_999(lines: Sequence[Line], index: int, text: str, numbers: Set[int]) -> list[_Candidate]:
    """The row of a number that goes on from one of ``numbers``; without them a line that begins with a year looks the same."""
    match = _MORE_DIGITS.match(text)
    if not match or numbers.isdisjoint(range(int(match[1]) - _LARGEST_GAP, int(match[1]))):
        return []
    return [_candidate(lines, index, match, "arabic", (int(match[1]),), 1)]


def _candidate(
    lines: Sequence[Line], index: int, match: re.Match[str], kind: str, number: tuple[int, ...], level: int
) -> _Candidate:
    rest = match.string[match.end() :].strip()
    look = 1.0
    if rest:
        if rest[0].islower() or rest[0] in "%/":
            look -= 3.0
        elif rest[0].isupper():
            look += 0.3
        elif rest[0].isdigit():
            look -= 0.5
    else:
        following = lines[index + 1].text if index + 1 < len(lines) else ""
        look += 0.4 if following[:1].isupper() else -0.3
        if _ROMAN.fullmatch(following) or _LETTER.fullmatch(following):
            look -= 2.5  # nothing stands in the row: the number of a page above a group
    above = lines[index - 1].text if index else ""
    if len(above) > 1 and above[-1] in {",", "-", "–", "(", "/"} and above[-2] != " ":
        look -= 1.5
    elif above.rpartition(" ")[2] in NUMBERED:
        look -= 1.8
    return _Candidate(RowStart(index, match.group().strip(), level, rest), kind, number, look)


def _opening(candidate: _Candidate) -> float:
    """A table opens with a first number; a table whose first page is lost may open with any."""
    if candidate.kind == "total":
        return -4.0
    return 0.0 if candidate.number[-1] == 1 and len(candidate.number) <= 2 else -2.5


def _context(candidate: _Candidate, chain: _Chain | None) -> tuple[tuple[int, ...] | None, int, int]:
    arabic, roman, letter = (chain.arabic, chain.roman, chain.letter) if chain else (None, 0, 0)
    match candidate.kind:
        case "arabic":
            return candidate.number, roman, letter
        case "roman":
            return arabic, candidate.number[0], letter
        case "letter":
            return arabic, -abs(roman), candidate.number[0]
    return arabic, roman, letter


def _step(chain: _Chain, candidate: _Candidate) -> float:
    """How plausible it is that ``candidate`` follows the row that ends ``chain``; 0 is a regular step."""
    match candidate.kind:
        case "total":
            return 0.0
        case "roman":
            numeral = candidate.number[0]
            # Under a new letter Roman numerals begin again, or go on from those of the letter before.
            return (
                max(_gap(numeral), _gap(numeral + chain.roman) - 0.3)
                if chain.roman < 0
                else _gap(numeral - chain.roman)
            )
        case "letter":
            return _gap(candidate.number[0] - chain.letter)
    previous, number = chain.arabic, candidate.number
    if previous is None:
        return 0.0 if number in {(1,), (1, 1)} else -2.0
    if number == (1,):
        # Numbering starts again under a new group; without a group it is likelier a figure in a cell.
        return -0.2 if chain.roman or chain.letter else -1.5
    common = 0
    while common < min(len(previous), len(number)) and previous[common] == number[common]:
        common += 1
    if common == len(number):
        # The same number again, or a group after its own rows: printed, but rare.
        return (-1.6 if len(number) == 1 else -0.9) if len(previous) == len(number) else _IMPOSSIBLE
    if len(number) - common > 1:
        return -1.5 if len(number) - common == 2 and number[common + 1 :] == (1,) else _IMPOSSIBLE
    if common == len(previous):
        return _gap(number[common], len(number))
    return _gap(number[common] - previous[common], len(number))


def _gap(step: int, parts: int = 1) -> float:
    """A number left out is rare; a figure in a cell seldom has several parts, so there it is likelier a row."""
    if step == 1:
        return 0.0
    if 2 <= step <= _LARGEST_GAP:
        return -0.9 * step if parts == 1 else -0.5 * step
    return _IMPOSSIBLE


def _ends_cell(text: str) -> bool:
    return not text.endswith((",", "-", "–", "/"))


def _roman_value(text: str) -> int:
    value, largest = 0, 0
    for sign in reversed(text):
        number = _ROMAN_VALUES[sign]
        value += number if number >= largest else -number
        largest = max(largest, number)
    return value
