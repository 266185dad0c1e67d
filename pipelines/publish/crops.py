"""The parts of scanned pages that someone has to look at, as pictures beside the quality report.

They are drawn from the archived bytes when a release is made: the same bytes and box give the same picture. Which places
need looking at is said by the findings; nothing is judged here.
"""

import io
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from PIL import Image, ImageOps
from psycopg import sql

from pipelines.archive.store import read_blob
from pipelines.publish.marts import mart
from pipelines.settings import Home

CROPS = "crops"
"""The folder of the pictures in the quality report's."""

_QUERY: LiteralString = """
select findings.document_id, findings.source_page as page, findings.source_box as box, findings.description,
    documents.source_sha256 as sha256
from {} as findings inner join {} as documents using (document_id)
where findings.finding_kind in ('low_confidence', 'low_quality_page') and findings.source_box is not null
    and findings.source_page is not null
order by documents.source_sha256 collate "C", findings.source_page, findings.record_no
"""
_MOST_CROPS = 2000
_INCH = 72.0
DPI = 150.0
"""How many pixels an inch of a drawn page has."""

_LEAST_DPI, _MOST_DPI = 90.0, 1300.0
_A4_WIDTH = 8.27
_MARGIN = 12.0
_WHITE = 255


def publish_crops(connection: psycopg.Connection, home: Home, quality: Path) -> list[dict[str, Any]]:
    """Write the pictures of uncertain places into ``quality/crops`` and return what they show.

    Each entry has ``document_id``, ``page``, ``description`` and ``file``, the path of the picture from ``quality``: None where
    the source shows no page or is no longer in the archive, and past the first 2,000.
    """
    with connection.cursor(row_factory=psycopg.rows.dict_row) as cursor:
        rows = cursor.execute(sql.SQL(_QUERY).format(mart("findings"), mart("documents"))).fetchall()
    shown: list[dict[str, Any]] = []
    written: set[str] = set()
    for (sha256, page), group in groupby(rows, key=lambda row: (row["sha256"], row["page"])):
        found = list(group)
        names = [f"{sha256[:12]}-p{page}-{row['box']}.png" for row in found]
        picture = page_picture(home, sha256, page) if len(written) < _MOST_CROPS else None
        for row, name in zip(found, names, strict=True):
            if picture is not None and name not in written and len(written) < _MOST_CROPS:
                folder = quality / CROPS
                folder.mkdir(exist_ok=True)
                _cut(picture, row["box"]).save(folder / name, "PNG", optimize=False, compress_level=9)
                written.add(name)
            file = f"{CROPS}/{name}" if name in written else None
            shown.append({key: row[key] for key in ("document_id", "page", "description")} | {"file": file})
    return shown


def page_picture(home: Home, sha256: str, page: int) -> Image.Image | None:
    """Return a page of an archived source in grey at 150 dpi; None where it has no such page."""
    try:
        data = read_blob(home, sha256)
        picture = _pdf_page(data, page) if b"%PDF-" in data[:1024] else _picture_page(data, page)
    except (OSError, EOFError, LookupError, ValueError, SyntaxError, RuntimeError, Image.DecompressionBombError):
        return None
    return picture


def _pdf_page(data: bytes, page: int) -> Image.Image:
    import pypdfium2  # noqa: PLC0415 - only releases of scans need it

    document = pypdfium2.PdfDocument(data)
    try:
        rendered = document[page - 1].render(scale=DPI / _INCH)
        drawn: Image.Image = rendered.to_pil().convert("L")
        return drawn
    finally:
        document.close()


def _picture_page(data: bytes, page: int) -> Image.Image:
    with Image.open(io.BytesIO(data)) as opened:
        opened.seek(page - 1)
        said = opened.info.get("dpi", (0, 0))
        picture = ImageOps.exif_transpose(opened).convert("L")
    dpi = float(said[0]) if isinstance(said, tuple) and said else 0.0
    if not _LEAST_DPI <= dpi <= _MOST_DPI:  # as in reading: a sheet of A4
        dpi = min(picture.size) / _A4_WIDTH
    size = max(1, round(picture.width * DPI / dpi)), max(1, round(picture.height * DPI / dpi))
    return picture.resize(size, Image.Resampling.BOX)


def _cut(picture: Image.Image, box: str) -> Image.Image:
    """Return the part of a page at 150 dpi inside ``box`` (points) with a margin; what lies outside the page is white."""
    edges = list(_edges(box))
    left, top, right, bottom = (
        round((edge + shift) * DPI / _INCH)
        for edge, shift in zip(edges, (-_MARGIN, -_MARGIN, _MARGIN, _MARGIN), strict=True)
    )
    left, top = max(left, 0), max(top, 0)
    right, bottom = max(min(right, picture.width), left + 1), max(min(bottom, picture.height), top + 1)
    cut = Image.new("L", (right - left, bottom - top), _WHITE)
    cut.paste(picture.crop((left, top, min(right, picture.width), min(bottom, picture.height))), (0, 0))
    return cut


def _edges(box: str) -> Iterator[float]:
    return (float(edge) for edge in box.split(","))
