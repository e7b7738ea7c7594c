"""The section in the picture: cuts the figure, paints its plane, and lets it be dragged by a handle."""

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.gui.viewport.camera import Pose
from app.gui.viewport.grip import Grip, Touch
from app.gui.viewport.pill import INK, pill
from app.gui.viewport.section import Axis, Section, section_of
from app.gui.viewport.sheet import Sheet

if TYPE_CHECKING:
    from app.gui.viewport.drawable import Drawable
    from app.gui.viewport.scene import Scene

ACCENT = QColor("#4f8cff")
RADIUS = 13.0
ARROW = 34.0


class Picture(Protocol):
    """What the section lies in."""

    @property
    def scene(self) -> "Scene | None": ...
    @property
    def pose(self) -> Pose: ...
    def drawable(self) -> "Drawable | None": ...
    def add_handle(self, handle: Grip) -> None: ...
    def remove_handle(self, handle: Grip) -> None: ...
    def redraw(self) -> None: ...
    def redraw_moving(self) -> None: ...
    def repaint_layers(self) -> None: ...


class SectionLayer(QObject):
    """A Grip (see grip.py) that cuts. ``changed``: the section is another one, or gone."""

    changed = Signal()

    def __init__(self, picture: Picture, parent: QObject) -> None:
        super().__init__(parent)
        self._picture = picture
        self._plane: Any = None  # vtkPlane
        self._sheet: Sheet | None = None
        self._dragged_from: tuple[Section, Touch] | None = None
        self._near = False
        self.section: Section | None = None

    @property
    def on(self) -> bool:
        """Whether something is cut away."""
        return self.section is not None

    def show(self, axis: Axis) -> None:
        """Cut across this axis, through the middle; or across the view as it is now."""
        drawable = self._picture.drawable()
        if drawable is not None and len(drawable.mesh.faces):
            self._set(section_of(axis, drawable.bounds, self._picture.pose))

    def clear(self) -> None:
        """Show the whole figure."""
        self._set(None)

    def flip(self) -> None:
        """Show the other side."""
        if self.section is not None:
            self._set(self.section.flipped())

    def put(self, at: float, *, moving: bool = False) -> None:
        """Move the plane to this place along its axis, mm; ``moving``: more will follow at once."""
        if self.section is not None:
            self._set(self.section.put(at), moving=moving)

    def figure_changed(self) -> None:
        """Another figure stands in the scene."""
        drawable = self._picture.drawable()
        if self.section is None:
            return
        if drawable is None or not len(drawable.mesh.faces):
            self.clear()
        else:
            self._set(self.section.around(drawable.bounds))

    def _set(self, section: Section | None, *, moving: bool = False) -> None:
        before, self.section = self.section, section
        scene = self._picture.scene
        if section is not None:
            from vtkmodules.vtkCommonDataModel import vtkPlane  # noqa: PLC0415 - VTK is loaded once the window is there

            if self._plane is None:
                self._plane = vtkPlane()
            self._plane.SetOrigin(*section.origin)
            self._plane.SetNormal(*section.normal)
        if scene is not None and (before is None) != (section is None):
            scene.set_section(None if section is None else self._plane)
            (self._picture.remove_handle if section is None else self._picture.add_handle)(self)
        if moving:
            self._picture.redraw_moving()
        else:
            self._picture.redraw()
        self._picture.repaint_layers()
        self.changed.emit()

    # ---- the grip -----------------------------------------------------------

    def press(self, touch: Touch) -> bool:
        """Take the handle."""
        if self.section is None or not self._is_near(touch):
            return False
        self._dragged_from = (self.section, touch)
        return True

    def move(self, touch: Touch) -> None:
        """Drag the plane along its normal, as that is seen in the picture."""
        if self._dragged_from is None or self._sheet is None:
            return
        section, start = self._dragged_from
        way = touch.pixel - start.pixel
        a, b = self._sheet.at(np.array([section.origin, section.origin + section.along * self._sheet.pixel_mm * 100]))
        step = np.array([b[0] - a[0], b[1] - a[1]]) / 100  # of the picture's pixels for one at the figure
        length = float(step @ step)
        if length < 0.02:  # seen along the normal: up is towards the eye
            towards = 1.0 if float(section.along @ self._sheet.pose.backward) > 0 else -1.0
            by = -way.y() * towards
        else:
            by = float(np.array([way.x(), way.y()]) @ step) / length
        self._set(section.moved(by * self._sheet.pixel_mm), moving=True)

    def release(self, _touch: Touch) -> None:
        """Let go."""
        self._dragged_from = None

    def cancel(self) -> None:
        """Put the plane back."""
        if self._dragged_from is not None:
            section, self._dragged_from = self._dragged_from[0], None
            self._set(section)

    def hover(self, touch: Touch | None) -> None:
        """Shine under the pointer."""
        near = touch is not None and self._is_near(touch)
        if near != self._near:
            self._near = near
            self._picture.repaint_layers()

    def wheel(self, touch: Touch, notches: float) -> bool:
        """Over the handle: move the plane a hundredth of the way."""
        if self.section is None or not self._is_near(touch):
            return False
        low, high = self.section.range_mm
        self._set(self.section.moved(notches * (high - low) / 100), moving=True)
        return True

    def cursor(self) -> Qt.CursorShape:
        """A hand over the handle."""
        if self._dragged_from is not None:
            return Qt.CursorShape.ClosedHandCursor
        return Qt.CursorShape.OpenHandCursor if self._near else Qt.CursorShape.ArrowCursor

    def paint(self, painter: QPainter, sheet: Sheet) -> None:
        """The outline of the plane, its handle with arrows, and where it is."""
        self._sheet = sheet
        section = self.section
        if section is None:
            return
        ring = section.outline()
        if len(ring):
            seen = sheet.at(ring)
            if (seen[:, 2] > 0).all():
                polygon = QPolygonF([QPointF(x, y) for x, y, _depth in seen.tolist()])
                painter.setBrush(QColor(79, 140, 255, 14))
                painter.setPen(QPen(ACCENT, 1.5, Qt.PenStyle.DashLine))
                painter.drawPolygon(polygon)
        at = self._handle()
        if at is None:
            return
        self._paint_handle(painter, sheet, section, at)
        name = {"x": "X", "y": "Y", "z": "Z"}.get(section.axis, "⟂")
        pill(painter, at + QPointF(RADIUS, RADIUS + 8), f"{name} {section.at:.1f} mm", INK, QColor("#e6e9ef"))

    def _paint_handle(self, painter: QPainter, sheet: Sheet, section: Section, at: QPointF) -> None:
        a, b = sheet.at(np.array([section.origin, section.origin + section.along * sheet.pixel_mm]))
        way = QPointF(b[0] - a[0], b[1] - a[1])
        length = max(np.hypot(way.x(), way.y()), 1e-9)
        way = way / length if length > 0.15 else QPointF(0, -1)
        across = QPointF(-way.y(), way.x())
        painter.setPen(QPen(QColor(0, 0, 0, 110), 5))
        painter.drawLine(at - way * ARROW, at + way * ARROW)
        painter.setPen(QPen(ACCENT, 2.5))
        painter.drawLine(at - way * ARROW, at + way * ARROW)
        painter.setPen(QPen(QColor(255, 255, 255, 230), 1.5))
        painter.setBrush(ACCENT.lighter(125) if self._near or self._dragged_from else ACCENT)
        for side in (-1.0, 1.0):
            tip = at + way * (side * (ARROW + 7))
            foot = at + way * (side * (ARROW - 5))
            painter.drawPolygon(QPolygonF([tip, foot + across * 7, foot - across * 7]))
        painter.drawEllipse(at, RADIUS - 4, RADIUS - 4)

    def _handle(self) -> QPointF | None:
        """Where the handle is in the picture: on the middle of the plane's outline, or of the plane where that is hidden."""
        if self.section is None or self._sheet is None:
            return None
        sheet, ring = self._sheet, self.section.outline()
        if not len(ring):
            return None
        # Beside the figure, on the side that is nearer to the right edge: the figure itself stays free.
        middles = (ring + np.roll(ring, -1, axis=0)) / 2
        seen = sheet.at(np.concatenate([middles, self.section.origin[None]]))
        inside = (
            (seen[:, 2] > 0)
            & (seen[:, 0] > 3 * ARROW) & (seen[:, 0] < sheet.width - 4 * ARROW)
            & (seen[:, 1] > 2 * ARROW) & (seen[:, 1] < sheet.height - 2 * ARROW)
        )  # fmt: skip
        if not inside.any():
            return QPointF(sheet.width / 2, sheet.height / 2)
        best = int(np.where(inside, seen[:, 0], -np.inf).argmax())
        return QPointF(seen[best, 0], seen[best, 1])

    def _is_near(self, touch: Touch) -> bool:
        at = self._handle()
        if at is None:
            return False
        way = touch.pixel - at
        return bool(np.hypot(way.x(), way.y()) <= ARROW + 10)
