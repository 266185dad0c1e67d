"""The text of one paragraph of a DOCX as it is printed: runs, breaks, fields, symbols, revisions accepted, what is hidden left out.

What paragraphs, tables and notes make up is for ``docx``.
"""

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from lxml import etree

from pipelines.language.legacy import decode_in_font, encoding_of_font
from pipelines.read.docx_styles import RunLook, Styles
from pipelines.read.docx_xml import MATH, MC, W, is_on

_SYMBOLS_FILE = Path(__file__).with_name("docx_symbols.csv")
_UNKNOWN_SYMBOL = "\ufffd"
_PRIVATE = 0xF000
_PRIVATE_SIGN = re.compile("[\uf020-\uf0ff]")
_BOX, _TICKED = "□", "☒"
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_PAGE_FIELDS = ("PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF")

_DESCENDED = frozenset(
    f"{W}{name}"
    for name in (
        "hyperlink", "smartTag", "customXml", "sdt", "sdtContent", "ins", "moveTo", "bdo", "dir", "ruby", "rubyBase",
        "fldSimple", "object", "pict",
    )
)  # fmt: skip
_LINE_BREAKS = frozenset({None, "textWrapping", "column"})


@dataclass(slots=True)
class Pages:
    """Which page is being read: counted by the marks that the word processor left when it last set the pages."""

    known: bool = True
    number: int = 1
    _fresh: bool = False

    @property
    def now(self) -> int | None:
        """The page, None where what is read stands on no page of its own."""
        return self.number if self.known else None

    def break_here(self) -> None:
        """A break that the author set."""
        self.number += 1
        self._fresh = True

    def mark_here(self) -> None:
        """A mark of the last layout; after a break that the author set it says the same."""
        if not self._fresh:
            self.number += 1
        self._fresh = False

    def print_here(self) -> None:
        """Something is printed."""
        self._fresh = False


@dataclass(slots=True)
class Printed:
    """What one paragraph prints: its lines, whether all of it is bold and some of it hidden, the page that it begins on.

    ``boxes`` are the text boxes anchored in it, ``embedded`` the programs of the objects embedded in it.
    """

    lines: list[str] = field(default_factory=lambda: [""])
    bold: bool = False
    hidden: bool = False
    page: int | None = None
    boxes: list[etree._Element] = field(default_factory=list)
    embedded: list[str] = field(default_factory=list)


NoteMark = Callable[[str, str, bool], str]
"""Gives the mark printed for a note: of its kind ("footnote", "endnote"), id, and whether its own mark follows as text."""


