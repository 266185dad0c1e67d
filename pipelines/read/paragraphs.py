"""Printed lines joined into paragraphs, headings, list items and footnotes. What they mean is for ``interpret``.

Every line comes out in exactly one paragraph. Where a paragraph ends shows in what the next line begins with (a
number, a bullet, an anchor of the layout of Nghị định 30/2020/NĐ-CP), in a gap wider than usual, in an indent, or in a
line that had room left for the next word.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from operator import attrgetter

from pipelines.language.numbering import parse_appendix_label, parse_bullet, parse_numbering
from pipelines.read.lines import Line
from pipelines.read.model import Paragraph, ParagraphKind, Place

_BODY, _FOOTNOTE = ParagraphKind.BODY, ParagraphKind.FOOTNOTE
_ANCHOR = re.compile(
    r"CỘNG H[OÒ]A XÃ HỘI|CỘNG HOÀ XÃ HỘI|Độc lập\s*-|Số\s*:|SỐ\s*:|Nơi nhận\s*:|Kính gửi\s*:|Căn cứ |CĂN CỨ "
    r"|\(?(?:Kèm|Ban hành kèm) theo |\(Đơn vị|Đơn vị tính|Đơn vị\s*:|ĐVT\s*:|(?:T/?M|K/?T|T/?L|T/?UQ|Q)\.\s*\S"
)
_FIRST_OF_ANCHORS = frozenset("CĐSNK(BTQ")
_WHOLE_LINE = re.compile(
    r"(?:KẾ HOẠCH|BÁO CÁO|QUYẾT ĐỊNH|QUYẾT ĐỊNH\s*:|NGHỊ QUYẾT|QUYẾT NGHỊ\s*:|CHỈ THỊ|THÔNG BÁO|TỜ TRÌNH|HƯỚNG DẪN"
    r"|CHƯƠNG TRÌNH|ĐỀ ÁN|PHƯƠNG ÁN|QUY CHẾ|QUY ĐỊNH|KẾT LUẬN|CÔNG ĐIỆN|ĐỀ CƯƠNG|BIÊN BẢN|GIẤY MỜI|THÔNG TƯ|NGHỊ ĐỊNH|DỰ ÁN"
    r"|(?:PHÓ )?(?:CHỦ TỊCH|GIÁM ĐỐC|TRƯỞNG BAN|CHÁNH VĂN PHÒNG|TRƯỞNG PHÒNG"
    r"|CỤC TRƯỞNG|CHI CỤC TRƯỞNG|VỤ TRƯỞNG|BÍ THƯ|TRƯỞNG ĐOÀN|HIỆU TRƯỞNG|CHỦ NHIỆM|TỔNG GIÁM ĐỐC|VIỆN TRƯỞNG)"
    r"|(?:BỘ|THỨ) TRƯỞNG|(?:Phần|PHẦN) (?:thứ |THỨ )?\w+)\Z"
)
_FIRST_OF_WHOLE_LINES = frozenset("KBQNCTHĐPGDV")
_LINES_OF_THEIR_OWN = ("Nơi nhận", "TM.", "KT.", "TL.", "TUQ.", "Độc lập")
# How sentences of plans and reports begin; a heading over one ends without a mark, even where it fills its line.
_SENTENCE_START = re.compile(
    r"(?:Giao|Thực hiện|Tiếp tục|Trên cơ sở|Theo|Đến nay|Hiện nay|Trong|Các|Chủ động|Chủ trì|Phối hợp|Đẩy mạnh|Xây dựng"
    r"|Triển khai|Duy trì|Hoàn thành|Hoàn thiện|Tăng cường|Nâng cao|Rà soát|Bố trí|Được|Tập trung|Đối với|Để|Ngoài"
    r"|Việc|Căn cứ|Tổ chức|Tham mưu|Đảm bảo|Bảo đảm|Phấn đấu|Nghiên cứu|Hướng dẫn|Kinh phí|Toàn|Tỷ lệ|Số) [^\W\dA-ZĐ]"
)
_ENDS_SENTENCE = re.compile(r"[.;:!?…]['\")”’]*(?:/\.)?\Z")
_LONGEST_END = 8
_BEFORE_NUMBERS = (
    " ngày", " tháng", " năm", " Điều", " khoản", " giai đoạn", " đến", " từ", " là", " của", " và", " trước", " sau", " khoảng", " gần",
    " hơn", " trên", " dưới", " đạt", " chiếm", " bằng", " còn", " thêm", " tối thiểu", " ít nhất", " không quá", " tối đa", " dự kiến",
    " giao", " gồm", " với", " cho", " có", " tăng", " giảm", " cả", ",",
)  # fmt: skip
# "(11.550 triệu đồng)", "(điều chỉnh giảm ...": no item of a list, and no heading
_ASIDE_GOES_ON = re.compile(r"\((?!\d{1,2}\)|[a-zđ]{1,4}\))(?:\d|[^\W\dA-ZĐ]{2})")
_ITEM_IN_BRACKETS = re.compile(r"\(\d{1,2}\) (\w)")
_SYMBOL_START = re.compile(r"\d+[a-z]?/(?:20\d\d/)?[A-ZĐ]")
_NOTE_START = re.compile(r"\(?\d{1,3}\)?\s+\S")
# Where the signature stands beside the recipients, in a text that keeps the columns of the page.
_SIGNATURE_COLUMN = 30
_TWO_SIGNERS = re.compile(r"\s*(?:T/?M|K/?T|T/?L|T/?UQ)\.?\s\S.*?\s{3,}(?:T/?M|K/?T|T/?L|T/?UQ)\.?\s\S")
_SMALLEST_INDENT, _LARGEST_INDENT = 4, 12
_PAGE = attrgetter("page")
_COLUMN_GAP = re.compile(r"(?<=\S)\s{3,}(?=\S)")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text sets its paragraphs: blank lines between two lines of one, indents, and full lines on each page."""

    usual_gap: int
    indented: bool
    widths: dict[int, int]


