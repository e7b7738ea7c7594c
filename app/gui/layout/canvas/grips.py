"""The box around what is chosen, with its handles: where they are, and which one the pointer is at."""

from dataclasses import dataclass
from math import hypot

from PySide6.QtCore import QPointF, Qt

from app.layouts.design.document import AnyLayer
from app.layouts.editing.boxes import Box, around, bounds, middle_of, turned
from app.layouts.editing.sizing import HANDLES, Handle

REACH_PX = 8.0
TURN_PX = 24.0  # how far the handle that turns stands off


@dataclass(frozen=True)
class Frame:
    """A box that may be turned: its middle, size (mm) and turn (degrees clockwise)."""

    x: float
    y: float
    width: float
    height: float
    turn_deg: float = 0.0

    def at(self, across: float, down: float) -> QPointF:
        """A point of it: (-1, -1) the top left corner, (1, 1) the bottom right one."""
        dx, dy = turned(across * self.width / 2, down * self.height / 2, self.turn_deg)
        return QPointF(self.x + dx, self.y + dy)

    def corners(self) -> tuple[QPointF, QPointF, QPointF, QPointF]:
        """From the top left corner, clockwise."""
        return (self.at(-1, -1), self.at(1, -1), self.at(1, 1), self.at(-1, 1))

    def turner(self, scale_px: float) -> QPointF:
        """Where the handle that turns it is."""
        dx, dy = turned(0, -self.height / 2 - TURN_PX / scale_px, self.turn_deg)
        return QPointF(self.x + dx, self.y + dy)

    @property
    def box(self) -> Box:
        """The box as if it was not turned."""
        return Box(self.x - self.width / 2, self.y - self.height / 2, self.x + self.width / 2, self.y + self.height / 2)


def frame_of(layers: tuple[AnyLayer, ...]) -> Frame | None:
    """Of one layer its own box, turned; of several the box around them."""
    if not layers:
        return None
    if len(layers) == 1:
        layer = layers[0]
        return Frame(*middle_of(layer), layer.width_mm, layer.height_mm, layer.turn_deg)
    box = around(bounds(layer) for layer in layers)
    return Frame(*box.middle, box.width, box.height)


def grip_at(frame: Frame, at: QPointF, scale_px: float) -> Handle | str | None:
    """The handle under the pointer, "turn" for the one that turns, None for none."""
    if _far(frame.turner(scale_px), at) * scale_px <= REACH_PX:
        return "turn"
    near = [(_far(frame.at(h.x, h.y), at) * scale_px, h) for h in shown(frame, scale_px)]
    found = min(near, key=lambda pair: pair[0])
    return found[1] if found[0] <= REACH_PX else None


def shown(frame: Frame, scale_px: float) -> tuple[Handle, ...]:
    """The handles that there is room for: corners always, those between them where the side is long."""
    wide, high = frame.width * scale_px > 44, frame.height * scale_px > 44
    return tuple(h for h in HANDLES if (h.x and h.y) or (h.x == 0 and wide) or (h.y == 0 and high))


_CURSORS = (
    Qt.CursorShape.SizeHorCursor, Qt.CursorShape.SizeFDiagCursor, Qt.CursorShape.SizeVerCursor,
    Qt.CursorShape.SizeBDiagCursor,
)  # fmt: skip
_DIRECTIONS = {(1, 0): 0, (1, 1): 1, (0, 1): 2, (-1, 1): 3, (-1, 0): 4, (-1, -1): 5, (0, -1): 6, (1, -1): 7}


def cursor_of(grip: Handle | str, turn_deg: float) -> Qt.CursorShape:
    """How the pointer looks at a handle, whose direction turns with the box."""
    if not isinstance(grip, Handle):
        return Qt.CursorShape.CrossCursor
    eighth = _DIRECTIONS[grip.x, grip.y] + round(turn_deg / 45)
    return _CURSORS[eighth % 4]


def layer_at(layers: tuple[AnyLayer, ...], at: QPointF, slack_mm: float = 0.0) -> AnyLayer | None:
    """The highest layer that is seen under the pointer and not locked."""
    for layer in reversed(layers):
        if layer.hidden or layer.locked:
            continue
        x, y = middle_of(layer)
        across, down = turned(at.x() - x, at.y() - y, -layer.turn_deg)
        if abs(across) <= layer.width_mm / 2 + slack_mm and abs(down) <= layer.height_mm / 2 + slack_mm:
            return layer
    return None


def _far(one: QPointF, other: QPointF) -> float:
    return hypot(one.x() - other.x(), one.y() - other.y())
