"""The words of ``measures.yml`` as the measures need them: what numbers count, and what the words around them say."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class MeasureWords:
    """The declaration. ``nouns`` are what is counted with its family; ``lengths`` of a first syllable are those of its nouns."""

    nouns: dict[str, int | None]
    lengths: dict[str, list[int]]
    qualifiers: dict[str, list[str]]
    multipliers: dict[str, int]
    number_words: dict[str, int]
    grammar: frozenset[str]
    stating: frozenset[str]
    going_on: frozenset[str]
    idioms: frozenset[str]
    named_arrangements: frozenset[str]
    without_subject: frozenset[str]
    states: frozenset[str]
    before_states: frozenset[str]
    after_states: frozenset[str]
    connecting: frozenset[str]
    arranging: frozenset[str]


_LONGEST = 5
_SETS = (
    "stating", "going_on", "idioms", "named_arrangements", "without_subject", "states", "before_states", "after_states", "connecting",
    "arranging",
)  # fmt: skip


@cache
def measure_words() -> MeasureWords:
    """Return the declared words, read once."""
    declared: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("measures.yml").read_text(encoding="utf-8"))
    nouns: dict[str, int | None] = {noun.strip(): None for noun in declared["nouns"].split(",")}
    nouns |= {str(noun): number for number, family in enumerate(declared["families"]) for noun in family}
    lengths: dict[str, set[int]] = {}
    for noun in nouns:
        lengths.setdefault(noun.split()[0], set()).add(min(len(noun.split()), _LONGEST))
    qualifiers: dict[str, list[str]] = {}
    for qualifier in sorted(declared["qualifiers"], key=len, reverse=True):
        qualifiers.setdefault(qualifier.rsplit(" ", 1)[-1], []).append(qualifier)
    return MeasureWords(
        nouns,
        {first: sorted(same, reverse=True) for first, same in lengths.items()},
        qualifiers,
        declared["multipliers"],
        declared["number_words"],
        frozenset(declared["grammar"].split()),
        **{name: frozenset(declared[name]) for name in _SETS},
    )


_SYLLABLE = re.compile(r"\s?([^\W\d_]+(?:[0-9²³](?!\w))?)")
# Up to five syllables; one but the first may have a footnote's number glued to it.
_SYLLABLES = re.compile(
    r"\s?([^\W\d_]+(?:[0-9²³](?!\w))?)(?: ([^\W\d_]+)(?: ([^\W\d_]+)(?: ([^\W\d_]+)(?: ([^\W\d_]+))?)?)?)?"
)
_RATE = re.compile(r"\s?/\s?(?:(?:0?[0-9]|10+|1(?:\.000)+) ?|(?:một|vạn|nghìn|ngàn|triệu) )?(?P<noun>[^\W\d_]+[0-9²]?)")
_JOIN = re.compile(r"\s?(?:, |/|,? và | - )")


def read_noun(lowered: str, at: int) -> tuple[int, int | None] | None:
    """The end of the declared noun that begins at ``at`` (after a blank or none) and its family, None where none does."""
    words = measure_words()
    found = _SYLLABLES.match(lowered, at)
    if found is None:
        return None
    lengths = words.lengths.get(found[1])
    if lengths is None:
        if not found[1][-1].isdigit() or found[1][:-1] not in words.nouns:
            return None
        return found.end(1) - 1, words.nouns[found[1][:-1]]  # a footnote's number is glued to the noun
    start = found.start(1)
    for length in lengths:
        end = found.end(length)
        if end >= 0 and (noun := lowered[start:end]) in words.nouns:
            return end, words.nouns[noun]
    return None


def read_unit(lowered: str, at: int) -> int | None:
    """The end of the unit that begins at ``at``: a declared noun, its like in a list, a rate ("tin, bài/tuần")."""
    noun = read_noun(lowered, at)
    if noun is None:
        return None
    end, family = noun
    while family is not None and (joined := _JOIN.match(lowered, end)):
        more = read_noun(lowered, joined.end())
        if more is None or more[1] != family:
            break
        end = more[0]
    return _rate_end(lowered, end)


def _rate_end(lowered: str, end: int) -> int:
    """The end of what a unit is counted by ("phút/chương trình", "máy/100 dân"), ``end`` where nothing is."""
    while (rate := _RATE.match(lowered, end)) is not None:
        noun = read_noun(lowered, rate.start("noun"))
        stop = noun[0] if noun else rate.end()
        if lowered.endswith(lowered[rate.start("noun") : stop], 0, end) or lowered.startswith(
            "tổng", rate.start("noun")
        ):
            break  # "91 điểm/100 điểm", "12 xã/tổng số 20 xã": of so many
        end = stop
    return end


def read_unknown(lowered: str, text: str, at: int) -> int | None:
    """The end of an undeclared noun of one or two syllables at ``at``; None at a mark, a name or a word of grammar."""
    words = measure_words()
    first = _SYLLABLE.match(lowered, at)
    if first is None or first[1] in words.grammar or (len(first[1]) < 2 and first[1].isascii()):
        return None
    end = first.end()
    if text[first.start(1)].isupper():
        # "12 HTX": an abbreviation of a common noun is counted, a name is not
        printed = text[first.start(1) : end]
        if printed.isupper():
            return end if len(printed) <= 6 and text[at : at + 1] == " " else None
        # "10 Văn phòng đăng ký": a body that is one of several; a name goes on in capitals
        second = _SYLLABLE.match(lowered, end)
        return second.end() if second and text[second.start(1)].islower() and second[1] not in words.grammar else None
    second = _SYLLABLE.match(lowered, end)
    if second and second[1] not in words.grammar and not text[second.start(1)].isupper() and lowered[end] == " ":
        end = second.end()
    return _rate_end(lowered, end)
