"""Amounts of money in prose, headings, footnotes and cells of text -> ``budget_lines``: what for, what kind, years, source.

The amounts of project lines and the printed sums of their tables are read in ``projects``; what an amount is worth in
``language.money``.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipelines.interpret.funding_sources import funding_code
from pipelines.interpret.passages import Passage, PassageKind
from pipelines.interpret.records import Record, place_columns
from pipelines.interpret.years import find_years
from pipelines.language.clauses import Clause, Clauses
from pipelines.language.money import Amount, find_amounts

_CLOSING, _CELL = PassageKind.CLOSING, PassageKind.CELL
_BULLET = re.compile(r"\s*(?:[-–+*•●▪◦·\uf0b7\uf02d]|[a-zđ]\)|\([0-9a-z]{1,3}\)|[0-9]+[.)])\s*")
_SOURCE_GOES_ON = re.compile(
    r"[;:.]|\((?=[^)]*[0-9])|\s(?:trong đó|bao gồm|gồm)\b|,(?!\s(?:từ|nguồn|bằng|thuộc|do)\b)|[0-9]"
)
_COMPARED = re.compile(
    r"(?:so với(?: [^\W\d_]+){0,4}?|cùng kỳ)(?: năm| giai đoạn)? 20[0-9]{2}(?: ?[-–] ?20[0-9]{2})?"
    r"|(?:từ|chuyển tiếp)(?: cùng kỳ)?(?: từ)?(?: năm)? 20[0-9]{2}(?! ?[-–] ?20| đến)",
    re.IGNORECASE,
)
# The years of what is said in brackets of another amount; the first bracket may be cut off with the clause before.
_ASIDE = re.compile(
    r"(?:\A(?=[^()]*[0-9])|\((?=[^()]*[0-9]\s?(?:%|(?:nghìn|triệu|tỷ|tỉ|đồng)(?!\w))))[^()]*(?<![\s(][0-9a-z])\)",
    re.IGNORECASE,
)
_RIGHT_AFTER = re.compile(
    r"(?:/\w+){0,2}[\s,(]*(?:(?:trong|của|cho|thực hiện|dự toán|kế hoạch|chuyển(?: tiếp)?|sang|vào)\s)*"
    r"(?:năm|giai đoạn)\s20[0-9]{2}(?:\s?[-–]\s?20[0-9]{2})?"
    r"(?![0-9]|\s*:|\s(?:là|[0-9])|\s?[-–]\s?20)",
    re.IGNORECASE,
)
_NEXT_PART = re.compile(r"[,;)]\s|\s(?:và|trong đó)\s|\s\(")
_OWN_AMOUNT = re.compile(r"\(\s?[0-9][0-9.,]*\s?(?:nghìn|triệu|tỷ|tỉ|đồng)")
_LABEL_OF_SOURCE = re.compile(r"(?:các )?nguồn (?:vốn|kinh phí)\s*\Z", re.IGNORECASE)
_AMOUNT_IN_WORDS = re.compile(r"\(?\s?(?:số tiền )?(?:viết )?bằng chữ\s*:", re.IGNORECASE)
_IN_SERIES = re.compile(
    r"(?:\s?\([^()]*\))?[\s,;]*(?:và\s)?(?:trong\s)?(?:năm|giai đoạn)\s20[0-9]{2}[^,;.()0-9]{0,20}", re.IGNORECASE
)
_REMEMBERED, _MOST_PARTS = 5, 20
_IN_WORDS = re.compile(r"(?:\s?/\s?\w+)*\s?\([^()0-9]{3,160}(?:đồng|chẵn)[^()0-9]{0,40}\)")
_BRACKETED = re.compile(r"(?:/\w+)*\s?\([^()]{1,80}\)")
_PARTS_FOLLOW = re.compile(r"(?:trong đó|bao gồm|gồm|cụ thể|chia ra)(?: như sau)?\s?:", re.IGNORECASE)
_GREW = re.compile(r"tăng|giảm|tương đương|bằng|so với|vượt")
_JOINED = re.compile(r"\s?(?:-|–|đến|tới|;|,|và|hoặc|, và|lên|xuống)\s?(?:khoảng |trên )?")
_FORMULA = re.compile(r"(?:\s?/\s?[^\W\d_]+(?: [^\W\d_]+){0,2})*\s?(?:=|[x×*]\s?[0-9][^;:()=]{0,80}=)\s?")
_GROWTH = re.compile(r"(?:tăng|giảm)(?: thêm| khoảng| hơn| trên| gần)?\s*\Z", re.IGNORECASE)
_THAN = re.compile(r"[^.;:)]{0,40}?\bso với")
_LONG = 200
_NEAR = 400  # signs on either side in which the words about an amount are looked for
_RANGE = re.compile(r"20[0-9]{2}\s?[-–]\s?20[0-9]{2}|20[0-9]{2} đến (?:hết )?(?:năm )?20[0-9]{2}")
_YEAR = re.compile(r"(?<![0-9/.,])20[0-9]{2}(?![0-9]|[.,][0-9])")
_DATED = re.compile(r"/20[0-9]{2}/|/(?:20[0-9]{2})\b")


@dataclass(frozen=True, slots=True)
class _Words:
    """The declaration of ``money.yml`` as patterns."""

    kinds: tuple[tuple[str, re.Pattern[str]], ...]
    parts: re.Pattern[str]
    opens_parts: re.Pattern[str]
    source: re.Pattern[str]
    given_after: re.Pattern[str]
    given_before: re.Pattern[str]


@cache
def _words() -> _Words:
    declared: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    parts, givers, gives = ("|".join(declared[name]) for name in ("parts", "givers", "gives"))
    ends = "|".join(declared["source_ends"])
    given = rf"(?P<giver>(?:các |một số )?(?:{givers})\b"
    return _Words(
        tuple(
            (kind, re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE))
            for kind, words in declared["kinds"].items()
        ),
        re.compile(rf"\b(?:{parts})\b", re.IGNORECASE),
        re.compile(rf"(?:{parts}|như sau)[^.;:]{{0,30}}:?\s*$", re.IGNORECASE),
        re.compile(
            rf"(?P<source>{'|'.join(declared['sources'])})(?=[,;:.()]|\s(?:{ends})\b|(?:\svà)?\s?$|\s-\s)",
            re.IGNORECASE,
        ),
        re.compile(
            rf"\s?(?:tiền )?(?:{gives})? ?(?:từ|của|do) {given}[^.;:()0-9]{{0,90}}?)(?=[.;:()]|$|, (?:để|nhằm|trong))",
            re.IGNORECASE,
        ),
        re.compile(
            rf"(?:^|[,;:] ?|\b(?:do|từ|của) ){given}[^,;:.()0-9]{{0,70}}?) (?:đã |cam kết |sẽ |cùng )*(?:{gives})\b[^,;:.()0-9]{{0,60}}$",
            re.IGNORECASE,
        ),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """What an amount is a part of: its clause, the end of the amount before it and the start of the one after it."""

    clause: Clause
    previous: int
    following: int | None
    is_part: bool


@dataclass(slots=True)
class _Whole:
    """A total whose parts follow: where it stands, and the section whose parts it may have."""

    section_id: str | None


def read_amounts(passages: Sequence[Passage]) -> list[list[Amount]]:
    """Return the amounts of money of each passage, in the order of the passages."""
    return [
        find_amounts(passage.text)
        if passage.kind is not _CLOSING and (passage.has_digit or " đồng" in passage.text)
        else []
        for passage in passages
    ]


def interpret_money(
    passages: Sequence[Passage],
    amounts_of: Sequence[Sequence[Amount]],
    sections: Sequence[Record] = (),
    document_years: tuple[int, int] | None = None,
    amount_tables: Collection[int] = (),
) -> list[Record]:
    """Return the rows of ``budget_lines`` that running text states, in reading order, without ``document_id``.

    ``amounts_of`` are the amounts of each passage (``read_amounts``).
    ``sections`` give the year that a heading above states, ``document_years`` what the document covers where neither the
    sentence nor a heading says more; in ``amount_tables`` the columns of amounts are read elsewhere.
    """
    years = _section_years(sections)
    parents = {str(section["section_id"]): section.get("parent_section_id") for section in sections}
    found: list[Record] = []
    whole: _Whole | None = None
    total_of: str | None = None
    for passage, amounts in zip(passages, amounts_of, strict=True):
        if passage.kind is _CELL and passage.column_kind == "budget" and passage.table_no in amount_tables:
            continue
        if whole is not None and (
            whole.section_id not in {passage.section_id, parents.get(passage.section_id or "")}
            or not _BULLET.match(passage.text)
        ):
            whole = None
        if not amounts:
            if total_of is not None and total_of == passage.section_id and _PARTS_FOLLOW.fullmatch(passage.text):
                whole = _Whole(passage.section_id)
            continue
        if _AMOUNT_IN_WORDS.match(passage.text) and _is_said_again(amounts, found):
            continue
        clauses = Clauses(passage.text)
        already = len(found)
        is_part, in_brackets = whole is not None, False
        previous = 0
        for group, following in _groups(passage.text, amounts):
            clause = clauses.around(group[0].start, group[-1].end)
            between = passage.text[previous : group[0].start] if previous else ""
            said = between
            if 0 < previous < clause.sentence_start and not _goes_on_with_parts(passage.text, clause):
                is_part, said = False, passage.text[clause.sentence_start : group[0].start]
            is_part = is_part or _words().parts.search(said) is not None
            in_brackets = _in_brackets(between, is_open=in_brackets) or _names_source(between)
            part = _Part(clause, previous, following, is_part or in_brackets)
            stated = years.get(passage.section_id or "", document_years)
            lines = list(_records(passage, group, part, stated))
            if len(found) > already and _IN_SERIES.fullmatch(passage.text, previous, group[0].start):
                _give_kind(lines, str(found[-1]["line_kind"]))
            found += lines
            previous = _end_of_own(passage.text, group[-1].end, following)
        total_of = passage.section_id if any(line["line_kind"] == "total" for line in found[already:]) else None
        if whole is None and _words().opens_parts.search(passage.text, max(0, len(passage.text) - _LONG)):
            whole = _Whole(passage.section_id)
    _settle_wholes(found)
    return found


def _is_said_again(amounts: Sequence[Amount], found: Sequence[Record]) -> bool:
    """Whether amounts in words repeat those of the lines before them."""
    known = {line["amount_vnd"] for line in found[-_REMEMBERED:]}
    return all(amount.amount_vnd in known for amount in amounts)


def _give_kind(lines: Sequence[Record], kind: str) -> None:
    """An amount that only its year tells from the one before is of that one's kind ("năm 2022 là 45 tỷ, năm 2023 là 68 tỷ")."""
    for line in lines:
        if line["line_kind"] == "other":
            line["line_kind"] = kind


