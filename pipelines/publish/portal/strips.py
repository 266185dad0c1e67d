"""The strip of a page around the lines that a figure was read from, as a picture: of PDFs and scans, whose pages have a layout.

Only what was read as text and may be shown is seen on a strip: recognised lines and long ruled lines. What points at a person is
black; seals, signatures, pictures and letters that nobody read, which therefore nothing has checked, are white.
One strip serves all figures of its lines; the cell of one figure is marked by the page that shows it.
"""

import hashlib
import io
import json
from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass
from typing import Any

import numpy as np
from PIL import Image

from pipelines.publish.crops import DPI, page_picture
from pipelines.publish.portal.printed import Shown
from pipelines.publish.portal.site import Site
from pipelines.read.model import Spot
from pipelines.read.printed import Box
from pipelines.settings import Home

FOLDER = "trich"
"""The folder of the pictures, from the root of the portal."""

_INCH = 72.0
_AROUND, _MORE, _TALLEST = 34.0, 16.0, 330.0
_MARGIN, _PAD = 10.0, 1.6
_RULE = 24.0
_THICK = 9
"""Pixels at ``DPI``: more than the widest rule."""
_MOST_BYTES = 60_000
_TINT = (253, 236, 178)
_QUALITIES = ((110.0, 7), (110.0, 4), (90.0, 4), (90.0, 2), (64.0, 2))
"""Dots per inch and shades of grey, the first that gives a picture that is small enough."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a strip shows, in points on the page turned upright: its edges, the lines that are seen, hidden and meant."""

    page: int
    turned: int
    edges: Box
    seen: tuple[Box, ...]
    hidden: tuple[Box, ...]
    meant: tuple[Box, ...]


class Strips:
    """The strips of one source; keeps the picture of the page that was drawn last. ``shown`` is what may be seen of the source."""

    def __init__(self, home: Home, site: Site, sha256: str, shown: Shown) -> None:
        self._home, self._site, self._sha256, self._hidden = home, site, sha256, shown.hidden
        self._by_page: dict[int, list[tuple[int, Spot]]] = {}
        self._page_of: dict[int, int] = {}
        for at, spot in enumerate(shown.spots):
            self._by_page.setdefault(spot.page, []).append((at, spot))
            self._page_of.setdefault(spot.line, spot.page)
        self._sides: dict[int, list[Box]] = {}
        for line in shown.lines if self._page_of else ():
            if line.page is not None:
                self._sides.setdefault(line.page, []).extend(box for box in line.boxes if box is not None)
        self._put: dict[range, tuple[_Plan, str] | None] = {}
        self._drawn: tuple[int, Image.Image | None] = (0, None)

    def of(self, lines: range, page: int | None = None, box: Box | None = None) -> dict[str, Any] | None:
        """Put the strip around ``lines`` and return what a page tells of it; None where there is none to show.

        ``file`` is the picture from the root of the portal, ``width`` and ``height`` its size in points, ``mark`` where on it
        the cell ``box`` of ``page`` stands (left, top, width, height).
        """
        if not self._page_of:
            return None
        if lines not in self._put:
            self._put[lines] = self._make(lines)
        made = self._put[lines]
        if made is None:
            return None
        plan, file = made
        left, top, right, bottom = plan.edges
        mark = _inside(_upright(box, plan.turned), plan.edges) if box is not None and page == plan.page else None
        size = {"width": round(right - left, 1), "height": round(bottom - top, 1)}
        return {"file": file, "page": plan.page, "mark": mark} | size

    def _make(self, lines: range) -> tuple[_Plan, str] | None:
        page = next((self._page_of[line] for line in lines if line in self._page_of), None)
        if page is None:
            return None
        plan = _plan(self._by_page[page], self._sides.get(page, ()), lines, self._hidden)
        told = json.dumps([self._sha256, *astuple(plan)])
        digest = hashlib.blake2b(f"{self._site.code}\0{told}".encode(), digest_size=16).hexdigest()
        file = f"{FOLDER}/{self._sha256[:12]}-{page}-{lines.start}-{lines.stop - 1}.png"
        if not self._site.keep(file, digest):
            if self._drawn[0] != page:
                self._drawn = (page, page_picture(self._home, self._sha256, page))
            picture = self._drawn[1]
            if picture is None:
                return None
            upright = picture.rotate(-90 * plan.turned, expand=True) if plan.turned else picture
            self._site.write(file, digest, _encode(_cut(upright, plan), plan))
        return plan, file


def _upright(box: Box, turned: int) -> Box:
    """``box`` on the page turned clockwise about its top left corner: its size is not known, so the page may lie left of it or above."""
    left, top, right, bottom = box
    match turned % 4:
        case 0:
            return box
        case 1:
            return -bottom, left, -top, right
        case 2:
            return -right, -bottom, -left, -top
        case _:
            return top, -right, bottom, -left


