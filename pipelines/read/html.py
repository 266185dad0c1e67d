"""Web pages as a ``Document``: those of law sites, those that Word and Excel saved, single-file pages (MHTML).

Bytes to characters, the document apart from the site around it, notes back to where they are cited. How elements become
paragraphs and tables is in ``html_tree``, what belongs to a site in ``html_site``; knows nothing of plans or reports.
"""

import email
import email.policy
import re
from collections.abc import Iterable, Iterator, Sequence

from lxml import etree
from lxml import html as lxml_html

from pipelines.language.legacy_bytes import decode_legacy_bytes
from pipelines.language.text import fold
from pipelines.read.formats import MHTML
from pipelines.read.html_site import find_site_parts
from pipelines.read.html_tree import Page, PageReader
from pipelines.read.model import Document, ParagraphKind, Place, Remark, RemarkKind, SourceRejected
from pipelines.read.office_flow import FlowItem, FlowParagraph, FlowTable, add_flow, flow_paragraphs, unframe

_SEND_AS_PDF = "open it in a browser, print it to PDF and send that file"
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,30})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,30})[\"']")
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*>")
# Elements that damaged pages open and never close; without them the text is the same.
_UNCLOSED = re.compile(
    r"</?(?:font|span|b|i|u|em|strong|small|big|a|o:p|st1:\w+|label|form)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_BOXES = re.compile(r"</?(?:div|center|section|article|blockquote|p)(?:\s[^<>]*)?>", re.IGNORECASE)
_HEAD_BYTES = 16_384
# Pages of the time before Unicode name a western encoding, or none, and a font that gives its letters other shapes.
_WESTERN = frozenset(
    {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii", "windows-1252", "cp1252", "x-user-defined"}
)
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_HEAD_OF_DOCUMENT = re.compile(r"cong hoa xa hoi chu nghia|doc lap ?[-–] ?tu do|dang cong san viet nam\Z")
_FURTHEST_HEAD = 60
_LONGEST_BEFORE_HEAD = 200


def read_html(source_name: str, source_sha256: str, data: bytes) -> Document:
    """Return the document that the web page ``data`` holds.

    Raises SourceRejected where the page holds no text.
    """
    notes: list[str] = []
    text = _decode(_unpack_mhtml(data), notes)
    root = _parse(source_name, text)
    page = PageReader(root, find_site_parts(root)).page if root is not None else Page()
    items = list(unframe(page.items))
    before, items = _before_head(items)
    if not any(paragraph.text for paragraph in flow_paragraphs(items)):
        raise _without_text(source_name, root)
    items = list(_with_notes(items, page))
    furniture = [paragraph for paragraph in flow_paragraphs([*before, *page.site]) if paragraph.text]
    for paragraph in furniture:
        paragraph.kind = ParagraphKind.FURNITURE
    everything = [*items, *furniture]
    document = Document(source_name, source_sha256, "html", notes=notes)
    document.line_count = _number_paragraphs(everything)
    add_flow(document, everything, page.encodings)
    if page.hidden:
        remark = f"Trang có {page.hidden} phần bị ẩn, không hiển thị khi xem nên không được đọc."
        document.remarks.append(Remark(RemarkKind.HIDDEN_CONTENT, Place(), remark))
    return document


def _unpack_mhtml(data: bytes) -> bytes:
    """Return the page that a single-file page holds, other data as it is."""
    if not MHTML.match(data[:8192]):
        return data
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            charset = (part.get_content_charset() or "").encode()
            if isinstance(content, bytes):
                declared = charset and not _META_CHARSET.search(content[:_HEAD_BYTES])
                return b'<meta charset="' + charset + b'">' + content if declared else content
    return data


def _decode(data: bytes, notes: list[str]) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace").replace("\0", "")
    data = data.replace(b"\0", b"")
    head = data[:_HEAD_BYTES]
    declared = _META_CHARSET.search(head) or _XML_CHARSET.match(head)
    name = declared[1].decode("ascii").lower() if declared else ""
    try:
        # Bytes that are UTF-8 are hardly ever anything else, whatever the page says of itself.
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if name and name not in _WESTERN and not name.startswith("utf"):
        try:
            return data.decode(name)
        except (LookupError, UnicodeDecodeError):
            notes.append(f"the page says that it is in {name}, but it is not")
    if (found := decode_legacy_bytes(_without_tags(data))) is not None and found[1] not in {"TCVN3", "VNI"}:
        notes.append(f"read as {found[1]}")
        return (decode_legacy_bytes(data) or found)[0]
    if name.startswith("utf"):
        broken = data.decode("utf-8", "replace")
        if broken.count("\ufffd") * 200 < len(broken):
            notes.append("some characters of the page are broken")
            return broken
    return data.decode("cp1252", "replace")


def _without_tags(data: bytes) -> bytes:
    return re.sub(
        rb"<(?:style|script)[^>]*>.*?</(?:style|script)>|<[^>]{0,2000}>",
        b" ",
        data[:400_000],
        flags=re.DOTALL | re.IGNORECASE,
    )


def _parse(source_name: str, text: str) -> etree._Element | None:
    """Return the page as a tree, None where there is nothing in it.

    Raises SourceRejected where elements lie in each other deeper than the parser goes, even without those that only mark text.
    """
    text = _XML_DECLARATION.sub("", text, count=1)
    for attempt in (text, None):
        page = _UNCLOSED.sub(" ", _BOXES.sub("<br>", text)) if attempt is None else attempt
        if not page.strip():
            return None
        parser = lxml_html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True, no_network=True)
        try:
            root = lxml_html.document_fromstring(page, parser=parser)
        except (etree.ParserError, etree.XMLSyntaxError, ValueError):
            root = None
        if not any("depth" in error.message for error in parser.error_log):
            return root
    raise SourceRejected(
        source_name, "the elements of the page lie in each other without end: it is damaged", _SEND_AS_PDF
    )


def _without_text(source_name: str, root: etree._Element | None) -> SourceRejected:
    if root is not None and next(root.iter("frame", "iframe"), None) is not None:
        problem = "the page only shows other pages inside frames"
    elif root is not None and next(root.iter("script"), None) is not None:
        problem = "the page holds no text: a script loads it when it is opened"
    elif root is not None and next(root.iter("img"), None) is not None:
        problem = "the page holds pictures and no text"
    else:
        problem = "the page holds no text"
    return SourceRejected(source_name, problem, _SEND_AS_PDF)


def _before_head(items: Sequence[FlowItem]) -> tuple[list[FlowItem], list[FlowItem]]:
    """Part what stands above the head of the document (a site's name, the path to the page) from the document."""
    for index, item in enumerate(items[:_FURTHEST_HEAD]):
        texts = [paragraph.text for paragraph in flow_paragraphs([item])]
        if any(
            _HEAD_OF_DOCUMENT.search(fold(text)) for text in texts[:_FURTHEST_HEAD] if len(text) < _LONGEST_BEFORE_HEAD
        ):
            above = items[:index]
            # The issuer may stand above the motto in a paragraph of its own.
            while above and isinstance(above[-1], FlowParagraph) and (above[-1].text.isupper() or not above[-1].text):
                above = above[:-1]
            return list(above), list(items[len(above) :])
        if isinstance(item, FlowTable) or any(len(text) > _LONGEST_BEFORE_HEAD for text in texts):
            break
    return [], list(items)


def _with_notes(items: Iterable[FlowItem], page: Page) -> Iterator[FlowItem]:
    """Yield ``items``, each footnote behind the paragraph or table that cites it; notes that nobody cites come last."""
    left = dict(page.notes)
    for item in items:
        yield item
        for paragraph in flow_paragraphs([item]):
            for note_id in page.cited.get(id(paragraph), ()):
                if (note := _take_note(left, note_id)) is not None:
                    yield note
    for note_id in list(left):
        if (note := _take_note(left, note_id)) is not None:
            yield note


def _take_note(notes: dict[str, list[FlowParagraph]], note_id: str) -> FlowParagraph | None:
    name = next((name for name in (note_id, note_id.lstrip("_"), f"_{note_id}") if name in notes), None)
    if name is None:
        return None
    lines = [line for paragraph in notes.pop(name) for line in paragraph.lines]
    return FlowParagraph(lines, Place(), ParagraphKind.FOOTNOTE)


def _number_paragraphs(items: Iterable[FlowItem]) -> int:
    number = 0
    for item in items:
        if isinstance(item, FlowParagraph):
            number += 1
            item.place = Place(line_start=number, line_end=number)
            continue
        for cell in item.cells:
            if not cell.items:
                cell.items.append(FlowParagraph([""], Place()))
            number = _number_from(cell.items, number)
    return number


def _number_from(items: Iterable[FlowItem], number: int) -> int:
    for paragraph in flow_paragraphs(items):
        number += 1
        paragraph.place = Place(line_start=number, line_end=number)
    return number
