"""What happens between press and release on a design: each drag shows a live design and leaves one step of undo."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, degrees

from PySide6.QtCore import QPointF, QRectF, Qt

from app.gui.layout.canvas.grips import Frame
from app.i18n import Text, text
from app.layouts.design.document import Crop, Design, PictureLayer
from app.layouts.editing.boxes import Box, around, bounds, trim_box, turned
from app.layouts.editing.changes import duplicated, each_changed, layer_of, layers_of, moved, rotated, with_values
from app.layouts.editing.cropping import panned
from app.layouts.editing.sizing import Handle, resized, scaled
from app.layouts.editing.snapping import SnapLine, Targets, snap

SNAP_PX = 7.0
STEP_DEG = 15.0
Keys = Qt.KeyboardModifier


@dataclass(frozen=True)
class Ground:
    """What a drag works on. ``guides``: upright ones (x) and flat ones (y), mm."""

    design: Design
    page: int
    ids: frozenset[str]
    scale_px: float
    guides: tuple[Sequence[float], Sequence[float]]
    snaps: bool = True

    @property
    def reach_mm(self) -> float:
        return SNAP_PX / self.scale_px

    def targets(self) -> Targets:
        """Everything that stays while this is dragged."""
        others = [
            bounds(layer)
            for layer in self.design.pages[self.page].layers
            if layer.id not in self.ids and not layer.hidden
        ]
        trim = trim_box(self.design)
        frames = [trim]
        if self.design.safe_mm and 2 * self.design.safe_mm < min(trim.width, trim.height):
            frames.append(trim.grown(-self.design.safe_mm))
        if self.design.bleed_mm:
            frames.append(trim.grown(self.design.bleed_mm))
        return Targets(others, frames, self.guides[0], self.guides[1])


@dataclass(frozen=True)
class Live:
    """How it looks right now."""

    design: Design
    lines: tuple[SnapLine, ...] = ()
    note: str = ""
    choose: frozenset[str] | None = None


class Drag(ABC):
    """``to`` gives how it looks while the pointer is there; ``title`` names the step that is left."""

    title: Text

    def __init__(self, ground: Ground, start: QPointF) -> None:
        self.ground, self.start = ground, start
        self.merge = ""

    @abstractmethod
    def to(self, at: QPointF, keys: Keys) -> Live: ...


class MoveDrag(Drag):
    """Moves what is chosen; shift keeps to one axis, alt leaves a copy behind, control does without snapping."""

    title = text("Move")

    def __init__(self, ground: Ground, start: QPointF) -> None:
        super().__init__(ground, start)
        self._box = around(bounds(layer) for layer in layers_of(ground.design, ground.page, ground.ids))
        self._targets = ground.targets()

    def to(self, at: QPointF, keys: Keys) -> Live:
        dx, dy = at.x() - self.start.x(), at.y() - self.start.y()
        if keys & Keys.ShiftModifier:
            dx, dy = (dx, 0.0) if abs(dx) > abs(dy) else (0.0, dy)
        lines: tuple[SnapLine, ...] = ()
        if self.ground.snaps and not keys & Keys.ControlModifier:
            snapped = snap(self._box.moved(dx, dy), self._targets, self.ground.reach_mm)
            dx, dy, lines = dx + snapped.dx, dy + snapped.dy, snapped.lines
        design, ids, choose = self.ground.design, self.ground.ids, None
        if keys & Keys.AltModifier:
            design, copies = duplicated(design, self.ground.page, ids, 0, 0)
            ids = choose = frozenset(copies)
        return Live(moved(design, self.ground.page, ids, dx, dy), lines, f"{dx:+.1f}, {dy:+.1f}", choose)


class SizeDrag(Drag):
    """Sizes what is chosen by a handle. Corners of pictures and codes keep their shape; shift turns that round."""

    title = text("Resize")

    def __init__(self, ground: Ground, start: QPointF, handle: Handle, frame: Frame) -> None:
        super().__init__(ground, start)
        self._handle, self._frame = handle, frame
        self._layers = layers_of(ground.design, ground.page, ground.ids)
        self._targets = ground.targets()
        self._keeps = len(self._layers) > 1 or self._layers[0].kind in {"picture", "code"}

    def to(self, at: QPointF, keys: Keys) -> Live:
        handle, ground = self._handle, self.ground
        dx, dy = at.x() - self.start.x(), at.y() - self.start.y()
        corner = bool(handle.x and handle.y)
        keep = (self._keeps and corner) != bool(keys & Keys.ShiftModifier)
        middle = bool(keys & Keys.AltModifier)
        lines: tuple[SnapLine, ...] = ()
        if ground.snaps and self._frame.turn_deg == 0 and not keys & Keys.ControlModifier and not keep:
            grip = self._frame.at(handle.x, handle.y)
            point = Box(grip.x() + dx, grip.y() + dy, grip.x() + dx, grip.y() + dy)
            snapped = snap(point, self._targets, ground.reach_mm)
            dx += snapped.dx if handle.x else 0.0
            dy += snapped.dy if handle.y else 0.0
            lines = tuple(
                line for line in snapped.lines
                if line.kind != "gap" and ((line.axis == "x" and handle.x) or (line.axis == "y" and handle.y))
            )  # fmt: skip
        if len(self._layers) == 1:
            sized = resized(self._layers[0], handle, dx, dy, keep_aspect=keep, from_middle=middle)
            design = each_changed(ground.design, ground.page, ground.ids, lambda _layer: sized)
            return Live(design, lines, f"{sized.width_mm:.1f} × {sized.height_mm:.1f}")
        before = self._frame.box
        after = _scaled_box(before, handle, dx, dy, middle=middle, keep=keep)
        design = scaled(ground.design, ground.page, ground.ids, before, after)
        return Live(design, lines, f"{after.width:.1f} × {after.height:.1f}")


class TurnDrag(Drag):
    """Turns what is chosen about its middle; shift by 15 degrees at a time, and right angles pull a little."""

    title = text("Turn")

    def __init__(self, ground: Ground, start: QPointF, frame: Frame) -> None:
        super().__init__(ground, start)
        self._frame = frame

    def to(self, at: QPointF, keys: Keys) -> Live:
        middle = (self._frame.x, self._frame.y)
        by = degrees(
            atan2(at.y() - middle[1], at.x() - middle[0])
            - atan2(self.start.y() - middle[1], self.start.x() - middle[0])
        )
        goal = self._frame.turn_deg + by
        if keys & Keys.ShiftModifier:
            goal = round(goal / STEP_DEG) * STEP_DEG
        elif abs(goal / 90 - round(goal / 90)) < 0.02:
            goal = round(goal / 90) * 90.0
        design = rotated(self.ground.design, self.ground.page, self.ground.ids, goal - self._frame.turn_deg)
        return Live(design, (), f"{(goal + 180) % 360 - 180:.1f}°")


class CropDrag(Drag):
    """Drags the picture inside of its box."""

    title = text("Crop")

    def __init__(self, ground: Ground, start: QPointF, crop: Crop, picture: tuple[float, float]) -> None:
        super().__init__(ground, start)
        self._crop, self._picture = crop, picture
        (self._id,) = ground.ids
        self.merge = f"crop {self._id}"

    def to(self, at: QPointF, keys: Keys) -> Live:  # noqa: ARG002 - a key changes nothing here
        layer = layer_of(self.ground.design, self._id)
        dx, dy = turned(at.x() - self.start.x(), at.y() - self.start.y(), -layer.turn_deg)
        size = (layer.width_mm, layer.height_mm)
        crop = panned(self._crop, self._picture, size, dx / size[0], dy / size[1])
        return Live(set_crop(self.ground.design, self.ground.page, self._id, crop))


def set_crop(design: Design, page: int, layer: str, crop: Crop) -> Design:
    """A picture layer that shows this part of its picture."""
    return each_changed(
        design, page, {layer}, lambda one: with_values(one, crop=crop) if isinstance(one, PictureLayer) else one
    )


def chosen_in(design: Design, page: int, area: QRectF) -> frozenset[str]:
    """Layers that a marquee touches; what is locked or hidden is left out."""
    box = Box(area.left(), area.top(), area.right(), area.bottom())
    return frozenset(
        layer.id for layer in design.pages[page].layers
        if not layer.locked and not layer.hidden and _touches(bounds(layer), box)
    )  # fmt: skip


def _touches(one: Box, other: Box) -> bool:
    return one.left <= other.right and other.left <= one.right and one.top <= other.bottom and other.top <= one.bottom


def _scaled_box(before: Box, handle: Handle, dx: float, dy: float, *, middle: bool, keep: bool) -> Box:
    width, height = (
        before.width + handle.x * dx * (2 if middle else 1),
        before.height + handle.y * dy * (2 if middle else 1),
    )
    width, height = max(0.5, width), max(0.5, height)
    if keep:
        by_x, by_y = width / before.width, height / before.height
        scale = by_x if not handle.y else by_y if not handle.x else max(by_x, by_y)
        width, height = before.width * scale, before.height * scale
    x = before.middle[0] if middle or not handle.x else (before.left if handle.x > 0 else before.right)
    y = before.middle[1] if middle or not handle.y else (before.top if handle.y > 0 else before.bottom)
    left = x - width / 2 if middle or not handle.x else (x if handle.x > 0 else x - width)
    top = y - height / 2 if middle or not handle.y else (y if handle.y > 0 else y - height)
    return Box(left, top, left + width, top + height)
