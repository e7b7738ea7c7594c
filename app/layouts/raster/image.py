"""Marks as pictures: screen, photo lab, mock-ups."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.layouts.drawing import Group, Mark, Matrix
from app.layouts.paint import Cmyk, Rgb
from app.layouts.path import Path, path_of
from app.layouts.piece import Face, Piece
from app.layouts.raster.canvas import Drawing, bands, matrix, outline
from app.layouts.raster.colors import Look, Rgba, plain_ink
from app.layouts.raster.resample import Resampled
from app.layouts.units import MM_PER_INCH, pixels

if TYPE_CHECKING:
    from shapely import Polygon

PAPER: Rgba = (1.0, 1.0, 1.0, 1.0)
Side = Literal["front", "back"]


def draw(
    marks: Sequence[Mark],
    size_px: tuple[int, int],
    place: Matrix,
    background: Rgba | None = PAPER,
    *,
    show: Mapping[str, Rgba] | None = None,
    ink: Callable[[Cmyk], Rgb] = plain_ink,
    pictures: Resampled | None = None,
) -> Image.Image:
    """The marks in sRGB: "RGB" on an opaque background, else "RGBA". What is asked for: see ``draw_pixels``."""
    found = draw_pixels(marks, size_px, place, background, show=show, ink=ink, pictures=pictures)
    image = Image.fromarray(found)
    return image.convert("RGB") if background is not None and background[3] >= 1 else image


def draw_pixels(
    marks: Sequence[Mark],
    size_px: tuple[int, int],
    place: Matrix,
    background: Rgba | None = PAPER,
    *,
    show: Mapping[str, Rgba] | None = None,
    ink: Callable[[Cmyk], Rgb] = plain_ink,
    pictures: Resampled | None = None,
) -> NDArray[np.uint8]:
    """The marks as (H, W, 4): sRGB, not premultiplied.

    place     millimetres to pixels
    show      role of a spot → how it is shown; others are not drawn
    ink       what inks look like
    pictures  keeps what was made smaller, for many drawings with the same pictures
    """
    import skia  # noqa: PLC0415 - 40 ms that only drawing needs

    width, height = size_px
    surface = skia.Surface.MakeRaster(
        skia.ImageInfo.Make(width, height, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    )
    canvas = surface.getCanvas()
    canvas.clear(skia.Color4f(*(background or (0.0, 0.0, 0.0, 0.0))))
    Drawing(canvas, place, Look(show or {}, ink), pictures or Resampled(0)).draw(tuple(marks))
    found = np.empty((height, width, 4), np.uint8)
    for top, bottom in bands(0, height, width):
        info = skia.ImageInfo.Make(width, bottom - top, skia.kRGBA_8888_ColorType, skia.kUnpremul_AlphaType)
        if not surface.readPixels(info, found[top:bottom], width * 4, 0, top):
            raise MemoryError("no pixels were read back")
    return found


def mask(path: Path, size_px: tuple[int, int], place: Matrix) -> NDArray[np.uint8]:
    """(H, W): how much of each pixel is inside the path, 255 for all of it."""
    import skia  # noqa: PLC0415 - see draw_pixels

    width, height = size_px
    surface = skia.Surface.MakeRaster(skia.ImageInfo.MakeA8(width, height))
    canvas = surface.getCanvas()
    canvas.clear(skia.ColorTRANSPARENT)
    canvas.setMatrix(matrix(place))
    canvas.drawPath(outline(path), skia.Paint(AntiAlias=True, Color=skia.ColorBLACK))
    found = np.empty((height, width), np.uint8)
    if not surface.readPixels(skia.ImageInfo.MakeA8(width, height), found, width, 0, 0):
        raise MemoryError("no pixels were read back")
    return found


def face_size(piece: Piece, ppi: float, *, bleed: bool) -> tuple[tuple[int, int], Matrix]:
    """Size in pixels of a face, and where its millimetres go.

    The trim is a whole number of pixels, the nearest to its length. The bleed is the pixels that are wholly within it.
    """
    width, height = pixels(piece.width_mm, ppi), pixels(piece.height_mm, ppi)
    across, down = width / piece.width_mm, height / piece.height_mm
    left = int(piece.bleed_mm * across + 1e-6) if bleed else 0
    top = int(piece.bleed_mm * down + 1e-6) if bleed else 0
    return (width + 2 * left, height + 2 * top), (across, 0.0, 0.0, down, float(left), float(top))


def face_picture(
    piece: Piece,
    side: Side,
    ppi: float,
    *,
    bleed: bool,
    background: Rgba | None = PAPER,
    show: Mapping[str, Rgba] | None = None,
    ink: Callable[[Cmyk], Rgb] = plain_ink,
    pictures: Resampled | None = None,
) -> Image.Image:
    """One side of a piece as it is printed, not cut along its trim.

    background  None: transparent where nothing is printed
    show        with a "white" there, the white ink is drawn below the colours; with a "varnish", that above them
    Raises ValueError for the back of a piece that has none.
    """
    face = side_of(piece, side)
    size, place = face_size(piece, ppi, bleed=bleed)
    marks: tuple[Mark, ...] = (*face.white, *face.marks, *face.varnish)
    if bleed and piece.cutting == "contour":  # as it is printed: no farther, where a neighbour may lie
        marks = (Group(marks, clip=path_of(_reach(piece, side))),)
    return draw(marks, size, place, background, show=show, ink=ink, pictures=pictures)


def _reach(piece: Piece, side: Side) -> "Polygon":
    """The trim and its bleed; the back is seen from behind."""
    from shapely import Polygon  # noqa: PLC0415 - see path
    from shapely.affinity import scale  # noqa: PLC0415

    whole = Polygon(piece.trim.exterior).buffer(piece.bleed_mm)
    return whole if side == "front" else scale(whole, -1, 1, origin=(piece.width_mm / 2, 0))


def side_of(piece: Piece, side: Side) -> Face:
    """Raises ValueError for the back of a piece that has none."""
    if side == "front":
        return piece.front
    if piece.back is None:
        raise ValueError("the piece has no back")
    return piece.back


def ppi_for(longest_px: int, width_mm: float, height_mm: float) -> float:
    """Resolution at which the longer side of a box has so many pixels."""
    return longest_px * MM_PER_INCH / max(width_mm, height_mm)
