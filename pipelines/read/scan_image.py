"""The picture of a page made ready for reading: grey, upright, level, at one size of letters, without specks and black borders.

Works on pixels only. Which lines on it are rules is for ``scan_rules``; what its letters say for ``ocr``.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

# Height of a small letter (x-height) that tesseract reads best, in pixels.
_LETTER = 26.0
_LEAST_ZOOM, _MOST_ZOOM = 0.25, 3.0
_ZOOM_NEEDED = 1.15
_MOST_PIXELS = 36_000_000
_MOST_SOURCE_PIXELS = 300_000_000
_FEWEST_LETTERS = 12
_MOST_SKEW = 8.0
_LEAST_SKEW = 0.04
_SKEW_WIDTH, _FINE_SKEW_WIDTH = 700, 1400
_INCH = 72.0
# How much more red than green or blue a pixel is (0 to 255), and the lightest grey of letters under a seal.
_RED, _TINTED, _BLACK = 50, 15, 110
_SMALLEST_SEAL, _LARGEST_SEAL = 0.7 * _INCH, 2.4 * _INCH


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page ready to be read.

    ``grey`` is uint8 (0 black), ``ink`` its black pixels as 0 and 1. ``letter`` is the height of small letters in pixels,
    ``to_points`` the 2x3 matrix from its pixels to points on the page as it was received.
    """

    grey: np.ndarray
    ink: np.ndarray
    letter: float
    to_points: np.ndarray
    skew: float = 0.0
    turned: int = 0

    def box(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        """Return the box on the received page, in points, around a box in pixels."""
        corners = np.array([[left, top, 1], [right, top, 1], [left, bottom, 1], [right, bottom, 1]], dtype=float)
        x, y = self.to_points @ corners.T
        return round(float(x.min()), 1), round(float(y.min()), 1), round(float(x.max()), 1), round(float(y.max()), 1)


def grey_pixels(image: Image.Image, points_per_pixel: float) -> np.ndarray:
    """Return ``image`` as uint8 grey on white, red seals faded.

    Raises ValueError where it has too many pixels.
    """
    if image.width * image.height > _MOST_SOURCE_PIXELS:
        raise ValueError("too many pixels")
    if image.mode in ("I;16", "I;16B", "I;16L", "I", "F"):
        values = np.asarray(image, dtype=np.float32)
        top = 65535.0 if values.max(initial=0) > 255 else 255.0
        scaled: np.ndarray = np.clip(values * (255.0 / top), 0, 255).astype(np.uint8)
        return scaled
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        coloured = image.convert("RGBA")
        sheet = Image.new("RGBA", coloured.size, (255, 255, 255, 255))
        sheet.alpha_composite(coloured)
        image = sheet.convert("RGB")
    if image.mode in ("1", "L"):
        return np.array(image.convert("L"))
    colours = np.asarray(image.convert("RGB"))
    grey = cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY)
    return _fade_seals(colours, grey, points_per_pixel)


def _fade_seals(colours: np.ndarray, grey: np.ndarray, points_per_pixel: float) -> np.ndarray:
    """Let red things of a seal's size vanish; black letters under them stay. Red text is left as it is."""
    red = colours[:, :, 0].astype(np.int16)
    others = np.maximum(colours[:, :, 1], colours[:, :, 2]).astype(np.int16)
    reddish = (red - others > _RED).astype(np.uint8)
    if not reddish.any():
        return grey
    reach = max(3, int(6 / points_per_pixel) | 1)
    joined = cv2.morphologyEx(reddish, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, (reach, reach)))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    faded = grey.copy()
    for index in range(1, count):
        left, top, width, height = (int(value) for value in stats[index][:4])
        sides = width * points_per_pixel, height * points_per_pixel
        if min(sides) >= _SMALLEST_SEAL and max(sides) <= _LARGEST_SEAL and max(sides) < 2 * min(sides):
            part = np.s_[top : top + height, left : left + width]
            tinted = red[part] - others[part] > _TINTED
            seal = np.where(tinted, np.maximum(faded[part], colours[part][:, :, 0]), faded[part])
            # Compressed pictures smear colour: what is grey close to red is the seal's, too.
            near = cv2.dilate(reddish[part], np.ones((7, 7), np.uint8)) > 0
            seal[near & (seal > _BLACK)] = 255
            faded[part] = seal
    return faded


