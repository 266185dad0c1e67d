"""Symbols (số, ký hiệu) of official documents in running text: "883/KH-UBND", "433-NQ/TU", "20/2023/QH15".

Only where a symbol stands, how it reads without stray blanks, and the type that its name or code tells. Dates, issuers and
subjects of what is cited are for the reader of citations. Symbols: Nghị định 30/2020/NĐ-CP, Phụ lục I and III (a slash after the
number), Nghị định 34/2016/NĐ-CP (the year in legal documents), Hướng dẫn 36-HD/VPTW (Party: a hyphen after the number).
"""

import re
from functools import cache

from pipelines.language.document_types import (
    alternatives,
    central_codes,
    codes_of_things,
    form_pattern,
    issuer_codes,
    name_pattern,
    type_codes,
    type_of_code,
    types_by_name,
)
from pipelines.language.text import fold
from pipelines.language.values import value

_H = r"\-\u2010-\u2015\u2212"
_U = "A-ZĐƯƠÂÊÔĂ"
# A number, its mark, a year; a letter follows. No part of a word, path, date or standard ("QCVN 12:2014/BTTTT"). What may
# not stand before is asked after the first digit, and only where a mark follows: the search goes from digit to digit.
_ANCHOR = re.compile(
    rf"(?P<number>[0-9](?<![0-9][0-9])(?=[0-9]{{0,4}}[a-zA-Z]?\s{{0,3}}[/{_H}])"
    rf"(?:(?<![\w/.@][0-9])|(?<=\b[Ss]ố[0-9]))(?<!\d:[0-9])(?<!\w[{_H}][0-9])\d{{0,4}}[a-zA-Z]?)"
    rf"\s{{0,3}}(?P<mark>[/{_H}])\s{{0,3}}(?P<year>(?:19|20)\d\d\s{{0,3}}/\s{{0,3}})?(?=[^\W\d_])"
)
_OTHER_MARK = re.compile("[\u2010-\u2015\u2212]")
# Capitals with single small letters between them: TTg, QyĐ, BKH&CN, P.VHTT. Some extractors join the next word to it.
_CODE = rf"[{_U}](?:[a-zđ]?[.&]?[{_U}0-9]){{0,14}}[a-zđ]?(?:(?![^\W_])|(?=ngày|của|về|tỉnh))"
_SPLIT = rf"(?P<split>[{_U}]\s[{_U}](?=\s?[{_H}]\s{{0,2}}[{_U}]))"
_LONG = rf"(?=[{_U}][a-zđ]?[.&]?[{_U}]|[{_U}]\d[{_U}])"
_SECOND = rf"(?:[{_H}/]|\s{{0,2}}[{_H}/]\s{{0,2}}{_LONG})"
_LATER = rf"(?:[{_H}/]|[{_H}]\s{{1,2}}{_LONG})"
_DANGLING = re.compile(rf"\s?[{_H}](?:\s|\Z)")
_QH = re.compile(r"(?:UBTV)?QH\d{1,2}", re.IGNORECASE)
_NOTE_MARK = re.compile(rf"(?<=[{_U}a-zđ])[1-9]\d?\Z")
_MINISTRY = re.compile(rf"[BS][{_U}]{{3,}}")
_SAID_NUMBER = re.compile(r"(?<!\w)(?i:số(?:\s+hiệu)?)\s*:?\s*\Z")
_BLANKS = re.compile(r"\s+")
_HYPHENS = re.compile(rf"[{_H}]")
_SEPARATORS = re.compile(rf"[{_H}/\s]+")
_LOST_HYPHEN = re.compile(rf"\s+[^{_H}/\s]")
_WORDS_BEFORE = 48
# Numbers after "số" that end in a comma or "và" right before the number of a symbol.
_LISTED = re.compile(
    r"(?<!\w)(?i:số(?:\s+hiệu)?)\s*:?\s*(?P<numbers>(?:\d{1,4}[a-zA-Z]?\s*(?:[,;]|và(?!\w))\s*){1,8})\Z"
)
_JOINING = (",", ";", "và")
_LISTED_NUMBER = re.compile(r"\d{1,4}[a-zA-Z]?")


