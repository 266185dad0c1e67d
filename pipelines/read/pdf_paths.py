"""The drawings of a PDF's page as ruled lines: strokes and thin filled rectangles that run across or upright, and pictures.

What the rules make up is for ``pdf_rules``.
"""

import ctypes
from collections.abc import Iterator
from itertools import pairwise

import pypdfium2.raw as pdfium

from pipelines.read.pdf_shapes import Box, Frame, Rule

_MOST_OBJECTS = 50_000
_MOST_SEGMENTS = 200_000
_DEEPEST_FORM = 6
_THICKEST = 3.2
_SLANT = 1.0
_RECTANGLE_SEGMENTS = 5
_WHITE = 250
_LARGE_FILL = 12.0
Matrix = tuple[float, float, float, float, float, float]


class PathReader:
    """The rules and pictures of one page. It looks at so many objects only; ``too_many`` says that there were more."""

    def __init__(self, page: pdfium.FPDF_PAGE, frame: Frame) -> None:
        self._page, self._frame = page, frame
        self.across: list[Rule] = []
        self.upright: list[Rule] = []
        self.picture = 0.0
        self.count = 0
        self.too_many = False
        self._segments = 0

    def read(self) -> None:
        """Look at the objects of the page."""
        page = self._page
        found = max(pdfium.FPDFPage_CountObjects(page), 0)
        for index in range(min(found, _MOST_OBJECTS)):
            self._read_object(pdfium.FPDFPage_GetObject(page, index), None, 0)
        self.too_many = self.too_many or found > _MOST_OBJECTS
        if self.too_many:
            self.across.clear()
            self.upright.clear()

    def _read_object(self, item: pdfium.FPDF_PAGEOBJECT, matrix: Matrix | None, depth: int) -> None:
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            return
        self.count += 1
        if self.count > _MOST_OBJECTS:
            self.too_many = True
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            self._read_path(item, matrix)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            box = self._bounds(item, matrix)
            width = min(box[2], self._frame.width) - max(box[0], 0)
            height = min(box[3], self._frame.height) - max(box[1], 0)
            area = self._frame.width * self._frame.height
            if width > 0 and height > 0 and area > 0:
                self.picture = max(self.picture, width * height / area)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM:
            if depth >= _DEEPEST_FORM:
                self.too_many = True
                return
            own = _combine(_matrix(item), matrix)
            for index in range(max(pdfium.FPDFFormObj_CountObjects(item), 0)):
                self._read_object(pdfium.FPDFFormObj_GetObject(item, index), own, depth + 1)
                if self.too_many:
                    return

    def _bounds(self, item: pdfium.FPDF_PAGEOBJECT, matrix: Matrix | None) -> Box:
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
        box = (left.value, bottom.value, right.value, top.value)
        if matrix is not None:
            corners = [_apply(matrix, x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
            box = (
                min(x for x, _ in corners), min(y for _, y in corners), max(x for x, _ in corners), max(y for _, y in corners)
            )  # fmt: skip
        return self._frame.place_box(box)

    def _read_path(self, item: pdfium.FPDF_PAGEOBJECT, matrix: Matrix | None) -> None:
        box = self._bounds(item, matrix)
        width, height = box[2] - box[0], box[3] - box[1]
        if min(width, height) <= _THICKEST:
            if not _is_unseen(item):
                self._add(box)
            return
        mode, stroked = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(item, mode, stroked)
        count = pdfium.FPDFPath_CountSegments(item)
        if not stroked.value and (count <= _RECTANGLE_SEGMENTS or not mode.value):
            return  # the ground of a cell, or nothing
        self._segments += count
        if self._segments > _MOST_SEGMENTS:
            self.too_many = True
            return
        if _is_unseen(item):
            return
        own = _combine(_matrix(item), matrix)
        for points in self._parts(item, count, own):
            if stroked.value:
                for (x0, y0), (x1, y1) in pairwise(points):
                    if min(abs(x0 - x1), abs(y0 - y1)) <= _SLANT:
                        self._add((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
            elif len(points) > 3:
                xs, ys = [x for x, _ in points], [y for _, y in points]
                part = (min(xs), min(ys), max(xs), max(ys))
                if min(part[2] - part[0], part[3] - part[1]) <= _THICKEST:
                    self._add(part)

    def _parts(
        self, item: pdfium.FPDF_PAGEOBJECT, count: int, matrix: Matrix | None
    ) -> Iterator[list[tuple[float, float]]]:
        """Yield the strokes of a path between two lifts of the pen, as points; a curve lifts it."""
        points: list[tuple[float, float]] = []
        x, y = ctypes.c_float(), ctypes.c_float()
        for index in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(item, index)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            where = _apply(matrix, x.value, y.value) if matrix else (x.value, y.value)
            if kind != pdfium.FPDF_SEGMENT_LINETO:
                yield points
                points = []
            points.append(self._frame.place(*where))
            if pdfium.FPDFPathSegment_GetClose(segment) and points:
                points.append(points[0])
        yield points

    def _add(self, box: Box) -> None:
        width, height = box[2] - box[0], box[3] - box[1]
        if height <= _THICKEST and (width > height or width <= _THICKEST):
            self.across.append(Rule((box[1] + box[3]) / 2, box[0], box[2]))
        if width <= _THICKEST and (height > width or height <= _THICKEST):
            self.upright.append(Rule((box[0] + box[2]) / 2, box[1], box[3]))


def _matrix(item: pdfium.FPDF_PAGEOBJECT) -> Matrix | None:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, found):
        return None
    matrix = (found.a, found.b, found.c, found.d, found.e, found.f)
    return None if matrix == (1.0, 0.0, 0.0, 1.0, 0.0, 0.0) else matrix


def _combine(inner: Matrix | None, outer: Matrix | None) -> Matrix | None:
    if inner is None or outer is None:
        return inner or outer
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _is_unseen(item: pdfium.FPDF_PAGEOBJECT) -> bool:
    """Whether a path is drawn in white or in nothing."""
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, mode, stroked)
    if not stroked.value and not mode.value:
        return True
    colour = pdfium.FPDFPageObj_GetStrokeColor if stroked.value else pdfium.FPDFPageObj_GetFillColor
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not colour(item, red, green, blue, alpha):
        return False
    return alpha.value == 0 or min(red.value, green.value, blue.value) >= _WHITE