def prepare_page(grey: np.ndarray, points_per_pixel: float, quarter_turns: int = 0) -> PageImage:
    """Return the page ready to be read, turned clockwise by ``quarter_turns`` first."""
    height, width = grey.shape
    to_points = np.array([[points_per_pixel, 0.0, 0.0], [0.0, points_per_pixel, 0.0]])
    if quarter_turns % 4:
        grey = np.ascontiguousarray(np.rot90(grey, -(quarter_turns % 4)))
        to_points = to_points @ _unturn(quarter_turns % 4, width, height)
    grey = _even_light(grey)
    ink = _binarise(grey)
    grey, ink = _clean_borders(grey, ink, points_per_pixel)
    grey, ink = _remove_specks(grey, ink)
    letter = letter_height(ink)
    skew = find_skew(ink)
    zoom = min(max(_LETTER / letter, _LEAST_ZOOM), _MOST_ZOOM) if letter else 1.0
    if 1 / _ZOOM_NEEDED < zoom < _ZOOM_NEEDED:
        zoom = 1.0
    zoom = min(zoom, (_MOST_PIXELS / grey.size) ** 0.5)
    if abs(skew) >= _LEAST_SKEW or zoom != 1.0:
        grey, back = _turn_and_zoom(grey, skew, zoom)
        to_points = to_points @ back
        ink = _binarise(grey)
    return PageImage(grey, ink, (letter or _LETTER / zoom) * zoom, to_points, skew, quarter_turns % 4)


def _unturn(turns: int, width: int, height: int) -> np.ndarray:
    """Return the 3x3 matrix from pixels of the turned image to those of the image of ``width`` and ``height``."""
    return {
        1: np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, height], [0.0, 0.0, 1.0]]),
        2: np.array([[-1.0, 0.0, width], [0.0, -1.0, height], [0.0, 0.0, 1.0]]),
        3: np.array([[0.0, -1.0, width], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]),
    }[turns]