def measure_layout(lines: Sequence[Line]) -> Layout:
    """Return the layout of a whole text; it needs many lines to be right, tables do not disturb it.

    Only rows between bars or tabs may be wider than the page.
    """
    kind = _BODY
    body = [line for line in lines if line.kind is kind]
    going_on = [line for line in body if line.text[0].islower()]
    prose = [line for line in body if "|" not in line.text and line.raw.count("\t") < 2]
    return Layout(_usual_gap(going_on), _has_indents(body, going_on), _page_widths(prose))


def read_paragraphs(lines: Sequence[Line], layout: Layout | None = None) -> list[Paragraph]:
    """Return the paragraphs of ``lines`` in the order of their first lines.

    ``layout`` is that of the whole text where ``lines`` are a part of it only.
    """
    layout = layout or measure_layout(lines)
    paragraphs: list[Paragraph] = []
    current: list[Line] = []
    notes: list[Line] = []
    interrupted = ruled = False

    def close(gathered: list[Line], kind: ParagraphKind) -> None:
        if gathered:
            paragraphs.append(_make_paragraph(gathered, kind))
            gathered.clear()

    for line in _split_signature_columns(lines):
        if line.kind is _FOOTNOTE:
            interrupted, ruled = True, False
            if _NOTE_START.match(line.text) and not _continues_note(notes, line):
                close(notes, _FOOTNOTE)
            notes.append(line)
        elif line.kind is not _BODY:
            interrupted = True
            ruled = not line.text[-1].isalnum()
            paragraphs.append(_make_paragraph([line], line.kind))
        else:
            page_break = interrupted or line.page_start
            # A rule drawn under a line ends what stands over it, unless a page does.
            is_under_rule = ruled and not line.page_start
            interrupted = ruled = False
            if current and (is_under_rule or _begins_paragraph(current, line, layout, page_break=page_break)):
                close(current, _BODY)
            current.append(line)
    close(current, _BODY)
    close(notes, _FOOTNOTE)
    paragraphs.sort(key=lambda paragraph: paragraph.place.line_start or 0)
    return paragraphs


