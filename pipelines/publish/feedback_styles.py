"""The styles of a workbook that is sent back: each marked cell keeps its own and gets a colour behind it; the summary's styles."""

import copy
from collections.abc import Mapping

from lxml import etree

from pipelines.publish.feedback_package import Spreadsheet, UneditableError

COLOURS: Mapping[str, str] = {"error": "FFFFC7CE", "warning": "FFFFEB9C"}
"""What stands behind a wrong cell (red) and behind a doubtful one (yellow)."""

_ALIGNMENTS: Mapping[str, Mapping[str, str]] = {
    "left": {"horizontal": "left", "vertical": "top", "wrapText": "1"},
    "center": {"horizontal": "center", "vertical": "top", "wrapText": "1"},
}


class Styles:
    """The style part of one workbook; styles are known by their index among ``cellXfs``."""

    def __init__(self, spreadsheet: Spreadsheet) -> None:
        part = spreadsheet.target(spreadsheet.workbook_part, "styles")
        if part is None:
            raise UneditableError("the workbook has no styles")
        self._of = spreadsheet
        self._root = spreadsheet.tree(part)
        self._xfs = self._section("cellXfs")
        self._made: dict[tuple[object, ...], int] = {}
        self._own_fills = {
            index for index, fill in enumerate(self._section("fills")) if self._colour_of(fill) in COLOURS.values()
        }

    def marked(self, index: int, severity: str) -> int:
        """The style ``index`` with the colour of ``severity`` behind it, open to be written in where the sheet is protected."""
        return self._changed(index, self._fill(COLOURS[severity]), ("marked", index, severity))

    def cleared(self, index: int) -> int:
        """The style ``index`` without a colour that an earlier feedback put behind it; the same where there is none."""
        own = self._own_fills | {number for key, number in self._made.items() if key[0] == "fill"}
        if int(self._xf(index).get("fillId", "0")) not in own:
            return index
        return self._changed(index, 0, ("cleared", index))

    def plain(
        self,
        *,
        bold: bool = False,
        colour: str = "",
        border: bool = False,
        align: str = "left",
        link: bool = False,
        size: int = 12,
    ) -> int:
        """A style of the summary sheet."""
        key = ("plain", bold, colour, border, align, link, size)
        if key not in self._made:
            font = self._append("fonts", self._font(bold=bold, link=link, size=size), ("font", bold, link, size))
            fill = self._fill(colour) if colour else 0
            edge = self._append("borders", self._border(), ("border",)) if border else 0
            xf = etree.Element(self._of.name("xf"))
            for name, number in (("numFmtId", 49), ("fontId", font), ("fillId", fill), ("borderId", edge), ("xfId", 0)):
                xf.set(name, str(number))
            for name in ("applyNumberFormat", "applyFont", "applyFill", "applyBorder", "applyAlignment"):
                xf.set(name, "1")
            alignment = etree.SubElement(xf, self._of.name("alignment"))
            for name, value in _ALIGNMENTS[align].items():
                alignment.set(name, value)
            self._made[key] = self._add(self._xfs, xf)
        return self._made[key]

    def _changed(self, index: int, fill: int, key: tuple[object, ...]) -> int:
        if key not in self._made:
            xf = copy.deepcopy(self._xf(index))
            xf.set("fillId", str(fill))
            xf.set("applyFill", "1")
            xf.set("applyProtection", "1")
            protection = xf.find(self._of.name("protection"))
            if protection is None:
                protection = etree.Element(self._of.name("protection"))
                alignment = xf.find(self._of.name("alignment"))
                xf.insert(0 if alignment is None else xf.index(alignment) + 1, protection)
            protection.set("locked", "0")
            self._made[key] = self._add(self._xfs, xf)
        return self._made[key]

    def _xf(self, index: int) -> etree._Element:
        if not 0 <= index < len(self._xfs):
            raise UneditableError(f"there is no style {index}")
        return self._xfs[index]

    def _fill(self, colour: str) -> int:
        fill = etree.Element(self._of.name("fill"))
        pattern = etree.SubElement(fill, self._of.name("patternFill"), {"patternType": "solid"})
        etree.SubElement(pattern, self._of.name("fgColor"), {"rgb": colour})
        etree.SubElement(pattern, self._of.name("bgColor"), {"indexed": "64"})
        return self._append("fills", fill, ("fill", colour))

    def _font(self, *, bold: bool, link: bool, size: int) -> etree._Element:
        font = etree.Element(self._of.name("font"))
        if bold:
            etree.SubElement(font, self._of.name("b"))
        if link:
            etree.SubElement(font, self._of.name("u"))
        etree.SubElement(font, self._of.name("sz"), {"val": str(size)})
        etree.SubElement(font, self._of.name("color"), {"rgb": "FF0563C1" if link else "FF000000"})
        etree.SubElement(font, self._of.name("name"), {"val": "Times New Roman"})
        return font

    def _border(self) -> etree._Element:
        border = etree.Element(self._of.name("border"))
        for side in ("left", "right", "top", "bottom"):
            edge = etree.SubElement(border, self._of.name(side), {"style": "thin"})
            etree.SubElement(edge, self._of.name("color"), {"rgb": "FF808080"})
        etree.SubElement(border, self._of.name("diagonal"))
        return border

    def _append(self, section: str, element: etree._Element, key: tuple[object, ...]) -> int:
        if key not in self._made:
            self._made[key] = self._add(self._section(section), element)
        return self._made[key]

    def _add(self, section: etree._Element, element: etree._Element) -> int:
        section.append(element)
        section.set("count", str(len(section)))
        return len(section) - 1

    def _section(self, name: str) -> etree._Element:
        section = self._root.find(self._of.name(name))
        if section is None or not len(section):
            raise UneditableError(f"the styles have no {name}")
        return section

    def _colour_of(self, fill: etree._Element) -> str:
        colour = fill.find(f"{self._of.name('patternFill')}/{self._of.name('fgColor')}")
        return "" if colour is None else colour.get("rgb", "").upper()
