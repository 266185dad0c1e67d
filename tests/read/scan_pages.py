"""Pages drawn as a scanner would give them: text and ruled tables on white, then turned, made grainy, bilevel or small."""

import os
import shutil
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

    def rule(self, x0: float, y0: float, x1: float, y1: float, *, gap: int = 0, shade: int = 0) -> None:
        """Draw a rule; with ``gap`` every fortieth to ``gap``-th pixel of it is missing."""
        start, end = (self.pixels(x0), self.pixels(y0)), (self.pixels(x1), self.pixels(y1))
        self.draw.line([start, end], fill=shade, width=max(1, self.dpi // 100))
        if not gap:
            return
        across = y0 == y1
        for at in range(start[0] if across else start[1], end[0] if across else end[1], 40):
            hole = (at, start[1] - 4, at + gap, start[1] + 4) if across else (start[0] - 4, at, start[0] + 4, at + gap)
            self.draw.rectangle(hole, fill=255)

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
        right = left + sum(widths)
        for at, row in enumerate(rows):
            y = top + at * height
            self.rule(left, y, right, y, gap=gap, shade=shade)
            x = left
            for column, (width, text) in enumerate(zip(widths, row, strict=True)):
                if text != "<":
                    self.rule(x, y, x, y + height, gap=gap, shade=shade)
                    self.text(x + 4, y + (height - 11) / 2 - 1, text, 10.5)
                x += width
                del column
            self.rule(right, y, right, y + height, gap=gap, shade=shade)
        end = top + len(rows) * height
        self.rule(left, end, right, end, gap=gap, shade=shade)
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


def has_program(name: str) -> bool:
    """Whether a program is there."""
    return shutil.which(name) is not None