def _split_signature_columns(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield ``lines``, those of the recipients' block with the signature beside them as two lines each."""
    right: list[Line] = []
    in_block = False
    for line in lines:
        text = line.text
        if text[0] in "NTK" and (text.startswith("Nơi nhận") or (text.isupper() and _TWO_SIGNERS.match(line.raw))):
            in_block = True
        elif not in_block:
            yield line
            continue
        elif line.page_start or parse_appendix_label(text) is not None:
            in_block = False
            yield from right
            right.clear()
        cut = _COLUMN_GAP.search(line.raw.rstrip()) if in_block and line.kind is _BODY else None
        if cut is not None and cut.end() >= _SIGNATURE_COLUMN:
            yield replace(line, text=" ".join(line.raw[: cut.start()].split()))
            right.append(replace(line, text=" ".join(line.raw[cut.end() :].split()), indent=cut.end()))
        elif in_block and right and line.indent >= _SIGNATURE_COLUMN:
            right.append(line)
        else:
            yield line
    yield from right


def _make_paragraph(lines: Sequence[Line], kind: ParagraphKind) -> Paragraph:
    texts = tuple([line.text for line in lines])
    numbers = tuple([line.number for line in lines])
    begin = min(numbers)
    place = Place(lines[numbers.index(begin)].page, begin, max(numbers))
    return Paragraph(" ".join(texts), place, kind, texts, numbers)


def _usual_gap(going_on: Sequence[Line]) -> int:
    """Return how many blank lines stand between two lines of a paragraph: 0, or 1 in a text of double spacing."""
    gaps = [line.gap for line in going_on]
    return 1 if gaps.count(1) > gaps.count(0) else 0


def _has_indents(body: Sequence[Line], going_on: Sequence[Line]) -> bool:
    """Whether paragraphs begin with an indent: many lines do, and what goes on with a sentence stands at the margin."""
    indented = len([line for line in body if _SMALLEST_INDENT <= line.indent <= _LARGEST_INDENT])
    at_margin = len([line for line in going_on if line.indent < 2])
    return indented * 20 > len(body) and at_margin * 2 >= len(going_on)


def _page_widths(body: Sequence[Line]) -> dict[int, int]:
    """Return the usual length of a full line on each page."""
    lengths: dict[int, list[int]] = {}
    for page, lines in groupby(body, _PAGE):
        lengths.setdefault(page, []).extend([len(line.text) for line in lines])
    overall = _high(sorted(chain.from_iterable(lengths.values())))
    return {page: _high(sorted(found)) if len(found) > 12 else overall for page, found in lengths.items()}


def _high(ordered: Sequence[int]) -> int:
    return ordered[len(ordered) * 9 // 10] if ordered else 0


def _continues_note(notes: Sequence[Line], line: Line) -> bool:
    """Whether ``line``, which begins with a number, goes on with the note above: notes count up by one."""
    begun = re.match(r"\(?(\d{1,3})", notes[0].text) if notes else None
    number = re.match(r"\(?(\d{1,3})", line.text)
    return begun is not None and number is not None and int(number[1]) != int(begun[1]) + 1


def _begins_paragraph(current: Sequence[Line], line: Line, layout: Layout, *, page_break: bool) -> bool:
    """Whether ``line`` begins a paragraph after the lines gathered so far."""
    previous, text = current[-1].text, line.text
    if _begins_by_layout(current, line):
        return True
    if previous[-1] in "-/" and previous[-2:-1].isalnum():
        return False  # a symbol or word cut at the end of a line
    ended = (
        not previous[-1].isalnum() and _ENDS_SENTENCE.search(previous, max(0, len(previous) - _LONGEST_END)) is not None
    )
    wide_gap = line.gap > layout.usual_gap and not page_break
    if text[0].islower() and text[1:2].isalpha():
        # A word in small letters: neither number nor bullet, and no beginning but under a gap or a title.
        return ended if wide_gap else _is_upper(previous)
    # A paragraph of one line stands at the same indent as the next one.
    is_beside = len(current) == 1 and current[-1].indent == line.indent <= _LARGEST_INDENT
    setting = _Setting(
        width=layout.widths.get(line.page, 0),
        room=len(previous) + 1 + len(text.partition(" ")[0]),
        ended=ended,
        current=current,
        wide_gap=wide_gap,
        indented=layout.indented and (is_beside or line.indent > current[-1].indent + 2),
    )
    if text[0] == "P" and parse_appendix_label(text) is not None:
        # "... nêu tại" / "Phụ lục 2. Việc ..." is a sentence cut at the end of a full line.
        return setting.ended or page_break or setting.wide_gap or not setting.fills(0.85)
    numbering = parse_numbering(text)
    if numbering is not None:
        return setting.ended or not (numbering.rest[:1].islower() or setting.is_open)
    if parse_bullet(text) is not None:
        return _bullet_begins(current, setting)
    if text[0].isdigit() and (
        previous.endswith(_BEFORE_NUMBERS) or (previous.endswith(" số") and _SYMBOL_START.match(text))
    ):
        return False
    if text[0] == "(" and not ended and len(current) == 1 and _is_item_under_heading(previous, text):
        return True
    if text[0] == "(" and not (ended or wide_gap) and setting.fills(0.5) and _ASIDE_GOES_ON.match(text):
        return _is_upper(previous)
    if setting.wide_gap:
        return setting.ended or text[0].isupper() or not (text[0].islower() or setting.fills(0.85))
    upper, previous_upper = _is_upper(text), _is_upper(previous)
    if upper or previous_upper:
        return upper != previous_upper
    if text[0].islower() or (setting.fills(0.5) and setting.is_open):
        return False
    if layout.indented and not page_break:
        if _SMALLEST_INDENT <= line.indent <= _LARGEST_INDENT or (setting.indented and line.indent > _LARGEST_INDENT):
            return True
        if current[0].indent >= _SMALLEST_INDENT:
            return False
    if len(current) == 1 and not setting.ended and _SENTENCE_START.match(text) and parse_numbering(previous):
        return True
    return _sentence_begins(previous, text, setting)


@dataclass(slots=True)
class _Setting:
    """How a line stands to the one above: ``room`` is the length that one would have had with the next word on it."""

    width: int
    room: int
    ended: bool
    current: Sequence[Line]
    wide_gap: bool
    indented: bool

    @property
    def is_open(self) -> bool:
        """Whether a quotation or bracket that was opened in the last lines is not closed yet."""
        text = " ".join([line.text for line in self.current[-6:]])
        if "“" not in text and "(" not in text:
            return False
        return text.count("“") > text.count("”") or text.count("(") > text.count(")") + text.count("“(")

    def fills(self, share: float) -> bool:
        """Whether the line above could not take the next word; ``share`` allows for letters of unequal width."""
        return self.room > share * self.width


def _is_item_under_heading(above: str, text: str) -> bool:
    found = _ITEM_IN_BRACKETS.match(text)
    return found is not None and found[1].isupper() and parse_numbering(above) is not None


def _bullet_begins(current: Sequence[Line], setting: _Setting) -> bool:
    """Whether a line that begins like an item is one, and not the rest of "Lao động - Thương binh"."""
    if setting.indented or setting.ended or setting.wide_gap:
        return True
    is_heading = len(current) == 1 and parse_numbering(current[0].text) is not None
    return (is_heading or not setting.fills(0.95)) and not setting.is_open


def _sentence_begins(previous: str, text: str, setting: _Setting) -> bool:
    if text[0] in "([" and setting.ended and previous[-1] != ";":
        return True
    if previous[-1] == ";":
        return not setting.fills(0.8)
    return not setting.fills(0.85) or (setting.ended and not setting.fills(0.97))


def _begins_by_layout(current: Sequence[Line], line: Line) -> bool:
    previous, text = current[-1].text, line.text
    first, first_above = text[0], previous[0]
    return (
        (first in _FIRST_OF_ANCHORS and _ANCHOR.match(text) is not None)
        or (first in _FIRST_OF_WHOLE_LINES and _is_whole_line(text))
        or (first_above in _FIRST_OF_WHOLE_LINES and _is_whole_line(previous))
        or (first_above in "NTKĐ" and previous.startswith(_LINES_OF_THEIR_OWN))
        or (first_above == "P" and len(current) == 1 and first != "(" and _is_bare_appendix(previous))
        or previous.endswith("./.")
        or (previous[-1] == ")" and current[0].text.startswith(("(Kèm theo", "(Ban hành kèm", "(kèm theo")))
    )


def _is_whole_line(text: str) -> bool:
    return (text[:2].isupper() or text.startswith("Phần")) and _WHOLE_LINE.match(text) is not None


def _is_bare_appendix(text: str) -> bool:
    found = parse_appendix_label(text)
    return found is not None and not found[1]


def _is_upper(text: str) -> bool:
    if text[0] == "P" and not text.isupper() and (found := parse_appendix_label(text)) is not None:
        text = found[1]
    return text.isupper() and " " in text  # one word alone is an abbreviation that a wrapped sentence ends with
