"""Texts that a spreadsheet program would run as a formula, made harmless for files that people open in one.

A text from a source may begin with a sign by which spreadsheet programs tell a formula. In front of such a text stands an
apostrophe, which they show as the beginning of a text. Parquet and the warehouse keep the text as it is. Which columns of
which file are neutralised is for whoever writes the file.
"""

import re

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""The first characters by which a spreadsheet program may take a text for a formula."""

_ALWAYS = frozenset("=@\t\r")
_NUMBER = re.compile(r"-\d[\d.,]*(?:[ \u00a0]?%)?")
# A name and an opening bracket is a call, "|" starts another program (DDE), "!" reaches into another sheet. The dot and the
# bracket of full width are what Excel and LibreOffice take for the plain ones in some locales.
_RUNS = re.compile(r"[^\W\d][\w.]*[(\uff08]|[|!\uff01\uff5c]")
_BLANKS = (" ", "\u00a0")


def neutralise(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet program would take it for a formula, else as it is.

    ``=``, ``@``, tab and carriage return at its beginning always do. ``-`` and ``+`` also begin printed bullets and levels
    ("- Diện tích", "+ 135"), and ``-`` a number or a percentage: these stay, unless something in them could be run.

    >>> neutralise("=1+2"), neutralise("- Diện tích"), neutralise("-12,5%"), neutralise("-2+3"), neutralise("+84")
    ("'=1+2", '- Diện tích', '-12,5%', "'-2+3", "'+84")
    """
    if not text.startswith(FORMULA_STARTS):
        return text
    return text if text[0] not in _ALWAYS and _is_plain(text) else f"'{text}"


def _is_plain(text: str) -> bool:
    """Whether a text that begins with a sign is a negative number, a dash alone, or a bullet with words that call nothing."""
    if text == "-" or _NUMBER.fullmatch(text):
        return True
    return text[1:2] in _BLANKS and _RUNS.search(text) is None
