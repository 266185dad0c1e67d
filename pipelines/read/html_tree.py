"""The elements of a web page as paragraphs and tables in the order of reading. Bytes and sites around documents are elsewhere."""

import re
from dataclasses import dataclass, field

from lxml import etree

from pipelines.language.legacy import decode_in_font, encoding_of_font
from pipelines.read.docx_numbering import format_count
from pipelines.read.model import ParagraphKind, Place
from pipelines.read.office_flow import FlowCell, FlowItem, FlowParagraph, FlowTable

_SKIPPED = frozenset(
    {
        "script", "style", "head", "title", "template", "noscript", "iframe", "object", "select", "button", "textarea", "svg",
        "canvas", "audio", "video", "datalist", "xml", "noframes",
    }
)  # fmt: skip
_INLINE = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "label",
        "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "o:p",
        "img", "input", "form", "tbody", "thead", "tfoot", "colgroup", "col", "st1:place", "st1:city",
    }
)  # fmt: skip
_BOLD = frozenset({"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"})
_HIDDEN = re.compile(r"(?i)(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)")
_FONT_FAMILY = re.compile(r"(?i)font-family\s*:\s*[\"']?([^;,\"'}]+)")
_WEIGHT = re.compile(r"(?i)font-weight\s*:\s*(bold|[6-9]00|normal|[1-5]00)")
_CAPITALS = re.compile(r"(?i)text-transform\s*:\s*uppercase")
_NO_MARKER = re.compile(r"(?i)list-style(?:-type)?\s*:\s*none")
_BORDER = re.compile(
    r"(?i)border(?:-\w+)?(?:-style)?\s*:[^;]*(?:solid|double|windowtext|inset|outset|ridge|groove|dashed|dotted)"
)
_RULE = re.compile(r"([^{}]{1,300})\{([^{}]*)\}")
_SELECTOR = re.compile(r"(?:^|\s)(?P<tag>[a-z][\w]*)?(?:\.(?P<class>[\w-]+))?\Z", re.IGNORECASE)
_NOTE_LINK = re.compile(r"#(?P<id>(?:_?(?:ftn|edn)|sdfootnote|sdendnote|footnote-?|fn-?)\d+)(?:sym)?\Z", re.IGNORECASE)
_NOTE_ID = re.compile(r"(?:_?(?:ftn|edn)|sdfootnote|sdendnote|footnote-?|fn-?)\d+\Z", re.IGNORECASE)
_NOTE_BACK = re.compile(r"#(?:_?(?:ftn|edn)ref|sdfootnote\d+anc|sdendnote\d+anc)")
_BEGINS_WITH_MARK = re.compile(r"\s*(?:[-–—+*•●▪◦·]|\(?[\w.]{1,6}[.)])\s*")
_LIST_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MOST_COLUMNS, _MOST_ROWS = 1000, 65534
_STYLE_BYTES = 500_000
_NOWHERE = Place()


@dataclass(slots=True)
class _Grid:
    """A table that is being read: ``taken`` says up to which row each column is covered from above."""

    table: FlowTable
    parent: list[FlowItem]
    row: int = -1
    column: int = 0
    taken: dict[int, int] = field(default_factory=dict)
    in_head: bool = False
    bordered: int = 0


@dataclass(slots=True)
class _Open:
    """What an open element changed, to be taken back at its end."""

    font: str
    bold: bool
    capitals: bool
    kind: ParagraphKind
    container: list[FlowItem]


@dataclass(slots=True)
class Page:
    """What was read: the items, those of the site around them, the notes by their id, and which paragraph cites which."""

    items: list[FlowItem] = field(default_factory=list)
    site: list[FlowItem] = field(default_factory=list)
    notes: dict[str, list[FlowParagraph]] = field(default_factory=dict)
    cited: dict[int, list[str]] = field(default_factory=dict)
    encodings: list[str] = field(default_factory=list)
    hidden: int = 0


