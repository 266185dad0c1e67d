"""DOCX files made part by part, for tests of what word processors can do that no library writes."""

import io
import zipfile

from pipelines.read.model import Document, Paragraph, ParagraphKind, Table

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_R = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_NAMESPACES = (
    f'xmlns:w="{_W}" xmlns:r="{_R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_PARTS = {
    "styles": "styles", "numbering": "numbering", "footnotes": "footnotes", "endnotes": "endnotes", "settings": "settings",
    "header1": "header", "header2": "header", "footer1": "footer",
}  # fmt: skip
_ROOTS = {"header": "hdr", "footer": "ftr"}


def docx(body: str, extra: dict[str, bytes] | None = None, **parts: str) -> bytes:
    """A DOCX with the contents of its body and of other parts ("styles", "numbering", "footnotes", "header1", ...).

    Headers and footers are related as rIdheader1, rIdfooter1.
    """
    types = {"document": "document.main", **{name: _PARTS[name] for name in parts}}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>' for name, kind in types.items()
    )
    files = {
        "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels"'
        f' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE_R}"><Relationship Id="rId1" Type="{_R}/officeDocument"'
        ' Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>",
    }
    relations = ""
    for name, content in parts.items():
        kind = _PARTS[name]
        root = _ROOTS.get(kind, kind)
        files[f"word/{name}.xml"] = f"<w:{root} {_NAMESPACES}>{content}</w:{root}>"
        relations += f'<Relationship Id="rId{name}" Type="{_R}/{kind}" Target="{name}.xml"/>'
    relations += (
        f'<Relationship Id="rIdout" Type="{_R}/hyperlink" Target="http://example.invalid/x" TargetMode="External"/>'
    )
    files["word/_rels/document.xml.rels"] = f'<Relationships xmlns="{_PACKAGE_R}">{relations}</Relationships>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        for name, raw in (extra or {}).items():
            archive.writestr(name, raw)
    return out.getvalue()


def p(text: str = "", properties: str = "", run: str = "") -> str:
    """A paragraph of one run; ``properties`` and ``run`` are those of the paragraph and the run."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{r(text, run) if text else ''}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(content: str, span: int = 1, merge: str | None = None, width: int = 0) -> str:
    """A cell; ``content`` is text or paragraphs, ``merge`` "restart" or "continue"."""
    inner = content if content.startswith("<w:") else p(content)
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>' if width else ""
    properties += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties += "" if merge is None else "<w:vMerge/>" if merge == "continue" else f'<w:vMerge w:val="{merge}"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A row of cells, or of texts."""
    made = "".join(cell if cell.startswith("<w:tc>") else tc(cell) for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{made}</w:tr>"


def tbl(*rows: str, ruled: bool = True) -> str:
    """A table of rows; ``ruled`` draws lines between its cells."""
    borders = '<w:tblBorders><w:insideH w:val="single"/><w:insideV w:val="single"/></w:tblBorders>' if ruled else ""
    return f"<w:tbl><w:tblPr>{borders}</w:tblPr><w:tblGrid/>{''.join(rows)}</w:tbl>"


def texts(document: Document, kind: ParagraphKind = ParagraphKind.BODY) -> list[str]:
    """The texts of the paragraphs of a kind."""
    return [paragraph.text for paragraph in document.paragraphs() if paragraph.kind is kind]


def only_table(document: Document) -> Table:
    """The one table of a document."""
    (table,) = document.tables()
    return table


def rows(table: Table) -> list[tuple[str, ...]]:
    """The texts of the rows."""
    return [row.texts for row in table.rows]


def in_order(document: Document) -> list[str]:
    """What a document holds, in order: texts, and the headings of tables."""
    return [block.text if isinstance(block, Paragraph) else f"[{'|'.join(block.columns)}]" for block in document.blocks]
