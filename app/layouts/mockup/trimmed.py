"""Each side of a thing as it is printed, with the line along which it is cut: what a buyer checks flat."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from shapely.geometry import Polygon

from app.layouts.color.press import Press
from app.layouts.color.solids import look_of
from app.layouts.mockup.kinds import CLEAR, kinds_of
from app.layouts.mockup.view import outline_of, share_of
from app.layouts.piece import Piece
from app.layouts.raster.colors import plain_ink
from app.layouts.raster.image import PAPER, Side, face_picture, face_size, ppi_for

EDGE = 0.06  # of the longer side: what lies around the trim in the picture
GROUND = (236, 238, 241)
LINE = (232, 30, 99)  # magenta, as cut lines are shown
FADED = 0.5  # how much of what is cut off is still seen


def with_trim(piece: Piece, side: Side, longest_px: int, press: Press | None = None) -> Image.Image:
    """One side on a grey ground, "RGB": what is cut off is faded, the line of the cut drawn over it.

    press  with one, colours are as it prints them
    Raises ValueError for the back of a piece that has none.
    """
    ppi = ppi_for(longest_px, piece.width_mm, piece.height_mm)
    face = _face(piece, side, ppi, press, bleed=True)
    (width, height), place = face_size(piece, ppi, bleed=True)
    rim = round(EDGE * longest_px)
    size = (width + 2 * rim, height + 2 * rim)
    ground = Image.new("RGB", size, GROUND)
    ground.paste(face, (rim, rim), face)
    inside = _inside(piece, side, size, (place[0], place[3], place[4] + rim, place[5] + rim))
    pixels = np.asarray(ground, np.float32)
    faded = pixels * FADED + np.array(GROUND, np.float32) * (1 - FADED)
    shown = faded + (pixels - faded) * inside[..., None]
    line = _line(piece, side, size, (place[0], place[3], place[4] + rim, place[5] + rim), max(2.0, longest_px / 500))
    shown = shown + (np.array(LINE, np.float32) - shown) * line[..., None]
    return Image.fromarray(np.clip(np.round(shown), 0, 255).astype(np.uint8))


def cut_out(piece: Piece, longest_px: int, press: Press | None = None) -> Image.Image:
    """The front as it lies there cut, "RGB" on white, just the box around the trim, with a fine line around it."""
    ppi = ppi_for(longest_px, piece.width_mm, piece.height_mm)
    face = _face(piece, "front", ppi, press, bleed=False)
    size, place = face_size(piece, ppi, bleed=False)
    white = Image.new("RGB", size, (255, 255, 255))
    white.paste(face, (0, 0), face)
    scale = (place[0], place[3], 0.0, 0.0)
    inside = _inside(piece, "front", size, scale)[..., None]
    shown = 255 + (np.asarray(white, np.float32) - 255) * inside
    line = _line(piece, "front", size, scale, max(1.5, longest_px / 600))[..., None] * 0.45
    return Image.fromarray(np.clip(np.round(shown * (1 - line) + 120 * line), 0, 255).astype(np.uint8))


def _face(piece: Piece, side: Side, ppi: float, press: Press | None, *, bleed: bool) -> Image.Image:
    """As "RGBA": on white material, or clear where a clear one has neither colour nor white ink."""
    background = None if kinds_of(piece)[0] in CLEAR else PAPER
    ink = look_of(press) if press is not None else plain_ink
    show = {"white": (1.0, 1.0, 1.0, 1.0)} if background is None else None
    image = face_picture(piece, side, ppi, bleed=bleed, background=background, show=show, ink=ink).convert("RGBA")
    if press is None:
        return image
    proof = press.soft_proof(image.convert("RGB")).convert("RGBA")
    proof.putalpha(image.getchannel("A"))
    return proof


def _rings(piece: Piece, side: Side, place: tuple[float, float, float, float]) -> list[NDArray[np.float64]]:
    """Outlines in pixels; seen from behind they are mirrored."""
    across, down, left, top = place
    found = []
    for ring in outline_of(piece.trim):
        x = piece.width_mm - ring[:, 0] if side == "back" else ring[:, 0]
        found.append(np.column_stack([x * across + left, ring[:, 1] * down + top]))
    return found


def _inside(
    piece: Piece, side: Side, size: tuple[int, int], place: tuple[float, float, float, float]
) -> NDArray[np.float64]:
    return np.asarray(share_of(_rings(piece, side, place), size))


def _line(
    piece: Piece, side: Side, size: tuple[int, int], place: tuple[float, float, float, float], width_px: float
) -> NDArray[np.float64]:
    """(H, W) how much of each pixel a line of this width covers."""
    rings = _rings(piece, side, place)
    band = Polygon(rings[0], rings[1:]).boundary.buffer(width_px / 2)
    parts = getattr(band, "geoms", (band,))
    return np.asarray(share_of([ring for part in parts for ring in outline_of(part)], size))
