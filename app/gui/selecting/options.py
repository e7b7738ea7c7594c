"""How the mouse selects."""

from dataclasses import dataclass, field, replace
from typing import Literal

from PySide6.QtCore import QObject, Signal

from app.mesh.selecting.state import Reach

Tool = Literal["", "click", "lasso", "box", "brush"]
TOOLS: tuple[Tool, ...] = ("click", "lasso", "box", "brush")
Unit = Literal["px", "mm"]
BRUSHES: dict[Unit, tuple[float, float]] = {"px": (2.0, 400.0), "mm": (0.1, 200.0)}  # smallest and largest


@dataclass(frozen=True)
class Options:
    """``tool``: what the left button does ("" leaves it to the camera).

    through   lasso, box and brush also take what something else hides
    brush     radius of the brush in ``unit``: pixels of the screen, or mm where the camera looks at
    reach     how far a click goes
    """

    tool: Tool = ""
    through: bool = False
    brush: float = 24.0
    unit: Unit = "px"
    reach: Reach = field(default_factory=Reach)

    def with_brush(self, radius: float) -> "Options":
        """With a brush of this radius, or the nearest that there is."""
        low, high = BRUSHES[self.unit]
        return replace(self, brush=round(min(high, max(low, radius)), 1))

    def in_unit(self, unit: Unit, pixel_mm: float) -> "Options":
        """With a brush of the same size in another unit."""
        if unit == self.unit:
            return self
        factor = pixel_mm if unit == "mm" else 1 / max(pixel_mm, 1e-9)
        return replace(self, unit=unit).with_brush(self.brush * factor)

    def brush_pixels(self, pixel_mm: float) -> float:
        """Radius of the brush on the screen, where a pixel has this size."""
        return self.brush if self.unit == "px" else max(1.0, self.brush / max(pixel_mm, 1e-9))


class SelectOptions(QObject):
    """The options of now. ``changed`` follows every change, ``tool_changed`` one of the tool."""

    changed = Signal()
    tool_changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.now = Options()

    def set(self, options: Options) -> None:
        """Take these."""
        before, self.now = self.now, options
        if options != before:
            self.changed.emit()
        if options.tool != before.tool:
            self.tool_changed.emit(options.tool)
