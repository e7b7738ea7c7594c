"""The picture and the outline of a design, for the same thing in 3D."""

from pathlib import Path

from app.commands.relief import Outlined, Subject
from app.gui.layout.studio import Studio
from app.gui.layout.thing import Thing
from app.gui.relief.source import Source
from app.i18n import text
from app.layouts.relief.wishes import Start
from app.settings.shop import PrintShop

LONGEST_PX = 2400
FINEST_PPI = 900.0
_KINDS: dict[str, Start] = {"keychain": "keychain", "magnet": "magnet", "photo": "lithophane", "postcard": "lithophane"}


def source_of_design(studio: Studio, thing: Thing, shop: PrintShop, folder: Path) -> Source:
    """Draw the front of a thing as a picture into ``folder``. On the thread that composes. Raises AppError."""
    from app.layouts.raster.image import face_picture, ppi_for  # noqa: PLC0415 - drawing is loaded with the first thing

    piece = studio.measure(thing, shop).composed.piece
    ppi = min(ppi_for(LONGEST_PX, piece.width_mm, piece.height_mm), FINEST_PPI)
    image = face_picture(piece, "front", ppi, bleed=False, background=None)
    path = folder / "design.png"
    image.save(path, compress_level=1)
    subject = Subject(path, thing.title, Outlined(piece.trim))
    return Source(text("The design: {title}", title=thing.title), subject, _KINDS.get(thing.design.product, "keychain"))
