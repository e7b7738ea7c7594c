"""How the mouse selects."""

from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QObject, Signal

from app.mesh.selecting.state import Reach

Tool = Literal["", "click", "lasso", "box", "brush"]
TOOLS: tuple[Tool, ...] = ("click", "lasso", "box", "brush")
SMALLEST_BRUSH, LARGEST_BRUSH = 2, 400  # pixels


@dataclass(frozen=True)
class Options:
    """``tool``: what the left button does ("" leaves it to the camera).

    through   lasso, box and brush also take what something else hides
    brush_px  radius of the brush in pixels
    reach     how far a click goes
    """

    tool: Tool = ""
    through: bool = False
    brush_px: int = 24
    reach: Reach = field(default_factory=Reach)


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
