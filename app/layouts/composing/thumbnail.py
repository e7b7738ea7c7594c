"""How a template or a design looks, small: for the gallery of the window."""

from typing import Literal

from PIL import Image, ImageChops

from app.layouts.composing.art.shelf import ArtShelf
from app.layouts.composing.compose import composed
from app.layouts.composing.shelf import Shelf
from app.layouts.design.document import Design, Template
from app.layouts.design.filling import fill
from app.layouts.drawing import Fill, Group, Stroke
from app.layouts.paint import Rgb
from app.layouts.path import path_of
from app.layouts.piece import Piece
from app.layouts.raster.image import PAPER, draw, face_picture, face_size, mask, ppi_for
from app.settings.shop import PrintShop

LONGEST_PX = 320
SCREEN = {"id": "screen", "title": "Screen", "route": "photo"}
GLASS, EDGE = Rgb(0.86, 0.92, 0.97), Rgb(0.55, 0.66, 0.76)
GLASS_OPACITY = 0.55


def thumbnail(
    template: Template, longest_px: int = LONGEST_PX, side: Literal["front", "back"] = "front"
) -> Image.Image:
    """A template with its samples, "RGBA": transparent outside of what is cut."""
    return design_thumbnail(fill(template, {}, samples=True), ArtShelf(), longest_px, side)


def design_thumbnail(
    design: Design, shelf: Shelf, longest_px: int = LONGEST_PX, side: Literal["front", "back"] = "front"
) -> Image.Image:
    """A design, "RGBA": transparent outside of what is cut; pictures are asked for at this small size."""
    ppi = ppi_for(longest_px, design.width_mm, design.height_mm)
    # fewer than the 72 ppi of the least of shops
    shop = PrintShop.model_validate(SCREEN).model_copy(update={"ppi": ppi})
    piece = composed(design, {}, shelf, shop, judge=False, draft=True).piece
    return cut_picture(piece, side, ppi_for(longest_px, piece.width_mm, piece.height_mm))


def cut_picture(piece: Piece, side: Literal["front", "back"], ppi: float) -> Image.Image:
    """One side of a piece as it is when it was cut out, "RGBA". What has white ink is clear itself: acrylic."""
    size, place = face_size(piece, ppi, bleed=False)
    seen = place if side == "front" else (-place[0], 0.0, 0.0, place[3], float(size[0]), 0.0)
    outline = path_of(piece.trim)
    clear = bool(piece.front.white)
    image = face_picture(
        piece, side, ppi, bleed=False, background=None if clear else PAPER, show={"white": (1.0, 1.0, 1.0, 1.0)}
    ).convert("RGBA")
    inside = Image.fromarray(mask(outline, size, seen))
    if clear:
        edge = (Fill(outline, GLASS), Stroke(outline, EDGE, 1.2 / seen[3]))
        glass = draw((Group(edge, opacity=GLASS_OPACITY),), size, seen, None)
        image = Image.alpha_composite(glass, image)
    image.putalpha(ImageChops.multiply(image.getchannel("A"), inside))
    return image
