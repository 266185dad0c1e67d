"""What an XLSX file says of its cells besides their values, read from its parts; and far cells kept from filling the memory.

The values themselves are calamine's. Nothing is followed that leads out of the file.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from functools import cached_property

from lxml import etree

from pipelines.read.model import SourceRejected
from pipelines.read.packages import open_package
from pipelines.read.workbook_model import LARGEST_AREA, Companion, Details, Marks, Position, cell_name

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_SHEET_PART = re.compile(r"(?i)(?:.*/)?worksheets/[^/]*\.xml")
_FAR_COLUMN = 26
_FAR_NAMED = 5
_SMALL_XML = 8_000_000
_LARGE_XML = 16_000_000
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
# What Excel means by the numbers of formats that no file spells out; dates are calamine's, their format is the reader's own.
BUILT_IN_FORMATS = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    41: "#,##0",
    42: "#,##0",
    43: "#,##0.00",
    44: "#,##0.00",
    49: "@",
}


class XlsxCompanion(Companion):
    """The parts of one XLSX file."""

    def __init__(self, source_name: str, data: bytes) -> None:
        self._package = open_package(source_name, data, keep=_SHEET_PART)
        self._parts = self._find_parts()
        self._marks: dict[str, Marks] = {}
        replaced: dict[str, bytes] = {}
        for name, part in self._parts.items():
            if part in self._package and part not in replaced:
                self._marks[name], smaller = _read_marks(self._package.read(part))
                if smaller is not None:
                    replaced[part] = smaller
        super().__init__(source_name, _repack(data, replaced) if replaced else data)

    def marks(self, name: str) -> Marks:
        """The marks of the sheet of this name."""
        return self._marks.get(name, Marks())

    def details(self, name: str, rows: int) -> Details:
        """The details of the first ``rows`` rows of the sheet of this name."""
        part = self._parts.get(name)
        if part is None or part not in self._package:
            return Details()
        sheet = self._parse_rows(part, rows)
        if sheet is None:
            return Details()
        formats, fonts, bold, formulas = {}, {}, set(), {}
        for cell in _each(sheet, "c"):
            at = parse_position(cell.get("r") or "")
            if at is None:
                continue
            style = self._styles.get(cell.get("s") or "0")
            if style is not None:
                if style.number_format:
                    formats[at] = style.number_format
                if style.font:
                    fonts[at] = style.font
                if style.bold:
                    bold.add(at)
            if (formula := next(_each(cell, "f"), None)) is not None:
                formulas[at] = formula.text or ""
        return Details(formats, {}, fonts, frozenset(bold), self._comments(part), formulas)

    def _parse_rows(self, part: str, rows: int) -> etree._Element | None:
        """The XML of a sheet as far as its first rows go: the rest of a long one holds only formats of empty cells."""
        xml = self._package.read(part)
        if len(xml) <= _SMALL_XML:
            return self._package.read_xml(part)
        prefix = _prefix(xml)
        end = xml.find(b'<%brow r="%d"' % (prefix, rows + 1))
        if not 0 < end <= _LARGE_XML:
            return None
        whole = xml[:end] + b"</%bsheetData></%bworksheet>" % (prefix, prefix)
        try:
            return etree.fromstring(whole, etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True))
        except etree.XMLSyntaxError:
            return None

    def _find_parts(self) -> dict[str, str]:
        """The part of every sheet, by the name of the sheet."""
        root = self._package
        book = next((name for name in root.names if name.lower().endswith("xl/workbook.xml")), None)
        if book is None:
            return {}
        targets = self._targets(book)
        found: dict[str, str] = {}
        for sheet in _each(root.read_xml(book), "sheet"):
            key = sheet.get(_RELATION) or sheet.get(_STRICT_RELATION) or ""
            if key in targets:
                found.setdefault(sheet.get("name") or "", targets[key][1])
        return found

    def _targets(self, part: str) -> dict[str, tuple[str, str]]:
        """The parts that ``part`` names: (kind, part) by the key of the relation; those outside the file are left out."""
        folder, _, name = part.rpartition("/")
        relations = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
        if relations not in self._package:
            return {}
        found = {}
        for relation in _each(self._package.read_xml(relations), "Relationship"):
            target = relation.get("Target") or ""
            if relation.get("TargetMode") == "External" or not target:
                continue
            path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[relation.get("Id") or ""] = ((relation.get("Type") or "").rpartition("/")[2], path)
        return found

    def _comments(self, part: str) -> dict[Position, str]:
        found: dict[Position, str] = {}
        for kind, target in self._targets(part).values():
            if kind != "comments" or target not in self._package:
                continue
            for comment in _each(self._package.read_xml(target), "comment"):
                at = parse_position(comment.get("ref") or "")
                if at is not None:
                    found[at] = "".join(text.text or "" for text in _each(comment, "t"))
        return found

    @cached_property
    def _styles(self) -> dict[str, "CellStyle"]:
        part = next((name for name in self._package.names if name.lower().endswith("xl/styles.xml")), None)
        if part is None:
            return {}
        root = self._package.read_xml(part)
        spelled = {f.get("numFmtId") or "": f.get("formatCode") or "" for f in _each(root, "numFmt")}
        fonts = [
            (
                next((n.get("val") or "" for n in _each(font, "name")), ""),
                any((b.get("val") or "1") not in {"0", "false"} for b in _each(font, "b")),
            )
            for fonts in _each(root, "fonts")
            for font in _each(fonts, "font")
        ]
        styles: dict[str, CellStyle] = {}
        for cells in _each(root, "cellXfs"):
            for index, style in enumerate(_each(cells, "xf")):
                number = style.get("numFmtId") or "0"
                code = spelled.get(number) or (BUILT_IN_FORMATS.get(int(number), "") if number.isdigit() else "")
                font = style.get("fontId") or "0"
                at = int(font) if font.isdigit() else 0
                name, bold = fonts[at] if at < len(fonts) else ("", False)
                styles[str(index)] = CellStyle("" if code == "General" else code, name, bold)
        return styles


class CellStyle:
    """How cells of one style are shown."""

    __slots__ = ("bold", "font", "number_format")

    def __init__(self, number_format: str, font: str, bold: bool) -> None:
        self.number_format, self.font, self.bold = number_format, font, bold


def parse_position(reference: str) -> Position | None:
    """The row and column, from 0, of a cell by its name; None where it is none.

    >>> parse_position("B7"), parse_position("7")
    ((6, 1), None)
    """
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1


def _each(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """The elements of this name below ``parent``, whatever namespace the producer gave them."""
    return parent.iter(f"{{*}}{name}")


def _read_marks(xml: bytes) -> tuple[Marks, bytes | None]:
    """What is marked in the XML of a sheet, and the XML without far cells where they would take too much memory.

    The XML of a large sheet is searched as bytes: a tree of its elements would cost more than reading all values.
    """
    prefix = _prefix(xml)
    rows, columns = _read_hidden(xml, prefix)
    errors: dict[Position, str] = {}
    if b't="e"' in xml:
        pattern = rb'<%bc ([^<>]*\bt="e"[^<>]*)>(?:<%bf[^<>]*/>|<%bf[^<>]*>[^<]*</%bf>)?<%bv>([^<]*)<' % ((prefix,) * 5)
        for cell in re.finditer(pattern, xml):
            reference = re.search(rb'\br="([A-Z]{1,3}\d{1,7})"', cell[1])
            if reference and (at := parse_position(reference[1].decode())) is not None:
                errors[at] = cell[2].decode("utf-8", "replace").strip()
    smaller, cut = _without_far_cells(xml, prefix)
    if cut:
        errors = {at: text for at, text in errors.items() if at[0] * at[1] <= LARGEST_AREA}
    return Marks((), rows, columns, errors, cut), smaller


def _prefix(xml: bytes) -> bytes:
    """What stands before the names of elements in the XML of a sheet: nothing, or a namespace with its colon."""
    found = re.search(rb"<(\w{1,20}:)?worksheet[\s>]", xml[:4096])
    return (found[1] or b"") if found else b""


def _read_hidden(xml: bytes, prefix: bytes) -> tuple[frozenset[int], frozenset[int]]:
    if b"hidden=" not in xml:
        return frozenset(), frozenset()
    columns: set[int] = set()
    body = xml.find(b"<%bsheetData" % prefix)
    for column in re.finditer(rb"<%bcol ([^<>]*)>" % prefix, xml[: max(body, 0)]):
        first, last = _attribute(column[1], b"min"), _attribute(column[1], b"max")
        if _is_hidden(column[1]) and first and last:
            columns.update(range(int(first) - 1, min(int(last), 16_384)))
    rows = {
        int(number) - 1
        for row in re.finditer(rb"<%brow ([^<>]*)>" % prefix, xml)
        if _is_hidden(row[1]) and (number := _attribute(row[1], b"r"))
    }
    return frozenset(rows), frozenset(columns)


def _is_hidden(attributes: bytes) -> bool:
    return _attribute(attributes, b"hidden") in {b"1", b"true"}


def _attribute(attributes: bytes, name: bytes) -> bytes | None:
    found = re.search(rb'(?:^|\s)%b="([^"]{1,10})"' % name, attributes)
    return found[1] if found else None


def _without_far_cells(xml: bytes, prefix: bytes) -> tuple[bytes | None, str | None]:
    """The XML without the cells that no sheet of a reasonable size would hold, and a sentence that names them.

    A reader that keeps a sheet as one block of cells needs memory for the area up to the last one: one stray value in the
    last row and column of a sheet would ask for hundreds of gigabytes.
    """
    if re.search(rb' r="[A-Z]{2}', xml) is None:
        # At most 26 columns, and no sheet has more rows than there are.
        return None, None
    pattern = re.compile(rb'<%bc\s(?:[^<>]*\s)?r="([A-Z]{1,3})(\d{1,7})"[^<>]*(?<!/)>' % prefix)
    per_row: dict[int, int] = {}
    positions = 0
    last_row = 0
    last_column = 0
    for cell in pattern.finditer(xml):
        at = parse_position(f"{cell[1].decode()}{cell[2].decode()}")
        if at is None:
            continue
        positions += 1
        last_row, last_column = max(last_row, at[0] + 1), max(last_column, at[1] + 1)
        per_row[at[1]] = max(per_row.get(at[1], 0), at[0] + 1)
    if last_row * last_column <= LARGEST_AREA:
        return None, None
    # Columns are kept from the left as long as the block up to them is bearable.
    rows, columns = 0, 0
    for column in sorted(per_row):
        below = max(rows, per_row[column])
        if below * (column + 1) > LARGEST_AREA:
            if rows == 0 or column >= _FAR_COLUMN:
                break
            below = rows
        rows, columns = below, column + 1
    far: list[str] = []

    def keep(cell: re.Match[bytes]) -> bytes:
        at = parse_position(f"{cell[1].decode()}{cell[2].decode()}")
        if at is None or (at[0] < rows and at[1] < columns):
            return cell[0]
        far.append(cell_name(*at))
        return b""

    whole = re.compile(
        rb'<%bc\s(?:[^<>]*\s)?r="([A-Z]{1,3})(\d{1,7})"[^<>]*(?:/>|(?<!/)>.*?</%bc>)' % (prefix, prefix), re.DOTALL
    )
    smaller = whole.sub(keep, xml)
    named = ", ".join(far[:_FAR_NAMED]) + (f" và {len(far) - _FAR_NAMED} ô khác" if len(far) > _FAR_NAMED else "")
    return smaller, f"Ô nằm quá xa bảng, không đọc: {named}."


def _repack(data: bytes, replaced: dict[str, bytes]) -> bytes:
    """The file with some parts replaced. It has been checked by ``open_package`` before."""
    packed = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                new.writestr(name, replaced.get(name) or old.read(name))
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise SourceRejected("", "the file is damaged", "save it again and send that file") from error
    return packed.getvalue()
