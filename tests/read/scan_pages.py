"""Pages drawn as a scanner would give them: text and ruled tables on white, then turned, made grainy, bilevel or small."""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from pipelines.read.ocr import VIETNAMESE, installed_languages

_FONTS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSerif-Regular.ttf",
)


def require_tesseract() -> None:
    """Skip the test where tesseract or its Vietnamese data is missing; on a build server that is a failure."""
    if VIETNAMESE in installed_languages():
        return
    told = "tesseract-ocr and tesseract-ocr-vie are not installed"
    if os.environ.get("CI"):
        pytest.fail(told)
    pytest.skip(told)


def font(size: int) -> ImageFont.FreeTypeFont:
    """A font with Vietnamese letters; skips the test where there is none."""
    for path in _FONTS:
        if Path(path).exists():
            return ImageFont.truetype(path, size)
    pytest.skip("fonts-dejavu-core is not installed")


class Page:
    """A white page to draw on, ``dpi`` dots per inch; places and sizes are in points."""

    def __init__(self, width: float = 420, height: float = 300, dpi: int = 200) -> None:
        self.dpi = dpi
        self.image = Image.new("L", (self.pixels(width), self.pixels(height)), 255)
        self.draw = ImageDraw.Draw(self.image)

    def pixels(self, points: float) -> int:
        """Points as pixels."""
        return round(points * self.dpi / 72)

    @property
    def points_per_pixel(self) -> float:
        """How many points a pixel is wide."""
        return 72 / self.dpi

    def text(self, left: float, top: float, text: str, size: float = 11) -> None:
        """Write one line."""
        self.draw.text((self.pixels(left), self.pixels(top)), text, font=font(self.pixels(size)), fill=0)

    def rule(self, x0: float, y0: float, x1: float, y1: float, *, shade: int = 0) -> None:
        """Draw a rule."""
        ends = [(self.pixels(x0), self.pixels(y0)), (self.pixels(x1), self.pixels(y1))]
        self.draw.line(ends, fill=shade, width=max(1, self.dpi // 100))

    def break_rules(self, xs: Sequence[float], ys: Sequence[float], gap: int) -> None:
        """Leave out ``gap`` of every forty pixels of the rules between the first and last of ``xs`` and ``ys``."""
        for y in map(self.pixels, ys):
            for x in range(self.pixels(xs[0]) + 20, self.pixels(xs[-1]), 40):
                self.draw.rectangle((x, y - 3, x + gap, y + 3), fill=255)
        for x in map(self.pixels, xs):
            for y in range(self.pixels(ys[0]) + 20, self.pixels(ys[-1]), 40):
                self.draw.rectangle((x - 3, y, x + 3, y + gap), fill=255)

    def table(
        self,
        left: float,
        top: float,
        widths: Sequence[float],
        rows: Sequence[Sequence[str]],
        *,
        height: float = 20,
        gap: int = 0,
        shade: int = 0,
    ) -> float:
        """Draw a ruled table of one-line cells and return where it ends; a cell "<" continues the one to its left."""
        right, end = left + sum(widths), top + len(rows) * height
        xs = [left + sum(widths[:at]) for at in range(len(widths) + 1)]
        ys = [top + at * height for at in range(len(rows) + 1)]
        for y in ys:
            self.rule(left, y, right, y, shade=shade)
        self.rule(right, top, right, end, shade=shade)
        for row, y in zip(rows, ys, strict=False):
            for text, x in zip(row, xs, strict=False):
                if text != "<":
                    self.rule(x, y, x, y + height, shade=shade)
        if gap:
            self.break_rules(xs, ys, gap)
        for row, y in zip(rows, ys, strict=False):
            for text, x in zip(row, xs, strict=False):
                if text != "<":
                    self.text(x + 4, y + (height - 11) / 2 - 1, text, 10.5)
        return end


def turned(image: Image.Image, degrees: float) -> Image.Image:
    """The page as it lies askew on the glass: turned clockwise."""
    return image.rotate(-degrees, resample=Image.Resampling.BICUBIC, expand=False, fillcolor=255)


def grainy(image: Image.Image, share: float = 0.001, seed: int = 1) -> Image.Image:
    """The page with single black dots on ``share`` of it."""
    pixels = np.array(image)
    dots = np.random.default_rng(seed).random(pixels.shape) < share
    pixels[dots] = 0
    return Image.fromarray(pixels)


def bilevel(image: Image.Image, level: int = 160) -> Image.Image:
    """The page in black and white."""
    return image.point(lambda value: 255 if value > level else 0).convert("1")


def blurred(image: Image.Image, radius: float) -> Image.Image:
    """The page out of focus."""
    return image.filter(ImageFilter.GaussianBlur(radius))
