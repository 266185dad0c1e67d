"""The identity of a document: one record of the dataset ``documents``, from its head, its annex lines and its own words.

Nothing is invented: what is blank or missing in print stays null. How the head and the signature are read is in
``header``; which agencies exist is not known here.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from pipelines.interpret.agencies import agency_id
from pipelines.interpret.appendices import Appendix
from pipelines.interpret.attachments import add_attachments
from pipelines.interpret.dates import make_date, parse_blank_date, parse_date, parse_period
from pipelines.interpret.header import (
    DOCUMENT_TYPES,
    Head,
    parse_symbol,
    read_head,
    type_of_symbol,
)
from pipelines.interpret.provinces import Province, find_province, mentioned_provinces
from pipelines.interpret.records import Record
from pipelines.interpret.scan_agreement import agree_with_body
from pipelines.interpret.signature import Signature, read_signature
from pipelines.language.agency_names import named_kind
from pipelines.language.numbering import parse_numbering
from pipelines.language.text import collapse, fold, slug
from pipelines.read.formats import format_kind
from pipelines.read.model import Document, Paragraph, ParagraphKind, SourceRejected, Table

_BODY = ParagraphKind.BODY
_TYPE_NAMES = "|".join(sorted((re.escape(name) for name in DOCUMENT_TYPES), key=len, reverse=True))
_COVERED = re.compile(rf"(?i)kèm theo\s+(?P<type>{_TYPE_NAMES})\s*(?P<rest>.*)")
_COVERED_ISSUER = re.compile(r"\bcủa\s+(?P<issuer>[^()]+?)\s*[).,;]*\Z")
_POST_OF = re.compile(
    r"(?i)(?:quyền |phó )?(?:chủ tịch|giám đốc|trưởng ban|chánh văn phòng|bộ trưởng|cục trưởng|hiệu trưởng)\s+(?=\S)"
)
_CENTRAL = re.compile(
    r"(?:bo (?!chi huy|doi bien phong)|chinh phu|thu tuong|quoc hoi|tong cuc|van phong chinh phu|ban chap hanh trung uong"
    r"|vien kiem sat nhan dan toi cao|toa an nhan dan toi cao|uy ban quoc gia)"
)
_BARE_PLACE = re.compile(r"(?:tỉnh|thành phố|TỈNH|THÀNH PHỐ)\Z")
_CLOSING = re.compile(r"(?P<issuer>(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân) (?:tỉnh|thành phố))\b")
_OWN_WORDS = re.compile(
    r"(?P<issuer>(?:Chủ tịch )?(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân|Sở|Ban|Văn phòng|Chi cục|Trung tâm|Công an|Phòng)"
    r"(?: [^\W\d_]\w*,?){1,9}?) (?:xây dựng|ban hành|báo cáo|thông báo|đề nghị|yêu cầu|xin báo cáo|trân trọng|kính trình|trình)\b"
)
_CLOSING_TITLE = re.compile(
    r"Trên đây là (?:(?:nội dung|toàn văn) )?(?P<type>(?i:kế hoạch|báo cáo|đề án|chương trình|phương án|tờ trình|quy chế))\s+(?P<title>.+)"
)
_AFTER_TITLE = re.compile(
    r"(?:,? của|[,;]) (?=(?:UBND|Ủy ban|Uỷ ban|Sở|Ban|Phòng|Văn phòng|Chi cục|Trung tâm|Công an|Hội đồng|Đoàn|đơn vị|cơ quan)\b)"
    r"|[,;] (?:kính|đề nghị|yêu cầu|giao|trân trọng|trong quá trình|nếu|trường hợp)|[.;]\s|\./"
)
# What such a document is about took place at a meeting; the period in its title is the meeting's.
_OF_MEETINGS = frozenset({"thông báo", "kết luận", "giấy mời", "biên bản"})
_MEETING = re.compile(r"\btại (?:cuộc|phiên|hội nghị|buổi|kỳ) ?", re.IGNORECASE)
_SHORTEST_TITLE = 3
_SHORTEST_MENTION = len("TP. Huế")
_ADDRESSED = re.compile(r"(?i)kính gửi\b")
_FURTHEST_ADDRESS = 16
_ASKING = re.compile(r"(?i)đề nghị|kính trình|trình |kính gửi|xem xét")
_NEXT_AGENCY = re.compile(r",\s+(?=(?:UBND|Ủy ban|Uỷ ban|Sở|Ban|Văn phòng|Chi cục|Trung tâm|Công an|Phòng)\b)")
_LEGAL_GROUND = re.compile(r"Căn cứ (?:các |vào )?(?:Luật|Nghị|Quyết|Kế|Chỉ|Thông|Công|chức)")
_AGENCY_MENTION = re.compile(
    r"UBND|Ủy ban nhân dân|Uỷ ban nhân dân|HĐND|Sở [A-ZĐ]|Ban [A-ZĐ]|Bộ [A-ZĐ]|Chi cục|Phòng [A-ZĐ]"
)
_LONGEST_KEY = 96


@dataclass(frozen=True, slots=True)
class _Covered:
    """What an annex line "(Kèm theo Kế hoạch số ... của ...)" says of the document it belongs to."""

    type_name: str
    number: int | None
    symbol: str | None
    issue_date: date | None
    year: int | None
    month: int | None
    issuer: str | None


def interpret_identity(document: Document, appendices: Sequence[Appendix]) -> Record:
    """Return the record of ``document`` for the dataset ``documents``.

    Raises SourceRejected where nothing shows that the text is an administrative document.
    """
    appendices = add_attachments(document, appendices)
    end = appendices[0].first_block if appendices else len(document.blocks)
    head = read_head(document.blocks, end)
    signature = read_signature(document.blocks, end)
    covered = next(iter(_read_covered(appendices)), None)
    _reject_other_texts(document, head, signature, covered, appendices)

    number, symbol = head.number, head.symbol
    issue_date = head.issue_date
    if covered is not None:
        if symbol is None:
            number, symbol = covered.number, covered.symbol
        issue_date = issue_date or (None if head.date_text else covered.issue_date)
    type_name = (
        head.type_name or (covered.type_name if covered else None) or (type_of_symbol(symbol) if symbol else None)
    )
    closing = _read_closing(document, end) if head.type_name is None else None
    type_name = type_name or (closing[0] if closing else None)
    title = head.title or (closing[1] if closing else None)
    period_start, period_end = _find_period(title, type_name, appendices)
    day = issue_date or _approximate_day(head, covered, period_start or period_end)

    named = _find_named(document, head, signature, covered, end)
    # A chairman or director signs for the agency, which is the issuer.
    issuer = agree_with_body(_POST_OF.sub("", named, count=1), document) if named else None
    province = _find_province(document, head, title, covered, issuer, day)
    if issuer is not None and province is not None and _BARE_PLACE.search(issuer):
        name = province.short_name
        issuer = f"{issuer} {name.upper() if issuer.isupper() else name}"
    issuer_key = agency_id(issuer, province.short_name if province else None) if issuer else None
    type_key = slug(type_name).replace("-", "_") if type_name else None
    return {
        "document_id": _make_key(
            issuer_key,
            symbol,
            issue_date,
            type_name,
            title or (appendices[0].title if appendices else None),
            period_start or period_end,
            document,
        ),
        "source_name": document.source_name,
        "source_sha256": document.source_sha256,
        "source_format": format_kind(document.source_format),
        "document_type": type_key,
        "document_number": number,
        "document_symbol": symbol,
        "title": title,
        "issuer_text": issuer,
        "issuer_agency_id": issuer_key,
        "province_code": province.code if province else None,
        "issue_date": issue_date,
        "issue_place": head.place,
        "period_start": period_start,
        "period_end": period_end,
        "signer_name": signature.name,
        "signer_title": signature.title,
        "signing_authority": signature.authority,
    }


def _read_covered(appendices: Sequence[Appendix]) -> Iterator[_Covered]:
    for appendix in appendices:
        found = _COVERED.search(appendix.covers or "")
        if found is None:
            continue
        rest = re.sub(r"^số\s*:?\s*", "", found["rest"])
        parsed = parse_symbol(rest)
        number, symbol = (parsed[0], parsed[1]) if parsed else (None, None)
        of_issuer = re.split(r"\bngày", found["rest"], maxsplit=1)[-1]
        issuer = _COVERED_ISSUER.search(of_issuer)
        year, month = parse_blank_date(rest)
        if number is not None and number == year and parse_date(rest) is None:
            number, symbol = None, None  # "số:    2006/QĐ-UBND ngày   tháng   năm 2006": the number is left blank
        yield _Covered(
            collapse(found["type"]).lower(),
            number,
            symbol,
            parse_date(rest),
            year,
            month,
            collapse(issuer["issuer"]) if issuer else None,
        )


def _reject_other_texts(
    document: Document, head: Head, signature: Signature, covered: _Covered | None, appendices: Sequence[Appendix]
) -> None:
    paragraphs = [p for p in document.paragraphs() if p.kind is _BODY]
    strong = [
        head.type_name is not None,
        head.has_motto,
        head.has_symbol_line,
        covered is not None,
        signature.authority is not None or (signature.title is not None and signature.name is not None),
        any(p.text.startswith("Nơi nhận") for p in paragraphs),
        any(p.text.startswith("Căn cứ ") and _LEGAL_GROUND.match(p.text) for p in paragraphs),
        any(appendix.printed for appendix in appendices),
    ]
    weak = [
        _are_there(3, (p for p in paragraphs if parse_numbering(p.text) is not None)),
        _are_there(5, (mention for p in paragraphs for mention in _AGENCY_MENTION.finditer(p.text))),
        any(isinstance(block, Table) for block in document.blocks),
    ]
    if 2 * sum(strong) + sum(weak) < 4 and not any(table.place.cell for table in document.tables()):
        raise SourceRejected(
            document.source_name,
            "no administrative document recognised: no type, motto, symbol, recipients, signature or annex line was found",
            "send a plan, report, decision or official letter; if it is one, send the whole text with its first page",
        )


def _are_there(number: int, things: Iterable[object]) -> bool:
    return sum(1 for _ in islice(things, number)) == number


def _read_closing(document: Document, end: int) -> tuple[str, str | None] | None:
    """Return type and title that the closing sentence states ("Trên đây là Báo cáo kết quả ... của UBND huyện ...")."""
    texts = [block.text for block in document.blocks[:end] if isinstance(block, Paragraph)]
    if any(_ADDRESSED.match(text) for text in texts[:_FURTHEST_ADDRESS]):
        return None  # a letter, too, ends with "Trên đây là báo cáo của ..."
    for text in reversed(texts):
        if (found := _CLOSING_TITLE.search(text)) is not None:
            title = _AFTER_TITLE.split(found["title"], maxsplit=1)[0].strip(" .,;/")
            is_title = len(title.split()) >= _SHORTEST_TITLE and not title.startswith(("của ", "này "))
            return found["type"].lower(), title if is_title else None
    return None


def _find_period(
    title: str | None, type_name: str | None, appendices: Sequence[Appendix]
) -> tuple[date | None, date | None]:
    if title and type_name in _OF_MEETINGS:
        title = _MEETING.split(title, maxsplit=1)[0]
    if title and (period := parse_period(title)) is not None:
        return period
    for appendix in appendices:
        # A part of a year in the title of an appendix is that of its table.
        found = parse_period(appendix.title)
        if found is not None and (found[0] is None or (found[0].month, found[1].month) == (1, 12)):
            return found
    return None, None


def _approximate_day(head: Head, covered: _Covered | None, other: date | None) -> date | None:
    """Return a day near the date of issue where the day itself is left blank; for look-ups only."""
    year, month = parse_blank_date(head.date_text) if head.date_text else (None, None)
    if year is None and covered is not None:
        year, month = covered.year, covered.month
    return make_date(year, month or 1, 1) if year is not None else other


def _find_named(document: Document, head: Head, signature: Signature, covered: _Covered | None, end: int) -> str | None:
    if head.agencies:
        return head.agencies[-1]
    if covered is not None and covered.issuer is not None:
        return covered.issuer
    authority = (signature.authority or "").split(",", 1)[0]
    if (named := re.match(r"T/?M\s?\.\s*([^;]+)", authority)) is not None:
        return named[1]
    texts = [b.text for b in document.blocks[:end] if isinstance(b, Paragraph) and b.kind is _BODY]
    for text in reversed(texts):
        if text.endswith("./.") and (closing := list(_CLOSING.finditer(text))) and _ASKING.search(text) is None:
            return closing[-1]["issuer"]
    for text in texts[:12]:
        if (own := list(_OWN_WORDS.finditer(text))) and not parse_numbering(text):
            return collapse(_NEXT_AGENCY.split(own[-1]["issuer"])[-1].rstrip(","))
    return None


def _find_province(
    document: Document,
    head: Head,
    title: str | None,
    covered: _Covered | None,
    issuer: str | None,
    day: date | None,
) -> Province | None:
    named = [*reversed(head.agencies), issuer or "", covered.issuer or "" if covered else ""]
    for text in named:
        if names := mentioned_provinces(text, typed_only=True):
            return find_province(names[0], day)
    if any(
        _CENTRAL.match(fold(body)) or named_kind(fold(body)) == "ministry" for body in (*head.agencies, issuer or "")
    ):
        return None
    if head.place and (names := mentioned_provinces(head.place)):
        return find_province(names[0], day)
    for text in (title or "", *named):
        if names := mentioned_provinces(text):
            return find_province(names[0], day)
    counted: Counter[str] = Counter()
    for paragraph in document.paragraphs():
        if len(paragraph.text) >= _SHORTEST_MENTION:
            counted.update(mentioned_provinces(paragraph.text, typed_only=True))
    if not counted:
        return None
    (name, count), *others = counted.most_common(2)
    return find_province(name, day) if not others or count > 2 * others[0][1] else None


def _make_key(
    issuer_key: str | None,
    symbol: str | None,
    issue_date: date | None,
    type_name: str | None,
    title: str | None,
    near: date | None,
    document: Document,
) -> str:
    """Return the stable key: issuer, symbol and date; where one is missing, type and title in their stead.

    What says nothing of itself (a table without title or issuer) is known by its words and figures.
    """
    issuer = issuer_key or "khong-ro-co-quan"
    if symbol is not None and issue_date is not None:
        return f"{issuer}.{slug(symbol)}.{issue_date.isoformat()}"
    parts = [slug(symbol)] if symbol is not None else []
    words = slug(" ".join(filter(None, (type_name, title))))
    if not words or (issuer_key is None and type_name is None):
        year = str(near.year) if near is not None and not words else ""
        words = "-".join(filter(None, (words or "khong-ro-trich-yeu", year, _digest(document))))
    parts.append(_shorten(words))
    if issue_date is not None:
        parts.append(issue_date.isoformat())
    return ".".join([issuer, *parts])


def _digest(document: Document) -> str:
    """Return eight letters made of all that ``document`` says, whatever the order of its lines."""
    texts = {fold(paragraph.text) for paragraph in document.paragraphs() if paragraph.kind is _BODY}
    texts |= {fold(" ".join(row.texts)) for table in document.tables() for row in table.rows}
    return hashlib.sha256("\n".join(sorted(texts)).encode()).hexdigest()[:8]


def _shorten(key: str) -> str:
    if len(key) <= _LONGEST_KEY:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()[:8]
    return f"{key[:_LONGEST_KEY].rsplit('-', 1)[0]}-{digest}"
