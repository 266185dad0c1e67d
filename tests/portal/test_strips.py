"""Strips of pages on permalinks: the lines that were read are marked, and nothing is seen that the gate would withhold."""

import io
from pathlib import Path

import numpy as np
import pytest
from lxml import html as parsed_html
from numpy.typing import NDArray
from PIL import Image

from pipelines.archive.store import archive_file
from pipelines.publish.portal.printed import Shown, shown_text
from pipelines.publish.portal.site import Site
from pipelines.publish.portal.strips import Strips
from pipelines.read.model import Cell, Document, Paragraph, Place, Row, Spot, Table
from pipelines.read.printed import keep_print, kept_print, print_of
from pipelines.settings import Home
from tests.portal import received

MOST_BYTES = 60_000


def figure_page(home: Home, printed: str, source: str) -> tuple[Path, parsed_html.HtmlElement]:
    for path in sorted((home.portal / "f").glob("*/index.html")):
        text = path.read_text(encoding="utf-8")
        if f'<span class="value" lang="vi">{printed}</span>' in text and f"<code>{source}</code>" in text:
            return path, parsed_html.fromstring(text)
    raise AssertionError(f"no permalink shows {printed} of {source}")


def strip(path: Path, page: parsed_html.HtmlElement) -> tuple[Path, NDArray[np.uint8], float]:
    """The file of the strip on a permalink, its pixels and how many of them a point is."""
    (svg,) = page.xpath("//figure[@class='strip']/svg")
    file = (path.parent / svg.xpath("./image/@href")[0]).resolve()
    pixels = np.asarray(Image.open(file).convert("RGB"))
    return file, pixels, pixels.shape[1] / float(svg.get("viewbox", svg.get("viewBox")).split()[2])


