"""The head of a document as printed: issuer, symbol, place and date, type, title.

Reads the layout of Nghị định 30/2020/NĐ-CP (Phụ lục I) and that of party committees. Only what is printed there; who
signed is in ``signature``, what a document without its first page says of itself elsewhere in ``identity``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile

from pipelines.interpret.appendices import is_covers_line
from pipelines.interpret.dates import parse_date, parse_period
from pipelines.language.numbering import parse_appendix_label, parse_bullet, parse_numbering
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
# Looked for in folded text, which has the same length; each may be cut by the end of its line.
_MOTTO = re.compile(
    r"cong hoa(?: xa hoi)?(?: chu nghia)?(?: viet nam)?\Z|cong hoa xa hoi chu nghia viet nam|\A(?:hoa )?xa hoi chu nghia viet nam"
    r"|\bchu nghia viet nam|doc lap\s*-\s*tu do.*|\A-?\s*hanh phuc\Z|dang cong san(?: viet nam)?"
)
_MOTTO_END = re.compile(r"(?:CHỦ NGHĨA )?VIỆT NAM\Z")
_PLACE_DATE = re.compile(
    r"(?P<place>[^\W\d_][^\d,:;/]{1,40}?)\s*,\s*(?P<date>[Nn]gày\s*[\d\s.…_]*"
    r"(?:tháng\s*[\d\s.…_]*(?:năm\s*[\d\s.…_]*)?|[/-][\s.…_]*\d{0,2}[\s.…_]*[/-]\s*\d{4}))"
)
SYMBOL = re.compile(
    r"(?P<number>\d{1,6}[a-zA-Z]?)?[\s.…_]*(?P<mark>[/-])\s*"
    r"(?P<rest>(?:\d{4}\s*/\s*)?[A-ZĐƯÔÂ][\w&.]*(?:\s?[-/]\s?[A-ZĐƯÔÂ0-9][\w&.()]*)*)"
)
_SYMBOL_LINE = re.compile(r"[*\s]*(?:Số|SỐ)\s*:?\s*(?=[\d\s.…_]*[/-])")
_CASE_LINE = re.compile(r"(?:V/v|v/v|V/V|Về việc|Vv)\s*:?\s*(?P<title>.+)")
AGENCY_WORD = re.compile(
    r"(?:ỦY BAN|UỶ BAN|UBND|HỘI ĐỒNG|HĐND|SỞ|BAN|BỘ|TỔNG CỤC|CỤC|CHI CỤC|TRUNG TÂM|VĂN PHÒNG|PHÒNG|TỈNH ỦY|TỈNH UỶ|THÀNH ỦY|HUYỆN ỦY"
    r"|ĐẢNG ỦY|CÔNG AN|TÒA ÁN|TOÀ ÁN|VIỆN|THANH TRA|ĐOÀN|LIÊN ĐOÀN|HỘI|NGÂN HÀNG|TRƯỜNG|BỆNH VIỆN|BẢO HIỂM|KHO BẠC|CHÍNH PHỦ"
    r"|THỦ TƯỚNG|QUỐC HỘI|TẬP ĐOÀN|TỔNG CÔNG TY|CÔNG TY|ĐÀI|BÁO(?! CÁO)|MẶT TRẬN|TỔ CÔNG TÁC|HẠT|ĐẢNG BỘ|ĐẢNG CỘNG SẢN)\b"
)
_FIXED_PHRASES = tuple(
    phrase.split()
    for phrase in (
        "cong hoa xa hoi chu nghia viet nam",
        "doc lap - tu do - hanh phuc",
        "dang cong san viet nam",
        "uy ban nhan dan",
        "hoi dong nhan dan",
    )
)
_CUT_DATE = re.compile(r".*,\s*ngay[\s\d.…_]*(?:thang[\s\d.…_]*)?(?:nam)?\s*\Z")
_DATE_GOES_ON = re.compile(r"(?:ngay|thang|nam)?\s*\d|(?:thang|nam)\b")
_PLACE_GOES_ON = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)?\s*,\s*ngày\b")
_LEADING_TYPE = re.compile(
    rf"(?P<type>{'|'.join(sorted((name.upper() for name in DOCUMENT_TYPES), key=len, reverse=True))})"
    r"\s*[:–-]?\s+(?P<title>[^\W\d_].*)"
)
_PERIOD_LINE = re.compile(
    r"\((?:trong |từ |cho )?(?:giai đoạn|năm|tháng|quý|\d{1,2} tháng|ngày)\s[^()]{1,60}\)", re.IGNORECASE
)
_OPEN_END = re.compile(r"\b(?:CỦA|VÀ|TẠI|VỀ|DO|CHO|VỚI|CÁC|TỪ|TRONG|GIỮA|BỞI|THUỘC)\Z")
_PLACE_LINE = re.compile(r"(?:TỈNH|THÀNH PHỐ|HUYỆN|QUẬN|THỊ XÃ|THỊ TRẤN|XÃ|PHƯỜNG|ĐẶC KHU)\b")
_NO_ISSUER = (
    "KHÓA",
    "KHOÁ",
    "KỲ HỌP",
    "NHIỆM KỲ",
    "SỐ",
    "MẬT",
    "TỐI MẬT",
    "TUYỆT MẬT",
    "DỰ THẢO",
    "HỎA TỐC",
    "HOẢ TỐC",
    "KHẨN",
    "THƯỢNG KHẨN",
)
# Offices that print no name of their own: each is that of the body above it.
_OFFICES_OF_PARENT = frozenset(("VĂN PHÒNG", "THANH TRA"))
_BRACKET_IN_TITLE = re.compile(r"\([^()]{1,40}\),?\s+[^\W\d]")
_YEAR_ON, _YEAR_AT_END = re.compile(r"[-–]\s*(?:19|20)\d\d\b"), re.compile(r"\b(?:19|20)\d\d\Z")
_FURTHEST_HEAD = 24
_SHORT_TITLE = 3
_LONGEST_TITLE = 420
_TITLE_GAP = 3
_MOST_LINES_ON = 4


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
    is_motto_cut: bool = False


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
    lines: list[str] = []
    addressed = False
    for index, paragraph in _body_paragraphs(blocks, 0, min(end, _FURTHEST_HEAD)):
        text = paragraph.text
        if _read_type(blocks, index, end, head, has_head=any(map(_shows_head, lines))):
            break
        addressed = re.match(r"(?i)kính gửi\b", text) is not None
        if addressed or _ends_head(text):
            break
        lines += paragraph.lines or (text,)
    type_title, issuer_lines = head.title, list[str]()
    # Text of a web page or a converter keeps the cells of the head between bars.
    pieces = [bare for line in lines for piece in line.split("|") if (bare := piece.strip())]
    for line in _join_cut_lines(pieces):
        _read_head_line(line, head, issuer_lines)
    head.title = type_title or head.title
    if addressed and (head.has_symbol_line or head.has_motto):
        head.type_name = "công văn"
    head.agencies = join_agencies(issuer_lines)
    return head


def _shows_head(line: str) -> bool:
    return _SYMBOL_LINE.match(line) is not None or _MOTTO.search(fold(line)) is not None


def _read_type(blocks: Sequence[Block], index: int, end: int, head: Head, *, has_head: bool) -> bool:
    """Read the line of the type and the title; say whether it stands here.

    Title and type stand on one line under a head only: without one it is a heading ("KẾ HOẠCH NĂM 2020").
    """
    block = blocks[index]
    text = block.text if isinstance(block, Paragraph) else ""
    if not text[:3].isupper():
        return False
    if text.isupper() and (name := type_of_name(text)):
        head.type_name = name
        head.title = _read_title(blocks, index + 1, end)
        return True
    if not has_head or len(text) > _LONGEST_TITLE or text.endswith((".", ";", ":")):
        return False
    if (leading := _LEADING_TYPE.match(text)) is None:
        return False
    head.type_name, head.title = type_of_name(leading["type"]), leading["title"]
    if len(head.title.split()) <= _SHORT_TITLE and (below := _read_title(blocks, index + 1, end)):
        head.title = f"{head.title} {below}"
    return True


def _ends_head(text: str) -> bool:
    if parse_bullet(text):
        # Under the name of a party committee stands an asterisk: "* Đà Lạt, ngày 12 tháng 8 năm 2022".
        return _MOTTO.search(fold(text)) is None and not (text[0] == "*" and _PLACE_DATE.search(text))
    return bool(
        len(text) > 300
        or is_covers_line(text)
        or parse_appendix_label(text)
        or parse_numbering(text)
        or re.match(r"(?:Căn cứ|Theo|Thực hiện|Xét|Trên cơ sở) ", text)
    )


def _join_cut_lines(lines: Sequence[str]) -> Iterator[str]:
    """Yield ``lines``, those of a cell of the head that was too narrow for its words as one."""
    held = ""
    for line in lines:
        if held and _is_cut(held, line):
            held = f"{held} {line}"
            continue
        if held:
            yield held
        held = line
    if held:
        yield held


def _is_cut(upper: str, lower: str) -> bool:
    above, below = fold(upper), fold(lower)
    if _CUT_DATE.match(above) and _DATE_GOES_ON.match(below):
        return True
    if above in {"so:", "so :"}:
        return below[:1].isdigit() or below[:1] in "/-"
    if _PLACE_GOES_ON.match(lower) and upper.istitle() and len(upper.split()) <= 2:
        return True
    begun = above.split()
    for phrase in _FIXED_PHRASES:
        if begun == phrase[: len(begun)] and len(begun) < len(phrase):
            left = phrase[len(begun) :]
            gone_on = below.split()[: len(left)]
            return gone_on == left[: len(gone_on)]
    return False


def _body_paragraphs(blocks: Sequence[Block], start: int, end: int) -> Iterator[tuple[int, Paragraph]]:
    for index in range(start, min(end, len(blocks))):
        block = blocks[index]
        if not isinstance(block, Paragraph):
            return
        if block.kind is ParagraphKind.BODY:
            yield index, block


def _read_head_line(line: str, head: Head, issuer_lines: list[str]) -> None:
    if (motto := _MOTTO.search(fold(line))) is not None:
        head.has_motto = True
        head.is_motto_cut = motto[0].endswith(("xa hoi", "chu nghia"))
        line = f"{line[: motto.start()]} {line[motto.end() :]}".strip()
    elif head.is_motto_cut:
        line = _MOTTO_END.sub("", line).strip()
    # "THEO QUYẾT ĐỊNH" / "SỐ 12/QĐ-SCT" names a body by the decision that formed it.
    names_decision = line.startswith("SỐ ") and bool(issuer_lines) and issuer_lines[-1].endswith("QUYẾT ĐỊNH")
    numbered = None if names_decision else _SYMBOL_LINE.match(line)
    if numbered is not None and (parsed := parse_symbol(line[numbered.end() :])) is not None:
        is_label = ":" in numbered[0] or not head.has_symbol_line
        if is_label:
            head.number, head.symbol, line = parsed
            head.has_symbol_line = True
    if (placed := _PLACE_DATE.search(line)) is not None and head.place is None:
        head.place = _clean_place(placed["place"])
        head.date_text = line[placed.start() :]
        head.issue_date = parse_date(line[placed.start("date") :])
        line = line[: placed.start() + placed["place"].rfind(head.place)].strip()
    if (case := _CASE_LINE.match(line)) is not None:
        head.title = collapse(case["title"])
    elif head.title is not None and line and not line.isupper() and line[-1] not in ":.;":
        head.title = f"{head.title} {line}"
    elif (line.isupper() and not line.lstrip("(").startswith(_NO_ISSUER)) or names_decision:
        issuer_lines.append(line)


def _clean_place(text: str) -> str:
    """Return the place in front of a date; what stood to its left on the same line is no part of it."""
    words = text.split()
    kept: list[str] = []
    for at in range(len(words) - 1, -1, -1):
        word = words[at]
        is_type = f"{words[at - 1]} {word}" in {"Thành phố", "Thị xã", "Thị trấn"} if at else False
        if not (word[0].isupper() or word in {"-", "–"} or is_type) or (word.isupper() and len(word) > 3):
            break
        kept.insert(0, word)
    return " ".join(kept) or text.strip()


def is_head_line(text: str) -> bool:
    """Whether ``text`` is a line of a head that names the issuer or its place, or the motto."""
    if _MOTTO.search(fold(text)) is not None:
        return True
    return text.isupper() and (AGENCY_WORD.match(text) is not None or _PLACE_LINE.match(text) is not None)


def join_agencies(lines: Sequence[str]) -> list[str]:
    """Return the agencies that the upper-case lines of a head name: the parent above the issuer.

    >>> join_agencies(["ỦY BAN NHÂN DÂN", "TỈNH HÀ NAM", "SỞ NỘI VỤ"])
    ['ỦY BAN NHÂN DÂN TỈNH HÀ NAM', 'SỞ NỘI VỤ']
    >>> join_agencies(["ỦY BAN NHÂN DÂN", "TỈNH HÀ NAM", "VĂN PHÒNG"])
    ['VĂN PHÒNG ỦY BAN NHÂN DÂN TỈNH HÀ NAM']
    """
    agencies: list[str] = []
    for line in lines:
        if not any(c.isalpha() for c in line):
            continue
        if agencies and AGENCY_WORD.match(line) is None:
            agencies[-1] += f" {line}"
        elif agencies and line in _OFFICES_OF_PARENT:
            agencies[-1] = f"{line} {agencies[-1]}"
        elif AGENCY_WORD.match(line) is not None:
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
        lines = _title_lines(block, parts)
        text = " ".join(lines)
        distance = (block.place.line_start or 0) - last_line
        goes_on = distance == 1 and text[-1:].isalnum()
        is_aside = text[:1] == "(" and not _states_period(text) and not (goes_on and _BRACKET_IN_TITLE.match(text))
        far = parts and (distance > _TITLE_GAP or len(lines) > (_MOST_LINES_ON if goes_on else 2) or is_aside)
        if not lines or far or sum(map(len, parts)) + len(text) > _LONGEST_TITLE:
            break
        if text.endswith("./.") or text[-1] == ":" or (parts and text[-1] in ".;"):
            break
        parts.append(text)
        last_line = block.place.line_end or 0
        if len(lines) < len(block.lines):
            break
    title = _without_committee(re.sub(r"\s*[-–—_*]{3,}\s*$", "", " ".join(parts)).strip())
    case = re.match(r"(?:V/v|v/v)\s*:?\s*(.+)", title)
    return (case[1] if case else title) or None


def _states_period(text: str) -> bool:
    """Whether a line under the title is a bracket with the period that the document covers."""
    return _PERIOD_LINE.fullmatch(text) is not None and parse_period(text) is not None


def _without_committee(title: str) -> str:
    """The title of a party document without the body that adopted it: "CỦA BAN THƯỜNG VỤ TỈNH ỦY về chuyển đổi số"."""
    words = title.split()
    if words[:1] != ["CỦA"]:
        return title
    rest = words[sum(1 for _ in takewhile(str.isupper, words)) :]
    return " ".join(rest) if rest[:1] in (["về"], ["Về"]) else title


def _title_lines(paragraph: Paragraph, above: Sequence[str]) -> list[str]:
    """Return the lines of ``paragraph`` up to the one that begins the body."""
    kept: list[str] = []
    previous = above[-1] if above else ""
    # "Thực hiện Nghị quyết số ..." is a title, too; in the body a sentence follows.
    is_title = not above and paragraph.text[-1] not in ".:;," and not paragraph.text.endswith(("như sau", "kế hoạch"))
    for line in paragraph.lines or (paragraph.text,):
        is_first = is_title and not kept and re.match(r"(?:Thực hiện|Triển khai) ", line) is not None
        if is_first or _goes_on_with_years(previous, line):
            kept.append(line)
        elif _begins_body(line) and not (line.isupper() and _OPEN_END.search(previous)):
            break
        else:
            kept.append(line)
        previous = line
    return kept


def _goes_on_with_years(above: str, line: str) -> bool:
    """Whether a dash between two years stands at the beginning of a line and is no bullet."""
    return line[:1] in "-–" and _YEAR_ON.match(line) is not None and _YEAR_AT_END.search(above) is not None


def _begins_body(text: str) -> bool:
    return bool(
        re.match(
            r"Căn cứ|Thực hiện |(?i:kính gửi)|Trên cơ sở|Theo |Xét |CHỦ TỊCH|ỦY BAN|UỶ BAN|UBND |GIÁM ĐỐC|HỘI ĐỒNG|BỘ TRƯỞNG",
            text,
        )
        or parse_numbering(text)
        or parse_bullet(text)
        or is_covers_line(text)
    )
