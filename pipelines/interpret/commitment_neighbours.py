"""What a commitment is about, and whose it is, where its own sentence only says when ("Thời gian hoàn thành: Quý III").

It stands in the sentence before, else in the items beside it in the list, else in the heading above.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.interpret.commitment_owners import acting_agency, agency_of_heading, opening_agency
from pipelines.interpret.commitment_words import LONGEST, Promise
from pipelines.interpret.passages import Passage, PassageKind
from pipelines.language.clauses import Clauses

_ONLY_WHEN = re.compile(
    r"[\W_]*(?:(?:thời gian|thời hạn|hạn|tiến độ|lộ trình)(?: (?:hoàn thành|thực hiện|triển khai|kết thúc))*\s?:?\s*)?"
    r"(?:(?:dự kiến|phấn đấu|yêu cầu|phải|hoàn thành|hoàn thiện|hoàn tất|xong|kết thúc|thực hiện|trong|vào|là)(?:\s|\Z))*",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"\W*(?:(?:cơ quan|đơn vị|phòng|bộ phận)(?: được giao)?\s)?(?:chủ trì|thực hiện|đầu mối|phụ trách|tham mưu)"
    r"(?: [a-zđà-ỹ]+){0,3}\s*:\s*(?P<name>[^.;]+)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\W*(?:cơ quan|đơn vị|sản phẩm|kết quả|kinh phí|nguồn|địa điểm|thời (?:gian|hạn)|phối hợp|thành phần|đối tượng|tiến độ)"
    r"[^:.;]{0,40}:",
    re.IGNORECASE,
)
_CONTENT = re.compile(r"\W*(?:nội dung|nhiệm vụ|công việc|hoạt động)[^:.;,]{0,20}:\s*", re.IGNORECASE)
_BULLET = re.compile(r"[\s–+*•-]*(?:[a-zđ]\)|\(?[0-9]{1,2}(?:\.[0-9]{1,2})*[.)])?\s*")
_MARKS = " -+*•–,;:."
_FURTHEST = 6
_BESIDE = frozenset({PassageKind.PROSE, PassageKind.HEADING, PassageKind.APPENDIX})


@dataclass(frozen=True, slots=True)
class About:
    """What is to be done and by whom, as printed beside the sentence that says when."""

    what: str | None
    owner: str | None


def find_about(passages: Sequence[Passage], at: int, promise: Promise, clauses: Clauses) -> About | None:
    """What ``passages[at]`` or those beside it say of a promise, None where its sentence says itself what is to be done.

    ``clauses`` are those of ``passages[at]``.
    """
    text, due, clause = passages[at].text, promise.due, promise.clause
    start = clause.sentence_start
    if not _ONLY_WHEN.fullmatch(text, start, due.start):
        start = clause.start  # "...; chậm nhất ngày 30/6 hoàn thành"
    if not _ONLY_WHEN.fullmatch(text, start, due.start) or not _ONLY_WHEN.fullmatch(text, due.end, clause.end):
        return None
    owner: str | None = None
    what: str | None = None
    for said in _said_before(passages, at, start, clauses):
        if lead := _LEAD.match(said):
            owner = owner or lead["name"].strip(_MARKS)
        elif not _LABEL.match(said):
            content = _CONTENT.match(said) or _BULLET.match(said)
            what = said[content.end() if content else 0 :].strip(_MARKS)
            owner = owner or acting_agency(said, 0, len(said)) or opening_agency(said)
            break
    if owner is None:
        leads = (
            lead["name"].strip(_MARKS) for said in _said_after(passages, at, clause.end) if (lead := _LEAD.match(said))
        )
        owner = next(leads, None)
    return About(what, owner) if what or owner else None


def _said_before(passages: Sequence[Passage], at: int, start: int, clauses: Clauses) -> Iterator[str]:
    """The sentences before ``start``, the nearest first; a heading that only names an agency is no task and ends them."""
    passage = passages[at]
    yield from _sentences_before(passage.text, start, clauses)
    if passage.kind not in _BESIDE:
        return
    for index in range(at - 1, max(-1, at - 1 - _FURTHEST), -1):
        before = passages[index]
        if before.section_id != passage.section_id or before.kind not in _BESIDE:
            return
        if before.kind is PassageKind.HEADING:
            title = before.text[_BULLET.match(before.text).end() :]  # type: ignore[union-attr]
            if agency_of_heading(title) is None:
                yield title
            return
        yield from _sentences_before(before.text, len(before.text), Clauses(before.text))


def _sentences_before(text: str, end: int, clauses: Clauses) -> Iterator[str]:
    while True:
        while end and text[end - 1] in _MARKS:
            end -= 1
        if not end:
            return
        sentence = clauses.around(end - 1, end)
        yield text[sentence.sentence_start : end].strip()
        end = sentence.sentence_start


def _said_after(passages: Sequence[Passage], at: int, end: int) -> Iterator[str]:
    passage = passages[at]
    rest = passage.text[end : end + LONGEST].lstrip(_MARKS)
    if rest:
        yield rest
    if passage.kind not in _BESIDE:
        return
    for after in passages[at + 1 : at + 1 + _FURTHEST]:
        if (
            after.section_id != passage.section_id
            or after.kind is not passage.kind
            or not (_LABEL.match(after.text) or _LEAD.match(after.text))
        ):
            return
        yield after.text