def _plan(spots: Sequence[tuple[int, Spot]], cells: Sequence[Box], lines: range, hidden: Collection[int]) -> _Plan:
    """What the strip around ``lines`` shows of the ``spots`` of its page; with the ``cells`` of tables they say how wide it is."""
    first = next(spot for _, spot in spots if spot.line in lines)
    turned = first.turned
    on_page = [(at, _upright(spot.box, turned)) for at, spot in spots]
    meant = [_upright(spot.box, turned) for _, spot in spots if spot.line in lines]
    sides = [*(box for _, box in on_page), *(_upright(box, turned) for box in cells)]
    top, bottom = min(box[1] for box in meant), max(box[3] for box in meant)
    bottom = min(bottom, top + _TALLEST)
    edges = (
        min(box[0] for box in sides) - _MARGIN,
        _outer([box[1] for _, box in on_page if box[1] <= top - _AROUND < box[3]], top - _AROUND, -1),
        max(box[2] for box in sides) + _MARGIN,
        _outer([box[3] for _, box in on_page if box[1] < bottom + _AROUND <= box[3]], bottom + _AROUND, 1),
    )
    rounded = tuple(round(edge, 1) for edge in edges)
    # A line that the edge cuts is left out.
    near = [(at, box) for at, box in on_page if box[1] >= edges[1] and box[3] <= edges[3]]
    return _Plan(
        first.page,
        turned,
        (rounded[0], rounded[1], rounded[2], rounded[3]),
        tuple(box for at, box in near if at not in hidden),
        tuple(box for at, box in near if at in hidden),
        tuple(meant),
    )


def _outer(cut: Sequence[float], edge: float, way: int) -> float:
    """The edge moved out so far that lines which it would cut are whole, if that is not much."""
    moved = [edge + way * _PAD, *(each + way * _PAD for each in cut if abs(each - edge) <= _MORE)]
    return max(moved) if way > 0 else min(moved)


def _inside(box: Box, edges: Box) -> list[float] | None:
    left, top = max(box[0], edges[0]), max(box[1], edges[1])
    right, bottom = min(box[2], edges[2]), min(box[3], edges[3])
    if right <= left or bottom <= top:
        return None
    return [round(value, 1) for value in (left - edges[0], top - edges[1], right - left, bottom - top)]


def _cut(picture: Image.Image, plan: _Plan) -> np.ndarray:
    """The strip in grey (0 black) at ``DPI``, with nothing on it that may not be seen."""
    import cv2  # noqa: PLC0415 - only where a strip has to be drawn

    # A turned page stands left of the corner that its boxes are counted from, or above it.
    shift_x = picture.width if plan.turned in (1, 2) else 0
    shift_y = picture.height if plan.turned in (2, 3) else 0
    left, top, right, bottom = (
        round(edge * DPI / _INCH) + shift
        for edge, shift in zip(plan.edges, (shift_x, shift_y, shift_x, shift_y), strict=True)
    )
    grey = np.full((bottom - top, right - left), 255, dtype=np.uint8)
    from_x, from_y = max(left, 0), max(top, 0)
    part = np.asarray(
        picture.crop((from_x, from_y, max(min(right, picture.width), from_x), max(min(bottom, picture.height), from_y)))
    )
    grey[from_y - top : from_y - top + part.shape[0], from_x - left : from_x - left + part.shape[1]] = part
    ink = (grey < 225).astype(np.uint8)
    length = round(_RULE * DPI / _INCH)
    rules = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    upright = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    # What is thick is a picture or a blot and no rule.
    thick = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((_THICK, _THICK), np.uint8))
    visible = cv2.dilate(cv2.max(rules, upright), np.ones((3, 3), np.uint8)) > 0
    visible &= cv2.dilate(thick, np.ones((_THICK, _THICK), np.uint8)) == 0
    for box in plan.seen:
        visible[_pixels(box, plan.edges)] = True
    grey[~visible] = 255
    for box in plan.hidden:
        grey[_pixels(box, plan.edges)] = 0
    return grey


def _pixels(box: Box, edges: Box, scale: float = DPI / _INCH) -> tuple[slice, slice]:
    left, top, right, bottom = (
        max(0, round((edge - origin + pad) * scale))
        for edge, origin, pad in zip(box, (*edges[:2], *edges[:2]), (-_PAD, -_PAD, _PAD, _PAD), strict=True)
    )
    return slice(top, bottom), slice(left, right)


def _encode(grey: np.ndarray, plan: _Plan) -> bytes:
    """The strip as PNG of few colours, the lines that are meant on a tinted ground."""
    data = b""
    for dpi, shades in _QUALITIES:
        size = max(1, round(grey.shape[1] * dpi / DPI)), max(1, round(grey.shape[0] * dpi / DPI))
        small = np.asarray(Image.fromarray(grey).resize(size, Image.Resampling.BOX), dtype=np.float32)
        # Paper that is nearly white is white: grain would make the file large.
        level = np.clip(np.rint(np.clip((small - 20) / (225 - 20), 0, 1) * (shades - 1)), 0, shades - 1).astype(
            np.uint8
        )
        for box in plan.meant:
            where = _pixels(box, plan.edges, dpi / _INCH)
            level[where] = np.where(level[where] < shades, level[where] + shades, level[where])
        greys = [round(255 * at / (shades - 1)) for at in range(shades)]
        palette = [value for at in greys for value in (at, at, at)]
        palette += [round(value * at / 255) for at in greys for value in _TINT]
        coloured = Image.frombytes("P", size, level.tobytes())
        coloured.putpalette(palette)
        out = io.BytesIO()
        coloured.save(out, "PNG", optimize=True, bits=4 if shades > 2 else 2)
        data = out.getvalue()
        if len(data) <= _MOST_BYTES:
            break
    return data