def _even_light(grey: np.ndarray) -> np.ndarray:
    """Return ``grey`` with its background made white where a shadow or tinted paper darkens it."""
    height, width = grey.shape
    step = max(1, min(height, width) // 200)
    small = cv2.resize(grey, (max(1, width // step), max(1, height // step)), interpolation=cv2.INTER_AREA)
    background = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    background = cv2.medianBlur(background, 15)
    if float(np.percentile(background, 5)) > 245:  # white all over
        return grey
    background = np.maximum(background, 60)  # what is black over a wide area is no paper
    lit = cv2.resize(background, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.float32)
    return np.minimum(grey.astype(np.float32) * (250.0 / lit), 255).astype(np.uint8)


def _binarise(grey: np.ndarray) -> np.ndarray:
    level, _ = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    # A page that is all but empty has its own grain for two levels; faint strokes are still lighter than this.
    level = min(max(level, 100.0), 215.0)
    return (grey <= level).astype(np.uint8)


def _clean_borders(grey: np.ndarray, ink: np.ndarray, points_per_pixel: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the page without the black that a scanner leaves where the paper ends."""
    thick = max(5, int(5 / points_per_pixel))
    framed = cv2.copyMakeBorder(ink, thick, thick, thick, thick, cv2.BORDER_CONSTANT, value=1)
    solid = cv2.morphologyEx(framed, cv2.MORPH_OPEN, np.ones((thick, thick), np.uint8))
    _, labels = cv2.connectedComponents(solid, connectivity=8)
    at_border = labels == labels[0, 0]
    at_border = at_border[thick:-thick, thick:-thick]
    if not at_border.any():
        return grey, ink
    ragged = cv2.dilate(at_border.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    grey, ink = grey.copy(), ink.copy()
    grey[ragged], ink[ragged] = 255, 0
    return grey, ink


def _remove_specks(grey: np.ndarray, ink: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the page without dots that are much smaller than its strokes are thick; points and commas are not."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    if count < 2:
        return grey, ink
    areas = stats[1:, cv2.CC_STAT_AREA]
    sides = np.maximum(stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT])
    stroke = _stroke(ink, areas)
    largest = max(1, int(stroke * 0.5))
    small = (sides <= largest) & (areas <= largest * largest)
    if not small.any():
        return grey, ink
    gone = np.concatenate(([False], small))[labels]
    around = cv2.dilate(gone.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    grey, ink = grey.copy(), ink.copy()
    grey[around & (ink == 0)] = 255
    grey[gone], ink[gone] = 255, 0
    return grey, ink


def _stroke(ink: np.ndarray, areas: np.ndarray) -> float:
    """Return how thick the strokes of letters are, in pixels."""
    if not (areas > 12).any():
        return 1.0
    distance = cv2.distanceTransform(ink, cv2.DIST_L2, 3)
    ridge = distance[(distance > 0) & (distance >= cv2.dilate(distance, np.ones((3, 3), np.uint8)))]
    return 2 * float(np.median(ridge)) - 1 if ridge.size else 1.0


def letter_height(ink: np.ndarray) -> float:
    """Return the usual height of small letters in pixels; 0 where there are too few to tell."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    widths, heights, areas = (
        stats[1:, at].astype(float) for at in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA)
    )
    like_letters = (heights >= 5) & (widths >= 3) & (widths < 3 * heights) & (heights < 4 * widths)
    like_letters &= (heights < ink.shape[0] / 12) & (areas > 0.12 * widths * heights)
    heights = heights[like_letters]
    if heights.size < _FEWEST_LETTERS:
        return 0.0
    # Specks and dots are many, headings few: the heights that most ink belongs to.
    ordered = np.sort(heights)
    weights = np.cumsum(ordered)
    return float(ordered[int(np.searchsorted(weights, 0.4 * weights[-1]))])


def find_skew(ink: np.ndarray) -> float:
    """Return by how many degrees the lines of a page fall to the right (negative: rise)."""
    if not ink.any():
        return 0.0
    coarse = _shrink(ink, _SKEW_WIDTH)
    steps = np.arange(-_MOST_SKEW, _MOST_SKEW + 0.01, 0.5)
    best = float(max(steps, key=lambda angle: _levelness(coarse, float(angle))))
    fine = _shrink(ink, _FINE_SKEW_WIDTH)
    for width, step in ((0.4, 0.1), (0.08, 0.02)):
        nearby = np.arange(best - width, best + width + step / 2, step)
        best = float(max(nearby, key=lambda angle: _levelness(fine, float(angle))))
    return 0.0 if abs(best) < _LEAST_SKEW else best


def _shrink(ink: np.ndarray, width: int) -> np.ndarray:
    factor = min(1.0, width / max(ink.shape))
    size = max(1, int(ink.shape[1] * factor)), max(1, int(ink.shape[0] * factor))
    return cv2.resize(ink * np.uint8(255), size, interpolation=cv2.INTER_AREA)


def _levelness(small: np.ndarray, angle: float) -> float:
    """Return how sharply rows with ink change with rows without, after turning ``small`` back by ``angle``."""
    height, width = small.shape
    slope = np.tan(np.radians(angle))
    # Shearing columns is turning for small angles, and much cheaper.
    matrix = np.array([[1.0, 0.0, 0.0], [slope, 1.0, -slope * width / 2]])
    level = cv2.warpAffine(small, matrix, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    rows = level.sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())


def _turn_and_zoom(grey: np.ndarray, skew: float, zoom: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the page turned back by ``skew`` degrees and enlarged, and the 3x3 matrix from its pixels to those before."""
    height, width = grey.shape
    shrink = np.eye(3)
    if zoom < 0.8:  # averaged first: a warp alone would skip pixels
        size = max(1, round(width * zoom)), max(1, round(height * zoom))
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
        shrink = np.diag([width / size[0], height / size[1], 1.0])
        height, width = grey.shape
        zoom = 1.0
    cosine, sine = np.cos(np.radians(skew)), np.sin(np.radians(skew))
    new_width = int(np.ceil((width * abs(cosine) + height * abs(sine)) * zoom))
    new_height = int(np.ceil((height * abs(cosine) + width * abs(sine)) * zoom))
    # From new pixels to old ones, about the middle of both.
    back = np.array(
        [
            [cosine / zoom, -sine / zoom, width / 2 - (cosine * new_width - sine * new_height) / (2 * zoom)],
            [sine / zoom, cosine / zoom, height / 2 - (sine * new_width + cosine * new_height) / (2 * zoom)],
            [0.0, 0.0, 1.0],
        ]
    )
    turned = cv2.warpAffine(
        grey,
        back[:2],
        (new_width, new_height),
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=255,
    )
    return turned, shrink @ back