@value
class SymbolSpan:
    """A symbol in a text: ``text[start:end]`` prints it, ``symbol`` is it without blanks.

    ``type`` is what the name before it or its code tells; ``name_start`` where its name, "số" or itself begins, ``is_named``
    whether a name of a type stands there. ``is_cut`` where what follows its last hyphen is missing.
    """

    start: int
    end: int
    symbol: str
    type: str | None
    name_start: int
    is_named: bool
    is_cut: bool = False


@value
class _Context:
    """What stands before a symbol."""

    name_start: int
    type: str | None = None
    is_named: bool = False
    is_capital: bool = False
    has_number_word: bool = False
    is_form: bool = False


@cache
def _printed_codes() -> re.Pattern[str]:
    bodies = alternatives({*issuer_codes(), "UBND", "HĐND", "TTg", "TƯ", "BCĐ"})
    lost_hyphen = rf"\s(?=(?i:{bodies})(?![^\W_]))"
    return re.compile(
        rf"(?P<first>{_SPLIT}|{_CODE})(?P<rest>(?:(?:{_SECOND}|{lost_hyphen}){_CODE}(?:{_LATER}{_CODE}){{0,2}})?)"
    )


@cache
def _small_codes() -> re.Pattern[str]:
    types = "|".join(sorted({*type_codes(), "qđ", "nđ", "cđ", "đa", "hđ"}, key=len, reverse=True))
    bodies = "|".join(sorted({*issuer_codes(), "hđnd", "bcđ"}, key=len, reverse=True))
    return re.compile(
        rf"(?i:(?P<first>{types})(?P<rest>\s{{0,2}}[{_H}/]\s{{0,2}}(?:{bodies}|[bs][a-zđ&]{{2,6}})))(?![^\W_])"
    )


def find_symbols(text: str) -> list[SymbolSpan]:
    """Return the symbols that ``text`` (NFC) prints, in order.

    >>> [(s.symbol, s.type) for s in find_symbols("Căn cứ Nghị quyết số 111- NQ/TU và Công văn 12 /STTTT – CNTT")]
    [('111-NQ/TU', 'nghi_quyet'), ('12/STTTT-CNTT', 'cong_van')]
    """
    found: list[SymbolSpan] = []
    if "/" not in text and "-" not in text and _OTHER_MARK.search(text) is None:
        return found
    at = 0
    for anchor in _ANCHOR.finditer(text):
        if anchor.start() >= at and (span := _read_symbol(text, anchor)) is not None:
            found += _listed_before(text, anchor, span, at)
            found.append(span)
            at = span.end
    return found


def _listed_before(text: str, anchor: re.Match[str], span: SymbolSpan, floor: int) -> list[SymbolSpan]:
    """The documents whose numbers stand before ``span`` and share what follows its number: "số 12, 13/NQ-HĐND".

    >>> [s.symbol for s in find_symbols("các Nghị quyết số 11, 12 và 13/NQ-HĐND")]
    ['11/NQ-HĐND', '12/NQ-HĐND', '13/NQ-HĐND']
    """
    begin = max(floor, anchor.start() - _WORDS_BEFORE)
    if not text[begin : anchor.start()].rstrip().endswith(_JOINING):
        return []
    listed = _LISTED.search(text, begin, anchor.start())
    if listed is None or span.is_cut or not span.symbol.startswith(anchor["number"]):
        return []
    shared = span.symbol.removeprefix(anchor["number"])
    context = _read_context(text, listed.start("numbers"))
    if not context.is_named:
        return []
    spans: list[SymbolSpan] = []
    for number in _LISTED_NUMBER.finditer(text, listed.start("numbers"), listed.end("numbers")):
        first = not spans
        spans.append(
            SymbolSpan(
                number.start(),
                number.end(),
                number[0] + shared,
                context.type or span.type,
                context.name_start if first else number.start(),
                first and context.is_named,
            )
        )
    return spans


