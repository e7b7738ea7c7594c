"""Where points of a thing are in the picture: a pinhole camera over a table, and pictures drawn as it sees them."""

from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from shapely.geometry import Polygon

from app.layouts.mockup.light import Floats
from app.layouts.mockup.surfaces import Size
from app.mesh.srgb import linear_from_srgb8

Points = NDArray[np.float64]
"""(N, 2): x to the right, y towards the viewer in mm, or pixels."""


@dataclass(frozen=True)
class Camera:
    """Looks at the middle of a table from the front.

    scale     pixels per mm in the middle
    tilt_deg  0: straight from above
    distance  in mm: near ones show more perspective
    middle    what is in the middle of the table, in pixels
    """

    size: Size
    scale: float
    tilt_deg: float
    distance: float
    middle: tuple[float, float]

    def project(self, points: Points, height_mm: float = 0.0) -> Points:
        """(N, 2) pixels of points on the table, or so high above it."""
        s, c = sin(radians(self.tilt_deg)), cos(radians(self.tilt_deg))
        x, y = points[:, 0], points[:, 1]
        near = self.distance - s * y - c * height_mm
        down = c * y - s * height_mm
        grow = self.scale * self.distance / near
        return np.stack([self.middle[0] + grow * x, self.middle[1] + grow * down], axis=1)


@dataclass(frozen=True)
class Lying:
    """A thing on the table: its own millimetres, turned clockwise about its middle, which is put at (x, y)."""

    width_mm: float
    height_mm: float
    x_mm: float = 0.0
    y_mm: float = 0.0
    turn_deg: float = 0.0

    def on_table(self, points: Points) -> Points:
        """(N, 2) mm on the table of points from the top left of the thing."""
        s, c = sin(radians(self.turn_deg)), cos(radians(self.turn_deg))
        x, y = points[:, 0] - self.width_mm / 2, points[:, 1] - self.height_mm / 2
        return np.stack([c * x - s * y + self.x_mm, s * x + c * y + self.y_mm], axis=1)

    @property
    def corners(self) -> Points:
        w, h = self.width_mm, self.height_mm
        return np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float64)


def share_of(rings: list[Points], size: Size) -> Floats:
    """(H, W) how much of each pixel is inside outlines in pixels (even-odd)."""
    import skia  # noqa: PLC0415 - 40 ms that only drawing needs

    path = skia.Path()
    for ring in rings:
        path.addPoly([skia.Point(float(x), float(y)) for x, y in ring], close=True)
    path.setFillType(skia.PathFillType.kEvenOdd)
    surface = skia.Surface.MakeRaster(skia.ImageInfo.MakeA8(*size))
    canvas = surface.getCanvas()
    canvas.clear(skia.ColorTRANSPARENT)
    canvas.drawPath(path, skia.Paint(AntiAlias=True, Color=skia.ColorBLACK))
    found = np.empty((size[1], size[0]), np.uint8)
    if not surface.readPixels(skia.ImageInfo.MakeA8(*size), found, size[0], 0, 0):
        raise MemoryError("no pixels were read back")
    return found.astype(np.float32) / 255


def outline_of(shape: Polygon) -> list[Points]:
    """The rings of an outline, with its holes, in mm."""
    return [np.asarray(ring.coords, np.float64)[:-1, :2] for ring in (shape.exterior, *shape.interiors)]


def seen(image: Image.Image, corners: Points, size: Size) -> tuple[Floats, Floats]:
    """A picture drawn between four corners in pixels (from the top left, clockwise): light (H, W, 3), and its share (H, W)."""
    import skia  # noqa: PLC0415 - see share_of

    lengths = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    wanted = (max(1, round(max(lengths[0], lengths[2]))), max(1, round(max(lengths[1], lengths[3]))))
    shown = image.convert("RGBA")
    if shown.width > 1.3 * wanted[0] or shown.height > 1.3 * wanted[1]:
        shown = shown.resize(wanted, Image.Resampling.LANCZOS, reducing_gap=3.0)
    place = skia.Matrix()
    flat = [(0, 0), (shown.width, 0), (shown.width, shown.height), (0, shown.height)]
    if not place.setPolyToPoly(
        [skia.Point(x, y) for x, y in flat], [skia.Point(float(x), float(y)) for x, y in corners]
    ):
        raise ValueError("the corners lie on one line")
    surface = skia.Surface.MakeRaster(skia.ImageInfo.Make(*size, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType))
    canvas = surface.getCanvas()
    canvas.clear(skia.ColorTRANSPARENT)
    canvas.setMatrix(place)
    # straight alpha, as Pillow has it: skia multiplies it itself
    art = skia.Image.fromarray(np.asarray(shown), skia.kRGBA_8888_ColorType)
    paint = skia.Paint(AntiAlias=True, Shader=art.makeShader(skia.TileMode.kClamp, skia.TileMode.kClamp, _smooth()))
    canvas.drawRect(skia.Rect.MakeWH(shown.width, shown.height), paint)
    found = np.empty((size[1], size[0], 4), np.uint8)
    info = skia.ImageInfo.Make(*size, skia.kRGBA_8888_ColorType, skia.kUnpremul_AlphaType)
    if not surface.readPixels(info, found, size[0] * 4, 0, 0):
        raise MemoryError("no pixels were read back")
    return linear_from_srgb8(found[..., :3]), found[..., 3].astype(np.float32) / 255


def _smooth() -> object:
    import skia  # noqa: PLC0415 - see share_of

    return skia.SamplingOptions(skia.CubicResampler.Mitchell())
