"""Dates and numbers of documents that cannot be: impossible days, one document with two dates, blanks left in the head."""

import calendar
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from pipelines.interpret.appendices import Appendix
from pipelines.interpret.arithmetic_indicators import place_of
from pipelines.interpret.findings_record import Finding
from pipelines.interpret.passages import Passage
from pipelines.interpret.records import Record
from pipelines.language.text import fold
from pipelines.read.model import Document, Paragraph, ParagraphKind, Place

# From digit to digit: a run of figures with its separators, told apart by its shape and by the words before it.
_RUN = re.compile(r"[0-9]+(?:\s?[-–/.]\s?[0-9]+)*")
# What a passage prints that states a date or year that may not be: a day after the 28th, a month after the 12th, years of other
# centuries, a span of years whose second may be the earlier one. All others are not gone through date by date.
_NO_YEAR = r"(?!(?:19|20)[0-9])[0-9]"
_LATE_DAY = r"(?:(?<=0)0?|(?<=2)9|(?<=[3-9])[0-9])"
_NO_MONTH = r"(?:00?|1[3-9]|[2-9][0-9])(?![0-9])"
_TO = r"\s?[-–]\s?(?:19|20)"
_EARLIER_DECADE = "|".join(f"{digit}[0-9]{_TO}[0-{digit - 1}]" for digit in range(1, 10))
_EARLIER_YEAR = "|".join(rf"{digit}{_TO}\3[0-{digit - 1}]" for digit in range(1, 10))
_MAY_BE_WRONG = re.compile(
    r"[0-9](?<![0-9][0-9])(?:"
    rf"(?:{_LATE_DAY}|[0-9]?(?=\s?[/.-]\s?{_NO_MONTH}))\s?([/.-])\s?[0-9]{{1,2}}\s?\1\s?[0-9]"
    rf"|[0-9]?\s?([/.-])\s?[0-9]{{1,2}}\s?\2\s?{_NO_YEAR}"
    rf"|(?<=(?i:ngày )[0-9])(?:{_LATE_DAY}/[0-9]|[0-9]?/{_NO_MONTH})"
    rf"|{_LATE_DAY}\stháng|[0-9]?\stháng\s(?:{_NO_MONTH}|[0-9]{{1,2}}\snăm\s{_NO_YEAR})"
    r"|[0-9]{3}(?![0-9])(?<!19[0-9]{2})(?<!20[0-9]{2})(?:(?<=năm\s[0-9]{4})|(?<=đoạn\s[0-9]{4})|(?<=đến\s[0-9]{4}))"
    rf"|(?<=2)0[0-9]{{2}}{_TO}(?<=19)|[0-9](?:{_EARLIER_DECADE}|([0-9])(?:{_EARLIER_YEAR})))"
)
_DAY = re.compile(r"(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{4})")
_SHORT_DAY = re.compile(r"(\d{1,2})/(\d{1,2})")
_SPAN = re.compile(r"((?:19|20)\d\d)\s?[-–]\s?((?:19|20)\d\d)")
_YEAR = re.compile(r"\d{4}")
_WRITTEN_DAY = re.compile(r"ngày\s(\d{1,2})\stháng\s(\d{1,2})(?:\snăm\s(\d{4}))?(?!\d)")
_YEAR_BEFORE = re.compile(r"\b(?:năm|giai đoạn|đến)\s\Z")
_SPAN_BEFORE = re.compile(r"\b(?:giai đoạn|từ năm|thời kỳ|nhiệm kỳ)\s\Z", re.IGNORECASE)
_SHORTEST = 5
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_USUAL_CENTURIES = ("19", "20")
_BLANK_SYMBOL = re.compile(r"(?i:số)\s?:?\s?(?P<blank>[\s.…_]*)(?P<symbol>/[A-ZĐ][\w&]*(?:-[\w&ĐĐ]+)*)")
_BLANK_DAY = re.compile(
    r"(?i:ngày)[\s.…_]*(?:(?i:tháng)[\s.…_]*\d{0,2}[\s.…_]*(?i:năm)[\s.…_]*\d{0,4}|/\s?\d{0,2}\s?/\s?\d{2,4})"
)
# "146/KH-UBND" is also printed "146/KH UBND".
_SEPARATORS = re.compile(r"[\s-]")
_HEAD_BLOCKS = 25
_LEAST_SHARED = 0.5


