"""What styles, theme and direct formatting say of a run of a DOCX that changes what is read: font, hidden, capitals, bold.

Nothing of size, colour or position.
"""

from dataclasses import dataclass, replace
from functools import cached_property

from lxml import etree

from pipelines.read.docx_xml import VAL, A, W, is_on, value_of

_DEEPEST_STYLE = 20


@dataclass(frozen=True, slots=True)
class RunLook:
    """How a run looks: ``font`` is that of the letters beyond ASCII, '' where none is named."""

    font: str = ""
    hidden: bool = False
    capitals: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class NumberingOf:
    """The list and level that a paragraph or style belongs to; None where it does not say."""

    list_id: str | None
    level: int | None


class Styles:
    """The styles of one document; ``styles`` and ``theme`` are the roots of their parts."""

    def __init__(self, styles: etree._Element | None, theme: etree._Element | None) -> None:
        found = styles.findall(f"{W}style") if styles is not None else []
        self._by_id = {style.get(f"{W}styleId") or "": style for style in found}
        self._default = next(
            (
                style.get(f"{W}styleId") or ""
                for style in found
                if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in {"1", "true", "on"}
            ),
            None,
        )
        self._defaults = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr") if styles is not None else None
        self._theme = theme
        self._looks: dict[tuple[str | None, str | None], RunLook] = {}

    def look(self, paragraph_style: str | None, run: etree._Element | None) -> RunLook:
        """Return the look of a run with the properties ``run`` (<w:rPr>) in a paragraph of the style."""
        run_style = value_of(run, "rStyle")
        key = (paragraph_style, run_style)
        if key not in self._looks:
            look = self._changed(RunLook(), self._defaults)
            for style in (*self._chain(paragraph_style or self._default), *self._chain(run_style)):
                look = self._changed(look, style.find(f"{W}rPr"))
            self._looks[key] = look
        return self._changed(self._looks[key], run)

    def numbering(self, paragraph_style: str | None) -> NumberingOf | None:
        """Return the list that paragraphs of the style belong to, None where they belong to none."""
        found = None
        for style in self._chain(paragraph_style or self._default):
            properties = style.find(f"{W}pPr/{W}numPr")
            if properties is not None:
                level = value_of(properties, "ilvl")
                found = NumberingOf(
                    value_of(properties, "numId") or (found.list_id if found else None),
                    int(level) if level and level.isdigit() else None,
                )
        return found

    def is_contents(self, paragraph_style: str | None) -> bool:
        """Whether the style is one of the entries of a table of contents ("toc 1")."""
        return any((value_of(style, "name") or "").lower().startswith("toc ") for style in self._chain(paragraph_style))

    def breaks_page(self, paragraph_style: str | None) -> bool:
        """Whether paragraphs of the style begin a page."""
        found = [is_on(style.find(f"{W}pPr/{W}pageBreakBefore")) for style in self._chain(paragraph_style)]
        return next((value for value in reversed(found) if value is not None), False)

    def has_rules(self, table_style: str | None) -> bool:
        """Whether tables of the style have lines between their cells."""
        return any(has_inner_rules(style.find(f"{W}tblPr/{W}tblBorders")) for style in self._chain(table_style))

    def _chain(self, style_id: str | None) -> list[etree._Element]:
        """Return a style and those it is based on, the most general one first."""
        chain: list[etree._Element] = []
        while style_id and (style := self._by_id.get(style_id)) is not None and len(chain) < _DEEPEST_STYLE:
            chain.insert(0, style)
            style_id = value_of(style, "basedOn")
        return chain

    def _changed(self, look: RunLook, properties: etree._Element | None) -> RunLook:
        if properties is None or not len(properties):
            return look
        fonts = properties.find(f"{W}rFonts")
        if fonts is not None and (font := self._font(fonts)):
            look = replace(look, font=font)
        hidden, capitals, bold = (is_on(properties.find(f"{W}{name}")) for name in ("vanish", "caps", "b"))
        if hidden is not None and hidden != look.hidden:
            look = replace(look, hidden=hidden)
        if capitals is not None and capitals != look.capitals:
            look = replace(look, capitals=capitals)
        if bold is not None and bold != look.bold:
            look = replace(look, bold=bold)
        return look

    def _font(self, fonts: etree._Element) -> str | None:
        for kind in ("hAnsi", "ascii"):
            theme = fonts.get(f"{W}{kind}Theme")
            if theme and (font := self._theme_fonts.get(theme[:5])):
                return font
            if font := fonts.get(f"{W}{kind}"):
                return font
        return None

    @cached_property
    def _theme_fonts(self) -> dict[str, str]:
        """The fonts for letters of headings ("major") and text ("minor")."""
        found = {}
        for kind in ("major", "minor"):
            latin = self._theme.find(f".//{A}{kind}Font/{A}latin") if self._theme is not None else None
            if latin is not None and (font := latin.get("typeface")):
                found[kind] = font
        return found


def has_inner_rules(borders: etree._Element | None) -> bool:
    """Whether ``borders`` (<w:tblBorders>) draw lines between rows and columns."""
    if borders is None:
        return False
    kinds = [borders.find(f"{W}{side}") for side in ("insideH", "insideV")]
    return all(kind is not None and kind.get(VAL) not in {None, "nil", "none"} for kind in kinds)