def _settle_wholes(lines: Sequence[Record]) -> None:
    """An amount whose parts follow and add up to it is a total, and of all their years."""
    for at, line in enumerate(lines):
        left = _vnd(line)
        if line["line_kind"] not in {"total", "allocation", "other"} or not left:
            continue
        parts: list[Record] = []
        for part in lines[at + 1 : at + 1 + _MOST_PARTS]:
            amount = _vnd(part)
            if part["line_kind"] != "subtotal" or part["section_id"] != line["section_id"] or not amount:
                break
            parts.append(part)
            left -= amount
            if left <= 0:
                break
        if not left and len(parts) > 1:
            line["line_kind"] = "total"
            _span_years(line, parts)


def _span_years(line: Record, parts: Sequence[Record]) -> None:
    """Give a total the years of its parts, where each part is of another year and one of them lent its year to the total."""
    spans = [span for part in parts if (span := _span(part)) is not None]
    own = _span(line)
    if own in spans and len(set(spans)) == len(parts):
        line["period_start_year"] = min(first for first, _ in spans)
        line["period_end_year"] = max(last for _, last in spans)


def _vnd(line: Record) -> Decimal | None:
    amount = line["amount_vnd"]
    return amount if isinstance(amount, Decimal) else None


def _span(line: Record) -> tuple[int, int] | None:
    first, last = line["period_start_year"], line["period_end_year"]
    return (first, last) if isinstance(first, int) and isinstance(last, int) else None


