"""The picture of a page made level and clean: what is turned back, what is taken away and what stays."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipelines.read.scan_image import find_skew, grey_pixels, letter_height, prepare_page
from pipelines.read.scan_rules import find_rules
from tests.read.scan_pages import Page, grainy, turned


def page_of_lines(dpi: int = 150) -> Page:
    page = Page(400, 260, dpi)
    for line in range(9):
        page.text(40, 30 + 22 * line, "Nội dung thử gồm mười từ viết liền nhau", 11)
    return page


def ink_of(image: Image.Image) -> np.ndarray:
    return (np.array(image.convert("L")) < 128).astype(np.uint8)


@pytest.mark.parametrize("degrees", [-3.0, -0.6, 0.0, 1.5, 4.0])
def test_skew_is_found(degrees: float) -> None:
    found = find_skew(ink_of(turned(page_of_lines().image, degrees)))
    assert found == pytest.approx(degrees, abs=0.12)


def test_box_leads_back_to_the_page_as_received() -> None:
    page = Page(400, 260, 150)
    for line in range(9):
        page.text(40, 30 + 22 * line, "Nội dung thử gồm mười từ viết liền nhau", 11)
    mark = (page.pixels(300), page.pixels(100), page.pixels(330), page.pixels(115))
    page.draw.rectangle(mark, fill=0)
    for turns in range(4):
        received = page.image.rotate(-90 * turns, expand=True)
        prepared = prepare_page(np.array(received), page.points_per_pixel, (4 - turns) % 4)
        solid = np.argwhere(prepared.grey < 60)
        filled = [
            (x, y) for y, x in solid[::7] if prepared.ink[max(y - 8, 0) : y + 8, max(x - 8, 0) : x + 8].mean() > 0.99
        ]
        xs, ys = [x for x, _ in filled], [y for _, y in filled]
        box = prepared.box(min(xs) - 8, min(ys) - 8, max(xs) + 8, max(ys) + 8)
        black = np.argwhere(np.array(received) < 60)
        heavy = [
            (y, x)
            for y, x in black[::7]
            if ink_of(received)[max(y - 6, 0) : y + 6, max(x - 6, 0) : x + 6].mean() > 0.99
        ]
        middle_y = np.mean([y for y, _ in heavy]) * page.points_per_pixel
        middle_x = np.mean([x for _, x in heavy]) * page.points_per_pixel
        assert (box[0] + box[2]) / 2 == pytest.approx(middle_x, abs=3), turns
        assert (box[1] + box[3]) / 2 == pytest.approx(middle_y, abs=3), turns


def test_letters_come_out_at_one_size_whatever_the_resolution() -> None:
    heights = []
    for dpi in (100, 150, 300):
        page = page_of_lines(dpi)
        prepared = prepare_page(np.array(page.image), page.points_per_pixel)
        heights.append(letter_height(prepared.ink))
    assert max(heights) <= 1.35 * min(heights), heights


def test_specks_go_and_decimal_points_stay() -> None:
    page = Page(300, 120, 200)
    for line in range(4):
        page.text(20, 10 + 24 * line, "1.5 2.5 3.5 4.5 5.5", 12)
    clean = prepare_page(np.array(page.image), page.points_per_pixel)
    noisy = prepare_page(np.array(grainy(page.image, 0.002)), page.points_per_pixel)
    difference = np.count_nonzero(clean.ink != noisy.ink) if clean.ink.shape == noisy.ink.shape else clean.ink.size
    assert difference < 0.03 * np.count_nonzero(clean.ink)


def test_black_border_goes_and_the_text_stays() -> None:
    page = page_of_lines()
    width, height = page.image.size
    page.draw.rectangle((0, 0, 18, height), fill=0)
    page.draw.polygon([(0, 0), (width, 0), (width, 25)], fill=0)
    prepared = prepare_page(np.array(page.image), page.points_per_pixel)
    plain = prepare_page(np.array(page_of_lines().image), page.points_per_pixel)
    edge = round(12 * prepared.grey.shape[0] / height)
    assert prepared.ink[:, : edge // 2].mean() < 0.02
    assert int(prepared.ink.sum()) == pytest.approx(int(plain.ink.sum()), rel=0.1)


def test_red_seal_fades_and_red_text_does_not() -> None:
    picture = Image.new("RGB", (900, 600), "white")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((300, 200, 620, 520), outline=(220, 30, 40), width=12)
    draw.line((340, 360, 580, 360), fill=(0, 0, 0), width=8)
    draw.line((60, 60, 200, 60), fill=(200, 20, 20), width=8)
    grey = grey_pixels(picture, 72 / 200)
    assert grey[360, 450] < 40
    assert grey[204:212, 440:470].min() > 200
    assert grey[60, 100] < 128


def test_camera_picture_with_a_shadow_is_made_even() -> None:
    page = page_of_lines()
    shade = np.linspace(1.0, 0.45, page.image.width)[None, :]
    dark = (np.array(page.image) * shade).astype(np.uint8)
    prepared = prepare_page(dark, page.points_per_pixel)
    plain = prepare_page(np.array(page.image), page.points_per_pixel)
    assert int(prepared.ink.sum()) == pytest.approx(int(plain.ink.sum()), rel=0.15)


ROWS = (("TT", "Chỉ tiêu", "Năm 2024"), ("I", "Nhóm thứ nhất", "<"), ("1", "Hồ sơ trực tuyến", "80%"), ("2", "Hộ", "5"))


@pytest.mark.parametrize(
    ("degrees", "gap", "shade"), [(0.0, 0, 0), (1.3, 0, 0), (-0.8, 6, 0), (0.5, 8, 0), (0.0, 0, 120)]
)
def test_fields_of_a_drawn_table_are_found(degrees: float, gap: int, shade: int) -> None:
    page = Page(420, 240, 200)
    page.text(60, 12, "Bảng số liệu thử của đơn vị", 11)
    page.draw.line((page.pixels(60), page.pixels(30), page.pixels(200), page.pixels(30)), fill=0, width=2)
    page.table(50, 60, (50, 180, 80), ROWS, height=30, gap=gap, shade=shade)
    prepared = prepare_page(np.array(turned(page.image, degrees)), page.points_per_pixel)
    (grid,) = find_rules(prepared).grids
    spans = [(f.row, f.column, f.row_span, f.column_span) for f in grid.fields]
    assert (1, 1, 1, 2) in spans
    assert len(spans) == 11
    box = prepared.box(grid.left, grid.top, grid.right, grid.bottom)
    assert box[2] - box[0] == pytest.approx(310, abs=8)


def test_frame_and_underline_are_no_table() -> None:
    page = page_of_lines()
    for x in (10, 390):
        page.rule(x, 10, x, 250)
    for y in (10, 250):
        page.rule(10, y, 390, y)
    page.rule(40, 45, 200, 45)
    assert find_rules(prepare_page(np.array(page.image), page.points_per_pixel)).grids == ()


def test_table_cut_by_the_end_of_the_page_keeps_its_last_row() -> None:
    page = Page(420, 200, 200)
    page.text(60, 12, "Bảng số liệu thử của đơn vị còn tiếp", 11)
    end = page.table(50, 60, (50, 180, 80), ROWS[:1] + ROWS[2:], height=30)
    page.draw.rectangle((0, page.pixels(end - 4), page.image.width, page.image.height), fill=255)
    (grid,) = find_rules(prepare_page(np.array(page.image), page.points_per_pixel)).grids
    assert max(field.row for field in grid.fields) == 2
