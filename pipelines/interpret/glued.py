"""Parts what a word processor's or web page's paragraph runs together: a head, a type with its title, a signature.

Some files keep the head of a document ("ỦY BAN NHÂN DÂN TỈNH ... CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM ... Số: ...") or its
signature in one paragraph without line breaks. Here such a paragraph becomes the paragraphs that were printed; what they say is
read in ``header``, ``identity`` and ``signature``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipelines.interpret.header import DOCUMENT_TYPES, SYMBOL
from pipelines.language.numbering import parse_numbering
from pipelines.language.syllables import is_syllable
from pipelines.read.model import Block, Paragraph, ParagraphKind

# Vietnamese capitals and small letters alternate in Unicode, so that no range holds one kind alone.
_U = "".join(chr(code) for code in range(0xC0, 0x1EFA) if chr(code).isupper())
_L = "".join(chr(code) for code in range(0xC0, 0x1EFA) if chr(code).islower())
_MOTTO = r"(?:CỘNG H[ÒO][ÀA]?A? X[ÃA] HỘI CHỦ NGHĨA VIỆT NAM|ĐẢNG CỘNG SẢN VIỆT NAM)"
_TAIL = r"(?:[-–*_ ]*Độc lập\s*[-–]\s*[Tt]ự do\s*[-–]\s*[Hh]ạnh phúc)"
_DATE = r"ngày[\s\d.…_]*tháng[\s\d.…_]*năm[\s.…_]*(?:\d{4})?"
_CASE = r"(?:V/v|v/v|V/V|Về việc)\b"
_SYMBOL = re.sub(r"\?P<\w+>", "", SYMBOL.pattern)
_PLACE = r"[A-ZĐ][\w.]*(?:\s+[A-ZĐ][\w.]*|\s+phố|\s+xã){0,4}\s*,\s*"
_HEAD = re.compile(
    rf"\s*(?:(?P<motto>{_MOTTO})|(?P<tail>{_TAIL})|(?P<symbol>(?:Số|SỐ)\s*:?\s*{_SYMBOL})"
    rf"|(?P<case>{_CASE}[^\n]*?(?=\s+{_MOTTO}|\s+[A-ZĐ][\w ]{{1,30}}, ngày|\Z))|(?P<date>(?:{_PLACE})?{_DATE}))\s*"
)
_TYPES = "|".join(sorted((name.upper() for name in DOCUMENT_TYPES if name != "luật"), key=len, reverse=True))
_TYPED = re.compile(rf"(?P<type>{_TYPES})\s+(?P<title>[^\W\d_a-z].*)", re.DOTALL)
_GROUNDS = r"Luật|Nghị|Quyết|Kế hoạch|Chỉ thị|Thông|Công|chức năng|Hướng dẫn|Chương trình|văn bản|Văn bản|ý kiến|Hiến pháp|Đề án|Kết luận"
_BODY = re.compile(
    rf"\s(?=(?:Căn cứ|Thực hiện|Triển khai|Thi hành)\s+(?:các |theo |vào )?(?:{_GROUNDS})"
    r"|Trên cơ sở |Kính gửi|Xét đề nghị|Để (?:triển khai|thực hiện) |Thực hiện chức năng)"
)
_CODE = re.compile(rf"\s(?=(?:TM|KT|TL|TUQ|T/M|K/T|T/L)\s?\.\s*[A-ZĐ{_U}]{{2,}})")
_POSTS = (
    r"(?:QUYỀN |Q\. ?)?(?:PHÓ )?(?:TỔNG )?(?:CHỦ TỊCH|GIÁM ĐỐC|TRƯỞNG BAN|CHÁNH VĂN PHÒNG|CHÁNH THANH TRA|BỘ TRƯỞNG|THỨ TRƯỞNG|CỤC TRƯỞNG"
    r"|TRƯỞNG PHÒNG|CHI CỤC TRƯỞNG|VIỆN TRƯỞNG|HIỆU TRƯỞNG|BÍ THƯ|CHỦ NHIỆM|TRƯỞNG ĐOÀN|THỦ TRƯỞNG)"
)
_SIGNED = re.compile(rf"(?P<post>{_POSTS}(?:[A-ZĐ{_U}, ]*[A-ZĐ{_U}])?)\s+(?P<rest>\S.*)", re.DOTALL)
_QUICK = re.compile(r"\b(?:TM|KT|TL|TUQ|T/M|K/T|T/L)\s?\.|CHỦ TỊCH|GIÁM ĐỐC|TRƯỞNG|CHÁNH|BÍ THƯ|CHỦ NHIỆM")
_POST_BELOW = re.compile(rf"(?<=[A-ZĐ{_U}])\s(?={_POSTS})")
_DEPUTY_BELOW = re.compile(rf"(?<=[A-ZĐ{_U}])\s(?=PHÓ )")
_AGENCY_BELOW = re.compile(
    rf"(?<=[A-ZĐ{_U}])\s(?=(?:SỞ|PHÒNG|CHI CỤC|TRUNG TÂM|CÔNG AN|THANH TRA|VĂN PHÒNG|(?<!ỦY )(?<!UỶ )BAN)\s)"
)
_PARENT = re.compile(r"(?:UBND|ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|BỘ|SỞ|TỔNG CỤC|TỈNH ỦY|HUYỆN ỦY|THÀNH ỦY)\s")
_RANK = re.compile(r"(?:(?:PGS|GS|TSKH|TS|ThS|Ths|BS|KS)\.?\s*|Đại tá |Thượng tá |Trung tá |Thiếu tướng )")
# Words that begin a sentence and no name: after a lower-case word without a mark they show where a heading ends.
_STARTERS = (
    r"(?:Trong|Theo|Căn cứ|Trên cơ sở|Được|Các|Tiếp tục|Tính đến|Đến (?:nay|hết|tháng|ngày)|Hiện nay"
    r"|Để|Nhằm|Việc|Từ|Với|Tổng kinh phí)"
)
_RUN_ON = re.compile(rf"(?P<title>[^.:;,]{{8,90}}?[a-z{_L}])\s(?=(?:{_STARTERS})\s)")
_UPPER_RUN_ON = re.compile(rf"(?P<title>[^a-z{_L}]{{6,}}?[A-ZĐ{_U})])\s(?=[A-ZĐ{_U}][a-z{_L}]+\s[a-z{_L}])")
_REPEATED = re.compile(r"(?P<title>\S+(?: \S+){2,12}?) (?=(?P=title) )")
_LONGEST_LINE = 110
_FURTHEST_HEAD = 24
_LONGEST_NAME = 5
_LONGEST_CLOSING = 300


def part_glued(blocks: Sequence[Block]) -> list[Block]:
    """Return ``blocks`` with every glued paragraph of the head and of signatures as the paragraphs it was printed as."""
    parted: list[Block] = []
    seen, body = 0, ParagraphKind.BODY
    for block in blocks:
        if not isinstance(block, Paragraph) or block.kind is not body:
            parted.append(block)
            continue
        seen += 1
        texts: Sequence[str] = ()
        if seen <= _FURTHEST_HEAD and (len(block.lines) < 2 or _runs_head_on(block.lines)):
            texts = list(_part_head(block.text))
        if len(texts) < 2 and len(block.text) > _LONGEST_LINE:
            texts = _part_heading(block)
        elif len(texts) < 2:
            texts = _part_signed_lines(block)
        parted += [_like(block, text) for text in texts] if len(texts) > 1 else [block]
    return parted


def _runs_head_on(lines: Sequence[str]) -> bool:
    """Whether lines that a page broke run parts of a head on: a motto that begins or ends within one, a type and its title."""
    text = " ".join(lines)
    if (motto := re.search(_MOTTO, text[:400])) is not None and not any(re.search(_MOTTO, line) for line in lines):
        starts = _offsets(lines)
        return motto.start() not in starts or motto.end() + 1 not in starts
    typed = _TYPED.match(lines[0])
    return typed is not None and not lines[0].isupper()


def _offsets(lines: Sequence[str]) -> set[int]:
    """Return where each of ``lines`` begins in their text, and where one after the last would."""
    found = {0}
    at = 0
    for line in lines:
        at += len(line) + 1
        found.add(at)
    return found


def _like(paragraph: Paragraph, text: str) -> Paragraph:
    return replace(paragraph, text=text, lines=(text,), line_numbers=paragraph.line_numbers[:1])


def _part_head(text: str) -> Iterator[str]:
    """Yield the lines of a head, or the type, title and body that stand in one paragraph."""
    rest = text
    if re.search(_MOTTO, text[:400]) is not None:
        at = 0
        for found in _HEAD.finditer(text):
            if found.start() > at and (between := text[at : found.start()].strip()):
                yield from _part_agencies(between)
            yield found[0].strip()
            at = found.end()
        rest = text[at:].strip()
    typed = _TYPED.match(rest)
    if typed is None:
        if rest:
            yield rest
        return
    title, *body = _BODY.split(typed["title"], maxsplit=1)
    if not body and rest == text:
        yield text  # a heading, or a type and title under a head of its own
        return
    yield typed["type"]
    yield title.strip()
    yield from (part.strip() for part in body)


def _part_agencies(text: str) -> list[str]:
    """Return the agencies that a run of capitals names: the parent above the issuer."""
    return _AGENCY_BELOW.split(text, maxsplit=1) if text.isupper() and _PARENT.match(text) else [text]


def _part_heading(paragraph: Paragraph) -> list[str]:
    """Return a numbered heading and the sentence that runs on behind it, or the text alone where no end of one shows.

    Of lines that a page broke, the heading's end has to stand within the first: at its end it may be the end of a line only.
    """
    text = paragraph.text
    numbering = parse_numbering(text)
    if numbering is None or not numbering.rest or numbering.kind == "letter":
        return [text]
    rest = numbering.rest[:400]
    ran_on = _UPPER_RUN_ON.match(rest) or _RUN_ON.match(rest) or _REPEATED.match(rest)
    if ran_on is None:
        return [text]
    at = len(text) - len(numbering.rest) + ran_on.end("title")
    if len(paragraph.lines) > 1 and (at + 1 in _offsets(paragraph.lines) or at > len(paragraph.lines[0])):
        return [text]
    return [text[:at], text[at:].strip()]


def _part_signed_lines(paragraph: Paragraph) -> list[str]:
    """Return the parts of a signature; of several lines the first has to run post and name on for them to be one."""
    if len(paragraph.lines) < 2:
        return list(_part_signature(paragraph.text))
    *parts, last = _part_signature(paragraph.lines[0])
    return [*parts, " ".join([last, *paragraph.lines[1:]])] if len(parts) > 1 else [paragraph.text]


def _part_signature(text: str) -> Iterator[str]:
    """Yield recipient, authority, post and name that stand in one paragraph."""
    if len(text) > _LONGEST_CLOSING or _QUICK.search(text) is None:
        yield text
        return
    for part in _printed_parts(text):
        signed = _SIGNED.fullmatch(part.strip())
        name = _leading_name(signed["rest"]) if signed else None
        if signed is None or name is None:
            if part.strip():
                yield part.strip()
            continue
        yield signed["post"]
        yield name
        if after := signed["rest"][len(name) :].strip():
            yield after


def _printed_parts(text: str) -> Iterator[str]:
    for part in _CODE.split(text):
        if part.startswith(("TM", "T/M")):
            yield from _POST_BELOW.split(part, maxsplit=1)
        elif part.startswith(("KT", "K/T", "TL", "T/L", "TUQ")):
            yield from _DEPUTY_BELOW.split(part, maxsplit=1)
        else:
            yield part


def _leading_name(text: str) -> str | None:
    """Return the name of a person that ``text`` begins with: two to five capitalised syllables, with rank or degree."""
    rank = _RANK.match(text)
    words = text[rank.end() :].split() if rank else text.split()
    name: list[str] = []
    for word in words[: _LONGEST_NAME + 1]:
        if not (word.isalpha() and word.istitle() and is_syllable(word)):
            break
        name.append(word)
    if not 2 <= len(name) <= _LONGEST_NAME:
        return None
    return f"{rank[0] if rank else ''}{' '.join(name)}"
