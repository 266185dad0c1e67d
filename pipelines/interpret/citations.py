"""Which official documents a text cites: one record of the dataset ``citations`` per mention that prints a symbol.

The own symbol of the document (head, annex lines) is no citation. Whether the cited document is in the warehouse is decided
there, where all documents are known. How symbols read is in ``language.symbols``, the words around them in ``cited_words``.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.interpret.citation_relations import (
    begins_item,
    goes_on_with_list,
    relation_of_list,
    relation_of_words,
    relation_within,
)
from pipelines.interpret.cited_words import (
    JOINS,
    read_date_after,
    read_date_before,
    read_issuer_after,
    read_issuer_before,
    read_subject,
    same_day_end,
)
from pipelines.interpret.dates import parse_date
from pipelines.interpret.passages import Passage, PassageKind
from pipelines.interpret.records import Record, place_columns
from pipelines.language.document_types import central_codes, type_of_code
from pipelines.language.symbols import SymbolSpan, find_symbols
from pipelines.language.text import fold

_HEADING, _CELL = PassageKind.HEADING, PassageKind.CELL
_WORDS_BEFORE = 240
_SPANS_AHEAD = 8
_COVERS = re.compile(r"(?:\A|\()\s*(?:Ban hành\s+|Phê duyệt\s+)?kèm\s+theo\s*\Z", re.IGNORECASE)
_HEAD_NUMBER = re.compile(r"S[ốỐ]\s*(?P<colon>:?)")
_LAW = re.compile(
    r"(?<!\w)(?:(?P<bo_luat>Bộ luật)|(?P<luat>Luật)|(?P<nghi_quyet>Nghị quyết)|(?P<phap_lenh>Pháp lệnh))(?!\w)"
)
_NEW_SENTENCE = re.compile(r"\.\s+[^\W\d_a-z]")
_TERRITORY = re.compile(r"\s+trên địa bàn (?:tỉnh|thành phố|huyện|thị xã|quận|xã|phường)(?: [^,;]*)?\Z")
_DATE_CELL = re.compile(
    r"\(?\s*(?:ngày\s*)?\d{1,2}\s*(?:[/.-]\s*\d{1,2}\s*[/.-]|tháng \d{1,2} năm)\s*\d{4}\s*\)?", re.IGNORECASE
)
_OF_A_SENTENCE = frozenset(("can_cu", "trien_khai"))
_ABOUT_CELL = re.compile(r"(?:V/v|Về việc|Về)\s*:?\s+(?P<subject>.+)", re.IGNORECASE)


@dataclass(slots=True)
class _Mention:
    """One symbol in a passage and what the words around it say. ``tail_end`` is where date and issuer end."""

    passage: Passage
    span: SymbolSpan
    cited_type: str | None
    symbol: str
    name_start: int
    tail_end: int
    cited_date: date | None = None
    says_date: bool = False
    dates_all: bool = False
    issuer: str | None = None
    issued_before: bool = False
    subject: str | None = None
    subject_start: int = -1
    subject_end: int = -1
    outer: "_Mention | None" = None
    beside: "_Mention | None" = None
    relation: str = "dan_chieu"

    @property
    def end(self) -> int:
        """Where the mention ends with all that is said of it."""
        return max(self.tail_end, self.subject_end)


def interpret_citations(passages: Sequence[Passage], identity: Record) -> list[Record]:
    """The ``citations`` of a document from its running texts; ``identity`` is its record of ``documents``."""
    headings = {p.section_id: p.text for p in passages if p.kind is _HEADING and p.section_id}
    mentions: list[_Mention] = []
    for passage in passages:
        if passage.has_digit and (spans := find_symbols(passage.text)):
            read = _read_passage(passage, spans)
            _tell_relations(read, headings.get(passage.section_id or "", ""))
            mentions += read
    _read_beside_cells(mentions, passages)
    kept = _complete_cut([mention for mention in mentions if not _is_own(mention, identity)])
    return [_record(mention) for mention in kept]


def _read_passage(passage: Passage, spans: list[SymbolSpan]) -> list[_Mention]:
    mentions: list[_Mention] = []
    for index, span in enumerate(spans):
        previous = mentions[-1] if mentions else None
        ahead = spans[index + 1 : index + 1 + _SPANS_AHEAD]
        mention = _read_mention(passage, span, ahead, previous.tail_end if previous else 0)
        around = reversed(mentions[-_SPANS_AHEAD:])
        mention.outer = next((m for m in around if m.subject_start <= span.start < m.subject_end), None)
        _leave_to_outer(mention)
        level = [m for m in mentions[-_SPANS_AHEAD:] if m.outer is mention.outer]
        if level and JOINS.fullmatch(passage.text, min(level[-1].end, mention.name_start), mention.name_start):
            mention.beside = level[-1]
        if previous and not mention.says_date and same_day_end(passage.text, span.end):
            mention.cited_date = previous.cited_date
        mentions.append(mention)
    _share(mentions, passage.text)
    return mentions


def _read_mention(passage: Passage, span: SymbolSpan, ahead: Sequence[SymbolSpan], floor: int) -> _Mention:
    text = passage.text
    mention = _Mention(passage, span, span.type, span.symbol, span.name_start, span.end)
    before = text[max(floor, span.name_start - _WORDS_BEFORE) : span.name_start]
    if span.type is None and (laws := list(_LAW.finditer(before))):
        # A law is called by its name: "Luật Giao dịch điện tử số 20/2023/QH15".
        mention.cited_type = laws[-1].lastgroup
        mention.name_start -= len(before) - laws[-1].start()
        before = before[: laws[-1].start()]
    at = same_day_end(text, span.end) or span.end
    for _ in range(2):  # the issuer stands before or after the date
        if not mention.says_date and (dated := read_date_after(text, at)) is not None:
            mention.cited_date, at, mention.dates_all = dated
            mention.says_date = True
        if mention.issuer is None and (issued := read_issuer_after(text, at)) is not None:
            mention.issuer, at = issued
    mention.tail_end = at
    is_item = mention.name_start < _WORDS_BEFORE and begins_item(text[: mention.name_start])
    if (said := read_subject(text, at, ahead, mention.cited_type, is_item=is_item)) is not None:
        mention.subject, mention.subject_start, mention.subject_end = said
    if mention.issuer is None:
        mention.issuer = read_issuer_before(before)
        mention.issued_before = mention.issuer is not None
    if not mention.says_date:
        mention.cited_date = read_date_before(before)
    return mention


def _leave_to_outer(mention: _Mention) -> None:
    """The territory at the end of the subject of a nested central document is that of the local one which holds it."""
    if mention.outer is None or mention.subject is None or fold(_issuer_code(mention)) not in central_codes():
        return
    if fold(_issuer_code(mention.outer)) not in central_codes() and mention.subject_end == mention.outer.subject_end:
        mention.subject = _TERRITORY.sub("", mention.subject)


def _share(mentions: list[_Mention], text: str) -> None:
    """Give the parts of an enumeration what is said once for all of them."""
    for mention in reversed(mentions):
        previous = mention.beside
        if previous is None or previous.subject is not None:
            continue
        if mention.says_date and not previous.says_date and (mention.dates_all or not mention.span.is_named):
            previous.cited_date, previous.says_date, previous.dates_all = mention.cited_date, True, mention.dates_all
        if previous.issuer is None and _issuer_code(previous) == _issuer_code(mention):
            previous.issuer = mention.issuer
        if previous.cited_type == mention.cited_type and ";" not in text[previous.tail_end : mention.name_start]:
            # "Thông tư số 85 và Thông tư số 106 sửa đổi Thông tư số 85": what amends the first is no subject of it.
            amends_it = (
                mention.subject is not None and previous.symbol is not None and previous.symbol in mention.subject
            )
            previous.subject = None if amends_it else mention.subject
    carried: _Mention | None = None
    checked = 0
    for mention in mentions:
        previous = mention.beside
        if previous and mention.cited_type in {None, "cong_van"} and not mention.span.is_named:
            mention.cited_type = previous.cited_type
        if mention.outer is not None:
            continue
        # An agency that issued the first of several issued those like it too: "UBND tỉnh đã ban hành: ...; ...; ...".
        if _NEW_SENTENCE.search(text, checked, mention.name_start):
            carried = None
        checked = mention.span.end
        if mention.issuer is None and carried is not None and _issuer_code(carried) == _issuer_code(mention):
            mention.issuer = carried.issuer
        carried = mention if mention.issued_before else carried


def _issuer_code(mention: _Mention) -> str:
    """The code of the issuer: it ends a symbol that has a code for its type, and begins that of an official letter."""
    codes = [part for part in re.split(r"[-/]", mention.symbol)[1:] if not part.isdigit()]
    return codes[-1] if type_of_code(codes[0]) else codes[0]


def _tell_relations(mentions: list[_Mention], heading: str) -> None:
    floor = 0
    above: _Mention | None = None
    for mention in mentions:
        text = mention.passage.text
        outer, beside = mention.outer, mention.beside
        start = outer.subject_start if outer else floor
        before = text[max(start, mention.name_start - _WORDS_BEFORE) : mention.name_start]
        relation = relation_within(outer.subject or "", before) if outer else relation_of_words(before)
        if relation is None and beside is not None:
            relation = beside.relation
        if relation is None and outer is None and above is not None and above.relation in _OF_A_SENTENCE:
            relation = above.relation if goes_on_with_list(text[above.end : mention.name_start]) else None
        is_cell = mention.passage.kind is _CELL
        if relation is None and outer is None and not is_cell and mention.name_start <= _WORDS_BEFORE and start == 0:
            is_whole = mention.end >= len(text.rstrip(" .;,)"))
            several = len(mentions) > 1 and mention.passage.kind is PassageKind.FOOTNOTE
            relation = relation_of_list(before, heading, is_whole=is_whole, is_note_of_several=several)
        mention.relation = relation or "dan_chieu"
        floor = max(floor, mention.end) if outer is None else floor
        above = mention if outer is None else above


def _is_own(mention: _Mention, identity: Record) -> bool:
    """Whether the symbol is the document's own, printed in its head or its annex lines, or that of another head."""
    text, span = mention.passage.text, mention.span
    own, own_date = identity.get("document_symbol"), identity.get("issue_date")
    is_same = isinstance(own, str) and _bare(own) == _bare(mention.symbol)
    if mention.passage.kind is not _CELL and (label := _HEAD_NUMBER.match(text, span.name_start)):
        begins_line = any(line.startswith(text[span.name_start : span.end]) for line in mention.passage.lines)
        if (label["colon"] and (is_same or begins_line)) or (is_same and begins_line):
            return True
    if not is_same:
        return False
    before = text[max(0, span.name_start - 40) : span.name_start]
    if _COVERS.search(before):
        return True
    if mention.cited_date is not None and own_date is not None:
        return mention.cited_date == own_date
    return re.match(r"\s*này(?!\w)", text[span.end : span.end + 8]) is not None


