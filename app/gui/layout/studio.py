"""What the bench lets be drawn and measured beside the window: plain functions over the layout room, run in threads."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Literal

from PIL import Image
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from app.gui.layout.canvas.layer_item import Painted
from app.gui.layout.pictures import qimage
from app.gui.layout.thing import Thing
from app.i18n import language, text, tr
from app.layouts.composing.folder_shelf import FolderShelf
from app.layouts.design.document import AnyLayer, Cut, Design, Page
from app.layouts.design.faults import Fault
from app.layouts.editing.boxes import bounds
from app.layouts.path import Path, path_of
from app.layouts.piece import Piece
from app.settings.shop import PrintShop

if TYPE_CHECKING:
    from app.layouts.composing.compose import Composed

PIECE_PX = 700  # of the longer side of a piece on a sheet
MOST_PX = 2400  # of the longer side of one layer's picture


@dataclass(frozen=True)
class Measured:
    """What is known of a thing once it was composed.

    outline  along what it is cut, mm of the design; None where it is its plain trim box
    white    where white ink lies below, or None
    faults   what is against printing it
    """

    composed: "Composed"
    outline: Path | None
    white: Path | None
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Pieces:
    """Things as pieces, in the order of the bench, and what is against printing each."""

    pieces: tuple[Piece, ...]
    faults: tuple[tuple[Fault, ...], ...]

    @property
    def good(self) -> bool:
        """Whether all may be printed."""
        return not any(fault.blocks for faults in self.faults for fault in faults)


class Studio:
    """Draws things with the files of a shelf. Its methods may be called in several threads at once."""

    def __init__(self, shelf: FolderShelf) -> None:
        from app.layouts.raster.resample import Resampled  # noqa: PLC0415 - drawing is loaded with the first thing

        self.shelf = shelf
        self._resampled = Resampled()
        # The bench measures what it shows, and a sheet of it, a print file and a relief ask for the same again.
        self._measured: dict[str, tuple[object, Measured]] = {}
        self._measuring = Lock()

    def paint(
        self,
        design: Design,
        values: Mapping[str, str],
        wanted: Iterable[tuple[AnyLayer, str]],
        ppmm: float,
        shop: PrintShop,
    ) -> dict[str, Painted]:
        """Layers (each with the key that it is kept under) as pictures at so many pixels a millimetre."""
        return {layer.id: self._painted(design, values, (layer, key), ppmm, shop) for layer, key in wanted}

    def _painted(
        self, design: Design, values: Mapping[str, str], wanted: tuple[AnyLayer, str], ppmm: float, shop: PrintShop
    ) -> Painted:
        from app.layouts.composing.compose import composed  # noqa: PLC0415 - see __init__
        from app.layouts.raster.image import draw  # noqa: PLC0415 - see __init__

        layer, key = wanted
        alone = layer.model_copy(update={"hidden": False})
        bleed = 0.0 if design.cut.shape == "picture" or design.cut.by_hand else design.bleed_mm
        page = design.model_copy(update={"pages": (Page(layers=(alone,)),), "cut": Cut(), "bleed_mm": bleed})
        found = composed(page, values, self.shelf, shop, judge=False)
        margin = max(shop.bleed_mm, design.bleed_mm) + 0.5 if bleed else 0.5
        margin += getattr(layer, "outline_mm", 0.0)
        box = bounds(layer).grown(margin)
        ppmm = min(ppmm, MOST_PX / max(box.width, box.height))
        size = (max(1, round(box.width * ppmm)), max(1, round(box.height * ppmm)))
        place = (ppmm, 0.0, 0.0, ppmm, -box.left * ppmm, -box.top * ppmm)
        image = draw(found.piece.front.marks, size, place, None, pictures=self._resampled)
        area = QRectF(box.left, box.top, size[0] / ppmm, size[1] / ppmm)
        return Painted(qimage(image), area, layer, key)

    def measure(self, thing: Thing, shop: PrintShop) -> Measured:
        """Compose the thing: its outline, and what is against it. One after another: two at once would do the same twice."""
        asked = (thing, shop, language())
        with self._measuring:
            kept = self._measured.get(thing.key)
            measured = kept[1] if kept is not None and kept[0] == asked else self._measure(thing, shop)
            self._measured[thing.key] = asked, measured
        return measured

    def forget_all_but(self, keys: Collection[str]) -> None:
        """Know nothing any more of things that do not lie on the bench."""
        for key in tuple(self._measured):  # as it is now: others may be measured meanwhile
            if key not in keys:
                self._measured.pop(key, None)

    def _measure(self, thing: Thing, shop: PrintShop) -> Measured:
        from shapely.affinity import translate  # noqa: PLC0415 - see __init__

        from app.layouts.composing.compose import composed  # noqa: PLC0415 - see __init__

        found = composed(
            thing.design, thing.shown, self.shelf, shop, id=thing.key, label=thing.label, quantity=thing.copies,
            group=thing.design.product,
        )  # fmt: skip
        cut = thing.design.cut
        plain = cut.shape == "rectangle" and not cut.by_hand and cut.hole_mm <= 0
        outline = None if plain else path_of(translate(found.piece.trim, *found.origin))
        empty = tuple(
            Fault("place-unfilled", text("“{name}” is not filled in yet.", name=tr(slot.title)))
            for slot in thing.missing
        )
        return Measured(found, outline, None, (*empty, *found.faults))

    def pieces(self, things: Iterable[Thing], shop: PrintShop) -> Pieces:
        """Everything on the bench, composed for a shop."""
        measured = [self.measure(thing, shop) for thing in things]
        return Pieces(tuple(m.composed.piece for m in measured), tuple(m.faults for m in measured))

    def piece_picture(self, piece: Piece, ppmm: float) -> tuple[QImage, QRectF]:
        """A piece as it lies on a sheet, and where its pixels lie (mm from its origin).

        What is cut in straight lines is shown with its bleed, as its neighbours are; what a cutter cuts as it will be.
        """
        from app.layouts.composing.thumbnail import cut_picture  # noqa: PLC0415 - see __init__
        from app.layouts.raster.image import face_picture  # noqa: PLC0415 - see __init__

        ppi = 25.4 * min(ppmm, PIECE_PX / max(piece.width_mm, piece.height_mm))
        if piece.cutting == "contour":
            return qimage(cut_picture(piece, "front", ppi)), QRectF(0, 0, piece.width_mm, piece.height_mm)
        image = face_picture(piece, "front", ppi, bleed=True, background=None, pictures=self._resampled)
        edge = piece.bleed_mm
        return qimage(image), QRectF(-edge, -edge, piece.width_mm + 2 * edge, piece.height_mm + 2 * edge)

    def face_image(self, measured: Measured, page: int, ppmm: float) -> tuple[Image.Image, QRectF]:
        """One side of a thing as it is printed ("RGBA"), and where it lies in its design (mm)."""
        from app.layouts.raster.image import face_picture  # noqa: PLC0415 - see __init__

        piece = measured.composed.piece
        ppi = 25.4 * min(ppmm, MOST_PX / max(piece.width_mm, piece.height_mm))
        side: Literal["front", "back"] = "back" if page and piece.back is not None else "front"
        image = face_picture(piece, side, ppi, bleed=True, background=None, pictures=self._resampled)
        left, top = measured.composed.origin
        edge = piece.bleed_mm
        area = QRectF(left - edge, top - edge, piece.width_mm + 2 * edge, piece.height_mm + 2 * edge)
        return image.convert("RGBA"), area
