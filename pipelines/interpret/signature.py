"""Who signed a document, and by which authority, as printed under its body (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.interpret.header import AGENCY_WORD, type_of_name
from pipelines.language.numbering import parse_bullet
from pipelines.language.syllables import is_syllable
from pipelines.language.text import fold
from pipelines.read.model import Block, Paragraph, ParagraphKind

_BODY = ParagraphKind.BODY
_AUTHORITY = re.compile(r"(?P<code>T/?M|K/?T|T/?L|T/?UQ|Q)(?:\s?\.|(?<=/\w)|(?<=/UQ))\s*(?P<name>\S.*)")
_BARE_AUTHORITY = re.compile(r"(?:T/?M|K/?T|T/?L|T/?UQ)\s?\.?\Z")
_POSTS = (
    r"CHỦ TỊCH|GIÁM ĐỐC|TRƯỞNG BAN|CHÁNH VĂN PHÒNG|CHÁNH THANH TRA|BỘ TRƯỞNG|THỨ TRƯỞNG|CỤC TRƯỞNG|VỤ TRƯỞNG|TRƯỞNG PHÒNG"
    r"|TRƯỞNG ĐOÀN|CHI CỤC TRƯỞNG|VIỆN TRƯỞNG|HIỆU TRƯỞNG|BÍ THƯ|CHỦ NHIỆM|THỦ TƯỚNG|TỔNG THANH TRA|CHÁNH ÁN|TƯ LỆNH"
    r"|CHỈ HUY TRƯỞNG|THỦ TRƯỞNG"
)
_RANKS = r"(?:QUYỀN\s+|Q\.\s*)?(?:PHÓ\s+)?(?:TỔNG\s+)?"
# "TÔ TRƯỜNG ..." is a name: these posts are known by their marks alone.
_MARKED_POSTS = r"(?:TỔ|ĐỘI|NHÓM|HẠT|TRẠM) (?:TRƯỞNG|PHÓ)\b|PHÓ BAN\b"
_POST = re.compile(rf"{_RANKS}(?:{_POSTS}|{_MARKED_POSTS}|TRƯỞNG\b)")
# Marks over capitals are the first that a scan loses ("GIÁM ĐỌC"); without them the last word alone would be a family name.
_POST_WITHOUT_MARKS = re.compile(rf"(?:{fold(_RANKS)})(?:{fold(_POSTS)})\b")
_SIGNING = re.compile(f"{_AUTHORITY.pattern}|{_BARE_AUTHORITY.pattern}|{_POST.pattern}")
_NAME_RANKS = re.compile(
    r"(?:(?:(?:PGS|GS|TSKH|TS|T[hH][sS]|B[sS]|KS|CN|LS|CK ?I{1,2}|B[sS]CK ?I{1,2}|DS|NGƯT|TTƯT)\b\.?"
    r"|Đại tá|Thượng tá|Trung tá|Thiếu tá|Thiếu tướng|Trung tướng|Đại úy|Đại uý)[\s.,]*)+"
)
_SIGNED = re.compile(
    r"\(?(?:đã ký|ký tên|ký, đóng dấu|ký và đóng dấu|signed|ký số|ký điện tử|ký bởi)[^:)]{0,30}(?:[):]\s*|\Z)",
    re.IGNORECASE,
)
# Names of peoples whose spelling is not that of Vietnamese syllables.
_OTHER_WORD = r"[^\W\d_]+(?:[’'ʼ][^\W\d_]*)?"
_OTHER_NAME = re.compile(rf"{_OTHER_WORD}(?: {_OTHER_WORD}){{1,4}}\Z")
_FOR_BODY = re.compile(r"T/?M\b")
_AFTER_RECIPIENT = re.compile(r"[;.,)]\s+(?P<rest>[^\W\d_][^;.,()]*(?:\.\s[^;.,()]*)?)\Z")
_NO_NAME = re.compile(r"(?i)(?:sở|ban|phòng|văn phòng|ủy ban|hội đồng|công an|trung tâm|chi cục|tỉnh|huyện|thành)\b")
_LAST_PARAGRAPHS = 10
_SHORTEST_HEAD = 7


@dataclass(slots=True)
class Signature:
    """Who signed: ``authority`` (TM., KT. ...) and ``title`` as printed, ``name``."""

    authority: str | None = None
    title: str | None = None
    name: str | None = None


def read_signature(blocks: Sequence[Block], end: int) -> Signature:
    """Return who signed, from the end of the body up to ``end`` (the first appendix)."""
    body = [b for b in blocks[:end] if isinstance(b, Paragraph) and b.kind is _BODY]
    start = _signature_start(body)
    if start is None:
        return Signature()
    lines = [line for paragraph in body[start:] for line in (paragraph.lines or (paragraph.text,))]
    return _read_signature_lines([part for line in lines if (part := _beside_recipients(line))])


def _beside_recipients(line: str) -> str:
    """Return what of ``line`` is no recipient: all of it, or what stood in the column beside one."""
    if parse_bullet(line) is None:
        return line
    found = _AFTER_RECIPIENT.search(line)
    if found is None:
        return ""
    rest = found["rest"]
    if rest.isupper() and _SIGNING.match(rest):
        return rest
    return rest if _looks_like_name(rest) and _NO_NAME.match(rest) is None else ""


def _signature_start(body: Sequence[Paragraph]) -> int | None:
    """Return the index of the first paragraph of the recipients' and signature block."""
    recipients = next((i for i in range(len(body) - 1, -1, -1) if body[i].text.startswith("Nơi nhận")), None)
    closing = max((i for i, p in enumerate(body) if p.text.endswith("./.")), default=None)
    signed = [
        i for i, p in enumerate(body) if i >= _SHORTEST_HEAD and p.text.isupper() and _SIGNING.match(p.text) is not None
    ]
    late = [i for i in signed if i > (closing if closing is not None else len(body) - _LAST_PARAGRAPHS)]
    starts = [i for i in (recipients, late[0] if late else None) if i is not None]
    if starts:
        return min(starts)
    return closing + 1 if closing is not None else None


