"""Numbers that a word processor prints before paragraphs and that stand nowhere in their text (ISO/IEC 29500-1, 17.9)."""

from dataclasses import dataclass, field

from lxml import etree

from pipelines.language.numbering import format_roman
from pipelines.read.docx_styles import NumberingOf, Styles
from pipelines.read.docx_xml import VAL, W, is_on, value_of, whole_number

_LEVELS = 9
_LARGEST = 9999
_LARGEST_ROMAN = 399
_BULLETS = frozenset("-–—+*•●▪◦·")
_COUNTED = (
    "không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười",
)  # fmt: skip


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    style: str | None = None


@dataclass(slots=True)
class _List:
    """One numbered list: its levels; ``key`` is shared by all lists that count on together."""

    key: str
    levels: dict[int, _Level]
    restarts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of one document and how far each has counted; paragraphs have to be asked for in their order."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract = {
            element.get(f"{W}abstractNumId") or "": element
            for element in (root.findall(f"{W}abstractNum") if root is not None else [])
        }
        self._numbers = {
            element.get(f"{W}numId") or "": element for element in (root.findall(f"{W}num") if root is not None else [])
        }
        self._lists: dict[str, _List | None] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._restarted: set[tuple[str, int]] = set()

    def label(self, properties: etree._Element | None, style: str | None) -> str:
        """Return what is printed before the paragraph with the properties (<w:pPr>), '' where nothing is; count on."""
        direct = properties.find(f"{W}numPr") if properties is not None else None
        of_style = self._styles.numbering(style)
        list_id, given = None, None
        if direct is not None:
            list_id = value_of(direct, "numId")
            text = value_of(direct, "ilvl")
            given = whole_number(text) if text is not None else None
        list_id = list_id or (of_style.list_id if of_style else None)
        numbered = self._list(list_id)
        if numbered is None or list_id is None:
            return ""
        level = given if given is not None else self._level_of_style(numbered, style, of_style)
        if not 0 <= level < _LEVELS or level not in numbered.levels:
            return ""
        self._count(list_id, numbered, level)
        return self._print(numbered, level)

    def _level_of_style(self, numbered: _List, style: str | None, of_style: NumberingOf | None) -> int:
        linked = next((level for level, form in numbered.levels.items() if style and form.style == style), None)
        if linked is not None:
            return linked
        return of_style.level or 0 if of_style else 0

    def _list(self, list_id: str | None) -> _List | None:
        if not list_id or list_id == "0":
            return None
        if list_id not in self._lists:
            self._lists[list_id] = self._read_list(list_id)
        return self._lists[list_id]

    def _read_list(self, list_id: str) -> _List | None:
        number = self._numbers.get(list_id)
        if number is None:
            return None
        key = value_of(number, "abstractNumId") or ""
        abstract = self._abstract.get(key)
        linked = value_of(abstract, "numStyleLink")
        if linked and (of_style := self._styles.numbering(linked)) and of_style.list_id in self._numbers:
            key = value_of(self._numbers[of_style.list_id], "abstractNumId") or ""
            abstract = self._abstract.get(key)
        if abstract is None:
            return None
        found = _List(key, {})
        for element in abstract.findall(f"{W}lvl"):
            found.levels[whole_number(element.get(f"{W}ilvl"))] = _read_level(element)
        for override in number.findall(f"{W}lvlOverride"):
            at = whole_number(override.get(f"{W}ilvl"))
            own = override.find(f"{W}lvl")
            if own is not None:
                found.levels[at] = _read_level(own)
            start = value_of(override, "startOverride")
            if start is not None:
                found.restarts[at] = whole_number(start, 1)
        return found

    def _count(self, list_id: str, numbered: _List, level: int) -> None:
        counts = self._counts.setdefault(numbered.key, {})
        form = numbered.levels[level]
        if level in numbered.restarts and (list_id, level) not in self._restarted:
            self._restarted.add((list_id, level))
            counts[level] = numbered.restarts[level]
        else:
            counts[level] = min(counts.get(level, form.start - 1) + 1, _LARGEST)
        for deeper in [at for at in counts if at > level]:
            restart = numbered.levels[deeper].restart if deeper in numbered.levels else None
            if restart is None or level < restart:
                del counts[deeper]

    def _print(self, numbered: _List, level: int) -> str:
        form = numbered.levels[level]
        if form.form == "bullet":
            sign = form.text.strip()
            return sign if sign in _BULLETS else "-"
        if form.form == "none" and "%" not in form.text:
            return form.text
        counts = self._counts[numbered.key]
        text = form.text
        for at in range(_LEVELS):
            if f"%{at + 1}" in text:
                other = numbered.levels.get(at, form)
                value = counts.get(at, other.start)
                text = text.replace(f"%{at + 1}", format_count(value, "decimal" if form.legal else other.form))
        return text


def _read_level(element: etree._Element) -> _Level:
    restart = value_of(element, "lvlRestart")
    return _Level(
        start=whole_number(value_of(element, "start"), 0),
        form=_form(element),
        text=value_of(element, "lvlText") or "",
        restart=whole_number(restart) if restart is not None else None,
        legal=bool(is_on(element.find(f"{W}isLgl"))),
        style=value_of(element, "pStyle"),
    )


def _form(element: etree._Element) -> str:
    """Return the form of a level's numbers; newer forms stand in an alternative, the older one beside it counts."""
    found = element.find(f"{W}numFmt")
    if found is None:
        found = next(iter(element.iter(f"{W}numFmt")), None)
    return found.get(VAL) or "decimal" if found is not None else "decimal"


def format_count(value: int, form: str) -> str:
    """Return a number in one of the forms of ISO/IEC 29500-1, 17.18.59; forms of other scripts as decimal.

    >>> format_count(4, "upperRoman"), format_count(28, "lowerLetter"), format_count(7, "decimalZero")
    ('IV', 'bb', '07')
    """
    if form == "none":
        return ""
    if form in {"upperRoman", "lowerRoman"} and 0 < value <= _LARGEST_ROMAN:
        roman = format_roman(value)
        return roman if form == "upperRoman" else roman.lower()
    if form in {"upperLetter", "lowerLetter"} and value > 0:
        repeated, at = divmod(value - 1, 26)
        letters = chr(ord("a") + at) * min(repeated + 1, _LEVELS)
        return letters.upper() if form == "upperLetter" else letters
    if form == "decimalZero":
        return f"{value:02d}"
    if form == "vietnameseCounting" and 0 <= value < len(_COUNTED):
        return _COUNTED[value]
    return str(value)