def _end_of_own(text: str, end: int, following: int | None) -> int:
    """Where what is said of an amount itself ends: behind its words, or brackets that hold no other amount ("(70%)")."""
    own = _IN_WORDS.match(text, end) or _BRACKETED.match(text, end)
    return own.end() if own and (following is None or own.end() <= following) else end


def _goes_on_with_parts(text: str, clause: Clause) -> bool:
    """Whether a new sentence is one more part of the total before it: a bullet, or a source of money."""
    is_bullet = _BULLET.match(text, clause.sentence_start) is not None
    return is_bullet or _words().source.match(text, clause.start) is not None


def _names_source(between: str) -> bool:
    """Whether an amount stands in brackets right behind the source that it comes from, as part of the amount before."""
    return between.endswith("(") and _words().source.search(between[:-1]) is not None


def _in_brackets(between: str, *, is_open: bool) -> bool:
    """Whether an amount stands in the brackets after another, as one of its parts ("30 tỷ đồng (tỉnh 20, huyện 10)")."""
    opened, closed = between.rfind("("), between.rfind(")")
    if opened > closed:
        return between.lstrip().startswith("(") and _GREW.search(between) is None
    return is_open and closed < 0


def _groups(text: str, amounts: Sequence[Amount]) -> list[tuple[list[Amount], int | None]]:
    """The amounts that are said together (a range, a list with one unit, a formula) and where the next ones begin."""
    groups: list[list[Amount]] = []
    for amount in amounts:
        end = groups[-1][-1].end if groups else 0
        if groups and (_JOINED.fullmatch(text, end, amount.start) or _FORMULA.fullmatch(text, end, amount.start)):
            groups[-1].append(amount)
        else:
            groups.append([amount])
    starts: list[int | None] = [group[0].start for group in groups[1:]]
    return list(zip(groups, [*starts, None], strict=True))