def _join_cut_authority(lines: Sequence[str]) -> Iterator[str]:
    held = ""
    for line in lines:
        if _BARE_AUTHORITY.match(line):
            held = line
        else:
            yield f"{held} {line}".strip()
            held = ""


def _read_signature_lines(lines: Sequence[str]) -> Signature:
    authorities: list[str] = []
    titles: list[str] = []
    names: list[str] = []
    others: list[str] = []
    for line in _join_cut_authority(lines):
        printed = _SIGNED.sub("", re.sub(r"^Nơi nhận\s*:?\s*", "", line), count=1)
        if not printed:
            continue
        if (authority := _AUTHORITY.match(printed)) is not None and printed.isupper():
            authorities.append(printed)
            if authority["code"] == "Q":
                titles.append(printed)
        elif printed.isupper() and _is_post(printed):
            titles.append(printed)
        elif printed.isupper() and authorities and not titles and not names and not _looks_like_name(printed):
            authorities[-1] += f" {printed}"
        elif _looks_like_name(printed):
            names.append(_NAME_RANKS.sub("", printed))
        elif (titles or authorities) and _looks_like_other_name(printed):
            others.append(printed)
    names = names or others
    if len(names) > 1 and sum(_FOR_BODY.match(authority) is not None for authority in authorities) > 1:
        return Signature("; ".join(authorities), "; ".join(titles) or None, "; ".join(names))
    # A deputy signs "KT. CHỦ TỊCH" over "PHÓ CHỦ TỊCH"; a post under the name is the signer's other one.
    title = titles[0] if titles else None
    return Signature(", ".join(authorities) or None, title, names[-1] if names else None)


def _is_post(capitals: str) -> bool:
    return _POST.match(capitals) is not None or _POST_WITHOUT_MARKS.match(fold(capitals)) is not None


def _looks_like_other_name(text: str) -> bool:
    capitals = all(word[0].isupper() for word in text.split())
    return _OTHER_NAME.match(text) is not None and capitals and not _is_agency(text)


def _is_agency(name: str) -> bool:
    return AGENCY_WORD.match(name) is not None or _NO_NAME.match(name) is not None


def _looks_like_name(text: str) -> bool:
    name = _NAME_RANKS.sub("", text)
    words = name.split()
    return (
        2 <= len(words) <= 5
        and all(word.isalpha() and word[0].isupper() and is_syllable(word) for word in words)
        and type_of_name(name) is None
        and (name.istitle() or (name.isupper() and not _is_post(name) and not _is_agency(name)))
    )