class ParagraphReader:
    """Reads paragraphs one after the other; ``note_mark`` is asked for the mark of every note that is cited."""

    def __init__(self, styles: Styles, pages: Pages, note_mark: NoteMark) -> None:
        self.styles, self.pages = styles, pages
        self.encodings: list[str] = []
        self._note_mark = note_mark
        self._style: str | None = None
        self._printed = Printed()
        self._pieces: list[tuple[str, str]] = []
        self._fields: list[str] = []
        self._instruction = ""
        self._bold: list[bool] = []
        self._handlers: dict[object, Callable[[etree._Element], None]] = {
            f"{W}r": self._read_run,
            f"{W}fldSimple": self._read_simple_field,
            f"{MC}AlternateContent": self._read_alternative,
            f"{MATH}oMath": self._read_math,
            f"{MATH}oMathPara": self._read_math,
        }

    def read(self, paragraph: etree._Element, style: str | None) -> Printed:
        """Return what ``paragraph`` (<w:p>) of the style prints, without the number that a list gives it."""
        self._style = style
        self._printed = Printed()
        self._pieces = []
        self._fields, self._instruction, self._bold = [], "", []
        self._walk(paragraph)
        if self._printed.page is None:
            self._printed.page = self.pages.now
        self._printed.lines = self._decode()
        self._printed.bold = bool(self._bold) and all(self._bold)
        return self._printed

    def _decode(self) -> list[str]:
        """Return the printed lines; neighbouring runs of one font are read together, for they may part a letter."""
        joined: list[tuple[str, str]] = []
        for text, font in self._pieces:
            if joined and joined[-1][1] == font:
                joined[-1] = (joined[-1][0] + text, font)
            else:
                joined.append((text, font))
        return "".join(self._in_font(text, font) for text, font in joined).split("\n")

    def _in_font(self, text: str, font: str) -> str:
        encoding = encoding_of_font(font) if font else None
        if encoding is None:
            return text
        decoded = decode_in_font(text, font)
        if decoded != text and encoding not in self.encodings:
            self.encodings.append(encoding)
        return decoded

    def _walk(self, parent: etree._Element) -> None:
        for child in parent:
            handler = self._handlers.get(child.tag)
            if handler is not None:
                handler(child)
            elif child.tag in _DESCENDED:
                self._walk(child)

    def _emit(self, text: str, look: RunLook) -> None:
        if not text or "instruction" in self._fields:
            return
        if look.hidden:
            self._printed.hidden = self._printed.hidden or not text.isspace()
            return
        if not text.isspace():
            if self._printed.page is None:
                self._printed.page = self.pages.now
            self.pages.print_here()
            self._bold.append(look.bold)
        if look.capitals:
            self._pieces.append((self._in_font(text, look.font).upper(), ""))
        else:
            self._pieces.append((text, look.font))

    def _read_run(self, run: etree._Element) -> None:
        look = self.styles.look(self._style, run.find(f"{W}rPr"))
        for child in run:
            self._read_in_run(child, look)

    def _read_in_run(self, child: etree._Element, look: RunLook) -> None:
        tag = child.tag
        if tag == f"{W}t":
            self._emit(_in_symbol_font(child.text or "", look.font), look)
        elif tag in {f"{W}tab", f"{W}ptab"}:
            self._emit("\t", look)
        elif tag in {f"{W}br", f"{W}cr"}:
            self._read_break(child, look)
        elif tag == f"{W}lastRenderedPageBreak":
            self.pages.mark_here()
        elif tag == f"{W}noBreakHyphen":
            self._emit("-", look)
        elif tag == f"{W}sym":
            self._emit(_symbol(child.get(f"{W}font") or "", child.get(f"{W}char") or ""), look)
        elif tag == f"{W}fldChar":
            self._read_field_mark(child, look)
        elif tag == f"{W}instrText":
            self._instruction += child.text or ""
        elif tag in {f"{W}footnoteReference", f"{W}endnoteReference"}:
            self._read_note_mark(child, look)
        elif tag in {f"{W}drawing", f"{W}pict", f"{W}object"}:
            self._read_drawing(child, look)
        elif tag == f"{MC}AlternateContent":
            self._read_alternative(child, look)
        elif tag == f"{W}ruby":
            for base in child.findall(f"{W}rubyBase"):
                self._walk(base)

    def _read_break(self, child: etree._Element, look: RunLook) -> None:
        kind = child.get(f"{W}type") if child.tag == f"{W}br" else None
        if kind in _LINE_BREAKS:
            self._emit("\n", look)
        elif kind == "page":
            if any(text.strip() for text, _ in self._pieces):
                self._emit("\n", look)
            self.pages.break_here()

    def _read_field_mark(self, child: etree._Element, look: RunLook) -> None:
        kind = child.get(f"{W}fldCharType")
        if kind == "begin":
            box = child.find(f"{W}ffData/{W}checkBox")
            if box is not None:
                ticked = is_on(box.find(f"{W}checked"))
                self._emit(_TICKED if (is_on(box.find(f"{W}default")) if ticked is None else ticked) else _BOX, look)
            self._fields.append("instruction")
            self._instruction = ""
        elif kind == "separate" and self._fields:
            self._fields[-1] = "instruction" if _numbers_pages(self._instruction) else "result"
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _read_simple_field(self, field_element: etree._Element) -> None:
        if not _numbers_pages(field_element.get(f"{W}instr") or ""):
            self._walk(field_element)

    def _read_note_mark(self, child: etree._Element, look: RunLook) -> None:
        kind = "footnote" if child.tag == f"{W}footnoteReference" else "endnote"
        own = _is_on_attribute(child.get(f"{W}customMarkFollows"))
        if look.hidden or "instruction" in self._fields:
            return
        mark = self._note_mark(kind, child.get(f"{W}id") or "", own)
        before = next((text[-1] for text, _ in reversed(self._pieces) if text), "")
        # Glued to a figure a mark would change it.
        self._emit(mark.translate(_SUPERSCRIPT) if before.isdigit() else mark, _look_of_mark(look))

    def _read_alternative(self, alternative: etree._Element, look: RunLook | None = None) -> None:
        """Read one of the forms of something that is there twice, for newer and for older programs."""
        chosen = chosen_form(alternative)
        if chosen is None:
            return
        if look is None:
            self._walk(chosen)
        else:
            for child in chosen:
                self._read_in_run(child, look)

    def _read_drawing(self, drawing: etree._Element, look: RunLook) -> None:
        if look.hidden:
            return
        self._printed.boxes += _outermost_boxes(drawing)
        for embedded in drawing.iter("{urn:schemas-microsoft-com:office:office}OLEObject"):
            self._printed.embedded.append(embedded.get("ProgID") or "")

    def _read_math(self, math: etree._Element) -> None:
        self._emit(_math_text(math), RunLook())


