"""Patterns of regular expressions that a search finds fast. What they are patterns of is for those who use them."""

import re
from collections.abc import Iterable

_OPENING = re.compile(r"\w")


def whole_words(words: Iterable[str]) -> str:
    r"""A pattern for the first of ``words`` that fits, as whole words; each is a pattern that opens with a plain letter.

    It means ``(?<!\w)(?:one|other)(?!\w)``. That pattern is tried at every letter of a text; this one opens with the set of
    first letters, and a search skips all others in a fraction of the time.

    >>> whole_words(["theo", "tại", "của"])
    '[ct](?<!\\w[ct])(?:(?<=t)(?:heo|ại)|(?<=c)(?:ủa))(?!\\w)'
    """
    rests: dict[str, list[str]] = {}
    for word in words:
        if not _OPENING.match(word):
            raise ValueError(f"{word!r} does not open with a letter")
        rests.setdefault(word[0], []).append(word[1:])
    letters = "".join(sorted(rests))
    by_letter = "|".join(f"(?<={letter})(?:{'|'.join(rest)})" for letter, rest in rests.items())
    return rf"[{letters}](?<!\w[{letters}])(?:{by_letter})(?!\w)"
