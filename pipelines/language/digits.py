"""Where the digits of a text stand: looked for once, for all that read numbers of one kind or another.

What the digits are (a figure, a date, a symbol) is for these readers; each of their patterns begins with a digit.
"""

import re
from collections.abc import Sequence

Digits = Sequence[tuple[int, int]]
"""Start and end of every run of ASCII digits in a text, in order."""

_RUN = re.compile(r"[0-9]+")


def digits_of(text: str) -> Digits:
    """Where the runs of digits of ``text`` start and end.

    >>> digits_of("12/KH-UBND, 2024")
    [(0, 2), (12, 16)]
    """
    return [run.span() for run in _RUN.finditer(text)]