def tinted(pixels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return (pixels[:, :, 0] > pixels[:, :, 2].astype(int) + 20) & (pixels[:, :, 0] > 40)


def longest_black_bar(pixels: NDArray[np.uint8]) -> int:
    """The longest run of black pixels that is six pixels high."""
    black = pixels.max(axis=2) < 20
    high = np.logical_and.reduce([black[at : black.shape[0] - 5 + at] for at in range(6)])
    longest = 0
    for row in high:
        padded = np.concatenate(([0], row.astype(np.int8), [0]))
        edges = np.flatnonzero(np.diff(padded))
        longest = max([longest, *(edges[1::2] - edges[::2]).tolist()])
    return longest


@pytest.mark.parametrize(
    ("printed", "source", "picture", "left"),
    [
        (received.PRINTED_PDF, "bao-cao.pdf", received.PICTURE, 80.0),
        (received.PRINTED_SCAN, "bao-cao-quet.png", received.SEAL, 50.0),
    ],
)
def test_a_permalink_shows_its_line_on_the_page(
    portal_home: Home, printed: str, source: str, picture: tuple[float, float, float, float], left: float
) -> None:
    path, page = figure_page(portal_home, printed, source)
    told = page.xpath("//figure[@class='strip']/svg[@role='img']/title/text()")[0]
    assert told.startswith("Ảnh chụp một dải của trang 1 ")
    assert printed in told
    file, pixels, scale = strip(path, page)
    assert file.stat().st_size <= MOST_BYTES
    marked = tinted(pixels)
    lines = np.flatnonzero(marked.any(axis=1))
    # One line of 11 or 12 points, with lines above and below it.
    assert 9 * scale < len(lines) < 22 * scale
    assert (pixels[: lines[0]].min(), pixels[lines[-1] + 1 :].min()) < (90, 90)
    # The number of a person stands in the line below.
    assert longest_black_bar(pixels) > 150 * scale
    # What nobody read is not seen: the picture or seal begins on the marked line, behind its text.
    begin, end = ((at - left) * scale for at in (picture[0], picture[0] + 10))
    assert (pixels[lines[0] : lines[-1], round(begin) : round(end)] == 255).all()


def test_the_cell_of_a_table_is_framed(portal_home: Home) -> None:
    path, page = figure_page(portal_home, received.CELL, "bao-cao.pdf")
    _, pixels, scale = strip(path, page)
    (frame,) = page.xpath("//figure[@class='strip']/svg/rect")
    x, y, width, height = (float(frame.get(name)) for name in ("x", "y", "width", "height"))
    assert width == pytest.approx(90, abs=3)
    assert x + width == pytest.approx(pixels.shape[1] / scale - 10, abs=3)
    inside = tinted(pixels)[round(y * scale) : round((y + height) * scale), round(x * scale) :]
    assert inside.any()
    rules = (pixels.max(axis=2) < 200).mean(axis=0)
    assert rules[round((x - 1) * scale) : round((x + 2) * scale)].max() > 0.6, "the rules of the table are not seen"


def test_figures_of_one_row_share_a_strip(portal_home: Home) -> None:
    files = {}
    for printed in (received.CELL, "1.350"):
        path, page = figure_page(portal_home, printed, "bao-cao.pdf")
        files[printed] = strip(path, page)[0]
    assert len(set(files.values())) == 1


def test_the_same_source_gives_the_same_bytes(portal_home: Home, tmp_path: Path) -> None:
    sha256 = next(
        path.name.partition(".")[0]
        for path in portal_home.records.glob("*.printed")
        if not (kept_print(portal_home, path.name.partition(".")[0]) or pytest.fail("nothing is kept")).is_scan
    )
    shown = shown_text(portal_home, tmp_path, "bao-cao.pdf", sha256, ())
    site = Site(tmp_path / "portal", tmp_path / "work")
    strips = Strips(portal_home, site, sha256, shown)
    made = [strips.of(range(spot.line, spot.line + 1)) for spot in shown.spots[10:14]]
    site.finish()
    same = 0
    for told in made:
        assert told is not None
        before = portal_home.portal / told["file"]
        if before.exists():
            assert before.read_bytes() == (tmp_path / "portal" / told["file"]).read_bytes()
            same += 1
    assert same


def kept_document(home: Home, source_format: str, spots: list[Spot], table: Table | None = None) -> Shown:
    document = Document("a.pdf", "ab" * 32, source_format, spots=spots)
    document.blocks = [
        Paragraph(spot.text, Place(1, spot.line, spot.line), lines=(spot.text,), line_numbers=(spot.line,))
        for spot in spots
        if table is None
    ]
    document.blocks += [table] if table is not None else []
    keep_print(home, document)
    assert kept_print(home, document.source_sha256) == print_of(document)
    return shown_text(home, home.root / "work", "a.pdf", document.source_sha256, ())


def spots(*texts: str) -> list[Spot]:
    return [Spot(at, 1, (50.0, 20.0 * at, 400.0, 20.0 * at + 12), text) for at, text in enumerate(texts, 1)]


def test_a_number_that_goes_on_on_the_next_line_is_hidden(tmp_path: Path) -> None:
    shown = kept_document(Home(tmp_path), "pdf", spots("Liên hệ số 0912.345", "678 để biết thêm", "đạt 44,2%"))
    assert shown.hidden == {0, 1}
    assert "0912" not in shown.lines[0].text
    assert not shown.lines[1].text.startswith("678")
    assert shown.lines[2].text == "đạt 44,2%"


def test_a_number_that_was_recognised_with_wrong_letters_is_hidden_on_a_scan_only(tmp_path: Path) -> None:
    misread = spots("điện thoại O9l2.345.678", "đạt 91,2% trong 1.234 hồ sơ", "ĐT: 0912 345 67?")
    assert kept_document(Home(tmp_path / "a"), "image", misread).hidden == {0, 2}
    assert kept_document(Home(tmp_path / "b"), "pdf", misread[:2]).hidden == set()


def test_a_column_of_numbers_of_persons_is_hidden_by_its_heading(tmp_path: Path) -> None:
    texts = ("TT", "Số CCCD", "1", "012345678")
    boxes = ((10.0, 10.0, 40.0, 22.0), (50.0, 10.0, 150.0, 22.0), (10.0, 30.0, 40.0, 42.0), (50.0, 30.0, 150.0, 42.0))
    found = [Spot(at, 1, box, text) for at, (box, text) in enumerate(zip(boxes, texts, strict=True), 1)]
    cells = tuple(Cell(texts[at], Place(1, at + 1, at + 1, box=boxes[at])) for at in (2, 3))
    table = Table(texts[:2], (Row(cells, Place(1, 3, 4)),), Place(1, 1, 4), header_place=Place(1, 1, 2))
    shown = kept_document(Home(tmp_path), "pdf", found, table)
    assert shown.hidden == {3}
    assert shown.lines[1].cells[0] == "1"
    assert "012345678" not in shown.lines[1].cells[1]


@pytest.mark.parametrize("turned", [0, 1, 2, 3])
def test_a_page_on_its_side_is_turned(tmp_path: Path, turned: int) -> None:
    """A page whose second line is black: the strip around it is lying whichever way the page was scanned."""
    home, page = Home(tmp_path), Image.new("L", (600, 400), 255)
    boxes = [(100, 100 + 40 * at, 500, 120 + 40 * at) for at in range(4)]
    page.paste(0, boxes[1])
    upright = [(72.0, 0.72 * box[1], 360.0, 0.72 * box[3]) for box in boxes]
    width, height = 432.0, 288.0

    def back(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        """Where what stands upright stands on the page as it was scanned."""
        left, top, right, bottom = box
        return (
            box,
            (top, width - right, bottom, width - left),
            (width - right, height - bottom, width - left, height - top),
            (height - bottom, left, height - top, right),
        )[turned]

    data = io.BytesIO()
    page.rotate(90 * turned, expand=True).save(data, "PNG", dpi=(100, 100))

    (tmp_path / "quet.png").write_bytes(data.getvalue())
    sha256 = archive_file(home, tmp_path / "quet.png")
    shown = Shown([], tuple(Spot(at, 1, back(box), "x", turned) for at, box in enumerate(upright, 1)))
    site = Site(tmp_path / "portal", tmp_path / "work")
    told = Strips(home, site, sha256, shown).of(range(2, 3), 1, back(upright[1]))
    site.finish()
    assert told is not None
    assert told["mark"][2:] == pytest.approx([288, 14.4], abs=0.3)
    assert told["width"] == pytest.approx(308, abs=1)
    pixels = np.asarray(Image.open(tmp_path / "portal" / told["file"]).convert("RGB"))
    assert longest_black_bar(pixels) == pytest.approx(288 * 110 / 72, abs=6)