def _records(passage: Passage, group: Sequence[Amount], part: _Part, years: tuple[int, int] | None) -> Iterator[Record]:
    text = passage.text
    first, last, clause = group[0].start, group[-1].end, part.clause
    near = Clause(max(clause.start, first - _NEAR), min(clause.end, last + _NEAR), clause.sentence_start)
    start = max(near.start, min(part.previous, first))
    span = _years(text, near, first, last) or years
    source = _source(text, text[start:first], near, last)
    said_after = text[last : min(_end_of_kind(text, last, part), near.end)]
    kind = _kind(text[start:first], said_after, is_part=part.is_part)
    description = _description(text, first, last, part)
    for amount in group:
        is_factor = amount is not group[-1] and _FORMULA.match(text, amount.end) is not None
        yield {
            "section_id": passage.section_id,
            "description": description,
            "line_kind": "other" if is_factor else kind,
            "amount_vnd": amount.amount_vnd,
            "amount_text": amount.text,
            "period_start_year": span[0] if span else None,
            "period_end_year": span[1] if span else None,
            "funding_source": source,
            "funding_source_code": funding_code(source),
            **place_columns(passage.place_of(amount.start, amount.end)),
        }


def _description(text: str, first: int, last: int, part: _Part) -> str:
    """The clause that states the amount; of a clause with several amounts the part from one to the next."""
    clause = part.clause
    start = clause.start
    if part.previous > clause.start:
        begins = _NEXT_PART.search(text, part.previous, first)
        start = begins.end() if begins else part.previous
    elif bullet := _BULLET.match(text, clause.start):
        start = min(bullet.end(), first)
    if first - start > _LONG and (comma := text.find(", ", first - _LONG, first)) > 0:
        start = comma + 2
    said = text[start : _end_of_part(text, last, part)].strip(" ,;:.-–+(/")
    if said.endswith(")") and "(" not in said:
        said = said[:-1].rstrip()
    return said or text[clause.start : clause.end].strip()


