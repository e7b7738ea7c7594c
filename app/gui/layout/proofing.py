"""How it will look: the soft proof on the canvas, colours that the inks cannot show, and the picture for the buyer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image
from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QImage

from app.errors import AppError
from app.gui.layout.latest import Latest
from app.gui.layout.pictures import qimage
from app.gui.layout.studio import Measured, Studio
from app.i18n import Text
from app.jobs.runner import Runner
from app.settings.folders import standard_folders
from app.settings.shop import PrintShop

FINEST_PPMM = 12.0
WARNING = (255, 0, 200)  # hatched over what the inks cannot show


@dataclass(frozen=True)
class PressProof:
    """A page as the press prints it. ``share``: how much of it the inks cannot show, 0 to 1."""

    image: QImage
    box: QRectF
    share: float


@dataclass(frozen=True)
class Mockup:
    """The picture for the buyer, and which others there are."""

    image: QImage
    kind: str
    kinds: tuple[tuple[str, Text], ...]


class Proofing(QObject):
    """proofed: a PressProof, or None for none; pictured: a Mockup; refused: an AppError."""

    proofed = Signal(object)
    pictured = Signal(object)
    refused = Signal(object)

    def __init__(
        self, runner: Runner, studio: Callable[[], Studio], shop: Callable[[], PrintShop], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._studio, self._shop = studio, shop
        self._proofs, self._pictures = Latest(runner, "thread"), Latest(runner, "thread")
        self.on = self.warns = False
        self.kind = ""
        self.picture: Mockup | None = None

    def switch(self, *, on: bool, warns: bool) -> None:
        """Show the proof, the warning, both or none."""
        self.on, self.warns = on, warns

    def refresh(self, measured: Measured | None, page: int, ppmm: float) -> None:
        """Draw the proof anew, if it is shown."""
        if measured is None or not (self.on or self.warns):
            self._proofs.drop()
            self.proofed.emit(None)
            return
        studio, shop, wanted = self._studio(), self._shop(), (self.on, self.warns)

        def work() -> PressProof:
            image, box = studio.face_image(measured, page, min(ppmm, FINEST_PPMM))
            return _proof(image, box, shop, wanted)

        self._proofs.ask(work, then=self.proofed.emit, failed=self.refused.emit)

    def draw_picture(self, measured: Measured | None, kind: str = "") -> None:
        """Draw the picture for the buyer; ``kind`` "": the one that suits best."""
        if measured is not None:
            self._pictures.ask(_picture, measured, kind, self._shop(), then=self._was_drawn, failed=self.refused.emit)

    def _was_drawn(self, picture: Mockup) -> None:
        self.picture, self.kind = picture, picture.kind
        self.pictured.emit(picture)


def _proof(image: Image.Image, box: QRectF, shop: PrintShop, wanted: Sequence[bool]) -> PressProof:
    from app.layouts.color.press import Press  # noqa: PLC0415 - loaded with the first proof

    press = Press.of(shop, standard_folders())
    alpha = image.getchannel("A")
    flat = Image.new("RGB", image.size, (255, 255, 255))
    flat.paste(image, mask=alpha)
    shown = press.soft_proof(flat) if wanted[0] else flat
    outside = press.gamut_warning(flat) & (np.asarray(alpha) > 0)
    share = float(outside.mean()) if outside.size else 0.0
    pixels = np.array(shown.convert("RGB"))
    if wanted[1]:
        rows, columns = np.indices(outside.shape)
        hatched = outside & ((rows + columns) // 4 % 2 == 0)
        pixels[hatched] = WARNING
    made = Image.fromarray(pixels)
    made.putalpha(alpha)
    return PressProof(qimage(made), box, share)


def _picture(measured: Measured, kind: str, shop: PrintShop) -> Mockup:
    from app.layouts.color.press import Press  # noqa: PLC0415 - loaded with the first picture
    from app.layouts.mockup.kinds import TITLES, kinds_of, mockup  # noqa: PLC0415 - see above

    piece = measured.composed.piece
    kinds = kinds_of(piece)
    chosen = next((one for one in kinds if one == kind), kinds[0])
    press = None
    if shop.route != "photo":
        try:
            press = Press.of(shop, standard_folders())
        except AppError:
            press = None  # without its profile the picture is as a screen shows it
    image = mockup(piece, chosen, press=press)
    return Mockup(qimage(image), chosen, tuple((one, TITLES[one]) for one in kinds))
