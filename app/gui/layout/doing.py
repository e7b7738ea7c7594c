"""What the actions do to the design: add, arrange, order, copy, delete, turn."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QFileDialog, QWidget

from app.gui.layout.desk import LayoutDesk
from app.i18n import Text, text, tr
from app.layouts.design.document import AnyLayer
from app.layouts.editing import adding
from app.layouts.editing.arranging import Axis, Edge, aligned, distributed
from app.layouts.editing.changes import added, duplicated, removed, rotated, shifted

PICTURES = ("png", "jpg", "jpeg", "webp", "avif", "heic", "heif", "tif", "tiff", "bmp", "gif", "apng")
VIDEOS = ("mp4", "mov", "m4v", "webm", "mkv", "avi")
SOUNDS = ("mp3", "m4a", "aac", "flac", "ogg", "wav", "mp4", "mov", "m4v")
_EDGES: dict[str, Edge] = {
    "align_left": "left", "align_center": "center", "align_right": "right", "align_top": "top", "align_middle": "middle",
    "align_bottom": "bottom",
}  # fmt: skip
_AXES: dict[str, Axis] = {"distribute_x": "x", "distribute_y": "y"}
_STEPS = {"raise": 1, "lower": -1, "front": 10_000, "back": -10_000}


class DesignDoings:
    """Changes of the design that the desk shows. ``middle``: where something new is laid (mm), the middle of what is seen."""

    def __init__(self, desk: LayoutDesk, middle: Callable[[], QPointF]) -> None:
        self._desk, self._middle = desk, middle

    def do(self, name: str) -> bool:
        """Do it, if it is one of these."""
        desk, design = self._desk, self._desk.design
        if design is None:
            return False
        page, ids = desk.page, desk.selection
        if name in _EDGES:
            desk.change(text("Align"), aligned(design, page, ids, _EDGES[name]))
        elif name in _AXES:
            desk.change(text("Spread"), distributed(design, page, ids, _AXES[name]))
        elif name in _STEPS:
            desk.change(text("Change the order"), shifted(design, page, ids, _STEPS[name]))
        elif name == "duplicate":
            after, copies = duplicated(design, page, ids)
            desk.change(text("Duplicate"), after, choose=copies)
        elif name == "delete":
            desk.change(text("Delete"), removed(design, page, ids))
        elif name == "turn":
            desk.change(text("Turn"), rotated(design, page, ids, 90.0))
        elif name == "add_text":
            self._add(text("Add text"), adding.words(design, tr("Text"), self._at()))
        elif name == "add_code":
            self._add(text("Add a QR code"), adding.code(design, "https://", self._at()))
        elif name == "add_shape":
            self._add(text("Add a shape"), adding.shape(design, self._at()))
        else:
            return False
        return True

    def add_picture(self, source: str, size: tuple[float, float]) -> None:
        """Lay a picture on the page."""
        design = self._desk.design
        if design is not None:
            self._add(text("Add a picture"), adding.picture(design, source, size, self._at()))

    def add_wave(self, source: str) -> None:
        """Lay the shape of a sound on the page."""
        design = self._desk.design
        if design is not None:
            self._add(text("Add a sound wave"), adding.wave(design, source, self._at()))

    def _add(self, title: Text, layer: AnyLayer) -> None:
        design = self._desk.design
        if design is not None:
            self._desk.change(title, added(design, self._desk.page, layer), choose=(layer.id,))

    def _at(self) -> tuple[float, float] | None:
        """The middle of what is seen, where that is on the page."""
        design, at = self._desk.design, self._middle()
        if design is None or not (0 < at.x() < design.width_mm and 0 < at.y() < design.height_mm):
            return None
        return (at.x(), at.y())


def ask_picture(parent: QWidget, folder: str) -> Path | None:
    """A picture or a video of this PC, or None."""
    endings = " ".join(f"*.{ending}" for ending in (*PICTURES, *VIDEOS))
    kinds = ";;".join((tr("Pictures and videos ({endings})", endings=endings), tr("All files (*)")))
    name, _kind = QFileDialog.getOpenFileName(parent, tr("Open picture"), folder, kinds)
    return Path(name) if name else None


def ask_sound(parent: QWidget, folder: str) -> Path | None:
    """A sound, or a video with sound, of this PC, or None."""
    endings = " ".join(f"*.{ending}" for ending in SOUNDS)
    kinds = ";;".join((tr("Sounds and videos ({endings})", endings=endings), tr("All files (*)")))
    name, _kind = QFileDialog.getOpenFileName(parent, tr("Open sound"), folder, kinds)
    return Path(name) if name else None