def _end_of_part(text: str, last: int, part: _Part) -> int:
    """Where what is said of an amount ends: before the next part of its clause, or with the clause."""
    if part.following is None or part.following >= part.clause.end:
        return part.clause.end
    cut = _NEXT_PART.search(text, last, part.following)
    return cut.start() if cut else last


def _end_of_kind(text: str, last: int, part: _Part) -> int:
    """Where the words end that may say the kind of an amount: those about its own parts do, those about the next do not."""
    if part.following is not None and part.following < part.clause.end:
        between = text[last : part.following]
        if (between.lstrip().startswith("(") and ")" not in between) or _words().parts.search(between):
            return part.following
    return _end_of_part(text, last, part)


def _kind(before: str, after: str, *, is_part: bool) -> str:
    kinds = _words().kinds
    if _GROWTH.search(before[-24:]) and _THAN.match(after):
        return "other"
    for kind, words in kinds:
        if words.search(before):
            return "subtotal" if is_part and kind != "transaction" else kind
    if is_part:
        return "subtotal"
    return next((kind for kind, words in kinds if kind != "total" and words.search(after[:60])), "other")


def _source(text: str, before: str, clause: Clause, last: int) -> str | None:
    """The source of the money as printed: right after the amount, else before it in the same clause."""
    words = _words()
    in_words = _IN_WORDS.match(text, last, clause.end)
    last = in_words.end() if in_words else last
    goes_on = _SOURCE_GOES_ON.search(text, last, clause.end)
    near = text[last : goes_on.start() if goes_on else clause.end]
    if (giver := words.given_after.match(text[last : clause.end])) is not None:
        return giver["giver"].strip()
    named_before = next((m for m in words.source.finditer(before) if not _LABEL_OF_SOURCE.match(m["source"])), None)
    # "..., từ nguồn chi thường xuyên (450 triệu đồng) và ...": that source has an amount of its own.
    has_own = goes_on is not None and _OWN_AMOUNT.match(text, goes_on.start()) is not None
    # "ngân sách huyện 150 triệu đồng và ngân sách xã 65 triệu đồng": the second is that of the next amount.
    has_own = has_own or (goes_on is not None and named_before is not None and text[goes_on.start()].isdigit())
    named_after = None if before.endswith("(") or has_own else words.source.search(near)
    match = named_after or named_before
    if match is not None:
        return re.sub(r"[\s,]+(?:và|hoặc)?$", "", match["source"])
    giver = words.given_before.search(before)
    return giver["giver"].strip() if giver else None


def _years(text: str, clause: Clause, first: int, last: int) -> tuple[int, int] | None:
    """The year or period printed right after the amount, else the last before it in its clause, else in its sentence."""
    after = _RIGHT_AFTER.match(text, last, clause.end)
    parts = [after[0]] if after else []
    for start in (clause.start, max(clause.sentence_start, first - 2 * _NEAR)):
        parts.append(_without_others(text[start:first]))
    for part in parts:
        spans = [*_RANGE.finditer(part)]
        single = [y for y in _YEAR.finditer(part) if not any(s.start() <= y.start() < s.end() for s in spans)]
        if single and (not spans or single[-1].start() > spans[-1].end()):
            return int(single[-1][0]), int(single[-1][0])
        if spans and (years := find_years(spans[-1][0])):
            return years
    return None


def _without_others(text: str) -> str:
    """``text`` without the years of dates, of what is compared, and of other amounts in brackets."""
    if "20" not in text:
        return text
    own = _DATED.sub(" ", text)
    return _COMPARED.sub(" ", _ASIDE.sub(" ", own) if ")" in own else own)


def _section_years(sections: Sequence[Record]) -> dict[str, tuple[int, int]]:
    """The year that a heading, or else a heading above it, states."""
    found: dict[str, tuple[int, int]] = {}
    for section in sections:
        number, parent = str(section["section_id"]), section.get("parent_section_id")
        title = section.get("title")
        years = find_years(_without_others(title)) if isinstance(title, str) else None
        above = found.get(str(parent)) if parent else None
        if (stated := years or above) is not None:
            found[number] = stated
    return found
