"""Pictures of uncertain places beside the quality report: from the archived bytes, the same every time, linked in the report."""

import io
from pathlib import Path

import psycopg
import pytest
from PIL import Image, ImageDraw

from pipelines.archive.store import archive_file
from pipelines.load.warehouse import Warehouse
from pipelines.publish.release import publish_release
from pipelines.settings import Home
from tests.publish.conftest import PLAN

BOX = "72,144,216,180"


def scan() -> bytes:
    """Two pages at 100 dpi; the second has a black bar in the box (in points) that is 100..300 by 200..250 pixels."""
    first, second = Image.new("L", (827, 1169), 255), Image.new("L", (827, 1169), 255)
    ImageDraw.Draw(second).rectangle((100, 200, 299, 249), fill=0)
    data = io.BytesIO()
    first.save(data, "TIFF", save_all=True, append_images=[second], dpi=(100, 100))
    return data.getvalue()


def add_finding(connection: psycopg.Connection, sha256: str, page: int) -> None:
    connection.execute("update marts.documents set source_sha256 = %s where document_id = %s", (sha256, PLAN))
    connection.execute(
        "insert into marts.findings (document_id, finding_kind, severity, responsibility, description, source_page,"
        " source_box, record_no) values (%s, 'low_confidence', 'note', 'us', 'Số chưa chắc chắn', %s, %s, 77)",
        (PLAN, page, BOX),
    )


def archived(home: Home, folder: Path, data: bytes) -> str:
    path = folder / "ban-quet.tif"
    path.write_bytes(data)
    return archive_file(home, path)


def test_crop_shows_the_box_and_is_linked(
    warehouse: Warehouse, marts: psycopg.Connection, home: Home, tmp_path: Path
) -> None:
    sha256 = archived(home, tmp_path, scan())
    add_finding(marts, sha256, 2)
    marts.commit()
    release = publish_release(warehouse, home)
    name = f"crops/{sha256[:12]}-p2-{BOX}.png"
    data = (release.path / "quality" / name).read_bytes()
    picture = Image.open(io.BytesIO(data)).convert("L")
    width, height = picture.size
    # The box and 12 points around it, at 150 dpi.
    assert (width, height) == pytest.approx(((144 + 24) * 150 / 72, (36 + 24) * 150 / 72), abs=2)
    assert picture.getpixel((width // 2, height // 2)) == 0
    assert picture.getpixel((5, 5)) == 255
    assert f"[xem]({name})" in (release.path / "quality" / "report.md").read_text(encoding="utf-8")
    again = publish_release(warehouse, home)
    assert (again.id, again.is_new) == (release.id, False)


def test_place_without_its_source_is_told_without_a_picture(
    warehouse: Warehouse, marts: psycopg.Connection, home: Home, tmp_path: Path
) -> None:
    add_finding(marts, archived(home, tmp_path, scan()), 3)
    marts.commit()
    release = publish_release(warehouse, home)
    assert not (release.path / "quality" / "crops").exists()
    assert "Số chưa chắc chắn" in (release.path / "quality" / "report.md").read_text(encoding="utf-8")
