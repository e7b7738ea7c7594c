"""Keeps the pictures of layers fresh: what changed is drawn anew beside the window, the newest state first."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal

from app.gui.base.once import once
from app.gui.layout.canvas.layer_item import Painted
from app.gui.layout.desk import LayoutDesk
from app.gui.layout.latest import Latest
from app.gui.layout.studio import Measured, Studio
from app.jobs.runner import Runner
from app.layouts.design.document import AnyLayer, Design
from app.settings.shop import PrintShop

KEEP_PIXELS = 60_000_000
MEASURE_MS = 120  # of quiet, before walls, corners and holes are measured again


class Painter(QObject):
    """``painted`` gives pictures by layer; ``measured`` what was found out about the thing."""

    painted = Signal(object)
    measured = Signal(object)

    def __init__(
        self, desk: LayoutDesk, runner: Runner, studio: Callable[[], Studio], shop: Callable[[], PrintShop]
    ) -> None:
        super().__init__(desk)
        self._desk, self._studio, self._shop = desk, studio, shop
        self._layers = Latest(runner)
        self._measuring = Latest(runner, "thread")
        self._kept: OrderedDict[str, Painted] = OrderedDict()
        self._shown: dict[str, str] = {}
        self.ppmm = 8.0
        self.last: Measured | None = None
        self._timer = once(self, MEASURE_MS, self._measure)
        desk.changed.connect(self.refresh)
        desk.opened.connect(self._forget)

    def set_scale(self, pixels_per_mm: float) -> None:
        """Draw as fine as the view shows it: in steps of two, so that zooming draws little anew."""
        step = 2.0
        while step < pixels_per_mm and step < 64:
            step *= 2
        if step != self.ppmm:
            self.ppmm = step
            self.refresh()

    def refresh(self) -> None:
        """Draw what is not drawn as it is now."""
        design = self._desk.design
        if design is not None:
            self.show(design)
            self._timer.start()

    def show(self, design: Design) -> None:
        """Draw a design that may be a live one."""
        thing = self._desk.thing
        if thing is None:
            return
        ready: dict[str, Painted] = {}
        wanted: list[tuple[AnyLayer, str]] = []
        for layer in design.pages[min(self._desk.page, len(design.pages) - 1)].layers:
            key = self._key(design, thing.shown, layer)
            kept = self._kept.get(key)
            if kept is None:
                wanted.append((layer, key))
            elif self._shown.get(layer.id) != key:
                ready[layer.id] = kept
                self._shown[layer.id] = key
        if ready:
            self.painted.emit(ready)
        if not wanted:
            self._layers.drop()
            return
        visible = [pair for pair in wanted if not pair[0].hidden]
        if visible:
            studio = self._studio()
            self._layers.ask(studio.paint, design, thing.shown, visible, self.ppmm, self._shop(), then=self._take)

    def _take(self, painted: Mapping[str, Painted]) -> None:
        for one in painted.values():
            self._kept[one.key] = one
            self._shown[one.of.id] = one.key
        while (
            len(self._kept) > 1 and sum(p.image.width() * p.image.height() for p in self._kept.values()) > KEEP_PIXELS
        ):
            self._kept.popitem(last=False)
        self.painted.emit(painted)

    def _measure(self) -> None:
        thing = self._desk.thing
        if thing is not None:
            self._measuring.ask(self._studio().measure, thing, self._shop(), then=self._was_measured)

    def _was_measured(self, measured: Measured) -> None:
        self.last = measured
        self.measured.emit(measured)

    def _forget(self) -> None:
        self._shown.clear()
        self.last = None

    def _key(self, design: Design, values: Mapping[str, str], layer: AnyLayer) -> str:
        """The same for the same pixels. Where a layer lies counts only where it touches the bleed."""
        plain = layer.model_dump(exclude={"name", "locked", "hidden", "id"})
        page = (design.width_mm, design.height_mm, design.bleed_mm, design.cut.shape, bool(design.cut.by_hand))
        used = sorted(values.items()) if "{" in str(plain) else []
        return hashlib.sha256(repr((plain, page, used, self.ppmm, self._shop().id)).encode()).hexdigest()