def _bare(symbol: str) -> str:
    return re.sub(r"\s", "", fold(symbol))


def _complete_cut(mentions: list[_Mention]) -> list[_Mention]:
    """Complete symbols whose end was lost from the one symbol of the document that goes on like them.

    One that nothing completes stays as printed where the text names it as a document, and is dropped otherwise.
    """
    whole: dict[str, set[str]] = defaultdict(set)
    if any(mention.span.is_cut for mention in mentions):
        for mention in mentions:
            if not mention.span.is_cut:
                whole[mention.symbol.split("-", 1)[0]].add(mention.symbol)
    for mention in mentions:
        if mention.span.is_cut and len(goes_on := whole[mention.symbol]) == 1:
            mention.symbol = next(iter(goes_on))
    return [m for m in mentions if not m.span.is_cut or m.symbol != m.span.symbol or m.span.is_named]


def _read_beside_cells(mentions: Iterable[_Mention], passages: Sequence[Passage]) -> None:
    """A list of documents in a table prints symbol, date and subject in cells of their own."""
    bare = [
        m
        for m in mentions
        if m.passage.kind is _CELL and m.passage.row_no is not None and len(m.passage.text) <= m.span.end + 2
        and m.name_start <= 2
    ]  # fmt: skip
    if not bare:
        return
    rows: dict[tuple[int | None, str | None], list[Passage]] = defaultdict(list)
    for passage in passages:
        if passage.kind is _CELL:
            rows[passage.table_no, passage.row_no].append(passage)
    for mention in bare:
        cells = [c for c in rows[mention.passage.table_no, mention.passage.row_no] if c is not mention.passage]
        if any(find_symbols(cell.text) for cell in cells if len(cell.text) < 60):
            continue
        dates = [cell.text for cell in cells if _DATE_CELL.fullmatch(cell.text.strip())]
        if mention.cited_date is None and len(dates) == 1:
            mention.cited_date = parse_date(dates[0] if "ngày" in dates[0].lower() else f"ngày {dates[0]}")
        about = [found["subject"] for cell in cells if (found := _ABOUT_CELL.fullmatch(cell.text.strip()))]
        if mention.subject is None and len(about) == 1:
            mention.subject = about[0]


def _record(mention: _Mention) -> Record:
    place = mention.passage.place_of(mention.span.start, mention.span.end)
    return {
        "cited_type": mention.cited_type,
        "cited_symbol": mention.symbol,
        "cited_date": mention.cited_date,
        "cited_issuer_text": mention.issuer,
        "subject": mention.subject,
        "relation": mention.relation,
        "cited_document_id": None,
        **place_columns(place),
    }