def _read_symbol(text: str, anchor: re.Match[str]) -> SymbolSpan | None:
    codes = _printed_codes().match(text, anchor.end()) or _small_codes().match(text, anchor.end())
    if codes is None:
        return None
    first, rest, end = _BLANKS.sub("", codes["first"]), codes["rest"], codes.end()
    is_type = fold(first) in type_codes()
    if rest and not is_type and (codes["first"] != first or _LOST_HYPHEN.match(rest)):
        rest, end = "", codes.end("first")  # a blank stands in the code of a type only, and for a hyphen only after one
    context = _read_context(text, anchor.start())
    groups = [part for part in _SEPARATORS.split(rest) if part]
    is_cut = not rest and is_type and _DANGLING.match(text, end) is not None
    if context.is_form or not (is_cut or _is_symbol(anchor, first, groups, context, is_type=is_type)):
        return None
    tail, lost = _join(first, rest)
    year = f"{anchor['year'][:4]}/" if anchor["year"] else ""
    mark = "/" if anchor["mark"] == "/" else "-"
    return SymbolSpan(
        anchor.start(),
        end - lost,
        f"{anchor['number']}{mark}{year}{tail}",
        _tell_type(first, groups, context),
        context.name_start,
        context.is_named,
        is_cut,
    )


def _read_context(text: str, start: int) -> _Context:
    before = text[max(0, start - _WORDS_BEFORE) : start]
    offset = start - len(before)
    if (name := name_pattern().search(before)) is not None:
        printed = name["name"]
        said = types_by_name().get(printed) or types_by_name().get(fold(printed))
        return _Context(
            offset + name.start(), None if name["general"] else said, True, printed[0].isupper(), bool(name["number"].strip())
        )  # fmt: skip
    number_word = _SAID_NUMBER.search(before)
    return _Context(
        offset + number_word.start() if number_word else start,
        has_number_word=number_word is not None,
        is_form=form_pattern().search(before) is not None,
    )


def _is_symbol(anchor: re.Match[str], first: str, groups: list[str], context: _Context, *, is_type: bool) -> bool:
    said = context.is_named or context.has_number_word
    if _QH.fullmatch(first) and not groups:
        return anchor["year"] is not None or context.is_named
    is_word = is_type or sum(map(str.isupper, first)) > 1
    if not groups:
        if fold(first) in central_codes():
            return said
        clear = context.has_number_word or context.is_capital
        return context.is_named and clear and is_word and (anchor["mark"] == "/" or anchor["year"] is not None)
    if anchor["mark"] != "/" or is_type:
        return is_type
    if said or anchor["year"] is not None:
        return True
    return is_word and fold(first) not in codes_of_things() and _BLANKS.search(anchor[0]) is None


def _join(first: str, rest: str) -> tuple[str, int]:
    """Return the codes without blanks, and how many characters at their end are the mark of a footnote."""
    joined = first + _BLANKS.sub("", _HYPHENS.sub("-", rest))
    body = _SEPARATORS.split(joined)[-1]
    mark = _NOTE_MARK.search(body)
    if mark is None or _QH.fullmatch(body):
        return joined, 0
    bare = body[: mark.start()]
    if fold(bare) in issuer_codes() or (_MINISTRY.fullmatch(bare) and type_of_code(first)):
        return joined[: -len(mark[0])], len(mark[0])
    return joined, 0


def _tell_type(first: str, groups: list[str], context: _Context) -> str | None:
    by_code = type_of_code(first)
    if context.type is not None and (context.has_number_word or by_code is None):
        return context.type
    if by_code is not None:
        return by_code
    if _QH.fullmatch(first):
        return None
    return "cong_van" if groups else None
