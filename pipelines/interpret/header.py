"""The head and the signature of a document as printed: issuer, symbol, place and date, type, title, who signed.

Reads the layout of Nghị định 30/2020/NĐ-CP (Phụ lục I). Only what is printed there; what a document without its first
page says of itself elsewhere is put together in ``identity``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile

from pipelines.interpret.appendices import is_covers_line
from pipelines.interpret.dates import parse_date
from pipelines.language.numbering import parse_appendix_label, parse_bullet, parse_numbering
from pipelines.language.syllables import is_syllable
from pipelines.language.text import collapse, fold
from pipelines.read.model import Block, Paragraph, ParagraphKind

DOCUMENT_TYPES = {
    "nghị quyết": "NQ", "quyết định": "QĐ", "chỉ thị": "CT", "quy chế": "QC", "quy định": "QyĐ",
    "thông cáo": "TC", "thông báo": "TB", "hướng dẫn": "HD", "chương trình": "CTr", "kế hoạch": "KH",
    "phương án": "PA", "đề án": "ĐA", "dự án": "DA", "báo cáo": "BC", "biên bản": "BB", "tờ trình": "TTr",
    "hợp đồng": "HĐ", "công điện": "CĐ", "giấy mời": "GM", "công văn": "CV", "kết luận": "KL", "đề cương": "ĐC",
    "luật": "L", "pháp lệnh": "PL", "nghị định": "NĐ", "thông tư": "TT", "thông tư liên tịch": "TTLT",
}  # fmt: skip
"""Types of administrative documents (Nghị định 30/2020/NĐ-CP, Điều 7; Luật Ban hành VBQPPL) and their codes."""

_TYPES_BY_FOLD = {fold(name): name for name in DOCUMENT_TYPES}
_TYPES_BY_CODE = {fold(code): name for name, code in DOCUMENT_TYPES.items()}
_MOTTO = re.compile(
    r"C[OỘ]NG H(?:ÒA|OÀ|OA) X[AÃ] H[OỘ]I CH[UỦ] NGH[IĨ]A VI[EỆ]T NAM|Độc lập\s*[-–]\s*Tự do\s*[-–].*|ĐẢNG CỘNG SẢN VIỆT NAM",
    re.I,
)
_PLACE_DATE = re.compile(
    r"(?P<place>[^\W\d_][^\d,:;/]{1,40}?)\s*,\s*(?P<date>[Nn]gày\s*[\d\s.…_]*tháng\s*[\d\s.…_]*(?:năm\s*[\d\s.…_]*)?)"
)
SYMBOL = re.compile(
    r"(?P<number>\d{1,6}[a-zA-Z]?)?[\s.…_]*(?P<mark>[/-])\s*"
    r"(?P<rest>(?:\d{4}\s*/\s*)?[A-ZĐƯÔÂ][\w&.]*(?:\s?[-/]\s?[A-ZĐƯÔÂ0-9][\w&.()]*)*)"
)
_SYMBOL_LINE = re.compile(r"[*\s]*(?:Số|SỐ)\s*:?\s*(?=[\d\s.…_]*[/-])")
_CASE_LINE = re.compile(r"(?:V/v|v/v|V/V|Về việc|Vv)\s*:?\s*(?P<title>.+)")
_AUTHORITY = re.compile(r"(?P<code>T/?M|K/?T|T/?L|T/?UQ|Q)(?:\s?\.|(?<=/\w)|(?<=/UQ))\s*(?P<name>\S.*)")
_POST = re.compile(
    r"(?:QUYỀN\s+|Q\.\s*)?(?:PHÓ\s+)?(?:TỔNG\s+)?(?:CHỦ TỊCH|GIÁM ĐỐC|TRƯỞNG BAN|CHÁNH VĂN PHÒNG|CHÁNH THANH TRA|BỘ TRƯỞNG"
    r"|THỨ TRƯỞNG|CỤC TRƯỞNG|VỤ TRƯỞNG|TRƯỞNG PHÒNG|TRƯỞNG ĐOÀN|CHI CỤC TRƯỞNG|VIỆN TRƯỞNG|HIỆU TRƯỞNG|BÍ THƯ|CHỦ NHIỆM"
    r"|TRƯỞNG\b|THỦ TƯỚNG|TỔNG THANH TRA|CHÁNH ÁN|TƯ LỆNH|CHỈ HUY TRƯỞNG|THỦ TRƯỞNG)"
)
_AGENCY_WORD = re.compile(
    r"(?:ỦY BAN|UỶ BAN|UBND|HỘI ĐỒNG|HĐND|SỞ|BAN|BỘ|TỔNG CỤC|CỤC|CHI CỤC|TRUNG TÂM|VĂN PHÒNG|PHÒNG|TỈNH ỦY|TỈNH UỶ|THÀNH ỦY|HUYỆN ỦY"
    r"|ĐẢNG ỦY|CÔNG AN|TÒA ÁN|TOÀ ÁN|VIỆN|THANH TRA|ĐOÀN|LIÊN ĐOÀN|HỘI|NGÂN HÀNG|TRƯỜNG|BỆNH VIỆN|BẢO HIỂM|KHO BẠC|CHÍNH PHỦ"
    r"|THỦ TƯỚNG|QUỐC HỘI|TẬP ĐOÀN|TỔNG CÔNG TY|CÔNG TY|ĐÀI|BÁO|MẶT TRẬN|TỔ CÔNG TÁC|HẠT|ĐẢNG BỘ|ĐẢNG CỘNG SẢN)\b"
)
_NAME_RANKS = re.compile(r"(?:(?:Ths|ThS|TS|PGS|GS|BS|KS|CN|Đại tá|Thiếu tướng|Trung tá|Thượng tá|Thiếu tá)\.?\s+)+")
_SIGNED = re.compile(r"\(?(?:đã ký|ký tên|ký, đóng dấu|signed|ký số)", re.IGNORECASE)
_FURTHEST_HEAD = 24
_LONGEST_TITLE = 420
_TITLE_GAP = 3
_LAST_PARAGRAPHS = 10


@dataclass(slots=True)
class Head:
    """What stands above the body; None where it is not printed or left blank."""

    agencies: list[str] = field(default_factory=list)
    number: int | None = None
    symbol: str | None = None
    has_symbol_line: bool = False
    has_motto: bool = False
    place: str | None = None
    issue_date: date | None = None
    date_text: str | None = None
    type_name: str | None = None
    title: str | None = None


@dataclass(slots=True)
class Signature:
    """Who signed: ``authority`` (TM., KT. ...) and ``title`` as printed, ``name``."""

    authority: str | None = None
    title: str | None = None
    name: str | None = None


def type_of_name(text: str) -> str | None:
    """Return the type ("kế hoạch") whose name ``text`` is, whatever its case."""
    return _TYPES_BY_FOLD.get(fold(text).rstrip(" :."))


def type_of_symbol(symbol: str) -> str | None:
    """Return the type that the code in a symbol means ("883/KH-UBND", "26-CT/TU"); an official letter has none."""
    for part in re.split(r"[/\-\d]+", fold(symbol)):
        if part in _TYPES_BY_CODE:
            return _TYPES_BY_CODE[part]
    return None


def parse_symbol(text: str) -> tuple[int | None, str | None, str] | None:
    """Return number, symbol (None where its number is blank) and what follows, of a text that begins with a symbol."""
    found = SYMBOL.match(text)
    if found is None:
        return None
    rest = re.sub(r"\s+", "", found["rest"]).rstrip(".")
    after = text[found.end() :]
    if found["number"] is None:
        return None, None, after
    number = int("".join(takewhile(str.isdecimal, found["number"])))
    return number, f"{found['number']}{found['mark']}{rest}", after


def read_head(blocks: Sequence[Block], end: int) -> Head:
    """Return what is printed above the body; ``end`` is the first block that cannot belong to it."""
    head = Head()
    issuer_lines: list[str] = []
    for index, paragraph in _body_paragraphs(blocks, 0, min(end, _FURTHEST_HEAD)):
        text = paragraph.text
        if type_of_name(text) and text.isupper():
            head.type_name = type_of_name(text)
            head.title = _read_title(blocks, index + 1, end)
            break
        if text.startswith("Kính gửi"):
            head.type_name = head.type_name or ("công văn" if head.has_symbol_line or head.has_motto else None)
            break
        if is_covers_line(text) or parse_appendix_label(text) or parse_numbering(text) or parse_bullet(text):
            break
        if len(text) > 300 or (not text.isupper() and re.match(r"(?i)căn cứ |theo |thực hiện ", text)):
            break
        for line in paragraph.lines or (text,):
            _read_head_line(line, head, issuer_lines)
    head.agencies = join_agencies(issuer_lines)
    return head


def _body_paragraphs(blocks: Sequence[Block], start: int, end: int) -> Iterator[tuple[int, Paragraph]]:
    for index in range(start, min(end, len(blocks))):
        block = blocks[index]
        if not isinstance(block, Paragraph):
            return
        if block.kind is ParagraphKind.BODY:
            yield index, block


def _read_head_line(line: str, head: Head, issuer_lines: list[str]) -> None:
    if (motto := _MOTTO.search(line)) is not None:
        head.has_motto = True
        line = f"{line[: motto.start()]} {line[motto.end() :]}".strip()
    numbered = _SYMBOL_LINE.match(line)
    if numbered is not None and (parsed := parse_symbol(line[numbered.end() :])) is not None:
        is_label = ":" in numbered[0] or not head.has_symbol_line
        if is_label:
            head.number, head.symbol, line = parsed
            head.has_symbol_line = True
    if (placed := _PLACE_DATE.search(line)) is not None and head.place is None:
        head.place = _clean_place(placed["place"])
        head.date_text = line[placed.start() :]
        head.issue_date = parse_date(line[placed.start("date") :])
        line = line[: placed.start()].strip()
    if (case := _CASE_LINE.match(line)) is not None:
        head.title = collapse(case["title"])
    elif head.title is not None and line and not line.isupper():
        head.title = f"{head.title} {line}"
    elif line and line.isupper() and not line.startswith(("SỐ", "MẬT", "DỰ THẢO")):
        issuer_lines.append(line)


def _clean_place(text: str) -> str:
    """Return the place in front of a date; what stood to its left on the same line is no part of it."""
    words = text.split()
    kept: list[str] = []
    for word in reversed(words):
        if not (word[0].isupper() or word in {"-", "–"}) or (word.isupper() and len(word) > 3):
            break
        kept.insert(0, word)
    return " ".join(kept) or text.strip()


def join_agencies(lines: Sequence[str]) -> list[str]:
    """Return the agencies that the upper-case lines of a head name: the parent above the issuer.

    >>> join_agencies(["ỦY BAN NHÂN DÂN", "TỈNH HÀ NAM", "SỞ NỘI VỤ"])
    ['ỦY BAN NHÂN DÂN TỈNH HÀ NAM', 'SỞ NỘI VỤ']
    """
    agencies: list[str] = []
    for line in lines:
        if not any(c.isalpha() for c in line):
            continue
        if agencies and _AGENCY_WORD.match(line) is None:
            agencies[-1] += f" {line}"
        elif _AGENCY_WORD.match(line) is not None:
            agencies.append(line)
    return agencies


def _read_title(blocks: Sequence[Block], start: int, end: int) -> str | None:
    """Return the title under the line of the type."""
    parts: list[str] = []
    last_line = 0
    for index in range(start, min(end, len(blocks), start + 8)):
        block = blocks[index]
        if not isinstance(block, Paragraph) or block.kind is not ParagraphKind.BODY:
            if parts:
                break
            continue
        lines = list(takewhile(lambda line: not _begins_body(line), block.lines or (block.text,)))
        text = " ".join(lines)
        far = parts and ((block.place.line_start or 0) - last_line > _TITLE_GAP or len(lines) > 2 or text[:1] == "(")
        if not lines or far or sum(map(len, parts)) + len(text) > _LONGEST_TITLE:
            break
        if text.endswith("./.") or text[-1] == ":" or (parts and text[-1] in ".;"):
            break
        parts.append(text)
        last_line = block.place.line_end or 0
        if len(lines) < len(block.lines):
            break
    title = re.sub(r"\s*[-–—_*]{3,}\s*$", "", " ".join(parts)).strip()
    case = re.match(r"(?:V/v|v/v)\s*:?\s*(.+)", title)
    return (case[1] if case else title) or None


def _begins_body(text: str) -> bool:
    return bool(
        re.match(r"Căn cứ|Thực hiện |Kính gửi|Trên cơ sở|Theo |CHỦ TỊCH|ỦY BAN|UBND |GIÁM ĐỐC|HỘI ĐỒNG|BỘ TRƯỞNG", text)
        or parse_numbering(text)
        or parse_bullet(text)
        or is_covers_line(text)
    )


def read_signature(blocks: Sequence[Block], end: int) -> Signature:
    """Return who signed, from the end of the body up to ``end`` (the first appendix)."""
    body = [b for b in blocks[:end] if isinstance(b, Paragraph) and b.kind is ParagraphKind.BODY]
    start = _signature_start(body)
    if start is None:
        return Signature()
    lines = [line for paragraph in body[start:] for line in (paragraph.lines or (paragraph.text,))]
    return _read_signature_lines([line for line in lines if parse_bullet(line) is None])


def _signature_start(body: Sequence[Paragraph]) -> int | None:
    """Return the index of the first paragraph of the recipients' and signature block."""
    recipients = next((i for i in range(len(body) - 1, -1, -1) if body[i].text.startswith("Nơi nhận")), None)
    closing = max((i for i, p in enumerate(body) if p.text.endswith("./.")), default=None)
    signed = [i for i, p in enumerate(body) if p.text.isupper() and (_AUTHORITY.match(p.text) or _POST.match(p.text))]
    late = [i for i in signed if i > (closing if closing is not None else len(body) - _LAST_PARAGRAPHS)]
    starts = [i for i in (recipients, late[0] if late else None) if i is not None]
    if starts:
        return min(starts)
    return closing + 1 if closing is not None else None


