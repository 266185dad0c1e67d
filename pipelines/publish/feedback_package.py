"""An XLSX file as parts that are changed one by one: what is not touched is the same bytes as it was received.

Only what a package is made of: parts, their relationships and types. What stands in a sheet is for ``feedback_marks``. The file is
opened by ``read.packages`` alone, with all its limits.
"""

import io
import posixpath
import re
import zipfile
from typing import Final

from lxml import etree

from pipelines.read.packages import open_package

TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES_PART = "[Content_Types].xml"
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACROS = re.compile(r"/vba(?:Project|Data)[^/]*$", re.IGNORECASE)
_NEVER = (1980, 1, 1, 0, 0, 0)
_LARGEST_PART = 64 << 20
_MACRO_PARTS = re.compile(r"(?:.*/)?vba(?:Project|ProjectSignature|Data)[^/]*$", re.IGNORECASE)


class UneditableError(Exception):
    """The file is no XLSX file that can be changed part by part; a copy of its values has to do."""


class Spreadsheet:
    """The parts of one XLSX file. Nothing of it is run and no link is followed; macros are left out of what is written."""

    def __init__(self, source_name: str, data: bytes) -> None:
        self._package = open_package(source_name, data)
        self._changed: dict[str, bytes] = {}
        self._trees: dict[str, etree._Element] = {}
        self.has_macros = any(_MACRO_PARTS.match(name) for name in self._package.names)
        self.workbook_part = self._find_workbook()
        self.workbook = self.tree(self.workbook_part)
        self.namespace = etree.QName(self.workbook).namespace or ""
        strict = "purl.oclc.org" in self.namespace
        self.office = (
            "http://purl.oclc.org/ooxml/officeDocument/relationships"
            if strict
            else ("http://schemas.openxmlformats.org/officeDocument/2006/relationships")
        )

    def name(self, local: str) -> str:
        """The qualified name of an element of the file's own spreadsheet vocabulary (transitional or strict)."""
        return f"{{{self.namespace}}}{local}"

    def has(self, part: str) -> bool:
        """Whether there is a part of this name."""
        return part in self._changed or part in self._trees or part in self._package

    def read(self, part: str) -> bytes:
        """The bytes of a part. Raises UneditableError where there is none."""
        if part in self._trees:
            return _serialise(self._trees[part])
        if part in self._changed:
            return self._changed[part]
        if part not in self._package:
            raise UneditableError(f"the part {part} is missing")
        return self._package.read(part)

    def tree(self, part: str) -> etree._Element:
        """The root of a part that is small enough to be held whole; changes to it are written. Raises UneditableError."""
        if part not in self._trees:
            data = self.read(part)
            if len(data) > _LARGEST_PART:
                raise UneditableError(f"the part {part} is too large")
            self._trees[part] = parse_xml(data)
            self._changed.pop(part, None)
        return self._trees[part]

    def write(self, part: str, data: bytes) -> None:
        """Put ``data`` in place of a part, or add it."""
        self._trees.pop(part, None)
        self._changed[part] = data

    def free_name(self, folder: str, stem: str, ending: str) -> str:
        """A name for a new part that no part has: ``folder/stemN.ending``."""
        taken = {name.lower() for name in (*self._package.names, *self._changed, *self._trees)}
        number = 1
        while f"{folder}/{stem}{number}.{ending}".lower() in taken:
            number += 1
        return f"{folder}/{stem}{number}.{ending}"

    def target(self, part: str, kind: str) -> str | None:
        """The part that ``part`` is related to by a relationship whose type ends with ``kind``; the first one."""
        return next((target for type_, target, _ in self.relations(part) if type_.endswith(f"/{kind}")), None)

    def relations(self, part: str) -> list[tuple[str, str, str]]:
        """Type, target part and id of every relationship within the file."""
        rels = _rels_of(part)
        if not self.has(rels):
            return []
        return [
            (relation.get("Type", ""), _resolve(part, relation.get("Target", "")), relation.get("Id", ""))
            for relation in self.tree(rels).iter(f"{{{RELATIONS}}}Relationship")
            if relation.get("TargetMode") != "External"
        ]

    def relate(self, part: str, target: str, kind: str) -> str:
        """Relate ``part`` to ``target`` and return the id of the relationship."""
        rels = _rels_of(part)
        if not self.has(rels):
            self.write(
                rels,
                f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="{RELATIONS}"/>'.encode(),
            )
        root = self.tree(rels)
        taken = {relation.get("Id") for relation in root}
        number = next(number for number in range(1, len(taken) + 2) if f"rIdKhoso{number}" not in taken)
        attributes = {"Id": f"rIdKhoso{number}", "Type": f"{self.office}/{kind}", "Target": f"/{target}"}
        etree.SubElement(root, f"{{{RELATIONS}}}Relationship", attributes)
        return attributes["Id"]

    def declare(self, part: str, content_type: str) -> None:
        """State the content type of a new part."""
        root = self.tree(_TYPES_PART)
        if not any(entry.get("PartName") == f"/{part}" for entry in root):
            etree.SubElement(root, f"{{{TYPES}}}Override", {"PartName": f"/{part}", "ContentType": content_type})

    def declare_ending(self, ending: str, content_type: str) -> None:
        """State the content type of parts with this ending."""
        root = self.tree(_TYPES_PART)
        if not any(entry.get("Extension", "").lower() == ending for entry in root):
            root.insert(0, etree.Element(f"{{{TYPES}}}Default", {"Extension": ending, "ContentType": content_type}))

    def save(self) -> bytes:
        """The whole file; the same changes give the same bytes."""
        self._drop_macros()
        out = io.BytesIO()
        names = [*self._package.names, *(name for name in (*self._changed, *self._trees) if name not in self._package)]
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            for name in dict.fromkeys(names):
                if name.endswith("/") or _MACRO_PARTS.match(name):
                    continue
                archive.writestr(_entry(name), self.read(name))
        return out.getvalue()

    def _find_workbook(self) -> str:
        for type_, target, _ in self.relations(""):
            if type_.endswith("/officeDocument") and self.has(target):
                return target
        raise UneditableError("no workbook part is named")

    def _drop_macros(self) -> None:
        """Call the file what its name says: a workbook without macros, whatever kind of workbook it was."""
        root = self.tree(_TYPES_PART)
        for entry in list(root):
            if entry.get("PartName") == f"/{self.workbook_part}" and entry.get("ContentType") != _MAIN:
                entry.set("ContentType", _MAIN)
            elif _MACRO_PARTS.match((entry.get("PartName") or "").lstrip("/")):
                root.remove(entry)
        rels = _rels_of(self.workbook_part)
        if self.has_macros and self.has(rels):
            for relation in list(self.tree(rels)):
                if _MACROS.search(f"/{relation.get('Target', '')}"):
                    self.tree(rels).remove(relation)


def parse_xml(data: bytes) -> etree._Element:
    """The root of a small part; comments and blanks stay. Raises UneditableError where it is no XML."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UneditableError(f"a part is no XML ({error})") from error


def _serialise(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _NEVER)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _rels_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _resolve(part: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