def find_date_findings(
    document: Document,
    identity: Record,
    appendices: Sequence[Appendix],
    passages: Sequence[Passage],
    citations: Sequence[Record],
) -> list[Finding]:
    """Impossible dates, dates that contradict each other, numbers and dates that were never filled in."""
    found: list[Finding] = []
    for passage in passages:
        if passage.has_digit and len(passage.text) >= _SHORTEST and _MAY_BE_WRONG.search(passage.text):
            found += _impossible(passage)
    found += _conflicts(citations, identity)
    found += _blanks(document, identity, appendices)
    return found


def _impossible(passage: Passage) -> Iterator[Finding]:
    text = passage.text
    for run in _RUN.finditer(text):
        start, end = run.span()
        if end - start < 3 or (start and (text[start - 1].isalnum() or text[start - 1] in "/.,-_")):
            continue
        printed = run[0]
        if end - start == 4 and text.startswith(_USUAL_CENTURIES, start) and printed.isdecimal():
            continue  # a year
        if (
            text[end : end + 1].isalnum()
            or text[end : end + 1] in {"/", "_", "%"}
            or text[end : end + 2].startswith("-")
        ):
            continue
        if (day := _DAY.fullmatch(printed)) is not None:
            if not _is_day(int(day[1]), int(day[3]), int(day[4])):
                yield _invalid(passage, printed, start, end)
        elif (day := _SHORT_DAY.fullmatch(printed)) is not None and text[max(start - 5, 0) : start].lower() == "ngày ":
            if not _is_day(int(day[1]), int(day[2]), None):
                yield _invalid(passage, f"ngày {printed}", start, end)
        elif (span := _SPAN.fullmatch(printed)) is not None:
            if int(span[1]) > int(span[2]) and _SPAN_BEFORE.search(text, max(start - 12, 0), start):
                yield _implausible(passage, f"Giai đoạn có năm đầu {span[1]} sau năm cuối {span[2]}", start, end)
        elif (
            _YEAR.fullmatch(printed)
            and not _FIRST_YEAR <= int(printed) <= _LAST_YEAR
            and _YEAR_BEFORE.search(text, max(start - 12, 0), start)
        ):
            yield _implausible(passage, f"Năm {printed} không hợp lý", start, end)
    for match in _WRITTEN_DAY.finditer(text):
        if not _is_day(int(match[1]), int(match[2]), int(match[3]) if match[3] else None):
            yield _invalid(passage, match[0], match.start(), match.end())


def _is_day(day: int, month: int, year: int | None) -> bool:
    if not 1 <= month <= 12 or (year is not None and not _FIRST_YEAR <= year <= _LAST_YEAR):
        return False
    return 1 <= day <= calendar.monthrange(2000 if year is None else year, month)[1]


def _invalid(passage: Passage, printed: str, start: int, end: int) -> Finding:
    description = f"Ngày “{printed}” không có trong lịch"
    return Finding("invalid_date", "contradiction", description, printed, passage.place_of(start, end))


def _implausible(passage: Passage, description: str, start: int, end: int) -> Finding:
    printed = passage.text[start:end]
    return Finding("implausible_value", "contradiction", description, printed, passage.place_of(start, end))