def _read_signature_lines(lines: Sequence[str]) -> Signature:
    authorities: list[str] = []
    titles: list[str] = []
    names: list[str] = []
    for line in lines:
        printed = re.sub(r"^Nơi nhận\s*:?\s*", "", line)
        if not printed or _SIGNED.match(printed):
            continue
        if (authority := _AUTHORITY.match(printed)) is not None and printed.isupper():
            authorities.append(printed)
            if authority["code"] == "Q":
                titles.append(printed)
        elif _POST.match(printed) and printed.isupper():
            titles.append(printed)
        elif printed.isupper() and authorities and not titles and not names and not _looks_like_name(printed):
            authorities[-1] += f" {printed}"
        elif _looks_like_name(printed):
            names.append(_NAME_RANKS.sub("", printed))
    # A deputy signs "KT. CHỦ TỊCH" over "PHÓ CHỦ TỊCH"; a post under the name is the signer's other one.
    title = titles[0] if titles else None
    return Signature(", ".join(authorities) or None, title, names[-1] if names else None)


def _looks_like_name(text: str) -> bool:
    words = _NAME_RANKS.sub("", text).split()
    return (
        2 <= len(words) <= 5
        and all(word.isalpha() and word[0].isupper() and is_syllable(word) for word in words)
        and (text.istitle() or (text.isupper() and _POST.match(text) is None and _AGENCY_WORD.match(text) is None))
    )
