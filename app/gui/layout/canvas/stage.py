"""What the parts of the design's scene need of it: so that they know the scene and it knows them without a circle."""

from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtWidgets import QGraphicsItem, QGraphicsView

from app.gui.layout.desk import LayoutDesk
from app.layouts.design.document import AnyLayer


class Stage(Protocol):
    """The page as it is seen. ``crop_wanted`` is a signal: a layer is to be cropped (its id), "" when that ends."""

    desk: LayoutDesk
    scale_px: float
    crop_wanted: Any

    @property
    def layers(self) -> tuple[AnyLayer, ...]: ...
    def hide_layer(self, layer: str, *, hidden: bool) -> None: ...
    def update(self) -> None: ...
    def views(self) -> Sequence[QGraphicsView]: ...
    def addItem(self, item: QGraphicsItem, /) -> None: ...  # noqa: N802 - Qt's name
    def removeItem(self, item: QGraphicsItem, /) -> None: ...  # noqa: N802 - Qt's name
