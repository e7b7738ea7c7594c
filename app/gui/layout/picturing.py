"""The picture that is chosen, looked at beside the window: how fine it prints, its automatic crop, horizon, good frames."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.errors import AppError
from app.gui.layout.canvas.design_scene import DesignScene
from app.gui.layout.canvas.drags import set_crop
from app.gui.layout.desk import LayoutDesk
from app.gui.layout.latest import Latest
from app.gui.layout.panels.photo_panel import Candidate, PhotoPanel, PictureFactsShown
from app.gui.layout.pictures import qimage
from app.gui.layout.studio import Studio
from app.i18n import text
from app.jobs.runner import Runner
from app.layouts.design.document import Crop, PictureLayer
from app.layouts.design.filling import filled
from app.settings.shop import PrintShop

PREVIEW_PX = (1400, 1400)
HOW_MANY = 8


@dataclass(frozen=True)
class Opened:
    """A picture for cropping: as large as a screen needs, and its true size in pixels."""

    layer: str
    image: QImage
    size: tuple[int, int]
    crop: Crop | None


class Picturing(QObject):
    """Keeps the panel of the photo and the crop on the canvas fed. refused: an AppError."""

    refused = Signal(object)

    def __init__(self, desk: LayoutDesk, scene: DesignScene, panel: PhotoPanel, runner: Runner, tools: "Tools") -> None:
        super().__init__(desk)
        self._desk, self._scene, self._panel, self._tools = desk, scene, panel, tools
        self._facts, self._opening = Latest(runner, "thread"), Latest(runner, "thread")
        self._asked: object = None
        desk.chosen.connect(self.look)
        desk.changed.connect(self.look)
        scene.crop_wanted.connect(self.crop)
        panel.crop_wanted.connect(self._crop_chosen)
        panel.level_wanted.connect(self._level)
        panel.frames_wanted.connect(self._find_frames)

    def look(self) -> None:
        """Find out about the picture that is chosen, where something about it is another now."""
        layer = self._panel.layer
        if layer is None:
            self._asked = None
            self._panel.show_facts(None)
            return
        shop, studio = self._tools.shop(), self._tools.studio()
        whole = self._whole(layer)
        box = (layer.width_mm, layer.height_mm)
        asked = (whole.source, whole.frame, whole.crop, box, whole.fit, shop)
        if asked != self._asked:
            self._asked = asked
            self._facts.ask(_facts, studio, whole, shop, then=self._panel.show_facts, failed=lambda _error: None)

    def crop(self, layer_id: str) -> None:
        """Crop this layer on the canvas; "" when that has ended."""
        layer = next((one for one in self._desk.layers if one.id == layer_id), None)
        if isinstance(layer, PictureLayer):
            whole = self._whole(layer)
            self._opening.ask(_opened, self._tools.studio(), whole, then=self._begin, failed=self.refused.emit)

    def _begin(self, opened: Opened) -> None:
        layer = next((one for one in self._desk.layers if one.id == opened.layer), None)
        if isinstance(layer, PictureLayer):
            self._scene.crop.begin(layer, opened.image, opened.size, opened.crop)

    def _crop_chosen(self) -> None:
        layer = self._panel.layer
        if layer is not None:
            self._desk.choose((layer.id,))
            self.crop(layer.id)

    def _level(self) -> None:
        layer = self._panel.layer
        if layer is not None:
            whole = self._whole(layer)
            self._opening.ask(
                _horizon,
                self._tools.studio(),
                whole,
                then=lambda turn: self._turn(layer.id, turn),
                failed=self.refused.emit,
            )

    def _turn(self, layer: str, degrees: float) -> None:
        design, crop = self._desk.design, self._panel.turned_crop(degrees)
        if design is None or crop is None:
            return
        if abs(degrees) < 0.05:
            self._tools.say(text("No line says that it is not level; straighten it by hand."))
            return
        after = set_crop(design, self._desk.page, layer, crop)
        self._desk.change(text("Level the horizon"), after)

    def _find_frames(self) -> None:
        layer = self._panel.layer
        if layer is not None:
            studio, whole = self._tools.studio(), self._whole(layer)
            self._opening.ask(_candidates, studio, whole, then=self._panel.show_frames, failed=self.refused.emit)

    def _whole(self, layer: PictureLayer) -> PictureLayer:
        """The layer with what fills its place."""
        thing = self._desk.thing
        if thing is None or "{" not in layer.source:
            return layer
        alone = thing.design.model_copy(
            update={"pages": (thing.design.pages[0].model_copy(update={"layers": (layer,)}),)}
        )
        done = filled(alone, thing.shown).pages[0].layers[0]
        assert isinstance(done, PictureLayer)
        return done


@dataclass(frozen=True)
class Tools:
    """What the bench lends: what draws, the shop, and how something is said."""

    studio: Callable[[], Studio]
    shop: Callable[[], PrintShop]
    say: Callable[..., object]


def _facts(studio: Studio, layer: PictureLayer, shop: PrintShop) -> PictureFactsShown | None:
    from app.layouts.pictures.resolution import effective_ppi, judge_ppi  # noqa: PLC0415 - loaded with the first picture

    if not layer.source.startswith("sha256:"):
        return None
    opener, path = studio.shelf.opener, studio.shelf.path(layer.source)
    facts = opener.facts(path)
    crop = layer.crop or _automatic(studio, layer, facts.size)
    ppi = effective_ppi(facts.size, crop, (layer.width_mm, layer.height_mm), layer.fit)
    verdict = judge_ppi(ppi, shop)
    return PictureFactsShown(layer.source, facts.size, crop, verdict.level, verdict.words, facts.frames, facts.warnings)


def _automatic(studio: Studio, layer: PictureLayer, size: tuple[int, int]) -> Crop:
    from app.layouts.pictures.pixels import crop_of  # noqa: PLC0415 - see _facts

    opener, path = studio.shelf.opener, studio.shelf.path(layer.source)
    subject = opener.subject(path, frame=layer.frame)
    scale = 100.0
    box = (max(1, round(layer.width_mm * scale)), max(1, round(layer.height_mm * scale)))
    return crop_of(size, layer, box, subject)


def _opened(studio: Studio, layer: PictureLayer) -> Opened:
    if not layer.source.startswith("sha256:"):
        raise AppError(text("Choose a picture for this place first; this one is only a sample."))
    opener, path = studio.shelf.opener, studio.shelf.path(layer.source)
    opened = opener.open(path, frame=layer.frame, within=PREVIEW_PX)
    image = opened.image
    if max(image.size) > 2 * PREVIEW_PX[0]:
        image = image.copy()  # the opener keeps its own
        image.thumbnail(PREVIEW_PX)
    automatic = None if layer.crop is not None else _automatic(studio, layer, opened.facts.size)
    return Opened(layer.id, qimage(image), opened.facts.size, automatic)


def _horizon(studio: Studio, layer: PictureLayer) -> float:
    from app.layouts.pictures.horizon import horizon  # noqa: PLC0415 - see _facts

    if not layer.source.startswith("sha256:"):
        return 0.0
    opened = studio.shelf.opener.open(studio.shelf.path(layer.source), frame=layer.frame, within=(800, 800))
    return horizon(opened.image)


def _candidates(studio: Studio, layer: PictureLayer) -> tuple[Candidate, ...]:
    from app.layouts.pictures.frames import best_frames  # noqa: PLC0415 - see _facts

    found = best_frames(studio.shelf.opener, studio.shelf.path(layer.source), HOW_MANY)
    return tuple(Candidate(one.number, one.seconds, qimage(one.thumbnail), one.faces) for one in found)
