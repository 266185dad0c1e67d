"""The comments of one sheet of a workbook that is sent back: the agency's own stay, ours are added, those of an earlier feedback go.

A comment is two things in the file: its text, and the box that it is shown in, in a drawing of an old kind (VML).
"""

import re

from lxml import etree

from pipelines.publish.feedback_package import Spreadsheet
from pipelines.read.workbook_model import cell_name

AUTHOR = "Kho số"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
XML_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SHAPE = re.compile(rb"<v:shape\b(?:(?!</v:shape>).)*</v:shape>", re.DOTALL)
_SHAPE_NO = re.compile(rb'id="_x0000_s(\d+)"')
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})", re.IGNORECASE)
_BOX_COLUMNS, _LETTERS_PER_LINE, _MOST_LINES = 4, 42, 14
_VML_HEAD = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    b' xmlns:x="urn:schemas-microsoft-com:office:excel">'
    b'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>'
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    b'<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
_BOX = (
    '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{number}" type="#_x0000_t202"'
    ' style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left},15,{top},4,{right},15,{bottom},4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


class Comments:
    """The comments of the sheet in ``part``."""

    def __init__(self, spreadsheet: Spreadsheet, part: str) -> None:
        self._of, self._part = spreadsheet, part
        self._texts = spreadsheet.target(part, "comments")
        self._drawing = spreadsheet.target(part, "vmlDrawing")
        if self._texts is not None and not spreadsheet.has(self._texts):
            self._texts = None
        if self._drawing is not None and not spreadsheet.has(self._drawing):
            self._drawing = None
        self._added: list[bytes] = []
        self._known: dict[str | None, etree._Element] | None = None

    def clear_own(self) -> set[tuple[int, int]]:
        """Take away the comments of an earlier feedback and return their cells (0-based row and column)."""
        if self._texts is None:
            return set()
        root = self._of.tree(self._texts)
        authors = [author.text or "" for author in root.iter(self._of.name("author"))]
        cleared = set()
        for comment in list(root.iter(self._of.name("comment"))):
            number = int(comment.get("authorId") or 0)
            position = parse_position(comment.get("ref") or "")
            if number < len(authors) and authors[number] == AUTHOR and position is not None:
                cleared.add(position)
                _remove(comment)
        if cleared and self._drawing is not None:
            kept = _SHAPE.sub(
                lambda shape: b"" if _place_of(shape[0]) in cleared else shape[0], self._of.read(self._drawing)
            )
            self._of.write(self._drawing, kept)
        return cleared

    def add(self, row: int, column: int, text: str) -> None:
        """Add a comment; a cell that has one of the agency keeps it, with ours below."""
        root = self._root()
        ref = cell_name(row, column)
        text = XML_UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)
        if self._known is None:
            self._known = {comment.get("ref"): comment for comment in root.iter(self._of.name("comment"))}
        if ref in self._known:
            self._append(self._known[ref], f"\n{AUTHOR}: {text}")
            return
        listed = root.find(self._of.name("commentList"))
        assert listed is not None, "made with the part"
        comment = self._known[ref] = etree.SubElement(
            listed, self._of.name("comment"), {"ref": ref, "authorId": str(self._author(root))}
        )
        etree.SubElement(comment, self._of.name("text"))
        self._append(comment, text)
        lines = sum(1 + len(line) // _LETTERS_PER_LINE for line in text.splitlines())
        top = max(row - 1, 0)
        box = {
            "left": column + 1,
            "right": column + 1 + _BOX_COLUMNS,
            "top": top,
            "bottom": top + min(lines + 1, _MOST_LINES),
        }
        self._added.append(_BOX.format(number="{number}", row=row, column=column, **box).encode())

    def save(self) -> str | None:
        """Write what was added; the id of the relationship to the drawing where the sheet has to name a new one, else None."""
        if not self._added:
            return None
        is_new = self._drawing is None
        if self._drawing is None:
            self._drawing = self._of.free_name("xl/drawings", "vmlDrawingKhoso", "vml")
            self._of.write(self._drawing, _VML_HEAD)
            self._of.declare_ending("vml", _VML_TYPE)
        data = self._of.read(self._drawing)
        number = max((int(found) for found in _SHAPE_NO.findall(data)), default=1024) + 1
        boxes = [box.replace(b"{number}", str(number + at).encode()) for at, box in enumerate(self._added)]
        end = data.rfind(b"</xml>")
        self._of.write(self._drawing, data[:end] + b"".join(boxes) + data[end:])
        return self._of.relate(self._part, self._drawing, "vmlDrawing") if is_new else None

    def _root(self) -> etree._Element:
        if self._texts is None:
            self._texts = self._of.free_name("xl", "commentsKhoso", "xml")
            self._of.write(
                self._texts, f'<comments xmlns="{self._of.namespace}"><authors/><commentList/></comments>'.encode()
            )
            self._of.declare(self._texts, _COMMENTS_TYPE)
            self._of.relate(self._part, self._texts, "comments")
        return self._of.tree(self._texts)

    def _author(self, root: etree._Element) -> int:
        authors = root.find(self._of.name("authors"))
        assert authors is not None, "comments without authors are none"
        names = [author.text or "" for author in authors]
        if AUTHOR not in names:
            etree.SubElement(authors, self._of.name("author")).text = AUTHOR
            names.append(AUTHOR)
        return names.index(AUTHOR)

    def _append(self, comment: etree._Element, text: str) -> None:
        holder = comment.find(self._of.name("text"))
        if holder is None:
            holder = etree.SubElement(comment, self._of.name("text"))
        plain = holder.find(self._of.name("t"))
        if plain is not None:
            run = etree.Element(self._of.name("r"))
            holder.replace(plain, run)
            run.append(plain)
        run = etree.SubElement(holder, self._of.name("r"))
        properties = etree.SubElement(run, self._of.name("rPr"))
        etree.SubElement(properties, self._of.name("sz"), {"val": "11"})
        etree.SubElement(properties, self._of.name("rFont"), {"val": "Times New Roman"})
        shown = etree.SubElement(run, self._of.name("t"))
        shown.text = text
        shown.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _place_of(shape: bytes) -> tuple[int, int] | None:
    row, column = (
        re.search(rb"<x:Row>\s*(\d+)\s*</x:Row>", shape),
        re.search(rb"<x:Column>\s*(\d+)\s*</x:Column>", shape),
    )
    return (int(row[1]), int(column[1])) if row is not None and column is not None else None


def parse_position(cell: str) -> tuple[int, int] | None:
    """The 0-based row and column of a cell in A1 notation, of a range those of its first cell; None where it is none."""
    match = _REFERENCE.fullmatch(cell.partition(":")[0].replace("$", "").strip())
    return (int(match[2]) - 1, parse_column(match[1])) if match is not None and int(match[2]) > 0 else None


def parse_column(letters: str) -> int:
    """The 0-based number of a column by its letters."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1