class PageReader:
    """Reads one page, element by element and without recursion: damaged pages are nested without end."""

    def __init__(self, root: etree._Element, site_parts: set[etree._Element]) -> None:
        self._site_parts = site_parts
        self._class_fonts = _old_fonts(root)
        self.page = Page()
        self._container: list[FlowItem] = self.page.items
        self._pieces: list[tuple[str, str]] = []
        self._bolds: list[bool] = []
        self._cites: list[str] = []
        self._font, self._bold, self._capitals = "", False, False
        self._kind = ParagraphKind.BODY
        self._note: str | None = None
        self._grids: list[_Grid] = []
        self._lists: list[tuple[str | None, int]] = []
        self._label = ""
        self._pre = 0
        self._mark_of_note = False
        self._read(root)

    def _read(self, root: etree._Element) -> None:
        opened: list[_Open] = []
        skipped: etree._Element | None = None
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if skipped is not None:
                if event == "end" and element is skipped:
                    skipped = None
                    self._add_text(element.tail)
                continue
            if event == "start":
                if self._is_skipped(element):
                    skipped = element
                    continue
                opened.append(_Open(self._font, self._bold, self._capitals, self._kind, self._container))
                self._start(element)
                self._add_text(element.text)
            else:
                self._end(element)
                before = opened.pop()
                self._font, self._bold, self._capitals = before.font, before.bold, before.capitals
                self._kind, self._container = before.kind, before.container
                self._add_text(element.tail)
        self._flush()

    def _is_skipped(self, element: etree._Element) -> bool:
        if element.tag in _SKIPPED:
            return True
        style = element.get("style")
        if element.get("hidden") is None and not (style and _HIDDEN.search(style)):
            return False
        if element not in self._site_parts and any(not text.isspace() for text in element.itertext()):
            self.page.hidden += 1
        return True

    def _start(self, element: etree._Element) -> None:
        tag = str(element.tag)
        self._apply_look(element, tag)
        if tag == "br":
            self._pieces.append(("\n", self._font))
        elif tag == "table":
            self._flush()
            grid = _Grid(FlowTable([], _border_of(element)), self._container)
            self._container.append(grid.table)
            self._grids.append(grid)
        elif tag == "caption" and self._grids:
            self._flush()
            grid = self._grids[-1]
            at = next(i for i in range(len(grid.parent) - 1, -1, -1) if grid.parent[i] is grid.table)
            grid.parent[at:at] = [captions := FlowTable([FlowCell(0, 0)])]
            self._container = captions.cells[0].items
        elif tag in {"thead", "tbody", "tfoot"} and self._grids:
            self._grids[-1].in_head = tag == "thead"
        elif tag == "tr" and self._grids:
            self._flush()
            self._grids[-1].row += 1
            self._grids[-1].column = 0
        elif tag in {"td", "th"} and self._grids:
            self._flush()
            self._start_cell(element)
        elif tag in {"ol", "ul", "menu", "dir"}:
            self._flush()
            marked = not _NO_MARKER.search(element.get("style") or "")
            form = (
                (_LIST_FORMS.get(element.get("type") or "1", "decimal") if tag == "ol" else "bullet")
                if marked
                else None
            )
            self._lists.append((form, _number(element.get("start"), 1) - 1))
        elif tag == "li":
            self._flush()
            self._start_item(element)
        elif tag == "a":
            self._start_link(element)
        elif tag not in _INLINE:
            self._flush()
            self._pre += tag == "pre"
        if element in self._site_parts:
            self._flush()
            self._container, self._kind = self.page.site, ParagraphKind.FURNITURE
        elif _NOTE_ID.match(element.get("id") or "") and tag in {"div", "li", "p", "aside"}:
            self._flush()
            self._note = str(element.get("id"))
            self._container, self._kind = [], ParagraphKind.FOOTNOTE
            self._label = ""

    def _end(self, element: etree._Element) -> None:
        tag = element.tag
        if tag == "table" and self._grids:
            self._flush()
            grid = self._grids.pop()
            if grid.table.ruled is None and grid.table.cells:
                grid.table.ruled = 2 * grid.bordered > len(grid.table.cells) or None
        elif tag in {"td", "th", "tr", "caption", "li"}:
            self._flush()
        elif tag in {"ol", "ul", "menu", "dir"}:
            self._flush()
            if self._lists:
                self._lists.pop()
        elif tag == "a":
            self._mark_of_note = False
        elif tag not in _INLINE and tag != "br":
            self._flush()
            self._pre -= tag == "pre"
        if element in self._site_parts:
            self._flush()
        elif self._note is not None and self._note == element.get("id"):
            self._flush()
            self._note = None

    def _apply_look(self, element: etree._Element, tag: str) -> None:
        style = element.get("style") or ""
        if tag in _BOLD:
            self._bold = True
        if style:
            if weight := _WEIGHT.search(style):
                self._bold = weight[1] in {"bold", "600", "700", "800", "900"}
            self._capitals = self._capitals or _CAPITALS.search(style) is not None
        font = element.get("face") if tag == "font" else None
        if found := _FONT_FAMILY.search(style):
            font = found[1]
        if font is None and self._class_fonts:
            names = (f".{name}" for name in (element.get("class") or "").split())
            font = next((self._class_fonts[name] for name in (*names, tag) if name in self._class_fonts), None)
        if font is not None:
            font = font.split(",")[0].strip(" \"'")
            self._font = font if encoding_of_font(font) else ""

    def _start_cell(self, element: etree._Element) -> None:
        grid = self._grids[-1]
        grid.row = max(grid.row, 0)
        while grid.taken.get(grid.column, 0) > grid.row:
            grid.column += 1
        if grid.column > _MOST_COLUMNS:
            grid.taken.clear()  # no table has as many: what reaches down from above is not heeded any longer
        across = min(max(_number(element.get("colspan"), 1), 1), _MOST_COLUMNS)
        down = _number(element.get("rowspan"), 1)
        down = min(down, _MOST_ROWS) if down > 0 else _MOST_ROWS
        cell = FlowCell(grid.row, grid.column, [], down, across, grid.in_head)
        if down > 1:
            for column in range(grid.column, grid.column + across):
                grid.taken[column] = grid.row + down
        grid.column += across
        grid.bordered += _BORDER.search(element.get("style") or "") is not None
        grid.table.cells.append(cell)
        self._container = cell.items
        self._lists, self._label = [], ""

    def _start_item(self, element: etree._Element) -> None:
        form, count = self._lists[-1] if self._lists else ("bullet", 0)
        count = _number(element.get("value"), count + 1)
        if self._lists:
            self._lists[-1] = (form, count)
        if form is None or _NO_MARKER.search(element.get("style") or ""):
            self._label = ""
        else:
            self._label = "- " if form == "bullet" else f"{format_count(count, form)}. "

    def _start_link(self, element: etree._Element) -> None:
        link = element.get("href") or ""
        if self._note is not None and _NOTE_BACK.match(link):
            self._mark_of_note = True
        elif self._note is None and (found := _NOTE_LINK.match(link)):
            self._mark_of_note = True
            self._cites.append(found["id"])

    def _add_text(self, text: str | None) -> None:
        if not text:
            return
        if not self._pre:
            text = re.sub(r"[ \t\r\n\f]+", " ", text)
        if self._mark_of_note:
            text = text.strip().strip("[]()")
            before = self._pieces[-1][0][-1:] if self._pieces else ""
            if self._note is not None:
                text += " " if text else ""
            elif before.isdigit():
                text = text.translate(_SUPERSCRIPT)
        if self._capitals:
            text = text.upper()
        if not text.isspace():
            self._bolds.append(self._bold)
        self._pieces.append((text, self._font))

    def _flush(self) -> None:
        """End the paragraph that is being read."""
        if not any(text.strip() for text, _ in self._pieces):
            self._pieces = []
            return
        joined: list[tuple[str, str]] = []
        for text, font in self._pieces:
            if joined and joined[-1][1] == font:
                joined[-1] = (joined[-1][0] + text, font)
            else:
                joined.append((text, font))
        parts = []
        for text, font in joined:
            parts.append(decode_in_font(text, font) if font else text)
            if font and parts[-1] != text and (encoding := encoding_of_font(font)) not in {None, *self.page.encodings}:
                self.page.encodings.append(str(encoding))
        lines = "".join(parts).split("\n")
        if self._label:
            first = next(i for i, line in enumerate(lines) if line.strip())
            if not _BEGINS_WITH_MARK.match(lines[first]) or self._label != "- ":
                lines[first] = self._label + lines[first].lstrip()
            self._label = ""
        paragraph = FlowParagraph(lines, _NOWHERE, self._kind, all(self._bolds))
        if self._note is not None:
            self.page.notes.setdefault(self._note, []).append(paragraph)
        else:
            self._container.append(paragraph)
            if self._cites:
                self.page.cited[id(paragraph)] = self._cites
        self._pieces, self._bolds, self._cites = [], [], []


def _number(text: str | None, default: int) -> int:
    found = re.match(r"\s*(\d{1,7})", text or "")
    return int(found[1]) if found else default


def _border_of(table: etree._Element) -> bool | None:
    border = table.get("border")
    if border is not None:
        return True if border.strip() not in {"0", "0px", "none"} else None
    return True if table.get("rules") in {"all", "cols"} else None


def _old_fonts(root: etree._Element) -> dict[str, str]:
    """Return the fonts of old encodings that the style sheets of the page give to classes (".MsoNormal") and tags."""
    found: dict[str, str] = {}
    sheets = "".join(element.text or "" for element in root.iter("style"))[:_STYLE_BYTES]
    for selectors, rule in _RULE.findall(sheets):
        font = _FONT_FAMILY.search(rule)
        if font is None or encoding_of_font(font[1].strip()) is None:
            continue
        for selector in selectors.split(","):
            named = _SELECTOR.search(selector.strip())
            if named and (named["class"] or named["tag"]):
                found[f".{named['class']}" if named["class"] else named["tag"].lower()] = font[1].strip()
    return found
