"""Footnotes and endnotes of a DOCX: their contents, and the marks they are printed with (ISO/IEC 29500-1, 17.11)."""

from lxml import etree

from pipelines.read.docx_numbering import format_count
from pipelines.read.docx_xml import W, value_of, whole_number

_DEFAULT_FORM = {"footnote": "decimal", "endnote": "lowerRoman"}


class Notes:
    """The notes of one document. Marks are asked for in reading order; what was asked for waits until it is taken."""

    def __init__(
        self, parts: dict[str, etree._Element | None], settings: etree._Element | None, body: etree._Element
    ) -> None:
        self._elements: dict[tuple[str, str], etree._Element] = {}
        self._forms: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._marks: dict[tuple[str, str], str] = {}
        self._waiting: list[tuple[str, etree._Element]] = []
        section = body.find(f"{W}sectPr")
        for kind, root in parts.items():
            for note in root if root is not None else ():
                # Separators have a type; notes have none or "normal".
                if note.tag == f"{W}{kind}" and note.get(f"{W}type", "normal") == "normal":
                    self._elements[kind, note.get(f"{W}id") or ""] = note
            form, start = None, None
            for owner in (section, settings):
                properties = owner.find(f"{W}{kind}Pr") if owner is not None else None
                form = form or value_of(properties, "numFmt")
                start = start or value_of(properties, "numStart")
            self._forms[kind] = form or _DEFAULT_FORM[kind]
            self._counts[kind] = whole_number(start, 1) - 1

    def mark(self, kind: str, note_id: str, own: bool) -> str:
        """Return the mark printed where a note is cited ('' where its own mark follows as text), and let the note wait."""
        key = (kind, note_id)
        if key in self._marks:
            return self._marks[key]
        if own:
            mark = ""
        else:
            self._counts[kind] += 1
            mark = format_count(self._counts[kind], self._forms[kind])
        self._marks[key] = mark
        if key in self._elements:
            self._waiting.append((mark, self._elements[key]))
        return mark

    def take(self) -> list[tuple[str, etree._Element]]:
        """Return the marks and contents of the notes cited since this was asked last."""
        waiting, self._waiting = self._waiting, []
        return waiting
