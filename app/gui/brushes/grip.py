"""The brush under the pointer: its ring on the surface, and the strokes that the left button draws."""

import math
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.gui.base.once import once
from app.gui.brushes.around import Owner, Studio
from app.gui.brushes.kinds import Kind, family_of
from app.gui.brushes.live_model import LiveModel
from app.gui.brushes.resizing import Resizing
from app.gui.brushes.ring import paint_cross, paint_ring
from app.gui.viewport.camera import VIEW_ANGLE
from app.gui.viewport.grip import Touch
from app.gui.viewport.sheet import Sheet
from app.mesh.arrays import FloatArray
from app.mesh.brushes.brush import SPACING
from app.mesh.brushes.clone import CloneSource
from app.mesh.brushes.surface import Hit

SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
WORK_SECONDS = 0.03  # of dabs between two pictures
MOST_DABS = 24  # of one pull of the pointer: beyond, they stand further apart
LEAST_STEP_PIXELS = 1.5
STRENGTH_STEP = 0.05


@dataclass
class _Stroke:
    """kind: which brush draws, which Shift may have changed; last: where the last dab was, in widget pixels."""

    kind: Kind
    radius_mm: float
    last: QPointF
    step_px: float
    path: list[Touch]
    hit: Hit
    depth: float


class BrushGrip(QObject):
    """See viewport.grip.Grip. ``pressure``: of the pen that is on the tablet, 0..1; 1 for a mouse."""

    def __init__(self, owner: Owner, studio: Studio, parent: QObject) -> None:
        super().__init__(parent)
        self._owner, self._studio = owner, studio
        self.pressure = 1.0
        self._hover: tuple[Hit, float] | None = None
        self._pointer = QPointF()
        self._resizing: Resizing | None = None
        self._stroke: _Stroke | None = None
        self._source: tuple[FloatArray, FloatArray] | None = None
        self._timer = once(self, 0, self._work)

    @property
    def stroking(self) -> bool:
        """Whether the button is held on a stroke."""
        return self._stroke is not None

    def resize(self) -> None:
        """Let the pointer draw the rim of the brush until the next press; :meth:`cancel` takes that back."""
        if self._hover is not None and self._stroke is None:
            settings = self._owner.settings
            self._resizing = Resizing(settings, self._pointer, settings.radius, self._hover[1])

    @property
    def resizing(self) -> bool:
        """Whether the pointer sizes the brush."""
        return self._resizing is not None

    def forget_source(self) -> None:
        """The model is another one: what was chosen to be cloned is gone."""
        self._source = None

    # ---- viewport.grip.Grip -------------------------------------------------

    def press(self, touch: Touch) -> bool:
        """Begin a stroke where the model is; beside it the camera may have the button."""
        kind, live = self._owner.kind, self._owner.live
        if self._resizing is not None:
            self._resizing = None
            return True
        if kind is None:
            return False
        painting = family_of(kind) == "paint"
        if touch.modifiers & ALT and not painting:
            return False
        found = self._hit(touch)
        if found is None:
            return False
        if live is None or not self._owner.may_begin():
            return True
        hit, pixel_mm = found
        if touch.modifiers & ALT:
            self._take(kind, live, hit)
            return True
        source = None
        if kind == "clone":
            if self._source is None:
                self._owner.no_source()
                return True
            source = CloneSource(self._source, (hit.point, hit.normal), self._studio.pose_now().up)
        drawn: Kind = ("blur" if painting else "smooth") if touch.modifiers & SHIFT else kind
        radius = self._owner.settings.radius_mm(pixel_mm)
        brush = self._owner.settings.brush(drawn, radius, inverted=bool(touch.modifiers & CTRL))
        step = max(LEAST_STEP_PIXELS, SPACING * radius / pixel_mm)
        depth = self._depth(hit.point)
        self._stroke = _Stroke(drawn, radius, touch.pixel, step, [], hit, depth)
        self._owner.stroke_begins()
        live.begin(drawn, brush, source)
        self._dab(live, hit, np.zeros(3))
        self._show(live)
        return True

    def move(self, touch: Touch) -> None:
        """Go on with the stroke, when the window has time."""
        if self._stroke is not None:
            self._stroke.path.append(touch)
            if not self._timer.isActive():
                self._timer.start()

    def release(self, touch: Touch) -> None:
        """Finish the stroke."""
        if self._stroke is None:
            return
        self._stroke.path.append(touch)
        while self._stroke.path:
            self._work()
        stroke, live = self._stroke, self._owner.live
        self._stroke = None
        self._timer.stop()
        changed = live is not None and live.end()
        self._owner.stroke_ends(stroke.kind, changed=changed)

    def cancel(self) -> None:
        """Take the stroke back."""
        stroke, self._stroke = self._stroke, None
        resizing, self._resizing = self._resizing, None
        self._timer.stop()
        if resizing is not None:
            resizing.take_back()
        if stroke is not None:
            if self._owner.live is not None:
                self._owner.live.cancel()
            self._owner.stroke_ends(stroke.kind, changed=False)

    def hover(self, touch: Touch | None) -> None:
        """Lay the ring on the surface there."""
        if self._resizing is not None and touch is not None:
            self._resizing.follow(touch.pixel)  # what lies over the picture is painted for it
            return
        self._pointer = self._pointer if touch is None else touch.pixel
        before = self._hover
        self._hover = None if touch is None or self._owner.kind is None else self._hit(touch)
        if before is not None or self._hover is not None:
            self._studio.repaint()

    def wheel(self, touch: Touch, notches: float) -> bool:
        """Ctrl: the radius; Shift: the strength."""
        kind, settings = self._owner.kind, self._owner.settings
        if kind is None or self._stroke is not None:
            return self._stroke is not None
        if touch.modifiers & CTRL:
            settings.resize(notches)
        elif touch.modifiers & SHIFT:
            settings.set_strength(kind, settings.values.strength[kind] + STRENGTH_STEP * notches)
        else:
            return False
        self._studio.repaint()
        return True

    def cursor(self) -> Qt.CursorShape:
        """None where the ring is."""
        return Qt.CursorShape.CrossCursor if self._hover is None else Qt.CursorShape.BlankCursor

    def paint(self, painter: QPainter, sheet: Sheet) -> None:
        """The ring and its mirror images; the place that colours are cloned from."""
        kind, settings, live = self._owner.kind, self._owner.settings, self._owner.live
        if kind is None:
            return
        painter.save()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._hover is not None:
            hit, pixel_mm = self._hover
            radius = self._stroke.radius_mm if self._stroke is not None else settings.radius_mm(pixel_mm)
            mirror = settings.values.mirror
            centers = [hit.point] if live is None else live.images(hit.point, mirror)
            tips = [hit.point + hit.normal] if live is None else live.images(hit.point + hit.normal, mirror)
            for number in reversed(range(len(centers))):
                inner = settings.values.hardness if family_of(kind) == "paint" else 0.0
                paint_ring(
                    painter, sheet, centers[number], tips[number] - centers[number], radius, inner, faint=number > 0
                )
            if kind == "paint":
                painter.setPen(QPen(QColor(255, 255, 255), 1))
                painter.setBrush(QColor(*settings.values.color))
                x, y, _depth = sheet.at(hit.point)[0].tolist()
                painter.drawEllipse(QPointF(x, y), 4, 4)
        if kind == "clone" and self._source is not None:
            paint_cross(painter, sheet, self._source[0])
        painter.restore()

    # ---- inside -------------------------------------------------------------

    def _hit(self, touch: Touch) -> tuple[Hit, float] | None:
        """What is under the pointer, and how large a pixel is there, mm."""
        live, ray = self._owner.live, self._studio.cast(touch.x, touch.y)
        if live is None or ray is None:
            return None
        start, way, reach = ray
        live.surface.hidden = self._studio.hidden()
        hit = live.hit(start, way, reach)
        return None if hit is None else (hit, self._pixel_mm(self._depth(hit.point)))

    def _depth(self, point: FloatArray) -> float:
        pose = self._studio.pose_now()
        return float((pose.eye - point) @ pose.backward)

    def _pixel_mm(self, depth: float) -> float:
        pose = self._studio.pose_now()
        high = pose.picture_height if pose.parallel else 2.0 * depth * math.tan(math.radians(VIEW_ANGLE / 2))
        return max(high / max(1, self._studio.height()), 1e-9)

    def _take(self, kind: Kind, live: LiveModel, hit: Hit) -> None:
        if kind == "clone":
            self._source = (hit.point, hit.normal)
            self._studio.repaint()
        elif live.canvas is not None:
            self._owner.color_taken(live.canvas.color_at(hit))

    def _work(self) -> None:
        """Dabs along the way of the pointer since the last one, then a picture."""
        stroke, live = self._stroke, self._owner.live
        if stroke is None or live is None:
            return
        began = time.perf_counter()
        path, stroke.path = stroke.path, []
        if stroke.kind == "grab":
            self._pull(stroke, live, path[-1])
        else:
            for number, touch in enumerate(path):
                self._go_to(stroke, live, touch)
                if time.perf_counter() - began > WORK_SECONDS and number + 1 < len(path):
                    stroke.path = [*path[number + 1 :], *stroke.path]
                    break
        self._show(live)
        if stroke.path and not self._timer.isActive():
            self._timer.start()

    def _go_to(self, stroke: _Stroke, live: LiveModel, touch: Touch) -> None:
        way = touch.pixel - stroke.last
        length = math.hypot(way.x(), way.y())
        step = max(stroke.step_px, length / MOST_DABS)
        first = stroke.last
        for number in range(1, int(length / step) + 1):
            at = first + way * (number * step / length)
            share = (at - touch.pixel) / max(1, self._studio.height())
            found = self._hit(Touch(at, touch.x + share.x(), touch.y - share.y()))
            stroke.last = at
            if found is None:
                continue
            drag = found[0].point - stroke.hit.point
            stroke.hit = found[0]
            self._hover = found
            self._dab(live, found[0], drag)

    def _pull(self, stroke: _Stroke, live: LiveModel, touch: Touch) -> None:
        """Follow the pointer in the plane of the picture, as deep as where the surface was taken."""
        pose = self._studio.pose_now()
        pixel_mm = self._pixel_mm(stroke.depth)
        way = touch.pixel - stroke.last
        stroke.last = touch.pixel
        drag = (pose.right * way.x() - pose.up * way.y()) * pixel_mm
        old = stroke.hit
        stroke.hit = Hit(old.face, old.point + drag, old.normal, old.weights)
        self._hover = (stroke.hit, pixel_mm)
        self._dab(live, stroke.hit, drag)

    def _dab(self, live: LiveModel, hit: Hit, drag: NDArray[np.float64]) -> None:
        pressure = self.pressure if self._owner.settings.values.pressure else 1.0
        live.dab(hit.point, hit.normal, hit.face, pressure, drag)

    def _show(self, live: LiveModel) -> None:
        live.show(self._studio.pose_now())
        self._studio.repaint()
