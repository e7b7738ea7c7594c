"""Which pictures of a thing there are, and making them."""

from math import pi
from typing import Literal

import numpy as np
from PIL import Image

from app.i18n import Text, text
from app.layouts.color.press import Press
from app.layouts.color.solids import look_of
from app.layouts.mockup.badge import badge
from app.layouts.mockup.cards import pair, photo, postcard
from app.layouts.mockup.charm import charm
from app.layouts.mockup.magnet import magnet
from app.layouts.mockup.surfaces import Size
from app.layouts.piece import Piece
from app.layouts.raster.colors import plain_ink
from app.layouts.raster.image import PAPER, Side, face_picture, ppi_for

Kind = Literal["postcard", "pair", "photo", "magnet", "badge", "charm"]
SIZE: Size = (1200, 900)
LARGEST = 4000
TITLES: dict[Kind, Text] = {
    "postcard": text("Card on a table"),
    "pair": text("Front and back"),
    "photo": text("Print on a table"),
    "magnet": text("Magnet on a fridge"),
    "badge": text("Button badge"),
    "charm": text("Acrylic charm"),
}
_ROUND = 0.985  # of the area of a circle: polygons of circles have a little less
CLEAR: tuple[Kind, ...] = ("charm",)
"""Of a clear material."""
_WHITE = (1.0, 1.0, 1.0, 1.0)
_OF_PRODUCT: dict[str, Kind] = {"photo": "photo", "postcard": "postcard", "magnet": "magnet", "keychain": "charm"}


def kinds_of(piece: Piece) -> tuple[Kind, ...]:
    """The pictures that make sense for a thing, the best one first."""
    best = _OF_PRODUCT.get(piece.product)
    if best is None:
        best = "charm" if piece.cutting == "contour" else "postcard"
    found: list[Kind] = [best]
    if best == "magnet" and _is_round(piece):
        found.insert(0, "badge")
    if piece.back is not None and best in {"postcard", "photo"}:
        found.append("pair")
    return tuple(found)


def mockup(
    piece: Piece,
    kind: Kind | None = None,
    size: Size = SIZE,
    *,
    press: Press | None = None,
    glossy: bool | None = None,
) -> Image.Image:
    """A picture of a thing for its buyer, mode "RGB"; the same pixels each time.

    kind   the best one for the piece where it is None
    press  with one, colours are as it prints them
    glossy finish of a card or photo; None: photos are glossy, cards are not
    Raises ValueError for "pair" of a piece without a back, and for a size beyond 64 to 4000 pixels; AppError for pictures of the
    piece that cannot be read.
    """
    if not all(64 <= side <= LARGEST for side in size):
        raise ValueError(f"{size} pixels")
    kind = kind or kinds_of(piece)[0]
    front = _face(piece, "front", kind, size, press)
    if kind == "pair":
        return pair(front, _face(piece, "back", kind, size, press), piece.trim, size)
    if kind == "postcard":
        return postcard(front, piece.trim, size, glossy=bool(glossy))
    if kind == "photo":
        return photo(front, piece.trim, size, glossy=glossy is not False)
    draw = {"magnet": magnet, "badge": badge, "charm": charm}[kind]
    return draw(front, piece.trim, size)


def _face(piece: Piece, side: Side, kind: Kind, size: Size, press: Press | None) -> Image.Image:
    """The print on the box of the trim; transparent where a clear material shows."""
    ppi = ppi_for(max(size), piece.width_mm, piece.height_mm)
    ink = look_of(press) if press is not None else plain_ink
    clear = kind in CLEAR
    show = {"white": _WHITE} if clear else None
    image = face_picture(piece, side, ppi, bleed=False, background=None if clear else PAPER, show=show, ink=ink)
    if press is None:
        return image
    if image.mode == "RGB":
        return press.soft_proof(image)
    proof = press.soft_proof(image.convert("RGB"))
    proof.putalpha(image.getchannel("A"))
    return proof


def _is_round(piece: Piece) -> bool:
    width, height = piece.width_mm, piece.height_mm
    return abs(width - height) < 0.01 * width and bool(
        np.isclose(piece.trim.area, pi * width * height / 4, rtol=1 - _ROUND)
    )