def _conflicts(citations: Sequence[Record], identity: Record) -> Iterator[Finding]:
    """One document cited with two dates. The number of a year is used anew the next year, so another year alone is no conflict."""
    dated: dict[str, list[Record]] = {}
    for citation in citations:
        if citation["cited_symbol"] and isinstance(citation["cited_date"], date):
            dated.setdefault(_SEPARATORS.sub("", str(citation["cited_symbol"])), []).append(citation)
    for mentions in dated.values():
        days = _count([mention["cited_date"] for mention in mentions])
        if len(days) < 2:
            continue
        usual = max(days, key=lambda day: days[day])
        first = next(mention for mention in mentions if mention["cited_date"] == usual)
        told: set[object] = set()
        for mention in mentions:
            day = mention["cited_date"]
            if day == usual or day in told or not _is_same_document(first, mention):
                continue
            told.add(day)
            yield Finding(
                "date_conflict", "contradiction",
                f"{mention['cited_symbol']} được viện dẫn với hai ngày: {_shown(usual)} (dòng {first['source_line_start']}) "
                f"và {_shown(day)} (dòng {mention['source_line_start']})",
                _shown(day), place_of(mention),
            )  # fmt: skip
    own, issued = identity.get("document_symbol"), identity.get("issue_date")
    for mention in dated.get(_SEPARATORS.sub("", str(own)), []) if own else ():
        if isinstance(issued, date) and mention["cited_date"] != issued and _near(mention["cited_date"], issued):
            yield Finding(
                "date_conflict", "contradiction",
                f"Văn bản {own} ghi ngày ban hành {_shown(issued)} nhưng được nhắc với ngày {_shown(mention['cited_date'])}",
                _shown(mention["cited_date"]), place_of(mention),
            )  # fmt: skip


def _count(days: Iterable[object]) -> dict[object, int]:
    found: dict[object, int] = {}
    for day in days:
        found[day] = found.get(day, 0) + 1
    return found


def _is_same_document(first: Record, second: Record) -> bool:
    issuers = {fold(str(row["cited_issuer_text"])) for row in (first, second) if row["cited_issuer_text"]}
    if len(issuers) == 2 and not any(one in two for one in issuers for two in issuers - {one}):
        return False
    one, two = first["cited_date"], second["cited_date"]
    if not isinstance(one, date) or not isinstance(two, date):
        return False
    symbol = str(first["cited_symbol"])
    if f"/{one.year}/" in symbol or f"/{two.year}/" in symbol or _near(one, two):
        return True
    a, b = (set(fold(str(row["subject"] or "")).split()) for row in (first, second))
    return bool(a) and bool(b) and len(a & b) >= _LEAST_SHARED * min(len(a), len(b))


def _near(one: object, two: object) -> bool:
    """Whether two dates can be one that was misprinted: of one year, or the same day and month."""
    if not isinstance(one, date) or not isinstance(two, date):
        return False
    return one.year == two.year or (one.day, one.month) == (two.day, two.month)


def _shown(day: object) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year}" if isinstance(day, date) else str(day)


def _blanks(document: Document, identity: Record, appendices: Sequence[Appendix]) -> Iterator[Finding]:
    """The number or the date that was never filled in, in the head or in the annex lines."""
    places: list[tuple[str, Place]] = []
    for block in document.blocks[:_HEAD_BLOCKS]:
        if isinstance(block, Paragraph) and block.kind is ParagraphKind.BODY:
            places.append((block.text, block.place))
    places += [(appendix.covers, appendix.place) for appendix in appendices if appendix.covers]
    if identity.get("document_number") is None:
        for text, place in places:
            blank = _BLANK_SYMBOL.search(text)
            if blank is not None:
                yield Finding("blank_number", "note", "Số của văn bản còn để trống", blank[0].strip(), place)
                break
    if identity.get("issue_date") is None:
        for text, place in places:
            blank = _BLANK_DAY.search(text)
            if blank is not None and _is_blank(blank[0]):
                yield Finding("blank_number", "note", "Ngày ban hành của văn bản còn để trống", blank[0].strip(), place)
                break


def _is_blank(text: str) -> bool:
    """Whether a date lacks its day."""
    return re.match(r"(?i:ngày)[\s.…_]*(?:(?i:tháng)|/)", text) is not None