def chosen_form(alternative: etree._Element) -> etree._Element | None:
    """Return the form to read of something that is there for newer and again for older programs (<mc:AlternateContent>)."""
    chosen = next((child for child in alternative if child.tag == f"{MC}Choice" and len(child)), None)
    return alternative.find(f"{MC}Fallback") if chosen is None else chosen


def _is_on_attribute(value: str | None) -> bool:
    """Whether an on-off attribute is set and on."""
    return value is not None and value not in {"0", "false", "off"}


def _look_of_mark(look: RunLook) -> RunLook:
    """Return the look of a mark: never in capitals, in no old font."""
    return RunLook(hidden=look.hidden, bold=look.bold)


def _numbers_pages(instruction: str) -> bool:
    words = instruction.split(maxsplit=1)
    return bool(words) and words[0].upper() in _PAGE_FIELDS


def _outermost_boxes(drawing: etree._Element) -> list[etree._Element]:
    """Return the contents of the text boxes, those inside others left to them, those there twice once."""
    found: list[etree._Element] = []
    open_elements = [drawing]
    while open_elements:
        element = open_elements.pop()
        if element.tag == f"{W}txbxContent":
            found.append(element)
        elif element.tag == f"{MC}AlternateContent":
            if (chosen := chosen_form(element)) is not None:
                open_elements.append(chosen)
        else:
            open_elements += reversed(element)
    return found


def _math_text(math: etree._Element) -> str:
    """Return a formula on one line: its signs in order, fractions with a slash."""
    if math.tag == f"{MATH}t":
        return math.text or ""
    if math.tag == f"{MATH}f":
        parts = [math.find(f"{MATH}{name}") for name in ("num", "den")]
        return "/".join(_math_text(part) for part in parts if part is not None)
    return "".join(map(_math_text, math))


@lru_cache(maxsize=1)
def _symbols() -> dict[tuple[str, int], str]:
    with _SYMBOLS_FILE.open(encoding="utf-8", newline="") as lines:
        return {(row["font"].lower(), int(row["code"], 16)): row["text"] for row in csv.DictReader(lines)}


def _symbol(font: str, code: str) -> str:
    try:
        number = int(code, 16)
    except ValueError:
        return _UNKNOWN_SYMBOL
    low = number - _PRIVATE if number >= _PRIVATE else number
    if (found := _symbols().get((font.lower(), low))) is not None:
        return found
    if number < _PRIVATE and number >= 0x20 and not font.lower().startswith(("symbol", "wingdings", "webdings")):
        return chr(number)
    return _UNKNOWN_SYMBOL


def _in_symbol_font(text: str, font: str) -> str:
    """Return ``text``; characters that only a font of signs gives a shape as those signs."""
    if text.isascii() or _PRIVATE_SIGN.search(text) is None:
        return text
    names = [font.lower(), "symbol", "wingdings"]
    known = _symbols()
    return "".join(
        next((sign for name in names if (sign := known.get((name, ord(letter) - _PRIVATE)))), letter)
        if "\uf020" <= letter <= "\uf0ff"
        else letter
        for letter in text
    )
