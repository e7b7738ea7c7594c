"""The drawing of proofs of flat things: what takes time, and what Skia and colour profiles are loaded for."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from app.commands.flat_pictures import FlatPictures, Picture
from app.commands.layout_designs import Composition
from app.commands.layout_print import design_shelf, piece_of, usual_shop
from app.commands.office import Office
from app.commands.proof import ProofWishes
from app.errors import AppError
from app.i18n import text
from app.jobs.progress import Progress
from app.layouts.color.press import Press
from app.layouts.design.document import CodeLayer, TextLayer
from app.layouts.mockup.kinds import kinds_of, mockup
from app.layouts.mockup.trimmed import cut_out, with_trim
from app.layouts.piece import Piece
from app.layouts.raster.image import Side
from app.orders.records import Item
from app.safe_write import replace_with
from app.security.watermark import mark_picture
from app.settings.folders import standard_folders
from app.settings.shop import PrintShop

MOCKUP_PX = (1600, 1400)
SMALL_PX = (800, 830)
FLAT_PX = 1400
SCALE_PX = 1000
PACKED = 4  # of PNG: a third of the time of the usual 6, and a twentieth more bytes


def drawn(  # noqa: PLR0917 - what is drawn, how, and where to
    office: Office, item: Item, composition: Composition, wishes: ProofWishes, folder: Path, progress: Progress
) -> FlatPictures:
    """Draw and write the pictures. Raises DesignRefusedError, OSError, Cancelled."""
    progress(0.0, text("Draw the pieces"))
    shop = usual_shop(composition)
    with design_shelf(office) as (_temporary, shelf):
        piece = piece_of(composition, shop, shelf, item)
        return _drawn(piece, composition, _press(shop), wishes, folder, progress.part(0.2, 1.0))


def _drawn(  # noqa: PLR0917 - what is drawn, how, and where to
    piece: Piece, composition: Composition, press: Press | None, wishes: ProofWishes, folder: Path, progress: Progress
) -> FlatPictures:
    files: list[Path] = []

    def kept(name: str, image: Image.Image) -> Picture:
        pixels = np.array(image.convert("RGB"))
        if wishes.mark is not None:
            pixels = mark_picture(pixels, wishes.mark)
        path = folder / wishes.file_name(f"-{name}.png")
        replace_with(path, lambda temporary: Image.fromarray(pixels).save(temporary, "PNG", compress_level=PACKED))
        files.append(path)
        return pixels

    kinds = kinds_of(piece)
    pictures: list[Picture] = []
    for number, kind in enumerate(kinds):
        progress(0.7 * number / len(kinds), text("Drawing the pictures"))
        pictures.append(kept(kind, mockup(piece, kind, MOCKUP_PX, press=press)))
    progress(0.7)
    sides: dict[Side, Picture] = {}
    for side in _sides(piece):
        sides[side] = kept(f"flat-{side}", with_trim(piece, side, FLAT_PX, press))
    progress(0.9)
    to_scale = np.array(cut_out(piece, SCALE_PX, press))
    second = None if len(kinds) < 2 else np.array(mockup(piece, kinds[1], SMALL_PX, press=press))
    if second is not None and wishes.mark is not None:
        second = mark_picture(second, wishes.mark)
    progress(1.0)
    return FlatPictures(
        tuple(files), pictures[0], second, sides["front"], sides.get("back"), to_scale,
        (piece.width_mm, piece.height_mm), tuple(_words(composition)),
        codes=any(isinstance(one, CodeLayer) for page in composition.design.pages for one in page.layers),
        hole=bool(piece.trim.interiors),
    )  # fmt: skip


def _sides(piece: Piece) -> tuple[Side, ...]:
    return ("front",) if piece.back is None else ("front", "back")


def _words(composition: Composition) -> Iterator[str]:
    """What is written on it, for somebody to read letter by letter; each once."""
    layers = (layer for page in composition.design.pages for layer in page.layers if isinstance(layer, TextLayer))
    yield from dict.fromkeys(layer.text.strip() for layer in layers if layer.text.strip() and not layer.hidden)


def _press(shop: PrintShop) -> Press | None:
    """None where it is made of sRGB: then what the screen shows is what is printed, as near as that goes."""
    if shop.route == "photo":
        return None
    try:
        return Press.of(shop, standard_folders())
    except AppError:  # without its profile the picture is as a screen shows it
        return None
